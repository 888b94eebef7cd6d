/* mill-task.h: work in threads for things that only the main thread may free.
 *
 * The thread of a #GTask lets go of it when its result may have been taken already; with it would
 * go the last reference to its source object, a widget, say, in the wrong thread.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/** mill_task_new: (transfer full): g_task_new(), but @source is kept, and handed to @callback, by
 * the main thread alone: the task itself has no source object. */
GTask *mill_task_new (gpointer source,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer data);

G_END_DECLS
