/* mill-chart-panel.h: the panel of charts: that of the chart block that is selected, or one of the
 * rows that leave what is selected, to look at and to keep.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-panel.h"

G_BEGIN_DECLS

#define MILL_TYPE_CHART_PANEL (mill_chart_panel_get_type ())
/**
 * MillChartPanel: property "workspace" (nullable) of #MillPanel. Actions: chart.save (s: "png",
 * "svg", "pdf"), chart.copy, chart.keep (makes a block of it), chart.take-all, chart.refresh.
 */
G_DECLARE_FINAL_TYPE (MillChartPanel, mill_chart_panel, MILL, CHART_PANEL, MillPanel)

/** mill_chart_panel_new: a panel without a workspace. */
GtkWidget *mill_chart_panel_new (void);

G_END_DECLS
