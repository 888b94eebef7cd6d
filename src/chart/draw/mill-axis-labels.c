/* mill-axis-labels.c: makes the labels of an axis fit: thinned, wrapped, turned, shortened.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <math.h>

#include "mill-draw.h"
#include "mill-ticks.h"

#define SPACE 8.0        /* px between two labels of a bottom axis */
#define TICK_AND_GAP 9.0 /* px from the plot to its labels */
#define SHORT_LABEL 18.0 /* px: a label that turning would not help */
#define WRAP_STEP_MIN 44.0
#define TURNED_MIN 64.0 /* px that a turned label may always take */
#define COS45 0.70710678

static MillTick *
tick_at (const MillAxis *axis, guint i)
{
  return &g_array_index (axis->ticks, MillTick, i);
}

static double
width_of (const MillDraw *draw, const char *label)
{
  return label != NULL ? mill_measure (draw->measurer, label, MILL_LABEL_SIZE, FALSE) : 0;
}

/* widest: of all labels and second lines. */
static double
widest (const MillDraw *draw, const MillAxis *axis)
{
  double max = 0;
  for (guint i = 0; i < axis->ticks->len; i++)
    {
      max = MAX (max, width_of (draw, tick_at (axis, i)->label));
      max = MAX (max, width_of (draw, tick_at (axis, i)->context));
    }
  return max;
}

/* thin: takes the labels off all but every @stride-th tick. */
static void
thin (MillAxis *axis, guint stride)
{
  for (guint i = 0; i < axis->ticks->len; i++)
    if (i % stride != 0)
      {
        g_clear_pointer (&tick_at (axis, i)->label, g_free);
        g_clear_pointer (&tick_at (axis, i)->context, g_free);
      }
}

/* shorten: cuts labels to @width px. */
static void
shorten (MillDraw *draw, MillAxis *axis, double width)
{
  for (guint i = 0; i < axis->ticks->len; i++)
    {
      MillTick *tick = tick_at (axis, i);
      if (tick->label == NULL)
        continue;
      char *fitted = mill_measure_fit (draw->measurer, tick->label, MILL_LABEL_SIZE, FALSE, width);
      g_free (tick->label);
      tick->label = fitted;
    }
}

/* shorten_turned: cuts labels to @width px, and those near the left edge of the picture to less. */
static void
shorten_turned (MillDraw *draw, MillAxis *axis, double width)
{
  for (guint i = 0; i < axis->ticks->len; i++)
    {
      MillTick *tick = tick_at (axis, i);
      if (tick->label == NULL)
        continue;
      double at = mill_scale_map (&axis->scale, tick->value);
      double room = CLAMP ((at - SPACE) / COS45, TURNED_MIN, width);
      char *fitted = mill_measure_fit (draw->measurer, tick->label, MILL_LABEL_SIZE, FALSE, room);
      g_free (tick->label);
      tick->label = fitted;
    }
}

/* wrap: sets all labels in at most two lines of @width px. Returns: %FALSE when one does not fit.
 */
static gboolean
wrap (MillDraw *draw, MillAxis *axis, double width)
{
  guint n = axis->ticks->len;
  g_autoptr (GPtrArray) wrapped = g_ptr_array_new_with_free_func ((GDestroyNotify)g_strfreev);
  for (guint i = 0; i < n; i++)
    {
      const char *label = tick_at (axis, i)->label;
      char **lines = mill_measure_wrap (draw->measurer, label, MILL_LABEL_SIZE, FALSE, width, 2);
      g_ptr_array_add (wrapped, lines);
      guint last = g_strv_length (lines);
      if (last > 0 && g_str_has_suffix (lines[last - 1], "\xe2\x80\xa6")
          && !g_str_has_suffix (label, "\xe2\x80\xa6"))
        return FALSE;
    }
  for (guint i = 0; i < n; i++)
    {
      char **lines = g_ptr_array_index (wrapped, i);
      MillTick *tick = tick_at (axis, i);
      if (lines[0] == NULL || lines[1] == NULL)
        continue;
      g_free (tick->label);
      tick->label = g_strdup (lines[0]);
      tick->context = g_strdup (lines[1]);
      axis->contexts = TRUE;
    }
  return TRUE;
}

/* fit_places: labels of categories at the bottom. */
static void
fit_places (MillDraw *draw, MillAxis *axis, double room)
{
  double step = axis->scale.step, max = widest (draw, axis);
  if (max <= step - SPACE)
    return;
  gboolean ordered = draw->table->domains[axis->id].ordered && max + SPACE < 120;
  if (ordered || max < SHORT_LABEL)
    {
      thin (axis, (guint)ceil ((max + SPACE) / MAX (step, 1e-3)));
      return;
    }
  if (step >= WRAP_STEP_MIN && wrap (draw, axis, step - SPACE))
    return;
  axis->angle = -45;
  double line = MILL_LINE (MILL_LABEL_SIZE) * 1.15;
  if (step * COS45 < line)
    thin (axis, (guint)ceil (line / COS45 / MAX (step, 1e-3)));
  shorten_turned (draw, axis, MAX (room / COS45 - 20, 24));
}

/* drop_touching: takes labels off that touch the one before, and second lines alike. The last
 * second line wins over one that it touches: the first is often that of a stump of a month. */
static void
drop_touching (MillDraw *draw, MillAxis *axis)
{
  double end = -INFINITY;
  guint before = G_MAXUINT;
  double context_end = -INFINITY;
  for (guint i = 0; i < axis->ticks->len; i++)
    {
      MillTick *tick = tick_at (axis, i);
      double at = mill_scale_map (&axis->scale, tick->value);
      double half = width_of (draw, tick->label) / 2;
      if (at - half < end + SPACE / 2)
        g_clear_pointer (&tick->label, g_free);
      else if (tick->label != NULL)
        end = at + half;
      if (tick->context == NULL)
        continue;
      half = width_of (draw, tick->context) / 2;
      if (at - half < context_end + SPACE && before != G_MAXUINT)
        g_clear_pointer (&tick_at (axis, before)->context, g_free);
      context_end = at + half;
      before = i;
      axis->contexts = TRUE;
    }
}

/* reach: how far labels at the bottom stand out over the ends of the axis. */
static void
reach (const MillDraw *draw, MillAxis *axis)
{
  double start = MIN (axis->scale.from, axis->scale.to),
         end = MAX (axis->scale.from, axis->scale.to);
  for (guint i = 0; i < axis->ticks->len; i++)
    {
      const MillTick *tick = tick_at (axis, i);
      double at = mill_scale_map (&axis->scale, tick->value);
      double label = width_of (draw, tick->label), context = width_of (draw, tick->context);
      double left = axis->angle != 0 ? label * COS45 : MAX (label, context) / 2;
      double right = axis->angle != 0 ? MILL_LABEL_SIZE : MAX (label, context) / 2;
      axis->before = MAX (axis->before, start - (at - left));
      axis->after = MAX (axis->after, at + right - end);
    }
}

static void
fit_bottom (MillDraw *draw, MillAxis *axis, double room)
{
  if (mill_scale_is_discrete (&axis->scale))
    fit_places (draw, axis, room);
  else
    drop_touching (draw, axis);
  double line = MILL_LINE (MILL_LABEL_SIZE);
  axis->extent = TICK_AND_GAP + (axis->contexts ? 2 : 1) * line;
  if (axis->angle != 0)
    axis->extent = TICK_AND_GAP + widest (draw, axis) * COS45 + line * 0.75;
  reach (draw, axis);
}

/* join_contexts: a side axis has one line for a label: "Feb" and "2014" become "Feb 2014". */
static void
join_contexts (MillAxis *axis)
{
  for (guint i = 0; i < axis->ticks->len; i++)
    {
      MillTick *tick = tick_at (axis, i);
      if (tick->context == NULL || tick->label == NULL)
        continue;
      char *joined = g_strdup_printf ("%s %s", tick->label, tick->context);
      g_free (tick->label);
      tick->label = joined;
      g_clear_pointer (&tick->context, g_free);
    }
}

static void
fit_side (MillDraw *draw, MillAxis *axis, double room)
{
  join_contexts (axis);
  double line = MILL_LINE (MILL_LABEL_SIZE);
  double step = mill_scale_is_discrete (&axis->scale) ? axis->scale.step : line * 2;
  if (step < line)
    thin (axis, (guint)ceil (line / MAX (step, 1e-3)));
  shorten (draw, axis, room);
  /* ticks of a logarithmic axis stand unevenly */
  double last = NAN;
  for (guint i = 0; i < axis->ticks->len; i++)
    {
      MillTick *tick = tick_at (axis, i);
      double at = mill_scale_map (&axis->scale, tick->value);
      if (tick->label == NULL)
        continue;
      if (fabs (at - last) < line * 0.95)
        g_clear_pointer (&tick->label, g_free);
      else
        last = at;
    }
  axis->extent = widest (draw, axis) + 8;
  axis->before = axis->after = line / 2;
}

void
mill_axis_fit_labels (MillDraw *draw, MillAxis *axis, double room)
{
  if (axis->id == MILL_CHANNEL_X)
    fit_bottom (draw, axis, room);
  else
    fit_side (draw, axis, room);
}
