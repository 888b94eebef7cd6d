/* mill-reference.c: the reference pages, from the tables. See mill-describe.h.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-describe-private.h"
#include "mill-params.h"

#define GENERATED "<!-- Generated from the table of the block; edit that. -->\n\n"

static void
append_ports (GString *out, const MillBlockSpec *spec)
{
  g_string_append (out, "## Ports\n\n| port | kind | rows |\n|---|---|---|\n");
  for (const MillPort *port = spec->ports; port->name != NULL; port++)
    {
      g_autofree char *kind = mill_describe_port (port, mill_describe_untranslated);
      g_string_append_printf (out, "| `%s` | %s | %s |\n", port->name, kind, port->help);
    }
}

static void
append_choices (GString *out, const MillParam *param)
{
  if (param->choices == NULL)
    return;
  for (const MillChoice *choice = param->choices; choice->nick != NULL; choice++)
    g_string_append_printf (out, "- `%s`: %s\n", choice->nick, choice->label);
  g_string_append_c (out, '\n');
}

static void
append_param (GString *out, const MillBlockSpec *spec, const MillParam *param, const char *prefix)
{
  if (param->replaced_by != NULL)
    return;
  g_autofree char *type = mill_describe_type (spec, param, mill_describe_untranslated);
  g_autofree char *terms = mill_describe_terms (param, mill_describe_untranslated);
  g_autofree char *name = g_strconcat (prefix, mill_param_name (param), NULL);
  g_string_append_printf (out, "### `%s`\n\n%s: %s", name, param->label, type);
  g_string_append_printf (out, "%s%s.\n\n%s\n\n", *terms != '\0' ? "; " : "", terms, param->help);
  append_choices (out, param);
  if (param->example != NULL)
    g_string_append_printf (
        out, "```json\n\"%s\": %s\n```\n\n", mill_param_name (param), param->example);
  g_autofree char *inner = g_strconcat (name, "[].", NULL);
  for (const MillParam *item = param->items; item != NULL && item->type != MILL_PARAM_END_; item++)
    append_param (out, spec, item, inner);
}

static void
append_rows (GString *out, const char *port, const char *rows)
{
  if (rows == NULL)
    return;
  gboolean ended = g_str_has_suffix (rows, "\n");
  g_string_append_printf (out, "`%s`:\n\n```csv\n%s%s```\n\n", port, rows, ended ? "" : "\n");
}

static void
append_example (GString *out, const MillBlockSpec *spec, const MillExample *example)
{
  g_autofree char *params = mill_describe_example_params (example);
  g_string_append_printf (out, "### %s\n\n```json\n%s\n```\n\n", example->title, params);
  append_rows (out, "${file}", example->file);
  for (guint i = 0; i < MIN (mill_spec_n_inputs (spec), G_N_ELEMENTS (example->inputs)); i++)
    append_rows (out, mill_spec_input (spec, i)->name, example->inputs[i]);
  for (guint i = 0; i < MIN (mill_spec_n_outputs (spec), G_N_ELEMENTS (example->outputs)); i++)
    append_rows (out, mill_spec_output (spec, i)->name, example->outputs[i]);
  append_rows (out, "rejects", example->rejects);
  append_rows (out, "${out}", example->written);
}

/* Pages end in one newline. */
static char *
finish (GString *out)
{
  while (g_str_has_suffix (out->str, "\n\n"))
    g_string_truncate (out, out->len - 1);
  return g_string_free (out, FALSE);
}

char *
mill_reference_page (const MillBlockSpec *spec)
{
  g_return_val_if_fail (spec != NULL, NULL);

  GString *out = g_string_new (GENERATED);
  g_string_append_printf (out, "# %s\n\n", spec->label);
  g_string_append_printf (
      out, "`%s`, a %s block. %s\n\n", spec->id, mill_stage_nick (spec->stage), spec->summary);
  g_string_append_printf (out, "%s\n\n%s", spec->help, mill_describe_memory (spec->memory));
  const char *guarantee = mill_describe_guarantee (spec->guarantee);
  g_string_append_printf (
      out, "%s%s\n\n", guarantee != NULL ? " " : "", guarantee != NULL ? guarantee : "");
  append_ports (out, spec);
  if (spec->params->type != MILL_PARAM_END_)
    g_string_append (out, "\n## Parameters\n\n");
  for (const MillParam *param = spec->params; param->type != MILL_PARAM_END_; param++)
    append_param (out, spec, param, "");
  g_string_append (out, "## Examples\n\n");
  for (const MillExample *example = spec->examples; example->title != NULL; example++)
    append_example (out, spec, example);
  return finish (out);
}

char *
mill_reference_index (const MillRegistry *registry)
{
  static const char *const headings[] = { "Store", "Process", "Consume" };
  g_return_val_if_fail (registry != NULL, NULL);

  GString *out = g_string_new ("<!-- Generated from the tables of the blocks. -->\n\n# Blocks\n");
  for (guint i = 0; i < mill_registry_n (registry); i++)
    {
      const MillBlockSpec *spec = mill_registry_get (registry, i);
      if (i == 0 || mill_registry_get (registry, i - 1)->stage != spec->stage)
        g_string_append_printf (out, "\n## %s\n\n", headings[spec->stage]);
      g_string_append_printf (out, "- [`%s`](%s.md): %s\n", spec->id, spec->id, spec->summary);
    }
  return finish (out);
}
