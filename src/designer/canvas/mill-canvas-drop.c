/* mill-canvas-drop.c: what is dropped on the canvas from elsewhere: files, blocks of the palette.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-canvas-private.h"

#include <glib/gi18n-lib.h>

static void
drop_block (MillCanvas *canvas, const char *type, double x, double y)
{
  g_autoptr (GError) error = NULL;
  if (mill_canvas_add_block_at (canvas, type, NULL, x, y, &error) == NULL)
    mill_workspace_announce (canvas->workspace, error->message);
}

static gboolean
dropped (GtkDropTarget *target, const GValue *value, double x, double y, MillCanvas *canvas)
{
  double dx, dy;
  if (canvas->document == NULL)
    return FALSE;
  mill_canvas_to_document (canvas, x, y, &dx, &dy);
  if (G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    {
      mill_canvas_emit_files_dropped (canvas, g_value_get_boxed (value), dx, dy);
      return TRUE;
    }
  const char *text = G_VALUE_HOLDS_STRING (value) ? g_value_get_string (value) : NULL;
  if (text == NULL || !g_str_has_prefix (text, MILL_CANVAS_DRAG_BLOCK))
    return FALSE;
  drop_block (canvas, text + strlen (MILL_CANVAS_DRAG_BLOCK), dx, dy);
  return TRUE;
}

/* The link that a block would be put on lights up. What is dragged is not known yet; most blocks
 * can be inserted. */
static GdkDragAction
drop_motion (GtkDropTarget *target, double x, double y, MillCanvas *canvas)
{
  double dx, dy;
  mill_canvas_to_document (canvas, x, y, &dx, &dy);
  canvas->pointer_x = x;
  canvas->pointer_y = y;
  mill_canvas_set_hover (
      canvas, NULL, FALSE, -1, mill_link_layer_hit (mill_canvas_links (canvas), dx, dy, 24, NULL));
  return GDK_ACTION_COPY;
}

static void
drop_left (GtkDropTarget *target, MillCanvas *canvas)
{
  mill_canvas_set_hover (canvas, NULL, FALSE, -1, NULL);
}

void
mill_canvas_add_drop_target (MillCanvas *canvas)
{
  GType types[] = { GDK_TYPE_FILE_LIST, G_TYPE_STRING };
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_INVALID, GDK_ACTION_COPY);
  gtk_drop_target_set_gtypes (target, types, G_N_ELEMENTS (types));
  g_signal_connect (target, "drop", G_CALLBACK (dropped), canvas);
  g_signal_connect (target, "motion", G_CALLBACK (drop_motion), canvas);
  g_signal_connect (target, "leave", G_CALLBACK (drop_left), canvas);
  gtk_widget_add_controller (GTK_WIDGET (canvas), GTK_EVENT_CONTROLLER (target));
}
