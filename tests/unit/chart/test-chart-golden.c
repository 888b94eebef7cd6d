/* test-chart-golden.c: pictures as they were approved by eye. Text is measured by a fixed table,
 * and numbers are compared by whole px, so that fonts and mathematical libraries do not matter.
 *
 * When a change is meant: MILL_UPDATE_GOLDEN=1 writes the pictures anew; look at each, then commit.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <math.h>
#include <string.h>

#include "chart-cases.h"

static const char *const golden[] = {
  "line-series",    "line-gaps",    "bar-stacked-dark", "bar-grouped",
  "bar-horizontal", "bar-signs",    "bar-log",          "bar-long-labels",
  "histogram",      "area-stacked", "point-series",     "point-size-dark",
  "tick",           "empty",
};

/* normalised: @svg with every number rounded to a whole one. */
static char *
normalised (const char *svg)
{
  GString *out = g_string_new (NULL);
  for (const char *p = svg; *p != 0;)
    {
      gboolean number
          = g_ascii_isdigit (*p)
            && (p == svg || !(g_ascii_isalnum (p[-1]) && strchr ("MLCZ", p[-1]) == NULL))
            && (p == svg || (p[-1] != '#' && p[-1] != '-' && p[-1] != '.'));
      if (!number)
        {
          g_string_append_c (out, *p++);
          continue;
        }
      char *end;
      double value = g_ascii_strtod (p, &end);
      g_string_append_printf (out, "%.0f", floor (value + 0.5));
      p = end;
    }
  return g_string_free (out, FALSE);
}

static void
test_case (gconstpointer data)
{
  const ChartCase *c = data;
  g_autoptr (MillChart) chart = chart_case_draw (c);
  g_autofree char *svg = chart_svg (chart, NULL);
  g_autofree char *name = g_strconcat (c->name, ".svg", NULL);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "golden", name, NULL);
  g_autoptr (GError) error = NULL;
  if (g_getenv ("MILL_UPDATE_GOLDEN") != NULL)
    {
      g_file_set_contents (path, svg, -1, &error);
      g_assert_no_error (error);
    }
  g_autofree char *approved = NULL;
  g_file_get_contents (path, &approved, NULL, &error);
  g_assert_no_error (error);
  g_autofree char *want = normalised (approved);
  g_autofree char *have = normalised (svg);
  g_auto (GStrv) want_lines = g_strsplit (want, "\n", -1);
  g_auto (GStrv) have_lines = g_strsplit (have, "\n", -1);
  for (guint i = 0; want_lines[i] != NULL && have_lines[i] != NULL; i++)
    g_assert_cmpstr (have_lines[i], ==, want_lines[i]);
  g_assert_cmpuint (g_strv_length (have_lines), ==, g_strv_length (want_lines));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (golden); i++)
    for (guint k = 0; k < n_chart_cases; k++)
      if (g_str_equal (golden[i], chart_cases[k].name))
        {
          g_autofree char *path = g_strconcat ("/chart/golden/", golden[i], NULL);
          g_test_add_data_func (path, &chart_cases[k], test_case);
        }
  return g_test_run ();
}
