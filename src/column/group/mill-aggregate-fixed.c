/* Counts, sums, and extremes of what fits a register.
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

/* The sum is carry * 2^128 + sum: however it wandered, it comes back exactly, in any order. */
typedef struct
{
  MillInt128 sum;
  guint64 n;
  gint64 carry;
} Exact;

static void
exact_add_sum (Exact *state, MillInt128 value)
{
  MillInt128 sum;
  if (__builtin_add_overflow (state->sum, value, &sum))
    state->carry += value < 0 ? -1 : 1;
  state->sum = sum;
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
      Exact *state = STATE (self, Exact, ids[i]);
      if (values->nulls != NULL && values->nulls[at])
        continue;
      exact_add_sum (state, wide ? values->wides[at] : (MillInt128)values->integers[at]);
      state->n++;
    }
}

static void
exact_merge (MillAggregator *self, guint32 to, const MillAggregator *other, guint32 from)
{
  Exact *state = STATE (self, Exact, to);
  const Exact *more = CONST_STATE (other, Exact, from);
  exact_add_sum (state, more->sum);
  state->carry = (gint64)((guint64)state->carry + (guint64)more->carry);
  state->n += more->n;
}

/* Where sum and divisor are exact doubles, as nearly always, the mean is the nearest double: of
 * 0.10, 0.10 and 0.10 it is 0.1. */
static double
exact_mean (const Exact *state, int scale)
{
  const MillInt128 limit = (MillInt128)1 << 53;
  double n = (double)state->n;
  if (state->carry != 0)
    return (ldexp ((double)state->carry, 128) + (double)state->sum) / n
           / (double)mill_power_of_ten (scale);
  if (state->sum > -limit && state->sum < limit && scale <= MILL_DECIMAL64_DIGITS
      && mill_power_of_ten (scale) * state->n < limit)
    return (double)state->sum / (double)(mill_power_of_ten (scale) * state->n);
  return mill_decimal_to_double (state->sum, scale) / n;
}

static gboolean
exact_result (const MillAggregator *self, guint32 id, gpointer values, guint i, gboolean *overflow)
{
  const Exact *state = CONST_STATE (self, Exact, id);
  if (state->n == 0)
    return FALSE;
  if (self->aggregate.function == MILL_AGGREGATE_MEAN)
    {
      ((double *)values)[i] = exact_mean (state, self->aggregate.input.scale);
      return TRUE;
    }
  *overflow = state->carry != 0;
  if (self->type.id == MILL_TYPE_INTEGER)
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

/* The quotient of the whole sum, not of its first 53 bits: of 0.1, 0.1 and 0.1 it is 0.1. */
static double
double_mean (const Double *state)
{
  double n = (double)state->n, mean = mill_sum_result (&state->sum) / n;
  if (!isfinite (mean))
    return mean;
  return mean + ((fma (-mean, n, state->sum.hi) + state->sum.lo) / n);
}

static gboolean
double_result (const MillAggregator *self,
               guint32 id,
               gpointer values,
               guint i,
               gboolean *overflow G_GNUC_UNUSED)
{
  const Double *state = CONST_STATE (self, Double, id);
  if (state->n == 0)
    return FALSE;
  double result = self->aggregate.function == MILL_AGGREGATE_MEAN ? double_mean (state)
                                                                  : mill_sum_result (&state->sum);
  /* which of several NaN has won is left to chance */
  ((double *)values)[i] = isnan (result) ? NAN : result;
  return TRUE;
}

const MillAggregateKind mill_aggregate_sum_number = {
  .state_bytes = sizeof (Double), .add = double_add, .merge = double_merge, .result = double_result
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

static gboolean
extreme_load (MillAggregator *self, guint32 id, const guint8 *data, gsize length)
{
  Extreme state;
  if (length != sizeof state)
    return FALSE;
  memcpy (&state, data, sizeof state);
  if (state.n > 1 || (state.n == 1 && !mill_aggregate_fits (self->type, &state.value, 8)))
    return FALSE;
  if (state.n == 1)
    extreme_take (
        STATE (self, Extreme, id), state.value, self->aggregate.function == MILL_AGGREGATE_MAX);
  return TRUE;
}

const MillAggregateKind mill_aggregate_extreme_integer = { .state_bytes = sizeof (Extreme),
                                                           .add = extreme_add,
                                                           .merge = extreme_merge,
                                                           .result = extreme_result,
                                                           .load = extreme_load };

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
    state->value = mill_aggregate_plain (value);
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
