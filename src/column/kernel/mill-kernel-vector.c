/* mill-kernel-vector.c: the loops of the kernels, compiled once for each instruction set.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-kernel-private.h"

/* --- compare --- */

#define TEST(NAME, TYPE, EXPRESSION)                                                               \
  static void NAME##_vector (                                                                      \
      gconstpointer a_, gconstpointer b_, guint n, guint8 flip, guint8 *restrict out)              \
  {                                                                                                \
    const TYPE *restrict a = a_, *restrict b = b_;                                                 \
    for (guint i = 0; i < n; i++)                                                                  \
      {                                                                                            \
        TYPE x = a[i], y = b[i];                                                                   \
        out[i] = (guint8)((EXPRESSION) ^ flip);                                                    \
      }                                                                                            \
  }                                                                                                \
  static void NAME##_constant (                                                                    \
      gconstpointer a_, gconstpointer b_, guint n, guint8 flip, guint8 *restrict out)              \
  {                                                                                                \
    const TYPE *restrict a = a_;                                                                   \
    const TYPE y = *(const TYPE *)b_;                                                              \
    for (guint i = 0; i < n; i++)                                                                  \
      {                                                                                            \
        TYPE x = a[i];                                                                             \
        out[i] = (guint8)((EXPRESSION) ^ flip);                                                    \
      }                                                                                            \
  }

TEST (integer_eq, gint64, x == y)
TEST (integer_lt, gint64, x < y)
TEST (integer_gt, gint64, x > y)
TEST (number_eq, double, (x == y) | ((x != x) & (y != y)))
TEST (number_lt, double, (x < y) | ((x == x) & (y != y)))
TEST (number_gt, double, (x > y) | ((x != x) & (y == y)))
TEST (byte_eq, guint8, x == y)
TEST (byte_lt, guint8, x < y)
TEST (byte_gt, guint8, x > y)

/* --- masks --- */

static void
merge (const guint8 *restrict a, const guint8 *restrict b, guint n, guint8 *restrict out)
{
  for (guint i = 0; i < n; i++)
    out[i] = a[i] | b[i];
}

static void
clear (const guint8 *restrict nulls, guint n, guint8 *restrict values)
{
  for (guint i = 0; i < n; i++)
    values[i] &= (guint8)(nulls[i] - 1);
}

static void
kleene (const guint8 *restrict a,
        const guint8 *restrict a_nulls,
        const guint8 *restrict b,
        const guint8 *restrict b_nulls,
        guint n,
        guint8 is_or,
        guint8 *restrict out,
        guint8 *restrict out_nulls)
{
  for (guint i = 0; i < n; i++)
    {
      guint8 a_known = a_nulls[i] ^ 1, b_known = b_nulls[i] ^ 1;
      guint8 x = a[i] ^ is_or, y = b[i] ^ is_or;
      /* bytes beside 0 and 1 cannot be: a mask of known rows cuts all else off */
      guint8 both = x & y & a_known & b_known & 1;
      guint8 one_false = ((x ^ 1) & a_known) | ((y ^ 1) & b_known);
      guint8 known = both | (one_false & 1);
      out[i] = (both ^ is_or) & known;
      out_nulls[i] = known ^ 1;
    }
}

static guint
compress (const guint8 *mask, guint n, guint16 *out)
{
  guint found = 0, i = 0;
#ifdef __BMI2__
  for (; i + 8 <= n; i += 8)
    {
      guint64 bytes;
      memcpy (&bytes, mask + i, 8);
      guint64 indices = _pext_u64 (G_GUINT64_CONSTANT (0x0706050403020100), bytes * 0xff);
      __m128i wide = _mm_cvtepu8_epi16 (_mm_cvtsi64_si128 ((gint64)indices));
      __m128i positions = _mm_add_epi16 (wide, _mm_set1_epi16 ((gint16)i));
      _mm_storeu_si128 ((__m128i *)(void *)(out + found), positions);
      found += (guint)__builtin_popcountll (bytes);
    }
#endif
  for (; i < n; i++)
    {
      out[found] = (guint16)i;
      found += mask[i];
    }
  return found;
}

/* --- arithmetic --- */

/* One loop body for each way the operands can be constant, so that the loads are plain. */
#define BY_OPERANDS(BODY)                                                                          \
  if (a_constant)                                                                                  \
    for (guint i = 0; i < n; i++)                                                                  \
      {                                                                                            \
        BODY (a[0], b[i]);                                                                         \
      }                                                                                            \
  else if (b_constant)                                                                             \
    for (guint i = 0; i < n; i++)                                                                  \
      {                                                                                            \
        BODY (a[i], b[0]);                                                                         \
      }                                                                                            \
  else                                                                                             \
    for (guint i = 0; i < n; i++)                                                                  \
      {                                                                                            \
        BODY (a[i], b[i]);                                                                         \
      }

#define INTEGERS(NAME, BODY)                                                                       \
  static gboolean NAME (const gint64 *restrict a,                                                  \
                        gboolean a_constant,                                                       \
                        const gint64 *restrict b,                                                  \
                        gboolean b_constant,                                                       \
                        guint n,                                                                   \
                        gint64 *restrict out)                                                      \
  {                                                                                                \
    guint64 bad = 0;                                                                               \
    BY_OPERANDS (BODY)                                                                             \
    return bad >> 63 != 0;                                                                         \
  }

/* The sign bit of `bad` collects: two operands of one sign whose result has the other. */
#define ADD_BODY(X, Y)                                                                             \
  {                                                                                                \
    guint64 x = (guint64)(X), y = (guint64)(Y), r = x + y;                                         \
    bad |= (x ^ r) & (y ^ r);                                                                      \
    out[i] = (gint64)r;                                                                            \
  }
#define SUB_BODY(X, Y)                                                                             \
  {                                                                                                \
    guint64 x = (guint64)(X), y = (guint64)(Y), r = x - y;                                         \
    bad |= (x ^ y) & (x ^ r);                                                                      \
    out[i] = (gint64)r;                                                                            \
  }
#define MUL_BODY(X, Y)                                                                             \
  {                                                                                                \
    gint64 r;                                                                                      \
    bad |= (guint64)__builtin_mul_overflow ((X), (Y), &r) << 63;                                   \
    out[i] = r;                                                                                    \
  }

INTEGERS (integers_add, ADD_BODY)
INTEGERS (integers_sub, SUB_BODY)
INTEGERS (integers_mul, MUL_BODY)

#define NUMBERS(NAME, BODY)                                                                        \
  static void NAME (const double *restrict a,                                                      \
                    gboolean a_constant,                                                           \
                    const double *restrict b,                                                      \
                    gboolean b_constant,                                                           \
                    guint n,                                                                       \
                    double *restrict out)                                                          \
  {                                                                                                \
    BY_OPERANDS (BODY)                                                                             \
  }

#define NUMBER_ADD(X, Y) out[i] = (X) + (Y)
#define NUMBER_SUB(X, Y) out[i] = (X) - (Y)
#define NUMBER_MUL(X, Y) out[i] = (X) * (Y)
#define NUMBER_DIV(X, Y) out[i] = (X) / (Y)

NUMBERS (numbers_add, NUMBER_ADD)
NUMBERS (numbers_sub, NUMBER_SUB)
NUMBERS (numbers_mul, NUMBER_MUL)
NUMBERS (numbers_div, NUMBER_DIV)

/* --- round --- */

/* @x without its digits after the point, for all x of less than 2^52: adding 2^52 drops them,
 * rounded to nearest, which is then set right. Plain operations only, so that the loop vectorises.
 */
static inline double
whole_part (double x)
{
  const double big = 4503599627370496.0; /* 2^52 */
  double size = fabs (x);
  double whole = (size + big) - big;
  whole -= whole > size ? 1.0 : 0.0;
  whole = size < big ? whole : size;
  return copysign (whole, x);
}

static inline double
round_whole (MillRounding mode, double x)
{
  double whole = whole_part (x), rest = x - whole;
  switch (mode)
    {
    case MILL_ROUND_HALF_AWAY:
      return whole + (fabs (rest) >= 0.5 ? copysign (1.0, x) : 0.0);
    case MILL_ROUND_FLOOR:
      return whole - (rest < 0 ? 1.0 : 0.0);
    case MILL_ROUND_CEIL:
      return whole + (rest > 0 ? 1.0 : 0.0);
    default:
      return whole;
    }
}

/* Three shapes, each exact in what it multiplies by: powers of ten up to 10^22 are doubles. */
static inline void
round_loop (MillRounding mode, const double *restrict a, int digits, guint n, double *restrict out)
{
  double power = 1.0;
  for (int i = 0; i < ABS (digits); i++)
    power *= 10.0;
  if (digits == 0)
    for (guint i = 0; i < n; i++)
      {
        double r = round_whole (mode, a[i]);
        out[i] = fabs (a[i]) <= G_MAXDOUBLE ? r : a[i];
      }
  else if (digits > 0)
    for (guint i = 0; i < n; i++)
      {
        double r = round_whole (mode, a[i] * power) / power;
        out[i] = fabs (r) <= G_MAXDOUBLE ? r : a[i];
      }
  else
    for (guint i = 0; i < n; i++)
      {
        double r = round_whole (mode, a[i] / power) * power;
        out[i] = fabs (r) <= G_MAXDOUBLE ? r : a[i];
      }
}

static void
round_numbers (MillRounding mode, const double *a, int digits, guint n, double *out)
{
  switch (mode)
    {
    case MILL_ROUND_HALF_AWAY:
      round_loop (MILL_ROUND_HALF_AWAY, a, digits, n, out);
      break;
    case MILL_ROUND_TRUNC:
      round_loop (MILL_ROUND_TRUNC, a, digits, n, out);
      break;
    case MILL_ROUND_FLOOR:
      round_loop (MILL_ROUND_FLOOR, a, digits, n, out);
      break;
    case MILL_ROUND_CEIL:
      round_loop (MILL_ROUND_CEIL, a, digits, n, out);
      break;
    }
}

static void
to_numbers (const gint64 *restrict a, guint n, double *restrict out)
{
  for (guint i = 0; i < n; i++)
    out[i] = (double)a[i];
}

#define TESTS(KIND)                                                                                \
  {                                                                                                \
    { KIND##_eq_vector, KIND##_eq_constant }, { KIND##_lt_vector, KIND##_lt_constant },            \
        { KIND##_gt_vector, KIND##_gt_constant },                                                  \
  }

const MillVectorOps MILL_SIMD_NAME (mill_vector_ops) = {
  .test = { TESTS (integer), TESTS (number), TESTS (byte) },
  .merge = merge,
  .clear = clear,
  .kleene = kleene,
  .compress = compress,
  .integers = { integers_add, integers_sub, integers_mul },
  .numbers = { numbers_add, numbers_sub, numbers_mul, numbers_div },
  .round = round_numbers,
  .to_numbers = to_numbers,
};
