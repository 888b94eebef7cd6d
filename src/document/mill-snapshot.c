/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-snapshot-private.h"

#include "mill-json-write.h"

MillSnapshot *
mill_snapshot_ref (MillSnapshot *snapshot)
{
  g_return_val_if_fail (snapshot != NULL, NULL);
  g_atomic_ref_count_inc (&snapshot->refs);
  return snapshot;
}

static void
free_blocks (MillSnapshot *snapshot)
{
  for (guint i = 0; i < snapshot->n_blocks; i++)
    {
      g_ref_string_release (snapshot->blocks[i].id);
      g_ref_string_release (snapshot->blocks[i].type_id);
      json_node_unref (snapshot->blocks[i].params);
    }
  g_free (snapshot->blocks);
}

static void
free_links (MillSnapshot *snapshot)
{
  for (guint i = 0; i < snapshot->n_links; i++)
    {
      g_ref_string_release (snapshot->links[i].from_block);
      g_ref_string_release (snapshot->links[i].from_port);
      g_ref_string_release (snapshot->links[i].to_block);
      g_ref_string_release (snapshot->links[i].to_port);
      json_node_unref (snapshot->links[i].settings);
    }
  g_free (snapshot->links);
}

void
mill_snapshot_unref (MillSnapshot *snapshot)
{
  if (snapshot == NULL || !g_atomic_ref_count_dec (&snapshot->refs))
    return;
  g_hash_table_unref (snapshot->by_id);
  free_blocks (snapshot);
  free_links (snapshot);
  for (guint section = 0; section < MILL_SECTION_LAST; section++)
    {
      for (guint i = 0; i < snapshot->n_entries[section]; i++)
        {
          g_free (snapshot->sections[section][i].name);
          json_node_unref (snapshot->sections[section][i].entry);
        }
      g_free (snapshot->sections[section]);
      g_hash_table_unref (snapshot->entries[section]);
    }
  g_strfreev (snapshot->connections);
  mill_variables_unref (snapshot->variables);
  mill_json_unref (snapshot->source);
  g_ptr_array_unref (snapshot->diagnostics);
  g_free (snapshot->name);
  g_free (snapshot->folder);
  g_free (snapshot);
}

const char *
mill_snapshot_get_folder (const MillSnapshot *snapshot)
{
  g_return_val_if_fail (snapshot != NULL, NULL);
  return snapshot->folder;
}

const char *
mill_snapshot_get_name (const MillSnapshot *snapshot)
{
  g_return_val_if_fail (snapshot != NULL, NULL);
  return snapshot->name;
}

guint
mill_snapshot_n_blocks (const MillSnapshot *snapshot)
{
  g_return_val_if_fail (snapshot != NULL, 0);
  return snapshot->n_blocks;
}

int
mill_snapshot_find (const MillSnapshot *snapshot, const char *id)
{
  return GPOINTER_TO_INT (g_hash_table_lookup (snapshot->by_id, id)) - 1;
}

JsonObject *
mill_snapshot_entry (const MillSnapshot *snapshot, MillSection section, const char *name)
{
  return g_hash_table_lookup (snapshot->entries[section], name);
}

static JsonNode *
freeze (JsonNode **frozen, JsonObject *object)
{
  if (*frozen == NULL)
    *frozen = mill_json_object_freeze (object);
  return *frozen;
}

static void
copy_blocks (MillSnapshot *snapshot, MillDocument *document)
{
  snapshot->n_blocks = mill_doc_list_n (document->blocks);
  snapshot->blocks = g_new0 (MillSnapBlock, snapshot->n_blocks);
  snapshot->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < snapshot->n_blocks; i++)
    {
      MillDocBlock *from = mill_doc_list_get (document->blocks, i);
      MillSnapBlock *to = &snapshot->blocks[i];
      to->id = g_ref_string_acquire (from->id);
      to->type_id = g_ref_string_acquire (from->type_id);
      to->spec = from->spec;
      to->params = json_node_ref (freeze (&from->frozen, from->params));
      to->disabled = from->disabled;
      g_hash_table_insert (snapshot->by_id, to->id, GINT_TO_POINTER ((int)i + 1));
    }
}

static void
copy_links (MillSnapshot *snapshot, MillDocument *document)
{
  snapshot->n_links = mill_doc_list_n (document->links);
  snapshot->links = g_new0 (MillSnapLink, snapshot->n_links);
  for (guint i = 0; i < snapshot->n_links; i++)
    {
      MillDocLink *from = mill_doc_list_get (document->links, i);
      MillSnapLink *to = &snapshot->links[i];
      to->from_block = g_ref_string_acquire (from->from_block);
      to->from_port = g_ref_string_acquire (from->from_port);
      to->to_block = g_ref_string_acquire (from->to_block);
      to->to_port = g_ref_string_acquire (from->to_port);
      to->kind = from->kind;
      to->settings = json_node_ref (freeze (&from->frozen, from->settings));
      to->place = from->place;
    }
}

static void
copy_section (MillSnapshot *snapshot, MillDocument *document, MillSection section)
{
  const MillEntries *entries = &document->sections[section];
  snapshot->n_entries[section] = entries->names->len;
  snapshot->sections[section] = g_new0 (MillSnapEntry, entries->names->len);
  snapshot->entries[section] = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < entries->names->len; i++)
    {
      const char *name = entries->names->pdata[i];
      MillSnapEntry *entry = &snapshot->sections[section][i];
      entry->name = g_strdup (name);
      entry->entry = mill_json_object_freeze (g_hash_table_lookup (entries->entries, name));
      g_hash_table_insert (
          snapshot->entries[section], entry->name, json_node_get_object (entry->entry));
    }
}

static GPtrArray *
copy_diagnostics (GListModel *model)
{
  GPtrArray *copy = g_ptr_array_new_with_free_func (g_object_unref);
  guint n = g_list_model_get_n_items (model);
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (copy, g_list_model_get_item (model, i));
  return copy;
}

MillSnapshot *
mill_document_snapshot (MillDocument *document, MillVariables *variables)
{
  g_return_val_if_fail (MILL_IS_DOCUMENT (document), NULL);
  MillSnapshot *snapshot = g_new0 (MillSnapshot, 1);
  g_atomic_ref_count_init (&snapshot->refs);
  snapshot->registry = document->registry;
  snapshot->name = g_strdup (document->name);
  snapshot->folder = g_strdup (document->folder);
  snapshot->variables
      = variables != NULL ? mill_variables_ref (variables) : mill_variables_new_default (document);
  copy_blocks (snapshot, document);
  copy_links (snapshot, document);
  for (guint i = 0; i < MILL_SECTION_LAST; i++)
    copy_section (snapshot, document, (MillSection)i);
  g_autofree const char **names = mill_document_list_entries (document, MILL_SECTION_CONNECTIONS);
  snapshot->connections = g_strdupv ((char **)names);
  snapshot->source = document->source != NULL ? mill_json_ref (document->source) : NULL;
  snapshot->diagnostics = copy_diagnostics (document->diagnostics);
  return snapshot;
}
