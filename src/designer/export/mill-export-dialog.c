/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-export-dialog.h"

#include "mill-application.h"
#include "mill-export-picture.h"
#include "mill-export-save.h"
#include "mill-problem-words.h"

#include <glib/gi18n-lib.h>
#include <gtksourceview/gtksource.h>

enum
{
  PREVIEW_SIDE = 2000,             /* px */
  COLOURED_BYTES_MAX = 100 * 1024, /* of a text: more holds everything up for long */
  PNG_SCALE = 2
};

struct _MillExportDialog
{
  AdwWindow parent_instance;

  MillWorkspace *workspace;
  MillCanvas *canvas;
  const MillExportTarget *target;
  char *text; /* (nullable) that can be copied */
  GtkFileChooserNative *chooser;
  guint saving;          /* how many files are being written */
  GCancellable *drawing; /* (nullable): of what is shown */
  guint colour_id;

  GtkListBox *targets, *problems;
  GtkStack *pages;
  GtkLabel *title, *summary, *status;
  GtkWidget *run_options, *unit_options, *bundle_options, *picture_options, *picture;
  GtkDropDown *environment;
  GtkEntry *calendar, *user, *credentials;
  GtkSpinButton *rows;
  GtkDropDown *format;
  GtkTextView *preview;
  AdwStatusPage *refused;
};

G_DEFINE_FINAL_TYPE (MillExportDialog, mill_export_dialog, ADW_TYPE_WINDOW)

/* ---- options ---- */

static const char *
typed (GtkEntry *row)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (row));
  return *text != '\0' ? text : NULL;
}

static const char *
chosen_environment (MillExportDialog *dialog)
{
  GtkStringObject *item = gtk_drop_down_get_selected_item (dialog->environment);
  return dialog->target->runs && item != NULL
                 && gtk_drop_down_get_selected (dialog->environment) > 0
             ? gtk_string_object_get_string (item)
             : NULL;
}

static MillExportOptions
get_options (MillExportDialog *dialog)
{
  return (MillExportOptions){ .environment = chosen_environment (dialog),
                              .calendar = typed (dialog->calendar),
                              .user = typed (dialog->user),
                              .credentials = typed (dialog->credentials),
                              .rows = (guint64)gtk_spin_button_get_value_as_int (dialog->rows) };
}

/* ---- what is shown ---- */

static MillAnalysis *
get_analysis (MillExportDialog *dialog)
{
  return mill_workspace_get_analysis (dialog->workspace);
}

static void
show_status (MillExportDialog *dialog, const char *text)
{
  gtk_label_set_text (dialog->status, text);
  gtk_label_set_selectable (dialog->status,
                            *text != '\0'); /* what can be selected takes the focus */
}

static void
enable (MillExportDialog *dialog, gboolean copy, gboolean save)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (dialog), "export.copy", copy);
  gtk_widget_action_set_enabled (GTK_WIDGET (dialog), "export.save", save);
}

/* A language is read when it is first used. */
static gboolean
colour (gpointer data)
{
  MillExportDialog *dialog = data;
  GtkSourceLanguage *language = gtk_source_language_manager_get_language (
      gtk_source_language_manager_get_default (), dialog->target->language);
  dialog->colour_id = 0;
  gtk_source_buffer_set_language (GTK_SOURCE_BUFFER (gtk_text_view_get_buffer (dialog->preview)),
                                  language);
  return G_SOURCE_REMOVE;
}

static void
show_text (MillExportDialog *dialog)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (dialog->preview);
  gtk_source_buffer_set_language (GTK_SOURCE_BUFFER (buffer), NULL);
  gtk_text_buffer_set_text (buffer, dialog->text, -1);
  if (dialog->target->language != NULL && strlen (dialog->text) <= COLOURED_BYTES_MAX
      && dialog->colour_id == 0)
    dialog->colour_id = g_idle_add (colour, dialog);
  gtk_stack_set_visible_child_name (dialog->pages, "text");
  enable (dialog, TRUE, TRUE);
}

static void
show_refusal (MillExportDialog *dialog, const char *message)
{
  g_autofree char *markup = g_markup_escape_text (message, -1);
  adw_status_page_set_description (dialog->refused, markup);
  gtk_stack_set_visible_child_name (dialog->pages, "refused");
  enable (dialog, FALSE, FALSE);
}

/* Errors first; what keeps the pipeline from being run elsewhere. */
static void
show_problems (MillExportDialog *dialog, GListModel *diagnostics)
{
  GtkWidget *child;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (dialog->problems))) != NULL)
    gtk_list_box_remove (dialog->problems, child);
  for (guint i = 0; i < g_list_model_get_n_items (diagnostics); i++)
    {
      g_autoptr (MillDiagnostic) diagnostic = g_list_model_get_item (diagnostics, i);
      if (mill_diagnostic_get_severity (diagnostic) != MILL_SEVERITY_ERROR)
        continue;
      const char *block = mill_diagnostic_get_block (diagnostic);
      GtkWidget *row = adw_action_row_new ();
      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      g_autofree char *words = mill_problem_beside_block (diagnostic);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), words);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), block != NULL ? block : "");
      adw_action_row_set_icon_name (ADW_ACTION_ROW (row), "dialog-error-symbolic");
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), block != NULL);
      g_object_set_data_full (
          G_OBJECT (row), "diagnostic", g_object_ref (diagnostic), g_object_unref);
      gtk_list_box_append (dialog->problems, row);
    }
  gtk_stack_set_visible_child_name (dialog->pages, "problems");
  enable (dialog, FALSE, FALSE);
}

static void
stop_drawing (MillExportDialog *dialog)
{
  g_cancellable_cancel (dialog->drawing);
  g_clear_object (&dialog->drawing);
}

static void
drawn (GObject *source, GAsyncResult *result, gpointer data)
{
  MillExportDialog *dialog = MILL_EXPORT_DIALOG (source);
  g_autoptr (GCancellable) drawing = data;
  g_autoptr (GdkTexture) texture = mill_picture_make_texture_finish (result);
  if (drawing == dialog->drawing)
    gtk_picture_set_paintable (GTK_PICTURE (dialog->picture), GDK_PAINTABLE (texture));
}

static void
show_picture (MillExportDialog *dialog)
{
  graphene_rect_t extent;
  if (!mill_canvas_get_extent (dialog->canvas, &extent))
    {
      show_refusal (dialog, _ ("There is nothing on the canvas."));
      return;
    }
  dialog->drawing = g_cancellable_new ();
  mill_picture_make_texture (mill_picture_new (dialog->canvas, 1, PREVIEW_SIDE, FALSE),
                             dialog->drawing,
                             dialog,
                             drawn,
                             g_object_ref (dialog->drawing));
  gtk_stack_set_visible_child_name (dialog->pages, "picture");
  enable (dialog, TRUE, TRUE);
}

static void
make_text (MillExportDialog *dialog)
{
  MillExportOptions options = get_options (dialog);
  g_autoptr (GError) error = NULL;
  dialog->text = mill_export_text (mill_workspace_get_document (dialog->workspace),
                                   get_analysis (dialog),
                                   dialog->target->format,
                                   &options,
                                   &error);
  if (dialog->text != NULL)
    show_text (dialog);
  else
    show_refusal (dialog, error->message);
}

static void
update (MillExportDialog *dialog)
{
  MillAnalysis *analysis = get_analysis (dialog);
  GListModel *diagnostics = analysis != NULL ? mill_analysis_get_diagnostics (analysis) : NULL;
  const MillExportTarget *target = dialog->target;
  g_clear_pointer (&dialog->text, g_free);
  g_clear_handle_id (&dialog->colour_id, g_source_remove);
  stop_drawing (dialog);
  if (target == NULL)
    return;
  if (analysis == NULL || !mill_workspace_is_current (dialog->workspace))
    {
      gtk_stack_set_visible_child_name (dialog->pages, "waiting");
      enable (dialog, FALSE, FALSE);
    }
  else if (!target->drawn && mill_diagnostics_count (diagnostics, MILL_SEVERITY_ERROR) > 0)
    show_problems (dialog, diagnostics);
  else if (target->form == MILL_EXPORT_FORM_PICTURE)
    show_picture (dialog);
  else if (target->form == MILL_EXPORT_FORM_BUNDLE
           && !mill_workspace_get_trusted (dialog->workspace))
    show_refusal (dialog, _ ("A bundle reads the inputs, so the pipeline must be trusted first."));
  else if (target->form == MILL_EXPORT_FORM_BUNDLE)
    {
      gtk_stack_set_visible_child_name (dialog->pages, "bundle");
      enable (dialog, FALSE, TRUE);
    }
  else
    make_text (dialog);
}

static void
option_changed (MillExportDialog *dialog)
{
  show_status (dialog, "");
  update (dialog);
}

/* Groups come and go, not rows of them: GTK 4.8 measures a list wrong whose rows do. */
static void
show_options (MillExportDialog *dialog)
{
  const MillExportTarget *target = dialog->target;
  guint n = g_list_model_get_n_items (gtk_drop_down_get_model (dialog->environment));
  gtk_widget_set_visible (dialog->run_options, target->runs && n > 1);
  gtk_widget_set_visible (dialog->unit_options, target->form == MILL_EXPORT_FORM_FOLDER);
  gtk_widget_set_visible (dialog->bundle_options, target->form == MILL_EXPORT_FORM_BUNDLE);
  gtk_widget_set_visible (dialog->picture_options, target->form == MILL_EXPORT_FORM_PICTURE);
}

static void
target_selected (MillExportDialog *dialog, GtkListBoxRow *row)
{
  if (row == NULL)
    return;
  dialog->target = &mill_export_targets ()[gtk_list_box_row_get_index (row)];
  gtk_label_set_text (dialog->title, _ (dialog->target->title));
  gtk_label_set_text (dialog->summary, _ (dialog->target->summary));
  show_options (dialog);
  option_changed (dialog);
}

static void
problem_activated (MillExportDialog *dialog, GtkListBoxRow *row)
{
  MillDiagnostic *diagnostic = g_object_get_data (G_OBJECT (row), "diagnostic");
  g_autoptr (MillWorkspace) workspace = g_object_ref (dialog->workspace);
  g_object_ref (diagnostic);
  gtk_window_close (GTK_WINDOW (dialog));
  mill_workspace_reveal (
      workspace, mill_diagnostic_get_block (diagnostic), mill_diagnostic_get_param (diagnostic));
  g_object_unref (diagnostic);
}

/* ---- copying and saving ---- */

static void
copied (GObject *source, GAsyncResult *result, gpointer data)
{
  MillExportDialog *dialog = MILL_EXPORT_DIALOG (source);
  GdkClipboard *clipboard = data;
  g_autoptr (GdkTexture) texture = mill_picture_make_texture_finish (result);
  if (texture == NULL)
    return;
  gdk_clipboard_set_texture (clipboard, texture);
  if (dialog->workspace != NULL) /* it may be closed */
    show_status (dialog, _ ("Copied"));
}

static void
copy (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MillExportDialog *dialog = MILL_EXPORT_DIALOG (widget);
  GdkClipboard *clipboard = gtk_widget_get_clipboard (widget);
  if (dialog->target->form == MILL_EXPORT_FORM_PICTURE)
    {
      mill_picture_make_texture (
          mill_picture_new (dialog->canvas, PNG_SCALE, MILL_CHART_SIDE_MAX, FALSE),
          NULL,
          dialog,
          copied,
          clipboard);
      return;
    }
  if (dialog->text != NULL)
    gdk_clipboard_set_text (clipboard, dialog->text);
  show_status (dialog, _ ("Copied"));
}

/* What is written, also when the dialog is closed meanwhile. */
typedef struct
{
  MillWorkspace *workspace;
  char *path;
} Saving;

static Saving *
saving_new (MillExportDialog *dialog, const char *path)
{
  Saving *saving = g_new0 (Saving, 1);
  saving->workspace = g_object_ref (dialog->workspace);
  saving->path = g_strdup (path);
  return saving;
}

static void
saved (GObject *source, GAsyncResult *result, gpointer data)
{
  MillExportDialog *dialog = MILL_EXPORT_DIALOG (source);
  Saving *saving = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = mill_export_save_finish (result, &error)
                              ? g_strdup_printf (_ ("Saved as %s"), saving->path)
                              : g_strdup (error->message);
  dialog->saving--;
  if (gtk_widget_get_visible (GTK_WIDGET (dialog)))
    show_status (dialog, text);
  else
    mill_workspace_announce (saving->workspace, text);
  g_object_unref (saving->workspace);
  g_free (saving->path);
  g_free (saving);
}

void
mill_export_dialog_save (MillExportDialog *dialog, const char *path)
{
  g_return_if_fail (MILL_IS_EXPORT_DIALOG (dialog) && path != NULL);
  g_return_if_fail (dialog->target != NULL && get_analysis (dialog) != NULL);
  MillExportOptions options = get_options (dialog);
  g_autofree char *lower = g_ascii_strdown (path, -1);
  show_status (dialog, "");
  dialog->saving++;
  if (dialog->target->form == MILL_EXPORT_FORM_PICTURE)
    mill_export_save_picture (
        mill_picture_new (
            dialog->canvas, PNG_SCALE, MILL_CHART_SIDE_MAX, g_str_has_suffix (lower, ".svg")),
        path,
        dialog,
        saved,
        saving_new (dialog, path));
  else
    mill_export_save_text (dialog->workspace,
                           dialog->target->format,
                           &options,
                           path,
                           dialog,
                           saved,
                           saving_new (dialog, path));
}

gboolean
mill_export_dialog_is_saving (MillExportDialog *dialog)
{
  g_return_val_if_fail (MILL_IS_EXPORT_DIALOG (dialog), FALSE);
  return dialog->saving > 0;
}

static void
responded (GtkNativeDialog *native, int response, MillExportDialog *dialog)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (native));
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;
  if (response == GTK_RESPONSE_ACCEPT && path != NULL)
    mill_export_dialog_save (dialog, path);
  g_clear_object (&dialog->chooser);
}

static char *
suggest_name (MillExportDialog *dialog)
{
  char *name
      = mill_export_target_file (dialog->target, mill_workspace_get_document (dialog->workspace));
  gboolean png = dialog->target->form == MILL_EXPORT_FORM_PICTURE
                 && gtk_drop_down_get_selected (dialog->format) == 1;
  if (!png)
    return name;
  g_autofree char *svg = name;
  return g_strdup_printf ("%.*s.png", (int)(strlen (svg) - strlen (".svg")), svg);
}

static void
save (GtkWidget *widget, const char *action, GVariant *parameter)
{
  MillExportDialog *dialog = MILL_EXPORT_DIALOG (widget);
  gboolean folder = dialog->target->form == MILL_EXPORT_FORM_FOLDER;
  const char *start = mill_document_get_folder (mill_workspace_get_document (dialog->workspace));
  if (dialog->chooser != NULL)
    return;
  dialog->chooser = gtk_file_chooser_native_new (_ (dialog->target->title),
                                                 GTK_WINDOW (dialog),
                                                 folder ? GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER
                                                        : GTK_FILE_CHOOSER_ACTION_SAVE,
                                                 _ ("_Save"),
                                                 NULL);
  GtkFileChooser *chooser = GTK_FILE_CHOOSER (dialog->chooser);
  g_autoptr (GFile) place = start != NULL ? g_file_new_for_path (start) : NULL;
  g_autofree char *name = suggest_name (dialog);
  if (place != NULL)
    gtk_file_chooser_set_current_folder (chooser, place, NULL);
  if (!folder)
    gtk_file_chooser_set_current_name (chooser, name);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect (dialog->chooser, "response", G_CALLBACK (responded), dialog);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog->chooser));
}

/* ---- the object ---- */

static void
fill_targets (MillExportDialog *dialog)
{
  for (const MillExportTarget *target = mill_export_targets (); target->name != NULL; target++)
    {
      GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
      GtkWidget *label = gtk_label_new (_ (target->title));
      GtkWidget *row = gtk_list_box_row_new ();
      gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (target->icon));
      gtk_box_append (GTK_BOX (box), label);
      gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
      gtk_widget_set_name (row, target->name);
      gtk_accessible_update_relation (
          GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_RELATION_LABELLED_BY, label, NULL, -1);
      gtk_list_box_append (dialog->targets, row);
    }
}

static void
fill_environments (MillExportDialog *dialog)
{
  MillDocument *document = mill_workspace_get_document (dialog->workspace);
  g_autofree const char **names = mill_document_list_entries (document, MILL_SECTION_ENVIRONMENTS);
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);
  gtk_string_list_append (list, C_ ("environment", "None"));
  for (guint i = 0; names[i] != NULL; i++)
    gtk_string_list_append (list, names[i]);
  gtk_drop_down_set_model (dialog->environment, G_LIST_MODEL (list));
}

static void
follow_theme (MillExportDialog *dialog)
{
  gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  GtkSourceStyleScheme *scheme = gtk_source_style_scheme_manager_get_scheme (
      gtk_source_style_scheme_manager_get_default (), dark ? "Adwaita-dark" : "Adwaita");
  gtk_source_buffer_set_style_scheme (
      GTK_SOURCE_BUFFER (gtk_text_view_get_buffer (dialog->preview)), scheme);
}

static void
mill_export_dialog_dispose (GObject *object)
{
  MillExportDialog *dialog = MILL_EXPORT_DIALOG (object);
  if (dialog->workspace != NULL)
    g_signal_handlers_disconnect_by_data (dialog->workspace, dialog);
  g_clear_object (&dialog->chooser);
  g_clear_object (&dialog->workspace);
  g_clear_object (&dialog->canvas);
  g_clear_pointer (&dialog->text, g_free);
  g_clear_handle_id (&dialog->colour_id, g_source_remove);
  stop_drawing (dialog);
  gtk_widget_dispose_template (GTK_WIDGET (object), MILL_TYPE_EXPORT_DIALOG);
  G_OBJECT_CLASS (mill_export_dialog_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, MillExportDialog, targets);
  gtk_widget_class_bind_template_child (widget_class, MillExportDialog, problems);
  gtk_widget_class_bind_template_child (widget_class, MillExportDialog, pages);
  gtk_widget_class_bind_template_child (widget_class, MillExportDialog, title);
  gtk_widget_class_bind_template_child (widget_class, MillExportDialog, summary);
  gtk_widget_class_bind_template_child (widget_class, MillExportDialog, status);
  gtk_widget_class_bind_template_child (widget_class, MillExportDialog, run_options);
  gtk_widget_class_bind_template_child (widget_class, MillExportDialog, unit_options);
  gtk_widget_class_bind_template_child (widget_class, MillExportDialog, bundle_options);
  gtk_widget_class_bind_template_child (widget_class, MillExportDialog, picture_options);
  gtk_widget_class_bind_template_child (widget_class, MillExportDialog, picture);
  gtk_widget_class_bind_template_child (widget_class, MillExportDialog, environment);
  gtk_widget_class_bind_template_child (widget_class, MillExportDialog, calendar);
  gtk_widget_class_bind_template_child (widget_class, MillExportDialog, user);
  gtk_widget_class_bind_template_child (widget_class, MillExportDialog, credentials);
  gtk_widget_class_bind_template_child (widget_class, MillExportDialog, rows);
  gtk_widget_class_bind_template_child (widget_class, MillExportDialog, format);
  gtk_widget_class_bind_template_child (widget_class, MillExportDialog, preview);
  gtk_widget_class_bind_template_child (widget_class, MillExportDialog, refused);
  gtk_widget_class_bind_template_callback (widget_class, target_selected);
  gtk_widget_class_bind_template_callback (widget_class, problem_activated);
  gtk_widget_class_bind_template_callback (widget_class, option_changed);
}

static void
mill_export_dialog_class_init (MillExportDialogClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = mill_export_dialog_dispose;
  g_type_ensure (GTK_SOURCE_TYPE_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               MILL_RESOURCES "ui/export/mill-export-dialog.ui");
  bind_children (widget_class);
  gtk_widget_class_install_action (widget_class, "export.copy", NULL, copy);
  gtk_widget_class_install_action (widget_class, "export.save", NULL, save);
  gtk_widget_class_add_binding_action (
      widget_class, GDK_KEY_s, GDK_CONTROL_MASK, "export.save", NULL);
  gtk_widget_class_add_binding_action (
      widget_class, GDK_KEY_c, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "export.copy", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
mill_export_dialog_init (MillExportDialog *dialog)
{
  gtk_widget_init_template (GTK_WIDGET (dialog));
  fill_targets (dialog);
  g_signal_connect_object (adw_style_manager_get_default (),
                           "notify::dark",
                           G_CALLBACK (follow_theme),
                           dialog,
                           G_CONNECT_SWAPPED);
  follow_theme (dialog);
}

MillExportDialog *
mill_export_dialog_new (GtkWindow *parent, MillWorkspace *workspace, MillCanvas *canvas)
{
  g_return_val_if_fail (MILL_IS_WORKSPACE (workspace) && MILL_IS_CANVAS (canvas), NULL);
  MillExportDialog *dialog = g_object_new (
      MILL_TYPE_EXPORT_DIALOG, "transient-for", parent, "modal", parent != NULL, NULL);
  dialog->workspace = g_object_ref (workspace);
  dialog->canvas = g_object_ref (canvas);
  fill_environments (dialog);
  g_signal_connect_swapped (workspace, "analysis-changed", G_CALLBACK (update), dialog);
  mill_export_dialog_select (dialog, mill_export_targets ()[0].name);
  gtk_window_set_focus (GTK_WINDOW (dialog),
                        GTK_WIDGET (gtk_list_box_get_selected_row (dialog->targets)));
  return dialog;
}

void
mill_export_dialog_select (MillExportDialog *dialog, const char *name)
{
  g_return_if_fail (MILL_IS_EXPORT_DIALOG (dialog) && name != NULL);
  const MillExportTarget *targets = mill_export_targets ();
  for (int i = 0; targets[i].name != NULL; i++)
    if (g_str_equal (targets[i].name, name))
      gtk_list_box_select_row (dialog->targets, gtk_list_box_get_row_at_index (dialog->targets, i));
}

/* ---- the door ---- */

static void
show_dialog (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkWidget *widget = data;
  GtkRoot *root = gtk_widget_get_root (widget);
  MillExportDialog *dialog
      = mill_export_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                g_object_get_data (G_OBJECT (action), "workspace"),
                                g_object_get_data (G_OBJECT (action), "canvas"));
  gtk_window_present (GTK_WINDOW (dialog));
}

void
mill_export_actions_install (GtkWidget *widget, MillWorkspace *workspace, MillCanvas *canvas)
{
  g_return_if_fail (GTK_IS_WIDGET (widget) && MILL_IS_WORKSPACE (workspace));
  g_return_if_fail (MILL_IS_CANVAS (canvas));
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr (GSimpleAction) action = g_simple_action_new ("show", NULL);
  g_object_set_data_full (G_OBJECT (action), "workspace", g_object_ref (workspace), g_object_unref);
  g_object_set_data (G_OBJECT (action), "canvas", canvas);
  g_signal_connect (action, "activate", G_CALLBACK (show_dialog), widget);
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
  gtk_widget_insert_action_group (widget, "export", G_ACTION_GROUP (group));
}
