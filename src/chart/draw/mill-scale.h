/* mill-scale.h: from values to px.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-chart-private.h"

G_BEGIN_DECLS

/** MillScale: a mapping of one axis. Continuous: lo .. hi; bands: indices 0 .. n - 1. */
typedef struct
{
  MillScaleType type;  /* LINEAR, LOG, SQRT, SYMLOG, TIME, BAND or POINT */
  double lo, hi;       /* continuous: lo < hi */
  guint n;             /* bands */
  double from, to;     /* px at lo and at hi; from > to for an axis that grows upward */
  double step;         /* bands: px from one to the next, >= 0 */
  double band;         /* bands: px of one */
  double t_lo, t_span; /* lo and hi - lo after the transform */
} MillScale;

/** mill_scale_is_discrete: whether the axis has places for categories. */
static inline gboolean
mill_scale_is_discrete (const MillScale *scale)
{
  return scale->type == MILL_SCALE_BAND || scale->type == MILL_SCALE_POINT;
}

/** mill_scale_continuous: a scale for @lo .. @hi (lo < hi, both positive for LOG) on @from .. @to
 * px. */
MillScale mill_scale_continuous (MillScaleType type, double lo, double hi, double from, double to);
/** mill_scale_discrete: @n (> 0) places; @padding is the share of a step between bands (BAND). */
MillScale mill_scale_discrete (MillScaleType type, guint n, double padding, double from, double to);
/** mill_scale_map: px of @value; discrete: of the middle of place @value. */
double mill_scale_map (const MillScale *scale, double value);
/** mill_scale_transform: what @type does to a value before it is laid out linearly. */
double mill_scale_transform (MillScaleType type, double value);
/** mill_scale_invert: the inverse of mill_scale_map() of continuous scales. */
double mill_scale_invert (const MillScale *scale, double px);

G_END_DECLS
