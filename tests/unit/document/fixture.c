/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fixture.h"

#include "mill-error.h"
#include "mill-expr.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* ---- rows, stream ---- */

typedef struct
{
  MillMap columns;
  char *path;
} RowsParams;

static const MillParam rows_params[]
    = { MILL_PARAM_MAP (RowsParams, columns, .help = "Names and types"),
        MILL_PARAM_FILE (RowsParams, path, .help = "A file that must exist"),
        MILL_PARAMS_END };

static const MillPort source_ports[] = { MILL_PORT_OUT, MILL_PORTS_END };

static gboolean
rows_infer (MillInfer *infer, GError **error)
{
  const RowsParams *params = mill_infer_params (infer);
  if (params->path != NULL && !g_file_test (params->path, G_FILE_TEST_EXISTS))
    {
      g_set_error (error,
                   MILL_ERROR_RESOURCE,
                   MILL_RESOURCE_NOT_FOUND,
                   "path: %s is not there",
                   params->path);
      return FALSE;
    }
  for (guint i = 0; i < params->columns.n; i++)
    {
      MillType type;
      if (!mill_type_parse (params->columns.values[i], &type, error))
        {
          g_prefix_error (error, "columns.%s: ", params->columns.keys[i]);
          return FALSE;
        }
      mill_infer_add (infer, 0, params->columns.keys[i], type);
    }
  return TRUE;
}

static const MillBlockSpec rows_spec = { .id = "rows",
                                         .stage = MILL_STAGE_STORE,
                                         .params = rows_params,
                                         .params_size = sizeof (RowsParams),
                                         .ports = source_ports,
                                         .guarantee = MILL_GUARANTEE_REPLAYABLE,
                                         .infer = rows_infer };

static const MillParam no_params[] = { MILL_PARAMS_END };

static gboolean
stream_infer (MillInfer *infer, GError **error)
{
  mill_infer_add (infer, 0, "value", MILL_TYPE (INTEGER));
  return TRUE;
}

static const MillBlockSpec stream_spec = { .id = "stream",
                                           .stage = MILL_STAGE_STORE,
                                           .params = no_params,
                                           .ports = source_ports,
                                           .infer = stream_infer };

/* ---- keep ---- */

typedef struct
{
  char *condition;
  gint64 count;
  int mode;
} KeepParams;

static const MillChoice keep_modes[]
    = { { "some", "Some", 0 }, { "all", "All", 1 }, { NULL, NULL, 0 } };

static const MillParam keep_params[] = {
  MILL_PARAM_EXPRESSION (KeepParams,
                         condition,
                         .help = "Which rows",
                         .required = TRUE,
                         .expects = { .id = MILL_TYPE_BOOLEAN },
                         .has_expects = TRUE),
  MILL_PARAM_INTEGER (KeepParams, count, .help = "How often", .def.integer = 1, .range = { 1, 10 }),
  MILL_PARAM_ENUM (KeepParams, mode, keep_modes, .help = "How"),
  { .type = MILL_PARAM_INTEGER_, .field = "number", .replaced_by = "count", .help = "Older" },
  MILL_PARAMS_END
};

static const MillPort pass_ports[]
    = { MILL_PORT_IN, MILL_PORT_OUT, MILL_PORT_REJECTS, MILL_PORTS_END };

static gboolean
keep_infer (MillInfer *infer, GError **error)
{
  const KeepParams *params = mill_infer_params (infer);
  MillExpr *expr = mill_infer_expression (infer, "condition", params->condition, 0, error);
  if (expr == NULL)
    return FALSE;
  mill_expr_unref (expr);
  mill_infer_pass (infer, 0, 0);
  return TRUE;
}

static const MillBlockSpec keep_spec = { .id = "keep",
                                         .stage = MILL_STAGE_PROCESS,
                                         .params = keep_params,
                                         .params_size = sizeof (KeepParams),
                                         .ports = pass_ports,
                                         .infer = keep_infer };

/* ---- add ---- */

typedef struct
{
  MillMap columns;
} AddParams;

static const MillParam add_params[]
    = { MILL_PARAM_MAP (AddParams, columns, .help = "Names and expressions", .expressions = TRUE),
        MILL_PARAMS_END };

static gboolean
add_infer (MillInfer *infer, GError **error)
{
  const AddParams *params = mill_infer_params (infer);
  mill_infer_pass (infer, 0, 0);
  for (guint i = 0; i < params->columns.n; i++)
    {
      g_autofree char *where = g_strconcat ("columns.", params->columns.keys[i], NULL);
      MillExpr *expr = mill_infer_expression (infer, where, params->columns.values[i], 0, error);
      if (expr == NULL)
        return FALSE;
      guint n, index = mill_infer_add (infer, 0, params->columns.keys[i], mill_expr_type (expr));
      const guint *columns = mill_expr_columns (expr, &n);
      for (guint c = 0; c < n; c++)
        mill_infer_depends (infer, 0, index, 0, columns[c]);
      mill_expr_unref (expr);
    }
  return TRUE;
}

static const MillBlockSpec add_spec = { .id = "add",
                                        .stage = MILL_STAGE_PROCESS,
                                        .params = add_params,
                                        .params_size = sizeof (AddParams),
                                        .ports = pass_ports,
                                        .infer = add_infer };

/* ---- join, union ---- */

static const MillPort join_ports[] = { { .name = "left", .help = "Left" },
                                       { .name = "right", .help = "Right", .first = TRUE },
                                       MILL_PORT_OUT,
                                       MILL_PORTS_END };

static gboolean
join_infer (MillInfer *infer, GError **error)
{
  mill_infer_pass (infer, 0, 0);
  mill_infer_pass (infer, 0, 1);
  return TRUE;
}

static const MillBlockSpec join_spec = { .id = "join",
                                         .stage = MILL_STAGE_PROCESS,
                                         .params = no_params,
                                         .ports = join_ports,
                                         .infer = join_infer };

static const MillPort union_ports[]
    = { { .name = "in", .many = TRUE, .help = "Any number" }, MILL_PORT_OUT, MILL_PORTS_END };

/* Columns of the first link; those of the others of the same name feed them. */
static gboolean
union_infer (MillInfer *infer, GError **error)
{
  const MillSchema *first = mill_infer_input (infer, 0);
  mill_infer_pass (infer, 0, 0);
  for (guint port = 1; mill_infer_input (infer, port) != NULL; port++)
    for (guint i = 0; i < mill_schema_n_fields (first); i++)
      {
        int at
            = mill_schema_find (mill_infer_input (infer, port), mill_schema_field (first, i)->name);
        if (at >= 0)
          mill_infer_depends (infer, 0, i, port, (guint)at);
      }
  return TRUE;
}

static const MillBlockSpec union_spec = { .id = "union",
                                          .stage = MILL_STAGE_PROCESS,
                                          .params = no_params,
                                          .ports = union_ports,
                                          .infer = union_infer };

/* ---- sort ---- */

typedef struct
{
  char *column;
  gboolean descending;
} SortRule;

typedef struct
{
  char **by;
  MillList rules;
} SortParams;

static const MillParam rule_params[]
    = { MILL_PARAM_COLUMN (SortRule, column, .help = "Which", .required = TRUE),
        MILL_PARAM_BOOLEAN (SortRule, descending, .help = "Down"),
        MILL_PARAMS_END };

static const MillParam sort_params[]
    = { MILL_PARAM_COLUMNS (SortParams, by, .help = "By"),
        MILL_PARAM_LIST (SortParams, rules, SortRule, rule_params, .help = "Rules"),
        MILL_PARAMS_END };

static gboolean
sort_infer (MillInfer *infer, GError **error)
{
  const SortParams *params = mill_infer_params (infer);
  for (guint i = 0; params->by[i] != NULL; i++)
    if (mill_infer_column (infer, "by", params->by[i], 0, error) < 0)
      return FALSE;
  mill_infer_pass (infer, 0, 0);
  return TRUE;
}

static gboolean
sort_finish (MillContext *context, guint port, GError **error)
{
  return TRUE;
}

static MillFlow
sort_produce (MillContext *context, guint64 ticket, GError **error)
{
  return MILL_FLOW_DONE;
}

static const MillBlockSpec sort_spec = { .id = "sort",
                                         .stage = MILL_STAGE_PROCESS,
                                         .params = sort_params,
                                         .params_size = sizeof (SortParams),
                                         .ports = pass_ports,
                                         .infer = sort_infer,
                                         .finish = sort_finish,
                                         .produce = sort_produce };

/* ---- sink ---- */

typedef struct
{
  char *path;
  char *token;
  char *connection;
} SinkParams;

static const MillParam sink_params[]
    = { MILL_PARAM_FILE (SinkParams, path, .help = "Where", .writes = TRUE),
        MILL_PARAM_SECRET (SinkParams, token, .help = "Key"),
        MILL_PARAM_CONNECTION (SinkParams, connection, .help = "Over"),
        MILL_PARAMS_END };

static const MillPort sink_ports[]
    = { { .name = "in", .all = TRUE, .help = "Rows" }, MILL_PORTS_END };

static gboolean
sink_infer (MillInfer *infer, GError **error)
{
  return TRUE;
}

static const MillBlockSpec sink_spec = { .id = "sink",
                                         .stage = MILL_STAGE_CONSUME,
                                         .params = sink_params,
                                         .params_size = sizeof (SinkParams),
                                         .ports = sink_ports,
                                         .guarantee = MILL_GUARANTEE_ATOMIC,
                                         .infer = sink_infer };

const MillRegistry *
fixture_registry (void)
{
  static const MillBlockSpec *const specs[]
      = { &rows_spec,  &stream_spec, &keep_spec, &add_spec, &join_spec,
          &union_spec, &sort_spec,   &sink_spec, NULL };
  static MillRegistry *registry;
  static gsize once;
  if (g_once_init_enter (&once))
    {
      registry = mill_registry_new (specs);
      g_once_init_leave (&once, 1);
    }
  return registry;
}

/* ---- short cuts ---- */

char *
fixture_text (const char *json)
{
  char *text = g_strdup (json);
  for (char *at = text; *at != '\0'; at++)
    if (*at == '\'')
      *at = '"';
  return text;
}

MillDocument *
fixture_load (const char *json)
{
  g_autofree char *text = fixture_text (json);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  return mill_document_load_bytes (fixture_registry (), bytes, "/work");
}

MillDocument *
fixture_everything (void)
{
  return fixture_load (
      "{ 'millrace': 1, 'parameters': { 'n': { 'type': 'integer', 'default': 2 } }, "
      "'environments': { "
      "'prod': { 'n': 3 } }, 'connections': { 'wh': { 'type': 'pg', 'settings': { 'port': '${n}' } "
      "} "
      "}, 'blocks': { 'a': { 'type': 'rows', 'params': { 'columns': { 'x': 'integer' } } }, 'k': { "
      "'type': 'keep', 'params': { 'condition': 'x > ${n} and $${n} is null', 'count': '${n}' } }, "
      "'s': { 'type': 'sink', 'params': { 'connection': 'wh' } } }, 'links': [ { 'from': 'a.out', "
      "'to': 'k.in', 'transition': { 'kind': 'function', 'routes': [ { 'when': 'x > ${n}', 'to': "
      "'s.in' } ] } }, { 'from': 'k.out', 'to': 's.in' } ], 'tests': { 't': { 'env': 'prod', "
      "'set': { "
      "'n': 1 }, 'given': { 'a.out': ['x:integer', '1'] }, 'expect': { 'k.out': ['x:integer'] } } "
      "}, "
      "'layout': { 'a': [0, 0], 'k': [100, 0] } }");
}

MillAnalysis *
fixture_analyse (MillDocument *document, MillAnalysis *previous)
{
  g_autoptr (MillSnapshot) snapshot = mill_document_snapshot (document, NULL);
  g_autoptr (GError) error = NULL;
  MillAnalysis *analysis
      = mill_analysis_run (snapshot, previous, MILL_ANALYSIS_DEFAULT, NULL, &error);
  g_assert_no_error (error);
  return analysis;
}

char *
fixture_diagnostics (GListModel *model)
{
  GString *out = g_string_new (NULL);
  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (MillDiagnostic) item = g_list_model_get_item (model, i);
      g_string_append_printf (
          out, "%u:%u: ", mill_diagnostic_get_line (item), mill_diagnostic_get_column (item));
      if (mill_diagnostic_get_severity (item) != MILL_SEVERITY_ERROR)
        g_string_append_printf (
            out, "%s: ", mill_severity_nick (mill_diagnostic_get_severity (item)));
      g_string_append_printf (
          out, "%s: %s\n", mill_diagnostic_get_code (item), mill_diagnostic_get_message (item));
    }
  return g_string_free (out, FALSE);
}

void
fixture_check (const char *json, const char *expected)
{
  g_autoptr (MillDocument) document = fixture_load (json);
  g_autoptr (MillAnalysis) analysis = fixture_analyse (document, NULL);
  g_autofree char *found = fixture_diagnostics (mill_analysis_get_diagnostics (analysis));
  g_assert_cmpstr (found, ==, expected);
}

char *
fixture_chain (guint n)
{
  GString *out = g_string_new ("{\"millrace\": 1, \"blocks\": {\"b0\": {\"type\": \"rows\", "
                               "\"params\": {\"columns\": {\"a\": \"integer\", \"b\": \"text\"}}}");
  for (guint i = 1; i < n; i++)
    g_string_append_printf (
        out, ",\n\"b%u\": {\"type\": \"keep\", \"params\": {\"condition\": \"a > %u\"}}", i, i);
  g_string_append (out, "}, \"links\": [");
  for (guint i = 1; i < n; i++)
    g_string_append_printf (
        out, "%s{\"from\": \"b%u.out\", \"to\": \"b%u.in\"}", i > 1 ? ",\n" : "", i - 1, i);
  g_string_append (out, "]}\n");
  return g_string_free (out, FALSE);
}
