/* mill-session.h: a pipeline opened for work: checked, previewed, run. The door of the shells.
 *
 * A session is used by one thread; jobs (mill-job.h) do their work on threads of their own.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-analysis.h"
#include "mill-document.h"
#include "mill-sample.h"

G_BEGIN_DECLS

typedef struct _MillSession MillSession;

/** mill_session_registry_new: (transfer full): all blocks of this program. */
MillRegistry *mill_session_registry_new (void);

/** MillSessionOptions: how to open. Zero-filled: as the file says. */
typedef struct
{
  const char *environment; /* (nullable) name of an environment of the document */
  GHashTable *overrides;   /* (nullable) parameter names to texts, as --set gives them */
  const char *folder;      /* (nullable) where relative paths in @overrides start */
  const char *credentials; /* (nullable) folder of secrets, see mill-secrets.h */
} MillSessionOptions;

/**
 * mill_session_read_text: (transfer full): all bytes of the pipeline file at @path; "-" is standard
 * input. Errors: #MILL_ERROR_RESOURCE.
 */
GBytes *mill_session_read_text (const char *path, GError **error);
/**
 * mill_session_open: (transfer full): reads the pipeline at @path, or standard input when that is
 * "-": relative paths in it then start in the current folder. Faults in it become diagnostics.
 * @registry must outlive the session.
 *
 * Errors: #MILL_ERROR_RESOURCE when it cannot be read, #MILL_ERROR_DOCUMENT for @options that the
 * document does not know.
 */
MillSession *mill_session_open (const MillRegistry *registry,
                                const char *path,
                                const MillSessionOptions *options,
                                GError **error);
/** mill_session_free: frees; accepts %NULL. */
void mill_session_free (MillSession *session);

/** mill_session_get_document: (transfer none): the document. */
MillDocument *mill_session_get_document (MillSession *session);
/** mill_session_get_variables: (transfer none) (nullable): the values of its parameters; %NULL when
 * the document has errors. */
const MillVariables *mill_session_get_variables (MillSession *session);
/**
 * mill_session_analyze: (transfer none): what the pipeline means; done once until the document
 * changes, and valid until it is asked for after that. %NULL only with #MILL_ERROR_RESOURCE
 * (CANCELLED), or #MILL_ERROR_DOCUMENT when the options of the session do not fit the document any
 * more.
 */
MillAnalysis *mill_session_analyze (MillSession *session,
                                    GCancellable *cancellable,
                                    GError **error);
/**
 * mill_session_diagnostics: (transfer full) (element-type MillDiagnostic): everything that is wrong
 * with text and meaning, in the order of the text.
 */
GPtrArray *mill_session_diagnostics (MillSession *session, GError **error);
/**
 * mill_session_check: whether there is no error. Returns: %FALSE with the first one; when nothing
 * is wrong but that sources cannot be read, with what the first of them says (#MILL_ERROR_RESOURCE,
 * #MILL_ERROR_DATA).
 */
gboolean mill_session_check (MillSession *session, GError **error);

/**
 * mill_session_preview: (transfer full) (element-type MillBatch): the first @limit rows that leave
 * block @block by output @port, compacted. Runs what leads there, and nothing that writes: what a
 * consume block refuses cannot be previewed. @rejected: (out) (optional): rows refused on the way.
 *
 * Errors: those of mill_session_check() for the blocks on the way, #MILL_ERROR_DOCUMENT for a port
 * that is not there, that is disabled or behind a consume block, and those of a run. As
 * mill_sample_take() without a limit of time.
 */
GPtrArray *mill_session_preview (MillSession *session,
                                 const char *block,
                                 const char *port,
                                 guint64 limit,
                                 guint workers,
                                 guint64 *rejected,
                                 GCancellable *cancellable,
                                 GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MillSession, mill_session_free)

G_END_DECLS
