/* test-run-rejects.c: refused rows reach the store or whoever is linked, in the order of rows.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "engine-blocks.h"

#include "mill-error.h"

enum
{
  REJECTS = 1, /* output port of a pass and a source */
  SPIN = 3000
};

static guint
add_source (MillGraph *graph, Watch *watch, const char *id, guint tickets)
{
  return add_block (graph,
                    id,
                    &spec_source,
                    (BlockParams){ .watch = watch, .tickets = tickets, .rows = 9, .spin = SPIN });
}

/* ---- to the store ---- */

static void
build_stored (MillGraph *graph, Watch *watch, GString *out)
{
  guint source = add_source (graph, watch, "source", 40);
  guint threes = add_block (
      graph, "threes", &spec_pass, (BlockParams){ .watch = watch, .reject = 3, .spin = SPIN });
  guint fives = add_block (
      graph, "fives", &spec_pass, (BlockParams){ .watch = watch, .reject = 5, .spin = SPIN });
  guint sink = add_block (
      graph, "sink", &spec_sink, (BlockParams){ .watch = watch, .out = out, .reject = 7 });
  link_blocks (graph, source, threes);
  link_blocks (graph, threes, fives);
  link_blocks (graph, fives, sink);
}

/* The blocks refuse in the order of rows, whichever of them it is; the sink at the end of each
 * ticket. */
static char *
expected_rejects (void)
{
  GString *text = g_string_new (NULL);
  for (guint ticket = 0; ticket < 40; ticket++)
    {
      guint first = ticket * 9;
      for (guint id = first; id < first + 9; id++)
        if (id % 3 == 0)
          g_string_append_printf (text, "threes,rule,threes,source:%u,%u\n", id + 2, id);
        else if (id % 5 == 0)
          g_string_append_printf (text, "fives,rule,fives,source:%u,%u\n", id + 2, id);
      for (guint id = first; id < first + 9; id++)
        if (id % 3 != 0 && id % 5 != 0 && id % 7 == 0)
          g_string_append_printf (text, "sink,constraint,sink,:0,%u\n", id);
    }
  return g_string_free (text, FALSE);
}

static void
test_stored (void)
{
  g_auto (Result) result = { 0 };
  g_autofree char *expected = expected_rejects ();
  run_everyhow (build_stored, &result);
  g_assert_cmpstr (result.rejects->str, ==, expected);
  g_assert_nonnull (
      strstr (result.counts->str,
              "threes in=360 out=240 filtered=0 absorbed=0 created=0 rejected=120 finished\n"));
}

/* ---- to a block ---- */

static void
build_linked (MillGraph *graph, Watch *watch, GString *out)
{
  guint source = add_source (graph, watch, "source", 40);
  guint threes = add_block (
      graph, "threes", &spec_pass, (BlockParams){ .watch = watch, .reject = 3, .spin = SPIN });
  guint sink = add_block (graph, "sink", &spec_sink, (BlockParams){ .watch = watch });
  guint refused
      = add_block (graph, "refused", &spec_sink, (BlockParams){ .watch = watch, .out = out });
  link_blocks (graph, source, threes);
  link_blocks (graph, threes, sink);
  mill_graph_link (graph, threes, REJECTS, refused, 0);
}

static void
test_linked (void)
{
  g_auto (Result) result = { 0 };
  g_autoptr (GString) expected = g_string_new (NULL);
  for (int id = 0; id < 360; id += 3)
    g_string_append_printf (expected, "%d\n", -id);
  run_everyhow (build_linked, &result);
  g_assert_cmpstr (result.out->str, ==, expected->str);
  g_assert_cmpstr (result.rejects->str, ==, "");
  g_assert_nonnull (strstr (result.counts->str, "refused in=120 out=0 filtered=0 absorbed=120"));
}

/* ---- of breakers, of finish(), of sinks ---- */

static void
build_breaker (MillGraph *graph, Watch *watch, GString *out)
{
  guint source = add_source (graph, watch, "source", 40);
  guint keep = add_block (
      graph, "keep", &spec_keep, (BlockParams){ .watch = watch, .reject = 10, .spin = SPIN });
  guint after = add_block (
      graph, "after", &spec_pass, (BlockParams){ .watch = watch, .reject = 100, .spin = SPIN });
  guint both = add_block (graph, "both", &spec_union, (BlockParams){ .watch = watch });
  guint last = add_block (graph, "last", &spec_keep, (BlockParams){ .watch = watch });
  guint sink = add_block (graph, "sink", &spec_sink, (BlockParams){ .watch = watch, .out = out });
  link_blocks (graph, source, keep);
  link_blocks (graph, keep, after);
  link_blocks (graph, after, both);
  link_blocks (graph, both, last);
  link_blocks (graph, last, sink);
}

/* No row of the breaker reaches `after` that it has refused, so only the breaker refuses. */
static void
test_breaker (void)
{
  g_auto (Result) result = { 0 };
  g_autoptr (GString) rows = g_string_new (NULL), rejects = g_string_new (NULL);
  for (guint id = 0; id < 360; id++)
    if (id % 10 == 0)
      g_string_append_printf (rejects, "keep,rule,keep,source:%u,%u\n", id + 2, id);
    else
      g_string_append_printf (rows, "%u\n", id);
  run_everyhow (build_breaker, &result);
  g_assert_cmpstr (result.out->str, ==, rows->str);
  g_assert_cmpstr (result.rejects->str, ==, rejects->str);
}

/* A breaker's rejects flow while its input does: the union reads them before its rows. */
static void
build_breaker_linked (MillGraph *graph, Watch *watch, GString *out)
{
  guint source = add_source (graph, watch, "source", 40);
  guint keep = add_block (
      graph, "keep", &spec_keep, (BlockParams){ .watch = watch, .reject = 10, .spin = SPIN });
  guint sink = add_block (graph, "sink", &spec_sink, (BlockParams){ .watch = watch, .out = out });
  guint rows = add_block (graph, "rows", &spec_sink, (BlockParams){ .watch = watch });
  link_blocks (graph, source, keep);
  link_blocks (graph, keep, rows);
  mill_graph_link (graph, keep, REJECTS, sink, 0);
}

static void
test_breaker_linked (void)
{
  g_auto (Result) result = { 0 };
  g_autoptr (GString) expected = g_string_new (NULL);
  for (int id = 0; id < 360; id += 10)
    g_string_append_printf (expected, "%d\n", -id);
  run_everyhow (build_breaker_linked, &result);
  g_assert_cmpstr (result.out->str, ==, expected->str);
}

static void
build_finish (MillGraph *graph, Watch *watch, GString *out)
{
  guint source = add_source (graph, watch, "source", 10);
  guint late
      = add_block (graph, "late", &spec_pass, (BlockParams){ .watch = watch, .finish_rejects = 3 });
  guint sink = add_block (graph, "sink", &spec_sink, (BlockParams){ .watch = watch });
  guint refused
      = add_block (graph, "refused", &spec_sink, (BlockParams){ .watch = watch, .out = out });
  link_blocks (graph, source, late);
  link_blocks (graph, late, sink);
  mill_graph_link (graph, late, REJECTS, refused, 0);
}

/* What is refused at the end of an input reaches the sink as well. */
static void
test_finish (void)
{
  g_auto (Result) result = { 0 };
  run_everyhow (build_finish, &result);
  g_assert_cmpstr (result.out->str, ==, "0\n-1\n-2\n");
  g_assert_nonnull (strstr (result.counts->str, "refused in=3 out=0 filtered=0 absorbed=3"));
}

static void
build_sink_linked (MillGraph *graph, Watch *watch, GString *out)
{
  guint source = add_source (graph, watch, "source", 40);
  guint sink = add_block (
      graph, "sink", &spec_sink, (BlockParams){ .watch = watch, .reject = 4, .spin = SPIN });
  guint refused = add_block (
      graph, "refused", &spec_sink, (BlockParams){ .watch = watch, .out = out, .spin = SPIN });
  link_blocks (graph, source, sink);
  mill_graph_link (graph, sink, 0, refused, 0);
}

/* Rows refused by commit() are committed by the next sink, in the same turn. */
static void
test_sink_linked (void)
{
  g_auto (Result) result = { 0 };
  g_autoptr (GString) expected = g_string_new (NULL);
  for (int id = 0; id < 360; id += 4)
    g_string_append_printf (expected, "%d\n", -id);
  run_everyhow (build_sink_linked, &result);
  g_assert_cmpstr (result.out->str, ==, expected->str);
  g_assert_nonnull (strstr (result.counts->str, "sink in=360 out=0 filtered=0 absorbed=270"));
  g_assert_nonnull (strstr (result.counts->str, "refused in=90 out=0 filtered=0 absorbed=90"));
}

/* ---- of several sources, and of their own ---- */

static void
build_two (MillGraph *graph, Watch *watch, GString *out)
{
  guint a = add_source (graph, watch, "a", 10), b = add_source (graph, watch, "b", 10);
  guint both = add_block (
      graph, "both", &spec_union, (BlockParams){ .watch = watch, .reject = 30, .spin = SPIN });
  guint sink = add_block (graph, "sink", &spec_sink, (BlockParams){ .watch = watch, .out = out });
  link_blocks (graph, b, both);
  link_blocks (graph, a, both);
  link_blocks (graph, both, sink);
}

static void
test_two (void)
{
  g_auto (Result) result = { 0 };
  run_everyhow (build_two, &result);
  g_assert_cmpstr (result.rejects->str,
                   ==,
                   "both,rule,both,b:2,0\nboth,rule,both,b:32,30\nboth,rule,both,b:62,60\n"
                   "both,rule,both,a:2,0\nboth,rule,both,a:32,30\nboth,rule,both,a:62,60\n");
}

/* ---- what a store gets ---- */

static MillFlow
refuse_bytes (MillContext *context, guint64 ticket, GError **error G_GNUC_UNUSED)
{
  g_autofree guint8 *raw = g_malloc (MILL_REJECT_RAW_BYTES_MAX + 100);
  memset (raw, 0xff, MILL_REJECT_RAW_BYTES_MAX + 100);
  if (ticket > 0)
    return MILL_FLOW_DONE;
  mill_count (context, 0, 0, 2);
  mill_reject_raw (context,
                   (MillOrigin){ mill_source (context), 0, 0 },
                   (MillSpan){ raw, MILL_REJECT_RAW_BYTES_MAX + 100 },
                   MILL_REJECT_TOO_LONG,
                   "too long");
  mill_reject_raw (context,
                   (MillOrigin){ mill_source (context), 1, 0 },
                   (MillSpan){ NULL, 0 },
                   MILL_REJECT_ENCODING,
                   "nothing");
  return MILL_FLOW_OK;
}

static gboolean
take_raw (const MillReject *reject, gpointer data, GError **error G_GNUC_UNUSED)
{
  gsize *lengths = data;
  lengths[reject->code == MILL_REJECT_TOO_LONG ? 0 : 1] = reject->raw.length;
  return TRUE;
}

static void
run_raw (gboolean linked, gsize *lengths, GString *out)
{
  g_autoptr (GError) error = NULL;
  MillBlockSpec spec = spec_source;
  Watch watch = { 0 };
  MillGraph *graph = mill_graph_new ();
  spec.produce = refuse_bytes;
  guint source = add_block (graph, "source", &spec, (BlockParams){ .watch = &watch });
  guint sink = add_block (graph, "sink", &spec_limit, (BlockParams){ .watch = &watch, .limit = 9 });
  link_blocks (graph, source, sink);
  if (linked)
    {
      guint refused
          = add_block (graph, "refused", &spec_sink, (BlockParams){ .watch = &watch, .out = out });
      mill_graph_link (graph, source, REJECTS, refused, 0);
    }
  g_assert_true (mill_graph_infer (graph, &error));
  MillRunOptions options = { .workers = 2, .reject = take_raw, .reject_data = lengths };
  g_autoptr (MillRun) run = mill_run_new (graph, &options, &error);
  g_assert_true (mill_run_execute (run, NULL, &error));
  g_assert_no_error (error);
}

/* Raw bytes of any kind and length: cut for the store, made UTF-8 for a block. */
static void
test_raw (void)
{
  gsize lengths[2] = { 0, 99 };
  g_autoptr (GString) out = g_string_new (NULL);
  run_raw (FALSE, lengths, out);
  g_assert_cmpuint (lengths[0], ==, MILL_REJECT_RAW_BYTES_MAX);
  g_assert_cmpuint (lengths[1], ==, 0);
  run_raw (TRUE, lengths, out);
  g_assert_cmpstr (out->str, ==, "0\n0\n");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/rejects/stored", test_stored);
  g_test_add_func ("/engine/rejects/linked", test_linked);
  g_test_add_func ("/engine/rejects/breaker", test_breaker);
  g_test_add_func ("/engine/rejects/breaker-linked", test_breaker_linked);
  g_test_add_func ("/engine/rejects/finish", test_finish);
  g_test_add_func ("/engine/rejects/sink-linked", test_sink_linked);
  g_test_add_func ("/engine/rejects/two", test_two);
  g_test_add_func ("/engine/rejects/raw", test_raw);
  return g_test_run ();
}
