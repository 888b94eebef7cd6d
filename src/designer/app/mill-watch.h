/* mill-watch.h: tells when a file may have been changed by somebody else.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _MillWatch MillWatch;

/** mill_watch_new: (transfer full): calls @changed with @data in the main loop soon after something
 * happened to the file @path, once for many changes in a row. */
MillWatch *mill_watch_new (const char *path, void (*changed) (gpointer data), gpointer data);
/** mill_watch_free: stops watching; accepts %NULL. */
void mill_watch_free (MillWatch *watch);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MillWatch, mill_watch_free)

G_END_DECLS
