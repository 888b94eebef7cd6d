/* Pinned rows in the place of what gave them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-sample-private.h"

#include "mill-block.h"

GHashTable *
mill_sample_pins_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)mill_sample_unref);
}

char *
mill_sample_pin_key (const char *block, const char *port)
{
  g_return_val_if_fail (block != NULL && port != NULL, NULL);
  return g_strconcat (block, ".", port, NULL);
}

gboolean
mill_sample_is_whole (const MillSample *sample)
{
  g_return_val_if_fail (sample != NULL, FALSE);
  guint n = mill_schema_n_fields (sample->schema);
  return mill_sample_n_bad (sample) == 0
         && (sample->missing == NULL || memchr (sample->missing, 1, n) == NULL);
}

/* ---- which links they feed ---- */

static gboolean
find_output (const MillAnalysis *analysis, const char *key, guint *block, guint *port)
{
  const char *dot = strrchr (key, '.');
  g_autofree char *id = g_strndup (key, (gsize)(dot - key));
  int found = mill_analysis_find_block (analysis, id);
  const MillBlockSpec *spec = found >= 0 ? mill_analysis_block_spec (analysis, (guint)found) : NULL;
  int output = spec != NULL ? mill_spec_find_port (spec, TRUE, dot + 1) : -1;
  *block = (guint)found;
  *port = (guint)output;
  return output >= 0;
}

MillPinnedLink *
mill_sample_pin_links (const MillAnalysis *analysis, GHashTable *pins)
{
  GHashTableIter iter;
  const char *key;
  MillSample *sample;
  guint n = 0, block, port;
  if (pins == NULL || g_hash_table_size (pins) == 0)
    return NULL;
  const MillAnalysisLink *links = mill_analysis_active_links (analysis, &n);
  MillPinnedLink *found = g_new0 (MillPinnedLink, n + 1);
  g_hash_table_iter_init (&iter, pins);
  while (g_hash_table_iter_next (&iter, (gpointer *)&key, (gpointer *)&sample))
    {
      if (!find_output (analysis, key, &block, &port))
        continue;
      const MillSchema *schema = mill_analysis_output_schema (analysis, block, port);
      gboolean fits = mill_sample_is_whole (sample)
                      && (schema == NULL || mill_schema_equal (schema, sample->schema));
      for (guint i = 0; i < n; i++)
        if (links[i].from == block && links[i].out_port == port)
          found[i] = (MillPinnedLink){ sample, key, fits };
    }
  return found;
}

/* ---- the source that gives them ---- */

typedef struct
{
  MillSample *sample;
} Params;

static gboolean
infer (MillInfer *infer, GError **error)
{
  const Params *p = mill_infer_params (infer);
  for (guint i = 0; i < mill_schema_n_fields (p->sample->schema); i++)
    {
      const MillField *field = mill_schema_field (p->sample->schema, i);
      mill_infer_add (infer, 0, field->name, field->type);
    }
  return TRUE;
}

static gboolean
open_block (MillContext *context, GError **error)
{
  return TRUE;
}

static MillFlow
produce (MillContext *context, guint64 ticket, GError **error)
{
  const Params *p = context->params;
  if (ticket >= p->sample->batches->len)
    return MILL_FLOW_DONE;
  MillBatch view = *(const MillBatch *)g_ptr_array_index (p->sample->batches, (guint)ticket);
  view.refs = 0;
  view.schema = mill_output_schema (context, 0);
  view.origin = (MillOrigin){ mill_source (context), 0, ticket };
  mill_count (context, 0, 0, view.n_rows);
  return mill_emit (context, 0, &view, error);
}

static const MillParam params[] = { MILL_PARAMS_END };
static const MillPort ports[] = { MILL_PORT_OUT, MILL_PORTS_END };
static const MillBlockSpec pinned_rows = {
  .id = "pinned-rows",
  .stage = MILL_STAGE_STORE,
  .label = "Pinned rows",
  .summary = "Rows that are kept to draw with.",
  .params = params,
  .params_size = sizeof (Params),
  .ports = ports,
  .guarantee = MILL_GUARANTEE_REPLAYABLE,
  .infer = infer,
  .open = open_block,
  .produce = produce,
};

static void
free_params (gpointer data)
{
  Params *p = data;
  mill_sample_unref (p->sample);
  g_free (p);
}

guint
mill_sample_pin_add (MillGraph *graph, const MillPinnedLink *link)
{
  Params *p = g_new0 (Params, 1);
  p->sample = mill_sample_ref (link->sample);
  return mill_graph_add_block (graph, link->key, &pinned_rows, p, free_params);
}
