/* mill-json-reader.c: reads JSON objects by tables of keys.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-json-reader.h"

#include <glib/gi18n-lib.h>

#include "mill-edit-distance.h"
#include "mill-error.h"

gboolean
mill_json_fail (MillJsonReader *reader, int code, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *why = g_strdup_vprintf (format, args);
  va_end (args);
  if (reader->path->len > 0)
    g_set_error (reader->error, MILL_ERROR_DOCUMENT, code, "%s: %s", reader->path->str, why);
  else
    g_set_error_literal (reader->error, MILL_ERROR_DOCUMENT, code, why);
  return FALSE;
}

/* fail_unknown: a key that is not read. */
static gboolean
fail_unknown (MillJsonReader *reader,
              const MillJsonKey *keys,
              guint n_keys,
              const char *const *foreign)
{
  const char *name = strrchr (reader->path->str, '.');
  name = name != NULL ? name + 1 : reader->path->str;
  if (foreign != NULL && g_strv_contains (foreign, name))
    return mill_json_fail (
        reader,
        MILL_DOCUMENT_UNKNOWN,
        _ ("is Vega-Lite, but not in the part that is read here; see docs/chart.md"));
  g_autofree const char **names = g_new (const char *, MAX (n_keys, 1));
  for (guint i = 0; i < n_keys; i++)
    names[i] = keys[i].name;
  const char *near = mill_suggest (name, names, n_keys);
  if (near != NULL)
    return mill_json_fail (
        reader, MILL_DOCUMENT_UNKNOWN, _ ("unknown key; did you mean “%s”?"), near);
  g_autoptr (GString) known = g_string_new (NULL);
  for (guint i = 0; i < n_keys; i++)
    g_string_append_printf (known, "%s%s", i > 0 ? ", " : "", names[i]);
  return mill_json_fail (
      reader, MILL_DOCUMENT_UNKNOWN, _ ("unknown key; known are %s"), known->str);
}

static gboolean
read_member (MillJsonReader *reader,
             const char *name,
             JsonNode *value,
             const MillJsonKey *keys,
             guint n_keys,
             const char *const *foreign,
             gpointer target)
{
  for (guint i = 0; i < n_keys; i++)
    if (g_str_equal (keys[i].name, name))
      return keys[i].read (reader, value, target);
  return fail_unknown (reader, keys, n_keys, foreign);
}

gboolean
mill_json_read_object (MillJsonReader *reader,
                       JsonNode *node,
                       const MillJsonKey *keys,
                       guint n_keys,
                       const char *const *foreign,
                       gpointer target)
{
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return mill_json_fail (reader, MILL_DOCUMENT_TYPE, _ ("must be an object"));
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;
  json_object_iter_init_ordered (&iter, json_node_get_object (node));
  while (json_object_iter_next_ordered (&iter, &name, &value))
    {
      gsize length = reader->path->len;
      g_string_append_printf (reader->path, "%s%s", length > 0 ? "." : "", name);
      if (!read_member (reader, name, value, keys, n_keys, foreign, target))
        return FALSE;
      g_string_truncate (reader->path, length);
    }
  return TRUE;
}

gboolean
mill_json_is_null (JsonNode *value)
{
  return JSON_NODE_HOLDS_NULL (value);
}

gboolean
mill_json_is_number (JsonNode *value)
{
  if (!JSON_NODE_HOLDS_VALUE (value))
    return FALSE;
  GType type = json_node_get_value_type (value);
  return type == G_TYPE_INT64 || type == G_TYPE_DOUBLE;
}

gboolean
mill_json_is_string (JsonNode *value)
{
  return JSON_NODE_HOLDS_VALUE (value) && json_node_get_value_type (value) == G_TYPE_STRING;
}

gboolean
mill_json_is_boolean (JsonNode *value)
{
  return JSON_NODE_HOLDS_VALUE (value) && json_node_get_value_type (value) == G_TYPE_BOOLEAN;
}

gboolean
mill_json_read_string (MillJsonReader *reader, JsonNode *value, const char **text)
{
  if (!mill_json_is_string (value))
    return mill_json_fail (reader, MILL_DOCUMENT_TYPE, _ ("must be a text"));
  *text = json_node_get_string (value);
  return TRUE;
}

gboolean
mill_json_read_number (
    MillJsonReader *reader, JsonNode *value, double lo, double hi, double *number)
{
  if (!mill_json_is_number (value))
    return mill_json_fail (reader, MILL_DOCUMENT_TYPE, _ ("must be a number"));
  *number = json_node_get_double (value);
  if (*number >= lo && *number <= hi)
    return TRUE;
  return mill_json_fail (reader, MILL_DOCUMENT_RANGE, _ ("must be between %g and %g"), lo, hi);
}

gboolean
mill_json_read_boolean (MillJsonReader *reader, JsonNode *value, gboolean *boolean)
{
  if (!mill_json_is_boolean (value))
    return mill_json_fail (reader, MILL_DOCUMENT_TYPE, _ ("must be true or false"));
  *boolean = json_node_get_boolean (value);
  return TRUE;
}

gboolean
mill_json_read_word (
    MillJsonReader *reader, JsonNode *value, const char *(*nick) (int value), int first, int *word)
{
  const char *text;
  if (!mill_json_read_string (reader, value, &text))
    return FALSE;
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  for (int i = first; nick (i) != NULL; i++)
    {
      g_ptr_array_add (words, (gpointer)nick (i));
      if (g_str_equal (nick (i), text))
        {
          *word = i;
          return TRUE;
        }
    }
  const char *near = mill_suggest (text, (const char *const *)words->pdata, words->len);
  if (near != NULL)
    return mill_json_fail (
        reader, MILL_DOCUMENT_RANGE, _ ("“%s” is not known; did you mean “%s”?"), text, near);
  g_ptr_array_add (words, NULL);
  g_autofree char *all = g_strjoinv (", ", (char **)words->pdata);
  return mill_json_fail (
      reader, MILL_DOCUMENT_RANGE, _ ("“%s” is not known; choose one of %s"), text, all);
}
