/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-out.h"

#include "mill-terminal.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <unistd.h>

enum
{
  BUFFER_BYTES = 64 * 1024
};

void
mill_out_init (MillOut *out)
{
  *out = (MillOut){ .buffer = g_string_sized_new (BUFFER_BYTES) };
}

void
mill_out_clear (MillOut *out)
{
  g_string_free (out->buffer, TRUE);
}

MillExit
mill_out_flush (MillOut *out)
{
  const char *at = out->buffer->str, *end = at + out->buffer->len;
  while (at < end && out->status == MILL_EXIT_OK)
    {
      gssize n = write (STDOUT_FILENO, at, (gsize)(end - at));
      if (n >= 0)
        at += n;
      else if (errno == EPIPE)
        out->status = MILL_EXIT_PIPE;
      else if (errno != EINTR)
        {
          mill_say (_ ("writing to standard output failed: %s"), g_strerror (errno));
          out->status = MILL_EXIT_IO;
        }
    }
  g_string_truncate (out->buffer, 0);
  return out->status;
}

void
mill_out_bytes (MillOut *out, const void *data, gsize length)
{
  if (out->status != MILL_EXIT_OK)
    return;
  g_string_append_len (out->buffer, data, (gssize)length);
  if (out->buffer->len >= BUFFER_BYTES)
    mill_out_flush (out);
}

void
mill_out_text (MillOut *out, const char *text)
{
  mill_out_bytes (out, text, strlen (text));
}

void
mill_out_format (MillOut *out, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *text = g_strdup_vprintf (format, args);
  va_end (args);
  mill_out_text (out, text);
}
