/* mill-spec.h: a block is one const table in one file.
 *
 * Shapes of blocks, by the callbacks they fill:
 *   source       produce()
 *   row-wise     process() that emits (on any lane, in parallel; state only in the lane)
 *   ordered      the same with .ordered: one call at a time, in the order of rows
 *   breaker      process() that stores in the lane, finish() that merges the lanes, produce() that
 * emits sink         process() that encodes into the lane, commit() that writes in the order of
 * rows
 *
 * Order of calls: open; lane_open for each lane; then process/commit by ticket, event in between;
 * finish once for each input; produce until DONE; lane_close; close. After an error or a cancel:
 * lane_close and close (with success FALSE) only.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-context.h"
#include "mill-param.h"

G_BEGIN_DECLS

/** MillStage: what a block does for the reader of the picture. */
typedef enum
{
  MILL_STAGE_STORE,
  MILL_STAGE_PROCESS,
  MILL_STAGE_CONSUME
} MillStage;

/** MillMemory: how the memory of a block grows. */
typedef enum
{
  MILL_MEMORY_CONSTANT,
  MILL_MEMORY_PER_KEY, /* spills or fails cleanly */
  MILL_MEMORY_PER_ROW  /* spills */
} MillMemory;

/** MillGuarantee: what a sink promises when a run is killed and resumed, and what a source can
 * replay. */
typedef enum
{
  MILL_GUARANTEE_NONE,          /* row-wise and breakers: follows from the ends */
  MILL_GUARANTEE_REPLAYABLE,    /* a source that reads the same rows again */
  MILL_GUARANTEE_ATOMIC,        /* a sink whose result appears whole or not at all */
  MILL_GUARANTEE_AT_LEAST_ONCE, /* a sink that may repeat */
  MILL_GUARANTEE_AT_MOST_ONCE,
} MillGuarantee;

/** MillPort: an input or output. A table of them ends with a NULL name. */
typedef struct
{
  const char *name;
  gboolean output;
  gboolean optional; /* input: need not be linked */
  gboolean many;     /* last input: takes several links, in document order; their rows come as ports
                        index, index + 1, ... of process() and finish(), one link after the other */
  gboolean rejects;  /* output of refused rows; its schema is mill_rejects_schema() */
  gboolean all;      /* input: every column is read, even when no parameter names it (sinks) */
  gboolean
      first; /* input: read to its end before any other input starts (the build side of a join) */
  const char *help; /* N_() */
} MillPort;

/** MILL_PORT_IN: the usual single input. */
#define MILL_PORT_IN                                                                               \
  {                                                                                                \
    .name = "in", .help = N_ ("Rows to work on")                                                   \
  }
/** MILL_PORT_OUT: the usual single output. */
#define MILL_PORT_OUT                                                                              \
  {                                                                                                \
    .name = "out", .output = TRUE, .help = N_ ("The resulting rows")                               \
  }
/** MILL_PORT_REJECTS: where refused rows go; always the last port. */
#define MILL_PORT_REJECTS                                                                          \
  {                                                                                                \
    .name = "rejects", .output = TRUE, .rejects = TRUE,                                            \
    .help = N_ ("Refused rows with code, message, origin and raw bytes")                           \
  }
#define MILL_PORTS_END                                                                             \
  {                                                                                                \
    .name = NULL                                                                                   \
  }

/** MillExample: shown, printed in the reference, and run as a test. */
typedef struct
{
  const char *title;      /* N_() */
  const char *params;     /* JSON object as in a document */
  const char *inputs[4];  /* for each input port: a small CSV with typed header "a:integer,b:text";
                             NULL = not linked */
  const char *outputs[4]; /* for each output port but rejects: the expected rows in the same form;
                             NULL = not compared */
  const char *rejects;    /* (nullable) expected refused rows: "code,raw" lines */
  const char
      *file; /* (nullable) a file the example reads: its contents; ${file} in @params is its path */
  const char *written; /* (nullable) what stands afterwards in the file at ${out} in @params */
} MillExample;

typedef struct _MillInfer MillInfer;
typedef struct _MillBlockSpec MillBlockSpec;

/** MillBlockSpec: the block. All texts are N_(). */
struct _MillBlockSpec
{
  const char *id; /* = file name = icon = reference anchor */
  MillStage stage;
  const char *label;
  const char *summary;  /* one sentence */
  const char *help;     /* some paragraphs of Markdown */
  const char *keywords; /* (nullable) further words to find it by */
  const MillParam *params;
  gsize params_size;
  const MillPort *ports; /* inputs, then outputs, `rejects` last */
  gsize state_size;
  gsize lane_size;
  gboolean ordered;
  MillMemory memory;
  MillGuarantee guarantee;
  const MillExample *examples; /* ends with a NULL title; at least one */

  /* Output schemas and column lineage from parameters and input schemas, without running. Any
   * thread. */
  gboolean (*infer) (MillInfer *infer, GError **error);
  /* (nullable) Further checks of parameters that need no schema. "PARAM: why, what to do". */
  gboolean (*check) (const void *params, GError **error);

  gboolean (*open) (MillContext *context, GError **error);
  gboolean (*lane_open) (MillContext *context, GError **error);
  MillFlow (*process) (MillContext *context, guint port, const MillBatch *batch, GError **error);
  /* Tickets count from 0 and are each asked for once, by any lane. DONE: no such ticket. */
  MillFlow (*produce) (MillContext *context, guint64 ticket, GError **error);
  gboolean (*commit) (MillContext *context, GError **error);
  gboolean (*event) (MillContext *context, guint port, const MillEvent *event, GError **error);
  /* The rows of input @port have all been processed and committed. Lane 0; the other lanes rest. */
  gboolean (*finish) (MillContext *context, guint port, GError **error);
  void (*lane_close) (MillContext *context);
  /* @success: the run reached its end: make results visible (rename, COMMIT) or undo them. */
  gboolean (*close) (MillContext *context, gboolean success, GError **error);

  /* (nullable, for blocks without state) All lanes rest. */
  gboolean (*snapshot) (MillContext *context, MillBytes *out, GError **error);
  gboolean (*restore) (MillContext *context, const guint8 *data, gsize length, GError **error);

  /* (nullable) Sinks: one line on what a run WOULD write or send; opens nothing. (transfer full) */
  char *(*plan) (const void *params);
  /* (nullable) The block as one SELECT over the relations @inputs, @dialect a MillSqlDialect of
   * mill-expr.h. (transfer full) (nullable) */
  char *(*sql) (const void *params,
                const MillSchema *const *schemas,
                const char *const *inputs,
                int dialect,
                GError **error);
  /* (nullable) Sources: the place of row @row of part @part. All parts before are done. */
  gboolean (*locate) (MillContext *context, guint64 part, guint32 row, MillPlace *place);
};

/** mill_spec_n_inputs: how many of the ports are inputs. */
guint mill_spec_n_inputs (const MillBlockSpec *spec);
/** mill_spec_n_outputs: how many of the ports are outputs. */
guint mill_spec_n_outputs (const MillBlockSpec *spec);
/** mill_spec_input: (transfer none): input @index. */
const MillPort *mill_spec_input (const MillBlockSpec *spec, guint index);
/** mill_spec_output: (transfer none): output @index; the index that mill_emit() takes. */
const MillPort *mill_spec_output (const MillBlockSpec *spec, guint index);
/** mill_spec_find_port: index of the input or output @name among its kind, or -1. */
int mill_spec_find_port (const MillBlockSpec *spec, gboolean output, const char *name);
/** mill_rejects_schema: (transfer none): block, code, message, file, line, record, byte, raw. */
const MillSchema *mill_rejects_schema (void);

/* ---- inference ---- */

/** mill_infer_params: (transfer none): the block's filled params. */
const void *mill_infer_params (const MillInfer *infer);
/** mill_infer_input: (transfer none) (nullable): the schema on input @port; %NULL when not linked
 * or unknown. */
const MillSchema *mill_infer_input (const MillInfer *infer, guint port);
/**
 * mill_infer_add: adds a column to output @port. Returns: its index there. A name that stands there
 * already makes the whole inference fail with a message that names both.
 */
guint mill_infer_add (MillInfer *infer, guint port, const char *name, MillType type);
/** mill_infer_add_from: adds a column that is column @column of input @in_port, renamed to @name
 * (nullable: as it is). */
guint mill_infer_add_from (
    MillInfer *infer, guint port, guint in_port, guint column, const char *name);
/** mill_infer_pass: adds all columns of input @in_port to output @port. */
void mill_infer_pass (MillInfer *infer, guint port, guint in_port);
/** mill_infer_depends: output column @index of @port is computed from column @column of input
 * @in_port. */
void mill_infer_depends (MillInfer *infer, guint port, guint index, guint in_port, guint column);
/**
 * mill_infer_expression: parses and checks expression @text over input @in_port; @param names the
 * parameter for errors. Returns: (transfer full) (nullable): the checked expression (a MillExpr of
 * mill-expr.h), or %NULL with #MILL_ERROR_DOCUMENT.
 */
struct _MillExpr *mill_infer_expression (
    MillInfer *infer, const char *param, const char *text, guint in_port, GError **error);
/**
 * mill_infer_expression_over: as mill_infer_expression(), over rows of @schema: input columns and
 * earlier results of the block. Names that are columns of input @in_port count as read.
 */
struct _MillExpr *mill_infer_expression_over (MillInfer *infer,
                                              const char *param,
                                              const char *text,
                                              const MillSchema *schema,
                                              guint in_port,
                                              GError **error);
/** mill_infer_column: the index of column @name on input @in_port, or -1 with "PARAM: no column
 * ..., did you mean ...". */
int mill_infer_column (
    MillInfer *infer, const char *param, const char *name, guint in_port, GError **error);

G_END_DECLS
