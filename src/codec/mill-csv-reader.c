/* mill-csv-reader.c: tickets: who reads what, in what order they learn where to begin.
 *
 * Of a file, ticket t is the t-th chunk. It is read and scanned without waiting; then the byte at
 * which its first record starts is taken from where ticket t - 1 has put it, and with the end of
 * its own last record at hand that of ticket t + 1 is put there, before any other work is done.
 *
 * Of a stream, the tickets take turns: each fills its buffer, finds the end of its last record,
 * leaves the rest to its successor, and goes on while the successor fills the next buffer.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <errno.h>
#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <sched.h>
#include <string.h>
#include <unistd.h>

#include "mill-csv-reader-private.h"
#include "mill-error.h"

/* So much of what follows a chunk is read with it: mostly its last record ends there. */
#define AHEAD_BYTES 4096
/* How a thread waits: a little in place, then letting others run, then asleep. */
#define SPINS 64
#define YIELDS 256
#define NAP_MICROSECONDS 2000

/* --- waiting --- */

/* all waiting ends when the reader has failed */
static void
set_failure (MillCsvReader *reader, const GError *error)
{
  g_mutex_lock (&reader->lock);
  if (reader->failure == NULL)
    reader->failure = g_error_copy (error);
  atomic_store (&reader->failed, TRUE);
  g_cond_broadcast (&reader->cond);
  g_mutex_unlock (&reader->lock);
}

static gboolean
check_running (MillCsvReader *reader, GCancellable *cancellable, GError **error)
{
  if (atomic_load (&reader->failed))
    {
      g_mutex_lock (&reader->lock);
      g_propagate_error (error, g_error_copy (reader->failure));
      g_mutex_unlock (&reader->lock);
      return FALSE;
    }
  if (g_cancellable_is_cancelled (cancellable))
    {
      g_set_error (
          error, MILL_ERROR_RESOURCE, MILL_RESOURCE_CANCELLED, _ ("reading was cancelled"));
      return FALSE;
    }
  return TRUE;
}

/* @ready is asked under the lock */
static void
nap (MillCsvReader *reader, gboolean (*ready) (MillCsvReader *, guint64), guint64 ticket)
{
  atomic_fetch_add (&reader->sleepers, 1);
  g_mutex_lock (&reader->lock);
  if (!ready (reader, ticket) && !atomic_load (&reader->failed))
    g_cond_wait_until (&reader->cond, &reader->lock, g_get_monotonic_time () + NAP_MICROSECONDS);
  g_mutex_unlock (&reader->lock);
  atomic_fetch_sub (&reader->sleepers, 1);
}

static void
wake (MillCsvReader *reader)
{
  if (atomic_load (&reader->sleepers) == 0)
    return;
  g_mutex_lock (&reader->lock);
  g_cond_broadcast (&reader->cond);
  g_mutex_unlock (&reader->lock);
}

static gboolean
wait_for (MillCsvReader *reader,
          gboolean (*ready) (MillCsvReader *reader, guint64 ticket),
          guint64 ticket,
          GCancellable *cancellable,
          GError **error)
{
  for (guint i = 0; !ready (reader, ticket); i++)
    {
      if (i < SPINS)
        {
#if defined(__SSE2__)
          __builtin_ia32_pause ();
#endif
          continue;
        }
      if (!check_running (reader, cancellable, error))
        return FALSE;
      if (i < YIELDS)
        sched_yield ();
      else
        nap (reader, ready, ticket);
    }
  return check_running (reader, cancellable, error);
}

static gboolean
start_is_known (MillCsvReader *reader, guint64 ticket)
{
  return atomic_load_explicit (&reader->tickets[ticket].start, memory_order_acquire) != 0;
}

static gboolean
is_turn (MillCsvReader *reader, guint64 ticket)
{
  return atomic_load_explicit (&reader->turn, memory_order_acquire) == ticket;
}

/* --- chunks of files --- */

static gboolean
fail_changed (const MillCsvFile *file, GError **error)
{
  g_set_error (error,
               MILL_ERROR_RESOURCE,
               MILL_RESOURCE_CHANGED,
               _ ("%s: the file became shorter while it was read; run again when it is complete"),
               file->path);
  return FALSE;
}

static int
lane_fd (MillCsvLane *lane, GError **error)
{
  const MillCsvFile *file = &lane->reader->files[lane->file];
  if (file->fd >= 0)
    return file->fd;
  if (lane->fd >= 0 && lane->fd_file == lane->file)
    return lane->fd;
  if (lane->fd >= 0)
    close (lane->fd);
  gboolean own;
  lane->fd = mill_csv_file_open (lane->reader, lane->file, &own, error);
  lane->fd_file = lane->file;
  return lane->fd;
}

/* @n bytes of the lane's file from byte @at on to @to */
static gboolean
read_bytes (MillCsvLane *lane, guint8 *to, gsize n, guint64 at, GError **error)
{
  const MillCsvFile *file = &lane->reader->files[lane->file];
  int fd = lane_fd (lane, error);
  if (fd < 0)
    return FALSE;
  while (n > 0)
    {
      gssize got = pread (fd, to, n, (off_t)at);
      if (got < 0 && errno == EINTR)
        continue;
      if (got < 0)
        {
          mill_set_errno_error (error, errno, MILL_RESOURCE_READ, _ ("reading"), file->path);
          return FALSE;
        }
      if (got == 0)
        return fail_changed (file, error);
      to += got;
      n -= (gsize)got;
      at += (guint64)got;
    }
  return TRUE;
}

/* the last line may lack its end */
static void
end_last_line (MillCsvBuffer *buffer)
{
  if (buffer->have > 0 && buffer->data[buffer->have - 1] != '\n')
    buffer->data[buffer->have++] = '\n';
}

static gboolean
file_more (MillCsvFeed *feed, MillCsvBuffer *buffer, gsize wanted, gboolean *eof, GError **error)
{
  MillCsvLane *lane = (MillCsvLane *)feed;
  guint64 size = (guint64)lane->reader->files[lane->file].stat.st_size;
  guint64 at = lane->split.byte + buffer->have;
  gsize n = (gsize)MIN (wanted - buffer->have, size - at);
  if (!lane->replay && !check_running (lane->reader, lane->cancellable, error))
    return FALSE;
  mill_csv_buffer_reserve (buffer, buffer->have + n + 1);
  if (!read_bytes (lane, buffer->data + buffer->have, n, at, error))
    return FALSE;
  buffer->have += n;
  *eof = at + n == size;
  if (*eof)
    end_last_line (buffer);
  return TRUE;
}

static void
file_publish (MillCsvFeed *feed, MillCsvBuffer *buffer, gsize next, gboolean skip)
{
  MillCsvLane *lane = (MillCsvLane *)feed;
  MillCsvReader *reader = lane->reader;
  guint64 size = (guint64)reader->files[lane->file].stat.st_size;
  if (lane->replay || lane->split.byte + lane->own >= size)
    return;
  guint64 start = skip ? MILL_CSV_START_SKIP : (lane->split.byte + next) << 2 | MILL_CSV_START_BYTE;
  atomic_store (&reader->tickets[lane->ticket + 1].start, start);
  wake (reader);
}

/* reads the chunk of @ticket and a little more */
static gboolean
fill_chunk (MillCsvLane *lane, guint64 ticket, GError **error)
{
  MillCsvReader *reader = lane->reader;
  lane->file = mill_csv_file_of (reader, ticket);
  const MillCsvFile *file = &reader->files[lane->file];
  guint64 size = (guint64)file->stat.st_size;
  guint64 at = (ticket - file->first_ticket) * reader->chunk;
  lane->own = (gsize)MIN (reader->chunk, size - at);
  lane->last = at + lane->own == size;
  gsize ahead = (gsize)MIN (MIN (AHEAD_BYTES, reader->chunk), size - at - lane->own);
  gsize front = at > 0 ? MILL_CSV_FRONT : 0;
  lane->buffer
      = mill_csv_buffer_reuse (lane->buffer, reader->rules, reader->chunk + AHEAD_BYTES + 64);
  lane->buffer->data[-1] = '\n';
  if (!read_bytes (lane, lane->buffer->data - front, front + lane->own + ahead, at - front, error)
      || !mill_csv_file_check (file, lane_fd (lane, NULL), error))
    return FALSE;
  lane->buffer->have = lane->own + ahead;
  lane->split.byte = at;
  lane->split.eof = at + lane->own + ahead == size;
  if (lane->split.eof)
    end_last_line (lane->buffer);
  return TRUE;
}

static gboolean
read_chunk (MillCsvLane *lane, guint64 ticket, GError **error)
{
  MillCsvReader *reader = lane->reader;
  MillCsvSplit *split = &lane->split;
  if (!fill_chunk (lane, ticket, error))
    return FALSE;
  MillCsvBuffer *buffer = lane->buffer;
  gsize n = lane->last ? buffer->have : lane->own;
  mill_csv_split_scan (split, buffer, n);
  lane->lines = reader->rules->careful
                    ? mill_csv_split_lines (reader->rules, buffer->data, 0, lane->own)
                    : split->scan.newlines[0] + split->scan.newlines[1];
  if (!lane->replay && !wait_for (reader, start_is_known, ticket, lane->cancellable, error))
    return FALSE;
  guint64 known = atomic_load (&reader->tickets[ticket].start);
  gsize start = (gsize)((known >> 2) - split->byte);
  if ((known & 3) == MILL_CSV_START_SKIP
      && mill_csv_line_end (reader->rules, buffer->data, 0, buffer->have, &start) >= buffer->have)
    {
      mill_csv_split_none (split, buffer, &lane->feed);
      return TRUE;
    }
  return mill_csv_split_run (split, buffer, start, n, &lane->feed, error);
}

/* --- turns of a stream --- */

static gboolean
stream_more (MillCsvFeed *feed, MillCsvBuffer *buffer, gsize wanted, gboolean *eof, GError **error)
{
  MillCsvLane *lane = (MillCsvLane *)feed;
  MillCsvReader *reader = lane->reader;
  mill_csv_buffer_reserve (buffer, wanted + 64);
  while (buffer->have < wanted && !reader->stream_eof)
    {
      if (!check_running (reader, lane->cancellable, error))
        return FALSE;
      gssize got = mill_csv_stream_read (reader->stream,
                                         buffer->data + buffer->have,
                                         wanted + 32 - buffer->have,
                                         lane->cancellable,
                                         error);
      if (got < 0)
        return FALSE;
      reader->stream_eof = got == 0;
      buffer->have += (gsize)got;
    }
  *eof = reader->stream_eof;
  if (*eof)
    end_last_line (buffer);
  return TRUE;
}

static void
stream_publish (MillCsvFeed *feed, MillCsvBuffer *buffer, gsize next, gboolean skip)
{
  MillCsvLane *lane = (MillCsvLane *)feed;
  MillCsvReader *reader = lane->reader;
  next = skip ? buffer->have : next;
  mill_bytes_reset (&reader->carry);
  mill_bytes_append (&reader->carry, buffer->data + next, buffer->have - next);
  reader->stream_byte += next;
  reader->stream_start = 0;
  reader->skipping = skip;
  lane->consumed = next;
  guint64 taken = mill_csv_stream_taken (reader->stream);
  lane->taken = taken - reader->stream_taken;
  reader->stream_taken = taken;
  atomic_store (&reader->turn, lane->ticket + 1);
  wake (reader);
}

/* the entry of @ticket must be there before the next one can ask for it */
static void
grow_tickets (MillCsvReader *reader, guint64 ticket)
{
  g_mutex_lock (&reader->lock);
  if (ticket >= reader->tickets_room)
    {
      guint64 room = MAX (1024, reader->tickets_room * 2);
      MillCsvTicket *tickets = g_new0 (MillCsvTicket, room);
      for (guint64 i = 0; i < reader->tickets_room; i++)
        {
          atomic_store (&tickets[i].counts, atomic_load (&reader->tickets[i].counts));
          tickets[i].bads = reader->tickets[i].bads;
        }
      g_free (reader->tickets);
      reader->tickets = tickets;
      reader->tickets_room = room;
    }
  g_mutex_unlock (&reader->lock);
}

/* goes on to the input that has something left; FALSE in @there when there is none */
static gboolean
next_input (MillCsvLane *lane, guint64 ticket, gboolean *there, GError **error)
{
  MillCsvReader *reader = lane->reader;
  *there = TRUE;
  while (reader->carry.length == 0 && reader->stream_eof)
    {
      guint next = reader->stream_file + 1;
      *there = next < reader->n_files;
      if (!*there)
        return TRUE;
      if (!mill_csv_stream_begin (reader, next, lane->cancellable, error))
        return FALSE;
      g_mutex_lock (&reader->lock);
      reader->files[next].first_ticket = ticket;
      g_mutex_unlock (&reader->lock);
      reader->skipping = FALSE;
    }
  return TRUE;
}

/* drops what is left of a line that was too long; @start gets where the next one begins */
static gboolean
skip_line (MillCsvLane *lane, gsize *start, GError **error)
{
  MillCsvReader *reader = lane->reader;
  MillCsvBuffer *buffer = lane->buffer;
  while (mill_csv_line_end (reader->rules, buffer->data, 0, buffer->have, start) >= buffer->have)
    {
      *start = buffer->have;
      if (lane->split.eof)
        return TRUE;
      lane->split.byte += buffer->have;
      reader->stream_byte += buffer->have;
      buffer->have = 0;
      if (!stream_more (&lane->feed, buffer, reader->chunk, &lane->split.eof, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_turn (MillCsvLane *lane, guint64 ticket, gboolean *there, GError **error)
{
  MillCsvReader *reader = lane->reader;
  MillCsvSplit *split = &lane->split;
  if (!wait_for (reader, is_turn, ticket, lane->cancellable, error))
    return FALSE;
  if (!next_input (lane, ticket, there, error))
    return FALSE;
  if (!*there)
    {
      atomic_store (&reader->turn, ticket + 1);
      wake (reader);
      return TRUE;
    }
  grow_tickets (reader, ticket);
  lane->file = reader->stream_file;
  lane->buffer = mill_csv_buffer_reuse (
      lane->buffer, reader->rules, MAX (reader->chunk + AHEAD_BYTES, reader->carry.length) + 64);
  MillCsvBuffer *buffer = lane->buffer;
  memcpy (buffer->data, reader->carry.data, reader->carry.length);
  buffer->data[-1] = '\n';
  buffer->have = reader->carry.length;
  split->byte = reader->stream_byte;
  gsize start = reader->stream_start;
  if (!stream_more (&lane->feed, buffer, reader->chunk, &split->eof, error))
    return FALSE;
  if (reader->skipping && !skip_line (lane, &start, error))
    return FALSE;
  gsize n = MIN (buffer->have, reader->chunk);
  mill_csv_split_scan (split, buffer, n);
  if (!mill_csv_split_run (split, buffer, start, n, &lane->feed, error))
    return FALSE;
  lane->own = lane->consumed;
  lane->lines = mill_csv_split_lines (reader->rules, buffer->data, 0, lane->own);
  return TRUE;
}

/* --- lanes --- */

MillCsvLane *
mill_csv_lane_new (MillCsvReader *reader)
{
  g_return_val_if_fail (reader != NULL, NULL);
  MillCsvLane *lane = g_new0 (MillCsvLane, 1);
  lane->reader = reader;
  lane->fd = -1;
  lane->feed = reader->streaming ? (MillCsvFeed){ stream_more, stream_publish }
                                 : (MillCsvFeed){ file_more, file_publish };
  mill_csv_split_init (&lane->split, reader->rules);
  return lane;
}

void
mill_csv_lane_free (MillCsvLane *lane)
{
  if (lane == NULL)
    return;
  mill_csv_buffer_drop (lane->buffer);
  mill_csv_split_clear (&lane->split);
  if (lane->fd >= 0)
    close (lane->fd);
  g_free (lane);
}

gboolean
mill_csv_lane_replay (MillCsvLane *lane, guint64 ticket)
{
  if (lane->filled && lane->ticket == ticket)
    return TRUE;
  lane->replay = TRUE;
  lane->ticket = ticket;
  lane->filled = read_chunk (lane, ticket, NULL);
  return lane->filled;
}

/* --- pieces --- */

/* which rows have bad records before them, for when the piece is gone */
static guint32 *
bad_rows (const MillCsvSplit *split)
{
  if (split->bads->len == 0)
    return NULL;
  guint32 *rows = g_new (guint32, split->bads->len + 1);
  for (guint i = 0; i < split->bads->len; i++)
    rows[i] = g_array_index (split->bads, MillCsvBad, i).row;
  rows[split->bads->len] = G_MAXUINT32;
  return rows;
}

/* what others need to know for locating */
static void
store_counts (MillCsvLane *lane)
{
  MillCsvReader *reader = lane->reader;
  const MillCsvSplit *split = &lane->split;
  const MillCsvFile *file = &reader->files[lane->file];
  guint64 head = split->byte == 0 ? file->head_lines : 0;
  guint64 lines = lane->lines & MILL_CSV_COUNT_MASK;
  guint64 counts = MILL_CSV_DONE | lines << 31 | (split->n_records & MILL_CSV_COUNT_MASK);
  if (split->n_records + head == lines && split->n_blank + split->n_comments == 0)
    counts |= MILL_CSV_SIMPLE;
  g_mutex_lock (&reader->lock);
  if (reader->streaming)
    reader->tickets[lane->ticket].bads = bad_rows (split);
  atomic_store (&reader->tickets[lane->ticket].counts, counts);
  g_mutex_unlock (&reader->lock);
  wake (reader);
}

static void
describe (const MillCsvLane *lane, MillCsvPiece *piece)
{
  const MillCsvSplit *split = &lane->split;
  *piece = (MillCsvPiece){
    .ticket = lane->ticket,
    .file = lane->file,
    .n_rows = split->n_rows,
    .n_views = lane->buffer->n_views,
    .views = lane->buffer->lazies,
    .n_bads = split->bads->len,
    .bads = (const MillCsvBad *)split->bads->data,
    .n_records = split->n_records,
    .n_blank = split->n_blank,
    .n_comments = split->n_comments,
    .bytes = lane->reader->streaming ? lane->taken : lane->own,
  };
}

static gboolean
all_before_done (MillCsvReader *reader, guint64 ticket)
{
  guint64 records, lines;
  return mill_csv_sums (reader, ticket, &records, &lines);
}

/* as wait_for(), for what must be asked under the lock */
static gboolean
wait_all_before (MillCsvLane *lane, GError **error)
{
  MillCsvReader *reader = lane->reader;
  gboolean done = FALSE;
  while (!done)
    {
      if (!check_running (reader, lane->cancellable, error))
        return FALSE;
      nap (reader, all_before_done, lane->ticket);
      g_mutex_lock (&reader->lock);
      done = all_before_done (reader, lane->ticket);
      g_mutex_unlock (&reader->lock);
    }
  return TRUE;
}

/* ragged records are an error by the wish of the user */
static gboolean
check_ragged (MillCsvLane *lane, const MillCsvPiece *piece, GError **error)
{
  MillCsvReader *reader = lane->reader;
  if (reader->dialect.ragged != MILL_CSV_RAGGED_FAIL)
    return TRUE;
  for (guint i = 0; i < piece->n_bads; i++)
    {
      const MillCsvBad *bad = &piece->bads[i];
      MillCsvPlace place;
      if (bad->code != MILL_REJECT_RAGGED)
        continue;
      if (!wait_all_before (lane, error))
        return FALSE;
      mill_csv_reader_locate_bad (reader, lane->ticket, bad, &place);
      g_autofree char *why = mill_csv_bad_message (reader, bad);
      g_set_error (error,
                   MILL_ERROR_DATA,
                   MILL_DATA_SYNTAX,
                   _ ("%s: line %" PRIu64 ": %s; mend the line, or let ragged records be "
                      "rejected or filled"),
                   reader->files[lane->file].path,
                   place.line,
                   why);
      return FALSE;
    }
  return TRUE;
}

static MillCsvStatus
finish (MillCsvReader *reader, GError *problem, GError **error)
{
  gboolean cancelled = g_error_matches (problem, MILL_ERROR_RESOURCE, MILL_RESOURCE_CANCELLED);
  set_failure (reader, problem);
  g_propagate_error (error, problem);
  return cancelled ? MILL_CSV_CANCELLED : MILL_CSV_ERROR;
}

MillCsvStatus
mill_csv_reader_read (MillCsvReader *reader,
                      MillCsvLane *lane,
                      guint64 ticket,
                      GCancellable *cancellable,
                      MillCsvPiece *piece,
                      GError **error)
{
  g_return_val_if_fail (reader != NULL && lane != NULL && lane->reader == reader, MILL_CSV_ERROR);
  g_return_val_if_fail (piece != NULL, MILL_CSV_ERROR);
  GError *problem = NULL;
  gboolean there = TRUE;
  lane->filled = FALSE;
  if (ticket >= reader->n_tickets)
    return MILL_CSV_END;
  if (!check_running (reader, cancellable, &problem))
    return finish (reader, problem, error);
  lane->ticket = ticket;
  lane->cancellable = cancellable;
  gboolean ok = reader->streaming ? read_turn (lane, ticket, &there, &problem)
                                  : read_chunk (lane, ticket, &problem);
  if (ok && there)
    {
      store_counts (lane);
      describe (lane, piece);
      lane->filled = TRUE;
      ok = check_ragged (lane, piece, &problem);
    }
  lane->cancellable = NULL;
  if (!ok)
    return finish (reader, problem, error);
  return there ? MILL_CSV_PIECE : MILL_CSV_END;
}
