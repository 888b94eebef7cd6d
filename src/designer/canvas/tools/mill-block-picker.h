/* mill-block-picker.h: the blocks there are, as a list to search in and to choose from.
 *
 * The palette, quick add and "replace by" are this list with something around it. Rows can be
 * dragged onto the canvas. Main thread only.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "mill-registry.h"

G_BEGIN_DECLS

/** MillBlockFilter: whether a picker offers @spec. */
typedef gboolean (*MillBlockFilter) (const MillBlockSpec *spec, gpointer data);

/** MillBlockRank: how well @spec is what is wanted: how often it is used, 0 for a block like all
 * others, -1 for one that does not fit. @why: (out) (transfer full) (nullable): why it does not. */
typedef int (*MillBlockRank) (const MillBlockSpec *spec, char **why, gpointer data);

#define MILL_TYPE_BLOCK_PICKER (mill_block_picker_get_type ())
/** MillBlockPicker: property "compact" (construct only): rows have one line, and are chosen by a
 * double click, because they are there to be dragged; otherwise a click is enough. Signal "chosen"
 * (const char *type): somebody wants a block of that type. */
G_DECLARE_FINAL_TYPE (MillBlockPicker, mill_block_picker, MILL, BLOCK_PICKER, GtkBox)

/** mill_block_picker_new: (transfer floating): a picker of nothing. */
GtkWidget *mill_block_picker_new (void);
/** mill_block_picker_set_registry: offers the blocks of @registry (nullable: none), which must
 * outlive it. */
void mill_block_picker_set_registry (MillBlockPicker *picker, const MillRegistry *registry);
/** mill_block_picker_set_filter: offers only what @filter (@data) wants; %NULL: everything. */
void mill_block_picker_set_filter (MillBlockPicker *picker, MillBlockFilter filter, gpointer data);
/** mill_block_picker_set_rank: offers what is used often first and what does not fit last, as @rank
 * (@data) says now; %NULL: by stage only. */
void mill_block_picker_set_rank (MillBlockPicker *picker, MillBlockRank rank, gpointer data);
/** mill_block_picker_n_offered: how many blocks there are to choose from, whatever is searched. */
guint mill_block_picker_n_offered (MillBlockPicker *picker);
/** mill_block_picker_restart: forgets what was searched for and takes the focus. */
void mill_block_picker_restart (MillBlockPicker *picker);

G_END_DECLS
