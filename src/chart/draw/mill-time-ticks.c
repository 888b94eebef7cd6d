/* mill-time-ticks.c: calendar units and the ticks of time axes, in UTC.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <math.h>

#include "mill-chart.h"
#include "mill-format.h"
#include "mill-ticks.h"
#include "mill-time.h"

/* floor_to: rounds @value down to a multiple of @step, also below zero. */
static gint64
floor_to (gint64 value, gint64 step)
{
  gint64 rest = value % step;
  return value - (rest < 0 ? rest + step : rest);
}

/* month_start: midnight of the first day of the month @months after January of year 0. */
static gint64
month_start (gint64 months)
{
  gint64 month = floor_to (months, 12);
  return mill_date_from_civil ((gint32)(month / 12), (gint32)(months - month) + 1, 1) * MILL_DAY;
}

/* month_number: the months from January of year 0 to that of @time. */
static gint64
month_number (gint64 time)
{
  MillCivil civil;
  mill_timestamp_to_civil (time, &civil);
  return (gint64)civil.year * 12 + civil.month - 1;
}

/* 1970-01-05 was a Monday. */
#define MONDAY (4 * MILL_DAY)
#define WEEK (7 * MILL_DAY)

gint64
mill_time_floor (gint64 time, int unit)
{
  switch (unit)
    {
    case MILL_CHART_TIME_YEAR:
      return month_start (floor_to (month_number (time), 12));
    case MILL_CHART_TIME_YEAR_QUARTER:
      return month_start (floor_to (month_number (time), 3));
    case MILL_CHART_TIME_YEAR_MONTH:
      return month_start (month_number (time));
    case MILL_CHART_TIME_YEAR_WEEK:
      return floor_to (time - MONDAY, WEEK) + MONDAY;
    case MILL_CHART_TIME_YEAR_MONTH_DATE:
      return floor_to (time, MILL_DAY);
    case MILL_CHART_TIME_HOUR:
      return floor_to (time, MILL_HOUR);
    case MILL_CHART_TIME_MINUTE:
      return floor_to (time, MILL_MINUTE);
    case MILL_CHART_TIME_SECOND:
      return floor_to (time, MILL_SECOND);
    default:
      return time;
    }
}

gint64
mill_time_next (gint64 time, int unit)
{
  gint64 start = mill_time_floor (time, unit);
  switch (unit)
    {
    case MILL_CHART_TIME_YEAR:
      return month_start (month_number (start) + 12);
    case MILL_CHART_TIME_YEAR_QUARTER:
      return month_start (month_number (start) + 3);
    case MILL_CHART_TIME_YEAR_MONTH:
      return month_start (month_number (start) + 1);
    case MILL_CHART_TIME_YEAR_WEEK:
      return start + WEEK;
    case MILL_CHART_TIME_YEAR_MONTH_DATE:
      return start + MILL_DAY;
    case MILL_CHART_TIME_HOUR:
      return start + MILL_HOUR;
    case MILL_CHART_TIME_MINUTE:
      return start + MILL_MINUTE;
    case MILL_CHART_TIME_SECOND:
      return start + MILL_SECOND;
    default:
      return time;
    }
}

int
mill_time_part (gint64 time, int unit)
{
  MillCivil civil;
  mill_timestamp_to_civil (time, &civil);
  switch (unit)
    {
    case MILL_CHART_TIME_OF_YEAR_QUARTER:
      return (civil.month + 2) / 3;
    case MILL_CHART_TIME_OF_YEAR_MONTH:
      return civil.month;
    case MILL_CHART_TIME_OF_MONTH_DATE:
      return civil.day;
    case MILL_CHART_TIME_OF_WEEK_DAY:
      return mill_date_weekday (mill_timestamp_date (time));
    case MILL_CHART_TIME_OF_DAY_HOUR:
      return civil.hour;
    case MILL_CHART_TIME_OF_HOUR_MINUTE:
      return civil.minute;
    case MILL_CHART_TIME_OF_MINUTE_SECOND:
      return civil.second;
    default:
      g_assert_not_reached ();
    }
}

/* --- ticks --- */

typedef enum
{
  STEP_FRACTION, /* of seconds: multiples of `every` microseconds */
  STEP_CLOCK,    /* multiples of `every` microseconds since midnight */
  STEP_DAYS,     /* every so many days from the first of each month on */
  STEP_WEEKS,
  STEP_MONTHS, /* multiples of `every` months since January of year 0: also years */
} StepKind;

typedef struct
{
  StepKind kind;
  gint64 every;
  double length; /* microseconds, about */
  const char *label;
  const char *context;
} TimeStep;

#define CALENDAR_YEARS 10000.0 /* the calendar has no more */
#define MONTH (30.436875 * MILL_DAY)
#define YEAR (12 * MONTH)
#define CLOCK(n, label)                                                                            \
  {                                                                                                \
    STEP_CLOCK, (n), (n), (label), "%b %-d, %Y"                                                    \
  }

static const TimeStep time_steps[] = {
  CLOCK (1 * MILL_SECOND, "%H:%M:%S"),
  CLOCK (2 * MILL_SECOND, "%H:%M:%S"),
  CLOCK (5 * MILL_SECOND, "%H:%M:%S"),
  CLOCK (10 * MILL_SECOND, "%H:%M:%S"),
  CLOCK (15 * MILL_SECOND, "%H:%M:%S"),
  CLOCK (30 * MILL_SECOND, "%H:%M:%S"),
  CLOCK (1 * MILL_MINUTE, "%H:%M"),
  CLOCK (2 * MILL_MINUTE, "%H:%M"),
  CLOCK (5 * MILL_MINUTE, "%H:%M"),
  CLOCK (10 * MILL_MINUTE, "%H:%M"),
  CLOCK (15 * MILL_MINUTE, "%H:%M"),
  CLOCK (30 * MILL_MINUTE, "%H:%M"),
  CLOCK (1 * MILL_HOUR, "%H:%M"),
  CLOCK (2 * MILL_HOUR, "%H:%M"),
  CLOCK (3 * MILL_HOUR, "%H:%M"),
  CLOCK (6 * MILL_HOUR, "%H:%M"),
  CLOCK (12 * MILL_HOUR, "%H:%M"),
  { STEP_DAYS, 1, MILL_DAY, "%-d", "%b %Y" },
  { STEP_DAYS, 2, 2 * MILL_DAY, "%-d", "%b %Y" },
  { STEP_WEEKS, 1, WEEK, "%-d", "%b %Y" },
  { STEP_WEEKS, 2, 2 * WEEK, "%-d", "%b %Y" },
  { STEP_MONTHS, 1, MONTH, "%b", "%Y" },
  { STEP_MONTHS, 2, 2 * MONTH, "%b", "%Y" },
  { STEP_MONTHS, 3, 3 * MONTH, "%b", "%Y" },
  { STEP_MONTHS, 6, 6 * MONTH, "%b", "%Y" },
};

/* choose_step: the shortest step that needs at most @count for @span. */
static TimeStep
choose_step (double span, guint count)
{
  double wanted = span / MAX (count, 1);
  if (wanted <= MILL_SECOND / 2.0)
    {
      double step = MAX (mill_tick_step (MAX (span, 1), MAX (count, 1)), 1);
      return (TimeStep){
        STEP_FRACTION, (gint64)step, step, step < 1000 ? "%S.%f" : "%S.%L", "%b %-d, %H:%M"
      };
    }
  for (guint i = 0; i < G_N_ELEMENTS (time_steps); i++)
    if (time_steps[i].length >= wanted * 0.999)
      return time_steps[i];
  double years = MAX (mill_tick_step (span / YEAR, MAX (count, 1)), 1);
  years = MIN (years, CALENDAR_YEARS);
  return (TimeStep){ STEP_MONTHS, 12 * (gint64)years, years * YEAR, "%Y", NULL };
}

/* step_floor: the last tick at or before @time. */
static gint64
step_floor (const TimeStep *step, gint64 time)
{
  switch (step->kind)
    {
    case STEP_FRACTION:
      return floor_to (time, step->every);
    case STEP_CLOCK:
      {
        gint64 day = floor_to (time, MILL_DAY);
        return day + floor_to (time - day, step->every);
      }
    case STEP_DAYS:
      {
        gint64 month = mill_time_floor (time, MILL_CHART_TIME_YEAR_MONTH);
        return month + floor_to (time - month, step->every * MILL_DAY);
      }
    case STEP_WEEKS:
      return floor_to (time - MONDAY, step->every * WEEK) + MONDAY;
    case STEP_MONTHS:
      return month_start (floor_to (month_number (time), step->every));
    default:
      g_assert_not_reached ();
    }
}

/* step_next: the tick after the tick @tick. */
static gint64
step_next (const TimeStep *step, gint64 tick)
{
  switch (step->kind)
    {
    case STEP_FRACTION:
    case STEP_CLOCK: /* every divides the day */
      return tick + step->every;
    case STEP_DAYS:
      {
        gint64 month = mill_time_next (tick, MILL_CHART_TIME_YEAR_MONTH);
        gint64 next = tick + step->every * MILL_DAY;
        /* no tick on the 31st beside the next month's first */
        return next + step->every * MILL_DAY > month ? month : next;
      }
    case STEP_WEEKS:
      return tick + step->every * WEEK;
    case STEP_MONTHS:
      return month_start (month_number (tick) + step->every);
    default:
      g_assert_not_reached ();
    }
}

/* to_time: the instant nearest to @value that the calendar has. */
static gint64
to_time (double value)
{
  return (gint64)CLAMP (value, (double)MILL_TIMESTAMP_MIN, (double)MILL_TIMESTAMP_MAX);
}

void
mill_nice_time (double *lo, double *hi, guint count)
{
  TimeStep step = choose_step (*hi - *lo, count);
  gint64 first = step_floor (&step, to_time (*lo));
  gint64 last = step_floor (&step, to_time (*hi));
  if ((double)last < *hi)
    last = step_next (&step, last);
  *lo = (double)first;
  *hi = (double)last;
}

GArray *
mill_ticks_time (double lo, double hi, guint count)
{
  GArray *ticks = mill_ticks_new ();
  TimeStep step = choose_step (hi - lo, count);
  gint64 end = to_time (hi);
  g_autofree char *before = NULL;
  for (gint64 at = step_floor (&step, to_time (lo)); at <= end; at = step_next (&step, at))
    {
      if ((double)at < lo)
        continue;
      MillTick tick = { .value = (double)at };
      g_autoptr (GString) label = g_string_new (NULL);
      mill_format_time (at, step.label, label);
      tick.label = g_strdup (label->str);
      if (step.context != NULL)
        {
          g_string_truncate (label, 0);
          mill_format_time (at, step.context, label);
          if (g_strcmp0 (label->str, before) != 0)
            tick.context = g_strdup (label->str);
          g_free (before);
          before = g_strdup (label->str);
        }
      g_array_append_val (ticks, tick);
      if (ticks->len >= MILL_TICKS_MAX)
        break;
    }
  return ticks;
}
