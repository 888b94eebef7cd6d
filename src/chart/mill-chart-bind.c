/* mill-chart-bind.c: ties the channels of a chart to the columns of a schema.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <glib/gi18n-lib.h>

#include "mill-chart-data.h"
#include "mill-chart-private.h"
#include "mill-error.h"

static gboolean
is_time (MillType type)
{
  return type.id == MILL_TYPE_TIMESTAMP || type.id == MILL_TYPE_DATE;
}

/* find_column: the column of @channel; a count needs none. */
static gboolean
find_column (const MillChannel *channel,
             MillChannelId id,
             const MillSchema *schema,
             MillBinding *binding,
             GError **error)
{
  binding->column = -1;
  if (channel->field == NULL)
    return TRUE;
  binding->column = mill_schema_find (schema, channel->field);
  if (binding->column >= 0)
    {
      binding->type = mill_schema_field (schema, (guint)binding->column)->type;
      return TRUE;
    }
  const char *near = mill_schema_suggest (schema, channel->field);
  if (near != NULL)
    g_set_error (error,
                 MILL_ERROR_DOCUMENT,
                 MILL_DOCUMENT_UNKNOWN,
                 _ ("encoding.%s.field: there is no column “%s”; did you mean “%s”?"),
                 mill_channel_nick (id),
                 channel->field,
                 near);
  else
    g_set_error (error,
                 MILL_ERROR_DOCUMENT,
                 MILL_DOCUMENT_UNKNOWN,
                 _ ("encoding.%s.field: there is no column “%s”"),
                 mill_channel_nick (id),
                 channel->field);
  return FALSE;
}

/* wants_groups: whether a channel of numbers is taken as categories because groups are what it is
 * for. */
static gboolean
wants_groups (const MillChart *chart, MillChannelId id)
{
  if (mill_channel_is_offset (id) || id == MILL_CHANNEL_DETAIL)
    return TRUE;
  MillChartMark mark = chart->mark.type;
  return id == MILL_CHANNEL_COLOR && chart->channels[id].aggregate == MILL_CHART_AGGREGATE_NONE
         && (mark == MILL_CHART_LINE || mark == MILL_CHART_AREA || mark == MILL_CHART_BAR);
}

/* resolve_measure: what kind of values they are, where the model does not say, as Vega-Lite would.
 */
static MillMeasure
resolve_measure (const MillChart *chart, MillChannelId id, const MillBinding *binding)
{
  const MillChannel *channel = &chart->channels[id];
  MillMeasure measure = channel->measure;
  if (channel->aggregate == MILL_CHART_COUNT)
    return MILL_MEASURE_QUANTITATIVE;
  if (measure == MILL_MEASURE_AUTO)
    {
      if (channel->time_unit != MILL_CHART_TIME_NONE)
        measure = mill_time_unit_is_part (channel->time_unit) ? MILL_MEASURE_ORDINAL
                                                              : MILL_MEASURE_TEMPORAL;
      else if (channel->scale.type == MILL_SCALE_BAND || channel->scale.type == MILL_SCALE_POINT)
        measure = MILL_MEASURE_ORDINAL;
      else if (mill_type_is_numeric (binding->type))
        measure = MILL_MEASURE_QUANTITATIVE;
      else if (is_time (binding->type))
        measure = MILL_MEASURE_TEMPORAL;
      else
        measure = MILL_MEASURE_NOMINAL;
    }
  gboolean continuous = measure == MILL_MEASURE_QUANTITATIVE || measure == MILL_MEASURE_TEMPORAL;
  if (continuous && wants_groups (chart, id))
    return MILL_MEASURE_ORDINAL;
  return measure;
}

/* check_measure: the column's type can be that kind of values. */
static gboolean
check_measure (const MillChart *chart, MillChannelId id, const MillBinding *binding, GError **error)
{
  const MillChannel *channel = &chart->channels[id];
  if (binding->column < 0 || channel->aggregate == MILL_CHART_COUNT)
    return TRUE;
  gboolean numeric = mill_type_is_numeric (binding->type) || binding->type.id == MILL_TYPE_BOOLEAN;
  gboolean time = is_time (binding->type);
  const char *wanted = NULL;
  if (channel->bin || binding->measure == MILL_MEASURE_QUANTITATIVE)
    wanted = numeric ? NULL : _ ("a number");
  else if (channel->time_unit != MILL_CHART_TIME_NONE || binding->measure == MILL_MEASURE_TEMPORAL)
    wanted = time ? NULL : _ ("a timestamp or date");
  if (wanted == NULL && channel->aggregate != MILL_CHART_AGGREGATE_NONE && !numeric
      && (!time || channel->aggregate == MILL_CHART_SUM))
    wanted = _ ("a number");
  if (wanted == NULL)
    return TRUE;
  char type[MILL_TYPE_CHARS];
  g_set_error (error,
               MILL_ERROR_DOCUMENT,
               MILL_DOCUMENT_TYPE,
               _ ("encoding.%s: the column “%s” is %s, but %s is needed; cast it before the chart"),
               mill_channel_nick (id),
               channel->field,
               mill_type_print (binding->type, type),
               wanted);
  return FALSE;
}

/* value_kind: how the values of a channel are kept. */
static MillValueKind
value_kind (const MillChannel *channel, MillChannelId id, const MillBinding *binding)
{
  if (channel->aggregate == MILL_CHART_COUNT)
    return MILL_VALUE_NUMBER;
  gboolean time = binding->column >= 0 && is_time (binding->type);
  if (channel->aggregate != MILL_CHART_AGGREGATE_NONE)
    return time ? MILL_VALUE_TIME : MILL_VALUE_NUMBER;
  if (id == MILL_CHANNEL_ORDER || id == MILL_CHANNEL_SIZE)
    return time                                   ? MILL_VALUE_TIME
           : mill_type_is_textual (binding->type) ? MILL_VALUE_CATEGORY
                                                  : MILL_VALUE_NUMBER;
  if (mill_time_unit_is_part (channel->time_unit))
    return MILL_VALUE_CATEGORY;
  switch (binding->measure)
    {
    case MILL_MEASURE_QUANTITATIVE:
      return MILL_VALUE_NUMBER;
    case MILL_MEASURE_TEMPORAL:
      return MILL_VALUE_TIME;
    default:
      return channel->bin ? MILL_VALUE_NUMBER : MILL_VALUE_CATEGORY;
    }
}

static gboolean
bind_channel (MillChart *chart, MillChannelId id, const MillSchema *schema, GError **error)
{
  const MillChannel *channel = &chart->channels[id];
  MillBinding *binding = &chart->bindings[id];
  *binding = (MillBinding){ .column = -1 };
  if (!channel->used || channel->has_value)
    return TRUE;
  if (!find_column (channel, id, schema, binding, error))
    return FALSE;
  binding->measure = resolve_measure (chart, id, binding);
  binding->aggregated = channel->aggregate != MILL_CHART_AGGREGATE_NONE;
  binding->kind = value_kind (channel, id, binding);
  binding->days = binding->column >= 0 && binding->type.id == MILL_TYPE_DATE;
  return check_measure (chart, id, binding, error);
}

/* is_horizontal: whether the values run along x; Vega-Lite's rules for the orientation of a mark.
 */
static gboolean
is_horizontal (const MillChart *chart)
{
  const MillBinding *x = &chart->bindings[MILL_CHANNEL_X], *y = &chart->bindings[MILL_CHANNEL_Y];
  const MillChannel *cx = &chart->channels[MILL_CHANNEL_X], *cy = &chart->channels[MILL_CHANNEL_Y];
  if (x->kind == MILL_VALUE_NONE || y->kind == MILL_VALUE_NONE)
    return FALSE;
  gboolean x_place
      = x->kind == MILL_VALUE_CATEGORY || cx->bin || cx->time_unit != MILL_CHART_TIME_NONE;
  gboolean y_place
      = y->kind == MILL_VALUE_CATEGORY || cy->bin || cy->time_unit != MILL_CHART_TIME_NONE;
  if (x_place != y_place)
    return y_place;
  if (x->aggregated != y->aggregated)
    return x->aggregated;
  return x->kind == MILL_VALUE_NUMBER && y->kind == MILL_VALUE_TIME;
}

/* check_value: bars and areas end at a value, which must be one, and a log axis is one of values.
 */
static gboolean
check_scales (const MillChart *chart, GError **error)
{
  for (guint id = MILL_CHANNEL_X; id <= MILL_CHANNEL_Y; id++)
    {
      MillScaleType type = chart->channels[id].scale.type;
      MillValueKind kind = chart->bindings[id].kind;
      gboolean of_numbers = type == MILL_SCALE_LINEAR || type == MILL_SCALE_LOG
                            || type == MILL_SCALE_SQRT || type == MILL_SCALE_SYMLOG;
      gboolean of_places = type == MILL_SCALE_BAND || type == MILL_SCALE_POINT;
      if (kind == MILL_VALUE_NONE || type == MILL_SCALE_AUTO)
        continue;
      if ((of_numbers && kind != MILL_VALUE_NUMBER) || (of_places && kind != MILL_VALUE_CATEGORY)
          || (type == MILL_SCALE_TIME && kind != MILL_VALUE_TIME))
        {
          g_set_error (error,
                       MILL_ERROR_DOCUMENT,
                       MILL_DOCUMENT_TYPE,
                       _ ("encoding.%s.scale.type: %s does not fit the channel's values; leave it "
                          "out or change the type"),
                       mill_channel_nick (id),
                       mill_scale_type_nick (type));
          return FALSE;
        }
    }
  MillChannelId value = mill_chart_value_channel (chart);
  MillMarkSpec mark = chart->mark;
  if ((mark.type == MILL_CHART_BAR || mark.type == MILL_CHART_AREA)
      && chart->bindings[value].kind == MILL_VALUE_CATEGORY)
    {
      g_set_error (error,
                   MILL_ERROR_DOCUMENT,
                   MILL_DOCUMENT_TYPE,
                   _ ("encoding.%s: a %s ends at a number, but “%s” has categories; aggregate it "
                      "or choose another column"),
                   mill_channel_nick (value),
                   mill_chart_mark_nick (mark.type),
                   chart->channels[value].field);
      return FALSE;
    }
  return TRUE;
}

gboolean
mill_chart_bind (MillChart *chart, const MillSchema *schema, GError **error)
{
  g_return_val_if_fail (chart != NULL && schema != NULL, FALSE);
  g_clear_pointer (&chart->data, mill_chart_data_free);
  g_clear_pointer (&chart->schema, mill_schema_unref);
  for (guint id = 0; id < MILL_CHANNELS; id++)
    if (!bind_channel (chart, id, schema, error))
      return FALSE;
  chart->horizontal = is_horizontal (chart);
  if (!check_scales (chart, error))
    return FALSE;
  chart->schema = mill_schema_ref (schema);
  chart->data = mill_chart_data_new (chart);
  return TRUE;
}

void
mill_chart_reset (MillChart *chart)
{
  g_return_if_fail (chart != NULL);
  if (chart->data == NULL)
    return;
  mill_chart_data_free (chart->data);
  chart->data = mill_chart_data_new (chart);
}

void
mill_chart_add_batch (MillChart *chart, const MillBatch *batch, MillRowErrors *errors)
{
  g_return_if_fail (chart != NULL && batch != NULL);
  g_return_if_fail (chart->data != NULL && mill_schema_equal (chart->schema, batch->schema));
  mill_chart_data_add (chart->data, batch, errors);
}

void
mill_chart_get_counts (MillChart *chart, MillChartCounts *counts)
{
  g_return_if_fail (chart != NULL && counts != NULL);
  *counts = (MillChartCounts){ 0 };
  if (chart->data == NULL)
    return;
  double bin_steps[2];
  g_array_unref (mill_chart_data_rows (chart->data, bin_steps, counts));
}
