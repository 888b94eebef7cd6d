/* mill-kernel-decimal.c: exact arithmetic and rounding of decimals; rounding of integers and
 * numbers.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-kernel-private.h"

static const MillSpan no_text = { NULL, 0 };

void
mill_kernel_decimal_to_numbers (const MillVec *vec, double *out)
{
  int scale = vec->type.scale;
  double power = (double)mill_power_of_ten (scale);
  guint n = mill_vec_elements (vec);
  for (guint i = 0; i < n; i++)
    out[i] = vec->nulls != NULL && vec->nulls[i]
                 ? 0
                 : mill_decimal_number (mill_vec_wide (vec, i), scale, power);
}

/* What a result must lie below in size: 10^precision, or the range of an integer. */
typedef struct
{
  MillInt128 least;
  MillInt128 most;
} Range;

static Range
range_of (MillType type)
{
  if (type.id == MILL_TYPE_INTEGER)
    return (Range){ G_MININT64, G_MAXINT64 };
  MillInt128 limit = mill_power_of_ten (type.precision);
  return (Range){ 1 - limit, limit - 1 };
}

static void
store (MillVec *out, gpointer data, guint i, MillInt128 value)
{
  if (mill_type_is_wide (out->type))
    ((MillInt128 *)data)[i] = value;
  else
    ((gint64 *)data)[i] = (gint64)value;
}

/* Both operands at one scale. */
typedef struct
{
  MillInt128 x;
  MillInt128 y;
} Pair;

static inline gboolean
align (const MillVec *a, const MillVec *b, guint i, Pair *pair)
{
  int a_scale = a->type.scale, b_scale = b->type.scale;
  pair->x = mill_vec_wide (a, i);
  pair->y = mill_vec_wide (b, i);
  if (a_scale < b_scale)
    return mill_decimal_rescale (pair->x, a_scale, b_scale, &pair->x);
  if (b_scale < a_scale)
    return mill_decimal_rescale (pair->y, b_scale, a_scale, &pair->y);
  return TRUE;
}

/* The row's result. Returns: FALSE on overflow of 128 bits. */
static inline gboolean
combine (MillArithOp op, const MillVec *a, const MillVec *b, guint i, MillInt128 *r)
{
  Pair pair;
  if (op == MILL_ARITH_MUL)
    return !__builtin_mul_overflow (mill_vec_wide (a, i), mill_vec_wide (b, i), r);
  if (!align (a, b, i, &pair))
    return FALSE;
  switch (op)
    {
    case MILL_ARITH_ADD:
      return !__builtin_add_overflow (pair.x, pair.y, r);
    case MILL_ARITH_SUB:
      return !__builtin_sub_overflow (pair.x, pair.y, r);
    case MILL_ARITH_IDIV:
      *r = pair.x / pair.y;
      return TRUE;
    default:
      *r = pair.x % pair.y;
      return TRUE;
    }
}

static inline void
binary_loop (
    MillArithOp op, const MillVec *a, const MillVec *b, MillKernelResult *result, gpointer data)
{
  MillVec *out = result->out;
  Range range = range_of (out->type);
  guint n = mill_vec_elements (out);
  gboolean divides = op == MILL_ARITH_IDIV || op == MILL_ARITH_MOD;
  for (guint i = 0; i < n; i++)
    {
      MillInt128 r = 0;
      store (out, data, i, 0);
      if (mill_vec_is_null (out, i))
        continue;
      if (divides && mill_vec_wide (b, i) == 0)
        mill_kernel_result_null (result, i);
      else if (combine (op, a, b, i, &r) && r >= range.least && r <= range.most)
        store (out, data, i, r);
      else
        mill_kernel_result_fail (result, i, MILL_REJECT_OVERFLOW, no_text);
    }
}

static void
binary (MillArithOp op, const MillVec *a, const MillVec *b, MillKernelResult *result, gpointer data)
{
  switch (op)
    {
    case MILL_ARITH_ADD:
      binary_loop (MILL_ARITH_ADD, a, b, result, data);
      break;
    case MILL_ARITH_SUB:
      binary_loop (MILL_ARITH_SUB, a, b, result, data);
      break;
    case MILL_ARITH_MUL:
      binary_loop (MILL_ARITH_MUL, a, b, result, data);
      break;
    case MILL_ARITH_IDIV:
      binary_loop (MILL_ARITH_IDIV, a, b, result, data);
      break;
    default:
      binary_loop (MILL_ARITH_MOD, a, b, result, data);
      break;
    }
}

/* Narrow operands of one scale (of any for a product) with a narrow result are integers, whose
 * loops are vectorised: results of such types cannot leave 64 bits. FALSE where that does not hold.
 */
static gboolean
try_narrow (MillArithOp op, const MillVec *a, const MillVec *b, MillVec *out, gint64 *values)
{
  if (op > MILL_ARITH_MUL || mill_type_is_wide (out->type) || mill_type_is_wide (a->type)
      || mill_type_is_wide (b->type))
    return FALSE;
  if (op != MILL_ARITH_MUL && a->type.scale != b->type.scale)
    return FALSE;
  return !mill_vector_ops ()->integers[op](
      a->integers, a->constant, b->integers, b->constant, mill_vec_elements (out), values);
}

static void
unary (MillArithOp op, const MillVec *a, MillKernelResult *result, gpointer data)
{
  MillVec *out = result->out;
  guint n = mill_vec_elements (out);
  for (guint i = 0; i < n; i++)
    {
      MillInt128 x = mill_vec_is_null (out, i) ? 0 : mill_vec_wide (a, i);
      store (out, data, i, op == MILL_ARITH_NEG || x < 0 ? -x : x);
    }
}

void
mill_kernel_arith_decimal (MillArithOp op,
                           const MillVec *a,
                           const MillVec *b,
                           MillType type,
                           const MillKernelContext *context,
                           MillVec *out)
{
  gboolean constant = a->constant && (b == NULL || b->constant);
  gpointer data = mill_kernel_new (context->arena, type, a->n, constant, out);
  mill_kernel_merge_nulls (context->arena, a, b, out);
  MillKernelResult result = { .context = context, .out = out };
  if (b == NULL)
    unary (op, a, &result, data);
  else if (!try_narrow (op, a, b, out, data))
    binary (op, a, b, &result, data);
}

/* --- round --- */

gboolean
mill_kernel_round_type (MillType type, const gint64 *digits, MillType *result)
{
  g_return_val_if_fail (result != NULL, FALSE);

  *result = type;
  if (type.id != MILL_TYPE_DECIMAL)
    return mill_type_is_numeric (type);
  if (digits != NULL && *digits >= type.scale)
    return TRUE;
  /* a carry may need one more digit before the point, which a dropped scale provides */
  if (digits == NULL || type.scale == 0)
    result->precision = (guint8)MIN (type.precision + 1, MILL_DECIMAL_PRECISION_MAX);
  if (digits != NULL)
    result->scale = (guint8)MAX (*digits, 0);
  return TRUE;
}

/* @value / @power as a whole number */
static MillInt128
divide_rounded (MillRounding mode, MillInt128 value, MillInt128 power)
{
  MillInt128 whole = value / power, rest = value % power;
  MillInt128 size = rest < 0 ? -rest : rest;
  switch (mode)
    {
    case MILL_ROUND_HALF_AWAY:
      return size >= power - size ? whole + (value < 0 ? -1 : 1) : whole;
    case MILL_ROUND_FLOOR:
      return whole - (rest < 0);
    case MILL_ROUND_CEIL:
      return whole + (rest > 0);
    default:
      return whole;
    }
}

/* no digit of @value is left: what rounding makes of it */
static int
round_away_all (MillRounding mode, MillInt128 value)
{
  if (mode == MILL_ROUND_FLOOR && value < 0)
    return -1;
  return mode == MILL_ROUND_CEIL && value > 0;
}

/* @value of scale @from to @digits digits, as a mantissa of scale @to. FALSE: over 38 digits. */
static gboolean
round_exact (MillRounding mode, MillInt128 value, int from, gint64 digits, int to, MillInt128 *out)
{
  if (digits >= from)
    return mill_decimal_rescale (value, from, to, out);
  digits = MAX (digits, -2 * MILL_DECIMAL_PRECISION_MAX);
  int drop = from - (int)digits, add = to - (int)digits;
  if (drop > MILL_DECIMAL_PRECISION_MAX)
    *out = round_away_all (mode, value);
  else
    *out = divide_rounded (mode, value, mill_power_of_ten (drop));
  if (*out == 0 || add == 0)
    return TRUE;
  return add <= MILL_DECIMAL_PRECISION_MAX && mill_decimal_rescale (*out, 0, add, out);
}

static void
round_integers (MillRounding mode,
                const MillVec *a,
                const MillVec *digits,
                MillKernelResult *result,
                gpointer data)
{
  MillVec *out = result->out;
  Range range = range_of (out->type);
  guint n = mill_vec_elements (out);
  for (guint i = 0; i < n; i++)
    {
      MillInt128 r = 0;
      store (out, data, i, 0);
      if (mill_vec_is_null (out, i))
        continue;
      gint64 to = digits->integers[mill_vec_at (digits, i)];
      if (round_exact (mode, mill_vec_wide (a, i), a->type.scale, to, out->type.scale, &r)
          && r >= range.least && r <= range.most)
        store (out, data, i, r);
      else
        mill_kernel_result_fail (result, i, MILL_REJECT_OVERFLOW, no_text);
    }
}

/* beyond these, no double has digits to lose, or any left */
#define NUMBER_DIGITS_MAX 330
#define NUMBER_DIGITS_MIN (-308)

static void
round_numbers (MillRounding mode, const MillVec *a, const MillVec *digits, guint n, double *values)
{
  const MillVectorOps *ops = mill_vector_ops ();
  if (digits->constant && !a->constant)
    {
      gint64 to = CLAMP (digits->integers[0], NUMBER_DIGITS_MIN, NUMBER_DIGITS_MAX);
      ops->round (mode, a->numbers, (int)to, n, values);
      return;
    }
  for (guint i = 0; i < n; i++)
    {
      gint64 to = digits->integers[mill_vec_at (digits, i)];
      to = CLAMP (to, NUMBER_DIGITS_MIN, NUMBER_DIGITS_MAX);
      ops->round (mode, &a->numbers[mill_vec_at (a, i)], (int)to, 1, &values[i]);
    }
}

void
mill_kernel_round (MillRounding mode,
                   const MillVec *a,
                   const MillVec *digits,
                   MillType type,
                   const MillKernelContext *context,
                   MillVec *out)
{
  g_return_if_fail (a != NULL && digits != NULL && context != NULL && out != NULL);
  g_return_if_fail (mill_type_is_numeric (a->type) && digits->type.id == MILL_TYPE_INTEGER);
  g_return_if_fail (a->n == digits->n && a->type.id == type.id);

  gboolean constant = a->constant && digits->constant;
  if (mill_vec_is_constant_null (a) || mill_vec_is_constant_null (digits))
    {
      mill_kernel_all_null (context->arena, type, a->n, constant, out);
      return;
    }
  MillVec made;
  gpointer data = mill_kernel_new (context->arena, type, a->n, constant, &made);
  mill_kernel_merge_nulls (context->arena, a, digits, &made);
  MillKernelResult result = { .context = context, .out = &made };
  if (type.id == MILL_TYPE_NUMBER)
    round_numbers (mode, a, digits, mill_vec_elements (&made), data);
  else
    round_integers (mode, a, digits, &result, data);
  *out = made;
}
