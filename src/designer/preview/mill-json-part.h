/* mill-json-part.h: a JSON value as a tree that opens one level at a time.
 *
 * Nothing is parsed before it is looked at, and nothing recurses, so that depth and size do not
 * matter. Main thread only.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/** MILL_JSON_PARTS_MAX: members of one object or array that are listed. */
#define MILL_JSON_PARTS_MAX 10000

#define MILL_TYPE_JSON_PART (mill_json_part_get_type ())
/** MillJsonPart: a value and the name it has in its object. */
G_DECLARE_FINAL_TYPE (MillJsonPart, mill_json_part, MILL, JSON_PART, GObject)

/** mill_json_part_new: (transfer full): the value that is the whole of @text, valid JSON. */
MillJsonPart *mill_json_part_new (const char *text);
/** mill_json_part_looks_right: whether @text seems to be an object or an array. */
gboolean mill_json_part_looks_right (const char *text);

/** mill_json_part_get_name: (transfer none): the name as it is written, or the number of an element
 * from 0; "" for the root. */
const char *mill_json_part_get_name (MillJsonPart *part);
/** mill_json_part_describe: (transfer full): the value as it is written, or how many members it
 * has:
 * "{ 3 }". */
char *mill_json_part_describe (MillJsonPart *part);
/** mill_json_part_list: (transfer full) (nullable) (element-type MillJsonPart): its members or
 * elements; %NULL when it is no object or array. */
GListModel *mill_json_part_list (MillJsonPart *part);

G_END_DECLS
