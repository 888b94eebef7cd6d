/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-grid-private.h"

#include <glib/gi18n-lib.h>

/* Always there and always the same widget: wherever the cursor goes, the focus stays. */
struct _MillGridCell
{
  GtkWidget parent_instance;

  MillGrid *grid; /* its parent */
};

G_DEFINE_FINAL_TYPE (MillGridCell, mill_grid_cell, GTK_TYPE_WIDGET)

static void
mill_grid_cell_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  MillGrid *grid = MILL_GRID_CELL (widget)->grid;
  gboolean focused = gtk_widget_has_focus (widget);
  const GdkRGBA *color = focused ? &grid->style.accent : &grid->style.dim;
  float width = focused ? 2 : 1;
  GskRoundedRect ring;
  if (mill_grid_is_empty (grid))
    return;
  gsk_rounded_rect_init_from_rect (
      &ring,
      &GRAPHENE_RECT_INIT (
          0, 0, (float)gtk_widget_get_width (widget), (float)gtk_widget_get_height (widget)),
      2);
  gtk_snapshot_append_border (snapshot,
                              &ring,
                              (float[4]){ width, width, width, width },
                              (GdkRGBA[4]){ *color, *color, *color, *color });
}

static void
mill_grid_cell_measure (GtkWidget *widget,
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
mill_grid_cell_state_flags_changed (GtkWidget *widget, GtkStateFlags before)
{
  GTK_WIDGET_CLASS (mill_grid_cell_parent_class)->state_flags_changed (widget, before);
  gtk_widget_queue_draw (widget);
}

static void
mill_grid_cell_class_init (MillGridCellClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  widget_class->snapshot = mill_grid_cell_snapshot;
  widget_class->measure = mill_grid_cell_measure;
  widget_class->state_flags_changed = mill_grid_cell_state_flags_changed;
  gtk_widget_class_set_css_name (widget_class, "gridcell");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GRID_CELL);
}

static void
mill_grid_cell_init (MillGridCell *self)
{
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

GtkWidget *
mill_grid_cell_new (MillGrid *grid)
{
  MillGridCell *self = g_object_new (MILL_TYPE_GRID_CELL, NULL);
  self->grid = grid;
  return GTK_WIDGET (self);
}

void
mill_grid_cell_update (MillGridCell *self)
{
  MillGrid *grid = self->grid;
  g_autofree char *label = NULL;
  if (mill_grid_is_empty (grid))
    label = g_strdup (_ ("No rows"));
  else
    {
      g_autoptr (GString) row = g_string_new (NULL);
      mill_grid_model_get_row_label (grid->model, grid->cursor_row, row);
      g_string_truncate (grid->text, 0);
      if (!mill_grid_model_get_cell (
              grid->model, grid->cursor_row, grid->cursor_column, grid->text))
        g_string_append (grid->text, C_ ("cell", "null"));
      g_string_truncate (grid->text, MIN (grid->text->len, MILL_GRID_TEXT_BYTES));
      g_autofree char *value = g_utf8_make_valid (grid->text->str, (gssize)grid->text->len);
      /* Translators: of a table: value, column, row. */
      label = g_strdup_printf (
          _ ("%s, %s, row %s"), value, grid->columns.names[grid->cursor_column], row->str);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}
