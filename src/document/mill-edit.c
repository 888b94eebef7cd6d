/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-edit.h"

#include "mill-document-private.h"
#include "mill-json-write.h"
#include "mill-limits.h"

#include <math.h>

static const char *const kind_nicks[]
    = { "name", "description", "entry", "block", "rename", "field", "param", "params", "link" };
G_STATIC_ASSERT (G_N_ELEMENTS (kind_nicks) == MILL_EDIT_LAST);

MillEdit *
mill_edit_new (
    MillEditKind kind, const char *subject, const char *field, JsonNode *before, JsonNode *after)
{
  MillEdit *edit = g_new0 (MillEdit, 1);
  edit->kind = kind;
  edit->subject = g_strdup (subject);
  edit->field = g_strdup (field);
  edit->before = before;
  edit->after = after;
  edit->index = G_MAXUINT;
  return edit;
}

void
mill_edit_free (MillEdit *edit)
{
  if (edit == NULL)
    return;
  g_free (edit->subject);
  g_free (edit->field);
  g_clear_pointer (&edit->before, json_node_unref);
  g_clear_pointer (&edit->after, json_node_unref);
  g_free (edit);
}

/* ---- what the nodes hold ---- */

static const char *
node_text (JsonNode *node)
{
  gboolean text = node != NULL && JSON_NODE_HOLDS_VALUE (node)
                  && json_node_get_value_type (node) == G_TYPE_STRING;
  return text ? json_node_get_string (node) : NULL;
}

static JsonObject *
node_object (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

JsonNode *
mill_edit_position_node (double x, double y)
{
  JsonArray *array = json_array_sized_new (2);
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);
  json_array_add_double_element (array, x);
  json_array_add_double_element (array, y);
  json_node_take_array (node, array);
  return node;
}

static gboolean
read_position (JsonNode *node, double *x, double *y)
{
  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    return FALSE;
  JsonArray *array = json_node_get_array (node);
  if (json_array_get_length (array) != 2)
    return FALSE;
  *x = json_array_get_double_element (array, 0);
  *y = json_array_get_double_element (array, 1);
  return isfinite (*x) && isfinite (*y);
}

JsonNode *
mill_edit_block_node (MillDocBlock *block)
{
  JsonObject *object = json_object_new ();
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  json_object_set_string_member (object, "type", block->type_id);
  if (block->label != NULL)
    json_object_set_string_member (object, "label", block->label);
  if (block->notes != NULL)
    json_object_set_string_member (object, "notes", block->notes);
  if (block->disabled)
    json_object_set_boolean_member (object, "disabled", TRUE);
  json_object_set_object_member (object, "params", json_object_ref (block->params));
  if (block->positioned)
    json_object_set_member (object, "position", mill_edit_position_node (block->x, block->y));
  json_node_take_object (node, object);
  return node;
}

JsonNode *
mill_edit_transition_node (MillTransitionKind kind, JsonObject *settings)
{
  if (kind == MILL_TRANSITION_CALL)
    return mill_json_object_node (settings);
  g_autoptr (JsonNode) nick = mill_json_text_node (mill_transition_get (kind)->nick);
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (node, mill_json_object_with (settings, "kind", nick, 0));
  return node;
}

/* ---- applying ---- */

static gboolean
apply_block (MillDocument *document, const char *id, JsonNode *from, JsonNode *to)
{
  MillDocBlock *block = id != NULL ? mill_document_find_block (document, id) : NULL;
  double x, y;
  if (to == NULL)
    {
      if (block == NULL)
        return FALSE;
      mill_document_drop_block (document, block);
      return TRUE;
    }
  JsonObject *object = node_object (to);
  if (block != NULL || from != NULL || object == NULL || !mill_id_is_valid (id))
    return FALSE;
  const char *type = mill_json_object_text (object, "type");
  if (type == NULL)
    return FALSE;
  g_autoptr (MillDocBlock) added
      = mill_doc_block_new (id,
                            type,
                            mill_document_spec (document, type),
                            node_object (json_object_get_member (object, "params")));
  mill_doc_block_set_label (added, mill_json_object_text (object, "label"));
  mill_doc_block_set_notes (added, mill_json_object_text (object, "notes"));
  mill_doc_block_set_disabled (added, json_object_has_member (object, "disabled"));
  if (read_position (json_object_get_member (object, "position"), &x, &y))
    mill_doc_block_set_position (added, TRUE, x, y);
  mill_document_insert_block (document, added);
  return TRUE;
}

static gboolean
apply_rename (MillDocument *document, const char *from, const char *to)
{
  MillDocBlock *block = from != NULL ? mill_document_find_block (document, from) : NULL;
  if (block == NULL || to == NULL || !mill_id_is_valid (to)
      || mill_document_find_block (document, to) != NULL)
    return FALSE;
  mill_document_reid_block (document, block, to);
  return TRUE;
}

static gboolean
apply_field (MillDocument *document, MillDocBlock *block, const char *field, JsonNode *to)
{
  double x = 0, y = 0;
  if (g_strcmp0 (field, "position") == 0)
    {
      gboolean positioned = read_position (to, &x, &y);
      mill_doc_block_set_position (block, positioned, x, y);
      mill_document_note (document, MILL_CHANGED_LAYOUT);
      return TRUE;
    }
  if (g_strcmp0 (field, "label") == 0 || g_strcmp0 (field, "notes") == 0)
    {
      if (field[0] == 'l')
        mill_doc_block_set_label (block, node_text (to));
      else
        mill_doc_block_set_notes (block, node_text (to));
      mill_document_note (document, MILL_CHANGED_LAYOUT);
      return TRUE;
    }
  if (g_strcmp0 (field, "disabled") == 0)
    mill_doc_block_set_disabled (block, to != NULL);
  else if (g_strcmp0 (field, "type") == 0 && node_text (to) != NULL)
    mill_doc_block_set_type (block, node_text (to), mill_document_spec (document, node_text (to)));
  else
    return FALSE;
  mill_document_note (document, MILL_CHANGED_LOGIC);
  return TRUE;
}

static gboolean
apply_to_block (MillDocument *document, const MillEdit *edit, JsonNode *to)
{
  MillDocBlock *block
      = edit->subject != NULL ? mill_document_find_block (document, edit->subject) : NULL;
  g_autoptr (JsonObject) params = NULL;
  if (block == NULL)
    return FALSE;
  if (edit->kind == MILL_EDIT_FIELD)
    return apply_field (document, block, edit->field, to);
  if (edit->kind == MILL_EDIT_PARAM && edit->field != NULL)
    params = mill_json_object_with (block->params, edit->field, to, edit->index);
  else if (edit->kind == MILL_EDIT_PARAMS && node_object (to) != NULL)
    params = json_object_ref (node_object (to));
  if (params == NULL)
    return FALSE;
  mill_doc_block_set_params (block, params);
  mill_document_note (document, MILL_CHANGED_LOGIC);
  return TRUE;
}

static void
set_link_transition (MillDocLink *link, JsonObject *object)
{
  const char *nick = mill_json_object_text (object, "kind");
  int kind = nick != NULL ? mill_transition_find (nick) : MILL_TRANSITION_CALL;
  g_autoptr (JsonObject) settings = mill_json_object_with (object, "kind", NULL, 0);
  mill_doc_link_set_transition (link, (MillTransitionKind)MAX (kind, 0), settings);
}

static gboolean
apply_link (MillDocument *document, const MillEdit *edit, JsonNode *from, JsonNode *to)
{
  g_autofree char *from_block = NULL, *from_port = NULL, *to_block = NULL, *to_port = NULL;
  if (edit->subject == NULL || edit->field == NULL
      || !mill_split_end (edit->subject, &from_block, &from_port)
      || !mill_split_end (edit->field, &to_block, &to_port))
    return FALSE;
  MillDocLink *link = mill_document_find_link (document, from_block, from_port, to_block, to_port);
  if ((link == NULL) != (from == NULL) || (to != NULL && node_object (to) == NULL))
    return FALSE;
  if (to == NULL)
    {
      if (link != NULL)
        mill_document_drop_link (document, link);
      return link != NULL;
    }
  if (link != NULL)
    {
      set_link_transition (link, node_object (to));
      mill_document_note (document, MILL_CHANGED_LOGIC);
      return TRUE;
    }
  g_autoptr (MillDocLink) added = mill_doc_link_new (from_block, from_port, to_block, to_port);
  set_link_transition (added, node_object (to));
  mill_document_insert_link (document, added);
  return TRUE;
}

static gboolean
apply_entry (MillDocument *document, const MillEdit *edit, JsonNode *from, JsonNode *to)
{
  if (edit->subject == NULL || !mill_id_is_valid (edit->subject)
      || edit->section >= MILL_SECTION_LAST || (to != NULL && node_object (to) == NULL))
    return FALSE;
  JsonObject *old = mill_document_get_entry (document, edit->section, edit->subject);
  if ((old == NULL) != (from == NULL) || (old == NULL && to == NULL))
    return FALSE;
  mill_document_put_entry (document, edit->section, edit->subject, node_object (to), edit->index);
  return TRUE;
}

gboolean
mill_edit_apply (MillDocument *document, const MillEdit *edit, gboolean forward)
{
  JsonNode *from = forward ? edit->before : edit->after;
  JsonNode *to = forward ? edit->after : edit->before;
  switch (edit->kind)
    {
    case MILL_EDIT_NAME:
      mill_document_put_name (document, node_text (to));
      return TRUE;
    case MILL_EDIT_DESCRIPTION:
      mill_document_put_description (document, node_text (to));
      return TRUE;
    case MILL_EDIT_ENTRY:
      return apply_entry (document, edit, from, to);
    case MILL_EDIT_BLOCK:
      return apply_block (document, edit->subject, from, to);
    case MILL_EDIT_RENAME:
      return apply_rename (document, node_text (from), node_text (to));
    case MILL_EDIT_LINK:
      return apply_link (document, edit, from, to);
    case MILL_EDIT_FIELD:
    case MILL_EDIT_PARAM:
    case MILL_EDIT_PARAMS:
      return apply_to_block (document, edit, to);
    case MILL_EDIT_LAST:
    default:
      return FALSE;
    }
}

gboolean
mill_edit_join (MillEdit *edit, const MillEdit *later)
{
  if (edit->kind != later->kind || edit->section != later->section
      || g_strcmp0 (edit->subject, later->subject) != 0
      || g_strcmp0 (edit->field, later->field) != 0)
    return FALSE;
  g_clear_pointer (&edit->after, json_node_unref);
  edit->after = later->after != NULL ? json_node_ref (later->after) : NULL;
  return TRUE;
}

/* ---- the journal ---- */

JsonNode *
mill_edit_to_json (const MillEdit *edit)
{
  JsonObject *object = json_object_new ();
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  json_object_set_string_member (object, "edit", kind_nicks[edit->kind]);
  if (edit->kind == MILL_EDIT_ENTRY)
    json_object_set_string_member (object, "section", mill_section_key (edit->section));
  if (edit->index != G_MAXUINT)
    json_object_set_int_member (object, "index", edit->index);
  if (edit->subject != NULL)
    json_object_set_string_member (object, "subject", edit->subject);
  if (edit->field != NULL)
    json_object_set_string_member (object, "field", edit->field);
  if (edit->before != NULL)
    json_object_set_member (object, "before", json_node_ref (edit->before));
  if (edit->after != NULL)
    json_object_set_member (object, "after", json_node_ref (edit->after));
  json_node_take_object (node, object);
  return node;
}

static int
find_kind (const char *nick)
{
  for (int i = 0; nick != NULL && i < MILL_EDIT_LAST; i++)
    if (g_str_equal (kind_nicks[i], nick))
      return i;
  return -1;
}

MillEdit *
mill_edit_from_json (JsonNode *node)
{
  JsonObject *object = node_object (node);
  int kind = object != NULL ? find_kind (mill_json_object_text (object, "edit")) : -1;
  if (kind < 0)
    return NULL;
  JsonNode *before = json_object_get_member (object, "before");
  JsonNode *after = json_object_get_member (object, "after");
  JsonNode *index = json_object_get_member (object, "index");
  const char *section = mill_json_object_text (object, "section");
  MillEdit *edit = mill_edit_new ((MillEditKind)kind,
                                  mill_json_object_text (object, "subject"),
                                  mill_json_object_text (object, "field"),
                                  before != NULL ? json_node_ref (before) : NULL,
                                  after != NULL ? json_node_ref (after) : NULL);
  if (index != NULL && JSON_NODE_HOLDS_VALUE (index))
    edit->index = (guint)CLAMP (json_node_get_int (index), 0, G_MAXINT);
  edit->section = MILL_SECTION_PARAMETERS;
  while (section != NULL && edit->section < MILL_SECTION_LAST
         && !g_str_equal (mill_section_key (edit->section), section))
    edit->section++;
  return edit;
}
