/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-json-write.h"

#include "mill-error.h"
#include "mill-limits.h"
#include "mill-number.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

void
mill_json_append_string (GString *out, const char *text)
{
  static const char letters[] = "\b\f\n\r\t\"\\", escapes[] = "bfnrt\"\\";
  g_string_append_c (out, '"');
  for (const char *at = text; *at != '\0'; at++)
    {
      const char *letter = strchr (letters, *at);
      if (letter != NULL)
        {
          g_string_append_c (out, '\\');
          g_string_append_c (out, escapes[letter - letters]);
        }
      else if ((guchar)*at < 0x20)
        g_string_append_printf (out, "\\u%04x", (guint)(guchar)*at);
      else
        g_string_append_c (out, *at);
    }
  g_string_append_c (out, '"');
}

void
mill_json_append_number (GString *out, double value)
{
  char text[MILL_DOUBLE_CHARS];
  g_return_if_fail (isfinite (value));
  gsize length = mill_print_double (value, text);
  g_string_append_len (out, text, (gssize)length);
  /* without a point it would be read as an integer, which it is too large for */
  if (fabs (value) >= 9223372036854775808.0 && memchr (text, 'e', length) == NULL)
    g_string_append (out, ".0");
}

static void
append_value (GString *out, JsonNode *node)
{
  char text[MILL_INT64_CHARS];
  switch (json_node_get_value_type (node))
    {
    case G_TYPE_BOOLEAN:
      g_string_append (out, json_node_get_boolean (node) ? "true" : "false");
      break;
    case G_TYPE_INT64:
      g_string_append_len (out, text, (gssize)mill_print_int64 (json_node_get_int (node), text));
      break;
    case G_TYPE_DOUBLE:
      mill_json_append_number (out, json_node_get_double (node));
      break;
    default:
      mill_json_append_string (out, json_node_get_string (node));
    }
}

static void
append_array (GString *out, JsonArray *array)
{
  guint n = json_array_get_length (array);
  g_string_append_c (out, '[');
  for (guint i = 0; i < n; i++)
    {
      if (i > 0)
        g_string_append (out, ", ");
      mill_json_append_node (out, json_array_get_element (array, i));
    }
  g_string_append_c (out, ']');
}

void
mill_json_append_object (GString *out, JsonObject *object)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;
  const char *before = "{ ";
  if (json_object_get_size (object) == 0)
    {
      g_string_append (out, "{}");
      return;
    }
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    {
      g_string_append (out, before);
      mill_json_append_string (out, name);
      g_string_append (out, ": ");
      mill_json_append_node (out, value);
      before = ", ";
    }
  g_string_append (out, " }");
}

void
mill_json_append_node (GString *out, JsonNode *node)
{
  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    g_string_append (out, "null");
  else if (JSON_NODE_HOLDS_OBJECT (node))
    mill_json_append_object (out, json_node_get_object (node));
  else if (JSON_NODE_HOLDS_ARRAY (node))
    append_array (out, json_node_get_array (node));
  else
    append_value (out, node);
}

void
mill_json_append_lines (GString *out, JsonObject *object, guint indent)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;
  const char *before = "{\n";
  if (json_object_get_size (object) == 0)
    {
      g_string_append (out, "{}");
      return;
    }
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    {
      g_string_append_printf (out, "%s%*s", before, (int)indent, "");
      mill_json_append_string (out, name);
      g_string_append (out, ": ");
      mill_json_append_node (out, value);
      before = ",\n";
    }
  g_string_append_printf (out, "\n%*s}", (int)indent - 2, "");
}

char *
mill_json_node_text (JsonNode *node)
{
  GString *out = g_string_new (NULL);
  mill_json_append_node (out, node);
  return g_string_free (out, FALSE);
}

/* ---- what may stand in a file ---- */

static gboolean is_clean (JsonNode *node, guint depth, GError **error);

static gboolean
text_is_clean (const char *text, GError **error)
{
  if (text != NULL && g_utf8_validate (text, -1, NULL))
    return TRUE;
  g_set_error_literal (error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_TYPE, _ ("the text is not UTF-8"));
  return FALSE;
}

static gboolean
object_is_clean (JsonObject *object, guint depth, GError **error)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    {
      if (strlen (name) > MILL_NAME_BYTES_MAX)
        {
          g_set_error (error,
                       MILL_ERROR_DOCUMENT,
                       MILL_DOCUMENT_LIMIT,
                       _ ("a name has at most %d bytes"),
                       MILL_NAME_BYTES_MAX);
          return FALSE;
        }
      if (!text_is_clean (name, error) || !is_clean (value, depth + 1, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
array_is_clean (JsonArray *array, guint depth, GError **error)
{
  for (guint i = 0; i < json_array_get_length (array); i++)
    if (!is_clean (json_array_get_element (array, i), depth + 1, error))
      return FALSE;
  return TRUE;
}

static gboolean
is_clean (JsonNode *node, guint depth, GError **error)
{
  /* leaves room for what stands around a value in a file */
  if (depth > MILL_DOCUMENT_DEPTH_MAX - 8)
    {
      g_set_error (error,
                   MILL_ERROR_DOCUMENT,
                   MILL_DOCUMENT_LIMIT,
                   _ ("a value is nested more than %d deep"),
                   MILL_DOCUMENT_DEPTH_MAX - 8);
      return FALSE;
    }
  if (JSON_NODE_HOLDS_OBJECT (node))
    return object_is_clean (json_node_get_object (node), depth, error);
  if (JSON_NODE_HOLDS_ARRAY (node))
    return array_is_clean (json_node_get_array (node), depth, error);
  GType type = JSON_NODE_HOLDS_NULL (node) ? G_TYPE_NONE : json_node_get_value_type (node);
  if (type == G_TYPE_STRING)
    return text_is_clean (json_node_get_string (node), error);
  if (type == G_TYPE_DOUBLE && !isfinite (json_node_get_double (node)))
    {
      g_set_error_literal (
          error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_RANGE, _ ("a number must be finite"));
      return FALSE;
    }
  return TRUE;
}

gboolean
mill_json_node_is_clean (JsonNode *node, GError **error)
{
  return is_clean (node, 0, error);
}

gboolean
mill_json_object_is_clean (JsonObject *object, GError **error)
{
  return object_is_clean (object, 0, error);
}

/* ---- objects that are never changed, only replaced ---- */

static void
share (JsonObject *to, const char *name, JsonNode *value)
{
  json_object_set_member (to, name, json_node_ref (value));
}

JsonObject *
mill_json_object_with (JsonObject *object, const char *name, JsonNode *value, guint index)
{
  JsonObject *copy = json_object_new ();
  JsonObjectIter iter;
  const char *key;
  JsonNode *old;
  guint at = 0;
  gboolean there = json_object_has_member (object, name);
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &key, &old))
    {
      if (!there && at++ == index && value != NULL)
        share (copy, name, value);
      if (!g_str_equal (key, name))
        share (copy, key, old);
      else if (value != NULL)
        share (copy, name, value);
    }
  if (value != NULL && !json_object_has_member (copy, name))
    share (copy, name, value);
  return copy;
}

JsonObject *
mill_json_object_renamed (JsonObject *object, const char *from, const char *to)
{
  JsonObject *copy = json_object_new ();
  JsonObjectIter iter;
  const char *key;
  JsonNode *value;
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &key, &value))
    share (copy, g_str_equal (key, from) ? to : key, value);
  return copy;
}

guint
mill_json_object_index (JsonObject *object, const char *name)
{
  JsonObjectIter iter;
  const char *key;
  JsonNode *value;
  guint index = 0;
  json_object_iter_init_ordered (&iter, object);
  for (; json_object_iter_next_ordered (&iter, &key, &value); index++)
    if (g_str_equal (key, name))
      return index;
  return G_MAXUINT;
}

static JsonNode *copy_node (JsonNode *node);

static JsonNode *
copy_array (JsonArray *array)
{
  guint n = json_array_get_length (array);
  JsonArray *copy = json_array_sized_new (n);
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);
  for (guint i = 0; i < n; i++)
    json_array_add_element (copy, copy_node (json_array_get_element (array, i)));
  json_node_take_array (node, copy);
  return node;
}

JsonNode *
mill_json_object_freeze (JsonObject *object)
{
  JsonObject *copy = json_object_new ();
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    json_object_set_member (copy, name, copy_node (value));
  json_node_take_object (node, copy);
  return node;
}

static JsonNode *
copy_node (JsonNode *node)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    return mill_json_object_freeze (json_node_get_object (node));
  if (JSON_NODE_HOLDS_ARRAY (node))
    return copy_array (json_node_get_array (node));
  return json_node_ref (node); /* a value is never changed */
}

JsonNode *
mill_json_object_node (JsonObject *object)
{
  return json_node_init_object (json_node_alloc (), object);
}

JsonNode *
mill_json_text_node (const char *text)
{
  return text != NULL ? json_node_init_string (json_node_alloc (), text) : NULL;
}

const char *
mill_json_object_text (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);
  gboolean text = node != NULL && JSON_NODE_HOLDS_VALUE (node)
                  && json_node_get_value_type (node) == G_TYPE_STRING;
  return text ? json_node_get_string (node) : NULL;
}

static gboolean
objects_equal (JsonObject *a, JsonObject *b)
{
  if (json_object_get_size (a) != json_object_get_size (b))
    return FALSE;
  JsonObjectIter in_a, in_b;
  const char *name_a, *name_b;
  JsonNode *value_a, *value_b;
  json_object_iter_init_ordered (&in_a, a);
  json_object_iter_init_ordered (&in_b, b);
  while (json_object_iter_next_ordered (&in_a, &name_a, &value_a)
         && json_object_iter_next_ordered (&in_b, &name_b, &value_b))
    if (strcmp (name_a, name_b) != 0 || !mill_json_nodes_equal (value_a, value_b))
      return FALSE;
  return TRUE;
}

static gboolean
arrays_equal (JsonArray *a, JsonArray *b)
{
  guint n = json_array_get_length (a);
  if (n != json_array_get_length (b))
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (!mill_json_nodes_equal (json_array_get_element (a, i), json_array_get_element (b, i)))
      return FALSE;
  return TRUE;
}

gboolean
mill_json_nodes_equal (JsonNode *a, JsonNode *b)
{
  if (a == NULL || b == NULL || a == b)
    return a == b;
  if (JSON_NODE_HOLDS_OBJECT (a) && JSON_NODE_HOLDS_OBJECT (b))
    return objects_equal (json_node_get_object (a), json_node_get_object (b));
  if (JSON_NODE_HOLDS_ARRAY (a) && JSON_NODE_HOLDS_ARRAY (b))
    return arrays_equal (json_node_get_array (a), json_node_get_array (b));
  return json_node_equal (a, b);
}
