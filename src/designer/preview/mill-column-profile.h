/* mill-column-profile.h: figures about one column of a sample: nulls, extremes, how values are
 * distributed.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-sample.h"

G_BEGIN_DECLS

#define MILL_PROFILE_BINS 24
#define MILL_PROFILE_TOP 8

/** MillProfileValue: a value and how many rows have it. */
typedef struct
{
  char *text;
  guint64 n;
} MillProfileValue;

/** MillColumnProfile: what is not known is %NULL or 0. */
typedef struct
{
  MillType type;
  guint64 n_rows;
  guint64 n_nulls;
  guint64 n_distinct;
  guint64 n_empty;   /* text: values without a letter */
  char *lowest;      /* (nullable) as a cell shows it */
  char *highest;     /* (nullable) */
  gboolean has_mean; /* numbers that are finite */
  double mean, deviation, median;
  guint64 shortest, longest; /* text, json: characters */

  guint n_bins; /* of numbers, dates and timestamps; 0: none */
  guint64 bins[MILL_PROFILE_BINS];
  char *edges[MILL_PROFILE_BINS + 1]; /* as a cell shows them */

  guint n_top;
  MillProfileValue top[MILL_PROFILE_TOP]; /* the most frequent first */
} MillColumnProfile;

/** mill_column_profile_new: (transfer full): looks at column @column of @sample. %NULL when
 * @cancellable (nullable) was triggered. Any thread. */
MillColumnProfile *mill_column_profile_new (const MillSample *sample,
                                            guint column,
                                            GCancellable *cancellable);
/** mill_column_profile_free: frees; accepts %NULL. */
void mill_column_profile_free (MillColumnProfile *profile);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MillColumnProfile, mill_column_profile_free)

G_END_DECLS
