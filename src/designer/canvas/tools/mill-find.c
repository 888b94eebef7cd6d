/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-find.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static void
add_node (GString *text, JsonNode *node)
{
  GType type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_NONE;
  if (type == G_TYPE_STRING)
    g_string_append_printf (text, "\n%s", json_node_get_string (node));
  else if (type == G_TYPE_INT64)
    g_string_append_printf (text, "\n%" G_GINT64_FORMAT, json_node_get_int (node));
  else if (type == G_TYPE_DOUBLE)
    {
      char digits[G_ASCII_DTOSTR_BUF_SIZE];
      g_string_append_printf (
          text, "\n%s", g_ascii_dtostr (digits, sizeof digits, json_node_get_double (node)));
    }
  else if (JSON_NODE_HOLDS_ARRAY (node))
    for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
      add_node (text, json_array_get_element (json_node_get_array (node), i));
  else if (JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonObjectIter iter;
      const char *name;
      JsonNode *value;
      json_object_iter_init (&iter, json_node_get_object (node));
      while (json_object_iter_next (&iter, &name, &value))
        {
          g_string_append_printf (text, "\n%s", name);
          add_node (text, value);
        }
    }
}

static void
add_columns (GString *text, MillAnalysis *analysis, MillDocBlock *block)
{
  const MillBlockSpec *spec = mill_doc_block_get_spec (block);
  int index = mill_analysis_find_block (analysis, mill_doc_block_get_id (block));
  if (index < 0 || spec == NULL || mill_analysis_block_spec (analysis, (guint)index) != spec)
    return;
  for (guint port = 0; port < mill_spec_n_outputs (spec); port++)
    {
      const MillSchema *schema = mill_spec_output (spec, port)->rejects
                                     ? NULL
                                     : mill_analysis_output_schema (analysis, (guint)index, port);
      for (guint i = 0; schema != NULL && i < mill_schema_n_fields (schema); i++)
        g_string_append_printf (text, "\n%s", mill_schema_field (schema, i)->name);
    }
}

static char *
block_text (MillDocBlock *block, MillAnalysis *analysis)
{
  GString *text = g_string_new (mill_doc_block_get_id (block));
  const MillBlockSpec *spec = mill_doc_block_get_spec (block);
  const char *label = mill_doc_block_get_label (block), *notes = mill_doc_block_get_notes (block);
  JsonObjectIter iter;
  JsonNode *value;
  g_string_append_printf (text,
                          "\n%s\n%s\n%s\n%s",
                          mill_doc_block_get_type_id (block),
                          spec != NULL ? _ (spec->label) : "",
                          label != NULL ? label : "",
                          notes != NULL ? notes : "");
  json_object_iter_init (&iter, mill_doc_block_get_params (block));
  while (json_object_iter_next (&iter, NULL, &value))
    add_node (text, value);
  if (analysis != NULL)
    add_columns (text, analysis, block);
  g_autofree char *all = g_string_free (text, FALSE);
  return g_utf8_casefold (all, -1);
}

static int
compare_places (gconstpointer a, gconstpointer b)
{
  double ax, ay, bx, by;
  mill_doc_block_get_position (*(MillDocBlock *const *)a, &ax, &ay);
  mill_doc_block_get_position (*(MillDocBlock *const *)b, &bx, &by);
  return ax < bx ? -1 : ax > bx ? 1 : ay < by ? -1 : ay > by;
}

GPtrArray *
mill_find_blocks (MillDocument *document, MillAnalysis *analysis, const char *query)
{
  g_return_val_if_fail (MILL_IS_DOCUMENT (document) && query != NULL, NULL);
  GPtrArray *found = g_ptr_array_new ();
  GListModel *blocks = mill_document_get_blocks (document);
  g_autofree char *folded = g_utf8_casefold (query, -1);
  g_auto (GStrv) words = g_strsplit_set (g_strstrip (folded), " \t", -1);
  for (guint i = 0; words[0] != NULL && i < g_list_model_get_n_items (blocks); i++)
    {
      g_autoptr (MillDocBlock) block = g_list_model_get_item (blocks, i);
      g_autofree char *text = block_text (block, analysis);
      gboolean all = TRUE;
      for (guint k = 0; words[k] != NULL && all; k++)
        all = strstr (text, words[k]) != NULL;
      if (all)
        g_ptr_array_add (found, block);
    }
  g_ptr_array_sort (found, compare_places);
  for (guint i = 0; i < found->len; i++)
    found->pdata[i] = (gpointer)mill_doc_block_get_id (found->pdata[i]);
  return found;
}
