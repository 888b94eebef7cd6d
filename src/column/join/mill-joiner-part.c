/* mill-joiner-part.c: rows on disk back in batches, with their places in the order of the input.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-joiner-private.h"

/* --- the order of rows --- */

static int
compare_tickets (gconstpointer a, gconstpointer b)
{
  const JoinerTicket *x = a, *y = b;
  return (x->ticket > y->ticket) - (x->ticket < y->ticket);
}

void
mill_joiner_order_tickets (MillJoiner *joiner)
{
  for (guint side = 0; side < JOINER_SIDES; side++)
    {
      g_clear_pointer (&joiner->tickets[side], g_array_unref);
      GArray *all = joiner->tickets[side] = g_array_new (FALSE, FALSE, sizeof (JoinerTicket));
      for (guint i = 0; i < joiner->n_lanes; i++)
        {
          const GArray *tickets = joiner->lanes[i].tickets[side];
          if (tickets->len > 0)
            g_array_append_vals (all, tickets->data, tickets->len);
        }
      g_array_sort (all, compare_tickets);
      guint64 n_rows = 0;
      for (guint i = 0; i < all->len; i++)
        {
          JoinerTicket *ticket = &g_array_index (all, JoinerTicket, i);
          ticket->before = n_rows;
          n_rows += ticket->n_rows;
        }
    }
}

guint64
mill_joiner_n_ordered (const MillJoiner *joiner, guint side)
{
  const GArray *tickets = joiner->tickets[side];
  if (tickets->len == 0)
    return 0;
  const JoinerTicket *last = &g_array_index (tickets, JoinerTicket, tickets->len - 1);
  return last->before + last->n_rows;
}

/* --- parts --- */

void
mill_joiner_part_add (JoinerPart *part, const JoinerFile *file, guint partition)
{
  for (guint i = 0; i < file->pieces->len; i++)
    {
      JoinerPartPiece piece = { file, g_array_index (file->pieces, JoinerPiece, i) };
      if (partition != G_MAXUINT && piece.piece.partition != partition)
        continue;
      g_array_append_val (part->pieces, piece);
      part->n_rows += piece.piece.n_rows;
      part->bytes += piece.piece.length;
    }
}

JoinerPart
mill_joiner_part (const MillJoiner *joiner, guint side, guint partition)
{
  JoinerPart part = { .pieces = g_array_new (FALSE, FALSE, sizeof (JoinerPartPiece)) };
  for (guint i = 0; i < joiner->n_lanes; i++)
    if (joiner->lanes[i].files[side] != NULL)
      mill_joiner_part_add (&part, joiner->lanes[i].files[side], partition);
  return part;
}

void
mill_joiner_part_clear (JoinerPart *part)
{
  g_clear_pointer (&part->pieces, g_array_unref);
}

/* --- reading --- */

void
mill_joiner_reader_init (JoinerReader *reader,
                         const MillJoiner *joiner,
                         guint side,
                         const JoinerPart *part)
{
  const JoinerForm *form = &joiner->forms[JOINER_PLAIN];
  guint n_columns = side == JOINER_LEFT ? form->n_left : joiner->n_store;
  *reader = (JoinerReader){ .joiner = joiner, .side = side, .part = part };
  reader->decoder = mill_row_decoder_new (side == JOINER_LEFT ? form->codec : joiner->store_codec);
  reader->rows = g_new (const guint8 *, MILL_BATCH_ROWS_MAX);
  reader->orders = g_new0 (gint64, MILL_BATCH_ROWS_MAX + MILL_PADDING / sizeof (gint64));
  reader->columns = g_new (MillColumn, n_columns + 1);
}

void
mill_joiner_reader_clear (JoinerReader *reader)
{
  mill_row_decoder_free (reader->decoder);
  mill_bytes_clear (&reader->bytes);
  g_free (reader->rows);
  g_free (reader->orders);
  g_free (reader->columns);
}

/* The place of a row; most rows are of the ticket of the row before them. */
static gint64
place_of (JoinerReader *reader, const JoinerMark *mark)
{
  if (reader->ticket == NULL || reader->ticket->ticket != mark->ticket)
    {
      const GArray *tickets = reader->joiner->tickets[reader->side];
      JoinerTicket wanted = { .ticket = mark->ticket };
      reader->ticket
          = bsearch (&wanted, tickets->data, tickets->len, sizeof (JoinerTicket), compare_tickets);
      g_assert (reader->ticket != NULL);
    }
  return (gint64)(reader->ticket->before + mark->number);
}

/* Finds the rows of the next batch in @bytes. */
static guint
find_rows (JoinerReader *reader)
{
  guint n = 0;
  gsize at = reader->at;
  for (; n < MILL_BATCH_ROWS_MAX && at < reader->bytes.length; n++)
    {
      JoinerMark mark;
      memcpy (&mark, reader->bytes.data + at, sizeof mark);
      reader->rows[n] = reader->bytes.data + at + sizeof mark;
      reader->orders[n] = place_of (reader, &mark);
      at += sizeof mark + mill_row_length (reader->rows[n]);
    }
  return n;
}

gboolean
mill_joiner_reader_next (JoinerReader *reader, MillBatch *batch, GError **error)
{
  const JoinerForm *form = &reader->joiner->forms[JOINER_ORDERED];
  *batch = (MillBatch){ .schema = reader->side == JOINER_LEFT ? form->left : form->store };
  while (reader->at == reader->bytes.length)
    {
      if (reader->piece == reader->part->pieces->len)
        return TRUE;
      const JoinerPartPiece *next
          = &g_array_index (reader->part->pieces, JoinerPartPiece, reader->piece++);
      reader->at = 0;
      if (!mill_joiner_file_read (next->file, &next->piece, &reader->bytes, error))
        return FALSE;
    }
  MillBatch plain;
  guint n = mill_row_decoder_decode (reader->decoder, reader->rows, find_rows (reader), &plain);
  guint n_columns = mill_schema_n_fields (plain.schema);
  memcpy (reader->columns, plain.columns, n_columns * sizeof (MillColumn));
  reader->columns[n_columns] = (MillColumn){
    .type = MILL_TYPE (INTEGER), .layout = MILL_LAYOUT_PLAIN, .n_rows = n, .data = reader->orders
  };
  batch->columns = reader->columns;
  batch->n_rows = batch->n_selected = n;
  const guint8 *last = reader->rows[n - 1];
  gsize at = (gsize)(last - reader->bytes.data) + mill_row_length (last);
  reader->bytes_read += at - reader->at;
  reader->at = at;
  reader->n_read += n;
  return TRUE;
}
