/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "watchdog.h"

#include <time.h>

struct _Watchdog
{
  GSource source;

  gint64 awake; /* monotonic time when the poll was over; 0: the turn does not count */
  gint64 awake_cpu;
  gint64 longest;
  gint64 longest_cpu; /* of the same turn: what the main thread has worked itself */
  guint turns, over;
};

static gint64
cpu_us (void)
{
  struct timespec spec;
  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &spec);
  return (gint64)spec.tv_sec * G_USEC_PER_SEC + spec.tv_nsec / 1000;
}

/* Before a poll: all that the last one has brought is done. */
static gboolean
prepare (GSource *source, int *timeout)
{
  Watchdog *dog = (Watchdog *)source;
  *timeout = -1;
  if (dog->awake == 0)
    return FALSE;
  gint64 turn = g_get_monotonic_time () - dog->awake;
  dog->awake = 0;
  dog->turns++;
  dog->over += turn > WATCHDOG_GOAL_MS * 1000;
  if (turn > dog->longest)
    {
      dog->longest = turn;
      dog->longest_cpu = cpu_us () - dog->awake_cpu;
    }
  return FALSE;
}

/* Behind a poll, before what it has brought is done. */
static gboolean
check (GSource *source)
{
  Watchdog *dog = (Watchdog *)source;
  dog->awake = g_get_monotonic_time ();
  dog->awake_cpu = cpu_us ();
  return FALSE;
}

static gboolean
dispatch (GSource *source, GSourceFunc callback, gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs functions = { .prepare = prepare, .check = check, .dispatch = dispatch };

Watchdog *
watchdog_new (void)
{
  GSource *source = g_source_new (&functions, sizeof (Watchdog));
  g_source_set_name (source, "watchdog");
  g_source_set_priority (source, G_MININT); /* is asked first */
  g_source_attach (source, NULL);
  return (Watchdog *)source;
}

void
watchdog_free (Watchdog *dog)
{
  g_source_destroy (&dog->source);
  g_source_unref (&dog->source);
}

void
watchdog_reset (Watchdog *dog)
{
  g_return_if_fail (dog != NULL);
  dog->awake = dog->longest = dog->longest_cpu = 0;
  dog->turns = dog->over = 0;
}

gint64
watchdog_get_longest_us (Watchdog *dog)
{
  g_return_val_if_fail (dog != NULL, 0);
  return dog->longest;
}

void
watchdog_check (Watchdog *dog, const char *what)
{
  g_return_if_fail (dog != NULL && what != NULL);
  g_test_minimized_result ((double)dog->longest / 1000,
                           "%s: longest turn of the main loop %.1f ms (%.1f ms of it at work), "
                           "%u of %u over %d ms",
                           what,
                           (double)dog->longest / 1000,
                           (double)dog->longest_cpu / 1000,
                           dog->over,
                           dog->turns,
                           WATCHDOG_GOAL_MS);
  g_assert_cmpint (dog->longest / 1000, <, WATCHDOG_LIMIT_MS);
  watchdog_reset (dog);
}
