/* mill-hash.h: 64-bit hashes for hash tables and partitions.
 *
 * The mixing step is that of Wang Yi's wyhash (public domain) in its stronger form: the 128-bit
 * product of two words is folded onto the words themselves, so that a factor of zero does not
 * swallow the other one. All 64 bits are usable. Not for anything that an adversary must not
 * predict; a seed that the input does not know makes chosen collisions impractical. The value is
 * the same on every machine, and the same from mill_hash_bytes() and mill_hash_bytes_padded().
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>
#include <string.h>

#include "mill-number.h"

G_BEGIN_DECLS

#define MILL_HASH_K0 G_GUINT64_CONSTANT (0x2d358dccaa6c78a5)
#define MILL_HASH_K1 G_GUINT64_CONSTANT (0x8bb84b93962eacc9)
#define MILL_HASH_K2 G_GUINT64_CONSTANT (0x4b33a62ed433d4a3)

/** mill_hash_fold: mixes two words into one. */
static inline guint64
mill_hash_fold (guint64 a, guint64 b)
{
  MillUint128 product = (MillUint128)a * b;
  return a ^ b ^ (guint64)product ^ (guint64)(product >> 64);
}

/** mill_hash_u64: the hash of one 64-bit value. */
static inline guint64
mill_hash_u64 (guint64 value, guint64 seed)
{
  return mill_hash_fold (value ^ MILL_HASH_K0,
                         mill_hash_fold (value ^ MILL_HASH_K1, seed ^ MILL_HASH_K2));
}

/** mill_hash_combine: the hash of a tuple whose earlier members hash to @hash and whose next one to
 * @next. */
static inline guint64
mill_hash_combine (guint64 hash, guint64 next)
{
  return mill_hash_fold (hash ^ MILL_HASH_K1, next ^ MILL_HASH_K2);
}

/* 8 bytes at @at as a little-endian word */
static inline guint64
mill_hash_word_ (const guint8 *at)
{
  guint64 word;
  memcpy (&word, at, 8);
  return GUINT64_FROM_LE (word);
}

/** mill_hash_head: the first @length (1..8) bytes at @at as a word, zeros above; reads 8 bytes. */
static inline guint64
mill_hash_head (const guint8 *at, gsize length)
{
  return mill_hash_word_ (at) & (G_MAXUINT64 >> (64 - 8 * length));
}

/* the same for 0..8 bytes, reading none past the end */
static inline guint64
mill_hash_head_tight_ (const guint8 *at, gsize length)
{
  guint32 low, high;
  if (length >= 8)
    return mill_hash_word_ (at);
  if (length >= 4)
    {
      memcpy (&low, at, 4);
      memcpy (&high, at + length - 4, 4);
      return GUINT32_FROM_LE (low) | (guint64)GUINT32_FROM_LE (high) >> (64 - 8 * length) << 32;
    }
  if (length == 0)
    return 0;
  return at[0] | (guint64)at[length >> 1] << (8 * (length >> 1))
         | (guint64)at[length - 1] << (8 * (length - 1));
}

/* the whole pieces of 16 bytes, as long as more than 16 are left; moves @at and @left */
static inline guint64
mill_hash_long_ (const guint8 **at, gsize *left, guint64 hash)
{
  for (; *left > 16; *at += 16, *left -= 16)
    hash = mill_hash_fold (mill_hash_word_ (*at) ^ MILL_HASH_K0, mill_hash_word_ (*at + 8) ^ hash);
  return hash;
}

static inline guint64
mill_hash_end_ (guint64 a, guint64 b, gsize length, guint64 hash)
{
  return mill_hash_fold (MILL_HASH_K1 ^ length, mill_hash_fold (a ^ MILL_HASH_K0, b ^ hash));
}

/** mill_hash_bytes: the hash of @length bytes at @data (nullable when @length is 0). */
static inline guint64
mill_hash_bytes (gconstpointer data, gsize length, guint64 seed)
{
  const guint8 *at = data;
  gsize left = length;
  guint64 hash = mill_hash_long_ (&at, &left, seed ^ MILL_HASH_K2);
  guint64 a = mill_hash_head_tight_ (at, MIN (left, 8));
  guint64 b = left > 8 ? mill_hash_head_tight_ (at + 8, left - 8) : 0;
  return mill_hash_end_ (a, b, length, hash);
}

/** mill_hash_bytes_padded: the same value, faster; reads up to 8 bytes past the end. @data is not
 * %NULL. */
static inline guint64
mill_hash_bytes_padded (gconstpointer data, gsize length, guint64 seed)
{
  const guint8 *at = data;
  gsize left = length;
  guint64 hash = mill_hash_long_ (&at, &left, seed ^ MILL_HASH_K2);
  guint64 a = left > 8 ? mill_hash_word_ (at) : left > 0 ? mill_hash_head (at, left) : 0;
  guint64 b = left > 8 ? mill_hash_head (at + 8, left - 8) : 0;
  return mill_hash_end_ (a, b, length, hash);
}

G_END_DECLS
