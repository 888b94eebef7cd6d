/* mill-chart-group.h: rows become groups, for charts with an aggregate.
 *
 * Bins of unknown range are kept as cells of a power of ten, which grow tenfold when there are too
 * many; every nice bin (1, 2 or 5 times a power of ten) is a whole number of such cells.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-chart-data.h"

G_BEGIN_DECLS

typedef struct _MillGroups MillGroups;

/** mill_groups_new: (transfer full): groups by the channels of @chart that are not aggregated. */
MillGroups *mill_groups_new (const MillChart *chart);
/** mill_groups_free: frees; accepts %NULL. */
void mill_groups_free (MillGroups *groups);
/** mill_groups_add: adds rows. Returns: how many found no group because there are too many. */
guint64 mill_groups_add (MillGroups *groups, const MillChartChunk *chunk);
/** mill_groups_rows: (transfer full): a #MillChartRow for each group; groups without a value are
 * left out. */
GArray *mill_groups_rows (const MillGroups *groups, double bin_steps[2]);
/** mill_groups_size: the number of groups, before cells become bins. */
guint mill_groups_size (const MillGroups *groups);
/** mill_groups_sample: medians are of one in 2^result rows. */
guint mill_groups_sample (const MillGroups *groups);

G_END_DECLS
