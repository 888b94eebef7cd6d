/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-grid-private.h"
#include "mill-type-mark.h"

#include <glib/gi18n-lib.h>

#define ARROW_SIZE 16

/* Of one column. Clicks are for the line of headers, its parent. */
struct _MillGridTitle
{
  GtkWidget parent_instance;

  MillGrid *grid;
  guint column; /* G_MAXUINT: not set yet */
  gboolean hot;
  MillGridSort sort;
};

G_DEFINE_FINAL_TYPE (MillGridTitle, mill_grid_title, GTK_TYPE_WIDGET)

static gboolean
is_selected (MillGridTitle *self)
{
  MillGrid *grid = self->grid;
  MillGridRange range;
  return (grid->span == MILL_GRID_SPAN_COLUMNS || grid->span == MILL_GRID_SPAN_ALL)
         && mill_grid_get_range (grid, &range)
         && grid->columns.position[self->column] - range.position < range.n_positions;
}

static void
draw_arrow (MillGridTitle *self, GtkSnapshot *snapshot, float x, float height, const GdkRGBA *color)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gtk_widget_get_display (widget));
  g_autoptr (GtkIconPaintable) icon = gtk_icon_theme_lookup_icon (
      theme,
      self->sort == MILL_GRID_SORT_DESCENDING || self->grid->column_menus ? "pan-down-symbolic"
                                                                          : "pan-up-symbolic",
      NULL,
      ARROW_SIZE,
      gtk_widget_get_scale_factor (widget),
      gtk_widget_get_direction (widget),
      0);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x, roundf ((height - ARROW_SIZE) / 2)));
  gtk_symbolic_paintable_snapshot_symbolic (
      GTK_SYMBOLIC_PAINTABLE (icon), snapshot, ARROW_SIZE, ARROW_SIZE, color, 1);
  gtk_snapshot_restore (snapshot);
}

static void
draw_back (MillGridTitle *self, GtkSnapshot *snapshot, float width, float height)
{
  const MillGridStyle *style = &self->grid->style;
  graphene_rect_t all = GRAPHENE_RECT_INIT (0, 0, width, height);
  if (is_selected (self))
    {
      gtk_snapshot_append_color (snapshot, &style->selected, &all);
      gtk_snapshot_append_color (
          snapshot, &style->accent, &GRAPHENE_RECT_INIT (0, height - 3, width, 2));
    }
  else if (self->hot)
    gtk_snapshot_append_color (snapshot, &style->line, &all);
}

static void
mill_grid_title_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  MillGridTitle *self = MILL_GRID_TITLE (widget);
  MillGrid *grid = self->grid;
  const MillGridStyle *style = &grid->style;
  float width = (float)gtk_widget_get_width (widget),
        height = (float)gtk_widget_get_height (widget);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  gboolean arrow = self->sort != MILL_GRID_SORT_NONE || grid->column_menus
                   || (self->hot && mill_grid_model_can_sort (grid->model));
  MillType type;
  float start = (float)MILL_GRID_PADDING, end = arrow ? (float)MILL_GRID_SORT_WIDTH : 6;
  if (self->column >= grid->columns.n)
    return;
  draw_back (self, snapshot, width, height);
  if (mill_grid_model_get_column_type (grid->model, self->column, &type))
    {
      float mark = mill_type_mark_width (style->small, type),
            x = rtl ? width - start - mark : start;
      mill_type_mark_draw (
          snapshot, style->small, type, &GRAPHENE_RECT_INIT (x, 0, mark, height), &style->dim);
      start += mark + 6;
    }
  graphene_rect_t box = GRAPHENE_RECT_INIT (rtl ? end : start, 0, width - start - end, height);
  mill_grid_draw_text (
      snapshot, style->title, grid->columns.names[self->column], -1, &box, rtl, &style->text);
  if (arrow)
    draw_arrow (self,
                snapshot,
                rtl ? 4 : width - ARROW_SIZE - 4,
                height,
                self->sort != MILL_GRID_SORT_NONE ? &style->accent : &style->dim);
  gtk_snapshot_append_color (
      snapshot, &style->line, &GRAPHENE_RECT_INIT (rtl ? 0 : width - 1, 5, 1, height - 10));
}

static void
mill_grid_title_measure (GtkWidget *widget,
                         GtkOrientation orientation,
                         int for_size,
                         int *minimum,
                         int *natural,
                         int *minimum_baseline,
                         int *natural_baseline)
{
  *minimum = *natural = 0;
}

static void
mill_grid_title_class_init (MillGridTitleClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  widget_class->snapshot = mill_grid_title_snapshot;
  widget_class->measure = mill_grid_title_measure;
  gtk_widget_class_set_css_name (widget_class, "gridtitle");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_COLUMN_HEADER);
}

static void
mill_grid_title_init (MillGridTitle *self)
{
  self->column = G_MAXUINT;
  gtk_widget_set_can_focus (GTK_WIDGET (self), FALSE);
}

GtkWidget *
mill_grid_title_new (MillGrid *grid)
{
  MillGridTitle *self = g_object_new (MILL_TYPE_GRID_TITLE, NULL);
  self->grid = grid;
  return GTK_WIDGET (self);
}

static void
describe (MillGridTitle *self)
{
  static const GtkAccessibleSort sorts[]
      = { [MILL_GRID_SORT_NONE] = GTK_ACCESSIBLE_SORT_NONE,
          [MILL_GRID_SORT_ASCENDING] = GTK_ACCESSIBLE_SORT_ASCENDING,
          [MILL_GRID_SORT_DESCENDING] = GTK_ACCESSIBLE_SORT_DESCENDING };
  MillGrid *grid = self->grid;
  char name[MILL_TYPE_CHARS];
  MillType type;
  gboolean typed = mill_grid_model_get_column_type (grid->model, self->column, &type);
  g_autofree char *words = typed ? g_strdup_printf ("%s: %s",
                                                    grid->columns.names[self->column],
                                                    mill_type_print (type, name))
                                 : g_strdup (grid->columns.names[self->column]);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  words,
                                  GTK_ACCESSIBLE_PROPERTY_SORT,
                                  sorts[self->sort],
                                  GTK_ACCESSIBLE_PROPERTY_HAS_POPUP,
                                  grid->column_menus,
                                  -1);
}

void
mill_grid_title_forget (MillGridTitle *self)
{
  self->column = G_MAXUINT;
}

void
mill_grid_title_set (MillGridTitle *self, guint column, gboolean hot)
{
  MillGridSort sort = mill_grid_model_get_sort (self->grid->model, column);
  gboolean same = self->column == column && self->sort == sort;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  self->hot = hot;
  if (same)
    return;
  self->column = column;
  self->sort = sort;
  describe (self);
}
