/* mill-aggregate-private.h: the kinds of aggregator. Each has fixed-size states, one a group.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-aggregate.h"
#include "mill-key-table.h"

#include <math.h>

G_BEGIN_DECLS

typedef struct
{
  gsize state_bytes;
  void (*add) (MillAggregator *self,
               const guint32 *ids,
               guint n,
               const MillVec *values,
               const guint64 *sequence);
  /* (nullable) default: nothing */
  void (*seal) (MillAggregator *self);
  void (*merge) (MillAggregator *self, guint32 to, const MillAggregator *other, guint32 from);
  /* writes element @i of @out; TRUE: there is a value; sets *overflow for one that does not fit */
  gboolean (*result) (
      const MillAggregator *self, guint32 id, gpointer values, guint i, gboolean *overflow);
  /* (nullable) default: the bytes of the state */
  void (*save) (const MillAggregator *self, guint32 id, MillBytes *out);
  gboolean (*load) (MillAggregator *self, guint32 id, const guint8 *data, gsize length);
} MillAggregateKind;

struct _MillAggregator
{
  MillAggregate aggregate;
  MillType type; /* of the result */
  const MillAggregateKind *kind;
  guint8 *states; /* zero-filled is empty */
  guint n_groups, capacity;
  gboolean sealed;
  MillArena texts; /* min, max, first, last of text */
  /* quantile and distinct: (group, value) pairs, and after _seal() the values by group */
  MillBytes pair_ids;    /* guint32 */
  MillBytes pair_values; /* double */
  guint64 *starts;       /* by group: where its values begin; n_groups + 1 */
  double *sorted;
  MillKeyTable *table; /* distinct: keys (group, value) */
  guint32 *members;    /* distinct: entries of @table by group */
  gsize sealed_bytes;  /* taken by the arrays that _seal() makes */
};

extern const MillAggregateKind mill_aggregate_rows;
extern const MillAggregateKind mill_aggregate_count;
extern const MillAggregateKind mill_aggregate_sum_exact; /* integers and decimals */
extern const MillAggregateKind mill_aggregate_sum_number;
extern const MillAggregateKind mill_aggregate_spread; /* variance and deviation */
extern const MillAggregateKind mill_aggregate_extreme_integer;
extern const MillAggregateKind mill_aggregate_extreme_number;
extern const MillAggregateKind mill_aggregate_value; /* min, max of text and wide; first, last */
extern const MillAggregateKind mill_aggregate_quantile;
extern const MillAggregateKind mill_aggregate_distinct;

/* The value of element @i as a double; the vec is numeric. */
double mill_aggregate_double (const MillVec *vec, guint i);
/* Whether stored bytes can be an element of a vec of @type, or its text. */
gboolean mill_aggregate_fits (MillType type, gconstpointer data, gsize length);

/* One bit pattern for all that compare as equal: 0 for -0, one NaN for all. */
static inline double
mill_aggregate_plain (double value)
{
  return value == 0 ? 0 : isnan (value) ? NAN : value;
}

G_END_DECLS
