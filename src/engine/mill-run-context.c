/* What a block may ask of the engine: the hot part is emit(), once for each batch and link.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-run-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <unistd.h>

enum
{
  MESSAGES_MAX = 10000 /* on the bus; a block that says more is cut short */
};

/* Calls process() of @block, whose time it is. */
static MillFlow
deliver (RunLane *lane, const RunTarget *target, const MillBatch *batch, GError **error)
{
  RunBlock *block = target->block;
  RunContext *to = &lane->contexts[block->ordinal];
  /* while this lane waited, the block may have had enough */
  if (block->spec->ordered && (!mill_run_wait_turn (lane) || RUN_READ (block->done)))
    return MILL_FLOW_DONE;
  mill_arena_reset (&to->arena);
  if (to->base.errors->n > 0)
    mill_row_errors_clear (to->base.errors);
  to->base.ticket = lane->place;
  RUN_COUNT (to->in, batch->n_selected);
  RUN_COUNT (to->batches, 1);
  RUN_COUNT (lane->link_rows[target->link], batch->n_selected);
  MillFlow flow = block->spec->process (&to->base, target->port, batch, error);
  if (G_UNLIKELY (flow == MILL_FLOW_DONE))
    {
      __atomic_store_n (&lane->run->ended_early, 1, __ATOMIC_RELAXED);
      __atomic_store_n (&block->done, 1, __ATOMIC_RELAXED);
    }
  else if (G_UNLIKELY (flow == MILL_FLOW_ERROR))
    mill_run_name_error (lane, block, error);
  return flow;
}

/* Calls process() of the block behind @target. */
MillFlow
mill_run_deliver (RunLane *lane, const RunTarget *target, const MillBatch *batch, GError **error)
{
  if (RUN_READ (target->block->done))
    return MILL_FLOW_DONE;
  guint64 start = run_now ();
  RunContext *before = run_enter (lane, &lane->contexts[target->block->ordinal], start);
  MillFlow flow = deliver (lane, target, batch, error);
  guint64 end = run_now ();
  run_leave (lane, before, end);
  RUN_COUNT (lane->link_waits[target->link], end - start);
  return flow;
}

/* Passes on what was refused and lets @commits write, until no sink refuses more. The lane has its
 * turn. */
gboolean
mill_run_commit (RunLane *lane, const guint *commits, guint n, GError **error)
{
  do
    {
      if (!mill_run_flush_rejects (lane, error))
        return FALSE;
      for (guint i = 0; i < n; i++)
        {
          RunContext *sink = &lane->contexts[commits[i]];
          RunContext *before = run_enter (lane, sink, run_now ());
          gboolean ok = sink->block->spec->commit (&sink->base, error);
          run_leave (lane, before, run_now ());
          if (ok)
            continue;
          mill_run_name_error (lane, sink->block, error);
          return FALSE;
        }
    }
  while (lane->rejects->len > 0);
  return TRUE;
}

/* Between roots nobody else writes, so what came is written at once: memory stays small. */
gboolean
mill_run_commit_exclusive (RunLane *lane, GError **error)
{
  lane->depth++;
  gboolean ok = mill_run_commit (lane, lane->run->commits, lane->run->n_commits, error);
  lane->depth--;
  return ok;
}

/* Makes @view the rows of @batch that the source may still give. Returns: whether there are any. */
static gboolean
cut_source (RunContext *source, const MillBatch *batch, MillBatch *view)
{
  MillRun *run = source->run;
  guint64 left = run->options.source_rows - RUN_READ (source->out);
  *view = *batch;
  view->refs = 0;
  if (batch->n_selected <= left)
    return TRUE;
  __atomic_store_n (&run->cut, 1, __ATOMIC_RELAXED);
  __atomic_store_n (&run->ended_early, 1, __ATOMIC_RELAXED);
  view->n_selected = (guint)left;
  if (view->selection == NULL)
    view->n_rows = view->n_selected;
  return left > 0;
}

/* Keeps what is to be kept. Returns: the digest of the rows, 0 when none is wanted. */
static guint64
watch (RunLane *lane, const RunBlock *block, guint port, const MillBatch *batch)
{
  if (mill_run_keeps (lane, block, port))
    mill_run_keep (lane, block, port, batch);
  if (lane->kept != NULL)
    RUN_COUNT (lane->kept[block->first_port + port].passed, batch->n_selected);
  return lane->run->options.digests ? mill_run_digest (lane, batch) : 0;
}

static MillFlow
context_emit (MillContext *context, guint port, const MillBatch *batch, GError **error)
{
  RunContext *from = (RunContext *)context;
  RunLane *lane = from->lane;
  RunBlock *block = from->block;
  guint n = block->n_targets[port], n_done = 0;
  MillBatch view;
  if (batch->n_selected == 0)
    return MILL_FLOW_OK;
  if (G_UNLIKELY (block->limited) && (int)port != block->rejects_port)
    {
      if (!cut_source (from, batch, &view))
        return MILL_FLOW_DONE;
      batch = &view;
    }
  if (G_LIKELY ((int)port != block->rejects_port))
    RUN_COUNT (from->out, batch->n_selected);
  guint64 digest = block->watched ? watch (lane, block, port, batch) : 0;
  lane->depth++;
  for (guint i = 0; i < n; i++)
    {
      if (digest != 0 && !RUN_READ (block->targets[port][i].block->done))
        RUN_COUNT (lane->link_digests[block->targets[port][i].link], digest);
      MillFlow flow = mill_run_deliver (lane, &block->targets[port][i], batch, error);
      if (G_UNLIKELY (flow == MILL_FLOW_ERROR))
        {
          lane->depth--;
          return MILL_FLOW_ERROR;
        }
      n_done += flow == MILL_FLOW_DONE;
    }
  lane->depth--;
  if (lane->exclusive && lane->depth == 0 && !mill_run_commit_exclusive (lane, error))
    return MILL_FLOW_ERROR;
  return n > 0 && n_done == n ? MILL_FLOW_DONE : MILL_FLOW_OK;
}

static void
context_reject (MillContext *context,
                const MillBatch *batch,
                guint row,
                MillRejectCode code,
                const char *message)
{
  g_auto (MillBytes) raw = { 0 };
  MillOrigin origin = batch->origin;
  origin.first_row += row;
  mill_run_row_text (batch, row, &raw);
  mill_run_add_reject (
      (RunContext *)context, origin, (MillSpan){ raw.data, raw.length }, code, message);
}

static void
context_reject_raw (
    MillContext *context, MillOrigin origin, MillSpan raw, MillRejectCode code, const char *message)
{
  mill_run_add_reject ((RunContext *)context, origin, raw, code, message);
}

static void
context_count (MillContext *context, guint64 filtered, guint64 absorbed, guint64 created)
{
  RunContext *self = (RunContext *)context;
  RUN_COUNT (self->filtered, filtered);
  RUN_COUNT (self->absorbed, absorbed);
  RUN_COUNT (self->created, created);
}

static gboolean
context_cancelled (MillContext *context)
{
  return mill_run_stopped (((RunContext *)context)->run);
}

static GCancellable *
context_cancellable (MillContext *context)
{
  return ((RunContext *)context)->run->cancellable;
}

static gboolean
context_reserve (MillContext *context, gssize bytes)
{
  MillRun *run = ((RunContext *)context)->run;
  gint64 used = __atomic_add_fetch (&run->memory_used, bytes, __ATOMIC_RELAXED);
  gint64 peak = __atomic_load_n (&run->memory_peak, __ATOMIC_RELAXED);
  while (used > peak
         && !__atomic_compare_exchange_n (
             &run->memory_peak, &peak, used, TRUE, __ATOMIC_RELAXED, __ATOMIC_RELAXED))
    ;
  return used <= (gint64)run->options.memory_bytes;
}

static int
context_spill_file (MillContext *context, GError **error)
{
  const char *folder = ((RunContext *)context)->run->spill_folder;
  int fd = open (folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (fd >= 0)
    return fd;
  /* file systems without nameless files: name it, open it, take the name away */
  g_autofree char *path = g_build_filename (folder, "millrace-spill-XXXXXX", NULL);
  fd = g_mkstemp_full (path, O_RDWR | O_CLOEXEC, 0600);
  if (fd < 0)
    mill_set_errno_error (error, errno, MILL_RESOURCE_WRITE, _ ("making a spill file in"), folder);
  else
    g_unlink (path);
  return fd;
}

typedef struct
{
  guint n;
  guint next; /* atomic */
  gboolean (*func) (guint i, guint worker, void *data, GError **error);
  void *data;
  const RunBlock *block;
} Parallel;

static gboolean
parallel_lane (RunLane *lane, gpointer data, GError **error)
{
  Parallel *parallel = data;
  guint i;
  gboolean ok = TRUE;
  RunContext *before = run_enter (lane, &lane->contexts[parallel->block->ordinal], run_now ());
  while (ok && (i = __atomic_fetch_add (&parallel->next, 1, __ATOMIC_RELAXED)) < parallel->n)
    {
      mill_run_pause_point (lane);
      if (mill_run_stopped (lane->run))
        break;
      ok = parallel->func (i, lane->index, parallel->data, error);
    }
  run_leave (lane, before, run_now ());
  return ok;
}

static gboolean
context_parallel (MillContext *context,
                  guint n,
                  gboolean (*func) (guint i, guint worker, void *data, GError **error),
                  void *data,
                  GError **error)
{
  RunContext *self = (RunContext *)context;
  Parallel parallel = { .n = n, .func = func, .data = data, .block = self->block };
  g_return_val_if_fail (self->lane->exclusive, FALSE);
  return mill_run_pool_do (self->run, parallel_lane, &parallel, error);
}

static void *
context_lane (MillContext *context, guint index)
{
  RunContext *self = (RunContext *)context;
  g_return_val_if_fail (index < self->run->n_lanes, NULL);
  return self->run->lanes[index].contexts[self->block->ordinal].base.lane;
}

static const MillSchema *
context_schema (MillContext *context, gboolean output, guint port)
{
  RunContext *self = (RunContext *)context;
  return output ? mill_graph_output_schema (self->run->graph, self->block->ordinal, port)
                : mill_graph_input_schema (self->run->graph, self->block->ordinal, port);
}

static const guint8 *
context_needed (MillContext *context, guint port)
{
  RunContext *self = (RunContext *)context;
  return mill_graph_block (self->run->graph, self->block->ordinal)->needed[port];
}

static const guint8 *
context_wanted (MillContext *context, guint port)
{
  RunContext *self = (RunContext *)context;
  return mill_graph_block (self->run->graph, self->block->ordinal)->wanted[port];
}

static void
context_post (MillContext *context, MillMessageLevel level, const char *text)
{
  RunContext *self = (RunContext *)context;
  MillMessage *message = g_new0 (MillMessage, 1);
  message->level = level;
  message->block = g_strdup (self->block->id);
  message->text = g_strdup (text);
  g_mutex_lock (&self->run->mutex);
  if (g_queue_get_length (&self->run->messages) < MESSAGES_MAX || level == MILL_MESSAGE_OUTPUT)
    g_queue_push_tail (&self->run->messages, g_steal_pointer (&message));
  g_mutex_unlock (&self->run->mutex);
  mill_message_free (message);
}

static void
context_progress (MillContext *context, guint64 done, guint64 total)
{
  RunContext *self = (RunContext *)context;
  RUN_COUNT (self->progress, done - RUN_READ (self->progress));
  RUN_COUNT (self->progress_total, total - RUN_READ (self->progress_total));
}

static guint32
context_source (MillContext *context)
{
  return ((RunContext *)context)->block->ordinal;
}

static const MillContextOps context_ops = {
  .emit = context_emit,
  .reject = context_reject,
  .reject_raw = context_reject_raw,
  .count = context_count,
  .cancelled = context_cancelled,
  .cancellable = context_cancellable,
  .reserve = context_reserve,
  .spill_file = context_spill_file,
  .parallel = context_parallel,
  .lane = context_lane,
  .schema = context_schema,
  .needed = context_needed,
  .wanted = context_wanted,
  .post = context_post,
  .progress = context_progress,
  .source = context_source,
};

const MillContextOps *
mill_run_context_ops (void)
{
  return &context_ops;
}
