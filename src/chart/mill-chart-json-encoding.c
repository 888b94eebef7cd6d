/* mill-chart-json-encoding.c: the channels of a Vega-Lite document.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "mill-chart-json.h"
#include "mill-error.h"
#include "mill-format.h"
#include "mill-limits.h"
#include "mill-number.h"
#include "mill-palette.h"
#include "mill-time.h"

/* items of a list of categories or colours */
#define LIST_MAX 10000

/* --- fields --- */

/* unescape_field: Vega-Lite writes a dot or bracket within a name with a backslash before it. */
static char *
unescape_field (const char *text)
{
  GString *out = g_string_new (NULL);
  for (const char *p = text; *p != 0; p++)
    {
      if (*p == '\\' && p[1] != 0 && strchr (".[]\\'\"", p[1]) != NULL)
        p++;
      g_string_append_c (out, *p);
    }
  return g_string_free (out, FALSE);
}

static gboolean
read_field (MillJsonReader *reader, JsonNode *value, gpointer target)
{
  MillChannel *channel = target;
  const char *text;
  if (!mill_json_read_string (reader, value, &text))
    return FALSE;
  if (*text == 0 || strlen (text) > 2 * MILL_NAME_BYTES_MAX)
    return mill_json_fail (reader, MILL_DOCUMENT_RANGE, _ ("is not the name of a column"));
  g_free (channel->field);
  channel->field = unescape_field (text);
  return TRUE;
}

static const char *
measure_nick (int value)
{
  return mill_measure_nick (value);
}

static gboolean
read_type (MillJsonReader *reader, JsonNode *value, gpointer target)
{
  int word;
  if (!mill_json_read_word (reader, value, measure_nick, MILL_MEASURE_QUANTITATIVE, &word))
    return FALSE;
  ((MillChannel *)target)->measure = word;
  return TRUE;
}

static const char *
aggregate_nick (int value)
{
  return mill_chart_aggregate_nick (value);
}

static gboolean
read_aggregate (MillJsonReader *reader, JsonNode *value, gpointer target)
{
  int word;
  if (mill_json_is_string (value) && g_str_equal (json_node_get_string (value), "average"))
    word = MILL_CHART_MEAN; /* Vega-Lite has both words */
  else if (!mill_json_read_word (reader, value, aggregate_nick, MILL_CHART_COUNT, &word))
    return FALSE;
  ((MillChannel *)target)->aggregate = word;
  return TRUE;
}

static gboolean
read_max_bins (MillJsonReader *reader, JsonNode *value, gpointer target)
{
  double number;
  if (!mill_json_read_number (reader, value, 1, MILL_CHART_BINS_MAX, &number))
    return FALSE;
  ((MillChannel *)target)->max_bins = (guint)number;
  return TRUE;
}

static gboolean
read_bin_step (MillJsonReader *reader, JsonNode *value, gpointer target)
{
  return mill_json_read_number (reader, value, 1e-300, 1e300, &((MillChannel *)target)->bin_step);
}

static gboolean
read_bin (MillJsonReader *reader, JsonNode *value, gpointer target)
{
  static const MillJsonKey keys[] = { { "maxbins", read_max_bins }, { "step", read_bin_step } };
  static const char *const foreign[]
      = { "anchor", "base", "binned", "divide", "extent", "minstep", "nice", "steps", NULL };
  MillChannel *channel = target;
  if (mill_json_is_null (value))
    return TRUE;
  if (mill_json_is_boolean (value))
    return mill_json_read_boolean (reader, value, &channel->bin);
  channel->bin = TRUE;
  return mill_json_read_object (reader, value, keys, G_N_ELEMENTS (keys), foreign, channel);
}

static const char *
unit_nick (int value)
{
  return mill_chart_time_unit_nick (value);
}

static gboolean
read_time_unit (MillJsonReader *reader, JsonNode *value, gpointer target)
{
  const char *text;
  if (!mill_json_read_string (reader, value, &text))
    return FALSE;
  g_autoptr (JsonNode) plain = json_node_init_string (
      json_node_alloc (), g_str_has_prefix (text, "utc") ? text + 3 : text);
  int word;
  if (!mill_json_read_word (reader, plain, unit_nick, MILL_CHART_TIME_YEAR, &word))
    return FALSE;
  ((MillChannel *)target)->time_unit = word;
  return TRUE;
}

static gboolean
read_stack (MillJsonReader *reader, JsonNode *value, gpointer target)
{
  MillChannel *channel = target;
  if (mill_json_is_null (value))
    {
      channel->stack = MILL_STACK_OFF;
      return TRUE;
    }
  if (mill_json_is_boolean (value))
    {
      channel->stack = json_node_get_boolean (value) ? MILL_STACK_ZERO : MILL_STACK_OFF;
      return TRUE;
    }
  const char *text = mill_json_is_string (value) ? json_node_get_string (value) : "";
  channel->stack = g_str_equal (text, "zero") ? MILL_STACK_ZERO : MILL_STACK_NORMALIZE;
  if (g_str_equal (text, "zero") || g_str_equal (text, "normalize"))
    return TRUE;
  return mill_json_fail (
      reader, MILL_DOCUMENT_RANGE, _ ("must be “zero”, “normalize”, true, false or null"));
}

/* --- sort --- */

static const char *
order_nick (int value)
{
  static const char *const words[] = { "ascending", "descending" };
  return value < (int)G_N_ELEMENTS (words) ? words[value] : NULL;
}

static const char *
channel_nick (int value)
{
  return mill_channel_nick (value);
}

/* text_of: (transfer full) (nullable): a scalar as the label of a category. */
static char *
text_of (JsonNode *value)
{
  if (mill_json_is_string (value))
    return g_strdup (json_node_get_string (value));
  if (mill_json_is_boolean (value))
    return g_strdup (json_node_get_boolean (value) ? "true" : "false");
  if (!mill_json_is_number (value))
    return NULL;
  char digits[MILL_DOUBLE_CHARS];
  return g_strndup (digits, mill_print_double (json_node_get_double (value), digits));
}

static gboolean
read_list (MillJsonReader *reader, JsonNode *value, char ***list)
{
  JsonArray *array = json_node_get_array (value);
  guint n = json_array_get_length (array);
  if (n > LIST_MAX)
    return mill_json_fail (reader, MILL_DOCUMENT_LIMIT, _ ("has more than %d values"), LIST_MAX);
  g_strfreev (*list);
  *list = g_new0 (char *, n + 1);
  for (guint i = 0; i < n; i++)
    {
      (*list)[i] = text_of (json_array_get_element (array, i));
      if ((*list)[i] == NULL)
        return mill_json_fail (
            reader, MILL_DOCUMENT_TYPE, _ ("value %u is neither text, number nor boolean"), i + 1);
    }
  return TRUE;
}

static gboolean
read_sort_encoding (MillJsonReader *reader, JsonNode *value, gpointer target)
{
  MillChannel *channel = target;
  int word;
  if (!mill_json_read_word (reader, value, channel_nick, 0, &word))
    return FALSE;
  channel->sort = MILL_SORT_CHANNEL;
  channel->sort_channel = word;
  return TRUE;
}

static gboolean
read_sort_order (MillJsonReader *reader, JsonNode *value, gpointer target)
{
  int word;
  if (!mill_json_read_word (reader, value, order_nick, 0, &word))
    return FALSE;
  ((MillChannel *)target)->sort_descending = word == 1;
  return TRUE;
}

/* read_sort_text: "ascending", "descending", "y", "-y". */
static gboolean
read_sort_text (MillJsonReader *reader, JsonNode *value, MillChannel *channel)
{
  const char *text = json_node_get_string (value);
  gboolean down = *text == '-';
  for (int id = MILL_CHANNEL_X; id <= MILL_CHANNEL_SIZE; id++)
    if (g_str_equal (text + down, mill_channel_nick (id)))
      {
        channel->sort = MILL_SORT_CHANNEL;
        channel->sort_channel = id;
        channel->sort_descending = down;
        return TRUE;
      }
  int word;
  if (!mill_json_read_word (reader, value, order_nick, 0, &word))
    return FALSE;
  channel->sort = word == 1 ? MILL_SORT_DESCENDING : MILL_SORT_ASCENDING;
  return TRUE;
}

static gboolean
read_sort (MillJsonReader *reader, JsonNode *value, gpointer target)
{
  static const MillJsonKey keys[]
      = { { "encoding", read_sort_encoding }, { "order", read_sort_order } };
  static const char *const foreign[] = { "field", "op", NULL };
  MillChannel *channel = target;
  if (mill_json_is_null (value))
    {
      channel->sort = MILL_SORT_APPEARANCE;
      return TRUE;
    }
  if (JSON_NODE_HOLDS_ARRAY (value))
    {
      channel->sort = MILL_SORT_LIST;
      return read_list (reader, value, &channel->sort_list);
    }
  if (mill_json_is_string (value))
    return read_sort_text (reader, value, channel);
  return mill_json_read_object (reader, value, keys, G_N_ELEMENTS (keys), foreign, channel);
}

/* --- titles, axis, legend --- */

static gboolean
read_title (MillJsonReader *reader, JsonNode *value, gpointer target)
{
  MillChannel *channel = target;
  const char *text = NULL;
  if (!mill_json_is_null (value) && !mill_json_read_string (reader, value, &text))
    return FALSE;
  channel->title_set = TRUE;
  g_free (channel->title);
  channel->title = g_strdup (text);
  return TRUE;
}

/* read_format: of numbers or of time; which one is known only with the column. */
static gboolean
read_format (MillJsonReader *reader, JsonNode *value, gpointer target)
{
  MillChannel *channel = target;
  const char *text;
  MillNumberFormat parsed;
  if (!mill_json_read_string (reader, value, &text))
    return FALSE;
  gboolean time = strchr (text, '%') != NULL && !g_str_has_suffix (text, "%");
  if (time ? !mill_time_format_check (text) : !mill_number_format_parse (text, &parsed))
    return mill_json_fail (
        reader,
        MILL_DOCUMENT_RANGE,
        _ ("“%s” is not a format that is known here, such as “,.2f”, “.0%%” or “%%Y-%%m”"),
        text);
  g_free (channel->format);
  channel->format = g_strdup (text);
  return TRUE;
}

static gboolean
read_grid (MillJsonReader *reader, JsonNode *value, gpointer target)
{
  return mill_json_read_boolean (reader, value, &((MillChannel *)target)->grid);
}

static const char *const guide_foreign[]
    = { "labels",        "labelAngle",  "labelLimit", "labelExpr",  "labelFontSize", "ticks",
        "tickCount",     "tickMinStep", "values",     "orient",     "domain",        "offset",
        "titleFontSize", "formatType",  "columns",    "symbolType", "direction",     NULL };

static gboolean
read_axis (MillJsonReader *reader, JsonNode *value, gpointer target)
{
  static const MillJsonKey keys[]
      = { { "title", read_title }, { "format", read_format }, { "grid", read_grid } };
  if (mill_json_is_null (value))
    {
      ((MillChannel *)target)->guide_hidden = TRUE;
      return TRUE;
    }
  return mill_json_read_object (reader, value, keys, G_N_ELEMENTS (keys), guide_foreign, target);
}

static gboolean
read_legend (MillJsonReader *reader, JsonNode *value, gpointer target)
{
  static const MillJsonKey keys[] = { { "title", read_title } };
  if (mill_json_is_null (value))
    {
      ((MillChannel *)target)->guide_hidden = TRUE;
      return TRUE;
    }
  return mill_json_read_object (reader, value, keys, G_N_ELEMENTS (keys), guide_foreign, target);
}

/* --- scale --- */

static const char *
scale_nick (int value)
{
  return mill_scale_type_nick (value);
}

static gboolean
read_scale_type (MillJsonReader *reader, JsonNode *value, gpointer target)
{
  int word;
  if (mill_json_is_string (value) && g_str_equal (json_node_get_string (value), "utc"))
    word = MILL_SCALE_TIME;
  else if (!mill_json_read_word (reader, value, scale_nick, MILL_SCALE_LINEAR, &word))
    return FALSE;
  ((MillChannel *)target)->scale.type = word;
  return TRUE;
}

static gboolean
read_zero (MillJsonReader *reader, JsonNode *value, gpointer target)
{
  return mill_json_read_boolean (reader, value, &((MillChannel *)target)->scale.zero);
}

static gboolean
read_nice (MillJsonReader *reader, JsonNode *value, gpointer target)
{
  return mill_json_read_boolean (reader, value, &((MillChannel *)target)->scale.nice);
}

static gboolean
read_reverse (MillJsonReader *reader, JsonNode *value, gpointer target)
{
  return mill_json_read_boolean (reader, value, &((MillChannel *)target)->scale.reverse);
}

/* domain_end: one end of a continuous domain: a number, or an instant as ISO 8601. */
static gboolean
domain_end (JsonNode *value, double *end)
{
  if (mill_json_is_number (value))
    {
      *end = json_node_get_double (value);
      return isfinite (*end) && fabs (*end) <= 1e300;
    }
  gint64 time;
  const char *text = mill_json_is_string (value) ? json_node_get_string (value) : NULL;
  if (text == NULL || mill_parse_timestamp (text, strlen (text), &time) != MILL_PARSE_OK)
    return FALSE;
  *end = (double)time;
  return TRUE;
}

static gboolean
read_domain (MillJsonReader *reader, JsonNode *value, gpointer target)
{
  MillChannel *channel = target;
  if (!JSON_NODE_HOLDS_ARRAY (value))
    return mill_json_fail (
        reader, MILL_DOCUMENT_TYPE, _ ("must be a list: two ends, or the categories"));
  JsonArray *array = json_node_get_array (value);
  gboolean two = json_array_get_length (array) == 2;
  channel->scale.has_domain = two
                              && domain_end (json_array_get_element (array, 0), &channel->scale.lo)
                              && domain_end (json_array_get_element (array, 1), &channel->scale.hi);
  return read_list (reader, value, &channel->scale.domain);
}

static const char *
scheme_nick (int value)
{
  return mill_palette_scheme_name (value);
}

static gboolean
read_scheme (MillJsonReader *reader, JsonNode *value, gpointer target)
{
  MillChannel *channel = target;
  int word;
  if (!mill_json_read_word (reader, value, scheme_nick, 0, &word))
    return FALSE;
  g_free (channel->scale.scheme);
  channel->scale.scheme = g_strdup (mill_palette_scheme_name (word));
  return TRUE;
}

static gboolean
read_range (MillJsonReader *reader, JsonNode *value, gpointer target)
{
  MillChannel *channel = target;
  if (!JSON_NODE_HOLDS_ARRAY (value) || json_array_get_length (json_node_get_array (value)) == 0
      || json_array_get_length (json_node_get_array (value)) > LIST_MAX)
    return mill_json_fail (reader, MILL_DOCUMENT_TYPE, _ ("must be a list of colours"));
  JsonArray *array = json_node_get_array (value);
  guint n = json_array_get_length (array);
  g_free (channel->scale.range);
  channel->scale.range = g_new0 (MillColor, n);
  channel->scale.n_range = n;
  for (guint i = 0; i < n; i++)
    if (!mill_json_read_color (reader, json_array_get_element (array, i), &channel->scale.range[i]))
      return FALSE;
  return TRUE;
}

static const char *const scale_foreign[]
    = { "align",        "base",      "bins",     "clamp",       "constant", "domainMax",
        "domainMid",    "domainMin", "exponent", "interpolate", "padding",  "paddingInner",
        "paddingOuter", "rangeMax",  "rangeMin", "round",       NULL };

static gboolean
read_place_scale (MillJsonReader *reader, JsonNode *value, gpointer target)
{
  static const MillJsonKey keys[] = {
    { "type", read_scale_type }, { "domain", read_domain },   { "zero", read_zero },
    { "nice", read_nice },       { "reverse", read_reverse },
  };
  return mill_json_read_object (reader, value, keys, G_N_ELEMENTS (keys), scale_foreign, target);
}

static gboolean
read_color_scale (MillJsonReader *reader, JsonNode *value, gpointer target)
{
  static const MillJsonKey keys[] = {
    { "type", read_scale_type }, { "domain", read_domain }, { "reverse", read_reverse },
    { "scheme", read_scheme },   { "range", read_range },
  };
  return mill_json_read_object (reader, value, keys, G_N_ELEMENTS (keys), scale_foreign, target);
}

/* --- constants --- */

static gboolean
read_color_value (MillJsonReader *reader, JsonNode *value, gpointer target)
{
  MillChannel *channel = target;
  channel->has_value = TRUE;
  return mill_json_read_color (reader, value, &channel->value_color);
}

static gboolean
read_size_value (MillJsonReader *reader, JsonNode *value, gpointer target)
{
  MillChannel *channel = target;
  channel->has_value = TRUE;
  return mill_json_read_number (reader, value, 0, 10000, &channel->value_number);
}

/* --- channels --- */

#define FIELD_KEYS                                                                                 \
  { "field", read_field }, { "type", read_type }, { "aggregate", read_aggregate },                 \
      { "timeUnit", read_time_unit },                                                              \
  {                                                                                                \
    "title", read_title                                                                            \
  }

static const char *const channel_foreign[]
    = { "bandPosition", "condition", "datum", "impute", "format", "formatType", "header", NULL };

static gboolean
read_place (MillJsonReader *reader, JsonNode *value, MillChannel *channel)
{
  static const MillJsonKey keys[] = { FIELD_KEYS,
                                      { "bin", read_bin },
                                      { "stack", read_stack },
                                      { "sort", read_sort },
                                      { "axis", read_axis },
                                      { "scale", read_place_scale } };
  return mill_json_read_object (reader, value, keys, G_N_ELEMENTS (keys), channel_foreign, channel);
}

static gboolean
read_color (MillJsonReader *reader, JsonNode *value, MillChannel *channel)
{
  static const MillJsonKey keys[] = { FIELD_KEYS,
                                      { "sort", read_sort },
                                      { "legend", read_legend },
                                      { "scale", read_color_scale },
                                      { "value", read_color_value } };
  return mill_json_read_object (reader, value, keys, G_N_ELEMENTS (keys), channel_foreign, channel);
}

static gboolean
read_size (MillJsonReader *reader, JsonNode *value, MillChannel *channel)
{
  static const MillJsonKey keys[]
      = { FIELD_KEYS, { "legend", read_legend }, { "value", read_size_value } };
  return mill_json_read_object (reader, value, keys, G_N_ELEMENTS (keys), channel_foreign, channel);
}

static gboolean
read_group (MillJsonReader *reader, JsonNode *value, MillChannel *channel)
{
  static const MillJsonKey keys[] = { FIELD_KEYS, { "sort", read_sort } };
  return mill_json_read_object (reader, value, keys, G_N_ELEMENTS (keys), channel_foreign, channel);
}

/* read_channel: whichever channel the path ends in. */
static gboolean
read_channel (MillJsonReader *reader, JsonNode *value, gpointer target)
{
  MillChart *chart = target;
  const char *name = strrchr (reader->path->str, '.') + 1;
  int id = 0;
  while (!g_str_equal (mill_channel_nick (id), name))
    id++;
  MillChannel *channel = &chart->channels[id];
  channel->used = TRUE;
  if (id <= MILL_CHANNEL_Y)
    return read_place (reader, value, channel);
  if (id == MILL_CHANNEL_COLOR)
    return read_color (reader, value, channel);
  if (id == MILL_CHANNEL_SIZE)
    return read_size (reader, value, channel);
  return read_group (reader, value, channel);
}

/* ignore_channel: what a file cannot show. */
static gboolean
ignore_channel (MillJsonReader *reader, JsonNode *value, gpointer target)
{
  return TRUE;
}

gboolean
mill_json_read_encoding (MillJsonReader *reader, JsonNode *value, MillChart *chart)
{
  static const MillJsonKey keys[] = {
    { "x", read_channel },       { "y", read_channel },     { "xOffset", read_channel },
    { "yOffset", read_channel }, { "color", read_channel }, { "size", read_channel },
    { "detail", read_channel },  { "order", read_channel }, { "tooltip", ignore_channel },
  };
  static const char *const foreign[]
      = { "x2",     "y2",      "xError",      "yError",        "theta",       "radius",     "fill",
          "stroke", "opacity", "fillOpacity", "strokeOpacity", "strokeWidth", "strokeDash", "shape",
          "angle",  "text",    "href",        "url",           "description", "key",        "row",
          "column", "facet",   "latitude",    "longitude",     NULL };
  return mill_json_read_object (reader, value, keys, G_N_ELEMENTS (keys), foreign, chart);
}
