/* mill-bytes.c: see mill-bytes.h.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-bytes.h"

#define SMALLEST 128

void
mill_bytes_init (MillBytes *bytes, gsize capacity)
{
  g_return_if_fail (bytes != NULL);

  memset (bytes, 0, sizeof *bytes);
  mill_bytes_grow (bytes, capacity);
}

void
mill_bytes_clear (MillBytes *bytes)
{
  g_return_if_fail (bytes != NULL);

  g_free (bytes->data);
  memset (bytes, 0, sizeof *bytes);
}

MillBytes *
mill_bytes_copy (const MillBytes *bytes)
{
  g_return_val_if_fail (bytes != NULL, NULL);

  MillBytes *copy = g_new0 (MillBytes, 1);
  mill_bytes_append (copy, bytes->data, bytes->length);
  return copy;
}

void
mill_bytes_free (MillBytes *bytes)
{
  if (bytes == NULL)
    return;
  g_free (bytes->data);
  g_free (bytes);
}

GBytes *
mill_bytes_steal (MillBytes *bytes)
{
  g_return_val_if_fail (bytes != NULL, NULL);

  GBytes *contents = g_bytes_new_take (bytes->data, bytes->length);
  memset (bytes, 0, sizeof *bytes);
  return contents;
}

void
mill_bytes_grow (MillBytes *bytes, gsize extra)
{
  g_return_if_fail (bytes != NULL);

  gsize needed, total;
  if (__builtin_add_overflow (bytes->length, extra, &needed)
      || __builtin_add_overflow (needed, (gsize)MILL_PADDING, &total) || total > G_MAXSSIZE)
    g_error ("mill_bytes_grow: no memory for %" G_GSIZE_FORMAT " more bytes", extra);
  /* By halves, so that appending costs constant time a byte. */
  gsize capacity = MAX (MAX (needed, (gsize)SMALLEST), bytes->capacity + bytes->capacity / 2);
  bytes->data = g_realloc (bytes->data, capacity + MILL_PADDING);
  bytes->capacity = capacity;
}

void
mill_bytes_consume (MillBytes *bytes, gsize n)
{
  g_return_if_fail (bytes != NULL);
  g_return_if_fail (n <= bytes->length);

  if (n == 0)
    return;
  bytes->length -= n;
  memmove (bytes->data, bytes->data + n, bytes->length);
}

void
mill_bytes_append_format (MillBytes *bytes, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *text = g_strdup_vprintf (format, args);
  va_end (args);
  mill_bytes_append_text (bytes, text);
}
