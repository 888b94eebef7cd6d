/* filter.c: keeps the rows for which a condition is true.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-block.h"

typedef struct
{
  char *condition;
} Params;

static const MillParam params[] = {
  MILL_PARAM_EXPRESSION (Params,
                         condition,
                         .label = N_ ("Condition"),
                         .help
                         = N_ ("Rows for which this is true are kept; false and null are not."),
                         .example = "\"temperature > 30 and sensor <> 'test'\"",
                         .required = TRUE,
                         .has_expects = TRUE,
                         .expects = { .id = MILL_TYPE_BOOLEAN }),
  MILL_PARAMS_END,
};

static const MillPort ports[] = { MILL_PORT_IN, MILL_PORT_OUT, MILL_PORT_REJECTS, MILL_PORTS_END };

static const MillExample examples[] = {
  { .title = N_ ("Warm days"),
    .params = "{ \"condition\": \"high >= 25\" }",
    .inputs
    = { "day:date,high:integer\n2024-06-01,24\n2024-06-02,27\n2024-06-03,\n2024-06-04,25\n" },
    .outputs = { "day:date,high:integer\n2024-06-02,27\n2024-06-04,25\n" } },
  { .title = N_ ("A row whose condition cannot be computed is refused"),
    .params = "{ \"condition\": \"cast (code as integer) > 1\" }",
    .inputs = { "code:text\n1\n2\nx\n3\n" },
    .outputs = { "code:text\n2\n3\n" },
    .rejects = "bad-cast,x\n" },
  { .title = NULL },
};

typedef struct
{
  MillProgram *program;
} State;

typedef struct
{
  MillProgramLane *program;
  guint16 *rows;
  MillColumn *columns; /* the batch's own, some with the values that the condition has converted */
} Lane;

static MillExpr *
check_condition (const Params *p, const MillSchema *schema, GError **error)
{
  g_autoptr (MillExpr) parsed = mill_expr_parse (p->condition, error);
  return parsed != NULL ? mill_expr_check_type (parsed, schema, MILL_TYPE (BOOLEAN), error) : NULL;
}

static gboolean
infer (MillInfer *infer, GError **error)
{
  mill_infer_pass (infer, 0, 0);
  return TRUE;
}

static gboolean
open_block (MillContext *context, GError **error)
{
  State *state = context->state;
  g_autoptr (MillExpr) condition
      = check_condition (context->params, mill_input_schema (context, 0), error);
  if (condition == NULL)
    return FALSE;
  state->program = mill_program_new_filter (condition, NULL);
  return TRUE;
}

/* Values that the condition converts are worth keeping for columns that are read again further on.
 */
static gboolean
open_lane (MillContext *context, GError **error)
{
  const State *state = context->state;
  Lane *lane = context->lane;
  const guint8 *wanted = mill_wanted (context, 0);
  guint n;
  const guint *columns = mill_program_columns (state->program, &n);
  lane->program = mill_program_lane_new (state->program);
  for (guint i = 0; i < n; i++)
    mill_program_lane_remember (lane->program, columns[i], wanted == NULL || wanted[columns[i]]);
  lane->rows = g_new (guint16, MILL_BATCH_ROWS_MAX + MILL_SELECT_SLACK);
  lane->columns = g_new (MillColumn, mill_schema_n_fields (mill_input_schema (context, 0)) + 1);
  return TRUE;
}

/* Gives @out the columns of @batch with what the condition has converted. */
static void
share_converted (const State *state, Lane *lane, const MillBatch *batch, MillBatch *out)
{
  guint n;
  const guint *columns = mill_program_columns (state->program, &n);
  for (guint i = 0; i < n; i++)
    {
      MillColumn view;
      if (!mill_program_loaded (lane->program, columns[i], &view))
        continue;
      if (out->columns != lane->columns)
        {
          memcpy (lane->columns,
                  batch->columns,
                  mill_schema_n_fields (batch->schema) * sizeof (MillColumn));
          out->columns = lane->columns;
        }
      lane->columns[columns[i]] = view;
    }
}

static MillFlow
process (MillContext *context, guint port, const MillBatch *batch, GError **error)
{
  const State *state = context->state;
  Lane *lane = context->lane;
  guint n = mill_program_filter (lane->program, batch, lane->rows, context->errors);
  mill_reject_errors (context, batch);
  mill_count (context, batch->n_selected - n - context->errors->n, 0, 0);
  if (n == 0)
    return MILL_FLOW_OK;
  MillBatch out = *batch;
  out.refs = 0;
  if (n < batch->n_selected)
    {
      out.selection = lane->rows;
      out.n_selected = n;
    }
  share_converted (state, lane, batch, &out);
  return mill_emit (context, 0, &out, error);
}

static void
close_lane (MillContext *context)
{
  Lane *lane = context->lane;
  g_clear_pointer (&lane->program, mill_program_lane_free);
  g_clear_pointer (&lane->rows, g_free);
  g_clear_pointer (&lane->columns, g_free);
}

static gboolean
close_block (MillContext *context, gboolean success, GError **error)
{
  State *state = context->state;
  g_clear_pointer (&state->program, mill_program_unref);
  return TRUE;
}

static char *
sql (const void *data,
     const MillSchema *const *schemas,
     const char *const *inputs,
     int dialect,
     GError **error)
{
  g_autoptr (MillExpr) condition = check_condition (data, schemas[0], error);
  g_autofree char *text
      = condition != NULL ? mill_expr_to_sql (condition, (MillSqlDialect)dialect, error) : NULL;
  return text != NULL ? g_strdup_printf ("SELECT * FROM %s WHERE %s", inputs[0], text) : NULL;
}

const MillBlockSpec mill_block_filter = {
  .id = "filter",
  .stage = MILL_STAGE_PROCESS,
  .label = N_ ("Filter"),
  .summary = N_ ("Keeps the rows for which a condition is true."),
  .help = N_ (
      "The condition is an expression over the columns of the input. Rows for which it is true "
      "pass "
      "unchanged and in their order; the others are left out. SQL logic holds: a comparison with "
      "null is null, and null does not pass; write `high is null` to find the rows without a "
      "value.\n\n"
      "A row for which the condition cannot be computed, because a text is no number or a sum does "
      "not fit, goes to `rejects`."),
  .keywords = N_ ("where condition select rows keep drop"),
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
