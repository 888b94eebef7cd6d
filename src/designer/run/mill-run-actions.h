/* mill-run-actions.h: the actions of a run, their keys, and what they say when they fail.
 *
 * Actions: "all", "up-to", "stale", "pause" (a switch), "stop", "digests" (a switch:
 * runs note digests of the rows on each link, to be compared; this reads every column). What cannot
 * be done now is disabled. A refusal is announced by the workspace.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "mill-workspace.h"

G_BEGIN_DECLS

/** mill_run_actions_new: (transfer full): the actions of @workspace, which they keep; to be
 * inserted as "run". */
GActionGroup *mill_run_actions_new (MillWorkspace *workspace);
/** mill_run_actions_add_keys: their keys, for the whole window that @widget is in. */
void mill_run_actions_add_keys (GtkWidget *widget);

G_END_DECLS
