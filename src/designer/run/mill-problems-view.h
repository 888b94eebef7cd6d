/* mill-problems-view.h: the panel of all that is wrong with the pipeline, with jumps and fixes.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-panel.h"

G_BEGIN_DECLS

#define MILL_TYPE_PROBLEMS_VIEW (mill_problems_view_get_type ())
/** MillProblemsView: property "workspace" (nullable) of #MillPanel. */
G_DECLARE_FINAL_TYPE (MillProblemsView, mill_problems_view, MILL, PROBLEMS_VIEW, MillPanel)

/** mill_problems_view_new: a view without a workspace. */
GtkWidget *mill_problems_view_new (void);

G_END_DECLS
