/* mill-params.c: a params object to a struct, and its end. See mill-params.h.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "mill-error.h"
#include "mill-params-private.h"
#include "mill-suggest-private.h"

G_STATIC_ASSERT (sizeof (MillParamsHeader) <= MILL_PARAMS_HEADER_BYTES);

static MillParamsMark
mark (const MillParamsReader *reader)
{
  return (MillParamsMark){ reader->where->len, reader->pointer->len };
}

MillParamsMark
mill_params_enter (MillParamsReader *reader, const char *key)
{
  MillParamsMark before = mark (reader);
  g_string_append_printf (reader->where, "%s%s", reader->where->len > 0 ? "." : "", key);
  g_string_append_c (reader->pointer, '/');
  for (; *key != '\0'; key++)
    if (*key == '~')
      g_string_append (reader->pointer, "~0");
    else if (*key == '/')
      g_string_append (reader->pointer, "~1");
    else
      g_string_append_c (reader->pointer, *key);
  return before;
}

MillParamsMark
mill_params_enter_index (MillParamsReader *reader, guint index)
{
  MillParamsMark before = mark (reader);
  g_string_append_printf (reader->where, "[%u]", index);
  g_string_append_printf (reader->pointer, "/%u", index);
  return before;
}

void
mill_params_leave (MillParamsReader *reader, MillParamsMark before)
{
  g_string_truncate (reader->where, before.where);
  g_string_truncate (reader->pointer, before.pointer);
}

gboolean
mill_params_fail (MillParamsReader *reader, MillDocumentCode code, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *why = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (reader->error, MILL_ERROR_DOCUMENT, (int)code, "%s: %s", reader->where->str, why);
  return FALSE;
}

static gboolean
refuse_unknown (MillParamsReader *reader, const MillParam *table, const char *key)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  for (const MillParam *param = table; param->type != MILL_PARAM_END_; param++)
    if (param->replaced_by == NULL)
      g_ptr_array_add (names, (gpointer)mill_param_name (param));
  g_ptr_array_add (names, NULL);
  g_autofree char *clause = mill_suggest_clause (key, (const char *const *)names->pdata);
  mill_params_enter (reader, key);
  return mill_params_fail (reader,
                           MILL_DOCUMENT_UNKNOWN,
                           *clause != '\0' ? _ ("unknown parameter; %s")
                                           : _ ("unknown parameter; there are none here%s"),
                           clause);
}

static gboolean
check_keys (MillParamsReader *reader, const MillParam *table, JsonObject *object)
{
  JsonObjectIter iter;
  const char *key;
  if (object == NULL)
    return TRUE;
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &key, NULL))
    {
      const MillParam *param = mill_param_find (table, key);
      if (param == NULL)
        return refuse_unknown (reader, table, key);
      if (param->replaced_by == NULL || !json_object_has_member (object, param->replaced_by))
        continue;
      mill_params_enter (reader, key);
      return mill_params_fail (reader,
                               MILL_DOCUMENT_UNKNOWN,
                               _ ("is the older name of '%s', which is given too; remove this one"),
                               param->replaced_by);
    }
  return TRUE;
}

/* The value that @object has for @param, perhaps under an older name; @key is set to the name. */
static JsonNode *
find_member (const MillParam *table, const MillParam *param, JsonObject *object, const char **key)
{
  *key = mill_param_name (param);
  if (object == NULL)
    return NULL;
  JsonNode *node = json_object_get_member (object, *key);
  for (const MillParam *old = table; node == NULL && old->type != MILL_PARAM_END_; old++)
    if (old->replaced_by != NULL && g_str_equal (old->replaced_by, mill_param_name (param)))
      {
        node = json_object_get_member (object, mill_param_name (old));
        *key = node != NULL ? mill_param_name (old) : *key;
      }
  return node;
}

static gboolean
is_empty (const MillParam *param, const void *params)
{
  switch (param->type)
    {
    case MILL_PARAM_COLUMNS_:
      return **MILL_PARAM_AT (char **, param, params) == NULL;
    case MILL_PARAM_MAP_:
      return MILL_PARAM_AT (MillMap, param, params)->n == 0;
    case MILL_PARAM_LIST_:
      return MILL_PARAM_AT (MillList, param, params)->n == 0;
    case MILL_PARAM_SECRET_:
      return FALSE;
    default:
      return mill_param_is_text (param->type) && *mill_params_text (param, params) == '\0';
    }
}

/* Required parameters must be given, unless another one's value has made them pointless. */
static gboolean
check_required (MillParamsReader *reader,
                const MillParam *table,
                const void *params,
                JsonObject *object)
{
  for (const MillParam *param = table; param->type != MILL_PARAM_END_; param++)
    {
      const char *key;
      if (!param->required || param->replaced_by != NULL
          || !mill_param_visible (table, params, param))
        continue;
      gboolean given = find_member (table, param, object, &key) != NULL;
      if (given && !is_empty (param, params))
        continue;
      mill_params_enter (reader, key);
      if (given)
        return mill_params_fail (
            reader, MILL_DOCUMENT_MISSING, _ ("is empty; it must have a value"));
      if (param->example != NULL)
        return mill_params_fail (reader,
                                 MILL_DOCUMENT_MISSING,
                                 _ ("is missing; add it, for example \"%s\": %s"),
                                 key,
                                 param->example);
      return mill_params_fail (reader,
                               MILL_DOCUMENT_MISSING,
                               _ ("is missing; add \"%s\" (%s)"),
                               key,
                               mill_param_type_name (param->type));
    }
  return TRUE;
}

gboolean
mill_params_read_table (MillParamsReader *reader,
                        const MillParam *table,
                        void *params,
                        JsonObject *object)
{
  if (!check_keys (reader, table, object))
    return FALSE;
  for (const MillParam *param = table; param->type != MILL_PARAM_END_; param++)
    {
      const char *key;
      if (param->replaced_by != NULL)
        continue;
      JsonNode *node = find_member (table, param, object, &key);
      MillParamsMark before = mill_params_enter (reader, key);
      if (!mill_params_read_value (reader, param, params, node))
        return FALSE;
      mill_params_leave (reader, before);
    }
  return check_required (reader, table, params, object);
}

void *
mill_params_new_from_json (const MillParam *table,
                           gsize size,
                           JsonObject *object,
                           const MillParamsContext *context,
                           char **path,
                           GError **error)
{
  g_return_val_if_fail (table != NULL, NULL);

  static const MillParamsContext nothing;
  MillParamsHeader *header = g_malloc0 (MILL_PARAMS_HEADER_BYTES + size);
  header->size = size;
  header->secrets = g_ptr_array_new_with_free_func (g_free);
  void *params = (guint8 *)header + MILL_PARAMS_HEADER_BYTES;
  MillParamsReader reader = { .context = context != NULL ? context : &nothing,
                              .secrets = header->secrets,
                              .where = g_string_new (NULL),
                              .pointer = g_string_new (NULL),
                              .error = error };
  gboolean read = mill_params_read_table (&reader, table, params, object);
  if (!read && path != NULL)
    *path = g_strdup (reader.pointer->str);
  g_string_free (reader.where, TRUE);
  g_string_free (reader.pointer, TRUE);
  if (read)
    return params;
  mill_params_free (table, params);
  return NULL;
}

static void
wipe_secret (char *text)
{
  if (text != NULL)
    explicit_bzero (text, strlen (text));
  g_free (text);
}

static void
clear_map (MillMap *map)
{
  for (guint i = 0; i < map->n; i++)
    {
      g_free (map->keys[i]);
      g_free (map->values[i]);
    }
  g_free (map->keys);
  g_free (map->values);
}

static void
clear_list (const MillParam *param, MillList *list)
{
  for (guint i = 0; i < list->n; i++)
    mill_params_clear_table (param->items, (guint8 *)list->items + i * param->item_size);
  g_free (list->items);
}

void
mill_params_clear_table (const MillParam *table, void *params)
{
  for (const MillParam *param = table; param->type != MILL_PARAM_END_; param++)
    {
      if (param->replaced_by != NULL)
        continue;
      if (param->type == MILL_PARAM_SECRET_)
        wipe_secret (*MILL_PARAM_AT (char *, param, params));
      else if (mill_param_is_text (param->type))
        g_free (*MILL_PARAM_AT (char *, param, params));
      else if (param->type == MILL_PARAM_COLUMNS_)
        g_strfreev (*MILL_PARAM_AT (char **, param, params));
      else if (param->type == MILL_PARAM_MAP_)
        clear_map (MILL_PARAM_AT (MillMap, param, params));
      else if (param->type == MILL_PARAM_LIST_)
        clear_list (param, MILL_PARAM_AT (MillList, param, params));
    }
}

void
mill_params_free (const MillParam *table, void *params)
{
  if (params == NULL)
    return;
  MillParamsHeader *header = mill_params_header (params);
  mill_params_clear_table (table, params);
  g_ptr_array_unref (header->secrets);
  g_free (header);
}

char *
mill_params_error_path (const char *message)
{
  g_return_val_if_fail (message != NULL, NULL);

  const char *colon = strstr (message, ": ");
  if (colon == NULL || colon == message)
    return g_strdup ("");
  GString *pointer = g_string_new ("/");
  for (const char *at = message; at < colon; at++)
    if (*at == '.' || *at == '[')
      g_string_append_c (pointer, '/');
    else if (*at == '/' || *at == '~')
      g_string_append (pointer, *at == '/' ? "~1" : "~0");
    else if (*at != ']')
      g_string_append_c (pointer, *at);
  return g_string_free (pointer, FALSE);
}

void *
mill_spec_params_new (const MillBlockSpec *spec,
                      JsonObject *object,
                      const MillParamsContext *context,
                      char **path,
                      GError **error)
{
  g_return_val_if_fail (spec != NULL, NULL);

  void *params
      = mill_params_new_from_json (spec->params, spec->params_size, object, context, path, error);
  g_autoptr (GError) why = NULL;
  if (params == NULL || spec->check == NULL || spec->check (params, &why))
    return params;
  if (path != NULL)
    *path = mill_params_error_path (why->message);
  g_propagate_error (error, g_steal_pointer (&why));
  mill_params_free (spec->params, params);
  return NULL;
}
