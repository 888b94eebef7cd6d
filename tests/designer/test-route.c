/* test-route.c: links run where they should.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-route.h"

#include <math.h>

static const MillRouteStyle styles[] = { MILL_ROUTE_CURVED, MILL_ROUTE_SQUARE };

/* From the right side of a block of 184 x 72 at @ax, @ay to the left side of one at @bx, @by. */
static MillRouteEnds
make_ends (double ax, double ay, double bx, double by, gboolean down)
{
  MillRouteEnds ends = { .down = down,
                         .from_box = { ax, ay, ax + 184, ay + 72 },
                         .to_box = { bx, by, bx + 184, by + 72 } };
  ends.from = down ? (MillPoint){ ax + 156, ay + 72 } : (MillPoint){ ax + 184, ay + 36 };
  ends.to = (MillPoint){ bx, by + 36 };
  return ends;
}

/* Whether the route passes through the inside of @box. */
static gboolean
crosses (const MillRoute *route, const MillBox *box)
{
  MillBox inside = { box->x0 + 2, box->y0 + 2, box->x1 - 2, box->y1 - 2 };
  for (int i = 0; i <= 400; i++)
    {
      MillPoint point;
      mill_route_at (route, i / 400.0, &point, NULL);
      if (mill_box_has (&inside, point.x, point.y))
        return TRUE;
    }
  return FALSE;
}

static void
check (const MillRouteEnds *ends, MillRouteStyle style)
{
  MillRoute route;
  MillPoint first, last;
  MillBox bounds;
  double angle;
  mill_route_make (&route, ends, style);
  mill_route_at (&route, 0, &first, NULL);
  mill_route_at (&route, 1, &last, &angle);
  g_assert_cmpfloat_with_epsilon (first.x, ends->from.x, 1e-6);
  g_assert_cmpfloat_with_epsilon (first.y, ends->from.y, 1e-6);
  g_assert_cmpfloat_with_epsilon (last.x, ends->to.x, 1e-6);
  g_assert_cmpfloat_with_epsilon (last.y, ends->to.y, 1e-6);
  /* links enter from the left */
  g_assert_cmpfloat (fabs (angle), <, G_PI / 2 + 0.2);
  mill_route_bounds (&route, &bounds);
  for (int i = 0; i <= 100; i++)
    {
      MillPoint point;
      mill_route_at (&route, i / 100.0, &point, NULL);
      g_assert_true (point.x >= bounds.x0 - 1e-6 && point.x <= bounds.x1 + 1e-6);
      g_assert_true (point.y >= bounds.y0 - 1e-6 && point.y <= bounds.y1 + 1e-6);
      g_assert_cmpfloat (mill_route_distance (&route, point.x, point.y, NULL), <, 1);
    }
}

static void
test_everywhere (void)
{
  for (guint style = 0; style < G_N_ELEMENTS (styles); style++)
    for (int down = 0; down < 2; down++)
      for (double x = -700; x <= 700; x += 70)
        for (double y = -500; y <= 500; y += 50)
          {
            MillRouteEnds ends = make_ends (0, 0, x, y, down);
            check (&ends, styles[style]);
          }
}

static void
test_backward_goes_round (void)
{
  for (guint style = 0; style < G_N_ELEMENTS (styles); style++)
    for (double y = -300; y <= 300; y += 20)
      {
        MillRouteEnds ends = make_ends (0, 0, -400, y, FALSE);
        MillRoute route;
        MillBox bounds;
        mill_route_make (&route, &ends, styles[style]);
        g_assert_false (crosses (&route, &ends.from_box));
        g_assert_false (crosses (&route, &ends.to_box));
        mill_route_bounds (&route, &bounds);
        g_assert_cmpfloat (bounds.x1, >=, ends.from.x + MILL_ROUTE_LOOP);
      }
}

static void
test_distance (void)
{
  MillRouteEnds ends = make_ends (0, 0, 584, 0, FALSE);
  MillRoute route;
  double t;
  mill_route_make (&route, &ends, MILL_ROUTE_CURVED);
  /* a straight line from 184 to 584 */
  g_assert_cmpfloat_with_epsilon (mill_route_distance (&route, 384, 46, &t), 10, 0.01);
  g_assert_cmpfloat_with_epsilon (t, 0.5, 0.01);
  g_assert_cmpfloat_with_epsilon (mill_route_distance (&route, 174, 36, &t), 10, 0.01);
  g_assert_cmpfloat_with_epsilon (t, 0, 0.01);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/route/everywhere", test_everywhere);
  g_test_add_func ("/route/backward-goes-round", test_backward_goes_round);
  g_test_add_func ("/route/distance", test_distance);
  return g_test_run ();
}
