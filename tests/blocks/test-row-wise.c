/* test-row-wise.c: what filter and compute promise beyond the rules for all blocks.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <string.h>

#include "blocks-run.h"
#include "mill-error.h"
#include "mill-expr.h"

extern const MillBlockSpec mill_block_filter;
extern const MillBlockSpec mill_block_compute;

/* What @spec makes of @rows. */
static void
check_rows (const MillBlockSpec *spec,
            const char *params,
            const char *rows,
            const char *expected,
            const char *rejects)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MillHarness) harness = mill_harness_new (spec, params, &error);
  g_assert_no_error (error);
  mill_harness_push_csv (harness, 0, rows, &error);
  g_assert_no_error (error);
  g_assert_true (mill_harness_finish (harness, &error));
  g_assert_true (mill_harness_conserves (harness, &error));
  g_autofree char *text = mill_harness_text (harness, 0);
  g_autofree char *refused = mill_harness_rejects (harness);
  g_assert_cmpstr (text, ==, expected);
  g_assert_cmpstr (refused, ==, rejects);
}

static void
test_filter_nulls (void)
{
  static const char rows[] = "a:integer\n1\n\n3\n";
  check_rows (&mill_block_filter, "{'condition':'a > 1'}", rows, "a:integer\n3\n", "");
  check_rows (&mill_block_filter, "{'condition':'not (a > 1)'}", rows, "a:integer\n1\n", "");
  check_rows (&mill_block_filter, "{'condition':'a is null'}", rows, "a:integer\n\n", "");
  check_rows (&mill_block_filter, "{'condition':'false'}", rows, "a:integer\n", "");
}

static void
test_filter_overflow (void)
{
  check_rows (&mill_block_filter,
              "{'condition':'a + 1 > 0'}",
              "a:integer\n9223372036854775807\n1\n-5\n",
              "a:integer\n1\n",
              "overflow,9223372036854775807\n");
}

/* A filter names rows; it moves none. */
static void
test_filter_copies_nothing (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MillHarness) harness
      = mill_harness_new (&mill_block_filter, "{'condition':'a > 1'}", &error);
  g_autoptr (GPtrArray) batches = mill_typed_csv_read ("a:integer\n1\n2\n3\n", 3, &error);
  const MillBatch *in = g_ptr_array_index (batches, 0);
  g_assert_true (mill_harness_push (harness, 0, in, &error));
  const MillBatch *out = g_ptr_array_index (mill_harness_batches (harness, 0), 0);
  g_assert_cmpuint (out->n_rows, ==, 3);
  g_assert_cmpuint (out->n_selected, ==, 2);
  g_assert_true (out->columns[0].data == in->columns[0].data);
}

static void
test_compute_chain (void)
{
  check_rows (&mill_block_compute,
              "{'columns':{'b':'a + 1','a':'a * 10','c':'a + b','d':'c'}}",
              "a:integer,z:text\n1,x\n",
              "a:integer,z:text,b:integer,c:integer,d:integer\n"
              "10,x,2,12,12\n",
              "");
}

/* The first error of a row is told once, and no later stage sees the row. */
static void
test_compute_errors (void)
{
  check_rows (&mill_block_compute,
              "{'columns':{'n':'cast (t as integer)','m':'n * 9223372036854775807'}}",
              "t:text\n1\nx\n2\n",
              "t:text,n:integer,m:integer\n1,1,9223372036854775807\n",
              "bad-cast,x\noverflow,2\n");
}

static void
test_compute_lineage (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MillHarness) harness = mill_harness_new (
      &mill_block_compute, "{'columns':{'s':'a + b','copy':'b','t':'s * 2','u':'1'}}", &error);
  g_autoptr (MillSchema) schema = mill_typed_csv_schema ("a:integer,b:integer", &error);
  const MillSchema *inputs[] = { schema };
  g_autoptr (MillInferResult) result = NULL;
  mill_infer_run (&mill_block_compute, mill_harness_params (harness), inputs, 1, &result, &error);
  g_assert_no_error (error);
  static const guint sources[] = { 1, 1, 2, 1, 2, 0 };
  for (guint column = 0; column < G_N_ELEMENTS (sources); column++)
    {
      guint n;
      const MillLineage *from = mill_infer_result_lineage (result, 0, column, &n);
      g_assert_cmpuint (n, ==, sources[column]);
      if (column == 3)
        g_assert_true (from->same && from->column == 1);
    }
}

static void
test_compute_faults (void)
{
  static const char *const faults[][2] = {
    { "{'columns':{'s':'a +'}}", "columns.s: 1:" },
    { "{'columns':{'s':'a + 1','t':'ss * 2'}}", "columns.t: 1:1: " },
    { "{'columns':{'t':'s','s':'1'}}", "columns.t: 1:1: " },
  };
  g_autoptr (MillSchema) schema = mill_typed_csv_schema ("a:integer", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MillHarness) harness
          = mill_harness_new (&mill_block_compute, faults[i][0], &error);
      g_assert_no_error (error);
      mill_harness_set_schema (harness, 0, schema);
      g_assert_false (mill_harness_open (harness, &error));
      g_assert_cmpint (error->domain, ==, MILL_ERROR_DOCUMENT);
      g_assert_true (g_str_has_prefix (error->message, faults[i][1]));
    }
}

static void
check_sql (const MillBlockSpec *spec, const char *params, const char *expected)
{
  static const char *const inputs[] = { "input" };
  g_autoptr (GError) error = NULL;
  g_autoptr (MillSchema) schema = mill_typed_csv_schema ("a:integer,b:integer", &error);
  g_autoptr (MillHarness) harness = mill_harness_new (spec, params, &error);
  g_assert_no_error (error);
  const MillSchema *schemas[] = { schema };
  g_autofree char *sql
      = spec->sql (mill_harness_params (harness), schemas, inputs, MILL_SQL_DUCKDB, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (sql, ==, expected);
}

static void
test_sql (void)
{
  check_sql (
      &mill_block_filter, "{'condition':'a > b'}", "SELECT * FROM input WHERE (\"a\" > \"b\")");
  check_sql (&mill_block_compute,
             "{'columns':{'c':'a','b':'c'}}",
             "SELECT \"a\", \"c\" AS \"b\", \"c\" FROM (SELECT \"a\", \"b\", \"a\" AS \"c\" FROM "
             "input) AS step_1");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/row-wise/filter/nulls", test_filter_nulls);
  g_test_add_func ("/row-wise/filter/overflow", test_filter_overflow);
  g_test_add_func ("/row-wise/filter/copies-nothing", test_filter_copies_nothing);
  g_test_add_func ("/row-wise/compute/chain", test_compute_chain);
  g_test_add_func ("/row-wise/compute/errors", test_compute_errors);
  g_test_add_func ("/row-wise/compute/lineage", test_compute_lineage);
  g_test_add_func ("/row-wise/compute/faults", test_compute_faults);
  g_test_add_func ("/row-wise/sql", test_sql);
  return g_test_run ();
}
