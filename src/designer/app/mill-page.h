/* mill-page.h: one open pipeline: palette, canvas, inspector, and the panels below.
 *
 * Every view in it has a property "workspace" and nothing else to be told.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <adwaita.h>

#include "mill-workspace.h"

G_BEGIN_DECLS

#define MILL_TYPE_PAGE (mill_page_get_type ())
/** MillPage: property "workspace" (construct only). */
G_DECLARE_FINAL_TYPE (MillPage, mill_page, MILL, PAGE, AdwBin)

/** mill_page_new: a page of @workspace, which it keeps. */
MillPage *mill_page_new (MillWorkspace *workspace);
/** mill_page_get_workspace: (transfer none): what it shows. */
MillWorkspace *mill_page_get_workspace (MillPage *page);
/** mill_page_show_panel: opens the panel below the canvas that is called @name: "data", "problems",
 * "run", "rejects", "chart", "history". */
void mill_page_show_panel (MillPage *page, const char *name);

G_END_DECLS
