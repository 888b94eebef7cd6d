/* mill-csv-scan.c: marks separators and quotes, 64 bytes at a time. Compiled for each instruction
 * set.
 *
 * Whether a byte is quoted depends on all quotes before it, which a chunk does not know. But there
 * are only two cases, and they are each other's complement; so one pass marks quoted bytes as if
 * the chunk began outside of quotes and checks the quotes for both cases: one that opens must
 * follow a separator, one that closes must be followed by one, and two in a row are a quote within.
 * (The marks by prefix-xor are from G. Langdale and D. Lemire, "Parsing Gigabytes of JSON per
 * Second", VLDB Journal 28 (6), 2019.)
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-csv-private.h"
#include "mill-simd.h"

/* --- are there NUL bytes, and bytes above 0x7f? --- */

#if defined(__AVX2__)

typedef struct
{
  __m256i any, least;
} Survey;

static inline Survey
survey_new (void)
{
  return (Survey){ _mm256_setzero_si256 (), _mm256_set1_epi8 (-1) };
}

static inline void
survey_add (Survey *survey, MillSimd64 bytes)
{
  survey->any = _mm256_or_si256 (survey->any, _mm256_or_si256 (bytes.v[0], bytes.v[1]));
  survey->least = _mm256_min_epu8 (survey->least, _mm256_min_epu8 (bytes.v[0], bytes.v[1]));
}

static inline gboolean
survey_high (const Survey *survey)
{
  return _mm256_movemask_epi8 (survey->any) != 0;
}

static inline gboolean
survey_nul (const Survey *survey)
{
  return _mm256_movemask_epi8 (_mm256_cmpeq_epi8 (survey->least, _mm256_setzero_si256 ())) != 0;
}

#elif defined(__SSE2__)

typedef struct
{
  __m128i any, least;
} Survey;

static inline Survey
survey_new (void)
{
  return (Survey){ _mm_setzero_si128 (), _mm_set1_epi8 (-1) };
}

static inline void
survey_add (Survey *survey, MillSimd64 bytes)
{
  for (int i = 0; i < 4; i++)
    {
      survey->any = _mm_or_si128 (survey->any, bytes.v[i]);
      survey->least = _mm_min_epu8 (survey->least, bytes.v[i]);
    }
}

static inline gboolean
survey_high (const Survey *survey)
{
  return _mm_movemask_epi8 (survey->any) != 0;
}

static inline gboolean
survey_nul (const Survey *survey)
{
  return _mm_movemask_epi8 (_mm_cmpeq_epi8 (survey->least, _mm_setzero_si128 ())) != 0;
}

#else

typedef struct
{
  gboolean high, nul;
} Survey;

static inline Survey
survey_new (void)
{
  return (Survey){ FALSE, FALSE };
}

static inline void
survey_add (Survey *survey, MillSimd64 bytes)
{
  survey->high |= mill_simd_high (bytes) != 0;
  survey->nul |= mill_simd_eq (bytes, 0) != 0;
}

static inline gboolean
survey_high (const Survey *survey)
{
  return survey->high;
}

static inline gboolean
survey_nul (const Survey *survey)
{
  return survey->nul;
}

#endif

/* --- blocks --- */

/* a block that has quotes, or follows one that ends within or just after quotes */
static inline guint64
scan_quotes (MillCsvScan *s, guint64 quotes, guint64 separators, guint64 newlines, guint64 returns)
{
  guint64 inside = mill_simd_prefix_xor (quotes) ^ s->inside;
  guint64 marks = separators | quotes;
  guint64 follows = quotes << 1 | s->after_quote;
  guint64 follows_return = (follows & returns) << 1 | s->after_return;
  guint64 opens_late = quotes & ~(marks << 1 | s->after_mark);
  guint64 closes_early = (follows & ~(marks | returns)) | (follows_return & ~(newlines | quotes));
  s->bad[0] |= (opens_late & inside) | (closes_early & ~inside);
  s->bad[1] |= (opens_late & ~inside) | (closes_early & inside);
  s->doubled |= quotes & follows;
  s->quotes |= quotes;
  s->inside = (guint64)((gint64)inside >> 63);
  s->after_quote = quotes >> 63;
  s->after_return = (follows & returns) >> 63;
  guint64 inner = (guint64)__builtin_popcountll (newlines & inside);
  s->newlines[0] -= inner;
  s->newlines[1] += inner;
  return inside;
}

static inline void
scan_block (const guint8 *data,
            guint64 keep,
            const MillCsvMarks *marks,
            MillCsvBlock *block,
            MillCsvScan *s,
            Survey *survey)
{
  MillSimd64 bytes = mill_simd_load (data);
  guint64 newlines = mill_simd_eq (bytes, '\n') & keep;
  guint64 separators = newlines | (mill_simd_eq (bytes, marks->delimiter) & keep);
  guint64 quotes = marks->quote != 0 ? mill_simd_eq (bytes, marks->quote) & keep : 0;
  survey_add (survey, bytes);
  s->newlines[0] += (guint64)__builtin_popcountll (newlines);
  if (G_UNLIKELY (marks->comment != 0))
    {
      s->comments
          |= mill_simd_eq (bytes, marks->comment) & keep & (newlines << 1 | s->after_newline);
      s->after_newline = newlines >> 63;
    }
  block->separators = separators;
  block->inside = 0;
  if (quotes | s->inside | s->after_quote | s->after_return)
    block->inside
        = scan_quotes (s, quotes, separators, newlines, mill_simd_eq (bytes, '\r') & keep);
  s->after_mark = (separators | quotes) >> 63;
}

static void
scan (const guint8 *data,
      gsize from,
      gsize to,
      const MillCsvMarks *marks,
      MillCsvBlock *blocks,
      MillCsvScan *state)
{
  MillCsvScan s = *state;
  MillCsvMarks m = *marks;
  Survey survey = survey_new ();
  gsize i = from;
  for (; i + 64 <= to; i += 64)
    scan_block (data + i, G_MAXUINT64, &m, &blocks[i / 64], &s, &survey);
  if (i < to)
    scan_block (data + i, G_MAXUINT64 >> (64 - (to - i)), &m, &blocks[i / 64], &s, &survey);
  s.high |= survey_high (&survey);
  s.nul |= survey_nul (&survey);
  *state = s;
}

static guint32 *
flatten (const MillCsvBlock *blocks, gsize to, guint64 flip, guint32 *out)
{
  for (gsize i = 0; i < to; i += 64)
    {
      const MillCsvBlock *block = &blocks[i / 64];
      out = mill_simd_flatten (out, block->separators & ~(block->inside ^ flip), (guint32)i);
    }
  return out;
}

static gsize
count (const guint8 *data, gsize n, guint8 byte)
{
  gsize result = 0, i = 0;
  for (; i + 64 <= n; i += 64)
    result += (gsize)__builtin_popcountll (mill_simd_eq (mill_simd_load (data + i), byte));
  for (; i < n; i++)
    result += data[i] == byte;
  return result;
}

static void
needs_quotes (const MillSpan *texts, guint n, guint8 delimiter, guint8 quote, guint8 *out)
{
  for (guint i = 0; i < n; i++)
    {
      guint64 found = 0;
      for (gsize at = 0, left = texts[i].length; left > 0;)
        {
          MillSimd64 bytes = mill_simd_load (texts[i].data + at);
          guint64 marks = mill_simd_eq (bytes, delimiter) | mill_simd_eq (bytes, quote)
                          | mill_simd_eq (bytes, '\n') | mill_simd_eq (bytes, '\r');
          gsize step = MIN (left, 64);
          found |= marks & (G_MAXUINT64 >> (64 - step));
          at += step;
          left -= step;
        }
      out[i] = found != 0;
    }
}

extern const MillLazyOps MILL_SIMD_NAME (mill_csv_lazy_ops);

const MillCsvKernels MILL_SIMD_NAME (mill_csv_kernels) = {
  .scan = scan,
  .flatten = flatten,
  .count = count,
  .needs_quotes = needs_quotes,
  .ops = &MILL_SIMD_NAME (mill_csv_lazy_ops),
};
