/* mill-joiner-private.h: what the joiner's files share.
 *
 * Stored right rows have the columns of a "store": the keys, cast to the types they are compared
 * as, then the other right columns that anybody needs. Left rows that must wait on disk, and right
 * rows there, are bytes by mill-rows.h, so that raw cells stay raw: what comes out of a join does
 * not depend on whether it spilled.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-column-private.h"
#include "mill-joiner.h"
#include "mill-kernel.h"
#include "mill-key-table.h"
#include "mill-rows.h"
#include "mill-writer.h"

G_BEGIN_DECLS

enum
{
  JOINER_LEFT,
  JOINER_RIGHT,
  JOINER_SIDES,

  JOINER_PLAIN = 0, /* forms */
  JOINER_ORDERED,   /* with the place of each row in its input as one more column */
  JOINER_FORMS,

  JOINER_PIECE_BYTES = 64 * 1024,  /* written at once, for each partition */
  JOINER_SMALL_BYTES = 256 * 1024, /* of right rows are joined in memory whatever the budget says */
  JOINER_KEY_BYTES = 48,           /* about what a key table takes for one key */
  JOINER_LEVEL_BITS = 6,           /* of the hash, for one level of partitions */
};
G_STATIC_ASSERT (MILL_SPILL_PARTITIONS == 1 << JOINER_LEVEL_BITS);

/* Right rows as they came; tickets count from 1, 0 is what came out of a snapshot. */
typedef struct
{
  guint64 ticket;
  guint64 number; /* of the first row, within the ticket */
  MillBatch *batch;
} JoinerSegment;

/* How many rows a ticket has, and how many those before it. */
typedef struct
{
  guint64 ticket;
  guint64 n_rows;
  guint64 before;
} JoinerTicket;

/* Right rows that are found by their key. */
typedef struct
{
  guint n_rows;
  MillKeyTable *keys;
  guint32 *starts;     /* (nullable) by id, and one more: its rows in @rows; NULL: it has one row */
  guint32 *rows;       /* (nullable) by @starts, or else by id; NULL: the row is the id */
  guint8 *matched;     /* (nullable) by id, for RIGHT and FULL; atomic */
  MillColumn *columns; /* of the store; keys are ABSENT unless RIGHT or FULL gives them out */
  guint n_columns;
  gsize bytes;
} JoinerTable;

/* What is probed with and comes out: plain, or with order columns: the last ones of left, store and
 * right part of the output. */
typedef struct
{
  MillSchema *left, *store, *output;
  guint n_left;        /* columns */
  guint n_right;       /* columns of @output after those of the left */
  int *stored;         /* for each of them the column of the store, or -1: nobody needs it */
  guint8 *left_needed; /* one byte a column */
  guint8 *output_needed;
  MillRowCodec *codec; /* of left rows */
} JoinerForm;

/* What stands before a row in a file. */
typedef struct
{
  guint64 hash;
  guint64 ticket;
  guint64 number;
} JoinerMark;

/* Rows of one partition that stand together in a file. */
typedef struct
{
  guint partition;
  guint n_rows;
  guint64 at;
  gsize length;
} JoinerPiece;

typedef struct
{
  int fd; /* -1: none yet */
  guint64 bytes;
  gsize piece_bytes;
  GArray *pieces; /* JoinerPiece */
  MillBytes buffers[MILL_SPILL_PARTITIONS];
  guint n_rows[MILL_SPILL_PARTITIONS]; /* in @buffers */
} JoinerFile;

/* All rows of one side in one partition. */
typedef struct
{
  const JoinerFile *file;
  JoinerPiece piece;
} JoinerPartPiece;

typedef struct
{
  GArray *pieces; /* JoinerPartPiece */
  guint64 n_rows;
  guint64 bytes;
} JoinerPart;

typedef struct
{
  GArray *segments; /* JoinerSegment */
  gssize reserved;  /* for them */
  guint64 n_right;
  GArray *tickets[JOINER_SIDES]; /* JoinerTicket */
  JoinerFile *files[JOINER_SIDES];

  /* scratch, all of it made with the joiner or at the first need */
  guint32 *ids;         /* by selected row */
  guint32 *left_index;  /* pairs of rows that match */
  guint32 *right_index; /* the same; or the right row of each physical left row */
  guint16 *rows;
  gint64 *orders;
  MillColumn *columns; /* of the output */
  MillColumn *stored;  /* of the store */
  MillColumnWriter **casts;
  MillVec *keys;
  MillBytes raw; /* left rows with raw cells, where they are repeated */
  gsize *raw_at; /* by physical row */
  const guint8 **raw_rows;
  MillRowDecoder *decoders[JOINER_FORMS];
  MillArena arena;
  MillRowErrors *errors;
} JoinerLane;

struct _MillJoiner
{
  MillJoin join;
  guint n_lanes;
  guint n_store;        /* columns of the plain store; the first n_keys are keys */
  guint *store_columns; /* of the right input */
  guint *store_keys;    /* 0, 1, ...: the key columns of the store */
  JoinerForm forms[JOINER_FORMS];
  MillRowCodec *store_codec;
  JoinerLane *lanes;
  int spilled; /* atomic */
  gboolean built;
  JoinerTable table;
  gssize table_reserved;
  guint64 n_loaded;              /* right rows out of a snapshot */
  GArray *tickets[JOINER_SIDES]; /* JoinerTicket of all lanes, ascending; from _finish() on */
};

/* One act of probing. */
typedef struct
{
  MillJoiner *joiner;
  JoinerLane *lane;
  const JoinerForm *form;
  const JoinerTable *table;
  MillJoinType type; /* of what comes out; may differ from the joiner's */
  MillArena *arena;
  MillRowErrors *errors;
  const MillSpill *spill;
  MillJoinCounts *counts;
  MillJoinFunc func;
  void *data;
  guint64 *left_matched; /* (nullable) bitmap: left rows with a match, from row @left_first on */
  guint64 left_first;
  gboolean stopped; /* by @func */
} JoinerProbe;

static inline gboolean
mill_joiner_gives_right (const MillJoiner *joiner)
{
  return joiner->join.type == MILL_JOIN_RIGHT || joiner->join.type == MILL_JOIN_FULL;
}

static inline gboolean
mill_joiner_gives_left (MillJoinType type)
{
  return type == MILL_JOIN_LEFT || type == MILL_JOIN_FULL;
}

static inline gboolean
mill_joiner_has_spilled (const MillJoiner *joiner)
{
  return __atomic_load_n (&joiner->spilled, __ATOMIC_ACQUIRE);
}

/* --- mill-joiner.c --- */

/* Returns: whether the work is to stop, with an error. */
gboolean mill_joiner_cancelled (const MillSpill *spill, GError **error);
/* spill->parallel() where no workers can be had. */
gboolean mill_joiner_in_turn (void *data,
                              guint n,
                              gboolean (*func) (guint i, guint worker, void *data, GError **error),
                              void *func_data,
                              GError **error);
/* The keys of the selected rows first .. first + n as they are compared. @columns: which they are.
 */
void mill_joiner_load_keys (const MillJoiner *joiner,
                            const MillBatch *batch,
                            const guint *columns,
                            guint first,
                            guint n,
                            MillArena *arena,
                            MillRowErrors *errors,
                            MillVec *keys);
/* (nullable): for each row whether any of its keys is null; NULL: none is. */
const guint8 *mill_joiner_null_keys (const MillVec *keys, guint n_keys, guint n, MillArena *arena);
/* The number of the next row of @ticket, of which @n more are coming. */
guint64 mill_joiner_next_number (JoinerLane *lane, guint side, guint64 ticket, guint64 n);
/* Keeps rows of the plain store, in memory or, unless @force, on disk. Takes no reference. */
gboolean mill_joiner_store (MillJoiner *joiner,
                            JoinerLane *lane,
                            const JoinerSegment *segment,
                            gboolean force,
                            const MillSpill *spill,
                            GError **error);
/* mill_joiner_build(); with @force in memory, whatever the budget says. */
gboolean mill_joiner_end_right (MillJoiner *joiner,
                                gboolean force,
                                const MillSpill *spill,
                                GError **error);
/* (transfer full): the segments of all lanes in the order of their rows. */
GArray *mill_joiner_segments (const MillJoiner *joiner, guint64 *n_rows);

/* --- mill-joiner-table.c --- */

/* Makes @table, all zeros, of the rows of @segments, in their order. @too_large: (out): the rows
 * need another table; then @table is empty. */
gboolean mill_joiner_table_init (JoinerTable *table,
                                 const MillJoiner *joiner,
                                 const JoinerForm *form,
                                 const GArray *segments,
                                 const MillSpill *spill,
                                 gboolean *too_large,
                                 GError **error);
void mill_joiner_table_clear (JoinerTable *table);

/* --- mill-joiner-probe.c --- */

/* Joins one batch of the form's left rows. */
gboolean mill_joiner_probe_batch (JoinerProbe *probe, const MillBatch *batch, GError **error);
/* Gives out the selected rows @rows[0..n) of @batch with null on the right, or as they are for SEMI
 * and ANTI. */
void mill_joiner_emit_left (JoinerProbe *probe,
                            const MillBatch *batch,
                            const guint16 *rows,
                            guint n);
/* Gives out the rows of the table that nothing has matched; @n grows by their number. */
gboolean mill_joiner_emit_unmatched (JoinerProbe *probe, guint64 *n, GError **error);

/* --- mill-joiner-file.c --- */

JoinerFile *mill_joiner_file_new (gsize piece_bytes);
void mill_joiner_file_free (JoinerFile *file);
/* Writes what still stands in buffers, and frees these. */
gboolean mill_joiner_file_flush (JoinerFile *file, const MillSpill *spill, GError **error);
/* One stored row. */
gboolean mill_joiner_file_put (JoinerFile *file,
                               guint partition,
                               const JoinerMark *mark,
                               const guint8 *row,
                               gsize length,
                               const MillSpill *spill,
                               GError **error);
/* Reads a piece into @bytes, replacing what is there. */
gboolean mill_joiner_file_read (const JoinerFile *file,
                                const JoinerPiece *piece,
                                MillBytes *bytes,
                                GError **error);
/* Stores the selected rows of a batch of the plain left or store schema, whose first row has
 * @number within
 * @ticket. Rows that can match nothing and are not given out are left out: @dropped (nullable)
 * grows. */
gboolean mill_joiner_file_add (MillJoiner *joiner,
                               JoinerLane *lane,
                               guint side,
                               const MillBatch *batch,
                               guint64 ticket,
                               guint64 number,
                               MillArena *arena,
                               MillRowErrors *errors,
                               guint64 *dropped,
                               const MillSpill *spill,
                               GError **error);
/* Moves the lane's segments to its file. */
gboolean mill_joiner_file_add_segments (MillJoiner *joiner,
                                        JoinerLane *lane,
                                        const MillSpill *spill,
                                        GError **error);

/* --- mill-joiner-part.c --- */

/* Reads rows of one side, which are on disk, back as batches with their order column. */
typedef struct
{
  const MillJoiner *joiner;
  guint side;
  const JoinerPart *part;
  guint piece;        /* next */
  gsize at;           /* in @bytes */
  guint64 n_read;     /* rows */
  guint64 bytes_read; /* of them */
  MillBytes bytes;
  MillRowDecoder *decoder;
  const guint8 **rows;
  gint64 *orders;
  MillColumn *columns;
  const JoinerTicket *ticket; /* of the last row */
} JoinerReader;

void mill_joiner_reader_init (JoinerReader *reader,
                              const MillJoiner *joiner,
                              guint side,
                              const JoinerPart *part);
void mill_joiner_reader_clear (JoinerReader *reader);
/* A borrowed batch of the ordered form; no rows at the end. */
gboolean mill_joiner_reader_next (JoinerReader *reader, MillBatch *batch, GError **error);

/* The rows that all lanes have in partition @partition, or (G_MAXUINT) in all of them. */
JoinerPart mill_joiner_part (const MillJoiner *joiner, guint side, guint partition);
/* The pieces of @file in @partition. */
void mill_joiner_part_add (JoinerPart *part, const JoinerFile *file, guint partition);
void mill_joiner_part_clear (JoinerPart *part);
/* Gives every row of both sides its place in the order of its input. */
void mill_joiner_order_tickets (MillJoiner *joiner);
/* How many rows the input of @side has. */
guint64 mill_joiner_n_ordered (const MillJoiner *joiner, guint side);

/* --- mill-joiner-grace.c --- */

gboolean mill_joiner_finish_spilled (MillJoiner *joiner,
                                     const MillSpill *spill,
                                     MillJoinCounts *counts,
                                     guint64 *unmatched_right,
                                     MillJoinFunc func,
                                     void *data,
                                     GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (JoinerPart, mill_joiner_part_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (JoinerTable, mill_joiner_table_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (JoinerReader, mill_joiner_reader_clear)

G_END_DECLS
