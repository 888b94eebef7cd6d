/* mill-welcome.h: what a window shows when nothing is open: begin, go on, learn from examples.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define MILL_TYPE_WELCOME (mill_welcome_get_type ())
G_DECLARE_FINAL_TYPE (MillWelcome, mill_welcome, MILL, WELCOME, AdwBin)

/** mill_welcome_new: (transfer floating): the page; it works by the actions of its window. */
GtkWidget *mill_welcome_new (void);

G_END_DECLS
