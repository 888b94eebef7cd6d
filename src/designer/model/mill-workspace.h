/* mill-workspace.h: an open pipeline with all that is known of it: meaning, rows, runs, selection.
 *
 * What the views of a pipeline share. The document is the truth; the workspace follows it: after
 * every edit a new analysis is made in the background. Main thread only.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-analysis.h"
#include "mill-document.h"
#include "mill-job.h"
#include "mill-sampler.h"
#include "mill-selection.h"

G_BEGIN_DECLS

#define MILL_TYPE_WORKSPACE (mill_workspace_get_type ())
/**
 * MillWorkspace: properties "document" (construct only), "trusted", "running", "paused",
 * "environment" (all with notify). Signals:
 *
 * "analysis-changed": mill_workspace_get_analysis() is newer.
 * "run-changed": state or counters of the job are newer; at most 5 times a second, once more after
 * the end.
 * "run-ended": the job has ended, as it does once.
 * "reveal" (const char *block, const char *param): show this block (nullable), and this parameter
 * of it (nullable), whatever shows such things.
 * "status" (const char *text): something to announce, in words.
 * "edited" (const char *text): the same of the newest step, which can be taken back from where it
 * is said.
 * "finish-edits": what is typed and waits for a word's end belongs into the document now.
 */
G_DECLARE_FINAL_TYPE (MillWorkspace, mill_workspace, MILL, WORKSPACE, GObject)

/** mill_workspace_new: (transfer full): @document opened for work. @trusted: whether its sources
 * may be looked at, see mill_workspace_set_trusted(). */
MillWorkspace *mill_workspace_new (MillDocument *document, gboolean trusted);

/** mill_workspace_get_document: (transfer none): the document. */
MillDocument *mill_workspace_get_document (MillWorkspace *workspace);
/** mill_workspace_get_registry: (transfer none): the blocks there are. */
const MillRegistry *mill_workspace_get_registry (MillWorkspace *workspace);
/** mill_workspace_get_selection: (transfer none): what is selected in it. */
MillSelection *mill_workspace_get_selection (MillWorkspace *workspace);
/** mill_workspace_get_sampler: (transfer none): the rows on its links. */
MillSampler *mill_workspace_get_sampler (MillWorkspace *workspace);

/** mill_workspace_get_analysis: (transfer none) (nullable): what the pipeline means; %NULL only
 * before the first one is made. It may be older than the document for a moment. */
MillAnalysis *mill_workspace_get_analysis (MillWorkspace *workspace);
/** mill_workspace_is_current: whether the analysis is of the document as it is. */
gboolean mill_workspace_is_current (MillWorkspace *workspace);
/** mill_workspace_refresh: looks at the data of sources again. */
void mill_workspace_refresh (MillWorkspace *workspace);
/** mill_workspace_set_environment: runs and samples use environment @name (nullable: none) of the
 * document; when it goes from there, none. */
void mill_workspace_set_environment (MillWorkspace *workspace, const char *name);
/** mill_workspace_get_environment: (transfer none) (nullable): the environment in use. */
const char *mill_workspace_get_environment (MillWorkspace *workspace);

/** mill_workspace_set_trusted: an untrusted pipeline is shown and edited, but nothing of it is
 * opened, run or sampled. */
void mill_workspace_set_trusted (MillWorkspace *workspace, gboolean trusted);
/** mill_workspace_get_trusted: whether it is trusted. */
gboolean mill_workspace_get_trusted (MillWorkspace *workspace);

/** MillRunScope: how much of the pipeline to run. */
typedef enum
{
  MILL_RUN_SCOPE_ALL,
  MILL_RUN_SCOPE_UP_TO, /* a block and what it reads from */
  MILL_RUN_SCOPE_STALE  /* what has changed since it was last run to its end */
} MillRunScope;

/**
 * mill_workspace_run: orders a run, which is made ready in the background; it counts as running
 * from now on. @block: the one of MILL_RUN_SCOPE_UP_TO. @options: (nullable). Why it cannot be made
 * is announced; "run-changed" follows in either case.
 *
 * Errors: #MILL_ERROR_DOCUMENT when the pipeline is not trusted, #MILL_ERROR_RESOURCE (BUSY) when
 * one is running.
 */
gboolean mill_workspace_run (MillWorkspace *workspace,
                             MillRunScope scope,
                             const char *block,
                             const MillJobOptions *options,
                             GError **error);
/** mill_workspace_set_limits: what runs may use whose options do not say it: @workers threads and
 * @memory_bytes; 0: all cores, a quarter of memory. */
void mill_workspace_set_limits (MillWorkspace *workspace, guint workers, guint64 memory_bytes);
/** mill_workspace_cancel: asks the run to stop. */
void mill_workspace_cancel (MillWorkspace *workspace);
/** mill_workspace_set_paused: holds the run, or lets it go on. */
void mill_workspace_set_paused (MillWorkspace *workspace, gboolean paused);
/** mill_workspace_get_job: (transfer none) (nullable): the last run, or the one that goes on. */
MillJob *mill_workspace_get_job (MillWorkspace *workspace);
/** mill_workspace_is_running: whether a run goes on, or is made ready. */
gboolean mill_workspace_is_running (MillWorkspace *workspace);
/** mill_workspace_is_preparing: whether a run is made ready; it has no job yet. */
gboolean mill_workspace_is_preparing (MillWorkspace *workspace);

/** mill_workspace_reveal: emits "reveal" and selects @block (nullable). */
void mill_workspace_reveal (MillWorkspace *workspace, const char *block, const char *param);
/** mill_workspace_announce: emits "status". */
void mill_workspace_announce (MillWorkspace *workspace, const char *text);
/** mill_workspace_announce_edit: emits "edited". */
void mill_workspace_announce_edit (MillWorkspace *workspace, const char *text);
/** mill_workspace_finish_edits: emits "finish-edits": somebody is about to save or run. */
void mill_workspace_finish_edits (MillWorkspace *workspace);

G_END_DECLS
