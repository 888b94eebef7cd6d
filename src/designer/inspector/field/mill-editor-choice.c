/* mill-editor-choice.c: what is chosen from few: switches, choices, connections.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-choice.h"
#include "mill-param-editor-private.h"

#include <glib/gi18n-lib.h>

/* ---- a switch ---- */

typedef struct
{
  GtkSwitch *control;
} Switch;

static void
switched (MillParamEditor *editor)
{
  const Switch *data = editor->data;
  JsonNode *value
      = json_node_init_boolean (json_node_alloc (), gtk_switch_get_active (data->control));
  mill_param_editor_take (editor, value, TRUE);
}

/* By itself a switch changes only after it has moved on the screen: by then the form may show
 * another block, or none. */
static void
switch_turn (MillParamEditor *editor)
{
  const Switch *data = editor->data;
  gtk_switch_set_active (data->control, !gtk_switch_get_active (data->control));
}

/* By a key; where nothing moves GTK has turned it already. */
static void
switch_activated (MillParamEditor *editor)
{
  gboolean moves;
  g_object_get (
      gtk_widget_get_settings (GTK_WIDGET (editor)), "gtk-enable-animations", &moves, NULL);
  if (moves)
    switch_turn (editor);
}

static void
switch_pressed (GtkGesture *gesture)
{
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
}

static void
switch_build (MillParamEditor *editor)
{
  Switch *data = editor->data;
  GtkWidget *control = gtk_switch_new ();
  data->control = GTK_SWITCH (control);
  gtk_widget_set_halign (control, GTK_ALIGN_END);
  gtk_widget_set_valign (control, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (control, "notify::active", G_CALLBACK (switched), editor);
  g_signal_connect_swapped (control, "activate", G_CALLBACK (switch_activated), editor);
  GtkGesture *click = gtk_gesture_click_new ();
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  g_signal_connect (click, "pressed", G_CALLBACK (switch_pressed), NULL);
  g_signal_connect_swapped (click, "released", G_CALLBACK (switch_turn), editor);
  gtk_widget_add_controller (control, GTK_EVENT_CONTROLLER (click));
  mill_param_editor_name (editor, control);
  adw_bin_set_child (ADW_BIN (editor), control);
}

static void
switch_show (MillParamEditor *editor)
{
  const Switch *data = editor->data;
  JsonNode *value = editor->value;
  gboolean given = value != NULL && JSON_NODE_HOLDS_VALUE (value)
                   && json_node_get_value_type (value) == G_TYPE_BOOLEAN;
  gtk_switch_set_active (data->control,
                         given ? json_node_get_boolean (value) : editor->param->def.integer != 0);
}

const MillEditorKind mill_editor_switch
    = { .data_size = sizeof (Switch), .build = switch_build, .show = switch_show };

/* ---- a list of choices ---- */

typedef struct
{
  GtkDropDown *control;
  GPtrArray *nicks; /* what stands in the document, by row; NULL: not given */
  GtkStringList *labels;
} Choice;

static void
chosen (MillParamEditor *editor)
{
  const Choice *data = editor->data;
  guint row = gtk_drop_down_get_selected (data->control);
  if (row >= data->nicks->len)
    return;
  const char *nick = data->nicks->pdata[row];
  mill_param_editor_take (editor, nick != NULL ? mill_node_text (nick) : NULL, TRUE);
}

static void
free_nicks (gpointer nicks, GObject *was)
{
  g_ptr_array_unref (nicks);
}

static void
choice_build (MillParamEditor *editor)
{
  Choice *data = editor->data;
  data->labels = gtk_string_list_new (NULL);
  data->nicks = g_ptr_array_new_with_free_func (g_free);
  GtkWidget *control = gtk_drop_down_new (G_LIST_MODEL (data->labels), NULL);
  data->control = GTK_DROP_DOWN (control);
  mill_choice_shorten (data->control);
  g_object_weak_ref (G_OBJECT (control), free_nicks, data->nicks);
  g_signal_connect_swapped (control, "notify::selected", G_CALLBACK (chosen), editor);
  mill_param_editor_name (editor, control);
  adw_bin_set_child (ADW_BIN (editor), control);
}

static void
add_row (Choice *data, const char *nick, const char *label)
{
  g_ptr_array_add (data->nicks, g_strdup (nick));
  gtk_string_list_append (data->labels, label);
}

static void
add_choices (Choice *data, const MillParam *param)
{
  if (param->required)
    add_row (data, NULL, _ ("Choose…"));
  for (const MillChoice *choice = param->choices; choice->nick != NULL; choice++)
    add_row (data, choice->nick, mill_param_words (param, choice->label));
}

static void
add_connections (Choice *data, MillParamEditor *editor)
{
  MillDocument *document = mill_param_context_get_document (editor->context);
  add_row (data, NULL, _ ("None"));
  if (document == NULL)
    return;
  g_autofree const char **names = mill_document_list_entries (document, MILL_SECTION_CONNECTIONS);
  for (guint i = 0; names[i] != NULL; i++)
    add_row (data, names[i], names[i]);
}

static guint
find_row (const Choice *data, const char *nick)
{
  for (guint i = 0; i < data->nicks->len; i++)
    if (g_strcmp0 (data->nicks->pdata[i], nick) == 0)
      return i;
  return GTK_INVALID_LIST_POSITION;
}

static void
choice_show (MillParamEditor *editor)
{
  Choice *data = editor->data;
  const MillParam *param = editor->param;
  const char *text = mill_param_editor_text (editor);
  const char *nick = editor->value != NULL ? text : NULL;
  gboolean choices = param->type == MILL_PARAM_ENUM_;
  if (data->nicks->len == 0 && choices)
    add_choices (data, param);
  if (!choices)
    {
      g_ptr_array_set_size (data->nicks, 0);
      gtk_string_list_splice (
          data->labels, 0, g_list_model_get_n_items (G_LIST_MODEL (data->labels)), NULL);
      add_connections (data, editor);
    }
  if (nick == NULL && choices && !param->required)
    {
      const MillChoice *def = mill_param_choice (param, param->def.integer);
      nick = def != NULL ? def->nick : NULL;
    }
  guint row = find_row (data, nick);
  if (row == GTK_INVALID_LIST_POSITION)
    {
      row = data->nicks->len; /* a word that is none of the choices: the analysis says so */
      add_row (data, nick, nick);
    }
  gtk_drop_down_set_selected (data->control, row);
}

static void
choice_context_changed (MillParamEditor *editor)
{
  if (editor->param->type == MILL_PARAM_CONNECTION_)
    choice_show (editor);
}

const MillEditorKind mill_editor_choice = { .data_size = sizeof (Choice),
                                            .build = choice_build,
                                            .show = choice_show,
                                            .context_changed = choice_context_changed };
