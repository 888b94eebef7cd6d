/* mill-document-entry.c: the shape of parameters, environments, connections and tests.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-document-private.h"
#include "mill-edit-distance.h"
#include "mill-json-write.h"
#include "mill-limits.h"
#include "mill-number.h"
#include "mill-size.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdarg.h>
#include <string.h>

/* What the checks of one entry pass along. */
typedef struct
{
  MillSection section;
  const char *name;
  MillDiagnosticList *list;
} Check;

static void report (Check *check,
                    const char *code,
                    MillDocumentCode error_code,
                    const char *pointer,
                    const char *format,
                    ...) G_GNUC_PRINTF (5, 6);

static void
report (Check *check,
        const char *code,
        MillDocumentCode error_code,
        const char *pointer,
        const char *format,
        ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *message = g_strdup_vprintf (format, args);
  va_end (args);
  MillDiagnosticInit init = { .code = code, .error_code = error_code, .pointer = pointer };
  mill_diagnostic_list_add (
      check->list, &init, "%s.%s: %s", mill_section_key (check->section), check->name, message);
}

static char *
child (const char *pointer, const char *key)
{
  GString *out = g_string_new (pointer);
  mill_json_pointer_append (out, key);
  return g_string_free (out, FALSE);
}

void
mill_check_keys (JsonObject *object,
                 const char *const *known,
                 const char *pointer,
                 MillDiagnosticList *list)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    {
      if (g_strv_contains (known, name))
        continue;
      guint n = g_strv_length ((char **)known);
      const char *near
          = mill_diagnostic_list_can_suggest (list, n) ? mill_suggest (name, known, n) : NULL;
      g_autofree char *where = child (pointer, name);
      g_autofree char *all = g_strjoinv (", ", (char **)known);
      MillDiagnosticInit init = { .code = "unknown-key",
                                  .error_code = MILL_DOCUMENT_UNKNOWN,
                                  .pointer = where,
                                  .suggestion = near,
                                  .at_key = TRUE };
      if (near != NULL)
        mill_diagnostic_list_add (
            list, &init, _ ("unknown key '%s'; did you mean '%s'?"), name, near);
      else
        mill_diagnostic_list_add (
            list, &init, _ ("unknown key '%s'; known here are %s"), name, all);
    }
}

/* ---- values ---- */

static gboolean
is_value (JsonNode *node, GType type)
{
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type;
}

static const char *
describe_node (JsonNode *node)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    return mill_json_type_name (MILL_JSON_OBJECT);
  if (JSON_NODE_HOLDS_ARRAY (node))
    return mill_json_type_name (MILL_JSON_ARRAY);
  if (JSON_NODE_HOLDS_NULL (node))
    return mill_json_type_name (MILL_JSON_NULL);
  if (is_value (node, G_TYPE_STRING))
    return mill_json_type_name (MILL_JSON_STRING);
  if (is_value (node, G_TYPE_BOOLEAN))
    return mill_json_type_name (MILL_JSON_TRUE);
  return mill_json_type_name (is_value (node, G_TYPE_INT64) ? MILL_JSON_INTEGER : MILL_JSON_NUMBER);
}

/* Member @key, which may be missing; reports one that is no text. */
static const char *
check_text (Check *check, JsonObject *object, const char *key, const char *pointer)
{
  JsonNode *node = json_object_get_member (object, key);
  if (node == NULL || is_value (node, G_TYPE_STRING))
    return node != NULL ? json_node_get_string (node) : NULL;
  g_autofree char *where = child (pointer, key);
  report (check,
          "wrong-type",
          MILL_DOCUMENT_TYPE,
          where,
          _ ("'%s' must be a text, not %s"),
          key,
          describe_node (node));
  return NULL;
}

/* ---- parameters ---- */

/* Those that a single JSON value stands for. */
static const MillParamType parameter_types[]
    = { MILL_PARAM_BOOLEAN_,    MILL_PARAM_INTEGER_,  MILL_PARAM_NUMBER_,     MILL_PARAM_TEXT_,
        MILL_PARAM_ENUM_,       MILL_PARAM_FILE_,     MILL_PARAM_FOLDER_,     MILL_PARAM_URL_,
        MILL_PARAM_SIZE_,       MILL_PARAM_DURATION_, MILL_PARAM_EXPRESSION_, MILL_PARAM_COLUMN_,
        MILL_PARAM_CONNECTION_, MILL_PARAM_SCHEDULE_, MILL_PARAM_TYPE_ };

static MillParamType
find_type (const char *word)
{
  for (guint i = 0; word != NULL && i < G_N_ELEMENTS (parameter_types); i++)
    if (g_str_equal (mill_param_type_name (parameter_types[i]), word))
      return parameter_types[i];
  return MILL_PARAM_END_;
}

void
mill_parameter_read (const char *name, JsonObject *entry, MillDocParameter *parameter)
{
  JsonNode *choices = json_object_get_member (entry, "choices");
  JsonNode *required = json_object_get_member (entry, "required");
  parameter->name = name;
  parameter->type = find_type (mill_json_object_text (entry, "type"));
  if (parameter->type == MILL_PARAM_END_)
    parameter->type = MILL_PARAM_TEXT_;
  parameter->def = json_object_get_member (entry, "default");
  parameter->help = mill_json_object_text (entry, "help");
  parameter->required = is_value (required, G_TYPE_BOOLEAN) && json_node_get_boolean (required);
  parameter->choices
      = choices != NULL && JSON_NODE_HOLDS_ARRAY (choices) ? json_node_get_array (choices) : NULL;
}

static gboolean
refuse (GError **error, const char *text, const char *wanted)
{
  g_autofree char *shown = g_utf8_substring (text, 0, MIN (g_utf8_strlen (text, -1), 60));
  g_set_error (error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_TYPE, _ ("'%s' is not %s"), shown, wanted);
  return FALSE;
}

static gboolean
is_choice (const MillDocParameter *parameter, const char *text, GError **error)
{
  GString *all = g_string_new (NULL);
  guint n = parameter->choices != NULL ? json_array_get_length (parameter->choices) : 0;
  gboolean found = FALSE;
  for (guint i = 0; i < n; i++)
    {
      JsonNode *node = json_array_get_element (parameter->choices, i);
      if (!is_value (node, G_TYPE_STRING))
        continue; /* that is a problem of its own */
      const char *choice = json_node_get_string (node);
      found = found || g_strcmp0 (choice, text) == 0;
      g_string_append_printf (all, "%s%s", all->len > 0 ? ", " : "", choice);
    }
  if (!found)
    g_set_error (
        error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_RANGE, _ ("'%s' is none of %s"), text, all->str);
  g_string_free (all, TRUE);
  return found;
}

static gboolean
accepts_text (const MillDocParameter *parameter, const char *text, GError **error)
{
  gint64 us;
  guint64 bytes;
  MillType type;
  switch (parameter->type)
    {
    case MILL_PARAM_SIZE_:
      return mill_size_parse (text, &bytes, error);
    case MILL_PARAM_DURATION_:
      return mill_duration_parse (text, &us, error);
    case MILL_PARAM_TYPE_:
      return mill_type_parse (text, &type, error);
    case MILL_PARAM_ENUM_:
      return is_choice (parameter, text, error);
    case MILL_PARAM_BOOLEAN_:
      return refuse (error, text, mill_json_type_name (MILL_JSON_TRUE));
    case MILL_PARAM_INTEGER_:
      return refuse (error, text, mill_json_type_name (MILL_JSON_INTEGER));
    case MILL_PARAM_NUMBER_:
      return refuse (error, text, mill_json_type_name (MILL_JSON_NUMBER));
    default:
      return TRUE;
    }
}

gboolean
mill_parameter_accepts (const MillDocParameter *parameter, JsonNode *value, GError **error)
{
  MillParamType type = parameter->type;
  gboolean ok;
  if (is_value (value, G_TYPE_STRING))
    return accepts_text (parameter, json_node_get_string (value), error);
  if (is_value (value, G_TYPE_BOOLEAN))
    ok = type == MILL_PARAM_BOOLEAN_;
  else if (is_value (value, G_TYPE_INT64))
    ok = type == MILL_PARAM_INTEGER_ || type == MILL_PARAM_NUMBER_
         || (type == MILL_PARAM_SIZE_ && json_node_get_int (value) >= 0);
  else
    ok = is_value (value, G_TYPE_DOUBLE) && type == MILL_PARAM_NUMBER_;
  if (!ok)
    g_set_error (error,
                 MILL_ERROR_DOCUMENT,
                 MILL_DOCUMENT_TYPE,
                 _ ("the parameter is of type %s and cannot be %s"),
                 mill_param_type_name (type),
                 describe_node (value));
  return ok;
}

JsonNode *
mill_parameter_parse (const MillDocParameter *parameter, const char *text, GError **error)
{
  static const char *const yes[] = { "true", "yes", "on", "1", NULL };
  static const char *const no[] = { "false", "no", "off", "0", NULL };
  gint64 integer;
  double number;
  gsize length = strlen (text);
  if (!g_utf8_validate (text, -1, NULL))
    {
      g_set_error_literal (
          error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_TYPE, _ ("the value is not UTF-8"));
      return NULL;
    }
  if (parameter->type == MILL_PARAM_BOOLEAN_
      && (g_strv_contains (yes, text) || g_strv_contains (no, text)))
    return json_node_init_boolean (json_node_alloc (), g_strv_contains (yes, text));
  if ((parameter->type == MILL_PARAM_INTEGER_ || parameter->type == MILL_PARAM_NUMBER_)
      && mill_parse_int64 (text, length, &integer) == MILL_PARSE_OK)
    return json_node_init_int (json_node_alloc (), integer);
  if (parameter->type == MILL_PARAM_NUMBER_
      && mill_parse_double (text, length, &number) == MILL_PARSE_OK && isfinite (number))
    return json_node_init_double (json_node_alloc (), number);
  return accepts_text (parameter, text, error) ? json_node_init_string (json_node_alloc (), text)
                                               : NULL;
}

static void
check_choices (Check *check, MillDocParameter *parameter, JsonObject *entry, const char *pointer)
{
  g_autofree char *where = child (pointer, "choices");
  JsonNode *node = json_object_get_member (entry, "choices");
  guint n = parameter->choices != NULL ? json_array_get_length (parameter->choices) : 0;
  gboolean texts = node == NULL || JSON_NODE_HOLDS_ARRAY (node);
  for (guint i = 0; i < n; i++)
    texts = texts && is_value (json_array_get_element (parameter->choices, i), G_TYPE_STRING);
  if (!texts)
    {
      report (
          check, "wrong-type", MILL_DOCUMENT_TYPE, where, _ ("'choices' must be a list of texts"));
      parameter->choices = NULL;
    }
  else if (parameter->type == MILL_PARAM_ENUM_ && n == 0)
    report (check,
            "missing-key",
            MILL_DOCUMENT_MISSING,
            pointer,
            _ ("an enum needs 'choices', a list of texts"));
  else if (parameter->type != MILL_PARAM_ENUM_ && node != NULL)
    report (check,
            "unknown-key",
            MILL_DOCUMENT_UNKNOWN,
            where,
            _ ("only an enum has 'choices'; remove them, or make the type \"enum\""));
}

static void
check_parameter_type (Check *check, JsonObject *entry, const char *pointer)
{
  g_autofree char *where = child (pointer, "type");
  const char *type = check_text (check, entry, "type", pointer);
  const char *names[G_N_ELEMENTS (parameter_types)];
  if (!json_object_has_member (entry, "type"))
    report (check,
            "missing-key",
            MILL_DOCUMENT_MISSING,
            pointer,
            _ ("'type' is missing; give one, such as \"text\""));
  if (type == NULL || find_type (type) != MILL_PARAM_END_)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (parameter_types); i++)
    names[i] = mill_param_type_name (parameter_types[i]);
  const char *near = mill_suggest (type, names, G_N_ELEMENTS (parameter_types));
  MillDiagnosticInit init = { .code = "unknown-type",
                              .error_code = MILL_DOCUMENT_UNKNOWN,
                              .pointer = where,
                              .suggestion = near };
  if (near != NULL)
    mill_diagnostic_list_add (check->list,
                              &init,
                              _ ("parameters.%s: unknown type '%s'; did you mean '%s'?"),
                              check->name,
                              type,
                              near);
  else
    mill_diagnostic_list_add (check->list,
                              &init,
                              _ ("parameters.%s: unknown type '%s'; take text, integer, number, "
                                 "boolean, file or another one of the manual"),
                              check->name,
                              type);
}

static void
check_parameter (Check *check, JsonObject *entry, const char *pointer)
{
  static const char *const known[] = { "type", "default", "choices", "required", "help", NULL };
  MillDocParameter parameter;
  g_autoptr (GError) error = NULL;
  JsonNode *required = json_object_get_member (entry, "required");
  mill_check_keys (entry, known, pointer, check->list);
  check_parameter_type (check, entry, pointer);
  check_text (check, entry, "help", pointer);
  mill_parameter_read (check->name, entry, &parameter);
  check_choices (check, &parameter, entry, pointer);
  if (required != NULL && !is_value (required, G_TYPE_BOOLEAN))
    {
      g_autofree char *where = child (pointer, "required");
      report (
          check, "wrong-type", MILL_DOCUMENT_TYPE, where, _ ("'required' must be true or false"));
    }
  if (parameter.def != NULL && !mill_parameter_accepts (&parameter, parameter.def, &error))
    {
      g_autofree char *where = child (pointer, "default");
      report (check,
              "wrong-type",
              (MillDocumentCode)error->code,
              where,
              _ ("the default: %s"),
              error->message);
    }
}

/* ---- environments ---- */

static void
check_environment (Check *check, JsonObject *entry, const char *pointer)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;
  json_object_iter_init_ordered (&iter, entry);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    {
      g_autofree char *where = child (pointer, name);
      if (!JSON_NODE_HOLDS_VALUE (value))
        report (check,
                "wrong-type",
                MILL_DOCUMENT_TYPE,
                where,
                _ ("the value of a parameter is a text, a number, true or false, not %s"),
                describe_node (value));
    }
}

/* ---- connections: no secrets in the file ---- */

gboolean
mill_setting_is_secret (const char *name)
{
  g_return_val_if_fail (name != NULL, FALSE);
  static const char *const words[] = { "password", "passwd", "passphrase", "secret",
                                       "token",    "apikey", "privatekey", "accesskey" };
  g_autofree char *lower = g_ascii_strdown (name, -1);
  GString *letters = g_string_new (NULL);
  for (const char *at = lower; *at != '\0'; at++)
    if (g_ascii_isalnum (*at))
      g_string_append_c (letters, *at);
  gboolean secret = FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    secret = secret || g_str_has_suffix (letters->str, words[i]);
  g_string_free (letters, TRUE);
  return secret;
}

static gboolean
is_secret_reference (JsonNode *node)
{
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return FALSE;
  JsonObject *object = json_node_get_object (node);
  const char *name = mill_json_object_text (object, "secret");
  return json_object_get_size (object) == 1 && name != NULL && mill_id_is_valid (name);
}

/* "scheme://user:password@host" */
static gboolean
url_has_password (const char *text)
{
  const char *start = strstr (text, "://");
  if (start == NULL)
    return FALSE;
  start += 3;
  gsize authority = strcspn (start, "/?#");
  const char *at = memchr (start, '@', authority);
  return at != NULL && memchr (start, ':', (gsize)(at - start)) != NULL;
}

static void check_settings (Check *check, JsonObject *object, const char *pointer);

static void
check_setting (Check *check, const char *name, JsonNode *value, const char *pointer)
{
  gboolean text = is_value (value, G_TYPE_STRING);
  if (mill_setting_is_secret (name) && !is_secret_reference (value)
      && !JSON_NODE_HOLDS_NULL (value))
    report (check,
            "secret-in-file",
            MILL_DOCUMENT_TYPE,
            pointer,
            _ ("a secret must not stand in the file; name it: { \"secret\": \"%s-%s\" }"),
            check->name,
            name);
  else if (text && url_has_password (json_node_get_string (value)))
    report (check,
            "secret-in-file",
            MILL_DOCUMENT_TYPE,
            pointer,
            _ ("the address holds a password; give user and password apart, the password as "
               "{ \"secret\": \"NAME\" }"));
  else if (JSON_NODE_HOLDS_OBJECT (value) && !is_secret_reference (value))
    {
      if (json_object_has_member (json_node_get_object (value), "secret"))
        report (
            check,
            "secret-in-file",
            MILL_DOCUMENT_TYPE,
            pointer,
            _ ("a secret is written { \"secret\": \"NAME\" } and nothing else; NAME has letters, "
               "digits, - and _"));
      else
        check_settings (check, json_node_get_object (value), pointer);
    }
}

static void
check_settings (Check *check, JsonObject *object, const char *pointer)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    {
      g_autofree char *where = child (pointer, name);
      check_setting (check, name, value, where);
    }
}

static void
check_connection (Check *check, JsonObject *entry, const char *pointer)
{
  static const char *const known[] = { "type", "settings", NULL };
  JsonNode *settings = json_object_get_member (entry, "settings");
  g_autofree char *where = child (pointer, "settings");
  mill_check_keys (entry, known, pointer, check->list);
  if (check_text (check, entry, "type", pointer) == NULL && !json_object_has_member (entry, "type"))
    report (check,
            "missing-key",
            MILL_DOCUMENT_MISSING,
            pointer,
            _ ("'type' is missing; say what is connected to, such as \"postgresql\""));
  if (settings != NULL && !JSON_NODE_HOLDS_OBJECT (settings))
    report (check,
            "wrong-type",
            MILL_DOCUMENT_TYPE,
            where,
            _ ("'settings' must be an object, not %s"),
            describe_node (settings));
  else if (settings != NULL)
    check_settings (check, json_node_get_object (settings), where);
}

/* ---- tests ---- */

/* Rows are typed CSV: a text, a list of its lines, or { "file": PATH }. */
static gboolean
is_rows (JsonNode *node)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonObject *object = json_node_get_object (node);
      return json_object_get_size (object) == 1 && mill_json_object_text (object, "file") != NULL;
    }
  if (!JSON_NODE_HOLDS_ARRAY (node))
    return is_value (node, G_TYPE_STRING);
  JsonArray *array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array); i++)
    if (!is_value (json_array_get_element (array, i), G_TYPE_STRING))
      return FALSE;
  return TRUE;
}

static void
check_rows (Check *check, JsonObject *entry, const char *key, const char *pointer)
{
  JsonNode *node = json_object_get_member (entry, key);
  g_autofree char *where = child (pointer, key);
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;
  if (node == NULL)
    return;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      report (check,
              "wrong-type",
              MILL_DOCUMENT_TYPE,
              where,
              _ ("'%s' must be an object, not %s"),
              key,
              describe_node (node));
      return;
    }
  json_object_iter_init_ordered (&iter, json_node_get_object (node));
  while (json_object_iter_next_ordered (&iter, &name, &value))
    {
      g_autofree char *at = child (where, name);
      if (!is_rows (value))
        report (check,
                "wrong-type",
                MILL_DOCUMENT_TYPE,
                at,
                _ ("rows are a list of CSV lines, the first of them NAME:TYPE, or "
                   "{ \"file\": \"PATH\" }"));
    }
}

static void
check_test (Check *check, JsonObject *entry, const char *pointer)
{
  static const char *const known[] = { "description", "env", "set", "given", "expect", NULL };
  JsonNode *set = json_object_get_member (entry, "set");
  mill_check_keys (entry, known, pointer, check->list);
  check_text (check, entry, "description", pointer);
  check_text (check, entry, "env", pointer);
  check_rows (check, entry, "given", pointer);
  check_rows (check, entry, "expect", pointer);
  if (!json_object_has_member (entry, "expect"))
    report (check,
            "missing-key",
            MILL_DOCUMENT_MISSING,
            pointer,
            _ ("'expect' is missing; a test says which rows it expects, by \"BLOCK.PORT\""));
  g_autofree char *where = child (pointer, "set");
  if (set != NULL && JSON_NODE_HOLDS_OBJECT (set))
    check_environment (check, json_node_get_object (set), where);
  else if (set != NULL)
    report (check,
            "wrong-type",
            MILL_DOCUMENT_TYPE,
            where,
            _ ("'set' must be an object, not %s"),
            describe_node (set));
}

static void
check_annotation (Check *check, JsonObject *entry, const char *pointer)
{
  mill_annotation_check (check->name, entry, pointer, check->list);
}

gboolean
mill_entry_is_sound (MillSection section,
                     const char *name,
                     JsonNode *entry,
                     const char *pointer,
                     MillDiagnosticList *list)
{
  Check check = { .section = section, .name = name, .list = list };
  if (!mill_id_is_valid (name))
    {
      MillDiagnosticInit init = {
        .code = "bad-name", .error_code = MILL_DOCUMENT_RANGE, .pointer = pointer, .at_key = TRUE
      };
      mill_diagnostic_list_add (
          list,
          &init,
          _ ("a name has letters, digits, - and _, and starts with a letter or "
             "digit; change '%s'"),
          name);
      return FALSE;
    }
  if (JSON_NODE_HOLDS_OBJECT (entry))
    return TRUE;
  report (&check,
          "wrong-type",
          MILL_DOCUMENT_TYPE,
          pointer,
          _ ("must be an object, not %s"),
          describe_node (entry));
  return FALSE;
}

void
mill_entry_check (MillSection section,
                  const char *name,
                  JsonObject *entry,
                  const char *pointer,
                  MillDiagnosticList *list)
{
  static void (*const checks[]) (Check * check, JsonObject * entry, const char *pointer)
      = { check_parameter, check_environment, check_connection, check_test, check_annotation };
  G_STATIC_ASSERT (G_N_ELEMENTS (checks) == MILL_SECTION_LAST);
  Check check = { .section = section, .name = name, .list = list };
  checks[section](&check, entry, pointer);
}
