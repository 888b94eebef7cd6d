/* mill-key-text.c: the index over one key of text.
 *
 * A slot is half a cache line and holds the first 16 bytes, so that short keys are compared without
 * another access to memory. Longer ones compare their whole hash before their bytes.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-key-private.h"

G_STATIC_ASSERT (sizeof (MillTextSlot) == 32);

#define SHORT 16 /* bytes that a slot holds */

/* A block of keys taken apart; of null rows nothing is defined. */
typedef struct
{
  guint64 heads[MILL_KEY_BLOCK];
  guint64 tails[MILL_KEY_BLOCK]; /* of short keys */
  guint64 hashes[MILL_KEY_BLOCK];
} Block;

#define MASKS(N) G_MAXUINT64 >> (64 - 8 * (N))

/* by length: the bytes of the first and second word that belong to a key */
static const guint64 masks[2][SHORT + 1] = {
  { 0,
    MASKS (1),
    MASKS (2),
    MASKS (3),
    MASKS (4),
    MASKS (5),
    MASKS (6),
    MASKS (7),
    MASKS (8),
    MASKS (8),
    MASKS (8),
    MASKS (8),
    MASKS (8),
    MASKS (8),
    MASKS (8),
    MASKS (8),
    MASKS (8) },
  { 0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    MASKS (1),
    MASKS (2),
    MASKS (3),
    MASKS (4),
    MASKS (5),
    MASKS (6),
    MASKS (7),
    MASKS (8) },
};

/* Where a key lies among the slots. A cheaper hash than that of mill-hash.h, which only new keys
 * need: one product for short keys. */
static inline guint64
slot_hash (guint64 head, guint64 tail, gsize length)
{
  return mill_hash_fold (head ^ MILL_HASH_K0, tail ^ length ^ MILL_HASH_K1);
}

/* the span of a row, empty where it is null: then it may not be read */
static inline MillSpan
span_at (const MillVec *keys, const guint8 *nulls, guint row)
{
  static const guint8 nothing[SHORT] = { 0 };
  MillSpan span = keys->spans[row];
  if (G_UNLIKELY (nulls[row] || span.length == 0))
    span = (MillSpan){ nothing, 0 };
  return span;
}

/* rows @first to @first + @n */
static void
take_apart (const MillVec *keys, guint first, guint n, Block *block)
{
  const guint8 *nulls = mill_vec_mask (keys);
  for (guint i = 0; i < n; i++)
    {
      MillSpan span = span_at (keys, nulls, first + i);
      gsize most = MIN (span.length, SHORT);
      guint64 head = mill_hash_word_ (span.data) & masks[0][most];
      guint64 tail = mill_hash_word_ (span.data + 8) & masks[1][most];
      block->heads[i] = head;
      block->tails[i] = tail;
      block->hashes[i] = G_LIKELY (span.length <= SHORT)
                             ? slot_hash (head, tail, span.length)
                             : mill_hash_bytes_padded (span.data, span.length, 0);
    }
}

static inline gboolean
is_same (const MillTextSlot *slot, const Block *block, guint i, MillSpan span)
{
  guint64 differs = (slot->head ^ block->heads[i]) | (slot->length ^ span.length);
  if (G_LIKELY (span.length <= SHORT))
    return (differs | (slot->tail ^ block->tails[i])) == 0;
  return (differs | (slot->hash ^ block->hashes[i])) == 0
         && mill_span_tail_equal (slot->text, span.data, span.length);
}

/* where key @i is, or the empty slot where it belongs */
static inline gsize
probe (const MillTextSlot *slots, gsize mask, const Block *block, guint i, MillSpan span)
{
  gsize at = block->hashes[i] & mask;
  while (slots[at].used != 0 && !is_same (&slots[at], block, i, span))
    at = (at + 1) & mask;
  return at;
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

/* key @i of @block, row @row of @keys, where it is not there */
static G_GNUC_NO_INLINE guint32
find_or_add (MillKeyTable *table, const MillVec *keys, guint row, const Block *block, guint i)
{
  MillTextSlot *slots = table->slots;
  MillSpan span = keys->spans[row];
  gsize at = probe (slots, table->n_slots - 1, block, i, span);
  if (slots[at].used != 0)
    return slots[at].used;
  if (mill_key_slots_are_full (table))
    {
      grow (table);
      slots = table->slots;
      at = probe (slots, table->n_slots - 1, block, i, span);
    }
  guint32 used = mill_key_store_add (table, keys, row, mill_span_hash (span));
  slots[at] = (MillTextSlot){ .head = block->heads[i],
                              .tail = block->tails[i],
                              .hash = block->hashes[i],
                              .length = (guint32)span.length,
                              .used = used };
  if (span.length > SHORT)
    slots[at].text = ((const MillSpan *)table->columns[0].values)[used - 1].data;
  return used;
}

static G_GNUC_NO_INLINE guint32
add_null (MillKeyTable *table, const MillVec *keys, guint row)
{
  if (table->null_used == 0)
    {
      guint64 hash;
      MillVec null = { .type = keys->type, .n = 1, .nulls = (const guint8 *)"\1" };
      mill_kernel_hash (&null, 1, 1, &hash);
      table->null_used = mill_key_store_add (table, keys, row, hash);
    }
  return table->null_used;
}

/* Asks for what the probes will touch: the slots, then the bytes of long keys. */
static inline void
prefetch (const MillTextSlot *slots, gsize mask, const guint64 *hashes, guint n)
{
  mill_key_prefetch (slots, sizeof *slots, mask, hashes, n);
  for (guint i = 0; i < n; i++)
    {
      const MillTextSlot *slot = &slots[hashes[i] & mask];
      if (slot->length > SHORT)
        __builtin_prefetch (slot->text);
    }
}

/* the `used` of each key, 0 for those that are not there */
static void
find_block (const MillKeyTable *table,
            const MillVec *keys,
            guint first,
            guint n,
            const Block *block,
            guint32 *used)
{
  const MillTextSlot *slots = table->slots;
  gsize mask = table->n_slots - 1;
  const guint8 *nulls = mill_vec_mask (keys);
  if (table->n_slots >= MILL_KEY_PREFETCH_SLOTS)
    prefetch (slots, mask, block->hashes, n);
  for (guint i = 0; i < n; i++)
    {
      guint32 found = slots[probe (slots, mask, block, i, span_at (keys, nulls, first + i))].used;
      used[i] = nulls[first + i] ? table->null_used : found;
    }
}

/* adds the keys of a block that were not found */
static G_GNUC_NO_INLINE void
add_missing (MillKeyTable *table,
             const MillVec *keys,
             guint first,
             guint n,
             const Block *block,
             guint32 *used)
{
  for (guint i = 0; i < n; i++)
    if (used[i] == 0)
      used[i] = mill_vec_is_null (keys, first + i) ? add_null (table, keys, first + i)
                                                   : find_or_add (table, keys, first + i, block, i);
}

/* Returns: whether one of @n is 0. */
static gboolean
some_missing (const guint32 *used, guint n)
{
  guint32 missing = 0;
  for (guint i = 0; i < n; i++)
    missing |= used[i] == 0;
  return missing != 0;
}

static void
used_to_ids (guint32 *ids, guint n)
{
  for (guint i = 0; i < n; i++)
    ids[i]--;
}

static void
insert (MillKeyTable *table, const MillVec *keys, guint n, guint32 *ids)
{
  Block block;
  for (guint first = 0; first < n; first += MILL_KEY_BLOCK)
    {
      guint32 *used = ids + first;
      guint m = MIN (n - first, MILL_KEY_BLOCK);
      take_apart (keys, first, m, &block);
      find_block (table, keys, first, m, &block, used);
      if (some_missing (used, m))
        add_missing (table, keys, first, m, &block, used);
    }
  used_to_ids (ids, n);
}

static void
find (const MillKeyTable *table, const MillVec *keys, guint n, guint32 *ids, MillArena *arena)
{
  Block block;
  for (guint first = 0; first < n; first += MILL_KEY_BLOCK)
    {
      guint m = MIN (n - first, MILL_KEY_BLOCK);
      take_apart (keys, first, m, &block);
      find_block (table, keys, first, m, &block, ids + first);
    }
  used_to_ids (ids, n);
}

static guint32
insert_row (MillKeyTable *table, const MillVec *keys, guint i)
{
  MillVec row = *keys;
  guint32 id;
  i = mill_vec_at (keys, i);
  row.n = 1;
  row.constant = FALSE;
  row.spans += i;
  row.nulls = keys->nulls != NULL ? keys->nulls + i : NULL;
  insert (table, &row, 1, &id);
  return id + 1;
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
