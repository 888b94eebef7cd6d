/* mill-editor-secret.c: the name of a secret.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-param-editor-private.h"
#include "mill-secret-field.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  MillSecretField *field;
} Data;

static void
changed (MillParamEditor *editor)
{
  const Data *data = editor->data;
  const char *name = mill_secret_field_get_name (data->field);
  mill_param_editor_take (editor, *name != '\0' ? mill_node_secret (name) : NULL, TRUE);
}

static void
build (MillParamEditor *editor)
{
  Data *data = editor->data;
  GtkWidget *field = mill_secret_field_new (editor->context,
                                            mill_param_words (editor->param, editor->param->label));
  data->field = MILL_SECRET_FIELD (field);
  g_signal_connect_swapped (field, "changed", G_CALLBACK (changed), editor);
  adw_bin_set_child (ADW_BIN (editor), field);
}

/* A text that stands in the document by mistake is not shown: the analysis says that it is wrong.
 */
static void
show (MillParamEditor *editor)
{
  const Data *data = editor->data;
  const char *name = mill_node_get_secret (editor->value);
  mill_secret_field_set_name (data->field, name != NULL ? name : "");
}

static void
context_changed (MillParamEditor *editor)
{
  const Data *data = editor->data;
  mill_secret_field_update (data->field);
}

const MillEditorKind mill_editor_secret = {
  .data_size = sizeof (Data), .build = build, .show = show, .context_changed = context_changed
};
