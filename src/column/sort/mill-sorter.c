/* mill-sorter.c: lanes that collect rows, and the calls of the outside.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-sorter-private.h"

#include <glib/gi18n-lib.h>

enum
{
  BATCH_ROWS = 4096, /* in a batch of the result */
  SAVE_TICKET = 0,   /* of rows that were saved */
  FIRST_TICKET = 1,  /* of the others */
};

static const SorterSizes usual_sizes = {
  .run_bytes = 8 * 1024 * 1024,
  .run_bytes_max = G_MAXUINT32,
  .spill_bytes = 1024 * 1024,
  .part_bytes = 4 * 1024 * 1024,
  .block_bytes = 16 * 1024,
  .stream_bytes = 1024 * 1024,
  .load_bytes = 16 * 1024 * 1024,
  .fan_in = 256,
  .prune_rows = 8192,
};

static void
lane_init (SorterLane *lane)
{
  lane->tickets = g_array_new (FALSE, FALSE, sizeof (guint64));
  lane->runs = g_ptr_array_new_with_free_func ((GDestroyNotify)mill_sorter_run_free);
}

static void
lane_clear (SorterLane *lane)
{
  mill_sorter_space_clear (&lane->space);
  mill_bytes_clear (&lane->bytes);
  mill_bytes_clear (&lane->keys);
  g_array_unref (lane->tickets);
  g_ptr_array_unref (lane->runs);
  mill_sorter_file_unref (lane->file);
  mill_row_decoder_free (lane->decoder);
}

MillSorter *
mill_sorter_new (const MillSchema *schema,
                 const guint8 *needed,
                 const MillSorterKey *keys,
                 guint n_keys,
                 guint64 limit,
                 guint n_lanes)
{
  g_return_val_if_fail (schema != NULL, NULL);
  g_return_val_if_fail (n_keys == 0 || keys != NULL, NULL);
  g_return_val_if_fail (n_lanes > 0, NULL);
  MillSorter *sorter = g_new0 (MillSorter, 1);
  sorter->schema = mill_schema_ref (schema);
  sorter->codec = mill_row_codec_new (schema, needed);
  sorter->sizes = usual_sizes;
  sorter->n_keys = n_keys;
  sorter->columns = g_new0 (guint, n_keys + 1);
  sorter->keys = g_new0 (MillSortKey, n_keys + 1);
  for (guint i = 0; i < n_keys; i++)
    {
      sorter->columns[i] = keys[i].column;
      sorter->keys[i] = keys[i].key;
    }
  sorter->fixed = n_keys == 1 && mill_sort_key_is_fixed (&sorter->keys[0]);
  sorter->limit = limit;
  sorter->n_lanes = n_lanes;
  sorter->lanes = g_new0 (SorterLane, n_lanes);
  for (guint i = 0; i < n_lanes; i++)
    lane_init (&sorter->lanes[i]);
  sorter->runs = g_ptr_array_new_with_free_func ((GDestroyNotify)mill_sorter_run_free);
  return sorter;
}

void
mill_sorter_free (MillSorter *sorter)
{
  if (sorter == NULL)
    return;
  for (guint i = 0; i < sorter->n_lanes; i++)
    lane_clear (&sorter->lanes[i]);
  g_ptr_array_unref (sorter->runs);
  mill_row_codec_free (sorter->codec);
  mill_schema_unref (sorter->schema);
  g_free (sorter->splits);
  g_free (sorter->lanes);
  g_free (sorter->columns);
  g_free (sorter->keys);
  g_free (sorter);
}

void
mill_sorter_group_by (MillSorter *sorter, guint n_keys)
{
  g_return_if_fail (sorter != NULL && n_keys <= sorter->n_keys);
  sorter->n_group = n_keys;
  sorter->fixed = FALSE;
}

/* --- adding --- */

gboolean
mill_sorter_add (MillSorter *sorter,
                 guint lane,
                 guint64 ticket,
                 const MillBatch *batch,
                 MillArena *arena,
                 MillRowErrors *errors,
                 const MillSpill *spill,
                 GError **error)
{
  g_return_val_if_fail (sorter != NULL && lane < sorter->n_lanes, FALSE);
  g_return_val_if_fail (batch != NULL && arena != NULL && spill != NULL, FALSE);
  g_return_val_if_fail (ticket <= G_MAXUINT64 - FIRST_TICKET, FALSE);
  return mill_sorter_lane_add (
      sorter, &sorter->lanes[lane], ticket + FIRST_TICKET, batch, arena, errors, spill, error);
}

guint64
mill_sorter_n_rows (const MillSorter *sorter)
{
  g_return_val_if_fail (sorter != NULL, 0);
  guint64 n = 0;
  if (sorter->finished)
    return sorter->n_rows;
  for (guint i = 0; i < sorter->n_lanes; i++)
    n += sorter->lanes[i].n_added;
  return sorter->limit > 0 && sorter->n_group == 0 ? MIN (n, sorter->limit) : n;
}

/* --- finishing --- */

static gboolean
close_lane (guint i, guint worker G_GNUC_UNUSED, void *data, GError **error G_GNUC_UNUSED)
{
  MillSorter *sorter = data;
  mill_sorter_lane_close (sorter, &sorter->lanes[i]);
  return TRUE;
}

/* The runs of all lanes become those of the sorter. */
static void
gather_runs (MillSorter *sorter)
{
  for (guint i = 0; i < sorter->n_lanes; i++)
    {
      SorterLane *lane = &sorter->lanes[i];
      for (guint k = 0; k < lane->runs->len; k++)
        g_ptr_array_add (sorter->runs, g_ptr_array_index (lane->runs, k));
      g_ptr_array_set_free_func (lane->runs, NULL);
      g_ptr_array_set_size (lane->runs, 0);
      g_ptr_array_set_free_func (lane->runs, (GDestroyNotify)mill_sorter_run_free);
      sorter->reserved += lane->reserved;
      lane->reserved = lane->closed = 0;
    }
}

/* Counts again what the runs take of the budget. */
static gboolean
account (MillSorter *sorter, const MillSpill *spill)
{
  gsize used = 0;
  for (guint i = 0; i < sorter->runs->len; i++)
    used += mill_sorter_run_memory (g_ptr_array_index (sorter->runs, i));
  gssize growth = (gssize)used - (gssize)sorter->reserved;
  sorter->reserved = used;
  return growth == 0 || spill->reserve (spill->data, growth);
}

/* With a limit all runs become one, with no more than the wanted rows. */
static gboolean
cut_to_limit (MillSorter *sorter, const MillSpill *spill, GError **error)
{
  SorterFile *file = NULL;
  gsize bytes = 0;
  gboolean to_disk = FALSE;
  if (sorter->limit == 0 || sorter->runs->len <= 1)
    return TRUE;
  for (guint i = 0; i < sorter->runs->len; i++)
    {
      const SorterRun *run = g_ptr_array_index (sorter->runs, i);
      to_disk = to_disk || run->file != NULL;
      bytes += run->n_bytes;
    }
  to_disk = to_disk || bytes > SORTER_COMBINE_BYTES_MAX;
  SorterRun *run = mill_sorter_combine (sorter,
                                        (SorterRun *const *)sorter->runs->pdata,
                                        sorter->runs->len,
                                        to_disk ? &file : NULL,
                                        spill,
                                        error);
  mill_sorter_file_unref (file);
  if (run == NULL)
    return FALSE;
  g_ptr_array_set_size (sorter->runs, 0);
  g_ptr_array_add (sorter->runs, run);
  return TRUE;
}

static void
prepare_parts (MillSorter *sorter)
{
  guint n_segments;
  g_free (
      mill_sorter_rank ((SorterRun *const *)sorter->runs->pdata, sorter->runs->len, &n_segments));
  mill_sorter_split (sorter);
}

gboolean
mill_sorter_finish (MillSorter *sorter, const MillSpill *spill, GError **error)
{
  g_return_val_if_fail (sorter != NULL && spill != NULL, FALSE);
  g_return_val_if_fail (!sorter->finished, FALSE);
  if (!spill->parallel (spill->data, sorter->n_lanes, close_lane, sorter, error))
    return FALSE;
  gather_runs (sorter);
  if (!cut_to_limit (sorter, spill, error))
    return FALSE;
  for (guint i = 0; i < sorter->runs->len; i++)
    sorter->n_rows += ((const SorterRun *)g_ptr_array_index (sorter->runs, i))->n_rows;
  prepare_parts (sorter);
  account (sorter, spill);
  sorter->finished = TRUE;
  return TRUE;
}

guint
mill_sorter_n_parts (const MillSorter *sorter)
{
  g_return_val_if_fail (sorter != NULL, 0);
  return sorter->n_parts;
}

/* --- reading --- */

/* Where merged rows go. */
typedef struct
{
  const MillSorter *sorter;
  MillRowDecoder *decoder;
  MillSorterFunc func;
  void *data;
  gboolean stopped; /* @func wants no more */
} Output;

static void
give_out (Output *output, const guint8 *const *rows, guint n)
{
  for (guint done = 0; done < n && !output->stopped;)
    {
      MillBatch batch;
      done += mill_row_decoder_decode (output->decoder, rows + done, n - done, &batch);
      output->stopped = !output->func (&batch, output->data);
    }
}

static gboolean
read_runs (Output *output,
           GPtrArray *runs,
           const SorterSplit *low,
           const SorterSplit *high,
           const MillSpill *spill,
           GError **error)
{
  const MillSorter *sorter = output->sorter;
  g_auto (SorterMerge) merge = { 0 };
  g_autofree SorterRef *refs = g_new (SorterRef, BATCH_ROWS);
  g_autofree const guint8 **rows = g_new (const guint8 *, BATCH_ROWS);
  int n;
  if (!mill_sorter_merge_begin (
          &merge, sorter, (SorterRun *const *)runs->pdata, runs->len, low, high, error))
    return FALSE;
  while ((n = mill_sorter_merge_take (&merge, refs, BATCH_ROWS, error)) > 0)
    {
      for (int i = 0; i < n; i++)
        rows[i] = mill_sorter_row (sorter->fixed, refs[i].record);
      give_out (output, rows, (guint)n);
      if (output->stopped)
        return TRUE;
      if (mill_sorter_cancelled (spill, error))
        return FALSE;
    }
  return n == 0;
}

void
mill_sorter_release (MillSorter *sorter, const MillSpill *spill)
{
  g_return_if_fail (sorter != NULL && spill != NULL);
  gather_runs (sorter);
  g_ptr_array_set_size (sorter->runs, 0);
  account (sorter, spill);
}

/* The last part that is read gives all memory back. */
static void
release (MillSorter *sorter, const MillSpill *spill)
{
  if (__atomic_add_fetch (&sorter->n_read, 1, __ATOMIC_ACQ_REL) < sorter->n_parts)
    return;
  g_ptr_array_set_size (sorter->runs, 0);
  account (sorter, spill);
}

gboolean
mill_sorter_read (MillSorter *sorter,
                  guint lane_index,
                  guint part,
                  const MillSpill *spill,
                  MillSorterFunc func,
                  void *data,
                  GError **error)
{
  g_return_val_if_fail (sorter != NULL && lane_index < sorter->n_lanes, FALSE);
  g_return_val_if_fail (part < sorter->n_parts && func != NULL && spill != NULL, FALSE);
  SorterLane *lane = &sorter->lanes[lane_index];
  const SorterSplit *low = part > 0 ? &sorter->splits[part - 1] : NULL;
  const SorterSplit *high = part + 1 < sorter->n_parts ? &sorter->splits[part] : NULL;
  if (lane->decoder == NULL)
    lane->decoder = mill_row_decoder_new (sorter->codec);
  Output output = { .sorter = sorter, .decoder = lane->decoder, .func = func, .data = data };
  gboolean ok = read_runs (&output, sorter->runs, low, high, spill, error);
  release (sorter, spill);
  return ok;
}

/* --- snapshots --- */

static gboolean
save_batch (const MillBatch *batch, void *data)
{
  mill_batch_write (batch, data);
  return TRUE;
}

/* The rows are saved in order: loaded one after the other, equal ones keep their places. */
gboolean
mill_sorter_save (MillSorter *sorter, MillBytes *out, GError **error)
{
  g_return_val_if_fail (sorter != NULL && out != NULL && !sorter->finished, FALSE);
  g_autoptr (GPtrArray) runs = g_ptr_array_new ();
  g_autoptr (MillRowDecoder) decoder = mill_row_decoder_new (sorter->codec);
  Output output = { .sorter = sorter, .decoder = decoder, .func = save_batch, .data = out };
  guint n_segments;
  for (guint i = 0; i < sorter->n_lanes; i++)
    {
      SorterLane *lane = &sorter->lanes[i];
      mill_sorter_lane_close (sorter, lane);
      for (guint k = 0; k < lane->runs->len; k++)
        g_ptr_array_add (runs, g_ptr_array_index (lane->runs, k));
    }
  g_free (mill_sorter_rank ((SorterRun *const *)runs->pdata, runs->len, &n_segments));
  return runs->len == 0 || read_runs (&output, runs, NULL, NULL, NULL, error);
}

gboolean
mill_sorter_load (
    MillSorter *sorter, const guint8 *data, gsize length, const MillSpill *spill, GError **error)
{
  g_return_val_if_fail (sorter != NULL && spill != NULL && !sorter->finished, FALSE);
  g_auto (MillArena) arena = { 0 };
  for (gsize at = 0, used = 0; at < length; at += used)
    {
      g_autoptr (MillBatch) batch
          = mill_batch_read (sorter->schema, data + at, length - at, &used, error);
      if (batch == NULL)
        return FALSE;
      mill_arena_reset (&arena);
      if (!mill_sorter_lane_add (
              sorter, &sorter->lanes[0], SAVE_TICKET, batch, &arena, NULL, spill, error))
        return FALSE;
    }
  return TRUE;
}
