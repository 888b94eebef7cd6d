/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app-fixture.h"

#include "watchdog.h"

#include <glib/gstdio.h>

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir
      = g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
  const char *name;
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);
      remove_tree (child);
    }
  g_remove (path);
}

void
app_start (AppFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *uuid = g_uuid_string_random ();
  watchdog_set_watching (FALSE); /* the start has a figure of its own: until there is a window */
  g_autofree char *id = g_strconcat (MILL_APPLICATION_ID ".test-", uuid, NULL);
  fixture->application = mill_application_new ();
  g_application_set_application_id (G_APPLICATION (fixture->application), id);
  /* one process starts several, one after the other */
  g_application_set_flags (G_APPLICATION (fixture->application),
                           G_APPLICATION_HANDLES_OPEN | G_APPLICATION_NON_UNIQUE);
  g_application_register (G_APPLICATION (fixture->application), NULL, &error);
  g_assert_no_error (error);
  g_application_activate (G_APPLICATION (fixture->application));
  GList *windows = gtk_application_get_windows (GTK_APPLICATION (fixture->application));
  fixture->window = MILL_WINDOW (windows->data);
  robot_focus (GTK_WINDOW (fixture->window));
  if (fixture->folder == NULL)
    fixture->folder = g_dir_make_tmp ("millrace-app-XXXXXX", NULL);
  watchdog_set_watching (TRUE);
}

void
app_end (AppFixture *fixture)
{
  GList *windows;
  watchdog_check (g_test_get_path ());
  while ((windows = gtk_application_get_windows (GTK_APPLICATION (fixture->application))) != NULL)
    gtk_window_destroy (windows->data);
  robot_settle ();
  /* g_application_run() would do it; without that, an application may not be freed */
  g_signal_emit_by_name (fixture->application, "shutdown");
  watchdog_end_turn (); /* which has looked for events itself */
  fixture->application = NULL;
}

void
app_quit (AppFixture *fixture)
{
  g_action_group_activate_action (G_ACTION_GROUP (fixture->application), "quit", NULL);
  app_end (fixture);
}

void
app_clear (AppFixture *fixture)
{
  g_autofree char *state = g_build_filename (g_get_user_state_dir (), "millrace", NULL);
  remove_tree (state);
  remove_tree (fixture->folder);
  g_clear_pointer (&fixture->folder, g_free);
}

char *
app_write (AppFixture *fixture, const char *name, const char *text)
{
  g_autoptr (GError) error = NULL;
  char *path = g_build_filename (fixture->folder, name, NULL);
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  return path;
}

MillWindow *
app_new_window (AppFixture *fixture)
{
  MillWindow *window = mill_window_new (fixture->application);
  watchdog_set_watching (FALSE);
  gtk_window_present (GTK_WINDOW (window));
  robot_settle ();
  watchdog_set_watching (TRUE);
  return window;
}

MillDocument *
app_new_document (AppFixture *fixture)
{
  g_action_group_activate_action (G_ACTION_GROUP (fixture->window), "new", NULL);
  return mill_tab_get_document (mill_window_get_tab (fixture->window));
}

static gboolean
is_loading (MillTab *tab)
{
  gboolean loading;
  g_object_get (tab, "loading", &loading, NULL);
  return loading;
}

void
app_wait_loaded (MillTab *tab)
{
  ROBOT_WAIT (!is_loading (tab));
}

MillTab *
app_open (AppFixture *fixture, const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  mill_window_open (fixture->window, file);
  MillTab *tab = mill_window_get_tab (fixture->window);
  g_assert_nonnull (tab);
  app_wait_loaded (tab);
  return tab;
}

static void
note_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  int *saved = data;
  *saved = mill_tab_save_finish (MILL_TAB (source), result);
}

gboolean
app_save_to (MillTab *tab, const char *path)
{
  int saved = -1;
  mill_tab_save_to (tab, path, note_saved, &saved);
  ROBOT_WAIT (saved >= 0);
  return saved;
}

void
app_set_up (AppFixture *fixture, gconstpointer data)
{
  app_start (fixture);
}

void
app_tear_down (AppFixture *fixture, gconstpointer data)
{
  if (fixture->application != NULL)
    app_end (fixture);
  app_clear (fixture);
}
