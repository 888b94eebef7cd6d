/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-plan.h"

#include "mill-spool.h"

/* One try at an order. Bit sets are byte arrays: graphs are small against their data. */
typedef struct
{
  MillGraph *graph;
  guint n_roots;
  guint *roots;     /* blocks, in graph order */
  guint8 **reaches; /* by root: one byte a link that its rows flow over */
  guint8 *before;   /* n_roots x n_roots: row runs before column */
} Planner;

static void
planner_clear (Planner *planner)
{
  for (guint i = 0; i < planner->n_roots; i++)
    g_free (planner->reaches[i]);
  g_free (planner->reaches);
  g_free (planner->roots);
  g_free (planner->before);
}

/* Follows the rows of @block over its outputs; a breaker passes only its rejects on. */
static void
follow (MillGraph *graph, guint block, gboolean rejects_only, guint8 *reached)
{
  for (guint i = 0; i < graph->links->len; i++)
    {
      const MillGraphLink *link = mill_graph_link_at (graph, i);
      if (link->from != block || reached[i])
        continue;
      const MillGraphBlock *from = mill_graph_block (graph, block);
      if (rejects_only && !mill_spec_output (from->spec, link->out_port)->rejects)
        continue;
      reached[i] = 1;
      const MillGraphBlock *to = mill_graph_block (graph, link->to);
      gboolean stored
          = to->spec->produce != NULL || mill_graph_input_port (to, link->in_port)->first;
      follow (graph, link->to, stored, reached);
    }
}

static void
planner_init (Planner *planner, MillGraph *graph)
{
  guint n = graph->blocks->len;
  *planner = (Planner){ .graph = graph };
  planner->roots = g_new (guint, n + 1);
  planner->reaches = g_new0 (guint8 *, n + 1);
  for (guint i = 0; i < n; i++)
    {
      guint block = graph->order[i];
      if (mill_graph_block (graph, block)->spec->produce == NULL)
        continue;
      guint8 *reached = g_malloc0 (graph->links->len + 1);
      follow (graph, block, FALSE, reached);
      planner->reaches[planner->n_roots] = reached;
      planner->roots[planner->n_roots++] = block;
    }
  planner->before = g_malloc0 ((gsize)planner->n_roots * planner->n_roots + 1);
}

static guint8 *
before (Planner *planner, guint first, guint second)
{
  return &planner->before[(gsize)first * planner->n_roots + second];
}

static gboolean
leads_to (Planner *planner, guint from, guint to)
{
  if (from == to)
    return TRUE;
  for (guint i = 0; i < planner->n_roots; i++)
    if (*before (planner, from, i) && leads_to (planner, i, to))
      return TRUE;
  return FALSE;
}

/* A breaker produces when everything that reaches it has ended. */
static void
order_breakers (Planner *planner)
{
  for (guint second = 0; second < planner->n_roots; second++)
    for (guint first = 0; first < planner->n_roots; first++)
      for (guint i = 0; first != second && i < planner->graph->links->len; i++)
        if (planner->reaches[first][i]
            && mill_graph_link_at (planner->graph, i)->to == planner->roots[second])
          *before (planner, first, second) = 1;
}

/* Whether rows over link @a must all come before rows over link @b, which end at the same block. */
static gboolean
must_precede (const MillGraph *graph, guint a, guint b)
{
  const MillGraphLink *x = mill_graph_link_at (graph, a), *y = mill_graph_link_at (graph, b);
  if (x->to != y->to || a == b)
    return FALSE;
  const MillGraphBlock *to = mill_graph_block (graph, x->to);
  const MillPort *first = mill_graph_input_port (to, x->in_port);
  const MillPort *second = mill_graph_input_port (to, y->in_port);
  if (first->many && second->many)
    return x->in_port < y->in_port;
  return first->first && !second->first;
}

/* Orders the roots by the pair of links. FALSE: impossible, the second link needs a spool. */
static gboolean
order_pair (Planner *planner, guint a, guint b)
{
  for (guint first = 0; first < planner->n_roots; first++)
    for (guint second = 0; planner->reaches[first][a] && second < planner->n_roots; second++)
      {
        if (!planner->reaches[second][b])
          continue;
        if (leads_to (planner, second, first))
          return FALSE;
        *before (planner, first, second) = 1;
      }
  return TRUE;
}

/* Returns the link that needs a spool, or -1. */
static int
order_inputs (Planner *planner)
{
  guint n = planner->graph->links->len;
  for (guint a = 0; a < n; a++)
    for (guint b = 0; b < n; b++)
      if (must_precede (planner->graph, a, b) && !order_pair (planner, a, b))
        return (int)b;
  return -1;
}

static gboolean
add_spool (MillGraph *graph, guint at, GError **error)
{
  MillGraphLink link = *mill_graph_link_at (graph, at);
  g_autofree char *id = g_strdup_printf ("%s.spool%u", mill_graph_block (graph, link.to)->id, at);
  guint spool = mill_graph_add_block (graph, id, mill_spool_spec (), NULL, NULL);
  mill_graph_link (graph, link.from, link.out_port, spool, 0);
  mill_graph_link_at (graph, at)->from = spool;
  mill_graph_link_at (graph, at)->out_port = 0;
  guint bad = 0;
  gboolean acyclic = mill_graph_sort (graph, &bad);
  g_assert (acyclic);
  return mill_graph_infer_block (graph, spool, error);
}

static void
fill_root (Planner *planner, guint index, MillPlanRoot *root)
{
  MillGraph *graph = planner->graph;
  root->block = planner->roots[index];
  root->commits = g_new (guint, graph->blocks->len + 1);
  for (guint i = 0; i < graph->blocks->len; i++)
    {
      guint block = graph->order[i];
      if (mill_graph_block (graph, block)->spec->commit == NULL)
        continue;
      gboolean reached = FALSE;
      for (guint k = 0; k < graph->links->len && !reached; k++)
        reached = planner->reaches[index][k] && mill_graph_link_at (graph, k)->to == block;
      if (reached)
        root->commits[root->n_commits++] = block;
    }
}

static MillPlan *
make_plan (Planner *planner)
{
  MillPlan *plan = g_new0 (MillPlan, 1);
  g_autofree guint8 *placed = g_malloc0 (planner->n_roots + 1);
  plan->roots = g_new0 (MillPlanRoot, planner->n_roots + 1);
  while (plan->n_roots < planner->n_roots)
    for (guint i = 0; i < planner->n_roots; i++)
      {
        gboolean ready = !placed[i];
        for (guint k = 0; k < planner->n_roots && ready; k++)
          ready = placed[k] || !*before (planner, k, i);
        if (!ready)
          continue;
        placed[i] = 1;
        fill_root (planner, i, &plan->roots[plan->n_roots++]);
        break;
      }
  return plan;
}

MillPlan *
mill_plan_new (MillGraph *graph, GError **error)
{
  for (;;)
    {
      Planner planner;
      MillPlan *plan = NULL;
      planner_init (&planner, graph);
      order_breakers (&planner);
      int spooled = order_inputs (&planner);
      if (spooled < 0)
        plan = make_plan (&planner);
      planner_clear (&planner);
      if (plan != NULL)
        {
          mill_graph_find_needed (graph);
          return plan;
        }
      if (!add_spool (graph, (guint)spooled, error))
        return NULL;
    }
}

void
mill_plan_free (MillPlan *plan)
{
  if (plan == NULL)
    return;
  for (guint i = 0; i < plan->n_roots; i++)
    g_free (plan->roots[i].commits);
  g_free (plan->roots);
  g_free (plan);
}
