/* mill-joiner-file.c: rows on disk, by partitions of the hash of their keys.
 *
 * A stored row: a JoinerMark, then the row as mill-rows.h has it. Rows of one partition collect in
 * a buffer and are written as one piece.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-joiner-private.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <unistd.h>

#include "mill-hash.h"

JoinerFile *
mill_joiner_file_new (gsize piece_bytes)
{
  JoinerFile *file = g_new0 (JoinerFile, 1);
  file->fd = -1;
  file->piece_bytes = piece_bytes;
  file->pieces = g_array_new (FALSE, FALSE, sizeof (JoinerPiece));
  return file;
}

void
mill_joiner_file_free (JoinerFile *file)
{
  if (file == NULL)
    return;
  for (guint p = 0; p < MILL_SPILL_PARTITIONS; p++)
    mill_bytes_clear (&file->buffers[p]);
  if (file->fd >= 0)
    close (file->fd);
  g_array_unref (file->pieces);
  g_free (file);
}

static gboolean
write_all (int fd, const MillBytes *bytes, guint64 at, GError **error)
{
  for (gsize done = 0; done < bytes->length;)
    {
      ssize_t n = pwrite (fd, bytes->data + done, bytes->length - done, (off_t)(at + done));
      if (n < 0 && errno != EINTR)
        {
          mill_set_errno_error (
              error, errno, MILL_RESOURCE_WRITE, _ ("writing"), _ ("a spill file"));
          return FALSE;
        }
      done += n > 0 ? (gsize)n : 0;
    }
  return TRUE;
}

static gboolean
write_piece (JoinerFile *file, guint partition, const MillSpill *spill, GError **error)
{
  MillBytes *buffer = &file->buffers[partition];
  JoinerPiece piece = { .partition = partition,
                        .n_rows = file->n_rows[partition],
                        .at = file->bytes,
                        .length = buffer->length };
  if (buffer->length == 0)
    return TRUE;
  if (file->fd < 0 && (file->fd = spill->spill_file (spill->data, error)) < 0)
    return FALSE;
  if (!write_all (file->fd, buffer, file->bytes, error))
    return FALSE;
  g_array_append_val (file->pieces, piece);
  file->bytes += buffer->length;
  file->n_rows[partition] = 0;
  mill_bytes_reset (buffer);
  return TRUE;
}

gboolean
mill_joiner_file_flush (JoinerFile *file, const MillSpill *spill, GError **error)
{
  for (guint p = 0; p < MILL_SPILL_PARTITIONS; p++)
    {
      if (!write_piece (file, p, spill, error))
        return FALSE;
      mill_bytes_clear (&file->buffers[p]);
    }
  return TRUE;
}

gboolean
mill_joiner_file_put (JoinerFile *file,
                      guint partition,
                      const JoinerMark *mark,
                      const guint8 *row,
                      gsize length,
                      const MillSpill *spill,
                      GError **error)
{
  MillBytes *buffer = &file->buffers[partition];
  mill_bytes_append (buffer, mark, sizeof *mark);
  mill_bytes_append (buffer, row, length);
  file->n_rows[partition]++;
  return buffer->length < file->piece_bytes || write_piece (file, partition, spill, error);
}

gboolean
mill_joiner_file_read (const JoinerFile *file,
                       const JoinerPiece *piece,
                       MillBytes *bytes,
                       GError **error)
{
  mill_bytes_reset (bytes);
  guint8 *to = mill_bytes_reserve (bytes, piece->length);
  for (gsize done = 0; done < piece->length;)
    {
      ssize_t n = pread (file->fd, to + done, piece->length - done, (off_t)(piece->at + done));
      if (n == 0 || (n < 0 && errno != EINTR))
        {
          mill_set_errno_error (
              error, n < 0 ? errno : EIO, MILL_RESOURCE_READ, _ ("reading"), _ ("a spill file"));
          return FALSE;
        }
      done += n > 0 ? (gsize)n : 0;
    }
  bytes->length = piece->length;
  return TRUE;
}

/* --- rows into files --- */

/* Rows of one batch on their way. */
typedef struct
{
  MillJoiner *joiner;
  JoinerLane *lane;
  guint side;
  const MillBatch *batch;
  guint64 ticket, number;
  gboolean keep_null; /* rows that can match nothing are wanted all the same */
  MillArena *arena;
  MillRowErrors *errors;
  guint64 n_dropped;
  const MillSpill *spill;
} Adding;

static gboolean
put_rows (Adding *adding,
          guint first,
          guint n,
          const guint8 *nulls,
          const guint64 *hashes,
          const gsize *ends,
          GError **error)
{
  JoinerFile *file = adding->lane->files[adding->side];
  const MillBytes *raw = &adding->lane->raw;
  for (guint i = 0; i < n; i++)
    {
      gsize at = i > 0 ? ends[i - 1] : 0;
      JoinerMark mark = { hashes[i], adding->ticket, adding->number + first + i };
      gboolean null = nulls != NULL && nulls[i];
      if (adding->errors != NULL
          && mill_row_errors_has (adding->errors, mill_batch_row (adding->batch, first + i)))
        continue;
      if (null && !adding->keep_null)
        {
          adding->n_dropped++;
          continue;
        }
      if (null) /* anywhere, but not all in one place */
        mark.hash = mill_hash_u64 (mark.number, mark.ticket);
      guint partition = (guint)(mark.hash >> (64 - JOINER_LEVEL_BITS));
      if (!mill_joiner_file_put (
              file, partition, &mark, raw->data + at, ends[i] - at, adding->spill, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
add_rows (Adding *adding, guint first, guint n, GError **error)
{
  const MillJoiner *joiner = adding->joiner;
  JoinerLane *lane = adding->lane;
  gboolean left = adding->side == JOINER_LEFT;
  guint64 hashes[MILL_VEC_ROWS];
  gsize ends[MILL_VEC_ROWS];
  mill_joiner_load_keys (joiner,
                         adding->batch,
                         left ? joiner->join.left_keys : joiner->store_keys,
                         first,
                         n,
                         adding->arena,
                         adding->errors,
                         lane->keys);
  const guint8 *nulls = mill_joiner_null_keys (lane->keys, joiner->join.n_keys, n, adding->arena);
  mill_kernel_hash (lane->keys, joiner->join.n_keys, n, hashes);
  mill_bytes_reset (&lane->raw);
  mill_row_codec_encode (left ? joiner->forms[JOINER_PLAIN].codec : joiner->store_codec,
                         adding->batch,
                         first,
                         n,
                         adding->arena,
                         &lane->raw,
                         ends);
  return put_rows (adding, first, n, nulls, hashes, ends, error);
}

gboolean
mill_joiner_file_add (MillJoiner *joiner,
                      JoinerLane *lane,
                      guint side,
                      const MillBatch *batch,
                      guint64 ticket,
                      guint64 number,
                      MillArena *arena,
                      MillRowErrors *errors,
                      guint64 *dropped,
                      const MillSpill *spill,
                      GError **error)
{
  MillJoinType type = joiner->join.type;
  Adding adding = { .joiner = joiner,
                    .lane = lane,
                    .side = side,
                    .batch = batch,
                    .ticket = ticket,
                    .number = number,
                    .arena = arena,
                    .errors = errors,
                    .spill = spill };
  adding.keep_null = side == JOINER_LEFT ? mill_joiner_gives_left (type) || type == MILL_JOIN_ANTI
                                         : mill_joiner_gives_right (joiner);
  if (lane->files[side] == NULL)
    lane->files[side] = mill_joiner_file_new (JOINER_PIECE_BYTES);
  for (guint first = 0; first < batch->n_selected; first += MILL_VEC_ROWS)
    if (!add_rows (&adding, first, MIN (batch->n_selected - first, MILL_VEC_ROWS), error))
      return FALSE;
  if (dropped != NULL)
    *dropped += adding.n_dropped;
  return TRUE;
}

gboolean
mill_joiner_file_add_segments (MillJoiner *joiner,
                               JoinerLane *lane,
                               const MillSpill *spill,
                               GError **error)
{
  guint done = 0;
  gboolean ok = TRUE;
  for (; done < lane->segments->len && ok; done++)
    {
      const JoinerSegment *segment = &g_array_index (lane->segments, JoinerSegment, done);
      mill_arena_reset (&lane->arena);
      ok = !mill_joiner_cancelled (spill, error)
           && mill_joiner_file_add (joiner,
                                    lane,
                                    JOINER_RIGHT,
                                    segment->batch,
                                    segment->ticket,
                                    segment->number,
                                    &lane->arena,
                                    NULL,
                                    NULL,
                                    spill,
                                    error);
      mill_batch_unref (segment->batch);
    }
  g_array_remove_range (lane->segments, 0, done);
  spill->reserve (spill->data, -lane->reserved);
  lane->reserved = 0;
  return ok;
}
