/* test-harness.c: the harness itself, on blocks of every shape.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <glib/gstdio.h>

#include "mill-error.h"
#include "mill-harness.h"
#include "toy-block.h"

static void
test_typed_csv (void)
{
  static const char text[] = "a:integer,b:text,c:decimal(18,2),\"d,e:boolean\"\n"
                             "1,x,0.50,true\n"
                             ",,,\n"
                             "-3,\"say \"\"hi\"\", you\",-12.00,false\n"
                             "4,\"\",1.00,\n";
  g_autoptr (GError) error = NULL;
  g_autoptr (MillSchema) schema = mill_typed_csv_schema (text, &error);
  g_assert_no_error (error);
  g_autofree char *columns = mill_schema_to_string (schema);
  g_assert_cmpstr (columns, ==, "a integer, b text, c decimal(18,2), d,e boolean");
  g_autoptr (GPtrArray) batches = mill_typed_csv_read (text, 3, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (batches->len, ==, 2);
  g_autofree char *printed = mill_typed_csv_print (schema, batches);
  g_assert_cmpstr (printed, ==, text);
}

static void
test_typed_csv_faults (void)
{
  static const char *const texts[] = {
    "a\n1\n", "a:nothing\n", "a:integer\nx\n", "a:integer,b:integer\n1\n", "a:integer\n1,2\n"
  };
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_assert_null (mill_typed_csv_read (texts[i], 10, &error));
      g_assert_nonnull (error);
    }
}

static char *
count_rows (guint n_lanes, gboolean restart, GError **error)
{
  g_autoptr (MillHarness) harness = mill_harness_new (&toy_count, NULL, error);
  mill_harness_set_lanes (harness, n_lanes);
  for (guint i = 0; i < 5; i++)
    if (!mill_harness_push_csv (harness, 0, "a:text\nx\ny\n", error)
        || (restart && !mill_harness_restart (harness, error)))
      return NULL;
  if (!mill_harness_finish (harness, error) || !mill_harness_conserves (harness, error))
    return NULL;
  return mill_harness_text (harness, 0);
}

static void
test_breaker (void)
{
  for (guint lanes = 1; lanes <= 4; lanes++)
    for (guint restart = 0; restart <= 1; restart++)
      {
        g_autoptr (GError) error = NULL;
        g_autofree char *text = count_rows (lanes, restart != 0, &error);
        g_assert_no_error (error);
        g_assert_cmpstr (text, ==, "n:integer\n10\n");
      }
}

/* The file of the harness in its own folder in @folder, and both folders. */
static void
remove_files (const MillHarness *harness, const char *folder)
{
  g_autofree char *inner = g_path_get_dirname (mill_harness_file (harness, TRUE));
  g_remove (mill_harness_file (harness, TRUE));
  g_assert_cmpint (g_rmdir (inner), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static MillHarness *
new_sink (const char *folder, GError **error)
{
  return mill_harness_new_example (&toy_sink, toy_sink.examples, folder, error);
}

/* Lanes work in any order; what is committed stands in the order of rows. */
static void
test_sink (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("mill-harness-XXXXXX", &error);
  g_autoptr (MillHarness) harness = new_sink (folder, &error);
  g_autofree char *written = NULL;
  mill_harness_set_lanes (harness, 3);
  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *rows = g_strdup_printf ("a:integer\n%u\n", i);
      g_assert_true (mill_harness_push_csv (harness, 0, rows, &error));
    }
  g_assert_false (g_file_test (mill_harness_file (harness, TRUE), G_FILE_TEST_EXISTS));
  g_assert_true (mill_harness_finish (harness, &error));
  g_assert_no_error (error);
  g_file_get_contents (mill_harness_file (harness, TRUE), &written, NULL, &error);
  g_assert_cmpstr (written, ==, "0\n1\n2\n3\n");
  g_assert_cmpuint (mill_harness_counts (harness).absorbed, ==, 4);
  remove_files (harness, folder);
}

static void
test_cancel (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("mill-harness-XXXXXX", &error);
  g_autoptr (MillHarness) harness = new_sink (folder, &error);
  mill_harness_set_cancel_at (harness, 1);
  g_assert_false (mill_harness_push_csv (harness, 0, "a:text\nx\n", &error));
  g_assert_error (error, MILL_ERROR_RESOURCE, MILL_RESOURCE_CANCELLED);
  g_assert_false (g_file_test (mill_harness_file (harness, TRUE), G_FILE_TEST_EXISTS));
  g_clear_error (&error);
  g_assert_false (mill_harness_push_csv (harness, 0, "a:text\nx\n", &error));
  g_assert_error (error, MILL_ERROR_BLOCK, MILL_BLOCK_BUG);
  remove_files (harness, folder);
}

static void
test_params (void)
{
  g_autoptr (GError) error = NULL;
  g_assert_null (mill_harness_new (&toy_sink, "{}", &error));
  g_assert_error (error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_MISSING);
  g_clear_error (&error);
  g_assert_null (mill_harness_new (&toy_sink, "[", &error));
  g_assert_error (error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_SYNTAX);
}

static MillFlow
lose_rows (MillContext *context, guint port, const MillBatch *batch, GError **error)
{
  return MILL_FLOW_OK;
}

/* Rows that vanish are seen. */
static void
test_conservation (void)
{
  g_autoptr (GError) error = NULL;
  MillBlockSpec broken = toy_pair;
  broken.process = lose_rows;
  g_autoptr (MillHarness) harness = mill_harness_new (&broken, "{'by':'a'}", &error);
  g_assert_true (mill_harness_push_csv (harness, 0, "a:integer\n1\n", &error));
  g_assert_false (mill_harness_conserves (harness, &error));
  g_assert_error (error, MILL_ERROR_BLOCK, MILL_BLOCK_CONSERVATION);
}

static void
test_context (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MillHarness) harness = mill_harness_new (&toy_count, NULL, &error);
  g_assert_null (mill_harness_schema (harness, 0));
  g_assert_true (mill_harness_can_restart (harness));
  g_assert_true (mill_harness_push_csv (harness, 0, "a:integer\n", &error));
  g_assert_true (mill_harness_finish (harness, &error));
  g_assert_cmpuint (mill_harness_batches (harness, 0)->len, ==, 1);
  g_assert_cmpuint (mill_harness_calls (harness), >, 0);
  g_autofree char *rejects = mill_harness_rejects (harness);
  g_assert_cmpstr (rejects, ==, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/block/harness/typed-csv", test_typed_csv);
  g_test_add_func ("/block/harness/typed-csv-faults", test_typed_csv_faults);
  g_test_add_func ("/block/harness/breaker", test_breaker);
  g_test_add_func ("/block/harness/sink", test_sink);
  g_test_add_func ("/block/harness/cancel", test_cancel);
  g_test_add_func ("/block/harness/params", test_params);
  g_test_add_func ("/block/harness/conservation", test_conservation);
  g_test_add_func ("/block/harness/context", test_context);
  return g_test_run ();
}
