/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-document-private.h"
#include "mill-edit-distance.h"
#include "mill-json-write.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _MillVariables
{
  gatomicrefcount refs;
  GHashTable *values; /* name to JsonNode; NULL for a parameter without a value */
};

static void
free_value (gpointer value)
{
  if (value != NULL)
    json_node_unref (value);
}

static MillVariables *
variables_new (void)
{
  MillVariables *variables = g_new0 (MillVariables, 1);
  g_atomic_ref_count_init (&variables->refs);
  variables->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_value);
  return variables;
}

MillVariables *
mill_variables_ref (MillVariables *variables)
{
  g_return_val_if_fail (variables != NULL, NULL);
  g_atomic_ref_count_inc (&variables->refs);
  return variables;
}

void
mill_variables_unref (MillVariables *variables)
{
  if (variables == NULL || !g_atomic_ref_count_dec (&variables->refs))
    return;
  g_hash_table_unref (variables->values);
  g_free (variables);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

const char **
mill_variables_names (const MillVariables *variables)
{
  g_return_val_if_fail (variables != NULL, NULL);
  GPtrArray *names = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer name, value;
  g_hash_table_iter_init (&iter, variables->values);
  while (g_hash_table_iter_next (&iter, &name, &value))
    if (value != NULL)
      g_ptr_array_add (names, name);
  g_ptr_array_sort (names, compare_names);
  g_ptr_array_add (names, NULL);
  return (const char **)g_ptr_array_free (names, FALSE);
}

JsonNode *
mill_variables_get (const MillVariables *variables, const char *name)
{
  g_return_val_if_fail (variables != NULL && name != NULL, NULL);
  return g_hash_table_lookup (variables->values, name);
}

/* ---- reading `${name}` ---- */

/* Finds the next `${...}` or `$${` from @at on. @name, @length: (out): of the former; @name is NULL
 * for the latter. @end: (out): behind it. Returns where it starts, NULL when there is none. A `${`
 * without
 * `}` has @end NULL. */
static const char *
next_reference (const char *at, const char **name, gsize *length, const char **end)
{
  const char *start = strstr (at, "${");
  if (start == NULL)
    return NULL;
  if (start > at && start[-1] == '$')
    {
      *name = NULL;
      *length = 0;
      *end = start + 2;
      return start - 1;
    }
  *name = start + 2;
  *end = strchr (*name, '}');
  *length = *end != NULL ? (gsize)(*end - *name) : 0;
  *end = *end != NULL ? *end + 1 : NULL;
  return start;
}

static gboolean
has_reference (const char *text)
{
  return strstr (text, "${") != NULL;
}

/* Where a substitution is. */
typedef struct
{
  const MillVariables *variables;
  GString *pointer;
  GError **error;
} Substitution;

static JsonNode *
find_value (Substitution *sub, const char *name)
{
  gpointer value = NULL;
  if (g_hash_table_lookup_extended (sub->variables->values, name, NULL, &value))
    {
      if (value == NULL)
        g_set_error (sub->error,
                     MILL_ERROR_DOCUMENT,
                     MILL_DOCUMENT_MISSING,
                     _ ("parameter %s has no value; give it a default, or --set %s=VALUE"),
                     name,
                     name);
      return value;
    }
  guint n;
  g_autofree gpointer *names = g_hash_table_get_keys_as_array (sub->variables->values, &n);
  if (n > 0)
    qsort (names, n, sizeof *names, compare_names);
  const char *near = mill_suggest (name, (const char *const *)names, n);
  if (near != NULL)
    g_set_error (sub->error,
                 MILL_ERROR_DOCUMENT,
                 MILL_DOCUMENT_UNKNOWN,
                 _ ("there is no parameter '%s'; did you mean '%s'?"),
                 name,
                 near);
  else
    g_set_error (
        sub->error,
        MILL_ERROR_DOCUMENT,
        MILL_DOCUMENT_UNKNOWN,
        _ ("there is no parameter '%s'; declare it under \"parameters\", or write $${ for a "
           "plain ${"),
        name);
  return NULL;
}

static void
append_value (GString *out, JsonNode *value)
{
  if (json_node_get_value_type (value) == G_TYPE_STRING)
    g_string_append (out, json_node_get_string (value));
  else
    mill_json_append_node (out, value);
}

/* (transfer full): @text with its variables replaced. */
static JsonNode *
substitute_text (Substitution *sub, const char *text)
{
  g_autoptr (GString) out = g_string_new (NULL);
  const char *at = text, *start, *name, *end;
  gsize length;
  for (; (start = next_reference (at, &name, &length, &end)) != NULL; at = end)
    {
      if (end == NULL)
        {
          g_set_error_literal (sub->error,
                               MILL_ERROR_DOCUMENT,
                               MILL_DOCUMENT_SYNTAX,
                               _ ("'${' has no '}'; close it, or write $${ for a plain ${"));
          return NULL;
        }
      g_string_append_len (out, at, start - at);
      if (name == NULL)
        {
          g_string_append (out, "${");
          continue;
        }
      g_autofree char *word = g_strndup (name, length);
      JsonNode *value = find_value (sub, word);
      if (value == NULL)
        return NULL;
      if (start == text && *end == '\0')
        return json_node_ref (value);
      append_value (out, value);
    }
  g_string_append (out, at);
  return json_node_init_string (json_node_alloc (), out->str);
}

static gboolean
node_has_reference (JsonNode *node)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonObjectIter iter;
      const char *name;
      JsonNode *value;
      json_object_iter_init_ordered (&iter, json_node_get_object (node));
      while (json_object_iter_next_ordered (&iter, &name, &value))
        if (node_has_reference (value))
          return TRUE;
      return FALSE;
    }
  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);
      for (guint i = 0; i < json_array_get_length (array); i++)
        if (node_has_reference (json_array_get_element (array, i)))
          return TRUE;
      return FALSE;
    }
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
         && has_reference (json_node_get_string (node));
}

static JsonNode *substitute_node (Substitution *sub, JsonNode *node);

static JsonNode *
substitute_array (Substitution *sub, JsonArray *array)
{
  guint n = json_array_get_length (array);
  gsize mark = sub->pointer->len;
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);
  JsonArray *copy = json_array_sized_new (n);
  json_node_take_array (node, copy);
  for (guint i = 0; i < n; i++)
    {
      mill_json_pointer_append_index (sub->pointer, i);
      JsonNode *value = substitute_node (sub, json_array_get_element (array, i));
      if (value == NULL)
        return NULL;
      json_array_add_element (copy, value);
      g_string_truncate (sub->pointer, mark);
    }
  return g_steal_pointer (&node);
}

static JsonNode *
substitute_object (Substitution *sub, JsonObject *object)
{
  gsize mark = sub->pointer->len;
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *copy = json_object_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;
  json_node_take_object (node, copy);
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    {
      mill_json_pointer_append (sub->pointer, name);
      JsonNode *replaced = substitute_node (sub, value);
      if (replaced == NULL)
        return NULL;
      json_object_set_member (copy, name, replaced);
      g_string_truncate (sub->pointer, mark);
    }
  return g_steal_pointer (&node);
}

static JsonNode *
substitute_node (Substitution *sub, JsonNode *node)
{
  if (!node_has_reference (node))
    return json_node_ref (node);
  if (JSON_NODE_HOLDS_ARRAY (node))
    return substitute_array (sub, json_node_get_array (node));
  if (JSON_NODE_HOLDS_OBJECT (node))
    return substitute_object (sub, json_node_get_object (node));
  return substitute_text (sub, json_node_get_string (node));
}

JsonNode *
mill_variables_substitute (const MillVariables *variables,
                           JsonNode *node,
                           char **path,
                           GError **error)
{
  g_return_val_if_fail (variables != NULL && node != NULL, NULL);
  Substitution sub = { variables, g_string_new (NULL), error };
  JsonNode *replaced = substitute_node (&sub, node);
  if (replaced == NULL && path != NULL)
    *path = g_strdup (sub.pointer->str);
  g_string_free (sub.pointer, TRUE);
  return replaced;
}

/* ---- who refers to what ---- */

static void
collect_node (JsonNode *node, GHashTable *names)
{
  const char *at, *name, *end;
  gsize length;
  if (JSON_NODE_HOLDS_OBJECT (node))
    mill_variables_collect (json_node_get_object (node), names);
  else if (JSON_NODE_HOLDS_ARRAY (node))
    for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
      collect_node (json_array_get_element (json_node_get_array (node), i), names);
  else if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    for (at = json_node_get_string (node);
         next_reference (at, &name, &length, &end) != NULL && end != NULL;
         at = end)
      if (name != NULL)
        g_hash_table_add (names, g_strndup (name, length));
}

void
mill_variables_collect (JsonObject *object, GHashTable *names)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    collect_node (value, names);
}

static char *
rename_text (const char *text, const char *from, const char *to)
{
  GString *out = g_string_new (NULL);
  const char *at = text, *start, *name, *end;
  gsize length;
  while ((start = next_reference (at, &name, &length, &end)) != NULL && end != NULL)
    {
      g_string_append_len (out, at, start - at);
      if (name != NULL && length == strlen (from) && memcmp (name, from, length) == 0)
        g_string_append_printf (out, "${%s}", to);
      else
        g_string_append_len (out, start, end - start);
      at = end;
    }
  g_string_append (out, at);
  return g_string_free (out, FALSE);
}

static JsonNode *
rename_node (JsonNode *node, const char *from, const char *to)
{
  if (!node_has_reference (node))
    return json_node_ref (node);
  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      g_autoptr (JsonObject) object = mill_variables_rename (json_node_get_object (node), from, to);
      return object != NULL ? mill_json_object_node (object) : json_node_ref (node);
    }
  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);
      g_autoptr (JsonArray) copy = json_array_new ();
      for (guint i = 0; i < json_array_get_length (array); i++)
        json_array_add_element (copy, rename_node (json_array_get_element (array, i), from, to));
      return json_node_init_array (json_node_alloc (), copy);
    }
  g_autofree char *text = rename_text (json_node_get_string (node), from, to);
  return json_node_init_string (json_node_alloc (), text);
}

JsonObject *
mill_variables_rename (JsonObject *object, const char *from, const char *to)
{
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  mill_variables_collect (object, names);
  if (!g_hash_table_contains (names, from))
    return NULL;
  JsonObject *copy = json_object_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    json_object_set_member (copy, name, rename_node (value, from, to));
  return copy;
}

/* ---- from the document ---- */

MillVariables *
mill_variables_new_default (MillDocument *document)
{
  MillVariables *variables = variables_new ();
  g_autofree const char **names = mill_document_list_entries (document, MILL_SECTION_PARAMETERS);
  for (guint i = 0; names[i] != NULL; i++)
    {
      MillDocParameter parameter;
      mill_document_get_parameter (document, names[i], &parameter);
      gboolean usable
          = parameter.def != NULL && mill_parameter_accepts (&parameter, parameter.def, NULL);
      g_hash_table_insert (
          variables->values, g_strdup (names[i]), usable ? json_node_ref (parameter.def) : NULL);
    }
  return variables;
}

static gboolean
refuse_name (const char *name, const char *const *known, const char *what, GError **error)
{
  const char *near = mill_suggest (name, known, g_strv_length ((char **)known));
  g_autofree char *all = g_strjoinv (", ", (char **)known);
  if (near != NULL)
    g_set_error (error,
                 MILL_ERROR_DOCUMENT,
                 MILL_DOCUMENT_UNKNOWN,
                 _ ("the pipeline has no %s '%s'; did you mean '%s'?"),
                 what,
                 name,
                 near);
  else if (known[0] != NULL)
    g_set_error (error,
                 MILL_ERROR_DOCUMENT,
                 MILL_DOCUMENT_UNKNOWN,
                 _ ("the pipeline has no %s '%s'; it has %s"),
                 what,
                 name,
                 all);
  else
    g_set_error (error,
                 MILL_ERROR_DOCUMENT,
                 MILL_DOCUMENT_UNKNOWN,
                 _ ("the pipeline has no %s '%s', and no other one"),
                 what,
                 name);
  return FALSE;
}

static gboolean
set_environment (MillDocument *document, MillVariables *variables, const char *env, GError **error)
{
  g_autofree const char **known = mill_document_list_entries (document, MILL_SECTION_ENVIRONMENTS);
  g_autofree const char **names = mill_document_list_entries (document, MILL_SECTION_PARAMETERS);
  JsonObject *entry = mill_document_get_entry (document, MILL_SECTION_ENVIRONMENTS, env);
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;
  if (entry == NULL)
    return refuse_name (env, known, _ ("environment"), error);
  json_object_iter_init_ordered (&iter, entry);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    {
      MillDocParameter parameter;
      if (!mill_document_get_parameter (document, name, &parameter))
        {
          refuse_name (name, names, _ ("parameter"), error);
          g_prefix_error (error, "environments.%s: ", env);
          return FALSE;
        }
      if (!mill_parameter_accepts (&parameter, value, error))
        {
          g_prefix_error (error, "environments.%s.%s: ", env, name);
          return FALSE;
        }
      g_hash_table_insert (variables->values, g_strdup (name), json_node_ref (value));
    }
  return TRUE;
}

/* A path on the command line starts where the user is, not where the file is. */
static char *
place_path (const MillDocParameter *parameter, const char *text, const char *folder)
{
  gboolean path = parameter->type == MILL_PARAM_FILE_ || parameter->type == MILL_PARAM_FOLDER_;
  if (!path || folder == NULL || *text == '\0' || g_str_equal (text, "-")
      || g_path_is_absolute (text) || strstr (text, "://") != NULL)
    return g_strdup (text);
  return g_canonicalize_filename (text, folder);
}

static gboolean
set_overrides (MillDocument *document,
               MillVariables *variables,
               GHashTable *overrides,
               const char *folder,
               GError **error)
{
  guint n;
  g_autofree gpointer *names = g_hash_table_get_keys_as_array (overrides, &n);
  g_autofree const char **known = mill_document_list_entries (document, MILL_SECTION_PARAMETERS);
  if (n > 0)
    qsort (names, n, sizeof *names, compare_names);
  for (guint i = 0; i < n; i++)
    {
      MillDocParameter parameter;
      if (!mill_document_get_parameter (document, names[i], &parameter))
        return refuse_name (names[i], known, _ ("parameter"), error);
      g_autofree char *text
          = place_path (&parameter, g_hash_table_lookup (overrides, names[i]), folder);
      JsonNode *value = mill_parameter_parse (&parameter, text, error);
      if (value == NULL)
        {
          g_prefix_error (error, _ ("parameter %s: "), (const char *)names[i]);
          return FALSE;
        }
      g_hash_table_insert (variables->values, g_strdup (names[i]), value);
    }
  return TRUE;
}

static gboolean
check_required (MillDocument *document, MillVariables *variables, GError **error)
{
  g_autofree const char **names = mill_document_list_entries (document, MILL_SECTION_PARAMETERS);
  for (guint i = 0; names[i] != NULL; i++)
    {
      MillDocParameter parameter;
      mill_document_get_parameter (document, names[i], &parameter);
      if (!parameter.required || mill_variables_get (variables, names[i]) != NULL)
        continue;
      g_set_error (error,
                   MILL_ERROR_DOCUMENT,
                   MILL_DOCUMENT_MISSING,
                   _ ("parameter %s needs a value (%s); give it by --set %s=VALUE"),
                   names[i],
                   parameter.help != NULL ? parameter.help : mill_param_type_name (parameter.type),
                   names[i]);
      return FALSE;
    }
  return TRUE;
}

MillVariables *
mill_document_resolve (MillDocument *document,
                       GHashTable *overrides,
                       const char *env,
                       const char *folder,
                       GError **error)
{
  g_return_val_if_fail (MILL_IS_DOCUMENT (document), NULL);
  g_autoptr (MillVariables) variables = mill_variables_new_default (document);
  if (env != NULL && !set_environment (document, variables, env, error))
    return NULL;
  if (overrides != NULL && !set_overrides (document, variables, overrides, folder, error))
    return NULL;
  return check_required (document, variables, error) ? g_steal_pointer (&variables) : NULL;
}
