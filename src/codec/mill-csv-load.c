/* mill-csv-load.c: from raw cells to values, column by column. Compiled for each instruction set.
 *
 * Each type has one loop, made twice: for pieces without quotes, where a cell is what lies between
 * two positions, and for the others. What the quick parsers of mill-number-inline.h and
 * mill-time-inline.h do not take at once, among it null words, goes through mill_csv_cell_parse().
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-csv-private.h"
#include "mill-kernel.h"
#include "mill-number-inline.h"
#include "mill-simd.h"
#include "mill-time-inline.h"

/* the loops below exist once for each constant they are called with: that is what makes them quick
 */
#define ALWAYS_INLINE inline __attribute__ ((always_inline))

/* Where the cells lie. Loops copy it to the stack: nothing that they store can then change it, so
 * that it stays in registers. */
typedef struct
{
  const guint8 *data;
  const guint32 *positions; /* of the cell in row 0 */
  gsize stride;
  const guint16 *rows;
  guint first;
  gboolean last; /* the cell may end in CR */
  gboolean trim;
  guint8 quote;
} Cells;

/* what a loop works on */
typedef struct
{
  const MillCsvView *view;
  Cells cells;
  guint cell;
  MillType type;
  const guint16 *rows;
  guint first, n;
  const char *where;
  MillArena *arena;
  MillRowErrors *errors;
  guint8 *nulls;
  gboolean any_null;
} Load;

static inline guint
cells_row (const Cells *cells, guint i)
{
  return cells->rows != NULL ? cells->rows[cells->first + i] : cells->first + i;
}

static inline gboolean
is_pad (guint8 byte)
{
  return byte == ' ' || byte == '\t';
}

/* the bytes of a cell without quotes and what does not belong to it */
static ALWAYS_INLINE MillSpan
cells_span (const Cells *cells, guint i, gboolean bare, gboolean *quoted)
{
  const guint32 *at = cells->positions + (gsize)cells_row (cells, i) * cells->stride;
  const guint8 *start = cells->data + (at[-1] + 1u), *end = cells->data + at[0];
  *quoted = FALSE;
  if (bare)
    return (MillSpan){ start, (gsize)(end - start) };
  if (cells->last && end > start && end[-1] == '\r')
    end--;
  if (G_UNLIKELY (cells->trim))
    {
      while (start < end && is_pad (*start))
        start++;
      while (start < end && is_pad (end[-1]))
        end--;
    }
  if (end - start >= 2 && cells->quote != 0 && *start == cells->quote)
    {
      start++;
      end--;
      *quoted = TRUE;
    }
  return (MillSpan){ start, (gsize)(end - start) };
}

/* the slow way for row @i */
static G_GNUC_NO_INLINE void
load_slow (Load *load, guint i, MillSpan span, gpointer value)
{
  const MillCsvRules *rules = load->view->rules;
  gboolean is_null;
  MillRejectCode code = mill_csv_cell_parse (rules, load->cell, load->type, span, value, &is_null);
  load->nulls[i] = is_null || code != MILL_REJECT_NONE;
  load->any_null |= load->nulls[i];
  if (code != MILL_REJECT_NONE && load->errors != NULL)
    mill_row_errors_add (
        load->errors, cells_row (&load->cells, i), code, load->type, load->where, span);
}

/* cell by cell the slow way: rare types and dialects */
static void
load_all_slow (Load *load, guint8 *out)
{
  const Cells cells = load->cells;
  gsize size = mill_vec_element_bytes (load->type);
  gboolean quoted;
  for (guint i = 0; i < load->n; i++)
    {
      MillSpan span = cells_span (&cells, i, FALSE, &quoted);
      load_slow (load, i, span, out + i * size);
    }
}

/* --- numbers --- */

static const gint64 decimal_power[19] = { 1,
                                          10,
                                          100,
                                          1000,
                                          10000,
                                          100000,
                                          1000000,
                                          10000000,
                                          100000000,
                                          1000000000,
                                          10000000000,
                                          100000000000,
                                          1000000000000,
                                          10000000000000,
                                          100000000000000,
                                          1000000000000000,
                                          10000000000000000,
                                          100000000000000000,
                                          1000000000000000000 };

/* what the first of two loops leaves for the second: the digits of every cell as an integer */
typedef struct
{
  gint64 mantissas[MILL_VEC_ROWS];
  guint8 scales[MILL_VEC_ROWS];
  guint16 odd[MILL_VEC_ROWS]; /* cells that are for load_slow() */
  guint n_odd;
} Digits;

/*
 * Three short loops rather than one long one: what bounds a long one is how few of its rounds the
 * processor has under way at a time. The first finds the cells and asks for their bytes, so that
 * the second, which reads the digits, does not wait for them.
 */
static ALWAYS_INLINE void
read_digits (const Cells *from, guint n, gboolean bare, Digits *digits)
{
  const Cells cells = *from;
  MillSpan spans[MILL_VEC_ROWS];
  gboolean quoted;
  guint n_odd = 0;
  /* quotes are looked at in the second loop, when the bytes have come */
  const gboolean late = bare || !(cells.last || cells.trim);
  for (guint i = 0; late && i < n; i++)
    {
      spans[i] = cells_span (&cells, i, TRUE, &quoted);
      __builtin_prefetch (spans[i].data);
    }
  for (guint i = 0; !late && i < n; i++)
    spans[i] = cells_span (&cells, i, FALSE, &quoted);
  for (guint i = 0; i < n; i++)
    {
      MillSpan span = spans[i];
      int scale = 0;
      gint64 mantissa = 0;
      if (!bare && late && span.length >= 2 && cells.quote != 0 && *span.data == cells.quote)
        span = (MillSpan){ span.data + 1, span.length - 2 };
      /* an integer cannot say minus zero, and a point behind the last digit is for the slow way */
      if (G_UNLIKELY (!mill_parse_fast_decimal (span.data, span.length, &mantissa, &scale)
                      || (mantissa == 0 && *span.data == '-')
                      || (scale == 0 && span.data[span.length - 1] == '.')))
        digits->odd[n_odd++] = (guint16)i;
      digits->mantissas[i] = mantissa;
      digits->scales[i] = (guint8)scale;
    }
  digits->n_odd = n_odd;
  if (G_LIKELY (n_odd == 0))
    return;
  /* what was not read looks like a zero of the scale of the first cell that was */
  guint good = 0;
  while (good < n_odd && digits->odd[good] == good)
    good++;
  for (guint k = 0; k < n_odd; k++)
    {
      digits->mantissas[digits->odd[k]] = 0;
      digits->scales[digits->odd[k]] = good < n ? digits->scales[good] : 0;
    }
}

/* the cells that were left out, in their order */
static ALWAYS_INLINE void
load_odd (Load *load, const Digits *digits, guint8 *out, gsize size)
{
  const Cells cells = load->cells;
  gboolean quoted;
  for (guint k = 0; k < digits->n_odd; k++)
    {
      guint i = digits->odd[k];
      load_slow (load, i, cells_span (&cells, i, FALSE, &quoted), out + i * size);
    }
}

/* whether all cells have as many digits after the point as the first one */
static inline gboolean
one_scale (const Digits *digits, guint n)
{
  guint8 differ = 0;
  for (guint i = 0; i < n; i++)
    differ |= digits->scales[i] ^ digits->scales[0];
  return differ == 0;
}

/* (double)@value for less than 2^51: put under the exponent of 1.5 * 2^52 and that taken off again.
 * AVX2 has no conversion of 64-bit integers; of this it does four at a time. */
static inline double
small_double (gint64 value)
{
  gint64 bits = value + G_GINT64_CONSTANT (0x4338000000000000);
  double shifted;
  memcpy (&shifted, &bits, sizeof shifted);
  return shifted - 6755399441055744.0;
}

/* cells of several scales, or with more digits than a double holds */
static void
load_mixed (Load *load, const Digits *digits, double *out)
{
  const Cells cells = load->cells;
  const gint64 bound = G_GINT64_CONSTANT (1) << 53;
  gboolean quoted;
  for (guint i = 0; i < load->n; i++)
    if (G_LIKELY (digits->mantissas[i] <= bound && digits->mantissas[i] >= -bound))
      out[i] = (double)digits->mantissas[i] / mill_exact_power[digits->scales[i]];
    else
      load_slow (load, i, cells_span (&cells, i, FALSE, &quoted), &out[i]);
}

static ALWAYS_INLINE void
load_numbers (Load *load, double *out, gboolean bare)
{
  const guint n = load->n;
  const gint64 bound = G_GINT64_CONSTANT (1) << 51;
  Digits digits;
  read_digits (&load->cells, n, bare, &digits);
  guint64 large = 0;
  for (guint i = 0; i < n; i++)
    large |= (guint64)(digits.mantissas[i] + bound);
  /* a mantissa and a power of ten that doubles hold exactly: the quotient is rounded once */
  if (G_LIKELY (large < (guint64)bound * 2) && one_scale (&digits, n))
    {
      const double power = mill_exact_power[digits.scales[0]];
      for (guint i = 0; i < n; i++)
        out[i] = small_double (digits.mantissas[i]) / power;
    }
  else
    load_mixed (load, &digits, out);
  load_odd (load, &digits, (guint8 *)out, sizeof *out);
}

static ALWAYS_INLINE void
load_integers (Load *load, gint64 *out, gboolean bare)
{
  const guint n = load->n;
  Digits digits;
  read_digits (&load->cells, n, bare, &digits);
  if (G_UNLIKELY (n > 0 && (digits.scales[0] != 0 || !one_scale (&digits, n))))
    return load_all_slow (load, (guint8 *)out);
  memcpy (out, digits.mantissas, n * sizeof *out);
  load_odd (load, &digits, (guint8 *)out, sizeof *out);
}

static ALWAYS_INLINE void
load_decimals (Load *load, gint64 *out, gboolean bare)
{
  const int want = load->type.scale;
  const gint64 bound = decimal_power[load->type.precision];
  const guint n = load->n;
  Digits digits;
  read_digits (&load->cells, n, bare, &digits);
  gboolean fits = TRUE;
  for (guint i = 0; i < n; i++)
    {
      gint64 value = 0;
      int more = want - digits.scales[i];
      fits &= more >= 0
              && !__builtin_mul_overflow (
                  digits.mantissas[i], decimal_power[more >= 0 ? more : 0], &value)
              && value < bound && value > -bound;
      out[i] = value;
    }
  if (G_UNLIKELY (!fits))
    return load_all_slow (load, (guint8 *)out);
  load_odd (load, &digits, (guint8 *)out, sizeof *out);
}

/* --- dates and instants --- */

static ALWAYS_INLINE void
load_timestamps (Load *load, gint64 *out, gboolean bare)
{
  const Cells cells = load->cells;
  const guint n = load->n;
  MillDateCache cache = { 0 };
  gboolean quoted;
  for (guint i = 0; i < n; i++)
    {
      MillSpan span = cells_span (&cells, i, bare, &quoted);
      if (G_UNLIKELY (mill_fast_timestamp (&cache, span.data, span.length, &out[i])
                      != MILL_PARSE_OK))
        load_slow (load, i, span, &out[i]);
    }
}

static ALWAYS_INLINE void
load_dates (Load *load, gint64 *out, gboolean bare)
{
  const Cells cells = load->cells;
  const guint n = load->n;
  MillDateCache cache = { 0 };
  gboolean quoted;
  for (guint i = 0; i < n; i++)
    {
      MillSpan span = cells_span (&cells, i, bare, &quoted);
      gint32 date;
      if (G_LIKELY (mill_fast_date (&cache, span.data, span.length, &date) == MILL_PARSE_OK))
        out[i] = date;
      else
        load_slow (load, i, span, &out[i]);
    }
}

/* --- text --- */

static inline gboolean
has_length (guint64 lengths, gsize length)
{
  return lengths >> MIN (length, 63) & 1;
}

/* whether there is a @mark in @span */
static inline gboolean
has_mark (MillSpan span, guint8 mark)
{
  if (span.length <= 64)
    return span.length > 0
           && (mill_simd_eq (mill_simd_load (span.data), mark)
               & (G_MAXUINT64 >> (64 - span.length)))
                  != 0;
  return memchr (span.data, mark, span.length) != NULL;
}

static ALWAYS_INLINE void
load_texts (Load *load, MillSpan *out, gboolean bare)
{
  const Cells cells = load->cells;
  const guint n = load->n;
  const MillCsvRules *rules = load->view->rules;
  const guint64 lengths = rules->null_lengths;
  const gboolean doubled = (load->view->flags & MILL_CSV_VIEW_DOUBLED) != 0;
  const gboolean escapes = rules->dialect.escape == '\\';
  const guint8 mark = escapes ? '\\' : rules->marks.quote;
  guint8 *nulls = load->nulls;
  gboolean any = FALSE, quoted;
  for (guint i = 0; i < n; i++)
    {
      MillSpan span = cells_span (&cells, i, bare, &quoted);
      __builtin_prefetch (span.data); /* who asks for text reads it next */
      gboolean is_null = span.length == 0 && !quoted;
      if (lengths != 0 && has_length (lengths, span.length))
        is_null |= mill_csv_cell_is_null_word (rules, span);
      if (!bare && doubled && (quoted || escapes) && has_mark (span, mark))
        span = mill_csv_cell_unescape (rules, span, load->arena);
      out[i] = span;
      if (G_UNLIKELY (is_null))
        nulls[i] = any = TRUE;
    }
  load->any_null = any;
}

/* --- all of them --- */

static ALWAYS_INLINE void
load_quick (Load *load, gpointer out, gboolean bare)
{
  switch (load->type.id)
    {
    case MILL_TYPE_INTEGER:
      load_integers (load, out, bare);
      break;
    case MILL_TYPE_DECIMAL:
      load_decimals (load, out, bare);
      break;
    case MILL_TYPE_NUMBER:
      load_numbers (load, out, bare);
      break;
    case MILL_TYPE_TIMESTAMP:
      load_timestamps (load, out, bare);
      break;
    case MILL_TYPE_DATE:
      load_dates (load, out, bare);
      break;
    default:
      load_texts (load, out, bare);
      break;
    }
}

/* whether the quick parsers must not see the cells: they would take another meaning from them */
static gboolean
needs_slow (const MillCsvRules *rules, guint cell, MillType type)
{
  switch (type.id)
    {
    case MILL_TYPE_TEXT:
    case MILL_TYPE_JSON:
      return FALSE;
    case MILL_TYPE_BOOLEAN:
      return TRUE;
    case MILL_TYPE_TIMESTAMP:
    case MILL_TYPE_DATE:
      return rules->cells[cell].pattern != NULL || rules->nulls_parse;
    default:
      return rules->odd_numbers || rules->nulls_parse || mill_type_is_wide (type);
    }
}

/* @vec was loaded as if it were text */
static void
check_json (const Load *load, MillVec *vec)
{
  const MillKernelContext context = { .arena = load->arena,
                                      .errors = load->errors,
                                      .rows = load->cells.rows,
                                      .first = load->cells.first,
                                      .where = load->where };
  MillVec text = *vec;
  text.type = MILL_TYPE (TEXT);
  mill_kernel_cast (&text, MILL_TYPE (JSON), &context, vec);
}

static void
load (const MillLazy *lazy,
      guint cell,
      MillType type,
      const guint16 *rows,
      guint first,
      guint n,
      const char *where,
      MillArena *arena,
      MillRowErrors *errors,
      MillVec *vec)
{
  const MillCsvView *view = (const MillCsvView *)lazy;
  const MillCsvRules *rules = view->rules;
  guint8 *out = mill_arena_alloc_n (arena, n, mill_vec_element_bytes (type));
  Load load = {
    .view = view,
    .cells = { .data = view->data,
               .positions = view->positions + cell,
               .stride = view->stride,
               .rows = rows,
               .first = first,
               .last = cell + 1 == rules->n_cells && (view->flags & MILL_CSV_VIEW_CRLF),
               .trim = rules->dialect.trim,
               .quote = (guint8)rules->marks.quote },
    .cell = cell,
    .type = type,
    .n = n,
    .where = where,
    .arena = arena,
    .errors = errors,
    .nulls = mill_arena_alloc0 (arena, n),
  };
  if (needs_slow (rules, cell, type))
    load_all_slow (&load, out);
  else if ((view->flags & MILL_CSV_VIEW_QUOTES) || load.cells.last || rules->dialect.trim)
    load_quick (&load, out, FALSE);
  else
    load_quick (&load, out, TRUE);
  *vec = (MillVec){ .type = type, .n = n, .nulls = load.any_null ? load.nulls : NULL, .data = out };
  if (type.id == MILL_TYPE_JSON)
    check_json (&load, vec);
}

extern const MillLazyOps MILL_SIMD_NAME (mill_csv_lazy_ops);

const MillLazyOps MILL_SIMD_NAME (mill_csv_lazy_ops) = {
  .load = load,
  .raw_cells = mill_csv_view_raw_cells,
  .raw_record = mill_csv_view_raw_record,
  .reopen = mill_csv_view_reopen,
};
