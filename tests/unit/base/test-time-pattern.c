/* test-time-pattern.c: times by pattern.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-error.h"
#include "mill-time-pattern.h"
#include "random.h"

static MillTimePattern *
pattern_new (const char *text)
{
  g_autoptr (GError) error = NULL;
  MillTimePattern *pattern = mill_time_pattern_new (text, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (mill_time_pattern_text (pattern), ==, text);
  return pattern;
}

static void
assert_parses (const char *pattern_text, const char *text, const char *expected)
{
  g_autoptr (MillTimePattern) pattern = pattern_new (pattern_text);
  char out[MILL_TIMESTAMP_CHARS];
  gint64 value = -77;
  g_assert_true (mill_time_pattern_can_parse (pattern, NULL));
  MillParseResult result = mill_time_pattern_parse (pattern, text, strlen (text), &value);
  if (result != MILL_PARSE_OK)
    g_error ("“%s” by “%s” gave %d", text, pattern_text, (int)result);
  g_assert_cmpmem (out, mill_print_timestamp (value, out), expected, strlen (expected));
}

static void
assert_refused (const char *pattern_text, const char *text, MillParseResult expected)
{
  g_autoptr (MillTimePattern) pattern = pattern_new (pattern_text);
  gint64 value = -77;
  g_assert_true (mill_time_pattern_can_parse (pattern, NULL));
  MillParseResult result = mill_time_pattern_parse (pattern, text, strlen (text), &value);
  if (result != expected || value != -77)
    g_error ("“%s” by “%s” gave %d", text, pattern_text, (int)result);
}

static void
test_parse (void)
{
  assert_parses ("%d.%m.%Y %H:%M:%S", "29.02.2024 12:34:56", "2024-02-29T12:34:56Z");
  assert_parses ("%d.%m.%Y", "1.3.2024", "2024-03-01T00:00:00Z");
  assert_parses ("%m/%d/%y %I:%M %p", "3/1/24 12:05 AM", "2024-03-01T00:05:00Z");
  assert_parses ("%m/%d/%y %I:%M %p", "03/01/69 12:05 pm", "1969-03-01T12:05:00Z");
  assert_parses ("%m/%d/%y %I:%M %p", "03/01/68 1:05 PM", "2068-03-01T13:05:00Z");
  assert_parses ("%Y%m%d", "20240229", "2024-02-29T00:00:00Z");
  assert_parses ("%Y%m%d%H%M%S%f", "20240229123456789", "2024-02-29T12:34:56.789Z");
  assert_parses ("%d/%b/%Y:%T %z", "29/Feb/2024:12:34:56 +0100", "2024-02-29T11:34:56Z");
  assert_parses ("%a, %d %b %Y %T %Z", "Thu, 29 Feb 2024 12:34:56 GMT", "2024-02-29T12:34:56Z");
  assert_parses ("%B %e, %Y", "march  1, 2024", "2024-03-01T00:00:00Z");
  assert_parses ("%B %e, %Y", "Sep 15, 2024", "2024-09-15T00:00:00Z");
  assert_parses ("%b %e, %Y", "SEPTEMBER 5, 2024", "2024-09-05T00:00:00Z");
  assert_parses ("%A %F", "thursday 2024-02-29", "2024-02-29T00:00:00Z");
  assert_parses ("%Y-%j", "2024-366", "2024-12-31T00:00:00Z");
  assert_parses ("%Y-%j", "2023-60", "2023-03-01T00:00:00Z");
  assert_parses ("%Y-%m-%d %j", "2024-02-29 60", "2024-02-29T00:00:00Z");
  assert_parses ("%s", "1709210096", "2024-02-29T12:34:56Z");
  assert_parses ("%s.%f", "1709210096.25", "2024-02-29T12:34:56.250Z");
  assert_parses ("%s", "-1", "1969-12-31T23:59:59Z");
  assert_parses ("%F %R%z", "2024-02-29 12:34+05:30", "2024-02-29T07:04:00Z");
  assert_parses ("100%% %F", "100% 2024-02-29", "2024-02-29T00:00:00Z");
  assert_parses ("am %d. März %Y %m", "am 1. März 2024 3", "2024-03-01T00:00:00Z");
  assert_parses ("%H:%M %d.%m.%Y", "7:5 1.1.0001", "0001-01-01T07:05:00Z");
}

static void
test_refused (void)
{
  assert_refused ("%d.%m.%Y", "29.02.24", MILL_PARSE_SYNTAX);
  assert_refused ("%d.%m.%Y", "29.02.2024 ", MILL_PARSE_SYNTAX);
  assert_refused ("%d.%m.%Y", " 29.02.2024", MILL_PARSE_SYNTAX);
  assert_refused ("%d.%m.%Y", "029.02.2024", MILL_PARSE_SYNTAX);
  assert_refused ("%d.%m.%Y", "..", MILL_PARSE_SYNTAX);
  assert_refused ("%d.%m.%Y", "", MILL_PARSE_SYNTAX);
  assert_refused ("%Y%m%d", "2024115", MILL_PARSE_SYNTAX);
  assert_refused ("%d %b %Y", "1 Foo 2024", MILL_PARSE_SYNTAX);
  assert_refused ("%d %b %Y", "1 Ma", MILL_PARSE_SYNTAX);
  assert_refused ("%F %I:%M %p", "2024-01-01 1:05 XM", MILL_PARSE_SYNTAX);
  assert_refused ("%F %Z", "2024-01-01 CET", MILL_PARSE_SYNTAX);
  assert_refused ("%F %z", "2024-01-01 0100", MILL_PARSE_SYNTAX);
  assert_refused ("%s", "", MILL_PARSE_SYNTAX);
  assert_refused ("%s", "-", MILL_PARSE_SYNTAX);
  assert_refused ("%d.%m.%Y", "30.02.2024", MILL_PARSE_RANGE);
  assert_refused ("%d.%m.%Y", "01.13.2024", MILL_PARSE_RANGE);
  assert_refused ("%d.%m.%Y", "01.01.0000", MILL_PARSE_RANGE);
  assert_refused ("%F %I:%M %p", "2024-01-01 13:05 PM", MILL_PARSE_RANGE);
  assert_refused ("%F %I:%M %p", "2024-01-01 0:05 AM", MILL_PARSE_RANGE);
  assert_refused ("%F %T", "2024-01-01 24:00:00", MILL_PARSE_RANGE);
  assert_refused ("%F %T", "2024-01-01 23:59:60", MILL_PARSE_RANGE);
  assert_refused ("%F %z", "2024-01-01 +25:00", MILL_PARSE_RANGE);
  assert_refused ("%F %z", "0001-01-01 +01:00", MILL_PARSE_RANGE);
  assert_refused ("%Y-%j", "2023-366", MILL_PARSE_RANGE);
  assert_refused ("%Y-%j", "2023-000", MILL_PARSE_RANGE);
  assert_refused ("%F %j", "2024-02-29 61", MILL_PARSE_RANGE);
  assert_refused ("%a %F", "Fri 2024-02-29", MILL_PARSE_RANGE);
  assert_refused ("%s", "99999999999999999999999", MILL_PARSE_RANGE);
  assert_refused ("%s", "253402300800", MILL_PARSE_RANGE);
}

static void
assert_prints (const char *pattern_text, const char *timestamp, const char *expected)
{
  g_autoptr (MillTimePattern) pattern = pattern_new (pattern_text);
  g_auto (MillBytes) out = { 0 };
  gint64 value = 0;
  g_assert_cmpint (mill_parse_timestamp (timestamp, strlen (timestamp), &value), ==, MILL_PARSE_OK);
  mill_bytes_append_text (&out, "> ");
  mill_time_pattern_print (pattern, value, &out);
  g_assert_cmpmem (out.data + 2, out.length - 2, expected, strlen (expected));
}

static void
test_print (void)
{
  const char *when = "2024-03-01T00:05:09.000120Z";
  assert_prints ("%d.%m.%Y %H:%M:%S", when, "01.03.2024 00:05:09");
  assert_prints ("%a %A %b %B %e", when, "Fri Friday Mar March  1");
  assert_prints ("%y %j %I %p %f %z %Z %%", when, "24 061 12 AM 000120 +0000 UTC %");
  assert_prints ("%F %R", "1969-12-31T23:59:59.5Z", "1969-12-31 23:59");
  assert_prints ("%I%p", "2024-01-01T12:00", "12PM");
  assert_prints ("%I%p", "2024-01-01T13:00", "01PM");
  assert_prints ("%s.%f", "1969-12-31T23:59:59.5Z", "-1.500000");
  assert_prints ("%T", "0001-01-01T01:02:03Z", "01:02:03");
  assert_prints ("Woche: %Y é", "0001-01-01", "Woche: 0001 é");
  assert_prints ("", when, "");
}

static void
test_round_trip (void)
{
  static const char *const patterns[]
      = { "%d.%m.%Y %H:%M:%S.%f", "%Y%m%d%H%M%S%f",       "%B %e, %Y %I:%M:%S.%f %p %z", "%s.%f",
          "%A %Y/%j %T %f",       "%a, %d %b %Y %T.%f %Z" };
  const guint64 span = (guint64)(MILL_TIMESTAMP_MAX - MILL_TIMESTAMP_MIN) + 1;
  guint64 state = 1;
  for (gsize p = 0; p < G_N_ELEMENTS (patterns); p++)
    {
      g_autoptr (MillTimePattern) pattern = pattern_new (patterns[p]);
      g_auto (MillBytes) out = { 0 };
      for (int i = 0; i < 20000; i++)
        {
          gint64 value = MILL_TIMESTAMP_MIN + (gint64)(random_next (&state) % span), back = -77;
          mill_bytes_reset (&out);
          mill_time_pattern_print (pattern, value, &out);
          MillParseResult result
              = mill_time_pattern_parse (pattern, (char *)out.data, out.length, &back);
          if (result != MILL_PARSE_OK || back != value)
            g_error ("“%.*s” by “%s” gave %d", (int)out.length, out.data, patterns[p], (int)result);
        }
    }
}

static void
assert_bad_pattern (const char *text, const char *hint)
{
  g_autoptr (GError) error = NULL;
  g_assert_null (mill_time_pattern_new (text, &error));
  g_assert_error (error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_SYNTAX);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  if (strstr (error->message, hint) == NULL)
    g_error ("“%s” is not in “%s”", hint, error->message);
}

static void
assert_cannot_parse (const char *text, const char *hint, MillDocumentCode code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MillTimePattern) pattern = pattern_new (text);
  g_assert_false (mill_time_pattern_can_parse (pattern, &error));
  g_assert_error (error, MILL_ERROR_DOCUMENT, (int)code);
  if (strstr (error->message, hint) == NULL)
    g_error ("“%s” is not in “%s”", hint, error->message);
}

static void
test_bad_patterns (void)
{
  g_autofree char *huge = g_strnfill (MILL_TIME_PATTERN_BYTES_MAX + 1, 'x');
  assert_bad_pattern ("%Q", "character 1: %Q");
  assert_bad_pattern ("äö %é", "character 4: %é");
  assert_bad_pattern ("%Y-%", "lone %");
  assert_cannot_parse ("%Y %y", "character 4: %y", MILL_DOCUMENT_SYNTAX);
  assert_cannot_parse ("%H %I", "character 4: %I", MILL_DOCUMENT_SYNTAX);
  assert_cannot_parse ("%p %H", "character 4: %H", MILL_DOCUMENT_SYNTAX);
  assert_cannot_parse ("%T %M", "character 4: %M", MILL_DOCUMENT_SYNTAX);
  assert_cannot_parse ("%F %s", "character 4: %s", MILL_DOCUMENT_SYNTAX);
  assert_cannot_parse ("%s %d", "character 4: %d", MILL_DOCUMENT_SYNTAX);
  assert_cannot_parse ("%z%Z", "character 3: %Z", MILL_DOCUMENT_SYNTAX);
  assert_bad_pattern ("\xff", "UTF-8");
  assert_bad_pattern (huge, "256");
  assert_cannot_parse ("%Y-%m", "whole date", MILL_DOCUMENT_MISSING);
  assert_cannot_parse ("%T", "whole date", MILL_DOCUMENT_MISSING);
  assert_cannot_parse ("", "whole date", MILL_DOCUMENT_MISSING);
  assert_cannot_parse ("%F %I", "only one", MILL_DOCUMENT_MISSING);
  assert_cannot_parse ("%F %p", "only one", MILL_DOCUMENT_MISSING);
}

static void
test_properties (void)
{
  g_autoptr (MillTimePattern) date = pattern_new ("%d.%m.%Y");
  g_autoptr (MillTimePattern) local = pattern_new ("%d.%m.%Y %H:%M");
  g_autoptr (MillTimePattern) zoned = pattern_new ("%FT%T%z");
  g_autoptr (MillTimePattern) epoch = pattern_new ("%s");
  g_assert_false (mill_time_pattern_has_time (date) || mill_time_pattern_has_zone (date));
  g_assert_true (mill_time_pattern_has_time (local) && !mill_time_pattern_has_zone (local));
  g_assert_true (mill_time_pattern_has_time (zoned) && mill_time_pattern_has_zone (zoned));
  g_assert_true (mill_time_pattern_has_time (epoch) && mill_time_pattern_has_zone (epoch));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/time-pattern/parse", test_parse);
  g_test_add_func ("/base/time-pattern/refused", test_refused);
  g_test_add_func ("/base/time-pattern/print", test_print);
  g_test_add_func ("/base/time-pattern/round-trip", test_round_trip);
  g_test_add_func ("/base/time-pattern/bad-patterns", test_bad_patterns);
  g_test_add_func ("/base/time-pattern/properties", test_properties);
  return g_test_run ();
}
