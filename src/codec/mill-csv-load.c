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

/* what a loop works on */
typedef struct
{
  const MillCsvView *view;
  const guint32 *positions; /* of the cell in row 0 */
  guint cell;
  gboolean last; /* the cell may end in CR */
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
load_row (const Load *load, guint i)
{
  return load->rows != NULL ? load->rows[load->first + i] : load->first + i;
}

static inline gboolean
is_pad (guint8 byte)
{
  return byte == ' ' || byte == '\t';
}

/* the bytes of a cell without quotes and what does not belong to it */
static inline MillSpan
load_span (const Load *load, guint i, gboolean bare, gboolean *quoted)
{
  const MillCsvView *view = load->view;
  const guint32 *at = load->positions + (gsize)load_row (load, i) * view->stride;
  const guint8 *start = view->data + (at[-1] + 1u), *end = view->data + at[0];
  *quoted = FALSE;
  if (bare)
    return (MillSpan){ start, (gsize)(end - start) };
  if (load->last && end > start && end[-1] == '\r')
    end--;
  if (G_UNLIKELY (view->rules->dialect.trim))
    {
      while (start < end && is_pad (*start))
        start++;
      while (start < end && is_pad (end[-1]))
        end--;
    }
  if (end - start >= 2 && view->rules->marks.quote != 0 && *start == view->rules->marks.quote)
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
    mill_row_errors_add (load->errors, load_row (load, i), code, load->type, load->where, span);
}

/* --- numbers --- */

static inline void
load_numbers (Load *load, double *out, gboolean bare)
{
  gboolean quoted;
  for (guint i = 0; i < load->n; i++)
    {
      MillSpan span = load_span (load, i, bare, &quoted);
      gint64 mantissa;
      int scale;
      load->nulls[i] = 0;
      if (G_LIKELY (mill_parse_fast_decimal (span.data, span.length, &mantissa, &scale)
                    && mantissa > -(G_GINT64_CONSTANT (1) << 53)
                    && mantissa < G_GINT64_CONSTANT (1) << 53
                    && (mantissa != 0 || *span.data != '-')))
        out[i] = (double)mantissa / mill_exact_power[scale];
      else
        load_slow (load, i, span, &out[i]);
    }
}

static inline void
load_integers (Load *load, gint64 *out, gboolean bare)
{
  gboolean quoted;
  for (guint i = 0; i < load->n; i++)
    {
      MillSpan span = load_span (load, i, bare, &quoted);
      int scale;
      load->nulls[i] = 0;
      if (G_UNLIKELY (!mill_parse_fast_decimal (span.data, span.length, &out[i], &scale)
                      || scale != 0 || span.data[span.length - 1] == '.'))
        load_slow (load, i, span, &out[i]);
    }
}

static inline void
load_decimals (Load *load, gint64 *out, gboolean bare)
{
  static const gint64 power[19] = { 1,
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
  const int want = load->type.scale;
  const gint64 bound = power[load->type.precision];
  gboolean quoted;
  for (guint i = 0; i < load->n; i++)
    {
      MillSpan span = load_span (load, i, bare, &quoted);
      gint64 value;
      int scale;
      load->nulls[i] = 0;
      if (G_LIKELY (mill_parse_fast_decimal (span.data, span.length, &value, &scale)
                    && scale <= want && !__builtin_mul_overflow (value, power[want - scale], &value)
                    && value < bound && value > -bound))
        out[i] = value;
      else
        load_slow (load, i, span, &out[i]);
    }
}

/* --- dates and instants --- */

static inline void
load_timestamps (Load *load, gint64 *out, gboolean bare)
{
  MillDateCache cache = { 0 };
  gboolean quoted;
  for (guint i = 0; i < load->n; i++)
    {
      MillSpan span = load_span (load, i, bare, &quoted);
      load->nulls[i] = 0;
      if (G_UNLIKELY (mill_fast_timestamp (&cache, span.data, span.length, &out[i])
                      != MILL_PARSE_OK))
        load_slow (load, i, span, &out[i]);
    }
}

static inline void
load_dates (Load *load, gint64 *out, gboolean bare)
{
  MillDateCache cache = { 0 };
  gboolean quoted;
  for (guint i = 0; i < load->n; i++)
    {
      MillSpan span = load_span (load, i, bare, &quoted);
      gint32 date;
      load->nulls[i] = 0;
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

static inline void
load_texts (Load *load, MillSpan *out, gboolean bare)
{
  const MillCsvRules *rules = load->view->rules;
  const guint64 lengths = rules->null_lengths;
  const gboolean doubled = (load->view->flags & MILL_CSV_VIEW_DOUBLED) != 0;
  const gboolean escapes = rules->dialect.escape == '\\';
  gboolean any = FALSE, quoted;
  for (guint i = 0; i < load->n; i++)
    {
      MillSpan span = load_span (load, i, bare, &quoted);
      gboolean is_null = span.length == 0 && !quoted;
      if (G_UNLIKELY (has_length (lengths, span.length)))
        is_null |= mill_csv_cell_is_null_word (rules, span);
      if (!bare && doubled && (quoted || escapes))
        span = mill_csv_cell_unescape (rules, span, load->arena);
      out[i] = span;
      load->nulls[i] = (guint8)is_null;
      any |= is_null;
    }
  load->any_null = any;
}

/* --- all of them --- */

static inline void
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

/* cell by cell the slow way: rare types and dialects */
static void
load_all_slow (Load *load, guint8 *out)
{
  gsize size = mill_vec_element_bytes (load->type);
  gboolean quoted;
  for (guint i = 0; i < load->n; i++)
    {
      MillSpan span = load_span (load, i, FALSE, &quoted);
      load->nulls[i] = 0;
      load_slow (load, i, span, out + i * size);
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
                                      .rows = load->rows,
                                      .first = load->first,
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
    .positions = view->positions + cell,
    .cell = cell,
    .last = cell + 1 == rules->n_cells && (view->flags & MILL_CSV_VIEW_CRLF),
    .type = type,
    .rows = rows,
    .first = first,
    .n = n,
    .where = where,
    .arena = arena,
    .errors = errors,
    .nulls = mill_arena_alloc (arena, n),
  };
  if (needs_slow (rules, cell, type))
    load_all_slow (&load, out);
  else if ((view->flags & MILL_CSV_VIEW_QUOTES) || load.last || rules->dialect.trim)
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
