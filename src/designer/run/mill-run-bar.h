/* mill-run-bar.h: run, pause, stop, and how far it is; for the header bar of a window.
 *
 * It inserts the actions "run.*" into the window it is in, with their keys.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-panel.h"

G_BEGIN_DECLS

#define MILL_TYPE_RUN_BAR (mill_run_bar_get_type ())
/** MillRunBar: property "workspace" (nullable) of #MillPanel. */
G_DECLARE_FINAL_TYPE (MillRunBar, mill_run_bar, MILL, RUN_BAR, MillPanel)

/** mill_run_bar_new: a bar without a workspace. */
GtkWidget *mill_run_bar_new (void);

G_END_DECLS
