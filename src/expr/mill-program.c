/* mill-program.c: the program object. See mill-program.h.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <string.h>

#include "mill-program-private.h"

static MillProgram *
program_new (MillExpr *const *exprs, const char *const *where, guint n_exprs, gboolean is_filter)
{
  MillProgram *program = g_new0 (MillProgram, 1);
  g_autoptr (GArray) columns = g_array_new (FALSE, FALSE, sizeof (guint));
  g_atomic_ref_count_init (&program->refs);
  mill_arena_init (&program->arena, 4096, 0);
  program->exprs = g_new (MillExpr *, n_exprs);
  program->n_exprs = n_exprs;
  program->schema = mill_schema_ref (exprs[0]->schema);
  program->steps = g_array_new (FALSE, FALSE, sizeof (MillStep));
  program->consts = g_ptr_array_new ();
  program->parents = g_array_new (FALSE, FALSE, sizeof (guint));
  program->outputs = g_new0 (guint, n_exprs);
  program->is_filter = is_filter;
  for (guint i = 0; i < n_exprs; i++)
    {
      program->exprs[i] = mill_expr_ref (exprs[i]);
      g_array_append_vals (columns, exprs[i]->columns, exprs[i]->n_columns);
    }
  mill_columns_sort (columns);
  program->n_columns = columns->len;
  program->columns
      = mill_arena_copy (&program->arena, columns->data, columns->len * sizeof (guint));
  mill_program_compile (program, where);
  return program;
}

MillProgram *
mill_program_new (MillExpr *const *exprs, const char *const *where, guint n_exprs)
{
  g_return_val_if_fail (exprs != NULL && n_exprs > 0, NULL);
  for (guint i = 0; i < n_exprs; i++)
    {
      g_return_val_if_fail (mill_expr_is_checked (exprs[i]), NULL);
      g_return_val_if_fail (mill_schema_equal (exprs[i]->schema, exprs[0]->schema), NULL);
    }
  return program_new (exprs, where, n_exprs, FALSE);
}

MillProgram *
mill_program_new_filter (const MillExpr *condition, const char *where)
{
  g_return_val_if_fail (condition != NULL && mill_expr_is_checked (condition), NULL);
  g_return_val_if_fail (condition->root->type.id == MILL_TYPE_BOOLEAN, NULL);

  MillExpr *exprs[] = { (MillExpr *)condition };
  return program_new (exprs, &where, 1, TRUE);
}

MillProgram *
mill_program_ref (const MillProgram *program)
{
  g_return_val_if_fail (program != NULL, NULL);

  MillProgram *counted = (MillProgram *)program;
  g_atomic_ref_count_inc (&counted->refs);
  return counted;
}

void
mill_program_unref (MillProgram *program)
{
  if (program == NULL || !g_atomic_ref_count_dec (&program->refs))
    return;
  for (guint i = 0; i < program->steps->len; i++)
    {
      const MillStep *step = &g_array_index (program->steps, MillStep, i);
      if (step->state != NULL)
        mill_node_release (step->node, step->state);
    }
  for (guint i = 0; i < program->n_exprs; i++)
    mill_expr_unref (program->exprs[i]);
  g_free (program->exprs);
  g_free (program->outputs);
  g_array_unref (program->steps);
  g_ptr_array_unref (program->consts);
  g_array_unref (program->parents);
  mill_schema_unref (program->schema);
  mill_arena_clear (&program->arena);
  g_free (program);
}

guint
mill_program_n_outputs (const MillProgram *program)
{
  g_return_val_if_fail (program != NULL, 0);

  return program->n_exprs;
}

MillType
mill_program_type (const MillProgram *program, guint index)
{
  g_return_val_if_fail (program != NULL && index < program->n_exprs, MILL_TYPE (TEXT));

  return program->exprs[index]->root->type;
}

const guint *
mill_program_columns (const MillProgram *program, guint *n)
{
  g_return_val_if_fail (program != NULL && n != NULL, NULL);

  *n = program->n_columns;
  return program->columns;
}

guint
mill_program_n_steps (const MillProgram *program)
{
  g_return_val_if_fail (program != NULL, 0);

  return program->steps->len;
}

static const char *
node_word (const MillNode *node)
{
  static const char *const arith[] = { "+", "-", "*", "/", "div", "mod", "neg", "abs" };
  static const char *const compare[] = { "=", "<>", "<", "<=", ">", ">=", "distinct", "same" };
  switch (node->kind)
    {
    case MILL_NODE_CALL:
      return node->name;
    case MILL_NODE_ARITH:
      return arith[node->op];
    case MILL_NODE_COMPARE:
      return compare[node->op];
    case MILL_NODE_CAST:
      return node->negate ? "try_cast" : "cast";
    case MILL_NODE_IS_NULL:
      return node->negate ? "is not null" : "is null";
    case MILL_NODE_NOT:
      return "not";
    case MILL_NODE_IN:
      return "in";
    default:
      return "between";
    }
}

static void
print_step (const MillProgram *program, const MillStep *step, GString *out)
{
  static const char *const words[] = { "load",   "run",  "and",  "or",    "choose", "narrow",
                                       "select", "take", "copy", "blank", "put" };
  gboolean scope = step->kind == MILL_STEP_NARROW || step->kind == MILL_STEP_SELECT;
  const char *word = step->node != NULL ? node_word (step->node) : words[step->kind];
  if (scope)
    g_string_append_printf (out, "s%u = %s/%u s%u", step->target, word, step->mode, step->scope);
  else
    g_string_append_printf (out, "r%u = %s s%u", step->out, word, step->scope);
  if (step->kind == MILL_STEP_LOAD)
    g_string_append_printf (
        out, " %s", mill_schema_field (program->schema, program->columns[step->column])->name);
  for (guint i = 0; i < step->n_args; i++)
    g_string_append_printf (out, " r%u", step->args[i]);
  g_string_append_c (out, '\n');
}

char *
mill_program_to_string (const MillProgram *program)
{
  g_return_val_if_fail (program != NULL, NULL);

  GString *out = g_string_new (NULL);
  for (guint i = 0; i < program->steps->len; i++)
    print_step (program, &g_array_index (program->steps, MillStep, i), out);
  return g_string_free (out, FALSE);
}
