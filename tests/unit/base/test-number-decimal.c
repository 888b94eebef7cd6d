/* test-number-decimal.c: exact decimals.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <math.h>

#include "mill-limits.h"
#include "mill-number.h"
#include "random.h"

#define ALL_NINES "99999999999999999999999999999999999999"

static MillInt128
decimal (const char *text)
{
  MillInt128 value = 0;
  g_assert_cmpint (mill_parse_decimal (text, strlen (text), 0, &value), ==, MILL_PARSE_OK);
  return value;
}

static void
assert_prints (MillInt128 mantissa, int scale, const char *expected)
{
  char out[MILL_DECIMAL_CHARS];
  gsize n = mill_print_decimal (mantissa, scale, out);
  g_assert_cmpuint (n, <=, 42);
  g_assert_cmpmem (out, n, expected, strlen (expected));
}

static void
assert_parses (const char *text, int scale, const char *expected)
{
  MillInt128 value = -77;
  MillParseResult result = mill_parse_decimal (text, strlen (text), scale, &value);
  if (result != MILL_PARSE_OK)
    g_error ("“%s” at scale %d: %d", text, scale, (int)result);
  assert_prints (value, scale, expected);
}

static void
assert_refused (const char *text, int scale, MillParseResult expected)
{
  MillInt128 value = -77;
  MillParseResult result = mill_parse_decimal (text, strlen (text), scale, &value);
  if (result != expected || value != -77)
    g_error ("“%s” at scale %d: %d", text, scale, (int)result);
}

static void
test_parse (void)
{
  assert_parses ("0", 0, "0");
  assert_parses ("-0", 2, "0.00");
  assert_parses ("1", 2, "1.00");
  assert_parses ("-1.5", 2, "-1.50");
  assert_parses (".05", 2, "0.05");
  assert_parses ("-.05", 2, "-0.05");
  assert_parses ("5.", 1, "5.0");
  assert_parses ("1.5000000000000000000000000000000000000000000000000000", 1, "1.5");
  assert_parses ("00000000000000000000000000000000000000000000001.5", 1, "1.5");
  assert_parses ("1.5e3", 0, "1500");
  assert_parses ("1500e-3", 1, "1.5");
  assert_parses ("100e-2", 0, "1");
  assert_parses ("0e999999999999999999", 0, "0");
  assert_parses ("0.000e-999999999999999999999999", 0, "0");
  assert_parses ("1e37", 0, "10000000000000000000000000000000000000");
  assert_parses (ALL_NINES, 0, ALL_NINES);
  assert_parses ("-" ALL_NINES, 0, "-" ALL_NINES);
  assert_parses ("." ALL_NINES, 38, "0." ALL_NINES);
  assert_parses ("1e-38", 38, "0.00000000000000000000000000000000000001");
}

static void
test_refused (void)
{
  assert_refused ("1.005", 2, MILL_PARSE_RANGE);
  assert_refused ("1e-1", 0, MILL_PARSE_RANGE);
  assert_refused ("1e38", 0, MILL_PARSE_RANGE);
  assert_refused ("1e37", 1, MILL_PARSE_RANGE);
  assert_refused ("1", 38, MILL_PARSE_RANGE);
  assert_refused (ALL_NINES "9", 0, MILL_PARSE_RANGE);
  assert_refused (ALL_NINES, 1, MILL_PARSE_RANGE);
  assert_refused ("1e999999999999999999999", 0, MILL_PARSE_RANGE);
  assert_refused ("1e-999999999999999999999", 38, MILL_PARSE_RANGE);
  static const char *const texts[]
      = { "", ".", "-", "+.", "1,5", "1 ", "inf", "nan", "1e", "1.2.3", "--1", "abc" };
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    assert_refused (texts[i], 2, MILL_PARSE_SYNTAX);
}

static void
test_any (void)
{
  static const struct
  {
    const char *text;
    int scale;
    const char *printed;
  } cases[] = {
    { "1.50", 2, "1.50" }, { "-0.00", 2, "0.00" },  { "7", 0, "7" },         { "7.", 0, "7" },
    { ".7", 1, "0.7" },    { "1.5e1", 0, "15" },    { "1.5e-1", 2, "0.15" }, { "1e3", 0, "1000" },
    { "0e5", 0, "0" },     { "12e-3", 3, "0.012" },
  };
  MillInt128 value = -77;
  int scale = -1;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *text = cases[i].text;
      g_assert_cmpint (
          mill_parse_decimal_any (text, strlen (text), &value, &scale), ==, MILL_PARSE_OK);
      g_assert_cmpint (scale, ==, cases[i].scale);
      assert_prints (value, scale, cases[i].printed);
    }
  const char *long_scale = "0.000000000000000000000000000000000000001";
  g_assert_cmpint (mill_parse_decimal_any (long_scale, strlen (long_scale), &value, &scale),
                   ==,
                   MILL_PARSE_RANGE);
  g_assert_cmpint (mill_parse_decimal_any ("1e38", 4, &value, &scale), ==, MILL_PARSE_RANGE);
  g_assert_cmpint (mill_parse_decimal_any ("x", 1, &value, &scale), ==, MILL_PARSE_SYNTAX);
}

/* Numbers of every length at every scale, printed and read back. */
static void
test_round_trip (void)
{
  guint64 state = 1;
  char out[MILL_DECIMAL_CHARS];
  for (int i = 0; i < 300000; i++)
    {
      MillUint128 bits = (MillUint128)random_next (&state) << 64 | random_next (&state);
      MillInt128 value = (MillInt128)(bits >> random_below (&state, 127) >> 1);
      value %= mill_power_of_ten (38);
      if (i % 2 != 0)
        value = -value;
      int scale = (int)random_below (&state, 39), read_scale = -1;
      MillInt128 fixed = -77, any = -77;
      gsize n = mill_print_decimal (value, scale, out);
      g_assert_cmpint (mill_parse_decimal (out, n, scale, &fixed), ==, MILL_PARSE_OK);
      g_assert_cmpint (mill_parse_decimal_any (out, n, &any, &read_scale), ==, MILL_PARSE_OK);
      g_assert_true (fixed == value && any == value && read_scale == scale);
    }
}

static void
test_print_edges (void)
{
  assert_prints (5, 38, "0.00000000000000000000000000000000000005");
  assert_prints (-5, 1, "-0.5");
  assert_prints (decimal ("10000000000000000000"), 0, "10000000000000000000");
  assert_prints (decimal ("10000000000000000000"), 19, "1.0000000000000000000");
  assert_prints (decimal ("10000000000000000000"), 38, "0.00000000000000000010000000000000000000");
  assert_prints (decimal ("9999999999999999999"), 0, "9999999999999999999");
  assert_prints (decimal ("18446744073709551616"), 0, "18446744073709551616");
  /* whatever fits 128 bits prints, also what is no decimal */
  assert_prints (
      (MillInt128)((MillUint128)1 << 127), 0, "-170141183460469231731687303715884105728");
}

static void
test_arithmetic (void)
{
  MillInt128 most = decimal (ALL_NINES), result = -77;
  g_assert_true (mill_decimal_add (most - 1, 1, &result) && result == most);
  g_assert_false (mill_decimal_add (most, 1, &result));
  g_assert_false (mill_decimal_add (-most, -1, &result));
  g_assert_true (mill_decimal_subtract (-most + 1, 1, &result) && result == -most);
  g_assert_false (mill_decimal_subtract (-most, 1, &result));
  g_assert_true (mill_decimal_multiply (-3, 4, &result) && result == -12);
  g_assert_true (mill_decimal_multiply (mill_power_of_ten (18), mill_power_of_ten (19), &result)
                 && result == mill_power_of_ten (37));
  g_assert_false (mill_decimal_multiply (mill_power_of_ten (19), mill_power_of_ten (19), &result));
  g_assert_false (mill_decimal_multiply (most, most, &result));
  g_assert_true (result == mill_power_of_ten (37));

  for (int n = 0; n <= 38; n++)
    {
      MillInt128 power = mill_power_of_ten (n);
      g_assert_cmpint (mill_decimal_digits (power), ==, n + 1);
      g_assert_cmpint (mill_decimal_digits (-power), ==, n + 1);
      g_assert_cmpint (mill_decimal_digits (power - 1), ==, MAX (n, 1));
      g_assert_false (mill_decimal_fits (power, n));
      g_assert_false (mill_decimal_fits (-power, n));
      g_assert_true (mill_decimal_fits (1 - power, n));
    }
}

static void
test_rescale (void)
{
  static const struct
  {
    int value, from, to, expected;
  } cases[] = {
    { 15, 1, 0, 2 }, { 14, 1, 0, 1 },  { -15, 1, 0, -2 }, { -14, 1, 0, -1 },
    { 25, 1, 0, 3 }, { 149, 2, 0, 1 }, { 150, 2, 0, 2 },  { -150, 2, 0, -2 },
    { 5, 1, 0, 1 },  { 4, 1, 0, 0 },   { -5, 1, 0, -1 },  { 7, 0, 3, 7000 },
    { 0, 0, 38, 0 }, { 9, 5, 0, 0 },   { 12, 2, 2, 12 },  { 1005, 3, 2, 101 },
  };
  MillInt128 result = 0;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_true (mill_decimal_rescale (cases[i].value, cases[i].from, cases[i].to, &result));
      g_assert_true (result == cases[i].expected);
    }
  g_assert_false (mill_decimal_rescale (1, 0, 38, &result));
  g_assert_false (mill_decimal_rescale (decimal (ALL_NINES), 0, 1, &result));
  g_assert_true (mill_decimal_rescale (decimal (ALL_NINES), 38, 0, &result) && result == 1);
}

static void
test_compare (void)
{
  MillInt128 most = decimal (ALL_NINES);
  g_assert_cmpint (mill_decimal_compare (150, 2, 15, 1), ==, 0);
  g_assert_cmpint (mill_decimal_compare (15, 1, 151, 2), ==, -1);
  g_assert_cmpint (mill_decimal_compare (151, 2, 15, 1), ==, 1);
  g_assert_cmpint (mill_decimal_compare (-151, 2, -15, 1), ==, -1);
  g_assert_cmpint (mill_decimal_compare (most, 0, most, 38), ==, 1);
  g_assert_cmpint (mill_decimal_compare (most, 38, most, 0), ==, -1);
  g_assert_cmpint (mill_decimal_compare (-most, 0, -most, 38), ==, -1);
  g_assert_cmpint (mill_decimal_compare (0, 0, 0, 38), ==, 0);
}

static void
test_to_double (void)
{
  guint64 state = 2;
  char out[MILL_DECIMAL_CHARS];
  for (int i = 0; i < 300000; i++)
    {
      MillUint128 bits = (MillUint128)random_next (&state) << 64 | random_next (&state);
      MillInt128 value = (MillInt128)(bits >> random_below (&state, 127) >> 1);
      value = (i % 2 != 0 ? -value : value) % mill_power_of_ten (38);
      int scale = (int)random_below (&state, 39);
      out[mill_print_decimal (value, scale, out)] = '\0';
      double expected = g_ascii_strtod (out, NULL), result = mill_decimal_to_double (value, scale);
      if (result != expected)
        g_error ("%s: %a instead of %a", out, result, expected);
    }
}

static void
assert_from_double (double value, int scale, const char *expected)
{
  MillInt128 mantissa = -77;
  g_assert_cmpint (mill_decimal_from_double (value, scale, &mantissa), ==, MILL_PARSE_OK);
  assert_prints (mantissa, scale, expected);
}

static void
test_from_double (void)
{
  assert_from_double (0.1, 2, "0.10");
  assert_from_double (1.005, 2, "1.01");
  assert_from_double (-1.005, 2, "-1.01");
  assert_from_double (1.0049, 2, "1.00");
  assert_from_double (1e22, 0, "10000000000000000000000");
  assert_from_double (123.456, 0, "123");
  assert_from_double (0.5, 0, "1");
  assert_from_double (1e-300, 38, "0.00000000000000000000000000000000000000");
  assert_from_double (5e-324, 0, "0");
  assert_from_double (-0.0, 1, "0.0");
  assert_from_double (9.9e37, 0, "99000000000000000000000000000000000000");
  MillInt128 mantissa = -77;
  g_assert_cmpint (mill_decimal_from_double (1e38, 0, &mantissa), ==, MILL_PARSE_RANGE);
  g_assert_cmpint (mill_decimal_from_double (1, 38, &mantissa), ==, MILL_PARSE_RANGE);
  g_assert_cmpint (mill_decimal_from_double (1.7e308, 0, &mantissa), ==, MILL_PARSE_RANGE);
  g_assert_cmpint (mill_decimal_from_double (NAN, 0, &mantissa), ==, MILL_PARSE_RANGE);
  g_assert_cmpint (mill_decimal_from_double (-INFINITY, 0, &mantissa), ==, MILL_PARSE_RANGE);
  g_assert_true (mantissa == -77);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/number/decimal/parse", test_parse);
  g_test_add_func ("/base/number/decimal/refused", test_refused);
  g_test_add_func ("/base/number/decimal/any", test_any);
  g_test_add_func ("/base/number/decimal/round-trip", test_round_trip);
  g_test_add_func ("/base/number/decimal/print-edges", test_print_edges);
  g_test_add_func ("/base/number/decimal/arithmetic", test_arithmetic);
  g_test_add_func ("/base/number/decimal/rescale", test_rescale);
  g_test_add_func ("/base/number/decimal/compare", test_compare);
  g_test_add_func ("/base/number/decimal/to-double", test_to_double);
  g_test_add_func ("/base/number/decimal/from-double", test_from_double);
  return g_test_run ();
}
