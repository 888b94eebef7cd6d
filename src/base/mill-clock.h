/* mill-clock.h: the clock is an input, so that tests and replays decide what time it is.
 *
 * Nothing above this file asks the system for the time. Any thread.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _MillClock MillClock;

/** mill_clock_system: (transfer none): the clock of the machine, a constant. */
const MillClock *mill_clock_system (void);

/** mill_clock_now_us: the instant, in microseconds since 1970-01-01 UTC. It may jump. */
gint64 mill_clock_now_us (const MillClock *clock);

/** mill_clock_monotonic_us: microseconds since some moment, for durations; never goes back. */
gint64 mill_clock_monotonic_us (const MillClock *clock);

/** mill_clock_fake_new: (transfer full): a clock that stands at @now_us until somebody moves it. */
MillClock *mill_clock_fake_new (gint64 now_us);

/** mill_clock_fake_advance: moves a fake clock, instant and monotonic time alike, by @us >= 0. */
void mill_clock_fake_advance (MillClock *clock, gint64 us);

/** mill_clock_fake_set: sets the instant of a fake clock, also backwards; monotonic time stays. */
void mill_clock_fake_set (MillClock *clock, gint64 now_us);

/** mill_clock_free: frees a fake clock (nullable). */
void mill_clock_free (MillClock *clock);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MillClock, mill_clock_free)

G_END_DECLS
