/* mill-json-reader.h: reads JSON objects by tables of keys; errors say the path.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/** MillJsonReader: where in the document we are. */
typedef struct
{
  GString *path; /* "encoding.x.axis" */
  GError **error;
} MillJsonReader;

/** MillJsonKey: one key of an object. @read: returns %FALSE with the reader's error set. */
typedef struct
{
  const char *name;
  gboolean (*read) (MillJsonReader *reader, JsonNode *value, gpointer target);
} MillJsonKey;

/** mill_json_fail: sets the error: the path, then @format. Returns: %FALSE. */
gboolean mill_json_fail (MillJsonReader *reader, int code, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

/**
 * mill_json_read_object: calls the reader of each member of @node, which must be an object; a key
 * not among @keys is an error with a suggestion. @foreign: (nullable): keys that the full language
 * has, ended by %NULL, for a better message.
 */
gboolean mill_json_read_object (MillJsonReader *reader,
                                JsonNode *node,
                                const MillJsonKey *keys,
                                guint n_keys,
                                const char *const *foreign,
                                gpointer target);

/** mill_json_read_...: a value of one type, or an error that says what is expected. */
gboolean mill_json_read_string (MillJsonReader *reader, JsonNode *value, const char **text);
gboolean mill_json_read_number (
    MillJsonReader *reader, JsonNode *value, double lo, double hi, double *number);
gboolean mill_json_read_boolean (MillJsonReader *reader, JsonNode *value, gboolean *boolean);
/** mill_json_read_word: one of the words that @nick gives for 0, 1, ... from @first on. */
gboolean mill_json_read_word (
    MillJsonReader *reader, JsonNode *value, const char *(*nick) (int value), int first, int *word);

/** mill_json_is_null: whether @value is the JSON null. */
gboolean mill_json_is_null (JsonNode *value);
/** mill_json_is_number: whether @value is a number. */
gboolean mill_json_is_number (JsonNode *value);
/** mill_json_is_string: whether @value is a string. */
gboolean mill_json_is_string (JsonNode *value);
/** mill_json_is_boolean: whether @value is true or false. */
gboolean mill_json_is_boolean (JsonNode *value);

G_END_DECLS
