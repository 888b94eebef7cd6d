/* mill-document-edit.c: what people can do to a document; every call is a step that can be undone.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-json-write.h"
#include "mill-limits.h"
#include "mill-undo-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

static MillDocBlock *
need_block (MillDocument *document, const char *id, GError **error)
{
  MillDocBlock *block = mill_document_find_block (document, id);
  if (block == NULL)
    g_set_error (
        error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_UNKNOWN, _ ("there is no block '%s'"), id);
  return block;
}

static gboolean
need_utf8 (const char *text, GError **error)
{
  if (text == NULL || g_utf8_validate (text, -1, NULL))
    return TRUE;
  g_set_error_literal (error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_TYPE, _ ("the text is not UTF-8"));
  return FALSE;
}

static gboolean
need_free_id (MillDocument *document, const char *id, GError **error)
{
  if (!mill_id_is_valid (id))
    g_set_error (error,
                 MILL_ERROR_DOCUMENT,
                 MILL_DOCUMENT_RANGE,
                 _ ("an id has letters, digits, - and _, and starts with a letter or digit"));
  else if (mill_document_find_block (document, id) != NULL)
    g_set_error (error,
                 MILL_ERROR_DOCUMENT,
                 MILL_DOCUMENT_RANGE,
                 _ ("there is a block '%s' already; choose another id"),
                 id);
  else
    return TRUE;
  return FALSE;
}

/* ---- name and description ---- */

void
mill_document_set_name (MillDocument *document, const char *name)
{
  g_return_if_fail (MILL_IS_DOCUMENT (document) && name != NULL);
  g_return_if_fail (g_utf8_validate (name, -1, NULL));
  if (!g_str_equal (name, document->name))
    mill_undo_do (document->undo,
                  _ ("Rename the pipeline"),
                  "name",
                  mill_edit_new (MILL_EDIT_NAME,
                                 NULL,
                                 NULL,
                                 mill_json_text_node (document->name),
                                 mill_json_text_node (name)));
}

void
mill_document_set_description (MillDocument *document, const char *description)
{
  g_return_if_fail (MILL_IS_DOCUMENT (document) && description != NULL);
  g_return_if_fail (g_utf8_validate (description, -1, NULL));
  if (!g_str_equal (description, document->description))
    mill_undo_do (document->undo,
                  _ ("Describe the pipeline"),
                  "description",
                  mill_edit_new (MILL_EDIT_DESCRIPTION,
                                 NULL,
                                 NULL,
                                 mill_json_text_node (document->description),
                                 mill_json_text_node (description)));
}

/* ---- entries of sections ---- */

static void
do_entry (MillDocument *document,
          MillSection section,
          const char *label,
          const char *name,
          JsonObject *entry,
          guint index)
{
  JsonObject *old = mill_document_get_entry (document, section, name);
  MillEdit *edit = mill_edit_new (MILL_EDIT_ENTRY,
                                  name,
                                  NULL,
                                  old != NULL ? mill_json_object_node (old) : NULL,
                                  entry != NULL ? mill_json_object_node (entry) : NULL);
  edit->section = section;
  edit->index = index;
  g_autofree char *merge = section == MILL_SECTION_ANNOTATIONS && old != NULL && entry != NULL
                               ? g_strdup_printf ("annotation %s", name)
                               : NULL;
  mill_undo_do (document->undo, label, merge, edit);
}

static const char *
entry_label (MillSection section, gboolean there, gboolean stays)
{
  static const char *const labels[MILL_SECTION_LAST][3] = {
    { N_ ("Add parameter %s"), N_ ("Change parameter %s"), N_ ("Remove parameter %s") },
    { N_ ("Add environment %s"), N_ ("Change environment %s"), N_ ("Remove environment %s") },
    { N_ ("Add connection %s"), N_ ("Change connection %s"), N_ ("Remove connection %s") },
    { N_ ("Add test %s"), N_ ("Change test %s"), N_ ("Remove test %s") },
    { N_ ("Add annotation %s"), N_ ("Change annotation %s"), N_ ("Remove annotation %s") },
  };
  return _ (labels[section][!stays ? 2 : there ? 1 : 0]);
}

/* labels hold "%s" and nothing else */
static char *
fill_label (const char *label, const char *name)
{
  g_auto (GStrv) parts = g_strsplit (label, "%s", 2);
  return g_strjoinv (name, parts);
}

static gboolean
check_entry (MillSection section, const char *name, JsonObject *entry, GError **error)
{
  MillDiagnosticList list;
  g_autoptr (JsonNode) node = mill_json_object_node (entry);
  if (!mill_json_object_is_clean (entry, error))
    return FALSE;
  mill_diagnostic_list_init (&list, NULL);
  if (mill_entry_is_sound (section, name, node, "", &list))
    mill_entry_check (section, name, entry, "", &list);
  g_autoptr (GListModel) found = mill_diagnostic_list_take (&list);
  mill_diagnostic_list_clear (&list);
  return mill_diagnostics_to_error (found, NULL, error);
}

gboolean
mill_document_set_entry (MillDocument *document,
                         MillSection section,
                         const char *name,
                         JsonObject *entry,
                         GError **error)
{
  g_return_val_if_fail (MILL_IS_DOCUMENT (document) && section < MILL_SECTION_LAST, FALSE);
  g_return_val_if_fail (name != NULL, FALSE);
  JsonObject *old = mill_document_get_entry (document, section, name);
  if (old == NULL && entry == NULL)
    {
      g_set_error (error,
                   MILL_ERROR_DOCUMENT,
                   MILL_DOCUMENT_UNKNOWN,
                   _ ("there is no '%s' under '%s'"),
                   name,
                   mill_section_key (section));
      return FALSE;
    }
  if (entry != NULL && !check_entry (section, name, entry, error))
    return FALSE;
  if (old != NULL && entry != NULL && json_object_equal (old, entry))
    return TRUE;
  if (old == NULL && document->sections[section].names->len >= MILL_DOCUMENT_ENTRIES_MAX)
    {
      g_set_error (error,
                   MILL_ERROR_DOCUMENT,
                   MILL_DOCUMENT_LIMIT,
                   _ ("a pipeline has at most %d entries under '%s'"),
                   MILL_DOCUMENT_ENTRIES_MAX,
                   mill_section_key (section));
      return FALSE;
    }
  g_autofree char *label = fill_label (entry_label (section, old != NULL, entry != NULL), name);
  do_entry (document,
            section,
            label,
            name,
            entry,
            old != NULL ? mill_document_entry_index (document, section, name) : G_MAXUINT);
  return TRUE;
}

static void
set_block_params (MillDocument *document, MillDocBlock *block, JsonObject *params)
{
  mill_undo_do (document->undo,
                "",
                NULL,
                mill_edit_new (MILL_EDIT_PARAMS,
                               block->id,
                               NULL,
                               mill_json_object_node (block->params),
                               mill_json_object_node (params)));
}

static void
do_transition (MillDocument *document,
               MillDocLink *link,
               const char *label,
               MillTransitionKind kind,
               JsonObject *settings)
{
  g_autofree char *from = mill_doc_link_from (link), *to = mill_doc_link_to (link);
  mill_undo_do (document->undo,
                label,
                NULL,
                mill_edit_new (MILL_EDIT_LINK,
                               from,
                               to,
                               mill_edit_transition_node (link->kind, link->settings),
                               mill_edit_transition_node (kind, settings)));
}

/* In every entry of @section, member @from of the object under @key (nullable: of the entry) is
 * called
 * @to. */
static void
rename_members (
    MillDocument *document, MillSection section, const char *key, const char *from, const char *to)
{
  g_autofree const char **names = mill_document_list_entries (document, section);
  for (guint i = 0; names[i] != NULL; i++)
    {
      JsonObject *entry = mill_document_get_entry (document, section, names[i]);
      JsonNode *node = key != NULL ? json_object_get_member (entry, key) : NULL;
      JsonObject *object
          = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      if (key == NULL)
        object = entry;
      if (object == NULL || !json_object_has_member (object, from))
        continue;
      g_autoptr (JsonObject) renamed = mill_json_object_renamed (object, from, to);
      g_autoptr (JsonNode) inner = mill_json_object_node (renamed);
      g_autoptr (JsonObject) changed = key != NULL
                                           ? mill_json_object_with (entry, key, inner, G_MAXUINT)
                                           : json_object_ref (renamed);
      do_entry (document,
                section,
                "",
                names[i],
                changed,
                mill_document_entry_index (document, section, names[i]));
    }
}

static void
rename_variable (MillDocument *document, const char *from, const char *to)
{
  for (guint i = 0; i < mill_doc_list_n (document->blocks); i++)
    {
      MillDocBlock *block = mill_doc_list_get (document->blocks, i);
      g_autoptr (JsonObject) params = mill_variables_rename (block->params, from, to);
      if (params != NULL)
        set_block_params (document, block, params);
    }
  for (guint i = 0; i < mill_doc_list_n (document->links); i++)
    {
      MillDocLink *link = mill_doc_list_get (document->links, i);
      g_autoptr (JsonObject) settings = mill_variables_rename (link->settings, from, to);
      if (settings != NULL)
        do_transition (document, link, "", link->kind, settings);
    }
  g_autofree const char **names = mill_document_list_entries (document, MILL_SECTION_CONNECTIONS);
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autoptr (JsonObject) entry = mill_variables_rename (
          mill_document_get_entry (document, MILL_SECTION_CONNECTIONS, names[i]), from, to);
      if (entry != NULL)
        do_entry (document, MILL_SECTION_CONNECTIONS, "", names[i], entry, G_MAXUINT);
    }
  rename_members (document, MILL_SECTION_ENVIRONMENTS, NULL, from, to);
  rename_members (document, MILL_SECTION_TESTS, "set", from, to);
}

/* Parameters of blocks that name connection @from. */
static void
rename_connection (MillDocument *document, const char *from, const char *to)
{
  for (guint i = 0; i < mill_doc_list_n (document->blocks); i++)
    {
      MillDocBlock *block = mill_doc_list_get (document->blocks, i);
      const MillParam *param = block->spec != NULL ? block->spec->params : NULL;
      for (; param != NULL && param->type != MILL_PARAM_END_; param++)
        {
          const char *name = mill_param_name (param);
          if (param->type != MILL_PARAM_CONNECTION_
              || g_strcmp0 (mill_json_object_text (block->params, name), from) != 0)
            continue;
          g_autoptr (JsonNode) value = mill_json_text_node (to);
          g_autoptr (JsonObject) params
              = mill_json_object_with (block->params, name, value, G_MAXUINT);
          set_block_params (document, block, params);
        }
    }
}

static void
rename_environment (MillDocument *document, const char *from, const char *to)
{
  g_autofree const char **names = mill_document_list_entries (document, MILL_SECTION_TESTS);
  for (guint i = 0; names[i] != NULL; i++)
    {
      JsonObject *entry = mill_document_get_entry (document, MILL_SECTION_TESTS, names[i]);
      if (g_strcmp0 (mill_json_object_text (entry, "env"), from) != 0)
        continue;
      g_autoptr (JsonNode) value = mill_json_text_node (to);
      g_autoptr (JsonObject) changed = mill_json_object_with (entry, "env", value, G_MAXUINT);
      do_entry (document, MILL_SECTION_TESTS, "", names[i], changed, G_MAXUINT);
    }
}

gboolean
mill_document_rename_entry (
    MillDocument *document, MillSection section, const char *from, const char *to, GError **error)
{
  g_return_val_if_fail (MILL_IS_DOCUMENT (document) && section < MILL_SECTION_LAST, FALSE);
  g_return_val_if_fail (from != NULL && to != NULL, FALSE);
  JsonObject *entry = mill_document_get_entry (document, section, from);
  if (entry == NULL || mill_document_get_entry (document, section, to) != NULL)
    {
      g_set_error (error,
                   MILL_ERROR_DOCUMENT,
                   entry == NULL ? MILL_DOCUMENT_UNKNOWN : MILL_DOCUMENT_RANGE,
                   entry == NULL ? _ ("there is no '%s' under '%s'")
                                 : _ ("there is a '%s' under '%s' already"),
                   entry == NULL ? from : to,
                   mill_section_key (section));
      return FALSE;
    }
  if (!check_entry (section, to, entry, error))
    return FALSE;
  g_autoptr (JsonObject) held = json_object_ref (entry);
  g_autofree char *label = g_strdup_printf (_ ("Rename %s"), from);
  guint index = mill_document_entry_index (document, section, from);
  mill_undo_begin (document->undo, label);
  do_entry (document, section, "", from, NULL, index);
  do_entry (document, section, "", to, held, index);
  if (section == MILL_SECTION_PARAMETERS)
    rename_variable (document, from, to);
  else if (section == MILL_SECTION_CONNECTIONS)
    rename_connection (document, from, to);
  else if (section == MILL_SECTION_ENVIRONMENTS)
    rename_environment (document, from, to);
  mill_undo_end (document->undo);
  return TRUE;
}

/* ---- blocks ---- */

static gboolean
need_type (MillDocument *document, const char *type, GError **error)
{
  return document->registry == NULL || mill_registry_find (document->registry, type, error) != NULL;
}

static gboolean
need_coordinates (double x, double y, GError **error)
{
  if (fabs (x) <= MILL_DOCUMENT_COORDINATE_MAX && fabs (y) <= MILL_DOCUMENT_COORDINATE_MAX)
    return TRUE;
  g_set_error (error,
               MILL_ERROR_DOCUMENT,
               MILL_DOCUMENT_RANGE,
               _ ("the place is further than %d from the origin"),
               MILL_DOCUMENT_COORDINATE_MAX);
  return FALSE;
}

MillDocBlock *
mill_document_add_block (MillDocument *document,
                         const char *id,
                         const char *type,
                         JsonObject *params,
                         double x,
                         double y,
                         GError **error)
{
  g_return_val_if_fail (MILL_IS_DOCUMENT (document) && type != NULL, NULL);
  g_autofree char *made = id == NULL ? mill_document_make_id (document, type) : NULL;
  if (id == NULL)
    id = made;
  if (!need_utf8 (type, error) || !need_type (document, type, error)
      || !need_free_id (document, id, error) || !need_coordinates (x, y, error)
      || (params != NULL && !mill_json_object_is_clean (params, error)))
    return NULL;
  if (mill_doc_list_n (document->blocks) >= MILL_DOCUMENT_BLOCKS_MAX)
    {
      g_set_error (error,
                   MILL_ERROR_DOCUMENT,
                   MILL_DOCUMENT_LIMIT,
                   _ ("a pipeline has at most %d blocks"),
                   MILL_DOCUMENT_BLOCKS_MAX);
      return NULL;
    }
  g_autoptr (MillDocBlock) block = mill_doc_block_new (id, type, NULL, params);
  mill_doc_block_set_position (block, TRUE, x, y);
  g_autofree char *label = g_strdup_printf (_ ("Add %s"), id);
  mill_undo_do (document->undo,
                label,
                NULL,
                mill_edit_new (MILL_EDIT_BLOCK, id, NULL, NULL, mill_edit_block_node (block)));
  return mill_document_find_block (document, id);
}

static void
do_unlink (MillDocument *document, MillDocLink *link, const char *label)
{
  g_autofree char *from = mill_doc_link_from (link), *to = mill_doc_link_to (link);
  mill_undo_do (
      document->undo,
      label,
      NULL,
      mill_edit_new (
          MILL_EDIT_LINK, from, to, mill_edit_transition_node (link->kind, link->settings), NULL));
}

gboolean
mill_document_remove_block (MillDocument *document, const char *id, GError **error)
{
  g_return_val_if_fail (MILL_IS_DOCUMENT (document) && id != NULL, FALSE);
  MillDocBlock *block = need_block (document, id, error);
  if (block == NULL)
    return FALSE;
  g_autofree char *held = g_strdup (id);
  g_autofree char *label = g_strdup_printf (_ ("Remove %s"), held);
  g_autoptr (GPtrArray) links = mill_document_links_of (document, held);
  mill_undo_begin (document->undo, label);
  for (guint i = 0; i < links->len; i++)
    do_unlink (document, links->pdata[i], "");
  mill_undo_do (document->undo,
                "",
                NULL,
                mill_edit_new (MILL_EDIT_BLOCK, held, NULL, mill_edit_block_node (block), NULL));
  mill_undo_end (document->undo);
  return TRUE;
}

/* "old" or "old.port" with the new id; NULL when it is another block's. */
static char *
rename_end (const char *end, const char *from, const char *to)
{
  gsize length = strlen (from);
  if (strncmp (end, from, length) != 0 || (end[length] != '\0' && end[length] != '.'))
    return NULL;
  return g_strconcat (to, end + length, NULL);
}

/* The routes of a `function` name blocks, too. */
JsonObject *
mill_transition_rename_block (JsonObject *settings, const char *from, const char *to)
{
  JsonNode *node = json_object_get_member (settings, "routes");
  gboolean changed = FALSE;
  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    return NULL;
  JsonArray *routes = json_node_get_array (node);
  g_autoptr (JsonArray) copy = json_array_new ();
  for (guint i = 0; i < json_array_get_length (routes); i++)
    {
      JsonNode *route = json_array_get_element (routes, i);
      const char *end = JSON_NODE_HOLDS_OBJECT (route)
                            ? mill_json_object_text (json_node_get_object (route), "to")
                            : NULL;
      g_autofree char *renamed = end != NULL ? rename_end (end, from, to) : NULL;
      if (renamed == NULL)
        {
          json_array_add_element (copy, json_node_ref (route));
          continue;
        }
      g_autoptr (JsonNode) value = mill_json_text_node (renamed);
      json_array_add_object_element (
          copy, mill_json_object_with (json_node_get_object (route), "to", value, G_MAXUINT));
      changed = TRUE;
    }
  g_autoptr (JsonNode) value = json_node_init_array (json_node_alloc (), copy);
  return changed ? mill_json_object_with (settings, "routes", value, G_MAXUINT) : NULL;
}

static void
rename_in_routes (MillDocument *document, const char *from, const char *to)
{
  for (guint i = 0; i < mill_doc_list_n (document->links); i++)
    {
      MillDocLink *link = mill_doc_list_get (document->links, i);
      g_autoptr (JsonObject) settings = mill_transition_rename_block (link->settings, from, to);
      if (settings != NULL)
        do_transition (document, link, "", link->kind, settings);
    }
}

static void
rename_in_tests (MillDocument *document, const char *key, const char *from, const char *to)
{
  g_autofree const char **names = mill_document_list_entries (document, MILL_SECTION_TESTS);
  for (guint i = 0; names[i] != NULL; i++)
    {
      JsonObject *entry = mill_document_get_entry (document, MILL_SECTION_TESTS, names[i]);
      JsonNode *node = json_object_get_member (entry, key);
      if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
        continue;
      g_autoptr (JsonObject) rows = json_node_dup_object (node);
      g_autoptr (GList) ends = json_object_get_members (rows);
      for (GList *at = ends; at != NULL; at = at->next)
        {
          g_autofree char *end = rename_end (at->data, from, to);
          if (end == NULL)
            continue;
          JsonObject *renamed = mill_json_object_renamed (rows, at->data, end);
          json_object_unref (rows);
          rows = renamed;
        }
      if (json_object_equal (rows, json_node_get_object (node)))
        continue;
      g_autoptr (JsonNode) value = mill_json_object_node (rows);
      g_autoptr (JsonObject) changed = mill_json_object_with (entry, key, value, G_MAXUINT);
      do_entry (document, MILL_SECTION_TESTS, "", names[i], changed, G_MAXUINT);
    }
}

gboolean
mill_document_rename_block (MillDocument *document,
                            const char *id,
                            const char *new_id,
                            GError **error)
{
  g_return_val_if_fail (MILL_IS_DOCUMENT (document) && id != NULL && new_id != NULL, FALSE);
  if (need_block (document, id, error) == NULL)
    return FALSE;
  if (g_str_equal (id, new_id))
    return TRUE;
  if (!need_free_id (document, new_id, error))
    return FALSE;
  g_autofree char *from = g_strdup (id), *to = g_strdup (new_id);
  g_autofree char *label = g_strdup_printf (_ ("Rename %s"), from);
  mill_undo_begin (document->undo, label);
  mill_undo_do (
      document->undo,
      "",
      NULL,
      mill_edit_new (
          MILL_EDIT_RENAME, NULL, NULL, mill_json_text_node (from), mill_json_text_node (to)));
  rename_in_routes (document, from, to);
  rename_in_tests (document, "given", from, to);
  rename_in_tests (document, "expect", from, to);
  mill_undo_end (document->undo);
  return TRUE;
}

static gboolean
can_set_param (const char *name, JsonNode *value, GError **error)
{
  return need_utf8 (name, error) && (value == NULL || mill_json_node_is_clean (value, error));
}

static void
do_param (MillDocument *document,
          MillDocBlock *block,
          const char *name,
          JsonNode *value,
          const char *label,
          const char *merge)
{
  JsonNode *old = json_object_get_member (block->params, name);
  MillEdit *edit = mill_edit_new (MILL_EDIT_PARAM,
                                  block->id,
                                  name,
                                  old != NULL ? json_node_ref (old) : NULL,
                                  value != NULL ? json_node_ref (value) : NULL);
  if (old != NULL)
    edit->index = mill_json_object_index (block->params, name);
  mill_undo_do (document->undo, label, merge, edit);
}

gboolean
mill_document_set_param (
    MillDocument *document, const char *id, const char *name, JsonNode *value, GError **error)
{
  g_return_val_if_fail (MILL_IS_DOCUMENT (document) && id != NULL && name != NULL, FALSE);
  MillDocBlock *block = need_block (document, id, error);
  if (block == NULL || !can_set_param (name, value, error))
    return FALSE;
  if (mill_json_nodes_equal (json_object_get_member (block->params, name), value))
    return TRUE;
  g_autofree char *label = g_strdup_printf (_ ("Change %s of %s"), name, block->id);
  g_autofree char *merge = g_strdup_printf ("param %s.%s", block->id, name);
  do_param (document, block, name, value, label, merge);
  return TRUE;
}

gboolean
mill_document_set_param_of (MillDocument *document,
                            const char *const *ids,
                            guint n,
                            const char *name,
                            JsonNode *value,
                            GError **error)
{
  g_return_val_if_fail (MILL_IS_DOCUMENT (document) && name != NULL, FALSE);
  g_return_val_if_fail (ids != NULL || n == 0, FALSE);
  g_autoptr (GString) merge = g_string_new ("params ");
  gboolean same = TRUE;
  g_string_append (merge, name);
  if (!can_set_param (name, value, error))
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      MillDocBlock *block = need_block (document, ids[i], error);
      if (block == NULL)
        return FALSE;
      same = same && mill_json_nodes_equal (json_object_get_member (block->params, name), value);
      g_string_append_printf (merge, " %s", ids[i]);
    }
  if (same)
    return TRUE;
  g_autofree char *label = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "Change %s of %u block", "Change %s of %u blocks", n), name, n);
  mill_undo_begin_merging (document->undo, label, merge->str);
  /* those that have it already, too: only steps with the same edits join */
  for (guint i = 0; i < n; i++)
    do_param (document, mill_document_find_block (document, ids[i]), name, value, label, NULL);
  mill_undo_end (document->undo);
  return TRUE;
}

gboolean
mill_document_set_params (MillDocument *document,
                          const char *id,
                          JsonObject *params,
                          GError **error)
{
  g_return_val_if_fail (MILL_IS_DOCUMENT (document) && id != NULL && params != NULL, FALSE);
  MillDocBlock *block = need_block (document, id, error);
  if (block == NULL || !mill_json_object_is_clean (params, error))
    return FALSE;
  g_autoptr (JsonNode) old = mill_json_object_node (block->params);
  g_autoptr (JsonNode) new = mill_json_object_node (params);
  if (mill_json_nodes_equal (old, new))
    return TRUE;
  g_autofree char *label = g_strdup_printf (_ ("Change %s"), block->id);
  mill_undo_do (
      document->undo,
      label,
      NULL,
      mill_edit_new (
          MILL_EDIT_PARAMS, block->id, NULL, g_steal_pointer (&old), g_steal_pointer (&new)));
  return TRUE;
}

static void
do_field (MillDocument *document,
          MillDocBlock *block,
          const char *field,
          const char *label,
          const char *merge,
          JsonNode *before,
          JsonNode *after)
{
  mill_undo_do (document->undo,
                label,
                merge,
                mill_edit_new (MILL_EDIT_FIELD, block->id, field, before, after));
}

gboolean
mill_document_set_type (MillDocument *document, const char *id, const char *type, GError **error)
{
  g_return_val_if_fail (MILL_IS_DOCUMENT (document) && id != NULL && type != NULL, FALSE);
  MillDocBlock *block = need_block (document, id, error);
  if (block == NULL || !need_utf8 (type, error) || !need_type (document, type, error))
    return FALSE;
  g_autofree char *label = g_strdup_printf (_ ("Make %s a %s"), block->id, type);
  if (!g_str_equal (block->type_id, type))
    do_field (document,
              block,
              "type",
              label,
              NULL,
              mill_json_text_node (block->type_id),
              mill_json_text_node (type));
  return TRUE;
}

static gboolean
set_text_field (MillDocument *document,
                const char *id,
                const char *field,
                const char *label,
                const char *text,
                GError **error)
{
  MillDocBlock *block = need_block (document, id, error);
  if (block == NULL || !need_utf8 (text, error))
    return FALSE;
  const char *old = field[0] == 'l' ? block->label : block->notes;
  if (text != NULL && *text == '\0')
    text = NULL;
  g_autofree char *name = fill_label (label, block->id);
  g_autofree char *merge = g_strdup_printf ("%s %s", field, block->id);
  if (g_strcmp0 (old, text) != 0)
    do_field (
        document, block, field, name, merge, mill_json_text_node (old), mill_json_text_node (text));
  return TRUE;
}

gboolean
mill_document_set_label (MillDocument *document, const char *id, const char *label, GError **error)
{
  g_return_val_if_fail (MILL_IS_DOCUMENT (document) && id != NULL, FALSE);
  return set_text_field (document, id, "label", _ ("Label %s"), label, error);
}

gboolean
mill_document_set_notes (MillDocument *document, const char *id, const char *notes, GError **error)
{
  g_return_val_if_fail (MILL_IS_DOCUMENT (document) && id != NULL, FALSE);
  return set_text_field (document, id, "notes", _ ("Change the notes of %s"), notes, error);
}

gboolean
mill_document_set_disabled (MillDocument *document,
                            const char *id,
                            gboolean disabled,
                            GError **error)
{
  g_return_val_if_fail (MILL_IS_DOCUMENT (document) && id != NULL, FALSE);
  MillDocBlock *block = need_block (document, id, error);
  if (block == NULL || !block->disabled == !disabled)
    return block != NULL;
  g_autofree char *label = fill_label (disabled ? _ ("Disable %s") : _ ("Enable %s"), block->id);
  JsonNode *flag = json_node_init_boolean (json_node_alloc (), TRUE);
  do_field (
      document, block, "disabled", label, NULL, disabled ? NULL : flag, disabled ? flag : NULL);
  return TRUE;
}

static void
do_move (MillDocument *document, MillDocBlock *block, const char *label, double x, double y)
{
  g_autofree char *merge = g_strdup_printf ("move %s", block->id);
  JsonNode *before = block->positioned ? mill_edit_position_node (block->x, block->y) : NULL;
  do_field (document, block, "position", label, merge, before, mill_edit_position_node (x, y));
}

gboolean
mill_document_move_block (
    MillDocument *document, const char *id, double x, double y, GError **error)
{
  g_return_val_if_fail (MILL_IS_DOCUMENT (document) && id != NULL, FALSE);
  MillDocBlock *block = need_block (document, id, error);
  if (block == NULL || !need_coordinates (x, y, error))
    return FALSE;
  g_autofree char *label = g_strdup_printf (_ ("Move %s"), block->id);
  if (!block->positioned || block->x != x || block->y != y)
    do_move (document, block, label, x, y);
  return TRUE;
}

static gboolean
can_move (MillDocument *document, const char *id, double dx, double dy, GError **error)
{
  MillDocBlock *block = need_block (document, id, error);
  return block != NULL && need_coordinates (block->x + dx, block->y + dy, error);
}

static gboolean
can_move_note (MillDocument *document, const char *name, double dx, double dy, GError **error)
{
  MillAnnotation note;
  if (mill_document_get_annotation (document, name, &note))
    return need_coordinates (note.x + dx, note.y + dy, error);
  g_set_error (
      error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_UNKNOWN, _ ("there is no annotation '%s'"), name);
  return FALSE;
}

static void
do_move_note (MillDocument *document, const char *name, double dx, double dy)
{
  MillAnnotation note;
  mill_document_get_annotation (document, name, &note);
  note.x += dx;
  note.y += dy;
  mill_document_set_annotation (document, name, &note, NULL);
}

static char *
move_label (const char *const *blocks, guint n_blocks, guint n_notes)
{
  if (n_blocks + n_notes == 1 && n_blocks == 1)
    return g_strdup_printf (_ ("Move %s"), blocks[0]);
  if (n_blocks == 0)
    return g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE, "Move %u annotation", "Move %u annotations", n_notes),
        n_notes);
  if (n_notes > 0)
    return g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE, "Move %u item", "Move %u items", n_blocks + n_notes),
        n_blocks + n_notes);
  return g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "Move %u block", "Move %u blocks", n_blocks), n_blocks);
}

gboolean
mill_document_move_items (MillDocument *document,
                          const char *const *blocks,
                          guint n_blocks,
                          const char *const *notes,
                          guint n_notes,
                          double dx,
                          double dy,
                          GError **error)
{
  g_return_val_if_fail (MILL_IS_DOCUMENT (document), FALSE);
  g_return_val_if_fail ((blocks != NULL || n_blocks == 0) && (notes != NULL || n_notes == 0),
                        FALSE);
  g_autoptr (GString) merge = g_string_new ("move");
  for (guint i = 0; i < n_blocks; i++)
    {
      if (!can_move (document, blocks[i], dx, dy, error))
        return FALSE;
      g_string_append_printf (merge, " %s", blocks[i]);
    }
  for (guint i = 0; i < n_notes; i++)
    {
      if (!can_move_note (document, notes[i], dx, dy, error))
        return FALSE;
      g_string_append_printf (merge, " /%s", notes[i]);
    }
  if (n_blocks + n_notes == 0 || (dx == 0 && dy == 0))
    return TRUE;
  g_autofree char *label = move_label (blocks, n_blocks, n_notes);
  mill_undo_begin_merging (document->undo, label, merge->str);
  for (guint i = 0; i < n_blocks; i++)
    {
      MillDocBlock *block = mill_document_find_block (document, blocks[i]);
      do_move (document, block, "", block->x + dx, block->y + dy);
    }
  for (guint i = 0; i < n_notes; i++)
    do_move_note (document, notes[i], dx, dy);
  mill_undo_end (document->undo);
  return TRUE;
}

gboolean
mill_document_move_blocks (
    MillDocument *document, const char *const *ids, guint n, double dx, double dy, GError **error)
{
  return mill_document_move_items (document, ids, n, NULL, 0, dx, dy, error);
}
