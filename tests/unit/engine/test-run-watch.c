/* test-run-watch.c: rows that are kept, digests, time, sources that are cut short.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "engine-blocks.h"

#include "mill-error.h"

enum
{
  TICKETS = 40,
  ROWS = 50 /* of a ticket */
};

typedef struct
{
  Watch watch;
  GString *out;
  MillRun *run;
  guint source, pass, keep, match, sink;
} Case;

static void
case_clear (Case *c)
{
  g_clear_pointer (&c->run, mill_run_free);
  g_string_free (c->out, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Case, case_clear)

/* source -> pass -> keep (reversed) -> match.probe, pass -> match.build -> sink: the build side is
 * read first, so that keep and the planner's spools hold rows */
static void
case_run (Case *c, const MillRunOptions *options)
{
  g_autoptr (GError) error = NULL;
  MillGraph *graph = mill_graph_new ();
  c->out = g_string_new (NULL);
  c->source = add_block (
      graph,
      "source",
      &spec_source,
      (BlockParams){ .watch = &c->watch, .tickets = TICKETS, .rows = ROWS, .spin = 500 });
  c->pass = add_block (
      graph, "pass", &spec_pass, (BlockParams){ .watch = &c->watch, .spin = 500, .reject = 9 });
  c->keep = add_block (graph, "keep", &spec_keep, (BlockParams){ .watch = &c->watch });
  c->match = add_block (graph, "match", &spec_match, (BlockParams){ .watch = &c->watch });
  c->sink
      = add_block (graph, "sink", &spec_sink, (BlockParams){ .watch = &c->watch, .out = c->out });
  mill_graph_link (graph, c->source, 0, c->pass, 0);
  mill_graph_link (graph, c->pass, 0, c->keep, 0);
  mill_graph_link (graph, c->pass, 0, c->match, 0);
  mill_graph_link (graph, c->pass, 0, c->match, 1);
  mill_graph_link (graph, c->match, 0, c->sink, 0);
  g_assert_true (mill_graph_infer (graph, &error));
  c->run = mill_run_new (graph, options, &error);
  g_assert_no_error (error);
  g_assert_true (mill_run_execute (c->run, NULL, &error));
  g_assert_no_error (error);
}

static guint64
out_of (const Case *c, guint block)
{
  MillBlockCounters counters;
  mill_run_counters (c->run, block, &counters);
  return counters.out;
}

/* The ids that are kept of a port, one a line. */
static char *
kept (const Case *c, guint block, guint port, guint64 *passed)
{
  g_autofree guint8 *missing = NULL;
  g_autoptr (GArray) bad = NULL;
  g_autoptr (GPtrArray) batches = mill_run_kept (c->run, block, port, passed, &missing, &bad);
  GString *out = g_string_new (NULL);
  g_assert_nonnull (batches);
  for (guint i = 0; i < batches->len; i++)
    {
      const MillBatch *batch = g_ptr_array_index (batches, i);
      g_assert_null (batch->selection);
      for (guint row = 0; row < batch->n_rows; row++)
        {
          mill_column_print (&batch->columns[0], row, out);
          g_string_append_c (out, '\n');
        }
    }
  return g_string_free (out, FALSE);
}

static const guint workers[] = { 1, 2, 8 };

static void
test_kept (void)
{
  char *first[2] = { NULL, NULL };
  for (guint i = 0; i < G_N_ELEMENTS (workers); i++)
    {
      g_auto (Case) c = { 0 };
      guint64 passed;
      case_run (&c, &(MillRunOptions){ .workers = workers[i], .keep_rows = 120 });
      g_autofree char *source = kept (&c, c.source, 0, &passed);
      g_assert_cmpuint (passed, ==, TICKETS * ROWS);
      g_autofree char *expected = lines_of (0, 120);
      g_assert_cmpstr (source, ==, expected);
      /* whatever a breaker or a join makes of the order: the same for any number of workers */
      const guint blocks[] = { c.keep, c.match };
      for (guint k = 0; k < G_N_ELEMENTS (blocks); k++)
        {
          g_autofree char *text = kept (&c, blocks[k], 0, &passed);
          g_assert_cmpuint (passed, ==, out_of (&c, blocks[k]));
          if (first[k] == NULL)
            first[k] = g_strdup (text);
          g_assert_cmpstr (text, ==, first[k]);
        }
      g_autofree char *rejects = kept (&c, c.pass, 1, &passed);
      MillBlockCounters counters;
      mill_run_counters (c.run, c.pass, &counters);
      g_assert_cmpuint (passed, ==, counters.rejected);
      g_assert_true (g_str_has_prefix (rejects, "pass\npass\n"));
    }
  g_free (first[0]);
  g_free (first[1]);
}

static void
test_kept_bytes (void)
{
  g_auto (Case) c = { 0 };
  guint64 passed;
  case_run (&c, &(MillRunOptions){ .workers = 2, .keep_rows = 2000, .keep_bytes = 1 });
  g_autofree char *source = kept (&c, c.source, 0, &passed);
  g_autofree char *expected = lines_of (0, ROWS / 2);
  g_assert_cmpstr (source, ==, expected); /* a batch, half a ticket, is more than it may be */
  g_assert_cmpuint (passed, ==, TICKETS * ROWS);
}

static void
test_nothing_kept (void)
{
  g_auto (Case) c = { 0 };
  guint64 passed;
  guint8 *missing;
  GArray *bad;
  case_run (&c, &(MillRunOptions){ .workers = 2 });
  g_assert_null (mill_run_kept (c.run, c.source, 0, &passed, &missing, &bad));
}

/* Links to both sides of one join are told apart, though the planner puts a spool on one. */
static void
test_digests (void)
{
  guint64 first = 0;
  for (guint i = 0; i < G_N_ELEMENTS (workers); i++)
    {
      g_auto (Case) c = { 0 };
      MillLinkCounters build, probe, keep, joined, source;
      case_run (&c, &(MillRunOptions){ .workers = workers[i], .digests = TRUE });
      mill_run_link_counters (c.run, c.source, 0, c.pass, 0, &source);
      mill_run_link_counters (c.run, c.pass, 0, c.keep, 0, &keep);
      mill_run_link_counters (c.run, c.pass, 0, c.match, 0, &build);
      mill_run_link_counters (c.run, c.pass, 0, c.match, 1, &probe);
      mill_run_link_counters (c.run, c.match, 0, c.sink, 0, &joined);
      g_assert_cmpuint (build.rows, ==, out_of (&c, c.pass));
      g_assert_cmpuint (probe.rows, ==, out_of (&c, c.pass));
      g_assert_cmpuint (probe.digest, ==, build.digest);
      g_assert_cmpuint (keep.digest, ==, build.digest);
      g_assert_cmpuint (joined.digest, ==, build.digest); /* every row finds itself */
      g_assert_cmpuint (source.digest, !=, build.digest); /* some were refused */
      g_assert_cmpuint (build.digest, !=, 0);
      first = i == 0 ? build.digest : first;
      g_assert_cmpuint (build.digest, ==, first);
    }
}

/* What a lane spends is spent in blocks, and the time of a call is that of all behind it. */
static void
test_time (void)
{
  g_auto (Case) c = { 0 };
  gint64 start = g_get_monotonic_time ();
  case_run (&c, &(MillRunOptions){ .workers = 1 });
  guint64 elapsed = (guint64)(g_get_monotonic_time () - start + 1) * 1000, busy = 0;
  for (guint i = 0; i < mill_graph_n_blocks (mill_run_graph (c.run)); i++)
    {
      MillBlockCounters counters;
      mill_run_counters (c.run, i, &counters);
      g_assert_true (counters.finished);
      g_assert_false (counters.failed);
      busy += counters.busy_ns;
    }
  MillBlockCounters pass;
  MillLinkCounters link;
  mill_run_counters (c.run, c.pass, &pass);
  mill_run_link_counters (c.run, c.source, 0, c.pass, 0, &link);
  g_assert_cmpuint (busy, >, 0);
  g_assert_cmpuint (busy, <=, elapsed);
  g_assert_cmpuint (link.wait_ns, >=, pass.busy_ns);
  g_assert_cmpuint (link.wait_ns, <=, elapsed);
}

/* ---- sources that are cut short ---- */

static void
test_cut (void)
{
  static const guint64 limits[] = { 1, ROWS, ROWS + 1, TICKETS * ROWS - 1 };
  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    {
      g_auto (Case) c = { 0 };
      case_run (&c, &(MillRunOptions){ .workers = 8, .source_rows = limits[i] });
      g_assert_cmpuint (out_of (&c, c.source), ==, limits[i]);
      g_assert_true (mill_run_is_cut (c.run));
    }
}

static void
test_not_cut (void)
{
  g_auto (Case) all = { 0 };
  g_auto (Case) limited = { 0 };
  case_run (&all, &(MillRunOptions){ .workers = 1 });
  case_run (&limited, &(MillRunOptions){ .source_rows = TICKETS * ROWS });
  g_assert_false (mill_run_is_cut (all.run));
  g_assert_false (mill_run_is_cut (limited.run));
  g_assert_cmpstr (all.out->str, ==, limited.out->str);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/watch/kept", test_kept);
  g_test_add_func ("/engine/watch/kept-bytes", test_kept_bytes);
  g_test_add_func ("/engine/watch/nothing-kept", test_nothing_kept);
  g_test_add_func ("/engine/watch/digests", test_digests);
  g_test_add_func ("/engine/watch/time", test_time);
  g_test_add_func ("/engine/watch/cut", test_cut);
  g_test_add_func ("/engine/watch/not-cut", test_not_cut);
  return g_test_run ();
}
