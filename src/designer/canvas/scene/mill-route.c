/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-route.h"

#include <math.h>

enum
{
  FORWARD_MIN = 24, /* px to the right that a plain link needs */
  LANE_GAP = 32,    /* px between a block and a link that goes round it */
  STEPS = 16,       /* straight pieces that stand for a Bezier segment */
  CORNER = 10       /* radius of square links */
};

static void
add_point (MillRoute *route, double x, double y)
{
  g_assert (route->n < MILL_ROUTE_POINTS_MAX);
  route->points[route->n++] = (MillPoint){ x, y };
}

static void
add_curve (MillRoute *route, MillPoint a, MillPoint b, MillPoint end)
{
  add_point (route, a.x, a.y);
  add_point (route, b.x, b.y);
  add_point (route, end.x, end.y);
}

/* Where a link that runs backwards crosses over: between the blocks when there is room, else round
 * the nearer side of both. */
static double
find_lane (const MillRouteEnds *ends)
{
  const MillBox *a = &ends->from_box, *b = &ends->to_box;
  if (b->y0 - a->y1 >= LANE_GAP)
    return (b->y0 + a->y1) / 2;
  if (a->y0 - b->y1 >= LANE_GAP && !ends->down)
    return (a->y0 + b->y1) / 2;
  double above = MIN (a->y0, b->y0) - LANE_GAP, below = MAX (a->y1, b->y1) + LANE_GAP;
  double middle = (ends->from.y + ends->to.y) / 2;
  return ends->down || below - middle <= middle - above ? below : above;
}

static void
curve_back (MillRoute *route, const MillRouteEnds *ends)
{
  const MillPoint from = ends->from, to = ends->to;
  double lane = find_lane (ends);
  /* a cubic whose inner points stand out by k bulges by 3/4 of it */
  double k = MILL_ROUTE_LOOP * 4.0 / 3;
  MillPoint first = { from.x, lane }, last = { to.x, lane };
  if (ends->down)
    {
      first.x = from.x - FORWARD_MIN;
      add_curve (route, (MillPoint){ from.x, lane }, (MillPoint){ from.x, lane }, first);
    }
  else
    add_curve (route, (MillPoint){ from.x + k, from.y }, (MillPoint){ from.x + k, lane }, first);
  double third = (last.x - first.x) / 3;
  add_curve (
      route, (MillPoint){ first.x + third, lane }, (MillPoint){ last.x - third, lane }, last);
  add_curve (route, (MillPoint){ to.x - k, lane }, (MillPoint){ to.x - k, to.y }, to);
}

static void
curve_down (MillRoute *route, const MillRouteEnds *ends)
{
  const MillPoint from = ends->from, to = ends->to;
  double out = CLAMP ((to.x - from.x) / 2, FORWARD_MIN, 160);
  if (to.y >= from.y + FORWARD_MIN)
    {
      double fall = CLAMP ((to.y - from.y) * 0.7, FORWARD_MIN, 120);
      add_curve (route, (MillPoint){ from.x, from.y + fall }, (MillPoint){ to.x - out, to.y }, to);
      return;
    }
  /* round the corner of its block, then up */
  MillPoint corner = { ends->from_box.x1 + FORWARD_MIN, from.y };
  add_curve (
      route, (MillPoint){ from.x, from.y + 40 }, (MillPoint){ corner.x, corner.y + 40 }, corner);
  double rise = CLAMP ((from.y - to.y) / 2, FORWARD_MIN, 120);
  add_curve (route, (MillPoint){ corner.x, corner.y - rise }, (MillPoint){ to.x - out, to.y }, to);
}

static gboolean
runs_back (const MillRouteEnds *ends)
{
  double start = ends->from.x;
  if (ends->down && ends->to.y < ends->from.y + FORWARD_MIN)
    start = ends->from_box.x1 + FORWARD_MIN;
  return ends->to.x - start < FORWARD_MIN;
}

static void
make_curved (MillRoute *route, const MillRouteEnds *ends)
{
  const MillPoint from = ends->from, to = ends->to;
  if (runs_back (ends))
    curve_back (route, ends);
  else if (ends->down)
    curve_down (route, ends);
  else
    {
      double out = CLAMP ((to.x - from.x) / 2, 28, 200);
      add_curve (route, (MillPoint){ from.x + out, from.y }, (MillPoint){ to.x - out, to.y }, to);
    }
}

static void
make_square (MillRoute *route, const MillRouteEnds *ends)
{
  const MillPoint from = ends->from, to = ends->to;
  if (runs_back (ends))
    {
      double lane = find_lane (ends);
      if (!ends->down)
        {
          add_point (route, from.x + MILL_ROUTE_LOOP, from.y);
          add_point (route, from.x + MILL_ROUTE_LOOP, lane);
        }
      else
        add_point (route, from.x, lane);
      add_point (route, to.x - MILL_ROUTE_LOOP, lane);
      add_point (route, to.x - MILL_ROUTE_LOOP, to.y);
    }
  else if (ends->down && to.y >= from.y + FORWARD_MIN)
    add_point (route, from.x, to.y);
  else
    {
      double start_y = ends->down ? from.y + FORWARD_MIN : from.y;
      double start_x = ends->down ? ends->from_box.x1 : from.x;
      double middle = (start_x + to.x) / 2;
      if (ends->down)
        add_point (route, from.x, start_y);
      if (fabs (start_y - to.y) >= 1)
        {
          add_point (route, middle, start_y);
          add_point (route, middle, to.y);
        }
    }
  add_point (route, to.x, to.y);
}

void
mill_route_make (MillRoute *route, const MillRouteEnds *ends, MillRouteStyle style)
{
  g_return_if_fail (route != NULL && ends != NULL);
  route->style = style;
  route->n = 0;
  add_point (route, ends->from.x, ends->from.y);
  if (style == MILL_ROUTE_CURVED)
    make_curved (route, ends);
  else
    make_square (route, ends);
}

/* ---- measuring ---- */

static MillPoint
cubic (const MillPoint *p, double t)
{
  double u = 1 - t;
  double a = u * u * u, b = 3 * u * u * t, c = 3 * u * t * t, d = t * t * t;
  return (MillPoint){ a * p[0].x + b * p[1].x + c * p[2].x + d * p[3].x,
                      a * p[0].y + b * p[1].y + c * p[2].y + d * p[3].y };
}

enum
{
  PIECES_MAX = STEPS * (MILL_ROUTE_POINTS_MAX - 1) / 3 + 1
};

/* The route as straight pieces. Returns: the number of points. */
static guint
flatten (const MillRoute *route, MillPoint *points)
{
  guint n = 0;
  points[n++] = route->points[0];
  if (route->style == MILL_ROUTE_SQUARE)
    for (guint i = 1; i < route->n; i++)
      points[n++] = route->points[i];
  else
    for (guint i = 0; i + 3 < route->n; i += 3)
      for (guint step = 1; step <= STEPS; step++)
        points[n++] = cubic (route->points + i, (double)step / STEPS);
  return n;
}

void
mill_route_bounds (const MillRoute *route, MillBox *box)
{
  g_return_if_fail (route != NULL && route->n > 0 && box != NULL);
  *box
      = (MillBox){ route->points[0].x, route->points[0].y, route->points[0].x, route->points[0].y };
  /* a Bezier curve stays within the hull of its points */
  for (guint i = 1; i < route->n; i++)
    {
      box->x0 = MIN (box->x0, route->points[i].x);
      box->y0 = MIN (box->y0, route->points[i].y);
      box->x1 = MAX (box->x1, route->points[i].x);
      box->y1 = MAX (box->y1, route->points[i].y);
    }
}

void
mill_route_at (const MillRoute *route, double t, MillPoint *point, double *angle)
{
  g_return_if_fail (route != NULL && point != NULL);
  MillPoint p[PIECES_MAX];
  guint n = flatten (route, p);
  double length = 0;
  for (guint i = 1; i < n; i++)
    length += hypot (p[i].x - p[i - 1].x, p[i].y - p[i - 1].y);
  double left = length * CLAMP (t, 0, 1);
  *point = p[n - 1];
  if (angle != NULL)
    *angle = 0;
  for (guint i = 1; i < n; i++)
    {
      double dx = p[i].x - p[i - 1].x, dy = p[i].y - p[i - 1].y, piece = hypot (dx, dy);
      if (left > piece && i < n - 1)
        {
          left -= piece;
          continue;
        }
      double part = piece > 0 ? MIN (left / piece, 1) : 0;
      *point = (MillPoint){ p[i - 1].x + dx * part, p[i - 1].y + dy * part };
      if (angle != NULL)
        *angle = atan2 (dy, dx);
      return;
    }
}

double
mill_route_distance (const MillRoute *route, double x, double y, double *t)
{
  g_return_val_if_fail (route != NULL, G_MAXDOUBLE);
  MillPoint p[PIECES_MAX];
  guint n = flatten (route, p);
  double best = G_MAXDOUBLE, where = 0, length = 0;
  for (guint i = 1; i < n; i++)
    {
      double dx = p[i].x - p[i - 1].x, dy = p[i].y - p[i - 1].y, square = dx * dx + dy * dy;
      double part = square > 0 ? ((x - p[i - 1].x) * dx + (y - p[i - 1].y) * dy) / square : 0;
      part = CLAMP (part, 0, 1);
      double distance = hypot (x - p[i - 1].x - dx * part, y - p[i - 1].y - dy * part);
      if (distance < best)
        {
          best = distance;
          where = length + sqrt (square) * part;
        }
      length += sqrt (square);
    }
  if (t != NULL)
    *t = length > 0 ? where / length : 0;
  return best;
}

/* ---- drawing ---- */

static void
round_corner (cairo_t *cr, MillPoint before, MillPoint corner, MillPoint after)
{
  double in = hypot (corner.x - before.x, corner.y - before.y);
  double out = hypot (after.x - corner.x, after.y - corner.y);
  double r = MIN (CORNER, MIN (in, out) / 2);
  if (r < 1)
    {
      cairo_line_to (cr, corner.x, corner.y);
      return;
    }
  MillPoint a
      = { corner.x + (before.x - corner.x) * r / in, corner.y + (before.y - corner.y) * r / in };
  MillPoint b
      = { corner.x + (after.x - corner.x) * r / out, corner.y + (after.y - corner.y) * r / out };
  cairo_line_to (cr, a.x, a.y);
  cairo_curve_to (cr,
                  (a.x + corner.x) / 2,
                  (a.y + corner.y) / 2,
                  (b.x + corner.x) / 2,
                  (b.y + corner.y) / 2,
                  b.x,
                  b.y);
}

void
mill_route_path (const MillRoute *route, cairo_t *cr)
{
  g_return_if_fail (route != NULL && route->n > 0 && cr != NULL);
  const MillPoint *p = route->points;
  cairo_move_to (cr, p[0].x, p[0].y);
  if (route->style == MILL_ROUTE_CURVED)
    for (guint i = 0; i + 3 < route->n; i += 3)
      cairo_curve_to (cr, p[i + 1].x, p[i + 1].y, p[i + 2].x, p[i + 2].y, p[i + 3].x, p[i + 3].y);
  else
    {
      for (guint i = 1; i + 1 < route->n; i++)
        round_corner (cr, p[i - 1], p[i], p[i + 1]);
      cairo_line_to (cr, p[route->n - 1].x, p[route->n - 1].y);
    }
}

gboolean
mill_box_meets (const MillBox *a, const MillBox *b)
{
  return a->x0 <= b->x1 && b->x0 <= a->x1 && a->y0 <= b->y1 && b->y0 <= a->y1;
}

gboolean
mill_box_has (const MillBox *box, double x, double y)
{
  return x >= box->x0 && x <= box->x1 && y >= box->y0 && y <= box->y1;
}

void
mill_box_add (MillBox *box, const MillBox *other)
{
  box->x0 = MIN (box->x0, other->x0);
  box->y0 = MIN (box->y0, other->y0);
  box->x1 = MAX (box->x1, other->x1);
  box->y1 = MAX (box->y1, other->y1);
}
