/* mill-json-schema.c: the JSON Schema of the file format, from the tables. See mill-describe.h.
 *
 * Source: JSON Schema, draft 2020-12 (json-schema.org).
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-describe.h"
#include "mill-limits.h"
#include "mill-params.h"

#define ID_PATTERN "^[A-Za-z0-9][A-Za-z0-9_-]*$"
#define PORT_PATTERN "^[A-Za-z0-9][A-Za-z0-9_-]*\\.[a-z][a-z0-9-]*$"
#define DURATION_PATTERN "^(0|([0-9.]+ *(w|d|h|m|min|s|ms|us) *)+)$"
#define SIZE_PATTERN "^[0-9.]+ *([kKmMgGtTpP][iI]?)?[bB]?$"

static void
put (JsonBuilder *json, const char *key, const char *text)
{
  json_builder_set_member_name (json, key);
  json_builder_add_string_value (json, text);
}

static void
put_flag (JsonBuilder *json, const char *key, gboolean value)
{
  json_builder_set_member_name (json, key);
  json_builder_add_boolean_value (json, value);
}

static void
begin (JsonBuilder *json, const char *key)
{
  json_builder_set_member_name (json, key);
  json_builder_begin_object (json);
}

static void
begin_array (JsonBuilder *json, const char *key)
{
  json_builder_set_member_name (json, key);
  json_builder_begin_array (json);
}

/* KEY: { "type": TYPE } */
static void
put_typed (JsonBuilder *json, const char *key, const char *type, const char *description)
{
  begin (json, key);
  put (json, "type", type);
  if (description != NULL)
    put (json, "description", description);
  json_builder_end_object (json);
}

static void
put_ref (JsonBuilder *json, const char *definition)
{
  g_autofree char *path = g_strconcat ("#/$defs/", definition, NULL);
  put (json, "$ref", path);
}

static void put_table (JsonBuilder *json, const MillParam *table);

static void
put_number_rules (JsonBuilder *json, const MillParam *param)
{
  gboolean number = param->type == MILL_PARAM_NUMBER_;
  put (json, "type", number ? "number" : "integer");
  if (number && param->number_range.min < param->number_range.max)
    {
      json_builder_set_member_name (json, "minimum");
      json_builder_add_double_value (json, param->number_range.min);
      json_builder_set_member_name (json, "maximum");
      json_builder_add_double_value (json, param->number_range.max);
    }
  if (number || (param->range.min == 0 && param->range.max == 0))
    return;
  json_builder_set_member_name (json, "minimum");
  json_builder_add_int_value (json, param->range.min);
  json_builder_set_member_name (json, "maximum");
  json_builder_add_int_value (json, param->range.max);
}

static void
put_choices (JsonBuilder *json, const MillParam *param)
{
  begin_array (json, "enum");
  for (const MillChoice *choice = param->choices; choice->nick != NULL; choice++)
    json_builder_add_string_value (json, choice->nick);
  json_builder_end_array (json);
}

static void
put_secret (JsonBuilder *json)
{
  put (json, "type", "object");
  begin (json, "properties");
  put_typed (json, "secret", "string", NULL);
  json_builder_end_object (json);
  begin_array (json, "required");
  json_builder_add_string_value (json, "secret");
  json_builder_end_array (json);
  put_flag (json, "additionalProperties", FALSE);
}

static void
put_columns (JsonBuilder *json)
{
  put (json, "type", "array");
  put_typed (json, "items", "string", NULL);
  put_flag (json, "uniqueItems", TRUE);
}

static void
put_list (JsonBuilder *json, const MillParam *param)
{
  put (json, "type", "array");
  begin (json, "items");
  put_table (json, param->items);
  json_builder_end_object (json);
}

static void
put_size (JsonBuilder *json)
{
  begin_array (json, "type");
  json_builder_add_string_value (json, "string");
  json_builder_add_string_value (json, "integer");
  json_builder_end_array (json);
  put (json, "pattern", SIZE_PATTERN);
}

/* What one value must look like. */
static void
put_rules (JsonBuilder *json, const MillParam *param)
{
  switch (param->type)
    {
    case MILL_PARAM_BOOLEAN_:
      put (json, "type", "boolean");
      break;
    case MILL_PARAM_INTEGER_:
    case MILL_PARAM_NUMBER_:
      put_number_rules (json, param);
      break;
    case MILL_PARAM_ENUM_:
      put_choices (json, param);
      break;
    case MILL_PARAM_COLUMNS_:
      put_columns (json);
      break;
    case MILL_PARAM_SIZE_:
      put_size (json);
      break;
    case MILL_PARAM_DURATION_:
      put (json, "type", "string");
      put (json, "pattern", DURATION_PATTERN);
      break;
    case MILL_PARAM_SECRET_:
      put_secret (json);
      break;
    case MILL_PARAM_MAP_:
      put (json, "type", "object");
      put_typed (json, "additionalProperties", "string", NULL);
      break;
    case MILL_PARAM_LIST_:
      put_list (json, param);
      break;
    default:
      put (json, "type", "string");
      break;
    }
}

/* A variable may stand for any single value; texts allow it anyway. */
static gboolean
takes_variable (const MillParam *param)
{
  switch (param->type)
    {
    case MILL_PARAM_BOOLEAN_:
    case MILL_PARAM_INTEGER_:
    case MILL_PARAM_NUMBER_:
    case MILL_PARAM_ENUM_:
    case MILL_PARAM_SIZE_:
    case MILL_PARAM_DURATION_:
      return TRUE;
    default:
      return FALSE;
    }
}

static void
put_param (JsonBuilder *json, const MillParam *param)
{
  begin (json, mill_param_name (param));
  put (json, "title", param->label);
  put (json, "description", param->help);
  if (takes_variable (param))
    {
      begin_array (json, "anyOf");
      json_builder_begin_object (json);
      put_rules (json, param);
      json_builder_end_object (json);
      json_builder_begin_object (json);
      put_ref (json, "variable");
      json_builder_end_object (json);
      json_builder_end_array (json);
    }
  else
    put_rules (json, param);
  JsonNode *usual = mill_param_default_to_json (param);
  if (usual != NULL)
    {
      json_builder_set_member_name (json, "default");
      json_builder_add_value (json, usual);
    }
  JsonNode *example = param->example != NULL ? json_from_string (param->example, NULL) : NULL;
  if (example != NULL)
    {
      begin_array (json, "examples");
      json_builder_add_value (json, example);
      json_builder_end_array (json);
    }
  if (param->replaced_by != NULL)
    put_flag (json, "deprecated", TRUE);
  json_builder_end_object (json);
}

/* The rules of an object of parameters. What visible_when may make pointless is not required here.
 */
static void
put_table (JsonBuilder *json, const MillParam *table)
{
  gboolean required = FALSE;
  put (json, "type", "object");
  begin (json, "properties");
  for (const MillParam *param = table; param->type != MILL_PARAM_END_; param++)
    {
      put_param (json, param);
      required = required || (param->required && param->visible_when == NULL);
    }
  json_builder_end_object (json);
  if (required)
    {
      begin_array (json, "required");
      for (const MillParam *param = table; param->type != MILL_PARAM_END_; param++)
        if (param->required && param->visible_when == NULL)
          json_builder_add_string_value (json, mill_param_name (param));
      json_builder_end_array (json);
    }
  put_flag (json, "additionalProperties", FALSE);
}

/* { "if": { "properties": { KEY: { "const": VALUE } } }, "then": ... with the rules of @table. */
static void
put_case (
    JsonBuilder *json, const char *key, const char *value, gboolean nested, const char *definition)
{
  json_builder_begin_object (json);
  begin (json, "if");
  begin (json, "properties");
  begin (json, key);
  put (json, "const", value);
  json_builder_end_object (json);
  json_builder_end_object (json);
  json_builder_end_object (json);
  begin (json, "then");
  if (nested)
    {
      begin (json, "properties");
      begin (json, "params");
      put_ref (json, definition);
      json_builder_end_object (json);
      json_builder_end_object (json);
    }
  else
    put_ref (json, definition);
  json_builder_end_object (json);
  json_builder_end_object (json);
}

static void
put_block (JsonBuilder *json, const MillRegistry *registry)
{
  begin (json, "block");
  put (json, "type", "object");
  begin (json, "properties");
  begin (json, "type");
  put (json, "description", "Which block it is.");
  begin_array (json, "enum");
  for (guint i = 0; i < mill_registry_n (registry); i++)
    json_builder_add_string_value (json, mill_registry_get (registry, i)->id);
  json_builder_end_array (json);
  json_builder_end_object (json);
  put_typed (json, "label", "string", "What people call it.");
  put_typed (json, "notes", "string", "What people say about it.");
  put_typed (json, "disabled", "boolean", "Runs go round it.");
  put_typed (json, "params", "object", "Its parameters.");
  json_builder_end_object (json);
  begin_array (json, "required");
  json_builder_add_string_value (json, "type");
  json_builder_end_array (json);
  put_flag (json, "additionalProperties", FALSE);
  begin_array (json, "allOf");
  for (guint i = 0; i < mill_registry_n (registry); i++)
    {
      const char *id = mill_registry_get (registry, i)->id;
      g_autofree char *definition = g_strconcat ("block-", id, NULL);
      put_case (json, "type", id, TRUE, definition);
    }
  json_builder_end_array (json);
  json_builder_end_object (json);
}

/* A transition: its kind, and the settings of that kind beside it. */
static void
put_transition (JsonBuilder *json, const MillNamedTable *transitions)
{
  begin (json, "transition");
  put (json, "type", "object");
  begin (json, "properties");
  begin (json, "kind");
  put (json, "description", "How the link passes data.");
  if (transitions == NULL)
    put (json, "type", "string");
  else
    begin_array (json, "enum");
  for (const MillNamedTable *kind = transitions; kind != NULL && kind->nick != NULL; kind++)
    json_builder_add_string_value (json, kind->nick);
  if (transitions != NULL)
    json_builder_end_array (json);
  json_builder_end_object (json);
  json_builder_end_object (json);
  begin_array (json, "required");
  json_builder_add_string_value (json, "kind");
  json_builder_end_array (json);
  if (transitions != NULL)
    begin_array (json, "allOf");
  for (const MillNamedTable *kind = transitions; kind != NULL && kind->nick != NULL; kind++)
    {
      g_autofree char *definition = g_strconcat ("transition-", kind->nick, NULL);
      put_case (json, "kind", kind->nick, FALSE, definition);
    }
  if (transitions != NULL)
    json_builder_end_array (json);
  json_builder_end_object (json);
}

/* The settings stand beside "kind", which the table does not know. */
static void
put_transition_kind (JsonBuilder *json, const MillNamedTable *kind)
{
  g_autofree char *definition = g_strconcat ("transition-", kind->nick, NULL);
  begin (json, definition);
  put (json, "description", kind->summary);
  put (json, "type", "object");
  begin (json, "properties");
  begin (json, "kind");
  put (json, "const", kind->nick);
  json_builder_end_object (json);
  for (const MillParam *param = kind->params; param->type != MILL_PARAM_END_; param++)
    put_param (json, param);
  json_builder_end_object (json);
  put_flag (json, "additionalProperties", FALSE);
  json_builder_end_object (json);
}

static void
put_link (JsonBuilder *json)
{
  static const char *const ends[] = { "from", "to" };
  begin (json, "link");
  put (json, "type", "object");
  begin (json, "properties");
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      begin (json, ends[i]);
      put (json, "type", "string");
      put (json, "pattern", PORT_PATTERN);
      put (json, "description", i == 0 ? "BLOCK.OUTPUT" : "BLOCK.INPUT");
      json_builder_end_object (json);
    }
  begin (json, "transition");
  put_ref (json, "transition");
  json_builder_end_object (json);
  json_builder_end_object (json);
  begin_array (json, "required");
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    json_builder_add_string_value (json, ends[i]);
  json_builder_end_array (json);
  put_flag (json, "additionalProperties", FALSE);
  json_builder_end_object (json);
}

static void
put_parameter (JsonBuilder *json)
{
  begin (json, "parameter");
  put (json, "type", "object");
  begin (json, "properties");
  begin (json, "type");
  begin_array (json, "enum");
  for (guint type = MILL_PARAM_BOOLEAN_; type < MILL_PARAM_MAP_; type++)
    if (type != MILL_PARAM_SECRET_ && type != MILL_PARAM_COLUMNS_)
      json_builder_add_string_value (json, mill_param_type_name ((MillParamType)type));
  json_builder_end_array (json);
  json_builder_end_object (json);
  begin (json, "default");
  put (json, "description", "The value when a run is given none.");
  json_builder_end_object (json);
  put_typed (json, "help", "string", "What it is for.");
  put_typed (json, "required", "boolean", "A run must be given a value.");
  begin (json, "choices");
  put (json, "type", "array");
  put_typed (json, "items", "string", NULL);
  json_builder_end_object (json);
  json_builder_end_object (json);
  put_flag (json, "additionalProperties", FALSE);
  json_builder_end_object (json);
}

static void
put_connection (JsonBuilder *json)
{
  begin (json, "connection");
  put (json, "type", "object");
  begin (json, "properties");
  put_typed (json, "type", "string", "What is connected to, such as postgresql.");
  put_typed (json, "settings", "object", "Host, user and the like; secrets by name only.");
  json_builder_end_object (json);
  begin_array (json, "required");
  json_builder_add_string_value (json, "type");
  json_builder_end_array (json);
  put_flag (json, "additionalProperties", FALSE);
  json_builder_end_object (json);
}

/* Rows are typed CSV: a text, its lines, or a file. */
static void
put_rows (JsonBuilder *json)
{
  begin (json, "rows");
  put (json, "description", "CSV with a header of NAME:TYPE, as a text, as lines, or in a file.");
  begin_array (json, "anyOf");
  json_builder_begin_object (json);
  put (json, "type", "string");
  json_builder_end_object (json);
  json_builder_begin_object (json);
  put (json, "type", "array");
  put_typed (json, "items", "string", NULL);
  json_builder_end_object (json);
  json_builder_begin_object (json);
  put (json, "type", "object");
  begin (json, "properties");
  put_typed (json, "file", "string", NULL);
  json_builder_end_object (json);
  begin_array (json, "required");
  json_builder_add_string_value (json, "file");
  json_builder_end_array (json);
  put_flag (json, "additionalProperties", FALSE);
  json_builder_end_object (json);
  json_builder_end_array (json);
  json_builder_end_object (json);
}

static void
put_test (JsonBuilder *json)
{
  static const char *const rows[][2] = { { "given", "Rows by BLOCK.PORT instead of those there." },
                                         { "expect", "Rows expected, by BLOCK.PORT." } };
  begin (json, "test");
  put (json, "type", "object");
  begin (json, "properties");
  put_typed (json, "description", "string", NULL);
  put_typed (json, "env", "string", "The environment.");
  put_typed (json, "set", "object", "Values of parameters.");
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      begin (json, rows[i][0]);
      put (json, "description", rows[i][1]);
      put (json, "type", "object");
      begin (json, "additionalProperties");
      put_ref (json, "rows");
      json_builder_end_object (json);
      json_builder_end_object (json);
    }
  json_builder_end_object (json);
  begin_array (json, "required");
  json_builder_add_string_value (json, "expect");
  json_builder_end_array (json);
  put_flag (json, "additionalProperties", FALSE);
  json_builder_end_object (json);
}

/* A note or frame; the colours are those of mill-annotation.c. */
static void
put_annotation (JsonBuilder *json)
{
  static const char *const kinds[] = { "note", "frame" };
  static const char *const colors[]
      = { "yellow", "green", "blue", "purple", "red", "orange", "grey" };
  static const char *const numbers[] = { "x", "y", "width", "height" };
  begin (json, "annotation");
  put (json, "type", "object");
  begin (json, "properties");
  begin (json, "kind");
  begin_array (json, "enum");
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    json_builder_add_string_value (json, kinds[i]);
  json_builder_end_array (json);
  json_builder_end_object (json);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    put_typed (json, numbers[i], "number", NULL);
  begin (json, "color");
  begin_array (json, "enum");
  for (guint i = 0; i < G_N_ELEMENTS (colors); i++)
    json_builder_add_string_value (json, colors[i]);
  json_builder_end_array (json);
  json_builder_end_object (json);
  put_typed (json, "text", "string", "Markdown of a note, title of a frame.");
  json_builder_end_object (json);
  begin_array (json, "required");
  json_builder_add_string_value (json, "kind");
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    json_builder_add_string_value (json, numbers[i]);
  json_builder_end_array (json);
  put_flag (json, "additionalProperties", FALSE);
  json_builder_end_object (json);
}

static void
put_definitions (JsonBuilder *json, const MillRegistry *registry, const MillNamedTable *transitions)
{
  begin (json, "$defs");
  begin (json, "variable");
  put (json, "type", "string");
  put (json, "pattern", "\\$\\{[^}]+\\}");
  json_builder_end_object (json);
  put_parameter (json);
  put_connection (json);
  put_rows (json);
  put_test (json);
  put_annotation (json);
  put_block (json, registry);
  put_link (json);
  put_transition (json, transitions);
  for (guint i = 0; i < mill_registry_n (registry); i++)
    {
      const MillBlockSpec *spec = mill_registry_get (registry, i);
      g_autofree char *definition = g_strconcat ("block-", spec->id, NULL);
      begin (json, definition);
      put (json, "description", spec->summary);
      put_table (json, spec->params);
      json_builder_end_object (json);
    }
  for (const MillNamedTable *kind = transitions; kind != NULL && kind->nick != NULL; kind++)
    put_transition_kind (json, kind);
  json_builder_end_object (json);
}

/* KEY: an object of entries with names, each as @definition says (NULL: any object). */
static void
put_section (JsonBuilder *json, const char *key, const char *definition, const char *description)
{
  begin (json, key);
  put (json, "description", description);
  put (json, "type", "object");
  begin (json, "propertyNames");
  put (json, "pattern", ID_PATTERN);
  json_builder_set_member_name (json, "maxLength");
  json_builder_add_int_value (json, MILL_NAME_BYTES_MAX);
  json_builder_end_object (json);
  begin (json, "additionalProperties");
  if (definition != NULL)
    put_ref (json, definition);
  else
    put (json, "type", "object");
  json_builder_end_object (json);
  json_builder_end_object (json);
}

static void
put_layout (JsonBuilder *json)
{
  begin (json, "layout");
  put (json, "description", "Where blocks stand on the canvas: [x, y].");
  put (json, "type", "object");
  begin (json, "additionalProperties");
  put (json, "type", "array");
  put_typed (json, "items", "number", NULL);
  json_builder_set_member_name (json, "minItems");
  json_builder_add_int_value (json, 2);
  json_builder_set_member_name (json, "maxItems");
  json_builder_add_int_value (json, 2);
  json_builder_end_object (json);
  json_builder_end_object (json);
}

static void
put_document (JsonBuilder *json)
{
  put (json, "type", "object");
  begin (json, "properties");
  begin (json, "millrace");
  put (json, "description", "The version of the format.");
  json_builder_set_member_name (json, "const");
  json_builder_add_int_value (json, 1);
  json_builder_end_object (json);
  put_typed (json, "name", "string", "What the pipeline is called.");
  put_typed (json, "description", "string", "What it is for.");
  begin (json, "requires");
  put (json, "description", "The block types that it needs.");
  put (json, "type", "array");
  put_typed (json, "items", "string", NULL);
  json_builder_end_object (json);
  put_section (json, "parameters", "parameter", "What a run can be given; ${NAME} stands for it.");
  put_section (json, "environments", NULL, "Values of the parameters by environment.");
  put_section (json, "connections", "connection", "Named connections to databases and services.");
  put_section (json, "blocks", "block", "The steps.");
  begin (json, "links");
  put (json, "description", "Which output goes to which input, and how.");
  put (json, "type", "array");
  begin (json, "items");
  put_ref (json, "link");
  json_builder_end_object (json);
  json_builder_end_object (json);
  put_section (json, "tests", "test", "Rows given, and rows expected.");
  put_section (json, "annotations", "annotation", "Notes and frames on the canvas.");
  put_layout (json);
  json_builder_end_object (json);
  begin_array (json, "required");
  json_builder_add_string_value (json, "millrace");
  json_builder_end_array (json);
  put_flag (json, "additionalProperties", FALSE);
}

JsonNode *
mill_json_schema_new (const MillRegistry *registry, const MillNamedTable *transitions)
{
  g_return_val_if_fail (registry != NULL, NULL);

  g_autoptr (JsonBuilder) json = json_builder_new ();
  json_builder_begin_object (json);
  put (json, "$schema", "https://json-schema.org/draft/2020-12/schema");
  put (json, "title", "Millrace pipeline");
  put_document (json);
  put_definitions (json, registry, transitions);
  json_builder_end_object (json);
  return json_builder_get_root (json);
}
