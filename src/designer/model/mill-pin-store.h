/* mill-pin-store.h: the pinned rows of an open pipeline, kept in a folder beside the session.
 *
 * One folder for each pipeline, one file for each pinned output (mill-pin-file.h), named by the
 * SHA-256 of what is in it: a file that was cut or changed is not read, and a kill at any instant
 * leaves old and new files, both whole. Written as soon as something is pinned. At most
 * MILL_PINS_MAX outputs of MILL_PINNED_PIPELINES_MAX pipelines, those of longest ago go first. Main
 * thread only.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-workspace.h"

G_BEGIN_DECLS

typedef struct _MillPinStore MillPinStore;

/** mill_pin_queue_new: (transfer full): a thread that reads and writes for stores, one thing after
 * the other. When no store has it any more, g_thread_pool_free (queue, FALSE, TRUE) waits until all
 * is written. */
GThreadPool *mill_pin_queue_new (void);

/** mill_pin_store_new: (transfer full): keeps the pins of @workspace in @folder, which need not be
 * there, and pins what is there already, in the background, by @queue (borrowed). */
MillPinStore *mill_pin_store_new (MillWorkspace *workspace, const char *folder, GThreadPool *queue);
/** mill_pin_store_move: the pipeline has another name now: keeps its pins in @folder. @keep: what
 * is in the old one belongs to whoever has the old name; else it is removed. */
void mill_pin_store_move (MillPinStore *store, const char *folder, gboolean keep);
/** mill_pin_store_drop: removes what is kept, of a pipeline that nobody wants to keep; before
 * mill_pin_store_free(). */
void mill_pin_store_drop (MillPinStore *store);
/** mill_pin_store_free: ends; what is not written yet will be, by the queue; accepts %NULL. */
void mill_pin_store_free (MillPinStore *store);

/** mill_pin_store_folder_for: (transfer full): the folder below @root for the pipeline in file
 * @path. */
char *mill_pin_store_folder_for (const char *root, const char *path);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MillPinStore, mill_pin_store_free)

G_END_DECLS
