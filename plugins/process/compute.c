/* compute.c: adds columns, or replaces them, by expressions.
 *
 * Expressions that do not read each other's results are one program: a stage. A later one that does
 * begins the next stage.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-block.h"

typedef struct
{
  MillMap columns;
} Params;

static const MillParam params[] = {
  MILL_PARAM_MAP (Params,
                  columns,
                  .label = N_ ("Columns"),
                  .help
                  = N_ ("Names of columns and the expressions that make them, in order; a later "
                        "one may read an earlier one."),
                  .example = "{ \"total\": \"price * quantity\" }",
                  .required = TRUE,
                  .expressions = TRUE),
  MILL_PARAMS_END,
};

static const MillPort ports[] = { MILL_PORT_IN, MILL_PORT_OUT, MILL_PORT_REJECTS, MILL_PORTS_END };

static const MillExample examples[] = {
  { .title = N_ ("A total, and a tax that reads it"),
    .params
    = "{ \"columns\": { \"total\": \"price * quantity\", \"tax\": \"round (total * 0.2, 2)\" } }",
    .inputs = { "item:text,price:decimal(8,2),quantity:integer\nnut,0.10,3\nbolt,2.50,\n" },
    .outputs
    = { "item:text,price:decimal(8,2),quantity:integer,total:decimal(27,2),tax:decimal(28,2)\n"
        "nut,0.10,3,0.30,0.06\nbolt,2.50,,,\n" } },
  { .title = N_ ("A column replaced in its place; a row that cannot be computed is refused"),
    .params = "{ \"columns\": { \"n\": \"cast (n as integer)\" } }",
    .inputs = { "n:text,unit:text\n12,kg\nmany,kg\n" },
    .outputs = { "n:integer,unit:text\n12,kg\n" },
    .rejects = "bad-cast,\"many,kg\"\n" },
  { .title = NULL },
};

/* ---- the plan: which expression stands in which stage ---- */

/* One entry of the map. */
typedef struct
{
  guint target;   /* column of the result */
  int copied;     /* the column that it is a mere copy of, or -1 */
  MillExpr *expr; /* checked against the schema of its stage */
} Step;

typedef struct
{
  MillSchema *schema; /* of the rows that the stage reads */
  GArray *steps;      /* Step */
} Stage;

/* A column as it stands after the steps so far. */
typedef struct
{
  MillField field;
  GHashTable
      *sources; /* input columns it is computed from, +1; NULL for an input column as it is */
  guint input;  /* that input column */
} Made;

typedef struct
{
  GArray *columns; /* Made */
  GPtrArray *stages;
} Plan;

static void
clear_step (gpointer data)
{
  mill_expr_unref (((Step *)data)->expr);
}

static void
free_stage (gpointer data)
{
  Stage *stage = data;
  g_array_unref (stage->steps);
  mill_schema_unref (stage->schema);
  g_free (stage);
}

static void
clear_made (gpointer data)
{
  g_clear_pointer (&((Made *)data)->sources, g_hash_table_unref);
}

static void
plan_free (Plan *plan)
{
  if (plan == NULL)
    return;
  g_array_unref (plan->columns);
  g_ptr_array_unref (plan->stages);
  g_free (plan);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Plan, plan_free)

static Made *
made_at (const Plan *plan, guint index)
{
  return &g_array_index (plan->columns, Made, index);
}

static Stage *
last_stage (const Plan *plan)
{
  return plan->stages->len > 0 ? g_ptr_array_index (plan->stages, plan->stages->len - 1) : NULL;
}

static gboolean
begin_stage (Plan *plan, GError **error)
{
  guint n = plan->columns->len;
  g_autofree MillField *fields = g_new (MillField, n + 1);
  for (guint i = 0; i < n; i++)
    fields[i] = made_at (plan, i)->field;
  MillSchema *schema = mill_schema_new (fields, n, error);
  if (schema == NULL)
    return FALSE;
  Stage *stage = g_new0 (Stage, 1);
  stage->schema = schema;
  stage->steps = g_array_new (FALSE, FALSE, sizeof (Step));
  g_array_set_clear_func (stage->steps, clear_step);
  g_ptr_array_add (plan->stages, stage);
  return TRUE;
}

/* Whether @expr reads a column that @stage makes or replaces. */
static gboolean
reads_results (const Plan *plan, const Stage *stage, const MillExpr *expr)
{
  const char *const *names = mill_expr_column_names (expr);
  for (guint i = 0; i < stage->steps->len; i++)
    if (g_strv_contains (names,
                         made_at (plan, g_array_index (stage->steps, Step, i).target)->field.name))
      return TRUE;
  return FALSE;
}

static MillExpr *
check (MillInfer *infer,
       const char *name,
       const char *text,
       const MillExpr *parsed,
       const MillSchema *schema,
       GError **error)
{
  if (infer == NULL)
    return mill_expr_check (parsed, schema, error);
  g_autofree char *where = g_strconcat ("columns.", name, NULL);
  return mill_infer_expression_over (infer, where, text, schema, 0, error);
}

/* The input columns behind @expr, through the results it reads. */
static GHashTable *
find_sources (const Plan *plan, const MillExpr *expr)
{
  guint n;
  const guint *columns = mill_expr_columns (expr, &n);
  GHashTable *sources = g_hash_table_new (NULL, NULL);
  for (guint i = 0; i < n; i++)
    {
      const Made *made = made_at (plan, columns[i]);
      GHashTableIter iter;
      gpointer source;
      if (made->sources == NULL)
        g_hash_table_add (sources, GUINT_TO_POINTER (made->input + 1));
      else
        for (g_hash_table_iter_init (&iter, made->sources);
             g_hash_table_iter_next (&iter, &source, NULL);)
          g_hash_table_add (sources, source);
    }
  return sources;
}

static void
add_step (Plan *plan, const MillSchema *schema, const char *name, MillExpr *expr)
{
  int copied = mill_expr_column_of (expr);
  Made made = { .field = { .name = name, .type = mill_expr_type (expr) } };
  if (copied >= 0 && made_at (plan, (guint)copied)->sources == NULL)
    made.input = made_at (plan, (guint)copied)->input;
  else
    made.sources = find_sources (plan, expr);
  guint target = 0;
  while (target < plan->columns->len && !g_str_equal (made_at (plan, target)->field.name, name))
    target++;
  if (target == plan->columns->len)
    g_array_append_val (plan->columns, made);
  else
    {
      clear_made (made_at (plan, target));
      *made_at (plan, target) = made;
    }
  Step step = { .target = target, .copied = copied, .expr = expr };
  g_array_append_val (last_stage (plan)->steps, step);
}

static gboolean
add_expression (Plan *plan, MillInfer *infer, const char *name, const char *text, GError **error)
{
  g_autoptr (MillExpr) parsed = mill_expr_parse (text, error);
  if (parsed == NULL)
    {
      g_prefix_error (error, "columns.%s: ", name);
      return FALSE;
    }
  Stage *stage = last_stage (plan);
  if ((stage == NULL || reads_results (plan, stage, parsed)) && !begin_stage (plan, error))
    return FALSE;
  stage = last_stage (plan);
  MillExpr *expr = check (infer, name, text, parsed, stage->schema, error);
  if (expr == NULL)
    return FALSE;
  add_step (plan, stage->schema, name, expr);
  return TRUE;
}

/* @infer is NULL when the block is opened. The names belong to @input and @p. */
static Plan *
make_plan (const Params *p, const MillSchema *input, MillInfer *infer, GError **error)
{
  g_autoptr (Plan) plan = g_new0 (Plan, 1);
  plan->columns = g_array_new (FALSE, FALSE, sizeof (Made));
  g_array_set_clear_func (plan->columns, clear_made);
  plan->stages = g_ptr_array_new_with_free_func (free_stage);
  for (guint i = 0; i < mill_schema_n_fields (input); i++)
    {
      Made made = { .field = *mill_schema_field (input, i), .input = i };
      g_array_append_val (plan->columns, made);
    }
  for (guint i = 0; i < p->columns.n; i++)
    if (!add_expression (plan, infer, p->columns.keys[i], p->columns.values[i], error))
      return NULL;
  return g_steal_pointer (&plan);
}

static gboolean
infer (MillInfer *infer, GError **error)
{
  g_autoptr (Plan) plan
      = make_plan (mill_infer_params (infer), mill_infer_input (infer, 0), infer, error);
  if (plan == NULL)
    return FALSE;
  for (guint i = 0; i < plan->columns->len; i++)
    {
      const Made *made = made_at (plan, i);
      if (made->sources == NULL)
        {
          mill_infer_add_from (infer, 0, 0, made->input, made->field.name);
          continue;
        }
      guint column = mill_infer_add (infer, 0, made->field.name, made->field.type);
      GHashTableIter iter;
      gpointer source;
      g_hash_table_iter_init (&iter, made->sources);
      while (g_hash_table_iter_next (&iter, &source, NULL))
        mill_infer_depends (infer, 0, column, 0, GPOINTER_TO_UINT (source) - 1);
    }
  return TRUE;
}

/* ---- running ---- */

typedef struct
{
  Plan *plan;
  MillProgram **programs; /* by stage; NULL when it only copies */
} State;

/* What one lane has for one stage; by step, with gaps where a step only copies. */
typedef struct
{
  MillProgramLane *program;
  MillColumnWriter **writers;
  MillColumn *results;
} StageLane;

typedef struct
{
  guint n_stages;
  StageLane *stages;
  MillVec *vecs;
  MillColumn *columns; /* as they stand after the stages so far */
  guint16 *rows;
} Lane;

static MillProgram *
compile (const Plan *plan, const Stage *stage)
{
  guint n = 0;
  g_autofree MillExpr **exprs = g_new (MillExpr *, stage->steps->len);
  g_autofree const char **where = g_new (const char *, stage->steps->len);
  for (guint i = 0; i < stage->steps->len; i++)
    {
      const Step *step = &g_array_index (stage->steps, Step, i);
      if (step->copied >= 0)
        continue;
      exprs[n] = step->expr;
      where[n++] = made_at (plan, step->target)->field.name;
    }
  return n > 0 ? mill_program_new (exprs, where, n) : NULL;
}

static gboolean
open_block (MillContext *context, GError **error)
{
  State *state = context->state;
  state->plan = make_plan (context->params, mill_input_schema (context, 0), NULL, error);
  if (state->plan == NULL)
    return FALSE;
  guint n = state->plan->stages->len;
  state->programs = g_new0 (MillProgram *, n + 1);
  for (guint i = 0; i < n; i++)
    state->programs[i] = compile (state->plan, g_ptr_array_index (state->plan->stages, i));
  return TRUE;
}

static void
open_stage (const Stage *stage, const MillProgram *program, StageLane *lane)
{
  lane->program = program != NULL ? mill_program_lane_new (program) : NULL;
  lane->writers = g_new0 (MillColumnWriter *, stage->steps->len + 1);
  lane->results = g_new0 (MillColumn, stage->steps->len + 1);
  for (guint i = 0; i < stage->steps->len; i++)
    {
      const Step *step = &g_array_index (stage->steps, Step, i);
      if (step->copied < 0)
        lane->writers[i] = mill_column_writer_new (mill_expr_type (step->expr));
    }
}

static gboolean
open_lane (MillContext *context, GError **error)
{
  const State *state = context->state;
  const Params *p = context->params;
  Lane *lane = context->lane;
  lane->n_stages = state->plan->stages->len;
  lane->stages = g_new0 (StageLane, lane->n_stages + 1);
  for (guint i = 0; i < lane->n_stages; i++)
    open_stage (g_ptr_array_index (state->plan->stages, i), state->programs[i], &lane->stages[i]);
  lane->vecs = g_new0 (MillVec, p->columns.n + 1);
  lane->columns = g_new0 (MillColumn, state->plan->columns->len + 1);
  lane->rows = g_new (guint16, MILL_BATCH_ROWS_MAX);
  return TRUE;
}

/* Computes what the stage's expressions give for the rows of @batch. */
static void
evaluate (
    MillContext *context, StageLane *lane, guint n_steps, const MillBatch *batch, MillVec *vecs)
{
  for (guint i = 0; i < n_steps; i++)
    if (lane->writers[i] != NULL)
      mill_column_writer_begin (lane->writers[i], batch->n_rows);
  mill_program_begin (lane->program, batch, context->errors);
  for (guint first = 0, n; first < batch->n_selected; first += n)
    {
      n = MIN (batch->n_selected - first, MILL_VEC_ROWS);
      mill_program_eval (lane->program, first, n, vecs);
      for (guint i = 0, k = 0; i < n_steps; i++)
        if (lane->writers[i] != NULL)
          mill_column_writer_put (lane->writers[i], &vecs[k++], batch->selection, first);
    }
}

static void
run_stage (MillContext *context, const Stage *stage, StageLane *lane, MillBatch *batch)
{
  Lane *all = context->lane;
  const Step *steps = (const Step *)(void *)stage->steps->data;
  guint n = stage->steps->len;
  batch->schema = stage->schema;
  if (lane->program != NULL)
    evaluate (context, lane, n, batch, all->vecs);
  for (guint i = 0; i < n; i++)
    lane->results[i] = steps[i].copied >= 0 ? all->columns[steps[i].copied]
                                            : mill_column_writer_end (lane->writers[i]);
  for (guint i = 0; i < n; i++)
    all->columns[steps[i].target] = lane->results[i];
}

static MillFlow
process (MillContext *context, guint port, const MillBatch *batch, GError **error)
{
  const State *state = context->state;
  Lane *lane = context->lane;
  memcpy (
      lane->columns, batch->columns, mill_schema_n_fields (batch->schema) * sizeof (MillColumn));
  MillBatch work = *batch, kept;
  work.refs = 0;
  work.columns = lane->columns;
  for (guint i = 0; i < lane->n_stages; i++)
    run_stage (context, g_ptr_array_index (state->plan->stages, i), &lane->stages[i], &work);
  mill_drop_errors (context, batch, lane->rows, &kept);
  if (kept.n_selected == 0)
    return MILL_FLOW_OK;
  work.schema = mill_output_schema (context, 0);
  work.selection = kept.selection;
  work.n_selected = kept.n_selected;
  return mill_emit (context, 0, &work, error);
}

static void
close_lane (MillContext *context)
{
  const State *state = context->state;
  Lane *lane = context->lane;
  for (guint i = 0; i < lane->n_stages; i++)
    {
      const Stage *stage = g_ptr_array_index (state->plan->stages, i);
      for (guint k = 0; k < stage->steps->len; k++)
        mill_column_writer_free (lane->stages[i].writers[k]);
      mill_program_lane_free (lane->stages[i].program);
      g_free (lane->stages[i].writers);
      g_free (lane->stages[i].results);
    }
  g_clear_pointer (&lane->stages, g_free);
  g_clear_pointer (&lane->vecs, g_free);
  g_clear_pointer (&lane->columns, g_free);
  g_clear_pointer (&lane->rows, g_free);
  lane->n_stages = 0;
}

static gboolean
close_block (MillContext *context, gboolean success, GError **error)
{
  State *state = context->state;
  for (guint i = 0; state->plan != NULL && i < state->plan->stages->len; i++)
    mill_program_unref (state->programs[i]);
  g_clear_pointer (&state->programs, g_free);
  g_clear_pointer (&state->plan, plan_free);
  return TRUE;
}

/* ---- as SQL ---- */

static gboolean
append_column (GString *text,
               const Stage *stage,
               guint column,
               const char *name,
               MillSqlDialect dialect,
               GError **error)
{
  g_autofree char *quoted = mill_sql_quote_name (name, dialect);
  g_string_append (text, column > 0 ? ", " : "");
  for (guint i = 0; i < stage->steps->len; i++)
    {
      const Step *step = &g_array_index (stage->steps, Step, i);
      if (step->target != column)
        continue;
      g_autofree char *sql = mill_expr_to_sql (step->expr, dialect, error);
      if (sql == NULL)
        return FALSE;
      g_string_append_printf (text, "%s AS %s", sql, quoted);
      return TRUE;
    }
  g_string_append (text, quoted);
  return TRUE;
}

/* SELECT the columns after @stage FROM @from. */
static char *
select_stage (
    const Plan *plan, guint index, const char *from, MillSqlDialect dialect, GError **error)
{
  const Stage *stage = g_ptr_array_index (plan->stages, index);
  const Stage *next
      = index + 1 < plan->stages->len ? g_ptr_array_index (plan->stages, index + 1) : NULL;
  guint n = next != NULL ? mill_schema_n_fields (next->schema) : plan->columns->len;
  g_autoptr (GString) text = g_string_new ("SELECT ");
  for (guint i = 0; i < n; i++)
    if (!append_column (text, stage, i, made_at (plan, i)->field.name, dialect, error))
      return NULL;
  g_string_append_printf (text, " FROM %s", from);
  return g_strdup (text->str);
}

static char *
sql (const void *data,
     const MillSchema *const *schemas,
     const char *const *inputs,
     int dialect,
     GError **error)
{
  g_autoptr (Plan) plan = make_plan (data, schemas[0], NULL, error);
  g_autofree char *text = plan != NULL ? g_strdup (inputs[0]) : NULL;
  for (guint i = 0; text != NULL && i < plan->stages->len; i++)
    {
      g_autofree char *from
          = i > 0 ? g_strdup_printf ("(%s) AS step_%u", text, i) : g_strdup (text);
      g_free (text);
      text = select_stage (plan, i, from, (MillSqlDialect)dialect, error);
    }
  return g_steal_pointer (&text);
}

const MillBlockSpec mill_block_compute = {
  .id = "compute",
  .stage = MILL_STAGE_PROCESS,
  .label = N_ ("Compute"),
  .summary = N_ ("Adds or replaces columns by expressions."),
  .help = N_ (
      "Each entry of `columns` is a name and an expression. A name that the input has already is "
      "replaced in its place; a new one comes after the others. The entries are taken in order: an "
      "expression sees the columns as the entries before it have left them.\n\n"
      "The type of a column follows from its expression; `cast (x as decimal(18,2))` fixes it. A "
      "row "
      "for which an expression cannot be computed, because a text is no number or a result does "
      "not "
      "fit, goes to `rejects`, and no other block sees it; `try_cast` gives null instead."),
  .keywords = N_ ("calculate formula derive add column expression map"),
  .params = params,
  .params_size = sizeof (Params),
  .ports = ports,
  .state_size = sizeof (State),
  .lane_size = sizeof (Lane),
  .memory = MILL_MEMORY_CONSTANT,
  .examples = examples,
  .infer = infer,
  .open = open_block,
  .lane_open = open_lane,
  .process = process,
  .lane_close = close_lane,
  .close = close_block,
  .sql = sql,
};
