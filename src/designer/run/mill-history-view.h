/* mill-history-view.h: the panel of past runs; two that are selected are compared.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-panel.h"

G_BEGIN_DECLS

#define MILL_TYPE_HISTORY_VIEW (mill_history_view_get_type ())
/** MillHistoryView: property "workspace" (nullable) of #MillPanel. */
G_DECLARE_FINAL_TYPE (MillHistoryView, mill_history_view, MILL, HISTORY_VIEW, MillPanel)

/** mill_history_view_new: a view without a workspace. */
GtkWidget *mill_history_view_new (void);

G_END_DECLS
