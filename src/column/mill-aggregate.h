/* mill-aggregate.h: one aggregate over many groups: sums, extremes, distributions.
 *
 * An aggregator keeps one state for each group id (ids as mill-key-table.h gives them). Each worker
 * has its own; they are merged at the end. Results do not depend on how rows were shared out: sums
 * of integers and decimals are exact, sums of doubles carry twice their precision (mill-sum.h) and
 * sums of squares thrice, first and last go by the sequence number of the row, quantiles look at
 * all values.
 *
 * Nulls are skipped; an aggregate over no value is null, but counts are 0. One thread at a time for
 * each aggregator, but _result() and _save() for any number after _seal().
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-arena.h"
#include "mill-bytes.h"
#include "mill-vec.h"

G_BEGIN_DECLS

/** MillAggregateFunction: what is computed. */
typedef enum
{
  MILL_AGGREGATE_ROWS,     /* rows, nulls counted; takes no values */
  MILL_AGGREGATE_COUNT,    /* values that are not null */
  MILL_AGGREGATE_DISTINCT, /* different values */
  MILL_AGGREGATE_SUM,      /* integer -> integer, decimal(p,s) -> decimal(38,s), number -> number */
  MILL_AGGREGATE_MEAN,     /* -> number */
  MILL_AGGREGATE_MIN,
  MILL_AGGREGATE_MAX,
  MILL_AGGREGATE_QUANTILE, /* -> number, linear between neighbours (Hyndman & Fan's type 7) */
  /* of the sample (n - 1) -> number; null below two values; NaN when a square is above the
   * range of a double, 0 when all are below */
  MILL_AGGREGATE_STDDEV,
  MILL_AGGREGATE_VARIANCE,
  MILL_AGGREGATE_FIRST,
  MILL_AGGREGATE_LAST
} MillAggregateFunction;

/** MillAggregate: one aggregate. */
typedef struct
{
  MillAggregateFunction function;
  MillType input;   /* of the values; ignored for ROWS */
  double quantile;  /* QUANTILE: 0..1; the median is 0.5 */
  const char *name; /* (nullable) for errors; lives as long as the aggregator */
} MillAggregate;

typedef struct _MillAggregator MillAggregator;

/**
 * mill_aggregate_type: the type of the result. Returns: %FALSE when the function does not take
 * @input (sums of text). Any thread.
 */
gboolean mill_aggregate_type (const MillAggregate *aggregate, MillType *type);

/** mill_aggregator_new: (transfer full): no groups yet. @aggregate is copied and has a type. */
MillAggregator *mill_aggregator_new (const MillAggregate *aggregate);
/** mill_aggregator_free: frees; accepts %NULL. */
void mill_aggregator_free (MillAggregator *aggregator);
/** mill_aggregator_clear: forgets all groups, keeps memory. */
void mill_aggregator_clear (MillAggregator *aggregator);
/** mill_aggregator_resize: makes room for groups 0 .. @n_groups - 1; new ones are empty. Amortised.
 */
void mill_aggregator_resize (MillAggregator *aggregator, guint n_groups);
/** mill_aggregator_bytes: memory taken. */
gsize mill_aggregator_bytes (const MillAggregator *aggregator);

/**
 * mill_aggregator_add: adds rows to groups: row i to group ids[i], which has room. @values has the
 * input type (%NULL for ROWS); @sequence numbers the rows (%NULL but for FIRST and LAST). Allocates
 * nothing but, amortised, for text, distinct and quantiles.
 */
void mill_aggregator_add (MillAggregator *aggregator,
                          const guint32 *ids,
                          guint n,
                          const MillVec *values,
                          const guint64 *sequence);

/** mill_aggregator_seal: ends adding, so that results can be had; adding later is possible and
 * costs another seal. */
void mill_aggregator_seal (MillAggregator *aggregator);

/**
 * mill_aggregator_merge: adds groups from[0..n) (nullable: 0 .. n - 1) of @other, which is sealed,
 * to groups to[0..n), which have room.
 */
void mill_aggregator_merge (MillAggregator *aggregator,
                            const guint32 *to,
                            const MillAggregator *other,
                            const guint32 *from,
                            guint n);

/**
 * mill_aggregator_result: the results of groups ids[0..n) (nullable: first .. first + n), n at most
 * MILL_VEC_ROWS; the aggregator is sealed. A sum that does not fit its type is null and noted in
 * @errors (nullable) for row @first_row + i. Spans point into the aggregator.
 */
void mill_aggregator_result (const MillAggregator *aggregator,
                             const guint32 *ids,
                             guint first,
                             guint n,
                             guint first_row,
                             MillArena *arena,
                             MillRowErrors *errors,
                             MillVec *out);

/** mill_aggregator_save: appends the state of group @id to @out, little-endian, with its length.
 * Sealed. */
void mill_aggregator_save (const MillAggregator *aggregator, guint32 id, MillBytes *out);
/**
 * mill_aggregator_load: adds a saved state to group @id, which has room. Returns: the bytes it
 * took, or 0 for bytes that cannot be one.
 */
gsize mill_aggregator_load (MillAggregator *aggregator,
                            guint32 id,
                            const guint8 *data,
                            gsize length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MillAggregator, mill_aggregator_free)

G_END_DECLS
