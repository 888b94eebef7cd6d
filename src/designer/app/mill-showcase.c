/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-showcase.h"

#include "mill-document.h"
#include "mill-settings.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

void
mill_showcase_free (MillShowcase *example)
{
  if (example == NULL)
    return;
  g_free (example->id);
  g_free (example->path);
  g_free (example->picture);
  g_free (example->title);
  g_free (example->description);
  g_free (example);
}

static char *
get_folder (const char *id)
{
  g_autofree char *examples = mill_data_path ("examples");
  return g_build_filename (examples, id, NULL);
}

static char *
get_pipeline (const char *folder, const char *id)
{
  g_autofree char *name = g_strconcat (id, MILL_DOCUMENT_SUFFIX, NULL);
  return g_build_filename (folder, name, NULL);
}

char *
mill_showcase_get_path (const char *id)
{
  g_return_val_if_fail (id != NULL, NULL);
  g_autofree char *folder = get_folder (id);
  return get_pipeline (folder, id);
}

/* The document is read without a registry: what its blocks are does not matter here. */
static MillShowcase *
read_example (const char *id)
{
  g_autofree char *folder = get_folder (id);
  g_autofree char *path = get_pipeline (folder, id);
  g_autoptr (MillDocument) document
      = g_file_test (path, G_FILE_TEST_EXISTS) ? mill_document_load (NULL, path, NULL) : NULL;
  if (document == NULL)
    return NULL;
  g_autofree char *picture = g_build_filename (folder, "picture.png", NULL);
  MillShowcase *example = g_new0 (MillShowcase, 1);
  example->id = g_strdup (id);
  example->path = g_steal_pointer (&path);
  if (g_file_test (picture, G_FILE_TEST_EXISTS))
    example->picture = g_steal_pointer (&picture);
  example->title = g_strdup (mill_document_get_name (document));
  example->description = g_strdup (mill_document_get_description (document));
  return example;
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  const MillShowcase *const *one = a, *const *two = b;
  return g_strcmp0 ((*one)->id, (*two)->id);
}

GPtrArray *
mill_showcase_list (void)
{
  GPtrArray *examples = g_ptr_array_new_with_free_func ((GDestroyNotify)mill_showcase_free);
  g_autofree char *folder = mill_data_path ("examples");
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      MillShowcase *example = read_example (name);
      if (example != NULL)
        g_ptr_array_add (examples, example);
    }
  g_ptr_array_sort (examples, compare_ids);
  return examples;
}

/* ---- the user's copy ---- */

static gboolean
copy_files (const char *from, const char *to, GError **error)
{
  g_autoptr (GDir) dir = g_dir_open (from, 0, error);
  const char *name;
  if (dir == NULL)
    return FALSE;
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *source = g_build_filename (from, name, NULL);
      g_autofree char *target = g_build_filename (to, name, NULL);
      g_autoptr (GFile) source_file = g_file_new_for_path (source);
      g_autoptr (GFile) target_file = g_file_new_for_path (target);
      if (!g_file_test (source, G_FILE_TEST_IS_REGULAR) || g_str_equal (name, "picture.png"))
        continue;
      if (!g_file_copy (source_file,
                        target_file,
                        G_FILE_COPY_TARGET_DEFAULT_PERMS | G_FILE_COPY_OVERWRITE,
                        NULL,
                        NULL,
                        NULL,
                        error))
        return FALSE;
    }
  return TRUE;
}

/* Made under another name first: there is never half a copy. */
char *
mill_showcase_unpack (const char *id, GError **error)
{
  g_return_val_if_fail (id != NULL, NULL);
  g_autofree char *source = mill_showcase_get_path (id);
  g_autofree char *source_folder = g_path_get_dirname (source);
  g_autofree char *folder
      = g_build_filename (g_get_user_data_dir (), "millrace", "examples", id, NULL);
  g_autofree char *path = get_pipeline (folder, id);
  if (strchr (id, '/') != NULL || !g_file_test (source, G_FILE_TEST_EXISTS))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _ ("There is no example “%s”"), id);
      return NULL;
    }
  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return g_steal_pointer (&path);
  g_autofree char *parent = g_path_get_dirname (folder);
  g_autofree char *fresh = g_build_filename (parent, ".new-XXXXXX", NULL);
  g_mkdir_with_parents (parent, 0700);
  if (g_mkdtemp (fresh) == NULL)
    {
      int code = errno;
      g_set_error (error,
                   G_IO_ERROR,
                   (int)g_io_error_from_errno (code),
                   _ ("The example cannot be copied to %s: %s"),
                   parent,
                   g_strerror (code));
      return NULL;
    }
  if (!copy_files (source_folder, fresh, error))
    return NULL;
  /* a folder that is there without a pipeline is not ours to replace */
  if (g_rename (fresh, folder) != 0 && !copy_files (source_folder, folder, error))
    return NULL;
  return g_steal_pointer (&path);
}
