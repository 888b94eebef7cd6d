/* mill-snapshot.h: a document frozen for other threads.
 *
 * Made by mill_document_snapshot(), which copies references only. Blocks are numbered in the order
 * of their ids, links in the order of their ends: document order.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** MillSnapshot: immutable, counted, any thread. */
typedef struct _MillSnapshot MillSnapshot;

/** mill_snapshot_ref: (transfer full): one more owner. */
MillSnapshot *mill_snapshot_ref (MillSnapshot *snapshot);
/** mill_snapshot_unref: one owner less; accepts %NULL. */
void mill_snapshot_unref (MillSnapshot *snapshot);
/** mill_snapshot_get_folder: (transfer none) (nullable): where relative paths of the pipeline
 * start.
 */
const char *mill_snapshot_get_folder (const MillSnapshot *snapshot);
/** mill_snapshot_get_name: (transfer none): the name of the pipeline; "" when it has none. */
const char *mill_snapshot_get_name (const MillSnapshot *snapshot);
/** mill_snapshot_n_blocks: how many blocks there are, disabled ones included. */
guint mill_snapshot_n_blocks (const MillSnapshot *snapshot);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MillSnapshot, mill_snapshot_unref)

G_END_DECLS
