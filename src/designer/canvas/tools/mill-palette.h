/* mill-palette.h: all blocks beside the canvas, to be searched, dragged, and added by a double
 * click.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <adwaita.h>

#include "mill-workspace.h"

G_BEGIN_DECLS

#define MILL_TYPE_PALETTE (mill_palette_get_type ())
/** MillPalette: property "workspace" (nullable): whose blocks it offers. Signal "chosen" (const
 * char *type): a block of that type is wanted, at the middle of the view. Class action
 * palette.search: takes the focus. */
G_DECLARE_FINAL_TYPE (MillPalette, mill_palette, MILL, PALETTE, AdwBin)

/** mill_palette_new: (transfer floating): a palette of nothing. */
GtkWidget *mill_palette_new (void);
/** mill_palette_set_workspace: offers the blocks that @workspace (nullable) knows. */
void mill_palette_set_workspace (MillPalette *palette, MillWorkspace *workspace);

G_END_DECLS
