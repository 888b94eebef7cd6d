/* test-main-loop.c: the designer goes on answering, whatever it is asked to do, for the first time
 * or again: an example, a pipeline of thousands of blocks, a file of 1 GB.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "app-fixture.h"
#include "watchdog.h"

#include "mill-export-dialog.h"
#include "mill-import-dialog.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <sys/statvfs.h>

#define BIG_BYTES (G_GUINT64_CONSTANT (1) << 30)
#define RUN_PATIENCE_S 150

enum
{
  PART_ROWS = 20000 /* that are written again and again */
};

/* A sanitizer makes everything slow, and proves nothing about stalls. */
static gboolean
is_sanitized (void)
{
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  return TRUE;
#else
  return FALSE;
#endif
}

static gboolean
has_room (const char *folder)
{
  struct statvfs fs;
  return statvfs (folder, &fs) == 0 && (guint64)fs.f_bavail * fs.f_frsize > 3 * BIG_BYTES;
}

/* How many rows the run has read. */
static guint64
count_rows (MillJob *job)
{
  guint64 rows = 0;
  for (guint i = 0; i < mill_job_n_blocks (job); i++)
    {
      MillJobBlock block;
      mill_job_get_block (job, i, &block);
      rows = MAX (rows, block.out);
    }
  return rows;
}

static char *
write_big (AppFixture *fixture, guint64 *rows)
{
  char *path = g_build_filename (fixture->folder, "big.csv", NULL);
  g_autoptr (GString) part = g_string_new (NULL);
  FILE *file = g_fopen (path, "wb");
  g_assert_nonnull (file);
  fputs ("time,device,value,note\n", file);
  for (guint i = 0; i < PART_ROWS; i++)
    g_string_append_printf (part,
                            "2024-05-%02u %02u:%02u:00,press-%u,%u.%u,\"line %u, all is well\"\n",
                            i % 31 + 1,
                            i % 24,
                            i % 60,
                            i % 40,
                            i % 100,
                            i % 10,
                            i);
  *rows = 0;
  for (guint64 bytes = 0; bytes < BIG_BYTES; bytes += part->len, *rows += PART_ROWS)
    g_assert_cmpuint (fwrite (part->str, 1, part->len, file), ==, part->len);
  g_assert_cmpint (fclose (file), ==, 0);
  return path;
}

static gboolean
has_looked (MillImportDialog *dialog)
{
  return dialog != NULL && mill_import_get_preview (mill_import_dialog_get_import (dialog)) != NULL;
}

static void
import_file (MillPage *page, const char *path)
{
  MillDocument *document = mill_workspace_get_document (mill_page_get_workspace (page));
  gtk_widget_activate_action (GTK_WIDGET (page), "import.path", "s", path);
  ROBOT_WAIT (has_looked (robot_find_window (MILL_TYPE_IMPORT_DIALOG)));
  robot_settle ();
  watchdog_check ("looking at a CSV file of 1 GB");
  gtk_widget_activate_action (
      GTK_WIDGET (robot_find_window (MILL_TYPE_IMPORT_DIALOG)), "import.accept", NULL);
  ROBOT_WAIT (g_list_model_get_n_items (mill_document_get_blocks (document)) == 1);
  robot_settle ();
  watchdog_check ("importing it");
}

static void
add (MillDocument *document, const char *id, const char *type, const char *params, double x)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = json_from_string (params, &error);
  g_assert_no_error (error);
  mill_document_add_block (document, id, type, json_node_get_object (node), x, 0, &error);
  g_assert_no_error (error);
}

static void
link_blocks (MillDocument *document, const char *from, const char *to)
{
  g_autoptr (GError) error = NULL;
  mill_document_link (document, from, "out", to, "in", &error);
  g_assert_no_error (error);
}

static void
draw (MillDocument *document)
{
  g_autoptr (MillDocBlock) source = g_list_model_get_item (mill_document_get_blocks (document), 0);
  add (document, "some", "filter", "{ \"condition\": \"value > 20\" }", 300);
  add (document,
       "groups",
       "group",
       "{ \"by\": [ \"device\" ], \"aggregates\": [ { \"function\": \"mean\", \"column\": "
       "\"value\" } ] }",
       600);
  add (document, "shown", "table", "{ }", 900);
  link_blocks (document, mill_doc_block_get_id (source), "some");
  link_blocks (document, "some", "groups");
  link_blocks (document, "groups", "shown");
}

static gboolean
has_sample (MillWorkspace *workspace, const char *block)
{
  MillSampleState state;
  mill_sampler_get (mill_workspace_get_sampler (workspace), block, "out", &state, NULL);
  return state == MILL_SAMPLE_READY;
}

static void
sample_all (MillWorkspace *workspace)
{
  static const char *const blocks[] = { "some", "groups" };
  for (guint i = 0; i < G_N_ELEMENTS (blocks); i++)
    {
      mill_selection_set_block (mill_workspace_get_selection (workspace), blocks[i]);
      ROBOT_WAIT (mill_workspace_is_current (workspace) && has_sample (workspace, blocks[i]));
      robot_settle ();
    }
  watchdog_check ("showing and sampling it");
}

static void
run (MillPage *page, guint64 rows)
{
  MillWorkspace *workspace = mill_page_get_workspace (page);
  g_autoptr (GError) error = NULL;
  gint64 end = g_get_monotonic_time () + RUN_PATIENCE_S * G_USEC_PER_SEC;
  mill_page_show_panel (page, "run");
  mill_workspace_run (workspace, MILL_RUN_SCOPE_ALL, NULL, NULL, &error);
  g_assert_no_error (error);
  while (mill_workspace_is_running (workspace) && g_get_monotonic_time () < end)
    robot_spin ();
  MillJob *job = mill_workspace_get_job (workspace);
  g_assert_cmpint (mill_job_get_state (job), ==, MILL_JOB_DONE);
  g_assert_cmpuint (count_rows (job), ==, rows);
  g_test_message (
      "%" G_GUINT64_FORMAT " rows in %.1f s", rows, (double)mill_job_elapsed_us (job) / 1e6);
  robot_settle ();
  watchdog_check ("running over it");
}

static void
test_big_file (AppFixture *fixture, gconstpointer data)
{
  if (is_sanitized ())
    {
      g_test_skip ("under a sanitizer");
      return;
    }
  if (has_room (fixture->folder))
    {
      guint64 rows;
      g_autofree char *path = write_big (fixture, &rows);
      g_action_group_activate_action (G_ACTION_GROUP (fixture->window), "new", NULL);
      MillTab *tab = mill_window_get_tab (fixture->window);
      MillPage *page = mill_tab_get_page (tab);
      robot_settle ();
      watchdog_check ("a new pipeline");
      import_file (page, path);
      draw (mill_tab_get_document (tab));
      sample_all (mill_page_get_workspace (page));
      run (page, rows);
    }
  else
    g_test_skip ("no room for a file of 1 GB");
}

/* ---- an example ---- */

/* Done in a turn of its own, as what a person does is. */
typedef struct
{
  GtkWidget *widget;
  const char *action;
  GVariant *parameter;
  gboolean done;
} Deed;

static gboolean
do_deed (gpointer data)
{
  Deed *deed = data;
  g_assert_true (gtk_widget_activate_action_variant (deed->widget, deed->action, deed->parameter));
  deed->done = TRUE;
  return G_SOURCE_REMOVE;
}

static void
act (gpointer widget, const char *action, GVariant *parameter)
{
  Deed deed = { widget, action, parameter != NULL ? g_variant_ref_sink (parameter) : NULL, FALSE };
  g_idle_add (do_deed, &deed);
  ROBOT_WAIT (deed.done);
  robot_settle ();
  g_clear_pointer (&deed.parameter, g_variant_unref);
}

static MillTab *
open_example (AppFixture *fixture, const char *name)
{
  act (fixture->window, "app.open-example", g_variant_new_string (name));
  MillTab *tab = mill_window_get_tab (fixture->window);
  app_wait_loaded (tab);
  MillWorkspace *workspace = mill_page_get_workspace (mill_tab_get_page (tab));
  ROBOT_WAIT (mill_workspace_is_current (workspace));
  robot_settle ();
  watchdog_check ("opening an example");
  return tab;
}

static void
wait_rows (MillWorkspace *workspace)
{
  robot_settle ();
  ROBOT_WAIT (mill_workspace_is_current (workspace)
              && !mill_sampler_is_busy (mill_workspace_get_sampler (workspace)));
  robot_settle ();
}

static gboolean
select_next (gpointer data)
{
  MillWorkspace *workspace = ((gpointer *)data)[0];
  MillDocBlock *block = ((gpointer *)data)[1];
  mill_selection_set_block (mill_workspace_get_selection (workspace),
                            mill_doc_block_get_id (block));
  ((gpointer *)data)[0] = NULL;
  return G_SOURCE_REMOVE;
}

/* Each form, and the rows of each block, are seen for the first time. */
static void
look_at_blocks (MillWorkspace *workspace)
{
  GListModel *blocks = mill_document_get_blocks (mill_workspace_get_document (workspace));
  for (guint i = 0; i < g_list_model_get_n_items (blocks); i++)
    {
      g_autoptr (MillDocBlock) block = g_list_model_get_item (blocks, i);
      g_autofree char *what = g_strdup_printf ("selecting block \u201c%s\u201d, %s",
                                               mill_doc_block_get_id (block),
                                               mill_doc_block_get_type_id (block));
      gpointer data[] = { workspace, block };
      g_idle_add (select_next, data);
      ROBOT_WAIT (data[0] == NULL);
      wait_rows (workspace);
      watchdog_check (what);
    }
}

static void
look_at_panels (AppFixture *fixture)
{
  static const char *const panels[]
      = { "problems", "run", "rejects", "chart", "history", "data", "run", "data" };
  for (guint i = 0; i < G_N_ELEMENTS (panels); i++)
    {
      g_autofree char *what = g_strconcat ("showing the panel ", panels[i], NULL);
      act (fixture->window, "win.show-panel", g_variant_new_string (panels[i]));
      robot_settle ();
      watchdog_check (what);
    }
}

static void
run_example (MillWorkspace *workspace)
{
  robot_key (GDK_KEY_F5, 0);
  ROBOT_WAIT (mill_workspace_get_job (workspace) != NULL && !mill_workspace_is_running (workspace));
  robot_settle ();
  g_assert_cmpint (mill_job_get_state (mill_workspace_get_job (workspace)), ==, MILL_JOB_DONE);
  watchdog_check ("running an example");
}

static void
edit_and_save (MillTab *tab)
{
  MillDocument *document = mill_tab_get_document (tab);
  add (document, "more", "filter", "{ \"condition\": \"true\" }", 300);
  robot_settle ();
  watchdog_check ("the first edit, which begins a journal");
  add (document, "yet-more", "filter", "{ \"condition\": \"true\" }", 600);
  robot_settle ();
  robot_key (GDK_KEY_z, GDK_CONTROL_MASK);
  ROBOT_WAIT (mill_document_find_block (document, "yet-more") == NULL);
  watchdog_check ("editing, taking it back");
  robot_key (GDK_KEY_s, GDK_CONTROL_MASK);
  ROBOT_WAIT (!mill_tab_is_dirty (tab));
  robot_settle ();
  watchdog_check ("saving");
}

static void
look_at_windows (AppFixture *fixture)
{
  static const struct
  {
    const char *what;
    guint key;
    GdkModifierType modifiers;
  } windows[] = {
    { "preferences", GDK_KEY_comma, GDK_CONTROL_MASK },
    { "exports", GDK_KEY_e, GDK_CONTROL_MASK },
    { "quick add", GDK_KEY_Insert, 0 },
    { "search", GDK_KEY_f, GDK_CONTROL_MASK },
    { "menu", GDK_KEY_F10, 0 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (windows); i++)
    {
      robot_key (windows[i].key, windows[i].modifiers);
      robot_settle ();
      watchdog_check (windows[i].what);
      robot_key (GDK_KEY_Escape, 0);
      robot_settle ();
      robot_focus (GTK_WINDOW (fixture->window));
      watchdog_reset ();
    }
}

typedef struct
{
  MillExportDialog *dialog; /* NULL: done */
  const char *target, *path;
} Export;

static gboolean
select_export (gpointer data)
{
  Export *export = data;
  mill_export_dialog_select (export->dialog, export->target);
  export->dialog = NULL;
  return G_SOURCE_REMOVE;
}

static gboolean
start_export (gpointer data)
{
  Export *export = data;
  mill_export_dialog_save (export->dialog, export->path);
  export->dialog = NULL;
  return G_SOURCE_REMOVE;
}

static MillExportDialog *
open_exports (void)
{
  robot_key (GDK_KEY_e, GDK_CONTROL_MASK);
  ROBOT_WAIT (robot_find_window (MILL_TYPE_EXPORT_DIALOG) != NULL);
  robot_focus (GTK_WINDOW (robot_find_window (MILL_TYPE_EXPORT_DIALOG)));
  return robot_find_window (MILL_TYPE_EXPORT_DIALOG);
}

static void
close_exports (AppFixture *fixture)
{
  robot_key (GDK_KEY_Escape, 0);
  ROBOT_WAIT (robot_find_window (MILL_TYPE_EXPORT_DIALOG) == NULL);
  robot_focus (GTK_WINDOW (fixture->window));
}

static void
select_target (MillExportDialog *dialog, const char *name)
{
  Export export = { dialog, name, NULL };
  g_idle_add (select_export, &export);
  ROBOT_WAIT (export.dialog == NULL);
  robot_settle ();
}

static void
save_as (MillExportDialog *dialog, const char *path)
{
  Export export = { dialog, NULL, path };
  g_autofree char *what = g_strconcat ("exporting ", path, NULL);
  g_idle_add (start_export, &export);
  ROBOT_WAIT (export.dialog == NULL && !mill_export_dialog_is_saving (dialog));
  robot_settle ();
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  watchdog_check (what);
}

/* Everything that can leave the designer. */
static void
export_all (AppFixture *fixture)
{
  MillExportDialog *dialog = open_exports ();
  for (const MillExportTarget *target = mill_export_targets (); target->name != NULL; target++)
    {
      g_autofree char *name = g_strconcat (target->name, target->suffix, NULL);
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
      if (target->form == MILL_EXPORT_FORM_FOLDER)
        g_mkdir (path, 0700);
      select_target (dialog, target->name);
      save_as (dialog, path);
    }
  close_exports (fixture);
}

static void
switch_tabs (AppFixture *fixture)
{
  robot_key (GDK_KEY_n, GDK_CONTROL_MASK);
  robot_settle ();
  watchdog_check ("another pipeline");
  for (guint i = 0; i < 4; i++)
    robot_key (GDK_KEY_Page_Up, GDK_CONTROL_MASK);
  watchdog_check ("going from tab to tab");
}

static void
test_example (AppFixture *fixture, gconstpointer name)
{
  MillTab *tab = open_example (fixture, name);
  MillWorkspace *workspace = mill_page_get_workspace (mill_tab_get_page (tab));
  look_at_blocks (workspace);
  look_at_panels (fixture);
  run_example (workspace);
  look_at_panels (fixture);
  look_at_blocks (workspace);
  export_all (fixture);
  edit_and_save (tab);
  look_at_windows (fixture);
  switch_tabs (fixture);
}

/* The form of every kind of block. */
static void
test_forms (AppFixture *fixture, gconstpointer data)
{
  robot_key (GDK_KEY_n, GDK_CONTROL_MASK);
  MillTab *tab = mill_window_get_tab (fixture->window);
  MillWorkspace *workspace = mill_page_get_workspace (mill_tab_get_page (tab));
  const MillRegistry *registry = mill_workspace_get_registry (workspace);
  for (guint i = 0; i < mill_registry_n (registry); i++)
    {
      const char *type = mill_registry_get (registry, i)->id;
      add (mill_tab_get_document (tab), type, type, "{ }", 0);
    }
  robot_settle ();
  watchdog_check ("drawing a block of every kind");
  look_at_blocks (workspace);
}

/* ---- closing ---- */

static guint
n_tabs (AppFixture *fixture)
{
  g_autoptr (GPtrArray) tabs = mill_window_list_tabs (fixture->window);
  return tabs->len;
}

static gboolean
save_and_close (gpointer data)
{
  AppFixture *fixture = data;
  g_action_group_activate_action (G_ACTION_GROUP (fixture->window), "save", NULL);
  g_action_group_activate_action (G_ACTION_GROUP (fixture->window), "close", NULL);
  return G_SOURCE_REMOVE;
}

/* What is being written is waited for, not asked about. */
static void
test_close_saving (AppFixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;
  g_autofree char *path = app_write (fixture, "a.millrace", "{ \"millrace\": 1 }");
  MillTab *tab = app_open (fixture, path);
  add (mill_tab_get_document (tab), "kept", "filter", "{ }", 0);
  robot_settle ();
  g_assert_true (mill_tab_is_dirty (tab));
  g_idle_add (save_and_close, fixture);
  ROBOT_WAIT (n_tabs (fixture) == 0);
  g_assert_null (robot_find_window (ADW_TYPE_MESSAGE_DIALOG));
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "\"kept\""));
}

/* A run is stopped without waiting for it. */
static void
test_close_running (AppFixture *fixture, gconstpointer data)
{
  g_autofree char *path
      = app_write (fixture,
                   "a.millrace",
                   "{ \"millrace\": 1, \"blocks\": { \"in\": { \"type\": \"generator\", "
                   "\"params\": { \"rows\": 10000000000 } }, \"out\": { \"type\": \"table\" } }, "
                   "\"links\": [ { \"from\": \"in.out\", \"to\": \"out.in\" } ] }");
  MillTab *tab = app_open (fixture, path);
  MillWorkspace *workspace = mill_page_get_workspace (mill_tab_get_page (tab));
  mill_workspace_set_trusted (workspace, TRUE);
  wait_rows (workspace);
  robot_key (GDK_KEY_F5, 0);
  ROBOT_WAIT (mill_workspace_get_job (workspace) != NULL
              && count_rows (mill_workspace_get_job (workspace)) > 0);
  robot_settle ();
  watchdog_check ("beginning a run");
  robot_key (GDK_KEY_F8, 0);
  ROBOT_WAIT (mill_job_get_paused (mill_workspace_get_job (workspace)));
  robot_key (GDK_KEY_F8, 0);
  ROBOT_WAIT (!mill_job_get_paused (mill_workspace_get_job (workspace)));
  robot_settle ();
  watchdog_check ("pausing it");
  robot_key (GDK_KEY_w, GDK_CONTROL_MASK);
  ROBOT_WAIT (n_tabs (fixture) == 0);
  robot_settle ();
  watchdog_check ("closing a pipeline that runs");
}

/* ---- many blocks ---- */

enum
{
  MANY_BLOCKS = 3000
};

static char *
write_many (AppFixture *fixture)
{
  g_autoptr (GString) text = g_string_new ("{ \"millrace\": 1, \"blocks\": {");
  for (guint i = 0; i < MANY_BLOCKS; i++)
    g_string_append_printf (text,
                            "%s\"b%u\": { \"type\": \"%s\", \"params\": { %s } }",
                            i > 0 ? ", " : "",
                            i,
                            i % 50 == 0 ? "rows" : "filter",
                            i % 50 == 0 ? "\"columns\": [ { \"name\": \"a\", \"type\": "
                                          "\"integer\" } ], \"data\": \"1\\n2\\n\""
                                        : "\"condition\": \"a > 1\"");
  g_string_append (text, "}, \"links\": [");
  const char *comma = "";
  for (guint i = 0; i < MANY_BLOCKS; i++)
    if (i % 50 > 0)
      {
        g_string_append_printf (
            text, "%s{ \"from\": \"b%u.out\", \"to\": \"b%u.in\" }", comma, i - 1, i);
        comma = ", ";
      }
  g_string_append (text, "], \"layout\": {");
  for (guint i = 0; i < MANY_BLOCKS; i++)
    g_string_append_printf (
        text, "%s\"b%u\": [%u, %u]", i > 0 ? ", " : "", i, i % 50 * 280, i / 50 * 120);
  g_string_append (text, "} }");
  return app_write (fixture, "many.millrace", text->str);
}

static void
export_many (AppFixture *fixture)
{
  g_autofree char *png = g_build_filename (fixture->folder, "many.png", NULL);
  g_autofree char *svg = g_build_filename (fixture->folder, "many.svg", NULL);
  MillExportDialog *dialog = open_exports ();
  watchdog_check ("showing the exports of thousands of blocks");
  select_target (dialog, "picture");
  GtkWidget *picture = robot_find (GTK_WIDGET (dialog), GTK_TYPE_PICTURE, "picture");
  ROBOT_WAIT (gtk_picture_get_paintable (GTK_PICTURE (picture)) != NULL);
  robot_settle ();
  watchdog_check ("drawing thousands of blocks");
  save_as (dialog, png);
  save_as (dialog, svg);
  close_exports (fixture);
}

/* Opening so many may take a moment, and has a figure of its own; then all goes on as with few. */
static void
test_many_blocks (AppFixture *fixture, gconstpointer data)
{
  g_autofree char *path = write_many (fixture);
  MillTab *tab = app_open (fixture, path);
  MillWorkspace *workspace = mill_page_get_workspace (mill_tab_get_page (tab));
  ROBOT_WAIT (mill_workspace_is_current (workspace));
  robot_settle ();
  watchdog_reset ();
  edit_and_save (tab);
  wait_rows (workspace);
  watchdog_check ("analysing thousands of blocks anew");
  export_many (fixture);
}

/* ---- the watchdog itself ---- */

static gboolean
doze (gpointer data)
{
  gboolean *done = data;
  g_usleep ((WATCHDOG_BUSY_LIMIT_MS + 50) * 1000);
  *done = TRUE;
  return G_SOURCE_REMOVE;
}

static void
test_watchdog (void)
{
  gboolean done = FALSE;
  robot_settle ();
  watchdog_reset ();
  g_idle_add (doze, &done);
  ROBOT_WAIT (done);
  g_assert_cmpint (watchdog_get_longest_us (), >, WATCHDOG_LIMIT_MS * 1000);
  watchdog_reset ();
  doze (&done);
  robot_spin ();
  g_assert_cmpint (watchdog_get_longest_us (), <, WATCHDOG_LIMIT_MS * 1000); /* our own doing */
  watchdog_reset ();
}

int
main (int argc, char **argv)
{
  robot_init (&argc, &argv);
  g_test_add_func ("/main-loop/watchdog", test_watchdog);
  APP_TEST ("/main-loop/weather", "weather", test_example);
  APP_TEST ("/main-loop/machine-temperature", "machine-temperature", test_example);
  APP_TEST ("/main-loop/forms", NULL, test_forms);
  APP_TEST ("/main-loop/close-saving", NULL, test_close_saving);
  APP_TEST ("/main-loop/close-running", NULL, test_close_running);
  APP_TEST ("/main-loop/many-blocks", NULL, test_many_blocks);
  APP_TEST ("/main-loop/big-file", NULL, test_big_file);
  return g_test_run ();
}
