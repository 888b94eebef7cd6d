/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "session-fixture.h"

#include "mill-harness.h"

#include <glib/gstdio.h>

static char *folder;
static MillRegistry *registry;

static void
remove_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;
  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);
      if (g_file_test (file, G_FILE_TEST_IS_DIR))
        remove_folder (file);
      else
        g_unlink (file);
    }
  g_rmdir (path);
}

int
fixture_run (void)
{
  folder = g_dir_make_tmp ("mill-session-XXXXXX", NULL);
  registry = mill_session_registry_new ();
  int result = g_test_run ();
  mill_registry_free (registry);
  remove_folder (folder);
  g_free (folder);
  return result;
}

char *
fixture_path (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

void
fixture_put (const char *name, const char *text)
{
  g_autofree char *path = fixture_path (name), *copy = g_strdup (text);
  g_strdelimit (copy, "'", '"');
  g_assert_true (g_file_set_contents (path, copy, -1, NULL));
}

char *
fixture_text (const char *name)
{
  g_autofree char *path = fixture_path (name);
  char *text = NULL;
  return g_file_get_contents (path, &text, NULL, NULL) ? text : NULL;
}

MillSession *
fixture_open (const char *name, const MillSessionOptions *options, GError **error)
{
  g_autofree char *path = fixture_path (name);
  return mill_session_open (registry, path, options, error);
}

MillSession *
fixture_pipeline (const char *blocks, const char *links)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) text = g_string_new ("{ 'millrace': 1, 'name': 'a test', 'blocks': {");
  g_auto (GStrv) pairs = g_strsplit (links, ", ", -1);
  g_string_append_printf (text, "%s}, 'links': [", blocks);
  for (char **pair = pairs; *pair != NULL; pair++)
    {
      g_auto (GStrv) ends = g_strsplit (*pair, " ", 2);
      g_string_append_printf (
          text, "%s{ 'from': '%s', 'to': '%s' }", pair > pairs ? ", " : "", ends[0], ends[1]);
    }
  g_string_append (text, "] }");
  fixture_put ("a.millrace", text->str);
  MillSession *session = fixture_open ("a.millrace", NULL, &error);
  g_assert_no_error (error);
  return session;
}

char *
fixture_print (MillSession *session, const char *block, const char *port, GPtrArray *batches)
{
  MillAnalysis *analysis = mill_session_analyze (session, NULL, NULL);
  guint at = (guint)mill_analysis_find_block (analysis, block);
  const MillBlockSpec *spec = mill_analysis_block_spec (analysis, at);
  guint output = (guint)mill_spec_find_port (spec, TRUE, port);
  return mill_typed_csv_print (mill_analysis_output_schema (analysis, at, output), batches);
}
