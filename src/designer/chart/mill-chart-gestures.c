/* mill-chart-gestures.c: pointer and wheel on a chart.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-chart-view-private.h"

#include <math.h>

#define DRAG_THRESHOLD 5 /* px; less is a click */

static MillScene *
scene_of (MillChartView *view)
{
  return mill_chart_maker_get_scene (view->maker);
}

/* ---- hover ---- */

static void
motion (GtkEventControllerMotion *controller, double x, double y, MillChartView *view)
{
  MillScene *scene = scene_of (view);
  view->pointer_x = x;
  view->pointer_y = y;
  if (scene == NULL || view->dragging)
    return;
  mill_chart_view_set_hover (view, mill_scene_hit (scene, x, y), FALSE);
  gtk_widget_set_cursor_from_name (GTK_WIDGET (view),
                                   mill_scene_legend_hit (scene, x, y) != NULL ? "pointer" : NULL);
}

static void
leave (GtkEventControllerMotion *controller, MillChartView *view)
{
  if (!view->by_keys)
    mill_chart_view_set_hover (view, MILL_DATUM_NONE, FALSE);
}

/* ---- wheel ---- */

static gboolean
scroll (GtkEventControllerScroll *controller, double dx, double dy, MillChartView *view)
{
  GdkModifierType state
      = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (controller));
  MillScene *scene = scene_of (view);
  double x, y, w, h, px = view->pointer_x, py = view->pointer_y;
  gboolean vertical = (state & GDK_SHIFT_MASK) != 0;
  if (scene == NULL)
    return FALSE;
  double turn = vertical && dy == 0 ? dx : dy; /* Shift turns the wheel on some systems */
  double factor = pow (1.25, CLAMP (turn, -4, 4));
  mill_scene_plot (scene, &x, &y, &w, &h);
  if (vertical)
    mill_chart_view_zoom_to (view, TRUE, py - (py - y) * factor, py + (y + h - py) * factor);
  else
    mill_chart_view_zoom_to (view, FALSE, px - (px - x) * factor, px + (x + w - px) * factor);
  return TRUE;
}

/* ---- dragging ---- */

static void
drag_update (GtkGestureDrag *gesture, double dx, double dy, MillChartView *view)
{
  double x, y;
  if (scene_of (view) == NULL || (!view->dragging && hypot (dx, dy) < DRAG_THRESHOLD))
    return;
  gtk_gesture_drag_get_start_point (gesture, &x, &y);
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  view->dragging = TRUE;
  view->drag_x = x;
  view->drag_y = y;
  view->drag_w = dx;
  view->drag_h = dy;
  gtk_widget_queue_draw (GTK_WIDGET (view));
}

static void
select_in_box (MillChartView *view, const graphene_rect_t *box, gboolean add)
{
  MillScene *scene = scene_of (view);
  g_autoptr (GArray) data = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; i < mill_scene_n_data (scene); i++)
    {
      const MillDatum *datum = mill_scene_datum (scene, i);
      if (graphene_rect_contains_point (box, &GRAPHENE_POINT_INIT (datum->x, datum->y)))
        g_array_append_val (data, i);
    }
  mill_chart_view_select (view, (const guint *)(gconstpointer)data->data, data->len, add);
}

static void
drag_end (GtkGestureDrag *gesture, double dx, double dy, MillChartView *view)
{
  GdkModifierType state
      = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));
  graphene_rect_t box = GRAPHENE_RECT_INIT (
      (float)view->drag_x, (float)view->drag_y, (float)view->drag_w, (float)view->drag_h);
  if (!view->dragging)
    return;
  view->dragging = FALSE;
  gtk_widget_queue_draw (GTK_WIDGET (view));
  graphene_rect_normalize (&box);
  if (scene_of (view) == NULL)
    return;
  if (view->selecting || (state & GDK_CONTROL_MASK) != 0)
    {
      select_in_box (view, &box, (state & GDK_SHIFT_MASK) != 0);
      return;
    }
  /* a flat box is meant for one axis */
  if (box.size.width >= 3 * DRAG_THRESHOLD)
    mill_chart_view_zoom_to (view, FALSE, box.origin.x, box.origin.x + box.size.width);
  if (box.size.height >= 3 * DRAG_THRESHOLD)
    mill_chart_view_zoom_to (view, TRUE, box.origin.y, box.origin.y + box.size.height);
}

/* The middle button moves what is seen. */
static void
pan_begin (GtkGestureDrag *gesture, double x, double y, MillChartView *view)
{
  view->pan_from = 0;
}

static void
pan_update (GtkGestureDrag *gesture, double dx, double dy, MillChartView *view)
{
  MillScene *scene = scene_of (view);
  double x, y, w, h, by = view->pan_from - dx;
  if (scene == NULL || mill_chart_maker_is_busy (view->maker))
    return;
  mill_scene_plot (scene, &x, &y, &w, &h);
  view->pan_from = dx;
  mill_chart_view_zoom_to (view, FALSE, x + by, x + w + by);
}

/* ---- clicks ---- */

static void
released (GtkGestureClick *gesture, int n, double x, double y, MillChartView *view)
{
  MillScene *scene = scene_of (view);
  GdkModifierType state
      = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));
  gtk_widget_grab_focus (GTK_WIDGET (view));
  if (scene == NULL)
    return;
  const char *series = mill_scene_legend_hit (scene, x, y);
  guint datum = mill_scene_hit (scene, x, y);
  if (series != NULL)
    mill_chart_view_toggle_series (view, series, (state & GDK_SHIFT_MASK) != 0);
  else if (n == 2)
    mill_chart_view_reset (view);
  else if (datum != MILL_DATUM_NONE)
    mill_chart_view_select (view, &datum, 1, (state & GDK_CONTROL_MASK) != 0);
  else
    mill_chart_view_clear_selection (view);
}

void
mill_chart_view_add_gestures (MillChartView *view)
{
  GtkWidget *widget = GTK_WIDGET (view);
  GtkEventController *hover = gtk_event_controller_motion_new ();
  GtkEventController *wheel
      = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkGesture *pan = gtk_gesture_drag_new ();
  g_signal_connect (hover, "motion", G_CALLBACK (motion), view);
  g_signal_connect (hover, "leave", G_CALLBACK (leave), view);
  g_signal_connect (wheel, "scroll", G_CALLBACK (scroll), view);
  g_signal_connect (click, "released", G_CALLBACK (released), view);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_update), view);
  g_signal_connect (drag, "drag-end", G_CALLBACK (drag_end), view);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (pan), GDK_BUTTON_MIDDLE);
  g_signal_connect (pan, "drag-begin", G_CALLBACK (pan_begin), view);
  g_signal_connect (pan, "drag-update", G_CALLBACK (pan_update), view);
  gtk_widget_add_controller (widget, hover);
  gtk_widget_add_controller (widget, wheel);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (pan));
}
