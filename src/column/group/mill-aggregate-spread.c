/* Variance and standard deviation.
 *
 * The sum of the squares is kept in three doubles, some 159 bits, and so is the difference between
 * it and the square of the sum: what they have in common may go, up to a mean of 1e15 times the
 * spread, and the rest is still exact enough for all bits of a double. The result therefore does
 * not depend on the order of the values, as that of a running mean (Welford) would. (Three-fold
 * sums: Ogita, Rump, Oishi, "Accurate Sum and Dot Product", SIAM J. Sci. Comput. 26 (6), 2005.)
 *
 * Integers and decimals count with all their digits, decimals by their mantissas.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-aggregate-private.h"

#include "mill-sum.h"

#define STATE(self, id) (&((Spread *)(gpointer)(self)->states)[id])
#define CONST_STATE(self, id) (&((const Spread *)(gconstpointer)(self)->states)[id])

typedef struct
{
  double hi, mid, lo;
} Triple;

typedef struct
{
  MillSum sum;
  Triple squares;
  guint64 n;
} Spread;

/* a + b and its rounding error (D. Knuth's TwoSum) */
static inline double
two_sum (double a, double b, double *error)
{
  double sum = a + b, part = sum - a;
  *error = (a - (sum - part)) + (b - part);
  return sum;
}

static inline void
triple_add (Triple *triple, double value)
{
  double error, rest;
  triple->hi = two_sum (triple->hi, value, &error);
  triple->mid = two_sum (triple->mid, error, &rest);
  triple->lo += rest;
}

/* Adds a * b and its rounding error (T. Dekker's TwoProduct by fused multiply-add). */
static inline void
triple_add_product (Triple *triple, double a, double b)
{
  double product = a * b;
  triple_add (triple, product);
  triple_add (triple, fma (a, b, -product));
}

/* The same value with parts that do not overlap, whatever order they were added in. */
static Triple
triple_normal (const Triple *triple)
{
  Triple normal;
  double mid = two_sum (triple->mid, triple->lo, &normal.lo), rest;
  normal.hi = two_sum (triple->hi, mid, &rest);
  normal.mid = two_sum (rest, normal.lo, &normal.lo);
  return normal;
}

static inline void
spread_take (Spread *state, double value)
{
  mill_sum_add (&state->sum, value);
  triple_add_product (&state->squares, value, value);
  state->n++;
}

/* An integer of more than 53 bits is the sum of two doubles. */
static void
spread_take_exact (Spread *state, MillInt128 value)
{
  double high = (double)value, low = (double)(value - (MillInt128)high);
  spread_take (state, high);
  if (low == 0)
    return;
  mill_sum_add (&state->sum, low);
  triple_add_product (&state->squares, 2 * high, low);
  triple_add_product (&state->squares, low, low);
}

static void
spread_add (MillAggregator *self,
            const guint32 *ids,
            guint n,
            const MillVec *values,
            const guint64 *sequence G_GNUC_UNUSED)
{
  gboolean wide = mill_type_is_wide (values->type), number = values->type.id == MILL_TYPE_NUMBER;
  for (guint i = 0; i < n; i++)
    {
      guint at = values->constant ? 0 : i;
      Spread *state = STATE (self, ids[i]);
      if (values->nulls != NULL && values->nulls[at])
        continue;
      if (number)
        spread_take (state, values->numbers[at]);
      else
        spread_take_exact (state, wide ? values->wides[at] : (MillInt128)values->integers[at]);
    }
}

static void
spread_merge (MillAggregator *self, guint32 to, const MillAggregator *other, guint32 from)
{
  Spread *state = STATE (self, to);
  const Spread *more = CONST_STATE (other, from);
  mill_sum_merge (&state->sum, &more->sum);
  triple_add (&state->squares, more->squares.hi);
  triple_add (&state->squares, more->squares.mid);
  triple_add (&state->squares, more->squares.lo);
  state->n += more->n;
}

/* (n squares - sum^2) / (n (n - 1)) */
static double
spread_variance (const Spread *state)
{
  double n = (double)state->n, low;
  double high = two_sum (state->sum.hi, state->sum.lo, &low);
  Triple squares = triple_normal (&state->squares), rest = { 0, 0, 0 };
  triple_add_product (&rest, n, squares.hi);
  triple_add_product (&rest, -high, high);
  triple_add_product (&rest, n, squares.mid);
  triple_add_product (&rest, -2 * high, low);
  triple_add_product (&rest, n, squares.lo);
  triple_add_product (&rest, -low, low);
  /* what was common has gone out of the first part, not out of the others */
  rest = triple_normal (&rest);
  double variance = (rest.hi + rest.mid) / n / (n - 1);
  return variance < 0 ? 0 : variance;
}

static gboolean
spread_result (const MillAggregator *self,
               guint32 id,
               gpointer values,
               guint i,
               gboolean *overflow G_GNUC_UNUSED)
{
  const Spread *state = CONST_STATE (self, id);
  double unit = (double)mill_power_of_ten (self->aggregate.input.scale);
  if (state->n < 2)
    return FALSE;
  double variance = spread_variance (state);
  double result = self->aggregate.function == MILL_AGGREGATE_STDDEV ? sqrt (variance) / unit
                                                                    : variance / unit / unit;
  ((double *)values)[i] = isnan (result) ? NAN : result;
  return TRUE;
}

const MillAggregateKind mill_aggregate_spread = {
  .state_bytes = sizeof (Spread), .add = spread_add, .merge = spread_merge, .result = spread_result
};
