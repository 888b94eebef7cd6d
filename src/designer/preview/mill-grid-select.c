/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-grid-private.h"

/* ---- the cursor ---- */

static guint
position_of (MillGrid *grid, guint column)
{
  return column < grid->columns.n && !grid->columns.hidden[column] ? grid->columns.position[column]
                                                                   : 0;
}

guint
mill_grid_cursor_position (MillGrid *grid)
{
  return position_of (grid, grid->cursor_column);
}

static void
cursor_moved (MillGrid *grid)
{
  mill_grid_redraw (grid);
  mill_grid_cell_update (MILL_GRID_CELL (grid->cell));
  mill_grid_update_actions (grid);
  gtk_widget_queue_allocate (GTK_WIDGET (grid));
  g_signal_emit_by_name (grid, "cursor-changed");
}

void
mill_grid_move_cursor (
    MillGrid *grid, guint64 row, guint position, MillGridSpan span, gboolean extend)
{
  if (mill_grid_is_empty (grid))
    return;
  grid->cursor_row = MIN (row, grid->n_rows - 1);
  grid->cursor_column = grid->columns.shown[MIN (position, grid->columns.n_shown - 1)];
  grid->span = span;
  if (!extend)
    {
      grid->anchor_row = grid->cursor_row;
      grid->anchor_column = grid->cursor_column;
    }
  cursor_moved (grid);
}

void
mill_grid_clamp_cursor (MillGrid *grid)
{
  const MillGridColumns *columns = &grid->columns;
  guint64 last = grid->n_rows > 0 ? grid->n_rows - 1 : 0;
  guint first = columns->n_shown > 0 ? columns->shown[0] : 0;
  grid->cursor_row = MIN (grid->cursor_row, last);
  grid->anchor_row = MIN (grid->anchor_row, last);
  if (grid->cursor_column >= columns->n || columns->hidden[grid->cursor_column])
    grid->cursor_column = first;
  if (grid->anchor_column >= columns->n || columns->hidden[grid->anchor_column])
    grid->anchor_column = grid->cursor_column;
}

void
mill_grid_set_cursor (MillGrid *grid, guint64 row, guint column)
{
  g_return_if_fail (MILL_IS_GRID (grid));
  if (mill_grid_is_empty (grid))
    return;
  mill_grid_move_cursor (grid, row, position_of (grid, column), MILL_GRID_SPAN_CELLS, FALSE);
  mill_grid_scroll_to (grid, grid->cursor_row, grid->cursor_column);
}

gboolean
mill_grid_get_cursor (MillGrid *grid, guint64 *row, guint *column)
{
  g_return_val_if_fail (MILL_IS_GRID (grid), FALSE);
  if (mill_grid_is_empty (grid))
    return FALSE;
  if (row != NULL)
    *row = grid->cursor_row;
  if (column != NULL)
    *column = grid->cursor_column;
  return TRUE;
}

/* ---- what is selected ---- */

void
mill_grid_select_column (MillGrid *grid, guint column)
{
  g_return_if_fail (MILL_IS_GRID (grid));
  gboolean none = column >= grid->columns.n || grid->columns.hidden[column];
  mill_grid_move_cursor (grid,
                         grid->cursor_row,
                         position_of (grid, none ? grid->cursor_column : column),
                         none ? MILL_GRID_SPAN_CELLS : MILL_GRID_SPAN_COLUMNS,
                         FALSE);
}

void
mill_grid_select_by_header (MillGrid *grid, guint position, gboolean extend)
{
  if (position >= grid->columns.n_shown)
    return;
  mill_grid_move_cursor (grid, grid->cursor_row, position, MILL_GRID_SPAN_COLUMNS, extend);
  if (!extend)
    g_signal_emit_by_name (grid, "column-selected", grid->columns.shown[position]);
}

gboolean
mill_grid_get_range (MillGrid *grid, MillGridRange *range)
{
  g_return_val_if_fail (MILL_IS_GRID (grid) && range != NULL, FALSE);
  if (mill_grid_is_empty (grid))
    return FALSE;
  guint cursor = mill_grid_cursor_position (grid), anchor = position_of (grid, grid->anchor_column);
  gboolean rows = grid->span == MILL_GRID_SPAN_COLUMNS || grid->span == MILL_GRID_SPAN_ALL;
  gboolean columns = grid->span == MILL_GRID_SPAN_ROWS || grid->span == MILL_GRID_SPAN_ALL;
  guint64 top = MIN (grid->cursor_row, grid->anchor_row);
  guint64 bottom = MAX (grid->cursor_row, grid->anchor_row);
  *range = (MillGridRange){
    .row = rows ? 0 : top,
    .n_rows = rows ? grid->n_rows : bottom - top + 1,
    .position = columns ? 0 : MIN (cursor, anchor),
    .n_positions
    = columns ? grid->columns.n_shown : MAX (cursor, anchor) - MIN (cursor, anchor) + 1,
  };
  return TRUE;
}

/* ---- keys ---- */

typedef enum
{
  MOVE_LEFT,
  MOVE_RIGHT,
  MOVE_UP,
  MOVE_DOWN,
  MOVE_PAGE_UP,
  MOVE_PAGE_DOWN,
  MOVE_LINE_START,
  MOVE_LINE_END,
  MOVE_LEFT_MOST,
  MOVE_RIGHT_MOST,
  MOVE_TOP,
  MOVE_BOTTOM,
  MOVE_FIRST_CELL,
  MOVE_LAST_CELL
} Move;

static guint64
row_after (MillGrid *grid, Move move)
{
  guint64 row = grid->cursor_row, last = grid->n_rows - 1;
  guint64 page
      = move == MOVE_PAGE_UP || move == MOVE_PAGE_DOWN ? mill_grid_rows_per_page (grid) : 1;
  switch (move)
    {
    case MOVE_UP:
    case MOVE_PAGE_UP:
      return row - MIN (row, page);
    case MOVE_DOWN:
    case MOVE_PAGE_DOWN:
      return MIN (row + page, last);
    case MOVE_TOP:
    case MOVE_FIRST_CELL:
      return 0;
    case MOVE_BOTTOM:
    case MOVE_LAST_CELL:
      return last;
    default:
      return row;
    }
}

static guint
position_after (MillGrid *grid, Move move)
{
  guint position = mill_grid_cursor_position (grid), last = grid->columns.n_shown - 1;
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (grid)) == GTK_TEXT_DIR_RTL;
  switch (move)
    {
    case MOVE_LEFT:
    case MOVE_RIGHT:
      if ((move == MOVE_LEFT) == rtl)
        return MIN (position + 1, last);
      return position - MIN (position, 1);
    case MOVE_LEFT_MOST:
    case MOVE_RIGHT_MOST:
      return (move == MOVE_LEFT_MOST) == rtl ? last : 0;
    case MOVE_LINE_START:
    case MOVE_FIRST_CELL:
      return 0;
    case MOVE_LINE_END:
    case MOVE_LAST_CELL:
      return last;
    default:
      return position;
    }
}

static gboolean
move (GtkWidget *widget, GVariant *args, gpointer data)
{
  MillGrid *grid = MILL_GRID (widget);
  int where;
  gboolean extend;
  g_variant_get (args, "(ib)", &where, &extend);
  if (mill_grid_is_empty (grid))
    return GDK_EVENT_PROPAGATE;
  mill_grid_move_cursor (grid,
                         row_after (grid, where),
                         position_after (grid, where),
                         extend ? grid->span : MILL_GRID_SPAN_CELLS,
                         extend);
  mill_grid_scroll_to (grid, grid->cursor_row, grid->cursor_column);
  return GDK_EVENT_STOP;
}

static gboolean
widen (GtkWidget *widget, GVariant *args, gpointer data)
{
  MillGrid *grid = MILL_GRID (widget);
  MillGridSpan span = (MillGridSpan)g_variant_get_int32 (args);
  if (mill_grid_is_empty (grid))
    return GDK_EVENT_PROPAGATE;
  if (span == MILL_GRID_SPAN_COLUMNS)
    mill_grid_select_by_header (grid, mill_grid_cursor_position (grid), FALSE);
  else
    mill_grid_move_cursor (grid, grid->cursor_row, mill_grid_cursor_position (grid), span, FALSE);
  return GDK_EVENT_STOP;
}

static gboolean
activate (GtkWidget *widget, GVariant *args, gpointer data)
{
  MillGrid *grid = MILL_GRID (widget);
  if (mill_grid_is_empty (grid))
    return GDK_EVENT_PROPAGATE;
  g_signal_emit_by_name (grid, "activate", grid->cursor_row, grid->cursor_column);
  return GDK_EVENT_STOP;
}

static const struct
{
  guint key, keypad;
  GdkModifierType modifiers;
  Move move;
} keys[] = {
  { GDK_KEY_Left, GDK_KEY_KP_Left, 0, MOVE_LEFT },
  { GDK_KEY_Right, GDK_KEY_KP_Right, 0, MOVE_RIGHT },
  { GDK_KEY_Up, GDK_KEY_KP_Up, 0, MOVE_UP },
  { GDK_KEY_Down, GDK_KEY_KP_Down, 0, MOVE_DOWN },
  { GDK_KEY_Page_Up, GDK_KEY_KP_Page_Up, 0, MOVE_PAGE_UP },
  { GDK_KEY_Page_Down, GDK_KEY_KP_Page_Down, 0, MOVE_PAGE_DOWN },
  { GDK_KEY_Home, GDK_KEY_KP_Home, 0, MOVE_LINE_START },
  { GDK_KEY_End, GDK_KEY_KP_End, 0, MOVE_LINE_END },
  { GDK_KEY_Left, GDK_KEY_KP_Left, GDK_CONTROL_MASK, MOVE_LEFT_MOST },
  { GDK_KEY_Right, GDK_KEY_KP_Right, GDK_CONTROL_MASK, MOVE_RIGHT_MOST },
  { GDK_KEY_Up, GDK_KEY_KP_Up, GDK_CONTROL_MASK, MOVE_TOP },
  { GDK_KEY_Down, GDK_KEY_KP_Down, GDK_CONTROL_MASK, MOVE_BOTTOM },
  { GDK_KEY_Home, GDK_KEY_KP_Home, GDK_CONTROL_MASK, MOVE_FIRST_CELL },
  { GDK_KEY_End, GDK_KEY_KP_End, GDK_CONTROL_MASK, MOVE_LAST_CELL },
};

static void
add_move (GtkWidgetClass *class, guint key, GdkModifierType modifiers, Move where)
{
  gtk_widget_class_add_binding (class, key, modifiers, move, "(ib)", (int)where, FALSE);
  gtk_widget_class_add_binding (
      class, key, modifiers | GDK_SHIFT_MASK, move, "(ib)", (int)where, TRUE);
}

void
mill_grid_class_add_moves (GtkWidgetClass *class)
{
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      add_move (class, keys[i].key, keys[i].modifiers, keys[i].move);
      add_move (class, keys[i].keypad, keys[i].modifiers, keys[i].move);
    }
  gtk_widget_class_add_binding (
      class, GDK_KEY_space, GDK_CONTROL_MASK, widen, "i", MILL_GRID_SPAN_COLUMNS);
  gtk_widget_class_add_binding (
      class, GDK_KEY_space, GDK_SHIFT_MASK, widen, "i", MILL_GRID_SPAN_ROWS);
  gtk_widget_class_add_binding (class, GDK_KEY_Return, 0, activate, NULL);
  gtk_widget_class_add_binding (class, GDK_KEY_KP_Enter, 0, activate, NULL);
}
