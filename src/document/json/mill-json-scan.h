/* mill-json-scan.h: the JSON of our own documents, strictly read, with the place of everything.
 *
 * json-glib 1.6 crashes on deep nesting and corrupts large integers, so its parser is not used:
 * this one checks size, depth and count, UTF-8 and the grammar of RFC 8259, and keeps where each
 * value stands. Values are turned into JsonNodes on request.
 *
 * A tree is an array of items in the order of the text; item 0 is the root, and the members or
 * elements of item i start at i + 1.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/** MillJsonType: what an item is. */
typedef enum
{
  MILL_JSON_NULL,
  MILL_JSON_FALSE,
  MILL_JSON_TRUE,
  MILL_JSON_INTEGER, /* no point, no exponent, fits 64 bits */
  MILL_JSON_NUMBER,
  MILL_JSON_STRING,
  MILL_JSON_ARRAY,
  MILL_JSON_OBJECT
} MillJsonType;

/** MillJsonItem: one value. Offsets are bytes of the text. */
typedef struct
{
  guint32 start; /* of the value */
  guint32 end;
  guint32 key; /* members: of the name, behind its quote; else 0 */
  guint32 key_length;
  guint32 next; /* the next member or element, 0: none */
  guint32 n;    /* members or elements */
  guint8 type;  /* MillJsonType */
  guint8 key_escaped;
} MillJsonItem;

/** MillJsonFaultKind: what is wrong with a text that is JSON nevertheless. */
typedef enum
{
  MILL_JSON_DUPLICATE, /* a member name that stands in its object before */
  MILL_JSON_TOO_LARGE, /* an integer beyond 64 bits, or a number beyond double */
} MillJsonFaultKind;

/** MillJsonFault: one such fault. */
typedef struct
{
  MillJsonFaultKind kind;
  guint32 item;
} MillJsonFault;

/** MillJsonMark: how far the text has come at a byte, so that places are found without counting
 * from the start. */
typedef struct
{
  guint32 lines;      /* line ends before */
  guint32 characters; /* begun since the last of them */
} MillJsonMark;

/** MillJson: a text and its tree. Immutable, counted, any thread. */
typedef struct
{
  gatomicrefcount refs;
  GBytes *bytes;
  const char *text;
  gsize length;
  GArray *items;      /* of MillJsonItem; at least one */
  GArray *faults;     /* of MillJsonFault */
  GArray *marks;      /* of MillJsonMark, one each MILL_JSON_STRIDE bytes */
  GHashTable *sorted; /* item of a large object to its members, a GArray of guint sorted by name */
} MillJson;

/** MILL_JSON_LARGE: objects with more members are searched by halves. */
#define MILL_JSON_LARGE 64

/** MILL_JSON_STRIDE: how far apart the marks are. */
#define MILL_JSON_STRIDE 65536

/**
 * mill_json_scan: reads @bytes.
 *
 * @line, @column: (out): on failure where, from 1, the column in characters.
 *
 * Returns: (transfer full): the tree, or %NULL with #MILL_ERROR_DOCUMENT: SYNTAX, or LIMIT above
 * MILL_DOCUMENT_BYTES_MAX, _DEPTH_MAX, _VALUES_MAX, or MILL_NAME_BYTES_MAX for a member name. The
 * message does not say where.
 */
MillJson *mill_json_scan (GBytes *bytes, guint *line, guint *column, GError **error);
/** mill_json_scan_deeper: mill_json_scan() with a little more depth, for what wraps parts of a
 * document. */
MillJson *mill_json_scan_deeper (GBytes *bytes, guint *line, guint *column, GError **error);
/** mill_json_ref: (transfer full): one more owner. */
MillJson *mill_json_ref (MillJson *json);
/** mill_json_unref: one owner less; accepts %NULL. */
void mill_json_unref (MillJson *json);

/** mill_json_item: (transfer none): item @item. */
static inline const MillJsonItem *
mill_json_item (const MillJson *json, guint item)
{
  return &g_array_index (json->items, MillJsonItem, item);
}

/** mill_json_type: what item @item is. */
static inline MillJsonType
mill_json_type (const MillJson *json, guint item)
{
  return (MillJsonType)mill_json_item (json, item)->type;
}

/** mill_json_first: the first member or element of @item, 0: none. */
static inline guint
mill_json_first (const MillJson *json, guint item)
{
  return mill_json_item (json, item)->n > 0 ? item + 1 : 0;
}

/** mill_json_next: the member or element after @item, 0: none. */
static inline guint
mill_json_next (const MillJson *json, guint item)
{
  return mill_json_item (json, item)->next;
}

/** mill_json_key: (transfer full): the name of member @item. */
char *mill_json_key (const MillJson *json, guint item);
/** mill_json_member: the first member @name of object @item, 0: none (or no object). */
guint mill_json_member (const MillJson *json, guint item, const char *name);
/** mill_json_string: (transfer full) (nullable): the text of item @item; %NULL when it is none. */
char *mill_json_string (const MillJson *json, guint item);
/** mill_json_integer: reads an integer. Returns: %FALSE when item @item is none. */
gboolean mill_json_integer (const MillJson *json, guint item, gint64 *value);
/** mill_json_number: reads an integer or number. Returns: %FALSE when item @item is none. */
gboolean mill_json_number (const MillJson *json, guint item, double *value);
/** mill_json_to_node: (transfer full): item @item as json-glib has it; of members of one name the
 * first counts. */
JsonNode *mill_json_to_node (const MillJson *json, guint item);
/** mill_json_type_name: (transfer none): "a text", "an object", ... for messages. Translated. */
const char *mill_json_type_name (MillJsonType type);

/** mill_json_advance: moves @mark over @length bytes of @text. */
void mill_json_advance (MillJsonMark *mark, const char *text, gsize length);
/** mill_json_place: the line and column of the character at @offset. */
void mill_json_place (const MillJson *json, gsize offset, guint *line, guint *column);
/** mill_json_place_inside: the place of character @in_column of line @in_line (from 1) of the text
 * that string item @item holds. */
void mill_json_place_inside (
    const MillJson *json, guint item, guint in_line, guint in_column, guint *line, guint *column);
/**
 * mill_json_find: the item that JSON pointer @pointer names.
 *
 * @nearest: (out): that item, or the innermost one around where it would stand.
 * Returns: whether @pointer names an item.
 */
gboolean mill_json_find (const MillJson *json, const char *pointer, guint *nearest);
/** mill_json_pointer: (transfer full): the JSON pointer to item @item. */
char *mill_json_pointer (const MillJson *json, guint item);

/** mill_json_pointer_append: appends "/" and @key, escaped as RFC 6901 says. */
void mill_json_pointer_append (GString *pointer, const char *key);
/** mill_json_pointer_append_index: appends "/" and @index. */
void mill_json_pointer_append_index (GString *pointer, guint index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MillJson, mill_json_unref)

G_END_DECLS
