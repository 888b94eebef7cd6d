/* mill-func-math.c: functions on numbers.
 *
 * A function is null where mathematics does not define it (the root of -1), as division by zero is.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "mill-function-private.h"

#define DOC(NAME, SIGNATURE, HELP, EXAMPLE, RESULT)                                                \
  .info = { NAME, MILL_FUNCTION_MATH, SIGNATURE, N_ (HELP), EXAMPLE, RESULT }
#define MORE(NAME) .info = { .name = NAME, .category = MILL_FUNCTION_MATH }

/* --- exact, by kernel --- */

static void
run_abs (MillCall *call)
{
  mill_kernel_arith (MILL_ARITH_ABS, &call->args[0], NULL, call->context, call->out);
}

static void
run_mod (MillCall *call)
{
  mill_kernel_arith (MILL_ARITH_MOD, &call->args[0], &call->args[1], call->context, call->out);
}

static void
run_div (MillCall *call)
{
  mill_kernel_arith (MILL_ARITH_IDIV, &call->args[0], &call->args[1], call->context, call->out);
}

static gboolean
mod_type (const MillNode *node, MillType *type)
{
  return mill_kernel_arith_type (MILL_ARITH_MOD, node->args[0]->type, node->args[1]->type, type);
}

static gboolean
div_type (const MillNode *node, MillType *type)
{
  return mill_kernel_arith_type (MILL_ARITH_IDIV, node->args[0]->type, node->args[1]->type, type);
}

static gboolean
round_type (const MillNode *node, MillType *type)
{
  gint64 digits = 0;
  const MillNode *arg = node->n_args > 1 ? node->args[1] : NULL;
  if (arg == NULL)
    return mill_kernel_round_type (node->args[0]->type, &digits, type);
  /* a sign before a literal is folded only later */
  gboolean constant = arg->kind == MILL_NODE_LITERAL && !arg->value.null;
  if (constant)
    digits = arg->value.integer;
  return mill_kernel_round_type (node->args[0]->type, constant ? &digits : NULL, type);
}

static void
round_by (MillCall *call, MillRounding mode)
{
  static const gint64 zero = 0;
  MillVec none = { .type = MILL_TYPE (INTEGER), .n = call->n, .constant = TRUE, .integers = &zero };
  mill_kernel_round (mode,
                     &call->args[0],
                     call->n_args > 1 ? &call->args[1] : &none,
                     call->type,
                     call->context,
                     call->out);
}

static void
run_round (MillCall *call)
{
  round_by (call, MILL_ROUND_HALF_AWAY);
}

static void
run_trunc (MillCall *call)
{
  round_by (call, MILL_ROUND_TRUNC);
}

static void
run_floor (MillCall *call)
{
  round_by (call, MILL_ROUND_FLOOR);
}

static void
run_ceil (MillCall *call)
{
  round_by (call, MILL_ROUND_CEIL);
}

static void
sign_integer (MillCall *call, guint i)
{
  gint64 x = mill_call_integer (call, 0, i);
  mill_call_set_integer (call, i, (x > 0) - (x < 0));
}

static void
sign_decimal (MillCall *call, guint i)
{
  const MillVec *arg = &call->args[0];
  guint at = mill_call_at (call, 0, i);
  MillInt128 x = mill_type_is_wide (arg->type) ? arg->wides[at] : arg->integers[at];
  mill_call_set_integer (call, i, (x > 0) - (x < 0));
}

static void
sign_number (MillCall *call, guint i)
{
  double x = mill_call_number (call, 0, i);
  mill_call_set_number (call, i, isnan (x) ? x : (double)((x > 0) - (x < 0)));
}

/* --- number to number --- */

static void
set_defined (MillCall *call, guint i, double value, gboolean defined)
{
  if (defined)
    mill_call_set_number (call, i, value);
  else
    mill_call_null (call, i);
}

#define NUMBER_ROW(NAME, VALUE, DEFINED)                                                           \
  static void NAME##_row (MillCall *call, guint i)                                                 \
  {                                                                                                \
    double x = mill_call_number (call, 0, i);                                                      \
    set_defined (call, i, (VALUE), (DEFINED) || isnan (x));                                        \
  }

NUMBER_ROW (sqrt, sqrt (x), x >= 0)
NUMBER_ROW (exp, exp (x), TRUE)
NUMBER_ROW (ln, log (x), x > 0)
NUMBER_ROW (log10, log10 (x), x > 0)
NUMBER_ROW (log2, log2 (x), x > 0)
NUMBER_ROW (sin, sin (x), isfinite (x))
NUMBER_ROW (cos, cos (x), isfinite (x))
NUMBER_ROW (tan, tan (x), isfinite (x))
NUMBER_ROW (asin, asin (x), fabs (x) <= 1)
NUMBER_ROW (acos, acos (x), fabs (x) <= 1)
NUMBER_ROW (atan, atan (x), TRUE)
NUMBER_ROW (radians, x *(G_PI / 180.0), TRUE)
NUMBER_ROW (degrees, x *(180.0 / G_PI), TRUE)

static void
power_row (MillCall *call, guint i)
{
  double x = mill_call_number (call, 0, i), y = mill_call_number (call, 1, i);
  double value = pow (x, y);
  set_defined (call, i, value, !isnan (value) || isnan (x) || isnan (y));
}

static void
atan2_row (MillCall *call, guint i)
{
  mill_call_set_number (
      call, i, atan2 (mill_call_number (call, 0, i), mill_call_number (call, 1, i)));
}

static void
pi_row (MillCall *call, guint i)
{
  mill_call_set_number (call, i, G_PI);
}

static void
is_nan_row (MillCall *call, guint i)
{
  mill_call_set_boolean (call, i, isnan (mill_call_number (call, 0, i)));
}

static void
is_finite_row (MillCall *call, guint i)
{
  mill_call_set_boolean (call, i, isfinite (mill_call_number (call, 0, i)));
}

#define POSITIVE(CALL) "CASE WHEN $1 > 0 THEN " CALL " END"
#define ONE(NAME) MILL_SQL_ALL (NAME "($1)")
/* half away from zero, exactly */
#define ROUND_SQL "(trunc($1) + CASE WHEN abs($1 - trunc($1)) >= 0.5 THEN sign($1) ELSE 0 END)"
#define TRUNC_SPARK "(CASE WHEN $1 < 0 THEN ceil($1) ELSE floor($1) END)"

const MillFunction mill_functions_math[] = {
  { DOC ("abs", "abs(x)", "The value without its sign.", "abs(-3)", "3"),
    .args = "i",
    .result = '1',
    .run = run_abs,
    .sql = ONE ("abs") },
  { MORE ("abs"),
    .args = "d",
    .result = '1',
    .run = run_abs,
    .sql = { NULL, "abs($1)", "abs($1)", "abs($1)" } },
  { MORE ("abs"), .args = "n", .result = '1', .run = run_abs, .sql = ONE ("abs") },
  { DOC ("acos", "acos(x)", "The angle in radians whose cosine is x.", "acos(1)", "0"),
    .args = "n",
    .result = 'n',
    .row = acos_row,
    .sql = MILL_SQL_ALL ("CASE WHEN abs($1) <= 1 THEN acos($1) END") },
  { DOC ("asin", "asin(x)", "The angle in radians whose sine is x.", "asin(0)", "0"),
    .args = "n",
    .result = 'n',
    .row = asin_row,
    .sql = MILL_SQL_ALL ("CASE WHEN abs($1) <= 1 THEN asin($1) END") },
  { DOC ("atan", "atan(x)", "The angle in radians whose tangent is x.", "atan(0)", "0"),
    .args = "n",
    .result = 'n',
    .row = atan_row,
    .sql = ONE ("atan") },
  { DOC ("atan2", "atan2(y, x)", "The angle in radians of the point (x, y).", "atan2(0, 1)", "0"),
    .args = "nn",
    .result = 'n',
    .row = atan2_row,
    .sql = MILL_SQL_ALL ("atan2($1, $2)") },
  { DOC ("ceil", "ceil(x)", "The nearest whole number that is not smaller.", "ceil(1.2)", "2"),
    .args = "i",
    .type = round_type,
    .run = run_ceil,
    .sql = MILL_SQL_ALL ("$1") },
  { MORE ("ceil"),
    .args = "d",
    .type = round_type,
    .run = run_ceil,
    .sql = { NULL, "ceil($1)", "ceil($1)", "ceil($1)" } },
  { MORE ("ceil"),
    .args = "n",
    .type = round_type,
    .run = run_ceil,
    .sql = { "ceil($1)", "ceil($1)", "ceil($1)", "cast(ceil($1) as double)" } },
  { DOC ("cos", "cos(x)", "The cosine of an angle in radians.", "cos(0)", "1"),
    .args = "n",
    .result = 'n',
    .row = cos_row,
    .sql = ONE ("cos") },
  { DOC ("degrees", "degrees(x)", "Radians as degrees.", "degrees(pi())", "180"),
    .args = "n",
    .result = 'n',
    .row = degrees_row,
    .sql = { "degrees($1)", "degrees($1)", NULL, "degrees($1)" } },
  { DOC ("div",
         "div(a, b)",
         "The whole part of a / b, cut towards zero; null when b is 0.",
         "div(-7, 2)",
         "-3"),
    .args = "ii",
    .type = div_type,
    .run = run_div,
    .sql = { "($1 / nullif($2, 0))",
             "($1 // nullif($2, 0))",
             "div($1, nullif($2, 0))",
             "($1 div nullif($2, 0))" } },
  { MORE ("div"),
    .args = "dd",
    .type = div_type,
    .run = run_div,
    .sql = { NULL, NULL, "div($1, nullif($2, 0))", NULL } },
  { DOC ("exp", "exp(x)", "e to the power of x.", "exp(0)", "1"),
    .args = "n",
    .result = 'n',
    .row = exp_row,
    /* PostgreSQL fails where the result is nearly 0 */
    .sql = { "exp($1)", "exp($1)", NULL, "exp($1)" } },
  { DOC ("floor", "floor(x)", "The nearest whole number that is not larger.", "floor(-1.2)", "-2"),
    .args = "i",
    .type = round_type,
    .run = run_floor,
    .sql = MILL_SQL_ALL ("$1") },
  { MORE ("floor"),
    .args = "d",
    .type = round_type,
    .run = run_floor,
    .sql = { NULL, "floor($1)", "floor($1)", "floor($1)" } },
  { MORE ("floor"),
    .args = "n",
    .type = round_type,
    .run = run_floor,
    .sql = { "floor($1)", "floor($1)", "floor($1)", "cast(floor($1) as double)" } },
  { DOC ("is_finite",
         "is_finite(x)",
         "Whether x is neither NaN nor an infinity.",
         "is_finite(1.5)",
         "true"),
    .args = "n",
    .result = 'b',
    .row = is_finite_row,
    .sql = { "(abs($1) < 9e999)",
             "isfinite($1)",
             "(abs($1) < 'Infinity'::float8)",
             "(NOT isnan($1) AND abs($1) < double('Infinity'))" } },
  { DOC ("is_nan",
         "is_nan(x)",
         "Whether x is not a number, such as the text NaN read as one.",
         "is_nan(cast('NaN' as number))",
         "true"),
    .args = "n",
    .result = 'b',
    .row = is_nan_row,
    .sql = { NULL, "isnan($1)", "($1 = 'NaN'::float8)", "isnan($1)" } },
  { DOC ("ln", "ln(x)", "The natural logarithm; null unless x is above 0.", "ln(1)", "0"),
    .args = "n",
    .result = 'n',
    .row = ln_row,
    .sql = MILL_SQL_ALL (POSITIVE ("ln($1)")) },
  { DOC ("log10",
         "log10(x)",
         "The logarithm to base 10; null unless x is above 0.",
         "log10(1000)",
         "3"),
    .args = "n",
    .result = 'n',
    .row = log10_row,
    .sql = { POSITIVE ("log10($1)"),
             POSITIVE ("log10($1)"),
             POSITIVE ("log($1)"),
             POSITIVE ("log10($1)") } },
  { DOC ("log2", "log2(x)", "The logarithm to base 2; null unless x is above 0.", "log2(8)", "3"),
    .args = "n",
    .result = 'n',
    .row = log2_row,
    .sql = { POSITIVE ("log2($1)"), POSITIVE ("log2($1)"), NULL, POSITIVE ("log2($1)") } },
  { DOC ("mod",
         "mod(a, b)",
         "The remainder of div(a, b), with the sign of a; null when b is 0.",
         "mod(-7, 2)",
         "-1"),
    .args = "ii",
    .type = mod_type,
    .run = run_mod,
    .sql = { "($1 % nullif($2, 0))",
             "($1 % nullif($2, 0))",
             "($1 % nullif($2, 0))",
             "($1 % nullif($2, 0))" } },
  { MORE ("mod"),
    .args = "dd",
    .type = mod_type,
    .run = run_mod,
    .sql = { NULL, "($1 % nullif($2, 0))", "($1 % nullif($2, 0))", "($1 % nullif($2, 0))" } },
  { DOC ("pi",
         "pi()",
         "The ratio of a circle's circumference to its diameter.",
         "round(pi(), 4)",
         "3.1416"),
    .args = "",
    .result = 'n',
    .row = pi_row,
    .sql = MILL_SQL_ALL ("pi()") },
  { DOC ("power",
         "power(x, y)",
         "x to the power of y; null where it is no real number.",
         "power(2, 10)",
         "1024"),
    .args = "nn",
    .result = 'n',
    .row = power_row,
    .sql = { NULL, NULL, NULL, "nullif(power($1, $2), double('NaN'))" } },
  { DOC ("radians", "radians(x)", "Degrees as radians.", "radians(0)", "0"),
    .args = "n",
    .result = 'n',
    .row = radians_row,
    .sql = { "radians($1)", "radians($1)", NULL, "radians($1)" } },
  { DOC ("round",
         "round(x[, digits])",
         "The nearest number with so many digits after the point, halves away from zero.",
         "round(2.5)",
         "3"),
    .args = "i",
    .type = round_type,
    .run = run_round,
    .sql = MILL_SQL_ALL ("$1") },
  { MORE ("round"), .args = "ii", .type = round_type, .run = run_round },
  { MORE ("round"),
    .args = "d",
    .type = round_type,
    .run = run_round,
    .sql = { NULL, "round($1)", "round($1)", "round($1)" } },
  { MORE ("round"),
    .args = "di",
    .type = round_type,
    .run = run_round,
    .sql = { NULL, "round($1, ($2)::int)", "round($1, ($2)::int)", "round($1, int($2))" } },
  { MORE ("round"),
    .args = "n",
    .type = round_type,
    .run = run_round,
    .sql = { ROUND_SQL, "round($1)", ROUND_SQL, "round($1)" } },
  { MORE ("round"),
    .args = "ni",
    .type = round_type,
    .run = run_round,
    .sql = { NULL, "round($1, $2)", NULL, NULL } },
  { DOC ("sign", "sign(x)", "-1, 0 or 1.", "sign(-0.5)", "-1"),
    .args = "i",
    .result = 'i',
    .row = sign_integer,
    .sql = ONE ("sign") },
  { MORE ("sign"),
    .args = "d",
    .result = 'i',
    .row = sign_decimal,
    .sql = { NULL, "sign($1)", "sign($1)", "sign($1)" } },
  { MORE ("sign"), .args = "n", .result = 'n', .row = sign_number, .sql = ONE ("sign") },
  { DOC ("sin", "sin(x)", "The sine of an angle in radians.", "sin(0)", "0"),
    .args = "n",
    .result = 'n',
    .row = sin_row,
    .sql = ONE ("sin") },
  { DOC ("sqrt", "sqrt(x)", "The square root; null below 0.", "sqrt(16)", "4"),
    .args = "n",
    .result = 'n',
    .row = sqrt_row,
    .sql = MILL_SQL_ALL ("CASE WHEN $1 >= 0 THEN sqrt($1) END") },
  { DOC ("tan", "tan(x)", "The tangent of an angle in radians.", "tan(0)", "0"),
    .args = "n",
    .result = 'n',
    .row = tan_row,
    .sql = ONE ("tan") },
  { DOC ("trunc",
         "trunc(x[, digits])",
         "x with all further digits after the point cut off.",
         "trunc(-1.79, 1)",
         "-1.7"),
    .args = "i",
    .type = round_type,
    .run = run_trunc,
    .sql = MILL_SQL_ALL ("$1") },
  { MORE ("trunc"), .args = "ii", .type = round_type, .run = run_trunc },
  { MORE ("trunc"),
    .args = "d",
    .type = round_type,
    .run = run_trunc,
    .sql = { NULL, "trunc($1)", "trunc($1)", NULL } },
  { MORE ("trunc"),
    .args = "di",
    .type = round_type,
    .run = run_trunc,
    .sql = { NULL, NULL, "trunc($1, ($2)::int)", NULL } },
  { MORE ("trunc"),
    .args = "n",
    .type = round_type,
    .run = run_trunc,
    .sql = { "trunc($1)", "trunc($1)", "trunc($1)", "cast(" TRUNC_SPARK " as double)" } },
  { MORE ("trunc"), .args = "ni", .type = round_type, .run = run_trunc },
  { .info = { NULL } },
};
