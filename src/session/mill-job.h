/* mill-job.h: one run of a pipeline, on a thread of its own, recorded in the history.
 *
 * All functions may be called from any thread, but one at a time for _start() and _free().
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-session.h"

G_BEGIN_DECLS

typedef struct _MillJob MillJob;

/** MillJobOptions: zero-filled: all cores, a quarter of memory, recorded in the usual place. */
typedef struct
{
  guint workers;
  guint64 memory_bytes;
  gboolean unrecorded; /* neither history nor reject store */
  const char *store;   /* (nullable) file of the history; NULL: mill_store_default_path() */
  const char *path;    /* (nullable) mill_job_new_for(): the pipeline's file, for the history */
  /* (nullable) ids that end with NULL: runs these blocks and what they read from, directly or not,
   * and leaves out all else: "run up to here" */
  const char *const *blocks;
  guint sample_rows; /* keeps the first rows of every port for mill_job_get_sample(); 0: none */
  gboolean digests;  /* makes MillJobLink.digest; reads and converts every column */
} MillJobOptions;

/** MillJobState: where a job is. */
typedef enum
{
  MILL_JOB_READY,
  MILL_JOB_RUNNING,
  MILL_JOB_DONE,
  MILL_JOB_FAILED,
  MILL_JOB_CANCELLED
} MillJobState;

/** MillJobBlockState: where a block is. */
typedef enum
{
  MILL_JOB_BLOCK_WAITING,  /* nothing has reached it yet */
  MILL_JOB_BLOCK_RUNNING,  /* it has begun */
  MILL_JOB_BLOCK_FINISHED, /* all its rows have left it */
  MILL_JOB_BLOCK_FAILED,   /* the error of the job is its error */
  MILL_JOB_BLOCK_STOPPED   /* it had begun when the job failed elsewhere or was cancelled */
} MillJobBlockState;

/** MillJobBlock: what has passed a block so far. Texts live as long as the job. */
typedef struct
{
  const char *id;
  const MillBlockSpec *spec;
  guint64 in, out, filtered, absorbed, created, rejected;
  guint64 progress, progress_total; /* sources; 0: unknown */
  gint64 busy_us; /* spent in the block itself, summed over the workers; waiting does not count */
  MillJobBlockState state;
  gboolean finished;
} MillJobBlock;

/**
 * MillJobLink: what has passed a link so far.
 *
 * A link is a call: while the consumer and all behind it work on a batch, the producer waits. Of
 * the time that the producer has had rows at hand (its own busy time and its waiting for all of its
 * links), @pressure is the share that it waited for this one: near 1 the consumer's side is the
 * bottleneck, near 0 the producer's. What is recent follows from the growth of @wait_us and of
 * #MillJobBlock.busy_us.
 */
typedef struct
{
  const char *from, *from_port, *to, *to_port;
  guint64 rows;
  gint64 wait_us;  /* the producer's, summed over the workers */
  double pressure; /* 0..1 */
  gboolean has_digest;
  /* with MillJobOptions.digests: the sum of the hashes of the rows, whatever their order; the same
   * for any number of workers */
  guint64 digest;
} MillJobLink;

/**
 * mill_job_new: (transfer full): makes a run of the session's pipeline ready. Errors: those of
 * mill_session_check(), of secrets, and of planning.
 */
MillJob *mill_job_new (MillSession *session, const MillJobOptions *options, GError **error);
/**
 * mill_job_new_for: (transfer full): makes a run of what was analysed ready; what is edited later
 * does not matter. @secrets: (nullable): none can be resolved; used during the call only. Errors:
 * what is wrong with the blocks that run, #MILL_ERROR_DOCUMENT (UNKNOWN, MISSING) for an id in
 * @options that is no block or a disabled one,
 * #MILL_ERROR_RESOURCE (ACCESS) when the analysis is restricted, those of secrets, and of planning.
 * Any thread.
 */
MillJob *mill_job_new_for (MillAnalysis *analysis,
                           const MillSecrets *secrets,
                           const MillJobOptions *options,
                           GError **error);
/** mill_job_free: cancels, waits and frees; accepts %NULL. */
void mill_job_free (MillJob *job);

/** mill_job_start: starts the run, once. */
void mill_job_start (MillJob *job);
/** mill_job_wait: waits up to @timeout_us (negative: without end) for the end. Returns: whether it
 * has ended. */
gboolean mill_job_wait (MillJob *job, gint64 timeout_us);
/** mill_job_cancel: asks the run to stop; it does within 100 ms. Safe in a GLib signal source. */
void mill_job_cancel (MillJob *job);
/**
 * mill_job_set_paused: a paused run begins no new work (what its workers are at they end) until it
 * is told to go on, or cancelled. The time goes on.
 */
void mill_job_set_paused (MillJob *job, gboolean paused);
/** mill_job_get_paused: whether it is paused. */
gboolean mill_job_get_paused (MillJob *job);
/** mill_job_get_state: the state. */
MillJobState mill_job_get_state (MillJob *job);
/** mill_job_get_error: (transfer none) (nullable): why it failed or was cancelled; after the end.
 */
const GError *mill_job_get_error (MillJob *job);
/** mill_job_get_id: (transfer none) (nullable): its id in the history; %NULL when unrecorded. */
const char *mill_job_get_id (MillJob *job);
/** mill_job_elapsed_us: time since the start, until the end. */
gint64 mill_job_elapsed_us (MillJob *job);
/** mill_job_working_us: the same without the time it was paused: what rates are of. */
gint64 mill_job_working_us (MillJob *job);

/** mill_job_n_blocks: how many blocks the run has. */
guint mill_job_n_blocks (MillJob *job);
/** mill_job_get_block: the counters of block @index, a moment old. */
void mill_job_get_block (MillJob *job, guint index, MillJobBlock *block);
/** mill_job_n_links: how many links the run has. */
guint mill_job_n_links (MillJob *job);
/** mill_job_get_link: the rows of link @index, a moment old. */
void mill_job_get_link (MillJob *job, guint index, MillJobLink *link);
/**
 * mill_job_get_sample: (transfer full) (nullable): the first rows that have left block @block by
 * output @port so far, with MillJobOptions.sample_rows. %NULL when the run does not include the
 * block or keeps no rows. While the block runs rows may be missing between those there are; when it
 * has finished they are the first ones, the same for any number of workers. Its bytes are limited
 * by MILL_JOB_SAMPLE_BYTES_MAX, those of all ports by MILL_JOB_SAMPLES_BYTES_MAX.
 */
MillSample *mill_job_get_sample (MillJob *job, const char *block, const char *port);
/** mill_job_rejected: rows refused by all blocks so far. */
guint64 mill_job_rejected (MillJob *job);
/** mill_job_stored_rejects: those of them that went to the history so far; where a `rejects` port
 * is linked, or the job is unrecorded, none do. */
guint64 mill_job_stored_rejects (MillJob *job);
/**
 * mill_job_progress: how far it is: bytes or rows read by all sources, of @total (0: unknown).
 */
void mill_job_progress (MillJob *job, guint64 *done, guint64 *total);
/**
 * mill_job_pop_message: the oldest message of a block: level, and (transfer full) block id and
 * text. Returns: %FALSE when there is none.
 */
gboolean mill_job_pop_message (MillJob *job, MillMessageLevel *level, char **block, char **text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MillJob, mill_job_free)

G_END_DECLS
