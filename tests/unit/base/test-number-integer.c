/* test-number-integer.c: integers from and to text.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-number.h"
#include "random.h"

static void
assert_prints (gint64 value)
{
  char out[MILL_INT64_CHARS], expected[32];
  gint64 back = 0;
  gsize n = mill_print_int64 (value, out);
  g_snprintf (expected, sizeof expected, "%" G_GINT64_FORMAT, value);
  g_assert_cmpmem (out, n, expected, strlen (expected));
  g_assert_cmpint (mill_parse_int64 (out, n, &back), ==, MILL_PARSE_OK);
  g_assert_cmpint (back, ==, value);
}

static void
assert_prints_unsigned (guint64 value)
{
  char out[MILL_INT64_CHARS], expected[32];
  guint64 back = 0;
  gsize n = mill_print_uint64 (value, out);
  g_snprintf (expected, sizeof expected, "%" G_GUINT64_FORMAT, value);
  g_assert_cmpmem (out, n, expected, strlen (expected));
  g_assert_cmpint (mill_parse_uint64 (out, n, &back), ==, MILL_PARSE_OK);
  g_assert_cmpuint (back, ==, value);
}

static void
test_print (void)
{
  guint64 power = 1, state = 1;
  for (gint64 i = -120000; i <= 120000; i++)
    assert_prints (i);
  for (int digits = 1; digits <= 20; digits++, power *= 10)
    for (guint64 value = power - 3; value != power + 4; value++)
      {
        assert_prints_unsigned (value);
        assert_prints ((gint64)value);
        assert_prints ((gint64)-value);
      }
  for (int i = 0; i < 1000000; i++)
    {
      guint64 value = random_next (&state) >> random_below (&state, 64);
      assert_prints_unsigned (value);
      assert_prints ((gint64)value);
    }
  assert_prints (G_MININT64);
  assert_prints (G_MAXINT64);
  assert_prints_unsigned (G_MAXUINT64);
}

static void
assert_signed (const char *text, MillParseResult expected, gint64 value)
{
  gint64 result = -77;
  MillParseResult got = mill_parse_int64 (text, strlen (text), &result);
  if (got != expected || result != (expected == MILL_PARSE_OK ? value : -77))
    g_error ("“%s”: %d, %" G_GINT64_FORMAT, text, (int)got, result);
}

static void
test_parse_signed (void)
{
  assert_signed ("0", MILL_PARSE_OK, 0);
  assert_signed ("-0", MILL_PARSE_OK, 0);
  assert_signed ("+7", MILL_PARSE_OK, 7);
  assert_signed ("007", MILL_PARSE_OK, 7);
  assert_signed ("00000000000000000000000000000000042", MILL_PARSE_OK, 42);
  assert_signed ("9223372036854775807", MILL_PARSE_OK, G_MAXINT64);
  assert_signed ("-9223372036854775808", MILL_PARSE_OK, G_MININT64);
  assert_signed ("-00000009223372036854775808", MILL_PARSE_OK, G_MININT64);
  assert_signed ("9223372036854775808", MILL_PARSE_RANGE, 0);
  assert_signed ("-9223372036854775809", MILL_PARSE_RANGE, 0);
  assert_signed ("18446744073709551616", MILL_PARSE_RANGE, 0);
  assert_signed ("99999999999999999999999999", MILL_PARSE_RANGE, 0);
  static const char *const refused[]
      = { "", "+", "-", "+-1", "--1", "1 ", " 1", "1.0", "1e3", "0x1", "1,000", "a", "1\n", "1-" };
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    assert_signed (refused[i], MILL_PARSE_SYNTAX, 0);
}

static void
test_parse_unsigned (void)
{
  guint64 value = 0;
  g_assert_cmpint (mill_parse_uint64 ("18446744073709551615", 20, &value), ==, MILL_PARSE_OK);
  g_assert_cmpuint (value, ==, G_MAXUINT64);
  g_assert_cmpint (mill_parse_uint64 ("18446744073709551616", 20, &value), ==, MILL_PARSE_RANGE);
  g_assert_cmpint (mill_parse_uint64 ("18446744073709551620", 20, &value), ==, MILL_PARSE_RANGE);
  g_assert_cmpint (mill_parse_uint64 ("-1", 2, &value), ==, MILL_PARSE_SYNTAX);
  g_assert_cmpint (mill_parse_uint64 ("+", 1, &value), ==, MILL_PARSE_SYNTAX);
  g_assert_cmpint (mill_parse_uint64 ("12x", 2, &value), ==, MILL_PARSE_OK);
  g_assert_cmpuint (value, ==, 12);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/number/integer/print", test_print);
  g_test_add_func ("/base/number/integer/parse-signed", test_parse_signed);
  g_test_add_func ("/base/number/integer/parse-unsigned", test_parse_unsigned);
  return g_test_run ();
}
