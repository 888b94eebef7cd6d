/* test-chart-screen.c: what a screen asks of a picture: the rows behind marks, parts of axes,
 * series without their marks.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <math.h>

#include "chart-fixture.h"
#include "mill-render.h"

/* Checks that the marks together stand for all rows, and each for as many as it says. */
static void
check_partition (const char *json, const char *csv)
{
  g_autoptr (Rows) rows = rows_from_csv (csv, 7);
  g_autoptr (MillChart) chart = chart_draw (json, rows);
  g_autoptr (MillScene) scene = mill_chart_scene (chart, NULL);
  MillChartCounts counts;
  mill_chart_get_counts (chart, &counts);
  g_autofree guint8 *seen = g_new0 (guint8, counts.rows);
  guint64 total = 0;
  g_assert_cmpuint (mill_scene_n_data (scene), >, 0);
  for (guint i = 0; i < mill_scene_n_data (scene); i++)
    {
      g_autoptr (GArray) found = mill_chart_match (chart, scene, &i, 1, rows->batches);
      g_assert_cmpuint (found->len, ==, mill_scene_datum (scene, i)->rows);
      for (guint k = 0; k < found->len; k++)
        {
          guint64 row = g_array_index (found, guint64, k);
          g_assert_cmpuint (row, <, counts.rows);
          g_assert_cmpuint (seen[row]++, ==, 0);
        }
      total += found->len;
    }
  g_assert_cmpuint (total, ==, counts.rows - counts.null - counts.not_finite);
}

static void
test_match_groups (void)
{
  g_autofree char *weather = csv_weather ();
  check_partition ("{\"mark\": \"bar\", \"encoding\": {\"x\": {\"timeUnit\": \"month\", \"field\": "
                   "\"date\"}, \"y\": {\"aggregate\": \"count\"}, \"color\": {\"field\": "
                   "\"weather\"}}}",
                   weather);
  check_partition ("{\"mark\": \"line\", \"encoding\": {\"x\": {\"timeUnit\": \"yearmonth\", "
                   "\"field\": \"date\"}, \"y\": {\"aggregate\": \"mean\", \"field\": \"temp\"}}}",
                   weather);
}

static void
test_match_bins (void)
{
  g_autofree char *weather = csv_weather ();
  check_partition ("{\"mark\": \"bar\", \"encoding\": {\"x\": {\"bin\": true, \"field\": "
                   "\"temp\"}, \"y\": {\"aggregate\": \"count\"}}}",
                   weather);
  check_partition ("{\"mark\": \"bar\", \"encoding\": {\"x\": {\"bin\": {\"step\": 0.1}, "
                   "\"field\": \"a\"}, \"y\": {\"aggregate\": \"count\"}}}",
                   "a:number\n0.1\n0.2\n0.3\n0.30000000000000004\n0.7\n-0.05\n\n0.1\n");
}

static void
test_match_rows (void)
{
  g_autoptr (Rows) rows = rows_from_csv ("a,b\n1,5\n2,\n3,7\n4,8\n", 2);
  g_autoptr (MillChart) chart = chart_draw (
      "{\"mark\": \"point\", \"encoding\": {\"x\": {\"field\": \"a\"}, \"y\": {\"field\": \"b\"}}}",
      rows);
  g_autoptr (MillScene) scene = mill_chart_scene (chart, NULL);
  guint all[3] = { 0, 1, 2 };
  g_assert_cmpuint (mill_scene_n_data (scene), ==, 3);
  g_autoptr (GArray) found = mill_chart_match (chart, scene, all, 3, rows->batches);
  g_assert_cmpuint (found->len, ==, 3);
  g_assert_cmpuint (g_array_index (found, guint64, 0), ==, 0);
  g_assert_cmpuint (g_array_index (found, guint64, 1), ==, 2);
  g_assert_cmpuint (g_array_index (found, guint64, 2), ==, 3);
}

static void
test_zoom (void)
{
  g_autofree char *cloud = csv_cloud (200);
  g_autoptr (Rows) rows = rows_from_csv (cloud, 64);
  g_autoptr (MillChart) chart = chart_draw (
      "{\"mark\": \"point\", \"encoding\": {\"x\": {\"field\": \"x\"}, \"y\": {\"field\": \"y\"}}}",
      rows);
  g_autoptr (MillScene) whole = mill_chart_scene (chart, NULL);
  double x, y, w, h, lo, hi, back;
  mill_scene_plot (whole, &x, &y, &w, &h);
  g_assert_true (mill_scene_value_at (whole, FALSE, x + w / 4, &lo));
  g_assert_true (mill_scene_value_at (whole, FALSE, x + w / 2, &hi));
  MillSceneOptions options = { .x = { TRUE, lo, hi } };
  g_autoptr (MillScene) part = mill_chart_scene (chart, &options);
  mill_scene_plot (part, &x, &y, &w, &h);
  g_assert_true (mill_scene_value_at (part, FALSE, x, &back));
  g_assert_cmpfloat_with_epsilon (back, lo, 1e-9 * fabs (hi - lo) + 1e-12);
  g_assert_true (mill_scene_value_at (part, FALSE, x + w, &back));
  g_assert_cmpfloat_with_epsilon (back, hi, 1e-9 * fabs (hi - lo) + 1e-12);
  /* upward */
  double low, high;
  g_assert_true (mill_scene_value_at (part, TRUE, y + h, &low));
  g_assert_true (mill_scene_value_at (part, TRUE, y, &high));
  g_assert_cmpfloat (low, <, high);
  /* the model itself is as it was */
  g_autoptr (MillScene) again = mill_chart_scene (chart, NULL);
  g_autofree char *before = mill_scene_to_svg (whole), *after = mill_scene_to_svg (again);
  g_assert_cmpstr (before, ==, after);
}

static void
test_no_value_at_categories (void)
{
  g_autofree char *sales = csv_sales ();
  g_autoptr (Rows) rows = rows_from_csv (sales, 64);
  g_autoptr (MillChart) chart
      = chart_draw ("{\"mark\": \"bar\", \"encoding\": {\"x\": {\"field\": \"region\"}, \"y\": "
                    "{\"aggregate\": \"sum\", \"field\": \"amount\"}}}",
                    rows);
  g_autoptr (MillScene) scene
      = mill_chart_scene (chart, &(MillSceneOptions){ .x = { TRUE, 0, 1 } });
  double value;
  g_assert_false (mill_scene_value_at (scene, FALSE, 100, &value));
  g_assert_true (mill_scene_value_at (scene, TRUE, 100, &value));
}

static void
test_hide (void)
{
  g_autofree char *sales = csv_sales ();
  g_autoptr (Rows) rows = rows_from_csv (sales, 64);
  g_autoptr (MillChart) chart
      = chart_draw ("{\"mark\": \"bar\", \"encoding\": {\"x\": {\"field\": \"region\"}, \"y\": "
                    "{\"aggregate\": \"sum\", \"field\": \"amount\"}, \"color\": {\"field\": "
                    "\"product\"}}}",
                    rows);
  g_autoptr (MillScene) whole = mill_chart_scene (chart, NULL);
  guint n, n_part;
  const char *const *names = mill_scene_series_names (whole, &n);
  g_assert_cmpuint (n, >, 1);
  const char *hidden[] = { names[0], NULL };
  g_autoptr (MillScene) part = mill_chart_scene (chart, &(MillSceneOptions){ .hidden = hidden });
  g_assert_cmpuint (mill_scene_n_data (part), <, mill_scene_n_data (whole));
  for (guint i = 0; i < mill_scene_n_data (part); i++)
    g_assert_cmpstr (mill_scene_series (part, i), !=, names[0]);
  const char *const *kept = mill_scene_series_names (part, &n_part);
  g_assert_cmpuint (n_part, ==, n);
  g_assert_cmpstr (kept[0], ==, names[0]);
  /* what is left keeps its colour */
  for (guint i = 0; i < mill_scene_n_data (part); i++)
    for (guint k = 0; k < mill_scene_n_data (whole); k++)
      if (g_str_equal (mill_scene_series (part, i), mill_scene_series (whole, k)))
        g_assert_cmphex (mill_scene_datum (part, i)->color, ==, mill_scene_datum (whole, k)->color);
}

/* The names that the legend shows, found by looking everywhere. */
static GHashTable *
find_entries (const MillScene *scene)
{
  GHashTable *found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (double y = 0; y < mill_scene_height (scene); y += 4)
    for (double x = 0; x < mill_scene_width (scene); x += 4)
      {
        const char *name = mill_scene_legend_hit (scene, x, y);
        if (name != NULL)
          g_hash_table_add (found, g_strdup (name));
      }
  return found;
}

static void
test_legend_hit (void)
{
  g_autofree char *sales = csv_sales ();
  g_autoptr (Rows) rows = rows_from_csv (sales, 64);
  g_autoptr (MillChart) chart
      = chart_draw ("{\"mark\": \"bar\", \"encoding\": {\"x\": {\"field\": \"region\"}, \"y\": "
                    "{\"aggregate\": \"sum\", \"field\": \"amount\"}, \"color\": {\"field\": "
                    "\"product\"}}}",
                    rows);
  g_autoptr (MillScene) scene = mill_chart_scene (chart, NULL);
  g_autoptr (GHashTable) found = find_entries (scene);
  guint n;
  const char *const *names = mill_scene_series_names (scene, &n);
  g_assert_cmpuint (g_hash_table_size (found), ==, n);
  /* with everything hidden the way back is still there */
  g_autofree const char **all = g_new0 (const char *, n + 1);
  for (guint i = 0; i < n; i++)
    all[i] = names[i];
  g_autoptr (MillScene) empty = mill_chart_scene (chart, &(MillSceneOptions){ .hidden = all });
  g_autoptr (GHashTable) still = find_entries (empty);
  g_assert_cmpuint (mill_scene_n_data (empty), ==, 0);
  g_assert_cmpuint (g_hash_table_size (still), ==, n);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/chart/screen/match-groups", test_match_groups);
  g_test_add_func ("/chart/screen/match-bins", test_match_bins);
  g_test_add_func ("/chart/screen/match-rows", test_match_rows);
  g_test_add_func ("/chart/screen/zoom", test_zoom);
  g_test_add_func ("/chart/screen/no-value-at-categories", test_no_value_at_categories);
  g_test_add_func ("/chart/screen/hide", test_hide);
  g_test_add_func ("/chart/screen/legend-hit", test_legend_hit);
  return g_test_run ();
}
