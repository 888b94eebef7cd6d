/* mill-simd.h: the few vector operations that the scanners are written in, once.
 *
 * A source file that includes this header is compiled twice (see docs/architecture.md): as the
 * baseline of the machine (SSE2 on x86-64, plain C elsewhere) and for AVX2. It names its functions
 * with MILL_SIMD_NAME() and publishes them through a const table; the caller picks a table once by
 * mill_simd_has_avx2(). All is static inline; 64 bytes in, a 64-bit mask out.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>
#include <string.h>

#if defined(__SSE2__)
#include <immintrin.h>
#endif

G_BEGIN_DECLS

#ifndef MILL_SIMD_SUFFIX
#define MILL_SIMD_SUFFIX base
#endif
#define MILL_SIMD_PASTE_(name, suffix) name##_##suffix
#define MILL_SIMD_PASTE(name, suffix) MILL_SIMD_PASTE_ (name, suffix)
/** MILL_SIMD_NAME: @name with the suffix of the instruction set this file is compiled for. */
#define MILL_SIMD_NAME(name) MILL_SIMD_PASTE (name, MILL_SIMD_SUFFIX)

/** mill_simd_has_avx2: whether this machine runs the AVX2 variants (AVX2, BMI1/2, LZCNT). Any
 * thread. */
static inline gboolean
mill_simd_has_avx2 (void)
{
#if defined(__x86_64__)
  return __builtin_cpu_supports ("avx2") && __builtin_cpu_supports ("bmi2");
#else
  return FALSE;
#endif
}

#if defined(__AVX2__)

typedef struct
{
  __m256i v[2];
} MillSimd64; /* 64 bytes */

/** mill_simd_load: 64 bytes from @at, of any alignment. */
static inline MillSimd64
mill_simd_load (const guint8 *at)
{
  return (MillSimd64){ { _mm256_loadu_si256 ((const __m256i *)(const void *)at),
                         _mm256_loadu_si256 ((const __m256i *)(const void *)(at + 32)) } };
}

static inline guint64
mill_simd_join_ (__m256i low, __m256i high)
{
  return (guint32)_mm256_movemask_epi8 (low) | (guint64)(guint32)_mm256_movemask_epi8 (high) << 32;
}

/** mill_simd_eq: bit i is set where byte i equals @c. */
static inline guint64
mill_simd_eq (MillSimd64 bytes, guint8 c)
{
  __m256i k = _mm256_set1_epi8 ((char)c);
  return mill_simd_join_ (_mm256_cmpeq_epi8 (bytes.v[0], k), _mm256_cmpeq_epi8 (bytes.v[1], k));
}

/** mill_simd_high: bit i is set where byte i is 0x80 or more (not ASCII). */
static inline guint64
mill_simd_high (MillSimd64 bytes)
{
  return mill_simd_join_ (bytes.v[0], bytes.v[1]);
}

#elif defined(__SSE2__)

typedef struct
{
  __m128i v[4];
} MillSimd64;

static inline MillSimd64
mill_simd_load (const guint8 *at)
{
  MillSimd64 r;
  for (int i = 0; i < 4; i++)
    r.v[i] = _mm_loadu_si128 ((const __m128i *)(const void *)(at + 16 * i));
  return r;
}

static inline guint64
mill_simd_eq (MillSimd64 bytes, guint8 c)
{
  __m128i k = _mm_set1_epi8 ((char)c);
  guint64 mask = 0;
  for (int i = 0; i < 4; i++)
    mask |= (guint64)(guint32)_mm_movemask_epi8 (_mm_cmpeq_epi8 (bytes.v[i], k)) << (16 * i);
  return mask;
}

static inline guint64
mill_simd_high (MillSimd64 bytes)
{
  guint64 mask = 0;
  for (int i = 0; i < 4; i++)
    mask |= (guint64)(guint32)_mm_movemask_epi8 (bytes.v[i]) << (16 * i);
  return mask;
}

#else

typedef struct
{
  guint8 v[64];
} MillSimd64;

static inline MillSimd64
mill_simd_load (const guint8 *at)
{
  MillSimd64 r;
  memcpy (r.v, at, 64);
  return r;
}

static inline guint64
mill_simd_eq (MillSimd64 bytes, guint8 c)
{
  guint64 mask = 0;
  for (int i = 0; i < 64; i++)
    mask |= (guint64)(bytes.v[i] == c) << i;
  return mask;
}

static inline guint64
mill_simd_high (MillSimd64 bytes)
{
  guint64 mask = 0;
  for (int i = 0; i < 64; i++)
    mask |= (guint64)(bytes.v[i] >> 7) << i;
  return mask;
}

#endif

/** mill_simd_prefix_xor: bit i of the result is the parity of bits 0..i of @mask. */
static inline guint64
mill_simd_prefix_xor (guint64 mask)
{
  mask ^= mask << 1;
  mask ^= mask << 2;
  mask ^= mask << 4;
  mask ^= mask << 8;
  mask ^= mask << 16;
  mask ^= mask << 32;
  return mask;
}

/**
 * mill_simd_flatten: appends @base + the position of every set bit of @mask to @out.
 *
 * Writes up to 64 entries, and may scribble over 16 entries past the last one.
 * Returns: where the next entry goes.
 */
static inline guint32 *
mill_simd_flatten (guint32 *out, guint64 mask, guint32 base)
{
  if (mask == 0)
    return out;
  int n = __builtin_popcountll (mask);
#if defined(__BMI__)
  /* tzcnt of 0 is defined, so that whole groups of eight need no test */
  for (int done = 0; done < n; done += 8)
    for (int i = 0; i < 8; i++)
      {
        out[done + i] = base + (guint32)_tzcnt_u64 (mask);
        mask &= mask - 1;
      }
#else
  for (int i = 0; i < n; i++)
    {
      out[i] = base + (guint32)__builtin_ctzll (mask);
      mask &= mask - 1;
    }
#endif
  return out + n;
}

G_END_DECLS
