/* mill-clock.c: see mill-clock.h.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-clock.h"

#include <stdatomic.h>

struct _MillClock
{
  gboolean fake;
  _Atomic gint64 now;       /* of a fake clock */
  _Atomic gint64 monotonic; /* of a fake clock */
};

const MillClock *
mill_clock_system (void)
{
  static const MillClock clock = { .fake = FALSE };
  return &clock;
}

gint64
mill_clock_now_us (const MillClock *clock)
{
  g_return_val_if_fail (clock != NULL, 0);

  return clock->fake ? atomic_load (&clock->now) : g_get_real_time ();
}

gint64
mill_clock_monotonic_us (const MillClock *clock)
{
  g_return_val_if_fail (clock != NULL, 0);

  return clock->fake ? atomic_load (&clock->monotonic) : g_get_monotonic_time ();
}

MillClock *
mill_clock_fake_new (gint64 now_us)
{
  MillClock *clock = g_new0 (MillClock, 1);
  clock->fake = TRUE;
  atomic_init (&clock->now, now_us);
  return clock;
}

void
mill_clock_fake_advance (MillClock *clock, gint64 us)
{
  g_return_if_fail (clock != NULL && clock->fake);
  g_return_if_fail (us >= 0);

  atomic_fetch_add (&clock->now, us);
  atomic_fetch_add (&clock->monotonic, us);
}

void
mill_clock_fake_set (MillClock *clock, gint64 now_us)
{
  g_return_if_fail (clock != NULL && clock->fake);

  atomic_store (&clock->now, now_us);
}

void
mill_clock_free (MillClock *clock)
{
  g_return_if_fail (clock == NULL || clock->fake);

  g_free (clock);
}
