/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-grid-private.h"
#include "mill-type-mark.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#define ESTIMATE_CELLS 4096 /* looked at for the first widths of columns */
#define ESTIMATE_ROWS 24
#define ESTIMATE_WIDTH_MAX 260.0
#define ESTIMATE_WIDTH_MIN 64.0

static PangoLayout *
new_layout (MillGrid *grid, double scale, PangoAttribute *attribute)
{
  PangoContext *context = gtk_widget_create_pango_context (GTK_WIDGET (grid));
  PangoLayout *layout = pango_layout_new (context);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  if (scale != 1.0)
    pango_attr_list_insert (attributes, pango_attr_scale_new (scale));
  if (attribute != NULL)
    pango_attr_list_insert (attributes, attribute);
  pango_layout_set_attributes (layout, attributes);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  g_object_unref (context);
  return layout;
}

/* A minus stays before its number in every language. */
static PangoLayout *
new_number_layout (MillGrid *grid, double scale)
{
  PangoLayout *layout = new_layout (grid, scale, pango_attr_font_features_new ("tnum=1"));
  pango_context_set_base_dir (pango_layout_get_context (layout), PANGO_DIRECTION_LTR);
  pango_layout_set_auto_dir (layout, FALSE);
  pango_layout_context_changed (layout);
  return layout;
}

static void
make_layouts (MillGrid *grid)
{
  MillGridStyle *style = &grid->style;
  int width, height;
  mill_grid_style_clear (style);
  style->layout = new_layout (grid, 1.0, NULL);
  style->numbers = new_number_layout (grid, 1.0);
  style->title = new_layout (grid, 1.0, pango_attr_weight_new (PANGO_WEIGHT_SEMIBOLD));
  style->small = new_number_layout (grid, 0.82);
  style->null = new_layout (grid, 0.9, pango_attr_style_new (PANGO_STYLE_ITALIC));
  pango_layout_set_text (style->null, C_ ("cell", "null"), -1);
  pango_layout_get_pixel_size (style->null, &width, NULL);
  style->null_width = width;
  pango_layout_set_text (style->numbers, "0000000000", -1);
  pango_layout_get_pixel_size (style->numbers, &width, &height);
  style->digit_width = width / 10.0;
  style->text_height = height;
  pango_layout_set_text (style->layout, "the quick brown fox 42 JUMPS", -1);
  pango_layout_get_pixel_size (style->layout, &width, NULL);
  style->char_width = width / 28.0;
  pango_layout_set_text (style->small, "0", -1);
  pango_layout_get_pixel_size (style->small, NULL, &height);
  style->small_height = height;
}

static GdkRGBA
named_color (GtkStyleContext *context, const char *name, float alpha)
{
  GdkRGBA color;
  if (!gtk_style_context_lookup_color (context, name, &color))
    gtk_style_context_get_color (context, &color);
  color.alpha *= alpha;
  return color;
}

void
mill_grid_style_ensure (MillGrid *grid)
{
  MillGridStyle *style = &grid->style;
  if (style->valid)
    return;
  GtkStyleContext *context = gtk_widget_get_style_context (GTK_WIDGET (grid));
  AdwStyleManager *manager
      = adw_style_manager_get_for_display (gtk_widget_get_display (GTK_WIDGET (grid)));
  gboolean contrast = adw_style_manager_get_high_contrast (manager);
  make_layouts (grid);
  gtk_style_context_get_color (context, &style->text);
  style->dim = style->text;
  style->dim.alpha *= contrast ? 0.9f : 0.6f;
  style->line = style->text;
  style->line.alpha *= contrast ? 0.5f : 0.1f;
  style->selected = named_color (context, "accent_bg_color", contrast ? 0.4f : 0.22f);
  style->accent = named_color (context, "accent_color", 1.0f);
  style->error = named_color (context, "error_color", 1.0f);
  style->error_back = named_color (context, "error_bg_color", 0.16f);
  style->row_height = style->text_height + 8;
  style->header_height = style->text_height + 14;
  style->valid = TRUE;
}

void
mill_grid_style_clear (MillGridStyle *style)
{
  g_clear_object (&style->layout);
  g_clear_object (&style->numbers);
  g_clear_object (&style->null);
  g_clear_object (&style->title);
  g_clear_object (&style->small);
}

/* From the number of characters in the first rows: exact widths of thousands of cells would take
 * longer than all the rest. */
static double
estimate_width (MillGrid *grid, guint column, guint n_rows)
{
  const MillGridStyle *style = &grid->style;
  MillType type;
  double extra = 2 * MILL_GRID_PADDING + MILL_GRID_SORT_WIDTH;
  if (mill_grid_model_get_column_type (grid->model, column, &type))
    extra += MILL_TYPE_MARK_WIDTH;
  gboolean digits
      = mill_type_is_numeric (type) || type.id == MILL_TYPE_TIMESTAMP || type.id == MILL_TYPE_DATE;
  double unit = digits ? style->digit_width : style->char_width;
  glong name = g_utf8_strlen (grid->columns.names[column], 100);
  double width = extra + (double)name * style->char_width * 1.06;
  for (guint row = 0; row < n_rows; row++)
    {
      g_string_truncate (grid->text, 0);
      if (!mill_grid_model_get_cell (grid->model, row, column, grid->text))
        continue;
      glong length = g_utf8_strlen (grid->text->str, (gssize)MIN (grid->text->len, 200));
      width = MAX (width, (double)length * unit + 2 * MILL_GRID_PADDING + 4);
    }
  return CLAMP (width, ESTIMATE_WIDTH_MIN, ESTIMATE_WIDTH_MAX);
}

void
mill_grid_estimate_widths (MillGrid *grid)
{
  MillGridColumns *columns = &grid->columns;
  guint n_rows = (guint)MIN (grid->n_rows, ESTIMATE_ROWS);
  mill_grid_style_ensure (grid);
  if (columns->n > 0)
    n_rows = MIN (n_rows, MAX (1, ESTIMATE_CELLS / columns->n));
  for (guint i = 0; i < columns->n; i++)
    if (columns->widths[i] <= 0)
      mill_grid_columns_set_width (columns, i, estimate_width (grid, i, n_rows));
  mill_grid_columns_measure (columns);
}

/* Pango swaps left and right for text that runs against its context. */
static PangoAlignment
alignment_of (PangoLayout *layout, gboolean right)
{
  PangoContext *context = pango_layout_get_context (layout);
  gboolean swaps
      = pango_layout_get_auto_dir (layout)
        && pango_layout_get_direction (layout, 0) != pango_context_get_base_dir (context);
  return right == swaps ? PANGO_ALIGN_LEFT : PANGO_ALIGN_RIGHT;
}

void
mill_grid_draw_text (GtkSnapshot *snapshot,
                     PangoLayout *layout,
                     const char *text,
                     gssize length,
                     const graphene_rect_t *box,
                     gboolean right,
                     const GdkRGBA *color)
{
  int height;
  if (box->size.width < 4)
    return;
  pango_layout_set_width (layout, (int)(box->size.width * PANGO_SCALE));
  pango_layout_set_text (layout, text, (int)length);
  pango_layout_set_alignment (layout, alignment_of (layout, right));
  pango_layout_get_pixel_size (layout, NULL, &height);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (
      snapshot,
      &GRAPHENE_POINT_INIT (box->origin.x,
                            roundf (box->origin.y + (box->size.height - (float)height) / 2)));
  gtk_snapshot_append_layout (snapshot, layout, color);
  gtk_snapshot_restore (snapshot);
}
