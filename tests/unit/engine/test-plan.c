/* test-plan.c: the order of roots, spools, and pipelines that mean no good.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "engine-blocks.h"

#include "mill-error.h"
#include "mill-limits.h"
#include "mill-plan.h"
#include "mill-spool.h"

static Watch watch;

static guint
add (MillGraph *graph, const char *id, const MillBlockSpec *spec)
{
  return add_block (graph, id, spec, (BlockParams){ .watch = &watch, .tickets = 2, .rows = 2 });
}

static guint
add_numbered (MillGraph *graph, const char *prefix, guint i, const MillBlockSpec *spec)
{
  g_autofree char *id = g_strdup_printf ("%s%u", prefix, i);
  return add (graph, id, spec);
}

/* The roots as "a b c"; spools as "spool". */
static char *
roots_of (MillGraph *graph)
{
  g_autoptr (GError) error = NULL;
  g_assert_true (mill_graph_infer (graph, &error));
  g_autoptr (MillPlan) plan = mill_plan_new (graph, &error);
  g_assert_no_error (error);
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < plan->n_roots; i++)
    {
      const MillGraphBlock *block = mill_graph_block (graph, plan->roots[i].block);
      g_string_append_printf (
          text, "%s%s", i > 0 ? " " : "", block->spec == mill_spool_spec () ? "spool" : block->id);
    }
  return g_string_free (text, FALSE);
}

static guint
count_spools (const MillGraph *graph)
{
  guint n = 0;
  for (guint i = 0; i < mill_graph_n_blocks (graph); i++)
    n += mill_graph_block_spec (graph, i) == mill_spool_spec ();
  return n;
}

/* ---- orders ---- */

/* Without a reason for another order the roots run as they stand. */
static void
test_plain (void)
{
  g_autoptr (MillGraph) graph = mill_graph_new ();
  guint c = add (graph, "c", &spec_source), a = add (graph, "a", &spec_source);
  guint keep = add (graph, "keep", &spec_keep), sink = add (graph, "sink", &spec_sink);
  guint other = add (graph, "other", &spec_sink);
  link_blocks (graph, a, keep);
  link_blocks (graph, keep, sink);
  link_blocks (graph, c, other);
  g_autofree char *roots = roots_of (graph);
  g_assert_cmpstr (roots, ==, "c a keep");
}

static void
test_join (void)
{
  g_autoptr (MillGraph) graph = mill_graph_new ();
  guint probe = add (graph, "probe", &spec_source), build = add (graph, "build", &spec_source);
  guint match = add (graph, "match", &spec_match);
  mill_graph_link (graph, probe, 0, match, 1);
  mill_graph_link (graph, build, 0, match, 0);
  g_autofree char *roots = roots_of (graph);
  g_assert_cmpstr (roots, ==, "build probe");
}

static void
test_union (void)
{
  g_autoptr (MillGraph) graph = mill_graph_new ();
  guint last = add (graph, "last", &spec_source), first = add (graph, "first", &spec_source);
  guint keep = add (graph, "keep", &spec_keep), all = add (graph, "all", &spec_union);
  guint middle = add (graph, "middle", &spec_source);
  link_blocks (graph, first, keep);
  link_blocks (graph, keep, all);
  link_blocks (graph, middle, all);
  link_blocks (graph, last, all);
  g_autofree char *roots = roots_of (graph);
  g_assert_cmpstr (roots, ==, "first keep middle last");
}

/* One spool makes a self-join possible; the side that is stored anyway needs none. */
static void
test_self_join (void)
{
  g_autoptr (MillGraph) graph = mill_graph_new ();
  guint source = add (graph, "source", &spec_source), match = add (graph, "match", &spec_match);
  mill_graph_link (graph, source, 0, match, 1);
  mill_graph_link (graph, source, 0, match, 0);
  g_autofree char *roots = roots_of (graph);
  g_assert_cmpstr (roots, ==, "source spool");
}

/* A breaker in between does what a spool would. */
static void
test_no_spool (void)
{
  g_autoptr (MillGraph) graph = mill_graph_new ();
  guint source = add (graph, "source", &spec_source), match = add (graph, "match", &spec_match);
  guint keep = add (graph, "keep", &spec_keep);
  link_blocks (graph, source, keep);
  mill_graph_link (graph, source, 0, match, 0);
  mill_graph_link (graph, keep, 0, match, 1);
  g_autofree char *roots = roots_of (graph);
  g_assert_cmpstr (roots, ==, "source keep");
}

/* What a breaker refuses comes while it is filled: as first input it needs no spool, as second
 * input, before rows of the same scan, it does. */
static void
test_rejects (void)
{
  g_autoptr (MillGraph) graph = mill_graph_new ();
  guint source = add (graph, "source", &spec_source), keep = add (graph, "keep", &spec_keep);
  guint match = add (graph, "match", &spec_match);
  link_blocks (graph, source, keep);
  mill_graph_link (graph, keep, 1, match, 0);
  mill_graph_link (graph, keep, 0, match, 1);
  g_autofree char *roots = roots_of (graph);
  g_assert_cmpstr (roots, ==, "source keep spool");
}

/* Joins whose wishes go round in a ring. */
static void
test_ring (void)
{
  g_autoptr (MillGraph) graph = mill_graph_new ();
  guint f = add (graph, "f", &spec_source), p = add (graph, "p", &spec_source);
  guint z = add (graph, "z", &spec_source);
  guint zf = add (graph, "zf", &spec_match), fp = add (graph, "fp", &spec_match);
  guint pz = add (graph, "pz", &spec_match);
  mill_graph_link (graph, z, 0, zf, 0);
  mill_graph_link (graph, f, 0, zf, 1);
  mill_graph_link (graph, f, 0, fp, 0);
  mill_graph_link (graph, p, 0, fp, 1);
  mill_graph_link (graph, fp, 0, pz, 0);
  mill_graph_link (graph, z, 0, pz, 1);
  g_autofree char *roots = roots_of (graph);
  g_assert_cmpuint (count_spools (graph), >=, 1);
  g_assert_cmpuint (count_spools (graph), <=, 2);
}

/* Any acyclic graph has a plan: every input in turn after the one before, nothing twice spooled. */
static void
check_plan (MillGraph *graph, const MillPlan *plan)
{
  guint n = mill_graph_n_blocks (graph);
  g_autofree guint *ends = g_new0 (guint, n + 1);
  /* when the rows out of a block have ended: 1 + the number of the last root they come from */
  for (guint i = 0; i < plan->n_roots; i++)
    ends[plan->roots[i].block] = i + 1;
  for (guint i = 0; i < n; i++)
    {
      guint ordinal = graph->order[i];
      const MillGraphBlock *block = mill_graph_block (graph, ordinal);
      guint last = 0;
      for (guint port = 0; port < block->n_inputs; port++)
        {
          const MillGraphLink *link = mill_graph_link_into (graph, block, port);
          if (link == NULL)
            continue;
          if (block->spec == &spec_union)
            g_assert_cmpuint (ends[link->from], >, last);
          if (block->spec == &spec_match && port == 1)
            g_assert_cmpuint (ends[link->from], >, last);
          if (block->spec->produce != NULL)
            g_assert_cmpuint (ends[ordinal], >, ends[link->from]);
          last = MAX (last, ends[link->from]);
        }
      if (block->spec->produce == NULL)
        ends[ordinal] = last;
    }
}

static void
add_random_block (MillGraph *graph, guint i)
{
  static const MillBlockSpec *const specs[] = { &spec_source, &spec_pass,  &spec_keep, &spec_match,
                                                &spec_union,  &spec_union, &spec_match };
  guint kind = i < 2 ? 0 : (guint)g_test_rand_int_range (0, G_N_ELEMENTS (specs));
  guint block = add_numbered (graph, "b", i, specs[kind]);
  guint n_links = kind == 0 ? 0 : kind <= 2 ? 1 : (guint)g_test_rand_int_range (2, 4);
  for (guint k = 0; k < n_links; k++)
    {
      guint from = (guint)g_test_rand_int_range (0, (gint32)i);
      gboolean match = specs[kind] == &spec_match;
      if (!match || k < 2)
        mill_graph_link (graph, from, g_test_rand_int_range (0, 8) == 0, block, match ? k : 0);
    }
}

static void
test_random (void)
{
  guint most = 0;
  for (guint round = 0; round < 3000; round++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MillGraph) graph = mill_graph_new ();
      guint n = (guint)g_test_rand_int_range (3, 30);
      for (guint i = 0; i < n; i++)
        add_random_block (graph, i);
      guint n_links = graph->links->len;
      /* rejects have another schema, which these blocks do not look at */
      g_assert_true (mill_graph_infer (graph, &error));
      g_autoptr (MillPlan) plan = mill_plan_new (graph, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (count_spools (graph), <=, n_links);
      check_plan (graph, plan);
      most = MAX (most, count_spools (graph));
    }
  g_test_message ("most spools in a graph: %u", most);
}

/* ---- hostile ---- */

static void
test_cycle (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MillGraph) graph = mill_graph_new ();
  guint source = add (graph, "source", &spec_source), all = add (graph, "all", &spec_union);
  guint a = add (graph, "a", &spec_pass), b = add (graph, "b", &spec_pass);
  link_blocks (graph, source, all);
  link_blocks (graph, all, a);
  link_blocks (graph, a, b);
  link_blocks (graph, b, all);
  g_assert_false (mill_graph_infer (graph, &error));
  g_assert_error (error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_CYCLE);
  g_clear_error (&error);
  g_autoptr (MillGraph) self = mill_graph_new ();
  guint block = add (self, "self", &spec_pass);
  link_blocks (self, block, block);
  g_assert_false (mill_graph_infer (self, &error));
  g_assert_error (error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_CYCLE);
  g_assert_true (g_str_has_prefix (error->message, "self: "));
}

static void
test_unlinked (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MillGraph) graph = mill_graph_new ();
  add (graph, "source", &spec_source);
  add (graph, "alone", &spec_pass);
  g_assert_false (mill_graph_infer (graph, &error));
  g_assert_error (error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_MISSING);
  g_assert_true (g_str_has_prefix (error->message, "alone.in: "));
}

static void
test_two_links (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MillGraph) graph = mill_graph_new ();
  guint a = add (graph, "a", &spec_source), b = add (graph, "b", &spec_source);
  guint pass = add (graph, "pass", &spec_pass);
  link_blocks (graph, a, pass);
  link_blocks (graph, b, pass);
  g_assert_false (mill_graph_infer (graph, &error));
  g_assert_error (error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_RANGE);
  g_assert_true (g_str_has_prefix (error->message, "pass.in: "));
}

/* Blocks to which nothing leads, though something could, end at once, and so does what follows. */
static void
build_open (MillGraph *graph, Watch *shared, GString *out)
{
  BlockParams p = { .watch = shared, .out = out, .first = 100, .finish_rows = 1 };
  guint open = add_block (graph, "open", &spec_pass_any, p);
  guint pass = add_block (graph, "pass", &spec_pass, p);
  guint all = add_block (graph, "all", &spec_union, p);
  guint lone = add_block (graph, "lone", &spec_union, p);
  guint source = add_block (
      graph, "source", &spec_source, (BlockParams){ .watch = shared, .tickets = 3, .rows = 2 });
  guint keep = add_block (graph, "keep", &spec_keep, (BlockParams){ .watch = shared });
  guint sink = add_block (graph, "sink", &spec_sink, p);
  link_blocks (graph, open, pass);
  link_blocks (graph, pass, all);
  link_blocks (graph, source, all);
  link_blocks (graph, lone, all);
  link_blocks (graph, all, keep);
  link_blocks (graph, keep, sink);
}

static void
test_open (void)
{
  g_auto (Result) result = { 0 };
  run_everyhow (build_open, &result);
  /* pass says 99 when its input ends; the breaker turns all round */
  g_assert_cmpstr (result.out->str, ==, "5\n4\n3\n2\n1\n0\n99\n");
}

static gint64
plan_time (MillGraph *graph, guint *n_roots)
{
  g_autoptr (GError) error = NULL;
  gint64 start = g_get_monotonic_time ();
  g_assert_true (mill_graph_infer (graph, &error));
  g_autoptr (MillPlan) plan = mill_plan_new (graph, &error);
  g_assert_no_error (error);
  *n_roots = plan->n_roots;
  return g_get_monotonic_time () - start;
}

static MillGraph *
chain (guint n, const MillBlockSpec *spec)
{
  MillGraph *graph = mill_graph_new ();
  guint last = add (graph, "source", &spec_source);
  for (guint i = 0; i < n; i++)
    {
      guint block = add_numbered (graph, "b", i, spec);
      link_blocks (graph, last, block);
      last = block;
    }
  link_blocks (graph, last, add (graph, "sink", &spec_sink));
  return graph;
}

/* @n sources behind one union, or one source @n times. */
static MillGraph *
hub (guint n, gboolean same)
{
  MillGraph *graph = mill_graph_new ();
  guint all = add (graph, "all", &spec_union), source = 0;
  for (guint i = 0; i < n; i++)
    {
      if (i == 0 || !same)
        source = add_numbered (graph, "s", i, &spec_source);
      link_blocks (graph, source, all);
    }
  return graph;
}

static MillGraph *
joins (guint n)
{
  MillGraph *graph = mill_graph_new ();
  guint last = add (graph, "source", &spec_source);
  for (guint i = 0; i < n; i++)
    {
      guint build = add_numbered (graph, "s", i, &spec_source);
      guint match = add_numbered (graph, "m", i, &spec_match);
      mill_graph_link (graph, build, 0, match, 0);
      mill_graph_link (graph, last, 0, match, 1);
      last = match;
    }
  return graph;
}

/* Ten times the blocks take about ten times as long, not a hundred times. */
static void
check_growth (const char *name, MillGraph *small, MillGraph *large)
{
  guint few, many;
  gint64 a = plan_time (small, &few), b = plan_time (large, &many);
  g_test_message ("%s: %d us for %u blocks (%u roots), %d us for %u (%u roots)",
                  name,
                  (int)a,
                  mill_graph_n_blocks (small),
                  few,
                  (int)b,
                  mill_graph_n_blocks (large),
                  many);
  g_assert_cmpint (b, <, 50 * a + 200000);
  mill_graph_free (small);
  mill_graph_free (large);
}

static void
test_large (void)
{
  check_growth ("chain", chain (1000, &spec_pass), chain (10000, &spec_pass));
  check_growth ("breakers", chain (1000, &spec_keep), chain (10000, &spec_keep));
  check_growth ("sources", hub (1000, FALSE), hub (10000, FALSE));
  check_growth ("one source", hub (1000, TRUE), hub (10000, TRUE));
  check_growth ("joins", joins (1000), joins (10000));
}

/* A chain far too long for the stack runs all the same, and is small in memory. */
static void
build_long (MillGraph *graph, Watch *shared, GString *out)
{
  guint last = add_block (
      graph, "source", &spec_source, (BlockParams){ .watch = shared, .tickets = 3, .rows = 3 });
  for (guint i = 0; i < 10000; i++)
    {
      guint block = add_block (graph, "pass", &spec_pass, (BlockParams){ .watch = shared });
      link_blocks (graph, last, block);
      last = block;
    }
  link_blocks (
      graph, last, add_block (graph, "sink", &spec_sink, (BlockParams){ shared, .out = out }));
}

static void
test_long (void)
{
  g_auto (Result) result = { 0 };
  g_autofree char *expected = lines_of (0, 9);
  run_pipeline (build_long, &(RunHow){ .workers = 3 }, &result);
  g_assert_no_error (result.error);
  g_assert_cmpstr (result.out->str, ==, expected);
}

/* ---- what blocks cost that do nothing ---- */

static MillFlow
pass_on (MillContext *context, guint port G_GNUC_UNUSED, const MillBatch *batch, GError **error)
{
  return mill_emit (context, 0, batch, error);
}

static void
test_cost (void)
{
  enum
  {
    BATCHES = 20000,
    BLOCKS = 100
  };
  MillBlockSpec idle = spec_pass;
  gint64 times[2];
  idle.process = pass_on;
  for (guint with = 0; with < 2; with++)
    {
      g_autoptr (GError) error = NULL;
      MillGraph *graph = mill_graph_new ();
      guint last = add_block (graph,
                              "source",
                              &spec_source,
                              (BlockParams){ .watch = &watch, .tickets = BATCHES / 2, .rows = 2 });
      for (guint i = 0; i < with * BLOCKS; i++)
        {
          guint block = add (graph, "idle", &idle);
          link_blocks (graph, last, block);
          last = block;
        }
      link_blocks (graph, last, add (graph, "sink", &spec_sink));
      g_assert_true (mill_graph_infer (graph, &error));
      g_autoptr (MillRun) run = mill_run_new (graph, &(MillRunOptions){ .workers = 1 }, &error);
      gint64 start = g_get_monotonic_time ();
      g_assert_true (mill_run_execute (run, NULL, &error));
      times[with] = g_get_monotonic_time () - start;
      g_assert_no_error (error);
    }
  g_test_message ("%d blocks that do nothing: %.2f us a batch",
                  (int)BLOCKS,
                  (double)(times[1] - times[0]) / BATCHES);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/plan/plain", test_plain);
  g_test_add_func ("/engine/plan/join", test_join);
  g_test_add_func ("/engine/plan/union", test_union);
  g_test_add_func ("/engine/plan/self-join", test_self_join);
  g_test_add_func ("/engine/plan/no-spool", test_no_spool);
  g_test_add_func ("/engine/plan/rejects", test_rejects);
  g_test_add_func ("/engine/plan/ring", test_ring);
  g_test_add_func ("/engine/plan/random", test_random);
  g_test_add_func ("/engine/plan/cycle", test_cycle);
  g_test_add_func ("/engine/plan/unlinked", test_unlinked);
  g_test_add_func ("/engine/plan/two-links", test_two_links);
  g_test_add_func ("/engine/plan/open", test_open);
  g_test_add_func ("/engine/plan/large", test_large);
  g_test_add_func ("/engine/plan/long", test_long);
  g_test_add_func ("/engine/plan/cost", test_cost);
  return g_test_run ();
}
