/* mill-number-parse.c: doubles and integers from text; see mill-number.h.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <math.h>
#include <string.h>

#include "mill-number-private.h"

#define INFINITY_BITS G_GUINT64_CONSTANT (0x7ff0000000000000)

static inline gboolean
is_digit (char c)
{
  return (guint8)(c - '0') < 10;
}

static gsize
count_digits (const char *at, const char *end)
{
  const char *start = at;
  while (at < end && is_digit (*at))
    at++;
  return (gsize)(at - start);
}

/* [+-]digits up to the end */
static gboolean
read_exponent (const char *at, const char *end, gint64 *exponent)
{
  gboolean negative = at < end && *at == '-';
  if (at < end && (*at == '+' || *at == '-'))
    at++;
  if (at == end)
    return FALSE;
  gint64 value = 0;
  for (; at < end && is_digit (*at); at++)
    if (value < MILL_EXPONENT_CLAMP / 10)
      value = value * 10 + (*at - '0');
    else
      value = MILL_EXPONENT_CLAMP;
  *exponent = negative ? -value : value;
  return at == end;
}

gboolean
mill_number_split (const char *text, gsize length, MillNumberText *parts)
{
  const char *at = text, *end = text + length;

  memset (parts, 0, sizeof *parts);
  parts->negative = at < end && *at == '-';
  if (at < end && (*at == '+' || *at == '-'))
    at++;
  parts->whole = at;
  parts->n_whole = count_digits (at, end);
  at += parts->n_whole;
  if (at < end && *at == '.')
    {
      parts->fraction = ++at;
      parts->n_fraction = count_digits (at, end);
      at += parts->n_fraction;
    }
  if (parts->n_whole + parts->n_fraction == 0)
    return FALSE;
  if (at == end)
    return TRUE;
  return (*at == 'e' || *at == 'E') && read_exponent (at + 1, end, &parts->exponent);
}

/* The first significant digits of a number; the rest is dropped, and said so. */
typedef struct
{
  guint64 mantissa; /* at most 19 digits */
  int n_digits;
  gint64 exponent;
  gboolean inexact; /* a digit other than 0 was dropped */
} Head;

static void
take_digits (Head *head, const char *digits, gsize n, gboolean fraction)
{
  for (gsize i = 0; i < n; i++)
    {
      int digit = digits[i] - '0';
      if (head->n_digits < 19)
        {
          head->mantissa = head->mantissa * 10 + (guint64)digit;
          head->n_digits += head->mantissa != 0;
          head->exponent -= fraction;
        }
      else
        {
          head->inexact |= digit != 0;
          head->exponent += !fraction;
        }
    }
}

static Head
take_head (const MillNumberText *parts)
{
  Head head = { .exponent = parts->exponent };
  take_digits (&head, parts->whole, parts->n_whole, FALSE);
  take_digits (&head, parts->fraction, parts->n_fraction, TRUE);
  return head;
}

/*
 * w * 10^q, w with its top bit set, as a 128-bit number; the lower half only where the upper one
 * does not decide the rounding. Lemire 2021, section 6; the table is rounded up, where he truncates
 * it outside of -27..55.
 */
static void
multiply_by_power (guint64 w, int q, guint64 *high, guint64 *low)
{
  const guint64 *entry = mill_power_table[q - MILL_POWER_MIN];
  gboolean truncate = q < -27 || q > 55;
  guint64 entry_low = entry[1] - truncate;
  guint64 entry_high = entry[0] - (truncate && entry[1] == 0);

  MillUint128 product = (MillUint128)w * entry_high;
  *high = (guint64)(product >> 64);
  *low = (guint64)product;
  if ((*high & 0x1ff) != 0x1ff)
    return;
  guint64 carry = (guint64)((MillUint128)w * entry_low >> 64);
  *low += carry;
  *high += *low < carry;
}

/* The mantissa, of 54 bits or less, one too many, rounded to even; then joined with its exponent.
 */
static guint64
join_rounded (guint64 mantissa, int power)
{
  mantissa += mantissa & 1;
  mantissa >>= 1;
  if (mantissa >= G_GUINT64_CONSTANT (1) << 53)
    {
      mantissa >>= 1;
      power++;
    }
  if (power >= 0x7ff)
    return INFINITY_BITS;
  return (mantissa & ((G_GUINT64_CONSTANT (1) << 52) - 1)) | (guint64)power << 52;
}

static guint64
join_subnormal (guint64 mantissa, int power)
{
  int shift = 1 - power;
  if (shift >= 64)
    return 0;
  mantissa >>= shift;
  mantissa += mantissa & 1;
  return mantissa >> 1; /* rounded up to 2^52 it is the smallest normal number, as it should be */
}

gboolean
mill_number_nearest (guint64 w, gint64 q, guint64 *bits)
{
  g_assert (w != 0);

  *bits = q > 308 ? INFINITY_BITS : 0;
  if (q < MILL_POWER_MIN || q > 308)
    return TRUE;
  int leading = __builtin_clzll (w);
  guint64 high, low;
  multiply_by_power (w << leading, (int)q, &high, &low);

  int upper = (int)(high >> 63);
  guint64 mantissa = high >> (upper + 9);
  int power = mill_floor_log2_pow10 ((int)q) + 63 + upper - leading + 1023;
  if (power <= 0)
    *bits = join_subnormal (mantissa, power);
  else
    {
      /* exactly half way: to even, not up */
      if (low <= 1 && q >= -4 && q <= 23 && (mantissa & 3) == 1 && mantissa << (upper + 9) == high)
        mantissa &= ~G_GUINT64_CONSTANT (1);
      *bits = join_rounded (mantissa, power);
    }
  return low != G_MAXUINT64 || (q >= -27 && q <= 55);
}

static guint64
nearest_bits (const MillNumberText *parts)
{
  Head head = take_head (parts);
  guint64 bits, above;

  if (head.mantissa == 0)
    return 0;
  gboolean decided = mill_number_nearest (head.mantissa, head.exponent, &bits);
  if (decided && head.inexact)
    decided = mill_number_nearest (head.mantissa + 1, head.exponent, &above) && above == bits;
  return decided ? bits : mill_number_exact (parts, bits);
}

static gboolean
equals_word (const char *text, gsize length, const char *word)
{
  return length == strlen (word) && g_ascii_strncasecmp (text, word, length) == 0;
}

static MillParseResult
parse_word (const char *text, gsize length, double *value)
{
  gboolean negative = length > 0 && *text == '-';
  if (length > 0 && (*text == '+' || *text == '-'))
    text++, length--;
  if (equals_word (text, length, "nan"))
    *value = NAN;
  else if (equals_word (text, length, "inf") || equals_word (text, length, "infinity"))
    *value = negative ? -INFINITY : INFINITY;
  else
    return MILL_PARSE_SYNTAX;
  return MILL_PARSE_OK;
}

MillParseResult
mill_parse_double (const char *text, gsize length, double *value)
{
  MillNumberText parts;

  if (!mill_number_split (text, length, &parts))
    return parse_word (text, length, value);
  guint64 bits = nearest_bits (&parts);
  if (bits == INFINITY_BITS)
    return MILL_PARSE_RANGE;
  bits |= (guint64)parts.negative << 63;
  memcpy (value, &bits, 8);
  return MILL_PARSE_OK;
}

/* digits up to the end of the text, at least one */
static MillParseResult
parse_digits (const char *text, gsize length, guint64 *value)
{
  if (length == 0 || count_digits (text, text + length) != length)
    return MILL_PARSE_SYNTAX;
  guint64 result = 0;
  if (length < 20)
    {
      for (gsize i = 0; i < length; i++)
        result = result * 10 + (guint64)(text[i] - '0');
      *value = result;
      return MILL_PARSE_OK;
    }
  for (gsize i = 0; i < length; i++)
    if (__builtin_mul_overflow (result, 10, &result)
        || __builtin_add_overflow (result, (guint64)(text[i] - '0'), &result))
      return MILL_PARSE_RANGE;
  *value = result;
  return MILL_PARSE_OK;
}

MillParseResult
mill_parse_uint64 (const char *text, gsize length, guint64 *value)
{
  gboolean sign = length > 0 && *text == '+';
  return parse_digits (text + sign, length - sign, value);
}

MillParseResult
mill_parse_int64 (const char *text, gsize length, gint64 *value)
{
  gboolean negative = length > 0 && *text == '-';
  gboolean sign = negative || (length > 0 && *text == '+');
  guint64 magnitude;

  MillParseResult result = parse_digits (text + sign, length - sign, &magnitude);
  if (result != MILL_PARSE_OK)
    return result;
  if (magnitude > (guint64)G_MAXINT64 + negative)
    return MILL_PARSE_RANGE;
  *value = negative ? (gint64)-magnitude : (gint64)magnitude;
  return MILL_PARSE_OK;
}
