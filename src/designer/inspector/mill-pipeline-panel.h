/* mill-pipeline-panel.h: the pipeline itself: name, description, parameters, environments,
 * connections.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <adwaita.h>

#include "mill-workspace.h"

G_BEGIN_DECLS

#define MILL_TYPE_PIPELINE_PANEL (mill_pipeline_panel_get_type ())
G_DECLARE_FINAL_TYPE (MillPipelinePanel, mill_pipeline_panel, MILL, PIPELINE_PANEL, AdwBin)

/** mill_pipeline_panel_set_workspace: shows the document of @workspace (nullable: none). */
void mill_pipeline_panel_set_workspace (MillPipelinePanel *panel, MillWorkspace *workspace);

G_END_DECLS
