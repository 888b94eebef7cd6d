/* mill-recent.h: the pipelines that were used lately, as the desktop remembers them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** MillRecent: one of them. */
typedef struct
{
  char *path;
  char *name;   /* of the file, as it is shown */
  char *folder; /* likewise; "~" for home */
  char *age;    /* "Today, 14:02" */
  gint64 used;  /* seconds since 1970 */
  gboolean there;
} MillRecent;

/** mill_recent_list: (transfer full) (element-type MillRecent): the last @n, the latest first. */
GPtrArray *mill_recent_list (guint n);
/** mill_recent_add: file @path was used now. */
void mill_recent_add (const char *path);
/** mill_recent_remove: file @path is to be forgotten. */
void mill_recent_remove (const char *path);
/** mill_recent_free: frees; accepts %NULL. */
void mill_recent_free (MillRecent *recent);
/** mill_recent_shorten: (transfer full): folder @path as it is shown. */
char *mill_recent_shorten (const char *path);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MillRecent, mill_recent_free)

G_END_DECLS
