/* mill-doc-list.h: a sorted list model over an array. Main thread only.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define MILL_TYPE_DOC_LIST (mill_doc_list_get_type ())
/** MillDocList: a #GListModel whose items are kept in the order of a compare function. */
G_DECLARE_FINAL_TYPE (MillDocList, mill_doc_list, MILL, DOC_LIST, GObject)

/** mill_doc_list_new: (transfer full): an empty list of @item_type, ordered by @compare, which
 * takes two items (not pointers to them). */
MillDocList *mill_doc_list_new (GType item_type, GCompareFunc compare);
/** mill_doc_list_n: the number of items. */
guint mill_doc_list_n (MillDocList *list);
/** mill_doc_list_get: (transfer none): item @index. */
gpointer mill_doc_list_get (MillDocList *list, guint index);
/** mill_doc_list_add: adds @item (a reference is taken) in its place. */
void mill_doc_list_add (MillDocList *list, gpointer item);
/** mill_doc_list_remove: removes @item, which must be there. */
void mill_doc_list_remove (MillDocList *list, gpointer item);
/** mill_doc_list_add_many: adds all of @items; sorted and announced once. */
void mill_doc_list_add_many (MillDocList *list, GPtrArray *items);

G_END_DECLS
