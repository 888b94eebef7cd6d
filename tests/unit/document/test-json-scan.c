/* test-json-scan.c: strict JSON, with the place of everything.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-error.h"
#include "mill-json-scan.h"
#include "mill-json-write.h"
#include "mill-limits.h"

#include <string.h>

static MillJson *
scan (const char *text, gsize length, guint *line, guint *column, GError **error)
{
  /* on the heap and without a NUL, so that the sanitizer sees a read past the end */
  g_autoptr (GBytes) bytes = g_bytes_new (text, length);
  return mill_json_scan (bytes, line, column, error);
}

static MillJson *
scan_ok (const char *text)
{
  guint line, column;
  g_autoptr (GError) error = NULL;
  MillJson *json = scan (text, strlen (text), &line, &column, &error);
  g_assert_no_error (error);
  g_assert_nonnull (json);
  return json;
}

static void
test_valid (void)
{
  static const char *const texts[] = { "{}",
                                       "[]",
                                       "[[] ]",
                                       " \t\r\n{ } \n",
                                       "null",
                                       "true",
                                       "false",
                                       "0",
                                       "-0",
                                       "-12",
                                       "1.5",
                                       "1E22",
                                       "1e-7",
                                       "0.1e+1",
                                       "[1, 2 , 3]",
                                       "\"\"",
                                       "\"a\\\"b\\\\c\\/d\\b\\f\\n\\r\\t\\u0041\"",
                                       "\"\\uD834\\uDD1E\"",
                                       "\"\xc3\xa4\xe2\x82\xac\xf0\x9d\x84\x9e\"",
                                       "\"\x7f\"",
                                       "{\"a\": {\"b\": [1, {\"c\": null}]}, \"d\": \"\"}",
                                       "{\"\": 1}" };
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (MillJson) json = scan_ok (texts[i]);
      g_assert_cmpuint (json->faults->len, ==, 0);
    }
}

typedef struct
{
  const char *text;
  gsize length; /* 0: up to the NUL */
  guint line, column;
  const char *says;
} Bad;

static const Bad bad[] = {
  { "", 0, 1, 1, "the text is empty" },
  { " \n ", 0, 1, 1, "the text is empty" },
  { "\xef\xbb\xbf{}", 0, 1, 1, "byte order mark" },
  { "\xff\xfe{\0}\0", 6, 1, 1, "UTF-16" },
  { "\xfe\xff\0{\0}", 6, 1, 1, "UTF-16" },
  { "{\"a\": \"\xff\"}", 0, 1, 8, "0xFF is not UTF-8" },
  { "[\"\xed\xa0\x80\"]", 0, 1, 3, "0xED is not UTF-8" },
  { "[\"\xc0\xaf\"]", 0, 1, 3, "0xC0 is not UTF-8" },
  { "{", 0, 1, 2, "breaks off here: the '{' of line 1, column 1" },
  { "{\"a\"", 0, 1, 5, "breaks off" },
  { "{\"a\":", 0, 1, 6, "breaks off" },
  { "{\"a\": 1", 0, 1, 8, "breaks off" },
  { "{\"a\": 1,", 0, 1, 9, "breaks off" },
  { "{\n  \"a\": [1,\n", 0, 3, 1, "the '[' of line 2, column 8 is not closed" },
  { "[\"abc", 0, 1, 2, "no closing quote" },
  { "[\"abc\\", 0, 1, 7, "breaks off" },
  { "[\"abc\ndef\"]", 0, 1, 2, "not closed on its line" },
  { "[\"a\x01\"]", 0, 1, 4, "U+0001 in a text must be written \\u0001" },
  { "[\"a\0b\"]", 7, 1, 4, "U+0000 in a text" },
  { "[1\0]", 4, 1, 3, "unexpected U+0000" },
  { "{}\0", 3, 1, 3, "follows the end" },
  { "{} x", 0, 1, 4, "follows the end" },
  { "[1, ]", 0, 1, 3, "nothing follows this comma; remove it" },
  { "{\"a\": 1, }", 0, 1, 8, "nothing follows this comma" },
  { "[,1]", 0, 1, 2, "nothing stands before this comma" },
  { "[1,,2]", 0, 1, 4, "unexpected ','" },
  { "[1 2]", 0, 1, 4, "a comma is missing before this" },
  { "{\"a\": 1 \"b\": 2}", 0, 1, 9, "a comma is missing before this" },
  { "{\"a\" 1}", 0, 1, 6, "unexpected '1' where ':' must stand" },
  { "{a: 1}", 0, 1, 2, "the name of a member stands in quotes" },
  { "{1: 1}", 0, 1, 2, "the name of a member stands in quotes" },
  { "{'a': 1}", 0, 1, 2, "use double quotes" },
  { "['a']", 0, 1, 2, "use double quotes" },
  { "{ // no\n}", 0, 1, 3, "JSON has no comments" },
  { "# no\n{}", 0, 1, 1, "JSON has no comments" },
  { "[1}", 0, 1, 3, "must be closed by ']', not '}'" },
  { "{\"a\": 1]", 0, 1, 8, "must be closed by '}', not ']'" },
  { "]", 0, 1, 1, "unexpected ']'" },
  { "[True]", 0, 1, 2, "'True' is written 'true'" },
  { "[NULL]", 0, 1, 2, "'NULL' is written 'null'" },
  { "[NaN]", 0, 1, 2, "unexpected 'NaN'" },
  { "[tru]", 0, 1, 2, "unexpected 'tru'" },
  { "[+1]", 0, 1, 2, "unexpected '+'" },
  { "[.5]", 0, 1, 2, "unexpected '.'" },
  { "[-]", 0, 1, 2, "a digit must follow the minus sign" },
  { "[01]", 0, 1, 2, "must not start with 0" },
  { "[-012]", 0, 1, 2, "must not start with 0" },
  { "[1.]", 0, 1, 2, "a digit must follow the point" },
  { "[1e]", 0, 1, 2, "a digit must follow the exponent" },
  { "[1e+]", 0, 1, 2, "a digit must follow the exponent" },
  { "[0x10]", 0, 1, 2, "this is no number" },
  { "[1a]", 0, 1, 2, "this is no number" },
  { "[1.2.3]", 0, 1, 5, "unexpected '.'" },
  { "[\"C:\\data\"]", 0, 1, 5, "for a backslash write \\\\" },
  { "[\"\\u12G4\"]", 0, 1, 3, "four hexadecimal digits" },
  { "[\"\\u12", 0, 1, 3, "four hexadecimal digits" },
  { "[\"\\u0000\"]", 0, 1, 3, "NUL character" },
  { "[\"\\ud800\"]", 0, 1, 3, "half a character" },
  { "[\"\\ud800\\u0041\"]", 0, 1, 3, "half a character" },
  { "[\"\\udc00\"]", 0, 1, 3, "half a character" },
  { "[\xc2\xa0]", 0, 1, 2, "unexpected U+00A0" },
  { "[\xe2\x82\xac]", 0, 1, 2, "unexpected '\xe2\x82\xac'" },
  { "{\"\xc3\xa4\": \"\xc3\xb6\", x}", 0, 1, 12, "stands in quotes" },
  { "{\n\n  \"\xc3\xa4\": tru\n}", 0, 3, 8, "unexpected 'tru'" },
};

static void
test_bad (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      guint line = 0, column = 0;
      g_autoptr (GError) error = NULL;
      gsize length = bad[i].length > 0 ? bad[i].length : strlen (bad[i].text);
      g_autoptr (MillJson) json = scan (bad[i].text, length, &line, &column, &error);
      g_test_message ("%u: %s", i, error != NULL ? error->message : "no error");
      g_assert_null (json);
      g_assert_error (error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_SYNTAX);
      g_assert_nonnull (strstr (error->message, bad[i].says));
      g_assert_null (strchr (error->message, '\n'));
      g_assert_cmpuint (line, ==, bad[i].line);
      g_assert_cmpuint (column, ==, bad[i].column);
    }
}

/* Every piece of a valid text from its start on is an error, and none reads past its end. */
static void
test_truncated (void)
{
  static const char text[]
      = "{\"a\": [1, -2.5e3, true, null, \"x\\u00e4\\ud834\\udd1e\"], \"b\": {}}";
  for (gsize length = 0; length < sizeof text - 1; length++)
    {
      guint line, column;
      g_autoptr (GError) error = NULL;
      g_autoptr (MillJson) json = scan (text, length, &line, &column, &error);
      g_assert_null (json);
      g_assert_error (error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_SYNTAX);
      g_assert_cmpuint (line, ==, 1);
      g_assert_cmpuint (column, <=, length + 1);
    }
}

static void
test_limits (void)
{
  guint line, column;
  g_autoptr (GError) error = NULL;
  g_autofree char *deep = g_strnfill (100000, '[');
  g_assert_null (scan (deep, 100000, &line, &column, &error));
  g_assert_error (error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_LIMIT);
  g_assert_cmpstr (error->message, ==, "brackets are nested more than 64 deep");
  g_assert_cmpuint (column, ==, MILL_DOCUMENT_DEPTH_MAX + 1);
  g_clear_error (&error);

  GString *just = g_string_new (NULL);
  for (guint i = 0; i < MILL_DOCUMENT_DEPTH_MAX; i++)
    g_string_append (just, "{\"a\":");
  g_string_append_c (just, '1');
  for (guint i = 0; i < MILL_DOCUMENT_DEPTH_MAX; i++)
    g_string_append_c (just, '}');
  g_autoptr (MillJson) json = scan_ok (just->str);
  g_autoptr (JsonNode) node = mill_json_to_node (json, 0);
  g_assert_true (JSON_NODE_HOLDS_OBJECT (node));
  g_string_free (just, TRUE);

  g_autofree char *name = g_strnfill (1000000, 'n');
  g_autofree char *named = g_strdup_printf ("{\"%s\": 1}", name);
  g_assert_null (scan (named, strlen (named), &line, &column, &error));
  g_assert_error (error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_LIMIT);
  g_assert_cmpstr (error->message, ==, "a name has at most 1024 bytes, this one 1000000");
  g_clear_error (&error);

  gsize n = 2 * (gsize)MILL_DOCUMENT_VALUES_MAX + 2;
  g_autofree char *many = g_malloc (n);
  for (gsize i = 0; i < n; i++)
    many[i] = i == 0 ? '[' : i % 2 == 1 ? '0' : ',';
  g_assert_null (scan (many, n, &line, &column, &error));
  g_assert_error (error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_LIMIT);
  g_clear_error (&error);

  gsize large = (gsize)MILL_DOCUMENT_BYTES_MAX + 1;
  g_autofree char *spaces = g_strnfill (large, ' ');
  g_autoptr (GBytes) bytes = g_bytes_new_static (spaces, large);
  g_assert_null (mill_json_scan (bytes, &line, &column, &error));
  g_assert_error (error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_LIMIT);
  g_assert_cmpstr (error->message, ==, "the text is larger than 64 MiB; split it");
}

static void
test_values (void)
{
  g_autoptr (MillJson) json
      = scan_ok ("{\"i\": -9223372036854775808, \"j\": 9223372036854775807, "
                 "\"d\": 1.5e3, \"z\": -0, \"t\": \"a\\u00e4\\ud834\\udd1e\\n\", "
                 "\"k\\u0065y\": [true, false, null]}");
  gint64 integer;
  double number;
  g_assert_true (mill_json_integer (json, mill_json_member (json, 0, "i"), &integer));
  g_assert_cmpint (integer, ==, G_MININT64);
  g_assert_true (mill_json_integer (json, mill_json_member (json, 0, "j"), &integer));
  g_assert_cmpint (integer, ==, G_MAXINT64);
  g_assert_false (mill_json_integer (json, mill_json_member (json, 0, "d"), &integer));
  g_assert_true (mill_json_number (json, mill_json_member (json, 0, "d"), &number));
  g_assert_cmpfloat (number, ==, 1500);
  g_assert_cmpuint (mill_json_type (json, mill_json_member (json, 0, "z")), ==, MILL_JSON_NUMBER);
  g_autofree char *text = mill_json_string (json, mill_json_member (json, 0, "t"));
  g_assert_cmpstr (text, ==, "a\xc3\xa4\xf0\x9d\x84\x9e\n");
  guint array = mill_json_member (json, 0, "key");
  g_assert_cmpuint (array, !=, 0);
  g_assert_cmpuint (mill_json_item (json, array)->n, ==, 3);
  g_assert_cmpuint (mill_json_member (json, 0, "nothing"), ==, 0);
  g_assert_cmpuint (mill_json_member (json, array, "i"), ==, 0);
}

static void
test_faults (void)
{
  g_autoptr (MillJson) json = scan_ok (
      "{\"a\": 1, \"b\": 9223372036854775808, \"\\u0061\": 2, \"c\": 1e400, \"a\": {\"x\": "
      "1, \"x\": 2}}");
  static const struct
  {
    MillJsonFaultKind kind;
    const char *pointer;
  } expected[] = { { MILL_JSON_TOO_LARGE, "/b" },
                   { MILL_JSON_DUPLICATE, "/a" },
                   { MILL_JSON_TOO_LARGE, "/c" },
                   { MILL_JSON_DUPLICATE, "/a" },
                   { MILL_JSON_DUPLICATE, "/a/x" } };
  g_assert_cmpuint (json->faults->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      const MillJsonFault *fault = &g_array_index (json->faults, MillJsonFault, i);
      g_autofree char *pointer = mill_json_pointer (json, fault->item);
      g_assert_cmpint (fault->kind, ==, expected[i].kind);
      g_assert_cmpstr (pointer, ==, expected[i].pointer);
    }
  g_autoptr (JsonNode) node = mill_json_to_node (json, 0);
  g_assert_cmpint (json_object_get_int_member (json_node_get_object (node), "a"), ==, 1);
}

static void
test_places (void)
{
  static const char text[]
      = "{\n  \"blocks\": {\n    \"\xc3\xa4/b~c\": [ 10,\n      { \"x\": \"\xc3\xa4"
        "\\n12\" } ]\n  }\n}\n";
  static const struct
  {
    const char *pointer;
    gboolean found;
    guint line, column;
  } cases[] = { { "", TRUE, 1, 1 },
                { "/blocks", TRUE, 2, 13 },
                { "/blocks/\xc3\xa4~1b~0c", TRUE, 3, 14 },
                { "/blocks/\xc3\xa4~1b~0c/0", TRUE, 3, 16 },
                { "/blocks/\xc3\xa4~1b~0c/1/x", TRUE, 4, 14 },
                { "/blocks/\xc3\xa4~1b~0c/2", FALSE, 3, 14 },
                { "/blocks/none/at/all", FALSE, 2, 13 },
                { "/blocks/\xc3\xa4~1b~0c/-1", FALSE, 3, 14 },
                { "no pointer", TRUE, 1, 1 } };
  g_autoptr (MillJson) json = scan_ok (text);
  guint item, line, column;
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_cmpint (mill_json_find (json, cases[i].pointer, &item), ==, cases[i].found);
      mill_json_place (json, mill_json_item (json, item)->start, &line, &column);
      g_assert_cmpuint (line, ==, cases[i].line);
      g_assert_cmpuint (column, ==, cases[i].column);
      g_autofree char *back = mill_json_pointer (json, item);
      if (cases[i].found && *cases[i].pointer == '/')
        g_assert_cmpstr (back, ==, cases[i].pointer);
    }
  mill_json_find (json, cases[4].pointer, &item);
  mill_json_place_inside (json, item, 1, 2, &line, &column);
  g_assert_cmpuint (column, ==, 16);
  mill_json_place_inside (json, item, 2, 2, &line, &column);
  g_assert_cmpuint (line, ==, 4);
  g_assert_cmpuint (column, ==, 19);
  mill_json_place_inside (json, item, 99, 99, &line, &column);
  g_assert_cmpuint (column, ==, 20);
}

/* Lines are marked every MILL_JSON_STRIDE bytes; places on both sides of a mark are right. */
static void
test_many_lines (void)
{
  GString *text = g_string_new ("[\n");
  guint n = 60000;
  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, " %u%s\n", i % 10, i + 1 < n ? "," : "");
  g_string_append (text, "]\n");
  g_autoptr (MillJson) json = scan_ok (text->str);
  guint expected = 2;
  for (guint item = mill_json_first (json, 0); item != 0; item = mill_json_next (json, item))
    {
      guint line, column;
      mill_json_place (json, mill_json_item (json, item)->start, &line, &column);
      g_assert_cmpuint (line, ==, expected++);
      g_assert_cmpuint (column, ==, 2);
    }
  g_assert_cmpuint (expected, ==, n + 2);
  g_string_free (text, TRUE);
}

static void
test_write (void)
{
  static const struct
  {
    const char *in, *out;
  } cases[] = { { "{}", "{}" },
                { "[ ]", "[]" },
                { "{\"a\":[1,2,{\"b\":null}],\"c\":true}",
                  "{ \"a\": [1, 2, { \"b\": null }], \"c\": true }" },
                { "0.1", "0.1" },
                { "1.0", "1" },
                { "-0", "-0" },
                { "1e21", "1e+21" },
                { "1E+2", "100" },
                { "100000000000000000000.0", "100000000000000000000.0" },
                { "5e-324", "5e-324" },
                { "9223372036854775807", "9223372036854775807" },
                { "\"\\/\\u00e4\\u001f\\b\\\\\\\"\x7f\"", "\"/\xc3\xa4\\u001f\\b\\\\\\\"\x7f\"" } };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (MillJson) json = scan_ok (cases[i].in);
      g_autoptr (JsonNode) node = mill_json_to_node (json, 0);
      g_autofree char *text = mill_json_node_text (node);
      g_assert_cmpstr (text, ==, cases[i].out);
      g_autoptr (MillJson) again = scan_ok (text);
      g_autoptr (JsonNode) node_again = mill_json_to_node (again, 0);
      g_autofree char *text_again = mill_json_node_text (node_again);
      g_assert_cmpstr (text_again, ==, text);
    }
}

static void
test_objects (void)
{
  g_autoptr (MillJson) json = scan_ok ("{\"a\": 1, \"b\": 2, \"c\": 3}");
  g_autoptr (JsonNode) node = mill_json_to_node (json, 0);
  JsonObject *object = json_node_get_object (node);
  g_autoptr (JsonNode) nine = json_node_init_int (json_node_alloc (), 9);
  g_autoptr (JsonObject) replaced = mill_json_object_with (object, "b", nine, 0);
  g_autoptr (JsonObject) removed = mill_json_object_with (object, "b", NULL, 0);
  g_autoptr (JsonObject) inserted = mill_json_object_with (removed, "b", nine, 1);
  g_autoptr (JsonObject) last = mill_json_object_with (removed, "z", nine, G_MAXUINT);
  g_autoptr (JsonObject) renamed = mill_json_object_renamed (object, "b", "x");
  JsonObject *objects[] = { replaced, removed, inserted, last, renamed };
  static const char *const texts[] = { "{ \"a\": 1, \"b\": 9, \"c\": 3 }",
                                       "{ \"a\": 1, \"c\": 3 }",
                                       "{ \"a\": 1, \"b\": 9, \"c\": 3 }",
                                       "{ \"a\": 1, \"c\": 3, \"z\": 9 }",
                                       "{ \"a\": 1, \"x\": 2, \"c\": 3 }" };
  for (guint i = 0; i < G_N_ELEMENTS (objects); i++)
    {
      g_autoptr (GString) out = g_string_new (NULL);
      mill_json_append_object (out, objects[i]);
      g_assert_cmpstr (out->str, ==, texts[i]);
    }
  g_assert_cmpuint (mill_json_object_index (object, "c"), ==, 2);
  g_assert_cmpuint (mill_json_object_index (object, "x"), ==, G_MAXUINT);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json/valid", test_valid);
  g_test_add_func ("/json/bad", test_bad);
  g_test_add_func ("/json/truncated", test_truncated);
  g_test_add_func ("/json/limits", test_limits);
  g_test_add_func ("/json/values", test_values);
  g_test_add_func ("/json/faults", test_faults);
  g_test_add_func ("/json/places", test_places);
  g_test_add_func ("/json/many-lines", test_many_lines);
  g_test_add_func ("/json/write", test_write);
  g_test_add_func ("/json/objects", test_objects);
  return g_test_run ();
}
