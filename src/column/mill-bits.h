/* mill-bits.h: bitmaps as the Arrow format has them: least significant bit first, in 64-bit words.
 *
 * Positions and counts are in bits. All functions may be called from any thread.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#if G_BYTE_ORDER != G_LITTLE_ENDIAN
#error "bitmaps are read as 64-bit words: Millrace needs a little-endian machine"
#endif

/** mill_bits_words: how many words @n bits take. */
static inline gsize
mill_bits_words (gsize n)
{
  return (n + 63) / 64;
}

/** mill_bits_get: bit @at. */
static inline gboolean
mill_bits_get (const guint64 *bits, gsize at)
{
  return (gboolean)(bits[at >> 6] >> (at & 63) & 1);
}

/** mill_bits_window: @n (1 to 64) bits from @at on as a word, zeros above; reads no word without
 * one of them. */
static inline guint64
mill_bits_window (const guint64 *bits, gsize at, guint n)
{
  guint shift = at & 63;
  guint64 window = bits[at >> 6] >> shift;
  if (shift != 0 && shift + n > 64)
    window |= bits[(at >> 6) + 1] << (64 - shift);
  return n < 64 ? window & ((G_GUINT64_CONSTANT (1) << n) - 1) : window;
}

/** mill_bits_count: how many of the @n bits from @at on are set. */
gsize mill_bits_count (const guint64 *bits, gsize at, gsize n);

/** mill_bits_all: whether all of the @n bits from @at on are set; TRUE for none. */
gboolean mill_bits_all (const guint64 *bits, gsize at, gsize n);

/** mill_bits_copy: the @n bits from @at on to the start of @out, zeros up to its last word's end.
 */
void mill_bits_copy (const guint64 *bits, gsize at, gsize n, guint64 *out);

/**
 * mill_bits_unpack: one byte a bit: @out[i] = bit @at + i, or with @flip its opposite, for i < @n.
 * Scribbles up to the next multiple of 64 bytes.
 */
void mill_bits_unpack (const guint64 *bits, gsize at, gsize n, gboolean flip, guint8 *out);

/**
 * mill_bits_pack_zeros: bit i of @out is set where @bytes[i] is 0, for i < @n; zeros up to the end
 * of the last word. @bytes is readable up to the next multiple of 64.
 */
void mill_bits_pack_zeros (const guint8 *bytes, gsize n, guint64 *out);

/** mill_bits_pack: the same where @bytes[i] is not 0. */
void mill_bits_pack (const guint8 *bytes, gsize n, guint64 *out);

G_END_DECLS
