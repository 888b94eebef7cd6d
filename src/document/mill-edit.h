/* mill-edit.h: the smallest changes of a document, as data that goes both ways.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-document.h"

G_BEGIN_DECLS

/** MillEditKind: what is replaced. Absent is %NULL. */
typedef enum
{
  MILL_EDIT_NAME,        /* text */
  MILL_EDIT_DESCRIPTION, /* text */
  MILL_EDIT_ENTRY,       /* object: entry @subject of @section */
  MILL_EDIT_BLOCK,       /* object: all of block @subject */
  MILL_EDIT_RENAME,      /* texts: ids; the block has the one or the other */
  MILL_EDIT_FIELD,       /* @field of block @subject: type, label, notes, disabled, position */
  MILL_EDIT_PARAM,       /* parameter @field of block @subject */
  MILL_EDIT_PARAMS,      /* object: all parameters of block @subject */
  MILL_EDIT_LINK,        /* object: the transition of the link from @subject to @field */
  MILL_EDIT_LAST
} MillEditKind;

/** MillEdit: one change, from @before to @after. */
typedef struct
{
  MillEditKind kind;
  MillSection section;
  guint index; /* the place of what is added or removed, where order counts */
  char *subject;
  char *field;
  JsonNode *before;
  JsonNode *after;
} MillEdit;

/** mill_edit_new: (transfer full): an edit; strings are copied, @before and @after (nullable)
 * taken. */
MillEdit *mill_edit_new (
    MillEditKind kind, const char *subject, const char *field, JsonNode *before, JsonNode *after);
/** mill_edit_free: frees; accepts %NULL. */
void mill_edit_free (MillEdit *edit);

/**
 * mill_edit_apply: makes the change, or takes it back when not @forward. Does not record it.
 *
 * Returns: %FALSE, and nothing is changed, when the document is not as the edit expects.
 */
gboolean mill_edit_apply (MillDocument *document, const MillEdit *edit, gboolean forward);
/** mill_edit_join: makes @edit lead to where @later leads. Returns: %FALSE when they do not replace
 * the same thing. */
gboolean mill_edit_join (MillEdit *edit, const MillEdit *later);

/** mill_edit_to_json: (transfer full): for the journal. */
JsonNode *mill_edit_to_json (const MillEdit *edit);
/** mill_edit_from_json: (transfer full) (nullable): the inverse; %NULL when @node is no edit. */
MillEdit *mill_edit_from_json (JsonNode *node);

/** mill_edit_block_node: (transfer full): all of @block, as MILL_EDIT_BLOCK holds it. */
JsonNode *mill_edit_block_node (MillDocBlock *block);
/** mill_edit_position_node: (transfer full): a position as FIELD edits hold it. */
JsonNode *mill_edit_position_node (double x, double y);
/** mill_edit_transition_node: (transfer full): a transition as LINK edits hold it: its settings,
 * and "kind" first unless it is `call`. */
JsonNode *mill_edit_transition_node (MillTransitionKind kind, JsonObject *settings);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MillEdit, mill_edit_free)

G_END_DECLS
