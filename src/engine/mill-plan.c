/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-plan.h"

#include "mill-limits.h"
#include "mill-spool.h"

gboolean
mill_plan_passes (const MillGraph *graph, const MillGraphLink *link)
{
  const MillGraphBlock *to = mill_graph_block (graph, link->to);
  return to->spec->produce == NULL && !mill_graph_input_port (to, link->in_port)->first;
}

/* ---- spools ---- */

static void
add_spool (MillGraph *graph, guint at)
{
  MillGraphLink link = *mill_graph_link_at (graph, at);
  g_autofree char *id = g_strdup_printf ("%s.spool%u", mill_graph_block (graph, link.to)->id, at);
  guint spool = mill_graph_add_block (graph, id, mill_spool_spec (), g_malloc0 (1), g_free);
  mill_graph_link (graph, link.from, link.out_port, spool, 0);
  mill_graph_link_at (graph, at)->from = spool;
  mill_graph_link_at (graph, at)->out_port = 0;
}

/* Puts a spool on every marked link. */
static gboolean
add_spools (MillGraph *graph, const guint8 *marks, guint n_links, GError **error)
{
  guint n_before = graph->blocks->len, bad = 0;
  for (guint i = 0; i < n_links; i++)
    if (marks[i])
      add_spool (graph, i);
  gboolean acyclic = mill_graph_sort (graph, &bad);
  g_assert (acyclic);
  for (guint i = 0; i < graph->blocks->len; i++)
    if (graph->order[i] >= n_before && !mill_graph_infer_block (graph, graph->order[i], error))
      return FALSE;
  return TRUE;
}

/* Row-wise blocks call each other: a stretch of too many would not fit the stack. */
static gboolean
cut_stretches (MillGraph *graph, GError **error)
{
  guint n_links = graph->links->len, n_cuts = 0;
  g_autofree guint *depths = g_new0 (guint, graph->blocks->len + 1);
  g_autofree guint8 *cuts = g_malloc0 (n_links + 1);
  for (guint i = 0; i < graph->blocks->len; i++)
    {
      guint n, from = graph->order[i];
      const guint *links = mill_graph_links_from (graph, from, &n);
      if (mill_graph_block (graph, from)->spec->produce != NULL)
        depths[from] = 0;
      for (guint k = 0; k < n; k++)
        {
          const MillGraphLink *link = mill_graph_link_at (graph, links[k]);
          gboolean cut = depths[from] >= MILL_STRETCH_BLOCKS_MAX && mill_plan_passes (graph, link);
          guint depth = cut ? 1 : depths[from] + 1;
          cuts[links[k]] = cut;
          n_cuts += cut;
          depths[link->to] = MAX (depths[link->to], depth);
        }
    }
  return n_cuts == 0 || add_spools (graph, cuts, n_links, error);
}

/* ---- what a root reaches ---- */

/* By block: the last root that came there, and how far. */
typedef struct
{
  guint root; /* + 1 */
  gboolean passes;
} Reach;

typedef struct
{
  MillGraph *graph;
  Reach *reaches;
  GArray *stack;   /* guint: blocks to go on from */
  GArray *commits; /* guint: places in the graph's order */
  guint *places;
} Walk;

static void
visit (Walk *walk, guint root, guint block, gboolean passes)
{
  Reach *reach = &walk->reaches[block];
  gboolean seen = reach->root == root + 1;
  if (seen && (reach->passes || !passes))
    return;
  *reach = (Reach){ root + 1, passes };
  g_array_append_val (walk->stack, block);
  if (!seen && mill_graph_block (walk->graph, block)->spec->commit != NULL)
    g_array_append_val (walk->commits, walk->places[block]);
}

static int
compare_places (gconstpointer a, gconstpointer b)
{
  guint x = *(const guint *)a, y = *(const guint *)b;
  return (x > y) - (x < y);
}

/* Follows the rows of @block; where they are stored only what is refused goes on. */
static void
fill_root (Walk *walk, guint block, MillPlanRoot *root)
{
  const MillGraph *graph = walk->graph;
  visit (walk, block, block, TRUE);
  while (walk->stack->len > 0)
    {
      guint n, at = g_array_index (walk->stack, guint, walk->stack->len - 1);
      g_array_set_size (walk->stack, walk->stack->len - 1);
      const guint *links = mill_graph_links_from (graph, at, &n);
      for (guint i = 0; i < n; i++)
        {
          const MillGraphLink *link = mill_graph_link_at (graph, links[i]);
          const MillGraphBlock *from = mill_graph_block (graph, at);
          if (walk->reaches[at].passes || mill_spec_output (from->spec, link->out_port)->rejects)
            visit (walk, block, link->to, mill_plan_passes (graph, link));
        }
    }
  g_array_sort (walk->commits, compare_places);
  root->block = block;
  root->n_commits = walk->commits->len;
  root->commits = g_new (guint, root->n_commits + 1);
  for (guint i = 0; i < root->n_commits; i++)
    root->commits[i] = graph->order[g_array_index (walk->commits, guint, i)];
  g_array_set_size (walk->commits, 0);
}

static MillPlan *
make_plan (MillGraph *graph, const GArray *roots)
{
  guint n = graph->blocks->len;
  g_autofree Reach *reaches = g_new0 (Reach, n + 1);
  g_autofree guint *places = g_new0 (guint, n + 1);
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GArray) commits = g_array_new (FALSE, FALSE, sizeof (guint));
  Walk walk = { graph, reaches, stack, commits, places };
  for (guint i = 0; i < n; i++)
    places[graph->order[i]] = i;
  MillPlan *plan = g_new0 (MillPlan, 1);
  plan->n_roots = roots->len;
  plan->roots = g_new0 (MillPlanRoot, roots->len + 1);
  for (guint i = 0; i < roots->len; i++)
    fill_root (&walk, g_array_index (roots, guint, i), &plan->roots[i]);
  return plan;
}

MillPlan *
mill_plan_new (MillGraph *graph, GError **error)
{
  g_autoptr (GArray) roots = g_array_new (FALSE, FALSE, sizeof (guint));
  if (!cut_stretches (graph, error))
    return NULL;
  for (;;)
    {
      guint n_links = graph->links->len;
      g_autofree guint8 *spools = g_malloc0 (n_links + 1);
      if (mill_plan_order (graph, roots, spools))
        break;
      g_array_set_size (roots, 0);
      if (!add_spools (graph, spools, n_links, error))
        return NULL;
    }
  mill_graph_find_needed (graph);
  return make_plan (graph, roots);
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
