/* mill-import-actions.h: the doors to the import dialog: files dropped on the canvas, files chosen,
 * a block that is there.
 *
 * Actions: "open" chooses files; "path" (s) takes the file there; "block" looks again at the file
 * of the selected `csv-file` block.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-canvas.h"

G_BEGIN_DECLS

/** mill_import_is_table: whether the name of @file is one that delimited text has (".csv",
 * ".tsv.gz").
 */
gboolean mill_import_is_table (GFile *file);
/** mill_import_actions_install: inserts the actions as "import" into @widget, whose pipeline is
 * @workspace, and takes what is dropped on @canvas, which is in it. Pipelines that are dropped are
 * opened by "win.open-path". */
void mill_import_actions_install (GtkWidget *widget, MillWorkspace *workspace, MillCanvas *canvas);

G_END_DECLS
