/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-sample-private.h"

#include "mill-clock.h"

/* ---- collecting rows ---- */

void
mill_row_taker_init (MillRowTaker *taker, guint64 rows_max, guint64 bytes_max)
{
  *taker = (MillRowTaker){ .batches
                           = g_ptr_array_new_with_free_func ((GDestroyNotify)mill_batch_unref),
                           .errors = mill_row_errors_new (),
                           .rows_max = rows_max,
                           .bytes_max = bytes_max };
}

void
mill_row_taker_clear (MillRowTaker *taker)
{
  g_clear_pointer (&taker->batches, g_ptr_array_unref);
  g_clear_pointer (&taker->errors, mill_row_errors_free);
}

gboolean
mill_row_taker_is_full (const MillRowTaker *taker)
{
  return taker->rows >= taker->rows_max || taker->bytes >= taker->bytes_max;
}

gboolean
mill_row_taker_add (MillRowTaker *taker, const MillBatch *batch)
{
  guint16 all[MILL_BATCH_ROWS_MAX];
  const guint16 *rows = batch->selection;
  for (guint i = 0; rows == NULL && i < batch->n_rows; i++)
    all[i] = (guint16)i;
  if (rows == NULL)
    rows = all;
  /* rows that cannot be converted are left out, so that one piece may not be enough */
  for (guint at = 0; at < batch->n_selected && !mill_row_taker_is_full (taker);)
    {
      MillBatch view = *batch;
      view.refs = 0;
      view.selection = rows + at;
      view.n_selected = (guint)MIN (batch->n_selected - at, taker->rows_max - taker->rows);
      at += view.n_selected;
      mill_row_errors_clear (taker->errors);
      MillBatch *kept = mill_batch_compact (&view, taker->errors);
      taker->bad += taker->errors->n;
      taker->rows += kept->n_rows;
      taker->bytes += mill_batch_bytes (kept);
      if (kept->n_rows > 0)
        g_ptr_array_add (taker->batches, kept);
      else
        mill_batch_unref (kept);
    }
  return !mill_row_taker_is_full (taker);
}

/* ---- the sample ---- */

MillSample *
mill_sample_new_take (const MillSchema *schema, GPtrArray *batches)
{
  MillSample *sample = g_new0 (MillSample, 1);
  g_atomic_ref_count_init (&sample->refs);
  sample->schema = mill_schema_ref (schema);
  sample->batches = batches;
  sample->starts = g_new (guint64, batches->len + 1);
  for (guint i = 0; i < batches->len; i++)
    {
      const MillBatch *batch = g_ptr_array_index (batches, i);
      sample->starts[i] = sample->n_rows;
      sample->n_rows += batch->n_rows;
    }
  sample->taken_us = mill_clock_now_us (mill_clock_system ());
  return sample;
}

MillSample *
mill_sample_ref (MillSample *sample)
{
  g_return_val_if_fail (sample != NULL, NULL);
  g_atomic_ref_count_inc (&sample->refs);
  return sample;
}

void
mill_sample_unref (MillSample *sample)
{
  if (sample == NULL || !g_atomic_ref_count_dec (&sample->refs))
    return;
  mill_schema_unref (sample->schema);
  g_ptr_array_unref (sample->batches);
  g_free (sample->starts);
  g_free (sample->missing);
  g_clear_pointer (&sample->bad, g_array_unref);
  g_free (sample->from_pin);
  g_free (sample->unfit_pin);
  g_free (sample);
}

const MillSchema *
mill_sample_schema (const MillSample *sample)
{
  g_return_val_if_fail (sample != NULL, NULL);
  return sample->schema;
}

GPtrArray *
mill_sample_batches (const MillSample *sample)
{
  g_return_val_if_fail (sample != NULL, NULL);
  return sample->batches;
}

guint64
mill_sample_n_rows (const MillSample *sample)
{
  g_return_val_if_fail (sample != NULL, 0);
  return sample->n_rows;
}

gboolean
mill_sample_is_complete (const MillSample *sample)
{
  g_return_val_if_fail (sample != NULL, FALSE);
  return sample->complete;
}

gboolean
mill_sample_is_partial (const MillSample *sample)
{
  g_return_val_if_fail (sample != NULL, FALSE);
  return sample->partial;
}

guint64
mill_sample_source_rows (const MillSample *sample)
{
  g_return_val_if_fail (sample != NULL, 0);
  return sample->source_rows;
}

guint64
mill_sample_rows_known (const MillSample *sample)
{
  g_return_val_if_fail (sample != NULL, 0);
  return sample->rows_known;
}

gboolean
mill_sample_from_run (const MillSample *sample)
{
  g_return_val_if_fail (sample != NULL, FALSE);
  return sample->from_run;
}

gint64
mill_sample_taken_us (const MillSample *sample)
{
  g_return_val_if_fail (sample != NULL, 0);
  return sample->taken_us;
}

guint64
mill_sample_rejected (const MillSample *sample)
{
  g_return_val_if_fail (sample != NULL, 0);
  return sample->rejected;
}

gboolean
mill_sample_has_column (const MillSample *sample, guint column)
{
  g_return_val_if_fail (sample != NULL, FALSE);
  g_return_val_if_fail (column < mill_schema_n_fields (sample->schema), FALSE);
  return sample->missing == NULL || !sample->missing[column];
}

const char *
mill_sample_from_pin (const MillSample *sample)
{
  g_return_val_if_fail (sample != NULL, NULL);
  return sample->from_pin;
}

const char *
mill_sample_unfit_pin (const MillSample *sample)
{
  g_return_val_if_fail (sample != NULL, NULL);
  return sample->unfit_pin;
}

/* ---- cells ---- */

const MillBatch *
mill_sample_find_row (const MillSample *sample, guint64 row, guint *at)
{
  g_return_val_if_fail (sample != NULL && at != NULL && row < sample->n_rows, NULL);
  guint low = 0, high = sample->batches->len;
  while (high - low > 1)
    {
      guint middle = low + (high - low) / 2;
      if (sample->starts[middle] <= row)
        low = middle;
      else
        high = middle;
    }
  *at = (guint)(row - sample->starts[low]);
  return g_ptr_array_index (sample->batches, low);
}

/* Calls for one row need little room; text points into the column, not into it. */
static gboolean
load_cell (const MillSample *sample, guint64 row, guint column, MillArena *arena, MillVec *vec)
{
  guint at = 0;
  const MillBatch *batch = mill_sample_find_row (sample, row, &at);
  mill_column_load (&batch->columns[column], NULL, at, 1, NULL, arena, NULL, vec);
  return !mill_vec_is_null (vec, 0);
}

static int
compare_place (gconstpointer a, gconstpointer b)
{
  const MillBadCell *x = a, *y = b;
  if (x->row != y->row)
    return x->row < y->row ? -1 : 1;
  return x->column < y->column ? -1 : x->column > y->column;
}

/* (nullable) */
static const MillBadCell *
find_bad (const MillSample *sample, guint64 row, guint column)
{
  const MillBadCell wanted = { .row = row, .column = column };
  guint at;
  if (sample->bad == NULL || !g_array_binary_search (sample->bad, &wanted, compare_place, &at))
    return NULL;
  return &g_array_index (sample->bad, MillBadCell, at);
}

gboolean
mill_sample_is_bad (const MillSample *sample, guint64 row, guint column)
{
  g_return_val_if_fail (sample != NULL && row < sample->n_rows, FALSE);
  return find_bad (sample, row, column) != NULL;
}

guint
mill_sample_n_bad (const MillSample *sample)
{
  g_return_val_if_fail (sample != NULL, 0);
  return sample->bad != NULL ? sample->bad->len : 0;
}

gboolean
mill_sample_cell (const MillSample *sample, guint64 row, guint column, GString *text)
{
  g_return_val_if_fail (sample != NULL && text != NULL && row < sample->n_rows, FALSE);
  g_return_val_if_fail (column < mill_schema_n_fields (sample->schema), FALSE);
  g_auto (MillArena) arena = { 0 };
  MillVec vec;
  const MillBadCell *bad;
  if (load_cell (sample, row, column, &arena, &vec))
    mill_vec_print (&vec, 0, text);
  else if ((bad = find_bad (sample, row, column)) != NULL)
    g_string_append (text, bad->text);
  else
    return FALSE;
  return TRUE;
}

gboolean
mill_sample_value (const MillSample *sample, guint64 row, guint column, MillCell *cell)
{
  g_return_val_if_fail (sample != NULL && cell != NULL && row < sample->n_rows, FALSE);
  g_return_val_if_fail (column < mill_schema_n_fields (sample->schema), FALSE);
  g_auto (MillArena) arena = { 0 };
  MillVec vec;
  *cell = (MillCell){ .type = mill_schema_field (sample->schema, column)->type, .null = TRUE };
  if (!load_cell (sample, row, column, &arena, &vec))
    return FALSE;
  cell->null = FALSE;
  if (mill_type_is_textual (vec.type))
    cell->text = vec.spans[0];
  else if (mill_type_is_wide (vec.type))
    cell->wide = vec.wides[0];
  else if (vec.type.id == MILL_TYPE_BOOLEAN)
    cell->boolean = vec.booleans[0];
  else if (vec.type.id == MILL_TYPE_NUMBER)
    cell->number = vec.numbers[0];
  else
    cell->integer = vec.integers[0];
  return TRUE;
}
