/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-recent.h"

#include "mill-application.h"
#include "mill-document.h"

#include <glib/gi18n-lib.h>
#include <string.h>

void
mill_recent_free (MillRecent *recent)
{
  if (recent == NULL)
    return;
  g_free (recent->path);
  g_free (recent->name);
  g_free (recent->folder);
  g_free (recent->age);
  g_free (recent);
}

char *
mill_recent_shorten (const char *path)
{
  g_return_val_if_fail (path != NULL, NULL);
  const char *home = g_get_home_dir ();
  gsize length = strlen (home);
  g_autofree char *display = g_filename_display_name (path);
  if (length > 1 && g_str_has_prefix (path, home) && strchr ("/", path[length]) != NULL
      && g_str_has_prefix (display, home))
    return g_strconcat ("~", display + length, NULL);
  return g_steal_pointer (&display);
}

static char *
say_age (GDateTime *used)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GDateTime) local = g_date_time_to_local (used);
  g_autoptr (GDateTime) yesterday = g_date_time_add_days (now, -1);
  if (g_date_time_get_year (local) == g_date_time_get_year (now)
      && g_date_time_get_day_of_year (local) == g_date_time_get_day_of_year (now))
    return g_date_time_format (local, _ ("Today, %H:%M"));
  if (g_date_time_get_year (local) == g_date_time_get_year (yesterday)
      && g_date_time_get_day_of_year (local) == g_date_time_get_day_of_year (yesterday))
    return g_date_time_format (local, _ ("Yesterday, %H:%M"));
  return g_date_time_format (local, "%Y-%m-%d");
}

static MillRecent *
read_info (GtkRecentInfo *info)
{
  g_autofree char *path = g_filename_from_uri (gtk_recent_info_get_uri (info), NULL, NULL);
  if (path == NULL || !g_str_has_suffix (path, MILL_DOCUMENT_SUFFIX))
    return NULL;
  g_autofree char *folder = g_path_get_dirname (path);
  GDateTime *used = gtk_recent_info_get_modified (info);
  MillRecent *recent = g_new0 (MillRecent, 1);
  recent->name = g_filename_display_basename (path);
  recent->folder = mill_recent_shorten (folder);
  recent->there = gtk_recent_info_exists (info);
  recent->path = g_steal_pointer (&path);
  recent->used = g_date_time_to_unix (used);
  recent->age = say_age (used);
  return recent;
}

static int
compare_use (gconstpointer a, gconstpointer b)
{
  const MillRecent *const *one = a, *const *two = b;
  if ((*one)->used != (*two)->used)
    return (*one)->used < (*two)->used ? 1 : -1;
  return strcmp ((*one)->path, (*two)->path);
}

GPtrArray *
mill_recent_list (guint n)
{
  GPtrArray *files = g_ptr_array_new_with_free_func ((GDestroyNotify)mill_recent_free);
  GList *infos = gtk_recent_manager_get_items (gtk_recent_manager_get_default ());
  for (GList *at = infos; at != NULL; at = at->next)
    {
      MillRecent *recent = read_info (at->data);
      if (recent != NULL)
        g_ptr_array_add (files, recent);
    }
  g_list_free_full (infos, (GDestroyNotify)gtk_recent_info_unref);
  g_ptr_array_sort (files, compare_use);
  if (files->len > n)
    g_ptr_array_set_size (files, (int)n);
  return files;
}

void
mill_recent_add (const char *path)
{
  g_return_if_fail (path != NULL);
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  g_autofree char *uri = g_filename_to_uri (absolute, NULL, NULL);
  char mime[] = MILL_MIME_TYPE, name[] = "Millrace", command[] = "millrace-designer %f";
  GtkRecentData data = { .mime_type = mime, .app_name = name, .app_exec = command };
  if (uri != NULL)
    gtk_recent_manager_add_full (gtk_recent_manager_get_default (), uri, &data);
}

void
mill_recent_remove (const char *path)
{
  g_return_if_fail (path != NULL);
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);
  if (uri != NULL)
    gtk_recent_manager_remove_item (gtk_recent_manager_get_default (), uri, NULL);
}
