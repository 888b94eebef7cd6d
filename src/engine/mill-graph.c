/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-graph-private.h"

#include "mill-error.h"
#include "mill-params.h"

#include <glib/gi18n-lib.h>

static void
clear_needed (MillGraphBlock *block)
{
  for (guint port = 0; block->needed != NULL && port < block->n_inputs; port++)
    g_free (block->needed[port]);
  for (guint port = 0; block->wanted != NULL && port < block->n_outputs; port++)
    g_free (block->wanted[port]);
  g_clear_pointer (&block->needed, g_free);
  g_clear_pointer (&block->wanted, g_free);
}

static void
free_block (gpointer data)
{
  MillGraphBlock *block = data;
  clear_needed (block);
  g_clear_pointer (&block->inferred, mill_infer_result_free);
  if (block->free_params != NULL)
    block->free_params (block->params);
  else
    mill_params_free (block->spec->params, block->params);
  g_free (block->fed_by);
  g_free (block->shown);
  g_free (block->id);
  g_free (block);
}

MillGraph *
mill_graph_new (void)
{
  MillGraph *graph = g_new0 (MillGraph, 1);
  graph->blocks = g_ptr_array_new_with_free_func (free_block);
  graph->links = g_array_new (FALSE, FALSE, sizeof (MillGraphLink));
  return graph;
}

void
mill_graph_free (MillGraph *graph)
{
  if (graph == NULL)
    return;
  g_ptr_array_unref (graph->blocks);
  g_array_unref (graph->links);
  g_free (graph->order);
  g_free (graph->out_start);
  g_free (graph->outgoing);
  g_free (graph);
}

guint
mill_graph_add_block (MillGraph *graph,
                      const char *id,
                      const MillBlockSpec *spec,
                      gpointer params,
                      GDestroyNotify free_params)
{
  g_return_val_if_fail (graph != NULL && id != NULL && spec != NULL, 0);
  MillGraphBlock *block = g_new0 (MillGraphBlock, 1);
  block->id = g_strdup (id);
  block->spec = spec;
  block->params = params;
  block->free_params = free_params;
  block->n_inputs = mill_spec_n_inputs (spec);
  block->n_outputs = mill_spec_n_outputs (spec);
  g_ptr_array_add (graph->blocks, block);
  return graph->blocks->len - 1;
}

void
mill_graph_link (MillGraph *graph, guint from, guint out_port, guint to, guint in_port)
{
  g_return_if_fail (graph != NULL && from < graph->blocks->len && to < graph->blocks->len);
  g_return_if_fail (out_port < mill_graph_block (graph, from)->n_outputs);
  MillGraphBlock *block = mill_graph_block (graph, to);
  g_return_if_fail (in_port < mill_spec_n_inputs (block->spec));
  if (mill_spec_input (block->spec, in_port)->many)
    {
      in_port += block->n_many++;
      block->n_inputs = MAX (block->n_inputs, in_port + 1);
    }
  MillGraphLink link = { from, out_port, to, in_port };
  g_array_append_val (graph->links, link);
}

const MillPort *
mill_graph_input_port (const MillGraphBlock *block, guint port)
{
  return mill_spec_input (block->spec, MIN (port, mill_spec_n_inputs (block->spec) - 1));
}

static void
index_links (MillGraph *graph)
{
  guint n = graph->blocks->len, n_links = graph->links->len;
  g_free (graph->out_start);
  g_free (graph->outgoing);
  graph->out_start = g_new0 (guint, n + 2);
  graph->outgoing = g_new (guint, n_links + 1);
  for (guint i = 0; i < n; i++)
    {
      MillGraphBlock *block = mill_graph_block (graph, i);
      g_free (block->fed_by);
      block->fed_by = g_new0 (guint, block->n_inputs + 1);
    }
  for (guint i = 0; i < n_links; i++)
    {
      const MillGraphLink *link = mill_graph_link_at (graph, i);
      mill_graph_block (graph, link->to)->fed_by[link->in_port] = i + 1;
      graph->out_start[link->from + 2]++;
    }
  for (guint i = 0; i < n; i++)
    graph->out_start[i + 2] += graph->out_start[i + 1];
  for (guint i = 0; i < n_links; i++)
    graph->outgoing[graph->out_start[mill_graph_link_at (graph, i)->from + 1]++] = i;
}

gboolean
mill_graph_sort (MillGraph *graph, guint *on_cycle)
{
  guint n = graph->blocks->len, done = 0;
  g_autofree guint *waiting = g_new0 (guint, n + 1);
  index_links (graph);
  g_free (graph->order);
  graph->order = g_new0 (guint, n + 1);
  for (guint i = 0; i < graph->links->len; i++)
    waiting[mill_graph_link_at (graph, i)->to]++;
  for (guint i = 0; i < n; i++)
    if (waiting[i] == 0)
      graph->order[done++] = i;
  for (guint at = 0; at < done; at++)
    {
      guint n_out;
      const guint *links = mill_graph_links_from (graph, graph->order[at], &n_out);
      for (guint i = 0; i < n_out; i++)
        {
          guint to = mill_graph_link_at (graph, links[i])->to;
          if (--waiting[to] == 0)
            graph->order[done++] = to;
        }
    }
  for (guint i = 0; i < n && done < n; i++)
    if (waiting[i] != 0)
      {
        *on_cycle = i;
        return FALSE;
      }
  return TRUE;
}

const MillSchema *
mill_graph_input_schema (const MillGraph *graph, guint block, guint port)
{
  const MillGraphBlock *to = mill_graph_block (graph, block);
  const MillGraphLink *link = port < to->n_inputs ? mill_graph_link_into (graph, to, port) : NULL;
  return link != NULL ? mill_graph_output_schema (graph, link->from, link->out_port) : NULL;
}

const MillSchema *
mill_graph_output_schema (const MillGraph *graph, guint block, guint port)
{
  g_return_val_if_fail (graph != NULL && block < graph->blocks->len, NULL);
  const MillGraphBlock *from = mill_graph_block (graph, block);
  return from->inferred != NULL ? mill_infer_result_schema (from->inferred, port) : NULL;
}

/* Only a `many` port takes more than one link; its links have ports of their own here. */
static gboolean
check_links (MillGraph *graph, GError **error)
{
  for (guint i = 0; i < graph->links->len; i++)
    {
      const MillGraphLink *link = mill_graph_link_at (graph, i);
      const MillGraphBlock *to = mill_graph_block (graph, link->to);
      if (to->fed_by[link->in_port] == i + 1)
        continue;
      g_set_error (error,
                   MILL_ERROR_DOCUMENT,
                   MILL_DOCUMENT_RANGE,
                   _ ("%s.%s: takes one link and has several; put a union before it"),
                   to->id,
                   mill_graph_input_port (to, link->in_port)->name);
      return FALSE;
    }
  return TRUE;
}

gboolean
mill_graph_infer_block (MillGraph *graph, guint ordinal, GError **error)
{
  MillGraphBlock *block = mill_graph_block (graph, ordinal);
  g_autofree const MillSchema **inputs = g_new0 (const MillSchema *, block->n_inputs + 1);
  for (guint port = 0; port < block->n_inputs; port++)
    {
      const MillPort *input = mill_graph_input_port (block, port);
      inputs[port] = mill_graph_input_schema (graph, ordinal, port);
      if (inputs[port] == NULL && !input->optional)
        {
          g_set_error (error,
                       MILL_ERROR_DOCUMENT,
                       MILL_DOCUMENT_MISSING,
                       _ ("%s.%s: nothing is linked to this input; link a block to it"),
                       block->id,
                       input->name);
          return FALSE;
        }
    }
  g_clear_pointer (&block->inferred, mill_infer_result_free);
  if (!mill_infer_run (
          block->spec, block->params, inputs, block->n_inputs, &block->inferred, error))
    {
      g_prefix_error (error, "%s.", block->id);
      return FALSE;
    }
  return TRUE;
}

gboolean
mill_graph_infer (MillGraph *graph, GError **error)
{
  g_return_val_if_fail (graph != NULL, FALSE);
  guint bad = 0;
  if (!mill_graph_sort (graph, &bad))
    {
      g_set_error (error,
                   MILL_ERROR_DOCUMENT,
                   MILL_DOCUMENT_CYCLE,
                   _ ("%s: the links lead back to this block; remove one link of the cycle"),
                   mill_graph_block (graph, bad)->id);
      return FALSE;
    }
  if (!check_links (graph, error))
    return FALSE;
  for (guint i = 0; i < graph->blocks->len; i++)
    if (mill_graph_block (graph, graph->order[i])->inferred == NULL
        && !mill_graph_infer_block (graph, graph->order[i], error))
      return FALSE;
  return TRUE;
}

void
mill_graph_set_inferred (MillGraph *graph, guint block, const MillInferResult *inferred)
{
  g_return_if_fail (graph != NULL && block < graph->blocks->len && inferred != NULL);
  MillGraphBlock *self = mill_graph_block (graph, block);
  g_clear_pointer (&self->inferred, mill_infer_result_free);
  self->inferred = mill_infer_result_ref (inferred);
}

void
mill_graph_show (MillGraph *graph, guint block, guint port)
{
  g_return_if_fail (graph != NULL && block < graph->blocks->len);
  MillGraphBlock *self = mill_graph_block (graph, block);
  g_return_if_fail (port < self->n_outputs);
  if (self->shown == NULL)
    self->shown = g_new0 (guint8, self->n_outputs + 1);
  self->shown[port] = 1;
}

/* Column @column of output @port is read: so are the input columns it comes from. */
static void
want_column (MillGraphBlock *block, guint port, guint column)
{
  guint n = 0;
  const MillLineage *sources = mill_infer_result_lineage (block->inferred, port, column, &n);
  block->wanted[port][column] = 1;
  for (guint i = 0; i < n; i++)
    block->needed[sources[i].port][sources[i].column] = 1;
}

/* What the links of @ordinal's outputs lead to is known: marks the columns read there, and the
 * input columns they come from. */
static void
find_wanted (MillGraph *graph, guint ordinal)
{
  MillGraphBlock *block = mill_graph_block (graph, ordinal);
  block->wanted = g_new0 (guint8 *, block->n_outputs + 1);
  for (guint port = 0; port < block->n_outputs; port++)
    {
      gboolean shown = block->shown != NULL && block->shown[port]
                       && !mill_spec_output (block->spec, port)->rejects;
      guint n = mill_schema_n_fields (mill_graph_output_schema (graph, ordinal, port));
      block->wanted[port] = g_malloc0 (n + 1);
      for (guint column = 0; shown && column < n; column++)
        want_column (block, port, column);
    }
  guint n;
  const guint *links = mill_graph_links_from (graph, ordinal, &n);
  for (guint i = 0; i < n; i++)
    {
      const MillGraphLink *link = mill_graph_link_at (graph, links[i]);
      if (mill_spec_output (block->spec, link->out_port)->rejects)
        continue;
      const MillSchema *schema = mill_graph_output_schema (graph, ordinal, link->out_port);
      const guint8 *needed = mill_graph_block (graph, link->to)->needed[link->in_port];
      for (guint column = 0; column < mill_schema_n_fields (schema); column++)
        if (needed[column])
          want_column (block, link->out_port, column);
    }
}

/* Marks what block @ordinal must get from its inputs, given what is read of its outputs. */
static void
find_block_needed (MillGraph *graph, guint ordinal)
{
  MillGraphBlock *block = mill_graph_block (graph, ordinal);
  clear_needed (block);
  block->needed = g_new0 (guint8 *, block->n_inputs + 1);
  for (guint port = 0; port < block->n_inputs; port++)
    {
      const MillSchema *schema = mill_graph_input_schema (graph, ordinal, port);
      guint n = schema != NULL ? mill_schema_n_fields (schema) : 0;
      block->needed[port] = g_malloc0 (n + 1);
      for (guint column = 0; column < n; column++)
        block->needed[port][column]
            = (guint8)mill_infer_result_uses (block->inferred, port, column);
    }
  find_wanted (graph, ordinal);
}

void
mill_graph_find_needed (MillGraph *graph)
{
  for (guint i = graph->blocks->len; i > 0; i--)
    find_block_needed (graph, graph->order[i - 1]);
}

guint
mill_graph_n_blocks (const MillGraph *graph)
{
  g_return_val_if_fail (graph != NULL, 0);
  return graph->blocks->len;
}

const char *
mill_graph_block_id (const MillGraph *graph, guint block)
{
  g_return_val_if_fail (graph != NULL && block < graph->blocks->len, NULL);
  return mill_graph_block (graph, block)->id;
}

const MillBlockSpec *
mill_graph_block_spec (const MillGraph *graph, guint block)
{
  g_return_val_if_fail (graph != NULL && block < graph->blocks->len, NULL);
  return mill_graph_block (graph, block)->spec;
}

int
mill_graph_find_block (const MillGraph *graph, const char *id)
{
  g_return_val_if_fail (graph != NULL && id != NULL, -1);
  for (guint i = 0; i < graph->blocks->len; i++)
    if (g_str_equal (mill_graph_block (graph, i)->id, id))
      return (int)i;
  return -1;
}
