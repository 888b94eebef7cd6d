/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-column-profile.h"

#include "mill-time.h"

#include <math.h>

#define TEXT_BYTES 200 /* kept of a value */

/* While the rows are read. */
typedef struct
{
  MillColumnProfile *out;
  GHashTable *counts; /* text to guint64, both owned */
  GArray *numbers;    /* of double: values that lie on a line */
  GString *text;
} Reader;

/* ---- values ---- */

static gboolean
lies_on_a_line (MillType type)
{
  return mill_type_is_numeric (type) || type.id == MILL_TYPE_DATE || type.id == MILL_TYPE_TIMESTAMP;
}

static double
number_at (const MillVec *vec, guint row)
{
  double value;
  if (vec->type.id == MILL_TYPE_NUMBER)
    return vec->numbers[row];
  value = mill_type_is_wide (vec->type) ? (double)vec->wides[row] : (double)vec->integers[row];
  return vec->type.id == MILL_TYPE_DECIMAL ? value / pow (10, vec->type.scale) : value;
}

/* @value as a cell of a column of @type would show it, or nearly. */
static char *
print_number (MillType type, double value)
{
  char text[MILL_TIMESTAMP_CHARS + G_ASCII_DTOSTR_BUF_SIZE];
  gsize length;
  if (type.id == MILL_TYPE_TIMESTAMP)
    length = mill_print_timestamp ((gint64)value, text);
  else if (type.id == MILL_TYPE_DATE)
    length = mill_print_date ((gint32)value, text);
  else
    return g_strdup (g_ascii_formatd (text, sizeof text, "%.6g", value));
  return g_strndup (text, length);
}

/* Long values are told apart by all of their text, but kept as its start and a hash. */
static void
shorten (GString *text)
{
  guint hash = g_str_hash (text->str);
  gsize end = TEXT_BYTES;
  if (text->len <= TEXT_BYTES)
    return;
  while (end > 0 && ((guchar)text->str[end] & 0xC0) == 0x80)
    end--;
  g_string_truncate (text, end);
  g_string_append_printf (text, "… #%08x", hash);
}

static void
count_text (Reader *reader)
{
  shorten (reader->text);
  guint64 *n = g_hash_table_lookup (reader->counts, reader->text->str);
  if (n == NULL)
    {
      n = g_new0 (guint64, 1);
      g_hash_table_insert (reader->counts, g_strdup (reader->text->str), n);
    }
  (*n)++;
}

static void
note_length (MillColumnProfile *out, const GString *text, gboolean first)
{
  guint64 length = (guint64)g_utf8_strlen (text->str, (gssize)text->len);
  out->shortest = first ? length : MIN (out->shortest, length);
  out->longest = MAX (out->longest, length);
  out->n_empty += length == 0 ? 1 : 0;
}

static void
note_extremes (MillColumnProfile *out, const GString *text)
{
  if (out->lowest == NULL || strcmp (text->str, out->lowest) < 0)
    {
      g_free (out->lowest);
      out->lowest = g_strndup (text->str, MIN (text->len, TEXT_BYTES));
    }
  if (out->highest == NULL || strcmp (text->str, out->highest) > 0)
    {
      g_free (out->highest);
      out->highest = g_strndup (text->str, MIN (text->len, TEXT_BYTES));
    }
}

static void
read_values (Reader *reader, const MillVec *vec)
{
  MillColumnProfile *out = reader->out;
  gboolean line = lies_on_a_line (vec->type);
  for (guint i = 0; i < vec->n; i++)
    {
      guint row = vec->constant ? 0 : i;
      if (mill_vec_is_null (vec, i))
        {
          out->n_nulls++;
          continue;
        }
      g_string_truncate (reader->text, 0);
      mill_vec_print (vec, row, reader->text);
      if (mill_type_is_textual (vec->type))
        note_length (out, reader->text, g_hash_table_size (reader->counts) == 0);
      if (vec->type.id == MILL_TYPE_TEXT)
        note_extremes (out, reader->text);
      if (line)
        {
          double number = number_at (vec, row);
          if (isfinite (number))
            g_array_append_val (reader->numbers, number);
        }
      count_text (reader);
    }
}

static gboolean
read_rows (Reader *reader, const MillSample *sample, guint column, GCancellable *cancellable)
{
  GPtrArray *batches = mill_sample_batches (sample);
  g_auto (MillArena) arena = { 0 };
  for (guint i = 0; i < batches->len; i++)
    {
      const MillBatch *batch = g_ptr_array_index (batches, i);
      for (guint at = 0; at < batch->n_rows; at += MILL_VEC_ROWS)
        {
          MillVec vec;
          guint n = MIN (batch->n_rows - at, MILL_VEC_ROWS);
          if (g_cancellable_is_cancelled (cancellable))
            return FALSE;
          mill_arena_reset (&arena);
          mill_column_load (&batch->columns[column], NULL, at, n, NULL, &arena, NULL, &vec);
          read_values (reader, &vec);
        }
    }
  return TRUE;
}

/* ---- what follows from them ---- */

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double one = *(const double *)a, other = *(const double *)b;
  return (one > other) - (one < other);
}

static void
make_bins (MillColumnProfile *out, const double *sorted, guint n)
{
  double low = sorted[0], high = sorted[n - 1], width;
  gboolean whole = out->type.id == MILL_TYPE_INTEGER || out->type.id == MILL_TYPE_DATE;
  if (!(high > low) || !isfinite (high - low))
    return;
  out->n_bins = MILL_PROFILE_BINS;
  if (whole && high - low < MILL_PROFILE_BINS)
    {
      /* one bin for each value */
      out->n_bins = (guint)(high - low) + 1;
      high += 1;
    }
  width = (high - low) / out->n_bins;
  for (guint i = 0; i < n; i++)
    out->bins[MIN ((guint)((sorted[i] - low) / width), out->n_bins - 1)]++;
  for (guint i = 0; i <= out->n_bins; i++)
    out->edges[i] = print_number (out->type, low + width * i);
}

static void
describe_line (Reader *reader)
{
  MillColumnProfile *out = reader->out;
  const double *sorted = (const double *)(const void *)reader->numbers->data;
  guint n = reader->numbers->len;
  double sum = 0, squares = 0;
  if (n == 0)
    return;
  g_array_sort (reader->numbers, compare_doubles);
  out->lowest = print_number (out->type, sorted[0]);
  out->highest = print_number (out->type, sorted[n - 1]);
  make_bins (out, sorted, n);
  for (guint i = 0; i < n; i++)
    sum += sorted[i] / n;
  for (guint i = 0; i < n; i++)
    squares += (sorted[i] - sum) * (sorted[i] - sum);
  out->has_mean = mill_type_is_numeric (out->type);
  out->mean = sum;
  out->deviation = n > 1 ? sqrt (squares / (n - 1)) : 0;
  out->median = n % 2 == 1 ? sorted[n / 2] : sorted[n / 2 - 1] / 2 + sorted[n / 2] / 2;
}

/* Keeps the most frequent values, of equal ones the first in order. */
static void
choose_top (Reader *reader)
{
  MillColumnProfile *out = reader->out;
  GHashTableIter iter;
  const char *text;
  const guint64 *n;
  g_hash_table_iter_init (&iter, reader->counts);
  while (g_hash_table_iter_next (&iter, (gpointer *)&text, (gpointer *)&n))
    {
      guint at = out->n_top;
      while (at > 0
             && (out->top[at - 1].n < *n
                 || (out->top[at - 1].n == *n && strcmp (out->top[at - 1].text, text) > 0)))
        at--;
      if (at == MILL_PROFILE_TOP)
        continue;
      if (out->n_top == MILL_PROFILE_TOP)
        g_free (out->top[--out->n_top].text);
      memmove (out->top + at + 1, out->top + at, (out->n_top - at) * sizeof *out->top);
      out->top[at] = (MillProfileValue){ g_strdup (text), *n };
      out->n_top++;
    }
}

MillColumnProfile *
mill_column_profile_new (const MillSample *sample, guint column, GCancellable *cancellable)
{
  g_return_val_if_fail (sample != NULL, NULL);
  g_return_val_if_fail (column < mill_schema_n_fields (mill_sample_schema (sample)), NULL);
  g_autoptr (MillColumnProfile) out = g_new0 (MillColumnProfile, 1);
  g_autoptr (GHashTable) counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GString) text = g_string_new (NULL);
  Reader reader = { out, counts, numbers, text };
  out->type = mill_schema_field (mill_sample_schema (sample), column)->type;
  out->n_rows = mill_sample_n_rows (sample);
  if (!read_rows (&reader, sample, column, cancellable))
    return NULL;
  out->n_distinct = g_hash_table_size (counts);
  describe_line (&reader);
  choose_top (&reader);
  return g_steal_pointer (&out);
}

void
mill_column_profile_free (MillColumnProfile *profile)
{
  if (profile == NULL)
    return;
  g_free (profile->lowest);
  g_free (profile->highest);
  for (guint i = 0; i < G_N_ELEMENTS (profile->edges); i++)
    g_free (profile->edges[i]);
  for (guint i = 0; i < profile->n_top; i++)
    g_free (profile->top[i].text);
  g_free (profile);
}
