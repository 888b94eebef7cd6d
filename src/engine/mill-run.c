/* One execution: set up, drive root after root, end inputs, check that the rows add up, close.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-run-private.h"

#include "mill-spool.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <unistd.h>

static gboolean finish_input (RunLane *lane, RunBlock *block, guint port, GError **error);

static guint64
default_memory (void)
{
  return (guint64)sysconf (_SC_PHYS_PAGES) * (guint64)sysconf (_SC_PAGESIZE) / 4;
}

static void
make_targets (MillRun *run, RunBlock *block)
{
  guint n;
  const guint *links = mill_graph_links_from (run->graph, block->ordinal, &n);
  block->targets = g_new0 (RunTarget *, block->n_outputs + 1);
  block->n_targets = g_new0 (guint, block->n_outputs + 1);
  for (guint i = 0; i < n; i++)
    block->n_targets[mill_graph_link_at (run->graph, links[i])->out_port]++;
  for (guint port = 0; port < block->n_outputs; port++)
    {
      block->targets[port] = g_new0 (RunTarget, block->n_targets[port] + 1);
      block->n_targets[port] = 0;
      if (mill_spec_output (block->spec, port)->rejects)
        block->rejects_port = (int)port;
    }
  for (guint i = 0; i < n; i++)
    {
      const MillGraphLink *link = mill_graph_link_at (run->graph, links[i]);
      guint at = block->n_targets[link->out_port]++;
      block->targets[link->out_port][at]
          = (RunTarget){ .link = links[i], .port = link->in_port, .block = &run->blocks[link->to] };
    }
}

static void
make_block (MillRun *run, guint ordinal)
{
  const MillGraphBlock *from = mill_graph_block (run->graph, ordinal);
  RunBlock *block = &run->blocks[ordinal];
  block->ordinal = ordinal;
  block->id = from->id;
  block->spec = from->spec;
  block->state = g_malloc0 (from->spec->state_size + 1);
  block->n_inputs = from->n_inputs;
  block->n_outputs = from->n_outputs;
  block->rejects_port = -1;
  block->limited = run->options.source_rows > 0 && block->n_inputs == 0;
  make_targets (run, block);
  for (guint port = 0; port < block->n_inputs; port++)
    block->open_inputs += from->fed_by[port] != 0;
}

static void
make_lane (MillRun *run, guint index)
{
  RunLane *lane = &run->lanes[index];
  lane->run = run;
  lane->index = index;
  lane->contexts = g_new0 (RunContext, run->n_blocks + 1);
  lane->link_rows = g_new0 (guint64, run->graph->links->len + 1);
  lane->link_waits = g_new0 (guint64, run->graph->links->len + 1);
  lane->link_digests = g_new0 (guint64, run->graph->links->len + 1);
  lane->rejects = g_array_new (FALSE, FALSE, sizeof (RunReject));
  for (guint i = 0; i < run->n_blocks; i++)
    {
      RunContext *context = &lane->contexts[i];
      RunBlock *block = &run->blocks[i];
      context->run = run;
      context->block = block;
      context->lane = lane;
      mill_arena_init (&context->arena, 0, 0);
      context->base = (MillContext){ .params = mill_graph_block (run->graph, i)->params,
                                     .state = block->state,
                                     .lane = g_malloc0 (block->spec->lane_size + 1),
                                     .lane_index = index,
                                     .n_lanes = run->n_lanes,
                                     .arena = &context->arena,
                                     .errors = mill_row_errors_new (),
                                     .ops = mill_run_context_ops () };
    }
}

MillRun *
mill_run_new (MillGraph *graph, const MillRunOptions *options, GError **error)
{
  g_return_val_if_fail (graph != NULL, NULL);
  if (options != NULL)
    mill_run_show_ports (graph, options);
  MillPlan *plan = mill_plan_new (graph, error);
  if (plan == NULL)
    {
      mill_graph_free (graph);
      return NULL;
    }
  MillRun *run = g_new0 (MillRun, 1);
  run->graph = graph;
  run->plan = plan;
  if (options != NULL)
    run->options = *options;
  if (run->options.memory_bytes == 0)
    run->options.memory_bytes = default_memory ();
  const char *temp = g_getenv ("TMPDIR");
  run->spill_folder = g_strdup (run->options.spill_folder != NULL ? run->options.spill_folder
                                : temp != NULL                    ? temp
                                                                  : "/var/tmp");
  run->n_lanes = run->options.workers != 0 ? run->options.workers : g_get_num_processors ();
  run->n_lanes = CLAMP (run->n_lanes, 1, MILL_WORKERS_MAX);
  if (run->options.source_rows > 0)
    run->n_lanes = 1; /* which rows are the first ones is known in their order only */
  /* with more lanes than cores, whoever spins keeps the one it waits for from running */
  run->spins = run->n_lanes <= g_get_num_processors () ? RUN_SPINS : 0;
  run->n_blocks = graph->blocks->len;
  g_mutex_init (&run->mutex);
  g_cond_init (&run->work);
  g_cond_init (&run->rest);
  g_cond_init (&run->turned);
  g_cond_init (&run->resumed);
  g_queue_init (&run->messages);
  run->blocks = g_new0 (RunBlock, run->n_blocks + 1);
  for (guint i = 0; i < run->n_blocks; i++)
    make_block (run, i);
  run->commits = g_new (guint, run->n_blocks + 1);
  for (guint i = 0; i < run->n_blocks; i++)
    if (run->blocks[graph->order[i]].spec->commit != NULL)
      run->commits[run->n_commits++] = graph->order[i];
  run->lanes = g_new0 (RunLane, run->n_lanes);
  for (guint i = 0; i < run->n_lanes; i++)
    make_lane (run, i);
  mill_run_watch_init (run);
  return run;
}

static void
free_lane (MillRun *run, RunLane *lane)
{
  for (guint i = 0; i < run->n_blocks; i++)
    {
      mill_arena_clear (&lane->contexts[i].arena);
      mill_row_errors_free (lane->contexts[i].base.errors);
      g_free (lane->contexts[i].base.lane);
    }
  for (guint i = 0; i < lane->rejects->len; i++)
    g_free (g_array_index (lane->rejects, RunReject, i).message);
  g_array_unref (lane->rejects);
  mill_bytes_clear (&lane->reject_raw);
  g_free (lane->contexts);
  g_free (lane->link_rows);
  g_free (lane->link_waits);
  g_free (lane->link_digests);
}

static void
free_block (RunBlock *block)
{
  for (guint port = 0; port < block->n_outputs; port++)
    g_free (block->targets[port]);
  g_free (block->targets);
  g_free (block->n_targets);
  g_free (block->state);
}

void
mill_run_free (MillRun *run)
{
  if (run == NULL)
    return;
  mill_run_watch_clear (run);
  for (guint i = 0; i < run->n_lanes; i++)
    free_lane (run, &run->lanes[i]);
  for (guint i = 0; i < run->n_blocks; i++)
    free_block (&run->blocks[i]);
  g_queue_clear_full (&run->messages, (GDestroyNotify)mill_message_free);
  g_clear_error (&run->error);
  g_cond_clear (&run->work);
  g_cond_clear (&run->rest);
  g_cond_clear (&run->turned);
  g_cond_clear (&run->resumed);
  g_mutex_clear (&run->mutex);
  g_free (run->commits);
  g_free (run->lanes);
  g_free (run->blocks);
  g_free (run->spill_folder);
  mill_plan_free (run->plan);
  mill_graph_free (run->graph);
  g_free (run);
}

static RunContext *
context_of (MillRun *run, guint lane, const RunBlock *block)
{
  return &run->lanes[lane].contexts[block->ordinal];
}

/* ---- opening ---- */

static gboolean
open_block (MillRun *run, RunBlock *block, GError **error)
{
  const MillBlockSpec *spec = block->spec;
  RunLane *lane = &run->lanes[0];
  RunContext *before = run_enter (lane, context_of (run, 0, block), run_now ());
  block->opened = TRUE;
  gboolean ok = spec->open == NULL || spec->open (&context_of (run, 0, block)->base, error);
  for (guint i = 0; ok && i < run->n_lanes && spec->lane_open != NULL; i++)
    ok = spec->lane_open (&context_of (run, i, block)->base, error);
  run_leave (lane, before, run_now ());
  if (ok)
    return TRUE;
  __atomic_store_n (&block->failed, 1, __ATOMIC_RELAXED);
  g_prefix_error (error, "%s: ", block->id);
  return FALSE;
}

static gboolean
open_blocks (MillRun *run, GError **error)
{
  for (guint i = 0; i < run->n_blocks; i++)
    if (!open_block (run, &run->blocks[run->graph->order[i]], error))
      return FALSE;
  return TRUE;
}

/* ---- driving one root ---- */

/* What the ticket made and must stand in the order of rows: refused rows, and the bytes of sinks.
 * Sinks, too, refuse rows, and others write these. */
static gboolean
commit_ticket (RunLane *lane, GError **error)
{
  const MillPlanRoot *root = lane->run->root;
  if (root->n_commits == 0 && lane->rejects->len == 0)
    return TRUE;
  if (!mill_run_wait_turn (lane))
    return TRUE;
  return mill_run_commit (lane, root->commits, root->n_commits, error);
}

static gboolean
drive_lane (RunLane *lane, gpointer data G_GNUC_UNUSED, GError **error)
{
  MillRun *run = lane->run;
  RunContext *root = &lane->contexts[run->root->block];
  const MillBlockSpec *spec = root->block->spec;
  MillFlow flow = MILL_FLOW_OK;
  while (flow == MILL_FLOW_OK)
    {
      mill_run_pause_point (lane);
      if (mill_run_stopped (run))
        break;
      lane->ticket = __atomic_fetch_add (&run->next_ticket, 1, __ATOMIC_RELAXED);
      lane->place = run->first_place + lane->ticket;
      root->base.ticket = lane->ticket;
      mill_arena_reset (&root->arena);
      mill_row_errors_clear (root->base.errors);
      run_enter (lane, root, run_now ());
      flow = spec->produce (&root->base, lane->ticket, error);
      run_leave (lane, NULL, run_now ());
      if (flow == MILL_FLOW_ERROR)
        {
          mill_run_name_error (lane, root->block, error);
          return FALSE;
        }
      RUN_COUNT (root->batches, 1);
      if (!commit_ticket (lane, error))
        return FALSE;
      /* what a stopping run has left out must not let later rows out */
      if (!mill_run_stopped (run))
        mill_run_complete_ticket (lane);
    }
  return TRUE;
}

/* ---- the end of inputs ---- */

static gboolean
end_outputs (RunLane *lane, RunBlock *block, GError **error)
{
  __atomic_store_n (&block->finished, 1, __ATOMIC_RELAXED);
  for (guint port = 0; port < block->n_outputs; port++)
    for (guint i = 0; i < block->n_targets[port]; i++)
      {
        const RunTarget *target = &block->targets[port][i];
        if (!finish_input (lane, target->block, target->port, error))
          return FALSE;
      }
  return TRUE;
}

static gboolean
finish_input (RunLane *lane, RunBlock *block, guint port, GError **error)
{
  RunContext *context = &lane->contexts[block->ordinal];
  if (mill_run_stopped (lane->run))
    return FALSE;
  context->base.ticket = lane->place;
  mill_arena_reset (&context->arena);
  mill_row_errors_clear (context->base.errors);
  RunContext *before = run_enter (lane, context, run_now ());
  gboolean ok = block->spec->finish == NULL || block->spec->finish (&context->base, port, error);
  run_leave (lane, before, run_now ());
  if (!ok)
    {
      mill_run_name_error (lane, block, error);
      return FALSE;
    }
  if (!mill_run_commit_exclusive (lane, error))
    return FALSE;
  if (--block->open_inputs > 0 || block->spec->produce != NULL)
    return TRUE;
  return end_outputs (lane, block, error);
}

/* Ends the outputs of @block while the other lanes rest. What that brings stands behind all rows so
 * far. */
static gboolean
end_root (MillRun *run, RunBlock *block, GError **error)
{
  RunLane *first = &run->lanes[0];
  first->exclusive = TRUE;
  first->place = run->first_place + RUN_READ (run->next_ticket);
  gboolean ok = end_outputs (first, block, error);
  first->exclusive = FALSE;
  run->first_place = first->place + 1;
  return ok;
}

static gboolean
drive_root (MillRun *run, const MillPlanRoot *root, GError **error)
{
  run->root = root;
  __atomic_store_n (&run->blocks[root->block].started, 1, __ATOMIC_RELAXED);
  mill_run_reset_tickets (run);
  return mill_run_pool_do (run, drive_lane, NULL, error)
         && end_root (run, &run->blocks[root->block], error);
}

/* Blocks all of whose inputs are left open because nothing is linked to them end at once. */
static gboolean
end_unlinked (MillRun *run, GError **error)
{
  for (guint i = 0; i < run->n_blocks; i++)
    {
      RunBlock *block = &run->blocks[run->graph->order[i]];
      if (block->open_inputs == 0 && block->spec->produce == NULL && !RUN_READ (block->finished)
          && !end_root (run, block, error))
        return FALSE;
    }
  return TRUE;
}

/* ---- the end of the run ---- */

static gboolean
check_conservation (MillRun *run, GError **error)
{
  if (RUN_READ (run->ended_early))
    return TRUE;
  for (guint i = 0; i < run->n_blocks; i++)
    {
      MillBlockCounters c;
      mill_run_counters (run, i, &c);
      if (c.in + c.created == c.out + c.filtered + c.absorbed + c.rejected)
        continue;
      g_set_error (error,
                   MILL_ERROR_BLOCK,
                   MILL_BLOCK_CONSERVATION,
                   _ ("%s: rows do not add up: %" PRIu64 " in and %" PRIu64 " made, but %" PRIu64
                      " out, %" PRIu64 " filtered, %" PRIu64 " absorbed and %" PRIu64
                      " rejected; this is a bug in the block, please report it"),
                   run->blocks[i].id,
                   c.in,
                   c.created,
                   c.out,
                   c.filtered,
                   c.absorbed,
                   c.rejected);
      return FALSE;
    }
  return TRUE;
}

/* Closes every block that was opened; after the first failure the rest are undone. */
static gboolean
close_blocks (MillRun *run, gboolean success, GError **error)
{
  for (guint i = 0; i < run->n_blocks; i++)
    {
      RunBlock *block = &run->blocks[run->graph->order[i]];
      const MillBlockSpec *spec = block->spec;
      if (!block->opened)
        continue;
      for (guint lane = 0; lane < run->n_lanes && spec->lane_close != NULL; lane++)
        spec->lane_close (&context_of (run, lane, block)->base);
      g_autoptr (GError) local = NULL;
      RunContext *before = run_enter (&run->lanes[0], context_of (run, 0, block), run_now ());
      gboolean ok
          = spec->close == NULL || spec->close (&context_of (run, 0, block)->base, success, &local);
      run_leave (&run->lanes[0], before, run_now ());
      if (ok || !success)
        continue;
      __atomic_store_n (&block->failed, 1, __ATOMIC_RELAXED);
      if (local == NULL)
        local = mill_run_nameless_error ();
      g_propagate_prefixed_error (error, g_steal_pointer (&local), "%s: ", block->id);
      success = FALSE;
    }
  return success;
}

static gboolean
drive_all (MillRun *run, GError **error)
{
  if (!open_blocks (run, error) || !end_unlinked (run, error))
    return FALSE;
  for (guint i = 0; i < run->plan->n_roots; i++)
    if (mill_run_stopped (run) || !drive_root (run, &run->plan->roots[i], error))
      return FALSE;
  return !mill_run_stopped (run) && check_conservation (run, error);
}

gboolean
mill_run_execute (MillRun *run, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (run != NULL && mill_run_state (run) == MILL_RUN_READY, FALSE);
  g_autoptr (GError) local = NULL;
  run->cancellable = cancellable;
  __atomic_store_n (&run->state, MILL_RUN_RUNNING, __ATOMIC_RELEASE);
  mill_run_pool_start (run);
  gboolean ok = drive_all (run, &local);
  mill_run_pool_stop (run);
  if (!ok && local == NULL)
    local = run->error != NULL ? g_error_copy (run->error) : mill_run_nameless_error ();
  if (!close_blocks (run, ok, ok ? &local : NULL))
    ok = FALSE;
  int state = ok ? MILL_RUN_DONE : MILL_RUN_FAILED;
  if (g_error_matches (local, MILL_ERROR_RESOURCE, MILL_RESOURCE_CANCELLED))
    state = MILL_RUN_CANCELLED;
  __atomic_store_n (&run->state, state, __ATOMIC_RELEASE);
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return ok;
}

/* ---- looking from outside ---- */

MillRunState
mill_run_state (MillRun *run)
{
  g_return_val_if_fail (run != NULL, MILL_RUN_FAILED);
  return (MillRunState)__atomic_load_n (&run->state, __ATOMIC_ACQUIRE);
}

static guint64
waits_of (MillRun *run, guint lane, guint block)
{
  guint n;
  guint64 sum = 0;
  const guint *links = mill_graph_links_from (run->graph, block, &n);
  for (guint i = 0; i < n; i++)
    sum += RUN_READ (run->lanes[lane].link_waits[links[i]]);
  return sum;
}

void
mill_run_counters (MillRun *run, guint block, MillBlockCounters *counters)
{
  g_return_if_fail (run != NULL && block < run->n_blocks && counters != NULL);
  *counters = (MillBlockCounters){ .started = RUN_READ (run->blocks[block].started),
                                   .finished = RUN_READ (run->blocks[block].finished),
                                   .failed = RUN_READ (run->blocks[block].failed) };
  for (guint i = 0; i < run->n_lanes; i++)
    {
      const RunContext *context = &run->lanes[i].contexts[block];
      counters->in += RUN_READ (context->in);
      counters->out += RUN_READ (context->out);
      counters->filtered += RUN_READ (context->filtered);
      counters->absorbed += RUN_READ (context->absorbed);
      counters->created += RUN_READ (context->created);
      counters->rejected += RUN_READ (context->rejected);
      counters->batches += RUN_READ (context->batches);
      counters->busy_ns += RUN_READ (context->busy);
      counters->wait_ns += waits_of (run, i, block);
      counters->progress = MAX (counters->progress, RUN_READ (context->progress));
      counters->progress_total = MAX (counters->progress_total, RUN_READ (context->progress_total));
    }
}

/* Whether @at, a link into the wanted block, is the one that the document calls from.out_port ->
 * to.in_port: a `many` port has one port a link here, and a spool may stand before it. */
static gboolean
is_link (const MillGraph *graph, const MillGraphLink *at, const MillGraphLink *wanted)
{
  const MillGraphBlock *to = mill_graph_block (graph, at->to);
  if (MIN (at->in_port, mill_spec_n_inputs (to->spec) - 1) != wanted->in_port)
    return FALSE;
  if (at->from == wanted->from)
    return at->out_port == wanted->out_port;
  const MillGraphBlock *from = mill_graph_block (graph, at->from);
  if (from->spec != mill_spool_spec ())
    return FALSE;
  const MillGraphLink *before = mill_graph_link_into (graph, from, 0);
  return before->from == wanted->from && before->out_port == wanted->out_port;
}

void
mill_run_link_counters (
    MillRun *run, guint from, guint out_port, guint to, guint in_port, MillLinkCounters *counters)
{
  g_return_if_fail (run != NULL && to < run->n_blocks && counters != NULL);
  const MillGraphLink wanted = { from, out_port, to, in_port };
  const MillGraphBlock *block = mill_graph_block (run->graph, to);
  *counters = (MillLinkCounters){ 0 };
  for (guint port = 0; port < block->n_inputs; port++)
    {
      guint link = block->fed_by[port];
      if (link == 0 || !is_link (run->graph, mill_graph_link_at (run->graph, link - 1), &wanted))
        continue;
      guint feeder = mill_graph_link_at (run->graph, link - 1)->from, first = link;
      if (feeder != from) /* the producer waits for the spool */
        first = mill_graph_block (run->graph, feeder)->fed_by[0];
      for (guint i = 0; i < run->n_lanes; i++)
        {
          const RunLane *lane = &run->lanes[i];
          counters->rows += RUN_READ (lane->link_rows[link - 1]);
          counters->wait_ns += RUN_READ (lane->link_waits[first - 1]);
          counters->digest += RUN_READ (lane->link_digests[first - 1]);
        }
    }
}

guint64
mill_run_link_rows (MillRun *run, guint from, guint out_port, guint to, guint in_port)
{
  MillLinkCounters counters = { 0 };
  mill_run_link_counters (run, from, out_port, to, in_port, &counters);
  return counters.rows;
}

void
mill_run_set_paused (MillRun *run, gboolean paused)
{
  g_return_if_fail (run != NULL);
  g_mutex_lock (&run->mutex);
  __atomic_store_n (&run->paused, paused != FALSE, __ATOMIC_RELEASE);
  g_cond_broadcast (&run->resumed);
  g_mutex_unlock (&run->mutex);
}

gboolean
mill_run_get_paused (MillRun *run)
{
  g_return_val_if_fail (run != NULL, FALSE);
  return __atomic_load_n (&run->paused, __ATOMIC_ACQUIRE) != 0;
}

gboolean
mill_run_is_cut (MillRun *run)
{
  g_return_val_if_fail (run != NULL, FALSE);
  return __atomic_load_n (&run->cut, __ATOMIC_RELAXED) != 0;
}

const MillGraph *
mill_run_graph (MillRun *run)
{
  g_return_val_if_fail (run != NULL, NULL);
  return run->graph;
}

MillMessage *
mill_run_pop_message (MillRun *run)
{
  g_return_val_if_fail (run != NULL, NULL);
  g_mutex_lock (&run->mutex);
  MillMessage *message = g_queue_pop_head (&run->messages);
  g_mutex_unlock (&run->mutex);
  return message;
}

guint64
mill_run_peak_memory (MillRun *run)
{
  g_return_val_if_fail (run != NULL, 0);
  return (guint64)MAX (__atomic_load_n (&run->memory_peak, __ATOMIC_RELAXED), 0);
}

void
mill_message_free (MillMessage *message)
{
  if (message == NULL)
    return;
  g_free (message->block);
  g_free (message->text);
  g_free (message);
}
