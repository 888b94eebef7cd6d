/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-quick-fix.h"

#include "mill-edit-distance.h"

#include <glib/gi18n-lib.h>

enum
{
  WORDS_DIFFER_MAX = 6 /* letters between what stands there and what was meant */
};

/* ---- the words ---- */

/* The last two quoted words of a message: what stands there, and what was probably meant. Quotes
 * are those of any language. */
static gboolean
find_words (MillDiagnostic *diagnostic, char **wrong, char **right)
{
  g_autoptr (GRegex) quoted
      = g_regex_new ("['\"‘’‚“”„«‹]([^'\"‘’“”»›]+)['\"‘’“”»›]", G_REGEX_OPTIMIZE, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *last = NULL, *before = NULL;
  g_regex_match (quoted, mill_diagnostic_get_message (diagnostic), 0, &match);
  for (; g_match_info_matches (match); g_match_info_next (match, NULL))
    {
      g_free (before);
      before = g_steal_pointer (&last);
      last = g_match_info_fetch (match, 1);
    }
  const char *meant = mill_diagnostic_get_suggestion (diagnostic);
  if (before == NULL || (meant != NULL && g_strcmp0 (meant, last) != 0)
      || mill_edit_distance (before, last, WORDS_DIFFER_MAX) > WORDS_DIFFER_MAX)
    return FALSE;
  *wrong = g_steal_pointer (&before);
  *right = g_steal_pointer (&last);
  return TRUE;
}

static gboolean
is_word_char (gunichar c)
{
  return c == '_' || g_unichar_isalnum (c);
}

/* (transfer full): @text with the word @wrong replaced; sets @found when it was there. */
static char *
replace_word (const char *text, const char *wrong, const char *right, gboolean *found)
{
  GString *result = g_string_new (NULL);
  gsize length = strlen (wrong);
  for (const char *at = text; *at != '\0';)
    {
      gboolean starts = at == text || !is_word_char (g_utf8_get_char (g_utf8_prev_char (at)));
      if (starts && strncmp (at, wrong, length) == 0
          && !is_word_char (g_utf8_get_char (at + length)))
        {
          g_string_append (result, right);
          at += length;
          *found = TRUE;
          continue;
        }
      const char *next = g_utf8_next_char (at);
      g_string_append_len (result, at, next - at);
      at = next;
    }
  return g_string_free (result, FALSE);
}

/* (transfer full): @node with the word replaced in all its texts. */
static JsonNode *
replace_in (JsonNode *node, const char *wrong, const char *right, gboolean *found)
{
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    {
      g_autofree char *text = replace_word (json_node_get_string (node), wrong, right, found);
      return json_node_init_string (json_node_alloc (), text);
    }
  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *from = json_node_get_array (node), *to = json_array_new ();
      for (guint i = 0; i < json_array_get_length (from); i++)
        json_array_add_element (to,
                                replace_in (json_array_get_element (from, i), wrong, right, found));
      JsonNode *result = json_node_new (JSON_NODE_ARRAY);
      json_node_take_array (result, to);
      return result;
    }
  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonObject *from = json_node_get_object (node), *to = json_object_new ();
      JsonObjectIter iter;
      const char *name;
      JsonNode *value;
      json_object_iter_init_ordered (&iter, from);
      while (json_object_iter_next_ordered (&iter, &name, &value))
        json_object_set_member (to, name, replace_in (value, wrong, right, found));
      JsonNode *result = json_node_new (JSON_NODE_OBJECT);
      json_node_take_object (result, to);
      return result;
    }
  return json_node_copy (node);
}

/* ---- the fixes ---- */

/* Fix: what to do; with @apply FALSE only whether it could be done. */
typedef struct
{
  MillDocument *document;
  MillDiagnostic *diagnostic;
  const char *wrong, *right;
  gboolean apply;
} Fix;

static gboolean
fix_type (const Fix *fix)
{
  const char *block = mill_diagnostic_get_block (fix->diagnostic);
  if (block == NULL)
    return FALSE;
  return !fix->apply || mill_document_set_type (fix->document, block, fix->right, NULL);
}

static gboolean
rename_param (const Fix *fix, MillDocBlock *block)
{
  JsonNode *there = mill_doc_block_get_param (block, fix->wrong);
  const char *id = mill_doc_block_get_id (block);
  if (there == NULL || !fix->apply)
    return there != NULL;
  g_autoptr (JsonNode) value = json_node_copy (there);
  mill_undo_begin (mill_document_get_undo (fix->document), _ ("Correct a name"));
  gboolean done = mill_document_set_param (fix->document, id, fix->wrong, NULL, NULL)
                  && mill_document_set_param (fix->document, id, fix->right, value, NULL);
  mill_undo_end (mill_document_get_undo (fix->document));
  return done;
}

static gboolean
replace_in_param (const Fix *fix, MillDocBlock *block, const char *name)
{
  JsonNode *value = mill_doc_block_get_param (block, name);
  gboolean found = FALSE;
  if (value == NULL)
    return FALSE;
  g_autoptr (JsonNode) fixed = replace_in (value, fix->wrong, fix->right, &found);
  if (!found || !fix->apply)
    return found;
  return mill_document_set_param (fix->document, mill_doc_block_get_id (block), name, fixed, NULL);
}

static gboolean
fix_param (const Fix *fix)
{
  const char *id = mill_diagnostic_get_block (fix->diagnostic);
  const char *param = mill_diagnostic_get_param (fix->diagnostic);
  MillDocBlock *block = id != NULL ? mill_document_find_block (fix->document, id) : NULL;
  if (block == NULL)
    return FALSE;
  if (rename_param (fix, block))
    return TRUE;
  return param != NULL && replace_in_param (fix, block, param);
}

static MillDocLink *
find_link (MillDocument *document, const char *from, const char *to)
{
  GListModel *links = mill_document_get_links (document);
  for (guint i = 0; i < g_list_model_get_n_items (links); i++)
    {
      g_autoptr (MillDocLink) link = g_list_model_get_item (links, i);
      g_autofree char *starts = g_strdup_printf (
          "%s.%s", mill_doc_link_get_from_block (link), mill_doc_link_get_from_port (link));
      g_autofree char *ends = g_strdup_printf (
          "%s.%s", mill_doc_link_get_to_block (link), mill_doc_link_get_to_port (link));
      if (g_str_equal (starts, from) && g_str_equal (ends, to))
        return link;
    }
  return NULL;
}

/* Block or port of one end of a link. */
static gboolean
fix_link (const Fix *fix)
{
  const char *from = mill_diagnostic_get_link_from (fix->diagnostic);
  const char *to = mill_diagnostic_get_link_to (fix->diagnostic);
  gboolean block = g_str_equal (mill_diagnostic_get_code (fix->diagnostic), "unknown-block");
  gboolean start = g_str_has_suffix (mill_diagnostic_get_pointer (fix->diagnostic), "/from");
  if (from == NULL || to == NULL)
    return FALSE;
  MillDocLink *link = find_link (fix->document, from, to);
  if (link == NULL || !fix->apply)
    return link != NULL;
  const char *ends[] = { mill_doc_link_get_from_block (link),
                         mill_doc_link_get_from_port (link),
                         mill_doc_link_get_to_block (link),
                         mill_doc_link_get_to_port (link),
                         NULL };
  ends[(start ? 0 : 2) + (block ? 0 : 1)] = fix->right;
  g_auto (GStrv) kept = g_strdupv ((char **)ends);
  MillUndo *undo = mill_document_get_undo (fix->document);
  mill_undo_begin (undo, _ ("Correct a link"));
  mill_document_unlink (fix->document, link);
  gboolean done
      = mill_document_link (fix->document, kept[0], kept[1], kept[2], kept[3], NULL) != NULL;
  if (done)
    mill_undo_end (undo);
  else
    mill_undo_cancel (undo);
  return done;
}

static gboolean
run_fix (MillDocument *document, MillDiagnostic *diagnostic, gboolean apply, char **word)
{
  static const struct
  {
    const char *code;
    gboolean (*fix) (const Fix *fix);
  } fixes[] = { { "unknown-type", fix_type },    { "unknown-parameter", fix_param },
                { "unknown-name", fix_param },   { "bad-value", fix_param },
                { "bad-expression", fix_param }, { "unknown-port", fix_link },
                { "unknown-block", fix_link } };
  g_autofree char *wrong = NULL, *right = NULL;
  if (!find_words (diagnostic, &wrong, &right))
    return FALSE;
  Fix fix = { document, diagnostic, wrong, right, apply };
  for (guint i = 0; i < G_N_ELEMENTS (fixes); i++)
    if (g_str_equal (fixes[i].code, mill_diagnostic_get_code (diagnostic)) && fixes[i].fix (&fix))
      {
        if (word != NULL)
          *word = g_steal_pointer (&right);
        return TRUE;
      }
  return FALSE;
}

char *
mill_quick_fix_word (MillDocument *document, MillDiagnostic *diagnostic)
{
  g_return_val_if_fail (MILL_IS_DOCUMENT (document) && MILL_IS_DIAGNOSTIC (diagnostic), NULL);
  char *word = NULL;
  return run_fix (document, diagnostic, FALSE, &word) ? word : NULL;
}

gboolean
mill_quick_fix_apply (MillDocument *document, MillDiagnostic *diagnostic)
{
  g_return_val_if_fail (MILL_IS_DOCUMENT (document) && MILL_IS_DIAGNOSTIC (diagnostic), FALSE);
  return run_fix (document, diagnostic, TRUE, NULL);
}
