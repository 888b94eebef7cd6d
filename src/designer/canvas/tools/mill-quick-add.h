/* mill-quick-add.h: the list of blocks where the hand is: Tab, a double click, or a wire let go.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-canvas.h"

G_BEGIN_DECLS

#define MILL_TYPE_QUICK_ADD (mill_quick_add_get_type ())
/** MillQuickAdd: a popover; its parent is the canvas. */
G_DECLARE_FINAL_TYPE (MillQuickAdd, mill_quick_add, MILL, QUICK_ADD, GtkPopover)

/** mill_quick_add_new: (transfer floating): quick add for @canvas, which must outlive it. */
GtkWidget *mill_quick_add_new (MillCanvas *canvas);
/** mill_quick_add_at: offers all blocks, to be added at document coordinates @x, @y. */
void mill_quick_add_at (MillQuickAdd *self, double x, double y);
/** mill_quick_add_for_wire: offers the blocks that a wire from port @port (@output: or input) of
 * block @block can end at, to be added and linked at document coordinates @x, @y: those that are
 * used often in the pipeline first, those that lack columns last. */
void mill_quick_add_for_wire (
    MillQuickAdd *self, const char *block, const char *port, gboolean output, double x, double y);
/** mill_quick_add_for_link: offers the blocks that can stand on @link, to be put in its middle. */
void mill_quick_add_for_link (MillQuickAdd *self, MillDocLink *link);

G_END_DECLS
