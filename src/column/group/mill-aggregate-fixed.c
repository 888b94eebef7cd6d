/* Counts, sums, spreads, and extremes of what fits a register.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-aggregate-private.h"

#include "mill-sum.h"

#define STATE(self, State, id) (&((State *)(gpointer)(self)->states)[id])
#define CONST_STATE(self, State, id) (&((const State *)(gconstpointer)(self)->states)[id])
/* the element of row i of a vec that may be constant */
#define AT(vec, i) ((vec)->constant ? 0 : (i))

/* ---- counts ---- */

static void
rows_add (MillAggregator *self,
          const guint32 *ids,
          guint n,
          const MillVec *values G_GNUC_UNUSED,
          const guint64 *sequence G_GNUC_UNUSED)
{
  guint64 *counts = (guint64 *)(gpointer)self->states;
  for (guint i = 0; i < n; i++)
    counts[ids[i]]++;
}

static void
count_add (MillAggregator *self,
           const guint32 *ids,
           guint n,
           const MillVec *values,
           const guint64 *sequence)
{
  guint64 *counts = (guint64 *)(gpointer)self->states;
  if (values->nulls == NULL)
    rows_add (self, ids, n, values, sequence);
  else
    for (guint i = 0; i < n; i++)
      counts[ids[i]] += !values->nulls[AT (values, i)];
}

static void
count_merge (MillAggregator *self, guint32 to, const MillAggregator *other, guint32 from)
{
  *STATE (self, guint64, to) += *CONST_STATE (other, guint64, from);
}

static gboolean
count_result (const MillAggregator *self,
              guint32 id,
              gpointer values,
              guint i,
              gboolean *overflow G_GNUC_UNUSED)
{
  ((gint64 *)values)[i] = (gint64)*CONST_STATE (self, guint64, id);
  return TRUE;
}

const MillAggregateKind mill_aggregate_rows = {
  .state_bytes = sizeof (guint64), .add = rows_add, .merge = count_merge, .result = count_result
};
const MillAggregateKind mill_aggregate_count = {
  .state_bytes = sizeof (guint64), .add = count_add, .merge = count_merge, .result = count_result
};

/* ---- exact sums ---- */

typedef struct
{
  MillInt128 sum;
  guint64 n;
  guint64 overflow; /* the sum left 128 bits once: it cannot be had any more */
} Exact;

static void
exact_add_one (Exact *state, MillInt128 value)
{
  state->n++;
  if (!mill_sum_add_int128 (&state->sum, value))
    state->overflow = 1;
}

static void
exact_add (MillAggregator *self,
           const guint32 *ids,
           guint n,
           const MillVec *values,
           const guint64 *sequence G_GNUC_UNUSED)
{
  gboolean wide = mill_type_is_wide (values->type);
  for (guint i = 0; i < n; i++)
    {
      guint at = AT (values, i);
      if (values->nulls == NULL || !values->nulls[at])
        exact_add_one (STATE (self, Exact, ids[i]),
                       wide ? values->wides[at] : (MillInt128)values->integers[at]);
    }
}

static void
exact_merge (MillAggregator *self, guint32 to, const MillAggregator *other, guint32 from)
{
  Exact *state = STATE (self, Exact, to);
  const Exact *more = CONST_STATE (other, Exact, from);
  state->n += more->n;
  if (!mill_sum_add_int128 (&state->sum, more->sum) || more->overflow)
    state->overflow = 1;
}

static gboolean
exact_result (const MillAggregator *self, guint32 id, gpointer values, guint i, gboolean *overflow)
{
  const Exact *state = CONST_STATE (self, Exact, id);
  int scale = self->aggregate.input.scale;
  if (state->n == 0)
    return FALSE;
  *overflow = state->overflow != 0;
  if (self->aggregate.function == MILL_AGGREGATE_MEAN)
    ((double *)values)[i] = scale == 0
                                ? mill_sum_mean (state->sum, (gint64)state->n)
                                : mill_decimal_to_double (state->sum, scale) / (double)state->n;
  else if (self->type.id == MILL_TYPE_INTEGER)
    *overflow |= !mill_sum_to_int64 (state->sum, &((gint64 *)values)[i]);
  else
    {
      *overflow |= !mill_decimal_fits (state->sum, MILL_DECIMAL_PRECISION_MAX);
      ((MillInt128 *)values)[i] = state->sum;
    }
  return !*overflow;
}

const MillAggregateKind mill_aggregate_sum_exact = {
  .state_bytes = sizeof (Exact), .add = exact_add, .merge = exact_merge, .result = exact_result
};

/* ---- sums of doubles ---- */

typedef struct
{
  MillSum sum;
  guint64 n;
} Double;

static void
double_add (MillAggregator *self,
            const guint32 *ids,
            guint n,
            const MillVec *values,
            const guint64 *sequence G_GNUC_UNUSED)
{
  for (guint i = 0; i < n; i++)
    {
      guint at = AT (values, i);
      Double *state = STATE (self, Double, ids[i]);
      if (values->nulls != NULL && values->nulls[at])
        continue;
      mill_sum_add (&state->sum, values->numbers[at]);
      state->n++;
    }
}

static void
double_merge (MillAggregator *self, guint32 to, const MillAggregator *other, guint32 from)
{
  Double *state = STATE (self, Double, to);
  const Double *more = CONST_STATE (other, Double, from);
  mill_sum_merge (&state->sum, &more->sum);
  state->n += more->n;
}

static gboolean
double_result (const MillAggregator *self,
               guint32 id,
               gpointer values,
               guint i,
               gboolean *overflow G_GNUC_UNUSED)
{
  const Double *state = CONST_STATE (self, Double, id);
  double sum = mill_sum_result (&state->sum);
  ((double *)values)[i]
      = self->aggregate.function == MILL_AGGREGATE_MEAN ? sum / (double)MAX (state->n, 1) : sum;
  return state->n > 0;
}

const MillAggregateKind mill_aggregate_sum_number = {
  .state_bytes = sizeof (Double), .add = double_add, .merge = double_merge, .result = double_result
};

/* ---- variance and standard deviation ---- */

/* Sums of the values and of their squares, each in twice the precision of a double, so that the
 * difference below keeps a double's precision unless the spread is 1e-8 of the mean. */
typedef struct
{
  MillSum sum, squares;
  guint64 n;
} Spread;

static void
spread_add (MillAggregator *self,
            const guint32 *ids,
            guint n,
            const MillVec *values,
            const guint64 *sequence G_GNUC_UNUSED)
{
  for (guint i = 0; i < n; i++)
    {
      guint at = AT (values, i);
      Spread *state = STATE (self, Spread, ids[i]);
      if (values->nulls != NULL && values->nulls[at])
        continue;
      double value = mill_aggregate_double (values, at), square = value * value;
      mill_sum_add (&state->sum, value);
      mill_sum_add (&state->squares, square);
      /* the rounding error of the square, exactly (Dekker's TwoProduct by fused multiply-add) */
      if (isfinite (square))
        mill_sum_add (&state->squares, fma (value, value, -square));
      state->n++;
    }
}

static void
spread_merge (MillAggregator *self, guint32 to, const MillAggregator *other, guint32 from)
{
  Spread *state = STATE (self, Spread, to);
  const Spread *more = CONST_STATE (other, Spread, from);
  mill_sum_merge (&state->sum, &more->sum);
  mill_sum_merge (&state->squares, &more->squares);
  state->n += more->n;
}

static gboolean
spread_result (const MillAggregator *self,
               guint32 id,
               gpointer values,
               guint i,
               gboolean *overflow G_GNUC_UNUSED)
{
  const Spread *state = CONST_STATE (self, Spread, id);
  if (state->n < 2)
    return FALSE;
  /* n squares - sum^2, over n (n - 1), in double-double */
  double n = (double)state->n, s = mill_sum_result (&state->sum);
  double high = s / n, low = fma (-high, n, s) / n; /* the mean in two parts */
  low += isfinite (state->sum.hi) ? ((state->sum.hi - s) + state->sum.lo) / n : 0;
  MillSum rest = state->squares;
  double part = high * s;
  mill_sum_add (&rest, -part);
  mill_sum_add (&rest, -fma (high, s, -part));
  mill_sum_add (&rest, -low * s);
  double variance = MAX (mill_sum_result (&rest), 0) / (n - 1);
  if (isnan (s) || isnan (mill_sum_result (&rest)))
    variance = NAN;
  ((double *)values)[i]
      = self->aggregate.function == MILL_AGGREGATE_STDDEV ? sqrt (variance) : variance;
  return TRUE;
}

const MillAggregateKind mill_aggregate_spread = {
  .state_bytes = sizeof (Spread), .add = spread_add, .merge = spread_merge, .result = spread_result
};

/* ---- extremes of 64-bit values ---- */

typedef struct
{
  gint64 value;
  guint64 n;
} Extreme;

static void
extreme_take (Extreme *state, gint64 value, gboolean max)
{
  if (state->n == 0 || (max ? value > state->value : value < state->value))
    state->value = value;
  state->n = 1;
}

static void
extreme_add (MillAggregator *self,
             const guint32 *ids,
             guint n,
             const MillVec *values,
             const guint64 *sequence G_GNUC_UNUSED)
{
  gboolean max = self->aggregate.function == MILL_AGGREGATE_MAX;
  for (guint i = 0; i < n; i++)
    {
      guint at = AT (values, i);
      if (values->nulls == NULL || !values->nulls[at])
        extreme_take (STATE (self, Extreme, ids[i]), values->integers[at], max);
    }
}

static void
extreme_merge (MillAggregator *self, guint32 to, const MillAggregator *other, guint32 from)
{
  const Extreme *more = CONST_STATE (other, Extreme, from);
  if (more->n > 0)
    extreme_take (
        STATE (self, Extreme, to), more->value, self->aggregate.function == MILL_AGGREGATE_MAX);
}

static gboolean
extreme_result (const MillAggregator *self,
                guint32 id,
                gpointer values,
                guint i,
                gboolean *overflow G_GNUC_UNUSED)
{
  const Extreme *state = CONST_STATE (self, Extreme, id);
  ((gint64 *)values)[i] = state->value;
  return state->n > 0;
}

const MillAggregateKind mill_aggregate_extreme_integer = { .state_bytes = sizeof (Extreme),
                                                           .add = extreme_add,
                                                           .merge = extreme_merge,
                                                           .result = extreme_result };

/* ---- extremes of doubles: NaN is above every other number, as in sorting ---- */

typedef struct
{
  double value;
  guint64 n;
} ExtremeNumber;

static void
number_take (ExtremeNumber *state, double value, gboolean max)
{
  /* a plain comparison decides unless a NaN is there */
  gboolean better = max ? value > state->value || isnan (value)
                        : value < state->value || (isnan (state->value) && !isnan (value));
  if (state->n == 0 || better)
    state->value = value == 0 ? 0 : value;
  state->n = 1;
}

static void
number_add (MillAggregator *self,
            const guint32 *ids,
            guint n,
            const MillVec *values,
            const guint64 *sequence G_GNUC_UNUSED)
{
  gboolean max = self->aggregate.function == MILL_AGGREGATE_MAX;
  for (guint i = 0; i < n; i++)
    {
      guint at = AT (values, i);
      if (values->nulls == NULL || !values->nulls[at])
        number_take (STATE (self, ExtremeNumber, ids[i]), values->numbers[at], max);
    }
}

static void
number_merge (MillAggregator *self, guint32 to, const MillAggregator *other, guint32 from)
{
  const ExtremeNumber *more = CONST_STATE (other, ExtremeNumber, from);
  if (more->n > 0)
    number_take (STATE (self, ExtremeNumber, to),
                 more->value,
                 self->aggregate.function == MILL_AGGREGATE_MAX);
}

static gboolean
number_result (const MillAggregator *self,
               guint32 id,
               gpointer values,
               guint i,
               gboolean *overflow G_GNUC_UNUSED)
{
  const ExtremeNumber *state = CONST_STATE (self, ExtremeNumber, id);
  ((double *)values)[i] = state->value;
  return state->n > 0;
}

const MillAggregateKind mill_aggregate_extreme_number = { .state_bytes = sizeof (ExtremeNumber),
                                                          .add = number_add,
                                                          .merge = number_merge,
                                                          .result = number_result };
