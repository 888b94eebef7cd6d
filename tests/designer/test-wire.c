/* test-wire.c: links that make sense and links that do not; what may stand on a link or at its end.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-block-picker.h"
#include "mill-block-row.h"
#include "mill-board.h"
#include "mill-link-check.h"
#include "mill-quick-add.h"
#include "robot.h"
#include "workspace-fixture.h"

#include <glib/gi18n-lib.h>

/* Numbers, words, and blocks that want numbers called x. */
static const char pipeline[]
    = "{ 'millrace': 1, 'blocks': {"
      "  'a': { 'type': 'rows', 'params': { 'columns': [{ 'name': 'x', 'type': 'integer' }],"
      "         'data': '1\\n2\\n3\\n' } },"
      "  'b': { 'type': 'rows', 'params': { 'columns': [{ 'name': 'y' }], 'data': 'u\\nv\\n' } },"
      "  'day': { 'type': 'rows', 'params': { 'columns': [{ 'name': 'x', 'type': 'date' }] } },"
      "  'keep': { 'type': 'filter', 'params': { 'condition': 'x > 1' } },"
      "  'both': { 'type': 'union' },"
      "  'join': { 'type': 'join', 'params': { 'on': [{ 'left': 'z', 'right': 'x' }] } },"
      "  'top': { 'type': 'top-n' },"
      "  'order': { 'type': 'sort', 'params': { 'by': [{ 'column': 'x' }] } } },"
      "  'links': [{ 'from': 'a.out', 'to': 'both.in' }, { 'from': 'a.out', 'to': 'join.left' },"
      "    { 'from': 'a.out', 'to': 'order.in' }],"
      "  'layout': { 'a': [0, 0], 'b': [0, 160], 'day': [0, 320], 'keep': [320, 160],"
      "    'both': [320, 320], 'join': [640, 320], 'top': [640, 160], 'order': [640, 0] } }";

typedef struct
{
  Fixture *fixture;
  MillDocument *document;
  MillWorkspace *workspace;
  MillSelection *selection;
  MillUndo *undo;
  MillBoard *board;
  MillCanvas *canvas;
  GtkWindow *window;
  char *status;
} Test;

static void
take_status (MillWorkspace *workspace, const char *text, Test *test)
{
  g_free (test->status);
  test->status = g_strdup (text);
}

static void
set_up (Test *test, gconstpointer data)
{
  test->fixture = fixture_new (pipeline);
  test->document = test->fixture->document;
  test->workspace = test->fixture->workspace;
  test->selection = mill_workspace_get_selection (test->workspace);
  test->undo = mill_document_get_undo (test->document);
  test->board = MILL_BOARD (mill_board_new ());
  test->canvas = mill_board_get_canvas (test->board);
  mill_board_set_workspace (test->board, test->workspace);
  g_signal_connect (test->workspace, "status", G_CALLBACK (take_status), test);
  test->window = robot_window (GTK_WIDGET (test->board), 1100, 800);
  mill_canvas_set_view (test->canvas, 450, 250, 1);
  robot_settle ();
}

static void
tear_down (Test *test, gconstpointer data)
{
  robot_close (test->window);
  fixture_free (test->fixture);
  g_free (test->status);
}

static void
drag_wire (Test *test, const char *from, const char *to, GdkModifierType held)
{
  double x0, y0, x1, y1;
  fixture_port_point (test->canvas, from, "out", TRUE, &x0, &y0);
  fixture_port_point (test->canvas, to, "in", FALSE, &x1, &y1);
  robot_drag_with (GTK_WIDGET (test->canvas), x0, y0, x1, y1, 1, held);
}

static MillLinkFit
judge (Test *test, const char *from, const char *to, const char *port)
{
  const MillLinkEnds ends = { from, "out", to, port };
  g_autofree char *why = NULL;
  MillLinkFit fit = mill_link_judge (test->workspace, &ends, NULL, &why);
  g_assert_true ((fit == MILL_LINK_FITS) == (why == NULL));
  return fit;
}

/* ---- judging ---- */

static void
test_judge (Test *test, gconstpointer data)
{
  g_assert_cmpint (judge (test, "a", "keep", "in"), ==, MILL_LINK_FITS);
  g_assert_cmpint (judge (test, "b", "keep", "in"), ==, MILL_LINK_COLUMNS);
  g_assert_cmpint (judge (test, "day", "keep", "in"), ==, MILL_LINK_COLUMNS); /* a date > 1 */
  g_assert_cmpint (judge (test, "b", "both", "in"), ==, MILL_LINK_FITS);      /* other columns */
  g_assert_cmpint (judge (test, "day", "both", "in"), ==, MILL_LINK_COLUMNS); /* no common type */
  g_assert_cmpint (judge (test, "b", "top", "in"), ==, MILL_LINK_FITS);       /* lacks parameters */
  g_assert_cmpint (judge (test, "a", "both", "in"), ==, MILL_LINK_NEVER);     /* linked already */
  /* what is wrong with the left side is not the right one's fault */
  g_assert_cmpint (judge (test, "a", "join", "right"), ==, MILL_LINK_FITS);
}

/* No block refuses its first link before anything of it is set. */
static void
test_fresh (Test *test, gconstpointer data)
{
  for (guint i = 0; i < mill_registry_n (test->fixture->registry); i++)
    {
      const MillBlockSpec *spec = mill_registry_get (test->fixture->registry, i);
      g_autoptr (GError) error = NULL;
      if (mill_spec_n_inputs (spec) == 0)
        continue;
      MillDocBlock *block
          = mill_document_add_block (test->document, NULL, spec->id, NULL, 0, 600, &error);
      g_assert_no_error (error);
      fixture_settle (test->fixture);
      for (guint p = 0; p < mill_spec_n_inputs (spec); p++)
        g_assert_cmpint (
            judge (test, "a", mill_doc_block_get_id (block), mill_spec_input (spec, p)->name),
            ==,
            MILL_LINK_FITS);
      mill_document_remove_block (test->document, mill_doc_block_get_id (block), NULL);
    }
}

/* A wire follows the pointer: it is judged while it moves, in a large pipeline as in a small one.
 */
static void
test_speed (void)
{
  enum
  {
    BLOCKS = 1000,
    TURNS = 100
  };
  Test test = { .fixture = fixture_new (pipeline) };
  test.document = test.fixture->document;
  test.workspace = test.fixture->workspace;
  g_autofree char *before = g_strdup ("a");
  JsonNode *condition = json_node_init_string (json_node_alloc (), "x > 1");
  for (guint i = 0; i < BLOCKS; i++)
    {
      MillDocBlock *block
          = mill_document_add_block (test.document, NULL, "filter", NULL, 0, 600, NULL);
      const char *id = mill_doc_block_get_id (block);
      g_assert_true (mill_document_set_param (test.document, id, "condition", condition, NULL));
      if (i + 1 < BLOCKS)
        g_assert_nonnull (mill_document_link (test.document, before, "out", id, "in", NULL));
      g_free (before);
      before = g_strdup (id);
    }
  fixture_settle (test.fixture);
  gint64 start = g_get_monotonic_time ();
  for (guint i = 0; i < TURNS; i++)
    {
      g_assert_cmpint (judge (&test, "a", before, "in"), ==, MILL_LINK_FITS);
      g_assert_cmpint (judge (&test, "b", before, "in"), ==, MILL_LINK_COLUMNS);
    }
  gint64 each = (g_get_monotonic_time () - start) / (2 * TURNS);
  g_test_message ("%" G_GINT64_FORMAT " us to judge a link", each);
  g_assert_cmpint (each, <, 10000);
  json_node_unref (condition);
  fixture_free (test.fixture);
}

/* ---- by mouse ---- */

static void
test_refused (Test *test, gconstpointer data)
{
  drag_wire (test, "b", "keep", 0);
  g_assert_false (fixture_is_linked (test->fixture, "b", "keep"));
  g_assert_nonnull (strstr (test->status, "keep.condition: there is no column 'x'"));
  g_assert_nonnull (strstr (test->status, "Alt"));
  g_assert_false (mill_undo_can_undo (test->undo));
  drag_wire (test, "b", "keep", GDK_ALT_MASK);
  g_assert_true (fixture_is_linked (test->fixture, "b", "keep"));
  g_assert_nonnull (strstr (test->status, "Linked b to keep"));
}

/* The end of a link is not put where its columns do not fit either. */
static void
test_reconnect (Test *test, gconstpointer data)
{
  double x0, y0, x1, y1;
  mill_document_unlink (test->document,
                        mill_document_find_link (test->document, "a", "out", "order", "in"));
  mill_document_link (test->document, "b", "out", "top", "in", NULL);
  fixture_settle (test->fixture);
  robot_settle ();
  fixture_port_point (test->canvas, "top", "in", FALSE, &x0, &y0);
  fixture_port_point (test->canvas, "order", "in", FALSE, &x1, &y1);
  robot_drag (GTK_WIDGET (test->canvas), x0 - 12, y0, x1, y1);
  g_assert_true (fixture_is_linked (test->fixture, "b", "top"));
  g_assert_false (fixture_is_linked (test->fixture, "b", "order"));
  robot_drag_with (GTK_WIDGET (test->canvas), x0 - 12, y0, x1, y1, 1, GDK_ALT_MASK);
  g_assert_true (fixture_is_linked (test->fixture, "b", "order"));
  g_assert_false (fixture_is_linked (test->fixture, "b", "top"));
}

/* ---- by keys ---- */

static void
test_keys (Test *test, gconstpointer data)
{
  mill_selection_set_block (test->selection, "b");
  mill_canvas_focus_block (test->canvas, "b");
  robot_settle ();
  robot_key (GDK_KEY_c, 0);
  ROBOT_WAIT (GTK_IS_TEXT (gtk_window_get_focus (test->window)));
  robot_type ("keep.in");
  robot_settle ();
  robot_key (GDK_KEY_Return, 0);
  g_assert_false (fixture_is_linked (test->fixture, "b", "keep"));
  ROBOT_WAIT (test->status != NULL && strstr (test->status, "keep.condition") != NULL);
  robot_key (GDK_KEY_Return, GDK_ALT_MASK);
  ROBOT_WAIT (fixture_is_linked (test->fixture, "b", "keep"));
}

/* ---- what is offered ---- */

static gboolean
infer_nothing (MillInfer *infer, GError **error)
{
  return TRUE;
}

typedef struct
{
  char *at;
} WhenParams;

static const MillParam when_params[] = { MILL_PARAM_COLUMN (WhenParams,
                                                            at,
                                                            .label = "At",
                                                            .required = TRUE,
                                                            .has_expects = TRUE,
                                                            .expects = MILL_TYPE (TIMESTAMP),
                                                            .help = "When."),
                                         MILL_PARAMS_END };
static const MillPort when_ports[] = { MILL_PORT_IN, MILL_PORT_OUT, MILL_PORTS_END };
static const MillBlockSpec when = { .id = "when",
                                    .stage = MILL_STAGE_PROCESS,
                                    .label = "When",
                                    .summary = "Wants a time.",
                                    .params = when_params,
                                    .params_size = sizeof (WhenParams),
                                    .ports = when_ports,
                                    .infer = infer_nothing };

/* What a table says of the type of a column it needs is what is said. */
static void
test_fresh_fault (Test *test, gconstpointer data)
{
  const MillField fields[] = { { "x", MILL_TYPE (INTEGER) }, { "t", MILL_TYPE (TIMESTAMP) } };
  g_autoptr (MillSchema) number = mill_schema_new (fields, 1, NULL);
  g_autoptr (MillSchema) both = mill_schema_new (fields, 2, NULL);
  g_autofree char *fault = mill_link_fresh_fault (&when, number);
  g_assert_cmpstr (fault, ==, "Needs a column of type timestamp");
  g_assert_null (mill_link_fresh_fault (&when, both));
  for (guint i = 0; i < mill_registry_n (test->fixture->registry); i++)
    g_assert_null (mill_link_fresh_fault (mill_registry_get (test->fixture->registry, i), number));
}

static int
rank (const MillBlockSpec *spec, char **why, gpointer data)
{
  if (g_str_equal (spec->id, "filter"))
    *why = g_strdup ("Needs a column of type timestamp");
  return *why != NULL ? -1 : g_str_equal (spec->id, "sort") ? 2 : 0;
}

static GtkListBoxRow *
row_at (GtkWidget *picker, int index)
{
  GtkWidget *list = robot_find (picker, GTK_TYPE_LIST_BOX, NULL);
  return gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), index);
}

static const char *
id_at (GtkWidget *picker, int index)
{
  return mill_block_row_get_spec (MILL_BLOCK_ROW (row_at (picker, index)))->id;
}

static void
test_rank (Test *test, gconstpointer data)
{
  GtkWidget *picker = mill_block_picker_new ();
  GtkWindow *window = robot_window (picker, 320, 500);
  int last = (int)mill_registry_n (test->fixture->registry) - 1;
  mill_block_picker_set_registry (MILL_BLOCK_PICKER (picker), test->fixture->registry);
  mill_block_picker_set_rank (MILL_BLOCK_PICKER (picker), rank, NULL);
  g_assert_cmpstr (id_at (picker, 0), ==, "sort");
  g_assert_cmpstr (id_at (picker, last), ==, "filter");
  g_assert_nonnull (gtk_list_box_row_get_header (row_at (picker, last)));
  mill_block_picker_set_rank (MILL_BLOCK_PICKER (picker), NULL, NULL);
  g_assert_cmpstr (id_at (picker, 0), !=, "sort");
  g_assert_cmpstr (id_at (picker, last), !=, "filter");
  robot_close (window);
}

static GtkWidget *
open_quick_add (Test *test)
{
  ROBOT_WAIT (robot_find (GTK_WIDGET (test->canvas), MILL_TYPE_QUICK_ADD, NULL) != NULL);
  ROBOT_WAIT (GTK_IS_TEXT (gtk_window_get_focus (test->window)));
  return robot_find (GTK_WIDGET (test->canvas), MILL_TYPE_QUICK_ADD, NULL);
}

/* Three blocks of the pipeline are of type rows, which cannot read; a union, and so on, can. */
static void
test_used_often (Test *test, gconstpointer data)
{
  double x, y;
  fixture_port_point (test->canvas, "a", "out", TRUE, &x, &y);
  mill_document_add_block (test->document, NULL, "sort", NULL, 0, 900, NULL);
  fixture_settle (test->fixture);
  robot_drag (GTK_WIDGET (test->canvas), x, y, x + 90, y - 120);
  GtkWidget *popover = open_quick_add (test);
  GtkWidget *picker = robot_find (popover, MILL_TYPE_BLOCK_PICKER, NULL);
  int first = 0;
  while (!gtk_widget_get_child_visible (GTK_WIDGET (row_at (picker, first))))
    first++;
  g_assert_cmpstr (id_at (picker, first), ==, "sort");
  robot_key (GDK_KEY_Escape, 0);
  ROBOT_WAIT (robot_find (GTK_WIDGET (test->canvas), MILL_TYPE_QUICK_ADD, NULL) == NULL);
}

/* ---- on a link ---- */

static void
select_link (Test *test)
{
  mill_canvas_focus_block (test->canvas, "order");
  mill_selection_set_link (test->selection,
                           mill_document_find_link (test->document, "a", "out", "order", "in"));
  robot_settle ();
}

static void
test_insert (Test *test, gconstpointer data)
{
  guint steps = mill_undo_n_steps (test->undo);
  select_link (test);
  robot_key (GDK_KEY_i, 0);
  GtkWidget *popover = open_quick_add (test);
  GtkWidget *picker = robot_find (popover, MILL_TYPE_BLOCK_PICKER, NULL);
  GtkWidget *table = robot_find (picker, MILL_TYPE_BLOCK_ROW, "table");
  g_assert_true (table == NULL || !gtk_widget_get_child_visible (table));
  robot_type ("compute");
  robot_settle ();
  robot_key (GDK_KEY_Return, 0);
  ROBOT_WAIT (fixture_is_linked (test->fixture, "a", "compute")
              && fixture_is_linked (test->fixture, "compute", "order"));
  g_assert_false (fixture_is_linked (test->fixture, "a", "order"));
  g_assert_cmpuint (mill_undo_n_steps (test->undo), ==, steps + 1);
  g_assert_true (mill_selection_has_block (test->selection, "compute"));
  mill_undo_undo (test->undo);
  g_assert_true (fixture_is_linked (test->fixture, "a", "order"));
}

static void
test_pin (Test *test, gconstpointer data)
{
  MillSampler *sampler = mill_workspace_get_sampler (test->workspace);
  select_link (test);
  robot_key (GDK_KEY_p, 0);
  ROBOT_WAIT (mill_sampler_get_pinned (sampler, "a", "out"));
  g_assert_nonnull (strstr (test->status, "a.out are pinned"));
  ROBOT_WAIT (g_hash_table_size (mill_sampler_get_pins (sampler)) == 1);
  robot_key (GDK_KEY_p, 0);
  ROBOT_WAIT (!mill_sampler_get_pinned (sampler, "a", "out"));
  g_assert_false (mill_undo_can_undo (test->undo));
}

/* A link that is clicked gets the keys, wherever they went before. */
static void
test_click (Test *test, gconstpointer data)
{
  double x0, y0, x1, y1;
  fixture_port_point (test->canvas, "a", "out", TRUE, &x0, &y0);
  fixture_port_point (test->canvas, "order", "in", FALSE, &x1, &y1);
  gtk_window_set_focus (test->window, NULL);
  robot_click (GTK_WIDGET (test->canvas), (x0 + x1) / 2, (y0 + y1) / 2);
  g_assert_nonnull (mill_selection_get_link (test->selection));
  robot_key (GDK_KEY_Delete, 0);
  ROBOT_WAIT (!fixture_is_linked (test->fixture, "a", "order"));
}

/* The menu of a link by its key: its rows, pins, insertion, kinds. */
static void
test_menu (Test *test, gconstpointer data)
{
  select_link (test);
  robot_key (GDK_KEY_Menu, 0);
  ROBOT_WAIT (robot_find (GTK_WIDGET (test->canvas), GTK_TYPE_POPOVER_MENU, NULL) != NULL);
  robot_settle ();
  robot_type ("i");
  GtkWidget *popover = open_quick_add (test);
  g_assert_true (gtk_widget_get_mapped (popover));
}

int
main (int argc, char **argv)
{
  robot_init (&argc, &argv);
  const struct
  {
    const char *path;
    void (*run) (Test *test, gconstpointer data);
  } tests[] = { { "/wire/judge", test_judge },     { "/wire/fresh", test_fresh },
                { "/wire/refused", test_refused }, { "/wire/reconnect", test_reconnect },
                { "/wire/keys", test_keys },       { "/wire/fresh-fault", test_fresh_fault },
                { "/wire/rank", test_rank },       { "/wire/used-often", test_used_often },
                { "/wire/insert", test_insert },   { "/wire/pin", test_pin },
                { "/wire/click", test_click },     { "/wire/menu", test_menu } };
  g_test_add_func ("/wire/speed", test_speed);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Test, NULL, set_up, tests[i].run, tear_down);
  return g_test_run ();
}
