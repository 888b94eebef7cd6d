/* mill-run.h: one execution of a graph.
 *
 * A run is made, executed once (the call blocks; shells use the session, which calls it on a thread
 * of its own), asked for its counters at any time from any thread, and freed.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-graph.h"

G_BEGIN_DECLS

typedef struct _MillRun MillRun;

/** MillReject: one refused row, as it goes to the store. All texts are borrowed for the call. */
typedef struct
{
  const char *block;
  MillRejectCode code;
  const char *message;
  MillPlace place;
  MillSpan raw;
} MillReject;

/**
 * MillRejectFunc: takes one refused row whose block has no link on `rejects`. Called in the order
 * of rows, one call at a time, on worker threads. Returns: %FALSE with an error that fails the run.
 */
typedef gboolean (*MillRejectFunc) (const MillReject *reject, gpointer data, GError **error);

/** MillBadCell: a cell that no block has read, and that cannot be what its column is: it passes as
 * it stands in the file. */
typedef struct
{
  guint64 row; /* of those that are kept */
  guint column;
  char *text; /* its bytes in the file, made valid UTF-8 */
} MillBadCell;

/** MillRunOptions: zero-filled means: all cores, a quarter of memory, the system's folder for
 * spills. */
typedef struct
{
  guint workers;            /* 0: one a core; at most MILL_WORKERS_MAX */
  guint64 memory_bytes;     /* 0: a quarter of the machine's memory */
  const char *spill_folder; /* (nullable): $TMPDIR or /var/tmp */
  guint64 source_rows;      /* each source ends after so many rows, on one worker; 0: all */
  guint keep_rows;          /* of every output port, see mill_run_kept(); 0: none */
  guint64 keep_bytes;       /* of these rows, of one port; 0: MILL_JOB_SAMPLE_BYTES_MAX */
  gboolean digests;         /* make digests of the rows of all links */
  MillRejectFunc reject;    /* (nullable): rejects are only counted */
  gpointer reject_data;
} MillRunOptions;

/** MillRunState: where a run is. */
typedef enum
{
  MILL_RUN_READY,
  MILL_RUN_RUNNING,
  MILL_RUN_DONE,
  MILL_RUN_FAILED,
  MILL_RUN_CANCELLED
} MillRunState;

/** MillBlockCounters: the sums over all lanes. */
typedef struct
{
  guint64 in, out, filtered, absorbed, created, rejected;
  guint64 batches;                  /* delivered to the block, or emitted by a source */
  guint64 progress, progress_total; /* sources: bytes or rows; 0 = unknown */
  guint64 busy_ns; /* spent in the block itself, all workers together: not in those behind it, and
                      not waiting for a turn or paused */
  guint64 wait_ns; /* it waited for those behind it: the sum of its links' wait_ns */
  gboolean started, finished, failed;
} MillBlockCounters;

/** MillLinkCounters: what has passed a link, over all lanes. */
typedef struct
{
  guint64 rows;
  guint64 wait_ns; /* its producer was kept waiting: by the consumer, all behind it, and turns */
  /* with MillRunOptions.digests: the sum of the hashes of the rows, whatever their order */
  guint64 digest;
} MillLinkCounters;

/** MillMessage: something a block said. */
typedef struct
{
  MillMessageLevel level;
  char *block;
  char *text;
} MillMessage;

/**
 * mill_run_new: (transfer full): plans @graph (transfer full, inferred) for one execution.
 * Errors: #MILL_ERROR_DOCUMENT (LIMIT).
 */
MillRun *mill_run_new (MillGraph *graph, const MillRunOptions *options, GError **error);
/** mill_run_free: frees a run that is not being executed; accepts %NULL. */
void mill_run_free (MillRun *run);

/**
 * mill_run_execute: runs to the end; once. @cancellable (nullable) stops it within 100 ms.
 *
 * Returns: %FALSE with the error of the first block that failed (prefixed with its id), with
 * RESOURCE_CANCELLED, or with BLOCK_CONSERVATION when the rows do not add up. Sinks have then
 * undone what they wrote.
 */
gboolean mill_run_execute (MillRun *run, GCancellable *cancellable, GError **error);

/** mill_run_state: the state. Any thread. */
MillRunState mill_run_state (MillRun *run);
/** mill_run_counters: the counters of block @block, a moment old while running. Any thread. */
void mill_run_counters (MillRun *run, guint block, MillBlockCounters *counters);
/** mill_run_link_rows: rows that have passed the link into input @in_port of block @to from @from.
 * Any thread. */
guint64 mill_run_link_rows (MillRun *run, guint from, guint out_port, guint to, guint in_port);
/** mill_run_link_counters: the counters of the link from output @out_port of block @from to input
 * @in_port of block @to; of all such links when there are several. Any thread. */
void mill_run_link_counters (
    MillRun *run, guint from, guint out_port, guint to, guint in_port, MillLinkCounters *counters);
/**
 * mill_run_set_paused: while paused no worker begins new work; what it has begun it ends. A
 * cancelled run ends all the same. Any thread.
 */
void mill_run_set_paused (MillRun *run, gboolean paused);
/** mill_run_get_paused: whether it is paused. Any thread. */
gboolean mill_run_get_paused (MillRun *run);
/**
 * mill_run_kept: the first rows of output @port of @block, with MillRunOptions.keep_rows. When the
 * block has finished they are the same for any number of workers; before, there may be gaps.
 *
 * @passed: (out): how many rows have left by the port. @missing: (out) (transfer full): for each
 * column whether its values were never there, because nobody reads them. @bad: (out) (transfer
 * full) (element-type MillBadCell): the cells that cannot be converted, in order of rows. Returns:
 * (transfer full) (element-type MillBatch): compacted; bad cells are null; %NULL when no rows are
 * kept of this port. Any thread.
 */
GPtrArray *mill_run_kept (
    MillRun *run, guint block, guint port, guint64 *passed, guint8 **missing, GArray **bad);
/** mill_run_is_cut: whether a source ended before its end because of source_rows. Any thread. */
gboolean mill_run_is_cut (MillRun *run);
/** mill_run_graph: (transfer none): the graph. */
const MillGraph *mill_run_graph (MillRun *run);
/** mill_run_pop_message: (transfer full) (nullable): the oldest message on the bus. Any thread. */
MillMessage *mill_run_pop_message (MillRun *run);
/** mill_run_peak_memory: the most bytes that blocks had reserved of the budget. */
guint64 mill_run_peak_memory (MillRun *run);
/** mill_message_free: frees; accepts %NULL. */
void mill_message_free (MillMessage *message);

/**
 * MillTapFunc: gets rows of a tap in order, one call at a time, on worker threads. Returns: %FALSE
 * to say that it has had enough.
 */
typedef gboolean (*MillTapFunc) (const MillBatch *batch, gpointer data);

/**
 * mill_graph_add_tap: shows the first @limit rows (0: all) of an output port to @func. Call after
 * the links are made, before mill_graph_infer().
 */
void mill_graph_add_tap (
    MillGraph *graph, guint block, guint port, guint64 limit, MillTapFunc func, gpointer data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MillRun, mill_run_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MillMessage, mill_message_free)

G_END_DECLS
