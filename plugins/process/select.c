/* select.c: chooses columns: their order, names and types.
 *
 * Without casts a batch costs a copy of its column views, whatever the number of rows.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-block.h"

typedef struct
{
  char *column;
  char *name;
  char *type;
  gboolean drop;
} Item;

typedef struct
{
  MillList columns;
  int others;
} Params;

enum
{
  OTHERS_DROP,
  OTHERS_KEEP,
  OTHERS_IN_PLACE
};

static const MillChoice others[] = {
  { "drop", N_ ("Leave them out"), OTHERS_DROP },
  { "keep", N_ ("After the listed ones"), OTHERS_KEEP },
  { "in-place", N_ ("Every column stays in its place"), OTHERS_IN_PLACE },
  { NULL, NULL, 0 },
};

static const MillParam item_params[] = {
  MILL_PARAM_COLUMN (Item,
                     column,
                     .label = N_ ("Column"),
                     .required = TRUE,
                     .help = N_ ("A column of the input. It may be listed again, as a copy with "
                                 "another name.")),
  MILL_PARAM_TEXT (Item,
                   name,
                   .label = N_ ("New name"),
                   .example = "\"temperature\"",
                   .help = N_ ("What it is called from here on. Empty: as before.")),
  MILL_PARAM_TEXT (Item,
                   type,
                   .label = N_ ("Type"),
                   .example = "\"decimal(12,2)\"",
                   .help = N_ ("What it is cast to: boolean, integer, decimal(p,s), number, text, "
                               "timestamp, date or json. Empty: as before.")),
  MILL_PARAM_BOOLEAN (Item,
                      drop,
                      .label = N_ ("Leave out"),
                      .help = N_ ("Leaves the column out where the other ones are kept.")),
  MILL_PARAMS_END,
};

static const MillParam params[]
    = { MILL_PARAM_LIST (Params,
                         columns,
                         Item,
                         item_params,
                         .label = N_ ("Columns"),
                         .required = TRUE,
                         .example
                         = "[{\"column\": \"t\", \"name\": \"temperature\", \"type\": \"number\"}]",
                         .help = N_ ("The columns in their new order.")),
        MILL_PARAM_ENUM (Params,
                         others,
                         others,
                         .label = N_ ("Other columns"),
                         .help = N_ ("What becomes of the columns that are not listed.")),
        MILL_PARAMS_END };

static const MillPort ports[] = { MILL_PORT_IN, MILL_PORT_OUT, MILL_PORT_REJECTS, MILL_PORTS_END };

static const MillExample examples[] = {
  { .title = N_ ("Other order, name and type; the rest is left out"),
    .params = "{ \"columns\": [ { \"column\": \"amount\", \"type\": \"decimal(8,2)\" }, "
              "{ \"column\": \"id\", \"name\": \"order\" } ] }",
    .inputs = { "id:integer,note:text,amount:text\n1,a,9.5\n2,b,12.345\n3,,\n" },
    .outputs = { "amount:decimal(8,2),order:integer\n9.50,1\n12.35,2\n,3\n" } },
  { .title = N_ ("A column renamed in its place, one left out"),
    .params = "{ \"others\": \"in-place\", \"columns\": [ { \"column\": \"b\", \"name\": \"bee\" "
              "}, { \"column\": \"c\", \"drop\": true } ] }",
    .inputs = { "a:integer,b:text,c:date,d:number\n1,x,2024-01-31,0.5\n" },
    .outputs = { "a:integer,bee:text,d:number\n1,x,0.5\n" } },
  { .title = N_ ("A row that cannot be cast is refused"),
    .params = "{ \"others\": \"keep\", \"columns\": [ { \"column\": \"n\", \"type\": \"integer\" "
              "} ] }",
    .inputs = { "unit:text,n:text\nkg,12\nkg,many\n,7\n" },
    .outputs = { "n:integer,unit:text\n12,kg\n7,\n" },
    .rejects = "bad-cast,\"kg,many\"\n" },
  { .title = NULL },
};

/* ---- the plan: where each output column comes from ---- */

typedef struct
{
  guint source;
  const char *name;
  MillType type;
  gboolean cast;
} Step;

static gboolean
is_given (const char *text)
{
  return text != NULL && *text != '\0';
}

static gboolean
add_item (GArray *steps, const MillSchema *schema, guint source, const Item *item, GError **error)
{
  const MillField *field = mill_schema_field (schema, source);
  Step step = { .source = source,
                .name = is_given (item->name) ? item->name : field->name,
                .type = field->type };
  if (item->drop)
    return TRUE;
  if (is_given (item->type) && !mill_type_parse (item->type, &step.type, error))
    return FALSE;
  step.cast = !mill_type_equal (step.type, field->type);
  if (step.cast && !mill_kernel_can_cast (field->type, step.type))
    {
      char from[MILL_TYPE_CHARS], to[MILL_TYPE_CHARS];
      g_set_error (error,
                   MILL_ERROR_DOCUMENT,
                   MILL_DOCUMENT_TYPE,
                   _ ("'%s' is of type %s, which cannot be cast to %s; compute it instead"),
                   field->name,
                   mill_type_print (field->type, from),
                   mill_type_print (step.type, to));
      return FALSE;
    }
  g_array_append_val (steps, step);
  return TRUE;
}

static void
add_other (GArray *steps, const MillSchema *schema, guint source)
{
  const MillField *field = mill_schema_field (schema, source);
  Step step = { .source = source, .name = field->name, .type = field->type };
  g_array_append_val (steps, step);
}

/* The input column of each item. */
static guint *
find_sources (const Params *p, const MillSchema *schema)
{
  guint *sources = g_new (guint, p->columns.n + 1);
  for (guint i = 0; i < p->columns.n; i++)
    {
      int source = mill_schema_find (schema, MILL_LIST_ITEM (&p->columns, Item, i)->column);
      g_assert (source >= 0);
      sources[i] = (guint)source;
    }
  return sources;
}

/* All items of column @only, or of all columns when it is negative. */
static gboolean
add_items (GArray *steps,
           const Params *p,
           const guint *sources,
           const MillSchema *schema,
           gint64 only,
           GError **error)
{
  for (guint i = 0; i < p->columns.n; i++)
    if ((only < 0 || only == sources[i])
        && !add_item (steps, schema, sources[i], MILL_LIST_ITEM (&p->columns, Item, i), error))
      {
        g_prefix_error (error, "columns[%u].type: ", i);
        return FALSE;
      }
  return TRUE;
}

/* The output columns in order (element-type Step). The names belong to @p and @schema. */
static GArray *
make_plan (const Params *p, const MillSchema *schema, GError **error)
{
  guint n = mill_schema_n_fields (schema);
  g_autoptr (GArray) steps = g_array_new (FALSE, FALSE, sizeof (Step));
  g_autofree guint *sources = find_sources (p, schema);
  g_autofree guint8 *listed = g_malloc0 (n + 1);
  for (guint i = 0; i < p->columns.n; i++)
    listed[sources[i]] = 1;
  if (p->others != OTHERS_IN_PLACE && !add_items (steps, p, sources, schema, -1, error))
    return NULL;
  for (guint i = 0; p->others != OTHERS_DROP && i < n; i++)
    if (!listed[i])
      add_other (steps, schema, i);
    else if (p->others == OTHERS_IN_PLACE && !add_items (steps, p, sources, schema, i, error))
      return NULL;
  if (steps->len > 0)
    return g_steal_pointer (&steps);
  g_set_error_literal (error,
                       MILL_ERROR_DOCUMENT,
                       MILL_DOCUMENT_MISSING,
                       _ ("columns: no column is left; list one, or keep the others"));
  return NULL;
}

static gboolean
check (const void *data, GError **error)
{
  const Params *p = data;
  for (guint i = 0; i < p->columns.n; i++)
    {
      const Item *item = MILL_LIST_ITEM (&p->columns, Item, i);
      MillType type;
      if (!is_given (item->type) || mill_type_parse (item->type, &type, error))
        continue;
      g_prefix_error (error, "columns[%u].type: ", i);
      return FALSE;
    }
  return TRUE;
}

static gboolean
infer (MillInfer *infer, GError **error)
{
  g_autoptr (GArray) steps
      = make_plan (mill_infer_params (infer), mill_infer_input (infer, 0), error);
  for (guint i = 0; steps != NULL && i < steps->len; i++)
    {
      const Step *step = &g_array_index (steps, Step, i);
      if (step->cast)
        mill_infer_depends (
            infer, 0, mill_infer_add (infer, 0, step->name, step->type), 0, step->source);
      else
        mill_infer_add_from (infer, 0, 0, step->source, step->name);
    }
  return steps != NULL;
}

/* ---- running ---- */

typedef struct
{
  GArray *steps;
} State;

typedef struct
{
  MillColumn *columns;
  MillColumnWriter **writers; /* by output column; NULL where nothing is cast */
  guint16 *rows;
} Lane;

static gboolean
open_block (MillContext *context, GError **error)
{
  State *state = context->state;
  state->steps = make_plan (context->params, mill_input_schema (context, 0), error);
  return state->steps != NULL;
}

static gboolean
open_lane (MillContext *context, GError **error)
{
  const State *state = context->state;
  Lane *lane = context->lane;
  lane->columns = g_new0 (MillColumn, state->steps->len);
  lane->writers = g_new0 (MillColumnWriter *, state->steps->len);
  lane->rows = g_new (guint16, MILL_BATCH_ROWS_MAX);
  for (guint i = 0; i < state->steps->len; i++)
    {
      const Step *step = &g_array_index (state->steps, Step, i);
      if (step->cast)
        lane->writers[i] = mill_column_writer_new (step->type);
    }
  return TRUE;
}

/* The selected rows of the step's column as its new type. */
static MillColumn
cast_column (MillContext *context,
             const MillBatch *batch,
             const Step *step,
             MillColumnWriter *writer)
{
  const char *where = mill_schema_field (batch->schema, step->source)->name;
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
      mill_column_load (&batch->columns[step->source],
                        batch->selection,
                        first,
                        n,
                        where,
                        context->arena,
                        context->errors,
                        &vec);
      mill_kernel_cast (&vec, step->type, &kernel, &cast);
      mill_column_writer_put (writer, &cast, batch->selection, first);
    }
  return mill_column_writer_end (writer);
}

static MillFlow
process (MillContext *context, guint port, const MillBatch *batch, GError **error)
{
  const State *state = context->state;
  Lane *lane = context->lane;
  MillBatch out;
  for (guint i = 0; i < state->steps->len; i++)
    {
      const Step *step = &g_array_index (state->steps, Step, i);
      lane->columns[i] = step->cast ? cast_column (context, batch, step, lane->writers[i])
                                    : batch->columns[step->source];
    }
  mill_drop_errors (context, batch, lane->rows, &out);
  if (out.n_selected == 0)
    return MILL_FLOW_OK;
  out.refs = 0;
  out.schema = mill_output_schema (context, 0);
  out.columns = lane->columns;
  return mill_emit (context, 0, &out, error);
}

static void
close_lane (MillContext *context)
{
  const State *state = context->state;
  Lane *lane = context->lane;
  for (guint i = 0; lane->writers != NULL && i < state->steps->len; i++)
    mill_column_writer_free (lane->writers[i]);
  g_clear_pointer (&lane->writers, g_free);
  g_clear_pointer (&lane->columns, g_free);
  g_clear_pointer (&lane->rows, g_free);
}

static gboolean
close_block (MillContext *context, gboolean success, GError **error)
{
  State *state = context->state;
  g_clear_pointer (&state->steps, g_array_unref);
  return TRUE;
}

/* ---- as SQL ---- */

static char *
print_step (const Step *step, const MillSchema *schema, MillSqlDialect dialect, GError **error)
{
  const char *source = mill_schema_field (schema, step->source)->name;
  g_autofree char *name = mill_sql_quote_name (step->name, dialect);
  /* a name is quoted in an expression as DuckDB does it */
  g_autofree char *column = mill_sql_quote_name (source, MILL_SQL_DUCKDB);
  char type[MILL_TYPE_CHARS];
  g_autofree char *text
      = step->cast ? g_strdup_printf ("cast (%s as %s)", column, mill_type_print (step->type, type))
                   : g_strdup (column);
  g_autoptr (MillExpr) parsed = mill_expr_parse (text, error);
  g_autoptr (MillExpr) expr = parsed != NULL ? mill_expr_check (parsed, schema, error) : NULL;
  g_autofree char *sql = expr != NULL ? mill_expr_to_sql (expr, dialect, error) : NULL;
  if (sql == NULL || g_str_equal (sql, name))
    return g_steal_pointer (&sql);
  return g_strdup_printf ("%s AS %s", sql, name);
}

static char *
sql (const void *data,
     const MillSchema *const *schemas,
     const char *const *inputs,
     int dialect,
     GError **error)
{
  g_autoptr (GArray) steps = make_plan (data, schemas[0], error);
  g_autoptr (GString) text = g_string_new ("SELECT ");
  if (steps == NULL)
    return NULL;
  for (guint i = 0; i < steps->len; i++)
    {
      g_autofree char *column = print_step (
          &g_array_index (steps, Step, i), schemas[0], (MillSqlDialect)dialect, error);
      if (column == NULL)
        return NULL;
      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", column);
    }
  g_string_append_printf (text, " FROM %s", inputs[0]);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

const MillBlockSpec mill_block_select = {
  .id = "select",
  .stage = MILL_STAGE_PROCESS,
  .label = N_ ("Select"),
  .summary = N_ ("Renames, reorders, drops and casts columns."),
  .help = N_ (
      "Each entry of `columns` names a column of the input and what is to change: its name, its "
      "type, or nothing but its place. `others` says what becomes of the columns that are not "
      "listed: they are left out, follow after the listed ones, or all columns stay where they "
      "are and the listed ones change there. A column can be listed twice, under two names.\n\n"
      "A cast follows the rules of `cast` in expressions: text that is no number, a number that "
      "does not fit and the like refuse the row, which goes to `rejects`; digits beyond the scale "
      "of a decimal are rounded, half away from zero.\n\n"
      "Order and names cost nothing at run time."),
  .keywords = N_ ("rename reorder drop cast convert type columns project choose keep remove"),
  .params = params,
  .params_size = sizeof (Params),
  .ports = ports,
  .state_size = sizeof (State),
  .lane_size = sizeof (Lane),
  .memory = MILL_MEMORY_CONSTANT,
  .examples = examples,
  .infer = infer,
  .check = check,
  .open = open_block,
  .lane_open = open_lane,
  .process = process,
  .lane_close = close_lane,
  .close = close_block,
  .sql = sql,
};
