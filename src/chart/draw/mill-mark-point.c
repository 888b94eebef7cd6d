/* mill-mark-point.c: points.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <math.h>

#include "mill-draw.h"

/* default_radius, default_opacity: smaller and paler the more there are, so that density shows. */
static double
default_radius (guint n)
{
  return n > 50000 ? 1.2 : n > 5000 ? 1.8 : n > 1000 ? 2.5 : n > 150 ? 3.1 : 4;
}

static double
default_opacity (guint n)
{
  return n > 20000 ? 0.3 : n > 2000 ? 0.45 : n > 150 ? 0.65 : 0.85;
}

void
mill_mark_draw_points (MillDraw *draw)
{
  const MillMarkSpec *mark = &draw->chart->mark;
  const MillChannel *size = &draw->chart->channels[MILL_CHANNEL_SIZE];
  gboolean sized = draw->table->domains[MILL_CHANNEL_SIZE].kind == MILL_VALUE_NUMBER;
  guint n = draw->table->rows->len;
  double constant = size->has_value ? size->value_number : mark->size;
  double plain = constant >= 0 ? sqrt (constant / G_PI) : default_radius (n);
  double opacity = mark->opacity >= 0 ? mark->opacity : sized ? 0.6 : default_opacity (n);
  for (guint i = 0; i < n; i++)
    {
      const MillTableRow *row = &g_array_index (draw->table->rows, MillTableRow, i);
      double x = mill_mark_place (draw, row, MILL_CHANNEL_X),
             y = mill_mark_place (draw, row, MILL_CHANNEL_Y);
      double value = row->v[MILL_CHANNEL_SIZE];
      double r = sized && !isnan (value) ? mill_mark_radius (draw, value) : plain;
      MillColor solid = mill_mark_color (draw, row), color = mill_color_fade (solid, opacity);
      guint32 datum = mill_mark_datum (draw, row, x, y, solid);
      if (mark->filled == 0)
        mill_scene_circle (draw->scene,
                           x,
                           y,
                           r,
                           0,
                           color,
                           mark->stroke_width >= 0 ? mark->stroke_width : 1.5,
                           datum);
      else
        mill_scene_circle (draw->scene, x, y, r, color, 0, 0, datum);
      mill_scene_add_hit (draw->scene, x, y, x, y, datum);
    }
}
