/* test-behaviour.c: every example of every block, run in every way that must not matter.
 *
 * There is no code here for any one block: a new block is tested by being there.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <glib/gi18n.h>
#include <locale.h>
#include <string.h>

#include "blocks-run.h"
#include "mill-error.h"

/* As one batch in one lane: what the other variants are held against. */
static Result
run_plain (const Case *test)
{
  const Variant plain = { 0 };
  return run_case (test, &plain);
}

static void
check_variant (const Case *test, const Result *expected, const Variant *variant, const char *what)
{
  g_auto (Result) result = run_case (test, variant);
  assert_same_result (expected, &result, what);
}

/* Typed CSV as this code would print it. */
static char *
normalise (const char *rows)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MillSchema) schema = mill_typed_csv_schema (rows, &error);
  g_assert_no_error (error);
  g_autoptr (GPtrArray) batches = mill_typed_csv_read (rows, MILL_BATCH_ROWS_MAX, &error);
  g_assert_no_error (error);
  return mill_typed_csv_print (schema, batches);
}

static void
test_example (gconstpointer data)
{
  const Case *test = data;
  const MillExample *example = test->example;
  g_auto (Result) result = run_plain (test);
  g_assert_no_error (result.error);
  for (guint i = 0; i < PORTS_MAX; i++)
    if (example->outputs[i] != NULL)
      {
        g_autofree char *expected = normalise (example->outputs[i]);
        g_assert_cmpstr (result.outputs[i], ==, expected);
      }
  g_assert_cmpstr (result.rejects, ==, example->rejects != NULL ? example->rejects : "");
  if (example->written != NULL)
    g_assert_cmpstr (result.written, ==, example->written);
}

/* Nothing is kept of the budget after the end. */
static void
test_memory_returned (gconstpointer data)
{
  g_auto (Result) result = run_plain (data);
  g_assert_no_error (result.error);
  g_assert_cmpint (result.reserved, ==, 0);
}

static void
test_splits (gconstpointer data)
{
  g_auto (Result) expected = run_plain (data);
  for (guint rows = 0; rows <= 3; rows++)
    for (guint lanes = 1; lanes <= 3; lanes++)
      for (guint ticket = 1; ticket <= 2; ticket++)
        {
          const Variant variant = {
            .batch_rows = rows, .n_lanes = lanes, .ticket_batches = ticket, .empties = rows == 2
          };
          g_autofree char *what = g_strdup_printf (
              "%u rows a batch, %u lanes, %u batches a ticket", rows, lanes, ticket);
          check_variant (data, &expected, &variant, what);
        }
}

static void
test_selections (gconstpointer data)
{
  g_auto (Result) expected = run_plain (data);
  for (guint rows = 0; rows <= 2; rows++)
    {
      const Variant variant = { .batch_rows = rows, .n_lanes = rows + 1, .selected = TRUE };
      check_variant (data, &expected, &variant, "rows by selection");
    }
}

/* "CODE,RAW" to "CODE": raw bytes of a file are not printed values. */
static void
keep_codes (Result *result)
{
  g_auto (GStrv) lines = g_strsplit (result->rejects, "\n", -1);
  for (char **line = lines; *line != NULL; line++)
    (*line)[strcspn (*line, ",")] = '\0';
  g_free (result->rejects);
  result->rejects = g_strjoinv ("\n", lines);
}

/* As they come from a file: cells that are converted when somebody reads them. */
static void
test_lazy (gconstpointer data)
{
  g_auto (Result) expected = run_plain (data);
  keep_codes (&expected);
  for (guint rows = 0; rows <= 2; rows++)
    {
      const Variant variant = { .lazy = TRUE, .batch_rows = rows, .n_lanes = rows + 1 };
      g_auto (Result) result = run_case (data, &variant);
      g_assert_no_error (result.error);
      keep_codes (&result);
      assert_same_result (&expected, &result, "raw cells");
    }
}

static void
test_empty_batches (gconstpointer data)
{
  g_auto (Result) expected = run_plain (data);
  const Variant variant = { .empties = TRUE };
  check_variant (data, &expected, &variant, "batches without rows");
}

/* No rows at all: the columns are still there, and nothing is refused. */
static void
test_no_rows (gconstpointer data)
{
  const Variant none = { .no_rows = TRUE }, empty = { .nulls = TRUE, .empties = TRUE };
  g_auto (Result) result = run_case (data, &none);
  g_assert_no_error (result.error);
  const Case *test = data;
  if (mill_spec_n_inputs (test->spec) > 0)
    g_assert_cmpstr (result.rejects, ==, "");
  g_auto (Result) nulls = run_case (data, &empty);
  g_assert_true (nulls.error == NULL || nulls.error->domain != MILL_ERROR_BLOCK);
}

/* Nulls everywhere: any result, but the same for any split, and rows that add up. */
static void
test_all_null (gconstpointer data)
{
  const Variant whole = { .nulls = TRUE };
  const Variant split = { .nulls = TRUE, .batch_rows = 1, .n_lanes = 2 };
  g_auto (Result) expected = run_case (data, &whole);
  if (expected.error != NULL)
    {
      g_assert_true (expected.error->domain != MILL_ERROR_BLOCK);
      return;
    }
  check_variant (data, &expected, &split, "nulls, one row a batch");
}

/* Opened, fed and dropped at every point; closed twice. */
static void
test_abort (gconstpointer data)
{
  for (guint rows = 0; rows <= 1; rows++)
    for (guint lanes = 1; lanes <= 2; lanes++)
      {
        const Variant fed = { .abort = TRUE, .batch_rows = rows, .n_lanes = lanes };
        const Variant unfed = { .abort = TRUE, .no_rows = TRUE, .n_lanes = lanes };
        g_auto (Result) a = run_case (data, &fed);
        g_auto (Result) b = run_case (data, &unfed);
        g_assert_no_error (a.error);
        g_assert_no_error (b.error);
        const Case *test = data;
        if (test->spec->guarantee == MILL_GUARANTEE_ATOMIC)
          g_assert_null (a.written);
      }
}

/* Cancelled at each call: an end with CANCELLED, or too late to matter; never half a file. */
static void
test_cancel (gconstpointer data)
{
  const Case *test = data;
  g_auto (Result) plain = run_plain (test);
  for (guint call = 1; call <= plain.calls; call++)
    {
      const Variant variant = { .cancel_at = call };
      g_auto (Result) result = run_case (test, &variant);
      if (result.error == NULL)
        continue;
      g_assert_error (result.error, MILL_ERROR_RESOURCE, MILL_RESOURCE_CANCELLED);
      if (test->spec->guarantee == MILL_GUARANTEE_ATOMIC)
        g_assert_null (result.written);
    }
}

/* No memory: the same result by way of the disk, or an error that says so. */
static void
test_no_memory (gconstpointer data)
{
  const Case *test = data;
  g_auto (Result) expected = run_plain (test);
  for (guint lanes = 1; lanes <= 2; lanes++)
    {
      const Variant variant = { .memory_bytes = 1, .batch_rows = 1, .n_lanes = lanes };
      g_auto (Result) result = run_case (test, &variant);
      if (result.error == NULL)
        assert_same_result (&expected, &result, "one byte of memory");
      else
        g_assert_error (result.error, MILL_ERROR_RESOURCE, MILL_RESOURCE_MEMORY);
      g_assert_true (result.error == NULL || test->spec->memory != MILL_MEMORY_PER_ROW);
    }
}

static void
test_restart (gconstpointer data)
{
  const Case *test = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (MillHarness) probe
      = mill_harness_new_example (test->spec, test->example, test_folder (), &error);
  g_assert_no_error (error);
  if (!mill_harness_can_restart (probe))
    {
      g_test_skip ("the block has state and no snapshot");
      return;
    }
  g_auto (Result) expected = run_plain (test);
  for (guint rows = 1; rows <= 2; rows++)
    {
      const Variant variant = { .restart = TRUE, .batch_rows = rows, .n_lanes = rows };
      check_variant (test, &expected, &variant, "killed and restored at every batch");
    }
}

/* Columns of typed CSV that depend on nothing but columns in use, as text. */
static char *
keep_columns (const char *rows, const guint8 *keep)
{
  g_autoptr (GPtrArray) batches = mill_typed_csv_read (rows, MILL_BATCH_ROWS_MAX, NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  for (guint i = 0; i < batches->len; i++)
    {
      const MillBatch *batch = g_ptr_array_index (batches, i);
      for (guint row = 0; row < batch->n_rows; row++)
        for (guint c = 0; c < mill_schema_n_fields (batch->schema); c++)
          if (keep[c])
            {
              mill_column_print (&batch->columns[c], row, text);
              g_string_append_c (text, '|');
            }
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
reads_only_used (const MillInferResult *inferred, guint port, guint column)
{
  guint n;
  const MillLineage *from = mill_infer_result_lineage (inferred, port, column, &n);
  for (guint i = 0; i < n; i++)
    if (!mill_infer_result_uses (inferred, from[i].port, from[i].column))
      return FALSE;
  return TRUE;
}

static MillInferResult *
infer_case (const Case *test)
{
  const MillSchema *schemas[PORTS_MAX] = { NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (MillHarness) harness
      = mill_harness_new_example (test->spec, test->example, test_folder (), &error);
  g_assert_no_error (error);
  guint n = mill_spec_n_inputs (test->spec);
  for (guint i = 0; i < PORTS_MAX; i++)
    if (test->example->inputs[i] != NULL)
      {
        schemas[i] = mill_typed_csv_schema (test->example->inputs[i], NULL);
        n = MAX (n, i + 1);
      }
  MillInferResult *inferred = NULL;
  mill_infer_run (test->spec, mill_harness_params (harness), schemas, n, &inferred, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < PORTS_MAX; i++)
    mill_schema_unref (schemas[i]);
  return inferred;
}

/* What a block says it reads is all it reads, and its lineage is true. */
static void
test_absent_columns (gconstpointer data)
{
  const Case *test = data;
  const Variant variant = { .absent = TRUE };
  if (mill_spec_n_inputs (test->spec) == 0)
    {
      g_test_skip ("a source reads no columns");
      return;
    }
  g_auto (Result) expected = run_plain (test);
  g_auto (Result) result = run_case (test, &variant);
  g_autoptr (MillInferResult) inferred = infer_case (test);
  g_assert_no_error (result.error);
  for (guint i = 0; i < PORTS_MAX; i++)
    {
      if (expected.outputs[i] == NULL)
        continue;
      guint n = mill_schema_n_fields (mill_infer_result_schema (inferred, i));
      g_autofree guint8 *keep = g_malloc0 (n + 1);
      for (guint c = 0; c < n; c++)
        keep[c] = (guint8)reads_only_used (inferred, i, c);
      g_autofree char *a = keep_columns (expected.outputs[i], keep);
      g_autofree char *b = keep_columns (result.outputs[i], keep);
      g_assert_cmpstr (a, ==, b);
    }
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_autoptr (GPtrArray) cases = all_cases ();
  add_for_cases (cases, "example", test_example);
  add_for_cases (cases, "splits", test_splits);
  add_for_cases (cases, "selections", test_selections);
  add_for_cases (cases, "lazy", test_lazy);
  add_for_cases (cases, "empty-batches", test_empty_batches);
  add_for_cases (cases, "no-rows", test_no_rows);
  add_for_cases (cases, "all-null", test_all_null);
  add_for_cases (cases, "abort", test_abort);
  add_for_cases (cases, "cancel", test_cancel);
  add_for_cases (cases, "no-memory", test_no_memory);
  add_for_cases (cases, "memory-returned", test_memory_returned);
  add_for_cases (cases, "restart", test_restart);
  add_for_cases (cases, "absent-columns", test_absent_columns);
  int status = g_test_run ();
  remove_folder ();
  return status;
}
