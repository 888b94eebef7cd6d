/* mill-csv-params.c: choices about a CSV file from the parameters of a block, and back.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-csv-choices.h"

#include "mill-param-context.h"
#include "mill-words.h"

#include <string.h>

/* ---- from parameters ---- */

static JsonNode *
get_value (JsonObject *params, const char *name, GType type)
{
  JsonNode *node = json_object_get_member (params, name);
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type
             ? node
             : NULL;
}

/* (nullable): the constant text of a parameter. */
static const char *
get_text (JsonObject *params, const char *name)
{
  JsonNode *node = get_value (params, name, G_TYPE_STRING);
  const char *text = node != NULL ? json_node_get_string (node) : "";
  return *text != '\0' && !mill_text_has_reference (text) ? text : NULL;
}

static gint64
get_integer (JsonObject *params, const char *name)
{
  JsonNode *node = get_value (params, name, G_TYPE_INT64);
  return node != NULL ? json_node_get_int (node) : -1;
}

static gboolean
get_boolean (JsonObject *params, const char *name)
{
  JsonNode *node = get_value (params, name, G_TYPE_BOOLEAN);
  return node != NULL && json_node_get_boolean (node);
}

static void
take_mark (MillCsvChoices *choices, JsonObject *params, const char *name, char *mark, guint topic)
{
  const char *text = get_text (params, name);
  if (text == NULL)
    return;
  gboolean tab = g_str_equal (text, "tab");
  gboolean none = g_str_equal (text, "none");
  if (!tab && !none && text[1] != '\0')
    return;
  *mark = none ? '\0' : tab ? '\t' : *text;
  choices->fixed |= 1u << topic;
}

static void
take_marks (MillCsvChoices *choices, JsonObject *params)
{
  MillCsvDialect *given = &choices->given;
  take_mark (choices, params, "delimiter", &given->delimiter, MILL_CSV_TOPIC_DELIMITER);
  take_mark (choices, params, "quote", &given->quote, MILL_CSV_TOPIC_QUOTE);
  take_mark (choices, params, "escape", &given->escape, MILL_CSV_TOPIC_ESCAPE);
  take_mark (choices, params, "comment", &given->comment, MILL_CSV_TOPIC_COMMENT);
  take_mark (choices, params, "decimal-point", &given->decimal_point, MILL_CSV_TOPIC_NUMBERS);
  take_mark (choices, params, "thousands", &given->thousands, MILL_CSV_TOPIC_NUMBERS);
}

static void
take_format (MillCsvChoices *choices, JsonObject *params)
{
  MillCsvDialect *given = &choices->given;
  const char *header = get_text (params, "header");
  const char *ragged = get_text (params, "ragged");
  gint64 skip = get_integer (params, "skip-lines");
  if (header != NULL && !g_str_equal (header, "auto"))
    {
      given->header = g_str_equal (header, "yes");
      choices->fixed |= 1u << MILL_CSV_TOPIC_HEADER;
    }
  if (skip >= 0 && skip <= G_MAXINT)
    {
      given->skip_lines = (guint)skip;
      choices->fixed |= 1u << MILL_CSV_TOPIC_SKIP_LINES;
    }
  if (get_text (params, "encoding") != NULL)
    {
      given->encoding = g_strdup (get_text (params, "encoding"));
      choices->fixed |= 1u << MILL_CSV_TOPIC_ENCODING;
    }
  if (get_text (params, "null-words") != NULL)
    {
      given->null_words = mill_words_split (get_text (params, "null-words"));
      choices->fixed |= 1u << MILL_CSV_TOPIC_NULLS;
    }
  given->trim = get_boolean (params, "trim");
  if (ragged != NULL)
    given->ragged = g_str_equal (ragged, "fill")   ? MILL_CSV_RAGGED_FILL
                    : g_str_equal (ragged, "fail") ? MILL_CSV_RAGGED_FAIL
                                                   : MILL_CSV_RAGGED_REJECT;
}

/* Declared columns say what they are; those that are not declared are left out. */
static void
take_column (MillCsvChoices *choices, JsonObject *column, guint index, gboolean named)
{
  const char *name = get_text (column, "name");
  const char *type = get_text (column, "type");
  if (name == NULL)
    return;
  g_autofree char *numbered = g_strdup_printf ("column_%u", index + 1);
  MillCsvColumnChoice *choice = mill_csv_choices_column (choices, named ? name : numbered);
  choice->left_out = FALSE;
  choice->typed = mill_type_parse (type != NULL ? type : "text", &choice->type, NULL);
  choice->pattern = g_strdup (get_text (column, "pattern"));
  choice->name = named ? NULL : g_strdup (name);
}

MillCsvChoices *
mill_csv_choices_from_params (JsonObject *params)
{
  g_return_val_if_fail (params != NULL, NULL);
  MillCsvChoices *choices = mill_csv_choices_new ();
  JsonNode *node = json_object_get_member (params, "columns");
  JsonArray *columns
      = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  guint n = columns != NULL ? json_array_get_length (columns) : 0;
  take_marks (choices, params);
  take_format (choices, params);
  gboolean declared = n > 0;
  gboolean named = (choices->fixed >> MILL_CSV_TOPIC_HEADER & 1) == 0 || choices->given.header;
  choices->listed_only = declared;
  for (guint i = 0; i < n; i++)
    {
      JsonNode *item = json_array_get_element (columns, i);
      if (JSON_NODE_HOLDS_OBJECT (item))
        take_column (choices, json_node_get_object (item), i, named);
    }
  return choices;
}

/* ---- to parameters ---- */

/* Whether a parameter refers to one of the pipeline, which must not be overwritten. */
static gboolean
is_reference (JsonObject *params, const char *name)
{
  JsonNode *node = get_value (params, name, G_TYPE_STRING);
  return node != NULL && mill_text_has_reference (json_node_get_string (node));
}

/* What is as the block takes it when it is not said is not said. */
static void
put_text (JsonObject *params, const char *name, const char *text)
{
  if (is_reference (params, name))
    return;
  if (text != NULL)
    json_object_set_string_member (params, name, text);
  else
    json_object_remove_member (params, name);
}

static void
put_mark (JsonObject *params, const char *name, char mark, char usual)
{
  const char text[] = { mark, '\0' };
  put_text (params,
            name,
            mark == usual  ? NULL
            : mark == '\t' ? "tab"
            : mark == '\0' ? "none"
                           : text);
}

static void
put_marks (JsonObject *params, const MillCsvDialect *dialect)
{
  char escape = dialect->escape == dialect->quote ? '\0' : dialect->escape;
  /* together with the columns it says that nothing is to be found out any more */
  put_mark (params, "delimiter", dialect->delimiter, '\0');
  put_mark (params, "quote", dialect->quote, '"');
  put_mark (params, "escape", escape, '\0');
  put_mark (params, "comment", dialect->comment, '\0');
  put_mark (params, "decimal-point", dialect->decimal_point, '.');
  put_mark (params, "thousands", dialect->thousands, '\0');
}

static void
put_format (JsonObject *params, const MillCsvDialect *dialect)
{
  static const char *const ragged[] = { NULL, "fill", "fail" };
  g_autofree char *words = dialect->null_words != NULL && *dialect->null_words != NULL
                               ? mill_words_join ((const char *const *)dialect->null_words)
                               : NULL;
  put_text (params, "header", dialect->header ? "yes" : "no");
  put_text (params, "encoding", dialect->encoding);
  put_text (params, "null-words", words);
  put_text (params, "ragged", ragged[dialect->ragged]);
  if (is_reference (params, "skip-lines"))
    ;
  else if (dialect->skip_lines > 0)
    json_object_set_int_member (params, "skip-lines", dialect->skip_lines);
  else
    json_object_remove_member (params, "skip-lines");
  if (is_reference (params, "trim"))
    ;
  else if (dialect->trim)
    json_object_set_boolean_member (params, "trim", TRUE);
  else
    json_object_remove_member (params, "trim");
}

static JsonArray *
make_columns (const MillCsvDialect *dialect, const gboolean *left_out)
{
  JsonArray *columns = json_array_new ();
  for (guint i = 0; i < dialect->n_columns; i++)
    {
      const MillCsvColumn *column = &dialect->columns[i];
      char type[MILL_TYPE_CHARS];
      if (left_out[i])
        continue;
      JsonObject *object = json_object_new ();
      json_object_set_string_member (object, "name", column->name);
      json_object_set_string_member (object, "type", mill_type_print (column->type, type));
      if (column->pattern != NULL)
        json_object_set_string_member (object, "pattern", column->pattern);
      json_array_add_object_element (columns, object);
    }
  return columns;
}

static JsonObject *
copy_object (JsonObject *old)
{
  JsonObject *copy = json_object_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;
  if (old == NULL)
    return copy;
  json_object_iter_init (&iter, old);
  while (json_object_iter_next (&iter, &name, &value))
    json_object_set_member (copy, name, json_node_copy (value));
  return copy;
}

JsonObject *
mill_csv_make_params (const char *path,
                      const MillCsvDialect *dialect,
                      const gboolean *left_out,
                      JsonObject *old)
{
  g_return_val_if_fail (path != NULL && dialect != NULL && left_out != NULL, NULL);
  JsonObject *params = copy_object (old);
  put_text (params, "path", path);
  put_marks (params, dialect);
  put_format (params, dialect);
  json_object_set_array_member (params, "columns", make_columns (dialect, left_out));
  return params;
}
