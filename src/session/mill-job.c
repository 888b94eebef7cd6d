/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-job.h"

#include "mill-clock.h"
#include "mill-fingerprint.h"
#include "mill-run.h"
#include "mill-sample-private.h"
#include "mill-session-private.h"
#include "mill-store.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  guint from, out_port, to, in_port;
  MillJobLink names;
} Link;

struct _MillJob
{
  MillRun *run;
  guint n_blocks; /* of the document; the planner may add some behind them */
  char *path;
  char *name;
  GArray *links; /* Link */
  GCancellable *cancellable;
  MillStore *store; /* NULL: unrecorded */
  MillStoreRun *record;
  char *id;
  GThread *thread;
  GMutex mutex;
  GCond ended;
  gboolean has_ended;    /* guard: mutex */
  GError *error;         /* guard: mutex until the end */
  GQueue own_messages;   /* guard: mutex; of the job itself: texts */
  gint64 ended_clock_us; /* atomic; wall clock, 0 while running */
  gint64 started_us;     /* monotonic; atomic */
  gint64 ended_us;       /* monotonic; atomic; 0 while running */
  gint64 paused_at;      /* monotonic; 0: is not; under mutex */
  gint64 paused_us;      /* in pauses that have ended; under mutex */
  guint64 n_stored;      /* atomic; rows given to the store */
  int state;             /* atomic */
  gboolean digests;
  MillFingerprint *prints; /* by block; as it was when the job was made */
};

static void
warn (MillJob *job, const char *text)
{
  g_mutex_lock (&job->mutex);
  g_queue_push_tail (&job->own_messages, g_strdup (text));
  g_mutex_unlock (&job->mutex);
}

static gboolean
store_reject (const MillReject *reject, gpointer data, GError **error)
{
  MillJob *job = data;
  MillStoredReject stored = { .block = reject->block,
                              .code = mill_reject_code_nick (reject->code),
                              .message = reject->message,
                              .file = reject->place.file,
                              .line = reject->place.line,
                              .record = reject->place.record,
                              .byte = reject->place.byte,
                              .raw = reject->raw.data,
                              .raw_length = reject->raw.length };
  if (job->record == NULL)
    return TRUE;
  __atomic_add_fetch (&job->n_stored, 1, __ATOMIC_RELAXED);
  return mill_store_run_add_reject (job->record, &stored, error);
}

/* Links as the document has them; the planner may put spools between. */
static void
note_links (MillJob *job, MillAnalysis *analysis, const guint8 *marks, const guint *ordinals)
{
  guint n = 0;
  const MillAnalysisLink *links = mill_analysis_active_links (analysis, &n);
  for (guint i = 0; i < n; i++)
    {
      if (!marks[links[i].from] || !marks[links[i].to])
        continue;
      const MillBlockSpec *from = mill_analysis_block_spec (analysis, links[i].from);
      const MillBlockSpec *to = mill_analysis_block_spec (analysis, links[i].to);
      Link link = { .from = ordinals[links[i].from],
                    .out_port = links[i].out_port,
                    .to = ordinals[links[i].to],
                    .in_port = links[i].in_port };
      link.names = (MillJobLink){ .from = mill_analysis_block_id (analysis, links[i].from),
                                  .from_port = mill_spec_output (from, links[i].out_port)->name,
                                  .to = mill_analysis_block_id (analysis, links[i].to),
                                  .to_port = mill_spec_input (to, links[i].in_port)->name };
      link.names.from = g_intern_string (link.names.from);
      link.names.to = g_intern_string (link.names.to);
      g_array_append_val (job->links, link);
    }
}

/* A history that cannot be kept is no reason not to run, but the user must know. */
static void
open_store (MillJob *job, const MillJobOptions *options)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path
      = options->store != NULL ? g_strdup (options->store) : mill_store_default_path ();
  if (options->unrecorded)
    return;
  job->store = mill_store_open (path, TRUE, &error);
  if (job->store == NULL)
    {
      g_autofree char *text = g_strdup_printf (
          _ ("this run is not recorded, and refused rows are only counted: %s"), error->message);
      warn (job, text);
      return;
    }
  job->record = mill_store_begin_run (
      job->store, job->path, job->name, mill_clock_now_us (mill_clock_system ()));
  job->id = g_strdup (mill_store_run_id (job->record));
}

/* Marks block @id and all that it reads from. */
static gboolean
mark_upstream (MillAnalysis *analysis, const char *id, guint8 *marks, GError **error)
{
  int block = mill_analysis_find_block (analysis, id);
  guint n = mill_analysis_n_blocks (analysis);
  if (block < 0 || !mill_analysis_is_active (analysis, (guint)block))
    {
      g_set_error (error,
                   MILL_ERROR_DOCUMENT,
                   block < 0 ? MILL_DOCUMENT_UNKNOWN : MILL_DOCUMENT_MISSING,
                   block < 0 ? _ ("there is no block '%s'") : _ ("%s is disabled"),
                   id);
      return FALSE;
    }
  g_autofree guint8 *upstream = g_malloc0 (n + 1);
  mill_analysis_upstream (analysis, (guint)block, upstream);
  for (guint i = 0; i < n; i++)
    marks[i] |= upstream[i];
  return TRUE;
}

/* Marks what is to run, which must be right. */
static gboolean
mark_blocks (MillAnalysis *analysis, const MillJobOptions *options, guint8 *marks, GError **error)
{
  guint n = mill_analysis_n_blocks (analysis);
  for (guint i = 0; options->blocks == NULL && i < n; i++)
    marks[i] = (guint8)mill_analysis_is_active (analysis, i);
  for (guint i = 0; options->blocks != NULL && options->blocks[i] != NULL; i++)
    if (!mark_upstream (analysis, options->blocks[i], marks, error))
      return FALSE;
  return mill_session_check_blocks (analysis, marks, error)
         && (options->blocks != NULL || mill_analysis_check (analysis, NULL, error));
}

/* From before the run: what changes meanwhile makes blocks stale. */
static void
note_fingerprints (MillJob *job, MillAnalysis *analysis, const guint8 *marks, const guint *ordinals)
{
  g_autofree MillFingerprint *prints = mill_fingerprints_new (analysis);
  job->prints = g_new0 (MillFingerprint, job->n_blocks + 1);
  for (guint i = 0; i < mill_analysis_n_blocks (analysis); i++)
    if (marks[i])
      job->prints[ordinals[i]] = prints[i];
}

static MillJob *
job_alloc (MillAnalysis *analysis, const MillJobOptions *options)
{
  MillJob *job = g_new0 (MillJob, 1);
  g_mutex_init (&job->mutex);
  g_cond_init (&job->ended);
  g_queue_init (&job->own_messages);
  job->links = g_array_new (FALSE, FALSE, sizeof (Link));
  job->cancellable = g_cancellable_new ();
  job->path
      = options->path != NULL ? g_canonicalize_filename (options->path, NULL) : g_strdup ("-");
  job->name = g_strdup (mill_snapshot_get_name (mill_analysis_get_snapshot (analysis)));
  return job;
}

MillJob *
mill_job_new_for (MillAnalysis *analysis,
                  const MillSecrets *secrets,
                  const MillJobOptions *options,
                  GError **error)
{
  static const MillJobOptions defaults = { 0 };
  g_return_val_if_fail (analysis != NULL, NULL);
  if (options == NULL)
    options = &defaults;
  guint n = mill_analysis_n_blocks (analysis);
  g_autofree guint8 *marks = g_malloc0 (n + 1);
  g_autofree guint *ordinals = g_new0 (guint, n + 1);
  if (!mill_session_check_trust (analysis, error) || !mark_blocks (analysis, options, marks, error))
    return NULL;
  g_autoptr (MillGraph) graph
      = mill_session_make_graph (analysis, secrets, marks, NULL, ordinals, error);
  if (graph == NULL || !mill_graph_infer (graph, error))
    return NULL;
  g_autoptr (MillJob) job = job_alloc (analysis, options);
  note_links (job, analysis, marks, ordinals);
  MillRunOptions run_options = { .workers = options->workers,
                                 .memory_bytes = options->memory_bytes,
                                 .keep_rows = options->sample_rows,
                                 .digests = options->digests,
                                 .reject = store_reject,
                                 .reject_data = job };
  job->digests = options->digests;
  job->n_blocks = mill_graph_n_blocks (graph);
  if (!options->unrecorded)
    note_fingerprints (job, analysis, marks, ordinals);
  job->run = mill_run_new (g_steal_pointer (&graph), &run_options, error);
  if (job->run == NULL)
    return NULL;
  open_store (job, options);
  return g_steal_pointer (&job);
}

MillJob *
mill_job_new (MillSession *session, const MillJobOptions *options, GError **error)
{
  g_return_val_if_fail (session != NULL, NULL);
  MillJobOptions given = options != NULL ? *options : (MillJobOptions){ 0 };
  if (!mill_session_check (session, error))
    return NULL;
  given.path = mill_document_get_path (session->document);
  return mill_job_new_for (
      mill_session_analyze (session, NULL, NULL), session->secrets, &given, error);
}

static void
record_counts (MillJob *job)
{
  for (guint i = 0; i < mill_job_n_blocks (job); i++)
    {
      MillJobBlock block;
      mill_job_get_block (job, i, &block);
      char print[MILL_FINGERPRINT_CHARS];
      MillStoredBlock stored = { .block = block.id,
                                 .type = block.spec->id,
                                 .in = block.in,
                                 .out = block.out,
                                 .filtered = block.filtered,
                                 .absorbed = block.absorbed,
                                 .created = block.created,
                                 .rejected = block.rejected,
                                 .busy_us = block.busy_us,
                                 .fingerprint = mill_fingerprint_print (&job->prints[i], print) };
      mill_store_run_add_block (job->record, &stored);
    }
  for (guint i = 0; i < mill_job_n_links (job); i++)
    {
      MillJobLink link;
      mill_job_get_link (job, i, &link);
      g_autofree char *from = g_strdup_printf ("%s.%s", link.from, link.from_port);
      g_autofree char *to = g_strdup_printf ("%s.%s", link.to, link.to_port);
      MillStoredLink stored = { from, to, link.rows, link.has_digest, link.digest };
      mill_store_run_add_link (job->record, &stored);
    }
}

static void
end_record (MillJob *job, const char *state, const char *message)
{
  g_autoptr (GError) error = NULL;
  if (job->record == NULL)
    return;
  record_counts (job);
  gboolean ok = mill_store_run_end (g_steal_pointer (&job->record),
                                    state,
                                    message,
                                    mill_clock_now_us (mill_clock_system ()),
                                    &error);
  if (!ok)
    warn (job, error->message);
}

void
mill_job_free (MillJob *job)
{
  if (job == NULL)
    return;
  if (job->thread != NULL)
    {
      g_cancellable_cancel (job->cancellable);
      g_thread_join (job->thread);
    }
  end_record (job, "cancelled", NULL); /* it was never started */
  mill_run_free (job->run);
  mill_store_free (job->store);
  g_array_unref (job->links);
  g_free (job->prints);
  g_object_unref (job->cancellable);
  g_queue_clear_full (&job->own_messages, g_free);
  g_clear_error (&job->error);
  g_mutex_clear (&job->mutex);
  g_cond_clear (&job->ended);
  g_free (job->path);
  g_free (job->name);
  g_free (job->id);
  g_free (job);
}

/* What is killed from now on stands in the history. What fails here is tried, and told, at the
 * end. */
static void
start_record (MillJob *job)
{
  if (job->record != NULL)
    mill_store_run_start (job->record, NULL);
}

static gpointer
run_thread (gpointer data)
{
  MillJob *job = data;
  GError *error = NULL;
  start_record (job);
  gboolean ok = mill_run_execute (job->run, job->cancellable, &error);
  gboolean cancelled = mill_run_state (job->run) == MILL_RUN_CANCELLED;
  __atomic_store_n (&job->ended_us, g_get_monotonic_time (), __ATOMIC_RELAXED);
  __atomic_store_n (
      &job->ended_clock_us, mill_clock_now_us (mill_clock_system ()), __ATOMIC_RELAXED);
  end_record (job,
              ok          ? "done"
              : cancelled ? "cancelled"
                          : "failed",
              error != NULL ? error->message : NULL);
  g_clear_pointer (&job->store, mill_store_free); /* which may wait for the disk */
  __atomic_store_n (&job->state,
                    ok          ? MILL_JOB_DONE
                    : cancelled ? MILL_JOB_CANCELLED
                                : MILL_JOB_FAILED,
                    __ATOMIC_RELEASE);
  g_mutex_lock (&job->mutex);
  job->error = error;
  job->has_ended = TRUE;
  g_cond_broadcast (&job->ended);
  g_mutex_unlock (&job->mutex);
  return NULL;
}

void
mill_job_start (MillJob *job)
{
  g_return_if_fail (job != NULL && job->thread == NULL);
  __atomic_store_n (&job->started_us, g_get_monotonic_time (), __ATOMIC_RELAXED);
  __atomic_store_n (&job->state, MILL_JOB_RUNNING, __ATOMIC_RELEASE);
  job->thread = g_thread_new ("mill-job", run_thread, job);
}

gboolean
mill_job_wait (MillJob *job, gint64 timeout_us)
{
  g_return_val_if_fail (job != NULL, TRUE);
  gint64 until = g_get_monotonic_time () + timeout_us;
  g_mutex_lock (&job->mutex);
  while (!job->has_ended)
    {
      if (timeout_us < 0)
        g_cond_wait (&job->ended, &job->mutex);
      else if (!g_cond_wait_until (&job->ended, &job->mutex, until))
        break;
    }
  gboolean ended = job->has_ended;
  g_mutex_unlock (&job->mutex);
  return ended;
}

void
mill_job_cancel (MillJob *job)
{
  g_return_if_fail (job != NULL);
  g_cancellable_cancel (job->cancellable);
}

void
mill_job_set_paused (MillJob *job, gboolean paused)
{
  g_return_if_fail (job != NULL);
  gint64 now = g_get_monotonic_time ();
  g_mutex_lock (&job->mutex);
  if (!paused && job->paused_at != 0)
    job->paused_us += now - job->paused_at;
  if (!paused || job->paused_at == 0)
    job->paused_at = paused ? now : 0;
  g_mutex_unlock (&job->mutex);
  mill_run_set_paused (job->run, paused);
}

gboolean
mill_job_get_paused (MillJob *job)
{
  g_return_val_if_fail (job != NULL, FALSE);
  return mill_run_get_paused (job->run);
}

MillJobState
mill_job_get_state (MillJob *job)
{
  g_return_val_if_fail (job != NULL, MILL_JOB_FAILED);
  return (MillJobState)__atomic_load_n (&job->state, __ATOMIC_ACQUIRE);
}

const GError *
mill_job_get_error (MillJob *job)
{
  g_return_val_if_fail (job != NULL, NULL);
  g_mutex_lock (&job->mutex);
  const GError *error = job->error;
  g_mutex_unlock (&job->mutex);
  return error;
}

const char *
mill_job_get_id (MillJob *job)
{
  g_return_val_if_fail (job != NULL, NULL);
  return job->id;
}

gint64
mill_job_elapsed_us (MillJob *job)
{
  g_return_val_if_fail (job != NULL, 0);
  gint64 started = __atomic_load_n (&job->started_us, __ATOMIC_RELAXED);
  gint64 ended = __atomic_load_n (&job->ended_us, __ATOMIC_RELAXED);
  return started == 0 ? 0 : (ended != 0 ? ended : g_get_monotonic_time ()) - started;
}

gint64
mill_job_working_us (MillJob *job)
{
  g_return_val_if_fail (job != NULL, 0);
  gint64 elapsed = mill_job_elapsed_us (job);
  gint64 end = __atomic_load_n (&job->started_us, __ATOMIC_RELAXED) + elapsed;
  g_mutex_lock (&job->mutex);
  gint64 paused = job->paused_us + (job->paused_at != 0 ? MAX (end - job->paused_at, 0) : 0);
  g_mutex_unlock (&job->mutex);
  return MAX (elapsed - paused, 0);
}

guint
mill_job_n_blocks (MillJob *job)
{
  g_return_val_if_fail (job != NULL, 0);
  return job->n_blocks;
}

static MillJobBlockState
block_state (MillJob *job, const MillBlockCounters *counters)
{
  gboolean begun = counters->started || counters->batches > 0;
  if (counters->failed)
    return MILL_JOB_BLOCK_FAILED;
  if (counters->finished)
    return MILL_JOB_BLOCK_FINISHED;
  if (!begun)
    return MILL_JOB_BLOCK_WAITING;
  return mill_job_get_state (job) == MILL_JOB_RUNNING ? MILL_JOB_BLOCK_RUNNING
                                                      : MILL_JOB_BLOCK_STOPPED;
}

void
mill_job_get_block (MillJob *job, guint index, MillJobBlock *block)
{
  g_return_if_fail (job != NULL && block != NULL);
  MillBlockCounters counters;
  mill_run_counters (job->run, index, &counters);
  *block = (MillJobBlock){ .id = mill_graph_block_id (mill_run_graph (job->run), index),
                           .spec = mill_graph_block_spec (mill_run_graph (job->run), index),
                           .in = counters.in,
                           .out = counters.out,
                           .filtered = counters.filtered,
                           .absorbed = counters.absorbed,
                           .created = counters.created,
                           .rejected = counters.rejected,
                           .progress = counters.progress,
                           .progress_total = counters.progress_total,
                           .busy_us = (gint64)(counters.busy_ns / 1000),
                           .state = block_state (job, &counters),
                           .finished = counters.finished };
}

guint
mill_job_n_links (MillJob *job)
{
  g_return_val_if_fail (job != NULL, 0);
  return job->links->len;
}

void
mill_job_get_link (MillJob *job, guint index, MillJobLink *link)
{
  g_return_if_fail (job != NULL && index < job->links->len && link != NULL);
  const Link *at = &g_array_index (job->links, Link, index);
  MillLinkCounters counters;
  MillBlockCounters producer;
  mill_run_link_counters (job->run, at->from, at->out_port, at->to, at->in_port, &counters);
  mill_run_counters (job->run, at->from, &producer);
  *link = at->names;
  link->rows = counters.rows;
  link->wait_us = (gint64)(counters.wait_ns / 1000);
  /* the two are not read in the same moment */
  guint64 at_hand = MAX (producer.busy_ns + producer.wait_ns, counters.wait_ns);
  link->pressure = at_hand > 0 ? (double)counters.wait_ns / (double)at_hand : 0;
  link->has_digest = job->digests;
  link->digest = counters.digest;
}

MillSample *
mill_job_get_sample (MillJob *job, const char *block, const char *port)
{
  g_return_val_if_fail (job != NULL && block != NULL && port != NULL, NULL);
  const MillGraph *graph = mill_run_graph (job->run);
  int found = mill_graph_find_block (graph, block);
  int output = found >= 0
                   ? mill_spec_find_port (mill_graph_block_spec (graph, (guint)found), TRUE, port)
                   : -1;
  guint8 *missing = NULL;
  GArray *bad = NULL;
  guint64 passed = 0;
  if (output < 0 || (guint)found >= job->n_blocks)
    return NULL;
  MillBlockCounters counters;
  mill_run_counters (job->run, (guint)found, &counters);
  GPtrArray *batches
      = mill_run_kept (job->run, (guint)found, (guint)output, &passed, &missing, &bad);
  if (batches == NULL)
    return NULL;
  MillSample *sample = mill_sample_new_take (
      mill_graph_output_schema (graph, (guint)found, (guint)output), batches);
  gint64 ended = __atomic_load_n (&job->ended_clock_us, __ATOMIC_RELAXED);
  sample->from_run = TRUE;
  sample->missing = missing;
  sample->bad = bad;
  sample->rows_known = passed;
  sample->rejected = mill_job_rejected (job);
  sample->complete = counters.finished && sample->n_rows == passed;
  if (ended != 0)
    sample->taken_us = ended;
  return sample;
}

guint64
mill_job_rejected (MillJob *job)
{
  guint64 n = 0;
  for (guint i = 0; i < mill_job_n_blocks (job); i++)
    {
      MillJobBlock block;
      mill_job_get_block (job, i, &block);
      n += block.rejected;
    }
  return n;
}

guint64
mill_job_stored_rejects (MillJob *job)
{
  g_return_val_if_fail (job != NULL, 0);
  return __atomic_load_n (&job->n_stored, __ATOMIC_RELAXED);
}

void
mill_job_progress (MillJob *job, guint64 *done, guint64 *total)
{
  g_return_if_fail (job != NULL && done != NULL && total != NULL);
  gboolean known = TRUE;
  *done = *total = 0;
  for (guint i = 0; i < mill_job_n_blocks (job); i++)
    {
      MillJobBlock block;
      mill_job_get_block (job, i, &block);
      if (block.progress_total == 0 && block.progress == 0)
        continue;
      *done += block.progress;
      *total += block.progress_total;
      known &= block.progress_total > 0;
    }
  if (!known)
    *total = 0;
}

gboolean
mill_job_pop_message (MillJob *job, MillMessageLevel *level, char **block, char **text)
{
  g_return_val_if_fail (job != NULL, FALSE);
  g_mutex_lock (&job->mutex);
  char *own = g_queue_pop_head (&job->own_messages);
  g_mutex_unlock (&job->mutex);
  if (own != NULL)
    {
      *level = MILL_MESSAGE_WARNING;
      *block = NULL;
      *text = own;
      return TRUE;
    }
  g_autoptr (MillMessage) message = mill_run_pop_message (job->run);
  if (message == NULL)
    return FALSE;
  *level = message->level;
  *block = g_steal_pointer (&message->block);
  *text = g_steal_pointer (&message->text);
  return TRUE;
}
