/* test-gestures.c: the hand at the rim, in the overview, on links and their ends, and with what
 * comes from the palette.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "robot.h"
#include "workspace-fixture.h"

#include "mill-block-row.h"
#include "mill-board.h"
#include "mill-minimap.h"
#include "mill-palette.h"
#include "mill-world.h"

/* a is linked to keep; far stands out of sight. */
static const char pipeline[]
    = "{ 'millrace': 1, 'blocks': {"
      "  'a': { 'type': 'rows', 'params': { 'columns': [{ 'name': 'x', 'type': 'integer' }],"
      "         'data': '1\\n2\\n3\\n' } },"
      "  'far': { 'type': 'sort', 'params': { 'by': [{ 'column': 'x' }] } },"
      "  'keep': { 'type': 'filter', 'params': { 'condition': 'x > 1' } },"
      "  'order': { 'type': 'sort', 'params': { 'by': [{ 'column': 'x' }] } } },"
      "  'links': [{ 'from': 'a.out', 'to': 'keep.in' }],"
      "  'layout': { 'a': [0, 0], 'keep': [320, 0], 'order': [320, 160], 'far': [1500, 0] } }";

typedef struct
{
  Fixture *fixture;
  MillDocument *document;
  MillSelection *selection;
  MillUndo *undo;
  GtkWindow *window;
  MillCanvas *canvas;
  MillWorld *world;
  GtkWidget *widget, *palette;
} Test;

static void
add_chosen (Test *test, const char *type)
{
  gtk_widget_activate_action (test->widget, "canvas.add-block", "s", type);
}

static void
set_up (Test *test, gconstpointer data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0), *board = mill_board_new ();
  test->fixture = fixture_new (pipeline);
  test->document = test->fixture->document;
  test->selection = mill_workspace_get_selection (test->fixture->workspace);
  test->undo = mill_document_get_undo (test->document);
  test->canvas = mill_board_get_canvas (MILL_BOARD (board));
  test->widget = GTK_WIDGET (test->canvas);
  test->palette = mill_palette_new ();
  g_object_set (test->palette, "workspace", test->fixture->workspace, NULL);
  g_object_set (board, "workspace", test->fixture->workspace, NULL);
  g_signal_connect_swapped (test->palette, "chosen", G_CALLBACK (add_chosen), test);
  gtk_widget_set_size_request (test->palette, 200, -1);
  gtk_box_append (GTK_BOX (box), test->palette);
  gtk_box_append (GTK_BOX (box), board);
  test->window = robot_window (box, 1300, 700);
  test->world = MILL_WORLD (robot_find (test->widget, MILL_TYPE_WORLD, NULL));
  mill_canvas_set_view (test->canvas, 350, 100, 1);
  robot_settle ();
}

static void
tear_down (Test *test, gconstpointer data)
{
  robot_close (test->window);
  fixture_free (test->fixture);
}

static double
left_of (Test *test, const char *id)
{
  double x, y;
  g_assert_true (
      mill_doc_block_get_position (mill_document_find_block (test->document, id), &x, &y));
  return x;
}

static double
view_x (Test *test)
{
  double x, y, zoom;
  mill_canvas_get_view (test->canvas, &x, &y, &zoom);
  return x;
}

/* The pointer to the right rim, with what it holds; until the view has moved by @by. */
static void
wait_at_rim (Test *test, double y, double by)
{
  double start = view_x (test);
  robot_move (test->widget, gtk_widget_get_width (test->widget) - 4, y);
  ROBOT_WAIT (view_x (test) > start + by);
}

/* ---- the rim ---- */

static void
test_move_to_rim (Test *test, gconstpointer data)
{
  double x, y;
  fixture_block_point (test->canvas, "order", 0.5, 0.5, &x, &y);
  robot_move (test->widget, x, y);
  robot_press (1);
  robot_move (test->widget, x + 40, y);
  wait_at_rim (test, y, 300);
  robot_move (test->widget, x, y);
  robot_release (1);
  /* as far as the view has moved, the hand being where it was */
  g_assert_cmpfloat (left_of (test, "order"), >, 320 + 300 - 8);
  g_assert_cmpfloat_with_epsilon (left_of (test, "order"), 320 + view_x (test) - 350, 8);
  g_assert_cmpuint (mill_undo_get_position (test->undo), ==, 1);
  double still = view_x (test);
  robot_move (test->widget, gtk_widget_get_width (test->widget) - 4, y);
  robot_settle ();
  g_assert_cmpfloat (view_x (test), ==, still);
}

static void
test_wire_to_rim (Test *test, gconstpointer data)
{
  double x, y;
  fixture_port_point (test->canvas, "keep", "out", TRUE, &x, &y);
  robot_move (test->widget, x, y);
  robot_press (1);
  robot_move (test->widget, x + 60, y + 20);
  wait_at_rim (test, y, 700);
  fixture_port_point (test->canvas, "far", "in", FALSE, &x, &y);
  g_assert_cmpfloat (x, <, gtk_widget_get_width (test->widget));
  robot_move (test->widget, x - 6, y + 4);
  robot_release (1);
  g_assert_true (fixture_is_linked (test->fixture, "keep", "far"));
  g_assert_cmpuint (mill_undo_get_position (test->undo), ==, 1);
}

static void
test_band_to_rim (Test *test, gconstpointer data)
{
  double x, y;
  mill_canvas_from_document (test->canvas, 250, -80, &x, &y);
  robot_move (test->widget, x, y);
  robot_press (1);
  robot_move (test->widget, x + 60, y + 60);
  wait_at_rim (test, y + 400, 750);
  mill_canvas_from_document (test->canvas, 1600, 300, &x, &y);
  robot_move (test->widget, x, y);
  robot_release (1);
  g_assert_cmpuint (mill_selection_n_blocks (test->selection), ==, 3);
  g_assert_false (mill_selection_has_block (test->selection, "a"));
}

/* ---- the overview ---- */

static void
test_minimap (Test *test, gconstpointer data)
{
  GtkWidget *map = robot_find (test->widget, MILL_TYPE_MINIMAP, NULL);
  double x, y, zoom, width, height;
  ROBOT_WAIT (gtk_widget_get_mapped (map));
  width = gtk_widget_get_width (map);
  height = gtk_widget_get_height (map);
  mill_selection_set_block (test->selection, "a");
  robot_click (map, width / 2, height / 2);
  /* the middle of all there is */
  mill_canvas_get_view (test->canvas, &x, &y, &zoom);
  g_assert_cmpfloat_with_epsilon (x, (0 + 1500 + 184) / 2, 2);
  g_assert_cmpfloat_with_epsilon (y, (0 + 160 + 72) / 2, 2);
  g_assert_cmpfloat (zoom, ==, 1);
  robot_drag (map, width / 2, height / 2, width - 10, height / 2);
  g_assert_cmpfloat (view_x (test), >, 1500);
  g_assert_true (mill_selection_has_block (test->selection, "a"));
  g_assert_false (mill_undo_can_undo (test->undo));
  /* it is there only while something is out of sight */
  mill_canvas_fit (test->canvas);
  ROBOT_WAIT (!gtk_widget_get_mapped (map));
}

/* ---- wheel ---- */

static void
test_wheel (Test *test, gconstpointer data)
{
  double x, y, at_x, at_y;
  fixture_block_point (test->canvas, "keep", 0.5, 0.5, &x, &y);
  robot_scroll (test->widget, x, y, 4, GDK_CONTROL_MASK);
  g_assert_cmpfloat (mill_canvas_get_zoom (test->canvas), <, 0.6);
  fixture_block_point (test->canvas, "keep", 0.5, 0.5, &at_x, &at_y);
  g_assert_cmpfloat_with_epsilon (at_x, x, 2);
  g_assert_cmpfloat_with_epsilon (at_y, y, 2);
  robot_scroll (test->widget, x, y, 1, GDK_SHIFT_MASK);
  g_assert_cmpfloat (mill_canvas_get_zoom (test->canvas), <, 0.6);
  fixture_block_point (test->canvas, "keep", 0.5, 0.5, &x, &y);
  g_assert_cmpfloat (x, <, at_x);
  g_assert_cmpfloat (y, ==, at_y);
}

/* ---- links ---- */

/* A link is taken by the end that is near, as a line. */
static void
test_link_end (Test *test, gconstpointer data)
{
  double x, y, to_x, to_y;
  fixture_port_point (test->canvas, "keep", "in", FALSE, &x, &y);
  fixture_port_point (test->canvas, "order", "in", FALSE, &to_x, &to_y);
  robot_drag (test->widget, x - 28, y, to_x, to_y);
  g_assert_false (fixture_is_linked (test->fixture, "a", "keep"));
  g_assert_true (fixture_is_linked (test->fixture, "a", "order"));
  g_assert_cmpuint (mill_undo_get_position (test->undo), ==, 1);
  /* dropped on nothing it is gone */
  robot_settle ();
  fixture_port_point (test->canvas, "order", "in", FALSE, &x, &y);
  robot_drag (test->widget, x, y, x - 60, y + 200);
  g_assert_false (fixture_is_linked (test->fixture, "a", "order"));
  g_assert_cmpuint (mill_undo_get_position (test->undo), ==, 2);
  g_assert_true (mill_undo_undo (test->undo));
  g_assert_true (fixture_is_linked (test->fixture, "a", "order"));
}

static void
test_palette_to_link (Test *test, gconstpointer data)
{
  double x0, y0, x1, y1, x, y;
  GtkWidget *row = robot_find (test->palette, MILL_TYPE_BLOCK_ROW, "clean");
  g_assert_nonnull (row);
  fixture_port_point (test->canvas, "a", "out", TRUE, &x0, &y0);
  fixture_port_point (test->canvas, "keep", "in", FALSE, &x1, &y1);
  robot_drag_to (row, 60, 12, test->widget, (x0 + x1) / 2, (y0 + y1) / 2);
  ROBOT_WAIT (mill_document_find_block (test->document, "clean") != NULL);
  g_assert_true (fixture_is_linked (test->fixture, "a", "clean"));
  g_assert_true (fixture_is_linked (test->fixture, "clean", "keep"));
  g_assert_false (fixture_is_linked (test->fixture, "a", "keep"));
  /* what follows has moved aside, what does not has stayed */
  mill_doc_block_get_position (mill_document_find_block (test->document, "clean"), &x, &y);
  g_assert_cmpfloat (left_of (test, "keep"), >=, x + 184);
  g_assert_cmpfloat (left_of (test, "order"), ==, 320);
  g_assert_true (mill_selection_has_block (test->selection, "clean"));
  g_assert_cmpuint (mill_undo_get_position (test->undo), ==, 1);
  g_assert_true (mill_undo_undo (test->undo));
  g_assert_true (fixture_is_linked (test->fixture, "a", "keep"));
  g_assert_cmpfloat (left_of (test, "keep"), ==, 320);
}

/* ---- blocks ---- */

static void
click_block (Test *test, const char *id)
{
  double x, y;
  fixture_block_point (test->canvas, id, 0.5, 0.5, &x, &y);
  robot_click (test->widget, x, y);
}

static void
test_bypass (Test *test, gconstpointer data)
{
  MillDocBlock *keep = mill_document_find_block (test->document, "keep");
  MillLinkLayer *links = mill_world_get_links (test->world);
  MillLinkView *view = mill_link_layer_find (
      links, mill_document_find_link (test->document, "a", "out", "keep", "in"));
  click_block (test, "keep");
  robot_key (GDK_KEY_d, 0);
  g_assert_true (mill_doc_block_get_disabled (keep));
  g_assert_cmpuint (mill_undo_get_position (test->undo), ==, 1);
  ROBOT_WAIT (view->marks & MILL_LINK_INACTIVE);
  robot_key (GDK_KEY_d, 0);
  g_assert_false (mill_doc_block_get_disabled (keep));
  ROBOT_WAIT (!(view->marks & MILL_LINK_INACTIVE));
}

static void
test_pinned (Test *test, gconstpointer data)
{
  MillSampler *sampler = mill_workspace_get_sampler (test->fixture->workspace);
  MillBlockWidget *a = fixture_find_block (test->widget, "a");
  click_block (test, "a");
  g_assert_false (mill_block_widget_get_marks (a) & MILL_BLOCK_PINNED);
  robot_key (GDK_KEY_p, 0);
  ROBOT_WAIT (mill_sampler_get_pinned (sampler, "a", "out"));
  ROBOT_WAIT (mill_block_widget_get_marks (a) & MILL_BLOCK_PINNED);
  g_assert_false (mill_block_widget_get_marks (fixture_find_block (test->widget, "keep"))
                  & MILL_BLOCK_PINNED);
  robot_key (GDK_KEY_p, 0);
  ROBOT_WAIT (!(mill_block_widget_get_marks (a) & MILL_BLOCK_PINNED));
}

static void
take_id (MillCanvas *canvas, const char *id, char **opened)
{
  g_free (*opened);
  *opened = g_strdup (id);
}

static void
test_open (Test *test, gconstpointer data)
{
  double x, y;
  g_autofree char *opened = NULL;
  g_signal_connect (test->canvas, "open-block", G_CALLBACK (take_id), &opened);
  fixture_block_point (test->canvas, "keep", 0.5, 0.5, &x, &y);
  robot_double_click (test->widget, x, y);
  g_assert_cmpstr (opened, ==, "keep");
  g_assert_cmpuint (mill_world_n_blocks (test->world), ==, 4);
  g_assert_false (mill_undo_can_undo (test->undo));
}

/* Pointing at a port draws its block again, and no other. */
static void
test_point_at_port (Test *test, gconstpointer data)
{
  double x, y;
  robot_move (test->widget, 500, 600);
  mill_canvas_set_view (test->canvas, 355, 100, 1);
  robot_settle ();
  g_assert_nonnull (
      mill_block_widget_get_picture (fixture_find_block (test->widget, "keep"), 1, FALSE));
  g_assert_nonnull (
      mill_block_widget_get_picture (fixture_find_block (test->widget, "a"), 1, FALSE));
  fixture_port_point (test->canvas, "a", "out", TRUE, &x, &y);
  robot_move (test->widget, x, y);
  g_assert_null (mill_block_widget_get_picture (fixture_find_block (test->widget, "a"), 1, FALSE));
  g_assert_nonnull (
      mill_block_widget_get_picture (fixture_find_block (test->widget, "keep"), 1, FALSE));
}

int
main (int argc, char **argv)
{
  robot_init (&argc, &argv);
#define ADD(path, function) g_test_add (path, Test, NULL, set_up, function, tear_down)
  ADD ("/gestures/move-to-rim", test_move_to_rim);
  ADD ("/gestures/wire-to-rim", test_wire_to_rim);
  ADD ("/gestures/band-to-rim", test_band_to_rim);
  ADD ("/gestures/minimap", test_minimap);
  ADD ("/gestures/wheel", test_wheel);
  ADD ("/gestures/link-end", test_link_end);
  ADD ("/gestures/palette-to-link", test_palette_to_link);
  ADD ("/gestures/bypass", test_bypass);
  ADD ("/gestures/pinned", test_pinned);
  ADD ("/gestures/open", test_open);
  ADD ("/gestures/point-at-port", test_point_at_port);
  return g_test_run ();
}
