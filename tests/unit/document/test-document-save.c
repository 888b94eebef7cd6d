/* test-document-save.c: the canonical text.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "fixture.h"
#include "mill-document-private.h"

#include <glib/gstdio.h>
#include <locale.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char messy[]
    = "{'layout':{'k':[10.5,-3],'a':[0,0]},'links':[{'to':'s.in','from':'k.out','transition':{"
      "'retries':5,'kind':'queue','workers':2}},{'from':'a.out','to':'k.in','transition':{'kind':"
      "'call'}}],'blocks':{'s':{'type':'sink'},'k':{'params':{'mode':'some','count':2,'condition':"
      "'x > 1','zeta':[1,{'b':2}]},'notes':'n','label':'Keep','type':'keep','disabled':true},'o':{"
      "'type':'sort','params':{'rules':[{'descending':true,'column':'x'}],'by':['x','y']}},'a':{"
      "'type':'rows','params':{'columns':{'x':'integer'}},'disabled':false}},'tests':{'t':{'expect'"
      ":"
      "{'k.out':['x:integer','2']},'set':{'p':1}}},'connections':{'z':{'settings':{'b':1,'a':{"
      "'secret':'s'}},'type':'pg'}},'parameters':{'p':{'help':'h','default':1.50,'type':'number'},'"
      "b':"
      "{'type':'text'}},'environments':{'q':{'p':2},'e':{}},'name':'N','millrace':1}";

static const char canonical[]
    = "{\n"
      "  'millrace': 1,\n"
      "  'name': 'N',\n"
      "  'parameters': {\n"
      "    'p': { 'type': 'number', 'default': 1.5, 'help': 'h' },\n"
      "    'b': { 'type': 'text' }\n"
      "  },\n"
      "  'environments': {\n"
      "    'e': {},\n"
      "    'q': {\n"
      "      'p': 2\n"
      "    }\n"
      "  },\n"
      "  'connections': {\n"
      "    'z': {\n"
      "      'type': 'pg',\n"
      "      'settings': {\n"
      "        'b': 1,\n"
      "        'a': { 'secret': 's' }\n"
      "      }\n"
      "    }\n"
      "  },\n"
      "  'blocks': {\n"
      "    'a': {\n"
      "      'type': 'rows',\n"
      "      'params': {\n"
      "        'columns': { 'x': 'integer' }\n"
      "      }\n"
      "    },\n"
      "    'k': {\n"
      "      'type': 'keep',\n"
      "      'label': 'Keep',\n"
      "      'notes': 'n',\n"
      "      'disabled': true,\n"
      "      'params': {\n"
      "        'condition': 'x > 1',\n"
      "        'count': 2,\n"
      "        'zeta': [1, { 'b': 2 }]\n"
      "      }\n"
      "    },\n"
      "    'o': {\n"
      "      'type': 'sort',\n"
      "      'params': {\n"
      "        'by': ['x', 'y'],\n"
      "        'rules': [{ 'column': 'x', 'descending': true }]\n"
      "      }\n"
      "    },\n"
      "    's': {\n"
      "      'type': 'sink'\n"
      "    }\n"
      "  },\n"
      "  'links': [\n"
      "    { 'from': 'a.out', 'to': 'k.in' },\n"
      "    { 'from': 'k.out', 'to': 's.in', 'transition': { 'kind': 'queue', "
      "'workers': 2, 'retries': 5 } }\n"
      "  ],\n"
      "  'tests': {\n"
      "    't': {\n"
      "      'set': { 'p': 1 },\n"
      "      'expect': {\n"
      "        'k.out': ['x:integer', '2']\n"
      "      }\n"
      "    }\n"
      "  },\n"
      "  'layout': {\n"
      "    'a': [0, 0],\n"
      "    'k': [10.5, -3]\n"
      "  }\n"
      "}\n";

static void
test_canonical (void)
{
  g_autoptr (MillDocument) document = fixture_load (messy);
  g_autofree char *expected = fixture_text (canonical);
  gsize length;
  g_autofree char *text = mill_document_to_text (document, &length);
  g_assert_cmpstr (text, ==, expected);
  g_assert_cmpuint (length, ==, strlen (text));
}

static void
test_fixed_point (void)
{
  static const char *const texts[] = {
    "{'millrace': 1}",
    "{'millrace': 1, 'blocks': {}, 'links': []}",
    "{'millrace': 1, 'blocks': {'a': {'type': 'unknown', 'params': {'z': 1, 'a': [], 'o': {}, "
    "'n': null, 'f': 1e300, 'g': 100000000000000000000.0, 'h': -0, 'i': -0.0, 'j': 5e-324}}}}",
    "{'millrace': 1, 'name': '\\u00e4\\ud834\\udd1e\\u0007\\n', 'blocks': {'k': {'type': 'keep', "
    "'params': {'condition': '${v}', 'count': 1}}}}",
    "{'millrace': 1, 'links': [{'from': 'b.out', 'to': 'a.in'}, {'from': 'a-b.out', 'to': "
    "'a.in'}, {'from': 'a.out', 'to': 'b.in', 'transition': {'kind': 'function', 'routes': "
    "[{'to': 'x.in', 'when': 'true'}]}}]}"
  };
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (MillDocument) document = fixture_load (texts[i]);
      g_autofree char *once = mill_document_to_text (document, NULL);
      g_autoptr (MillDocument) again = fixture_load (once);
      g_autofree char *twice = mill_document_to_text (again, NULL);
      g_assert_cmpstr (once, ==, twice);
      g_assert_true (g_str_has_suffix (once, "}\n"));
      g_assert_false (mill_document_is_lossy (again));
    }
}

static void
test_format (void)
{
  g_autofree char *text = fixture_text (messy), *expected = fixture_text (canonical);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  g_autofree char *formatted = mill_document_format (fixture_registry (), bytes, "f", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (formatted, ==, expected);
  g_autoptr (GBytes) faulty = g_bytes_new_static ("{\n  \"mill\": 1\n}", 15);
  g_assert_null (mill_document_format (fixture_registry (), faulty, "f.millrace", &error));
  g_assert_error (error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_MISSING);
  g_assert_cmpstr (error->message,
                   ==,
                   "f.millrace:1:1: the version is missing; a pipeline starts with \"millrace\": 1 "
                   "(and 1 more error)");
}

/* Numbers have a point under any locale. */
static void
test_locale (void)
{
  g_autofree char *expected = fixture_text (canonical);
  const char *found = setlocale (LC_ALL, "de_DE.UTF-8");
  g_autoptr (MillDocument) document = fixture_load (messy);
  g_autofree char *text = mill_document_to_text (document, NULL);
  setlocale (LC_ALL, "C");
  g_assert_cmpstr (text, ==, expected);
  if (found == NULL)
    g_test_message ("no German locale here");
}

static void
remove_all (const char *folder, const char *const *names)
{
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);
      g_unlink (path);
    }
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* Where a file says which types it needs it is kept up to date; elsewhere only a config says so,
 * which has no picture. */
static void
test_requires (void)
{
  static const char text[]
      = "{ 'millrace': 1, %s'blocks': { 'a': { 'type': 'rows' }, 'b': { 'type': 'keep', 'params': "
        "{ "
        "'condition': 'true' } }, 'c': { 'type': 'rows' } }, 'links': [], 'annotations': { 'n': { "
        "'kind': 'note', 'x': 0, 'y': 0, 'width': 99, 'height': 99 } }, 'layout': { 'a': [0, 0] } "
        "}";
  g_autofree char *without = g_strdup_printf (text, "");
  g_autofree char *with = g_strdup_printf (text, "'requires': ['rows'], ");
  g_autoptr (MillDocument) plain = fixture_load (without);
  g_autoptr (MillDocument) listed = fixture_load (with);
  g_autofree char *plain_text = mill_document_to_text (plain, NULL);
  g_autofree char *listed_text = mill_document_to_text (listed, NULL);
  g_autofree char *config = mill_document_to_config (plain);
  g_assert_null (strstr (plain_text, "requires"));
  g_assert_nonnull (strstr (listed_text, "\n  \"requires\": [\"keep\", \"rows\"],\n"));
  g_assert_nonnull (strstr (listed_text, "\"layout\""));
  g_assert_nonnull (strstr (config, "\n  \"requires\": [\"keep\", \"rows\"],\n"));
  g_assert_null (strstr (config, "layout"));
  g_assert_null (strstr (config, "annotations"));
  g_autoptr (MillDocument) again = fixture_load (config);
  g_autofree char *fixed = mill_document_to_text (again, NULL);
  g_assert_cmpstr (fixed, ==, config);
}

static void
test_files (void)
{
  static const char *const names[] = { "a.millrace", "link.millrace", "b.millrace", NULL };
  g_autofree char *folder = g_dir_make_tmp ("millrace-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, names[0], NULL);
  g_autofree char *link = g_build_filename (folder, names[1], NULL);
  g_autofree char *other = g_build_filename (folder, names[2], NULL);
  g_autofree char *text = fixture_text (messy), *expected = fixture_text (canonical);
  g_autofree char *saved = NULL;
  g_autoptr (GError) error = NULL;
  GStatBuf info;
  guint line, column;
  g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_NONE, 0640, &error);
  g_assert_no_error (error);
  g_assert_cmpint (symlink (names[0], link), ==, 0);

  g_autoptr (MillDocument) document = mill_document_load (fixture_registry (), link, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (mill_document_get_folder (document), ==, folder);
  mill_document_locate (document, "/blocks/k", &line, &column);
  g_assert_cmpuint (line, ==, 1);
  g_assert_true (mill_document_save (document, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &saved, NULL, NULL));
  g_assert_cmpstr (saved, ==, expected);
  g_assert_cmpint (g_lstat (link, &info), ==, 0);
  g_assert_true (S_ISLNK (info.st_mode));
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 0777, ==, 0640);
  /* positions are now those of the canonical text */
  mill_document_locate (document, "/blocks/k/params/count", &line, &column);
  g_assert_cmpuint (line, ==, 37);
  g_assert_cmpuint (column, ==, 18);
  mill_document_locate (document, "/links/1/transition", &line, &column);
  g_assert_cmpuint (line, ==, 54);

  g_assert_true (mill_document_save (document, other, &error));
  g_assert_cmpstr (mill_document_get_path (document), ==, other);
  g_assert_false (mill_document_save (document, "/nowhere/at/all.millrace", &error));
  g_assert_error (error, MILL_ERROR_RESOURCE, MILL_RESOURCE_NOT_FOUND);
  g_assert_cmpstr (mill_document_get_path (document), ==, other);
  remove_all (folder, names);
}

/* What was not understood is not overwritten. */
static void
test_lossy (void)
{
  static const char *const names[] = { "a.millrace", "b.millrace", NULL };
  static const char broken[] = "{ \"millrace\": 1, \"blocks\": {} ";
  g_autofree char *folder = g_dir_make_tmp ("millrace-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, names[0], NULL);
  g_autofree char *other = g_build_filename (folder, names[1], NULL);
  g_autofree char *kept = NULL;
  g_autoptr (GError) error = NULL;
  g_file_set_contents (path, broken, -1, NULL);
  g_autoptr (MillDocument) document = mill_document_load (fixture_registry (), path, &error);
  g_assert_no_error (error);
  g_assert_true (mill_document_is_lossy (document));
  g_assert_false (mill_document_save (document, NULL, &error));
  g_assert_error (error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_SYNTAX);
  g_clear_error (&error);
  g_file_get_contents (path, &kept, NULL, NULL);
  g_assert_cmpstr (kept, ==, broken);
  g_assert_true (mill_document_save (document, other, &error));
  g_assert_false (mill_document_is_lossy (document));
  remove_all (folder, names);
}

static void
rename_nodes (JsonObject *root)
{
  JsonNode *nodes = json_object_dup_member (root, "nodes");
  json_object_remove_member (root, "nodes");
  json_object_set_member (root, "blocks", nodes);
}

static void
test_migration (void)
{
  static const MillMigration table[] = { { 0, rename_nodes }, { 1, NULL } };
  g_autofree char *text
      = fixture_text ("{ 'millrace': 0,\n  'nodes': { 'a': { 'type': 'rows', 'labell': 'x' } } }");
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (MillDocument) document = mill_document_new (fixture_registry ());
  mill_document_read (document, bytes, table);
  g_assert_nonnull (mill_document_find_block (document, "a"));
  g_autofree char *found = fixture_diagnostics (mill_document_get_diagnostics (document));
  /* what has moved is reported at the innermost part that both versions have */
  g_assert_cmpstr (found, ==, "1:1: unknown-key: unknown key 'labell'; did you mean 'label'?\n");
  g_autofree char *saved = mill_document_to_text (document, NULL);
  g_assert_nonnull (strstr (saved, "\"millrace\": 1"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/document/save/canonical", test_canonical);
  g_test_add_func ("/document/save/fixed-point", test_fixed_point);
  g_test_add_func ("/document/save/format", test_format);
  g_test_add_func ("/document/save/locale", test_locale);
  g_test_add_func ("/document/save/requires", test_requires);
  g_test_add_func ("/document/save/files", test_files);
  g_test_add_func ("/document/save/lossy", test_lossy);
  g_test_add_func ("/document/save/migration", test_migration);
  return g_test_run ();
}
