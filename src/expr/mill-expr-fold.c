/* mill-expr-fold.c: constant parts of a typed tree become literals.
 *
 * A part that errs stays as it is: it is an error of every row that needs it, not of the
 * expression.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-function-private.h"

/* A longer text than this is made when needed rather than kept. */
#define FOLDED_BYTES_MAX MILL_EXPR_BYTES_MAX

static gboolean
is_literal (const MillNode *node)
{
  return node->kind == MILL_NODE_LITERAL;
}

static gboolean
is_boolean (const MillNode *node, gboolean value)
{
  return is_literal (node) && !node->value.null && node->value.boolean == (guint8)value;
}

static gboolean
all_literals (const MillNode *node)
{
  for (guint i = 0; i < node->n_args; i++)
    if (!is_literal (node->args[i]))
      return FALSE;
  return TRUE;
}

/* The value of a strict node over literals; FALSE when it errs or is too long to keep. */
static gboolean
compute (const MillNode *node, MillArena *arena, MillValue *value)
{
  g_auto (MillArena) work = { 0 };
  /* one row, one error */
  MillRowError error;
  guint64 bad = 0;
  MillRowErrors errors = { .capacity = 1, .errors = &error, .bad = &bad };
  MillKernelContext context = { .arena = &work, .errors = &errors };
  g_autofree MillVec *args = g_new (MillVec, node->n_args + 1);
  MillScratch *scratch = mill_scratch_new ();
  gpointer state = mill_node_prepare (node, NULL);
  MillVec out;

  for (guint i = 0; i < node->n_args; i++)
    args[i] = mill_value_vec (node->args[i]->type, &node->args[i]->value, 1);
  mill_node_run (node, args, 1, &context, scratch, state, &out);
  gboolean good = errors.n == 0;
  if (good && mill_type_is_textual (node->type) && !mill_vec_is_null (&out, 0))
    good = out.spans[0].length <= FOLDED_BYTES_MAX;
  if (good)
    *value = mill_value_from_vec (&out, arena);
  mill_node_release (node, state);
  mill_scratch_free (scratch);
  return good;
}

static MillNode *
fold_strict (MillNode *node, MillArena *arena)
{
  MillValue value;
  if (!all_literals (node) || !compute (node, arena, &value))
    return node;
  MillNode *literal = mill_node_new (arena, MILL_NODE_LITERAL, node->offset, 0);
  literal->type = node->type;
  literal->value = value;
  return literal;
}

/* and, or: what is left of the first operand that decides; operands that cannot decide go. */
static MillNode *
fold_logic (MillNode *node)
{
  gboolean decides = node->kind == MILL_NODE_OR;
  guint n = 0;
  for (guint i = 0; i < node->n_args; i++)
    {
      MillNode *arg = node->args[i];
      if (is_boolean (arg, !decides) && !(n == 0 && i + 1 == node->n_args))
        continue;
      node->args[n++] = arg;
      if (is_boolean (arg, decides))
        break;
    }
  node->n_args = n;
  return n == 1 ? node->args[0] : node;
}

static MillNode *
fold_case (MillNode *node)
{
  guint n = 0;
  MillNode *last = node->args[node->n_args - 1];
  for (guint i = 0; i + 1 < node->n_args; i += 2)
    {
      MillNode *condition = node->args[i];
      if (is_boolean (condition, TRUE))
        {
          last = node->args[i + 1];
          break;
        }
      if (is_literal (condition))
        continue;
      node->args[n++] = condition;
      node->args[n++] = node->args[i + 1];
    }
  node->args[n++] = last;
  node->n_args = n;
  return n == 1 ? last : node;
}

static MillNode *
fold_coalesce (MillNode *node)
{
  guint n = 0;
  for (guint i = 0; i < node->n_args; i++)
    {
      MillNode *arg = node->args[i];
      if (mill_node_is_null (arg) && !(n == 0 && i + 1 == node->n_args))
        continue;
      node->args[n++] = arg;
      if (is_literal (arg))
        break;
    }
  node->n_args = n;
  return n == 1 ? node->args[0] : node;
}

MillNode *
mill_node_fold (MillNode *node, MillArena *arena)
{
  for (guint i = 0; i < node->n_args; i++)
    node->args[i] = mill_node_fold (node->args[i], arena);
  switch (node->kind)
    {
    case MILL_NODE_LITERAL:
    case MILL_NODE_COLUMN:
    case MILL_NODE_INTERVAL:
    case MILL_NODE_SWITCH:
      return node;
    case MILL_NODE_AND:
    case MILL_NODE_OR:
      return fold_logic (node);
    case MILL_NODE_CASE:
      return fold_case (node);
    case MILL_NODE_COALESCE:
      return fold_coalesce (node);
    default:
      return fold_strict (node, arena);
    }
}
