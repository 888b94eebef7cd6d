/* mill-params-value.c: one JSON value to one field.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "mill-error.h"
#include "mill-json-print.h"
#include "mill-limits.h"
#include "mill-number.h"
#include "mill-params-private.h"
#include "mill-size.h"
#include "mill-suggest-private.h"

#define SHOWN_CHARS_MAX 40
/* Doubles beyond do not stand for one integer. */
#define EXACT_DOUBLE_MAX 9007199254740992.0

/* What @node is, for a message: `the text "abc"`. */
static char *
describe_node (JsonNode *node)
{
  if (JSON_NODE_HOLDS_NULL (node))
    return g_strdup ("null");
  if (JSON_NODE_HOLDS_ARRAY (node))
    return g_strdup (_ ("a list"));
  if (JSON_NODE_HOLDS_OBJECT (node))
    return g_strdup (_ ("an object"));
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    {
      const char *text = json_node_get_string (node);
      gboolean whole = g_utf8_strlen (text, -1) <= SHOWN_CHARS_MAX;
      g_autofree char *shown = g_utf8_substring (text, 0, whole ? -1 : SHOWN_CHARS_MAX);
      g_autofree char *escaped = g_strescape (shown, "\x80\x81\x82\x83");
      return g_strdup_printf (_ ("the text \"%s\"%s"), whole ? shown : escaped, whole ? "" : "...");
    }
  return mill_json_print_line (node);
}

static gboolean
wrong_type (MillParamsReader *reader, JsonNode *node, const char *wanted)
{
  g_autofree char *got = describe_node (node);
  return mill_params_fail (reader, MILL_DOCUMENT_TYPE, _ ("expects %s, not %s"), wanted, got);
}

static const char *
node_text (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}

static gboolean
node_integer (JsonNode *node, gint64 *value)
{
  if (!JSON_NODE_HOLDS_VALUE (node))
    return FALSE;
  if (json_node_get_value_type (node) == G_TYPE_INT64)
    {
      *value = json_node_get_int (node);
      return TRUE;
    }
  if (json_node_get_value_type (node) != G_TYPE_DOUBLE)
    return FALSE;
  double number = json_node_get_double (node);
  if (number != floor (number) || fabs (number) >= EXACT_DOUBLE_MAX)
    return FALSE;
  *value = (gint64)number;
  return TRUE;
}

static char *
print_integer (const MillParam *param, gint64 value)
{
  char text[MILL_DURATION_CHARS];
  if (param->type == MILL_PARAM_SIZE_)
    mill_size_print ((guint64)value, text);
  else if (param->type == MILL_PARAM_DURATION_)
    mill_duration_print (value, text);
  else
    text[mill_print_int64 (value, text)] = '\0';
  return g_strdup (text);
}

static gboolean
check_range (MillParamsReader *reader, const MillParam *param, gint64 value)
{
  if ((param->range.min == 0 && param->range.max == 0)
      || (value >= param->range.min && value <= param->range.max))
    return TRUE;
  g_autofree char *shown = print_integer (param, value);
  g_autofree char *min = print_integer (param, param->range.min);
  g_autofree char *max = print_integer (param, param->range.max);
  return mill_params_fail (reader,
                           MILL_DOCUMENT_RANGE,
                           _ ("%s is out of range; take a value from %s to %s"),
                           shown,
                           min,
                           max);
}

static gboolean
read_boolean (MillParamsReader *reader, const MillParam *param, void *field, JsonNode *node)
{
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    return wrong_type (reader, node, _ ("true or false"));
  *(gboolean *)field = json_node_get_boolean (node);
  return TRUE;
}

static gboolean
read_integer (MillParamsReader *reader, const MillParam *param, void *field, JsonNode *node)
{
  gint64 value;
  if (!node_integer (node, &value))
    return wrong_type (reader, node, _ ("a whole number"));
  if (!check_range (reader, param, value))
    return FALSE;
  *(gint64 *)field = value;
  return TRUE;
}

static gboolean
read_number (MillParamsReader *reader, const MillParam *param, void *field, JsonNode *node)
{
  GType type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;
  if (type != G_TYPE_INT64 && type != G_TYPE_DOUBLE)
    return wrong_type (reader, node, _ ("a number"));
  double value = json_node_get_double (node);
  double min = param->number_range.min, max = param->number_range.max;
  if (!isfinite (value) || ((min < max || max < min) && (value < min || value > max)))
    {
      char shown[3][MILL_DOUBLE_CHARS + 1];
      shown[0][mill_print_double (value, shown[0])] = '\0';
      shown[1][mill_print_double (min, shown[1])] = '\0';
      shown[2][mill_print_double (max, shown[2])] = '\0';
      return mill_params_fail (reader,
                               MILL_DOCUMENT_RANGE,
                               _ ("%s is out of range; take a value from %s to %s"),
                               shown[0],
                               shown[1],
                               shown[2]);
    }
  *(double *)field = value;
  return TRUE;
}

static gboolean
read_size (MillParamsReader *reader, const MillParam *param, void *field, JsonNode *node)
{
  gint64 value;
  guint64 bytes;
  if (!node_integer (node, &value))
    {
      if (node_text (node) == NULL || !mill_size_parse (node_text (node), &bytes, NULL))
        return wrong_type (reader, node, _ ("a size such as \"64MiB\" or a number of bytes"));
      value = (gint64)bytes;
    }
  if (value < 0)
    return mill_params_fail (
        reader, MILL_DOCUMENT_RANGE, _ ("a size cannot be negative; take 0 or more"));
  if (!check_range (reader, param, value))
    return FALSE;
  *(gint64 *)field = value;
  return TRUE;
}

static gboolean
read_duration (MillParamsReader *reader, const MillParam *param, void *field, JsonNode *node)
{
  gint64 value;
  if (node_text (node) == NULL || !mill_duration_parse (node_text (node), &value, NULL))
    return wrong_type (reader, node, _ ("a duration with its unit, such as \"10s\" or \"1h30m\""));
  if (!check_range (reader, param, value))
    return FALSE;
  *(gint64 *)field = value;
  return TRUE;
}

static gboolean
read_enum (MillParamsReader *reader, const MillParam *param, void *field, JsonNode *node)
{
  const char *text = node_text (node);
  g_autoptr (GPtrArray) nicks = g_ptr_array_new ();
  for (const MillChoice *choice = param->choices; choice->nick != NULL; choice++)
    {
      g_ptr_array_add (nicks, (gpointer)choice->nick);
      if (text == NULL || !g_str_equal (choice->nick, text))
        continue;
      *(int *)field = choice->value;
      return TRUE;
    }
  g_ptr_array_add (nicks, NULL);
  if (text == NULL)
    {
      g_autofree char *list = g_strjoinv (", ", (char **)nicks->pdata);
      g_autofree char *wanted = g_strdup_printf (_ ("one of %s"), list);
      return wrong_type (reader, node, wanted);
    }
  g_autofree char *clause = mill_suggest_clause (text, (const char *const *)nicks->pdata);
  g_autofree char *got = describe_node (node);
  return mill_params_fail (reader, MILL_DOCUMENT_UNKNOWN, _ ("%s is no choice; %s"), got, clause);
}

static char *
absolute_path (const MillParamsReader *reader, const char *path)
{
  if (reader->context->folder == NULL || g_str_equal (path, "-") || *path == '\0')
    return g_strdup (path);
  return g_canonicalize_filename (path, reader->context->folder);
}

/* A password in a URL would be printed and saved with it. */
static gboolean
check_url (MillParamsReader *reader, const char *text)
{
  g_autoptr (GError) why = NULL;
  g_autoptr (GUri) uri = g_uri_parse (text, G_URI_FLAGS_HAS_PASSWORD | G_URI_FLAGS_ENCODED, &why);
  if (uri == NULL)
    return mill_params_fail (reader,
                             MILL_DOCUMENT_TYPE,
                             _ ("is no URL; write one such as \"https://example.org/path\""));
  if (g_uri_get_password (uri) != NULL)
    return mill_params_fail (
        reader,
        MILL_DOCUMENT_RANGE,
        _ ("holds a password, which must not stand in a file; take it out and use a secret"));
  return TRUE;
}

static gboolean
check_text (MillParamsReader *reader, const MillParam *param, const char *text)
{
  const char *fault = param->type == MILL_PARAM_SCHEDULE_ ? mill_schedule_fault (text) : NULL;
  if (fault != NULL)
    return mill_params_fail (reader,
                             MILL_DOCUMENT_TYPE,
                             _ ("is no schedule: %s; write \"every 10m\" or the five cron fields"),
                             fault);
  if (param->type == MILL_PARAM_URL_)
    return check_url (reader, text);
  const char *const *connections = reader->context->connections;
  if (param->type != MILL_PARAM_CONNECTION_ || connections == NULL
      || g_strv_contains (connections, text))
    return TRUE;
  g_autofree char *clause = mill_suggest_clause (text, connections);
  return mill_params_fail (reader,
                           MILL_DOCUMENT_UNKNOWN,
                           _ ("there is no connection '%s' in the document; %s"),
                           text,
                           *clause != '\0' ? clause : _ ("add it under \"connections\""));
}

static gboolean
read_text (MillParamsReader *reader, const MillParam *param, void *field, JsonNode *node)
{
  static const char *const wanted[] = {
    [MILL_PARAM_TEXT_] = N_ ("a text"),
    [MILL_PARAM_EXPRESSION_] = N_ ("an expression as a text, such as \"a > 1\""),
    [MILL_PARAM_TEMPLATE_] = N_ ("a text"),
    [MILL_PARAM_COLUMN_] = N_ ("the name of a column"),
    [MILL_PARAM_FILE_] = N_ ("the path of a file"),
    [MILL_PARAM_FOLDER_] = N_ ("the path of a folder"),
    [MILL_PARAM_URL_] = N_ ("a URL"),
    [MILL_PARAM_SCHEDULE_] = N_ ("a schedule such as \"every 10m\""),
    [MILL_PARAM_CONNECTION_] = N_ ("the name of a connection"),
  };
  const char *text = node_text (node);
  if (text == NULL)
    return wrong_type (reader, node, _ (wanted[param->type]));
  if (*text == '\0' && param->type != MILL_PARAM_TEXT_ && param->type != MILL_PARAM_TEMPLATE_)
    return mill_params_fail (
        reader, MILL_DOCUMENT_MISSING, _ ("is empty; it must be %s"), _ (wanted[param->type]));
  if (!check_text (reader, param, text))
    return FALSE;
  gboolean path = param->type == MILL_PARAM_FILE_ || param->type == MILL_PARAM_FOLDER_;
  *(char **)field = path ? absolute_path (reader, text) : g_strdup (text);
  return TRUE;
}

/* The message never shows what stands there: it may be the secret itself. */
static gboolean
read_secret (MillParamsReader *reader, const MillParam *param, void *field, JsonNode *node)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  JsonNode *member = object != NULL && json_object_get_size (object) == 1
                         ? json_object_get_member (object, "secret")
                         : NULL;
  const char *name = member != NULL ? node_text (member) : NULL;
  if (name == NULL || *name == '\0')
    return mill_params_fail (
        reader,
        MILL_DOCUMENT_TYPE,
        _ ("expects { \"secret\": \"NAME\" }; the secret itself must not stand "
           "in a file"));
  g_ptr_array_add (reader->secrets, g_strdup (name));
  if (reader->context->resolve_secret == NULL)
    return TRUE;
  *(char **)field = reader->context->resolve_secret (name, reader->context->data, reader->error);
  if (*(char **)field != NULL)
    return TRUE;
  g_prefix_error (reader->error, "%s: ", reader->where->str);
  return FALSE;
}

static gboolean
read_type (MillParamsReader *reader, const MillParam *param, void *field, JsonNode *node)
{
  const char *text = node_text (node);
  if (text == NULL)
    return wrong_type (reader, node, _ ("a type such as \"integer\" or \"decimal(18,2)\""));
  if (mill_type_parse (text, field, reader->error))
    return TRUE;
  g_prefix_error (reader->error, "%s: ", reader->where->str);
  return FALSE;
}

static gboolean
read_columns (MillParamsReader *reader, const MillParam *param, void *field, JsonNode *node)
{
  if (!JSON_NODE_HOLDS_ARRAY (node))
    return wrong_type (reader, node, _ ("a list of column names such as [\"a\", \"b\"]"));
  JsonArray *array = json_node_get_array (node);
  guint n = json_array_get_length (array);
  if (n > MILL_COLUMNS_MAX)
    return mill_params_fail (reader,
                             MILL_DOCUMENT_LIMIT,
                             _ ("has %u names; at most %d are allowed"),
                             n,
                             MILL_COLUMNS_MAX);
  char **names = *(char ***)field = g_new0 (char *, n + 1);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < n; i++)
    {
      JsonNode *element = json_array_get_element (array, i);
      const char *name = node_text (element);
      MillParamsMark before = mill_params_enter_index (reader, i);
      if (name == NULL || *name == '\0')
        return wrong_type (reader, element, _ ("the name of a column"));
      names[i] = g_strdup (name);
      if (!g_hash_table_add (seen, names[i]))
        return mill_params_fail (
            reader, MILL_DOCUMENT_RANGE, _ ("column '%s' stands twice; remove one"), name);
      mill_params_leave (reader, before);
    }
  return TRUE;
}

static gboolean
read_map (MillParamsReader *reader, const MillParam *param, void *field, JsonNode *node)
{
  MillMap *map = field;
  const char *key;
  JsonNode *value;
  JsonObjectIter iter;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return wrong_type (reader, node, _ ("an object such as { \"name\": \"value\" }"));
  JsonObject *object = json_node_get_object (node);
  guint n = json_object_get_size (object);
  if (n > MILL_COLUMNS_MAX)
    return mill_params_fail (reader,
                             MILL_DOCUMENT_LIMIT,
                             _ ("has %u names; at most %d are allowed"),
                             n,
                             MILL_COLUMNS_MAX);
  map->keys = g_new0 (char *, n + 1);
  map->values = g_new0 (char *, n + 1);
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &key, &value))
    {
      MillParamsMark before = mill_params_enter (reader, key);
      if (node_text (value) == NULL)
        return wrong_type (reader,
                           value,
                           param->expressions ? _ ("an expression as a text, such as \"a + 1\"")
                                              : _ ("a text"));
      if (*key == '\0' || strlen (key) > MILL_NAME_BYTES_MAX)
        return mill_params_fail (
            reader, MILL_DOCUMENT_LIMIT, _ ("a name must have 1 to %d bytes"), MILL_NAME_BYTES_MAX);
      map->keys[map->n] = g_strdup (key);
      map->values[map->n++] = g_strdup (node_text (value));
      mill_params_leave (reader, before);
    }
  return TRUE;
}

static gboolean
read_list (MillParamsReader *reader, const MillParam *param, void *field, JsonNode *node)
{
  MillList *list = field;
  if (!JSON_NODE_HOLDS_ARRAY (node))
    return wrong_type (reader, node, _ ("a list of objects such as [{ ... }]"));
  JsonArray *array = json_node_get_array (node);
  guint n = json_array_get_length (array);
  if (n > MILL_COLUMNS_MAX)
    return mill_params_fail (reader,
                             MILL_DOCUMENT_LIMIT,
                             _ ("has %u entries; at most %d are allowed"),
                             n,
                             MILL_COLUMNS_MAX);
  list->items = g_malloc0_n (MAX (n, 1), param->item_size);
  for (guint i = 0; i < n; i++)
    {
      JsonNode *element = json_array_get_element (array, i);
      MillParamsMark before = mill_params_enter_index (reader, i);
      if (!JSON_NODE_HOLDS_OBJECT (element))
        return wrong_type (reader, element, _ ("an object in { }"));
      list->n++;
      if (!mill_params_read_table (reader,
                                   param->items,
                                   (guint8 *)list->items + i * param->item_size,
                                   json_node_get_object (element)))
        return FALSE;
      mill_params_leave (reader, before);
    }
  return TRUE;
}

static gboolean
set_default (MillParamsReader *reader, const MillParam *param, void *field)
{
  switch (param->type)
    {
    case MILL_PARAM_BOOLEAN_:
      *(gboolean *)field = param->def.integer != 0;
      return TRUE;
    case MILL_PARAM_INTEGER_:
    case MILL_PARAM_SIZE_:
    case MILL_PARAM_DURATION_:
      *(gint64 *)field = param->def.integer;
      return TRUE;
    case MILL_PARAM_NUMBER_:
      *(double *)field = param->def.number;
      return TRUE;
    case MILL_PARAM_ENUM_:
      *(int *)field = (int)param->def.integer;
      return TRUE;
    case MILL_PARAM_COLUMNS_:
      *(char ***)field = g_new0 (char *, 1);
      return TRUE;
    case MILL_PARAM_TYPE_:
      return param->def.text == NULL || mill_type_parse (param->def.text, field, reader->error);
    case MILL_PARAM_SECRET_:
      g_ptr_array_add (reader->secrets, NULL);
      return TRUE;
    case MILL_PARAM_FILE_:
    case MILL_PARAM_FOLDER_:
      *(char **)field = param->def.text != NULL ? absolute_path (reader, param->def.text) : NULL;
      return TRUE;
    default:
      if (mill_param_is_text (param->type))
        *(char **)field = g_strdup (param->def.text);
      return TRUE;
    }
}

gboolean
mill_params_read_value (MillParamsReader *reader,
                        const MillParam *param,
                        void *params,
                        JsonNode *node)
{
  static gboolean (*const readers[]) (
      MillParamsReader * reader, const MillParam *param, void *field, JsonNode *node)
      = {
          [MILL_PARAM_BOOLEAN_] = read_boolean, [MILL_PARAM_INTEGER_] = read_integer,
          [MILL_PARAM_NUMBER_] = read_number,   [MILL_PARAM_TEXT_] = read_text,
          [MILL_PARAM_ENUM_] = read_enum,       [MILL_PARAM_EXPRESSION_] = read_text,
          [MILL_PARAM_TEMPLATE_] = read_text,   [MILL_PARAM_COLUMN_] = read_text,
          [MILL_PARAM_COLUMNS_] = read_columns, [MILL_PARAM_FILE_] = read_text,
          [MILL_PARAM_FOLDER_] = read_text,     [MILL_PARAM_URL_] = read_text,
          [MILL_PARAM_SIZE_] = read_size,       [MILL_PARAM_DURATION_] = read_duration,
          [MILL_PARAM_SCHEDULE_] = read_text,   [MILL_PARAM_CONNECTION_] = read_text,
          [MILL_PARAM_SECRET_] = read_secret,   [MILL_PARAM_TYPE_] = read_type,
          [MILL_PARAM_MAP_] = read_map,         [MILL_PARAM_LIST_] = read_list,
        };
  void *field = (guint8 *)params + param->offset;
  if (node == NULL)
    return set_default (reader, param, field);
  return readers[param->type](reader, param, field, node);
}
