/* mill-schedule.c: whether a text is a schedule: "every DURATION" or the five fields of cron
 * (IEEE Std 1003.1, crontab: minute, hour, day of month, month, day of week; with steps, as "* / 5"
 * without blanks).
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "mill-number.h"
#include "mill-params-private.h"
#include "mill-size.h"

typedef struct
{
  const char *fault;
  guint64 min, max;
} Field;

static const Field fields[] = {
  { N_ ("the minute is not within 0 to 59"), 0, 59 },
  { N_ ("the hour is not within 0 to 23"), 0, 23 },
  { N_ ("the day of the month is not within 1 to 31"), 1, 31 },
  { N_ ("the month is not within 1 to 12"), 1, 12 },
  { N_ ("the day of the week is not within 0 to 7"), 0, 7 },
};

static gboolean
read_bound (const char *text, const Field *field, guint64 *value)
{
  return g_ascii_isdigit (*text) && mill_parse_uint64 (text, strlen (text), value) == MILL_PARSE_OK
         && *value >= field->min && *value <= field->max;
}

/* One of "*", "5", "1-5", each with an optional "/STEP". */
static gboolean
is_range (const char *text, const Field *field)
{
  g_auto (GStrv) parts = g_strsplit (text, "/", 2);
  guint64 step = 1, low, high;
  if (parts[0] == NULL)
    return FALSE;
  if (parts[1] != NULL
      && (mill_parse_uint64 (parts[1], strlen (parts[1]), &step) != MILL_PARSE_OK || step == 0))
    return FALSE;
  if (g_str_equal (parts[0], "*"))
    return TRUE;
  g_auto (GStrv) bounds = g_strsplit (parts[0], "-", 2);
  if (bounds[0] == NULL || !read_bound (bounds[0], field, &low))
    return FALSE;
  return bounds[1] == NULL || (read_bound (bounds[1], field, &high) && high >= low);
}

const char *
mill_schedule_fault (const char *text)
{
  gint64 us;
  if (g_str_has_prefix (text, "every "))
    {
      if (!mill_duration_parse (text + strlen ("every "), &us, NULL) || us == 0)
        return _ ("no duration above 0 after 'every'");
      return NULL;
    }
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  if (g_strv_length (words) != G_N_ELEMENTS (fields))
    return _ ("it has not five fields");
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      g_auto (GStrv) ranges = g_strsplit (words[i], ",", -1);
      if (ranges[0] == NULL)
        return _ (fields[i].fault);
      for (char **range = ranges; *range != NULL; range++)
        if (!is_range (*range, &fields[i]))
          return _ (fields[i].fault);
    }
  return NULL;
}
