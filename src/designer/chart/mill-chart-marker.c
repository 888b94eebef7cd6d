/* mill-chart-marker.c: what stands over a chart: the mark that is read, with its values, the marks
 * that are selected, and the box of a drag.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-chart-view-private.h"

#include <math.h>

#define TIP_PADDING 8
#define TIP_GAP 14 /* px from the mark to its card */
#define SELECTED_SHOWN_MAX 2000

static void
get_color (GtkWidget *widget, const char *name, GdkRGBA *color)
{
  if (!gtk_style_context_lookup_color (gtk_widget_get_style_context (widget), name, color))
    gdk_rgba_parse (color, "gray");
}

static void
append_ring (GtkSnapshot *snapshot, double x, double y, double radius, const GdkRGBA *color)
{
  GskRoundedRect ring;
  graphene_rect_t box = GRAPHENE_RECT_INIT (
      (float)(x - radius), (float)(y - radius), (float)(2 * radius), (float)(2 * radius));
  gsk_rounded_rect_init_from_rect (&ring, &box, (float)radius);
  gtk_snapshot_append_border (
      snapshot, &ring, (float[4]){ 2, 2, 2, 2 }, (GdkRGBA[4]){ *color, *color, *color, *color });
}

static void
append_card (GtkSnapshot *snapshot,
             const graphene_rect_t *box,
             const GdkRGBA *ground,
             const GdkRGBA *edge)
{
  GskRoundedRect card;
  gsk_rounded_rect_init_from_rect (&card, box, 8);
  gtk_snapshot_append_outset_shadow (snapshot, &card, &(GdkRGBA){ 0, 0, 0, 0.25f }, 0, 2, 0, 6);
  gtk_snapshot_push_rounded_clip (snapshot, &card);
  gtk_snapshot_append_color (snapshot, ground, box);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_append_border (
      snapshot, &card, (float[4]){ 1, 1, 1, 1 }, (GdkRGBA[4]){ *edge, *edge, *edge, *edge });
}

static void
append_tip (MillChartView *view, GtkSnapshot *snapshot, MillScene *scene, guint number)
{
  GtkWidget *widget = GTK_WIDGET (view);
  const MillDatum *datum = mill_scene_datum (scene, number);
  g_autofree char *text = mill_scene_datum_text (scene, number);
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (widget, g_strchomp (text));
  GdkRGBA ground, ink,
      mark = { (float)(datum->color >> 24) / 255,
               (float)(datum->color >> 16 & 255) / 255,
               (float)(datum->color >> 8 & 255) / 255,
               1 };
  int w, h;
  get_color (widget, "popover_bg_color", &ground);
  get_color (widget, "popover_fg_color", &ink);
  pango_layout_set_width (layout, 320 * PANGO_SCALE);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_get_pixel_size (layout, &w, &h);
  double width = w + 2 * TIP_PADDING + 6, height = h + 2 * TIP_PADDING;
  double x = datum->x + TIP_GAP, y = datum->y - height / 2;
  if (x + width > mill_scene_width (scene) - 4)
    x = datum->x - TIP_GAP - width;
  x = MAX (x, 4);
  y = CLAMP (y, 4, MAX (mill_scene_height (scene) - height - 4, 4));
  append_ring (snapshot, datum->x, datum->y, 6, &ink);
  graphene_rect_t box = GRAPHENE_RECT_INIT ((float)x, (float)y, (float)width, (float)height);
  GdkRGBA edge = ink;
  edge.alpha = 0.15f;
  append_card (snapshot, &box, &ground, &edge);
  gtk_snapshot_append_color (
      snapshot, &mark, &GRAPHENE_RECT_INIT ((float)x + 5, (float)y + 6, 4, (float)height - 12));
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (
      snapshot, &GRAPHENE_POINT_INIT ((float)x + TIP_PADDING + 6, (float)y + TIP_PADDING));
  gtk_snapshot_append_layout (snapshot, layout, &ink);
  gtk_snapshot_restore (snapshot);
}

static void
append_box (MillChartView *view, GtkSnapshot *snapshot)
{
  GdkRGBA color, fill;
  get_color (GTK_WIDGET (view), "accent_bg_color", &color);
  fill = color;
  fill.alpha = 0.15f;
  graphene_rect_t box = GRAPHENE_RECT_INIT (
      (float)view->drag_x, (float)view->drag_y, (float)view->drag_w, (float)view->drag_h);
  GskRoundedRect outline;
  graphene_rect_normalize (&box);
  gsk_rounded_rect_init_from_rect (&outline, &box, 0);
  gtk_snapshot_append_color (snapshot, &fill, &box);
  gtk_snapshot_append_border (
      snapshot, &outline, (float[4]){ 1, 1, 1, 1 }, (GdkRGBA[4]){ color, color, color, color });
}

void
mill_chart_view_snapshot_markers (MillChartView *view, GtkSnapshot *snapshot)
{
  MillScene *scene = mill_chart_maker_get_scene (view->maker);
  GdkRGBA accent;
  get_color (GTK_WIDGET (view), "accent_color", &accent);
  for (guint i = 0; i < MIN (view->selected->len, SELECTED_SHOWN_MAX); i++)
    {
      const MillDatum *datum = mill_scene_datum (scene, g_array_index (view->selected, guint, i));
      append_ring (snapshot, datum->x, datum->y, 7, &accent);
    }
  if (view->dragging)
    append_box (view, snapshot);
  else if (view->hover < mill_scene_n_data (scene))
    append_tip (view, snapshot, scene, view->hover);
}
