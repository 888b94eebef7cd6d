/* mill-canvas-view.c: pan and zoom, and where things are.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-canvas-private.h"

#include <math.h>

#define ZOOM_MIN 0.05
#define ZOOM_MAX 4.0
#define ZOOM_STEP 1.15

enum
{
  FIT_MARGIN = 32,  /* px around what is fitted */
  SHOW_MARGIN = 32, /* px around what is panned into view */
  WHEEL_PX = 60     /* px that a step of the wheel pans */
};

/* ---- coordinates ---- */

void
mill_canvas_to_document (MillCanvas *canvas, double x, double y, double *dx, double *dy)
{
  g_return_if_fail (MILL_IS_CANVAS (canvas) && dx != NULL && dy != NULL);
  *dx = (x - canvas->pan_x) / canvas->zoom;
  *dy = (y - canvas->pan_y) / canvas->zoom;
}

void
mill_canvas_from_document (MillCanvas *canvas, double dx, double dy, double *x, double *y)
{
  g_return_if_fail (MILL_IS_CANVAS (canvas) && x != NULL && y != NULL);
  *x = dx * canvas->zoom + canvas->pan_x;
  *y = dy * canvas->zoom + canvas->pan_y;
}

MillBox
mill_canvas_visible_box (MillCanvas *canvas)
{
  MillBox box;
  GtkWidget *widget = GTK_WIDGET (canvas);
  mill_canvas_to_document (canvas, 0, 0, &box.x0, &box.y0);
  mill_canvas_to_document (
      canvas, gtk_widget_get_width (widget), gtk_widget_get_height (widget), &box.x1, &box.y1);
  return box;
}

static void
to_rect (const MillBox *box, graphene_rect_t *rect)
{
  graphene_rect_init (
      rect, (float)box->x0, (float)box->y0, (float)(box->x1 - box->x0), (float)(box->y1 - box->y0));
}

void
mill_canvas_get_visible (MillCanvas *canvas, graphene_rect_t *rect)
{
  g_return_if_fail (MILL_IS_CANVAS (canvas) && rect != NULL);
  MillBox box = mill_canvas_visible_box (canvas);
  to_rect (&box, rect);
}

gboolean
mill_canvas_get_pointer (MillCanvas *canvas, double *x, double *y)
{
  g_return_val_if_fail (MILL_IS_CANVAS (canvas) && x != NULL && y != NULL, FALSE);
  GtkWidget *widget = GTK_WIDGET (canvas);
  gboolean inside = canvas->pointer_inside;
  mill_canvas_to_document (canvas,
                           inside ? canvas->pointer_x : gtk_widget_get_width (widget) / 2.0,
                           inside ? canvas->pointer_y : gtk_widget_get_height (widget) / 2.0,
                           x,
                           y);
  return inside;
}

gboolean
mill_canvas_get_extent (MillCanvas *canvas, graphene_rect_t *rect)
{
  g_return_val_if_fail (MILL_IS_CANVAS (canvas) && rect != NULL, FALSE);
  MillBox box;
  mill_canvas_sync (canvas);
  graphene_rect_init (rect, 0, 0, 0, 0);
  if (!mill_world_get_extent (canvas->world, &box))
    return FALSE;
  to_rect (&box, rect);
  return TRUE;
}

gboolean
mill_canvas_get_block_rect (MillCanvas *canvas, const char *id, graphene_rect_t *rect)
{
  g_return_val_if_fail (MILL_IS_CANVAS (canvas) && id != NULL && rect != NULL, FALSE);
  mill_canvas_sync (canvas);
  MillBlockWidget *widget = mill_canvas_find (canvas, id);
  if (widget == NULL)
    return FALSE;
  MillBox box = mill_block_widget_get_box (widget);
  to_rect (&box, rect);
  return TRUE;
}

gboolean
mill_canvas_get_port_point (
    MillCanvas *canvas, const char *id, const char *port, gboolean output, graphene_point_t *point)
{
  g_return_val_if_fail (MILL_IS_CANVAS (canvas) && id != NULL && port != NULL, FALSE);
  mill_canvas_sync (canvas);
  MillBlockWidget *widget = mill_canvas_find (canvas, id);
  const MillBlockSpec *spec
      = widget != NULL ? mill_doc_block_get_spec (mill_block_widget_get_block (widget)) : NULL;
  int index = spec != NULL ? mill_spec_find_port (spec, output, port) : -1;
  MillPoint place;
  if (index < 0)
    return FALSE;
  mill_block_widget_port_place (widget, output, index, &place);
  graphene_point_init (point, (float)place.x, (float)place.y);
  return TRUE;
}

/* ---- pan and zoom ---- */

static void
set_view (MillCanvas *canvas, double zoom, double pan_x, double pan_y)
{
  /* whole pixels keep text sharp */
  pan_x = round (pan_x);
  pan_y = round (pan_y);
  if (zoom == canvas->zoom && pan_x == canvas->pan_x && pan_y == canvas->pan_y)
    return;
  canvas->zoom = zoom;
  canvas->pan_x = pan_x;
  canvas->pan_y = pan_y;
  gtk_widget_queue_allocate (GTK_WIDGET (canvas));
  mill_canvas_emit_view_changed (canvas);
}

void
mill_canvas_pan_by (MillCanvas *canvas, double dx, double dy)
{
  canvas->fitting = FALSE;
  set_view (canvas, canvas->zoom, canvas->pan_x + dx, canvas->pan_y + dy);
}

void
mill_canvas_zoom_about (MillCanvas *canvas, double zoom, double x, double y)
{
  double dx = 0, dy = 0;
  zoom = CLAMP (zoom, ZOOM_MIN, ZOOM_MAX);
  /* 100 % is sharpest: steps stop there */
  if (fabs (zoom - 1) < 0.02)
    zoom = 1;
  canvas->fitting = FALSE;
  mill_canvas_to_document (canvas, x, y, &dx, &dy);
  set_view (canvas, zoom, x - dx * zoom, y - dy * zoom);
}

void
mill_canvas_zoom_step (MillCanvas *canvas, int steps, double x, double y)
{
  mill_canvas_zoom_about (canvas, canvas->zoom * pow (ZOOM_STEP, steps), x, y);
}

double
mill_canvas_get_zoom (MillCanvas *canvas)
{
  g_return_val_if_fail (MILL_IS_CANVAS (canvas), 1);
  return canvas->zoom;
}

void
mill_canvas_set_zoom (MillCanvas *canvas, double zoom)
{
  g_return_if_fail (MILL_IS_CANVAS (canvas));
  mill_canvas_zoom_about (canvas,
                          zoom,
                          gtk_widget_get_width (GTK_WIDGET (canvas)) / 2.0,
                          gtk_widget_get_height (GTK_WIDGET (canvas)) / 2.0);
}

void
mill_canvas_get_view (MillCanvas *canvas, double *x, double *y, double *zoom)
{
  g_return_if_fail (MILL_IS_CANVAS (canvas) && x != NULL && y != NULL && zoom != NULL);
  MillBox box = mill_canvas_visible_box (canvas);
  *x = (box.x0 + box.x1) / 2;
  *y = (box.y0 + box.y1) / 2;
  *zoom = canvas->zoom;
}

void
mill_canvas_set_view (MillCanvas *canvas, double x, double y, double zoom)
{
  g_return_if_fail (MILL_IS_CANVAS (canvas));
  GtkWidget *widget = GTK_WIDGET (canvas);
  zoom = CLAMP (zoom, ZOOM_MIN, ZOOM_MAX);
  canvas->fitting = FALSE;
  set_view (canvas,
            zoom,
            gtk_widget_get_width (widget) / 2.0 - x * zoom,
            gtk_widget_get_height (widget) / 2.0 - y * zoom);
}

void
mill_canvas_fit_box (MillCanvas *canvas, const MillBox *box)
{
  GtkWidget *widget = GTK_WIDGET (canvas);
  double width = gtk_widget_get_width (widget) - 2 * FIT_MARGIN;
  double height = gtk_widget_get_height (widget) - 2 * FIT_MARGIN;
  double zoom = MIN (width / MAX (box->x1 - box->x0, 1), height / MAX (box->y1 - box->y0, 1));
  mill_canvas_set_view (canvas, (box->x0 + box->x1) / 2, (box->y0 + box->y1) / 2, MIN (zoom, 1));
}

void
mill_canvas_fit (MillCanvas *canvas)
{
  g_return_if_fail (MILL_IS_CANVAS (canvas));
  MillBox box;
  mill_canvas_sync (canvas);
  if (gtk_widget_get_width (GTK_WIDGET (canvas)) == 0)
    canvas->fitting = TRUE;
  else if (mill_world_get_extent (canvas->world, &box))
    mill_canvas_fit_box (canvas, &box);
}

void
mill_canvas_fit_selection (MillCanvas *canvas)
{
  g_return_if_fail (MILL_IS_CANVAS (canvas));
  MillBox all = { G_MAXDOUBLE, G_MAXDOUBLE, -G_MAXDOUBLE, -G_MAXDOUBLE };
  GtkWidget *child;
  mill_canvas_sync (canvas);
  for (guint i = 0; i < canvas->widgets->len; i++)
    {
      MillBlockWidget *widget = canvas->widgets->pdata[i];
      MillBox box = mill_block_widget_get_box (widget);
      if (mill_block_widget_get_marks (widget) & MILL_BLOCK_SELECTED)
        mill_box_add (&all, &box);
    }
  for (guint i = 0; (child = mill_world_get_child (canvas->world, i)) != NULL; i++)
    if (gtk_widget_get_state_flags (child) & GTK_STATE_FLAG_SELECTED && MILL_IS_NOTE (child))
      {
        MillBox box = mill_note_get_box (MILL_NOTE (child));
        mill_box_add (&all, &box);
      }
  if (all.x0 <= all.x1)
    mill_canvas_fit_box (canvas, &all);
  else
    mill_canvas_fit (canvas);
}

/* How far to pan so that @from to @to comes into 0 to @size; what is too large shows its start. */
static double
shift_into (double from, double to, double size)
{
  if (from < SHOW_MARGIN || to - from > size - 2 * SHOW_MARGIN)
    return SHOW_MARGIN - from;
  return to > size - SHOW_MARGIN ? size - SHOW_MARGIN - to : 0;
}

/* Moves @place out of @corner, up or else aside, where there is room. */
static void
leave_corner (MillBox *place, const MillBox *corner)
{
  double up = place->y1 - corner->y0;
  double aside = corner->x0 > 0 ? corner->x0 - place->x1 : corner->x1 - place->x0;
  if (!mill_box_meets (place, corner))
    return;
  if (place->y0 - up >= SHOW_MARGIN)
    *place = (MillBox){ place->x0, place->y0 - up, place->x1, place->y1 - up };
  else if (aside > 0 || place->x0 + aside >= SHOW_MARGIN)
    *place = (MillBox){ place->x0 + aside, place->y0, place->x1 + aside, place->y1 };
}

void
mill_canvas_show_box (MillCanvas *canvas, const MillBox *box)
{
  MillBox was = { 0 };
  double width = gtk_widget_get_width (GTK_WIDGET (canvas));
  double height = gtk_widget_get_height (GTK_WIDGET (canvas));
  MillBox corner = mill_canvas_get_corner (canvas, gtk_widget_get_child_visible (canvas->minimap));
  if (width == 0)
    return;
  mill_canvas_from_document (canvas, box->x0, box->y0, &was.x0, &was.y0);
  mill_canvas_from_document (canvas, box->x1, box->y1, &was.x1, &was.y1);
  if (was.x0 >= 0 && was.y0 >= 0 && was.x1 <= width && was.y1 <= height
      && !mill_box_meets (&was, &corner))
    return;
  double dx = shift_into (was.x0, was.x1, width), dy = shift_into (was.y0, was.y1, height);
  MillBox place = { was.x0 + dx, was.y0 + dy, was.x1 + dx, was.y1 + dy };
  corner = mill_canvas_get_corner (canvas, mill_canvas_has_map_room (canvas));
  leave_corner (&place, &corner);
  mill_canvas_pan_by (canvas, place.x0 - was.x0, place.y0 - was.y0);
}

void
mill_canvas_show_rect (MillCanvas *canvas, const graphene_rect_t *rect)
{
  g_return_if_fail (MILL_IS_CANVAS (canvas) && rect != NULL);
  MillBox box = { rect->origin.x,
                  rect->origin.y,
                  rect->origin.x + rect->size.width,
                  rect->origin.y + rect->size.height };
  if (canvas->hand.state == MILL_HAND_IDLE)
    mill_canvas_show_box (canvas, &box);
}

void
mill_canvas_center_on_block (MillCanvas *canvas, const char *id)
{
  g_return_if_fail (MILL_IS_CANVAS (canvas) && id != NULL);
  graphene_rect_t rect;
  if (mill_canvas_get_block_rect (canvas, id, &rect))
    mill_canvas_set_view (canvas,
                          rect.origin.x + rect.size.width / 2,
                          rect.origin.y + rect.size.height / 2,
                          canvas->zoom);
}

gboolean
mill_canvas_focus_block (MillCanvas *canvas, const char *id)
{
  g_return_val_if_fail (MILL_IS_CANVAS (canvas) && id != NULL, FALSE);
  mill_canvas_sync (canvas);
  MillBlockWidget *widget = mill_canvas_find (canvas, id);
  if (widget == NULL)
    return FALSE;
  /* what is out of sight is not mapped, and could not take the focus */
  gtk_widget_set_child_visible (GTK_WIDGET (widget), TRUE);
  return gtk_widget_grab_focus (GTK_WIDGET (widget));
}

/* ---- wheel, touchpad, pinch ---- */

static gboolean
scrolled (GtkEventControllerScroll *controller, double dx, double dy, MillCanvas *canvas)
{
  GdkModifierType held
      = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (controller));
  gboolean wheel = gtk_event_controller_scroll_get_unit (controller) == GDK_SCROLL_UNIT_WHEEL;
  double x = canvas->pointer_x, y = canvas->pointer_y;
  if (held & GDK_CONTROL_MASK || (wheel && !(held & GDK_SHIFT_MASK) && dx == 0))
    mill_canvas_zoom_about (canvas, canvas->zoom * pow (ZOOM_STEP, wheel ? -dy : -dy / 20), x, y);
  else if (wheel)
    mill_canvas_pan_by (canvas, -(dx + dy) * WHEEL_PX, 0);
  else
    mill_canvas_pan_by (canvas, -dx, -dy);
  mill_canvas_hand_update (canvas);
  return TRUE;
}

static void
pinch_began (GtkGesture *gesture, GdkEventSequence *sequence, MillCanvas *canvas)
{
  g_object_set_data_full (
      G_OBJECT (gesture), "zoom", g_memdup2 (&canvas->zoom, sizeof canvas->zoom), g_free);
}

static void
pinched (GtkGestureZoom *gesture, double scale, MillCanvas *canvas)
{
  const double *began = g_object_get_data (G_OBJECT (gesture), "zoom");
  double x, y;
  if (began != NULL && gtk_gesture_get_bounding_box_center (GTK_GESTURE (gesture), &x, &y))
    mill_canvas_zoom_about (canvas, *began * scale, x, y);
}

void
mill_canvas_add_view_controllers (MillCanvas *canvas)
{
  GtkEventController *scroll
      = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
  g_signal_connect (scroll, "scroll", G_CALLBACK (scrolled), canvas);
  gtk_widget_add_controller (GTK_WIDGET (canvas), scroll);
  GtkGesture *pinch = gtk_gesture_zoom_new ();
  g_signal_connect (pinch, "begin", G_CALLBACK (pinch_began), canvas);
  g_signal_connect (pinch, "scale-changed", G_CALLBACK (pinched), canvas);
  gtk_widget_add_controller (GTK_WIDGET (canvas), GTK_EVENT_CONTROLLER (pinch));
}

/* ---- what else stands on it ---- */

void
mill_canvas_add_child (MillCanvas *canvas,
                       GtkWidget *child,
                       MillCanvasLayer layer,
                       const graphene_rect_t *rect)
{
  g_return_if_fail (MILL_IS_CANVAS (canvas));
  mill_world_add_child (canvas->world, child, (int)layer, rect);
  mill_minimap_forget (MILL_MINIMAP (canvas->minimap));
}

void
mill_canvas_move_child (MillCanvas *canvas, GtkWidget *child, const graphene_rect_t *rect)
{
  g_return_if_fail (MILL_IS_CANVAS (canvas));
  mill_world_move_child (canvas->world, child, rect);
  mill_minimap_forget (MILL_MINIMAP (canvas->minimap));
}

void
mill_canvas_remove_child (MillCanvas *canvas, GtkWidget *child)
{
  g_return_if_fail (MILL_IS_CANVAS (canvas));
  mill_canvas_cancel_hand (canvas); /* it may hold the child */
  mill_world_remove_child (canvas->world, child);
  mill_minimap_forget (MILL_MINIMAP (canvas->minimap));
}
