/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-import-dialog.h"

#include "mill-application.h"
#include "mill-figures.h"
#include "mill-import-apply.h"
#include "mill-import-format.h"
#include "mill-import-view.h"
#include "mill-settings.h"

#include <glib/gi18n-lib.h>

#define WARNINGS_MAX 3

struct _MillImportDialog
{
  AdwWindow parent_instance;

  MillWorkspace *workspace;
  MillImport *import;
  double x, y;
  char *block; /* (nullable) that is changed */
  GCancellable *adding;
  gboolean updating;
  gboolean shown;           /* the window has been drawn */
  guint building;           /* tick: parts are missing */
  MillImportFormat *format; /* (nullable) parts made one after the other */
  GtkWidget *view;          /* (nullable) */
  gboolean complete;        /* all of it is shown */

  AdwWindowTitle *title;
  GtkWidget *accept, *spinner, *fault, *look_button, *stop_button, *files_group;
  GtkLabel *status, *fault_text;
  AdwComboRow *together;
  AdwBin *format_place;
  GtkStack *views;
  AdwStatusPage *nothing;
};

G_DEFINE_FINAL_TYPE (MillImportDialog, mill_import_dialog, ADW_TYPE_WINDOW)

/* ---- accepting ---- */

static void
show_fault (MillImportDialog *dialog, const char *text)
{
  gtk_label_set_text (dialog->fault_text, text != NULL ? text : "");
  gtk_revealer_set_reveal_child (GTK_REVEALER (dialog->fault), text != NULL);
}

static void
added (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MillImportDialog) dialog = data;
  g_autoptr (GError) error = NULL;
  g_clear_object (&dialog->adding);
  if (mill_import_add_blocks_finish (MILL_IMPORT (source), result, &error))
    gtk_window_close (GTK_WINDOW (dialog));
  else
    show_fault (dialog, error->message);
}

static void
accept (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MillImportDialog *dialog = MILL_IMPORT_DIALOG (widget);
  g_autoptr (GError) error = NULL;
  if (!mill_import_is_ready (dialog->import) || dialog->adding != NULL)
    return;
  if (dialog->block == NULL)
    {
      dialog->adding = g_cancellable_new ();
      mill_import_add_blocks (dialog->import,
                              dialog->workspace,
                              dialog->x,
                              dialog->y,
                              dialog->adding,
                              added,
                              g_object_ref (dialog));
      return;
    }
  if (mill_import_update_block (dialog->import, dialog->workspace, dialog->block, &error))
    gtk_window_close (GTK_WINDOW (dialog));
  else
    show_fault (dialog, error->message);
}

/* ---- other actions ---- */

static void
look_at_all (GtkWidget *widget, const char *name, GVariant *parameter)
{
  mill_import_look_at_all (MILL_IMPORT_DIALOG (widget)->import);
}

static void
stop (GtkWidget *widget, const char *name, GVariant *parameter)
{
  mill_import_stop (MILL_IMPORT_DIALOG (widget)->import);
}

static void
reset (GtkWidget *widget, const char *name, GVariant *parameter)
{
  mill_import_reset (MILL_IMPORT_DIALOG (widget)->import);
}

static void
together_chosen (MillImportDialog *dialog)
{
  if (!dialog->updating)
    mill_import_set_together (dialog->import, adw_combo_row_get_selected (dialog->together) == 0);
}

/* ---- building ---- */

/* One part in each frame, so that none of them takes long: first just the window. */
static gboolean
build_part (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  MillImportDialog *dialog = MILL_IMPORT_DIALOG (widget);
  const MillCsvPreview *preview = mill_import_get_preview (dialog->import);
  if (!dialog->shown)
    dialog->shown = TRUE;
  else if (dialog->format == NULL)
    {
      dialog->format = g_object_new (MILL_TYPE_IMPORT_FORMAT, NULL);
      mill_import_format_set_import (dialog->format, dialog->import);
      adw_bin_set_child (dialog->format_place, GTK_WIDGET (dialog->format));
    }
  else if (mill_import_format_show_more (dialog->format))
    ;
  else if (dialog->view == NULL && preview != NULL && preview->raw != NULL)
    {
      GtkDropDown *numbers = mill_import_format_get_numbers (dialog->format);
      dialog->view = mill_import_view_new (dialog->import, numbers);
      gtk_stack_add_child (dialog->views, dialog->view);
      gtk_stack_set_visible_child (dialog->views, dialog->view);
    }
  else if (dialog->view != NULL && !dialog->complete)
    {
      dialog->complete = TRUE;
      mill_import_view_show_table (MILL_IMPORT_VIEW (dialog->view));
      gtk_widget_grab_focus (dialog->view);
    }
  else
    {
      dialog->building = 0;
      return G_SOURCE_REMOVE;
    }
  return G_SOURCE_CONTINUE;
}

static void
build_more (MillImportDialog *dialog)
{
  if (dialog->building == 0)
    dialog->building = gtk_widget_add_tick_callback (GTK_WIDGET (dialog), build_part, NULL, NULL);
}

/* ---- showing ---- */

static char *
describe (MillImportDialog *dialog, const MillCsvPreview *preview)
{
  const guint n = preview->sniff.dialect.n_columns;
  const gulong n_rows = (gulong)preview->n_checked;
  g_autofree char *rows = mill_figures_count (preview->n_checked);
  g_autofree char *bad = mill_figures_count (preview->n_problems);
  g_autofree char *columns = g_strdup_printf (ngettext ("%u column", "%u columns", n), n);
  g_autofree char *problems
      = preview->n_problems == 0
            ? g_strdup (_ ("no problems"))
            : g_strdup_printf (ngettext ("%s problem", "%s problems", (gulong)preview->n_problems),
                               bad);
  g_autofree char *seen
      = preview->whole
            ? g_strdup_printf (ngettext ("%s row read", "all %s rows read", n_rows), rows)
            : g_strdup_printf (ngettext ("the first %s row read", "the first %s rows read", n_rows),
                               rows);
  g_autofree char *size = mill_format_size (preview->file_bytes);
  return g_strdup_printf ("%s · %s · %s · %s", size, columns, seen, problems);
}

static void
update_status (MillImportDialog *dialog)
{
  const MillCsvPreview *preview = mill_import_get_preview (dialog->import);
  gboolean all, busy = mill_import_is_busy (dialog->import, &all);
  gboolean usable = preview != NULL && preview->found && preview->error == NULL;
  g_autofree char *text = all      ? g_strdup (_ ("Looking at every row…"))
                          : usable ? describe (dialog, preview)
                                   : NULL;
  gtk_label_set_text (dialog->status, text != NULL ? text : "");
  gtk_spinner_set_spinning (GTK_SPINNER (dialog->spinner), busy);
  gtk_widget_set_visible (dialog->spinner, busy);
  gtk_widget_set_visible (dialog->look_button,
                          usable && !all && !mill_import_has_seen_all (dialog->import));
  gtk_widget_set_visible (dialog->stop_button, all);
  gtk_widget_action_set_enabled (
      GTK_WIDGET (dialog), "import.accept", mill_import_is_ready (dialog->import));
}

/* What cannot even be looked at. */
static void
show_nothing (MillImportDialog *dialog, const char *text)
{
  g_autofree char *markup = g_markup_escape_text (text, -1);
  adw_status_page_set_description (dialog->nothing, markup);
  gtk_stack_set_visible_child_name (dialog->views, "nothing");
}

/* (nullable) (transfer full): the first ones, one a line. */
static char *
join_warnings (const GPtrArray *warnings)
{
  g_autoptr (GString) text = g_string_new (NULL);
  for (guint i = 0; i < MIN (warnings->len, WARNINGS_MAX); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", (const char *)warnings->pdata[i]);
  return warnings->len > 0 ? g_strdup (text->str) : NULL;
}

static void
preview_changed (MillImportDialog *dialog)
{
  const MillCsvPreview *preview = mill_import_get_preview (dialog->import);
  g_autofree char *warnings = preview->error == NULL ? join_warnings (preview->warnings) : NULL;
  show_fault (dialog, warnings);
  if (preview->raw == NULL)
    show_nothing (dialog, preview->error->message);
  else if (dialog->view != NULL)
    gtk_stack_set_visible_child (dialog->views, dialog->view);
  else
    build_more (dialog);
}

/* ---- the files ---- */

static char *
describe_files (const MillImportFiles *files)
{
  g_autofree char *name = files->common != NULL ? g_path_get_basename (files->common) : NULL;
  if (name == NULL)
    return g_strdup (_ ("They are in different folders"));
  if (files->n_more == 0)
    return g_strdup_printf (_ ("Together: %s"), name);
  return g_strdup_printf (ngettext ("Together: %s, which is %u more file",
                                    "Together: %s, which is %u more files",
                                    files->n_more),
                          name,
                          files->n_more);
}

static void
show_files (MillImportDialog *dialog)
{
  const MillImportFiles *files = mill_import_get_files (dialog->import);
  g_autofree char *name
      = files->n_files > 0 ? g_path_get_basename (files->paths[0]) : g_strdup ("");
  g_autofree char *many
      = g_strdup_printf (ngettext ("%u file", "%u files", files->n_files), files->n_files);
  g_autofree char *folder
      = files->n_files > 0 ? g_path_get_dirname (files->paths[0]) : g_strdup ("");
  g_autofree char *text = describe_files (files);
  adw_window_title_set_subtitle (dialog->title, files->n_files == 1 ? name : many);
  gtk_widget_set_tooltip_text (GTK_WIDGET (dialog->title), folder);
  gtk_widget_set_visible (dialog->files_group, files->n_files > 1 && dialog->block == NULL);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (dialog->together), text);
  dialog->updating = TRUE;
  adw_combo_row_set_selected (dialog->together, mill_import_get_together (dialog->import) ? 0 : 1);
  dialog->updating = FALSE;
  gtk_widget_set_sensitive (GTK_WIDGET (dialog->together), files->common != NULL);
  if (files->n_files == 0)
    show_nothing (dialog, _ ("There is no CSV file in the folder."));
}

/* ---- the object ---- */

static void
mill_import_dialog_dispose (GObject *object)
{
  MillImportDialog *dialog = MILL_IMPORT_DIALOG (object);
  if (dialog->adding != NULL)
    g_cancellable_cancel (dialog->adding);
  if (dialog->import != NULL)
    {
      g_signal_handlers_disconnect_by_data (dialog->import, dialog);
      mill_import_stop (dialog->import);
    }
  g_clear_object (&dialog->adding);
  g_clear_object (&dialog->import);
  g_clear_object (&dialog->workspace);
  gtk_widget_dispose_template (GTK_WIDGET (object), MILL_TYPE_IMPORT_DIALOG);
  g_clear_pointer (&dialog->block, g_free);
  G_OBJECT_CLASS (mill_import_dialog_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, MillImportDialog, title);
  gtk_widget_class_bind_template_child (widget_class, MillImportDialog, accept);
  gtk_widget_class_bind_template_child (widget_class, MillImportDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, MillImportDialog, fault);
  gtk_widget_class_bind_template_child (widget_class, MillImportDialog, fault_text);
  gtk_widget_class_bind_template_child (widget_class, MillImportDialog, look_button);
  gtk_widget_class_bind_template_child (widget_class, MillImportDialog, stop_button);
  gtk_widget_class_bind_template_child (widget_class, MillImportDialog, files_group);
  gtk_widget_class_bind_template_child (widget_class, MillImportDialog, status);
  gtk_widget_class_bind_template_child (widget_class, MillImportDialog, together);
  gtk_widget_class_bind_template_child (widget_class, MillImportDialog, format_place);
  gtk_widget_class_bind_template_child (widget_class, MillImportDialog, views);
  gtk_widget_class_bind_template_child (widget_class, MillImportDialog, nothing);
  gtk_widget_class_bind_template_callback (widget_class, together_chosen);
}

static void
mill_import_dialog_class_init (MillImportDialogClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = mill_import_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               MILL_RESOURCES "ui/import/mill-import-dialog.ui");
  bind_children (widget_class);
  gtk_widget_class_install_action (widget_class, "import.accept", NULL, accept);
  gtk_widget_class_install_action (widget_class, "import.look-at-all", NULL, look_at_all);
  gtk_widget_class_install_action (widget_class, "import.stop", NULL, stop);
  gtk_widget_class_install_action (widget_class, "import.reset", NULL, reset);
  gtk_widget_class_add_binding_action (
      widget_class, GDK_KEY_Return, GDK_CONTROL_MASK, "import.accept", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
mill_import_dialog_init (MillImportDialog *dialog)
{
  gtk_widget_init_template (GTK_WIDGET (dialog));
}

MillImportDialog *
mill_import_dialog_new (
    GtkWindow *parent, MillWorkspace *workspace, MillImport *import, double x, double y)
{
  g_return_val_if_fail (MILL_IS_WORKSPACE (workspace) && MILL_IS_IMPORT (import), NULL);
  MillImportDialog *dialog = g_object_new (
      MILL_TYPE_IMPORT_DIALOG, "transient-for", parent, "modal", parent != NULL, NULL);
  dialog->workspace = g_object_ref (workspace);
  dialog->import = g_object_ref (import);
  dialog->x = x;
  dialog->y = y;
  g_signal_connect_swapped (import, "preview-changed", G_CALLBACK (preview_changed), dialog);
  g_signal_connect_swapped (import, "preview-changed", G_CALLBACK (update_status), dialog);
  g_signal_connect_swapped (import, "busy-changed", G_CALLBACK (update_status), dialog);
  show_files (dialog);
  update_status (dialog);
  build_more (dialog);
  return dialog;
}

void
mill_import_dialog_set_block (MillImportDialog *dialog, const char *id)
{
  g_return_if_fail (MILL_IS_IMPORT_DIALOG (dialog) && id != NULL);
  g_free (dialog->block);
  dialog->block = g_strdup (id);
  gtk_button_set_label (GTK_BUTTON (dialog->accept), _ ("_Apply"));
  show_files (dialog);
}

MillImport *
mill_import_dialog_get_import (MillImportDialog *dialog)
{
  g_return_val_if_fail (MILL_IS_IMPORT_DIALOG (dialog), NULL);
  return dialog->import;
}
