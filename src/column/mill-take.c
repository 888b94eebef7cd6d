/* mill-take.c: see mill-take.h.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-take.h"

#include <string.h>

#include "mill-column-private.h"
#include "mill-writer.h"

/* A source of values: rows of a column, loaded piece by piece. */
typedef struct
{
  const MillColumn *column;
  const guint16 *rows; /* (nullable) */
  guint n;
  const char *where; /* (nullable) */
  MillArena *arena;
  MillRowErrors *errors;
} Source;

static guint
load_piece (const Source *source, guint first, MillVec *vec)
{
  guint n = MIN (source->n - first, MILL_VEC_ROWS);
  mill_arena_reset (source->arena);
  mill_column_load (
      source->column, source->rows, first, n, source->where, source->arena, source->errors, vec);
  return n;
}

static void
put_source (MillColumnWriter *writer, const Source *source, guint base)
{
  MillVec vec;
  for (guint first = 0; first < source->n; first += MILL_VEC_ROWS)
    {
      load_piece (source, first, &vec);
      if (!mill_column_writer_put (writer, &vec, NULL, base + first))
        g_error ("a text column of one batch is larger than 2 GiB");
    }
}

/*
 * The dictionary behind @column, through TAKEs too, as a view whose keep, where there is one, is
 * that of the nearest owner. Returns: FALSE when there is no dictionary.
 */
static gboolean
dictionary_of (const MillColumn *column, MillColumn *dictionary)
{
  MillKeep *keep = column->keep;
  while (column->layout == MILL_LAYOUT_TAKE)
    {
      column = column->child;
      keep = column->keep != NULL ? column->keep : keep;
    }
  if (column->layout != MILL_LAYOUT_DICT)
    return FALSE;
  *dictionary = *column->child;
  if (dictionary->keep == NULL)
    dictionary->keep = keep;
  return TRUE;
}

/* dictionary text under construction */
typedef struct
{
  MillColumnOwner *owner;
  guint32 *codes;
  guint8 *nulls; /* one byte a row */
  gboolean any_null;
} DictSink;

static void
dict_sink_put (DictSink *sink, const Source *source, guint base)
{
  MillVec vec;
  for (guint first = 0; first < source->n; first += MILL_VEC_ROWS)
    {
      guint n = load_piece (source, first, &vec);
      if (vec.codes != NULL)
        memcpy (sink->codes + base + first, vec.codes, n * sizeof (guint32));
      if (vec.nulls == NULL)
        continue;
      memcpy (sink->nulls + base + first, vec.nulls, n);
      sink->any_null = TRUE;
    }
}

/* the rows of @sources, which share @dictionary, as a DICT column of @n rows */
static MillColumn
make_dict (
    MillType type, const MillColumn *dictionary, const Source *sources, guint n_sources, guint n)
{
  DictSink sink = { .owner = mill_column_owner_new () };
  g_autofree guint8 *nulls = g_malloc0 (((gsize)n + 63) & ~(gsize)63);
  sink.nulls = nulls;
  sink.codes = mill_column_owner_alloc0 (sink.owner, 0, n * sizeof (guint32));
  for (guint i = 0, base = 0; i < n_sources; base += sources[i++].n)
    dict_sink_put (&sink, &sources[i], base);

  MillColumn column = { .type = type,
                        .layout = MILL_LAYOUT_DICT,
                        .n_rows = n,
                        .data = sink.codes,
                        .keep = &sink.owner->keep };
  if (sink.any_null)
    {
      guint64 *validity
          = mill_column_owner_alloc (sink.owner, 2, mill_bits_words (n) * sizeof (guint64));
      mill_bits_pack_zeros (nulls, n, validity);
      column.validity = validity;
    }
  sink.owner->child = mill_column_hold (dictionary);
  column.child = &sink.owner->child;
  return column;
}

static MillColumn
make_plain (MillType type, const Source *sources, guint n_sources, guint n)
{
  g_autoptr (MillColumnWriter) writer = mill_column_writer_new (type);
  mill_column_writer_begin (writer, n);
  for (guint i = 0, base = 0; i < n_sources; base += sources[i++].n)
    put_source (writer, &sources[i], base);
  return mill_column_writer_steal (writer);
}

MillColumn
mill_column_filter (const MillColumn *column,
                    const guint16 *rows,
                    guint n,
                    const char *where,
                    MillRowErrors *errors)
{
  g_return_val_if_fail (column != NULL, mill_column_absent (MILL_TYPE (TEXT), n));
  g_return_val_if_fail (rows != NULL || n <= column->n_rows, mill_column_absent (column->type, n));

  if (rows == NULL && (column->layout == MILL_LAYOUT_PLAIN || column->layout == MILL_LAYOUT_DICT))
    {
      MillColumn head = *column;
      head.n_rows = n;
      return mill_column_hold (&head);
    }
  MillColumn dictionary;
  if (!dictionary_of (column, &dictionary))
    return mill_column_plain (column, rows, n, where, errors);
  g_auto (MillArena) arena = { 0 };
  Source source = { .column = column, .rows = rows, .n = n, .where = where, .arena = &arena };
  return make_dict (column->type, &dictionary, &source, 1, n);
}

MillColumn
mill_column_plain (const MillColumn *column,
                   const guint16 *rows,
                   guint n,
                   const char *where,
                   MillRowErrors *errors)
{
  g_auto (MillArena) arena = { 0 };
  g_autoptr (MillRowErrors) unheard = errors == NULL ? mill_row_errors_new () : NULL;
  Source source = { .column = column,
                    .rows = rows,
                    .n = n,
                    .where = where,
                    .arena = &arena,
                    .errors = errors != NULL ? errors : unheard };
  return make_plain (column->type, &source, 1, n);
}

MillColumn
mill_column_take (const MillColumn *column, const guint32 *rows, guint n)
{
  g_return_val_if_fail (column != NULL, mill_column_absent (MILL_TYPE (TEXT), n));
  g_return_val_if_fail (column->layout != MILL_LAYOUT_LAZY, mill_column_absent (column->type, n));
  g_return_val_if_fail (rows != NULL || n == 0, mill_column_absent (column->type, n));

  MillColumn picked = {
    .type = column->type, .layout = MILL_LAYOUT_TAKE, .n_rows = n, .data = rows, .child = column
  };
  return mill_column_filter (&picked, NULL, n, NULL, NULL);
}

/* whether all sources share one dictionary, and which */
static gboolean
shared_dictionary (const Source *sources, guint n_sources, MillColumn *shared)
{
  if (n_sources == 0 || !dictionary_of (sources[0].column, shared))
    return FALSE;
  for (guint i = 1; i < n_sources; i++)
    {
      MillColumn other;
      if (!dictionary_of (sources[i].column, &other) || other.data != shared->data
          || other.offsets != shared->offsets || other.offset != shared->offset
          || other.n_rows != shared->n_rows)
        return FALSE;
    }
  return TRUE;
}

static MillColumn
concat_sources (MillType type, const Source *sources, guint n_sources, guint n)
{
  MillColumn dictionary;
  return shared_dictionary (sources, n_sources, &dictionary)
             ? make_dict (type, &dictionary, sources, n_sources, n)
             : make_plain (type, sources, n_sources, n);
}

MillColumn
mill_column_concat (MillType type, const MillColumn *columns, guint n_columns)
{
  g_return_val_if_fail (columns != NULL || n_columns == 0, mill_column_absent (type, 0));

  g_auto (MillArena) arena = { 0 };
  g_autoptr (MillRowErrors) errors = mill_row_errors_new ();
  g_autofree Source *sources = g_new0 (Source, n_columns);
  guint64 n = 0;
  for (guint i = 0; i < n_columns; i++)
    {
      g_assert (mill_type_equal (columns[i].type, type));
      g_assert (columns[i].layout != MILL_LAYOUT_LAZY);
      sources[i] = (Source){
        .column = &columns[i], .n = columns[i].n_rows, .arena = &arena, .errors = errors
      };
      n += columns[i].n_rows;
    }
  if (n >= G_MAXUINT32)
    g_error ("a column has more than %u rows", G_MAXUINT32);
  return concat_sources (type, sources, n_columns, (guint)n);
}

/* @rows of a LAZY column, which may stand in any order, by way of all rows that are wanted */
static MillColumn
take_lazy (const MillColumn *column, const guint32 *rows, guint n)
{
  guint64 wanted[MILL_BATCH_ROWS_MAX / 64] = { 0 };
  guint16 physical[MILL_BATCH_ROWS_MAX], position[MILL_BATCH_ROWS_MAX];
  guint n_physical = 0;
  for (guint i = 0; i < n; i++)
    if (rows[i] != MILL_TAKE_NULL)
      wanted[rows[i] / 64] |= G_GUINT64_CONSTANT (1) << (rows[i] % 64);
  for (guint row = 0; row < column->n_rows; row++)
    if (mill_bits_get (wanted, row))
      {
        position[row] = (guint16)n_physical;
        physical[n_physical++] = (guint16)row;
      }
  g_autofree guint32 *index = g_new (guint32, n);
  for (guint i = 0; i < n; i++)
    index[i] = rows[i] != MILL_TAKE_NULL ? position[rows[i]] : MILL_TAKE_NULL;

  MillColumn values = mill_column_filter (column, physical, n_physical, NULL, NULL);
  MillColumn taken = mill_column_take (&values, index, n);
  mill_keep_unref (values.keep);
  return taken;
}

MillBatch *
mill_batch_take (const MillBatch *batch, const guint32 *rows, guint n)
{
  g_return_val_if_fail (batch != NULL, NULL);
  g_return_val_if_fail (rows != NULL || n == 0, NULL);
  g_return_val_if_fail (n <= MILL_BATCH_ROWS_MAX, NULL);

  guint n_columns = mill_schema_n_fields (batch->schema);
  g_autofree MillColumn *columns = g_new0 (MillColumn, n_columns);
  for (guint i = 0; i < n_columns; i++)
    columns[i] = batch->columns[i].layout == MILL_LAYOUT_LAZY
                     ? take_lazy (&batch->columns[i], rows, n)
                     : mill_column_take (&batch->columns[i], rows, n);
  MillBatch *taken = mill_batch_new_take (batch->schema, columns, n);
  taken->origin = batch->origin;
  return taken;
}

MillBatch *
mill_batch_concat (const MillBatch *const *batches, guint n_batches)
{
  g_return_val_if_fail (batches != NULL && n_batches > 0, NULL);

  guint64 n = 0;
  for (guint b = 0; b < n_batches; b++)
    n += batches[b]->n_selected;
  g_return_val_if_fail (n <= MILL_BATCH_ROWS_MAX, NULL);

  const MillSchema *schema = batches[0]->schema;
  guint n_columns = mill_schema_n_fields (schema);
  g_auto (MillArena) arena = { 0 };
  g_autoptr (MillRowErrors) errors = mill_row_errors_new ();
  g_autofree Source *sources = g_new0 (Source, n_batches);
  g_autofree MillColumn *columns = g_new0 (MillColumn, n_columns);
  for (guint i = 0; i < n_columns; i++)
    {
      for (guint b = 0; b < n_batches; b++)
        sources[b] = (Source){ .column = &batches[b]->columns[i],
                               .rows = batches[b]->selection,
                               .n = batches[b]->n_selected,
                               .arena = &arena,
                               .errors = errors };
      columns[i]
          = concat_sources (mill_schema_field (schema, i)->type, sources, n_batches, (guint)n);
      /* Rows of different batches share their numbers. */
      mill_row_errors_clear (errors);
    }
  MillBatch *joined = mill_batch_new_take (schema, columns, (guint)n);
  joined->origin = batches[0]->origin;
  return joined;
}
