/* mill-batch.c: see mill-batch.h.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-batch.h"

#include <string.h>

#include "mill-column-private.h"
#include "mill-take.h"
#include "mill-writer.h"

/* A held batch; its columns and selection follow in the same piece of memory. */
typedef struct
{
  MillBatch batch;
  gsize bytes;
  MillColumn columns[];
} MillHeldBatch;

static gboolean
is_held (const MillBatch *batch)
{
  return g_atomic_int_get (&batch->refs) > 0;
}

/* the memory that the columns keep alive; columns of one record count its buffer once */
static gsize
held_bytes (const MillHeldBatch *held, guint n_columns)
{
  gsize bytes = sizeof *held + n_columns * sizeof (MillColumn)
                + (held->batch.selection != NULL ? held->batch.n_selected * sizeof (guint16) : 0);
  const MillLazy *counted = NULL;
  for (guint i = 0; i < n_columns; i++)
    {
      const MillColumn *column = &held->columns[i];
      if (column->layout == MILL_LAYOUT_LAZY && column->lazy != counted)
        {
          bytes += mill_lazy_bytes (column->lazy);
          counted = column->lazy;
        }
      else
        bytes += mill_column_bytes (column);
    }
  return bytes;
}

/* a held batch of @columns, whose references it takes, with the rows of @like */
static MillBatch *
make_held (const MillBatch *like, const MillColumn *columns)
{
  guint n_columns = mill_schema_n_fields (like->schema);
  gsize selection_bytes = like->selection != NULL ? like->n_selected * sizeof (guint16) : 0;
  MillHeldBatch *held
      = g_malloc0 (sizeof *held + n_columns * sizeof (MillColumn) + selection_bytes);
  held->batch = *like;
  held->batch.schema = mill_schema_ref (like->schema);
  held->batch.columns = held->columns;
  g_atomic_ref_count_init (&held->batch.refs);
  if (n_columns > 0)
    memcpy (held->columns, columns, n_columns * sizeof (MillColumn));
  if (like->selection != NULL)
    {
      guint16 *selection = (guint16 *)(void *)(held->columns + n_columns);
      if (selection_bytes > 0)
        memcpy (selection, like->selection, selection_bytes);
      held->batch.selection = selection;
    }
  held->bytes = held_bytes (held, n_columns);
  return &held->batch;
}

MillBatch *
mill_batch_hold (const MillBatch *batch)
{
  g_return_val_if_fail (batch != NULL, NULL);

  if (is_held (batch))
    {
      MillBatch *mine = (MillBatch *)batch;
      g_atomic_ref_count_inc (&mine->refs);
      return mine;
    }
  guint n_columns = mill_schema_n_fields (batch->schema);
  g_autofree MillColumn *columns = g_new (MillColumn, n_columns);
  for (guint i = 0; i < n_columns; i++)
    columns[i] = mill_column_hold (&batch->columns[i]);
  return make_held (batch, columns);
}

void
mill_batch_unref (MillBatch *batch)
{
  if (batch == NULL)
    return;
  g_return_if_fail (is_held (batch));

  if (!g_atomic_ref_count_dec (&batch->refs))
    return;
  guint n_columns = mill_schema_n_fields (batch->schema);
  for (guint i = 0; i < n_columns; i++)
    mill_keep_unref (batch->columns[i].keep);
  mill_schema_unref (batch->schema);
  g_free (batch);
}

gsize
mill_batch_bytes (const MillBatch *batch)
{
  g_return_val_if_fail (batch != NULL, 0);
  g_return_val_if_fail (is_held (batch), 0);

  return ((const MillHeldBatch *)batch)->bytes;
}

MillBatch *
mill_batch_new_take (const MillSchema *schema, MillColumn *columns, guint n_rows)
{
  g_return_val_if_fail (schema != NULL, NULL);
  g_return_val_if_fail (columns != NULL || mill_schema_n_fields (schema) == 0, NULL);
  g_return_val_if_fail (n_rows <= MILL_BATCH_ROWS_MAX, NULL);

  for (guint i = 0; i < mill_schema_n_fields (schema); i++)
    {
      g_assert (columns[i].n_rows == n_rows);
      g_assert (mill_type_equal (columns[i].type, mill_schema_field (schema, i)->type));
    }
  MillBatch view = { .schema = schema, .n_rows = n_rows, .n_selected = n_rows };
  return make_held (&view, columns);
}

/* --- compact --- */

/* replaces each of the dense @columns by its rows without an error; returns how many those are */
static guint
drop_bad_rows (const MillBatch *batch,
               const MillRowErrors *errors,
               MillColumn *columns,
               guint n_columns)
{
  g_autofree guint16 *good = g_new (guint16, batch->n_selected);
  guint n = 0;
  for (guint i = 0; i < batch->n_selected; i++)
    if (!mill_row_errors_has (errors, mill_batch_row (batch, i)))
      good[n++] = (guint16)i;
  if (n == batch->n_selected)
    return n;
  for (guint i = 0; i < n_columns; i++)
    {
      MillColumn all = columns[i];
      columns[i] = mill_column_filter (&all, good, n, NULL, NULL);
      mill_keep_unref (all.keep);
    }
  return n;
}

MillBatch *
mill_batch_compact (const MillBatch *batch, MillRowErrors *errors)
{
  g_return_val_if_fail (batch != NULL, NULL);

  guint n_columns = mill_schema_n_fields (batch->schema);
  guint n = batch->n_selected;
  g_autofree MillColumn *columns = g_new (MillColumn, n_columns);
  for (guint i = 0; i < n_columns; i++)
    columns[i] = mill_column_filter (&batch->columns[i],
                                     batch->selection,
                                     n,
                                     mill_schema_field (batch->schema, i)->name,
                                     errors);
  if (errors != NULL && errors->n > 0)
    n = drop_bad_rows (batch, errors, columns, n_columns);

  MillBatch *compact = mill_batch_new_take (batch->schema, columns, n);
  compact->origin = batch->origin;
  if (batch->n_selected > 0)
    compact->origin.first_row += mill_batch_row (batch, 0);
  return compact;
}

/* --- tests and messages --- */

/* the selected rows of a column, of lazy cells with nulls where they are bad */
static gboolean
columns_equal (const MillBatch *a, const MillBatch *b, guint index)
{
  MillColumn x = mill_column_filter (&a->columns[index], a->selection, a->n_selected, NULL, NULL);
  MillColumn y = mill_column_filter (&b->columns[index], b->selection, b->n_selected, NULL, NULL);
  gboolean equal = mill_column_equal (&x, &y);
  mill_keep_unref (x.keep);
  mill_keep_unref (y.keep);
  return equal;
}

gboolean
mill_batch_equal (const MillBatch *a, const MillBatch *b)
{
  g_return_val_if_fail (a != NULL && b != NULL, FALSE);

  if (!mill_schema_equal (a->schema, b->schema) || a->n_selected != b->n_selected)
    return FALSE;
  for (guint i = 0; i < mill_schema_n_fields (a->schema); i++)
    if (!columns_equal (a, b, i))
      return FALSE;
  return TRUE;
}

/* as RFC 4180 has it: in quotes where it must be, and where it is empty but not null */
static void
append_field (GString *out, const char *field, gsize length, gboolean null)
{
  gboolean plain = null || length > 0;
  for (gsize i = 0; i < length && plain; i++)
    plain = field[i] != ',' && field[i] != '"' && field[i] != '\n' && field[i] != '\r';
  if (plain)
    {
      g_string_append_len (out, field, (gssize)length);
      return;
    }
  g_string_append_c (out, '"');
  for (gsize i = 0; i < length; i++)
    {
      if (field[i] == '"')
        g_string_append_c (out, '"');
      g_string_append_c (out, field[i]);
    }
  g_string_append_c (out, '"');
}

/* the columns as they are printed: raw cells as text */
static MillColumn
printable (const MillBatch *batch, guint index)
{
  MillColumn column = batch->columns[index];
  if (column.layout == MILL_LAYOUT_LAZY && !mill_type_is_textual (column.type))
    column = mill_lazy_column (column.lazy, column.cell, MILL_TYPE (TEXT));
  return column;
}

static void
append_rows (GString *out, const MillBatch *batch, guint first, guint n, MillArena *arena)
{
  guint n_columns = mill_schema_n_fields (batch->schema);
  g_autoptr (MillRowErrors) errors = mill_row_errors_new ();
  g_autoptr (GString) field = g_string_new (NULL);
  MillVec *vecs = mill_arena_new (arena, MillVec, n_columns);
  for (guint c = 0; c < n_columns; c++)
    {
      MillColumn column = printable (batch, c);
      mill_column_load (&column, batch->selection, first, n, NULL, arena, errors, &vecs[c]);
    }
  for (guint i = 0; i < n; i++)
    {
      for (guint c = 0; c < n_columns; c++)
        {
          if (c > 0)
            g_string_append_c (out, ',');
          g_string_truncate (field, 0);
          mill_vec_print (&vecs[c], i, field);
          append_field (out, field->str, field->len, mill_vec_is_null (&vecs[c], i));
        }
      g_string_append_c (out, '\n');
    }
}

char *
mill_batch_to_string (const MillBatch *batch)
{
  g_return_val_if_fail (batch != NULL, NULL);

  GString *out = g_string_new (NULL);
  for (guint c = 0; c < mill_schema_n_fields (batch->schema); c++)
    {
      const char *name = mill_schema_field (batch->schema, c)->name;
      if (c > 0)
        g_string_append_c (out, ',');
      append_field (out, name, strlen (name), FALSE);
    }
  g_string_append_c (out, '\n');

  g_auto (MillArena) arena = { 0 };
  for (guint first = 0; first < batch->n_selected; first += MILL_VEC_ROWS)
    {
      mill_arena_reset (&arena);
      append_rows (out, batch, first, MIN (batch->n_selected - first, MILL_VEC_ROWS), &arena);
    }
  return g_string_free (out, FALSE);
}
