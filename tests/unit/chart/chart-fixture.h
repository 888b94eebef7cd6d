/* chart-fixture.h: rows and charts for the tests of the chart floor.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-chart.h"

/* Rows: a table in memory, cut into batches. */
typedef struct
{
  MillSchema *schema;
  GPtrArray *batches; /* MillBatch */
} Rows;

/* rows_from_csv: plain CSV without quotes. A header cell is "name:type"; without a type it is the
 * first of integer, number, timestamp, text that takes all cells. Empty cells are null. */
Rows *rows_from_csv (const char *csv, guint batch_rows);
void rows_free (Rows *rows);

/* chart_draw: the chart of @json with @rows added; a failure ends the test. */
MillChart *chart_draw (const char *json, const Rows *rows);
/* chart_feed: binds @chart to @rows and adds them. */
void chart_feed (MillChart *chart, const Rows *rows);
/* chart_svg: (transfer full): with text measured by the fixed table, so the same on every machine.
 */
char *chart_svg (MillChart *chart, const MillSceneOptions *options);
/* chart_scene_fixed: (transfer full): the scene behind chart_svg(). */
MillScene *chart_scene_fixed (MillChart *chart, const MillSceneOptions *options);

/* synthetic data, the same in every run */
char *csv_weather (void);   /* date, temp, rain, weather: three years of days */
char *csv_sensor (guint n); /* time, value: minutes */
char *csv_cloud (guint n);  /* x, y, kind */
char *csv_sales (void);     /* region, product, amount */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Rows, rows_free)
