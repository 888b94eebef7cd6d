/* mill-key-fixed.c: the index over one key of up to 64 bits.
 *
 * Integer keys start in an array indexed by the value and stay there while they are dense: while
 * their range is below four times their number. Otherwise, and for numbers, they are hashed; a
 * table that turns out to be dense when it grows goes (back) to the array.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-key-private.h"

#define DENSE_SPAN_MIN 16384 /* such an array is worth having for any number of keys */
#define DENSE_FACTOR 4

static gboolean
is_integer (const MillKeyTable *table)
{
  return table->columns[0].type.id != MILL_TYPE_NUMBER;
}

static inline guint64
hash_of (guint64 word)
{
  return mill_hash_u64 (word, 0);
}

/* The keys as words: what is compared and hashed. Numbers and booleans are put into @room. */
static const guint64 *
words_of (const MillVec *key, guint n, guint64 *room)
{
  switch (key->type.id)
    {
    case MILL_TYPE_BOOLEAN:
      for (guint i = 0; i < n; i++)
        room[i] = key->booleans[i];
      return room;
    case MILL_TYPE_NUMBER:
      for (guint i = 0; i < n; i++)
        room[i] = mill_number_bits (key->numbers[i]);
      return room;
    default:
      return (const guint64 *)key->integers;
    }
}

static guint64
stored_word (const MillKeyTable *table, guint32 id)
{
  if (table->columns[0].element == 1)
    return ((const guint8 *)table->columns[0].values)[id];
  guint64 word;
  memcpy (&word, (const guint8 *)table->columns[0].values + 8 * (gsize)id, 8);
  return word;
}

/* --- slots --- */

static void
place (MillKeyTable *table, guint64 word, guint32 used)
{
  MillFixedSlot *slots = table->slots;
  gsize mask = table->n_slots - 1, at = hash_of (word) & mask;
  while (slots[at].used != 0)
    at = (at + 1) & mask;
  slots[at] = (MillFixedSlot){ .word = word, .used = used };
}

static void
fill_slots (MillKeyTable *table, gsize n_slots)
{
  mill_key_slots_free (table->slots);
  table->slots = mill_key_slots_new (n_slots, sizeof (MillFixedSlot));
  table->n_slots = n_slots;
  for (guint32 id = 0; id < table->size; id++)
    if (id + 1 != table->null_used)
      place (table, stored_word (table, id), id + 1);
}

/* --- dense --- */

/* @value - table->dense_base, for any value */
static inline guint64
dense_at (const MillKeyTable *table, guint64 word)
{
  return word - (guint64)table->dense_base;
}

static guint64
dense_span_max (const MillKeyTable *table, guint more)
{
  return MAX (DENSE_SPAN_MIN, DENSE_FACTOR * ((guint64)table->size + more));
}

/* Puts an array in place that reaches from @least to @most, with room for as much again. */
static void
fill_dense (MillKeyTable *table, gint64 least, gint64 most)
{
  guint64 range = (guint64)most - (guint64)least + 1;
  gsize span = 1024;
  while (span < range + range / 2)
    span *= 2;
  /* half of the room to spare on each side, without leaving the integers */
  guint64 below = MIN ((span - range) / 2, (guint64)least - (guint64)G_MININT64);
  mill_key_slots_free (table->slots);
  mill_key_slots_free (table->dense);
  table->slots = NULL;
  table->n_slots = 0;
  table->dense = mill_key_slots_new (span, sizeof *table->dense);
  table->dense_span = span;
  table->dense_base = (gint64)((guint64)least - below);
  for (guint32 id = 0; id < table->size; id++)
    if (id + 1 != table->null_used)
      table->dense[dense_at (table, stored_word (table, id))] = id + 1;
}

static void
leave_dense (MillKeyTable *table)
{
  g_clear_pointer (&table->dense, mill_key_slots_free);
  table->dense_span = 0;
  gsize n_slots = MILL_KEY_SLOTS_MIN;
  while (n_slots / 8 * 5 <= table->size + 1)
    n_slots *= 2;
  fill_slots (table, n_slots);
}

static void
range_of (const guint64 *words, const guint8 *nulls, guint n, gint64 *least, gint64 *most)
{
  gint64 low = G_MAXINT64, high = G_MININT64;
  if (nulls == NULL)
    for (guint i = 0; i < n; i++)
      {
        low = MIN (low, (gint64)words[i]);
        high = MAX (high, (gint64)words[i]);
      }
  else
    for (guint i = 0; i < n; i++)
      if (!nulls[i])
        {
          low = MIN (low, (gint64)words[i]);
          high = MAX (high, (gint64)words[i]);
        }
  *least = low;
  *most = high;
}

/* Takes the batch's range up into that of the table. Returns: whether the array reaches over all of
 * it afterwards; it is made, enlarged, or given up. */
static gboolean
make_dense (MillKeyTable *table, const guint64 *words, const guint8 *nulls, guint n)
{
  gint64 least, most;
  range_of (words, nulls, n, &least, &most);
  if (least <= most)
    {
      table->least = MIN (table->least, least);
      table->most = MAX (table->most, most);
    }
  if (table->n_slots > 0)
    return FALSE;
  if (table->least > table->most) /* only nulls so far */
    return TRUE;
  guint64 range = (guint64)table->most - (guint64)table->least;
  if (table->dense != NULL && dense_at (table, (guint64)table->least) < table->dense_span
      && dense_at (table, (guint64)table->most) < table->dense_span)
    return TRUE;
  if (range < dense_span_max (table, n))
    {
      fill_dense (table, table->least, table->most);
      return TRUE;
    }
  leave_dense (table);
  return FALSE;
}

/* Slots are full: more of them, or the array after all, where it takes no more memory. Returns:
 * whether the table is dense now. */
static gboolean
grow (MillKeyTable *table)
{
  guint64 range = (guint64)table->most - (guint64)table->least;
  if (is_integer (table) && range < MAX (DENSE_SPAN_MIN, DENSE_FACTOR * table->n_slots))
    {
      fill_dense (table, table->least, table->most);
      return TRUE;
    }
  fill_slots (table, MAX (MILL_KEY_SLOTS_MIN, 2 * table->n_slots));
  return FALSE;
}

/* --- insert --- */

static G_GNUC_NO_INLINE guint32
add_null (MillKeyTable *table, const MillVec *key, guint i)
{
  if (table->null_used == 0)
    {
      guint64 hash;
      MillVec row = { .type = key->type, .n = 1, .constant = TRUE, .nulls = (const guint8 *)"\1" };
      mill_kernel_hash (&row, 1, 1, &hash);
      table->null_used = mill_key_store_add (table, key, i, hash);
    }
  return table->null_used;
}

static void
insert_dense (MillKeyTable *table, const MillVec *key, const guint64 *words, guint n, guint32 *ids)
{
  const guint8 *nulls = mill_vec_mask (key);
  guint32 *dense = table->dense;
  guint64 base = (guint64)table->dense_base;
  for (guint i = 0; i < n; i++)
    {
      if (G_UNLIKELY (nulls[i]))
        {
          ids[i] = add_null (table, key, i) - 1;
          continue;
        }
      guint32 used = dense[words[i] - base];
      if (G_UNLIKELY (used == 0))
        used = dense[words[i] - base] = mill_key_store_add (table, key, i, hash_of (words[i]));
      ids[i] = used - 1;
    }
}

/* a value that is in no slot; @at is where it belongs */
static G_GNUC_NO_INLINE guint32
add_slot (MillKeyTable *table, const MillVec *key, guint i, guint64 word, gsize at)
{
  guint64 hash = hash_of (word);
  if (mill_key_slots_are_full (table))
    {
      guint32 used = mill_key_store_add (table, key, i, hash);
      grow (table); /* places it, too */
      return used;
    }
  MillFixedSlot *slot = (MillFixedSlot *)table->slots + at;
  slot->word = word;
  return slot->used = mill_key_store_add (table, key, i, hash);
}

/* where @word is, or the empty slot where it belongs */
static inline gsize
probe (const MillFixedSlot *slots, gsize mask, guint64 word, guint64 hash)
{
  gsize at = hash & mask;
  while (slots[at].word != word && slots[at].used != 0)
    at = (at + 1) & mask;
  /* a word of 0 may have stopped at an empty slot, which is as well */
  return at;
}

static void
hash_words (const guint64 *words, guint n, guint64 *hashes)
{
  for (guint i = 0; i < n; i++)
    hashes[i] = hash_of (words[i]);
}

/* in front of row @i: asks for the slots of the block that begins there */
static inline void
prefetch_block (const MillKeyTable *table, const guint64 *hashes, guint i, guint n)
{
  if (i % MILL_KEY_BLOCK == 0 && table->n_slots >= MILL_KEY_PREFETCH_SLOTS)
    mill_key_prefetch (table->slots,
                       sizeof (MillFixedSlot),
                       table->n_slots - 1,
                       hashes + i,
                       MIN (n - i, MILL_KEY_BLOCK));
}

/* Returns: how many rows were inserted: less than @n when the table became dense on the way. */
static guint
insert_slots (MillKeyTable *table, const MillVec *key, const guint64 *words, guint n, guint32 *ids)
{
  guint64 hashes[MILL_VEC_ROWS];
  const guint8 *nulls = mill_vec_mask (key);
  hash_words (words, n, hashes);
  for (guint i = 0; i < n; i++)
    {
      prefetch_block (table, hashes, i, n);
      const MillFixedSlot *slots = table->slots;
      gsize mask = table->n_slots - 1;
      if (G_UNLIKELY (nulls[i]))
        {
          ids[i] = add_null (table, key, i) - 1;
          continue;
        }
      gsize at = probe (slots, mask, words[i], hashes[i]);
      guint32 used = slots[at].used;
      if (G_UNLIKELY (used == 0))
        used = add_slot (table, key, i, words[i], at);
      ids[i] = used - 1;
      if (G_UNLIKELY (table->dense != NULL))
        return i + 1;
    }
  return n;
}

static void
insert (MillKeyTable *table, const MillVec *keys, guint n, guint32 *ids)
{
  guint64 room[MILL_VEC_ROWS];
  const guint64 *words = words_of (keys, n, room);
  guint done = 0;
  if (!is_integer (table) || !make_dense (table, words, keys->nulls, n))
    done = insert_slots (table, keys, words, n, ids);
  if (done == n)
    return;
  MillVec rest = *keys;
  rest.n = n - done;
  rest.data = (const guint8 *)keys->data + done * mill_vec_element_bytes (keys->type);
  rest.nulls = keys->nulls != NULL ? keys->nulls + done : NULL;
  insert_dense (table, &rest, words + done, n - done, ids + done);
}

/* --- find --- */

static void
find_dense (const MillKeyTable *table, const guint64 *words, guint n, guint32 *ids)
{
  const guint32 *dense = table->dense;
  guint64 base = (guint64)table->dense_base, span = table->dense_span;
  for (guint i = 0; i < n; i++)
    {
      guint64 at = words[i] - base;
      guint32 used = dense[at < span ? at : 0];
      ids[i] = (at < span ? used : 0) - 1;
    }
}

static void
find_slots (const MillKeyTable *table, const guint64 *words, guint n, guint32 *ids)
{
  guint64 hashes[MILL_VEC_ROWS];
  const MillFixedSlot *slots = table->slots;
  gsize mask = table->n_slots - 1;
  hash_words (words, n, hashes);
  for (guint i = 0; i < n; i++)
    {
      prefetch_block (table, hashes, i, n);
      ids[i] = slots[probe (slots, mask, words[i], hashes[i])].used - 1;
    }
}

/* The words of null rows are undefined, but harmless: they are looked up, and put right after. */
static void
find (const MillKeyTable *table, const MillVec *keys, guint n, guint32 *ids, MillArena *arena)
{
  guint64 room[MILL_VEC_ROWS];
  const guint64 *words = words_of (keys, n, room);
  if (table->dense != NULL)
    find_dense (table, words, n, ids);
  else if (table->n_slots > 0)
    find_slots (table, words, n, ids);
  else
    memset (ids, 0xff, n * sizeof *ids);
  for (guint i = 0; keys->nulls != NULL && i < n; i++)
    ids[i] = keys->nulls[i] ? table->null_used - 1 : ids[i];
}

static guint32
insert_row (MillKeyTable *table, const MillVec *keys, guint i)
{
  MillVec row = *keys;
  guint at = mill_vec_at (keys, i);
  guint32 id;
  row.n = 1;
  row.constant = FALSE;
  row.data = (const guint8 *)keys->data + at * mill_vec_element_bytes (keys->type);
  row.nulls = keys->nulls != NULL ? keys->nulls + at : NULL;
  insert (table, &row, 1, &id);
  return id + 1;
}

static void
clear (MillKeyTable *table)
{
  table->null_used = 0;
  table->least = G_MAXINT64;
  table->most = G_MININT64;
  if (table->dense != NULL)
    memset (table->dense, 0, table->dense_span * sizeof *table->dense);
  else if (table->n_slots > 0)
    memset (table->slots, 0, table->n_slots * sizeof (MillFixedSlot));
  else if (!is_integer (table))
    fill_slots (table, MILL_KEY_SLOTS_MIN);
}

const MillKeyIndex mill_key_index_fixed = {
  .slot_bytes = sizeof (MillFixedSlot),
  .insert = insert,
  .find = find,
  .insert_row = insert_row,
  .clear = clear,
};
