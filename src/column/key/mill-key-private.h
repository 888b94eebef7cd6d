/* mill-key-private.h: the parts of the key table.
 *
 * The tuples themselves are stored by id, column by column (mill-key-store.c). Above them lies one
 * of three indices that find the id of a tuple:
 *  - fixed: one key of up to 64 bits: slots of value and id, or, while the values are dense, an
 * array indexed by the value;
 *  - text: one key of text: slots that hold up to 16 bytes of it;
 *  - tuple: anything else: slots of half a hash and an id, checked against the store.
 * All are open addressing with linear probing in a power of two of slots that are zero when empty:
 * `used` is the id + 1.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-kernel-private.h"
#include "mill-key-table.h"

G_BEGIN_DECLS

/* with that many slots the index outgrows the second-level cache, so that they are prefetched */
#define MILL_KEY_PREFETCH_SLOTS 16384
#define MILL_KEY_BLOCK                                                                             \
  128 /* rows whose slots are asked for at once: they stay in the first-level cache */
#define MILL_KEY_CACHE_LINE 64
#define MILL_KEY_SLOTS_MIN 64

/* GCC takes a function that does nothing but prefetch for one without effect, and drops its calls;
 * this in its body says otherwise. */
#define MILL_KEY_KEEP_PREFETCH() __asm__ volatile("")

typedef struct
{
  MillType type;
  gsize element;   /* bytes */
  gpointer values; /* one element an id */
  guint8 *nulls;   /* (nullable) one byte an id */
} MillKeyColumn;

typedef struct
{
  guint64 word;
  guint32 used;
  guint32 unused;
} MillFixedSlot;

typedef struct
{
  guint64 head; /* the first 8 bytes, zeros past the end */
  union
  {
    guint64 tail;       /* the next 8, in keys of up to 16 bytes */
    const guint8 *text; /* in longer ones: all bytes, in the store */
  };
  guint64 hash;
  guint32 length;
  guint32 used;
} MillTextSlot;

typedef struct
{
  guint32 tag; /* the high half of the hash */
  guint32 used;
} MillTupleSlot;

/* Ids by the codes of dictionaries that have not changed since the last batch. */
typedef struct
{
  MillColumn *dictionaries; /* one a key; a reference on `keep` of each is held */
  guint32 *used;            /* (nullable) NULL: none; indexed by all codes together */
  gsize n_used;
  gsize room;
} MillKeyCodes;

typedef struct _MillKeyIndex MillKeyIndex;

struct _MillKeyTable
{
  const MillKeyIndex *index;
  guint n_keys;
  guint size;
  guint capacity; /* ids there is room for */
  MillKeyColumn *columns;
  guint64 *hashes;

  MillArena text; /* bytes of text keys, in pieces that end in padding */
  guint8 *text_at;
  gsize text_room;

  gpointer slots;
  gsize n_slots;     /* a power of two, or 0 */
  guint32 null_used; /* fixed, text: the null key is in no slot */

  guint32 *dense; /* (nullable) fixed: `used` by value - dense_base; then there are no slots */
  gsize dense_span;
  gint64 dense_base;
  gint64 least; /* fixed integers: of all values but null, when size is not 0 */
  gint64 most;

  MillKeyCodes codes;
};

/* What an index does. Keys are not all constant; n > 0. */
struct _MillKeyIndex
{
  gsize slot_bytes;
  void (*insert) (MillKeyTable *table, const MillVec *keys, guint n, guint32 *ids);
  void (*find) (
      const MillKeyTable *table, const MillVec *keys, guint n, guint32 *ids, MillArena *arena);
  /* one row; `used` */
  guint32 (*insert_row) (MillKeyTable *table, const MillVec *keys, guint i);
  /* makes it an empty index, keeping what memory it has */
  void (*clear) (MillKeyTable *table);
};

extern const MillKeyIndex mill_key_index_fixed;
extern const MillKeyIndex mill_key_index_text;
extern const MillKeyIndex mill_key_index_tuple;

/* slots that are zero, in huge pages where that helps; mill_key_slots_free() */
gpointer mill_key_slots_new (gsize n, gsize size);
void mill_key_slots_free (gpointer slots);

/* Asks for the slots that a block of rows begins at, each with the cache line after its own, where
 * many a chain goes. */
static inline void
mill_key_prefetch (
    gconstpointer slots, gsize slot_bytes, gsize mask, const guint64 *hashes, guint n)
{
  MILL_KEY_KEEP_PREFETCH ();
  for (guint i = 0; i < n; i++)
    {
      const guint8 *slot = (const guint8 *)slots + (hashes[i] & mask) * slot_bytes;
      __builtin_prefetch (slot);
      __builtin_prefetch (slot + MILL_KEY_CACHE_LINE);
    }
}

/* whether another id makes the slots too full */
static inline gboolean
mill_key_slots_are_full (const MillKeyTable *table)
{
  return table->size + 1 > table->n_slots / 8 * 5;
}

/* --- store --- */

void mill_key_store_init (MillKeyTable *table, const MillType *types, guint n_keys);
void mill_key_store_free (MillKeyTable *table);
void mill_key_store_clear (MillKeyTable *table);
gsize mill_key_store_bytes (const MillKeyTable *table);

/* appends row @i of @keys under the next id. Returns: `used` */
guint32 mill_key_store_add (MillKeyTable *table, const MillVec *keys, guint i, guint64 hash);

/* whether row @i of @keys is the tuple @id */
gboolean mill_key_store_equal (const MillKeyTable *table, guint32 id, const MillVec *keys, guint i);

/* clears ids[i] to MILL_KEY_NONE where the tuple is not that of row i; NONE stays NONE */
void mill_key_store_verify (const MillKeyTable *table, const MillVec *keys, guint n, guint32 *ids);

/* --- dictionaries --- */

/* Inserts by the codes of dictionary keys. Returns: FALSE when the keys are not of that kind. */
gboolean mill_key_codes_insert (MillKeyTable *table, const MillVec *keys, guint n, guint32 *ids);
void mill_key_codes_clear (MillKeyTable *table);

G_END_DECLS
