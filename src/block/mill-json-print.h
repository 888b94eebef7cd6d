/* mill-json-print.h: JSON as people write it: short doubles, `"key": value`, small things on one
 * line.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/** mill_json_print: (transfer full): @node with two-space indent and a final newline, for files.
 * Lists without objects in them stand on one line. No locale, any thread. */
char *mill_json_print (JsonNode *node);

/** mill_json_print_line: (transfer full): @node on one line, without a newline. */
char *mill_json_print_line (JsonNode *node);

G_END_DECLS
