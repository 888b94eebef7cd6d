/* mill-outline.h: the pipeline as a list: what can be seen on the canvas can be read and edited
 * here, without a mouse and without a picture.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <adwaita.h>

#include "mill-workspace.h"

G_BEGIN_DECLS

#define MILL_TYPE_OUTLINE (mill_outline_get_type ())
/**
 * MillOutline: property "workspace" (nullable). What is selected here is selected on the canvas.
 * Signals:
 *
 * "chosen" (const char *type): a block of that type is wanted.
 * "command" (const char *action): an action of the canvas is wanted for what is selected.
 */
G_DECLARE_FINAL_TYPE (MillOutline, mill_outline, MILL, OUTLINE, AdwBin)

/** mill_outline_new: (transfer floating): an outline of nothing. */
GtkWidget *mill_outline_new (void);
/** mill_outline_set_workspace: shows the pipeline of @workspace (nullable). */
void mill_outline_set_workspace (MillOutline *outline, MillWorkspace *workspace);

G_END_DECLS
