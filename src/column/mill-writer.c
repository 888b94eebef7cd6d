/* mill-writer.c: see mill-writer.h.
 *
 * Nulls are kept as one byte a row and packed to a bitmap at the end; as long as rows come without
 * gaps and without nulls, not even the bytes are touched.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-writer.h"

#include <string.h>

#include "mill-bytes.h"
#include "mill-column-private.h"

struct _MillColumnWriter
{
  MillType type;
  guint n_rows;
  guint next;        /* all rows below have been put, or passed over */
  gboolean nullable; /* @nulls is in use */
  guint room;        /* rows that the buffers hold, a multiple of 64 */
  void *values;      /* elements of the column; of booleans one byte each; NULL for text */
  guint64 *bits;     /* boolean: the packed values */
  guint8 *nulls;     /* one byte a row */
  guint64 *validity;
  gint32 *offsets; /* text: room + 1; known up to @next */
  MillBytes text;
};

MillColumnWriter *
mill_column_writer_new (MillType type)
{
  g_return_val_if_fail (type.id < MILL_TYPE_LAST, NULL);

  MillColumnWriter *writer = g_new0 (MillColumnWriter, 1);
  writer->type = type;
  return writer;
}

static void
drop_buffers (MillColumnWriter *writer)
{
  g_clear_pointer (&writer->values, g_free);
  g_clear_pointer (&writer->bits, g_free);
  g_clear_pointer (&writer->nulls, g_free);
  g_clear_pointer (&writer->validity, g_free);
  g_clear_pointer (&writer->offsets, g_free);
  mill_bytes_clear (&writer->text);
  writer->room = 0;
}

void
mill_column_writer_free (MillColumnWriter *writer)
{
  if (writer == NULL)
    return;
  drop_buffers (writer);
  g_free (writer);
}

static gsize
value_bytes (MillType type)
{
  return type.id == MILL_TYPE_BOOLEAN ? 1 : mill_column_element_bytes (type);
}

/* Cleared, since rows that nobody puts may be written to a file as they are. */
static void
make_room (MillColumnWriter *writer, guint n_rows)
{
  drop_buffers (writer);
  gsize room = ((gsize)n_rows + 63) & ~(gsize)63;
  writer->room = (guint)MIN (room, G_MAXUINT32);
  writer->nulls = g_malloc0 (room + MILL_PADDING);
  writer->validity = g_malloc0 (room / 8 + MILL_PADDING);
  if (mill_type_is_textual (writer->type))
    writer->offsets = g_malloc0 ((room + 1) * sizeof (gint32) + MILL_PADDING);
  else
    writer->values = g_malloc0 (room * value_bytes (writer->type) + MILL_PADDING);
  if (writer->type.id == MILL_TYPE_BOOLEAN)
    writer->bits = g_malloc0 (room / 8 + MILL_PADDING);
}

void
mill_column_writer_begin (MillColumnWriter *writer, guint n_rows)
{
  g_return_if_fail (writer != NULL);

  if (n_rows > writer->room || writer->nulls == NULL)
    make_room (writer, n_rows);
  writer->n_rows = n_rows;
  writer->next = 0;
  writer->nullable = FALSE;
  mill_bytes_reset (&writer->text);
  if (writer->offsets != NULL)
    mill_bytes_reserve (&writer->text, 0);
}

/* --- nulls --- */

/* from here on every row has its byte: none below @next is null, all others are */
static void
use_nulls (MillColumnWriter *writer)
{
  if (writer->nullable)
    return;
  memset (writer->nulls, 0, writer->next);
  memset (writer->nulls + writer->next, 1, writer->room - writer->next);
  writer->nullable = TRUE;
}

static void
put_nulls (MillColumnWriter *writer, const MillVec *vec, const guint16 *rows, guint first)
{
  gboolean gap = rows != NULL || first != writer->next;
  if (vec->nulls == NULL && !gap && !writer->nullable)
    return;
  use_nulls (writer);
  if (rows == NULL && !vec->constant && vec->nulls != NULL)
    memcpy (writer->nulls + first, vec->nulls, vec->n);
  else if (rows == NULL)
    memset (writer->nulls + first, vec->nulls != NULL ? vec->nulls[0] : 0, vec->n);
  else if (vec->constant || vec->nulls == NULL)
    for (guint i = 0; i < vec->n; i++)
      writer->nulls[rows[i]] = vec->nulls != NULL ? vec->nulls[0] : 0;
  else
    for (guint i = 0; i < vec->n; i++)
      writer->nulls[rows[i]] = vec->nulls[i];
}

/* --- values --- */

static void
put_bytes (guint8 *out, const MillVec *vec, const guint16 *rows, guint first)
{
  const guint8 *in = vec->booleans;
  if (rows == NULL && !vec->constant)
    memcpy (out + first, in, vec->n);
  else if (rows == NULL)
    memset (out + first, in[0], vec->n);
  else
    for (guint i = 0; i < vec->n; i++)
      out[rows[i]] = in[vec->constant ? 0 : i];
}

static void
put_dates (gint32 *restrict out, const MillVec *vec, const guint16 *rows, guint first)
{
  const gint64 *in = vec->integers;
  if (vec->constant)
    for (guint i = 0; i < vec->n; i++)
      out[rows != NULL ? rows[i] : first + i] = (gint32)in[0];
  else if (rows == NULL)
    for (guint i = 0; i < vec->n; i++)
      out[first + i] = (gint32)in[i];
  else
    for (guint i = 0; i < vec->n; i++)
      out[rows[i]] = (gint32)in[i];
}

static void
put_words (MillWord *restrict out, const MillVec *vec, const guint16 *rows, guint first)
{
  const MillWord *in = vec->data;
  if (vec->constant)
    for (guint i = 0; i < vec->n; i++)
      out[rows != NULL ? rows[i] : first + i] = in[0];
  else if (rows == NULL)
    memcpy (out + first, in, vec->n * sizeof *in);
  else
    for (guint i = 0; i < vec->n; i++)
      out[rows[i]] = in[i];
}

static void
put_wides (MillWideWord *restrict out, const MillVec *vec, const guint16 *rows, guint first)
{
  const MillWideWord *in = vec->data;
  for (guint i = 0; i < vec->n; i++)
    out[rows != NULL ? rows[i] : first + i] = in[vec->constant ? 0 : i];
}

/* --- text --- */

/* the bytes of all values of @vec together */
static gsize
text_bytes (const MillVec *vec)
{
  gsize bytes = 0;
  if (vec->constant)
    return mill_vec_is_null (vec, 0) ? 0 : vec->spans[0].length * vec->n;
  if (vec->nulls == NULL)
    for (guint i = 0; i < vec->n; i++)
      bytes += vec->spans[i].length;
  else
    for (guint i = 0; i < vec->n; i++)
      bytes += vec->nulls[i] ? 0 : vec->spans[i].length;
  return bytes;
}

/* the rows from @next to @row start at @length: all but @row are empty */
static void
pass_over (gint32 *offsets, guint next, guint row, gsize length)
{
  for (; next <= row; next++)
    offsets[next] = (gint32)length;
}

/* Short text goes in one vector: both sides are padded. Returns: where the next text goes. */
static inline guint8 *
copy_span (guint8 *at, MillSpan span)
{
  if (G_LIKELY (span.length - 1 < 32))
    memcpy (at, span.data, 32);
  else if (span.length > 0)
    memcpy (at, span.data, span.length);
  return at + span.length;
}

static gboolean
put_text (MillColumnWriter *writer, const MillVec *vec, const guint16 *rows, guint first)
{
  gsize bytes = text_bytes (vec);
  if (bytes > (gsize)G_MAXINT32 - writer->text.length)
    return FALSE;
  mill_bytes_reserve (&writer->text, bytes);
  guint8 *base = writer->text.data, *at = base + writer->text.length;
  gint32 *offsets = writer->offsets;
  guint next = writer->next;
  for (guint i = 0; i < vec->n; i++)
    {
      guint row = rows != NULL ? rows[i] : first + i;
      pass_over (offsets, next, row, (gsize)(at - base));
      next = row + 1;
      if (!mill_vec_is_null (vec, i))
        at = copy_span (at, vec->spans[vec->constant ? 0 : i]);
    }
  writer->text.length = (gsize)(at - base);
  return TRUE;
}

static void
put_values (MillColumnWriter *writer, const MillVec *vec, const guint16 *rows, guint first)
{
  if (writer->type.id == MILL_TYPE_BOOLEAN)
    put_bytes (writer->values, vec, rows, first);
  else if (writer->type.id == MILL_TYPE_DATE)
    put_dates (writer->values, vec, rows, first);
  else if (mill_type_is_wide (writer->type))
    put_wides (writer->values, vec, rows, first);
  else
    put_words (writer->values, vec, rows, first);
}

gboolean
mill_column_writer_put (MillColumnWriter *writer,
                        const MillVec *vec,
                        const guint16 *rows,
                        guint first)
{
  g_return_val_if_fail (writer != NULL && vec != NULL, FALSE);
  g_return_val_if_fail (mill_type_equal (vec->type, writer->type), FALSE);

  if (vec->n == 0)
    return TRUE;
  /* A selection without gaps is a run. */
  guint last = rows != NULL ? rows[first + vec->n - 1] : first + vec->n - 1;
  if (rows != NULL && last - rows[first] == vec->n - 1)
    {
      first = rows[first];
      rows = NULL;
    }
  else if (rows != NULL)
    rows += first;
  g_return_val_if_fail ((rows != NULL ? rows[0] : first) >= writer->next, FALSE);
  g_return_val_if_fail (last < writer->n_rows, FALSE);

  if (writer->offsets == NULL)
    put_values (writer, vec, rows, first);
  else if (!put_text (writer, vec, rows, first))
    {
      use_nulls (writer);
      return FALSE;
    }
  put_nulls (writer, vec, rows, first);
  writer->next = last + 1;
  return TRUE;
}

/* --- results --- */

MillColumn
mill_column_writer_end (MillColumnWriter *writer)
{
  g_return_val_if_fail (writer != NULL, mill_column_absent (MILL_TYPE (TEXT), 0));
  g_return_val_if_fail (writer->nulls != NULL, mill_column_absent (writer->type, 0));

  MillColumn column = { .type = writer->type,
                        .layout = MILL_LAYOUT_PLAIN,
                        .n_rows = writer->n_rows,
                        .data = writer->values };
  if (writer->next < writer->n_rows)
    use_nulls (writer);
  if (writer->nullable)
    {
      mill_bits_pack_zeros (writer->nulls, writer->n_rows, writer->validity);
      if (!mill_bits_all (writer->validity, 0, writer->n_rows))
        column.validity = writer->validity;
    }
  if (writer->bits != NULL)
    {
      mill_bits_pack (writer->values, writer->n_rows, writer->bits);
      column.data = writer->bits;
    }
  else if (writer->offsets != NULL)
    {
      pass_over (writer->offsets, writer->next, writer->n_rows, writer->text.length);
      column.data = writer->text.data;
      column.offsets = writer->offsets;
    }
  return column;
}

MillColumn
mill_column_writer_steal (MillColumnWriter *writer)
{
  MillColumn column = mill_column_writer_end (writer);
  g_return_val_if_fail (column.layout == MILL_LAYOUT_PLAIN, column);

  MillColumnOwner *owner = mill_column_owner_new ();
  column.keep = &owner->keep;
  if (writer->offsets != NULL)
    owner->buffers[0] = g_steal_pointer (&writer->text.data);
  else if (writer->bits != NULL)
    owner->buffers[0] = g_steal_pointer (&writer->bits);
  else
    owner->buffers[0] = g_steal_pointer (&writer->values);
  owner->buffers[1] = g_steal_pointer (&writer->offsets);
  if (column.validity != NULL)
    owner->buffers[2] = g_steal_pointer (&writer->validity);
  drop_buffers (writer);
  return column;
}
