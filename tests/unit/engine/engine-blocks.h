/* engine-blocks.h: blocks of every shape as const tables, which watch the engine's promises while
 * they run and fail when they are told to.
 *
 * Every block has the one column `id`. All of them share one struct of parameters; a block reads
 * what concerns it. Watched by every call: a lane is used by one thread at a time, calls come in
 * the order that mill-spec.h gives, `ordered` blocks and commits come in the order of rows.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-graph.h"
#include "mill-run.h"

G_BEGIN_DECLS

/* Which callback of a block. */
typedef enum
{
  STEP_OPEN,
  STEP_LANE_OPEN,
  STEP_PROCESS,
  STEP_PRODUCE,
  STEP_COMMIT,
  STEP_FINISH,
  STEP_PARALLEL,
  STEP_CLOSE,
  STEP_LAST
} Step;

/* What all blocks of one run share. */
typedef struct
{
  Step fail_step;
  int fail_call;        /* the call of fail_step that fails, from 1; 0: none */
  int calls[STEP_LAST]; /* atomic */
  int failed;           /* atomic: calls that have been failed */
  char fail_name[32];   /* the id of the block that failed; written by the one call that does */
  int opened, closed;   /* atomic; blocks whose open() was called, whose close() was */
  int lanes_opened, lanes_closed;
  int succeeded; /* atomic: closed with success */
  int undone;    /* atomic: closed without */
} Watch;

/* The parameters of all blocks; zero-filled where not given. */
typedef struct
{
  Watch *watch;
  const char *name;     /* the block's id */
  guint tickets;        /* source: how many */
  guint rows;           /* source: in each */
  gint64 first;         /* source: the first id */
  guint spin;           /* up to so many turns of delay a call */
  guint reject;         /* refuse rows whose id is a multiple; 0: none */
  guint drop;           /* leave out rows whose id is a multiple; 0: none */
  guint finish_rows;    /* at finish: emit so many rows ... */
  guint finish_rejects; /* ... and refuse so many */
  guint limit;          /* limit: rows until it has had enough */
  guint copies;         /* pass: emits each batch so often (the rest counted as created) */
  guint lose;           /* pass: forgets the rows that are a multiple, uncounted */
  guint post;           /* pass: a message for each batch */
  gssize reserve;       /* keep: bytes reserved for each batch, and given back */
  GCancellable *cancel; /* cancelled in the process() call number @cancel_call */
  int cancel_call;
  GString *out; /* sink: where commit() writes; guard: the engine's promise */
} BlockParams;

extern const MillBlockSpec spec_source;   /* out, rejects */
extern const MillBlockSpec spec_pass;     /* in -> out, rejects: row-wise */
extern const MillBlockSpec spec_pass_any; /* the same; its input need not be linked */
extern const MillBlockSpec spec_ordered;  /* in -> out: one call at a time, in the order of rows */
extern const MillBlockSpec spec_keep;     /* in -> out: breaker that gives its rows back reversed */
extern const MillBlockSpec spec_sink;     /* in -> rejects: commits rows as text lines */
extern const MillBlockSpec spec_limit;    /* in: ordered, ends early */
extern const MillBlockSpec spec_union;    /* in (many) -> out, rejects */
extern const MillBlockSpec spec_match;    /* build (first), probe -> out: probe rows whose id is in
                                             build */

/* Adds a block with a copy of @params; its name becomes @id. Returns: the ordinal. */
guint add_block (MillGraph *graph, const char *id, const MillBlockSpec *spec, BlockParams params);
/* As mill_graph_link() from port 0 to port 0. */
void link_blocks (MillGraph *graph, guint from, guint to);

/* A pipeline: adds its blocks to @graph; sinks write to @out. */
typedef void (*BuildFunc) (MillGraph *graph, Watch *watch, GString *out);

/* What a run left. */
typedef struct
{
  GString *out;
  GString *rejects; /* "block,code,message,file:line,raw" lines, as the store gets them */
  GString *counts;  /* "block in=.. out=.." lines */
  GPtrArray *messages;
  Watch watch;
  gboolean ok;
  GError *error;
  MillRunState state;
  guint64 peak;
  gint64 reserved; /* of the budget, at the end */
} Result;

void result_clear (Result *result);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Result, result_clear)

/* How to run. Zero-filled: one worker, no fault. */
typedef struct
{
  guint workers;
  guint64 memory;
  Step fail_step;
  int fail_call;
  gboolean fail_reject; /* the reject store fails */
  GCancellable *cancellable;
} RunHow;

/* Builds and runs; everything that was opened must be closed afterwards, with or without success.
 */
void run_pipeline (BuildFunc build, const RunHow *how, Result *result);

/* Runs with 1, 2, 3 and 8 workers, several times each: all end well with the same rows out, rejects
 * and counts. @result is the last one. */
void run_everyhow (BuildFunc build, Result *result);

/* @n lines "first", "first + 1", ...; (transfer full) */
char *lines_of (gint64 first, guint n);

G_END_DECLS
