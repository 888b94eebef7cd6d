/* mill-chart-data.h: what a chart keeps of the rows it has seen.
 *
 * Batches are taken apart into fixed chunks of rows, in the order of rows, so that nothing below
 * depends on how they were cut.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-chart-private.h"
#include "mill-key-table.h"

G_BEGIN_DECLS

/** MILL_CHART_CHUNK: rows that are worked on at once. */
#define MILL_CHART_CHUNK MILL_VEC_ROWS

/** MillChartRow: a row, or a group of rows, as it is drawn. */
typedef struct
{
  double v[MILL_CHANNELS]; /* NaN: nothing there. Categories: their id */
  guint64 row;             /* number of the row, or of the first one of the group */
  guint64 rows;            /* that it stands for */
} MillChartRow;

/** MillChartChunk: up to MILL_CHART_CHUNK rows, channel by channel, as in MillChartRow. */
typedef struct
{
  guint n;
  double v[MILL_CHANNELS][MILL_CHART_CHUNK];
  guint64 row[MILL_CHART_CHUNK];
} MillChartChunk;

/** MILL_CHART_OTHER: the id that stands for all categories past MILL_CHART_CATEGORIES_MAX. */
#define MILL_CHART_OTHER MILL_CHART_CATEGORIES_MAX

/** mill_chart_data_new: (transfer full): for @chart, which is bound and outlives it. */
MillChartData *mill_chart_data_new (const MillChart *chart);
/** mill_chart_data_free: frees; accepts %NULL. */
void mill_chart_data_free (MillChartData *data);
/** mill_chart_data_add: takes the selected rows of @batch. */
void mill_chart_data_add (MillChartData *data, const MillBatch *batch, MillRowErrors *errors);
/** MillChartVisit: gets a row: its values and its number. */
typedef void (*MillChartVisit) (const double values[MILL_CHANNELS], guint64 row, gpointer data);
/** mill_chart_data_visit: gives the rows of @batch that _add() would take, without taking them; the
 * first row of the batch has number @number. */
void mill_chart_data_visit (MillChartData *data,
                            const MillBatch *batch,
                            guint64 number,
                            MillChartVisit visit,
                            gpointer user_data);
/** mill_chart_data_sample: the share of rows that medians were taken from: 1 / 2^result. */
guint mill_chart_data_sample (const MillChartData *data);

/**
 * mill_chart_data_rows: (transfer full): what is to be drawn, in the order of rows, and what became
 * of the others. Bins are given by their begin; @bin_steps[X or Y] gets their width.
 */
GArray *mill_chart_data_rows (MillChartData *data, double bin_steps[2], MillChartCounts *counts);

/** mill_chart_data_categories: (transfer none) (nullable): the table of the ids of channel @id. */
const MillKeyTable *mill_chart_data_categories (const MillChartData *data, MillChannelId id);

G_END_DECLS
