/* mill-board.h: the canvas with all that helps to draw on it: quick add, menus, clipboard, notes,
 * search, tidying.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <adwaita.h>

#include "mill-canvas.h"

G_BEGIN_DECLS

#define MILL_TYPE_BOARD (mill_board_get_type ())
/**
 * MillBoard: property "workspace" (nullable): what its canvas shows.
 *
 * Class actions, beside those of the canvas, which stands in it: canvas.copy, cut, paste,
 * duplicate, rename, replace, tidy, arrange (s: a nick of #MillArrange), add-note, add-frame,
 * insert, pin, find, find-next, find-previous.
 */
G_DECLARE_FINAL_TYPE (MillBoard, mill_board, MILL, BOARD, AdwBin)

/** mill_board_new: (transfer floating): a board of nothing. */
GtkWidget *mill_board_new (void);
/** mill_board_set_workspace: shows the pipeline of @workspace (nullable). */
void mill_board_set_workspace (MillBoard *board, MillWorkspace *workspace);
/** mill_board_get_canvas: (transfer none): its canvas. */
MillCanvas *mill_board_get_canvas (MillBoard *board);

G_END_DECLS
