/* mill-key-table.h: maps tuples of values to small numbers: the hash table of group, join,
 * distinct.
 *
 * Ids are given in the order of first appearance, without gaps. Nulls equal each other, -0 equals
 * 0, NaN equals NaN. Integers whose range is compact index an array; all else lies in open
 * addressing over 64-bit hashes, where short text is compared as words. Codes of dictionaries that
 * have an owner (`keep`) are looked up once each while the dictionaries stay the same.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-column.h"

G_BEGIN_DECLS

/** MILL_KEY_NONE: the id of a tuple that is not in the table. */
#define MILL_KEY_NONE G_MAXUINT32

typedef struct _MillKeyTable MillKeyTable;

/** mill_key_table_new: (transfer full): an empty table for keys of @n_keys columns of @types; 0
 * keys = one group. */
MillKeyTable *mill_key_table_new (const MillType *types, guint n_keys);
/** mill_key_table_free: frees; accepts %NULL. */
void mill_key_table_free (MillKeyTable *table);
/** mill_key_table_clear: forgets all keys, keeps the memory. */
void mill_key_table_clear (MillKeyTable *table);

/**
 * mill_key_table_insert: the ids of @n rows (at most MILL_VEC_ROWS); tuples not yet there are
 * added.
 *
 * @keys: one vec a key column. @ids: room for @n. Amortised no allocation. One thread at a time.
 */
void mill_key_table_insert (MillKeyTable *table, const MillVec *keys, guint n, guint32 *ids);

/** mill_key_table_find: as _insert(), but tuples not there get %MILL_KEY_NONE. Any number of
 * threads. */
void mill_key_table_find (
    const MillKeyTable *table, const MillVec *keys, guint n, guint32 *ids, MillArena *arena);

/** mill_key_table_size: how many tuples are in the table. */
guint mill_key_table_size (const MillKeyTable *table);
/** mill_key_table_bytes: memory taken. */
gsize mill_key_table_bytes (const MillKeyTable *table);
/** mill_key_table_hashes: (transfer none): the 64-bit hash of each id; valid until the next insert.
 */
const guint64 *mill_key_table_hashes (const MillKeyTable *table);

/**
 * mill_key_table_load: key column @key of the tuples ids[0..n), or without @ids (nullable) of the
 * tuples first .. first + n, as a vec. Text spans point into the table and live until it is cleared
 * or freed.
 */
void mill_key_table_load (const MillKeyTable *table,
                          guint key,
                          const guint32 *ids,
                          guint first,
                          guint n,
                          MillArena *arena,
                          MillVec *vec);

/**
 * mill_key_table_sort: (transfer full) (array): all ids in ascending order of their keys: column by
 * column, nulls first, text by bytes. Free with g_free().
 */
guint32 *mill_key_table_sort (const MillKeyTable *table);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MillKeyTable, mill_key_table_free)

G_END_DECLS
