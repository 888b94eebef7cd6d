/* mill-window.h: a window: header bar, one tab for each open pipeline, messages.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-application.h"
#include "mill-page.h"

G_BEGIN_DECLS

#define MILL_TYPE_WINDOW (mill_window_get_type ())
G_DECLARE_FINAL_TYPE (MillWindow, mill_window, MILL, WINDOW, AdwApplicationWindow)

/** mill_window_new: an empty window of @application, which owns it. */
MillWindow *mill_window_new (MillApplication *application);
/** mill_window_open: opens @file in a tab of its own, or shows the tab that has it. */
void mill_window_open (MillWindow *window, GFile *file);
/** mill_window_add_document: (transfer none): a tab with @document; @trusted as
 * mill_workspace_new(). */
MillPage *mill_window_add_document (MillWindow *window, MillDocument *document, gboolean trusted);
/** mill_window_get_page: (transfer none) (nullable): the pipeline that is shown. */
MillPage *mill_window_get_page (MillWindow *window);
/** mill_window_toast: says @text for some seconds. @action, @target: (nullable) a detailed action
 * and the @label (nullable) of its button ("Undo"). */
void mill_window_toast (MillWindow *window,
                        const char *text,
                        const char *label,
                        const char *action);

G_END_DECLS
