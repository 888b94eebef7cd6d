/* test-sum.c: sums do not depend on order.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-sum.h"
#include "random.h"

#define TERMS 20000

static double
sum_of (const double *terms, gsize n)
{
  MillSum sum = { 0 };
  for (gsize i = 0; i < n; i++)
    mill_sum_add (&sum, terms[i]);
  return mill_sum_result (&sum);
}

static double
sum_in_parts (const double *terms, gsize n, gsize parts)
{
  MillSum total = { 0 };
  for (gsize p = 0; p < parts; p++)
    {
      MillSum part = { 0 };
      for (gsize i = n * p / parts; i < n * (p + 1) / parts; i++)
        mill_sum_add (&part, terms[i]);
      mill_sum_merge (&total, &part);
    }
  return mill_sum_result (&total);
}

static void
shuffle (double *terms, gsize n, guint64 *state)
{
  for (gsize i = n - 1; i > 0; i--)
    {
      gsize j = random_below (state, (guint)i + 1);
      double swap = terms[i];
      terms[i] = terms[j], terms[j] = swap;
    }
}

static double
term (int kind, guint64 *state)
{
  double price = (double)random_below (state, 10000000) / 100;
  switch (kind)
    {
    case 0:
      return price;
    case 1:
      return random_below (state, 2) != 0 ? price : -price;
    case 2:
      return price * 1e300;
    default:
      return (double)(gint64)random_next (state) / (double)(1 + random_below (state, 1 << 30));
    }
}

static void
test_order (void)
{
  guint64 state = 1;
  double terms[TERMS];
  for (int kind = 0; kind < 4; kind++)
    {
      for (gsize i = 0; i < TERMS; i++)
        terms[i] = term (kind, &state);
      double expected = sum_of (terms, TERMS);
      for (int round = 0; round < 40; round++)
        {
          shuffle (terms, TERMS, &state);
          g_assert_true (sum_of (terms, TERMS) == expected);
          g_assert_true (sum_in_parts (terms, TERMS, 1 + random_below (&state, 64)) == expected);
        }
    }
}

static void
test_exact (void)
{
  const double cancel[] = { 1e16, 1, -1e16 }, tenths[] = { 0.1, 0.2, 0.3, -0.6 };
  g_assert_true (sum_of (cancel, 3) == 1);
  /* what is exactly left of these four doubles */
  g_assert_true (sum_of (tenths, 4) == 0x1p-55);
  double terms[1000];
  for (int i = 0; i < 1000; i++)
    terms[i] = 0.1;
  /* a thousand tenths, as doubles are, is 100 and 5.55e-15: the nearest double is 100 */
  g_assert_true (sum_of (terms, 1000) == 100);
  g_assert_true (sum_of (terms, 0) == 0);
}

static void
assert_like_naive (const double *terms, gsize n)
{
  double naive = 0, ours = sum_of (terms, n), parts = sum_in_parts (terms, n, 2);
  for (gsize i = 0; i < n; i++)
    naive += terms[i];
  g_assert_true (isnan (naive) ? isnan (ours) && isnan (parts) : ours == naive && parts == naive);
}

static void
test_not_finite (void)
{
  const double inf = INFINITY, big = G_MAXDOUBLE;
  const double cases[][4] = {
    { 1, inf, 2, 3 },     { inf, 1, 2, 3 },     { 1, 2, -inf, 3 },    { inf, 1, -inf, 3 },
    { NAN, 1, 2, 3 },     { 1, 2, 3, NAN },     { inf, NAN, 1, 2 },   { big, big, 1, 2 },
    { -big, -big, 1, 2 }, { inf, inf, inf, 1 }, { inf, big, big, 1 },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_like_naive (cases[i], 4);
}

static void
test_integers (void)
{
  MillInt128 sum = 0;
  gint64 value = -77;
  for (int i = 0; i < 1000; i++)
    g_assert_true (mill_sum_add_int128 (&sum, G_MAXINT64));
  g_assert_true (sum == (MillInt128)G_MAXINT64 * 1000);
  g_assert_false (mill_sum_to_int64 (sum, &value));
  g_assert_true (mill_sum_mean (sum, 1000) == 0x1p63);
  g_assert_true (mill_sum_add_int128 (&sum, -(MillInt128)G_MAXINT64 * 999));
  g_assert_true (mill_sum_to_int64 (sum, &value) && value == G_MAXINT64);
  g_assert_true (mill_sum_to_int64 (G_MININT64, &value) && value == G_MININT64);
  g_assert_false (mill_sum_to_int64 ((MillInt128)G_MININT64 - 1, &value));
  sum = (MillInt128)(((MillUint128)1 << 127) - 1);
  g_assert_false (mill_sum_add_int128 (&sum, 1));
  g_assert_true (mill_sum_add_int128 (&sum, 0));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/sum/order", test_order);
  g_test_add_func ("/base/sum/exact", test_exact);
  g_test_add_func ("/base/sum/not-finite", test_not_finite);
  g_test_add_func ("/base/sum/integers", test_integers);
  return g_test_run ();
}
