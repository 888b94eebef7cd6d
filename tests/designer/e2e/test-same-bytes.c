/* test-same-bytes.c: an example that is run in the designer writes the same bytes as what the
 * designer exports of it, run by millrace.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-export.h"
#include "robot.h"
#include "workspace-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

/* What blocks have printed, as millrace prints it. */
static void
write_output (Fixture *fixture, const char *name)
{
  MillJob *job = mill_workspace_get_job (fixture->workspace);
  g_autoptr (GString) output = g_string_new (NULL);
  MillMessageLevel level;
  char *block, *text;
  while (mill_job_pop_message (job, &level, &block, &text))
    {
      if (level == MILL_MESSAGE_OUTPUT)
        g_string_append_printf (output, "%s\n", text);
      g_free (block);
      g_free (text);
    }
  fixture_put (fixture, name, output->str);
}

static char *
run_program (const char *folder, const char *const *arguments)
{
  g_autoptr (GError) error = NULL;
  char *text = NULL;
  int status;
  g_spawn_sync (folder,
                (char **)arguments,
                NULL,
                G_SPAWN_SEARCH_PATH,
                NULL,
                NULL,
                &text,
                NULL,
                &status,
                &error);
  g_assert_no_error (error);
  g_spawn_check_wait_status (status, &error);
  g_assert_no_error (error);
  return text;
}

/* What a file says; of a database what it holds, since its pages may lie in another order. */
static char *
read_file (const char *path, gsize *length)
{
  g_autoptr (GError) error = NULL;
  char *text = NULL;
  if (g_str_has_suffix (path, ".db"))
    {
      const char *dump[] = { "sqlite3", "-readonly", path, ".dump", NULL };
      text = run_program (NULL, dump);
      *length = strlen (text);
      return text;
    }
  g_file_get_contents (path, &text, length, &error);
  g_assert_no_error (error);
  return text;
}

static void
assert_same (const char *name, const char *one, const char *other)
{
  gsize length, other_length;
  g_autofree char *text = read_file (one, &length);
  g_autofree char *other_text = read_file (other, &other_length);
  g_test_message ("%s: %" G_GSIZE_FORMAT " bytes", name, length);
  g_assert_cmpmem (text, length, other_text, other_length);
}

/* The example as a folder @to for the exported pipeline: its data, but not the pipeline. */
static void
copy_data (const char *from, const char *to)
{
  g_autoptr (GDir) dir = g_dir_open (from, 0, NULL);
  const char *name;
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (from, name, NULL);
      g_autofree char *copy = g_build_filename (to, name, NULL), *text = NULL;
      gsize length;
      if (!g_str_has_suffix (name, ".csv") || !g_file_get_contents (path, &text, &length, NULL))
        continue;
      g_assert_true (g_file_set_contents (copy, text, (gssize)length, NULL));
    }
}

static void
run_export (Fixture *fixture, const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "exported.millrace", NULL);
  g_autofree char *table = g_build_filename (folder, "stdout.txt", NULL);
  g_autoptr (GError) error = NULL;
  MillExportOptions options = { 0 };
  mill_export_write (fixture->document,
                     mill_workspace_get_analysis (fixture->workspace),
                     MILL_EXPORT_CONFIG,
                     &options,
                     path,
                     NULL,
                     &error);
  g_assert_no_error (error);
  const char *run[] = { g_getenv ("MILLRACE"), "run", path, "--no-record", "--quiet", NULL };
  g_autofree char *text = run_program (folder, run);
  g_assert_true (g_file_set_contents (table, text, -1, NULL));
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_unlink (path);
    }
  g_rmdir (folder);
}

static void
test_example (gconstpointer data)
{
  const char *example = data;
  g_autoptr (Fixture) fixture = fixture_new_example (example);
  g_autofree char *from
      = g_test_build_filename (G_TEST_DIST, "..", "..", "data", "examples", example, NULL);
  g_autofree char *folder = g_dir_make_tmp ("millrace-export-XXXXXX", NULL);
  copy_data (from, folder);
  fixture_run (fixture);
  g_assert_cmpint (
      mill_job_get_state (mill_workspace_get_job (fixture->workspace)), ==, MILL_JOB_DONE);
  write_output (fixture, "stdout.txt");
  run_export (fixture, folder);

  guint n = 0;
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *one = fixture_path (fixture, name);
      g_autofree char *other = g_build_filename (folder, name, NULL);
      if (g_str_has_suffix (name, ".millrace"))
        continue;
      assert_same (name, one, other);
      n++;
    }
  g_assert_cmpuint (n, >=, 3); /* data, a table, and what else it writes */
  remove_folder (folder);
}

int
main (int argc, char **argv)
{
  robot_init (&argc, &argv);
  g_autofree char *examples
      = g_test_build_filename (G_TEST_DIST, "..", "..", "data", "examples", NULL);
  g_autoptr (GDir) dir = g_dir_open (examples, 0, NULL);
  g_assert_nonnull (dir);
  const char *name;
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_strdup_printf (
          "%s" G_DIR_SEPARATOR_S "%s" G_DIR_SEPARATOR_S "%s.millrace", examples, name, name);
      g_autofree char *path = g_strconcat ("/same-bytes/", name, NULL);
      if (g_file_test (file, G_FILE_TEST_IS_REGULAR))
        g_test_add_data_func_full (path, g_strdup (name), test_example, g_free);
    }
  return g_test_run ();
}
