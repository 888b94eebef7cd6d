/* test-ticks.c: ticks, calendar units, scales and formats.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <math.h>

#include "mill-chart.h"
#include "mill-format.h"
#include "mill-palette.h"
#include "mill-scale.h"
#include "mill-ticks.h"
#include "mill-time.h"

/* joined: the labels, and contexts after a slash. */
static char *
joined (GArray *ticks)
{
  GString *out = g_string_new (NULL);
  for (guint i = 0; i < ticks->len; i++)
    {
      const MillTick *tick = &g_array_index (ticks, MillTick, i);
      g_string_append_printf (out, "%s%s", i > 0 ? " " : "", tick->label);
      if (tick->context != NULL)
        g_string_append_printf (out, "/%s", tick->context);
    }
  g_array_unref (ticks);
  return g_string_free (out, FALSE);
}

static void
assert_ticks (GArray *ticks, const char *expected)
{
  g_autofree char *text = joined (ticks);
  g_assert_cmpstr (text, ==, expected);
}

static gint64
at (const char *text)
{
  gint64 time;
  g_assert_cmpint (mill_parse_timestamp (text, strlen (text), &time), ==, MILL_PARSE_OK);
  return time;
}

static void
test_steps (void)
{
  g_assert_cmpfloat (mill_tick_step (100, 10), ==, 10);
  g_assert_cmpfloat (mill_tick_step (101, 10), ==, 20);
  g_assert_cmpfloat (mill_tick_step (21, 10), ==, 5);
  g_assert_cmpfloat (mill_tick_step (1, 10), ==, 0.1);
  g_assert_cmpfloat (mill_tick_step (1e-9, 4), ==, 5e-10);
  g_assert_cmpfloat (mill_tick_step (2e300, 10), ==, 2e299);
  g_assert_cmpfloat (mill_nice_value ((MillNiceStep){ 1, -1 }, 3), ==, 0.3);
  g_assert_cmpfloat (mill_nice_value ((MillNiceStep){ 2, -1 }, 3), ==, 0.6);
}

static void
test_linear (void)
{
  assert_ticks (mill_ticks_linear (0, 1, 5), "0.0 0.2 0.4 0.6 0.8 1.0");
  assert_ticks (mill_ticks_linear (-30, 28, 6),
                "\xe2\x88\x92"
                "30 \xe2\x88\x92"
                "20 \xe2\x88\x92"
                "10 0 10 20");
  assert_ticks (mill_ticks_linear (0, 25000, 5), "0 5,000 10,000 15,000 20,000 25,000");
  assert_ticks (mill_ticks_linear (0, 1.5e6, 3), "0 500k 1M 1.5M");
  assert_ticks (mill_ticks_linear (0, 2e20, 2), "0 1e20 2e20");
  assert_ticks (mill_ticks_linear (0, 3e-7, 3), "0 1e-7 2e-7 3e-7");
  assert_ticks (mill_ticks_linear (7, 7, 5), "7");
  /* neighbours that are one double, and a range beyond all doubles' steps */
  assert_ticks (mill_ticks_linear (1e17, 1e17 + 16, 4), "1e17 1e17");
  GArray *many = mill_ticks_linear (0, 1e6, 100000);
  g_assert_cmpuint (many->len, <=, MILL_TICKS_MAX);
  g_array_unref (many);
}

static void
test_nice (void)
{
  double lo = 0.13, hi = 9.7;
  mill_nice_linear (&lo, &hi, 10);
  g_assert_cmpfloat (lo, ==, 0);
  g_assert_cmpfloat (hi, ==, 10);
  lo = -1e300, hi = 1e300;
  mill_nice_linear (&lo, &hi, 10);
  g_assert_true (isfinite (lo) && isfinite (hi) && lo <= -1e300 && hi >= 1e300);
  lo = 3, hi = 4200;
  mill_nice_log (&lo, &hi);
  g_assert_cmpfloat (lo, ==, 1);
  g_assert_cmpfloat (hi, ==, 10000);
  lo = 30, hi = 42;
  mill_nice_log (&lo, &hi);
  g_assert_cmpfloat (lo, ==, 20);
  g_assert_cmpfloat (hi, ==, 50);
}

static void
test_multiples (void)
{
  assert_ticks (mill_ticks_multiples (-2, 10, 2, 8),
                "\xe2\x88\x92"
                "2 0 2 4 6 8 10");
  assert_ticks (mill_ticks_multiples (0, 1, 0.05, 8), "0.00 0.25 0.50 0.75 1.00");
}

static void
test_log (void)
{
  assert_ticks (mill_ticks_log (1, 100000, 10), "1 10 100 1k 10k 100k");
  assert_ticks (mill_ticks_log (1, 1000, 10), "1 2 5 10 20 50 100 200 500 1,000");
  assert_ticks (mill_ticks_log (1e-6, 1e6, 4), "1e-6 0.001 1 1k 1M");
  assert_ticks (mill_ticks_log (10, 20, 5), "10 12 14 16 18 20");
  GArray *wide = mill_ticks_log (1e-300, 1e300, 8);
  g_assert_cmpuint (wide->len, >=, 4);
  g_assert_cmpuint (wide->len, <=, 10);
  g_array_unref (wide);
}

static void
test_time_ticks (void)
{
  assert_ticks (mill_ticks_time ((double)at ("2013-12-02"), (double)at ("2014-02-19"), 8),
                "9/Dec 2013 23 6/Jan 2014 20 3/Feb 2014 17");
  assert_ticks (mill_ticks_time ((double)at ("2012-01-01"), (double)at ("2014-01-01"), 10),
                "Jan/2012 Apr Jul Oct Jan/2013 Apr Jul Oct Jan/2014");
  assert_ticks (mill_ticks_time ((double)at ("1900-05-01"), (double)at ("2000-05-01"), 6),
                "1920 1940 1960 1980 2000");
  assert_ticks (
      mill_ticks_time ((double)at ("2024-02-28T22:00"), (double)at ("2024-02-29T04:00"), 4),
      "22:00/Feb 28, 2024 00:00/Feb 29, 2024 02:00 04:00");
  assert_ticks (mill_ticks_time ((double)at ("2024-01-29"), (double)at ("2024-02-04"), 7),
                "29/Jan 2024 30 31 1/Feb 2024 2 3 4");
  assert_ticks (mill_ticks_time (0, 2000, 4),
                "00.000000/Jan 1, 00:00 00.000500 00.001000 00.001500 00.002000");
  assert_ticks (mill_ticks_time (0, 1e6, 4), "00.000/Jan 1, 00:00 00.500 01.000");
  /* instants that no calendar has */
  GArray *far = mill_ticks_time (-1e300, 1e300, 10);
  g_assert_cmpuint (far->len, <=, MILL_TICKS_MAX);
  g_array_unref (far);
}

static void
test_units (void)
{
  gint64 time = at ("2024-02-29T17:45:12.5Z");
  const struct
  {
    MillChartTimeUnit unit;
    const char *start, *next;
  } units[] = {
    { MILL_CHART_TIME_YEAR, "2024-01-01", "2025-01-01" },
    { MILL_CHART_TIME_YEAR_QUARTER, "2024-01-01", "2024-04-01" },
    { MILL_CHART_TIME_YEAR_MONTH, "2024-02-01", "2024-03-01" },
    { MILL_CHART_TIME_YEAR_WEEK, "2024-02-26", "2024-03-04" },
    { MILL_CHART_TIME_YEAR_MONTH_DATE, "2024-02-29", "2024-03-01" },
    { MILL_CHART_TIME_HOUR, "2024-02-29T17:00", "2024-02-29T18:00" },
    { MILL_CHART_TIME_MINUTE, "2024-02-29T17:45", "2024-02-29T17:46" },
    { MILL_CHART_TIME_SECOND, "2024-02-29T17:45:12", "2024-02-29T17:45:13" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    {
      g_assert_cmpint (mill_time_floor (time, (int)units[i].unit), ==, at (units[i].start));
      g_assert_cmpint (mill_time_next (time, (int)units[i].unit), ==, at (units[i].next));
    }
  /* before the epoch rounds down, too */
  g_assert_cmpint (mill_time_floor (-1, MILL_CHART_TIME_HOUR), ==, -MILL_HOUR);
  g_assert_cmpint (
      mill_time_floor (at ("0001-01-01"), MILL_CHART_TIME_YEAR), ==, at ("0001-01-01"));
  g_assert_cmpint (mill_time_part (time, MILL_CHART_TIME_OF_YEAR_QUARTER), ==, 1);
  g_assert_cmpint (mill_time_part (time, MILL_CHART_TIME_OF_YEAR_MONTH), ==, 2);
  g_assert_cmpint (mill_time_part (time, MILL_CHART_TIME_OF_MONTH_DATE), ==, 29);
  g_assert_cmpint (mill_time_part (time, MILL_CHART_TIME_OF_WEEK_DAY), ==, 4);
  g_assert_cmpint (mill_time_part (time, MILL_CHART_TIME_OF_DAY_HOUR), ==, 17);
  g_assert_cmpint (mill_time_part (time, MILL_CHART_TIME_OF_HOUR_MINUTE), ==, 45);
  g_assert_cmpint (mill_time_part (time, MILL_CHART_TIME_OF_MINUTE_SECOND), ==, 12);
}

static void
assert_number (double value, const char *format, const char *expected)
{
  MillNumberFormat parsed;
  g_assert_true (mill_number_format_parse (format, &parsed));
  g_autoptr (GString) out = g_string_new (NULL);
  mill_format_number (value, &parsed, out);
  g_assert_cmpstr (out->str, ==, expected);
}

static void
test_number_format (void)
{
  assert_number (1234567.891, ",.2f", "1,234,567.89");
  assert_number (-1234.5,
                 ",.0f",
                 "\xe2\x88\x92"
                 "1,234");
  assert_number (-0.001, ".2f", "0.00");
  assert_number (0.256, ".1%", "25.6%");
  assert_number (1500, "s", "1.5k");
  assert_number (999999, ".3s", "1e3k");
  assert_number (0.00042, "s", "420\xc2\xb5");
  assert_number (12.5, "+$,.2f", "+$12.50");
  assert_number (3.10, ".2~f", "3.1");
  assert_number (1e21, ".1e", "1.0e21");
  assert_number (42, "d", "42");
  assert_number (0.1, "", "0.1");
  MillNumberFormat parsed;
  g_assert_false (mill_number_format_parse ("x", &parsed));
  g_assert_false (mill_number_format_parse (".", &parsed));
  g_assert_false (mill_number_format_parse (".99f", &parsed));
  g_assert_false (mill_number_format_parse (".2f ", &parsed));
}

static void
test_time_format (void)
{
  g_autoptr (GString) out = g_string_new (NULL);
  mill_format_time (at ("2024-02-05T07:08:09.123456Z"),
                    "%Y %y %m %-m %b %B %d %-d %e %H %I %M %S %L %f %p %a %A %j Q%q %Z %%",
                    out);
  g_assert_cmpstr (
      out->str,
      ==,
      "2024 24 02 2 Feb February 05 5  5 07 07 08 09 123 123456 AM Mon Monday 036 Q1 UTC %");
  g_assert_true (mill_time_format_check ("%Y-%m"));
  g_assert_false (mill_time_format_check ("%k"));
  g_assert_false (mill_time_format_check ("50%"));
}

static void
test_scales (void)
{
  MillScale linear = mill_scale_continuous (MILL_SCALE_LINEAR, 0, 10, 100, 0);
  g_assert_cmpfloat_with_epsilon (mill_scale_map (&linear, 2.5), 75, 1e-9);
  g_assert_cmpfloat_with_epsilon (mill_scale_invert (&linear, 75), 2.5, 1e-9);
  MillScale log = mill_scale_continuous (MILL_SCALE_LOG, 1, 1000, 0, 300);
  g_assert_cmpfloat_with_epsilon (mill_scale_map (&log, 100), 200, 1e-9);
  g_assert_cmpfloat_with_epsilon (mill_scale_invert (&log, 200), 100, 1e-9);
  MillScale symlog = mill_scale_continuous (MILL_SCALE_SYMLOG, -100, 100, 0, 200);
  g_assert_cmpfloat_with_epsilon (mill_scale_map (&symlog, 0), 100, 1e-9);
  MillScale band = mill_scale_discrete (MILL_SCALE_BAND, 4, 0.25, 0, 400);
  g_assert_cmpfloat_with_epsilon (mill_scale_map (&band, 0), 50, 1e-9);
  g_assert_cmpfloat_with_epsilon (band.band, 75, 1e-9);
  MillScale huge = mill_scale_continuous (MILL_SCALE_LINEAR, -1e300, 1e300, 0, 100);
  g_assert_cmpfloat_with_epsilon (mill_scale_map (&huge, 0), 50, 1e-9);
}

/* Text must contrast by 4.5 to 1, marks by what can be seen at all. */
static void
test_contrast (void)
{
  const MillScaleSpec plain = { .zero = MILL_UNSET };
  for (guint t = 0; t < MILL_CHART_THEME_LAST; t++)
    {
      const MillTheme *theme = mill_theme (t);
      g_assert_cmpfloat (mill_color_contrast (theme->text, theme->ground), >, 7);
      g_assert_cmpfloat (mill_color_contrast (theme->label, theme->ground), >, 4.5);
      g_assert_cmpfloat (mill_color_contrast (theme->axis, theme->ground), >, 2.5);
      g_assert_cmpfloat (mill_color_contrast (theme->mark, theme->ground), >, 4.5);
      for (guint i = 0; i < mill_palette_size (&plain, t); i++)
        g_assert_cmpfloat (
            mill_color_contrast (mill_palette_category (&plain, t, i), theme->ground), >, 2);
      for (guint i = 0; i <= 10; i++)
        g_assert_cmpfloat (
            mill_color_contrast (mill_palette_ramp (&plain, t, i / 10.0), theme->ground), >, 1.9);
    }
}

static void
test_colors (void)
{
  MillColor color;
  g_assert_true (mill_color_parse ("#1f77b4", &color));
  g_assert_cmphex (color, ==, 0x1f77b4ff);
  g_assert_true (mill_color_parse ("#abc", &color));
  g_assert_cmphex (color, ==, 0xaabbccff);
  g_assert_true (mill_color_parse ("#01020380", &color));
  g_autofree char *text = mill_color_print (color);
  g_assert_cmpstr (text, ==, "#01020380");
  g_assert_true (mill_color_parse ("SteelBlue", &color));
  g_assert_cmphex (color, ==, 0x4682b4ff);
  g_assert_false (mill_color_parse ("#12", &color));
  g_assert_false (mill_color_parse ("nocolour", &color));
  g_assert_cmphex (mill_color_mix (0x000000ff, 0xffffffff, 0), ==, 0x000000ff);
  g_assert_cmphex (mill_color_mix (0x000000ff, 0xffffffff, 1), ==, 0xffffffff);
  g_assert_cmphex (mill_color_fade (0x12345678, 0.5), ==, 0x1234563c);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/chart/ticks/steps", test_steps);
  g_test_add_func ("/chart/ticks/linear", test_linear);
  g_test_add_func ("/chart/ticks/nice", test_nice);
  g_test_add_func ("/chart/ticks/multiples", test_multiples);
  g_test_add_func ("/chart/ticks/log", test_log);
  g_test_add_func ("/chart/ticks/time", test_time_ticks);
  g_test_add_func ("/chart/ticks/units", test_units);
  g_test_add_func ("/chart/format/number", test_number_format);
  g_test_add_func ("/chart/format/time", test_time_format);
  g_test_add_func ("/chart/scale", test_scales);
  g_test_add_func ("/chart/palette/contrast", test_contrast);
  g_test_add_func ("/chart/palette/colors", test_colors);
  return g_test_run ();
}
