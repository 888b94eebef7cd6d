/* mill-json-tree.c: what can be asked of a scanned text: values, places, pointers.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-json-scan.h"

#include "mill-number.h"

#include <glib/gi18n-lib.h>
#include <string.h>

MillJson *
mill_json_ref (MillJson *json)
{
  g_return_val_if_fail (json != NULL, NULL);
  g_atomic_ref_count_inc (&json->refs);
  return json;
}

void
mill_json_unref (MillJson *json)
{
  if (json == NULL || !g_atomic_ref_count_dec (&json->refs))
    return;
  g_bytes_unref (json->bytes);
  g_array_unref (json->items);
  g_array_unref (json->faults);
  g_array_unref (json->marks);
  g_hash_table_unref (json->sorted);
  g_free (json);
}

static gunichar
read_hex (const char *text)
{
  gunichar unit = 0;
  for (guint i = 0; i < 4; i++)
    unit = unit << 4 | (gunichar)g_ascii_xdigit_value (text[i]);
  return unit;
}

/* Decodes the escape whose backslash stands before @text; returns the bytes it takes. The scanner
 * has seen that it is right. */
static gsize
decode_escape (const char *text, GString *out)
{
  static const char letters[] = "bfnrt", meanings[] = "\b\f\n\r\t";
  const char *letter = strchr (letters, text[0]);
  if (text[0] != 'u')
    {
      g_string_append_c (out, letter != NULL ? meanings[letter - letters] : text[0]);
      return 1;
    }
  gunichar unit = read_hex (text + 1);
  if (unit < 0xd800 || unit > 0xdbff)
    {
      g_string_append_unichar (out, unit);
      return 5;
    }
  gunichar low = read_hex (text + 7);
  g_string_append_unichar (out, 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00));
  return 11;
}

static char *
decode (const char *text, gsize length)
{
  if (memchr (text, '\\', length) == NULL)
    return g_strndup (text, length);
  GString *out = g_string_sized_new (length);
  for (gsize at = 0; at < length;)
    {
      if (text[at] == '\\')
        at += 1 + decode_escape (text + at + 1, out);
      else
        g_string_append_c (out, text[at++]);
    }
  return g_string_free (out, FALSE);
}

char *
mill_json_key (const MillJson *json, guint item)
{
  const MillJsonItem *at = mill_json_item (json, item);
  return decode (json->text + at->key, at->key_length);
}

/* -1, 0, 1 as the name of member @item comes before, is, or comes after @name. */
static int
compare_key (const MillJson *json, guint item, const char *name, gsize length)
{
  const MillJsonItem *at = mill_json_item (json, item);
  g_autofree char *decoded = at->key_escaped ? mill_json_key (json, item) : NULL;
  const char *key = decoded != NULL ? decoded : json->text + at->key;
  gsize key_length = decoded != NULL ? strlen (decoded) : at->key_length;
  int order = memcmp (key, name, MIN (key_length, length));
  return order != 0 ? order : (key_length > length) - (key_length < length);
}

static guint
find_sorted (const MillJson *json, const GArray *members, const char *name, gsize length)
{
  guint low = 0, high = members->len;
  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      if (compare_key (json, g_array_index (members, guint, middle), name, length) < 0)
        low = middle + 1;
      else
        high = middle;
    }
  guint found = low < members->len ? g_array_index (members, guint, low) : 0;
  return found != 0 && compare_key (json, found, name, length) == 0 ? found : 0;
}

guint
mill_json_member (const MillJson *json, guint item, const char *name)
{
  gsize length = strlen (name);
  if (mill_json_type (json, item) != MILL_JSON_OBJECT)
    return 0;
  const GArray *members = g_hash_table_lookup (json->sorted, GUINT_TO_POINTER (item));
  if (members != NULL)
    return find_sorted (json, members, name, length);
  guint at = mill_json_first (json, item);
  while (at != 0 && compare_key (json, at, name, length) != 0)
    at = mill_json_next (json, at);
  return at;
}

char *
mill_json_string (const MillJson *json, guint item)
{
  const MillJsonItem *at = mill_json_item (json, item);
  if (at->type != MILL_JSON_STRING)
    return NULL;
  return decode (json->text + at->start + 1, at->end - at->start - 2);
}

gboolean
mill_json_integer (const MillJson *json, guint item, gint64 *value)
{
  const MillJsonItem *at = mill_json_item (json, item);
  return at->type == MILL_JSON_INTEGER
         && mill_parse_int64 (json->text + at->start, at->end - at->start, value) == MILL_PARSE_OK;
}

gboolean
mill_json_number (const MillJson *json, guint item, double *value)
{
  const MillJsonItem *at = mill_json_item (json, item);
  return (at->type == MILL_JSON_INTEGER || at->type == MILL_JSON_NUMBER)
         && mill_parse_double (json->text + at->start, at->end - at->start, value) == MILL_PARSE_OK;
}

static JsonNode *
container_to_node (const MillJson *json, guint item)
{
  JsonNode *node;
  if (mill_json_type (json, item) == MILL_JSON_ARRAY)
    {
      JsonArray *array = json_array_sized_new (mill_json_item (json, item)->n);
      for (guint at = mill_json_first (json, item); at != 0; at = mill_json_next (json, at))
        json_array_add_element (array, mill_json_to_node (json, at));
      node = json_node_new (JSON_NODE_ARRAY);
      json_node_take_array (node, array);
      return node;
    }
  JsonObject *object = json_object_new ();
  for (guint at = mill_json_first (json, item); at != 0; at = mill_json_next (json, at))
    {
      g_autofree char *key = mill_json_key (json, at);
      if (!json_object_has_member (object, key))
        json_object_set_member (object, key, mill_json_to_node (json, at));
    }
  node = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (node, object);
  return node;
}

JsonNode *
mill_json_to_node (const MillJson *json, guint item)
{
  g_autofree char *text = NULL;
  gint64 integer = 0;
  double number = 0;
  switch (mill_json_type (json, item))
    {
    case MILL_JSON_FALSE:
    case MILL_JSON_TRUE:
      return json_node_init_boolean (json_node_alloc (),
                                     mill_json_type (json, item) == MILL_JSON_TRUE);
    case MILL_JSON_INTEGER:
      mill_json_integer (json, item, &integer);
      return json_node_init_int (json_node_alloc (), integer);
    case MILL_JSON_NUMBER:
      mill_json_number (json, item, &number);
      return json_node_init_double (json_node_alloc (), number);
    case MILL_JSON_STRING:
      text = mill_json_string (json, item);
      return json_node_init_string (json_node_alloc (), text);
    case MILL_JSON_ARRAY:
    case MILL_JSON_OBJECT:
      return container_to_node (json, item);
    case MILL_JSON_NULL:
    default:
      return json_node_init_null (json_node_alloc ());
    }
}

const char *
mill_json_type_name (MillJsonType type)
{
  switch (type)
    {
    case MILL_JSON_FALSE:
    case MILL_JSON_TRUE:
      return _ ("true or false");
    case MILL_JSON_INTEGER:
      return _ ("an integer");
    case MILL_JSON_NUMBER:
      return _ ("a number");
    case MILL_JSON_STRING:
      return _ ("a text");
    case MILL_JSON_ARRAY:
      return _ ("a list");
    case MILL_JSON_OBJECT:
      return _ ("an object");
    case MILL_JSON_NULL:
    default:
      return _ ("null");
    }
}

void
mill_json_advance (MillJsonMark *mark, const char *text, gsize length)
{
  const char *end = text + length, *at;
  while (text < end && (at = memchr (text, '\n', (gsize)(end - text))) != NULL)
    {
      mark->lines++;
      mark->characters = 0;
      text = at + 1;
    }
  for (; text < end; text++)
    mark->characters += ((guchar)*text & 0xc0) != 0x80;
}

void
mill_json_place (const MillJson *json, gsize offset, guint *line, guint *column)
{
  offset = MIN (offset, json->length);
  gsize index = offset / MILL_JSON_STRIDE;
  MillJsonMark mark = { 0, 0 };
  if (index < json->marks->len)
    {
      mark = g_array_index (json->marks, MillJsonMark, index);
      mill_json_advance (
          &mark, json->text + index * MILL_JSON_STRIDE, offset - index * MILL_JSON_STRIDE);
    }
  *line = mark.lines + 1;
  *column = mark.characters + 1;
}

void
mill_json_place_inside (
    const MillJson *json, guint item, guint in_line, guint in_column, guint *line, guint *column)
{
  const MillJsonItem *at = mill_json_item (json, item);
  const char *text = json->text + at->start + 1, *end = json->text + at->end - 1;
  g_autoptr (GString) decoded = g_string_new (NULL);
  guint here_line = 1, here_column = 1;
  while (text < end && (here_line < in_line || (here_line == in_line && here_column < in_column)))
    {
      g_string_truncate (decoded, 0);
      if (*text == '\\')
        text += 1 + decode_escape (text + 1, decoded);
      else
        text = g_utf8_next_char (text);
      gboolean new_line = decoded->len > 0 && decoded->str[0] == '\n';
      here_column = new_line ? 1 : here_column + 1;
      here_line += new_line;
    }
  mill_json_place (json, (gsize)(text - json->text), line, column);
}

/* The child of @item that the part [@part, @part + @length) of a pointer names, 0: none. */
static guint
find_child (const MillJson *json, guint item, const char *part, gsize length)
{
  g_auto (GStrv) pieces = NULL;
  g_autofree char *raw = g_strndup (part, length), *key = NULL;
  guint64 index;
  switch (mill_json_type (json, item))
    {
    case MILL_JSON_OBJECT:
      /* "~1" is '/', "~0" is '~', in this order (RFC 6901, 4) */
      pieces = g_strsplit (raw, "~1", -1);
      key = g_strjoinv ("/", pieces);
      g_clear_pointer (&pieces, g_strfreev);
      pieces = g_strsplit (key, "~0", -1);
      g_free (key);
      key = g_strjoinv ("~", pieces);
      return mill_json_member (json, item, key);
    case MILL_JSON_ARRAY:
      if (mill_parse_uint64 (raw, length, &index) != MILL_PARSE_OK
          || index >= mill_json_item (json, item)->n)
        return 0;
      item = mill_json_first (json, item);
      while (index-- > 0)
        item = mill_json_next (json, item);
      return item;
    default:
      return 0;
    }
}

gboolean
mill_json_find (const MillJson *json, const char *pointer, guint *nearest)
{
  *nearest = 0;
  while (*pointer == '/')
    {
      gsize length = strcspn (++pointer, "/");
      guint child = find_child (json, *nearest, pointer, length);
      if (child == 0)
        return FALSE;
      *nearest = child;
      pointer += length;
    }
  return TRUE;
}

char *
mill_json_pointer (const MillJson *json, guint item)
{
  GString *pointer = g_string_new (NULL);
  guint at = 0;
  while (at != item)
    {
      gboolean object = mill_json_type (json, at) == MILL_JSON_OBJECT;
      guint index = 0, child = mill_json_first (json, at);
      for (guint next; (next = mill_json_next (json, child)) != 0 && next <= item; child = next)
        index++;
      at = child;
      if (!object)
        {
          mill_json_pointer_append_index (pointer, index);
          continue;
        }
      g_autofree char *key = mill_json_key (json, at);
      mill_json_pointer_append (pointer, key);
    }
  return g_string_free (pointer, FALSE);
}

void
mill_json_pointer_append (GString *pointer, const char *key)
{
  g_string_append_c (pointer, '/');
  for (const char *at = key; *at != '\0'; at++)
    {
      if (*at == '~')
        g_string_append (pointer, "~0");
      else if (*at == '/')
        g_string_append (pointer, "~1");
      else
        g_string_append_c (pointer, *at);
    }
}

void
mill_json_pointer_append_index (GString *pointer, guint index)
{
  g_string_append_printf (pointer, "/%u", index);
}
