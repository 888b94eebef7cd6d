/* mill-render-cairo.c: paints a scene with cairo.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <math.h>
#include <pango/pangocairo.h>

#include "mill-measure.h"
#include "mill-render.h"

#define DENSE_STEPS 2000

static void
set_color (cairo_t *cr, MillColor color)
{
  cairo_set_source_rgba (cr,
                         (color >> 24) / 255.0,
                         (color >> 16 & 0xff) / 255.0,
                         (color >> 8 & 0xff) / 255.0,
                         (color & 0xff) / 255.0);
}

static gboolean
visible (MillColor color)
{
  return (color & 0xff) != 0;
}

static void
set_dash (cairo_t *cr, guint dash)
{
  guint n;
  const float *lengths = mill_scene_dash (dash, &n);
  double doubles[4];
  for (guint i = 0; i < n; i++)
    doubles[i] = lengths[i];
  cairo_set_dash (cr, doubles, (int)n, 0);
}

/* paint: fills and strokes the current path and forgets it. */
static void
paint (cairo_t *cr, const MillPrim *prim)
{
  if (visible (prim->fill))
    {
      set_color (cr, prim->fill);
      cairo_fill_preserve (cr);
    }
  if (visible (prim->stroke) && prim->width > 0)
    {
      set_color (cr, prim->stroke);
      cairo_set_line_width (cr, prim->width);
      set_dash (cr, prim->dash);
      cairo_stroke_preserve (cr);
    }
  cairo_new_path (cr);
}

static void
trace_rect (cairo_t *cr, const MillPrim *prim)
{
  double x = prim->rect.x, y = prim->rect.y, w = prim->rect.w, h = prim->rect.h;
  double r = MIN (prim->rect.radius, MIN (w, h) / 2);
  if (r <= 0)
    {
      cairo_rectangle (cr, x, y, w, h);
      return;
    }
  cairo_new_sub_path (cr);
  cairo_arc (cr, x + w - r, y + r, r, -G_PI_2, 0);
  cairo_arc (cr, x + w - r, y + h - r, r, 0, G_PI_2);
  cairo_arc (cr, x + r, y + h - r, r, G_PI_2, G_PI);
  cairo_arc (cr, x + r, y + r, r, G_PI, 3 * G_PI_2);
  cairo_close_path (cr);
}

static void
trace_path (cairo_t *cr, const MillPrim *prim)
{
  const float *p = prim->path.points;
  for (guint i = 0; i < prim->path.n_steps; i++)
    switch ((MillPathStep)prim->path.steps[i])
      {
      case MILL_PATH_MOVE:
        cairo_move_to (cr, p[0], p[1]);
        p += 2;
        break;
      case MILL_PATH_LINE:
        cairo_line_to (cr, p[0], p[1]);
        p += 2;
        break;
      case MILL_PATH_CURVE:
        cairo_curve_to (cr, p[0], p[1], p[2], p[3], p[4], p[5]);
        p += 6;
        break;
      case MILL_PATH_CLOSE:
        cairo_close_path (cr);
        break;
      default:
        g_assert_not_reached ();
      }
}

static void
draw_text (cairo_t *cr, PangoContext *context, const MillPrim *prim)
{
  g_autoptr (PangoLayout) layout
      = mill_text_layout (context, prim->text.text, prim->text.size, prim->text.bold);
  int units;
  pango_layout_get_size (layout, &units, NULL);
  double width = (double)units / PANGO_SCALE;
  double shift = prim->text.anchor == MILL_ANCHOR_START    ? 0
                 : prim->text.anchor == MILL_ANCHOR_MIDDLE ? -width / 2
                                                           : -width;
  cairo_save (cr);
  cairo_translate (cr, prim->text.x, prim->text.y);
  cairo_rotate (cr, prim->text.angle * G_PI / 180);
  cairo_move_to (cr, shift, 0);
  set_color (cr, prim->fill);
  pango_cairo_show_layout_line (cr, pango_layout_get_line_readonly (layout, 0));
  cairo_restore (cr);
  cairo_new_path (cr);
}

static void
draw_prim (cairo_t *cr, PangoContext *context, const MillPrim *prim)
{
  switch ((MillPrimKind)prim->kind)
    {
    case MILL_PRIM_GROUP:
      cairo_save (cr);
      if (prim->group.clip)
        {
          cairo_rectangle (cr, prim->group.x, prim->group.y, prim->group.w, prim->group.h);
          cairo_clip (cr);
        }
      break;
    case MILL_PRIM_END:
      cairo_restore (cr);
      break;
    case MILL_PRIM_RECT:
      trace_rect (cr, prim);
      paint (cr, prim);
      break;
    case MILL_PRIM_CIRCLE:
      cairo_new_sub_path (cr);
      cairo_arc (cr, prim->circle.x, prim->circle.y, prim->circle.r, 0, 2 * G_PI);
      cairo_close_path (cr);
      paint (cr, prim);
      break;
    case MILL_PRIM_LINE:
      cairo_move_to (cr, prim->line.x0, prim->line.y0);
      cairo_line_to (cr, prim->line.x1, prim->line.y1);
      paint (cr, prim);
      break;
    case MILL_PRIM_PATH:
      trace_path (cr, prim);
      /* where joins are closer than px, round ones only cost time */
      if (prim->path.n_steps > DENSE_STEPS)
        cairo_set_line_join (cr, CAIRO_LINE_JOIN_BEVEL);
      paint (cr, prim);
      cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
      break;
    case MILL_PRIM_TEXT:
      draw_text (cr, context, prim);
      break;
    default:
      g_assert_not_reached ();
    }
}

void
mill_scene_draw (const MillScene *scene, cairo_t *cr)
{
  g_return_if_fail (scene != NULL && cr != NULL);
  PangoContext *context = pango_cairo_create_context (cr);
  mill_text_context_init (context);
  guint n;
  const MillPrim *prims = mill_scene_prims (scene, &n);
  cairo_save (cr);
  cairo_new_path (cr);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_BUTT);
  for (guint i = 0; i < n; i++)
    draw_prim (cr, context, &prims[i]);
  cairo_restore (cr);
  g_object_unref (context);
}
