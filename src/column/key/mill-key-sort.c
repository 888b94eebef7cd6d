/* mill-key-sort.c: the ids of a key table in the order of their tuples.
 *
 * Each id gets a word whose unsigned order is that of the first eight bytes of its first key; pairs
 * of word and id are sorted by radix, least significant byte first (D. Knuth, The Art of Computer
 * Programming 3, 5.2.5), and runs of equal words are sorted again by the next word: the next eight
 * bytes of text, its length, or the next key.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-key-private.h"
#include "mill-sort-key-private.h"

#define INSERTION_MAX                                                                              \
  48                  /* pairs that are sorted by insertion: the radix passes have a fixed cost */
#define DEPTH_MAX 256 /* of the recursion into runs; deeper ones are sorted by comparing */
#define RADIX 256

typedef struct
{
  guint64 word;
  guint32 id;
} Pair;

typedef struct
{
  const MillKeyTable *table;
  Pair *scratch;
} Sorter;

/* --- one word --- */

static void
insertion_sort (Pair *pairs, guint n)
{
  for (guint i = 1; i < n; i++)
    {
      Pair pair = pairs[i];
      guint at = i;
      for (; at > 0 && pairs[at - 1].word > pair.word; at--)
        pairs[at] = pairs[at - 1];
      pairs[at] = pair;
    }
}

static void
count_bytes (const Pair *pairs, guint n, guint32 (*counts)[RADIX])
{
  memset (counts, 0, 8 * sizeof *counts);
  for (guint i = 0; i < n; i++)
    for (guint byte = 0; byte < 8; byte++)
      counts[byte][pairs[i].word >> (8 * byte) & 0xff]++;
}

static void
scatter_by (const Pair *from, guint n, guint byte, const guint32 *counts, Pair *to)
{
  guint32 starts[RADIX], next = 0;
  for (guint i = 0; i < RADIX; i++)
    {
      starts[i] = next;
      next += counts[i];
    }
  for (guint i = 0; i < n; i++)
    to[starts[from[i].word >> (8 * byte) & 0xff]++] = from[i];
}

static void
sort_by_word (Pair *pairs, guint n, Pair *scratch)
{
  if (n <= INSERTION_MAX)
    {
      insertion_sort (pairs, n);
      return;
    }
  guint32 counts[8][RADIX];
  Pair *from = pairs, *to = scratch;
  count_bytes (pairs, n, counts);
  for (guint byte = 0; byte < 8; byte++)
    {
      /* a byte that all share moves nothing */
      if (counts[byte][from[0].word >> (8 * byte) & 0xff] == n)
        continue;
      scatter_by (from, n, byte, counts[byte], to);
      Pair *sorted = to;
      to = from;
      from = sorted;
    }
  if (from != pairs)
    memcpy (pairs, from, n * sizeof *pairs);
}

/* --- the words of a key --- */

/* the bytes of @text from @offset on, zeros past the end */
static guint64
text_word (MillSpan text, gsize offset)
{
  if (offset >= text.length)
    return 0;
  return mill_span_prefix ((MillSpan){ text.data + offset, text.length - offset });
}

static void
text_words (const MillKeyColumn *column, gsize offset, Pair *pairs, guint n)
{
  const MillSpan *spans = column->values;
  for (guint i = 0; i < n; i++)
    pairs[i].word = text_word (spans[pairs[i].id], offset);
}

static void
length_words (const MillKeyColumn *column, Pair *pairs, guint n)
{
  const MillSpan *spans = column->values;
  for (guint i = 0; i < n; i++)
    pairs[i].word = spans[pairs[i].id].length;
}

static guint64
fixed_word (const MillKeyColumn *column, gsize offset, guint32 id)
{
  switch (column->type.id)
    {
    case MILL_TYPE_BOOLEAN:
      return ((const guint8 *)column->values)[id];
    case MILL_TYPE_NUMBER:
      return mill_sort_number (((const double *)column->values)[id]);
    default:
      break;
    }
  if (!mill_type_is_wide (column->type))
    return mill_sort_integer (((const gint64 *)column->values)[id]);
  MillInt128 value = ((const MillInt128 *)column->values)[id];
  return offset == 0 ? mill_sort_wide_high (value) : (guint64)value;
}

static gsize
longest (const MillKeyColumn *column, const Pair *pairs, guint n)
{
  const MillSpan *spans = column->values;
  gsize length = 0;
  for (guint i = 0; i < n; i++)
    length = MAX (length, spans[pairs[i].id].length);
  return length;
}

/* Gives the pairs, none of them null, the word of @column at byte @offset. Returns: whether there
 * is another one: @column at offset + 8 is to be asked next. Past the bytes of text comes its
 * length. */
static gboolean
load_words (const MillKeyColumn *column, gsize offset, Pair *pairs, guint n)
{
  if (mill_type_is_textual (column->type))
    {
      gsize length = longest (column, pairs, n);
      if (offset < length)
        text_words (column, offset, pairs, n);
      else
        length_words (column, pairs, n);
      return offset < length;
    }
  for (guint i = 0; i < n; i++)
    pairs[i].word = fixed_word (column, offset, pairs[i].id);
  return offset == 0 && mill_type_is_wide (column->type);
}

/* Moves the nulls to the front, all else in order. Returns: how many. */
static guint
nulls_first (const MillKeyColumn *column, Pair *pairs, guint n, Pair *scratch)
{
  guint n_nulls = 0, n_values = 0;
  if (column->nulls == NULL)
    return 0;
  for (guint i = 0; i < n; i++)
    if (column->nulls[pairs[i].id])
      pairs[n_nulls++] = pairs[i];
    else
      scratch[n_values++] = pairs[i];
  memcpy (pairs + n_nulls, scratch, n_values * sizeof *pairs);
  return n_nulls;
}

/* --- comparing --- */

static int
compare_cells (const MillKeyColumn *column, guint32 a, guint32 b)
{
  gboolean a_null = column->nulls != NULL && column->nulls[a];
  gboolean b_null = column->nulls != NULL && column->nulls[b];
  if (a_null | b_null)
    return b_null - a_null;
  MillVec vec = { .type = column->type, .n = MAX (a, b) + 1, .data = column->values };
  return mill_kernel_compare_values (&vec, a, &vec, b);
}

static int
compare_tuples (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const MillKeyTable *table = user_data;
  int order = 0;
  for (guint k = 0; order == 0 && k < table->n_keys; k++)
    order = compare_cells (&table->columns[k], ((const Pair *)a)->id, ((const Pair *)b)->id);
  return order;
}

/* --- runs --- */

static void sort_run (Sorter *sorter, Pair *pairs, guint n, guint key, gsize offset, guint depth);

/* sorts each run of equal words further, but the last one, which it returns */
static guint
sort_runs (Sorter *sorter, Pair *pairs, guint n, guint key, gsize offset, guint depth)
{
  guint start = 0;
  for (guint i = 1; i < n; i++)
    if (pairs[i].word != pairs[start].word)
      {
        if (i - start > 1)
          sort_run (sorter, pairs + start, i - start, key, offset, depth + 1);
        start = i;
      }
  return start;
}

/* Sorts pairs that are equal in all keys before @key and the bytes of @key before @offset. */
static void
sort_run (Sorter *sorter, Pair *pairs, guint n, guint key, gsize offset, guint depth)
{
  if (depth > DEPTH_MAX)
    {
      g_qsort_with_data (pairs, (int)n, sizeof *pairs, compare_tuples, (gpointer)sorter->table);
      return;
    }
  while (n > 1 && key < sorter->table->n_keys)
    {
      const MillKeyColumn *column = &sorter->table->columns[key];
      if (offset == 0)
        {
          guint n_nulls = nulls_first (column, pairs, n, sorter->scratch);
          if (n_nulls > 1)
            sort_run (sorter, pairs, n_nulls, key + 1, 0, depth + 1);
          pairs += n_nulls;
          n -= n_nulls;
        }
      gboolean more = load_words (column, offset, pairs, n);
      sort_by_word (pairs, n, sorter->scratch);
      offset = more ? offset + 8 : 0;
      key += !more;
      guint last = sort_runs (sorter, pairs, n, key, offset, depth);
      pairs += last;
      n -= last;
    }
}

guint32 *
mill_key_table_sort (const MillKeyTable *table)
{
  g_return_val_if_fail (table != NULL, NULL);

  guint n = table->size;
  guint32 *ids = g_new (guint32, MAX (n, 1));
  g_autofree Pair *pairs = g_new (Pair, MAX (n, 1));
  g_autofree Pair *scratch = g_new (Pair, MAX (n, 1));
  Sorter sorter = { .table = table, .scratch = scratch };
  for (guint i = 0; i < n; i++)
    pairs[i] = (Pair){ .id = i };
  sort_run (&sorter, pairs, n, 0, 0, 0);
  for (guint i = 0; i < n; i++)
    ids[i] = pairs[i].id;
  return ids;
}
