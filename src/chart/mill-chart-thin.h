/* mill-chart-thin.h: raw rows, all of them or as many as the eye can tell.
 *
 * Up to MILL_CHART_ROWS_MAX rows are kept. Beyond, lines, areas and bars keep of every small piece
 * of the axis the first, last, lowest and highest row (U. Jugel et al., "M4: A
 * Visualization-Oriented Time Series Data Aggregation", PVLDB 2014); points keep one row of every
 * cell of a fine grid, of each series. Pieces and cells are powers of two wide and double when
 * there are too many.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-chart-data.h"

G_BEGIN_DECLS

typedef struct _MillThin MillThin;

/** mill_thin_new: (transfer full): for the rows of @chart, whose channels are not aggregated. */
MillThin *mill_thin_new (const MillChart *chart);
/** mill_thin_free: frees; accepts %NULL. */
void mill_thin_free (MillThin *thin);
/** mill_thin_add: adds rows. Returns: how many found no cell because there are too many. */
guint64 mill_thin_add (MillThin *thin, const MillChartChunk *chunk);
/** mill_thin_rows: (transfer full): the rows that are left, in their order. */
GArray *mill_thin_rows (const MillThin *thin);

G_END_DECLS
