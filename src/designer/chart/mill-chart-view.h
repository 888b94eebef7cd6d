/* mill-chart-view.h: a chart on the screen: drawn for the size it has, read with the pointer or the
 * arrow keys, zoomed, its series switched off and on, its marks selected.
 *
 * Wheel: zooms the horizontal axis about the pointer (Shift: the vertical one). Dragging: a box to
 * zoom into or, where "selecting", of marks to select. A click selects a mark, or switches the
 * series of the legend (Ctrl: adds; Shift on the legend: only this one). Double click: everything
 * again. Actions: chart.zoom-in, chart.zoom-out, chart.reset, chart.next, chart.previous,
 * chart.select.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "mill-chart.h"
#include "mill-sample.h"

G_BEGIN_DECLS

#define MILL_TYPE_CHART_VIEW (mill_chart_view_get_type ())
/**
 * MillChartView: properties "selecting" (dragging selects marks, else it zooms), "zoomed" and
 * "n-selected" (read-only). Signals:
 *
 * "drawn": there is a newer picture, or a reason why there is none.
 * "selected" (GArray of guint64): the numbers of the rows behind the marks that are selected.
 */
G_DECLARE_FINAL_TYPE (MillChartView, mill_chart_view, MILL, CHART_VIEW, GtkWidget)

/** mill_chart_view_new: a view without a chart. */
GtkWidget *mill_chart_view_new (void);
/** mill_chart_view_set_chart: shows @chart (transfer full) (nullable) over the rows of @sample
 * (nullable). Zoom and hidden series stay when @same. */
void mill_chart_view_set_chart (MillChartView *view,
                                MillChart *chart,
                                MillSample *sample,
                                gboolean same);
/** mill_chart_view_get_scene: (transfer none) (nullable): what is seen. */
MillScene *mill_chart_view_get_scene (MillChartView *view);
/** mill_chart_view_get_error: (transfer none) (nullable): why nothing is. */
const GError *mill_chart_view_get_error (MillChartView *view);
/** mill_chart_view_reset: shows all of it, and all series. */
void mill_chart_view_reset (MillChartView *view);
/** mill_chart_view_toggle_series: hides or shows a series; @only: hides all others, or none. */
void mill_chart_view_toggle_series (MillChartView *view, const char *name, gboolean only);
/** mill_chart_view_is_hidden: whether series @name is hidden. */
gboolean mill_chart_view_is_hidden (MillChartView *view, const char *name);
/** mill_chart_view_clear_selection: no mark is selected. */
void mill_chart_view_clear_selection (MillChartView *view);

G_END_DECLS
