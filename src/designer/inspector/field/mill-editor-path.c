/* mill-editor-path.c: a file or folder: typed, chosen, or dropped; relative to the pipeline's
 * folder where it stands inside.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-param-editor-private.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  GtkEditable *entry;
  GtkLabel *hint;
  GtkWidget *used; /* (nullable) */
} Data;

static const char *
get_folder (MillParamEditor *editor)
{
  MillDocument *document = mill_param_context_get_document (editor->context);
  return document != NULL ? mill_document_get_folder (document) : NULL;
}

/* As it is to stand in the document. */
static char *
shorten (MillParamEditor *editor, GFile *file)
{
  const char *folder = get_folder (editor);
  g_autoptr (GFile) root = folder != NULL ? g_file_new_for_path (folder) : NULL;
  char *relative = root != NULL ? g_file_get_relative_path (root, file) : NULL;
  return relative != NULL ? relative : g_file_get_path (file);
}

static void
take_file (MillParamEditor *editor, GFile *file)
{
  g_autofree char *path = shorten (editor, file);
  g_autoptr (JsonNode) value = path != NULL ? mill_node_text (path) : NULL;
  if (value != NULL)
    mill_param_editor_change (editor, value);
}

/* ---- choosing ---- */

static void
responded (GtkNativeDialog *dialog, int response, MillParamEditor *editor)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  if (response == GTK_RESPONSE_ACCEPT && file != NULL)
    take_file (editor, file);
  g_object_set_data (G_OBJECT (editor), "mill-dialog", NULL); /* the last reference */
}

static void
start_where_it_is (MillParamEditor *editor, GtkFileChooser *chooser)
{
  const char *folder = get_folder (editor);
  g_autofree char *text
      = mill_param_context_expand (editor->context, mill_param_editor_text (editor), NULL, NULL);
  g_autofree char *path
      = text != NULL && *text != '\0' ? g_canonicalize_filename (text, folder) : NULL;
  g_autoptr (GFile) file = path != NULL ? g_file_new_for_path (path) : NULL;
  g_autoptr (GFile) root = folder != NULL ? g_file_new_for_path (folder) : NULL;
  if (file != NULL && g_file_query_exists (file, NULL))
    gtk_file_chooser_set_file (chooser, file, NULL);
  else if (root != NULL)
    gtk_file_chooser_set_current_folder (chooser, root, NULL);
}

static void
browse (MillParamEditor *editor)
{
  const MillParam *param = editor->param;
  gboolean folder = param->type == MILL_PARAM_FOLDER_;
  GtkFileChooserAction action = folder          ? GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER
                                : param->writes ? GTK_FILE_CHOOSER_ACTION_SAVE
                                                : GTK_FILE_CHOOSER_ACTION_OPEN;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (editor));
  GtkFileChooserNative *dialog
      = gtk_file_chooser_native_new (mill_param_words (param, param->label),
                                     GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                     action,
                                     _ ("_Choose"),
                                     NULL);
  start_where_it_is (editor, GTK_FILE_CHOOSER (dialog));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect (dialog, "response", G_CALLBACK (responded), editor);
  g_object_set_data_full (G_OBJECT (editor), "mill-dialog", dialog, g_object_unref);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static gboolean
dropped (GtkDropTarget *target, const GValue *value, double x, double y, MillParamEditor *editor)
{
  GSList *files = g_value_get_boxed (value);
  if (files == NULL)
    return FALSE;
  take_file (editor, files->data);
  return TRUE;
}

/* ---- the editor ---- */

static void
show_hint (MillParamEditor *editor)
{
  const Data *data = editor->data;
  const char *text = gtk_editable_get_text (data->entry);
  g_autofree char *value = mill_text_has_reference (text)
                               ? mill_param_context_expand (editor->context, text, NULL, NULL)
                               : NULL;
  g_autofree char *hint = value != NULL ? g_strdup_printf (_ ("Now: %s"), value) : NULL;
  gtk_label_set_text (data->hint, hint != NULL ? hint : "");
  gtk_widget_set_visible (GTK_WIDGET (data->hint), hint != NULL);
}

static void
entry_changed (MillParamEditor *editor)
{
  const Data *data = editor->data;
  const char *text = gtk_editable_get_text (data->entry);
  mill_param_editor_take (editor, *text != '\0' ? mill_node_text (text) : NULL, FALSE);
  show_hint (editor);
}

static gboolean
show_mixed (MillParamEditor *editor, gboolean mixed)
{
  const Data *data = editor->data;
  const char *example = editor->param->example;
  g_autoptr (JsonNode) node = example != NULL ? json_from_string (example, NULL) : NULL;
  g_autofree char *usual = node != NULL && JSON_NODE_HOLDS_VALUE (node)
                               ? g_strdup_printf (_ ("such as %s"), json_node_get_string (node))
                               : NULL;
  gtk_entry_set_placeholder_text (GTK_ENTRY (data->entry),
                                  mixed ? _ ("(different values)") : usual);
  return TRUE;
}

static GtkWidget *
make_entry (MillParamEditor *editor)
{
  Data *data = editor->data;
  GtkWidget *entry = gtk_entry_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();
  data->entry = GTK_EDITABLE (entry);
  gtk_editable_set_width_chars (data->entry, 4);
  gtk_widget_set_hexpand (entry, TRUE);
  show_mixed (editor, FALSE);
  g_signal_connect_swapped (entry, "changed", G_CALLBACK (entry_changed), editor);
  g_signal_connect_swapped (entry, "activate", G_CALLBACK (mill_param_editor_done), editor);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (mill_param_editor_done), editor);
  gtk_widget_add_controller (entry, focus);
  mill_param_editor_name (editor, entry);
  return entry;
}

static void
build (MillParamEditor *editor)
{
  Data *data = editor->data;
  gboolean folder = editor->param->type == MILL_PARAM_FOLDER_;
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *button
      = gtk_button_new_from_icon_name (folder ? "folder-symbolic" : "document-open-symbolic");
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);
  gtk_widget_add_css_class (line, "linked");
  gtk_box_append (GTK_BOX (line), make_entry (editor));
  gtk_box_append (GTK_BOX (line), button);
  gtk_widget_set_tooltip_text (button, folder ? _ ("Choose a folder") : _ ("Choose a file"));
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (browse), editor);
  g_signal_connect (target, "drop", G_CALLBACK (dropped), editor);
  gtk_widget_add_controller (line, GTK_EVENT_CONTROLLER (target));
  data->hint = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (data->hint, 0);
  gtk_label_set_ellipsize (data->hint, PANGO_ELLIPSIZE_START);
  gtk_widget_add_css_class (GTK_WIDGET (data->hint), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (data->hint), "dim-label");
  gtk_box_append (GTK_BOX (box), line);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (data->hint));
  adw_bin_set_child (ADW_BIN (editor), box);
}

static void
context_changed (MillParamEditor *editor)
{
  Data *data = editor->data;
  mill_used_button_update (&data->used, GTK_WIDGET (data->entry), editor);
  show_hint (editor);
}

static void
show (MillParamEditor *editor)
{
  const Data *data = editor->data;
  const char *text = mill_param_editor_text (editor);
  if (!g_str_equal (gtk_editable_get_text (data->entry), text))
    {
      gtk_editable_set_text (data->entry, text);
      gtk_editable_set_position (data->entry, -1);
    }
  context_changed (editor);
}

const MillEditorKind mill_editor_path = { .data_size = sizeof (Data),
                                          .build = build,
                                          .show = show,
                                          .context_changed = context_changed,
                                          .show_mixed = show_mixed,
                                          .text = TRUE };
