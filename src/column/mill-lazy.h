/* mill-lazy.h: columns whose values are still raw cells in the buffer of a reader.
 *
 * A reader (codec floor) makes one #MillLazy for each piece of input and as many LAZY columns as a
 * record has cells. Values are converted only when a kernel loads them, and only for rows that are
 * still selected; a writer of the same format copies the bytes of cells that nobody changed.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-bytes.h"
#include "mill-column.h"

G_BEGIN_DECLS

typedef struct _MillLazyOps MillLazyOps;

/** MillLazyFormat: what a writer must know to copy raw cells. Constant while the run lasts. */
typedef struct
{
  const char *name; /* "csv"; two formats of the same name compare by the members below */
  char delimiter;
  char quote; /* 0: none */
  /* doubled quotes, '.' decimal point, no thousands marks: RFC 4180 cells as they are */
  gboolean plain;
  guint n_cells; /* of every record */
} MillLazyFormat;

struct _MillLazy
{
  MillKeep keep; /* counts the buffer behind the cells */
  const MillLazyOps *ops;
  const MillLazyFormat *format;
  guint n_rows;
};

/** MillLazyOps: what a reader provides. Rows asked for exist; any thread, read-only. */
struct _MillLazyOps
{
  /* as mill_column_load(), for one cell of the record */
  void (*load) (const MillLazy *lazy,
                guint cell,
                MillType type,
                const guint16 *rows,
                guint first,
                guint n,
                const char *where,
                MillArena *arena,
                MillRowErrors *errors,
                MillVec *vec);
  /* the bytes of the cells @cell .. @cell + n_cells - 1 of @row as they stand in the file, quotes
   * and the delimiters between them included */
  MillSpan (*raw_cells) (const MillLazy *lazy, guint cell, guint n_cells, guint row);
  /* the whole record, without its line end */
  MillSpan (*raw_record) (const MillLazy *lazy, guint row);
  /* new lazy rows of @n_cells cells each from raw records: raw cells as raw_cells() gave them,
   * joined by the delimiter, each record ended by one '\n'. Takes the contents of @records. At most
   * MILL_BATCH_ROWS_MAX rows, whose number is @n_rows. All conversion settings (null words,
   * patterns) of cell i are those of cell cells[i] of @like. (transfer full) */
  MillLazy *(*reopen) (
      const MillLazy *like, const guint32 *cells, guint n_cells, MillBytes *records, guint n_rows);
};

/** mill_lazy_column: cell @cell of each record of @lazy, read as @type. Takes no reference. */
static inline MillColumn
mill_lazy_column (const MillLazy *lazy, guint cell, MillType type)
{
  return (MillColumn){ .type = type,
                       .layout = MILL_LAYOUT_LAZY,
                       .n_rows = lazy->n_rows,
                       .lazy = lazy,
                       .cell = cell,
                       .keep = (MillKeep *)&lazy->keep };
}

G_END_DECLS
