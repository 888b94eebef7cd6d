/* mill-text.h: characters of valid UTF-8, for the text functions. Only for this folder.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <string.h>

#include "mill-utf8.h"
#include "mill-vec.h"

G_BEGIN_DECLS

/** mill_text_step: bytes of the character that begins at @p, before @end. */
static inline gsize
mill_text_step (const guint8 *p, const guint8 *end)
{
  gsize n = (gsize)g_utf8_skip[*p];
  return MIN (n, (gsize)(end - p));
}

/** mill_text_skip: where the character after @n characters begins, at most @end. */
static inline const guint8 *
mill_text_skip (const guint8 *p, const guint8 *end, guint64 n)
{
  if (n >= (guint64)(end - p))
    return end;
  for (; n > 0 && p < end; n--)
    p += mill_text_step (p, end);
  return p;
}

/** mill_text_back: where the character before the one at @p begins, at least @start. */
static inline const guint8 *
mill_text_back (const guint8 *p, const guint8 *start)
{
  do
    p--;
  while (p > start && (*p & 0xc0) == 0x80);
  return p;
}

/** mill_text_count: the number of characters. */
static inline gint64
mill_text_count (MillSpan text)
{
  return text.length > 0 ? (gint64)mill_utf8_count (text.data, text.length) : 0;
}

/** mill_text_find: (nullable): where @part first stands in @text from @from on. An empty part is at
 * @from. */
static inline const guint8 *
mill_text_find (MillSpan text, const guint8 *from, MillSpan part)
{
  if (part.length == 0 || text.length < part.length)
    return part.length == 0 ? from : NULL;
  return memmem (from, (gsize)(text.data + text.length - from), part.data, part.length);
}

/** mill_text_equal: whether the first part.length bytes at @p are @part. */
static inline gboolean
mill_text_equal (const guint8 *p, MillSpan part)
{
  return part.length == 0 || memcmp (p, part.data, part.length) == 0;
}

G_END_DECLS
