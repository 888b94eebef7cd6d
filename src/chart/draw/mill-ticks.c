/* mill-ticks.c: ticks of numbers.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-ticks.h"

#include <math.h>

#include "mill-format.h"

static void
tick_clear (gpointer data)
{
  MillTick *tick = data;
  g_free (tick->label);
  g_free (tick->context);
}

GArray *
mill_ticks_new (void)
{
  GArray *ticks = g_array_new (FALSE, FALSE, sizeof (MillTick));
  g_array_set_clear_func (ticks, tick_clear);
  return ticks;
}

static void
add_tick (GArray *ticks, double value)
{
  MillTick tick = { .value = value == 0 ? 0 : value }; /* no -0 */
  if (ticks->len < MILL_TICKS_MAX)
    g_array_append_val (ticks, tick);
}

/* power_of_ten: 10^n; exact for |n| <= 22, where double division by it rounds but once. */
static double
power_of_ten (int n)
{
  return pow (10, n);
}

double
mill_nice_value (MillNiceStep step, double index)
{
  double product = index * step.digit;
  return step.power < 0 ? product / power_of_ten (-step.power)
                        : product * power_of_ten (step.power);
}

MillNiceStep
mill_nice_step (double span, guint count)
{
  g_assert (span > 0 && count > 0);
  double raw = span / count;
  MillNiceStep step = { 1, (int)floor (log10 (raw)) };
  step.power = CLAMP (step.power, -300, 300);
  static const int digits[] = { 1, 2, 5 };
  for (int round = 0; round < 2; round++, step.power++)
    for (guint i = 0; i < G_N_ELEMENTS (digits); i++)
      {
        step.digit = digits[i];
        if (mill_nice_value (step, 1) >= raw * (1 - 1e-12))
          return step;
      }
  step.digit = 1;
  return step;
}

double
mill_tick_step (double span, guint count)
{
  return mill_nice_value (mill_nice_step (span, count), 1);
}

void
mill_nice_linear (double *lo, double *hi, guint count)
{
  /* A wider domain may need the next step, which may widen it again; twice settles it. */
  for (int round = 0; round < 2; round++)
    {
      MillNiceStep step = mill_nice_step (*hi - *lo, count);
      double unit = mill_nice_value (step, 1);
      double first = floor (*lo / unit + 1e-9), last = ceil (*hi / unit - 1e-9);
      *lo = mill_nice_value (step, first);
      *hi = mill_nice_value (step, last);
    }
}

void
mill_nice_log (double *lo, double *hi)
{
  double decades = log10 (*hi / *lo);
  if (decades >= 1)
    {
      *lo = power_of_ten ((int)floor (log10 (*lo) + 1e-9));
      *hi = power_of_ten ((int)ceil (log10 (*hi) - 1e-9));
      return;
    }
  double base = power_of_ten ((int)floor (log10 (*lo)));
  static const double parts[] = { 1, 2, 5, 10, 20, 50, 100 };
  double low = base, high = base * 100;
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      double edge = base * parts[i];
      if (edge <= *lo * (1 + 1e-9))
        low = edge;
      if (edge >= *hi * (1 - 1e-9))
        {
          high = edge;
          break;
        }
    }
  *lo = low;
  *hi = high;
}

GArray *
mill_ticks_linear (double lo, double hi, guint count)
{
  GArray *ticks = mill_ticks_new ();
  if (!(hi > lo))
    {
      add_tick (ticks, lo);
      mill_ticks_label (ticks, 0);
      return ticks;
    }
  MillNiceStep step = mill_nice_step (hi - lo, MIN (count, MILL_TICKS_MAX - 2));
  double unit = mill_nice_value (step, 1);
  double first = ceil (lo / unit - 1e-9), last = floor (hi / unit + 1e-9);
  /* Beyond 2^53 steps from zero neighbours are one double: such an axis has its ends only. */
  if (fabs (first) > 9e15 || fabs (last) > 9e15)
    {
      add_tick (ticks, lo);
      add_tick (ticks, hi);
    }
  else
    for (double i = first; i <= last; i++)
      add_tick (ticks, mill_nice_value (step, i));
  mill_ticks_label (ticks, unit);
  return ticks;
}

GArray *
mill_ticks_multiples (double lo, double hi, double step, guint count)
{
  static const int strides[] = { 1, 2, 5 };
  double stride = 1;
  for (guint i = 0; (hi - lo) / (step * stride) > MAX (count, 1); i++)
    stride = strides[(i + 1) % 3] * pow (10, (int)((i + 1) / 3));
  GArray *ticks = mill_ticks_new ();
  double width = step * stride;
  double first = ceil (lo / width - 1e-9), last = floor (hi / width + 1e-9);
  for (double i = first; i <= last && ticks->len < MILL_TICKS_MAX; i++)
    add_tick (ticks, i * width);
  mill_ticks_label (ticks, width);
  return ticks;
}

/* add_log_parts: the ticks digits[] x 10^power within lo .. hi. */
static void
add_log_parts (GArray *ticks, int power, const int *digits, guint n, double lo, double hi)
{
  for (guint i = 0; i < n; i++)
    {
      double value = mill_nice_value ((MillNiceStep){ digits[i], power }, 1);
      if (value >= lo * (1 - 1e-9) && value <= hi * (1 + 1e-9))
        add_tick (ticks, value);
    }
}

GArray *
mill_ticks_log (double lo, double hi, guint count)
{
  static const int ones[] = { 1 }, few[] = { 1, 2, 5 }, all[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9 };
  double decades = log10 (hi) - log10 (lo);
  /* Less than a third of a decade looks linear, and decades would not mark it. */
  if (!(decades > 0.35))
    return mill_ticks_linear (lo, hi, count);
  GArray *ticks = mill_ticks_new ();
  int first = (int)floor (log10 (lo) - 1e-9), last = (int)ceil (log10 (hi) + 1e-9);
  const int *digits = ones;
  guint n = 1;
  if (decades * 9 <= count)
    digits = all, n = G_N_ELEMENTS (all);
  else if (decades * 3 <= count || decades < 2)
    digits = few, n = G_N_ELEMENTS (few);
  int stride = MAX (1, (int)ceil (decades / MAX (count, 1)));
  for (int power = first - ((first % stride) + stride) % stride; power <= last; power += stride)
    add_log_parts (ticks, power, digits, n, lo, hi);
  mill_ticks_label (ticks, 0);
  return ticks;
}

/* largest: the greatest magnitude of the ticks. */
static double
largest (const GArray *ticks)
{
  double max = 0;
  for (guint i = 0; i < ticks->len; i++)
    max = MAX (max, fabs (g_array_index (ticks, MillTick, i).value));
  return max;
}

/* decimals_of: how many digits after the point a multiple of @step needs. */
static int
decimals_of (double step)
{
  int decimals = 0;
  double scaled = step;
  while (decimals < 8 && fabs (scaled - round (scaled)) > 1e-6 * scaled)
    scaled = step * power_of_ten (++decimals);
  return decimals;
}

/* same_style: one format for all ticks of a linear axis of @step. */
static MillNumberFormat
same_style (double max, double step)
{
  if (max >= 1e15 || step < 1e-6)
    return (MillNumberFormat){ .type = 'e', .precision = 5, .trim = TRUE };
  if (max >= 1e5 && step >= 100)
    return (MillNumberFormat){ .type = 's', .precision = 12 };
  return (MillNumberFormat){ .type = 'f', .precision = decimals_of (step), .comma = TRUE };
}

/* own_style: a format for one value of a logarithmic axis that ends at @max. */
static MillNumberFormat
own_style (double value, double max)
{
  double magnitude = fabs (value);
  if (magnitude >= 1e15 || (magnitude < 1e-4 && magnitude > 0))
    return (MillNumberFormat){ .type = 'e', .precision = 5, .trim = TRUE };
  if (magnitude >= 1e3 && max >= 1e4)
    return (MillNumberFormat){ .type = 's', .precision = 6 };
  return (MillNumberFormat){ .precision = 6, .comma = TRUE };
}

void
mill_ticks_label (GArray *ticks, double step)
{
  double max = largest (ticks);
  MillNumberFormat same = step > 0 ? same_style (max, step) : (MillNumberFormat){ 0 };
  for (guint i = 0; i < ticks->len; i++)
    {
      MillTick *tick = &g_array_index (ticks, MillTick, i);
      MillNumberFormat own = step > 0 ? same : own_style (tick->value, max);
      if (tick->value == 0 && own.type == 'e')
        own = (MillNumberFormat){ .precision = -1 };
      g_autoptr (GString) text = g_string_new (NULL);
      mill_format_number (tick->value, &own, text);
      g_free (tick->label);
      tick->label = g_string_free (g_steal_pointer (&text), FALSE);
    }
}
