/* mill-grid-private.h: what the files of MillGrid share.
 *
 * Lengths along a line are *logical*: counted from its start, which is at the right for languages
 * written from right to left; mill_grid_mirror() makes them coordinates of the widget.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-grid-columns.h"
#include "mill-grid.h"

G_BEGIN_DECLS

#define MILL_GRID_PADDING 8.0                   /* on both sides of a cell */
#define MILL_GRID_TEXT_BYTES 1024               /* of a cell are looked at, more is never seen */
#define MILL_GRID_COPY_BYTES (64 * 1024 * 1024) /* on the clipboard */

/** MillGridStyle: colours and sizes, from the style sheet and the font. */
typedef struct
{
  gboolean valid;
  PangoLayout *layout;  /* for cells: one line, ellipsized */
  PangoLayout *numbers; /* the same with digits of one width */
  PangoLayout *null;    /* the word "null" */
  PangoLayout *title;   /* for headers */
  PangoLayout *small;   /* for type marks and row labels */
  double row_height, header_height, text_height, small_height;
  double char_width, digit_width, null_width;
  GdkRGBA text, dim, line, selected, accent, error, error_back;
} MillGridStyle;

/** MillGridSpan: how far a selection reaches beyond anchor and cursor. */
typedef enum
{
  MILL_GRID_SPAN_CELLS,
  MILL_GRID_SPAN_ROWS,
  MILL_GRID_SPAN_COLUMNS,
  MILL_GRID_SPAN_ALL
} MillGridSpan;

struct _MillGrid
{
  GtkWidget parent_instance;

  MillGridModel *model;
  guint64 n_rows;
  MillGridColumns columns;
  MillGridStyle style;
  gboolean row_labels;
  gboolean column_menus;
  double label_width; /* of the row labels */
  GString *text;      /* for cells, used over and over */

  GtkAdjustment *adjustments[2]; /* by GtkOrientation */
  GtkScrollablePolicy policies[2];
  gboolean to_start; /* go to the start of the line when it is known where that is */

  GPtrArray *rows; /* MillGridRow, row r of those seen in place r % length */
  GtkWidget *cell; /* of the cursor: has the focus */
  GtkWidget *header;
  GtkWidget *menu; /* (nullable) */
  GMenuModel *extra_menu;

  guint64 cursor_row, anchor_row;
  guint cursor_column, anchor_column;
  MillGridSpan span;

  guint copy; /* source id: rows are being copied */

  double pointer_x, pointer_y; /* while a selection is dragged */
  guint tick;
};

/* ---- mill-grid.c ---- */

/** mill_grid_is_empty: whether there is no cell. */
gboolean mill_grid_is_empty (const MillGrid *grid);
/** mill_grid_scroll_x: logical offset of the columns. */
double mill_grid_scroll_x (MillGrid *grid);
/** mill_grid_scroll_y: offset of the rows. */
double mill_grid_scroll_y (MillGrid *grid);
/** mill_grid_mirror: where something @width wide at logical @x begins in the widget. */
double mill_grid_mirror (MillGrid *grid, double x, double width);
/** mill_grid_column_x: logical start of the column at @position, as it is scrolled. */
double mill_grid_column_x (MillGrid *grid, guint position);
/** mill_grid_seen: the positions seen: @first up to, not including, @end. */
void mill_grid_seen (MillGrid *grid, guint *first, guint *end);
/** mill_grid_rows_per_page: whole rows seen, at least 1. */
guint64 mill_grid_rows_per_page (MillGrid *grid);
/** mill_grid_row_at: the row at @y of the widget, clamped. */
guint64 mill_grid_row_at (MillGrid *grid, double y);
/** mill_grid_position_at: the position at @x of the widget, clamped. */
guint mill_grid_position_at (MillGrid *grid, double x);
/** mill_grid_place_cell: where a cell is in the widget, scrolled out of view or not. */
void mill_grid_place_cell (MillGrid *grid, guint64 row, guint position, graphene_rect_t *rect);
/** mill_grid_show_part: @part is seen, for the eye and for assistive technologies, or is neither.
 */
void mill_grid_show_part (GtkWidget *part, gboolean seen);
/** mill_grid_redraw: draws rows and headers anew. */
void mill_grid_redraw (MillGrid *grid);
/** mill_grid_relayout: edges of columns have changed. */
void mill_grid_relayout (MillGrid *grid);

/* ---- mill-grid-style.c ---- */

/** mill_grid_style_ensure: fills in grid->style when it is not valid. */
void mill_grid_style_ensure (MillGrid *grid);
/** mill_grid_style_clear: frees what it owns. */
void mill_grid_style_clear (MillGridStyle *style);
/** mill_grid_estimate_widths: gives a width to columns that have none. */
void mill_grid_estimate_widths (MillGrid *grid);
/** mill_grid_draw_text: @text, ellipsized, in @box, at its right end when @right. */
void mill_grid_draw_text (GtkSnapshot *snapshot,
                          PangoLayout *layout,
                          const char *text,
                          gssize length,
                          const graphene_rect_t *box,
                          gboolean right,
                          const GdkRGBA *color);

/* ---- mill-grid-select.c ---- */

/** mill_grid_move_cursor: to a cell by position; with @extend the selection grows. */
void mill_grid_move_cursor (
    MillGrid *grid, guint64 row, guint position, MillGridSpan span, gboolean extend);
/** mill_grid_cursor_position: the position of the cursor. */
guint mill_grid_cursor_position (MillGrid *grid);
/** mill_grid_clamp_cursor: after rows or columns went. */
void mill_grid_clamp_cursor (MillGrid *grid);
/** mill_grid_class_add_moves: keys that move the cursor. */
void mill_grid_class_add_moves (GtkWidgetClass *class);

/* ---- mill-grid-menu.c ---- */

/** mill_grid_class_add_actions: the actions and their keys. */
void mill_grid_class_add_actions (GtkWidgetClass *class);
/** mill_grid_update_actions: which of them can be used now. */
void mill_grid_update_actions (MillGrid *grid);
/** mill_grid_pop_up: the menu of the cell of the cursor, at a place in the widget. */
void mill_grid_pop_up (MillGrid *grid, double x, double y);

/* ---- mill-grid-mouse.c ---- */

/** mill_grid_add_mouse: what the pointer does. */
void mill_grid_add_mouse (MillGrid *grid);

/* ---- mill-grid-row.c ---- */

#define MILL_TYPE_GRID_ROW (mill_grid_row_get_type ())
G_DECLARE_FINAL_TYPE (MillGridRow, mill_grid_row, MILL, GRID_ROW, GtkWidget)
/** mill_grid_row_new: (transfer floating): a row of @grid, which is its parent. */
GtkWidget *mill_grid_row_new (MillGrid *grid);
/** mill_grid_row_set: shows row @row, if it does not already. */
void mill_grid_row_set (MillGridRow *self, guint64 row);
/** mill_grid_row_forget: what it shows is no longer true. */
void mill_grid_row_forget (MillGridRow *self);

/* ---- mill-grid-cell.c ---- */

#define MILL_TYPE_GRID_CELL (mill_grid_cell_get_type ())
G_DECLARE_FINAL_TYPE (MillGridCell, mill_grid_cell, MILL, GRID_CELL, GtkWidget)
/** mill_grid_cell_new: (transfer floating): the ring around the cell of the cursor. */
GtkWidget *mill_grid_cell_new (MillGrid *grid);
/** mill_grid_cell_update: tells who listens what the cell of the cursor says. */
void mill_grid_cell_update (MillGridCell *self);

/* ---- mill-grid-header.c ---- */

#define MILL_TYPE_GRID_HEADER (mill_grid_header_get_type ())
G_DECLARE_FINAL_TYPE (MillGridHeader, mill_grid_header, MILL, GRID_HEADER, GtkWidget)
/** mill_grid_header_new: (transfer floating): the line of headers. */
GtkWidget *mill_grid_header_new (MillGrid *grid);
/** mill_grid_header_update: columns, order or sorting are others. */
void mill_grid_header_update (MillGridHeader *self);
/** mill_grid_header_forget: what it knows of the columns is no longer true. */
void mill_grid_header_forget (MillGridHeader *self);

#define MILL_TYPE_GRID_TITLE (mill_grid_title_get_type ())
G_DECLARE_FINAL_TYPE (MillGridTitle, mill_grid_title, MILL, GRID_TITLE, GtkWidget)
/** mill_grid_title_new: (transfer floating): the header of one column. */
GtkWidget *mill_grid_title_new (MillGrid *grid);
/** mill_grid_title_set: is the header of column @column; @hot: the pointer is on it. */
void mill_grid_title_set (MillGridTitle *self, guint column, gboolean hot);
/** mill_grid_title_forget: what it knows of its column is no longer true. */
void mill_grid_title_forget (MillGridTitle *self);

/** MILL_GRID_SORT_WIDTH: at the end of a header: what a click on sorts. */
#define MILL_GRID_SORT_WIDTH 22.0

/** mill_grid_select_by_header: as somebody who clicks on a header. */
void mill_grid_select_by_header (MillGrid *grid, guint position, gboolean extend);

G_END_DECLS
