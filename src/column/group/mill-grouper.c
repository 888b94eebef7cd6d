/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-grouper-private.h"

#include <unistd.h>

GrouperSet
mill_grouper_set_new (const MillGrouper *grouper)
{
  GrouperSet set;
  set.table = mill_key_table_new (grouper->key_types, grouper->n_keys);
  set.aggregators = g_new0 (MillAggregator *, grouper->n_aggregates + 1);
  for (guint i = 0; i < grouper->n_aggregates; i++)
    set.aggregators[i] = mill_aggregator_new (&grouper->aggregates[i]);
  return set;
}

void
mill_grouper_set_clear (const MillGrouper *grouper, GrouperSet *set)
{
  if (set->table == NULL)
    return;
  mill_key_table_free (set->table);
  for (guint i = 0; i < grouper->n_aggregates; i++)
    mill_aggregator_free (set->aggregators[i]);
  g_free (set->aggregators);
  *set = (GrouperSet){ NULL, NULL };
}

void
mill_grouper_set_seal (const MillGrouper *grouper, GrouperSet *set)
{
  for (guint i = 0; i < grouper->n_aggregates; i++)
    mill_aggregator_seal (set->aggregators[i]);
}

MillGrouper *
mill_grouper_new (const MillSchema *schema,
                  guint n_keys,
                  const MillAggregate *aggregates,
                  guint n_aggregates,
                  guint n_lanes)
{
  g_return_val_if_fail (schema != NULL, NULL);
  g_return_val_if_fail (mill_schema_n_fields (schema) == n_keys + n_aggregates, NULL);
  MillGrouper *grouper = g_new0 (MillGrouper, 1);
  g_autofree MillField *fields = g_new0 (MillField, n_keys + 1);
  grouper->schema = mill_schema_ref (schema);
  grouper->n_keys = n_keys;
  grouper->n_aggregates = n_aggregates;
  grouper->n_lanes = n_lanes;
  grouper->small = GROUPER_SMALL;
  grouper->small_bytes = GROUPER_SMALL_BYTES;
  grouper->key_types = g_new0 (MillType, n_keys + 1);
  for (guint i = 0; i < n_keys; i++)
    {
      fields[i] = *mill_schema_field (schema, i);
      grouper->key_types[i] = fields[i].type;
    }
  grouper->key_schema = mill_schema_new (fields, n_keys, NULL);
  grouper->aggregates = g_memdup2 (aggregates, n_aggregates * sizeof *aggregates);
  grouper->lanes = g_new0 (GrouperLane, n_lanes);
  for (guint i = 0; i < n_lanes; i++)
    {
      grouper->lanes[i].set = mill_grouper_set_new (grouper);
      grouper->lanes[i].fd = -1;
      grouper->lanes[i].pieces = g_array_new (FALSE, FALSE, sizeof (GrouperPiece));
    }
  g_mutex_init (&grouper->mutex);
  grouper->failed = g_array_new (FALSE, FALSE, sizeof (MillGrouperFailure));
  return grouper;
}

static void
free_result (MillGrouper *grouper)
{
  for (guint i = 0; i < grouper->n_sets && !grouper->borrowed; i++)
    mill_grouper_set_clear (grouper, &grouper->sets[i]);
  for (guint i = 0; i < grouper->n_lanes; i++)
    mill_grouper_set_clear (grouper, &grouper->lanes[i].set);
  grouper->n_sets = 0;
  g_clear_pointer (&grouper->order, g_free);
}

static void
release_lanes (MillGrouper *grouper, const MillSpill *spill)
{
  for (guint i = 0; i < grouper->n_lanes; i++)
    {
      spill->reserve (spill->data, -grouper->lanes[i].reserved);
      grouper->lanes[i].reserved = 0;
    }
}

void
mill_grouper_release (MillGrouper *grouper, const MillSpill *spill)
{
  g_return_if_fail (grouper != NULL && spill != NULL);
  free_result (grouper);
  release_lanes (grouper, spill);
  if (grouper->sorter != NULL)
    mill_sorter_release (grouper->sorter, spill);
  spill->reserve (spill->data, -grouper->reserved);
  grouper->reserved = 0;
}

void
mill_grouper_free (MillGrouper *grouper)
{
  if (grouper == NULL)
    return;
  free_result (grouper);
  for (guint i = 0; i < grouper->n_lanes; i++)
    {
      GrouperLane *lane = &grouper->lanes[i];
      g_array_unref (lane->pieces);
      g_free (lane->by_partition);
      if (lane->fd >= 0)
        close (lane->fd);
    }
  for (guint i = 0; i < grouper->failed->len; i++)
    {
      mill_batch_unref (g_array_index (grouper->failed, MillGrouperFailure, i).row);
      g_free (g_array_index (grouper->failed, MillGrouperFailure, i).message);
    }
  g_array_unref (grouper->failed);
  mill_sorter_free (grouper->sorter);
  mill_schema_unref (grouper->schema);
  mill_schema_unref (grouper->key_schema);
  g_mutex_clear (&grouper->mutex);
  g_free (grouper->sets);
  g_free (grouper->lanes);
  g_free (grouper->key_types);
  g_free (grouper->aggregates);
  g_free (grouper);
}

gsize
mill_grouper_set_bytes (const MillGrouper *grouper, const GrouperSet *set)
{
  gsize bytes = mill_key_table_bytes (set->table);
  for (guint i = 0; i < grouper->n_aggregates; i++)
    bytes += mill_aggregator_bytes (set->aggregators[i]);
  return bytes;
}

/* What the lane's tables have grown by is taken from the budget; when it is used up they go to
 * disk, unless they are so small that this would give back nothing worth the way. */
static gboolean
account (MillGrouper *grouper, GrouperLane *lane, const MillSpill *spill, GError **error)
{
  gssize growth = (gssize)mill_grouper_set_bytes (grouper, &lane->set) - lane->reserved;
  if (growth <= 0)
    return TRUE;
  lane->reserved += growth;
  if (spill->reserve (spill->data, growth)
      || (mill_key_table_size (lane->set.table) < grouper->small
          && lane->reserved < grouper->small_bytes))
    return TRUE;
  return mill_grouper_spill (grouper, lane, spill, error);
}

gboolean
mill_grouper_add (MillGrouper *grouper,
                  guint lane_index,
                  const MillVec *keys,
                  const MillVec *values,
                  const guint64 *sequence,
                  guint n,
                  const MillSpill *spill,
                  GError **error)
{
  GrouperLane *lane = &grouper->lanes[lane_index];
  guint32 ids[MILL_VEC_ROWS];
  mill_key_table_insert (lane->set.table, keys, n, ids);
  guint size = mill_key_table_size (lane->set.table);
  for (guint i = 0; i < grouper->n_aggregates; i++)
    {
      mill_aggregator_resize (lane->set.aggregators[i], size);
      mill_aggregator_add (lane->set.aggregators[i], ids, n, &values[i], sequence);
    }
  lane->n_rows += n;
  return account (grouper, lane, spill, error);
}

guint64
mill_grouper_n_rows (const MillGrouper *grouper)
{
  g_return_val_if_fail (grouper != NULL, 0);
  guint64 n = 0;
  for (guint i = 0; i < grouper->n_lanes; i++)
    n += grouper->lanes[i].n_rows;
  return n;
}

const MillGrouperFailure *
mill_grouper_failures (const MillGrouper *grouper, guint *n)
{
  g_return_val_if_fail (grouper != NULL && n != NULL, NULL);
  *n = grouper->failed->len;
  return (const MillGrouperFailure *)(gpointer)grouper->failed->data;
}

/* ---- merging ---- */

void
mill_grouper_partition (GrouperLane *lane)
{
  guint n = mill_key_table_size (lane->set.table);
  const guint64 *hashes = mill_key_table_hashes (lane->set.table);
  guint fill[GROUPER_PARTITIONS + 1] = { 0 };
  for (guint i = 0; i < n; i++)
    fill[(hashes[i] >> GROUPER_SHIFT) + 1]++;
  for (guint p = 0; p < GROUPER_PARTITIONS; p++)
    fill[p + 1] += fill[p];
  memcpy (lane->starts, fill, sizeof fill);
  g_free (lane->by_partition);
  lane->by_partition = g_new (guint32, n + 1);
  for (guint i = 0; i < n; i++)
    lane->by_partition[fill[hashes[i] >> GROUPER_SHIFT]++] = i;
}

void
mill_grouper_merge (
    const MillGrouper *grouper, GrouperSet *to, const GrouperSet *from, const guint32 *ids, guint n)
{
  g_auto (MillArena) arena = { 0 };
  g_autofree MillVec *keys = g_new0 (MillVec, grouper->n_keys + 1);
  guint32 into[MILL_VEC_ROWS];
  for (guint first = 0; first < n; first += MILL_VEC_ROWS)
    {
      guint part = MIN (n - first, MILL_VEC_ROWS);
      mill_arena_reset (&arena);
      for (guint k = 0; k < grouper->n_keys; k++)
        mill_key_table_load (from->table, k, ids + first, 0, part, &arena, &keys[k]);
      mill_key_table_insert (to->table, keys, part, into);
      for (guint i = 0; i < grouper->n_aggregates; i++)
        {
          mill_aggregator_resize (to->aggregators[i], mill_key_table_size (to->table));
          mill_aggregator_merge (to->aggregators[i], into, from->aggregators[i], ids + first, part);
        }
    }
}

static gboolean
prepare_lane (guint i, guint worker G_GNUC_UNUSED, void *data, GError **error G_GNUC_UNUSED)
{
  MillGrouper *grouper = data;
  mill_grouper_set_seal (grouper, &grouper->lanes[i].set);
  mill_grouper_partition (&grouper->lanes[i]);
  return TRUE;
}

/* Set @i takes its share of the partitions of all lanes. */
static gboolean
fill_set (guint i, guint worker G_GNUC_UNUSED, void *data, GError **error G_GNUC_UNUSED)
{
  MillGrouper *grouper = data;
  guint share = GROUPER_PARTITIONS / grouper->n_sets;
  grouper->sets[i] = mill_grouper_set_new (grouper);
  for (guint k = 0; k < grouper->n_lanes; k++)
    {
      const GrouperLane *lane = &grouper->lanes[k];
      guint from = lane->starts[i * share], to = lane->starts[(i + 1) * share];
      mill_grouper_merge (
          grouper, &grouper->sets[i], &lane->set, lane->by_partition + from, to - from);
    }
  mill_grouper_set_seal (grouper, &grouper->sets[i]);
  return TRUE;
}

/* The ids of one set in the order of their keys, and the keys as bytes to merge the sets by. */
typedef struct
{
  guint32 *ids;
  guint n, at;
  MillBytes keys;
  gsize *ends;
} SortedSet;

typedef struct
{
  MillGrouper *grouper;
  SortedSet *sorted;
} Sorting;

static void
encode_keys (const MillGrouper *grouper, const GrouperSet *set, SortedSet *sorted)
{
  g_auto (MillArena) arena = { 0 };
  g_autofree MillVec *vecs = g_new0 (MillVec, grouper->n_keys + 1);
  g_autofree MillSortKey *keys = g_new0 (MillSortKey, grouper->n_keys + 1);
  for (guint k = 0; k < grouper->n_keys; k++)
    keys[k].type = grouper->key_types[k];
  sorted->ends = g_new (gsize, sorted->n + 1);
  for (guint first = 0; first < sorted->n; first += MILL_VEC_ROWS)
    {
      guint n = MIN (sorted->n - first, MILL_VEC_ROWS);
      mill_arena_reset (&arena);
      for (guint k = 0; k < grouper->n_keys; k++)
        mill_key_table_load (set->table, k, sorted->ids + first, 0, n, &arena, &vecs[k]);
      for (guint i = 0; i < n; i++)
        {
          mill_sort_key_append (keys, grouper->n_keys, vecs, i, &sorted->keys);
          sorted->ends[first + i] = sorted->keys.length;
        }
    }
}

static gboolean
sort_set (guint i, guint worker G_GNUC_UNUSED, void *data, GError **error G_GNUC_UNUSED)
{
  Sorting *sorting = data;
  const GrouperSet *set = &sorting->grouper->sets[i];
  SortedSet *sorted = &sorting->sorted[i];
  sorted->n = mill_key_table_size (set->table);
  sorted->ids = mill_key_table_sort (set->table);
  if (sorting->grouper->n_sets > 1)
    encode_keys (sorting->grouper, set, sorted);
  return TRUE;
}

/* Whether the next key of @a is before the next of @b; an exhausted set is after all others. */
static gboolean
is_before (const SortedSet *a, const SortedSet *b)
{
  if (a->at == a->n || b->at == b->n)
    return a->at < a->n;
  gsize x = a->at > 0 ? a->ends[a->at - 1] : 0, y = b->at > 0 ? b->ends[b->at - 1] : 0;
  gsize m = a->ends[a->at] - x, n = b->ends[b->at] - y;
  int order = memcmp (a->keys.data + x, b->keys.data + y, MIN (m, n));
  return order != 0 ? order < 0 : m < n;
}

/* A tournament of sets: tree[1] is the winner, tree[n + i] is set i; n is a power of two. */
static void
merge_orders (MillGrouper *grouper, SortedSet *sorted)
{
  guint n = grouper->n_sets;
  g_autofree guint *tree = g_new (guint, 2 * n);
  for (guint i = 0; i < n; i++)
    tree[n + i] = i;
  for (guint i = n - 1; i > 0; i--)
    tree[i] = is_before (&sorted[tree[2 * i + 1]], &sorted[tree[2 * i]]) ? tree[2 * i + 1]
                                                                         : tree[2 * i];
  for (guint64 k = 0; k < grouper->n_groups; k++)
    {
      guint winner = tree[1];
      SortedSet *set = &sorted[winner];
      grouper->order[k] = (guint64)winner << 32 | set->ids[set->at++];
      for (guint i = (n + winner) / 2; i > 0; i /= 2)
        tree[i] = is_before (&sorted[tree[2 * i + 1]], &sorted[tree[2 * i]]) ? tree[2 * i + 1]
                                                                             : tree[2 * i];
    }
}

static gboolean
order_groups (MillGrouper *grouper, const MillSpill *spill, GError **error)
{
  Sorting sorting = { grouper, g_new0 (SortedSet, grouper->n_sets) };
  gboolean ok = spill->parallel (spill->data, grouper->n_sets, sort_set, &sorting, error);
  for (guint i = 0; i < grouper->n_sets; i++)
    grouper->n_groups += sorting.sorted[i].n;
  grouper->order = g_new (guint64, grouper->n_groups + 1);
  if (ok && grouper->n_sets == 1)
    for (guint64 i = 0; i < grouper->n_groups; i++)
      grouper->order[i] = sorting.sorted[0].ids[i];
  else if (ok)
    merge_orders (grouper, sorting.sorted);
  for (guint i = 0; i < grouper->n_sets; i++)
    {
      g_free (sorting.sorted[i].ids);
      g_free (sorting.sorted[i].ends);
      mill_bytes_clear (&sorting.sorted[i].keys);
    }
  g_free (sorting.sorted);
  return ok;
}

/* Whether the budget has room for a merged copy of all groups beside those of the lanes. */
static gboolean
reserve_merged (MillGrouper *grouper, const MillSpill *spill)
{
  gssize bytes = 0;
  for (guint i = 0; i < grouper->n_lanes; i++)
    bytes += grouper->lanes[i].reserved;
  if (spill->reserve (spill->data, bytes) || bytes < grouper->small_bytes)
    {
      grouper->reserved = bytes;
      return TRUE;
    }
  spill->reserve (spill->data, -bytes);
  return FALSE;
}

void
mill_grouper_free_lanes (MillGrouper *grouper, const MillSpill *spill)
{
  for (guint i = 0; i < grouper->n_lanes; i++)
    mill_grouper_set_clear (grouper, &grouper->lanes[i].set);
  release_lanes (grouper, spill);
}

/* Without keys there is one group, also over no rows at all. */
static void
add_total (MillGrouper *grouper)
{
  GrouperSet *set = &grouper->lanes[0].set;
  guint32 id;
  if (grouper->n_keys > 0)
    return;
  mill_key_table_insert (set->table, NULL, 1, &id);
  for (guint i = 0; i < grouper->n_aggregates; i++)
    mill_aggregator_resize (set->aggregators[i], 1);
}

gboolean
mill_grouper_finish (MillGrouper *grouper, const MillSpill *spill, GError **error)
{
  g_return_val_if_fail (grouper != NULL, FALSE);
  guint64 total = 0;
  guint filled = 0, last = 0, spilled = 0;
  add_total (grouper);
  for (guint i = 0; i < grouper->n_lanes; i++)
    {
      guint size = mill_key_table_size (grouper->lanes[i].set.table);
      total += size;
      filled += size > 0;
      last = size > 0 ? i : last;
      spilled += grouper->lanes[i].fd >= 0;
    }
  if (spilled > 0 || (filled > 1 && !reserve_merged (grouper, spill)))
    return mill_grouper_merge_spilled (grouper, spill, error);
  grouper->sets = g_new0 (GrouperSet, GROUPER_PARTITIONS);
  if (filled <= 1)
    {
      grouper->n_sets = 1;
      grouper->borrowed = TRUE;
      mill_grouper_set_seal (grouper, &grouper->lanes[last].set);
      grouper->sets[0] = grouper->lanes[last].set;
      return order_groups (grouper, spill, error);
    }
  grouper->n_sets = total < grouper->small ? 1 : GROUPER_PARTITIONS;
  if (!spill->parallel (spill->data, grouper->n_lanes, prepare_lane, grouper, error)
      || !spill->parallel (spill->data, grouper->n_sets, fill_set, grouper, error))
    return FALSE;
  mill_grouper_free_lanes (grouper, spill);
  return order_groups (grouper, spill, error);
}
