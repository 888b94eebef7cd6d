/* mill-run-private.h: the inside of a run, shared by its source files.
 *
 * Threads: lane 0 is the thread in mill_run_execute(), the others are the pool's. A lane's fields
 * are its own, but counters, which any thread may read (atomic, relaxed). Fields below name their
 * guard.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-graph-private.h"
#include "mill-plan.h"
#include "mill-run.h"

#include <time.h>

G_BEGIN_DECLS

typedef struct _RunLane RunLane;
typedef struct _RunBlock RunBlock;

/* A counter that one lane writes and anybody reads: no locked instruction is needed. */
#define RUN_COUNT(counter, amount)                                                                 \
  __atomic_store_n (                                                                               \
      &(counter), __atomic_load_n (&(counter), __ATOMIC_RELAXED) + (amount), __ATOMIC_RELAXED)
#define RUN_READ(counter) __atomic_load_n (&(counter), __ATOMIC_RELAXED)

/* Nanoseconds of the monotonic clock. */
static inline guint64
run_now (void)
{
  struct timespec now;
  clock_gettime (CLOCK_MONOTONIC, &now);
  return (guint64)now.tv_sec * 1000000000 + (guint64)now.tv_nsec;
}

typedef struct
{
  guint link;
  guint port;
  RunBlock *block;
} RunTarget;

/* Rows of a port that a lane keeps. */
typedef struct
{
  guint64 place;  /* of the work that made them */
  guint64 number; /* in the lane: their order within a place */
  MillBatch *batch;
  GArray *bad; /* (nullable): MillBadCell, rows of the batch; never changed */
} RunPiece;

/* What a lane knows of an output port. */
typedef struct
{
  guint64 passed;     /* atomic, relaxed: rows */
  gboolean full;      /* keeps no more */
  gboolean starved;   /* because all ports together keep too much */
  guint64 last_place; /* guard: run->kept_mutex; what comes later may be missing */
  guint64 rows, bytes;
  GArray *pieces;  /* guard: run->kept_mutex; RunPiece */
  guint8 *present; /* guard: as pieces; by column: it had values */
} RunKept;

struct _RunBlock
{
  guint ordinal;
  const char *id;
  const MillBlockSpec *spec;
  gpointer state;
  guint n_inputs, n_outputs;
  RunTarget **targets; /* by output port */
  guint *n_targets;
  int rejects_port;  /* -1: none */
  guint open_inputs; /* guard: lane 0 between roots */
  int done;          /* atomic: wants no more rows */
  int started;       /* atomic */
  int failed;        /* atomic: the run's error is its */
  gboolean watched;  /* rows are kept, or digested */
  guint first_port;  /* of RunLane.kept */
  gboolean opened;   /* guard: lane 0 */
  gboolean limited;  /* a source of a run with source_rows */
  int finished;      /* atomic: its outputs have ended */
};

/* What a block and a lane share; the block sees the first member. */
typedef struct
{
  MillContext base;
  MillRun *run;
  RunBlock *block;
  RunLane *lane;
  MillArena arena;
  guint64 in, out, filtered, absorbed, created, rejected, batches; /* atomic, relaxed */
  guint64 progress, progress_total;                                /* atomic, relaxed */
  guint64 busy;                                                    /* ns; atomic, relaxed */
} RunContext;

typedef struct
{
  RunBlock *block;
  MillOrigin origin;
  MillPlace place; /* set when the lane has its turn */
  MillRejectCode code;
  char *message;
  gsize raw_at, raw_length; /* in RunLane.reject_raw */
} RunReject;

struct _RunLane
{
  MillRun *run;
  guint index;
  RunContext *contexts;  /* by block ordinal */
  guint64 *link_rows;    /* by link; atomic, relaxed */
  guint64 *link_waits;   /* ns; as link_rows */
  guint64 *link_digests; /* as link_rows */
  RunKept *kept;         /* by port of all blocks */
  guint64 n_kept;        /* pieces so far */
  RunContext *current;   /* (nullable): the block at work */
  guint64 mark;          /* since when it is, ns */
  MillArena *scratch;    /* for digests */
  MillRowErrors *scratch_errors;
  guint64 ticket;     /* of the root that is being driven */
  guint64 place;      /* what blocks after the root see as ticket: rises over all roots */
  gboolean exclusive; /* lane 0 between roots: every other lane rests */
  gboolean named;     /* its error begins with the id of the block that failed */
  gboolean has_turn;
  guint depth;     /* of emit() within emit() */
  GArray *rejects; /* RunReject */
  MillBytes reject_raw;
  GThread *thread;
};

typedef gboolean (*RunPoolFunc) (RunLane *lane, gpointer data, GError **error);

enum
{
  RUN_SPINS = 2000, /* about 40 us: less than a sleep and a wake-up cost */
  RUN_RING = 64     /* tickets that may be finished before the oldest unfinished one */
};

struct _MillRun
{
  MillGraph *graph;
  MillPlan *plan;
  MillRunOptions options;
  char *spill_folder;
  guint n_lanes;
  guint spins; /* rounds to wait for a turn before going to sleep */
  guint n_blocks;
  guint n_commits;
  guint *commits; /* all blocks with commit(), in graph order */
  RunBlock *blocks;
  RunLane *lanes;
  const MillPlanRoot *root; /* being driven; guard: set by lane 0 while the pool rests */
  guint64 first_place;      /* of the root's rows; guard: as root */
  GCancellable *cancellable;

  GMutex mutex;
  GCond work;            /* guard: mutex; a job, or the end */
  GCond rest;            /* guard: mutex; a worker has done its part */
  GCond turned;          /* guard: mutex; `turn` moved, or the run stops */
  RunPoolFunc job;       /* guard: mutex */
  gpointer job_data;     /* guard: mutex */
  guint64 job_number;    /* guard: mutex */
  guint busy;            /* guard: mutex */
  gboolean quit;         /* guard: mutex */
  guint turn_waiters;    /* guard: mutex */
  guint8 ring[RUN_RING]; /* guard: mutex; ticket % RUN_RING is complete */
  GError *error;         /* guard: mutex; the first one */
  GQueue messages;       /* guard: mutex */
  guint64 next_ticket;   /* atomic */
  guint64 turn;          /* atomic; written under mutex: every ticket below is complete */
  int stop;              /* atomic: error or cancel */
  int state;             /* atomic, MillRunState */
  int ended_early;       /* atomic: somebody wanted no more rows */
  int cut;               /* atomic: a source gave as many rows as it may */
  int paused;            /* atomic; written under mutex */
  GCond resumed;         /* guard: mutex */
  GMutex kept_mutex;     /* taken for rows that are kept only */
  guint64 kept_bytes;    /* guard: kept_mutex */
  guint n_ports;         /* output ports of all blocks */
  gint64 memory_used;    /* atomic */
  gint64 memory_peak;    /* atomic */
};

/* mill-run-pool.c: workers, tickets, turns */
void mill_run_pool_start (MillRun *run);
void mill_run_pool_stop (MillRun *run);
gboolean mill_run_pool_do (MillRun *run, RunPoolFunc func, gpointer data, GError **error);
void mill_run_reset_tickets (MillRun *run);
gboolean mill_run_wait_turn (RunLane *lane);
void mill_run_complete_ticket (RunLane *lane);
void mill_run_fail (MillRun *run, GError *error);
void mill_run_name_error (RunLane *lane, RunBlock *block, GError **error);
GError *mill_run_nameless_error (void);
gboolean mill_run_stopped (MillRun *run);
void mill_run_pause_point (RunLane *lane);

/* mill-run-context.c: what blocks may ask */
const MillContextOps *mill_run_context_ops (void);
MillFlow mill_run_deliver (RunLane *lane,
                           const RunTarget *target,
                           const MillBatch *batch,
                           GError **error);
gboolean mill_run_commit (RunLane *lane, const guint *commits, guint n, GError **error);
gboolean mill_run_commit_exclusive (RunLane *lane, GError **error);

/* mill-run-watch.c: rows that are kept, digests */
void mill_run_show_ports (MillGraph *graph, const MillRunOptions *options);
void mill_run_watch_init (MillRun *run);
void mill_run_watch_clear (MillRun *run);
gboolean mill_run_keeps (RunLane *lane, const RunBlock *block, guint port);
void mill_run_keep (RunLane *lane, const RunBlock *block, guint port, const MillBatch *batch);
guint64 mill_run_digest (RunLane *lane, const MillBatch *batch);

/* mill-run-rejects.c */
void mill_run_add_reject (
    RunContext *context, MillOrigin origin, MillSpan raw, MillRejectCode code, const char *message);
void mill_run_row_text (const MillBatch *batch, guint row, MillBytes *out);
gboolean mill_run_flush_rejects (RunLane *lane, GError **error);

/* The time of a lane belongs to one block at a time. Returns: the one before. */
static inline RunContext *
run_enter (RunLane *lane, RunContext *context, guint64 now)
{
  RunContext *before = lane->current;
  if (before != NULL)
    RUN_COUNT (before->busy, now - lane->mark);
  lane->current = context;
  lane->mark = now;
  return before;
}

/* The same at the end of the work, back to @before (nullable). */
static inline void
run_leave (RunLane *lane, RunContext *before, guint64 now)
{
  run_enter (lane, before, now);
}

G_END_DECLS
