/* mill-window.h: a window: header bar, one tab for each open pipeline, messages; the welcome page
 * when there is none.
 *
 * Actions: new, open, open-path (s), save, save-as, close, undo, redo, show-panel (s), fullscreen,
 * palette-visible, inspector-visible, panels-visible, and what mill-command.h forwards to the page.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-application.h"
#include "mill-page.h"
#include "mill-tab.h"

G_BEGIN_DECLS

#define MILL_TYPE_WINDOW (mill_window_get_type ())
/** MillWindow: property "page" (nullable, read-only, with notify): the pipeline that is shown. */
G_DECLARE_FINAL_TYPE (MillWindow, mill_window, MILL, WINDOW, AdwApplicationWindow)

/** mill_window_new: (transfer none): an empty window of @application, which owns it. */
MillWindow *mill_window_new (MillApplication *application);
/** mill_window_open: opens @file in a tab of its own, or shows the tab that has it. */
void mill_window_open (MillWindow *window, GFile *file);
/** mill_window_add_tab: (transfer none): an empty tab, selected. */
MillTab *mill_window_add_tab (MillWindow *window);
/** mill_window_add_document: (transfer none): a tab with @document; @trusted as
 * mill_workspace_new(). */
MillPage *mill_window_add_document (MillWindow *window, MillDocument *document, gboolean trusted);
/** mill_window_get_page: (transfer none) (nullable): the pipeline that is shown. */
MillPage *mill_window_get_page (MillWindow *window);
/** mill_window_get_tab: (transfer none) (nullable): the tab that is selected. */
MillTab *mill_window_get_tab (MillWindow *window);
/** mill_window_select_tab: shows @tab, which is in it. */
void mill_window_select_tab (MillWindow *window, MillTab *tab);
/** mill_window_list_tabs: (transfer container) (element-type MillTab): the tabs from left to right.
 */
GPtrArray *mill_window_list_tabs (MillWindow *window);
/** mill_window_find_tab: (transfer none) (nullable): the tab that stands for the file @path. */
MillTab *mill_window_find_tab (MillWindow *window, const char *path);
/** mill_window_get_tab_view: (transfer none): what holds the tabs. */
AdwTabView *mill_window_get_tab_view (MillWindow *window);
/** mill_window_toast_unsafe: says at once that work is not safe from a crash, because of @error. */
void mill_window_toast_unsafe (MillWindow *window, const GError *error);
/** mill_window_toast: says @text for some seconds. @action: (nullable): a detailed action, and the
 * @label (nullable) of its button ("Undo"). */
void mill_window_toast (MillWindow *window,
                        const char *text,
                        const char *label,
                        const char *action);

G_END_DECLS
