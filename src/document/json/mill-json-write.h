/* mill-json-write.h: JSON as the canonical file has it.
 *
 * Text as UTF-8 with only the escapes that JSON asks for; integers exactly; numbers as the shortest
 * text that reads back as the same double. The same bytes under any locale.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/** mill_json_append_string: appends @text (valid UTF-8) in quotes. */
void mill_json_append_string (GString *out, const char *text);
/** mill_json_append_number: appends @value, which must be finite. */
void mill_json_append_number (GString *out, double value);
/**
 * mill_json_append_node: appends @node (nullable: null) on one line: `{ "a": 1, "b": [1, 2] }`.
 */
void mill_json_append_node (GString *out, JsonNode *node);
/** mill_json_append_object: mill_json_append_node() of an object. */
void mill_json_append_object (GString *out, JsonObject *object);
/** mill_json_append_lines: appends @object with one member a line, at @indent blanks; the closing
 * brace stands two blanks further left. */
void mill_json_append_lines (GString *out, JsonObject *object, guint indent);
/** mill_json_node_text: (transfer full): @node (nullable: null) as mill_json_append_node(). */
char *mill_json_node_text (JsonNode *node);

/**
 * mill_json_node_is_clean: whether @node can stand in a file: valid UTF-8 without NUL, finite
 * numbers, names and depth within their limits.
 *
 * Returns: %FALSE with #MILL_ERROR_DOCUMENT (TYPE, RANGE, LIMIT).
 */
gboolean mill_json_node_is_clean (JsonNode *node, GError **error);
/** mill_json_object_is_clean: mill_json_node_is_clean() of an object. */
gboolean mill_json_object_is_clean (JsonObject *object, GError **error);

/** mill_json_object_with: (transfer full): a copy of @object (values shared) where @name is @value
 * (nullable: is not there). A new member comes at place @index, or last. */
JsonObject *mill_json_object_with (JsonObject *object,
                                   const char *name,
                                   JsonNode *value,
                                   guint index);
/** mill_json_object_renamed: (transfer full): a copy of @object (values shared) where member @from
 * is called @to, in its place. */
JsonObject *mill_json_object_renamed (JsonObject *object, const char *from, const char *to);
/** mill_json_object_index: the place of member @name, or G_MAXUINT. */
guint mill_json_object_index (JsonObject *object, const char *name);
/**
 * mill_json_object_freeze: (transfer full): a node with a copy of @object, all the way down.
 *
 * json-glib counts nodes atomically, but not objects and arrays: what threads share must be nodes
 * that own what they hold alone, and nobody may take a reference on an object or array inside.
 */
JsonNode *mill_json_object_freeze (JsonObject *object);
/** mill_json_object_node: (transfer full): a node that holds @object. */
JsonNode *mill_json_object_node (JsonObject *object);
/** mill_json_text_node: (transfer full) (nullable): a node that holds @text; %NULL for %NULL. */
JsonNode *mill_json_text_node (const char *text);
/** mill_json_object_text: (transfer none) (nullable): member @name when it is a text. */
const char *mill_json_object_text (JsonObject *object, const char *name);
/** mill_json_nodes_equal: whether two nodes (nullable) hold the same, members in the same order:
 * the columns that a map computes come in its order. */
gboolean mill_json_nodes_equal (JsonNode *a, JsonNode *b);

G_END_DECLS
