/* mill-key-table.c: see mill-key-table.h and mill-key-private.h.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <sys/mman.h>

#include "mill-key-private.h"

#define HUGE_PAGE (2 * 1024 * 1024)

/* Slots are touched at random: with small pages each access would miss the TLB as well. */
gpointer
mill_key_slots_new (gsize n, gsize size)
{
  gsize bytes = n * size;
  gpointer slots = g_aligned_alloc (n, size, bytes >= HUGE_PAGE ? HUGE_PAGE : 64);
#ifdef MADV_HUGEPAGE
  if (bytes >= HUGE_PAGE)
    madvise (slots, bytes, MADV_HUGEPAGE); /* a hint, whose failure costs only time */
#endif
  return memset (slots, 0, bytes);
}

void
mill_key_slots_free (gpointer slots)
{
  g_aligned_free (slots);
}

static const MillKeyIndex *
choose_index (const MillType *types, guint n_keys)
{
  if (n_keys != 1)
    return &mill_key_index_tuple;
  if (mill_type_is_textual (types[0]))
    return &mill_key_index_text;
  return mill_type_is_wide (types[0]) ? &mill_key_index_tuple : &mill_key_index_fixed;
}

MillKeyTable *
mill_key_table_new (const MillType *types, guint n_keys)
{
  g_return_val_if_fail (types != NULL || n_keys == 0, NULL);

  MillKeyTable *table = g_new0 (MillKeyTable, 1);
  mill_key_store_init (table, types, n_keys);
  table->index = choose_index (types, n_keys);
  table->index->clear (table);
  return table;
}

void
mill_key_table_free (MillKeyTable *table)
{
  if (table == NULL)
    return;
  mill_key_codes_clear (table);
  g_free (table->codes.dictionaries);
  g_free (table->codes.used);
  mill_key_store_free (table);
  mill_key_slots_free (table->slots);
  mill_key_slots_free (table->dense);
  g_free (table);
}

void
mill_key_table_clear (MillKeyTable *table)
{
  g_return_if_fail (table != NULL);

  mill_key_codes_clear (table);
  mill_key_store_clear (table);
  table->index->clear (table);
}

static gboolean
all_constant (const MillVec *keys, guint n_keys)
{
  for (guint k = 0; k < n_keys; k++)
    if (!keys[k].constant)
      return FALSE;
  return TRUE;
}

static void
fill (guint32 *ids, guint n, guint32 id)
{
  for (guint i = 0; i < n; i++)
    ids[i] = id;
}

void
mill_key_table_insert (MillKeyTable *table, const MillVec *keys, guint n, guint32 *ids)
{
  g_return_if_fail (table != NULL && (keys != NULL || table->n_keys == 0));
  g_return_if_fail (n <= MILL_VEC_ROWS && (ids != NULL || n == 0));

  if (n == 0)
    return;
  if (all_constant (keys, table->n_keys))
    fill (ids, n, table->index->insert_row (table, keys, 0) - 1);
  else if (!mill_key_codes_insert (table, keys, n, ids))
    table->index->insert (table, keys, n, ids);
}

/* constants as vecs of one row */
static void
find_constants (
    const MillKeyTable *table, const MillVec *keys, guint n, guint32 *ids, MillArena *arena)
{
  MillVec *row = mill_arena_new (arena, MillVec, MAX (table->n_keys, 1));
  for (guint k = 0; k < table->n_keys; k++)
    {
      row[k] = keys[k];
      row[k].n = 1;
      row[k].constant = FALSE;
    }
  guint32 id;
  table->index->find (table, row, 1, &id, arena);
  fill (ids, n, id);
}

void
mill_key_table_find (
    const MillKeyTable *table, const MillVec *keys, guint n, guint32 *ids, MillArena *arena)
{
  g_return_if_fail (table != NULL && (keys != NULL || table->n_keys == 0));
  g_return_if_fail (n <= MILL_VEC_ROWS && (ids != NULL || n == 0) && arena != NULL);

  if (n == 0)
    return;
  if (all_constant (keys, table->n_keys))
    find_constants (table, keys, n, ids, arena);
  else
    table->index->find (table, keys, n, ids, arena);
}

guint
mill_key_table_size (const MillKeyTable *table)
{
  g_return_val_if_fail (table != NULL, 0);

  return table->size;
}

gsize
mill_key_table_bytes (const MillKeyTable *table)
{
  g_return_val_if_fail (table != NULL, 0);

  return sizeof *table + mill_key_store_bytes (table) + table->n_slots * table->index->slot_bytes
         + table->dense_span * sizeof *table->dense + table->codes.room * sizeof *table->codes.used;
}

const guint64 *
mill_key_table_hashes (const MillKeyTable *table)
{
  g_return_val_if_fail (table != NULL, NULL);

  return table->hashes;
}
