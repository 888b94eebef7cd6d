/* test-kernel-arith.c: arithmetic and rounding against 128-bit integers, and by example.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "vecs.h"

/* What a row must give. */
typedef struct
{
  gboolean is_null;
  gboolean fails;
  MillInt128 value;
} Wanted;

static MillInt128
limit_of (MillType type)
{
  return type.id == MILL_TYPE_INTEGER ? (MillInt128)G_MAXINT64 + 1
                                      : mill_power_of_ten (type.precision);
}

static gboolean
fits (MillType type, MillInt128 value)
{
  MillInt128 limit = limit_of (type);
  return value < limit && (value > -limit || (type.id == MILL_TYPE_INTEGER && value == -limit));
}

/* @x and @y have the same scale; small enough for 128 bits */
static Wanted
wanted_of (MillArithOp op, MillInt128 x, MillInt128 y, MillType type)
{
  Wanted wanted = { .is_null = op >= MILL_ARITH_IDIV && op <= MILL_ARITH_MOD && y == 0 };
  if (wanted.is_null)
    return wanted;
  switch (op)
    {
    case MILL_ARITH_ADD:
      wanted.value = x + y;
      break;
    case MILL_ARITH_SUB:
      wanted.value = x - y;
      break;
    case MILL_ARITH_MUL:
      wanted.value = x * y;
      break;
    case MILL_ARITH_IDIV:
      wanted.value = x / y;
      break;
    case MILL_ARITH_MOD:
      wanted.value = x % y;
      break;
    case MILL_ARITH_NEG:
      wanted.value = -x;
      break;
    default:
      wanted.value = x < 0 ? -x : x;
      break;
    }
  wanted.fails = !fits (type, wanted.value);
  return wanted;
}

static guint16 batch_rows[MILL_VEC_ROWS + 5];

static void
check_row (const MillVec *out, guint i, Wanted wanted, const MillRowErrors *errors)
{
  g_assert_true (mill_vec_is_null (out, i) == (wanted.is_null || wanted.fails));
  g_assert_true (mill_row_errors_has (errors, batch_rows[i + 5]) == wanted.fails);
  if (!wanted.is_null && !wanted.fails)
    g_assert_true (mill_vec_wide (out, i) == wanted.value);
}

/* @a and, but for unary operators, @b at one scale */
static void
check_exact (MillArithOp op, const MillVec *a, const MillVec *b, MillArena *arena)
{
  g_autoptr (MillRowErrors) errors = mill_row_errors_new ();
  MillKernelContext context
      = { .arena = arena, .errors = errors, .rows = batch_rows, .first = 5, .where = "sum" };
  gboolean unary = op >= MILL_ARITH_NEG;
  MillType type;
  MillVec out;
  g_assert_true (mill_kernel_arith_type (op, a->type, b->type, &type));
  mill_kernel_arith (op, a, unary ? NULL : b, &context, &out);
  g_assert_true (mill_type_equal (out.type, type));
  g_assert_cmpuint (out.n, ==, a->n);
  int scale = MAX (a->type.scale, b->type.scale);
  MillInt128 a_power = mill_power_of_ten (scale - a->type.scale);
  MillInt128 b_power = mill_power_of_ten (scale - b->type.scale);
  if (op == MILL_ARITH_MUL || unary)
    a_power = b_power = 1;
  for (guint i = 0; i < a->n; i++)
    {
      Wanted wanted = { .is_null = TRUE };
      if (!mill_vec_is_null (a, i) && (unary || !mill_vec_is_null (b, i)))
        wanted = wanted_of (
            op, mill_vec_wide (a, i) * a_power, unary ? 0 : mill_vec_wide (b, i) * b_power, type);
      check_row (&out, i, wanted, errors);
    }
  for (guint e = 0; e < errors->n; e++)
    {
      g_assert_cmpuint (errors->errors[e].code, ==, MILL_REJECT_OVERFLOW);
      g_assert_true (mill_type_equal (errors->errors[e].wanted, type));
      g_assert_cmpstr (errors->errors[e].where, ==, "sum");
    }
}

static void
check_types (MillType a_type, MillType b_type, guint32 seed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  for (guint shape = 0; shape < VECS_SHAPES * VECS_SHAPES; shape++)
    {
      g_auto (MillArena) arena = VECS_ARENA;
      guint n = vecs_n (rand);
      MillVec a = vecs_random (rand, a_type, n, shape % VECS_SHAPES, &arena);
      MillVec b = vecs_random (rand, b_type, n, shape / VECS_SHAPES, &arena);
      for (MillArithOp op = MILL_ARITH_ADD; op <= MILL_ARITH_ABS; op++)
        if (op != MILL_ARITH_DIV)
          check_exact (op, &a, &b, &arena);
    }
}

static void
test_exact (void)
{
  static const MillType types[] = {
    { .id = MILL_TYPE_INTEGER },
    { .id = MILL_TYPE_DECIMAL, .precision = 9, .scale = 2 },
    { .id = MILL_TYPE_DECIMAL, .precision = 9, .scale = 0 },
    { .id = MILL_TYPE_DECIMAL, .precision = 18, .scale = 6 },
    { .id = MILL_TYPE_DECIMAL, .precision = 18, .scale = 18 },
    { .id = MILL_TYPE_DECIMAL, .precision = 19, .scale = 3 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    for (guint j = 0; j < G_N_ELEMENTS (types); j++)
      check_types (types[i], types[j], 10 * i + j);
}

/* 38 digits: sums and products that 128 bits hold but the type does not, and that 128 bits do not
 */
static void
test_wide (void)
{
  g_auto (MillArena) arena = VECS_ARENA;
  MillType type = MILL_DECIMAL (38, 0);
  MillInt128 most = mill_power_of_ten (38) - 1;
  MillInt128 x[] = { most, -most, most, most, most / 2, mill_power_of_ten (19), most, 7 };
  MillInt128 y[] = { 1, -1, 0, most, most / 2 + 1, mill_power_of_ten (18), -most, 6 };
  static const MillArithOp ops[] = { MILL_ARITH_ADD, MILL_ARITH_SUB, MILL_ARITH_MUL };
  static const guint8 fails[3][8]
      = { { 1, 1, 0, 1, 0, 0, 0, 0 }, { 0, 0, 0, 0, 0, 0, 1, 0 }, { 0, 0, 0, 1, 1, 0, 1, 0 } };
  static const gint64 last[] = { 13, 1, 42 };
  MillVec a = { .type = type, .n = 8, .wides = x }, b = { .type = type, .n = 8, .wides = y };
  for (guint k = 0; k < G_N_ELEMENTS (ops); k++)
    {
      g_autoptr (MillRowErrors) errors = mill_row_errors_new ();
      MillKernelContext context = { .arena = &arena, .errors = errors };
      MillVec out;
      mill_kernel_arith (ops[k], &a, &b, &context, &out);
      for (guint i = 0; i < 8; i++)
        {
          g_assert_cmpint (mill_row_errors_has (errors, i), ==, fails[k][i]);
          g_assert_cmpint (mill_vec_is_null (&out, i), ==, fails[k][i]);
        }
      g_assert_true (out.wides[7] == last[k]);
    }
}

/* without errors an overflow is a null, and nobody hears of it */
static void
test_without_errors (void)
{
  g_auto (MillArena) arena = VECS_ARENA;
  MillKernelContext context = { .arena = &arena };
  gint64 x[] = { G_MAXINT64, 1 }, y[] = { 1, 1 };
  MillVec a = { .type = MILL_TYPE (INTEGER), .n = 2, .integers = x };
  MillVec b = { .type = MILL_TYPE (INTEGER), .n = 2, .integers = y };
  MillVec out;
  mill_kernel_arith (MILL_ARITH_ADD, &a, &b, &context, &out);
  g_assert_true (mill_vec_is_null (&out, 0));
  g_assert_false (mill_vec_is_null (&out, 1));
  g_assert_cmpint (out.integers[1], ==, 2);
}

/* an overflow of constants concerns every row */
static void
test_constant_error (void)
{
  g_auto (MillArena) arena = VECS_ARENA;
  g_autoptr (MillRowErrors) errors = mill_row_errors_new ();
  MillKernelContext context = { .arena = &arena, .errors = errors, .first = 100 };
  gint64 x = G_MININT64;
  MillVec a = { .type = MILL_TYPE (INTEGER), .n = 3, .constant = TRUE, .integers = &x }, out;
  mill_kernel_arith (MILL_ARITH_ABS, &a, NULL, &context, &out);
  g_assert_true (out.constant && mill_vec_is_null (&out, 2));
  g_assert_cmpuint (errors->n, ==, 3);
  g_assert_true (mill_row_errors_has (errors, 102));
}

static void
test_numbers (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);
  for (guint shape = 0; shape < VECS_SHAPES * VECS_SHAPES; shape++)
    {
      g_auto (MillArena) arena = VECS_ARENA;
      MillKernelContext context = { .arena = &arena };
      guint n = vecs_n (rand);
      MillVec a = vecs_random (rand, MILL_TYPE (NUMBER), n, shape % VECS_SHAPES, &arena);
      MillVec b = vecs_random (rand, MILL_TYPE (NUMBER), n, shape / VECS_SHAPES, &arena);
      MillVec out[MILL_ARITH_ABS + 1];
      for (MillArithOp op = MILL_ARITH_ADD; op <= MILL_ARITH_ABS; op++)
        mill_kernel_arith (op, &a, op >= MILL_ARITH_NEG ? NULL : &b, &context, &out[op]);
      for (guint i = 0; i < n; i++)
        {
          double x = a.numbers[mill_vec_at (&a, i)], y = b.numbers[mill_vec_at (&b, i)];
          double wanted[]
              = { x + y, x - y, x * y, x / y, trunc (x / y), fmod (x, y), -x, fabs (x) };
          for (MillArithOp op = MILL_ARITH_ADD; op <= MILL_ARITH_ABS; op++)
            {
              gboolean divides = op >= MILL_ARITH_DIV && op <= MILL_ARITH_MOD;
              gboolean is_null = mill_vec_is_null (&a, i)
                                 || (op < MILL_ARITH_NEG && mill_vec_is_null (&b, i))
                                 || (divides && y == 0);
              g_assert_true (mill_vec_is_null (&out[op], i) == is_null);
              double got = out[op].numbers[mill_vec_at (&out[op], i)];
              g_assert_true (is_null || mill_number_bits (got) == mill_number_bits (wanted[op]));
            }
        }
    }
}

/* real division of integers and decimals */
static void
test_division (void)
{
  g_auto (MillArena) arena = VECS_ARENA;
  MillKernelContext context = { .arena = &arena };
  gint64 x[] = { 7, -7, 1, 5 }, y[] = { 2, 2, 0, 300 };
  MillVec a = { .type = MILL_TYPE (INTEGER), .n = 4, .integers = x };
  MillVec b = { .type = MILL_TYPE (INTEGER), .n = 4, .integers = y }, out;
  mill_kernel_arith (MILL_ARITH_DIV, &a, &b, &context, &out);
  g_assert_cmpuint (out.type.id, ==, MILL_TYPE_NUMBER);
  g_assert_cmpfloat (out.numbers[0], ==, 3.5);
  g_assert_cmpfloat (out.numbers[1], ==, -3.5);
  g_assert_true (mill_vec_is_null (&out, 2));
  a.type = MILL_DECIMAL (10, 1);
  b.type = MILL_DECIMAL (10, 2);
  mill_kernel_arith (MILL_ARITH_DIV, &a, &b, &context, &out);
  g_assert_cmpuint (out.type.id, ==, MILL_TYPE_NUMBER);
  g_assert_cmpfloat (out.numbers[0], ==, 35.0);
  g_assert_cmpfloat (out.numbers[3], ==, 0.5 / 3.0);
  g_assert_true (mill_vec_is_null (&out, 2));
}

static void
test_types (void)
{
  MillType type;
  static const struct
  {
    MillArithOp op;
    MillType a, b, wanted;
  } cases[] = {
    { MILL_ARITH_ADD, MILL_DECIMAL (10, 2), MILL_DECIMAL (5, 4), MILL_DECIMAL (13, 4) },
    { MILL_ARITH_SUB, MILL_DECIMAL (38, 2), MILL_DECIMAL (38, 2), MILL_DECIMAL (38, 2) },
    { MILL_ARITH_MUL, MILL_DECIMAL (10, 2), MILL_DECIMAL (5, 4), MILL_DECIMAL (15, 6) },
    { MILL_ARITH_MUL, MILL_DECIMAL (30, 2), MILL_DECIMAL (30, 4), MILL_DECIMAL (38, 6) },
    { MILL_ARITH_IDIV, MILL_DECIMAL (10, 2), MILL_DECIMAL (5, 4), MILL_DECIMAL (12, 0) },
    { MILL_ARITH_MOD, MILL_DECIMAL (10, 2), MILL_DECIMAL (5, 4), MILL_DECIMAL (12, 4) },
    { MILL_ARITH_DIV, MILL_DECIMAL (10, 2), MILL_DECIMAL (5, 4), { MILL_TYPE_NUMBER } },
    { MILL_ARITH_ADD, { MILL_TYPE_INTEGER }, MILL_DECIMAL (5, 4), MILL_DECIMAL (24, 4) },
    { MILL_ARITH_NEG, MILL_DECIMAL (5, 4), MILL_DECIMAL (5, 4), MILL_DECIMAL (5, 4) },
    { MILL_ARITH_DIV, { MILL_TYPE_INTEGER }, { MILL_TYPE_INTEGER }, { MILL_TYPE_NUMBER } },
    { MILL_ARITH_IDIV, { MILL_TYPE_INTEGER }, { MILL_TYPE_INTEGER }, { MILL_TYPE_INTEGER } },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_true (mill_kernel_arith_type (cases[i].op, cases[i].a, cases[i].b, &type));
      g_assert_true (mill_type_equal (type, cases[i].wanted));
    }
  g_assert_false (
      mill_kernel_arith_type (MILL_ARITH_MUL, MILL_DECIMAL (38, 20), MILL_DECIMAL (38, 19), &type));
  g_assert_false (
      mill_kernel_arith_type (MILL_ARITH_ADD, MILL_TYPE (NUMBER), MILL_TYPE (INTEGER), &type));
  g_assert_false (
      mill_kernel_arith_type (MILL_ARITH_ADD, MILL_TYPE (TEXT), MILL_TYPE (TEXT), &type));
  g_assert_false (
      mill_kernel_arith_type (MILL_ARITH_NEG, MILL_TYPE (DATE), MILL_TYPE (DATE), &type));
}

/* --- round --- */

static double
round_number (MillRounding mode, double x, gint64 digits)
{
  g_auto (MillArena) arena = VECS_ARENA;
  MillKernelContext context = { .arena = &arena };
  MillVec a = { .type = MILL_TYPE (NUMBER), .n = 1, .numbers = &x }, out;
  MillVec d = { .type = MILL_TYPE (INTEGER), .n = 1, .constant = TRUE, .integers = &digits };
  mill_kernel_round (mode, &a, &d, a.type, &context, &out);
  double constant = out.numbers[0];
  d.constant = FALSE;
  mill_kernel_round (mode, &a, &d, a.type, &context, &out);
  g_assert_true (mill_number_bits (out.numbers[0]) == mill_number_bits (constant));
  return constant;
}

static void
test_round_numbers (void)
{
  g_assert_cmpfloat (round_number (MILL_ROUND_HALF_AWAY, 2.675, 2), ==, 2.68);
  g_assert_cmpfloat (round_number (MILL_ROUND_HALF_AWAY, -2.675, 2), ==, -2.68);
  g_assert_cmpfloat (round_number (MILL_ROUND_HALF_AWAY, 0.5, 0), ==, 1.0);
  g_assert_cmpfloat (round_number (MILL_ROUND_HALF_AWAY, -2.5, 0), ==, -3.0);
  g_assert_cmpfloat (round_number (MILL_ROUND_HALF_AWAY, 0.49999999999999994, 0), ==, 0.0);
  g_assert_cmpfloat (
      round_number (MILL_ROUND_HALF_AWAY, 4503599627370497.5, 0), ==, 4503599627370498.0);
  g_assert_cmpfloat (
      round_number (MILL_ROUND_HALF_AWAY, 9007199254740993.0, 0), ==, 9007199254740992.0);
  g_assert_cmpfloat (round_number (MILL_ROUND_HALF_AWAY, 1250.0, -2), ==, 1300.0);
  g_assert_cmpfloat (round_number (MILL_ROUND_HALF_AWAY, 1e300, 20), ==, 1e300);
  g_assert_cmpfloat (round_number (MILL_ROUND_HALF_AWAY, 1.5, 400), ==, 1.5);
  g_assert_cmpfloat (round_number (MILL_ROUND_HALF_AWAY, 1.5, -400), ==, 0.0);
  g_assert_cmpfloat (round_number (MILL_ROUND_HALF_AWAY, INFINITY, 2), ==, INFINITY);
  g_assert_true (isnan (round_number (MILL_ROUND_HALF_AWAY, NAN, 2)));
  g_assert_cmpfloat (round_number (MILL_ROUND_FLOOR, -1.25, 1), ==, -1.3);
  g_assert_cmpfloat (round_number (MILL_ROUND_CEIL, -1.25, 1), ==, -1.2);
  g_assert_cmpfloat (round_number (MILL_ROUND_TRUNC, -1.99, 0), ==, -1.0);
  g_autoptr (GRand) rand = g_rand_new_with_seed (6);
  for (guint i = 0; i < 20000; i++)
    {
      double x = vecs_number (rand, FALSE);
      if (isnan (x))
        continue;
      g_assert_cmpfloat (round_number (MILL_ROUND_HALF_AWAY, x, 0), ==, round (x));
      g_assert_cmpfloat (round_number (MILL_ROUND_FLOOR, x, 0), ==, floor (x));
      g_assert_cmpfloat (round_number (MILL_ROUND_CEIL, x, 0), ==, ceil (x));
      g_assert_cmpfloat (round_number (MILL_ROUND_TRUNC, x, 0), ==, trunc (x));
    }
}

/* "1.25 1" -> "1.3": the value as decimal(@precision, its scale), the digits as a constant or not
 */
static void
check_round (MillRounding mode,
             const char *text,
             int precision,
             gint64 digits,
             gboolean known,
             const char *wanted)
{
  g_auto (MillArena) arena = VECS_ARENA;
  g_autoptr (MillRowErrors) errors = mill_row_errors_new ();
  MillKernelContext context = { .arena = &arena, .errors = errors };
  MillInt128 wide;
  int scale;
  g_assert_cmpint (mill_parse_decimal_any (text, strlen (text), &wide, &scale), ==, MILL_PARSE_OK);
  gint64 narrow = (gint64)wide;
  MillType type = MILL_DECIMAL ((guint8)precision, (guint8)scale), result;
  MillVec a = { .type = type, .n = 1 }, out;
  a.data = mill_type_is_wide (type) ? (gconstpointer)&wide : &narrow;
  MillVec d = { .type = MILL_TYPE (INTEGER), .n = 1, .constant = known, .integers = &digits };
  g_assert_true (mill_kernel_round_type (type, known ? &digits : NULL, &result));
  mill_kernel_round (mode, &a, &d, result, &context, &out);
  g_assert_true (mill_type_equal (out.type, result));
  g_assert_cmpuint (errors->n, ==, wanted == NULL ? 1 : 0);
  if (wanted == NULL)
    return;
  char printed[MILL_DECIMAL_CHARS] = "";
  printed[mill_print_decimal (mill_vec_wide (&out, 0), result.scale, printed)] = '\0';
  g_assert_cmpstr (printed, ==, wanted);
}

static void
test_round_decimals (void)
{
  check_round (MILL_ROUND_HALF_AWAY, "1.25", 3, 1, TRUE, "1.3");
  check_round (MILL_ROUND_HALF_AWAY, "1.25", 3, 1, FALSE, "1.30");
  check_round (MILL_ROUND_HALF_AWAY, "-1.25", 3, 1, TRUE, "-1.3");
  check_round (MILL_ROUND_HALF_AWAY, "9.99", 3, 1, TRUE, "10.0");
  check_round (MILL_ROUND_HALF_AWAY, "9.99", 3, 1, FALSE, "10.00");
  check_round (MILL_ROUND_HALF_AWAY, "99", 2, -1, TRUE, "100");
  check_round (MILL_ROUND_HALF_AWAY, "99.5", 3, -2, TRUE, "100");
  check_round (MILL_ROUND_HALF_AWAY, "49.5", 3, -2, TRUE, "0");
  check_round (MILL_ROUND_HALF_AWAY, "1.25", 3, 7, TRUE, "1.25");
  check_round (MILL_ROUND_FLOOR, "-1.21", 3, 1, TRUE, "-1.3");
  check_round (MILL_ROUND_CEIL, "1.21", 3, 1, TRUE, "1.3");
  check_round (MILL_ROUND_TRUNC, "-1.29", 3, 1, TRUE, "-1.2");
  check_round (MILL_ROUND_HALF_AWAY, "5.0", 30, G_MININT64, TRUE, "0");
  check_round (MILL_ROUND_CEIL, "5.0", 30, -60, TRUE, NULL);
  check_round (MILL_ROUND_HALF_AWAY, "99999999999999999999999999999999999999", 38, -1, TRUE, NULL);
  check_round (MILL_ROUND_HALF_AWAY,
               "9999999999999999999999999999999999999.9",
               38,
               0,
               TRUE,
               "10000000000000000000000000000000000000");
}

static void
test_round_integers (void)
{
  g_auto (MillArena) arena = VECS_ARENA;
  g_autoptr (MillRowErrors) errors = mill_row_errors_new ();
  MillKernelContext context = { .arena = &arena, .errors = errors };
  gint64 x[] = { 1250, -1250, 7, G_MAXINT64, G_MININT64, G_MAXINT64 };
  gint64 digits[] = { -2, -2, 3, -1, 0, -40 };
  gint64 wanted[] = { 1300, -1300, 7, 0, G_MININT64, 0 };
  MillVec a = { .type = MILL_TYPE (INTEGER), .n = 6, .integers = x }, out;
  MillVec d = { .type = MILL_TYPE (INTEGER), .n = 6, .integers = digits };
  mill_kernel_round (MILL_ROUND_HALF_AWAY, &a, &d, a.type, &context, &out);
  for (guint i = 0; i < 6; i++)
    if (i != 3)
      g_assert_cmpint (out.integers[i], ==, wanted[i]);
  g_assert_cmpuint (errors->n, ==, 1); /* 9223372036854775810 does not fit */
  g_assert_true (mill_row_errors_has (errors, 3) && mill_vec_is_null (&out, 3));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (batch_rows); i++)
    batch_rows[i] = (guint16)(7 * i);
  g_test_add_func ("/kernel/arith/exact", test_exact);
  g_test_add_func ("/kernel/arith/wide", test_wide);
  g_test_add_func ("/kernel/arith/without-errors", test_without_errors);
  g_test_add_func ("/kernel/arith/constant-error", test_constant_error);
  g_test_add_func ("/kernel/arith/numbers", test_numbers);
  g_test_add_func ("/kernel/arith/division", test_division);
  g_test_add_func ("/kernel/arith/types", test_types);
  g_test_add_func ("/kernel/round/numbers", test_round_numbers);
  g_test_add_func ("/kernel/round/decimals", test_round_decimals);
  g_test_add_func ("/kernel/round/integers", test_round_integers);
  return g_test_run ();
}
