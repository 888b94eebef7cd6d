/* sort: brings rows into order.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-block.h"

typedef struct
{
  char *column;
  gboolean descending;
  int nulls;
} Key;

typedef struct
{
  MillList by;
} Params;

enum
{
  NULLS_AUTO,
  NULLS_FIRST,
  NULLS_LAST
};

static const MillChoice nulls_choices[] = {
  { "auto", N_ ("First where ascending, last where descending"), NULLS_AUTO },
  { "first", N_ ("First"), NULLS_FIRST },
  { "last", N_ ("Last"), NULLS_LAST },
  { NULL, NULL, 0 },
};

static const MillParam key_params[] = {
  MILL_PARAM_COLUMN (Key,
                     column,
                     .label = N_ ("Column"),
                     .required = TRUE,
                     .help = N_ ("The column whose values decide.")),
  MILL_PARAM_BOOLEAN (
      Key, descending, .label = N_ ("Descending"), .help = N_ ("The largest value comes first.")),
  MILL_PARAM_ENUM (Key,
                   nulls,
                   nulls_choices,
                   .label = N_ ("Nulls"),
                   .help = N_ ("Where rows without a value come. By default null is less than any "
                               "value.")),
  MILL_PARAMS_END,
};

static const MillParam params[] = {
  MILL_PARAM_LIST (Params,
                   by,
                   Key,
                   key_params,
                   .label = N_ ("Sort by"),
                   .required = TRUE,
                   .example = "[{\"column\": \"temperature\", \"descending\": true}]",
                   .help = N_ ("The columns to sort by: the second one decides where the first has "
                               "the same value, and so on.")),
  MILL_PARAMS_END,
};

static const MillPort ports[] = { MILL_PORT_IN, MILL_PORT_OUT, MILL_PORT_REJECTS, MILL_PORTS_END };

static const MillExample examples[] = {
  { .title = N_ ("Hottest first"),
    .params = "{\"by\": [{\"column\": \"temperature\", \"descending\": true}]}",
    .inputs = { "device:text,temperature:number\n"
                "a,18.5\n"
                "b,\n"
                "c,31\n"
                "d,18.5\n"
                "e,-2\n" },
    .outputs = { "device:text,temperature:number\n"
                 "c,31\n"
                 "a,18.5\n"
                 "d,18.5\n"
                 "e,-2\n"
                 "b,\n" } },
  { .title = N_ ("By two columns, rows without a city last"),
    .params = "{\"by\": [{\"column\": \"city\", \"nulls\": \"last\"}, {\"column\": \"day\"}]}",
    .inputs = { "day:date,city:text,high:integer\n"
                "2024-06-02,Oslo,21\n"
                "2024-06-01,,19\n"
                "2024-06-02,Bergen,17\n"
                "2024-06-01,Oslo,20\n"
                "2024-06-01,Bergen,16\n" },
    .outputs = { "day:date,city:text,high:integer\n"
                 "2024-06-01,Bergen,16\n"
                 "2024-06-02,Bergen,17\n"
                 "2024-06-01,Oslo,20\n"
                 "2024-06-02,Oslo,21\n"
                 "2024-06-01,,19\n" } },
  { .title = NULL },
};

typedef struct
{
  MillSorter *sorter;
} State;

/* ---- design time ---- */

static gboolean
check (const void *data, GError **error)
{
  const Params *p = data;
  if (p->by.n > 0)
    return TRUE;
  g_set_error_literal (error,
                       MILL_ERROR_DOCUMENT,
                       MILL_DOCUMENT_MISSING,
                       _ ("by: nothing to sort by; name a column"));
  return FALSE;
}

static gboolean
infer (MillInfer *infer, GError **error)
{
  const Params *p = mill_infer_params (infer);
  for (guint i = 0; i < p->by.n; i++)
    {
      g_autofree char *param = g_strdup_printf ("by[%u].column", i);
      if (mill_infer_column (infer, param, MILL_LIST_ITEM (&p->by, Key, i)->column, 0, error) < 0)
        return FALSE;
    }
  mill_infer_pass (infer, 0, 0);
  return TRUE;
}

static gboolean
nulls_last (const Key *key)
{
  return key->nulls == NULLS_AUTO ? key->descending : key->nulls == NULLS_LAST;
}

/* Text sorts by bytes here, and so it must there. */
static char *
print_key (const Key *key, const MillSchema *schema, int dialect)
{
  g_autofree char *name = mill_sql_quote_name (key->column, (MillSqlDialect)dialect);
  int column = mill_schema_find (schema, key->column);
  gboolean text
      = column >= 0 && mill_type_is_textual (mill_schema_field (schema, (guint)column)->type);
  return g_strdup_printf ("%s%s %s %s",
                          name,
                          text && dialect == MILL_SQL_POSTGRESQL ? " COLLATE \"C\"" : "",
                          key->descending ? "DESC" : "ASC",
                          nulls_last (key) ? "NULLS LAST" : "NULLS FIRST");
}

static char *
sql (const void *data,
     const MillSchema *const *schemas,
     const char *const *inputs,
     int dialect,
     GError **error G_GNUC_UNUSED)
{
  const Params *p = data;
  g_autoptr (GString) text = g_string_new (NULL);
  for (guint i = 0; i < p->by.n; i++)
    {
      g_autofree char *key = print_key (MILL_LIST_ITEM (&p->by, Key, i), schemas[0], dialect);
      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", key);
    }
  return g_strdup_printf ("SELECT * FROM %s ORDER BY %s", inputs[0], text->str);
}

/* ---- running ---- */

static gboolean
sort_open (MillContext *context, GError **error G_GNUC_UNUSED)
{
  const Params *p = context->params;
  State *state = context->state;
  const MillSchema *schema = mill_input_schema (context, 0);
  g_autofree MillSorterKey *keys = g_new0 (MillSorterKey, p->by.n + 1);
  for (guint i = 0; i < p->by.n; i++)
    {
      const Key *key = MILL_LIST_ITEM (&p->by, Key, i);
      keys[i].column = (guint)mill_schema_find (schema, key->column);
      keys[i].key.type = mill_schema_field (schema, keys[i].column)->type;
      keys[i].key.descending = key->descending;
      keys[i].key.nulls_last = nulls_last (key);
    }
  state->sorter
      = mill_sorter_new (schema, mill_needed (context, 0), keys, p->by.n, 0, context->n_lanes);
  return TRUE;
}

static MillFlow
process (MillContext *context, guint port G_GNUC_UNUSED, const MillBatch *batch, GError **error)
{
  const State *state = context->state;
  MillSpill spill = mill_context_spill (context);
  if (!mill_sorter_add (state->sorter,
                        context->lane_index,
                        context->ticket,
                        batch,
                        context->arena,
                        context->errors,
                        &spill,
                        error))
    return MILL_FLOW_ERROR;
  mill_reject_errors (context, batch);
  return MILL_FLOW_OK;
}

static gboolean
finish (MillContext *context, guint port G_GNUC_UNUSED, GError **error)
{
  const State *state = context->state;
  MillSpill spill = mill_context_spill (context);
  return mill_sorter_finish (state->sorter, &spill, error);
}

typedef struct
{
  MillContext *context;
  guint32 n_rows; /* emitted for this ticket */
  MillFlow flow;
  GError **error;
} Emit;

static gboolean
emit_rows (const MillBatch *batch, void *data)
{
  Emit *emit = data;
  MillBatch view = *batch;
  view.origin = (MillOrigin){ .source = mill_source (emit->context),
                              .first_row = emit->n_rows,
                              .part = emit->context->ticket };
  emit->n_rows += batch->n_selected;
  emit->flow = mill_emit (emit->context, 0, &view, emit->error);
  return emit->flow == MILL_FLOW_OK;
}

static MillFlow
produce (MillContext *context, guint64 ticket, GError **error)
{
  const State *state = context->state;
  MillSpill spill = mill_context_spill (context);
  Emit emit = { .context = context, .flow = MILL_FLOW_OK, .error = error };
  if (ticket >= mill_sorter_n_parts (state->sorter))
    return MILL_FLOW_DONE;
  if (!mill_sorter_read (
          state->sorter, context->lane_index, (guint)ticket, &spill, emit_rows, &emit, error))
    return MILL_FLOW_ERROR;
  return emit.flow;
}

static gboolean
sort_close (MillContext *context, gboolean success G_GNUC_UNUSED, GError **error G_GNUC_UNUSED)
{
  State *state = context->state;
  g_clear_pointer (&state->sorter, mill_sorter_free);
  return TRUE;
}

static gboolean
snapshot (MillContext *context, MillBytes *out, GError **error)
{
  const State *state = context->state;
  return mill_sorter_save (state->sorter, out, error);
}

static gboolean
restore (MillContext *context, const guint8 *data, gsize length, GError **error)
{
  const State *state = context->state;
  MillSpill spill = mill_context_spill (context);
  return mill_sorter_load (state->sorter, data, length, &spill, error);
}

static const char help[]
    = N_ ("All rows come out, in the order of the *sort by* columns; rows with the same values "
          "there keep "
          "the order in which they came.\n\n"
          "Numbers and times sort by value, text by its bytes (so that `Z` comes before `a`), "
          "false before "
          "true. Null is less than any value, unless *nulls* says otherwise.\n\n"
          "A row whose value cannot be read goes to `rejects`. What does not fit in memory goes to "
          "disk.");

const MillBlockSpec mill_block_sort = {
  .id = "sort",
  .stage = MILL_STAGE_PROCESS,
  .label = N_ ("Sort"),
  .summary = N_ ("Brings the rows into order by one or more columns."),
  .help = help,
  .keywords = N_ ("order by ascending descending rank arrange"),
  .params = params,
  .params_size = sizeof (Params),
  .ports = ports,
  .state_size = sizeof (State),
  .memory = MILL_MEMORY_PER_ROW,
  .examples = examples,
  .infer = infer,
  .check = check,
  .open = sort_open,
  .process = process,
  .produce = produce,
  .finish = finish,
  .close = sort_close,
  .snapshot = snapshot,
  .restore = restore,
  .sql = sql,
};
