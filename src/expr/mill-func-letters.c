/* mill-func-letters.c: upper and lower case by Unicode's simple mappings, and checksums.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-func-text.h"
#include "mill-scratch.h"
#include "mill-text.h"

/* The simple mapping of a character takes at most half as many bytes more. */
static gsize
cased_room (gsize length)
{
  return length + length / 2 + 4;
}

static void
ascii_case (MillSpan text, guint8 first, guint8 *out)
{
  for (gsize k = 0; k < text.length; k++)
    {
      guint8 c = text.data[k];
      out[k] = c ^ (guint8)((guint8)(c - first) < 26 ? 0x20 : 0);
    }
}

static void
change_case (MillCall *call, guint i, gboolean upper)
{
  MillSpan text = mill_call_span (call, 0, i);
  if (text.length == 0 || mill_utf8_is_ascii (text.data, text.length))
    {
      guint8 *same = mill_call_room (call, i, text.length);
      if (same == NULL)
        return;
      ascii_case (text, upper ? 'a' : 'A', same);
      mill_call_text (call, i, same, text.length);
      return;
    }
  guint8 *room = mill_call_room (call, i, cased_room (text.length)), *out = room;
  if (room == NULL)
    return;
  const guint8 *end = text.data + text.length;
  for (const guint8 *p = text.data; p < end; p += mill_text_step (p, end))
    {
      gunichar c = g_utf8_get_char ((const char *)p);
      out += g_unichar_to_utf8 (upper ? g_unichar_toupper (c) : g_unichar_tolower (c), (char *)out);
    }
  mill_call_text (call, i, room, (gsize)(out - room));
}

void
mill_text_lower_row (MillCall *call, guint i)
{
  change_case (call, i, FALSE);
}

void
mill_text_upper_row (MillCall *call, guint i)
{
  change_case (call, i, TRUE);
}

void
mill_text_initcap_row (MillCall *call, guint i)
{
  MillSpan text = mill_call_span (call, 0, i);
  guint8 *room = mill_call_room (call, i, cased_room (text.length)), *out = room;
  if (room == NULL)
    return;
  const guint8 *end = text.data + text.length;
  gboolean inside = FALSE;
  for (const guint8 *p = text.data; p < end; p += mill_text_step (p, end))
    {
      gunichar c = g_utf8_get_char ((const char *)p);
      out += g_unichar_to_utf8 (inside ? g_unichar_tolower (c) : g_unichar_totitle (c),
                                (char *)out);
      inside = g_unichar_isalnum (c);
    }
  mill_call_text (call, i, room, (gsize)(out - room));
}

static void
digest (MillCall *call, guint i, GChecksum *checksum)
{
  static const char hex[] = "0123456789abcdef";
  MillSpan text = mill_call_span (call, 0, i);
  guint8 bytes[32];
  gsize n = sizeof bytes;
  g_checksum_reset (checksum);
  if (text.length > 0)
    g_checksum_update (checksum, text.data, (gssize)text.length);
  g_checksum_get_digest (checksum, bytes, &n);
  guint8 *room = mill_call_room (call, i, 2 * n);
  for (gsize k = 0; k < n; k++)
    {
      room[2 * k] = (guint8)hex[bytes[k] >> 4];
      room[2 * k + 1] = (guint8)hex[bytes[k] & 15];
    }
  mill_call_text (call, i, room, 2 * n);
}

void
mill_text_md5_row (MillCall *call, guint i)
{
  if (call->scratch->md5 == NULL)
    call->scratch->md5 = g_checksum_new (G_CHECKSUM_MD5);
  digest (call, i, call->scratch->md5);
}

void
mill_text_sha256_row (MillCall *call, guint i)
{
  if (call->scratch->sha256 == NULL)
    call->scratch->sha256 = g_checksum_new (G_CHECKSUM_SHA256);
  digest (call, i, call->scratch->sha256);
}
