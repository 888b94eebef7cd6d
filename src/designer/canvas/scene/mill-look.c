/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-look.h"

#include <math.h>
#include <string.h>

/* Icons are painted at steps of zoom that are this far apart: from 3/4 to its own size cairo draws
 * a picture ten times faster than from less. */
#define GRAIN_STEP (4 / 3.0)

enum
{
  ICON_SIZE = 64, /* px at which icons are loaded, so that they stay sharp when zoomed */
  TEXT_CHARS_MAX = 200,
  TEXT_BYTES_MAX = 1000
};

/* Named colours of libadwaita and of our style sheet; what they are where neither is loaded. */
typedef struct
{
  const char *name;
  const char *fallback;
  gsize offset;
} Named;

#define COLOR(name, fallback, field)                                                               \
  {                                                                                                \
    name, fallback, G_STRUCT_OFFSET (MillLook, field)                                              \
  }
static const Named named[] = {
  COLOR ("card_bg_color", "#ffffff", card),
  COLOR ("view_bg_color", "#fafafa", plane),
  COLOR ("accent_bg_color", "#3584e4", accent),
  COLOR ("error_color", "#c01c28", error),
  COLOR ("mill_warning", "#b56200", warning),
  COLOR ("success_color", "#1b8553", success),
  COLOR ("mill_link", "#8a8a93", link),
  COLOR ("mill_store", "#1c71d8", stages[MILL_STAGE_STORE]),
  COLOR ("mill_process", "#813d9c", stages[MILL_STAGE_PROCESS]),
  COLOR ("mill_consume", "#c64600", stages[MILL_STAGE_CONSUME]),
  COLOR ("mill_link", "#8a8a93", pressures[MILL_PRESSURE_NONE]),
  COLOR ("mill_pressure_low", "#2ec27e", pressures[MILL_PRESSURE_LOW]),
  COLOR ("mill_pressure_some", "#e5a50a", pressures[MILL_PRESSURE_SOME]),
  COLOR ("mill_pressure_high", "#e01b24", pressures[MILL_PRESSURE_HIGH]),
};

GdkRGBA
mill_look_mix (const GdkRGBA *a, const GdkRGBA *b, double part)
{
  float p = (float)part, q = 1 - p;
  return (GdkRGBA){ a->red * q + b->red * p,
                    a->green * q + b->green * p,
                    a->blue * q + b->blue * p,
                    a->alpha * q + b->alpha * p };
}

GdkRGBA
mill_look_fade (const GdkRGBA *color, double alpha)
{
  GdkRGBA faded = *color;
  faded.alpha *= (float)alpha;
  return faded;
}

GdkRGBA
mill_look_lay_over (const GdkRGBA *below, const GdkRGBA *above)
{
  GdkRGBA opaque = *above;
  opaque.alpha = 1;
  opaque = mill_look_mix (below, &opaque, above->alpha);
  opaque.alpha = 1;
  return opaque;
}

GdkRGBA
mill_look_ink_on (const GdkRGBA *color)
{
  /* luma as in Rec. 709 */
  double luma = 0.2126 * color->red + 0.7152 * color->green + 0.0722 * color->blue;
  return luma > 0.6 ? (GdkRGBA){ 0, 0, 0, 0.8f } : (GdkRGBA){ 1, 1, 1, 1 };
}

static PangoFontDescription *
make_font (PangoContext *context, double scale, PangoWeight weight)
{
  PangoFontDescription *font
      = pango_font_description_copy (pango_context_get_font_description (context));
  int size = pango_font_description_get_size (font);
  if (pango_font_description_get_size_is_absolute (font))
    pango_font_description_set_absolute_size (font, size * scale);
  else
    pango_font_description_set_size (font, (int)(size * scale));
  pango_font_description_set_weight (font, weight);
  return font;
}

static void
clear_fonts (MillLook *look)
{
  g_clear_pointer (&look->title, pango_font_description_free);
  for (guint i = 0; i < G_N_ELEMENTS (look->large); i++)
    g_clear_pointer (&look->large[i], pango_font_description_free);
  g_clear_pointer (&look->text, pango_font_description_free);
  g_clear_pointer (&look->small, pango_font_description_free);
  g_clear_object (&look->pango);
}

/* Texts are drawn at any zoom. Hinted at one size but measured at another, glyphs are taller than
 * cairo takes them for, which then cuts off their tops. */
static void
leave_unhinted (PangoContext *context)
{
  cairo_font_options_t *options
      = cairo_font_options_copy (pango_cairo_context_get_font_options (context));
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  pango_cairo_context_set_font_options (context, options);
  cairo_font_options_destroy (options);
}

static void
take_fonts (MillLook *look)
{
  clear_fonts (look);
  look->pango = gtk_widget_create_pango_context (look->widget);
  leave_unhinted (look->pango);
  pango_context_set_base_dir (look->pango, PANGO_DIRECTION_LTR);
  look->title = make_font (look->pango, 0.95, PANGO_WEIGHT_BOLD);
  for (guint i = 0; i < G_N_ELEMENTS (look->large); i++)
    look->large[i] = make_font (look->pango, 1.4 - 0.2 * i, PANGO_WEIGHT_BOLD);
  look->text = make_font (look->pango, 0.82, PANGO_WEIGHT_NORMAL);
  look->small = make_font (look->pango, 0.75, PANGO_WEIGHT_NORMAL);
}

static gboolean
high_contrast (GtkWidget *widget)
{
  g_autofree char *theme = NULL;
  g_object_get (gtk_widget_get_settings (widget), "gtk-theme-name", &theme, NULL);
  return (theme != NULL && strstr (theme, "hc") != NULL)
         || g_strcmp0 (g_getenv ("ADW_DEBUG_HIGH_CONTRAST"), "1") == 0;
}

void
mill_look_refresh (MillLook *look)
{
  g_return_if_fail (look != NULL);
  GtkStyleContext *style = gtk_widget_get_style_context (look->widget);
  for (guint i = 0; i < G_N_ELEMENTS (named); i++)
    {
      GdkRGBA *color = (GdkRGBA *)((guint8 *)look + named[i].offset);
      if (!gtk_style_context_lookup_color (style, named[i].name, color))
        gdk_rgba_parse (color, named[i].fallback);
    }
  gtk_style_context_get_color (style, &look->ink);
  look->contrast = high_contrast (look->widget);
  /* half transparent in the dark style, but blocks must hide the links below them */
  look->card = mill_look_lay_over (&look->plane, &look->card);
  look->dim = mill_look_fade (&look->ink, look->contrast ? 0.9 : 0.65);
  look->border = mill_look_fade (&look->ink, look->contrast ? 0.8 : 0.15);
  look->shade = (GdkRGBA){ 0, 0, 0, 0.07f };
  look->dots = mill_look_fade (&look->ink, 0.13);
  take_fonts (look);
  g_hash_table_remove_all (look->textures);
}

MillLook *
mill_look_new (GtkWidget *widget)
{
  g_return_val_if_fail (GTK_IS_WIDGET (widget), NULL);
  MillLook *look = g_rc_box_new0 (MillLook);
  look->widget = widget;
  look->grain = 1;
  look->icons = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  look->textures = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  mill_look_refresh (look);
  return look;
}

MillLook *
mill_look_ref (MillLook *look)
{
  return g_rc_box_acquire (look);
}

static void
look_clear (gpointer data)
{
  MillLook *look = data;
  clear_fonts (look);
  g_hash_table_unref (look->icons);
  g_hash_table_unref (look->textures);
}

void
mill_look_unref (MillLook *look)
{
  if (look != NULL)
    g_rc_box_release_full (look, look_clear);
}

gboolean
mill_look_set_zoom (MillLook *look, MillDetail detail, double zoom)
{
  g_return_val_if_fail (look != NULL && zoom > 0, FALSE);
  double grain = pow (GRAIN_STEP, ceil (log (zoom) / log (GRAIN_STEP) - 1e-6));
  if (detail == look->detail && grain == look->grain)
    return FALSE;
  look->detail = detail;
  look->grain = grain;
  return TRUE;
}

/* ---- icons and texts ---- */

static GdkPaintable *
find_icon (MillLook *look, const char *names)
{
  GdkPaintable *icon = g_hash_table_lookup (look->icons, names);
  if (icon != NULL)
    return icon;
  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gtk_widget_get_display (look->widget));
  g_auto (GStrv) list = g_strsplit (names, " ", -1);
  const char *chosen = list[0];
  for (guint i = 0; list[i] != NULL; i++)
    if (gtk_icon_theme_has_icon (theme, list[i]))
      {
        chosen = list[i];
        break;
      }
  icon = GDK_PAINTABLE (
      gtk_icon_theme_lookup_icon (theme, chosen, NULL, ICON_SIZE, 1, GTK_TEXT_DIR_LTR, 0));
  g_hash_table_insert (look->icons, g_strdup (names), icon);
  return icon;
}

/* Draws @icon in @color on a picture of @px: GTK would colour it anew, pixel by pixel, each time it
 * is drawn. */
static GdkTexture *
paint_icon (MillLook *look, GdkPaintable *icon, int px, const GdkRGBA *color)
{
  const GdkRGBA colors[4] = { *color, look->error, look->warning, look->success };
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  if (GTK_IS_SYMBOLIC_PAINTABLE (icon))
    gtk_symbolic_paintable_snapshot_symbolic (
        GTK_SYMBOLIC_PAINTABLE (icon), snapshot, px, px, colors, G_N_ELEMENTS (colors));
  else
    gdk_paintable_snapshot (icon, snapshot, px, px);
  g_autoptr (GskRenderNode) node = gtk_snapshot_free_to_node (snapshot);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, px, px);
  cairo_t *cr = cairo_create (surface);
  if (node != NULL)
    gsk_render_node_draw (node, cr);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  gsize stride = (gsize)cairo_image_surface_get_stride (surface);
  g_autoptr (GBytes) bytes
      = g_bytes_new (cairo_image_surface_get_data (surface), stride * (gsize)px);
  cairo_surface_destroy (surface);
  return gdk_memory_texture_new (px, px, GDK_MEMORY_DEFAULT, bytes, stride);
}

void
mill_look_draw_icon (MillLook *look,
                     GtkSnapshot *snapshot,
                     const char *name,
                     double x,
                     double y,
                     double size,
                     const GdkRGBA *color)
{
  g_return_if_fail (look != NULL && GTK_IS_SNAPSHOT (snapshot) && name != NULL && color != NULL);
  int px = (int)ceil (size * look->grain * gtk_widget_get_scale_factor (look->widget) - 1e-6);
  g_autofree char *paint = gdk_rgba_to_string (color);
  g_autofree char *key = g_strdup_printf ("%s %d %s", name, px, paint);
  GdkTexture *texture = g_hash_table_lookup (look->textures, key);
  if (texture == NULL)
    {
      texture = paint_icon (look, find_icon (look, name), px, color);
      g_hash_table_insert (look->textures, g_steal_pointer (&key), texture);
    }
  gtk_snapshot_append_texture (
      snapshot, texture, &GRAPHENE_RECT_INIT ((float)x, (float)y, (float)size, (float)size));
}

char *
mill_look_block_icon (const char *type_id, const MillBlockSpec *spec)
{
  static const char *const stages[] = { "mill-stage-store-symbolic folder-symbolic",
                                        "mill-stage-process-symbolic emblem-system-symbolic",
                                        "mill-stage-consume-symbolic document-send-symbolic" };
  if (spec == NULL)
    return g_strdup ("mill-block-unknown-symbolic dialog-question-symbolic");
  return g_strdup_printf ("mill-block-%s-symbolic %s", type_id, stages[spec->stage]);
}

PangoLayout *
mill_look_layout (MillLook *look, const PangoFontDescription *font, const char *text, double width)
{
  g_return_val_if_fail (look != NULL && text != NULL, NULL);
  PangoLayout *layout = pango_layout_new (look->pango);
  pango_layout_set_font_description (layout, font);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  pango_layout_set_auto_dir (layout, FALSE); /* rows flow to the right: texts begin at the icon */
  if (width > 0)
    {
      pango_layout_set_width (layout, (int)(width * PANGO_SCALE));
      pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
    }
  /* more than this is never seen, and shaping takes time by length */
  pango_layout_set_text (layout,
                         text,
                         (int)(g_utf8_offset_to_pointer (
                                   text, MIN (g_utf8_strlen (text, TEXT_BYTES_MAX), TEXT_CHARS_MAX))
                               - text));
  return layout;
}

char *
mill_count_text (guint64 rows)
{
  static const struct
  {
    guint64 unit;
    const char *suffix;
  } units[] = { { 1000000000000, "T" }, { 1000000000, "G" }, { 1000000, "M" }, { 1000, "k" } };
  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    {
      char digits[G_ASCII_DTOSTR_BUF_SIZE];
      double value = (double)rows / (double)units[i].unit;
      if (rows < units[i].unit)
        continue;
      g_ascii_formatd (digits,
                       sizeof digits,
                       value < 10    ? "%.2f"
                       : value < 100 ? "%.1f"
                                     : "%.0f",
                       value);
      return g_strconcat (digits, units[i].suffix, NULL);
    }
  return g_strdup_printf ("%" G_GUINT64_FORMAT, rows);
}

char *
mill_count_full (guint64 rows)
{
  g_autofree char *digits = g_strdup_printf ("%" G_GUINT64_FORMAT, rows);
  GString *text = g_string_new (NULL);
  gsize n = strlen (digits);
  for (gsize i = 0; i < n; i++)
    {
      if (i > 0 && (n - i) % 3 == 0)
        g_string_append (text, "\u202f"); /* narrow no-break space */
      g_string_append_c (text, digits[i]);
    }
  return g_string_free (text, FALSE);
}
