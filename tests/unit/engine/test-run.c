/* test-run.c: rows come out complete, in order, and the same for any number of workers.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "engine-blocks.h"

#include "mill-error.h"

enum
{
  SPIN = 3000
};

static void
assert_lines (const char *out, gint64 first, guint n)
{
  g_autofree char *lines = lines_of (first, n);
  g_assert_cmpstr (out, ==, lines);
}

/* ---- order ---- */

static void
build_line (MillGraph *graph, Watch *watch, GString *out)
{
  guint source
      = add_block (graph,
                   "source",
                   &spec_source,
                   (BlockParams){ .watch = watch, .tickets = 150, .rows = 7, .spin = SPIN });
  guint pass = add_block (graph, "pass", &spec_pass, (BlockParams){ .watch = watch, .spin = SPIN });
  guint ordered
      = add_block (graph, "ordered", &spec_ordered, (BlockParams){ .watch = watch, .spin = 500 });
  guint sink = add_block (
      graph, "sink", &spec_sink, (BlockParams){ .watch = watch, .out = out, .spin = SPIN });
  link_blocks (graph, source, pass);
  link_blocks (graph, pass, ordered);
  link_blocks (graph, ordered, sink);
}

static void
test_order (void)
{
  g_auto (Result) result = { 0 };
  run_everyhow (build_line, &result);
  assert_lines (result.out->str, 0, 150 * 7);
  g_assert_cmpstr (result.counts->str,
                   ==,
                   "source in=0 out=1050 filtered=0 absorbed=0 created=1050 rejected=0 finished\n"
                   "pass in=1050 out=1050 filtered=0 absorbed=0 created=0 rejected=0 finished\n"
                   "ordered in=1050 out=1050 filtered=0 absorbed=0 created=0 rejected=0 finished\n"
                   "sink in=1050 out=0 filtered=0 absorbed=1050 created=0 rejected=0 finished\n");
}

static void
build_empty (MillGraph *graph, Watch *watch, GString *out)
{
  guint source = add_block (graph, "source", &spec_source, (BlockParams){ .watch = watch });
  guint keep = add_block (graph, "keep", &spec_keep, (BlockParams){ .watch = watch });
  guint sink = add_block (graph, "sink", &spec_sink, (BlockParams){ .watch = watch, .out = out });
  link_blocks (graph, source, keep);
  link_blocks (graph, keep, sink);
}

static void
test_empty (void)
{
  g_auto (Result) result = { 0 };
  run_everyhow (build_empty, &result);
  g_assert_cmpstr (result.out->str, ==, "");
}

static void
build_nothing (MillGraph *graph, Watch *watch G_GNUC_UNUSED, GString *out G_GNUC_UNUSED)
{
  g_assert_cmpuint (mill_graph_n_blocks (graph), ==, 0);
}

static void
test_nothing (void)
{
  g_auto (Result) result = { 0 };
  run_everyhow (build_nothing, &result);
}

/* ---- one scan, several consumers ---- */

static void
build_fan_out (MillGraph *graph, Watch *watch, GString *out)
{
  guint source
      = add_block (graph,
                   "source",
                   &spec_source,
                   (BlockParams){ .watch = watch, .tickets = 40, .rows = 9, .spin = SPIN });
  guint sink = add_block (graph, "sink", &spec_sink, (BlockParams){ .watch = watch, .out = out });
  guint pass = add_block (
      graph, "pass", &spec_pass, (BlockParams){ .watch = watch, .drop = 2, .spin = SPIN });
  guint other = add_block (graph, "other", &spec_sink, (BlockParams){ .watch = watch });
  link_blocks (graph, source, sink);
  link_blocks (graph, source, pass);
  link_blocks (graph, pass, other);
}

static void
test_fan_out (void)
{
  g_auto (Result) result = { 0 };
  run_everyhow (build_fan_out, &result);
  assert_lines (result.out->str, 0, 360);
  g_assert_nonnull (strstr (result.counts->str, "other in=180 out=0 filtered=0 absorbed=180"));
}

/* source -> odd, even -> union: the rows of the second way wait until the first has ended. */
static void
build_diamond (MillGraph *graph, Watch *watch, GString *out)
{
  guint source
      = add_block (graph,
                   "source",
                   &spec_source,
                   (BlockParams){ .watch = watch, .tickets = 30, .rows = 4, .spin = SPIN });
  guint a = add_block (
      graph, "a", &spec_pass, (BlockParams){ .watch = watch, .drop = 2, .spin = SPIN });
  guint b = add_block (graph, "b", &spec_pass, (BlockParams){ .watch = watch, .drop = 3 });
  guint both = add_block (graph, "both", &spec_union, (BlockParams){ .watch = watch });
  guint sink = add_block (graph, "sink", &spec_sink, (BlockParams){ .watch = watch, .out = out });
  link_blocks (graph, source, a);
  link_blocks (graph, source, b);
  link_blocks (graph, a, both);
  link_blocks (graph, b, both);
  link_blocks (graph, both, sink);
}

static void
test_diamond (void)
{
  g_auto (Result) result = { 0 };
  g_autoptr (GString) expected = g_string_new (NULL);
  for (guint drop = 2; drop <= 3; drop++)
    for (guint id = 0; id < 120; id++)
      if (id % drop != 0)
        g_string_append_printf (expected, "%u\n", id);
  run_everyhow (build_diamond, &result);
  g_assert_cmpstr (result.out->str, ==, expected->str);
}

/* ---- unions ---- */

static guint
add_source (MillGraph *graph, Watch *watch, const char *id, gint64 first, guint tickets)
{
  return add_block (
      graph,
      id,
      &spec_source,
      (BlockParams){
          .watch = watch, .first = first, .tickets = tickets, .rows = 10, .spin = SPIN });
}

/* Three sources in the order of links, which is not that of the blocks. */
static void
build_union (MillGraph *graph, Watch *watch, GString *out)
{
  guint b = add_source (graph, watch, "b", 200, 20), c = add_source (graph, watch, "c", 400, 1);
  guint a = add_source (graph, watch, "a", 0, 20);
  guint all = add_block (graph, "all", &spec_union, (BlockParams){ .watch = watch });
  guint ordered = add_block (graph, "ordered", &spec_ordered, (BlockParams){ .watch = watch });
  guint sink = add_block (graph, "sink", &spec_sink, (BlockParams){ .watch = watch, .out = out });
  link_blocks (graph, a, all);
  link_blocks (graph, b, all);
  link_blocks (graph, c, all);
  link_blocks (graph, all, ordered);
  link_blocks (graph, ordered, sink);
}

static void
test_union (void)
{
  g_auto (Result) result = { 0 };
  run_everyhow (build_union, &result);
  assert_lines (result.out->str, 0, 410);
}

/* Rows of several sources reach a breaker one source after the other. */
static void
build_union_breaker (MillGraph *graph, Watch *watch, GString *out)
{
  guint a = add_source (graph, watch, "a", 0, 3), b = add_source (graph, watch, "b", 30, 30);
  guint c = add_source (graph, watch, "c", 330, 2);
  guint all = add_block (graph, "all", &spec_union, (BlockParams){ .watch = watch });
  guint keep = add_block (graph, "keep", &spec_keep, (BlockParams){ .watch = watch });
  guint again = add_block (graph, "again", &spec_keep, (BlockParams){ .watch = watch });
  guint sink = add_block (graph, "sink", &spec_sink, (BlockParams){ .watch = watch, .out = out });
  link_blocks (graph, a, all);
  link_blocks (graph, b, all);
  link_blocks (graph, c, all);
  link_blocks (graph, all, keep);
  link_blocks (graph, keep, again);
  link_blocks (graph, again, sink);
}

static void
test_union_breaker (void)
{
  g_auto (Result) result = { 0 };
  run_everyhow (build_union_breaker, &result);
  assert_lines (result.out->str, 0, 350);
}

/* The same block behind several links of one union, and a conflict: a before b here, b before a
 * there. */
static void
build_union_conflict (MillGraph *graph, Watch *watch, GString *out)
{
  guint a = add_source (graph, watch, "a", 0, 5), b = add_source (graph, watch, "b", 50, 5);
  guint ab = add_block (graph, "ab", &spec_union, (BlockParams){ .watch = watch });
  guint ba = add_block (graph, "ba", &spec_union, (BlockParams){ .watch = watch });
  guint all = add_block (graph, "all", &spec_union, (BlockParams){ .watch = watch });
  guint sink = add_block (graph, "sink", &spec_sink, (BlockParams){ .watch = watch, .out = out });
  link_blocks (graph, a, ab);
  link_blocks (graph, b, ab);
  link_blocks (graph, b, ba);
  link_blocks (graph, a, ba);
  link_blocks (graph, ab, all);
  link_blocks (graph, ba, all);
  link_blocks (graph, ab, all);
  link_blocks (graph, all, sink);
}

static void
test_union_conflict (void)
{
  g_auto (Result) result = { 0 };
  g_autofree char *a = lines_of (0, 50), *b = lines_of (50, 50);
  g_autofree char *expected = g_strconcat (a, b, b, a, a, b, NULL);
  run_everyhow (build_union_conflict, &result);
  g_assert_cmpstr (result.out->str, ==, expected);
}

/* ---- joins ---- */

static guint
add_match (MillGraph *graph, Watch *watch, const char *id, guint build, guint probe)
{
  guint match = add_block (graph, id, &spec_match, (BlockParams){ .watch = watch, .spin = 500 });
  mill_graph_link (graph, build, 0, match, 0);
  mill_graph_link (graph, probe, 0, match, 1);
  return match;
}

/* One scan feeds both sides. */
static void
build_self_join (MillGraph *graph, Watch *watch, GString *out)
{
  guint source = add_source (graph, watch, "source", 0, 20);
  guint few = add_block (graph, "few", &spec_pass, (BlockParams){ .watch = watch, .drop = 2 });
  guint match = add_match (graph, watch, "match", few, source);
  guint sink = add_block (graph, "sink", &spec_sink, (BlockParams){ .watch = watch, .out = out });
  link_blocks (graph, source, few);
  link_blocks (graph, match, sink);
}

static void
test_self_join (void)
{
  g_auto (Result) result = { 0 };
  g_autoptr (GString) expected = g_string_new (NULL);
  for (guint id = 1; id < 200; id += 2)
    g_string_append_printf (expected, "%u\n", id);
  run_everyhow (build_self_join, &result);
  g_assert_cmpstr (result.out->str, ==, expected->str);
}

/* Three joins that want f before p, p before z and z before f. */
static void
build_join_ring (MillGraph *graph, Watch *watch, GString *out)
{
  guint f = add_source (graph, watch, "f", 0, 20), p = add_source (graph, watch, "p", 20, 20);
  guint z = add_source (graph, watch, "z", 10, 20);
  add_match (graph, watch, "zf", z, f);
  guint fp = add_match (graph, watch, "fp", f, p);
  guint fpz = add_match (graph, watch, "fpz", fp, z);
  guint sink = add_block (graph, "sink", &spec_sink, (BlockParams){ .watch = watch, .out = out });
  link_blocks (graph, fpz, sink);
}

static void
test_join_ring (void)
{
  g_auto (Result) result = { 0 };
  run_everyhow (build_join_ring, &result);
  assert_lines (result.out->str, 20, 180);
  g_assert_nonnull (strstr (result.counts->str, "zf in=400 out=190"));
}

/* ---- breakers ---- */

static void
build_breakers (MillGraph *graph, Watch *watch, GString *out)
{
  guint last = add_source (graph, watch, "source", 0, 60);
  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *keep_id = g_strdup_printf ("keep%u", i);
      g_autofree char *pass_id = g_strdup_printf ("pass%u", i);
      guint keep = add_block (graph, keep_id, &spec_keep, (BlockParams){ .watch = watch });
      guint pass
          = add_block (graph, pass_id, &spec_pass, (BlockParams){ .watch = watch, .spin = SPIN });
      link_blocks (graph, last, keep);
      link_blocks (graph, keep, pass);
      last = pass;
    }
  guint sink = add_block (graph, "sink", &spec_sink, (BlockParams){ .watch = watch, .out = out });
  link_blocks (graph, last, sink);
}

static void
test_breakers (void)
{
  g_auto (Result) result = { 0 };
  run_everyhow (build_breakers, &result);
  assert_lines (result.out->str, 0, 600);
}

/* Rows that come at the end of an input stand behind all others, also in a breaker after it. */
static void
build_finish (MillGraph *graph, Watch *watch, GString *out)
{
  guint source = add_source (graph, watch, "source", 0, 25);
  guint pass = add_block (
      graph, "pass", &spec_pass, (BlockParams){ .watch = watch, .spin = SPIN, .finish_rows = 3 });
  guint keep = add_block (graph, "keep", &spec_keep, (BlockParams){ .watch = watch });
  guint end = add_block (
      graph, "end", &spec_pass, (BlockParams){ .watch = watch, .first = 500, .finish_rows = 2 });
  guint sink = add_block (graph, "sink", &spec_sink, (BlockParams){ .watch = watch, .out = out });
  link_blocks (graph, source, pass);
  link_blocks (graph, pass, keep);
  link_blocks (graph, keep, end);
  link_blocks (graph, end, sink);
}

static void
test_finish (void)
{
  g_auto (Result) result = { 0 };
  g_autoptr (GString) expected = g_string_new ("-3\n-2\n-1\n");
  for (int id = 249; id >= 0; id--)
    g_string_append_printf (expected, "%d\n", id);
  g_string_append (expected, "499\n498\n");
  run_everyhow (build_finish, &result);
  g_assert_cmpstr (result.out->str, ==, expected->str);
}

/* ---- early ends ---- */

static void
build_limit (MillGraph *graph, Watch *watch, GString *out)
{
  guint source = add_source (graph, watch, "source", 0, 5000);
  guint pass = add_block (graph, "pass", &spec_pass, (BlockParams){ .watch = watch, .spin = SPIN });
  guint limit = add_block (
      graph, "limit", &spec_limit, (BlockParams){ .watch = watch, .limit = 42, .out = out });
  link_blocks (graph, source, pass);
  link_blocks (graph, pass, limit);
}

/* Nobody wants more rows: the source is not read to its end. */
static void
test_limit (void)
{
  for (guint workers = 1; workers <= 8; workers++)
    {
      g_auto (Result) result = { 0 };
      run_pipeline (build_limit, &(RunHow){ .workers = workers }, &result);
      g_assert_no_error (result.error);
      assert_lines (result.out->str, 0, 42);
      g_assert_cmpint (result.watch.calls[STEP_PRODUCE], <, 5 + 64 + 2 * (int)workers);
    }
}

static void
build_limit_beside (MillGraph *graph, Watch *watch, GString *out)
{
  guint source = add_source (graph, watch, "source", 0, 100);
  guint pass = add_block (graph, "pass", &spec_pass, (BlockParams){ .watch = watch });
  guint limit
      = add_block (graph, "limit", &spec_limit, (BlockParams){ .watch = watch, .limit = 42 });
  guint keep = add_block (graph, "keep", &spec_keep, (BlockParams){ .watch = watch });
  guint few = add_block (graph, "few", &spec_limit, (BlockParams){ .watch = watch, .limit = 1 });
  guint sink = add_block (graph, "sink", &spec_sink, (BlockParams){ .watch = watch, .out = out });
  link_blocks (graph, source, pass);
  link_blocks (graph, pass, limit);
  link_blocks (graph, source, keep);
  link_blocks (graph, keep, few);
  link_blocks (graph, source, sink);
}

/* One consumer has had enough, the others get everything. */
static void
test_limit_beside (void)
{
  for (guint workers = 1; workers <= 8; workers++)
    {
      g_auto (Result) result = { 0 };
      run_pipeline (build_limit_beside, &(RunHow){ .workers = workers }, &result);
      g_assert_no_error (result.error);
      assert_lines (result.out->str, 0, 1000);
      g_assert_nonnull (strstr (result.counts->str, "keep in=1000"));
    }
}

/* ---- taps ---- */

typedef struct
{
  GString *out;
  guint64 rows, stop_after;
  int busy;
} TapTaken;

static gboolean
take_tap (const MillBatch *batch, gpointer data)
{
  TapTaken *taken = data;
  g_assert_cmpint (__atomic_exchange_n (&taken->busy, 1, __ATOMIC_ACQUIRE), ==, 0);
  if (batch->selection == NULL)
    g_assert_cmpuint (batch->n_selected, ==, batch->n_rows);
  for (guint i = 0; i < batch->n_selected; i++)
    {
      mill_column_print (&batch->columns[0], mill_batch_row (batch, i), taken->out);
      g_string_append_c (taken->out, '\n');
    }
  taken->rows += batch->n_selected;
  __atomic_store_n (&taken->busy, 0, __ATOMIC_RELEASE);
  return taken->stop_after == 0 || taken->rows < taken->stop_after;
}

/* The first 13 rows of the source, all rows of the pass, and of the breaker what one call gives. */
static void
test_tap (void)
{
  for (guint workers = 1; workers <= 8; workers++)
    {
      g_autoptr (GError) error = NULL;
      Watch watch = { 0 };
      TapTaken taken[3] = { { g_string_new (NULL), 0, 0, 0 },
                            { g_string_new (NULL), 0, 0, 0 },
                            { g_string_new (NULL), 0, 1, 0 } };
      MillGraph *graph = mill_graph_new ();
      guint source = add_source (graph, &watch, "source", 0, 30);
      guint pass
          = add_block (graph, "pass", &spec_pass, (BlockParams){ .watch = &watch, .spin = SPIN });
      guint keep = add_block (graph, "keep", &spec_keep, (BlockParams){ .watch = &watch });
      link_blocks (graph, source, pass);
      link_blocks (graph, pass, keep);
      mill_graph_add_tap (graph, source, 0, 13, take_tap, &taken[0]);
      mill_graph_add_tap (graph, pass, 0, 0, take_tap, &taken[1]);
      mill_graph_add_tap (graph, keep, 0, 0, take_tap, &taken[2]);
      g_assert_true (mill_graph_infer (graph, &error));
      g_autoptr (MillRun) run
          = mill_run_new (graph, &(MillRunOptions){ .workers = workers }, &error);
      g_assert_no_error (error);
      g_assert_true (mill_run_execute (run, NULL, &error));
      g_assert_no_error (error);
      assert_lines (taken[0].out->str, 0, 13);
      assert_lines (taken[1].out->str, 0, 300);
      g_assert_cmpuint (taken[2].rows, ==, 100);
      for (guint i = 0; i < G_N_ELEMENTS (taken); i++)
        g_string_free (taken[i].out, TRUE);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/run/order", test_order);
  g_test_add_func ("/engine/run/empty", test_empty);
  g_test_add_func ("/engine/run/nothing", test_nothing);
  g_test_add_func ("/engine/run/fan-out", test_fan_out);
  g_test_add_func ("/engine/run/diamond", test_diamond);
  g_test_add_func ("/engine/run/union", test_union);
  g_test_add_func ("/engine/run/union-breaker", test_union_breaker);
  g_test_add_func ("/engine/run/union-conflict", test_union_conflict);
  g_test_add_func ("/engine/run/self-join", test_self_join);
  g_test_add_func ("/engine/run/join-ring", test_join_ring);
  g_test_add_func ("/engine/run/breakers", test_breakers);
  g_test_add_func ("/engine/run/finish", test_finish);
  g_test_add_func ("/engine/run/limit", test_limit);
  g_test_add_func ("/engine/run/limit-beside", test_limit_beside);
  g_test_add_func ("/engine/run/tap", test_tap);
  return g_test_run ();
}
