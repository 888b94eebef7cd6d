/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-grid-private.h"

#include <glib/gi18n-lib.h>

#define ROWS_MAX 400 /* widgets: more than any screen shows */

enum
{
  PROP_MODEL = 1,
  PROP_ROW_LABELS,
  PROP_EXTRA_MENU,
  PROP_COLUMN_MENUS,
  N_OWN_PROPS,
  PROP_HADJUSTMENT = N_OWN_PROPS,
  PROP_VADJUSTMENT,
  PROP_HSCROLL_POLICY,
  PROP_VSCROLL_POLICY
};
static GParamSpec *props[N_OWN_PROPS];

G_DEFINE_FINAL_TYPE_WITH_CODE (MillGrid,
                               mill_grid,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_SCROLLABLE, NULL))

/* ---- where things are ---- */

gboolean
mill_grid_is_empty (const MillGrid *grid)
{
  return grid->n_rows == 0 || grid->columns.n_shown == 0;
}

double
mill_grid_scroll_x (MillGrid *grid)
{
  GtkAdjustment *adjustment = grid->adjustments[GTK_ORIENTATION_HORIZONTAL];
  if (adjustment == NULL)
    return 0;
  double value = gtk_adjustment_get_value (adjustment);
  if (gtk_widget_get_direction (GTK_WIDGET (grid)) == GTK_TEXT_DIR_RTL)
    value
        = gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment) - value;
  return floor (value);
}

double
mill_grid_scroll_y (MillGrid *grid)
{
  GtkAdjustment *adjustment = grid->adjustments[GTK_ORIENTATION_VERTICAL];
  return adjustment != NULL ? floor (gtk_adjustment_get_value (adjustment)) : 0;
}

double
mill_grid_mirror (MillGrid *grid, double x, double width)
{
  GtkWidget *widget = GTK_WIDGET (grid);
  if (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL)
    return gtk_widget_get_width (widget) - x - width;
  return x;
}

double
mill_grid_column_x (MillGrid *grid, guint position)
{
  return grid->label_width + grid->columns.edges[position] - mill_grid_scroll_x (grid);
}

void
mill_grid_seen (MillGrid *grid, guint *first, guint *end)
{
  const MillGridColumns *columns = &grid->columns;
  double start = mill_grid_scroll_x (grid);
  double width = gtk_widget_get_width (GTK_WIDGET (grid)) - grid->label_width;
  *first = *end = 0;
  if (columns->n_shown == 0 || width <= 0)
    return;
  *first = mill_grid_columns_find (columns, start);
  *end = mill_grid_columns_find (columns, start + width) + 1;
}

guint64
mill_grid_rows_per_page (MillGrid *grid)
{
  double height = gtk_widget_get_height (GTK_WIDGET (grid)) - grid->style.header_height;
  return (guint64)MAX (1, height / grid->style.row_height);
}

guint64
mill_grid_row_at (MillGrid *grid, double y)
{
  double at = (y - grid->style.header_height + mill_grid_scroll_y (grid)) / grid->style.row_height;
  if (grid->n_rows == 0 || at < 0)
    return 0;
  return MIN ((guint64)at, grid->n_rows - 1);
}

guint
mill_grid_position_at (MillGrid *grid, double x)
{
  double logical = mill_grid_mirror (grid, x, 0) - grid->label_width + mill_grid_scroll_x (grid);
  return mill_grid_columns_find (&grid->columns, logical);
}

void
mill_grid_place_cell (MillGrid *grid, guint64 row, guint position, graphene_rect_t *rect)
{
  double width = grid->columns.edges[position + 1] - grid->columns.edges[position];
  double x = mill_grid_mirror (grid, mill_grid_column_x (grid, position), width);
  double y = (double)row * grid->style.row_height - mill_grid_scroll_y (grid)
             + grid->style.header_height;
  graphene_rect_init (rect, (float)x, (float)y, (float)width, (float)grid->style.row_height);
}

/* ---- scrolling ---- */

static void
configure_adjustments (MillGrid *grid)
{
  GtkWidget *widget = GTK_WIDGET (grid);
  GtkAdjustment *horizontal = grid->adjustments[GTK_ORIENTATION_HORIZONTAL];
  GtkAdjustment *vertical = grid->adjustments[GTK_ORIENTATION_VERTICAL];
  double width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  double line = mill_grid_columns_width (&grid->columns) + grid->label_width;
  double lines = (double)grid->n_rows * grid->style.row_height + grid->style.header_height;
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  if (horizontal != NULL)
    {
      double upper = MAX (line, width), scrolled = grid->to_start ? 0 : mill_grid_scroll_x (grid);
      double value = rtl ? upper - width - scrolled : scrolled;
      gtk_adjustment_configure (horizontal, value, 0, upper, 40, width * 0.9, width);
      grid->to_start = FALSE;
    }
  if (vertical != NULL)
    gtk_adjustment_configure (vertical,
                              gtk_adjustment_get_value (vertical),
                              0,
                              MAX (lines, height),
                              grid->style.row_height,
                              MAX (grid->style.row_height, height - grid->style.header_height),
                              height);
}

static void
scrolled (GtkAdjustment *adjustment, MillGrid *grid)
{
  if (adjustment == grid->adjustments[GTK_ORIENTATION_HORIZONTAL])
    mill_grid_redraw (grid);
  gtk_widget_queue_allocate (GTK_WIDGET (grid));
}

static void
set_adjustment (MillGrid *grid, GtkOrientation orientation, GtkAdjustment *adjustment)
{
  GtkAdjustment **place = &grid->adjustments[orientation];
  if (*place != NULL)
    g_signal_handlers_disconnect_by_func (*place, scrolled, grid);
  g_clear_object (place);
  if (adjustment == NULL)
    return;
  *place = g_object_ref_sink (adjustment);
  g_signal_connect (adjustment, "value-changed", G_CALLBACK (scrolled), grid);
  gtk_widget_queue_allocate (GTK_WIDGET (grid));
}

static void
scroll_into_view (GtkAdjustment *adjustment, double first, double end, double page)
{
  double value = adjustment != NULL ? gtk_adjustment_get_value (adjustment) : 0;
  if (adjustment == NULL || page <= 0)
    return;
  if (first < value || end - first > page)
    gtk_adjustment_set_value (adjustment, first);
  else if (end > value + page)
    gtk_adjustment_set_value (adjustment, end - page);
}

static void
scroll_to_position (MillGrid *grid, guint64 row, guint position)
{
  GtkWidget *widget = GTK_WIDGET (grid);
  const double *edges = grid->columns.edges;
  GtkAdjustment *horizontal = grid->adjustments[GTK_ORIENTATION_HORIZONTAL];
  double line = MAX (mill_grid_columns_width (&grid->columns) + grid->label_width,
                     gtk_widget_get_width (widget));
  double page = gtk_widget_get_width (widget) - grid->label_width;
  double first = edges[position], end = edges[position + 1];
  configure_adjustments (grid);
  if (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL)
    {
      first = line - grid->label_width - edges[position + 1];
      end = line - grid->label_width - edges[position];
    }
  scroll_into_view (horizontal, first, end, page);
  scroll_into_view (grid->adjustments[GTK_ORIENTATION_VERTICAL],
                    (double)row * grid->style.row_height,
                    (double)(row + 1) * grid->style.row_height,
                    gtk_widget_get_height (widget) - grid->style.header_height);
}

void
mill_grid_scroll_to (MillGrid *grid, guint64 row, guint column)
{
  g_return_if_fail (MILL_IS_GRID (grid));
  if (row < grid->n_rows && column < grid->columns.n && !grid->columns.hidden[column])
    scroll_to_position (grid, row, grid->columns.position[column]);
}

/* ---- widgets for what is seen ---- */

void
mill_grid_redraw (MillGrid *grid)
{
  for (guint i = 0; i < grid->rows->len; i++)
    gtk_widget_queue_draw (g_ptr_array_index (grid->rows, i));
  mill_grid_header_update (MILL_GRID_HEADER (grid->header));
  gtk_widget_queue_draw (grid->cell);
}

void
mill_grid_relayout (MillGrid *grid)
{
  mill_grid_columns_measure (&grid->columns);
  mill_grid_redraw (grid);
  gtk_widget_queue_resize (GTK_WIDGET (grid));
}

void
mill_grid_show_part (GtkWidget *part, gboolean seen)
{
  gtk_widget_set_child_visible (part, seen);
  gtk_accessible_update_state (GTK_ACCESSIBLE (part), GTK_ACCESSIBLE_STATE_HIDDEN, !seen, -1);
}

static void
allocate_rows (MillGrid *grid, int width)
{
  GtkWidget *widget = GTK_WIDGET (grid);
  double height = gtk_widget_get_height (widget) - grid->style.header_height;
  double row_height = grid->style.row_height, scroll = mill_grid_scroll_y (grid);
  guint64 first = (guint64)MAX (0, scroll / row_height);
  guint needed = (guint)CLAMP (ceil (height / row_height) + 1, 0, ROWS_MAX);
  while (grid->rows->len < needed)
    {
      GtkWidget *row = mill_grid_row_new (grid);
      gtk_widget_insert_after (row, widget, NULL);
      g_ptr_array_add (grid->rows, row);
    }
  for (guint i = 0; i < grid->rows->len; i++)
    {
      guint64 row = first + i;
      GtkWidget *child = g_ptr_array_index (grid->rows, row % grid->rows->len);
      gboolean seen = i < needed && row < grid->n_rows && grid->columns.n_shown > 0;
      mill_grid_show_part (child, seen);
      if (!seen)
        continue;
      double y = (double)row * row_height - scroll + grid->style.header_height;
      mill_grid_row_set (MILL_GRID_ROW (child), row);
      gtk_widget_allocate (child,
                           width,
                           (int)row_height,
                           -1,
                           gsk_transform_translate (NULL, &GRAPHENE_POINT_INIT (0, (float)y)));
    }
}

/* The part of the cell of the cursor that is seen. The widget keeps the focus when there is none,
 * so it never goes away. */
static void
allocate_cell (MillGrid *grid, int width, int height)
{
  graphene_rect_t place = GRAPHENE_RECT_INIT (-100, -100, 1, 1);
  double start = mill_grid_mirror (grid, grid->label_width, width - grid->label_width);
  double header = grid->style.header_height;
  if (!mill_grid_is_empty (grid))
    mill_grid_place_cell (grid, grid->cursor_row, mill_grid_cursor_position (grid), &place);
  double y = CLAMP (place.origin.y, -100, height + 100);
  graphene_rect_t body = GRAPHENE_RECT_INIT ((float)start,
                                             (float)header,
                                             (float)MAX (0, width - grid->label_width),
                                             (float)MAX (0, height - header));
  place.origin.y = (float)y;
  if (!graphene_rect_intersection (&place, &body, &place))
    place = GRAPHENE_RECT_INIT (-100, -100, 1, 1);
  gtk_widget_allocate (grid->cell,
                       MAX (1, (int)place.size.width),
                       MAX (1, (int)place.size.height),
                       -1,
                       gsk_transform_translate (NULL, &place.origin));
}

static void
mill_grid_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  MillGrid *grid = MILL_GRID (widget);
  mill_grid_style_ensure (grid);
  configure_adjustments (grid);
  allocate_rows (grid, width);
  allocate_cell (grid, width, height);
  gtk_widget_size_allocate (
      grid->header, &(GtkAllocation){ 0, 0, width, (int)grid->style.header_height }, -1);
  if (grid->menu != NULL)
    gtk_popover_present (GTK_POPOVER (grid->menu));
}

static void
mill_grid_measure (GtkWidget *widget,
                   GtkOrientation orientation,
                   int for_size,
                   int *minimum,
                   int *natural,
                   int *minimum_baseline,
                   int *natural_baseline)
{
  MillGrid *grid = MILL_GRID (widget);
  int unused_minimum, unused_natural;
  mill_grid_style_ensure (grid);
  gtk_widget_measure (grid->header, orientation, -1, &unused_minimum, &unused_natural, NULL, NULL);
  gtk_widget_measure (grid->cell, orientation, -1, &unused_minimum, &unused_natural, NULL, NULL);
  for (guint i = 0; i < grid->rows->len; i++)
    gtk_widget_measure (g_ptr_array_index (grid->rows, i),
                        orientation,
                        -1,
                        &unused_minimum,
                        &unused_natural,
                        NULL,
                        NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      double line = mill_grid_columns_width (&grid->columns) + grid->label_width;
      *minimum = 60;
      *natural = (int)CLAMP (line, 60, 20000);
    }
  else
    {
      double rows = (double)MIN (grid->n_rows, 1000) * grid->style.row_height;
      *minimum = (int)(grid->style.header_height + grid->style.row_height);
      *natural = (int)(grid->style.header_height + MAX (rows, grid->style.row_height));
    }
}

static void
mill_grid_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  MillGrid *grid = MILL_GRID (widget);
  GTK_WIDGET_CLASS (mill_grid_parent_class)->css_changed (widget, change);
  grid->style.valid = FALSE;
  mill_grid_redraw (grid);
  gtk_widget_queue_resize (widget);
}

static void
mill_grid_direction_changed (GtkWidget *widget, GtkTextDirection previous)
{
  MillGrid *grid = MILL_GRID (widget);
  GTK_WIDGET_CLASS (mill_grid_parent_class)->direction_changed (widget, previous);
  grid->style.valid = FALSE;
  grid->to_start = TRUE;
  mill_grid_relayout (grid);
}

static void
mill_grid_system_setting_changed (GtkWidget *widget, GtkSystemSetting setting)
{
  MillGrid *grid = MILL_GRID (widget);
  GTK_WIDGET_CLASS (mill_grid_parent_class)->system_setting_changed (widget, setting);
  grid->style.valid = FALSE;
  mill_grid_relayout (grid);
}

static gboolean
mill_grid_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (MILL_GRID (widget)->cell);
}

/* ---- the model ---- */

/* The widest of the first and the last label, and of the number of rows. */
static double
measure_labels (MillGrid *grid)
{
  glong length = 2;
  if (!grid->row_labels || grid->model == NULL)
    return 0;
  mill_grid_style_ensure (grid);
  for (guint64 n = grid->n_rows; n > 99; n /= 10)
    length++;
  for (guint i = 0; i < 2 && grid->n_rows > 0; i++)
    {
      g_string_truncate (grid->text, 0);
      mill_grid_model_get_row_label (grid->model, i == 0 ? 0 : grid->n_rows - 1, grid->text);
      length = MAX (length, g_utf8_strlen (grid->text->str, 200));
    }
  return ceil ((double)length * grid->style.digit_width * 0.85 + 2 * MILL_GRID_PADDING);
}

static void
update_counts (MillGrid *grid)
{
  gtk_accessible_update_relation (GTK_ACCESSIBLE (grid),
                                  GTK_ACCESSIBLE_RELATION_ROW_COUNT,
                                  (int)MIN (grid->n_rows + 1, G_MAXINT),
                                  GTK_ACCESSIBLE_RELATION_COL_COUNT,
                                  (int)MIN (grid->columns.n_shown, G_MAXINT),
                                  -1);
}

static void
rows_changed (MillGridModel *model, MillGrid *grid)
{
  g_clear_handle_id (&grid->copy, g_source_remove);
  grid->n_rows = mill_grid_model_get_n_rows (model);
  grid->label_width = measure_labels (grid);
  mill_grid_clamp_cursor (grid);
  for (guint i = 0; i < grid->rows->len; i++)
    mill_grid_row_forget (g_ptr_array_index (grid->rows, i));
  mill_grid_redraw (grid);
  mill_grid_cell_update (MILL_GRID_CELL (grid->cell));
  mill_grid_update_actions (grid);
  update_counts (grid);
  gtk_widget_queue_resize (GTK_WIDGET (grid));
}

static void
columns_changed (MillGridModel *model, MillGrid *grid)
{
  guint n = mill_grid_model_get_n_columns (model);
  char **names = g_new0 (char *, (gsize)n + 1);
  for (guint i = 0; i < n; i++)
    names[i] = g_strdup (mill_grid_model_get_column_name (model, i));
  grid->n_rows = mill_grid_model_get_n_rows (model);
  mill_grid_columns_reset (&grid->columns, names, n);
  mill_grid_estimate_widths (grid);
  mill_grid_header_forget (MILL_GRID_HEADER (grid->header));
  rows_changed (model, grid);
}

static void
forget_model (MillGrid *grid)
{
  if (grid->model == NULL)
    return;
  g_signal_handlers_disconnect_by_data (grid->model, grid);
  g_clear_object (&grid->model);
  g_clear_handle_id (&grid->copy, g_source_remove);
}

void
mill_grid_set_model (MillGrid *grid, MillGridModel *model)
{
  g_return_if_fail (MILL_IS_GRID (grid) && (model == NULL || MILL_IS_GRID_MODEL (model)));
  if (grid->model == model)
    return;
  forget_model (grid);
  grid->n_rows = 0;
  grid->cursor_row = grid->anchor_row = 0;
  grid->cursor_column = grid->anchor_column = 0;
  grid->span = MILL_GRID_SPAN_CELLS;
  grid->to_start = TRUE;
  if (grid->adjustments[GTK_ORIENTATION_VERTICAL] != NULL)
    gtk_adjustment_set_value (grid->adjustments[GTK_ORIENTATION_VERTICAL], 0);
  if (model != NULL)
    {
      grid->model = g_object_ref (model);
      g_signal_connect (model, "rows-changed", G_CALLBACK (rows_changed), grid);
      g_signal_connect (model, "columns-changed", G_CALLBACK (columns_changed), grid);
      columns_changed (model, grid);
    }
  else
    {
      mill_grid_columns_clear (&grid->columns);
      mill_grid_redraw (grid);
      gtk_widget_queue_resize (GTK_WIDGET (grid));
    }
  g_object_notify_by_pspec (G_OBJECT (grid), props[PROP_MODEL]);
}

MillGridModel *
mill_grid_get_model (MillGrid *grid)
{
  g_return_val_if_fail (MILL_IS_GRID (grid), NULL);
  return grid->model;
}

/* ---- columns ---- */

void
mill_grid_get_header_box (MillGrid *grid, guint column, graphene_rect_t *box)
{
  g_return_if_fail (MILL_IS_GRID (grid) && box != NULL);
  g_return_if_fail (mill_grid_get_column_position (grid, column) != G_MAXUINT);
  mill_grid_place_cell (grid, 0, grid->columns.position[column], box);
  box->origin.y = 0;
  box->size.height = (float)grid->style.header_height;
}

static void
columns_moved (MillGrid *grid)
{
  mill_grid_clamp_cursor (grid);
  mill_grid_relayout (grid);
  mill_grid_update_actions (grid);
  update_counts (grid);
}

void
mill_grid_set_column_width (MillGrid *grid, guint column, double width)
{
  g_return_if_fail (MILL_IS_GRID (grid) && column < grid->columns.n);
  mill_grid_columns_set_width (&grid->columns, column, width);
  mill_grid_relayout (grid);
}

double
mill_grid_get_column_width (MillGrid *grid, guint column)
{
  g_return_val_if_fail (MILL_IS_GRID (grid) && column < grid->columns.n, 0);
  return grid->columns.widths[column];
}

void
mill_grid_set_column_visible (MillGrid *grid, guint column, gboolean visible)
{
  g_return_if_fail (MILL_IS_GRID (grid) && column < grid->columns.n);
  if (mill_grid_columns_set_visible (&grid->columns, column, visible))
    columns_moved (grid);
}

gboolean
mill_grid_get_column_visible (MillGrid *grid, guint column)
{
  g_return_val_if_fail (MILL_IS_GRID (grid) && column < grid->columns.n, FALSE);
  return !grid->columns.hidden[column];
}

void
mill_grid_move_column (MillGrid *grid, guint column, guint position)
{
  g_return_if_fail (MILL_IS_GRID (grid) && column < grid->columns.n);
  if (position < grid->columns.n_shown && mill_grid_columns_move (&grid->columns, column, position))
    columns_moved (grid);
}

guint
mill_grid_get_column_position (MillGrid *grid, guint column)
{
  g_return_val_if_fail (MILL_IS_GRID (grid) && column < grid->columns.n, 0);
  return grid->columns.position[column];
}

void
mill_grid_set_extra_menu (MillGrid *grid, GMenuModel *menu)
{
  g_return_if_fail (MILL_IS_GRID (grid) && (menu == NULL || G_IS_MENU_MODEL (menu)));
  g_set_object (&grid->extra_menu, menu);
}

/* ---- the object ---- */

static void
mill_grid_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  MillGrid *grid = MILL_GRID (object);
  switch (id)
    {
    case PROP_MODEL:
      g_value_set_object (value, grid->model);
      break;
    case PROP_ROW_LABELS:
      g_value_set_boolean (value, grid->row_labels);
      break;
    case PROP_EXTRA_MENU:
      g_value_set_object (value, grid->extra_menu);
      break;
    case PROP_COLUMN_MENUS:
      g_value_set_boolean (value, grid->column_menus);
      break;
    case PROP_HADJUSTMENT:
    case PROP_VADJUSTMENT:
      g_value_set_object (value, grid->adjustments[id - PROP_HADJUSTMENT]);
      break;
    case PROP_HSCROLL_POLICY:
    case PROP_VSCROLL_POLICY:
      g_value_set_enum (value, grid->policies[id - PROP_HSCROLL_POLICY]);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
    }
}

static void
mill_grid_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  MillGrid *grid = MILL_GRID (object);
  switch (id)
    {
    case PROP_MODEL:
      mill_grid_set_model (grid, g_value_get_object (value));
      break;
    case PROP_ROW_LABELS:
      grid->row_labels = g_value_get_boolean (value);
      grid->label_width = measure_labels (grid);
      mill_grid_relayout (grid);
      break;
    case PROP_EXTRA_MENU:
      mill_grid_set_extra_menu (grid, g_value_get_object (value));
      break;
    case PROP_COLUMN_MENUS:
      grid->column_menus = g_value_get_boolean (value);
      mill_grid_redraw (grid);
      break;
    case PROP_HADJUSTMENT:
    case PROP_VADJUSTMENT:
      set_adjustment (grid, (GtkOrientation)(id - PROP_HADJUSTMENT), g_value_get_object (value));
      break;
    case PROP_HSCROLL_POLICY:
    case PROP_VSCROLL_POLICY:
      grid->policies[id - PROP_HSCROLL_POLICY] = g_value_get_enum (value);
      gtk_widget_queue_resize (GTK_WIDGET (grid));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
    }
}

static void
mill_grid_dispose (GObject *object)
{
  MillGrid *grid = MILL_GRID (object);
  GtkWidget *child;
  forget_model (grid);
  if (grid->tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (grid), grid->tick);
  grid->tick = 0;
  set_adjustment (grid, GTK_ORIENTATION_HORIZONTAL, NULL);
  set_adjustment (grid, GTK_ORIENTATION_VERTICAL, NULL);
  g_clear_pointer (&grid->menu, gtk_widget_unparent);
  g_clear_object (&grid->extra_menu);
  g_ptr_array_set_size (grid->rows, 0);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (grid))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (mill_grid_parent_class)->dispose (object);
}

static void
mill_grid_finalize (GObject *object)
{
  MillGrid *grid = MILL_GRID (object);
  mill_grid_columns_clear (&grid->columns);
  mill_grid_style_clear (&grid->style);
  g_ptr_array_unref (grid->rows);
  g_string_free (grid->text, TRUE);
  G_OBJECT_CLASS (mill_grid_parent_class)->finalize (object);
}

static void
add_properties (GObjectClass *class)
{
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;
  props[PROP_MODEL] = g_param_spec_object ("model", NULL, NULL, MILL_TYPE_GRID_MODEL, flags);
  props[PROP_ROW_LABELS] = g_param_spec_boolean ("row-labels", NULL, NULL, TRUE, flags);
  props[PROP_EXTRA_MENU] = g_param_spec_object ("extra-menu", NULL, NULL, G_TYPE_MENU_MODEL, flags);
  props[PROP_COLUMN_MENUS] = g_param_spec_boolean ("column-menus", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (class, N_OWN_PROPS, props);
  g_object_class_override_property (class, PROP_HADJUSTMENT, "hadjustment");
  g_object_class_override_property (class, PROP_VADJUSTMENT, "vadjustment");
  g_object_class_override_property (class, PROP_HSCROLL_POLICY, "hscroll-policy");
  g_object_class_override_property (class, PROP_VSCROLL_POLICY, "vscroll-policy");
}

static void
add_signals (GObjectClass *class)
{
  GType type = G_TYPE_FROM_CLASS (class);
  g_signal_new ("cursor-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_signal_new (
      "column-selected", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  g_signal_new ("activate",
                type,
                G_SIGNAL_RUN_LAST,
                0,
                NULL,
                NULL,
                NULL,
                G_TYPE_NONE,
                2,
                G_TYPE_UINT64,
                G_TYPE_UINT);
}

static void
mill_grid_class_init (MillGridClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  object_class->dispose = mill_grid_dispose;
  object_class->finalize = mill_grid_finalize;
  object_class->get_property = mill_grid_get_property;
  object_class->set_property = mill_grid_set_property;
  widget_class->measure = mill_grid_measure;
  widget_class->size_allocate = mill_grid_size_allocate;
  widget_class->css_changed = mill_grid_css_changed;
  widget_class->direction_changed = mill_grid_direction_changed;
  widget_class->system_setting_changed = mill_grid_system_setting_changed;
  widget_class->grab_focus = mill_grid_grab_focus;
  add_properties (object_class);
  add_signals (object_class);
  mill_grid_class_add_moves (widget_class);
  mill_grid_class_add_actions (widget_class);
  gtk_widget_class_set_css_name (widget_class, "datagrid");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GRID);
}

static void
mill_grid_init (MillGrid *grid)
{
  GtkWidget *widget = GTK_WIDGET (grid);
  grid->row_labels = TRUE;
  grid->text = g_string_new (NULL);
  grid->rows = g_ptr_array_new ();
  grid->to_start = TRUE;
  grid->cell = mill_grid_cell_new (grid);
  grid->header = mill_grid_header_new (grid);
  gtk_widget_set_parent (grid->cell, widget);
  gtk_widget_set_parent (grid->header, widget);
  gtk_widget_set_overflow (widget, GTK_OVERFLOW_HIDDEN);
  gtk_widget_add_css_class (widget, "view");
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (grid), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Rows"), -1);
  mill_grid_add_mouse (grid);
  mill_grid_update_actions (grid);
}

GtkWidget *
mill_grid_new (MillGridModel *model)
{
  return g_object_new (MILL_TYPE_GRID, "model", model, NULL);
}
