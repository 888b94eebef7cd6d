/* mill-ticks.h: where an axis has its ticks and what they say.
 *
 * Linear steps are 1, 2 or 5 times a power of ten (P. Heckbert, "Nice Numbers for Graph Labels",
 * Graphics Gems, 1990), logarithmic ones decades and their parts, steps in time those of calendar
 * and clock, in UTC.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** MILL_TICKS_MAX: no axis has more. */
#define MILL_TICKS_MAX 1000

/** MillTick: one tick. Free arrays of them with mill_ticks_free(). */
typedef struct
{
  double value;  /* in the unit of the axis; categories: their index */
  char *label;   /* (nullable) */
  char *context; /* (nullable) a second line: the day, month or year that a run of labels lies in */
} MillTick;

/** mill_ticks_new: (transfer full): an empty array of #MillTick that frees its labels. */
GArray *mill_ticks_new (void);

/** mill_tick_step: the smallest step that needs at most @count (> 0) steps for @span (> 0). */
double mill_tick_step (double span, guint count);

/** MillNiceStep: a step as @digit (1, 2, 5) times ten to the power @power, so without rounding. */
typedef struct
{
  int digit;
  int power;
} MillNiceStep;

/** mill_nice_step: as mill_tick_step(). */
MillNiceStep mill_nice_step (double span, guint count);
/** mill_nice_value: @index times @step, the double nearest to it. */
double mill_nice_value (MillNiceStep step, double index);

/** mill_nice_linear: widens @lo .. @hi (lo < hi) to whole steps of at most @count ticks. */
void mill_nice_linear (double *lo, double *hi, guint count);
/** mill_nice_log: widens @lo .. @hi (0 < lo < hi) to whole decades, or 1, 2, 5 of short ranges. */
void mill_nice_log (double *lo, double *hi);
/** mill_nice_time: widens @lo .. @hi (microseconds) to calendar steps of at most @count ticks. */
void mill_nice_time (double *lo, double *hi, guint count);

/** mill_ticks_linear: (transfer full): at most @count steps within @lo .. @hi, labelled alike. */
GArray *mill_ticks_linear (double lo, double hi, guint count);
/** mill_ticks_multiples: (transfer full): at most @count multiples of @step, or of 2, 5, 10..
 * steps. */
GArray *mill_ticks_multiples (double lo, double hi, double step, guint count);
/** mill_ticks_log: (transfer full): about @count ticks within @lo .. @hi (0 < lo <= hi). */
GArray *mill_ticks_log (double lo, double hi, guint count);
/** mill_ticks_time: (transfer full): at most @count calendar steps within @lo .. @hi. */
GArray *mill_ticks_time (double lo, double hi, guint count);

/** mill_ticks_label: makes the labels of numeric ticks anew: alike in style, by their largest. */
void mill_ticks_label (GArray *ticks, double step);

/** mill_time_floor: rounds @time down to the unit; @unit is a MillChartTimeUnit that rounds. */
gint64 mill_time_floor (gint64 time, int unit);
/** mill_time_next: the begin of the unit after that which @time lies in. */
gint64 mill_time_next (gint64 time, int unit);
/** mill_time_part: the part of @time that a cyclic MillChartTimeUnit takes. */
int mill_time_part (gint64 time, int unit);

G_END_DECLS
