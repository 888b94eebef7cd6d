/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-grid-private.h"

#include <glib/gi18n-lib.h>

#define SPOKEN_CELLS 12 /* of a row, in its accessible name */

/* Draws itself, so that GTK keeps what it drew while the row is scrolled up and down. */
struct _MillGridRow
{
  GtkWidget parent_instance;

  MillGrid *grid; /* its parent */
  guint64 row;
  gboolean known; /* row is set */
};

G_DEFINE_FINAL_TYPE (MillGridRow, mill_grid_row, GTK_TYPE_WIDGET)

/* A line of text: what is after the end of it, or far to the right, is never seen. */
static gsize
seen_length (const GString *text, double width, double char_width)
{
  gsize limit = MIN (text->len, (gsize)(width / char_width * 4) + 32);
  limit = MIN (limit, MILL_GRID_TEXT_BYTES);
  while (limit < text->len && limit > 0 && ((guchar)text->str[limit] & 0xC0) == 0x80)
    limit--;
  return limit;
}

static void
draw_mark (MillGrid *grid,
           GtkSnapshot *snapshot,
           const graphene_rect_t *cell,
           MillGridMark mark,
           gboolean rtl)
{
  graphene_rect_t bar = *cell;
  bar.size.width = 3;
  if (rtl)
    bar.origin.x = cell->origin.x + cell->size.width - 3;
  if (mark == MILL_GRID_MARK_ERROR)
    gtk_snapshot_append_color (snapshot, &grid->style.error_back, cell);
  gtk_snapshot_append_color (
      snapshot, mark == MILL_GRID_MARK_ERROR ? &grid->style.error : &grid->style.accent, &bar);
}

static void
draw_value (MillGrid *grid,
            GtkSnapshot *snapshot,
            guint64 row,
            guint column,
            const graphene_rect_t *cell,
            gboolean rtl)
{
  const MillGridStyle *style = &grid->style;
  MillType type;
  graphene_rect_t box = *cell;
  MillGridMark mark = mill_grid_model_get_mark (grid->model, row, column);
  mill_grid_model_get_column_type (grid->model, column, &type);
  gboolean number = mill_type_is_numeric (type);
  box.origin.x += MILL_GRID_PADDING;
  box.size.width -= 2 * MILL_GRID_PADDING;
  if (mark == MILL_GRID_MARK_ABSENT)
    {
      mill_grid_draw_text (snapshot, style->layout, "·", -1, &box, number || rtl, &style->dim);
      return;
    }
  if (mark != MILL_GRID_MARK_NONE)
    draw_mark (grid, snapshot, cell, mark, rtl);
  g_string_truncate (grid->text, 0);
  if (mill_grid_model_get_cell (grid->model, row, column, grid->text))
    mill_grid_draw_text (snapshot,
                         number || type.id == MILL_TYPE_TIMESTAMP || type.id == MILL_TYPE_DATE
                             ? style->numbers
                             : style->layout,
                         grid->text->str,
                         (gssize)seen_length (grid->text, box.size.width, style->char_width),
                         &box,
                         number || rtl,
                         mark == MILL_GRID_MARK_ERROR ? &style->error : &style->text);
  else
    mill_grid_draw_text (
        snapshot, style->null, C_ ("cell", "null"), -1, &box, number || rtl, &style->dim);
}

static void
draw_label (MillGrid *grid, GtkSnapshot *snapshot, guint64 row, float height, gboolean chosen)
{
  const MillGridStyle *style = &grid->style;
  float x = (float)mill_grid_mirror (grid, 0, grid->label_width);
  graphene_rect_t box = GRAPHENE_RECT_INIT (x, 0, (float)grid->label_width, height);
  float line = (float)mill_grid_mirror (grid, grid->label_width - 1, 1);
  if (chosen)
    gtk_snapshot_append_color (snapshot, &style->selected, &box);
  gtk_snapshot_append_color (snapshot, &style->line, &GRAPHENE_RECT_INIT (line, 0, 1, height));
  box.origin.x += MILL_GRID_PADDING;
  box.size.width -= 2 * MILL_GRID_PADDING;
  g_string_truncate (grid->text, 0);
  mill_grid_model_get_row_label (grid->model, row, grid->text);
  mill_grid_draw_text (snapshot,
                       style->small,
                       grid->text->str,
                       (gssize)grid->text->len,
                       &box,
                       TRUE,
                       chosen ? &style->text : &style->dim);
}

/* The cells; what is selected of them lies in @range. */
static void
draw_cells (MillGridRow *self, GtkSnapshot *snapshot, float height, const MillGridRange *range)
{
  MillGrid *grid = self->grid;
  const MillGridStyle *style = &grid->style;
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (grid)) == GTK_TEXT_DIR_RTL;
  guint first, end;
  mill_grid_seen (grid, &first, &end);
  for (guint position = first; position < end; position++)
    {
      double width = grid->columns.edges[position + 1] - grid->columns.edges[position];
      double x = mill_grid_mirror (grid, mill_grid_column_x (grid, position), width);
      graphene_rect_t cell = GRAPHENE_RECT_INIT ((float)x, 0, (float)width, height);
      float line = rtl ? cell.origin.x : cell.origin.x + cell.size.width - 1;
      if (position - range->position < range->n_positions)
        gtk_snapshot_append_color (snapshot, &style->selected, &cell);
      gtk_snapshot_append_color (snapshot, &style->line, &GRAPHENE_RECT_INIT (line, 0, 1, height));
      draw_value (grid, snapshot, self->row, grid->columns.shown[position], &cell, rtl);
    }
}

static void
mill_grid_row_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  MillGridRow *self = MILL_GRID_ROW (widget);
  MillGrid *grid = self->grid;
  float width = (float)gtk_widget_get_width (widget),
        height = (float)gtk_widget_get_height (widget);
  if (!self->known || grid->model == NULL || self->row >= grid->n_rows)
    return;
  MillGridRange range = { 0 };
  if (!mill_grid_get_range (grid, &range) || self->row - range.row >= range.n_rows)
    range = (MillGridRange){ 0 };
  float body = (float)MAX (0, width - grid->label_width);
  float start = (float)mill_grid_mirror (grid, grid->label_width, body);
  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (start, 0, body, height));
  draw_cells (self, snapshot, height, &range);
  gtk_snapshot_pop (snapshot);
  if (grid->row_labels)
    draw_label (grid,
                snapshot,
                self->row,
                height,
                range.n_rows > 0 && grid->span != MILL_GRID_SPAN_COLUMNS);
  gtk_snapshot_append_color (
      snapshot, &grid->style.line, &GRAPHENE_RECT_INIT (0, height - 1, width, 1));
}

static void
mill_grid_row_measure (GtkWidget *widget,
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
mill_grid_row_class_init (MillGridRowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  widget_class->snapshot = mill_grid_row_snapshot;
  widget_class->measure = mill_grid_row_measure;
  gtk_widget_class_set_css_name (widget_class, "gridrow");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_ROW);
}

static void
mill_grid_row_init (MillGridRow *self)
{
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

GtkWidget *
mill_grid_row_new (MillGrid *grid)
{
  MillGridRow *self = g_object_new (MILL_TYPE_GRID_ROW, NULL);
  self->grid = grid;
  return GTK_WIDGET (self);
}

/* "5: Berlin, 23.4, null" */
static char *
describe (MillGridRow *self)
{
  MillGrid *grid = self->grid;
  g_autoptr (GString) words = g_string_new (NULL);
  mill_grid_model_get_row_label (grid->model, self->row, words);
  g_string_append (words, ":");
  for (guint i = 0; i < MIN (grid->columns.n_shown, SPOKEN_CELLS); i++)
    {
      g_string_append (words, i == 0 ? " " : ", ");
      g_string_truncate (grid->text, 0);
      if (!mill_grid_model_get_cell (grid->model, self->row, grid->columns.shown[i], grid->text))
        g_string_append (grid->text, C_ ("cell", "null"));
      g_string_append_len (words, grid->text->str, (gssize)seen_length (grid->text, 60, 1));
    }
  return g_string_free (g_steal_pointer (&words), FALSE);
}

void
mill_grid_row_forget (MillGridRow *self)
{
  self->known = FALSE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
mill_grid_row_set (MillGridRow *self, guint64 row)
{
  if (self->known && self->row == row)
    return;
  self->row = row;
  self->known = TRUE;
  g_autofree char *words = describe (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  gtk_accessible_update_relation (
      GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_RELATION_ROW_INDEX, (int)MIN (row + 2, G_MAXINT), -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
