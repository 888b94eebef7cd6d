/* mill-sorter-private.h: what the files of the sorter share.
 *
 * A row is a record in the memory of a run. Where one fixed key decides (mill_sort_key_is_fixed())
 * the record is the encoded row; else a SorterKeyHead, the encoded key, and somewhere behind it the
 * row. An entry of 16 bytes stands for the record while runs are sorted and merged. Rows with equal
 * keys are told apart by segments: what one ticket has put into a run. Segments of different runs
 * are ordered by their ranks, rows of one segment by their order in the run.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-rows.h"
#include "mill-sorter.h"

G_BEGIN_DECLS

/* in front of a key that is not fixed */
typedef struct
{
  guint32 length; /* of the key behind it */
  guint32 group;  /* of its first columns, that make the group */
  guint32 row;    /* from here to the row */
} SorterKeyHead;

typedef struct
{
  guint64 prefix;
  guint32 at;  /* of the record, within the run or what was loaded of it */
  guint32 tag; /* mark (null first, value, null last) and segment */
} SorterEntry;

enum
{
  SORTER_MARK_SHIFT = 30,
  SORTER_MARK_NULL_FIRST = 0,
  SORTER_MARK_VALUE = 1,
  SORTER_MARK_NULL_LAST = 2,
};
#define SORTER_COMBINE_BYTES_MAX (1u << 30) /* of runs made one in memory: places have 32 bits */
#define SORTER_SEGMENTS_MAX ((1u << SORTER_MARK_SHIFT) - 1)

/* sizes that tests make small */
typedef struct
{
  gsize run_bytes;     /* a run is sorted when it holds so much: it is still in cache */
  gsize run_bytes_max; /* places in a run have 32 bits */
  gsize spill_bytes;   /* a lane with less has nothing to give back to the budget */
  gsize part_bytes;    /* of rows in a part */
  gsize block_bytes;   /* of a spilled run between two entries of its index */
  gsize stream_bytes;  /* loaded of one spilled run at a time, at most */
  gsize load_bytes;    /* loaded of all of them, at most: each has its share */
  guint fan_in;        /* spilled runs merged at a time */
  guint prune_rows;    /* with a limit: new rows before the lane is cut again */
} SorterSizes;

/* a nameless file with one or more runs */
typedef struct
{
  gatomicrefcount refs;
  int fd;
  guint64 length;
} SorterFile;

/* the first record of some bytes of a spilled run */
typedef struct
{
  guint64 at; /* in the file */
  guint64 prefix;
  guint32 tag;
  guint32 key_length; /* of what was kept of the key */
  gsize key;          /* in block_keys */
} SorterBlock;

/* sorted rows */
typedef struct
{
  guint64 ordinal; /* among the runs of a lane */
  guint level;     /* 0: in memory; 1: spilled; above: merged of spilled ones */
  guint64 n_rows;
  guint64 n_bytes;  /* of records */
  guint64 *tickets; /* by segment, ascending */
  guint32 *ranks;   /* by segment, ascending: for the merge at hand */
  guint n_segments;
  MillBytes bytes; /* in memory */
  SorterEntry *entries;
  SorterFile *file; /* or (nullable) on disk */
  SorterBlock *blocks;
  guint n_blocks;
  guint64 end; /* of the last block */
  MillBytes block_keys;
} SorterRun;

/* a place in the order: records before it are less */
typedef struct
{
  guint64 prefix;
  guint32 mark;
  guint32 rank;
  const guint8 *key; /* of a run; perhaps cut short */
  gsize key_length;
} SorterSplit;

/* the memory for sorting the entries of one run */
typedef struct
{
  SorterEntry *entries; /* in the order of arrival */
  SorterEntry *scratch;
  gsize room; /* of both */
  guint32 counts[9][256];
} SorterSpace;

typedef struct
{
  SorterSpace space;
  MillBytes bytes; /* the run that is being filled */
  gsize touched;   /* of its memory: what has been filled once stays */
  guint n;         /* of its rows */
  GArray *tickets; /* of its segments, in the order of arrival */
  MillBytes keys;
  GPtrArray *runs; /* of SorterRun */
  guint64 next_ordinal;
  guint64 n_added;
  guint64 n_kept;   /* with a limit: rows that stayed when the lane was last cut */
  guint64 n_fresh;  /* rows since then */
  gboolean bounded; /* rows behind the bound are not wanted */
  guint32 bound_mark;
  guint64 bound_prefix;
  gsize closed;     /* bytes of memory of @runs */
  gsize reserved;   /* bytes of memory */
  SorterFile *file; /* (nullable) spilled runs are appended to */
  MillRowDecoder *decoder;
} SorterLane;

struct _MillSorter
{
  MillSchema *schema;
  MillRowCodec *codec;
  SorterSizes sizes;
  guint n_keys;
  guint n_group; /* first keys that make a group; 0: all rows are one */
  guint *columns;
  MillSortKey *keys;
  gboolean fixed;
  guint64 limit;
  guint n_lanes;
  SorterLane *lanes;
  /* after finishing */
  GPtrArray *runs; /* owned */
  gboolean finished;
  guint64 n_rows;
  SorterSplit *splits; /* n_parts - 1 */
  guint n_parts;
  guint n_read; /* atomic: parts */
  gsize reserved;
};

/* --- one run: mill-sorter-run.c --- */

/* mill_sorter_use_large_pages: memory that is filled soon is faulted in by large pages, where there
 * are any. */
void mill_sorter_use_large_pages (gpointer memory, gsize bytes);
/* mill_sorter_space_reserve: room for @n entries. */
void mill_sorter_space_reserve (SorterSpace *space, gsize n);
void mill_sorter_space_clear (SorterSpace *space);
/* mill_sorter_sort: space->entries by key; equal ones keep their order. Returns: where they are. */
SorterEntry *mill_sorter_sort (SorterSpace *space, guint n, gboolean fixed, const guint8 *base);
/* mill_sorter_append_record: the record in one piece: head, key, row. */
void mill_sorter_append_record (gboolean fixed, const guint8 *record, MillBytes *out);
/* mill_sorter_run_close: (transfer full): the lane's open rows as a sorted run; it has some. */
SorterRun *mill_sorter_run_close (const MillSorter *sorter, SorterLane *lane);
void mill_sorter_run_free (SorterRun *run);
void mill_sorter_file_unref (SorterFile *file);
/* mill_sorter_run_memory: bytes of memory that the run takes. */
gsize mill_sorter_run_memory (const SorterRun *run);

static inline guint32
mill_sorter_mark (guint32 tag)
{
  return tag >> SORTER_MARK_SHIFT;
}

static inline guint32
mill_sorter_segment (guint32 tag)
{
  return tag & SORTER_SEGMENTS_MAX;
}

static inline SorterKeyHead
mill_sorter_head (const guint8 *record)
{
  SorterKeyHead head;
  memcpy (&head, record, sizeof head);
  return head;
}

/* mill_sorter_row: the encoded row of @record. */
static inline const guint8 *
mill_sorter_row (gboolean fixed, const guint8 *record)
{
  return fixed ? record : record + mill_sorter_head (record).row;
}

/* mill_sorter_key: the key of @record, which is not fixed. */
static inline MillSpan
mill_sorter_key (const guint8 *record)
{
  return (MillSpan){ record + sizeof (SorterKeyHead), mill_sorter_head (record).length };
}

/* mill_sorter_group: the part of the key of @record that makes the group. */
static inline MillSpan
mill_sorter_group (const guint8 *record)
{
  return (MillSpan){ record + sizeof (SorterKeyHead), mill_sorter_head (record).group };
}

static inline gboolean
mill_sorter_same_group (MillSpan a, MillSpan b)
{
  return a.length == b.length && memcmp (a.data, b.data, a.length) == 0;
}

/* mill_sorter_word: eight bytes of @key from @depth on in the order of memcmp(), zeros past its
 * end. */
static inline guint64
mill_sorter_word (MillSpan key, gsize depth)
{
  guint64 word;
  if (key.length <= depth)
    return 0;
  memcpy (&word, key.data + depth, sizeof word);
  word = GUINT64_FROM_BE (word);
  gsize left = key.length - depth;
  return left >= 8 ? word : word & ~(G_MAXUINT64 >> (8 * left));
}

/* --- merging: mill-sorter-merge.c --- */

typedef unsigned __int128 SorterWide;

/* one run between two places */
typedef struct
{
  const SorterRun *run;
  const SorterEntry *at, *end;
  const guint8 *base;
  guint block, end_block; /* spilled: what is not loaded yet */
  SorterEntry *entries;   /* spilled */
  gsize entries_room;
  MillBytes bytes;  /* spilled */
  gboolean has_end; /* spilled: the end has been loaded */
} SorterStream;

/* a node of the tournament */
typedef struct
{
  SorterWide key;
  guint stream;
} SorterNode;

typedef struct
{
  const MillSorter *sorter;
  const SorterSplit *low, *high; /* (nullable) */
  guint n_streams;
  SorterStream *streams;
  SorterNode *tree;   /* tree[0] wins, tree[i] lost in the match i */
  gsize skip;         /* bytes that all keys between the places have in common */
  gsize stream_bytes; /* loaded of a spilled run at a time */
  int empty;          /* a stream that must be loaded before going on, or -1 */
} SorterMerge;

/* one merged row; @tag has the rank in place of the segment */
typedef struct
{
  const guint8 *record;
  guint64 prefix;
  guint32 tag;
} SorterRef;

/* mill_sorter_rank: numbers the segments of @runs, in their order. Returns: the tickets by rank
 * (transfer full). */
guint64 *mill_sorter_rank (SorterRun *const *runs, guint n_runs, guint *n_segments);
/* mill_sorter_merge_begin: @runs are ranked; @low, @high are borrowed. */
gboolean mill_sorter_merge_begin (SorterMerge *merge,
                                  const MillSorter *sorter,
                                  SorterRun *const *runs,
                                  guint n_runs,
                                  const SorterSplit *low,
                                  const SorterSplit *high,
                                  GError **error);
/*
 * mill_sorter_merge_take: up to @max further rows, valid until the next call.
 * Returns: how many, 0 at the end, or -1 with @error.
 */
int mill_sorter_merge_take (SorterMerge *merge, SorterRef *out, guint max, GError **error);
void mill_sorter_merge_end (SorterMerge *merge);

/* --- combining and spilled runs: mill-sorter-spill.c --- */

/*
 * mill_sorter_combine: (transfer full) (nullable): all of @runs, neighbours in their lane, as one
 * run, cut to the limit. With @file on disk, behind what is there; a NULL *file is made. @runs
 * stay.
 * @spill: nullable when nothing is written.
 */
SorterRun *mill_sorter_combine (const MillSorter *sorter,
                                SorterRun *const *runs,
                                guint n_runs,
                                SorterFile **file,
                                const MillSpill *spill,
                                GError **error);
/* mill_sorter_cancelled: whether to stop; sets @error then. */
gboolean mill_sorter_cancelled (const MillSpill *spill, GError **error);
/* mill_sorter_stream_find: the blocks of a spilled run that have all rows between the places. */
void mill_sorter_stream_find (const MillSorter *sorter,
                              SorterStream *stream,
                              const SorterSplit *low,
                              const SorterSplit *high);
/* mill_sorter_stream_load: the next blocks, about as many as go into @bytes, at least one. */
gboolean mill_sorter_stream_load (const MillSorter *sorter,
                                  SorterStream *stream,
                                  gsize bytes,
                                  GError **error);

/* mill_sorter_compare_split: whether the entry stands before (-1) or not before (1) the place. */
int mill_sorter_compare_split (const MillSorter *sorter,
                               guint64 prefix,
                               guint32 mark,
                               MillSpan key,
                               guint32 rank,
                               const SorterSplit *split);

/* --- lanes: mill-sorter-lane.c --- */

/* mill_sorter_lane_add: as mill_sorter_add(); @ticket 0 is for rows before all others. */
gboolean mill_sorter_lane_add (const MillSorter *sorter,
                               SorterLane *lane,
                               guint64 ticket,
                               const MillBatch *batch,
                               MillArena *arena,
                               MillRowErrors *errors,
                               const MillSpill *spill,
                               GError **error);
/* mill_sorter_lane_close: makes a run of the open rows. */
void mill_sorter_lane_close (const MillSorter *sorter, SorterLane *lane);

/* --- cutting into parts: mill-sorter-split.c --- */

/* mill_sorter_split: chooses sorter->splits for sorter->runs, which are ranked. */
void mill_sorter_split (MillSorter *sorter);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SorterMerge, mill_sorter_merge_end)

G_END_DECLS
