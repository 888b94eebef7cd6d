/* mill-column-private.h: what the files that make and read columns share; not for other floors.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-bits.h"
#include "mill-column.h"
#include "mill-lazy.h"

G_BEGIN_DECLS

/* Elements are copied by their size, whatever their type. */
typedef guint64 __attribute__ ((may_alias)) MillWord;
typedef MillInt128 __attribute__ ((may_alias)) MillWideWord;

/* What points to nothing points here, so that vector code may read it. */
extern const guint8 mill_column_nothing[MILL_PADDING];

/* MillColumnOwner: counted memory of one column */
typedef struct
{
  MillKeep keep;
  gsize bytes;      /* of the buffers */
  void *buffers[3]; /* g_free() */
  MillColumn child; /* DICT, TAKE: with a reference of its @keep */
} MillColumnOwner;

/* mill_column_owner_new: (transfer full): owns nothing yet; unref its @keep. */
MillColumnOwner *mill_column_owner_new (void);

/*
 * mill_column_owner_alloc: @bytes and the padding, for buffer @index; aligned for any element. What
 * is not filled may reach a file: whoever leaves gaps takes mill_column_owner_alloc0().
 */
void *mill_column_owner_alloc (MillColumnOwner *owner, guint index, gsize bytes);
/* mill_column_owner_alloc0: the same, cleared. */
void *mill_column_owner_alloc0 (MillColumnOwner *owner, guint index, gsize bytes);

/* mill_column_element_bytes: of one value of a PLAIN column; 0 for booleans and text, which differ.
 */
static inline gsize
mill_column_element_bytes (MillType type)
{
  switch (type.id)
    {
    case MILL_TYPE_BOOLEAN:
    case MILL_TYPE_TEXT:
    case MILL_TYPE_JSON:
      return 0;
    case MILL_TYPE_DATE:
      return 4;
    default:
      return mill_type_is_wide (type) ? 16 : 8;
    }
}

/*
 * mill_column_copy: (transfer full: unref @keep): the rows of a PLAIN or DICT column in memory of
 * its own; dictionaries that are counted are shared.
 */
MillColumn mill_column_copy (const MillColumn *column);

/*
 * mill_column_hold: (transfer full: unref @keep): the same rows in counted memory: by a reference
 * where there is one to take, else by copying. Memos are dropped.
 */
MillColumn mill_column_hold (const MillColumn *column);

/* mill_column_plain: as mill_column_filter(), but always in new memory and PLAIN. */
MillColumn mill_column_plain (const MillColumn *column,
                              const guint16 *rows,
                              guint n,
                              const char *where,
                              MillRowErrors *errors);

/* mill_column_bytes: about how much memory @column keeps alive, without what mill_lazy_bytes()
 * counts. */
gsize mill_column_bytes (const MillColumn *column);

/* mill_lazy_bytes: about how large the buffer behind @lazy is. */
gsize mill_lazy_bytes (const MillLazy *lazy);

/* mill_vec_element_equal: whether two values of one type are equal; nulls and NaNs equal their
 * like. */
gboolean mill_vec_element_equal (const MillVec *a, guint row_a, const MillVec *b, guint row_b);

/* mill_column_no_nulls: whether no row of a PLAIN or DICT column is null. */
static inline gboolean
mill_column_no_nulls (const MillColumn *column)
{
  return column->validity == NULL
         || mill_bits_all (column->validity, column->offset, column->n_rows);
}

G_END_DECLS
