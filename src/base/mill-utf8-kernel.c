/* mill-utf8-kernel.c: see mill-utf8-kernel.h.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-simd.h"
#include "mill-utf8-kernel.h"

#if defined(__AVX2__)

/* What can be wrong about two bytes in a row; a pair is wrong when all three lookups agree on a
 * bit. */
enum
{
  TOO_SHORT = 1 << 0,      /* a lead byte that no continuation follows */
  TOO_LONG = 1 << 1,       /* a continuation after ASCII */
  OVERLONG_3 = 1 << 2,     /* E0 80..9F */
  TOO_LARGE = 1 << 3,      /* above U+10FFFF: F4 90..BF, F5.. */
  SURROGATE = 1 << 4,      /* ED A0..BF */
  OVERLONG_2 = 1 << 5,     /* C0, C1 */
  TOO_LARGE_1000 = 1 << 6, /* F5.. 80..8F */
  OVERLONG_4 = 1 << 6,     /* F0 80..8F */
  TWO_CONTINUATIONS = 1 << 7,
  CARRY
  = TOO_SHORT | TOO_LONG | TWO_CONTINUATIONS, /* not decided by the low half of the first byte */
};

#define TABLE16(...) _mm256_setr_epi8 (__VA_ARGS__, __VA_ARGS__)
#define BIT(x) ((char)(x))

static inline __m256i
high_half (__m256i bytes)
{
  return _mm256_and_si256 (_mm256_srli_epi16 (bytes, 4), _mm256_set1_epi8 (0x0f));
}

static inline __m256i
first_high (__m256i first)
{
  const char lead_4 = BIT (TOO_SHORT | TOO_LARGE | TOO_LARGE_1000 | OVERLONG_4);
  const char lead_3 = BIT (TOO_SHORT | OVERLONG_3 | SURROGATE);
  const char two = BIT (TWO_CONTINUATIONS);
  const __m256i table = TABLE16 (TOO_LONG,
                                 TOO_LONG,
                                 TOO_LONG,
                                 TOO_LONG,
                                 TOO_LONG,
                                 TOO_LONG,
                                 TOO_LONG,
                                 TOO_LONG,
                                 two,
                                 two,
                                 two,
                                 two,
                                 TOO_SHORT | OVERLONG_2,
                                 TOO_SHORT,
                                 lead_3,
                                 lead_4);
  return _mm256_shuffle_epi8 (table, high_half (first));
}

static inline __m256i
first_low (__m256i first)
{
  const char large = BIT (CARRY | TOO_LARGE | TOO_LARGE_1000);
  const char surrogate = BIT (CARRY | TOO_LARGE | TOO_LARGE_1000 | SURROGATE);
  const __m256i table = TABLE16 (BIT (CARRY | OVERLONG_3 | OVERLONG_2 | OVERLONG_4),
                                 BIT (CARRY | OVERLONG_2),
                                 BIT (CARRY),
                                 BIT (CARRY),
                                 BIT (CARRY | TOO_LARGE),
                                 large,
                                 large,
                                 large,
                                 large,
                                 large,
                                 large,
                                 large,
                                 large,
                                 surrogate,
                                 large,
                                 large);
  return _mm256_shuffle_epi8 (table, _mm256_and_si256 (first, _mm256_set1_epi8 (0x0f)));
}

static inline __m256i
second_high (__m256i second)
{
  const char any = BIT (TOO_LONG | OVERLONG_2 | TWO_CONTINUATIONS);
  const char from_80 = BIT (any | OVERLONG_3 | TOO_LARGE_1000 | OVERLONG_4);
  const char from_90 = BIT (any | OVERLONG_3 | TOO_LARGE);
  const char from_a0 = BIT (any | SURROGATE | TOO_LARGE);
  const __m256i table = TABLE16 (TOO_SHORT,
                                 TOO_SHORT,
                                 TOO_SHORT,
                                 TOO_SHORT,
                                 TOO_SHORT,
                                 TOO_SHORT,
                                 TOO_SHORT,
                                 TOO_SHORT,
                                 from_80,
                                 from_90,
                                 from_a0,
                                 from_a0,
                                 TOO_SHORT,
                                 TOO_SHORT,
                                 TOO_SHORT,
                                 TOO_SHORT);
  return _mm256_shuffle_epi8 (table, high_half (second));
}

/* @bytes moved up by @n, filled from the end of @before */
#define SHIFTED(bytes, before, n)                                                                  \
  _mm256_alignr_epi8 (bytes, _mm256_permute2x128_si256 (before, bytes, 0x21), 16 - (n))

/* not zero where @bytes, which follow @before, hold a fault */
static inline __m256i
faults (__m256i bytes, __m256i before)
{
  __m256i back_1 = SHIFTED (bytes, before, 1);
  __m256i back_2 = SHIFTED (bytes, before, 2);
  __m256i back_3 = SHIFTED (bytes, before, 3);
  __m256i pairs = _mm256_and_si256 (_mm256_and_si256 (first_high (back_1), first_low (back_1)),
                                    second_high (bytes));
  /* the top bit is set where a third or fourth byte must stand; TWO_CONTINUATIONS is right there */
  __m256i third = _mm256_subs_epu8 (back_2, _mm256_set1_epi8 (0xe0 - 0x80));
  __m256i fourth = _mm256_subs_epu8 (back_3, _mm256_set1_epi8 (0xf0 - 0x80));
  __m256i must = _mm256_and_si256 (_mm256_or_si256 (third, fourth), _mm256_set1_epi8 (BIT (0x80)));
  return _mm256_xor_si256 (must, pairs);
}

/* not zero when the last character of @bytes goes on in the next block */
static inline __m256i
cut_character (__m256i bytes)
{
  const char all = BIT (0xff);
  const __m256i most = _mm256_setr_epi8 (all,
                                         all,
                                         all,
                                         all,
                                         all,
                                         all,
                                         all,
                                         all,
                                         all,
                                         all,
                                         all,
                                         all,
                                         all,
                                         all,
                                         all,
                                         all,
                                         all,
                                         all,
                                         all,
                                         all,
                                         all,
                                         all,
                                         all,
                                         all,
                                         all,
                                         all,
                                         all,
                                         all,
                                         all,
                                         BIT (0xf0 - 1),
                                         BIT (0xe0 - 1),
                                         BIT (0xc0 - 1));
  return _mm256_subs_epu8 (bytes, most);
}

gsize
MILL_SIMD_NAME (mill_utf8_blocks) (const guint8 *data, gsize length)
{
  __m256i before = _mm256_setzero_si256 ();
  gsize at = 0;
  for (; length - at >= 64; at += 64)
    {
      MillSimd64 block = mill_simd_load (data + at);
      __m256i wrong;
      if (G_LIKELY (mill_simd_high (block) == 0))
        wrong = cut_character (before);
      else
        wrong = _mm256_or_si256 (faults (block.v[0], before), faults (block.v[1], block.v[0]));
      if (G_UNLIKELY (!_mm256_testz_si256 (wrong, wrong)))
        return at;
      before = block.v[1];
    }
  return at;
}

#else

gsize
MILL_SIMD_NAME (mill_utf8_blocks) (const guint8 *data, gsize length)
{
  gsize at = 0;
  while (length - at >= 64 && mill_simd_high (mill_simd_load (data + at)) == 0)
    at += 64;
  return at;
}

#endif
