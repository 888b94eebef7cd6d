/* mill-analysis-blocks.c: the parameters and columns of blocks, as far as they are new.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-analysis-private.h"
#include "mill-edit-distance.h"
#include "mill-json-write.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

/* ---- cells ---- */

static void
clear_fault (gpointer data)
{
  MillParamFault *fault = data;
  g_free (fault->path);
  g_error_free (fault->error);
}

static void
params_cell_unref (MillParamsCell *cell)
{
  if (cell == NULL || !g_atomic_ref_count_dec (&cell->refs))
    return;
  json_node_unref (cell->json);
  g_clear_pointer (&cell->filled, json_node_unref);
  mill_params_free (cell->spec->params, cell->params);
  g_array_unref (cell->faults);
  g_free (cell);
}

static void
infer_cell_unref (MillInferCell *cell)
{
  if (cell == NULL || !g_atomic_ref_count_dec (&cell->refs))
    return;
  for (guint i = 0; i < cell->n_inputs; i++)
    mill_schema_unref (cell->inputs[i]);
  g_free (cell->inputs);
  mill_infer_result_free (cell->result);
  g_clear_error (&cell->error);
  params_cell_unref (cell->params);
  g_free (cell);
}

void
mill_block_state_clear (MillBlockState *state)
{
  g_clear_pointer (&state->params, params_cell_unref);
  g_clear_pointer (&state->infer, infer_cell_unref);
}

const MillSchema *
mill_infer_cell_schema (const MillInferCell *cell, guint port)
{
  return cell != NULL && cell->result != NULL ? mill_infer_result_schema (cell->result, port)
                                              : NULL;
}

/* ---- parameters ---- */

/* How many faults of one block are looked for. */
#define FAULTS_MAX 20

static char *
first_part (const char *path)
{
  if (path == NULL || *path != '/')
    return NULL;
  g_autofree char *raw = g_strndup (path + 1, strcspn (path + 1, "/"));
  g_auto (GStrv) slashes = g_strsplit (raw, "~1", -1);
  g_autofree char *half = g_strjoinv ("/", slashes);
  g_auto (GStrv) tildes = g_strsplit (half, "~0", -1);
  return g_strjoinv ("~", tildes);
}

/* "/aggregates/2/function" as people write it: "aggregates[2].function". */
static char *
dotted (const char *path)
{
  g_auto (GStrv) parts = g_strsplit (path, "/", -1);
  GString *out = g_string_new (NULL);
  for (guint i = 1; parts[0] != NULL && parts[i] != NULL; i++)
    {
      gboolean index
          = i > 1 && *parts[i] != '\0' && strspn (parts[i], "0123456789") == strlen (parts[i]);
      g_string_append_printf (out, index ? "[%s]" : i > 1 ? ".%s" : "%s", parts[i]);
    }
  return g_string_free (out, FALSE);
}

/* Tries to make the parameters; what is at fault is noted and left out, and it is tried again, so
 * that one look finds all. A parameter that is missing only because it was left out is no fault. */
static void
make_params (MillParamsCell *cell, const MillSnapshot *snapshot, const MillParamsContext *context)
{
  g_autoptr (JsonNode) json = json_node_ref (cell->json);
  g_autoptr (GHashTable) removed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint round = 0; round < FAULTS_MAX; round++)
    {
      g_autofree char *path = NULL;
      g_autoptr (GError) error = NULL;
      void *params = NULL;
      g_autoptr (JsonNode) filled
          = mill_variables_substitute (snapshot->variables, json, &path, &error);
      if (filled != NULL)
        params = mill_spec_params_new (
            cell->spec, json_node_get_object (filled), context, &path, &error);
      else
        {
          g_autofree char *where = dotted (path);
          g_prefix_error (&error, "%s: ", where);
        }
      if (params != NULL)
        {
          if (cell->faults->len == 0)
            {
              cell->params = params;
              cell->filled = g_steal_pointer (&filled);
            }
          else
            mill_params_free (cell->spec->params, params);
          return;
        }
      g_autofree char *key = first_part (path);
      if (key != NULL && g_hash_table_contains (removed, key))
        return;
      gboolean there = key != NULL && json_object_has_member (json_node_get_object (json), key);
      MillParamFault fault = { g_strdup (path != NULL ? path : ""), g_steal_pointer (&error) };
      g_array_append_val (cell->faults, fault);
      if (!there)
        return;
      JsonNode *rest = json_node_new (JSON_NODE_OBJECT);
      json_node_take_object (rest,
                             mill_json_object_with (json_node_get_object (json), key, NULL, 0));
      json_node_unref (json);
      json = rest;
      g_hash_table_add (removed, g_steal_pointer (&key));
    }
}

static MillParamsCell *
params_cell_new (const MillSnapshot *snapshot,
                 const MillSnapBlock *block,
                 const MillParamsContext *context)
{
  MillParamsCell *cell = g_new0 (MillParamsCell, 1);
  g_atomic_ref_count_init (&cell->refs);
  cell->spec = block->spec;
  cell->json = json_node_ref (block->params);
  cell->faults = g_array_new (FALSE, FALSE, sizeof (MillParamFault));
  g_array_set_clear_func (cell->faults, clear_fault);
  make_params (cell, snapshot, context);
  return cell;
}

/* The state of the same block in the analysis before. */
static const MillBlockState *
find_previous (const MillAnalysisRun *run, guint block)
{
  if (run->previous == NULL)
    return NULL;
  const MillSnapshot *old = run->previous->snapshot;
  const char *id = run->snapshot->blocks[block].id;
  /* most often nothing has moved */
  if (block < old->n_blocks && old->blocks[block].id == id)
    return &run->previous->blocks[block];
  int at = mill_snapshot_find (old, id);
  return at >= 0 ? &run->previous->blocks[at] : NULL;
}

/* Whether what parameters depend on outside of their block is the same as before. */
static gboolean
same_surroundings (const MillAnalysisRun *run)
{
  const MillSnapshot *old = run->previous != NULL ? run->previous->snapshot : NULL;
  return old != NULL && g_strcmp0 (old->folder, run->snapshot->folder) == 0
         && g_strv_equal ((const char *const *)old->connections,
                          (const char *const *)run->snapshot->connections);
}

static gboolean
can_keep_params (const MillAnalysisRun *run, const MillParamsCell *cell, const MillSnapBlock *block)
{
  if (cell == NULL || cell->spec != block->spec || cell->params == NULL
      || !mill_json_nodes_equal (cell->json, block->params))
    return FALSE;
  g_autoptr (JsonNode) filled
      = mill_variables_substitute (run->snapshot->variables, block->params, NULL, NULL);
  return filled != NULL && mill_json_nodes_equal (filled, cell->filled);
}

static void
report_faults (MillAnalysisRun *run, guint block, const MillParamsCell *cell)
{
  for (guint i = 0; i < cell->faults->len; i++)
    {
      const MillParamFault *fault = &g_array_index (cell->faults, MillParamFault, i);
      static const char *const codes[] = { "bad-value",         "unknown-parameter",
                                           "missing-parameter", "wrong-type",
                                           "out-of-range",      "cycle",
                                           "newer-version",     "limit" };
      gboolean known = fault->error->domain == MILL_ERROR_DOCUMENT
                       && (guint)fault->error->code < G_N_ELEMENTS (codes);
      g_autofree char *key = first_part (fault->path);
      MillFinding finding
          = { MILL_FINDING,
              .code = known ? codes[fault->error->code] : "bad-value",
              .error_code = known ? (MillDocumentCode)fault->error->code : MILL_DOCUMENT_RANGE };
      finding.block = (int)block;
      finding.path = fault->path;
      if (known && fault->error->code == MILL_DOCUMENT_UNKNOWN && key != NULL
          && mill_param_find (cell->spec->params, key) == NULL)
        {
          g_autoptr (GPtrArray) names = g_ptr_array_new ();
          for (const MillParam *at = cell->spec->params; at->type != MILL_PARAM_END_; at++)
            g_ptr_array_add (names, (gpointer)mill_param_name (at));
          finding.suggestion = mill_suggest (key, (const char *const *)names->pdata, names->len);
        }
      else if (known && fault->error->code == MILL_DOCUMENT_UNKNOWN)
        finding.code = "unknown-name";
      mill_analysis_report (
          run, &finding, "%s.%s", run->snapshot->blocks[block].id, fault->error->message);
    }
}

static void
report_unknown_type (MillAnalysisRun *run, guint block)
{
  const MillSnapBlock *snap = &run->snapshot->blocks[block];
  const MillRegistry *registry = run->snapshot->registry;
  const char *near = registry != NULL ? mill_registry_suggest (registry, snap->type_id) : NULL;
  MillFinding finding
      = { MILL_FINDING, .code = "unknown-type", .error_code = MILL_DOCUMENT_UNKNOWN };
  finding.block = (int)block;
  finding.suggestion = near;
  finding.part = "/type";
  if (*snap->type_id == '\0')
    {
      /* loading said so, unless it was made here */
      run->analysis->blocks[block].errors = TRUE;
      return;
    }
  if (near != NULL)
    mill_analysis_report (run,
                          &finding,
                          _ ("block %s: there is no block type '%s'; did you mean '%s'?"),
                          snap->id,
                          snap->type_id,
                          near);
  else
    mill_analysis_report (
        run,
        &finding,
        _ ("block %s: there is no block type '%s'; 'millrace describe' lists them"),
        snap->id,
        snap->type_id);
}

void
mill_analysis_fill_params (MillAnalysisRun *run)
{
  const MillSnapshot *snapshot = run->snapshot;
  MillParamsContext context
      = { .folder = snapshot->folder, .connections = (const char *const *)snapshot->connections };
  gboolean same = same_surroundings (run);
  for (guint i = 0; i < snapshot->n_blocks; i++)
    {
      const MillSnapBlock *block = &snapshot->blocks[i];
      const MillBlockState *before = same ? find_previous (run, i) : NULL;
      if (block->spec == NULL)
        {
          report_unknown_type (run, i);
          continue;
        }
      MillParamsCell *cell = before != NULL ? before->params : NULL;
      if (can_keep_params (run, cell, block))
        g_atomic_ref_count_inc (&cell->refs);
      else
        cell = params_cell_new (snapshot, block, &context);
      run->analysis->blocks[i].params = cell;
      report_faults (run, i, cell);
    }
}

/* ---- columns ---- */

/* What reaches the inputs of @block. Returns FALSE when something that is linked is not known. */
static gboolean
gather_inputs (const MillAnalysis *analysis, guint block, const MillSchema **inputs)
{
  gboolean known = TRUE;
  for (guint i = analysis->in_first[block]; i < analysis->in_first[block + 1]; i++)
    {
      const MillAnalysisLink *link = &analysis->links[analysis->in_links[i]];
      inputs[link->slot]
          = mill_infer_cell_schema (analysis->blocks[link->from].infer, link->out_port);
      known = known && inputs[link->slot] != NULL;
    }
  return known;
}

/* Reports inputs that must be linked and are not. Returns whether all is there. */
static gboolean
check_inputs (MillAnalysisRun *run, guint block, const MillSchema *const *inputs, guint n)
{
  const MillSnapBlock *snap = &run->snapshot->blocks[block];
  guint64 linked = run->analysis->blocks[block].linked;
  gboolean complete = TRUE;
  for (guint port = 0; port < mill_spec_n_inputs (snap->spec); port++)
    {
      const MillPort *input = mill_spec_input (snap->spec, port);
      if (input->optional || (port < n && inputs[port] != NULL))
        continue;
      complete = FALSE;
      if (linked & mill_port_bit (port))
        continue; /* by a link that is at fault itself */
      MillFinding finding
          = { MILL_FINDING, .code = "missing-input", .error_code = MILL_DOCUMENT_MISSING };
      finding.block = (int)block;
      finding.port = input->name;
      mill_analysis_report (run,
                            &finding,
                            _ ("block %s: nothing is linked to its input '%s'; link a block to it"),
                            snap->id,
                            input->name);
    }
  return complete;
}

static gboolean
same_inputs (const MillInferCell *cell, const MillSchema *const *inputs, guint n)
{
  if (cell->n_inputs != n)
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      const MillSchema *a = cell->inputs[i], *b = inputs[i];
      if (a != b && (a == NULL || b == NULL || !mill_schema_equal (a, b)))
        return FALSE;
    }
  return TRUE;
}

/* Whether the block must not be asked for its columns. */
static gboolean
is_restricted (const MillAnalysisRun *run, const MillParamsCell *params)
{
  return (run->flags & MILL_ANALYSIS_RESTRICTED) && mill_spec_n_inputs (params->spec) == 0
         && mill_block_looks_outside (params->spec, params->params);
}

static gboolean
can_keep_infer (const MillAnalysisRun *run,
                const MillInferCell *cell,
                const MillParamsCell *params,
                const MillSchema *const *inputs,
                guint n)
{
  if (cell == NULL || cell->params != params || !same_inputs (cell, inputs, n)
      || cell->restricted != is_restricted (run, params))
    return FALSE;
  /* a source may have failed for want of a file that is there now */
  gboolean source = mill_spec_n_inputs (params->spec) == 0;
  return !source || (cell->error == NULL && !(run->flags & MILL_ANALYSIS_REFRESH));
}

static MillInferCell *
infer_cell_new (MillParamsCell *params,
                const MillSchema *const *inputs,
                guint n,
                gboolean restricted)
{
  MillInferCell *cell = g_new0 (MillInferCell, 1);
  g_atomic_ref_count_init (&cell->refs);
  g_atomic_ref_count_inc (&params->refs);
  cell->params = params;
  cell->n_inputs = n;
  cell->inputs = g_new0 (const MillSchema *, n + 1);
  for (guint i = 0; i < n; i++)
    cell->inputs[i] = inputs[i] != NULL ? mill_schema_ref (inputs[i]) : NULL;
  cell->restricted = restricted;
  if (restricted)
    cell->result = mill_block_infer_stated (params->spec, params->params);
  else
    mill_infer_run (params->spec, params->params, inputs, n, &cell->result, &cell->error);
  return cell;
}

/* The code of a diagnostic for what inference says. */
static const char *
infer_code (const GError *error)
{
  if (error->domain == MILL_ERROR_RESOURCE)
    return "unreadable";
  if (error->domain == MILL_ERROR_DATA)
    return "bad-data";
  switch (error->code)
    {
    case MILL_DOCUMENT_UNKNOWN:
      return "unknown-name";
    case MILL_DOCUMENT_TYPE:
      return "wrong-type";
    case MILL_DOCUMENT_SYNTAX:
      return "bad-expression";
    case MILL_DOCUMENT_MISSING:
      return "missing-input";
    default:
      return "bad-value";
    }
}

static void
report_infer (MillAnalysisRun *run, guint block, const GError *error)
{
  g_autofree char *path = mill_params_error_path (error->message);
  const MillBlockSpec *spec = run->snapshot->blocks[block].spec;
  g_autofree char *key = first_part (path);
  g_autofree char *name = key != NULL ? g_strndup (key, strcspn (key, "[")) : NULL;
  /* a message that does not start with one of its parameters is about the block */
  gboolean about_param = name != NULL && mill_param_find (spec->params, name) != NULL;
  MillFinding finding = { MILL_FINDING, .code = infer_code (error) };
  finding.error_code = error->domain == MILL_ERROR_DOCUMENT ? (MillDocumentCode)error->code
                                                            : MILL_DOCUMENT_MISSING;
  finding.block = (int)block;
  finding.path = about_param ? path : NULL;
  mill_analysis_report (run,
                        &finding,
                        about_param ? "%s.%s" : "%s: %s",
                        run->snapshot->blocks[block].id,
                        error->message);
}

static void
report_restricted (MillAnalysisRun *run, guint block)
{
  MillFinding finding = { MILL_FINDING, .severity = MILL_SEVERITY_INFO, .code = "not-looked-at" };
  finding.block = (int)block;
  mill_analysis_report (run,
                        &finding,
                        _ ("%s: not looked at, the pipeline is restricted: its columns are known "
                           "when it is trusted"),
                        run->snapshot->blocks[block].id);
}

static void
infer_block (MillAnalysisRun *run, guint block)
{
  MillAnalysis *analysis = run->analysis;
  MillBlockState *state = &analysis->blocks[block];
  const MillBlockSpec *spec = run->snapshot->blocks[block].spec;
  guint n_ports = mill_spec_n_inputs (spec);
  gboolean many = n_ports > 0 && mill_spec_input (spec, n_ports - 1)->many;
  guint n = MAX (state->n_slots, many ? n_ports - 1 : n_ports);
  g_autofree const MillSchema **inputs = g_new0 (const MillSchema *, n + 1);
  gboolean known = gather_inputs (analysis, block, inputs);
  if (!check_inputs (run, block, inputs, n) || !known || state->params->params == NULL)
    return;
  const MillBlockState *before = find_previous (run, block);
  MillInferCell *cell = before != NULL ? before->infer : NULL;
  if (can_keep_infer (run, cell, state->params, inputs, n))
    g_atomic_ref_count_inc (&cell->refs);
  else
    {
      cell = infer_cell_new (state->params, inputs, n, is_restricted (run, state->params));
      analysis->n_inferred++;
    }
  state->infer = cell;
  if (cell->error != NULL)
    report_infer (run, block, cell->error);
  if (cell->restricted && cell->result == NULL)
    report_restricted (run, block);
}

gboolean
mill_analysis_infer (MillAnalysisRun *run)
{
  for (guint i = 0; i < run->analysis->n_order; i++)
    {
      if (g_cancellable_is_cancelled (run->cancellable))
        return FALSE;
      infer_block (run, run->analysis->order[i]);
    }
  return TRUE;
}
