/* mill-export-save.h: writes what leaves the designer, in a thread.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-export-picture.h"
#include "mill-export.h"
#include "mill-workspace.h"

G_BEGIN_DECLS

/** mill_export_save_text: mill_export_write() of the pipeline as it is now. @source is that of
 * @callback. */
void mill_export_save_text (MillWorkspace *workspace,
                            MillExportFormat format,
                            const MillExportOptions *options,
                            const char *path,
                            gpointer source,
                            GAsyncReadyCallback callback,
                            gpointer data);
/** mill_export_save_picture: mill_picture_draw() and mill_picture_write() of @picture (transfer
 * full). */
void mill_export_save_picture (MillPicture *picture,
                               const char *path,
                               gpointer source,
                               GAsyncReadyCallback callback,
                               gpointer data);
/** mill_export_save_finish: whether it is saved. */
gboolean mill_export_save_finish (GAsyncResult *result, GError **error);

G_END_DECLS
