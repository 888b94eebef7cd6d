/* test-kernel-compare.c: comparisons, selections and three-valued logic against row-by-row rules.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "vecs.h"

enum
{
  FALSE_,
  TRUE_,
  NULL_
};

static int
wanted (MillCompareOp op, const MillVec *a, const MillVec *b, guint i)
{
  gboolean a_null = mill_vec_is_null (a, i), b_null = mill_vec_is_null (b, i);
  if (op == MILL_COMPARE_DISTINCT || op == MILL_COMPARE_NOT_DISTINCT)
    {
      gboolean same = a_null || b_null ? a_null && b_null : vecs_compare (a, i, b, i) == 0;
      return same == (op == MILL_COMPARE_NOT_DISTINCT);
    }
  if (a_null || b_null)
    return NULL_;
  int order = vecs_compare (a, i, b, i);
  switch (op)
    {
    case MILL_COMPARE_EQ:
      return order == 0;
    case MILL_COMPARE_NE:
      return order != 0;
    case MILL_COMPARE_LT:
      return order < 0;
    case MILL_COMPARE_LE:
      return order <= 0;
    case MILL_COMPARE_GT:
      return order > 0;
    default:
      return order >= 0;
    }
}

static int
truth (const MillVec *vec, guint i)
{
  int value = vec->booleans[vec->constant ? 0 : i];
  g_assert_cmpint (value, <=, 1);
  if (!mill_vec_is_null (vec, i))
    return value;
  g_assert_cmpint (value, ==, 0); /* so promised in the header */
  return NULL_;
}

static void
check_select (MillCompareOp op,
              const MillVec *a,
              const MillVec *b,
              const MillVec *result,
              GRand *rand,
              MillArena *arena)
{
  guint16 in[MILL_VEC_ROWS], out[MILL_VEC_ROWS + MILL_SELECT_SLACK];
  guint n_in = 0, n_out, found = 0;
  n_out = mill_kernel_select (op, a, b, NULL, a->n, arena, out);
  for (guint i = 0; i < a->n; i++)
    if (truth (result, i) == TRUE_)
      g_assert_cmpuint (out[found++], ==, i);
  g_assert_cmpuint (found, ==, n_out);

  for (guint i = 0; i < a->n; i++)
    if (g_rand_boolean (rand))
      in[n_in++] = (guint16)i;
  memcpy (out, in, n_in * sizeof *in);
  n_out = mill_kernel_select (op, a, b, out, n_in, arena, out); /* in place */
  found = 0;
  for (guint i = 0; i < n_in; i++)
    if (truth (result, in[i]) == TRUE_)
      g_assert_cmpuint (out[found++], ==, in[i]);
  g_assert_cmpuint (found, ==, n_out);
}

static void
check_compare (GRand *rand, MillType type, guint n, guint a_shape, guint b_shape)
{
  g_auto (MillArena) arena = VECS_ARENA;
  MillVec a = vecs_random (rand, type, n, a_shape, &arena);
  MillVec b = vecs_random (rand, type, n, b_shape, &arena);
  for (MillCompareOp op = MILL_COMPARE_EQ; op <= MILL_COMPARE_NOT_DISTINCT; op++)
    {
      MillVec result;
      mill_kernel_compare (op, &a, &b, &arena, &result);
      g_assert_cmpuint (result.type.id, ==, MILL_TYPE_BOOLEAN);
      g_assert_cmpuint (result.n, ==, n);
      g_assert_true (result.constant == (a.constant && b.constant));
      for (guint i = 0; i < n; i++)
        g_assert_cmpint (truth (&result, i), ==, wanted (op, &a, &b, i));
      check_select (op, &a, &b, &result, rand, &arena);
    }
  for (guint i = 0; i < n; i++)
    if (!mill_vec_is_null (&a, i) && !mill_vec_is_null (&b, i))
      g_assert_cmpint (mill_kernel_compare_values (&a, i, &b, i), ==, vecs_compare (&a, i, &b, i));
}

static void
test_compare (gconstpointer type)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  for (guint shape = 0; shape < VECS_SHAPES * VECS_SHAPES; shape++)
    for (guint round = 0; round < 6; round++)
      check_compare (
          rand, *(const MillType *)type, vecs_n (rand), shape % VECS_SHAPES, shape / VECS_SHAPES);
}

/* decimals of any two types compare by value */
static void
test_decimals (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (2);
  for (guint round = 0; round < 200; round++)
    {
      g_auto (MillArena) arena = VECS_ARENA;
      int a_scale = g_rand_int_range (rand, 0, 7), b_scale = g_rand_int_range (rand, 0, 7);
      MillType a_type = MILL_DECIMAL (g_rand_boolean (rand) ? 18 : 30, (guint8)a_scale);
      MillType b_type = MILL_DECIMAL (g_rand_boolean (rand) ? 18 : 30, (guint8)b_scale);
      guint n = vecs_n (rand);
      MillVec a = vecs_random (rand, a_type, n, (guint)g_rand_int_range (rand, 0, 8), &arena);
      MillVec b = vecs_random (rand, b_type, n, (guint)g_rand_int_range (rand, 0, 8), &arena);
      MillVec result;
      mill_kernel_compare (MILL_COMPARE_LT, &a, &b, &arena, &result);
      for (guint i = 0; i < n; i++)
        {
          if (mill_vec_is_null (&a, i) || mill_vec_is_null (&b, i))
            continue;
          MillInt128 x = mill_vec_wide (&a, i) * mill_power_of_ten (7 - a_scale);
          MillInt128 y = mill_vec_wide (&b, i) * mill_power_of_ten (7 - b_scale);
          g_assert_cmpint (truth (&result, i), ==, x < y);
        }
    }
}

/* --- logic --- */

static int
and_of (int x, int y)
{
  if (x == FALSE_ || y == FALSE_)
    return FALSE_;
  return x == TRUE_ && y == TRUE_ ? TRUE_ : NULL_;
}

static int
not_of (int x)
{
  return x == NULL_ ? NULL_ : !x;
}

/* the truth of a vec that a kernel has not made: nulls may hold anything */
static int
input_truth (const MillVec *vec, guint i)
{
  return mill_vec_is_null (vec, i) ? NULL_ : vec->booleans[vec->constant ? 0 : i];
}

static void
check_logic (GRand *rand, guint a_shape, guint b_shape)
{
  g_auto (MillArena) arena = VECS_ARENA;
  guint n = vecs_n (rand);
  MillVec a = vecs_random (rand, MILL_TYPE (BOOLEAN), n, a_shape, &arena);
  MillVec b = vecs_random (rand, MILL_TYPE (BOOLEAN), n, b_shape, &arena);
  MillVec both, either, neither, missing, there;
  guint16 out[MILL_VEC_ROWS + MILL_SELECT_SLACK];
  mill_kernel_and (&a, &b, &arena, &both);
  mill_kernel_or (&a, &b, &arena, &either);
  mill_kernel_not (&a, &arena, &neither);
  mill_kernel_is_null (&a, FALSE, &arena, &missing);
  mill_kernel_is_null (&a, TRUE, &arena, &there);
  for (guint i = 0; i < n; i++)
    {
      int x = input_truth (&a, i), y = input_truth (&b, i);
      g_assert_cmpint (truth (&both, i), ==, and_of (x, y));
      g_assert_cmpint (truth (&either, i), ==, not_of (and_of (not_of (x), not_of (y))));
      g_assert_cmpint (truth (&neither, i), ==, not_of (x));
      g_assert_cmpint (truth (&missing, i), ==, x == NULL_);
      g_assert_cmpint (truth (&there, i), ==, x != NULL_);
    }
  guint found = 0, n_out = mill_kernel_select_true (&a, NULL, n, out);
  for (guint i = 0; i < n; i++)
    if (input_truth (&a, i) == TRUE_)
      g_assert_cmpuint (out[found++], ==, i);
  g_assert_cmpuint (found, ==, n_out);
}

static void
test_logic (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  for (guint round = 0; round < 20; round++)
    for (guint shape = 0; shape < 16; shape++)
      check_logic (rand, shape % 4, shape / 4);
}

/* --- the two instruction sets --- */

#ifdef MILL_SIMD_HAVE_AVX2

static void
check_same_tests (const MillVectorOps *a, const MillVectorOps *b, GRand *rand, MillArena *arena)
{
  const MillType types[] = { MILL_TYPE (INTEGER), MILL_TYPE (NUMBER), MILL_TYPE (BOOLEAN) };
  guint n = vecs_n (rand);
  guint8 x[MILL_VEC_ROWS], y[MILL_VEC_ROWS];
  guint16 p[MILL_VEC_ROWS + MILL_SELECT_SLACK], q[MILL_VEC_ROWS + MILL_SELECT_SLACK];
  for (guint kind = 0; kind < MILL_VECTOR_KINDS; kind++)
    {
      MillVec left = vecs_random (rand, types[kind], MAX (n, 1), VECS_FEW, arena);
      MillVec right = vecs_random (rand, types[kind], MAX (n, 1), VECS_FEW, arena);
      for (guint test = 0; test < MILL_VECTOR_TESTS; test++)
        for (guint shape = 0; shape < 4; shape++)
          {
            a->test[kind][test][shape & 1](left.data, right.data, n, shape >> 1, x);
            b->test[kind][test][shape & 1](left.data, right.data, n, shape >> 1, y);
            g_assert_cmpmem (x, n, y, n);
            guint found = a->compress (x, n, p);
            g_assert_cmpuint (found, ==, b->compress (y, n, q));
            g_assert_cmpmem (p, found * sizeof *p, q, found * sizeof *q);
          }
    }
}

static void
check_same_numbers (const MillVectorOps *a, const MillVectorOps *b, GRand *rand, MillArena *arena)
{
  guint n = vecs_n (rand);
  double x[MILL_VEC_ROWS], y[MILL_VEC_ROWS];
  MillVec left = vecs_random (rand, MILL_TYPE (NUMBER), MAX (n, 1), 0, arena);
  MillVec right = vecs_random (rand, MILL_TYPE (NUMBER), MAX (n, 1), 0, arena);
  for (guint op = 0; op < 4; op++)
    {
      a->numbers[op](left.numbers, FALSE, right.numbers, op & 1, n, x);
      b->numbers[op](left.numbers, FALSE, right.numbers, op & 1, n, y);
      for (guint i = 0; i < n; i++)
        g_assert_true (mill_number_bits (x[i]) == mill_number_bits (y[i]));
    }
  for (MillRounding mode = 0; mode <= MILL_ROUND_CEIL; mode++)
    for (int digits = -3; digits < 4; digits++)
      {
        a->round (mode, left.numbers, digits, n, x);
        b->round (mode, left.numbers, digits, n, y);
        for (guint i = 0; i < n; i++)
          g_assert_true (mill_number_bits (x[i]) == mill_number_bits (y[i]));
      }
}

static void
test_instruction_sets (void)
{
  if (!mill_simd_has_avx2 ())
    {
      g_test_skip ("this machine has no AVX2");
      return;
    }
  g_autoptr (GRand) rand = g_rand_new_with_seed (4);
  for (guint round = 0; round < 100; round++)
    {
      g_auto (MillArena) arena = VECS_ARENA;
      check_same_tests (&mill_vector_ops_base, &mill_vector_ops_avx2, rand, &arena);
      check_same_numbers (&mill_vector_ops_base, &mill_vector_ops_avx2, rand, &arena);
    }
}

#endif

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (vecs_types); i++)
    {
      char name[MILL_TYPE_CHARS];
      g_autofree char *path
          = g_strconcat ("/kernel/compare/", mill_type_print (vecs_types[i], name), NULL);
      g_test_add_data_func (path, &vecs_types[i], test_compare);
    }
  g_test_add_func ("/kernel/compare/decimals", test_decimals);
  g_test_add_func ("/kernel/logic", test_logic);
#ifdef MILL_SIMD_HAVE_AVX2
  g_test_add_func ("/kernel/instruction-sets", test_instruction_sets);
#endif
  return g_test_run ();
}
