/* mill-zone.c: see mill-zone.h.
 *
 * GTimeZone is asked once for all its offsets; lookups then are a binary search in a flat table,
 * and need no lock.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-zone.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mill-error.h"
#include "mill-time.h"
#include "mill-time-private.h"

/*
 * The data names single changes up to 2037 and a yearly rule for ever after. Such a rule repeats
 * with the calendar, every 400 years of 146,097 days, which are whole weeks; so one turn of it is
 * kept.
 */
#define CYCLE (146097 * MILL_DAY)
#define HORIZON (170939 * MILL_DAY) /* 2438-01-06 */

/* A stretch of time with one offset. */
typedef struct
{
  gint64 utc;   /* its first instant */
  gint64 local; /* from here on local times belong to it; before, to the stretch before */
  gint64 offset;
} Stretch;

struct _MillZone
{
  gatomicrefcount count;
  char *name;
  GArray *stretches; /* at least one; the first begins at G_MININT64 */
};

static void
add_stretch (MillZone *zone, gint64 utc, gint64 offset)
{
  Stretch next = { .utc = utc, .local = G_MININT64, .offset = offset };
  guint n = zone->stretches->len;
  if (n > 0)
    {
      gint64 before = g_array_index (zone->stretches, Stretch, n - 1).offset;
      if (before == offset)
        return;
      next.local = utc + MAX (before, offset);
    }
  g_array_append_val (zone->stretches, next);
}

static int
interval_at (GTimeZone *source, gint64 second)
{
  return g_time_zone_find_interval (source, G_TIME_TYPE_UNIVERSAL, second);
}

/* The first second in (@low, @high] that is after @interval, in which @low lies. */
static gint64
find_end (GTimeZone *source, int interval, gint64 low, gint64 high)
{
  const gint64 step = 300 * (MILL_DAY / MILL_SECOND);
  while (low + step < high && interval_at (source, low + step) <= interval)
    low += step;
  high = MIN (high, low + step);
  while (high - low > 1)
    {
      gint64 middle = low + (high - low) / 2;
      if (interval_at (source, middle) > interval)
        high = middle;
      else
        low = middle;
    }
  return high;
}

static void
copy_stretches (MillZone *zone, GTimeZone *source)
{
  const gint64 last = HORIZON / MILL_SECOND;
  gint64 second = MILL_TIMESTAMP_MIN / MILL_SECOND;
  int interval = interval_at (source, second), last_interval = interval_at (source, last);

  add_stretch (zone, G_MININT64, g_time_zone_get_offset (source, interval) * MILL_SECOND);
  while (interval < last_interval)
    {
      second = find_end (source, interval, second, last);
      interval = interval_at (source, second);
      add_stretch (
          zone, second * MILL_SECOND, g_time_zone_get_offset (source, interval) * MILL_SECOND);
    }
}

static MillZone *
zone_new (const char *name)
{
  MillZone *zone = g_new0 (MillZone, 1);
  g_atomic_ref_count_init (&zone->count);
  zone->name = g_strdup (name);
  zone->stretches = g_array_new (FALSE, FALSE, sizeof (Stretch));
  return zone;
}

static gboolean
is_offset (const char *name, gint64 *offset)
{
  MillTimeScan scan = { name, name + strlen (name) };
  if (strcmp (name, "UTC") == 0)
    {
      *offset = 0;
      return TRUE;
    }
  return mill_time_scan_zone (&scan, offset) == MILL_PARSE_OK && scan.at == scan.end;
}

/* Names of the database only: GLib also takes paths, POSIX rules, and "" for the local zone. */
static gboolean
is_name (const char *name)
{
  for (const char *p = name; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && strchr ("/_+-", *p) == NULL)
      return FALSE;
  return g_ascii_isalpha (name[0]);
}

MillZone *
mill_zone_lookup (const char *name, GError **error)
{
  gint64 offset;

  g_return_val_if_fail (name != NULL, NULL);

  if (is_offset (name, &offset))
    {
      MillZone *zone = zone_new (name);
      add_stretch (zone, G_MININT64, offset);
      return zone;
    }
  g_autoptr (GTimeZone) source = is_name (name) ? g_time_zone_new_identifier (name) : NULL;
  if (source == NULL)
    {
      g_set_error (
          error,
          MILL_ERROR_DOCUMENT,
          MILL_DOCUMENT_UNKNOWN,
          _ ("There is no time zone “%.64s”; write a name such as Europe/Berlin, UTC, or an "
             "offset such as +02:00"),
          name);
      return NULL;
    }
  MillZone *zone = zone_new (name);
  copy_stretches (zone, source);
  return zone;
}

MillZone *
mill_zone_ref (MillZone *zone)
{
  g_return_val_if_fail (zone != NULL, NULL);

  g_atomic_ref_count_inc (&zone->count);
  return zone;
}

void
mill_zone_unref (MillZone *zone)
{
  if (zone == NULL || !g_atomic_ref_count_dec (&zone->count))
    return;
  g_array_unref (zone->stretches);
  g_free (zone->name);
  g_free (zone);
}

const char *
mill_zone_name (const MillZone *zone)
{
  g_return_val_if_fail (zone != NULL, NULL);

  return zone->name;
}

/* The last stretch that begins at or before @at, by its local or UTC beginning. */
static const Stretch *
find_stretch (const MillZone *zone, gint64 at, gboolean local)
{
  if (at >= HORIZON)
    at -= ((at - HORIZON) / CYCLE + 1) * CYCLE;
  const Stretch *first = (const Stretch *)(gpointer)zone->stretches->data;
  guint low = 0, high = zone->stretches->len;
  while (high - low > 1)
    {
      guint middle = (low + high) / 2;
      if ((local ? first[middle].local : first[middle].utc) <= at)
        low = middle;
      else
        high = middle;
    }
  return first + low;
}

gint64
mill_zone_offset (const MillZone *zone, gint64 utc)
{
  g_return_val_if_fail (zone != NULL, 0);

  return find_stretch (zone, utc, FALSE)->offset;
}

static gint64
add_pinned (gint64 a, gint64 b)
{
  gint64 sum;
  if (!__builtin_add_overflow (a, b, &sum))
    return sum;
  return a < 0 ? G_MININT64 : G_MAXINT64;
}

gint64
mill_zone_to_local (const MillZone *zone, gint64 utc)
{
  return add_pinned (utc, mill_zone_offset (zone, utc));
}

gint64
mill_zone_to_utc (const MillZone *zone, gint64 local)
{
  g_return_val_if_fail (zone != NULL, 0);

  return add_pinned (local, -find_stretch (zone, local, TRUE)->offset);
}
