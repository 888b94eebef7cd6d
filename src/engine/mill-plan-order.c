/* Which root runs before which, as a graph of points in time: an edge says "not after".
 *
 * Beside the run of a root there are for each block the points where its first row may leave it and
 * where its last row has; what it refuses leaves it from its inputs' first row on. That graph has
 * as many edges as the pipeline has links, however many roots the rows of a link come from.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-plan.h"

#include "mill-spool.h"

enum
{
  ROOT,
  START,
  END,
  REJECTS_START,
  REJECTS_END,
  N_POINTS
};

typedef struct
{
  guint to;
  guint next;   /* edge from the same point + 1 */
  guint choice; /* link + 1: the edge goes when a spool comes on that link; 0: never */
} Edge;

/* Rows over link @first all come before rows over link @second. */
typedef struct
{
  guint first, second;
} Pair;

typedef struct
{
  const MillGraph *graph;
  guint n_points;
  guint *heads;  /* by point: its first edge + 1 */
  GArray *edges; /* Edge */
  guint *via;    /* by point: the edge that a search came by + 1 */
  guint *from;   /* by point: where it came from */
  guint *seen;   /* by point: the number of the last search that came there */
  guint search;
} Times;

static guint
point (guint block, guint which)
{
  return block * N_POINTS + which;
}

static void
add_edge (Times *times, guint from, guint to, guint choice)
{
  Edge edge = { to, times->heads[from], choice };
  g_array_append_val (times->edges, edge);
  times->heads[from] = times->edges->len;
}

static gboolean
is_rejects (const MillGraph *graph, const MillGraphLink *link)
{
  return mill_spec_output (mill_graph_block (graph, link->from)->spec, link->out_port)->rejects;
}

static guint
link_start (const MillGraph *graph, const MillGraphLink *link)
{
  return point (link->from, is_rejects (graph, link) ? REJECTS_START : START);
}

static guint
link_end (const MillGraph *graph, const MillGraphLink *link)
{
  return point (link->from, is_rejects (graph, link) ? REJECTS_END : END);
}

static void
add_block (Times *times, guint block)
{
  add_edge (times, point (block, START), point (block, END), 0);
  add_edge (times, point (block, REJECTS_START), point (block, START), 0);
  add_edge (times, point (block, END), point (block, REJECTS_END), 0);
  if (mill_graph_block (times->graph, block)->spec->produce == NULL)
    return;
  add_edge (times, point (block, START), point (block, ROOT), 0);
  add_edge (times, point (block, ROOT), point (block, END), 0);
}

static void
add_link (Times *times, const MillGraphLink *link)
{
  const MillGraph *graph = times->graph;
  gboolean passes = mill_plan_passes (graph, link);
  guint start = link_start (graph, link), end = link_end (graph, link);
  add_edge (times, point (link->to, passes ? START : REJECTS_START), start, 0);
  add_edge (times, end, point (link->to, passes ? END : REJECTS_END), 0);
  if (mill_graph_block (graph, link->to)->spec->produce != NULL)
    add_edge (times, end, point (link->to, ROOT), 0);
}

static void
add_pair (Times *times, const Pair *pair)
{
  const MillGraphLink *first = mill_graph_link_at (times->graph, pair->first);
  const MillGraphLink *second = mill_graph_link_at (times->graph, pair->second);
  add_edge (
      times, link_end (times->graph, first), link_start (times->graph, second), pair->second + 1);
}

static void
times_init (Times *times, const MillGraph *graph)
{
  *times = (Times){ .graph = graph, .n_points = graph->blocks->len * N_POINTS };
  times->heads = g_new0 (guint, times->n_points + 1);
  times->via = g_new0 (guint, times->n_points + 1);
  times->from = g_new0 (guint, times->n_points + 1);
  times->seen = g_new0 (guint, times->n_points + 1);
  times->edges = g_array_new (FALSE, FALSE, sizeof (Edge));
  for (guint i = 0; i < graph->blocks->len; i++)
    add_block (times, i);
  for (guint i = 0; i < graph->links->len; i++)
    add_link (times, mill_graph_link_at (graph, i));
}

static void
times_clear (Times *times)
{
  g_free (times->heads);
  g_free (times->via);
  g_free (times->from);
  g_free (times->seen);
  g_array_unref (times->edges);
}

/* ---- inputs in turn ---- */

static void
find_pairs_of (const MillGraphBlock *block, GArray *pairs)
{
  for (guint a = 0; a < block->n_inputs; a++)
    {
      const MillPort *first = mill_graph_input_port (block, a);
      if (block->fed_by[a] == 0 || !(first->first || first->many))
        continue;
      /* the links of a `many` port are the last inputs; each waits for the one before it */
      for (guint b = first->many ? a + 1 : 0; b < block->n_inputs; b++)
        {
          const MillPort *second = mill_graph_input_port (block, b);
          Pair pair = { block->fed_by[a] - 1, block->fed_by[b] - 1 };
          if (block->fed_by[b] == 0 || (!first->many && second->first))
            continue;
          g_array_append_val (pairs, pair);
          if (second->many)
            break;
        }
    }
}

/* (transfer full) (element-type Pair) */
static GArray *
find_pairs (const MillGraph *graph)
{
  GArray *pairs = g_array_new (FALSE, FALSE, sizeof (Pair));
  for (guint i = 0; i < graph->blocks->len; i++)
    find_pairs_of (mill_graph_block (graph, graph->order[i]), pairs);
  return pairs;
}

/* ---- an order ---- */

static int
compare_uints (gconstpointer a, gconstpointer b)
{
  guint x = GPOINTER_TO_UINT (a), y = GPOINTER_TO_UINT (b);
  return (x > y) - (x < y);
}

typedef struct
{
  Times *times;
  guint *waiting; /* by point: edges into it */
  guint *places;  /* by block: where it stands in the graph's order */
  GArray *ready;  /* points that are no root */
  GTree *roots;   /* places of roots that may run now */
  guint done;
} Sort;

static void
put_ready (Sort *sort, guint at)
{
  gboolean root = at % N_POINTS == ROOT;
  if (root)
    g_tree_insert (sort->roots, GUINT_TO_POINTER (sort->places[at / N_POINTS]), NULL);
  else
    g_array_append_val (sort->ready, at);
}

static void
pass (Sort *sort, guint at)
{
  sort->done++;
  for (guint i = sort->times->heads[at]; i != 0;)
    {
      const Edge *edge = &g_array_index (sort->times->edges, Edge, i - 1);
      if (--sort->waiting[edge->to] == 0)
        put_ready (sort, edge->to);
      i = edge->next;
    }
}

/* Of the roots that may run the first one of the pipeline runs first. */
static void
sort_points (Sort *sort, GArray *roots)
{
  const MillGraph *graph = sort->times->graph;
  for (;;)
    {
      if (sort->ready->len > 0)
        {
          guint at = g_array_index (sort->ready, guint, sort->ready->len - 1);
          g_array_set_size (sort->ready, sort->ready->len - 1);
          pass (sort, at);
          continue;
        }
      GTreeNode *node = g_tree_node_first (sort->roots);
      if (node == NULL)
        return;
      gpointer place = g_tree_node_key (node);
      guint block = graph->order[GPOINTER_TO_UINT (place)];
      g_tree_remove (sort->roots, place);
      if (mill_graph_block (graph, block)->spec->produce != NULL)
        g_array_append_val (roots, block);
      pass (sort, point (block, ROOT));
    }
}

/* FALSE: the points lie on a cycle. */
static gboolean
sort_times (Times *times, GArray *roots)
{
  guint n = times->n_points, n_blocks = times->graph->blocks->len;
  Sort sort = { .times = times };
  g_autofree guint *waiting = sort.waiting = g_new0 (guint, n + 1);
  g_autofree guint *places = sort.places = g_new0 (guint, n_blocks + 1);
  g_autoptr (GArray) ready = sort.ready = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GTree) tree = sort.roots = g_tree_new (compare_uints);
  for (guint i = 0; i < n_blocks; i++)
    places[times->graph->order[i]] = i;
  for (guint i = 0; i < times->edges->len; i++)
    waiting[g_array_index (times->edges, Edge, i).to]++;
  for (guint i = 0; i < n; i++)
    if (waiting[i] == 0)
      put_ready (&sort, i);
  sort_points (&sort, roots);
  return sort.done == n;
}

/* ---- no order ---- */

/* Whether @to cannot come before @from; then the way lies in times->via. */
static gboolean
find_way (Times *times, guint from, guint to)
{
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (guint));
  guint search = ++times->search;
  times->seen[from] = search;
  times->via[from] = 0;
  g_array_append_val (stack, from);
  while (stack->len > 0)
    {
      guint at = g_array_index (stack, guint, stack->len - 1);
      g_array_set_size (stack, stack->len - 1);
      if (at == to)
        return TRUE;
      for (guint i = times->heads[at]; i != 0;)
        {
          const Edge *edge = &g_array_index (times->edges, Edge, i - 1);
          if (times->seen[edge->to] != search)
            {
              times->seen[edge->to] = search;
              times->via[edge->to] = i;
              times->from[edge->to] = at;
              g_array_append_val (stack, edge->to);
            }
          i = edge->next;
        }
    }
  return FALSE;
}

static gboolean
is_spooled (const MillGraph *graph, guint link)
{
  return mill_graph_block (graph, mill_graph_link_at (graph, link)->from)->spec
         == mill_spool_spec ();
}

/*
 * The link to spool so that @pair, which the way to @end contradicts, can be kept: its second one,
 * or if that is spooled already another choice on the way. There is one: an order in which every
 * spool runs right before the block it feeds keeps all pairs whose second link is spooled.
 */
static guint
choose_spool (const Times *times, const Pair *pair, guint end)
{
  if (!is_spooled (times->graph, pair->second))
    return pair->second;
  for (guint at = end; times->via[at] != 0; at = times->from[at])
    {
      guint choice = g_array_index (times->edges, Edge, times->via[at] - 1).choice;
      if (choice != 0 && !is_spooled (times->graph, choice - 1))
        return choice - 1;
    }
  g_assert_not_reached ();
}

static void
find_spools (const MillGraph *graph, const GArray *pairs, guint8 *spools)
{
  Times times;
  times_init (&times, graph);
  for (guint i = 0; i < pairs->len; i++)
    {
      const Pair *pair = &g_array_index (pairs, Pair, i);
      guint start = link_start (graph, mill_graph_link_at (graph, pair->second));
      guint end = link_end (graph, mill_graph_link_at (graph, pair->first));
      if (find_way (&times, start, end))
        spools[choose_spool (&times, pair, end)] = 1;
      else
        add_pair (&times, pair);
    }
  times_clear (&times);
}

gboolean
mill_plan_order (const MillGraph *graph, GArray *roots, guint8 *spools)
{
  Times times;
  g_autoptr (GArray) pairs = find_pairs (graph);
  times_init (&times, graph);
  for (guint i = 0; i < pairs->len; i++)
    add_pair (&times, &g_array_index (pairs, Pair, i));
  gboolean ordered = sort_times (&times, roots);
  times_clear (&times);
  if (!ordered)
    find_spools (graph, pairs, spools);
  return ordered;
}
