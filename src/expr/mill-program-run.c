/* mill-program-run.c: lanes, and the loop over the steps of a program.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <string.h>

#include "mill-program-private.h"

/* The rows a scope stands for, while a step runs. */
typedef struct
{
  guint n;
  const guint16 *local; /* positions in the parent scope; NULL in scope 0 */
  const guint16 *outer; /* positions in scope 0; NULL in scope 0 */
  const guint16 *rows;  /* (nullable) rows of the batch, from @first on */
  guint first;
} Scope;

/* The values of a lazy column, whole batch long. */
typedef struct
{
  gboolean wanted;
  gboolean active; /* in this batch */
  gboolean has_nulls;
  gpointer values;
  guint8 *nulls;
} Memo;

struct _MillProgramLane
{
  const MillProgram *program;
  MillArena step_arena;  /* registers; reset for every _eval() */
  MillArena batch_arena; /* what memos and errors point to; reset for every batch */
  MillVec *registers;
  MillVec *args;
  Scope *scopes;
  Memo *memos; /* one a column of the program */
  MillScratch *scratch;
  MillRowErrors *own_errors;
  MillRowErrors *errors; /* of the caller, or own_errors */
  const MillBatch *batch;
};

/* Large enough that no register is an outsized block, which a reset would give back. */
#define ARENA_BLOCK_BYTES (256 * 1024)

MillProgramLane *
mill_program_lane_new (const MillProgram *program)
{
  g_return_val_if_fail (program != NULL, NULL);

  MillProgramLane *lane = g_new0 (MillProgramLane, 1);
  lane->program = mill_program_ref (program);
  mill_arena_init (&lane->step_arena, ARENA_BLOCK_BYTES, 0);
  mill_arena_init (&lane->batch_arena, ARENA_BLOCK_BYTES, 0);
  lane->registers = g_new0 (MillVec, program->consts->len + 1);
  lane->args = g_new0 (MillVec, program->max_args + 1);
  lane->scopes = g_new0 (Scope, program->parents->len);
  lane->memos = g_new0 (Memo, program->n_columns + 1);
  lane->scratch = mill_scratch_new ();
  lane->own_errors = mill_row_errors_new ();
  for (guint i = 0; i < program->consts->len; i++)
    {
      const MillNode *literal = program->consts->pdata[i];
      if (literal != NULL)
        lane->registers[i] = mill_value_vec (literal->type, &literal->value, 0);
    }
  return lane;
}

void
mill_program_lane_free (MillProgramLane *lane)
{
  if (lane == NULL)
    return;
  for (guint i = 0; i < lane->program->n_columns; i++)
    {
      g_free (lane->memos[i].values);
      g_free (lane->memos[i].nulls);
    }
  mill_arena_clear (&lane->step_arena);
  mill_arena_clear (&lane->batch_arena);
  mill_scratch_free (lane->scratch);
  mill_row_errors_free (lane->own_errors);
  g_free (lane->registers);
  g_free (lane->args);
  g_free (lane->scopes);
  g_free (lane->memos);
  mill_program_unref ((MillProgram *)lane->program);
  g_free (lane);
}

gsize
mill_program_lane_bytes (const MillProgramLane *lane)
{
  g_return_val_if_fail (lane != NULL, 0);

  return mill_arena_reserved (&lane->step_arena) + mill_arena_reserved (&lane->batch_arena);
}

/* --- memos --- */

static Memo *
find_memo (const MillProgramLane *lane, guint column)
{
  guint n = lane->program->n_columns;
  guint at = mill_columns_find (lane->program->columns, n, column);
  return at < n ? &lane->memos[at] : NULL;
}

void
mill_program_lane_remember (MillProgramLane *lane, guint column, gboolean remember)
{
  g_return_if_fail (lane != NULL);

  Memo *memo = find_memo (lane, column);
  if (memo != NULL)
    memo->wanted = remember;
}

gboolean
mill_program_loaded (const MillProgramLane *lane, guint column, MillColumn *view)
{
  g_return_val_if_fail (lane != NULL && view != NULL, FALSE);

  const Memo *memo = find_memo (lane, column);
  if (memo == NULL || !memo->active)
    return FALSE;
  *view = lane->batch->columns[column];
  view->memo = memo->values;
  view->memo_nulls = memo->has_nulls ? memo->nulls : NULL;
  return TRUE;
}

static void
start_memo (Memo *memo, MillType type, guint n_rows)
{
  if (memo->values == NULL)
    {
      memo->values = g_malloc (MILL_BATCH_ROWS_MAX * mill_vec_element_bytes (type));
      memo->nulls = g_malloc (MILL_BATCH_ROWS_MAX);
    }
  memset (memo->nulls, 0, n_rows);
  memo->has_nulls = FALSE;
  memo->active = TRUE;
}

#define SCATTER(TYPE)                                                                              \
  {                                                                                                \
    TYPE *to = memo->values;                                                                       \
    const TYPE *from = vec->data;                                                                  \
    for (guint i = 0; i < vec->n; i++)                                                             \
      to[rows[i]] = from[vec->constant ? 0 : i];                                                   \
  }

static void
scatter_memo (Memo *memo, const MillVec *vec, const guint16 *rows)
{
  switch (mill_vec_element_bytes (vec->type))
    {
    case 1:
      SCATTER (guint8)
      break;
    case 8:
      SCATTER (gint64)
      break;
    default:
      SCATTER (MillSpan)
      break;
    }
  if (vec->nulls == NULL)
    return;
  memo->has_nulls = TRUE;
  for (guint i = 0; i < vec->n; i++)
    memo->nulls[rows[i]] = vec->nulls[vec->constant ? 0 : i];
}

static void
fill_memo (Memo *memo, const MillVec *vec, const Scope *scope)
{
  gsize size = mill_vec_element_bytes (vec->type);
  if (scope->rows != NULL)
    {
      scatter_memo (memo, vec, scope->rows + scope->first);
      return;
    }
  if (vec->constant)
    {
      for (guint i = 0; i < vec->n; i++)
        memcpy ((guint8 *)memo->values + (scope->first + i) * size, vec->data, size);
    }
  else if (vec->n > 0)
    memcpy ((guint8 *)memo->values + scope->first * size, vec->data, vec->n * size);
  if (vec->nulls == NULL)
    return;
  memo->has_nulls = TRUE;
  for (guint i = 0; i < vec->n; i++)
    memo->nulls[scope->first + i] = vec->nulls[vec->constant ? 0 : i];
}

/* --- steps --- */

static void
run_load (MillProgramLane *lane, const MillStep *step)
{
  const Scope *scope = &lane->scopes[step->scope];
  const MillColumn *column = &lane->batch->columns[lane->program->columns[step->column]];
  Memo *memo = &lane->memos[step->column];
  MillVec *out = &lane->registers[step->out];
  gboolean remember
      = step->covers && memo->wanted && column->layout == MILL_LAYOUT_LAZY && column->memo == NULL;
  /* Text that is not simply a piece of the file lives as long as the memo. */
  gboolean lasting = remember && mill_type_is_textual (column->type);
  mill_column_load (column,
                    scope->rows,
                    scope->first,
                    scope->n,
                    step->where,
                    lasting ? &lane->batch_arena : &lane->step_arena,
                    lane->errors,
                    out);
  if (!remember)
    return;
  if (!memo->active)
    start_memo (memo, column->type, lane->batch->n_rows);
  fill_memo (memo, out, scope);
}

/* The arguments of @step, constants brought to the length of the scope. */
static const MillVec *
gather_args (MillProgramLane *lane, const MillStep *step, guint n)
{
  for (guint i = 0; i < step->n_args; i++)
    {
      lane->args[i] = lane->registers[step->args[i]];
      if (lane->args[i].constant)
        lane->args[i].n = n;
    }
  return lane->args;
}

static MillKernelContext
context_of (MillProgramLane *lane, const MillStep *step)
{
  const Scope *scope = &lane->scopes[step->scope];
  return (MillKernelContext){
    .arena = &lane->step_arena,
    .errors = lane->errors,
    .rows = scope->rows,
    .first = scope->first,
    .where = step->where,
  };
}

static guint
narrow_bytes (const MillVec *vec, MillNarrow mode, guint n, guint16 *out)
{
  guint found = 0;
  const guint8 *values = vec->booleans, *nulls = vec->nulls;
  guint step = vec->constant ? 0 : 1;
  for (guint i = 0; i < n; i++)
    {
      guint at = i * step;
      guint8 null = nulls != NULL && nulls[at], pass;
      if (mode == MILL_NARROW_NULL)
        pass = null;
      else if (mode == MILL_NARROW_NOT_FALSE)
        pass = null | values[at];
      else
        pass = null | (values[at] ^ 1);
      out[found] = (guint16)i;
      found += pass;
    }
  return found;
}

static guint
narrow (const MillVec *vec, MillNarrow mode, guint n, guint16 *out)
{
  if (mode == MILL_NARROW_TRUE)
    return mill_kernel_select_true (vec, NULL, n, out);
  if (mode == MILL_NARROW_NULL && vec->nulls == NULL)
    return 0;
  return narrow_bytes (vec, mode, n, out);
}

/* From positions in the parent scope to positions in scope 0 and rows of the batch. */
static void
enter_scope (MillProgramLane *lane, guint target, guint parent, const guint16 *local, guint n)
{
  const Scope *from = &lane->scopes[parent];
  Scope *to = &lane->scopes[target];
  const guint16 *outer = local;
  if (from->outer != NULL)
    {
      guint16 *positions = mill_arena_new (&lane->step_arena, guint16, n);
      for (guint i = 0; i < n; i++)
        positions[i] = from->outer[local[i]];
      outer = positions;
    }
  guint16 *rows = mill_arena_new (&lane->step_arena, guint16, n);
  if (from->rows != NULL)
    for (guint i = 0; i < n; i++)
      rows[i] = from->rows[from->first + local[i]];
  else
    for (guint i = 0; i < n; i++)
      rows[i] = (guint16)(from->first + local[i]);
  *to = (Scope){ .n = n, .local = local, .outer = outer, .rows = rows };
}

/* Returns: how many rows the new scope has. */
static guint
run_narrow (MillProgramLane *lane, const MillStep *step)
{
  guint n = lane->scopes[step->scope].n, found;
  guint16 *local = mill_arena_new (&lane->step_arena, guint16, n + MILL_SELECT_SLACK);
  const MillVec *args = gather_args (lane, step, n);
  if (step->kind == MILL_STEP_SELECT)
    found = mill_kernel_select (
        (MillCompareOp)step->mode, &args[0], &args[1], NULL, n, &lane->step_arena, local);
  else
    found = narrow (&args[0], (MillNarrow)step->mode, n, local);
  lane->scopes[step->target].n = 0;
  if (found > 0)
    enter_scope (lane, step->target, step->scope, local, found);
  return found;
}

/* The positions of the rows of @inner in @outer, a scope around it. */
static const guint16 *
positions_in (MillProgramLane *lane, guint inner, guint outer)
{
  const Scope *in = &lane->scopes[inner], *out = &lane->scopes[outer];
  if (outer == 0)
    return in->outer;
  if (g_array_index (lane->program->parents, guint, inner) == outer)
    return in->local;
  guint16 *positions = mill_arena_new (&lane->step_arena, guint16, in->n);
  guint at = 0;
  for (guint i = 0; i < in->n; i++)
    {
      while (out->outer[at] != in->outer[i])
        at++;
      positions[i] = (guint16)at;
    }
  return positions;
}

static void
run_put (MillProgramLane *lane, const MillStep *step)
{
  MillVec *out = &lane->registers[step->out];
  guint n = lane->scopes[step->scope].n;
  guint8 *nulls = (guint8 *)out->nulls;
  const MillVec *from = gather_args (lane, step, n);
  const guint16 *positions
      = step->scope == step->target ? NULL : positions_in (lane, step->scope, step->target);
  /* what is written over may have been null */
  for (guint i = 0; i < n && from->nulls == NULL; i++)
    nulls[positions != NULL ? positions[i] : i] = 0;
  mill_kernel_scatter (from, positions, (gpointer)out->data, nulls);
}

static void
run_blank (MillProgramLane *lane, const MillStep *step)
{
  guint n = lane->scopes[step->scope].n;
  MillVec *out = &lane->registers[step->out];
  mill_kernel_new (&lane->step_arena, step->type, n, FALSE, out);
  mill_kernel_new_nulls (&lane->step_arena, out);
  if (step->kind == MILL_STEP_COPY)
    mill_kernel_scatter (
        gather_args (lane, step, n), NULL, (gpointer)out->data, (guint8 *)out->nulls);
}

static void
run_take (MillProgramLane *lane, const MillStep *step)
{
  const Scope *scope = &lane->scopes[step->scope];
  mill_kernel_take (&lane->registers[step->args[0]],
                    positions_in (lane, step->scope, step->target),
                    scope->n,
                    &lane->step_arena,
                    &lane->registers[step->out]);
}

static void
run_node (MillProgramLane *lane, const MillStep *step)
{
  guint n = lane->scopes[step->scope].n;
  const MillVec *args = gather_args (lane, step, n);
  MillKernelContext context = context_of (lane, step);
  MillVec *out = &lane->registers[step->out];
  switch (step->kind)
    {
    case MILL_STEP_AND:
      mill_kernel_and (&args[0], &args[1], &lane->step_arena, out);
      return;
    case MILL_STEP_OR:
      mill_kernel_or (&args[0], &args[1], &lane->step_arena, out);
      return;
    case MILL_STEP_CHOOSE:
      mill_kernel_choose (&args[0], &args[1], &args[2], &lane->step_arena, out);
      return;
    default:
      mill_node_run (step->node, args, n, &context, lane->scratch, step->state, out);
    }
}

static void
run_steps (MillProgramLane *lane)
{
  const MillStep *steps = (const MillStep *)(const void *)lane->program->steps->data;
  guint n = lane->program->steps->len;
  for (guint at = 0; at < n; at++)
    {
      const MillStep *step = &steps[at];
      switch (step->kind)
        {
        case MILL_STEP_LOAD:
          run_load (lane, step);
          break;
        case MILL_STEP_NARROW:
        case MILL_STEP_SELECT:
          if (run_narrow (lane, step) == 0)
            at = step->skip - 1;
          break;
        case MILL_STEP_TAKE:
          run_take (lane, step);
          break;
        case MILL_STEP_COPY:
        case MILL_STEP_BLANK:
          run_blank (lane, step);
          break;
        case MILL_STEP_PUT:
          run_put (lane, step);
          break;
        default:
          run_node (lane, step);
        }
    }
}

/* Errors outlive the registers that their texts may lie in. */
static void
keep_error_texts (MillProgramLane *lane, guint from)
{
  MillRowErrors *errors = lane->errors;
  for (guint i = from; i < errors->n; i++)
    {
      MillSpan *text = &errors->errors[i].text;
      if (text->data == NULL)
        continue;
      gsize length = MIN (text->length, (gsize)MILL_REJECT_RAW_BYTES_MAX);
      text->data = mill_arena_copy (&lane->batch_arena, text->data, length);
      text->length = length;
    }
}

static void
run_rows (MillProgramLane *lane, guint first, guint n)
{
  guint n_errors = lane->errors->n;
  mill_arena_reset (&lane->step_arena);
  lane->scopes[0] = (Scope){ .n = n, .rows = lane->batch->selection, .first = first };
  run_steps (lane);
  keep_error_texts (lane, n_errors);
}

void
mill_program_begin (MillProgramLane *lane, const MillBatch *batch, MillRowErrors *errors)
{
  g_return_if_fail (lane != NULL && batch != NULL);
  g_return_if_fail (mill_schema_equal (batch->schema, lane->program->schema));

  lane->batch = batch;
  mill_row_errors_clear (lane->own_errors);
  lane->errors = errors != NULL ? errors : lane->own_errors;
  mill_arena_reset (&lane->batch_arena);
  for (guint i = 0; i < lane->program->n_columns; i++)
    lane->memos[i].active = FALSE;
}

void
mill_program_eval (MillProgramLane *lane, guint first, guint n, MillVec *out)
{
  g_return_if_fail (lane != NULL && lane->batch != NULL && out != NULL);
  g_return_if_fail (!lane->program->is_filter && n <= MILL_VEC_ROWS);
  g_return_if_fail (first + n <= lane->batch->n_selected);

  run_rows (lane, first, n);
  for (guint i = 0; i < lane->program->n_exprs; i++)
    {
      out[i] = lane->registers[lane->program->outputs[i]];
      out[i].n = n;
    }
}

/* The rows of the final scope that have no error. */
static guint
take_selection (const MillProgramLane *lane, guint16 *selection)
{
  const Scope *scope = &lane->scopes[lane->program->final_scope];
  if (lane->errors->n == 0)
    {
      memcpy (selection, scope->rows, scope->n * sizeof *selection);
      return scope->n;
    }
  guint found = 0;
  for (guint i = 0; i < scope->n; i++)
    if (!mill_row_errors_has (lane->errors, scope->rows[i]))
      selection[found++] = scope->rows[i];
  return found;
}

guint
mill_program_filter (MillProgramLane *lane,
                     const MillBatch *batch,
                     guint16 *selection,
                     MillRowErrors *errors)
{
  g_return_val_if_fail (lane != NULL && lane->program->is_filter, 0);
  g_return_val_if_fail (batch != NULL && selection != NULL, 0);

  guint found = 0, n;
  mill_program_begin (lane, batch, errors);
  for (guint first = 0; first < batch->n_selected; first += n)
    {
      n = MIN (batch->n_selected - first, (guint)MILL_VEC_ROWS);
      lane->scopes[lane->program->final_scope].n = 0;
      run_rows (lane, first, n);
      if (lane->scopes[lane->program->final_scope].n > 0)
        found += take_selection (lane, selection + found);
    }
  return found;
}
