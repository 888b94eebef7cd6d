/* mill-popup.h: popovers that point to a place in a widget that scrolls.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** mill_popup_at: opens @popover at the point @x, @y of its parent, or the nearest one in it: what
 * was scrolled away may be off the screen, where GTK cannot open anything. Main thread. */
void mill_popup_at (GtkPopover *popover, double x, double y);

G_END_DECLS
