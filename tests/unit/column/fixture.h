/* fixture.h: columns of every type and layout for the tests of this floor.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-column-private.h"
#include "mill-take.h"
#include "mill-writer.h"

/* All kinds of element: nine, since decimals come in two widths. */
static const MillType fixture_types[] = {
  { .id = MILL_TYPE_BOOLEAN },
  { .id = MILL_TYPE_INTEGER },
  { .id = MILL_TYPE_DECIMAL, .precision = 12, .scale = 3 },
  { .id = MILL_TYPE_DECIMAL, .precision = 30, .scale = 5 },
  { .id = MILL_TYPE_NUMBER },
  { .id = MILL_TYPE_TEXT },
  { .id = MILL_TYPE_TIMESTAMP },
  { .id = MILL_TYPE_DATE },
  { .id = MILL_TYPE_JSON },
};

static inline gint64
fixture_int64 (GRand *rand)
{
  return (gint64)((guint64)g_rand_int (rand) << 32 | g_rand_int (rand))
         >> g_rand_int_range (rand, 0, 60);
}

static inline void
fixture_add_text (MillColumnBuilder *builder, GRand *rand)
{
  char text[80];
  gssize length = g_rand_int_range (rand, 0, g_rand_int_range (rand, 0, 8) == 0 ? 80 : 9);
  for (gssize i = 0; i < length; i++)
    text[i] = (char)g_rand_int_range (rand, 'a', 'z');
  mill_column_builder_add_text (builder, text, length);
}

static inline void
fixture_add_value (MillColumnBuilder *builder, MillType type, GRand *rand)
{
  if (type.id == MILL_TYPE_NUMBER)
    mill_column_builder_add_number (builder, g_rand_double_range (rand, -1e6, 1e6));
  else if (mill_type_is_textual (type))
    fixture_add_text (builder, rand);
  else if (mill_type_is_wide (type))
    mill_column_builder_add_wide (builder, (MillInt128)fixture_int64 (rand) * 1000000007);
  else if (type.id == MILL_TYPE_DATE)
    mill_column_builder_add_integer (builder, g_rand_int_range (rand, -700000, 2900000));
  else if (type.id == MILL_TYPE_DECIMAL)
    mill_column_builder_add_integer (builder,
                                     fixture_int64 (rand) % G_GINT64_CONSTANT (1000000000000));
  else
    mill_column_builder_add_integer (builder, fixture_int64 (rand));
}

/* (transfer full): a plain column; one of @nulls_in rows is null, none for 0 */
static inline MillColumn
fixture_plain (GRand *rand, MillType type, guint n, guint nulls_in)
{
  g_autoptr (MillColumnBuilder) builder = mill_column_builder_new (type);
  for (guint i = 0; i < n; i++)
    if (nulls_in > 0 && g_rand_int_range (rand, 0, (gint32)nulls_in) == 0)
      mill_column_builder_add_null (builder);
    else
      fixture_add_value (builder, type, rand);
  return mill_column_builder_end (builder);
}

/* (transfer full): random codes into a dictionary of @n_words words */
static inline MillColumn
fixture_dict (GRand *rand, MillType type, guint n, guint n_words, guint nulls_in)
{
  MillColumnOwner *owner = mill_column_owner_new ();
  MillColumn column = { .type = type,
                        .layout = MILL_LAYOUT_DICT,
                        .n_rows = n,
                        .keep = &owner->keep,
                        .child = &owner->child };
  guint32 *codes = mill_column_owner_alloc0 (owner, 0, n * sizeof *codes);
  guint64 *validity = mill_column_owner_alloc0 (owner, 2, mill_bits_words (n) * 8);
  owner->child = fixture_plain (rand, type, n_words, 0);
  for (guint i = 0; i < n; i++)
    {
      gboolean null
          = n_words == 0 || (nulls_in > 0 && g_rand_int_range (rand, 0, (gint32)nulls_in) == 0);
      /* codes of nulls may be anything */
      codes[i] = null ? g_rand_int (rand) : (guint32)g_rand_int_range (rand, 0, (gint32)n_words);
      if (!null)
        validity[i / 64] |= G_GUINT64_CONSTANT (1) << (i % 64);
    }
  column.data = codes;
  column.validity = nulls_in > 0 || n_words == 0 ? validity : NULL;
  return column;
}

/* (transfer full): @n rows picked from @child, whose reference it takes, some of them none */
static inline MillColumn
fixture_take (GRand *rand, MillColumn child, guint n, guint nulls_in)
{
  MillColumnOwner *owner = mill_column_owner_new ();
  MillColumn column = { .type = child.type,
                        .layout = MILL_LAYOUT_TAKE,
                        .n_rows = n,
                        .keep = &owner->keep,
                        .child = &owner->child };
  owner->child = child;
  guint32 *index = mill_column_owner_alloc0 (owner, 0, n * sizeof *index);
  for (guint i = 0; i < n; i++)
    index[i]
        = child.n_rows == 0 || (nulls_in > 0 && g_rand_int_range (rand, 0, (gint32)nulls_in) == 0)
              ? MILL_TAKE_NULL
              : (guint32)g_rand_int_range (rand, 0, (gint32)child.n_rows);
  column.data = index;
  return column;
}

/* FIXTURE_LAYOUTS: how many layouts fixture_column() makes */
#define FIXTURE_LAYOUTS 9

/* (transfer full): a column of @n rows of layout number @layout; where a type cannot have it, plain
 */
static inline MillColumn
fixture_column (GRand *rand, MillType type, guint n, guint layout)
{
  gboolean text = mill_type_is_textual (type);
  guint nulls_in = (guint)g_rand_int_range (rand, 0, 5);
  switch (layout)
    {
    case 1:
      return fixture_plain (rand, type, n, 0);
    case 2:
      return mill_column_absent (type, n);
    case 3:
      return fixture_take (rand, fixture_plain (rand, type, 300, nulls_in), n, nulls_in);
    case 4:
      return fixture_take (rand, fixture_plain (rand, type, 0, 0), n, 0);
    case 5:
      return fixture_take (
          rand, fixture_take (rand, fixture_plain (rand, type, 77, nulls_in), 99, nulls_in), n, 0);
    case 6:
      return text ? fixture_dict (rand, type, n, 11, nulls_in) : fixture_plain (rand, type, n, 1);
    case 7:
      return text ? fixture_take (rand, fixture_dict (rand, type, 50, 7, nulls_in), n, nulls_in)
                  : fixture_plain (rand, type, n, 2);
    case 8:
      return text ? fixture_dict (rand, type, n, 0, 3) : fixture_plain (rand, type, n, 3);
    default:
      return fixture_plain (rand, type, n, 4);
    }
}

/* --- a reader of lazy cells --- */

typedef struct
{
  MillLazy lazy;
  const char *const *cells; /* row by row; "" is null */
  guint n_cells;
  guint *n_alive; /* counts the readers that are not yet destroyed */
  guint *n_loads; /* counts the calls of load */
} FixtureLazy;

static inline void
fixture_lazy_destroy (MillKeep *keep)
{
  FixtureLazy *lazy = (FixtureLazy *)keep;
  --*lazy->n_alive;
  g_free (lazy);
}

static inline gboolean
fixture_lazy_parse (MillType type, const char *cell, gsize i, void *out)
{
  gsize length = strlen (cell);
  if (type.id == MILL_TYPE_NUMBER)
    return mill_parse_double (cell, length, (double *)out + i) == MILL_PARSE_OK;
  if (type.id == MILL_TYPE_INTEGER)
    return mill_parse_int64 (cell, length, (gint64 *)out + i) == MILL_PARSE_OK;
  g_assert (mill_type_is_textual (type));
  ((MillSpan *)out)[i] = (MillSpan){ (const guint8 *)cell, length };
  return TRUE;
}

static inline void
fixture_lazy_load (const MillLazy *lazy,
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
  const FixtureLazy *mine = (const FixtureLazy *)lazy;
  ++*mine->n_loads;
  guint8 *nulls = mill_arena_alloc0 (arena, n);
  void *out = mill_arena_alloc0 (arena, n * mill_vec_element_bytes (type));
  for (guint i = 0; i < n; i++)
    {
      guint row = rows != NULL ? rows[first + i] : first + i;
      g_assert_cmpuint (row, <, lazy->n_rows);
      const char *text = mine->cells[row * mine->n_cells + cell];
      if (*text == '\0')
        {
          nulls[i] = 1;
          continue;
        }
      /* Spans are padded: the cells of the tests are not. */
      char *padded = mill_arena_alloc0 (arena, strlen (text) + 1 + MILL_PADDING);
      strcpy (padded, text);
      if (fixture_lazy_parse (type, padded, i, out))
        continue;
      nulls[i] = 1;
      mill_row_errors_add (errors,
                           row,
                           MILL_REJECT_BAD_CAST,
                           type,
                           where,
                           (MillSpan){ (const guint8 *)padded, strlen (text) });
    }
  *vec = (MillVec){ .type = type, .n = n, .nulls = nulls, .data = out };
}

static inline MillSpan
fixture_lazy_raw_record (const MillLazy *lazy, guint row)
{
  const FixtureLazy *mine = (const FixtureLazy *)lazy;
  const char *cell = mine->cells[row * mine->n_cells];
  return (MillSpan){ (const guint8 *)cell, strlen (cell) };
}

/* (transfer full): unref the keep; @cells must outlive it */
static inline FixtureLazy *
fixture_lazy_new (
    const char *const *cells, guint n_rows, guint n_cells, guint *n_alive, guint *n_loads)
{
  static const MillLazyOps ops
      = { .load = fixture_lazy_load, .raw_record = fixture_lazy_raw_record };
  FixtureLazy *lazy = g_new0 (FixtureLazy, 1);
  g_atomic_ref_count_init (&lazy->lazy.keep.refs);
  lazy->lazy.keep.destroy = fixture_lazy_destroy;
  lazy->lazy.ops = &ops;
  lazy->lazy.n_rows = n_rows;
  lazy->cells = cells;
  lazy->n_cells = n_cells;
  lazy->n_alive = n_alive;
  lazy->n_loads = n_loads;
  ++*n_alive;
  return lazy;
}
