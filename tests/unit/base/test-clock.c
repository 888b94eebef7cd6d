/* test-clock.c: the system's clock and one that tests move.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-clock.h"

static void
test_system (void)
{
  const MillClock *clock = mill_clock_system ();
  gint64 before = g_get_real_time (), now = mill_clock_now_us (clock);
  g_assert_cmpint (now, >=, before);
  g_assert_cmpint (now, <=, g_get_real_time ());
  gint64 first = mill_clock_monotonic_us (clock);
  g_assert_cmpint (mill_clock_monotonic_us (clock), >=, first);
}

static void
test_fake (void)
{
  g_autoptr (MillClock) clock = mill_clock_fake_new (1000);
  g_assert_cmpint (mill_clock_now_us (clock), ==, 1000);
  gint64 start = mill_clock_monotonic_us (clock);
  mill_clock_fake_advance (clock, 500);
  g_assert_cmpint (mill_clock_now_us (clock), ==, 1500);
  g_assert_cmpint (mill_clock_monotonic_us (clock) - start, ==, 500);
  mill_clock_fake_set (clock, -7);
  g_assert_cmpint (mill_clock_now_us (clock), ==, -7);
  g_assert_cmpint (mill_clock_monotonic_us (clock) - start, ==, 500);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/clock/system", test_system);
  g_test_add_func ("/base/clock/fake", test_fake);
  return g_test_run ();
}
