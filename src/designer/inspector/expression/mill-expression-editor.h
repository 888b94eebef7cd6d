/* mill-expression-editor.h: a field for an expression, or for a template `text {expression} text`.
 *
 * Colours it, completes names of columns and functions, underlines what is wrong where it is wrong,
 * and shows the type and what comes out for the first rows of the sample.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <adwaita.h>

#include "mill-param-context.h"

G_BEGIN_DECLS

#define MILL_TYPE_EXPRESSION_EDITOR (mill_expression_editor_get_type ())
/** MillExpressionEditor: signals "changed" (the user has typed; checked already), "done" (focus has
 * left). */
G_DECLARE_FINAL_TYPE (MillExpressionEditor, mill_expression_editor, MILL, EXPRESSION_EDITOR, AdwBin)

/** mill_expression_editor_new: an empty field over the columns of input @port (nullable: the first)
 * of @context. @label: its accessible name. */
GtkWidget *mill_expression_editor_new (MillParamContext *context,
                                       const char *port,
                                       const char *label,
                                       gboolean template);
/** mill_expression_editor_set_expects: the result must be of @type. */
void mill_expression_editor_set_expects (MillExpressionEditor *editor, MillType type);
/** mill_expression_editor_set_schema: the columns are those of @schema (nullable: of the context).
 */
void mill_expression_editor_set_schema (MillExpressionEditor *editor, const MillSchema *schema);
/** mill_expression_editor_set_hint: what is shown while it is empty. */
void mill_expression_editor_set_hint (MillExpressionEditor *editor, const char *hint);

/** mill_expression_editor_get_text: (transfer full): the text. */
char *mill_expression_editor_get_text (MillExpressionEditor *editor);
/** mill_expression_editor_set_text: shows @text; without a signal. */
void mill_expression_editor_set_text (MillExpressionEditor *editor, const char *text);
/** mill_expression_editor_get_type_of: the type of what is typed. Returns: %FALSE when it is not
 * known: something is wrong, or the columns are not known. */
gboolean mill_expression_editor_get_type_of (MillExpressionEditor *editor, MillType *type);
/** mill_expression_editor_get_error: (transfer none) (nullable): what is wrong with it. */
const char *mill_expression_editor_get_error (MillExpressionEditor *editor);
/** mill_expression_editor_set_problem: shows @message (nullable: none any more), underlined where a
 * "LINE:COLUMN: " at its start says, unless something is seen to be wrong without it. Until the
 * next edit. Returns: whether anything is wrong. */
gboolean mill_expression_editor_set_problem (MillExpressionEditor *editor, const char *message);
/** mill_expression_editor_get_result: (transfer none): what comes out for the first rows, as it is
 * shown; "" when that is not known. */
const char *mill_expression_editor_get_result (MillExpressionEditor *editor);
/** mill_expression_editor_get_view: (transfer none): the text view, for tests. */
GtkTextView *mill_expression_editor_get_view (MillExpressionEditor *editor);

G_END_DECLS
