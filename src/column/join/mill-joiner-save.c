/* mill-joiner-save.c: a joiner as bytes and back.
 *
 * A head, a byte for each key that has found a match, the right rows and the left rows, each as
 * batches (mill_batch_write()) with a byte 1 before and a byte 0 after them. Rows of a joiner that
 * has spilled carry their place in the order of the input as one more column and stand in any
 * order; others stand in that order.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-joiner-private.h"

#include <glib/gi18n-lib.h>

#define MAGIC "MLJ\1"

typedef struct
{
  guint8 magic[4];
  guint8 spilled, built, zero[2];
  guint64 n_right;
  guint64 n_ids;
  guint64 n_ordered[JOINER_SIDES];
} Head;
G_STATIC_ASSERT (sizeof (Head) == 40);

/* --- saving --- */

static void
write_batch (const MillBatch *batch, MillBytes *out)
{
  mill_bytes_append_byte (out, 1);
  mill_batch_write (batch, out);
}

/* Raw cells are converted here, and a row that cannot be is no longer anybody's to refuse. */
static gboolean
write_converted (const MillBatch *batch, MillRowErrors *errors, MillBytes *out, GError **error)
{
  mill_row_errors_clear (errors);
  g_autoptr (MillBatch) compact = mill_batch_compact (batch, errors);
  if (errors->n == 0)
    {
      write_batch (compact, out);
      return TRUE;
    }
  g_autofree char *why = mill_row_error_message (&errors->errors[0]);
  g_set_error (error,
               MILL_ERROR_DATA,
               MILL_DATA_SYNTAX,
               _ ("a waiting left row cannot be put in a snapshot: %s; clean or select the column "
                  "before the join"),
               why);
  return FALSE;
}

/* @batch of the plain store with the places of its rows. */
static void
write_ordered (const MillJoiner *joiner, const MillBatch *batch, guint64 place, MillBytes *out)
{
  g_autofree gint64 *places = g_malloc0 (batch->n_rows * sizeof (gint64) + MILL_PADDING);
  g_autofree MillColumn *columns = g_new (MillColumn, joiner->n_store + 1);
  MillBatch ordered = *batch;
  for (guint i = 0; i < batch->n_rows; i++)
    places[i] = (gint64)(place + i);
  memcpy (columns, batch->columns, joiner->n_store * sizeof (MillColumn));
  columns[joiner->n_store] = (MillColumn){ .type = MILL_TYPE (INTEGER),
                                           .layout = MILL_LAYOUT_PLAIN,
                                           .n_rows = batch->n_rows,
                                           .data = places };
  ordered.refs = 0;
  ordered.schema = joiner->forms[JOINER_ORDERED].store;
  ordered.columns = columns;
  write_batch (&ordered, out);
}

/* Rows on disk; those that still stand in buffers are passed by a piece of their own. */
static gboolean
save_part (MillJoiner *joiner, guint side, const JoinerPart *part, MillBytes *out, GError **error)
{
  g_auto (JoinerReader) reader;
  mill_joiner_reader_init (&reader, joiner, side, part);
  for (;;)
    {
      MillBatch batch;
      if (!mill_joiner_reader_next (&reader, &batch, error))
        return FALSE;
      if (batch.n_rows == 0)
        return TRUE;
      if (side == JOINER_RIGHT)
        write_batch (&batch, out);
      else if (!write_converted (&batch, joiner->lanes[0].errors, out, error))
        return FALSE;
    }
}

static gboolean
save_buffers (MillJoiner *joiner, guint side, MillBytes *out, GError **error)
{
  for (guint i = 0; i < joiner->n_lanes; i++)
    for (guint p = 0; joiner->lanes[i].files[side] != NULL && p < MILL_SPILL_PARTITIONS; p++)
      {
        const MillBytes *buffer = &joiner->lanes[i].files[side]->buffers[p];
        g_auto (JoinerReader) reader;
        JoinerPart none = { .pieces = g_array_new (FALSE, FALSE, sizeof (JoinerPartPiece)) };
        gboolean ok = TRUE, more = buffer->length > 0;
        mill_joiner_reader_init (&reader, joiner, side, &none);
        mill_bytes_append (&reader.bytes, buffer->data, buffer->length);
        while (ok && more)
          {
            MillBatch batch;
            ok = mill_joiner_reader_next (&reader, &batch, error);
            more = ok && batch.n_rows > 0;
            if (more && side == JOINER_RIGHT)
              write_batch (&batch, out);
            else if (more)
              ok = write_converted (&batch, joiner->lanes[0].errors, out, error);
          }
        mill_joiner_part_clear (&none);
        if (!ok)
          return FALSE;
      }
  return TRUE;
}

static gboolean
save_spilled (MillJoiner *joiner, guint side, MillBytes *out, GError **error)
{
  g_auto (JoinerPart) part = mill_joiner_part (joiner, side, G_MAXUINT);
  return save_part (joiner, side, &part, out, error) && save_buffers (joiner, side, out, error);
}

/* Batches in memory: all of them, or what a lane has not yet moved to its file. */
static void
save_segments (const MillJoiner *joiner, MillBytes *out)
{
  guint64 n_rows, place = 0;
  g_autoptr (GArray) segments = mill_joiner_segments (joiner, &n_rows);
  for (guint i = 0; i < segments->len; i++)
    {
      const JoinerSegment *segment = &g_array_index (segments, JoinerSegment, i);
      if (!joiner->spilled)
        {
          write_batch (segment->batch, out);
          continue;
        }
      const GArray *tickets = joiner->tickets[JOINER_RIGHT];
      for (guint t = 0; t < tickets->len; t++)
        if (g_array_index (tickets, JoinerTicket, t).ticket == segment->ticket)
          place = g_array_index (tickets, JoinerTicket, t).before + segment->number;
      write_ordered (joiner, segment->batch, place, out);
    }
}

/* By row of the table, which has so many, its id, or MILL_KEY_NONE. (transfer full) */
static guint32 *
row_ids (const JoinerTable *table, guint n_rows)
{
  guint32 *ids = g_new (guint32, (gsize)n_rows + 1);
  guint n_ids = mill_key_table_size (table->keys);
  for (guint row = 0; row < n_rows; row++)
    ids[row] = table->rows == NULL ? row : MILL_KEY_NONE;
  for (guint id = 0; id < n_ids && table->rows != NULL; id++)
    {
      guint from = table->starts != NULL ? table->starts[id] : id;
      guint to = table->starts != NULL ? table->starts[id + 1] : id + 1;
      for (guint i = from; i < to; i++)
        ids[table->rows[i]] = id;
    }
  return ids;
}

/* The keys @ids, which the table alone still has. */
static MillColumn
load_key (const JoinerTable *table, guint k, MillType type, const guint32 *ids, guint n)
{
  g_auto (MillArena) arena = { 0 };
  g_autoptr (MillColumnBuilder) builder = mill_column_builder_new (type);
  for (guint first = 0; first < n; first += MILL_VEC_ROWS)
    {
      MillVec vec;
      mill_arena_reset (&arena);
      mill_key_table_load (
          table->keys, k, ids + first, 0, MIN (n - first, MILL_VEC_ROWS), &arena, &vec);
      mill_column_builder_add_vec (builder, &vec);
    }
  return mill_column_builder_end (builder);
}

/* Rows @rows[0..n) of the table, whose keys are @ids. */
static void
save_rows (
    const MillJoiner *joiner, const guint32 *rows, const guint32 *ids, guint n, MillBytes *out)
{
  const JoinerTable *table = &joiner->table;
  const MillSchema *schema = joiner->forms[JOINER_PLAIN].store;
  g_autofree MillColumn *columns = g_new0 (MillColumn, joiner->n_store + 1);
  for (guint i = 0; i < joiner->n_store; i++)
    {
      MillType type = mill_schema_field (schema, i)->type;
      if (i < joiner->join.n_keys && !mill_joiner_gives_right (joiner))
        columns[i] = load_key (table, i, type, ids, n);
      else
        columns[i] = (MillColumn){ .type = type,
                                   .layout = MILL_LAYOUT_TAKE,
                                   .n_rows = n,
                                   .data = rows,
                                   .child = &table->columns[i] };
    }
  MillBatch batch = { .schema = schema, .columns = columns, .n_rows = n, .n_selected = n };
  write_batch (&batch, out);
  for (guint i = 0; i < joiner->n_store; i++)
    mill_keep_unref (columns[i].keep);
}

/* The rows of the table in their order; without a key only where they can come out. Where only keys
 * count, these are the rows. */
static void
save_table (const MillJoiner *joiner, MillBytes *out)
{
  const JoinerTable *table = &joiner->table;
  gboolean only_keys = joiner->join.type == MILL_JOIN_SEMI || joiner->join.type == MILL_JOIN_ANTI;
  guint n_rows = only_keys ? mill_key_table_size (table->keys) : table->n_rows;
  g_autofree guint32 *all = row_ids (table, n_rows);
  g_autofree guint32 *rows = g_new (guint32, MILL_BATCH_ROWS_MAX);
  g_autofree guint32 *ids = g_new (guint32, MILL_BATCH_ROWS_MAX);
  guint n = 0;
  for (guint row = 0; row < n_rows; row++)
    {
      rows[n] = row;
      ids[n] = all[row];
      n += all[row] != MILL_KEY_NONE || mill_joiner_gives_right (joiner);
      if (n < MILL_BATCH_ROWS_MAX && row + 1 < n_rows)
        continue;
      if (n > 0)
        save_rows (joiner, rows, ids, n, out);
      n = 0;
    }
}

gboolean
mill_joiner_save (MillJoiner *joiner, MillBytes *out, GError **error)
{
  g_return_val_if_fail (joiner != NULL && out != NULL, FALSE);
  const JoinerTable *table = &joiner->table;
  gboolean in_table = joiner->built && !joiner->spilled;
  Head head = { .magic = MAGIC,
                .spilled = joiner->spilled != 0,
                .built = joiner->built != 0,
                .n_right = mill_joiner_n_right (joiner),
                .n_ids = table->matched != NULL ? mill_key_table_size (table->keys) : 0 };
  mill_joiner_order_tickets (joiner);
  for (guint side = 0; side < JOINER_SIDES; side++)
    head.n_ordered[side] = mill_joiner_n_ordered (joiner, side);
  mill_bytes_append (out, &head, sizeof head);
  mill_bytes_append (out, table->matched, head.n_ids);
  if (in_table)
    save_table (joiner, out);
  else
    save_segments (joiner, out);
  if (joiner->spilled && !save_spilled (joiner, JOINER_RIGHT, out, error))
    return FALSE;
  mill_bytes_append_byte (out, 0);
  if (joiner->spilled && !save_spilled (joiner, JOINER_LEFT, out, error))
    return FALSE;
  mill_bytes_append_byte (out, 0);
  return TRUE;
}

/* --- loading --- */

typedef struct
{
  MillJoiner *joiner;
  const Head *head;
  const guint8 *at;
  gsize left;
  const MillSpill *spill;
} Loading;

static gboolean
damaged (GError **error)
{
  g_set_error_literal (error,
                       MILL_ERROR_DATA,
                       MILL_DATA_SYNTAX,
                       _ ("the snapshot of a join cannot be read: it was cut, overwritten, or made "
                          "by another version; run the pipeline again"));
  return FALSE;
}

/* The places of a spilled batch's rows, which are all of them known and below @n. (nullable) */
static const gint64 *
read_places (const MillBatch *batch, guint64 n)
{
  const MillColumn *order = &batch->columns[mill_schema_n_fields (batch->schema) - 1];
  if (order->layout != MILL_LAYOUT_PLAIN || order->validity != NULL)
    return NULL;
  const gint64 *places = (const gint64 *)order->data + order->offset;
  for (guint i = 0; i < batch->n_rows; i++)
    if (places[i] < 0 || (guint64)places[i] >= n)
      return NULL;
  return places;
}

/* Runs of rows that follow each other go to the file together. */
static gboolean
load_ordered (Loading *loading, guint side, const MillBatch *batch, GError **error)
{
  MillJoiner *joiner = loading->joiner;
  const JoinerForm *form = &joiner->forms[JOINER_PLAIN];
  const gint64 *places = read_places (batch, loading->head->n_ordered[side]);
  JoinerLane *lane = &joiner->lanes[0];
  if (places == NULL)
    return damaged (error);
  for (guint first = 0, n = 0; first < batch->n_rows; first += n)
    {
      MillBatch run = *batch;
      for (n = 1; first + n < batch->n_rows && places[first + n] == places[first] + n;)
        n++;
      for (guint i = 0; i < n; i++)
        lane->rows[i] = (guint16)(first + i);
      run.refs = 0;
      run.schema = side == JOINER_LEFT ? form->left : form->store;
      run.selection = lane->rows;
      run.n_selected = n;
      mill_arena_reset (&lane->arena);
      if (!mill_joiner_file_add (joiner,
                                 lane,
                                 side,
                                 &run,
                                 0,
                                 (guint64)places[first],
                                 &lane->arena,
                                 lane->errors,
                                 NULL,
                                 loading->spill,
                                 error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
load_batch (Loading *loading, guint side, GError **error)
{
  MillJoiner *joiner = loading->joiner;
  const JoinerForm *form = &joiner->forms[loading->head->spilled ? JOINER_ORDERED : JOINER_PLAIN];
  gsize used;
  g_autoptr (MillBatch) batch = mill_batch_read (
      side == JOINER_LEFT ? form->left : form->store, loading->at, loading->left, &used, error);
  if (batch == NULL)
    return FALSE;
  loading->at += used;
  loading->left -= used;
  if (loading->head->spilled)
    return load_ordered (loading, side, batch, error);
  if (side == JOINER_LEFT)
    return damaged (error);
  JoinerSegment segment = { .ticket = 0, .batch = batch };
  segment.number = mill_joiner_next_number (&joiner->lanes[0], side, 0, batch->n_rows);
  return mill_joiner_store (
      joiner, &joiner->lanes[0], &segment, loading->head->built, loading->spill, error);
}

static gboolean
load_side (Loading *loading, guint side, GError **error)
{
  for (;;)
    {
      if (loading->left == 0)
        return damaged (error);
      guint8 more = *loading->at++;
      loading->left--;
      if (more == 0)
        return TRUE;
      if (more != 1)
        return damaged (error);
      if (!load_batch (loading, side, error))
        return FALSE;
    }
}

/* As it was: with a table, whatever the budget says now, or on disk. */
static gboolean
load_built (Loading *loading, const guint8 *matched, GError **error)
{
  MillJoiner *joiner = loading->joiner;
  MillSpill alone = *loading->spill;
  alone.parallel = mill_joiner_in_turn;
  if (!mill_joiner_end_right (joiner, TRUE, &alone, error))
    return FALSE;
  if (loading->head->n_ids == 0)
    return TRUE;
  if (joiner->table.matched == NULL
      || mill_key_table_size (joiner->table.keys) != loading->head->n_ids)
    return damaged (error);
  memcpy (joiner->table.matched, matched, loading->head->n_ids);
  return TRUE;
}

gboolean
mill_joiner_load (
    MillJoiner *joiner, const guint8 *data, gsize length, const MillSpill *spill, GError **error)
{
  g_return_val_if_fail (joiner != NULL && spill != NULL && !joiner->built, FALSE);
  Head head;
  if (length < sizeof head)
    return damaged (error);
  memcpy (&head, data, sizeof head);
  if (memcmp (head.magic, MAGIC, sizeof head.magic) != 0 || head.spilled > 1 || head.built > 1
      || head.n_ids > length - sizeof head || head.n_ordered[JOINER_LEFT] > G_MAXINT64 / 2
      || head.n_ordered[JOINER_RIGHT] > G_MAXINT64 / 2)
    return damaged (error);
  const guint8 *matched = data + sizeof head;
  Loading loading = { .joiner = joiner,
                      .head = &head,
                      .at = matched + head.n_ids,
                      .left = length - sizeof head - head.n_ids,
                      .spill = spill };
  joiner->n_loaded = head.n_right;
  for (guint side = 0; side < JOINER_SIDES && head.spilled; side++)
    mill_joiner_next_number (&joiner->lanes[0], side, 0, head.n_ordered[side]);
  joiner->spilled = head.spilled;
  if (!load_side (&loading, JOINER_RIGHT, error) || !load_side (&loading, JOINER_LEFT, error))
    return FALSE;
  if (loading.left > 0)
    return damaged (error);
  return !head.built || load_built (&loading, matched, error);
}
