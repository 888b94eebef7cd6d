/* mill-joiner.h: joins a stream of left rows with stored right rows by equal keys.
 *
 * Right rows are added by all lanes, then _build() makes the table; left rows are probed by all
 * lanes, each batch giving batches of joined rows in the order of the left rows and, for one left
 * row, of the right ones. Null keys match nothing. When memory is used up while right rows are
 * added, the joiner spills: from then on left rows are stored too, by partitions of the hash of
 * their keys (GRACE join: Kitsuregawa, Tanaka, Moto-oka, "Application of Hash to Data Base
 * Machine", New Generation Computing 1, 1983), and _finish() gives all joined rows, sorted back
 * into the same order.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-sorter.h"

G_BEGIN_DECLS

/** MillJoinType: which rows come out. */
typedef enum
{
  MILL_JOIN_INNER,
  MILL_JOIN_LEFT,  /* left rows without a match have null on the right */
  MILL_JOIN_RIGHT, /* right rows without a match come last, in their order, with null on the left */
  MILL_JOIN_FULL,
  MILL_JOIN_SEMI, /* left rows with a match, once */
  MILL_JOIN_ANTI  /* left rows without one */
} MillJoinType;

/**
 * MillJoin: what to join, by at least one key. Both inputs and the keys have fewer than
 * MILL_COLUMNS_MAX columns together. The output has all columns of the left input, then the right
 * columns right_columns[0..n_right_columns). For right rows without a match the left key columns
 * show the right keys (as SQL's USING does): RIGHT and FULL need equal key types on both sides.
 */
typedef struct
{
  MillJoinType type;
  const MillSchema *left, *right, *output;
  const guint8 *left_needed,
      *right_needed; /* (nullable) one byte a column: keys and what is read later */
  guint n_keys;
  const guint *left_keys, *right_keys; /* columns */
  const MillType *key_types;           /* both sides are cast to these */
  const guint *right_columns;
  guint n_right_columns; /* 0 for SEMI and ANTI */
} MillJoin;

/** MillJoinCounts: what became of left rows that were probed. */
typedef struct
{
  guint64 unmatched; /* left rows without a row in the output */
  guint64 extra;     /* rows in the output beyond one for each left row that is there */
} MillJoinCounts;

typedef struct _MillJoiner MillJoiner;

/** MillJoinFunc: gets joined rows (borrowed). Returns: %FALSE to stop. */
typedef gboolean (*MillJoinFunc) (const MillBatch *batch, void *data);

/** mill_joiner_new: (transfer full): copies @join but for the schemas, which it references. */
MillJoiner *mill_joiner_new (const MillJoin *join, guint n_lanes);
/** mill_joiner_free: frees; accepts %NULL. */
void mill_joiner_free (MillJoiner *joiner);

/**
 * mill_joiner_add: stores right rows. Rows with a key or needed cell that cannot be read are noted
 * in
 * @errors and left out. Lanes in parallel. Returns: %FALSE with #MILL_ERROR_RESOURCE (WRITE, FULL).
 */
gboolean mill_joiner_add (MillJoiner *joiner,
                          guint lane,
                          guint64 ticket,
                          const MillBatch *batch,
                          MillArena *arena,
                          MillRowErrors *errors,
                          const MillSpill *spill,
                          GError **error);
/**
 * mill_joiner_build: ends the right input, on all workers (spill->parallel). Returns: %FALSE with
 * #MILL_ERROR_RESOURCE (WRITE, FULL, CANCELLED).
 */
gboolean mill_joiner_build (MillJoiner *joiner, const MillSpill *spill, GError **error);
/** mill_joiner_n_right: right rows stored. */
guint64 mill_joiner_n_right (const MillJoiner *joiner);

/**
 * mill_joiner_probe: joins left rows; joined rows go to @func (or to disk, when the joiner has
 * spilled). @counts grows. Rows whose key cannot be read are noted in @errors and left out; other
 * raw cells are not looked at, and stay raw, also on disk. A batch given to @func points into
 * @batch and the lane, and has the origin of @batch. Lanes in parallel. Returns: %FALSE with
 * #MILL_ERROR_RESOURCE (WRITE, FULL, CANCELLED); a stop by @func is no error.
 */
gboolean mill_joiner_probe (MillJoiner *joiner,
                            guint lane,
                            guint64 ticket,
                            const MillBatch *batch,
                            MillArena *arena,
                            MillRowErrors *errors,
                            const MillSpill *spill,
                            MillJoinCounts *counts,
                            MillJoinFunc func,
                            void *data,
                            GError **error);

/**
 * mill_joiner_finish: ends the left input: gives what is still owed to @func, in order: all joined
 * rows when spilled, then right rows without a match; and gives the memory back. @counts grows as
 * in _probe(); @unmatched_right: (out): right rows given without a match. Errors as of _probe().
 */
gboolean mill_joiner_finish (MillJoiner *joiner,
                             const MillSpill *spill,
                             MillJoinCounts *counts,
                             guint64 *unmatched_right,
                             MillJoinFunc func,
                             void *data,
                             GError **error);

/**
 * mill_joiner_save: appends the right rows, and what spilled or matched, to @out, for snapshots;
 * all lanes rest. Raw cells of left rows on disk are converted. Returns: %FALSE with
 * #MILL_ERROR_RESOURCE (READ), or #MILL_ERROR_DATA (SYNTAX) where such a cell cannot be.
 */
gboolean mill_joiner_save (MillJoiner *joiner, MillBytes *out, GError **error);
/**
 * mill_joiner_load: the inverse, into a new joiner: rows before all others. Returns: %FALSE with
 * #MILL_ERROR_DATA (SYNTAX) for damaged @data, or #MILL_ERROR_RESOURCE (WRITE, FULL).
 */
gboolean mill_joiner_load (
    MillJoiner *joiner, const guint8 *data, gsize length, const MillSpill *spill, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MillJoiner, mill_joiner_free)

G_END_DECLS
