/* mill-sum.h: sums whose result does not depend on the order of the terms.
 *
 * Doubles are summed in double-double: each addition keeps its rounding error exactly (D. Knuth's
 * TwoSum) in a second double. The sum so carries about 106 bits, and its result, rounded to 53, is
 * the same for any order and any grouping of the terms for all practical data; it can differ only
 * when more than about 2^50 terms, or a cancellation of as many bits, come together with a sum that
 * falls on the edge between two doubles. Integers and decimals are summed exactly in 128 bits.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>
#include <math.h>

#include "mill-number.h"

G_BEGIN_DECLS

/** MillSum: zero-filled it is the sum of nothing, 0. */
typedef struct
{
  double hi;
  double lo; /* what rounding took from hi; NaN once hi is not finite */
} MillSum;

/** mill_sum_add: adds @value. */
static inline void
mill_sum_add (MillSum *sum, double value)
{
  double s = sum->hi + value;
  double part = s - sum->hi;
  sum->lo += (sum->hi - (s - part)) + (value - part);
  sum->hi = s;
}

/** mill_sum_merge: adds all that @other has summed. */
static inline void
mill_sum_merge (MillSum *sum, const MillSum *other)
{
  double lo = other->lo;
  mill_sum_add (sum, other->hi);
  sum->lo += lo;
}

/**
 * mill_sum_result: the sum. As with plain additions it is NaN when a term is NaN or infinities of
 * both signs are there, else an infinity when one is there or the sum overflowed on the way.
 */
static inline double
mill_sum_result (const MillSum *sum)
{
  return isfinite (sum->hi) ? sum->hi + sum->lo : sum->hi;
}

/**
 * mill_sum_add_int128: adds @value to @sum of integers or decimals of one scale.
 * Returns: %FALSE, and leaves @sum, when 128 bits do not suffice.
 */
static inline gboolean
mill_sum_add_int128 (MillInt128 *sum, MillInt128 value)
{
  MillInt128 result;
  if (__builtin_add_overflow (*sum, value, &result))
    return FALSE;
  *sum = result;
  return TRUE;
}

/** mill_sum_to_int64: the sum as a 64-bit integer. Returns: %FALSE when it does not fit. */
static inline gboolean
mill_sum_to_int64 (MillInt128 sum, gint64 *value)
{
  if (sum < G_MININT64 || sum > G_MAXINT64)
    return FALSE;
  *value = (gint64)sum;
  return TRUE;
}

/**
 * mill_sum_mean: the double nearest to @sum / @count (@count > 0), for sums of integers: exact up
 * to one rounding of the sum and one of the quotient.
 */
static inline double
mill_sum_mean (MillInt128 sum, gint64 count)
{
  return (double)sum / (double)count;
}

G_END_DECLS
