/* mill-chart-view-private.h: a chart view as its drawing and its gestures see it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-chart-maker.h"
#include "mill-chart-view.h"

G_BEGIN_DECLS

struct _MillChartView
{
  GtkWidget parent_instance;

  MillChartMaker *maker;
  GskRenderNode *node; /* (nullable) the picture */
  MillSceneOptions options;
  GPtrArray *hidden;       /* names, NULL-ended */
  MillSceneRange whole[2]; /* x and y without zoom, once known */

  guint hover;        /* datum under the pointer or the keys, or MILL_DATUM_NONE */
  gboolean by_keys;   /* @hover was reached by keys */
  GArray *selected;   /* guint: data */
  GHashTable *firsts; /* guint64: their first rows, by which they are known in the next picture */
  gboolean selecting;

  double pointer_x, pointer_y;
  gboolean dragging;
  double drag_x, drag_y, drag_w, drag_h; /* the box */
  double pan_from;                       /* px; of a middle drag */
};

/* ---- mill-chart-view.c ---- */

/* mill_chart_view_redraw: asks for a picture as options, hidden and size are now. */
void mill_chart_view_redraw (MillChartView *view);
/* mill_chart_view_set_hover: another datum is read. */
void mill_chart_view_set_hover (MillChartView *view, guint datum, gboolean by_keys);
/* mill_chart_view_select: data whose tips lie in the box, or the one given. @add: to what is
 * selected. */
void mill_chart_view_select (MillChartView *view, const guint *data, guint n, gboolean add);
/* mill_chart_view_zoom_to: shows from px @from to px @to of an axis. */
void mill_chart_view_zoom_to (MillChartView *view, gboolean vertical, double from, double to);

/* ---- mill-chart-gestures.c ---- */

/* mill_chart_view_add_gestures: pointer and wheel; once. */
void mill_chart_view_add_gestures (MillChartView *view);

/* ---- mill-chart-marker.c ---- */

/* mill_chart_view_snapshot_markers: what stands over the picture: marker, tooltip, selection, box.
 */
void mill_chart_view_snapshot_markers (MillChartView *view, GtkSnapshot *snapshot);

G_END_DECLS
