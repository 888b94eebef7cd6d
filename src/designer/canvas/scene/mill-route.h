/* mill-route.h: the way of a link from port to port. Geometry only; any thread.
 *
 * Links leave an output to the right, or the port of refused rows downwards, and enter an input
 * from the left. One that has to run backwards loops out round the blocks at its ends.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <cairo.h>
#include <glib.h>

G_BEGIN_DECLS

/** MillRouteStyle: how links bend. */
typedef enum
{
  MILL_ROUTE_CURVED,
  MILL_ROUTE_SQUARE
} MillRouteStyle;

/** MillPoint: a place, px. */
typedef struct
{
  double x, y;
} MillPoint;

/** MillBox: a rectangle from x0, y0 to x1, y1, px. */
typedef struct
{
  double x0, y0, x1, y1;
} MillBox;

/** MillRouteEnds: what is to be linked. */
typedef struct
{
  MillPoint from, to;       /* middles of the ports */
  gboolean down;            /* leaves downwards */
  MillBox from_box, to_box; /* the blocks, which are gone round */
} MillRouteEnds;

enum
{
  MILL_ROUTE_POINTS_MAX = 10,
  MILL_ROUTE_LOOP = 40 /* px that a link which runs backwards stands out */
};

/** MillRoute: curved: the start, then three points for each cubic Bezier segment. Square: the
 * corners. */
typedef struct
{
  MillRouteStyle style;
  guint n;
  MillPoint points[MILL_ROUTE_POINTS_MAX];
} MillRoute;

/** mill_route_make: the route between @ends. */
void mill_route_make (MillRoute *route, const MillRouteEnds *ends, MillRouteStyle style);
/** mill_route_bounds: the box that the route stays in. */
void mill_route_bounds (const MillRoute *route, MillBox *box);
/** mill_route_at: the point at @t (0: start, 1: end, by length, about); @angle: (out) (optional) in
 * radians, where it leads there. */
void mill_route_at (const MillRoute *route, double t, MillPoint *point, double *angle);
/** mill_route_distance: px from @x, @y to the nearest point of the route. @t: (out) (optional):
 * where that is. */
double mill_route_distance (const MillRoute *route, double x, double y, double *t);
/** mill_route_path: adds the route to the path of @cr. */
void mill_route_path (const MillRoute *route, cairo_t *cr);

/** mill_box_meets: whether two boxes share a point. */
gboolean mill_box_meets (const MillBox *a, const MillBox *b);
/** mill_box_has: whether a point is in @box. */
gboolean mill_box_has (const MillBox *box, double x, double y);
/** mill_box_add: makes @box large enough to hold @other, too. */
void mill_box_add (MillBox *box, const MillBox *other);

G_END_DECLS
