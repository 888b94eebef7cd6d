/* mill-program-compile.c: typed trees to steps. See mill-program-private.h.
 *
 * Equal subtrees get one number (local value numbering: J. Cocke, J. T. Schwartz, "Programming
 * Languages and Their Compilers", 1970), and a number is computed once in a scope and all scopes
 * within.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <string.h>

#include "mill-program-private.h"

/* One distinct subtree. */
typedef struct
{
  const MillNode *node;
  const guint *args; /* values */
  gboolean eager;    /* needed for all rows, whatever branch asks for it first */
} Value;

typedef struct
{
  MillProgram *program;
  GArray *values;        /* of Value */
  GHashTable *numbers;   /* GBytes: the shape of a value -> its number + 1 */
  GHashTable *of_node;   /* MillNode -> number + 1 */
  GHashTable *registers; /* scope << 32 | value -> register + 1 */
  const char *where;     /* of the expression at hand */
  guint chain;           /* the scope that holds all rows the filter lets pass */
} Compiler;

static guint compile (Compiler *compiler, guint value, guint scope);

/* --- values --- */

static void
add_to_shape (GByteArray *shape, gconstpointer data, gsize size)
{
  g_byte_array_append (shape, data, (guint)size);
}

static void
add_constant (GByteArray *shape, const MillNode *node)
{
  const MillValue *value = &node->value;
  guint8 null = value->null != FALSE;
  add_to_shape (shape, &null, 1);
  if (null)
    return;
  if (mill_type_is_textual (node->type))
    {
      add_to_shape (shape, &value->span.length, sizeof value->span.length);
      add_to_shape (shape, value->span.data, value->span.length);
    }
  else
    add_to_shape (shape, &value->span, mill_vec_element_bytes (node->type));
}

static GBytes *
shape_of (const MillNode *node, const guint *args)
{
  g_autoptr (GByteArray) shape = g_byte_array_new ();
  add_to_shape (shape, &node->kind, 1);
  add_to_shape (shape, &node->op, 1);
  add_to_shape (shape, &node->negate, 1);
  add_to_shape (shape, &node->type, sizeof node->type);
  add_to_shape (shape, &node->function, sizeof node->function);
  if (node->kind == MILL_NODE_COLUMN)
    add_to_shape (shape, &node->column, sizeof node->column);
  if (node->kind == MILL_NODE_LITERAL)
    add_constant (shape, node);
  for (guint i = 0; i < node->n_args; i++)
    add_to_shape (shape, &args[i], sizeof args[i]);
  return g_byte_array_free_to_bytes (g_steal_pointer (&shape));
}

static guint
number_node (Compiler *compiler, const MillNode *node)
{
  guint *args = mill_arena_new (&compiler->program->arena, guint, node->n_args + 1);
  for (guint i = 0; i < node->n_args; i++)
    args[i] = number_node (compiler, node->args[i]);

  g_autoptr (GBytes) shape = shape_of (node, args);
  guint number = GPOINTER_TO_UINT (g_hash_table_lookup (compiler->numbers, shape));
  if (number == 0)
    {
      Value value = { .node = node, .args = args };
      g_array_append_val (compiler->values, value);
      number = compiler->values->len;
      g_hash_table_insert (compiler->numbers, g_steal_pointer (&shape), GUINT_TO_POINTER (number));
    }
  return number - 1;
}

static Value *
value_at (Compiler *compiler, guint value)
{
  return &g_array_index (compiler->values, Value, value);
}

/* How many of the arguments are needed for every row that needs the node. */
static guint
n_eager_args (const MillNode *node)
{
  switch (node->kind)
    {
    case MILL_NODE_AND:
    case MILL_NODE_OR:
    case MILL_NODE_CASE:
    case MILL_NODE_COALESCE:
      return 1;
    case MILL_NODE_SWITCH:
      return MIN (node->n_args, 2u);
    default:
      return node->n_args;
    }
}

static void
mark_eager (Compiler *compiler, guint value)
{
  Value *v = value_at (compiler, value);
  if (v->eager)
    return;
  v->eager = TRUE;
  guint n = n_eager_args (v->node);
  for (guint i = 0; i < n; i++)
    mark_eager (compiler, v->args[i]);
}

/* --- registers and steps --- */

static guint
parent_of (const Compiler *compiler, guint scope)
{
  return g_array_index (compiler->program->parents, guint, scope);
}

static guint
new_register (Compiler *compiler, const MillNode *literal)
{
  g_ptr_array_add (compiler->program->consts, (gpointer)literal);
  return compiler->program->consts->len - 1;
}

static gint64 *
register_key (gint64 *key, guint value, guint scope)
{
  *key = (gint64)scope << 32 | value;
  return key;
}

static gboolean
find_register (const Compiler *compiler, guint value, guint scope, guint *out)
{
  gint64 key;
  gpointer found = g_hash_table_lookup (compiler->registers, register_key (&key, value, scope));
  *out = GPOINTER_TO_UINT (found) - 1;
  return found != NULL;
}

static void
keep_register (Compiler *compiler, guint value, guint scope, guint out)
{
  gint64 key;
  g_hash_table_insert (compiler->registers,
                       g_memdup2 (register_key (&key, value, scope), sizeof key),
                       GUINT_TO_POINTER (out + 1));
}

/* Appends @step with a copy of @args. Returns: its index. */
static guint
emit (Compiler *compiler, MillStep step, const guint *args, guint n_args)
{
  MillProgram *program = compiler->program;
  step.args = mill_arena_copy (&program->arena, args, n_args * sizeof *args);
  step.n_args = n_args;
  program->max_args = MAX (program->max_args, n_args);
  g_array_append_val (program->steps, step);
  return program->steps->len - 1;
}

static guint
emit_value (Compiler *compiler, MillStep step, const guint *args, guint n_args)
{
  step.out = new_register (compiler, NULL);
  emit (compiler, step, args, n_args);
  return step.out;
}

static guint
emit_pair (Compiler *compiler, MillStepKind kind, guint scope, guint a, guint b)
{
  guint args[] = { a, b };
  return emit_value (compiler, (MillStep){ .kind = (guint8)kind, .scope = scope }, args, 2);
}

static guint
emit_take (Compiler *compiler, guint from, guint from_scope, guint scope)
{
  if (from_scope == scope || compiler->program->consts->pdata[from] != NULL)
    return from;
  MillStep step = { .kind = MILL_STEP_TAKE, .scope = scope, .target = from_scope };
  return emit_value (compiler, step, &from, 1);
}

static guint
new_scope (Compiler *compiler, guint parent)
{
  g_array_append_val (compiler->program->parents, parent);
  return compiler->program->parents->len - 1;
}

/* Opens a block over fewer rows. Returns: the step, for close_block(). */
static guint
open_block (Compiler *compiler, MillNarrow mode, guint parent, guint condition, guint *scope)
{
  *scope = new_scope (compiler, parent);
  MillStep step
      = { .kind = MILL_STEP_NARROW, .mode = (guint8)mode, .scope = parent, .target = *scope };
  return emit (compiler, step, &condition, 1);
}

static void
close_block (Compiler *compiler, guint step)
{
  GArray *steps = compiler->program->steps;
  g_array_index (steps, MillStep, step).skip = steps->len;
}

static void
close_blocks (Compiler *compiler, GArray *open)
{
  for (guint i = 0; i < open->len; i++)
    close_block (compiler, g_array_index (open, guint, i));
}

static void
emit_put (Compiler *compiler, guint from, guint scope, guint out, guint out_scope)
{
  MillStep step = { .kind = MILL_STEP_PUT, .scope = scope, .target = out_scope, .out = out };
  emit (compiler, step, &from, 1);
}

/* Inside a block that may be skipped nothing can be computed for rows outside, so what all rows
 * need is computed before. */
static void
hoist (Compiler *compiler, guint value, guint scope)
{
  guint out;
  if (scope != 0 || find_register (compiler, value, 0, &out))
    return;
  Value v = *value_at (compiler, value);
  if (v.eager)
    {
      compile (compiler, value, 0);
      return;
    }
  for (guint i = 0; i < v.node->n_args; i++)
    hoist (compiler, v.args[i], 0);
}

/* Whether @value may be computed for rows that do not need it: it is cheap and cannot err. */
static gboolean
is_harmless (const Compiler *compiler, guint value, guint scope)
{
  guint out;
  const Value *v = &g_array_index (compiler->values, Value, value);
  if (v->node->kind == MILL_NODE_LITERAL || find_register (compiler, value, scope, &out))
    return TRUE;
  switch (v->node->kind)
    {
    case MILL_NODE_COMPARE:
    case MILL_NODE_NOT:
    case MILL_NODE_IS_NULL:
    case MILL_NODE_BETWEEN:
      break;
    case MILL_NODE_ARITH:
      if (v->node->args[0]->type.id != MILL_TYPE_NUMBER)
        return FALSE;
      break;
    default:
      return FALSE;
    }
  for (guint i = 0; i < v->node->n_args; i++)
    if (!is_harmless (compiler, v->args[i], scope))
      return FALSE;
  return TRUE;
}

/* --- nodes --- */

static guint
compile_column (Compiler *compiler, const MillNode *node, guint scope)
{
  MillProgram *program = compiler->program;
  guint column = mill_columns_find (program->columns, program->n_columns, node->column);
  MillStep step = {
    .kind = MILL_STEP_LOAD,
    .scope = scope,
    .column = column,
    .covers = scope == compiler->chain,
    .where = mill_schema_field (program->schema, node->column)->name,
  };
  return emit_value (compiler, step, NULL, 0);
}

static const char *
where_of (const Compiler *compiler, const MillNode *node)
{
  if (node->kind == MILL_NODE_CAST && node->args[0]->kind == MILL_NODE_COLUMN)
    return node->args[0]->name;
  return compiler->where;
}

static guint
compile_strict (Compiler *compiler, guint value, guint scope)
{
  Value v = *value_at (compiler, value);
  g_autofree guint *args = g_new (guint, v.node->n_args + 1);
  for (guint i = 0; i < v.node->n_args; i++)
    args[i] = compile (compiler, v.args[i], scope);
  MillStep step = {
    .kind = MILL_STEP_RUN,
    .scope = scope,
    .node = v.node,
    .where = where_of (compiler, v.node),
    .state = mill_node_prepare (v.node, NULL),
  };
  return emit_value (compiler, step, args, v.node->n_args);
}

static guint
compile_logic (Compiler *compiler, guint value, guint scope)
{
  Value v = *value_at (compiler, value);
  gboolean is_or = v.node->kind == MILL_NODE_OR;
  MillStepKind combine = is_or ? MILL_STEP_OR : MILL_STEP_AND;
  guint sofar = compile (compiler, v.args[0], scope);
  guint i = 1;
  for (; i < v.node->n_args && is_harmless (compiler, v.args[i], scope); i++)
    sofar = emit_pair (compiler, combine, scope, sofar, compile (compiler, v.args[i], scope));
  if (i == v.node->n_args)
    return sofar;

  for (guint k = i; k < v.node->n_args; k++)
    hoist (compiler, v.args[k], scope);
  MillStep copy = { .kind = MILL_STEP_COPY, .scope = scope, .type = MILL_TYPE (BOOLEAN) };
  guint out = emit_value (compiler, copy, &sofar, 1);
  g_autoptr (GArray) open = g_array_new (FALSE, FALSE, sizeof (guint));
  guint outer = scope;
  for (; i < v.node->n_args; i++)
    {
      guint inner;
      guint block = open_block (
          compiler, is_or ? MILL_NARROW_NOT_TRUE : MILL_NARROW_NOT_FALSE, outer, sofar, &inner);
      g_array_append_val (open, block);
      guint before = emit_take (compiler, sofar, outer, inner);
      guint part = compile (compiler, v.args[i], inner);
      sofar = emit_pair (compiler, combine, inner, before, part);
      emit_put (compiler, sofar, inner, out, scope);
      outer = inner;
    }
  close_blocks (compiler, open);
  return out;
}

static guint
compile_coalesce (Compiler *compiler, guint value, guint scope)
{
  Value v = *value_at (compiler, value);
  guint sofar = compile (compiler, v.args[0], scope);
  for (guint i = 1; i < v.node->n_args; i++)
    hoist (compiler, v.args[i], scope);
  MillStep copy = { .kind = MILL_STEP_COPY, .scope = scope, .type = v.node->type };
  guint out = emit_value (compiler, copy, &sofar, 1);
  g_autoptr (GArray) open = g_array_new (FALSE, FALSE, sizeof (guint));
  guint outer = scope;
  for (guint i = 1; i < v.node->n_args; i++)
    {
      guint inner;
      guint block = open_block (compiler, MILL_NARROW_NULL, outer, sofar, &inner);
      g_array_append_val (open, block);
      sofar = compile (compiler, v.args[i], inner);
      emit_put (compiler, sofar, inner, out, scope);
      outer = inner;
    }
  close_blocks (compiler, open);
  return out;
}

/* A case whose branches may all be computed for all rows: from the last to the first. */
static gboolean
compile_choice (Compiler *compiler, guint value, guint scope, guint *out)
{
  Value v = *value_at (compiler, value);
  guint n = v.node->n_args;
  guint first = compile (compiler, v.args[0], scope);
  for (guint i = 1; i < n; i++)
    if (!is_harmless (compiler, v.args[i], scope))
      return FALSE;
  *out = compile (compiler, v.args[n - 1], scope);
  for (guint i = n - 1; i >= 2; i -= 2)
    {
      guint args[3] = { i == 2 ? first : compile (compiler, v.args[i - 2], scope),
                        compile (compiler, v.args[i - 1], scope),
                        *out };
      *out = emit_value (compiler, (MillStep){ .kind = MILL_STEP_CHOOSE, .scope = scope }, args, 3);
    }
  return TRUE;
}

/* The condition of branch @i of a case, or the comparison that a simple case stands for. */
static guint
compile_condition (
    Compiler *compiler, const Value *v, guint i, guint what, guint scope, guint inner)
{
  guint key = compile (compiler, v->args[i], inner);
  if (v->node->kind == MILL_NODE_CASE)
    return key;
  MillNode *equal
      = mill_node_new (&compiler->program->arena, MILL_NODE_COMPARE, v->node->args[i]->offset, 2);
  equal->type = MILL_TYPE (BOOLEAN);
  equal->op = MILL_COMPARE_EQ;
  guint args[] = { emit_take (compiler, what, scope, inner), key };
  MillStep step = { .kind = MILL_STEP_RUN, .scope = inner, .node = equal };
  return emit_value (compiler, step, args, 2);
}

static guint
compile_case (Compiler *compiler, guint value, guint scope)
{
  Value v = *value_at (compiler, value);
  gboolean simple = v.node->kind == MILL_NODE_SWITCH;
  guint out;
  if (!simple && compile_choice (compiler, value, scope, &out))
    return out;

  for (guint i = 0; i < v.node->n_args; i++)
    hoist (compiler, v.args[i], scope);
  guint what = simple ? compile (compiler, v.args[0], scope) : 0;
  MillStep blank = { .kind = MILL_STEP_BLANK, .scope = scope, .type = v.node->type };
  out = emit_value (compiler, blank, NULL, 0);
  g_autoptr (GArray) open = g_array_new (FALSE, FALSE, sizeof (guint));
  guint outer = scope, last = v.node->n_args - 1;
  for (guint i = simple; i < last; i += 2)
    {
      guint branch, rest;
      guint condition = compile_condition (compiler, &v, i, what, scope, outer);
      guint block = open_block (compiler, MILL_NARROW_TRUE, outer, condition, &branch);
      emit_put (compiler, compile (compiler, v.args[i + 1], branch), branch, out, scope);
      close_block (compiler, block);
      block = open_block (compiler, MILL_NARROW_NOT_TRUE, outer, condition, &rest);
      g_array_append_val (open, block);
      outer = rest;
    }
  emit_put (compiler, compile (compiler, v.args[last], outer), outer, out, scope);
  close_blocks (compiler, open);
  return out;
}

static guint
compile_new (Compiler *compiler, guint value, guint scope)
{
  const MillNode *node = value_at (compiler, value)->node;
  switch (node->kind)
    {
    case MILL_NODE_COLUMN:
      return compile_column (compiler, node, scope);
    case MILL_NODE_AND:
    case MILL_NODE_OR:
      return compile_logic (compiler, value, scope);
    case MILL_NODE_COALESCE:
      return compile_coalesce (compiler, value, scope);
    case MILL_NODE_CASE:
    case MILL_NODE_SWITCH:
      return compile_case (compiler, value, scope);
    default:
      return compile_strict (compiler, value, scope);
    }
}

/* The register of @value over the rows of @scope. */
static guint
compile (Compiler *compiler, guint value, guint scope)
{
  guint out, outer = scope;
  const MillNode *node = value_at (compiler, value)->node;
  if (node->kind == MILL_NODE_LITERAL)
    {
      if (!find_register (compiler, value, 0, &out))
        {
          out = new_register (compiler, node);
          keep_register (compiler, value, 0, out);
        }
      return out;
    }
  while (!find_register (compiler, value, outer, &out) && outer != 0)
    outer = parent_of (compiler, outer);
  if (find_register (compiler, value, outer, &out))
    out = emit_take (compiler, out, outer, scope);
  else
    out = compile_new (compiler, value, scope);
  keep_register (compiler, value, scope, out);
  return out;
}

/* --- programs --- */

/* One part of a conjunction: narrows the rows that are left. */
static void
compile_part (Compiler *compiler, guint value, GArray *open)
{
  const Value v = *value_at (compiler, value);
  guint outer = compiler->chain, inner, step;
  if (v.node->kind == MILL_NODE_COMPARE)
    {
      guint args[] = { compile (compiler, v.args[0], outer), compile (compiler, v.args[1], outer) };
      inner = new_scope (compiler, outer);
      MillStep select
          = { .kind = MILL_STEP_SELECT, .mode = v.node->op, .scope = outer, .target = inner };
      step = emit (compiler, select, args, 2);
    }
  else
    step = open_block (compiler, MILL_NARROW_TRUE, outer, compile (compiler, value, outer), &inner);
  g_array_append_val (open, step);
  compiler->chain = inner;
}

static void
compile_conjunction (Compiler *compiler, guint value, GArray *open)
{
  const Value v = *value_at (compiler, value);
  if (v.node->kind != MILL_NODE_AND)
    {
      compile_part (compiler, value, open);
      return;
    }
  for (guint i = 0; i < v.node->n_args; i++)
    compile_conjunction (compiler, v.args[i], open);
}

static void
compile_filter (Compiler *compiler, guint root)
{
  g_autoptr (GArray) open = g_array_new (FALSE, FALSE, sizeof (guint));
  compile_conjunction (compiler, root, open);
  close_blocks (compiler, open);
  compiler->program->final_scope = compiler->chain;
}

void
mill_program_compile (MillProgram *program, const char *const *where)
{
  Compiler compiler = {
    .program = program,
    .values = g_array_new (FALSE, FALSE, sizeof (Value)),
    .numbers
    = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref, NULL),
    .registers = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL),
  };
  g_autofree guint *roots = g_new (guint, program->n_exprs);
  new_scope (&compiler, 0);
  for (guint i = 0; i < program->n_exprs; i++)
    roots[i] = number_node (&compiler, program->exprs[i]->root);
  for (guint i = 0; i < program->n_exprs && !program->is_filter; i++)
    mark_eager (&compiler, roots[i]);
  for (guint i = 0; i < program->n_exprs; i++)
    {
      const char *name = where != NULL ? where[i] : NULL;
      compiler.where = name != NULL ? mill_arena_copy (&program->arena, name, strlen (name)) : NULL;
      if (program->is_filter)
        compile_filter (&compiler, roots[i]);
      else
        program->outputs[i] = compile (&compiler, roots[i], 0);
    }
  g_array_unref (compiler.values);
  g_hash_table_unref (compiler.numbers);
  g_hash_table_unref (compiler.registers);
}
