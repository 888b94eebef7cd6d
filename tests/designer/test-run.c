/* test-run.c: running from the designer, and the panels that tell of runs.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-clock.h"
#include "mill-figures.h"
#include "mill-history-view.h"
#include "mill-problem-words.h"
#include "mill-problems-view.h"
#include "mill-quick-fix.h"
#include "mill-rejects-view.h"
#include "mill-application.h"
#include "mill-run-bar.h"
#include "mill-run-end.h"
#include "mill-run-messages.h"
#include "mill-run-row.h"
#include "mill-run-view.h"
#include "robot.h"
#include "workspace-fixture.h"

/* Rows of which some cannot be read as numbers, in two kinds of trouble. */
static const char bad_rows[]
    = "{'millrace': 1, 'blocks': {'in': {'type': 'csv-file', 'params': {'path': 'in.csv', "
      "'columns': [{'name': 'a', 'type': 'integer'}, {'name': 'b', 'type': 'number'}], "
      "'delimiter': ','}}, 'some': {'type': 'filter', 'params': {'condition': 'a + b > 0'}}, "
      "'out': "
      "{'type': "
      "'csv-file-out', 'params': {'path': 'out.csv'}}}, 'links': [{'from': 'in.out', 'to': "
      "'some.in'}, {'from': 'some.out', 'to': 'out.in'}]}";

static Fixture *
open_bad_rows (void)
{
  Fixture *fixture = fixture_new (bad_rows);
  fixture_put (fixture, "in.csv", "a,b\n1,2.5\nx,3\n3,4\n4,five\n\xff,6\n");
  mill_workspace_refresh (fixture->workspace);
  fixture_settle (fixture);
  return fixture;
}

static GtkWindow *
show (GtkWidget *panel, Fixture *fixture)
{
  mill_panel_set_workspace (MILL_PANEL (panel), fixture->workspace);
  return robot_window (panel, 1240, 320);
}

static void
take_picture (GtkWindow *window, const char *name)
{
  const char *folder = g_getenv ("MILLRACE_PICTURES");
  if (folder == NULL)
    return;
  g_autofree char *path = g_build_filename (folder, name, NULL);
  robot_screenshot (GTK_WIDGET (window), path);
}

static GListModel *
rows_of (GtkWidget *panel, guint which)
{
  GtkWidget *view = which == 0 ? robot_find (panel, GTK_TYPE_COLUMN_VIEW, NULL) : NULL;
  GtkSelectionModel *model
      = view != NULL ? gtk_column_view_get_model (GTK_COLUMN_VIEW (view)) : NULL;
  return G_LIST_MODEL (model);
}

static guint
n_rows (GtkWidget *panel)
{
  GListModel *rows = rows_of (panel, 0);
  return rows != NULL ? g_list_model_get_n_items (rows) : 0;
}

/* ---- words ---- */

static void
check_text (char *text, const char *expected)
{
  g_assert_cmpstr (text, ==, expected);
  g_free (text);
}

static void
test_figures (void)
{
  check_text (mill_figures_count (0), "0");
  check_text (mill_figures_count (1234), "1234");
  check_text (mill_figures_count (12345),
              "12\xe2\x80\x89"
              "345");
  check_text (mill_figures_count (G_MAXUINT64),
              "18\xe2\x80\x89"
              "446\xe2\x80\x89"
              "744\xe2\x80\x89"
              "073\xe2\x80\x89"
              "709\xe2\x80\x89"
              "551\xe2\x80\x89"
              "615");
  check_text (mill_figures_difference (-5),
              "\xe2\x88\x92"
              "5");
  check_text (mill_figures_difference (7), "+7");
  check_text (mill_figures_rate (500, G_USEC_PER_SEC), "500 rows/s");
  check_text (mill_figures_rate (2.5e6, G_USEC_PER_SEC), "2500 k rows/s");
  check_text (mill_figures_rate (2.5e7, G_USEC_PER_SEC), "25.0 M rows/s");
  check_text (mill_figures_duration (420000), "0.42 s");
  check_text (mill_figures_duration (59 * G_USEC_PER_SEC), "59 s");
  check_text (mill_figures_duration (185 * (gint64)G_USEC_PER_SEC), "3 min 05 s");
  check_text (mill_figures_duration (7800 * (gint64)G_USEC_PER_SEC), "2 h 10 min");
  g_assert_cmpstr (mill_figures_run_state ("done", NULL), ==, "Done");
  g_assert_cmpstr (mill_figures_run_state ("failed", NULL), ==, "Failed");
  g_assert_cmpstr (mill_figures_run_state ("running", NULL), ==, "Not ended");
}

/* ---- the bar ---- */

static void
note_status (MillWorkspace *workspace, const char *text, char **last)
{
  g_free (*last);
  *last = g_strdup (text);
}

static void
tell_end (GtkWidget *page, MillWorkspace *workspace)
{
  mill_run_end_tell (workspace, page, MILL_RUN_LONG_US);
}

/* F5 runs, from anywhere in the window; the end is told in words. */
static void
test_bar (void)
{
  g_autoptr (Fixture) fixture = fixture_new_example ("weather");
  g_autofree char *last = NULL;
  GtkWidget *bar = mill_run_bar_new ();
  GtkWindow *window = show (bar, fixture);
  g_signal_connect (fixture->workspace, "status", G_CALLBACK (note_status), &last);
  g_signal_connect_swapped (fixture->workspace, "run-ended", G_CALLBACK (tell_end), bar);
  robot_key (GDK_KEY_F5, 0);
  ROBOT_WAIT (last != NULL);
  g_assert_true (g_str_has_prefix (last, "1466 rows in "));
  g_autofree char *written = fixture_path (fixture, "weather.svg");
  g_assert_true (g_file_test (written, G_FILE_TEST_EXISTS));
  g_assert_nonnull (robot_find (bar, ADW_TYPE_SPLIT_BUTTON, NULL));
  robot_key (GDK_KEY_F6, 0);
  ROBOT_WAIT (g_str_equal (last, "Everything is up to date"));
  robot_close (window);
}

/* ---- the notification ---- */

/* What a desktop would show. */
typedef struct
{
  GDBusConnection *bus;
  guint id, owner;
  char *said; /* (nullable) */
  guint n;
} Desktop;

static void
desktop_called (GDBusConnection *bus,
                const char *sender,
                const char *path,
                const char *interface,
                const char *method,
                GVariant *arguments,
                GDBusMethodInvocation *call,
                gpointer data)
{
  Desktop *desktop = data;
  const char *title, *body;
  g_variant_get (
      arguments, "(&su&s&s&s@as@a{sv}i)", NULL, NULL, NULL, &title, &body, NULL, NULL, NULL);
  g_free (desktop->said);
  desktop->said = g_strconcat (title, "; ", body, NULL);
  desktop->n++;
  g_dbus_method_invocation_return_value (call, g_variant_new ("(u)", 1));
}

static void
desktop_open (Desktop *desktop)
{
  static const GDBusInterfaceVTable table = { .method_call = desktop_called };
  g_autoptr (GError) error = NULL;
  g_autofree char *address = g_dbus_address_get_for_bus_sync (G_BUS_TYPE_SESSION, NULL, &error);
  g_assert_no_error (error);
  desktop->bus = g_dbus_connection_new_for_address_sync (
      address,
      G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT
          | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
      NULL,
      NULL,
      &error);
  g_assert_no_error (error);
  g_autoptr (GDBusNodeInfo) info = g_dbus_node_info_new_for_xml (
      "<node><interface name='org.freedesktop.Notifications'><method name='Notify'>"
      "<arg type='s'/><arg type='u'/><arg type='s'/><arg type='s'/><arg type='s'/><arg type='as'/>"
      "<arg type='a{sv}'/><arg type='i'/><arg type='u' direction='out'/></method></interface>"
      "</node>",
      &error);
  g_assert_no_error (error);
  desktop->id = g_dbus_connection_register_object (desktop->bus,
                                                   "/org/freedesktop/Notifications",
                                                   info->interfaces[0],
                                                   &table,
                                                   desktop,
                                                   NULL,
                                                   &error);
  g_assert_no_error (error);
  desktop->owner = g_bus_own_name_on_connection (
      desktop->bus, "org.freedesktop.Notifications", 0, NULL, NULL, NULL, NULL);
}

static void
desktop_close (Desktop *desktop)
{
  g_bus_unown_name (desktop->owner);
  g_dbus_connection_unregister_object (desktop->bus, desktop->id);
  g_dbus_connection_close_sync (desktop->bus, NULL, NULL);
  g_clear_object (&desktop->bus);
  g_free (desktop->said);
}

static void
note_end (gboolean *ended)
{
  *ended = TRUE;
}

static void
run_once (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  gboolean ended = FALSE;
  gulong id
      = g_signal_connect_swapped (fixture->workspace, "run-ended", G_CALLBACK (note_end), &ended);
  mill_workspace_run (fixture->workspace, MILL_RUN_SCOPE_ALL, NULL, NULL, &error);
  g_assert_no_error (error);
  ROBOT_WAIT (ended);
  g_signal_handler_disconnect (fixture->workspace, id);
}

/* The end of a long run is told by the desktop, unless somebody looks at the pipeline. */
static void
test_notification (void)
{
  g_autoptr (Fixture) fixture = fixture_new_example ("weather");
  g_autoptr (GError) error = NULL;
  GApplication *application
      = g_application_new (MILL_APPLICATION_ID ".run", G_APPLICATION_NON_UNIQUE);
  Desktop desktop = { NULL };
  desktop_open (&desktop);
  g_application_register (application, NULL, &error);
  g_assert_no_error (error);
  g_application_set_default (application);
  GtkWidget *seen = mill_run_bar_new (), *hidden = g_object_ref_sink (mill_run_bar_new ());
  GtkWindow *window = show (seen, fixture);
  run_once (fixture);
  mill_run_end_tell (fixture->workspace, seen, 0);
  mill_run_end_tell (fixture->workspace, hidden, MILL_RUN_LONG_US);
  mill_run_end_tell (fixture->workspace, hidden, 0);
  ROBOT_WAIT (desktop.said != NULL);
  g_assert_true (g_str_has_prefix (desktop.said, "Seattle weather: Done; 1466 rows in "));
  g_assert_cmpuint (desktop.n, ==, 1);
  robot_close (window);
  g_object_unref (hidden);
  g_application_set_default (NULL);
  /* it stays: GLib 2.74 frees what a sent notification belongs to without end */
  desktop_close (&desktop);
}

/* A long run can be held, let go on, and stopped. */
static void
test_pause_stop (void)
{
  g_autoptr (Fixture) fixture = fixture_new (
      "{'millrace': 1, 'blocks': {'a': {'type': 'generator', 'params': {'rows': 2000000000}}, "
      "'out': {'type': 'csv-file-out', 'params': {'path': 'out.csv'}}}, 'links': [{'from': "
      "'a.out', 'to': 'out.in'}]}");
  GtkWidget *bar = mill_run_bar_new ();
  GtkWindow *window = show (bar, fixture);
  gboolean paused;
  robot_key (GDK_KEY_F5, 0);
  ROBOT_WAIT (mill_workspace_is_running (fixture->workspace));
  robot_key (GDK_KEY_F8, 0);
  ROBOT_WAIT ((g_object_get (fixture->workspace, "paused", &paused, NULL), paused));
  GtkWidget *view = g_object_ref_sink (mill_run_view_new ());
  mill_panel_set_workspace (MILL_PANEL (view), fixture->workspace);
  GtkWindow *other = robot_window (view, 600, 300);
  GtkWidget *summary = robot_find (view, GTK_TYPE_LABEL, "summary");
  ROBOT_WAIT (g_str_has_prefix (gtk_label_get_text (GTK_LABEL (summary)), "Paused · "));
  robot_close (other);
  g_object_unref (view);
  robot_focus (window);
  take_picture (window, "run-bar.png");
  robot_key (GDK_KEY_F8, 0);
  ROBOT_WAIT ((g_object_get (fixture->workspace, "paused", &paused, NULL), !paused));
  robot_key (GDK_KEY_F5, GDK_SHIFT_MASK);
  ROBOT_WAIT (!mill_workspace_is_running (fixture->workspace));
  g_assert_cmpint (
      mill_job_get_state (mill_workspace_get_job (fixture->workspace)), ==, MILL_JOB_CANCELLED);
  robot_close (window);
}

/* A run can be stopped before it has a job, which history and sources may take long for. */
static void
test_stop_early (void)
{
  g_autoptr (Fixture) fixture = fixture_new_example ("weather");
  GtkWidget *bar = mill_run_bar_new ();
  GtkWindow *window = show (bar, fixture);
  g_assert_true (gtk_widget_activate_action (bar, "run.all", NULL));
  g_assert_true (mill_workspace_is_preparing (fixture->workspace));
  g_assert_null (robot_find (bar, ADW_TYPE_SPLIT_BUTTON, NULL));
  GtkWidget *stop = robot_find (bar, GTK_TYPE_BUTTON, "Stop the run (Shift+F5)");
  g_assert_true (gtk_widget_is_sensitive (stop));
  g_assert_false (gtk_widget_is_sensitive (robot_find (bar, GTK_TYPE_TOGGLE_BUTTON, "pause")));
  g_assert_true (gtk_widget_activate_action (bar, "run.stop", NULL));
  g_assert_false (mill_workspace_is_running (fixture->workspace));
  g_assert_nonnull (robot_find (bar, ADW_TYPE_SPLIT_BUTTON, NULL));
  robot_close (window);
}

/* What was never saved has no history: all of it is stale. */
static void
test_stale_unsaved (void)
{
  g_autoptr (Fixture) fixture = fixture_new_example ("weather");
  g_autoptr (GError) error = NULL;
  static const char text[]
      = "{\"millrace\": 1, \"blocks\": {\"a\": {\"type\": \"generator\", \"params\": {\"rows\": "
        "5}}, \"t\": {\"type\": \"table\"}}, \"links\": [{\"from\": \"a.out\", \"to\": \"t.in\"}]}";
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (MillDocument) document = mill_document_load_bytes (fixture->registry, bytes, NULL);
  g_autoptr (MillWorkspace) workspace = mill_workspace_new (document, TRUE);
  gboolean ended = FALSE;
  g_signal_connect_swapped (workspace, "run-ended", G_CALLBACK (note_end), &ended);
  g_assert_true (mill_workspace_run (workspace, MILL_RUN_SCOPE_STALE, NULL, NULL, &error));
  ROBOT_WAIT (ended);
  g_assert_cmpint (mill_job_get_state (mill_workspace_get_job (workspace)), ==, MILL_JOB_DONE);
}

/* A GtkPaned has plans of its own for F6 and F8; and a run that is held does no work. */
static void
test_pause_in_paned (void)
{
  g_autoptr (Fixture) fixture = fixture_new (
      "{'millrace': 1, 'blocks': {'a': {'type': 'generator', 'params': {'rows': 2000000000}}, "
      "'out': {'type': 'csv-file-out', 'params': {'path': 'out.csv'}}}, 'links': [{'from': "
      "'a.out', 'to': 'out.in'}]}");
  GtkWidget *bar = mill_run_bar_new (), *paned = gtk_paned_new (GTK_ORIENTATION_HORIZONTAL);
  GtkWidget *button = gtk_button_new_with_label ("focus");
  gtk_paned_set_start_child (GTK_PANED (paned), bar);
  gtk_paned_set_end_child (GTK_PANED (paned), button);
  mill_panel_set_workspace (MILL_PANEL (bar), fixture->workspace);
  GtkWindow *window = robot_window (paned, 1240, 320);
  gboolean paused;
  gtk_widget_grab_focus (button);
  robot_key (GDK_KEY_F6, 0);
  ROBOT_WAIT (mill_workspace_is_running (fixture->workspace));
  robot_key (GDK_KEY_F8, 0);
  ROBOT_WAIT ((g_object_get (fixture->workspace, "paused", &paused, NULL), paused));
  MillJob *job = mill_workspace_get_job (fixture->workspace);
  gint64 worked = mill_job_working_us (job), elapsed = mill_job_elapsed_us (job);
  ROBOT_WAIT (mill_job_elapsed_us (job) > elapsed);
  g_assert_cmpint (mill_job_working_us (job), ==, worked);
  mill_workspace_set_paused (fixture->workspace, FALSE);
  ROBOT_WAIT (mill_job_working_us (job) > worked);
  mill_workspace_cancel (fixture->workspace);
  ROBOT_WAIT (!mill_workspace_is_running (fixture->workspace));
  robot_close (window);
}

static void
test_up_to (void)
{
  g_autoptr (Fixture) fixture = fixture_new_example ("weather");
  GtkWidget *bar = mill_run_bar_new ();
  GtkWindow *window = show (bar, fixture);
  g_autofree char *chart = fixture_path (fixture, "temperatures.svg");
  g_autofree char *other = fixture_path (fixture, "weather.svg");
  mill_selection_set_block (mill_workspace_get_selection (fixture->workspace), "temperatures");
  robot_key (GDK_KEY_F5, GDK_CONTROL_MASK);
  ROBOT_WAIT (g_file_test (chart, G_FILE_TEST_EXISTS)
              && !mill_workspace_is_running (fixture->workspace));
  g_assert_false (g_file_test (other, G_FILE_TEST_EXISTS));
  robot_close (window);
}

/* ---- panels ---- */

/* Each starts at a block that an earlier one ends at, or at a source. */
static void
check_links (GtkWidget *view)
{
  static const char *const sources[] = { "kinds", "observations", NULL };
  g_autoptr (GHashTable) reached = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GtkWidget *stack = robot_find (view, GTK_TYPE_PANED, NULL);
  stack = robot_find (gtk_paned_get_start_child (GTK_PANED (stack)), GTK_TYPE_STACK, NULL);
  GtkWidget *page = gtk_stack_get_child_by_name (GTK_STACK (stack), "links");
  GtkWidget *columns = gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (page));
  GListModel *links = G_LIST_MODEL (gtk_column_view_get_model (GTK_COLUMN_VIEW (columns)));
  g_assert_cmpuint (g_list_model_get_n_items (links), >, 10);
  for (guint i = 0; i < g_list_model_get_n_items (links); i++)
    {
      g_autoptr (MillRunRow) row = g_list_model_get_item (links, i);
      const char *from = mill_run_row_get_block (row);
      g_assert_true (g_strv_contains (sources, from) || g_hash_table_contains (reached, from));
      const char *style = NULL;
      g_autofree char *ends = mill_run_row_link_columns ()[0].text (row, &style);
      g_auto (GStrv) words = g_strsplit (ends, " ", 3);
      *strrchr (words[2], '.') = '\0';
      g_hash_table_add (reached, g_strdup (words[2]));
    }
}

static void
test_run_view (void)
{
  g_autoptr (Fixture) fixture = fixture_new_example ("weather");
  GtkWidget *view = mill_run_view_new ();
  GtkWindow *window = show (view, fixture);
  fixture_run (fixture);
  ROBOT_WAIT (n_rows (view) == 14);
  robot_settle ();
  check_links (view);
  take_picture (window, "run-view.png");
  robot_close (window);
}

/* Why it has failed can be read wholly, and copied, in two places. */
static void
check_failure (GtkWidget *view, MillJob *job)
{
  const char *why = mill_job_get_error (job)->message;
  GtkLabel *summary = GTK_LABEL (robot_find (view, GTK_TYPE_LABEL, "summary"));
  g_assert_nonnull (strstr (gtk_label_get_text (summary), why));
  g_assert_true (gtk_label_get_wrap (summary) && gtk_label_get_selectable (summary));
  GtkWidget *messages = robot_find (view, MILL_TYPE_RUN_MESSAGES, NULL);
  GtkWidget *list = robot_find (messages, GTK_TYPE_LIST_VIEW, NULL);
  GtkLabel *message = GTK_LABEL (robot_find (list, GTK_TYPE_LABEL, NULL));
  g_assert_nonnull (message);
  g_assert_cmpstr (gtk_label_get_text (message), ==, why);
  g_assert_true (gtk_label_get_wrap (message) && gtk_label_get_selectable (message));
}

/* Nothing waits any more when a run has failed. */
static void
test_failed (void)
{
  g_autoptr (Fixture) fixture = fixture_new (
      "{'millrace': 1, 'blocks': {'a': {'type': 'generator', 'params': {'rows': 2000}}, 'all': "
      "{'type': 'sort', 'params': {'by': [{'column': 'ts'}]}}, 'out': {'type': 'csv-file-out', "
      "'params': {'path': 'no/such/out.csv'}}}, 'links': [{'from': 'a.out', 'to': 'all.in'}, "
      "{'from': 'all.out', 'to': 'out.in'}]}");
  GtkWidget *view = mill_run_view_new ();
  GtkWindow *window = show (view, fixture);
  fixture_put (fixture, "no", "is no folder");
  fixture_run (fixture);
  g_assert_cmpint (
      mill_job_get_state (mill_workspace_get_job (fixture->workspace)), ==, MILL_JOB_FAILED);
  ROBOT_WAIT (n_rows (view) == 3);
  guint n_failed = 0;
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (MillRunRow) row = g_list_model_get_item (rows_of (view, 0), i);
      const char *style = NULL;
      g_autofree char *state = mill_run_row_block_columns ()[1].text (row, &style);
      g_assert_cmpstr (state, !=, "Waiting");
      n_failed += g_strcmp0 (style, "error") == 0;
    }
  g_assert_cmpuint (n_failed, ==, 1);
  check_failure (view, mill_workspace_get_job (fixture->workspace));
  robot_close (window);
}

static void
test_problems (void)
{
  g_autoptr (Fixture) fixture = fixture_new (
      "{'millrace': 1, 'blocks': {'a': {'type': 'rows', 'params': {'columns': [{'name': "
      "'temperature'}], 'data': '1\\n'}}, 's': {'type': 'sort', 'params': {'by': [{'column': "
      "'temprature'}]}}, 'f': {'type': 'filtr', 'params': {'condition': 'true'}}, 't': {'type': "
      "'table'}}, 'links': [{'from': 'a.out', 'to': 's.in'}, {'from': 's.out', 'to': 't.in'}]}");
  GtkWidget *view = mill_problems_view_new ();
  GtkWindow *window = show (view, fixture);
  GtkWidget *list = robot_find (view, GTK_TYPE_LIST_VIEW, NULL);
  ROBOT_WAIT ((list = robot_find (view, GTK_TYPE_LIST_VIEW, NULL)) != NULL);
  GListModel *problems = G_LIST_MODEL (gtk_list_view_get_model (GTK_LIST_VIEW (list)));
  g_assert_cmpuint (g_list_model_get_n_items (problems), >=, 2);
  take_picture (window, "problems.png");
  g_autoptr (MillDiagnostic) first = g_list_model_get_item (problems, 0);
  g_autofree char *words = mill_problem_beside_block (first);
  g_assert_true (g_str_has_prefix (mill_diagnostic_get_message (first), "s.by[0].column: "));
  g_assert_true (g_str_has_prefix (words, "by[0].column: input"));
  guint fixed = 0;
  for (guint i = 0; i < g_list_model_get_n_items (problems); i++)
    {
      g_autoptr (MillDiagnostic) problem = g_list_model_get_item (problems, i);
      g_autofree char *word = mill_quick_fix_word (fixture->document, problem);
      if (word != NULL)
        fixed += mill_quick_fix_apply (fixture->document, problem) ? 1 : 0;
    }
  g_assert_cmpuint (fixed, ==, 2);
  MillDocBlock *filter = mill_document_find_block (fixture->document, "f");
  g_assert_cmpstr (mill_doc_block_get_type_id (filter), ==, "filter");
  MillDocBlock *sort = mill_document_find_block (fixture->document, "s");
  JsonObject *by = json_array_get_object_element (
      json_node_get_array (mill_doc_block_get_param (sort, "by")), 0);
  g_assert_cmpstr (json_object_get_string_member (by, "column"), ==, "temperature");
  robot_close (window);
}

/* Where the first ones leave room, and nothing can be scrolled, the others are seen at once. */
static void
test_problems_in_a_tall_panel (void)
{
  enum
  {
    N_BLOCKS = 120
  };
  g_autoptr (GString) text = g_string_new ("{'millrace': 1, 'blocks': {");
  for (guint i = 0; i < N_BLOCKS; i++)
    g_string_append_printf (text, "%s'b%u': {'type': 'filtr'}", i > 0 ? "," : "", i);
  g_string_append (text, "}}");
  g_autoptr (Fixture) fixture = fixture_new (text->str);
  GtkWidget *view = mill_problems_view_new (), *list, *screen = gtk_scrolled_window_new ();
  mill_panel_set_workspace (MILL_PANEL (view), fixture->workspace);
  gtk_widget_set_size_request (view, -1, 6000); /* more than this screen has */
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (screen), view);
  GtkWindow *window = robot_window (screen, 900, 600);
  ROBOT_WAIT ((list = robot_find (view, GTK_TYPE_LIST_VIEW, NULL)) != NULL);
  GListModel *problems = G_LIST_MODEL (gtk_list_view_get_model (GTK_LIST_VIEW (list)));
  ROBOT_WAIT (g_list_model_get_n_items (problems) >= N_BLOCKS);
  robot_close (window);
}

static void
test_rejects (void)
{
  g_autoptr (Fixture) fixture = open_bad_rows ();
  GtkWidget *view = mill_rejects_view_new ();
  GtkWindow *window = show (view, fixture);
  fixture_run (fixture);
  ROBOT_WAIT (n_rows (view) == 3);
  robot_settle ();
  take_picture (window, "rejects.png");
  g_assert_true (gtk_widget_activate_action (view, "rejects.show-block", NULL));
  g_assert_true (
      mill_selection_has_block (mill_workspace_get_selection (fixture->workspace), "some"));
  robot_close (window);
}

/* Where a link takes the refused rows, the panel says so. */
static void
test_rejects_linked (void)
{
  g_autoptr (Fixture) fixture = fixture_new_example ("messy-bank-file");
  GtkWidget *view = mill_rejects_view_new ();
  GtkWindow *window = show (view, fixture);
  GtkWidget *title = robot_find (view, GTK_TYPE_LABEL, NULL);
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (title)), ==, "No Refused Rows");
  fixture_run (fixture);
  ROBOT_WAIT (g_str_equal (gtk_label_get_text (GTK_LABEL (title)), "6 Refused Rows Went On"));
  robot_close (window);
}

static void
test_history (void)
{
  g_autoptr (Fixture) fixture = open_bad_rows ();
  GtkWidget *view = mill_history_view_new ();
  GtkWindow *window = show (view, fixture);
  fixture_run (fixture);
  fixture_put (fixture, "in.csv", "a,b\n1,2.5\n3,4\n4,5\n");
  fixture_run (fixture);
  ROBOT_WAIT (n_rows (view) == 2);
  GListModel *runs = rows_of (view, 0);
  gtk_selection_model_select_all (GTK_SELECTION_MODEL (runs));
  GtkWidget *stack = robot_find (view, GTK_TYPE_PANED, NULL);
  stack = gtk_paned_get_end_child (GTK_PANED (stack));
  ROBOT_WAIT (g_strcmp0 (gtk_stack_get_visible_child_name (GTK_STACK (stack)), "compare") == 0);
  robot_settle ();
  take_picture (window, "history.png");
  g_assert_cmpuint (n_rows (stack), ==, 5);
  gtk_selection_model_unselect_all (GTK_SELECTION_MODEL (runs));
  ROBOT_WAIT (g_strcmp0 (gtk_stack_get_visible_child_name (GTK_STACK (stack)), "hint") == 0);
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (runs), 0, TRUE);
  ROBOT_WAIT (g_strcmp0 (gtk_stack_get_visible_child_name (GTK_STACK (stack)), "compare") == 0);
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (runs), 1, TRUE); /* none before it */
  ROBOT_WAIT (g_strcmp0 (gtk_stack_get_visible_child_name (GTK_STACK (stack)), "hint") == 0);
  robot_close (window);
}

/* A run that has not ended has nothing to compare, and the next is compared with the one before. */
static void
test_history_killed (void)
{
  g_autoptr (Fixture) fixture = open_bad_rows ();
  g_autofree char *path = mill_store_default_path ();
  GtkWidget *view = mill_history_view_new ();
  GtkWindow *window = show (view, fixture);
  fixture_run (fixture);
  g_autoptr (MillStore) store = mill_store_open (path, TRUE, NULL);
  MillStoreRun *killed = mill_store_begin_run (store,
                                               mill_document_get_path (fixture->document),
                                               NULL,
                                               mill_clock_now_us (mill_clock_system ()));
  g_assert_true (mill_store_run_start (killed, NULL));
  fixture_run (fixture);
  ROBOT_WAIT (n_rows (view) == 3);
  GtkSelectionModel *runs = GTK_SELECTION_MODEL (rows_of (view, 0));
  GtkWidget *stack = robot_find (view, GTK_TYPE_PANED, NULL);
  stack = gtk_paned_get_end_child (GTK_PANED (stack));
  gtk_selection_model_select_item (runs, 0, TRUE);
  ROBOT_WAIT (g_strcmp0 (gtk_stack_get_visible_child_name (GTK_STACK (stack)), "compare") == 0);
  g_assert_cmpuint (n_rows (stack), ==, 5);
  gtk_selection_model_select_item (runs, 1, TRUE);
  ROBOT_WAIT (g_strcmp0 (gtk_stack_get_visible_child_name (GTK_STACK (stack)), "hint") == 0);
  robot_close (window);
  g_assert_true (mill_store_run_end (killed, "cancelled", NULL, 1, NULL));
}

/* In a narrow window tables show their first column, also when they are read from right to left. */
static void
test_right_to_left (void)
{
  g_autoptr (Fixture) fixture = open_bad_rows ();
  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  GtkWidget *view = mill_history_view_new ();
  mill_panel_set_workspace (MILL_PANEL (view), fixture->workspace);
  GtkWindow *window = robot_window (view, 600, 320);
  fixture_run (fixture);
  ROBOT_WAIT (n_rows (view) == 1);
  GtkWidget *table = robot_find (view, GTK_TYPE_COLUMN_VIEW, NULL);
  GtkAdjustment *across = gtk_scrollable_get_hadjustment (GTK_SCROLLABLE (table));
  ROBOT_WAIT (gtk_adjustment_get_upper (across) > gtk_adjustment_get_page_size (across));
  ROBOT_WAIT (gtk_adjustment_get_value (across)
              == gtk_adjustment_get_upper (across) - gtk_adjustment_get_page_size (across));
  GtkWidget *first = gtk_widget_get_first_child (gtk_widget_get_first_child (table));
  graphene_rect_t box;
  ROBOT_WAIT (gtk_widget_compute_bounds (first, table, &box)
              && box.origin.x + box.size.width <= (float)gtk_widget_get_width (table));
  robot_close (window);
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
}

int
main (int argc, char **argv)
{
  robot_init (&argc, &argv);
  g_test_add_func ("/run/figures", test_figures);
  g_test_add_func ("/run/bar", test_bar);
  g_test_add_func ("/run/notification", test_notification);
  g_test_add_func ("/run/pause-stop", test_pause_stop);
  g_test_add_func ("/run/pause-in-paned", test_pause_in_paned);
  g_test_add_func ("/run/stop-early", test_stop_early);
  g_test_add_func ("/run/stale-unsaved", test_stale_unsaved);
  g_test_add_func ("/run/up-to", test_up_to);
  g_test_add_func ("/run/view", test_run_view);
  g_test_add_func ("/run/failed", test_failed);
  g_test_add_func ("/run/problems", test_problems);
  g_test_add_func ("/run/problems-in-a-tall-panel", test_problems_in_a_tall_panel);
  g_test_add_func ("/run/rejects", test_rejects);
  g_test_add_func ("/run/rejects-linked", test_rejects_linked);
  g_test_add_func ("/run/history", test_history);
  g_test_add_func ("/run/history-killed", test_history_killed);
  g_test_add_func ("/run/right-to-left", test_right_to_left);
  return g_test_run ();
}
