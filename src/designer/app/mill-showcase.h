/* mill-showcase.h: the examples that come with Millrace.
 *
 * Each is a folder with a pipeline, what it reads, and a picture. It is opened as a copy of the
 * user's own, since a run writes beside it and the user may change it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/** MillShowcase: one of them. */
typedef struct
{
  char *id;      /* "weather" */
  char *path;    /* of the pipeline as it was installed */
  char *picture; /* (nullable): of its picture */
  char *title;
  char *description;
} MillShowcase;

/** mill_showcase_list: (transfer full) (element-type MillShowcase): all of them, by id. Reads
 * files.
 */
GPtrArray *mill_showcase_list (void);
/** mill_showcase_free: frees; accepts %NULL. */
void mill_showcase_free (MillShowcase *example);

/**
 * mill_showcase_unpack: (transfer full): the path of the user's copy of the pipeline, made when it
 * is not there yet.
 *
 * Errors: those of GIO when it cannot be made; #G_IO_ERROR_NOT_FOUND for an @id that is none.
 */
char *mill_showcase_unpack (const char *id, GError **error);
/** mill_showcase_get_path: (transfer full): the path of the pipeline as it was installed. */
char *mill_showcase_get_path (const char *id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MillShowcase, mill_showcase_free)

G_END_DECLS
