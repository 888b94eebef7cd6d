/* mill-run-view.h: the panel of the last run: its blocks and links with their figures, and what
 * blocks have said.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-panel.h"

G_BEGIN_DECLS

#define MILL_TYPE_RUN_VIEW (mill_run_view_get_type ())
/** MillRunView: property "workspace" (nullable) of #MillPanel. */
G_DECLARE_FINAL_TYPE (MillRunView, mill_run_view, MILL, RUN_VIEW, MillPanel)

/** mill_run_view_new: a view without a workspace. */
GtkWidget *mill_run_view_new (void);

G_END_DECLS
