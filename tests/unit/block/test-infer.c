/* test-infer.c: columns and their lineage without running.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <string.h>

#include "mill-error.h"
#include "mill-infer.h"
#include "mill-harness.h"
#include "mill-params.h"
#include "toy-block.h"

/* Infers toy_pair over two headers (nullable). */
static MillInferResult *
infer_pair (const char *json, const char *left, const char *right, GError **error)
{
  g_autoptr (MillHarness) harness = mill_harness_new (&toy_pair, json, error);
  g_assert_nonnull (harness);
  g_autoptr (MillSchema) a = left != NULL ? mill_typed_csv_schema (left, NULL) : NULL;
  g_autoptr (MillSchema) b = right != NULL ? mill_typed_csv_schema (right, NULL) : NULL;
  const MillSchema *inputs[] = { a, b };
  MillInferResult *result = NULL;
  gboolean good
      = mill_infer_run (&toy_pair, mill_harness_params (harness), inputs, 2, &result, error);
  g_assert_true (good == (result != NULL));
  return result;
}

static void
assert_fault (const char *json, const char *left, const char *right, const char *message)
{
  g_autoptr (GError) error = NULL;
  g_assert_null (infer_pair (json, left, right, &error));
  g_assert_nonnull (error);
  g_assert_cmpint (error->domain, ==, MILL_ERROR_DOCUMENT);
  g_assert_cmpstr (error->message, ==, message);
}

static void
test_schemas (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MillInferResult) result
      = infer_pair ("{'by':'a'}", "a:integer,b:text", "c:date", &error);
  g_assert_no_error (error);
  g_autofree char *columns = mill_schema_to_string (mill_infer_result_schema (result, 0));
  g_assert_cmpstr (columns, ==, "a integer, b text, sum number, c date");
  g_assert_true (mill_infer_result_schema (result, 1) == mill_rejects_schema ());
}

static void
test_lineage (void)
{
  static const struct
  {
    guint n, port, column;
    gboolean same;
  } expected[] = { { 1, 0, 0, TRUE }, { 1, 0, 1, TRUE }, { 1, 0, 0, FALSE }, { 1, 1, 0, TRUE } };
  g_autoptr (MillInferResult) result
      = infer_pair ("{'by':'a'}", "a:integer,b:text", "c:date", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      guint n;
      const MillLineage *from = mill_infer_result_lineage (result, 0, i, &n);
      g_assert_cmpuint (n, ==, expected[i].n);
      g_assert_cmpuint (from->port, ==, expected[i].port);
      g_assert_cmpuint (from->column, ==, expected[i].column);
      g_assert_cmpint (from->same, ==, expected[i].same);
    }
  /* refused rows are made up by the engine */
  for (guint i = 0; i <= mill_schema_n_fields (mill_rejects_schema ()); i++)
    {
      guint n = 99;
      mill_infer_result_lineage (result, 1, i, &n);
      g_assert_cmpuint (n, ==, 0);
    }
}

/* A column is used when a parameter names it, be it in an expression. */
static void
test_used (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MillInferResult) result
      = infer_pair ("{'by':'b','condition':'d > 1','made':{'x':'a + 1','y':'x + 1'}}",
                    "a:integer,b:integer,c:text",
                    "e:text,d:integer",
                    &error);
  g_assert_no_error (error);
  g_assert_true (mill_infer_result_uses (result, 0, 0));
  g_assert_true (mill_infer_result_uses (result, 0, 1));
  g_assert_false (mill_infer_result_uses (result, 0, 2));
  g_assert_false (mill_infer_result_uses (result, 1, 0));
  g_assert_true (mill_infer_result_uses (result, 1, 1));
}

static void
test_not_linked (void)
{
  g_autoptr (GError) error = NULL;
  /* the condition is over an input that is not there, so there is nothing to check */
  g_autoptr (MillInferResult) result
      = infer_pair ("{'by':'a','condition':'zzz'}", "a:integer", NULL, &error);
  g_assert_no_error (error);
  g_assert_false (mill_infer_result_uses (result, 1, 0));
  assert_fault (
      "{'by':'a'}", NULL, "c:date", "left: nothing is linked to this input; link a block to it");
}

static void
test_faults (void)
{
  assert_fault ("{'by':'amuont'}",
                "amount:number",
                NULL,
                "by: input 'left' has no column 'amuont'; did you mean 'amount'?");
  assert_fault ("{'by':'zebra'}",
                "a:integer,b:text",
                NULL,
                "by: input 'left' has no column 'zebra'; it has a integer, b text");
  assert_fault (
      "{'by':'b'}",
      "b:text",
      NULL,
      "by: column 'b' is of type text and must be number; cast it before, or choose another");
  assert_fault (
      "{'by':'a'}",
      "a:integer,sum:text",
      NULL,
      "column 'sum' of input 'left' and the new column 'sum' would both be 'sum' on output "
      "'out'; rename or drop one of them");
  assert_fault ("{'by':'a'}",
                "a:integer",
                "a:text",
                "column 'a' of input 'left' and column 'a' of input 'right' would both be 'a' on "
                "output 'out'; rename or drop one of them");
}

static void
test_expression_faults (void)
{
  g_autoptr (GError) error = NULL;
  g_assert_null (infer_pair ("{'by':'a','condition':'dd > 1'}", "a:integer", "d:integer", &error));
  g_assert_error (error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_UNKNOWN);
  g_assert_true (g_str_has_prefix (error->message, "condition: 1:1: "));
  g_assert_nonnull (strstr (error->message, "did you mean"));
  g_clear_error (&error);
  g_assert_null (infer_pair ("{'by':'a','condition':'d + 1'}", "a:integer", "d:integer", &error));
  g_assert_error (error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_TYPE);
  g_autofree char *path = mill_params_error_path (error->message);
  g_assert_cmpstr (path, ==, "/condition");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/block/infer/schemas", test_schemas);
  g_test_add_func ("/block/infer/lineage", test_lineage);
  g_test_add_func ("/block/infer/used", test_used);
  g_test_add_func ("/block/infer/not-linked", test_not_linked);
  g_test_add_func ("/block/infer/faults", test_faults);
  g_test_add_func ("/block/infer/expression-faults", test_expression_faults);
  return g_test_run ();
}
