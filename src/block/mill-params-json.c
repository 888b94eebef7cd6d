/* mill-params-json.c: a params struct to JSON, compared, and described. See mill-params.h.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "mill-json-print.h"
#include "mill-params-private.h"
#include "mill-size.h"

/* The way of mill_params_to_json() through the nested tables. */
typedef struct
{
  const char *folder;
  GPtrArray *secrets;
  guint next_secret;
} Printer;

static JsonObject *print_table (Printer *printer, const MillParam *table, const void *params);

static JsonNode *
text_node (const char *text)
{
  return json_node_init_string (json_node_alloc (), text);
}

/* Takes @array. */
static JsonNode *
array_node (JsonArray *array)
{
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);
  json_node_take_array (node, array);
  return node;
}

/* Takes @object. */
static JsonNode *
object_node (JsonObject *object)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (node, object);
  return node;
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
print_path (const Printer *printer, const char *path)
{
  gsize length = printer->folder != NULL ? strlen (printer->folder) : 0;
  while (length > 1 && printer->folder[length - 1] == '/')
    length--;
  if (length > 0 && strncmp (path, printer->folder, length) == 0 && path[length] == '/')
    return text_node (path + length + 1);
  return text_node (path);
}

static JsonNode *
print_columns (char **names)
{
  JsonArray *array = json_array_new ();
  for (; *names != NULL; names++)
    json_array_add_string_element (array, *names);
  return array_node (array);
}

static JsonNode *
print_map (const MillMap *map)
{
  JsonObject *object = json_object_new ();
  for (guint i = 0; i < map->n; i++)
    json_object_set_string_member (object, map->keys[i], map->values[i]);
  return object_node (object);
}

static JsonNode *
print_list (Printer *printer, const MillParam *param, const MillList *list)
{
  JsonArray *array = json_array_new ();
  for (guint i = 0; i < list->n; i++)
    json_array_add_object_element (
        array,
        print_table (printer, param->items, (const guint8 *)list->items + i * param->item_size));
  return array_node (array);
}

static JsonNode *
print_secret (Printer *printer)
{
  const char *name = g_ptr_array_index (printer->secrets, printer->next_secret++);
  if (name == NULL)
    return NULL;
  JsonObject *object = json_object_new ();
  json_object_set_string_member (object, "secret", name);
  return object_node (object);
}

static JsonNode *
print_text (const Printer *printer, const MillParam *param, const void *params)
{
  const char *text = mill_params_text (param, params);
  if (text == NULL)
    return NULL;
  if (param->type == MILL_PARAM_FILE_ || param->type == MILL_PARAM_FOLDER_)
    return print_path (printer, text);
  return text_node (text);
}

/* NULL: nothing to say, not even the default. */
static JsonNode *
print_value (Printer *printer, const MillParam *param, const void *params)
{
  char type[MILL_TYPE_CHARS];
  switch (param->type)
    {
    case MILL_PARAM_BOOLEAN_:
      return json_node_init_boolean (json_node_alloc (), *MILL_PARAM_AT (gboolean, param, params));
    case MILL_PARAM_INTEGER_:
      return json_node_init_int (json_node_alloc (), *MILL_PARAM_AT (gint64, param, params));
    case MILL_PARAM_SIZE_:
      return size_node (*MILL_PARAM_AT (gint64, param, params));
    case MILL_PARAM_DURATION_:
      return duration_node (*MILL_PARAM_AT (gint64, param, params));
    case MILL_PARAM_NUMBER_:
      return json_node_init_double (json_node_alloc (), *MILL_PARAM_AT (double, param, params));
    case MILL_PARAM_ENUM_:
      {
        const MillChoice *choice = mill_param_choice (param, *MILL_PARAM_AT (int, param, params));
        return choice != NULL ? text_node (choice->nick) : NULL;
      }
    case MILL_PARAM_TYPE_:
      return text_node (mill_type_print (*MILL_PARAM_AT (MillType, param, params), type));
    case MILL_PARAM_COLUMNS_:
      return print_columns (*MILL_PARAM_AT (char **, param, params));
    case MILL_PARAM_MAP_:
      return print_map (MILL_PARAM_AT (MillMap, param, params));
    case MILL_PARAM_LIST_:
      return print_list (printer, param, MILL_PARAM_AT (MillList, param, params));
    case MILL_PARAM_SECRET_:
      return print_secret (printer);
    default:
      return print_text (printer, param, params);
    }
}

static JsonObject *
print_table (Printer *printer, const MillParam *table, const void *params)
{
  JsonObject *object = json_object_new ();
  for (const MillParam *param = table; param->type != MILL_PARAM_END_; param++)
    {
      if (param->replaced_by != NULL)
        continue;
      g_autoptr (JsonNode) value = print_value (printer, param, params);
      g_autoptr (JsonNode) usual = mill_param_default_to_json (param);
      if (value == NULL || (usual != NULL && json_node_equal (value, usual)))
        continue;
      /* a required parameter that does not matter here, and was not given */
      if (param->required && !mill_param_visible (table, params, param)
          && !mill_param_is_text (param->type))
        continue;
      json_object_set_member (object, mill_param_name (param), g_steal_pointer (&value));
    }
  return object;
}

JsonObject *
mill_params_to_json (const MillParam *table, const void *params, const char *folder)
{
  g_return_val_if_fail (table != NULL && params != NULL, NULL);

  Printer printer = { .folder = folder, .secrets = mill_params_header (params)->secrets };
  return print_table (&printer, table, params);
}

static JsonNode *
canonical_value (const MillParam *param, JsonNode *node)
{
  if (param->type != MILL_PARAM_LIST_ || !JSON_NODE_HOLDS_ARRAY (node))
    return json_node_copy (node);
  JsonArray *from = json_node_get_array (node);
  JsonArray *array = json_array_new ();
  for (guint i = 0; i < json_array_get_length (from); i++)
    {
      JsonNode *element = json_array_get_element (from, i);
      if (JSON_NODE_HOLDS_OBJECT (element))
        json_array_add_object_element (
            array, mill_params_canonical (param->items, json_node_get_object (element)));
      else
        json_array_add_element (array, json_node_copy (element));
    }
  return array_node (array);
}

/* The value of @param in @object, perhaps under an older name. */
static JsonNode *
find_node (const MillParam *table, const MillParam *param, JsonObject *object)
{
  const char *name = mill_param_name (param);
  JsonNode *node = json_object_get_member (object, name);
  for (const MillParam *old = table; node == NULL && old->type != MILL_PARAM_END_; old++)
    if (old->replaced_by != NULL && g_str_equal (old->replaced_by, name))
      node = json_object_get_member (object, mill_param_name (old));
  return node;
}

JsonObject *
mill_params_canonical (const MillParam *table, JsonObject *object)
{
  g_return_val_if_fail (table != NULL && object != NULL, NULL);

  JsonObject *canonical = json_object_new ();
  for (const MillParam *param = table; param->type != MILL_PARAM_END_; param++)
    {
      JsonNode *node = param->replaced_by == NULL ? find_node (table, param, object) : NULL;
      g_autoptr (JsonNode) usual = mill_param_default_to_json (param);
      if (node != NULL && (usual == NULL || !json_node_equal (node, usual)))
        json_object_set_member (canonical, mill_param_name (param), canonical_value (param, node));
    }
  JsonObjectIter iter;
  const char *key;
  JsonNode *node;
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &key, &node))
    {
      const MillParam *param = mill_param_find (table, key);
      gboolean doubled = param != NULL && param->replaced_by != NULL
                         && json_object_has_member (object, param->replaced_by);
      if (param == NULL || doubled)
        json_object_set_member (canonical, key, json_node_copy (node));
    }
  return canonical;
}

static gboolean
maps_equal (const MillMap *a, const MillMap *b)
{
  if (a->n != b->n)
    return FALSE;
  for (guint i = 0; i < a->n; i++)
    if (!g_str_equal (a->keys[i], b->keys[i]) || !g_str_equal (a->values[i], b->values[i]))
      return FALSE;
  return TRUE;
}

static gboolean
lists_equal (const MillParam *param, const MillList *a, const MillList *b)
{
  if (a->n != b->n)
    return FALSE;
  for (gsize i = 0; i < a->n; i++)
    if (!mill_params_equal (param->items,
                            (const guint8 *)a->items + i * param->item_size,
                            (const guint8 *)b->items + i * param->item_size))
      return FALSE;
  return TRUE;
}

static gboolean
values_equal (const MillParam *param, const void *a, const void *b)
{
  switch (param->type)
    {
    case MILL_PARAM_BOOLEAN_:
      return !*MILL_PARAM_AT (gboolean, param, a) == !*MILL_PARAM_AT (gboolean, param, b);
    case MILL_PARAM_ENUM_:
      return *MILL_PARAM_AT (int, param, a) == *MILL_PARAM_AT (int, param, b);
    case MILL_PARAM_INTEGER_:
    case MILL_PARAM_SIZE_:
    case MILL_PARAM_DURATION_:
      return *MILL_PARAM_AT (gint64, param, a) == *MILL_PARAM_AT (gint64, param, b);
    case MILL_PARAM_NUMBER_:
      return memcmp (MILL_PARAM_AT (double, param, a),
                     MILL_PARAM_AT (double, param, b),
                     sizeof (double))
             == 0;
    case MILL_PARAM_TYPE_:
      return mill_type_equal (*MILL_PARAM_AT (MillType, param, a),
                              *MILL_PARAM_AT (MillType, param, b));
    case MILL_PARAM_COLUMNS_:
      return g_strv_equal (*MILL_PARAM_AT (const gchar *const *, param, a),
                           *MILL_PARAM_AT (const gchar *const *, param, b));
    case MILL_PARAM_MAP_:
      return maps_equal (MILL_PARAM_AT (MillMap, param, a), MILL_PARAM_AT (MillMap, param, b));
    case MILL_PARAM_LIST_:
      return lists_equal (
          param, MILL_PARAM_AT (MillList, param, a), MILL_PARAM_AT (MillList, param, b));
    default:
      return g_strcmp0 (mill_params_text (param, a), mill_params_text (param, b)) == 0;
    }
}

gboolean
mill_params_equal (const MillParam *table, const void *a, const void *b)
{
  g_return_val_if_fail (table != NULL && a != NULL && b != NULL, FALSE);

  for (const MillParam *param = table; param->type != MILL_PARAM_END_; param++)
    if (param->replaced_by == NULL && !values_equal (param, a, b))
      return FALSE;
  return TRUE;
}

char *
mill_params_describe_redacted (const MillParam *table, const void *params)
{
  g_return_val_if_fail (table != NULL && params != NULL, NULL);

  g_autoptr (JsonObject) object = mill_params_to_json (table, params, NULL);
  GString *line = g_string_new (NULL);
  JsonObjectIter iter;
  const char *key;
  JsonNode *node;
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &key, &node))
    {
      g_autofree char *value = mill_param_find (table, key)->type == MILL_PARAM_SECRET_
                                   ? g_strdup ("(secret)")
                                   : mill_json_print_line (node);
      g_string_append_printf (line, "%s%s=%s", line->len > 0 ? " " : "", key, value);
    }
  return g_string_free (line, FALSE);
}
