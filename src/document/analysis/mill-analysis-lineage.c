/* mill-analysis-lineage.c: columns followed through the whole pipeline.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-analysis-private.h"

/* A trace being made: each column once. */
typedef struct
{
  const MillAnalysis *analysis;
  GArray *places;   /* MillColumnPlace */
  GHashTable *seen; /* of places, as their numbers + 1 */
} Trace;

static guint
hash_place (gconstpointer key)
{
  const MillColumnPlace *place = key;
  return (place->block * 31 + place->port) * 16777619 + place->column;
}

static gboolean
same_place (gconstpointer a, gconstpointer b)
{
  const MillColumnPlace *x = a, *y = b;
  return x->block == y->block && x->port == y->port && x->column == y->column;
}

static void
add_place (Trace *trace, guint block, guint port, guint column, guint via, gboolean same)
{
  MillColumnPlace place
      = { .block = block, .port = port, .column = column, .via = via, .same = same };
  if (g_hash_table_contains (trace->seen, &place))
    return;
  g_array_append_val (trace->places, place);
  g_hash_table_add (trace->seen, g_memdup2 (&place, sizeof place));
}

/* Rows refused have columns of their own, which come from none. */
static gboolean
has_lineage (const MillAnalysis *analysis, guint block, guint port)
{
  return !mill_spec_output (analysis->snapshot->blocks[block].spec, port)->rejects;
}

static const MillInferResult *
result_of (const MillAnalysis *analysis, guint block)
{
  const MillInferCell *cell = analysis->blocks[block].infer;
  return cell != NULL ? cell->result : NULL;
}

/* The active link into slot @slot of @block, NULL: none. */
static const MillAnalysisLink *
link_into (const MillAnalysis *analysis, guint block, guint slot)
{
  guint low = analysis->in_first[block], high = analysis->in_first[block + 1];
  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      const MillAnalysisLink *link = &analysis->links[analysis->in_links[middle]];
      if (link->slot == slot)
        return link;
      if (link->slot < slot)
        low = middle + 1;
      else
        high = middle;
    }
  return NULL;
}

/* What place @at of the trace is made from. */
static void
step_back (Trace *trace, guint at)
{
  const MillAnalysis *analysis = trace->analysis;
  MillColumnPlace place = g_array_index (trace->places, MillColumnPlace, at);
  const MillInferResult *result = result_of (analysis, place.block);
  guint n = 0;
  if (!has_lineage (analysis, place.block, place.port))
    return;
  const MillLineage *lineage
      = result != NULL ? mill_infer_result_lineage (result, place.port, place.column, &n) : NULL;
  for (guint i = 0; i < n; i++)
    {
      const MillAnalysisLink *link = link_into (analysis, place.block, lineage[i].port);
      if (link != NULL)
        add_place (trace, link->from, link->out_port, lineage[i].column, at, lineage[i].same);
    }
}

/* The columns of block @to that come from column @column of its slot @slot. */
static void
step_into (Trace *trace, guint to, guint slot, guint column, guint via)
{
  const MillInferResult *result = result_of (trace->analysis, to);
  const MillBlockSpec *spec = trace->analysis->snapshot->blocks[to].spec;
  for (guint port = 0; result != NULL && port < mill_spec_n_outputs (spec); port++)
    {
      if (!has_lineage (trace->analysis, to, port))
        continue;
      guint n_columns = mill_schema_n_fields (mill_infer_result_schema (result, port));
      for (guint out = 0; out < n_columns; out++)
        {
          guint n;
          const MillLineage *lineage = mill_infer_result_lineage (result, port, out, &n);
          for (guint i = 0; i < n; i++)
            if (lineage[i].port == slot && lineage[i].column == column)
              add_place (trace, to, port, out, via, lineage[i].same);
        }
    }
}

static void
step_forward (Trace *trace, guint at)
{
  const MillAnalysis *analysis = trace->analysis;
  MillColumnPlace place = g_array_index (trace->places, MillColumnPlace, at);
  for (guint i = analysis->out_first[place.block]; i < analysis->out_first[place.block + 1]; i++)
    {
      const MillAnalysisLink *link = &analysis->links[analysis->out_links[i]];
      if (link->out_port == place.port)
        step_into (trace, link->to, link->slot, place.column, at);
    }
}

static gboolean
is_column (const MillAnalysis *analysis, guint block, guint port, guint column)
{
  const MillSchema *schema = mill_infer_cell_schema (analysis->blocks[block].infer, port);
  return schema != NULL && column < mill_schema_n_fields (schema);
}

GArray *
mill_analysis_trace (
    const MillAnalysis *analysis, guint block, guint port, guint column, MillDirection direction)
{
  g_return_val_if_fail (analysis != NULL && block < analysis->n_blocks, NULL);
  Trace trace = { .analysis = analysis,
                  .places = g_array_new (FALSE, FALSE, sizeof (MillColumnPlace)),
                  .seen = g_hash_table_new_full (hash_place, same_place, g_free, NULL) };
  if (is_column (analysis, block, port, column))
    add_place (&trace, block, port, column, 0, TRUE);
  for (guint at = 0; at < trace.places->len; at++)
    if (direction == MILL_DIRECTION_BACKWARD)
      step_back (&trace, at);
    else
      step_forward (&trace, at);
  g_hash_table_unref (trace.seen);
  return trace.places;
}

gboolean
mill_analysis_column_used (const MillAnalysis *analysis, guint block, guint port, guint column)
{
  g_return_val_if_fail (analysis != NULL && block < analysis->n_blocks, FALSE);
  g_autoptr (GArray) places
      = mill_analysis_trace (analysis, block, port, column, MILL_DIRECTION_FORWARD);
  for (guint at = 0; at < places->len; at++)
    {
      const MillColumnPlace *place = &g_array_index (places, MillColumnPlace, at);
      guint end = analysis->out_first[place->block + 1];
      for (guint i = analysis->out_first[place->block]; i < end; i++)
        {
          const MillAnalysisLink *link = &analysis->links[analysis->out_links[i]];
          const MillInferResult *result = result_of (analysis, link->to);
          if (link->out_port == place->port && result != NULL
              && mill_infer_result_uses (result, link->slot, place->column))
            return TRUE;
        }
    }
  return FALSE;
}
