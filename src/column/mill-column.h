/* mill-column.h: one column of a batch.
 *
 * A #MillColumn is a small value: copying the struct makes a second view of the same memory. The
 * plain layout is Arrow's (https://arrow.apache.org/docs/format/Columnar.html): values, validity
 * bitmap (least significant bit first, 1 = valid), 32-bit offsets for text, so that an export
 * through the C Data Interface fills a struct and converts nothing.
 *
 * Lifetime: what a view points to is valid while the block that made it is being called
 * ("borrowed"), unless @keep is set: then whoever takes a reference of @keep may hold the view for
 * longer. mill_batch_hold() does this for a whole batch.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-arena.h"
#include "mill-vec.h"

G_BEGIN_DECLS

/** MillLayout: how the values of a column are kept. */
typedef enum
{
  MILL_LAYOUT_ABSENT, /* no memory: nobody needs the column; every value is null */
  MILL_LAYOUT_PLAIN,  /* Arrow primitive, boolean bitmap, or utf8 */
  MILL_LAYOUT_DICT,   /* text: guint32 codes in @data into the plain @child without nulls */
  MILL_LAYOUT_TAKE,   /* guint32 rows in @data of @child (any but LAZY), or MILL_TAKE_NULL */
  MILL_LAYOUT_LAZY,   /* raw cells of a reader, see mill-lazy.h */
} MillLayout;

typedef struct _MillLazy MillLazy;

/** MILL_TAKE_NULL: the row number of a TAKE column's null. */
#define MILL_TAKE_NULL G_MAXUINT32

/** MillKeep: a counted owner of memory. First member of whatever owns; @destroy frees it all. */
typedef struct _MillKeep MillKeep;
struct _MillKeep
{
  gatomicrefcount refs;
  void (*destroy) (MillKeep *keep);
};

/** mill_keep_ref: one more owner. Returns: @keep; accepts %NULL. Any thread. */
static inline MillKeep *
mill_keep_ref (MillKeep *keep)
{
  if (keep != NULL)
    g_atomic_ref_count_inc (&keep->refs);
  return keep;
}

/** mill_keep_unref: one owner less, the last one destroys; accepts %NULL. Any thread. */
static inline void
mill_keep_unref (MillKeep *keep)
{
  if (keep != NULL && g_atomic_ref_count_dec (&keep->refs))
    keep->destroy (keep);
}

struct _MillColumn
{
  MillType type;
  guint8 layout;           /* MillLayout */
  guint32 n_rows;          /* physical rows */
  guint32 offset;          /* PLAIN, DICT, TAKE: first row within @data, @validity, @offsets */
  const guint64 *validity; /* (nullable) PLAIN, DICT: NULL = no nulls; whole words are readable */
  /* PLAIN: aligned gint64, gint32 (date), double, MillInt128, a bitmap of whole guint64 words
   * (boolean), or the bytes of text; DICT, TAKE: guint32. Of a null the value is undefined */
  const void *data;
  const gint32 *offsets;   /* PLAIN text: n + 1 offsets into @data */
  const MillColumn *child; /* DICT, TAKE */
  const MillLazy *lazy;    /* LAZY */
  guint32 cell;            /* LAZY: which cell of the record */
  /* LAZY: values that a block has converted already, whole batch long, defined for the rows
   * selected in the batch that carries this view; borrowed */
  const void *memo;         /* (nullable) elements as in a MillVec of @type */
  const guint8 *memo_nulls; /* (nullable) */
  MillKeep *keep;           /* (nullable) owner of all of the above */
};

/** mill_column_absent: a column of @n_rows nulls that takes no memory. */
static inline MillColumn
mill_column_absent (MillType type, guint n_rows)
{
  return (MillColumn){ .type = type, .layout = MILL_LAYOUT_ABSENT, .n_rows = n_rows };
}

/**
 * mill_column_load: reads rows of a column into a dense register, as the column's own type.
 *
 * @rows: (nullable): the batch's selection; row numbers are rows[first .. first + n), or without it
 * first .. first + n. @n is at most MILL_VEC_ROWS. @arena provides the memory that @vec needs;
 * plain fixed-size columns without @rows are aliased, not copied. A lazy cell that cannot be
 * converted adds to @errors (@where as its place) and becomes null.
 *
 * Thread: that of the caller; @column is only read.
 */
void mill_column_load (const MillColumn *column,
                       const guint16 *rows,
                       guint first,
                       guint n,
                       const char *where,
                       MillArena *arena,
                       MillRowErrors *errors,
                       MillVec *vec);

/**
 * mill_column_text: value @row of a PLAIN text or json column with text in it, such as a
 * dictionary; of a null the span is of no meaning. Borrowed like @column.
 */
static inline MillSpan
mill_column_text (const MillColumn *column, guint row)
{
  const gint32 *at = column->offsets + column->offset + row;
  return (MillSpan){ (const guint8 *)column->data + at[0], (gsize)(at[1] - at[0]) };
}

/**
 * mill_column_slice: a view of @n rows of @column from @first on. Not for LAZY columns, which are
 * narrowed by a selection. Borrowed like @column.
 */
MillColumn mill_column_slice (const MillColumn *column, guint first, guint n);

/**
 * mill_column_equal: whether two columns have the same type and values (layouts may differ; NaN
 * equals NaN). For tests.
 */
gboolean mill_column_equal (const MillColumn *a, const MillColumn *b);

/**
 * mill_column_print: appends row @row as text to @out: null is an empty field, numbers shortest,
 * timestamps ISO 8601. Raw cells print their text. For consoles and tests, not for files.
 */
void mill_column_print (const MillColumn *column, guint row, GString *out);

G_END_DECLS
