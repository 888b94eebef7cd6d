/* mill-import-view.h: the start of a CSV file both ways: its raw lines above, below the rows they
 * are read as and what cannot be read.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <adwaita.h>

#include "mill-import.h"

G_BEGIN_DECLS

#define MILL_TYPE_IMPORT_VIEW (mill_import_view_get_type ())
/** MillImportView: class actions, about the columns that are selected: import.column opens what can
 * be decided about them, import.read-as (s: a type), import.leave-out. */
G_DECLARE_FINAL_TYPE (MillImportView, mill_import_view, MILL, IMPORT_VIEW, AdwBin)

/** mill_import_view_new: (transfer floating): of @import, of which there is a preview. @numbers:
 * the choice of how numbers are written, which is offered with columns of numbers, too. */
GtkWidget *mill_import_view_new (MillImport *import, GtkDropDown *numbers);

/** mill_import_view_show_table: shows the rows, too; before there are just the raw lines, as to
 * show both at once would hold up the main loop. */
void mill_import_view_show_table (MillImportView *view);

G_END_DECLS
