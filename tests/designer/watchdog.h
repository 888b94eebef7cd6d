/* watchdog.h: tells how long the main loop was away from its events, and where it was.
 *
 * A stall is one turn of the main context that takes long: until it is over nothing is drawn and no
 * key is answered. A turn is from one poll to the next; what a test does between two iterations is
 * none of it, see watchdog_end_turn(). Counted is what the program causes: the time that the main
 * thread works or waits, for files, locks or the X server, but not that in which other programs
 * have its CPU or the server's. While a turn is long, its stack is looked at now and then.
 *
 *     robot_init (&argc, &argv);        starts it, and the fixtures of this folder check it
 *     ...
 *     watchdog_check ("loading");
 *
 * There is one in a process, as there is one main thread, which all of this belongs to.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** WATCHDOG_LIMIT_MS: what the designer promises, and what fails. */
#define WATCHDOG_LIMIT_MS 50
/** WATCHDOG_BUSY_LIMIT_MS: what fails of a turn that waited, not worked, on a machine that has
 * other things to do as well, or whose kernel does not tell. */
#define WATCHDOG_BUSY_LIMIT_MS 250
/** WATCHDOG_SANITIZER_FACTOR: so much longer turns may be under a sanitizer. */
#define WATCHDOG_SANITIZER_FACTOR 8
/** WATCHDOG_YARD_US: what the yardstick of watchdog_slowness() takes on the machine of
 * docs/benchmarks.md when nothing else runs there: that machine the limits are for. */
#define WATCHDOG_YARD_US 880

/** watchdog_start: watches the default main context from now on. @server: the process id of the X
 * server. */
void watchdog_start (int server);
/** watchdog_set_watching: what happens until it watches again does not count: a window that is
 * built, say. Counts, and watches at first. */
void watchdog_set_watching (gboolean watching);
/** watchdog_end_turn: an iteration is over; what follows is the test's own. */
void watchdog_end_turn (void);
/** watchdog_slowness: how many times longer the machine takes just now, for text that is laid out,
 * than that of docs/benchmarks.md at rest; at least 1. A limit in milliseconds is times this. */
double watchdog_slowness (void);
/** watchdog_get_longest_us: the longest turn, in microseconds. */
gint64 watchdog_get_longest_us (void);
/** watchdog_reset: forgets what was measured. */
void watchdog_reset (void);
/** watchdog_check: reports the longest turn of what is called @what, fails the test (which goes on)
 * when it was longer than WATCHDOG_LIMIT_MS, saying what the three longest did, and starts anew.
 *
 * A virtual machine is slowed down for moments by its neighbours, which no clock in it tells: CPU
 * time has been seen to grow fourfold for a tenth of a second. So a test that stalls is run twice
 * more, on its own, and fails if it stalls again in one of them. */
void watchdog_check (const char *what);

G_END_DECLS
