/* mill-batch.h: an immutable, typed, columnar slice of rows: what flows on a link.
 *
 * A batch that a block passes on is a view on the stack of the caller: everything it points to is
 * valid until the call returns. Whoever wants it longer takes mill_batch_hold(), which references
 * what is counted and copies what is borrowed; a held batch is immutable, counted and may be read
 * by any number of threads.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-bytes.h"
#include "mill-column.h"
#include "mill-schema.h"

G_BEGIN_DECLS

/**
 * MillOrigin: where the rows of a batch come from. Row i is row @first_row + i of part @part of
 * source @source (its block ordinal); a part is what one ticket of the source read, so that no
 * worker needs to know how many rows the workers before it have found.
 */
typedef struct
{
  guint32 source;
  guint32 first_row;
  guint64 part;
} MillOrigin;

typedef struct _MillBatch MillBatch;
struct _MillBatch
{
  const MillSchema *schema;
  const MillColumn *columns; /* one for each field of @schema */
  guint n_rows;              /* physical rows, at most MILL_BATCH_ROWS_MAX */
  guint n_selected;          /* rows that are there: n_rows without a @selection */
  const guint16 *selection;  /* (nullable) ascending row numbers; NULL = all rows */
  MillOrigin origin;
  gatomicrefcount refs; /* 0 in a view */
};

/** mill_batch_row: the physical row of the i-th selected row. */
static inline guint
mill_batch_row (const MillBatch *batch, guint i)
{
  return batch->selection != NULL ? batch->selection[i] : i;
}

/**
 * mill_batch_hold: (transfer full): a counted batch with the same rows. Counted memory is shared,
 * borrowed memory copied (lazy columns keep their reader's buffer). Holding a held batch only
 * counts.
 */
MillBatch *mill_batch_hold (const MillBatch *batch);
/** mill_batch_unref: one owner less of a held batch; accepts %NULL. Any thread. */
void mill_batch_unref (MillBatch *batch);
/** mill_batch_bytes: about how much memory a held batch keeps alive. */
gsize mill_batch_bytes (const MillBatch *batch);

/**
 * mill_batch_compact: (transfer full): a held batch with the selected rows only, all columns plain
 * or dictionary, without gaps. Lazy cells are converted; a row with a bad cell is left out and
 * noted in @errors (nullable: then the cell becomes null).
 */
MillBatch *mill_batch_compact (const MillBatch *batch, MillRowErrors *errors);

/** mill_batch_equal: same schema and same selected rows. For tests. */
gboolean mill_batch_equal (const MillBatch *a, const MillBatch *b);
/** mill_batch_to_string: (transfer full): header and rows as simple CSV, for tests and messages. */
char *mill_batch_to_string (const MillBatch *batch);

/**
 * mill_batch_write: appends the selected rows to @out in a form that mill_batch_read() understands
 * (little-endian, versioned, self-contained; lazy cells are converted). For spilling and snapshots.
 */
void mill_batch_write (const MillBatch *batch, MillBytes *out);
/**
 * mill_batch_read: (transfer full): one batch from @data; @used gets the bytes it took. Hostile or
 * cut input gives %NULL with #MILL_ERROR_DATA (SYNTAX).
 */
MillBatch *mill_batch_read (
    const MillSchema *schema, const guint8 *data, gsize length, gsize *used, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MillBatch, mill_batch_unref)

G_END_DECLS
