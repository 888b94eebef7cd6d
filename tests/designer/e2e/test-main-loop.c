/* test-main-loop.c: the designer goes on answering while it imports, shows, samples and runs a file
 * of 1 GB.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "app-fixture.h"
#include "watchdog.h"

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
import_file (MillPage *page, const char *path, Watchdog *dog)
{
  MillDocument *document = mill_workspace_get_document (mill_page_get_workspace (page));
  gtk_widget_activate_action (GTK_WIDGET (page), "import.path", "s", path);
  ROBOT_WAIT (has_looked (app_dialog (MILL_TYPE_IMPORT_DIALOG)));
  robot_settle ();
  watchdog_check (dog, "looking at a CSV file of 1 GB");
  gtk_widget_activate_action (
      GTK_WIDGET (app_dialog (MILL_TYPE_IMPORT_DIALOG)), "import.accept", NULL);
  ROBOT_WAIT (g_list_model_get_n_items (mill_document_get_blocks (document)) == 1);
  robot_settle ();
  watchdog_check (dog, "importing it");
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
sample_all (MillWorkspace *workspace, Watchdog *dog)
{
  static const char *const blocks[] = { "some", "groups" };
  for (guint i = 0; i < G_N_ELEMENTS (blocks); i++)
    {
      mill_selection_set_block (mill_workspace_get_selection (workspace), blocks[i]);
      ROBOT_WAIT (mill_workspace_is_current (workspace) && has_sample (workspace, blocks[i]));
      robot_settle ();
    }
  watchdog_check (dog, "showing and sampling it");
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

static void
run (MillPage *page, guint64 rows, Watchdog *dog)
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
  watchdog_check (dog, "running over it");
}

static void
test_big_file (void)
{
  AppFixture fixture = { 0 };
  if (is_sanitized ())
    {
      g_test_skip ("under a sanitizer");
      return;
    }
  app_start (&fixture);
  if (has_room (fixture.folder))
    {
      guint64 rows;
      g_autofree char *path = write_big (&fixture, &rows);
      g_autoptr (Watchdog) dog = watchdog_new ();
      g_action_group_activate_action (G_ACTION_GROUP (fixture.window), "new", NULL);
      MillTab *tab = mill_window_get_tab (fixture.window);
      MillPage *page = mill_tab_get_page (tab);
      robot_settle ();
      watchdog_check (dog, "a new pipeline");
      import_file (page, path, dog);
      draw (mill_tab_get_document (tab));
      sample_all (mill_page_get_workspace (page), dog);
      run (page, rows, dog);
    }
  else
    g_test_skip ("no room for a file of 1 GB");
  app_end (&fixture);
  app_clear (&fixture);
}

/* That the watchdog would bark. */
static gboolean
dawdle (gpointer data)
{
  gboolean *done = data;
  g_usleep ((WATCHDOG_LIMIT_MS + 50) * 1000);
  *done = TRUE;
  return G_SOURCE_REMOVE;
}

static void
test_watchdog (void)
{
  g_autoptr (Watchdog) dog = watchdog_new ();
  gboolean done = FALSE;
  robot_settle ();
  watchdog_reset (dog);
  g_idle_add (dawdle, &done);
  ROBOT_WAIT (done);
  robot_spin ();
  g_assert_cmpint (watchdog_get_longest_us (dog), >=, WATCHDOG_LIMIT_MS * 1000);
}

int
main (int argc, char **argv)
{
  robot_init (&argc, &argv);
  g_test_add_func ("/main-loop/watchdog", test_watchdog);
  g_test_add_func ("/main-loop/big-file", test_big_file);
  return g_test_run ();
}
