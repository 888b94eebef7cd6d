/* test-kernel-move.c: hashes that agree across layouts; take, scatter and choose.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "vecs.h"

static gboolean
same_row (const MillVec *a, guint i, const MillVec *b, guint j)
{
  gboolean x = mill_vec_is_null (a, i), y = mill_vec_is_null (b, j);
  return x || y ? x && y : vecs_compare (a, i, b, j) == 0;
}

/* Equal tuples hash alike, and others do not: a collision of 64 bits would be a discovery. */
static void
test_hash_equality (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  for (guint round = 0; round < 20; round++)
    for (guint t = 0; t < G_N_ELEMENTS (vecs_types); t++)
      {
        g_auto (MillArena) arena = VECS_ARENA;
        guint n = 100;
        MillVec keys[2];
        guint64 hashes[100];
        keys[0] = vecs_random (rand, vecs_types[t], n, VECS_FEW | (round & 3), &arena);
        keys[1] = vecs_random (rand, MILL_TYPE (TEXT), n, VECS_FEW | (round >> 2 & 3), &arena);
        mill_kernel_hash (keys, 2, n, hashes);
        for (guint i = 0; i < n; i++)
          for (guint j = 0; j < i; j++)
            {
              gboolean same
                  = same_row (&keys[0], i, &keys[0], j) && same_row (&keys[1], i, &keys[1], j);
              g_assert_true ((hashes[i] == hashes[j]) == same);
            }
      }
}

/* one value as a constant, a dense vec, and in both widths of a decimal */
static void
test_hash_layouts (void)
{
  gint64 narrow = -1234567;
  MillInt128 wide = narrow;
  guint64 hashes[4] = { 0 };
  MillVec a = { .type = MILL_DECIMAL (18, 2), .n = 1, .integers = &narrow };
  MillVec b = { .type = MILL_DECIMAL (38, 2), .n = 1, .wides = &wide };
  mill_kernel_hash (&a, 1, 1, &hashes[0]);
  mill_kernel_hash (&b, 1, 1, &hashes[1]);
  a.constant = TRUE;
  a.n = 2;
  mill_kernel_hash (&a, 1, 2, &hashes[2]);
  for (guint i = 1; i < 4; i++)
    g_assert_cmpuint (hashes[i], ==, hashes[0]);
  mill_kernel_hash (NULL, 0, 4, hashes);
  g_assert_cmpuint (hashes[0], ==, hashes[3]);
  g_assert_cmpuint (hashes[0], !=, 0);
}

static void
check_moves (GRand *rand, MillType type, guint shape)
{
  g_auto (MillArena) arena = VECS_ARENA;
  guint n = vecs_n (rand), n_taken = 0;
  MillVec a = vecs_random (rand, type, n, shape & 7, &arena), taken, back;
  guint16 positions[MILL_VEC_ROWS];
  for (guint i = 0; i < n; i++)
    if (g_rand_boolean (rand))
      positions[n_taken++] = (guint16)i;
  mill_kernel_take (&a, positions, n_taken, &arena, &taken);
  g_assert_cmpuint (taken.n, ==, n_taken);
  g_assert_true (mill_type_equal (taken.type, type) && taken.constant == a.constant);
  for (guint i = 0; i < n_taken; i++)
    g_assert_true (same_row (&taken, i, &a, positions[i]));

  gpointer data = mill_kernel_new (&arena, type, n, FALSE, &back);
  guint8 *nulls = mill_kernel_new_nulls (&arena, &back);
  memset (nulls, 1, n);
  for (guint i = 0; i < n_taken; i++)
    nulls[positions[i]] = 0;
  mill_kernel_scatter (&taken, positions, data, nulls);
  for (guint i = 0, k = 0; i < n; i++)
    {
      if (k < n_taken && positions[k] == i)
        g_assert_true (same_row (&back, i, &taken, k++));
      else
        g_assert_true (mill_vec_is_null (&back, i));
    }
}

static void
check_choose (GRand *rand, MillType type, guint shape)
{
  g_auto (MillArena) arena = VECS_ARENA;
  guint n = vecs_n (rand);
  MillVec condition = vecs_random (rand, MILL_TYPE (BOOLEAN), n, shape & 3, &arena);
  MillVec a = vecs_random (rand, type, n, shape >> 2 & 3, &arena);
  MillVec b = vecs_random (rand, type, n, shape >> 4 & 3, &arena);
  MillVec out;
  mill_kernel_choose (&condition, &a, &b, &arena, &out);
  g_assert_cmpuint (out.n, ==, n);
  for (guint i = 0; i < n; i++)
    {
      gboolean yes
          = !mill_vec_is_null (&condition, i) && condition.booleans[mill_vec_at (&condition, i)];
      g_assert_true (same_row (&out, i, yes ? &a : &b, i));
    }
}

static void
test_moves (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (2);
  for (guint t = 0; t < G_N_ELEMENTS (vecs_types); t++)
    for (guint shape = 0; shape < 64; shape++)
      {
        check_moves (rand, vecs_types[t], shape);
        check_choose (rand, vecs_types[t], shape);
      }
}

/* codes of a dictionary go along */
static void
test_take_codes (void)
{
  g_auto (MillArena) arena = VECS_ARENA;
  MillSpan spans[] = { { (const guint8 *)"a", 1 }, { (const guint8 *)"b", 1 } };
  guint32 codes[] = { 7, 9 };
  guint16 positions[] = { 1, 1, 0 };
  MillVec a = { .type = MILL_TYPE (TEXT), .n = 2, .spans = spans, .codes = codes }, out;
  a.dictionary = GSIZE_TO_POINTER (16); /* only passed on */
  mill_kernel_take (&a, positions, 3, &arena, &out);
  g_assert_true (out.dictionary == a.dictionary);
  g_assert_cmpuint (out.codes[0], ==, 9);
  g_assert_cmpuint (out.codes[2], ==, 7);
}

static void
test_rows (void)
{
  const guint16 rows[] = { 3, 5, 8, 13, 21 }, positions[] = { 0, 2 };
  guint16 out[2];
  MillKernelContext context = { .rows = rows, .first = 2 };
  mill_kernel_rows (&context, positions, 2, out);
  g_assert_cmpuint (out[0], ==, 8);
  g_assert_cmpuint (out[1], ==, 21);
  context = (MillKernelContext){ .first = 100 };
  mill_kernel_rows (&context, positions, 2, out);
  g_assert_cmpuint (out[1], ==, 102);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kernel/hash/equality", test_hash_equality);
  g_test_add_func ("/kernel/hash/layouts", test_hash_layouts);
  g_test_add_func ("/kernel/moves", test_moves);
  g_test_add_func ("/kernel/take-codes", test_take_codes);
  g_test_add_func ("/kernel/rows", test_rows);
  return g_test_run ();
}
