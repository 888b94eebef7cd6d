/* mill-import-apply.h: from an import to blocks of a pipeline.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-import.h"
#include "mill-workspace.h"

G_BEGIN_DECLS

/**
 * mill_import_add_blocks: adds a `csv-file` block at document coordinates @x, @y, or one for each
 * file below each other, and selects them: one step. With one for each file all of them are looked
 * at first, in the background. Then @callback.
 */
void mill_import_add_blocks (MillImport *import,
                             MillWorkspace *workspace,
                             double x,
                             double y,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer data);
/** mill_import_add_blocks_finish: %FALSE, and nothing added, when a file cannot be read so. */
gboolean mill_import_add_blocks_finish (MillImport *import, GAsyncResult *result, GError **error);

/** mill_import_update_block: makes block @id read its file by the choices: one step. */
gboolean mill_import_update_block (MillImport *import,
                                   MillWorkspace *workspace,
                                   const char *id,
                                   GError **error);

/** mill_import_new_for_block: (transfer full): an import that starts with what block @id of
 * @workspace says. Errors: #MILL_ERROR_DOCUMENT, when it is no `csv-file` block with a path. */
MillImport *mill_import_new_for_block (MillWorkspace *workspace, const char *id, GError **error);

G_END_DECLS
