/* engine-runs.c: runs pipelines of engine-blocks.h and looks at what is left.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "engine-blocks.h"

#include "mill-run-private.h"

void
result_clear (Result *result)
{
  if (result->out != NULL)
    g_string_free (result->out, TRUE);
  if (result->rejects != NULL)
    g_string_free (result->rejects, TRUE);
  if (result->counts != NULL)
    g_string_free (result->counts, TRUE);
  g_clear_pointer (&result->messages, g_ptr_array_unref);
  g_clear_error (&result->error);
}

typedef struct
{
  Result *result;
  gboolean fail;
  int busy;
} RejectStore;

static gboolean
take_reject (const MillReject *reject, gpointer data, GError **error)
{
  RejectStore *store = data;
  g_assert_cmpint (__atomic_exchange_n (&store->busy, 1, __ATOMIC_ACQUIRE), ==, 0);
  g_string_append_printf (store->result->rejects,
                          "%s,%s,%s,%s:%" G_GUINT64_FORMAT ",%.*s\n",
                          reject->block,
                          mill_reject_code_nick (reject->code),
                          reject->message,
                          reject->place.file != NULL ? reject->place.file : "",
                          reject->place.line,
                          (int)reject->raw.length,
                          (const char *)reject->raw.data);
  __atomic_store_n (&store->busy, 0, __ATOMIC_RELEASE);
  if (store->fail)
    g_set_error_literal (error, MILL_ERROR_RESOURCE, MILL_RESOURCE_FULL, "injected in the store");
  return !store->fail;
}

static void
note_counts (MillRun *run, Result *result)
{
  const MillGraph *graph = mill_run_graph (run);
  for (guint i = 0; i < mill_graph_n_blocks (graph); i++)
    {
      MillBlockCounters c;
      mill_run_counters (run, i, &c);
      g_string_append_printf (result->counts,
                              "%s in=%" G_GUINT64_FORMAT " out=%" G_GUINT64_FORMAT
                              " filtered=%" G_GUINT64_FORMAT " absorbed=%" G_GUINT64_FORMAT
                              " created=%" G_GUINT64_FORMAT " rejected=%" G_GUINT64_FORMAT "%s\n",
                              mill_graph_block_id (graph, i),
                              c.in,
                              c.out,
                              c.filtered,
                              c.absorbed,
                              c.created,
                              c.rejected,
                              c.finished ? " finished" : "");
    }
}

static void
check_closed (const Result *result)
{
  const Watch *watch = &result->watch;
  g_assert_cmpint (watch->opened, ==, watch->closed);
  g_assert_cmpint (watch->lanes_opened, ==, watch->lanes_closed);
  g_assert_cmpint (watch->succeeded + watch->undone, ==, watch->closed);
  if (result->ok)
    g_assert_cmpint (watch->undone, ==, 0);
  else
    g_assert_nonnull (result->error);
  g_assert_cmpint (result->ok, ==, result->error == NULL);
}

void
run_pipeline (BuildFunc build, const RunHow *how, Result *result)
{
  MillGraph *graph = mill_graph_new ();
  *result = (Result){ .out = g_string_new (NULL),
                      .rejects = g_string_new (NULL),
                      .counts = g_string_new (NULL) };
  result->messages = g_ptr_array_new_with_free_func ((GDestroyNotify)mill_message_free);
  result->watch.fail_step = how->fail_step;
  result->watch.fail_call = how->fail_call;
  build (graph, &result->watch, result->out);
  gboolean inferred = mill_graph_infer (graph, &result->error);
  g_assert_no_error (result->error);
  g_assert_true (inferred);
  RejectStore store = { .result = result, .fail = how->fail_reject };
  MillRunOptions options = { .workers = MAX (how->workers, 1),
                             .memory_bytes = how->memory,
                             .reject = take_reject,
                             .reject_data = &store };
  g_autoptr (MillRun) run = mill_run_new (graph, &options, &result->error);
  g_assert_no_error (result->error);
  g_assert_cmpint (mill_run_state (run), ==, MILL_RUN_READY);
  result->ok = mill_run_execute (run, how->cancellable, &result->error);
  result->state = mill_run_state (run);
  result->peak = mill_run_peak_memory (run);
  result->reserved = run->memory_used;
  for (MillMessage *message; (message = mill_run_pop_message (run)) != NULL;)
    g_ptr_array_add (result->messages, message);
  note_counts (run, result);
  check_closed (result);
}

void
run_everyhow (BuildFunc build, Result *result)
{
  static const guint workers[] = { 1, 2, 3, 8 };
  run_pipeline (build, &(RunHow){ .workers = 1 }, result);
  g_assert_no_error (result->error);
  for (guint i = 0; i < 4 * G_N_ELEMENTS (workers); i++)
    {
      g_auto (Result) other = { 0 };
      run_pipeline (build, &(RunHow){ .workers = workers[i % G_N_ELEMENTS (workers)] }, &other);
      g_assert_no_error (other.error);
      g_assert_cmpint (other.state, ==, MILL_RUN_DONE);
      g_assert_cmpstr (other.out->str, ==, result->out->str);
      g_assert_cmpstr (other.rejects->str, ==, result->rejects->str);
      g_assert_cmpstr (other.counts->str, ==, result->counts->str);
    }
}
