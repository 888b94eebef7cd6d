/* chart-view.c: draws a Vega-Lite file over a CSV file, to look at: chart-view SPEC CSV OUT [WIDTH
 * HEIGHT].
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "chart-fixture.h"

#include <stdlib.h>

int
main (int argc, char **argv)
{
  g_autofree char *json = NULL, *csv = NULL;
  g_autoptr (GError) error = NULL;
  if (argc < 4)
    g_error ("usage: chart-view SPEC CSV OUT");
  if (!g_file_get_contents (argv[1], &json, NULL, &error)
      || !g_file_get_contents (argv[2], &csv, NULL, &error))
    g_error ("%s", error->message);
  g_autoptr (Rows) rows = rows_from_csv (csv, 5000);
  g_autoptr (MillChart) chart = mill_chart_new_from_text (json, -1, &error);
  if (chart == NULL || !mill_chart_bind (chart, rows->schema, &error))
    {
      g_printerr ("%s\n", error->message);
      return 65;
    }
  gint64 start = g_get_monotonic_time ();
  for (guint i = 0; i < rows->batches->len; i++)
    mill_chart_add_batch (chart, g_ptr_array_index (rows->batches, i), NULL);
  gint64 fed = g_get_monotonic_time ();
  MillChartFormat format;
  if (!mill_chart_format_from_name (argv[3], &format))
    g_error ("OUT must end in .png, .svg or .pdf");
  g_autoptr (GBytes) bytes = mill_chart_to_bytes (chart, format, 0, &error);
  if (bytes == NULL)
    g_error ("%s", error->message);
  g_printerr ("fed in %.1f ms, drawn in %.1f ms\n",
              (double)(fed - start) / 1e3,
              (double)(g_get_monotonic_time () - fed) / 1e3);
  return g_file_set_contents (
             argv[3], g_bytes_get_data (bytes, NULL), (gssize)g_bytes_get_size (bytes), &error)
             ? 0
             : 73;
}
