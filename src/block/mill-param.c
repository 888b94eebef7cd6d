/* mill-param.c: see mill-params.h.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <string.h>

#include "mill-params-private.h"
#include "mill-size.h"

const char *
mill_param_name (const MillParam *param)
{
  g_return_val_if_fail (param != NULL && param->field != NULL, NULL);

  if (strchr (param->field, '_') == NULL)
    return param->field;
  g_autofree char *name = g_strdelimit (g_strdup (param->field), "_", '-');
  return g_intern_string (name);
}

const MillParam *
mill_param_find (const MillParam *table, const char *name)
{
  g_return_val_if_fail (name != NULL, NULL);

  for (const MillParam *param = table; param != NULL && param->type != MILL_PARAM_END_; param++)
    if (g_str_equal (mill_param_name (param), name))
      return param;
  return NULL;
}

const char *
mill_param_type_name (MillParamType type)
{
  static const char *const names[] = {
    [MILL_PARAM_END_] = "",
    [MILL_PARAM_BOOLEAN_] = "boolean",
    [MILL_PARAM_INTEGER_] = "integer",
    [MILL_PARAM_NUMBER_] = "number",
    [MILL_PARAM_TEXT_] = "text",
    [MILL_PARAM_ENUM_] = "enum",
    [MILL_PARAM_EXPRESSION_] = "expression",
    [MILL_PARAM_TEMPLATE_] = "template",
    [MILL_PARAM_COLUMN_] = "column",
    [MILL_PARAM_COLUMNS_] = "columns",
    [MILL_PARAM_FILE_] = "file",
    [MILL_PARAM_FOLDER_] = "folder",
    [MILL_PARAM_URL_] = "url",
    [MILL_PARAM_SIZE_] = "size",
    [MILL_PARAM_DURATION_] = "duration",
    [MILL_PARAM_SCHEDULE_] = "schedule",
    [MILL_PARAM_CONNECTION_] = "connection",
    [MILL_PARAM_SECRET_] = "secret",
    [MILL_PARAM_TYPE_] = "type",
    [MILL_PARAM_MAP_] = "map",
    [MILL_PARAM_LIST_] = "list",
  };
  g_return_val_if_fail (type < G_N_ELEMENTS (names), "");
  return names[type];
}

const MillChoice *
mill_param_choice (const MillParam *param, gint64 value)
{
  g_return_val_if_fail (param != NULL, NULL);

  for (const MillChoice *choice = param->choices; choice != NULL && choice->nick != NULL; choice++)
    if (choice->value == value)
      return choice;
  return NULL;
}

gboolean
mill_param_is_text (MillParamType type)
{
  switch (type)
    {
    case MILL_PARAM_TEXT_:
    case MILL_PARAM_EXPRESSION_:
    case MILL_PARAM_TEMPLATE_:
    case MILL_PARAM_COLUMN_:
    case MILL_PARAM_FILE_:
    case MILL_PARAM_FOLDER_:
    case MILL_PARAM_URL_:
    case MILL_PARAM_SCHEDULE_:
    case MILL_PARAM_CONNECTION_:
    case MILL_PARAM_SECRET_:
      return TRUE;
    default:
      return FALSE;
    }
}

/* A parameter is on when it is true, not 0, or not empty. */
static gboolean
is_on (const MillParam *param, const void *params)
{
  switch (param->type)
    {
    case MILL_PARAM_BOOLEAN_:
      return *MILL_PARAM_AT (gboolean, param, params);
    case MILL_PARAM_INTEGER_:
    case MILL_PARAM_SIZE_:
    case MILL_PARAM_DURATION_:
      return *MILL_PARAM_AT (gint64, param, params) != 0;
    case MILL_PARAM_NUMBER_:
      return *MILL_PARAM_AT (double, param, params) != 0;
    case MILL_PARAM_ENUM_:
      return *MILL_PARAM_AT (int, param, params) != 0;
    case MILL_PARAM_COLUMNS_:
      return *MILL_PARAM_AT (char **, param, params) != NULL
             && **MILL_PARAM_AT (char **, param, params) != NULL;
    case MILL_PARAM_MAP_:
      return MILL_PARAM_AT (MillMap, param, params)->n > 0;
    case MILL_PARAM_LIST_:
      return MILL_PARAM_AT (MillList, param, params)->n > 0;
    case MILL_PARAM_TYPE_:
      return TRUE;
    default:
      return mill_params_text (param, params) != NULL && *mill_params_text (param, params) != '\0';
    }
}

/* The word that stands for the value in a visible_when: a nick, true or false, or the text itself.
 */
static const char *
value_word (const MillParam *param, const void *params)
{
  if (param->type == MILL_PARAM_BOOLEAN_)
    return *MILL_PARAM_AT (gboolean, param, params) ? "true" : "false";
  if (mill_param_is_text (param->type))
    return mill_params_text (param, params);
  if (param->type != MILL_PARAM_ENUM_)
    return NULL;
  const MillChoice *choice = mill_param_choice (param, *MILL_PARAM_AT (int, param, params));
  return choice != NULL ? choice->nick : NULL;
}

gboolean
mill_param_visible (const MillParam *table, const void *params, const MillParam *param)
{
  g_return_val_if_fail (table != NULL && params != NULL && param != NULL, TRUE);

  if (param->visible_when == NULL)
    return TRUE;
  const char *equals = strchr (param->visible_when, '=');
  g_autofree char *name
      = equals != NULL ? g_strndup (param->visible_when, (gsize)(equals - param->visible_when))
                       : g_strdup (param->visible_when);
  const MillParam *other = mill_param_find (table, name);
  g_return_val_if_fail (other != NULL, TRUE);
  if (!mill_param_visible (table, params, other))
    return FALSE;
  if (equals == NULL)
    return is_on (other, params);
  const char *word = value_word (other, params);
  g_auto (GStrv) wanted = g_strsplit (equals + 1, "|", -1);
  return word != NULL && g_strv_contains ((const char *const *)wanted, word);
}

static JsonNode *
text_node (const char *text)
{
  return json_node_init_string (json_node_alloc (), text);
}

static JsonNode *
size_node (gint64 bytes)
{
  char text[MILL_SIZE_CHARS];
  mill_size_print ((guint64)bytes, text);
  return text_node (text);
}

static JsonNode *
duration_node (gint64 us)
{
  char text[MILL_DURATION_CHARS];
  mill_duration_print (us, text);
  return text_node (text);
}

static JsonNode *
integer_node (gint64 value)
{
  return json_node_init_int (json_node_alloc (), value);
}

JsonNode *
mill_param_default_to_json (const MillParam *param)
{
  g_return_val_if_fail (param != NULL, NULL);

  JsonNode *node;
  if (param->required)
    return NULL;
  switch (param->type)
    {
    case MILL_PARAM_BOOLEAN_:
      return json_node_init_boolean (json_node_alloc (), param->def.integer != 0);
    case MILL_PARAM_INTEGER_:
      return integer_node (param->def.integer);
    case MILL_PARAM_SIZE_:
      return size_node (param->def.integer);
    case MILL_PARAM_DURATION_:
      return duration_node (param->def.integer);
    case MILL_PARAM_NUMBER_:
      return json_node_init_double (json_node_alloc (), param->def.number);
    case MILL_PARAM_ENUM_:
      {
        const MillChoice *choice = mill_param_choice (param, param->def.integer);
        return choice != NULL ? text_node (choice->nick) : NULL;
      }
    case MILL_PARAM_COLUMNS_:
    case MILL_PARAM_LIST_:
      node = json_node_new (JSON_NODE_ARRAY);
      json_node_take_array (node, json_array_new ());
      return node;
    case MILL_PARAM_MAP_:
      node = json_node_new (JSON_NODE_OBJECT);
      json_node_take_object (node, json_object_new ());
      return node;
    default:
      return param->def.text != NULL ? text_node (param->def.text) : NULL;
    }
}

typedef struct
{
  MillParamFunc func;
  void *data;
  GString *where;
} Walk;

static void
walk_table (Walk *walk, const MillParam *table, const void *params)
{
  gsize length = walk->where->len;
  for (const MillParam *param = table; param->type != MILL_PARAM_END_; param++)
    {
      if (param->replaced_by != NULL)
        continue;
      g_string_append (walk->where, length > 0 ? "." : "");
      g_string_append (walk->where, mill_param_name (param));
      walk->func (table, param, (void *)params, walk->where->str, walk->data);
      const MillList *list
          = param->type == MILL_PARAM_LIST_ ? MILL_PARAM_AT (MillList, param, params) : NULL;
      gsize inner = walk->where->len;
      for (guint i = 0; list != NULL && i < list->n; i++)
        {
          g_string_append_printf (walk->where, "[%u]", i);
          walk_table (walk, param->items, (const guint8 *)list->items + i * param->item_size);
          g_string_truncate (walk->where, inner);
        }
      g_string_truncate (walk->where, length);
    }
}

void
mill_params_foreach (const MillParam *table, const void *params, MillParamFunc func, void *data)
{
  g_return_if_fail (table != NULL && params != NULL && func != NULL);

  Walk walk = { .func = func, .data = data, .where = g_string_new (NULL) };
  walk_table (&walk, table, params);
  g_string_free (walk.where, TRUE);
}
