/* mill-replacer.h: asks which other block is to stand in the place of one.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-canvas.h"

G_BEGIN_DECLS

#define MILL_TYPE_REPLACER (mill_replacer_get_type ())
/** MillReplacer: a popover; its parent is the canvas. */
G_DECLARE_FINAL_TYPE (MillReplacer, mill_replacer, MILL, REPLACER, GtkPopover)

/** mill_replacer_new: (transfer floating): for blocks of @canvas, which must outlive it. */
GtkWidget *mill_replacer_new (MillCanvas *canvas);
/** mill_replacer_open: offers what block @id could be instead; says so when there is nothing. */
void mill_replacer_open (MillReplacer *self, const char *id);

G_END_DECLS
