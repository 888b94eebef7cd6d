/* mill-chart-table.c: what is drawn, in the units of the axes.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-chart-table.h"

#include <math.h>

#include "mill-format.h"
#include "mill-ticks.h"

/* stacked areas get no rows for their gaps when there would be more */
#define FILL_MAX 1000000

/* take_rows: the rows of the data, without groups that have no place on a log axis. */
static void
take_rows (MillTable *table)
{
  const MillChart *chart = table->chart;
  double bin_steps[2];
  g_autoptr (GArray) rows = mill_chart_data_rows (chart->data, bin_steps, &table->counts);
  table->sample = mill_chart_data_sample (chart->data);
  for (guint i = 0; i < rows->len; i++)
    {
      const MillChartRow *from = &g_array_index (rows, MillChartRow, i);
      MillTableRow row = { .row = from->row, .rows = from->rows, .from = NAN, .to = NAN };
      gboolean positive = TRUE;
      for (guint id = 0; id < MILL_CHANNELS; id++)
        {
          row.v[id] = from->v[id];
          positive &= !(mill_chart_scale_is_log (chart, id) && from->v[id] <= 0);
        }
      if (positive)
        g_array_append_val (table->rows, row);
      else
        {
          table->counts.not_positive += from->rows;
          table->counts.marks--;
        }
    }
  for (guint id = 0; id < 2; id++)
    table->domains[id].span = bin_steps[id];
}

/* --- stacking --- */

/* does_stack: whether marks of several series at one place stand on each other. */
static gboolean
does_stack (const MillChart *chart)
{
  MillChannelId value = mill_chart_value_channel (chart);
  const MillChannel *channel = &chart->channels[value];
  gboolean by_series = chart->bindings[MILL_CHANNEL_COLOR].kind == MILL_VALUE_CATEGORY
                       || chart->bindings[MILL_CHANNEL_DETAIL].kind == MILL_VALUE_CATEGORY;
  gboolean fits = (chart->mark.type == MILL_CHART_BAR || chart->mark.type == MILL_CHART_AREA)
                  && by_series && chart->bindings[value].kind == MILL_VALUE_NUMBER;
  if (!fits || channel->stack == MILL_STACK_OFF)
    return FALSE;
  if (channel->stack != MILL_STACK_DEFAULT)
    return TRUE;
  gboolean sums = channel->aggregate == MILL_CHART_COUNT || channel->aggregate == MILL_CHART_SUM
                  || channel->aggregate == MILL_CHART_AGGREGATE_NONE;
  MillScaleType scale = channel->scale.type;
  return sums && (scale == MILL_SCALE_AUTO || scale == MILL_SCALE_LINEAR);
}

/* series_of: a number for the series of a row, ascending by colour, then detail. */
static double
series_of (const MillTable *table, const MillTableRow *row)
{
  double color = table->domains[MILL_CHANNEL_COLOR].kind == MILL_VALUE_CATEGORY
                     ? row->v[MILL_CHANNEL_COLOR]
                     : 0;
  double detail = table->domains[MILL_CHANNEL_DETAIL].kind == MILL_VALUE_CATEGORY
                      ? row->v[MILL_CHANNEL_DETAIL]
                      : 0;
  return color * MAX (table->domains[MILL_CHANNEL_DETAIL].n, 1) + detail;
}

/* Place: where rows share a stack. */
static int
compare_places (const MillTable *table, const MillTableRow *x, const MillTableRow *y)
{
  MillChannelId ids[]
      = { mill_chart_place_channel (table->chart), MILL_CHANNEL_X_OFFSET, MILL_CHANNEL_Y_OFFSET };
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      double a = x->v[ids[i]], b = y->v[ids[i]];
      if (!isnan (a) && a != b)
        return a < b ? -1 : 1;
    }
  return 0;
}

/* compare_stack: by place; the last series first, so that the first of the legend ends on top. */
static int
compare_stack (gconstpointer a, gconstpointer b, gpointer data)
{
  const MillTable *table = data;
  const MillTableRow *x = &g_array_index (table->rows, MillTableRow, *(const guint *)a);
  const MillTableRow *y = &g_array_index (table->rows, MillTableRow, *(const guint *)b);
  int order = compare_places (table, x, y);
  if (order != 0)
    return order;
  double sx = series_of (table, x), sy = series_of (table, y);
  if (sx != sy)
    return sx > sy ? -1 : 1;
  return x->row < y->row ? -1 : x->row > y->row;
}

/* fill_gaps: stacked areas need a row, of height 0, for every series at every place. */
static void
fill_gaps (MillTable *table)
{
  MillChannelId place = mill_chart_place_channel (table->chart),
                value = mill_chart_value_channel (table->chart);
  g_autoptr (GHashTable) places = g_hash_table_new (g_double_hash, g_double_equal);
  g_autoptr (GHashTable) series
      = g_hash_table_new_full (g_double_hash, g_double_equal, g_free, NULL);
  g_autoptr (GHashTable) there = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint n = table->rows->len;
  g_autoptr (GArray) old = g_array_copy (table->rows);
  for (guint i = 0; i < n; i++)
    {
      MillTableRow *row = &g_array_index (old, MillTableRow, i);
      double number = series_of (table, row);
      g_hash_table_insert (places, &row->v[place], row);
      if (!g_hash_table_contains (series, &number))
        g_hash_table_insert (series, g_memdup2 (&number, sizeof number), row);
      g_hash_table_add (there, g_strdup_printf ("%a %a", row->v[place], number));
    }
  if ((guint64)g_hash_table_size (places) * g_hash_table_size (series) > FILL_MAX)
    return;
  GHashTableIter s;
  gpointer number, of_series;
  g_hash_table_iter_init (&s, series);
  while (g_hash_table_iter_next (&s, &number, &of_series))
    {
      GHashTableIter p;
      gpointer at, unused;
      g_hash_table_iter_init (&p, places);
      while (g_hash_table_iter_next (&p, &at, &unused))
        {
          g_autofree char *key = g_strdup_printf ("%a %a", *(double *)at, *(double *)number);
          if (g_hash_table_contains (there, key))
            continue;
          MillTableRow row = *(const MillTableRow *)of_series;
          row.v[place] = *(double *)at;
          row.v[value] = 0;
          row.rows = 0;
          g_array_append_val (table->rows, row);
        }
    }
}

/* stack_rows: piles the rows @order[0 .. n) of one place up; negative ones downward. */
static void
stack_rows (MillTable *table, const guint *order, guint n)
{
  MillChannelId value = mill_chart_value_channel (table->chart);
  double total = 0, up = 0, down = 0;
  for (guint i = 0; i < n; i++)
    {
      double v = g_array_index (table->rows, MillTableRow, order[i]).v[value];
      total += isnan (v) ? 0 : fabs (v);
    }
  double scale = !table->normalized ? 1 : total > 0 ? 1 / total : 0;
  for (guint i = 0; i < n; i++)
    {
      MillTableRow *row = &g_array_index (table->rows, MillTableRow, order[i]);
      double v = isnan (row->v[value]) ? 0 : row->v[value] * scale;
      double *base = v < 0 ? &down : &up;
      row->from = *base;
      *base += v;
      row->to = *base;
    }
}

void
mill_table_stack (MillTable *table)
{
  const MillChart *chart = table->chart;
  MillChannelId value = mill_chart_value_channel (chart);
  table->stacked = does_stack (chart);
  table->normalized = table->stacked && chart->channels[value].stack == MILL_STACK_NORMALIZE;
  if (!table->stacked)
    {
      for (guint i = 0; i < table->rows->len; i++)
        {
          MillTableRow *row = &g_array_index (table->rows, MillTableRow, i);
          row->to = row->v[value];
          row->from = mill_chart_scale_is_log (chart, value) ? NAN : 0;
        }
      return;
    }
  if (chart->mark.type == MILL_CHART_AREA)
    fill_gaps (table);
  guint n = table->rows->len;
  g_autofree guint *order = g_new (guint, MAX (n, 1));
  for (guint i = 0; i < n; i++)
    order[i] = i;
  g_qsort_with_data (order, (int)n, sizeof *order, compare_stack, table);
  for (guint first = 0, i = 1; i <= n; i++)
    if (i == n
        || compare_places (table,
                           &g_array_index (table->rows, MillTableRow, order[first]),
                           &g_array_index (table->rows, MillTableRow, order[i]))
               != 0)
      {
        stack_rows (table, order + first, i - first);
        first = i;
      }
}

/* --- domains --- */

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double x = *(const double *)a, y = *(const double *)b;
  return x < y ? -1 : x > y;
}

/* smallest_gap: the least distance between two different values of @id; 0 without two. */
static double
smallest_gap (const MillTable *table, MillChannelId id)
{
  guint n = table->rows->len;
  g_autofree double *values = g_new (double, MAX (n, 1));
  guint m = 0;
  for (guint i = 0; i < n; i++)
    {
      double v = g_array_index (table->rows, MillTableRow, i).v[id];
      if (!isnan (v))
        values[m++] = v;
    }
  qsort (values, m, sizeof *values, compare_doubles);
  double gap = 0;
  for (guint i = 1; i < m; i++)
    {
      double distance = values[i] - values[i - 1];
      if (distance > 0 && (gap == 0 || distance < gap))
        gap = distance;
    }
  return gap;
}

static void
widen (MillDomain *domain, double value)
{
  if (isnan (value))
    return;
  domain->lo = domain->any ? MIN (domain->lo, value) : value;
  domain->hi = domain->any ? MAX (domain->hi, value) : value;
  domain->any = TRUE;
}

/* measure_domain: the range of a continuous channel, with all that marks cover. */
static void
measure_domain (MillTable *table, MillChannelId id)
{
  const MillChart *chart = table->chart;
  MillDomain *domain = &table->domains[id];
  gboolean is_value = id == mill_chart_value_channel (chart) && chart->mark.type <= MILL_CHART_AREA;
  MillChartTimeUnit unit = chart->channels[id].time_unit;
  gboolean bars = chart->mark.type == MILL_CHART_BAR;
  for (guint i = 0; i < table->rows->len; i++)
    {
      const MillTableRow *row = &g_array_index (table->rows, MillTableRow, i);
      if (is_value)
        {
          widen (domain, row->to);
          if (table->stacked)
            widen (domain, row->from);
          continue;
        }
      widen (domain, row->v[id]);
      if (isnan (row->v[id]))
        continue;
      if (domain->span > 0)
        widen (domain, row->v[id] + domain->span);
      else if (bars && unit != MILL_CHART_TIME_NONE)
        widen (domain, (double)mill_time_next ((gint64)row->v[id], (int)unit));
    }
  if (bars && !is_value && id <= MILL_CHANNEL_Y)
    domain->gap = smallest_gap (table, id);
}

/* hide_rows: takes out the rows of some series, whose places among the colours stay. */
static void
hide_rows (MillTable *table, const char *const *hidden)
{
  const MillDomain *color = &table->domains[MILL_CHANNEL_COLOR];
  if (hidden == NULL || color->kind != MILL_VALUE_CATEGORY)
    return;
  g_autofree gboolean *gone = g_new0 (gboolean, color->n + 1);
  for (guint i = 0; i < color->n; i++)
    gone[i] = g_strv_contains (hidden, color->labels[i]);
  guint kept = 0;
  for (guint i = 0; i < table->rows->len; i++)
    {
      MillTableRow row = g_array_index (table->rows, MillTableRow, i);
      if (isnan (row.v[MILL_CHANNEL_COLOR]) || !gone[(guint)row.v[MILL_CHANNEL_COLOR]])
        g_array_index (table->rows, MillTableRow, kept++) = row;
    }
  g_array_set_size (table->rows, kept);
}

MillTable *
mill_table_new (const MillChart *chart)
{
  return mill_table_new_without (chart, NULL);
}

MillTable *
mill_table_new_without (const MillChart *chart, const char *const *hidden)
{
  MillTable *table = g_new0 (MillTable, 1);
  table->chart = chart;
  table->rows = g_array_new (FALSE, FALSE, sizeof (MillTableRow));
  for (guint id = 0; id < MILL_CHANNELS; id++)
    {
      table->domains[id].kind = chart->data != NULL ? chart->bindings[id].kind : MILL_VALUE_NONE;
      table->domains[id].null_rank = MILL_RANK_NONE;
    }
  if (chart->data == NULL)
    return table;
  take_rows (table);
  for (guint id = 0; id < MILL_CHANNELS; id++)
    if (table->domains[id].kind == MILL_VALUE_CATEGORY)
      mill_table_rank (table, id);
  hide_rows (table, hidden);
  mill_table_stack (table);
  for (guint id = 0; id < MILL_CHANNELS; id++)
    if (table->domains[id].kind == MILL_VALUE_NUMBER || table->domains[id].kind == MILL_VALUE_TIME)
      measure_domain (table, id);
  return table;
}

void
mill_table_free (MillTable *table)
{
  if (table == NULL)
    return;
  g_array_unref (table->rows);
  for (guint id = 0; id < MILL_CHANNELS; id++)
    g_strfreev (table->domains[id].labels);
  g_free (table);
}

/* --- notes --- */

/* add_note: "@n rows @what", in the words of pictures, which are the same under every locale. */
static void
add_note (GPtrArray *notes, guint64 n, const char *what)
{
  if (n == 0)
    return;
  g_autoptr (GString) note = g_string_new (NULL);
  mill_format_number (
      (double)n, &(MillNumberFormat){ .type = 'd', .precision = -1, .comma = TRUE }, note);
  g_string_append_printf (note, " %s %s", n == 1 ? "row" : "rows", what);
  g_ptr_array_add (notes, g_strdup (note->str));
}

char **
mill_table_notes (const MillTable *table)
{
  GPtrArray *notes = g_ptr_array_new ();
  const MillChartCounts *counts = &table->counts;
  if (counts->thinned > 0)
    {
      MillNumberFormat format = { .type = 'd', .precision = -1, .comma = TRUE };
      g_autoptr (GString) note = g_string_new (NULL);
      mill_format_number ((double)counts->marks, &format, note);
      g_string_append (note, " of ");
      mill_format_number ((double)(counts->marks + counts->thinned), &format, note);
      g_string_append (note, " rows drawn, which look the same");
      g_ptr_array_add (notes, g_strdup (note->str));
    }
  add_note (notes, counts->null, "without a value left out");
  add_note (notes, counts->not_finite, "with NaN, infinite or huge values left out");
  add_note (notes, counts->not_positive, "at or below zero have no place on a log axis");
  add_note (notes, counts->over_limit, "in too many groups left out");
  if (table->sample > 0)
    g_ptr_array_add (notes,
                     g_strdup_printf ("medians from 1 in %u rows", 1u << MIN (table->sample, 31)));
  g_ptr_array_add (notes, NULL);
  return (char **)g_ptr_array_free (notes, FALSE);
}
