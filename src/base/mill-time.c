/* mill-time.c: see mill-time.h.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <string.h>

#include "mill-time-private.h"

static gboolean
is_leap_year (gint32 year)
{
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

gint32
mill_days_in_month (gint32 year, gint32 month)
{
  static const guint8 days[13] = { 0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

  g_return_val_if_fail (month >= 1 && month <= 12, 0);

  return month == 2 && is_leap_year (year) ? 29 : days[month];
}

static gint32
positive_rest (gint64 value, gint32 divisor)
{
  gint32 rest = (gint32)(value % divisor);
  return rest < 0 ? rest + divisor : rest;
}

gint32
mill_date_weekday (gint32 date)
{
  return positive_rest ((gint64)date + 3, 7) + 1; /* 1970-01-01 was a Thursday */
}

gint32
mill_date_day_of_year (gint32 date)
{
  MillCivil civil;
  mill_date_to_civil (date, &civil);
  return date - mill_date_from_civil (civil.year, 1, 1) + 1;
}

gint32
mill_date_iso_week (gint32 date, gint32 *year)
{
  MillCivil civil;
  /* A week belongs to the year in which its Thursday lies. */
  gint32 thursday = date - mill_date_weekday (date) + 4;
  mill_date_to_civil (thursday, &civil);
  if (year != NULL)
    *year = civil.year;
  return (thursday - mill_date_from_civil (civil.year, 1, 1)) / 7 + 1;
}

gboolean
mill_date_add_months (gint32 date, gint64 months, gint32 *result)
{
  MillCivil civil;
  gint64 total;

  mill_date_to_civil (date, &civil);
  if (__builtin_add_overflow (civil.year * G_GINT64_CONSTANT (12) + civil.month - 1, months, &total)
      || total < 12 || total >= 10000 * 12)
    return FALSE;
  gint32 year = (gint32)(total / 12), month = (gint32)(total % 12) + 1;
  gint32 day = MIN (civil.day, mill_days_in_month (year, month));
  *result = mill_date_from_civil (year, month, day);
  return TRUE;
}

void
mill_timestamp_to_civil (gint64 timestamp, MillCivil *civil)
{
  g_return_if_fail (civil != NULL);

  gint64 time = mill_timestamp_time (timestamp);
  mill_date_to_civil (mill_timestamp_date (timestamp), civil);
  civil->hour = (gint32)(time / MILL_HOUR);
  civil->minute = (gint32)(time / MILL_MINUTE % 60);
  civil->second = (gint32)(time / MILL_SECOND % 60);
  civil->microsecond = (gint32)(time % MILL_SECOND);
}

static gboolean
date_exists (gint32 year, gint32 month, gint32 day)
{
  return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1
         && day <= mill_days_in_month (year, month);
}

static gboolean
time_exists (const MillCivil *civil)
{
  return civil->hour >= 0 && civil->hour < 24 && civil->minute >= 0 && civil->minute < 60
         && civil->second >= 0 && civil->second < 60 && civil->microsecond >= 0
         && civil->microsecond < MILL_SECOND;
}

MillParseResult
mill_timestamp_from_civil (const MillCivil *civil, gint64 *timestamp)
{
  g_return_val_if_fail (civil != NULL, MILL_PARSE_RANGE);

  if (!date_exists (civil->year, civil->month, civil->day) || !time_exists (civil))
    return MILL_PARSE_RANGE;
  *timestamp = mill_date_from_civil (civil->year, civil->month, civil->day) * MILL_DAY
               + civil->hour * MILL_HOUR + civil->minute * MILL_MINUTE + civil->second * MILL_SECOND
               + civil->microsecond;
  return MILL_PARSE_OK;
}

gboolean
mill_time_scan_fraction (MillTimeScan *scan, gint32 *microseconds)
{
  const char *start = scan->at;
  gint32 value;
  if (!mill_time_scan_digits (scan, 1, 9, &value))
    return FALSE;
  gint64 n = scan->at - start;
  for (; n < 6; n++)
    value *= 10;
  for (; n > 6; n--)
    value /= 10;
  *microseconds = value;
  return TRUE;
}

MillParseResult
mill_time_scan_zone (MillTimeScan *scan, gint64 *offset)
{
  gint32 hours, minutes = 0;

  *offset = 0;
  if (mill_time_scan_byte (scan, 'Z') || mill_time_scan_byte (scan, 'z'))
    return MILL_PARSE_OK;
  gboolean west = mill_time_scan_byte (scan, '-');
  if (!west && !mill_time_scan_byte (scan, '+'))
    return MILL_PARSE_SYNTAX;
  if (!mill_time_scan_digits (scan, 2, 2, &hours))
    return MILL_PARSE_SYNTAX;
  gboolean colon = mill_time_scan_byte (scan, ':');
  if (!mill_time_scan_digits (scan, 2, 2, &minutes) && colon)
    return MILL_PARSE_SYNTAX;
  if (hours > 23 || minutes > 59)
    return MILL_PARSE_RANGE;
  *offset = (hours * MILL_HOUR + minutes * MILL_MINUTE) * (west ? -1 : 1);
  return MILL_PARSE_OK;
}

static gboolean
scan_date (MillTimeScan *scan, MillCivil *civil)
{
  return mill_time_scan_digits (scan, 4, 4, &civil->year) && mill_time_scan_byte (scan, '-')
         && mill_time_scan_digits (scan, 2, 2, &civil->month) && mill_time_scan_byte (scan, '-')
         && mill_time_scan_digits (scan, 2, 2, &civil->day);
}

static gboolean
scan_time (MillTimeScan *scan, MillCivil *civil)
{
  if (!mill_time_scan_digits (scan, 2, 2, &civil->hour) || !mill_time_scan_byte (scan, ':')
      || !mill_time_scan_digits (scan, 2, 2, &civil->minute))
    return FALSE;
  if (!mill_time_scan_byte (scan, ':'))
    return TRUE;
  if (!mill_time_scan_digits (scan, 2, 2, &civil->second))
    return FALSE;
  return !mill_time_scan_byte (scan, '.') || mill_time_scan_fraction (scan, &civil->microsecond);
}

static gboolean
scan_separator (MillTimeScan *scan)
{
  return mill_time_scan_byte (scan, 'T') || mill_time_scan_byte (scan, ' ')
         || mill_time_scan_byte (scan, 't');
}

MillParseResult
mill_parse_date (const char *text, gsize length, gint32 *date)
{
  MillTimeScan scan = { text, text + length };
  MillCivil civil;
  if (!scan_date (&scan, &civil) || scan.at != scan.end)
    return MILL_PARSE_SYNTAX;
  if (!date_exists (civil.year, civil.month, civil.day))
    return MILL_PARSE_RANGE;
  *date = mill_date_from_civil (civil.year, civil.month, civil.day);
  return MILL_PARSE_OK;
}

MillParseResult
mill_parse_timestamp (const char *text, gsize length, gint64 *timestamp)
{
  MillTimeScan scan = { text, text + length };
  MillCivil civil = { 0 };
  gint64 instant, offset = 0;
  MillParseResult zone = MILL_PARSE_OK;

  if (!scan_date (&scan, &civil))
    return MILL_PARSE_SYNTAX;
  if (scan.at < scan.end)
    {
      if (!scan_separator (&scan) || !scan_time (&scan, &civil))
        return MILL_PARSE_SYNTAX;
      if (scan.at < scan.end)
        zone = mill_time_scan_zone (&scan, &offset);
    }
  if (zone == MILL_PARSE_SYNTAX || scan.at != scan.end)
    return MILL_PARSE_SYNTAX;
  if (zone != MILL_PARSE_OK || mill_timestamp_from_civil (&civil, &instant) != MILL_PARSE_OK
      || !mill_timestamp_is_valid (instant - offset))
    return MILL_PARSE_RANGE;
  *timestamp = instant - offset;
  return MILL_PARSE_OK;
}

char *
mill_time_put_year (char *out, gint32 year)
{
  if (year >= 0 && year <= 9999)
    return mill_time_put_digits (out, (guint32)year, 4);
  *out++ = year < 0 ? '-' : '+';
  guint32 magnitude = (guint32)ABS ((gint64)year);
  if (magnitude <= 9999)
    return mill_time_put_digits (out, magnitude, 4);
  return out + mill_print_uint64 (magnitude, out);
}

static char *
put_date (char *out, const MillCivil *civil)
{
  out = mill_time_put_year (out, civil->year);
  *out++ = '-';
  out = mill_time_put_digits (out, (guint32)civil->month, 2);
  *out++ = '-';
  return mill_time_put_digits (out, (guint32)civil->day, 2);
}

gsize
mill_print_date (gint32 date, char *out)
{
  MillCivil civil;
  mill_date_to_civil (date, &civil);
  return (gsize)(put_date (out, &civil) - out);
}

static char *
put_fraction (char *out, guint32 microsecond)
{
  if (microsecond == 0)
    return out;
  *out++ = '.';
  if (microsecond % 1000 == 0)
    return mill_time_put_digits (out, microsecond / 1000, 3);
  return mill_time_put_digits (out, microsecond, 6);
}

gsize
mill_print_timestamp (gint64 timestamp, char *out)
{
  MillCivil civil;
  mill_timestamp_to_civil (timestamp, &civil);
  char *at = put_date (out, &civil);
  *at++ = 'T';
  at = mill_time_put_digits (at, (guint32)civil.hour, 2);
  *at++ = ':';
  at = mill_time_put_digits (at, (guint32)civil.minute, 2);
  *at++ = ':';
  at = mill_time_put_digits (at, (guint32)civil.second, 2);
  at = put_fraction (at, (guint32)civil.microsecond);
  *at++ = 'Z';
  return (gsize)(at - out);
}
