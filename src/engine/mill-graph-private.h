/* mill-graph-private.h: what planner and run see of a graph.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-graph.h"

/* One link; its index in MillGraph.links is its number everywhere in the engine. */
typedef struct
{
  guint from, out_port, to, in_port;
} MillGraphLink;

typedef struct
{
  char *id;
  const MillBlockSpec *spec;
  gpointer params;
  GDestroyNotify free_params;
  guint n_inputs, n_outputs; /* every link of a `many` port has an input port of its own */
  guint n_many;
  MillInferResult *inferred; /* NULL before mill_graph_infer() */
  guint *fed_by;             /* by input port: its link + 1, 0 for none; set by mill_graph_sort() */
  guint8 **needed; /* by input port: one byte a column: the block or somebody after it reads it */
  guint8 **wanted; /* by output port: one byte a column: somebody after the block reads it */
  guint8 *shown;   /* (nullable) by output port: all columns are wanted */
} MillGraphBlock;

struct _MillGraph
{
  GPtrArray *blocks; /* MillGraphBlock */
  GArray *links;     /* MillGraphLink */
  guint *order;      /* ordinals, sources first */
  /* by block: where its outgoing links begin in @outgoing, which holds link numbers */
  guint *out_start;
  guint *outgoing;
};

static inline MillGraphBlock *
mill_graph_block (const MillGraph *graph, guint block)
{
  return g_ptr_array_index (graph->blocks, block);
}

static inline MillGraphLink *
mill_graph_link_at (const MillGraph *graph, guint link)
{
  return &g_array_index (graph->links, MillGraphLink, link);
}

/* The links out of @block, @n of them, in the order they were made. After mill_graph_sort(). */
static inline const guint *
mill_graph_links_from (const MillGraph *graph, guint block, guint *n)
{
  *n = graph->out_start[block + 1] - graph->out_start[block];
  return graph->outgoing + graph->out_start[block];
}

/* The link into input @port, or NULL. After mill_graph_sort(). */
static inline MillGraphLink *
mill_graph_link_into (const MillGraph *graph, const MillGraphBlock *block, guint port)
{
  guint fed = block->fed_by[port];
  return fed != 0 ? mill_graph_link_at (graph, fed - 1) : NULL;
}

/* What the table says of input @port, which may be one link of a `many` port. */
const MillPort *mill_graph_input_port (const MillGraphBlock *block, guint port);

/* The schema that arrives at an input port, or NULL when nothing is linked. (transfer none) */
const MillSchema *mill_graph_input_schema (const MillGraph *graph, guint block, guint port);

/* Infers the one block, whose inputs are inferred. */
gboolean mill_graph_infer_block (MillGraph *graph, guint block, GError **error);

/* Notes which links a block has and orders the blocks anew, after links changed. FALSE: a cycle;
 * *@on_cycle is a block of it. */
gboolean mill_graph_sort (MillGraph *graph, guint *on_cycle);

/* Fills MillGraphBlock.needed of every block, from the ends backwards. */
void mill_graph_find_needed (MillGraph *graph);
