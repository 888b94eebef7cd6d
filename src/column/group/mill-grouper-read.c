/* Groups as batches, in the order of their keys.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-grouper-private.h"

#include "mill-kernel.h"
#include "mill-writer.h"

void
mill_grouper_load_vecs (const MillGrouper *grouper,
                        const GrouperSet *set,
                        const guint32 *ids,
                        guint n,
                        guint first_row,
                        MillArena *arena,
                        MillRowErrors *errors,
                        MillVec *vecs)
{
  for (guint k = 0; k < grouper->n_keys; k++)
    mill_key_table_load (set->table, k, ids, 0, n, arena, &vecs[k]);
  for (guint i = 0; i < grouper->n_aggregates; i++)
    mill_aggregator_result (
        set->aggregators[i], ids, 0, n, first_row, arena, errors, &vecs[grouper->n_keys + i]);
}

/* A run of groups in the result's order, which come from several sets: taken set by set, then put
 * in their places. */
typedef struct
{
  const MillGrouper *grouper;
  const guint64 *order;
  guint n, first_row;
  MillArena *arena;
  MillRowErrors *errors;
  MillRowErrors *local; /* of one set's share */
} Gather;

static void
note_errors (const Gather *gather, const guint16 *places)
{
  for (guint i = 0; i < gather->local->n; i++)
    {
      const MillRowError *at = &gather->local->errors[i];
      mill_row_errors_add (gather->errors,
                           gather->first_row + places[at->row],
                           at->code,
                           at->wanted,
                           at->where,
                           at->text);
    }
  mill_row_errors_clear (gather->local);
}

static void
gather_set (
    const Gather *gather, guint set, const guint16 *places, guint n, gpointer *data, guint8 **nulls)
{
  const MillGrouper *grouper = gather->grouper;
  guint n_columns = grouper->n_keys + grouper->n_aggregates;
  guint32 ids[MILL_VEC_ROWS];
  MillVec *vecs = mill_arena_new (gather->arena, MillVec, n_columns + 1);
  for (guint i = 0; i < n; i++)
    ids[i] = (guint32)gather->order[places[i]];
  mill_grouper_load_vecs (
      grouper, &grouper->sets[set], ids, n, 0, gather->arena, gather->local, vecs);
  for (guint c = 0; c < n_columns; c++)
    mill_kernel_scatter (&vecs[c], places, data[c], nulls[c]);
  note_errors (gather, places);
}

static void
gather_vecs (const Gather *gather, MillVec *out)
{
  const MillGrouper *grouper = gather->grouper;
  guint n_columns = grouper->n_keys + grouper->n_aggregates, starts[GROUPER_PARTITIONS + 1] = { 0 };
  guint16 places[MILL_VEC_ROWS];
  gpointer *data = mill_arena_new (gather->arena, gpointer, n_columns + 1);
  guint8 **nulls = mill_arena_new (gather->arena, guint8 *, n_columns + 1);
  for (guint c = 0; c < n_columns; c++)
    {
      MillType type = mill_schema_field (grouper->schema, c)->type;
      data[c] = mill_kernel_new (gather->arena, type, gather->n, FALSE, &out[c]);
      nulls[c] = mill_kernel_new_nulls (gather->arena, &out[c]);
    }
  for (guint i = 0; i < gather->n; i++)
    starts[(gather->order[i] >> 32) + 1]++;
  for (guint s = 0; s < grouper->n_sets; s++)
    starts[s + 1] += starts[s];
  guint fill[GROUPER_PARTITIONS];
  memcpy (fill, starts, sizeof fill);
  for (guint i = 0; i < gather->n; i++)
    places[fill[gather->order[i] >> 32]++] = (guint16)i;
  for (guint s = 0; s < grouper->n_sets; s++)
    if (starts[s + 1] > starts[s])
      gather_set (gather, s, places + starts[s], starts[s + 1] - starts[s], data, nulls);
}

static void
load_run (const Gather *gather, MillVec *vecs)
{
  const MillGrouper *grouper = gather->grouper;
  if (grouper->n_sets > 1)
    {
      gather_vecs (gather, vecs);
      return;
    }
  guint32 *ids = mill_arena_new (gather->arena, guint32, gather->n);
  for (guint i = 0; i < gather->n; i++)
    ids[i] = (guint32)gather->order[i];
  mill_grouper_load_vecs (grouper,
                          &grouper->sets[0],
                          ids,
                          gather->n,
                          gather->first_row,
                          gather->arena,
                          gather->errors,
                          vecs);
}

static int
compare_error_rows (gconstpointer a, gconstpointer b)
{
  const MillRowError *x = a, *y = b;
  return (int)x->row - (int)y->row;
}

static void
read_memory (const MillGrouper *grouper,
             guint part,
             MillArena *arena,
             MillRowErrors *errors,
             MillSorterFunc func,
             void *data)
{
  guint n_columns = mill_schema_n_fields (grouper->schema);
  guint64 start = (guint64)part * MILL_BATCH_ROWS_MAX;
  guint n_rows = (guint)MIN (grouper->n_groups - start, MILL_BATCH_ROWS_MAX);
  g_autofree MillColumnWriter **writers = g_new0 (MillColumnWriter *, n_columns + 1);
  g_autofree MillColumn *columns = g_new0 (MillColumn, n_columns + 1);
  g_autofree MillVec *vecs = g_new0 (MillVec, n_columns + 1);
  MillRowErrors *local = mill_row_errors_new ();
  for (guint c = 0; c < n_columns; c++)
    {
      writers[c] = mill_column_writer_new (mill_schema_field (grouper->schema, c)->type);
      mill_column_writer_begin (writers[c], n_rows);
    }
  for (guint first = 0; first < n_rows; first += MILL_VEC_ROWS)
    {
      Gather gather = { .grouper = grouper,
                        .order = grouper->order + start + first,
                        .n = MIN (n_rows - first, MILL_VEC_ROWS),
                        .first_row = first,
                        .arena = arena,
                        .errors = errors,
                        .local = local };
      load_run (&gather, vecs);
      for (guint c = 0; c < n_columns; c++)
        mill_column_writer_put (writers[c], &vecs[c], NULL, first);
    }
  for (guint c = 0; c < n_columns; c++)
    columns[c] = mill_column_writer_end (writers[c]);
  /* noted column by column and set by set: how many sets there are must not show */
  if (errors->n > 1)
    qsort (errors->errors, errors->n, sizeof *errors->errors, compare_error_rows);
  MillBatch batch
      = { .schema = grouper->schema, .columns = columns, .n_rows = n_rows, .n_selected = n_rows };
  func (&batch, data);
  mill_row_errors_free (local);
  for (guint c = 0; c < n_columns; c++)
    mill_column_writer_free (writers[c]);
}

guint
mill_grouper_n_parts (const MillGrouper *grouper)
{
  g_return_val_if_fail (grouper != NULL, 0);
  if (grouper->sorter != NULL)
    return mill_sorter_n_parts (grouper->sorter);
  return (guint)((grouper->n_groups + MILL_BATCH_ROWS_MAX - 1) / MILL_BATCH_ROWS_MAX);
}

gboolean
mill_grouper_read (MillGrouper *grouper,
                   guint lane,
                   guint part,
                   MillArena *arena,
                   MillRowErrors *errors,
                   const MillSpill *spill,
                   MillSorterFunc func,
                   void *data,
                   GError **error)
{
  g_return_val_if_fail (grouper != NULL && part < mill_grouper_n_parts (grouper), FALSE);
  guint n_parts = mill_grouper_n_parts (grouper);
  mill_row_errors_clear (errors);
  if (grouper->sorter != NULL)
    return mill_sorter_read (grouper->sorter, lane, part, spill, func, data, error);
  read_memory (grouper, part, arena, errors, func, data);
  if (__atomic_add_fetch (&grouper->n_read, 1, __ATOMIC_ACQ_REL) == n_parts)
    mill_grouper_release (grouper, spill);
  return TRUE;
}
