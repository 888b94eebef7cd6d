/* mill-utf8.c: see mill-utf8.h.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-utf8.h"

#include <string.h>

#include "mill-simd.h"
#include "mill-utf8-kernel.h"

static gsize
valid_blocks (const guint8 *data, gsize length)
{
#if defined(MILL_SIMD_HAVE_AVX2)
  if (mill_simd_has_avx2 ())
    return mill_utf8_blocks_avx2 (data, length);
#endif
  return mill_utf8_blocks_base (data, length);
}

static inline gboolean
is_continuation (guint8 byte)
{
  return (byte & 0xc0) == 0x80;
}

/* Where the character begins that ends at or goes beyond @at; @at when it begins there. */
static gsize
character_start (const guint8 *data, gsize at)
{
  for (gsize back = 1; back <= 3 && back <= at; back++)
    {
      guint8 byte = data[at - back];
      if (byte >= 0xc0)
        return at - back;
      if (byte < 0x80)
        return at;
    }
  return at;
}

/* The length of the character at @p, of which @left > 0 bytes are there; 0 when it is not valid. */
static inline gsize
character_length (const guint8 *p, gsize left)
{
  guint8 lead = p[0];
  if (lead < 0x80)
    return 1;
  if (lead < 0xc2 || lead > 0xf4 || left < 2)
    return 0;
  if (lead < 0xe0)
    return is_continuation (p[1]) ? 2 : 0;
  /* The second byte is narrower after some lead bytes: Unicode standard, table 3-7. */
  guint8 least = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
  guint8 most = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
  if (p[1] < least || p[1] > most || left < 3 || !is_continuation (p[2]))
    return 0;
  if (lead < 0xf0)
    return 3;
  return left >= 4 && is_continuation (p[3]) ? 4 : 0;
}

static inline gboolean
eight_ascii (const guint8 *p)
{
  guint64 word;
  memcpy (&word, p, 8);
  return (word & G_GUINT64_CONSTANT (0x8080808080808080)) == 0;
}

/* goes on from @at, up to the first fault or to where whole blocks of ASCII begin again */
static gsize
scan_characters (const guint8 *data, gsize at, gsize length, gsize until)
{
  while (at < until)
    {
      if (length - at >= 8 && eight_ascii (data + at))
        {
          at += 8;
          continue;
        }
      gsize n = character_length (data + at, length - at);
      if (n == 0)
        break;
      at += n;
    }
  return at;
}

gsize
mill_utf8_valid_prefix (const guint8 *data, gsize length)
{
  g_return_val_if_fail (data != NULL || length == 0, 0);

  gsize at = 0;
  while (at < length)
    {
      gsize end = at + valid_blocks (data + at, length - at);
      gsize start = character_start (data, end);
      /* one block by characters, then blocks again: the base kernel stops at whatever is not ASCII
       */
      gsize until = length - end > 64 ? end + 64 : length;
      at = scan_characters (data, MAX (start, at), length, until);
      if (at < until)
        return at;
    }
  return at;
}

gboolean
mill_utf8_valid (const guint8 *data, gsize length)
{
  return mill_utf8_valid_prefix (data, length) == length;
}

gboolean
mill_utf8_is_ascii (const guint8 *data, gsize length)
{
  g_return_val_if_fail (data != NULL || length == 0, FALSE);

  gsize at = 0;
  for (; length - at >= 64; at += 64)
    if (mill_simd_high (mill_simd_load (data + at)) != 0)
      return FALSE;
  for (; length - at >= 8; at += 8)
    if (!eight_ascii (data + at))
      return FALSE;
  for (; at < length; at++)
    if (data[at] >= 0x80)
      return FALSE;
  return TRUE;
}

gsize
mill_utf8_count (const guint8 *data, gsize length)
{
  g_return_val_if_fail (data != NULL || length == 0, 0);

  gsize continuations = 0;
  for (gsize i = 0; i < length; i++)
    continuations += is_continuation (data[i]);
  return length - continuations;
}
