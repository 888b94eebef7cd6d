/* test-canvas.c: what hands do on the canvas, with real mouse and keys.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "robot.h"
#include "workspace-fixture.h"

#include "mill-block-private.h"
#include "mill-drawing.h"
#include "mill-minimap.h"
#include "mill-world.h"

/* Two sources, a filter and a sort; a is linked to keep. Room for wires to be dropped. */
static const char pipeline[]
    = "{ 'millrace': 1, 'blocks': {"
      "  'a': { 'type': 'rows', 'params': { 'columns': [{ 'name': 'x', 'type': 'integer' }],"
      "         'data': '1\\n2\\n3\\n' } },"
      "  'b': { 'type': 'rows', 'params': { 'columns': [{ 'name': 'y' }], 'data': 'u\\nv\\n' } },"
      "  'keep': { 'type': 'filter', 'params': { 'condition': 'x > 1' } },"
      "  'order': { 'type': 'sort', 'params': { 'by': [{ 'column': 'x' }] } } },"
      "  'links': [{ 'from': 'a.out', 'to': 'keep.in' }],"
      "  'layout': { 'a': [0, 0], 'b': [0, 160], 'keep': [320, 0], 'order': [640, 0] } }";

/* Unknown types, ports and ends, a circle, no places. */
static const char faulty[]
    = "{ 'millrace': 1, 'blocks': { 'a': { 'type': 'no-such', 'params': {} },"
      "  'b': { 'type': 'filter', 'params': {} }, 'c': { 'type': 'filter', 'params': {} } },"
      "  'links': [{ 'from': 'a.out', 'to': 'b.nowhere' }, { 'from': 'b.out', 'to': 'c.in' },"
      "  { 'from': 'c.out', 'to': 'b.in' }, { 'from': 'c.out', 'to': 'gone.in' }] }";

/* The first file cannot be written, so nothing reaches the last. */
static const char failing[]
    = "{ 'millrace': 1, 'blocks': { 'a': { 'type': 'generator', 'params': { 'rows': 200000 } },"
      "  'order': { 'type': 'sort', 'params': { 'by': [{ 'column': 'ts' }] } },"
      "  'out': { 'type': 'csv-file-out', 'params': { 'path': 'no/such/out.csv' } },"
      "  'last': { 'type': 'csv-file-out', 'params': { 'path': 'last.csv' } } },"
      "  'links': [{ 'from': 'a.out', 'to': 'out.in' }, { 'from': 'a.out', 'to': 'order.in' },"
      "  { 'from': 'order.out', 'to': 'last.in' }] }";

typedef struct
{
  Fixture *fixture;
  MillDocument *document;
  MillSelection *selection;
  MillUndo *undo;
  GtkWindow *window;
  MillCanvas *canvas;
  GtkWidget *widget;
} Test;

static void
set_up (Test *test, gconstpointer data)
{
  test->fixture = fixture_new (data);
  test->document = test->fixture->document;
  test->selection = mill_workspace_get_selection (test->fixture->workspace);
  test->undo = mill_document_get_undo (test->document);
  test->widget = mill_canvas_new ();
  test->canvas = MILL_CANVAS (test->widget);
  mill_canvas_set_workspace (test->canvas, test->fixture->workspace);
  test->window = robot_window (test->widget, 1100, 700);
  mill_canvas_set_view (test->canvas, 450, 200, 1);
  robot_settle ();
}

static void
tear_down (Test *test, gconstpointer data)
{
  robot_close (test->window);
  fixture_free (test->fixture);
}

static void
position (Test *test, const char *id, double *x, double *y)
{
  g_assert_true (mill_doc_block_get_position (mill_document_find_block (test->document, id), x, y));
}

static void
click (Test *test, const char *id, GdkModifierType held)
{
  double x, y;
  fixture_block_point (test->canvas, id, 0.5, 0.5, &x, &y);
  robot_click_button (test->widget, x, y, 1, held);
}

/* ---- selecting ---- */

static void
test_select (Test *test, gconstpointer data)
{
  double x, y;
  click (test, "a", 0);
  g_assert_true (mill_selection_has_block (test->selection, "a"));
  click (test, "keep", GDK_SHIFT_MASK);
  click (test, "order", GDK_CONTROL_MASK);
  g_assert_cmpuint (mill_selection_n_blocks (test->selection), ==, 3);
  click (test, "keep", GDK_CONTROL_MASK);
  g_assert_false (mill_selection_has_block (test->selection, "keep"));
  click (test, "order", 0);
  g_assert_cmpuint (mill_selection_n_blocks (test->selection), ==, 1);
  /* the link between a and keep */
  mill_canvas_from_document (test->canvas, 252, 36, &x, &y);
  robot_click (test->widget, x, y);
  g_assert_nonnull (mill_selection_get_link (test->selection));
  robot_click (test->widget, x, y + 250);
  g_assert_null (mill_selection_get_link (test->selection));
  g_assert_cmpuint (mill_selection_n_blocks (test->selection), ==, 0);
  g_assert_false (mill_undo_can_undo (test->undo));
}

static void
test_rubber_band (Test *test, gconstpointer data)
{
  double x0, y0, x1, y1;
  mill_canvas_from_document (test->canvas, -40, -40, &x0, &y0);
  mill_canvas_from_document (test->canvas, 220, 300, &x1, &y1);
  robot_drag (test->widget, x0, y0, x1, y1);
  g_assert_cmpuint (mill_selection_n_blocks (test->selection), ==, 2);
  mill_canvas_from_document (test->canvas, 620, 120, &x0, &y0);
  mill_canvas_from_document (test->canvas, 700, 60, &x1, &y1);
  robot_drag_with (test->widget, x0, y0, x1, y1, 1, GDK_SHIFT_MASK);
  g_assert_cmpuint (mill_selection_n_blocks (test->selection), ==, 3);
}

static void
test_streams (Test *test, gconstpointer data)
{
  mill_document_link (test->document, "keep", "out", "order", "in", NULL);
  click (test, "keep", 0);
  gtk_widget_activate_action (test->widget, "canvas.select-downstream", NULL);
  g_assert_cmpuint (mill_selection_n_blocks (test->selection), ==, 2);
  gtk_widget_activate_action (test->widget, "canvas.select-upstream", NULL);
  g_assert_cmpuint (mill_selection_n_blocks (test->selection), ==, 3);
}

/* ---- moving ---- */

static void
test_move (Test *test, gconstpointer data)
{
  double x, y;
  fixture_block_point (test->canvas, "b", 0.5, 0.5, &x, &y);
  /* under the threshold nothing moves */
  robot_drag (test->widget, x, y, x + 4, y + 3);
  g_assert_false (mill_undo_can_undo (test->undo));
  robot_drag (test->widget, x, y, x + 101, y + 77);
  position (test, "b", &x, &y);
  g_assert_cmpfloat (x, ==, 104);
  g_assert_cmpfloat (y, ==, 240);
  g_assert_cmpuint (mill_undo_get_position (test->undo), ==, 1);
  mill_undo_undo (test->undo);
  robot_settle ();
  fixture_block_point (test->canvas, "b", 0, 0, &x, &y);
  mill_canvas_to_document (test->canvas, x, y, &x, &y);
  g_assert_cmpfloat (x, ==, 0);
  g_assert_cmpfloat (y, ==, 160);
}

static void
test_move_several (Test *test, gconstpointer data)
{
  double x, y;
  click (test, "a", 0);
  click (test, "keep", GDK_SHIFT_MASK);
  fixture_block_point (test->canvas, "keep", 0.5, 0.5, &x, &y);
  robot_drag (test->widget, x, y, x + 16, y + 80);
  position (test, "a", &x, &y);
  g_assert_cmpfloat (x, ==, 16);
  g_assert_cmpfloat (y, ==, 80);
  g_assert_cmpuint (mill_undo_get_position (test->undo), ==, 1);
  g_assert_cmpstr (mill_undo_get_undo_name (test->undo), ==, "Move 2 blocks");
}

static void
test_move_cancelled (Test *test, gconstpointer data)
{
  double x, y;
  fixture_block_point (test->canvas, "b", 0.5, 0.5, &x, &y);
  robot_move (test->widget, x, y);
  robot_press (1);
  robot_move (test->widget, x + 50, y + 50);
  robot_move (test->widget, x + 90, y + 90);
  robot_key (GDK_KEY_Escape, 0);
  robot_release (1);
  g_assert_false (mill_undo_can_undo (test->undo));
  position (test, "b", &x, &y);
  g_assert_cmpfloat (y, ==, 160);
}

static void
test_insert_by_move (Test *test, gconstpointer data)
{
  double x, y, to_x, to_y;
  fixture_block_point (test->canvas, "order", 0.5, 0.5, &x, &y);
  mill_canvas_from_document (test->canvas, 252, 36, &to_x, &to_y);
  robot_drag (test->widget, x, y, to_x, to_y);
  g_assert_true (fixture_is_linked (test->fixture, "a", "order"));
  g_assert_true (fixture_is_linked (test->fixture, "order", "keep"));
  g_assert_false (fixture_is_linked (test->fixture, "a", "keep"));
  /* what follows has moved aside */
  double order_x, keep_x;
  position (test, "order", &order_x, &y);
  position (test, "keep", &keep_x, &y);
  g_assert_cmpfloat (keep_x, >=, order_x + 184);
  g_assert_cmpuint (mill_undo_get_position (test->undo), ==, 1);
  mill_undo_undo (test->undo);
  g_assert_true (fixture_is_linked (test->fixture, "a", "keep"));
}

/* ---- wiring ---- */

static void
test_wire_by_drag (Test *test, gconstpointer data)
{
  double x0, y0, x1, y1;
  fixture_port_point (test->canvas, "keep", "out", TRUE, &x0, &y0);
  fixture_port_point (test->canvas, "order", "in", FALSE, &x1, &y1);
  /* 15 px beside it: it snaps */
  robot_drag (test->widget, x0, y0, x1 - 9, y1 + 12);
  g_assert_true (fixture_is_linked (test->fixture, "keep", "order"));
  g_assert_cmpuint (mill_undo_get_position (test->undo), ==, 1);
}

static void
test_wire_by_clicks (Test *test, gconstpointer data)
{
  double x0, y0, x1, y1;
  fixture_port_point (test->canvas, "order", "in", FALSE, &x0, &y0);
  fixture_port_point (test->canvas, "keep", "out", TRUE, &x1, &y1);
  robot_click (test->widget, x0, y0);
  robot_move (test->widget, x1 + 80, y1 + 40);
  robot_click (test->widget, x1, y1);
  g_assert_true (fixture_is_linked (test->fixture, "keep", "order"));
  /* given up by Escape */
  fixture_port_point (test->canvas, "b", "out", TRUE, &x0, &y0);
  robot_click (test->widget, x0, y0);
  robot_move (test->widget, x0 + 80, y0 + 40);
  robot_key (GDK_KEY_Escape, 0);
  robot_click (test->widget, x0 + 80, y0 + 40);
  g_assert_cmpuint (mill_undo_get_position (test->undo), ==, 1);
}

static void
test_wire_to_body (Test *test, gconstpointer data)
{
  double x0, y0, x1, y1;
  fixture_port_point (test->canvas, "keep", "out", TRUE, &x0, &y0);
  fixture_block_point (test->canvas, "order", 0.6, 0.5, &x1, &y1);
  robot_drag (test->widget, x0, y0, x1, y1);
  g_assert_true (fixture_is_linked (test->fixture, "keep", "order"));
}

static void
take_status (MillWorkspace *workspace, const char *text, char **status)
{
  g_free (*status);
  *status = g_strdup (text);
}

static void
test_wire_refused (Test *test, gconstpointer data)
{
  double x0, y0, x1, y1;
  g_autofree char *status = NULL;
  g_signal_connect (test->fixture->workspace, "status", G_CALLBACK (take_status), &status);
  fixture_port_point (test->canvas, "b", "out", TRUE, &x0, &y0);
  fixture_port_point (test->canvas, "keep", "in", FALSE, &x1, &y1);
  robot_drag (test->widget, x0, y0, x1, y1);
  g_assert_false (fixture_is_linked (test->fixture, "b", "keep"));
  g_assert_nonnull (status);
  g_assert_nonnull (strstr (status, "takes one link"));
  g_assert_false (mill_undo_can_undo (test->undo));
}

static void
test_wire_circle (Test *test, gconstpointer data)
{
  double x0, y0, x1, y1;
  g_autofree char *status = NULL;
  mill_document_link (test->document, "order", "out", "keep", "in", NULL);
  mill_document_unlink (test->document,
                        mill_document_find_link (test->document, "a", "out", "keep", "in"));
  mill_document_link (test->document, "order", "out", "keep", "in", NULL);
  guint steps = mill_undo_get_position (test->undo);
  g_signal_connect (test->fixture->workspace, "status", G_CALLBACK (take_status), &status);
  robot_settle ();
  fixture_port_point (test->canvas, "keep", "out", TRUE, &x0, &y0);
  fixture_port_point (test->canvas, "order", "in", FALSE, &x1, &y1);
  robot_drag (test->widget, x0, y0, x1, y1);
  g_assert_false (fixture_is_linked (test->fixture, "keep", "order"));
  g_assert_nonnull (strstr (status, "cycle"));
  g_assert_cmpuint (mill_undo_get_position (test->undo), ==, steps);
}

static void
take_wire (MillCanvas *canvas,
           const char *block,
           const char *port,
           gboolean output,
           double x,
           double y,
           char **text)
{
  *text = g_strdup_printf ("%s.%s %d %.0f %.0f", block, port, output, x, y);
}

static void
test_wire_dropped (Test *test, gconstpointer data)
{
  double x0, y0, x1, y1;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_signal_connect (test->canvas, "wire-dropped", G_CALLBACK (take_wire), &text);
  fixture_port_point (test->canvas, "b", "out", TRUE, &x0, &y0);
  mill_canvas_from_document (test->canvas, 320, 320, &x1, &y1);
  robot_drag (test->widget, x0, y0, x1, y1);
  g_assert_cmpstr (text, ==, "b.out 1 320 320");
  MillDocBlock *block
      = mill_canvas_add_linked (test->canvas, "clean", "b", "out", TRUE, 320, 320, &error);
  g_assert_no_error (error);
  g_assert_true (fixture_is_linked (test->fixture, "b", mill_doc_block_get_id (block)));
  g_assert_cmpuint (mill_undo_get_position (test->undo), ==, 1);
  g_assert_true (mill_selection_has_block (test->selection, mill_doc_block_get_id (block)));
}

static void
test_reconnect (Test *test, gconstpointer data)
{
  double x0, y0, x1, y1;
  mill_document_set_transition (test->document,
                                mill_document_find_link (test->document, "a", "out", "keep", "in"),
                                MILL_TRANSITION_QUEUE,
                                json_object_new (),
                                NULL);
  robot_settle ();
  fixture_port_point (test->canvas, "keep", "in", FALSE, &x0, &y0);
  fixture_port_point (test->canvas, "order", "in", FALSE, &x1, &y1);
  robot_drag (test->widget, x0, y0, x1, y1);
  g_assert_false (fixture_is_linked (test->fixture, "a", "keep"));
  g_assert_true (fixture_is_linked (test->fixture, "a", "order"));
  g_assert_cmpint (
      mill_doc_link_get_kind (mill_document_find_link (test->document, "a", "out", "order", "in")),
      ==,
      MILL_TRANSITION_QUEUE);
  g_assert_cmpuint (mill_undo_get_position (test->undo), ==, 2);
}

/* The start of a link goes elsewhere as its end does, though its input takes one link only. */
static void
test_reconnect_start (Test *test, gconstpointer data)
{
  double x0, y0, x1, y1;
  g_autoptr (JsonNode) any = json_from_string ("\"true\"", NULL);
  g_assert_true (mill_document_set_param (test->document, "keep", "condition", any, NULL));
  fixture_settle (test->fixture);
  fixture_port_point (test->canvas, "a", "out", TRUE, &x0, &y0);
  fixture_port_point (test->canvas, "b", "out", TRUE, &x1, &y1);
  robot_drag (test->widget, x0 + 22, y0, x1, y1); /* behind the port, which starts another */
  g_assert_false (fixture_is_linked (test->fixture, "a", "keep"));
  g_assert_true (fixture_is_linked (test->fixture, "b", "keep"));
  g_assert_true (mill_undo_undo (test->undo));
  g_assert_true (fixture_is_linked (test->fixture, "a", "keep"));
}

/* ---- view ---- */

static void
test_zoom_and_pan (Test *test, gconstpointer data)
{
  double x, y, at_x, at_y;
  fixture_block_point (test->canvas, "b", 0.5, 0.5, &x, &y);
  robot_scroll (test->widget, x, y, -3, 0);
  g_assert_cmpfloat (mill_canvas_get_zoom (test->canvas), >, 1.4);
  /* what is under the pointer stays there */
  fixture_block_point (test->canvas, "b", 0.5, 0.5, &at_x, &at_y);
  g_assert_cmpfloat_with_epsilon (at_x, x, 2);
  g_assert_cmpfloat_with_epsilon (at_y, y, 2);
  robot_key (GDK_KEY_0, 0);
  g_assert_cmpfloat (mill_canvas_get_zoom (test->canvas), ==, 1);
  fixture_block_point (test->canvas, "b", 0.5, 0.5, &x, &y);
  robot_drag_with (test->widget, 500, 500, 560, 470, 2, 0);
  fixture_block_point (test->canvas, "b", 0.5, 0.5, &at_x, &at_y);
  g_assert_cmpfloat (at_x, ==, x + 60);
  g_assert_cmpfloat (at_y, ==, y - 30);
  /* the space bar makes any drag a pan */
  robot_hold (GDK_KEY_space, TRUE);
  robot_drag (test->widget, at_x, at_y, at_x - 60, at_y + 30);
  robot_hold (GDK_KEY_space, FALSE);
  fixture_block_point (test->canvas, "b", 0.5, 0.5, &at_x, &at_y);
  g_assert_cmpfloat (at_x, ==, x);
  g_assert_false (mill_undo_can_undo (test->undo));
}

static void
test_fit (Test *test, gconstpointer data)
{
  double x, y;
  mill_canvas_set_view (test->canvas, 9000, 9000, 2);
  robot_settle ();
  robot_key (GDK_KEY_1, 0);
  fixture_block_point (test->canvas, "a", 0, 0, &x, &y);
  g_assert_true (x > 0 && y > 0);
  fixture_block_point (test->canvas, "order", 1, 1, &x, &y);
  g_assert_true (x < gtk_widget_get_width (test->widget));
  mill_canvas_set_view (test->canvas, 9000, 9000, 2);
  mill_workspace_reveal (test->fixture->workspace, "b", NULL);
  fixture_block_point (test->canvas, "b", 0.5, 0.5, &x, &y);
  g_assert_true (x > 0 && x < gtk_widget_get_width (test->widget));
}

/* All is in sight, as panels beside it come and go, until somebody takes hold of something. */
static void
test_stays_fitted (void)
{
  Test test = { .fixture = fixture_new (pipeline), .widget = mill_canvas_new () };
  double x, y;
  test.canvas = MILL_CANVAS (test.widget);
  test.selection = mill_workspace_get_selection (test.fixture->workspace);
  mill_canvas_set_workspace (test.canvas, test.fixture->workspace);
  test.window = robot_window (test.widget, 1100, 700);
  gtk_widget_set_margin_end (test.widget, 600);
  robot_settle ();
  fixture_block_point (test.canvas, "a", 0, 0, &x, &y);
  g_assert_true (x > 0 && y > 0);
  fixture_block_point (test.canvas, "order", 1, 1, &x, &y);
  g_assert_true (x < gtk_widget_get_width (test.widget));

  mill_selection_set_block (test.selection, "a");
  gtk_widget_set_margin_end (test.widget, 800);
  robot_settle ();
  double still_x, still_y;
  fixture_block_point (test.canvas, "order", 1, 1, &still_x, &still_y);
  g_assert_cmpfloat (still_x, ==, x);
  g_assert_cmpfloat (still_y, ==, y);
  tear_down (&test, NULL);
}

/* ---- keyboard ---- */

static void
test_walk (Test *test, gconstpointer data)
{
  double x, y;
  gtk_widget_grab_focus (test->widget);
  robot_key (GDK_KEY_Down, 0);
  g_assert_true (mill_selection_has_block (test->selection, "a"));
  robot_key (GDK_KEY_Right, 0);
  g_assert_true (mill_selection_has_block (test->selection, "keep"));
  robot_key (GDK_KEY_Right, 0);
  g_assert_true (mill_selection_has_block (test->selection, "order"));
  robot_key (GDK_KEY_Left, GDK_SHIFT_MASK);
  g_assert_cmpuint (mill_selection_n_blocks (test->selection), ==, 2);
  position (test, "order", &x, &y);
  for (guint i = 0; i < 3; i++)
    robot_key (GDK_KEY_Down, GDK_CONTROL_MASK);
  double moved_y;
  position (test, "order", &x, &moved_y);
  g_assert_cmpfloat (moved_y, ==, y + 24);
  g_assert_cmpuint (mill_undo_get_position (test->undo), ==, 1);
  robot_key (GDK_KEY_Escape, 0);
  g_assert_cmpuint (mill_selection_n_blocks (test->selection), ==, 0);
}

static const char *
focused_id (Test *test)
{
  GtkWidget *focus = gtk_window_get_focus (test->window);
  return MILL_IS_BLOCK_WIDGET (focus) ? mill_block_widget_get_id (MILL_BLOCK_WIDGET (focus)) : "";
}

static void
test_tab (Test *test, gconstpointer data)
{
  robot_move (test->widget, 5, 5);
  gtk_window_set_focus_visible (test->window, TRUE);
  gtk_widget_grab_focus (test->widget);
  static const char *const order[] = { "a", "b", "keep", "order" };
  /* out of sight, blocks can be reached as well */
  mill_canvas_set_view (test->canvas, 5000, 5000, 1);
  robot_settle ();
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    {
      robot_key (GDK_KEY_Tab, 0);
      g_assert_cmpstr (focused_id (test), ==, order[i]);
    }
  double x, y;
  fixture_block_point (test->canvas, "order", 0.5, 0.5, &x, &y);
  g_assert_true (x > 0 && x < gtk_widget_get_width (test->widget));
  robot_key (GDK_KEY_Tab, GDK_SHIFT_MASK);
  g_assert_cmpstr (focused_id (test), ==, "keep");
}

static void
test_delete (Test *test, gconstpointer data)
{
  mill_document_link (test->document, "keep", "out", "order", "in", NULL);
  robot_settle ();
  click (test, "keep", 0);
  robot_key (GDK_KEY_Delete, GDK_CONTROL_MASK);
  g_assert_null (mill_document_find_block (test->document, "keep"));
  g_assert_true (fixture_is_linked (test->fixture, "a", "order"));
  mill_undo_undo (test->undo);
  g_assert_true (fixture_is_linked (test->fixture, "a", "keep")
                 && fixture_is_linked (test->fixture, "keep", "order"));
  robot_settle ();
  click (test, "keep", 0);
  robot_key (GDK_KEY_Delete, 0);
  g_assert_null (mill_document_find_block (test->document, "keep"));
  g_assert_false (fixture_is_linked (test->fixture, "a", "order"));
  mill_undo_undo (test->undo);
  g_assert_true (fixture_is_linked (test->fixture, "a", "keep"));
}

static void
test_connect_by_keys (Test *test, gconstpointer data)
{
  click (test, "keep", 0);
  robot_key (GDK_KEY_c, 0);
  ROBOT_WAIT (GTK_IS_TEXT (gtk_window_get_focus (test->window)));
  GtkWidget *popover = robot_find (test->widget, GTK_TYPE_POPOVER, NULL);
  g_assert_nonnull (popover);
  robot_type ("order");
  robot_key (GDK_KEY_Return, 0);
  g_assert_true (fixture_is_linked (test->fixture, "keep", "order"));
}

/* ---- adding ---- */

static void
take_place (MillCanvas *canvas, double x, double y, graphene_point_t *place)
{
  *place = GRAPHENE_POINT_INIT ((float)x, (float)y);
}

static void
test_quick_add (Test *test, gconstpointer data)
{
  graphene_point_t place = { 0, 0 };
  double x, y;
  g_signal_connect (test->canvas, "quick-add", G_CALLBACK (take_place), &place);
  mill_canvas_from_document (test->canvas, 500, 300, &x, &y);
  robot_double_click (test->widget, x, y);
  g_assert_cmpfloat (place.x, ==, 500);
  g_assert_cmpfloat (place.y, ==, 300);
  place.x = 0;
  robot_key (GDK_KEY_Insert, 0);
  g_assert_cmpfloat (place.x, ==, 500);
}

static void
test_add (Test *test, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  /* goes on from what is selected */
  click (test, "keep", 0);
  MillDocBlock *block = mill_canvas_add_block (test->canvas, "clean", NULL, &error);
  g_assert_no_error (error);
  g_assert_true (fixture_is_linked (test->fixture, "keep", mill_doc_block_get_id (block)));
  g_assert_cmpuint (mill_undo_get_position (test->undo), ==, 1);
  /* put on the link between a and keep */
  block = mill_canvas_add_block_at (test->canvas, "clean", NULL, 252, 36, &error);
  g_assert_no_error (error);
  g_assert_true (fixture_is_linked (test->fixture, "a", mill_doc_block_get_id (block)));
  g_assert_true (fixture_is_linked (test->fixture, mill_doc_block_get_id (block), "keep"));
  g_assert_cmpuint (mill_undo_get_position (test->undo), ==, 2);
  g_assert_null (mill_canvas_add_block (test->canvas, "no-such", NULL, &error));
  g_assert_error (error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_UNKNOWN);
}

static gboolean
is_covered (Test *test, GtkWidget *block, GType type)
{
  GtkWidget *cover = robot_find (test->widget, type, NULL);
  graphene_rect_t below, above;
  return cover != NULL && gtk_widget_compute_bounds (block, test->widget, &below)
         && gtk_widget_compute_bounds (cover, test->widget, &above)
         && graphene_rect_intersection (&below, &above, NULL);
}

/* What comes into view does not come to stand below the overview or the buttons. */
static void
test_shown_free (Test *test, gconstpointer data)
{
  static const double places[][2] = { { 1200, 700 }, { 1200, 330 }, { 780, 800 }, { 770, 420 } };
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autoptr (GError) error = NULL;
      mill_canvas_set_view (test->canvas, 450, 200, 1);
      robot_settle ();
      MillDocBlock *block = mill_canvas_add_block_at (
          test->canvas, "sort", NULL, places[i][0], places[i][1], &error);
      g_assert_no_error (error);
      g_assert_true (mill_canvas_focus_block (test->canvas, mill_doc_block_get_id (block)));
      robot_settle ();
      GtkWidget *widget
          = GTK_WIDGET (fixture_find_block (test->widget, mill_doc_block_get_id (block)));
      g_assert_false (is_covered (test, widget, MILL_TYPE_MINIMAP));
      g_assert_false (is_covered (test, widget, GTK_TYPE_BUTTON));
      g_assert_nonnull (robot_find (test->widget, MILL_TYPE_MINIMAP, NULL));
    }
}

/* ---- marks, pictures, assistive technologies ---- */

static void
test_lineage (Test *test, gconstpointer data)
{
  mill_selection_set_target (test->selection, "keep", "out");
  mill_selection_set_column (test->selection, "x");
  robot_settle ();
  g_assert_true (mill_block_widget_get_marks (fixture_find_block (test->widget, "a"))
                 & MILL_BLOCK_LIT);
  g_assert_true (mill_block_widget_get_marks (fixture_find_block (test->widget, "b"))
                 & MILL_BLOCK_FADED);
  mill_selection_set_column (test->selection, NULL);
  robot_settle ();
  g_assert_cmpuint (mill_block_widget_get_marks (fixture_find_block (test->widget, "b"))
                        & (MILL_BLOCK_LIT | MILL_BLOCK_FADED),
                    ==,
                    0);
}

static void
test_problems (Test *test, gconstpointer data)
{
  g_autoptr (JsonNode) node = json_node_init_string (json_node_alloc (), "nonsense >");
  g_assert_false (mill_block_widget_get_marks (fixture_find_block (test->widget, "keep"))
                  & MILL_BLOCK_ERROR);
  mill_document_set_param (test->document, "keep", "condition", node, NULL);
  fixture_settle (test->fixture);
  robot_settle ();
  g_assert_true (mill_block_widget_get_marks (fixture_find_block (test->widget, "keep"))
                 & MILL_BLOCK_ERROR);
}

static void
test_accessible (Test *test, gconstpointer data)
{
  MillBlockWidget *keep = fixture_find_block (test->widget, "keep"),
                  *a = fixture_find_block (test->widget, "a");
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (keep), GTK_ACCESSIBLE_ROLE_OPTION);
  gtk_test_accessible_assert_property (
      GTK_ACCESSIBLE (keep), GTK_ACCESSIBLE_PROPERTY_LABEL, "keep, Filter");
  g_assert_true (
      gtk_test_accessible_has_relation (GTK_ACCESSIBLE (a), GTK_ACCESSIBLE_RELATION_FLOW_TO));
  g_assert_false (
      gtk_test_accessible_has_relation (GTK_ACCESSIBLE (keep), GTK_ACCESSIBLE_RELATION_FLOW_TO));
  click (test, "keep", 0);
  gtk_test_accessible_assert_state (GTK_ACCESSIBLE (keep), GTK_ACCESSIBLE_STATE_SELECTED, TRUE);
}

static void
test_picture (Test *test, gconstpointer data)
{
  double width, height;
  g_autoptr (MillDrawing) drawing = mill_drawing_new (test->canvas);
  mill_drawing_get_size (drawing, &width, &height);
  g_assert_cmpfloat (width, ==, 640 + 184 + 48);
  g_assert_cmpfloat (height, ==, 160 + 72 + 48);
  cairo_surface_t *surface
      = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int)width, (int)height);
  cairo_t *cr = cairo_create (surface);
  while (mill_drawing_draw_part (drawing, cr))
    ;
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  const guint8 *pixels = cairo_image_surface_get_data (surface);
  int stride = cairo_image_surface_get_stride (surface);
  /* nothing in the corner, something in the middle of a block */
  g_assert_cmpuint (pixels[3], ==, 0);
  g_assert_cmpuint (pixels[(24 + 36) * stride + (24 + 90) * 4 + 3], ==, 255);
  cairo_surface_destroy (surface);
}

static void
test_run (Test *test, gconstpointer data)
{
  mill_document_remove_block (test->document, "order", NULL);
  mill_document_remove_block (test->document, "b", NULL);
  mill_canvas_add_linked (test->canvas, "table", "keep", "out", TRUE, 640, 36, NULL);
  fixture_settle (test->fixture);
  fixture_run (test->fixture);
  robot_settle ();
  MillLinkLayer *links
      = mill_world_get_links (MILL_WORLD (robot_find (test->widget, MILL_TYPE_WORLD, NULL)));
  MillLinkView *view = mill_link_layer_find (
      links, mill_document_find_link (test->document, "a", "out", "keep", "in"));
  g_assert_nonnull (view);
  ROBOT_WAIT (view->run.counted && view->run.rows == 3);
}

/* Nothing waits any more when a run has failed. */
static void
test_failed_run (Test *test, gconstpointer data)
{
  fixture_put (test->fixture, "no", "is no folder");
  fixture_run (test->fixture);
  robot_settle ();
  MillBlockWidget *last = fixture_find_block (test->widget, "last");
  g_assert_cmpint (last->run.state, ==, MILL_BLOCK_STOPPED);
}

/* It is shown, not refused. */
static void
test_faulty (Test *test, gconstpointer data)
{
  double x, y;
  mill_canvas_fit (test->canvas);
  robot_settle ();
  fixture_block_point (test->canvas, "b", 0.5, 0.5, &x, &y);
  robot_drag (test->widget, x, y, x + 40, y + 40);
  g_assert_true (
      mill_doc_block_get_position (mill_document_find_block (test->document, "b"), NULL, NULL));
  gtk_widget_activate_action (test->widget, "canvas.select-all", NULL);
  robot_key (GDK_KEY_Delete, 0);
  g_assert_cmpuint (g_list_model_get_n_items (mill_document_get_blocks (test->document)), ==, 0);
  mill_undo_undo (test->undo);
  robot_settle ();
}

#define ADD(path, text, function) g_test_add (path, Test, text, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  robot_init (&argc, &argv);
  ADD ("/canvas/select", pipeline, test_select);
  ADD ("/canvas/rubber-band", pipeline, test_rubber_band);
  ADD ("/canvas/streams", pipeline, test_streams);
  ADD ("/canvas/move", pipeline, test_move);
  ADD ("/canvas/move-several", pipeline, test_move_several);
  ADD ("/canvas/move-cancelled", pipeline, test_move_cancelled);
  ADD ("/canvas/insert-by-move", pipeline, test_insert_by_move);
  ADD ("/canvas/wire-by-drag", pipeline, test_wire_by_drag);
  ADD ("/canvas/wire-by-clicks", pipeline, test_wire_by_clicks);
  ADD ("/canvas/wire-to-body", pipeline, test_wire_to_body);
  ADD ("/canvas/wire-refused", pipeline, test_wire_refused);
  ADD ("/canvas/wire-circle", pipeline, test_wire_circle);
  ADD ("/canvas/wire-dropped", pipeline, test_wire_dropped);
  ADD ("/canvas/reconnect", pipeline, test_reconnect);
  ADD ("/canvas/reconnect-start", pipeline, test_reconnect_start);
  ADD ("/canvas/zoom-and-pan", pipeline, test_zoom_and_pan);
  ADD ("/canvas/fit", pipeline, test_fit);
  g_test_add_func ("/canvas/stays-fitted", test_stays_fitted);
  ADD ("/canvas/walk", pipeline, test_walk);
  ADD ("/canvas/tab", pipeline, test_tab);
  ADD ("/canvas/delete", pipeline, test_delete);
  ADD ("/canvas/connect-by-keys", pipeline, test_connect_by_keys);
  ADD ("/canvas/quick-add", pipeline, test_quick_add);
  ADD ("/canvas/add", pipeline, test_add);
  ADD ("/canvas/shown-free", pipeline, test_shown_free);
  ADD ("/canvas/lineage", pipeline, test_lineage);
  ADD ("/canvas/problems", pipeline, test_problems);
  ADD ("/canvas/accessible", pipeline, test_accessible);
  ADD ("/canvas/picture", pipeline, test_picture);
  ADD ("/canvas/run", pipeline, test_run);
  ADD ("/canvas/failed-run", failing, test_failed_run);
  ADD ("/canvas/faulty", faulty, test_faulty);
  return g_test_run ();
}
