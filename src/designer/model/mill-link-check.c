/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-link-check.h"

#include "mill-error.h"
#include "mill-infer.h"
#include "mill-params.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The link by its numbers in the analysis. */
typedef struct
{
  const MillAnalysis *analysis;
  const MillBlockSpec *spec; /* of the block at the end */
  guint from, to;
  guint out_port, in_port;
} Numbers;

static gboolean
find_numbers (const MillAnalysis *analysis, const MillLinkEnds *ends, Numbers *numbers)
{
  int from = mill_analysis_find_block (analysis, ends->from);
  int to = mill_analysis_find_block (analysis, ends->to);
  if (from < 0 || to < 0)
    return FALSE;
  const MillBlockSpec *source = mill_analysis_block_spec (analysis, (guint)from);
  const MillBlockSpec *spec = mill_analysis_block_spec (analysis, (guint)to);
  int out_port = source != NULL ? mill_spec_find_port (source, TRUE, ends->from_port) : -1;
  int in_port = spec != NULL ? mill_spec_find_port (spec, FALSE, ends->to_port) : -1;
  *numbers = (Numbers){ analysis, spec, (guint)from, (guint)to, (guint)out_port, (guint)in_port };
  return out_port >= 0 && in_port >= 0;
}

static gboolean
is_link (const MillAnalysis *analysis, const MillAnalysisLink *link, MillDocLink *moving)
{
  const MillBlockSpec *from = mill_analysis_block_spec (analysis, link->from);
  const MillBlockSpec *to = mill_analysis_block_spec (analysis, link->to);
  return moving != NULL
         && g_str_equal (mill_analysis_block_id (analysis, link->from),
                         mill_doc_link_get_from_block (moving))
         && g_str_equal (mill_spec_output (from, link->out_port)->name,
                         mill_doc_link_get_from_port (moving))
         && g_str_equal (mill_analysis_block_id (analysis, link->to),
                         mill_doc_link_get_to_block (moving))
         && g_str_equal (mill_spec_input (to, link->in_port)->name,
                         mill_doc_link_get_to_port (moving));
}

/* (element-type MillSchema): what reaches the inputs of the block at the end, as
 * mill_infer_run() takes it; @extra: (nullable): with the columns of the new link. */
static GPtrArray *
collect_inputs (const Numbers *numbers, MillDocLink *moving, const MillSchema *extra)
{
  guint n = 0, n_inputs = mill_spec_n_inputs (numbers->spec);
  const MillAnalysisLink *links = mill_analysis_active_links (numbers->analysis, &n);
  gboolean many = mill_spec_input (numbers->spec, n_inputs - 1)->many;
  GPtrArray *inputs = g_ptr_array_new ();
  g_ptr_array_set_size (inputs, (int)(many ? n_inputs - 1 : n_inputs));
  for (guint i = 0; i < n; i++)
    {
      const MillAnalysisLink *link = &links[i];
      if (link->to != numbers->to || is_link (numbers->analysis, link, moving))
        continue;
      const MillSchema *schema
          = mill_analysis_output_schema (numbers->analysis, link->from, link->out_port);
      if (mill_spec_input (numbers->spec, link->in_port)->many)
        g_ptr_array_add (inputs, (gpointer)schema);
      else
        inputs->pdata[link->in_port] = (gpointer)schema;
    }
  if (extra != NULL && mill_spec_input (numbers->spec, numbers->in_port)->many)
    g_ptr_array_add (inputs, (gpointer)extra);
  else if (extra != NULL)
    inputs->pdata[numbers->in_port] = (gpointer)extra;
  return inputs;
}

static gboolean
infers (const Numbers *numbers, GPtrArray *inputs, GError **error)
{
  g_autoptr (MillInferResult) result = NULL;
  return mill_infer_run (numbers->spec,
                         mill_analysis_block_params (numbers->analysis, numbers->to),
                         (const MillSchema *const *)inputs->pdata,
                         inputs->len,
                         &result,
                         error);
}

/* Whether @message, "PARAM: why", is about a parameter that reads another input only. */
static gboolean
is_about_other (const MillBlockSpec *spec, const MillPort *port, const char *message)
{
  const MillParam *table = spec->params, *param = NULL;
  for (const char *at = message; table != NULL; at = strchr (at, '.') + 1)
    {
      g_autofree char *name = g_strndup (at, strcspn (at, ".[: "));
      param = mill_param_find (table, name);
      table = param != NULL && strchr (at, '.') != NULL ? param->items : NULL;
    }
  if (param == NULL
      || (param->type != MILL_PARAM_COLUMN_ && param->type != MILL_PARAM_COLUMNS_
          && param->type != MILL_PARAM_EXPRESSION_ && param->type != MILL_PARAM_TEMPLATE_))
    return FALSE;
  const char *read = param->port != NULL ? param->port : mill_spec_input (spec, 0)->name;
  return !g_str_equal (read, port->name);
}

/* "PARAM: why" without the place in the parameter, "1:12: ", which is of use only beside it. */
static char *
without_place (const char *message)
{
  const char *why = strstr (message, ": ");
  if (why == NULL)
    return g_strdup (message);
  const char *at = why + 2;
  gsize line = strspn (at, "0123456789");
  gsize column = at[line] == ':' ? strspn (at + line + 1, "0123456789") : 0;
  const char *rest = at + line + 1 + column;
  gboolean placed = line > 0 && column > 0 && g_str_has_prefix (rest, ": ");
  return g_strdup_printf ("%.*s%s", (int)(why - message), message, placed ? rest : why);
}

/* (transfer full) (nullable): the error that the block at the end would have, and has not yet. */
static char *
find_fault (const MillAnalysis *analysis, const MillLinkEnds *ends, MillDocLink *moving)
{
  Numbers numbers;
  g_autoptr (GError) error = NULL, before = NULL;
  if (!find_numbers (analysis, ends, &numbers)
      || mill_analysis_block_params (analysis, numbers.to) == NULL)
    return NULL;
  const MillSchema *schema = mill_analysis_output_schema (analysis, numbers.from, numbers.out_port);
  if (schema == NULL)
    return NULL;
  g_autoptr (GPtrArray) inputs = collect_inputs (&numbers, moving, schema);
  if (infers (&numbers, inputs, &error)
      || g_error_matches (error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_MISSING)
      || is_about_other (
          numbers.spec, mill_spec_input (numbers.spec, numbers.in_port), error->message))
    return NULL;
  g_autoptr (GPtrArray) old = collect_inputs (&numbers, moving, NULL);
  if (!infers (&numbers, old, &before) && g_str_equal (before->message, error->message))
    return NULL;
  g_autofree char *message = without_place (error->message);
  return g_strdup_printf ("%s.%s", ends->to, message);
}

MillLinkFit
mill_link_judge (MillWorkspace *workspace,
                 const MillLinkEnds *ends,
                 MillDocLink *moving,
                 char **why)
{
  g_return_val_if_fail (MILL_IS_WORKSPACE (workspace) && ends != NULL, MILL_LINK_NEVER);
  MillAnalysis *analysis = mill_workspace_get_analysis (workspace);
  g_autoptr (GError) error = NULL;
  g_autofree char *fault = NULL;
  MillLinkFit fit = MILL_LINK_FITS;
  if (!mill_document_can_link (mill_workspace_get_document (workspace),
                               ends->from,
                               ends->from_port,
                               ends->to,
                               ends->to_port,
                               moving,
                               &error))
    {
      fit = MILL_LINK_NEVER;
      fault = g_strdup (error->message);
    }
  else if (analysis != NULL && (fault = find_fault (analysis, ends, moving)) != NULL)
    fit = MILL_LINK_COLUMNS;
  if (why != NULL)
    *why = g_steal_pointer (&fault);
  return fit;
}

/* ---- blocks to be ---- */

static gboolean
has_type (const MillSchema *schema, MillType wanted)
{
  MillType common;
  for (guint i = 0; i < mill_schema_n_fields (schema); i++)
    if (mill_type_common (mill_schema_field (schema, i)->type, wanted, &common)
        && common.id == wanted.id)
      return TRUE;
  return FALSE;
}

/* (nullable): the declaration of a column that must be given, and that @schema has none for. */
static const MillParam *
find_lacking (const MillParam *table, const char *input, const MillSchema *schema)
{
  const MillParam *found = NULL;
  for (const MillParam *param = table; found == NULL && param->type != MILL_PARAM_END_; param++)
    {
      gboolean column = param->type == MILL_PARAM_COLUMN_ || param->type == MILL_PARAM_COLUMNS_;
      if (!param->required || param->visible_when != NULL)
        continue;
      if (param->type == MILL_PARAM_LIST_)
        found = find_lacking (param->items, input, schema);
      else if (column && param->has_expects
               && (param->port == NULL || g_str_equal (param->port, input))
               && !has_type (schema, param->expects))
        found = param;
    }
  return found;
}

char *
mill_link_fresh_fault (const MillBlockSpec *spec, const MillSchema *schema)
{
  g_return_val_if_fail (spec != NULL && schema != NULL, NULL);
  if (mill_spec_n_inputs (spec) == 0)
    return NULL;
  const MillParam *lacking = find_lacking (spec->params, mill_spec_input (spec, 0)->name, schema);
  if (lacking != NULL)
    {
      char type[MILL_TYPE_CHARS];
      return g_strdup_printf (_ ("Needs a column of type %s"),
                              mill_type_print (lacking->expects, type));
    }
  static const MillParamsContext nothing;
  g_autoptr (JsonObject) empty = json_object_new ();
  g_autoptr (MillInferResult) result = NULL;
  g_autoptr (GError) error = NULL;
  void *params = mill_spec_params_new (spec, empty, &nothing, NULL, NULL);
  gboolean fits = params == NULL || mill_infer_run (spec, params, &schema, 1, &result, &error)
                  || g_error_matches (error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_MISSING);
  mill_params_free (spec->params, params);
  return fits ? NULL : g_strdup (error->message);
}
