/* test-app.c: files, trust, work kept safe, and what the shell asks and says.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "app-fixture.h"
#include "mill-values.h"
#include "mill-canvas.h"
#include "mill-preferences.h"
#include "mill-settings.h"
#include "mill-showcase.h"
#include "watchdog.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *program;

static void
add_block (MillDocument *document, const char *id)
{
  g_autoptr (GError) error = NULL;
  mill_document_add_block (document, id, "filter", NULL, 0, 0, &error);
  g_assert_no_error (error);
}

static gboolean
is_revealed (MillTab *tab, const char *name)
{
  GtkWidget *bar
      = GTK_WIDGET (gtk_widget_get_template_child (GTK_WIDGET (tab), MILL_TYPE_TAB, name));
  return gtk_info_bar_get_revealed (GTK_INFO_BAR (bar));
}

static const char *
shown_state (MillTab *tab)
{
  return gtk_stack_get_visible_child_name (
      GTK_STACK (gtk_widget_get_template_child (GTK_WIDGET (tab), MILL_TYPE_TAB, "stack")));
}

static void
answer (const char *response)
{
  AdwMessageDialog *dialog = robot_find_window (ADW_TYPE_MESSAGE_DIALOG);
  adw_message_dialog_response (dialog, response);
  gtk_window_close (GTK_WINDOW (dialog));
}

/* ---- undo ---- */

static void
test_undo (AppFixture *fixture, gconstpointer data)
{
  MillDocument *document = app_new_document (fixture);
  GtkWidget *button = robot_find (GTK_WIDGET (fixture->window), GTK_TYPE_BUTTON, "undo_button");
  GActionGroup *actions = G_ACTION_GROUP (fixture->window);
  g_assert_false (g_action_group_get_action_enabled (actions, "undo"));
  add_block (document, "one");
  g_assert_true (g_action_group_get_action_enabled (actions, "undo"));
  g_autofree char *expected
      = g_strconcat ("Undo ", mill_undo_get_undo_name (mill_document_get_undo (document)), NULL);
  g_assert_cmpstr (gtk_widget_get_tooltip_text (button), ==, expected);
  robot_key (GDK_KEY_z, GDK_CONTROL_MASK);
  ROBOT_WAIT (mill_document_find_block (document, "one") == NULL);
  robot_key (GDK_KEY_z, GDK_CONTROL_MASK | GDK_SHIFT_MASK);
  ROBOT_WAIT (mill_document_find_block (document, "one") != NULL);
}

/* The label below @widget that is on the screen and begins with @text. */
static GtkWidget *
find_label (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget)
      && g_str_has_prefix (gtk_label_get_text (GTK_LABEL (widget)), text))
    return widget;
  GtkWidget *found = NULL, *child = gtk_widget_get_first_child (widget);
  for (; child != NULL && found == NULL; child = gtk_widget_get_next_sibling (child))
    found = find_label (child, text);
  return found;
}

static void
delete_two (AppFixture *fixture, MillDocument *document)
{
  MillPage *page = mill_window_get_page (fixture->window);
  const char *both[] = { "one", "two" };
  mill_selection_set_blocks (
      mill_workspace_get_selection (mill_page_get_workspace (page)), both, 2);
  mill_page_activate (page, "canvas.delete", NULL);
  g_assert_null (mill_document_find_block (document, "one"));
}

static void
test_toast (AppFixture *fixture, gconstpointer data)
{
  GtkWidget *window = GTK_WIDGET (fixture->window);
  MillDocument *document = app_new_document (fixture);
  add_block (document, "one");
  add_block (document, "two");
  robot_settle ();
  delete_two (fixture, document);
  ROBOT_WAIT (find_label (window, "2 blocks deleted") != NULL);
  GtkWidget *said = find_label (window, "2 blocks deleted");
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (said), GTK_ACCESSIBLE_ROLE_STATUS);
  ROBOT_WAIT (find_label (window, "Undo") != NULL);
  robot_settle ();
  robot_click_widget (find_label (window, "Undo"));
  ROBOT_WAIT (mill_document_find_block (document, "two") != NULL);
  g_assert_nonnull (mill_document_find_block (document, "one"));
  ROBOT_WAIT (find_label (window, "2 blocks deleted") == NULL);

  /* the way back is that of one step: it goes with the next */
  delete_two (fixture, document);
  ROBOT_WAIT (find_label (window, "2 blocks deleted") != NULL);
  add_block (document, "three");
  ROBOT_WAIT (find_label (window, "2 blocks deleted") == NULL);
  g_assert_null (mill_document_find_block (document, "one"));
}

/* ---- work survives ---- */

/* In a process of its own: edits, and is killed. */
static int
edit_and_die (const char *path)
{
  AppFixture fixture = { 0 };
  app_start (&fixture);
  MillTab *tab = app_open (&fixture, path);
  add_block (mill_tab_get_document (tab), "after-opening");
  MillDocument *document = app_new_document (&fixture);
  add_block (document, "first");
  add_block (document, "second");
  mill_undo_undo (mill_document_get_undo (document));
  raise (SIGKILL);
  return 1;
}

static void
test_kill (void)
{
  AppFixture fixture = { 0 };
  g_autoptr (GError) error = NULL;
  int status;
  fixture.folder = g_dir_make_tmp ("millrace-app-XXXXXX", NULL);
  g_autofree char *path = app_write (&fixture, "simple.millrace", APP_SIMPLE);
  const char *argv[] = { program, "--edit-and-die", path, NULL };
  g_spawn_sync (
      NULL, (char **)argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_true (WIFSIGNALED (status) && WTERMSIG (status) == SIGKILL);

  app_start (&fixture);
  g_autoptr (GPtrArray) tabs = mill_window_list_tabs (fixture.window);
  g_assert_cmpuint (tabs->len, ==, 2);
  app_wait_loaded (tabs->pdata[0]);
  app_wait_loaded (tabs->pdata[1]);
  MillDocument *opened = mill_tab_get_document (tabs->pdata[0]);
  g_assert_cmpstr (mill_document_get_path (opened), ==, path);
  g_assert_nonnull (mill_document_find_block (opened, "after-opening"));
  g_assert_nonnull (mill_document_find_block (opened, "in"));
  g_assert_true (mill_tab_is_dirty (tabs->pdata[0]));
  /* what was not trusted has not become so */
  g_assert_true (is_revealed (tabs->pdata[0], "trust_bar"));

  MillDocument *fresh = mill_tab_get_document (tabs->pdata[1]);
  MillUndo *undo = mill_document_get_undo (fresh);
  g_assert_nonnull (mill_document_find_block (fresh, "first"));
  g_assert_null (mill_document_find_block (fresh, "second"));
  g_assert_true (mill_undo_redo (undo));
  g_assert_nonnull (mill_document_find_block (fresh, "second"));
  g_assert_true (mill_undo_undo (undo) && mill_undo_undo (undo));
  g_assert_null (mill_document_find_block (fresh, "first"));
  g_assert_false (is_revealed (tabs->pdata[1], "trust_bar"));
  app_end (&fixture);

  /* and again, from what the second start has written down */
  app_start (&fixture);
  g_autoptr (GPtrArray) again = mill_window_list_tabs (fixture.window);
  g_assert_cmpuint (again->len, ==, 2);
  app_wait_loaded (again->pdata[0]);
  g_assert_nonnull (
      mill_document_find_block (mill_tab_get_document (again->pdata[0]), "after-opening"));
  app_end (&fixture);
  app_clear (&fixture);
}

/* Makes all lists of tabs unwritable, or writable again: as on a disk that is full. */
static void
block_lists (gboolean block)
{
  g_autofree char *desks = g_build_filename (g_get_user_state_dir (), "millrace", "desks", NULL);
  g_autoptr (GDir) dir = g_dir_open (desks, 0, NULL);
  const char *name;
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *fresh = g_build_filename (desks, name, "tabs.new", NULL);
      if (block)
        g_mkdir (fresh, 0700);
      else
        g_rmdir (fresh);
    }
}

/* What a crash left is not removed before it is written down anew. */
static void
test_kill_full_disk (AppFixture *fixture, gconstpointer data)
{
  add_block (app_new_document (fixture), "one");
  app_end (fixture);

  app_start (fixture);
  block_lists (TRUE);
  ROBOT_WAIT (find_label (GTK_WIDGET (fixture->window), "Work is not kept safe") != NULL);
  app_end (fixture);
  block_lists (FALSE);

  app_start (fixture);
  MillTab *tab = mill_window_get_tab (fixture->window);
  app_wait_loaded (tab);
  g_assert_nonnull (mill_document_find_block (mill_tab_get_document (tab), "one"));
}

/* Says in all lists of tabs that adopting them has failed often. */
static void
count_crashes (void)
{
  g_autofree char *desks = g_build_filename (g_get_user_state_dir (), "millrace", "desks", NULL);
  g_autoptr (GDir) dir = g_dir_open (desks, 0, NULL);
  const char *name;
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *list = g_build_filename (desks, name, "tabs", NULL);
      g_autoptr (GKeyFile) file = g_key_file_new ();
      if (!g_key_file_load_from_file (file, list, G_KEY_FILE_NONE, NULL))
        continue;
      g_key_file_set_uint64 (file, "desk", "crashes", 5);
      g_assert_true (g_key_file_save_to_file (file, list, NULL));
    }
}

/* What ends the designer again and again is not opened without asking. */
static void
test_crash_loop (AppFixture *fixture, gconstpointer data)
{
  add_block (app_new_document (fixture), "one");
  app_end (fixture);
  count_crashes ();
  app_start (fixture);
  g_autoptr (GPtrArray) none = mill_window_list_tabs (fixture->window);
  g_assert_cmpuint (none->len, ==, 0);
  GActionGroup *actions = G_ACTION_GROUP (fixture->application);
  g_assert_true (g_action_group_get_action_enabled (actions, "restore"));
  g_action_group_activate_action (actions, "restore", NULL);
  g_autoptr (GPtrArray) tabs = mill_window_list_tabs (fixture->window);
  g_assert_cmpuint (tabs->len, ==, 1);
  app_wait_loaded (tabs->pdata[0]);
  g_assert_nonnull (mill_document_find_block (mill_tab_get_document (tabs->pdata[0]), "one"));
}

static void
test_session (AppFixture *fixture, gconstpointer data)
{
  g_autofree char *one = app_write (fixture, "one.millrace", APP_SIMPLE);
  g_autofree char *two = app_write (fixture, "two.millrace", APP_SIMPLE);
  app_open (fixture, one);
  app_open (fixture, two);
  MillTab *tab = mill_window_find_tab (fixture->window, one);
  mill_window_select_tab (fixture->window, tab);
  robot_settle ();
  mill_page_set_view (mill_tab_get_page (tab), (double[]){ 100, 50, 1.5 });
  robot_settle ();
  app_quit (fixture);
  app_start (fixture);
  g_autoptr (GPtrArray) tabs = mill_window_list_tabs (fixture->window);
  g_assert_cmpuint (tabs->len, ==, 2);
  g_assert_cmpstr (mill_tab_get_path (mill_window_get_tab (fixture->window)), ==, one);
  app_wait_loaded (tabs->pdata[0]);
  app_wait_loaded (tabs->pdata[1]);
  g_assert_false (mill_tab_is_dirty (tabs->pdata[0]));
  robot_settle ();
  double view[3];
  mill_page_get_view (mill_tab_get_page (tabs->pdata[0]), view);
  g_assert_cmpfloat_with_epsilon (view[0], 100, 1);
  g_assert_cmpfloat_with_epsilon (view[1], 50, 1);
  g_assert_cmpfloat_with_epsilon (view[2], 1.5, 0.001);
  app_quit (fixture);
}

static MillSampler *
sampler_of (MillTab *tab)
{
  return mill_workspace_get_sampler (mill_page_get_workspace (mill_tab_get_page (tab)));
}

/* Pinned rows are kept however soon one quits: the designer ends when they are written. */
static void
test_pins (AppFixture *fixture, gconstpointer data)
{
  g_autofree char *path = app_write (fixture, "one.millrace", APP_SIMPLE);
  g_autofree char *rows = app_write (fixture, "data.csv", "a,b\n1,2\n");
  MillTab *tab = app_open (fixture, path);
  mill_workspace_set_trusted (mill_page_get_workspace (mill_tab_get_page (tab)), TRUE);
  mill_sampler_set_pinned (sampler_of (tab), "in", "out", TRUE);
  ROBOT_WAIT (g_hash_table_size (mill_sampler_get_pins (sampler_of (tab))) == 1);
  mill_sampler_set_pinned (sampler_of (tab), "in", "out", FALSE);
  mill_sampler_set_pinned (sampler_of (tab), "in", "out", TRUE);
  app_quit (fixture);
  app_start (fixture);
  tab = mill_window_find_tab (fixture->window, path);
  app_wait_loaded (tab);
  ROBOT_WAIT (g_hash_table_size (mill_sampler_get_pins (sampler_of (tab))) == 1);
  app_quit (fixture);
}

/* Two instances do not take each other's work. */
static void
test_two_instances (void)
{
  AppFixture one = { 0 }, two = { 0 };
  app_start (&one);
  add_block (app_new_document (&one), "of-one");
  app_start (&two);
  AdwTabView *tabs = mill_window_get_tab_view (two.window);
  g_assert_cmpint (adw_tab_view_get_n_pages (tabs), ==, 0);
  add_block (app_new_document (&two), "of-two");
  app_end (&one);
  app_end (&two);
  app_start (&one); /* both have ended: what both left is there */
  g_autoptr (GPtrArray) all = mill_window_list_tabs (one.window);
  g_assert_cmpuint (all->len, ==, 2);
  for (guint i = 0; i < all->len; i++)
    app_wait_loaded (all->pdata[i]);
  app_end (&one);
  app_clear (&two);
  app_clear (&one);
}

/* A tab that is dragged out goes to a window of its own, and both come back. */
static void
test_two_windows (AppFixture *fixture, gconstpointer data)
{
  g_autofree char *one = app_write (fixture, "one.millrace", APP_SIMPLE);
  g_autofree char *two = app_write (fixture, "two.millrace", APP_SIMPLE);
  app_open (fixture, one);
  MillTab *moved = app_open (fixture, two);
  AdwTabView *tabs = mill_window_get_tab_view (fixture->window), *others;
  g_signal_emit_by_name (tabs, "create-window", &others);
  g_assert_nonnull (others);
  adw_tab_view_transfer_page (tabs, adw_tab_view_get_page (tabs, GTK_WIDGET (moved)), others, 0);
  robot_settle ();
  g_assert_cmpint (adw_tab_view_get_n_pages (tabs), ==, 1);
  g_assert_cmpint (adw_tab_view_get_n_pages (others), ==, 1);
  GtkRoot *other = gtk_widget_get_root (GTK_WIDGET (moved));
  g_assert_true (MILL_IS_WINDOW (other) && MILL_WINDOW (other) != fixture->window);
  g_assert_true (mill_window_get_tab (MILL_WINDOW (other)) == moved);
  app_quit (fixture);
  app_start (fixture);
  g_autoptr (GPtrArray) all = mill_window_list_tabs (fixture->window);
  g_assert_cmpuint (all->len, ==, 2);
  app_quit (fixture);
}

/* ---- trust ---- */

/* Whether anybody has opened what @watch watches, ever. */
static gboolean
was_opened (int watch)
{
  int unread = 0;
  return ioctl (watch, FIONREAD, &unread) == 0 && unread > 0;
}

static void
test_trust (AppFixture *fixture, gconstpointer data)
{
  g_autofree char *path = app_write (fixture, "simple.millrace", APP_SIMPLE);
  g_autofree char *table = app_write (fixture, "data.csv", "a,b\n1,2\n");
  int watch = inotify_init1 (IN_NONBLOCK | IN_CLOEXEC);
  g_assert_cmpint (inotify_add_watch (watch, table, IN_OPEN), >=, 0);
  MillTab *tab = app_open (fixture, path);
  MillWorkspace *workspace = mill_page_get_workspace (mill_tab_get_page (tab));
  g_autoptr (GError) error = NULL;
  g_assert_false (mill_workspace_get_trusted (workspace));
  g_assert_true (is_revealed (tab, "trust_bar"));
  ROBOT_WAIT (mill_workspace_is_current (workspace));
  mill_selection_set_block (mill_workspace_get_selection (workspace), "in");
  robot_settle ();
  ROBOT_WAIT (!mill_sampler_is_busy (mill_workspace_get_sampler (workspace)));
  g_assert_false (mill_workspace_run (workspace, MILL_RUN_SCOPE_ALL, NULL, NULL, &error));
  g_assert_nonnull (error);
  g_assert_false (was_opened (watch));

  GtkWidget *button = robot_find (GTK_WIDGET (tab), GTK_TYPE_BUTTON, "trust_button");
  robot_click_widget (button);
  ROBOT_WAIT (mill_workspace_get_trusted (workspace));
  g_assert_false (is_revealed (tab, "trust_bar"));
  ROBOT_WAIT (was_opened (watch));

  /* what the user makes of it is trusted, what somebody else makes of it is not */
  add_block (mill_tab_get_document (tab), "mine");
  g_assert_true (app_save_to (tab, path));
  app_quit (fixture);
  app_start (fixture);
  tab = app_open (fixture, path);
  g_assert_false (is_revealed (tab, "trust_bar"));
  g_autofree char *other = app_write (fixture, "other.millrace", APP_SIMPLE " ");
  tab = app_open (fixture, other); /* the same content, trusted before */
  g_assert_false (is_revealed (tab, "trust_bar"));
  g_autofree char *third
      = app_write (fixture, "third.millrace", "{ \"millrace\": 1, \"name\": \"Third\" }");
  tab = app_open (fixture, third);
  g_assert_true (is_revealed (tab, "trust_bar"));
  close (watch);
}

/* A path that is typed into the file chooser is opened. */
static void
test_type_path (AppFixture *fixture, gconstpointer data)
{
  g_autofree char *path = app_write (fixture, "simple.millrace", APP_SIMPLE);
  robot_key (GDK_KEY_o, GDK_CONTROL_MASK);
  ROBOT_WAIT (robot_find_window (GTK_TYPE_FILE_CHOOSER_DIALOG) != NULL);
  robot_focus (robot_find_window (GTK_TYPE_FILE_CHOOSER_DIALOG));
  robot_type (path);
  robot_key (GDK_KEY_Return, 0);
  ROBOT_WAIT (mill_window_find_tab (fixture->window, path) != NULL);
  ROBOT_WAIT (robot_find_window (GTK_TYPE_FILE_CHOOSER_DIALOG) == NULL);
}

/* ---- the file ---- */

static void
test_changed (AppFixture *fixture, gconstpointer data)
{
  g_autofree char *path = app_write (fixture, "simple.millrace", APP_SIMPLE);
  MillTab *tab = app_open (fixture, path);
  g_assert_false (is_revealed (tab, "changed_bar"));
  g_free (app_write (fixture, "simple.millrace", "{ \"millrace\": 1, \"name\": \"Other\" }"));
  ROBOT_WAIT (is_revealed (tab, "changed_bar"));
  g_assert_cmpstr (mill_tab_get_title (tab), ==, "Simple");
  gtk_widget_activate_action (GTK_WIDGET (tab), "tab.reload", NULL);
  app_wait_loaded (tab);
  g_assert_cmpstr (mill_tab_get_title (tab), ==, "Other");
  g_assert_false (is_revealed (tab, "changed_bar"));
  /* our own writing is not somebody else's */
  mill_document_set_name (mill_tab_get_document (tab), "Mine");
  g_assert_true (app_save_to (tab, path));
  g_unlink (path);
  ROBOT_WAIT (is_revealed (tab, "changed_bar"));
  g_assert_true (app_save_to (tab, path));
  g_assert_false (is_revealed (tab, "changed_bar"));
}

static void
note_saved (GObject *tab, GAsyncResult *result, gpointer saved)
{
  *(int *)saved = mill_tab_save_finish (MILL_TAB (tab), result);
}

/* What another program has written is not replaced without asking, whether we know of it or not. */
static void
test_foreign (AppFixture *fixture, gconstpointer data)
{
  g_autofree char *path = app_write (fixture, "simple.millrace", APP_SIMPLE), *text = NULL;
  MillTab *tab = app_open (fixture, path);
  int saved = -1;
  add_block (mill_tab_get_document (tab), "mine");
  g_free (app_write (fixture, "simple.millrace", "{ \"millrace\": 1, \"name\": \"Other\" }"));
  mill_tab_save (tab, FALSE, note_saved, &saved);
  ROBOT_WAIT (robot_find_window (ADW_TYPE_MESSAGE_DIALOG) != NULL);
  answer ("cancel");
  ROBOT_WAIT (saved == FALSE);
  g_assert_true (mill_tab_is_dirty (tab));
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "Other"));
  saved = -1;
  mill_tab_save (tab, FALSE, note_saved, &saved);
  ROBOT_WAIT (robot_find_window (ADW_TYPE_MESSAGE_DIALOG) != NULL);
  answer ("replace");
  ROBOT_WAIT (saved == TRUE);
  g_clear_pointer (&text, g_free);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "mine"));
  /* who keeps his own has been asked */
  g_free (app_write (fixture, "simple.millrace", "{ \"millrace\": 1, \"name\": \"Other\" }"));
  ROBOT_WAIT (is_revealed (tab, "changed_bar"));
  gtk_widget_activate_action (GTK_WIDGET (tab), "tab.keep", NULL);
  saved = -1;
  mill_tab_save (tab, FALSE, note_saved, &saved);
  ROBOT_WAIT (saved == TRUE);
}

/* A file that is open is shown, in whichever window it is. */
static void
test_open_twice (AppFixture *fixture, gconstpointer data)
{
  g_autofree char *path = app_write (fixture, "simple.millrace", APP_SIMPLE);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  MillTab *tab = app_open (fixture, path);
  MillWindow *second = app_new_window (fixture);
  g_action_group_activate_action (G_ACTION_GROUP (fixture->window), "new", NULL);
  mill_window_open (second, file);
  g_assert_true (mill_window_get_tab (fixture->window) == tab);
  g_assert_null (mill_window_find_tab (second, path));
}

static void
test_lossy (AppFixture *fixture, gconstpointer data)
{
  static const char text[] = "{ \"millrace\": 1, \"name\": \"Lossy\", \"nonsense\": 1, "
                             "\"blocks\": { \"f\": { \"type\": \"filter\" } } }";
  g_autofree char *after = NULL;
  g_autofree char *path = app_write (fixture, "lossy.millrace", text);
  MillTab *tab = app_open (fixture, path);
  g_assert_true (is_revealed (tab, "lossy_bar"));
  add_block (mill_tab_get_document (tab), "more");
  g_assert_false (app_save_to (tab, path));
  g_file_get_contents (path, &after, NULL, NULL);
  g_assert_cmpstr (after, ==, text);
  app_end (fixture);
  /* a journal knows nothing of the file; the list of tabs does */
  app_start (fixture);
  tab = mill_window_get_tab (fixture->window);
  app_wait_loaded (tab);
  g_assert_true (is_revealed (tab, "lossy_bar"));
  g_autofree char *copy = g_build_filename (fixture->folder, "copy.millrace", NULL);
  g_assert_true (app_save_to (tab, copy));
  g_assert_false (is_revealed (tab, "lossy_bar"));
}

/* What is typed and waits for Return is saved, too; the cursor stays where it is. */
static void
test_save_typed (AppFixture *fixture, gconstpointer data)
{
  static const char text[] = "{ \"millrace\": 1, \"name\": \"Typed\", \"parameters\": "
                             "{ \"limit\": { \"type\": \"text\", \"default\": \"few\" } } }";
  g_autofree char *after = NULL;
  g_autofree char *path = app_write (fixture, "typed.millrace", text);
  MillTab *tab = app_open (fixture, path);
  GtkWidget *page = GTK_WIDGET (mill_tab_get_page (tab)), *values = NULL;
  ROBOT_WAIT ((values = robot_find (page, MILL_TYPE_VALUES, NULL)) != NULL);
  robot_settle ();
  GtkWidget *entry = robot_find (values, GTK_TYPE_TEXT, NULL);
  gtk_widget_grab_focus (entry);
  robot_key (GDK_KEY_a, GDK_CONTROL_MASK);
  robot_type ("many");
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (fixture->window));
  g_assert_true (app_save_to (tab, path));
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (fixture->window)) == focus);
  g_file_get_contents (path, &after, NULL, NULL);
  g_assert_nonnull (strstr (after, "\"many\""));
}

static char *
make_many_blocks (guint n)
{
  GString *text = g_string_new ("{ \"millrace\": 1, \"blocks\": {");
  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "%s\"b%u\": { \"type\": \"filter\" }", i > 0 ? ", " : "", i);
  g_string_append (text, "} }");
  return g_string_free (text, FALSE);
}

static char *
make_long_name (void)
{
  g_autofree char *name = g_strnfill (1000000, 'x');
  return g_strdup_printf ("{ \"millrace\": 1, \"name\": \"%s\", \"blocks\": { \"%s\": { "
                          "\"type\": \"filter\" }, \"b\": { \"type\": \"%s\" } } }",
                          name,
                          name,
                          name);
}

static char *
make_deep (void)
{
  g_autofree char *open = g_strnfill (100000, '[');
  return g_strdup_printf ("{ \"millrace\": 1, \"layout\": %s", open);
}

static void
test_hostile (AppFixture *fixture, gconstpointer data)
{
  const struct
  {
    const char *name;
    char *text;
    const char *state; /* (nullable): what is shown; NULL: the page, or what is wrong */
  } files[] = {
    { "many", make_many_blocks (100000), "failed" },
    { "beyond", make_many_blocks (100001), NULL },
    { "long", make_long_name (), NULL },
    { "deep", make_deep (), "failed" },
    { "empty", g_strdup (""), "failed" },
    { "list", g_strdup ("[1, 2, 3]"), "failed" },
    { "utf8", g_strdup ("{ \"millrace\": 1, \"name\": \"\xff\xfe\xc0\" }"), NULL },
    { "cycle",
      g_strdup ("{ \"millrace\": 1, \"blocks\": { \"a\": { \"type\": \"filter\" }, \"b\": { "
                "\"type\": \"filter\" } }, \"links\": [ { \"from\": \"a.out\", \"to\": \"b.in\" "
                "}, { \"from\": \"b.out\", \"to\": \"a.in\" }, { \"from\": \"a.out\", \"to\": "
                "\"a.in\" } ] }"),
      "page" },
    { "markup",
      g_strdup ("{ \"millrace\": 1, \"name\": \"<b>&amp;</i>\", \"blocks\": { \"x\": { "
                "\"type\": \"<u>\" } } }"),
      "page" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = app_write (fixture, files[i].name, files[i].text);
      MillTab *tab = app_open (fixture, path);
      robot_settle ();
      g_test_message ("%s: %s", files[i].name, shown_state (tab));
      if (files[i].state != NULL)
        g_assert_cmpstr (shown_state (tab), ==, files[i].state);
      else
        g_assert_cmpstr (shown_state (tab), !=, "loading");
      g_free (files[i].text);
    }
  MillTab *folder = app_open (fixture, fixture->folder);
  g_assert_cmpstr (shown_state (folder), ==, "failed");
  g_autofree char *missing = g_build_filename (fixture->folder, "missing", NULL);
  g_assert_cmpstr (shown_state (app_open (fixture, missing)), ==, "failed");
}

/* ---- the panels ---- */

/* How many things a panel has stands on its tab, whichever is shown. */
static void
test_counts (AppFixture *fixture, gconstpointer data)
{
  g_autofree char *path
      = app_write (fixture,
                   "wrong.millrace",
                   "{ \"millrace\": 1, \"blocks\": { \"f\": { \"type\": \"filter\" } } }");
  MillTab *tab = app_open (fixture, path);
  ROBOT_WAIT (mill_workspace_is_current (mill_page_get_workspace (mill_tab_get_page (tab))));
  robot_settle ();
  GtkStack *panels = GTK_STACK (robot_find (GTK_WIDGET (tab), GTK_TYPE_STACK, "panels"));
  GtkStackPage *problems
      = gtk_stack_get_page (panels, gtk_stack_get_child_by_name (panels, "problems"));
  g_assert_true (g_str_has_prefix (gtk_stack_page_get_title (problems), "Problems ("));
}

/* ---- closing ---- */

static void
test_close (AppFixture *fixture, gconstpointer data)
{
  AdwTabView *tabs = mill_window_get_tab_view (fixture->window);
  GActionGroup *actions = G_ACTION_GROUP (fixture->window);
  app_new_document (fixture);
  g_action_group_activate_action (actions, "close", NULL);
  ROBOT_WAIT (adw_tab_view_get_n_pages (tabs) == 0);

  add_block (app_new_document (fixture), "one");
  g_action_group_activate_action (actions, "close", NULL);
  ROBOT_WAIT (robot_find_window (ADW_TYPE_MESSAGE_DIALOG) != NULL);
  answer ("cancel");
  ROBOT_WAIT (robot_find_window (ADW_TYPE_MESSAGE_DIALOG) == NULL);
  g_assert_cmpint (adw_tab_view_get_n_pages (tabs), ==, 1);

  gtk_window_close (GTK_WINDOW (fixture->window));
  ROBOT_WAIT (robot_find_window (ADW_TYPE_MESSAGE_DIALOG) != NULL);
  robot_focus (robot_find_window (ADW_TYPE_MESSAGE_DIALOG));
  robot_key (GDK_KEY_Escape, 0);
  ROBOT_WAIT (robot_find_window (ADW_TYPE_MESSAGE_DIALOG) == NULL);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (fixture->window)));
  g_assert_cmpint (adw_tab_view_get_n_pages (tabs), ==, 1);

  g_action_group_activate_action (actions, "close", NULL);
  ROBOT_WAIT (robot_find_window (ADW_TYPE_MESSAGE_DIALOG) != NULL);
  answer ("discard");
  ROBOT_WAIT (adw_tab_view_get_n_pages (tabs) == 0);
  app_quit (fixture);
  app_start (fixture); /* what was discarded does not come back */
  g_assert_cmpint (adw_tab_view_get_n_pages (mill_window_get_tab_view (fixture->window)), ==, 0);
  app_quit (fixture);
}

/* What is drawn while a tab is saved to be closed is saved as well. */
static void
test_close_edited (AppFixture *fixture, gconstpointer data)
{
  AdwTabView *tabs = mill_window_get_tab_view (fixture->window);
  g_autofree char *path = app_write (fixture, "one.millrace", APP_SIMPLE), *after = NULL;
  MillTab *tab = app_open (fixture, path);
  add_block (mill_tab_get_document (tab), "before");
  adw_tab_view_close_page (tabs, adw_tab_view_get_selected_page (tabs));
  ROBOT_WAIT (robot_find_window (ADW_TYPE_MESSAGE_DIALOG) != NULL);
  answer ("save");
  add_block (mill_tab_get_document (tab), "while-saving");
  ROBOT_WAIT (adw_tab_view_get_n_pages (tabs) == 0);
  g_assert_true (g_file_get_contents (path, &after, NULL, NULL));
  g_assert_nonnull (strstr (after, "while-saving"));
}

/* A window that is closed while a tab of it closes waits for that. */
static void
test_close_window_then (AppFixture *fixture, gconstpointer data)
{
  AdwTabView *tabs = mill_window_get_tab_view (fixture->window);
  g_autofree char *path = app_write (fixture, "one.millrace", APP_SIMPLE);
  MillTab *tab = app_open (fixture, path);
  add_block (mill_tab_get_document (tab), "before");
  adw_tab_view_close_page (tabs, adw_tab_view_get_selected_page (tabs));
  ROBOT_WAIT (robot_find_window (ADW_TYPE_MESSAGE_DIALOG) != NULL);
  answer ("save");
  gtk_window_close (GTK_WINDOW (fixture->window));
  ROBOT_WAIT (!gtk_widget_get_visible (GTK_WIDGET (fixture->window)));
}

/* Who does not quit after all has work that is as safe as it was, also what was to be discarded. */
static void
test_stay (AppFixture *fixture, gconstpointer data)
{
  add_block (app_new_document (fixture), "one");
  MillTab *tab = mill_window_get_tab (fixture->window);
  MillWindow *second = app_new_window (fixture);
  g_action_group_activate_action (G_ACTION_GROUP (second), "new", NULL);
  add_block (mill_tab_get_document (mill_window_get_tab (second)), "two");
  g_action_group_activate_action (G_ACTION_GROUP (fixture->application), "quit", NULL);
  ROBOT_WAIT (robot_find_window (ADW_TYPE_MESSAGE_DIALOG) != NULL);
  GtkWindow *first = robot_find_window (ADW_TYPE_MESSAGE_DIALOG);
  answer ("discard");
  ROBOT_WAIT (robot_find_window (ADW_TYPE_MESSAGE_DIALOG) != NULL
              && robot_find_window (ADW_TYPE_MESSAGE_DIALOG) != first);
  watchdog_set_watching (FALSE); /* both windows are drawn anew */
  answer ("cancel");
  ROBOT_WAIT (gtk_widget_get_visible (GTK_WIDGET (fixture->window))
              && gtk_widget_get_visible (GTK_WIDGET (second)));
  robot_settle ();
  watchdog_set_watching (TRUE);
  g_assert_true (mill_tab_is_safe (tab));
}

/* ---- welcome, windows of the application ---- */

static void
test_example (AppFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) examples = mill_showcase_list ();
  g_assert_cmpuint (examples->len, >=, 3);
  for (guint i = 0; i < examples->len; i++)
    {
      const MillShowcase *example = examples->pdata[i];
      g_action_group_activate_action (G_ACTION_GROUP (fixture->application),
                                      "open-example",
                                      g_variant_new_string (example->id));
      MillTab *tab = mill_window_get_tab (fixture->window);
      app_wait_loaded (tab);
      g_assert_cmpstr (mill_tab_get_title (tab), ==, example->title);
      g_assert_cmpstr (shown_state (tab), ==, "page");
      g_assert_false (is_revealed (tab, "trust_bar"));
      g_assert_true (g_str_has_prefix (mill_tab_get_path (tab), g_get_user_data_dir ()));
      g_assert_nonnull (example->picture);
    }
  app_quit (fixture);
}

static void
test_preferences (AppFixture *fixture, gconstpointer data)
{
  GSettings *settings = mill_application_get_settings (fixture->application);
  robot_key (GDK_KEY_comma, GDK_CONTROL_MASK);
  ROBOT_WAIT (robot_find_window (MILL_TYPE_PREFERENCES) != NULL);
  GtkWidget *preferences = robot_find_window (MILL_TYPE_PREFERENCES);
  GtkEditable *memory = GTK_EDITABLE (
      gtk_widget_get_template_child (preferences, MILL_TYPE_PREFERENCES, "memory_limit"));
  gtk_editable_set_text (memory, "512MiB");
  g_assert_cmpuint (g_settings_get_uint64 (settings, "memory-limit"), ==, 512 << 20);
  gtk_editable_set_text (memory, "much");
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (memory), "error"));
  gtk_editable_set_text (memory, "");
  g_assert_cmpuint (mill_settings_get_job_options (settings).memory_bytes, ==, 0);
  GObject *theme = gtk_widget_get_template_child (preferences, MILL_TYPE_PREFERENCES, "theme");
  g_object_set (theme, "selected", 2, NULL);
  g_assert_true (adw_style_manager_get_dark (adw_style_manager_get_default ()));
  g_settings_reset (settings, "theme");
  gtk_window_destroy (GTK_WINDOW (preferences));
  app_quit (fixture);
}

static void
test_shortcuts (AppFixture *fixture, gconstpointer data)
{
  g_action_group_activate_action (G_ACTION_GROUP (fixture->application), "shortcuts", NULL);
  ROBOT_WAIT (robot_find_window (GTK_TYPE_SHORTCUTS_WINDOW) != NULL);
  gtk_window_destroy (robot_find_window (GTK_TYPE_SHORTCUTS_WINDOW));
  g_action_group_activate_action (G_ACTION_GROUP (fixture->application), "about", NULL);
  ROBOT_WAIT (robot_find_window (ADW_TYPE_ABOUT_WINDOW) != NULL);
  gtk_window_destroy (robot_find_window (ADW_TYPE_ABOUT_WINDOW));
  app_quit (fixture);
}

int
main (int argc, char **argv)
{
  robot_init (&argc, &argv);
  program = argv[0];
  if (argc == 3 && g_str_equal (argv[1], "--edit-and-die"))
    return edit_and_die (argv[2]);
  APP_TEST ("/app/undo", NULL, test_undo);
  APP_TEST ("/app/toast", NULL, test_toast);
  g_test_add_func ("/app/kill", test_kill);
  APP_TEST ("/app/kill-full-disk", NULL, test_kill_full_disk);
  APP_TEST ("/app/crash-loop", NULL, test_crash_loop);
  APP_TEST ("/app/session", NULL, test_session);
  APP_TEST ("/app/pins", NULL, test_pins);
  g_test_add_func ("/app/two-instances", test_two_instances);
  APP_TEST ("/app/two-windows", NULL, test_two_windows);
  APP_TEST ("/app/trust", NULL, test_trust);
  APP_TEST ("/app/type-path", NULL, test_type_path);
  APP_TEST ("/app/changed", NULL, test_changed);
  APP_TEST ("/app/foreign", NULL, test_foreign);
  APP_TEST ("/app/open-twice", NULL, test_open_twice);
  APP_TEST ("/app/lossy", NULL, test_lossy);
  APP_TEST ("/app/save-typed", NULL, test_save_typed);
  APP_TEST ("/app/hostile", NULL, test_hostile);
  APP_TEST ("/app/counts", NULL, test_counts);
  APP_TEST ("/app/close", NULL, test_close);
  APP_TEST ("/app/close-edited", NULL, test_close_edited);
  APP_TEST ("/app/close-window-then", NULL, test_close_window_then);
  APP_TEST ("/app/stay", NULL, test_stay);
  APP_TEST ("/app/example", NULL, test_example);
  APP_TEST ("/app/preferences/window", NULL, test_preferences);
  APP_TEST ("/app/shortcuts", NULL, test_shortcuts);
  return g_test_run ();
}
