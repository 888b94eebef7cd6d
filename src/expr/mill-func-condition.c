/* mill-func-condition.c: functions that choose between values. coalesce and if are lazy: the
 * program compiler knows them; their entries only document them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "mill-function-private.h"

#define DOC(NAME, SIGNATURE, HELP, EXAMPLE, RESULT)                                                \
  .info = { NAME, MILL_FUNCTION_CONDITION, SIGNATURE, N_ (HELP), EXAMPLE, RESULT }

/* Row @i is the value of argument @arg there. */
static void
set_from (MillCall *call, guint i, guint arg)
{
  gsize size = mill_vec_element_bytes (call->type);
  const guint8 *from = call->args[arg].data;
  memcpy ((guint8 *)call->data + i * size, from + mill_call_at (call, arg, i) * size, size);
}

/* The argument that is the greatest (@wanted 1) or least (-1) in row @i; nulls do not take part. */
static void
extreme_row (MillCall *call, guint i, int wanted)
{
  int best = -1;
  for (guint k = 0; k < call->n_args; k++)
    {
      if (mill_call_is_null (call, k, i))
        continue;
      if (best < 0
          || mill_kernel_compare_values (&call->args[k], i, &call->args[best], i) == wanted)
        best = (int)k;
    }
  if (best < 0)
    mill_call_null (call, i);
  else
    set_from (call, i, (guint)best);
}

static void
greatest_row (MillCall *call, guint i)
{
  extreme_row (call, i, 1);
}

static void
least_row (MillCall *call, guint i)
{
  extreme_row (call, i, -1);
}

static void
nullif_row (MillCall *call, guint i)
{
  gboolean null = mill_call_is_null (call, 0, i);
  if (null
      || (!mill_call_is_null (call, 1, i)
          && mill_kernel_compare_values (&call->args[0], i, &call->args[1], i) == 0))
    mill_call_null (call, i);
  else
    set_from (call, i, 0);
}

const MillFunction mill_functions_condition[] = {
  { DOC ("coalesce",
         "coalesce(a, b, ...)",
         "The first of its arguments that is not null.",
         "coalesce(null, 2, 3)",
         "2"),
    .args = "u*",
    .result = '1',
    .sql = MILL_SQL_ALL ("coalesce($*)") },
  { DOC ("greatest",
         "greatest(a, b, ...)",
         "The greatest of its arguments; nulls do not take part.",
         "greatest(1, 3, 2)",
         "3"),
    .args = "uu*",
    .result = '1',
    .flags = MILL_FUNCTION_NULLS | MILL_FUNCTION_ORDERS,
    .row = greatest_row,
    .sql = { NULL, "greatest($*)", "greatest($*)", "greatest($*)" } },
  { DOC ("if",
         "if(condition, a, b)",
         "a where the condition is true, else b.",
         "if(2 > 1, 'yes', 'no')",
         "yes"),
    .args = "buu",
    .result = '1',
    .sql = MILL_SQL_ALL ("CASE WHEN $1 THEN $2 ELSE $3 END") },
  { DOC ("least",
         "least(a, b, ...)",
         "The least of its arguments; nulls do not take part.",
         "least(1, 3, 2)",
         "1"),
    .args = "uu*",
    .result = '1',
    .flags = MILL_FUNCTION_NULLS | MILL_FUNCTION_ORDERS,
    .row = least_row,
    .sql = { NULL, "least($*)", "least($*)", "least($*)" } },
  { DOC ("nullif", "nullif(a, b)", "a, or null where a equals b.", "nullif('-', '-')", "null"),
    .args = "uu",
    .result = '1',
    .flags = MILL_FUNCTION_NULLS,
    .row = nullif_row,
    .sql = MILL_SQL_ALL ("nullif($1, $2)") },
  { .info = { NULL } },
};
