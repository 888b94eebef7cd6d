/* mill-canvas-menu.h: the menus of the canvas, of blocks and of links.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "mill-workspace.h"

G_BEGIN_DECLS

/** mill_canvas_menu_new: (transfer floating): the menu of @kind, as MillCanvas::context-menu names
 * them, for what is selected in @workspace. */
GtkWidget *mill_canvas_menu_new (const char *kind, MillWorkspace *workspace);

G_END_DECLS
