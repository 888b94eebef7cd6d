/* mill-chart-rows.h: some rows of a sample, for a grid.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-grid-model.h"
#include "mill-sample.h"

G_BEGIN_DECLS

#define MILL_TYPE_CHART_ROWS (mill_chart_rows_get_type ())
G_DECLARE_FINAL_TYPE (MillChartRows, mill_chart_rows, MILL, CHART_ROWS, GObject)

/** mill_chart_rows_new: (transfer full): the rows of @sample whose numbers, counted from 0, are in
 * @rows (element-type guint64). */
MillGridModel *mill_chart_rows_new (MillSample *sample, GArray *rows);

G_END_DECLS
