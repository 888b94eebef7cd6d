/* mill-grid.h: a table of any length: shows the rows and columns of a MillGridModel.
 *
 * Put it into a GtkScrolledWindow. Only what is on the screen exists: a widget for each row that is
 * seen, one for each header that is seen, and one for the cell of the cursor. Offsets are doubles,
 * so that ten million rows scroll as exactly as ten.
 *
 * Columns are named by their number in the model, wherever they stand and whether they are hidden.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "mill-grid-model.h"

G_BEGIN_DECLS

#define MILL_TYPE_GRID (mill_grid_get_type ())
/**
 * MillGrid: properties "model" (nullable), "row-labels" (whether row numbers are shown, %TRUE),
 * "extra-menu" (nullable: entries at the top of the menu of cells and headers), "column-menus"
 * (whether headers show that a click opens something, %FALSE).
 * Signals:
 *
 * "cursor-changed": the cursor, or the range of selected cells, is another.
 * "column-selected" (guint column): somebody has selected the whole column by its header.
 * "activate" (guint64 row, guint column): a cell was double-clicked, or Return pressed on it.
 *
 * Actions: grid.copy, grid.copy-with-header, grid.select-all, grid.sort-ascending,
 * grid.sort-descending, grid.sort-none, grid.fit-column, grid.fit-columns, grid.hide-column,
 * grid.show-columns, grid.move-column-start, grid.move-column-end; those about a column are about
 * that of the cursor.
 */
G_DECLARE_FINAL_TYPE (MillGrid, mill_grid, MILL, GRID, GtkWidget)

/** MILL_GRID_NO_COLUMN: as a column: none. */
#define MILL_GRID_NO_COLUMN G_MAXUINT

/** MillGridRange: some cells that lie together; columns by where they stand, hidden ones not
 * counted. Empty without rows or columns. */
typedef struct
{
  guint64 row, n_rows;
  guint position, n_positions;
} MillGridRange;

/** mill_grid_new: (transfer floating): a grid of @model (nullable) (transfer none). */
GtkWidget *mill_grid_new (MillGridModel *model);

/** mill_grid_set_model: shows @model (nullable), from the top. */
void mill_grid_set_model (MillGrid *grid, MillGridModel *model);
/** mill_grid_get_model: (transfer none) (nullable): what it shows. */
MillGridModel *mill_grid_get_model (MillGrid *grid);

/** mill_grid_set_cursor: moves the cursor to a cell and scrolls it into view. Cells that are not
 * there are clamped. */
void mill_grid_set_cursor (MillGrid *grid, guint64 row, guint column);
/** mill_grid_get_cursor: where the cursor is. Returns: %FALSE when there is no cell. */
gboolean mill_grid_get_cursor (MillGrid *grid, guint64 *row, guint *column);
/** mill_grid_scroll_to: scrolls the least that shows the cell. */
void mill_grid_scroll_to (MillGrid *grid, guint64 row, guint column);

/** mill_grid_select_column: selects all cells of column @column; emits nothing but
 * "cursor-changed". MILL_GRID_NO_COLUMN: just the cell of the cursor. */
void mill_grid_select_column (MillGrid *grid, guint column);
/** mill_grid_get_range: the selected cells. Returns: %FALSE when there are none. */
gboolean mill_grid_get_range (MillGrid *grid, MillGridRange *range);
/** mill_grid_copy: puts the selected cells on the clipboard as tab-separated text, with the names
 * of the columns when @header; in the background when they are many. */
void mill_grid_copy (MillGrid *grid, gboolean header);

/** mill_grid_set_column_width: @width in pixels, clamped to what can be seen. */
void mill_grid_set_column_width (MillGrid *grid, guint column, double width);
/** mill_grid_get_column_width: its width in pixels. */
double mill_grid_get_column_width (MillGrid *grid, guint column);
/** mill_grid_get_header_box: where the header of a shown column is in the grid, scrolled out of
 * view or not. */
void mill_grid_get_header_box (MillGrid *grid, guint column, graphene_rect_t *box);
/** mill_grid_fit_column: makes column @column as wide as its header and the rows around the view
 * need. */
void mill_grid_fit_column (MillGrid *grid, guint column);
/** mill_grid_set_column_visible: shows or hides a column; the last one stays. */
void mill_grid_set_column_visible (MillGrid *grid, guint column, gboolean visible);
/** mill_grid_get_column_visible: whether it is shown. */
gboolean mill_grid_get_column_visible (MillGrid *grid, guint column);
/** mill_grid_move_column: puts a shown column at position @position. */
void mill_grid_move_column (MillGrid *grid, guint column, guint position);
/** mill_grid_get_column_position: where it stands among those shown; G_MAXUINT: hidden. */
guint mill_grid_get_column_position (MillGrid *grid, guint column);

/** mill_grid_set_extra_menu: entries (nullable) at the top of the menu of cells and headers. */
void mill_grid_set_extra_menu (MillGrid *grid, GMenuModel *menu);

G_END_DECLS
