/* mill-import-column.h: what columns of a CSV file are read as and why, to be changed.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "mill-import.h"

G_BEGIN_DECLS

#define MILL_TYPE_IMPORT_COLUMN (mill_import_column_get_type ())
/** MillImportColumn: a popover for the header of a column. Each change counts at once. */
G_DECLARE_FINAL_TYPE (MillImportColumn, mill_import_column, MILL, IMPORT_COLUMN, GtkPopover)

/** mill_import_column_new: (transfer floating): about no column yet of @import. @numbers: the
 * choice of how numbers are written, which is followed and set. */
GtkWidget *mill_import_column_new (MillImport *import, GtkDropDown *numbers);
/** mill_import_column_set_columns: is about @columns (element-type guint), at least one; the first
 * is shown. */
void mill_import_column_set_columns (MillImportColumn *self, const GArray *columns);

G_END_DECLS
