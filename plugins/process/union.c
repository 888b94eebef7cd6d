/* union.c: the rows of several inputs, one below the other.
 *
 * Columns are matched by name. Where nothing is to be cast a batch costs a copy of its column
 * views: what an input does not have is an absent column, which takes no memory.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-block.h"

typedef struct
{
  int columns;
  char *source;
} Params;

enum
{
  COLUMNS_ALL,
  COLUMNS_COMMON
};

static const MillChoice columns_choices[] = {
  { "all", N_ ("Of any input"), COLUMNS_ALL },
  { "common", N_ ("Of every input"), COLUMNS_COMMON },
  { NULL, NULL, 0 },
};

static const MillParam params[]
    = { MILL_PARAM_ENUM (Params,
                         columns,
                         columns_choices,
                         .label = N_ ("Columns"),
                         .help = N_ ("The columns that any input has, with nulls where one does "
                                     "not have them, or only those that every input has.")),
        MILL_PARAM_TEXT (Params,
                         source,
                         .label = N_ ("Source column"),
                         .example = "\"file\"",
                         .help = N_ ("Name of a new column with the number of the input that a "
                                     "row came from: 1, 2, 3... Empty: no such column.")),
        MILL_PARAMS_END };

static const MillPort ports[] = {
  { .name = "in",
    .many = TRUE,
    .help = N_ ("Rows, input after input in the order of the names of their blocks") },
  MILL_PORT_OUT,
  MILL_PORT_REJECTS,
  MILL_PORTS_END,
};

static const MillExample examples[] = {
  { .title = N_ ("Two files with different columns"),
    .params = "{}",
    .inputs = { "day:date,sales:integer\n2024-01-01,3\n2024-01-02,4\n",
                "shop:text,sales:number,day:date\nnorth,2.5,2024-01-01\n" },
    .outputs = { "day:date,sales:number,shop:text\n2024-01-01,3,\n2024-01-02,4,\n"
                 "2024-01-01,2.5,north\n" } },
  { .title = N_ ("Only what all have, and where it came from"),
    .params = "{ \"columns\": \"common\", \"source\": \"file\" }",
    .inputs
    = { "a:integer,b:text\n1,x\n", "b:text,a:integer\ny,2\nz,\n", "a:integer,c:date\n3,\n" },
    .outputs = { "a:integer,file:integer\n1,1\n2,2\n,2\n3,3\n" } },
  { .title = N_ ("A value that does not fit the common type is refused"),
    .params = "{}",
    .inputs = { "x:decimal(30,20)\n0.5\n", "x:integer\n7\n9223372036854775807\n" },
    .outputs = { "x:decimal(38,20)\n0.5\n7\n" },
    .rejects = "overflow,9223372036854775807\n" },
  { .title = NULL },
};

/* ---- the plan: what each output column is made of ---- */

typedef struct
{
  const char *name;
  MillType type;
  guint type_link; /* the input that the type comes from */
  guint n_inputs;  /* how many have it */
  gboolean cast;   /* some input has another type */
} Made;

typedef struct
{
  guint n_inputs;
  const MillSchema *const *inputs;
  GArray *columns; /* Made */
} Plan;

static void
plan_free (Plan *plan)
{
  if (plan == NULL)
    return;
  g_array_unref (plan->columns);
  g_free (plan);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Plan, plan_free)

static Made *
made_at (const Plan *plan, guint index)
{
  return &g_array_index (plan->columns, Made, index);
}

static gboolean
widen (Made *made, guint input, MillType type, GError **error)
{
  MillType common;
  char a[MILL_TYPE_CHARS], b[MILL_TYPE_CHARS];
  if (mill_type_common (made->type, type, &common))
    {
      if (!mill_type_equal (common, made->type))
        made->type_link = input;
      made->type = common;
      return TRUE;
    }
  g_set_error (error,
               MILL_ERROR_DOCUMENT,
               MILL_DOCUMENT_TYPE,
               _ ("in: column '%s' is of type %s on input %u and %s on input %u, which have no "
                  "type in common; cast one of them with a select before"),
               made->name,
               mill_type_print (made->type, a),
               made->type_link + 1,
               mill_type_print (type, b),
               input + 1);
  return FALSE;
}

static gboolean
add_input (Plan *plan, GHashTable *by_name, guint input, GError **error)
{
  for (guint i = 0; i < mill_schema_n_fields (plan->inputs[input]); i++)
    {
      const MillField *field = mill_schema_field (plan->inputs[input], i);
      gpointer found = g_hash_table_lookup (by_name, field->name);
      if (found == NULL)
        {
          Made new = { .name = field->name, .type = field->type, .type_link = input };
          g_array_append_val (plan->columns, new);
          found = GUINT_TO_POINTER (plan->columns->len);
          g_hash_table_insert (by_name, (gpointer)field->name, found);
        }
      Made *made = made_at (plan, GPOINTER_TO_UINT (found) - 1);
      made->n_inputs++;
      if (!widen (made, input, field->type, error))
        return FALSE;
    }
  return TRUE;
}

/* Leaves out what some input does not have. */
static void
keep_common (Plan *plan)
{
  guint n = 0;
  for (guint i = 0; i < plan->columns->len; i++)
    if (made_at (plan, i)->n_inputs == plan->n_inputs)
      *made_at (plan, n++) = *made_at (plan, i);
  g_array_set_size (plan->columns, n);
}

static void
find_casts (Plan *plan)
{
  for (guint i = 0; i < plan->columns->len; i++)
    {
      Made *made = made_at (plan, i);
      for (guint k = 0; k < plan->n_inputs && !made->cast; k++)
        {
          int source = mill_schema_find (plan->inputs[k], made->name);
          made->cast = source >= 0
                       && !mill_type_equal (
                           mill_schema_field (plan->inputs[k], (guint)source)->type, made->type);
        }
    }
}

/* @inputs lives as long as the plan, which takes its names from there. */
static Plan *
make_plan (const Params *p, const MillSchema *const *inputs, guint n_inputs, GError **error)
{
  g_autoptr (Plan) plan = g_new0 (Plan, 1);
  g_autoptr (GHashTable) by_name = g_hash_table_new (g_str_hash, g_str_equal);
  plan->columns = g_array_new (FALSE, FALSE, sizeof (Made));
  plan->inputs = inputs;
  plan->n_inputs = n_inputs;
  for (guint i = 0; i < n_inputs; i++)
    if (!add_input (plan, by_name, i, error))
      return NULL;
  if (p->columns == COLUMNS_COMMON)
    keep_common (plan);
  find_casts (plan);
  if (plan->columns->len > 0)
    return g_steal_pointer (&plan);
  g_set_error_literal (error,
                       MILL_ERROR_DOCUMENT,
                       MILL_DOCUMENT_MISSING,
                       _ ("columns: no column stands in every input; rename them with a select "
                          "before, or take all columns"));
  return NULL;
}

/* ---- inference ---- */

/* What becomes of @made on input @input: it is read there only when it is cast. */
static gboolean
link_column (MillInfer *infer, const Made *made, guint index, guint input, GError **error)
{
  const MillSchema *schema = mill_infer_input (infer, input);
  int source = mill_schema_find (schema, made->name);
  if (source < 0)
    return TRUE;
  mill_infer_depends (infer, 0, index, input, (guint)source);
  return mill_type_equal (mill_schema_field (schema, (guint)source)->type, made->type)
         || mill_infer_column (infer, "in", made->name, input, error) >= 0;
}

static gboolean
infer_columns (MillInfer *infer, const Plan *plan, GError **error)
{
  for (guint i = 0; i < plan->columns->len; i++)
    {
      const Made *made = made_at (plan, i);
      guint index = mill_infer_add (infer, 0, made->name, made->type);
      for (guint k = 0; k < plan->n_inputs; k++)
        if (!link_column (infer, made, index, k, error))
          return FALSE;
    }
  return TRUE;
}

static gboolean
infer (MillInfer *infer, GError **error)
{
  const Params *p = mill_infer_params (infer);
  g_autoptr (GPtrArray) inputs = g_ptr_array_new ();
  for (const MillSchema *schema; (schema = mill_infer_input (infer, inputs->len)) != NULL;)
    g_ptr_array_add (inputs, (gpointer)schema);
  g_autoptr (Plan) plan
      = make_plan (p, (const MillSchema *const *)inputs->pdata, inputs->len, error);
  if (plan == NULL || !infer_columns (infer, plan, error))
    return FALSE;
  if (p->source != NULL && *p->source != '\0')
    mill_infer_add (infer, 0, p->source, MILL_TYPE (INTEGER));
  return TRUE;
}

/* ---- running ---- */

/* Where an output column comes from on one input. */
typedef struct
{
  int source; /* -1: it is not there */
  gboolean cast;
} Step;

typedef struct
{
  guint n_inputs, n_columns; /* without the source column */
  Step *steps;               /* by input, then output column */
  MillType *types;
} State;

typedef struct
{
  MillColumn *columns;
  MillColumnWriter **writers; /* by output column; NULL where no input casts */
  guint16 *rows;
  gint64 *numbers; /* the values of the source column, for input @numbered */
  guint numbered;
} Lane;

static void
fill_steps (const Plan *plan, State *state)
{
  state->n_inputs = plan->n_inputs;
  state->n_columns = plan->columns->len;
  state->types = g_new0 (MillType, state->n_columns + 1);
  state->steps = g_new0 (Step, (gsize)state->n_inputs * state->n_columns + 1);
  for (guint i = 0; i < state->n_columns; i++)
    {
      const Made *made = made_at (plan, i);
      state->types[i] = made->type;
      for (guint k = 0; k < state->n_inputs; k++)
        {
          Step *step = &state->steps[(gsize)k * state->n_columns + i];
          step->source = mill_schema_find (plan->inputs[k], made->name);
          step->cast
              = step->source >= 0
                && !mill_type_equal (mill_schema_field (plan->inputs[k], (guint)step->source)->type,
                                     made->type);
        }
    }
}

static gboolean
open_block (MillContext *context, GError **error)
{
  g_autoptr (GPtrArray) inputs = g_ptr_array_new ();
  for (const MillSchema *schema; (schema = mill_input_schema (context, inputs->len)) != NULL;)
    g_ptr_array_add (inputs, (gpointer)schema);
  g_autoptr (Plan) plan
      = make_plan (context->params, (const MillSchema *const *)inputs->pdata, inputs->len, error);
  if (plan == NULL)
    return FALSE;
  fill_steps (plan, context->state);
  return TRUE;
}

static gboolean
casts_column (const State *state, guint column)
{
  for (guint k = 0; k < state->n_inputs; k++)
    if (state->steps[(gsize)k * state->n_columns + column].cast)
      return TRUE;
  return FALSE;
}

static gboolean
open_lane (MillContext *context, GError **error)
{
  const State *state = context->state;
  Lane *lane = context->lane;
  lane->columns = g_new0 (MillColumn, state->n_columns + 1);
  lane->writers = g_new0 (MillColumnWriter *, state->n_columns + 1);
  lane->rows = g_new (guint16, MILL_BATCH_ROWS_MAX);
  lane->numbers = g_malloc0 (MILL_BATCH_ROWS_MAX * sizeof (gint64) + MILL_PADDING);
  for (guint i = 0; i < state->n_columns; i++)
    if (casts_column (state, i))
      lane->writers[i] = mill_column_writer_new (state->types[i]);
  return TRUE;
}

/* The selected rows of column @source as @type. */
static MillColumn
cast_column (MillContext *context,
             const MillBatch *batch,
             guint source,
             MillType type,
             MillColumnWriter *writer)
{
  const char *where = mill_schema_field (batch->schema, source)->name;
  mill_column_writer_begin (writer, batch->n_rows);
  for (guint first = 0, n; first < batch->n_selected; first += n)
    {
      MillVec vec, cast;
      MillKernelContext kernel = { .arena = context->arena,
                                   .errors = context->errors,
                                   .rows = batch->selection,
                                   .first = first,
                                   .where = where };
      n = MIN (batch->n_selected - first, MILL_VEC_ROWS);
      mill_column_load (&batch->columns[source],
                        batch->selection,
                        first,
                        n,
                        where,
                        context->arena,
                        context->errors,
                        &vec);
      mill_kernel_cast (&vec, type, &kernel, &cast);
      mill_column_writer_put (writer, &cast, batch->selection, first);
    }
  return mill_column_writer_end (writer);
}

/* A column with the number of input @input in every row. */
static MillColumn
number_column (Lane *lane, guint input, guint n_rows)
{
  if (lane->numbered != input + 1)
    for (guint i = 0; i < MILL_BATCH_ROWS_MAX; i++)
      lane->numbers[i] = input + 1;
  lane->numbered = input + 1;
  return (MillColumn){ .type = MILL_TYPE (INTEGER),
                       .layout = MILL_LAYOUT_PLAIN,
                       .n_rows = n_rows,
                       .data = lane->numbers };
}

static MillFlow
process (MillContext *context, guint port, const MillBatch *batch, GError **error)
{
  const State *state = context->state;
  Lane *lane = context->lane;
  const Step *steps = &state->steps[(gsize)port * state->n_columns];
  const MillSchema *schema = mill_output_schema (context, 0);
  MillBatch out;
  for (guint i = 0; i < state->n_columns; i++)
    if (steps[i].source < 0)
      lane->columns[i] = mill_column_absent (state->types[i], batch->n_rows);
    else if (!steps[i].cast)
      lane->columns[i] = batch->columns[steps[i].source];
    else
      lane->columns[i]
          = cast_column (context, batch, (guint)steps[i].source, state->types[i], lane->writers[i]);
  if (mill_schema_n_fields (schema) > state->n_columns)
    lane->columns[state->n_columns] = number_column (lane, port, batch->n_rows);
  mill_drop_errors (context, batch, lane->rows, &out);
  if (out.n_selected == 0)
    return MILL_FLOW_OK;
  out.refs = 0;
  out.schema = schema;
  out.columns = lane->columns;
  return mill_emit (context, 0, &out, error);
}

static void
close_lane (MillContext *context)
{
  const State *state = context->state;
  Lane *lane = context->lane;
  for (guint i = 0; lane->writers != NULL && i < state->n_columns; i++)
    mill_column_writer_free (lane->writers[i]);
  g_clear_pointer (&lane->writers, g_free);
  g_clear_pointer (&lane->columns, g_free);
  g_clear_pointer (&lane->rows, g_free);
  g_clear_pointer (&lane->numbers, g_free);
}

static gboolean
close_block (MillContext *context, gboolean success, GError **error)
{
  State *state = context->state;
  g_clear_pointer (&state->steps, g_free);
  g_clear_pointer (&state->types, g_free);
  return TRUE;
}

/* ---- as SQL ---- */

static char *
print_column (const Made *made, const MillSchema *schema, MillSqlDialect dialect, GError **error)
{
  int source = mill_schema_find (schema, made->name);
  g_autofree char *name = mill_sql_quote_name (made->name, dialect);
  /* a name is quoted in an expression as DuckDB does it */
  g_autofree char *column = mill_sql_quote_name (made->name, MILL_SQL_DUCKDB);
  char type[MILL_TYPE_CHARS];
  if (source >= 0 && mill_type_equal (mill_schema_field (schema, (guint)source)->type, made->type))
    return g_steal_pointer (&name);
  g_autofree char *text = g_strdup_printf (
      "cast (%s as %s)", source >= 0 ? column : "null", mill_type_print (made->type, type));
  g_autoptr (MillExpr) parsed = mill_expr_parse (text, error);
  g_autoptr (MillExpr) expr = parsed != NULL ? mill_expr_check (parsed, schema, error) : NULL;
  g_autofree char *sql = expr != NULL ? mill_expr_to_sql (expr, dialect, error) : NULL;
  return sql != NULL ? g_strdup_printf ("%s AS %s", sql, name) : NULL;
}

static gboolean
append_select (GString *text,
               const Params *p,
               const Plan *plan,
               guint input,
               const char *relation,
               MillSqlDialect dialect,
               GError **error)
{
  g_string_append (text, input > 0 ? " UNION ALL SELECT " : "SELECT ");
  for (guint i = 0; i < plan->columns->len; i++)
    {
      g_autofree char *column
          = print_column (made_at (plan, i), plan->inputs[input], dialect, error);
      if (column == NULL)
        return FALSE;
      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", column);
    }
  if (p->source != NULL && *p->source != '\0')
    {
      g_autofree char *name = mill_sql_quote_name (p->source, dialect);
      g_string_append_printf (text, ", %u AS %s", input + 1, name);
    }
  g_string_append_printf (text, " FROM %s", relation);
  return TRUE;
}

/* There is an input for each schema up to the first NULL. */
static char *
sql (const void *data,
     const MillSchema *const *schemas,
     const char *const *inputs,
     int dialect,
     GError **error)
{
  guint n = 0;
  while (schemas[n] != NULL)
    n++;
  g_autoptr (Plan) plan = make_plan (data, schemas, n, error);
  g_autoptr (GString) text = g_string_new (NULL);
  if (plan == NULL)
    return NULL;
  for (guint i = 0; i < n; i++)
    if (!append_select (text, data, plan, i, inputs[i], (MillSqlDialect)dialect, error))
      return NULL;
  return g_string_free (g_steal_pointer (&text), FALSE);
}

const MillBlockSpec mill_block_union = {
  .id = "union",
  .stage = MILL_STAGE_PROCESS,
  .label = N_ ("Union"),
  .summary = N_ ("Puts the rows of several inputs one below the other."),
  .help = N_ (
      "Any number of links may end at the input; their rows come one link after the other, in the "
      "order of the names of the blocks that the links come from, and nothing is left out: equal "
      "rows stay.\n\n"
      "Columns are matched by name, in the order in which they first turn up. What an input does "
      "not have is null there, or with `common` left out of all. Where types differ the column "
      "gets the narrowest one that holds both: integer and decimal become decimal, either of them "
      "with number becomes number, date with timestamp becomes timestamp, json with text becomes "
      "text. Other pairs, such as text and integer, are an error: cast one of them before.\n\n"
      "A value that does not fit the common type refuses its row."),
  .keywords = N_ ("append concat stack combine merge rows all together"),
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
