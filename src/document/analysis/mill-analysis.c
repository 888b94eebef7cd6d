/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-analysis-private.h"

#include "mill-json-write.h"

#include <glib/gi18n-lib.h>
#include <stdarg.h>
#include <string.h>

/* ---- diagnostics ---- */

static char *
finding_pointer (const MillSnapshot *snapshot, const MillFinding *finding)
{
  GString *pointer = g_string_new (NULL);
  if (finding->link >= 0)
    {
      int place = snapshot->links[finding->link].place;
      g_string_append (pointer, "/links");
      if (place >= 0)
        g_string_append_printf (
            pointer, "/%d%s", place, finding->part != NULL ? finding->part : "");
    }
  else if (finding->block >= 0)
    {
      g_string_append_printf (pointer, "/blocks/%s", snapshot->blocks[finding->block].id);
      if (finding->path != NULL)
        g_string_append_printf (pointer, "/params%s", finding->path);
      else if (finding->part != NULL)
        g_string_append (pointer, finding->part);
    }
  return g_string_free (pointer, FALSE);
}

static char *
finding_param (const MillFinding *finding)
{
  if (finding->path == NULL || *finding->path != '/')
    return NULL;
  return g_strndup (finding->path + 1, strcspn (finding->path + 1, "/"));
}

/* Errors inside an expression say "PARAM: LINE:COLUMN: why": the place is then inside the text. */
static void
refine_place (const MillSnapshot *snapshot, const char *message, MillDiagnosticInit *init)
{
  const char *colon = strstr (message, ": ");
  guint64 line, column;
  char *end;
  guint item;
  if (snapshot->source == NULL || colon == NULL || !g_ascii_isdigit (colon[2]))
    return;
  line = g_ascii_strtoull (colon + 2, &end, 10);
  if (*end != ':' || !g_ascii_isdigit (end[1]))
    return;
  column = g_ascii_strtoull (end + 1, &end, 10);
  if (*end != ':' || !mill_json_find (snapshot->source, init->pointer, &item)
      || mill_json_type (snapshot->source, item) != MILL_JSON_STRING)
    return;
  g_autofree char *text = mill_json_string (snapshot->source, item);
  if (strstr (text, "${") == NULL && line <= G_MAXUINT && column <= G_MAXUINT)
    mill_json_place_inside (
        snapshot->source, item, (guint)line, (guint)column, &init->line, &init->column);
}

void
mill_analysis_report (MillAnalysisRun *run, const MillFinding *finding, const char *format, ...)
{
  const MillSnapshot *snapshot = run->snapshot;
  va_list args;
  va_start (args, format);
  g_autofree char *message = g_strdup_vprintf (format, args);
  va_end (args);
  g_autofree char *pointer = finding_pointer (snapshot, finding);
  g_autofree char *param = finding_param (finding), *from = NULL, *to = NULL;
  int block = finding->block;
  if (finding->link >= 0)
    {
      const MillSnapLink *link = &snapshot->links[finding->link];
      from = g_strconcat (link->from_block, ".", link->from_port, NULL);
      to = g_strconcat (link->to_block, ".", link->to_port, NULL);
      int target = run->analysis->edges[finding->link].to;
      if (finding->severity == MILL_SEVERITY_ERROR && target >= 0)
        run->analysis->blocks[target].errors = TRUE;
    }
  if (finding->severity == MILL_SEVERITY_ERROR && block >= 0)
    run->analysis->blocks[block].errors = TRUE;
  MillDiagnosticInit init = { .severity = finding->severity,
                              .code = finding->code,
                              .error_code = finding->error_code,
                              .pointer = pointer,
                              .suggestion = finding->suggestion,
                              .block = block >= 0 ? snapshot->blocks[block].id : NULL,
                              .param = param,
                              .port = finding->port,
                              .link_from = from,
                              .link_to = to,
                              .at_key = g_str_equal (finding->code, "unknown-parameter") };
  refine_place (snapshot, message, &init);
  mill_diagnostic_list_add (&run->list, &init, "%s", message);
}

/* ---- making one ---- */

static MillAnalysis *
analysis_new (MillSnapshot *snapshot)
{
  MillAnalysis *analysis = g_new0 (MillAnalysis, 1);
  g_atomic_ref_count_init (&analysis->refs);
  analysis->snapshot = mill_snapshot_ref (snapshot);
  analysis->n_blocks = snapshot->n_blocks;
  analysis->blocks = g_new0 (MillBlockState, snapshot->n_blocks + 1);
  analysis->edges = g_new0 (MillEdge, snapshot->n_links + 1);
  analysis->settings = g_new0 (MillTransitionSettings *, snapshot->n_links + 1);
  return analysis;
}

static void
take_diagnostics (MillAnalysisRun *run)
{
  MillAnalysis *analysis = run->analysis;
  GPtrArray *loaded = run->snapshot->diagnostics;
  for (guint i = 0; i < loaded->len; i++)
    {
      MillDiagnostic *item = loaded->pdata[i];
      const char *pointer = mill_diagnostic_get_pointer (item);
      g_auto (GStrv) parts = g_strsplit (pointer, "/", 4);
      gboolean error = mill_diagnostic_get_severity (item) == MILL_SEVERITY_ERROR;
      int block = error && g_strv_length (parts) >= 3 && g_str_equal (parts[1], "blocks")
                      ? mill_snapshot_find (run->snapshot, parts[2])
                      : -1;
      if (block >= 0)
        analysis->blocks[block].errors = TRUE;
      run->list.n_errors += error;
      g_ptr_array_add (run->list.items, g_object_ref (item));
    }
  analysis->n_errors = run->list.n_errors;
  analysis->diagnostics = mill_diagnostic_list_take (&run->list);
}

MillAnalysis *
mill_analysis_run (MillSnapshot *snapshot,
                   MillAnalysis *previous,
                   MillAnalysisFlags flags,
                   GCancellable *cancellable,
                   GError **error)
{
  g_return_val_if_fail (snapshot != NULL, NULL);
  g_autoptr (MillAnalysis) analysis = analysis_new (snapshot);
  MillAnalysisRun run = { .analysis = analysis,
                          .snapshot = snapshot,
                          .previous = previous,
                          .flags = flags,
                          .cancellable = cancellable };
  analysis->restricted = (flags & MILL_ANALYSIS_RESTRICTED) != 0;
  mill_diagnostic_list_init (&run.list, snapshot->source);
  mill_analysis_resolve_links (&run);
  mill_analysis_sort (&run);
  mill_analysis_activate (&run);
  mill_analysis_fill_params (&run);
  gboolean done = mill_analysis_infer (&run);
  if (done)
    {
      mill_analysis_check_transitions (&run);
      mill_analysis_derive_promises (analysis);
      mill_analysis_check_sections (&run);
      mill_analysis_check_outputs (&run);
      mill_analysis_check_use (&run);
      take_diagnostics (&run);
    }
  else
    g_set_error_literal (
        error, MILL_ERROR_RESOURCE, MILL_RESOURCE_CANCELLED, _ ("the analysis was cancelled"));
  mill_diagnostic_list_clear (&run.list);
  return done ? g_steal_pointer (&analysis) : NULL;
}

MillAnalysis *
mill_analysis_ref (MillAnalysis *analysis)
{
  g_return_val_if_fail (analysis != NULL, NULL);
  g_atomic_ref_count_inc (&analysis->refs);
  return analysis;
}

void
mill_analysis_unref (MillAnalysis *analysis)
{
  if (analysis == NULL || !g_atomic_ref_count_dec (&analysis->refs))
    return;
  for (guint i = 0; i < analysis->n_blocks; i++)
    mill_block_state_clear (&analysis->blocks[i]);
  for (guint i = 0; i < analysis->snapshot->n_links; i++)
    if (analysis->settings[i] != NULL)
      mill_params_free (mill_transition_get (analysis->snapshot->links[i].kind)->params,
                        analysis->settings[i]);
  g_free (analysis->blocks);
  g_free (analysis->edges);
  g_free (analysis->settings);
  g_free (analysis->all_order);
  g_free (analysis->order);
  g_free (analysis->links);
  g_free (analysis->in_first);
  g_free (analysis->in_links);
  g_free (analysis->out_first);
  g_free (analysis->out_links);
  g_clear_object (&analysis->diagnostics);
  mill_snapshot_unref (analysis->snapshot);
  g_free (analysis);
}

/* ---- asking it ---- */

GListModel *
mill_analysis_get_diagnostics (const MillAnalysis *analysis)
{
  g_return_val_if_fail (analysis != NULL, NULL);
  return analysis->diagnostics;
}

gboolean
mill_analysis_has_errors (const MillAnalysis *analysis)
{
  g_return_val_if_fail (analysis != NULL, FALSE);
  return analysis->n_errors > 0;
}

gboolean
mill_analysis_is_restricted (const MillAnalysis *analysis)
{
  g_return_val_if_fail (analysis != NULL, FALSE);
  return analysis->restricted;
}

gboolean
mill_analysis_block_has_errors (const MillAnalysis *analysis, guint block)
{
  g_return_val_if_fail (analysis != NULL && block < analysis->n_blocks, FALSE);
  return analysis->blocks[block].errors;
}

gboolean
mill_analysis_check (const MillAnalysis *analysis, const char *file, GError **error)
{
  g_return_val_if_fail (analysis != NULL, FALSE);
  return mill_diagnostics_to_error (analysis->diagnostics, file, error);
}

MillSnapshot *
mill_analysis_get_snapshot (const MillAnalysis *analysis)
{
  g_return_val_if_fail (analysis != NULL, NULL);
  return analysis->snapshot;
}

guint
mill_analysis_n_blocks (const MillAnalysis *analysis)
{
  g_return_val_if_fail (analysis != NULL, 0);
  return analysis->n_blocks;
}

const char *
mill_analysis_block_id (const MillAnalysis *analysis, guint block)
{
  g_return_val_if_fail (analysis != NULL && block < analysis->n_blocks, NULL);
  return analysis->snapshot->blocks[block].id;
}

int
mill_analysis_find_block (const MillAnalysis *analysis, const char *id)
{
  g_return_val_if_fail (analysis != NULL && id != NULL, -1);
  return mill_snapshot_find (analysis->snapshot, id);
}

const MillBlockSpec *
mill_analysis_block_spec (const MillAnalysis *analysis, guint block)
{
  g_return_val_if_fail (analysis != NULL && block < analysis->n_blocks, NULL);
  return analysis->snapshot->blocks[block].spec;
}

gboolean
mill_analysis_is_active (const MillAnalysis *analysis, guint block)
{
  g_return_val_if_fail (analysis != NULL && block < analysis->n_blocks, FALSE);
  return analysis->blocks[block].active;
}

const void *
mill_analysis_block_params (const MillAnalysis *analysis, guint block)
{
  g_return_val_if_fail (analysis != NULL && block < analysis->n_blocks, NULL);
  const MillParamsCell *cell = analysis->blocks[block].params;
  return cell != NULL ? cell->params : NULL;
}

void *
mill_analysis_make_params (const MillAnalysis *analysis,
                           guint block,
                           const MillParamsContext *context,
                           GError **error)
{
  g_return_val_if_fail (analysis != NULL && block < analysis->n_blocks, NULL);
  const MillSnapshot *snapshot = analysis->snapshot;
  const MillSnapBlock *snap = &snapshot->blocks[block];
  static const MillParamsContext nothing;
  MillParamsContext full = context != NULL ? *context : nothing;
  g_return_val_if_fail (snap->spec != NULL, NULL);
  if (full.folder == NULL)
    full.folder = snapshot->folder;
  if (full.connections == NULL)
    full.connections = (const char *const *)snapshot->connections;
  void *params = NULL;
  g_autoptr (JsonNode) filled
      = mill_variables_substitute (snapshot->variables, snap->params, NULL, error);
  if (filled != NULL)
    params = mill_spec_params_new (snap->spec, json_node_get_object (filled), &full, NULL, error);
  if (params == NULL)
    g_prefix_error (error, "%s.", snap->id);
  return params;
}

const MillInferResult *
mill_analysis_infer_result (const MillAnalysis *analysis, guint block)
{
  g_return_val_if_fail (analysis != NULL && block < analysis->n_blocks, NULL);
  const MillInferCell *cell = analysis->blocks[block].infer;
  return cell != NULL ? cell->result : NULL;
}

const MillSchema *
mill_analysis_output_schema (const MillAnalysis *analysis, guint block, guint port)
{
  g_return_val_if_fail (analysis != NULL && block < analysis->n_blocks, NULL);
  const MillBlockSpec *spec = analysis->snapshot->blocks[block].spec;
  g_return_val_if_fail (spec != NULL && port < mill_spec_n_outputs (spec), NULL);
  return mill_infer_cell_schema (analysis->blocks[block].infer, port);
}

const MillSchema *
mill_analysis_input_schema (const MillAnalysis *analysis, guint block, guint port)
{
  g_return_val_if_fail (analysis != NULL && block < analysis->n_blocks, NULL);
  for (guint i = analysis->in_first[block]; i < analysis->in_first[block + 1]; i++)
    {
      const MillAnalysisLink *link = &analysis->links[analysis->in_links[i]];
      if (link->slot == port)
        return mill_infer_cell_schema (analysis->blocks[link->from].infer, link->out_port);
    }
  return NULL;
}

const guint *
mill_analysis_order (const MillAnalysis *analysis, guint *n)
{
  g_return_val_if_fail (analysis != NULL && n != NULL, NULL);
  *n = analysis->n_order;
  return analysis->order;
}

guint
mill_analysis_n_inferred (const MillAnalysis *analysis)
{
  g_return_val_if_fail (analysis != NULL, 0);
  return analysis->n_inferred;
}

void
mill_analysis_upstream (const MillAnalysis *analysis, guint block, guint8 *marks)
{
  g_return_if_fail (analysis != NULL && block < analysis->n_blocks && marks != NULL);
  memset (marks, 0, analysis->n_blocks);
  marks[block] = TRUE;
  /* backward through the order: who is read by a marked block is marked */
  for (guint at = analysis->n_order; at > 0; at--)
    {
      guint here = analysis->order[at - 1];
      for (guint i = analysis->in_first[here]; marks[here] && i < analysis->in_first[here + 1]; i++)
        marks[analysis->links[analysis->in_links[i]].from] = TRUE;
    }
}

const MillAnalysisLink *
mill_analysis_active_links (const MillAnalysis *analysis, guint *n)
{
  g_return_val_if_fail (analysis != NULL && n != NULL, NULL);
  *n = analysis->n_links;
  return analysis->links;
}

const guint *
mill_analysis_links_into (const MillAnalysis *analysis, guint block, guint *n)
{
  g_return_val_if_fail (analysis != NULL && block < analysis->n_blocks && n != NULL, NULL);
  *n = analysis->in_first[block + 1] - analysis->in_first[block];
  return &analysis->in_links[analysis->in_first[block]];
}

const MillTransitionSettings *
mill_analysis_link_settings (const MillAnalysis *analysis, guint link)
{
  g_return_val_if_fail (analysis != NULL && link < analysis->snapshot->n_links, NULL);
  return analysis->settings[link];
}

gboolean
mill_analysis_link_promise (const MillAnalysis *analysis, guint link, MillPromise *promise)
{
  g_return_val_if_fail (analysis != NULL && promise != NULL, FALSE);
  g_return_val_if_fail (link < analysis->snapshot->n_links, FALSE);
  int active = analysis->edges[link].active;
  if (active < 0)
    return FALSE;
  *promise = analysis->links[active].promise;
  return TRUE;
}

JsonObject *
mill_analysis_connection (const MillAnalysis *analysis, const char *name, GError **error)
{
  g_return_val_if_fail (analysis != NULL && name != NULL, NULL);
  const MillSnapshot *snapshot = analysis->snapshot;
  JsonObject *entry = mill_snapshot_entry (snapshot, MILL_SECTION_CONNECTIONS, name);
  if (entry == NULL)
    {
      g_set_error (error,
                   MILL_ERROR_DOCUMENT,
                   MILL_DOCUMENT_UNKNOWN,
                   _ ("there is no connection '%s'"),
                   name);
      return NULL;
    }
  JsonNode *settings = json_object_get_member (entry, "settings");
  if (settings == NULL || !JSON_NODE_HOLDS_OBJECT (settings))
    return json_object_new ();
  g_autoptr (JsonNode) filled
      = mill_variables_substitute (snapshot->variables, settings, NULL, error);
  if (filled == NULL)
    {
      g_prefix_error (error, "connections.%s: ", name);
      return NULL;
    }
  /* the caller's alone, whatever the thread */
  g_autoptr (JsonNode) own = mill_json_object_freeze (json_node_get_object (filled));
  return json_node_dup_object (own);
}
