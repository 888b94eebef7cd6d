/* mill-import-format.h: how a CSV file is written: what was found out and why, each to be changed.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <adwaita.h>

#include "mill-import.h"

G_BEGIN_DECLS

#define MILL_TYPE_IMPORT_FORMAT (mill_import_format_get_type ())
/** MillImportFormat: groups of rows, one for each decision. */
G_DECLARE_FINAL_TYPE (MillImportFormat, mill_import_format, MILL, IMPORT_FORMAT, AdwBin)

/** mill_import_format_set_import: shows and changes the choices of @import (nullable). */
void mill_import_format_set_import (MillImportFormat *format, MillImport *import);
/** mill_import_format_show_more: shows some more rows: to show all of them at once would hold up
 * the main loop. Returns: whether there are more. */
gboolean mill_import_format_show_more (MillImportFormat *format);
/** mill_import_format_get_numbers: (transfer none): the choice of how numbers are written. */
GtkDropDown *mill_import_format_get_numbers (MillImportFormat *format);

G_END_DECLS
