/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-block-text.h"

#include "mill-params.h"

#include <glib/gi18n-lib.h>
#include <string.h>

enum
{
  WORDS_MAX = 8,    /* entries of a list or map that are named */
  SUMMARY_MAX = 160 /* bytes of a summary, about */
};

const char *
mill_block_title (MillDocBlock *block)
{
  const char *label = mill_doc_block_get_label (block);
  return label != NULL && *label != '\0' ? label : mill_doc_block_get_id (block);
}

const char *
mill_block_kind (MillDocBlock *block)
{
  const MillBlockSpec *spec = mill_doc_block_get_spec (block);
  const char *type = mill_doc_block_get_type_id (block);
  if (spec != NULL)
    return _ (spec->label);
  return *type != '\0' ? type : _ ("Unknown type");
}

const char *
mill_block_stage_name (MillStage stage)
{
  switch (stage)
    {
    case MILL_STAGE_STORE:
      return C_ ("stage", "store");
    case MILL_STAGE_PROCESS:
      return C_ ("stage", "process");
    case MILL_STAGE_CONSUME:
    default:
      return C_ ("stage", "consume");
    }
}

/* ---- the summary ---- */

static void
add_word (GString *text, const char *word)
{
  if (text->len >= SUMMARY_MAX)
    return;
  if (text->len > 0)
    g_string_append (text, ", ");
  gsize n = strlen (word);
  if (n > SUMMARY_MAX)
    n = (gsize)(g_utf8_find_prev_char (word, word + SUMMARY_MAX) - word);
  g_string_append_len (text, word, (gssize)n);
}

static const char *
node_text (JsonNode *node)
{
  gboolean text = node != NULL && JSON_NODE_HOLDS_VALUE (node)
                  && json_node_get_value_type (node) == G_TYPE_STRING;
  return text ? json_node_get_string (node) : NULL;
}

/* An entry of a list is told by its name, its column, or its first text. */
static const char *
object_text (JsonObject *object)
{
  static const char *const keys[] = { "name", "column", "left", "when" };
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      const char *text = node_text (json_object_get_member (object, keys[i]));
      if (text != NULL)
        return text;
    }
  return NULL;
}

static void
add_array (GString *text, JsonArray *array)
{
  guint n = json_array_get_length (array);
  for (guint i = 0; i < MIN (n, WORDS_MAX); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      const char *word = JSON_NODE_HOLDS_OBJECT (node) ? object_text (json_node_get_object (node))
                                                       : node_text (node);
      if (word != NULL)
        add_word (text, word);
    }
}

static void
add_map (GString *text, JsonObject *object)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;
  guint n = 0;
  json_object_iter_init_ordered (&iter, object);
  while (n++ < WORDS_MAX && json_object_iter_next_ordered (&iter, &name, &node))
    add_word (text, name);
}

static gboolean
add_param (GString *text, const MillParam *param, JsonNode *node)
{
  const char *value = node_text (node);
  if (JSON_NODE_HOLDS_ARRAY (node))
    add_array (text, json_node_get_array (node));
  else if (JSON_NODE_HOLDS_OBJECT (node) && param->type == MILL_PARAM_MAP_)
    add_map (text, json_node_get_object (node));
  else if (value != NULL && param->type == MILL_PARAM_FILE_)
    {
      g_autofree char *name = g_path_get_basename (value);
      add_word (text, name);
    }
  else if (value != NULL && param->type != MILL_PARAM_ENUM_)
    add_word (text, value);
  return text->len > 0;
}

char *
mill_block_summary (MillDocBlock *block)
{
  const MillBlockSpec *spec = mill_doc_block_get_spec (block);
  GString *text = g_string_new (NULL);
  for (const MillParam *param = spec != NULL ? spec->params : NULL;
       param != NULL && param->type != MILL_PARAM_END_;
       param++)
    {
      JsonNode *node = mill_doc_block_get_param (block, mill_param_name (param));
      if (node != NULL && add_param (text, param, node))
        break;
    }
  return g_strdelimit (g_string_free (text, FALSE), "\n\r\t", ' ');
}
