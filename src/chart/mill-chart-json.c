/* mill-chart-json.c: the top of a Vega-Lite document.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "mill-chart-json.h"
#include "mill-error.h"
#include "mill-limits.h"
#include "mill-palette.h"

/* --- mark --- */

static const char *
mark_nick (int value)
{
  static const char *const words[] = { "bar", "line", "area", "point", "tick", "rule", "circle" };
  return value < (int)G_N_ELEMENTS (words) ? words[value] : NULL;
}

static gboolean
read_mark_type (MillJsonReader *reader, JsonNode *value, gpointer target)
{
  MillMarkSpec *mark = target;
  int word;
  if (mill_json_is_string (value) && g_str_equal (json_node_get_string (value), "histogram"))
    return mill_json_fail (
        reader,
        MILL_DOCUMENT_RANGE,
        _ ("a histogram is the mark “bar” with `bin` on x and `aggregate` count on y"));
  if (!mill_json_read_word (reader, value, mark_nick, 0, &word))
    return FALSE;
  gboolean circle = word == 6;
  mark->type = circle ? MILL_CHART_POINT : word;
  if (circle)
    mark->filled = TRUE;
  return TRUE;
}

static const char *
interpolate_nick (int value)
{
  return mill_interpolate_nick (value);
}

static gboolean
read_interpolate (MillJsonReader *reader, JsonNode *value, gpointer target)
{
  int word;
  if (!mill_json_read_word (reader, value, interpolate_nick, 0, &word))
    return FALSE;
  ((MillMarkSpec *)target)->interpolate = word;
  return TRUE;
}

static gboolean
read_point (MillJsonReader *reader, JsonNode *value, gpointer target)
{
  return mill_json_read_boolean (reader, value, &((MillMarkSpec *)target)->point);
}

static gboolean
read_filled (MillJsonReader *reader, JsonNode *value, gpointer target)
{
  return mill_json_read_boolean (reader, value, &((MillMarkSpec *)target)->filled);
}

static gboolean
read_opacity (MillJsonReader *reader, JsonNode *value, gpointer target)
{
  return mill_json_read_number (reader, value, 0, 1, &((MillMarkSpec *)target)->opacity);
}

static gboolean
read_stroke_width (MillJsonReader *reader, JsonNode *value, gpointer target)
{
  return mill_json_read_number (reader, value, 0, 100, &((MillMarkSpec *)target)->stroke_width);
}

static gboolean
read_mark_size (MillJsonReader *reader, JsonNode *value, gpointer target)
{
  return mill_json_read_number (reader, value, 0, 10000, &((MillMarkSpec *)target)->size);
}

gboolean
mill_json_read_color (MillJsonReader *reader, JsonNode *value, MillColor *color)
{
  const char *text;
  if (!mill_json_read_string (reader, value, &text))
    return FALSE;
  if (mill_color_parse (text, color))
    return TRUE;
  return mill_json_fail (
      reader, MILL_DOCUMENT_RANGE, _ ("“%s” is not a colour; write it as #rrggbb"), text);
}

static gboolean
read_mark_color (MillJsonReader *reader, JsonNode *value, gpointer target)
{
  MillMarkSpec *mark = target;
  mark->has_color = TRUE;
  return mill_json_read_color (reader, value, &mark->color);
}

static gboolean
ignore (MillJsonReader *reader, JsonNode *value, gpointer target)
{
  return TRUE;
}

static gboolean
read_mark (MillJsonReader *reader, JsonNode *value, gpointer target)
{
  static const MillJsonKey keys[] = {
    { "type", read_mark_type },
    { "interpolate", read_interpolate },
    { "point", read_point },
    { "filled", read_filled },
    { "opacity", read_opacity },
    { "color", read_mark_color },
    { "strokeWidth", read_stroke_width },
    { "size", read_mark_size },
    { "tooltip", ignore },
  };
  static const char *const foreign[]
      = { "orient",     "line",  "cornerRadius", "stroke",    "fill",
          "strokeDash", "shape", "clip",         "width",     "binSpacing",
          "tension",    "align", "baseline",     "thickness", NULL };
  MillMarkSpec *mark = &((MillChart *)target)->mark;
  if (mill_json_is_string (value))
    return read_mark_type (reader, value, mark);
  if (JSON_NODE_HOLDS_OBJECT (value)
      && !json_object_has_member (json_node_get_object (value), "type"))
    return mill_json_fail (
        reader, MILL_DOCUMENT_MISSING, _ ("`type` is missing; set it to bar, line, area or point"));
  return mill_json_read_object (reader, value, keys, G_N_ELEMENTS (keys), foreign, mark);
}

/* --- sizes --- */

static gboolean
read_step (MillJsonReader *reader, JsonNode *value, gpointer target)
{
  return mill_json_read_number (reader, value, 1, 1000, target);
}

static gboolean
read_side (MillJsonReader *reader, JsonNode *value, guint *side, double *step)
{
  static const MillJsonKey keys[] = { { "step", read_step } };
  if (JSON_NODE_HOLDS_OBJECT (value))
    return mill_json_read_object (reader, value, keys, 1, NULL, step);
  double number;
  if (!mill_json_read_number (reader, value, MILL_CHART_SIDE_MIN, MILL_CHART_SIDE_MAX, &number))
    return FALSE;
  *side = (guint)number;
  return TRUE;
}

static gboolean
read_width (MillJsonReader *reader, JsonNode *value, gpointer target)
{
  MillChart *chart = target;
  return read_side (reader, value, &chart->width, &chart->step_x);
}

static gboolean
read_height (MillJsonReader *reader, JsonNode *value, gpointer target)
{
  MillChart *chart = target;
  return read_side (reader, value, &chart->height, &chart->step_y);
}

static const char *
autosize_nick (int value)
{
  static const char *const words[] = { "pad", "fit" };
  return value < (int)G_N_ELEMENTS (words) ? words[value] : NULL;
}

static gboolean
read_autosize_type (MillJsonReader *reader, JsonNode *value, gpointer target)
{
  int word;
  if (!mill_json_read_word (reader, value, autosize_nick, 0, &word))
    return FALSE;
  ((MillChart *)target)->pad = word == 0;
  return TRUE;
}

static gboolean
read_contains (MillJsonReader *reader, JsonNode *value, gpointer target)
{
  const char *text;
  if (!mill_json_read_string (reader, value, &text))
    return FALSE;
  if (g_str_equal (text, "padding"))
    return TRUE;
  return mill_json_fail (reader, MILL_DOCUMENT_RANGE, _ ("only “padding” is read here"));
}

static gboolean
read_autosize (MillJsonReader *reader, JsonNode *value, gpointer target)
{
  static const MillJsonKey keys[]
      = { { "type", read_autosize_type }, { "contains", read_contains } };
  if (mill_json_is_string (value))
    return read_autosize_type (reader, value, target);
  return mill_json_read_object (reader, value, keys, G_N_ELEMENTS (keys), NULL, target);
}

/* --- words and colours --- */

static gboolean
read_text (MillJsonReader *reader, JsonNode *value, char **text)
{
  const char *read;
  if (!mill_json_read_string (reader, value, &read))
    return FALSE;
  g_free (*text);
  *text = g_strdup (read);
  return TRUE;
}

static gboolean
read_title_text (MillJsonReader *reader, JsonNode *value, gpointer target)
{
  return read_text (reader, value, &((MillChart *)target)->title);
}

static gboolean
read_subtitle (MillJsonReader *reader, JsonNode *value, gpointer target)
{
  return read_text (reader, value, &((MillChart *)target)->subtitle);
}

static gboolean
read_title (MillJsonReader *reader, JsonNode *value, gpointer target)
{
  static const MillJsonKey keys[] = { { "text", read_title_text }, { "subtitle", read_subtitle } };
  if (mill_json_is_string (value))
    return read_title_text (reader, value, target);
  return mill_json_read_object (reader, value, keys, G_N_ELEMENTS (keys), NULL, target);
}

static gboolean
read_description (MillJsonReader *reader, JsonNode *value, gpointer target)
{
  return read_text (reader, value, &((MillChart *)target)->description);
}

static gboolean
read_background (MillJsonReader *reader, JsonNode *value, gpointer target)
{
  MillChart *chart = target;
  chart->has_background = !mill_json_is_null (value);
  return mill_json_is_null (value) || mill_json_read_color (reader, value, &chart->background);
}

static const char *
theme_nick (int value)
{
  return mill_chart_theme_nick (value);
}

static gboolean
read_theme (MillJsonReader *reader, JsonNode *value, gpointer target)
{
  int word;
  if (!mill_json_read_word (reader, value, theme_nick, 0, &word))
    return FALSE;
  ((MillChart *)target)->theme = word;
  return TRUE;
}

static gboolean
read_config (MillJsonReader *reader, JsonNode *value, gpointer target)
{
  static const MillJsonKey keys[] = { { "theme", read_theme }, { "background", read_background } };
  static const char *const foreign[]
      = { "axis",  "axisX", "axisY", "bar",   "line", "legend", "mark",
          "range", "scale", "style", "title", "view", "font",   NULL };
  return mill_json_read_object (reader, value, keys, G_N_ELEMENTS (keys), foreign, target);
}

/* read_user_meta: free for all by Vega-Lite's rules; vega-embed finds its theme there, and so do
 * we. */
static gboolean
read_user_meta (MillJsonReader *reader, JsonNode *value, gpointer target)
{
  if (!JSON_NODE_HOLDS_OBJECT (value))
    return TRUE;
  JsonObject *meta = json_node_get_object (value);
  JsonNode *options = json_object_get_member (meta, "embedOptions");
  if (options == NULL || !JSON_NODE_HOLDS_OBJECT (options))
    return TRUE;
  JsonNode *theme = json_object_get_member (json_node_get_object (options), "theme");
  if (theme != NULL && mill_json_is_string (theme)
      && g_str_equal (json_node_get_string (theme), "dark"))
    ((MillChart *)target)->theme = MILL_CHART_DARK;
  return TRUE;
}

/* --- the rest --- */

static gboolean
read_schema (MillJsonReader *reader, JsonNode *value, gpointer target)
{
  const char *text;
  if (!mill_json_read_string (reader, value, &text))
    return FALSE;
  if (strstr (text, "vega-lite") != NULL)
    return TRUE;
  return mill_json_fail (
      reader, MILL_DOCUMENT_VERSION, _ ("“%s” is not Vega-Lite, which is what is read here"), text);
}

static gboolean
read_data (MillJsonReader *reader, JsonNode *value, gpointer target)
{
  if (mill_json_is_null (value))
    return TRUE;
  if (JSON_NODE_HOLDS_OBJECT (value) && json_object_get_size (json_node_get_object (value)) == 1
      && json_object_has_member (json_node_get_object (value), "name"))
    return TRUE;
  return mill_json_fail (
      reader, MILL_DOCUMENT_UNKNOWN, _ ("the rows come from the pipeline; leave `data` out"));
}

static gboolean
read_encoding (MillJsonReader *reader, JsonNode *value, gpointer target)
{
  return mill_json_read_encoding (reader, value, target);
}

static const MillJsonKey top_keys[] = {
  { "$schema", read_schema },
  { "title", read_title },
  { "description", read_description },
  { "data", read_data },
  { "mark", read_mark },
  { "encoding", read_encoding },
  { "width", read_width },
  { "height", read_height },
  { "autosize", read_autosize },
  { "background", read_background },
  { "config", read_config },
  { "usermeta", read_user_meta },
  { "name", ignore },
};

static const char *const top_foreign[]
    = { "transform", "layer",  "facet",     "hconcat",    "vconcat", "concat",
        "repeat",    "params", "selection", "projection", "resolve", "view",
        "padding",   "bounds", "spacing",   "datasets",   "spec",    NULL };

/* require: the members without which there is no chart. */
static gboolean
require (MillJsonReader *reader, JsonNode *node)
{
  static const char *const names[] = { "mark", "encoding" };
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (!json_object_has_member (json_node_get_object (node), names[i]))
      return mill_json_fail (reader, MILL_DOCUMENT_MISSING, _ ("`%s` is missing"), names[i]);
  return TRUE;
}

MillChart *
mill_chart_new_from_json (JsonNode *node, GError **error)
{
  g_return_val_if_fail (node != NULL, NULL);
  g_autoptr (MillChart) chart = mill_chart_alloc ();
  g_autoptr (GString) path = g_string_new (NULL);
  MillJsonReader reader = { path, error };
  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      mill_json_fail (&reader, MILL_DOCUMENT_TYPE, _ ("a chart must be a JSON object"));
      return NULL;
    }
  /* without `autosize` a given size is that of the plot, as in Vega-Lite */
  JsonObject *object = json_node_get_object (node);
  chart->pad
      = json_object_has_member (object, "width") || json_object_has_member (object, "height");
  if (!mill_json_read_object (&reader, node, top_keys, G_N_ELEMENTS (top_keys), top_foreign, chart)
      || !require (&reader, node) || !mill_chart_check (chart, error))
    return NULL;
  return g_steal_pointer (&chart);
}

/* check_depth: json-glib's parser calls itself for every level of nesting. */
static gboolean
check_depth (const char *text, gsize length, GError **error)
{
  guint depth = 0;
  gboolean quoted = FALSE;
  for (gsize i = 0; i < length; i++)
    {
      char c = text[i];
      if (quoted && c == '\\')
        i++;
      else if (c == '"')
        quoted = !quoted;
      else if (!quoted && (c == '{' || c == '['))
        depth++;
      else if (!quoted && (c == '}' || c == ']') && depth > 0)
        depth--;
      if (depth <= MILL_DOCUMENT_DEPTH_MAX)
        continue;
      g_set_error (error,
                   MILL_ERROR_DOCUMENT,
                   MILL_DOCUMENT_LIMIT,
                   _ ("the chart is nested deeper than %d levels"),
                   MILL_DOCUMENT_DEPTH_MAX);
      return FALSE;
    }
  return TRUE;
}

MillChart *
mill_chart_new_from_text (const char *text, gssize length, GError **error)
{
  g_return_val_if_fail (text != NULL, NULL);
  gsize size = length < 0 ? strlen (text) : (gsize)length;
  if (size > MILL_CHART_JSON_BYTES_MAX)
    {
      g_set_error (error,
                   MILL_ERROR_DOCUMENT,
                   MILL_DOCUMENT_LIMIT,
                   _ ("the chart has more than %d bytes"),
                   MILL_CHART_JSON_BYTES_MAX);
      return NULL;
    }
  if (!g_utf8_validate (text, (gssize)size, NULL))
    {
      g_set_error_literal (
          error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_SYNTAX, _ ("the chart is not valid UTF-8"));
      return NULL;
    }
  if (!check_depth (text, size, error))
    return NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) failure = NULL;
  if (!json_parser_load_from_data (parser, text, (gssize)size, &failure))
    {
      /* json-glib says "<data>:LINE:COLUMN: what" */
      const char *what = g_str_has_prefix (failure->message, "<data>:") ? failure->message + 7
                                                                        : failure->message;
      g_set_error (
          error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_SYNTAX, _ ("not valid JSON: %s"), what);
      return NULL;
    }
  JsonNode *root = json_parser_get_root (parser);
  if (root == NULL)
    {
      g_set_error_literal (error,
                           MILL_ERROR_DOCUMENT,
                           MILL_DOCUMENT_SYNTAX,
                           _ ("the chart is empty; write a JSON object with mark and encoding"));
      return NULL;
    }
  return mill_chart_new_from_json (root, error);
}
