/* mill-infer.c: see mill-infer.h and the inference part of mill-spec.h.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-infer.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mill-error.h"
#include "mill-expr.h"
#include "mill-limits.h"
#include "mill-params.h"

/* One output column depends on one input column. */
typedef struct
{
  guint index;
  MillLineage from;
} Edge;

/* An output port while .infer runs. */
typedef struct
{
  GArray *fields;      /* MillField, names owned */
  GHashTable *by_name; /* name -> index + 1 */
  GArray *edges;       /* Edge */
} Output;

struct _MillInfer
{
  const MillBlockSpec *spec;
  const void *params;
  const MillSchema *const *inputs;
  guint n_inputs, n_outputs;
  Output *outputs;
  guint8 **used; /* by input: one byte a column; NULL when not linked */
  GError *fault; /* what .infer did wrong without noticing */
};

/* An output port of a result. */
typedef struct
{
  const MillSchema *schema;
  guint *first; /* lineage of column c: first[c] .. first[c + 1] */
  MillLineage *lineage;
} Port;

struct _MillInferResult
{
  gatomicrefcount refs;
  guint n_inputs, n_outputs;
  Port *ports;
  guint *n_columns; /* of the inputs */
  guint8 **used;
};

/* ---- what blocks call ---- */

/* The port behind input @index: the links of the last, `many` one have an index each. */
static const MillPort *
input_port (const MillInfer *infer, guint index)
{
  return mill_spec_input (infer->spec, MIN (index, mill_spec_n_inputs (infer->spec) - 1));
}

const void *
mill_infer_params (const MillInfer *infer)
{
  g_return_val_if_fail (infer != NULL, NULL);
  return infer->params;
}

const MillSchema *
mill_infer_input (const MillInfer *infer, guint port)
{
  g_return_val_if_fail (infer != NULL, NULL);
  return port < infer->n_inputs ? infer->inputs[port] : NULL;
}

/* "column 'a' of input 'left'", or "the new column 'a'". */
static char *
describe_column (const MillInfer *infer, const Output *output, guint index)
{
  for (guint i = 0; i < output->edges->len; i++)
    {
      const Edge *edge = &g_array_index (output->edges, Edge, i);
      if (edge->index != index || !edge->from.same)
        continue;
      const char *name
          = mill_schema_field (infer->inputs[edge->from.port], edge->from.column)->name;
      return g_strdup_printf (
          _ ("column '%s' of input '%s'"), name, input_port (infer, edge->from.port)->name);
    }
  return g_strdup_printf (_ ("the new column '%s'"),
                          g_array_index (output->fields, MillField, index).name);
}

static void
note_duplicate (MillInfer *infer, guint port, guint index, guint other)
{
  if (infer->fault != NULL)
    return;
  const Output *output = &infer->outputs[port];
  g_autofree char *one = describe_column (infer, output, other);
  g_autofree char *two = describe_column (infer, output, index);
  g_set_error (&infer->fault,
               MILL_ERROR_DOCUMENT,
               MILL_DOCUMENT_RANGE,
               _ ("%s and %s would both be '%s' on output '%s'; rename or drop one of them"),
               one,
               two,
               g_array_index (output->fields, MillField, index).name,
               mill_spec_output (infer->spec, port)->name);
}

static guint
add_field (MillInfer *infer, guint port, const char *name, MillType type)
{
  Output *output = &infer->outputs[port];
  MillField field = { .name = g_strdup (name), .type = type };
  g_array_append_val (output->fields, field);
  return output->fields->len - 1;
}

static void
check_duplicate (MillInfer *infer, guint port, guint index)
{
  Output *output = &infer->outputs[port];
  const char *name = g_array_index (output->fields, MillField, index).name;
  gpointer other = g_hash_table_lookup (output->by_name, name);
  if (other != NULL)
    note_duplicate (infer, port, index, GPOINTER_TO_UINT (other) - 1);
  else
    g_hash_table_insert (output->by_name, (gpointer)name, GUINT_TO_POINTER (index + 1));
}

guint
mill_infer_add (MillInfer *infer, guint port, const char *name, MillType type)
{
  g_return_val_if_fail (infer != NULL && port < infer->n_outputs && name != NULL, 0);

  guint index = add_field (infer, port, name, type);
  check_duplicate (infer, port, index);
  return index;
}

static void
add_edge (MillInfer *infer, guint port, guint index, guint in_port, guint column, gboolean same)
{
  Edge edge = { .index = index, .from = { .port = in_port, .column = column, .same = same } };
  g_array_append_val (infer->outputs[port].edges, edge);
}

guint
mill_infer_add_from (MillInfer *infer, guint port, guint in_port, guint column, const char *name)
{
  g_return_val_if_fail (infer != NULL && port < infer->n_outputs, 0);
  g_return_val_if_fail (mill_infer_input (infer, in_port) != NULL, 0);

  const MillField *field = mill_schema_field (infer->inputs[in_port], column);
  guint index = add_field (infer, port, name != NULL ? name : field->name, field->type);
  add_edge (infer, port, index, in_port, column, TRUE);
  check_duplicate (infer, port, index);
  return index;
}

void
mill_infer_pass (MillInfer *infer, guint port, guint in_port)
{
  g_return_if_fail (infer != NULL && mill_infer_input (infer, in_port) != NULL);

  for (guint column = 0; column < mill_schema_n_fields (infer->inputs[in_port]); column++)
    mill_infer_add_from (infer, port, in_port, column, NULL);
}

void
mill_infer_depends (MillInfer *infer, guint port, guint index, guint in_port, guint column)
{
  g_return_if_fail (infer != NULL && port < infer->n_outputs);
  g_return_if_fail (index < infer->outputs[port].fields->len);
  g_return_if_fail (mill_infer_input (infer, in_port) != NULL);
  g_return_if_fail (column < mill_schema_n_fields (infer->inputs[in_port]));

  add_edge (infer, port, index, in_port, column, FALSE);
}

static void
use_column (MillInfer *infer, guint in_port, const char *name)
{
  int column = mill_schema_find (infer->inputs[in_port], name);
  if (column >= 0)
    infer->used[in_port][column] = 1;
}

static void
use_names (MillInfer *infer, guint in_port, const MillExpr *expr)
{
  for (const char *const *name = mill_expr_column_names (expr); *name != NULL; name++)
    use_column (infer, in_port, *name);
}

/* The declaration behind "aggregates[2].column" or "columns.total": looks up the names in turn. */
static const MillParam *
find_declaration (const MillParam *table, const char *where)
{
  gsize length = strcspn (where, ".[");
  g_autofree char *name = g_strndup (where, length);
  const MillParam *param = mill_param_find (table, name);
  const char *inner = strchr (where, '.');
  return param != NULL && param->items != NULL && inner != NULL
             ? find_declaration (param->items, inner + 1)
             : param;
}

static MillExpr *
parse_and_check (const MillParam *param, const char *text, const MillSchema *schema, GError **error)
{
  gboolean template = param != NULL && param->type == MILL_PARAM_TEMPLATE_;
  g_autoptr (MillExpr) parsed
      = template ? mill_template_parse (text, error) : mill_expr_parse (text, error);
  if (parsed == NULL)
    return NULL;
  if (param != NULL && param->has_expects)
    return mill_expr_check_type (parsed, schema, param->expects, error);
  return mill_expr_check (parsed, schema, error);
}

MillExpr *
mill_infer_expression_over (MillInfer *infer,
                            const char *param,
                            const char *text,
                            const MillSchema *schema,
                            guint in_port,
                            GError **error)
{
  g_return_val_if_fail (infer != NULL && param != NULL && text != NULL && schema != NULL, NULL);

  MillExpr *expr
      = parse_and_check (find_declaration (infer->spec->params, param), text, schema, error);
  if (expr == NULL)
    g_prefix_error (error, "%s: ", param);
  else if (mill_infer_input (infer, in_port) != NULL)
    use_names (infer, in_port, expr);
  return expr;
}

MillExpr *
mill_infer_expression (
    MillInfer *infer, const char *param, const char *text, guint in_port, GError **error)
{
  g_return_val_if_fail (mill_infer_input (infer, in_port) != NULL, NULL);

  return mill_infer_expression_over (infer, param, text, infer->inputs[in_port], in_port, error);
}

int
mill_infer_column (
    MillInfer *infer, const char *param, const char *name, guint in_port, GError **error)
{
  g_return_val_if_fail (infer != NULL && param != NULL && name != NULL, -1);
  g_return_val_if_fail (mill_infer_input (infer, in_port) != NULL, -1);

  const MillSchema *schema = infer->inputs[in_port];
  int column = mill_schema_find (schema, name);
  if (column >= 0)
    {
      infer->used[in_port][column] = 1;
      return column;
    }
  const char *nearest = mill_schema_suggest (schema, name);
  g_autofree char *columns = nearest == NULL ? mill_schema_to_string (schema) : NULL;
  g_set_error (error,
               MILL_ERROR_DOCUMENT,
               MILL_DOCUMENT_UNKNOWN,
               nearest != NULL ? _ ("%s: input '%s' has no column '%s'; did you mean '%s'?")
                               : _ ("%s: input '%s' has no column '%s'; it has %.400s"),
               param,
               input_port (infer, in_port)->name,
               name,
               nearest != NULL ? nearest : columns);
  return -1;
}

/* ---- what the table alone says ---- */

typedef struct
{
  MillInfer *infer;
  GError *error;
} TableCheck;

static void
check_column (
    TableCheck *check, const MillParam *param, guint port, const char *where, const char *name)
{
  MillInfer *infer = check->infer;
  int column = mill_infer_column (infer, where, name, port, &check->error);
  if (column < 0 || !param->has_expects)
    return;
  char has[MILL_TYPE_CHARS], wants[MILL_TYPE_CHARS];
  MillType type = mill_schema_field (infer->inputs[port], (guint)column)->type, common;
  if (mill_type_common (type, param->expects, &common) && common.id == param->expects.id)
    return;
  g_set_error (
      &check->error,
      MILL_ERROR_DOCUMENT,
      MILL_DOCUMENT_TYPE,
      _ ("%s: column '%s' is of type %s and must be %s; cast it before, or choose another"),
      where,
      name,
      mill_type_print (type, has),
      mill_type_print (param->expects, wants));
}

static void
check_columns (
    TableCheck *check, const MillParam *param, guint port, const char *where, char **names)
{
  for (guint i = 0; names[i] != NULL && check->error == NULL; i++)
    {
      g_autofree char *element = g_strdup_printf ("%s[%u]", where, i);
      check_column (check, param, port, element, names[i]);
    }
}

static void
check_expression (TableCheck *check, guint port, const char *where, const char *text)
{
  mill_expr_unref (mill_infer_expression (check->infer, where, text, port, &check->error));
}

/* Later expressions of a map may read the results of earlier ones, so only .infer can check them.
 */
static void
use_map (TableCheck *check, guint port, const MillMap *map)
{
  for (guint i = 0; i < map->n; i++)
    {
      g_autoptr (MillExpr) parsed = mill_expr_parse (map->values[i], NULL);
      if (parsed != NULL)
        use_names (check->infer, port, parsed);
    }
}

static void
check_param (
    const MillParam *table, const MillParam *param, void *params, const char *where, void *data)
{
  TableCheck *check = data;
  int port = param->port != NULL ? mill_spec_find_port (check->infer->spec, FALSE, param->port) : 0;
  if (check->error != NULL || port < 0 || mill_infer_input (check->infer, (guint)port) == NULL
      || !mill_param_visible (table, params, param))
    return;
  void *field = (guint8 *)params + param->offset;
  switch (param->type)
    {
    case MILL_PARAM_COLUMN_:
      if (*(char **)field != NULL)
        check_column (check, param, (guint)port, where, *(char **)field);
      break;
    case MILL_PARAM_COLUMNS_:
      check_columns (check, param, (guint)port, where, *(char ***)field);
      break;
    case MILL_PARAM_EXPRESSION_:
    case MILL_PARAM_TEMPLATE_:
      if (*(char **)field != NULL)
        check_expression (check, (guint)port, where, *(char **)field);
      break;
    case MILL_PARAM_MAP_:
      if (param->expressions)
        use_map (check, (guint)port, field);
      break;
    default:
      break;
    }
}

/* ---- running it ---- */

static gboolean
check_inputs (MillInfer *infer, GError **error)
{
  for (guint i = 0; i < MAX (infer->n_inputs, mill_spec_n_inputs (infer->spec)); i++)
    {
      const MillPort *port = input_port (infer, i);
      const MillSchema *schema = mill_infer_input (infer, i);
      if (schema == NULL && !port->optional)
        {
          g_set_error (error,
                       MILL_ERROR_DOCUMENT,
                       MILL_DOCUMENT_MISSING,
                       _ ("%s: nothing is linked to this input; link a block to it"),
                       port->name);
          return FALSE;
        }
      if (schema == NULL)
        continue;
      infer->used[i] = g_malloc0 (mill_schema_n_fields (schema) + 1);
      if (port->all)
        memset (infer->used[i], 1, mill_schema_n_fields (schema));
    }
  return TRUE;
}

static gboolean
run_infer (MillInfer *infer, GError **error)
{
  if (!check_inputs (infer, error))
    return FALSE;
  TableCheck check = { .infer = infer };
  mill_params_foreach (infer->spec->params, infer->params, check_param, &check);
  if (check.error != NULL)
    {
      g_propagate_error (error, check.error);
      return FALSE;
    }
  if (infer->spec->infer != NULL && !infer->spec->infer (infer, error))
    return FALSE;
  if (infer->fault == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&infer->fault));
  return FALSE;
}

static void
clear_field (gpointer data)
{
  g_free ((char *)((MillField *)data)->name);
}

static void
init_outputs (MillInfer *infer)
{
  infer->outputs = g_new0 (Output, infer->n_outputs + 1);
  for (guint i = 0; i < infer->n_outputs; i++)
    {
      infer->outputs[i].fields = g_array_new (FALSE, FALSE, sizeof (MillField));
      g_array_set_clear_func (infer->outputs[i].fields, clear_field);
      infer->outputs[i].by_name = g_hash_table_new (g_str_hash, g_str_equal);
      infer->outputs[i].edges = g_array_new (FALSE, FALSE, sizeof (Edge));
    }
}

static void
clear_infer (MillInfer *infer)
{
  for (guint i = 0; i < infer->n_outputs; i++)
    {
      g_hash_table_unref (infer->outputs[i].by_name);
      g_array_unref (infer->outputs[i].fields);
      g_array_unref (infer->outputs[i].edges);
    }
  for (guint i = 0; infer->used != NULL && i < infer->n_inputs; i++)
    g_free (infer->used[i]);
  g_free (infer->outputs);
  g_free (infer->used);
  g_clear_error (&infer->fault);
}

/* Edges in any order to edges by column (a counting sort); `rejects` has columns and no edges. */
static void
sort_edges (const Output *output, Port *port)
{
  guint n = mill_schema_n_fields (port->schema), n_edges = output->edges->len;
  const Edge *edges = (const Edge *)(void *)output->edges->data;
  g_autofree guint *next = g_new0 (guint, n + 2);
  port->first = g_new0 (guint, n + 1);
  port->lineage = g_new0 (MillLineage, n_edges + 1);
  for (guint i = 0; i < n_edges; i++)
    next[edges[i].index + 1]++;
  for (guint i = 0; i < n; i++)
    port->first[i + 1] = next[i + 1] += next[i];
  for (guint i = 0; i < n_edges; i++)
    port->lineage[next[edges[i].index]++] = edges[i].from;
}

static gboolean
fill_port (MillInfer *infer, guint index, Port *port, GError **error)
{
  const Output *output = &infer->outputs[index];
  if (mill_spec_output (infer->spec, index)->rejects)
    port->schema = mill_schema_ref (mill_rejects_schema ());
  else
    port->schema = mill_schema_new (
        (const MillField *)(void *)output->fields->data, output->fields->len, error);
  if (port->schema != NULL)
    sort_edges (output, port);
  return port->schema != NULL;
}

static MillInferResult *
make_result (MillInfer *infer, GError **error)
{
  g_autoptr (MillInferResult) result = g_new0 (MillInferResult, 1);
  g_atomic_ref_count_init (&result->refs);
  result->n_outputs = infer->n_outputs;
  result->ports = g_new0 (Port, infer->n_outputs + 1);
  for (guint i = 0; i < infer->n_outputs; i++)
    if (!fill_port (infer, i, &result->ports[i], error))
      return NULL;
  result->n_inputs = infer->n_inputs;
  result->n_columns = g_new0 (guint, infer->n_inputs + 1);
  for (guint i = 0; i < infer->n_inputs; i++)
    result->n_columns[i] = infer->inputs[i] != NULL ? mill_schema_n_fields (infer->inputs[i]) : 0;
  result->used = g_steal_pointer (&infer->used);
  return g_steal_pointer (&result);
}

gboolean
mill_infer_run (const MillBlockSpec *spec,
                const void *params,
                const MillSchema *const *inputs,
                guint n_inputs,
                MillInferResult **result,
                GError **error)
{
  g_return_val_if_fail (spec != NULL && params != NULL && result != NULL, FALSE);

  MillInfer infer = { .spec = spec,
                      .params = params,
                      .inputs = inputs,
                      .n_inputs = n_inputs,
                      .n_outputs = mill_spec_n_outputs (spec) };
  infer.used = g_new0 (guint8 *, infer.n_inputs + 1);
  init_outputs (&infer);
  MillInferResult *made = run_infer (&infer, error) ? make_result (&infer, error) : NULL;
  clear_infer (&infer);
  if (made != NULL)
    *result = made;
  return made != NULL;
}

MillInferResult *
mill_infer_result_ref (const MillInferResult *result)
{
  MillInferResult *self = (MillInferResult *)result;
  g_return_val_if_fail (result != NULL, NULL);
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
mill_infer_result_free (MillInferResult *result)
{
  if (result == NULL || !g_atomic_ref_count_dec (&result->refs))
    return;
  for (guint i = 0; i < result->n_outputs; i++)
    {
      mill_schema_unref (result->ports[i].schema);
      g_free (result->ports[i].first);
      g_free (result->ports[i].lineage);
    }
  for (guint i = 0; i < result->n_inputs; i++)
    g_free (result->used[i]);
  g_free (result->ports);
  g_free (result->n_columns);
  g_free (result->used);
  g_free (result);
}

const MillSchema *
mill_infer_result_schema (const MillInferResult *result, guint port)
{
  g_return_val_if_fail (result != NULL && port < result->n_outputs, NULL);
  return result->ports[port].schema;
}

const MillLineage *
mill_infer_result_lineage (const MillInferResult *result, guint port, guint column, guint *n)
{
  g_return_val_if_fail (result != NULL && port < result->n_outputs && n != NULL, NULL);

  const Port *output = &result->ports[port];
  *n = 0;
  if (column >= mill_schema_n_fields (output->schema) || output->lineage == NULL)
    return NULL;
  *n = output->first[column + 1] - output->first[column];
  return output->lineage + output->first[column];
}

gboolean
mill_infer_result_uses (const MillInferResult *result, guint port, guint column)
{
  g_return_val_if_fail (result != NULL && port < result->n_inputs, FALSE);
  return column < result->n_columns[port] && result->used[port][column] != 0;
}
