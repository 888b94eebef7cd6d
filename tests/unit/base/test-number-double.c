/* test-number-double.c: doubles from and to text, against the C library and against themselves.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "mill-number.h"
#include "random.h"

static guint64
bits_of (double value)
{
  guint64 bits;
  memcpy (&bits, &value, 8);
  return bits;
}

static double
double_of (guint64 bits)
{
  double value;
  memcpy (&value, &bits, 8);
  return value;
}

static void
assert_reads (const char *text, double expected)
{
  double value = -77;
  MillParseResult result = mill_parse_double (text, strlen (text), &value);
  if (result != MILL_PARSE_OK || bits_of (value) != bits_of (expected))
    g_error ("%.100s: result %d, %a instead of %a", text, (int)result, value, expected);
}

static char *
print (double value, char out[MILL_DOUBLE_CHARS])
{
  gsize n = mill_print_double (value, out);
  g_assert_cmpuint (n, <=, 25);
  out[n] = '\0';
  return out;
}

static void
test_forms (void)
{
  assert_reads ("0", 0.0);
  assert_reads ("-0", -0.0);
  assert_reads ("+1", 1.0);
  assert_reads (".5", 0.5);
  assert_reads ("5.", 5.0);
  assert_reads ("-.5e1", -5.0);
  assert_reads ("5.e-1", 0.5);
  assert_reads ("1E+2", 100.0);
  assert_reads ("00000000000000000000000000000000000001.5", 1.5);
  assert_reads ("0.000000000000000000000000000000000000000000015", 1.5e-44);
  assert_reads ("1e0000000000000000000000000000000000002", 100.0);
  assert_reads ("0e999999999999999999999999", 0.0);
  assert_reads ("-0.0e-999999999999999999999999", -0.0);
  assert_reads ("1e-400", 0.0);
  assert_reads ("1e-99999999999999999999999999", 0.0);
  assert_reads ("inf", INFINITY);
  assert_reads ("+Infinity", INFINITY);
  assert_reads ("-INF", -INFINITY);
  double value = 0;
  g_assert_cmpint (mill_parse_double ("NaN", 3, &value), ==, MILL_PARSE_OK);
  g_assert_true (isnan (value));
}

static void
test_refused (void)
{
  static const char *const texts[]
      = { "",    " ",   "+",  "-",    ".",     "-.",       "e5",   ".e5",   "1e",
          "1e+", "1e-", "1 ", " 1",   "1.2.3", "1,5",      "0x10", "1e5.0", "--1",
          "+-1", "1f",  "in", "infi", "nano",  "nan(1)",   "1_0",  "1e1e1", "infinit",
          "1\n", "\t1", "1-", "$1",   "١",     "infinityy" };
  static const char *const too_large[]
      = { "1e309", "-1e309", "1e999999999999999999", "1.7976931348623159e308" };
  double value = -77;
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      MillParseResult result = mill_parse_double (texts[i], strlen (texts[i]), &value);
      if (result != MILL_PARSE_SYNTAX)
        g_error ("“%s” gave %d", texts[i], (int)result);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (too_large); i++)
    g_assert_cmpint (
        mill_parse_double (too_large[i], strlen (too_large[i]), &value), ==, MILL_PARSE_RANGE);
  g_assert_cmpint (mill_parse_double ("1\0", 2, &value), ==, MILL_PARSE_SYNTAX);
  g_assert_cmpfloat (value, ==, -77);
}

/* Texts that have caught other readers: D. Gay's, PHP's, Java's, and the edges of the range. */
static void
test_known_hard (void)
{
  static const struct
  {
    const char *text;
    double value;
  } cases[] = {
    { "2.2250738585072011e-308", 0x0.fffffffffffffp-1022 },
    { "2.2250738585072012e-308", 0x1p-1022 },
    { "2.2250738585072014e-308", 0x1p-1022 },
    { "4.9406564584124654e-324", 0x1p-1074 },
    { "2.4703282292062327e-324", 0 },
    { "2.4703282292062328e-324", 0x1p-1074 },
    { "1.7976931348623157e308", 0x1.fffffffffffffp1023 },
    { "1.7976931348623158e308", 0x1.fffffffffffffp1023 },
    { "9007199254740993", 9007199254740992.0 },
    { "9007199254740993.00000000000000000000000000000000000000000001", 9007199254740994.0 },
    { "9007199254740992.99999999999999999999999999999999999999999999", 9007199254740992.0 },
    { "9007199254740995", 9007199254740996.0 },
    { "7.2057594037927933e16", 0x1p56 },
    { "100000000000000016777215", 0x1.52d02c7e14af7p+76 },
    { "100000000000000016777216", 0x1.52d02c7e14af8p+76 },
    { "6.9294956446009195e15", 6929495644600919.5 },
    { "3.5844466002796428e298", 3.5844466002796428e298 },
    { "1e23", 1e23 },
    { "8.41e21", 8.41e21 },
    { "104110013277974872254e-225", 104110013277974872254e-225 },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_reads (cases[i].text, cases[i].value);
}

/* The number in the middle between the largest double and what would be the next one. */
static void
test_overflow_edge (void)
{
  char text[400];
  double value = 0;
  if (__LDBL_MANT_DIG__ < 64)
    {
      g_test_skip ("long double is too short to hold the middle between two doubles");
      return;
    }
  gsize n = (gsize)g_snprintf (text, sizeof text, "%.0Lf", 0x1.fffffffffffff8p1023L);
  g_assert_cmpint (mill_parse_double (text, n, &value), ==, MILL_PARSE_RANGE);
  text[n - 1]--;
  assert_reads (text, G_MAXDOUBLE);
}

static void
test_notation (void)
{
  static const struct
  {
    double value;
    const char *text;
  } cases[] = {
    { 0.0, "0" },
    { -0.0, "-0" },
    { 1, "1" },
    { -1, "-1" },
    { 100, "100" },
    { 0.1, "0.1" },
    { 0.5, "0.5" },
    { -12.50, "-12.5" },
    { 0.0001, "0.0001" },
    { 0.00012, "0.00012" },
    { 0.00000001, "1e-8" },
    { 0.00000099, "9.9e-7" },
    { 52.52000659, "52.52000659" },
    { 67108863.99999999, "67108863.99999999" },
    { 1234.5678, "1234.5678" },
    { 1234.05, "1234.05" },
    { 1.0005, "1.0005" },
    { 0.3, "0.3" },
    { 0.1 + 0.2, "0.30000000000000004" },
    { 1e6, "1000000" },
    { 123456789, "123456789" },
    { 1e15, "1000000000000000" },
    { 9007199254740991, "9007199254740991" },
    { 9007199254740992, "9007199254740992" },
    { 9007199254740994, "9007199254740994" },
    { 1e20, "100000000000000000000" },
    { 123456789012345680000.0, "123456789012345680000" },
    { 1e21, "1e+21" },
    { 1.5e21, "1.5e+21" },
    { 1e-6, "0.000001" },
    { 1.25e-6, "0.00000125" },
    { 1e-7, "1e-7" },
    { 1.5e-7, "1.5e-7" },
    { 5e-324, "5e-324" },
    { 1.7976931348623157e308, "1.7976931348623157e+308" },
    { 2.2250738585072014e-308, "2.2250738585072014e-308" },
    { 5.684341886080802e-14, "5.684341886080802e-14" },
    { 549755813887.9999, "549755813887.9999" },
    { 549755813888.25, "549755813888.25" },
    { 4.35, "4.35" },
    { 2.675, "2.675" },
    { 1.0 / 3, "0.3333333333333333" },
    { INFINITY, "Infinity" },
    { -INFINITY, "-Infinity" },
    { NAN, "NaN" },
  };
  char out[MILL_DOUBLE_CHARS];
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpstr (print (cases[i].value, out), ==, cases[i].text);
}

static void
assert_round_trip (double value)
{
  char out[MILL_DOUBLE_CHARS];
  double back = 0;
  gsize n = mill_print_double (value, out);
  MillParseResult result = mill_parse_double (out, n, &back);
  if (n > 25 || result != MILL_PARSE_OK || bits_of (back) != bits_of (value))
    g_error ("%a printed as %.*s, read as %a", value, (int)n, out, back);
}

static void
test_round_trip_bits (void)
{
  guint64 state = 1;
  for (int i = 0; i < 3000000; i++)
    assert_round_trip (random_double (&state));
}

static void
test_round_trip_edges (void)
{
  for (guint64 field = 0; field < 0x7ff; field++)
    for (guint64 fraction = 0; fraction < 3; fraction++)
      {
        assert_round_trip (double_of (field << 52 | fraction));
        assert_round_trip (double_of (field << 52 | (((guint64)1 << 52) - 1 - fraction)));
      }
  for (int e = -323; e <= 308; e++)
    {
      char text[16];
      g_snprintf (text, sizeof text, "1e%d", e);
      guint64 bits = bits_of (g_ascii_strtod (text, NULL));
      for (guint64 b = bits - 2; b <= bits + 2; b++)
        assert_round_trip (double_of (b));
    }
}

static void
test_round_trip_short (void)
{
  guint64 state = 2;
  for (int i = 0; i < 2000000; i++)
    {
      double power = pow (10, random_below (&state, 8));
      double value = (double)(random_next (&state) >> random_below (&state, 64)) / power;
      assert_round_trip (value);
      assert_round_trip (-value);
    }
}

/* The digits of a printed number without zeros at either end. */
static void
significant (const char *text, char *digits)
{
  gsize n = 0;
  for (; *text != '\0' && *text != 'e'; text++)
    if (g_ascii_isdigit (*text) && (n > 0 || *text != '0'))
      digits[n++] = *text;
  while (n > 0 && digits[n - 1] == '0')
    n--;
  digits[n] = '\0';
}

/* The C library's shortest: the first precision that reads back. It is the nearest of its length.
 */
static void
assert_shortest (double value)
{
  char out[MILL_DOUBLE_CHARS], ours[32], theirs[32], text[40];
  significant (print (fabs (value), out), ours);
  for (int precision = 0; precision < 17; precision++)
    {
      g_snprintf (text, sizeof text, "%.*e", precision, fabs (value));
      if (g_ascii_strtod (text, NULL) == fabs (value))
        break;
    }
  significant (text, theirs);
  /* Next to a power of two the nearest text of a length may not read back while another one does.
   */
  if (strlen (ours) < strlen (theirs))
    g_assert_cmphex (bits_of (value) & (((guint64)1 << 52) - 1), ==, 0);
  else
    g_assert_cmpstr (ours, ==, theirs);
}

static void
test_shortest (void)
{
  guint64 state = 3;
  for (int i = 0; i < 60000; i++)
    assert_shortest (random_double (&state));
  for (int i = 0; i < 60000; i++)
    assert_shortest ((double)(random_next (&state) >> 20) / 1e4);
  for (int i = 0; i < 30000; i++)
    assert_shortest ((double)(random_next (&state) >> 11));
  /* the edges of the ranges in which short decimals are printed from integers */
  for (int edge = 25; edge <= 40; edge++)
    for (int i = 0; i < 3000; i++)
      {
        double units = i % 2 != 0 ? 1e8 : 1e4;
        double place = ldexp (units, edge) + (double)random_below (&state, 4000) - 2000;
        assert_shortest (floor (place) / units);
      }
  for (guint64 field = 1; field < 0x7ff; field++)
    assert_shortest (double_of (field << 52));
}

/* The middle between a double and the next one, printed in full by way of an 80-bit number. */
static gsize
print_middle (guint64 bits, char *text, gsize size)
{
  long double middle = ((long double)double_of (bits) + (long double)double_of (bits + 1)) / 2;
  return (gsize)g_snprintf (text, size, "%.1100Le", middle);
}

static void
assert_middle (guint64 bits)
{
  char text[1400];
  double below = double_of (bits), above = double_of (bits + 1);
  print_middle (bits, text, sizeof text);
  char *end = strchr (text, 'e'), *last = end - 1;

  assert_reads (text, bits % 2 == 0 ? below : above);
  /* a hair above, beyond all the digits that count */
  end[-1] = '1';
  assert_reads (text, above);
  /* a hair below */
  end[-1] = '0';
  while (*last == '0' || *last == '.')
    last--;
  (*last)--;
  for (char *p = last + 1; p < end; p++)
    *p = *p == '.' ? '.' : '9';
  assert_reads (text, below);
}

static void
test_middles (void)
{
  if (sizeof (long double) < 10 || __LDBL_MANT_DIG__ < 64)
    {
      g_test_skip ("long double is too short to hold the middle between two doubles");
      return;
    }
  guint64 state = 4;
  for (int i = 0; i < 20000; i++)
    assert_middle (bits_of (fabs (random_double (&state))) % bits_of (1.7e308));
  for (int i = 0; i < 5000; i++) /* subnormals */
    assert_middle (random_next (&state) >> 12 >> random_below (&state, 50));
  for (int i = 0; i < 5000; i++) /* where powers of ten are exact */
    assert_middle (bits_of ((double)(random_next (&state) >> random_below (&state, 40))));
}

static gsize
random_text (guint64 *state, char *text)
{
  char *at = text;
  guint whole = random_below (state, 25), fraction = random_below (state, 25);
  guint most = random_below (state, 3) == 0 ? 2 : 10;
  for (guint i = 0; i < whole; i++)
    *at++ = (char)('0' + random_below (state, most));
  *at++ = '.';
  for (guint i = 0; i <= fraction; i++)
    *at++ = (char)('0' + random_below (state, most));
  if (random_below (state, 2) == 0)
    at += g_snprintf (at, 16, "e%d", (int)random_below (state, 660) - 340);
  *at = '\0';
  return (gsize)(at - text);
}

static void
test_against_library (void)
{
  guint64 state = 5;
  char text[128];
  for (int i = 0; i < 1000000; i++)
    {
      double value = 0;
      gsize n = random_text (&state, text);
      double expected = g_ascii_strtod (text, NULL);
      MillParseResult result = mill_parse_double (text, n, &value);
      if (isinf (expected) ? result != MILL_PARSE_RANGE
                           : result != MILL_PARSE_OK || bits_of (value) != bits_of (expected))
        g_error ("%s: %d, %a instead of %a", text, (int)result, value, expected);
    }
}

static void
test_long_texts (void)
{
  const gsize n = 100000;
  g_autofree char *text = g_malloc (n + 32);
  double value = 0;

  memset (text, '9', n);
  g_assert_cmpint (mill_parse_double (text, n, &value), ==, MILL_PARSE_RANGE);
  memset (text, '0', n);
  memcpy (text + n, "1.5", 3);
  g_assert_cmpint (mill_parse_double (text, n + 3, &value), ==, MILL_PARSE_OK);
  g_assert_cmpfloat (value, ==, 1.5);
  text[0] = '.';
  memcpy (text + n, "15e100001", 9);
  g_assert_cmpint (mill_parse_double (text, n + 9, &value), ==, MILL_PARSE_OK);
  g_assert_cmpfloat (value, ==, 15);
  memset (text, '1', n);
  memcpy (text + n, "e-99999", 7);
  g_assert_cmpint (mill_parse_double (text, n + 7, &value), ==, MILL_PARSE_OK);
  g_assert_cmpfloat (value, ==, 10.0 / 9);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/number/double/forms", test_forms);
  g_test_add_func ("/base/number/double/refused", test_refused);
  g_test_add_func ("/base/number/double/known-hard", test_known_hard);
  g_test_add_func ("/base/number/double/overflow-edge", test_overflow_edge);
  g_test_add_func ("/base/number/double/notation", test_notation);
  g_test_add_func ("/base/number/double/round-trip-bits", test_round_trip_bits);
  g_test_add_func ("/base/number/double/round-trip-edges", test_round_trip_edges);
  g_test_add_func ("/base/number/double/round-trip-short", test_round_trip_short);
  g_test_add_func ("/base/number/double/shortest", test_shortest);
  g_test_add_func ("/base/number/double/middles", test_middles);
  g_test_add_func ("/base/number/double/against-library", test_against_library);
  g_test_add_func ("/base/number/double/long-texts", test_long_texts);
  return g_test_run ();
}
