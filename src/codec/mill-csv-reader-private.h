/* mill-csv-reader-private.h: the inner state of the CSV reader.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <stdatomic.h>
#include <sys/stat.h>

#include "mill-csv-private.h"

G_BEGIN_DECLS

/* Of so many inputs the descriptors stay open; those of more are opened when needed. */
#define MILL_CSV_FILES_OPEN_MAX 64

typedef struct
{
  char *path;
  int fd; /* -1: open it when needed */
  gboolean own_fd;
  struct stat stat; /* as found at first */
  guint64 first_ticket;
  gsize start;        /* byte of the first record */
  guint64 head_lines; /* lines before it */
} MillCsvFile;

/* What tickets tell each other. */
typedef struct
{
  /* where the first record starts: byte << 2 | MillCsvStart; 0: not known yet */
  _Atomic guint64 start;
  /* MILL_CSV_DONE | lines << 31 | records; 0: not read yet */
  _Atomic guint64 counts;
  guint32 *bads; /* (nullable) of a stream: MillCsvBad.row of each, ended by G_MAXUINT32 */
} MillCsvTicket;

enum
{
  MILL_CSV_START_BYTE = 1, /* at this byte of the file */
  MILL_CSV_START_SKIP = 2, /* after the first line end */
};

#define MILL_CSV_DONE (G_GUINT64_CONSTANT (1) << 63)
/* every line of the ticket is a record */
#define MILL_CSV_SIMPLE (G_GUINT64_CONSTANT (1) << 62)
#define MILL_CSV_COUNT_MASK ((G_GUINT64_CONSTANT (1) << 31) - 1)

struct _MillCsvReader
{
  MillCsvRules *rules;
  MillSchema *schema;
  GPtrArray *warnings;    /* NULL-terminated */
  GPtrArray *names;       /* (nullable) the header as it stands in the first input */
  MillCsvDialect dialect; /* as given */
  MillCsvFile *files;
  guint n_files;
  gsize chunk;
  gboolean streaming;
  guint64 n_tickets;
  guint64 size;

  GMutex lock;
  GCond cond;
  _Atomic int sleepers;
  _Atomic gboolean failed;
  GError *failure; /* under lock */

  MillCsvTicket *tickets; /* of a stream: under lock, grows */
  guint64 tickets_room;

  /* locating; the sums under lock */
  GMutex locator_lock; /* taken without the other */
  MillCsvLane *locator;
  guint64 summed_ticket; /* the sums are those of the tickets of its file before it */
  guint summed_file;
  guint64 summed_records, summed_lines;

  /* streams: belongs to the ticket whose turn it is */
  _Atomic guint64 turn;
  MillCsvStream *stream; /* (nullable) of files[stream_file] */
  guint stream_file;
  guint64 stream_byte; /* of the first byte of the carry */
  gsize stream_start;  /* of the first record in the carry */
  guint64 stream_taken;
  gboolean stream_eof;
  gboolean skipping; /* until after the next line end */
  MillBytes carry;   /* read, but not used */
};

struct _MillCsvLane
{
  MillCsvFeed feed; /* first */
  MillCsvReader *reader;
  MillCsvSplit split;
  MillCsvBuffer *buffer;
  GCancellable *cancellable; /* while reading */
  gboolean replay;           /* read again: tell nobody */
  gboolean filled;           /* the buffer holds the piece of @ticket */
  guint64 ticket;
  guint file;
  gsize own;      /* bytes of the ticket itself */
  gboolean last;  /* of its file */
  guint64 taken;  /* of a stream: bytes as read */
  gsize consumed; /* of a stream: where the next piece begins */
  guint64 lines;
  int fd; /* of @fd_file; -1: none */
  guint fd_file;
};

/* --- mill-csv-open.c --- */

/* mill_csv_file_open: the descriptor of input @file; sets @own if the caller has to close it. */
int mill_csv_file_open (MillCsvReader *reader, guint file, gboolean *own, GError **error);
/* mill_csv_file_check: whether @fd is the file that was opened at first, unchanged. */
gboolean mill_csv_file_check (const MillCsvFile *file, int fd, GError **error);
/* mill_csv_stream_begin: opens input @file as the stream and reads its head into the carry. */
gboolean mill_csv_stream_begin (MillCsvReader *reader,
                                guint file,
                                GCancellable *cancellable,
                                GError **error);
/* mill_csv_file_of: the input that @ticket belongs to. */
guint mill_csv_file_of (const MillCsvReader *reader, guint64 ticket);

/* --- mill-csv-reader.c --- */

/* mill_csv_lane_replay: reads a ticket of a file again. */
gboolean mill_csv_lane_replay (MillCsvLane *lane, guint64 ticket);
/* --- mill-csv-locate.c --- */

/* mill_csv_sums: records and lines of the tickets before @ticket in its file; under lock. FALSE
 * when one has not been read. */
gboolean mill_csv_sums (MillCsvReader *reader, guint64 ticket, guint64 *records, guint64 *lines);

G_END_DECLS
