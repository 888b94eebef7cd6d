/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-drawing.h"

#include "mill-canvas-private.h"

enum
{
  MARGIN = 24,     /* px around it */
  LINE_ROOM = 400, /* px that lines can go around what they join */
  ZOOM = 3,        /* icons can be enlarged so much */
  PART = 50        /* pieces at a time */
};

/* Its pieces, from below: notes and lines all together, labels of links, blocks. */
struct _MillDrawing
{
  MillCanvas *canvas;
  graphene_rect_t extent;
  guint n_links;
  GPtrArray *blocks; /* MillBlockWidget: they may be deleted meanwhile */
  guint next;        /* piece */
};

MillDrawing *
mill_drawing_new (MillCanvas *canvas)
{
  g_return_val_if_fail (MILL_IS_CANVAS (canvas), NULL);
  MillDrawing *drawing = g_new0 (MillDrawing, 1);
  drawing->canvas = g_object_ref (canvas);
  mill_canvas_get_extent (canvas, &drawing->extent);
  drawing->n_links = mill_link_layer_n (mill_world_get_links (canvas->world));
  drawing->blocks = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < mill_world_n_blocks (canvas->world); i++)
    g_ptr_array_add (drawing->blocks, g_object_ref (mill_world_get_block (canvas->world, i)));
  return drawing;
}

void
mill_drawing_free (MillDrawing *drawing)
{
  if (drawing == NULL)
    return;
  g_ptr_array_unref (drawing->blocks);
  g_object_unref (drawing->canvas);
  g_free (drawing);
}

void
mill_drawing_get_size (const MillDrawing *drawing, double *width, double *height)
{
  g_return_if_fail (drawing != NULL && width != NULL && height != NULL);
  *width = drawing->extent.size.width + 2 * MARGIN;
  *height = drawing->extent.size.height + 2 * MARGIN;
}

static void
draw_notes (MillWorld *world, GtkSnapshot *snapshot)
{
  GtkWidget *child;
  for (guint i = 0; (child = mill_world_get_child (world, i)) != NULL; i++)
    if (MILL_IS_NOTE (child))
      {
        MillBox box = mill_note_get_box (MILL_NOTE (child));
        gtk_snapshot_save (snapshot);
        gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float)box.x0, (float)box.y0));
        mill_note_draw (MILL_NOTE (child), snapshot);
        gtk_snapshot_restore (snapshot);
      }
}

static void
draw_lines (MillDrawing *drawing, GtkSnapshot *snapshot)
{
  const graphene_rect_t *extent = &drawing->extent;
  MillBox box = { extent->origin.x - LINE_ROOM,
                  extent->origin.y - LINE_ROOM,
                  extent->origin.x + extent->size.width + LINE_ROOM,
                  extent->origin.y + extent->size.height + LINE_ROOM };
  mill_link_layer_draw_lines (mill_world_get_links (drawing->canvas->world), snapshot, &box);
}

static void
draw_block (MillBlockWidget *block, GtkSnapshot *snapshot)
{
  MillBox box = mill_block_widget_get_box (block);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float)box.x0, (float)box.y0));
  mill_block_widget_draw (block, snapshot);
  gtk_snapshot_restore (snapshot);
}

static void
draw_piece (MillDrawing *drawing, guint piece, GtkSnapshot *snapshot)
{
  MillWorld *world = drawing->canvas->world;
  if (piece == 0)
    {
      draw_notes (world, snapshot);
      draw_lines (drawing, snapshot);
    }
  else if (piece <= drawing->n_links)
    mill_link_layer_draw_label (mill_world_get_links (world), snapshot, piece - 1);
  else
    draw_block (drawing->blocks->pdata[piece - 1 - drawing->n_links], snapshot);
}

gboolean
mill_drawing_draw_part (MillDrawing *drawing, cairo_t *cr)
{
  g_return_val_if_fail (drawing != NULL && cr != NULL, FALSE);
  MillLook *look = drawing->canvas->look;
  MillDetail detail = look->detail;
  double grain = look->grain;
  guint n = 1 + drawing->n_links + drawing->blocks->len, end = MIN (drawing->next + PART, n);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  mill_look_set_zoom (look, MILL_DETAIL_FULL, ZOOM);
  while (drawing->next < end)
    draw_piece (drawing, drawing->next++, snapshot);
  look->detail = detail;
  look->grain = grain;
  g_autoptr (GskRenderNode) node = gtk_snapshot_free_to_node (snapshot);
  cairo_save (cr);
  cairo_translate (cr, MARGIN - drawing->extent.origin.x, MARGIN - drawing->extent.origin.y);
  if (node != NULL)
    gsk_render_node_draw (node, cr);
  cairo_restore (cr);
  return end < n;
}
