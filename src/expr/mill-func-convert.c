/* mill-func-convert.c: values as text.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <glib/gi18n-lib.h>

#include "mill-function-private.h"

#define DOC(NAME, SIGNATURE, HELP, EXAMPLE, RESULT)                                                \
  .info = { NAME, MILL_FUNCTION_CONVERT, SIGNATURE, N_ (HELP), EXAMPLE, RESULT }
#define MORE(NAME) .info = { .name = NAME, .category = MILL_FUNCTION_CONVERT }

/* Digits after the point that a number can be printed with. */
#define DIGITS_MAX 30

static void
run_to_text (MillCall *call)
{
  *call->out = call->args[0];
  call->out->n = call->n;
}

static void
print_decimal (MillCall *call, guint i, MillInt128 mantissa, int scale)
{
  guint8 *room = mill_call_room (call, i, MILL_DECIMAL_CHARS);
  mill_call_text (call, i, room, mill_print_decimal (mantissa, scale, (char *)room));
}

/* The digits that row @i asks for; a number that is none is an error of the row. */
static gboolean
digits_of (MillCall *call, guint i, int *digits)
{
  gint64 wanted = mill_call_integer (call, 1, i);
  *digits = (int)CLAMP (wanted, 0, DIGITS_MAX);
  return wanted >= 0 && wanted <= DIGITS_MAX;
}

static void
fail_digits (MillCall *call, guint i)
{
  MillSpan none = { 0 };
  mill_call_fail (call, i, MILL_REJECT_OVERFLOW, none);
}

static void
format_decimal_row (MillCall *call, guint i)
{
  const MillVec *arg = &call->args[0];
  guint at = mill_call_at (call, 0, i);
  MillInt128 value = mill_type_is_wide (arg->type) ? arg->wides[at] : arg->integers[at];
  int digits;
  if (digits_of (call, i, &digits) && mill_decimal_rescale (value, arg->type.scale, digits, &value))
    print_decimal (call, i, value, digits);
  else
    fail_digits (call, i);
}

static void
format_number_row (MillCall *call, guint i)
{
  MillInt128 mantissa;
  int digits;
  if (digits_of (call, i, &digits)
      && mill_decimal_from_double (mill_call_number (call, 0, i), digits, &mantissa)
             == MILL_PARSE_OK)
    print_decimal (call, i, mantissa, digits);
  else
    fail_digits (call, i);
}

const MillFunction mill_functions_convert[] = {
  { DOC ("format_number",
         "format_number(x, digits)",
         "A number as text with exactly so many digits after the point.",
         "format_number(2.5, 2)",
         "2.50"),
    .args = "di",
    .result = 't',
    .row = format_decimal_row },
  { MORE ("format_number"), .args = "ni", .result = 't', .row = format_number_row },
  { DOC ("to_text", "to_text(x)", "Any value as text.", "to_text(1.50)", "1.50"),
    .args = "T",
    .result = 't',
    .run = run_to_text,
    .sql = MILL_SQL_ALL ("$1") },
  { .info = { NULL } },
};
