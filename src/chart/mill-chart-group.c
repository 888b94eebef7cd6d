/* mill-chart-group.c: rows become groups, for charts with an aggregate.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-chart-group.h"

#include <math.h>

#include "mill-hash.h"
#include "mill-limits.h"
#include "mill-sum.h"
#include "mill-ticks.h"

/* cells that bins are made of: above so many groups they grow, but never below so many a range */
#define CELLS_MAX (MILL_CHART_GROUPS_MAX / 2)
#define CELLS_MIN (20 * MILL_CHART_BINS_MAX)
#define CELL_INDEX_MAX 1e12
#define BINS_DEFAULT 25

/* Acc: the values of one channel in one group. */
typedef struct
{
  guint64 n;
  MillSum sum;
  double min, max;
} Acc;

/* Sample: one value that a median is made of. */
typedef struct
{
  guint32 group;
  guint32 hash; /* of the row: decides which rows stay when there are too many */
  double value;
} Sample;

/* Bin: how values of x or y become cells. */
typedef struct
{
  gboolean active;
  gboolean fixed; /* the model gives the width */
  gboolean started;
  int power;     /* a cell is 10^power wide */
  double lo, hi; /* of all values */
} Bin;

struct _MillGroups
{
  const MillChart *chart;
  guint n_keys, n_values;
  MillChannelId keys[MILL_CHANNELS];   /* channels that make groups */
  MillChannelId values[MILL_CHANNELS]; /* channels that are aggregated */
  MillKeyTable *table;                 /* of numbers */
  GArray *first_rows;                  /* guint64 a group */
  GArray *rows;                        /* guint64 */
  GArray *accs;                        /* Acc[n_values] */
  GArray *samples[MILL_CHANNELS];      /* Sample, of values[i] where it is a median; else NULL */
  guint32 hash_limit;                  /* rows whose hash is above are not sampled */
  guint halvings;
  Bin bins[2]; /* X, Y */
};

static void
clear_table (MillGroups *groups)
{
  MillType types[MILL_CHANNELS];
  for (guint i = 0; i < groups->n_keys; i++)
    types[i] = MILL_TYPE (NUMBER);
  g_clear_pointer (&groups->table, mill_key_table_free);
  groups->table = mill_key_table_new (types, groups->n_keys);
  groups->first_rows = g_array_new (FALSE, FALSE, sizeof (guint64));
  groups->rows = g_array_new (FALSE, TRUE, sizeof (guint64));
  groups->accs = g_array_new (FALSE, TRUE, sizeof (Acc));
}

MillGroups *
mill_groups_new (const MillChart *chart)
{
  MillGroups *groups = g_new0 (MillGroups, 1);
  groups->chart = chart;
  groups->hash_limit = G_MAXUINT32;
  for (guint id = 0; id < MILL_CHANNELS; id++)
    {
      const MillBinding *binding = &chart->bindings[id];
      if (binding->kind == MILL_VALUE_NONE)
        continue;
      if (!binding->aggregated)
        groups->keys[groups->n_keys++] = id;
      else
        {
          if (chart->channels[id].aggregate == MILL_CHART_MEDIAN)
            groups->samples[groups->n_values] = g_array_new (FALSE, FALSE, sizeof (Sample));
          groups->values[groups->n_values++] = id;
        }
    }
  for (guint id = MILL_CHANNEL_X; id <= MILL_CHANNEL_Y; id++)
    groups->bins[id] = (Bin){ .active = chart->channels[id].bin,
                              .fixed = chart->channels[id].bin_step > 0,
                              .lo = INFINITY,
                              .hi = -INFINITY };
  clear_table (groups);
  return groups;
}

void
mill_groups_free (MillGroups *groups)
{
  if (groups == NULL)
    return;
  mill_key_table_free (groups->table);
  g_array_unref (groups->first_rows);
  g_array_unref (groups->rows);
  g_array_unref (groups->accs);
  for (guint i = 0; i < groups->n_values; i++)
    g_clear_pointer (&groups->samples[i], g_array_unref);
  g_free (groups);
}

/* --- cells --- */

/* whole: floor, but a value a hair below a whole number is that number: 0.3 / 0.1 is 3. */
static double
whole (double q)
{
  double nearest = round (q);
  return fabs (q - nearest) <= 1e-12 * MAX (1, fabs (q)) ? nearest : floor (q);
}

/* scale_down: @value / 10^@power, with one rounding. */
static double
scale_down (double value, int power)
{
  return power < 0 ? value * pow (10, -power) : value / pow (10, power);
}

/* see_values: takes the range of @values into account, and finds the first width of cells.
 * Returns: how many powers of ten the cells must grow so that their numbers stay exact. */
static int
see_values (Bin *bin, const double *values, guint n)
{
  double largest = 0;
  for (guint i = 0; i < n; i++)
    {
      bin->lo = MIN (bin->lo, values[i]);
      bin->hi = MAX (bin->hi, values[i]);
      largest = MAX (largest, fabs (values[i]));
    }
  if (bin->fixed)
    return 0;
  int magnitude = largest > 0 ? (int)floor (log10 (largest)) : 0;
  if (!bin->started)
    {
      bin->started = TRUE;
      bin->power = CLAMP (magnitude - 9, -300, 300);
    }
  int growth = 0;
  while (largest / pow (10, bin->power + growth) > CELL_INDEX_MAX)
    growth++;
  return growth;
}

/* to_cells: the number of the cell of each value. */
static void
to_cells (const Bin *bin, double step, const double *values, guint n, double *cells)
{
  for (guint i = 0; i < n; i++)
    cells[i] = whole (bin->fixed ? values[i] / step : scale_down (values[i], bin->power));
}

/* --- merging --- */

static void
acc_merge (Acc *into, const Acc *from)
{
  if (from->n == 0)
    return;
  into->min = into->n == 0 ? from->min : MIN (into->min, from->min);
  into->max = into->n == 0 ? from->max : MAX (into->max, from->max);
  into->n += from->n;
  mill_sum_merge (&into->sum, &from->sum);
}

/* grow: room for groups up to the size of the table. */
static void
grow (MillGroups *groups)
{
  guint n = MIN (mill_key_table_size (groups->table), MILL_CHART_GROUPS_MAX);
  guint before = groups->rows->len;
  if (n <= before)
    return;
  g_array_set_size (groups->first_rows, n);
  g_array_set_size (groups->rows, n);
  g_array_set_size (groups->accs, n * groups->n_values);
  for (guint i = before; i < n; i++)
    g_array_index (groups->first_rows, guint64, i) = G_MAXUINT64;
}

/* take_over: adds group @from of @old to group @to. */
static void
take_over (MillGroups *groups, guint to, const MillGroups *old, guint from)
{
  guint64 *first = &g_array_index (groups->first_rows, guint64, to);
  *first = MIN (*first, g_array_index (old->first_rows, guint64, from));
  g_array_index (groups->rows, guint64, to) += g_array_index (old->rows, guint64, from);
  for (guint i = 0; i < groups->n_values; i++)
    acc_merge (&g_array_index (groups->accs, Acc, to * groups->n_values + i),
               &g_array_index (old->accs, Acc, from * groups->n_values + i));
}

/* regroup: (transfer full): the groups of @old when @ratio[X, Y] cells each become one (1: as they
 * are). */
static MillGroups *
regroup (const MillGroups *old, const double ratio[2])
{
  MillGroups *groups = g_memdup2 (old, sizeof *old);
  groups->table = NULL;
  clear_table (groups);
  guint size = old->rows->len;
  g_autofree guint32 *new_ids = g_new (guint32, MAX (size, 1));
  g_auto (MillArena) arena = { 0 };
  g_autofree double *scaled = g_new (double, 2 * MILL_CHART_CHUNK);
  for (guint first = 0; first < size; first += MILL_CHART_CHUNK)
    {
      guint n = MIN (size - first, MILL_CHART_CHUNK);
      MillVec keys[MILL_CHANNELS];
      mill_arena_reset (&arena);
      for (guint k = 0; k < groups->n_keys; k++)
        {
          MillChannelId id = groups->keys[k];
          mill_key_table_load (old->table, k, NULL, first, n, &arena, &keys[k]);
          if (id > MILL_CHANNEL_Y || ratio[id] == 1)
            continue;
          double *cells = scaled + (gsize)id * MILL_CHART_CHUNK;
          for (guint i = 0; i < n; i++)
            cells[i] = floor (keys[k].numbers[i] / ratio[id]);
          keys[k] = (MillVec){ .type = MILL_TYPE (NUMBER), .n = n, .numbers = cells };
        }
      mill_key_table_insert (groups->table, keys, n, new_ids + first);
      grow (groups);
      for (guint i = 0; i < n; i++)
        take_over (groups, new_ids[first + i], old, first + i);
    }
  for (guint i = 0; i < groups->n_values; i++)
    if (old->samples[i] != NULL)
      {
        groups->samples[i] = g_array_copy (old->samples[i]);
        for (guint k = 0; k < groups->samples[i]->len; k++)
          {
            Sample *sample = &g_array_index (groups->samples[i], Sample, k);
            sample->group = new_ids[sample->group];
          }
      }
  return groups;
}

/* replace: @groups become what @by is; @by is consumed. */
static void
replace (MillGroups *groups, MillGroups *by)
{
  MillGroups old = *groups;
  *groups = *by;
  *by = old;
  mill_groups_free (by);
}

/* grow_cells: makes the cells of the channels whose @growth is not 0 wider by so many powers of
 * ten. */
static void
grow_cells (MillGroups *groups, const int growth[2])
{
  double ratio[2] = { pow (10, growth[0]), pow (10, growth[1]) };
  replace (groups, regroup (groups, ratio));
  groups->bins[MILL_CHANNEL_X].power += growth[0];
  groups->bins[MILL_CHANNEL_Y].power += growth[1];
}

/* can_grow: whether cells of @bin can be merged and still be fine enough for any bins. */
static gboolean
can_grow (const Bin *bin)
{
  return bin->active && !bin->fixed && bin->started
         && (bin->hi - bin->lo) / pow (10, bin->power) > CELLS_MIN;
}

/* --- adding --- */

/* thin_samples: drops half of the rows that medians are made of. */
static void
thin_samples (MillGroups *groups)
{
  groups->hash_limit >>= 1;
  groups->halvings++;
  for (guint i = 0; i < groups->n_values; i++)
    {
      GArray *samples = groups->samples[i];
      guint kept = 0;
      for (guint k = 0; samples != NULL && k < samples->len; k++)
        {
          Sample sample = g_array_index (samples, Sample, k);
          if (sample.hash <= groups->hash_limit)
            g_array_index (samples, Sample, kept++) = sample;
        }
      if (samples != NULL)
        g_array_set_size (samples, kept);
    }
}

/* add_value: one value of one row. */
static void
add_value (MillGroups *groups, guint group, guint i, double value, guint64 row)
{
  Acc *acc = &g_array_index (groups->accs, Acc, (gsize)group * groups->n_values + i);
  acc->min = acc->n == 0 ? value : MIN (acc->min, value);
  acc->max = acc->n == 0 ? value : MAX (acc->max, value);
  acc->n++;
  mill_sum_add (&acc->sum, value);
  GArray *samples = groups->samples[i];
  if (samples == NULL)
    return;
  guint32 hash = (guint32)(mill_hash_fold (row ^ MILL_HASH_K0, MILL_HASH_K1) >> 32);
  if (hash > groups->hash_limit)
    return;
  Sample sample = { group, hash, value };
  g_array_append_val (samples, sample);
  if (samples->len > MILL_CHART_MEDIAN_VALUES_MAX)
    thin_samples (groups);
}

/* make_keys: the columns that make groups, with values binned where asked for. */
static void
make_keys (MillGroups *groups, const MillChartChunk *chunk, double *cells, MillVec *keys)
{
  int growth[2] = { 0, 0 };
  for (guint id = MILL_CHANNEL_X; id <= MILL_CHANNEL_Y; id++)
    if (groups->bins[id].active)
      growth[id] = see_values (&groups->bins[id], chunk->v[id], chunk->n);
  if (growth[0] > 0 || growth[1] > 0)
    grow_cells (groups, growth);
  for (guint k = 0; k < groups->n_keys; k++)
    {
      MillChannelId id = groups->keys[k];
      const double *numbers = chunk->v[id];
      if (id <= MILL_CHANNEL_Y && groups->bins[id].active)
        {
          double *out = cells + (gsize)id * MILL_CHART_CHUNK;
          to_cells (
              &groups->bins[id], groups->chart->channels[id].bin_step, numbers, chunk->n, out);
          numbers = out;
        }
      keys[k] = (MillVec){ .type = MILL_TYPE (NUMBER), .n = chunk->n, .numbers = numbers };
    }
}

guint64
mill_groups_add (MillGroups *groups, const MillChartChunk *chunk)
{
  double cells[2 * MILL_CHART_CHUNK];
  MillVec keys[MILL_CHANNELS];
  guint32 ids[MILL_CHART_CHUNK];
  make_keys (groups, chunk, cells, keys);
  if (mill_key_table_size (groups->table) < MILL_CHART_GROUPS_MAX)
    mill_key_table_insert (groups->table, keys, chunk->n, ids);
  else
    {
      g_auto (MillArena) arena = { 0 };
      mill_key_table_find (groups->table, keys, chunk->n, ids, &arena);
    }
  grow (groups);
  guint64 lost = 0;
  for (guint i = 0; i < chunk->n; i++)
    {
      if (ids[i] >= MILL_CHART_GROUPS_MAX)
        {
          lost++;
          continue;
        }
      guint64 *first = &g_array_index (groups->first_rows, guint64, ids[i]);
      *first = MIN (*first, chunk->row[i]);
      g_array_index (groups->rows, guint64, ids[i])++;
      for (guint k = 0; k < groups->n_values; k++)
        {
          double value = chunk->v[groups->values[k]][i];
          if (!isnan (value))
            add_value (groups, ids[i], k, value, chunk->row[i]);
        }
    }
  while (mill_key_table_size (groups->table) > CELLS_MAX
         && (can_grow (&groups->bins[0]) || can_grow (&groups->bins[1])))
    grow_cells (groups, (int[]){ can_grow (&groups->bins[0]), can_grow (&groups->bins[1]) });
  return lost;
}

guint
mill_groups_size (const MillGroups *groups)
{
  return groups->rows->len;
}

guint
mill_groups_sample (const MillGroups *groups)
{
  return groups->halvings;
}

/* --- results --- */

static int
compare_samples (gconstpointer a, gconstpointer b)
{
  const Sample *x = a, *y = b;
  if (x->group != y->group)
    return x->group < y->group ? -1 : 1;
  return x->value < y->value ? -1 : x->value > y->value;
}

/* medians: (transfer full): of each group; NaN where it has no value. */
static double *
medians (const MillGroups *groups, guint i)
{
  guint size = groups->rows->len;
  double *result = g_new (double, MAX (size, 1));
  for (guint k = 0; k < size; k++)
    result[k] = NAN;
  g_autoptr (GArray) samples = g_array_copy (groups->samples[i]);
  g_array_sort (samples, compare_samples);
  guint first = 0;
  for (guint k = 1; k <= samples->len; k++)
    {
      const Sample *all = (const Sample *)(gconstpointer)samples->data;
      if (k < samples->len && all[k].group == all[first].group)
        continue;
      guint n = k - first;
      double low = all[first + (n - 1) / 2].value, high = all[first + n / 2].value;
      result[all[first].group] = low + (high - low) / 2;
      first = k;
    }
  return result;
}

/* value_of: what the values of group @group of values[@i] come to. */
static double
value_of (const MillGroups *groups, guint group, guint i, const double *median)
{
  MillChartAggregate aggregate = groups->chart->channels[groups->values[i]].aggregate;
  const Acc *acc = &g_array_index (groups->accs, Acc, (gsize)group * groups->n_values + i);
  if (aggregate == MILL_CHART_COUNT)
    return (double)g_array_index (groups->rows, guint64, group);
  if (acc->n == 0)
    return NAN;
  switch (aggregate)
    {
    case MILL_CHART_SUM:
      return mill_sum_result (&acc->sum);
    case MILL_CHART_MEAN:
      return mill_sum_result (&acc->sum) / (double)acc->n;
    case MILL_CHART_MIN:
      return acc->min;
    case MILL_CHART_MAX:
      return acc->max;
    default:
      return median[group];
    }
}

/* bin_ratio: how many cells make one bin, and the begin of cell 0's multiple: value = index * step.
 */
static double
bin_ratio (const MillGroups *groups, MillChannelId id, MillNiceStep *step)
{
  const Bin *bin = &groups->bins[id];
  const MillChannel *channel = &groups->chart->channels[id];
  guint max_bins = channel->max_bins > 0 ? channel->max_bins : BINS_DEFAULT;
  double span = bin->hi > bin->lo ? bin->hi - bin->lo : MAX (fabs (bin->lo), 1) / 10;
  *step = mill_nice_step (span, max_bins);
  /* a bin more may come of where the first begins */
  if (floor (bin->hi / mill_nice_value (*step, 1)) - floor (bin->lo / mill_nice_value (*step, 1))
              + 1
          > max_bins
      && max_bins > 1)
    *step = mill_nice_step (span, max_bins - 1);
  if (step->power < bin->power)
    *step = (MillNiceStep){ 1, bin->power };
  return step->digit * pow (10, step->power - bin->power);
}

/* finish: (transfer full) (nullable): the groups with bins instead of cells; NULL: they are as they
 * are. */
static MillGroups *
finish (const MillGroups *groups, MillNiceStep steps[2])
{
  double ratio[2] = { 1, 1 };
  for (guint id = 0; id < 2; id++)
    if (groups->bins[id].active && !groups->bins[id].fixed && groups->bins[id].started)
      ratio[id] = bin_ratio (groups, id, &steps[id]);
  return ratio[0] != 1 || ratio[1] != 1 ? regroup (groups, ratio) : NULL;
}

static int
compare_rows (gconstpointer a, gconstpointer b)
{
  const MillChartRow *x = a, *y = b;
  return x->row < y->row ? -1 : x->row > y->row;
}

GArray *
mill_groups_rows (const MillGroups *unfinished, double bin_steps[2])
{
  MillNiceStep steps[2] = { { 1, 0 }, { 1, 0 } };
  MillGroups *finished = finish (unfinished, steps);
  const MillGroups *groups = finished != NULL ? finished : unfinished;
  GArray *rows = g_array_sized_new (FALSE, FALSE, sizeof (MillChartRow), groups->rows->len);
  g_auto (MillArena) arena = { 0 };
  MillVec keys[MILL_CHANNELS];
  double *median[MILL_CHANNELS] = { NULL };
  guint size = groups->rows->len;
  for (guint i = 0; i < groups->n_values; i++)
    if (groups->samples[i] != NULL)
      median[i] = medians (groups, i);
  for (guint group = 0; group < size; group++)
    {
      MillChartRow row = { .row = g_array_index (groups->first_rows, guint64, group),
                           .rows = g_array_index (groups->rows, guint64, group) };
      guint at = group % MILL_CHART_CHUNK;
      if (at == 0)
        {
          mill_arena_reset (&arena);
          for (guint k = 0; k < groups->n_keys; k++)
            mill_key_table_load (groups->table,
                                 k,
                                 NULL,
                                 group,
                                 MIN (size - group, MILL_CHART_CHUNK),
                                 &arena,
                                 &keys[k]);
        }
      for (guint k = 0; k < MILL_CHANNELS; k++)
        row.v[k] = NAN;
      for (guint k = 0; k < groups->n_keys; k++)
        row.v[groups->keys[k]] = keys[k].numbers[at];
      gboolean finite = TRUE;
      for (guint i = 0; i < groups->n_values; i++)
        {
          double value = value_of (groups, group, i, median[i]);
          row.v[groups->values[i]] = value;
          finite &= groups->values[i] > MILL_CHANNEL_Y || isfinite (value);
        }
      for (guint id = 0; id < 2; id++)
        if (groups->bins[id].active)
          {
            double fixed = groups->chart->channels[id].bin_step;
            bin_steps[id] = fixed > 0 ? fixed : mill_nice_value (steps[id], 1);
            row.v[id] = fixed > 0 ? row.v[id] * fixed : mill_nice_value (steps[id], row.v[id]);
          }
      if (finite)
        g_array_append_val (rows, row);
    }
  for (guint i = 0; i < groups->n_values; i++)
    g_free (median[i]);
  mill_groups_free (finished);
  g_array_sort (rows, compare_rows);
  return rows;
}
