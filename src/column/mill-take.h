/* mill-take.h: columns and batches out of others, in memory of their own: filter, take, concat.
 *
 * Results are PLAIN, or DICT where their source is dictionary text, and are counted: whoever gets a
 * column unrefs its @keep. Any thread.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-batch.h"

G_BEGIN_DECLS

/**
 * mill_column_filter: (transfer full): the rows rows[0 .. n) of @column of any layout; without
 * @rows (nullable) its first @n. Plain and dictionary columns in counted memory are shared where
 * nothing is left out. Lazy cells that cannot be converted become null and are noted in @errors
 * (nullable) with
 * @where as their place.
 */
MillColumn mill_column_filter (const MillColumn *column,
                               const guint16 *rows,
                               guint n,
                               const char *where,
                               MillRowErrors *errors);

/**
 * mill_column_take: (transfer full): the rows rows[0 .. n) of @column, in this order and as often
 * as they stand there; %MILL_TAKE_NULL gives a null. Not for LAZY columns.
 */
MillColumn mill_column_take (const MillColumn *column, const guint32 *rows, guint n);

/** mill_column_concat: (transfer full): one below the other; all have type @type, none is LAZY. */
MillColumn mill_column_concat (MillType type, const MillColumn *columns, guint n_columns);

/**
 * mill_batch_take: (transfer full): the physical rows rows[0 .. n) of @batch, n at most
 * MILL_BATCH_ROWS_MAX. Lazy cells that cannot be converted become null. The origin is that of the
 * batch.
 */
MillBatch *mill_batch_take (const MillBatch *batch, const guint32 *rows, guint n);

/**
 * mill_batch_concat: (transfer full): the selected rows of all batches, which have the same schema
 * and at most MILL_BATCH_ROWS_MAX rows together; @n_batches is not 0. Lazy cells that cannot be
 * converted become null. The origin is that of the first batch.
 */
MillBatch *mill_batch_concat (const MillBatch *const *batches, guint n_batches);

G_END_DECLS
