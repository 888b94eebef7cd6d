/* mill-chart-thin.c: raw rows, all of them or as many as the eye can tell.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-chart-thin.h"

#include <math.h>

#include "mill-limits.h"
#include "mill-scale.h"

#define KEEP_MAX 6
#define POINT_GRID 2048 /* cells a side to begin with: more than px of most pictures */

/* the places in a cell */
enum
{
  FIRST,
  LAST,
  LOWEST,
  HIGHEST,
  LEFTMOST, /* only where `order` leads the line */
  RIGHTMOST,
};

/* Axis: a channel along which the plane is cut into cells. */
typedef struct
{
  MillChannelId id;
  gboolean category; /* a cell for each */
  MillScaleType scale;
  int power; /* a cell is 2^power wide, after the scale's transform */
  double lo, hi;
} Axis;

struct _MillThin
{
  const MillChart *chart;
  GArray *rows; /* MillChartRow, until there are too many; then NULL */
  guint n_keep; /* rows a cell keeps: 1, 4 or 6 */
  guint n_axes;
  Axis axes[2];
  MillChannelId along; /* lines: the channel that orders the rows */
  guint n_series;
  MillChannelId series[4]; /* channels that keep cells apart */
  MillKeyTable *table;
  GArray *cells;     /* MillChartRow[n_keep] a cell */
  GArray *cell_rows; /* guint64 */
  guint next_axis;   /* whose cells double next */
};

static void
clear_cells (MillThin *thin)
{
  MillType types[6];
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    types[i] = MILL_TYPE (NUMBER);
  thin->table = mill_key_table_new (types, thin->n_series + thin->n_axes);
  thin->cells = g_array_new (FALSE, FALSE, sizeof (MillChartRow));
  thin->cell_rows = g_array_new (FALSE, TRUE, sizeof (guint64));
}

static Axis
axis_of (const MillChart *chart, MillChannelId id)
{
  return (Axis){ .id = id,
                 .category = chart->bindings[id].kind == MILL_VALUE_CATEGORY,
                 .scale = chart->channels[id].scale.type,
                 .lo = INFINITY,
                 .hi = -INFINITY };
}

MillThin *
mill_thin_new (const MillChart *chart)
{
  static const MillChannelId apart[]
      = { MILL_CHANNEL_COLOR, MILL_CHANNEL_X_OFFSET, MILL_CHANNEL_Y_OFFSET, MILL_CHANNEL_DETAIL };
  MillThin *thin = g_new0 (MillThin, 1);
  thin->chart = chart;
  thin->rows = g_array_new (FALSE, FALSE, sizeof (MillChartRow));
  for (guint i = 0; i < G_N_ELEMENTS (apart); i++)
    if (chart->bindings[apart[i]].kind == MILL_VALUE_CATEGORY)
      thin->series[thin->n_series++] = apart[i];
  if (chart->mark.type <= MILL_CHART_AREA)
    {
      gboolean led = chart->bindings[MILL_CHANNEL_ORDER].kind != MILL_VALUE_NONE
                     && chart->mark.type == MILL_CHART_LINE;
      thin->along = led ? MILL_CHANNEL_ORDER : mill_chart_place_channel (chart);
      thin->n_keep = led ? 6 : 4;
      thin->axes[thin->n_axes++] = axis_of (chart, thin->along);
    }
  else
    {
      thin->n_keep = 1;
      for (guint id = MILL_CHANNEL_X; id <= MILL_CHANNEL_Y; id++)
        if (chart->bindings[id].kind != MILL_VALUE_NONE)
          thin->axes[thin->n_axes++] = axis_of (chart, id);
    }
  return thin;
}

void
mill_thin_free (MillThin *thin)
{
  if (thin == NULL)
    return;
  g_clear_pointer (&thin->rows, g_array_unref);
  g_clear_pointer (&thin->table, mill_key_table_free);
  g_clear_pointer (&thin->cells, g_array_unref);
  g_clear_pointer (&thin->cell_rows, g_array_unref);
  g_free (thin);
}

/* place: where @value lies on @axis before it is cut. */
static double
place (const Axis *axis, double value)
{
  return axis->category ? value : mill_scale_transform (axis->scale, value);
}

static double
cell_of (const Axis *axis, double value)
{
  double at = place (axis, value);
  return axis->category ? at : floor (ldexp (at, -axis->power));
}

/* beats: whether @row belongs at @at more than @held does; ties go to the earlier row. */
static gboolean
beats (const MillThin *thin, const MillChartRow *row, const MillChartRow *held, guint at)
{
  MillChannelId value = mill_chart_value_channel (thin->chart),
                across = mill_chart_place_channel (thin->chart);
  MillChannelId by = at <= LAST ? thin->along : at <= HIGHEST ? value : across;
  gboolean upper = at == LAST || at == HIGHEST || at == RIGHTMOST;
  double a = row->v[by], b = held->v[by];
  if (a != b)
    return upper ? a > b : a < b;
  return at == LAST ? row->row > held->row : row->row < held->row;
}

/* put: @row, standing for @rows rows, into cell @id. */
static void
put (MillThin *thin, guint32 id, const MillChartRow *row, guint64 rows)
{
  guint64 *count = &g_array_index (thin->cell_rows, guint64, id);
  MillChartRow *kept = &g_array_index (thin->cells, MillChartRow, (gsize)id * thin->n_keep);
  for (guint at = 0; at < thin->n_keep; at++)
    if (*count == 0
        || (thin->n_keep == 1 ? row->row < kept[at].row : beats (thin, row, &kept[at], at)))
      kept[at] = *row;
  *count += rows;
}

/* put_chunk: rows, with what each stands for, into their cells. Returns: how many rows found none.
 */
static guint64
put_chunk (MillThin *thin, const MillChartRow *rows, const guint64 *counts, guint n)
{
  double numbers[6][MILL_CHART_CHUNK];
  MillVec keys[6];
  guint32 ids[MILL_CHART_CHUNK];
  guint n_keys = 0;
  for (guint s = 0; s < thin->n_series; s++, n_keys++)
    for (guint i = 0; i < n; i++)
      numbers[n_keys][i] = rows[i].v[thin->series[s]];
  for (guint a = 0; a < thin->n_axes; a++, n_keys++)
    for (guint i = 0; i < n; i++)
      numbers[n_keys][i] = cell_of (&thin->axes[a], rows[i].v[thin->axes[a].id]);
  for (guint k = 0; k < n_keys; k++)
    keys[k] = (MillVec){ .type = MILL_TYPE (NUMBER), .n = n, .numbers = numbers[k] };
  /* Counts come with rows that had a cell before: those never lose it. */
  guint limit = MILL_CHART_ROWS_MAX / thin->n_keep;
  if (counts != NULL || mill_key_table_size (thin->table) <= limit)
    mill_key_table_insert (thin->table, keys, n, ids);
  else
    {
      g_auto (MillArena) arena = { 0 };
      mill_key_table_find (thin->table, keys, n, ids, &arena);
    }
  /* A chunk may overshoot the limit, and the cells then grow; only where they cannot is a row lost.
   */
  guint size = mill_key_table_size (thin->table);
  g_array_set_size (thin->cells, size * thin->n_keep);
  g_array_set_size (thin->cell_rows, size);
  guint64 lost = 0;
  for (guint i = 0; i < n; i++)
    if (ids[i] == MILL_KEY_NONE)
      lost += counts != NULL ? counts[i] : 1;
    else
      put (thin, ids[i], &rows[i], counts != NULL ? counts[i] : 1);
  return lost;
}

/* can_grow: whether wider cells on @axis would be fewer. */
static gboolean
can_grow (const Axis *axis)
{
  return !axis->category && ldexp (axis->hi - axis->lo, -axis->power) > 16;
}

/* regrow: the cells anew, with the axis' new width. Every kept row moves with its cell's count. */
static void
regrow (MillThin *thin)
{
  g_autoptr (GArray) cells = thin->cells;
  g_autoptr (GArray) counts = thin->cell_rows;
  mill_key_table_free (thin->table);
  clear_cells (thin);
  for (guint i = 0; i < counts->len; i++)
    {
      const MillChartRow *kept = &g_array_index (cells, MillChartRow, (gsize)i * thin->n_keep);
      guint64 rows[KEEP_MAX] = { g_array_index (counts, guint64, i) };
      put_chunk (thin, kept, rows, thin->n_keep);
    }
}

/* shrink: doubles cells, axis by axis in turn, until there are few enough. */
static void
shrink (MillThin *thin)
{
  while (mill_key_table_size (thin->table) > MILL_CHART_ROWS_MAX / thin->n_keep)
    {
      guint a = 0;
      for (guint tried = 0; tried < thin->n_axes; tried++)
        {
          a = thin->next_axis++ % thin->n_axes;
          if (can_grow (&thin->axes[a]))
            break;
        }
      if (!can_grow (&thin->axes[a]))
        return;
      thin->axes[a].power++;
      regrow (thin);
    }
}

/* is_break: whether a row only interrupts a line; breaks are dropped where rows are that many. */
static gboolean
is_break (const MillThin *thin, const double *v)
{
  return thin->n_keep > 1 && isnan (v[mill_chart_value_channel (thin->chart)]);
}

/* start: from keeping all rows to keeping cells. */
static void
start (MillThin *thin)
{
  for (guint a = 0; a < thin->n_axes; a++)
    {
      Axis *axis = &thin->axes[a];
      double cells = thin->n_keep == 1 ? POINT_GRID : MILL_CHART_ROWS_MAX / thin->n_keep;
      double width = axis->hi > axis->lo ? (axis->hi - axis->lo) / cells : 1;
      axis->power = (int)ceil (log2 (width));
    }
  g_autoptr (GArray) rows = g_steal_pointer (&thin->rows);
  guint n = 0;
  for (guint i = 0; i < rows->len; i++)
    if (!is_break (thin, g_array_index (rows, MillChartRow, i).v))
      g_array_index (rows, MillChartRow, n++) = g_array_index (rows, MillChartRow, i);
  clear_cells (thin);
  for (guint first = 0; first < n; first += MILL_CHART_CHUNK)
    {
      put_chunk (thin,
                 &g_array_index (rows, MillChartRow, first),
                 NULL,
                 MIN (n - first, MILL_CHART_CHUNK));
      shrink (thin);
    }
}

guint64
mill_thin_add (MillThin *thin, const MillChartChunk *chunk)
{
  g_autofree MillChartRow *rows = g_new (MillChartRow, MAX (chunk->n, 1));
  guint n = 0;
  for (guint i = 0; i < chunk->n; i++)
    {
      MillChartRow *row = &rows[n];
      row->row = chunk->row[i];
      row->rows = 1;
      for (guint id = 0; id < MILL_CHANNELS; id++)
        row->v[id] = chunk->v[id][i];
      if (thin->rows == NULL && is_break (thin, row->v))
        continue;
      n++;
      for (guint a = 0; a < thin->n_axes; a++)
        {
          double at = place (&thin->axes[a], row->v[thin->axes[a].id]);
          if (!isfinite (at))
            continue;
          thin->axes[a].lo = MIN (thin->axes[a].lo, at);
          thin->axes[a].hi = MAX (thin->axes[a].hi, at);
        }
    }
  if (thin->rows == NULL)
    {
      guint64 lost = put_chunk (thin, rows, NULL, n);
      shrink (thin);
      return lost;
    }
  g_array_append_vals (thin->rows, rows, n);
  if (thin->rows->len > MILL_CHART_ROWS_MAX)
    start (thin);
  return 0;
}

static int
compare_rows (gconstpointer a, gconstpointer b)
{
  const MillChartRow *x = a, *y = b;
  return x->row < y->row ? -1 : x->row > y->row;
}

GArray *
mill_thin_rows (const MillThin *thin)
{
  if (thin->rows != NULL)
    return g_array_copy (thin->rows);
  GArray *rows = g_array_sized_new (FALSE, FALSE, sizeof (MillChartRow), thin->cells->len);
  for (guint i = 0; i < thin->cell_rows->len; i++)
    {
      MillChartRow *kept = &g_array_index (thin->cells, MillChartRow, (gsize)i * thin->n_keep);
      for (guint at = 0; at < thin->n_keep; at++)
        {
          MillChartRow row = kept[at];
          gboolean again = FALSE;
          for (guint before = 0; before < at; before++)
            again |= kept[before].row == row.row;
          row.rows = thin->n_keep == 1 ? g_array_index (thin->cell_rows, guint64, i) : 1;
          if (!again)
            g_array_append_val (rows, row);
        }
    }
  g_array_sort (rows, compare_rows);
  return rows;
}
