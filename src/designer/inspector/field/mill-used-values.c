/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-used-values.h"

#include "mill-params.h"

#include <string.h>

enum
{
  USED_MAX = 200 /* more are no help */
};

static void
add_text (GPtrArray *texts, const char *text)
{
  if (text != NULL && *text != '\0' && texts->len < USED_MAX
      && !g_ptr_array_find_with_equal_func (texts, text, g_str_equal, NULL))
    g_ptr_array_add (texts, g_strdup (text));
}

static int
compare_texts (gconstpointer one, gconstpointer other)
{
  return strcmp (*(const char *const *)one, *(const char *const *)other);
}

static char **
finish (GPtrArray *texts)
{
  g_ptr_array_sort (texts, compare_texts);
  g_ptr_array_add (texts, NULL);
  return (char **)g_ptr_array_free (texts, FALSE);
}

static const char *
node_text (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_VALUE (node)
                 && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}

/* ---- secrets ---- */

/* Documents are not deep: that is checked when they are read. */
static void
add_secrets (JsonNode *node, GPtrArray *names)
{
  if (node == NULL)
    return;
  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);
      for (guint i = 0; i < json_array_get_length (array); i++)
        add_secrets (json_array_get_element (array, i), names);
    }
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return;
  JsonObject *object = json_node_get_object (node);
  JsonObjectIter iter;
  JsonNode *member;
  const char *name = node_text (json_object_get_member (object, "secret"));
  if (name != NULL && json_object_get_size (object) == 1 && mill_id_is_valid (name))
    add_text (names, name);
  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, NULL, &member))
    add_secrets (member, names);
}

static void
add_secrets_of (JsonObject *object, GPtrArray *names)
{
  JsonObjectIter iter;
  JsonNode *member;
  if (object == NULL)
    return;
  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, NULL, &member))
    add_secrets (member, names);
}

char **
mill_used_secrets (MillDocument *document)
{
  g_return_val_if_fail (MILL_IS_DOCUMENT (document), NULL);
  GPtrArray *names = g_ptr_array_new ();
  GListModel *blocks = mill_document_get_blocks (document);
  GListModel *links = mill_document_get_links (document);
  g_autofree const char **connections
      = mill_document_list_entries (document, MILL_SECTION_CONNECTIONS);
  for (guint i = 0; i < g_list_model_get_n_items (blocks); i++)
    {
      g_autoptr (MillDocBlock) block = g_list_model_get_item (blocks, i);
      add_secrets_of (mill_doc_block_get_params (block), names);
    }
  for (guint i = 0; i < g_list_model_get_n_items (links); i++)
    {
      g_autoptr (MillDocLink) link = g_list_model_get_item (links, i);
      add_secrets_of (mill_doc_link_get_settings (link), names);
    }
  for (guint i = 0; connections[i] != NULL; i++)
    add_secrets_of (mill_document_get_entry (document, MILL_SECTION_CONNECTIONS, connections[i]),
                    names);
  return finish (names);
}

/* ---- values ---- */

/* The name of a file's kind in "\"result.db\"": "db". */
static const char *
suffix_of (const char *example)
{
  const char *dot = example != NULL ? strrchr (example, '.') : NULL;
  return dot != NULL ? dot : "";
}

/* A database is not offered where a picture is wanted. */
static gboolean
is_alike (const MillParam *one, const MillParam *other)
{
  return one->type == other->type && g_str_equal (mill_param_name (one), mill_param_name (other))
         && (one->type != MILL_PARAM_FILE_
             || g_str_equal (suffix_of (one->example), suffix_of (other->example)));
}

/* What is looked for, and where it stands in the tables seen so far. */
typedef struct
{
  const MillParam *param;
  GHashTable *alike; /* table -> the parameter of it that is like @param, or NULL */
  GPtrArray *texts;
} Search;

static void
add_value (Search *search, const MillParam *table, JsonObject *values)
{
  gpointer alike = NULL;
  if (table == NULL || values == NULL)
    return;
  if (!g_hash_table_lookup_extended (search->alike, table, NULL, &alike))
    {
      const MillParam *other = mill_param_find (table, mill_param_name (search->param));
      alike = other != NULL && is_alike (search->param, other) ? (gpointer)other : NULL;
      g_hash_table_insert (search->alike, (gpointer)table, alike);
    }
  if (alike != NULL)
    add_text (search->texts,
              node_text (json_object_get_member (values, mill_param_name (search->param))));
}

char **
mill_used_values (MillDocument *document, const MillParam *param)
{
  g_return_val_if_fail (MILL_IS_DOCUMENT (document) && param != NULL, NULL);
  g_autoptr (GHashTable) alike = g_hash_table_new (NULL, NULL);
  Search search = { param, alike, g_ptr_array_new () };
  GListModel *blocks = mill_document_get_blocks (document);
  GListModel *links = mill_document_get_links (document);
  for (guint i = 0; i < g_list_model_get_n_items (blocks); i++)
    {
      g_autoptr (MillDocBlock) block = g_list_model_get_item (blocks, i);
      const MillBlockSpec *spec = mill_doc_block_get_spec (block);
      if (spec != NULL)
        add_value (&search, spec->params, mill_doc_block_get_params (block));
    }
  for (guint i = 0; i < g_list_model_get_n_items (links); i++)
    {
      g_autoptr (MillDocLink) link = g_list_model_get_item (links, i);
      const MillNamedTable *table = mill_transition_get (mill_doc_link_get_kind (link));
      add_value (&search, table->params, mill_doc_link_get_settings (link));
    }
  return finish (search.texts);
}
