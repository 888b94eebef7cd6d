/* lazy-rows.h: a whole reader of lazy cells: records of cells between '|', ended by '\n', without
 * quotes; an empty cell is null. It does all that mill-lazy.h asks for.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-batch.h"
#include "mill-lazy.h"

#define LAZY_ROWS_CELLS_MAX 16

/* One format for each number of cells, so that rows of different readers are of one kind. */
static const MillLazyFormat lazy_rows_formats[LAZY_ROWS_CELLS_MAX + 1] = {
#define LAZY_ROWS_FORMAT(n)                                                                        \
  [n] = { .name = "rows", .delimiter = '|', .plain = TRUE, .n_cells = (n) }
  LAZY_ROWS_FORMAT (1),  LAZY_ROWS_FORMAT (2),  LAZY_ROWS_FORMAT (3),  LAZY_ROWS_FORMAT (4),
  LAZY_ROWS_FORMAT (5),  LAZY_ROWS_FORMAT (6),  LAZY_ROWS_FORMAT (7),  LAZY_ROWS_FORMAT (8),
  LAZY_ROWS_FORMAT (9),  LAZY_ROWS_FORMAT (10), LAZY_ROWS_FORMAT (11), LAZY_ROWS_FORMAT (12),
  LAZY_ROWS_FORMAT (13), LAZY_ROWS_FORMAT (14), LAZY_ROWS_FORMAT (15), LAZY_ROWS_FORMAT (16),
};

typedef struct
{
  MillLazy lazy;
  MillBytes bytes;
  guint32 *starts; /* of cell c of row r: [r * n_cells + c]; one more at the end */
} LazyRows;

static inline MillSpan
lazy_rows_cells (const MillLazy *lazy, guint cell, guint n_cells, guint row)
{
  const LazyRows *mine = (const LazyRows *)lazy;
  gsize at = (gsize)row * lazy->format->n_cells + cell;
  return (MillSpan){ mine->bytes.data + mine->starts[at],
                     mine->starts[at + n_cells] - mine->starts[at] - 1 };
}

static inline MillSpan
lazy_rows_record (const MillLazy *lazy, guint row)
{
  return lazy_rows_cells (lazy, 0, lazy->format->n_cells, row);
}

static inline gboolean
lazy_rows_parse (MillType type, MillSpan cell, gsize i, void *out)
{
  const char *text = (const char *)cell.data;
  if (type.id == MILL_TYPE_NUMBER)
    return mill_parse_double (text, cell.length, (double *)out + i) == MILL_PARSE_OK;
  if (type.id == MILL_TYPE_INTEGER)
    return mill_parse_int64 (text, cell.length, (gint64 *)out + i) == MILL_PARSE_OK;
  g_assert (mill_type_is_textual (type));
  ((MillSpan *)out)[i] = cell;
  return TRUE;
}

static inline void
lazy_rows_load (const MillLazy *lazy,
                guint cell,
                MillType type,
                const guint16 *rows,
                guint first,
                guint n,
                const char *where,
                MillArena *arena,
                MillRowErrors *errors,
                MillVec *vec)
{
  guint8 *data = mill_arena_alloc0 (arena, n * mill_vec_element_bytes (type));
  guint8 *nulls = mill_arena_alloc0 (arena, n);
  for (guint i = 0; i < n; i++)
    {
      guint row = rows != NULL ? rows[first + i] : first + i;
      MillSpan text = lazy_rows_cells (lazy, cell, 1, row);
      nulls[i] = text.length == 0;
      if (!nulls[i] && !lazy_rows_parse (type, text, i, data))
        {
          nulls[i] = 1;
          if (errors != NULL)
            mill_row_errors_add (errors, row, MILL_REJECT_BAD_CAST, type, where, text);
        }
    }
  *vec = (MillVec){ .type = type, .n = n, .nulls = nulls, .data = data };
}

static inline void
lazy_rows_destroy (MillKeep *keep)
{
  LazyRows *mine = (LazyRows *)keep;
  mill_bytes_clear (&mine->bytes);
  g_free (mine->starts);
  g_free (mine);
}

static inline MillLazy *lazy_rows_reopen (
    const MillLazy *like, const guint32 *cells, guint n_cells, MillBytes *records, guint n_rows);

static const MillLazyOps lazy_rows_ops
    = { lazy_rows_load, lazy_rows_cells, lazy_rows_record, lazy_rows_reopen };

/* (transfer full): takes the contents of @records */
static inline MillLazy *
lazy_rows_new (guint n_cells, MillBytes *records, guint n_rows)
{
  LazyRows *mine = g_new0 (LazyRows, 1);
  guint at = 0;
  g_assert_cmpuint (n_cells, <=, LAZY_ROWS_CELLS_MAX);
  mine->lazy = (MillLazy){ .keep = { .destroy = lazy_rows_destroy },
                           .ops = &lazy_rows_ops,
                           .format = &lazy_rows_formats[n_cells],
                           .n_rows = n_rows };
  g_atomic_ref_count_init (&mine->lazy.keep.refs);
  mine->bytes = *records;
  *records = (MillBytes){ 0 };
  mine->starts = g_new0 (guint32, (gsize)n_rows * n_cells + 1);
  for (gsize i = 0; i < mine->bytes.length; i++)
    if (mine->bytes.data[i] == '|' || mine->bytes.data[i] == '\n')
      mine->starts[++at] = (guint32)i + 1;
  g_assert_cmpuint (at, ==, n_rows * n_cells);
  return &mine->lazy;
}

static inline MillLazy *
lazy_rows_reopen (
    const MillLazy *like, const guint32 *cells, guint n_cells, MillBytes *records, guint n_rows)
{
  for (guint i = 0; i < n_cells; i++)
    g_assert_cmpuint (cells[i], <, like->format->n_cells);
  return lazy_rows_new (n_cells, records, n_rows);
}
