/* mill-export-dialog.h: what of a pipeline leaves the designer: seen before it is copied or saved.
 *
 * A pipeline with errors can be drawn, but not exported to be run: then the errors are listed.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <adwaita.h>

#include "mill-canvas.h"
#include "mill-export-target.h"

G_BEGIN_DECLS

#define MILL_TYPE_EXPORT_DIALOG (mill_export_dialog_get_type ())
/** MillExportDialog: class actions: export.copy, export.save. */
G_DECLARE_FINAL_TYPE (MillExportDialog, mill_export_dialog, MILL, EXPORT_DIALOG, AdwWindow)

/** mill_export_dialog_new: (transfer none): exports @workspace, whose drawing is @canvas.
 * @parent: (nullable). */
MillExportDialog *mill_export_dialog_new (GtkWindow *parent,
                                          MillWorkspace *workspace,
                                          MillCanvas *canvas);
/** mill_export_dialog_select: shows the target @name. */
void mill_export_dialog_select (MillExportDialog *dialog, const char *name);
/** mill_export_dialog_save: saves what is shown to @path, without asking, in the background. How it
 * ended is said in the dialog. */
void mill_export_dialog_save (MillExportDialog *dialog, const char *path);
/** mill_export_dialog_is_saving: whether that goes on. */
gboolean mill_export_dialog_is_saving (MillExportDialog *dialog);

/** mill_export_actions_install: inserts the action "show" as "export" into @widget: opens the
 * dialog for @workspace, whose drawing @canvas is in it. */
void mill_export_actions_install (GtkWidget *widget, MillWorkspace *workspace, MillCanvas *canvas);

G_END_DECLS
