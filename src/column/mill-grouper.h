/* mill-grouper.h: groups rows by keys and aggregates them, on any number of workers.
 *
 * Each lane fills a table of its own; at the end the groups of all lanes are merged by hash
 * partitions, in parallel, and put in the order of their keys (column by column, nulls first, text
 * by bytes). A lane whose memory is used up writes its groups to disk, by partition, and starts
 * anew; partitions are then merged one after the other. The result is the same in every case.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-aggregate.h"
#include "mill-sorter.h"

G_BEGIN_DECLS

typedef struct _MillGrouper MillGrouper;

/**
 * mill_grouper_new: (transfer full): @schema has @n_keys key columns followed by one column for
 * each of the @n_aggregates (types by mill_aggregate_type()).
 */
MillGrouper *mill_grouper_new (const MillSchema *schema,
                               guint n_keys,
                               const MillAggregate *aggregates,
                               guint n_aggregates,
                               guint n_lanes);
/** mill_grouper_release: gives back everything that was taken from the budget, and the result's
 * memory. _read() does so after the last part; call it also before freeing a grouper that was not
 * read to its end. */
void mill_grouper_release (MillGrouper *grouper, const MillSpill *spill);
/** mill_grouper_free: frees; accepts %NULL. */
void mill_grouper_free (MillGrouper *grouper);

/**
 * mill_grouper_add: adds @n rows (at most MILL_VEC_ROWS). @keys: one vec a key; @values: one vec an
 * aggregate (ignored for ROWS); @sequence: (nullable): the place of each row in the order of rows,
 * for first and last. Lanes in parallel. Returns: %FALSE with #MILL_ERROR_RESOURCE (WRITE, FULL).
 */
gboolean mill_grouper_add (MillGrouper *grouper,
                           guint lane,
                           const MillVec *keys,
                           const MillVec *values,
                           const guint64 *sequence,
                           guint n,
                           const MillSpill *spill,
                           GError **error);

/** mill_grouper_finish: ends adding, merges and orders the groups. */
gboolean mill_grouper_finish (MillGrouper *grouper, const MillSpill *spill, GError **error);
/** mill_grouper_n_rows: rows added. */
guint64 mill_grouper_n_rows (const MillGrouper *grouper);
/** mill_grouper_n_parts: after _finish(): pieces of the result for _read(). */
guint mill_grouper_n_parts (const MillGrouper *grouper);

/**
 * mill_grouper_read: gives the groups of part @part to @func, in batches and in order. Any part by
 * any lane, in parallel, each once. A sum that does not fit is null and noted in @errors under the
 * batch's row, in the order of rows; @errors is cleared for each batch.
 */
gboolean mill_grouper_read (MillGrouper *grouper,
                            guint lane,
                            guint part,
                            MillArena *arena,
                            MillRowErrors *errors,
                            const MillSpill *spill,
                            MillSorterFunc func,
                            void *data,
                            GError **error);

/** MillGrouperFailure: a group whose sum does not fit its type, found while merging what was
 * spilled. */
typedef struct
{
  MillBatch *row; /* the group: one row, the sum null */
  char *message;
} MillGrouperFailure;

/** mill_grouper_failures: (transfer none) (array length=n): after _finish(): groups left out of the
 * parts, in the order of their keys. */
const MillGrouperFailure *mill_grouper_failures (const MillGrouper *grouper, guint *n);

/** mill_grouper_save: appends all groups so far to @out, for snapshots; before _finish(). */
gboolean mill_grouper_save (MillGrouper *grouper, MillBytes *out, GError **error);
/** mill_grouper_load: adds what _save() wrote. Returns: %FALSE with #MILL_ERROR_DATA (SYNTAX). */
gboolean mill_grouper_load (MillGrouper *grouper, const guint8 *data, gsize length, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MillGrouper, mill_grouper_free)

G_END_DECLS
