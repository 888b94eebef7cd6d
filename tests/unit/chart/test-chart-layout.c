/* test-chart-layout.c: what every picture must have: no text outside or over another, marks inside.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <math.h>
#include <string.h>

#include "chart-cases.h"
#include "mill-draw.h"

/* Box: what a text covers, as a rectangle turned by an angle around its anchor. */
typedef struct
{
  const char *text;
  double x[4], y[4]; /* corners */
} Box;

static Box
box_of (const MillPrim *prim, MillMeasurer *measurer)
{
  double width = mill_measure (measurer, prim->text.text, prim->text.size, prim->text.bold);
  double left = prim->text.anchor == MILL_ANCHOR_START ? 0
                : prim->text.anchor == MILL_ANCHOR_END ? -width
                                                       : -width / 2;
  /* the ink of letters: from the height of capitals to a bit below the base line */
  double top = -0.72 * prim->text.size, bottom = 0.05 * prim->text.size;
  double xs[] = { left, left + width, left + width, left }, ys[] = { top, top, bottom, bottom };
  double a = prim->text.angle * G_PI / 180;
  Box box = { .text = prim->text.text };
  for (guint i = 0; i < 4; i++)
    {
      box.x[i] = prim->text.x + xs[i] * cos (a) - ys[i] * sin (a);
      box.y[i] = prim->text.y + xs[i] * sin (a) + ys[i] * cos (a);
    }
  return box;
}

/* apart: whether an edge of @a separates the two boxes (separating axis theorem). */
static gboolean
apart (const Box *a, const Box *b)
{
  for (guint i = 0; i < 2; i++)
    {
      double nx = -(a->y[i + 1] - a->y[i]), ny = a->x[i + 1] - a->x[i];
      double a_lo = INFINITY, a_hi = -INFINITY, b_lo = INFINITY, b_hi = -INFINITY;
      for (guint k = 0; k < 4; k++)
        {
          double pa = a->x[k] * nx + a->y[k] * ny, pb = b->x[k] * nx + b->y[k] * ny;
          a_lo = MIN (a_lo, pa), a_hi = MAX (a_hi, pa);
          b_lo = MIN (b_lo, pb), b_hi = MAX (b_hi, pb);
        }
      if (a_hi <= b_lo || b_hi <= a_lo)
        return TRUE;
    }
  return FALSE;
}

static void
check_texts (const char *name, const MillScene *scene, MillMeasurer *measurer)
{
  guint n;
  const MillPrim *prims = mill_scene_prims (scene, &n);
  g_autoptr (GArray) boxes = g_array_new (FALSE, FALSE, sizeof (Box));
  for (guint i = 0; i < n; i++)
    {
      if (prims[i].kind != MILL_PRIM_TEXT)
        continue;
      Box box = box_of (&prims[i], measurer);
      for (guint k = 0; k < 4; k++)
        if (box.x[k] < -0.5 || box.x[k] > mill_scene_width (scene) + 0.5 || box.y[k] < -0.5
            || box.y[k] > mill_scene_height (scene) + 0.5)
          g_error ("%s at %gx%g: “%s” is clipped at %g, %g",
                   name,
                   mill_scene_width (scene),
                   mill_scene_height (scene),
                   box.text,
                   box.x[k],
                   box.y[k]);
      for (guint k = 0; k < boxes->len; k++)
        {
          const Box *other = &g_array_index (boxes, Box, k);
          if (!apart (&box, other) && !apart (other, &box))
            g_error ("%s at %gx%g: “%s” overlaps “%s”",
                     name,
                     mill_scene_width (scene),
                     mill_scene_height (scene),
                     box.text,
                     other->text);
        }
      g_array_append_val (boxes, box);
    }
}

/* check_marks: every rectangle and circle of data lies within the plot, and the plot in the
 * picture. */
static void
check_marks (const char *name, const MillScene *scene)
{
  double x, y, w, h;
  mill_scene_plot (scene, &x, &y, &w, &h);
  g_assert_true (x >= 0 && y >= 0 && x + w <= mill_scene_width (scene)
                 && y + h <= mill_scene_height (scene));
  guint n;
  const MillPrim *prims = mill_scene_prims (scene, &n);
  int depth = 0;
  for (guint i = 0; i < n; i++)
    {
      const MillPrim *prim = &prims[i];
      depth += prim->kind == MILL_PRIM_GROUP ? 1 : prim->kind == MILL_PRIM_END ? -1 : 0;
      g_assert_cmpint (depth, >=, 0);
      if (prim->datum == MILL_DATUM_NONE)
        continue;
      g_assert_cmpuint (prim->datum, <, mill_scene_n_data (scene));
      if (prim->kind == MILL_PRIM_RECT)
        {
          g_assert_cmpfloat (prim->rect.x, >=, x - 1.5);
          g_assert_cmpfloat (prim->rect.x + prim->rect.w, <=, x + w + 1.5);
          g_assert_cmpfloat (prim->rect.y, >=, y - 1.5);
          g_assert_cmpfloat (prim->rect.y + prim->rect.h, <=, y + h + 1.5);
          g_assert_true (prim->rect.w >= 0 && prim->rect.h >= 0);
        }
      else if (prim->kind == MILL_PRIM_CIRCLE)
        {
          g_assert_cmpfloat (prim->circle.x, >=, x - 0.5);
          g_assert_cmpfloat (prim->circle.x, <=, x + w + 0.5);
          g_assert_cmpfloat (prim->circle.y, >=, y - 0.5);
          g_assert_cmpfloat (prim->circle.y, <=, y + h + 0.5);
        }
    }
  g_assert_cmpint (depth, ==, 0);
}

static void
test_case (gconstpointer data)
{
  static const guint sizes[][2] = { { 0, 0 },     { 400, 300 }, { 1600, 400 }, { 300, 900 },
                                    { 200, 150 }, { 90, 60 },   { 32, 32 } };
  const ChartCase *c = data;
  g_autoptr (MillChart) chart = chart_case_draw (c);
  MillMeasurer *measurers[] = { mill_measurer_new (), mill_measurer_new_fixed () };
  for (guint m = 0; m < G_N_ELEMENTS (measurers); m++)
    for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
      {
        MillSceneOptions options = { .width = sizes[i][0], .height = sizes[i][1] };
        g_autoptr (MillScene) scene = mill_scene_build (chart, &options, measurers[m]);
        if (sizes[i][0] > 0)
          {
            g_assert_cmpfloat (mill_scene_width (scene), ==, sizes[i][0]);
            g_assert_cmpfloat (mill_scene_height (scene), ==, sizes[i][1]);
          }
        check_texts (c->name, scene, measurers[m]);
        check_marks (c->name, scene);
      }
  mill_measurer_free (measurers[0]);
  mill_measurer_free (measurers[1]);
}

/* Where the model gives the size of the plot, the picture grows around it. */
static void
test_pad (void)
{
  g_autoptr (Rows) rows = rows_from_csv ("k:text,v:number\na,1\nb,2\nc,4\n", 10);
  g_autoptr (MillChart) chart
      = chart_draw ("{\"mark\":\"bar\",\"width\":{\"step\":50},\"height\":120,\"encoding\":{\"x\":{"
                    "\"field\":\"k\"},\"y\":{\"field\":\"v\"}}}",
                    rows);
  g_autoptr (MillScene) scene = mill_chart_scene (chart, NULL);
  double x, y, w, h;
  mill_scene_plot (scene, &x, &y, &w, &h);
  g_assert_cmpfloat (w, ==, 150);
  g_assert_cmpfloat (h, ==, 120);
  g_assert_cmpfloat (mill_scene_width (scene), >, 160);
  g_assert_cmpfloat (mill_scene_height (scene), >, 140);
}

/* has_text: whether the scene says @text somewhere. */
static gboolean
has_text (const MillScene *scene, const char *text)
{
  guint n;
  const MillPrim *prims = mill_scene_prims (scene, &n);
  for (guint i = 0; i < n; i++)
    if (prims[i].kind == MILL_PRIM_TEXT && g_str_equal (prims[i].text.text, text))
      return TRUE;
  return FALSE;
}

static void
test_words (void)
{
  g_autoptr (Rows) rows = rows_from_csv ("k:text,v:number\na,1\nb,\nc,4\n", 10);
  g_autoptr (MillChart) chart = chart_draw (
      "{\"title\":\"T\",\"mark\":\"bar\",\"encoding\":{\"x\":{\"field\":\"k\",\"title\":null},"
      "\"y\":{\"field\":\"v\",\"axis\":{\"title\":\"Values\",\"format\":\".1f\"}},\"color\":{"
      "\"field\":\"v\",\"type\":\"nominal\",\"legend\":{\"title\":\"Colours\"}}}}",
      rows);
  g_autoptr (MillScene) scene = mill_chart_scene (chart, NULL);
  g_assert_true (has_text (scene, "T"));
  g_assert_true (has_text (scene, "Values"));
  g_assert_true (has_text (scene, "Colours"));
  g_assert_true (has_text (scene, "2.0"));
  g_assert_true (has_text (scene, "1 row without a value left out"));
  g_assert_false (has_text (scene, "k"));
  g_assert_cmpstr (mill_scene_title (scene), ==, "T");
  g_assert_cmpstr (
      mill_scene_description (scene), ==, "Bar chart of Values by k, coloured by Colours; 3 rows");
  g_autoptr (MillScene) quiet = mill_chart_scene (chart, &(MillSceneOptions){ .hide_notes = TRUE });
  g_assert_false (has_text (quiet, "1 row without a value left out"));
  /* not bound yet: a frame that says so */
  g_autoptr (MillChart) unbound
      = mill_chart_new (&(MillChartOptions){ .mark = MILL_CHART_BAR, .x = "k" }, NULL);
  g_autoptr (MillScene) empty = mill_chart_scene (unbound, NULL);
  g_assert_true (has_text (empty, "No rows"));
}

static void
test_hit (void)
{
  g_autoptr (Rows) rows = rows_from_csv ("k:text,c:text,v:number\na,x,1\nb,x,2\nb,y,3\n", 10);
  g_autoptr (MillChart) chart
      = chart_draw ("{\"mark\":\"bar\",\"encoding\":{\"x\":{\"field\":\"k\"},\"y\":{\"field\":"
                    "\"v\",\"aggregate\":\"sum\"},\"color\":{\"field\":\"c\"}}}",
                    rows);
  g_autoptr (MillScene) scene = mill_chart_scene (chart, NULL);
  double x, y, w, h;
  mill_scene_plot (scene, &x, &y, &w, &h);
  guint datum = mill_scene_hit (scene, x + w * 0.75, y + h - 10);
  g_assert_cmpuint (datum, !=, MILL_DATUM_NONE);
  g_autofree char *text = mill_scene_datum_text (scene, datum);
  g_assert_cmpstr (text, ==, "k: b\nSum of v: 3\nc: y");
  g_assert_cmpstr (mill_scene_series (scene, datum), ==, "y");
  g_assert_cmpuint (mill_scene_datum (scene, datum)->rows, ==, 1);
  g_assert_cmpuint (mill_scene_hit (scene, x + w * 0.75, y + 2), !=, MILL_DATUM_NONE);
  g_assert_cmpuint (mill_scene_hit (scene, x + w * 0.25, y + 2), ==, MILL_DATUM_NONE);
  g_assert_cmpuint (mill_scene_hit (scene, -50, -50), ==, MILL_DATUM_NONE);
  /* of a line, the nearest vertex within reach */
  g_autoptr (Rows) path = rows_from_csv ("x:number,y:number\n0,0\n1,1\n2,0\n", 10);
  g_autoptr (MillChart) line = chart_draw (
      "{\"mark\":\"line\",\"encoding\":{\"x\":{\"field\":\"x\"},\"y\":{\"field\":\"y\"}}}", path);
  g_autoptr (MillScene) drawn = mill_chart_scene (line, NULL);
  mill_scene_plot (drawn, &x, &y, &w, &h);
  datum = mill_scene_hit (drawn, x + w / 2 + 4, y + 5);
  g_assert_cmpuint (datum, ==, 1);
  g_assert_cmpfloat_with_epsilon (mill_scene_datum (drawn, datum)->x, x + w / 2, 1);
  g_assert_cmpuint (mill_scene_hit (drawn, x + w / 4, y + h / 2), ==, MILL_DATUM_NONE);
  g_assert_null (mill_scene_series (drawn, datum));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < n_chart_cases; i++)
    {
      g_autofree char *path = g_strconcat ("/chart/layout/", chart_cases[i].name, NULL);
      g_test_add_data_func (path, &chart_cases[i], test_case);
    }
  g_test_add_func ("/chart/layout/pad", test_pad);
  g_test_add_func ("/chart/layout/words", test_words);
  g_test_add_func ("/chart/layout/hit", test_hit);
  return g_test_run ();
}
