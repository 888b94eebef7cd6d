/* mill-import-dialog.h: a CSV file before it becomes a block: what was found out and why, the raw
 * lines and the rows they are read as, each decision to be changed.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <adwaita.h>

#include "mill-import.h"
#include "mill-workspace.h"

G_BEGIN_DECLS

#define MILL_TYPE_IMPORT_DIALOG (mill_import_dialog_get_type ())
/** MillImportDialog: class actions: import.accept, import.look-at-all, import.stop, import.reset.
 */
G_DECLARE_FINAL_TYPE (MillImportDialog, mill_import_dialog, MILL, IMPORT_DIALOG, AdwWindow)

/** mill_import_dialog_new: (transfer none): a dialog that adds blocks for @import to @workspace at
 * document coordinates @x, @y. @parent: (nullable). */
MillImportDialog *mill_import_dialog_new (
    GtkWindow *parent, MillWorkspace *workspace, MillImport *import, double x, double y);
/** mill_import_dialog_set_block: it changes block @id instead. */
void mill_import_dialog_set_block (MillImportDialog *dialog, const char *id);
/** mill_import_dialog_get_import: (transfer none): what it decides about. */
MillImport *mill_import_dialog_get_import (MillImportDialog *dialog);

G_END_DECLS
