/* mill-key-store.c: the tuples of a key table, by id, column by column.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-key-private.h"

#define TEXT_PIECE (64 * 1024)
#define IDS_MIN 64

void
mill_key_store_init (MillKeyTable *table, const MillType *types, guint n_keys)
{
  table->n_keys = n_keys;
  table->columns = g_new0 (MillKeyColumn, n_keys);
  for (guint k = 0; k < n_keys; k++)
    table->columns[k]
        = (MillKeyColumn){ .type = types[k], .element = mill_vec_element_bytes (types[k]) };
  mill_arena_init (&table->text, TEXT_PIECE + MILL_PADDING, 0);
}

void
mill_key_store_free (MillKeyTable *table)
{
  for (guint k = 0; k < table->n_keys; k++)
    {
      g_free (table->columns[k].values);
      g_free (table->columns[k].nulls);
    }
  g_free (table->columns);
  g_free (table->hashes);
  mill_arena_clear (&table->text);
}

void
mill_key_store_clear (MillKeyTable *table)
{
  for (guint k = 0; k < table->n_keys; k++)
    g_clear_pointer (&table->columns[k].nulls, g_free);
  table->size = 0;
  table->text_room = 0;
  mill_arena_reset (&table->text);
}

gsize
mill_key_store_bytes (const MillKeyTable *table)
{
  gsize bytes = table->capacity * sizeof *table->hashes + mill_arena_reserved (&table->text);
  for (guint k = 0; k < table->n_keys; k++)
    {
      const MillKeyColumn *column = &table->columns[k];
      bytes += table->capacity * (column->element + (column->nulls != NULL));
    }
  return bytes;
}

static G_GNUC_NO_INLINE void
grow (MillKeyTable *table)
{
  if (table->capacity > G_MAXUINT32 / 2)
    g_error ("mill_key_table_insert: more than 2^31 keys");
  guint old = table->capacity, capacity = MAX (IDS_MIN, 2 * old);
  table->hashes = g_renew (guint64, table->hashes, capacity);
  for (guint k = 0; k < table->n_keys; k++)
    {
      MillKeyColumn *column = &table->columns[k];
      column->values = g_realloc_n (column->values, capacity, column->element);
      if (column->nulls == NULL)
        continue;
      column->nulls = g_realloc (column->nulls, capacity);
      memset (column->nulls + old, 0, capacity - old);
    }
  table->capacity = capacity;
}

static MillSpan
keep_text (MillKeyTable *table, MillSpan text)
{
  if (G_UNLIKELY (text.length >= table->text_room))
    {
      gsize room = MAX (text.length + 1, (gsize)TEXT_PIECE);
      table->text_at = mill_arena_alloc (&table->text, room + MILL_PADDING);
      table->text_room = room;
    }
  guint8 *at = table->text_at;
  if (text.length > 0)
    memcpy (at, text.data, text.length);
  table->text_at += text.length;
  table->text_room -= text.length;
  return (MillSpan){ at, text.length };
}

/* numbers are stored as they are hashed and compared */
static void
put_number (double value, double *to)
{
  guint64 bits = mill_number_bits (value);
  memcpy (to, &bits, sizeof bits);
}

static void
put (MillKeyTable *table, MillKeyColumn *column, guint id, const MillVec *key, guint at)
{
  switch (column->type.id)
    {
    case MILL_TYPE_BOOLEAN:
      ((guint8 *)column->values)[id] = key->booleans[at];
      break;
    case MILL_TYPE_NUMBER:
      put_number (key->numbers[at], (double *)column->values + id);
      break;
    case MILL_TYPE_TEXT:
    case MILL_TYPE_JSON:
      ((MillSpan *)column->values)[id] = keep_text (table, key->spans[at]);
      break;
    default:
      if (mill_type_is_wide (column->type))
        ((MillInt128 *)column->values)[id] = key->wides[at];
      else
        ((gint64 *)column->values)[id] = key->integers[at];
      break;
    }
}

guint32
mill_key_store_add (MillKeyTable *table, const MillVec *keys, guint i, guint64 hash)
{
  if (G_UNLIKELY (table->size == table->capacity))
    grow (table);
  guint id = table->size++;
  table->hashes[id] = hash;
  for (guint k = 0; k < table->n_keys; k++)
    {
      MillKeyColumn *column = &table->columns[k];
      guint8 *values = column->values;
      gboolean is_null = mill_vec_is_null (&keys[k], i);
      if (is_null && column->nulls == NULL)
        column->nulls = g_malloc0 (table->capacity);
      if (column->nulls != NULL)
        column->nulls[id] = (guint8)is_null;
      if (is_null)
        memset (values + id * column->element, 0, column->element);
      else
        put (table, column, id, &keys[k], mill_vec_at (&keys[k], i));
    }
  return id + 1;
}

/* --- compare --- */

static inline gboolean
column_is_null (const MillKeyColumn *column, guint32 id)
{
  return column->nulls != NULL && column->nulls[id];
}

/* whether the value @id, not null, is element @at of @key */
static inline gboolean
value_equal (const MillKeyColumn *column, guint32 id, const MillVec *key, guint at)
{
  switch (column->type.id)
    {
    case MILL_TYPE_BOOLEAN:
      return ((const guint8 *)column->values)[id] == key->booleans[at];
    case MILL_TYPE_NUMBER:
      return mill_number_bits (((const double *)column->values)[id])
             == mill_number_bits (key->numbers[at]);
    case MILL_TYPE_TEXT:
    case MILL_TYPE_JSON:
      return mill_span_equal (((const MillSpan *)column->values)[id], key->spans[at]);
    default:
      if (mill_type_is_wide (column->type))
        return ((const MillInt128 *)column->values)[id] == key->wides[at];
      return ((const gint64 *)column->values)[id] == key->integers[at];
    }
}

static inline gboolean
cell_equal (const MillKeyColumn *column, guint32 id, const MillVec *key, guint i)
{
  gboolean a_null = column_is_null (column, id), b_null = mill_vec_is_null (key, i);
  if (a_null | b_null)
    return a_null & b_null;
  return value_equal (column, id, key, mill_vec_at (key, i));
}

gboolean
mill_key_store_equal (const MillKeyTable *table, guint32 id, const MillVec *keys, guint i)
{
  for (guint k = 0; k < table->n_keys; k++)
    if (!cell_equal (&table->columns[k], id, &keys[k], i))
      return FALSE;
  return TRUE;
}

/* Asks for the cache lines that the comparison will touch, one pass for each indirection. */
static void
prefetch_column (const MillKeyColumn *column, const guint32 *ids, guint n)
{
  const guint8 *values = column->values;
  MILL_KEY_KEEP_PREFETCH ();
  for (guint i = 0; i < n; i++)
    if (ids[i] != MILL_KEY_NONE)
      __builtin_prefetch (values + ids[i] * column->element);
  if (!mill_type_is_textual (column->type))
    return;
  for (guint i = 0; i < n; i++)
    if (ids[i] != MILL_KEY_NONE)
      __builtin_prefetch (((const MillSpan *)column->values)[ids[i]].data);
}

#define VERIFY(EQUAL)                                                                              \
  for (guint i = 0; i < n; i++)                                                                    \
    {                                                                                              \
      if (ids[i] != MILL_KEY_NONE && !(EQUAL))                                                     \
        ids[i] = MILL_KEY_NONE;                                                                    \
    }

/* A loop a type, so that nothing is decided again for each row. */
static void
verify_column (const MillKeyColumn *column, const MillVec *key, guint n, guint32 *ids)
{
  const MillSpan *spans = column->values;
  const gint64 *integers = column->values;
  if (column->nulls != NULL || key->nulls != NULL || key->constant)
    VERIFY (cell_equal (column, ids[i], key, i))
  else if (mill_type_is_textual (column->type))
    VERIFY (mill_span_equal (spans[ids[i]], key->spans[i]))
  else if (column->element == 8 && column->type.id != MILL_TYPE_NUMBER)
    VERIFY (integers[ids[i]] == key->integers[i])
  else
    VERIFY (value_equal (column, ids[i], key, i))
}

void
mill_key_store_verify (const MillKeyTable *table, const MillVec *keys, guint n, guint32 *ids)
{
  for (guint k = 0; k < table->n_keys; k++)
    {
      if (table->size >= MILL_KEY_PREFETCH_SLOTS)
        prefetch_column (&table->columns[k], ids, n);
      verify_column (&table->columns[k], &keys[k], n, ids);
    }
}

/* --- load --- */

typedef guint64 G_GNUC_MAY_ALIAS Word;
typedef struct
{
  guint64 words[2];
} G_GNUC_MAY_ALIAS Pair;

#define GATHER(TYPE)                                                                               \
  for (guint i = 0; i < n; i++)                                                                    \
  ((TYPE *)to)[i] = ((const TYPE *)from)[ids[i]]

static void
gather (gconstpointer from, gsize element, const guint32 *ids, guint n, gpointer to)
{
  if (element == 1)
    GATHER (guint8);
  else if (element == 8)
    GATHER (Word);
  else
    GATHER (Pair);
}

/* @n elements: those of @ids, or without it those from @first on */
static void
load (gconstpointer from, gsize element, const guint32 *ids, guint first, guint n, gpointer to)
{
  if (ids != NULL)
    gather (from, element, ids, n, to);
  else
    memcpy (to, (const guint8 *)from + first * element, n * element);
}

void
mill_key_table_load (const MillKeyTable *table,
                     guint key,
                     const guint32 *ids,
                     guint first,
                     guint n,
                     MillArena *arena,
                     MillVec *vec)
{
  g_return_if_fail (table != NULL && arena != NULL && vec != NULL);
  g_return_if_fail (key < table->n_keys && n <= MILL_VEC_ROWS);

  const MillKeyColumn *column = &table->columns[key];
  gpointer data = mill_kernel_new (arena, column->type, n, FALSE, vec);
  if (n == 0)
    return;
  load (column->values, column->element, ids, first, n, data);
  if (column->nulls == NULL)
    return;
  load (column->nulls, 1, ids, first, n, mill_kernel_new_nulls (arena, vec));
}
