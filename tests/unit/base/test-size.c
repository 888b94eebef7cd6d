/* test-size.c: sizes and durations.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <string.h>

#include "mill-error.h"
#include "mill-size.h"
#include "mill-time.h"
#include "random.h"

static void
assert_size (const char *text, guint64 expected)
{
  g_autoptr (GError) error = NULL;
  guint64 bytes = 77;
  g_assert_true (mill_size_parse (text, &bytes, &error));
  g_assert_no_error (error);
  if (bytes != expected)
    g_error ("“%s” is %" G_GUINT64_FORMAT, text, bytes);
}

static void
test_sizes (void)
{
  assert_size ("0", 0);
  assert_size ("4096", 4096);
  assert_size ("100B", 100);
  assert_size ("2k", 2000);
  assert_size ("2K", 2000);
  assert_size ("2 kB", 2000);
  assert_size ("2KiB", 2048);
  assert_size ("2ki", 2048);
  assert_size ("512MiB", G_GUINT64_CONSTANT (512) << 20);
  assert_size ("10 MB", 10000000);
  assert_size ("10mb", 10000000);
  assert_size ("1.5GiB", G_GUINT64_CONSTANT (3) << 29);
  assert_size ("0.5k", 500);
  assert_size (".25 KiB", 256);
  assert_size ("1T", G_GUINT64_CONSTANT (1000000000000));
  assert_size ("8191 PiB", G_GUINT64_CONSTANT (8191) << 50);
  assert_size ("9223372036854775807", G_MAXINT64);
}

static void
assert_size_error (const char *text, MillDocumentCode code)
{
  g_autoptr (GError) error = NULL;
  guint64 bytes = 77;
  g_assert_false (mill_size_parse (text, &bytes, &error));
  g_assert_error (error, MILL_ERROR_DOCUMENT, (int)code);
  g_assert_nonnull (strstr (error->message, text));
  g_assert_null (strchr (error->message, '\n'));
  g_assert_cmpuint (bytes, ==, 77);
}

static void
test_bad_sizes (void)
{
  static const char *const syntax[]
      = { "",    "MB",   "-1",    "1,5k",  "1 X", "1kk",  " 1k",  "1k ",
          "1e3", "0x10", "1..5k", "1 .5k", "+1k", "1kBs", "1EiB", "1\tk" };
  static const char *const range[] = { "8192PiB", "9223372036854775808",           "1.5", "0.3B",
                                       "1.0001k", "99999999999999999999999999999P" };
  for (gsize i = 0; i < G_N_ELEMENTS (syntax); i++)
    assert_size_error (syntax[i], MILL_DOCUMENT_SYNTAX);
  for (gsize i = 0; i < G_N_ELEMENTS (range); i++)
    assert_size_error (range[i], MILL_DOCUMENT_RANGE);
}

static void
test_print_sizes (void)
{
  static const struct
  {
    guint64 bytes;
    const char *exact;
    const char *rounded;
  } cases[] = {
    { 0, "0B", "0 B" },
    { 1, "1B", "1 B" },
    { 999, "999B", "999 B" },
    { 1000, "1kB", "1 kB" },
    { 1024, "1KiB", "1 kB" },
    { 1234, "1234B", "1.2 kB" },
    { 1250000, "1250kB", "1.3 MB" },
    { G_GUINT64_CONSTANT (512) << 20, "512MiB", "537 MB" },
    { G_GUINT64_CONSTANT (1400000000), "1400MB", "1.4 GB" },
    { 10000000, "10MB", "10 MB" },
    { 99940000, "99940kB", "99.9 MB" },
    { 99960000, "99960kB", "100 MB" },
    { G_MAXUINT64, "18446744073709551615B", "18.4 EB" },
  };
  char out[MILL_SIZE_CHARS];
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_cmpuint (mill_size_print (cases[i].bytes, out), ==, strlen (cases[i].exact));
      g_assert_cmpstr (out, ==, cases[i].exact);
      g_assert_cmpuint (
          mill_size_print_rounded (cases[i].bytes, out), ==, strlen (cases[i].rounded));
      g_assert_cmpstr (out, ==, cases[i].rounded);
    }
  guint64 state = 1;
  for (int i = 0; i < 100000; i++)
    {
      guint64 bytes = random_next (&state) >> 1 >> random_below (&state, 63);
      bytes -= bytes % (i % 2 != 0 ? 1024 : 1000);
      mill_size_print (bytes, out);
      assert_size (out, bytes);
      g_assert_cmpuint (mill_size_print_rounded (bytes, out), <, MILL_SIZE_CHARS);
    }
}

static void
assert_duration (const char *text, gint64 expected)
{
  g_autoptr (GError) error = NULL;
  gint64 us = -77;
  g_assert_true (mill_duration_parse (text, &us, &error));
  g_assert_no_error (error);
  if (us != expected)
    g_error ("“%s” is %" G_GINT64_FORMAT, text, us);
}

static void
test_durations (void)
{
  assert_duration ("0", 0);
  assert_duration ("0s", 0);
  assert_duration ("10s", 10 * MILL_SECOND);
  assert_duration ("5m", 5 * MILL_MINUTE);
  assert_duration ("5 min", 5 * MILL_MINUTE);
  assert_duration ("1h30m", 90 * MILL_MINUTE);
  assert_duration ("1h 30m", 90 * MILL_MINUTE);
  assert_duration ("1.5h", 90 * MILL_MINUTE);
  assert_duration ("250ms", 250000);
  assert_duration ("7d", 7 * MILL_DAY);
  assert_duration ("2w", 14 * MILL_DAY);
  assert_duration ("1w2d3h4m5s6ms7us", 9 * MILL_DAY + 3 * MILL_HOUR + 4 * MILL_MINUTE + 5006007);
  assert_duration ("0.5ms", 500);
  assert_duration ("106751991d", 106751991 * MILL_DAY);
}

static void
test_bad_durations (void)
{
  static const struct
  {
    const char *text;
    MillDocumentCode code;
  } cases[] = {
    { "", MILL_DOCUMENT_SYNTAX },
    { "10", MILL_DOCUMENT_SYNTAX },
    { "s", MILL_DOCUMENT_SYNTAX },
    { "-5s", MILL_DOCUMENT_SYNTAX },
    { "5x", MILL_DOCUMENT_SYNTAX },
    { "5S", MILL_DOCUMENT_SYNTAX },
    { "30m1h", MILL_DOCUMENT_SYNTAX },
    { "1h1h", MILL_DOCUMENT_SYNTAX },
    { "1m1min", MILL_DOCUMENT_SYNTAX },
    { "1h 30", MILL_DOCUMENT_SYNTAX },
    { "1hour", MILL_DOCUMENT_SYNTAX },
    { " 1h", MILL_DOCUMENT_SYNTAX },
    { "1,5h", MILL_DOCUMENT_SYNTAX },
    { "1h,30m", MILL_DOCUMENT_SYNTAX },
    { "0.5us", MILL_DOCUMENT_RANGE },
    { "106751992d", MILL_DOCUMENT_RANGE },
    { "106751991d23h", MILL_DOCUMENT_RANGE },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      gint64 us = -77;
      if (mill_duration_parse (cases[i].text, &us, &error))
        g_error ("“%s” is %" G_GINT64_FORMAT, cases[i].text, us);
      g_assert_error (error, MILL_ERROR_DOCUMENT, (int)cases[i].code);
      g_assert_cmpint (us, ==, -77);
    }
}

static void
assert_duration_prints (gint64 us, const char *expected)
{
  char out[MILL_DURATION_CHARS];
  g_assert_cmpuint (mill_duration_print (us, out), ==, strlen (expected));
  g_assert_cmpstr (out, ==, expected);
}

static void
test_print_durations (void)
{
  assert_duration_prints (0, "0s");
  assert_duration_prints (1, "1us");
  assert_duration_prints (250000, "250ms");
  assert_duration_prints (90 * MILL_MINUTE, "1h30m");
  assert_duration_prints (14 * MILL_DAY, "14d");
  assert_duration_prints (MILL_DAY + MILL_SECOND + 1, "1d1s1us");
  assert_duration_prints (G_MAXINT64, "106751991d4h54s775ms807us");
  guint64 state = 1;
  char out[MILL_DURATION_CHARS];
  for (int i = 0; i < 100000; i++)
    {
      gint64 us = (gint64)(random_next (&state) >> 1 >> random_below (&state, 63));
      mill_duration_print (us, out);
      assert_duration (out, us);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/size/sizes", test_sizes);
  g_test_add_func ("/base/size/bad-sizes", test_bad_sizes);
  g_test_add_func ("/base/size/print-sizes", test_print_sizes);
  g_test_add_func ("/base/size/durations", test_durations);
  g_test_add_func ("/base/size/bad-durations", test_bad_durations);
  g_test_add_func ("/base/size/print-durations", test_print_durations);
  return g_test_run ();
}
