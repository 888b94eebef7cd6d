/* mill-harness-private.h: the inside of a harness.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-harness.h"

G_BEGIN_DECLS

#define MILL_HARNESS_INPUTS_MAX 16 /* links, those of a `many` port included */

/* One lane: what the block sees comes first, so that a context is its lane. */
typedef struct
{
  MillContext context;
  MillArena arena;
  MillHarness *harness;
} MillHarnessLane;

/* Something that came out: its place in the order of rows, and the batch or the reject. */
typedef struct
{
  guint64 phase; /* which input, or produce() */
  guint64 ticket;
  guint64 serial; /* order of calls for one ticket */
  guint port;     /* of a batch */
  MillBatch *batch;
  char *reject; /* "code,raw" */
} MillHarnessItem;

struct _MillHarness
{
  const MillBlockSpec *spec;
  void *params;
  char *file, *out; /* (nullable) of an example */
  guint n_inputs, n_outputs;
  const MillSchema **inputs; /* by port; the links of a `many` port have one each */
  guint8 **needed;
  MillInferResult *inferred;

  void *state;
  guint n_lanes, ticket_batches;
  MillHarnessLane *lanes;
  GCancellable *cancellable;
  gsize memory_bytes;
  gssize reserved;
  guint calls, cancel_at;

  gboolean open, closed, enough; /* @enough: the block wants no more rows */
  gboolean *finished;            /* by input */
  guint64 phase, next_ticket, serial;
  GPtrArray *window; /* batches of tickets that wait for the other lanes; see run_window() */
  guint window_port;

  GArray *items;       /* MillHarnessItem */
  GPtrArray **batches; /* by output, made when asked for */
  GString *messages;
  MillHarnessCounts counts;
};

/* The functions that a block sees. */
extern const MillContextOps mill_harness_ops;

/* Whether the work is cancelled; then with RESOURCE_CANCELLED. */
gboolean mill_harness_is_cancelled (MillHarness *harness, GError **error);

/* Counts a call of the block's and cancels when it is the chosen one. */
void mill_harness_note_call (MillHarness *harness);

G_END_DECLS
