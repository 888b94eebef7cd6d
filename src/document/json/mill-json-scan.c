/* mill-json-scan.c: the grammar of RFC 8259 by one loop and a stack of open brackets.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-json-scan.h"

#include "mill-error.h"
#include "mill-limits.h"
#include "mill-number.h"
#include "mill-utf8.h"

#include <glib/gi18n-lib.h>
#include <stdarg.h>
#include <string.h>

/* What may stand around a part of a document. */
#define EXTRA_DEPTH 16

typedef struct
{
  MillJson *json;
  guint max_depth;
  const char *text;
  gsize length;
  gsize at;
  guint depth;
  guint open[MILL_DOCUMENT_DEPTH_MAX + EXTRA_DEPTH]; /* items */
  guint last[MILL_DOCUMENT_DEPTH_MAX
             + EXTRA_DEPTH]; /* the latest member or element of each, 0: none */
  guint32 key, key_length;   /* of the member whose value comes next */
  gboolean key_escaped;
  gsize where; /* of the error */
  GError **error;
} Scan;

static gboolean fail (Scan *scan, gsize where, MillDocumentCode code, const char *format, ...)
    G_GNUC_PRINTF (4, 5);

static gboolean
fail (Scan *scan, gsize where, MillDocumentCode code, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *message = g_strdup_vprintf (format, args);
  va_end (args);
  scan->where = where;
  g_set_error_literal (scan->error, MILL_ERROR_DOCUMENT, (int)code, message);
  return FALSE;
}

/* The character at @at, as a message shows it. */
static char *
show (const Scan *scan, gsize at)
{
  gunichar c = g_utf8_get_char_validated (scan->text + at, (gssize)(scan->length - at));
  if (g_unichar_isgraph (c))
    {
      char utf8[8] = { 0 };
      g_unichar_to_utf8 (c, utf8);
      return g_strdup_printf ("'%s'", utf8);
    }
  return g_strdup_printf ("U+%04X", c == (gunichar)-2 ? 0 : c);
}

static gboolean
fail_end (Scan *scan)
{
  if (scan->depth == 0)
    return fail (scan, scan->length, MILL_DOCUMENT_SYNTAX, _ ("the text breaks off here"));
  const MillJsonItem *item = mill_json_item (scan->json, scan->open[scan->depth - 1]);
  guint line, column;
  mill_json_place (scan->json, item->start, &line, &column);
  return fail (scan,
               scan->length,
               MILL_DOCUMENT_SYNTAX,
               _ ("the text breaks off here: the '%c' of line %u, column %u is not closed"),
               scan->text[item->start],
               line,
               column);
}

static gboolean
is_word (char c)
{
  return g_ascii_isalnum (c) || c == '_';
}

static void
skip_space (Scan *scan)
{
  while (scan->at < scan->length)
    {
      char c = scan->text[scan->at];
      if (c != ' ' && c != '\n' && c != '\t' && c != '\r')
        break;
      scan->at++;
    }
}

/* Appends an item that starts where the scan stands and makes it a child of the open bracket. */
static gboolean
add_item (Scan *scan, MillJsonType type, guint *index)
{
  GArray *items = scan->json->items;
  if (items->len >= MILL_DOCUMENT_VALUES_MAX)
    return fail (scan,
                 scan->at,
                 MILL_DOCUMENT_LIMIT,
                 _ ("there are more than %d values; split it"),
                 MILL_DOCUMENT_VALUES_MAX);
  MillJsonItem item = { .start = (guint32)scan->at,
                        .key = scan->key,
                        .key_length = scan->key_length,
                        .type = (guint8)type,
                        .key_escaped = (guint8)scan->key_escaped };
  *index = items->len;
  scan->key = scan->key_length = 0;
  scan->key_escaped = FALSE;
  g_array_append_val (items, item);
  if (scan->depth == 0)
    return TRUE;
  guint *last = &scan->last[scan->depth - 1];
  if (*last != 0)
    g_array_index (items, MillJsonItem, *last).next = *index;
  g_array_index (items, MillJsonItem, scan->open[scan->depth - 1]).n++;
  *last = *index;
  return TRUE;
}

static void
end_item (Scan *scan, guint index)
{
  g_array_index (scan->json->items, MillJsonItem, index).end = (guint32)scan->at;
}

static gboolean
scan_hex (Scan *scan, gsize at, guint *unit)
{
  *unit = 0;
  for (gsize i = at; i < at + 4; i++)
    {
      int digit = i < scan->length ? g_ascii_xdigit_value (scan->text[i]) : -1;
      if (digit < 0)
        return fail (
            scan, at - 2, MILL_DOCUMENT_SYNTAX, _ ("four hexadecimal digits must follow \\u"));
      *unit = *unit << 4 | (guint)digit;
    }
  return TRUE;
}

/* The scan stands at the `u` of a \u. */
static gboolean
scan_unicode (Scan *scan)
{
  gsize start = scan->at - 1;
  guint unit, low;
  if (!scan_hex (scan, scan->at + 1, &unit))
    return FALSE;
  scan->at += 5;
  if (unit == 0)
    return fail (scan,
                 start,
                 MILL_DOCUMENT_SYNTAX,
                 _ ("a NUL character cannot stand in a text; remove \\u0000"));
  if (unit < 0xd800 || unit > 0xdfff)
    return TRUE;
  gboolean pair = unit < 0xdc00 && scan->length - scan->at >= 2 && scan->text[scan->at] == '\\'
                  && scan->text[scan->at + 1] == 'u';
  if (pair)
    {
      if (!scan_hex (scan, scan->at + 2, &low))
        return FALSE;
      pair = low >= 0xdc00 && low <= 0xdfff;
      scan->at += 6;
    }
  return pair
         || fail (scan,
                  start,
                  MILL_DOCUMENT_SYNTAX,
                  _ ("\\u%04x is half a character; its other half must stand beside it"),
                  unit);
}

/* The scan stands behind a backslash. */
static gboolean
scan_escape (Scan *scan)
{
  if (scan->at >= scan->length)
    return fail_end (scan);
  char c = scan->text[scan->at];
  if (c == 'u')
    return scan_unicode (scan);
  if (strchr ("\"\\/bfnrt", c) == NULL || c == '\0')
    {
      g_autofree char *shown = show (scan, scan->at);
      return fail (scan,
                   scan->at - 1,
                   MILL_DOCUMENT_SYNTAX,
                   _ ("%s must not follow a backslash; for a backslash write \\\\"),
                   shown);
    }
  scan->at++;
  return TRUE;
}

/* The scan stands at the opening quote; afterwards behind the closing one. */
static gboolean
scan_string (Scan *scan, gboolean *escaped)
{
  gsize start = scan->at++;
  for (;;)
    {
      if (scan->at >= scan->length)
        return fail (scan,
                     start,
                     MILL_DOCUMENT_SYNTAX,
                     _ ("the text that starts here has no closing quote"));
      guint8 c = (guint8)scan->text[scan->at];
      if (c == '"')
        break;
      if (c == '\n' || c == '\r')
        return fail (
            scan,
            start,
            MILL_DOCUMENT_SYNTAX,
            _ ("the text that starts here is not closed on its line; for a new line inside "
               "it write \\n"));
      if (c < 0x20)
        return fail (scan,
                     scan->at,
                     MILL_DOCUMENT_SYNTAX,
                     _ ("the control character U+%04X in a text must be written \\u%04x"),
                     c,
                     c);
      scan->at++;
      if (c != '\\')
        continue;
      *escaped = TRUE;
      if (!scan_escape (scan))
        return FALSE;
    }
  scan->at++;
  return TRUE;
}

static gsize
skip_digits (Scan *scan)
{
  gsize start = scan->at;
  while (scan->at < scan->length && g_ascii_isdigit (scan->text[scan->at]))
    scan->at++;
  return scan->at - start;
}

static void
classify_number (Scan *scan, guint index, gboolean whole)
{
  MillJsonItem *item = &g_array_index (scan->json->items, MillJsonItem, index);
  const char *text = scan->text + item->start;
  gsize length = item->end - item->start;
  gint64 integer;
  double number = 0;
  if (whole && length == 2 && memcmp (text, "-0", 2) == 0)
    return; /* an integer would lose the sign */
  if (whole && mill_parse_int64 (text, length, &integer) == MILL_PARSE_OK)
    item->type = MILL_JSON_INTEGER;
  else if (whole || mill_parse_double (text, length, &number) != MILL_PARSE_OK)
    {
      MillJsonFault fault = { MILL_JSON_TOO_LARGE, index };
      g_array_append_val (scan->json->faults, fault);
    }
}

static gboolean
scan_number (Scan *scan)
{
  guint index;
  gboolean whole = TRUE;
  gsize start = scan->at;
  if (!add_item (scan, MILL_JSON_NUMBER, &index))
    return FALSE;
  scan->at += scan->text[scan->at] == '-';
  gsize digits_at = scan->at, digits = skip_digits (scan);
  if (digits == 0)
    return fail (scan, start, MILL_DOCUMENT_SYNTAX, _ ("a digit must follow the minus sign"));
  if (digits > 1 && scan->text[digits_at] == '0')
    return fail (scan,
                 start,
                 MILL_DOCUMENT_SYNTAX,
                 _ ("a number must not start with 0; remove it, or write a text in quotes"));
  if (scan->at < scan->length && scan->text[scan->at] == '.')
    {
      whole = FALSE;
      scan->at++;
      if (skip_digits (scan) == 0)
        return fail (scan, start, MILL_DOCUMENT_SYNTAX, _ ("a digit must follow the point"));
    }
  if (scan->at < scan->length && (scan->text[scan->at] | 0x20) == 'e')
    {
      whole = FALSE;
      scan->at++;
      if (scan->at < scan->length && (scan->text[scan->at] == '+' || scan->text[scan->at] == '-'))
        scan->at++;
      if (skip_digits (scan) == 0)
        return fail (scan, start, MILL_DOCUMENT_SYNTAX, _ ("a digit must follow the exponent"));
    }
  if (scan->at < scan->length && is_word (scan->text[scan->at]))
    return fail (scan, start, MILL_DOCUMENT_SYNTAX, _ ("this is no number; put it in quotes"));
  end_item (scan, index);
  classify_number (scan, index, whole);
  return TRUE;
}

static gboolean
scan_word (Scan *scan)
{
  static const char *const words[] = { "null", "false", "true" };
  gsize start = scan->at, end = start;
  while (end < scan->length && is_word (scan->text[end]))
    end++;
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      guint index;
      if (end - start != strlen (words[i]) || memcmp (scan->text + start, words[i], end - start))
        continue;
      if (!add_item (scan, (MillJsonType)(MILL_JSON_NULL + i), &index))
        return FALSE;
      scan->at = end;
      end_item (scan, index);
      return TRUE;
    }
  g_autofree char *word = g_strndup (scan->text + start, MIN (end - start, 40));
  if (g_ascii_strcasecmp (word, "true") == 0 || g_ascii_strcasecmp (word, "false") == 0
      || g_ascii_strcasecmp (word, "null") == 0)
    {
      g_autofree char *lower = g_ascii_strdown (word, -1);
      return fail (scan, start, MILL_DOCUMENT_SYNTAX, _ ("'%s' is written '%s'"), word, lower);
    }
  return fail (
      scan, start, MILL_DOCUMENT_SYNTAX, _ ("unexpected '%s'; a text stands in quotes"), word);
}

static gboolean
fail_unexpected (Scan *scan, const char *wanted)
{
  char c = scan->text[scan->at];
  if (c == '\'')
    return fail (scan, scan->at, MILL_DOCUMENT_SYNTAX, _ ("use double quotes"));
  if (c == '/' || c == '#')
    return fail (scan,
                 scan->at,
                 MILL_DOCUMENT_SYNTAX,
                 _ ("JSON has no comments; use a \"description\" or a block's \"notes\""));
  g_autofree char *shown = show (scan, scan->at);
  return fail (
      scan, scan->at, MILL_DOCUMENT_SYNTAX, _ ("unexpected %s where %s must stand"), shown, wanted);
}

static gboolean
open_bracket (Scan *scan, MillJsonType type)
{
  guint index;
  if (scan->depth == scan->max_depth)
    return fail (scan,
                 scan->at,
                 MILL_DOCUMENT_LIMIT,
                 _ ("brackets are nested more than %u deep"),
                 scan->max_depth);
  if (!add_item (scan, type, &index))
    return FALSE;
  scan->open[scan->depth] = index;
  scan->last[scan->depth++] = 0;
  scan->at++;
  return TRUE;
}

/* The scan stands where a value must start; afterwards behind it, or in an open bracket. */
static gboolean
scan_value (Scan *scan)
{
  char c = scan->text[scan->at];
  guint index;
  gboolean escaped = FALSE;
  switch (c)
    {
    case '{':
      return open_bracket (scan, MILL_JSON_OBJECT);
    case '[':
      return open_bracket (scan, MILL_JSON_ARRAY);
    case '"':
      if (!add_item (scan, MILL_JSON_STRING, &index) || !scan_string (scan, &escaped))
        return FALSE;
      end_item (scan, index);
      return TRUE;
    default:
      if (g_ascii_isdigit (c) || c == '-')
        return scan_number (scan);
      return is_word (c) ? scan_word (scan) : fail_unexpected (scan, _ ("a value"));
    }
}

/* The scan stands where a member name must start; afterwards where its value does. */
static gboolean
scan_key (Scan *scan)
{
  gsize start = scan->at;
  gboolean escaped = FALSE;
  if (scan->text[start] != '"')
    {
      if (is_word (scan->text[start]))
        return fail (
            scan, start, MILL_DOCUMENT_SYNTAX, _ ("the name of a member stands in quotes"));
      return fail_unexpected (scan, _ ("the name of a member, in quotes,"));
    }
  if (!scan_string (scan, &escaped))
    return FALSE;
  gsize length = scan->at - start - 2;
  if (length > MILL_NAME_BYTES_MAX)
    return fail (scan,
                 start,
                 MILL_DOCUMENT_LIMIT,
                 _ ("a name has at most %d bytes, this one %zu"),
                 MILL_NAME_BYTES_MAX,
                 length);
  skip_space (scan);
  if (scan->at >= scan->length)
    return fail_end (scan);
  if (scan->text[scan->at] != ':')
    return fail_unexpected (scan, "':'");
  scan->at++;
  skip_space (scan);
  scan->key = (guint32)start + 1;
  scan->key_length = (guint32)length;
  scan->key_escaped = escaped;
  return scan->at < scan->length || fail_end (scan);
}

static int
compare_keys (gconstpointer a, gconstpointer b, gpointer data)
{
  const MillJson *json = data;
  guint left = *(const guint *)a, right = *(const guint *)b;
  const MillJsonItem *x = mill_json_item (json, left), *y = mill_json_item (json, right);
  int order;
  if (!x->key_escaped && !y->key_escaped)
    {
      order = memcmp (json->text + x->key, json->text + y->key, MIN (x->key_length, y->key_length));
      if (order == 0)
        order = (x->key_length > y->key_length) - (x->key_length < y->key_length);
    }
  else
    {
      g_autofree char *left_key = mill_json_key (json, left);
      g_autofree char *right_key = mill_json_key (json, right);
      order = strcmp (left_key, right_key);
    }
  return order;
}

static int
compare_places (gconstpointer a, gconstpointer b)
{
  const MillJsonFault *x = a, *y = b;
  return (x->item > y->item) - (x->item < y->item);
}

static void
find_duplicates (MillJson *json, guint object)
{
  guint n = mill_json_item (json, object)->n;
  if (n < 2)
    return;
  g_autoptr (GArray) members = g_array_sized_new (FALSE, FALSE, sizeof (guint), n);
  for (guint item = mill_json_first (json, object); item != 0; item = mill_json_next (json, item))
    g_array_append_val (members, item);
  g_array_sort_with_data (
      members, compare_keys, json); /* stable: the first of a name stays first */
  for (guint i = 1; i < n; i++)
    {
      const guint *pair = &g_array_index (members, guint, i - 1);
      MillJsonFault fault = { MILL_JSON_DUPLICATE, pair[1] };
      if (compare_keys (&pair[0], &pair[1], json) == 0)
        g_array_append_val (json->faults, fault);
    }
  if (n > MILL_JSON_LARGE)
    g_hash_table_insert (json->sorted, GUINT_TO_POINTER (object), g_steal_pointer (&members));
}

/* The scan stands at a closing bracket. */
static gboolean
close_bracket (Scan *scan)
{
  guint index = scan->open[scan->depth - 1];
  const MillJsonItem *item = mill_json_item (scan->json, index);
  char wanted = item->type == MILL_JSON_OBJECT ? '}' : ']';
  if (scan->text[scan->at] != wanted)
    {
      guint line, column;
      mill_json_place (scan->json, item->start, &line, &column);
      return fail (scan,
                   scan->at,
                   MILL_DOCUMENT_SYNTAX,
                   _ ("the '%c' of line %u, column %u must be closed by '%c', not '%c'"),
                   scan->text[item->start],
                   line,
                   column,
                   wanted,
                   scan->text[scan->at]);
    }
  scan->at++;
  scan->depth--;
  end_item (scan, index);
  if (wanted == '}')
    find_duplicates (scan->json, index);
  return TRUE;
}

/* The scan stands behind a value: closes brackets, and goes on to where the next value starts.
 * @done: (out): the root is complete. */
static gboolean
scan_after (Scan *scan, gboolean *done)
{
  for (;;)
    {
      skip_space (scan);
      *done = scan->depth == 0;
      if (*done)
        return TRUE;
      if (scan->at >= scan->length)
        return fail_end (scan);
      char c = scan->text[scan->at];
      if (c == ',')
        break;
      if (c == '"' || c == '{' || c == '[' || is_word (c))
        return fail (scan, scan->at, MILL_DOCUMENT_SYNTAX, _ ("a comma is missing before this"));
      if (c != '}' && c != ']')
        return fail_unexpected (scan, _ ("a comma or a closing bracket"));
      if (!close_bracket (scan))
        return FALSE;
    }
  gsize comma = scan->at++;
  skip_space (scan);
  if (scan->at >= scan->length)
    return fail_end (scan);
  if (scan->text[scan->at] == '}' || scan->text[scan->at] == ']')
    return fail (scan, comma, MILL_DOCUMENT_SYNTAX, _ ("nothing follows this comma; remove it"));
  gboolean object = mill_json_type (scan->json, scan->open[scan->depth - 1]) == MILL_JSON_OBJECT;
  return !object || scan_key (scan);
}

/* The scan stands behind the opening bracket of @item. @value: (out): at a first value. */
static gboolean
scan_first (Scan *scan, guint item, gboolean *value)
{
  *value = FALSE;
  skip_space (scan);
  if (scan->at >= scan->length)
    return fail_end (scan);
  char c = scan->text[scan->at];
  if (c == '}' || c == ']')
    return close_bracket (scan);
  if (c == ',')
    return fail (scan, scan->at, MILL_DOCUMENT_SYNTAX, _ ("nothing stands before this comma"));
  *value = TRUE;
  return mill_json_type (scan->json, item) != MILL_JSON_OBJECT || scan_key (scan);
}

static gboolean
scan_tree (Scan *scan)
{
  gboolean done = FALSE;
  while (!done)
    {
      guint depth = scan->depth;
      gboolean value = FALSE;
      if (!scan_value (scan))
        return FALSE;
      if (scan->depth > depth && !scan_first (scan, scan->open[depth], &value))
        return FALSE;
      if (!value && !scan_after (scan, &done))
        return FALSE;
    }
  if (scan->at < scan->length)
    return fail (scan, scan->at, MILL_DOCUMENT_SYNTAX, _ ("text follows the end of the pipeline"));
  return TRUE;
}

static gboolean
check_bytes (Scan *scan)
{
  const guint8 *data = (const guint8 *)scan->text;
  if (scan->length >= 3 && memcmp (data, "\xef\xbb\xbf", 3) == 0)
    return fail (scan,
                 0,
                 MILL_DOCUMENT_SYNTAX,
                 _ ("a byte order mark stands before the text; save it as UTF-8 without one"));
  if (scan->length >= 2 && (memcmp (data, "\xff\xfe", 2) == 0 || memcmp (data, "\xfe\xff", 2) == 0))
    return fail (scan, 0, MILL_DOCUMENT_SYNTAX, _ ("the text is UTF-16; save it as UTF-8"));
  gsize valid = mill_utf8_valid_prefix (data, scan->length);
  if (valid < scan->length)
    return fail (scan,
                 valid,
                 MILL_DOCUMENT_SYNTAX,
                 _ ("the byte 0x%02X is not UTF-8; save the text as UTF-8"),
                 data[valid]);
  skip_space (scan);
  if (scan->at == scan->length)
    return fail (scan,
                 0,
                 MILL_DOCUMENT_SYNTAX,
                 _ ("the text is empty; a pipeline starts with { \"millrace\": 1"));
  return TRUE;
}

static void
mark_places (MillJson *json)
{
  MillJsonMark mark = { 0, 0 };
  g_array_append_val (json->marks, mark);
  for (gsize start = 0; start + MILL_JSON_STRIDE <= json->length; start += MILL_JSON_STRIDE)
    {
      mill_json_advance (&mark, json->text + start, MILL_JSON_STRIDE);
      g_array_append_val (json->marks, mark);
    }
}

static MillJson *
scan_bytes (GBytes *bytes, guint max_depth, guint *line, guint *column, GError **error)
{
  g_return_val_if_fail (bytes != NULL && line != NULL && column != NULL, NULL);
  g_autoptr (MillJson) json = g_new0 (MillJson, 1);
  g_atomic_ref_count_init (&json->refs);
  json->bytes = g_bytes_ref (bytes);
  json->text = g_bytes_get_data (bytes, &json->length);
  json->items = g_array_new (FALSE, FALSE, sizeof (MillJsonItem));
  json->faults = g_array_new (FALSE, FALSE, sizeof (MillJsonFault));
  json->marks = g_array_new (FALSE, FALSE, sizeof (MillJsonMark));
  json->sorted = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify)g_array_unref);
  if (json->text == NULL)
    json->text = "";
  Scan scan = {
    .json = json, .max_depth = max_depth, .text = json->text, .length = json->length, .error = error
  };
  gboolean ok;
  if (json->length > MILL_DOCUMENT_BYTES_MAX)
    {
      json->length = 0; /* no place to look for */
      ok = fail (&scan,
                 0,
                 MILL_DOCUMENT_LIMIT,
                 _ ("the text is larger than %d MiB; split it"),
                 MILL_DOCUMENT_BYTES_MAX / (1024 * 1024));
    }
  else
    {
      mark_places (json);
      ok = check_bytes (&scan) && scan_tree (&scan);
    }
  if (!ok)
    {
      mill_json_place (json, scan.where, line, column);
      return NULL;
    }
  g_array_sort (json->faults, compare_places);
  return g_steal_pointer (&json);
}

MillJson *
mill_json_scan (GBytes *bytes, guint *line, guint *column, GError **error)
{
  return scan_bytes (bytes, MILL_DOCUMENT_DEPTH_MAX, line, column, error);
}

MillJson *
mill_json_scan_deeper (GBytes *bytes, guint *line, guint *column, GError **error)
{
  return scan_bytes (bytes, MILL_DOCUMENT_DEPTH_MAX + EXTRA_DEPTH, line, column, error);
}
