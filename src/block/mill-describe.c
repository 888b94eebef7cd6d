/* mill-describe.c: blocks described for a terminal and as JSON. See mill-describe.h.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "mill-describe-private.h"
#include "mill-params.h"

#define WIDTH 80
#define NAME_WIDTH 16

const char *
mill_stage_nick (MillStage stage)
{
  static const char *const nicks[] = { "store", "process", "consume" };
  g_return_val_if_fail (stage < G_N_ELEMENTS (nicks), "");
  return nicks[stage];
}

const char *
mill_memory_nick (MillMemory memory)
{
  static const char *const nicks[] = { "constant", "per-key", "per-row" };
  g_return_val_if_fail (memory < G_N_ELEMENTS (nicks), "");
  return nicks[memory];
}

const char *
mill_guarantee_nick (MillGuarantee guarantee)
{
  static const char *const nicks[]
      = { "none", "replayable", "atomic", "at-least-once", "at-most-once" };
  g_return_val_if_fail (guarantee < G_N_ELEMENTS (nicks), "");
  return nicks[guarantee];
}

static const char *
translated (const char *text)
{
  return _ (text);
}

/* ---- for a terminal ---- */

/* Appends @text in lines of at most WIDTH characters, each after @indent blanks. */
static void
append_wrapped (GString *out, guint indent, const char *text)
{
  g_auto (GStrv) paragraphs = g_strsplit (text, "\n", -1);
  for (char **paragraph = paragraphs; *paragraph != NULL; paragraph++)
    {
      g_auto (GStrv) words = g_strsplit (*paragraph, " ", -1);
      glong column = 0;
      for (char **word = words; *word != NULL; word++)
        {
          glong length = g_utf8_strlen (*word, -1);
          if (column > 0 && (glong)indent + column + 1 + length > WIDTH)
            {
              g_string_append_c (out, '\n');
              column = 0;
            }
          if (column == 0 && length > 0)
            g_string_append_printf (out, "%*s", (int)indent, "");
          else if (column > 0)
            g_string_append_c (out, ' ');
          g_string_append (out, *word);
          column += length + (column > 0);
        }
      g_string_append_c (out, '\n');
    }
}

/* Appends @text line by line as it stands. */
static void
append_indented (GString *out, guint indent, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  for (char **line = lines; *line != NULL && (**line != '\0' || line[1] != NULL); line++)
    g_string_append_printf (out, "%*s%s\n", (int)indent, "", *line);
}

char *
mill_describe_list (const MillRegistry *registry)
{
  static const char *const headings[] = { N_ ("Store"), N_ ("Process"), N_ ("Consume") };
  g_return_val_if_fail (registry != NULL, NULL);

  GString *out = g_string_new (NULL);
  for (guint i = 0; i < mill_registry_n (registry); i++)
    {
      const MillBlockSpec *spec = mill_registry_get (registry, i);
      if (i == 0 || mill_registry_get (registry, i - 1)->stage != spec->stage)
        g_string_append_printf (out, "%s%s\n", i > 0 ? "\n" : "", _ (headings[spec->stage]));
      g_string_append_printf (out, "  %-*s %s\n", NAME_WIDTH, spec->id, _ (spec->summary));
    }
  return g_string_free (out, FALSE);
}

static void
append_params (GString *out, const MillBlockSpec *spec, const MillParam *table, guint indent)
{
  for (const MillParam *param = table; param->type != MILL_PARAM_END_; param++)
    {
      if (param->replaced_by != NULL)
        continue;
      g_autofree char *type = mill_describe_type (spec, param, translated);
      g_autofree char *terms = mill_describe_terms (param, translated);
      g_string_append_printf (out, "%*s%s\n", (int)indent, "", mill_param_name (param));
      g_autofree char *facts = g_strconcat (type, *terms != '\0' ? "; " : "", terms, NULL);
      append_wrapped (out, indent + 4, facts);
      append_wrapped (out, indent + 4, _ (param->help));
      if (param->type == MILL_PARAM_LIST_)
        append_params (out, spec, param->items, indent + 4);
    }
}

static void
append_ports (GString *out, const MillBlockSpec *spec)
{
  for (const MillPort *port = spec->ports; port->name != NULL; port++)
    {
      g_autofree char *kind = mill_describe_port (port, translated);
      g_string_append_printf (out, "  %-*s %s: %s\n", NAME_WIDTH, port->name, kind, _ (port->help));
    }
}

/* The rows of the ports of one direction. */
static void
append_rows (GString *out, const MillBlockSpec *spec, gboolean output, const char *const *rows)
{
  guint n = output ? mill_spec_n_outputs (spec) : mill_spec_n_inputs (spec);
  for (guint i = 0; i < MIN (n, 4); i++)
    if (rows[i] != NULL)
      {
        const MillPort *port = output ? mill_spec_output (spec, i) : mill_spec_input (spec, i);
        g_string_append_printf (out, "  %s:\n", port->name);
        append_indented (out, 4, rows[i]);
      }
}

static void
append_example (GString *out, const MillBlockSpec *spec, const MillExample *example)
{
  g_autofree char *params = mill_describe_example_params (example);
  g_string_append_printf (out, "\n%s: %s\n", _ ("Example"), _ (example->title));
  append_indented (out, 2, params);
  append_rows (out, spec, FALSE, example->inputs);
  append_rows (out, spec, TRUE, example->outputs);
  if (example->rejects != NULL)
    {
      g_string_append (out, "  rejects:\n");
      append_indented (out, 4, example->rejects);
    }
}

char *
mill_describe_text (const MillBlockSpec *spec)
{
  g_return_val_if_fail (spec != NULL, NULL);

  GString *out = g_string_new (NULL);
  g_string_append_printf (out, "%s (%s)\n", spec->id, mill_stage_nick (spec->stage));
  append_wrapped (out, 0, _ (spec->summary));
  g_string_append_c (out, '\n');
  append_wrapped (out, 0, _ (spec->help));
  append_wrapped (out, 0, _ (mill_describe_memory (spec->memory)));
  if (mill_describe_guarantee (spec->guarantee) != NULL)
    append_wrapped (out, 0, _ (mill_describe_guarantee (spec->guarantee)));
  g_string_append_printf (out, "\n%s\n", _ ("Ports"));
  append_ports (out, spec);
  if (spec->params->type != MILL_PARAM_END_)
    g_string_append_printf (out, "\n%s\n", _ ("Parameters"));
  append_params (out, spec, spec->params, 2);
  for (const MillExample *example = spec->examples; example->title != NULL; example++)
    append_example (out, spec, example);
  return g_string_free (out, FALSE);
}

/* ---- as JSON ---- */

static void
add_text (JsonBuilder *json, const char *key, const char *text)
{
  if (text == NULL)
    return;
  json_builder_set_member_name (json, key);
  json_builder_add_string_value (json, text);
}

static void
add_flag (JsonBuilder *json, const char *key, gboolean set)
{
  if (!set)
    return;
  json_builder_set_member_name (json, key);
  json_builder_add_boolean_value (json, TRUE);
}

static void
add_node (JsonBuilder *json, const char *key, JsonNode *node)
{
  if (node == NULL)
    return;
  json_builder_set_member_name (json, key);
  json_builder_add_value (json, node);
}

static void
add_range (JsonBuilder *json, const MillParam *param)
{
  gboolean number = param->number_range.min < param->number_range.max;
  if (!number && param->range.min == 0 && param->range.max == 0)
    return;
  json_builder_set_member_name (json, "range");
  json_builder_begin_array (json);
  if (number)
    {
      json_builder_add_double_value (json, param->number_range.min);
      json_builder_add_double_value (json, param->number_range.max);
    }
  else
    {
      json_builder_add_int_value (json, param->range.min);
      json_builder_add_int_value (json, param->range.max);
    }
  json_builder_end_array (json);
}

static void
add_choices (JsonBuilder *json, const MillParam *param)
{
  if (param->choices == NULL)
    return;
  json_builder_set_member_name (json, "choices");
  json_builder_begin_array (json);
  for (const MillChoice *choice = param->choices; choice->nick != NULL; choice++)
    {
      json_builder_begin_object (json);
      add_text (json, "nick", choice->nick);
      add_text (json, "label", choice->label);
      json_builder_end_object (json);
    }
  json_builder_end_array (json);
}

static void
add_param (JsonBuilder *json, const MillParam *param)
{
  static const char *const units[] = { NULL, "rows", "bytes", "pixels", "percent", "microseconds" };
  char type[MILL_TYPE_CHARS];
  json_builder_begin_object (json);
  add_text (json, "name", mill_param_name (param));
  add_text (json, "type", mill_param_type_name (param->type));
  add_text (json, "label", param->label);
  add_text (json, "help", param->help);
  add_text (json, "group", param->group);
  add_flag (json, "required", param->required);
  add_node (json, "default", mill_param_default_to_json (param));
  add_choices (json, param);
  add_range (json, param);
  add_text (json, "unit", units[param->unit]);
  add_text (json, "port", param->port);
  add_text (json, "expects", param->has_expects ? mill_type_print (param->expects, type) : NULL);
  add_flag (json, "expressions", param->expressions);
  add_flag (json, "writes", param->writes);
  add_flag (json, "live", param->live);
  add_flag (json, "advanced", param->advanced);
  add_flag (json, "multiline", param->multiline);
  add_text (json, "visible-when", param->visible_when);
  add_node (
      json, "example", param->example != NULL ? json_from_string (param->example, NULL) : NULL);
  add_text (json, "since", param->since);
  add_text (json, "replaced-by", param->replaced_by);
  if (param->type == MILL_PARAM_LIST_)
    {
      json_builder_set_member_name (json, "items");
      json_builder_begin_array (json);
      for (const MillParam *item = param->items; item->type != MILL_PARAM_END_; item++)
        add_param (json, item);
      json_builder_end_array (json);
    }
  json_builder_end_object (json);
}

static void
add_ports (JsonBuilder *json, const MillBlockSpec *spec)
{
  json_builder_set_member_name (json, "ports");
  json_builder_begin_array (json);
  for (const MillPort *port = spec->ports; port->name != NULL; port++)
    {
      json_builder_begin_object (json);
      add_text (json, "name", port->name);
      add_text (json, "direction", port->output ? "output" : "input");
      add_flag (json, "optional", port->optional);
      add_flag (json, "many", port->many);
      add_flag (json, "first", port->first);
      add_flag (json, "rejects", port->rejects);
      add_text (json, "help", port->help);
      json_builder_end_object (json);
    }
  json_builder_end_array (json);
}

static void
add_rows (JsonBuilder *json, const MillBlockSpec *spec, gboolean output, const char *const *rows)
{
  guint n = output ? mill_spec_n_outputs (spec) : mill_spec_n_inputs (spec);
  json_builder_set_member_name (json, output ? "outputs" : "inputs");
  json_builder_begin_object (json);
  for (guint i = 0; i < MIN (n, 4); i++)
    {
      const MillPort *port = output ? mill_spec_output (spec, i) : mill_spec_input (spec, i);
      add_text (json, port->name, rows[i]);
    }
  json_builder_end_object (json);
}

static void
add_examples (JsonBuilder *json, const MillBlockSpec *spec)
{
  json_builder_set_member_name (json, "examples");
  json_builder_begin_array (json);
  for (const MillExample *example = spec->examples; example->title != NULL; example++)
    {
      json_builder_begin_object (json);
      add_text (json, "title", example->title);
      add_node (json, "params", json_from_string (example->params, NULL));
      add_text (json, "file", example->file);
      add_rows (json, spec, FALSE, example->inputs);
      add_rows (json, spec, TRUE, example->outputs);
      add_text (json, "rejects", example->rejects);
      add_text (json, "written", example->written);
      json_builder_end_object (json);
    }
  json_builder_end_array (json);
}

JsonNode *
mill_describe_json (const MillBlockSpec *spec)
{
  g_return_val_if_fail (spec != NULL, NULL);

  g_autoptr (JsonBuilder) json = json_builder_new_immutable ();
  json_builder_begin_object (json);
  add_text (json, "id", spec->id);
  add_text (json, "stage", mill_stage_nick (spec->stage));
  add_text (json, "label", spec->label);
  add_text (json, "summary", spec->summary);
  add_text (json, "help", spec->help);
  add_text (json, "keywords", spec->keywords);
  add_text (json, "memory", mill_memory_nick (spec->memory));
  add_text (json, "guarantee", mill_guarantee_nick (spec->guarantee));
  add_ports (json, spec);
  json_builder_set_member_name (json, "parameters");
  json_builder_begin_array (json);
  for (const MillParam *param = spec->params; param->type != MILL_PARAM_END_; param++)
    add_param (json, param);
  json_builder_end_array (json);
  add_examples (json, spec);
  json_builder_end_object (json);
  return json_builder_get_root (json);
}

JsonNode *
mill_describe_list_json (const MillRegistry *registry)
{
  g_return_val_if_fail (registry != NULL, NULL);

  JsonArray *array = json_array_new ();
  for (guint i = 0; i < mill_registry_n (registry); i++)
    json_array_add_element (array, mill_describe_json (mill_registry_get (registry, i)));
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);
  json_node_take_array (node, array);
  return node;
}
