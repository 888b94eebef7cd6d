/* mill-chart-data.c: batches become chunks of plain doubles, channel by channel.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-chart-data.h"

#include <math.h>

#include "mill-chart-group.h"
#include "mill-chart-thin.h"
#include "mill-limits.h"
#include "mill-ticks.h"
#include "mill-time.h"

#define VALUE_MAX 1e300 /* beyond, differences overflow */

/* Fate: what is wrong with one value. */
typedef enum
{
  FATE_OK,
  FATE_NULL,
  FATE_NOT_FINITE,
  FATE_NOT_POSITIVE,
} Fate;

struct _MillChartData
{
  const MillChart *chart;
  MillArena arena;
  MillRowErrors *errors;                   /* for callers that do not want them */
  MillKeyTable *categories[MILL_CHANNELS]; /* (nullable) */
  MillGroups *groups;                      /* either this */
  MillThin *thin;                          /* or that */
  MillChartChunk *chunk;                   /* rows on their way */
  guint8 (*fates)[MILL_VEC_ROWS];
  double (*values)[MILL_VEC_ROWS];
  MillChartCounts counts;
};

/* category_type: what the categories of a channel are told apart by. */
static MillType
category_type (const MillChannel *channel, const MillBinding *binding)
{
  if (mill_time_unit_is_part (channel->time_unit))
    return MILL_TYPE (INTEGER);
  if (channel->time_unit != MILL_CHART_TIME_NONE)
    return MILL_TYPE (TIMESTAMP);
  if (binding->type.id == MILL_TYPE_JSON)
    return MILL_TYPE (TEXT);
  return binding->type;
}

MillChartData *
mill_chart_data_new (const MillChart *chart)
{
  MillChartData *data = g_new0 (MillChartData, 1);
  data->chart = chart;
  mill_arena_init (&data->arena, 0, 0);
  data->errors = mill_row_errors_new ();
  data->chunk = g_new0 (MillChartChunk, 1);
  data->fates = g_malloc0 (MILL_CHANNELS * sizeof *data->fates);
  data->values = g_malloc0 (MILL_CHANNELS * sizeof *data->values);
  for (guint id = 0; id < MILL_CHANNELS; id++)
    if (chart->bindings[id].kind == MILL_VALUE_CATEGORY)
      {
        MillType type = category_type (&chart->channels[id], &chart->bindings[id]);
        data->categories[id] = mill_key_table_new (&type, 1);
      }
  if (chart->aggregated)
    data->groups = mill_groups_new (chart);
  else
    data->thin = mill_thin_new (chart);
  return data;
}

void
mill_chart_data_free (MillChartData *data)
{
  if (data == NULL)
    return;
  mill_arena_clear (&data->arena);
  mill_row_errors_free (data->errors);
  for (guint id = 0; id < MILL_CHANNELS; id++)
    mill_key_table_free (data->categories[id]);
  mill_groups_free (data->groups);
  mill_thin_free (data->thin);
  g_free (data->chunk);
  g_free (data->fates);
  g_free (data->values);
  g_free (data);
}

const MillKeyTable *
mill_chart_data_categories (const MillChartData *data, MillChannelId id)
{
  return data->categories[id];
}

guint
mill_chart_data_sample (const MillChartData *data)
{
  return data->groups != NULL ? mill_groups_sample (data->groups) : 0;
}

/* --- from columns to doubles --- */

/* read_double: value @i of @vec as a double, instants in microseconds. */
static double
read_double (const MillVec *vec, guint i)
{
  switch ((MillTypeId)vec->type.id)
    {
    case MILL_TYPE_BOOLEAN:
      return vec->booleans[i] != 0;
    case MILL_TYPE_INTEGER:
    case MILL_TYPE_TIMESTAMP:
      return (double)vec->integers[i];
    case MILL_TYPE_DATE:
      return (double)vec->integers[i] * MILL_DAY;
    case MILL_TYPE_NUMBER:
      return vec->numbers[i];
    case MILL_TYPE_DECIMAL:
      {
        MillInt128 mantissa = mill_type_is_wide (vec->type) ? vec->wides[i] : vec->integers[i];
        return mill_decimal_to_double (mantissa, vec->type.scale);
      }
    default:
      return NAN;
    }
}

/* read_time: value @i of a column of instants or dates, in microseconds. */
static gint64
read_time (const MillVec *vec, guint i)
{
  gint64 value = vec->integers[i];
  if (vec->type.id != MILL_TYPE_DATE)
    return CLAMP (value, MILL_TIMESTAMP_MIN, MILL_TIMESTAMP_MAX);
  return CLAMP (value, MILL_DATE_MIN, MILL_DATE_MAX) * MILL_DAY;
}

/* read_numbers: a continuous channel, by its scale and time unit. */
static void
read_numbers (const MillChart *chart,
              MillChannelId id,
              const MillVec *vec,
              guint n,
              double *values,
              guint8 *fates)
{
  MillChartTimeUnit unit = chart->channels[id].time_unit;
  /* what an aggregate of any values comes to is seen later */
  gboolean log = mill_chart_scale_is_log (chart, id) && !chart->bindings[id].aggregated;
  gboolean time = vec->type.id == MILL_TYPE_TIMESTAMP || vec->type.id == MILL_TYPE_DATE;
  for (guint i = 0; i < n; i++)
    {
      guint at = vec->constant ? 0 : i;
      fates[i] = FATE_NULL;
      values[i] = NAN;
      if (mill_vec_is_null (vec, i))
        continue;
      double value = unit != MILL_CHART_TIME_NONE
                         ? (double)mill_time_floor (read_time (vec, at), unit)
                     : time ? (double)read_time (vec, at)
                            : read_double (vec, at);
      fates[i] = !(fabs (value) <= VALUE_MAX) ? FATE_NOT_FINITE
                 : log && value <= 0          ? FATE_NOT_POSITIVE
                                              : FATE_OK;
      if (fates[i] == FATE_OK)
        values[i] = value == 0 ? 0 : value; /* -0 is 0 */
    }
}

/* part_times: (transfer none): the vec of a time unit's values, which are integers. */
static MillVec
part_times (MillArena *arena, const MillVec *vec, guint n, MillChartTimeUnit unit)
{
  gint64 *parts = mill_arena_new (arena, gint64, MAX (n, 1));
  gboolean part = mill_time_unit_is_part (unit);
  for (guint i = 0; i < n; i++)
    {
      parts[i] = 0;
      if (mill_vec_is_null (vec, i))
        continue;
      gint64 time = read_time (vec, vec->constant ? 0 : i);
      parts[i] = part ? mill_time_part (time, unit) : mill_time_floor (time, unit);
    }
  MillVec result
      = { .type = part ? MILL_TYPE (INTEGER) : MILL_TYPE (TIMESTAMP), .n = n, .integers = parts };
  if (vec->nulls == NULL)
    return result;
  guint8 *nulls = mill_arena_new (arena, guint8, MAX (n, 1));
  for (guint i = 0; i < n; i++)
    nulls[i] = mill_vec_is_null (vec, i);
  result.nulls = nulls;
  return result;
}

/* read_categories: the ids of a channel of categories. */
static void
read_categories (MillChartData *data,
                 MillChannelId id,
                 const MillVec *vec,
                 guint n,
                 double *values,
                 guint8 *fates)
{
  MillChartTimeUnit unit = data->chart->channels[id].time_unit;
  MillVec keys = *vec;
  if (unit != MILL_CHART_TIME_NONE)
    keys = part_times (&data->arena, vec, n, unit);
  else if (keys.type.id == MILL_TYPE_JSON)
    keys.type = MILL_TYPE (TEXT);
  guint32 ids[MILL_VEC_ROWS];
  MillKeyTable *table = data->categories[id];
  if (mill_key_table_size (table) < MILL_CHART_CATEGORIES_MAX)
    mill_key_table_insert (table, &keys, n, ids);
  else
    mill_key_table_find (table, &keys, n, ids, &data->arena);
  for (guint i = 0; i < n; i++)
    {
      fates[i] = mill_vec_is_null (vec, i) ? FATE_NULL : FATE_OK;
      values[i] = MIN (ids[i], MILL_CHART_OTHER);
    }
}

/* read_channels: all channels of some rows of @batch. */
static void
read_channels (
    MillChartData *data, const MillBatch *batch, guint first, guint n, MillRowErrors *errors)
{
  const MillChart *chart = data->chart;
  for (guint id = 0; id < MILL_CHANNELS; id++)
    {
      const MillBinding *binding = &chart->bindings[id];
      if (binding->kind == MILL_VALUE_NONE || binding->column < 0)
        continue;
      MillVec vec;
      const char *name = mill_schema_field (batch->schema, (guint)binding->column)->name;
      mill_column_load (&batch->columns[binding->column],
                        batch->selection,
                        first,
                        n,
                        name,
                        &data->arena,
                        errors,
                        &vec);
      if (binding->kind == MILL_VALUE_CATEGORY)
        read_categories (data, id, &vec, n, data->values[id], data->fates[id]);
      else
        read_numbers (chart, id, &vec, n, data->values[id], data->fates[id]);
    }
}

/* --- which rows count --- */

/* count_fate: one row more that is left out, and why. */
static void
count_fate (MillChartCounts *counts, Fate fate)
{
  switch (fate)
    {
    case FATE_NULL:
      counts->null++;
      break;
    case FATE_NOT_FINITE:
      counts->not_finite++;
      break;
    case FATE_NOT_POSITIVE:
      counts->not_positive++;
      break;
    default:
      break;
    }
}

/* places: whether a mark cannot stand without the channel's value. */
static gboolean
places (const MillBinding *binding, MillChannelId id)
{
  return binding->kind != MILL_VALUE_NONE && !binding->aggregated
         && (id <= MILL_CHANNEL_Y || mill_channel_is_offset (id));
}

/* fate_of_row: why row @i is left out; a line that a null interrupts keeps the row as a @gap. */
static Fate
fate_of_row (const MillChartData *data, guint i, gboolean *gap)
{
  const MillChart *chart = data->chart;
  Fate missing = FATE_OK;
  guint n_values = 0, n_missing = 0;
  *gap = FALSE;
  gboolean breaks = !chart->aggregated
                    && (chart->mark.type == MILL_CHART_LINE || chart->mark.type == MILL_CHART_AREA);
  for (guint id = 0; id < MILL_CHANNELS; id++)
    {
      const MillBinding *binding = &chart->bindings[id];
      Fate fate = binding->column >= 0 ? data->fates[id][i] : FATE_OK;
      if (binding->aggregated)
        {
          n_values++;
          if (fate != FATE_OK && chart->channels[id].aggregate != MILL_CHART_COUNT)
            missing = fate, n_missing++;
        }
      else if (fate != FATE_OK && places (binding, id))
        {
          if (!breaks || id != mill_chart_value_channel (chart)
              || binding->kind == MILL_VALUE_CATEGORY)
            {
              *gap = FALSE;
              return fate;
            }
          *gap = TRUE;
          missing = fate;
        }
    }
  return *gap || (n_values > 0 && n_missing == n_values) ? missing : FATE_OK;
}

/* flush: works on the rows of the chunk. */
static void
flush (MillChartData *data)
{
  if (data->chunk->n == 0)
    return;
  guint64 lost = data->groups != NULL ? mill_groups_add (data->groups, data->chunk)
                                      : mill_thin_add (data->thin, data->chunk);
  data->counts.over_limit += lost;
  data->chunk->n = 0;
}

/* value_at: what row @i of what was read has in channel @id. */
static double
value_at (const MillChartData *data, MillChannelId id, guint i)
{
  const MillBinding *binding = &data->chart->bindings[id];
  gboolean there = binding->kind != MILL_VALUE_NONE && binding->column >= 0;
  return there ? data->values[id][i] : NAN;
}

/* take_row: row @i of what was read goes to the chunk, or is counted as left out. */
static void
take_row (MillChartData *data, guint i)
{
  gboolean gap;
  guint64 number = data->counts.rows++;
  Fate fate = fate_of_row (data, i, &gap);
  count_fate (&data->counts, fate);
  if (fate != FATE_OK && !gap)
    return;
  MillChartChunk *chunk = data->chunk;
  chunk->row[chunk->n] = number;
  for (guint id = 0; id < MILL_CHANNELS; id++)
    chunk->v[id][chunk->n] = value_at (data, id, i);
  if (++chunk->n == MILL_CHART_CHUNK)
    flush (data);
}

void
mill_chart_data_add (MillChartData *data, const MillBatch *batch, MillRowErrors *errors)
{
  gboolean own = errors == NULL;
  if (own)
    {
      errors = data->errors;
      mill_row_errors_clear (errors);
    }
  for (guint first = 0; first < batch->n_selected; first += MILL_VEC_ROWS)
    {
      guint n = MIN (batch->n_selected - first, MILL_VEC_ROWS);
      mill_arena_reset (&data->arena);
      read_channels (data, batch, first, n, errors);
      for (guint i = 0; i < n; i++)
        if (own || !mill_row_errors_has (errors, mill_batch_row (batch, first + i)))
          take_row (data, i);
    }
}

void
mill_chart_data_visit (MillChartData *data,
                       const MillBatch *batch,
                       guint64 number,
                       MillChartVisit visit,
                       gpointer user_data)
{
  for (guint first = 0; first < batch->n_selected; first += MILL_VEC_ROWS)
    {
      guint n = MIN (batch->n_selected - first, MILL_VEC_ROWS);
      mill_arena_reset (&data->arena);
      mill_row_errors_clear (data->errors);
      read_channels (data, batch, first, n, data->errors);
      for (guint i = 0; i < n; i++)
        {
          double values[MILL_CHANNELS];
          gboolean gap;
          if (fate_of_row (data, i, &gap) != FATE_OK && !gap)
            continue;
          for (guint id = 0; id < MILL_CHANNELS; id++)
            values[id] = value_at (data, id, i);
          visit (values, number + first + i, user_data);
        }
    }
}

/* --- results --- */

GArray *
mill_chart_data_rows (MillChartData *data, double bin_steps[2], MillChartCounts *counts)
{
  flush (data);
  bin_steps[0] = bin_steps[1] = 0;
  GArray *rows = data->groups != NULL ? mill_groups_rows (data->groups, bin_steps)
                                      : mill_thin_rows (data->thin);
  MillChannelId value = mill_chart_value_channel (data->chart);
  gboolean has_value = data->chart->bindings[value].kind != MILL_VALUE_NONE;
  guint64 gaps = 0;
  for (guint i = 0; i < rows->len; i++)
    gaps += has_value && isnan (g_array_index (rows, MillChartRow, i).v[value]);
  *counts = data->counts;
  counts->marks = rows->len - gaps;
  if (data->thin != NULL)
    counts->thinned = counts->rows - counts->null - counts->not_finite - counts->not_positive
                      - counts->over_limit - counts->marks;
  return rows;
}
