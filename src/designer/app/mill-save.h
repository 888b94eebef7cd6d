/* mill-save.h: a document on its way to the disk, which may take its time. Main thread.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-document.h"

#include <adwaita.h>

G_BEGIN_DECLS

/** MillSave: somebody waits for it to be written. */
typedef struct
{
  GTask *task;
  MillDocument *document;
  char *path;         /* where to */
  gboolean elsewhere; /* not to where it came from */
  MillSaving *saving; /* (nullable) */
  char *hash;         /* (nullable): of what is written, see mill_trust_hash() */
  char *expected;     /* (nullable): of what is there unless somebody else has changed it */
} MillSave;

/** mill_save_new: (transfer full): for @task to save @document, as another file if @path (nullable)
 * says which. */
MillSave *mill_save_new (GTask *task, MillDocument *document, const char *path);
/** mill_save_free: frees; accepts %NULL. */
void mill_save_free (MillSave *save);

/** mill_save_start: writes what the document is now, on a thread. @callback may find with
 * mill_save_finish() that the file is not what was expected. Returns: %FALSE with
 * #MILL_ERROR_DOCUMENT if nothing can be written; @callback is not called then. */
gboolean mill_save_start (MillSave *save,
                          const MillRegistry *registry,
                          GObject *source,
                          GAsyncReadyCallback callback,
                          GError **error);
/** mill_save_finish: whether it is written. Returns: %FALSE with #MILL_ERROR_RESOURCE; CHANGED if
 * somebody else has written to the file, which is left as it is. */
gboolean mill_save_finish (GAsyncResult *result, GError **error);
/** mill_save_ask: (transfer none): asks over @window whether to replace what somebody else has
 * written: the responses are "cancel", "save-as" and "replace". */
AdwMessageDialog *mill_save_ask (const MillSave *save, GtkWindow *window);

G_END_DECLS
