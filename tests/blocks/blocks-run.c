/* blocks-run.c: see blocks-run.h.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "blocks-run.h"

#include <glib/gstdio.h>
#include <string.h>

#include "mill-error.h"
#include "mill-writer.h"

const char *
test_folder (void)
{
  static char *folder;
  if (folder == NULL)
    {
      g_autoptr (GError) error = NULL;
      folder = g_dir_make_tmp ("mill-blocks-XXXXXX", &error);
      g_assert_no_error (error);
    }
  return folder;
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) folder
      = g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
  for (const char *name; folder != NULL && (name = g_dir_read_name (folder)) != NULL;)
    {
      g_autofree char *inner = g_build_filename (path, name, NULL);
      remove_tree (inner);
    }
  g_remove (path);
}

void
remove_folder (void)
{
  remove_tree (test_folder ());
}

GPtrArray *
all_cases (void)
{
  GPtrArray *cases = g_ptr_array_new_with_free_func (g_free);
  for (const MillBlockSpec *const *spec = mill_builtin_blocks; *spec != NULL; spec++)
    for (const MillExample *example = (*spec)->examples; example != NULL && example->title != NULL;
         example++)
      {
        Case *test = g_new (Case, 1);
        *test = (Case){ *spec, example };
        g_ptr_array_add (cases, test);
      }
  return cases;
}

void
add_for_cases (GPtrArray *cases, const char *name, void (*func) (gconstpointer data))
{
  for (guint i = 0; i < cases->len; i++)
    {
      const Case *test = g_ptr_array_index (cases, i);
      g_autofree char *path = g_strdup_printf ("/blocks/%s/%s/%u",
                                               test->spec->id,
                                               name,
                                               (guint)(test->example - test->spec->examples) + 1);
      g_test_add_data_func (path, test, func);
    }
}

void
result_clear (Result *result)
{
  g_clear_error (&result->error);
  for (guint i = 0; i < PORTS_MAX; i++)
    g_clear_pointer (&result->outputs[i], g_free);
  g_clear_pointer (&result->rejects, g_free);
  g_clear_pointer (&result->written, g_free);
  g_clear_pointer (&result->messages, g_free);
}

static void
assert_same (const char *a, const char *b, const char *what, const char *where)
{
  if (g_strcmp0 (a, b) == 0)
    return;
  g_test_message ("%s, %s: expected\n%s\ngot\n%s", what, where, a, b);
  g_test_fail ();
}

void
assert_same_result (const Result *a, const Result *b, const char *what)
{
  static const char *const ports[PORTS_MAX] = { "output 0", "output 1", "output 2", "output 3" };
  if (a->error != NULL || b->error != NULL)
    g_test_message ("%s: %s", what, (a->error != NULL ? a : b)->error->message);
  g_assert_no_error (a->error);
  g_assert_no_error (b->error);
  for (guint i = 0; i < PORTS_MAX; i++)
    assert_same (a->outputs[i], b->outputs[i], what, ports[i]);
  assert_same (a->rejects, b->rejects, what, "rejects");
  assert_same (a->written, b->written, what, "written");
  assert_same (a->messages, b->messages, what, "messages");
}

/* ---- rows to push ---- */

/* @n rows of nulls. */
static MillBatch *
make_nulls (const MillSchema *schema, guint n)
{
  guint n_columns = mill_schema_n_fields (schema);
  g_autofree MillColumn *columns = g_new0 (MillColumn, n_columns + 1);
  for (guint c = 0; c < n_columns; c++)
    {
      g_autoptr (MillColumnBuilder) builder
          = mill_column_builder_new (mill_schema_field (schema, c)->type);
      for (guint i = 0; i < n; i++)
        mill_column_builder_add_null (builder);
      columns[c] = mill_column_builder_end (builder);
    }
  return mill_batch_new_take (schema, columns, n);
}

/* What one harness is given, and how. */
typedef struct
{
  MillHarness *harness;
  const Variant *variant;
  MillInferResult *inferred; /* NULL but for absent columns */
} Feed;

/* A view of @batch without the columns that the block does not read; @columns is room for them. */
static void
drop_columns (const Feed *feed, guint port, MillColumn *columns, MillBatch *batch)
{
  guint n = mill_schema_n_fields (batch->schema);
  for (guint c = 0; c < n; c++)
    columns[c] = mill_infer_result_uses (feed->inferred, port, c)
                     ? batch->columns[c]
                     : mill_column_absent (batch->columns[c].type, batch->n_rows);
  batch->columns = columns;
}

static gboolean
push_view (const Feed *feed, guint port, const MillBatch *batch, GError **error)
{
  MillBatch view = *batch;
  g_autofree MillColumn *columns = g_new0 (MillColumn, mill_schema_n_fields (batch->schema) + 1);
  view.refs = 0;
  if (feed->variant->absent)
    drop_columns (feed, port, columns, &view);
  return mill_harness_push (feed->harness, port, &view, error);
}

static gboolean
push_empty (const Feed *feed, guint port, const MillBatch *like, GError **error)
{
  static const guint16 none[1];
  MillBatch empty = *like;
  empty.selection = none;
  empty.n_selected = 0;
  return !feed->variant->empties || push_view (feed, port, &empty, error);
}

/* Rows @first .. @first + @n of @all by a selection. */
static gboolean
push_selected (
    const Feed *feed, guint port, const MillBatch *all, guint first, guint n, GError **error)
{
  g_autofree guint16 *rows = g_new (guint16, n + 16);
  for (guint i = 0; i < n; i++)
    rows[i] = (guint16)(first + i);
  MillBatch view = *all;
  view.selection = rows;
  view.n_selected = n;
  return push_view (feed, port, &view, error);
}

static gboolean
push_slice (
    const Feed *feed, guint port, const MillBatch *all, guint first, guint n, GError **error)
{
  g_autofree MillColumn *columns = g_new0 (MillColumn, mill_schema_n_fields (all->schema) + 1);
  for (guint c = 0; c < mill_schema_n_fields (all->schema); c++)
    columns[c] = mill_column_slice (&all->columns[c], first, n);
  MillBatch view = *all;
  view.columns = columns;
  view.n_rows = view.n_selected = n;
  view.origin.first_row += first;
  return push_view (feed, port, &view, error);
}

static gboolean
push_rows (const Feed *feed, guint port, const MillBatch *all, GError **error)
{
  const Variant *variant = feed->variant;
  guint step = variant->batch_rows > 0 ? variant->batch_rows : all->n_rows;
  for (guint first = 0; first < all->n_rows; first += step)
    {
      guint n = MIN (step, all->n_rows - first);
      if (!push_empty (feed, port, all, error)
          || !(variant->selected || variant->lazy ? push_selected (feed, port, all, first, n, error)
                                                  : push_slice (feed, port, all, first, n, error)))
        return FALSE;
      if (variant->restart && !mill_harness_restart (feed->harness, error))
        return FALSE;
    }
  return push_empty (feed, port, all, error);
}

static gboolean
feed_port (const Feed *feed, const Case *test, guint port, GError **error)
{
  const char *rows = test->example->inputs[port];
  if (rows == NULL)
    return TRUE;
  g_autoptr (MillSchema) schema = mill_typed_csv_schema (rows, error);
  g_assert_nonnull (schema);
  g_autoptr (GPtrArray) batches = mill_typed_csv_read (rows, MILL_BATCH_ROWS_MAX, error);
  g_assert_nonnull (batches);
  g_assert_cmpuint (batches->len, <=, 1);
  g_autoptr (MillBatch) nulls = make_nulls (schema, 3);
  g_autoptr (MillBatch) lazy = feed->variant->lazy ? read_lazily (schema, rows) : NULL;
  const MillBatch *all = feed->variant->nulls ? nulls
                         : lazy != NULL       ? lazy
                         : batches->len > 0   ? g_ptr_array_index (batches, 0)
                                              : NULL;
  if (feed->variant->no_rows || all == NULL)
    return TRUE;
  return push_rows (feed, port, all, error);
}

/* Those marked `first` first. */
static gboolean
feed_ports (const Feed *feed, const Case *test, gboolean first, GError **error)
{
  guint n_ports = mill_spec_n_inputs (test->spec);
  for (guint i = 0; i < PORTS_MAX && n_ports > 0; i++)
    {
      const MillPort *port = mill_spec_input (test->spec, MIN (i, n_ports - 1));
      if (!port->first != !first || test->example->inputs[i] == NULL)
        continue;
      if (!feed_port (feed, test, i, error)
          || ((first || !feed->variant->abort)
              && !mill_harness_finish_input (feed->harness, i, error)))
        return FALSE;
    }
  return TRUE;
}

static void
set_schemas (const Case *test, MillHarness *harness)
{
  for (guint i = 0; i < PORTS_MAX; i++)
    if (test->example->inputs[i] != NULL)
      {
        g_autoptr (GError) error = NULL;
        g_autoptr (MillSchema) schema = mill_typed_csv_schema (test->example->inputs[i], &error);
        g_assert_no_error (error);
        mill_harness_set_schema (harness, i, schema);
      }
}

/* Tells the block that nobody after it reads anything; returns what it reads itself. */
static MillInferResult *
infer_needed (const Case *test, MillHarness *harness)
{
  const MillSchema *schemas[PORTS_MAX] = { NULL };
  g_autoptr (GError) error = NULL;
  MillInferResult *inferred = NULL;
  guint n = 0;
  for (guint i = 0; i < PORTS_MAX; i++)
    if (test->example->inputs[i] != NULL)
      {
        schemas[i] = mill_typed_csv_schema (test->example->inputs[i], NULL);
        n = i + 1;
      }
  n = MAX (n, mill_spec_n_inputs (test->spec));
  mill_infer_run (test->spec, mill_harness_params (harness), schemas, n, &inferred, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < PORTS_MAX; i++)
    {
      guint n_columns = schemas[i] != NULL ? mill_schema_n_fields (schemas[i]) : 0;
      g_autofree guint8 *needed = g_malloc0 (n_columns + 1);
      for (guint c = 0; c < n_columns; c++)
        needed[c] = (guint8)mill_infer_result_uses (inferred, i, c);
      if (schemas[i] != NULL)
        mill_harness_set_needed (harness, i, needed);
      mill_schema_unref (schemas[i]);
    }
  return inferred;
}

/* ---- what came out ---- */

static void
check_batches (const Case *test, const MillHarness *harness, guint port)
{
  const MillSchema *schema = mill_harness_schema (harness, port);
  GPtrArray *batches = mill_harness_batches (harness, port);
  for (guint i = 0; i < batches->len; i++)
    {
      const MillBatch *batch = g_ptr_array_index (batches, i);
      g_assert_true (mill_schema_equal (batch->schema, schema));
      for (guint c = 0; c < mill_schema_n_fields (schema); c++)
        {
          g_assert_true (
              mill_type_equal (batch->columns[c].type, mill_schema_field (schema, c)->type));
          g_assert_cmpuint (batch->columns[c].n_rows, ==, batch->n_rows);
        }
    }
}

static void
collect (const Case *test, MillHarness *harness, Result *result)
{
  for (guint i = 0; i < MIN (mill_spec_n_outputs (test->spec), PORTS_MAX); i++)
    if (!mill_spec_output (test->spec, i)->rejects && mill_harness_schema (harness, i) != NULL)
      {
        check_batches (test, harness, i);
        result->outputs[i] = mill_harness_text (harness, i);
      }
  result->rejects = mill_harness_rejects (harness);
  result->calls = mill_harness_calls (harness);
  result->reserved = mill_harness_reserved (harness);
  const char *out = mill_harness_file (harness, TRUE);
  g_file_get_contents (out, &result->written, NULL, NULL);
  g_autofree char *messages = mill_harness_messages (harness);
  g_auto (GStrv) parts = g_strsplit (messages, out, -1);
  result->messages = g_strjoinv ("${out}", parts);
}

/* Nothing but the example's own files may be left beside them. */
static void
check_no_litter (const Case *test, const MillHarness *harness)
{
  g_autofree char *path = g_path_get_dirname (mill_harness_file (harness, TRUE));
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  for (const char *name; (name = g_dir_read_name (folder)) != NULL;)
    g_assert_null (strstr (name, ".part-"));
}

Result
run_case (const Case *test, const Variant *variant)
{
  Result result = { 0 };
  Feed feed = { .variant = variant };
  g_autoptr (MillHarness) harness
      = mill_harness_new_example (test->spec, test->example, test_folder (), &result.error);
  g_assert_no_error (result.error);
  feed.harness = harness;
  set_schemas (test, harness);
  mill_harness_set_lanes (harness, MAX (variant->n_lanes, 1));
  mill_harness_set_ticket_batches (harness, MAX (variant->ticket_batches, 1));
  mill_harness_set_memory (harness, variant->memory_bytes);
  mill_harness_set_cancel_at (harness, variant->cancel_at);
  if (variant->absent)
    feed.inferred = infer_needed (test, harness);
  gboolean good = result.error == NULL && feed_ports (&feed, test, TRUE, &result.error)
                  && feed_ports (&feed, test, FALSE, &result.error);
  if (good && variant->abort)
    mill_harness_abort (harness);
  else if (good)
    good = mill_harness_finish (harness, &result.error);
  g_assert_true (good == (result.error == NULL));
  collect (test, harness, &result);
  check_no_litter (test, harness);
  if (good && !variant->abort)
    mill_harness_conserves (harness, &result.error);
  mill_infer_result_free (feed.inferred);
  return result;
}
