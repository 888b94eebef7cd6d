/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-param-context.h"

#include "mill-number.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* An output that the sampler keeps up to date for the editors. */
typedef struct
{
  char *block;
  char *port;
} Wanted;

struct _MillParamContext
{
  GObject parent_instance;

  MillWorkspace *workspace;
  char *block;
  char *output; /* (nullable) of @block; else its inputs count */
  const MillSchema *schema;
  MillSample *sample;
  GPtrArray *wanted; /* Wanted: one for each input, "" where nothing is linked */
  gboolean connection;
};

G_DEFINE_FINAL_TYPE (MillParamContext, mill_param_context, G_TYPE_OBJECT)

enum
{
  CHANGED,
  SAMPLE_CHANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

/* ---- samples ---- */

static void
wanted_free (gpointer data)
{
  Wanted *wanted = data;
  g_free (wanted->block);
  g_free (wanted->port);
  g_free (wanted);
}

static void
add_wanted (GPtrArray *array, const char *block, const char *port)
{
  Wanted *wanted = g_new (Wanted, 1);
  *wanted = (Wanted){ g_strdup (block), g_strdup (port) };
  g_ptr_array_add (array, wanted);
}

static MillAnalysis *
get_analysis (MillParamContext *context)
{
  return context->workspace != NULL ? mill_workspace_get_analysis (context->workspace) : NULL;
}

static const MillBlockSpec *
get_spec (MillParamContext *context)
{
  MillDocument *document = mill_param_context_get_document (context);
  MillDocBlock *block = document != NULL && context->block != NULL
                            ? mill_document_find_block (document, context->block)
                            : NULL;
  return block != NULL ? mill_doc_block_get_spec (block) : NULL;
}

/* The outputs whose rows the editors may show: one for each input. */
static GPtrArray *
find_wanted (MillParamContext *context)
{
  GPtrArray *array = g_ptr_array_new_with_free_func (wanted_free);
  MillAnalysis *analysis = get_analysis (context);
  const MillBlockSpec *spec = get_spec (context);
  if (context->block == NULL || analysis == NULL || spec == NULL)
    return array;
  if (context->output != NULL)
    add_wanted (array, context->block, context->output);
  for (guint i = 0; context->output == NULL && i < mill_spec_n_inputs (spec); i++)
    {
      const char *block, *port;
      if (mill_sample_source_of_input (
              analysis, context->block, mill_spec_input (spec, i)->name, &block, &port))
        add_wanted (array, block, port);
      else
        add_wanted (array, "", "");
    }
  return array;
}

static gboolean
same_wanted (const GPtrArray *one, const GPtrArray *other)
{
  gboolean same = one->len == other->len;
  for (guint i = 0; i < one->len && same; i++)
    {
      const Wanted *a = one->pdata[i], *b = other->pdata[i];
      same = g_str_equal (a->block, b->block) && g_str_equal (a->port, b->port);
    }
  return same;
}

static void
swap_wanted (MillParamContext *context, GPtrArray *wanted)
{
  MillSampler *sampler
      = context->workspace != NULL ? mill_workspace_get_sampler (context->workspace) : NULL;
  GPtrArray *old = context->wanted;
  if (same_wanted (old, wanted))
    {
      g_ptr_array_unref (wanted);
      return;
    }
  context->wanted = wanted;
  for (guint i = 0; i < wanted->len && sampler != NULL; i++)
    {
      const Wanted *at = wanted->pdata[i];
      if (*at->block != '\0')
        mill_sampler_want (sampler, at->block, at->port);
    }
  for (guint i = 0; i < old->len && sampler != NULL; i++)
    {
      const Wanted *at = old->pdata[i];
      if (*at->block != '\0')
        mill_sampler_unwant (sampler, at->block, at->port);
    }
  g_ptr_array_unref (old);
}

static void
sampler_changed (MillParamContext *context, const char *block, const char *port)
{
  for (guint i = 0; i < context->wanted->len; i++)
    {
      const Wanted *at = context->wanted->pdata[i];
      if (!g_str_equal (at->block, block) || !g_str_equal (at->port, port))
        continue;
      g_signal_emit (context, signals[SAMPLE_CHANGED], 0);
      return;
    }
}

static void
analysis_changed (MillParamContext *context)
{
  swap_wanted (context, find_wanted (context));
  g_signal_emit (context, signals[CHANGED], 0);
}

/* ---- the object ---- */

static void
mill_param_context_dispose (GObject *object)
{
  MillParamContext *context = MILL_PARAM_CONTEXT (object);
  swap_wanted (context, g_ptr_array_new_with_free_func (wanted_free));
  if (context->workspace != NULL)
    {
      g_signal_handlers_disconnect_by_data (context->workspace, context);
      g_signal_handlers_disconnect_by_data (mill_workspace_get_sampler (context->workspace),
                                            context);
      g_signal_handlers_disconnect_by_data (mill_workspace_get_document (context->workspace),
                                            context);
    }
  g_clear_object (&context->workspace);
  g_clear_pointer (&context->block, g_free);
  g_clear_pointer (&context->output, g_free);
  g_clear_pointer (&context->schema, mill_schema_unref);
  g_clear_pointer (&context->sample, mill_sample_unref);
  G_OBJECT_CLASS (mill_param_context_parent_class)->dispose (object);
}

static void
mill_param_context_finalize (GObject *object)
{
  g_ptr_array_unref (MILL_PARAM_CONTEXT (object)->wanted);
  G_OBJECT_CLASS (mill_param_context_parent_class)->finalize (object);
}

static void
mill_param_context_class_init (MillParamContextClass *class)
{
  static const char *const names[N_SIGNALS] = { "changed", "sample-changed" };
  G_OBJECT_CLASS (class)->dispose = mill_param_context_dispose;
  G_OBJECT_CLASS (class)->finalize = mill_param_context_finalize;
  for (guint i = 0; i < N_SIGNALS; i++)
    signals[i] = g_signal_new (names[i],
                               G_TYPE_FROM_CLASS (class),
                               G_SIGNAL_RUN_LAST,
                               0,
                               NULL,
                               NULL,
                               NULL,
                               G_TYPE_NONE,
                               0);
}

static void
mill_param_context_init (MillParamContext *context)
{
  context->wanted = g_ptr_array_new_with_free_func (wanted_free);
}

MillParamContext *
mill_param_context_new (MillWorkspace *workspace)
{
  g_return_val_if_fail (workspace == NULL || MILL_IS_WORKSPACE (workspace), NULL);
  MillParamContext *context = g_object_new (MILL_TYPE_PARAM_CONTEXT, NULL);
  if (workspace == NULL)
    return context;
  context->workspace = g_object_ref (workspace);
  g_signal_connect_swapped (workspace, "analysis-changed", G_CALLBACK (analysis_changed), context);
  g_signal_connect_swapped (
      mill_workspace_get_sampler (workspace), "changed", G_CALLBACK (sampler_changed), context);
  return context;
}

/* ---- where ---- */

static void
set_place (MillParamContext *context, const char *block, const char *output)
{
  if (g_strcmp0 (block, context->block) == 0 && g_strcmp0 (output, context->output) == 0)
    return;
  g_free (context->block);
  g_free (context->output);
  context->block = g_strdup (block);
  context->output = g_strdup (output);
  analysis_changed (context);
}

void
mill_param_context_set_block (MillParamContext *context, const char *id)
{
  g_return_if_fail (MILL_IS_PARAM_CONTEXT (context));
  set_place (context, id, NULL);
}

void
mill_param_context_set_output (MillParamContext *context, const char *id, const char *port)
{
  g_return_if_fail (MILL_IS_PARAM_CONTEXT (context) && (id == NULL) == (port == NULL));
  set_place (context, id, port);
}

void
mill_param_context_set_schema (MillParamContext *context,
                               const MillSchema *schema,
                               MillSample *sample)
{
  g_return_if_fail (MILL_IS_PARAM_CONTEXT (context));
  const MillSchema *old = context->schema;
  context->schema = schema != NULL ? mill_schema_ref (schema) : NULL;
  g_clear_pointer (&context->sample, mill_sample_unref);
  context->sample = sample != NULL ? mill_sample_ref (sample) : NULL;
  g_signal_emit (context, signals[CHANGED], 0);
  g_signal_emit (context, signals[SAMPLE_CHANGED], 0);
  mill_schema_unref (old);
}

void
mill_param_context_set_connection (MillParamContext *context, gboolean connection)
{
  g_return_if_fail (MILL_IS_PARAM_CONTEXT (context));
  context->connection = connection;
}

gboolean
mill_param_context_get_connection (MillParamContext *context)
{
  g_return_val_if_fail (MILL_IS_PARAM_CONTEXT (context), FALSE);
  return context->connection;
}

/* The number of the input @port of the block, or of its first one; -1: there is none. */
static int
find_input (MillParamContext *context, const char *port)
{
  const MillBlockSpec *spec = get_spec (context);
  if (spec == NULL || mill_spec_n_inputs (spec) == 0)
    return -1;
  return port != NULL ? mill_spec_find_port (spec, FALSE, port) : 0;
}

const MillSchema *
mill_param_context_get_schema (MillParamContext *context, const char *port)
{
  g_return_val_if_fail (MILL_IS_PARAM_CONTEXT (context), NULL);
  if (context->schema != NULL)
    return context->schema;
  MillAnalysis *analysis = get_analysis (context);
  const MillBlockSpec *spec = get_spec (context);
  int block = analysis != NULL && spec != NULL && context->block != NULL
                  ? mill_analysis_find_block (analysis, context->block)
                  : -1;
  if (block < 0)
    return NULL;
  int at = context->output != NULL ? mill_spec_find_port (spec, TRUE, context->output)
                                   : find_input (context, port);
  if (at < 0 || mill_analysis_block_spec (analysis, (guint)block) != spec)
    return NULL;
  return context->output != NULL ? mill_analysis_output_schema (analysis, (guint)block, (guint)at)
                                 : mill_analysis_input_schema (analysis, (guint)block, (guint)at);
}

MillSample *
mill_param_context_get_sample (MillParamContext *context, const char *port)
{
  g_return_val_if_fail (MILL_IS_PARAM_CONTEXT (context), NULL);
  if (context->schema != NULL)
    return context->sample;
  int at = context->output != NULL ? 0 : find_input (context, port);
  if (at < 0 || (guint)at >= context->wanted->len)
    return NULL;
  const Wanted *wanted = context->wanted->pdata[at];
  if (*wanted->block == '\0')
    return NULL;
  return mill_sampler_get (
      mill_workspace_get_sampler (context->workspace), wanted->block, wanted->port, NULL, NULL);
}

MillDocument *
mill_param_context_get_document (MillParamContext *context)
{
  g_return_val_if_fail (MILL_IS_PARAM_CONTEXT (context), NULL);
  return context->workspace != NULL ? mill_workspace_get_document (context->workspace) : NULL;
}

MillWorkspace *
mill_param_context_get_workspace (MillParamContext *context)
{
  g_return_val_if_fail (MILL_IS_PARAM_CONTEXT (context), NULL);
  return context->workspace;
}

/* ---- references ---- */

gboolean
mill_text_has_reference (const char *text)
{
  return text != NULL && strstr (text, "${") != NULL;
}

static gboolean
append_value (JsonNode *node, GString *out)
{
  char number[MILL_DOUBLE_CHARS];
  if (!JSON_NODE_HOLDS_VALUE (node))
    return FALSE;
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    g_string_append (out, json_node_get_string (node));
  else if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    g_string_append (out, json_node_get_boolean (node) ? "true" : "false");
  else if (json_node_get_value_type (node) == G_TYPE_INT64)
    g_string_append_printf (out, "%" G_GINT64_FORMAT, json_node_get_int (node));
  else
    g_string_append_len (
        out, number, (gssize)mill_print_double (json_node_get_double (node), number));
  return TRUE;
}

/* (nullable): what previews and runs here use for @parameter. */
static JsonNode *
value_of (MillParamContext *context, const MillDocParameter *parameter)
{
  MillDocument *document = mill_workspace_get_document (context->workspace);
  const char *environment = mill_workspace_get_environment (context->workspace);
  JsonObject *values
      = environment != NULL
            ? mill_document_get_entry (document, MILL_SECTION_ENVIRONMENTS, environment)
            : NULL;
  JsonNode *value = values != NULL ? json_object_get_member (values, parameter->name) : NULL;
  return value != NULL ? value : parameter->def;
}

static gboolean
append_parameter (MillParamContext *context, const char *name, GString *out, GError **error)
{
  MillDocument *document = mill_param_context_get_document (context);
  MillDocParameter parameter;
  JsonNode *value = NULL;
  if (document == NULL || !mill_document_get_parameter (document, name, &parameter))
    g_set_error (error,
                 MILL_ERROR_DOCUMENT,
                 MILL_DOCUMENT_UNKNOWN,
                 _ ("there is no parameter '%s' in the pipeline"),
                 name);
  else if ((value = value_of (context, &parameter)) == NULL || !append_value (value, out))
    g_set_error (error,
                 MILL_ERROR_DOCUMENT,
                 MILL_DOCUMENT_MISSING,
                 _ ("parameter '%s' has no default; a run must be given its value"),
                 name);
  else
    return TRUE;
  return FALSE;
}

static void
add_stretch (GArray *map, gsize offset, gsize source, gsize length, gboolean same)
{
  MillExpanded stretch = { offset, source, length, same };
  if (length > 0)
    g_array_append_val (map, stretch);
}

char *
mill_param_context_expand (MillParamContext *context,
                           const char *text,
                           GArray **map,
                           GError **error)
{
  g_return_val_if_fail (MILL_IS_PARAM_CONTEXT (context) && text != NULL, NULL);
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GArray) stretches = g_array_new (FALSE, FALSE, sizeof (MillExpanded));
  const char *at = text, *dollar;
  while ((dollar = strstr (at, "${")) != NULL)
    {
      gboolean plain = dollar > at && dollar[-1] == '$'; /* $${ is a plain ${ */
      const char *end = plain ? dollar + 1 : strchr (dollar, '}');
      gsize before = (gsize)(dollar - at) - (plain ? 1 : 0);
      if (end == NULL)
        {
          g_set_error_literal (
              error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_SYNTAX, _ ("a '${' has no '}'"));
          return NULL;
        }
      add_stretch (stretches, out->len, (gsize)(at - text), before, TRUE);
      g_string_append_len (out, at, (gssize)before);
      at += before;
      add_stretch (stretches, out->len, (gsize)(at - text), (gsize)(end + 1 - at), FALSE);
      g_autofree char *name = g_strndup (dollar + 2, plain ? 0 : (gsize)(end - dollar - 2));
      if (plain)
        g_string_append (out, "${");
      else if (!append_parameter (context, name, out, error))
        return NULL;
      at = end + 1;
    }
  add_stretch (stretches, out->len, (gsize)(at - text), strlen (at), TRUE);
  g_string_append (out, at);
  if (map != NULL)
    *map = g_steal_pointer (&stretches);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

gsize
mill_expanded_source (const GArray *map, gsize offset)
{
  g_return_val_if_fail (map != NULL, offset);
  for (guint i = map->len; i-- > 0;)
    {
      const MillExpanded *stretch = &g_array_index (map, MillExpanded, i);
      if (offset < stretch->offset)
        continue;
      return stretch->source
             + (stretch->same ? MIN (offset - stretch->offset, stretch->source_length) : 0);
    }
  return offset;
}
