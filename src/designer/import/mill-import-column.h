/* mill-import-column.h: one column of a CSV file: what it is read as and why, to be changed.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <adwaita.h>

#include "mill-import.h"

G_BEGIN_DECLS

#define MILL_TYPE_IMPORT_COLUMN (mill_import_column_get_type ())
/** MillImportColumn: a bar above the rows. */
G_DECLARE_FINAL_TYPE (MillImportColumn, mill_import_column, MILL, IMPORT_COLUMN, AdwBin)

/** mill_import_column_set_import: shows and changes the choices of @import (nullable). */
void mill_import_column_set_import (MillImportColumn *bar, MillImport *import);
/** mill_import_column_set_column: shows column @column, if there is such a one. */
void mill_import_column_set_column (MillImportColumn *bar, guint column);
/** mill_import_column_get_column: the column that is shown. */
guint mill_import_column_get_column (MillImportColumn *bar);
/** mill_import_column_read_as: decides the type of the column. */
void mill_import_column_read_as (MillImportColumn *bar, MillType type);
/** mill_import_column_set_left_out: decides whether the column is left out. */
void mill_import_column_set_left_out (MillImportColumn *bar, gboolean left_out);

G_END_DECLS
