/* test-chart-data.c: what becomes of rows: groups, bins, stacks, thinning, and what is left out.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <math.h>
#include <string.h>

#include "chart-fixture.h"
#include "mill-chart-data.h"
#include "mill-chart-table.h"
#include "mill-draw.h"
#include "mill-limits.h"
#include "mill-writer.h"

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

/* told: all data of the chart as tooltips tell them, sorted, one a line. */
static char *
told (MillChart *chart)
{
  g_autoptr (MillScene) scene = chart_scene_fixed (chart, NULL);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < mill_scene_n_data (scene); i++)
    {
      char *text = mill_scene_datum_text (scene, i);
      g_ptr_array_add (lines, g_strdelimit (text, "\n", '|'));
    }
  g_ptr_array_sort (lines, compare_texts);
  g_ptr_array_add (lines, NULL);
  return g_strjoinv ("\n", (char **)lines->pdata);
}

static void
assert_told (const char *json, const char *csv, const char *expected)
{
  g_autoptr (Rows) rows = rows_from_csv (csv, 3);
  g_autoptr (MillChart) chart = chart_draw (json, rows);
  g_autofree char *text = told (chart);
  g_assert_cmpstr (text, ==, expected);
}

#define BAR(y) "{\"mark\":\"bar\",\"encoding\":{\"x\":{\"field\":\"k\"},\"y\":{" y "}}}"
#define VALUES "k,v:number\na,1\na,4\nb,10\na,7\nb,\nb,30\na,0\n"

static void
test_aggregates (void)
{
  assert_told (
      BAR ("\"aggregate\":\"count\""), VALUES, "k: a|Number of rows: 4\nk: b|Number of rows: 3");
  assert_told (BAR ("\"field\":\"v\",\"aggregate\":\"sum\""),
               VALUES,
               "k: a|Sum of v: 12\nk: b|Sum of v: 40");
  assert_told (BAR ("\"field\":\"v\",\"aggregate\":\"mean\""),
               VALUES,
               "k: a|Mean of v: 3\nk: b|Mean of v: 20");
  assert_told (BAR ("\"field\":\"v\",\"aggregate\":\"min\""),
               VALUES,
               "k: a|Minimum of v: 0\nk: b|Minimum of v: 10");
  assert_told (BAR ("\"field\":\"v\",\"aggregate\":\"max\""),
               VALUES,
               "k: a|Maximum of v: 7\nk: b|Maximum of v: 30");
  assert_told (BAR ("\"field\":\"v\",\"aggregate\":\"median\""),
               VALUES,
               "k: a|Median of v: 2.5\nk: b|Median of v: 20");
}

static void
test_types (void)
{
  assert_told (BAR ("\"field\":\"v\",\"aggregate\":\"sum\""),
               "k:boolean,v:decimal(18;2)\ntrue,0.10\nfalse,1.25\ntrue,0.20\n",
               "k: false|Sum of v: 1.25\nk: true|Sum of v: 0.3");
  assert_told (BAR ("\"field\":\"v\",\"aggregate\":\"max\""),
               "k:text,v:date\na,2024-01-05\na,2024-03-01\n",
               "k: a|Maximum of v: 2024-03-01");
  assert_told (
      BAR ("\"field\":\"v\""), "k:text,v:decimal(30;3)\na,123456.789\n", "k: a|v: 123,456.8");
  assert_told (
      "{\"mark\":\"point\",\"encoding\":{\"x\":{\"field\":\"k\"},\"y\":{\"field\":\"v\"}}}",
      "k:timestamp,v:integer\n2024-01-05T01:02:03Z,-5\n",
      "k: 2024-01-05 01:02:03|v: \xe2\x88\x92"
      "5");
}

static void
test_time_units (void)
{
  const char *csv
      = "d:date,v:integer\n2023-12-31,1\n2024-01-01,2\n2024-01-31,4\n2024-02-29,8\n2025-01-07,16\n";
  assert_told ("{\"mark\":\"bar\",\"encoding\":{\"x\":{\"field\":\"d\",\"timeUnit\":\"yearmonth\"},"
               "\"y\":{\"field\":\"v\",\"aggregate\":\"sum\"}}}",
               csv,
               "d: Dec 2023|Sum of v: 1\nd: Feb 2024|Sum of v: 8\nd: Jan 2024|Sum of v: 6\nd: Jan "
               "2025|Sum of v: 16");
  assert_told ("{\"mark\":\"bar\",\"encoding\":{\"x\":{\"field\":\"d\",\"timeUnit\":\"utcmonth\"},"
               "\"y\":{\"field\":\"v\",\"aggregate\":\"sum\"}}}",
               csv,
               "d: Dec|Sum of v: 1\nd: Feb|Sum of v: 8\nd: Jan|Sum of v: 22");
  assert_told ("{\"mark\":\"bar\",\"encoding\":{\"x\":{\"field\":\"d\",\"timeUnit\":\"day\"},\"y\":"
               "{\"field\":\"v\",\"aggregate\":\"sum\"}}}",
               csv,
               "d: Mon|Sum of v: 2\nd: Sun|Sum of v: 1\nd: Thu|Sum of v: 8\nd: Tue|Sum of v: "
               "16\nd: Wed|Sum of v: 4");
  assert_told ("{\"mark\":\"bar\",\"encoding\":{\"x\":{\"field\":\"d\",\"timeUnit\":\"year\","
               "\"type\":\"ordinal\"},\"y\":{\"aggregate\":\"count\"}}}",
               csv,
               "d: 2023|Number of rows: 1\nd: 2024|Number of rows: 3\nd: 2025|Number of rows: 1");
}

static void
test_bins (void)
{
  const char *csv = "v:number\n0\n0.1\n0.2\n0.3\n0.39\n0.7\n0.9\n1\n";
  /* a value on the edge belongs to the bin that begins there: 0.3 / 0.1 is 3 */
  assert_told (
      "{\"mark\":\"bar\",\"encoding\":{\"x\":{\"field\":\"v\",\"bin\":{\"step\":0.1}},\"y\":{"
      "\"aggregate\":\"count\"}}}",
      csv,
      "v: 0 \xe2\x80\x93 0.1|Number of rows: 1\nv: 0.1 \xe2\x80\x93 0.2|Number of rows: 1\nv: 0.2 "
      "\xe2\x80\x93 0.3|Number of rows: 1\n"
      "v: 0.3 \xe2\x80\x93 0.4|Number of rows: 2\nv: 0.7 \xe2\x80\x93 0.8|Number of rows: 1\nv: "
      "0.9 \xe2\x80\x93 1|Number of rows: 1\nv: 1 \xe2\x80\x93 1.1|Number of rows: 1");
  assert_told ("{\"mark\":\"bar\",\"encoding\":{\"x\":{\"field\":\"v\",\"bin\":{\"maxbins\":4}},"
               "\"y\":{\"aggregate\":\"count\"}}}",
               csv,
               "v: 0 \xe2\x80\x93 0.5|Number of rows: 5\nv: 0.5 \xe2\x80\x93 1|Number of rows: "
               "2\nv: 1 \xe2\x80\x93 1.5|Number of rows: 1");
  assert_told ("{\"mark\":\"bar\",\"encoding\":{\"x\":{\"field\":\"v\",\"bin\":true},\"y\":{"
               "\"aggregate\":\"count\"}}}",
               "v:number\n-3\n-3\n",
               "v: \xe2\x88\x92"
               "3 \xe2\x80\x93 \xe2\x88\x92"
               "2.98|Number of rows: 2");
}

/* noise: the same numbers in every run. */
static double
noise (guint64 i)
{
  guint64 x = i * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  x ^= x >> 32;
  x *= G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  x ^= x >> 29;
  return (double)(x >> 11) / 9007199254740992.0;
}

/* many: a batch of columns x and y whose row i is x_of (first + i), y_of (first + i). */
static MillBatch *
many (const MillSchema *schema,
      guint64 first,
      guint n,
      double (*x_of) (guint64),
      double (*y_of) (guint64))
{
  g_autoptr (MillColumnBuilder) x = mill_column_builder_new (MILL_TYPE (NUMBER));
  g_autoptr (MillColumnBuilder) y = mill_column_builder_new (MILL_TYPE (NUMBER));
  for (guint i = 0; i < n; i++)
    {
      mill_column_builder_add_number (x, x_of (first + i));
      mill_column_builder_add_number (y, y_of (first + i));
    }
  MillColumn columns[] = { mill_column_builder_end (x), mill_column_builder_end (y) };
  return mill_batch_new_take (schema, columns, n);
}

static MillSchema *
xy_schema (void)
{
  const MillField fields[] = { { "x", MILL_TYPE (NUMBER) }, { "y", MILL_TYPE (NUMBER) } };
  return mill_schema_new (fields, 2, NULL);
}

/* feed_many: @n rows, in batches of @size. */
static MillChart *
feed_many (
    const char *json, guint64 n, guint size, double (*x_of) (guint64), double (*y_of) (guint64))
{
  g_autoptr (MillSchema) schema = xy_schema ();
  g_autoptr (GError) error = NULL;
  MillChart *chart = mill_chart_new_from_text (json, -1, &error);
  g_assert_no_error (error);
  g_assert_true (mill_chart_bind (chart, schema, &error));
  for (guint64 first = 0; first < n; first += size)
    {
      g_autoptr (MillBatch) batch = many (schema, first, (guint)MIN (size, n - first), x_of, y_of);
      mill_chart_add_batch (chart, batch, NULL);
    }
  return chart;
}

static double
ramp (guint64 i)
{
  return (double)i / 1000;
}

/* spike: noise with one very high and one very low value. */
static double
spike (guint64 i)
{
  return i == 333333 ? 99 : i == 444444 ? -99 : noise (i);
}

static double
cloud (guint64 i)
{
  return noise (i * 2 + 1) + noise (i * 3 + 7);
}

#define LINE "{\"mark\":\"line\",\"encoding\":{\"x\":{\"field\":\"x\"},\"y\":{\"field\":\"y\"}}}"
#define POINT "{\"mark\":\"point\",\"encoding\":{\"x\":{\"field\":\"x\"},\"y\":{\"field\":\"y\"}}}"

static void
test_thin_line (void)
{
  const guint64 n = 600000;
  g_autoptr (MillChart) chart = feed_many (LINE, n, 8000, ramp, spike);
  MillChartCounts counts;
  mill_chart_get_counts (chart, &counts);
  g_assert_cmpuint (counts.rows, ==, n);
  g_assert_cmpuint (counts.marks, <=, MILL_CHART_ROWS_MAX);
  g_assert_cmpuint (counts.marks, >=, MILL_CHART_ROWS_MAX / 8);
  g_assert_cmpuint (counts.marks + counts.thinned, ==, n);
  g_auto (GStrv) notes = mill_chart_notes (chart);
  g_assert_true (g_str_has_suffix (notes[0], "of 600,000 rows drawn, which look the same"));
  /* the ends and the extremes are there */
  g_autoptr (MillTable) table = mill_table_new (chart);
  double lo = INFINITY, hi = -INFINITY, first = INFINITY, last = -INFINITY;
  for (guint i = 0; i < table->rows->len; i++)
    {
      const MillTableRow *row = &g_array_index (table->rows, MillTableRow, i);
      lo = MIN (lo, row->v[MILL_CHANNEL_Y]);
      hi = MAX (hi, row->v[MILL_CHANNEL_Y]);
      first = MIN (first, row->v[MILL_CHANNEL_X]);
      last = MAX (last, row->v[MILL_CHANNEL_X]);
    }
  g_assert_cmpfloat (lo, ==, -99);
  g_assert_cmpfloat (hi, ==, 99);
  g_assert_cmpfloat (first, ==, 0);
  g_assert_cmpfloat (last, ==, ramp (n - 1));
}

/* Each px column of the plot has the same extent from all rows as from the thinned. */
static void
test_thin_line_looks_same (void)
{
  enum
  {
    COLUMNS = 700
  };
  const guint64 n = 500000;
  g_autoptr (MillChart) chart = feed_many (LINE, n, 5000, ramp, spike);
  g_autoptr (MillTable) table = mill_table_new (chart);
  double lo[COLUMNS], hi[COLUMNS], all_lo[COLUMNS], all_hi[COLUMNS];
  for (guint i = 0; i < COLUMNS; i++)
    lo[i] = all_lo[i] = INFINITY, hi[i] = all_hi[i] = -INFINITY;
  for (guint64 i = 0; i < n; i++)
    {
      guint at = (guint)(i * COLUMNS / n);
      all_lo[at] = MIN (all_lo[at], spike (i));
      all_hi[at] = MAX (all_hi[at], spike (i));
    }
  for (guint i = 0; i < table->rows->len; i++)
    {
      const MillTableRow *row = &g_array_index (table->rows, MillTableRow, i);
      guint at = (guint)(row->row * COLUMNS / n);
      lo[at] = MIN (lo[at], row->v[MILL_CHANNEL_Y]);
      hi[at] = MAX (hi[at], row->v[MILL_CHANNEL_Y]);
    }
  for (guint i = 0; i < COLUMNS; i++)
    {
      g_assert_cmpfloat (fabs (lo[i] - all_lo[i]), <, 0.01);
      g_assert_cmpfloat (fabs (hi[i] - all_hi[i]), <, 0.01);
    }
}

static void
test_thin_points (void)
{
  enum
  {
    GRID = 400
  };
  const guint64 n = 500000;
  g_autoptr (MillChart) chart = feed_many (POINT, n, 8192, cloud, noise);
  MillChartCounts counts;
  mill_chart_get_counts (chart, &counts);
  g_assert_cmpuint (counts.marks, <=, MILL_CHART_ROWS_MAX);
  g_assert_cmpuint (counts.marks, >=, MILL_CHART_ROWS_MAX / 4);
  g_assert_cmpuint (counts.marks + counts.thinned, ==, n);
  /* every row has a drawn one within a two-hundredth of the picture */
  g_autofree gboolean *near = g_new0 (gboolean, GRID * GRID);
  g_autoptr (MillTable) table = mill_table_new (chart);
  guint64 stands_for = 0;
  for (guint i = 0; i < table->rows->len; i++)
    {
      const MillTableRow *row = &g_array_index (table->rows, MillTableRow, i);
      int x = (int)(row->v[MILL_CHANNEL_X] / 2 * GRID), y = (int)(row->v[MILL_CHANNEL_Y] * GRID);
      for (int dx = MAX (x - 1, 0); dx <= MIN (x + 1, GRID - 1); dx++)
        for (int dy = MAX (y - 1, 0); dy <= MIN (y + 1, GRID - 1); dy++)
          near[dx * GRID + dy] = TRUE;
      stands_for += row->rows;
    }
  g_assert_cmpuint (stands_for, ==, n);
  for (guint64 i = 0; i < n; i++)
    g_assert_true (near[(int)(cloud (i) / 2 * GRID) * GRID + (int)(noise (i) * GRID)]);
}

/* How rows are cut into batches changes nothing: not for groups, nor bins, nor thinned rows. */
static void
test_batch_edges (void)
{
  static const char *const jsons[] = {
    LINE,
    POINT,
    "{\"mark\":\"bar\",\"encoding\":{\"x\":{\"field\":\"x\",\"bin\":true},\"y\":{\"field\":\"y\","
    "\"aggregate\":\"mean\"}}}",
    "{\"mark\":\"bar\",\"encoding\":{\"x\":{\"field\":\"y\",\"bin\":{\"maxbins\":100}},\"y\":{"
    "\"field\":\"x\",\"aggregate\":\"median\"}}}",
  };
  for (guint k = 0; k < G_N_ELEMENTS (jsons); k++)
    {
      g_autoptr (MillChart) a = feed_many (jsons[k], 260000, 8192, cloud, spike);
      g_autoptr (MillChart) b = feed_many (jsons[k], 260000, 1237, cloud, spike);
      g_autofree char *svg_a = chart_svg (a, NULL);
      g_autofree char *svg_b = chart_svg (b, NULL);
      g_assert_true (g_str_equal (svg_a, svg_b));
    }
}

static double
wide (guint64 i)
{
  return (i % 2 == 0 ? 1 : -1) * pow (10, noise (i) * 12 - 6);
}

/* Bins of a range that is not known before: as if all rows had been there at once. */
static void
test_bins_exact (void)
{
  const guint64 n = 300000;
  double (*const sources[]) (guint64) = { cloud, spike, wide };
  for (guint k = 0; k < G_N_ELEMENTS (sources); k++)
    {
      g_autoptr (MillChart) chart
          = feed_many ("{\"mark\":\"bar\",\"encoding\":{\"x\":{\"field\":\"x\",\"bin\":{"
                       "\"maxbins\":50}},\"y\":{\"aggregate\":\"count\"}}}",
                       n,
                       4096,
                       sources[k],
                       noise);
      g_autoptr (MillTable) table = mill_table_new (chart);
      double step = table->domains[MILL_CHANNEL_X].span;
      g_assert_cmpfloat (step, >, 0);
      g_assert_cmpuint (table->rows->len, <=, 51);
      g_autoptr (GHashTable) counts
          = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
      for (guint64 i = 0; i < n; i++)
        {
          gint64 bin = (gint64)floor (sources[k](i) / step);
          guint64 *count = g_hash_table_lookup (counts, &bin);
          if (count != NULL)
            ++*count;
          else
            g_hash_table_insert (counts,
                                 g_memdup2 (&bin, sizeof bin),
                                 g_memdup2 (&(guint64){ 1 }, sizeof (guint64)));
        }
      g_assert_cmpuint (table->rows->len, ==, g_hash_table_size (counts));
      for (guint i = 0; i < table->rows->len; i++)
        {
          const MillTableRow *row = &g_array_index (table->rows, MillTableRow, i);
          gint64 bin = (gint64)round (row->v[MILL_CHANNEL_X] / step);
          guint64 *count = g_hash_table_lookup (counts, &bin);
          g_assert_nonnull (count);
          g_assert_cmpuint ((guint64)row->v[MILL_CHANNEL_Y], ==, *count);
        }
    }
}

static double
index_of (guint64 i)
{
  return (double)i;
}

static void
test_limits (void)
{
  /* more groups than there is room for */
  g_autoptr (MillChart) groups
      = feed_many ("{\"mark\":\"line\",\"encoding\":{\"x\":{\"field\":\"x\"},\"y\":{\"field\":"
                   "\"y\",\"aggregate\":\"mean\"}}}",
                   MILL_CHART_GROUPS_MAX + 5000,
                   8000,
                   index_of,
                   noise);
  MillChartCounts counts;
  mill_chart_get_counts (groups, &counts);
  g_assert_cmpuint (counts.marks, ==, MILL_CHART_GROUPS_MAX);
  g_assert_cmpuint (counts.over_limit, ==, 5000);
  /* more categories: the rest is one */
  g_autoptr (MillChart) names
      = feed_many ("{\"mark\":\"bar\",\"encoding\":{\"x\":{\"field\":\"x\",\"type\":\"nominal\"},"
                   "\"y\":{\"aggregate\":\"count\"}}}",
                   MILL_CHART_CATEGORIES_MAX + 777,
                   1000,
                   index_of,
                   noise);
  g_autoptr (MillTable) table = mill_table_new (names);
  g_assert_cmpuint (table->domains[MILL_CHANNEL_X].n, ==, MILL_CHART_CATEGORIES_MAX + 1);
  g_assert_cmpstr (
      table->domains[MILL_CHANNEL_X].labels[MILL_CHART_CATEGORIES_MAX], ==, "(others)");
  double most = 0;
  for (guint i = 0; i < table->rows->len; i++)
    most = MAX (most, g_array_index (table->rows, MillTableRow, i).v[MILL_CHANNEL_Y]);
  g_assert_cmpfloat (most, ==, 777);
}

static double
one (guint64 i)
{
  return 1;
}

/* More values than medians keep: a fixed sample of rows, and the picture says so. */
static void
test_median_sample (void)
{
  const char *json = "{\"mark\":\"bar\",\"encoding\":{\"x\":{\"field\":\"x\",\"type\":\"ordinal\"},"
                     "\"y\":{\"field\":\"y\",\"aggregate\":\"median\"}}}";
  g_autoptr (MillChart) chart
      = feed_many (json, MILL_CHART_MEDIAN_VALUES_MAX + 100000, 8000, one, noise);
  g_autoptr (MillTable) table = mill_table_new (chart);
  g_assert_cmpuint (table->sample, ==, 1);
  g_assert_cmpuint (table->rows->len, ==, 1);
  g_assert_cmpfloat_with_epsilon (
      g_array_index (table->rows, MillTableRow, 0).v[MILL_CHANNEL_Y], 0.5, 0.005);
  g_auto (GStrv) notes = mill_chart_notes (chart);
  g_assert_cmpstr (notes[0], ==, "medians from 1 in 2 rows");
}

static void
test_left_out (void)
{
  g_autoptr (Rows) rows = rows_from_csv (
      "x:number,y:number\n1,1\n,2\n3,\n4,nan\n5,inf\n6,-inf\n7,1e305\n8,0\n9,-3\n10,5\n", 4);
  g_autoptr (MillChart) chart
      = chart_draw ("{\"mark\":\"point\",\"encoding\":{\"x\":{\"field\":\"x\"},\"y\":{\"field\":"
                    "\"y\",\"scale\":{\"type\":\"log\"}}}}",
                    rows);
  MillChartCounts counts;
  mill_chart_get_counts (chart, &counts);
  g_assert_cmpuint (counts.rows, ==, 10);
  g_assert_cmpuint (counts.null, ==, 2);
  g_assert_cmpuint (counts.not_finite, ==, 4);
  g_assert_cmpuint (counts.not_positive, ==, 2);
  g_assert_cmpuint (counts.marks, ==, 2);
  g_auto (GStrv) notes = mill_chart_notes (chart);
  g_assert_cmpuint (g_strv_length (notes), ==, 3);
  g_assert_cmpstr (notes[0], ==, "2 rows without a value left out");
  /* a group that comes to zero has no place on a log axis, but its parts count */
  g_autoptr (Rows) groups = rows_from_csv ("k:text,v:number\na,-5\na,10\nb,5\nb,-5\n", 4);
  g_autoptr (MillChart) sums
      = chart_draw ("{\"mark\":\"bar\",\"encoding\":{\"x\":{\"field\":\"k\"},\"y\":{\"field\":"
                    "\"v\",\"aggregate\":\"sum\",\"scale\":{\"type\":\"log\"}}}}",
                    groups);
  g_autofree char *text = told (sums);
  g_assert_cmpstr (text, ==, "k: a|Sum of v: 5");
}

/* A row with a cell that cannot be read is left out when the caller takes it back. */
static void
test_errors (void)
{
  g_autoptr (Rows) rows = rows_from_csv ("k:text,v:integer\na,1\nb,2\nc,3\n", 10);
  g_autoptr (MillChart) chart = chart_draw (BAR ("\"field\":\"v\""), rows);
  mill_chart_reset (chart);
  MillRowErrors *errors = mill_row_errors_new ();
  mill_row_errors_add (errors, 1, MILL_REJECT_BAD_CAST, MILL_TYPE (INTEGER), "v", (MillSpan){ 0 });
  mill_chart_add_batch (chart, g_ptr_array_index (rows->batches, 0), errors);
  g_autofree char *text = told (chart);
  g_assert_cmpstr (text, ==, "k: a|v: 1\nk: c|v: 3");
  mill_row_errors_free (errors);
}

static void
test_selection (void)
{
  g_autoptr (Rows) rows = rows_from_csv ("k:text,v:integer\na,1\nb,2\nc,3\nd,4\n", 10);
  g_autoptr (MillChart) chart = chart_draw (BAR ("\"field\":\"v\""), rows);
  mill_chart_reset (chart);
  MillBatch view = *(const MillBatch *)g_ptr_array_index (rows->batches, 0);
  const guint16 selection[] = { 1, 3 };
  view.selection = selection;
  view.n_selected = 2;
  mill_chart_add_batch (chart, &view, NULL);
  g_autofree char *text = told (chart);
  g_assert_cmpstr (text, ==, "k: b|v: 2\nk: d|v: 4");
}

/* order: the categories of x, joined. */
static char *
order (const char *x, const char *csv)
{
  g_autofree char *json = g_strdup_printf ("{\"mark\":\"bar\",\"encoding\":{\"x\":{\"field\":\"k\"%"
                                           "s},\"y\":{\"field\":\"v\",\"aggregate\":\"sum\"}}}",
                                           x);
  g_autoptr (Rows) rows = rows_from_csv (csv, 2);
  g_autoptr (MillChart) chart = chart_draw (json, rows);
  g_autoptr (MillTable) table = mill_table_new (chart);
  return g_strjoinv (" ", table->domains[MILL_CHANNEL_X].labels);
}

static void
test_sort (void)
{
  const struct
  {
    const char *x, *csv, *expected;
  } cases[] = {
    { "", "k:text,v\nb,1\nc,5\na,3\n", "a b c" },
    { ",\"sort\":\"descending\"", "k:text,v\nb,1\nc,5\na,3\n", "c b a" },
    { ",\"sort\":null", "k:text,v\nb,1\nc,5\na,3\n", "b c a" },
    { ",\"sort\":\"y\"", "k:text,v\nb,1\nc,5\na,3\n", "b a c" },
    { ",\"sort\":\"-y\"", "k:text,v\nb,1\nc,5\na,3\n", "c a b" },
    { ",\"sort\":[\"c\",\"zz\",\"b\"]", "k:text,v\nb,1\nc,5\na,3\n", "c b a" },
    { ",\"scale\":{\"domain\":[\"z\",\"b\"]}", "k:text,v\nb,1\nc,5\na,3\n", "z b a c" },
    { ",\"type\":\"ordinal\"", "k:integer,v\n10,1\n9,5\n100,3\n", "9 10 100" },
    { ",\"type\":\"nominal\"", "k:boolean,v\ntrue,1\nfalse,5\n", "false true" },
    { ",\"timeUnit\":\"month\"",
      "k:date,v\n2020-12-01,1\n2020-01-01,5\n2020-04-01,5\n",
      "Jan Apr Dec" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = order (cases[i].x, cases[i].csv);
      g_assert_cmpstr (text, ==, cases[i].expected);
    }
}

/* stacked: "from..to" of each row, in the order of rows. */
static char *
stacked (const char *json, const char *csv)
{
  g_autoptr (Rows) rows = rows_from_csv (csv, 2);
  g_autoptr (MillChart) chart = chart_draw (json, rows);
  g_autoptr (MillTable) table = mill_table_new (chart);
  g_autoptr (GString) out = g_string_new (NULL);
  for (guint i = 0; i < table->rows->len; i++)
    {
      const MillTableRow *row = &g_array_index (table->rows, MillTableRow, i);
      g_string_append_printf (out, "%s%g..%g", i > 0 ? " " : "", row->from, row->to);
    }
  return g_strdup (out->str);
}

#define STACK(mark, stack)                                                                         \
  "{\"mark\":\"" mark "\",\"encoding\":{\"x\":{\"field\":\"x\",\"type\":\"ordinal\"},\"y\":{"      \
  "\"field\":\"v\",\"aggregate\":\"sum\"" stack "},\"color\":{\"field\":\"c\"}}}"

static void
test_stack (void)
{
  const char *csv = "x:integer,c:text,v:number\n1,a,2\n1,b,3\n1,c,-4\n2,a,1\n";
  g_autofree char *zero = stacked (STACK ("bar", ""), csv);
  /* the first of the legend ends on top */
  g_assert_cmpstr (zero, ==, "3..5 0..3 0..-4 0..1");
  g_autofree char *share = stacked (STACK ("bar", ",\"stack\":\"normalize\""), csv);
  g_assert_cmpstr (share, ==, "0.333333..0.555556 0..0.333333 0..-0.444444 0..1");
  g_autofree char *none = stacked (STACK ("bar", ",\"stack\":null"), csv);
  g_assert_cmpstr (none, ==, "0..2 0..3 0..-4 0..1");
  /* areas get a row of height 0 where a series has none */
  g_autoptr (Rows) rows = rows_from_csv (csv, 2);
  g_autoptr (MillChart) chart = chart_draw (STACK ("area", ""), rows);
  g_autoptr (MillTable) table = mill_table_new (chart);
  g_assert_cmpuint (table->rows->len, ==, 6);
}

/* A picture in between does not change the next one, and a reset forgets all. */
static void
test_again (void)
{
  g_autofree char *csv = csv_weather ();
  g_autoptr (Rows) rows = rows_from_csv (csv, 100);
  const char *json
      = "{\"mark\":\"bar\",\"encoding\":{\"x\":{\"field\":\"date\",\"timeUnit\":\"month\"},\"y\":{"
        "\"aggregate\":\"count\"},\"color\":{\"field\":\"weather\"}}}";
  g_autoptr (MillChart) chart = chart_draw (json, rows);
  g_autofree char *first = chart_svg (chart, NULL);
  g_autofree char *second = chart_svg (chart, NULL);
  g_assert_cmpstr (first, ==, second);
  mill_chart_reset (chart);
  MillChartCounts counts;
  mill_chart_get_counts (chart, &counts);
  g_assert_cmpuint (counts.rows, ==, 0);
  for (guint i = 0; i < rows->batches->len; i++)
    {
      mill_chart_add_batch (chart, g_ptr_array_index (rows->batches, i), NULL);
      g_autofree char *between = i % 3 == 0 ? chart_svg (chart, NULL) : NULL;
    }
  g_autofree char *third = chart_svg (chart, NULL);
  g_assert_cmpstr (first, ==, third);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/chart/data/aggregates", test_aggregates);
  g_test_add_func ("/chart/data/types", test_types);
  g_test_add_func ("/chart/data/time-units", test_time_units);
  g_test_add_func ("/chart/data/bins", test_bins);
  g_test_add_func ("/chart/data/bins-exact", test_bins_exact);
  g_test_add_func ("/chart/data/thin-line", test_thin_line);
  g_test_add_func ("/chart/data/thin-line-looks-same", test_thin_line_looks_same);
  g_test_add_func ("/chart/data/thin-points", test_thin_points);
  g_test_add_func ("/chart/data/batch-edges", test_batch_edges);
  g_test_add_func ("/chart/data/limits", test_limits);
  g_test_add_func ("/chart/data/median-sample", test_median_sample);
  g_test_add_func ("/chart/data/left-out", test_left_out);
  g_test_add_func ("/chart/data/errors", test_errors);
  g_test_add_func ("/chart/data/selection", test_selection);
  g_test_add_func ("/chart/data/sort", test_sort);
  g_test_add_func ("/chart/data/stack", test_stack);
  g_test_add_func ("/chart/data/again", test_again);
  return g_test_run ();
}
