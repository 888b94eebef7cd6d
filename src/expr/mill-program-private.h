/* mill-program-private.h: what a program is made of. Only for this folder.
 *
 * A program is a list of steps over registers (one MillVec each). A step works on a scope: a subset
 * of the rows at hand. Scope 0 is all of them; NARROW makes a smaller one for what only some rows
 * need (the second part of `and`, a branch of `case`), and steps over the block of that scope when
 * no row is left. TAKE brings a register of a wider scope into a narrower one, PUT writes one back.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-function-private.h"
#include "mill-program.h"

G_BEGIN_DECLS

typedef enum
{
  MILL_STEP_LOAD,   /* out = column */
  MILL_STEP_RUN,    /* out = node (args) */
  MILL_STEP_AND,    /* out = args[0] and args[1] */
  MILL_STEP_OR,     /* out = args[0] or args[1] */
  MILL_STEP_CHOOSE, /* out = args[1] where args[0] is true, else args[2] */
  MILL_STEP_NARROW, /* makes scope `target` of those rows of `scope` that pass by `mode` of args[0]
                     */
  MILL_STEP_SELECT, /* the same, of those where args[0] `mode` args[1] (MillCompareOp) */
  MILL_STEP_TAKE,   /* out = args[0] of scope `target` */
  MILL_STEP_COPY,   /* out = args[0], to be written to */
  MILL_STEP_BLANK,  /* out = undefined values, to be written to */
  MILL_STEP_PUT,    /* writes args[0] to the rows of `out`, a register of scope `target` */
} MillStepKind;

typedef enum
{
  MILL_NARROW_TRUE,
  MILL_NARROW_NOT_TRUE,
  MILL_NARROW_NOT_FALSE,
  MILL_NARROW_NULL,
} MillNarrow;

typedef struct
{
  guint8 kind; /* MillStepKind */
  guint8 mode;
  gboolean covers; /* LOAD: no row that the filter lets pass is missing */
  guint scope;
  guint target; /* a scope */
  guint out;
  guint n_args;
  const guint *args;
  MillType type;        /* of BLANK, COPY */
  const MillNode *node; /* RUN */
  guint column;         /* LOAD: index into program->columns */
  gpointer state;       /* RUN */
  const char *where;
  guint skip; /* NARROW, SELECT: the step to go on with when no row is left */
} MillStep;

struct _MillProgram
{
  gatomicrefcount refs;
  MillArena arena;
  MillExpr **exprs; /* own the nodes */
  guint n_exprs;
  const MillSchema *schema;
  GArray *steps;     /* of MillStep */
  GPtrArray *consts; /* of MillNode, or NULL: the literal of each register */
  GArray *parents;   /* of guint: the parent of each scope, 0 for scope 0 */
  guint *outputs;    /* registers */
  guint *columns;    /* ascending */
  guint n_columns;
  guint max_args;
  gboolean is_filter;
  guint final_scope; /* of a filter: the rows that pass */
};

/** mill_program_compile: fills the steps of @program, whose exprs and columns are set. */
void mill_program_compile (MillProgram *program, const char *const *where);

G_END_DECLS
