/* mill-analysis-promise.c: settings of transitions, and what paths through them promise.
 *
 * A path starts as strong as its source can replay, and every link and block on it may weaken it:
 *
 *     kind      may lose              may repeat         order               survives a kill
 *     call      -                     -                  kept                no
 *     request   without retries       with retries       kept                no
 *     event     without replay        with replay        kept                no
 *     storage   -                     -                  kept                yes
 *     queue     -                     yes                kept by one worker, yes
 *                                                        else per key
 *     function  -                     -                  kept                no
 *
 * A block that holds its rows back until its input ends (it has .finish and .produce) defines a new
 * order.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-analysis-private.h"

#include "mill-expr.h"

#include <glib/gi18n-lib.h>

/* ---- settings ---- */

static void
report_setting (MillAnalysisRun *run, guint link, const char *path, const GError *error)
{
  g_autofree char *part = g_strconcat ("/transition", path, NULL);
  const MillSnapLink *doc = &run->snapshot->links[link];
  MillFinding finding = { MILL_FINDING, .code = "bad-transition" };
  finding.error_code = (MillDocumentCode)error->code;
  finding.link = (int)link;
  finding.part = part;
  mill_analysis_report (run,
                        &finding,
                        _ ("link %s.%s -> %s.%s: %s"),
                        doc->from_block,
                        doc->from_port,
                        doc->to_block,
                        doc->to_port,
                        error->message);
}

/* An expression over the rows of the link, which may not be known. */
static void
check_expression (MillAnalysisRun *run,
                  guint link,
                  const char *name,
                  const char *path,
                  const char *text,
                  gboolean boolean)
{
  const MillEdge *edge = &run->analysis->edges[link];
  const MillSchema *schema = edge->from >= 0 && edge->out_port >= 0 ? mill_infer_cell_schema (
                                 run->analysis->blocks[edge->from].infer, (guint)edge->out_port)
                                                                    : NULL;
  g_autoptr (GError) error = NULL;
  MillExpr *expr = mill_expr_parse (text, &error), *checked = NULL;
  if (expr != NULL && schema != NULL)
    checked = boolean ? mill_expr_check_type (expr, schema, MILL_TYPE (BOOLEAN), &error)
                      : mill_expr_check (expr, schema, &error);
  if (error != NULL)
    {
      g_prefix_error (&error, "%s: ", name);
      report_setting (run, link, path, error);
    }
  mill_expr_unref (expr);
  mill_expr_unref (checked);
}

static void
check_route (MillAnalysisRun *run, guint link, guint index, const MillTransitionRoute *route)
{
  g_autofree char *name = g_strdup_printf ("routes[%u].when", index);
  g_autofree char *path = g_strdup_printf ("/routes/%u/when", index);
  g_autofree char *to_path = g_strdup_printf ("/routes/%u/to", index);
  g_autofree char *block = NULL, *port = NULL;
  g_autoptr (GError) error = NULL;
  check_expression (run, link, name, path, route->when, TRUE);
  int to
      = mill_split_end (route->to, &block, &port) ? mill_snapshot_find (run->snapshot, block) : -1;
  const MillBlockSpec *spec = to >= 0 ? run->snapshot->blocks[to].spec : NULL;
  if (to >= 0 && (spec == NULL || mill_spec_find_port (spec, FALSE, port) >= 0))
    return;
  g_set_error (&error,
               MILL_ERROR_DOCUMENT,
               MILL_DOCUMENT_UNKNOWN,
               _ ("routes[%u].to: there is no input '%s'; write BLOCK.PORT"),
               index,
               route->to);
  report_setting (run, link, to_path, error);
}

static MillTransitionSettings *
make_settings (MillAnalysisRun *run, guint link)
{
  const MillSnapLink *doc = &run->snapshot->links[link];
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  MillTransitionSettings *settings = NULL;
  g_autoptr (JsonNode) filled
      = mill_variables_substitute (run->snapshot->variables, doc->settings, &path, &error);
  if (filled != NULL)
    settings
        = mill_transition_settings_new (doc->kind, json_node_get_object (filled), &path, &error);
  if (settings == NULL)
    report_setting (run, link, path != NULL ? path : "", error);
  return settings;
}

void
mill_analysis_check_transitions (MillAnalysisRun *run)
{
  for (guint i = 0; i < run->snapshot->n_links; i++)
    {
      const MillSnapLink *doc = &run->snapshot->links[i];
      /* nearly all links are calls, which have no settings */
      if (doc->kind == MILL_TRANSITION_CALL
          && json_object_get_size (json_node_get_object (doc->settings)) == 0)
        continue;
      MillTransitionSettings *settings = make_settings (run, i);
      run->analysis->settings[i] = settings;
      if (settings == NULL)
        continue;
      if (doc->kind == MILL_TRANSITION_QUEUE && settings->key != NULL)
        check_expression (run, i, "key", "/key", settings->key, FALSE);
      for (guint r = 0; doc->kind == MILL_TRANSITION_FUNCTION && r < settings->routes.n; r++)
        check_route (run, i, r, MILL_LIST_ITEM (&settings->routes, MillTransitionRoute, r));
    }
}

/* ---- promises ---- */

/* A promise being derived: delivery as two faults. */
typedef struct
{
  gboolean loses, repeats;
  MillOrder order;
  gboolean durable;
  int delivery_link, delivery_block, order_link;
} Strength;

static MillDelivery
delivery_of (const Strength *strength)
{
  if (strength->loses)
    return strength->repeats ? MILL_DELIVERY_BEST_EFFORT : MILL_DELIVERY_AT_MOST_ONCE;
  return strength->repeats ? MILL_DELIVERY_AT_LEAST_ONCE : MILL_DELIVERY_EXACTLY_ONCE;
}

static void
weaken_delivery (Strength *strength, gboolean loses, gboolean repeats, int link, int block)
{
  gboolean worse = (loses && !strength->loses) || (repeats && !strength->repeats);
  if (worse && strength->delivery_link < 0 && strength->delivery_block < 0)
    {
      strength->delivery_link = link;
      strength->delivery_block = block;
    }
  strength->loses |= loses;
  strength->repeats |= repeats;
}

static void
weaken_order (Strength *strength, MillOrder order, int link)
{
  if (order <= strength->order)
    return;
  strength->order = order;
  strength->order_link = link;
}

/* @into: what reaches a block, so far; @from: what one more link brings. */
static void
merge (Strength *into, const Strength *from)
{
  weaken_delivery (into, from->loses, from->repeats, from->delivery_link, from->delivery_block);
  weaken_order (into, from->order, from->order_link);
}

static void
pass_block (Strength *strength, const MillBlockSpec *spec, guint block)
{
  switch (spec->guarantee)
    {
    case MILL_GUARANTEE_AT_LEAST_ONCE:
      weaken_delivery (strength, FALSE, TRUE, -1, (int)block);
      break;
    case MILL_GUARANTEE_AT_MOST_ONCE:
      weaken_delivery (strength, TRUE, FALSE, -1, (int)block);
      break;
    case MILL_GUARANTEE_NONE:
      /* a source that cannot read its rows again loses those that were under way */
      weaken_delivery (strength, mill_spec_n_inputs (spec) == 0, FALSE, -1, (int)block);
      break;
    case MILL_GUARANTEE_REPLAYABLE:
    case MILL_GUARANTEE_ATOMIC:
    default:
      break;
    }
  if (spec->finish != NULL && spec->produce != NULL)
    {
      strength->order = MILL_ORDER_TOTAL;
      strength->order_link = -1;
    }
}

static void
pass_link (Strength *strength,
           MillTransitionKind kind,
           const MillTransitionSettings *settings,
           int link)
{
  gboolean replays;
  strength->durable = kind == MILL_TRANSITION_STORAGE || kind == MILL_TRANSITION_QUEUE;
  switch (kind)
    {
    case MILL_TRANSITION_REQUEST:
      weaken_delivery (strength, settings->retries == 0, settings->retries > 0, link, -1);
      break;
    case MILL_TRANSITION_EVENT:
      replays = g_strcmp0 (settings->replay_from, "now") != 0;
      weaken_delivery (strength, !replays, replays, link, -1);
      break;
    case MILL_TRANSITION_QUEUE:
      weaken_delivery (strength, FALSE, TRUE, link, -1);
      if (settings->workers > 1)
        weaken_order (strength, settings->key != NULL ? MILL_ORDER_PER_KEY : MILL_ORDER_NONE, link);
      break;
    case MILL_TRANSITION_CALL:
    case MILL_TRANSITION_STORAGE:
    case MILL_TRANSITION_FUNCTION:
    case MILL_TRANSITION_LAST:
    default:
      break;
    }
}

void
mill_analysis_derive_promises (MillAnalysis *analysis)
{
  g_autofree Strength *blocks = g_new0 (Strength, analysis->n_blocks + 1);
  for (guint i = 0; i < analysis->n_blocks; i++)
    blocks[i].delivery_link = blocks[i].delivery_block = blocks[i].order_link = -1;
  for (guint at = 0; at < analysis->n_order; at++)
    {
      guint block = analysis->order[at];
      pass_block (&blocks[block], analysis->snapshot->blocks[block].spec, block);
      for (guint i = analysis->out_first[block]; i < analysis->out_first[block + 1]; i++)
        {
          MillAnalysisLink *link = &analysis->links[analysis->out_links[i]];
          const MillTransitionSettings *settings = analysis->settings[link->link];
          Strength strength = blocks[block];
          if (settings != NULL)
            pass_link (&strength, link->kind, settings, (int)link->link);
          link->promise = (MillPromise){ .delivery = delivery_of (&strength),
                                         .order = strength.order,
                                         .durable = strength.durable,
                                         .delivery_link = strength.delivery_link,
                                         .delivery_block = strength.delivery_block,
                                         .order_link = strength.order_link };
          merge (&blocks[link->to], &strength);
        }
    }
}

static char *
name_link (const MillAnalysis *analysis, int link)
{
  const MillSnapLink *doc = &analysis->snapshot->links[link];
  return g_strdup_printf (
      "%s.%s -> %s.%s", doc->from_block, doc->from_port, doc->to_block, doc->to_port);
}

char *
mill_analysis_describe_promise (const MillAnalysis *analysis, const MillPromise *promise)
{
  g_return_val_if_fail (analysis != NULL && promise != NULL, NULL);
  static const char *const deliveries[] = { N_ ("every row takes effect exactly once"),
                                            N_ ("every row takes effect at least once"),
                                            N_ ("every row takes effect at most once"),
                                            N_ ("rows may be lost or take effect twice") };
  static const char *const orders[]
      = { N_ ("in order"), N_ ("in order for each key"), N_ ("in no order") };
  g_autofree char *delivery_link
      = promise->delivery_link >= 0 ? name_link (analysis, promise->delivery_link) : NULL;
  g_autofree char *order_link
      = promise->order_link >= 0 ? name_link (analysis, promise->order_link) : NULL;
  const char *who = delivery_link;
  if (promise->delivery_block >= 0)
    who = analysis->snapshot->blocks[promise->delivery_block].id;
  GString *out = g_string_new (_ (deliveries[promise->delivery]));
  if (who != NULL)
    g_string_append_printf (out, _ (" (because of %s)"), who);
  g_string_append_printf (out, ", %s", _ (orders[promise->order]));
  if (order_link != NULL)
    g_string_append_printf (out, _ (" (because of %s)"), order_link);
  g_string_append (out, promise->durable ? _ (", kept through a crash") : "");
  return g_string_free (out, FALSE);
}
