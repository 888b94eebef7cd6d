/* test-hash.c: hashes spread, and do not look beyond their input.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-hash.h"
#include "random.h"

static void
test_padded_is_same (void)
{
  guint64 state = 1;
  guint8 bytes[128];
  for (gsize length = 0; length < 100; length++)
    for (int round = 0; round < 50; round++)
      {
        for (gsize i = 0; i < sizeof bytes; i++)
          bytes[i] = (guint8)random_next (&state);
        guint64 hash = mill_hash_bytes_padded (bytes, length, round);
        /* on a copy that ends where the memory does, for the address sanitizer */
        g_autofree guint8 *tight = g_malloc (MAX (length, 1));
        memcpy (tight, bytes, length);
        g_assert_cmphex (mill_hash_bytes (tight, length, round), ==, hash);
        /* what follows does not count */
        for (gsize i = length; i < sizeof bytes; i++)
          bytes[i] ^= 0xff;
        g_assert_cmphex (mill_hash_bytes_padded (bytes, length, round), ==, hash);
      }
  g_assert_cmphex (mill_hash_bytes (NULL, 0, 1), ==, mill_hash_bytes (bytes, 0, 1));
}

/* Flipping any bit of the input flips each bit of the hash about half of the time. */
static void
test_avalanche (void)
{
  guint64 state = 2;
  guint8 bytes[40];
  for (gsize length = 1; length <= 33; length += 4)
    for (gsize bit = 0; bit < length * 8; bit++)
      {
        guint flips = 0;
        const guint rounds = 64;
        for (guint round = 0; round < rounds; round++)
          {
            for (gsize i = 0; i < length; i++)
              bytes[i] = (guint8)random_next (&state);
            guint64 before = mill_hash_bytes (bytes, length, 0);
            bytes[bit / 8] ^= (guint8)(1 << bit % 8);
            flips += (guint)__builtin_popcountll (before ^ mill_hash_bytes (bytes, length, 0));
          }
        g_assert_cmpuint (flips, >, rounds * 26);
        g_assert_cmpuint (flips, <, rounds * 38);
      }
}

/* Keys as they come in files: the low bits and the high bits fill buckets evenly. */
static void
test_buckets (void)
{
  enum
  {
    KEYS = 65536,
    BUCKETS = 1024
  };
  for (int kind = 0; kind < 4; kind++)
    {
      guint low[BUCKETS] = { 0 }, high[BUCKETS] = { 0 };
      for (guint64 i = 0; i < KEYS; i++)
        {
          char text[32];
          gsize n = (gsize)g_snprintf (text, sizeof text, "device-%05u", (guint)i);
          guint64 hash = kind == 0   ? mill_hash_u64 (i, 0)
                         : kind == 1 ? mill_hash_u64 (i << 32, 0)
                         : kind == 2 ? mill_hash_bytes (text, n, 0)
                                     : mill_hash_combine (mill_hash_u64 (i % 256, 0), i / 256);
          low[hash % BUCKETS]++;
          high[hash >> 54]++;
        }
      for (int b = 0; b < BUCKETS; b++)
        {
          g_assert_cmpuint (low[b], >, 20);
          g_assert_cmpuint (low[b], <, 120);
          g_assert_cmpuint (high[b], >, 20);
          g_assert_cmpuint (high[b], <, 120);
        }
    }
}

static void
test_distinct (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  static const guint8 zeros[64] = { 0 };
  /* a factor of zero must not swallow what it is multiplied by */
  for (guint64 i = 0; i < 1000; i++)
    {
      guint64 pair[2] = { GUINT64_TO_LE (MILL_HASH_K0), GUINT64_TO_LE (i) };
      gint64 hash = (gint64)mill_hash_bytes (pair, 16, 0);
      g_assert_true (g_hash_table_add (seen, g_memdup2 (&hash, 8)));
    }
  for (gsize length = 0; length <= sizeof zeros; length++)
    for (guint64 seed = 0; seed < 20; seed++)
      {
        gint64 hash = (gint64)mill_hash_bytes (zeros, length, seed);
        g_assert_true (g_hash_table_add (seen, g_memdup2 (&hash, 8)));
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/hash/padded-is-same", test_padded_is_same);
  g_test_add_func ("/base/hash/avalanche", test_avalanche);
  g_test_add_func ("/base/hash/buckets", test_buckets);
  g_test_add_func ("/base/hash/distinct", test_distinct);
  return g_test_run ();
}
