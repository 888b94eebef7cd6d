/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-param-editor-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

G_DEFINE_FINAL_TYPE (MillParamEditor, mill_param_editor, ADW_TYPE_BIN)

enum
{
  CHANGED,
  DONE,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

/* ---- nodes ---- */

JsonNode *
mill_node_text (const char *text)
{
  return json_node_init_string (json_node_alloc (), text);
}

JsonNode *
mill_node_array (JsonArray *array)
{
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);
  json_node_take_array (node, array);
  return node;
}

JsonNode *
mill_node_object (JsonObject *object)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (node, object);
  return node;
}

gboolean
mill_node_same (JsonNode *one, JsonNode *other)
{
  if (one == NULL || other == NULL || one == other)
    return one == other;
  g_autofree char *a = json_to_string (one, FALSE), *b = json_to_string (other, FALSE);
  return g_str_equal (a, b);
}

JsonObject *
mill_object_with (JsonObject *object, const char *name, JsonNode *value)
{
  JsonObject *copy = json_object_new ();
  JsonObjectIter iter;
  const char *key;
  JsonNode *node;
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &key, &node))
    {
      JsonNode *kept = g_str_equal (key, name) ? value : node;
      if (kept != NULL)
        json_object_set_member (copy, key, json_node_ref (kept));
    }
  if (value != NULL && !json_object_has_member (copy, name))
    json_object_set_member (copy, name, json_node_ref (value));
  return copy;
}

const char *
mill_param_words (const MillParam *param, const char *text)
{
  g_return_val_if_fail (param != NULL && text != NULL, "");
  return param->label == param->field ? text : _ (text);
}

/* ---- problems ---- */

MillProblem *
mill_problem_new (MillSeverity severity, const char *path, const char *message)
{
  MillProblem *problem = g_new (MillProblem, 1);
  *problem = (MillProblem){ severity, g_strdup (path), g_strdup (message) };
  return problem;
}

void
mill_problem_free (MillProblem *problem)
{
  g_free (problem->path);
  g_free (problem->message);
  g_free (problem);
}

/* The rest of the JSON pointer @path behind the step @key; NULL when it begins with another. */
static const char *
behind_step (const char *path, const char *key)
{
  if (*path++ != '/')
    return NULL;
  for (; *key != '\0'; key++, path++)
    {
      char wanted = *key;
      if (*path == '~' && (wanted == '~' || wanted == '/'))
        {
          path++;
          wanted = wanted == '~' ? '0' : '1';
        }
      if (*path != wanted)
        return NULL;
    }
  return *path == '\0' || *path == '/' ? path : NULL;
}

GPtrArray *
mill_problems_of (GPtrArray *problems, const char *key)
{
  g_return_val_if_fail (key != NULL, NULL);
  GPtrArray *found = g_ptr_array_new_with_free_func ((GDestroyNotify)mill_problem_free);
  for (guint i = 0; problems != NULL && i < problems->len; i++)
    {
      const MillProblem *problem = problems->pdata[i];
      const char *rest = behind_step (problem->path, key);
      if (rest != NULL)
        g_ptr_array_add (found, mill_problem_new (problem->severity, rest, problem->message));
    }
  return found;
}

GPtrArray *
mill_problems_of_index (GPtrArray *problems, guint index)
{
  char key[16];
  g_snprintf (key, sizeof key, "%u", index);
  return mill_problems_of (problems, key);
}

const char *
mill_problems_error (GPtrArray *problems)
{
  for (guint i = 0; problems != NULL && i < problems->len; i++)
    {
      const MillProblem *problem = problems->pdata[i];
      if (problem->severity == MILL_SEVERITY_ERROR)
        return problem->message;
    }
  return NULL;
}

/* ---- a ${reference} in place of a control that cannot show one ---- */

static void
drop_reference (MillParamEditor *editor)
{
  mill_param_editor_change (editor, NULL);
  gtk_widget_grab_focus (editor->control);
}

static GtkWidget *
make_reference (MillParamEditor *editor)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  const char *text = mill_param_editor_text (editor);
  GtkWidget *label = gtk_label_new (text);
  GtkWidget *button = gtk_button_new_from_icon_name ("window-close-symbolic");
  g_autofree char *value = mill_param_context_expand (editor->context, text, NULL, NULL);
  g_autofree char *tip = value != NULL ? g_strdup_printf (_ ("Now: %s"), value) : NULL;
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_set_tooltip_text (label, tip);
  gtk_widget_add_css_class (label, "monospace");
  gtk_widget_add_css_class (box, "mill-reference");
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _ ("Set a fixed value instead"));
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), button);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (drop_reference), editor);
  return box;
}

/* ---- several values in place of a control that cannot show them ---- */

static void
take_one (MillParamEditor *editor)
{
  g_autoptr (JsonNode) one = editor->one != NULL ? json_node_ref (editor->one) : NULL;
  mill_param_editor_change (editor, one);
  gtk_widget_grab_focus (editor->control);
}

static GtkWidget *
make_mixed (MillParamEditor *editor)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (_ ("(different values)"));
  GtkWidget *button = gtk_button_new_with_label (_ ("Make the same"));
  g_autofree char *value = editor->one != NULL ? json_to_string (editor->one, FALSE) : NULL;
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_add_css_class (box, "mill-reference");
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, value != NULL ? value : _ ("Reset to default"));
  mill_param_editor_name (editor, button);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), button);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (take_one), editor);
  return box;
}

/* (nullable) */
static GtkWidget *
make_stand_in (MillParamEditor *editor)
{
  if (editor->mixed)
    return editor->kind->show_mixed != NULL && editor->kind->show_mixed (editor, TRUE)
               ? NULL
               : make_mixed (editor);
  gboolean reference
      = !editor->kind->text && mill_text_has_reference (mill_param_editor_text (editor));
  return reference ? make_reference (editor) : NULL;
}

static void
show_value (MillParamEditor *editor)
{
  editor->loading = TRUE;
  editor->stand_in = make_stand_in (editor);
  if (editor->stand_in != NULL)
    adw_bin_set_child (ADW_BIN (editor), editor->stand_in);
  else
    {
      if (adw_bin_get_child (ADW_BIN (editor)) != editor->control)
        adw_bin_set_child (ADW_BIN (editor), editor->control);
      editor->kind->show (editor);
    }
  editor->loading = FALSE;
}

/* ---- the object ---- */

static void
context_changed (MillParamEditor *editor)
{
  if (editor->kind->context_changed == NULL || editor->stand_in != NULL)
    return;
  editor->loading = TRUE;
  editor->kind->context_changed (editor);
  editor->loading = FALSE;
}

static void
sample_changed (MillParamEditor *editor)
{
  if (editor->kind->sample_changed != NULL && editor->stand_in == NULL)
    editor->kind->sample_changed (editor);
}

gboolean
mill_grab_focus_inside (GtkWidget *widget)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_get_visible (child)
        && ((!GTK_IS_SCROLLED_WINDOW (child) && gtk_widget_grab_focus (child))
            || mill_grab_focus_inside (child)))
      return TRUE;
  return FALSE;
}

static void
follow (MillParamEditor *editor)
{
  if (editor->following)
    return;
  editor->following = TRUE;
  g_signal_connect_swapped (editor->context, "changed", G_CALLBACK (context_changed), editor);
  g_signal_connect_swapped (editor->context, "sample-changed", G_CALLBACK (sample_changed), editor);
}

static void
unfollow (MillParamEditor *editor)
{
  if (editor->following)
    g_signal_handlers_disconnect_by_data (editor->context, editor);
  editor->following = FALSE;
}

static void
mill_param_editor_root (GtkWidget *widget)
{
  MillParamEditor *editor = MILL_PARAM_EDITOR (widget);
  GTK_WIDGET_CLASS (mill_param_editor_parent_class)->root (widget);
  if (editor->following)
    return;
  follow (editor);
  context_changed (editor);
}

/* GTK may hold on to it for a while, but its table may go with the form. */
static void
mill_param_editor_unroot (GtkWidget *widget)
{
  unfollow (MILL_PARAM_EDITOR (widget));
  GTK_WIDGET_CLASS (mill_param_editor_parent_class)->unroot (widget);
}

static void
mill_param_editor_dispose (GObject *object)
{
  MillParamEditor *editor = MILL_PARAM_EDITOR (object);
  editor->loading = TRUE;
  unfollow (editor);
  adw_bin_set_child (ADW_BIN (editor), NULL);
  g_clear_object (&editor->control);
  g_clear_object (&editor->context);
  g_clear_pointer (&editor->value, json_node_unref);
  g_clear_pointer (&editor->one, json_node_unref);
  G_OBJECT_CLASS (mill_param_editor_parent_class)->dispose (object);
}

static void
mill_param_editor_finalize (GObject *object)
{
  g_free (MILL_PARAM_EDITOR (object)->data);
  G_OBJECT_CLASS (mill_param_editor_parent_class)->finalize (object);
}

static void
mill_param_editor_class_init (MillParamEditorClass *class)
{
  static const char *const names[N_SIGNALS] = { "changed", "done" };
  G_OBJECT_CLASS (class)->dispose = mill_param_editor_dispose;
  G_OBJECT_CLASS (class)->finalize = mill_param_editor_finalize;
  GTK_WIDGET_CLASS (class)->grab_focus = mill_grab_focus_inside;
  GTK_WIDGET_CLASS (class)->root = mill_param_editor_root;
  GTK_WIDGET_CLASS (class)->unroot = mill_param_editor_unroot;
  for (guint i = 0; i < N_SIGNALS; i++)
    signals[i] = g_signal_new (names[i],
                               G_TYPE_FROM_CLASS (class),
                               G_SIGNAL_RUN_LAST,
                               0,
                               NULL,
                               NULL,
                               NULL,
                               G_TYPE_NONE,
                               0);
}

static void
mill_param_editor_init (MillParamEditor *editor)
{
}

static const MillEditorKind *
kind_of (MillParamType type)
{
  switch (type)
    {
    case MILL_PARAM_BOOLEAN_:
      return &mill_editor_switch;
    case MILL_PARAM_ENUM_:
    case MILL_PARAM_CONNECTION_:
      return &mill_editor_choice;
    case MILL_PARAM_TYPE_:
      return &mill_editor_type;
    case MILL_PARAM_FILE_:
    case MILL_PARAM_FOLDER_:
      return &mill_editor_path;
    case MILL_PARAM_EXPRESSION_:
    case MILL_PARAM_TEMPLATE_:
      return &mill_editor_expression;
    case MILL_PARAM_COLUMN_:
      return &mill_editor_column;
    case MILL_PARAM_COLUMNS_:
      return &mill_editor_columns;
    case MILL_PARAM_MAP_:
      return &mill_editor_map;
    case MILL_PARAM_LIST_:
      return &mill_editor_list;
    case MILL_PARAM_SECRET_:
      return &mill_editor_secret;
    default:
      return &mill_editor_text;
    }
}

GtkWidget *
mill_param_editor_new (const MillParam *param, MillParamContext *context)
{
  g_return_val_if_fail (param != NULL && MILL_IS_PARAM_CONTEXT (context), NULL);
  MillParamEditor *editor = g_object_new (MILL_TYPE_PARAM_EDITOR, NULL);
  editor->param = param;
  editor->context = g_object_ref (context);
  editor->kind = kind_of (param->type);
  editor->data = g_malloc0 (MAX (editor->kind->data_size, 1));
  editor->loading = TRUE;
  editor->kind->build (editor);
  editor->control = g_object_ref (adw_bin_get_child (ADW_BIN (editor)));
  follow (editor);
  show_value (editor);
  return GTK_WIDGET (editor);
}

/* ---- values ---- */

const MillParam *
mill_param_editor_get_param (MillParamEditor *editor)
{
  g_return_val_if_fail (MILL_IS_PARAM_EDITOR (editor), NULL);
  return editor->param;
}

JsonNode *
mill_param_editor_get_value (MillParamEditor *editor)
{
  g_return_val_if_fail (MILL_IS_PARAM_EDITOR (editor), NULL);
  return editor->value;
}

/* Returns: whether that is another one. Several values are another than any. */
static gboolean
replace_value (MillParamEditor *editor, JsonNode *value)
{
  gboolean same = !editor->mixed && mill_node_same (value, editor->value);
  if (editor->mixed && editor->kind->show_mixed != NULL)
    editor->kind->show_mixed (editor, FALSE);
  editor->mixed = FALSE;
  g_clear_pointer (&editor->one, json_node_unref);
  if (same)
    return FALSE;
  JsonNode *old = editor->value;
  editor->value = value != NULL ? json_node_ref (value) : NULL;
  g_clear_pointer (&old, json_node_unref);
  return TRUE;
}

void
mill_param_editor_set_value (MillParamEditor *editor, JsonNode *value)
{
  g_return_if_fail (MILL_IS_PARAM_EDITOR (editor));
  if (replace_value (editor, value))
    show_value (editor);
}

void
mill_param_editor_set_mixed (MillParamEditor *editor, JsonNode *one)
{
  g_return_if_fail (MILL_IS_PARAM_EDITOR (editor));
  replace_value (editor, NULL);
  editor->mixed = TRUE;
  editor->one = one != NULL ? json_node_ref (one) : NULL;
  show_value (editor);
}

gboolean
mill_param_editor_get_mixed (MillParamEditor *editor)
{
  g_return_val_if_fail (MILL_IS_PARAM_EDITOR (editor), FALSE);
  return editor->mixed;
}

void
mill_param_editor_change (MillParamEditor *editor, JsonNode *value)
{
  g_return_if_fail (MILL_IS_PARAM_EDITOR (editor));
  if (!replace_value (editor, value))
    return;
  show_value (editor);
  g_signal_emit (editor, signals[CHANGED], 0);
  g_signal_emit (editor, signals[DONE], 0);
}

void
mill_param_editor_take (MillParamEditor *editor, JsonNode *value, gboolean done)
{
  g_autoptr (JsonNode) held = value;
  if (editor->loading || !replace_value (editor, value))
    return;
  g_signal_emit (editor, signals[CHANGED], 0);
  if (done)
    g_signal_emit (editor, signals[DONE], 0);
}

void
mill_param_editor_done (MillParamEditor *editor)
{
  if (!editor->loading)
    g_signal_emit (editor, signals[DONE], 0);
}

const char *
mill_param_editor_text (MillParamEditor *editor)
{
  JsonNode *value = editor->value;
  gboolean text = value != NULL && JSON_NODE_HOLDS_VALUE (value)
                  && json_node_get_value_type (value) == G_TYPE_STRING;
  return text ? json_node_get_string (value) : "";
}

void
mill_param_editor_name (MillParamEditor *editor, GtkWidget *widget)
{
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (widget),
      GTK_ACCESSIBLE_PROPERTY_LABEL,
      mill_param_words (editor->param, editor->param->label),
      GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
      editor->param->help != NULL ? mill_param_words (editor->param, editor->param->help) : "",
      -1);
}

gboolean
mill_param_editor_set_problems (MillParamEditor *editor, GPtrArray *problems)
{
  g_return_val_if_fail (MILL_IS_PARAM_EDITOR (editor), FALSE);
  if (editor->kind->set_problems == NULL || editor->stand_in != NULL)
    return FALSE;
  return editor->kind->set_problems (editor, problems);
}
