/* mill-block-panel.h: everything about one block: header, parameters, schema, rejects, notes.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <adwaita.h>

#include "mill-workspace.h"

G_BEGIN_DECLS

#define MILL_TYPE_BLOCK_PANEL (mill_block_panel_get_type ())
G_DECLARE_FINAL_TYPE (MillBlockPanel, mill_block_panel, MILL, BLOCK_PANEL, AdwBin)

/** mill_block_panel_set_block: shows @block (nullable: none) of the document of @workspace. */
void mill_block_panel_set_block (MillBlockPanel *panel,
                                 MillWorkspace *workspace,
                                 MillDocBlock *block);
/** mill_block_panel_reveal: shows the parameters, and focuses that called @name. */
void mill_block_panel_reveal (MillBlockPanel *panel, const char *name);
/** mill_block_panel_focus_fields: gives the focus to the first parameter, or else to the name. */
void mill_block_panel_focus_fields (MillBlockPanel *panel);

G_END_DECLS
