/* mill-sample-private.h: how samples are made.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-graph.h"
#include "mill-run.h"
#include "mill-sample.h"

G_BEGIN_DECLS

struct _MillSample
{
  gatomicrefcount refs;
  const MillSchema *schema;
  GPtrArray *batches; /* MillBatch */
  guint64 *starts;    /* by batch: the number of its first row */
  guint64 n_rows;
  gboolean complete, partial, from_run;
  guint64 source_rows, rows_known, rejected;
  gint64 taken_us;
  guint8 *missing; /* (nullable) by column */
  GArray *bad;     /* (nullable) MillBadCell, in order */
  char *from_pin;  /* (nullable) these two as the functions that give them */
  char *unfit_pin; /* (nullable) */
};

/* (transfer full): a sample of now with the rows of @batches (transfer full, compacted), all else
 * to be filled in. */
MillSample *mill_sample_new_take (const MillSchema *schema, GPtrArray *batches);

/* MillPinnedLink: the pin at the start of a link, all zero when there is none. Borrows from pins.
 */
typedef struct
{
  MillSample *sample;
  const char *key;
  gboolean fits; /* it has all columns, of the types that the output has as far as they are known */
} MillPinnedLink;

/* (transfer full) (nullable) (array): for each active link of @analysis what @pins (nullable) say
 * of it; NULL: nothing of any. Free with g_free(). */
MillPinnedLink *mill_sample_pin_links (const MillAnalysis *analysis, GHashTable *pins);
/* Adds a source that gives the rows of @link's pin by its only output. Returns: its ordinal. */
guint mill_sample_pin_add (MillGraph *graph, const MillPinnedLink *link);

/* MillRowTaker: collects compacted rows up to limits. */
typedef struct
{
  GPtrArray *batches; /* MillBatch */
  MillRowErrors *errors;
  guint64 rows_max, bytes_max;
  guint64 rows, bytes, bad;
} MillRowTaker;

/* Empty; limits as in #MillSampleLimits, none of them 0. */
void mill_row_taker_init (MillRowTaker *taker, guint64 rows_max, guint64 bytes_max);
/* Frees what it holds, batches that were not taken from it included. */
void mill_row_taker_clear (MillRowTaker *taker);
/* Takes rows of @batch. Returns: whether more are wanted. */
gboolean mill_row_taker_add (MillRowTaker *taker, const MillBatch *batch);
/* Whether it has as many rows, or bytes, as it may. */
gboolean mill_row_taker_is_full (const MillRowTaker *taker);

G_END_DECLS
