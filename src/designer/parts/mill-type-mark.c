/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-type-mark.h"

#include <glib/gi18n-lib.h>

/* By MillTypeId. The sign differs, not the colour alone. */
static const struct
{
  const char *label;
  const char *sign;
  const char *css_class;
} types[MILL_TYPE_LAST] = {
  [MILL_TYPE_BOOLEAN] = { N_ ("Boolean"), "✓✗", "mill-type-boolean" },
  [MILL_TYPE_INTEGER] = { N_ ("Integer"), "123", "mill-type-number" },
  [MILL_TYPE_DECIMAL] = { N_ ("Decimal"), "1.00", "mill-type-number" },
  [MILL_TYPE_NUMBER] = { N_ ("Number"), "1.5", "mill-type-number" },
  [MILL_TYPE_TEXT] = { N_ ("Text"), "abc", "mill-type-text" },
  [MILL_TYPE_TIMESTAMP] = { N_ ("Timestamp"), "12:00", "mill-type-time" },
  [MILL_TYPE_DATE] = { N_ ("Date"), "1 Jan", "mill-type-time" },
  [MILL_TYPE_JSON] = { N_ ("JSON"), "{ }", "mill-type-json" },
};

const char *
mill_type_label (MillTypeId id)
{
  g_return_val_if_fail ((guint)id < MILL_TYPE_LAST, NULL);
  return _ (types[id].label);
}

static void
set_class (GtkWidget *mark, const char *css_class)
{
  const char *classes[] = { "mill-type", css_class, NULL };
  gtk_widget_set_css_classes (mark, classes);
}

void
mill_type_mark_set (GtkWidget *mark, MillType type)
{
  char name[MILL_TYPE_CHARS];
  g_return_if_fail (GTK_IS_LABEL (mark) && type.id < MILL_TYPE_LAST);
  gtk_label_set_text (GTK_LABEL (mark), types[type.id].sign);
  gtk_widget_set_tooltip_text (mark, mill_type_print (type, name));
  set_class (mark, types[type.id].css_class);
}

void
mill_type_mark_set_unknown (GtkWidget *mark)
{
  g_return_if_fail (GTK_IS_LABEL (mark));
  gtk_label_set_text (GTK_LABEL (mark), "?");
  gtk_widget_set_tooltip_text (mark, _ ("No such column here"));
  set_class (mark, "mill-type-unknown");
}

GtkWidget *
mill_type_mark_new (MillType type)
{
  GtkWidget *mark = gtk_label_new (NULL);
  gtk_widget_set_valign (mark, GTK_ALIGN_CENTER);
  mill_type_mark_set (mark, type);
  return mark;
}

/* ---- drawn ---- */

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
mill_type_mark_width (PangoLayout *layout, MillType type)
{
  int width = 13;
  if (!is_drawn (type))
    {
      pango_layout_set_width (layout, -1);
      pango_layout_set_text (layout, types[type.id].sign, -1);
      pango_layout_get_pixel_size (layout, &width, NULL);
    }
  return (float)width;
}

void
mill_type_mark_draw (GtkSnapshot *snapshot,
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
      pango_layout_set_text (layout, types[type.id].sign, -1);
      pango_layout_get_pixel_size (layout, &width, &height);
      gtk_snapshot_save (snapshot);
      gtk_snapshot_translate (
          snapshot,
          &GRAPHENE_POINT_INIT (roundf (x - (float)width / 2), roundf (y - (float)height / 2)));
      gtk_snapshot_append_layout (snapshot, layout, color);
      gtk_snapshot_restore (snapshot);
    }
}
