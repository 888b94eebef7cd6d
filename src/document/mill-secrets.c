/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-secrets.h"

#include "mill-document.h"
#include "mill-error.h"
#include "mill-limits.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PREFIX "MILLRACE_SECRET_"

struct _MillSecrets
{
  gatomicrefcount refs;
  char *folder; /* (nullable) */
};

MillSecrets *
mill_secrets_new (const char *folder)
{
  MillSecrets *secrets = g_new0 (MillSecrets, 1);
  g_atomic_ref_count_init (&secrets->refs);
  if (folder == NULL)
    folder = g_getenv ("CREDENTIALS_DIRECTORY");
  secrets->folder = folder != NULL && *folder != '\0' ? g_strdup (folder) : NULL;
  return secrets;
}

MillSecrets *
mill_secrets_ref (MillSecrets *secrets)
{
  if (secrets != NULL)
    g_atomic_ref_count_inc (&secrets->refs);
  return secrets;
}

void
mill_secrets_unref (MillSecrets *secrets)
{
  if (secrets == NULL || !g_atomic_ref_count_dec (&secrets->refs))
    return;
  g_free (secrets->folder);
  g_free (secrets);
}

void
mill_secret_free (char *text)
{
  if (text != NULL)
    explicit_bzero (text, strlen (text));
  g_free (text);
}

char *
mill_secrets_variable (const char *name)
{
  g_return_val_if_fail (name != NULL, NULL);
  char *variable = g_strconcat (PREFIX, name, NULL);
  for (char *at = variable; *at != '\0'; at++)
    *at = *at == '-' ? '_' : g_ascii_toupper (*at);
  return variable;
}

/* @bytes with @length of them and room for a NUL; they are wiped when they are no secret. */
static char *
accept_bytes (char *bytes, gsize length, const char *name, GError **error)
{
  if (length > 0 && bytes[length - 1] == '\n')
    length -= length > 1 && bytes[length - 2] == '\r' ? 2 : 1;
  bytes[length] = '\0';
  if (length > MILL_SECRET_BYTES_MAX)
    g_set_error (error,
                 MILL_ERROR_DOCUMENT,
                 MILL_DOCUMENT_LIMIT,
                 _ ("secret %s is larger than %d KiB"),
                 name,
                 MILL_SECRET_BYTES_MAX / 1024);
  else if (!g_utf8_validate_len (bytes, length, NULL))
    g_set_error (
        error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_TYPE, _ ("secret %s is not UTF-8 text"), name);
  else
    return bytes;
  explicit_bzero (bytes, length);
  g_free (bytes);
  return NULL;
}

static char *
read_file (const char *path, const char *name, GError **error)
{
  /* one more for a line end of two, and one to see that it is too large */
  const gsize room = MILL_SECRET_BYTES_MAX + 3;
  int fd = g_open (path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0);
  struct stat info;
  gsize length = 0;
  gssize got = -1;
  if (fd < 0 || fstat (fd, &info) != 0 || !S_ISREG (info.st_mode))
    {
      int number = fd < 0 ? errno : EINVAL;
      if (fd >= 0)
        close (fd);
      mill_set_errno_error (error, number, MILL_RESOURCE_READ, _ ("reading the secret"), path);
      return NULL;
    }
  char *bytes = g_malloc (room + 1);
  while (length < room && (got = read (fd, bytes + length, room - length)) != 0)
    {
      if (got < 0 && errno != EINTR)
        break;
      length += got > 0 ? (gsize)got : 0;
    }
  int number = errno;
  close (fd);
  if (got >= 0)
    return accept_bytes (bytes, length, name, error);
  explicit_bzero (bytes, length);
  g_free (bytes);
  mill_set_errno_error (error, number, MILL_RESOURCE_READ, _ ("reading the secret"), path);
  return NULL;
}

char *
mill_secrets_lookup (const MillSecrets *secrets, const char *name, GError **error)
{
  g_return_val_if_fail (secrets != NULL && name != NULL, NULL);
  /* the name becomes part of a path */
  if (!mill_id_is_valid (name))
    {
      g_set_error_literal (
          error,
          MILL_ERROR_DOCUMENT,
          MILL_DOCUMENT_RANGE,
          _ ("the name of a secret has letters, digits, - and _, and starts with a "
             "letter or digit"));
      return NULL;
    }
  g_autofree char *variable = mill_secrets_variable (name);
  const char *value = g_getenv (variable);
  if (value != NULL)
    {
      gsize length = strlen (value);
      char *copy = g_malloc (length + 1);
      memcpy (copy, value, length + 1);
      return accept_bytes (copy, length, name, error);
    }
  g_autofree char *path
      = secrets->folder != NULL ? g_build_filename (secrets->folder, name, NULL) : NULL;
  if (path != NULL && g_file_test (path, G_FILE_TEST_EXISTS))
    return read_file (path, name, error);
  if (path != NULL)
    g_set_error (error,
                 MILL_ERROR_RESOURCE,
                 MILL_RESOURCE_NOT_FOUND,
                 _ ("secret %s is not known; set the environment variable %s, or write %s"),
                 name,
                 variable,
                 path);
  else
    g_set_error (error,
                 MILL_ERROR_RESOURCE,
                 MILL_RESOURCE_NOT_FOUND,
                 _ ("secret %s is not known; set the environment variable %s, or give a folder of "
                    "credentials that has a file %s"),
                 name,
                 variable,
                 name);
  return NULL;
}

char *
mill_secrets_resolve (const char *name, void *data, GError **error)
{
  return mill_secrets_lookup (data, name, error);
}

/* ---- which there are ---- */

/* The name that mill_secrets_variable() makes @variable of; NULL: there is none. */
static char *
name_of (const char *variable)
{
  if (!g_str_has_prefix (variable, PREFIX))
    return NULL;
  g_autofree char *name = g_ascii_strdown (variable + strlen (PREFIX), -1);
  g_strdelimit (name, "_", '-');
  g_autofree char *back = mill_secrets_variable (name);
  return mill_id_is_valid (name) && g_str_equal (back, variable) ? g_steal_pointer (&name) : NULL;
}

static int
compare_names (gconstpointer one, gconstpointer other)
{
  return strcmp (*(const char *const *)one, *(const char *const *)other);
}

static void
add_name (GPtrArray *names, char *name)
{
  if (g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL))
    g_free (name);
  else
    g_ptr_array_add (names, name);
}

char **
mill_secrets_list (const MillSecrets *secrets)
{
  g_return_val_if_fail (secrets != NULL, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_auto (GStrv) variables = g_listenv ();
  g_autoptr (GDir) folder = secrets->folder != NULL ? g_dir_open (secrets->folder, 0, NULL) : NULL;
  const char *file;
  for (guint i = 0; variables[i] != NULL; i++)
    {
      char *name = name_of (variables[i]);
      if (name != NULL)
        add_name (names, name);
    }
  while (folder != NULL && names->len < MILL_DOCUMENT_ENTRIES_MAX
         && (file = g_dir_read_name (folder)) != NULL)
    if (mill_id_is_valid (file))
      add_name (names, g_strdup (file));
  g_ptr_array_sort (names, compare_names);
  g_ptr_array_add (names, NULL);
  return (char **)g_ptr_array_free (g_steal_pointer (&names), FALSE);
}
