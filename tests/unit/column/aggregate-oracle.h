/* aggregate-oracle.h: aggregates over plain lists of values, as plainly as can be said.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <math.h>

#include "mill-aggregate.h"

#define GROUPS_MAX 40

/* --- one value, and all values of a group --- */

typedef struct
{
  gboolean null;
  MillInt128 integer; /* all types but number and text */
  double number;
  char *text;
  gsize length;
  guint64 sequence;
} Cell;

static inline void
cell_clear (gpointer data)
{
  g_free (((Cell *)data)->text);
}

static inline Cell
cell_of (const MillVec *vec, guint row)
{
  guint i = vec->constant ? 0 : row;
  Cell cell = { .null = mill_vec_is_null (vec, row) };
  if (cell.null)
    return cell;
  if (vec->type.id == MILL_TYPE_NUMBER)
    cell.number = vec->numbers[i];
  else if (vec->type.id == MILL_TYPE_BOOLEAN)
    cell.integer = vec->booleans[i];
  else if (mill_type_is_wide (vec->type))
    cell.integer = vec->wides[i];
  else if (mill_type_is_textual (vec->type))
    {
      cell.text = g_memdup2 (vec->spans[i].data, vec->spans[i].length);
      cell.length = vec->spans[i].length;
    }
  else
    cell.integer = vec->integers[i];
  return cell;
}

static inline int
compare_numbers (double a, double b)
{
  if (isnan (a) || isnan (b))
    return !!isnan (a) - !!isnan (b);
  return (a > b) - (a < b);
}

static inline int
compare_cells (MillType type, const Cell *a, const Cell *b)
{
  if (type.id == MILL_TYPE_NUMBER)
    return compare_numbers (a->number, b->number);
  if (!mill_type_is_textual (type))
    return (a->integer > b->integer) - (a->integer < b->integer);
  gsize shared = MIN (a->length, b->length);
  int order = shared > 0 ? memcmp (a->text, b->text, shared) : 0;
  return order != 0 ? order : (a->length > b->length) - (a->length < b->length);
}

/* --- the oracle: lists of values --- */

typedef struct
{
  MillAggregate aggregate;
  MillType type;
  GArray *groups[GROUPS_MAX]; /* of Cell, nulls too */
} Oracle;

static inline void
oracle_init (Oracle *oracle, const MillAggregate *aggregate)
{
  oracle->aggregate = *aggregate;
  g_assert_true (mill_aggregate_type (aggregate, &oracle->type));
  for (guint i = 0; i < GROUPS_MAX; i++)
    {
      oracle->groups[i] = g_array_new (FALSE, FALSE, sizeof (Cell));
      g_array_set_clear_func (oracle->groups[i], cell_clear);
    }
}

static inline void
oracle_clear (Oracle *oracle)
{
  for (guint i = 0; i < GROUPS_MAX; i++)
    g_array_unref (oracle->groups[i]);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Oracle, oracle_clear)

/* what is expected of one group */
typedef struct
{
  gboolean null, overflow;
  Cell value; /* borrowed text */
  double tolerance;
} Expected;

/* The values that are not null. */
static inline GArray *
values_of (const Oracle *oracle, guint group)
{
  GArray *values = g_array_new (FALSE, FALSE, sizeof (Cell));
  for (guint i = 0; i < oracle->groups[group]->len; i++)
    {
      const Cell *cell = &g_array_index (oracle->groups[group], Cell, i);
      if (!cell->null)
        g_array_append_vals (values, cell, 1);
    }
  return values;
}

static inline long double
as_real (const Oracle *oracle, const Cell *cell)
{
  MillType type = oracle->aggregate.input;
  if (type.id == MILL_TYPE_NUMBER)
    return cell->number;
  return (long double)cell->integer / (long double)mill_power_of_ten (type.scale);
}

/* Σ without loss in two halves of 64 bits. */
static inline gboolean
sum_exactly (const GArray *values, MillInt128 *sum)
{
  MillInt128 high = 0;
  MillUint128 low = 0;
  for (guint i = 0; i < values->len; i++)
    {
      MillInt128 value = g_array_index (values, Cell, i).integer;
      high += value >> 64;
      low += (guint64)value;
    }
  high += (MillInt128)(low >> 64);
  *sum = (MillInt128)((MillUint128)high << 64 | (guint64)low);
  return high >= G_MININT64 && high <= G_MAXINT64;
}

/* Σ of doubles without loss: a list of parts that do not overlap (J. R. Shewchuk, 1997). */
static inline double
sum_doubles (const GArray *values, double *sum_of_sizes)
{
  double parts[64];
  guint n = 0;
  *sum_of_sizes = 0;
  for (guint i = 0; i < values->len; i++)
    {
      double x = g_array_index (values, Cell, i).number;
      guint kept = 0;
      *sum_of_sizes += fabs (x);
      for (guint k = 0; k < n; k++)
        {
          double y = parts[k], big = fabs (x) < fabs (y) ? y : x, small = big == x ? y : x;
          double sum = big + small, rest = small - (sum - big);
          if (rest != 0)
            parts[kept++] = rest;
          x = sum;
        }
      parts[kept] = x;
      n = kept + 1;
      g_assert_cmpuint (n, <, G_N_ELEMENTS (parts));
    }
  double sum = 0;
  for (guint k = n; k > 0; k--)
    sum += parts[k - 1];
  return sum;
}

/* NaN, an infinity, or 0 when all values are finite */
static inline double
odd_one (const GArray *values)
{
  double odd = 0;
  for (guint i = 0; i < values->len; i++)
    {
      double value = g_array_index (values, Cell, i).number;
      if (!isfinite (value))
        odd += value;
    }
  return odd;
}

static inline void
expect_sum (const Oracle *oracle, const GArray *values, Expected *expected)
{
  gboolean mean = oracle->aggregate.function == MILL_AGGREGATE_MEAN;
  double sizes = 0, odd = 0, n = values->len;
  if (oracle->aggregate.input.id == MILL_TYPE_NUMBER)
    {
      odd = odd_one (values);
      double sum = odd != 0 || isnan (odd) ? odd : sum_doubles (values, &sizes);
      expected->value.number = mean ? sum / n : sum;
      /* half a unit of the sum and one for the division here, and 2^-100 of what cancelled */
      expected->tolerance = fabs (expected->value.number) * 2.3e-16 + sizes * 1e-30;
    }
  else if (mean)
    {
      long double sum = 0;
      for (guint i = 0; i < values->len; i++)
        {
          sum += as_real (oracle, &g_array_index (values, Cell, i));
          sizes += fabs ((double)as_real (oracle, &g_array_index (values, Cell, i)));
        }
      expected->value.number = (double)(sum / n);
      expected->tolerance = fabs (expected->value.number) * 4.5e-16 + sizes * 1e-17;
    }
  else
    {
      gboolean fits = sum_exactly (values, &expected->value.integer);
      if (oracle->type.id == MILL_TYPE_INTEGER)
        fits &= expected->value.integer >= G_MININT64 && expected->value.integer <= G_MAXINT64;
      else
        fits &= mill_decimal_fits (expected->value.integer, 38);
      expected->null = expected->overflow = !fits;
    }
}

static inline void
expect_spread (const Oracle *oracle, const GArray *values, Expected *expected)
{
  long double mean = 0, squares = 0, largest = 0;
  expected->null = values->len < 2;
  for (guint i = 0; i < values->len; i++)
    {
      long double value = as_real (oracle, &g_array_index (values, Cell, i));
      mean += value / values->len;
      largest = MAX (largest, fabsl (value));
      if (isnan (value))
        largest = NAN;
    }
  for (guint i = 0; i < values->len; i++)
    {
      long double away = as_real (oracle, &g_array_index (values, Cell, i)) - mean;
      squares += away * away;
    }
  long double variance = squares / (values->len - 1);
  gboolean deviation = oracle->aggregate.function == MILL_AGGREGATE_STDDEV;
  expected->value.number = (double)(deviation ? sqrtl (variance) : variance);
  if (!(largest < 1e150L))
    expected->value.number = NAN;
  /* squares below the range of a double are 0 */
  long double slack = largest * 1e-17L + 1e-150L;
  expected->tolerance
      = fabs (expected->value.number) * 1e-13 + (double)(deviation ? slack : slack * slack);
}

static inline int
compare_doubles (gconstpointer a, gconstpointer b)
{
  return compare_numbers (*(const double *)a, *(const double *)b);
}

static inline void
expect_quantile (const Oracle *oracle, const GArray *values, Expected *expected)
{
  g_autoptr (GArray) sorted = g_array_new (FALSE, FALSE, sizeof (double));
  for (guint i = 0; i < values->len; i++)
    {
      double value = (double)as_real (oracle, &g_array_index (values, Cell, i));
      g_array_append_val (sorted, value);
    }
  g_array_sort (sorted, compare_doubles);
  double at = oracle->aggregate.quantile * (values->len - 1);
  guint below = (guint)at, above = MIN (below + 1, values->len - 1);
  long double low = g_array_index (sorted, double, below),
              high = g_array_index (sorted, double, above), share = (long double)at - below;
  if (share == 0)
    high = low;
  long double value = low == high ? low : low * (1 - share) + high * share;
  expected->value.number = (double)value;
  expected->tolerance = isfinite ((double)value) ? (double)(fabsl (low) + fabsl (high)) * 4e-16 : 0;
}

static inline void
expect_distinct (const Oracle *oracle, const GArray *values, Expected *expected)
{
  for (guint i = 0; i < values->len; i++)
    {
      gboolean again = FALSE;
      for (guint k = 0; k < i && !again; k++)
        again = compare_cells (oracle->aggregate.input,
                               &g_array_index (values, Cell, i),
                               &g_array_index (values, Cell, k))
                == 0;
      expected->value.integer += !again;
    }
}

static inline void
expect_one (const Oracle *oracle, const GArray *values, Expected *expected)
{
  const Cell *best = NULL;
  for (guint i = 0; i < values->len; i++)
    {
      const Cell *cell = &g_array_index (values, Cell, i);
      int order = best == NULL ? 1 : compare_cells (oracle->type, cell, best);
      gboolean later = best == NULL || cell->sequence > best->sequence;
      switch (oracle->aggregate.function)
        {
        case MILL_AGGREGATE_MIN:
          best = best == NULL || order < 0 ? cell : best;
          break;
        case MILL_AGGREGATE_MAX:
          best = order > 0 ? cell : best;
          break;
        case MILL_AGGREGATE_FIRST:
          best = best == NULL || !later ? cell : best;
          break;
        default:
          best = later ? cell : best;
          break;
        }
    }
  expected->value = *best;
}

static inline Expected
expect (const Oracle *oracle, guint group)
{
  g_autoptr (GArray) values = values_of (oracle, group);
  Expected expected = { 0 };
  MillAggregateFunction function = oracle->aggregate.function;
  expected.null = values->len == 0;
  if (function == MILL_AGGREGATE_ROWS || function == MILL_AGGREGATE_COUNT
      || function == MILL_AGGREGATE_DISTINCT)
    {
      expected.null = FALSE;
      if (function == MILL_AGGREGATE_DISTINCT)
        expect_distinct (oracle, values, &expected);
      else
        expected.value.integer
            = function == MILL_AGGREGATE_ROWS ? oracle->groups[group]->len : values->len;
    }
  else if (values->len == 0)
    return expected;
  else if (function == MILL_AGGREGATE_SUM || function == MILL_AGGREGATE_MEAN)
    expect_sum (oracle, values, &expected);
  else if (function == MILL_AGGREGATE_STDDEV || function == MILL_AGGREGATE_VARIANCE)
    expect_spread (oracle, values, &expected);
  else if (function == MILL_AGGREGATE_QUANTILE)
    expect_quantile (oracle, values, &expected);
  else
    expect_one (oracle, values, &expected);
  return expected;
}
