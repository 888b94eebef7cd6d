/* top-n: keeps the rows with the largest or smallest values.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-block.h"

typedef struct
{
  char *column;
  gint64 count;
  int order;
  char **then;
  char **per;
} Params;

enum
{
  LARGEST,
  SMALLEST
};

static const MillChoice orders[] = {
  { "largest", N_ ("Largest first"), LARGEST },
  { "smallest", N_ ("Smallest first"), SMALLEST },
  { NULL, NULL, 0 },
};

static const MillParam params[] = {
  MILL_PARAM_COLUMN (Params,
                     column,
                     .label = N_ ("Rank by"),
                     .required = TRUE,
                     .example = "\"temperature\"",
                     .help = N_ ("The column whose values rank the rows. Rows without a value rank "
                                 "behind all others.")),
  MILL_PARAM_INTEGER (Params,
                      count,
                      .label = N_ ("Keep"),
                      .def.integer = 10,
                      .range = { 1, G_MAXINT64 },
                      .ui_range = { 1, 1000 },
                      .unit = MILL_UNIT_ROWS,
                      .help = N_ ("How many rows to keep.")),
  MILL_PARAM_ENUM (Params,
                   order,
                   orders,
                   .label = N_ ("Order"),
                   .def.integer = LARGEST,
                   .help = N_ ("Which end of the ranking to keep; it comes first.")),
  MILL_PARAM_COLUMNS (Params,
                      then,
                      .label = N_ ("Then by"),
                      .advanced = TRUE,
                      .example = "[\"humidity\"]",
                      .help = N_ ("Columns that decide between rows of the same rank, in the same "
                                  "order. Without them the row that came first ranks first.")),
  MILL_PARAM_COLUMNS (Params,
                      per,
                      .label = N_ ("For each"),
                      .example = "[\"device\"]",
                      .help = N_ ("Keep so many rows for each different value of these columns, "
                                  "instead of so many in all.")),
  MILL_PARAMS_END,
};

static const MillPort ports[] = { MILL_PORT_IN, MILL_PORT_OUT, MILL_PORT_REJECTS, MILL_PORTS_END };

static const MillExample examples[] = {
  { .title = N_ ("The two hottest readings"),
    .params = "{\"column\": \"temperature\", \"count\": 2}",
    .inputs = { "device:text,temperature:number\n"
                "a,18.5\n"
                "b,\n"
                "c,31\n"
                "d,24\n"
                "e,24\n" },
    .outputs = { "device:text,temperature:number\n"
                 "c,31\n"
                 "d,24\n" } },
  { .title = N_ ("The coldest day of each city"),
    .params = "{\"column\": \"low\", \"count\": 1, \"order\": \"smallest\", \"per\": [\"city\"]}",
    .inputs = { "day:date,city:text,low:integer\n"
                "2024-01-01,Oslo,-9\n"
                "2024-01-01,Bergen,2\n"
                "2024-01-02,Oslo,-12\n"
                "2024-01-02,Bergen,-1\n"
                "2024-01-03,Oslo,-12\n"
                "2024-01-03,Bergen,\n" },
    .outputs = { "day:date,city:text,low:integer\n"
                 "2024-01-02,Bergen,-1\n"
                 "2024-01-02,Oslo,-12\n" } },
  { .title = NULL },
};

typedef struct
{
  MillSorter *sorter;
  guint64 n_restored; /* rows that came in before a restart */
} State;

typedef struct
{
  guint64 n_rows; /* that came in and were not refused */
} Lane;

/* ---- design time ---- */

static gboolean
infer_columns (MillInfer *infer, const char *param, char *const *names, GError **error)
{
  for (guint i = 0; names[i] != NULL; i++)
    if (mill_infer_column (infer, param, names[i], 0, error) < 0)
      return FALSE;
  return TRUE;
}

static gboolean
infer (MillInfer *infer, GError **error)
{
  const Params *p = mill_infer_params (infer);
  if (mill_infer_column (infer, "column", p->column, 0, error) < 0
      || !infer_columns (infer, "then", p->then, error)
      || !infer_columns (infer, "per", p->per, error))
    return FALSE;
  mill_infer_pass (infer, 0, 0);
  return TRUE;
}

/* ---- as SQL ---- */

/* Text sorts by bytes here, and so it must there. */
static void
append_key (
    const MillSchema *schema, const char *column, int dialect, const char *order, GString *out)
{
  g_autofree char *name = mill_sql_quote_name (column, (MillSqlDialect)dialect);
  int index = mill_schema_find (schema, column);
  gboolean text
      = index >= 0 && mill_type_is_textual (mill_schema_field (schema, (guint)index)->type);
  g_string_append_printf (out,
                          "%s%s%s %s",
                          out->len > 0 ? ", " : "",
                          name,
                          text && dialect == MILL_SQL_POSTGRESQL ? " COLLATE \"C\"" : "",
                          order);
}

static char *
print_ranking (const Params *p, const MillSchema *schema, int dialect)
{
  const char *order = p->order == LARGEST ? "DESC NULLS LAST" : "ASC NULLS LAST";
  GString *text = g_string_new (NULL);
  append_key (schema, p->column, dialect, order, text);
  for (guint i = 0; p->then[i] != NULL; i++)
    append_key (schema, p->then[i], dialect, order, text);
  return g_string_free (text, FALSE);
}

static char *
print_names (const char *const *names, int dialect)
{
  GString *text = g_string_new (NULL);
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *name = mill_sql_quote_name (names[i], (MillSqlDialect)dialect);
      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", name);
    }
  return g_string_free (text, FALSE);
}

static char *
print_columns (const MillSchema *schema, int dialect)
{
  guint n = mill_schema_n_fields (schema);
  g_autofree const char **names = g_new0 (const char *, n + 1);
  for (guint i = 0; i < n; i++)
    names[i] = mill_schema_field (schema, i)->name;
  return print_names (names, dialect);
}

static gboolean
is_taken (const MillSchema *schema, const char *name)
{
  for (guint i = 0; i < mill_schema_n_fields (schema); i++)
    if (g_ascii_strcasecmp (mill_schema_field (schema, i)->name, name) == 0)
      return TRUE;
  return FALSE;
}

/* A name that no column has; databases take no notice of case. */
static char *
rank_name (const MillSchema *schema, int dialect)
{
  g_autoptr (GString) name = g_string_new ("rank");
  while (is_taken (schema, name->str))
    g_string_append_c (name, '_');
  return mill_sql_quote_name (name->str, (MillSqlDialect)dialect);
}

static char *
print_for_each (const Params *p, const MillSchema *schema, const char *input, int dialect)
{
  g_autofree char *ranking = print_ranking (p, schema, dialect);
  g_autofree char *columns = print_columns (schema, dialect);
  g_autofree char *per = print_names ((const char *const *)p->per, dialect);
  g_autofree char *rank = rank_name (schema, dialect);
  g_autoptr (GString) order = g_string_new (NULL);
  for (guint i = 0; p->per[i] != NULL; i++)
    append_key (schema, p->per[i], dialect, "ASC NULLS FIRST", order);
  return g_strdup_printf ("SELECT %s FROM (SELECT *, row_number() OVER (PARTITION BY %s ORDER BY "
                          "%s) AS %s FROM %s) AS ranked WHERE %s <= %" G_GINT64_FORMAT
                          " ORDER BY %s, %s",
                          columns,
                          per,
                          ranking,
                          rank,
                          input,
                          rank,
                          p->count,
                          order->str,
                          rank);
}

static char *
sql (const void *data,
     const MillSchema *const *schemas,
     const char *const *inputs,
     int dialect,
     GError **error G_GNUC_UNUSED)
{
  const Params *p = data;
  if (p->per[0] != NULL)
    return print_for_each (p, schemas[0], inputs[0], dialect);
  g_autofree char *ranking = print_ranking (p, schemas[0], dialect);
  return g_strdup_printf (
      "SELECT * FROM %s ORDER BY %s LIMIT %" G_GINT64_FORMAT, inputs[0], ranking, p->count);
}

/* ---- running ---- */

static MillSorterKey
make_key (const MillSchema *schema, const char *column, gboolean descending, gboolean nulls_last)
{
  guint index = (guint)mill_schema_find (schema, column);
  return (MillSorterKey){ .column = index,
                          .key = { .type = mill_schema_field (schema, index)->type,
                                   .descending = descending,
                                   .nulls_last = nulls_last } };
}

static gboolean
top_open (MillContext *context, GError **error G_GNUC_UNUSED)
{
  const Params *p = context->params;
  State *state = context->state;
  const MillSchema *schema = mill_input_schema (context, 0);
  guint n_per = g_strv_length (p->per), n_then = g_strv_length (p->then), n = 0;
  g_autofree MillSorterKey *keys = g_new0 (MillSorterKey, n_per + n_then + 1);
  for (guint i = 0; i < n_per; i++)
    keys[n++] = make_key (schema, p->per[i], FALSE, FALSE);
  keys[n++] = make_key (schema, p->column, p->order == LARGEST, TRUE);
  for (guint i = 0; i < n_then; i++)
    keys[n++] = make_key (schema, p->then[i], p->order == LARGEST, TRUE);
  state->sorter = mill_sorter_new (
      schema, mill_needed (context, 0), keys, n, (guint64)p->count, context->n_lanes);
  if (n_per > 0)
    mill_sorter_group_by (state->sorter, n_per);
  return TRUE;
}

static MillFlow
process (MillContext *context, guint port G_GNUC_UNUSED, const MillBatch *batch, GError **error)
{
  const State *state = context->state;
  Lane *lane = context->lane;
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
  lane->n_rows += batch->n_selected - context->errors->n;
  mill_reject_errors (context, batch);
  return MILL_FLOW_OK;
}

static guint64
count_rows (MillContext *context)
{
  guint64 n = ((const State *)context->state)->n_restored;
  for (guint i = 0; i < context->n_lanes; i++)
    n += ((const Lane *)mill_lane (context, i))->n_rows;
  return n;
}

static gboolean
finish (MillContext *context, guint port G_GNUC_UNUSED, GError **error)
{
  const State *state = context->state;
  MillSpill spill = mill_context_spill (context);
  if (!mill_sorter_finish (state->sorter, &spill, error))
    return FALSE;
  mill_count (context, count_rows (context) - mill_sorter_n_rows (state->sorter), 0, 0);
  return TRUE;
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
top_close (MillContext *context, gboolean success G_GNUC_UNUSED, GError **error G_GNUC_UNUSED)
{
  State *state = context->state;
  g_clear_pointer (&state->sorter, mill_sorter_free);
  return TRUE;
}

/* Rows that were cut are not saved, but must be counted at the end. */
static gboolean
snapshot (MillContext *context, MillBytes *out, GError **error)
{
  const State *state = context->state;
  guint64 n = count_rows (context);
  mill_bytes_append (out, &n, sizeof n);
  return mill_sorter_save (state->sorter, out, error);
}

static gboolean
restore (MillContext *context, const guint8 *data, gsize length, GError **error)
{
  State *state = context->state;
  MillSpill spill = mill_context_spill (context);
  guint64 n;
  if (length < sizeof n)
    {
      g_set_error_literal (
          error, MILL_ERROR_DATA, MILL_DATA_SYNTAX, _ ("the saved rows are cut short"));
      return FALSE;
    }
  memcpy (&n, data, sizeof n);
  state->n_restored += n;
  return mill_sorter_load (state->sorter, data + sizeof n, length - sizeof n, &spill, error);
}

static const char help[] = N_ ("Only the rows with the largest (or smallest) values of the *rank "
                               "by* column come out, the first "
                               "one first. Of rows with the same value those that came first are "
                               "kept, unless *then by* columns "
                               "decide. A row without a value ranks behind all others.\n\n"
                               "With *for each* columns so many rows are kept for each of their "
                               "values, a null among them; they "
                               "come out in the order of these columns.\n\n"
                               "Memory holds about twice the rows that are kept, however many come "
                               "in. A row whose value cannot "
                               "be read goes to `rejects`.");

const MillBlockSpec mill_block_top_n = {
  .id = "top-n",
  .stage = MILL_STAGE_PROCESS,
  .label = N_ ("Top N"),
  .summary = N_ ("Keeps the rows with the largest or smallest values, in all or for each group."),
  .help = help,
  .keywords = N_ ("largest smallest best worst first last limit rank maximum minimum"),
  .params = params,
  .params_size = sizeof (Params),
  .ports = ports,
  .state_size = sizeof (State),
  .lane_size = sizeof (Lane),
  .memory = MILL_MEMORY_PER_ROW,
  .examples = examples,
  .infer = infer,
  .open = top_open,
  .process = process,
  .produce = produce,
  .finish = finish,
  .close = top_close,
  .snapshot = snapshot,
  .restore = restore,
  .sql = sql,
};
