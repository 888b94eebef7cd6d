/* mill-describe-phrase.c: phrases about parameters and ports. See mill-describe-private.h.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "mill-describe-private.h"
#include "mill-number.h"
#include "mill-params.h"
#include "mill-size.h"

const char *
mill_describe_untranslated (const char *text)
{
  return text;
}

static char *
print_bound (const MillParam *param, gint64 value)
{
  char text[MILL_DURATION_CHARS];
  if (param->type == MILL_PARAM_SIZE_)
    mill_size_print ((guint64)value, text);
  else if (param->type == MILL_PARAM_DURATION_)
    mill_duration_print (value, text);
  else
    text[mill_print_int64 (value, text)] = '\0';
  return g_strdup (text);
}

static void
append_range (GString *phrase, const MillParam *param, MillTranslate translate)
{
  char low[MILL_DOUBLE_CHARS + 1], high[MILL_DOUBLE_CHARS + 1];
  if (param->number_range.min < param->number_range.max)
    {
      low[mill_print_double (param->number_range.min, low)] = '\0';
      high[mill_print_double (param->number_range.max, high)] = '\0';
      g_string_append_printf (phrase, translate (N_ (" from %s to %s")), low, high);
      return;
    }
  if (param->range.min == 0 && param->range.max == 0)
    return;
  g_autofree char *min = print_bound (param, param->range.min);
  g_autofree char *max = print_bound (param, param->range.max);
  if (param->range.max == G_MAXINT64)
    g_string_append_printf (phrase, translate (N_ (", at least %s")), min);
  else
    g_string_append_printf (phrase, translate (N_ (" from %s to %s")), min, max);
}

static void
append_unit (GString *phrase, const MillParam *param, MillTranslate translate)
{
  static const char *const units[] = {
    [MILL_UNIT_ROWS] = N_ (" (rows)"),
    [MILL_UNIT_PIXELS] = N_ (" (pixels)"),
    [MILL_UNIT_PERCENT] = N_ (" (percent)"),
    [MILL_UNIT_MICROSECONDS] = NULL,
  };
  if (param->unit < G_N_ELEMENTS (units) && units[param->unit] != NULL)
    g_string_append (phrase, translate (units[param->unit]));
}

static void
append_choices (GString *phrase, const MillParam *param)
{
  for (const MillChoice *choice = param->choices; choice->nick != NULL; choice++)
    g_string_append_printf (phrase, "%s%s", choice != param->choices ? ", " : "", choice->nick);
}

/* " that gives boolean over the columns of right" */
static void
append_columns (GString *phrase,
                const MillBlockSpec *spec,
                const MillParam *param,
                MillTranslate translate)
{
  char type[MILL_TYPE_CHARS];
  gboolean column = param->type == MILL_PARAM_COLUMN_ || param->type == MILL_PARAM_COLUMNS_;
  const MillPort *first = mill_spec_input (spec, 0);
  const char *port = param->port != NULL ? param->port : first != NULL ? first->name : NULL;
  if (param->has_expects)
    g_string_append_printf (phrase,
                            column ? translate (N_ (" of type %s"))
                                   : translate (N_ (" that gives %s")),
                            mill_type_print (param->expects, type));
  if (!column)
    g_string_append (phrase, translate (N_ (" over the columns")));
  if (port != NULL && mill_spec_n_inputs (spec) > 1)
    g_string_append_printf (phrase, translate (N_ (" of %s")), port);
}

char *
mill_describe_type (const MillBlockSpec *spec, const MillParam *param, MillTranslate translate)
{
  static const char *const words[] = {
    [MILL_PARAM_BOOLEAN_] = N_ ("true or false"),
    [MILL_PARAM_INTEGER_] = N_ ("whole number"),
    [MILL_PARAM_NUMBER_] = N_ ("number"),
    [MILL_PARAM_TEXT_] = N_ ("text"),
    [MILL_PARAM_ENUM_] = N_ ("one of "),
    [MILL_PARAM_EXPRESSION_] = N_ ("expression"),
    [MILL_PARAM_TEMPLATE_] = N_ ("text with {expressions}"),
    [MILL_PARAM_COLUMN_] = N_ ("column"),
    [MILL_PARAM_COLUMNS_] = N_ ("list of columns"),
    [MILL_PARAM_FILE_] = N_ ("file"),
    [MILL_PARAM_FOLDER_] = N_ ("folder"),
    [MILL_PARAM_URL_] = N_ ("URL"),
    [MILL_PARAM_SIZE_] = N_ ("size"),
    [MILL_PARAM_DURATION_] = N_ ("duration"),
    [MILL_PARAM_SCHEDULE_] = N_ ("schedule"),
    [MILL_PARAM_CONNECTION_] = N_ ("connection of the document"),
    [MILL_PARAM_SECRET_] = N_ ("name of a secret"),
    [MILL_PARAM_TYPE_] = N_ ("type of a column"),
    [MILL_PARAM_MAP_] = N_ ("names with texts"),
    [MILL_PARAM_LIST_] = N_ ("list"),
  };
  GString *phrase = g_string_new (translate (words[param->type]));
  if (param->type == MILL_PARAM_MAP_ && param->expressions)
    g_string_assign (phrase, translate (N_ ("names with expressions")));
  if (param->type == MILL_PARAM_ENUM_)
    append_choices (phrase, param);
  if (param->type == MILL_PARAM_COLUMN_ || param->type == MILL_PARAM_COLUMNS_
      || param->type == MILL_PARAM_EXPRESSION_ || param->type == MILL_PARAM_TEMPLATE_
      || param->expressions)
    append_columns (phrase, spec, param, translate);
  append_range (phrase, param, translate);
  append_unit (phrase, param, translate);
  return g_string_free (phrase, FALSE);
}

static void G_GNUC_PRINTF (2, 3) append_term (GString *terms, const char *format, ...)
{
  va_list args;
  g_string_append (terms, terms->len > 0 ? "; " : "");
  va_start (args, format);
  g_string_append_vprintf (terms, format, args);
  va_end (args);
}

/* "only with mode fast, slow" for "mode=fast|slow" */
static void
append_visible_when (GString *terms, const MillParam *param, MillTranslate translate)
{
  g_auto (GStrv) parts = g_strsplit (param->visible_when, "=", 2);
  g_auto (GStrv) nicks = g_strsplit (parts[1] != NULL ? parts[1] : "", "|", -1);
  g_autofree char *joined = g_strjoinv (", ", nicks);
  g_autofree char *phrase = g_strconcat (parts[0], *joined != '\0' ? " " : "", joined, NULL);
  append_term (terms, translate (N_ ("only with %s")), phrase);
}

char *
mill_describe_terms (const MillParam *param, MillTranslate translate)
{
  GString *terms = g_string_new (NULL);
  g_autoptr (JsonNode) usual = mill_param_default_to_json (param);
  gboolean empty = usual == NULL || JSON_NODE_HOLDS_ARRAY (usual) || JSON_NODE_HOLDS_OBJECT (usual);
  if (param->required)
    append_term (terms, "%s", translate (N_ ("required")));
  else if (!empty)
    {
      g_autofree char *value = mill_json_print_line (usual);
      append_term (terms, translate (N_ ("default %s")), value);
    }
  if (param->visible_when != NULL)
    append_visible_when (terms, param, translate);
  if (param->live)
    append_term (terms, "%s", translate (N_ ("may change while running")));
  if (param->since != NULL)
    append_term (terms, translate (N_ ("since %s")), param->since);
  return g_string_free (terms, FALSE);
}

char *
mill_describe_port (const MillPort *port, MillTranslate translate)
{
  GString *phrase
      = g_string_new (port->output ? translate (N_ ("output")) : translate (N_ ("input")));
  if (port->optional)
    append_term (phrase, "%s", translate (N_ ("optional")));
  if (port->many)
    append_term (phrase, "%s", translate (N_ ("takes several links")));
  if (port->first)
    append_term (phrase, "%s", translate (N_ ("read to its end before the others")));
  return g_string_free (phrase, FALSE);
}

const char *
mill_describe_memory (MillMemory memory)
{
  switch (memory)
    {
    case MILL_MEMORY_PER_KEY:
      return N_ ("Memory grows with the number of keys.");
    case MILL_MEMORY_PER_ROW:
      return N_ ("Memory grows with the rows up to the budget; the rest goes to disk.");
    default:
      return N_ ("Memory does not grow with the input.");
    }
}

const char *
mill_describe_guarantee (MillGuarantee guarantee)
{
  switch (guarantee)
    {
    case MILL_GUARANTEE_REPLAYABLE:
      return N_ ("It can read the same rows again.");
    case MILL_GUARANTEE_ATOMIC:
      return N_ ("Its result appears whole or not at all.");
    case MILL_GUARANTEE_AT_LEAST_ONCE:
      return N_ ("A run that is killed and resumed may write a row twice.");
    case MILL_GUARANTEE_AT_MOST_ONCE:
      return N_ ("A run that is killed and resumed may lose a row.");
    default:
      return NULL;
    }
}

char *
mill_describe_example_params (const MillExample *example)
{
  g_autoptr (JsonNode) node = json_from_string (example->params, NULL);
  return node != NULL ? g_strchomp (mill_json_print (node)) : g_strdup (example->params);
}
