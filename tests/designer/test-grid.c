/* test-grid.c: the grid with mouse and keyboard, and how fast it is.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-grid.h"
#include "robot.h"
#include "watchdog.h"

#include <time.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 4 /* times slower */
#else
#define SANITIZED 1
#endif

/* What is wanted of ten million rows and 200 columns; 10 and 3 are usual. */
#define OPEN_MS 30
#define JUMP_MS 20

/* ---- a model of any size ---- */

#define TEST_TYPE_MODEL (test_model_get_type ())
G_DECLARE_FINAL_TYPE (TestModel, test_model, TEST, MODEL, GObject)

struct _TestModel
{
  GObject parent_instance;

  guint64 n_rows;
  guint n_columns;
  guint sort_column;
  MillGridSort sort;
  char name[32];
  guint64 asked; /* cells */
};

static guint64
get_n_rows (MillGridModel *model)
{
  return TEST_MODEL (model)->n_rows;
}

static guint
get_n_columns (MillGridModel *model)
{
  return TEST_MODEL (model)->n_columns;
}

static const char *
get_column_name (MillGridModel *model, guint column)
{
  TestModel *self = TEST_MODEL (model);
  g_snprintf (self->name, sizeof self->name, "column_%u", column);
  return self->name;
}

static gboolean
get_column_type (MillGridModel *model, guint column, MillType *type)
{
  static const MillTypeId types[] = { MILL_TYPE_INTEGER,   MILL_TYPE_TEXT, MILL_TYPE_NUMBER,
                                      MILL_TYPE_TIMESTAMP, MILL_TYPE_DATE, MILL_TYPE_BOOLEAN };
  *type = (MillType){ .id = types[column % G_N_ELEMENTS (types)] };
  return TRUE;
}

static gboolean
get_cell (MillGridModel *model, guint64 row, guint column, GString *text)
{
  TestModel *self = TEST_MODEL (model);
  self->asked++;
  g_assert_cmpuint (row, <, self->n_rows);
  g_assert_cmpuint (column, <, self->n_columns);
  if ((row + column) % 11 == 10)
    return FALSE;
  if (self->sort == MILL_GRID_SORT_DESCENDING)
    row = self->n_rows - 1 - row;
  if (column % 6 == 1)
    g_string_append_printf (text, "text %" G_GUINT64_FORMAT " of %u", row, column);
  else
    g_string_append_printf (text, "%" G_GUINT64_FORMAT, row * 7 + column);
  return TRUE;
}

static MillGridMark
get_mark (MillGridModel *model, guint64 row, guint column)
{
  return row == 3 && column == 2 ? MILL_GRID_MARK_ERROR : MILL_GRID_MARK_NONE;
}

static void
sort_rows (MillGridModel *model, guint column, MillGridSort sort)
{
  TEST_MODEL (model)->sort_column = column;
  TEST_MODEL (model)->sort = sort;
  mill_grid_model_rows_changed (model);
}

static MillGridSort
get_sort (MillGridModel *model, guint column)
{
  TestModel *self = TEST_MODEL (model);
  return column == self->sort_column ? self->sort : MILL_GRID_SORT_NONE;
}

static void
test_model_iface_init (MillGridModelInterface *iface)
{
  iface->get_n_rows = get_n_rows;
  iface->get_n_columns = get_n_columns;
  iface->get_column_name = get_column_name;
  iface->get_column_type = get_column_type;
  iface->get_cell = get_cell;
  iface->get_mark = get_mark;
  iface->sort = sort_rows;
  iface->get_sort = get_sort;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TestModel,
                               test_model,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (MILL_TYPE_GRID_MODEL, test_model_iface_init))

static void
test_model_class_init (TestModelClass *class)
{
}

static void
test_model_init (TestModel *self)
{
}

static TestModel *
test_model_new (guint64 n_rows, guint n_columns)
{
  TestModel *model = g_object_new (TEST_TYPE_MODEL, NULL);
  model->n_rows = n_rows;
  model->n_columns = n_columns;
  return model;
}

/* ---- a grid in a window ---- */

typedef struct
{
  TestModel *model;
  MillGrid *grid;
  GtkScrolledWindow *scrolled;
  GtkWindow *window;
} Fixture;

static void
set_up (Fixture *f, guint64 n_rows, guint n_columns)
{
  f->model = test_model_new (n_rows, n_columns);
  f->grid = MILL_GRID (mill_grid_new (MILL_GRID_MODEL (f->model)));
  f->scrolled = GTK_SCROLLED_WINDOW (gtk_scrolled_window_new ());
  gtk_scrolled_window_set_child (f->scrolled, GTK_WIDGET (f->grid));
  gtk_scrolled_window_set_overlay_scrolling (f->scrolled, FALSE);
  f->window = robot_window (GTK_WIDGET (f->scrolled), 1200, 800);
}

static void
tear_down (Fixture *f)
{
  robot_close (f->window);
  g_object_unref (f->model);
}

static void
assert_cursor (Fixture *f, guint64 row, guint column)
{
  guint64 at;
  guint in;
  g_assert_true (mill_grid_get_cursor (f->grid, &at, &in));
  g_assert_cmpuint (at, ==, row);
  g_assert_cmpuint (in, ==, column);
}

static void
assert_range (Fixture *f, guint64 row, guint64 n_rows, guint position, guint n_positions)
{
  MillGridRange range;
  g_assert_true (mill_grid_get_range (f->grid, &range));
  g_assert_cmpuint (range.row, ==, row);
  g_assert_cmpuint (range.n_rows, ==, n_rows);
  g_assert_cmpuint (range.position, ==, position);
  g_assert_cmpuint (range.n_positions, ==, n_positions);
}

/* ---- figures ---- */

/* What this thread has worked, in ms: other programs do not count. */
static double
now_ms (void)
{
  struct timespec time;
  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return (double)time.tv_sec * 1000 + (double)time.tv_nsec / 1e6;
}

static void
frame_drawn (GdkFrameClock *clock, gboolean *drawn)
{
  *drawn = TRUE;
}

static void
draw_frame (GtkWidget *widget)
{
  gboolean drawn = FALSE;
  GdkFrameClock *clock = gtk_widget_get_frame_clock (widget);
  gulong id = g_signal_connect_after (clock, "paint", G_CALLBACK (frame_drawn), &drawn);
  gtk_widget_queue_draw (widget);
  while (!drawn)
    g_main_context_iteration (NULL, TRUE);
  g_signal_handler_disconnect (clock, id);
}

static double
time_jump (Fixture *f, guint64 row, guint column)
{
  double start = now_ms ();
  mill_grid_set_cursor (f->grid, row, column);
  draw_frame (GTK_WIDGET (f->grid));
  double time = now_ms () - start;
  assert_cursor (f, row, column);
  return time;
}

static void
test_figures (void)
{
  Fixture f;
  set_up (&f, 1000, 3);
  robot_settle ();
  g_autoptr (TestModel) model = test_model_new (10 * 1000 * 1000, 200);
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  double start = now_ms (), open, worst = 0;
  mill_grid_set_model (f.grid, MILL_GRID_MODEL (model));
  draw_frame (GTK_WIDGET (f.grid));
  open = now_ms () - start;
  for (int i = 0; i < 12; i++)
    {
      guint64 row = (guint64)g_rand_int_range (random, 0, 10 * 1000 * 1000);
      guint column = (guint)g_rand_int_range (random, 0, 200);
      worst = MAX (worst, time_jump (&f, row, column));
    }
  g_test_minimized_result (open, "open 10M x 200 in %.1f ms", open);
  g_test_minimized_result (worst, "jump in 10M x 200 in %.1f ms", worst);
  double slowness = watchdog_slowness () * SANITIZED;
  g_assert_cmpfloat (open, <, OPEN_MS * slowness);
  g_assert_cmpfloat (worst, <, JUMP_MS * slowness);
  g_assert_cmpuint (model->asked, <, 60 * 40 * 20 + 8192);
  tear_down (&f);
}

/* ---- keys ---- */

static void
test_keys (void)
{
  Fixture f;
  set_up (&f, 10 * 1000 * 1000, 200);
  g_assert_true (gtk_widget_grab_focus (GTK_WIDGET (f.grid)));
  robot_settle ();
  assert_cursor (&f, 0, 0);
  robot_key (GDK_KEY_Down, 0);
  robot_key (GDK_KEY_Right, 0);
  assert_cursor (&f, 1, 1);
  robot_key (GDK_KEY_End, GDK_CONTROL_MASK);
  assert_cursor (&f, 10 * 1000 * 1000 - 1, 199);
  robot_key (GDK_KEY_Up, 0);
  assert_cursor (&f, 10 * 1000 * 1000 - 2, 199);
  robot_key (GDK_KEY_Home, 0);
  assert_cursor (&f, 10 * 1000 * 1000 - 2, 0);
  robot_key (GDK_KEY_Home, GDK_CONTROL_MASK);
  assert_cursor (&f, 0, 0);
  robot_key (GDK_KEY_Page_Down, 0);
  guint64 page;
  mill_grid_get_cursor (f.grid, &page, NULL);
  g_assert_cmpuint (page, >, 10);
  robot_key (GDK_KEY_Page_Up, 0);
  assert_cursor (&f, 0, 0);
  robot_key (GDK_KEY_Down, GDK_SHIFT_MASK);
  robot_key (GDK_KEY_Right, GDK_SHIFT_MASK);
  robot_key (GDK_KEY_Right, GDK_SHIFT_MASK);
  assert_range (&f, 0, 2, 0, 3);
  robot_key (GDK_KEY_a, GDK_CONTROL_MASK);
  assert_range (&f, 0, 10 * 1000 * 1000, 0, 200);
  robot_key (GDK_KEY_Down, 0);
  assert_range (&f, 2, 1, 2, 1);
  robot_key (GDK_KEY_space, GDK_CONTROL_MASK);
  assert_range (&f, 0, 10 * 1000 * 1000, 2, 1);
  tear_down (&f);
}

/* ---- the pointer ---- */

#define HEADER_Y 12
#define BODY_Y 120

static void
test_mouse (void)
{
  Fixture f;
  set_up (&f, 1000, 5);
  GtkWidget *grid = GTK_WIDGET (f.grid);
  double first = mill_grid_get_column_width (f.grid, 0);
  robot_click (grid, 100, BODY_Y);
  guint64 row;
  guint column;
  g_assert_true (mill_grid_get_cursor (f.grid, &row, &column));
  g_assert_cmpuint (column, ==, 0);
  g_assert_cmpuint (row, >, 0);
  robot_drag (grid, 100, BODY_Y, 100 + first, BODY_Y + 100);
  MillGridRange range;
  g_assert_true (mill_grid_get_range (f.grid, &range));
  g_assert_cmpuint (range.row, ==, row);
  g_assert_cmpuint (range.n_rows, >, 2);
  g_assert_cmpuint (range.n_positions, ==, 2);
  robot_click_button (grid, 100, BODY_Y, 1, 0);
  robot_click_button (grid, 100 + first, BODY_Y + 60, 1, GDK_SHIFT_MASK);
  g_assert_true (mill_grid_get_range (f.grid, &range));
  g_assert_cmpuint (range.row, ==, row);
  g_assert_cmpuint (range.n_rows, >, 1);
  robot_click (grid, 10, BODY_Y);
  assert_range (&f, row, 1, 0, 5);
  tear_down (&f);
}

static void
note_column (MillGrid *grid, guint column, guint *place)
{
  *place = column;
}

static void
test_header (void)
{
  Fixture f;
  guint selected = G_MAXUINT;
  set_up (&f, 1000, 5);
  GtkWidget *grid = GTK_WIDGET (f.grid);
  g_signal_connect (grid, "column-selected", G_CALLBACK (note_column), &selected);
  robot_click (grid, 110, HEADER_Y);
  g_assert_cmpuint (selected, ==, 0);
  assert_range (&f, 0, 1000, 0, 1);
  GtkWidget *title = robot_find (grid, g_type_from_name ("MillGridTitle"), "column_1: text");
  g_assert_nonnull (title);
  double width = gtk_widget_get_width (title);
  robot_click (title, width - 12, HEADER_Y);
  g_assert_cmpuint (
      mill_grid_model_get_sort (MILL_GRID_MODEL (f.model), 1), ==, MILL_GRID_SORT_ASCENDING);
  robot_click (title, width - 12, HEADER_Y);
  g_assert_cmpuint (
      mill_grid_model_get_sort (MILL_GRID_MODEL (f.model), 1), ==, MILL_GRID_SORT_DESCENDING);
  gtk_test_accessible_assert_role (title, GTK_ACCESSIBLE_ROLE_COLUMN_HEADER);
  gtk_test_accessible_assert_property (
      title, GTK_ACCESSIBLE_PROPERTY_SORT, GTK_ACCESSIBLE_SORT_DESCENDING);
  robot_drag (title, width - 1, HEADER_Y, width + 79, HEADER_Y);
  g_assert_cmpfloat_with_epsilon (mill_grid_get_column_width (f.grid, 1), width + 80, 1.5);
  robot_double_click (title, width + 79, HEADER_Y);
  g_assert_cmpfloat (mill_grid_get_column_width (f.grid, 1), <, width + 80);
  robot_drag (grid, 110, HEADER_Y, 110 + 2 * width, HEADER_Y);
  g_assert_cmpuint (mill_grid_get_column_position (f.grid, 0), >, 0);
  tear_down (&f);
}

static void
test_columns (void)
{
  Fixture f;
  set_up (&f, 1000, 5);
  mill_grid_set_cursor (f.grid, 4, 2);
  gtk_widget_activate_action (GTK_WIDGET (f.grid), "grid.hide-column", NULL);
  g_assert_false (mill_grid_get_column_visible (f.grid, 2));
  assert_cursor (&f, 4, 0);
  gtk_widget_activate_action (GTK_WIDGET (f.grid), "grid.show-columns", NULL);
  g_assert_true (mill_grid_get_column_visible (f.grid, 2));
  for (guint i = 0; i < 5; i++)
    mill_grid_set_column_visible (f.grid, i, FALSE);
  g_assert_true (mill_grid_get_column_visible (f.grid, 4));
  gtk_widget_activate_action (GTK_WIDGET (f.grid), "grid.show-columns", NULL);
  mill_grid_set_cursor (f.grid, 4, 1);
  gtk_widget_activate_action (GTK_WIDGET (f.grid), "grid.move-column-end", NULL);
  g_assert_cmpuint (mill_grid_get_column_position (f.grid, 1), ==, 2);
  mill_grid_set_column_width (f.grid, 3, 333);
  f.model->n_columns = 7;
  f.model->n_rows = 2;
  mill_grid_model_columns_changed (MILL_GRID_MODEL (f.model));
  g_assert_cmpfloat (mill_grid_get_column_width (f.grid, 3), ==, 333);
  assert_cursor (&f, 1, 1);
  f.model->n_rows = 0;
  mill_grid_model_rows_changed (MILL_GRID_MODEL (f.model));
  g_assert_false (mill_grid_get_cursor (f.grid, NULL, NULL));
  robot_settle ();
  mill_grid_set_model (f.grid, NULL);
  robot_settle ();
  tear_down (&f);
}

/* ---- copying ---- */

static void
text_read (GObject *source, GAsyncResult *result, gpointer data)
{
  *(char **)data = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
}

static char *
read_clipboard (GtkWidget *widget)
{
  char *text = NULL;
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (widget), NULL, text_read, &text);
  ROBOT_WAIT (text != NULL);
  return text;
}

static void
clipboard_changed (GdkClipboard *clipboard, guint *n)
{
  (*n)++;
}

static void
test_copy (void)
{
  Fixture f;
  guint n = 0;
  set_up (&f, 1000, 3);
  GtkWidget *grid = GTK_WIDGET (f.grid);
  g_signal_connect (gtk_widget_get_clipboard (grid), "changed", G_CALLBACK (clipboard_changed), &n);
  gtk_widget_grab_focus (grid);
  mill_grid_set_cursor (f.grid, 8, 0);
  robot_key (GDK_KEY_Down, GDK_SHIFT_MASK);
  robot_key (GDK_KEY_End, GDK_SHIFT_MASK);
  robot_key (GDK_KEY_c, GDK_CONTROL_MASK | GDK_SHIFT_MASK);
  ROBOT_WAIT (n > 0);
  g_autofree char *text = read_clipboard (grid);
  g_assert_cmpstr (text, ==, "column_0\tcolumn_1\tcolumn_2\n56\ttext 8 of 1\t\n63\t\t65\n");
  mill_grid_set_cursor (f.grid, 2, 1);
  n = 0;
  robot_key (GDK_KEY_c, GDK_CONTROL_MASK);
  ROBOT_WAIT (n > 0);
  g_autofree char *cell = read_clipboard (grid);
  g_assert_cmpstr (cell, ==, "text 2 of 1");
  g_signal_handlers_disconnect_by_func (gtk_widget_get_clipboard (grid), clipboard_changed, &n);
  tear_down (&f);
}

/* ---- from right to left, and who listens ---- */

static void
test_rtl (void)
{
  Fixture f;
  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  set_up (&f, 1000, 30);
  gtk_widget_grab_focus (GTK_WIDGET (f.grid));
  robot_settle ();
  int width = gtk_widget_get_width (GTK_WIDGET (f.grid));
  robot_click (GTK_WIDGET (f.grid), width - 100, BODY_Y);
  guint column;
  guint64 row;
  g_assert_true (mill_grid_get_cursor (f.grid, &row, &column));
  g_assert_cmpuint (column, ==, 0);
  robot_key (GDK_KEY_Left, 0);
  assert_cursor (&f, row, 1);
  robot_key (GDK_KEY_End, 0);
  assert_cursor (&f, row, 29);
  g_assert_cmpfloat (
      gtk_adjustment_get_value (gtk_scrolled_window_get_hadjustment (f.scrolled)), ==, 0);
  tear_down (&f);
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
}

static void
test_accessible (void)
{
  Fixture f;
  set_up (&f, 1000, 3);
  GtkWidget *grid = GTK_WIDGET (f.grid);
  robot_settle ();
  gtk_test_accessible_assert_role (grid, GTK_ACCESSIBLE_ROLE_GRID);
  GtkWidget *row = robot_find (grid, g_type_from_name ("MillGridRow"), NULL);
  GtkWidget *cell = robot_find (grid, g_type_from_name ("MillGridCell"), NULL);
  gtk_test_accessible_assert_role (row, GTK_ACCESSIBLE_ROLE_ROW);
  gtk_test_accessible_assert_role (cell, GTK_ACCESSIBLE_ROLE_GRID_CELL);
  mill_grid_set_cursor (f.grid, 1, 1);
  gtk_test_accessible_assert_property (
      cell, GTK_ACCESSIBLE_PROPERTY_LABEL, "text 1 of 1, column_1, row 2");
  guint n = 0;
  for (GtkWidget *child = gtk_widget_get_first_child (grid); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n++;
  g_assert_cmpuint (n, <=, 62);
  tear_down (&f);
}

int
main (int argc, char **argv)
{
  robot_init (&argc, &argv);
  g_test_add_func ("/grid/figures", test_figures);
  g_test_add_func ("/grid/keys", test_keys);
  g_test_add_func ("/grid/mouse", test_mouse);
  g_test_add_func ("/grid/header", test_header);
  g_test_add_func ("/grid/columns", test_columns);
  g_test_add_func ("/grid/copy", test_copy);
  g_test_add_func ("/grid/rtl", test_rtl);
  g_test_add_func ("/grid/accessible", test_accessible);
  return g_test_run ();
}
