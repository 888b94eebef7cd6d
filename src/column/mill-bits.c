/* mill-bits.c: see mill-bits.h.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-bits.h"

#include <string.h>

#include "mill-simd.h"

#define ONES G_GUINT64_CONSTANT (0x0101010101010101)

gsize
mill_bits_count (const guint64 *bits, gsize at, gsize n)
{
  gsize count = 0;
  for (gsize i = 0; i < n; i += 64)
    count += (gsize)__builtin_popcountll (mill_bits_window (bits, at + i, (guint)MIN (n - i, 64)));
  return count;
}

gboolean
mill_bits_all (const guint64 *bits, gsize at, gsize n)
{
  for (gsize i = 0; i < n; i += 64)
    {
      guint wanted = (guint)MIN (n - i, 64);
      if (mill_bits_window (bits, at + i, wanted) != G_MAXUINT64 >> (64 - wanted))
        return FALSE;
    }
  return TRUE;
}

void
mill_bits_copy (const guint64 *bits, gsize at, gsize n, guint64 *out)
{
  for (gsize i = 0; i < n; i += 64)
    out[i / 64] = mill_bits_window (bits, at + i, (guint)MIN (n - i, 64));
}

/* eight bits to eight bytes of 0 or 1 */
static inline guint64
spread (guint64 bits)
{
  guint64 one_each = (bits & 0xff) * ONES & G_GUINT64_CONSTANT (0x8040201008040201);
  return (one_each + 0x7f * ONES) >> 7 & ONES;
}

void
mill_bits_unpack (const guint64 *bits, gsize at, gsize n, gboolean flip, guint8 *out)
{
  for (gsize i = 0; i < n; i += 64)
    {
      guint64 window = mill_bits_window (bits, at + i, (guint)MIN (n - i, 64));
      if (flip)
        window = ~window;
      for (guint byte = 0; byte < 8; byte++)
        {
          guint64 spread_out = spread (window >> (8 * byte));
          memcpy (out + i + 8 * byte, &spread_out, 8);
        }
    }
}

static inline void
pack (const guint8 *bytes, gsize n, guint64 flip, guint64 *out)
{
  for (gsize i = 0; i < n; i += 64)
    {
      guint64 word = mill_simd_eq (mill_simd_load (bytes + i), 0) ^ flip;
      out[i / 64] = n - i < 64 ? word & ((G_GUINT64_CONSTANT (1) << (n - i)) - 1) : word;
    }
}

void
mill_bits_pack_zeros (const guint8 *bytes, gsize n, guint64 *out)
{
  pack (bytes, n, 0, out);
}

void
mill_bits_pack (const guint8 *bytes, gsize n, guint64 *out)
{
  pack (bytes, n, G_MAXUINT64, out);
}
