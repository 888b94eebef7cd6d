/* mill-history-read.h: the history read in a thread, for views that must not wait.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gio/gio.h>

#include "mill-history.h"

G_BEGIN_DECLS

/** mill_history_list_async: the runs of pipeline @path in the history @store, newest first, at most
 * @limit. */
void mill_history_list_async (const char *store,
                              const char *path,
                              guint limit,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer data);
/** mill_history_list_finish: (transfer full) (element-type MillHistoryRun): them; an empty list
 * where there is no history yet. Errors: as mill_store_open() and mill_history_list(). */
GPtrArray *mill_history_list_finish (GAsyncResult *result, GError **error);

/** mill_history_compare_async: the runs @first and @second of the history @store side by side. */
void mill_history_compare_async (const char *store,
                                 const char *first,
                                 const char *second,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer data);
/** mill_history_compare_finish: (transfer full): both. Errors: as mill_store_open() and
 * mill_history_compare(). */
MillHistoryComparison *mill_history_compare_finish (GAsyncResult *result, GError **error);

G_END_DECLS
