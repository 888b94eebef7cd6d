/* generate-reference.c: writes, or checks, the files that are made from the tables of the blocks:
 * FOLDER/reference/ID.md, FOLDER/reference/index.md and FOLDER/schema/millrace.schema.json.
 *
 *     generate-reference FOLDER           writes what differs, removes pages of blocks that are
 * gone generate-reference --check FOLDER   TAP: one point a file; fails where a file differs
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <glib/gstdio.h>
#include <string.h>

#include "mill-describe.h"
#include "mill-transition.h"

extern const MillBlockSpec *const mill_builtin_blocks[];

typedef struct
{
  gboolean check;
  guint points;
  gboolean failed;
  GHashTable *names; /* of the pages there are */
} Run;

static void
report (Run *run, gboolean good, const char *path)
{
  run->failed = run->failed || !good;
  if (run->check)
    g_print ("%s %u %s\n", good ? "ok" : "not ok", ++run->points, path);
}

static void
put (Run *run, const char *folder, const char *part, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (folder, part, name, NULL);
  g_autofree char *parent = g_path_get_dirname (path);
  g_autofree char *old = NULL;
  g_autoptr (GError) error = NULL;
  g_hash_table_add (run->names, g_strdup (name));
  gboolean same = g_file_get_contents (path, &old, NULL, NULL) && g_str_equal (old, text);
  if (!run->check && !same)
    {
      g_mkdir_with_parents (parent, 0755);
      same = g_file_set_contents (path, text, -1, &error);
    }
  if (error != NULL)
    g_printerr ("%s\n", error->message);
  else if (!same)
    g_print ("# %s is not what the tables say: run tests/blocks/generate-reference data\n", path);
  report (run, same, name);
}

/* Pages whose block is gone. */
static void
clean (Run *run, const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "reference", NULL);
  g_autoptr (GDir) pages = g_dir_open (path, 0, NULL);
  for (const char *name; pages != NULL && (name = g_dir_read_name (pages)) != NULL;)
    {
      g_autofree char *page = g_build_filename (path, name, NULL);
      if (g_hash_table_contains (run->names, name) || !g_str_has_suffix (name, ".md"))
        continue;
      if (run->check)
        report (run, FALSE, name);
      else
        g_remove (page);
    }
}

static void
put_schema (Run *run, const char *folder, const MillRegistry *registry)
{
  g_autoptr (JsonNode) schema = mill_json_schema_new (registry, mill_transition_tables ());
  g_autofree char *text = mill_json_print (schema);
  put (run, folder, "schema", "millrace.schema.json", text);
}

int
main (int argc, char **argv)
{
  Run run = { .check = argc > 1 && g_str_equal (argv[1], "--check") };
  const char *folder = argc == (run.check ? 3 : 2) ? argv[argc - 1] : NULL;
  if (folder == NULL)
    {
      g_printerr ("usage: generate-reference [--check] FOLDER\n");
      return 64;
    }
  g_autoptr (MillRegistry) registry = mill_registry_new (mill_builtin_blocks);
  run.names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < mill_registry_n (registry); i++)
    {
      const MillBlockSpec *spec = mill_registry_get (registry, i);
      g_autofree char *name = g_strconcat (spec->id, ".md", NULL);
      g_autofree char *page = mill_reference_page (spec);
      put (&run, folder, "reference", name, page);
    }
  g_autofree char *index = mill_reference_index (registry);
  put (&run, folder, "reference", "index.md", index);
  put_schema (&run, folder, registry);
  clean (&run, folder);
  if (run.check)
    g_print ("1..%u\n", run.points);
  g_hash_table_unref (run.names);
  return run.failed ? 1 : 0;
}
