/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-tidy.h"

#include <math.h>
#include <stdlib.h>

enum
{
  GRID = 8,
  LAYER_GAP = 80,   /* px between blocks of neighbouring layers */
  BLOCK_GAP = 40,   /* px between blocks of a layer */
  BEND_GAP = 16,    /* px beside a link that passes a layer */
  PART_GAP = 72,    /* px between parts that are not linked */
  ORDER_SWEEPS = 8, /* more do not cross less */
  PLACE_SWEEPS = 4,
  BENDS_MAX = 200000 /* a link for which there is no room any more passes unseen */
};

#define NONE G_MAXUINT

/* A block, or where a long link passes a layer. */
typedef struct
{
  guint block; /* NONE: a bend */
  guint part;
  guint layer;
  guint pos; /* in its layer */
  double height;
  double y;
  double first; /* where it stood */
} Node;

/* Between neighbouring layers. */
typedef struct
{
  guint from, to;
  double out, in;
} Edge;

typedef struct
{
  GArray *nodes; /* of Node; the blocks come first, by number */
  GArray *edges; /* of Edge */
  guint *out_start, *out_list;
  guint *in_start, *in_list;
} Graph;

#define NODE(graph, i) (&g_array_index ((graph)->nodes, Node, i))
#define EDGE(graph, i) (&g_array_index ((graph)->edges, Edge, i))

/* ---- who is linked to whom ---- */

/* For each of @n nodes the numbers of its edges, one run after the other. */
static void
index_edges (const Edge *edges, guint n_edges, guint n, gboolean out, guint **start, guint **list)
{
  *start = g_new0 (guint, n + 1);
  *list = g_new (guint, MAX (n_edges, 1));
  for (guint i = 0; i < n_edges; i++)
    (*start)[(out ? edges[i].from : edges[i].to) + 1]++;
  for (guint i = 0; i < n; i++)
    (*start)[i + 1] += (*start)[i];
  g_autofree guint *next = g_memdup2 (*start, sizeof (guint) * (n + 1));
  for (guint i = 0; i < n_edges; i++)
    (*list)[next[out ? edges[i].from : edges[i].to]++] = i;
}

static void
unindex (Graph *graph)
{
  g_clear_pointer (&graph->out_start, g_free);
  g_clear_pointer (&graph->out_list, g_free);
  g_clear_pointer (&graph->in_start, g_free);
  g_clear_pointer (&graph->in_list, g_free);
}

static void
reindex (Graph *graph)
{
  const Edge *edges = (const Edge *)(gpointer)graph->edges->data;
  guint n = graph->nodes->len, n_edges = graph->edges->len;
  unindex (graph);
  index_edges (edges, n_edges, n, TRUE, &graph->out_start, &graph->out_list);
  index_edges (edges, n_edges, n, FALSE, &graph->in_start, &graph->in_list);
}

static void
turn (Edge *edge)
{
  *edge = (Edge){ .from = edge->to, .to = edge->from, .out = edge->in, .in = edge->out };
}

/* ---- cycles ---- */

/* Turns round each edge that leads back to a node that the walk has not left yet. */
static void
break_cycles_from (Graph *graph, guint start, guint8 *state, GArray *stack, guint *next)
{
  enum
  {
    FRESH,
    OPEN,
    DONE
  };
  g_array_append_val (stack, start);
  state[start] = OPEN;
  while (stack->len > 0)
    {
      guint at = g_array_index (stack, guint, stack->len - 1);
      if (next[at] == graph->out_start[at + 1])
        {
          state[at] = DONE;
          g_array_set_size (stack, stack->len - 1);
          continue;
        }
      Edge *edge = EDGE (graph, graph->out_list[next[at]++]);
      guint to = edge->to;
      if (state[to] == OPEN)
        turn (edge);
      else if (state[to] == FRESH)
        {
          state[to] = OPEN;
          g_array_append_val (stack, to);
        }
    }
}

static void
break_cycles (Graph *graph)
{
  guint n = graph->nodes->len;
  g_autofree guint8 *state = g_new0 (guint8, n);
  g_autofree guint *next = g_memdup2 (graph->out_start, sizeof (guint) * (n + 1));
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (guint));
  /* from the sources first, so that what flows on is not turned */
  for (guint round = 0; round < 2; round++)
    for (guint i = 0; i < n; i++)
      if (state[i] == 0 && (round == 1 || graph->in_start[i] == graph->in_start[i + 1]))
        break_cycles_from (graph, i, state, stack, next);
  reindex (graph);
}

/* ---- layers ---- */

static void
find_layers (Graph *graph)
{
  guint n = graph->nodes->len, head = 0, tail = 0;
  g_autofree guint *order = g_new (guint, MAX (n, 1));
  g_autofree guint *waits = g_new (guint, MAX (n, 1));
  for (guint i = 0; i < n; i++)
    {
      waits[i] = graph->in_start[i + 1] - graph->in_start[i];
      if (waits[i] == 0)
        order[tail++] = i;
    }
  while (head < tail)
    {
      guint at = order[head++];
      for (guint i = graph->out_start[at]; i < graph->out_start[at + 1]; i++)
        {
          guint to = EDGE (graph, graph->out_list[i])->to;
          NODE (graph, to)->layer = MAX (NODE (graph, to)->layer, NODE (graph, at)->layer + 1);
          if (--waits[to] == 0)
            order[tail++] = to;
        }
    }
  /* what reads from nothing stands just before what reads from it */
  for (guint i = 0; i < n; i++)
    {
      guint nearest = NONE;
      if (graph->in_start[i] != graph->in_start[i + 1])
        continue;
      for (guint k = graph->out_start[i]; k < graph->out_start[i + 1]; k++)
        nearest = MIN (nearest, NODE (graph, EDGE (graph, graph->out_list[k])->to)->layer);
      if (nearest != NONE)
        NODE (graph, i)->layer = nearest - 1;
    }
}

/* Puts a bend into every layer that an edge passes. */
static void
add_bends (Graph *graph)
{
  guint n = graph->edges->len, bends = 0;
  for (guint i = 0; i < n; i++)
    {
      Edge edge = *EDGE (graph, i);
      Node from = *NODE (graph, edge.from), to = *NODE (graph, edge.to);
      guint span = to.layer - from.layer;
      if (span <= 1 || bends + span > BENDS_MAX)
        continue;
      bends += span;
      for (guint k = 1; k < span; k++)
        {
          double part = (double)k / span;
          Node bend
              = { .block = NONE,
                  .part = from.part,
                  .layer = from.layer + k,
                  .first = (from.first + edge.out) * (1 - part) + (to.first + edge.in) * part };
          Edge before = { .from = edge.from, .to = graph->nodes->len, .out = edge.out };
          g_array_append_val (graph->nodes, bend);
          if (k == 1)
            *EDGE (graph, i) = before;
          else
            g_array_append_val (graph->edges, before);
          edge.from = before.to;
          edge.out = 0;
        }
      g_array_append_val (graph->edges, edge);
    }
  reindex (graph);
}

/* ---- the order in each layer ---- */

/* The nodes of one part by layer. */
typedef struct
{
  Graph *graph;
  GPtrArray *layers; /* of GArray of guint */
} Part;

static GArray *
layer_at (const Part *part, guint index)
{
  return part->layers->pdata[index];
}

static void
number_layer (const Part *part, const GArray *layer)
{
  for (guint i = 0; i < layer->len; i++)
    NODE (part->graph, g_array_index (layer, guint, i))->pos = i;
}

typedef struct
{
  double key;
  guint pos;
  guint node;
} Ranked;

static int
compare_ranked (gconstpointer a, gconstpointer b)
{
  const Ranked *one = a, *two = b;
  if (one->key != two->key)
    return one->key < two->key ? -1 : 1;
  return one->pos < two->pos ? -1 : one->pos > two->pos;
}

/* Where an end of an edge is, in nodes from the top: ports of one block are a little apart. */
static double
end_rank (const Graph *graph, const Edge *edge, gboolean start)
{
  const Node *node = NODE (graph, start ? edge->from : edge->to);
  double offset = start ? edge->out : edge->in;
  return node->pos + (node->height > 0 ? 0.9 * offset / (node->height + 1) : 0.45);
}

/* The mean rank of the neighbours of node @at in the layer before (@forward) or after. */
static double
barycentre (const Graph *graph, guint at, gboolean forward)
{
  const guint *start = forward ? graph->in_start : graph->out_start;
  const guint *list = forward ? graph->in_list : graph->out_list;
  double sum = 0;
  for (guint i = start[at]; i < start[at + 1]; i++)
    sum += end_rank (graph, EDGE (graph, list[i]), forward);
  guint n = start[at + 1] - start[at];
  return n > 0 ? sum / n : NODE (graph, at)->pos;
}

static void
sort_layer (const Part *part,
            GArray *layer,
            double (*key) (const Graph *, guint, gboolean),
            gboolean forward)
{
  g_autofree Ranked *ranked = g_new (Ranked, MAX (layer->len, 1));
  for (guint i = 0; i < layer->len; i++)
    {
      guint node = g_array_index (layer, guint, i);
      ranked[i] = (Ranked){ .key = key (part->graph, node, forward), .pos = i, .node = node };
    }
  qsort (ranked, layer->len, sizeof *ranked, compare_ranked);
  for (guint i = 0; i < layer->len; i++)
    g_array_index (layer, guint, i) = ranked[i].node;
  number_layer (part, layer);
}

/* Pairs of @values that stand the wrong way round; sorts them. */
static guint64
count_inversions (double *values, double *spare, guint n)
{
  if (n < 2)
    return 0;
  guint half = n / 2, i = 0, j = half, k = 0;
  guint64 count
      = count_inversions (values, spare, half) + count_inversions (values + half, spare, n - half);
  while (i < half && j < n)
    if (values[i] <= values[j])
      spare[k++] = values[i++];
    else
      {
        count += half - i;
        spare[k++] = values[j++];
      }
  while (i < half)
    spare[k++] = values[i++];
  while (j < n)
    spare[k++] = values[j++];
  for (i = 0; i < n; i++)
    values[i] = spare[i];
  return count;
}

typedef struct
{
  double from, to;
} Span;

static int
compare_spans (gconstpointer a, gconstpointer b)
{
  const Span *one = a, *two = b;
  if (one->from != two->from)
    return one->from < two->from ? -1 : 1;
  return one->to < two->to ? -1 : one->to > two->to;
}

static guint64
count_crossings (const Part *part)
{
  const Graph *graph = part->graph;
  g_autoptr (GArray) spans = g_array_new (FALSE, FALSE, sizeof (Span));
  guint64 count = 0;
  for (guint i = 0; i < part->layers->len; i++)
    {
      const GArray *layer = layer_at (part, i);
      g_array_set_size (spans, 0);
      for (guint k = 0; k < layer->len; k++)
        {
          guint at = g_array_index (layer, guint, k);
          for (guint e = graph->out_start[at]; e < graph->out_start[at + 1]; e++)
            {
              const Edge *edge = EDGE (graph, graph->out_list[e]);
              Span span = { end_rank (graph, edge, TRUE), end_rank (graph, edge, FALSE) };
              g_array_append_val (spans, span);
            }
        }
      qsort (spans->data, spans->len, sizeof (Span), compare_spans);
      g_autofree double *values = g_new (double, spans->len + 1);
      g_autofree double *spare = g_new (double, spans->len + 1);
      for (guint k = 0; k < spans->len; k++)
        values[k] = g_array_index (spans, Span, k).to;
      count += count_inversions (values, spare, spans->len);
    }
  return count;
}

static GPtrArray *
copy_layers (const GPtrArray *layers)
{
  GPtrArray *copy = g_ptr_array_new_with_free_func ((GDestroyNotify)g_array_unref);
  for (guint i = 0; i < layers->len; i++)
    g_ptr_array_add (copy, g_array_copy (layers->pdata[i]));
  return copy;
}

/* There and back, keeping the order that crosses least. */
static void
order_layers (Part *part)
{
  guint64 best = count_crossings (part);
  GPtrArray *kept = copy_layers (part->layers);
  for (guint sweep = 0; sweep < ORDER_SWEEPS && best > 0; sweep++)
    {
      gboolean forward = sweep % 2 == 0;
      guint n = part->layers->len;
      for (guint i = 1; i < n; i++)
        sort_layer (part, layer_at (part, forward ? i : n - 1 - i), barycentre, forward);
      guint64 crossings = count_crossings (part);
      if (crossings >= best)
        continue;
      best = crossings;
      g_ptr_array_unref (kept);
      kept = copy_layers (part->layers);
    }
  g_ptr_array_unref (part->layers);
  part->layers = kept;
  for (guint i = 0; i < kept->len; i++)
    number_layer (part, layer_at (part, i));
}

static double
where_it_stood (const Graph *graph, guint at, gboolean forward)
{
  return NODE (graph, at)->first;
}

/* ---- places ---- */

static double
gap_after (const Node *node, const Node *next)
{
  return node->block == NONE || next->block == NONE ? BEND_GAP : BLOCK_GAP;
}

/* Where @at would like to be for its neighbours before (@forward) or after; long links most of all
 * want to be straight. @weight: (out): how much. */
static double
wish (const Graph *graph, guint at, gboolean forward, double *weight)
{
  const guint *start = forward ? graph->in_start : graph->out_start;
  const guint *list = forward ? graph->in_list : graph->out_list;
  const Node *node = NODE (graph, at);
  double sum = 0;
  *weight = 0;
  for (guint i = start[at]; i < start[at + 1]; i++)
    {
      const Edge *edge = EDGE (graph, list[i]);
      const Node *other = NODE (graph, forward ? edge->from : edge->to);
      double pull = node->block != NONE && other->block != NONE   ? 1
                    : node->block == NONE && other->block == NONE ? 8
                                                                  : 2;
      sum += pull * (other->y + (forward ? edge->out - edge->in : edge->in - edge->out));
      *weight += pull;
    }
  if (*weight > 0)
    return sum / *weight;
  *weight = 0.01;
  return node->y;
}

/* Nodes that push against each other, and so move as one. */
typedef struct
{
  double sum, weight;
  guint n;
} Block;

/* The places nearest to the wishes that keep order and gaps: least squares by pooling adjacent
 * violators (Ayer et al. 1955). */
static void
place_layer (const Part *part, const GArray *layer, gboolean forward)
{
  const Graph *graph = part->graph;
  g_autofree double *offset = g_new0 (double, layer->len + 1);
  g_autofree Block *blocks = g_new (Block, layer->len + 1);
  guint n = 0, k = 0;
  for (guint i = 0; i < layer->len; i++)
    {
      const Node *node = NODE (graph, g_array_index (layer, guint, i));
      double weight, wanted = wish (graph, g_array_index (layer, guint, i), forward, &weight);
      if (i + 1 < layer->len)
        offset[i + 1] = offset[i] + node->height
                        + gap_after (node, NODE (graph, g_array_index (layer, guint, i + 1)));
      blocks[n++] = (Block){ (wanted - offset[i]) * weight, weight, 1 };
      while (n > 1
             && blocks[n - 2].sum / blocks[n - 2].weight > blocks[n - 1].sum / blocks[n - 1].weight)
        {
          blocks[n - 2].sum += blocks[n - 1].sum;
          blocks[n - 2].weight += blocks[n - 1].weight;
          blocks[n - 2].n += blocks[n - 1].n;
          n--;
        }
    }
  for (guint b = 0; b < n; b++)
    for (guint i = 0; i < blocks[b].n; i++, k++)
      NODE (graph, g_array_index (layer, guint, k))->y
          = blocks[b].sum / blocks[b].weight + offset[k];
}

static void
place_layers (Part *part)
{
  guint n = part->layers->len;
  for (guint i = 0; i < n; i++)
    {
      const GArray *layer = layer_at (part, i);
      double y = 0;
      for (guint k = 0; k < layer->len; k++)
        {
          Node *node = NODE (part->graph, g_array_index (layer, guint, k));
          node->y = y;
          y += node->height + BLOCK_GAP;
        }
    }
  for (guint sweep = 0; sweep < PLACE_SWEEPS; sweep++)
    {
      for (guint i = n; i-- > 0;)
        place_layer (part, layer_at (part, i), FALSE);
      for (guint i = 0; i < n; i++)
        place_layer (part, layer_at (part, i), TRUE);
    }
}

static double
snap (double value)
{
  return rint (value / GRID) * GRID;
}

/* Sets the blocks of the part, whose top is to be at @top. Returns: its bottom. */
static double
settle (Part *part, MillTidyBlock *blocks, double top)
{
  const Graph *graph = part->graph;
  double least = G_MAXDOUBLE, bottom = top, x = 0;
  for (guint i = 0; i < part->layers->len; i++)
    for (guint k = 0; k < layer_at (part, i)->len; k++)
      {
        const Node *node = NODE (graph, g_array_index (layer_at (part, i), guint, k));
        if (node->block != NONE)
          least = MIN (least, node->y);
      }
  for (guint i = 0; i < part->layers->len; i++)
    {
      double width = 0;
      for (guint k = 0; k < layer_at (part, i)->len; k++)
        {
          const Node *node = NODE (graph, g_array_index (layer_at (part, i), guint, k));
          if (node->block == NONE)
            continue;
          MillTidyBlock *block = &blocks[node->block];
          block->x = x;
          block->y = snap (node->y - least + top);
          width = MAX (width, block->width);
          bottom = MAX (bottom, block->y + block->height);
        }
      x = snap (x + width + LAYER_GAP);
    }
  return bottom;
}

/* ---- parts that are not linked ---- */

static guint
find_root (guint *parent, guint at)
{
  while (parent[at] != at)
    at = parent[at] = parent[parent[at]];
  return at;
}

static void
find_parts (Graph *graph, guint n)
{
  g_autofree guint *parent = g_new (guint, MAX (n, 1));
  for (guint i = 0; i < n; i++)
    parent[i] = i;
  for (guint i = 0; i < graph->edges->len; i++)
    {
      guint a = find_root (parent, EDGE (graph, i)->from);
      guint b = find_root (parent, EDGE (graph, i)->to);
      parent[MAX (a, b)] = MIN (a, b);
    }
  for (guint i = 0; i < n; i++)
    NODE (graph, i)->part = find_root (parent, i);
}

/* Parts in the order in which they stood, from the top. */
static int
compare_parts (gconstpointer a, gconstpointer b, gpointer data)
{
  const Graph *graph = data;
  const Node *one = NODE (graph, *(const guint *)a), *two = NODE (graph, *(const guint *)b);
  if (one->first != two->first)
    return one->first < two->first ? -1 : 1;
  return one->part < two->part ? -1 : one->part > two->part;
}

static GPtrArray *
take_layers (Graph *graph, const GArray *members)
{
  guint first = NONE, last = 0;
  for (guint i = 0; i < members->len; i++)
    {
      guint layer = NODE (graph, g_array_index (members, guint, i))->layer;
      first = MIN (first, layer);
      last = MAX (last, layer);
    }
  GPtrArray *layers = g_ptr_array_new_with_free_func ((GDestroyNotify)g_array_unref);
  for (guint i = first; i <= last; i++)
    g_ptr_array_add (layers, g_array_new (FALSE, FALSE, sizeof (guint)));
  for (guint i = 0; i < members->len; i++)
    {
      guint node = g_array_index (members, guint, i);
      g_array_append_val (layers->pdata[NODE (graph, node)->layer - first], node);
    }
  return layers;
}

static double
lay_part (Graph *graph, const GArray *members, MillTidyBlock *blocks, double top)
{
  Part part = { .graph = graph, .layers = take_layers (graph, members) };
  for (guint i = 0; i < part.layers->len; i++)
    {
      number_layer (&part, layer_at (&part, i));
      sort_layer (&part, layer_at (&part, i), where_it_stood, TRUE);
    }
  order_layers (&part);
  place_layers (&part);
  double bottom = settle (&part, blocks, top);
  g_ptr_array_unref (part.layers);
  return bottom;
}

/* Blocks that nothing is linked to, in rows. */
static void
lay_singles (const GArray *singles, MillTidyBlock *blocks, double top)
{
  guint columns = (guint)ceil (sqrt (singles->len));
  double x = 0, height = 0;
  for (guint i = 0; i < singles->len; i++)
    {
      MillTidyBlock *block = &blocks[g_array_index (singles, guint, i)];
      if (i % columns == 0 && i > 0)
        {
          top = snap (top + height + BLOCK_GAP);
          x = height = 0;
        }
      block->x = x;
      block->y = top;
      x = snap (x + block->width + LAYER_GAP);
      height = MAX (height, block->height);
    }
}

static void
lay_parts (Graph *graph, MillTidyBlock *blocks)
{
  guint n = graph->nodes->len;
  g_autofree GArray **members = g_new0 (GArray *, MAX (n, 1)); /* by root */
  g_autoptr (GArray) roots = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GArray) singles = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; i < n; i++)
    {
      guint root = NODE (graph, i)->part;
      if (members[root] == NULL)
        {
          members[root] = g_array_new (FALSE, FALSE, sizeof (guint));
          g_array_append_val (roots, root);
        }
      g_array_append_val (members[root], i);
    }
  g_array_sort_with_data (roots, compare_parts, graph);
  double top = 0;
  for (guint i = 0; i < roots->len; i++)
    {
      guint root = g_array_index (roots, guint, i);
      GArray *part = members[root];
      if (part->len == 1)
        g_array_append_val (singles, root);
      else
        top = snap (lay_part (graph, part, blocks, top) + PART_GAP);
      g_array_unref (part);
    }
  lay_singles (singles, blocks, top);
}

void
mill_tidy (MillTidyBlock *blocks, guint n, const MillTidyLink *links, guint n_links)
{
  g_return_if_fail (blocks != NULL || n == 0);
  g_return_if_fail (links != NULL || n_links == 0);
  Graph graph = { .nodes = g_array_sized_new (FALSE, FALSE, sizeof (Node), n),
                  .edges = g_array_sized_new (FALSE, FALSE, sizeof (Edge), n_links) };
  for (guint i = 0; i < n; i++)
    {
      Node node = { .block = i, .height = blocks[i].height, .first = blocks[i].y };
      g_array_append_val (graph.nodes, node);
    }
  for (guint i = 0; i < n_links; i++)
    {
      Edge edge = { links[i].from, links[i].to, links[i].out_offset, links[i].in_offset };
      g_return_if_fail (edge.from < n && edge.to < n);
      if (edge.from != edge.to)
        g_array_append_val (graph.edges, edge);
    }
  find_parts (&graph, n);
  reindex (&graph);
  break_cycles (&graph);
  find_layers (&graph);
  add_bends (&graph);
  lay_parts (&graph, blocks);
  unindex (&graph);
  g_array_unref (graph.nodes);
  g_array_unref (graph.edges);
}
