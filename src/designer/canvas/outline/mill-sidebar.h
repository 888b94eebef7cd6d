/* mill-sidebar.h: what stands left of the canvas: the blocks there are, and the outline of the
 * pipeline.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <adwaita.h>

#include "mill-workspace.h"

G_BEGIN_DECLS

#define MILL_TYPE_SIDEBAR (mill_sidebar_get_type ())
/** MillSidebar: property "workspace" (nullable). Signals "chosen" (const char *type): a block of
 * that type is wanted, at the middle of the view; "command" (const char *action): an action of the
 * canvas is wanted for what is selected. */
G_DECLARE_FINAL_TYPE (MillSidebar, mill_sidebar, MILL, SIDEBAR, AdwBin)

/** mill_sidebar_new: (transfer floating): a sidebar of nothing. */
GtkWidget *mill_sidebar_new (void);

G_END_DECLS
