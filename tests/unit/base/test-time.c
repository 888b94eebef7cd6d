/* test-time.c: dates and instants.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <time.h>

#include "mill-time-inline.h"
#include "random.h"

static gint64
instant (const char *text)
{
  gint64 value = 0;
  g_assert_cmpint (mill_parse_timestamp (text, strlen (text), &value), ==, MILL_PARSE_OK);
  return value;
}

static gint32
day (const char *text)
{
  gint32 value = 0;
  g_assert_cmpint (mill_parse_date (text, strlen (text), &value), ==, MILL_PARSE_OK);
  return value;
}

/* Every day of the years 0001 to 9999, against a calendar that counts. */
static void
test_every_day (void)
{
  gint32 date = MILL_DATE_MIN, weekday = 1 /* 0001-01-01 was a Monday */;
  char expected[16], out[MILL_DATE_CHARS];
  for (gint32 year = 1; year <= 9999; year++)
    {
      gboolean leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
      gint32 day_of_year = 1;
      for (gint32 month = 1; month <= 12; month++)
        {
          gint32 days = month == 2 ? 28 + leap : 30 + (month + (month > 7)) % 2;
          g_assert_cmpint (mill_days_in_month (year, month), ==, days);
          for (gint32 d = 1; d <= days; d++, date++, day_of_year++)
            {
              MillCivil civil;
              mill_date_to_civil (date, &civil);
              g_assert_true (civil.year == year && civil.month == month && civil.day == d);
              g_assert_true (mill_date_from_civil (year, month, d) == date);
              g_assert_true (mill_date_weekday (date) == weekday);
              g_assert_true (mill_date_day_of_year (date) == day_of_year);
              weekday = weekday % 7 + 1;
              if (d != 1 && d != days)
                continue;
              g_snprintf (expected, sizeof expected, "%04d-%02d-%02d", year, month, d);
              g_assert_cmpmem (out, mill_print_date (date, out), expected, 10);
              g_assert_true (day (expected) == date);
            }
        }
    }
  g_assert_cmpint (date, ==, MILL_DATE_MAX + 1);
}

static void
test_iso_week (void)
{
  gint32 last_week = 0, last_year = 0;
  for (gint32 date = day ("1900-01-01"); date < day ("2200-01-01"); date++)
    {
      gint32 year, week = mill_date_iso_week (date, &year);
      g_autoptr (GDateTime) oracle
          = g_date_time_new_from_unix_utc (date * (MILL_DAY / MILL_SECOND));
      g_assert_cmpint (week, ==, g_date_time_get_week_of_year (oracle));
      g_assert_cmpint (year, ==, g_date_time_get_week_numbering_year (oracle));
      g_assert_true (week != last_week || year == last_year);
      last_week = week, last_year = year;
    }
}

static void
test_add_months (void)
{
  static const struct
  {
    const char *from;
    gint64 months;
    const char *to;
  } cases[] = {
    { "2024-01-31", 1, "2024-02-29" },      { "2023-01-31", 1, "2023-02-28" },
    { "2024-03-31", -1, "2024-02-29" },     { "2024-01-15", 0, "2024-01-15" },
    { "2024-12-31", 2, "2025-02-28" },      { "2024-01-31", -13, "2022-12-31" },
    { "0001-01-01", 119987, "9999-12-01" },
  };
  gint32 result = 0;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_true (mill_date_add_months (day (cases[i].from), cases[i].months, &result));
      g_assert_cmpint (result, ==, day (cases[i].to));
    }
  g_assert_false (mill_date_add_months (day ("0001-01-31"), -1, &result));
  g_assert_false (mill_date_add_months (day ("9999-12-01"), 1, &result));
  g_assert_false (mill_date_add_months (0, G_MAXINT64, &result));
  g_assert_false (mill_date_add_months (0, G_MININT64, &result));
}

static void
test_dates_refused (void)
{
  static const char *const syntax[]
      = { "",           "2024",        "2024-01",     "2024-1-1", "24-01-01",
          "2024/01/01", "2024-01-01 ", " 2024-01-01", "20240101", "2024-01-0a",
          "-024-01-01", "2024-01-001", "12024-01-01" };
  static const char *const range[]
      = { "2024-00-01", "2024-13-01", "2024-01-00", "2024-01-32", "2023-02-29",
          "1900-02-29", "0000-01-01", "2024-04-31", "2024-99-99" };
  gint32 date = -77;
  for (gsize i = 0; i < G_N_ELEMENTS (syntax); i++)
    g_assert_cmpint (mill_parse_date (syntax[i], strlen (syntax[i]), &date), ==, MILL_PARSE_SYNTAX);
  for (gsize i = 0; i < G_N_ELEMENTS (range); i++)
    g_assert_cmpint (mill_parse_date (range[i], strlen (range[i]), &date), ==, MILL_PARSE_RANGE);
  g_assert_cmpint (date, ==, -77);
}

static const struct
{
  const char *text;
  const char *printed; /* NULL: refused as... */
  MillParseResult result;
} timestamps[] = {
  { "1970-01-01", "1970-01-01T00:00:00Z" },
  { "2024-02-29T12:34:56Z", "2024-02-29T12:34:56Z" },
  { "2024-02-29 12:34:56", "2024-02-29T12:34:56Z" },
  { "2024-02-29t12:34:56z", "2024-02-29T12:34:56Z" },
  { "2024-02-29T12:34", "2024-02-29T12:34:00Z" },
  { "2024-02-29T12:34Z", "2024-02-29T12:34:00Z" },
  { "2024-02-29T12:34:56.7", "2024-02-29T12:34:56.700Z" },
  { "2024-02-29T12:34:56.789", "2024-02-29T12:34:56.789Z" },
  { "2024-02-29T12:34:56.789012Z", "2024-02-29T12:34:56.789012Z" },
  { "2024-02-29T12:34:56.7890129Z", "2024-02-29T12:34:56.789012Z" },
  { "2024-02-29T12:34:56.123456789", "2024-02-29T12:34:56.123456Z" },
  { "2024-02-29T12:34:56.000", "2024-02-29T12:34:56Z" },
  { "2024-02-29T12:34:56.0000009", "2024-02-29T12:34:56Z" },
  { "2024-02-29T00:30:00+01:00", "2024-02-28T23:30:00Z" },
  { "2024-02-29T00:30:00+0100", "2024-02-28T23:30:00Z" },
  { "2024-02-29T00:30:00+01", "2024-02-28T23:30:00Z" },
  { "2024-02-29T20:30:00.5-05:30", "2024-03-01T02:00:00.500Z" },
  { "2024-02-29T12:34+05:45", "2024-02-29T06:49:00Z" },
  { "0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z" },
  { "0001-01-01T00:00:00-00:01", "0001-01-01T00:01:00Z" },
  { "9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z" },
  { "1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z" },
  { "0001-01-01T00:00:00+00:01", NULL, MILL_PARSE_RANGE },
  { "9999-12-31T23:59:59-00:01", NULL, MILL_PARSE_RANGE },
  { "2024-02-30T12:34:56", NULL, MILL_PARSE_RANGE },
  { "2024-02-29T24:00:00", NULL, MILL_PARSE_RANGE },
  { "2024-02-29T12:60:00", NULL, MILL_PARSE_RANGE },
  { "2016-12-31T23:59:60Z", NULL, MILL_PARSE_RANGE },
  { "2024-02-29T12:34:56+24:00", NULL, MILL_PARSE_RANGE },
  { "2024-02-29T12:34:56+01:60", NULL, MILL_PARSE_RANGE },
  { "2024-02-29T", NULL, MILL_PARSE_SYNTAX },
  { "2024-02-29T12", NULL, MILL_PARSE_SYNTAX },
  { "2024-02-29T12:", NULL, MILL_PARSE_SYNTAX },
  { "2024-02-29T12:34:", NULL, MILL_PARSE_SYNTAX },
  { "2024-02-29T12:34:5", NULL, MILL_PARSE_SYNTAX },
  { "2024-02-29T12:34:56.", NULL, MILL_PARSE_SYNTAX },
  { "2024-02-29T12:34:56,5", NULL, MILL_PARSE_SYNTAX },
  { "2024-02-29T12:34:56.1234567890", NULL, MILL_PARSE_SYNTAX },
  { "2024-02-29T12:34:56ZZ", NULL, MILL_PARSE_SYNTAX },
  { "2024-02-29T12:34:56 Z", NULL, MILL_PARSE_SYNTAX },
  { "2024-02-29T12:34:56+1", NULL, MILL_PARSE_SYNTAX },
  { "2024-02-29T12:34:56+01:", NULL, MILL_PARSE_SYNTAX },
  { "2024-02-29T12:34:56+01:0", NULL, MILL_PARSE_SYNTAX },
  { "2024-02-29T12:34:56UTC", NULL, MILL_PARSE_SYNTAX },
  { "2024-02-29  12:34:56", NULL, MILL_PARSE_SYNTAX },
  { "2024-02-29Z", NULL, MILL_PARSE_SYNTAX },
  { "2024-02-29T12-34-56", NULL, MILL_PARSE_SYNTAX },
  { "2024-02-29T1a:34:56", NULL, MILL_PARSE_SYNTAX },
  { "", NULL, MILL_PARSE_SYNTAX },
};

static void
test_timestamps (void)
{
  char out[MILL_TIMESTAMP_CHARS];
  for (gsize i = 0; i < G_N_ELEMENTS (timestamps); i++)
    {
      gint64 value = -77;
      const char *text = timestamps[i].text, *printed = timestamps[i].printed;
      MillParseResult result = mill_parse_timestamp (text, strlen (text), &value);
      if (result != timestamps[i].result || (printed == NULL && value != -77))
        g_error ("“%s” gave %d", text, (int)result);
      if (printed != NULL)
        g_assert_cmpmem (out, mill_print_timestamp (value, out), printed, strlen (printed));
    }
}

/* The hot path on the same texts, as they are and with each byte of a good one spoiled. */
static void
assert_fast_same (MillDateCache *cache, const char *text, gsize length)
{
  guint8 bytes[64 + MILL_TIME_READ];
  gint64 plain = -77, fast = -77;
  gint32 plain_date = -77, fast_date = -77;
  memset (bytes, '7', sizeof bytes);
  guint8 *at = bytes + sizeof bytes - MAX (length, MILL_TIME_READ);
  memcpy (at, text, length);

  MillParseResult expected = mill_parse_timestamp (text, length, &plain);
  MillParseResult result = mill_fast_timestamp (cache, at, length, &fast);
  if (result != expected || fast != plain)
    g_error ("“%.*s” gave %d, not %d", (int)length, text, (int)result, (int)expected);
  g_assert_cmpint (mill_fast_date (cache, at, length, &fast_date),
                   ==,
                   mill_parse_date (text, length, &plain_date));
  g_assert_cmpint (fast_date, ==, plain_date);
}

static void
test_fast (void)
{
  static const char *const good[] = { "2024-02-29T12:34:56Z",
                                      "2024-02-29 12:34:56",
                                      "2024-02-29T12:34:56.789Z",
                                      "2024-02-29T12:34:56.789123",
                                      "2024-02-29" };
  MillDateCache cache = { 0 };
  for (int round = 0; round < 2; round++)
    for (gsize i = 0; i < G_N_ELEMENTS (timestamps); i++)
      assert_fast_same (&cache, timestamps[i].text, strlen (timestamps[i].text));
  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    for (gsize at = 0; at < strlen (good[i]); at++)
      for (int byte = 0; byte < 256; byte++)
        {
          char text[40];
          g_strlcpy (text, good[i], sizeof text);
          text[at] = (char)byte;
          assert_fast_same (&cache, text, strlen (good[i]));
        }
}

static void
test_round_trip (void)
{
  guint64 state = 1;
  char out[MILL_TIMESTAMP_CHARS];
  MillDateCache cache = { 0 };
  const guint64 span = (guint64)(MILL_TIMESTAMP_MAX - MILL_TIMESTAMP_MIN) + 1;
  static const gint64 grains[] = { 1, 1000, MILL_SECOND, MILL_HOUR, MILL_DAY };
  for (int i = 0; i < 500000; i++)
    {
      gint64 value = MILL_TIMESTAMP_MIN + (gint64)(random_next (&state) % span);
      value -= value % grains[i % (int)G_N_ELEMENTS (grains)];
      gint64 plain = 0, fast = 0;
      MillCivil civil;
      gsize n = mill_print_timestamp (value, out);
      g_assert_cmpint (mill_parse_timestamp (out, n, &plain), ==, MILL_PARSE_OK);
      g_assert_cmpint (mill_fast_timestamp (&cache, (guint8 *)out, n, &fast), ==, MILL_PARSE_OK);
      g_assert_true (plain == value && fast == value);
      mill_timestamp_to_civil (value, &civil);
      g_assert_cmpint (mill_timestamp_from_civil (&civil, &plain), ==, MILL_PARSE_OK);
      g_assert_cmpint (plain, ==, value);
    }
}

static void
test_out_of_range_prints (void)
{
  char out[MILL_TIMESTAMP_CHARS];
  static const struct
  {
    gint64 value;
    const char *text;
  } cases[] = {
    { MILL_TIMESTAMP_MIN - 1, "0000-12-31T23:59:59.999999Z" },
    { MILL_TIMESTAMP_MAX + 1, "+10000-01-01T00:00:00Z" },
    { G_MININT64, "-290308-12-21T19:59:05.224192Z" },
    { G_MAXINT64, "+294247-01-10T04:00:54.775807Z" },
    { MILL_TIMESTAMP_MIN - 367 * MILL_DAY, "-0001-12-31T00:00:00Z" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gsize n = mill_print_timestamp (cases[i].value, out);
      g_assert_cmpmem (out, n, cases[i].text, strlen (cases[i].text));
    }
  g_assert_false (mill_timestamp_is_valid (MILL_TIMESTAMP_MIN - 1));
  g_assert_true (mill_timestamp_is_valid (MILL_TIMESTAMP_MIN));
  g_assert_true (mill_timestamp_is_valid (MILL_TIMESTAMP_MAX));
  g_assert_false (mill_timestamp_is_valid (MILL_TIMESTAMP_MAX + 1));
  g_assert_true (mill_date_is_valid (MILL_DATE_MAX) && !mill_date_is_valid (MILL_DATE_MAX + 1));
}

/* The zone of the process says nothing about data. */
static void
test_tz_variable (void)
{
  static const char *const zones[] = { "Pacific/Kiritimati", "America/St_Johns", "UTC" };
  gint64 expected = G_GINT64_CONSTANT (1709210096789012);
  char out[MILL_TIMESTAMP_CHARS];
  for (gsize i = 0; i < G_N_ELEMENTS (zones); i++)
    {
      g_setenv ("TZ", zones[i], TRUE);
      tzset ();
      g_assert_cmpint (instant ("2024-02-29T12:34:56.789012"), ==, expected);
      gsize n = mill_print_timestamp (expected, out);
      g_assert_cmpmem (out, n, "2024-02-29T12:34:56.789012Z", 27);
    }
  g_unsetenv ("TZ");
  tzset ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/time/every-day", test_every_day);
  g_test_add_func ("/base/time/iso-week", test_iso_week);
  g_test_add_func ("/base/time/add-months", test_add_months);
  g_test_add_func ("/base/time/dates-refused", test_dates_refused);
  g_test_add_func ("/base/time/timestamps", test_timestamps);
  g_test_add_func ("/base/time/fast", test_fast);
  g_test_add_func ("/base/time/round-trip", test_round_trip);
  g_test_add_func ("/base/time/out-of-range-prints", test_out_of_range_prints);
  g_test_add_func ("/base/time/tz-variable", test_tz_variable);
  return g_test_run ();
}
