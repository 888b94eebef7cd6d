/* mill-page.h: one open pipeline on the screen: the list of blocks, the canvas, the inspector, and
 * the panels below the canvas.
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

/** mill_page_new: (transfer floating): a page of @workspace, which it keeps. @settings say which of
 * its parts are shown, and how large. */
MillPage *mill_page_new (MillWorkspace *workspace, GSettings *settings);
/** mill_page_get_workspace: (transfer none): what it shows. */
MillWorkspace *mill_page_get_workspace (MillPage *page);
/** mill_page_show_panel: opens the panel below the canvas that is called @name: "data", "problems",
 * "run", "rejects", "chart", "history". */
void mill_page_show_panel (MillPage *page, const char *name);
/** mill_page_get_view: what of the pipeline the canvas shows: x, y, zoom as mill_canvas_get_view().
 */
void mill_page_get_view (MillPage *page, double view[3]);
/** mill_page_set_view: shows that, as soon as the canvas has a size. */
void mill_page_set_view (MillPage *page, const double view[3]);
/** mill_page_activate: does the class action @action, with @parameter (nullable), of the view that
 * has the focus, or else of the canvas. Returns: whether one has it. */
gboolean mill_page_activate (MillPage *page, const char *action, GVariant *parameter);

G_END_DECLS
