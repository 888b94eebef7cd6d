/* mill-bytes.h: a growable buffer of bytes, with slack past its end for vector kernels.
 *
 * Past `length` there are always at least %MILL_PADDING bytes that may be read (their value is
 * undefined) and scribbled over, so kernels may load and store whole vectors at the end. A
 * zero-filled MillBytes is empty but has no such slack until the first mill_bytes_reserve(). One
 * thread at a time.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>
#include <string.h>

#include "mill-limits.h"
#include "mill-number.h"
#include "mill-time.h"

G_BEGIN_DECLS

/** MillBytes: @capacity does not count the padding. Read the fields; write `length` only to shrink.
 */
typedef struct
{
  guint8 *data;
  gsize length;
  gsize capacity;
} MillBytes;

/** mill_bytes_init: an empty buffer with room for @capacity bytes. */
void mill_bytes_init (MillBytes *bytes, gsize capacity);

/** mill_bytes_clear: frees the memory; the buffer is then zero-filled: empty and usable. */
void mill_bytes_clear (MillBytes *bytes);

/** mill_bytes_copy: (transfer full): a new buffer on the heap with the same contents. */
MillBytes *mill_bytes_copy (const MillBytes *bytes);

/** mill_bytes_free: frees a buffer on the heap and its contents. @bytes is nullable. */
void mill_bytes_free (MillBytes *bytes);

/** mill_bytes_steal: the contents as #GBytes (transfer full), without copying; @bytes becomes
 * empty. */
GBytes *mill_bytes_steal (MillBytes *bytes);

/* mill_bytes_grow: makes room for @extra more bytes; the slow path of mill_bytes_reserve(). */
void mill_bytes_grow (MillBytes *bytes, gsize extra);

/** mill_bytes_consume: drops the first @n (at most `length`) bytes and moves the rest to the front.
 */
void mill_bytes_consume (MillBytes *bytes, gsize n);

/** mill_bytes_append_format: appends as printf() does; for messages, not for hot loops. */
void mill_bytes_append_format (MillBytes *bytes, const char *format, ...) G_GNUC_PRINTF (2, 3);

/** mill_bytes_reset: drops the contents and keeps the memory. */
static inline void
mill_bytes_reset (MillBytes *bytes)
{
  bytes->length = 0;
}

/**
 * mill_bytes_reserve: makes room for @extra more bytes and the padding.
 * Returns: (transfer none): where the next byte goes; valid until the buffer grows. Aborts when
 * there is no memory, as g_malloc() does.
 */
static inline guint8 *
mill_bytes_reserve (MillBytes *bytes, gsize extra)
{
  if (G_UNLIKELY (extra > bytes->capacity - bytes->length || bytes->data == NULL))
    mill_bytes_grow (bytes, extra);
  return bytes->data + bytes->length;
}

/** mill_bytes_append: appends @n bytes from @data (nullable when @n is 0), which lie outside of
 * @bytes. */
static inline void
mill_bytes_append (MillBytes *bytes, gconstpointer data, gsize n)
{
  guint8 *at = mill_bytes_reserve (bytes, n);
  if (n > 0)
    memcpy (at, data, n);
  bytes->length += n;
}

/**
 * mill_bytes_append_padded: as mill_bytes_append() for data with %MILL_PADDING readable bytes past
 * its end; short pieces go in one vector copy of constant size.
 */
static inline void
mill_bytes_append_padded (MillBytes *bytes, const guint8 *data, gsize n)
{
  guint8 *at = mill_bytes_reserve (bytes, n);
  if (G_LIKELY (n <= 32))
    memcpy (at, data, 32);
  else
    memcpy (at, data, n);
  bytes->length += n;
}

/** mill_bytes_append_byte: appends one byte. */
static inline void
mill_bytes_append_byte (MillBytes *bytes, guint8 byte)
{
  *mill_bytes_reserve (bytes, 1) = byte;
  bytes->length++;
}

/** mill_bytes_append_text: appends the bytes of @text up to its NUL. */
static inline void
mill_bytes_append_text (MillBytes *bytes, const char *text)
{
  mill_bytes_append (bytes, text, strlen (text));
}

/** mill_bytes_append_int64: appends @value as mill_print_int64(). */
static inline void
mill_bytes_append_int64 (MillBytes *bytes, gint64 value)
{
  bytes->length += mill_print_int64 (value, (char *)mill_bytes_reserve (bytes, MILL_INT64_CHARS));
}

/** mill_bytes_append_uint64: appends @value as mill_print_uint64(). */
static inline void
mill_bytes_append_uint64 (MillBytes *bytes, guint64 value)
{
  bytes->length += mill_print_uint64 (value, (char *)mill_bytes_reserve (bytes, MILL_INT64_CHARS));
}

/** mill_bytes_append_double: appends @value as mill_print_double(). */
static inline void
mill_bytes_append_double (MillBytes *bytes, double value)
{
  bytes->length += mill_print_double (value, (char *)mill_bytes_reserve (bytes, MILL_DOUBLE_CHARS));
}

/** mill_bytes_append_decimal: appends as mill_print_decimal(). */
static inline void
mill_bytes_append_decimal (MillBytes *bytes, MillInt128 mantissa, int scale)
{
  char *at = (char *)mill_bytes_reserve (bytes, MILL_DECIMAL_CHARS);
  bytes->length += mill_print_decimal (mantissa, scale, at);
}

/** mill_bytes_append_date: appends @date as mill_print_date(). */
static inline void
mill_bytes_append_date (MillBytes *bytes, gint32 date)
{
  bytes->length += mill_print_date (date, (char *)mill_bytes_reserve (bytes, MILL_DATE_CHARS));
}

/** mill_bytes_append_timestamp: appends @timestamp as mill_print_timestamp(). */
static inline void
mill_bytes_append_timestamp (MillBytes *bytes, gint64 timestamp)
{
  char *at = (char *)mill_bytes_reserve (bytes, MILL_TIMESTAMP_CHARS);
  bytes->length += mill_print_timestamp (timestamp, at);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MillBytes, mill_bytes_clear)

G_END_DECLS
