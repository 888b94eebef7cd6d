/* test-zone.c: time zones by name.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-error.h"
#include "mill-time.h"
#include "mill-zone.h"
#include "random.h"

static gint64
instant (const char *text)
{
  gint64 value = 0;
  g_assert_cmpint (mill_parse_timestamp (text, strlen (text), &value), ==, MILL_PARSE_OK);
  return value;
}

static MillZone *
zone_or_skip (const char *name)
{
  MillZone *zone = mill_zone_lookup (name, NULL);
  if (zone == NULL)
    g_test_skip ("no time zone data on this machine");
  return zone;
}

static void
assert_both (const MillZone *zone, const char *utc, const char *local)
{
  g_assert_cmpint (mill_zone_to_local (zone, instant (utc)), ==, instant (local));
  g_assert_cmpint (mill_zone_to_utc (zone, instant (local)), ==, instant (utc));
}

static void
test_berlin (void)
{
  g_autoptr (MillZone) zone = zone_or_skip ("Europe/Berlin");
  if (zone == NULL)
    return;
  g_assert_cmpstr (mill_zone_name (zone), ==, "Europe/Berlin");
  assert_both (zone, "2024-01-15T12:00", "2024-01-15T13:00");
  assert_both (zone, "2024-07-15T12:00", "2024-07-15T14:00");
  assert_both (zone, "2024-03-31T00:59:59", "2024-03-31T01:59:59");
  assert_both (zone, "2024-03-31T01:00:00", "2024-03-31T03:00:00");
  assert_both (zone, "2024-10-27T00:59:59", "2024-10-27T02:59:59");
  g_assert_cmpint (
      mill_zone_to_local (zone, instant ("2024-10-27T01:00")), ==, instant ("2024-10-27T02:00"));
  assert_both (zone, "2024-10-27T02:00:00", "2024-10-27T03:00:00");
  /* the gap: the hour that no clock showed; the overlap: the first of the two */
  g_assert_cmpint (
      mill_zone_to_utc (zone, instant ("2024-03-31T02:30")), ==, instant ("2024-03-31T01:30"));
  g_assert_cmpint (
      mill_zone_to_utc (zone, instant ("2024-10-27T02:30")), ==, instant ("2024-10-27T00:30"));
  assert_both (zone, "1943-07-01T12:00", "1943-07-01T14:00");
}

/* The rule goes on after the last year of the data, for ever. */
static void
test_far_future (void)
{
  g_autoptr (MillZone) berlin = zone_or_skip ("Europe/Berlin");
  g_autoptr (MillZone) sydney = zone_or_skip ("Australia/Sydney");
  if (berlin == NULL || sydney == NULL)
    return;
  static const gint32 years[]
      = { 2037, 2038, 2039, 2100, 2400, 2437, 2438, 2439, 2837, 2838, 9998 };
  for (gsize i = 0; i < G_N_ELEMENTS (years); i++)
    {
      gint64 january = mill_date_from_civil (years[i], 1, 10) * MILL_DAY;
      gint64 july = mill_date_from_civil (years[i], 7, 10) * MILL_DAY;
      g_assert_cmpint (mill_zone_offset (berlin, january), ==, MILL_HOUR);
      g_assert_cmpint (mill_zone_offset (berlin, july), ==, 2 * MILL_HOUR);
      g_assert_cmpint (mill_zone_offset (sydney, january), ==, 11 * MILL_HOUR);
      g_assert_cmpint (mill_zone_offset (sydney, july), ==, 10 * MILL_HOUR);
      g_assert_cmpint (mill_zone_to_utc (berlin, july + 2 * MILL_HOUR), ==, july);
    }
}

/* Against GLib, at random instants and around every full hour in which an offset changes. */
static void
test_against_glib (void)
{
  static const char *const names[]
      = { "America/New_York", "America/St_Johns", "Asia/Kolkata", "Australia/Lord_Howe",
          "Pacific/Apia",     "Africa/Monrovia",  "Europe/Dublin" };
  guint64 state = 1;
  for (gsize n = 0; n < G_N_ELEMENTS (names); n++)
    {
      g_autoptr (GTimeZone) oracle = g_time_zone_new_identifier (names[n]);
      g_autoptr (MillZone) zone = zone_or_skip (names[n]);
      if (zone == NULL)
        return;
      for (int i = 0; i < 3000; i++)
        {
          gint64 second = (gint64)random_below (&state, 4200000000u) - 2100000000;
          second -= i % 2 != 0 ? second % 1800 : 0;
          int interval = g_time_zone_find_interval (oracle, G_TIME_TYPE_UNIVERSAL, second);
          gint64 offset = g_time_zone_get_offset (oracle, interval) * MILL_SECOND;
          gint64 utc = second * MILL_SECOND;
          g_assert_cmpint (mill_zone_offset (zone, utc), ==, offset);
          /* where local times exist twice the first one is meant */
          gint64 back = mill_zone_to_utc (zone, utc + offset);
          g_assert_true (back == utc
                         || (back < utc && mill_zone_to_local (zone, back) == utc + offset));
        }
    }
}

static void
test_fixed (void)
{
  static const struct
  {
    const char *name;
    gint64 offset;
  } cases[] = { { "UTC", 0 },
                { "Z", 0 },
                { "+02:00", 2 * MILL_HOUR },
                { "-0330", -(3 * MILL_HOUR + 30 * MILL_MINUTE) },
                { "+05", 5 * MILL_HOUR } };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (MillZone) zone = mill_zone_lookup (cases[i].name, NULL);
      g_assert_nonnull (zone);
      g_assert_cmpint (mill_zone_to_local (zone, 1000), ==, 1000 + cases[i].offset);
      g_assert_cmpint (mill_zone_to_utc (zone, 1000), ==, 1000 - cases[i].offset);
    }
  g_autoptr (MillZone) east = mill_zone_lookup ("+02:00", NULL);
  g_autoptr (MillZone) again = mill_zone_ref (east);
  g_assert_cmpint (mill_zone_to_local (again, G_MAXINT64), ==, G_MAXINT64);
  g_assert_cmpint (mill_zone_to_utc (again, G_MININT64), ==, G_MININT64);
}

static void
test_unknown (void)
{
  static const char *const names[] = {
    "",       "Nope/Town", "../etc/passwd",  "/usr/share/zoneinfo/UTC", ":UTC",    "EST5EDT,M3.2.0",
    "+25:00", "+1",        "Europe/Berlin ", "europe berlin",           "+02:00x", "Europe"
  };
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GError) error = NULL;
      if (mill_zone_lookup (names[i], &error) != NULL)
        g_error ("“%s” was found", names[i]);
      g_assert_error (error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_UNKNOWN);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_setenv ("TZ", "Asia/Tokyo", TRUE);
  g_test_add_func ("/base/zone/berlin", test_berlin);
  g_test_add_func ("/base/zone/far-future", test_far_future);
  g_test_add_func ("/base/zone/against-glib", test_against_glib);
  g_test_add_func ("/base/zone/fixed", test_fixed);
  g_test_add_func ("/base/zone/unknown", test_unknown);
  return g_test_run ();
}
