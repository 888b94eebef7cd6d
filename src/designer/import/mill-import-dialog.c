/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-import-dialog.h"

#include "mill-application.h"
#include "mill-figures.h"
#include "mill-grid.h"
#include "mill-import-apply.h"
#include "mill-import-column.h"
#include "mill-import-format.h"
#include "mill-import-model.h"
#include "mill-import-problems.h"
#include "mill-raw-view.h"
#include "mill-settings.h"
#include "mill-type-mark.h"

#include <glib/gi18n-lib.h>

struct _MillImportDialog
{
  AdwWindow parent_instance;

  MillWorkspace *workspace;
  MillImport *import;
  double x, y;
  char *block; /* (nullable) that is changed */
  GCancellable *adding;
  gboolean updating;
  MillImportModel *rows_model;
  MillImportProblems *problems_model;

  AdwWindowTitle *title;
  GtkWidget *accept, *spinner, *fault, *look_button, *stop_button, *files_group;
  GtkLabel *status, *fault_text;
  AdwComboRow *together;
  MillImportFormat *format;
  MillImportColumn *column;
  MillRawView *raw;
  MillGrid *rows, *problems;
  GtkStack *views, *pages;
  GtkStackPage *problems_page;
  AdwStatusPage *nothing, *error;
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
read_as (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MillType type;
  if (mill_type_parse (g_variant_get_string (parameter, NULL), &type, NULL))
    mill_import_column_read_as (MILL_IMPORT_DIALOG (widget)->column, type);
}

static void
leave_out (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MillImportDialog *dialog = MILL_IMPORT_DIALOG (widget);
  const MillCsvPreview *preview = mill_import_get_preview (dialog->import);
  guint column = mill_import_column_get_column (dialog->column);
  if (preview != NULL && preview->found && preview->sniff.dialect.header
      && column < preview->sniff.dialect.n_columns)
    mill_import_column_set_left_out (dialog->column, !preview->left_out[column]);
}

static GMenuModel *
make_column_menu (void)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) types = g_menu_new ();
  g_autoptr (GMenu) section = g_menu_new ();
  for (guint i = 0; i < MILL_TYPE_LAST; i++)
    {
      char name[MILL_TYPE_CHARS];
      MillType type = i == MILL_TYPE_DECIMAL ? MILL_DECIMAL (18, 2) : (MillType){ .id = (guint8)i };
      g_autofree char *action
          = g_strdup_printf ("import.read-as::%s", mill_type_print (type, name));
      g_menu_append (types, mill_type_label ((MillTypeId)i), action);
    }
  g_menu_append_submenu (section, _ ("Read As"), G_MENU_MODEL (types));
  g_menu_append (section, _ ("Leave Out or Take In"), "import.leave-out");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
  return G_MENU_MODEL (menu);
}

/* ---- what is looked at ---- */

static void
cursor_changed (MillImportDialog *dialog)
{
  guint64 row;
  guint column;
  if (!dialog->updating && mill_grid_get_cursor (dialog->rows, &row, &column))
    mill_import_column_set_column (dialog->column, column);
}

static void
problem_chosen (MillImportDialog *dialog)
{
  guint64 row;
  guint column;
  const MillCsvProblem *problem
      = !dialog->updating && mill_grid_get_cursor (dialog->problems, &row, &column)
            ? mill_import_problems_get (dialog->problems_model, row)
            : NULL;
  if (problem != NULL)
    mill_raw_view_show_line (dialog->raw, problem->line);
}

/* A line is marked as long as problems are shown. */
static void
page_changed (MillImportDialog *dialog)
{
  if (g_strcmp0 (gtk_stack_get_visible_child_name (dialog->pages), "problems") == 0)
    problem_chosen (dialog);
  else
    mill_raw_view_show_line (dialog->raw, 0);
}

static void
problem_opened (MillImportDialog *dialog, guint64 row, guint column)
{
  const MillCsvProblem *problem = mill_import_problems_get (dialog->problems_model, row);
  if (problem == NULL || problem->row < 0)
    return;
  gtk_stack_set_visible_child_name (dialog->pages, "rows");
  mill_grid_set_cursor (dialog->rows, (guint64)problem->row, (guint)MAX (problem->column, 0));
  gtk_widget_grab_focus (GTK_WIDGET (dialog->rows));
}

static void
together_chosen (MillImportDialog *dialog)
{
  if (!dialog->updating)
    mill_import_set_together (dialog->import, adw_combo_row_get_selected (dialog->together) == 0);
}

/* ---- showing ---- */

static char *
describe (MillImportDialog *dialog, const MillCsvPreview *preview)
{
  const guint n = preview->sniff.dialect.n_columns;
  g_autofree char *rows = mill_figures_count (preview->n_checked);
  g_autofree char *bad = mill_figures_count (preview->n_problems);
  g_autofree char *columns = g_strdup_printf (ngettext ("%u column", "%u columns", n), n);
  g_autofree char *problems
      = preview->n_problems == 0
            ? g_strdup (_ ("no problems"))
            : g_strdup_printf (ngettext ("%s problem", "%s problems", (gulong)preview->n_problems),
                               bad);
  g_autofree char *seen = preview->whole ? g_strdup_printf (_ ("all %s rows read"), rows)
                                         : g_strdup_printf (_ ("the first %s rows read"), rows);
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

static void
show_problems (MillImportDialog *dialog, const MillCsvPreview *preview)
{
  g_autofree char *count = mill_figures_count (preview->n_problems);
  g_autofree char *title = preview->n_problems > 0 ? g_strdup_printf (_ ("Problems (%s)"), count)
                                                   : g_strdup (_ ("Problems"));
  gtk_stack_page_set_title (dialog->problems_page, title);
  gtk_stack_page_set_needs_attention (dialog->problems_page, preview->n_problems > 0);
  mill_import_problems_set_preview (dialog->problems_model, preview);
}

static void
show_rows (MillImportDialog *dialog, const MillCsvPreview *preview)
{
  guint64 row = 0;
  guint column = 0, kept = mill_import_column_get_column (dialog->column);
  gboolean had = mill_grid_get_cursor (dialog->rows, &row, &column);
  dialog->updating = TRUE;
  mill_import_model_set_preview (dialog->rows_model, preview);
  show_problems (dialog, preview);
  dialog->updating = FALSE;
  if (had)
    mill_grid_set_cursor (dialog->rows, row, kept);
  mill_import_column_set_column (dialog->column,
                                 kept < preview->sniff.dialect.n_columns ? kept : 0);
}

static const char *
name_fault (const GError *error)
{
  if (g_error_matches (error, MILL_ERROR_DATA, MILL_DATA_EMPTY))
    return _ ("Nothing in It");
  if (g_error_matches (error, MILL_ERROR_DATA, MILL_DATA_SYNTAX))
    return _ ("Not a Table");
  return _ ("This Cannot Be Read So");
}

static void
preview_changed (MillImportDialog *dialog)
{
  const MillCsvPreview *preview = mill_import_get_preview (dialog->import);
  const char *fault = preview->error != NULL ? preview->error->message : NULL;
  g_autofree char *markup = fault != NULL ? g_markup_escape_text (fault, -1) : NULL;
  show_fault (dialog, NULL);
  mill_raw_view_set_raw (dialog->raw, preview->raw);
  if (preview->raw == NULL)
    {
      adw_status_page_set_description (dialog->nothing, markup);
      gtk_stack_set_visible_child_name (dialog->views, "nothing");
      return;
    }
  gtk_stack_set_visible_child_name (dialog->views, "file");
  if (fault != NULL)
    {
      adw_status_page_set_title (dialog->error, name_fault (preview->error));
      adw_status_page_set_description (dialog->error, markup);
      gtk_stack_set_visible_child_name (dialog->pages, "error");
      return;
    }
  const char *page = gtk_stack_get_visible_child_name (dialog->pages);
  show_rows (dialog, preview);
  page_changed (dialog);
  if (g_strcmp0 (page, "error") == 0)
    gtk_stack_set_visible_child_name (dialog->pages, "rows");
  if (preview->warnings->len > 0)
    show_fault (dialog, preview->warnings->pdata[0]);
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
  if (files->n_files > 0)
    return;
  adw_status_page_set_description (dialog->nothing, _ ("There is no CSV file in the folder."));
  gtk_stack_set_visible_child_name (dialog->views, "nothing");
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
  g_clear_object (&dialog->rows_model);
  g_clear_object (&dialog->problems_model);
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
  gtk_widget_class_bind_template_child (widget_class, MillImportDialog, format);
  gtk_widget_class_bind_template_child (widget_class, MillImportDialog, column);
  gtk_widget_class_bind_template_child (widget_class, MillImportDialog, raw);
  gtk_widget_class_bind_template_child (widget_class, MillImportDialog, rows);
  gtk_widget_class_bind_template_child (widget_class, MillImportDialog, problems);
  gtk_widget_class_bind_template_child (widget_class, MillImportDialog, views);
  gtk_widget_class_bind_template_child (widget_class, MillImportDialog, pages);
  gtk_widget_class_bind_template_child (widget_class, MillImportDialog, problems_page);
  gtk_widget_class_bind_template_child (widget_class, MillImportDialog, nothing);
  gtk_widget_class_bind_template_child (widget_class, MillImportDialog, error);
  gtk_widget_class_bind_template_callback (widget_class, cursor_changed);
  gtk_widget_class_bind_template_callback (widget_class, problem_chosen);
  gtk_widget_class_bind_template_callback (widget_class, problem_opened);
  gtk_widget_class_bind_template_callback (widget_class, page_changed);
  gtk_widget_class_bind_template_callback (widget_class, together_chosen);
}

static void
mill_import_dialog_class_init (MillImportDialogClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = mill_import_dialog_dispose;
  g_type_ensure (MILL_TYPE_GRID);
  g_type_ensure (MILL_TYPE_IMPORT_COLUMN);
  g_type_ensure (MILL_TYPE_IMPORT_FORMAT);
  g_type_ensure (MILL_TYPE_RAW_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               MILL_RESOURCES "ui/import/mill-import-dialog.ui");
  bind_children (widget_class);
  gtk_widget_class_install_action (widget_class, "import.accept", NULL, accept);
  gtk_widget_class_install_action (widget_class, "import.look-at-all", NULL, look_at_all);
  gtk_widget_class_install_action (widget_class, "import.stop", NULL, stop);
  gtk_widget_class_install_action (widget_class, "import.reset", NULL, reset);
  gtk_widget_class_install_action (widget_class, "import.read-as", "s", read_as);
  gtk_widget_class_install_action (widget_class, "import.leave-out", NULL, leave_out);
  gtk_widget_class_add_binding_action (
      widget_class, GDK_KEY_Return, GDK_CONTROL_MASK, "import.accept", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
mill_import_dialog_init (MillImportDialog *dialog)
{
  gtk_widget_init_template (GTK_WIDGET (dialog));
  dialog->rows_model = mill_import_model_new ();
  dialog->problems_model = mill_import_problems_new ();
  mill_grid_set_model (dialog->rows, MILL_GRID_MODEL (dialog->rows_model));
  mill_grid_set_model (dialog->problems, MILL_GRID_MODEL (dialog->problems_model));
  mill_grid_set_column_width (dialog->problems, 3, 420);
  mill_grid_set_column_width (dialog->problems, 4, 600);
  g_autoptr (GMenuModel) menu = make_column_menu ();
  mill_grid_set_extra_menu (dialog->rows, menu);
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
  mill_import_format_set_import (dialog->format, import);
  mill_import_column_set_import (dialog->column, import);
  g_signal_connect_swapped (import, "preview-changed", G_CALLBACK (preview_changed), dialog);
  g_signal_connect_swapped (import, "preview-changed", G_CALLBACK (update_status), dialog);
  g_signal_connect_swapped (import, "busy-changed", G_CALLBACK (update_status), dialog);
  show_files (dialog);
  if (mill_import_get_preview (import) != NULL)
    preview_changed (dialog);
  update_status (dialog);
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
