/* The first rows of a text file, as bytes.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-export-private.h"

#include "mill-error.h"
#include "mill-limits.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

enum
{
  PIECE_BYTES = 64 * 1024
};

/* Where to cut: behind the last of so many line ends outside of quotes. In UTF-16 a character has
 * two bytes; its byte order mark says which comes first. */
typedef struct
{
  guint64 left;
  char quote; /* NUL: none */
  gboolean quoted;
  guint width; /* bytes of a character */
  guint low;   /* which of them holds ASCII */
} Cutter;

static void
cutter_init (Cutter *cutter, guint64 lines, char quote, const guint8 *start, gsize n)
{
  *cutter = (Cutter){ .left = lines, .quote = quote, .width = 1 };
  if (n < 2)
    return;
  if (start[0] == 0xff && start[1] == 0xfe)
    cutter->width = 2;
  else if (start[0] == 0xfe && start[1] == 0xff)
    cutter->width = 2, cutter->low = 1;
}

/* How many of the @n bytes at @data, which begin with a whole character, to keep. What is left of
 * them is half a character, or behind the cut. */
static gsize
cutter_take (Cutter *cutter, const guint8 *data, gsize n)
{
  gsize at = 0;
  for (; at + cutter->width <= n; at += cutter->width)
    {
      guint8 c = data[at + cutter->low];
      if (cutter->width == 2 && data[at + 1 - cutter->low] != 0)
        continue;
      if (cutter->quote != '\0' && c == (guint8)cutter->quote)
        cutter->quoted = !cutter->quoted;
      else if (c == '\n' && !cutter->quoted && --cutter->left == 0)
        return at + cutter->width;
    }
  return at;
}

/* A file that may be packed, or is taken as it is. */
typedef struct
{
  const char *path;
  gzFile packed; /* NULL: @fd is read */
  int fd;
} Input;

static gboolean
input_open (Input *input, const char *path, gboolean unpack, GError **error)
{
  *input = (Input){ .path = path, .fd = open (path, O_RDONLY | O_CLOEXEC) };
  if (input->fd < 0)
    {
      mill_set_errno_error (error, errno, MILL_RESOURCE_READ, _ ("reading"), path);
      return FALSE;
    }
  /* zlib gives plain files as they are, and goes from one gzip member to the next */
  if (unpack)
    input->packed = gzdopen (input->fd, "rb");
  return TRUE;
}

static void
input_close (Input *input)
{
  if (input->packed != NULL)
    gzclose_r (input->packed);
  else
    close (input->fd);
}

/* The number of bytes read, 0 at the end, -1 with @error. */
static gssize
input_read (Input *input, guint8 *piece, gsize size, GError **error)
{
  int number = Z_OK;
  gssize n = input->packed != NULL ? gzread (input->packed, piece, (unsigned)size)
                                   : read (input->fd, piece, size);
  const char *text = n < 0 && input->packed != NULL ? gzerror (input->packed, &number) : NULL;
  if (n < 0 && (text == NULL || number == Z_ERRNO))
    mill_set_errno_error (error, errno, MILL_RESOURCE_READ, _ ("reading"), input->path);
  else if (n < 0)
    g_set_error (
        error, MILL_ERROR_DATA, MILL_DATA_SYNTAX, _ ("unpacking '%s': %s"), input->path, text);
  return n;
}

static gboolean
append (GByteArray *head, const char *path, const guint8 *data, gsize n, GError **error)
{
  if (head->len + n <= MILL_EXPORT_INPUT_BYTES_MAX)
    {
      g_byte_array_append (head, data, (guint)n);
      return TRUE;
    }
  g_set_error (error,
               MILL_ERROR_DATA,
               MILL_DATA_LIMIT,
               _ ("more than %d MiB of '%s' would be copied; ask for fewer rows"),
               MILL_EXPORT_INPUT_BYTES_MAX / (1024 * 1024),
               path);
  return FALSE;
}

/* Reads up to the cut. */
static gboolean
read_head (Input *input,
           guint64 lines,
           char quote,
           GByteArray *head,
           GCancellable *cancellable,
           GError **error)
{
  guint8 piece[PIECE_BYTES + 1];
  Cutter cutter;
  gsize held = 0; /* half a character of the piece before */
  gssize n;
  gboolean first = TRUE;
  while ((n = input_read (input, piece + held, PIECE_BYTES, error)) > 0)
    {
      gsize whole = held + (gsize)n, kept = whole;
      if (g_cancellable_is_cancelled (cancellable))
        {
          g_set_error_literal (
              error, MILL_ERROR_RESOURCE, MILL_RESOURCE_CANCELLED, _ ("the export was cancelled"));
          return FALSE;
        }
      if (first)
        cutter_init (&cutter, lines, quote, piece, whole);
      first = FALSE;
      if (lines != G_MAXUINT64)
        kept = cutter_take (&cutter, piece, whole);
      if (!append (head, input->path, piece, kept, error))
        return FALSE;
      if (lines != G_MAXUINT64 && cutter.left == 0)
        return TRUE;
      held = whole - kept;
      memmove (piece, piece + kept, held);
    }
  return n == 0 && (held == 0 || append (head, input->path, piece, held, error));
}

static gboolean
is_gzip (const char *path)
{
  guint8 magic[2] = { 0 };
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  gboolean yes = fd >= 0 && read (fd, magic, 2) == 2 && magic[0] == 0x1f && magic[1] == 0x8b;
  if (fd >= 0)
    close (fd);
  return yes;
}

GBytes *
mill_export_head (const char *path,
                  guint64 lines,
                  char quote,
                  gboolean *unpacked,
                  GCancellable *cancellable,
                  GError **error)
{
  Input input;
  g_autoptr (GByteArray) head = g_byte_array_new ();
  *unpacked = lines != G_MAXUINT64 && is_gzip (path);
  if (!input_open (&input, path, *unpacked, error))
    return NULL;
  gboolean ok = read_head (&input, lines, quote, head, cancellable, error);
  input_close (&input);
  return ok ? g_byte_array_free_to_bytes (g_steal_pointer (&head)) : NULL;
}
