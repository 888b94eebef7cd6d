/* mill-grouper-private.h: what the grouper's files share.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-grouper.h"
#include "mill-key-table.h"

G_BEGIN_DECLS

enum
{
  GROUPER_PARTITIONS = MILL_SPILL_PARTITIONS, /* by the highest bits of the hash */
  GROUPER_SHIFT = 58,
  GROUPER_SMALL = 4096, /* so few groups are merged at once */
  /* with fewer groups a lane goes to disk when it has so much: lists of values */
  GROUPER_SMALL_BYTES = 1024 * 1024,
};

/* Groups of one partition in a lane's spill file. */
typedef struct
{
  guint partition;
  guint64 at;
  gsize length;
} GrouperPiece;

/* A table and the aggregators over its ids. */
typedef struct
{
  MillKeyTable *table;
  MillAggregator **aggregators;
} GrouperSet;

typedef struct
{
  GrouperSet set;
  guint64 n_rows;
  gssize reserved;
  int fd; /* -1: nothing spilled */
  guint64 file_bytes;
  GArray *pieces; /* GrouperPiece */
  /* the ids of the table by partition, made when merging or spilling */
  guint32 *by_partition;
  guint starts[GROUPER_PARTITIONS + 1];
} GrouperLane;

struct _MillGrouper
{
  MillSchema *schema;
  MillSchema *key_schema;
  guint n_keys, n_aggregates, n_lanes;
  guint small; /* GROUPER_SMALL and GROUPER_SMALL_BYTES; tests set less */
  gssize small_bytes;
  MillType *key_types;
  MillAggregate *aggregates;
  GrouperLane *lanes;
  /* the result in memory: sets, and the order of all groups as set << 32 | id */
  guint n_sets;
  GrouperSet *sets;
  gboolean borrowed; /* the one set is a lane's */
  guint64 *order;
  guint64 n_groups;
  gssize reserved;    /* for the sets */
  guint n_read;       /* atomic: parts given out */
  MillSorter *sorter; /* the result on disk */
  GMutex mutex;
  GArray *failed; /* MillGrouperFailure; guard: mutex while merging */
};

GrouperSet mill_grouper_set_new (const MillGrouper *grouper);
void mill_grouper_set_clear (const MillGrouper *grouper, GrouperSet *set);
void mill_grouper_set_seal (const MillGrouper *grouper, GrouperSet *set);
gsize mill_grouper_set_bytes (const MillGrouper *grouper, const GrouperSet *set);
/* Frees the groups of the lanes, which have been merged, and gives their memory back. */
void mill_grouper_free_lanes (MillGrouper *grouper, const MillSpill *spill);
/* Sorts the ids of a set's table into partitions. */
void mill_grouper_partition (GrouperLane *lane);
/* Adds groups ids[0..n) of @from, which is sealed, to @to. */
void mill_grouper_merge (const MillGrouper *grouper,
                         GrouperSet *to,
                         const GrouperSet *from,
                         const guint32 *ids,
                         guint n);

/* mill-grouper-spill.c: groups as bytes */
void mill_grouper_write (
    const MillGrouper *grouper, const GrouperSet *set, const guint32 *ids, guint n, MillBytes *out);
gboolean mill_grouper_parse (
    const MillGrouper *grouper, GrouperSet *set, const guint8 *data, gsize length, GError **error);
gboolean mill_grouper_spill (MillGrouper *grouper,
                             GrouperLane *lane,
                             const MillSpill *spill,
                             GError **error);
gboolean mill_grouper_merge_spilled (MillGrouper *grouper, const MillSpill *spill, GError **error);

/* mill-grouper-read.c: groups as batches */
/* Groups ids[0..n), n at most MILL_VEC_ROWS, of @set as one vec a column. */
void mill_grouper_load_vecs (const MillGrouper *grouper,
                             const GrouperSet *set,
                             const guint32 *ids,
                             guint n,
                             guint first_row,
                             MillArena *arena,
                             MillRowErrors *errors,
                             MillVec *vecs);

G_END_DECLS
