/* mill-item-list.h: an ordered list of small widgets that the user moves and removes.
 *
 * By dragging the handle, by Alt+Up and Alt+Down, and by the button at the end.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define MILL_TYPE_ITEM_LIST (mill_item_list_get_type ())
/** MillItemList: signal "changed": the user has moved or removed an item. */
G_DECLARE_FINAL_TYPE (MillItemList, mill_item_list, MILL, ITEM_LIST, AdwBin)

/** mill_item_list_new: an empty list. */
GtkWidget *mill_item_list_new (void);
/** mill_item_list_append: adds @child at the end; @name is what it is called for assistive
 * technologies. */
void mill_item_list_append (MillItemList *list, GtkWidget *child, const char *name);
/** mill_item_list_n: the number of items. */
guint mill_item_list_n (MillItemList *list);
/** mill_item_list_get: (transfer none): item @index. */
GtkWidget *mill_item_list_get (MillItemList *list, guint index);
/** mill_item_list_clear: removes all items. */
void mill_item_list_clear (MillItemList *list);

G_END_DECLS
