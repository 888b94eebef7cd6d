/* mill-sorter.h: sorts any number of rows, in memory and then on disk.
 *
 * Every lane collects rows into runs (rows as bytes by mill-rows.h, beside them a 64-bit key prefix
 * and the place of the row in the input), sorts each run in cache, and writes runs to its spill
 * file when the memory budget is used up. _finish() cuts the merged order into parts at keys taken
 * from the sorted runs; parts are merged independently, by any lane, and hold the rows in order:
 * part after part they are the sorted rows. The order is total: rows with equal keys keep the order
 * of their tickets, so that the result does not depend on the number of lanes, on spilling, or on
 * chance. (Merging by ranges of splitters: Graefe, "Implementing Sorting in Database Systems", ACM
 * Computing Surveys 38 (3), 2006.)
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-batch.h"
#include "mill-sort-key.h"

G_BEGIN_DECLS

/** MillSpill: where memory and files come from; the functions are those of mill-context.h. */
typedef struct
{
  gboolean (*reserve) (void *data, gssize bytes);
  int (*spill_file) (void *data, GError **error);
  gboolean (*parallel) (void *data,
                        guint n,
                        gboolean (*func) (guint i, guint worker, void *func_data, GError **error),
                        void *func_data,
                        GError **error);
  gboolean (*cancelled) (void *data);
  void *data;
} MillSpill;

/** MillSorterKey: order by column @column of the schema. */
typedef struct
{
  guint column;
  MillSortKey key;
} MillSorterKey;

typedef struct _MillSorter MillSorter;

/**
 * mill_sorter_new: (transfer full): a sorter for rows of @schema, of which only @needed (nullable:
 * all) columns are kept. @limit: 0, or how many of the first rows are wanted: then memory is
 * bounded by it.
 * @n_lanes lanes may add at the same time, each one caller at a time.
 */
MillSorter *mill_sorter_new (const MillSchema *schema,
                             const guint8 *needed,
                             const MillSorterKey *keys,
                             guint n_keys,
                             guint64 limit,
                             guint n_lanes);
/**
 * mill_sorter_group_by: the limit counts within each group of rows with equal first @n_keys keys;
 * before anything is added.
 */
void mill_sorter_group_by (MillSorter *sorter, guint n_keys);
/** mill_sorter_release: gives back everything that was taken from the budget. _read() does so after
 * the last part; call it also before freeing a sorter that was not read to its end. */
void mill_sorter_release (MillSorter *sorter, const MillSpill *spill);
/** mill_sorter_free: frees and closes spill files; accepts %NULL. */
void mill_sorter_free (MillSorter *sorter);

/**
 * mill_sorter_add: stores the selected rows of @batch. @ticket and the order of calls within it are
 * the order of equal keys. Rows whose key cannot be read are noted in @errors and not stored.
 * @spill is only used during the call. Returns: %FALSE with #MILL_ERROR_RESOURCE (WRITE, FULL).
 */
gboolean mill_sorter_add (MillSorter *sorter,
                          guint lane,
                          guint64 ticket,
                          const MillBatch *batch,
                          MillArena *arena,
                          MillRowErrors *errors,
                          const MillSpill *spill,
                          GError **error);

/** mill_sorter_finish: ends adding and prepares the parts, on all workers (spill->parallel). */
gboolean mill_sorter_finish (MillSorter *sorter, const MillSpill *spill, GError **error);
/**
 * mill_sorter_n_rows: rows stored, or @limit if that is less; after _finish(): rows that the parts
 * have together.
 */
guint64 mill_sorter_n_rows (const MillSorter *sorter);
/** mill_sorter_n_parts: after _finish(): the parts; none for no rows. */
guint mill_sorter_n_parts (const MillSorter *sorter);

/** MillSorterFunc: gets one batch of sorted rows (borrowed). Returns: %FALSE to stop. */
typedef gboolean (*MillSorterFunc) (const MillBatch *batch, void *data);

/**
 * mill_sorter_read: merges part @part and gives its rows to @func in batches. Any part in any
 * order, in parallel on different lanes; each part once. Returns: %FALSE with #MILL_ERROR_RESOURCE
 * (READ); a stop by @func is no error.
 */
gboolean mill_sorter_read (MillSorter *sorter,
                           guint lane,
                           guint part,
                           const MillSpill *spill,
                           MillSorterFunc func,
                           void *data,
                           GError **error);

/** mill_sorter_save: appends all rows stored so far to @out (mill-batch.h's form), for snapshots;
 * before _finish(). */
gboolean mill_sorter_save (MillSorter *sorter, MillBytes *out, GError **error);
/** mill_sorter_load: adds what _save() wrote, as rows before all others. */
gboolean mill_sorter_load (
    MillSorter *sorter, const guint8 *data, gsize length, const MillSpill *spill, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MillSorter, mill_sorter_free)

G_END_DECLS
