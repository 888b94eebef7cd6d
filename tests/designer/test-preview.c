/* test-preview.c: the rows of what is selected: filtered, sorted, traced, pinned, in profile.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-column-profile.h"
#include "mill-data-view.h"
#include "mill-grid.h"
#include "mill-json-part.h"
#include "mill-pin-store.h"
#include "mill-row-order.h"
#include "mill-sample-model.h"
#include "mill-session.h"
#include "robot.h"

#include <glib/gstdio.h>

static const char pipeline[]
    = "{ \"millrace\": 1, \"name\": \"cities\", \"blocks\": {"
      "\"cities\": { \"type\": \"rows\", \"params\": { \"columns\": [ { \"name\": \"city\" },"
      " { \"name\": \"temp\", \"type\": \"integer\" }, { \"name\": \"note\" } ],"
      " \"data\": \"Oslo,3,a\\nBergen,,b\\nRome,31,a\\nPalermo,31,\\nTroms\xc3\xb8,-10,c\\n\" } },"
      "\"twice\": { \"type\": \"compute\", \"params\": { \"columns\": { \"double\": \"temp * 2\" } "
      "} },"
      "\"file\": { \"type\": \"csv-file\", \"params\": { \"path\": \"cities.csv\" } },"
      "\"sorted\": { \"type\": \"sort\", \"params\": { \"by\": [ { \"column\": \"city\" } ] } },"
      "\"names\": { \"type\": \"select\", \"params\": { \"columns\": [ { \"column\": \"city\" } ]"
      " } },"
      "\"broken\": { \"type\": \"filter\", \"params\": { \"condition\": \"nothing > 2\" } } },"
      "\"links\": [ { \"from\": \"cities.out\", \"to\": \"twice.in\" },"
      " { \"from\": \"file.out\", \"to\": \"sorted.in\" },"
      " { \"from\": \"sorted.out\", \"to\": \"names.in\" },"
      " { \"from\": \"twice.out\", \"to\": \"broken.in\" } ] }";

typedef struct
{
  const char *folder; /* (nullable) of files; set before all else */
  MillRegistry *registry;
  MillDocument *document;
  MillWorkspace *workspace;
  MillSelection *selection;
  MillSampler *sampler;
  GtkWidget *view;
  MillGrid *grid;
  GtkWindow *window;
} Fixture;

static void
set_up (Fixture *f, gboolean trusted)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (pipeline, strlen (pipeline));
  f->registry = mill_session_registry_new ();
  f->document = mill_document_load_bytes (f->registry, bytes, f->folder);
  f->workspace = mill_workspace_new (f->document, trusted);
  f->selection = mill_workspace_get_selection (f->workspace);
  f->sampler = mill_workspace_get_sampler (f->workspace);
  f->view = mill_data_view_new ();
  mill_panel_set_workspace (MILL_PANEL (f->view), f->workspace);
  f->window = robot_window (f->view, 1100, 500);
}

static void
tear_down (Fixture *f)
{
  robot_close (f->window);
  g_object_unref (f->workspace);
  g_object_unref (f->document);
  mill_registry_free (f->registry);
}

static guint64
count_rows (Fixture *f)
{
  GtkWidget *grid = robot_find (f->view, MILL_TYPE_GRID, NULL);
  f->grid = grid != NULL ? MILL_GRID (grid) : NULL;
  return grid != NULL ? mill_grid_model_get_n_rows (mill_grid_get_model (f->grid)) : 0;
}

/* Selects an output and waits for its five rows. */
static void
show (Fixture *f, const char *block)
{
  mill_selection_set_target (f->selection, block, "out");
  ROBOT_WAIT (count_rows (f) == 5);
}

static char *
get_cell (Fixture *f, guint64 row, guint column)
{
  g_autoptr (GString) text = g_string_new (NULL);
  if (!mill_grid_model_get_cell (mill_grid_get_model (f->grid), row, column, text))
    return NULL;
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
has_cell (Fixture *f, guint64 row, guint column, const char *expected)
{
  g_autofree char *text = row < count_rows (f) ? get_cell (f, row, column) : NULL;
  return g_strcmp0 (text, expected) == 0;
}

static gboolean
label_has (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget)
      && strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (label_has (child, text))
      return TRUE;
  return FALSE;
}

/* ---- the view ---- */

static void
test_rows (void)
{
  Fixture f = { NULL };
  set_up (&f, TRUE);
  g_assert_true (label_has (f.view, "Select a block or a link"));
  show (&f, "cities");
  g_assert_true (label_has (f.view, "all 5 rows"));
  g_assert_true (has_cell (&f, 4, 0, "Troms\xc3\xb8"));
  g_assert_true (has_cell (&f, 1, 1, NULL));
  show (&f, "twice");
  g_assert_true (has_cell (&f, 2, 3, "62"));
  GtkWidget *ports = robot_find (f.view, GTK_TYPE_DROP_DOWN, NULL);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (ports), 1);
  const char *port;
  mill_selection_get_target (f.selection, &port);
  g_assert_cmpstr (port, ==, "rejects");
  ROBOT_WAIT (label_has (f.view, "no rows"));
  mill_selection_set_target (f.selection, "broken", "out");
  ROBOT_WAIT (label_has (f.view, "has problems"));
  mill_selection_set_target (f.selection, NULL, NULL);
  ROBOT_WAIT (label_has (f.view, "Select a block or a link"));
  tear_down (&f);
}

static void
test_restricted (void)
{
  Fixture f = { NULL };
  MillSampleState state;
  set_up (&f, FALSE);
  mill_selection_set_target (f.selection, "cities", "out");
  ROBOT_WAIT (label_has (f.view, "Not Trusted Yet"));
  robot_settle ();
  g_assert_null (mill_sampler_get (f.sampler, "cities", "out", &state, NULL));
  mill_workspace_set_trusted (f.workspace, TRUE);
  ROBOT_WAIT (count_rows (&f) == 5);
  tear_down (&f);
}

static void
test_sort (void)
{
  Fixture f = { NULL };
  set_up (&f, TRUE);
  show (&f, "cities");
  mill_grid_set_cursor (f.grid, 0, 1);
  gtk_widget_grab_focus (GTK_WIDGET (f.grid));
  robot_settle ();
  robot_key (GDK_KEY_Down, GDK_ALT_MASK);
  ROBOT_WAIT (has_cell (&f, 0, 0, "Troms\xc3\xb8"));
  g_assert_true (has_cell (&f, 2, 0, "Rome"));
  g_assert_true (has_cell (&f, 3, 0, "Palermo"));
  g_assert_true (has_cell (&f, 4, 0, "Bergen"));
  robot_key (GDK_KEY_Up, GDK_ALT_MASK);
  ROBOT_WAIT (has_cell (&f, 0, 0, "Rome"));
  g_assert_true (has_cell (&f, 1, 0, "Palermo"));
  g_assert_true (has_cell (&f, 4, 0, "Bergen"));
  robot_key (GDK_KEY_0, GDK_ALT_MASK);
  ROBOT_WAIT (has_cell (&f, 0, 0, "Oslo"));
  tear_down (&f);
}

static void
test_filter (void)
{
  Fixture f = { NULL };
  set_up (&f, TRUE);
  show (&f, "cities");
  GtkWidget *entry = robot_find (f.view, GTK_TYPE_SEARCH_ENTRY, NULL);
  GtkWidget *expression = robot_find (f.view, GTK_TYPE_TOGGLE_BUTTON, "by_expression");
  gtk_widget_grab_focus (GTK_WIDGET (f.grid));
  robot_settle ();
  robot_key (GDK_KEY_f, GDK_CONTROL_MASK);
  robot_type ("OM");
  ROBOT_WAIT (count_rows (&f) == 2);
  g_assert_true (has_cell (&f, 0, 0, "Rome"));
  ROBOT_WAIT (label_has (f.view, "2 match"));
  gtk_editable_set_text (GTK_EDITABLE (entry), "TROMS\xc3\x98");
  ROBOT_WAIT (count_rows (&f) == 1);
  gtk_editable_set_text (GTK_EDITABLE (entry), "temp > 3 and city <> 'Rome'");
  ROBOT_WAIT (count_rows (&f) == 0);
  robot_click_widget (expression);
  ROBOT_WAIT (count_rows (&f) == 1);
  g_assert_true (has_cell (&f, 0, 0, "Palermo"));
  gtk_editable_set_text (GTK_EDITABLE (entry), "tmp > 3");
  ROBOT_WAIT (label_has (f.view, "temp"));
  g_assert_cmpuint (count_rows (&f), ==, 5);
  gtk_widget_activate_action (f.view, "data.clear-filter", NULL);
  ROBOT_WAIT (!label_has (f.view, "did you mean"));
  tear_down (&f);
}

static void
test_lineage (void)
{
  Fixture f = { NULL };
  set_up (&f, TRUE);
  show (&f, "twice");
  ROBOT_WAIT (mill_workspace_is_current (f.workspace));
  gtk_widget_grab_focus (GTK_WIDGET (f.grid));
  mill_grid_set_cursor (f.grid, 0, 3);
  robot_key (GDK_KEY_space, GDK_CONTROL_MASK);
  g_assert_cmpstr (mill_selection_get_column (f.selection), ==, "double");
  ROBOT_WAIT (label_has (f.view, "double comes from cities.temp"));
  robot_key (GDK_KEY_Left, 0);
  g_assert_null (mill_selection_get_column (f.selection));
  g_assert_false (label_has (f.view, "comes from"));
  mill_selection_set_column (f.selection, "city");
  ROBOT_WAIT (label_has (f.view, "city comes from cities.city"));
  MillGridRange range;
  g_assert_true (mill_grid_get_range (f.grid, &range));
  g_assert_cmpuint (range.n_rows, ==, 5);
  g_assert_cmpuint (range.position, ==, 0);
  robot_key (GDK_KEY_Escape, 0);
  g_assert_null (mill_selection_get_column (f.selection));
  tear_down (&f);
}

static void
set_data (Fixture *f, const char *data)
{
  g_autoptr (GError) error = NULL;
  JsonNode *node = json_node_init_string (json_node_alloc (), data);
  mill_document_set_param (f->document, "cities", "data", node, &error);
  g_assert_no_error (error);
  json_node_unref (node);
}

static void
test_pin (void)
{
  Fixture f = { NULL };
  MillSampleState state;
  set_up (&f, TRUE);
  show (&f, "cities");
  robot_click_widget (robot_find (f.view, GTK_TYPE_TOGGLE_BUTTON, "pin"));
  g_assert_true (mill_sampler_get_pinned (f.sampler, "cities", "out"));
  ROBOT_WAIT (label_has (f.view, "pinned"));
  set_data (&f, "Paris,20,d\n");
  ROBOT_WAIT (label_has (f.view, "before the last edit"));
  ROBOT_WAIT (mill_workspace_is_current (f.workspace));
  mill_sampler_get (f.sampler, "cities", "out", &state, NULL);
  g_assert_cmpint (state, ==, MILL_SAMPLE_STALE);
  g_assert_false (mill_sampler_is_busy (f.sampler));
  g_assert_cmpuint (count_rows (&f), ==, 5);
  gtk_widget_grab_focus (robot_find (f.view, MILL_TYPE_GRID, NULL));
  robot_key (GDK_KEY_r, GDK_CONTROL_MASK);
  ROBOT_WAIT (count_rows (&f) == 1);
  g_assert_true (has_cell (&f, 0, 0, "Paris"));
  g_assert_true (mill_sampler_get_pinned (f.sampler, "cities", "out"));
  gtk_widget_activate_action (f.view, "data.pin", NULL);
  set_data (&f, "Paris,20,d\nNice,25,d\n");
  ROBOT_WAIT (count_rows (&f) == 2);
  tear_down (&f);
}

/* What reads from a pinned output gets its rows, until it is pinned no more; a run reads on. */
static void
test_pin_feeds (void)
{
  Fixture f = { NULL };
  MillSampleState state;
  set_up (&f, TRUE);
  show (&f, "cities");
  gtk_widget_activate_action (f.view, "data.pin", NULL);
  set_data (&f, "Paris,20,d\n");
  ROBOT_WAIT (mill_workspace_is_current (f.workspace));
  mill_selection_set_target (f.selection, "twice", "out");
  ROBOT_WAIT (count_rows (&f) == 5);
  ROBOT_WAIT (label_has (f.view, "from a pinned sample"));
  g_assert_true (has_cell (&f, 2, 3, "62"));
  g_assert_true (mill_workspace_run (f.workspace, MILL_RUN_SCOPE_UP_TO, "twice", NULL, NULL));
  ROBOT_WAIT (!mill_workspace_is_running (f.workspace));
  ROBOT_WAIT (has_cell (&f, 0, 3, "40"));
  g_assert_cmpuint (count_rows (&f), ==, 1);
  mill_sampler_get (f.sampler, "twice", "out", &state, NULL);
  g_assert_cmpint (state, ==, MILL_SAMPLE_READY);
  mill_sampler_refresh (f.sampler, "twice", "out");
  ROBOT_WAIT (count_rows (&f) == 5);
  mill_sampler_set_pinned (f.sampler, "cities", "out", FALSE);
  ROBOT_WAIT (count_rows (&f) == 1);
  ROBOT_WAIT (!label_has (f.view, "from a pinned sample"));
  tear_down (&f);
}

/* A run that ends while pinned rows are taken anew leaves that alone. */
static void
test_pin_run (void)
{
  Fixture f = { NULL };
  set_up (&f, TRUE);
  show (&f, "cities");
  g_assert_true (mill_workspace_run (f.workspace, MILL_RUN_SCOPE_UP_TO, "cities", NULL, NULL));
  ROBOT_WAIT (!mill_workspace_is_running (f.workspace));
  ROBOT_WAIT (mill_sample_from_run (mill_sampler_get (f.sampler, "cities", "out", NULL, NULL)));
  mill_sampler_set_pinned (f.sampler, "cities", "out", TRUE);
  mill_sampler_refresh (f.sampler, "cities", "out");
  mill_sampler_take_job (
      f.sampler, mill_workspace_get_job (f.workspace), mill_workspace_get_analysis (f.workspace));
  ROBOT_WAIT (!mill_sampler_is_busy (f.sampler));
  MillSample *sample = mill_sampler_get (f.sampler, "cities", "out", NULL, NULL);
  g_assert_false (mill_sample_from_run (sample));
  g_assert_true (sample == g_hash_table_lookup (mill_sampler_get_pins (f.sampler), "cities.out"));
  set_data (&f, "Paris,20,d\n");
  ROBOT_WAIT (mill_workspace_is_current (f.workspace));
  ROBOT_WAIT (!mill_sampler_is_busy (f.sampler));
  g_assert_true (sample == mill_sampler_get (f.sampler, "cities", "out", NULL, NULL));
  tear_down (&f);
}

/* Columns have changed: the pin does not feed, and that is said. */
static void
test_pin_unfit (void)
{
  Fixture f = { NULL };
  g_autoptr (GError) error = NULL;
  set_up (&f, TRUE);
  show (&f, "cities");
  gtk_widget_activate_action (f.view, "data.pin", NULL);
  g_autoptr (JsonNode) columns = json_from_string (
      "[ { \"name\": \"city\" }, { \"name\": \"temp\", \"type\": \"integer\" } ]", NULL);
  mill_document_set_param (f.document, "cities", "columns", columns, &error);
  g_assert_no_error (error);
  set_data (&f, "Paris,20\n");
  mill_selection_set_target (f.selection, "twice", "out");
  ROBOT_WAIT (count_rows (&f) == 1);
  ROBOT_WAIT (label_has (f.view, "not from the pinned rows of cities.out"));
  tear_down (&f);
}

/* (nullable): the next file in @dir (nullable) that is written whole. */
static const char *
next_file (GDir *dir)
{
  const char *name = NULL;
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (strchr (name, '.') == NULL)
      return name;
  return NULL;
}

static guint
count_files (const char *folder)
{
  guint n = 0;
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  while (next_file (dir) != NULL)
    n++;
  return n;
}

/* (transfer full): the only file in @folder. */
static char *
only_file (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  return g_build_filename (folder, next_file (dir), NULL);
}

/* The folder is as a kill would leave it: nothing has been closed when it is read again. */
static void
test_pin_kept (void)
{
  Fixture f = { NULL }, g = { NULL };
  GThreadPool *queue = mill_pin_queue_new (), *other_queue = mill_pin_queue_new ();
  g_autofree char *root = g_dir_make_tmp ("millrace-XXXXXX", NULL);
  g_autofree char *folder = mill_pin_store_folder_for (root, "/somewhere/cities.millrace");
  g_autofree char *other = g_build_filename (root, "other", NULL);
  MillSampleState state;
  set_up (&f, TRUE);
  g_autoptr (MillPinStore) store = mill_pin_store_new (f.workspace, folder, queue);
  show (&f, "cities");
  gtk_widget_activate_action (f.view, "data.pin", NULL);
  ROBOT_WAIT (count_files (folder) == 1);
  g_autofree char *before = only_file (folder);

  set_up (&g, TRUE);
  MillPinStore *again = mill_pin_store_new (g.workspace, folder, other_queue);
  ROBOT_WAIT (mill_sampler_get_pinned (g.sampler, "cities", "out"));
  ROBOT_WAIT (mill_workspace_is_current (g.workspace));
  g_assert_cmpuint (
      mill_sample_n_rows (mill_sampler_get (g.sampler, "cities", "out", &state, NULL)), ==, 5);
  g_assert_cmpint (state, ==, MILL_SAMPLE_READY);
  set_data (&g, "Paris,20,d\n");
  mill_selection_set_target (g.selection, "twice", "out");
  ROBOT_WAIT (count_rows (&g) == 5);
  g_assert_true (mill_document_rename_block (g.document, "cities", "towns", NULL));
  ROBOT_WAIT (mill_sampler_get_pinned (g.sampler, "towns", "out"));
  g_assert_false (mill_sampler_get_pinned (g.sampler, "cities", "out"));
  ROBOT_WAIT (count_files (folder) == 1 && !g_file_test (before, G_FILE_TEST_EXISTS));
  mill_pin_store_move (again, other, FALSE);
  ROBOT_WAIT (count_files (other) == 1 && count_files (folder) == 0);
  mill_sampler_set_pinned (g.sampler, "towns", "out", FALSE);
  mill_pin_store_free (again);
  g_thread_pool_free (other_queue, FALSE, TRUE);
  g_assert_cmpuint (count_files (other), ==, 0);
  tear_down (&g);
  tear_down (&f);
  mill_pin_store_free (g_steal_pointer (&store));
  g_thread_pool_free (queue, FALSE, TRUE);
  g_rmdir (folder);
  g_rmdir (root);
}

static guint
n_pins (Fixture *f)
{
  return g_hash_table_size (mill_sampler_get_pins (f->sampler));
}

/* What was pinned of a removed block comes back with it, and with no other of its name. */
static void
test_pin_removed (void)
{
  Fixture f = { NULL };
  GThreadPool *queue = mill_pin_queue_new ();
  g_autofree char *root = g_dir_make_tmp ("millrace-XXXXXX", NULL);
  g_autofree char *folder = g_build_filename (root, "pins", NULL);
  MillSampleState state;
  set_up (&f, TRUE);
  MillUndo *undo = mill_document_get_undo (f.document);
  MillPinStore *store = mill_pin_store_new (f.workspace, folder, queue);
  show (&f, "cities");
  gtk_widget_activate_action (f.view, "data.pin", NULL);
  ROBOT_WAIT (count_files (folder) == 1);
  g_assert_true (mill_document_rename_block (f.document, "cities", "towns", NULL));
  ROBOT_WAIT (mill_sampler_get_pinned (f.sampler, "towns", "out"));
  g_assert_true (mill_document_remove_block (f.document, "towns", NULL));
  ROBOT_WAIT (n_pins (&f) == 0 && count_files (folder) == 0);
  mill_document_add_block (f.document, "towns", "rows", NULL, 0, 0, NULL);
  ROBOT_WAIT (mill_workspace_is_current (f.workspace));
  g_assert_false (mill_sampler_get_pinned (f.sampler, "towns", "out"));
  mill_undo_undo (undo);
  mill_undo_undo (undo);
  ROBOT_WAIT (n_pins (&f) == 1 && count_files (folder) == 1);
  ROBOT_WAIT (mill_workspace_is_current (f.workspace));
  g_assert_cmpuint (
      mill_sample_n_rows (mill_sampler_get (f.sampler, "towns", "out", &state, NULL)), ==, 5);
  g_assert_cmpint (state, ==, MILL_SAMPLE_READY);
  mill_pin_store_drop (store);
  mill_pin_store_free (store);
  g_thread_pool_free (queue, FALSE, TRUE);
  tear_down (&f);
  g_rmdir (root);
}

static void
count (MillSampler *sampler, guint *n)
{
  (*n)++;
}

/* All that is kept comes back at once: every change of pins looks at the whole pipeline. */
static void
test_pin_load (void)
{
  Fixture f = { NULL }, g = { NULL };
  GThreadPool *queue = mill_pin_queue_new ();
  g_autofree char *root = g_dir_make_tmp ("millrace-XXXXXX", NULL);
  g_autofree char *folder = g_build_filename (root, "pins", NULL);
  guint n_changes = 0;
  set_up (&f, TRUE);
  MillPinStore *store = mill_pin_store_new (f.workspace, folder, queue);
  mill_sampler_set_pinned (f.sampler, "cities", "out", TRUE);
  mill_sampler_set_pinned (f.sampler, "twice", "out", TRUE);
  ROBOT_WAIT (g_hash_table_size (mill_sampler_get_pins (f.sampler)) == 2);
  ROBOT_WAIT (count_files (folder) == 2);
  mill_pin_store_free (store);
  tear_down (&f);
  set_up (&g, TRUE);
  g_signal_connect (g.sampler, "pins-changed", G_CALLBACK (count), &n_changes);
  store = mill_pin_store_new (g.workspace, folder, queue);
  ROBOT_WAIT (g_hash_table_size (mill_sampler_get_pins (g.sampler)) == 2);
  g_assert_cmpuint (n_changes, ==, 1);
  mill_pin_store_drop (store);
  mill_pin_store_free (store);
  g_thread_pool_free (queue, FALSE, TRUE);
  tear_down (&g);
  g_rmdir (root);
}

/* Whoever closes does not wait: the queue writes the rest, with what was not even read yet. */
static void
test_pin_closed (void)
{
  Fixture f = { NULL }, g = { NULL };
  GThreadPool *queue = mill_pin_queue_new ();
  g_autofree char *root = g_dir_make_tmp ("millrace-XXXXXX", NULL);
  g_autofree char *folder = g_build_filename (root, "pins", NULL);
  set_up (&f, TRUE);
  show (&f, "cities");
  show (&f, "twice");
  MillPinStore *store = mill_pin_store_new (f.workspace, folder, queue);
  mill_sampler_set_pinned (f.sampler, "cities", "out", TRUE);
  mill_pin_store_free (store);
  mill_sampler_set_pinned (f.sampler, "cities", "out", FALSE);
  store = mill_pin_store_new (f.workspace, folder, queue);
  mill_sampler_set_pinned (f.sampler, "twice", "out", TRUE);
  mill_pin_store_free (store);
  tear_down (&f);
  set_up (&g, TRUE);
  store = mill_pin_store_new (g.workspace, folder, queue);
  ROBOT_WAIT (n_pins (&g) > 0);
  g_assert_true (mill_sampler_get_pinned (g.sampler, "cities", "out"));
  g_assert_true (mill_sampler_get_pinned (g.sampler, "twice", "out"));
  mill_pin_store_drop (store);
  mill_pin_store_free (store);
  g_thread_pool_free (queue, FALSE, TRUE);
  tear_down (&g);
  g_assert_cmpint (g_rmdir (root), ==, 0);
}

/* A run leaves columns out that nobody reads: such rows are kept only when all could be had. */
static void
test_pin_whole (void)
{
  Fixture f = { NULL }, g = { NULL };
  GThreadPool *queue = mill_pin_queue_new ();
  g_autofree char *root = g_dir_make_tmp ("millrace-XXXXXX", NULL);
  g_autofree char *folder = g_build_filename (root, "pins", NULL);
  g_autofree char *path = g_build_filename (root, "cities.csv", NULL);
  MillSampleState state;
  g_assert_true (g_file_set_contents (path, "city,temp\nOslo,1\nRome,2\n", -1, NULL));
  f.folder = g.folder = root;
  set_up (&f, TRUE);
  MillPinStore *store = mill_pin_store_new (f.workspace, folder, queue);
  ROBOT_WAIT (mill_workspace_is_current (f.workspace));
  g_assert_true (mill_workspace_run (f.workspace, MILL_RUN_SCOPE_UP_TO, "names", NULL, NULL));
  ROBOT_WAIT (mill_sampler_get (f.sampler, "sorted", "out", NULL, NULL) != NULL);
  g_assert_false (mill_sample_is_whole (mill_sampler_get (f.sampler, "sorted", "out", NULL, NULL)));
  g_assert_cmpint (g_remove (path), ==, 0);
  mill_sampler_set_pinned (f.sampler, "sorted", "out", TRUE);
  ROBOT_WAIT (mill_sampler_get (f.sampler, "sorted", "out", &state, NULL) != NULL
              && state == MILL_SAMPLE_FAILED);
  mill_sampler_set_pinned (f.sampler, "cities", "out", TRUE);
  ROBOT_WAIT (count_files (folder) > 0);
  mill_pin_store_free (store);
  tear_down (&f);
  set_up (&g, TRUE);
  store = mill_pin_store_new (g.workspace, folder, queue);
  ROBOT_WAIT (mill_sampler_get_pinned (g.sampler, "cities", "out"));
  g_assert_false (mill_sampler_get_pinned (g.sampler, "sorted", "out"));
  mill_sampler_set_pinned (g.sampler, "cities", "out", FALSE);
  mill_pin_store_free (store);
  g_thread_pool_free (queue, FALSE, TRUE);
  tear_down (&g);
  g_rmdir (folder);
  g_rmdir (root);
}

static void
note_status (char **last, const char *text)
{
  g_free (*last);
  *last = g_strdup (text);
}

/* Pins that cannot be written are said, and what is there stays: it may be all there is. */
static void
test_pin_unkept (void)
{
  Fixture f = { NULL };
  GThreadPool *queue = mill_pin_queue_new ();
  g_autofree char *root = g_dir_make_tmp ("millrace-XXXXXX", NULL), *said = NULL;
  g_autofree char *folder = g_build_filename (root, "pins", NULL);
  g_autofree char *file = g_build_filename (root, "file", NULL);
  g_autofree char *other = g_build_filename (root, "other", NULL);
  g_autofree char *nowhere = g_build_filename (file, "pins", NULL);
  set_up (&f, TRUE);
  g_signal_connect_swapped (f.workspace, "status", G_CALLBACK (note_status), &said);
  MillPinStore *store = mill_pin_store_new (f.workspace, folder, queue);
  show (&f, "cities");
  gtk_widget_activate_action (f.view, "data.pin", NULL);
  ROBOT_WAIT (count_files (folder) == 1);
  g_autofree char *path = only_file (folder);
  g_assert_true (g_file_set_contents (file, "", 0, NULL));
  mill_pin_store_move (store, nowhere, FALSE);
  ROBOT_WAIT (said != NULL && strstr (said, "Pinned rows will be gone") != NULL);
  g_assert_nonnull (strstr (said, nowhere));
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  mill_pin_store_move (store, other, TRUE);
  ROBOT_WAIT (count_files (other) == 1 && count_files (folder) == 0); /* all are safe now */
  mill_pin_store_drop (store);
  mill_pin_store_free (store);
  g_thread_pool_free (queue, FALSE, TRUE);
  g_signal_handlers_disconnect_by_data (f.workspace, &said);
  tear_down (&f);
  g_unlink (file);
  g_assert_cmpint (g_rmdir (root), ==, 0);
}

/* A file that says something else than its name promises is not read. */
static void
test_pin_forged (void)
{
  Fixture f = { NULL }, g = { NULL };
  GThreadPool *queue = mill_pin_queue_new ();
  g_autofree char *root = g_dir_make_tmp ("millrace-XXXXXX", NULL);
  g_autofree char *folder = g_build_filename (root, "pins", NULL);
  g_autofree char *text = NULL;
  gsize length;
  set_up (&f, TRUE);
  MillPinStore *store = mill_pin_store_new (f.workspace, folder, queue);
  show (&f, "cities");
  gtk_widget_activate_action (f.view, "data.pin", NULL);
  ROBOT_WAIT (count_files (folder) == 1);
  mill_pin_store_free (store);
  tear_down (&f);
  g_autofree char *path = only_file (folder);
  g_assert_true (g_file_get_contents (path, &text, &length, NULL));
  text[length - 1] ^= 1;
  g_assert_true (g_file_set_contents (path, text, (gssize)length, NULL));
  set_up (&g, TRUE);
  store = mill_pin_store_new (g.workspace, folder, queue);
  show (&g, "cities");
  mill_sampler_set_pinned (g.sampler, "twice", "out", TRUE);
  ROBOT_WAIT (!g_file_test (path, G_FILE_TEST_EXISTS)); /* read, refused, and written over */
  g_assert_false (mill_sampler_get_pinned (g.sampler, "cities", "out"));
  mill_sampler_set_pinned (g.sampler, "twice", "out", FALSE);
  mill_pin_store_free (store);
  g_thread_pool_free (queue, FALSE, TRUE);
  tear_down (&g);
  g_rmdir (folder);
  g_rmdir (root);
}

/* Older rows stay when newer ones cannot be had, and why is said. */
static void
test_failure (void)
{
  Fixture f = { NULL };
  MillSampleState state;
  g_autofree char *folder = g_dir_make_tmp ("millrace-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "cities.csv", NULL);
  g_assert_true (g_file_set_contents (
      path, "city,temp\nOslo,1\nRome,2\nBern,3\nBonn,4\nAthens,5\n", -1, NULL));
  f.folder = folder;
  set_up (&f, TRUE);
  show (&f, "file");
  g_assert_cmpint (g_remove (path), ==, 0);
  gtk_widget_activate_action (f.view, "data.refresh", NULL);
  ROBOT_WAIT (mill_sampler_get (f.sampler, "file", "out", &state, NULL) != NULL
              && state == MILL_SAMPLE_FAILED);
  g_assert_cmpuint (count_rows (&f), ==, 5);
  ROBOT_WAIT (label_has (f.view, "newer rows cannot be had"));
  g_assert_true (label_has (f.view, "cities.csv"));
  tear_down (&f);
  g_rmdir (folder);
}

static void
test_details (void)
{
  Fixture f = { NULL };
  set_up (&f, TRUE);
  show (&f, "cities");
  mill_grid_set_cursor (f.grid, 2, 1);
  gtk_widget_grab_focus (GTK_WIDGET (f.grid));
  robot_settle ();
  robot_key (GDK_KEY_F4, 0);
  ROBOT_WAIT (label_has (f.view, "Of all 5 rows"));
  ROBOT_WAIT (label_has (f.view, "Median"));
  robot_key (GDK_KEY_Return, 0);
  ROBOT_WAIT (label_has (f.view, "temp, row 3"));
  mill_grid_set_cursor (f.grid, 1, 1);
  ROBOT_WAIT (label_has (f.view, "This cell is null"));
  tear_down (&f);
}

/* ---- what a view computes ---- */

static void
test_profile (void)
{
  Fixture f = { NULL };
  set_up (&f, TRUE);
  show (&f, "cities");
  MillSample *sample = mill_sampler_get (f.sampler, "cities", "out", NULL, NULL);
  g_autoptr (MillColumnProfile) temp = mill_column_profile_new (sample, 1, NULL);
  g_assert_cmpuint (temp->n_rows, ==, 5);
  g_assert_cmpuint (temp->n_nulls, ==, 1);
  g_assert_cmpuint (temp->n_distinct, ==, 3);
  g_assert_cmpstr (temp->lowest, ==, "-10");
  g_assert_cmpstr (temp->highest, ==, "31");
  g_assert_true (temp->has_mean);
  g_assert_cmpfloat_with_epsilon (temp->mean, 13.75, 1e-9);
  g_assert_cmpfloat_with_epsilon (temp->median, 17, 1e-9);
  g_assert_cmpuint (temp->n_bins, ==, MILL_PROFILE_BINS);
  g_assert_cmpuint (temp->bins[MILL_PROFILE_BINS - 1], ==, 2);
  g_assert_cmpuint (temp->bins[0], ==, 1);
  g_assert_cmpuint (temp->n_top, ==, 3);
  g_assert_cmpstr (temp->top[0].text, ==, "31");
  g_assert_cmpuint (temp->top[0].n, ==, 2);
  g_autoptr (MillColumnProfile) note = mill_column_profile_new (sample, 2, NULL);
  g_assert_cmpuint (note->n_bins, ==, 0);
  g_assert_cmpstr (note->top[0].text, ==, "a");
  g_assert_cmpuint (note->longest, ==, 1);
  g_autoptr (MillColumnProfile) city = mill_column_profile_new (sample, 0, NULL);
  g_assert_cmpstr (city->lowest, ==, "Bergen");
  g_assert_cmpstr (city->highest, ==, "Troms\xc3\xb8");
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  g_cancellable_cancel (cancelled);
  g_assert_null (mill_column_profile_new (sample, 0, cancelled));
  tear_down (&f);
}

static void
test_chosen_rows (void)
{
  Fixture f = { NULL };
  set_up (&f, TRUE);
  show (&f, "cities");
  g_autoptr (MillSampleModel) model = mill_sample_model_new ();
  const guint32 rows[] = { 4, 1 };
  MillGridModel *base = MILL_GRID_MODEL (model);
  mill_sample_model_set_sample (model, mill_sampler_get (f.sampler, "cities", "out", NULL, NULL));
  mill_sample_model_set_rows (model, rows, G_N_ELEMENTS (rows));
  ROBOT_WAIT (mill_grid_model_get_n_rows (base) == 2);
  g_assert_cmpuint (mill_sample_model_get_row (model, 0), ==, 1);
  g_assert_cmpuint (mill_sample_model_get_row (model, 1), ==, 4);
  mill_sample_model_set_rows (model, rows, 0);
  ROBOT_WAIT (mill_grid_model_get_n_rows (base) == 0);
  mill_sample_model_set_rows (model, NULL, 0);
  g_assert_cmpuint (mill_grid_model_get_n_rows (base), ==, 5);
  tear_down (&f);
}

static void
assert_part (GListModel *list, guint index, const char *name, const char *value)
{
  g_autoptr (MillJsonPart) part = g_list_model_get_item (list, index);
  g_assert_nonnull (part);
  g_autofree char *text = mill_json_part_describe (part);
  g_assert_cmpstr (mill_json_part_get_name (part), ==, name);
  g_assert_cmpstr (text, ==, value);
}

static void
test_json (void)
{
  g_autoptr (MillJsonPart) root
      = mill_json_part_new (" { \"a\" : [1, {\"b\": \"}\\\"\"}, [ ]], \"c\":null,\"\":-1e5 } ");
  g_autoptr (GListModel) members = mill_json_part_list (root);
  g_assert_cmpuint (g_list_model_get_n_items (members), ==, 3);
  assert_part (members, 0, "a", "[ 3 ]");
  assert_part (members, 1, "c", "null");
  assert_part (members, 2, "", "-1e5");
  g_autoptr (MillJsonPart) a = g_list_model_get_item (members, 0);
  g_autoptr (GListModel) elements = mill_json_part_list (a);
  assert_part (elements, 0, "0", "1");
  assert_part (elements, 1, "1", "{ 1 }");
  assert_part (elements, 2, "2", "[ 0 ]");
  g_assert_true (mill_json_part_looks_right ("[1, \"]\"]"));
  g_assert_false (mill_json_part_looks_right ("[1, 2"));
  g_assert_false (mill_json_part_looks_right ("{1} x"));
  g_assert_false (mill_json_part_looks_right ("12"));
}

/* Whatever the text is: an end, and no crash. */
static void
test_hostile_json (void)
{
  const char *texts[]
      = { "",    "{",     "[",         "{\"", "{\"a", "{\"a\"", "{\"a\":", "[,",      "[,,]",
          "{,}", "[\"\\", "{\"a\" 1}", "]",   "}",    "[}",     "{]",      "[1 2 3]", "{a:1}" };
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (MillJsonPart) part = mill_json_part_new (texts[i]);
      g_autofree char *words = mill_json_part_describe (part);
      g_autoptr (GListModel) list = mill_json_part_list (part);
      g_assert_true (list == NULL || g_list_model_get_n_items (list) < 4);
    }
  g_autofree char *deep = g_strnfill (2 * 1000 * 1000, '[');
  memset (deep + 1000 * 1000, ']', 1000 * 1000);
  g_assert_true (mill_json_part_looks_right (deep));
  g_autoptr (MillJsonPart) part = mill_json_part_new (deep);
  g_autoptr (GListModel) list = mill_json_part_list (part);
  assert_part (list, 0, "0", "[ 1 ]");
}

int
main (int argc, char **argv)
{
  robot_init (&argc, &argv);
  g_test_add_func ("/preview/rows", test_rows);
  g_test_add_func ("/preview/restricted", test_restricted);
  g_test_add_func ("/preview/sort", test_sort);
  g_test_add_func ("/preview/filter", test_filter);
  g_test_add_func ("/preview/lineage", test_lineage);
  g_test_add_func ("/preview/pin", test_pin);
  g_test_add_func ("/preview/pin-feeds", test_pin_feeds);
  g_test_add_func ("/preview/pin-run", test_pin_run);
  g_test_add_func ("/preview/pin-unfit", test_pin_unfit);
  g_test_add_func ("/preview/pin-kept", test_pin_kept);
  g_test_add_func ("/preview/pin-load", test_pin_load);
  g_test_add_func ("/preview/pin-removed", test_pin_removed);
  g_test_add_func ("/preview/pin-closed", test_pin_closed);
  g_test_add_func ("/preview/pin-whole", test_pin_whole);
  g_test_add_func ("/preview/pin-forged", test_pin_forged);
  g_test_add_func ("/preview/pin-unkept", test_pin_unkept);
  g_test_add_func ("/preview/failure", test_failure);
  g_test_add_func ("/preview/details", test_details);
  g_test_add_func ("/preview/profile", test_profile);
  g_test_add_func ("/preview/chosen-rows", test_chosen_rows);
  g_test_add_func ("/preview/json", test_json);
  g_test_add_func ("/preview/hostile-json", test_hostile_json);
  return g_test_run ();
}
