/* mill-world.h: the plane that blocks and links stand on, in document coordinates.
 *
 * One child of the canvas, as large as it. Blocks that are not seen are not mapped; far away, or
 * when very many are seen, they are plain boxes. Main thread only.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-link-layer.h"

G_BEGIN_DECLS

#define MILL_TYPE_WORLD (mill_world_get_type ())
/** MillWorld: signal "block-focused" (MillBlockWidget *): the keyboard has come to a block. */
G_DECLARE_FINAL_TYPE (MillWorld, mill_world, MILL, WORLD, GtkWidget)

/** mill_world_new: (transfer floating): an empty plane, drawn as @look says. */
GtkWidget *mill_world_new (MillLook *look);
/** mill_world_get_links: (transfer none): the links on it. */
MillLinkLayer *mill_world_get_links (MillWorld *world);

/** mill_world_add_block: puts @block (floating) on it, at its place. */
void mill_world_add_block (MillWorld *world, MillBlockWidget *block);
/** mill_world_remove_block: takes @block away. */
void mill_world_remove_block (MillWorld *world, MillBlockWidget *block);
/** mill_world_move_block: puts @block there; links are left to the caller. */
void mill_world_move_block (MillWorld *world, MillBlockWidget *block, double x, double y);
/** mill_world_n_blocks: how many blocks there are. */
guint mill_world_n_blocks (MillWorld *world);
/** mill_world_get_block: (transfer none): block @index, in no order. */
MillBlockWidget *mill_world_get_block (MillWorld *world, guint index);
/** mill_world_n_seen: how many blocks are mapped. */
guint mill_world_n_seen (MillWorld *world);

/** mill_world_set_view: what is seen, where the document's 0, 0 is, in px of the plane, and how
 * large. */
void mill_world_set_view (MillWorld *world,
                          const MillBox *visible,
                          const MillPoint *pan,
                          double zoom);
/** mill_world_get_extent: the box around all that stands on it. Returns: %FALSE when nothing does.
 */
gboolean mill_world_get_extent (MillWorld *world, MillBox *extent);
/** mill_world_hit_block: (transfer none) (nullable): the block at a point. */
MillBlockWidget *mill_world_hit_block (MillWorld *world, double x, double y);
/** mill_world_hit_port: (transfer none) (nullable): the block whose port is nearest to a point, at
 * most @reach px away. @output: (inout): 0: inputs only, 1: outputs only, -1: both; then which it
 * is. @index: (out): its number. */
MillBlockWidget *mill_world_hit_port (
    MillWorld *world, double x, double y, double reach, int *output, guint *index);

/** mill_world_set_wire: draws @route (nullable: nothing) over everything. */
void mill_world_set_wire (MillWorld *world, const MillRoute *route, gboolean good, gboolean dashed);
/** mill_world_add_child: puts @child, which is no block, at @rect, on those of a lower @layer, and
 * under links and blocks if that is negative. */
void mill_world_add_child (MillWorld *world,
                           GtkWidget *child,
                           int layer,
                           const graphene_rect_t *rect);
/** mill_world_move_child: puts it at @rect instead. */
void mill_world_move_child (MillWorld *world, GtkWidget *child, const graphene_rect_t *rect);
/** mill_world_remove_child: takes it away. */
void mill_world_remove_child (MillWorld *world, GtkWidget *child);
/** mill_world_get_child: (transfer none) (nullable): the child number @index that is no block. */
GtkWidget *mill_world_get_child (MillWorld *world, guint index);
/** mill_world_child_at: (transfer none) (nullable): of the children that are no blocks, the one
 * that @widget is or stands in. @above: (out): whether over
 * the blocks. */
GtkWidget *mill_world_child_at (MillWorld *world, GtkWidget *widget, gboolean *above);

/** mill_world_restyle: the look has changed. */
void mill_world_restyle (MillWorld *world);
/** mill_world_next_block: (transfer none) (nullable): the block after @block (nullable: the first)
 * in reading order, or before it. */
MillBlockWidget *mill_world_next_block (MillWorld *world, MillBlockWidget *block, gboolean back);

G_END_DECLS
