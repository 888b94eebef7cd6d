/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-schema-change.h"

struct _MillSchemaChange
{
  GObject parent_instance;

  MillChange kind;
  char *name;
  char *before;
  const char *port; /* of the spec, a constant */
  gboolean output;
  MillType type;
  int count;
};

G_DEFINE_FINAL_TYPE (MillSchemaChange, mill_schema_change, G_TYPE_OBJECT)

static void
mill_schema_change_finalize (GObject *object)
{
  g_free (MILL_SCHEMA_CHANGE (object)->name);
  g_free (MILL_SCHEMA_CHANGE (object)->before);
  G_OBJECT_CLASS (mill_schema_change_parent_class)->finalize (object);
}

static void
mill_schema_change_class_init (MillSchemaChangeClass *class)
{
  G_OBJECT_CLASS (class)->finalize = mill_schema_change_finalize;
}

static void
mill_schema_change_init (MillSchemaChange *change)
{
}

/* ---- reading ---- */

MillChange
mill_schema_change_get_kind (MillSchemaChange *change)
{
  g_return_val_if_fail (MILL_IS_SCHEMA_CHANGE (change), MILL_CHANGE_NONE);
  return change->kind;
}

const char *
mill_schema_change_get_name (MillSchemaChange *change)
{
  g_return_val_if_fail (MILL_IS_SCHEMA_CHANGE (change), NULL);
  return change->name;
}

const char *
mill_schema_change_get_before (MillSchemaChange *change)
{
  g_return_val_if_fail (MILL_IS_SCHEMA_CHANGE (change), NULL);
  return change->before;
}

const char *
mill_schema_change_get_port (MillSchemaChange *change)
{
  g_return_val_if_fail (MILL_IS_SCHEMA_CHANGE (change), NULL);
  return change->port;
}

gboolean
mill_schema_change_is_output (MillSchemaChange *change)
{
  g_return_val_if_fail (MILL_IS_SCHEMA_CHANGE (change), FALSE);
  return change->output;
}

MillType
mill_schema_change_get_type_of (MillSchemaChange *change)
{
  g_return_val_if_fail (MILL_IS_SCHEMA_CHANGE (change), MILL_TYPE (TEXT));
  return change->type;
}

int
mill_schema_change_get_count (MillSchemaChange *change)
{
  g_return_val_if_fail (MILL_IS_SCHEMA_CHANGE (change), -1);
  return change->count;
}

/* ---- making the list ---- */

static MillSchemaChange *
add (GListStore *list, MillChange kind, const char *name, MillType type, const MillPort *port)
{
  g_autoptr (MillSchemaChange) change = g_object_new (MILL_TYPE_SCHEMA_CHANGE, NULL);
  change->kind = kind;
  change->name = g_strdup (name);
  change->type = type;
  change->port = port->name;
  change->output = port->output;
  g_list_store_append (list, change);
  return change; /* the list keeps it */
}

static void
add_heading (GListStore *list, const MillPort *port, const MillSchema *schema)
{
  MillSchemaChange *heading = add (list, MILL_CHANGE_HEADING, port->name, MILL_TYPE (TEXT), port);
  heading->count = schema != NULL ? (int)mill_schema_n_fields (schema) : -1;
}

static void
add_output_column (GListStore *list,
                   const MillPort *port,
                   const MillField *field,
                   const MillField *source,
                   gboolean same)
{
  char type[MILL_TYPE_CHARS];
  if (source == NULL)
    {
      add (list, MILL_CHANGE_ADDED, field->name, field->type, port);
      return;
    }
  gboolean renamed = !g_str_equal (source->name, field->name);
  gboolean retyped = !mill_type_equal (source->type, field->type);
  MillChange kind = renamed   ? (same ? MILL_CHANGE_RENAMED : MILL_CHANGE_ADDED)
                    : retyped ? MILL_CHANGE_RETYPED
                    : same    ? MILL_CHANGE_NONE
                              : MILL_CHANGE_COMPUTED;
  MillSchemaChange *change = add (list, kind, field->name, field->type, port);
  if (kind == MILL_CHANGE_RENAMED)
    change->before = g_strdup (source->name);
  else if (kind == MILL_CHANGE_RETYPED)
    change->before = g_strdup (mill_type_print (source->type, type));
}

/* The input column that an output column is, or is made from under the same name. */
static const MillField *
find_source (MillAnalysis *analysis, guint block, guint port, guint column, gboolean *same)
{
  const MillInferResult *result = mill_analysis_infer_result (analysis, block);
  const MillField *field = mill_schema_field (mill_infer_result_schema (result, port), column);
  const MillField *found = NULL;
  guint n, n_inputs = mill_spec_n_inputs (mill_analysis_block_spec (analysis, block));
  const MillLineage *lineage = mill_infer_result_lineage (result, port, column, &n);
  *same = FALSE;
  for (guint i = 0; i < n; i++)
    {
      const MillSchema *input
          = mill_analysis_input_schema (analysis, block, MIN (lineage[i].port, n_inputs - 1));
      if (input == NULL || lineage[i].column >= mill_schema_n_fields (input))
        continue;
      const MillField *source = mill_schema_field (input, lineage[i].column);
      if (!lineage[i].same && !g_str_equal (source->name, field->name))
        continue;
      found = source;
      *same = lineage[i].same;
      if (lineage[i].same)
        break;
    }
  return found;
}

/* Input columns that leave by no output. */
static void
add_removed (
    GListStore *list, MillAnalysis *analysis, guint block, const MillPort *port, guint input)
{
  const MillInferResult *result = mill_analysis_infer_result (analysis, block);
  const MillSchema *schema = mill_analysis_input_schema (analysis, block, input);
  const MillSchema *out = mill_infer_result_schema (result, 0);
  if (schema == NULL || out == NULL)
    return;
  guint n = mill_schema_n_fields (schema);
  g_autofree gboolean *kept = g_new0 (gboolean, MAX (n, 1));
  for (guint i = 0; i < mill_schema_n_fields (out); i++)
    {
      guint n_lineage;
      const MillLineage *lineage = mill_infer_result_lineage (result, 0, i, &n_lineage);
      for (guint k = 0; k < n_lineage; k++)
        if (lineage[k].same && lineage[k].port == input && lineage[k].column < n)
          kept[lineage[k].column] = TRUE;
    }
  for (guint i = 0; i < n; i++)
    {
      const MillField *field = mill_schema_field (schema, i);
      if (!kept[i] && mill_schema_find (out, field->name) < 0)
        add (list, MILL_CHANGE_REMOVED, field->name, field->type, port);
    }
}

static void
add_inputs (GListStore *list, MillAnalysis *analysis, guint block, const MillBlockSpec *spec)
{
  for (guint i = 0; i < mill_spec_n_inputs (spec); i++)
    {
      const MillPort *port = mill_spec_input (spec, i);
      const MillSchema *schema = mill_analysis_input_schema (analysis, block, i);
      add_heading (list, port, schema);
      for (guint k = 0; schema != NULL && k < mill_schema_n_fields (schema); k++)
        add (list,
             MILL_CHANGE_NONE,
             mill_schema_field (schema, k)->name,
             mill_schema_field (schema, k)->type,
             port);
    }
}

static void
add_output (GListStore *list, MillAnalysis *analysis, guint block, guint index)
{
  const MillBlockSpec *spec = mill_analysis_block_spec (analysis, block);
  const MillPort *port = mill_spec_output (spec, index);
  const MillSchema *schema = mill_analysis_output_schema (analysis, block, index);
  add_heading (list, port, schema);
  for (guint i = 0; schema != NULL && i < mill_schema_n_fields (schema); i++)
    {
      gboolean same = FALSE, source = mill_spec_n_inputs (spec) == 0;
      const MillField *from
          = source ? mill_schema_field (schema, i) : find_source (analysis, block, index, i, &same);
      add_output_column (list, port, mill_schema_field (schema, i), from, same || source);
    }
  for (guint i = 0; schema != NULL && index == 0 && i < mill_spec_n_inputs (spec); i++)
    add_removed (list, analysis, block, port, i);
}

GListModel *
mill_schema_changes_list (MillAnalysis *analysis, guint block)
{
  g_return_val_if_fail (analysis != NULL, NULL);
  GListStore *list = g_list_store_new (MILL_TYPE_SCHEMA_CHANGE);
  const MillBlockSpec *spec = mill_analysis_block_spec (analysis, block);
  if (spec == NULL)
    return G_LIST_MODEL (list);
  add_inputs (list, analysis, block, spec);
  for (guint i = 0; i < mill_spec_n_outputs (spec); i++)
    if (!mill_spec_output (spec, i)->rejects)
      {
        if (mill_analysis_infer_result (analysis, block) != NULL)
          add_output (list, analysis, block, i);
        else
          add_heading (list, mill_spec_output (spec, i), NULL);
      }
  return G_LIST_MODEL (list);
}
