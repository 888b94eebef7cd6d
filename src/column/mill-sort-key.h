/* mill-sort-key.h: values as bytes whose memcmp order is the order of the values.
 *
 * For each key column: one byte for null or not, then the value big-endian with its sign folded, or
 * the text with 0x00 escaped as 0x00 0xff and ended by 0x00 0x00; descending columns are inverted.
 * (The scheme is known from FoundationDB's tuple layer and from Graefe, "Implementing Sorting in
 * Database Systems", ACM Computing Surveys 38 (3), 2006.)
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-bytes.h"
#include "mill-column.h"

G_BEGIN_DECLS

/** MillSortKey: one column to order by. */
typedef struct
{
  MillType type;
  gboolean descending;
  gboolean nulls_last; /* after the flip by @descending: FALSE = nulls first in the output */
} MillSortKey;

/**
 * mill_sort_key_is_fixed: whether a single @key is decided by its 64-bit prefix and null flag alone
 * (boolean, integer, narrow decimal, number, timestamp, date).
 */
gboolean mill_sort_key_is_fixed (const MillSortKey *key);

/**
 * mill_sort_key_prefix: for each row of @vec a number whose unsigned order is the order of the
 * first eight bytes of the value (whole value for fixed types), flipped for descending keys; 0 for
 * nulls in either direction, which vec->nulls tells from values. @out holds vec->n numbers.
 */
void mill_sort_key_prefix (const MillSortKey *key, const MillVec *vec, guint64 *out);

/** mill_sort_key_append: appends the whole encoded key of row @i over all @n_keys columns to @out.
 */
void mill_sort_key_append (
    const MillSortKey *keys, guint n_keys, const MillVec *vecs, guint i, MillBytes *out);

G_END_DECLS
