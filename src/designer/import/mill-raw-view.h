/* mill-raw-view.h: the first lines of a CSV file as they stand there, separators made visible.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <adwaita.h>

#include "mill-csv-raw.h"

G_BEGIN_DECLS

#define MILL_TYPE_RAW_VIEW (mill_raw_view_get_type ())
/** MillRawView: numbered lines, read-only. */
G_DECLARE_FINAL_TYPE (MillRawView, mill_raw_view, MILL, RAW_VIEW, AdwBin)

/** mill_raw_view_set_raw: shows @raw (nullable), which need not live on. */
void mill_raw_view_set_raw (MillRawView *view, const MillCsvRaw *raw);
/** mill_raw_view_show_line: marks line @line, from 1, and scrolls to it. 0: none. Returns: whether
 * it is among those shown. */
gboolean mill_raw_view_show_line (MillRawView *view, guint64 line);

G_END_DECLS
