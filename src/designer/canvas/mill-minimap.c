/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-canvas-private.h"

#include <glib/gi18n-lib.h>

enum
{
  WIDTH = 176,
  HEIGHT = 112,
  INSET = 8
};

struct _MillMinimap
{
  GtkWidget parent_instance;

  MillCanvas *canvas;             /* not owned: its parent */
  double scale, shift_x, shift_y; /* minimap = document * scale + shift */
  MillBox visible;
  GskRenderNode *blocks; /* (nullable) picture of the blocks, until they change */
};

G_DEFINE_FINAL_TYPE (MillMinimap, mill_minimap, GTK_TYPE_WIDGET)

void
mill_minimap_update (MillMinimap *minimap, MillCanvas *canvas)
{
  g_return_if_fail (MILL_IS_MINIMAP (minimap) && MILL_IS_CANVAS (canvas));
  MillBox extent;
  minimap->canvas = canvas;
  minimap->visible = mill_canvas_visible_box (canvas);
  if (!mill_world_get_extent (canvas->world, &extent))
    return;
  double scale = minimap->scale, shift_x = minimap->shift_x, shift_y = minimap->shift_y;
  double width = MAX (extent.x1 - extent.x0, 1), height = MAX (extent.y1 - extent.y0, 1);
  minimap->scale = MIN ((WIDTH - 2 * INSET) / width, (HEIGHT - 2 * INSET) / height);
  minimap->shift_x = (WIDTH - width * minimap->scale) / 2 - extent.x0 * minimap->scale;
  minimap->shift_y = (HEIGHT - height * minimap->scale) / 2 - extent.y0 * minimap->scale;
  if (scale != minimap->scale || shift_x != minimap->shift_x || shift_y != minimap->shift_y)
    mill_minimap_forget (minimap);
  gtk_widget_queue_draw (GTK_WIDGET (minimap));
}

void
mill_minimap_forget (MillMinimap *minimap)
{
  g_return_if_fail (MILL_IS_MINIMAP (minimap));
  g_clear_pointer (&minimap->blocks, gsk_render_node_unref);
  gtk_widget_queue_draw (GTK_WIDGET (minimap));
}

static void
go_to (MillMinimap *minimap, double x, double y)
{
  if (minimap->canvas != NULL && minimap->scale > 0)
    mill_canvas_set_view (minimap->canvas,
                          (x - minimap->shift_x) / minimap->scale,
                          (y - minimap->shift_y) / minimap->scale,
                          mill_canvas_get_zoom (minimap->canvas));
}

static void
pressed (GtkGestureDrag *gesture, double x, double y, MillMinimap *minimap)
{
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  go_to (minimap, x, y);
}

static void
dragged (GtkGestureDrag *gesture, double dx, double dy, MillMinimap *minimap)
{
  double x, y;
  gtk_gesture_drag_get_start_point (gesture, &x, &y);
  go_to (minimap, x + dx, y + dy);
}

static void
mill_minimap_measure (GtkWidget *widget,
                      GtkOrientation orientation,
                      int for_size,
                      int *minimum,
                      int *natural,
                      int *minimum_baseline,
                      int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? WIDTH : HEIGHT;
}

static void
add_box (const MillMinimap *minimap, cairo_t *cr, const MillBox *box)
{
  cairo_rectangle (cr,
                   box->x0 * minimap->scale + minimap->shift_x,
                   box->y0 * minimap->scale + minimap->shift_y,
                   MAX ((box->x1 - box->x0) * minimap->scale, 1.5),
                   MAX ((box->y1 - box->y0) * minimap->scale, 1.5));
}

/* Frames as their rim, notes filled. */
static void
draw_notes (MillMinimap *minimap, cairo_t *cr)
{
  const MillLook *look = minimap->canvas->look;
  GdkRGBA paper = mill_look_fade (&look->dim, 0.4);
  GtkWidget *child;
  cairo_set_line_width (cr, 1);
  for (guint i = 0; (child = mill_world_get_child (minimap->canvas->world, i)) != NULL; i++)
    {
      if (!MILL_IS_NOTE (child))
        continue;
      MillBox box = mill_note_get_box (MILL_NOTE (child));
      gboolean selected = gtk_widget_get_state_flags (child) & GTK_STATE_FLAG_SELECTED;
      gdk_cairo_set_source_rgba (cr, selected ? &look->accent : &paper);
      add_box (minimap, cr, &box);
      if (mill_note_is_frame (MILL_NOTE (child)))
        cairo_stroke (cr);
      else
        cairo_fill (cr);
    }
}

static void
draw_blocks (MillMinimap *minimap, cairo_t *cr)
{
  MillCanvas *canvas = minimap->canvas;
  const MillLook *look = canvas->look;
  for (guint i = 0; i < mill_world_n_blocks (canvas->world); i++)
    {
      MillBlockWidget *block = mill_world_get_block (canvas->world, i);
      const MillBlockSpec *spec = mill_doc_block_get_spec (mill_block_widget_get_block (block));
      guint marks = mill_block_widget_get_marks (block);
      MillBox box = mill_block_widget_get_box (block);
      const GdkRGBA *color = marks & MILL_BLOCK_SELECTED ? &look->accent
                             : marks & MILL_BLOCK_ERROR  ? &look->error
                             : spec != NULL              ? &look->stages[spec->stage]
                                                         : &look->dim;
      gdk_cairo_set_source_rgba (cr, color);
      add_box (minimap, cr, &box);
      cairo_fill (cr);
    }
}

static void
draw_view (MillMinimap *minimap, cairo_t *cr)
{
  const MillLook *look = minimap->canvas->look;
  const MillBox *visible = &minimap->visible;
  double x0 = MAX (visible->x0 * minimap->scale + minimap->shift_x, 1);
  double y0 = MAX (visible->y0 * minimap->scale + minimap->shift_y, 1);
  double x1 = MIN (visible->x1 * minimap->scale + minimap->shift_x, WIDTH - 1);
  double y1 = MIN (visible->y1 * minimap->scale + minimap->shift_y, HEIGHT - 1);
  GdkRGBA inside = mill_look_fade (&look->accent, 0.12);
  if (x1 <= x0 || y1 <= y0)
    return;
  cairo_rectangle (cr, x0, y0, x1 - x0, y1 - y0);
  gdk_cairo_set_source_rgba (cr, &inside);
  cairo_fill_preserve (cr);
  gdk_cairo_set_source_rgba (cr, &look->accent);
  cairo_set_line_width (cr, 1.5);
  cairo_stroke (cr);
}

static void
mill_minimap_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  MillMinimap *minimap = MILL_MINIMAP (widget);
  if (minimap->canvas == NULL || minimap->scale <= 0)
    return;
  const graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, WIDTH, HEIGHT);
  if (minimap->blocks == NULL)
    {
      minimap->blocks = gsk_cairo_node_new (&bounds);
      cairo_t *blocks = gsk_cairo_node_get_draw_context (minimap->blocks);
      draw_notes (minimap, blocks);
      draw_blocks (minimap, blocks);
      cairo_destroy (blocks);
    }
  gtk_snapshot_append_node (snapshot, minimap->blocks);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &bounds);
  draw_view (minimap, cr);
  cairo_destroy (cr);
}

static void
mill_minimap_dispose (GObject *object)
{
  g_clear_pointer (&MILL_MINIMAP (object)->blocks, gsk_render_node_unref);
  G_OBJECT_CLASS (mill_minimap_parent_class)->dispose (object);
}

static void
mill_minimap_class_init (MillMinimapClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = mill_minimap_dispose;
  widget_class->measure = mill_minimap_measure;
  widget_class->snapshot = mill_minimap_snapshot;
  gtk_widget_class_set_css_name (widget_class, "millminimap");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
mill_minimap_init (MillMinimap *minimap)
{
  GtkGesture *drag = gtk_gesture_drag_new ();
  g_signal_connect (drag, "drag-begin", G_CALLBACK (pressed), minimap);
  g_signal_connect (drag, "drag-update", G_CALLBACK (dragged), minimap);
  gtk_widget_add_controller (GTK_WIDGET (minimap), GTK_EVENT_CONTROLLER (drag));
  gtk_widget_set_overflow (GTK_WIDGET (minimap), GTK_OVERFLOW_HIDDEN);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (minimap), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Overview of the pipeline"), -1);
}
