/* mill-csv-private.h: what the files of the CSV reader share.
 *
 * Bytes become rows in four steps: the scanner marks separators and quotes of a chunk, block by
 * block (mill-csv-scan.c); the splitter decides where records begin and end and turns marks into
 * positions (mill-csv-split.c), with the careful parser where the marks show a stray quote
 * (mill-csv-careful.c); views address cells by positions (mill-csv-lazy.c); loading converts cells
 * (mill-csv-load.c).
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-csv-reader.h"
#include "mill-time-pattern.h"

G_BEGIN_DECLS

/* --- the scanner --- */

/* the bytes that matter to the scanner */
typedef struct
{
  guint8 delimiter;
  guint8 quote;   /* 0: none */
  guint8 comment; /* 0: none */
} MillCsvMarks;

/* 64 bytes of input, one bit a byte */
typedef struct
{
  guint64 separators; /* delimiters and newlines, quoted or not */
  guint64 inside; /* within quotes, if the chunk begins outside: from the opening quote to the byte
                     before the closing one; the complement if it begins inside */
} MillCsvBlock;

/* What the scanner carries from block to block, and what it found. Index 0: if the chunk begins
 * outside of quotes, 1: inside. Start with mill_csv_scan_init(). */
typedef struct
{
  guint64 inside;        /* all ones or 0 */
  guint64 after_mark;    /* bit 0: a quote may open here: after separator or quote */
  guint64 after_quote;   /* bit 0: the last byte was a quote */
  guint64 after_return;  /* bit 0: the last bytes were a quote and CR */
  guint64 after_newline; /* bit 0 */
  guint64 bad[2];        /* a quote that neither opens, closes nor doubles */
  guint64 quotes;        /* any */
  guint64 doubled;       /* two in a row */
  guint64 comments;      /* a comment mark at the start of a line */
  guint64 newlines[2];   /* how many outside of quotes */
  gboolean high;         /* perhaps bytes above 0x7f */
  gboolean nul;          /* perhaps NUL bytes */
} MillCsvScan;

/* The functions that are compiled for each instruction set. */
typedef struct
{
  /* Scans bytes @from (a multiple of 64) to @to of @data; 64 bytes past @to are readable. */
  void (*scan) (const guint8 *data,
                gsize from,
                gsize to,
                const MillCsvMarks *marks,
                MillCsvBlock *blocks,
                MillCsvScan *state);
  /* Appends the positions of the separators outside of quotes below @to; @flip is all ones where
   * the chunk begins inside. Scribbles up to 16 entries past the end. Returns the end. */
  guint32 *(*flatten) (const MillCsvBlock *blocks, gsize to, guint64 flip, guint32 *out);
  /* How many bytes of @data are @byte. */
  gsize (*count) (const guint8 *data, gsize n, guint8 byte);
  /* Whether each of the @n texts must be quoted; 64 bytes past the end of each are readable. */
  void (*needs_quotes) (
      const MillSpan *texts, guint n, guint8 delimiter, guint8 quote, guint8 *out);
  const MillLazyOps *ops;
} MillCsvKernels;

extern const MillCsvKernels mill_csv_kernels_base;
#ifdef MILL_SIMD_HAVE_AVX2
extern const MillCsvKernels mill_csv_kernels_avx2;
#endif

/* mill_csv_kernels: those for this machine. */
const MillCsvKernels *mill_csv_kernels (void);

/* mill_csv_scan_init: before a chunk whose byte before is @before ('\n' at the start of an input).
 */
void mill_csv_scan_init (MillCsvScan *state, const MillCsvMarks *marks, guint8 before);

/* --- rules: the dialect as the reader uses it; immutable but for the pool, counted --- */

typedef struct _MillCsvBuffer MillCsvBuffer;

/* how to convert the cells of one column */
typedef struct
{
  MillTimePattern *pattern; /* (nullable) */
} MillCsvCell;

typedef struct _MillCsvRules MillCsvRules;
struct _MillCsvRules
{
  gatomicrefcount refs;
  MillCsvDialect dialect;
  MillCsvMarks marks;
  const MillCsvKernels *kernels;
  gboolean careful;      /* the scanner does not understand the dialect */
  gboolean any_line_end; /* CR alone ends a line */
  gboolean exact; /* text of mill_csv_view_reopen(): every line is a record, CR before LF is text */
  guint n_cells;
  MillCsvCell *cells;        /* n_cells */
  guint64 null_lengths;      /* bit n: a null word of n bytes; bit 63: one of 63 or more */
  gboolean nulls_parse;      /* a null word could be a value */
  gboolean odd_numbers;      /* decimal comma or thousands marks */
  MillLazyFormat formats[2]; /* of pieces that are plain, and of others */
  GMutex pool_lock;
  MillCsvBuffer *pool; /* free buffers */
  guint n_pool;
  GPtrArray *derived; /* of MillCsvRules for reopening; under pool_lock */
  guint32 *origin;    /* (nullable) of derived rules: which cell of the parent each cell is */
};

/* mill_csv_rules_new: (transfer full): for records of dialect->n_columns cells. */
MillCsvRules *mill_csv_rules_new (const MillCsvDialect *dialect, gboolean any_line_end);
MillCsvRules *mill_csv_rules_ref (MillCsvRules *rules);
void mill_csv_rules_unref (MillCsvRules *rules);
/* mill_csv_rules_derive: (transfer none): exact rules for records of cells @cells of @rules; they
 * live as long as @rules. */
MillCsvRules *mill_csv_rules_derive (MillCsvRules *rules, const guint32 *cells, guint n_cells);

/* --- buffers and views --- */

#define MILL_CSV_FRONT                                                                             \
  64 /* bytes before the data of a buffer; the last one is the byte before it */

enum
{
  MILL_CSV_VIEW_QUOTES = 1,  /* cells may be quoted */
  MILL_CSV_VIEW_DOUBLED = 2, /* quoted cells may have quotes or escapes within */
  MILL_CSV_VIEW_CRLF = 4,    /* the last cell may end in CR, which is part of the line end */
};

typedef struct
{
  MillLazy base;
  const guint8 *data;
  const guint32 *positions; /* cell c of row r: from positions[r * stride + c - 1] + 1
                               to positions[r * stride + c] */
  guint stride;
  guint flags;
  const MillCsvRules *rules;
  MillCsvBuffer *buffer;
} MillCsvView;

struct _MillCsvBuffer
{
  gatomicrefcount refs; /* one for each view with an owner, one for the lane */
  MillCsvRules *rules;
  MillCsvBuffer *next; /* in the pool */
  guint8 *memory;
  guint8 *data;       /* memory + MILL_CSV_FRONT */
  gsize capacity;     /* behind data; MILL_PADDING more are there */
  gsize have;         /* bytes */
  guint32 *positions; /* as the scanner found them; 16 entries before the first */
  gsize n_positions;  /* room */
  guint32 *compact; /* of accepted records, each with the position before its first byte in front */
  gsize compact_used, compact_room;
  MillBytes padded; /* records whose missing cells have been added */
  guint32 *starts;  /* (nullable) where the rows in @padded start in @data */
  MillCsvView *views;
  const MillLazy **lazies;
  guint n_views, views_room;
};

/* mill_csv_pool_free: frees the buffers in the pool of @rules. */
void mill_csv_pool_free (MillCsvRules *rules);
/* mill_csv_buffer_take: (transfer full): an empty buffer with room for @capacity bytes. */
MillCsvBuffer *mill_csv_buffer_take (MillCsvRules *rules, gsize capacity);
/* mill_csv_buffer_reserve: grows; keeps @have bytes and the byte before. */
void mill_csv_buffer_reserve (MillCsvBuffer *buffer, gsize capacity);
/* mill_csv_buffer_reuse: a buffer for new data: @buffer (nullable) itself if nobody else holds it.
 */
MillCsvBuffer *mill_csv_buffer_reuse (MillCsvBuffer *buffer, MillCsvRules *rules, gsize capacity);
/* mill_csv_buffer_drop: the lane is done with @buffer; accepts %NULL. */
void mill_csv_buffer_drop (MillCsvBuffer *buffer);
/* mill_csv_buffer_positions: room for the positions of @have bytes; returns the first. */
guint32 *mill_csv_buffer_positions (MillCsvBuffer *buffer);
/* mill_csv_buffer_add_row: appends n_cells + 1 entries to compact and returns them. */
guint32 *mill_csv_buffer_add_row (MillCsvBuffer *buffer);
/* mill_csv_buffer_pad: rewrites the @n_rows rows in compact, some of which lack their last cells,
 * which follow the line end without gaps, as records of all cells in @padded. */
void mill_csv_buffer_pad (MillCsvBuffer *buffer, guint n_rows);
/* mill_csv_buffer_set_views: makes views of at most MILL_BATCH_ROWS_MAX of the @n_rows rows. */
void mill_csv_buffer_set_views (MillCsvBuffer *buffer,
                                guint n_rows,
                                const guint8 *data,
                                const guint32 *positions,
                                guint stride,
                                guint flags,
                                gboolean plain);

/* the members of MillLazyOps that are the same for all instruction sets */
MillSpan mill_csv_view_raw_cells (const MillLazy *lazy, guint cell, guint n_cells, guint row);
MillSpan mill_csv_view_raw_record (const MillLazy *lazy, guint row);
MillLazy *mill_csv_view_reopen (
    const MillLazy *like, const guint32 *cells, guint n_cells, MillBytes *records, guint n_rows);

/* --- cells --- */

/* mill_csv_cell_parse: the slow and complete way from the bytes of a cell to a value of @type (not
 * text).
 * @value: room for one element of a vec. Returns: %MILL_REJECT_NONE and sets @is_null, or the
 * reason why it is no value. */
MillRejectCode mill_csv_cell_parse (const MillCsvRules *rules,
                                    guint cell,
                                    MillType type,
                                    MillSpan text,
                                    gpointer value,
                                    gboolean *is_null);
/* mill_csv_patterns_check: the part of mill_csv_dialect_check() that looks at date patterns. */
gboolean mill_csv_patterns_check (const MillCsvDialect *dialect, GError **error);
/* mill_csv_rules_add_cells: fills in what converting cells needs. */
void mill_csv_rules_add_cells (MillCsvRules *rules);
void mill_csv_rules_clear_cells (MillCsvRules *rules);
/* mill_csv_cell_is_null_word: whether @text is one of the null words. */
gboolean mill_csv_cell_is_null_word (const MillCsvRules *rules, MillSpan text);
/* mill_csv_cell_unescape: the contents between the quotes of a cell; in @arena if they had to
 * change. */
MillSpan mill_csv_cell_unescape (const MillCsvRules *rules, MillSpan inner, MillArena *arena);

/* --- the careful parser --- */

typedef enum
{
  MILL_CSV_RECORD, /* cells */
  MILL_CSV_COMMENT,
  MILL_CSV_BAD,  /* costs the line that it starts in */
  MILL_CSV_MORE, /* not decided by the bytes at hand */
} MillCsvKind;

typedef struct
{
  gsize next;    /* where the next record starts; BAD with skip: where to look for a line end */
  gsize end;     /* the line end of the record; BAD: the line end of the line it starts in */
  guint n_cells; /* all of them; BAD: number of the cell at fault */
  MillRejectCode code; /* BAD */
  gboolean skip;       /* BAD: the line goes on past the bytes at hand */
  gboolean odd;        /* a quote stands in an unquoted cell */
  gboolean quotes;     /* there are quoted cells */
} MillCsvRecord;

/* mill_csv_careful_next: parses the record at @from of @data, of which @to bytes are there; @eof:
 * and no more. Positions of the first @room separators go to @positions. */
MillCsvKind mill_csv_careful_next (const MillCsvRules *rules,
                                   const guint8 *data,
                                   gsize from,
                                   gsize to,
                                   gboolean eof,
                                   guint32 *positions,
                                   guint room,
                                   MillCsvRecord *record);
/* mill_csv_is_blank: whether the bytes of a line of one cell are no record. */
gboolean mill_csv_is_blank (const MillCsvRules *rules, const guint8 *data, gsize start, gsize end);
/* mill_csv_line_end: the first line end in bytes @from to @to, quoted or not; @next gets the byte
 * after it. Returns: its position, or @to when there is none. */
gsize mill_csv_line_end (
    const MillCsvRules *rules, const guint8 *data, gsize from, gsize to, gsize *next);

/* --- the splitter --- */

/* Where a piece gets bytes behind those at hand, and whom it tells where it ends. */
typedef struct _MillCsvFeed MillCsvFeed;
struct _MillCsvFeed
{
  /* makes at least @wanted bytes be in @buffer, or sets *@eof */
  gboolean (*more) (
      MillCsvFeed *feed, MillCsvBuffer *buffer, gsize wanted, gboolean *eof, GError **error);
  /* called once, as early as possible: the next piece begins at byte @next of the buffer, or after
   * the first line end past the own bytes (@skip) */
  void (*publish) (MillCsvFeed *feed, MillCsvBuffer *buffer, gsize next, gboolean skip);
};

/* What the splitter makes of a chunk. Reused from piece to piece. */
typedef struct
{
  MillCsvRules *rules;
  MillCsvBlock *blocks;
  gsize n_blocks; /* room */
  MillCsvScan scan;
  guint64 byte;   /* of the first byte of the buffer in its input */
  gboolean eof;   /* the buffer holds the end of the input, which ends in a newline */
  guint32 *cells; /* room for the separators of one record */
  GArray *bads;   /* of MillCsvBad */
  gsize counted_to, counted_lines; /* for the lines of bad records */
  guint n_rows;
  guint n_records;
  guint64 n_blank, n_comments;
  gboolean odd, padded, crlf, quotes, doubled;
  gboolean validate; /* look at the bytes of every record */
} MillCsvSplit;

/* mill_csv_split_init, _clear: before the first piece and after the last. */
void mill_csv_split_init (MillCsvSplit *split, MillCsvRules *rules);
void mill_csv_split_clear (MillCsvSplit *split);
/* mill_csv_split_scan: the part that needs no predecessor: marks the first @n bytes of @buffer. */
void mill_csv_split_scan (MillCsvSplit *split, const MillCsvBuffer *buffer, gsize n);
/* mill_csv_split_run: makes rows of the records that start in bytes @start to @n, and views of
 * them. Returns: %FALSE with @error when @feed failed. */
gboolean mill_csv_split_run (MillCsvSplit *split,
                             MillCsvBuffer *buffer,
                             gsize start,
                             gsize n,
                             MillCsvFeed *feed,
                             GError **error);
/* mill_csv_split_none: for a piece in which no record starts, nor ends the line that is to be
 * skipped. */
void mill_csv_split_none (MillCsvSplit *split, MillCsvBuffer *buffer, MillCsvFeed *feed);
/* mill_csv_split_lines: how many lines end in bytes @from to @to. */
gsize mill_csv_split_lines (const MillCsvRules *rules, const guint8 *data, gsize from, gsize to);

/* --- streams: bytes after decompression and decoding --- */

typedef struct _MillCsvStream MillCsvStream;

/* MILL_CSV_AS_IS: the encoding of a stream whose bytes are only unpacked, not decoded. */
#define MILL_CSV_AS_IS ""

/* mill_csv_stream_new: (transfer full): reads @fd, which is closed with the stream if @close_fd. */
MillCsvStream *mill_csv_stream_new (const char *path,
                                    int fd,
                                    gboolean close_fd,
                                    const char *encoding);
void mill_csv_stream_free (MillCsvStream *stream);
/* mill_csv_stream_read: up to @n (at least 8) bytes. Returns: how many, 0 at the end, -1 with
 * @error. */
gssize mill_csv_stream_read (
    MillCsvStream *stream, guint8 *out, gsize n, GCancellable *cancellable, GError **error);
/* mill_csv_stream_taken: how many bytes have been read from the descriptor. */
guint64 mill_csv_stream_taken (const MillCsvStream *stream);
/* mill_csv_stream_set_compatible: from now on the stream gives what libcsv reads under @dialect. */
void mill_csv_stream_set_compatible (MillCsvStream *stream, const MillCsvDialect *dialect);
/* mill_csv_encoding_is_utf8: whether nothing needs decoding. */
gboolean mill_csv_encoding_is_utf8 (const char *encoding);

/* --- the compatibility parser --- */

typedef struct _MillCsvCompat MillCsvCompat;

/* mill_csv_compat_new, _free: a parser for one input. */
MillCsvCompat *mill_csv_compat_new (const MillCsvDialect *dialect);
void mill_csv_compat_free (MillCsvCompat *compat);
/* mill_csv_compat_feed: appends what libcsv makes of @n more bytes to @out as RFC 4180. Returns:
 * %FALSE with #MILL_ERROR_DATA (LIMIT). */
gboolean mill_csv_compat_feed (MillCsvCompat *compat,
                               const char *path,
                               const guint8 *data,
                               gsize n,
                               gboolean eof,
                               MillBytes *out,
                               GError **error);

/* --- heads: what stands before the first record --- */

typedef struct
{
  gsize start;           /* of the first record */
  GPtrArray *names;      /* (nullable) of the cells of the header */
  guint n_cells;         /* of the header, or of the first record */
  gboolean any_line_end; /* as found, or as the dialect says */
} MillCsvHead;

/* mill_csv_head_clear: frees what @head owns. */
void mill_csv_head_clear (MillCsvHead *head);
/* mill_csv_head_parse: reads the head of an input whose first @n bytes are @data. Returns: %FALSE
 * without
 * @error when more bytes are needed, with @error when no number of bytes will do. */
gboolean mill_csv_head_parse (const MillCsvDialect *dialect,
                              const char *path,
                              const guint8 *data,
                              gsize n,
                              gboolean eof,
                              MillCsvHead *head,
                              GError **error);

/* mill_csv_lone_returns: whether so many CRs without LF, among so many LFs, are line ends: a few
 * are bytes of some text. */
gboolean mill_csv_lone_returns (gsize alone, gsize newlines);
/* mill_csv_usable_names: (transfer full): @n names for columns, not empty and all different, from
 * those
 * @given (nullable); @warnings (nullable) gets a line for each that had to be changed. */
GStrv mill_csv_usable_names (GPtrArray *given, guint n, GPtrArray *warnings);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MillCsvHead, mill_csv_head_clear)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MillCsvStream, mill_csv_stream_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MillCsvRules, mill_csv_rules_unref)

G_END_DECLS
