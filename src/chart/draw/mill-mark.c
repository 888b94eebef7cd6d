/* mill-mark.c: what all marks have in common: colours, places, data.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <math.h>

#include "mill-draw.h"

/* px^2 of points by size: from the smallest to the largest value (Vega-Lite's range) */
#define AREA_MIN 12.0
#define AREA_MAX 361.0

MillColor
mill_mark_series_color (const MillDraw *draw, guint rank)
{
  const MillDomain *domain = &draw->table->domains[MILL_CHANNEL_COLOR];
  const MillScaleSpec *spec = &draw->chart->channels[MILL_CHANNEL_COLOR].scale;
  if (rank == domain->null_rank)
    return draw->theme->none;
  guint n = domain->n - (domain->null_rank != MILL_RANK_NONE);
  gboolean ramp = domain->ordered
                  && draw->chart->bindings[MILL_CHANNEL_COLOR].measure != MILL_MEASURE_NOMINAL
                  && n > 2 && spec->n_range == 0;
  gboolean scheme_is_ramp;
  if (mill_palette_is_scheme (spec->scheme, &scheme_is_ramp))
    ramp = scheme_is_ramp;
  if (ramp)
    return mill_palette_ramp (spec, draw->theme_id, n > 1 ? (double)rank / (n - 1) : 0.5);
  MillColor color = mill_palette_category (spec, draw->theme_id, rank);
  /* where the colours begin again they are paler, then darker */
  guint round = rank / mill_palette_size (spec, draw->theme_id);
  if (round == 0)
    return color;
  return mill_color_mix (color, round % 2 == 1 ? draw->theme->ground : draw->theme->text, 0.45);
}

guint
mill_mark_dash (const MillDraw *draw, guint rank)
{
  return rank / mill_palette_size (&draw->chart->channels[MILL_CHANNEL_COLOR].scale, draw->theme_id)
         % MILL_DASHES;
}

MillColor
mill_mark_ramp_color (const MillDraw *draw, double value)
{
  const MillDomain *domain = &draw->table->domains[MILL_CHANNEL_COLOR];
  const MillScaleSpec *spec = &draw->chart->channels[MILL_CHANNEL_COLOR].scale;
  double lo = spec->has_domain ? spec->lo : domain->lo,
         hi = spec->has_domain ? spec->hi : domain->hi;
  double at = hi > lo ? (value - lo) / (hi - lo) : 0.5;
  return mill_palette_ramp (spec, draw->theme_id, spec->reverse == 1 ? 1 - at : at);
}

MillColor
mill_mark_color (const MillDraw *draw, const MillTableRow *row)
{
  const MillChannel *channel = &draw->chart->channels[MILL_CHANNEL_COLOR];
  double value = row->v[MILL_CHANNEL_COLOR];
  switch (draw->table->domains[MILL_CHANNEL_COLOR].kind)
    {
    case MILL_VALUE_CATEGORY:
      return mill_mark_series_color (draw, (guint)value);
    case MILL_VALUE_NUMBER:
    case MILL_VALUE_TIME:
      return isnan (value) ? draw->theme->none : mill_mark_ramp_color (draw, value);
    default:
      break;
    }
  if (channel->used && channel->has_value)
    return channel->value_color;
  return draw->chart->mark.has_color ? draw->chart->mark.color : draw->theme->mark;
}

double
mill_mark_radius (const MillDraw *draw, double size)
{
  const MillDomain *domain = &draw->table->domains[MILL_CHANNEL_SIZE];
  double share = domain->hi > 0 ? CLAMP (size / domain->hi, 0, 1) : 0;
  return sqrt ((AREA_MIN + share * (AREA_MAX - AREA_MIN)) / G_PI);
}

guint32
mill_mark_datum (MillDraw *draw, const MillTableRow *row, double x, double y, MillColor color)
{
  MillDatum datum
      = { .x = (float)x, .y = (float)y, .color = color, .rows = row->rows, .row = row->row };
  return mill_scene_add_datum (draw->scene, &datum, row->v);
}

double
mill_mark_place (const MillDraw *draw, const MillTableRow *row, MillChannelId id)
{
  const MillScale *scale = &draw->axes[id].scale;
  if (draw->table->domains[id].kind == MILL_VALUE_NONE)
    return (scale->from + scale->to) / 2;
  double at = mill_scale_map (scale, row->v[id]);
  MillChannelId offset = id == MILL_CHANNEL_X ? MILL_CHANNEL_X_OFFSET : MILL_CHANNEL_Y_OFFSET;
  const MillDomain *offsets = &draw->table->domains[offset];
  if (offsets->kind != MILL_VALUE_CATEGORY || !mill_scale_is_discrete (scale))
    return at;
  double width = scale->band > 0 ? scale->band : scale->step * 0.7;
  return at + (row->v[offset] - (offsets->n - 1) / 2.0) * width / MAX (offsets->n, 1);
}

double
mill_mark_base (const MillDraw *draw, double from)
{
  const MillScale *scale = &draw->axes[mill_chart_value_channel (draw->chart)].scale;
  double at = isnan (from) ? scale->from : mill_scale_map (scale, from);
  return CLAMP (at, MIN (scale->from, scale->to), MAX (scale->from, scale->to));
}

/* overflow: px that marks may stand out over the plot: points at its edge are drawn whole. */
static double
overflow (const MillDraw *draw)
{
  for (guint id = 0; id < 2; id++)
    if (draw->chart->channels[id].scale.has_domain)
      return 0;
  return draw->chart->mark.type == MILL_CHART_POINT ? 11
         : draw->chart->mark.type == MILL_CHART_BAR ? 1
                                                    : 3;
}

void
mill_marks_draw (MillDraw *draw)
{
  double more = overflow (draw);
  mill_scene_begin_clip (draw->scene,
                         "marks",
                         draw->scene->description,
                         draw->x - more,
                         draw->y - more,
                         draw->w + 2 * more,
                         draw->h + 2 * more);
  switch (draw->chart->mark.type)
    {
    case MILL_CHART_LINE:
    case MILL_CHART_AREA:
      mill_mark_draw_lines (draw);
      break;
    case MILL_CHART_POINT:
      mill_mark_draw_points (draw);
      break;
    default:
      mill_mark_draw_bars (draw);
    }
  mill_scene_end (draw->scene);
}
