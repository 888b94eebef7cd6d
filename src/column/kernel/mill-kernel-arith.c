/* mill-kernel-arith.c: arithmetic of integers and numbers; what type a result has.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-kernel-private.h"

/* digits of the largest 64-bit integer */
#define INTEGER_DIGITS 19

static gboolean
is_unary (MillArithOp op)
{
  return op == MILL_ARITH_NEG || op == MILL_ARITH_ABS;
}

static MillType
bounded_decimal (int precision, int scale)
{
  return MILL_DECIMAL ((guint8)CLAMP (precision, 1, MILL_DECIMAL_PRECISION_MAX), (guint8)scale);
}

static gboolean
decimal_type (MillArithOp op, MillType a, MillType b, MillType *type)
{
  int scale = MAX (a.scale, b.scale);
  int whole = MAX (a.precision - a.scale, b.precision - b.scale);
  switch (op)
    {
    case MILL_ARITH_ADD:
    case MILL_ARITH_SUB:
      *type = bounded_decimal (whole + scale + 1, scale);
      return TRUE;
    case MILL_ARITH_MUL:
      scale = a.scale + b.scale;
      *type = bounded_decimal (a.precision + b.precision, scale);
      return scale <= MILL_DECIMAL_PRECISION_MAX;
    case MILL_ARITH_IDIV:
      *type = bounded_decimal (a.precision - a.scale + b.scale, 0);
      return TRUE;
    case MILL_ARITH_MOD:
      *type = bounded_decimal (whole + scale, scale);
      return TRUE;
    default:
      *type = MILL_TYPE (NUMBER);
      return TRUE;
    }
}

gboolean
mill_kernel_arith_type (MillArithOp op, MillType a, MillType b, MillType *type)
{
  g_return_val_if_fail (type != NULL, FALSE);

  if (is_unary (op))
    {
      *type = a;
      return mill_type_is_numeric (a);
    }
  if (a.id == b.id && (a.id == MILL_TYPE_INTEGER || a.id == MILL_TYPE_NUMBER))
    {
      *type = op == MILL_ARITH_DIV ? MILL_TYPE (NUMBER) : a;
      return TRUE;
    }
  const MillType integer = MILL_DECIMAL (INTEGER_DIGITS, 0);
  if (a.id == MILL_TYPE_INTEGER)
    a = integer;
  if (b.id == MILL_TYPE_INTEGER)
    b = integer;
  if (a.id != MILL_TYPE_DECIMAL || b.id != MILL_TYPE_DECIMAL)
    return FALSE;
  return decimal_type (op, a, b, type);
}

/* --- integers --- */

static const MillSpan no_text = { NULL, 0 };

static gboolean
integer_overflows (MillArithOp op, gint64 x, gint64 y)
{
  gint64 r;
  switch (op)
    {
    case MILL_ARITH_ADD:
      return __builtin_add_overflow (x, y, &r);
    case MILL_ARITH_SUB:
      return __builtin_sub_overflow (x, y, &r);
    default:
      return __builtin_mul_overflow (x, y, &r);
    }
}

static void
integer_arith (MillArithOp op,
               const MillVec *a,
               const MillVec *b,
               guint n,
               MillKernelResult *result,
               gint64 *values)
{
  gboolean bad = mill_vector_ops ()->integers[op](
      a->integers, a->constant, b->integers, b->constant, n, values);
  if (!bad)
    return;
  for (guint i = 0; i < n; i++)
    if (!mill_vec_is_null (result->out, i)
        && integer_overflows (op, a->integers[mill_vec_at (a, i)], b->integers[mill_vec_at (b, i)]))
      mill_kernel_result_fail (result, i, MILL_REJECT_OVERFLOW, no_text);
}

static void
integer_divide (MillArithOp op,
                const MillVec *a,
                const MillVec *b,
                guint n,
                MillKernelResult *result,
                gint64 *values)
{
  for (guint i = 0; i < n; i++)
    {
      gint64 x = a->integers[mill_vec_at (a, i)], y = b->integers[mill_vec_at (b, i)];
      values[i] = 0;
      if (mill_vec_is_null (result->out, i))
        continue;
      if (y == 0)
        mill_kernel_result_null (result, i);
      else if (y != -1) /* the lowest integer by -1 traps, and its quotient does not fit */
        values[i] = op == MILL_ARITH_IDIV ? x / y : x % y;
      else if (op == MILL_ARITH_IDIV && __builtin_sub_overflow (0, x, &values[i]))
        mill_kernel_result_fail (result, i, MILL_REJECT_OVERFLOW, no_text);
    }
}

static void
integer_unary (MillArithOp op, const MillVec *a, guint n, MillKernelResult *result, gint64 *values)
{
  for (guint i = 0; i < n; i++)
    {
      gint64 x = a->integers[i];
      values[i] = x;
      if (op == MILL_ARITH_ABS && x >= 0)
        continue;
      if (__builtin_sub_overflow (0, x, &values[i]) && !mill_vec_is_null (result->out, i))
        mill_kernel_result_fail (result, i, MILL_REJECT_OVERFLOW, no_text);
    }
}

/* --- numbers --- */

/* the rows whose divisor is 0 become null */
static void
null_by_zero (const double *divisors, gboolean constant, guint n, MillKernelResult *result)
{
  const double zero = 0.0;
  guint8 *mask = mill_arena_alloc (result->context->arena, n);
  if (constant)
    memset (mask, divisors[0] == 0, n);
  else
    mill_vector_ops ()->test[MILL_VECTOR_NUMBER][MILL_VECTOR_EQ][1](divisors, &zero, n, 0, mask);
  if (memchr (mask, 1, n) == NULL)
    return;
  MillVec *out = result->out;
  if (out->nulls != NULL)
    mill_vector_ops ()->merge (mill_vec_mask (out), mask, n, mask);
  out->nulls = mask;
}

static double
number_idiv_or_mod (MillArithOp op, double x, double y)
{
  return op == MILL_ARITH_IDIV ? trunc (x / y) : fmod (x, y);
}

static void
number_arith (MillArithOp op,
              const MillVec *a,
              const MillVec *b,
              guint n,
              MillKernelResult *result,
              double *values)
{
  if (op == MILL_ARITH_IDIV || op == MILL_ARITH_MOD)
    for (guint i = 0; i < n; i++)
      values[i]
          = number_idiv_or_mod (op, a->numbers[mill_vec_at (a, i)], b->numbers[mill_vec_at (b, i)]);
  else
    mill_vector_ops ()->numbers[op](a->numbers, a->constant, b->numbers, b->constant, n, values);
  if (op >= MILL_ARITH_DIV)
    null_by_zero (b->numbers, b->constant, n, result);
}

static void
number_unary (MillArithOp op, const MillVec *a, guint n, double *values)
{
  for (guint i = 0; i < n; i++)
    values[i] = op == MILL_ARITH_NEG ? -a->numbers[i] : fabs (a->numbers[i]);
}

/* an integer or decimal vec as a number vec */
static MillVec
as_numbers (const MillVec *vec, MillArena *arena)
{
  MillVec numbers;
  double *values = mill_kernel_new (arena, MILL_TYPE (NUMBER), vec->n, vec->constant, &numbers);
  if (vec->type.id == MILL_TYPE_INTEGER)
    mill_vector_ops ()->to_numbers (vec->integers, mill_vec_elements (vec), values);
  else
    mill_kernel_decimal_to_numbers (vec, values);
  numbers.nulls = vec->nulls;
  return numbers;
}

/* --- all --- */

static void
arith_into (
    MillArithOp op, const MillVec *a, const MillVec *b, MillKernelResult *result, gpointer data)
{
  guint n = mill_vec_elements (result->out);
  if (a->type.id == MILL_TYPE_NUMBER)
    {
      if (b == NULL)
        number_unary (op, a, n, data);
      else
        number_arith (op, a, b, n, result, data);
    }
  else if (b == NULL)
    integer_unary (op, a, n, result, data);
  else if (op == MILL_ARITH_IDIV || op == MILL_ARITH_MOD)
    integer_divide (op, a, b, n, result, data);
  else
    integer_arith (op, a, b, n, result, data);
}

void
mill_kernel_arith (MillArithOp op,
                   const MillVec *a,
                   const MillVec *b,
                   const MillKernelContext *context,
                   MillVec *out)
{
  g_return_if_fail (a != NULL && context != NULL && out != NULL);
  g_return_if_fail (is_unary (op) == (b == NULL));

  MillType type;
  gboolean known = mill_kernel_arith_type (op, a->type, b != NULL ? b->type : a->type, &type);
  g_assert (known && (b == NULL || a->n == b->n) && a->n <= MILL_VEC_ROWS);

  gboolean constant = a->constant && (b == NULL || b->constant);
  if (mill_vec_is_constant_null (a) || (b != NULL && mill_vec_is_constant_null (b)))
    {
      mill_kernel_all_null (context->arena, type, a->n, constant, out);
      return;
    }
  MillVec numbers[2];
  if (op == MILL_ARITH_DIV && a->type.id != MILL_TYPE_NUMBER)
    {
      numbers[0] = as_numbers (a, context->arena);
      numbers[1] = as_numbers (b, context->arena);
      a = &numbers[0];
      b = &numbers[1];
    }
  MillVec made;
  if (a->type.id == MILL_TYPE_DECIMAL || (b != NULL && b->type.id == MILL_TYPE_DECIMAL))
    mill_kernel_arith_decimal (op, a, b, type, context, &made);
  else
    {
      gpointer data = mill_kernel_new (context->arena, type, a->n, constant, &made);
      mill_kernel_merge_nulls (context->arena, a, b, &made);
      MillKernelResult result = { .context = context, .out = &made };
      arith_into (op, a, b, &result, data);
    }
  *out = made;
}
