/* mill-output-file.c: see mill-output-file.h.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-output-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <poll.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mill-error.h"

struct _MillOutputFile
{
  char *path;      /* as the user knows it */
  char *target;    /* what is renamed over: links resolved */
  char *temp_path; /* NULL when written straight */
  GCancellable *cancellable;
  int fd;
  gint64 written; /* bytes, since the start */
  gint64 started; /* of them on their way to the disk */
};

enum
{
  WRITE_BEHIND_BYTES = 8 * 1024 * 1024,
  NO_READER_MS = 20 /* until one is looked for again */
};

/* The mark of our own parts: nobody's data has such a name by chance. */
#define PART_MARK ".part-mill-"
#define PART_RANDOM "XXXXXX"

/* Starts writing to the disk what has come so far, so that the sync at the end has little left to
 * wait for. A hint: it may fail, on a pipe for one. */
static void
write_behind (MillOutputFile *file)
{
  if (file->temp_path == NULL || file->written - file->started < WRITE_BEHIND_BYTES)
    return;
  (void)!sync_file_range (
      file->fd, file->started, file->written - file->started, SYNC_FILE_RANGE_WRITE);
  file->started = file->written;
}

static void
free_file (MillOutputFile *file)
{
  g_clear_object (&file->cancellable);
  g_free (file->path);
  g_free (file->target);
  g_free (file->temp_path);
  g_free (file);
}

/* Whether bytes must go straight to the target: a FIFO, a device, a socket. */
static gboolean
is_stream (const char *path)
{
  struct stat info;
  return stat (path, &info) == 0 && !S_ISREG (info.st_mode) && !S_ISDIR (info.st_mode);
}

/* Waits until @events (0: none) happen on the stream, for @timeout_ms (-1: however long it takes).
 */
static gboolean
wait_stream (MillOutputFile *file, short events, int timeout_ms, GError **error)
{
  GPollFD watch = { 0 };
  struct pollfd fds[2] = { { .fd = file->fd, .events = events } };
  nfds_t n = 1;
  if (g_cancellable_make_pollfd (file->cancellable, &watch))
    fds[n++] = (struct pollfd){ .fd = watch.fd, .events = POLLIN };
  int result = poll (fds, n, timeout_ms), saved = errno;
  if (n > 1)
    g_cancellable_release_fd (file->cancellable);
  if (g_cancellable_is_cancelled (file->cancellable))
    {
      g_set_error (error,
                   MILL_ERROR_RESOURCE,
                   MILL_RESOURCE_CANCELLED,
                   _ ("'%s': writing was cancelled"),
                   file->path);
      return FALSE;
    }
  if (result < 0 && saved != EINTR)
    {
      mill_set_errno_error (error, saved, MILL_RESOURCE_WRITE, _ ("waiting for"), file->path);
      return FALSE;
    }
  return TRUE;
}

static gboolean
is_fifo (const char *path)
{
  struct stat info;
  return stat (path, &info) == 0 && S_ISFIFO (info.st_mode);
}

/* Standard output is shared with other programs, which shall not find it non-blocking: a pipe is
 * opened anew. */
static int
open_standard_output (void)
{
  const char *self = "/proc/self/fd/1";
  int fd = is_fifo (self) ? open (self, O_WRONLY | O_NONBLOCK | O_CLOEXEC) : -1;
  return fd >= 0 ? fd : fcntl (STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
}

/* Opens without ever emptying a file that came to stand there meanwhile. A FIFO that nobody reads
 * refuses to be opened, with ENXIO: blocking instead could not be cancelled. */
static gboolean
open_stream (MillOutputFile *file, GError **error)
{
  if (g_str_equal (file->path, "-"))
    file->fd = open_standard_output ();
  else
    while ((file->fd = open (file->path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)) < 0
           && (errno == EINTR || (errno == ENXIO && is_fifo (file->path))))
      if (!wait_stream (file, 0, NO_READER_MS, error))
        return FALSE;
  if (file->fd >= 0)
    return TRUE;
  mill_set_errno_error (error, errno, MILL_RESOURCE_WRITE, _ ("opening"), file->path);
  return FALSE;
}

/* A new file has the rights that open() gives; one that replaces another keeps those of the other.
 */
static void
keep_mode (const MillOutputFile *file)
{
  struct stat info;
  if (stat (file->target, &info) == 0)
    (void)!fchmod (file->fd, info.st_mode & 0777);
}

/* A living run holds a lock on its part; what can be locked was left by one that was killed. */
static void
remove_if_left (const char *path)
{
  struct stat info;
  int fd = open (path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0)
    return;
  if (fstat (fd, &info) == 0 && S_ISREG (info.st_mode) && info.st_uid == geteuid ()
      && flock (fd, LOCK_EX | LOCK_NB) == 0)
    g_unlink (path);
  close (fd);
}

/* Removes what killed runs left of this target. */
static void
remove_left_parts (const MillOutputFile *file)
{
  g_autofree char *folder = g_path_get_dirname (file->target);
  g_autofree char *base = g_path_get_basename (file->target);
  g_autofree char *prefix = g_strconcat (base, PART_MARK, NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, prefix) && strlen (name) == strlen (prefix) + strlen (PART_RANDOM))
      {
        g_autofree char *path = g_build_filename (folder, name, NULL);
        remove_if_left (path);
      }
}

/* Makes the part and locks it. In between another run may have taken it for one that was left. */
static gboolean
make_part (MillOutputFile *file)
{
  struct stat info;
  do
    {
      g_free (file->temp_path);
      if (file->fd >= 0)
        close (file->fd);
      file->temp_path = g_strconcat (file->target, PART_MARK PART_RANDOM, NULL);
      file->fd = g_mkstemp_full (file->temp_path, O_RDWR | O_CLOEXEC, 0666);
      if (file->fd < 0)
        return FALSE;
      (void)!flock (file->fd, LOCK_EX); /* where there are no locks, nobody removes */
    }
  while (fstat (file->fd, &info) == 0 && info.st_nlink == 0);
  return TRUE;
}

static gboolean
open_beside (MillOutputFile *file, GError **error)
{
  remove_left_parts (file);
  if (make_part (file))
    return TRUE;
  mill_set_errno_error (error, errno, MILL_RESOURCE_WRITE, _ ("creating"), file->path);
  g_clear_pointer (&file->temp_path, g_free);
  return FALSE;
}

/* A link stays a link: what it points to is replaced. */
static char *
resolve_link (const char *path)
{
  char *target = g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? realpath (path, NULL) : NULL;
  if (target == NULL)
    return g_strdup (path);
  char *copy = g_strdup (target);
  free (target);
  return copy;
}

static gboolean
check_target (const MillOutputFile *file, GError **error)
{
  if (g_file_test (file->target, G_FILE_TEST_IS_DIR))
    {
      g_set_error (error,
                   MILL_ERROR_RESOURCE,
                   MILL_RESOURCE_WRITE,
                   _ ("cannot write '%s': it is a folder; give the name of a file"),
                   file->path);
      return FALSE;
    }
  if (g_file_test (file->target, G_FILE_TEST_EXISTS) && access (file->target, W_OK) != 0)
    {
      mill_set_errno_error (error, errno, MILL_RESOURCE_ACCESS, _ ("writing"), file->path);
      return FALSE;
    }
  return TRUE;
}

MillOutputFile *
mill_output_file_open (const char *path, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (path != NULL, NULL);

  MillOutputFile *file = g_new0 (MillOutputFile, 1);
  g_set_object (&file->cancellable, cancellable);
  file->path = g_strdup (path);
  file->target = resolve_link (path);
  file->fd = -1;
  gboolean open = g_str_equal (path, "-") || is_stream (path)
                      ? open_stream (file, error)
                      : check_target (file, error) && open_beside (file, error);
  if (open)
    return file;
  free_file (file);
  return NULL;
}

gboolean
mill_output_file_write (MillOutputFile *file, const void *data, gsize length, GError **error)
{
  g_return_val_if_fail (file != NULL, FALSE);

  const guint8 *at = data;
  while (length > 0)
    {
      gssize written = write (file->fd, at, length);
      if (written >= 0)
        {
          at += written;
          length -= (gsize)written;
          file->written += written;
          write_behind (file);
        }
      else if (errno == EPIPE)
        {
          g_set_error (error,
                       MILL_ERROR_RESOURCE,
                       MILL_RESOURCE_CANCELLED,
                       _ ("'%s': the reader has closed it"),
                       file->path);
          return FALSE;
        }
      else if (errno == EAGAIN)
        {
          if (!wait_stream (file, POLLOUT, -1, error))
            return FALSE;
        }
      else if (errno != EINTR)
        {
          mill_set_errno_error (error, errno, MILL_RESOURCE_WRITE, _ ("writing"), file->path);
          return FALSE;
        }
    }
  return TRUE;
}

int
mill_output_file_fd (const MillOutputFile *file)
{
  g_return_val_if_fail (file != NULL, -1);
  return file->fd;
}

const char *
mill_output_file_temp_path (const MillOutputFile *file)
{
  g_return_val_if_fail (file != NULL, NULL);
  return file->temp_path != NULL ? file->temp_path : file->path;
}

/* The rename itself must survive a power cut. Not every file system can sync a folder. */
static void
sync_folder (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0)
    return;
  (void)!fsync (fd);
  close (fd);
}

static gboolean
close_fd (MillOutputFile *file, GError **error)
{
  int fd = file->fd;
  file->fd = -1;
  if (close (fd) == 0 || errno == EINTR)
    return TRUE;
  mill_set_errno_error (error, errno, MILL_RESOURCE_WRITE, _ ("closing"), file->path);
  return FALSE;
}

static gboolean
commit (MillOutputFile *file, GError **error)
{
  if (file->temp_path == NULL)
    return close_fd (file, error);
  keep_mode (file);
  if (fsync (file->fd) != 0)
    {
      mill_set_errno_error (error, errno, MILL_RESOURCE_WRITE, _ ("writing"), file->path);
      return FALSE;
    }
  /* until the part has its name the lock is kept, or another run might take it for one left */
  int lock = fcntl (file->fd, F_DUPFD_CLOEXEC, 3);
  gboolean done = close_fd (file, error);
  if (done && g_rename (file->temp_path, file->target) != 0)
    {
      mill_set_errno_error (error, errno, MILL_RESOURCE_WRITE, _ ("renaming"), file->path);
      done = FALSE;
    }
  if (lock >= 0)
    close (lock);
  if (!done)
    return FALSE;
  sync_folder (file->target);
  g_clear_pointer (&file->temp_path, g_free);
  return TRUE;
}

gboolean
mill_output_file_commit (MillOutputFile *file, GError **error)
{
  g_return_val_if_fail (file != NULL, FALSE);

  gboolean done = commit (file, error);
  mill_output_file_abort (file);
  return done;
}

void
mill_output_file_abort (MillOutputFile *file)
{
  if (file == NULL)
    return;
  if (file->fd >= 0)
    close (file->fd);
  if (file->temp_path != NULL)
    g_unlink (file->temp_path);
  free_file (file);
}
