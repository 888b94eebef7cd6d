/* mill-cell-view.h: one cell of a sample in full: long text, JSON as a tree, bytes.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <adwaita.h>

#include "mill-sample.h"

G_BEGIN_DECLS

#define MILL_TYPE_CELL_VIEW (mill_cell_view_get_type ())
/** MillCellView: action cell.copy. */
G_DECLARE_FINAL_TYPE (MillCellView, mill_cell_view, MILL, CELL_VIEW, AdwBin)

/** mill_cell_view_new: (transfer floating): of no cell. */
GtkWidget *mill_cell_view_new (void);
/** mill_cell_view_set_cell: shows a cell of @sample (nullable: nothing). */
void mill_cell_view_set_cell (MillCellView *self, MillSample *sample, guint64 row, guint column);

G_END_DECLS
