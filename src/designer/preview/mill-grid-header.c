/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-grid-private.h"

#define EDGE 5.0       /* px on both sides of an edge that widen a column */
#define THRESHOLD 12.0 /* px that a click may tremble before it drags a column */

typedef enum
{
  DRAG_NONE,
  DRAG_EDGE,
  DRAG_COLUMN
} Drag;

struct _MillGridHeader
{
  GtkWidget parent_instance;

  MillGrid *grid;    /* its parent */
  GPtrArray *titles; /* MillGridTitle, position p of those seen in place p % length */
  guint hot;         /* position under the pointer; G_MAXUINT */
  Drag drag;
  guint column; /* that is dragged or widened */
  double width; /* it had */
};

G_DEFINE_FINAL_TYPE (MillGridHeader, mill_grid_header, GTK_TYPE_WIDGET)

/* ---- where ---- */

/* The shown column whose end is at @x, or G_MAXUINT. */
static guint
edge_at (MillGridHeader *self, double x)
{
  MillGrid *grid = self->grid;
  double logical = mill_grid_mirror (grid, x, 0);
  guint first, end;
  mill_grid_seen (grid, &first, &end);
  if (logical < grid->label_width + EDGE)
    return G_MAXUINT;
  for (guint position = first; position < end; position++)
    if (ABS (mill_grid_column_x (grid, position + 1) - logical) <= EDGE)
      return grid->columns.shown[position];
  return G_MAXUINT;
}

/* The position at @x, or G_MAXUINT left and right of all. */
static guint
position_at (MillGridHeader *self, double x)
{
  MillGrid *grid = self->grid;
  double logical = mill_grid_mirror (grid, x, 0);
  if (grid->columns.n_shown == 0 || logical < grid->label_width
      || logical >= mill_grid_column_x (grid, grid->columns.n_shown))
    return G_MAXUINT;
  return mill_grid_position_at (grid, x);
}

static gboolean
is_sort_at (MillGridHeader *self, guint position, double x)
{
  MillGrid *grid = self->grid;
  double end = mill_grid_column_x (grid, position + 1);
  return mill_grid_model_can_sort (grid->model)
         && mill_grid_mirror (grid, x, 0) >= end - MILL_GRID_SORT_WIDTH;
}

/* ---- the pointer ---- */

static void
set_hot (MillGridHeader *self, guint position)
{
  if (self->hot == position)
    return;
  self->hot = position;
  mill_grid_header_update (self);
}

static void
pointer_moved (GtkEventControllerMotion *motion, double x, double y, MillGridHeader *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean edge = self->drag == DRAG_EDGE || edge_at (self, x) != G_MAXUINT;
  gtk_widget_set_cursor_from_name (widget, edge ? "col-resize" : NULL);
  set_hot (self, position_at (self, x));
}

static void
pointer_left (GtkEventControllerMotion *motion, MillGridHeader *self)
{
  set_hot (self, G_MAXUINT);
}

static void
sort_next (MillGridHeader *self, guint column)
{
  static const MillGridSort next[] = {
    [MILL_GRID_SORT_NONE] = MILL_GRID_SORT_ASCENDING,
    [MILL_GRID_SORT_ASCENDING] = MILL_GRID_SORT_DESCENDING,
    [MILL_GRID_SORT_DESCENDING] = MILL_GRID_SORT_NONE,
  };
  MillGridModel *model = self->grid->model;
  mill_grid_model_sort (model, column, next[mill_grid_model_get_sort (model, column)]);
}

static void
released (GtkGestureClick *click, int n, double x, double y, MillGridHeader *self)
{
  MillGrid *grid = self->grid;
  guint position = position_at (self, x);
  GdkModifierType state
      = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (click));
  guint edge = edge_at (self, x);
  gtk_widget_grab_focus (grid->cell);
  if (edge != G_MAXUINT)
    {
      if (n == 2)
        mill_grid_fit_column (grid, edge);
    }
  else if (position == G_MAXUINT)
    {
      if (grid->row_labels && mill_grid_mirror (grid, x, 0) < grid->label_width)
        gtk_widget_activate_action (GTK_WIDGET (grid), "grid.select-all", NULL);
    }
  else if (is_sort_at (self, position, x))
    sort_next (self, grid->columns.shown[position]);
  else
    mill_grid_select_by_header (grid, position, (state & GDK_SHIFT_MASK) != 0);
}

static void
menu_pressed (GtkGestureClick *click, int n, double x, double y, MillGridHeader *self)
{
  MillGrid *grid = self->grid;
  guint position = position_at (self, x);
  gtk_widget_grab_focus (grid->cell);
  if (position == G_MAXUINT)
    return;
  mill_grid_move_cursor (grid, grid->cursor_row, position, MILL_GRID_SPAN_COLUMNS, FALSE);
  mill_grid_pop_up (grid, x, y);
}

static void
drag_begun (GtkGestureDrag *gesture, double x, double y, MillGridHeader *self)
{
  MillGrid *grid = self->grid;
  guint edge = edge_at (self, x), position = position_at (self, x);
  self->drag = DRAG_NONE;
  self->column = edge;
  if (edge != G_MAXUINT)
    {
      self->drag = DRAG_EDGE;
      self->width = grid->columns.widths[edge];
    }
  else if (position != G_MAXUINT)
    self->column = grid->columns.shown[position];
}

/* Swaps the dragged column with the one under the pointer as soon as it will lie under it. */
static void
drag_column (MillGridHeader *self, double x)
{
  MillGrid *grid = self->grid;
  const MillGridColumns *columns = &grid->columns;
  double at = mill_grid_mirror (grid, x, 0) - grid->label_width + mill_grid_scroll_x (grid);
  double width = columns->widths[self->column];
  guint from = columns->position[self->column], to = mill_grid_columns_find (columns, at);
  if ((to > from && at > columns->edges[to + 1] - width)
      || (to < from && at < columns->edges[to] + width))
    mill_grid_move_column (grid, self->column, to);
}

static void
dragged (GtkGestureDrag *gesture, double dx, double dy, MillGridHeader *self)
{
  MillGrid *grid = self->grid;
  double x, y;
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (grid)) == GTK_TEXT_DIR_RTL;
  gtk_gesture_drag_get_start_point (gesture, &x, &y);
  if (self->column >= grid->columns.n)
    return;
  if (self->drag == DRAG_NONE && ABS (dx) > THRESHOLD)
    self->drag = DRAG_COLUMN;
  if (self->drag != DRAG_NONE)
    gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  if (self->drag == DRAG_EDGE)
    mill_grid_set_column_width (grid, self->column, self->width + (rtl ? -dx : dx));
  else if (self->drag == DRAG_COLUMN)
    drag_column (self, x + dx);
}

static void
drag_ended (GtkGestureDrag *gesture, double dx, double dy, MillGridHeader *self)
{
  self->drag = DRAG_NONE;
}

static void
add_pointer (MillGridHeader *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkGesture *drag = gtk_gesture_drag_new (), *click = gtk_gesture_click_new ();
  GtkGesture *menu = gtk_gesture_click_new ();
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (menu), GDK_BUTTON_SECONDARY);
  g_signal_connect (motion, "enter", G_CALLBACK (pointer_moved), self);
  g_signal_connect (motion, "motion", G_CALLBACK (pointer_moved), self);
  g_signal_connect (motion, "leave", G_CALLBACK (pointer_left), self);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begun), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (dragged), self);
  g_signal_connect (drag, "drag-end", G_CALLBACK (drag_ended), self);
  g_signal_connect (click, "released", G_CALLBACK (released), self);
  g_signal_connect (menu, "pressed", G_CALLBACK (menu_pressed), self);
  gtk_widget_add_controller (widget, motion);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (menu));
}

/* ---- the widget ---- */

static void
make_titles (MillGridHeader *self, guint n)
{
  if (self->titles->len >= n)
    return;
  while (self->titles->len < n)
    {
      GtkWidget *title = mill_grid_title_new (self->grid);
      gtk_widget_set_parent (title, GTK_WIDGET (self));
      g_ptr_array_add (self->titles, title);
    }
}

static void
place_title (MillGridHeader *self, guint position, int height)
{
  MillGrid *grid = self->grid;
  MillGridTitle *title = g_ptr_array_index (self->titles, position % self->titles->len);
  double width = grid->columns.widths[grid->columns.shown[position]];
  double x = mill_grid_mirror (grid, mill_grid_column_x (grid, position), width);
  mill_grid_title_set (title, grid->columns.shown[position], position == self->hot);
  gtk_widget_allocate (GTK_WIDGET (title),
                       (int)width,
                       height,
                       -1,
                       gsk_transform_translate (NULL, &GRAPHENE_POINT_INIT ((float)x, 0)));
}

static void
mill_grid_header_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  MillGridHeader *self = MILL_GRID_HEADER (widget);
  MillGrid *grid = self->grid;
  guint first = 0, end = 0;
  if (grid->model != NULL)
    mill_grid_seen (grid, &first, &end);
  make_titles (self, end - first);
  for (guint i = 0; i < self->titles->len; i++)
    {
      guint position = first + i;
      GtkWidget *title = g_ptr_array_index (self->titles, position % self->titles->len);
      mill_grid_show_part (title, position < end);
      if (position < end)
        place_title (self, position, height);
    }
}

static void
mill_grid_header_measure (GtkWidget *widget,
                          GtkOrientation orientation,
                          int for_size,
                          int *minimum,
                          int *natural,
                          int *minimum_baseline,
                          int *natural_baseline)
{
  MillGridHeader *self = MILL_GRID_HEADER (widget);
  for (guint i = 0; i < self->titles->len; i++)
    gtk_widget_measure (
        g_ptr_array_index (self->titles, i), orientation, -1, minimum, natural, NULL, NULL);
  *minimum = *natural = 0;
}

/* Headers that are scrolled out at the start of the line lie under the corner. */
static void
mill_grid_header_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  MillGrid *grid = MILL_GRID_HEADER (widget)->grid;
  float width = (float)gtk_widget_get_width (widget),
        height = (float)gtk_widget_get_height (widget);
  float body = (float)MAX (0, width - grid->label_width);
  float start = (float)mill_grid_mirror (grid, grid->label_width, body);
  float line = (float)mill_grid_mirror (grid, grid->label_width - 1, 1);
  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (start, 0, body, height));
  GTK_WIDGET_CLASS (mill_grid_header_parent_class)->snapshot (widget, snapshot);
  gtk_snapshot_pop (snapshot);
  if (grid->label_width > 0)
    gtk_snapshot_append_color (
        snapshot, &grid->style.line, &GRAPHENE_RECT_INIT (line, 0, 1, height));
  gtk_snapshot_append_color (
      snapshot, &grid->style.line, &GRAPHENE_RECT_INIT (0, height - 1, width, 1));
}

static void
mill_grid_header_dispose (GObject *object)
{
  GtkWidget *child;
  g_ptr_array_set_size (MILL_GRID_HEADER (object)->titles, 0);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (mill_grid_header_parent_class)->dispose (object);
}

static void
mill_grid_header_finalize (GObject *object)
{
  g_ptr_array_unref (MILL_GRID_HEADER (object)->titles);
  G_OBJECT_CLASS (mill_grid_header_parent_class)->finalize (object);
}

static void
mill_grid_header_class_init (MillGridHeaderClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = mill_grid_header_dispose;
  G_OBJECT_CLASS (class)->finalize = mill_grid_header_finalize;
  widget_class->snapshot = mill_grid_header_snapshot;
  widget_class->measure = mill_grid_header_measure;
  widget_class->size_allocate = mill_grid_header_size_allocate;
  gtk_widget_class_set_css_name (widget_class, "gridheader");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_ROW);
}

static void
mill_grid_header_init (MillGridHeader *self)
{
  self->titles = g_ptr_array_new ();
  self->hot = G_MAXUINT;
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

GtkWidget *
mill_grid_header_new (MillGrid *grid)
{
  MillGridHeader *self = g_object_new (MILL_TYPE_GRID_HEADER, NULL);
  self->grid = grid;
  add_pointer (self);
  return GTK_WIDGET (self);
}

void
mill_grid_header_forget (MillGridHeader *self)
{
  for (guint i = 0; i < self->titles->len; i++)
    mill_grid_title_forget (g_ptr_array_index (self->titles, i));
}

void
mill_grid_header_update (MillGridHeader *self)
{
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
