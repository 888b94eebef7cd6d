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
  guint8 **needed; /* by input port: one byte a column: the block or somebody after it reads it */
  guint8 **wanted; /* by output port: one byte a column: somebody after the block reads it */
} MillGraphBlock;

struct _MillGraph
{
  GPtrArray *blocks; /* MillGraphBlock */
  GArray *links;     /* MillGraphLink */
  guint *order;      /* ordinals, sources first */
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

/* What the table says of input @port, which may be one link of a `many` port. */
const MillPort *mill_graph_input_port (const MillGraphBlock *block, guint port);

/* The schema that arrives at an input port, or NULL when nothing is linked. (transfer none) */
const MillSchema *mill_graph_input_schema (const MillGraph *graph, guint block, guint port);

/* Infers the one block, whose inputs are inferred. */
gboolean mill_graph_infer_block (MillGraph *graph, guint block, GError **error);

/* Orders the blocks anew, after links changed. FALSE: a cycle; *@on_cycle is a block of it. */
gboolean mill_graph_sort (MillGraph *graph, guint *on_cycle);

/* Fills MillGraphBlock.needed of every block, from the ends backwards. */
void mill_graph_find_needed (MillGraph *graph);
