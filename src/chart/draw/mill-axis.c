/* mill-axis.c: domain, scale and ticks of an axis, and how they are drawn.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <math.h>

#include "mill-draw.h"
#include "mill-format.h"
#include "mill-ticks.h"
#include "mill-time.h"

#define TICK_LENGTH 5.0
#define LABEL_GAP 4.0 /* from the tick to the label */

void
mill_axis_clear (MillAxis *axis)
{
  g_clear_pointer (&axis->ticks, g_array_unref);
}

/* is_x: whether the axis lies at the bottom. */
static gboolean
is_x (const MillAxis *axis)
{
  return axis->id == MILL_CHANNEL_X;
}

/* scale_type: of a continuous axis. */
static MillScaleType
scale_type (const MillDraw *draw, MillChannelId id)
{
  MillScaleType type = draw->chart->channels[id].scale.type;
  if (draw->table->domains[id].kind == MILL_VALUE_TIME)
    return MILL_SCALE_TIME;
  return type == MILL_SCALE_AUTO ? MILL_SCALE_LINEAR : type;
}

/* wants_zero: whether zero belongs to the axis: always under bars and areas, else when it is near.
 */
static gboolean
wants_zero (const MillDraw *draw, MillChannelId id, MillScaleType type, double lo, double hi)
{
  const MillScaleSpec *spec = &draw->chart->channels[id].scale;
  if (type == MILL_SCALE_LOG || type == MILL_SCALE_TIME)
    return FALSE;
  MillChartMark mark = draw->chart->mark.type;
  gboolean is_value = id == mill_chart_value_channel (draw->chart);
  if (is_value && (mark == MILL_CHART_BAR || mark == MILL_CHART_AREA))
    return spec->zero != 0;
  if (spec->zero != MILL_UNSET)
    return spec->zero;
  if (draw->table->domains[id].span > 0)
    return FALSE;
  double near = MIN (fabs (lo), fabs (hi)), far = MAX (fabs (lo), fabs (hi));
  return near <= 0.35 * far;
}

/* widen_single: makes a range of a single value. */
static void
widen_single (MillScaleType type, gboolean days, double *lo, double *hi)
{
  if (*lo < *hi)
    return;
  if (type == MILL_SCALE_LOG)
    {
      *lo /= 2;
      *hi *= 2;
      return;
    }
  double margin = type == MILL_SCALE_TIME ? (days ? (double)MILL_DAY : (double)MILL_HOUR)
                                          : MAX (fabs (*lo) / 10, 0.5);
  *lo -= margin;
  *hi += margin;
}

/* tick_count: how many ticks at most look well on an axis of @length px. */
static guint
tick_count (MillChannelId id, MillScaleType type, double length)
{
  double room = id == MILL_CHANNEL_Y ? 45 : type == MILL_SCALE_TIME ? 56 : 65;
  return (guint)CLAMP (length / room, 1, id == MILL_CHANNEL_X ? 14 : 10);
}

/* find_range: lo < hi of a continuous axis of @length px. */
static void
find_range (const MillDraw *draw,
            MillChannelId id,
            MillScaleType type,
            double length,
            double *lo,
            double *hi)
{
  const MillChannel *channel = &draw->chart->channels[id];
  const MillDomain *domain = &draw->table->domains[id];
  if (channel->scale.has_domain)
    {
      *lo = channel->scale.lo;
      *hi = channel->scale.hi;
      return;
    }
  *lo = domain->any ? domain->lo : type == MILL_SCALE_LOG ? 1 : 0;
  *hi = domain->any               ? domain->hi
        : type == MILL_SCALE_LOG  ? 10
        : type == MILL_SCALE_TIME ? (double)MILL_DAY
                                  : 1;
  if (wants_zero (draw, id, type, *lo, *hi))
    {
      *lo = MIN (*lo, 0);
      *hi = MAX (*hi, 0);
    }
  /* the smallest bar on a log axis is not nothing */
  gboolean bars
      = draw->chart->mark.type == MILL_CHART_BAR && id == mill_chart_value_channel (draw->chart);
  if (type == MILL_SCALE_LOG && bars)
    *lo /= 2;
  /* bars of single values stand half outside */
  if (domain->gap > 0 && domain->span == 0 && channel->time_unit == MILL_CHART_TIME_NONE)
    {
      *lo -= domain->gap / 2;
      *hi += domain->gap / 2;
    }
  gboolean one = *lo >= *hi;
  widen_single (type, draw->chart->bindings[id].days, lo, hi);
  gboolean nice = channel->scale.nice == MILL_UNSET ? type != MILL_SCALE_TIME && domain->span == 0
                                                    : channel->scale.nice;
  if (one || !nice)
    return;
  guint count = tick_count (id, type, length);
  if (draw->table->normalized && id == mill_chart_value_channel (draw->chart))
    return;
  if (type == MILL_SCALE_TIME)
    mill_nice_time (lo, hi, count);
  else if (type == MILL_SCALE_LOG)
    mill_nice_log (lo, hi);
  else
    mill_nice_linear (lo, hi, count);
}

/* make_scale: the scale of @id from @from to @to px. */
static MillScale
make_scale (const MillDraw *draw, MillChannelId id, double from, double to)
{
  const MillDomain *domain = &draw->table->domains[id];
  const MillScaleSpec *spec = &draw->chart->channels[id].scale;
  if (spec->reverse == 1)
    {
      double swap = from;
      from = to;
      to = swap;
    }
  if (domain->kind == MILL_VALUE_CATEGORY || domain->kind == MILL_VALUE_NONE)
    {
      gboolean bars = draw->chart->mark.type == MILL_CHART_BAR;
      gboolean grouped = draw->table->domains[MILL_CHANNEL_X_OFFSET].n > 1
                         || draw->table->domains[MILL_CHANNEL_Y_OFFSET].n > 1;
      MillScaleType type
          = bars || spec->type == MILL_SCALE_BAND ? MILL_SCALE_BAND : MILL_SCALE_POINT;
      double padding = domain->n > 200 ? 0.05 : grouped ? 0.24 : 0.28;
      return mill_scale_discrete (type, MAX (domain->n, 1), padding, from, to);
    }
  double lo, hi;
  MillScaleType type = scale_type (draw, id);
  find_range (draw, id, type, fabs (to - from), &lo, &hi);
  return mill_scale_continuous (type, lo, hi, from, to);
}

/* --- ticks --- */

/* category_ticks: one for each category. */
static GArray *
category_ticks (const MillDomain *domain)
{
  GArray *ticks = mill_ticks_new ();
  for (guint i = 0; i < domain->n; i++)
    {
      MillTick tick = { .value = i, .label = g_strdup (domain->labels[i]) };
      g_array_append_val (ticks, tick);
    }
  return ticks;
}

/* format_ticks: labels by the model's own format. */
static void
format_ticks (GArray *ticks, const char *format, gboolean time)
{
  MillNumberFormat parsed;
  if (!time && !mill_number_format_parse (format, &parsed))
    return;
  for (guint i = 0; i < ticks->len; i++)
    {
      MillTick *tick = &g_array_index (ticks, MillTick, i);
      g_autoptr (GString) text = g_string_new (NULL);
      if (time)
        mill_format_time ((gint64)tick->value, format, text);
      else
        mill_format_number (tick->value, &parsed, text);
      g_free (tick->label);
      tick->label = g_strdup (text->str);
      g_clear_pointer (&tick->context, g_free);
    }
}

/* unit_ticks: for bars over calendar units: each label under the middle of its bar. Returns: %NULL
 * when so many ticks are finer than the unit. */
static GArray *
unit_ticks (const MillScale *scale, MillChartTimeUnit unit, guint count)
{
  GArray *ticks = mill_ticks_time (scale->lo, scale->hi, count);
  for (guint i = 0; i < ticks->len; i++)
    {
      MillTick *tick = &g_array_index (ticks, MillTick, i);
      gint64 start = mill_time_floor ((gint64)tick->value, (int)unit);
      gint64 end = mill_time_next (start, (int)unit);
      if ((double)start != tick->value)
        {
          g_array_unref (ticks);
          return NULL;
        }
      if ((double)end > scale->hi * (1 + 1e-12))
        {
          g_array_set_size (ticks, i);
          break;
        }
      tick->value = ((double)start + (double)end) / 2;
    }
  return ticks;
}

/* has_units: whether the axis carries bars over calendar units. */
static gboolean
has_units (const MillDraw *draw, const MillAxis *axis)
{
  return draw->chart->mark.type == MILL_CHART_BAR && axis->scale.type == MILL_SCALE_TIME
         && draw->chart->channels[axis->id].time_unit != MILL_CHART_TIME_NONE;
}

/* continuous_ticks: (nullable): at most about @count, labelled. */
static GArray *
continuous_ticks (const MillDraw *draw, const MillAxis *axis, guint count)
{
  const MillScale *scale = &axis->scale;
  const char *format = draw->chart->channels[axis->id].format;
  double span = draw->table->domains[axis->id].span;
  GArray *ticks;
  if (has_units (draw, axis))
    ticks = unit_ticks (scale, draw->chart->channels[axis->id].time_unit, count);
  else if (scale->type == MILL_SCALE_TIME)
    ticks = mill_ticks_time (scale->lo, scale->hi, count);
  else if (scale->type == MILL_SCALE_LOG)
    ticks = mill_ticks_log (scale->lo, scale->hi, count);
  else if (span > 0 && scale->type == MILL_SCALE_LINEAR)
    ticks = mill_ticks_multiples (scale->lo, scale->hi, span, count);
  else
    ticks = mill_ticks_linear (scale->lo, scale->hi, count);
  if (format == NULL && draw->table->normalized
      && axis->id == mill_chart_value_channel (draw->chart))
    format = ".0%";
  if (format != NULL && ticks != NULL)
    format_ticks (ticks, format, scale->type == MILL_SCALE_TIME);
  return ticks;
}

/* overlaps: whether two neighbouring labels of a horizontal axis touch. */
static gboolean
overlaps (const MillDraw *draw, const MillAxis *axis)
{
  double end = -INFINITY;
  for (guint i = 0; i < axis->ticks->len; i++)
    {
      const MillTick *tick = &g_array_index (axis->ticks, MillTick, i);
      if (tick->label == NULL)
        continue;
      double half = mill_measure (draw->measurer, tick->label, MILL_LABEL_SIZE, FALSE) / 2;
      double at = mill_scale_map (&axis->scale, tick->value);
      if (at - half < end + 10)
        return TRUE;
      end = at + half;
    }
  return FALSE;
}

/* make_ticks: as many as fit; on a bottom axis the labels decide. */
static void
make_ticks (const MillDraw *draw, MillAxis *axis)
{
  const MillDomain *domain = &draw->table->domains[axis->id];
  if (mill_scale_is_discrete (&axis->scale))
    {
      axis->ticks = category_ticks (domain);
      return;
    }
  guint count = tick_count (axis->id, axis->scale.type, fabs (axis->scale.to - axis->scale.from));
  for (;; count--)
    {
      axis->ticks = continuous_ticks (draw, axis, count);
      if (axis->ticks != NULL && (count == 1 || !is_x (axis) || !overlaps (draw, axis)))
        return;
      g_clear_pointer (&axis->ticks, g_array_unref);
      if (count > 1)
        continue;
      axis->ticks = mill_ticks_new (); /* a unit longer than the axis */
      return;
    }
}

void
mill_axis_prepare (MillDraw *draw, MillChannelId id, double from, double to, double room)
{
  MillAxis *axis = &draw->axes[id];
  const MillChannel *channel = &draw->chart->channels[id];
  mill_axis_clear (axis);
  *axis = (MillAxis){ .id = id, .title = draw->titles[id] };
  axis->scale = make_scale (draw, id, from, to);
  axis->shown
      = channel->used && !channel->guide_hidden && draw->table->domains[id].kind != MILL_VALUE_NONE;
  make_ticks (draw, axis);
  gboolean values
      = id == mill_chart_value_channel (draw->chart) || draw->chart->mark.type >= MILL_CHART_POINT;
  axis->grid = channel->grid != MILL_UNSET ? channel->grid
                                           : values && !mill_scale_is_discrete (&axis->scale);
  axis->grid &= axis->shown;
  if (axis->shown)
    mill_axis_fit_labels (draw, axis, room);
}

/* --- drawing --- */

/* crisp: the middle of the device pixel that @px lies in, so that a 1 px line fills it. */
static double
crisp (double px)
{
  return floor (px) + 0.5;
}

void
mill_axis_draw_grid (const MillDraw *draw, MillChannelId id)
{
  const MillAxis *axis = &draw->axes[id];
  if (!axis->grid)
    return;
  mill_scene_begin (draw->scene, is_x (axis) ? "grid-x" : "grid-y", NULL);
  for (guint i = 0; i < axis->ticks->len; i++)
    {
      double at
          = crisp (mill_scale_map (&axis->scale, g_array_index (axis->ticks, MillTick, i).value));
      if (is_x (axis))
        mill_scene_line (
            draw->scene, at, draw->y, at, draw->y + draw->h, draw->theme->grid, 1, MILL_DATUM_NONE);
      else
        mill_scene_line (
            draw->scene, draw->x, at, draw->x + draw->w, at, draw->theme->grid, 1, MILL_DATUM_NONE);
    }
  mill_scene_end (draw->scene);
}

/* zero_px: where zero of the axis across @axis lies, when it lies within the plot. */
static gboolean
zero_px (const MillDraw *draw, const MillAxis *axis, double *at)
{
  MillChannelId across = is_x (axis) ? MILL_CHANNEL_Y : MILL_CHANNEL_X;
  const MillScale *other = &draw->axes[across].scale;
  if (across != mill_chart_value_channel (draw->chart)
      && draw->chart->mark.type != MILL_CHART_POINT)
    return FALSE;
  if (mill_scale_is_discrete (other) || other->type == MILL_SCALE_TIME
      || other->type == MILL_SCALE_LOG)
    return FALSE;
  *at = mill_scale_map (other, 0);
  return other->lo < 0 && other->hi > 0;
}

/* draw_line: the line on which marks stand: zero of the values, else the end of the plot. */
static void
draw_line (const MillDraw *draw, const MillAxis *axis)
{
  gboolean stands = axis->id == mill_chart_place_channel (draw->chart);
  double at = is_x (axis) ? draw->y + draw->h : draw->x;
  double zero;
  gboolean inside = zero_px (draw, axis, &zero);
  if (inside)
    at = zero;
  gboolean discrete = mill_scale_is_discrete (&axis->scale);
  if (is_x (axis) ? !stands && !inside
                  : !inside && !(stands && discrete && draw->chart->horizontal))
    return;
  at = crisp (at);
  if (is_x (axis))
    mill_scene_line (
        draw->scene, draw->x, at, draw->x + draw->w, at, draw->theme->axis, 1, MILL_DATUM_NONE);
  else
    mill_scene_line (
        draw->scene, at, draw->y, at, draw->y + draw->h, draw->theme->axis, 1, MILL_DATUM_NONE);
}

/* draw_x_label: one tick and its label at the bottom. */
static void
draw_x_label (const MillDraw *draw, const MillAxis *axis, const MillTick *tick)
{
  double at = mill_scale_map (&axis->scale, tick->value), bottom = draw->y + draw->h;
  gboolean discrete = mill_scale_is_discrete (&axis->scale);
  if (!discrete)
    mill_scene_line (draw->scene,
                     crisp (at),
                     bottom,
                     crisp (at),
                     bottom + TICK_LENGTH,
                     draw->theme->axis,
                     1,
                     MILL_DATUM_NONE);
  MillTextStyle style
      = { .size = MILL_LABEL_SIZE, .color = draw->theme->label, .anchor = MILL_ANCHOR_MIDDLE };
  double line = bottom + TICK_LENGTH + LABEL_GAP + MILL_LABEL_SIZE * 0.76;
  if (axis->angle == 0)
    {
      mill_scene_text (draw->scene, at, line, tick->label, &style);
      mill_scene_text (draw->scene, at, line + MILL_LINE (MILL_LABEL_SIZE), tick->context, &style);
      return;
    }
  style.anchor = MILL_ANCHOR_END;
  style.angle = axis->angle;
  mill_scene_text (draw->scene,
                   at + MILL_HALF (MILL_LABEL_SIZE),
                   bottom + TICK_LENGTH + LABEL_GAP + MILL_HALF (MILL_LABEL_SIZE),
                   tick->label,
                   &style);
}

static void
draw_y_label (const MillDraw *draw, const MillAxis *axis, const MillTick *tick)
{
  double at = mill_scale_map (&axis->scale, tick->value);
  MillTextStyle style
      = { .size = MILL_LABEL_SIZE, .color = draw->theme->label, .anchor = MILL_ANCHOR_END };
  double base = at + MILL_HALF (MILL_LABEL_SIZE);
  mill_scene_text (draw->scene, draw->x - LABEL_GAP * 2, base, tick->label, &style);
  if (tick->context != NULL)
    mill_scene_text (draw->scene,
                     draw->x - LABEL_GAP * 2,
                     base + MILL_LINE (MILL_LABEL_SIZE),
                     tick->context,
                     &style);
}

void
mill_axis_draw (const MillDraw *draw, MillChannelId id)
{
  const MillAxis *axis = &draw->axes[id];
  mill_scene_begin (draw->scene, is_x (axis) ? "axis-x" : "axis-y", axis->title);
  draw_line (draw, axis);
  for (guint i = 0; axis->shown && i < axis->ticks->len; i++)
    {
      const MillTick *tick = &g_array_index (axis->ticks, MillTick, i);
      if (is_x (axis))
        draw_x_label (draw, axis, tick);
      else
        draw_y_label (draw, axis, tick);
    }
  mill_scene_end (draw->scene);
}
