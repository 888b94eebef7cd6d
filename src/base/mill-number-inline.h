/* mill-number-inline.h: the hot path of reading numbers, for loops over many cells.
 *
 * Everything is static inline, so that a file compiled for AVX2 gets its own copy. Cells of up to
 * 16 characters such as `-12.50` are taken with a dozen vector instructions; the caller falls back
 * to mill-number.h for the rest. Any thread.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>
#include <string.h>

#if defined(__SSE4_1__)
#include <immintrin.h>
#endif

#include "mill-number.h"

G_BEGIN_DECLS

/* MILL_FAST_READ: bytes from the start of a cell that the functions below may read. */
#define MILL_FAST_READ 17

/* The powers of ten that a double holds exactly. */
static const double mill_exact_power[23]
    = { 1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
        1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };

#if defined(__SSE4_1__)

/* 16 bytes from offset n are n - 16, n - 15, ..., n - 1 */
static const gint8 mill_fast_window[32]
    = { -16, -15, -14, -13, -12, -11, -10, -9, -8, -7, -6, -5, -4, -3, -2, -1,
        0,   1,   2,   3,   4,   5,   6,   7,  8,  9,  10, 11, 12, 13, 14, 15 };
/* 16 bytes from offset 16 - n are n times -1, then 0 */
static const gint8 mill_fast_step[32]
    = { -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
        0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0 };

static inline __m128i
mill_fast_load_ (const void *at)
{
  return _mm_loadu_si128 ((const __m128i *)at);
}

/* 16 digits, the first one in the lowest byte, as a number: pairs, fours, eights, then all */
static inline guint64
mill_fast_join_ (__m128i digits)
{
  __m128i v = _mm_maddubs_epi16 (digits, _mm_set1_epi16 (0x010a));
  v = _mm_madd_epi16 (v, _mm_set1_epi32 (0x00010064));
  v = _mm_packus_epi32 (v, v);
  v = _mm_madd_epi16 (v, _mm_set1_epi32 (0x00012710));
  guint64 halves = (guint64)_mm_cvtsi128_si64 (v);
  return (halves & 0xffffffff) * 100000000 + (halves >> 32);
}

/*
 * The digits are moved to the right end of the vector and the point squeezed out by one shuffle:
 * lane j takes byte j - (16 - length), one less where it stands left of the point; lanes that would
 * take a byte below 0 become 0.
 */
static inline gboolean
mill_fast_magnitude_ (const guint8 *p, gsize length, guint64 *magnitude, int *scale)
{
  if (G_UNLIKELY (length - 1 > 15))
    return FALSE;
  __m128i text = mill_fast_load_ (p);
  guint32 points = (guint32)_mm_movemask_epi8 (_mm_cmpeq_epi8 (text, _mm_set1_epi8 ('.')));
  points &= 0xffffu >> (16 - length);
  gsize after = points != 0 ? length - 1 - (gsize)__builtin_ctz (points) : 16;
  __m128i lanes = _mm_add_epi8 (mill_fast_load_ (mill_fast_window + length),
                                mill_fast_load_ (mill_fast_step + after));
  __m128i digits = _mm_shuffle_epi8 (_mm_sub_epi8 (text, _mm_set1_epi8 ('0')), lanes);
  __m128i wrong = _mm_subs_epu8 (digits, _mm_set1_epi8 (9));
  if (G_UNLIKELY (!_mm_testz_si128 (wrong, wrong) || (points != 0 && length == 1)))
    return FALSE;
  *magnitude = mill_fast_join_ (digits);
  *scale = points != 0 ? (int)after : 0;
  return TRUE;
}

#else

static inline gboolean
mill_fast_magnitude_ (const guint8 *p, gsize length, guint64 *magnitude, int *scale)
{
  if (G_UNLIKELY (length - 1 > 15))
    return FALSE;
  guint64 value = 0;
  gsize point = length;
  for (gsize i = 0; i < length; i++)
    {
      guint8 digit = (guint8)(p[i] - '0');
      if (digit < 10)
        value = value * 10 + digit;
      else if (p[i] == '.' && point == length)
        point = i;
      else
        return FALSE;
    }
  if (point == 0 && length == 1)
    return FALSE;
  *magnitude = value;
  *scale = point < length ? (int)(length - 1 - point) : 0;
  return TRUE;
}

#endif

/**
 * mill_parse_fast_decimal: reads `[-]digits[.digits]` of at most 16 characters after the sign; the
 * digits on one side of the point may be missing. The value is @mantissa / 10^@scale.
 *
 * %MILL_FAST_READ bytes at @p must be readable, whatever @length is.
 * Returns: %FALSE for any other form, which says nothing about whether the text is a number.
 */
static inline gboolean
mill_parse_fast_decimal (const guint8 *p, gsize length, gint64 *mantissa, int *scale)
{
  gboolean negative = length > 0 && *p == '-';
  guint64 magnitude;
  if (!mill_fast_magnitude_ (p + negative, length - (gsize)negative, &magnitude, scale))
    return FALSE;
  *mantissa = negative ? -(gint64)magnitude : (gint64)magnitude;
  return TRUE;
}

/**
 * mill_fast_double: as mill_parse_double(), quick for short plain decimals: their mantissa and
 * power of ten are exact doubles, so one division rounds correctly (W. D. Clinger, 1990).
 *
 * %MILL_FAST_READ bytes at @p must be readable, whatever @length is.
 */
static inline MillParseResult
mill_fast_double (const guint8 *p, gsize length, double *value)
{
  gboolean negative = length > 0 && *p == '-';
  guint64 magnitude;
  int scale;
  if (G_UNLIKELY (!mill_fast_magnitude_ (p + negative, length - (gsize)negative, &magnitude, &scale)
                  || magnitude > G_GUINT64_CONSTANT (1) << 53))
    return mill_parse_double ((const char *)p, length, value);
  double result = (double)(gint64)magnitude / mill_exact_power[scale];
  *value = negative ? -result : result;
  return MILL_PARSE_OK;
}

/** mill_fast_int64: as mill_parse_int64(), quick for up to 16 digits; %MILL_FAST_READ bytes are
 * read. */
static inline MillParseResult
mill_fast_int64 (const guint8 *p, gsize length, gint64 *value)
{
  int scale;
  gint64 mantissa;
  if (G_UNLIKELY (!mill_parse_fast_decimal (p, length, &mantissa, &scale) || scale != 0
                  || p[length - 1] == '.'))
    return mill_parse_int64 ((const char *)p, length, value);
  *value = mantissa;
  return MILL_PARSE_OK;
}

G_END_DECLS
