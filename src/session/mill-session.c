/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-session-private.h"

#include "mill-limits.h"
#include "mill-run.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <unistd.h>

extern const MillBlockSpec *const mill_builtin_blocks[];

MillRegistry *
mill_session_registry_new (void)
{
  return mill_registry_new (mill_builtin_blocks);
}

/* ---- opening ---- */

/* One byte above the limit is enough for whoever reads the text to say so. */
static gboolean
read_all (int fd, GByteArray *bytes)
{
  guint8 piece[65536];
  gssize n;
  while (bytes->len <= MILL_DOCUMENT_BYTES_MAX)
    if ((n = read (fd, piece, sizeof piece)) > 0)
      g_byte_array_append (bytes, piece, (guint)n);
    else if (n == 0 || errno != EINTR)
      return n == 0;
  return TRUE;
}

GBytes *
mill_session_read_text (const char *path, GError **error)
{
  g_return_val_if_fail (path != NULL, NULL);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  int fd = g_str_equal (path, "-") ? fcntl (STDIN_FILENO, F_DUPFD_CLOEXEC, 3)
                                   : open (path, O_RDONLY | O_CLOEXEC);
  int failed = fd < 0 || !read_all (fd, bytes) ? errno : 0;
  if (fd >= 0)
    close (fd);
  if (failed == 0)
    return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
  mill_set_errno_error (error, failed, MILL_RESOURCE_READ, _ ("reading"), path);
  return NULL;
}

static MillDocument *
load (const MillRegistry *registry, const char *path, GError **error)
{
  if (!g_str_equal (path, "-"))
    return mill_document_load (registry, path, error);
  g_autoptr (GBytes) bytes = mill_session_read_text (path, error);
  g_autofree char *folder = g_get_current_dir ();
  return bytes != NULL ? mill_document_load_bytes (registry, bytes, folder) : NULL;
}

MillSession *
mill_session_open (const MillRegistry *registry,
                   const char *path,
                   const MillSessionOptions *options,
                   GError **error)
{
  static const MillSessionOptions defaults = { 0 };
  g_return_val_if_fail (registry != NULL && path != NULL, NULL);
  if (options == NULL)
    options = &defaults;
  g_autoptr (MillSession) session = g_new0 (MillSession, 1);
  session->document = load (registry, path, error);
  if (session->document == NULL)
    return NULL;
  session->secrets = mill_secrets_new (options->credentials);
  if (mill_document_has_errors (session->document))
    return g_steal_pointer (&session);
  session->variables = mill_document_resolve (
      session->document, options->overrides, options->environment, options->folder, error);
  if (session->variables == NULL)
    return NULL;
  return g_steal_pointer (&session);
}

void
mill_session_free (MillSession *session)
{
  if (session == NULL)
    return;
  g_clear_object (&session->document);
  g_clear_pointer (&session->variables, mill_variables_unref);
  g_clear_pointer (&session->analysis, mill_analysis_unref);
  mill_secrets_free (session->secrets);
  g_free (session);
}

MillDocument *
mill_session_get_document (MillSession *session)
{
  g_return_val_if_fail (session != NULL, NULL);
  return session->document;
}

MillAnalysis *
mill_session_analyze (MillSession *session, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (session != NULL, NULL);
  if (session->analysis == NULL)
    {
      g_autoptr (MillSnapshot) snapshot
          = mill_document_snapshot (session->document, session->variables);
      session->analysis
          = mill_analysis_run (snapshot, NULL, MILL_ANALYSIS_DEFAULT, cancellable, error);
    }
  return session->analysis;
}

GPtrArray *
mill_session_diagnostics (MillSession *session, GError **error)
{
  g_return_val_if_fail (session != NULL, NULL);
  MillAnalysis *analysis = mill_session_analyze (session, NULL, error);
  if (analysis == NULL)
    return NULL;
  /* what loading found is among them */
  GListModel *all = mill_analysis_get_diagnostics (analysis);
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < g_list_model_get_n_items (all); i++)
    g_ptr_array_add (items, g_list_model_get_item (all, i));
  return items;
}

/* What a source met when it looked at its data: asks it again, because a diagnostic is only text.
 * Returns: FALSE with that error, TRUE when there is none (any more). */
static gboolean
ask_source (MillAnalysis *analysis, MillDiagnostic *diagnostic, GError **error)
{
  g_autoptr (GError) local = NULL;
  MillInferResult *result = NULL;
  const char *id = mill_diagnostic_get_block (diagnostic);
  int block = id != NULL ? mill_analysis_find_block (analysis, id) : -1;
  const MillBlockSpec *spec = block >= 0 ? mill_analysis_block_spec (analysis, (guint)block) : NULL;
  const void *params = block >= 0 ? mill_analysis_block_params (analysis, (guint)block) : NULL;
  if (spec == NULL || params == NULL || mill_spec_n_inputs (spec) > 0
      || mill_infer_run (spec, params, NULL, 0, &result, &local))
    {
      mill_infer_result_free (result);
      return TRUE;
    }
  if (local->domain == MILL_ERROR_DOCUMENT)
    return TRUE;
  g_propagate_prefixed_error (error, g_steal_pointer (&local), "%s: ", id);
  return FALSE;
}

/* Whether all that is wrong is data that cannot be read; the first such diagnostic is in @first. */
static gboolean
only_data_is_wrong (MillAnalysis *analysis, MillDiagnostic **first)
{
  GListModel *all = mill_analysis_get_diagnostics (analysis);
  for (guint i = 0; i < g_list_model_get_n_items (all); i++)
    {
      g_autoptr (MillDiagnostic) item = g_list_model_get_item (all, i);
      const char *code = mill_diagnostic_get_code (item);
      if (mill_diagnostic_get_severity (item) != MILL_SEVERITY_ERROR)
        continue;
      if (!g_str_equal (code, "unreadable") && !g_str_equal (code, "bad-data"))
        return FALSE;
      if (*first == NULL)
        *first = item; /* the list keeps it */
    }
  return *first != NULL;
}

gboolean
mill_session_check (MillSession *session, GError **error)
{
  g_return_val_if_fail (session != NULL, FALSE);
  MillDiagnostic *first = NULL;
  if (!mill_document_check (session->document, error))
    return FALSE;
  MillAnalysis *analysis = mill_session_analyze (session, NULL, error);
  if (analysis == NULL)
    return FALSE;
  if (only_data_is_wrong (analysis, &first) && !ask_source (analysis, first, error))
    return FALSE;
  return mill_analysis_check (analysis, mill_document_get_path (session->document), error);
}

static gboolean
add_block (MillSession *session,
           MillAnalysis *analysis,
           guint block,
           MillGraph *graph,
           guint *ordinal,
           GError **error)
{
  MillParamsContext context = { .resolve_secret = mill_secrets_resolve, .data = session->secrets };
  gpointer params = mill_analysis_make_params (analysis, block, &context, error);
  if (params == NULL)
    return FALSE;
  *ordinal = mill_graph_add_block (graph,
                                   mill_analysis_block_id (analysis, block),
                                   mill_analysis_block_spec (analysis, block),
                                   params,
                                   NULL);
  const MillInferResult *inferred = mill_analysis_infer_result (analysis, block);
  if (inferred != NULL)
    mill_graph_set_inferred (graph, *ordinal, inferred);
  return TRUE;
}

MillGraph *
mill_session_make_graph (MillSession *session,
                         MillAnalysis *analysis,
                         const guint8 *marks,
                         guint *ordinals,
                         GError **error)
{
  guint n = 0, n_all = mill_analysis_n_blocks (analysis);
  const guint *order = mill_analysis_order (analysis, &n);
  g_autoptr (MillGraph) graph = mill_graph_new ();
  g_autofree guint *own = g_new0 (guint, n_all + 1);
  g_autofree guint8 *included = g_malloc0 (n_all + 1);
  for (guint i = 0; i < n; i++)
    {
      if (marks != NULL && !marks[order[i]])
        continue;
      included[order[i]] = 1;
      if (!add_block (session, analysis, order[i], graph, &own[order[i]], error))
        return NULL;
    }
  const MillAnalysisLink *links = mill_analysis_active_links (analysis, &n);
  for (guint i = 0; i < n; i++)
    if (included[links[i].from] && included[links[i].to])
      mill_graph_link (
          graph, own[links[i].from], links[i].out_port, own[links[i].to], links[i].in_port);
  if (ordinals != NULL)
    memcpy (ordinals, own, n_all * sizeof *own);
  return g_steal_pointer (&graph);
}

/* ---- preview ---- */

typedef struct
{
  GPtrArray *batches;
  MillRowErrors *errors;
  guint64 limit, rows, bad;
} Preview;

static gboolean
take_rows (const MillBatch *batch, gpointer data)
{
  Preview *preview = data;
  MillBatch view = *batch;
  view.refs = 0;
  mill_row_errors_clear (preview->errors);
  MillBatch *rows = mill_batch_compact (&view, preview->errors);
  preview->bad += preview->errors->n;
  preview->rows += rows->n_selected;
  g_ptr_array_add (preview->batches, rows);
  return preview->limit == 0 || preview->rows < preview->limit;
}

/* The last batch may hold more rows than were asked for. */
static void
cut (Preview *preview)
{
  for (guint64 left = preview->limit, i = 0; left > 0 && i < preview->batches->len; i++)
    {
      MillBatch *batch = g_ptr_array_index (preview->batches, i);
      batch->n_selected = (guint)MIN (batch->n_selected, left);
      batch->n_rows = batch->n_selected;
      left -= batch->n_selected;
    }
}

static gboolean
find_port (MillAnalysis *analysis,
           const char *id,
           const char *port,
           guint *block,
           guint *index,
           GError **error)
{
  int found = mill_analysis_find_block (analysis, id);
  const MillBlockSpec *spec = found >= 0 ? mill_analysis_block_spec (analysis, (guint)found) : NULL;
  int output = spec != NULL ? mill_spec_find_port (spec, TRUE, port) : -1;
  *block = (guint)found;
  *index = (guint)output;
  if (output >= 0 && mill_analysis_is_active (analysis, *block))
    return TRUE;
  if (found < 0)
    g_set_error (
        error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_UNKNOWN, _ ("there is no block '%s'"), id);
  else if (output < 0)
    g_set_error (error,
                 MILL_ERROR_DOCUMENT,
                 MILL_DOCUMENT_UNKNOWN,
                 _ ("%s has no output '%s'; see 'millrace describe %s'"),
                 id,
                 port,
                 spec != NULL ? spec->id : "");
  else
    g_set_error (error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_MISSING, _ ("%s is disabled"), id);
  return FALSE;
}

/* Blocks that lead to a preview and have errors are named; errors elsewhere do not matter. What a
 * consume block refuses is known only when it consumes. */
static gboolean
check_upstream (MillSession *session, MillAnalysis *analysis, const guint8 *marks, GError **error)
{
  for (guint i = 0; i < mill_analysis_n_blocks (analysis); i++)
    if (marks[i] && mill_analysis_block_has_errors (analysis, i))
      return mill_session_check (session, error);
  for (guint i = 0; i < mill_analysis_n_blocks (analysis); i++)
    if (marks[i] && mill_analysis_block_spec (analysis, i)->stage == MILL_STAGE_CONSUME)
      {
        g_set_error (error,
                     MILL_ERROR_DOCUMENT,
                     MILL_DOCUMENT_RANGE,
                     _ ("%s: a preview writes nothing, so that what this block refuses is not "
                        "known; run the pipeline to see it"),
                     mill_analysis_block_id (analysis, i));
        return FALSE;
      }
  return TRUE;
}

GPtrArray *
mill_session_preview (MillSession *session,
                      const char *block_id,
                      const char *port_name,
                      guint64 limit,
                      guint workers,
                      guint64 *rejected,
                      GCancellable *cancellable,
                      GError **error)
{
  g_return_val_if_fail (session != NULL && block_id != NULL && port_name != NULL, NULL);
  guint block, port;
  if (!mill_document_check (session->document, error))
    return NULL;
  MillAnalysis *analysis = mill_session_analyze (session, cancellable, error);
  if (analysis == NULL || !find_port (analysis, block_id, port_name, &block, &port, error))
    return NULL;
  g_autofree guint8 *marks = g_malloc0 (mill_analysis_n_blocks (analysis) + 1);
  g_autofree guint *ordinals = g_new0 (guint, mill_analysis_n_blocks (analysis) + 1);
  mill_analysis_upstream (analysis, block, marks);
  if (!check_upstream (session, analysis, marks, error))
    return NULL;
  MillGraph *graph = mill_session_make_graph (session, analysis, marks, ordinals, error);
  if (graph == NULL)
    return NULL;
  Preview preview = { .batches = g_ptr_array_new_with_free_func ((GDestroyNotify)mill_batch_unref),
                      .errors = mill_row_errors_new (),
                      .limit = limit };
  g_autoptr (GPtrArray) batches = preview.batches;
  g_autoptr (MillRowErrors) errors = preview.errors;
  mill_graph_add_tap (graph, ordinals[block], port, 0, take_rows, &preview);
  if (!mill_graph_infer (graph, error))
    {
      mill_graph_free (graph);
      return NULL;
    }
  MillRunOptions options = { .workers = workers };
  g_autoptr (MillRun) run = mill_run_new (graph, &options, error);
  if (run == NULL || !mill_run_execute (run, cancellable, error))
    return NULL;
  if (rejected != NULL)
    *rejected = preview.bad;
  for (guint i = 0; rejected != NULL && i < mill_graph_n_blocks (mill_run_graph (run)); i++)
    {
      MillBlockCounters counters;
      mill_run_counters (run, i, &counters);
      *rejected += counters.rejected;
    }
  cut (&preview);
  return g_steal_pointer (&batches);
}
