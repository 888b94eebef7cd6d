/* Workers, tickets and turns.
 *
 * Every piece of work has a ticket, its place in the order of rows. Lanes take tickets as they come
 * and mostly never wait; what must be written in order waits for its turn: until all tickets before
 * are complete. The lowest ticket never waits, so the others get theirs.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-run-private.h"

#include <glib/gi18n-lib.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#define RUN_PAUSE() _mm_pause ()
#else
#define RUN_PAUSE() ((void)0)
#endif

gboolean
mill_run_stopped (MillRun *run)
{
  if (__atomic_load_n (&run->stop, __ATOMIC_ACQUIRE))
    return TRUE;
  if (run->cancellable == NULL || !g_cancellable_is_cancelled (run->cancellable))
    return FALSE;
  mill_run_fail (
      run,
      g_error_new_literal (MILL_ERROR_RESOURCE, MILL_RESOURCE_CANCELLED, "the run was cancelled"));
  return TRUE;
}

/* For a block that fails and does not say why. */
GError *
mill_run_nameless_error (void)
{
  return g_error_new_literal (MILL_ERROR_BLOCK,
                              MILL_BLOCK_BUG,
                              _ ("failed without saying why; this is a bug in the block, please "
                                 "report it"));
}

/* Puts the id of @block, where the lane's error arose, before it; the blocks that pass the error on
 * do not count. */
void
mill_run_name_error (RunLane *lane, RunBlock *block, GError **error)
{
  if (lane->named)
    return;
  lane->named = TRUE;
  __atomic_store_n (&block->failed, 1, __ATOMIC_RELAXED);
  if (error != NULL && *error == NULL)
    *error = mill_run_nameless_error ();
  g_prefix_error (error, "%s: ", block->id);
}

/* Takes @error; only the first one counts. */
void
mill_run_fail (MillRun *run, GError *error)
{
  if (error == NULL)
    error = mill_run_nameless_error ();
  g_mutex_lock (&run->mutex);
  if (run->error == NULL)
    run->error = g_steal_pointer (&error);
  __atomic_store_n (&run->stop, 1, __ATOMIC_RELEASE);
  g_cond_broadcast (&run->turned);
  g_mutex_unlock (&run->mutex);
  g_clear_error (&error);
}

void
mill_run_reset_tickets (MillRun *run)
{
  memset (run->ring, 0, sizeof run->ring);
  __atomic_store_n (&run->next_ticket, 0, __ATOMIC_RELAXED);
  __atomic_store_n (&run->turn, 0, __ATOMIC_RELEASE);
}

/* Waits until every ticket below @wanted is complete. */
static gboolean
wait_until (MillRun *run, guint64 wanted)
{
  for (guint i = 0; i < run->spins; i++)
    {
      if (__atomic_load_n (&run->turn, __ATOMIC_ACQUIRE) >= wanted)
        return TRUE;
      RUN_PAUSE ();
    }
  g_mutex_lock (&run->mutex);
  run->turn_waiters++;
  while (__atomic_load_n (&run->turn, __ATOMIC_ACQUIRE) < wanted
         && !__atomic_load_n (&run->stop, __ATOMIC_ACQUIRE))
    g_cond_wait_until (&run->turned, &run->mutex, g_get_monotonic_time () + 50000);
  run->turn_waiters--;
  g_mutex_unlock (&run->mutex);
  return __atomic_load_n (&run->turn, __ATOMIC_ACQUIRE) >= wanted;
}

/* Returns FALSE when the run stops. */
gboolean
mill_run_wait_turn (RunLane *lane)
{
  if (lane->has_turn || lane->exclusive)
    return TRUE;
  lane->has_turn = __atomic_load_n (&lane->run->turn, __ATOMIC_ACQUIRE) >= lane->ticket;
  if (lane->has_turn)
    return TRUE;
  guint64 start = run_now ();
  lane->has_turn = wait_until (lane->run, lane->ticket);
  lane->mark += run_now () - start; /* nobody was at work */
  return lane->has_turn;
}

void
mill_run_pause_point (RunLane *lane)
{
  MillRun *run = lane->run;
  if (G_LIKELY (!__atomic_load_n (&run->paused, __ATOMIC_ACQUIRE)))
    return;
  guint64 start = run_now ();
  while (__atomic_load_n (&run->paused, __ATOMIC_ACQUIRE) && !mill_run_stopped (run))
    {
      g_mutex_lock (&run->mutex);
      if (__atomic_load_n (&run->paused, __ATOMIC_ACQUIRE))
        g_cond_wait_until (&run->resumed, &run->mutex, g_get_monotonic_time () + 50000);
      g_mutex_unlock (&run->mutex);
    }
  lane->mark += run_now () - start;
}

void
mill_run_complete_ticket (RunLane *lane)
{
  MillRun *run = lane->run;
  lane->has_turn = FALSE;
  /* bounded run-ahead: the ring has room for so many, and so have the lists of what waits */
  if (lane->ticket >= RUN_RING && !wait_until (run, lane->ticket - RUN_RING + 1))
    return;
  g_mutex_lock (&run->mutex);
  guint64 turn = __atomic_load_n (&run->turn, __ATOMIC_RELAXED);
  run->ring[lane->ticket % RUN_RING] = 1;
  while (run->ring[turn % RUN_RING])
    run->ring[turn++ % RUN_RING] = 0;
  __atomic_store_n (&run->turn, turn, __ATOMIC_RELEASE);
  if (run->turn_waiters > 0)
    g_cond_broadcast (&run->turned);
  g_mutex_unlock (&run->mutex);
}

static void
do_job (RunLane *lane, RunPoolFunc func, gpointer data)
{
  GError *error = NULL;
  if (!func (lane, data, &error))
    mill_run_fail (lane->run, error);
}

static gpointer
worker_main (gpointer data)
{
  RunLane *lane = data;
  MillRun *run = lane->run;
  guint64 seen = 0;
  g_mutex_lock (&run->mutex);
  for (;;)
    {
      while (run->job_number == seen && !run->quit)
        g_cond_wait (&run->work, &run->mutex);
      if (run->quit)
        break;
      seen = run->job_number;
      RunPoolFunc func = run->job;
      gpointer job_data = run->job_data;
      g_mutex_unlock (&run->mutex);
      do_job (lane, func, job_data);
      g_mutex_lock (&run->mutex);
      if (--run->busy == 0)
        g_cond_signal (&run->rest);
    }
  g_mutex_unlock (&run->mutex);
  return NULL;
}

void
mill_run_pool_start (MillRun *run)
{
  for (guint i = 1; i < run->n_lanes; i++)
    run->lanes[i].thread = g_thread_new ("mill-worker", worker_main, &run->lanes[i]);
}

void
mill_run_pool_stop (MillRun *run)
{
  g_mutex_lock (&run->mutex);
  run->quit = TRUE;
  g_cond_broadcast (&run->work);
  g_mutex_unlock (&run->mutex);
  for (guint i = 1; i < run->n_lanes; i++)
    g_clear_pointer (&run->lanes[i].thread, g_thread_join);
}

/* Calls @func once on every lane, this thread being lane 0. FALSE: the run has an error, not copied
 * out. */
gboolean
mill_run_pool_do (MillRun *run, RunPoolFunc func, gpointer data, GError **error)
{
  g_mutex_lock (&run->mutex);
  run->job = func;
  run->job_data = data;
  run->job_number++;
  run->busy = run->n_lanes - 1;
  g_cond_broadcast (&run->work);
  g_mutex_unlock (&run->mutex);
  do_job (&run->lanes[0], func, data);
  g_mutex_lock (&run->mutex);
  while (run->busy > 0)
    g_cond_wait (&run->rest, &run->mutex);
  gboolean ok = run->error == NULL;
  if (!ok)
    g_propagate_error (error, g_error_copy (run->error));
  g_mutex_unlock (&run->mutex);
  return ok;
}
