/* mill-outline-model.h: the blocks of a pipeline in the order in which rows pass them, each with
 * its ports below it. Main thread only.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-document.h"

G_BEGIN_DECLS

#define MILL_TYPE_OUTLINE_ITEM (mill_outline_item_get_type ())
/** MillOutlineItem: a block, or one of its ports. */
G_DECLARE_FINAL_TYPE (MillOutlineItem, mill_outline_item, MILL, OUTLINE_ITEM, GObject)

/** mill_outline_item_get_block: (transfer none): the block. */
MillDocBlock *mill_outline_item_get_block (MillOutlineItem *item);
/** mill_outline_item_get_port: (transfer none) (nullable): the port; %NULL: the block itself. */
const char *mill_outline_item_get_port (MillOutlineItem *item);
/** mill_outline_item_is_output: whether the port is an output. */
gboolean mill_outline_item_is_output (MillOutlineItem *item);

/** mill_outline_order: (transfer container) (element-type MillDocBlock): the blocks of @document,
 * each after all that it reads from, else as they stand; those on a cycle last. */
GPtrArray *mill_outline_order (MillDocument *document);
/** mill_outline_update: makes @list the items of the blocks of @document in order; items of blocks
 * that stay are the same objects. */
void mill_outline_update (GListStore *list, MillDocument *document);
/** mill_outline_ports: (transfer full): the items of the ports of the block of @item. */
GListModel *mill_outline_ports (MillOutlineItem *item);
/** mill_outline_links: (transfer full): what port @item is linked to: "readings.out, b.out"; "" for
 * nothing. */
char *mill_outline_links (MillDocument *document, MillOutlineItem *item);

G_END_DECLS
