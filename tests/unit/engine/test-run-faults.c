/* test-run-faults.c: every callback fails once, runs are cancelled at any time, rows vanish.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "engine-blocks.h"

#include "mill-error.h"
#include "mill-spec.h"

static BlockParams
params (Watch *watch)
{
  return (BlockParams){ .watch = watch, .spin = 300 };
}

/* All shapes of block: fan-out, join, union, two breakers, an ordered block, two sinks, linked
 * rejects. */
static void
build_all (MillGraph *graph, Watch *watch, GString *out)
{
  BlockParams p = params (watch), source_params = p, refuse = p, write = p;
  source_params.tickets = 6;
  source_params.rows = 5;
  refuse.reject = 7;
  refuse.finish_rows = 1;
  refuse.finish_rejects = 1;
  write.out = out;
  guint source = add_block (graph, "source", &spec_source, source_params);
  source_params.first = 15;
  guint other = add_block (graph, "other", &spec_source, source_params);
  guint pass = add_block (graph, "pass", &spec_pass, refuse);
  guint match = add_block (graph, "match", &spec_match, p);
  guint both = add_block (graph, "both", &spec_union, p);
  guint keep = add_block (graph, "keep", &spec_keep, p);
  guint ordered = add_block (graph, "ordered", &spec_ordered, p);
  guint sink = add_block (graph, "sink", &spec_sink, write);
  guint refused = add_block (graph, "refused", &spec_sink, p);
  link_blocks (graph, source, pass);
  mill_graph_link (graph, pass, 1, refused, 0);
  mill_graph_link (graph, source, 0, match, 0);
  mill_graph_link (graph, other, 0, match, 1);
  link_blocks (graph, match, both);
  link_blocks (graph, pass, both);
  link_blocks (graph, both, keep);
  link_blocks (graph, keep, ordered);
  link_blocks (graph, ordered, sink);
}

/* Fails call @call of @step. FALSE: there is no such call. */
static gboolean
fail_once (Step step, int call, guint workers)
{
  g_auto (Result) result = { 0 };
  run_pipeline (
      build_all, &(RunHow){ .workers = workers, .fail_step = step, .fail_call = call }, &result);
  if (result.watch.failed == 0)
    {
      g_assert_no_error (result.error);
      return FALSE;
    }
  g_autofree char *message
      = g_strdup_printf ("%s: injected in step %d", result.watch.fail_name, (int)step);
  g_assert_error (result.error, MILL_ERROR_RESOURCE, MILL_RESOURCE_FULL);
  g_assert_cmpstr (result.error->message, ==, message);
  g_assert_cmpint (result.state, ==, MILL_RUN_FAILED);
  g_assert_cmpint (result.watch.failed, ==, 1);
  /* those that closed before the failing close() are done; all others are undone */
  g_assert_cmpint (result.watch.undone, >=, step == STEP_CLOSE ? 0 : result.watch.closed);
  return TRUE;
}

static void
test_errors (void)
{
  for (guint workers = 1; workers <= 3; workers += 2)
    for (int step = 0; step < STEP_LAST; step++)
      {
        int call = 1;
        while (fail_once ((Step)step, call, workers))
          call++;
        g_assert_cmpint (call, >, 2);
      }
}

/* A block that fails and sets no error is named all the same. */
static MillFlow
fail_silently (MillContext *context G_GNUC_UNUSED,
               guint port G_GNUC_UNUSED,
               const MillBatch *batch G_GNUC_UNUSED,
               GError **error G_GNUC_UNUSED)
{
  return MILL_FLOW_ERROR;
}

static gboolean
close_silently (MillContext *context G_GNUC_UNUSED, gboolean success, GError **error G_GNUC_UNUSED)
{
  return !success;
}

static void
run_silent (MillBlockSpec *spec)
{
  g_autoptr (GError) error = NULL;
  Watch watch = { 0 };
  MillGraph *graph = mill_graph_new ();
  guint source = add_block (
      graph, "source", &spec_source, (BlockParams){ .watch = &watch, .tickets = 3, .rows = 3 });
  guint silent = add_block (graph, "silent", spec, (BlockParams){ .watch = &watch });
  link_blocks (graph, source, silent);
  g_assert_true (mill_graph_infer (graph, &error));
  g_autoptr (MillRun) run = mill_run_new (graph, &(MillRunOptions){ .workers = 2 }, &error);
  g_assert_false (mill_run_execute (run, NULL, &error));
  g_assert_error (error, MILL_ERROR_BLOCK, MILL_BLOCK_BUG);
  g_assert_true (g_str_has_prefix (error->message, "silent: "));
}

static void
test_silent (void)
{
  MillBlockSpec process = spec_pass, close = spec_pass;
  process.process = fail_silently;
  run_silent (&process);
  close.close = close_silently;
  run_silent (&close);
}

static void
build_refusing (MillGraph *graph, Watch *watch, GString *out)
{
  BlockParams p = params (watch);
  p.tickets = 5;
  p.rows = 5;
  p.reject = 3;
  p.out = out;
  guint source = add_block (graph, "source", &spec_source, p);
  guint pass = add_block (graph, "pass", &spec_pass, p);
  link_blocks (graph, source, pass);
}

/* A reject that cannot be stored fails the run. */
static void
test_store_fails (void)
{
  g_auto (Result) result = { 0 };
  run_pipeline (build_refusing, &(RunHow){ .workers = 2, .fail_reject = TRUE }, &result);
  g_assert_error (result.error, MILL_ERROR_RESOURCE, MILL_RESOURCE_FULL);
  g_assert_cmpstr (result.error->message, ==, "injected in the store");
  g_assert_cmpint (result.watch.undone, ==, 2);
}

/* ---- conservation ---- */

static void
build_losing (MillGraph *graph, Watch *watch, GString *out)
{
  BlockParams p = params (watch), lose = p;
  p.tickets = 5;
  p.rows = 5;
  p.out = out;
  lose.lose = 12;
  guint source = add_block (graph, "source", &spec_source, p);
  guint pass = add_block (graph, "leaky", &spec_pass, lose);
  guint sink = add_block (graph, "sink", &spec_sink, p);
  link_blocks (graph, source, pass);
  link_blocks (graph, pass, sink);
}

static void
test_conservation (void)
{
  for (guint workers = 1; workers <= 4; workers++)
    {
      g_auto (Result) result = { 0 };
      run_pipeline (build_losing, &(RunHow){ .workers = workers }, &result);
      g_assert_error (result.error, MILL_ERROR_BLOCK, MILL_BLOCK_CONSERVATION);
      g_assert_true (g_str_has_prefix (result.error->message,
                                       "leaky: rows do not add up: 25 in and 0 made, but 22 out"));
      g_assert_cmpint (result.watch.undone, ==, 3);
    }
}

/* ---- cancel ---- */

static void
build_endless (MillGraph *graph, Watch *watch, GString *out)
{
  BlockParams p = params (watch), endless = p, write = p;
  endless.tickets = G_MAXUINT;
  endless.rows = 10;
  p.spin = 20000;
  p.drop = 2;
  write.out = out;
  guint source = add_block (graph, "source", &spec_source, endless);
  guint pass = add_block (graph, "pass", &spec_pass, p);
  guint ordered = add_block (graph, "ordered", &spec_ordered, p);
  guint sink = add_block (graph, "sink", &spec_sink, write);
  link_blocks (graph, source, pass);
  link_blocks (graph, pass, ordered);
  link_blocks (graph, ordered, sink);
}

typedef struct
{
  GCancellable *cancellable;
  guint64 turns;
  gint64 at_us; /* when it was cancelled */
} Canceller;

static gpointer
cancel_later (gpointer data)
{
  Canceller *canceller = data;
  for (volatile guint64 i = 0; i < canceller->turns; i++)
    ;
  g_cancellable_cancel (canceller->cancellable);
  canceller->at_us = g_get_monotonic_time ();
  return NULL;
}

/* What a cancelled run has written is the beginning of the rows, without a gap. */
static void
check_beginning (const GString *out)
{
  const char *at = out->str;
  for (gint64 id = 1; *at != '\0'; id += 2)
    {
      char *end;
      g_assert_cmpint (g_ascii_strtoll (at, &end, 10), ==, id);
      at = end + 1;
    }
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *)a, y = *(const gint64 *)b;
  return (x > y) - (x < y);
}

/* The median counts: on a busy machine the thread that measures may rest for longer. */
static void
test_cancel (void)
{
  gint64 times[60];
  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      g_auto (Result) result = { 0 };
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      Canceller canceller = { cancellable, (guint64)g_test_rand_int_range (0, 12000000), 0 };
      GThread *thread = g_thread_new ("canceller", cancel_later, &canceller);
      run_pipeline (
          build_endless, &(RunHow){ .workers = 1 + i % 8, .cancellable = cancellable }, &result);
      gint64 ended = g_get_monotonic_time ();
      g_thread_join (thread);
      g_assert_error (result.error, MILL_ERROR_RESOURCE, MILL_RESOURCE_CANCELLED);
      g_assert_cmpint (result.state, ==, MILL_RUN_CANCELLED);
      g_assert_cmpint (result.watch.succeeded, ==, 0);
      check_beginning (result.out);
      times[i] = ended - canceller.at_us;
    }
  qsort (times, G_N_ELEMENTS (times), sizeof times[0], compare_times);
  g_test_message ("end after a cancel: median %d us, slowest %d us",
                  (int)times[G_N_ELEMENTS (times) / 2],
                  (int)times[G_N_ELEMENTS (times) - 1]);
  g_assert_cmpint (times[G_N_ELEMENTS (times) / 2], <, 100000);
}

/* Cancelled before it begins, and by a block in the middle of the run. */
static void
test_cancel_early (void)
{
  g_auto (Result) result = { 0 };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_cancellable_cancel (cancellable);
  run_pipeline (build_all, &(RunHow){ .workers = 2, .cancellable = cancellable }, &result);
  g_assert_error (result.error, MILL_ERROR_RESOURCE, MILL_RESOURCE_CANCELLED);
  g_assert_cmpint (result.watch.calls[STEP_PRODUCE], ==, 0);
  g_assert_cmpint (result.watch.succeeded, ==, 0);
}

static GCancellable *cancel_inside;
static int cancel_inside_call;

static void
build_cancelling (MillGraph *graph, Watch *watch, GString *out)
{
  BlockParams p = params (watch), write = p, cancel = p;
  p.tickets = 20;
  p.rows = 20;
  write.out = out;
  cancel.cancel = cancel_inside;
  cancel.cancel_call = cancel_inside_call;
  guint source = add_block (graph, "source", &spec_source, p);
  guint first = add_block (graph, "first", &spec_pass, cancel);
  guint keep = add_block (graph, "keep", &spec_keep, params (watch));
  guint second = add_block (graph, "second", &spec_pass, cancel);
  guint sink = add_block (graph, "sink", &spec_sink, write);
  link_blocks (graph, source, first);
  link_blocks (graph, first, keep);
  link_blocks (graph, keep, second);
  link_blocks (graph, second, sink);
}

static void
test_cancel_inside (void)
{
  for (int call = 1; call < 84; call += 3)
    for (guint workers = 1; workers <= 3; workers++)
      {
        g_auto (Result) result = { 0 };
        g_autoptr (GCancellable) cancellable = g_cancellable_new ();
        cancel_inside = cancellable;
        cancel_inside_call = call;
        run_pipeline (
            build_cancelling, &(RunHow){ .workers = workers, .cancellable = cancellable }, &result);
        g_assert_error (result.error, MILL_ERROR_RESOURCE, MILL_RESOURCE_CANCELLED);
        g_assert_cmpint (result.watch.succeeded, ==, 0);
      }
}

/* ---- memory ---- */

static void
build_reserving (MillGraph *graph, Watch *watch, GString *out)
{
  BlockParams p = params (watch), keep = p;
  p.tickets = 40;
  p.rows = 20;
  p.out = out;
  keep.reserve = 1000;
  guint source = add_block (graph, "source", &spec_source, p);
  guint first = add_block (graph, "first", &spec_keep, keep);
  guint second = add_block (graph, "second", &spec_keep, keep);
  guint sink = add_block (graph, "sink", &spec_sink, p);
  link_blocks (graph, source, first);
  link_blocks (graph, first, second);
  link_blocks (graph, second, sink);
}

static void
test_memory (void)
{
  for (guint workers = 1; workers <= 8; workers++)
    {
      g_auto (Result) result = { 0 };
      run_pipeline (build_reserving, &(RunHow){ .workers = workers, .memory = 5000 }, &result);
      g_assert_no_error (result.error);
      g_assert_cmpuint (result.peak, ==, 80 * 1000);
      g_assert_cmpint (result.reserved, ==, 0);
    }
}

/* ---- messages ---- */

static void
build_posting (MillGraph *graph, Watch *watch, GString *out)
{
  BlockParams p = params (watch);
  p.tickets = 60;
  p.rows = 2;
  p.spin = 20000;
  p.post = 1;
  p.out = out;
  guint source = add_block (graph, "source", &spec_source, p);
  guint pass = add_block (graph, "pass", &spec_pass, p);
  link_blocks (graph, source, pass);
}

static void
test_messages (void)
{
  g_auto (Result) result = { 0 };
  guint lanes = 0;
  run_pipeline (build_posting, &(RunHow){ .workers = 3 }, &result);
  g_assert_cmpuint (result.messages->len, ==, 120);
  for (guint i = 0; i < result.messages->len; i++)
    {
      const MillMessage *message = g_ptr_array_index (result.messages, i);
      g_assert_cmpstr (message->block, ==, "pass");
      g_assert_cmpint (message->level, ==, MILL_MESSAGE_INFO);
      g_assert_true (g_str_has_prefix (message->text, "lane "));
      lanes |= 1u << (message->text[5] - '0');
    }
  g_assert_cmpuint (lanes & ~7u, ==, 0);
  g_test_message ("lanes that spoke: %u", lanes);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/faults/errors", test_errors);
  g_test_add_func ("/engine/faults/silent", test_silent);
  g_test_add_func ("/engine/faults/store-fails", test_store_fails);
  g_test_add_func ("/engine/faults/conservation", test_conservation);
  g_test_add_func ("/engine/faults/cancel", test_cancel);
  g_test_add_func ("/engine/faults/cancel-early", test_cancel_early);
  g_test_add_func ("/engine/faults/cancel-inside", test_cancel_inside);
  g_test_add_func ("/engine/faults/memory", test_memory);
  g_test_add_func ("/engine/faults/messages", test_messages);
  return g_test_run ();
}
