/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-desk.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <sys/file.h>
#include <unistd.h>

#define LIST_NAME "tabs"
#define LOCK_NAME "lock"
#define ROOT_GROUP "desk"

/* A folder that is locked as long as @lock is open. */
typedef struct
{
  char *path;
  int lock;
} Folder;

struct _MillDesk
{
  char *folder;
  Folder own;
  GPtrArray *adopted; /* of Folder */
};

static void
folder_clear (Folder *folder)
{
  if (folder->lock >= 0)
    close (folder->lock);
  folder->lock = -1;
  g_clear_pointer (&folder->path, g_free);
}

static void
folder_free (gpointer data)
{
  folder_clear (data);
  g_free (data);
}

gboolean
mill_desk_replace (const char *path, const char *text, gsize length, GError **error)
{
  g_return_val_if_fail (path != NULL && text != NULL, FALSE);
  g_autofree char *fresh = g_strconcat (path, ".new", NULL);
  /* not by GLib, which waits for the disk */
  int fd = g_open (fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
  FILE *file = fd >= 0 ? fdopen (fd, "w") : NULL;
  gboolean written = file != NULL && fwrite (text, 1, length, file) == length;
  if (file != NULL && fclose (file) == 0 && written && g_rename (fresh, path) == 0)
    return TRUE;
  int why = errno;
  g_set_error (
      error, G_FILE_ERROR, g_file_error_from_errno (why), "%s: %s", path, g_strerror (why));
  g_unlink (fresh);
  return FALSE;
}

/* Takes the lock, unless somebody has it. */
static gboolean
folder_lock (Folder *folder, const char *path)
{
  g_autofree char *name = g_build_filename (path, LOCK_NAME, NULL);
  int fd = g_open (name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd >= 0 && flock (fd, LOCK_EX | LOCK_NB) == 0)
    {
      *folder = (Folder){ g_strdup (path), fd };
      return TRUE;
    }
  if (fd >= 0)
    close (fd);
  return FALSE;
}

/* Folders hold only files. */
static void
folder_remove (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);
      g_unlink (file);
    }
  g_rmdir (path);
}

MillDeskTab *
mill_desk_tab_new (void)
{
  return g_new0 (MillDeskTab, 1);
}

void
mill_desk_tab_free (MillDeskTab *tab)
{
  if (tab == NULL)
    return;
  g_free (tab->path);
  g_free (tab->journal);
  g_free (tab->pins);
  g_free (tab);
}

MillDesk *
mill_desk_new (const char *folder, GError **error)
{
  g_return_val_if_fail (folder != NULL, NULL);
  g_autofree char *name = g_uuid_string_random ();
  g_autofree char *path = g_build_filename (folder, name, NULL);
  Folder own;
  if (g_mkdir_with_parents (path, 0700) != 0 || !folder_lock (&own, path))
    {
      int code = errno;
      g_set_error (error,
                   G_FILE_ERROR,
                   (int)g_file_error_from_errno (code),
                   _ ("Work cannot be kept safe from a crash: making %s: %s"),
                   path,
                   g_strerror (code));
      return NULL;
    }
  MillDesk *desk = g_new0 (MillDesk, 1);
  desk->folder = g_strdup (folder);
  desk->own = own;
  desk->adopted = g_ptr_array_new_with_free_func (folder_free);
  return desk;
}

void
mill_desk_free (MillDesk *desk)
{
  if (desk == NULL)
    return;
  g_autofree char *list = g_build_filename (desk->own.path, LIST_NAME, NULL);
  if (!g_file_test (list, G_FILE_TEST_EXISTS))
    folder_remove (desk->own.path);
  folder_clear (&desk->own);
  g_ptr_array_unref (desk->adopted);
  g_free (desk->folder);
  g_free (desk);
}

char *
mill_desk_make_journal (MillDesk *desk)
{
  g_return_val_if_fail (desk != NULL, NULL);
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *name = g_strconcat (id, ".journal", NULL);
  return g_build_filename (desk->own.path, name, NULL);
}

/* ---- the list ---- */

static void
write_tab (GKeyFile *file, guint index, const MillDeskTab *tab)
{
  char group[16];
  g_snprintf (group, sizeof group, "tab-%u", index);
  if (tab->path != NULL)
    {
      g_autofree char *uri = g_filename_to_uri (tab->path, NULL, NULL); /* any bytes in ASCII */
      g_key_file_set_string (file, group, "uri", uri != NULL ? uri : "");
    }
  if (tab->journal != NULL)
    {
      g_autofree char *name = g_path_get_basename (tab->journal);
      g_key_file_set_string (file, group, "journal", name);
    }
  if (tab->pins != NULL)
    g_key_file_set_string (file, group, "pins", tab->pins);
  g_key_file_set_boolean (file, group, "trusted", tab->trusted);
  g_key_file_set_boolean (file, group, "lossy", tab->lossy);
  g_key_file_set_boolean (file, group, "selected", tab->selected);
  if (tab->view[2] > 0)
    g_key_file_set_double_list (file, group, "view", (double *)tab->view, G_N_ELEMENTS (tab->view));
}

static gboolean
write_list (GKeyFile *file, const char *path, GError **error)
{
  gsize length;
  g_autofree char *text = g_key_file_to_data (file, &length, NULL);
  return mill_desk_replace (path, text, length, error);
}

gboolean
mill_desk_save (MillDesk *desk, GPtrArray *tabs, GError **error)
{
  g_return_val_if_fail (desk != NULL && tabs != NULL, FALSE);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *path = g_build_filename (desk->own.path, LIST_NAME, NULL);
  g_key_file_set_uint64 (file, ROOT_GROUP, "tabs", tabs->len);
  g_key_file_set_uint64 (file, ROOT_GROUP, "crashes", 0);
  for (guint i = 0; i < tabs->len; i++)
    write_tab (file, i, tabs->pdata[i]);
  return write_list (file, path, error);
}

static void
read_view (GKeyFile *file, const char *group, double view[3])
{
  gsize n = 0;
  g_autofree double *values = g_key_file_get_double_list (file, group, "view", &n, NULL);
  for (gsize i = 0; i < 3 && n == 3; i++)
    view[i] = isfinite (values[i]) ? values[i] : 0;
}

static MillDeskTab *
read_tab (GKeyFile *file, guint index, const char *folder)
{
  char group[16];
  g_snprintf (group, sizeof group, "tab-%u", index);
  g_autofree char *uri = g_key_file_get_string (file, group, "uri", NULL);
  g_autofree char *journal = g_key_file_get_string (file, group, "journal", NULL);
  MillDeskTab *tab = mill_desk_tab_new ();
  if (uri != NULL)
    tab->path = g_filename_from_uri (uri, NULL, NULL);
  if (journal != NULL)
    {
      g_autofree char *name = g_path_get_basename (journal); /* nothing outside the folder */
      g_autofree char *full = g_build_filename (folder, name, NULL);
      if (g_file_test (full, G_FILE_TEST_IS_REGULAR))
        tab->journal = g_steal_pointer (&full);
    }
  tab->pins = g_key_file_get_string (file, group, "pins", NULL);
  if (tab->pins != NULL && !g_uuid_string_is_valid (tab->pins))
    g_clear_pointer (&tab->pins, g_free);
  tab->trusted = g_key_file_get_boolean (file, group, "trusted", NULL);
  tab->lossy = g_key_file_get_boolean (file, group, "lossy", NULL);
  tab->selected = g_key_file_get_boolean (file, group, "selected", NULL);
  tab->adopted = TRUE;
  read_view (file, group, tab->view);
  return tab;
}

/* Returns: how often adopting it has been tried before. */
static guint
read_folder (const char *folder, GPtrArray *tabs)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *path = g_build_filename (folder, LIST_NAME, NULL);
  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL))
    return 0;
  guint64 crashes = g_key_file_get_uint64 (file, ROOT_GROUP, "crashes", NULL);
  guint64 n = g_key_file_get_uint64 (file, ROOT_GROUP, "tabs", NULL);
  for (guint i = 0; i < MIN (n, 1000); i++)
    {
      MillDeskTab *tab = read_tab (file, i, folder);
      if (tab->path != NULL || tab->journal != NULL)
        g_ptr_array_add (tabs, tab);
      else
        mill_desk_tab_free (tab);
    }
  g_key_file_set_uint64 (file, ROOT_GROUP, "crashes", crashes + 1);
  write_list (file, path, NULL);
  return (guint)MIN (crashes, 1000);
}

/* ---- adoption ---- */

GPtrArray *
mill_desk_adopt (MillDesk *desk, guint *crashes)
{
  g_return_val_if_fail (desk != NULL && crashes != NULL, NULL);
  GPtrArray *tabs = g_ptr_array_new_with_free_func ((GDestroyNotify)mill_desk_tab_free);
  g_autoptr (GDir) dir = g_dir_open (desk->folder, 0, NULL);
  const char *name;
  *crashes = 0;
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (desk->folder, name, NULL);
      Folder folder;
      if (!g_file_test (path, G_FILE_TEST_IS_DIR) || g_str_equal (path, desk->own.path)
          || !folder_lock (&folder, path))
        continue;
      guint tried = read_folder (path, tabs);
      *crashes = MAX (*crashes, tried);
      g_ptr_array_add (desk->adopted, g_memdup2 (&folder, sizeof folder));
    }
  return tabs;
}

void
mill_desk_finish_adoption (MillDesk *desk)
{
  g_return_if_fail (desk != NULL);
  for (guint i = 0; i < desk->adopted->len; i++)
    folder_remove (((Folder *)desk->adopted->pdata[i])->path);
  g_ptr_array_set_size (desk->adopted, 0);
}
