/* mill-csv-reader.h: reads delimited text, in parallel where the input is a file.
 *
 * The input is cut into tickets 0, 1, 2, ...: chunks of files, or what comes next from a stream.
 * Any number of threads read tickets, each ticket once and each thread with its own lane; to cut at
 * the right place a ticket waits only for the one number that its predecessor publishes before it
 * does its own work. A ticket gives a piece: raw rows as #MillLazy views, bad records, counts.
 * Rows, bad records and their order are the same for any number of threads and any chunk size.
 *
 *     g_autoptr (MillCsvReader) reader = mill_csv_reader_new (&dialect, &input, 1, 0, NULL,
 * &error);
 *     // in each thread
 *     g_autoptr (MillCsvLane) lane = mill_csv_lane_new (reader);
 *     while (mill_csv_reader_read (reader, lane, next_ticket (), cancellable, &piece, &error)
 *            == MILL_CSV_PIECE)
 *       for (guint i = 0; i < piece.n_views; i++)
 *         use (mill_lazy_column (piece.views[i], cell, type));
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gio/gio.h>

#include "mill-csv-dialect.h"
#include "mill-lazy.h"
#include "mill-schema.h"

G_BEGIN_DECLS

typedef struct _MillCsvReader MillCsvReader;
/** MillCsvLane: the buffers of one reading thread. */
typedef struct _MillCsvLane MillCsvLane;

/** MillCsvInput: one input. */
typedef struct
{
  const char *path; /* file name; "-" is standard input; also the name in messages */
  int fd;           /* 0: open @path; else an open file descriptor, which stays the caller's */
} MillCsvInput;

/** MillCsvStatus: what a ticket gave. */
typedef enum
{
  MILL_CSV_PIECE,     /* a piece, perhaps without rows */
  MILL_CSV_END,       /* the input has fewer tickets */
  MILL_CSV_ERROR,     /* @error is set; all other tickets end the same way */
  MILL_CSV_CANCELLED, /* @error is set (#MILL_ERROR_RESOURCE, CANCELLED) */
} MillCsvStatus;

/** MillCsvBad: a record that is not a row. */
typedef struct
{
  guint32 row;         /* how many rows of the piece stand before it */
  guint32 record;      /* how many records, good and bad, of the piece stand before it */
  guint32 line;        /* how many lines of the ticket's own bytes end before it */
  guint32 field;       /* 0-based number of the field at fault; RAGGED: how many fields there are */
  guint64 byte;        /* offset in the file, or in the stream after decompression and decoding */
  MillRejectCode code; /* RAGGED, QUOTE, ENCODING, TOO_LONG */
  /* its bytes without line end, cut at MILL_REJECT_RAW_BYTES_MAX; lives as long as the piece */
  MillSpan raw;
} MillCsvBad;

/**
 * MillCsvPiece: what one ticket holds. Valid until its lane reads again or is freed; whoever wants
 * rows for longer references the keep of a view.
 */
typedef struct
{
  guint64 ticket;
  guint file;   /* which input */
  guint n_rows; /* in all views together */
  guint n_views;
  /* consecutive rows, at most MILL_BATCH_ROWS_MAX each; none is empty */
  const MillLazy *const *views;
  guint n_bads;
  const MillCsvBad *bads; /* in the order of the input */
  guint64 n_records;      /* rows and bad records */
  guint64 n_blank;        /* blank lines left out */
  guint64 n_comments;     /* comment lines left out */
  guint64 bytes;          /* of the input, for progress; those of a stream as read */
} MillCsvPiece;

/** MillCsvPlace: where a row comes from; for people: all counts start with 1, but @byte with 0. */
typedef struct
{
  guint file;     /* which input, from 0 */
  guint64 record; /* in that input, without header, blank lines and comments */
  guint64 line;   /* in that input; 0 = not known any more */
  guint64 byte;   /* in that input; G_MAXUINT64 = not known any more */
} MillCsvPlace;

/**
 * mill_csv_reader_new: opens the inputs, reads their headers and matches the columns.
 *
 * @n_inputs inputs are read one after the other; those with a header must have the same one. Gzip
 * is recognised by its magic bytes, a byte-order mark is skipped. @chunk_bytes is how much of a
 * file is one ticket, 0 = MILL_CSV_CHUNK_BYTES (rounded up to a multiple of 64; tests use small
 * ones). May wait for the first bytes of a stream. @dialect is copied.
 *
 * Returns: (transfer full): a reader, or %NULL with #MILL_ERROR_RESOURCE (NOT_FOUND, ACCESS, READ
 * for a folder and failures, CANCELLED), #MILL_ERROR_DATA (EMPTY without even a header, SCHEMA when
 * the header is not as @dialect or the first input says, LIMIT, ENCODING), #MILL_ERROR_DOCUMENT for
 * an impossible dialect.
 */
MillCsvReader *mill_csv_reader_new (const MillCsvDialect *dialect,
                                    const MillCsvInput *inputs,
                                    guint n_inputs,
                                    gsize chunk_bytes,
                                    GCancellable *cancellable,
                                    GError **error);
/** mill_csv_reader_free: frees; accepts %NULL. Lanes go first; views that somebody kept may stay.
 */
void mill_csv_reader_free (MillCsvReader *reader);

/** mill_csv_reader_schema: (transfer none): one column for each cell of a record, in file order. */
const MillSchema *mill_csv_reader_schema (const MillCsvReader *reader);
/** mill_csv_reader_warnings: (transfer none): lines for people, such as header names that were
 * changed. */
const char *const *mill_csv_reader_warnings (const MillCsvReader *reader);
/** mill_csv_reader_n_tickets: how many tickets there are; G_MAXUINT64 when a stream is among the
 * inputs. */
guint64 mill_csv_reader_n_tickets (const MillCsvReader *reader);
/** mill_csv_reader_size: bytes of all inputs, for progress; G_MAXUINT64 when not known. */
guint64 mill_csv_reader_size (const MillCsvReader *reader);
/** mill_csv_reader_path: (transfer none): the name of input @file. */
const char *mill_csv_reader_path (const MillCsvReader *reader, guint file);

/** mill_csv_lane_new: (transfer full): buffers for one thread; allocated at the first read. */
MillCsvLane *mill_csv_lane_new (MillCsvReader *reader);
/** mill_csv_lane_free: frees; accepts %NULL. */
void mill_csv_lane_free (MillCsvLane *lane);

/**
 * mill_csv_reader_read: reads @ticket. Every ticket is read once; tickets are begun in ascending
 * order, else a thread waits for one that nobody reads.
 *
 * @piece: set with %MILL_CSV_PIECE only. Errors are #MILL_ERROR_RESOURCE (READ, CHANGED when a file
 * was changed meanwhile, NOT_FOUND when it vanished, CANCELLED) or #MILL_ERROR_DATA (SYNTAX for a
 * broken gzip stream or a ragged record under FAIL). Thread: any, one a lane.
 */
MillCsvStatus mill_csv_reader_read (MillCsvReader *reader,
                                    MillCsvLane *lane,
                                    guint64 ticket,
                                    GCancellable *cancellable,
                                    MillCsvPiece *piece,
                                    GError **error);

/**
 * mill_csv_reader_locate: where row @row (of all views of the piece together) of @ticket comes
 * from.
 *
 * Works once all tickets before @ticket, and itself, have been read. A piece that is no longer in a
 * buffer is read again if it is of a file; of a stream, line and byte may be unknown. For
 * messages, not for hot loops. Any thread; @lane (nullable) is the caller's own, and saves reading
 * again when it still holds the piece. Returns: %FALSE when an earlier ticket has not been read.
 */
gboolean mill_csv_reader_locate (
    MillCsvReader *reader, MillCsvLane *lane, guint64 ticket, guint32 row, MillCsvPlace *place);
/** mill_csv_reader_locate_bad: the same for a bad record of the piece of @ticket. Never reads
 * again. */
gboolean mill_csv_reader_locate_bad (MillCsvReader *reader,
                                     guint64 ticket,
                                     const MillCsvBad *bad,
                                     MillCsvPlace *place);

/**
 * mill_csv_bad_message: (transfer full): one line for people: "3 fields instead of 5".
 */
char *mill_csv_bad_message (const MillCsvReader *reader, const MillCsvBad *bad);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MillCsvReader, mill_csv_reader_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MillCsvLane, mill_csv_lane_free)

G_END_DECLS
