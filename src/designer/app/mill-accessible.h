/* mill-accessible.h: what GTK 4.8 does not tell those who cannot see the screen.
 *
 * Of the widgets of GTK itself: buttons with an icon are called "GtkImage" and labels with a
 * mnemonic are read out twice, entries do not say what their placeholder says, and rows of lists
 * and check buttons cannot be activated by an assistive technology. Our own widgets say all that
 * themselves. Pages that are not in front, and what is folded in, are read out as if they were
 * there. And what gets the focus as soon as it is made is not scrolled into sight.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** mill_accessible_init: mends these, for all widgets that are shown from now on. Once, after GTK
 * has been initialised and before the first widget is made. */
void mill_accessible_init (void);

G_END_DECLS
