/* mill-batch-io.c: batches as bytes and back, for spilling and snapshots.
 *
 * A head, then column after column. All numbers are little-endian and unaligned:
 *
 *   "MLB" 1                       magic and version
 *   u32 rows, u32 columns
 *   u32 source, u32 first row, u64 part
 *   u64 bytes of all that follows
 *   for each column: u8 layout, u8 type, u8 precision, u8 scale, u32 1 = has nulls, else 0
 *     validity bitmap (u64 words), when it has nulls
 *     plain: values; of booleans a bitmap; of text rows + 1 offsets (i32, from 0) and the bytes
 *     dictionary: rows codes (u32), u32 number of words, offsets and bytes as above
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-batch.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mill-column-private.h"
#include "mill-take.h"
#include "mill-utf8.h"
#include "mill-writer.h"

#define MAGIC "MLB\1"

typedef struct
{
  guint8 magic[4];
  guint32 n_rows;
  guint32 n_columns;
  guint32 source;
  guint32 first_row;
  guint32 zero;
  guint64 part;
  guint64 body_bytes;
} Head;
G_STATIC_ASSERT (sizeof (Head) == 40);

typedef struct
{
  guint8 layout;
  guint8 type;
  guint8 precision;
  guint8 scale;
  guint32 has_nulls;
} ColumnHead;
G_STATIC_ASSERT (sizeof (ColumnHead) == 8);

/* --- writing --- */

static void
write_bits (MillBytes *out, const guint64 *bits, const MillColumn *column)
{
  gsize bytes = mill_bits_words (column->n_rows) * sizeof (guint64);
  guint64 words[MILL_BATCH_ROWS_MAX / 64];
  g_assert (bytes <= sizeof words);
  mill_bits_copy (bits, column->offset, column->n_rows, words);
  mill_bytes_append (out, words, bytes);
}

static void
write_text (MillBytes *out, const MillColumn *column)
{
  guint n = column->n_rows;
  const gint32 *offsets = n > 0 ? column->offsets + column->offset : NULL;
  gint32 start = n > 0 ? offsets[0] : 0, end = n > 0 ? offsets[n] : 0;
  guint8 *at = mill_bytes_reserve (out, ((gsize)n + 1) * sizeof (gint32));
  for (guint i = 0; i <= n; i++)
    {
      gint32 offset = n > 0 ? offsets[i] - start : 0;
      memcpy (at + i * sizeof offset, &offset, sizeof offset);
    }
  out->length += ((gsize)n + 1) * sizeof (gint32);
  mill_bytes_append (out, (const guint8 *)column->data + start, (gsize)(end - start));
}

static void
write_elements (MillBytes *out, const MillColumn *column, gsize element)
{
  mill_bytes_append (
      out, (const guint8 *)column->data + column->offset * element, column->n_rows * element);
}

static void
write_values (MillBytes *out, const MillColumn *column)
{
  if (column->layout == MILL_LAYOUT_DICT)
    {
      guint32 n_words = column->child->n_rows;
      write_elements (out, column, sizeof (guint32));
      mill_bytes_append (out, &n_words, sizeof n_words);
      write_text (out, column->child);
    }
  else if (mill_type_is_textual (column->type))
    write_text (out, column);
  else if (column->type.id == MILL_TYPE_BOOLEAN)
    write_bits (out, column->data, column);
  else
    write_elements (out, column, mill_column_element_bytes (column->type));
}

/* @column is ABSENT, PLAIN or DICT */
static void
write_column (MillBytes *out, const MillColumn *column)
{
  gboolean has_nulls = column->layout != MILL_LAYOUT_ABSENT && !mill_column_no_nulls (column);
  ColumnHead head = { .layout = column->layout,
                      .type = column->type.id,
                      .precision = column->type.precision,
                      .scale = column->type.scale,
                      .has_nulls = has_nulls };
  mill_bytes_append (out, &head, sizeof head);
  if (has_nulls)
    write_bits (out, column->validity, column);
  if (column->layout != MILL_LAYOUT_ABSENT)
    write_values (out, column);
}

static void
write_selected (MillBytes *out, const MillBatch *batch, guint index)
{
  const MillColumn *column = &batch->columns[index];
  MillColumn own = mill_column_absent (column->type, batch->n_selected);
  if (column->layout != MILL_LAYOUT_ABSENT)
    own = mill_column_filter (column, batch->selection, batch->n_selected, NULL, NULL);
  /* A dictionary of words that are not there takes more room than they do. */
  if (own.layout == MILL_LAYOUT_DICT && own.child->n_rows > own.n_rows)
    {
      MillColumn plain = mill_column_plain (&own, NULL, own.n_rows, NULL, NULL);
      mill_keep_unref (own.keep);
      own = plain;
    }
  write_column (out, &own);
  mill_keep_unref (own.keep);
}

/* a column that stands in memory as it is written */
static gboolean
is_writable (const MillBatch *batch, const MillColumn *column)
{
  return batch->selection == NULL && column->layout == MILL_LAYOUT_PLAIN;
}

void
mill_batch_write (const MillBatch *batch, MillBytes *out)
{
  g_return_if_fail (batch != NULL && out != NULL);
  g_return_if_fail (batch->n_rows <= MILL_BATCH_ROWS_MAX);

  guint n_columns = mill_schema_n_fields (batch->schema);
  Head head = { .magic = MAGIC,
                .n_rows = batch->n_selected,
                .n_columns = n_columns,
                .source = batch->origin.source,
                .first_row = batch->origin.first_row,
                .part = batch->origin.part };
  gsize start = out->length;
  mill_bytes_append (out, &head, sizeof head);
  for (guint i = 0; i < n_columns; i++)
    if (is_writable (batch, &batch->columns[i]))
      write_column (out, &batch->columns[i]);
    else
      write_selected (out, batch, i);
  head.body_bytes = out->length - start - sizeof head;
  memcpy (out->data + start, &head, sizeof head);
}

/* --- reading --- */

typedef struct
{
  const guint8 *at;
  gsize left;
} Cursor;

/* (nullable): the next @bytes, or NULL when there are fewer */
static const guint8 *
take (Cursor *cursor, gsize bytes)
{
  if (bytes > cursor->left)
    return NULL;
  const guint8 *at = cursor->at;
  cursor->at += bytes;
  cursor->left -= bytes;
  return at;
}

/* (nullable): the next @bytes, aligned and padded, in @owner */
static void *
take_copy (Cursor *cursor, MillColumnOwner *owner, guint index, gsize bytes)
{
  const guint8 *from = take (cursor, bytes);
  if (from == NULL)
    return NULL;
  void *copy = mill_column_owner_alloc (owner, index, bytes);
  if (bytes > 0)
    memcpy (copy, from, bytes);
  return copy;
}

/* the offsets ascend from 0 to @bytes, and no character is cut by them */
static gboolean
offsets_fit (const gint32 *offsets, guint n, const guint8 *text, gsize bytes)
{
  if (offsets[0] != 0 || offsets[n] < 0 || (gsize)offsets[n] != bytes)
    return FALSE;
  for (guint i = 1; i <= n; i++)
    if (offsets[i] < offsets[i - 1])
      return FALSE;
  for (guint i = 0; i < n; i++)
    if (offsets[i] < offsets[n] && (text[offsets[i]] & 0xc0) == 0x80)
      return FALSE;
  return TRUE;
}

static gboolean
read_text (Cursor *cursor, MillColumnOwner *owner, MillColumn *column)
{
  gint32 *offsets = take_copy (cursor, owner, 1, ((gsize)column->n_rows + 1) * sizeof *offsets);
  if (offsets == NULL || offsets[column->n_rows] < 0)
    return FALSE;
  gsize bytes = (gsize)offsets[column->n_rows];
  guint8 *text = take_copy (cursor, owner, 0, bytes);
  column->data = text;
  column->offsets = offsets;
  return text != NULL && offsets_fit (offsets, column->n_rows, text, bytes)
         && mill_utf8_valid (text, bytes);
}

static gboolean
decimals_fit (const MillColumn *column)
{
  gboolean wide = mill_type_is_wide (column->type);
  for (guint i = 0; i < column->n_rows; i++)
    {
      MillInt128 value = wide ? ((const MillInt128 *)column->data)[i]
                              : (MillInt128)((const gint64 *)column->data)[i];
      if (!mill_decimal_fits (value, column->type.precision)
          && (column->validity == NULL || mill_bits_get (column->validity, i)))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_fixed (Cursor *cursor, MillColumnOwner *owner, MillColumn *column)
{
  gsize bytes = column->type.id == MILL_TYPE_BOOLEAN
                    ? mill_bits_words (column->n_rows) * sizeof (guint64)
                    : column->n_rows * mill_column_element_bytes (column->type);
  column->data = take_copy (cursor, owner, 0, bytes);
  return column->data != NULL && (column->type.id != MILL_TYPE_DECIMAL || decimals_fit (column));
}

static gboolean
codes_fit (const MillColumn *column, const guint32 *codes, guint32 n_words)
{
  for (guint i = 0; i < column->n_rows; i++)
    if (codes[i] >= n_words && (column->validity == NULL || mill_bits_get (column->validity, i)))
      return FALSE;
  return TRUE;
}

static gboolean
read_dict (Cursor *cursor, MillColumnOwner *owner, MillColumn *column)
{
  guint32 n_words;
  guint32 *codes = take_copy (cursor, owner, 0, column->n_rows * sizeof *codes);
  const guint8 *head = codes != NULL ? take (cursor, sizeof n_words) : NULL;
  if (head == NULL)
    return FALSE;
  memcpy (&n_words, head, sizeof n_words);
  if (n_words > cursor->left / sizeof (gint32) || !codes_fit (column, codes, n_words))
    return FALSE;

  MillColumnOwner *words = mill_column_owner_new ();
  owner->child = (MillColumn){
    .type = column->type, .layout = MILL_LAYOUT_PLAIN, .n_rows = n_words, .keep = &words->keep
  };
  column->data = codes;
  column->child = &owner->child;
  return read_text (cursor, words, &owner->child);
}

/* the values of @column, whose head has been read */
static gboolean
read_values (Cursor *cursor, gboolean has_nulls, MillColumnOwner *owner, MillColumn *column)
{
  if (has_nulls)
    {
      column->validity
          = take_copy (cursor, owner, 2, mill_bits_words (column->n_rows) * sizeof (guint64));
      if (column->validity == NULL)
        return FALSE;
    }
  if (column->layout == MILL_LAYOUT_DICT)
    return read_dict (cursor, owner, column);
  if (mill_type_is_textual (column->type))
    return read_text (cursor, owner, column);
  return read_fixed (cursor, owner, column);
}

/* on success @column is whole and, unless ABSENT, counted; else it needs no care */
static gboolean
read_column (Cursor *cursor, MillType type, guint n_rows, MillColumn *column)
{
  ColumnHead head;
  const guint8 *at = take (cursor, sizeof head);
  if (at == NULL)
    return FALSE;
  memcpy (&head, at, sizeof head);
  MillType found = { .id = head.type, .precision = head.precision, .scale = head.scale };
  if (!mill_type_equal (found, type) || head.has_nulls > 1)
    return FALSE;
  if (head.layout == MILL_LAYOUT_ABSENT)
    {
      *column = mill_column_absent (type, n_rows);
      return head.has_nulls == 0;
    }
  if (head.layout != MILL_LAYOUT_PLAIN
      && (head.layout != MILL_LAYOUT_DICT || !mill_type_is_textual (type)))
    return FALSE;

  MillColumnOwner *owner = mill_column_owner_new ();
  *column
      = (MillColumn){ .type = type, .layout = head.layout, .n_rows = n_rows, .keep = &owner->keep };
  if (read_values (cursor, head.has_nulls, owner, column))
    return TRUE;
  mill_keep_unref (&owner->keep);
  return FALSE;
}

static gboolean
read_head (const MillSchema *schema, const guint8 *data, gsize length, Head *head)
{
  if (length < sizeof *head)
    return FALSE;
  memcpy (head, data, sizeof *head);
  return memcmp (head->magic, MAGIC, sizeof head->magic) == 0 && head->zero == 0
         && head->n_rows <= MILL_BATCH_ROWS_MAX && head->n_columns == mill_schema_n_fields (schema)
         && head->body_bytes <= length - sizeof *head;
}

static void
set_error (
    GError **error, const MillSchema *schema, guint column, const guint8 *data, const guint8 *at)
{
  if (column == G_MAXUINT)
    g_set_error (error,
                 MILL_ERROR_DATA,
                 MILL_DATA_SYNTAX,
                 _ ("stored batch: it does not begin as a batch of these columns: it was cut, "
                    "overwritten, or made by another version; run the pipeline again"));
  else
    g_set_error (error,
                 MILL_ERROR_DATA,
                 MILL_DATA_SYNTAX,
                 _ ("stored batch: column '%s' is damaged before byte %zu: it was cut or "
                    "overwritten; run the pipeline again"),
                 column < mill_schema_n_fields (schema) ? mill_schema_field (schema, column)->name
                                                        : "",
                 (gsize)(at - data));
}

MillBatch *
mill_batch_read (
    const MillSchema *schema, const guint8 *data, gsize length, gsize *used, GError **error)
{
  g_return_val_if_fail (schema != NULL, NULL);
  g_return_val_if_fail (data != NULL || length == 0, NULL);
  g_return_val_if_fail (used != NULL, NULL);

  Head head;
  if (!read_head (schema, data, length, &head))
    {
      set_error (error, schema, G_MAXUINT, data, data);
      return NULL;
    }
  g_autofree MillColumn *columns = g_new0 (MillColumn, head.n_columns);
  Cursor cursor = { data + sizeof head, (gsize)head.body_bytes };
  guint n = 0;
  while (n < head.n_columns
         && read_column (&cursor, mill_schema_field (schema, n)->type, head.n_rows, &columns[n]))
    n++;
  if (n < head.n_columns || cursor.left > 0)
    {
      for (guint i = 0; i < n; i++)
        mill_keep_unref (columns[i].keep);
      set_error (error, schema, n, data, cursor.at);
      return NULL;
    }
  MillBatch *batch = mill_batch_new_take (schema, columns, head.n_rows);
  batch->origin
      = (MillOrigin){ .source = head.source, .first_row = head.first_row, .part = head.part };
  *used = sizeof head + (gsize)head.body_bytes;
  return batch;
}
