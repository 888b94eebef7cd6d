/* mill-joiner-grace.c: the end of a join that has spilled.
 *
 * Partitions are joined one by one, on all workers. A partition whose right rows are too many is
 * cut again by further bits of the hash; when that does not help, because most rows have the same
 * key, its right rows are taken in chunks, and all left rows go past each chunk. Joined rows carry
 * the places of their left and right rows, by which a sorter puts them in order.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-joiner-private.h"

enum
{
  SUB_PIECE_BYTES = 16 * 1024,
  LEVELS_MAX = 64 / JOINER_LEVEL_BITS - 1,
  LOAD_BYTES_MAX = 1024 * 1024 * 1024, /* a column holds 2 GiB of text */
};

typedef struct
{
  MillJoinCounts counts;
  guint64 unmatched_right;
  MillArena arena; /* of the sorter */
  MillRowErrors *errors;
} GraceLane;

typedef struct
{
  MillJoiner *joiner;
  const MillSpill *spill;
  MillSorter *sorter;
  GraceLane *lanes;
} Grace;

/* The work on one partition. */
typedef struct
{
  Grace *grace;
  guint worker;
  guint partition; /* of the first level */
  MillSpill alone; /* the workers are busy with other partitions */
  GError *error;   /* of the sorter */
} GraceJob;

static gboolean
sort_rows (const MillBatch *batch, void *data)
{
  GraceJob *job = data;
  GraceLane *lane = &job->grace->lanes[job->worker];
  mill_arena_reset (&lane->arena);
  return mill_sorter_add (job->grace->sorter,
                          job->worker,
                          job->partition,
                          batch,
                          &lane->arena,
                          lane->errors,
                          job->grace->spill,
                          &job->error);
}

static JoinerProbe
start_probe (GraceJob *job, const JoinerTable *table, MillJoinType type, MillJoinCounts *counts)
{
  MillJoiner *joiner = job->grace->joiner;
  JoinerLane *lane = &joiner->lanes[job->worker];
  return (JoinerProbe){ .joiner = joiner,
                        .lane = lane,
                        .form = &joiner->forms[JOINER_ORDERED],
                        .table = table,
                        .type = type,
                        .arena = &lane->arena,
                        .errors = lane->errors,
                        .spill = job->grace->spill,
                        .counts = counts,
                        .func = sort_rows,
                        .data = job };
}

/* The error of the sorter, which stopped the probe, becomes that of the caller. */
static gboolean
has_failed (GraceJob *job, GError **error)
{
  if (job->error == NULL)
    return FALSE;
  g_propagate_error (error, g_steal_pointer (&job->error));
  return TRUE;
}

/* --- right rows --- */

/* Reads right rows until there are @limit bytes of them, counted as they are on disk. */
static gboolean
load_table (GraceJob *job, JoinerReader *reader, guint64 limit, JoinerTable *table, GError **error)
{
  const MillJoiner *joiner = job->grace->joiner;
  g_autoptr (GArray) segments = g_array_new (FALSE, FALSE, sizeof (JoinerSegment));
  gboolean ok = TRUE, too_large = FALSE;
  guint64 start = reader->bytes_read;
  while (ok && reader->bytes_read - start < limit)
    {
      MillBatch batch;
      ok = !mill_joiner_cancelled (&job->alone, error)
           && mill_joiner_reader_next (reader, &batch, error);
      if (!ok || batch.n_rows == 0)
        break;
      JoinerSegment segment = { .batch = mill_batch_hold (&batch) };
      g_array_append_val (segments, segment);
    }
  ok = ok
       && mill_joiner_table_init (
           table, joiner, &joiner->forms[JOINER_ORDERED], segments, &job->alone, &too_large, error);
  g_assert (!too_large);
  for (guint i = 0; i < segments->len; i++)
    mill_batch_unref (g_array_index (segments, JoinerSegment, i).batch);
  return ok;
}

/* What right rows of @bytes on disk take as a table, with the batches it is made of. */
static gssize
table_bytes (guint64 bytes, guint64 n_rows)
{
  return (gssize)(2 * bytes + n_rows * JOINER_KEY_BYTES);
}

/* --- left rows --- */

/* All left rows go past the table. */
static gboolean
probe_part (GraceJob *job, JoinerProbe *probe, const JoinerPart *left, GError **error)
{
  g_auto (JoinerReader) reader;
  mill_joiner_reader_init (&reader, job->grace->joiner, JOINER_LEFT, left);
  for (;;)
    {
      MillBatch batch;
      probe->left_first = reader.n_read;
      if (mill_joiner_cancelled (probe->spill, error)
          || !mill_joiner_reader_next (&reader, &batch, error))
        return FALSE;
      if (batch.n_rows == 0)
        return TRUE;
      mill_arena_reset (probe->arena);
      if (!mill_joiner_probe_batch (probe, &batch, error) || has_failed (job, error))
        return FALSE;
    }
}

/* The right rows as a whole. */
static gboolean
join_whole (GraceJob *job, const JoinerPart *left, const JoinerPart *right, GError **error)
{
  MillJoiner *joiner = job->grace->joiner;
  GraceLane *lane = &job->grace->lanes[job->worker];
  g_auto (JoinerReader) reader;
  g_auto (JoinerTable) table = { 0 };
  mill_joiner_reader_init (&reader, joiner, JOINER_RIGHT, right);
  if (!load_table (job, &reader, G_MAXUINT64, &table, error))
    return FALSE;
  JoinerProbe probe = start_probe (job, &table, joiner->join.type, &lane->counts);
  if (!probe_part (job, &probe, left, error))
    return FALSE;
  return !mill_joiner_gives_right (joiner)
         || (mill_joiner_emit_unmatched (&probe, &lane->unmatched_right, error)
             && !has_failed (job, error));
}

/* --- chunks --- */

/* Gives out the left rows that have a match, or those that have none. */
static gboolean
emit_left_rows (
    GraceJob *job, JoinerProbe *probe, const JoinerPart *left, gboolean matched, GError **error)
{
  g_auto (JoinerReader) reader;
  guint16 *rows = probe->lane->rows;
  mill_joiner_reader_init (&reader, job->grace->joiner, JOINER_LEFT, left);
  for (;;)
    {
      MillBatch batch;
      guint64 first = reader.n_read;
      guint n = 0;
      if (mill_joiner_cancelled (probe->spill, error)
          || !mill_joiner_reader_next (&reader, &batch, error))
        return FALSE;
      if (batch.n_rows == 0)
        return TRUE;
      for (guint i = 0; i < batch.n_rows; i++)
        {
          rows[n] = (guint16)i;
          n += mill_bits_get (probe->left_matched, first + i) == matched;
        }
      mill_joiner_emit_left (probe, &batch, rows, n);
      if (has_failed (job, error))
        return FALSE;
    }
}

/* The left rows of a partition that has been joined in chunks, as far as they come out alone. */
static gboolean
end_chunks (
    GraceJob *job, JoinerProbe *probe, const JoinerPart *left, guint64 n_pairs, GError **error)
{
  MillJoinType type = job->grace->joiner->join.type;
  MillJoinCounts *counts = &job->grace->lanes[job->worker].counts;
  guint64 n_matched = mill_bits_count (probe->left_matched, 0, left->n_rows);
  probe->type = type;
  if (type == MILL_JOIN_SEMI || type == MILL_JOIN_ANTI)
    {
      gboolean matched = type == MILL_JOIN_SEMI;
      counts->unmatched += matched ? left->n_rows - n_matched : n_matched;
      return emit_left_rows (job, probe, left, matched, error);
    }
  counts->extra += n_pairs - n_matched;
  if (mill_joiner_gives_left (type))
    return emit_left_rows (job, probe, left, FALSE, error);
  counts->unmatched += left->n_rows - n_matched;
  return TRUE;
}

/* Only says which left rows have a match. */
static gboolean
drop_rows (const MillBatch *batch G_GNUC_UNUSED, void *data G_GNUC_UNUSED)
{
  return TRUE;
}

static gboolean
join_chunks (GraceJob *job,
             const JoinerPart *left,
             const JoinerPart *right,
             guint64 chunk_bytes,
             GError **error)
{
  MillJoiner *joiner = job->grace->joiner;
  MillJoinType type = joiner->join.type;
  gboolean pairs = type != MILL_JOIN_SEMI && type != MILL_JOIN_ANTI;
  g_autofree guint64 *matched = g_new0 (guint64, mill_bits_words (left->n_rows) + 1);
  g_auto (JoinerReader) reader;
  MillJoinCounts chunk = { 0 };
  guint64 n_left = 0;
  mill_joiner_reader_init (&reader, joiner, JOINER_RIGHT, right);
  while (reader.n_read < right->n_rows)
    {
      g_auto (JoinerTable) table = { 0 };
      if (!load_table (job, &reader, chunk_bytes, &table, error))
        return FALSE;
      JoinerProbe probe
          = start_probe (job, &table, pairs ? MILL_JOIN_INNER : MILL_JOIN_SEMI, &chunk);
      probe.left_matched = matched;
      if (!pairs)
        probe.func = drop_rows;
      if (!probe_part (job, &probe, left, error))
        return FALSE;
      n_left += left->n_rows;
      if (mill_joiner_gives_right (joiner)
          && (!mill_joiner_emit_unmatched (
                  &probe, &job->grace->lanes[job->worker].unmatched_right, error)
              || has_failed (job, error)))
        return FALSE;
    }
  /* each chunk has counted all left rows: those without a match in it, and the pairs beyond one */
  guint64 n_pairs = n_left - chunk.unmatched + chunk.extra;
  JoinerProbe probe = start_probe (job, NULL, type, &chunk);
  probe.left_matched = matched;
  return end_chunks (job, &probe, left, n_pairs, error);
}

/* --- cutting --- */

/* Rows of @part go to @file by the bits of their hash that @level is cut by. */
static gboolean
cut_part (GraceJob *job, const JoinerPart *part, guint level, JoinerFile *file, GError **error)
{
  const MillSpill *spill = job->grace->spill;
  g_auto (MillBytes) bytes = { 0 };
  guint shift = 64 - JOINER_LEVEL_BITS * (level + 1);
  for (guint i = 0; i < part->pieces->len; i++)
    {
      const JoinerPartPiece *piece = &g_array_index (part->pieces, JoinerPartPiece, i);
      if (mill_joiner_cancelled (spill, error)
          || !mill_joiner_file_read (piece->file, &piece->piece, &bytes, error))
        return FALSE;
      for (gsize at = 0; at < bytes.length;)
        {
          JoinerMark mark;
          memcpy (&mark, bytes.data + at, sizeof mark);
          const guint8 *row = bytes.data + at + sizeof mark;
          gsize length = mill_row_length (row);
          guint partition = (guint)(mark.hash >> shift) % MILL_SPILL_PARTITIONS;
          if (!mill_joiner_file_put (file, partition, &mark, row, length, spill, error))
            return FALSE;
          at += sizeof mark + length;
        }
    }
  return mill_joiner_file_flush (file, spill, error);
}

static gboolean join_part (
    GraceJob *job, const JoinerPart *left, const JoinerPart *right, guint level, GError **error);

static gboolean
join_cut (GraceJob *job,
          const JoinerPart *left,
          const JoinerPart *right,
          guint level,
          const JoinerFile *left_file,
          const JoinerFile *right_file,
          GError **error)
{
  for (guint p = 0; p < MILL_SPILL_PARTITIONS; p++)
    {
      g_auto (JoinerPart) l = { .pieces = g_array_new (FALSE, FALSE, sizeof (JoinerPartPiece)) };
      g_auto (JoinerPart) r = { .pieces = g_array_new (FALSE, FALSE, sizeof (JoinerPartPiece)) };
      mill_joiner_part_add (&l, left_file, p);
      mill_joiner_part_add (&r, right_file, p);
      /* where nothing was gained more bits will not help either */
      guint next = r.n_rows == right->n_rows ? LEVELS_MAX : level;
      if (!join_part (job, &l, &r, next, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
join_in_parts (
    GraceJob *job, const JoinerPart *left, const JoinerPart *right, guint level, GError **error)
{
  JoinerFile *left_file = mill_joiner_file_new (SUB_PIECE_BYTES);
  JoinerFile *right_file = mill_joiner_file_new (SUB_PIECE_BYTES);
  gboolean ok = cut_part (job, left, level, left_file, error)
                && cut_part (job, right, level, right_file, error)
                && join_cut (job, left, right, level, left_file, right_file, error);
  mill_joiner_file_free (left_file);
  mill_joiner_file_free (right_file);
  return ok;
}

/* --- partitions --- */

/* Whether no left row comes out without a match. */
static gboolean
needs_match (MillJoinType type)
{
  return type == MILL_JOIN_INNER || type == MILL_JOIN_RIGHT || type == MILL_JOIN_SEMI;
}

/* Joins rows whose hashes agree in the bits of all levels up to @level. */
static gboolean
join_part (
    GraceJob *job, const JoinerPart *left, const JoinerPart *right, guint level, GError **error)
{
  const MillSpill *spill = job->grace->spill;
  gssize wanted = table_bytes (right->bytes, right->n_rows);
  gboolean small = right->bytes <= JOINER_SMALL_BYTES;
  gboolean possible = right->bytes <= LOAD_BYTES_MAX && right->n_rows <= G_MAXINT32, ok;
  if (left->n_rows == 0 && !mill_joiner_gives_right (job->grace->joiner))
    return TRUE;
  if (right->n_rows == 0 && needs_match (job->grace->joiner->join.type))
    {
      job->grace->lanes[job->worker].counts.unmatched += left->n_rows;
      return TRUE;
    }
  if (possible && (spill->reserve (spill->data, wanted) || small))
    {
      ok = join_whole (job, left, right, error);
      spill->reserve (spill->data, -wanted);
      return ok;
    }
  if (possible)
    spill->reserve (spill->data, -wanted);
  if (level < LEVELS_MAX)
    return join_in_parts (job, left, right, level + 1, error);
  guint64 chunk = MIN (right->bytes, LOAD_BYTES_MAX) / 2;
  wanted = 0;
  for (; chunk > JOINER_SMALL_BYTES; chunk /= 2)
    {
      wanted = table_bytes (chunk, right->n_rows * chunk / right->bytes);
      if (spill->reserve (spill->data, wanted))
        break;
      spill->reserve (spill->data, -wanted);
      wanted = 0;
    }
  ok = join_chunks (job, left, right, MAX (chunk, JOINER_SMALL_BYTES), error);
  spill->reserve (spill->data, -wanted);
  return ok;
}

static gboolean
join_partition (guint p, guint worker, void *data, GError **error)
{
  Grace *grace = data;
  GraceJob job = { .grace = grace, .worker = worker, .partition = p, .alone = *grace->spill };
  job.alone.parallel = mill_joiner_in_turn;
  g_auto (JoinerPart) left = mill_joiner_part (grace->joiner, JOINER_LEFT, p);
  g_auto (JoinerPart) right = mill_joiner_part (grace->joiner, JOINER_RIGHT, p);
  mill_row_errors_clear (grace->joiner->lanes[worker].errors);
  gboolean ok = join_part (&job, &left, &right, 0, error);
  g_clear_error (&job.error);
  return ok;
}

/* --- the result --- */

typedef struct
{
  const MillJoiner *joiner;
  MillColumn *columns;
  MillJoinFunc func;
  void *data;
  gboolean stopped;
} Result;

/* A sorted batch without its order columns. */
static gboolean
give_sorted (const MillBatch *batch, void *data)
{
  Result *result = data;
  const JoinerForm *form = &result->joiner->forms[JOINER_PLAIN];
  MillBatch out = *batch;
  memcpy (result->columns, batch->columns, form->n_left * sizeof (MillColumn));
  memcpy (result->columns + form->n_left,
          batch->columns + form->n_left + 1,
          form->n_right * sizeof (MillColumn));
  out.refs = 0;
  out.schema = form->output;
  out.columns = result->columns;
  result->stopped = !result->func (&out, result->data);
  return !result->stopped;
}

static gboolean
read_sorted (Grace *grace, MillJoinFunc func, void *data, GError **error)
{
  const MillJoiner *joiner = grace->joiner;
  const JoinerForm *form = &joiner->forms[JOINER_PLAIN];
  g_autofree MillColumn *columns = g_new0 (MillColumn, form->n_left + form->n_right + 1);
  Result result = { joiner, columns, func, data, FALSE };
  if (!mill_sorter_finish (grace->sorter, grace->spill, error))
    return FALSE;
  guint n_parts = mill_sorter_n_parts (grace->sorter);
  for (guint i = 0; i < n_parts && !result.stopped; i++)
    if (mill_joiner_cancelled (grace->spill, error)
        || !mill_sorter_read (grace->sorter, 0, i, grace->spill, give_sorted, &result, error))
      return FALSE;
  return TRUE;
}

static MillSorter *
new_sorter (const MillJoiner *joiner)
{
  const JoinerForm *form = &joiner->forms[JOINER_ORDERED];
  MillSortKey key = { .type = MILL_TYPE (INTEGER) };
  MillSorterKey keys[] = {
    { .column = form->n_left - 1, .key = key },
    { .column = form->n_left + form->n_right - 1, .key = key },
  };
  return mill_sorter_new (
      form->output, form->output_needed, keys, G_N_ELEMENTS (keys), 0, joiner->n_lanes);
}

/* The left rows' files are complete. */
static gboolean
flush_left (MillJoiner *joiner, const MillSpill *spill, GError **error)
{
  for (guint i = 0; i < joiner->n_lanes; i++)
    {
      JoinerFile *file = joiner->lanes[i].files[JOINER_LEFT];
      if (file != NULL && !mill_joiner_file_flush (file, spill, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
mill_joiner_finish_spilled (MillJoiner *joiner,
                            const MillSpill *spill,
                            MillJoinCounts *counts,
                            guint64 *unmatched_right,
                            MillJoinFunc func,
                            void *data,
                            GError **error)
{
  Grace grace = { .joiner = joiner, .spill = spill };
  if (!flush_left (joiner, spill, error))
    return FALSE;
  mill_joiner_order_tickets (joiner);
  grace.sorter = new_sorter (joiner);
  grace.lanes = g_new0 (GraceLane, joiner->n_lanes);
  for (guint i = 0; i < joiner->n_lanes; i++)
    grace.lanes[i].errors = mill_row_errors_new ();
  gboolean ok = spill->parallel (spill->data, MILL_SPILL_PARTITIONS, join_partition, &grace, error);
  for (guint i = 0; i < joiner->n_lanes; i++)
    {
      counts->unmatched += grace.lanes[i].counts.unmatched;
      counts->extra += grace.lanes[i].counts.extra;
      *unmatched_right += grace.lanes[i].unmatched_right;
      mill_arena_clear (&grace.lanes[i].arena);
      mill_row_errors_free (grace.lanes[i].errors);
      for (guint side = 0; side < JOINER_SIDES; side++)
        g_clear_pointer (&joiner->lanes[i].files[side], mill_joiner_file_free);
    }
  g_free (grace.lanes);
  ok = ok && read_sorted (&grace, func, data, error);
  mill_sorter_free (grace.sorter);
  return ok;
}
