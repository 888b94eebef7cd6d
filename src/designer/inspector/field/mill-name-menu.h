/* mill-name-menu.h: a popover with a few names to choose from.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define MILL_TYPE_NAME_MENU (mill_name_menu_get_type ())
/** MillNameMenu: signal "chosen" (const char *name). */
G_DECLARE_FINAL_TYPE (MillNameMenu, mill_name_menu, MILL, NAME_MENU, GtkPopover)

/** mill_name_menu_new: an empty one; @label is what it is called for assistive technologies. */
GtkWidget *mill_name_menu_new (const char *label);
/** mill_name_menu_clear: removes all names. */
void mill_name_menu_clear (MillNameMenu *menu);
/** mill_name_menu_add: adds @name, shown as @text, with @icon (nullable) before and @note
 * (nullable) behind it. */
void mill_name_menu_add (
    MillNameMenu *menu, const char *name, const char *text, const char *icon, const char *note);

G_END_DECLS
