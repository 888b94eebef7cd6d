/* mill-time.h: dates and instants from and to text, without locale and without the TZ variable.
 *
 * A date is a number of days, a timestamp a number of microseconds, both since 1970-01-01 (UTC), in
 * the proleptic Gregorian calendar. Text covers the years 0001 to 9999; leap seconds do not exist,
 * as in POSIX time. The rules of mill-number.h for parsers and printers hold here as well. Any
 * thread.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

#include "mill-number.h"

G_BEGIN_DECLS

#define MILL_SECOND G_GINT64_CONSTANT (1000000) /* in microseconds */
#define MILL_MINUTE (60 * MILL_SECOND)
#define MILL_HOUR (60 * MILL_MINUTE)
#define MILL_DAY (24 * MILL_HOUR)

#define MILL_DATE_MIN (-719162)                                 /* 0001-01-01 */
#define MILL_DATE_MAX 2932896                                   /* 9999-12-31 */
#define MILL_TIMESTAMP_MIN (MILL_DATE_MIN * MILL_DAY)           /* its first microsecond */
#define MILL_TIMESTAMP_MAX ((MILL_DATE_MAX + 1) * MILL_DAY - 1) /* its last microsecond */

#define MILL_DATE_CHARS 16      /* buffer of mill_print_date() */
#define MILL_TIMESTAMP_CHARS 40 /* buffer of mill_print_timestamp() */

/** MillCivil: a date and time of day as people write them. */
typedef struct
{
  gint32 year;
  gint32 month;       /* 1..12 */
  gint32 day;         /* 1..31 */
  gint32 hour;        /* 0..23 */
  gint32 minute;      /* 0..59 */
  gint32 second;      /* 0..59 */
  gint32 microsecond; /* 0..999999 */
} MillCivil;

/**
 * mill_date_from_civil: the days since 1970-01-01; @month and @day must exist.
 * Source: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil.
 */
static inline gint32
mill_date_from_civil (gint32 year, gint32 month, gint32 day)
{
  year -= month <= 2; /* a year begins in March, so that the leap day is its last */
  gint32 era = (year >= 0 ? year : year - 399) / 400;
  gint32 year_of_era = year - era * 400;
  gint32 day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  gint32 day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + day_of_era - 719468;
}

/** mill_date_to_civil: the inverse; sets year, month and day of @civil and leaves the rest. */
static inline void
mill_date_to_civil (gint32 date, MillCivil *civil)
{
  gint64 shifted = (gint64)date + 719468;
  gint64 era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
  guint32 day_of_era = (guint32)(shifted - era * 146097);
  guint32 year_of_era
      = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  guint32 day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  guint32 month = (5 * day_of_year + 2) / 153;
  civil->day = (gint32)(day_of_year - (153 * month + 2) / 5 + 1);
  civil->month = (gint32)(month < 10 ? month + 3 : month - 9);
  civil->year = (gint32)(year_of_era + era * 400) + (civil->month <= 2);
}

/** mill_timestamp_date: the date (UTC) in which @timestamp lies. */
static inline gint32
mill_timestamp_date (gint64 timestamp)
{
  gint64 days = timestamp / MILL_DAY;
  return (gint32)(days - (timestamp % MILL_DAY < 0));
}

/** mill_timestamp_time: the microseconds since midnight (UTC). */
static inline gint64
mill_timestamp_time (gint64 timestamp)
{
  gint64 rest = timestamp % MILL_DAY;
  return rest < 0 ? rest + MILL_DAY : rest;
}

/** mill_date_is_valid: whether @date lies in the years 0001 to 9999. */
static inline gboolean
mill_date_is_valid (gint64 date)
{
  return date >= MILL_DATE_MIN && date <= MILL_DATE_MAX;
}

/** mill_timestamp_is_valid: whether @timestamp lies in the years 0001 to 9999. */
static inline gboolean
mill_timestamp_is_valid (gint64 timestamp)
{
  return timestamp >= MILL_TIMESTAMP_MIN && timestamp <= MILL_TIMESTAMP_MAX;
}

/** mill_days_in_month: 28..31; @month is 1..12. */
gint32 mill_days_in_month (gint32 year, gint32 month);

/** mill_date_weekday: 1 for Monday to 7 for Sunday (ISO 8601). */
gint32 mill_date_weekday (gint32 date);

/** mill_date_day_of_year: 1..366. */
gint32 mill_date_day_of_year (gint32 date);

/** mill_date_iso_week: the week of ISO 8601, 1..53; @year (nullable) gets the year it belongs to.
 */
gint32 mill_date_iso_week (gint32 date, gint32 *year);

/**
 * mill_date_add_months: @date moved by @months, on the last day of the month where the day does not
 * exist (2024-01-31 + 1 = 2024-02-29).
 * Returns: %FALSE when the result lies outside of the years 0001 to 9999.
 */
gboolean mill_date_add_months (gint32 date, gint64 months, gint32 *result);

/** mill_timestamp_to_civil: @timestamp, valid or not, in UTC. */
void mill_timestamp_to_civil (gint64 timestamp, MillCivil *civil);

/**
 * mill_timestamp_from_civil: the inverse.
 * Returns: %MILL_PARSE_RANGE when @civil names no date or time, or a year outside of 0001 to 9999.
 */
MillParseResult mill_timestamp_from_civil (const MillCivil *civil, gint64 *timestamp);

/** mill_parse_date: reads `YYYY-MM-DD`. RANGE when there is no such day. */
MillParseResult mill_parse_date (const char *text, gsize length, gint32 *date);

/**
 * mill_parse_timestamp: reads ISO 8601: `YYYY-MM-DD`, alone (midnight), or followed by `T` or one
 * blank, `HH:MM`, then optionally `:SS`, a fraction of `.` and 1 to 9 digits, and a zone: `Z`,
 * `+HH`, `+HH:MM` or `+HHMM`, or the same with `-`. `T` and `Z` may be small. No zone means UTC.
 *
 * Digits of the fraction beyond the sixth are dropped. Returns: RANGE for a day, time or zone that
 * does not exist, a leap second (`:60`), and instants outside of the years 0001 to 9999 in UTC.
 */
MillParseResult mill_parse_timestamp (const char *text, gsize length, gint64 *timestamp);

/**
 * mill_print_date: prints `YYYY-MM-DD` into @out (%MILL_DATE_CHARS). Years outside of 0000 to 9999
 * get a sign and as many digits as needed.
 */
gsize mill_print_date (gint32 date, char *out);

/**
 * mill_print_timestamp: prints `YYYY-MM-DDTHH:MM:SSZ` into @out (%MILL_TIMESTAMP_CHARS), with a
 * fraction of 3 digits, or 6 where 3 do not suffice, when there is one.
 */
gsize mill_print_timestamp (gint64 timestamp, char *out);

G_END_DECLS
