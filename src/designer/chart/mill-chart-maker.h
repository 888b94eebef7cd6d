/* mill-chart-maker.h: draws charts in a thread: the newest wish counts, older ones are passed over.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-chart.h"
#include "mill-sample.h"

G_BEGIN_DECLS

#define MILL_TYPE_CHART_MAKER (mill_chart_maker_get_type ())
/**
 * MillChartMaker: signals:
 *
 * "changed": scene or error are others.
 * "matched" (GArray of guint64): the rows that mill_chart_maker_match() asked for.
 */
G_DECLARE_FINAL_TYPE (MillChartMaker, mill_chart_maker, MILL, CHART_MAKER, GObject)

/** mill_chart_maker_new: (transfer full): a maker without a chart. */
MillChartMaker *mill_chart_maker_new (void);
/** mill_chart_maker_set_chart: draw @chart (transfer full) (nullable: nothing) over the rows of
 * @sample (nullable: none); nobody else may use the chart from now on. */
void mill_chart_maker_set_chart (MillChartMaker *maker, MillChart *chart, MillSample *sample);
/** mill_chart_maker_set_options: draw like this; copied. */
void mill_chart_maker_set_options (MillChartMaker *maker, const MillSceneOptions *options);
/** mill_chart_maker_match: look for the rows behind the @n data @data of the scene as it is;
 * "matched" comes later, unless the scene changes before. */
void mill_chart_maker_match (MillChartMaker *maker, const guint *data, guint n);

/** mill_chart_maker_get_scene: (transfer none) (nullable): the newest picture. */
MillScene *mill_chart_maker_get_scene (MillChartMaker *maker);
/** mill_chart_maker_get_error: (transfer none) (nullable): why there is none. */
const GError *mill_chart_maker_get_error (MillChartMaker *maker);
/** mill_chart_maker_is_busy: whether a newer picture is being drawn. */
gboolean mill_chart_maker_is_busy (MillChartMaker *maker);

G_END_DECLS
