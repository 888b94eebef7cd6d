/* mill-expr-eval.c: one strict node over vecs.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <string.h>

#include "mill-function-private.h"
#include "mill-key-table.h"

/* --- in: a key table of the list --- */

typedef struct
{
  MillKeyTable *table;
  gboolean has_null;
} InList;

/* Up to so many values are compared one after the other. */
#define IN_COMPARE_MAX 3

static gpointer
prepare_in (const MillNode *node)
{
  if (node->n_args <= 1 + IN_COMPARE_MAX)
    return NULL;
  for (guint i = 1; i < node->n_args; i++)
    if (node->args[i]->kind != MILL_NODE_LITERAL)
      return NULL;
  InList *list = g_new0 (InList, 1);
  list->table = mill_key_table_new (&node->args[0]->type, 1);
  for (guint i = 1; i < node->n_args; i++)
    {
      MillVec value = mill_value_vec (node->args[i]->type, &node->args[i]->value, 1);
      guint32 id;
      if (node->args[i]->value.null)
        list->has_null = TRUE;
      else
        mill_key_table_insert (list->table, &value, 1, &id);
    }
  return list;
}

static void
release_in (gpointer state)
{
  InList *list = state;
  if (list == NULL)
    return;
  mill_key_table_free (list->table);
  g_free (list);
}

static void
run_in_table (const InList *list, const MillVec *what, MillArena *arena, MillVec *out)
{
  guint n = what->constant ? 1 : what->n;
  guint32 *ids = mill_arena_new (arena, guint32, n);
  MillVec keys = *what;
  keys.n = n;
  mill_key_table_find (list->table, &keys, n, ids, arena);
  guint8 *values = mill_kernel_new (arena, MILL_TYPE (BOOLEAN), what->n, what->constant, out);
  for (guint i = 0; i < n; i++)
    values[i] = ids[i] != MILL_KEY_NONE;
  if (what->nulls == NULL && !list->has_null)
    return;
  guint8 *nulls = mill_kernel_new_nulls (arena, out);
  for (guint i = 0; i < n; i++)
    {
      nulls[i] = mill_vec_is_null (what, i) || (list->has_null && !values[i]);
      values[i] = values[i] && !nulls[i];
    }
}

static void
run_in (const MillVec *args, guint n_args, gpointer state, MillArena *arena, MillVec *out)
{
  if (state != NULL)
    {
      run_in_table (state, &args[0], arena, out);
      return;
    }
  mill_kernel_compare (MILL_COMPARE_EQ, &args[0], &args[1], arena, out);
  for (guint i = 2; i < n_args; i++)
    {
      MillVec before = *out, equal;
      mill_kernel_compare (MILL_COMPARE_EQ, &args[0], &args[i], arena, &equal);
      mill_kernel_or (&before, &equal, arena, out);
    }
}

static void
run_between (const MillVec *args, MillArena *arena, MillVec *out)
{
  MillVec low, high;
  mill_kernel_compare (MILL_COMPARE_GE, &args[0], &args[1], arena, &low);
  mill_kernel_compare (MILL_COMPARE_LE, &args[0], &args[2], arena, &high);
  mill_kernel_and (&low, &high, arena, out);
}

static void
run_cast (const MillNode *node, const MillVec *what, const MillKernelContext *context, MillVec *out)
{
  MillKernelContext soft = *context;
  if (node->negate)
    soft.errors = NULL;
  mill_kernel_cast (what, node->type, &soft, out);
}

static void
run_call (const MillNode *node,
          const MillVec *args,
          guint n,
          const MillKernelContext *context,
          MillScratch *scratch,
          gpointer state,
          MillVec *out)
{
  MillCall call = {
    .function = node->function,
    .type = node->type,
    .args = args,
    .n_args = node->n_args,
    .n = n,
    .context = context,
    .scratch = scratch,
    .state = state,
    .out = out,
  };
  mill_call_run (&call);
}

gpointer
mill_node_prepare (const MillNode *node, char **problem)
{
  if (node->kind == MILL_NODE_IN)
    return prepare_in (node);
  if (node->kind == MILL_NODE_CALL && node->function->prepare != NULL)
    return node->function->prepare (node, problem);
  return NULL;
}

void
mill_node_release (const MillNode *node, gpointer state)
{
  if (node->kind == MILL_NODE_IN)
    release_in (state);
  else if (state != NULL && node->function->release != NULL)
    node->function->release (state);
}

void
mill_node_run (const MillNode *node,
               const MillVec *args,
               guint n,
               const MillKernelContext *context,
               MillScratch *scratch,
               gpointer state,
               MillVec *out)
{
  MillArena *arena = context->arena;
  switch (node->kind)
    {
    case MILL_NODE_NOT:
      mill_kernel_not (&args[0], arena, out);
      return;
    case MILL_NODE_COMPARE:
      mill_kernel_compare ((MillCompareOp)node->op, &args[0], &args[1], arena, out);
      return;
    case MILL_NODE_IS_NULL:
      mill_kernel_is_null (&args[0], node->negate, arena, out);
      return;
    case MILL_NODE_ARITH:
      mill_kernel_arith (
          (MillArithOp)node->op, &args[0], node->n_args > 1 ? &args[1] : NULL, context, out);
      return;
    case MILL_NODE_CAST:
      run_cast (node, &args[0], context, out);
      return;
    case MILL_NODE_IN:
      run_in (args, node->n_args, state, arena, out);
      return;
    case MILL_NODE_BETWEEN:
      run_between (args, arena, out);
      return;
    case MILL_NODE_CALL:
      run_call (node, args, n, context, scratch, state, out);
      return;
    default:
      g_assert_not_reached ();
    }
}
