/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-grid-private.h"

#include "mill-popup.h"

#include <glib/gi18n-lib.h>

#define FIT_ROWS 200 /* before and after the first row that is seen */

/* ---- fitting ---- */

static double
fit_width (MillGrid *grid, guint column)
{
  PangoLayout *layout = grid->style.layout;
  guint64 row = mill_grid_row_at (grid, grid->style.header_height);
  guint64 end = MIN (grid->n_rows, row + FIT_ROWS);
  int width;
  double widest = grid->style.null_width;
  row -= MIN (row, FIT_ROWS);
  pango_layout_set_width (layout, -1);
  for (; row < end; row++)
    {
      g_string_truncate (grid->text, 0);
      if (!mill_grid_model_get_cell (grid->model, row, column, grid->text))
        continue;
      gsize length = MIN (grid->text->len, MILL_GRID_TEXT_BYTES);
      g_autofree char *text = g_utf8_make_valid (grid->text->str, (gssize)length);
      pango_layout_set_text (layout, text, -1);
      pango_layout_get_pixel_size (layout, &width, NULL);
      widest = MAX (widest, width);
    }
  return widest + 2 * MILL_GRID_PADDING + 4;
}

static double
header_width (MillGrid *grid, guint column)
{
  PangoLayout *layout = grid->style.title;
  MillType type;
  int width;
  pango_layout_set_width (layout, -1);
  pango_layout_set_text (layout, grid->columns.names[column], -1);
  pango_layout_get_pixel_size (layout, &width, NULL);
  gboolean typed = mill_grid_model_get_column_type (grid->model, column, &type);
  return width + MILL_GRID_PADDING + MILL_GRID_SORT_WIDTH + (typed ? 28 : 0);
}

void
mill_grid_fit_column (MillGrid *grid, guint column)
{
  g_return_if_fail (MILL_IS_GRID (grid) && column < grid->columns.n);
  mill_grid_style_ensure (grid);
  mill_grid_set_column_width (
      grid, column, MAX (fit_width (grid, column), header_width (grid, column)));
}

/* ---- actions ---- */

static void
copy (GtkWidget *widget, const char *name, GVariant *args)
{
  mill_grid_copy (MILL_GRID (widget), g_str_equal (name, "grid.copy-with-header"));
}

static void
select_all (GtkWidget *widget, const char *name, GVariant *args)
{
  MillGrid *grid = MILL_GRID (widget);
  mill_grid_move_cursor (
      grid, grid->cursor_row, mill_grid_cursor_position (grid), MILL_GRID_SPAN_ALL, FALSE);
}

static void
sort (GtkWidget *widget, const char *name, GVariant *args)
{
  MillGrid *grid = MILL_GRID (widget);
  MillGridSort order = MILL_GRID_SORT_NONE;
  if (g_str_equal (name, "grid.sort-ascending"))
    order = MILL_GRID_SORT_ASCENDING;
  else if (g_str_equal (name, "grid.sort-descending"))
    order = MILL_GRID_SORT_DESCENDING;
  mill_grid_model_sort (grid->model, grid->cursor_column, order);
}

static void
fit_column (GtkWidget *widget, const char *name, GVariant *args)
{
  MillGrid *grid = MILL_GRID (widget);
  mill_grid_fit_column (grid, grid->cursor_column);
}

static void
fit_columns (GtkWidget *widget, const char *name, GVariant *args)
{
  MillGrid *grid = MILL_GRID (widget);
  guint first, end;
  mill_grid_seen (grid, &first, &end);
  for (guint i = first; i < end; i++)
    mill_grid_fit_column (grid, grid->columns.shown[i]);
}

static void
hide_column (GtkWidget *widget, const char *name, GVariant *args)
{
  MillGrid *grid = MILL_GRID (widget);
  mill_grid_set_column_visible (grid, grid->cursor_column, FALSE);
}

static void
show_columns (GtkWidget *widget, const char *name, GVariant *args)
{
  MillGrid *grid = MILL_GRID (widget);
  for (guint i = 0; i < grid->columns.n; i++)
    mill_grid_set_column_visible (grid, i, TRUE);
}

static void
move_column (GtkWidget *widget, const char *name, GVariant *args)
{
  MillGrid *grid = MILL_GRID (widget);
  guint position = mill_grid_cursor_position (grid);
  if (g_str_equal (name, "grid.move-column-start"))
    position -= MIN (position, 1);
  else
    position = MIN (position + 1, grid->columns.n_shown - 1);
  mill_grid_move_column (grid, grid->cursor_column, position);
}

static void
pop_up_menu (GtkWidget *widget, const char *name, GVariant *args)
{
  MillGrid *grid = MILL_GRID (widget);
  graphene_rect_t cell;
  if (mill_grid_is_empty (grid))
    return;
  mill_grid_place_cell (grid, grid->cursor_row, mill_grid_cursor_position (grid), &cell);
  mill_grid_pop_up (grid, cell.origin.x + 12, cell.origin.y + cell.size.height);
}

static const struct
{
  const char *name;
  GtkWidgetActionActivateFunc run;
  guint key;
  GdkModifierType modifiers;
} actions[] = {
  { "grid.copy", copy, GDK_KEY_c, GDK_CONTROL_MASK },
  { "grid.copy-with-header", copy, GDK_KEY_c, GDK_CONTROL_MASK | GDK_SHIFT_MASK },
  { "grid.select-all", select_all, GDK_KEY_a, GDK_CONTROL_MASK },
  { "grid.sort-ascending", sort, GDK_KEY_Down, GDK_ALT_MASK },
  { "grid.sort-descending", sort, GDK_KEY_Up, GDK_ALT_MASK },
  { "grid.sort-none", sort, GDK_KEY_0, GDK_ALT_MASK },
  { "grid.fit-column", fit_column, 0, 0 },
  { "grid.fit-columns", fit_columns, 0, 0 },
  { "grid.hide-column", hide_column, 0, 0 },
  { "grid.show-columns", show_columns, 0, 0 },
  { "grid.move-column-start", move_column, 0, 0 },
  { "grid.move-column-end", move_column, 0, 0 },
  { "grid.menu", pop_up_menu, GDK_KEY_Menu, 0 },
  { "grid.menu", NULL, GDK_KEY_F10, GDK_SHIFT_MASK },
};

void
mill_grid_class_add_actions (GtkWidgetClass *class)
{
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      if (actions[i].run != NULL)
        gtk_widget_class_install_action (class, actions[i].name, NULL, actions[i].run);
      if (actions[i].key != 0)
        gtk_widget_class_add_binding_action (
            class, actions[i].key, actions[i].modifiers, actions[i].name, NULL);
    }
}

void
mill_grid_update_actions (MillGrid *grid)
{
  GtkWidget *widget = GTK_WIDGET (grid);
  gboolean any = !mill_grid_is_empty (grid);
  gboolean columns = grid->columns.n_shown > 0;
  gboolean sorts = columns && grid->model != NULL && mill_grid_model_can_sort (grid->model);
  MillGridSort order
      = sorts ? mill_grid_model_get_sort (grid->model, grid->cursor_column) : MILL_GRID_SORT_NONE;
  guint position = mill_grid_cursor_position (grid);
  gtk_widget_action_set_enabled (widget, "grid.copy", any);
  gtk_widget_action_set_enabled (widget, "grid.copy-with-header", any);
  gtk_widget_action_set_enabled (widget, "grid.select-all", any);
  gtk_widget_action_set_enabled (
      widget, "grid.sort-ascending", sorts && order != MILL_GRID_SORT_ASCENDING);
  gtk_widget_action_set_enabled (
      widget, "grid.sort-descending", sorts && order != MILL_GRID_SORT_DESCENDING);
  gtk_widget_action_set_enabled (widget, "grid.sort-none", order != MILL_GRID_SORT_NONE);
  gtk_widget_action_set_enabled (widget, "grid.fit-column", columns);
  gtk_widget_action_set_enabled (widget, "grid.fit-columns", columns);
  gtk_widget_action_set_enabled (widget, "grid.hide-column", grid->columns.n_shown > 1);
  gtk_widget_action_set_enabled (
      widget, "grid.show-columns", grid->columns.n_shown < grid->columns.n);
  gtk_widget_action_set_enabled (widget, "grid.move-column-start", columns && position > 0);
  gtk_widget_action_set_enabled (
      widget, "grid.move-column-end", columns && position + 1 < grid->columns.n_shown);
}

/* ---- the menu ---- */

static const struct
{
  const char *label, *action;
} entries[] = {
  { N_ ("_Copy"), "grid.copy" },
  { N_ ("Copy with Column _Names"), "grid.copy-with-header" },
  { N_ ("Select _All"), "grid.select-all" },
  { NULL, NULL },
  { N_ ("Sort _Ascending"), "grid.sort-ascending" },
  { N_ ("Sort _Descending"), "grid.sort-descending" },
  { N_ ("Original _Order"), "grid.sort-none" },
  { NULL, NULL },
  { N_ ("_Fit Column"), "grid.fit-column" },
  { N_ ("Fit All _Seen"), "grid.fit-columns" },
  { N_ ("Move Towards S_tart"), "grid.move-column-start" },
  { N_ ("Move Towards _End"), "grid.move-column-end" },
  { N_ ("_Hide Column"), "grid.hide-column" },
  { N_ ("Show All C_olumns"), "grid.show-columns" },
};

static GMenuModel *
make_menu (MillGrid *grid)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) section = g_menu_new ();
  if (grid->extra_menu != NULL)
    g_menu_append_section (menu, NULL, grid->extra_menu);
  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    if (entries[i].label != NULL)
      g_menu_append (section, _ (entries[i].label), entries[i].action);
    else
      {
        g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
        g_object_unref (section);
        section = g_menu_new ();
      }
  g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
  return G_MENU_MODEL (menu);
}

void
mill_grid_pop_up (MillGrid *grid, double x, double y)
{
  g_autoptr (GMenuModel) model = make_menu (grid);
  g_clear_pointer (&grid->menu, gtk_widget_unparent);
  grid->menu = gtk_popover_menu_new_from_model (model);
  gtk_widget_set_parent (grid->menu, GTK_WIDGET (grid));
  gtk_popover_set_has_arrow (GTK_POPOVER (grid->menu), FALSE);
  gtk_popover_set_position (GTK_POPOVER (grid->menu), GTK_POS_BOTTOM);
  gtk_widget_set_halign (grid->menu, GTK_ALIGN_START);
  mill_popup_at (GTK_POPOVER (grid->menu), x, y);
}
