/* mill-many-panel.h: what can be done with several blocks at once.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <adwaita.h>

#include "mill-workspace.h"

G_BEGIN_DECLS

#define MILL_TYPE_MANY_PANEL (mill_many_panel_get_type ())
G_DECLARE_FINAL_TYPE (MillManyPanel, mill_many_panel, MILL, MANY_PANEL, AdwBin)

/** mill_many_panel_show: shows what is selected in @workspace (nullable: nothing). */
void mill_many_panel_show (MillManyPanel *panel, MillWorkspace *workspace);

G_END_DECLS
