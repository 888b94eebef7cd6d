/* mill-scale.c: from values to px.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-scale.h"

#include <math.h>

double
mill_scale_transform (MillScaleType type, double value)
{
  switch (type)
    {
    case MILL_SCALE_LOG:
      return log10 (value);
    case MILL_SCALE_SQRT:
      return copysign (sqrt (fabs (value)), value);
    case MILL_SCALE_SYMLOG:
      return copysign (log1p (fabs (value)), value);
    default:
      return value;
    }
}

/* untransform: the inverse of mill_scale_transform(). */
static double
untransform (MillScaleType type, double value)
{
  switch (type)
    {
    case MILL_SCALE_LOG:
      return pow (10, value);
    case MILL_SCALE_SQRT:
      return copysign (value * value, value);
    case MILL_SCALE_SYMLOG:
      return copysign (expm1 (fabs (value)), value);
    default:
      return value;
    }
}

MillScale
mill_scale_continuous (MillScaleType type, double lo, double hi, double from, double to)
{
  g_assert (lo < hi);
  MillScale scale = { .type = type, .lo = lo, .hi = hi, .from = from, .to = to };
  scale.t_lo = mill_scale_transform (type, lo);
  scale.t_span = mill_scale_transform (type, hi) - scale.t_lo;
  return scale;
}

MillScale
mill_scale_discrete (MillScaleType type, guint n, double padding, double from, double to)
{
  g_assert (n > 0);
  MillScale scale = { .type = type, .n = n, .from = from, .to = to };
  scale.step = fabs (to - from) / n;
  scale.band = type == MILL_SCALE_BAND ? scale.step * (1 - padding) : 0;
  return scale;
}

double
mill_scale_map (const MillScale *scale, double value)
{
  double share;
  if (mill_scale_is_discrete (scale))
    share = (value + 0.5) / scale->n;
  else if (scale->t_span > 0)
    share = (mill_scale_transform (scale->type, value) - scale->t_lo) / scale->t_span;
  else
    share = 0.5;
  return scale->from + share * (scale->to - scale->from);
}

double
mill_scale_invert (const MillScale *scale, double px)
{
  double share = (px - scale->from) / (scale->to - scale->from);
  return untransform (scale->type, scale->t_lo + share * scale->t_span);
}
