/* watchdog.h: tells how long the main loop was away from its events.
 *
 * A stall is one turn of the main context that takes long: until it is over nothing is drawn and no
 * key is answered. What is measured is the time from one poll to the next.
 *
 *     g_autoptr (Watchdog) dog = watchdog_new ();
 *     ...
 *     watchdog_check (dog, "loading");
 *
 * Main thread only.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _Watchdog Watchdog;

/** WATCHDOG_GOAL_MS: what the designer promises. */
#define WATCHDOG_GOAL_MS 50
/** WATCHDOG_LIMIT_MS: what fails, on a machine that has other things to do as well. */
#define WATCHDOG_LIMIT_MS 250

/** watchdog_new: (transfer full): watches the default main context from now on. */
Watchdog *watchdog_new (void);
/** watchdog_free: stops watching. */
void watchdog_free (Watchdog *dog);
/** watchdog_reset: forgets what was measured; the turn that goes on does not count. */
void watchdog_reset (Watchdog *dog);
/** watchdog_get_longest_us: the longest turn, in microseconds. */
gint64 watchdog_get_longest_us (Watchdog *dog);
/** watchdog_check: reports the longest turn of what is called @what, fails the test when it was
 * longer than WATCHDOG_LIMIT_MS, and starts anew. */
void watchdog_check (Watchdog *dog, const char *what);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Watchdog, watchdog_free)

G_END_DECLS
