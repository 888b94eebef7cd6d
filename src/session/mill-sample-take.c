/* Running what leads to a port until enough rows have come.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-sample-private.h"

#include "mill-limits.h"
#include "mill-run.h"
#include "mill-session-private.h"

#include <glib/gi18n-lib.h>

/* ---- the port ---- */

gboolean
mill_sample_find_port (const MillAnalysis *analysis,
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

gboolean
mill_sample_source_of_input (const MillAnalysis *analysis,
                             const char *block,
                             const char *in_port,
                             const char **from_block,
                             const char **from_port)
{
  g_return_val_if_fail (analysis != NULL && block != NULL && in_port != NULL, FALSE);
  g_return_val_if_fail (from_block != NULL && from_port != NULL, FALSE);
  int to = mill_analysis_find_block (analysis, block);
  const MillBlockSpec *spec = to >= 0 ? mill_analysis_block_spec (analysis, (guint)to) : NULL;
  int port = spec != NULL ? mill_spec_find_port (spec, FALSE, in_port) : -1;
  guint n = 0;
  const MillAnalysisLink *links = mill_analysis_active_links (analysis, &n);
  for (guint i = 0; i < n && port >= 0; i++)
    {
      const MillAnalysisLink *link = &links[i];
      if (link->to != (guint)to || link->in_port != (guint)port)
        continue;
      *from_block = mill_analysis_block_id (analysis, link->from);
      *from_port
          = mill_spec_output (mill_analysis_block_spec (analysis, link->from), link->out_port)
                ->name;
      return TRUE;
    }
  return FALSE;
}

/* What leads to a sample is right, and writes nothing: what a consume block refuses is known only
 * when it consumes. */
static gboolean
check_upstream (MillAnalysis *analysis, const guint8 *marks, GError **error)
{
  if (!mill_session_check_blocks (analysis, marks, error))
    return FALSE;
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

/* ---- the time ---- */

/* Cancels when the time is over or the caller says so; a source that waits for data wakes up. */
typedef struct
{
  GCancellable *cancellable;
  GCancellable *outer; /* (nullable) */
  gulong handler;
  gint64 until;    /* monotonic */
  GThread *thread; /* NULL: no limit */
  GMutex mutex;
  GCond changed;
  gboolean ended;     /* guard: mutex */
  gboolean timed_out; /* guard: mutex */
} Watch;

static gpointer
watch_main (gpointer data)
{
  Watch *watch = data;
  gboolean time_left = TRUE;
  g_mutex_lock (&watch->mutex);
  while (!watch->ended && time_left)
    time_left = g_cond_wait_until (&watch->changed, &watch->mutex, watch->until);
  watch->timed_out = !watch->ended;
  g_mutex_unlock (&watch->mutex);
  if (!time_left)
    g_cancellable_cancel (watch->cancellable);
  return NULL;
}

static void
pass_cancel (GCancellable *outer G_GNUC_UNUSED, gpointer inner)
{
  g_cancellable_cancel (inner);
}

static void
watch_start (Watch *watch, GCancellable *outer, gint64 time_us)
{
  *watch = (Watch){ .cancellable = g_cancellable_new (), .outer = outer };
  g_mutex_init (&watch->mutex);
  g_cond_init (&watch->changed);
  if (outer != NULL)
    watch->handler
        = g_cancellable_connect (outer, G_CALLBACK (pass_cancel), watch->cancellable, NULL);
  if (time_us == MILL_SAMPLE_FOREVER)
    return;
  watch->until = g_get_monotonic_time () + time_us;
  watch->thread = g_thread_new ("mill-watch", watch_main, watch);
}

/* Returns: whether the time was over. */
static gboolean
watch_stop (Watch *watch)
{
  g_mutex_lock (&watch->mutex);
  watch->ended = TRUE;
  g_cond_signal (&watch->changed);
  g_mutex_unlock (&watch->mutex);
  g_clear_pointer (&watch->thread, g_thread_join);
  if (watch->outer != NULL)
    g_cancellable_disconnect (watch->outer, watch->handler);
  g_object_unref (watch->cancellable);
  g_cond_clear (&watch->changed);
  g_mutex_clear (&watch->mutex);
  return watch->timed_out;
}

/* ---- one attempt ---- */

enum
{
  ATTEMPTS = 4
};

typedef struct
{
  MillAnalysis *analysis;
  const MillSecrets *secrets;
  MillSampleLimits limits;
  guint8 *marks;
  MillPinnedLink *pinned; /* (nullable) */
  guint block, port;
  GCancellable *cancellable;
} Take;

/* The block and all that it reads from, up to what is pinned. */
static void
mark_upstream (Take *take)
{
  guint n_order = 0, n = 0, n_in;
  const guint *order = mill_analysis_order (take->analysis, &n_order);
  const MillAnalysisLink *links = mill_analysis_active_links (take->analysis, &n);
  if (take->pinned == NULL)
    {
      mill_analysis_upstream (take->analysis, take->block, take->marks);
      return;
    }
  take->marks[take->block] = 1;
  for (guint at = n_order; at > 0; at--)
    {
      const guint *in = mill_analysis_links_into (take->analysis, order[at - 1], &n_in);
      for (guint i = 0; take->marks[order[at - 1]] && i < n_in; i++)
        if (!take->pinned[in[i]].fits)
          take->marks[links[in[i]].from] = 1;
    }
}

static gboolean
take_rows (const MillBatch *batch, gpointer data)
{
  return mill_row_taker_add (data, batch);
}

static MillRun *
make_run (const Take *take, guint64 source_rows, MillRowTaker *taker, GError **error)
{
  g_autofree guint *ordinals = g_new0 (guint, mill_analysis_n_blocks (take->analysis) + 1);
  g_autoptr (MillGraph) graph = mill_session_make_graph (
      take->analysis, take->secrets, take->marks, take->pinned, ordinals, error);
  if (graph == NULL)
    return NULL;
  mill_graph_add_tap (graph, ordinals[take->block], take->port, 0, take_rows, taker);
  if (!mill_graph_infer (graph, error))
    return NULL;
  MillRunOptions options
      = { .workers = take->limits.workers,
          .memory_bytes
          = take->limits.time_us != MILL_SAMPLE_FOREVER ? MILL_SAMPLE_MEMORY_BYTES : 0,
          .source_rows = source_rows };
  return mill_run_new (g_steal_pointer (&graph), &options, error);
}

/* Says of @sample which pins it was made from, or would have been. */
static void
note_pins (const Take *take, MillSample *sample)
{
  guint n = 0;
  const MillAnalysisLink *links = mill_analysis_active_links (take->analysis, &n);
  for (guint i = 0; take->pinned != NULL && i < n; i++)
    {
      const MillPinnedLink *link = &take->pinned[i];
      if (link->sample == NULL || !take->marks[links[i].to])
        continue;
      char **name = link->fits ? &sample->from_pin : &sample->unfit_pin;
      if (*name == NULL)
        *name = g_strdup (link->key);
      if (link->fits)
        sample->complete &= link->sample->complete;
    }
}

/* The sample of a run that has ended. @ended_by_itself: no limit has cut it short. */
static MillSample *
make_sample (const Take *take, MillRun *run, MillRowTaker *taker, gboolean ended_by_itself)
{
  const MillGraph *graph = mill_run_graph (run);
  int block = mill_graph_find_block (graph, mill_analysis_block_id (take->analysis, take->block));
  const MillSchema *schema = mill_graph_output_schema (graph, (guint)block, take->port);
  gboolean cut = mill_run_is_cut (run);
  MillSample *sample = mill_sample_new_take (schema, g_steal_pointer (&taker->batches));
  sample->complete = ended_by_itself && !cut && !mill_row_taker_is_full (taker);
  sample->partial = cut;
  note_pins (take, sample);
  sample->rows_known = sample->complete ? sample->n_rows : 0;
  sample->rejected = taker->bad;
  for (guint i = 0; i < mill_graph_n_blocks (graph); i++)
    {
      MillBlockCounters counters;
      mill_run_counters (run, i, &counters);
      sample->rejected += counters.rejected;
    }
  return sample;
}

/* The most rows that a source has given. */
static guint64
most_given (MillRun *run)
{
  guint64 most = 0;
  const MillGraph *graph = mill_run_graph (run);
  for (guint i = 0; i < mill_graph_n_blocks (graph); i++)
    {
      MillBlockCounters counters;
      mill_run_counters (run, i, &counters);
      if (mill_spec_n_inputs (mill_graph_block_spec (graph, i)) == 0)
        most = MAX (most, counters.out);
    }
  return most;
}

/* Whether @error says no more than that there was too much to do: then it is cleared. */
static gboolean
clear_too_much (const Take *take, gboolean timed_out, GError **error)
{
  gboolean cancelled = g_error_matches (*error, MILL_ERROR_RESOURCE, MILL_RESOURCE_CANCELLED);
  gboolean memory = g_error_matches (*error, MILL_ERROR_RESOURCE, MILL_RESOURCE_MEMORY);
  if (take->limits.time_us == MILL_SAMPLE_FOREVER)
    return FALSE;
  if (!memory && !(cancelled && timed_out && !g_cancellable_is_cancelled (take->cancellable)))
    return FALSE;
  g_clear_error (error);
  return TRUE;
}

/* NULL without @error: there was too much to do and no row has come; with half of the @given rows
 * of each source there would be less. */
static MillSample *
attempt (const Take *take, guint64 source_rows, gboolean last, guint64 *given, GError **error)
{
  Watch watch;
  MillRowTaker taker;
  MillSample *sample = NULL;
  g_autoptr (GError) local = NULL;
  mill_row_taker_init (&taker, take->limits.rows, take->limits.bytes);
  g_autoptr (MillRun) run = make_run (take, source_rows, &taker, &local);
  if (run != NULL)
    {
      watch_start (&watch, take->cancellable, take->limits.time_us);
      gboolean ok = mill_run_execute (run, watch.cancellable, &local);
      gboolean timed_out = watch_stop (&watch);
      *given = most_given (run);
      gboolean enough = ok || last || *given < 2 || taker.rows > 0;
      if ((ok || clear_too_much (take, timed_out, &local)) && enough)
        {
          sample = make_sample (take, run, &taker, ok);
          sample->source_rows = sample->partial ? source_rows : 0;
        }
    }
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  mill_row_taker_clear (&taker);
  return sample;
}

/* All attempts. */
static MillSample *
take_sample (const Take *take, GError **error)
{
  MillSample *sample = NULL;
  g_autoptr (GError) local = NULL;
  guint64 source_rows = 0, given = 0, next = MILL_SAMPLE_SOURCE_ROWS;
  for (guint i = 1; sample == NULL && local == NULL && i <= ATTEMPTS; i++)
    {
      sample = attempt (take, source_rows, i == ATTEMPTS, &given, &local);
      source_rows = MAX (MIN (next, given / 2), 1);
      next = source_rows / 10;
    }
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return sample;
}

MillSample *
mill_sample_take (MillAnalysis *analysis,
                  const MillSecrets *secrets,
                  GHashTable *pins,
                  const char *block,
                  const char *port,
                  const MillSampleLimits *limits,
                  GCancellable *cancellable,
                  GError **error)
{
  static const MillSampleLimits defaults = { 0 };
  g_return_val_if_fail (analysis != NULL && block != NULL && port != NULL, NULL);
  Take take = { .analysis = analysis,
                .secrets = secrets,
                .limits = limits != NULL ? *limits : defaults,
                .cancellable = cancellable };
  take.limits.rows = take.limits.rows != 0 ? take.limits.rows : MILL_SAMPLE_ROWS;
  take.limits.time_us = take.limits.time_us != 0 ? take.limits.time_us : MILL_SAMPLE_TIME_US;
  take.limits.workers = MAX (take.limits.workers, 1);
  take.limits.bytes = take.limits.bytes != 0 ? take.limits.bytes : MILL_SAMPLE_BYTES_MAX;
  if (!mill_session_check_trust (analysis, error)
      || !mill_sample_find_port (analysis, block, port, &take.block, &take.port, error))
    return NULL;
  g_autofree guint8 *marks = take.marks = g_malloc0 (mill_analysis_n_blocks (analysis) + 1);
  g_autofree MillPinnedLink *pinned = take.pinned = mill_sample_pin_links (analysis, pins);
  mark_upstream (&take);
  return check_upstream (analysis, marks, error) ? take_sample (&take, error) : NULL;
}
