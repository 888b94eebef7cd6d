/* mill-chart-json.h: what the files that read Vega-Lite share.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-chart-private.h"
#include "mill-json-reader.h"

G_BEGIN_DECLS

/** mill_json_read_encoding: (in mill-chart-json-encoding.c) all channels. */
gboolean mill_json_read_encoding (MillJsonReader *reader, JsonNode *value, MillChart *chart);
/** mill_json_read_color: a colour. */
gboolean mill_json_read_color (MillJsonReader *reader, JsonNode *value, MillColor *color);

G_END_DECLS
