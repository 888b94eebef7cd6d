/* mill-csv-writer.c: batches as delimited text.
 *
 * The columns of a batch are first grouped: neighbours that are raw cells next to each other in the
 * same records become one run, which is copied as one span; the others are loaded MILL_VEC_ROWS
 * rows at a time and printed. Where a whole record is one run, records that stand one behind the
 * other are copied together.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "mill-csv-private.h"
#include "mill-csv-writer.h"
#include "mill-error.h"
#include "mill-time.h"

/* Room for any printed value that is no text, quotes included. */
#define VALUE_CHARS 72

G_STATIC_ASSERT (VALUE_CHARS >= MILL_DOUBLE_CHARS + 2 && VALUE_CHARS >= MILL_TIMESTAMP_CHARS + 2
                 && VALUE_CHARS >= MILL_DECIMAL_CHARS + 2);

/* one column to print, or some to copy */
typedef struct
{
  const MillLazy *lazy; /* (nullable) NULL: print */
  guint cell, n_cells;
  guint column; /* the first of them */
  MillVec vec;
  const guint8 *quoted; /* text: whether row i needs quotes */
} Run;

struct _MillCsvWriter
{
  MillCsvWriterOptions options;
  char *null_text;
  gsize null_length;
  MillSchema *schema;
  guint n_columns;
  const MillCsvKernels *kernels;
  MillArena arena;
  Run *runs; /* n_columns */
  guint n_runs;
};

void
mill_csv_writer_options_init (MillCsvWriterOptions *options)
{
  g_return_if_fail (options != NULL);
  *options = (MillCsvWriterOptions){
    .delimiter = ',', .quote = '"', .header = TRUE, .decimal_point = '.', .null_text = ""
  };
}

static gboolean
is_mark (char c)
{
  return c > 0 && c != '\n' && c != '\r' && !g_ascii_isalnum (c);
}

MillCsvWriter *
mill_csv_writer_new (const MillCsvWriterOptions *options, const MillSchema *schema, GError **error)
{
  g_return_val_if_fail (options != NULL && schema != NULL, NULL);
  const char *null_text = options->null_text != NULL ? options->null_text : "";
  if (!is_mark (options->delimiter) || !is_mark (options->quote)
      || !is_mark (options->decimal_point) || options->delimiter == options->quote
      || options->decimal_point == options->quote || options->decimal_point == '-')
    {
      g_set_error (error,
                   MILL_ERROR_DOCUMENT,
                   MILL_DOCUMENT_RANGE,
                   _ ("delimiter, quote and decimal point must be ASCII marks, and the quote must "
                      "differ from the others"));
      return NULL;
    }
  if (strpbrk (null_text, "\r\n") != NULL || strchr (null_text, options->delimiter) != NULL
      || strchr (null_text, options->quote) != NULL)
    {
      g_set_error (error,
                   MILL_ERROR_DOCUMENT,
                   MILL_DOCUMENT_RANGE,
                   _ ("the text for null must have no delimiter, quote or line end in it"));
      return NULL;
    }
  MillCsvWriter *writer = g_new0 (MillCsvWriter, 1);
  writer->options = *options;
  writer->null_text = g_strdup (null_text);
  writer->null_length = strlen (null_text);
  writer->options.null_text = writer->null_text;
  writer->schema = mill_schema_ref (schema);
  writer->n_columns = mill_schema_n_fields (schema);
  writer->kernels = mill_csv_kernels ();
  writer->runs = g_new0 (Run, MAX (writer->n_columns, 1));
  return writer;
}

void
mill_csv_writer_free (MillCsvWriter *writer)
{
  if (writer == NULL)
    return;
  mill_schema_unref (writer->schema);
  mill_arena_clear (&writer->arena);
  g_free (writer->null_text);
  g_free (writer->runs);
  g_free (writer);
}

/* --- text --- */

static void
append_quoted (const MillCsvWriter *writer, MillSpan text, gboolean apostrophe, MillBytes *out)
{
  const guint8 quote = (guint8)writer->options.quote;
  const guint8 *at = text.data, *end = text.data + text.length;
  mill_bytes_append_byte (out, quote);
  if (apostrophe)
    mill_bytes_append_byte (out, '\'');
  while (at < end)
    {
      const guint8 *next = memchr (at, quote, (gsize)(end - at));
      gsize n = (gsize)((next != NULL ? next + 1 : end) - at);
      mill_bytes_append (out, at, n);
      if (next != NULL)
        mill_bytes_append_byte (out, quote);
      at += n;
    }
  mill_bytes_append_byte (out, quote);
}

/* whether a spreadsheet would compute what it should show */
static gboolean
is_formula (MillSpan text)
{
  return text.length > 0 && text.data[0] != 0 && strchr ("=+-@\t\r", text.data[0]) != NULL;
}

static void
append_text (const MillCsvWriter *writer, MillSpan text, gboolean quoted, MillBytes *out)
{
  gboolean apostrophe = writer->options.safe && is_formula (text);
  if (quoted || apostrophe || writer->options.quote_all)
    append_quoted (writer, text, apostrophe, out);
  else
    mill_bytes_append_padded (out, text.data, text.length);
}

/* empty text, and text like the null text, would be read as null */
static gboolean
looks_null (const MillCsvWriter *writer, MillSpan text)
{
  return text.length == 0
         || (text.length == writer->null_length
             && memcmp (text.data, writer->null_text, text.length) == 0);
}

static void
append_end (const MillCsvWriter *writer, MillBytes *out)
{
  if (writer->options.crlf)
    mill_bytes_append_byte (out, '\r');
  mill_bytes_append_byte (out, '\n');
}

void
mill_csv_writer_begin (const MillCsvWriter *writer, MillBytes *out)
{
  g_return_if_fail (writer != NULL && out != NULL);
  if (writer->options.bom)
    mill_bytes_append_text (out, "\xef\xbb\xbf");
  if (!writer->options.header)
    return;
  for (guint i = 0; i < writer->n_columns; i++)
    {
      const char *name = mill_schema_field (writer->schema, i)->name;
      gsize length = strlen (name);
      guint8 quoted;
      /* the kernel reads past the end */
      g_autofree guint8 *copy = g_malloc0 (length + MILL_PADDING);
      memcpy (copy, name, length);
      MillSpan text = { copy, length };
      writer->kernels->needs_quotes (
          &text, 1, (guint8)writer->options.delimiter, (guint8)writer->options.quote, &quoted);
      if (i > 0)
        mill_bytes_append_byte (out, (guint8)writer->options.delimiter);
      append_text (writer, text, quoted, out);
    }
  append_end (writer, out);
}

/* --- values --- */

static void
append_null (const MillCsvWriter *writer, MillBytes *out)
{
  mill_bytes_append (out, writer->null_text, writer->null_length);
}

/* @n printed bytes at @at with the point as the user wants it; returns how many they are then */
static gsize
replace_point (const MillCsvWriter *writer, char *at, gsize n)
{
  char *point = memchr (at, '.', n);
  if (point == NULL)
    return n;
  *point = writer->options.decimal_point;
  if (*point != writer->options.delimiter)
    return n;
  memmove (at + 1, at, n);
  at[0] = at[n + 1] = writer->options.quote;
  return n + 2;
}

static MillInt128
decimal_at (const MillVec *vec, guint i)
{
  return mill_type_is_wide (vec->type) ? vec->wides[i] : vec->integers[i];
}

static void
append_value (const MillCsvWriter *writer, const MillVec *vec, guint i, MillBytes *out)
{
  char *at = (char *)mill_bytes_reserve (out, VALUE_CHARS);
  gsize n = 0;
  switch (vec->type.id)
    {
    case MILL_TYPE_BOOLEAN:
      n = vec->booleans[i] ? 4 : 5;
      memcpy (at, vec->booleans[i] ? "true " : "false", 5);
      break;
    case MILL_TYPE_INTEGER:
      n = mill_print_int64 (vec->integers[i], at);
      break;
    case MILL_TYPE_DATE:
      n = mill_print_date ((gint32)vec->integers[i], at);
      break;
    case MILL_TYPE_TIMESTAMP:
      n = mill_print_timestamp (vec->integers[i], at);
      break;
    case MILL_TYPE_NUMBER:
      n = mill_print_double (vec->numbers[i], at);
      break;
    default:
      n = mill_print_decimal (decimal_at (vec, i), vec->type.scale, at);
      break;
    }
  if (G_UNLIKELY (writer->options.decimal_point != '.')
      && (vec->type.id == MILL_TYPE_NUMBER || vec->type.id == MILL_TYPE_DECIMAL))
    n = replace_point (writer, at, n);
  out->length += n;
}

static inline void
append_cell (const MillCsvWriter *writer, const Run *run, guint row, MillBytes *out)
{
  const MillVec *vec = &run->vec;
  guint i = vec->constant ? 0 : row;
  if (vec->nulls != NULL && vec->nulls[i])
    append_null (writer, out);
  else if (mill_type_is_textual (vec->type))
    append_text (writer, vec->spans[i], run->quoted[i] || looks_null (writer, vec->spans[i]), out);
  else
    append_value (writer, vec, i, out);
}

/* --- runs --- */

static gboolean
can_copy (const MillCsvWriter *writer, const MillColumn *column)
{
  const MillCsvWriterOptions *options = &writer->options;
  if (column->layout != MILL_LAYOUT_LAZY || options->safe || options->quote_all
      || writer->null_length > 0)
    return FALSE;
  const MillLazyFormat *format = column->lazy->format;
  gboolean point = options->decimal_point == '.'
                   || (column->type.id != MILL_TYPE_NUMBER && column->type.id != MILL_TYPE_DECIMAL);
  return point && format->plain && strcmp (format->name, "csv") == 0
         && format->delimiter == options->delimiter && format->quote == options->quote;
}

static void
plan (MillCsvWriter *writer, const MillBatch *batch)
{
  writer->n_runs = 0;
  for (guint i = 0; i < writer->n_columns; i++)
    {
      const MillColumn *column = &batch->columns[i];
      Run *last = writer->n_runs > 0 ? &writer->runs[writer->n_runs - 1] : NULL;
      gboolean copy = can_copy (writer, column);
      if (copy && last != NULL && last->lazy == column->lazy
          && last->cell + last->n_cells == column->cell)
        last->n_cells++;
      else
        writer->runs[writer->n_runs++] = (Run){
          .lazy = copy ? column->lazy : NULL, .cell = column->cell, .n_cells = 1, .column = i
        };
    }
}

static void
load_runs (
    MillCsvWriter *writer, const MillBatch *batch, guint first, guint n, MillRowErrors *errors)
{
  mill_arena_reset (&writer->arena);
  for (guint r = 0; r < writer->n_runs; r++)
    {
      Run *run = &writer->runs[r];
      if (run->lazy != NULL)
        continue;
      mill_column_load (&batch->columns[run->column],
                        batch->selection,
                        first,
                        n,
                        mill_schema_field (writer->schema, run->column)->name,
                        &writer->arena,
                        errors,
                        &run->vec);
      if (!mill_type_is_textual (run->vec.type))
        continue;
      guint rows = run->vec.constant ? 1 : n;
      guint8 *quoted = mill_arena_alloc (&writer->arena, n);
      MillSpan *spans = (MillSpan *)run->vec.spans;
      if (run->vec.nulls != NULL)
        {
          /* what a null has for a span is not defined */
          spans = mill_arena_new (&writer->arena, MillSpan, rows);
          for (guint i = 0; i < rows; i++)
            spans[i] = run->vec.nulls[i] ? (MillSpan){ NULL, 0 } : run->vec.spans[i];
        }
      writer->kernels->needs_quotes (
          spans, rows, (guint8)writer->options.delimiter, (guint8)writer->options.quote, quoted);
      run->quoted = quoted;
    }
}

/* --- rows --- */

static inline void
append_raw (const Run *run, guint row, MillBytes *out)
{
  MillSpan raw = run->lazy->ops->raw_cells (run->lazy, run->cell, run->n_cells, row);
  guint8 *at = mill_bytes_reserve (out, raw.length);
  gsize n = raw.length, i = 0;
  /* a buffer is readable, and output writable, a vector past its end */
  do
    memcpy (at + i, raw.data + i, 32);
  while ((i += 32) < n);
  out->length += n;
}

/* whole records, those next to each other in one copy */
static guint
encode_records (const Run *run, const MillBatch *batch, const MillRowErrors *errors, MillBytes *out)
{
  const guint8 *from = NULL, *to = NULL;
  guint n = 0;
  for (guint i = 0; i < batch->n_selected; i++)
    {
      guint row = mill_batch_row (batch, i);
      if (errors != NULL && mill_row_errors_has (errors, row))
        continue;
      MillSpan raw = run->lazy->ops->raw_cells (run->lazy, 0, run->n_cells, row);
      n++;
      if (to != NULL && raw.data == to + 1 && *to == '\n')
        {
          to = raw.data + raw.length;
          continue;
        }
      if (from != NULL)
        {
          mill_bytes_append (out, from, (gsize)(to - from));
          mill_bytes_append_byte (out, '\n');
        }
      from = raw.data;
      to = raw.data + raw.length;
    }
  if (from != NULL)
    {
      mill_bytes_append (out, from, (gsize)(to - from));
      mill_bytes_append_byte (out, '\n');
    }
  return n;
}

static void
encode_row (
    const MillCsvWriter *writer, const MillBatch *batch, guint block_row, guint row, MillBytes *out)
{
  const gsize start = out->length;
  for (guint r = 0; r < writer->n_runs; r++)
    {
      const Run *run = &writer->runs[r];
      if (r > 0)
        mill_bytes_append_byte (out, (guint8)writer->options.delimiter);
      if (run->lazy != NULL)
        append_raw (run, row, out);
      else
        append_cell (writer, run, block_row, out);
    }
  if (out->length == start)
    {
      /* a line without anything would be no record */
      mill_bytes_append_byte (out, (guint8)writer->options.quote);
      mill_bytes_append_byte (out, (guint8)writer->options.quote);
    }
  append_end (writer, out);
}

guint
mill_csv_writer_encode (MillCsvWriter *writer,
                        const MillBatch *batch,
                        MillRowErrors *errors,
                        MillBytes *out)
{
  g_return_val_if_fail (writer != NULL && batch != NULL && out != NULL, 0);
  plan (writer, batch);
  const Run *first = &writer->runs[0];
  if (writer->n_runs == 1 && first->lazy != NULL && writer->n_columns > 1 && !writer->options.crlf
      && first->n_cells == first->lazy->format->n_cells)
    return encode_records (first, batch, errors, out);
  guint n_rows = 0;
  for (guint at = 0; at < batch->n_selected; at += MILL_VEC_ROWS)
    {
      guint n = MIN (MILL_VEC_ROWS, batch->n_selected - at);
      load_runs (writer, batch, at, n, errors);
      for (guint i = 0; i < n; i++)
        {
          guint row = mill_batch_row (batch, at + i);
          if (errors != NULL && mill_row_errors_has (errors, row))
            continue;
          encode_row (writer, batch, i, row, out);
          n_rows++;
        }
    }
  return n_rows;
}
