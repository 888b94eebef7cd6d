/* mill-sampler.h: the rows on the links, taken in the background while somebody draws.
 *
 * Views say which outputs they show (mill_sampler_want()); of those a sample is kept up to date
 * with the pipeline: one at a time, bounded in time, given up when an edit makes it useless, and
 * never writing anything. After a run its rows are there instead, until an edit. Main thread only.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-fingerprint.h"
#include "mill-job.h"
#include "mill-pin-file.h"
#include "mill-sample.h"

G_BEGIN_DECLS

/** MillSampleState: how a sample stands to the pipeline. */
typedef enum
{
  MILL_SAMPLE_NONE,    /* nobody asked, or it is not known whether there are rows */
  MILL_SAMPLE_WAITING, /* being taken; an older one may be there */
  MILL_SAMPLE_READY,   /* as the pipeline is */
  MILL_SAMPLE_STALE,   /* of the pipeline before an edit */
  MILL_SAMPLE_FAILED   /* cannot be taken; an older one may be there */
} MillSampleState;

#define MILL_TYPE_SAMPLER (mill_sampler_get_type ())
/**
 * MillSampler: signals:
 *
 * "changed" (const char *block, const char *port): sample or state of that output are others.
 * "pins-changed": an output is pinned or is not any more, or its pinned rows are others.
 */
G_DECLARE_FINAL_TYPE (MillSampler, mill_sampler, MILL, SAMPLER, GObject)

/** mill_sampler_new: (transfer full): a sampler without a pipeline. */
MillSampler *mill_sampler_new (void);
/** mill_sampler_set_analysis: the pipeline is @analysis (nullable: none) now, with @secrets
 * (nullable: none). Samples that an edit did not touch stay ready. */
void mill_sampler_set_analysis (MillSampler *sampler, MillAnalysis *analysis, MillSecrets *secrets);
/** mill_sampler_take_job: the rows that @job kept are the samples now, of all its outputs that are
 * not pinned; those of blocks that have changed since @analysis, which it ran, are stale. */
void mill_sampler_take_job (MillSampler *sampler, MillJob *job, const MillAnalysis *analysis);
/** mill_sampler_set_limits: how much each sample may take; zero-filled: the defaults. */
void mill_sampler_set_limits (MillSampler *sampler, const MillSampleLimits *limits);

/** mill_sampler_want: keep output @port of block @block up to date; counts. The one wanted last
 * comes first. */
void mill_sampler_want (MillSampler *sampler, const char *block, const char *port);
/** mill_sampler_unwant: one who wants it less. */
void mill_sampler_unwant (MillSampler *sampler, const char *block, const char *port);
/** mill_sampler_refresh: take it again although nothing has changed: the data may have. */
void mill_sampler_refresh (MillSampler *sampler, const char *block, const char *port);

/** mill_sampler_set_pinned: a pinned sample stays what it is, through edits and runs, until it is
 * refreshed; that of an output without a sample, or without all columns, is taken first. Samples
 * of what reads from it are made from its rows; see mill_sample_take(). Runs read the sources. */
void mill_sampler_set_pinned (MillSampler *sampler,
                              const char *block,
                              const char *port,
                              gboolean pinned);
/** mill_sampler_get_pinned: whether it is pinned. */
gboolean mill_sampler_get_pinned (MillSampler *sampler, const char *block, const char *port);

/** mill_sampler_restore_pins: pins the samples of @pins (element-type MillPin), each as if it had
 * been taken when its fingerprint was that of its block. */
void mill_sampler_restore_pins (MillSampler *sampler, GPtrArray *pins);
/** mill_sampler_rename: what is pinned of block @from is pinned of block @to, its new id. */
void mill_sampler_rename (MillSampler *sampler, const char *from, const char *to);
/** mill_sampler_list_pins: (transfer full) (element-type MillPin): what is pinned, as
 * mill_sampler_restore_pins() takes it; without a sample where none is there with all its columns.
 */
GPtrArray *mill_sampler_list_pins (MillSampler *sampler);
/** mill_sampler_get_pins: (transfer none): the pins as mill_sample_take() takes them; never
 * changed, but replaced when they change. */
GHashTable *mill_sampler_get_pins (MillSampler *sampler);

/** mill_sampler_get: (transfer none) (nullable): the newest sample of an output. @state: (out)
 * (optional). @error: (out) (optional) (transfer none) (nullable): why it FAILED. */
MillSample *mill_sampler_get (MillSampler *sampler,
                              const char *block,
                              const char *port,
                              MillSampleState *state,
                              const GError **error);
/** mill_sampler_is_busy: whether a sample is being taken. */
gboolean mill_sampler_is_busy (MillSampler *sampler);

G_END_DECLS
