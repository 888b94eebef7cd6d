/* mill-param-editor-private.h: how the kinds of editor plug into the one widget.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-param-editor.h"
#include "mill-params.h"

G_BEGIN_DECLS

/** MillEditorKind: the control for some types of parameter; a const table. */
typedef struct
{
  gsize data_size; /* of editor->data, zeroed */
  /* makes the control: calls adw_bin_set_child() */
  void (*build) (MillParamEditor *editor);
  /* shows editor->value */
  void (*show) (MillParamEditor *editor);
  /* (nullable) columns or names are others */
  void (*context_changed) (MillParamEditor *editor);
  /* (nullable) rows are others */
  void (*sample_changed) (MillParamEditor *editor);
  /* (nullable) as mill_param_editor_set_problems() */
  gboolean (*set_problems) (MillParamEditor *editor, GPtrArray *problems);
  /* (nullable) shows that there are several values, or that there are not any more. Returns:
   * whether it can */
  gboolean (*show_mixed) (MillParamEditor *editor, gboolean mixed);
  gboolean text; /* shows any text, so a ${reference} too */
} MillEditorKind;

extern const MillEditorKind mill_editor_text;       /* every text, number, size, duration */
extern const MillEditorKind mill_editor_secret;     /* secret */
extern const MillEditorKind mill_editor_switch;     /* boolean */
extern const MillEditorKind mill_editor_choice;     /* enum, connection */
extern const MillEditorKind mill_editor_type;       /* type */
extern const MillEditorKind mill_editor_path;       /* file, folder */
extern const MillEditorKind mill_editor_expression; /* expression, template */
extern const MillEditorKind mill_editor_column;     /* column */
extern const MillEditorKind mill_editor_columns;    /* columns */
extern const MillEditorKind mill_editor_map;        /* map */
extern const MillEditorKind mill_editor_list;       /* list */

struct _MillParamEditor
{
  AdwBin parent_instance;

  const MillParam *param;
  MillParamContext *context;
  const MillEditorKind *kind;
  gpointer data;
  JsonNode *value;
  gboolean loading;   /* widgets are being set: what they emit is no edit */
  gboolean following; /* what the context tells */
  GtkWidget *control;
  gboolean mixed; /* of several blocks, which have different values */
  JsonNode *one;  /* (nullable) the value of one of them */
  /* (nullable) what stands in place of the control for a ${reference} or for different values */
  GtkWidget *stand_in;
};

/** mill_param_editor_take: the user has made it @value (nullable) (transfer full). @done: and the
 * gesture is over. Nothing while the editor is loading. */
void mill_param_editor_take (MillParamEditor *editor, JsonNode *value, gboolean done);
/** mill_param_editor_done: the gesture is over. */
void mill_param_editor_done (MillParamEditor *editor);
/** mill_param_editor_text: (transfer none): the value as text; "" when it is none. */
const char *mill_param_editor_text (MillParamEditor *editor);
/** mill_param_editor_name: gives @widget the label of the parameter as its accessible name. */
void mill_param_editor_name (MillParamEditor *editor, GtkWidget *widget);

/** mill_used_button_update: behind @entry, in a box, a button with what such parameters are
 * elsewhere in the pipeline; hidden where there is nothing, and made (@button: at first %NULL) when
 * it is first needed. */
void mill_used_button_update (GtkWidget **button, GtkWidget *entry, MillParamEditor *editor);

/** mill_grab_focus_inside: gives the focus to the first widget inside of @widget that takes it. */
gboolean mill_grab_focus_inside (GtkWidget *widget);

/** mill_node_text: (transfer full): a text as a node. */
JsonNode *mill_node_text (const char *text);
/** mill_node_array: (transfer full): @array (transfer full) as a node. */
JsonNode *mill_node_array (JsonArray *array);
/** mill_node_object: (transfer full): @object (transfer full) as a node. */
JsonNode *mill_node_object (JsonObject *object);
/** mill_node_same: whether two nodes (nullable) are the same text: the order of keys counts. */
gboolean mill_node_same (JsonNode *one, JsonNode *other);
/** mill_object_with: (transfer full): a copy of @object with @name set to @value (nullable: without
 * it), in its place or at the end. */
JsonObject *mill_object_with (JsonObject *object, const char *name, JsonNode *value);

G_END_DECLS
