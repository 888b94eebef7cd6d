/* mill-loader.h: reads pipelines in the background.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-document.h"

G_BEGIN_DECLS

/** MillLoaded: what was read. */
typedef struct
{
  MillDocument *document;
  char *hash; /* see mill_trust_hash() */
} MillLoaded;

/** mill_loader_start: reads @journal (nullable), or else the pipeline file @path; @registry must
 * outlive it. @source is the source object of @callback. */
void mill_loader_start (const MillRegistry *registry,
                        const char *path,
                        const char *journal,
                        gpointer source,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback);
/** mill_loader_finish: (transfer full): what was read; %NULL with #MILL_ERROR_RESOURCE,
 * #MILL_ERROR_DOCUMENT for a journal that is none, or #G_IO_ERROR_CANCELLED. */
MillLoaded *mill_loader_finish (GAsyncResult *result, GError **error);
/** mill_loaded_free: frees; accepts %NULL. */
void mill_loaded_free (MillLoaded *loaded);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MillLoaded, mill_loaded_free)

G_END_DECLS
