/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-type-glyph.h"

/* Dates and times are drawn. */
static const char *const marks[MILL_TYPE_LAST] = {
  [MILL_TYPE_BOOLEAN] = "✓✗", [MILL_TYPE_INTEGER] = "123", [MILL_TYPE_DECIMAL] = "1.00",
  [MILL_TYPE_NUMBER] = "1.5", [MILL_TYPE_TEXT] = "Abc",    [MILL_TYPE_JSON] = "{ }",
};

static void
draw_box (GtkSnapshot *snapshot, float x, float y, float width, float height, const GdkRGBA *color)
{
  gtk_snapshot_append_color (snapshot, color, &GRAPHENE_RECT_INIT (x, y, width, height));
}

static void
draw_ring (GtkSnapshot *snapshot, float x, float y, float size, float radius, const GdkRGBA *color)
{
  GskRoundedRect ring;
  gsk_rounded_rect_init_from_rect (&ring, &GRAPHENE_RECT_INIT (x, y, size, size), radius);
  gtk_snapshot_append_border (
      snapshot, &ring, (float[4]){ 1, 1, 1, 1 }, (GdkRGBA[4]){ *color, *color, *color, *color });
}

static void
draw_clock (GtkSnapshot *snapshot, float x, float y, const GdkRGBA *color)
{
  draw_ring (snapshot, x - 6, y - 6, 12, 6, color);
  draw_box (snapshot, x - 0.5f, y - 4, 1, 4.5f, color);
  draw_box (snapshot, x - 0.5f, y - 0.5f, 4, 1, color);
}

static void
draw_calendar (GtkSnapshot *snapshot, float x, float y, const GdkRGBA *color)
{
  draw_ring (snapshot, x - 6, y - 5.5f, 12, 2, color);
  draw_box (snapshot, x - 6, y - 4.5f, 12, 2.5f, color);
  draw_box (snapshot, x - 3.5f, y + 0.5f, 2, 2, color);
  draw_box (snapshot, x + 1, y + 0.5f, 2, 2, color);
}

static gboolean
is_drawn (MillType type)
{
  return type.id == MILL_TYPE_TIMESTAMP || type.id == MILL_TYPE_DATE;
}

float
mill_type_glyph_width (PangoLayout *layout, MillType type)
{
  int width = 13;
  if (!is_drawn (type))
    {
      pango_layout_set_width (layout, -1);
      pango_layout_set_text (layout, marks[type.id], -1);
      pango_layout_get_pixel_size (layout, &width, NULL);
    }
  return (float)width;
}

void
mill_type_glyph_draw (GtkSnapshot *snapshot,
                      PangoLayout *layout,
                      MillType type,
                      const graphene_rect_t *box,
                      const GdkRGBA *color)
{
  float x = roundf (box->origin.x + box->size.width / 2);
  float y = roundf (box->origin.y + box->size.height / 2);
  int width, height;
  if (type.id == MILL_TYPE_TIMESTAMP)
    draw_clock (snapshot, x, y, color);
  else if (type.id == MILL_TYPE_DATE)
    draw_calendar (snapshot, x, y, color);
  else
    {
      pango_layout_set_width (layout, -1);
      pango_layout_set_text (layout, marks[type.id], -1);
      pango_layout_get_pixel_size (layout, &width, &height);
      gtk_snapshot_save (snapshot);
      gtk_snapshot_translate (
          snapshot,
          &GRAPHENE_POINT_INIT (roundf (x - (float)width / 2), roundf (y - (float)height / 2)));
      gtk_snapshot_append_layout (snapshot, layout, color);
      gtk_snapshot_restore (snapshot);
    }
}
