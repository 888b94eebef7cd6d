/* mill-csv-stream.c: bytes that come one after the other: pipes, gzip, other character sets.
 *
 * A gzip file may have several members (RFC 1952, 2.2), all of which are read. A character that
 * cannot be decoded becomes the byte 0xff, which no UTF-8 text has; so the check of the text
 * refuses the record that it stands in, and only that.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "mill-csv-private.h"
#include "mill-error.h"

#define RAW_BYTES (64 * 1024)
#define PLAIN_BYTES (64 * 1024)

struct _MillCsvStream
{
  char *path;
  char *encoding; /* (nullable) */
  int fd;
  gboolean close_fd;
  gboolean started;
  guint64 taken;

  guint8 raw[RAW_BYTES]; /* as read */
  gsize raw_at, raw_end;
  gboolean raw_eof;

  gboolean zipped;
  gboolean member; /* within one */
  z_stream zip;

  GIConv converter;          /* (GIConv) -1: none */
  guint unit;                /* bytes of a code unit */
  guint8 plain[PLAIN_BYTES]; /* unzipped, to be decoded */
  gsize plain_at, plain_end;
  gboolean plain_eof;

  MillCsvCompat *compat; /* (nullable) */
  MillBytes parsed;      /* what it has made, from @parsed_at on not given yet */
  gsize parsed_at;
  gboolean parsed_eof;
};

MillCsvStream *
mill_csv_stream_new (const char *path, int fd, gboolean close_fd, const char *encoding)
{
  MillCsvStream *stream = g_new0 (MillCsvStream, 1);
  stream->path = g_strdup (path);
  stream->encoding = g_strdup (encoding);
  stream->fd = fd;
  stream->close_fd = close_fd;
  stream->converter = (GIConv)-1;
  return stream;
}

void
mill_csv_stream_free (MillCsvStream *stream)
{
  if (stream == NULL)
    return;
  if (stream->zipped)
    inflateEnd (&stream->zip);
  if (stream->converter != (GIConv)-1)
    g_iconv_close (stream->converter);
  if (stream->close_fd)
    close (stream->fd);
  mill_csv_compat_free (stream->compat);
  mill_bytes_clear (&stream->parsed);
  g_free (stream->path);
  g_free (stream->encoding);
  g_free (stream);
}

guint64
mill_csv_stream_taken (const MillCsvStream *stream)
{
  return stream->taken;
}

/* --- as read --- */

/* waits until there is something to read; a pipe without a writer has nothing */
static gboolean
wait_readable (MillCsvStream *stream, GCancellable *cancellable, GError **error)
{
  GPollFD watch = { 0 };
  struct pollfd fds[2] = { { .fd = stream->fd, .events = POLLIN } };
  nfds_t n = 1;
  if (g_cancellable_make_pollfd (cancellable, &watch))
    fds[n++] = (struct pollfd){ .fd = watch.fd, .events = POLLIN };
  int result;
  do
    result = poll (fds, n, -1);
  while (result < 0 && errno == EINTR);
  int saved = errno;
  if (n > 1)
    g_cancellable_release_fd (cancellable);
  if (g_cancellable_is_cancelled (cancellable))
    g_set_error (error,
                 MILL_ERROR_RESOURCE,
                 MILL_RESOURCE_CANCELLED,
                 _ ("%s: reading was cancelled"),
                 stream->path);
  else if (result < 0)
    mill_set_errno_error (error, saved, MILL_RESOURCE_READ, _ ("waiting for"), stream->path);
  else
    return TRUE;
  return FALSE;
}

/* more raw bytes behind those at hand */
static gboolean
fill_raw (MillCsvStream *stream, GCancellable *cancellable, GError **error)
{
  if (stream->raw_at > 0)
    memmove (stream->raw, stream->raw + stream->raw_at, stream->raw_end - stream->raw_at);
  stream->raw_end -= stream->raw_at;
  stream->raw_at = 0;
  while (!stream->raw_eof && stream->raw_end < RAW_BYTES)
    {
      if (!wait_readable (stream, cancellable, error))
        return FALSE;
      gssize got = read (stream->fd, stream->raw + stream->raw_end, RAW_BYTES - stream->raw_end);
      if (got < 0 && (errno == EAGAIN || errno == EINTR))
        continue;
      if (got < 0)
        {
          mill_set_errno_error (error, errno, MILL_RESOURCE_READ, _ ("reading"), stream->path);
          return FALSE;
        }
      stream->raw_eof = got == 0;
      stream->raw_end += (gsize)got;
      stream->taken += (guint64)got;
      return TRUE;
    }
  return TRUE;
}

/* at least @n bytes, unless the end is nearer */
static gboolean
peek_raw (MillCsvStream *stream, gsize n, GCancellable *cancellable, GError **error)
{
  while (stream->raw_end - stream->raw_at < n && !stream->raw_eof)
    if (!fill_raw (stream, cancellable, error))
      return FALSE;
  return TRUE;
}

/* --- gzip --- */

static gboolean
fail_gzip (MillCsvStream *stream, const char *why, GError **error)
{
  g_set_error (error,
               MILL_ERROR_DATA,
               MILL_DATA_SYNTAX,
               _ ("%s: the gzip data %s at byte %" PRIu64 "; get the file again"),
               stream->path,
               why,
               stream->taken - (stream->raw_end - stream->raw_at));
  return FALSE;
}

/* before a member, or at the end: sets @end */
static gboolean
begin_member (MillCsvStream *stream, gboolean *end, GCancellable *cancellable, GError **error)
{
  /* files on tapes and in blocks are padded with zeros */
  do
    {
      if (!peek_raw (stream, 2, cancellable, error))
        return FALSE;
      while (stream->raw_at < stream->raw_end && stream->raw[stream->raw_at] == 0)
        stream->raw_at++;
    }
  while (stream->raw_at == stream->raw_end && !stream->raw_eof);
  *end = stream->raw_at == stream->raw_end;
  if (*end)
    return TRUE;
  if (!peek_raw (stream, 2, cancellable, error))
    return FALSE;
  if (stream->raw_end - stream->raw_at < 2
      || memcmp (stream->raw + stream->raw_at, "\x1f\x8b", 2) != 0)
    return fail_gzip (stream, _ ("is followed by something else"), error);
  stream->member = TRUE;
  return inflateReset (&stream->zip) == Z_OK;
}

static gssize
read_zipped (MillCsvStream *stream, guint8 *out, gsize n, GCancellable *cancellable, GError **error)
{
  z_stream *zip = &stream->zip;
  gboolean end = FALSE;
  zip->next_out = out;
  zip->avail_out = (uInt)MIN (n, G_MAXINT32);
  while (zip->avail_out > 0)
    {
      if (!stream->member)
        {
          if (!begin_member (stream, &end, cancellable, error))
            return -1;
          if (end)
            break;
        }
      if (!peek_raw (stream, 1, cancellable, error))
        return -1;
      if (stream->raw_at == stream->raw_end)
        return fail_gzip (stream, _ ("is cut short"), error), -1;
      zip->next_in = stream->raw + stream->raw_at;
      zip->avail_in = (uInt)(stream->raw_end - stream->raw_at);
      int result = inflate (zip, Z_NO_FLUSH);
      stream->raw_at = stream->raw_end - zip->avail_in;
      if (result == Z_STREAM_END)
        stream->member = FALSE;
      else if (result != Z_OK)
        return fail_gzip (stream, _ ("is broken"), error), -1;
    }
  return (gssize)(MIN (n, G_MAXINT32) - zip->avail_out);
}

/* --- unzipped --- */

static gssize
read_plain (MillCsvStream *stream, guint8 *out, gsize n, GCancellable *cancellable, GError **error)
{
  if (stream->zipped)
    return read_zipped (stream, out, n, cancellable, error);
  if (!peek_raw (stream, 1, cancellable, error))
    return -1;
  gsize take = MIN (n, stream->raw_end - stream->raw_at);
  memcpy (out, stream->raw + stream->raw_at, take);
  stream->raw_at += take;
  return (gssize)take;
}

static gboolean
fill_plain (MillCsvStream *stream, GCancellable *cancellable, GError **error)
{
  gsize left = stream->plain_end - stream->plain_at;
  memmove (stream->plain, stream->plain + stream->plain_at, left);
  stream->plain_at = 0;
  stream->plain_end = left;
  gssize got = read_plain (stream, stream->plain + left, PLAIN_BYTES - left, cancellable, error);
  if (got < 0)
    return FALSE;
  stream->plain_eof = got == 0;
  stream->plain_end += (gsize)got;
  return TRUE;
}

/* --- decoded --- */

static gboolean
is_utf8 (const char *encoding)
{
  return encoding == NULL || g_ascii_strcasecmp (encoding, "UTF-8") == 0
         || g_ascii_strcasecmp (encoding, "UTF8") == 0
         || g_ascii_strcasecmp (encoding, "US-ASCII") == 0
         || g_ascii_strcasecmp (encoding, "ASCII") == 0;
}

gboolean
mill_csv_encoding_is_utf8 (const char *encoding)
{
  return is_utf8 (encoding);
}

/* a byte-order mark tells more than the dialect */
static const char *
marked_encoding (const guint8 *data, gsize n)
{
  if (n >= 4 && memcmp (data, "\xff\xfe\0\0", 4) == 0)
    return "UTF-32LE";
  if (n >= 2 && memcmp (data, "\xff\xfe", 2) == 0)
    return "UTF-16LE";
  if (n >= 2 && memcmp (data, "\xfe\xff", 2) == 0)
    return "UTF-16BE";
  return NULL;
}

/* looks at the first bytes for gzip, then at the first unzipped ones for a byte-order mark */
static gboolean
start (MillCsvStream *stream, GCancellable *cancellable, GError **error)
{
  if (!peek_raw (stream, 2, cancellable, error))
    return FALSE;
  if (stream->raw_end >= 2 && memcmp (stream->raw, "\x1f\x8b", 2) == 0)
    {
      if (inflateInit2 (&stream->zip, 15 + 16) != Z_OK)
        g_error ("no memory for zlib"); /* as g_malloc() */
      stream->zipped = TRUE;
    }
  while (stream->plain_end < 4 && !stream->plain_eof)
    if (!fill_plain (stream, cancellable, error))
      return FALSE;
  const char *encoding = marked_encoding (stream->plain, stream->plain_end);
  gboolean as_is = g_strcmp0 (stream->encoding, MILL_CSV_AS_IS) == 0;
  if (as_is || (encoding == NULL && is_utf8 (stream->encoding)))
    {
      stream->started = TRUE;
      return TRUE;
    }
  encoding = encoding != NULL ? encoding : stream->encoding;
  stream->converter = g_iconv_open ("UTF-8", encoding);
  if (stream->converter == (GIConv)-1)
    {
      g_set_error (error,
                   MILL_ERROR_DATA,
                   MILL_DATA_ENCODING,
                   _ ("%s: this system cannot decode '%s'; choose another encoding"),
                   stream->path,
                   encoding);
      return FALSE;
    }
  stream->unit = strstr (encoding, "16") != NULL ? 2 : strstr (encoding, "32") != NULL ? 4 : 1;
  stream->started = TRUE;
  return TRUE;
}

/* one step of the converter */
static gboolean
decode (MillCsvStream *stream, guint8 **out, gsize *room, GCancellable *cancellable, GError **error)
{
  char *in = (char *)stream->plain + stream->plain_at;
  gsize left = stream->plain_end - stream->plain_at;
  gsize result = g_iconv (stream->converter, &in, &left, (char **)out, room);
  int why = errno;
  stream->plain_at = stream->plain_end - left;
  if (result != (gsize)-1 || why == E2BIG)
    return TRUE;
  if (why == EINVAL && !stream->plain_eof)
    return fill_plain (stream, cancellable, error);
  if (*room == 0)
    return TRUE;
  *(*out)++ = 0xff;
  (*room)--;
  stream->plain_at += MIN (stream->unit, left);
  return TRUE;
}

static gssize
read_decoded (
    MillCsvStream *stream, guint8 *out, gsize n, GCancellable *cancellable, GError **error)
{
  guint8 *to = out;
  gsize room = n;
  while (room >= 8)
    {
      if (stream->plain_at == stream->plain_end && stream->plain_eof)
        break;
      if (stream->plain_at == stream->plain_end)
        {
          if (!fill_plain (stream, cancellable, error))
            return -1;
          continue;
        }
      if (!decode (stream, &to, &room, cancellable, error))
        return -1;
      if (room < 8)
        break;
    }
  return to - out;
}

static gssize
read_some (MillCsvStream *stream, guint8 *out, gsize n, GCancellable *cancellable, GError **error)
{
  if (stream->converter != (GIConv)-1)
    return read_decoded (stream, out, n, cancellable, error);
  gsize left = MIN (n, stream->plain_end - stream->plain_at);
  if (left == 0)
    return read_plain (stream, out, n, cancellable, error);
  memcpy (out, stream->plain + stream->plain_at, left);
  stream->plain_at += left;
  return (gssize)left;
}

/* fills @out as far as it goes without an end of file */
static gssize
read_bytes (MillCsvStream *stream, guint8 *out, gsize n, GCancellable *cancellable, GError **error)
{
  gsize have = 0;
  if (!stream->started && !start (stream, cancellable, error))
    return -1;
  /* a converter needs room for a whole character */
  while (n - have >= 8)
    {
      gssize got = read_some (stream, out + have, n - have, cancellable, error);
      if (got < 0)
        return -1;
      if (got == 0)
        break;
      have += (gsize)got;
    }
  return (gssize)have;
}

/* --- through libcsv --- */

void
mill_csv_stream_set_compatible (MillCsvStream *stream, const MillCsvDialect *dialect)
{
  stream->compat = mill_csv_compat_new (dialect);
}

static gboolean
fill_parsed (MillCsvStream *stream, GCancellable *cancellable, GError **error)
{
  g_autofree guint8 *bytes = g_malloc (PLAIN_BYTES);
  gboolean first = !stream->started;
  gssize got = read_bytes (stream, bytes, PLAIN_BYTES, cancellable, error);
  if (got < 0)
    return FALSE;
  gsize mark = first && got >= 3 && memcmp (bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
  mill_bytes_reset (&stream->parsed);
  stream->parsed_at = 0;
  stream->parsed_eof = got == 0;
  return mill_csv_compat_feed (stream->compat,
                               stream->path,
                               bytes + mark,
                               (gsize)got - mark,
                               stream->parsed_eof,
                               &stream->parsed,
                               error);
}

gssize
mill_csv_stream_read (
    MillCsvStream *stream, guint8 *out, gsize n, GCancellable *cancellable, GError **error)
{
  if (stream->compat == NULL)
    return read_bytes (stream, out, n, cancellable, error);
  while (stream->parsed_at == stream->parsed.length && !stream->parsed_eof)
    if (!fill_parsed (stream, cancellable, error))
      return -1;
  gsize take = MIN (n, stream->parsed.length - stream->parsed_at);
  if (take > 0)
    memcpy (out, stream->parsed.data + stream->parsed_at, take);
  stream->parsed_at += take;
  return (gssize)take;
}
