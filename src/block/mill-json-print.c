/* mill-json-print.c: see mill-json-print.h.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-json-print.h"

#include "mill-number.h"

/* @indent is negative on one line. */
static void print_node (JsonNode *node, int indent, GString *out);

static void
print_text (const char *text, GString *out)
{
  g_autoptr (JsonNode) node = json_node_init_string (json_node_alloc (), text);
  g_autofree char *quoted = json_to_string (node, FALSE);
  g_string_append (out, quoted);
}

static void
print_value (JsonNode *node, GString *out)
{
  char number[MILL_DOUBLE_CHARS];
  if (json_node_get_value_type (node) == G_TYPE_DOUBLE)
    g_string_append_len (
        out, number, (gssize)mill_print_double (json_node_get_double (node), number));
  else
    {
      g_autofree char *text = json_to_string (node, FALSE);
      g_string_append (out, text);
    }
}

static void
new_line (int indent, GString *out)
{
  if (indent >= 0)
    g_string_append_printf (out, "\n%*s", indent, "");
  else
    g_string_append_c (out, ' ');
}

static gboolean
holds_objects (JsonArray *array)
{
  for (guint i = 0; i < json_array_get_length (array); i++)
    if (JSON_NODE_HOLDS_OBJECT (json_array_get_element (array, i))
        || JSON_NODE_HOLDS_ARRAY (json_array_get_element (array, i)))
      return TRUE;
  return FALSE;
}

static void
print_array (JsonArray *array, int indent, GString *out)
{
  guint n = json_array_get_length (array);
  int inner = indent >= 0 && holds_objects (array) ? indent + 2 : -1;
  g_string_append_c (out, '[');
  for (guint i = 0; i < n; i++)
    {
      g_string_append (out, i > 0 ? "," : "");
      if (inner >= 0 || i > 0)
        new_line (inner, out);
      print_node (json_array_get_element (array, i), inner, out);
    }
  if (inner >= 0)
    new_line (indent, out);
  g_string_append_c (out, ']');
}

static void
print_object (JsonObject *object, int indent, GString *out)
{
  JsonObjectIter iter;
  const char *key;
  JsonNode *value;
  int inner = indent >= 0 ? indent + 2 : -1;
  gboolean first = TRUE;
  g_string_append_c (out, '{');
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &key, &value))
    {
      g_string_append (out, first ? "" : ",");
      first = FALSE;
      new_line (inner, out);
      print_text (key, out);
      g_string_append (out, ": ");
      print_node (value, inner, out);
    }
  if (!first)
    new_line (indent, out);
  g_string_append_c (out, '}');
}

static void
print_node (JsonNode *node, int indent, GString *out)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    print_object (json_node_get_object (node), indent, out);
  else if (JSON_NODE_HOLDS_ARRAY (node))
    print_array (json_node_get_array (node), indent, out);
  else if (JSON_NODE_HOLDS_VALUE (node))
    print_value (node, out);
  else
    g_string_append (out, "null");
}

char *
mill_json_print (JsonNode *node)
{
  g_return_val_if_fail (node != NULL, NULL);

  GString *out = g_string_new (NULL);
  print_node (node, 0, out);
  g_string_append_c (out, '\n');
  return g_string_free (out, FALSE);
}

char *
mill_json_print_line (JsonNode *node)
{
  g_return_val_if_fail (node != NULL, NULL);

  GString *out = g_string_new (NULL);
  print_node (node, -1, out);
  return g_string_free (out, FALSE);
}
