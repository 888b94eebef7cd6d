/* mill-func-time.c: functions on dates and timestamps. All is UTC; zones are asked for by name.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "mill-function-private.h"
#include "mill-time-pattern.h"
#include "mill-time.h"
#include "mill-zone.h"

#define DOC(NAME, SIGNATURE, HELP, EXAMPLE, RESULT)                                                \
  .info = { NAME, MILL_FUNCTION_TIME, SIGNATURE, N_ (HELP), EXAMPLE, RESULT }
#define MORE(NAME) .info = { .name = NAME, .category = MILL_FUNCTION_TIME }

/* --- units --- */

typedef struct
{
  const char *name;
  gint64 microseconds; /* 0: counted in months */
  gint32 months;
} Unit;

static const Unit units[] = {
  { "microsecond", 1, 0 },      { "millisecond", 1000, 0 },
  { "second", MILL_SECOND, 0 }, { "minute", MILL_MINUTE, 0 },
  { "hour", MILL_HOUR, 0 },     { "day", MILL_DAY, 0 },
  { "week", 7 * MILL_DAY, 0 },  { "month", 0, 1 },
  { "quarter", 0, 3 },          { "year", 0, 12 },
};

static const Unit *
find_unit (MillSpan name)
{
  gsize length = name.length;
  if (length > 1 && g_ascii_tolower ((char)name.data[length - 1]) == 's')
    length--;
  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (strlen (units[i].name) == length
        && g_ascii_strncasecmp (units[i].name, (const char *)name.data, length) == 0)
      return &units[i];
  return NULL;
}

static gpointer
prepare_unit (const MillNode *node, guint arg, gboolean days_only, char **problem)
{
  const MillNode *name = node->args[arg];
  if (name->kind != MILL_NODE_LITERAL || name->value.null)
    return NULL;
  const Unit *unit = find_unit (name->value.span);
  if (unit == NULL && problem != NULL)
    *problem = g_strdup_printf (_ ("'%.*s' is no unit; units are microsecond, millisecond, second, "
                                   "minute, hour, day, week, month, quarter, year"),
                                (int)MIN (name->value.span.length, 40),
                                (const char *)name->value.span.data);
  if (unit != NULL && days_only && unit->months == 0 && unit->microseconds < MILL_DAY)
    {
      if (problem != NULL)
        *problem = g_strdup (_ ("a date has no time of day; cast it to timestamp first"));
      return NULL;
    }
  return (gpointer)unit;
}

static gpointer
prepare_first_unit (const MillNode *node, char **problem)
{
  return prepare_unit (node, 0, FALSE, problem);
}

static gpointer
prepare_second_unit (const MillNode *node, char **problem)
{
  return prepare_unit (node, 1, node->type.id == MILL_TYPE_DATE, problem);
}

/* The unit that argument @arg names in row @i; an unknown one is an error of the row. */
static const Unit *
unit_of (MillCall *call, guint arg, guint i)
{
  if (call->state != NULL)
    return call->state;
  const Unit *unit = find_unit (mill_call_span (call, arg, i));
  if (unit == NULL)
    mill_call_fail (call, i, MILL_REJECT_BAD_CAST, mill_call_span (call, arg, i));
  return unit;
}

/* --- parts --- */

static MillCivil
civil_of (const MillCall *call, guint i)
{
  MillCivil civil = { 0 };
  if (call->args[0].type.id == MILL_TYPE_DATE)
    mill_date_to_civil ((gint32)mill_call_integer (call, 0, i), &civil);
  else
    mill_timestamp_to_civil (mill_call_integer (call, 0, i), &civil);
  return civil;
}

static gint32
date_of (const MillCall *call, guint i)
{
  gint64 value = mill_call_integer (call, 0, i);
  return call->args[0].type.id == MILL_TYPE_DATE ? (gint32)value : mill_timestamp_date (value);
}

static void
year_row (MillCall *call, guint i)
{
  mill_call_set_integer (call, i, civil_of (call, i).year);
}

static void
quarter_row (MillCall *call, guint i)
{
  mill_call_set_integer (call, i, (civil_of (call, i).month + 2) / 3);
}

static void
month_row (MillCall *call, guint i)
{
  mill_call_set_integer (call, i, civil_of (call, i).month);
}

static void
day_row (MillCall *call, guint i)
{
  mill_call_set_integer (call, i, civil_of (call, i).day);
}

static void
hour_row (MillCall *call, guint i)
{
  gint64 time = mill_timestamp_time (mill_call_integer (call, 0, i));
  mill_call_set_integer (call, i, time / MILL_HOUR);
}

static void
minute_row (MillCall *call, guint i)
{
  gint64 time = mill_timestamp_time (mill_call_integer (call, 0, i));
  mill_call_set_integer (call, i, time / MILL_MINUTE % 60);
}

static void
second_row (MillCall *call, guint i)
{
  gint64 time = mill_timestamp_time (mill_call_integer (call, 0, i));
  mill_call_set_integer (call, i, time / MILL_SECOND % 60);
}

static void
day_of_week_row (MillCall *call, guint i)
{
  mill_call_set_integer (call, i, mill_date_weekday (date_of (call, i)));
}

static void
day_of_year_row (MillCall *call, guint i)
{
  mill_call_set_integer (call, i, mill_date_day_of_year (date_of (call, i)));
}

static void
week_row (MillCall *call, guint i)
{
  mill_call_set_integer (call, i, mill_date_iso_week (date_of (call, i), NULL));
}

/* --- computing --- */

static gint64
floor_to (gint64 value, gint64 step)
{
  gint64 rest = value % step;
  return value - rest - (rest < 0 ? step : 0);
}

static gint32
truncate_date (gint32 date, const Unit *unit)
{
  if (unit->months == 0)
    return unit->microseconds > MILL_DAY ? date - (mill_date_weekday (date) - 1) : date;
  MillCivil civil = { 0 };
  mill_date_to_civil (date, &civil);
  return mill_date_from_civil (civil.year, civil.month - (civil.month - 1) % unit->months, 1);
}

static void
date_trunc_row (MillCall *call, guint i)
{
  const Unit *unit = unit_of (call, 0, i);
  if (unit == NULL)
    return;
  gint64 value = mill_call_integer (call, 1, i);
  if (call->type.id == MILL_TYPE_DATE)
    mill_call_set_integer (call, i, truncate_date ((gint32)value, unit));
  else if (unit->months == 0 && unit->microseconds <= MILL_DAY)
    mill_call_set_integer (call, i, floor_to (value, unit->microseconds));
  else
    mill_call_set_integer (call, i, truncate_date (mill_timestamp_date (value), unit) * MILL_DAY);
}

static void
set_moment (MillCall *call, guint i, gint64 value, gboolean good)
{
  MillSpan none = { 0 };
  gboolean date = call->type.id == MILL_TYPE_DATE;
  if (good && (date ? mill_date_is_valid (value) : mill_timestamp_is_valid (value)))
    mill_call_set_integer (call, i, value);
  else
    mill_call_fail (call, i, MILL_REJECT_OVERFLOW, none);
}

static void
date_add_row (MillCall *call, guint i)
{
  const Unit *unit = unit_of (call, 1, i);
  if (unit == NULL)
    return;
  gboolean is_date = call->type.id == MILL_TYPE_DATE;
  gint64 value = mill_call_integer (call, 0, i), n = mill_call_integer (call, 2, i), step;
  if (unit->months == 0)
    {
      gint64 size = is_date ? unit->microseconds / MILL_DAY : unit->microseconds;
      gboolean good = !__builtin_mul_overflow (n, size, &step)
                      && !__builtin_add_overflow (value, step, &value);
      set_moment (call, i, value, good && size > 0);
      return;
    }
  gint32 date = is_date ? (gint32)value : mill_timestamp_date (value);
  gboolean good = !__builtin_mul_overflow (n, (gint64)unit->months, &step)
                  && mill_date_add_months (date, step, &date);
  gint64 moved = is_date || !good ? date : date * MILL_DAY + mill_timestamp_time (value);
  set_moment (call, i, moved, good);
}

/* Whole months from @a to @b, both timestamps. */
static gint64
months_between (gint64 a, gint64 b)
{
  MillCivil from = { 0 }, to = { 0 };
  mill_timestamp_to_civil (a, &from);
  mill_timestamp_to_civil (b, &to);
  gint64 months = (gint64)(to.year - from.year) * 12 + (to.month - from.month);
  gint64 from_rest = (from.day - 1) * MILL_DAY + mill_timestamp_time (a);
  gint64 to_rest = (to.day - 1) * MILL_DAY + mill_timestamp_time (b);
  if (months > 0 && to_rest < from_rest)
    months--;
  else if (months < 0 && to_rest > from_rest)
    months++;
  return months;
}

static void
date_diff_row (MillCall *call, guint i)
{
  const Unit *unit = unit_of (call, 0, i);
  if (unit == NULL)
    return;
  gint64 a = mill_call_integer (call, 1, i), b = mill_call_integer (call, 2, i);
  if (unit->months == 0)
    mill_call_set_integer (call, i, (b - a) / unit->microseconds);
  else
    mill_call_set_integer (call, i, months_between (a, b) / unit->months);
}

/* DuckDB counts months otherwise when the first day is the last of its month. */
static gboolean
diff_is_portable (const MillNode *node)
{
  const Unit *unit = prepare_first_unit (node, NULL);
  return unit != NULL && unit->months == 0;
}

static void
plus_row (MillCall *call, guint i)
{
  gint64 sum;
  gboolean good = !__builtin_add_overflow (
      mill_call_integer (call, 0, i), mill_call_integer (call, 1, i), &sum);
  set_moment (call, i, sum, good);
}

static void
minus_row (MillCall *call, guint i)
{
  gint64 difference;
  gboolean good = !__builtin_sub_overflow (
      mill_call_integer (call, 0, i), mill_call_integer (call, 1, i), &difference);
  set_moment (call, i, difference, good);
}

static void
days_between_row (MillCall *call, guint i)
{
  mill_call_set_integer (call, i, mill_call_integer (call, 0, i) - mill_call_integer (call, 1, i));
}

/* --- making and reading --- */

static void
make_date_row (MillCall *call, guint i)
{
  gint64 parts[3];
  gboolean good = TRUE;
  for (guint k = 0; k < 3; k++)
    {
      parts[k] = mill_call_integer (call, k, i);
      good = good && parts[k] >= 1 && parts[k] <= 9999;
    }
  good = good && parts[1] <= 12
         && parts[2] <= mill_days_in_month ((gint32)parts[0], (gint32)parts[1]);
  set_moment (call,
              i,
              good ? mill_date_from_civil ((gint32)parts[0], (gint32)parts[1], (gint32)parts[2])
                   : 0,
              good);
}

static void
make_timestamp_row (MillCall *call, guint i)
{
  gint32 parts[6];
  gint64 value = 0;
  gboolean good = TRUE;
  for (guint k = 0; k < 6; k++)
    {
      gint64 part = mill_call_integer (call, k, i);
      good = good && part >= 0 && part <= 9999;
      parts[k] = good ? (gint32)part : 0;
    }
  MillCivil civil = { .year = parts[0],
                      .month = parts[1],
                      .day = parts[2],
                      .hour = parts[3],
                      .minute = parts[4],
                      .second = parts[5] };
  good = good && mill_timestamp_from_civil (&civil, &value) == MILL_PARSE_OK;
  set_moment (call, i, value, good);
}

static void
epoch_row (MillCall *call, guint i)
{
  mill_call_set_number (call, i, (double)mill_call_integer (call, 0, i) / 1e6);
}

static void
from_epoch_row (MillCall *call, guint i)
{
  gint64 value;
  gboolean good = !__builtin_mul_overflow (mill_call_integer (call, 0, i), MILL_SECOND, &value);
  set_moment (call, i, value, good);
}

static void
from_epoch_number_row (MillCall *call, guint i)
{
  double value = round (mill_call_number (call, 0, i) * 1e6);
  gboolean good = fabs (value) < 9e18;
  set_moment (call, i, good ? (gint64)value : 0, good);
}

/* A pattern or zone must be constant: it is looked at once, not for every row. */
static gboolean
constant_text (const MillNode *node, char **text, char **problem)
{
  *text = NULL;
  if (node->kind != MILL_NODE_LITERAL)
    {
      if (problem != NULL)
        *problem = g_strdup (_ ("the second argument must be a constant text"));
      return FALSE;
    }
  if (!node->value.null)
    *text = g_strndup ((const char *)node->value.span.data, node->value.span.length);
  return *text != NULL;
}

static gpointer
prepare_pattern (const MillNode *node, char **problem)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  if (!constant_text (node->args[1], &text, problem))
    return NULL;
  g_autoptr (MillTimePattern) pattern = mill_time_pattern_new (text, &error);
  gboolean reads = node->args[0]->type.id == MILL_TYPE_TEXT;
  if (pattern != NULL && reads && !mill_time_pattern_can_parse (pattern, &error))
    g_clear_pointer (&pattern, mill_time_pattern_free);
  if (pattern == NULL && problem != NULL)
    *problem = g_strdup (error->message);
  return g_steal_pointer (&pattern);
}

static void
release_pattern (gpointer state)
{
  mill_time_pattern_free (state);
}

static void
parse_row (MillCall *call, guint i)
{
  MillSpan text = mill_call_span (call, 0, i);
  gint64 value;
  if (mill_time_pattern_parse (call->state, (const char *)text.data, text.length, &value)
      != MILL_PARSE_OK)
    mill_call_fail (call, i, MILL_REJECT_BAD_CAST, text);
  else if (call->type.id == MILL_TYPE_DATE)
    mill_call_set_integer (call, i, mill_timestamp_date (value));
  else
    mill_call_set_integer (call, i, value);
}

static void
format_time_row (MillCall *call, guint i)
{
  gint64 value = mill_call_integer (call, 0, i);
  if (call->args[0].type.id == MILL_TYPE_DATE)
    value *= MILL_DAY;
  MillBytes *bytes = mill_call_bytes (call);
  mill_time_pattern_print (call->state, value, bytes);
  mill_call_copy (call, i, bytes->data, bytes->length);
}

static gpointer
prepare_zone (const MillNode *node, char **problem)
{
  g_autofree char *name = NULL;
  g_autoptr (GError) error = NULL;
  if (!constant_text (node->args[1], &name, problem))
    return NULL;
  MillZone *zone = mill_zone_lookup (name, &error);
  if (zone == NULL && problem != NULL)
    *problem = g_strdup (error->message);
  return zone;
}

static void
release_zone (gpointer state)
{
  mill_zone_unref (state);
}

static void
at_zone_row (MillCall *call, guint i)
{
  set_moment (call, i, mill_zone_to_local (call->state, mill_call_integer (call, 0, i)), TRUE);
}

static void
from_zone_row (MillCall *call, guint i)
{
  set_moment (call, i, mill_zone_to_utc (call->state, mill_call_integer (call, 0, i)), TRUE);
}

/* SQLite keeps dates and timestamps as ISO 8601 text, which its own functions read. */
#define PART(FORMAT, NAME)                                                                         \
  {                                                                                                \
    "CAST(strftime('" FORMAT "', $1) AS INTEGER)", NAME "($1)", "extract(" NAME " from $1)",       \
        NAME "($1)"                                                                                \
  }
#define TIME_PART(FORMAT, NAME)                                                                    \
  {                                                                                                \
    "CAST(strftime('" FORMAT "', $1) AS INTEGER)", NAME "($1)",                                    \
        "floor(extract(" NAME " from $1))", NAME "($1)"                                            \
  }
#define QUARTER                                                                                    \
  {                                                                                                \
    "((CAST(strftime('%m', $1) AS INTEGER) + 2) / 3)", "quarter($1)", "extract(quarter from $1)",  \
        "quarter($1)"                                                                              \
  }
#define WEEKDAY                                                                                    \
  {                                                                                                \
    "((CAST(strftime('%w', $1) AS INTEGER) + 6) % 7 + 1)", "isodow($1)",                           \
        "extract(isodow from $1)", "(weekday($1) + 1)"                                             \
  }
#define YEARDAY                                                                                    \
  {                                                                                                \
    "CAST(strftime('%j', $1) AS INTEGER)", "dayofyear($1)", "extract(doy from $1)",                \
        "dayofyear($1)"                                                                            \
  }
#define WEEK                                                                                       \
  {                                                                                                \
    NULL, "week($1)", "extract(week from $1)", "weekofyear($1)"                                    \
  }

const MillFunction mill_functions_time[] = {
  { DOC (
        "at_zone",
        "at_zone(timestamp, zone)",
        "What clocks in a zone show at the instant, as a timestamp to take hour() and the like of.",
        "at_zone(timestamp '2024-07-01T12:00:00Z', '+02:00')",
        "2024-07-01T14:00:00Z"),
    .args = "st",
    .result = 's',
    .row = at_zone_row,
    .prepare = prepare_zone,
    .release = release_zone,
    .sql = { NULL, NULL, NULL, "from_utc_timestamp($1, $2)" } },
  { DOC ("date_add",
         "date_add(moment, unit, n)",
         "A date or timestamp n units later; on the last day of the month where there is no such "
         "day.",
         "date_add(date '2024-01-31', 'month', 1)",
         "2024-02-29"),
    .args = "Dti",
    .result = 'D',
    .row = date_add_row,
    .prepare = prepare_second_unit },
  { MORE ("date_add"),
    .args = "sti",
    .result = 's',
    .row = date_add_row,
    .prepare = prepare_second_unit },
  { DOC ("date_diff",
         "date_diff(unit, a, b)",
         "How many whole units pass from a to b.",
         "date_diff('day', date '2024-02-28', date '2024-03-01')",
         "2"),
    .args = "tss",
    .result = 'i',
    .row = date_diff_row,
    .prepare = prepare_first_unit,
    .sql = { NULL, "date_sub($1, $2, $3)", NULL, NULL },
    .portable = diff_is_portable },
  { DOC ("date_trunc",
         "date_trunc(unit, moment)",
         "The start of the unit in which a date or timestamp lies; weeks begin on Monday.",
         "date_trunc('month', date '2024-02-28')",
         "2024-02-01"),
    .args = "tD",
    .result = 'D',
    .row = date_trunc_row,
    .prepare = prepare_first_unit,
    .sql = { NULL,
             "cast(date_trunc($1, $2) as date)",
             "date_trunc($1, $2::timestamp)::date",
             "date(date_trunc($1, $2))" } },
  { MORE ("date_trunc"),
    .args = "ts",
    .result = 's',
    .row = date_trunc_row,
    .prepare = prepare_first_unit,
    .sql = { NULL, "date_trunc($1, $2)", "date_trunc($1, $2)", "date_trunc($1, $2)" } },
  { DOC ("day", "day(moment)", "The day of the month.", "day(date '2024-02-28')", "28"),
    .args = "D",
    .result = 'i',
    .row = day_row,
    .sql = PART ("%d", "day") },
  { MORE ("day"), .args = "s", .result = 'i', .row = day_row, .sql = PART ("%d", "day") },
  { DOC ("day_of_week",
         "day_of_week(moment)",
         "1 for Monday to 7 for Sunday.",
         "day_of_week(date '2024-02-28')",
         "3"),
    .args = "D",
    .result = 'i',
    .row = day_of_week_row,
    .sql = WEEKDAY },
  { MORE ("day_of_week"), .args = "s", .result = 'i', .row = day_of_week_row, .sql = WEEKDAY },
  { DOC ("day_of_year",
         "day_of_year(moment)",
         "The day of the year, from 1.",
         "day_of_year(date '2024-02-28')",
         "59"),
    .args = "D",
    .result = 'i',
    .row = day_of_year_row,
    .sql = YEARDAY },
  { MORE ("day_of_year"), .args = "s", .result = 'i', .row = day_of_year_row, .sql = YEARDAY },
  { DOC ("epoch",
         "epoch(timestamp)",
         "The seconds since 1970-01-01T00:00:00Z.",
         "epoch(timestamp '1970-01-02')",
         "86400"),
    .args = "s",
    .result = 'n',
    .row = epoch_row,
    .sql = { NULL,
             "(epoch_us($1) / 1e6)",
             "extract(epoch from $1)::float8",
             "(unix_micros($1) / 1e6)" } },
  { DOC ("format_time",
         "format_time(moment, pattern)",
         "A date or timestamp as text, by a pattern such as '%d.%m.%Y %H:%M'.",
         "format_time(date '2024-02-28', '%d.%m.%Y')",
         "28.02.2024"),
    .args = "Dt",
    .result = 't',
    .row = format_time_row,
    .prepare = prepare_pattern,
    .release = release_pattern },
  { MORE ("format_time"),
    .args = "st",
    .result = 't',
    .row = format_time_row,
    .prepare = prepare_pattern,
    .release = release_pattern },
  { DOC ("from_epoch",
         "from_epoch(seconds)",
         "The timestamp so many seconds after 1970-01-01T00:00:00Z.",
         "from_epoch(86400)",
         "1970-01-02T00:00:00Z"),
    .args = "i",
    .result = 's',
    .row = from_epoch_row,
    .sql = { NULL, "make_timestamp($1 * 1000000)", "to_timestamp($1)", "timestamp_seconds($1)" } },
  { MORE ("from_epoch"), .args = "n", .result = 's', .row = from_epoch_number_row },
  { DOC ("from_zone",
         "from_zone(timestamp, zone)",
         "The instant at which clocks in a zone show the timestamp.",
         "from_zone(timestamp '2024-07-01T14:00:00Z', '+02:00')",
         "2024-07-01T12:00:00Z"),
    .args = "st",
    .result = 's',
    .row = from_zone_row,
    .prepare = prepare_zone,
    .release = release_zone,
    .sql = { NULL, NULL, NULL, "to_utc_timestamp($1, $2)" } },
  { DOC ("hour",
         "hour(timestamp)",
         "The hour, 0 to 23.",
         "hour(timestamp '2024-02-28T13:45:10Z')",
         "13"),
    .args = "s",
    .result = 'i',
    .row = hour_row,
    .sql = TIME_PART ("%H", "hour") },
  { DOC ("make_date",
         "make_date(year, month, day)",
         "The date of a year, month and day.",
         "make_date(2024, 2, 28)",
         "2024-02-28"),
    .args = "iii",
    .result = 'D',
    .row = make_date_row,
    .sql = { "CASE WHEN $1 + $2 + $3 IS NOT NULL THEN "
             "printf('%04d-%02d-%02d', $1, $2, $3) END",
             "make_date($1, $2, $3)",
             "make_date(($1)::int, ($2)::int, ($3)::int)",
             "make_date(int($1), int($2), int($3))" } },
  { DOC ("make_timestamp",
         "make_timestamp(year, month, day, hour, minute, second)",
         "The timestamp of its parts.",
         "make_timestamp(2024, 2, 28, 13, 45, 10)",
         "2024-02-28T13:45:10Z"),
    .args = "iiiiii",
    .result = 's',
    .row = make_timestamp_row },
  { DOC ("minute",
         "minute(timestamp)",
         "The minute, 0 to 59.",
         "minute(timestamp '2024-02-28T13:45:10Z')",
         "45"),
    .args = "s",
    .result = 'i',
    .row = minute_row,
    .sql = TIME_PART ("%M", "minute") },
  { DOC ("month", "month(moment)", "The month, 1 to 12.", "month(date '2024-02-28')", "2"),
    .args = "D",
    .result = 'i',
    .row = month_row,
    .sql = PART ("%m", "month") },
  { MORE ("month"), .args = "s", .result = 'i', .row = month_row, .sql = PART ("%m", "month") },
  { DOC ("quarter",
         "quarter(moment)",
         "The quarter of the year, 1 to 4.",
         "quarter(date '2024-02-28')",
         "1"),
    .args = "D",
    .result = 'i',
    .row = quarter_row,
    .sql = QUARTER },
  { MORE ("quarter"), .args = "s", .result = 'i', .row = quarter_row, .sql = QUARTER },
  { DOC ("second",
         "second(timestamp)",
         "The second, 0 to 59.",
         "second(timestamp '2024-02-28T13:45:10Z')",
         "10"),
    .args = "s",
    .result = 'i',
    .row = second_row,
    .sql = TIME_PART ("%S", "second") },
  { DOC ("to_date",
         "to_date(text, pattern)",
         "The date that a text says by a pattern such as '%d.%m.%Y'.",
         "to_date('28.02.2024', '%d.%m.%Y')",
         "2024-02-28"),
    .args = "tt",
    .result = 'D',
    .row = parse_row,
    .prepare = prepare_pattern,
    .release = release_pattern },
  { DOC ("to_timestamp",
         "to_timestamp(text, pattern)",
         "The timestamp that a text says by a pattern such as '%d.%m.%Y %H:%M'.",
         "to_timestamp('28.02.2024 13:45', '%d.%m.%Y %H:%M')",
         "2024-02-28T13:45:00Z"),
    .args = "tt",
    .result = 's',
    .row = parse_row,
    .prepare = prepare_pattern,
    .release = release_pattern },
  { DOC ("week", "week(moment)", "The week of ISO 8601, 1 to 53.", "week(date '2024-02-28')", "9"),
    .args = "D",
    .result = 'i',
    .row = week_row,
    .sql = WEEK },
  { MORE ("week"), .args = "s", .result = 'i', .row = week_row, .sql = WEEK },
  { DOC ("year", "year(moment)", "The year.", "year(date '2024-02-28')", "2024"),
    .args = "D",
    .result = 'i',
    .row = year_row,
    .sql = PART ("%Y", "year") },
  { MORE ("year"), .args = "s", .result = 'i', .row = year_row, .sql = PART ("%Y", "year") },
  { MORE ("+"),
    .args = "si",
    .result = 's',
    .flags = MILL_FUNCTION_HIDDEN,
    .row = plus_row,
    .sql = { NULL,
             "($1 + to_microseconds($2))",
             "($1 + $2 * interval '1 microsecond')",
             "timestamp_micros(unix_micros($1) + $2)" } },
  { MORE ("+"),
    .args = "Di",
    .result = 'D',
    .flags = MILL_FUNCTION_HIDDEN,
    .row = plus_row,
    .sql = { "date($1, ($2) || ' days')",
             "($1 + ($2)::int)",
             "($1 + ($2)::int)",
             "date_add($1, int($2))" } },
  { MORE ("-"),
    .args = "si",
    .result = 's',
    .flags = MILL_FUNCTION_HIDDEN,
    .row = minus_row,
    .sql = { NULL,
             "($1 - to_microseconds($2))",
             "($1 - $2 * interval '1 microsecond')",
             "timestamp_micros(unix_micros($1) - $2)" } },
  { MORE ("-"),
    .args = "Di",
    .result = 'D',
    .flags = MILL_FUNCTION_HIDDEN,
    .row = minus_row,
    .sql = { "date($1, (-($2)) || ' days')",
             "($1 - ($2)::int)",
             "($1 - ($2)::int)",
             "date_sub($1, int($2))" } },
  { MORE ("-"),
    .args = "DD",
    .result = 'i',
    .flags = MILL_FUNCTION_HIDDEN,
    .row = days_between_row,
    .sql = { "CAST(julianday($1) - julianday($2) AS INTEGER)",
             "($1 - $2)",
             "($1 - $2)",
             "datediff($1, $2)" } },
  { .info = { NULL } },
};
