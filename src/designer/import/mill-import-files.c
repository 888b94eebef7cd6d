/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-import-files.h"

#include <glob.h>
#include <string.h>

static int
compare_paths (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

/* ---- what a path stands for: as the block has it ---- */

static void
list_folder (const char *path, GPtrArray *paths)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  for (const char *name; dir != NULL && (name = g_dir_read_name (dir)) != NULL;)
    {
      g_autofree char *lower = g_ascii_strdown (name, -1);
      if (*name != '.' && (g_str_has_suffix (lower, ".csv") || g_str_has_suffix (lower, ".csv.gz")))
        g_ptr_array_add (paths, g_build_filename (path, name, NULL));
    }
}

static void
list_pattern (const char *path, GPtrArray *paths)
{
  glob_t found = { 0 };
  if (glob (path, GLOB_ERR, NULL, &found) == 0)
    for (gsize i = 0; i < found.gl_pathc; i++)
      g_ptr_array_add (paths, g_strdup (found.gl_pathv[i]));
  globfree (&found);
}

static GPtrArray *
list_path (const char *path)
{
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);
  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    list_folder (path, paths);
  else if (!g_file_test (path, G_FILE_TEST_EXISTS) && strpbrk (path, "*?[") != NULL)
    list_pattern (path, paths);
  else
    g_ptr_array_add (paths, g_strdup (path));
  return paths;
}

/* ---- a pattern for some files ---- */

/* A character that means something in a pattern means itself. */
static void
append_plain (GString *pattern, const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    {
      if (strchr ("*?[\\", text[i]) != NULL)
        g_string_append_c (pattern, '\\');
      g_string_append_c (pattern, text[i]);
    }
}

static gsize
common_start (const char *a, const char *b, gsize length)
{
  gsize n = 0;
  while (n < length && a[n] == b[n] && b[n] != '\0')
    n++;
  /* not in the midst of a character */
  while (n > 0 && ((guchar)a[n] & 0xc0) == 0x80)
    n--;
  return n;
}

static gsize
common_end (const char *a, const char *b, gsize length)
{
  gsize a_length = strlen (a), b_length = strlen (b), n = 0;
  while (n < MIN (length, b_length) && a[a_length - 1 - n] == b[b_length - 1 - n])
    n++;
  while (n > 0 && ((guchar)a[a_length - n] & 0xc0) == 0x80)
    n--;
  return n;
}

/* @digits: what differs may begin with the digits before it: a number that counts on. */
static char *
make_pattern (const GPtrArray *paths, gboolean digits)
{
  const char *first = paths->pdata[0];
  g_autofree char *folder = g_path_get_dirname (first);
  g_autofree char *name = g_path_get_basename (first);
  gsize shortest = strlen (name), start = shortest, end = shortest;
  for (guint i = 1; i < paths->len; i++)
    {
      g_autofree char *other = g_path_get_basename (paths->pdata[i]);
      shortest = MIN (shortest, strlen (other));
      start = common_start (name, other, start);
      end = common_end (name, other, end);
    }
  while (digits && start > 0 && g_ascii_isdigit (name[start - 1]))
    start--;
  end = MIN (end, shortest - MIN (start, shortest));
  g_autoptr (GString) pattern = g_string_new (NULL);
  append_plain (pattern, folder, strlen (folder));
  g_string_append_c (pattern, G_DIR_SEPARATOR);
  append_plain (pattern, name, start);
  g_string_append_c (pattern, '*');
  append_plain (pattern, name + strlen (name) - end, end);
  return g_strdup (pattern->str);
}

static gboolean
same_folder (const GPtrArray *paths)
{
  g_autofree char *folder = g_path_get_dirname (paths->pdata[0]);
  for (guint i = 1; i < paths->len; i++)
    {
      g_autofree char *other = g_path_get_dirname (paths->pdata[i]);
      if (!g_str_equal (folder, other))
        return FALSE;
    }
  return TRUE;
}

static char *
find_common (const GPtrArray *paths, guint *n_more)
{
  *n_more = 0;
  if (paths->len == 1)
    return g_strdup (paths->pdata[0]);
  if (paths->len == 0 || !same_folder (paths))
    return NULL;
  for (int digits = 1; digits >= 0; digits--)
    {
      g_autofree char *pattern = make_pattern (paths, digits != 0);
      g_autoptr (GPtrArray) matches = list_path (pattern);
      *n_more = matches->len > paths->len ? matches->len - paths->len : 0;
      if (matches->len >= paths->len && (*n_more == 0 || digits == 0))
        return g_steal_pointer (&pattern);
    }
  return NULL;
}

/* ---- the files ---- */

static MillImportFiles *
files_new_take (GPtrArray *paths, char *common)
{
  MillImportFiles *files = g_new0 (MillImportFiles, 1);
  g_ptr_array_sort (paths, compare_paths);
  files->common = common != NULL ? common : find_common (paths, &files->n_more);
  files->n_files = paths->len;
  g_ptr_array_add (paths, NULL);
  files->paths = (char **)g_ptr_array_free (paths, FALSE);
  return files;
}

MillImportFiles *
mill_import_files_new (GSList *files)
{
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);
  char *folder = NULL;
  for (GSList *at = files; at != NULL; at = at->next)
    {
      char *path = g_file_get_path (at->data);
      if (path != NULL && g_file_test (path, G_FILE_TEST_IS_DIR))
        list_folder (path, paths);
      else if (path != NULL)
        g_ptr_array_add (paths, g_strdup (path));
      if (path != NULL && files->next == NULL && g_file_test (path, G_FILE_TEST_IS_DIR))
        folder = g_steal_pointer (&path);
      g_free (path);
    }
  return files_new_take (paths, folder);
}

MillImportFiles *
mill_import_files_new_for_path (const char *path)
{
  g_return_val_if_fail (path != NULL, NULL);
  return files_new_take (list_path (path), g_strdup (path));
}

void
mill_import_files_free (MillImportFiles *files)
{
  if (files == NULL)
    return;
  g_strfreev (files->paths);
  g_free (files->common);
  g_free (files);
}

char *
mill_import_path_in (MillDocument *document, const char *path)
{
  g_return_val_if_fail (MILL_IS_DOCUMENT (document) && path != NULL, NULL);
  const char *folder = mill_document_get_folder (document);
  g_autoptr (GFile) root = folder != NULL ? g_file_new_for_path (folder) : NULL;
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autofree char *relative = root != NULL ? g_file_get_relative_path (root, file) : NULL;
  g_autoptr (GString) text = g_string_new (relative != NULL ? relative : path);
  g_string_replace (text, "${", "$${", 0);
  return g_strdup (text->str);
}
