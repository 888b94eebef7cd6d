/* mill-column-load.c: reads columns of any layout into dense registers.
 *
 * Two ways lead into a register: a run of neighbouring rows, which is aliased where the layouts are
 * the same, and a gather by row numbers, to which selections, TAKE columns and chains of them boil
 * down.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-column-private.h"

#include <string.h>

/* Bytes of one byte a row, with room for the kernels that work on 64 at once. */
#define FLAGS_BYTES(n) (((gsize)(n) + 63) & ~(gsize)63)

/* --- rows that are all null --- */

static void
load_absent (MillArena *arena, MillVec *vec)
{
  gsize bytes = FLAGS_BYTES (vec->n);
  guint8 *nulls = mill_arena_alloc (arena, bytes);
  memset (nulls, 1, bytes);
  vec->nulls = nulls;
  if (!mill_type_is_textual (vec->type))
    {
      vec->data = mill_arena_alloc0 (arena, vec->n * mill_vec_element_bytes (vec->type));
      return;
    }
  MillSpan *spans = mill_arena_new (arena, MillSpan, vec->n);
  for (guint i = 0; i < vec->n; i++)
    spans[i] = (MillSpan){ mill_column_nothing, 0 };
  vec->spans = spans;
}

/* --- runs --- */

/* (nullable): one byte a row, or NULL when none of them is null */
static const guint8 *
run_nulls (const MillColumn *column, guint first, guint n, MillArena *arena)
{
  gsize at = (gsize)column->offset + first;
  if (column->validity == NULL || mill_bits_all (column->validity, at, n))
    return NULL;
  guint8 *nulls = mill_arena_alloc (arena, FLAGS_BYTES (n));
  mill_bits_unpack (column->validity, at, n, TRUE, nulls);
  return nulls;
}

static const guint8 *
run_booleans (const MillColumn *column, gsize at, guint n, MillArena *arena)
{
  guint8 *out = mill_arena_alloc (arena, FLAGS_BYTES (n));
  mill_bits_unpack (column->data, at, n, FALSE, out);
  return out;
}

static const gint64 *
run_dates (const MillColumn *column, gsize at, guint n, MillArena *arena)
{
  const gint32 *dates = (const gint32 *)column->data + at;
  gint64 *out = mill_arena_new (arena, gint64, n);
  for (guint i = 0; i < n; i++)
    out[i] = dates[i];
  return out;
}

static const MillSpan *
run_spans (const MillColumn *column, gsize at, guint n, MillArena *arena)
{
  const gint32 *offsets = column->offsets + at;
  const guint8 *bytes = column->data;
  MillSpan *out = mill_arena_new (arena, MillSpan, n);
  gint32 start = offsets[0];
  for (guint i = 0; i < n; i++)
    {
      gint32 end = offsets[i + 1];
      out[i] = (MillSpan){ bytes + start, (gsize)(end - start) };
      start = end;
    }
  return out;
}

static void
load_run (const MillColumn *column, guint first, MillArena *arena, MillVec *vec)
{
  gsize at = (gsize)column->offset + first;
  vec->nulls = run_nulls (column, first, vec->n, arena);
  switch (column->type.id)
    {
    case MILL_TYPE_BOOLEAN:
      vec->booleans = run_booleans (column, at, vec->n, arena);
      break;
    case MILL_TYPE_DATE:
      vec->integers = run_dates (column, at, vec->n, arena);
      break;
    case MILL_TYPE_TEXT:
    case MILL_TYPE_JSON:
      vec->spans = run_spans (column, at, vec->n, arena);
      break;
    default:
      vec->data = (const guint8 *)column->data + at * mill_column_element_bytes (column->type);
      break;
    }
}

/* --- gathers --- */

/* the nulls that @validity adds to @nulls (nullable) for the rows @index */
static const guint8 *
gather_nulls (
    const MillColumn *column, const guint32 *index, guint n, const guint8 *nulls, MillArena *arena)
{
  if (column->validity == NULL)
    return nulls;
  guint8 *out = mill_arena_alloc (arena, FLAGS_BYTES (n));
  guint8 any = 0;
  for (guint i = 0; i < n; i++)
    {
      gsize at = (gsize)column->offset + index[i];
      guint8 null = (guint8)(~(column->validity[at >> 6] >> (at & 63)) & 1);
      if (nulls != NULL)
        null |= nulls[i];
      any |= null;
      out[i] = null;
    }
  return any ? out : NULL;
}

static const void *
gather_words (const MillWord *data, const guint32 *index, guint n, MillArena *arena)
{
  MillWord *out = mill_arena_alloc (arena, n * sizeof *out);
  for (guint i = 0; i < n; i++)
    out[i] = data[index[i]];
  return out;
}

static const void *
gather_wides (const MillWideWord *data, const guint32 *index, guint n, MillArena *arena)
{
  MillWideWord *out = mill_arena_alloc (arena, n * sizeof *out);
  for (guint i = 0; i < n; i++)
    out[i] = data[index[i]];
  return out;
}

static const guint8 *
gather_bytes (const guint8 *data, const guint32 *index, guint n, MillArena *arena)
{
  guint8 *out = mill_arena_alloc (arena, FLAGS_BYTES (n));
  for (guint i = 0; i < n; i++)
    out[i] = data[index[i]];
  return out;
}

static const gint64 *
gather_dates (const gint32 *data, const guint32 *index, guint n, MillArena *arena)
{
  gint64 *out = mill_arena_new (arena, gint64, n);
  for (guint i = 0; i < n; i++)
    out[i] = data[index[i]];
  return out;
}

static const guint8 *
gather_booleans (const MillColumn *column, const guint32 *index, guint n, MillArena *arena)
{
  guint8 *out = mill_arena_alloc (arena, FLAGS_BYTES (n));
  for (guint i = 0; i < n; i++)
    out[i] = (guint8)mill_bits_get (column->data, (gsize)column->offset + index[i]);
  return out;
}

static const MillSpan *
gather_spans (const MillColumn *column, const guint32 *index, guint n, MillArena *arena)
{
  const gint32 *offsets = column->offsets + column->offset;
  const guint8 *bytes = column->data;
  MillSpan *out = mill_arena_new (arena, MillSpan, n);
  for (guint i = 0; i < n; i++)
    {
      gint32 start = offsets[index[i]];
      out[i] = (MillSpan){ bytes + start, (gsize)(offsets[index[i] + 1] - start) };
    }
  return out;
}

static void
gather_plain (const MillColumn *column, const guint32 *index, MillArena *arena, MillVec *vec)
{
  guint n = vec->n;
  switch (column->type.id)
    {
    case MILL_TYPE_BOOLEAN:
      vec->booleans = gather_booleans (column, index, n, arena);
      break;
    case MILL_TYPE_DATE:
      vec->integers = gather_dates ((const gint32 *)column->data + column->offset, index, n, arena);
      break;
    case MILL_TYPE_TEXT:
    case MILL_TYPE_JSON:
      vec->spans = gather_spans (column, index, n, arena);
      break;
    default:
      if (mill_type_is_wide (column->type))
        vec->data
            = gather_wides ((const MillWideWord *)column->data + column->offset, index, n, arena);
      else
        vec->data = gather_words ((const MillWord *)column->data + column->offset, index, n, arena);
      break;
    }
}

/* --- dictionaries --- */

/* text through @codes, of which those of null rows are set to 0 */
static void
finish_dict (const MillColumn *column, const guint32 *codes, MillArena *arena, MillVec *vec)
{
  const MillColumn *dictionary = column->child;
  if (dictionary->n_rows == 0)
    {
      load_absent (arena, vec);
      return;
    }
  if (vec->nulls != NULL)
    {
      guint32 *clean = mill_arena_new (arena, guint32, vec->n);
      for (guint i = 0; i < vec->n; i++)
        clean[i] = vec->nulls[i] ? 0 : codes[i];
      codes = clean;
    }
  vec->codes = codes;
  vec->dictionary = dictionary;
  vec->spans = gather_spans (dictionary, codes, vec->n, arena);
}

static void
load_dict_run (const MillColumn *column, guint first, MillArena *arena, MillVec *vec)
{
  vec->nulls = run_nulls (column, first, vec->n, arena);
  finish_dict (column, (const guint32 *)column->data + column->offset + first, arena, vec);
}

static void
gather_dict (const MillColumn *column, const guint32 *index, MillArena *arena, MillVec *vec)
{
  const guint32 *data = (const guint32 *)column->data + column->offset;
  guint32 *codes = mill_arena_new (arena, guint32, vec->n);
  for (guint i = 0; i < vec->n; i++)
    codes[i] = data[index[i]];
  finish_dict (column, codes, arena, vec);
}

/* --- indices --- */

/* takes the nulls out of @index: sets vec->nulls, and returns an index of existing rows alone */
static const guint32 *
split_nulls (const guint32 *index, MillArena *arena, MillVec *vec)
{
  guint32 any = 0;
  for (guint i = 0; i < vec->n; i++)
    any |= index[i] == MILL_TAKE_NULL;
  if (!any)
    return index;

  guint8 *nulls = mill_arena_alloc (arena, FLAGS_BYTES (vec->n));
  guint32 *clean = mill_arena_new (arena, guint32, vec->n);
  for (guint i = 0; i < vec->n; i++)
    {
      nulls[i] = index[i] == MILL_TAKE_NULL;
      clean[i] = nulls[i] ? 0 : index[i];
    }
  vec->nulls = nulls;
  return clean;
}

/* rows @index of @column, of which some may be MILL_TAKE_NULL if @may_be_null */
static void
load_index (const MillColumn *column,
            const guint32 *index,
            gboolean may_be_null,
            MillArena *arena,
            MillVec *vec)
{
  while (column->layout == MILL_LAYOUT_TAKE)
    {
      const guint32 *data = (const guint32 *)column->data + column->offset;
      guint32 *through = mill_arena_new (arena, guint32, vec->n);
      for (guint i = 0; i < vec->n; i++)
        through[i] = may_be_null && index[i] == MILL_TAKE_NULL ? MILL_TAKE_NULL : data[index[i]];
      index = through;
      may_be_null = TRUE;
      column = column->child;
    }
  g_assert (column->layout != MILL_LAYOUT_LAZY);
  if (column->layout == MILL_LAYOUT_ABSENT || column->n_rows == 0)
    {
      load_absent (arena, vec);
      return;
    }
  if (may_be_null)
    index = split_nulls (index, arena, vec);
  vec->nulls = gather_nulls (column, index, vec->n, vec->nulls, arena);
  if (column->layout == MILL_LAYOUT_DICT)
    gather_dict (column, index, arena, vec);
  else
    gather_plain (column, index, arena, vec);
}

static const guint32 *
widen_rows (const guint16 *rows, guint n, MillArena *arena)
{
  guint32 *index = mill_arena_new (arena, guint32, n);
  for (guint i = 0; i < n; i++)
    index[i] = rows[i];
  return index;
}

/* --- lazy cells --- */

static void
load_memo (
    const MillColumn *column, const guint16 *rows, guint first, MillArena *arena, MillVec *vec)
{
  gsize element = mill_vec_element_bytes (column->type);
  if (rows == NULL)
    {
      vec->data = (const guint8 *)column->memo + first * element;
      vec->nulls = column->memo_nulls != NULL ? column->memo_nulls + first : NULL;
      return;
    }
  const guint32 *index = widen_rows (rows + first, vec->n, arena);
  if (element == 1)
    vec->data = gather_bytes (column->memo, index, vec->n, arena);
  else if (element == 8)
    vec->data = gather_words (column->memo, index, vec->n, arena);
  else
    vec->data = gather_wides (column->memo, index, vec->n, arena);
  if (column->memo_nulls != NULL)
    vec->nulls = gather_bytes (column->memo_nulls, index, vec->n, arena);
}

/* --- the door --- */

void
mill_column_load (const MillColumn *column,
                  const guint16 *rows,
                  guint first,
                  guint n,
                  const char *where,
                  MillArena *arena,
                  MillRowErrors *errors,
                  MillVec *vec)
{
  g_return_if_fail (column != NULL && arena != NULL && vec != NULL);
  g_return_if_fail (n <= MILL_VEC_ROWS);

  *vec = (MillVec){ .type = column->type, .n = n, .data = mill_column_nothing };
  if (n == 0)
    return;
  /* A selection without gaps is a run. */
  if (rows != NULL && rows[first + n - 1] - rows[first] == (int)n - 1)
    {
      first = rows[first];
      rows = NULL;
    }
  if (column->layout == MILL_LAYOUT_LAZY)
    {
      if (column->memo != NULL)
        load_memo (column, rows, first, arena, vec);
      else
        column->lazy->ops->load (
            column->lazy, column->cell, column->type, rows, first, n, where, arena, errors, vec);
    }
  else if (rows != NULL)
    load_index (column, widen_rows (rows + first, n, arena), FALSE, arena, vec);
  else if (column->layout == MILL_LAYOUT_PLAIN)
    load_run (column, first, arena, vec);
  else if (column->layout == MILL_LAYOUT_DICT)
    load_dict_run (column, first, arena, vec);
  else if (column->layout == MILL_LAYOUT_TAKE)
    load_index (
        column->child, (const guint32 *)column->data + column->offset + first, TRUE, arena, vec);
  else
    load_absent (arena, vec);
}
