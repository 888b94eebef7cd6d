/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-chart-params.h"

#include "mill-error.h"

#include <glib/gi18n-lib.h>

/* ---- values by name ---- */

/* Params: the struct of a block and its table. */
typedef struct
{
  const MillParam *table;
  const guint8 *values;
} Params;

static const void *
find (const Params *params, const char *name, MillParamType type)
{
  const MillParam *param = mill_param_find (params->table, name);
  return param != NULL && param->type == type ? params->values + param->offset : NULL;
}

static const char *
get_text (const Params *params, const char *name, MillParamType type)
{
  const char *const *text = find (params, name, type);
  return text != NULL ? *text : NULL;
}

static const char *
get_column (const Params *params, const char *name)
{
  const char *text = get_text (params, name, MILL_PARAM_COLUMN_);
  return text != NULL && *text != '\0' ? text : NULL;
}

static int
get_choice (const Params *params, const char *name)
{
  const int *value = find (params, name, MILL_PARAM_ENUM_);
  return value != NULL ? *value : 0;
}

static guint
get_count (const Params *params, const char *name)
{
  const gint64 *value = find (params, name, MILL_PARAM_INTEGER_);
  return value != NULL ? (guint)*value : 0;
}

static gboolean
get_switch (const Params *params, const char *name)
{
  const gboolean *value = find (params, name, MILL_PARAM_BOOLEAN_);
  return value != NULL && *value;
}

/* ---- the chart ---- */

static MillChart *
make (const Params *params, GError **error)
{
  const char *spec = get_text (params, "spec", MILL_PARAM_TEXT_);
  MillChartMark mark = (MillChartMark)get_choice (params, "mark");
  const MillChartOptions options = {
    .mark = mark,
    .x = get_column (params, "x"),
    .y = get_column (params, "y"),
    .color = get_column (params, "color"),
    .size = mark == MILL_CHART_POINT ? get_column (params, "size") : NULL,
    .aggregate = (MillChartAggregate)get_choice (params, "aggregate"),
    .time_unit = (MillChartTimeUnit)get_choice (params, "time-unit"),
    .stack = (MillChartStack)get_choice (params, "stack"),
    .horizontal = get_switch (params, "horizontal"),
    .log = get_switch (params, "log"),
    .bins = get_count (params, "bins"),
    .title = get_text (params, "title", MILL_PARAM_TEXT_),
    .subtitle = get_text (params, "subtitle", MILL_PARAM_TEXT_),
    .x_title = get_text (params, "x-title", MILL_PARAM_TEXT_),
    .y_title = get_text (params, "y-title", MILL_PARAM_TEXT_),
    .width = get_count (params, "width"),
    .height = get_count (params, "height"),
    .theme = (MillChartTheme)get_choice (params, "theme"),
  };
  return spec != NULL && *spec != '\0' ? mill_chart_new_from_text (spec, -1, error)
                                       : mill_chart_new (&options, error);
}

static void
read_picture (const Params *params, MillChartPicture *picture)
{
  const double *scale = find (params, "scale", MILL_PARAM_NUMBER_);
  const char *path = get_text (params, "path", MILL_PARAM_FILE_);
  int format = get_choice (params, "format");
  picture->scale = scale != NULL ? *scale : 0;
  picture->format = MILL_CHART_PNG;
  if (format >= 0)
    picture->format = (MillChartFormat)format;
  else if (path != NULL)
    mill_chart_format_from_name (path, &picture->format);
}

MillChart *
mill_chart_from_params (const MillBlockSpec *spec,
                        const void *params,
                        MillChartPicture *picture,
                        GError **error)
{
  g_return_val_if_fail (spec != NULL && params != NULL, NULL);
  const Params all = { spec->params, params };
  if (picture != NULL)
    read_picture (&all, picture);
  return make (&all, error);
}

MillChart *
mill_chart_from_json (const MillBlockSpec *spec, JsonObject *object, GError **error)
{
  g_return_val_if_fail (spec != NULL && object != NULL, NULL);
  g_autoptr (JsonObject) all = json_object_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    json_object_set_member (all, name, json_node_ref (value));
  json_object_set_string_member (all, "path", "chart.png");
  void *params
      = mill_params_new_from_json (spec->params, spec->params_size, all, NULL, NULL, error);
  if (params == NULL)
    return NULL;
  MillChart *chart = mill_chart_from_params (spec, params, NULL, error);
  mill_params_free (spec->params, params);
  return chart;
}

gboolean
mill_chart_feed (MillChart *chart, const MillSample *sample, GError **error)
{
  g_return_val_if_fail (chart != NULL && sample != NULL, FALSE);
  GPtrArray *batches = mill_sample_batches (sample);
  if (!mill_chart_bind (chart, mill_sample_schema (sample), error))
    return FALSE;
  for (guint i = 0; i < batches->len; i++)
    mill_chart_add_batch (chart, g_ptr_array_index (batches, i), NULL);
  return TRUE;
}

/* ---- a first chart ---- */

static gboolean
is_time (MillType type)
{
  return type.id == MILL_TYPE_TIMESTAMP || type.id == MILL_TYPE_DATE;
}

static gboolean
is_category (MillType type)
{
  return type.id == MILL_TYPE_TEXT || type.id == MILL_TYPE_BOOLEAN;
}

static gboolean
is_numeric (MillType type)
{
  return mill_type_is_numeric (type);
}

static const char *
first_column (const MillSchema *schema, gboolean (*fits) (MillType), const char *but)
{
  for (guint i = 0; i < mill_schema_n_fields (schema); i++)
    {
      const MillField *field = mill_schema_field (schema, i);
      if (fits (field->type) && g_strcmp0 (field->name, but) != 0)
        return field->name;
    }
  return NULL;
}

static void
set (JsonObject *object, const char *name, const char *value)
{
  if (value != NULL)
    json_object_set_string_member (object, name, value);
}

JsonObject *
mill_chart_suggest (const MillSchema *schema)
{
  g_return_val_if_fail (schema != NULL, NULL);
  JsonObject *object = json_object_new ();
  const char *time = first_column (schema, is_time, NULL);
  const char *category = first_column (schema, is_category, NULL);
  const char *number = first_column (schema, is_numeric, NULL);
  const char *other = number != NULL ? first_column (schema, is_numeric, number) : NULL;
  if (time != NULL && number != NULL)
    {
      set (object, "mark", "line");
      set (object, "x", time);
      set (object, "y", number);
    }
  else if (category != NULL)
    {
      set (object, "mark", "bar");
      set (object, "x", category);
      set (object, "y", number);
      set (object, "aggregate", number != NULL ? "mean" : NULL);
    }
  else if (other != NULL)
    {
      set (object, "mark", "point");
      set (object, "x", number);
      set (object, "y", other);
    }
  else
    {
      set (object, "mark", number != NULL ? "histogram" : "bar");
      set (object, "x", number != NULL ? number : time);
    }
  if (!json_object_has_member (object, "x"))
    json_object_remove_member (object, "mark");
  return object;
}
