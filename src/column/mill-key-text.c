/* mill-key-text.c: the index over one key of text.
 *
 * A slot is half a cache line and holds the first 16 bytes, so that short keys are compared without
 * another access to memory. Longer ones compare their whole hash before their bytes.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-key-private.h"

G_STATIC_ASSERT (sizeof (MillTextSlot) == 32);

/* A key taken apart. */
typedef struct
{
  guint64 words[2];
  guint64 hash;
  MillSpan span;
} Key;

static inline Key
key_of (MillSpan span, guint64 hash)
{
  Key key = { .hash = hash, .span = span };
  if (G_LIKELY (span.length > 0))
    key.words[0] = mill_hash_head (span.data, MIN (span.length, 8));
  if (span.length > 8)
    key.words[1] = mill_hash_head (span.data + 8, MIN (span.length - 8, 8));
  return key;
}

/* what keys of more than 16 bytes have beyond the words */
static G_GNUC_NO_INLINE gboolean
tail_equal (const MillKeyTable *table, const MillTextSlot *slot, const Key *key)
{
  const MillSpan *spans = table->columns[0].values;
  return slot->hash == key->hash
         && memcmp (spans[slot->used - 1].data + 16, key->span.data + 16, key->span.length - 16)
                == 0;
}

/* where @key is, or the empty slot where it belongs */
static inline gsize
probe (const MillKeyTable *table, const Key *key)
{
  const MillTextSlot *slots = table->slots;
  gsize mask = table->n_slots - 1;
  for (gsize at = key->hash & mask;; at = (at + 1) & mask)
    {
      const MillTextSlot *slot = &slots[at];
      guint64 differs = (slot->words[0] ^ key->words[0]) | (slot->words[1] ^ key->words[1])
                        | (slot->length ^ key->span.length);
      if (slot->used == 0)
        return at;
      if (differs == 0 && (G_LIKELY (key->span.length <= 16) || tail_equal (table, slot, key)))
        return at;
    }
}

static void
grow (MillKeyTable *table)
{
  gsize old = table->n_slots, n_slots = MAX (MILL_KEY_SLOTS_MIN, 2 * old), mask = n_slots - 1;
  const MillTextSlot *from = table->slots;
  MillTextSlot *to = mill_key_slots_new (n_slots, sizeof *to);
  for (gsize i = 0; i < old; i++)
    if (from[i].used != 0)
      {
        gsize at = from[i].hash & mask;
        while (to[at].used != 0)
          at = (at + 1) & mask;
        to[at] = from[i];
      }
  mill_key_slots_free (table->slots);
  table->slots = to;
  table->n_slots = n_slots;
}

static G_GNUC_NO_INLINE guint32
add (MillKeyTable *table, const MillVec *keys, guint i, const Key *key, gsize at)
{
  if (mill_key_slots_are_full (table))
    {
      grow (table);
      at = probe (table, key);
    }
  MillTextSlot *slot = (MillTextSlot *)table->slots + at;
  *slot = (MillTextSlot){ .words = { key->words[0], key->words[1] },
                          .hash = key->hash,
                          .length = (guint32)key->span.length,
                          .used = mill_key_store_add (table, keys, i, key->hash) };
  return slot->used;
}

static guint32
insert_null (MillKeyTable *table, const MillVec *keys, guint i, guint64 hash)
{
  if (table->null_used == 0)
    table->null_used = mill_key_store_add (table, keys, i, hash);
  return table->null_used;
}

static inline guint32
insert_hashed (MillKeyTable *table, const MillVec *keys, guint i, guint64 hash)
{
  Key key = key_of (keys->spans[i], hash);
  gsize at = probe (table, &key);
  guint32 used = ((const MillTextSlot *)table->slots)[at].used;
  return G_LIKELY (used != 0) ? used : add (table, keys, i, &key, at);
}

static inline void
prefetch_slot (const MillKeyTable *table, const guint64 *hashes, guint i, guint n)
{
  guint ahead = MIN (i + MILL_KEY_PREFETCH_AHEAD, n - 1);
  __builtin_prefetch ((const MillTextSlot *)table->slots + (hashes[ahead] & (table->n_slots - 1)));
}

static void
insert (MillKeyTable *table, const MillVec *keys, guint n, guint32 *ids)
{
  guint64 hashes[MILL_VEC_ROWS];
  const guint8 *nulls = mill_vec_mask (keys);
  mill_kernel_hash (keys, 1, n, hashes);
  for (guint i = 0; i < n; i++)
    {
      if (table->n_slots > MILL_KEY_PREFETCH_SLOTS)
        prefetch_slot (table, hashes, i, n);
      if (G_UNLIKELY (nulls[i]))
        ids[i] = insert_null (table, keys, i, hashes[i]) - 1;
      else
        ids[i] = insert_hashed (table, keys, i, hashes[i]) - 1;
    }
}

static void
find (const MillKeyTable *table, const MillVec *keys, guint n, guint32 *ids, MillArena *arena)
{
  guint64 hashes[MILL_VEC_ROWS];
  const guint8 *nulls = mill_vec_mask (keys);
  gboolean far = table->n_slots > MILL_KEY_PREFETCH_SLOTS;
  mill_kernel_hash (keys, 1, n, hashes);
  for (guint i = 0; i < n; i++)
    {
      if (far)
        prefetch_slot (table, hashes, i, n);
      if (G_UNLIKELY (nulls[i]))
        {
          ids[i] = table->null_used - 1;
          continue;
        }
      Key key = key_of (keys->spans[i], hashes[i]);
      ids[i] = ((const MillTextSlot *)table->slots)[probe (table, &key)].used - 1;
    }
}

static guint32
insert_row (MillKeyTable *table, const MillVec *keys, guint i)
{
  guint64 hash;
  MillVec row = *keys;
  i = mill_vec_at (keys, i);
  row.constant = FALSE;
  row.spans += i;
  row.nulls = keys->nulls != NULL ? keys->nulls + i : NULL;
  mill_kernel_hash (&row, 1, 1, &hash);
  return mill_vec_is_null (&row, 0) ? insert_null (table, &row, 0, hash)
                                    : insert_hashed (table, &row, 0, hash);
}

static void
clear (MillKeyTable *table)
{
  table->null_used = 0;
  if (table->n_slots > 0)
    memset (table->slots, 0, table->n_slots * sizeof (MillTextSlot));
  else
    grow (table);
}

const MillKeyIndex mill_key_index_text = {
  .slot_bytes = sizeof (MillTextSlot),
  .insert = insert,
  .find = find,
  .insert_row = insert_row,
  .clear = clear,
};
