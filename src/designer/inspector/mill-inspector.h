/* mill-inspector.h: shows and edits what is selected: a block, a link, several blocks, or else the
 * pipeline itself.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <adwaita.h>

#include "mill-workspace.h"

G_BEGIN_DECLS

#define MILL_TYPE_INSPECTOR (mill_inspector_get_type ())
/** MillInspector: property "workspace" (nullable). */
G_DECLARE_FINAL_TYPE (MillInspector, mill_inspector, MILL, INSPECTOR, AdwBin)

/** mill_inspector_new: an inspector of nothing yet. */
GtkWidget *mill_inspector_new (void);
/** mill_inspector_set_workspace: follows the selection of @workspace (nullable: of none). */
void mill_inspector_set_workspace (MillInspector *inspector, MillWorkspace *workspace);
/** mill_inspector_focus_fields: gives the focus to the first field of what is shown. */
void mill_inspector_focus_fields (MillInspector *inspector);

G_END_DECLS
