/* Groups as bytes: on disk when memory is used up, and in snapshots.
 *
 * A block of groups: the keys as a batch (mill_batch_write()), then the saved states, group after
 * group and aggregate after aggregate.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-grouper-private.h"

#include "mill-take.h"
#include "mill-writer.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <unistd.h>

/* @n is at most MILL_BATCH_ROWS_MAX. */
static MillBatch *
key_batch (const MillGrouper *grouper, const GrouperSet *set, const guint32 *ids, guint n)
{
  g_auto (MillArena) arena = { 0 };
  g_autofree MillColumn *columns = g_new0 (MillColumn, grouper->n_keys + 1);
  for (guint k = 0; k < grouper->n_keys; k++)
    {
      g_autoptr (MillColumnBuilder) builder = mill_column_builder_new (grouper->key_types[k]);
      for (guint first = 0; first < n; first += MILL_VEC_ROWS)
        {
          MillVec vec;
          mill_arena_reset (&arena);
          mill_key_table_load (
              set->table, k, ids + first, 0, MIN (n - first, MILL_VEC_ROWS), &arena, &vec);
          mill_column_builder_add_vec (builder, &vec);
        }
      columns[k] = mill_column_builder_end (builder);
    }
  return mill_batch_new_take (grouper->key_schema, columns, n);
}

void
mill_grouper_write (
    const MillGrouper *grouper, const GrouperSet *set, const guint32 *ids, guint n, MillBytes *out)
{
  for (guint first = 0; first < n; first += MILL_BATCH_ROWS_MAX)
    {
      guint part = MIN (n - first, MILL_BATCH_ROWS_MAX);
      g_autoptr (MillBatch) keys = key_batch (grouper, set, ids + first, part);
      mill_batch_write (keys, out);
      for (guint i = 0; i < part; i++)
        for (guint k = 0; k < grouper->n_aggregates; k++)
          mill_aggregator_save (set->aggregators[k], ids[first + i], out);
    }
}

static gboolean
parse_error (GError **error)
{
  g_set_error_literal (error,
                       MILL_ERROR_DATA,
                       MILL_DATA_SYNTAX,
                       _ ("stored groups cannot be read: they are cut short or damaged"));
  return FALSE;
}

/* The states of rows first .. first + n of a block, whose ids are known. */
static gboolean
parse_states (const MillGrouper *grouper,
              GrouperSet *set,
              const guint32 *ids,
              guint n,
              const guint8 *data,
              gsize length,
              gsize *at)
{
  for (guint i = 0; i < n; i++)
    for (guint k = 0; k < grouper->n_aggregates; k++)
      {
        gsize used = mill_aggregator_load (set->aggregators[k], ids[i], data + *at, length - *at);
        if (used == 0)
          return FALSE;
        *at += used;
      }
  return TRUE;
}

gboolean
mill_grouper_parse (
    const MillGrouper *grouper, GrouperSet *set, const guint8 *data, gsize length, GError **error)
{
  g_auto (MillArena) arena = { 0 };
  g_autofree MillVec *keys = g_new0 (MillVec, grouper->n_keys + 1);
  guint32 ids[MILL_VEC_ROWS];
  for (gsize at = 0, used = 0; at < length;)
    {
      g_autoptr (MillBatch) batch
          = mill_batch_read (grouper->key_schema, data + at, length - at, &used, error);
      if (batch == NULL)
        return FALSE;
      at += used;
      for (guint first = 0; first < batch->n_rows; first += MILL_VEC_ROWS)
        {
          guint n = MIN (batch->n_rows - first, MILL_VEC_ROWS);
          mill_arena_reset (&arena);
          for (guint k = 0; k < grouper->n_keys; k++)
            mill_column_load (&batch->columns[k], NULL, first, n, NULL, &arena, NULL, &keys[k]);
          mill_key_table_insert (set->table, keys, n, ids);
          for (guint k = 0; k < grouper->n_aggregates; k++)
            mill_aggregator_resize (set->aggregators[k], mill_key_table_size (set->table));
          if (!parse_states (grouper, set, ids, n, data, length, &at))
            return parse_error (error);
        }
    }
  return TRUE;
}

static gboolean
write_all (int fd, const MillBytes *bytes, guint64 at, GError **error)
{
  for (gsize done = 0; done < bytes->length;)
    {
      ssize_t n = pwrite (fd, bytes->data + done, bytes->length - done, (off_t)(at + done));
      if (n < 0 && errno != EINTR)
        {
          mill_set_errno_error (
              error, errno, MILL_RESOURCE_WRITE, _ ("writing"), _ ("a spill file"));
          return FALSE;
        }
      done += n > 0 ? (gsize)n : 0;
    }
  return TRUE;
}

/* Everything the lane holds goes to its file, partition by partition. */
gboolean
mill_grouper_spill (MillGrouper *grouper, GrouperLane *lane, const MillSpill *spill, GError **error)
{
  g_auto (MillBytes) bytes = { 0 };
  if (lane->fd < 0 && (lane->fd = spill->spill_file (spill->data, error)) < 0)
    return FALSE;
  mill_grouper_set_seal (grouper, &lane->set);
  mill_grouper_partition (lane);
  for (guint p = 0; p < GROUPER_PARTITIONS; p++)
    {
      mill_bytes_reset (&bytes);
      mill_grouper_write (grouper,
                          &lane->set,
                          lane->by_partition + lane->starts[p],
                          lane->starts[p + 1] - lane->starts[p],
                          &bytes);
      GrouperPiece piece = { p, lane->file_bytes, bytes.length };
      if (!write_all (lane->fd, &bytes, lane->file_bytes, error))
        return FALSE;
      lane->file_bytes += bytes.length;
      g_array_append_val (lane->pieces, piece);
    }
  mill_grouper_set_clear (grouper, &lane->set);
  lane->set = mill_grouper_set_new (grouper);
  spill->reserve (spill->data, -lane->reserved);
  lane->reserved = 0;
  return TRUE;
}

/* ---- the end of a grouping that has spilled ---- */

typedef struct
{
  MillGrouper *grouper;
  const MillSpill *spill;
} Merge;

static gboolean
read_piece (const MillGrouper *grouper,
            const GrouperLane *lane,
            const GrouperPiece *piece,
            GrouperSet *set,
            GError **error)
{
  g_auto (MillBytes) bytes = { 0 };
  guint8 *to = mill_bytes_reserve (&bytes, piece->length);
  for (gsize done = 0; done < piece->length;)
    {
      ssize_t n = pread (lane->fd, to + done, piece->length - done, (off_t)(piece->at + done));
      if (n == 0 || (n < 0 && errno != EINTR))
        {
          mill_set_errno_error (
              error, n < 0 ? errno : EIO, MILL_RESOURCE_READ, _ ("reading"), _ ("a spill file"));
          return FALSE;
        }
      done += n > 0 ? (gsize)n : 0;
    }
  return mill_grouper_parse (grouper, set, to, piece->length, error);
}

static gboolean
read_partition (MillGrouper *grouper, guint p, GrouperSet *set, GError **error)
{
  for (guint i = 0; i < grouper->n_lanes; i++)
    {
      const GrouperLane *lane = &grouper->lanes[i];
      for (guint k = 0; k < lane->pieces->len; k++)
        {
          const GrouperPiece *piece = &g_array_index (lane->pieces, GrouperPiece, k);
          if (piece->partition == p && !read_piece (grouper, lane, piece, set, error))
            return FALSE;
        }
      mill_grouper_merge (grouper,
                          set,
                          &lane->set,
                          lane->by_partition + lane->starts[p],
                          lane->starts[p + 1] - lane->starts[p]);
    }
  mill_grouper_set_seal (grouper, set);
  return TRUE;
}

static void
note_failure (MillGrouper *grouper, const MillBatch *batch, const MillRowError *at)
{
  guint32 row = at->row;
  MillGrouperFailure failure = { mill_batch_take (batch, &row, 1), mill_row_error_message (at) };
  g_mutex_lock (&grouper->mutex);
  g_array_append_val (grouper->failed, failure);
  g_mutex_unlock (&grouper->mutex);
}

/* Groups ids[0..n), n at most MILL_VEC_ROWS, of one merged partition go to the sorter. */
static gboolean
pass_groups (const Merge *merge,
             guint worker,
             guint p,
             const GrouperSet *set,
             const guint32 *ids,
             guint n,
             GError **error)
{
  MillGrouper *grouper = merge->grouper;
  guint n_columns = mill_schema_n_fields (grouper->schema), kept = 0;
  g_auto (MillArena) arena = { 0 };
  MillRowErrors *errors = mill_row_errors_new ();
  MillVec *vecs = mill_arena_new (&arena, MillVec, n_columns + 1);
  g_autofree MillColumn *columns = g_new0 (MillColumn, n_columns + 1);
  guint16 rows[MILL_VEC_ROWS];
  mill_grouper_load_vecs (grouper, set, ids, n, 0, &arena, errors, vecs);
  for (guint c = 0; c < n_columns; c++)
    {
      g_autoptr (MillColumnBuilder) builder = mill_column_builder_new (vecs[c].type);
      mill_column_builder_add_vec (builder, &vecs[c]);
      columns[c] = mill_column_builder_end (builder);
    }
  g_autoptr (MillBatch) batch = mill_batch_new_take (grouper->schema, columns, n);
  for (guint i = 0; i < errors->n; i++)
    note_failure (grouper, batch, &errors->errors[i]);
  for (guint i = 0; i < n; i++)
    {
      rows[kept] = (guint16)i;
      kept += !mill_row_errors_has (errors, i);
    }
  MillBatch view = *batch;
  view.selection = rows;
  view.n_selected = kept;
  mill_row_errors_clear (errors);
  gboolean ok
      = mill_sorter_add (grouper->sorter, worker, p, &view, &arena, errors, merge->spill, error);
  mill_row_errors_free (errors);
  return ok;
}

static gboolean
merge_partition (guint p, guint worker, void *data, GError **error)
{
  const Merge *merge = data;
  MillGrouper *grouper = merge->grouper;
  GrouperSet set = mill_grouper_set_new (grouper);
  gboolean ok = read_partition (grouper, p, &set, error);
  /* A partition is needed whole: taken even if nothing is left, so that the sorter makes room. */
  gssize bytes = (gssize)mill_grouper_set_bytes (grouper, &set);
  merge->spill->reserve (merge->spill->data, bytes);
  guint n = mill_key_table_size (set.table);
  g_autofree guint32 *ids = g_new (guint32, n + 1);
  for (guint i = 0; i < n; i++)
    ids[i] = i;
  for (guint first = 0; first < n && ok; first += MILL_VEC_ROWS)
    ok = pass_groups (merge, worker, p, &set, ids + first, MIN (n - first, MILL_VEC_ROWS), error);
  mill_grouper_set_clear (grouper, &set);
  merge->spill->reserve (merge->spill->data, -bytes);
  return ok;
}

typedef struct
{
  MillBytes key;
  MillGrouperFailure failure;
} KeyedFailure;

static int
compare_failures (gconstpointer a, gconstpointer b)
{
  const MillBytes *x = &((const KeyedFailure *)a)->key, *y = &((const KeyedFailure *)b)->key;
  int order = memcmp (x->data, y->data, MIN (x->length, y->length));
  return order != 0 ? order : (x->length > y->length) - (x->length < y->length);
}

static void
encode_failure (const MillGrouper *grouper, const MillSortKey *keys, KeyedFailure *keyed)
{
  g_auto (MillArena) arena = { 0 };
  g_autofree MillVec *vecs = g_new0 (MillVec, grouper->n_keys + 1);
  for (guint k = 0; k < grouper->n_keys; k++)
    mill_column_load (&keyed->failure.row->columns[k], NULL, 0, 1, NULL, &arena, NULL, &vecs[k]);
  mill_bytes_reserve (&keyed->key, 1);
  mill_sort_key_append (keys, grouper->n_keys, vecs, 0, &keyed->key);
}

/* Failures in the order of their keys, whoever met them. */
static void
order_failures (MillGrouper *grouper)
{
  guint n = grouper->failed->len;
  MillGrouperFailure *failures = (MillGrouperFailure *)(gpointer)grouper->failed->data;
  g_autofree KeyedFailure *keyed = g_new0 (KeyedFailure, n + 1);
  g_autofree MillSortKey *keys = g_new0 (MillSortKey, grouper->n_keys + 1);
  for (guint k = 0; k < grouper->n_keys; k++)
    keys[k].type = grouper->key_types[k];
  for (guint i = 0; i < n; i++)
    {
      keyed[i].failure = failures[i];
      encode_failure (grouper, keys, &keyed[i]);
    }
  qsort (keyed, n, sizeof *keyed, compare_failures);
  for (guint i = 0; i < n; i++)
    {
      failures[i] = keyed[i].failure;
      mill_bytes_clear (&keyed[i].key);
    }
}

gboolean
mill_grouper_merge_spilled (MillGrouper *grouper, const MillSpill *spill, GError **error)
{
  g_autofree MillSorterKey *keys = g_new0 (MillSorterKey, grouper->n_keys + 1);
  Merge merge = { grouper, spill };
  for (guint k = 0; k < grouper->n_keys; k++)
    keys[k] = (MillSorterKey){ .column = k, .key = { .type = grouper->key_types[k] } };
  for (guint i = 0; i < grouper->n_lanes; i++)
    {
      mill_grouper_set_seal (grouper, &grouper->lanes[i].set);
      mill_grouper_partition (&grouper->lanes[i]);
    }
  grouper->sorter
      = mill_sorter_new (grouper->schema, NULL, keys, grouper->n_keys, 0, grouper->n_lanes);
  if (!spill->parallel (spill->data, GROUPER_PARTITIONS, merge_partition, &merge, error))
    return FALSE;
  mill_grouper_free_lanes (grouper, spill);
  order_failures (grouper);
  return mill_sorter_finish (grouper->sorter, spill, error);
}

/* ---- snapshots ---- */

/* The groups of a lane's table as one list of ids in the order of insertion. */
static void
save_set (const MillGrouper *grouper, GrouperSet *set, MillBytes *out)
{
  guint n = mill_key_table_size (set->table);
  g_autofree guint32 *ids = g_new (guint32, n + 1);
  for (guint i = 0; i < n; i++)
    ids[i] = i;
  mill_grouper_set_seal (grouper, set);
  mill_grouper_write (grouper, set, ids, n, out);
}

gboolean
mill_grouper_save (MillGrouper *grouper, MillBytes *out, GError **error)
{
  g_return_val_if_fail (grouper != NULL && out != NULL, FALSE);
  guint64 rows = mill_grouper_n_rows (grouper);
  mill_bytes_append (out, &rows, sizeof rows);
  for (guint i = 0; i < grouper->n_lanes; i++)
    {
      GrouperLane *lane = &grouper->lanes[i];
      GrouperSet set = mill_grouper_set_new (grouper);
      gboolean ok = TRUE;
      for (guint k = 0; k < lane->pieces->len && ok; k++)
        ok = read_piece (
            grouper, lane, &g_array_index (lane->pieces, GrouperPiece, k), &set, error);
      save_set (grouper, &set, out);
      mill_grouper_set_clear (grouper, &set);
      if (!ok)
        return FALSE;
      save_set (grouper, &lane->set, out);
    }
  return TRUE;
}

gboolean
mill_grouper_load (MillGrouper *grouper, const guint8 *data, gsize length, GError **error)
{
  g_return_val_if_fail (grouper != NULL, FALSE);
  guint64 rows;
  if (length < sizeof rows)
    return parse_error (error);
  memcpy (&rows, data, sizeof rows);
  grouper->lanes[0].n_rows += rows;
  return mill_grouper_parse (
      grouper, &grouper->lanes[0].set, data + sizeof rows, length - sizeof rows, error);
}
