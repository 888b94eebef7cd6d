/* mill-sorter-split.c: places that cut the merged order into parts of about the same size.
 *
 * Every run gives samples at equal distances; of all samples in order every so-manieth is a place.
 * (Sorting by regular sampling: Shi, Schaeffer, Journal of Parallel and Distributed Computing 14,
 * 1992.)
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-sorter-private.h"

enum
{
  SAMPLES = 64, /* for each part */
  PARTS_A_LANE = 4,
  PARTS_MAX = 1 << 20,
};

static int
compare_places (gconstpointer a, gconstpointer b)
{
  const SorterSplit *x = a, *y = b;
  if (x->mark != y->mark)
    return x->mark < y->mark ? -1 : 1;
  if (x->prefix != y->prefix)
    return x->prefix < y->prefix ? -1 : 1;
  gsize least = MIN (x->key_length, y->key_length);
  int order = least > 0 ? memcmp (x->key, y->key, least) : 0;
  if (order == 0)
    order = (x->key_length > y->key_length) - (x->key_length < y->key_length);
  if (order != 0)
    return order;
  return (x->rank > y->rank) - (x->rank < y->rank);
}

static void
add_sample (const SorterRun *run, guint64 prefix, guint32 tag, MillSpan key, GArray *samples)
{
  SorterSplit split = { .prefix = prefix,
                        .mark = mill_sorter_mark (tag),
                        .rank = run->ranks[mill_sorter_segment (tag)],
                        .key = key.data,
                        .key_length = key.length };
  g_array_append_val (samples, split);
}

static void
sample_run (const MillSorter *sorter, const SorterRun *run, gsize distance, GArray *samples)
{
  guint64 n = run->file != NULL ? run->n_blocks : run->n_rows;
  guint64 wanted = MIN (n, run->n_bytes / MAX (distance, 1) + 1);
  for (guint64 i = 0; i < wanted; i++)
    {
      guint64 at = i * n / wanted;
      MillSpan key = { NULL, 0 };
      if (run->file != NULL)
        {
          const SorterBlock *block = &run->blocks[at];
          if (!sorter->fixed)
            key = (MillSpan){ run->block_keys.data + block->key, block->key_length };
          add_sample (run, block->prefix, block->tag, key, samples);
          continue;
        }
      const SorterEntry *entry = &run->entries[at];
      if (!sorter->fixed)
        key = mill_sorter_key (run->bytes.data + entry->at);
      add_sample (run, entry->prefix, entry->tag, key, samples);
    }
}

/* Small enough that all lanes have work, large enough that a part of each spilled run is worth
 * reading. */
static gsize
part_bytes (const MillSorter *sorter, guint64 total)
{
  gsize n_spilled = 0;
  for (guint i = 0; i < sorter->runs->len; i++)
    n_spilled += ((const SorterRun *)g_ptr_array_index (sorter->runs, i))->file != NULL;
  guint64 each = MIN (sorter->sizes.part_bytes, total / (PARTS_A_LANE * sorter->n_lanes));
  each = MAX (each, sorter->sizes.part_bytes / 16);
  each = MAX (each, 4 * n_spilled * sorter->sizes.block_bytes);
  return MAX (each, total / PARTS_MAX + 1);
}

void
mill_sorter_split (MillSorter *sorter)
{
  g_autoptr (GArray) samples = g_array_new (FALSE, FALSE, sizeof (SorterSplit));
  guint64 total = 0;
  for (guint i = 0; i < sorter->runs->len; i++)
    total += ((const SorterRun *)g_ptr_array_index (sorter->runs, i))->n_bytes;
  gsize each = part_bytes (sorter, total);
  guint64 n_parts = (total + each - 1) / each;
  for (guint i = 0; i < sorter->runs->len; i++)
    sample_run (sorter, g_ptr_array_index (sorter->runs, i), each / SAMPLES, samples);
  g_array_sort (samples, compare_places);
  sorter->splits = g_new (SorterSplit, n_parts + 1);
  for (guint64 i = 1; i < n_parts; i++)
    {
      const SorterSplit *place = &g_array_index (samples, SorterSplit, i * samples->len / n_parts);
      if (sorter->n_parts == 0 || compare_places (&sorter->splits[sorter->n_parts - 1], place) != 0)
        sorter->splits[sorter->n_parts++] = *place;
    }
  sorter->n_parts += total > 0;
}
