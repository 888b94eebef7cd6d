/* mill-mark-bar.c: bars, ticks and rules.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <math.h>

#include "mill-draw.h"
#include "mill-ticks.h"

#define BAR_WIDTH_MAX 64.0 /* of bars at single values */
#define TICK_LENGTH 14.0

/* divide: the share of the series of @row in the interval @a .. @b, when bars stand side by side.
 */
static void
divide (const MillDraw *draw, const MillTableRow *row, double *a, double *b)
{
  MillChannelId id = draw->chart->horizontal ? MILL_CHANNEL_Y_OFFSET : MILL_CHANNEL_X_OFFSET;
  const MillDomain *offsets = &draw->table->domains[id];
  if (offsets->kind != MILL_VALUE_CATEGORY || offsets->n < 2)
    return;
  double part = (*b - *a) / offsets->n;
  double inset = fabs (part) > 6 ? 0.5 : 0;
  *a += row->v[id] * part + copysign (inset, part);
  *b = *a + part - 2 * copysign (inset, part);
}

/* bar_interval: px that the bar of @row covers along the axis of places, ascending. */
static void
bar_interval (const MillDraw *draw, const MillTableRow *row, double *a, double *b)
{
  MillChannelId place = mill_chart_place_channel (draw->chart);
  const MillScale *scale = &draw->axes[place].scale;
  const MillDomain *domain = &draw->table->domains[place];
  MillChartTimeUnit unit = draw->chart->channels[place].time_unit;
  double value = row->v[place];
  if (mill_scale_is_discrete (scale))
    {
      double middle = mill_scale_map (scale, value);
      double half = (scale->band > 0 ? scale->band : scale->step * 0.7) / 2;
      *a = middle - half;
      *b = middle + half;
    }
  else if (domain->span > 0 || unit != MILL_CHART_TIME_NONE)
    {
      double next = domain->span > 0 ? value + domain->span
                                     : (double)mill_time_next ((gint64)value, (int)unit);
      double start = mill_scale_map (scale, value), end = mill_scale_map (scale, next);
      *a = MIN (start, end);
      *b = MAX (start, end);
      /* bins touch but for a hair; months stand apart */
      double gap = domain->span > 0 ? MIN (1, (*b - *a) * 0.2) : MIN (8, (*b - *a) * 0.24);
      *a += gap / 2;
      *b -= gap / 2;
    }
  else
    {
      double middle = mill_scale_map (scale, value);
      double near = domain->gap > 0 ? fabs (mill_scale_map (scale, value + domain->gap) - middle)
                                    : BAR_WIDTH_MAX;
      double half = CLAMP (near * 0.76, 1, BAR_WIDTH_MAX) / 2;
      *a = middle - half;
      *b = middle + half;
    }
  divide (draw, row, a, b);
  if (*b - *a >= 3)
    {
      *a = round (*a);
      *b = MAX (round (*b), *a + 1);
    }
}

/* bar_color: bars that are laid over each other let those behind shine through. */
static MillColor
bar_color (const MillDraw *draw, const MillTableRow *row)
{
  const MillDomain *domains = draw->table->domains;
  gboolean overlaid
      = !draw->table->stacked && domains[MILL_CHANNEL_COLOR].kind == MILL_VALUE_CATEGORY
        && domains[MILL_CHANNEL_COLOR].n > 1 && domains[MILL_CHANNEL_X_OFFSET].n < 2
        && domains[MILL_CHANNEL_Y_OFFSET].n < 2
        && g_strcmp0 (draw->chart->channels[MILL_CHANNEL_COLOR].field,
                      draw->chart->channels[mill_chart_place_channel (draw->chart)].field)
               != 0;
  double opacity = draw->chart->mark.opacity >= 0 ? draw->chart->mark.opacity : overlaid ? 0.65 : 1;
  return mill_color_fade (mill_mark_color (draw, row), opacity);
}

static void
draw_bar (MillDraw *draw, const MillTableRow *row)
{
  const MillScale *values = &draw->axes[mill_chart_value_channel (draw->chart)].scale;
  double a, b;
  if (isnan (row->to))
    return;
  bar_interval (draw, row, &a, &b);
  double base = mill_mark_base (draw, row->from), tip = mill_scale_map (values, row->to);
  double top = MIN (base, tip), length = fabs (tip - base);
  /* a hair between the parts of a stack, off the end that stands on another part */
  if (draw->table->stacked && row->from != 0 && length > 3)
    {
      top += tip < base ? 0 : 1;
      length -= 1;
    }
  MillColor color = bar_color (draw, row);
  if (draw->chart->horizontal)
    {
      guint32 datum = mill_mark_datum (draw, row, tip, (a + b) / 2, color);
      mill_scene_rect (draw->scene, top, a, length, b - a, color, datum);
      mill_scene_add_hit (draw->scene, top, a, top + MAX (length, 1), b, datum);
    }
  else
    {
      guint32 datum = mill_mark_datum (draw, row, (a + b) / 2, tip, color);
      mill_scene_rect (draw->scene, a, top, b - a, length, color, datum);
      mill_scene_add_hit (draw->scene, a, top, b, top + MAX (length, 1), datum);
    }
}

/* draw_tick: a short line across the axis of values, at each row. */
static void
draw_tick (MillDraw *draw, const MillTableRow *row)
{
  double x = mill_mark_place (draw, row, MILL_CHANNEL_X),
         y = mill_mark_place (draw, row, MILL_CHANNEL_Y);
  gboolean upright
      = draw->chart->horizontal || draw->table->domains[MILL_CHANNEL_Y].kind == MILL_VALUE_NONE;
  const MillScale *places = &draw->axes[upright ? MILL_CHANNEL_Y : MILL_CHANNEL_X].scale;
  double half = mill_scale_is_discrete (places) && places->n > 1 ? MIN (places->step * 0.32, 20)
                                                                 : TICK_LENGTH / 2;
  double opacity = draw->chart->mark.opacity >= 0 ? draw->chart->mark.opacity
                   : draw->table->rows->len > 300 ? 0.4
                                                  : 0.8;
  double width = draw->chart->mark.stroke_width >= 0 ? draw->chart->mark.stroke_width : 1.5;
  MillColor color = mill_color_fade (mill_mark_color (draw, row), opacity);
  double dx = upright ? 0 : half, dy = upright ? half : 0;
  guint32 datum = mill_mark_datum (draw, row, x, y, color);
  mill_scene_line (draw->scene, x - dx, y - dy, x + dx, y + dy, color, width, datum);
  mill_scene_add_hit (
      draw->scene, x - MAX (dx, 2), y - MAX (dy, 2), x + MAX (dx, 2), y + MAX (dy, 2), datum);
}

/* draw_rule: over the whole plot where one channel is given, from the base to the value where two
 * are. */
static void
draw_rule (MillDraw *draw, const MillTableRow *row)
{
  gboolean has_x = draw->table->domains[MILL_CHANNEL_X].kind != MILL_VALUE_NONE,
           has_y = draw->table->domains[MILL_CHANNEL_Y].kind != MILL_VALUE_NONE;
  double x0 = draw->x, y0 = draw->y, x1 = draw->x + draw->w, y1 = draw->y + draw->h;
  if (has_x)
    x0 = x1 = mill_mark_place (draw, row, MILL_CHANNEL_X);
  if (has_y)
    y0 = y1 = mill_mark_place (draw, row, MILL_CHANNEL_Y);
  if (has_x && has_y && draw->chart->horizontal)
    x0 = mill_mark_base (draw, 0);
  else if (has_x && has_y)
    y0 = mill_mark_base (draw, 0);
  double width = draw->chart->mark.stroke_width >= 0 ? draw->chart->mark.stroke_width : 1.5;
  MillColor color = mill_color_fade (
      mill_mark_color (draw, row), draw->chart->mark.opacity >= 0 ? draw->chart->mark.opacity : 1);
  guint32 datum = mill_mark_datum (draw, row, x1, y1, color);
  mill_scene_line (draw->scene, x0, y0, x1, y1, color, width, datum);
  mill_scene_add_hit (
      draw->scene, MIN (x0, x1) - 2, MIN (y0, y1) - 2, MAX (x0, x1) + 2, MAX (y0, y1) + 2, datum);
}

void
mill_mark_draw_bars (MillDraw *draw)
{
  for (guint i = 0; i < draw->table->rows->len; i++)
    {
      const MillTableRow *row = &g_array_index (draw->table->rows, MillTableRow, i);
      if (draw->chart->mark.type == MILL_CHART_TICK)
        draw_tick (draw, row);
      else if (draw->chart->mark.type == MILL_CHART_RULE)
        draw_rule (draw, row);
      else
        draw_bar (draw, row);
    }
}
