/* test-bits.c: bitmaps, at every position and length, against one bit at a time.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <string.h>

#include "mill-bits.h"

static void
test_all (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (51);
  for (guint at = 0; at < 130; at++)
    for (gsize n = 0; n < 200; n += 1 + n / 9)
      {
        /* in memory of its own, so that a word too many is seen */
        g_autofree guint64 *bits = g_new (guint64, mill_bits_words (at + n) + (at + n == 0));
        g_autofree guint8 *bytes = g_malloc ((n + 63) / 64 * 64 + 1);
        g_autofree guint64 *out = g_new (guint64, mill_bits_words (n) + 1);
        gsize count = 0;
        for (gsize i = 0; i < mill_bits_words (at + n); i++)
          bits[i] = (guint64)g_rand_int (rand) << 32 | g_rand_int (rand);
        for (gsize i = 0; i < n; i++)
          count += (gsize)mill_bits_get (bits, at + i);
        g_assert_cmpuint (mill_bits_count (bits, at, n), ==, count);
        g_assert_cmpint (mill_bits_all (bits, at, n), ==, count == n);

        mill_bits_copy (bits, at, n, out);
        for (gsize i = 0; i < n; i++)
          g_assert_cmpint (mill_bits_get (out, i), ==, mill_bits_get (bits, at + i));
        for (gsize i = n; i < mill_bits_words (n) * 64; i++)
          g_assert_false (mill_bits_get (out, i));

        mill_bits_unpack (bits, at, n, FALSE, bytes);
        for (gsize i = 0; i < n; i++)
          g_assert_cmpint (bytes[i], ==, mill_bits_get (bits, at + i));
        guint64 *again = out;
        memset (again, 0xee, mill_bits_words (n) * 8);
        mill_bits_pack (bytes, n, again);
        for (gsize i = 0; i < mill_bits_words (n) * 64; i++)
          g_assert_cmpint (mill_bits_get (again, i), ==, i < n && mill_bits_get (bits, at + i));

        mill_bits_unpack (bits, at, n, TRUE, bytes);
        for (gsize i = 0; i < n; i++)
          g_assert_cmpint (bytes[i], ==, !mill_bits_get (bits, at + i));
        mill_bits_pack_zeros (bytes, n, again);
        for (gsize i = 0; i < mill_bits_words (n) * 64; i++)
          g_assert_cmpint (mill_bits_get (again, i), ==, i < n && mill_bits_get (bits, at + i));
      }
}

static void
test_ones (void)
{
  guint64 bits[4] = { G_MAXUINT64, G_MAXUINT64, G_MAXUINT64, 1 };
  for (guint at = 0; at < 193; at++)
    {
      g_assert_true (mill_bits_all (bits, at, 193 - at));
      g_assert_false (mill_bits_all (bits, at, 194 - at));
      g_assert_cmpuint (mill_bits_count (bits, at, 200 - at), ==, 193 - at);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/bits/all", test_all);
  g_test_add_func ("/bits/ones", test_ones);
  return g_test_run ();
}
