/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-grid-private.h"

/* Clicks on headers are theirs. */
static gboolean
is_body (MillGrid *grid, double y)
{
  return y >= grid->style.header_height
         && y < grid->style.header_height + (double)grid->n_rows * grid->style.row_height
                    - mill_grid_scroll_y (grid);
}

static MillGridSpan
span_at (MillGrid *grid, double x)
{
  return mill_grid_mirror (grid, x, 0) < grid->label_width ? MILL_GRID_SPAN_ROWS
                                                           : MILL_GRID_SPAN_CELLS;
}

static void
pressed (GtkGestureClick *click, int n, double x, double y, MillGrid *grid)
{
  GdkModifierType state
      = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (click));
  guint64 row = mill_grid_row_at (grid, y);
  guint position = mill_grid_position_at (grid, x);
  gtk_widget_grab_focus (grid->cell);
  if (mill_grid_is_empty (grid) || !is_body (grid, y))
    return;
  if (span_at (grid, x) == MILL_GRID_SPAN_ROWS)
    position = mill_grid_cursor_position (grid);
  mill_grid_move_cursor (grid, row, position, span_at (grid, x), (state & GDK_SHIFT_MASK) != 0);
  if (n == 2 && span_at (grid, x) == MILL_GRID_SPAN_CELLS)
    g_signal_emit_by_name (grid, "activate", row, grid->cursor_column);
}

/* A click inside of what is selected keeps it, for copying. */
static void
menu_pressed (GtkGestureClick *click, int n, double x, double y, MillGrid *grid)
{
  MillGridRange range;
  guint64 row = mill_grid_row_at (grid, y);
  guint position = mill_grid_position_at (grid, x);
  gtk_widget_grab_focus (grid->cell);
  if (!is_body (grid, y) || !mill_grid_get_range (grid, &range))
    return;
  if (row - range.row >= range.n_rows || position - range.position >= range.n_positions)
    mill_grid_move_cursor (grid, row, position, span_at (grid, x), FALSE);
  mill_grid_pop_up (grid, x, y);
}

/* ---- a range by dragging ---- */

static void
extend_to_pointer (MillGrid *grid)
{
  guint64 row = mill_grid_row_at (grid, grid->pointer_y);
  guint position = grid->span == MILL_GRID_SPAN_ROWS
                       ? mill_grid_cursor_position (grid)
                       : mill_grid_position_at (grid, grid->pointer_x);
  if (row != grid->cursor_row || position != mill_grid_cursor_position (grid))
    mill_grid_move_cursor (grid, row, position, grid->span, TRUE);
}

static void
push (GtkAdjustment *adjustment, double pixels)
{
  if (adjustment != NULL && pixels != 0)
    gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + pixels / 2);
}

/* How far @at is outside of @low .. @high. */
static double
outside (double at, double low, double high)
{
  return at < low ? at - low : MAX (0, at - high);
}

static gboolean
scroll_after_pointer (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  MillGrid *grid = MILL_GRID (widget);
  double width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  double start = mill_grid_mirror (grid, grid->label_width, width - grid->label_width);
  push (grid->adjustments[GTK_ORIENTATION_HORIZONTAL],
        outside (grid->pointer_x, start, start + width - grid->label_width));
  push (grid->adjustments[GTK_ORIENTATION_VERTICAL],
        outside (grid->pointer_y, grid->style.header_height, height));
  extend_to_pointer (grid);
  return G_SOURCE_CONTINUE;
}

static void
drag_begun (GtkGestureDrag *drag, double x, double y, MillGrid *grid)
{
  if (mill_grid_is_empty (grid) || !is_body (grid, y))
    gtk_gesture_set_state (GTK_GESTURE (drag), GTK_EVENT_SEQUENCE_DENIED);
}

static void
dragged (GtkGestureDrag *drag, double dx, double dy, MillGrid *grid)
{
  GtkWidget *widget = GTK_WIDGET (grid);
  gtk_gesture_drag_get_start_point (drag, &grid->pointer_x, &grid->pointer_y);
  grid->pointer_x += dx;
  grid->pointer_y += dy;
  if (grid->tick == 0 && !gtk_drag_check_threshold (widget, 0, 0, (int)dx, (int)dy))
    return;
  gtk_gesture_set_state (GTK_GESTURE (drag), GTK_EVENT_SEQUENCE_CLAIMED);
  if (grid->tick == 0)
    grid->tick = gtk_widget_add_tick_callback (widget, scroll_after_pointer, NULL, NULL);
  extend_to_pointer (grid);
}

static void
drag_ended (GtkGestureDrag *drag, double dx, double dy, MillGrid *grid)
{
  if (grid->tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (grid), grid->tick);
  grid->tick = 0;
}

void
mill_grid_add_mouse (MillGrid *grid)
{
  GtkWidget *widget = GTK_WIDGET (grid);
  GtkGesture *click = gtk_gesture_click_new (), *menu = gtk_gesture_click_new ();
  GtkGesture *drag = gtk_gesture_drag_new ();
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (menu), GDK_BUTTON_SECONDARY);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed), grid);
  g_signal_connect (menu, "pressed", G_CALLBACK (menu_pressed), grid);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begun), grid);
  g_signal_connect (drag, "drag-update", G_CALLBACK (dragged), grid);
  g_signal_connect (drag, "drag-end", G_CALLBACK (drag_ended), grid);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (menu));
}
