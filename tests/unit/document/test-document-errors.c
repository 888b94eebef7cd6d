/* test-document-errors.c: what loading and analysing say about faulty pipelines, word for word.
 *
 * errors.txt holds the cases: a pipeline (single quotes for double ones), a line of dashes, what is
 * said about it, and between cases a line of equals signs.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "fixture.h"
#include "mill-limits.h"

#include <glib/gstdio.h>

#include <string.h>

static void
test_golden (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "errors.txt", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  g_auto (GStrv) cases = g_strsplit (text, "=====\n", -1);
  g_assert_cmpuint (g_strv_length (cases), >, 15);
  for (guint i = 0; cases[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit (cases[i], "\n-----\n", 2);
      g_test_message ("case %u", i);
      g_assert_cmpuint (g_strv_length (parts), ==, 2);
      fixture_check (parts[0], parts[1]);
    }
}

/* A pipeline with faults in some blocks is still one that a designer can show. */
static void
test_usable (void)
{
  g_autoptr (MillDocument) document
      = fixture_load ("{ 'millrace': 1, 'name': 'N', 'blocks': { 'a': { 'type': 'rows', 'x': 1 }, "
                      "'b': 7, 'c': { 'type': 'nope', 'params': { 'p': [1, 2] } } }, 'links': [ "
                      "{ 'from': 'a.out', 'to': 'c.in' }, { 'from': 'a.out' } ], 'layout': { 'a': "
                      "[1, 2], 'c': [3, 4.5] } }");
  g_assert_true (mill_document_has_errors (document));
  g_assert_true (mill_document_is_lossy (document));
  g_assert_cmpuint (g_list_model_get_n_items (mill_document_get_blocks (document)), ==, 2);
  g_assert_cmpuint (g_list_model_get_n_items (mill_document_get_links (document)), ==, 1);
  MillDocBlock *block = mill_document_find_block (document, "c");
  double x, y;
  g_assert_nonnull (block);
  g_assert_null (mill_doc_block_get_spec (block));
  g_assert_cmpstr (mill_doc_block_get_type_id (block), ==, "nope");
  g_assert_true (mill_doc_block_get_position (block, &x, &y));
  g_assert_cmpfloat (y, ==, 4.5);
  g_assert_nonnull (mill_doc_block_get_param (block, "p"));

  g_autoptr (GError) error = NULL;
  g_assert_false (mill_document_check (document, &error));
  g_assert_error (error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_UNKNOWN);
  g_assert_cmpstr (
      error->message,
      ==,
      "1:66: unknown key 'x'; known here are type, label, notes, disabled, params (and 2 "
      "more errors)");
}

static void
test_identity (void)
{
  g_autoptr (MillDocument) document = fixture_load (
      "{ 'millrace': 1, 'blocks': { 'a': { 'type': 'stream' }, 'k': { 'type': 'keep', "
      "'params': { 'conditio': 'x' } } }, 'links': [ { 'from': 'a.ot', 'to': 'k.in' } "
      "] }");
  g_autoptr (MillAnalysis) analysis = fixture_analyse (document, NULL);
  GListModel *model = mill_analysis_get_diagnostics (analysis);
  g_autoptr (MillDiagnostic) missing = g_list_model_get_item (model, 1);
  g_autoptr (MillDiagnostic) unknown = g_list_model_get_item (model, 2);
  g_autoptr (MillDiagnostic) link = g_list_model_get_item (model, 3);
  g_assert_cmpstr (mill_diagnostic_get_code (missing), ==, "missing-parameter");
  g_assert_cmpstr (mill_diagnostic_get_pointer (missing), ==, "/blocks/k/params/condition");
  g_assert_cmpstr (mill_diagnostic_get_code (unknown), ==, "unknown-parameter");
  g_assert_cmpstr (mill_diagnostic_get_block (unknown), ==, "k");
  g_assert_cmpstr (mill_diagnostic_get_param (unknown), ==, "conditio");
  g_assert_cmpstr (mill_diagnostic_get_suggestion (unknown), ==, "condition");
  g_assert_cmpint (mill_diagnostic_get_error_code (unknown), ==, MILL_DOCUMENT_UNKNOWN);
  g_assert_cmpstr (mill_diagnostic_get_code (link), ==, "unknown-port");
  g_assert_cmpstr (mill_diagnostic_get_link_from (link), ==, "a.ot");
  g_assert_cmpstr (mill_diagnostic_get_link_to (link), ==, "k.in");
  g_assert_cmpstr (mill_diagnostic_get_port (link), ==, "ot");
  g_assert_cmpstr (mill_diagnostic_get_pointer (link), ==, "/links/0/from");
  g_autofree char *text = mill_diagnostic_to_string (link, "a.millrace");
  g_assert_cmpstr (text, ==, "a.millrace:1:136: block a has no output 'ot'; did you mean 'out'?");
  g_assert_true (mill_analysis_has_errors (analysis));
  g_assert_true (mill_analysis_block_has_errors (analysis, 1));
  g_autoptr (GError) error = NULL;
  g_assert_false (mill_analysis_check (analysis, "a.millrace", &error));
  g_assert_true (g_str_has_prefix (error->message, "a.millrace:1:"));
  g_assert_true (g_str_has_suffix (error->message, "(and 2 more errors)"));
}

/* Names hold what they like; a message stays one line. */
static void
test_one_line (void)
{
  g_autoptr (MillDocument) document
      = fixture_load ("{ 'millrace': 1, 'a\\nb\\u001b[31m': 1, 'blocks': { 'x\\ny': {} } }");
  GListModel *model = mill_document_get_diagnostics (document);
  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (MillDiagnostic) item = g_list_model_get_item (model, i);
      const char *message = mill_diagnostic_get_message (item);
      g_assert_null (strpbrk (message, "\n\r\033"));
    }
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, 2);
}

static void
test_many_errors (void)
{
  GString *text = g_string_new ("{\"millrace\": 1, \"blocks\": {");
  for (guint i = 0; i < 5000; i++)
    g_string_append_printf (text, "%s\"b%u\": 1", i > 0 ? ", " : "", i);
  g_string_append (text, "}}");
  g_autoptr (MillDocument) document = fixture_load (text->str);
  GListModel *model = mill_document_get_diagnostics (document);
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, MILL_DIAGNOSTICS_MAX + 1);
  g_autoptr (MillDiagnostic) last = g_list_model_get_item (model, MILL_DIAGNOSTICS_MAX);
  g_assert_cmpstr (mill_diagnostic_get_message (last), ==, "4000 more problems are not listed");
  g_string_free (text, TRUE);
}

static void
test_hostile (void)
{
  g_autofree char *deep = g_strnfill (100000, '[');
  g_autofree char *name = g_strnfill (1000000, 'n');
  g_autofree char *long_id = g_strdup_printf ("{'millrace': 1, 'blocks': {'%s': {}}}", name);
  g_autofree char *long_type
      = g_strdup_printf ("{'millrace': 1, 'blocks': {'a': {'type': '%s'}}}", name);
  g_autofree char *long_end
      = g_strdup_printf ("{'millrace': 1, 'links': [{'from': '%s.out', 'to': 'a.in'}]}", name);
  const char *texts[]
      = { deep, long_id, long_type, long_end, "", "\xef\xbb\xbf{}", "{\"a\": \"\xff" };
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (MillDocument) document = fixture_load (texts[i]);
      g_autoptr (MillAnalysis) analysis = fixture_analyse (document, NULL);
      g_assert_true (mill_analysis_has_errors (analysis));
      g_autofree char *saved = mill_document_to_text (document, NULL);
      g_autoptr (GError) error = NULL;
      g_assert_false (mill_analysis_check (analysis, "f", &error));
      g_assert_cmpuint (strlen (error->message), <, 4000);
    }
}

static void
test_too_many_blocks (void)
{
  GString *text = g_string_new ("{\"millrace\": 1, \"blocks\": {");
  for (guint i = 0; i <= MILL_DOCUMENT_BLOCKS_MAX; i++)
    g_string_append_printf (text, "%s\"b%u\": {\"type\": \"stream\"}", i > 0 ? "," : "", i);
  g_string_append (text, "}}");
  g_autoptr (MillDocument) document = fixture_load (text->str);
  g_autoptr (GError) error = NULL;
  g_assert_false (mill_document_check (document, &error));
  g_assert_error (error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_LIMIT);
  g_assert_nonnull (strstr (error->message, "more than 100000 blocks"));
  g_string_free (text, TRUE);
}

static void
test_files (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("millrace-XXXXXX", NULL);
  g_autofree char *missing = g_build_filename (folder, "none.millrace", NULL);
  g_assert_null (mill_document_load (fixture_registry (), missing, &error));
  g_assert_error (error, MILL_ERROR_RESOURCE, MILL_RESOURCE_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (mill_document_load (fixture_registry (), folder, &error));
  g_assert_error (error, MILL_ERROR_RESOURCE, MILL_RESOURCE_READ);
  g_assert_nonnull (strstr (error->message, "is a folder"));
  g_clear_error (&error);
  g_autoptr (MillDocument) endless = mill_document_load (fixture_registry (), "/dev/zero", &error);
  g_assert_no_error (error);
  g_assert_false (mill_document_check (endless, &error));
  g_assert_error (error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_LIMIT);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/document/errors/golden", test_golden);
  g_test_add_func ("/document/errors/usable", test_usable);
  g_test_add_func ("/document/errors/identity", test_identity);
  g_test_add_func ("/document/errors/one-line", test_one_line);
  g_test_add_func ("/document/errors/many", test_many_errors);
  g_test_add_func ("/document/errors/hostile", test_hostile);
  g_test_add_func ("/document/errors/too-many-blocks", test_too_many_blocks);
  g_test_add_func ("/document/errors/files", test_files);
  return g_test_run ();
}
