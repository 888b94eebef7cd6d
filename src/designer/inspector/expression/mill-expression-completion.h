/* mill-expression-completion.h: proposes columns, functions and keywords while an expression is
 * typed.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gtksourceview/gtksource.h>

#include "mill-schema.h"

G_BEGIN_DECLS

/** MillProposalKind: what a proposal is; columns come first. */
typedef enum
{
  MILL_PROPOSAL_COLUMN,
  MILL_PROPOSAL_FUNCTION,
  MILL_PROPOSAL_KEYWORD
} MillProposalKind;

#define MILL_TYPE_PROPOSAL (mill_proposal_get_type ())
G_DECLARE_FINAL_TYPE (MillProposal, mill_proposal, MILL, PROPOSAL, GObject)
/** mill_proposal_get_kind: what it is. */
MillProposalKind mill_proposal_get_kind (MillProposal *proposal);
/** mill_proposal_get_name: (transfer none): the name. */
const char *mill_proposal_get_name (MillProposal *proposal);
/** mill_proposal_make_text: (transfer full): what is put in the text: a column is quoted where it
 * must be, a function gets its parentheses. */
char *mill_proposal_make_text (MillProposal *proposal);

#define MILL_TYPE_EXPRESSION_COMPLETION (mill_expression_completion_get_type ())
G_DECLARE_FINAL_TYPE (
    MillExpressionCompletion, mill_expression_completion, MILL, EXPRESSION_COMPLETION, GObject)

/** mill_expression_completion_new: (transfer full): a #GtkSourceCompletionProvider. @template: only
 * inside of braces. */
MillExpressionCompletion *mill_expression_completion_new (gboolean template);
/** mill_expression_completion_set_schema: the columns are those of @schema (nullable: none). */
void mill_expression_completion_set_schema (MillExpressionCompletion *completion,
                                            const MillSchema *schema);
/** mill_expression_completion_list: (transfer full) (element-type MillProposal): what fits @word,
 * the best first. */
GListModel *mill_expression_completion_list (MillExpressionCompletion *completion,
                                             const char *word);

G_END_DECLS
