/* group: rows with the same keys become one row of aggregates.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-block.h"

#include "mill-grouper.h"

typedef struct
{
  char *name;
  int function;
  char *column;
  double quantile;
} Aggregate;

typedef struct
{
  char **by;
  MillList aggregates;
} Params;

enum
{
  ROWS,
  COUNT,
  DISTINCT,
  SUM,
  MEAN,
  MIN,
  MAX,
  MEDIAN,
  QUANTILE,
  STDDEV,
  VARIANCE,
  FIRST,
  LAST
};

static const MillChoice functions[] = {
  { "rows", N_ ("Number of rows"), ROWS },
  { "count", N_ ("Number of values"), COUNT },
  { "distinct", N_ ("Number of different values"), DISTINCT },
  { "sum", N_ ("Sum"), SUM },
  { "mean", N_ ("Mean"), MEAN },
  { "min", N_ ("Smallest"), MIN },
  { "max", N_ ("Largest"), MAX },
  { "median", N_ ("Median"), MEDIAN },
  { "quantile", N_ ("Quantile"), QUANTILE },
  { "stddev", N_ ("Standard deviation of the sample"), STDDEV },
  { "variance", N_ ("Variance of the sample"), VARIANCE },
  { "first", N_ ("First value"), FIRST },
  { "last", N_ ("Last value"), LAST },
  { NULL, NULL, 0 },
};

static const MillAggregateFunction kinds[] = {
  [ROWS] = MILL_AGGREGATE_ROWS,         [COUNT] = MILL_AGGREGATE_COUNT,
  [DISTINCT] = MILL_AGGREGATE_DISTINCT, [SUM] = MILL_AGGREGATE_SUM,
  [MEAN] = MILL_AGGREGATE_MEAN,         [MIN] = MILL_AGGREGATE_MIN,
  [MAX] = MILL_AGGREGATE_MAX,           [MEDIAN] = MILL_AGGREGATE_QUANTILE,
  [QUANTILE] = MILL_AGGREGATE_QUANTILE, [STDDEV] = MILL_AGGREGATE_STDDEV,
  [VARIANCE] = MILL_AGGREGATE_VARIANCE, [FIRST] = MILL_AGGREGATE_FIRST,
  [LAST] = MILL_AGGREGATE_LAST,
};

typedef struct
{
  MillGrouper *grouper;
  guint n_keys, n_aggregates;
  guint *columns;   /* of the input: the keys, then one for each aggregate (unused for rows) */
  gboolean ordered; /* some aggregate is first or last */
  gboolean *rows;   /* by aggregate: it takes no values */
  guint *same;      /* by key and aggregate: the first one of the same column, itself mostly */
} State;

typedef struct
{
  guint64 ticket, next; /* to number the rows of one ticket */
  guint64 failed;
} Lane;

static const MillParam item_params[] = {
  MILL_PARAM_ENUM (Aggregate,
                   function,
                   functions,
                   .label = N_ ("Function"),
                   .required = TRUE,
                   .help = N_ ("What to compute over the rows of a group. Nulls are left out.")),
  MILL_PARAM_COLUMN (
      Aggregate,
      column,
      .label = N_ ("Of column"),
      .visible_when
      = "function=count|distinct|sum|mean|min|max|median|quantile|stddev|variance|first|last",
      .help = N_ ("The column whose values are aggregated.")),
  MILL_PARAM_TEXT (Aggregate,
                   name,
                   .label = N_ ("Name"),
                   .help = N_ ("The name of the new column; by default function and column, as in "
                               "'mean_price'.")),
  MILL_PARAM_NUMBER (Aggregate,
                     quantile,
                     .label = N_ ("Quantile"),
                     .def.number = 0.5,
                     .number_range = { 0, 1 },
                     .visible_when = "function=quantile",
                     .help = N_ ("Which quantile: 0.95 is the value that 95 of 100 values do not "
                                 "exceed.")),
  MILL_PARAMS_END
};

static const MillParam params[]
    = { MILL_PARAM_COLUMNS (
            Params,
            by,
            .label = N_ ("Group by"),
            .example = "[\"device\"]",
            .help = N_ ("The columns whose values make a group. Without any, all rows are "
                        "one group.")),
        MILL_PARAM_LIST (Params,
                         aggregates,
                         Aggregate,
                         item_params,
                         .label = N_ ("Aggregates"),
                         .example = "[{\"function\": \"mean\", \"column\": \"temperature\"}]",
                         .help = N_ ("What to compute for each group.")),
        MILL_PARAMS_END };

static const MillPort ports[] = { MILL_PORT_IN, MILL_PORT_OUT, MILL_PORT_REJECTS, MILL_PORTS_END };

static char *
dup_name (const Aggregate *item)
{
  if (item->name != NULL && *item->name != '\0')
    return g_strdup (item->name);
  const char *function = functions[item->function].nick;
  return item->function == ROWS || item->column == NULL
             ? g_strdup (function)
             : g_strdup_printf ("%s_%s", function, item->column);
}

static MillAggregate
aggregate_of (const Aggregate *item, MillType input)
{
  return (MillAggregate){ .function = kinds[item->function],
                          .input = input,
                          .quantile = item->function == QUANTILE ? item->quantile : 0.5,
                          .name = item->column };
}

static gboolean
infer_aggregate (MillInfer *infer, guint i, const Aggregate *item, GError **error)
{
  g_autofree char *param = g_strdup_printf ("aggregates[%u].column", i);
  g_autofree char *name = dup_name (item);
  MillType type;
  if (item->function == ROWS)
    {
      mill_infer_add (infer, 0, name, MILL_TYPE (INTEGER));
      return TRUE;
    }
  if (item->column == NULL)
    {
      g_set_error (error,
                   MILL_ERROR_DOCUMENT,
                   MILL_DOCUMENT_MISSING,
                   _ ("%s: '%s' needs a column; name one"),
                   param,
                   functions[item->function].nick);
      return FALSE;
    }
  int column = mill_infer_column (infer, param, item->column, 0, error);
  if (column < 0)
    return FALSE;
  MillAggregate aggregate
      = aggregate_of (item, mill_schema_field (mill_infer_input (infer, 0), (guint)column)->type);
  if (!mill_aggregate_type (&aggregate, &type))
    {
      char text[MILL_TYPE_CHARS];
      g_set_error (error,
                   MILL_ERROR_DOCUMENT,
                   MILL_DOCUMENT_TYPE,
                   _ ("%s: '%s' cannot be taken of '%s', which is %s; cast it with a select"),
                   param,
                   functions[item->function].nick,
                   item->column,
                   mill_type_print (aggregate.input, text));
      return FALSE;
    }
  guint index = mill_infer_add (infer, 0, name, type);
  mill_infer_depends (infer, 0, index, 0, (guint)column);
  return TRUE;
}

static gboolean
infer (MillInfer *infer, GError **error)
{
  const Params *p = mill_infer_params (infer);
  for (guint i = 0; p->by[i] != NULL; i++)
    {
      int column = mill_infer_column (infer, "by", p->by[i], 0, error);
      if (column < 0)
        return FALSE;
      mill_infer_add_from (infer, 0, 0, (guint)column, NULL);
    }
  for (guint i = 0; i < p->aggregates.n; i++)
    if (!infer_aggregate (infer, i, MILL_LIST_ITEM (&p->aggregates, Aggregate, i), error))
      return FALSE;
  return TRUE;
}

static gboolean
check (const void *data, GError **error)
{
  const Params *p = data;
  if (p->by[0] != NULL || p->aggregates.n > 0)
    return TRUE;
  g_set_error_literal (
      error,
      MILL_ERROR_DOCUMENT,
      MILL_DOCUMENT_MISSING,
      _ ("aggregates: nothing to compute; add an aggregate or a column to group by"));
  return FALSE;
}

static gboolean
takes_rows (const State *state, guint i)
{
  return i >= state->n_keys && state->rows[i - state->n_keys];
}

/* Several aggregates of one column read it once. */
static void
find_same (State *state)
{
  guint n = state->n_keys + state->n_aggregates;
  state->same = g_new (guint, n + 1);
  for (guint i = 0; i < n; i++)
    {
      guint first = 0;
      while (first < i
             && (takes_rows (state, first) != takes_rows (state, i)
                 || state->columns[first] != state->columns[i]))
        first++;
      state->same[i] = first;
    }
}

static gboolean
group_open (MillContext *context, GError **error G_GNUC_UNUSED)
{
  const Params *p = context->params;
  State *state = context->state;
  const MillSchema *in = mill_input_schema (context, 0);
  state->n_keys = g_strv_length (p->by);
  state->n_aggregates = p->aggregates.n;
  state->columns = g_new0 (guint, state->n_keys + state->n_aggregates + 1);
  state->rows = g_new0 (gboolean, state->n_aggregates + 1);
  g_autofree MillAggregate *aggregates = g_new0 (MillAggregate, state->n_aggregates + 1);
  for (guint i = 0; i < state->n_keys; i++)
    state->columns[i] = (guint)mill_schema_find (in, p->by[i]);
  for (guint i = 0; i < state->n_aggregates; i++)
    {
      const Aggregate *item = MILL_LIST_ITEM (&p->aggregates, Aggregate, i);
      MillType type = MILL_TYPE (INTEGER);
      state->rows[i] = item->function == ROWS;
      if (!state->rows[i])
        {
          guint column = (guint)mill_schema_find (in, item->column);
          state->columns[state->n_keys + i] = column;
          type = mill_schema_field (in, column)->type;
        }
      aggregates[i] = aggregate_of (item, type);
      state->ordered |= item->function == FIRST || item->function == LAST;
    }
  find_same (state);
  state->grouper = mill_grouper_new (mill_output_schema (context, 0),
                                     state->n_keys,
                                     aggregates,
                                     state->n_aggregates,
                                     context->n_lanes);
  return TRUE;
}

/* Numbers the rows so that a later row of the input has a higher number, on whatever lane. */
static const guint64 *
number_rows (MillContext *context, guint n)
{
  Lane *lane = context->lane;
  guint64 *numbers = mill_arena_new (context->arena, guint64, n);
  if (lane->ticket != context->ticket)
    {
      lane->ticket = context->ticket;
      lane->next = 0;
    }
  for (guint i = 0; i < n; i++)
    numbers[i] = context->ticket << 28 | MIN (lane->next + i, (1u << 28) - 1);
  lane->next += n;
  return numbers;
}

static void
load_columns (MillContext *context, const MillBatch *batch, guint first, guint n, MillVec *vecs)
{
  const State *state = context->state;
  for (guint i = 0; i < state->n_keys + state->n_aggregates; i++)
    {
      guint column = state->columns[i];
      if (state->same[i] < i)
        vecs[i] = vecs[state->same[i]];
      else if (takes_rows (state, i))
        vecs[i] = (MillVec){ .type = MILL_TYPE (INTEGER), .n = n };
      else
        mill_column_load (&batch->columns[column],
                          batch->selection,
                          first,
                          n,
                          mill_schema_field (batch->schema, column)->name,
                          context->arena,
                          context->errors,
                          &vecs[i]);
    }
}

/* Refuses the rows with errors and makes @rest the selected rows from @first on without them. */
static void
drop_from (MillContext *context, const MillBatch *batch, guint first, MillBatch *rest)
{
  guint16 *rows = mill_arena_new (context->arena, guint16, MILL_BATCH_ROWS_MAX);
  mill_reject_errors (context, batch);
  *rest = *batch;
  rest->n_selected = 0;
  rest->selection = rows;
  for (guint i = first; i < batch->n_selected; i++)
    {
      guint row = mill_batch_row (batch, i);
      if (!mill_row_errors_has (context->errors, row))
        rows[rest->n_selected++] = (guint16)row;
    }
  mill_row_errors_clear (context->errors);
}

static gboolean
add_rows (MillContext *context, const MillBatch *batch, GError **error)
{
  const State *state = context->state;
  MillSpill spill = mill_context_spill (context);
  MillBatch rest = *batch;
  MillVec *vecs = mill_arena_new (context->arena, MillVec, state->n_keys + state->n_aggregates + 1);
  for (guint first = 0, n; first < rest.n_selected; first += n)
    {
      n = MIN (rest.n_selected - first, MILL_VEC_ROWS);
      load_columns (context, &rest, first, n, vecs);
      if (G_UNLIKELY (context->errors->n > 0))
        {
          MillBatch bad = rest;
          drop_from (context, &bad, first, &rest);
          first = n = 0;
          continue;
        }
      const guint64 *numbers = state->ordered ? number_rows (context, n) : NULL;
      if (!mill_grouper_add (state->grouper,
                             context->lane_index,
                             vecs,
                             vecs + state->n_keys,
                             numbers,
                             n,
                             &spill,
                             error))
        return FALSE;
    }
  return TRUE;
}

static MillFlow
process (MillContext *context, guint port G_GNUC_UNUSED, const MillBatch *batch, GError **error)
{
  return add_rows (context, batch, error) ? MILL_FLOW_OK : MILL_FLOW_ERROR;
}

/* The rows that the groups stand for are counted where they are, not where they came in: a row lost
 * on the way would break the sum of the run. */
static gboolean
finish (MillContext *context, guint port G_GNUC_UNUSED, GError **error)
{
  State *state = context->state;
  MillSpill spill = mill_context_spill (context);
  if (!mill_grouper_finish (state->grouper, &spill, error))
    return FALSE;
  mill_count (context, 0, mill_grouper_n_rows (state->grouper), 0);
  guint n = 0;
  const MillGrouperFailure *failures = mill_grouper_failures (state->grouper, &n);
  for (guint i = 0; i < n; i++)
    {
      mill_count (context, 0, 0, 1);
      mill_reject (context, failures[i].row, 0, MILL_REJECT_OVERFLOW, failures[i].message);
    }
  return TRUE;
}

typedef struct
{
  MillContext *context;
  MillFlow flow;
  GError **error;
} Emit;

static gboolean
emit_groups (const MillBatch *batch, void *data)
{
  Emit *emit = data;
  MillContext *context = emit->context;
  guint16 *rows = mill_arena_new (context->arena, guint16, MILL_BATCH_ROWS_MAX);
  MillBatch out, view = *batch;
  view.origin = (MillOrigin){ .source = mill_source (context), .part = context->ticket };
  mill_count (context, 0, 0, view.n_selected);
  mill_drop_errors (context, &view, rows, &out);
  emit->flow = mill_emit (context, 0, &out, emit->error);
  return emit->flow == MILL_FLOW_OK;
}

static MillFlow
produce (MillContext *context, guint64 ticket, GError **error)
{
  State *state = context->state;
  MillSpill spill = mill_context_spill (context);
  Emit emit = { context, MILL_FLOW_OK, error };
  if (ticket >= mill_grouper_n_parts (state->grouper))
    return MILL_FLOW_DONE;
  if (!mill_grouper_read (state->grouper,
                          context->lane_index,
                          (guint)ticket,
                          context->arena,
                          context->errors,
                          &spill,
                          emit_groups,
                          &emit,
                          error))
    return MILL_FLOW_ERROR;
  return emit.flow;
}

static gboolean
group_close (MillContext *context, gboolean success G_GNUC_UNUSED, GError **error G_GNUC_UNUSED)
{
  State *state = context->state;
  MillSpill spill = mill_context_spill (context);
  if (state->grouper != NULL)
    mill_grouper_release (state->grouper, &spill);
  g_clear_pointer (&state->grouper, mill_grouper_free);
  g_clear_pointer (&state->columns, g_free);
  g_clear_pointer (&state->rows, g_free);
  g_clear_pointer (&state->same, g_free);
  return TRUE;
}

static gboolean
snapshot (MillContext *context, MillBytes *out, GError **error)
{
  State *state = context->state;
  return mill_grouper_save (state->grouper, out, error);
}

static gboolean
restore (MillContext *context, const guint8 *data, gsize length, GError **error)
{
  State *state = context->state;
  return mill_grouper_load (state->grouper, data, length, error);
}

/* ---- as SQL ---- */

/* The aggregates in the order of MillSqlDialect; @ is the column, # the quantile. NULL: the dialect
 * has none. */
static const char *const forms[][MILL_SQL_LAST] = {
  [ROWS] = { "count(*)", "count(*)", "count(*)", "count(*)" },
  [COUNT] = { "count(@)", "count(@)", "count(@)", "count(@)" },
  [DISTINCT]
  = { "count(DISTINCT @)", "count(DISTINCT @)", "count(DISTINCT @)", "count(DISTINCT @)" },
  [SUM] = { "sum(@)", "sum(@)", "sum(@)", "sum(@)" },
  [MEAN] = { "avg(@)", "avg(@)", "CAST(avg(@) AS double precision)", "CAST(avg(@) AS double)" },
  [MIN] = { "min(@)", "min(@)", "min(@)", "min(@)" },
  [MAX] = { "max(@)", "max(@)", "max(@)", "max(@)" },
  [MEDIAN] = { NULL,
               "quantile_cont(CAST(@ AS DOUBLE), #)",
               "percentile_cont(#) WITHIN GROUP (ORDER BY CAST(@ AS double precision))",
               "percentile(CAST(@ AS double), #)" },
  [QUANTILE] = { NULL,
                 "quantile_cont(CAST(@ AS DOUBLE), #)",
                 "percentile_cont(#) WITHIN GROUP (ORDER BY CAST(@ AS double precision))",
                 "percentile(CAST(@ AS double), #)" },
  [STDDEV] = { NULL,
               "stddev_samp(CAST(@ AS DOUBLE))",
               "stddev_samp(CAST(@ AS double precision))",
               "stddev_samp(CAST(@ AS double))" },
  [VARIANCE] = { NULL,
                 "var_samp(CAST(@ AS DOUBLE))",
                 "var_samp(CAST(@ AS double precision))",
                 "var_samp(CAST(@ AS double))" },
  /* the rows of a relation have no order */
  [FIRST] = { NULL, NULL, NULL, NULL },
  [LAST] = { NULL, NULL, NULL, NULL },
};

/* (nullable): the form of @function over a column of @type */
static const char *
sql_form (int function, MillType type, MillSqlDialect dialect)
{
  gboolean extreme = function == MIN || function == MAX;
  if (type.id == MILL_TYPE_DECIMAL && dialect == MILL_SQL_SQLITE
      && (extreme || function == SUM || function == MEAN))
    return NULL; /* it has text and doubles only */
  if (function == SUM && type.id == MILL_TYPE_INTEGER && dialect == MILL_SQL_DUCKDB)
    return "CAST(sum(@) AS BIGINT)";
  if (function == SUM && type.id == MILL_TYPE_INTEGER && dialect == MILL_SQL_POSTGRESQL)
    return "CAST(sum(@) AS bigint)";
  if (extreme && type.id == MILL_TYPE_TEXT && dialect == MILL_SQL_POSTGRESQL)
    return function == MIN ? "min(@ COLLATE \"C\")" : "max(@ COLLATE \"C\")";
  if (extreme && type.id == MILL_TYPE_BOOLEAN && dialect == MILL_SQL_POSTGRESQL)
    return function == MIN ? "bool_and(@)" : "bool_or(@)";
  return forms[function][dialect];
}

static gboolean
append_aggregate (GString *text,
                  const Aggregate *item,
                  const MillSchema *schema,
                  MillSqlDialect dialect,
                  GError **error)
{
  int column = item->function == ROWS ? -1 : mill_schema_find (schema, item->column);
  MillType type
      = column < 0 ? MILL_TYPE (INTEGER) : mill_schema_field (schema, (guint)column)->type;
  const char *form = sql_form (item->function, type, dialect);
  char type_text[MILL_TYPE_CHARS], number[MILL_DOUBLE_CHARS];
  if (form == NULL)
    {
      g_set_error (error,
                   MILL_ERROR_DOCUMENT,
                   MILL_DOCUMENT_TYPE,
                   _ ("aggregates: %s cannot express '%s' of %s with the same meaning"),
                   mill_sql_dialect_name (dialect),
                   functions[item->function].nick,
                   mill_type_print (type, type_text));
      return FALSE;
    }
  gsize length = mill_print_double (aggregate_of (item, type).quantile, number);
  g_autofree char *quoted = column >= 0 ? mill_sql_quote_name (item->column, dialect) : NULL;
  g_autofree char *name = dup_name (item);
  g_autofree char *quoted_name = mill_sql_quote_name (name, dialect);
  for (const char *at = form; *at != '\0'; at++)
    if (*at == '@')
      g_string_append (text, quoted);
    else if (*at == '#')
      g_string_append_len (text, number, (gssize)length);
    else
      g_string_append_c (text, *at);
  g_string_append_printf (text, " AS %s", quoted_name);
  return TRUE;
}

static char *
sql (const void *data,
     const MillSchema *const *schemas,
     const char *const *inputs,
     int dialect_number,
     GError **error)
{
  const Params *p = data;
  MillSqlDialect dialect = (MillSqlDialect)dialect_number;
  g_autoptr (GString) text = g_string_new ("SELECT ");
  g_autoptr (GString) keys = g_string_new (NULL);
  for (guint i = 0; p->by[i] != NULL; i++)
    {
      g_autofree char *key = mill_sql_quote_name (p->by[i], dialect);
      g_string_append_printf (keys, "%s%s", i > 0 ? ", " : "", key);
    }
  g_string_append (text, keys->str);
  for (guint i = 0; i < p->aggregates.n; i++)
    {
      g_string_append (text, i > 0 || keys->len > 0 ? ", " : "");
      if (!append_aggregate (
              text, MILL_LIST_ITEM (&p->aggregates, Aggregate, i), schemas[0], dialect, error))
        return NULL;
    }
  g_string_append_printf (text, " FROM %s", inputs[0]);
  if (keys->len > 0)
    g_string_append_printf (text, " GROUP BY %s", keys->str);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static const MillExample examples[]
    = { { .title = N_ ("Mean temperature of each device"),
          .params = "{\"by\": [\"device\"], \"aggregates\": ["
                    "{\"function\": \"rows\", \"name\": \"n\"}, "
                    "{\"function\": \"mean\", \"column\": \"temperature\"}, "
                    "{\"function\": \"max\", \"column\": \"temperature\"}]}",
          .inputs = { "device:text,temperature:number\n"
                      "b,20.5\n"
                      "a,18\n"
                      "b,21.5\n"
                      "a,\n"
                      "a,19\n" },
          .outputs = { "device:text,n:integer,mean_temperature:number,max_temperature:number\n"
                       "a,3,18.5,19\n"
                       "b,2,21,21.5\n" } },
        { .title = N_ ("Every function, over all rows"),
          .params = "{\"aggregates\": [{\"function\": \"count\", \"column\": \"x\"}, "
                    "{\"function\": \"distinct\", \"column\": \"x\"}, "
                    "{\"function\": \"sum\", \"column\": \"x\"}, "
                    "{\"function\": \"min\", \"column\": \"name\"}, "
                    "{\"function\": \"median\", \"column\": \"x\"}, "
                    "{\"function\": \"quantile\", \"column\": \"x\", \"quantile\": 0.25}, "
                    "{\"function\": \"stddev\", \"column\": \"x\"}, "
                    "{\"function\": \"variance\", \"column\": \"x\"}, "
                    "{\"function\": \"first\", \"column\": \"name\"}, "
                    "{\"function\": \"last\", \"column\": \"name\"}]}",
          .inputs = { "name:text,x:integer\n"
                      "pear,2\n"
                      "apple,4\n"
                      "plum,4\n"
                      "fig,\n"
                      "kiwi,6\n" },
          .outputs
          = { "count_x:integer,distinct_x:integer,sum_x:integer,min_name:text,median_x:number,"
              "quantile_x:number,stddev_x:number,variance_x:number,first_name:text,"
              "last_name:text\n"
              "4,3,16,apple,4,3.5,1.632993161855452,2.6666666666666665,pear,kiwi\n" } },
        { .title = NULL } };

static const char help[] = N_ (
    "Rows with the same values in the *group by* columns become one row with the aggregates. "
    "Without such columns all rows become one row, also when there are none.\n\n"
    "Nulls are left out of every aggregate but `rows`; an aggregate over no value is null, counts "
    "are 0. A null in a *group by* column makes a group of its own.\n\n"
    "The groups come in ascending order of their columns, nulls first, text by bytes. Sums of "
    "integers and decimals are exact; a sum that does not fit 64 bits (or 38 digits) rejects its "
    "group. Sums of numbers carry twice their precision, so that the result does not depend on "
    "the number of workers. A quantile between two values is interpolated.\n\n"
    "What does not fit in memory goes to disk.");

const MillBlockSpec mill_block_group = {
  .id = "group",
  .stage = MILL_STAGE_PROCESS,
  .label = N_ ("Group"),
  .summary = N_ ("Counts, sums and other aggregates for each group of rows."),
  .help = help,
  .keywords = N_ ("aggregate summarise summarize group by count sum average mean pivot totals"),
  .params = params,
  .params_size = sizeof (Params),
  .ports = ports,
  .state_size = sizeof (State),
  .lane_size = sizeof (Lane),
  .memory = MILL_MEMORY_PER_KEY,
  .examples = examples,
  .infer = infer,
  .check = check,
  .open = group_open,
  .process = process,
  .produce = produce,
  .finish = finish,
  .close = group_close,
  .snapshot = snapshot,
  .restore = restore,
  .sql = sql,
};
