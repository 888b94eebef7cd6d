/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-document-diff.h"

#include "mill-document-private.h"
#include "mill-json-write.h"

#include <string.h>

typedef struct
{
  MillDocument *old;
  MillDocument *new;
  GHashTable *renamed;   /* old id to new id */
  GHashTable *came_from; /* new id to old id */
  GString *out;
} Diff;

static void
append_change (GString *out, const char *name, JsonNode *old, JsonNode *new)
{
  g_autofree char *before = old != NULL ? mill_json_node_text (old) : g_strdup ("(not given)");
  g_autofree char *after = new != NULL ? mill_json_node_text (new) : g_strdup ("(not given)");
  g_string_append_printf (out, "%s %s -> %s\n", name, before, after);
}

/* One line for each member that differs, each after "~ @what @id: ". */
static void
diff_objects (GString *out, const char *what, const char *id, JsonObject *old, JsonObject *new)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;
  json_object_iter_init_ordered (&iter, old);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    {
      JsonNode *after = json_object_get_member (new, name);
      if (mill_json_nodes_equal (value, after))
        continue;
      g_string_append_printf (out, "~ %s %s: ", what, id);
      append_change (out, name, value, after);
    }
  json_object_iter_init_ordered (&iter, new);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    if (!json_object_has_member (old, name))
      {
        g_string_append_printf (out, "~ %s %s: ", what, id);
        append_change (out, name, NULL, value);
      }
}

static void
diff_text (GString *out, const char *what, const char *old, const char *new)
{
  if (g_strcmp0 (old, new) == 0)
    return;
  g_autoptr (JsonNode) before = mill_json_text_node (old), after = mill_json_text_node (new);
  g_string_append (out, "~ ");
  append_change (out, what, before, after);
}

/* ---- sections ---- */

static void
diff_section (Diff *diff, MillSection section)
{
  static const char *const words[]
      = { "parameter", "environment", "connection", "test", "annotation" };
  g_autofree const char **old_names = mill_document_list_entries (diff->old, section);
  g_autofree const char **new_names = mill_document_list_entries (diff->new, section);
  for (guint i = 0; old_names[i] != NULL; i++)
    {
      JsonObject *before = mill_document_get_entry (diff->old, section, old_names[i]);
      JsonObject *after = mill_document_get_entry (diff->new, section, old_names[i]);
      if (after == NULL)
        g_string_append_printf (diff->out, "- %s %s\n", words[section], old_names[i]);
      else
        diff_objects (diff->out, words[section], old_names[i], before, after);
    }
  for (guint i = 0; new_names[i] != NULL; i++)
    {
      if (mill_document_get_entry (diff->old, section, new_names[i]) != NULL)
        continue;
      g_string_append_printf (diff->out, "+ %s %s: ", words[section], new_names[i]);
      mill_json_append_object (diff->out,
                               mill_document_get_entry (diff->new, section, new_names[i]));
      g_string_append_c (diff->out, '\n');
    }
}

/* ---- blocks ---- */

static JsonObject *
canonical_params (const MillDocBlock *block)
{
  return block->spec != NULL ? mill_params_canonical (block->spec->params, block->params)
                             : json_object_ref (block->params);
}

static void
diff_block (Diff *diff, const MillDocBlock *old, const MillDocBlock *new)
{
  g_autoptr (JsonObject) before = canonical_params (old), after = canonical_params (new);
  g_autofree char *what = g_strdup_printf ("block %s:", new->id);
  g_autofree char *type = g_strconcat (what, " type", NULL);
  g_autofree char *label = g_strconcat (what, " label", NULL);
  g_autofree char *notes = g_strconcat (what, " notes", NULL);
  diff_text (diff->out, type, old->type_id, new->type_id);
  diff_text (diff->out, label, old->label, new->label);
  diff_text (diff->out, notes, old->notes, new->notes);
  if (!old->disabled != !new->disabled)
    g_string_append_printf (diff->out, "~ %s %s\n", what, new->disabled ? "disabled" : "enabled");
  diff_objects (diff->out, "block", new->id, before, after);
}

static void
describe_block (Diff *diff, const MillDocBlock *block)
{
  g_autoptr (JsonObject) params = canonical_params (block);
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;
  const char *before = ": ";
  g_string_append_printf (diff->out, "+ block %s (%s)", block->id, block->type_id);
  json_object_iter_init_ordered (&iter, params);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    {
      g_string_append_printf (diff->out, "%s%s ", before, name);
      mill_json_append_node (diff->out, value);
      before = ", ";
    }
  g_string_append_c (diff->out, '\n');
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

/* What makes a block itself, whatever its id: all it holds, and what it is linked to; blocks that
 * only one of the documents has count as the same. */
static char *
fingerprint (MillDocument *document, MillDocument *other, const MillDocBlock *block)
{
  GString *out = g_string_new (NULL);
  g_autoptr (JsonObject) params = canonical_params (block);
  g_autoptr (GPtrArray) links = mill_document_links_of (document, block->id);
  g_autoptr (GPtrArray) ends = g_ptr_array_new_with_free_func (g_free);
  g_string_append_printf (out,
                          "%s\n%s\n%s\n%d\n",
                          block->type_id,
                          block->label != NULL ? block->label : "",
                          block->notes != NULL ? block->notes : "",
                          block->disabled);
  mill_json_append_object (out, params);
  for (guint i = 0; i < links->len; i++)
    {
      const MillDocLink *link = links->pdata[i];
      gboolean starts = g_str_equal (link->from_block, block->id);
      const char *far = starts ? link->to_block : link->from_block;
      gboolean known = mill_document_find_block (other, far) != NULL;
      g_ptr_array_add (
          ends,
          g_strdup_printf (
              "\n%d %s %s %s", starts, link->from_port, link->to_port, known ? far : "?"));
    }
  g_ptr_array_sort (ends, compare_texts);
  for (guint i = 0; i < ends->len; i++)
    g_string_append (out, ends->pdata[i]);
  return g_string_free (out, FALSE);
}

/* Pairs blocks that went with blocks that came. Of several alike the first ones are paired. */
static void
find_renames (Diff *diff)
{
  g_autoptr (GHashTable) came
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_queue_free);
  for (guint i = 0; i < mill_doc_list_n (diff->new->blocks); i++)
    {
      MillDocBlock *block = mill_doc_list_get (diff->new->blocks, i);
      if (mill_document_find_block (diff->old, block->id) != NULL)
        continue;
      char *print = fingerprint (diff->new, diff->old, block);
      GQueue *alike = g_hash_table_lookup (came, print);
      if (alike == NULL)
        {
          alike = g_queue_new ();
          g_hash_table_insert (came, print, alike);
        }
      else
        g_free (print);
      g_queue_push_tail (alike, block);
    }
  for (guint i = 0; i < mill_doc_list_n (diff->old->blocks); i++)
    {
      MillDocBlock *block = mill_doc_list_get (diff->old->blocks, i);
      if (mill_document_find_block (diff->new, block->id) != NULL)
        continue;
      g_autofree char *print = fingerprint (diff->old, diff->new, block);
      GQueue *alike = g_hash_table_lookup (came, print);
      MillDocBlock *now = alike != NULL ? g_queue_pop_head (alike) : NULL;
      if (now == NULL)
        continue;
      g_hash_table_insert (diff->renamed, block->id, now->id);
      g_hash_table_insert (diff->came_from, now->id, block->id);
    }
}

static void
diff_blocks (Diff *diff)
{
  for (guint i = 0; i < mill_doc_list_n (diff->old->blocks); i++)
    {
      MillDocBlock *block = mill_doc_list_get (diff->old->blocks, i);
      MillDocBlock *now = mill_document_find_block (diff->new, block->id);
      const char *new_id = g_hash_table_lookup (diff->renamed, block->id);
      if (now != NULL)
        diff_block (diff, block, now);
      else if (new_id != NULL)
        g_string_append_printf (diff->out, "> block %s -> %s\n", block->id, new_id);
      else
        g_string_append_printf (diff->out, "- block %s (%s)\n", block->id, block->type_id);
    }
  for (guint i = 0; i < mill_doc_list_n (diff->new->blocks); i++)
    {
      MillDocBlock *block = mill_doc_list_get (diff->new->blocks, i);
      if (mill_document_find_block (diff->old, block->id) == NULL
          && !g_hash_table_contains (diff->came_from, block->id))
        describe_block (diff, block);
    }
}

/* ---- links ---- */

static const char *
map_id (GHashTable *map, const char *id)
{
  const char *mapped = g_hash_table_lookup (map, id);
  return mapped != NULL ? mapped : id;
}

static void
append_link (GString *out, const char *sign, const MillDocLink *link)
{
  g_string_append_printf (out,
                          "%s link %s.%s -> %s.%s",
                          sign,
                          link->from_block,
                          link->from_port,
                          link->to_block,
                          link->to_port);
}

static JsonObject *
canonical_settings (const MillDocLink *link)
{
  return mill_params_canonical (mill_transition_get (link->kind)->params, link->settings);
}

static void
diff_transition (Diff *diff, const MillDocLink *old, const MillDocLink *new)
{
  g_autoptr (JsonObject) before = canonical_settings (old), after = canonical_settings (new);
  if (old->kind == new->kind && json_object_equal (before, after))
    return;
  append_link (diff->out, "~", new);
  g_string_append_printf (diff->out, ": %s ", mill_transition_get (old->kind)->nick);
  mill_json_append_object (diff->out, before);
  g_string_append_printf (diff->out, " -> %s ", mill_transition_get (new->kind)->nick);
  mill_json_append_object (diff->out, after);
  g_string_append_c (diff->out, '\n');
}

static void
diff_links (Diff *diff)
{
  for (guint i = 0; i < mill_doc_list_n (diff->old->links); i++)
    {
      MillDocLink *link = mill_doc_list_get (diff->old->links, i);
      MillDocLink *now = mill_document_find_link (diff->new,
                                                  map_id (diff->renamed, link->from_block),
                                                  link->from_port,
                                                  map_id (diff->renamed, link->to_block),
                                                  link->to_port);
      if (now != NULL)
        diff_transition (diff, link, now);
      else
        {
          append_link (diff->out, "-", link);
          g_string_append_c (diff->out, '\n');
        }
    }
  for (guint i = 0; i < mill_doc_list_n (diff->new->links); i++)
    {
      MillDocLink *link = mill_doc_list_get (diff->new->links, i);
      if (mill_document_find_link (diff->old,
                                   map_id (diff->came_from, link->from_block),
                                   link->from_port,
                                   map_id (diff->came_from, link->to_block),
                                   link->to_port)
          != NULL)
        continue;
      g_autoptr (JsonObject) settings = canonical_settings (link);
      append_link (diff->out, "+", link);
      if (link->kind != MILL_TRANSITION_CALL)
        {
          g_string_append_printf (diff->out, ": %s ", mill_transition_get (link->kind)->nick);
          mill_json_append_object (diff->out, settings);
        }
      g_string_append_c (diff->out, '\n');
    }
}

/* ---- layout ---- */

static void
append_position (GString *out, const MillDocBlock *block)
{
  if (!block->positioned)
    {
      g_string_append (out, "(nowhere)");
      return;
    }
  g_string_append_c (out, '[');
  mill_json_append_number (out, block->x);
  g_string_append (out, ", ");
  mill_json_append_number (out, block->y);
  g_string_append_c (out, ']');
}

static void
diff_layout (Diff *diff)
{
  for (guint i = 0; i < mill_doc_list_n (diff->old->blocks); i++)
    {
      MillDocBlock *block = mill_doc_list_get (diff->old->blocks, i);
      MillDocBlock *now = mill_document_find_block (diff->new, map_id (diff->renamed, block->id));
      if (now == NULL
          || (block->x == now->x && block->y == now->y && block->positioned == now->positioned))
        continue;
      g_string_append_printf (diff->out, "~ layout %s: ", now->id);
      append_position (diff->out, block);
      g_string_append (diff->out, " -> ");
      append_position (diff->out, now);
      g_string_append_c (diff->out, '\n');
    }
}

char *
mill_document_diff (MillDocument *old, MillDocument *new, MillDiffFlags flags)
{
  g_return_val_if_fail (MILL_IS_DOCUMENT (old) && MILL_IS_DOCUMENT (new), NULL);
  Diff diff = { .old = old,
                .new = new,
                .renamed = g_hash_table_new (g_str_hash, g_str_equal),
                .came_from = g_hash_table_new (g_str_hash, g_str_equal),
                .out = g_string_new (NULL) };
  diff_text (diff.out, "name", old->name, new->name);
  diff_text (diff.out, "description", old->description, new->description);
  for (guint i = 0; i < MILL_SECTION_TESTS; i++)
    diff_section (&diff, (MillSection)i);
  find_renames (&diff);
  diff_blocks (&diff);
  diff_links (&diff);
  diff_section (&diff, MILL_SECTION_TESTS);
  if (flags & MILL_DIFF_LAYOUT)
    {
      diff_section (&diff, MILL_SECTION_ANNOTATIONS);
      diff_layout (&diff);
    }
  g_hash_table_unref (diff.renamed);
  g_hash_table_unref (diff.came_from);
  return g_string_free (diff.out, FALSE);
}
