/* mill-graph.h: a pipeline frozen for running: blocks with filled parameters, links, schemas.
 *
 * Made by the session from a document, or by hand in tests. A graph is built by one thread and then
 * only read.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-infer.h"
#include "mill-spec.h"

G_BEGIN_DECLS

typedef struct _MillGraph MillGraph;

/** mill_graph_new: (transfer full): an empty graph. */
MillGraph *mill_graph_new (void);
/** mill_graph_free: frees, with the parameters it took; accepts %NULL. */
void mill_graph_free (MillGraph *graph);

/**
 * mill_graph_add_block: adds a block. @params (transfer full) is a struct made for @spec and freed
 * with
 * @free_params (nullable). Returns: the block's ordinal.
 */
guint mill_graph_add_block (MillGraph *graph,
                            const char *id,
                            const MillBlockSpec *spec,
                            gpointer params,
                            GDestroyNotify free_params);

/** mill_graph_link: links output @out_port of block @from to input @in_port of block @to. */
void mill_graph_link (MillGraph *graph, guint from, guint out_port, guint to, guint in_port);

/**
 * mill_graph_infer: orders the blocks and infers every schema. Errors: #MILL_ERROR_DOCUMENT (CYCLE,
 * MISSING for an input that must be linked, and whatever a block's infer says), prefixed by the
 * block's id.
 */
gboolean mill_graph_infer (MillGraph *graph, GError **error);

/**
 * mill_graph_set_inferred: gives a block what has been inferred for it with the same parameters and
 * inputs, so that mill_graph_infer() does not ask it again (and look at its data again).
 */
void mill_graph_set_inferred (MillGraph *graph, guint block, const MillInferResult *inferred);

/**
 * mill_graph_show: somebody looks at output @port of @block, so that all of its columns are read
 * and not only those that a block behind it needs. Before planning.
 */
void mill_graph_show (MillGraph *graph, guint block, guint port);

/** mill_graph_n_blocks: the number of blocks, those the planner added included. */
guint mill_graph_n_blocks (const MillGraph *graph);
/** mill_graph_block_id: (transfer none): the id of block @block. */
const char *mill_graph_block_id (const MillGraph *graph, guint block);
/** mill_graph_block_spec: (transfer none): the table of block @block. */
const MillBlockSpec *mill_graph_block_spec (const MillGraph *graph, guint block);
/** mill_graph_find_block: the ordinal of the block @id, or -1. */
int mill_graph_find_block (const MillGraph *graph, const char *id);
/** mill_graph_output_schema: (transfer none): after mill_graph_infer(): the schema of an output
 * port. */
const MillSchema *mill_graph_output_schema (const MillGraph *graph, guint block, guint port);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MillGraph, mill_graph_free)

G_END_DECLS
