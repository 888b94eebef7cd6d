/* mill-document-link.c: links between ports, and copy and paste.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-json-write.h"
#include "mill-limits.h"
#include "mill-undo-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* ---- what can be linked ---- */

static const MillPort *
need_port (
    MillDocument *document, const char *id, const char *port, gboolean output, GError **error)
{
  MillDocBlock *block = mill_document_find_block (document, id);
  if (block == NULL || block->spec == NULL)
    {
      g_set_error (error,
                   MILL_ERROR_DOCUMENT,
                   MILL_DOCUMENT_UNKNOWN,
                   block == NULL ? _ ("there is no block '%s'")
                                 : _ ("the type of block '%s' is not known"),
                   id);
      return NULL;
    }
  int index = mill_spec_find_port (block->spec, output, port);
  if (index >= 0)
    return output ? mill_spec_output (block->spec, (guint)index)
                  : mill_spec_input (block->spec, (guint)index);
  if (mill_spec_find_port (block->spec, !output, port) >= 0)
    g_set_error (error,
                 MILL_ERROR_DOCUMENT,
                 MILL_DOCUMENT_UNKNOWN,
                 output ? _ ("%s.%s is an input; a link starts at an output")
                        : _ ("%s.%s is an output; a link ends at an input"),
                 id,
                 port);
  else
    g_set_error (error,
                 MILL_ERROR_DOCUMENT,
                 MILL_DOCUMENT_UNKNOWN,
                 output ? _ ("block %s has no output '%s'") : _ ("block %s has no input '%s'"),
                 id,
                 port);
  return NULL;
}

/* Whether rows of block @from reach block @to, other than by link @without (nullable). */
static gboolean
reaches (MillDocument *document, const char *from, const char *to, const MillDocLink *without)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) waiting = g_ptr_array_new ();
  g_ptr_array_add (waiting, (gpointer)from);
  g_hash_table_add (seen, (gpointer)from);
  while (waiting->len > 0)
    {
      const char *id = g_ptr_array_steal_index_fast (waiting, waiting->len - 1);
      GPtrArray *links = g_hash_table_lookup (document->incident, id);
      if (g_str_equal (id, to))
        return TRUE;
      for (guint i = 0; links != NULL && i < links->len; i++)
        {
          MillDocLink *link = links->pdata[i];
          if (link != without && g_str_equal (link->from_block, id)
              && g_hash_table_add (seen, link->to_block))
            g_ptr_array_add (waiting, link->to_block);
        }
    }
  return FALSE;
}

/* The link that takes the only place of an input, if it is not @without (nullable). */
static MillDocLink *
find_taker (MillDocument *document, const char *block, const char *port, const MillDocLink *without)
{
  GPtrArray *links = g_hash_table_lookup (document->incident, block);
  for (guint i = 0; links != NULL && i < links->len; i++)
    {
      MillDocLink *link = links->pdata[i];
      if (link != without && g_str_equal (link->to_block, block)
          && g_str_equal (link->to_port, port))
        return link;
    }
  return NULL;
}

gboolean
mill_document_can_link (MillDocument *document,
                        const char *from_block,
                        const char *from_port,
                        const char *to_block,
                        const char *to_port,
                        MillDocLink *without,
                        GError **error)
{
  g_return_val_if_fail (MILL_IS_DOCUMENT (document), FALSE);
  g_return_val_if_fail (from_block != NULL && from_port != NULL, FALSE);
  g_return_val_if_fail (to_block != NULL && to_port != NULL, FALSE);
  const MillPort *input;
  if (need_port (document, from_block, from_port, TRUE, error) == NULL
      || (input = need_port (document, to_block, to_port, FALSE, error)) == NULL)
    return FALSE;
  MillDocLink *same = mill_document_find_link (document, from_block, from_port, to_block, to_port);
  if (same != NULL && same != without)
    {
      g_set_error (error,
                   MILL_ERROR_DOCUMENT,
                   MILL_DOCUMENT_RANGE,
                   _ ("%s.%s and %s.%s are linked already"),
                   from_block,
                   from_port,
                   to_block,
                   to_port);
      return FALSE;
    }
  MillDocLink *taker = input->many ? NULL : find_taker (document, to_block, to_port, without);
  if (taker != NULL)
    {
      g_set_error (error,
                   MILL_ERROR_DOCUMENT,
                   MILL_DOCUMENT_RANGE,
                   _ ("%s.%s takes one link and has one from %s.%s; put a union before it"),
                   to_block,
                   to_port,
                   taker->from_block,
                   taker->from_port);
      return FALSE;
    }
  if (reaches (document, to_block, from_block, without))
    {
      g_set_error (error,
                   MILL_ERROR_DOCUMENT,
                   MILL_DOCUMENT_CYCLE,
                   _ ("rows of %s reach %s already; a link back would be a cycle"),
                   to_block,
                   from_block);
      return FALSE;
    }
  return TRUE;
}

MillDocLink *
mill_document_link (MillDocument *document,
                    const char *from_block,
                    const char *from_port,
                    const char *to_block,
                    const char *to_port,
                    GError **error)
{
  if (!mill_document_can_link (document, from_block, from_port, to_block, to_port, NULL, error))
    return NULL;
  if (mill_doc_list_n (document->links) >= MILL_DOCUMENT_LINKS_MAX)
    {
      g_set_error (error,
                   MILL_ERROR_DOCUMENT,
                   MILL_DOCUMENT_LIMIT,
                   _ ("a pipeline has at most %d links"),
                   MILL_DOCUMENT_LINKS_MAX);
      return NULL;
    }
  g_autoptr (JsonObject) settings = json_object_new ();
  g_autofree char *from = g_strconcat (from_block, ".", from_port, NULL);
  g_autofree char *to = g_strconcat (to_block, ".", to_port, NULL);
  g_autofree char *label = g_strdup_printf (_ ("Link %s to %s"), from_block, to_block);
  mill_undo_do (document->undo,
                label,
                NULL,
                mill_edit_new (MILL_EDIT_LINK,
                               from,
                               to,
                               NULL,
                               mill_edit_transition_node (MILL_TRANSITION_CALL, settings)));
  return mill_document_find_link (document, from_block, from_port, to_block, to_port);
}

void
mill_document_unlink (MillDocument *document, MillDocLink *link)
{
  g_return_if_fail (MILL_IS_DOCUMENT (document) && MILL_IS_DOC_LINK (link));
  g_autofree char *from = mill_doc_link_from (link), *to = mill_doc_link_to (link);
  g_autofree char *label
      = g_strdup_printf (_ ("Unlink %s from %s"), link->to_block, link->from_block);
  mill_undo_do (
      document->undo,
      label,
      NULL,
      mill_edit_new (
          MILL_EDIT_LINK, from, to, mill_edit_transition_node (link->kind, link->settings), NULL));
}

static gboolean
check_settings (MillDocument *document,
                MillTransitionKind kind,
                JsonObject *settings,
                GError **error)
{
  g_autoptr (MillVariables) variables = mill_variables_new_default (document);
  if (!mill_json_object_is_clean (settings, error))
    return FALSE;
  g_autoptr (JsonNode) node = mill_json_object_node (settings);
  g_autoptr (JsonNode) filled = mill_variables_substitute (variables, node, NULL, error);
  if (filled == NULL)
    return FALSE;
  MillTransitionSettings *made
      = mill_transition_settings_new (kind, json_node_get_object (filled), NULL, error);
  mill_params_free (mill_transition_get (kind)->params, made);
  return made != NULL;
}

gboolean
mill_document_set_transition (MillDocument *document,
                              MillDocLink *link,
                              MillTransitionKind kind,
                              JsonObject *settings,
                              GError **error)
{
  g_return_val_if_fail (MILL_IS_DOCUMENT (document) && MILL_IS_DOC_LINK (link), FALSE);
  g_return_val_if_fail ((guint)kind < MILL_TRANSITION_LAST, FALSE);
  g_autoptr (JsonObject) own = settings != NULL ? json_object_ref (settings) : json_object_new ();
  if (!check_settings (document, kind, own, error))
    return FALSE;
  if (kind == link->kind && json_object_equal (own, link->settings))
    return TRUE;
  g_autofree char *from = mill_doc_link_from (link), *to = mill_doc_link_to (link);
  g_autofree char *label = g_strdup_printf (_ ("Make the link from %s to %s a %s"),
                                            link->from_block,
                                            link->to_block,
                                            mill_transition_get (kind)->nick);
  mill_undo_do (document->undo,
                label,
                NULL,
                mill_edit_new (MILL_EDIT_LINK,
                               from,
                               to,
                               mill_edit_transition_node (link->kind, link->settings),
                               mill_edit_transition_node (kind, own)));
  return TRUE;
}

/* ---- copy and paste ---- */

static GHashTable *
as_set (const char *const *names, guint n)
{
  GHashTable *set = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < n; i++)
    g_hash_table_add (set, (gpointer)names[i]);
  return set;
}

char *
mill_document_copy (MillDocument *document,
                    const char *const *ids,
                    guint n,
                    const char *const *notes,
                    guint n_notes)
{
  g_return_val_if_fail (MILL_IS_DOCUMENT (document), NULL);
  g_return_val_if_fail ((ids != NULL || n == 0) && (notes != NULL || n_notes == 0), NULL);
  g_autoptr (GHashTable) only = as_set (ids, n), only_notes = as_set (notes, n_notes);
  GString *out = g_string_new (NULL);
  mill_document_write (document, only, only_notes, out);
  return g_string_free (out, FALSE);
}

static double
keep_near (double place)
{
  return CLAMP (place, -MILL_DOCUMENT_COORDINATE_MAX, MILL_DOCUMENT_COORDINATE_MAX);
}

static void
paste_block (MillDocument *document, MillDocBlock *block, GHashTable *ids, double dx, double dy)
{
  gboolean taken = mill_document_find_block (document, block->id) != NULL;
  char *id = taken ? mill_document_make_id (document, block->id) : g_strdup (block->id);
  g_hash_table_insert (ids, block->id, id);
  mill_doc_block_set_position (block, TRUE, keep_near (block->x + dx), keep_near (block->y + dy));
  mill_undo_do (document->undo,
                "",
                NULL,
                mill_edit_new (MILL_EDIT_BLOCK, id, NULL, NULL, mill_edit_block_node (block)));
}

/* Routes to blocks that come along lead to them under their new ids. */
static JsonObject *
paste_settings (JsonObject *settings, GHashTable *ids)
{
  JsonObject *pasted = json_object_ref (settings);
  GHashTableIter iter;
  gpointer old_id, new_id;
  if (!json_object_has_member (settings, "routes"))
    return pasted;
  g_hash_table_iter_init (&iter, ids);
  while (g_hash_table_iter_next (&iter, &old_id, &new_id))
    {
      JsonObject *renamed = g_str_equal (old_id, new_id)
                                ? NULL
                                : mill_transition_rename_block (pasted, old_id, new_id);
      if (renamed == NULL)
        continue;
      json_object_unref (pasted);
      pasted = renamed;
    }
  return pasted;
}

static void
paste_link (MillDocument *document, MillDocLink *link, GHashTable *ids)
{
  const char *from_id = g_hash_table_lookup (ids, link->from_block);
  const char *to_id = g_hash_table_lookup (ids, link->to_block);
  if (from_id == NULL || to_id == NULL)
    return;
  g_autofree char *from = g_strconcat (from_id, ".", link->from_port, NULL);
  g_autofree char *to = g_strconcat (to_id, ".", link->to_port, NULL);
  g_autoptr (JsonObject) settings = paste_settings (link->settings, ids);
  mill_undo_do (
      document->undo,
      "",
      NULL,
      mill_edit_new (
          MILL_EDIT_LINK, from, to, NULL, mill_edit_transition_node (link->kind, settings)));
}

/* (transfer full): the names of the new annotations. */
static char **
paste_notes (MillDocument *document, MillDocument *source, double dx, double dy)
{
  g_autofree const char **names = mill_document_list_entries (source, MILL_SECTION_ANNOTATIONS);
  g_autoptr (GStrvBuilder) added = g_strv_builder_new ();
  for (guint i = 0; names[i] != NULL; i++)
    {
      MillAnnotation note;
      if (!mill_document_get_annotation (source, names[i], &note))
        continue;
      g_autofree char *name
          = mill_document_make_entry_name (document, MILL_SECTION_ANNOTATIONS, names[i]);
      note.x = keep_near (note.x + dx);
      note.y = keep_near (note.y + dy);
      if (mill_document_set_annotation (document, name, &note, NULL))
        g_strv_builder_add (added, name);
    }
  return g_strv_builder_end (added);
}

static char **
paste_all (MillDocument *document, MillDocument *source, double dx, double dy, char ***notes)
{
  guint n = mill_doc_list_n (source->blocks);
  guint n_notes = source->sections[MILL_SECTION_ANNOTATIONS].names->len;
  g_autoptr (GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  char **added = g_new0 (char *, n + 1);
  g_autofree char *label = g_strdup_printf (
      n_notes == 0 ? g_dngettext (GETTEXT_PACKAGE, "Paste %u block", "Paste %u blocks", n)
                   : g_dngettext (GETTEXT_PACKAGE, "Paste %u item", "Paste %u items", n + n_notes),
      n + n_notes);
  mill_undo_begin (document->undo, label);
  for (guint i = 0; i < n; i++)
    {
      MillDocBlock *block = mill_doc_list_get (source->blocks, i);
      paste_block (document, block, ids, dx, dy);
      added[i] = g_strdup (g_hash_table_lookup (ids, block->id));
    }
  for (guint i = 0; i < mill_doc_list_n (source->links); i++)
    paste_link (document, mill_doc_list_get (source->links, i), ids);
  g_auto (GStrv) new_notes = paste_notes (document, source, dx, dy);
  mill_undo_end (document->undo);
  if (notes != NULL)
    *notes = g_steal_pointer (&new_notes);
  return added;
}

/* @what: "blocks", or the key of a section. */
static gboolean
has_room (guint n, guint more, int most, const char *what, GError **error)
{
  if (n + more <= (guint)most)
    return TRUE;
  g_set_error (error,
               MILL_ERROR_DOCUMENT,
               MILL_DOCUMENT_LIMIT,
               _ ("a pipeline has at most %d entries under '%s'"),
               most,
               what);
  return FALSE;
}

char **
mill_document_paste (
    MillDocument *document, const char *text, double dx, double dy, char ***notes, GError **error)
{
  g_return_val_if_fail (MILL_IS_DOCUMENT (document) && text != NULL, NULL);
  g_return_val_if_fail (isfinite (dx) && isfinite (dy), NULL);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (MillDocument) source = mill_document_load_bytes (document->registry, bytes, NULL);
  if (!mill_document_check (source, error))
    return NULL;
  if (!has_room (mill_doc_list_n (document->blocks),
                 mill_doc_list_n (source->blocks),
                 MILL_DOCUMENT_BLOCKS_MAX,
                 "blocks",
                 error)
      || !has_room (document->sections[MILL_SECTION_ANNOTATIONS].names->len,
                    source->sections[MILL_SECTION_ANNOTATIONS].names->len,
                    MILL_DOCUMENT_ENTRIES_MAX,
                    mill_section_key (MILL_SECTION_ANNOTATIONS),
                    error))
    return NULL;
  return paste_all (document, source, dx, dy, notes);
}
