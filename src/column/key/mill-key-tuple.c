/* mill-key-tuple.c: the index over any tuple.
 *
 * A batch is looked up in passes: hash all rows; find for each the first slot with the same half of
 * a hash; compare the candidates with the store, column by column. The few rows that this leaves
 * are new, or met another tuple with the same half hash: they are taken one by one and compared in
 * full.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-key-private.h"

static inline guint32
tag_of (guint64 hash)
{
  return (guint32)(hash >> 32);
}

/* what row @i is, or the empty slot where it belongs, compared in full */
static gsize
probe (const MillKeyTable *table, const MillVec *keys, guint i, guint64 hash)
{
  const MillTupleSlot *slots = table->slots;
  gsize mask = table->n_slots - 1;
  for (gsize at = hash & mask;; at = (at + 1) & mask)
    if (slots[at].used == 0
        || (slots[at].tag == tag_of (hash)
            && mill_key_store_equal (table, slots[at].used - 1, keys, i)))
      return at;
}

static void
place (MillTupleSlot *slots, gsize mask, guint64 hash, guint32 used)
{
  gsize at = hash & mask;
  while (slots[at].used != 0)
    at = (at + 1) & mask;
  slots[at] = (MillTupleSlot){ .tag = tag_of (hash), .used = used };
}

static void
grow (MillKeyTable *table)
{
  gsize n_slots = MAX (MILL_KEY_SLOTS_MIN, 2 * table->n_slots);
  MillTupleSlot *slots = mill_key_slots_new (n_slots, sizeof *slots);
  for (guint32 id = 0; id < table->size; id++)
    place (slots, n_slots - 1, table->hashes[id], id + 1);
  mill_key_slots_free (table->slots);
  table->slots = slots;
  table->n_slots = n_slots;
}

static guint32
insert_hashed (MillKeyTable *table, const MillVec *keys, guint i, guint64 hash)
{
  MillTupleSlot *slots = table->slots;
  gsize at = probe (table, keys, i, hash);
  if (slots[at].used != 0)
    return slots[at].used;
  gboolean full = mill_key_slots_are_full (table);
  guint32 used = mill_key_store_add (table, keys, i, hash);
  if (full)
    grow (table); /* places it, too */
  else
    slots[at] = (MillTupleSlot){ .tag = tag_of (hash), .used = used };
  return used;
}

/* the first candidate of each row, or NONE */
static void
find_candidates (const MillKeyTable *table, const guint64 *hashes, guint n, guint32 *ids)
{
  const MillTupleSlot *slots = table->slots;
  gsize mask = table->n_slots - 1;
  for (guint i = 0; i < n; i++)
    {
      if (i % MILL_KEY_BLOCK == 0 && mask >= MILL_KEY_PREFETCH_SLOTS)
        mill_key_prefetch (slots, sizeof *slots, mask, hashes + i, MIN (n - i, MILL_KEY_BLOCK));
      gsize at = hashes[i] & mask;
      while (slots[at].used != 0 && slots[at].tag != tag_of (hashes[i]))
        at = (at + 1) & mask;
      ids[i] = slots[at].used - 1;
    }
}

static void
insert (MillKeyTable *table, const MillVec *keys, guint n, guint32 *ids)
{
  guint64 hashes[MILL_VEC_ROWS];
  mill_kernel_hash (keys, table->n_keys, n, hashes);
  find_candidates (table, hashes, n, ids);
  mill_key_store_verify (table, keys, n, ids);
  for (guint i = 0; i < n; i++)
    if (ids[i] == MILL_KEY_NONE)
      ids[i] = insert_hashed (table, keys, i, hashes[i]) - 1;
}

static void
find (const MillKeyTable *table, const MillVec *keys, guint n, guint32 *ids, MillArena *arena)
{
  guint64 hashes[MILL_VEC_ROWS];
  guint32 *candidates = mill_arena_new (arena, guint32, n);
  mill_kernel_hash (keys, table->n_keys, n, hashes);
  find_candidates (table, hashes, n, candidates);
  memcpy (ids, candidates, n * sizeof *ids);
  mill_key_store_verify (table, keys, n, ids);
  for (guint i = 0; i < n; i++)
    if (ids[i] == MILL_KEY_NONE && candidates[i] != MILL_KEY_NONE)
      ids[i] = ((const MillTupleSlot *)table->slots)[probe (table, keys, i, hashes[i])].used - 1;
}

static guint32
insert_row (MillKeyTable *table, const MillVec *keys, guint i)
{
  guint64 hash;
  mill_kernel_hash (NULL, 0, 1, &hash);
  for (guint k = 0; k < table->n_keys; k++)
    {
      guint64 part;
      guint at = mill_vec_at (&keys[k], i);
      MillVec row = keys[k];
      row.constant = FALSE;
      row.data = (const guint8 *)row.data + at * mill_vec_element_bytes (row.type);
      row.nulls = row.nulls != NULL ? row.nulls + at : NULL;
      mill_kernel_hash (&row, 1, 1, &part);
      hash = k == 0 ? part : mill_hash_combine (hash, part);
    }
  return insert_hashed (table, keys, i, hash);
}

static void
clear (MillKeyTable *table)
{
  if (table->n_slots > 0)
    memset (table->slots, 0, table->n_slots * sizeof (MillTupleSlot));
  else
    grow (table);
}

const MillKeyIndex mill_key_index_tuple = {
  .slot_bytes = sizeof (MillTupleSlot),
  .insert = insert,
  .find = find,
  .insert_row = insert_row,
  .clear = clear,
};
