/* test-number-inline.c: the hot path agrees with the plain one; compiled once for each instruction
 * set.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-number-inline.h"
#include "mill-simd.h"
#include "random.h"

/* Text in a buffer that ends where reading must end; what stands after the text must not matter. */
typedef struct
{
  guint8 bytes[64 + MILL_FAST_READ];
} Cell;

static const guint8 *
put (Cell *cell, const char *text, gsize length, guint8 after)
{
  guint8 *at = cell->bytes + sizeof cell->bytes - MAX (length, MILL_FAST_READ);
  memset (cell->bytes, after, sizeof cell->bytes);
  memcpy (at, text, length);
  return at;
}

/* What `[-]digits[.digits]` is without its sign, or nothing. */
static gboolean
is_plain (const char *text, gsize length)
{
  gsize points = 0, digits = 0;
  if (length > 0 && *text == '-')
    text++, length--;
  for (gsize i = 0; i < length; i++)
    {
      points += text[i] == '.';
      digits += g_ascii_isdigit (text[i]) != 0;
    }
  return length <= 16 && digits > 0 && points <= 1 && points + digits == length;
}

static void
assert_same (const char *text, gsize length)
{
  static const guint8 afters[] = { 0, '.', '5', ',', 0xff };
  Cell cell;
  for (gsize i = 0; i < G_N_ELEMENTS (afters); i++)
    {
      const guint8 *at = put (&cell, text, length, afters[i]);
      gint64 mantissa = -77, integer = -77, plain_integer = -77;
      double value = -77, plain_value = -77;
      MillInt128 exact = 0;
      int scale = -1, exact_scale = -1;

      gboolean fast = mill_parse_fast_decimal (at, length, &mantissa, &scale);
      if (fast != is_plain (text, length))
        g_error ("“%.*s” %s taken", (int)length, text, fast ? "was" : "was not");
      if (fast)
        {
          g_assert_cmpint (
              mill_parse_decimal_any (text, length, &exact, &exact_scale), ==, MILL_PARSE_OK);
          if (exact != mantissa || scale != exact_scale)
            g_error (
                "“%.*s” gave %" G_GINT64_FORMAT ", scale %d", (int)length, text, mantissa, scale);
        }
      g_assert_cmpint (mill_fast_double (at, length, &value),
                       ==,
                       mill_parse_double (text, length, &plain_value));
      g_assert_cmpmem (&value, 8, &plain_value, 8);
      g_assert_cmpint (mill_fast_int64 (at, length, &integer),
                       ==,
                       mill_parse_int64 (text, length, &plain_integer));
      g_assert_cmpint (integer, ==, plain_integer);
    }
}

/* Every text of up to 6 characters of an alphabet that holds the interesting ones. */
static void
test_all_short (void)
{
  static const char alphabet[] = "09.-5+e";
  const guint n = sizeof alphabet - 1;
  char text[6];
  for (guint length = 0, count = 1; length <= 6; length++, count *= n)
    for (guint code = 0; code < count; code++)
      {
        for (guint i = 0, rest = code; i < length; i++, rest /= n)
          text[i] = alphabet[rest % n];
        assert_same (text, length);
      }
}

/* Every length and place of the point, with every digit, and one wrong byte at every place. */
static void
test_shapes (void)
{
  guint64 state = 1;
  char text[24];
  for (gsize length = 1; length <= 18; length++)
    for (gsize point = 0; point <= length; point++)
      for (int round = 0; round < 60; round++)
        {
          for (gsize i = 0; i < length; i++)
            text[i] = (char)('0' + random_below (&state, 10));
          if (point < length)
            text[point] = '.';
          if (round % 3 == 0)
            text[0] = '-';
          assert_same (text, length);
          if (round % 2 == 0)
            text[random_below (&state, (guint)length)] = (char)random_next (&state);
          assert_same (text, length);
        }
}

static void
test_large_mantissas (void)
{
  static const char *const texts[] = { "9007199254740992",
                                       "9007199254740993",
                                       "9999999999999999",
                                       "-9999999999999999",
                                       "-.999999999999999",
                                       "900719925474099.3",
                                       "99999999999999999",
                                       "0000000000000000",
                                       "-0",
                                       "-0.0",
                                       "-.0",
                                       "0.",
                                       "00.00" };
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    assert_same (texts[i], strlen (texts[i]));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#if defined(__AVX2__)
  if (!mill_simd_has_avx2 ())
    {
      g_print ("1..0 # SKIP this machine has no AVX2\n");
      return 0;
    }
#endif
  g_test_add_func ("/base/number/inline/all-short", test_all_short);
  g_test_add_func ("/base/number/inline/shapes", test_shapes);
  g_test_add_func ("/base/number/inline/large-mantissas", test_large_mantissas);
  return g_test_run ();
}
