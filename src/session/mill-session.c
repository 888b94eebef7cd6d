/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-session-private.h"

#include "mill-limits.h"

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

static void
on_changed (MillDocument *document G_GNUC_UNUSED, gpointer data)
{
  MillSession *session = data;
  session->changed = TRUE;
}

static gboolean
resolve (MillSession *session, GError **error)
{
  g_clear_pointer (&session->variables, mill_variables_unref);
  if (mill_document_has_errors (session->document))
    return TRUE;
  session->variables = mill_document_resolve (
      session->document, session->overrides, session->environment, session->folder, error);
  return session->variables != NULL;
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
  session->environment = g_strdup (options->environment);
  session->overrides = options->overrides != NULL ? g_hash_table_ref (options->overrides) : NULL;
  session->folder = g_strdup (options->folder);
  session->handler
      = g_signal_connect (session->document, "changed", G_CALLBACK (on_changed), session);
  return resolve (session, error) ? g_steal_pointer (&session) : NULL;
}

void
mill_session_free (MillSession *session)
{
  if (session == NULL)
    return;
  if (session->handler != 0)
    g_signal_handler_disconnect (session->document, session->handler);
  g_clear_object (&session->document);
  g_free (session->environment);
  g_clear_pointer (&session->overrides, g_hash_table_unref);
  g_free (session->folder);
  g_clear_pointer (&session->variables, mill_variables_unref);
  g_clear_pointer (&session->analysis, mill_analysis_unref);
  mill_secrets_unref (session->secrets);
  g_free (session);
}

MillDocument *
mill_session_get_document (MillSession *session)
{
  g_return_val_if_fail (session != NULL, NULL);
  return session->document;
}

const MillVariables *
mill_session_get_variables (MillSession *session)
{
  g_return_val_if_fail (session != NULL, NULL);
  return session->variables;
}

MillAnalysis *
mill_session_analyze (MillSession *session, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (session != NULL, NULL);
  if (session->analysis != NULL && !session->changed)
    return session->analysis;
  if (session->changed && !resolve (session, error))
    return NULL;
  g_autoptr (MillSnapshot) snapshot
      = mill_document_snapshot (session->document, session->variables);
  MillAnalysis *analysis
      = mill_analysis_run (snapshot, session->analysis, MILL_ANALYSIS_DEFAULT, cancellable, error);
  if (analysis == NULL)
    return NULL;
  g_clear_pointer (&session->analysis, mill_analysis_unref);
  session->analysis = analysis;
  session->changed = FALSE;
  return analysis;
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

gboolean
mill_session_check_trust (MillAnalysis *analysis, GError **error)
{
  if (!mill_analysis_is_restricted (analysis))
    return TRUE;
  g_set_error_literal (error,
                       MILL_ERROR_RESOURCE,
                       MILL_RESOURCE_ACCESS,
                       _ ("the pipeline is restricted: nothing of it is read or run before it is "
                          "trusted"));
  return FALSE;
}

/* Whether @diagnostic, an error, is about a marked block or a link into one. */
static gboolean
is_about (const MillAnalysis *analysis, MillDiagnostic *diagnostic, const guint8 *marks)
{
  const char *id = mill_diagnostic_get_block (diagnostic);
  const char *to = mill_diagnostic_get_link_to (diagnostic);
  g_autofree char *target = NULL;
  if (id == NULL && to != NULL && strrchr (to, '.') != NULL)
    id = target = g_strndup (to, (gsize)(strrchr (to, '.') - to));
  int block = id != NULL ? mill_analysis_find_block (analysis, id) : -1;
  return block >= 0 && marks[block];
}

gboolean
mill_session_check_blocks (MillAnalysis *analysis, const guint8 *marks, GError **error)
{
  gboolean wrong = FALSE;
  for (guint i = 0; i < mill_analysis_n_blocks (analysis); i++)
    wrong |= marks[i] && mill_analysis_block_has_errors (analysis, i);
  if (!wrong)
    return TRUE;
  GListModel *all = mill_analysis_get_diagnostics (analysis);
  for (guint i = 0; i < g_list_model_get_n_items (all); i++)
    {
      g_autoptr (MillDiagnostic) item = g_list_model_get_item (all, i);
      const char *code = mill_diagnostic_get_code (item);
      if (mill_diagnostic_get_severity (item) != MILL_SEVERITY_ERROR
          || !is_about (analysis, item, marks))
        continue;
      gboolean data = g_str_equal (code, "unreadable") || g_str_equal (code, "bad-data");
      if (data && !ask_source (analysis, item, error))
        return FALSE;
      g_autofree char *text = mill_diagnostic_to_string (item, NULL);
      g_set_error_literal (
          error, MILL_ERROR_DOCUMENT, (int)mill_diagnostic_get_error_code (item), text);
      return FALSE;
    }
  return mill_analysis_check (analysis, NULL, error);
}

static gboolean
add_block (MillAnalysis *analysis,
           const MillSecrets *secrets,
           guint block,
           MillGraph *graph,
           guint *ordinal,
           GError **error)
{
  MillParamsContext context = { .resolve_secret = secrets != NULL ? mill_secrets_resolve : NULL,
                                .data = (gpointer)secrets };
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

/* The source of the rows that are pinned where @link starts, one for all links from there. */
static guint
ensure_pinned (MillGraph *graph, GHashTable *sources, const MillPinnedLink *link)
{
  gpointer ordinal;
  if (g_hash_table_lookup_extended (sources, link->key, NULL, &ordinal))
    return GPOINTER_TO_UINT (ordinal);
  guint added = mill_sample_pin_add (graph, link);
  g_hash_table_insert (sources, (gpointer)link->key, GUINT_TO_POINTER (added));
  return added;
}

MillGraph *
mill_session_make_graph (MillAnalysis *analysis,
                         const MillSecrets *secrets,
                         const guint8 *marks,
                         const MillPinnedLink *pinned,
                         guint *ordinals,
                         GError **error)
{
  guint n = 0, n_all = mill_analysis_n_blocks (analysis);
  const guint *order = mill_analysis_order (analysis, &n);
  g_autoptr (MillGraph) graph = mill_graph_new ();
  g_autoptr (GHashTable) sources = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree guint *own = g_new0 (guint, n_all + 1);
  g_autofree guint8 *included = g_malloc0 (n_all + 1);
  for (guint i = 0; i < n; i++)
    {
      if (marks != NULL && !marks[order[i]])
        continue;
      included[order[i]] = 1;
      if (!add_block (analysis, secrets, order[i], graph, &own[order[i]], error))
        return NULL;
    }
  const MillAnalysisLink *links = mill_analysis_active_links (analysis, &n);
  for (guint i = 0; i < n; i++)
    {
      const MillAnalysisLink *link = &links[i];
      gboolean fed = pinned != NULL && pinned[i].fits;
      if (included[link->to] && fed)
        mill_graph_link (
            graph, ensure_pinned (graph, sources, &pinned[i]), 0, own[link->to], link->in_port);
      else if (included[link->to] && included[link->from])
        mill_graph_link (graph, own[link->from], link->out_port, own[link->to], link->in_port);
    }
  if (ordinals != NULL)
    memcpy (ordinals, own, n_all * sizeof *own);
  return g_steal_pointer (&graph);
}

/* ---- preview ---- */

/* What leads to @block is right; else as mill_session_check() says it. */
static gboolean
check_preview (
    MillSession *session, MillAnalysis *analysis, const char *id, const char *port, GError **error)
{
  guint block, index;
  if (!mill_sample_find_port (analysis, id, port, &block, &index, error))
    return FALSE;
  g_autofree guint8 *marks = g_malloc0 (mill_analysis_n_blocks (analysis) + 1);
  mill_analysis_upstream (analysis, block, marks);
  for (guint i = 0; i < mill_analysis_n_blocks (analysis); i++)
    if (marks[i] && mill_analysis_block_has_errors (analysis, i))
      return mill_session_check (session, error);
  return TRUE;
}

GPtrArray *
mill_session_preview (MillSession *session,
                      const char *block,
                      const char *port,
                      guint64 limit,
                      guint workers,
                      guint64 *rejected,
                      GCancellable *cancellable,
                      GError **error)
{
  g_return_val_if_fail (session != NULL && block != NULL && port != NULL, NULL);
  if (!mill_document_check (session->document, error))
    return NULL;
  MillAnalysis *analysis = mill_session_analyze (session, cancellable, error);
  if (analysis == NULL || !check_preview (session, analysis, block, port, error))
    return NULL;
  MillSampleLimits limits = { .rows = limit != 0 ? limit : MILL_SAMPLE_ALL,
                              .time_us = MILL_SAMPLE_FOREVER,
                              .workers = workers != 0 ? workers : g_get_num_processors (),
                              .bytes = MILL_SAMPLE_ALL };
  g_autoptr (MillSample) sample = mill_sample_take (
      analysis, session->secrets, NULL, block, port, &limits, cancellable, error);
  if (sample == NULL)
    return NULL;
  if (rejected != NULL)
    *rejected = mill_sample_rejected (sample);
  return g_ptr_array_ref (mill_sample_batches (sample));
}
