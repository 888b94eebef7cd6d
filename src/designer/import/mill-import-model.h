/* mill-import-model.h: the rows of a CSV preview for a MillGrid.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-csv-preview.h"
#include "mill-grid-model.h"

G_BEGIN_DECLS

#define MILL_TYPE_IMPORT_MODEL (mill_import_model_get_type ())
/** MillImportModel: a MillGridModel; cells that cannot be read are marked, columns that are left
 * out are empty. */
G_DECLARE_FINAL_TYPE (MillImportModel, mill_import_model, MILL, IMPORT_MODEL, GObject)

/** mill_import_model_new: (transfer full): without rows. */
MillImportModel *mill_import_model_new (void);
/** mill_import_model_set_preview: shows @preview (nullable) (transfer none), which it keeps. */
void mill_import_model_set_preview (MillImportModel *model, const MillCsvPreview *preview);

G_END_DECLS
