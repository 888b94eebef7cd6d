/* mill-preparation.h: makes runs ready in a thread: what of the pipeline is stale, its plan, its
 * place in the history.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-workspace.h"

G_BEGIN_DECLS

/** MillPreparation: what is to run. */
typedef struct
{
  MillRunScope scope;
  char *block; /* (nullable) */
  char *path;  /* (nullable) of the pipeline */
  char *store; /* (nullable) of the history */
  MillJobOptions options;
  MillAnalysis *analysis; /* (nullable) before it is started */
  MillSecrets *secrets;   /* (nullable) */
} MillPreparation;

/** mill_preparation_new: (transfer full): of @scope, as mill_workspace_run(). */
MillPreparation *mill_preparation_new (MillRunScope scope,
                                       const char *block,
                                       const MillJobOptions *options);
/** mill_preparation_free: frees; accepts %NULL. */
void mill_preparation_free (MillPreparation *preparation);

/** mill_preparation_start: takes @preparation (transfer full); @source is that of @callback. */
void mill_preparation_start (MillPreparation *preparation,
                             gpointer source,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback);
/**
 * mill_preparation_finish: @job: (out) (transfer full) (nullable): the run, not started; %NULL:
 * nothing is stale. @analysis: (out) (transfer full): what it runs. Returns: %FALSE with the errors
 * of mill_job_new_for(), or of the history.
 */
gboolean mill_preparation_finish (GAsyncResult *result,
                                  MillJob **job,
                                  MillAnalysis **analysis,
                                  GError **error);

G_END_DECLS
