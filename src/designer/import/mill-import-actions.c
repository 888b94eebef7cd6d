/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-import-actions.h"

#include "mill-import-apply.h"
#include "mill-import-dialog.h"

#include <glib/gi18n-lib.h>

/* Lives as long as the widget. */
typedef struct
{
  GtkWidget *widget;
  MillWorkspace *workspace;
  MillCanvas *canvas;
  GSimpleActionGroup *group;
  GtkFileChooserNative *chooser; /* (nullable) that is open */
} Doors;

static void
doors_free (gpointer data)
{
  Doors *doors = data;
  g_clear_object (&doors->chooser);
  g_object_unref (doors->group);
  g_object_unref (doors->workspace);
  g_free (doors);
}

static GtkWindow *
get_window (Doors *doors)
{
  GtkRoot *root = gtk_widget_get_root (doors->widget);
  return GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL;
}

/* ---- files ---- */

static gboolean
is_pipeline (GFile *file)
{
  g_autofree char *name = g_file_get_basename (file);
  return name != NULL && g_str_has_suffix (name, MILL_DOCUMENT_SUFFIX);
}

static void
import_files (Doors *doors, GSList *files, double x, double y)
{
  g_autoptr (GSList) tables = NULL;
  for (GSList *at = files; at != NULL; at = at->next)
    if (is_pipeline (at->data))
      {
        g_autofree char *path = g_file_get_path (at->data);
        if (path != NULL)
          gtk_widget_activate_action (doors->widget, "win.open-path", "s", path);
      }
    else
      tables = g_slist_prepend (tables, at->data);
  if (tables == NULL)
    return;
  tables = g_slist_reverse (tables);
  g_autoptr (MillImport) import = mill_import_new (mill_import_files_new (tables), NULL);
  gtk_window_present (
      GTK_WINDOW (mill_import_dialog_new (get_window (doors), doors->workspace, import, x, y)));
}

static void
files_dropped (MillCanvas *canvas, GdkFileList *list, double x, double y, Doors *doors)
{
  g_autoptr (GSList) files = gdk_file_list_get_files (list);
  import_files (doors, files, x, y);
}

/* At a free place near the middle of what is seen. */
static void
import_in_the_middle (Doors *doors, GSList *files)
{
  graphene_rect_t seen;
  mill_canvas_get_visible (doors->canvas, &seen);
  double x = seen.origin.x + seen.size.width / 2;
  double y = seen.origin.y + seen.size.height / 2;
  mill_canvas_find_free (doors->canvas, &x, &y);
  import_files (doors, files, x, y);
}

static void
import_path (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_autoptr (GFile) file = g_file_new_for_path (g_variant_get_string (parameter, NULL));
  GSList files = { .data = file };
  import_in_the_middle (data, &files);
}

/* ---- choosing ---- */

static const char *const endings[] = { ".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz", ".txt.gz" };

gboolean
mill_import_is_table (GFile *file)
{
  g_return_val_if_fail (G_IS_FILE (file), FALSE);
  g_autofree char *name = g_file_get_basename (file);
  g_autofree char *lower = name != NULL ? g_ascii_strdown (name, -1) : NULL;
  for (guint i = 0; lower != NULL && i < G_N_ELEMENTS (endings); i++)
    if (g_str_has_suffix (lower, endings[i]))
      return TRUE;
  return FALSE;
}

static void
chosen (GtkNativeDialog *native, int response, Doors *doors)
{
  g_autoptr (GListModel) list = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (native));
  GSList *files = NULL;
  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    files = g_slist_append (files, g_list_model_get_item (list, i));
  if (response == GTK_RESPONSE_ACCEPT)
    import_in_the_middle (doors, files);
  g_slist_free_full (files, g_object_unref);
  g_clear_object (&doors->chooser);
}

static void
add_filters (GtkFileChooser *chooser)
{
  g_autoptr (GtkFileFilter) tables = gtk_file_filter_new ();
  g_autoptr (GtkFileFilter) all = gtk_file_filter_new ();
  gtk_file_filter_set_name (tables, _ ("Delimited text"));
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    gtk_file_filter_add_suffix (tables, endings[i] + 1);
  gtk_file_filter_set_name (all, _ ("All files"));
  gtk_file_filter_add_pattern (all, "*");
  gtk_file_chooser_add_filter (chooser, tables);
  gtk_file_chooser_add_filter (chooser, all);
}

static void
choose (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  Doors *doors = data;
  if (doors->chooser != NULL)
    return;
  doors->chooser = gtk_file_chooser_native_new (
      _ ("Open CSV Files"), get_window (doors), GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Open"), NULL);
  GtkFileChooser *chooser = GTK_FILE_CHOOSER (doors->chooser);
  const char *folder = mill_document_get_folder (mill_workspace_get_document (doors->workspace));
  g_autoptr (GFile) start = folder != NULL ? g_file_new_for_path (folder) : NULL;
  gtk_file_chooser_set_select_multiple (chooser, TRUE);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (doors->chooser), TRUE);
  add_filters (chooser);
  if (start != NULL)
    gtk_file_chooser_set_current_folder (chooser, start, NULL);
  g_signal_connect (doors->chooser, "response", G_CALLBACK (chosen), doors);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (doors->chooser));
}

/* ---- a block that is there ---- */

/* (nullable): the id of the selected block, if it reads CSV files. */
static const char *
get_block (Doors *doors)
{
  MillDocBlock *block = mill_selection_get_block (mill_workspace_get_selection (doors->workspace));
  return block != NULL && g_str_equal (mill_doc_block_get_type_id (block), "csv-file")
             ? mill_doc_block_get_id (block)
             : NULL;
}

static void
look_again (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  Doors *doors = data;
  const char *id = get_block (doors);
  g_autoptr (GError) error = NULL;
  g_autoptr (MillImport) import
      = id != NULL ? mill_import_new_for_block (doors->workspace, id, &error) : NULL;
  if (error != NULL)
    mill_workspace_announce (doors->workspace, error->message);
  if (import == NULL)
    return;
  MillImportDialog *dialog
      = mill_import_dialog_new (get_window (doors), doors->workspace, import, 0, 0);
  mill_import_dialog_set_block (dialog, id);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* Nothing that a pipeline names is looked at before it is trusted. */
static void
update (Doors *doors)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (doors->group), "block");
  g_simple_action_set_enabled (G_SIMPLE_ACTION (action),
                               get_block (doors) != NULL
                                   && mill_workspace_get_trusted (doors->workspace));
}

/* ---- all together ---- */

static void
unhook (Doors *doors)
{
  g_signal_handlers_disconnect_by_data (doors->workspace, doors);
  g_signal_handlers_disconnect_by_data (mill_workspace_get_selection (doors->workspace), doors);
}

void
mill_import_actions_install (GtkWidget *widget, MillWorkspace *workspace, MillCanvas *canvas)
{
  static const GActionEntry entries[]
      = { { .name = "open", .activate = choose },
          { .name = "path", .activate = import_path, .parameter_type = "s" },
          { .name = "block", .activate = look_again } };
  g_return_if_fail (GTK_IS_WIDGET (widget) && MILL_IS_WORKSPACE (workspace));
  g_return_if_fail (MILL_IS_CANVAS (canvas));
  Doors *doors = g_new0 (Doors, 1);
  doors->widget = widget;
  doors->workspace = g_object_ref (workspace);
  doors->canvas = canvas;
  doors->group = g_simple_action_group_new ();
  g_action_map_add_action_entries (
      G_ACTION_MAP (doors->group), entries, G_N_ELEMENTS (entries), doors);
  gtk_widget_insert_action_group (widget, "import", G_ACTION_GROUP (doors->group));
  g_signal_connect (canvas, "files-dropped", G_CALLBACK (files_dropped), doors);
  g_signal_connect_swapped (workspace, "notify::trusted", G_CALLBACK (update), doors);
  g_signal_connect_swapped (
      mill_workspace_get_selection (workspace), "changed", G_CALLBACK (update), doors);
  g_signal_connect_swapped (widget, "destroy", G_CALLBACK (unhook), doors);
  g_object_set_data_full (G_OBJECT (widget), "mill-import-doors", doors, doors_free);
  update (doors);
}
