/* mill-rejects-view.h: the panel of refused rows: why, from where, and their very bytes.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-panel.h"

G_BEGIN_DECLS

#define MILL_TYPE_REJECTS_VIEW (mill_rejects_view_get_type ())
/**
 * MillRejectsView: property "workspace" (nullable) of #MillPanel. Actions: rejects.copy,
 * rejects.open-file, rejects.show-block.
 */
G_DECLARE_FINAL_TYPE (MillRejectsView, mill_rejects_view, MILL, REJECTS_VIEW, MillPanel)

/** mill_rejects_view_new: a view without a workspace. */
GtkWidget *mill_rejects_view_new (void);

G_END_DECLS
