/* test-preferences.c: every preference has an effect.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "app-fixture.h"
#include "mill-canvas.h"
#include "mill-settings.h"
#include "mill-values.h"

static gboolean
canvas_has (AppFixture *fixture, const char *property)
{
  gboolean has;
  GtkWidget *canvas = robot_find (GTK_WIDGET (fixture->window), MILL_TYPE_CANVAS, NULL);
  g_object_get (canvas, property, &has, NULL);
  return has;
}

static void
test_preferences_canvas (AppFixture *fixture, gconstpointer data)
{
  static const char *const keys[][2] = { { "show-grid", "show-grid" },
                                         { "snap-to-grid", "snap" },
                                         { "show-minimap", "show-minimap" } };
  GSettings *settings = mill_application_get_settings (fixture->application);
  app_new_document (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_assert_true (canvas_has (fixture, keys[i][1]));
      g_settings_set_boolean (settings, keys[i][0], FALSE);
      g_assert_false (canvas_has (fixture, keys[i][1]));
      g_settings_reset (settings, keys[i][0]);
    }
  g_assert_false (canvas_has (fixture, "square-links"));
  g_settings_set_string (settings, "link-style", "square");
  g_assert_true (canvas_has (fixture, "square-links"));
  g_settings_reset (settings, "link-style");
  app_quit (fixture);
}

static void
test_preferences_units (AppFixture *fixture, gconstpointer data)
{
  GSettings *settings = mill_application_get_settings (fixture->application);
  g_autofree char *binary = mill_format_size (1 << 20);
  g_settings_set_string (settings, "memory-units", "decimal");
  g_autofree char *decimal = mill_format_size (1 << 20);
  g_settings_reset (settings, "memory-units");
  g_assert_nonnull (strstr (binary, "MiB"));
  g_assert_nonnull (strstr (decimal, "MB"));
  app_quit (fixture);
}

static void
test_preferences_session (AppFixture *fixture, gconstpointer data)
{
  g_autofree char *path = app_write (fixture, "one.millrace", APP_SIMPLE);
  app_open (fixture, path);
  g_settings_set_boolean (
      mill_application_get_settings (fixture->application), "restore-session", FALSE);
  app_quit (fixture);
  app_start (fixture);
  g_assert_cmpint (adw_tab_view_get_n_pages (mill_window_get_tab_view (fixture->window)), ==, 0);
  g_settings_reset (mill_application_get_settings (fixture->application), "restore-session");
  app_quit (fixture);
}

/* How many entries of the folder @name below /proc/self have @part in what @read says of them. */
static guint
count_entries (const char *name, char *(*read_entry) (const char *path), const char *part)
{
  g_autofree char *folder = g_build_filename ("/proc/self", name, NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *entry;
  guint n = 0;
  while ((entry = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, entry, NULL);
      g_autofree char *text = read_entry (path);
      n += text != NULL && strstr (text, part) != NULL;
    }
  return n;
}

static char *
read_thread (const char *path)
{
  g_autofree char *file = g_build_filename (path, "comm", NULL);
  char *text = NULL;
  g_file_get_contents (file, &text, NULL, NULL);
  return text;
}

static char *
read_link (const char *path)
{
  return g_file_read_link (path, NULL);
}

static guint
n_workers (void)
{
  return count_entries ("task", read_thread, "mill-worker");
}

/* Files that were made without a name, or have lost it: what does not fit into memory. */
static guint
n_spilled (void)
{
  g_autofree char *part = g_strconcat (g_get_tmp_dir (), "/#", NULL);
  return count_entries ("fd", read_link, part);
}

static void
start_run (MillWorkspace *workspace)
{
  g_autoptr (GError) error = NULL;
  mill_workspace_run (workspace, MILL_RUN_SCOPE_ALL, NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
stop_run (MillWorkspace *workspace)
{
  mill_workspace_cancel (workspace);
  ROBOT_WAIT (!mill_workspace_is_running (workspace));
}

#define SORTED                                                                                     \
  "{ \"millrace\": 1, \"blocks\": { \"in\": { \"type\": \"generator\", \"params\": { "             \
  "\"rows\": 100000000 } }, \"by\": { \"type\": \"sort\", \"params\": { \"by\": [ { "              \
  "\"column\": \"temperature\" } ] } }, \"out\": { \"type\": \"table\" } }, \"links\": [ "         \
  "{ \"from\": \"in.out\", \"to\": \"by.in\" }, { \"from\": \"by.out\", \"to\": \"out.in\" } ] }"

static void
test_preferences_run (AppFixture *fixture, gconstpointer data)
{
  GSettings *settings = mill_application_get_settings (fixture->application);
  g_autofree char *path = app_write (fixture, "sorted.millrace", SORTED);
  MillTab *tab = app_open (fixture, path);
  MillWorkspace *workspace = mill_page_get_workspace (mill_tab_get_page (tab));
  MillSampler *sampler = mill_workspace_get_sampler (workspace);
  mill_workspace_set_trusted (workspace, TRUE);
  g_settings_set_uint (settings, "sample-rows", 17);
  mill_sampler_want (sampler, "in", "out");
  ROBOT_WAIT (mill_sampler_get (sampler, "in", "out", NULL, NULL) != NULL);
  g_assert_cmpuint (
      mill_sample_n_rows (mill_sampler_get (sampler, "in", "out", NULL, NULL)), ==, 17);
  g_settings_reset (settings, "sample-rows");

  /* the first of the workers is the thread of the run itself */
  g_settings_set_uint (settings, "workers", 4);
  start_run (workspace);
  ROBOT_WAIT (n_workers () == 3);
  g_assert_cmpuint (n_spilled (), ==, 0);
  stop_run (workspace);
  g_settings_set_uint (settings, "workers", 2);
  g_settings_set_uint64 (settings, "memory-limit", 4 << 20);
  start_run (workspace);
  ROBOT_WAIT (n_workers () == 1);
  ROBOT_WAIT (n_spilled () > 0);
  stop_run (workspace);
  g_settings_reset (settings, "workers");
  g_settings_reset (settings, "memory-limit");
  app_quit (fixture);
}

int
main (int argc, char **argv)
{
  robot_init (&argc, &argv);
  APP_TEST ("/preferences/canvas", NULL, test_preferences_canvas);
  APP_TEST ("/preferences/units", NULL, test_preferences_units);
  APP_TEST ("/preferences/session", NULL, test_preferences_session);
  APP_TEST ("/preferences/run", NULL, test_preferences_run);
  return g_test_run ();
}
