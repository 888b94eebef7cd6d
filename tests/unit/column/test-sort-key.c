/* test-sort-key.c: encoded keys order as their values do, in every direction.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-sort-key.h"
#include "vecs.h"

#define N 60
#define KEYS 3

static int
compare_keys (const MillSortKey *keys, const MillVec *vecs, guint n_keys, guint i, guint j)
{
  for (guint k = 0; k < n_keys; k++)
    {
      gboolean x = mill_vec_is_null (&vecs[k], i), y = mill_vec_is_null (&vecs[k], j);
      int order;
      if (x || y)
        order = keys[k].nulls_last ? x - y : y - x;
      else
        order = vecs_compare (&vecs[k], i, &vecs[k], j) * (keys[k].descending ? -1 : 1);
      if (order != 0)
        return order;
    }
  return 0;
}

static int
compare_bytes (const MillBytes *a, const MillBytes *b)
{
  int order = memcmp (a->data, b->data, MIN (a->length, b->length));
  if (order != 0)
    return vecs_sign (order);
  return a->length < b->length ? -1 : a->length > b->length;
}

static void
check_append (const MillSortKey *keys, const MillVec *vecs, guint n_keys)
{
  MillBytes encoded[N] = { { 0 } };
  for (guint i = 0; i < N; i++)
    mill_sort_key_append (keys, n_keys, vecs, i, &encoded[i]);
  for (guint i = 0; i < N; i++)
    for (guint j = 0; j < N; j++)
      {
        int wanted = compare_keys (keys, vecs, n_keys, i, j);
        g_assert_cmpint (compare_bytes (&encoded[i], &encoded[j]), ==, wanted);
        /* no key is the beginning of another, so that what follows cannot matter */
        if (wanted != 0)
          g_assert_true (
              memcmp (encoded[i].data, encoded[j].data, MIN (encoded[i].length, encoded[j].length))
              != 0);
      }
  for (guint i = 0; i < N; i++)
    mill_bytes_clear (&encoded[i]);
}

static void
check_prefix (const MillSortKey *key, const MillVec *vec)
{
  guint64 words[N];
  MillSortKey plain = *key;
  mill_sort_key_prefix (key, vec, words);
  for (guint i = 0; i < N; i++)
    for (guint j = 0; j < N; j++)
      {
        if (mill_vec_is_null (vec, i) || mill_vec_is_null (vec, j))
          continue;
        int wanted = compare_keys (&plain, vec, 1, i, j);
        int order = words[i] < words[j] ? -1 : words[i] > words[j];
        g_assert_true (order == wanted || (order == 0 && !mill_sort_key_is_fixed (key)));
      }
  for (guint i = 0; i < N; i++)
    if (mill_vec_is_null (vec, i))
      g_assert_cmpuint (words[i], ==, 0);
}

static void
test_order (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  for (guint round = 0; round < 300; round++)
    {
      g_auto (MillArena) arena = VECS_ARENA;
      MillSortKey keys[KEYS];
      MillVec vecs[KEYS];
      for (guint k = 0; k < KEYS; k++)
        {
          MillType type = vecs_types[g_rand_int_range (rand, 0, G_N_ELEMENTS (vecs_types))];
          keys[k] = (MillSortKey){ .type = type,
                                   .descending = g_rand_boolean (rand),
                                   .nulls_last = g_rand_boolean (rand) };
          guint shape = (guint)g_rand_int_range (rand, 0, VECS_SHAPES);
          vecs[k] = vecs_random (rand, type, N, shape, &arena);
          check_prefix (&keys[k], &vecs[k]);
        }
      for (guint n = 1; n <= KEYS; n++)
        check_append (keys, vecs, n);
    }
}

static void
test_fixed (void)
{
  static const gboolean fixed[] = { TRUE, TRUE, TRUE, FALSE, TRUE, FALSE, TRUE, TRUE, FALSE };
  G_STATIC_ASSERT (G_N_ELEMENTS (fixed) == G_N_ELEMENTS (vecs_types));
  for (guint i = 0; i < G_N_ELEMENTS (fixed); i++)
    g_assert_true (mill_sort_key_is_fixed (&(MillSortKey){ .type = vecs_types[i] }) == fixed[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sort-key/order", test_order);
  g_test_add_func ("/sort-key/fixed", test_fixed);
  return g_test_run ();
}
