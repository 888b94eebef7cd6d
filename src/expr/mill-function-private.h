/* mill-function-private.h: how a function of the expression language is made. Only for this folder.
 *
 * A function is one entry of a const table (mill-func-*.c) for each kind of argument it takes. The
 * first entry of a name carries the documentation.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-bytes.h"
#include "mill-expr-private.h"
#include "mill-function.h"

G_BEGIN_DECLS

typedef struct _MillCall MillCall;
typedef struct _MillScratch MillScratch;

/** MillFunctionFlags */
typedef enum
{
  MILL_FUNCTION_NULLS = 1 << 0,  /* @row is called for rows with null arguments too */
  MILL_FUNCTION_ORDERS = 1 << 2, /* compares its arguments: SQL must order text by bytes */
  MILL_FUNCTION_HIDDEN = 1 << 1, /* stands for an operator; cannot be called by name */
} MillFunctionFlags;

struct _MillFunction
{
  MillFunctionInfo info; /* @name always, the rest in the first entry of a name */
  /* One letter an argument: b i d n t j as the types, D date, s timestamp, a any, T any,
   * cast to text, u any but all such arguments become one common type; "?" what follows may be
   * missing, "*" the one before may stand again any number of times. Widening is implicit. */
  const char *args;
  char result; /* letter of the result, or 1: the type of the first argument */
  guint8 flags;
  /* overrides @result; FALSE when the argument types do not go together */
  gboolean (*type) (const MillNode *node, MillType *type);
  /* computes one row (nulls are dealt with, but for MILL_FUNCTION_NULLS) ... */
  void (*row) (MillCall *call, guint i);
  /* ... or all at once, out included */
  void (*run) (MillCall *call);
  /* (nullable) makes what @row finds as call->state from constant arguments; NULL is fine. @problem
   * (transfer full) says what is wrong with a constant */
  gpointer (*prepare) (const MillNode *node, char **problem);
  void (*release) (gpointer state);
  /* "$1", "$2", "$*" (all, with commas); NULL: the dialect has nothing of the same meaning */
  const char *sql[MILL_SQL_LAST];
  /* (nullable) whether the call @node, of which sql[dialect] is there, has its meaning in SQL too
   */
  gboolean (*portable) (const MillNode *node);
};

/** MillCall: one function over the rows of a vec. */
struct _MillCall
{
  const MillFunction *function;
  MillType type; /* of the result */
  const MillVec *args;
  guint n_args;
  guint n; /* rows to compute: 1 when all arguments are constant */
  const MillKernelContext *context;
  MillScratch *scratch;
  gpointer state;
  MillVec *out;
  gpointer data; /* elements of @out */
  guint8 *nulls; /* (nullable) of @out */
  guint8 *text_at;
  guint8 *text_end;
};

/** mill_call_run: computes call->out. @call needs all but n, data, nulls, text_at, text_end. */
void mill_call_run (MillCall *call);
/** mill_call_null: row @i of the result is null. */
void mill_call_null (MillCall *call, guint i);
/** mill_call_fail: row @i of the result is an error about @text, and null. */
void mill_call_fail (MillCall *call, guint i, MillRejectCode code, MillSpan text);
/**
 * mill_call_room: (nullable): @length bytes to write text for row @i to; %NULL, and the row is an
 * error, above MILL_TEXT_BYTES_MAX.
 */
guint8 *mill_call_room (MillCall *call, guint i, gsize length);
/** mill_call_text: row @i is the first @length bytes of what mill_call_room() gave. */
void mill_call_text (MillCall *call, guint i, guint8 *room, gsize length);
/** mill_call_copy: row @i is a copy of @length bytes at @data. */
void mill_call_copy (MillCall *call, guint i, const void *data, gsize length);

/** mill_call_bytes: (transfer none): an empty buffer of the lane, for text of unknown length. */
MillBytes *mill_call_bytes (const MillCall *call);

static inline guint
mill_call_at (const MillCall *call, guint arg, guint i)
{
  return call->args[arg].constant ? 0 : i;
}

static inline gboolean
mill_call_is_null (const MillCall *call, guint arg, guint i)
{
  return mill_vec_is_null (&call->args[arg], i);
}

static inline MillSpan
mill_call_span (const MillCall *call, guint arg, guint i)
{
  return call->args[arg].spans[mill_call_at (call, arg, i)];
}

static inline gint64
mill_call_integer (const MillCall *call, guint arg, guint i)
{
  return call->args[arg].integers[mill_call_at (call, arg, i)];
}

static inline double
mill_call_number (const MillCall *call, guint arg, guint i)
{
  return call->args[arg].numbers[mill_call_at (call, arg, i)];
}

static inline void
mill_call_set_span (MillCall *call, guint i, MillSpan span)
{
  ((MillSpan *)call->data)[i] = span;
}

static inline void
mill_call_set_integer (MillCall *call, guint i, gint64 value)
{
  ((gint64 *)call->data)[i] = value;
}

static inline void
mill_call_set_number (MillCall *call, guint i, double value)
{
  ((double *)call->data)[i] = value;
}

static inline void
mill_call_set_boolean (MillCall *call, guint i, gboolean value)
{
  ((guint8 *)call->data)[i] = (guint8)(value != 0);
}

/** MILL_SQL_ALL: the same SQL in every dialect. */
#define MILL_SQL_ALL(text)                                                                         \
  {                                                                                                \
    text, text, text, text                                                                         \
  }

/* The tables; each ends with an entry without a name. */
extern const MillFunction mill_functions_math[];
extern const MillFunction mill_functions_condition[];
extern const MillFunction mill_functions_text[];
extern const MillFunction mill_functions_pattern[];
extern const MillFunction mill_functions_time[];
extern const MillFunction mill_functions_convert[];

/** mill_function_next: (nullable): the entry after @function over all tables, %NULL to start. */
const MillFunction *mill_function_next (const MillFunction *function);
/** mill_function_operator: the hidden entry @name with the argument letters @args. */
const MillFunction *mill_function_operator (const char *name, const char *args);

/** mill_scratch_new: (transfer full): what functions keep for one lane (regular expressions). */
MillScratch *mill_scratch_new (void);
/** mill_scratch_free: frees; accepts %NULL. */
void mill_scratch_free (MillScratch *scratch);

/** mill_node_prepare: (nullable): the state of a strict node, from its constant arguments. */
gpointer mill_node_prepare (const MillNode *node, char **problem);
/** mill_node_release: frees the state that mill_node_prepare() made. */
void mill_node_release (const MillNode *node, gpointer state);
/**
 * mill_node_run: computes a node that needs all its arguments (any but LITERAL, COLUMN, AND, OR,
 * CASE, SWITCH, COALESCE).
 */
void mill_node_run (const MillNode *node,
                    const MillVec *args,
                    guint n,
                    const MillKernelContext *context,
                    MillScratch *scratch,
                    gpointer state,
                    MillVec *out);

G_END_DECLS
