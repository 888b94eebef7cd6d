/* mill-spec-check.c: the rules that the const table of a block must keep. See mill-registry.h.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <json-glib/json-glib.h>
#include <string.h>

#include "mill-error.h"
#include "mill-params-private.h"
#include "mill-registry.h"

#define TEXT_BYTES_MAX 400 /* of a label, summary or help of a parameter */
#define VISIBLE_DEPTH_MAX 4

/* What is being checked, for messages. */
typedef struct
{
  const MillBlockSpec *spec;
  GError **error;
} Check;

static gboolean
broken (Check *check, const char *what, const char *rule)
{
  g_set_error (check->error,
               MILL_ERROR_BLOCK,
               MILL_BLOCK_BUG,
               "%s%s%s: %s",
               check->spec->id != NULL ? check->spec->id : "(block)",
               what != NULL ? "." : "",
               what != NULL ? what : "",
               rule);
  return FALSE;
}

#define CHECK(condition, what, rule)                                                               \
  do                                                                                               \
    {                                                                                              \
      if (!(condition))                                                                            \
        return broken (check, (what), (rule));                                                     \
    }                                                                                              \
  while (0)

/* Lower-case words joined by @joint, beginning with a letter. */
static gboolean
is_name (const char *name, char joint)
{
  if (name == NULL || !g_ascii_islower (*name))
    return FALSE;
  for (const char *at = name; *at != '\0'; at++)
    if (!g_ascii_islower (*at) && !g_ascii_isdigit (*at)
        && (*at != joint || at[1] == joint || at[1] == '\0'))
      return FALSE;
  return strlen (name) <= 40;
}

static gboolean
is_text (const char *text)
{
  return text != NULL && *text != '\0' && strlen (text) <= TEXT_BYTES_MAX
         && g_utf8_validate (text, -1, NULL) && !g_ascii_isspace (*text)
         && !g_ascii_isspace (text[strlen (text) - 1]);
}

static gboolean
check_ports (Check *check)
{
  const MillBlockSpec *spec = check->spec;
  gboolean outputs = FALSE, rejects = FALSE, many = FALSE;
  CHECK (spec->ports != NULL, NULL, "ports are missing; end the table with MILL_PORTS_END");
  for (const MillPort *port = spec->ports; port->name != NULL; port++)
    {
      CHECK (is_name (port->name, '-'), port->name, "a port name is kebab-case");
      CHECK (is_text (port->help), port->name, "a port has help");
      CHECK (port->output || !outputs, port->name, "inputs stand before outputs");
      CHECK (!rejects, port->name, "rejects is the last port");
      CHECK (!many || port->output, port->name, "a port that takes many links is the last input");
      CHECK (!port->output || (!port->optional && !port->many && !port->all && !port->first),
             port->name,
             "an output has no settings of an input");
      CHECK (!port->rejects || (port->output && g_str_equal (port->name, "rejects")),
             port->name,
             "the output of refused rows is called rejects");
      CHECK (mill_spec_input (spec, (guint)MAX (0, mill_spec_find_port (spec, FALSE, port->name)))
                     == port
                 || port->output,
             port->name,
             "a port name stands once");
      outputs = port->output;
      rejects = port->rejects;
      many = many || port->many;
    }
  guint n_inputs = mill_spec_n_inputs (spec), n_outputs = mill_spec_n_outputs (spec);
  CHECK (n_inputs + n_outputs > (rejects ? 1u : 0u), NULL, "a block has a port");
  CHECK (spec->stage != MILL_STAGE_CONSUME || n_inputs > 0, NULL, "a consume block has an input");
  CHECK (spec->stage != MILL_STAGE_PROCESS || (n_inputs > 0 && n_outputs > 0),
         NULL,
         "a process block has an input and an output");
  return TRUE;
}

static gboolean
check_choices (Check *check, const MillParam *param, const char *name)
{
  CHECK (param->choices != NULL && param->choices->nick != NULL, name, "an enum has choices");
  for (const MillChoice *choice = param->choices; choice->nick != NULL; choice++)
    {
      CHECK (is_name (choice->nick, '-'), name, "nicks are kebab-case");
      CHECK (is_text (choice->label), name, "every choice has a label");
      CHECK (mill_param_choice (param, choice->value) == choice, name, "choice values differ");
    }
  CHECK (param->required || mill_param_choice (param, param->def.integer) != NULL,
         name,
         "the default is a choice");
  return TRUE;
}

static gboolean
check_numbers (Check *check, const MillParam *param, const char *name)
{
  gboolean ranged = param->range.min != 0 || param->range.max != 0;
  CHECK (param->range.min <= param->range.max, name, "the range is not empty");
  CHECK (param->number_range.min <= param->number_range.max, name, "the range is not empty");
  CHECK (param->ui_range.min <= param->ui_range.max, name, "the form's range is not empty");
  CHECK (
      !ranged || (param->ui_range.min == 0 && param->ui_range.max == 0)
          || (param->ui_range.min >= param->range.min && param->ui_range.max <= param->range.max),
      name,
      "the form's range lies in the hard range");
  CHECK (!ranged || param->required
             || (param->def.integer >= param->range.min && param->def.integer <= param->range.max),
         name,
         "the default lies in the range");
  double min = param->number_range.min, max = param->number_range.max;
  CHECK (param->required || !(min < max) || (param->def.number >= min && param->def.number <= max),
         name,
         "the default lies in the range");
  return TRUE;
}

/* Whether visible_when, followed from @param on, comes to an end. */
static gboolean
chain_ends (const MillParam *table, const MillParam *param)
{
  for (guint steps = 0; param != NULL && steps < VISIBLE_DEPTH_MAX; steps++)
    {
      if (param->visible_when == NULL)
        return TRUE;
      g_auto (GStrv) parts = g_strsplit (param->visible_when, "=", 2);
      param = mill_param_find (table, parts[0]);
    }
  return FALSE;
}

/* A parameter that is shown only with another one names it, and values that it can have. */
static gboolean
check_visible_when (Check *check, const MillParam *table, const MillParam *param, const char *name)
{
  if (param->visible_when == NULL)
    return TRUE;
  g_auto (GStrv) parts = g_strsplit (param->visible_when, "=", 2);
  const MillParam *other = mill_param_find (table, parts[0]);
  CHECK (other != NULL && other != param, name, "visible_when names another parameter");
  CHECK (chain_ends (table, other), name, "visible_when leads to a parameter that is always there");
  if (parts[1] == NULL || other->type != MILL_PARAM_ENUM_)
    return TRUE;
  g_auto (GStrv) nicks = g_strsplit (parts[1], "|", -1);
  for (char **nick = nicks; *nick != NULL; nick++)
    {
      const MillChoice *choice = other->choices;
      while (choice->nick != NULL && !g_str_equal (choice->nick, *nick))
        choice++;
      CHECK (choice->nick != NULL, name, "visible_when names choices that exist");
    }
  return TRUE;
}

static gboolean check_table (Check *check, const MillParam *table, gsize size, gboolean nested);

static gboolean
is_json (const char *text)
{
  g_autoptr (JsonNode) node = json_from_string (text, NULL);
  return node != NULL;
}

static gboolean
check_param (
    Check *check, const MillParam *table, const MillParam *param, gsize size, gboolean nested)
{
  const char *name = mill_param_name (param);
  int port = param->port != NULL ? mill_spec_find_port (check->spec, FALSE, param->port) : 0;
  CHECK (is_name (param->field, '_'), name, "a field is snake_case");
  CHECK (mill_param_find (table, name) == param, name, "a name stands once");
  CHECK (is_text (param->label), name, "a parameter has a label");
  CHECK (is_text (param->help), name, "a parameter has help");
  CHECK (param->group == NULL || is_text (param->group), name, "a group is a short text");
  CHECK (param->offset < size, name, "the field lies in the struct");
  CHECK (param->example == NULL || is_json (param->example), name, "the example is JSON");
  CHECK (port >= 0 || mill_spec_find_port (check->spec, TRUE, param->port) >= 0,
         name,
         "the port exists");
  CHECK (!param->expressions || param->type == MILL_PARAM_MAP_, name, "only maps have expressions");
  CHECK (!param->writes || param->type == MILL_PARAM_FILE_ || param->type == MILL_PARAM_FOLDER_,
         name,
         "only files and folders are written");
  CHECK (!param->required || param->def.text == NULL, name, "what is required has no default");
  CHECK (param->type != MILL_PARAM_SECRET_ || param->def.text == NULL,
         name,
         "a secret has no default");
  CHECK (param->type != MILL_PARAM_TYPE_ || param->required || param->def.text != NULL,
         name,
         "a type is required or has a default");
  CHECK (param->replaced_by == NULL || mill_param_find (table, param->replaced_by) != NULL,
         name,
         "replaced_by names a parameter");
  if (param->type == MILL_PARAM_ENUM_ && !check_choices (check, param, name))
    return FALSE;
  if (!check_numbers (check, param, name) || !check_visible_when (check, table, param, name))
    return FALSE;
  if (param->type != MILL_PARAM_LIST_)
    return TRUE;
  CHECK (!nested, name, "lists do not nest");
  CHECK (param->items != NULL && param->item_size > 0, name, "a list says what its items are");
  return check_table (check, param->items, param->item_size, TRUE);
}

static gboolean
check_table (Check *check, const MillParam *table, gsize size, gboolean nested)
{
  for (const MillParam *param = table; param->type != MILL_PARAM_END_; param++)
    if (!check_param (check, table, param, size, nested))
      return FALSE;
  return TRUE;
}

static gboolean
check_functions (Check *check)
{
  const MillBlockSpec *spec = check->spec;
  guint n_inputs = mill_spec_n_inputs (spec), n_outputs = mill_spec_n_outputs (spec);
  CHECK (spec->infer != NULL || n_outputs == 0, NULL, "a block with outputs has infer");
  CHECK (spec->process != NULL || n_inputs == 0, NULL, "a block with inputs has process");
  CHECK (spec->produce != NULL || n_inputs > 0, NULL, "a source has produce");
  CHECK (spec->process == NULL || n_inputs > 0, NULL, "a source has no process");
  CHECK (spec->state_size == 0 || spec->open != NULL, NULL, "state is set up in open");
  CHECK (spec->lane_size == 0 || spec->lane_open != NULL || spec->process != NULL
             || spec->produce != NULL,
         NULL,
         "lane memory is used");
  CHECK ((spec->snapshot == NULL) == (spec->restore == NULL),
         NULL,
         "snapshot and restore come together");
  CHECK (n_outputs > 0 || spec->plan != NULL, NULL, "a sink says in plan what it would write");
  return TRUE;
}

static gboolean
check_examples (Check *check)
{
  const MillBlockSpec *spec = check->spec;
  CHECK (spec->examples != NULL && spec->examples->title != NULL, NULL, "a block has an example");
  for (const MillExample *example = spec->examples; example->title != NULL; example++)
    {
      CHECK (is_text (example->title), "examples", "an example has a title");
      CHECK (example->params != NULL, example->title, "an example has parameters");
      gboolean compared = example->rejects != NULL || example->written != NULL;
      for (guint i = 0; i < G_N_ELEMENTS (example->outputs); i++)
        compared = compared || example->outputs[i] != NULL;
      CHECK (compared || mill_spec_n_outputs (spec) == 0,
             example->title,
             "an example says what comes out");
    }
  return TRUE;
}

gboolean
mill_spec_validate_table (const MillBlockSpec *spec, GError **error)
{
  g_return_val_if_fail (spec != NULL, FALSE);

  Check checker = { .spec = spec, .error = error };
  Check *check = &checker;
  CHECK (is_name (spec->id, '-'), NULL, "an id is kebab-case, as its file name");
  CHECK (spec->stage <= MILL_STAGE_CONSUME, NULL, "the stage is one of three");
  CHECK (is_text (spec->label), NULL, "a block has a label");
  CHECK (is_text (spec->summary), NULL, "a block has a summary of one sentence");
  CHECK (g_str_has_suffix (spec->summary, "."), NULL, "the summary is a sentence with a full stop");
  CHECK (spec->help != NULL && *spec->help != '\0', NULL, "a block has help");
  CHECK (spec->params != NULL, NULL, "params are missing; end the table with MILL_PARAMS_END");
  return check_ports (check) && check_table (check, spec->params, spec->params_size, FALSE)
         && check_functions (check) && check_examples (check);
}
