/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-job.h"

#include "mill-clock.h"
#include "mill-run.h"
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
  gboolean has_ended;  /* guard: mutex */
  GError *error;       /* guard: mutex until the end */
  GQueue own_messages; /* guard: mutex; of the job itself: texts */
  gint64 started_us;   /* monotonic; atomic */
  gint64 ended_us;     /* monotonic; atomic; 0 while running */
  guint64 n_stored;    /* atomic; rows given to the store */
  int state;           /* atomic */
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
note_links (MillJob *job, MillAnalysis *analysis, const guint *ordinals)
{
  guint n = 0;
  const MillAnalysisLink *links = mill_analysis_active_links (analysis, &n);
  for (guint i = 0; i < n; i++)
    {
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

MillJob *
mill_job_new (MillSession *session, const MillJobOptions *options, GError **error)
{
  static const MillJobOptions defaults = { 0 };
  g_return_val_if_fail (session != NULL, NULL);
  if (options == NULL)
    options = &defaults;
  if (!mill_session_check (session, error))
    return NULL;
  MillAnalysis *analysis = mill_session_analyze (session, NULL, error);
  g_autofree guint *ordinals = g_new0 (guint, mill_analysis_n_blocks (analysis) + 1);
  MillGraph *graph = mill_session_make_graph (analysis, session->secrets, NULL, ordinals, error);
  if (graph == NULL)
    return NULL;
  if (!mill_graph_infer (graph, error))
    {
      mill_graph_free (graph);
      return NULL;
    }
  g_autoptr (MillJob) job = g_new0 (MillJob, 1);
  g_mutex_init (&job->mutex);
  g_cond_init (&job->ended);
  g_queue_init (&job->own_messages);
  job->links = g_array_new (FALSE, FALSE, sizeof (Link));
  job->cancellable = g_cancellable_new ();
  const char *path = mill_document_get_path (session->document);
  job->path = path != NULL ? g_canonicalize_filename (path, NULL) : g_strdup ("-");
  job->name = g_strdup (mill_document_get_name (session->document));
  note_links (job, analysis, ordinals);
  MillRunOptions run_options = { .workers = options->workers,
                                 .memory_bytes = options->memory_bytes,
                                 .reject = store_reject,
                                 .reject_data = job };
  job->n_blocks = mill_graph_n_blocks (graph);
  job->run = mill_run_new (graph, &run_options, error);
  if (job->run == NULL)
    return NULL;
  open_store (job, options);
  return g_steal_pointer (&job);
}

static void
record_counts (MillJob *job)
{
  for (guint i = 0; i < mill_job_n_blocks (job); i++)
    {
      MillJobBlock block;
      mill_job_get_block (job, i, &block);
      MillStoredBlock stored = { block.id,       block.spec->id, block.in,      block.out,
                                 block.filtered, block.absorbed, block.created, block.rejected };
      mill_store_run_add_block (job->record, &stored);
    }
  for (guint i = 0; i < mill_job_n_links (job); i++)
    {
      MillJobLink link;
      mill_job_get_link (job, i, &link);
      g_autofree char *from = g_strdup_printf ("%s.%s", link.from, link.from_port);
      g_autofree char *to = g_strdup_printf ("%s.%s", link.to, link.to_port);
      MillStoredLink stored = { from, to, link.rows };
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

static gpointer
run_thread (gpointer data)
{
  MillJob *job = data;
  GError *error = NULL;
  gboolean ok = mill_run_execute (job->run, job->cancellable, &error);
  gboolean cancelled = mill_run_state (job->run) == MILL_RUN_CANCELLED;
  __atomic_store_n (&job->ended_us, g_get_monotonic_time (), __ATOMIC_RELAXED);
  end_record (job,
              ok          ? "done"
              : cancelled ? "cancelled"
                          : "failed",
              error != NULL ? error->message : NULL);
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

guint
mill_job_n_blocks (MillJob *job)
{
  g_return_val_if_fail (job != NULL, 0);
  return job->n_blocks;
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
  *link = at->names;
  link->rows = mill_run_link_rows (job->run, at->from, at->out_port, at->to, at->in_port);
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
