/* mill-import-problems.h: what of a CSV file cannot be read, as rows of a MillGrid.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-csv-preview.h"
#include "mill-grid-model.h"

G_BEGIN_DECLS

#define MILL_TYPE_IMPORT_PROBLEMS (mill_import_problems_get_type ())
/** MillImportProblems: a MillGridModel: line, byte, field, reason and bytes of each problem. */
G_DECLARE_FINAL_TYPE (MillImportProblems, mill_import_problems, MILL, IMPORT_PROBLEMS, GObject)

/** mill_import_problems_new: (transfer full): none. */
MillImportProblems *mill_import_problems_new (void);
/** mill_import_problems_set_preview: shows those of @preview (nullable), which it keeps. */
void mill_import_problems_set_preview (MillImportProblems *problems, const MillCsvPreview *preview);
/** mill_import_problems_get: (transfer none) (nullable): the problem in row @row. */
const MillCsvProblem *mill_import_problems_get (MillImportProblems *problems, guint64 row);

G_END_DECLS
