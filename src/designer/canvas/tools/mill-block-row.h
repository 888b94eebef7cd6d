/* mill-block-row.h: a kind of block in a list: its icon in the colour of its stage, label, summary.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "mill-spec.h"

G_BEGIN_DECLS

#define MILL_TYPE_BLOCK_ROW (mill_block_row_get_type ())
/** MillBlockRow: can be dragged onto a canvas. */
G_DECLARE_FINAL_TYPE (MillBlockRow, mill_block_row, MILL, BLOCK_ROW, GtkListBoxRow)

/** mill_block_row_new: (transfer floating): a row for @spec, which must outlive it; @compact:
 * without the summary, which is in its tooltip anyway. */
GtkWidget *mill_block_row_new (const MillBlockSpec *spec, gboolean compact);
/** mill_block_row_set_why: says below it why it is not what is wanted here; %NULL: nothing. */
void mill_block_row_set_why (MillBlockRow *row, const char *why);
/** mill_block_row_get_spec: (transfer none): the block. */
const MillBlockSpec *mill_block_row_get_spec (MillBlockRow *row);

/** mill_block_image: (transfer floating): the icon of @spec (nullable: unknown) in the colour of
 * its stage. */
GtkWidget *mill_block_image (const MillBlockSpec *spec);
/** mill_block_image_set: makes @image, one of mill_block_image(), that of @spec. */
void mill_block_image_set (GtkWidget *image, const MillBlockSpec *spec);

G_END_DECLS
