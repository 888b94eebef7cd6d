/* mill-editor-expression.c: an expression or template as a parameter.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-param-editor-private.h"

#include "mill-expression-editor.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  MillExpressionEditor *expression;
} Data;

static void
changed (MillParamEditor *editor)
{
  const Data *data = editor->data;
  g_autofree char *text = mill_expression_editor_get_text (data->expression);
  mill_param_editor_take (editor, *text != '\0' ? mill_node_text (text) : NULL, FALSE);
}

static void
set_hint (Data *data, const MillParam *param)
{
  g_autoptr (JsonNode) example
      = param->example != NULL ? json_from_string (param->example, NULL) : NULL;
  if (example == NULL || !JSON_NODE_HOLDS_VALUE (example))
    return;
  g_autofree char *hint = g_strdup_printf (_ ("such as %s"), json_node_get_string (example));
  mill_expression_editor_set_hint (data->expression, hint);
}

static void
build (MillParamEditor *editor)
{
  Data *data = editor->data;
  const MillParam *param = editor->param;
  GtkWidget *expression = mill_expression_editor_new (
      editor->context, param->port, _ (param->label), param->type == MILL_PARAM_TEMPLATE_);
  data->expression = MILL_EXPRESSION_EDITOR (expression);
  if (param->has_expects)
    mill_expression_editor_set_expects (data->expression, param->expects);
  set_hint (data, param);
  g_signal_connect_swapped (expression, "changed", G_CALLBACK (changed), editor);
  g_signal_connect_swapped (expression, "done", G_CALLBACK (mill_param_editor_done), editor);
  adw_bin_set_child (ADW_BIN (editor), expression);
}

static void
show (MillParamEditor *editor)
{
  const Data *data = editor->data;
  mill_expression_editor_set_text (data->expression, mill_param_editor_text (editor));
}

static gboolean
set_problems (MillParamEditor *editor, GPtrArray *problems)
{
  const Data *data = editor->data;
  return mill_expression_editor_set_problem (data->expression, mill_problems_error (problems));
}

const MillEditorKind mill_editor_expression = { .data_size = sizeof (Data),
                                                .build = build,
                                                .show = show,
                                                .set_problems = set_problems,
                                                .text = TRUE };
