/* mill-mark-line.c: lines and areas.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <math.h>
#include <string.h>

#include "mill-draw.h"

/* Vertex: a row of a line in px; NaN: a gap. */
typedef struct
{
  double x, y;   /* of the value */
  double bx, by; /* areas: of the other edge */
  const MillTableRow *row;
} Vertex;

static double
category (const MillDraw *draw, const MillTableRow *row, MillChannelId id)
{
  return draw->table->domains[id].kind == MILL_VALUE_CATEGORY ? row->v[id] : 0;
}

/* compare_rows: by series, then along the line, then in the order of rows. */
static int
compare_rows (gconstpointer a, gconstpointer b, gpointer data)
{
  const MillDraw *draw = data;
  const MillTableRow *x = *(const MillTableRow *const *)a, *y = *(const MillTableRow *const *)b;
  const MillChannelId apart[] = { MILL_CHANNEL_COLOR, MILL_CHANNEL_DETAIL };
  for (guint i = 0; i < G_N_ELEMENTS (apart); i++)
    {
      double cx = category (draw, x, apart[i]), cy = category (draw, y, apart[i]);
      if (cx != cy)
        return cx < cy ? -1 : 1;
    }
  gboolean led = draw->table->domains[MILL_CHANNEL_ORDER].kind != MILL_VALUE_NONE;
  MillChannelId along = led ? MILL_CHANNEL_ORDER : mill_chart_place_channel (draw->chart);
  double ax = x->v[along], ay = y->v[along];
  if (ax != ay && !isnan (ax) && !isnan (ay))
    return ax < ay ? -1 : 1;
  return x->row < y->row ? -1 : x->row > y->row;
}

/* same_series: whether two rows lie on one line. */
static gboolean
same_series (const MillDraw *draw, const MillTableRow *a, const MillTableRow *b)
{
  return category (draw, a, MILL_CHANNEL_COLOR) == category (draw, b, MILL_CHANNEL_COLOR)
         && category (draw, a, MILL_CHANNEL_DETAIL) == category (draw, b, MILL_CHANNEL_DETAIL);
}

/* make_vertex: @row in px. */
static Vertex
make_vertex (const MillDraw *draw, const MillTableRow *row)
{
  MillChannelId value = mill_chart_value_channel (draw->chart),
                place = mill_chart_place_channel (draw->chart);
  double p = mill_mark_place (draw, row, place);
  double v = isnan (row->to) ? NAN : mill_scale_map (&draw->axes[value].scale, row->to);
  double base = mill_mark_base (draw, row->from);
  if (draw->chart->horizontal)
    return (Vertex){ v, p, base, p, row };
  return (Vertex){ p, v, p, base, row };
}

static gboolean
is_gap (const Vertex *v)
{
  return isnan (v->x) || isnan (v->y);
}

/* --- too many vertices --- */

/* pieces that a px is cut into: more than printers show, and far fewer than rows may be */
#define PIECES 4.0

static double
along (const MillDraw *draw, const Vertex *v)
{
  return draw->chart->horizontal ? v->y : v->x;
}

static double
value (const MillDraw *draw, const Vertex *v)
{
  return draw->chart->horizontal ? v->x : v->y;
}

/* keep_piece: of the vertices of one piece of a px keeps the first, lowest, highest and last, in
 * their order (M4, see mill-chart-thin.h). Returns: how many are left. */
static guint
keep_piece (const MillDraw *draw, Vertex *v, guint n)
{
  guint low = 0, high = 0;
  for (guint i = 1; i < n; i++)
    {
      low = value (draw, &v[i]) < value (draw, &v[low]) ? i : low;
      high = value (draw, &v[i]) > value (draw, &v[high]) ? i : high;
    }
  const guint kept[] = { 0, MIN (low, high), MAX (low, high), n - 1 };
  guint left = 0;
  for (guint i = 0; i < G_N_ELEMENTS (kept); i++)
    if (left == 0 || kept[i] > kept[i - 1])
      v[left++] = v[kept[i]];
  return left;
}

/* reduce: drops the vertices of a run that nobody could see. Returns: how many are left. */
static guint
reduce (const MillDraw *draw, Vertex *v, guint n)
{
  gboolean led = draw->table->domains[MILL_CHANNEL_ORDER].kind != MILL_VALUE_NONE;
  /* stacked areas must meet at every place */
  if (led || draw->table->stacked || n < 4 * PIECES * (draw->chart->horizontal ? draw->h : draw->w))
    return n;
  guint left = 0;
  for (guint first = 0, i = 1; i <= n; i++)
    {
      if (i < n && floor (along (draw, &v[i]) * PIECES) == floor (along (draw, &v[first]) * PIECES))
        continue;
      guint kept = keep_piece (draw, v + first, i - first);
      memmove (v + left, v + first, kept * sizeof *v);
      left += kept;
      first = i;
    }
  return left;
}

/* reduce_runs: reduce() for every run of a series; gaps stay. Returns: how many vertices are left.
 */
static guint
reduce_runs (const MillDraw *draw, Vertex *v, guint n)
{
  guint left = 0;
  for (guint first = 0, i = 0; i <= n; i++)
    {
      if (i < n && !is_gap (&v[i]))
        continue;
      guint kept = reduce (draw, v + first, i - first);
      memmove (v + left, v + first, kept * sizeof *v);
      left += kept;
      if (i < n)
        v[left++] = v[i];
      first = i + 1;
    }
  return left;
}

/* --- interpolation --- */

/* slopes: tangents that keep the curve monotone between points (F. Fritsch, R. Carlson, "Monotone
 * Piecewise Cubic Interpolation", 1980, with the mean of M. Steffen, 1990). Along t, of u. */
static double *
slopes (const double *t, const double *u, guint n)
{
  double *m = g_new0 (double, n);
  for (guint i = 1; i + 1 < n; i++)
    {
      double h0 = t[i] - t[i - 1], h1 = t[i + 1] - t[i];
      double s0 = h0 != 0 ? (u[i] - u[i - 1]) / h0 : 0, s1 = h1 != 0 ? (u[i + 1] - u[i]) / h1 : 0;
      double p = h0 + h1 != 0 ? (s0 * h1 + s1 * h0) / (h0 + h1) : 0;
      double sign = (s0 > 0) - (s0 < 0) + (s1 > 0) - (s1 < 0);
      m[i] = sign * MIN (MIN (fabs (s0), fabs (s1)), 0.5 * fabs (p));
    }
  for (guint end = 0; n > 1 && end < 2; end++)
    {
      guint i = end == 0 ? 0 : n - 1, k = end == 0 ? 1 : n - 2;
      double h = t[k] - t[i];
      m[i] = h != 0 ? (3 * (u[k] - u[i]) / h - m[k]) / 2 : 0;
    }
  return m;
}

/* put: one point of a path; @turned exchanges the axes. */
static void
put_line (MillPathBuilder *path, gboolean turned, double t, double u)
{
  mill_path_line (path, turned ? u : t, turned ? t : u);
}

static void
trace_monotone (MillPathBuilder *path, gboolean turned, const double *t, const double *u, guint n)
{
  g_autofree double *m = slopes (t, u, n);
  for (guint i = 1; i < n; i++)
    {
      double third = (t[i] - t[i - 1]) / 3;
      double u1 = u[i - 1] + third * m[i - 1], u2 = u[i] - third * m[i];
      if (turned)
        mill_path_curve (path, u1, t[i - 1] + third, u2, t[i] - third, u[i], t[i]);
      else
        mill_path_curve (path, t[i - 1] + third, u1, t[i] - third, u2, t[i], u[i]);
    }
}

static void
trace_steps (
    MillPathBuilder *path, gboolean turned, const double *t, const double *u, guint n, double at)
{
  for (guint i = 1; i < n; i++)
    {
      double turn = t[i - 1] + (t[i] - t[i - 1]) * at;
      put_line (path, turned, turn, u[i - 1]);
      put_line (path, turned, turn, u[i]);
      put_line (path, turned, t[i], u[i]);
    }
}

/* trace: goes on from the first of @n points to the last. @t: along the places, @u: values. */
static void
trace (const MillDraw *draw,
       MillPathBuilder *path,
       const double *t,
       const double *u,
       guint n,
       gboolean backward)
{
  gboolean turned = draw->chart->horizontal;
  gboolean led = draw->table->domains[MILL_CHANNEL_ORDER].kind != MILL_VALUE_NONE;
  MillInterpolate how = draw->chart->mark.interpolate;
  if (how == MILL_INTERPOLATE_MONOTONE && !led && n > 2)
    trace_monotone (path, turned, t, u, n);
  else if (how >= MILL_INTERPOLATE_STEP)
    {
      double at = how == MILL_INTERPOLATE_STEP ? 0.5 : how == MILL_INTERPOLATE_STEP_BEFORE ? 0 : 1;
      trace_steps (path, turned, t, u, n, backward ? 1 - at : at);
    }
  else
    for (guint i = 1; i < n; i++)
      put_line (path, turned, t[i], u[i]);
}

/* --- drawing --- */

/* trace_run: one unbroken run as a line; as an outline with @area. */
static void
trace_run (const MillDraw *draw, MillPathBuilder *path, const Vertex *run, guint n, gboolean area)
{
  gboolean turned = draw->chart->horizontal;
  g_autofree double *t = g_new (double, n), *u = g_new (double, n);
  for (guint i = 0; i < n; i++)
    {
      t[i] = turned ? run[i].y : run[i].x;
      u[i] = turned ? run[i].x : run[i].y;
    }
  mill_path_move (path, run[0].x, run[0].y);
  trace (draw, path, t, u, n, FALSE);
  if (!area)
    return;
  for (guint i = 0; i < n; i++)
    {
      const Vertex *v = &run[n - 1 - i];
      t[i] = turned ? v->by : v->bx;
      u[i] = turned ? v->bx : v->by;
    }
  mill_path_line (path, run[n - 1].bx, run[n - 1].by);
  trace (draw, path, t, u, n, TRUE);
  mill_path_close (path);
}

/* draw_run: one unbroken run of a series. */
static void
draw_run (MillDraw *draw, const Vertex *run, guint n, MillColor color, guint dash)
{
  const MillMarkSpec *mark = &draw->chart->mark;
  g_autoptr (MillPathBuilder) path = mill_path_new ();
  double opacity = mark->opacity >= 0 ? mark->opacity : 1;
  double width = mark->stroke_width >= 0 ? mark->stroke_width : n > draw->w * 2 ? 1.1 : 2;
  if (mark->type == MILL_CHART_AREA)
    {
      gboolean stacked = draw->table->stacked;
      double fill = mark->opacity >= 0 ? mark->opacity : stacked ? 1 : 0.28;
      trace_run (draw, path, run, n, TRUE);
      mill_scene_path (draw->scene,
                       path,
                       mill_color_fade (color, fill),
                       stacked ? draw->theme->ground : 0,
                       stacked ? 0.75 : 0,
                       0,
                       MILL_DATUM_NONE);
      if (stacked)
        return;
      width = MIN (width, 1.75);
    }
  if (n == 1)
    {
      mill_scene_circle (draw->scene,
                         run[0].x,
                         run[0].y,
                         MAX (width, 2),
                         mill_color_fade (color, opacity),
                         0,
                         0,
                         MILL_DATUM_NONE);
      return;
    }
  trace_run (draw, path, run, n, FALSE);
  mill_scene_path (
      draw->scene, path, 0, mill_color_fade (color, opacity), width, dash, MILL_DATUM_NONE);
}

/* add_data: what the pointer finds along a line, and points on it when they are asked for. */
static void
add_data (MillDraw *draw, const Vertex *v, guint n, MillColor color)
{
  for (guint i = 0; i < n; i++)
    {
      if (is_gap (&v[i]) || v[i].row->rows == 0)
        continue;
      guint32 datum = mill_mark_datum (draw, v[i].row, v[i].x, v[i].y, color);
      if (draw->chart->mark.point == 1)
        mill_scene_circle (draw->scene, v[i].x, v[i].y, 3.2, color, draw->theme->ground, 1, datum);
      mill_scene_add_hit (draw->scene, v[i].x, v[i].y, v[i].x, v[i].y, datum);
    }
}

/* draw_series: all runs of one line. */
static void
draw_series (MillDraw *draw, Vertex *v, guint n)
{
  MillColor color = mill_mark_color (draw, v[0].row);
  guint dash = 0;
  if (draw->table->domains[MILL_CHANNEL_COLOR].kind == MILL_VALUE_CATEGORY)
    dash = mill_mark_dash (draw, (guint)v[0].row->v[MILL_CHANNEL_COLOR]);
  n = reduce_runs (draw, v, n);
  for (guint first = 0, i = 0; i <= n; i++)
    {
      if (i < n && !is_gap (&v[i]))
        continue;
      if (i > first)
        draw_run (draw, v + first, i - first, color, dash);
      first = i + 1;
    }
  add_data (draw, v, n, color);
}

void
mill_mark_draw_lines (MillDraw *draw)
{
  guint n = draw->table->rows->len;
  g_autofree const MillTableRow **rows = g_new (const MillTableRow *, MAX (n, 1));
  g_autofree Vertex *vertices = g_new (Vertex, MAX (n, 1));
  for (guint i = 0; i < n; i++)
    rows[i] = &g_array_index (draw->table->rows, MillTableRow, i);
  g_qsort_with_data (rows, (int)n, sizeof *rows, compare_rows, draw);
  for (guint i = 0; i < n; i++)
    vertices[i] = make_vertex (draw, rows[i]);
  for (guint first = 0, i = 1; i <= n; i++)
    if (i == n || !same_series (draw, rows[first], rows[i]))
      {
        draw_series (draw, vertices + first, i - first);
        first = i;
      }
}
