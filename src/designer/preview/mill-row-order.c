/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-row-order.h"

#include "mill-program.h"
#include "mill-sort-key.h"

/* ---- filtering ---- */

/* Words are matched without regard to case; text of ASCII alone, which is most, without copies. */
typedef struct
{
  char *folded;
  gboolean ascii;
  GString *cell;
} Needle;

static gboolean
contains_ascii (const char *text, gsize length, const char *word)
{
  gsize n = strlen (word);
  for (gsize i = 0; i + n <= length; i++)
    if (g_ascii_strncasecmp (text + i, word, n) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
has_words (const MillSample *sample, guint64 row, Needle *needle)
{
  guint n = mill_schema_n_fields (mill_sample_schema (sample));
  for (guint column = 0; column < n; column++)
    {
      g_string_truncate (needle->cell, 0);
      if (!mill_sample_cell (sample, row, column, needle->cell))
        continue;
      if (needle->ascii)
        {
          if (contains_ascii (needle->cell->str, needle->cell->len, needle->folded))
            return TRUE;
          continue;
        }
      g_autofree char *folded = g_utf8_casefold (needle->cell->str, (gssize)needle->cell->len);
      if (strstr (folded, needle->folded) != NULL)
        return TRUE;
    }
  return FALSE;
}

static guint
keep_words (
    const MillSample *sample, const char *words, GCancellable *cancellable, guint32 *rows, guint n)
{
  guint kept = 0;
  Needle needle = { .folded = g_utf8_casefold (words, -1), .cell = g_string_new (NULL) };
  needle.ascii = g_str_is_ascii (needle.folded);
  for (guint i = 0; i < n && !g_cancellable_is_cancelled (cancellable); i++)
    if (has_words (sample, rows[i], &needle))
      rows[kept++] = rows[i];
  g_string_free (needle.cell, TRUE);
  g_free (needle.folded);
  return kept;
}

/* All rows for which the condition is true, in their order. */
static guint
keep_condition (const MillSample *sample,
                const MillExpr *condition,
                GCancellable *cancellable,
                guint32 *rows)
{
  GPtrArray *batches = mill_sample_batches (sample);
  g_autoptr (MillProgram) program = mill_program_new_filter (condition, NULL);
  g_autoptr (MillProgramLane) lane = mill_program_lane_new (program);
  guint16 selection[MILL_BATCH_ROWS_MAX];
  guint kept = 0;
  guint32 first = 0;
  for (guint i = 0; i < batches->len && !g_cancellable_is_cancelled (cancellable); i++)
    {
      const MillBatch *batch = g_ptr_array_index (batches, i);
      guint n = mill_program_filter (lane, batch, selection, NULL);
      for (guint k = 0; k < n; k++)
        rows[kept++] = first + selection[k];
      first += batch->n_selected;
    }
  return kept;
}

/* ---- sorting ---- */

typedef struct
{
  MillBytes bytes; /* keys of all rows */
  gsize *ends;     /* where the key of each row ends */
} Keys;

static void
add_keys (Keys *keys, const MillSortKey *key, const MillBatch *batch, guint column, guint32 first)
{
  g_auto (MillArena) arena = { 0 };
  for (guint at = 0; at < batch->n_rows; at += MILL_VEC_ROWS)
    {
      guint n = MIN (batch->n_rows - at, MILL_VEC_ROWS);
      MillVec vec;
      mill_arena_reset (&arena);
      mill_column_load (&batch->columns[column], NULL, at, n, NULL, &arena, NULL, &vec);
      for (guint i = 0; i < n; i++)
        {
          mill_sort_key_append (key, 1, &vec, i, &keys->bytes);
          keys->ends[first + at + i] = keys->bytes.length;
        }
    }
}

static int
compare_rows (gconstpointer a, gconstpointer b, gpointer data)
{
  const Keys *keys = data;
  guint32 one = *(const guint32 *)a, other = *(const guint32 *)b;
  gsize one_at = one > 0 ? keys->ends[one - 1] : 0, one_length = keys->ends[one] - one_at;
  gsize other_at = other > 0 ? keys->ends[other - 1] : 0;
  gsize other_length = keys->ends[other] - other_at;
  int result = memcmp (
      keys->bytes.data + one_at, keys->bytes.data + other_at, MIN (one_length, other_length));
  if (result == 0)
    result = (one_length > other_length) - (one_length < other_length);
  return result != 0 ? result : (one > other) - (one < other);
}

static void
sort_rows (const MillSample *sample, const MillRowOrder *order, guint32 *rows, guint n)
{
  GPtrArray *batches = mill_sample_batches (sample);
  MillSortKey key = { .type = mill_schema_field (mill_sample_schema (sample), order->column)->type,
                      .descending = order->descending,
                      .nulls_last = TRUE };
  Keys keys = { .ends = g_new (gsize, mill_sample_n_rows (sample)) };
  guint32 first = 0;
  mill_bytes_init (&keys.bytes, 0);
  for (guint i = 0; i < batches->len; i++)
    {
      const MillBatch *batch = g_ptr_array_index (batches, i);
      add_keys (&keys, &key, batch, order->column, first);
      first += batch->n_rows;
    }
  g_qsort_with_data (rows, (int)n, sizeof *rows, compare_rows, &keys);
  mill_bytes_clear (&keys.bytes);
  g_free (keys.ends);
}

guint32 *
mill_row_order_compute (const MillSample *sample,
                        const MillRowOrder *order,
                        GCancellable *cancellable,
                        guint *n)
{
  g_return_val_if_fail (sample != NULL && order != NULL && n != NULL, NULL);
  guint n_rows = (guint)MIN (mill_sample_n_rows (sample), G_MAXINT32);
  g_autofree guint32 *rows = g_new (guint32, (gsize)n_rows + 1);
  for (guint i = 0; i < n_rows; i++)
    rows[i] = i;
  if (order->condition != NULL)
    n_rows = keep_condition (sample, order->condition, cancellable, rows);
  if (order->words != NULL && order->words[0] != '\0')
    n_rows = keep_words (sample, order->words, cancellable, rows, n_rows);
  if (order->sorted && !g_cancellable_is_cancelled (cancellable))
    sort_rows (sample, order, rows, n_rows);
  *n = n_rows;
  return g_cancellable_is_cancelled (cancellable) ? NULL : g_steal_pointer (&rows);
}
