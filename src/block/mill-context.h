/* mill-context.h: what a running block may ask of whoever runs it.
 *
 * The engine and the single-block harness both provide it. There is one context for each block and
 * lane (worker); calls for one lane never overlap, calls for different lanes do.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-batch.h"
#include "mill-bytes.h"
#include "mill-sorter.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/** MillFlow: how a call ended; detail travels in the GError or on the bus. */
typedef enum
{
  MILL_FLOW_OK,   /* go on */
  MILL_FLOW_DONE, /* nothing more: a source has ended, or nobody downstream wants more rows */
  MILL_FLOW_ERROR /* the GError is set */
} MillFlow;

/** MillEventKind: control events that travel with the rows. */
typedef enum
{
  MILL_EVENT_WATERMARK, /* no row with an earlier event time will follow, but late ones */
  MILL_EVENT_BARRIER,   /* everything before belongs to checkpoint @number */
} MillEventKind;

/** MillEvent: a control event, delivered in order with the batches. The end is spec->finish(). */
typedef struct
{
  MillEventKind kind;
  gint64 time_us; /* WATERMARK */
  guint64 number; /* BARRIER */
} MillEvent;

/** MillPlace: where a row stands in its source; 0 and %NULL = not known. Lines, records count
 * from 1. */
typedef struct
{
  const char *file;
  guint64 record;
  guint64 line;
  guint64 byte; /* offset of the record from the start of the (decoded) file */
} MillPlace;

/** MillMessageLevel: what a message on the bus is. */
typedef enum
{
  MILL_MESSAGE_INFO,
  MILL_MESSAGE_WARNING,
  MILL_MESSAGE_OUTPUT, /* text for standard output: what a console block shows */
  MILL_MESSAGE_WROTE,  /* the text is the path of something that is now complete */
} MillMessageLevel;

typedef struct _MillContext MillContext;
typedef struct _MillContextOps MillContextOps;

/** MillContext: the fields a block reads directly; all else through the functions below. */
struct _MillContext
{
  const void *params; /* the struct that spec->params fills; shared, read-only */
  void *state;        /* spec->state_size zeroed bytes for the block; guard: the block's own */
  void *lane;         /* spec->lane_size zeroed bytes for this lane */
  guint lane_index;   /* 0 .. n_lanes - 1 */
  guint n_lanes;
  guint64 ticket;        /* of the work at hand: its place in the order of rows */
  MillArena *arena;      /* reset before every process() and produce() of this context */
  MillRowErrors *errors; /* cleared before every process() */
  const MillContextOps *ops;
};

/** MillContextOps: implemented by engine and harness; blocks use the functions below. */
struct _MillContextOps
{
  MillFlow (*emit) (MillContext *context, guint port, const MillBatch *batch, GError **error);
  void (*reject) (MillContext *context,
                  const MillBatch *batch,
                  guint row,
                  MillRejectCode code,
                  const char *message);
  void (*reject_raw) (MillContext *context,
                      MillOrigin origin,
                      MillSpan raw,
                      MillRejectCode code,
                      const char *message);
  void (*count) (MillContext *context, guint64 filtered, guint64 absorbed, guint64 created);
  gboolean (*cancelled) (MillContext *context);
  GCancellable *(*cancellable) (MillContext *context);
  gboolean (*reserve) (MillContext *context, gssize bytes);
  int (*spill_file) (MillContext *context, GError **error);
  gboolean (*parallel) (MillContext *context,
                        guint n,
                        gboolean (*func) (guint i, guint worker, void *data, GError **error),
                        void *data,
                        GError **error);
  void *(*lane) (MillContext *context, guint index);
  const MillSchema *(*schema) (MillContext *context, gboolean output, guint port);
  const guint8 *(*needed) (MillContext *context, guint port);
  void (*post) (MillContext *context, MillMessageLevel level, const char *text);
  void (*progress) (MillContext *context, guint64 done, guint64 total);
  guint32 (*source) (MillContext *context);
  /* (nullable) */
  const guint8 *(*wanted) (MillContext *context, guint port);
};

/**
 * mill_emit: passes @batch (a view, borrowed) to everything linked to output @port (its index among
 * the spec's outputs). Returns: OK; DONE when nobody downstream wants more rows; ERROR with @error.
 */
static inline MillFlow
mill_emit (MillContext *context, guint port, const MillBatch *batch, GError **error)
{
  return context->ops->emit (context, port, batch, error);
}

/**
 * mill_reject: refuses physical row @row of @batch: it goes to the `rejects` port or the reject
 * store.
 * @message is one line, without the position. The caller leaves the row out of what it emits.
 */
static inline void
mill_reject (MillContext *context,
             const MillBatch *batch,
             guint row,
             MillRejectCode code,
             const char *message)
{
  context->ops->reject (context, batch, row, code, message);
}

/** mill_reject_raw: refuses a piece of input that never became a row. @raw is copied. */
static inline void
mill_reject_raw (
    MillContext *context, MillOrigin origin, MillSpan raw, MillRejectCode code, const char *message)
{
  context->ops->reject_raw (context, origin, raw, code, message);
}

/**
 * mill_count: reports rows for the conservation check, which holds for every block:
 * in - filtered - absorbed - rejected = out - created.
 *
 * @filtered: rows left out on purpose; @absorbed: rows that went into a result or a sink; @created:
 * rows emitted that no single input row stands for.
 */
static inline void
mill_count (MillContext *context, guint64 filtered, guint64 absorbed, guint64 created)
{
  context->ops->count (context, filtered, absorbed, created);
}

/** mill_cancelled: whether the run is being cancelled; asked at least every few milliseconds of
 * work. */
static inline gboolean
mill_cancelled (MillContext *context)
{
  return context->ops->cancelled (context);
}

/** mill_cancellable: (transfer none): the run's cancellable, for GIO calls and waits. */
static inline GCancellable *
mill_cancellable (MillContext *context)
{
  return context->ops->cancellable (context);
}

/**
 * mill_reserve: takes @bytes (negative: gives back) from the run's memory budget. Returns: %FALSE
 * when the budget is used up (the bytes are counted all the same): the block spills what it can and
 * gives back.
 */
static inline gboolean
mill_reserve (MillContext *context, gssize bytes)
{
  return context->ops->reserve (context, bytes);
}

/** mill_spill_file: a descriptor of a new, nameless, read-write file in the run's spill folder, or
 * -1. The caller closes it. */
static inline int
mill_spill_file (MillContext *context, GError **error)
{
  return context->ops->spill_file (context, error);
}

/**
 * mill_parallel: calls @func for every i < @n on the workers of the run and waits. From finish()
 * only. @worker < n_lanes names the scratch space a call may use alone.
 * Returns: %FALSE with the first error, or when cancelled.
 */
static inline gboolean
mill_parallel (MillContext *context,
               guint n,
               gboolean (*func) (guint i, guint worker, void *data, GError **error),
               void *data,
               GError **error)
{
  return context->ops->parallel (context, n, func, data, error);
}

/** mill_lane: the lane memory of worker @index; from finish(), produce() and close() only, when all
 * lanes rest. */
static inline void *
mill_lane (MillContext *context, guint index)
{
  return context->ops->lane (context, index);
}

/** mill_input_schema: (transfer none) (nullable): the schema on input @port; %NULL when not linked.
 */
static inline const MillSchema *
mill_input_schema (MillContext *context, guint port)
{
  return context->ops->schema (context, FALSE, port);
}

/** mill_output_schema: (transfer none): the inferred schema of output @port. */
static inline const MillSchema *
mill_output_schema (MillContext *context, guint port)
{
  return context->ops->schema (context, TRUE, port);
}

/**
 * mill_needed: (transfer none): for each column of input @port whether this block or anybody after
 * it reads it. A block that stores rows keeps only those and emits the others as
 * mill_column_absent().
 */
static inline const guint8 *
mill_needed (MillContext *context, guint port)
{
  return context->ops->needed (context, port);
}

/**
 * mill_wanted: (transfer none) (nullable): for each column of output @port whether anybody after
 * this block reads it; %NULL when that is not known.
 */
static inline const guint8 *
mill_wanted (MillContext *context, guint port)
{
  return context->ops->wanted != NULL ? context->ops->wanted (context, port) : NULL;
}

/** mill_post: puts a message on the bus. */
static inline void
mill_post (MillContext *context, MillMessageLevel level, const char *text)
{
  context->ops->post (context, level, text);
}

/** mill_progress: a source's progress, in bytes or rows; @total 0 = not known. Per ticket, not per
 * row. */
static inline void
mill_progress (MillContext *context, guint64 done, guint64 total)
{
  context->ops->progress (context, done, total);
}

/** mill_source: the ordinal of this block, for MillOrigin.source of the rows it makes. */
static inline guint32
mill_source (MillContext *context)
{
  return context->ops->source (context);
}

/** mill_reject_errors: rejects every row of @batch that stands in context->errors. */
void mill_reject_errors (MillContext *context, const MillBatch *batch);

/** mill_context_spill: the memory and files of the run as mill-sorter.h wants them; lives as
 * @context. */
MillSpill mill_context_spill (MillContext *context);

/**
 * mill_drop_errors: rejects every row of @batch that stands in context->errors and makes @out a
 * view of @batch without them; @rows is room for MILL_BATCH_ROWS_MAX. Without errors @out is
 * @batch.
 */
void mill_drop_errors (MillContext *context, const MillBatch *batch, guint16 *rows, MillBatch *out);

G_END_DECLS
