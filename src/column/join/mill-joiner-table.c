/* mill-joiner-table.c: right rows as one table in memory, and the way to them by key.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-joiner-private.h"

#include "mill-take.h"

enum
{
  DICTIONARY_WORDS_MAX = 65536, /* text of so few values is kept as codes */
  DICTIONARY_SHARE = 4,         /* and of fewer than a quarter of the rows */
};

typedef struct
{
  const MillJoiner *joiner;
  const JoinerForm *form;
  const GArray *segments;
  const MillSpill *spill;
  JoinerTable *table;
  int too_large; /* atomic */
} Build;

static const MillBatch *
segment_batch (const Build *build, guint i)
{
  return g_array_index (build->segments, JoinerSegment, i).batch;
}

/* --- keys --- */

/* Inserts the rows without a null key; the others get no id. */
static void
insert_not_null (MillKeyTable *table,
                 const MillVec *keys,
                 guint n_keys,
                 const guint8 *nulls,
                 guint n,
                 MillArena *arena,
                 guint32 *ids)
{
  guint16 *positions = mill_arena_new (arena, guint16, n);
  guint32 *found = mill_arena_new (arena, guint32, n);
  MillVec *taken = mill_arena_new (arena, MillVec, n_keys);
  guint m = 0;
  for (guint i = 0; i < n; i++)
    {
      ids[i] = MILL_KEY_NONE;
      positions[m] = (guint16)i;
      m += !nulls[i];
    }
  for (guint k = 0; k < n_keys; k++)
    {
      mill_kernel_take (&keys[k], positions, m, arena, &taken[k]);
      taken[k].nulls = NULL;
    }
  mill_key_table_insert (table, taken, m, found);
  for (guint i = 0; i < m; i++)
    ids[positions[i]] = found[i];
}

static void
insert_batch (const Build *build, const MillBatch *batch, MillArena *arena, guint32 *ids)
{
  const MillJoiner *joiner = build->joiner;
  guint n_keys = joiner->join.n_keys;
  for (guint first = 0; first < batch->n_rows; first += MILL_VEC_ROWS)
    {
      guint n = MIN (batch->n_rows - first, MILL_VEC_ROWS);
      mill_arena_reset (arena);
      MillVec *keys = mill_arena_new (arena, MillVec, n_keys);
      mill_joiner_load_keys (joiner, batch, joiner->store_keys, first, n, arena, NULL, keys);
      const guint8 *nulls = mill_joiner_null_keys (keys, n_keys, n, arena);
      if (nulls == NULL)
        mill_key_table_insert (build->table->keys, keys, n, ids + first);
      else
        insert_not_null (build->table->keys, keys, n_keys, nulls, n, arena, ids + first);
    }
}

/* Lists the rows of each key by a counting sort, where the key alone does not say which row it is.
 */
static void
list_rows (JoinerTable *table, const guint32 *ids)
{
  guint n_ids = mill_key_table_size (table->keys), n_found = 0;
  if (n_ids == table->n_rows)
    return;
  guint32 *starts = g_new0 (guint32, (gsize)n_ids + 2);
  for (guint row = 0; row < table->n_rows; row++)
    if (ids[row] != MILL_KEY_NONE)
      {
        starts[ids[row] + 2]++;
        n_found++;
      }
  for (guint id = 0; id < n_ids; id++)
    starts[id + 2] += starts[id + 1];
  table->rows = g_new (guint32, (gsize)n_found + 1);
  for (guint row = 0; row < table->n_rows; row++)
    if (ids[row] != MILL_KEY_NONE)
      table->rows[starts[ids[row] + 1]++] = row;
  /* starts[id] is now where id begins: each has moved up to its successor */
  table->bytes += n_found * sizeof (guint32);
  if (n_found == n_ids)
    {
      g_free (starts);
      return;
    }
  table->starts = starts;
  table->bytes += n_ids * sizeof (guint32);
}

static gboolean
build_keys (Build *build, GError **error)
{
  g_auto (MillArena) arena = { 0 };
  JoinerTable *table = build->table;
  MillJoinType type = build->joiner->join.type;
  g_autofree guint32 *ids = g_new (guint32, (gsize)table->n_rows + 1);
  table->keys = mill_key_table_new (build->joiner->join.key_types, build->joiner->join.n_keys);
  for (guint i = 0, row = 0; i < build->segments->len; i++)
    {
      const MillBatch *batch = segment_batch (build, i);
      if (mill_joiner_cancelled (build->spill, error))
        return FALSE;
      insert_batch (build, batch, &arena, ids + row);
      row += batch->n_rows;
    }
  if (type != MILL_JOIN_SEMI && type != MILL_JOIN_ANTI)
    list_rows (table, ids);
  if (mill_joiner_gives_right (build->joiner))
    table->matched = g_malloc0 ((gsize)mill_key_table_size (table->keys) + 1);
  return TRUE;
}

/* --- columns --- */

/* Codes of the words of one column, until there turn out to be too many. */
typedef struct
{
  MillKeyTable *words;
  guint32 *codes;
  guint8 *nulls; /* one byte a row */
  gboolean any_null;
  guint limit;
} Encoding;

/* Nulls become empty words, so that the dictionary has none. */
static void
hide_nulls (MillVec *vec, MillArena *arena)
{
  MillSpan *spans = mill_arena_new (arena, MillSpan, vec->n);
  for (guint i = 0; i < vec->n; i++)
    spans[i] = vec->nulls[i] ? (MillSpan){ mill_column_nothing, 0 } : vec->spans[i];
  vec->spans = spans;
  vec->nulls = NULL;
  vec->codes = NULL;
  vec->dictionary = NULL;
}

/* Returns: FALSE when the words are too many. */
static gboolean
encode_column (Encoding *encoding, const MillColumn *column, guint row, MillArena *arena)
{
  for (guint first = 0; first < column->n_rows; first += MILL_VEC_ROWS)
    {
      MillVec vec;
      guint n = MIN (column->n_rows - first, MILL_VEC_ROWS);
      mill_arena_reset (arena);
      mill_column_load (column, NULL, first, n, NULL, arena, NULL, &vec);
      if (vec.nulls != NULL)
        {
          memcpy (encoding->nulls + row + first, vec.nulls, n);
          encoding->any_null = TRUE;
          hide_nulls (&vec, arena);
        }
      mill_key_table_insert (encoding->words, &vec, n, encoding->codes + row + first);
      if (mill_key_table_size (encoding->words) > encoding->limit)
        return FALSE;
    }
  return TRUE;
}

static MillColumn
make_dictionary (const MillKeyTable *words, MillType type)
{
  g_auto (MillArena) arena = { 0 };
  g_autoptr (MillColumnBuilder) builder = mill_column_builder_new (type);
  guint n_words = mill_key_table_size (words);
  for (guint first = 0; first < n_words; first += MILL_VEC_ROWS)
    {
      MillVec vec;
      mill_arena_reset (&arena);
      mill_key_table_load (
          words, 0, NULL, first, MIN (n_words - first, MILL_VEC_ROWS), &arena, &vec);
      mill_column_builder_add_vec (builder, &vec);
    }
  return mill_column_builder_end (builder);
}

/* Text of few values as codes, which a later group works on. Returns: FALSE when there are too
 * many, or when cancelled. */
static gboolean
build_dictionary (const Build *build, guint index, MillColumn *column)
{
  guint n_rows = build->table->n_rows;
  MillType type = mill_schema_field (build->form->store, index)->type;
  Encoding encoding = { .limit = MIN (DICTIONARY_WORDS_MAX, n_rows / DICTIONARY_SHARE) };
  if (type.id != MILL_TYPE_TEXT || encoding.limit == 0)
    return FALSE;
  g_auto (MillArena) arena = { 0 };
  g_autoptr (MillKeyTable) words = mill_key_table_new (&type, 1);
  g_autofree guint8 *nulls = g_malloc0 (((gsize)n_rows + 63) & ~(gsize)63);
  MillColumnOwner *owner = mill_column_owner_new ();
  encoding.words = words;
  encoding.nulls = nulls;
  encoding.codes = mill_column_owner_alloc (owner, 0, n_rows * sizeof (guint32));
  gboolean few = TRUE;
  for (guint i = 0, row = 0; i < build->segments->len && few; i++)
    {
      const MillBatch *batch = segment_batch (build, i);
      few = encode_column (&encoding, &batch->columns[index], row, &arena)
            && !build->spill->cancelled (build->spill->data);
      row += batch->n_rows;
    }
  if (!few)
    {
      mill_keep_unref (&owner->keep);
      return FALSE;
    }
  owner->child = make_dictionary (words, type);
  *column = (MillColumn){ .type = type,
                          .layout = MILL_LAYOUT_DICT,
                          .n_rows = n_rows,
                          .data = encoding.codes,
                          .child = &owner->child,
                          .keep = &owner->keep };
  if (!encoding.any_null)
    return TRUE;
  guint64 *validity
      = mill_column_owner_alloc (owner, 2, mill_bits_words (n_rows) * sizeof (guint64));
  mill_bits_pack_zeros (nulls, n_rows, validity);
  column->validity = validity;
  return TRUE;
}

static guint64
longest_word (const MillColumn *dictionary)
{
  guint64 longest = 0;
  for (guint i = 0; i < dictionary->n_rows; i++)
    longest = MAX (longest, mill_column_text (dictionary, i).length);
  return longest;
}

/* Whether one column may not hold the text of all segments. */
static gboolean
is_too_large (const Build *build, guint index)
{
  guint64 bytes = 0, longest = 0;
  const void *words = NULL; /* of the dictionary that @longest is of */
  if (!mill_type_is_textual (mill_schema_field (build->form->store, index)->type))
    return FALSE;
  for (guint i = 0; i < build->segments->len && bytes <= G_MAXINT32; i++)
    {
      const MillColumn *column = &segment_batch (build, i)->columns[index];
      if (column->layout == MILL_LAYOUT_PLAIN && column->n_rows > 0)
        bytes += (guint64)(column->offsets[column->offset + column->n_rows]
                           - column->offsets[column->offset]);
      if (column->layout != MILL_LAYOUT_DICT)
        continue;
      if (column->child->data != words)
        longest = longest_word (column->child);
      words = column->child->data;
      bytes += longest * column->n_rows;
    }
  return bytes > G_MAXINT32;
}

static gboolean
build_column (Build *build, guint index, GError **error)
{
  MillColumn *column = &build->table->columns[index];
  if (build_dictionary (build, index, column))
    return TRUE;
  if (mill_joiner_cancelled (build->spill, error))
    return FALSE;
  if (is_too_large (build, index))
    {
      __atomic_store_n (&build->too_large, TRUE, __ATOMIC_RELAXED);
      return TRUE;
    }
  g_autofree MillColumn *pieces = g_new (MillColumn, build->segments->len + 1);
  for (guint i = 0; i < build->segments->len; i++)
    pieces[i] = segment_batch (build, i)->columns[index];
  *column = mill_column_concat (column->type, pieces, build->segments->len);
  return TRUE;
}

/* --- the table --- */

/* Part 0 is the keys, the others are the columns. */
static gboolean
build_part (guint i, guint worker G_GNUC_UNUSED, void *data, GError **error)
{
  Build *build = data;
  if (i == 0)
    return build_keys (build, error);
  gboolean given_out
      = i - 1 >= build->joiner->join.n_keys || mill_joiner_gives_right (build->joiner);
  return !given_out || build_column (build, i - 1, error);
}

gboolean
mill_joiner_table_init (JoinerTable *table,
                        const MillJoiner *joiner,
                        const JoinerForm *form,
                        const GArray *segments,
                        const MillSpill *spill,
                        gboolean *too_large,
                        GError **error)
{
  Build build
      = { .joiner = joiner, .form = form, .segments = segments, .spill = spill, .table = table };
  *table = (JoinerTable){ .n_columns = mill_schema_n_fields (form->store) };
  for (guint i = 0; i < segments->len; i++)
    table->n_rows += segment_batch (&build, i)->n_rows;
  table->columns = g_new0 (MillColumn, table->n_columns + 1);
  for (guint i = 0; i < table->n_columns; i++)
    table->columns[i]
        = mill_column_absent (mill_schema_field (form->store, i)->type, table->n_rows);
  gboolean ok = spill->parallel (spill->data, table->n_columns + 1, build_part, &build, error);
  *too_large = build.too_large;
  if (!ok || build.too_large)
    {
      mill_joiner_table_clear (table);
      return ok;
    }
  table->bytes += mill_key_table_bytes (table->keys);
  for (guint i = 0; i < table->n_columns; i++)
    table->bytes += mill_column_bytes (&table->columns[i]);
  return TRUE;
}

void
mill_joiner_table_clear (JoinerTable *table)
{
  mill_key_table_free (table->keys);
  for (guint i = 0; i < table->n_columns; i++)
    mill_keep_unref (table->columns[i].keep);
  g_free (table->columns);
  g_free (table->starts);
  g_free (table->rows);
  g_free (table->matched);
  *table = (JoinerTable){ 0 };
}
