/* test-session.c: opening, parameters, what is wrong, graphs, previews.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-session-private.h"
#include "session-fixture.h"

#include <glib/gstdio.h>

#define ROWS                                                                                       \
  "'few': { 'type': 'rows', 'params': { 'columns': [{ 'name': 'a', 'type': 'text' }], 'data': "    \
  "'1\\nx\\n3\\ny\\n5' } }"
#define CAST "'some': { 'type': 'compute', 'params': { 'columns': { 'n': 'cast(a as integer)' } } }"
#define OUT "'out': { 'type': 'csv-file-out', 'params': { 'path': 'out.csv' } }"

static char *
preview (MillSession *session, const char *block, const char *port, guint64 limit, guint64 *refused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) batches
      = mill_session_preview (session, block, port, limit, 2, refused, NULL, &error);
  g_assert_no_error (error);
  return fixture_print (session, block, port, batches);
}

static void
assert_preview (MillSession *session, const char *block, const char *port, const char *expected)
{
  g_autofree char *text = preview (session, block, port, 0, NULL);
  g_assert_cmpstr (text, ==, expected);
}

static void
assert_no_preview (
    MillSession *session, const char *block, const char *port, int code, const char *message)
{
  g_autoptr (GError) error = NULL;
  g_assert_null (mill_session_preview (session, block, port, 0, 1, NULL, NULL, &error));
  g_assert_error (error, MILL_ERROR_DOCUMENT, code);
  g_assert_nonnull (strstr (error->message, message));
}

/* ---- opening ---- */

static void
test_open (void)
{
  g_autoptr (GError) error = NULL;
  g_assert_null (fixture_open ("nothing.millrace", NULL, &error));
  g_assert_error (error, MILL_ERROR_RESOURCE, MILL_RESOURCE_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "nothing.millrace"));
  g_clear_error (&error);
  g_assert_null (fixture_open (".", NULL, &error));
  g_assert_true (error->domain == MILL_ERROR_RESOURCE);
  g_autoptr (MillSession) session = fixture_pipeline (ROWS, "");
  g_autofree char *path = fixture_path ("a.millrace");
  MillDocument *document = mill_session_get_document (session);
  g_assert_cmpstr (mill_document_get_path (document), ==, path);
  g_assert_cmpstr (mill_document_get_name (document), ==, "a test");
}

static void
test_read_text (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = fixture_path ("bytes"), *missing = fixture_path ("missing");
  g_assert_true (g_file_set_contents (path, "a\0b", 3, NULL));
  g_autoptr (GBytes) bytes = mill_session_read_text (path, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "a\0b", 3);
  g_assert_null (mill_session_read_text (missing, &error));
  g_assert_error (error, MILL_ERROR_RESOURCE, MILL_RESOURCE_NOT_FOUND);
}

/* What is no pipeline opens, and says what is wrong with it wherever it is asked. */
static void
test_faulty_text (void)
{
  static const char *const texts[]
      = { "",
          "{",
          "[]",
          "{ 'millrace': 99, 'blocks': {}, 'links': [] }",
          "{ 'millrace': 1, 'blocks': { 'a': { 'type': 'rows', 'parms': {} } }, 'links': [] }" };
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL, other = NULL;
      fixture_put ("faulty.millrace", texts[i]);
      g_autoptr (MillSession) session = fixture_open ("faulty.millrace", NULL, &error);
      g_assert_no_error (error);
      g_autoptr (GPtrArray) found = mill_session_diagnostics (session, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (found->len, >, 0);
      g_assert_false (mill_session_check (session, &error));
      g_assert_true (error->domain == MILL_ERROR_DOCUMENT);
      g_assert_nonnull (strstr (error->message, "faulty.millrace:1:"));
      g_assert_null (mill_session_preview (session, "a", "out", 0, 1, NULL, NULL, &other));
      g_assert_true (other->domain == MILL_ERROR_DOCUMENT);
    }
}

static void
test_diagnostics (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MillSession) session
      = fixture_pipeline (ROWS ", 'bad': { 'type': 'filter', 'params': { 'condition': 'zz > 1' } }"
                               ", 'worse': { 'type': 'filer' }",
                          "few.out bad.in, bad.out worse.in");
  g_autoptr (GPtrArray) found = mill_session_diagnostics (session, &error);
  g_assert_no_error (error);
  g_autoptr (GString) text = g_string_new (NULL);
  for (guint i = 0; i < found->len; i++)
    if (mill_diagnostic_get_severity (found->pdata[i]) == MILL_SEVERITY_ERROR)
      g_string_append_printf (text, "%s ", mill_diagnostic_get_block (found->pdata[i]));
  g_assert_cmpstr (text->str, ==, "bad worse ");
  g_assert_false (mill_session_check (session, &error));
  g_assert_nonnull (strstr (error->message, "zz"));
}

/* A file that is missing is no fault of the document, and the error is that of the file. */
static void
test_unreadable (void)
{
  static const char in[] = "'in': { 'type': 'csv-file', 'params': { 'path': 'in.csv' } }";
  g_autofree char *path = fixture_path ("in.csv");
  g_autoptr (GError) error = NULL;
  g_unlink (path);
  g_autoptr (MillSession) session = fixture_pipeline (in, "");
  g_assert_false (mill_session_check (session, &error));
  g_assert_error (error, MILL_ERROR_RESOURCE, MILL_RESOURCE_NOT_FOUND);
  g_assert_true (g_str_has_prefix (error->message, "in: "));
  g_clear_error (&error);
  g_assert_null (mill_session_preview (session, "in", "out", 0, 1, NULL, NULL, &error));
  g_assert_error (error, MILL_ERROR_RESOURCE, MILL_RESOURCE_NOT_FOUND);
  g_clear_error (&error);
  /* what is wrong with the document counts more */
  g_autoptr (MillSession) both
      = fixture_pipeline ("'in': { 'type': 'csv-file', 'params': { 'path': 'in.csv' } }, 'z': { "
                          "'type': 'filter' }",
                          "in.out z.in");
  g_assert_false (mill_session_check (both, &error));
  g_assert_true (error->domain == MILL_ERROR_DOCUMENT);
}

/* ---- parameters ---- */

static const char with_parameters[]
    = "{ 'millrace': 1, 'parameters': { 'input': { 'type': 'file', 'default': 'in.csv' }, 'least': "
      "{ 'type': 'integer', 'default': 3 } }, 'environments': { 'plant': { 'least': 5 } }, "
      "'blocks': { 'in': { 'type': 'csv-file', 'params': { 'path': '${input}' } }, 'some': { "
      "'type': 'filter', 'params': { 'condition': 'a >= ${least}' } } }, 'links': [{ 'from': "
      "'in.out', 'to': 'some.in' }] }";

static MillSession *
open_set (const char *environment, const char *name, const char *value, GError **error)
{
  g_autoptr (GHashTable) overrides
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autofree char *folder = fixture_path ("sub");
  if (name != NULL)
    g_hash_table_insert (overrides, g_strdup (name), g_strdup (value));
  const MillSessionOptions options
      = { .environment = environment, .overrides = overrides, .folder = folder };
  return fixture_open ("p.millrace", &options, error);
}

static void
assert_set (const char *environment, const char *name, const char *value, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MillSession) session = open_set (environment, name, value, &error);
  g_assert_no_error (error);
  assert_preview (session, "some", "out", expected);
}

static void
test_parameters (void)
{
  g_autofree char *sub = fixture_path ("sub");
  g_assert_cmpint (g_mkdir_with_parents (sub, 0700), ==, 0);
  fixture_put ("p.millrace", with_parameters);
  fixture_put ("in.csv", "a\n1\n4\n6\n");
  fixture_put ("sub/in.csv", "a\n7\n");
  assert_set (NULL, NULL, NULL, "a:integer\n4\n6\n");
  assert_set ("plant", NULL, NULL, "a:integer\n6\n");
  assert_set ("plant", "least", "1", "a:integer\n1\n4\n6\n");
  assert_set (NULL, "input", "in.csv", "a:integer\n7\n"); /* from where the user stands */
}

static void
test_bad_parameters (void)
{
  static const struct
  {
    const char *environment, *name, *value;
    int code;
    const char *message;
  } cases[] = {
    { "plnt", NULL, NULL, MILL_DOCUMENT_UNKNOWN, "plant" },
    { NULL, "leest", "1", MILL_DOCUMENT_UNKNOWN, "least" },
    { NULL, "least", "much", MILL_DOCUMENT_TYPE, "least" },
  };
  fixture_put ("p.millrace", with_parameters);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_assert_null (open_set (cases[i].environment, cases[i].name, cases[i].value, &error));
      g_assert_error (error, MILL_ERROR_DOCUMENT, cases[i].code);
      g_assert_nonnull (strstr (error->message, cases[i].message));
    }
}

/* ---- edits ---- */

/* What was found is kept until the document changes, and no longer. */
static void
test_edit (void)
{
  g_autoptr (GError) error = NULL;
  fixture_put ("p.millrace", with_parameters);
  fixture_put ("in.csv", "a\n1\n4\n6\n");
  g_autoptr (MillSession) session = open_set ("plant", NULL, NULL, &error);
  MillDocument *document = mill_session_get_document (session);
  MillAnalysis *analysis = mill_session_analyze (session, NULL, &error);
  assert_preview (session, "some", "out", "a:integer\n6\n");
  g_assert_true (mill_session_analyze (session, NULL, &error) == analysis);
  g_autoptr (JsonNode) condition = json_from_string ("\"a < ${least}\"", NULL);
  g_assert_true (mill_document_set_param (document, "some", "condition", condition, &error));
  assert_preview (session, "some", "out", "a:integer\n1\n4\n");
  g_autoptr (JsonNode) plant = json_from_string ("{ \"least\": 4 }", NULL);
  g_assert_true (mill_document_set_entry (
      document, MILL_SECTION_ENVIRONMENTS, "plant", json_node_get_object (plant), &error));
  assert_preview (session, "some", "out", "a:integer\n1\n");
  /* the environment that was asked for is gone */
  g_assert_true (
      mill_document_set_entry (document, MILL_SECTION_ENVIRONMENTS, "plant", NULL, &error));
  g_assert_no_error (error);
  assert_no_preview (session, "some", "out", MILL_DOCUMENT_UNKNOWN, "plant");
  g_assert_true (mill_undo_undo (mill_document_get_undo (document)));
  assert_preview (session, "some", "out", "a:integer\n1\n");
}

/* ---- graphs ---- */

static char *
print_graph (const MillGraph *graph)
{
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < mill_graph_n_blocks (graph); i++)
    g_string_append_printf (text, "%s ", mill_graph_block_id (graph, i));
  return g_string_free (text, FALSE);
}

static void
test_graph (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MillSession) session = fixture_pipeline (
      ROWS ", " CAST ", " OUT ", 'all': { 'type': 'union' }, 'off': { 'type': 'sort', "
           "'disabled': true, 'params': { 'by': [{ 'column': 'a' }] } }",
      "few.out some.in, few.out off.in, off.out all.in, some.out all.in, "
      "all.out out.in");
  MillAnalysis *analysis = mill_session_analyze (session, NULL, &error);
  g_assert_true (mill_session_check (session, &error));
  guint n = mill_analysis_n_blocks (analysis), n_order;
  g_autofree guint *ordinals = g_new0 (guint, n);
  g_autofree guint8 *marks = g_new0 (guint8, n);
  g_autoptr (MillGraph) graph
      = mill_session_make_graph (analysis, NULL, NULL, NULL, ordinals, &error);
  g_autofree char *all = print_graph (graph);
  g_assert_cmpstr (all, ==, "few some all out ");
  const guint *order = mill_analysis_order (analysis, &n_order);
  for (guint i = 0; i < n_order; i++)
    g_assert_cmpstr (mill_graph_block_id (graph, ordinals[order[i]]),
                     ==,
                     mill_analysis_block_id (analysis, order[i]));
  g_assert_true (mill_graph_infer (graph, &error));
  /* marked ones only, and links between them */
  marks[mill_analysis_find_block (analysis, "few")] = 1;
  marks[mill_analysis_find_block (analysis, "some")] = 1;
  g_autoptr (MillGraph) part
      = mill_session_make_graph (analysis, session->secrets, marks, NULL, NULL, &error);
  g_autofree char *two = print_graph (part);
  g_assert_cmpstr (two, ==, "few some ");
  g_assert_true (mill_graph_infer (part, &error));
  g_assert_no_error (error);
}

/* ---- previews ---- */

static void
test_preview (void)
{
  g_autoptr (MillSession) session
      = fixture_pipeline (ROWS ", " CAST ", " OUT, "few.out some.in, some.out out.in");
  guint64 refused = 99;
  g_autofree char *path = fixture_path ("out.csv");
  g_unlink (path);
  assert_preview (session, "few", "out", "a:text\n1\nx\n3\ny\n5\n");
  g_autofree char *all = preview (session, "some", "out", 0, &refused);
  g_assert_cmpstr (all, ==, "a:text,n:integer\n1,1\n3,3\n5,5\n");
  g_assert_cmpuint (refused, ==, 2);
  g_autofree char *two = preview (session, "some", "out", 2, NULL);
  g_assert_cmpstr (two, ==, "a:text,n:integer\n1,1\n3,3\n");
  g_autofree char *bad = preview (session, "some", "rejects", 1, NULL);
  g_assert_true (g_str_has_prefix (bad, "block:text,code:text,"));
  g_assert_nonnull (strstr (bad, "\nsome,bad-cast,"));
  g_assert_null (strstr (bad, "'y'"));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

/* Nothing is written, whatever is asked for: not even what a consume block would refuse. */
static void
test_preview_writes_nothing (void)
{
  g_autoptr (MillSession) session = fixture_pipeline (
      ROWS ", " OUT ", 'again': { 'type': 'union' }", "few.out out.in, out.rejects again.in");
  fixture_put ("out.csv", "old");
  assert_no_preview (session, "out", "rejects", MILL_DOCUMENT_RANGE, "out: ");
  assert_no_preview (session, "again", "out", MILL_DOCUMENT_RANGE, "out: ");
  assert_no_preview (session, "out", "out", MILL_DOCUMENT_UNKNOWN, "no output 'out'");
  g_autofree char *text = fixture_text ("out.csv");
  g_assert_cmpstr (text, ==, "old");
}

static void
test_preview_of_nothing (void)
{
  g_autoptr (MillSession) session = fixture_pipeline (
      ROWS ", 'off': { 'type': 'sort', 'disabled': true, 'params': { 'by': [{ 'column': 'a' }] } }",
      "few.out off.in");
  assert_no_preview (session, "fwe", "out", MILL_DOCUMENT_UNKNOWN, "no block 'fwe'");
  assert_no_preview (session, "few", "owt", MILL_DOCUMENT_UNKNOWN, "no output 'owt'");
  assert_no_preview (session, "off", "out", MILL_DOCUMENT_MISSING, "off is disabled");
}

/* Errors before the block count, those behind it and beside it do not. */
static void
test_preview_up_to (void)
{
  g_autoptr (MillSession) session
      = fixture_pipeline (ROWS ", " CAST ", 'wrong': { 'type': 'filter', 'params': { 'condition': "
                               "'zz' } }, 'last': { 'type': 'union' }",
                          "few.out some.in, some.out wrong.in, wrong.out last.in");
  g_autoptr (GError) error = NULL;
  g_assert_false (mill_session_check (session, &error));
  assert_preview (session, "some", "out", "a:text,n:integer\n1,1\n3,3\n5,5\n");
  assert_no_preview (session, "wrong", "out", MILL_DOCUMENT_UNKNOWN, "zz");
  assert_no_preview (session, "last", "out", MILL_DOCUMENT_UNKNOWN, "zz");
}

/* Two neighbours whose inputs are linked in another order than their names have: each keeps its
 * own. */
static void
test_preview_joined (void)
{
  g_autoptr (MillSession) session = fixture_pipeline (
      "'s': "
      "{ 'type': 'rows', 'params': { 'columns': [{ 'name': 'a', 'type': 'text' }], 'data': "
      "'1\\n2' } }, 'p2': { 'type': 'sort', 'params': { 'by': [{ 'column': 'a' }] } }, 'p3': { "
      "'type': 'join', 'params': { 'type': 'semi', 'on': [{ 'left': 'a', 'right': 'a' }] } }, "
      "'p4': { 'type': 'select', 'params': { 'columns': [{ 'column': 'a', 'name': 'b' }] } }, "
      "'p5': { 'type': 'sort', 'params': { 'by': [{ 'column': 'b' }] } }",
      "s.out p2.in, s.out p3.left, p2.out p3.right, p3.out p4.in, p4.out p5.in");
  assert_preview (session, "p5", "out", "b:text\n1\n2\n");
}

/* A limit ends the run: of endlessly many rows, too. */
static void
test_preview_endless (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MillSession) session = fixture_pipeline (
      "'in': { 'type': 'generator', 'params': { 'rows': 1000000000000 } }, 'few': { 'type': "
      "'filter', 'params': { 'condition': 'temperature > 30' } }",
      "in.out few.in");
  g_autoptr (GPtrArray) one
      = mill_session_preview (session, "few", "out", 20, 1, NULL, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (GPtrArray) four
      = mill_session_preview (session, "few", "out", 20, 4, NULL, NULL, &error);
  g_assert_no_error (error);
  g_autofree char *a = fixture_print (session, "few", "out", one);
  g_autofree char *b = fixture_print (session, "few", "out", four);
  g_assert_cmpstr (a, ==, b);
  g_auto (GStrv) lines = g_strsplit (a, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 22); /* header, rows, the end */
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_cancellable_cancel (cancellable);
  g_assert_null (mill_session_preview (session, "few", "out", 0, 2, NULL, cancellable, &error));
  g_assert_error (error, MILL_ERROR_RESOURCE, MILL_RESOURCE_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session/open", test_open);
  g_test_add_func ("/session/read-text", test_read_text);
  g_test_add_func ("/session/faulty-text", test_faulty_text);
  g_test_add_func ("/session/diagnostics", test_diagnostics);
  g_test_add_func ("/session/unreadable", test_unreadable);
  g_test_add_func ("/session/parameters", test_parameters);
  g_test_add_func ("/session/bad-parameters", test_bad_parameters);
  g_test_add_func ("/session/edit", test_edit);
  g_test_add_func ("/session/graph", test_graph);
  g_test_add_func ("/session/preview/rows", test_preview);
  g_test_add_func ("/session/preview/writes-nothing", test_preview_writes_nothing);
  g_test_add_func ("/session/preview/of-nothing", test_preview_of_nothing);
  g_test_add_func ("/session/preview/up-to", test_preview_up_to);
  g_test_add_func ("/session/preview/joined", test_preview_joined);
  g_test_add_func ("/session/preview/endless", test_preview_endless);
  return fixture_run ();
}
