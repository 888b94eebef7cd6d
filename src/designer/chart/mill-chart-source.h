/* mill-chart-source.h: the rows that a chart is drawn of: those at hand at once, more in a moment,
 * all of them when asked.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-workspace.h"

G_BEGIN_DECLS

#define MILL_TYPE_CHART_SOURCE (mill_chart_source_get_type ())
/** MillChartSource: signal "changed": sample, state or error are others. Main thread only. */
G_DECLARE_FINAL_TYPE (MillChartSource, mill_chart_source, MILL, CHART_SOURCE, GObject)

/** mill_chart_source_new: (transfer full): a source without rows. */
MillChartSource *mill_chart_source_new (void);
/** mill_chart_source_set: the rows that leave output @port of @block (both nullable: none) of
 * @workspace (nullable), as the pipeline is now. Keeps them when nothing of it has changed. */
void mill_chart_source_set (MillChartSource *source,
                            MillWorkspace *workspace,
                            const char *block,
                            const char *port);
/** mill_chart_source_take_all: takes all rows, however long it lasts. */
void mill_chart_source_take_all (MillChartSource *source);
/** mill_chart_source_refresh: takes them again: the data may have changed. */
void mill_chart_source_refresh (MillChartSource *source);

/** mill_chart_source_get_sample: (transfer none) (nullable): the rows. */
MillSample *mill_chart_source_get_sample (MillChartSource *source);
/** mill_chart_source_get_error: (transfer none) (nullable): why there are none, or no more. */
const GError *mill_chart_source_get_error (MillChartSource *source);
/** mill_chart_source_is_busy: whether more are being taken. */
gboolean mill_chart_source_is_busy (MillChartSource *source);
/** mill_chart_source_describe: (transfer full): how many of how many rows, from when. */
char *mill_chart_source_describe (MillChartSource *source);

G_END_DECLS
