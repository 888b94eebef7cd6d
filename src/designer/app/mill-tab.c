/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-tab.h"

#include "mill-error.h"
#include "mill-limits.h"
#include "mill-loader.h"
#include "mill-pin-store.h"
#include "mill-recent.h"
#include "mill-save.h"
#include "mill-watch.h"
#include "mill-window.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

enum
{
  FAULTS_SHOWN = 50, /* rows are dear */
  FAULTS_AT_ONCE = 8 /* in a frame */
};

struct _MillTab
{
  AdwBin parent_instance;

  GtkInfoBar *trust_bar, *changed_bar, *lossy_bar;
  GtkLabel *changed_label;
  GtkWidget *reload_button, *anyway_button;
  GtkStack *stack;
  AdwStatusPage *loading_page, *failed_page;
  GtkSpinner *spinner;
  GtkListBox *faults;
  GListModel *fault_model; /* (nullable): what is being put there, in pieces */
  guint next_fault, faults_id;
  AdwBin *place;

  MillApplication *application;
  MillDeskTab *from;     /* (nullable): what is, or was to be loaded */
  GCancellable *loading; /* (nullable) */
  MillLoaded *held;      /* (nullable): read, but not shown without a word of the user */

  MillPage *page; /* (nullable); in @place */
  MillDocument *document;
  MillWorkspace *workspace;
  gboolean lossy;
  char *title;
  char *journal;       /* (nullable): being written */
  gboolean no_journal; /* there can be none */
  MillPinStore *pins;
  char *untitled;         /* (nullable): as MillDeskTab's "pins" */
  char *hash;             /* (nullable): of the file as it was last read or written */
  MillWatch *watch;       /* (nullable): of the file */
  GCancellable *checking; /* (nullable): whether the file is another */
  GQueue saves;           /* of MillSave: the first is being written, the others wait for it */
};

enum
{
  PROP_TITLE = 1,
  PROP_TOOLTIP,
  PROP_LOADING,
  PROP_PAGE,
  PROP_DIRTY,
  PROP_SAVING,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (MillTab, mill_tab, ADW_TYPE_BIN)

static void
toast (MillTab *tab, const char *text)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (tab));
  if (MILL_IS_WINDOW (root))
    mill_window_toast (MILL_WINDOW (root), text, NULL, NULL);
}

static void
update_title (MillTab *tab)
{
  const char *path = mill_tab_get_path (tab);
  const char *name = tab->document != NULL ? mill_document_get_name (tab->document) : "";
  g_free (tab->title);
  if (name[0] != '\0')
    tab->title = g_strdup (name);
  else if (path != NULL)
    tab->title = g_filename_display_basename (path);
  else
    tab->title = g_strdup (_ ("New pipeline"));
  g_object_notify_by_pspec (G_OBJECT (tab), props[PROP_TITLE]);
  g_object_notify_by_pspec (G_OBJECT (tab), props[PROP_TOOLTIP]);
}

static void
update_bars (MillTab *tab)
{
  gboolean shown = tab->page != NULL && tab->held == NULL;
  gtk_info_bar_set_revealed (tab->trust_bar, shown && !mill_workspace_get_trusted (tab->workspace));
  gtk_info_bar_set_revealed (tab->lossy_bar, shown && tab->lossy);
}

/* ---- the journal ---- */

static void
drop_journal (MillTab *tab)
{
  if (tab->journal == NULL)
    return;
  mill_undo_set_journal (mill_document_get_undo (tab->document), NULL, NULL);
  g_unlink (tab->journal);
  g_clear_pointer (&tab->journal, g_free);
}

static void
journal_failed (MillTab *tab, const GError *error)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (tab));
  tab->no_journal = TRUE;
  g_clear_pointer (&tab->journal, g_free);
  if (MILL_IS_WINDOW (root))
    mill_window_toast_unsafe (MILL_WINDOW (root), error);
}

/* Begun with the first edit: it holds everything that led there. */
static void
start_journal (MillTab *tab)
{
  MillDesk *desk = mill_application_get_desk (tab->application);
  MillUndo *undo = mill_document_get_undo (tab->document);
  g_autoptr (GError) error = NULL;
  if (tab->journal != NULL || tab->no_journal || desk == NULL || mill_undo_n_steps (undo) == 0)
    return;
  g_autofree char *path = mill_desk_make_journal (desk);
  if (!mill_undo_set_journal (undo, path, &error))
    {
      journal_failed (tab, error);
      return;
    }
  tab->journal = g_steal_pointer (&path);
  mill_application_keep (tab->application);
}

static void
undo_changed (MillTab *tab, GParamSpec *spec)
{
  if (g_str_equal (spec->name, "can-undo"))
    start_journal (tab);
  if (g_str_equal (spec->name, "dirty"))
    g_object_notify_by_pspec (G_OBJECT (tab), props[PROP_DIRTY]);
}

/* ---- the file on the disk ---- */

static void
show_changed (MillTab *tab, gboolean there)
{
  gtk_label_set_label (tab->changed_label,
                       there ? _ ("Another program has changed this file.")
                             : _ ("This file is not there any more. Save to make it again."));
  gtk_widget_set_visible (tab->reload_button, there);
  gtk_info_bar_set_revealed (tab->changed_bar, TRUE);
}

static void
checked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MillLoaded) loaded = mill_loader_finish (result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  MillTab *tab = MILL_TAB (source);
  g_clear_object (&tab->checking);
  if (loaded == NULL)
    {
      if (g_error_matches (error, MILL_ERROR_RESOURCE, MILL_RESOURCE_NOT_FOUND))
        show_changed (tab, FALSE);
      return;
    }
  if (tab->hash != NULL && g_strcmp0 (loaded->hash, tab->hash) != 0)
    show_changed (tab, TRUE);
  else
    gtk_info_bar_set_revealed (tab->changed_bar, FALSE);
  if (tab->hash == NULL)
    tab->hash = g_strdup (loaded->hash);
}

static void
stop_checking (MillTab *tab)
{
  if (tab->checking != NULL)
    g_cancellable_cancel (tab->checking);
  g_clear_object (&tab->checking);
}

static void
check_file (gpointer data)
{
  MillTab *tab = data;
  stop_checking (tab);
  tab->checking = g_cancellable_new ();
  mill_loader_start (mill_application_get_registry (tab->application),
                     mill_tab_get_path (tab),
                     NULL,
                     tab,
                     tab->checking,
                     checked);
}

static void
watch_file (MillTab *tab)
{
  const char *path = tab->document != NULL ? mill_document_get_path (tab->document) : NULL;
  g_clear_pointer (&tab->watch, mill_watch_free);
  if (path != NULL)
    tab->watch = mill_watch_new (path, check_file, tab);
}

/* ---- pins ---- */

static char *
pins_root (void)
{
  return g_build_filename (g_get_user_state_dir (), "millrace", "pins", NULL);
}

static void
open_pins (MillTab *tab)
{
  const char *path = mill_document_get_path (tab->document);
  const char *before = tab->from != NULL ? tab->from->pins : NULL;
  g_autofree char *root = pins_root (), *folder = NULL;
  g_free (tab->untitled);
  tab->untitled = path != NULL     ? NULL
                  : before != NULL ? g_strdup (before)
                                   : g_uuid_string_random ();
  folder = path != NULL ? mill_pin_store_folder_for (root, path)
                        : g_build_filename (root, tab->untitled, NULL);
  tab->pins = mill_pin_store_new (
      tab->workspace, folder, mill_application_get_pin_queue (tab->application));
}

/* They go with the pipeline to another file. */
static void
move_pins (MillTab *tab)
{
  g_autofree char *root = pins_root ();
  g_autofree char *folder
      = mill_pin_store_folder_for (root, mill_document_get_path (tab->document));
  mill_pin_store_move (tab->pins, folder, tab->untitled == NULL);
  g_clear_pointer (&tab->untitled, g_free);
}

/* ---- showing a document ---- */

static void
forget_document (MillTab *tab)
{
  stop_checking (tab);
  g_clear_pointer (&tab->watch, mill_watch_free);
  if (tab->document == NULL)
    return;
  g_signal_handlers_disconnect_by_data (mill_document_get_undo (tab->document), tab);
  g_signal_handlers_disconnect_by_data (tab->document, tab);
  drop_journal (tab);
  adw_bin_set_child (tab->place, NULL);
  tab->page = NULL;
  g_clear_pointer (&tab->pins, mill_pin_store_free);
  g_clear_object (&tab->workspace);
  g_clear_object (&tab->document);
  g_clear_pointer (&tab->hash, g_free);
}

static void
trusted_changed (MillTab *tab)
{
  update_bars (tab);
  mill_application_keep (tab->application);
}

void
mill_tab_set_document (MillTab *tab, MillDocument *document, gboolean trusted)
{
  g_return_if_fail (MILL_IS_TAB (tab) && MILL_IS_DOCUMENT (document));
  g_object_ref (document);
  forget_document (tab);
  tab->document = document;
  tab->lossy = mill_document_is_lossy (document);
  tab->workspace = mill_workspace_new (document, trusted);
  open_pins (tab);
  tab->page = mill_page_new (tab->workspace, mill_application_get_settings (tab->application));
  adw_bin_set_child (tab->place, GTK_WIDGET (tab->page));
  MillUndo *undo = mill_document_get_undo (document);
  g_signal_connect_object (undo, "notify", G_CALLBACK (undo_changed), tab, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      undo, "journal-failed", G_CALLBACK (journal_failed), tab, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      document, "notify::name", G_CALLBACK (update_title), tab, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      tab->workspace, "notify::trusted", G_CALLBACK (trusted_changed), tab, G_CONNECT_SWAPPED);
  gtk_stack_set_visible_child_name (tab->stack, "page");
  gtk_info_bar_set_revealed (tab->changed_bar, FALSE);
  start_journal (tab); /* a document from a journal has steps */
  watch_file (tab);
  update_title (tab);
  update_bars (tab);
  g_object_notify_by_pspec (G_OBJECT (tab), props[PROP_PAGE]);
  g_object_notify_by_pspec (G_OBJECT (tab), props[PROP_DIRTY]);
}

/* ---- loading ---- */

static void
add_fault (MillTab *tab, MillDiagnostic *diagnostic)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *place = NULL;
  g_autofree char *message = g_markup_escape_text (mill_diagnostic_get_message (diagnostic), -1);
  if (mill_diagnostic_get_line (diagnostic) > 0)
    place = g_strdup_printf (_ ("Line %u, column %u"),
                             mill_diagnostic_get_line (diagnostic),
                             mill_diagnostic_get_column (diagnostic));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), message);
  if (place != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), place);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name ("dialog-error-symbolic"));
  gtk_list_box_append (tab->faults, row);
}

static gboolean
add_faults (GtkWidget *faults, GdkFrameClock *clock, gpointer data)
{
  MillTab *tab = data;
  guint n = MIN (g_list_model_get_n_items (tab->fault_model), FAULTS_SHOWN);
  guint end = MIN (tab->next_fault + FAULTS_AT_ONCE, n);
  for (; tab->next_fault < end; tab->next_fault++)
    {
      g_autoptr (MillDiagnostic) one = g_list_model_get_item (tab->fault_model, tab->next_fault);
      add_fault (tab, one);
    }
  if (end < n)
    return G_SOURCE_CONTINUE;
  tab->faults_id = 0;
  return G_SOURCE_REMOVE;
}

static void
clear_faults (MillTab *tab)
{
  GtkWidget *row;
  while ((row = GTK_WIDGET (gtk_list_box_get_row_at_index (tab->faults, 0))) != NULL)
    gtk_list_box_remove (tab->faults, row);
  if (tab->faults_id != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (tab->faults), tab->faults_id);
  tab->faults_id = tab->next_fault = 0;
  g_clear_object (&tab->fault_model);
}

static void
show_failed (MillTab *tab, const char *title, const char *why, MillDocument *document)
{
  g_autofree char *escaped = g_markup_escape_text (why, -1);
  GListModel *diagnostics = document != NULL ? mill_document_get_diagnostics (document) : NULL;
  guint n = diagnostics != NULL ? g_list_model_get_n_items (diagnostics) : 0;
  clear_faults (tab);
  if (n > 0)
    {
      tab->fault_model = g_object_ref (diagnostics);
      tab->faults_id
          = gtk_widget_add_tick_callback (GTK_WIDGET (tab->faults), add_faults, tab, NULL);
    }
  gtk_widget_set_visible (GTK_WIDGET (tab->faults), n > 0);
  gtk_widget_set_visible (tab->anyway_button, document != NULL);
  adw_status_page_set_title (tab->failed_page, title);
  adw_status_page_set_description (tab->failed_page, escaped);
  gtk_stack_set_visible_child_name (tab->stack, "failed");
  update_title (tab);
  update_bars (tab);
}

static void
show_loaded (MillTab *tab, MillLoaded *loaded)
{
  const MillDeskTab *from = tab->from;
  gboolean trusted
      = from->trusted
        || mill_trust_has (mill_application_get_trust (tab->application), loaded->hash);
  mill_tab_set_document (tab, loaded->document, trusted);
  tab->lossy |= from->lossy;
  if (from->view[2] > 0)
    mill_page_set_view (tab->page, from->view);
  if (from->journal == NULL)
    tab->hash = g_strdup (loaded->hash);
  else if (from->path != NULL)
    check_file (tab); /* what it was when it was edited, nobody knows */
  update_bars (tab);
  mill_application_keep (tab->application);
}

/* What a broken or a hostile file holds is not drawn without asking. */
static gboolean
must_ask (MillTab *tab, MillDocument *document)
{
  guint n = g_list_model_get_n_items (mill_document_get_blocks (document));
  if (n > MILL_DESIGNER_BLOCKS_MAX)
    {
      g_autofree char *why
          = g_strdup_printf (ngettext ("It has %u block. Drawing them may take very long.",
                                       "It has %u blocks. Drawing them may take very long.",
                                       n),
                             n);
      show_failed (tab, _ ("This Pipeline Is Very Large"), why, document);
      return TRUE;
    }
  if (n == 0 && mill_document_has_errors (document))
    {
      show_failed (
          tab, _ ("This Is No Pipeline"), _ ("The file was read, but not understood."), document);
      return TRUE;
    }
  return FALSE;
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MillLoaded) loaded = mill_loader_finish (result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  MillTab *tab = MILL_TAB (source);
  g_clear_object (&tab->loading);
  gtk_spinner_stop (tab->spinner);
  if (loaded == NULL && tab->from->journal != NULL && tab->from->path != NULL)
    {
      g_autoptr (MillDeskTab) again = mill_desk_tab_new ();
      again->path = g_strdup (tab->from->path);
      toast (tab, error->message);
      mill_tab_load (tab, again);
      return;
    }
  if (loaded == NULL)
    show_failed (tab, _ ("This File Cannot Be Opened"), error->message, NULL);
  else if (must_ask (tab, loaded->document))
    tab->held = g_steal_pointer (&loaded);
  else
    show_loaded (tab, loaded);
  g_object_notify_by_pspec (G_OBJECT (tab), props[PROP_LOADING]);
}

static MillDeskTab *
copy_from (const MillDeskTab *from)
{
  MillDeskTab *copy = mill_desk_tab_new ();
  *copy = *from;
  copy->path = g_strdup (from->path);
  copy->journal = g_strdup (from->journal);
  copy->pins = g_strdup (from->pins);
  return copy;
}

void
mill_tab_load (MillTab *tab, const MillDeskTab *from)
{
  g_return_if_fail (MILL_IS_TAB (tab) && (from->path != NULL || from->journal != NULL));
  MillDeskTab *copy = copy_from (from);
  g_clear_pointer (&tab->from, mill_desk_tab_free);
  g_clear_pointer (&tab->held, mill_loaded_free);
  tab->from = copy;
  if (tab->loading != NULL)
    g_cancellable_cancel (tab->loading);
  g_clear_object (&tab->loading);
  tab->loading = g_cancellable_new ();
  if (tab->page == NULL)
    {
      gtk_stack_set_visible_child_name (tab->stack, "loading");
      gtk_spinner_start (tab->spinner);
    }
  update_title (tab);
  g_object_notify_by_pspec (G_OBJECT (tab), props[PROP_LOADING]);
  mill_loader_start (mill_application_get_registry (tab->application),
                     copy->path,
                     copy->journal,
                     tab,
                     tab->loading,
                     loaded_cb);
}

/* ---- saving ---- */

static void
note_saved (MillTab *tab, MillSave *save)
{
  mill_document_save_end (tab->document, save->saving);
  g_free (tab->hash);
  tab->hash = g_steal_pointer (&save->hash);
  tab->lossy = FALSE;
  if (mill_workspace_get_trusted (tab->workspace))
    mill_trust_add (mill_application_get_trust (tab->application), tab->hash);
  gtk_info_bar_set_revealed (tab->changed_bar, FALSE);
  move_pins (tab);
  update_title (tab);
  update_bars (tab);
  mill_recent_add (mill_document_get_path (tab->document));
  mill_application_keep (tab->application);
}

static void start_save (MillTab *tab);
static void ask_where (MillTab *tab, GTask *task);

static void
queue_save (MillTab *tab, MillSave *save)
{
  g_queue_push_tail (&tab->saves, save);
  if (tab->saves.length > 1)
    return;
  g_object_notify_by_pspec (G_OBJECT (tab), props[PROP_SAVING]);
  start_save (tab);
}

static void
replace_response (AdwMessageDialog *dialog, const char *response, gpointer data)
{
  MillSave *save = data;
  MillTab *tab = g_task_get_source_object (save->task);
  gboolean same = tab->document == save->document;
  g_signal_handlers_disconnect_by_func (dialog, replace_response, data); /* one answer is enough */
  if (g_str_equal (response, "replace") && same)
    {
      g_clear_pointer (&tab->hash, g_free);
      queue_save (tab, save);
      return;
    }
  if (g_str_equal (response, "save-as") && same)
    ask_where (tab, save->task);
  else
    g_task_return_boolean (save->task, FALSE);
  mill_save_free (save);
}

/* Says what went wrong. */
static void
end_save (MillTab *tab, const GError *error)
{
  MillSave *save = g_queue_pop_head (&tab->saves);
  gboolean foreign = g_error_matches (error, MILL_ERROR_RESOURCE, MILL_RESOURCE_CHANGED);
  if (error != NULL && !foreign)
    toast (tab, error->message);
  else if (error == NULL && tab->document == save->document)
    note_saved (tab, save);
  watch_file (tab);
  if (!g_queue_is_empty (&tab->saves))
    start_save (tab);
  else
    g_object_notify_by_pspec (G_OBJECT (tab), props[PROP_SAVING]);
  if (foreign)
    {
      AdwMessageDialog *dialog
          = mill_save_ask (save, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (tab))));
      g_signal_connect (dialog, "response", G_CALLBACK (replace_response), save);
      return;
    }
  g_task_return_boolean (save->task, error == NULL); /* last: who is told may save again */
  mill_save_free (save);
}

static void
written (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  mill_save_finish (result, &error);
  end_save (MILL_TAB (source), error);
}

/* What we write is not what somebody else has changed. */
static void
start_save (MillTab *tab)
{
  MillSave *save = g_queue_peek_head (&tab->saves);
  g_autoptr (GError) error = NULL;
  stop_checking (tab);
  g_clear_pointer (&tab->watch, mill_watch_free);
  g_free (save->expected);
  save->expected = save->elsewhere ? NULL : g_strdup (tab->hash);
  if (!mill_save_start (
          save, mill_application_get_registry (tab->application), G_OBJECT (tab), written, &error))
    end_save (tab, error);
}

static void
save_response (GtkNativeDialog *dialog, int response, gpointer data)
{
  g_autoptr (GTask) task = data;
  MillTab *tab = g_task_get_source_object (task);
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT
                               ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog))
                               : NULL;
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;
  gtk_native_dialog_destroy (dialog);
  g_object_unref (dialog);
  if (path != NULL && tab->document != NULL)
    queue_save (tab, mill_save_new (task, tab->document, path));
  else
    g_task_return_boolean (task, FALSE);
}

static void
ask_where (MillTab *tab, GTask *task)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (tab));
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
      _ ("Save the Pipeline"), GTK_WINDOW (root), GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);
  const char *path = mill_tab_get_path (tab);
  const char *name = mill_document_get_name (tab->document);
  g_autofree char *id = g_str_to_ascii (name[0] != '\0' ? name : _ ("pipeline"), NULL);
  g_autofree char *proposed = NULL;
  g_strdelimit (id, "/\\ ", '-');
  proposed
      = path != NULL ? g_path_get_basename (path) : g_strconcat (id, MILL_DOCUMENT_SUFFIX, NULL);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), proposed);
  if (path != NULL)
    {
      g_autofree char *folder = g_path_get_dirname (path);
      g_autoptr (GFile) file = g_file_new_for_path (folder);
      gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (dialog), file, NULL);
    }
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect (dialog, "response", G_CALLBACK (save_response), g_object_ref (task));
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

void
mill_tab_finish_edits (MillTab *tab)
{
  g_return_if_fail (MILL_IS_TAB (tab));
  if (tab->page != NULL)
    mill_workspace_finish_edits (tab->workspace);
}

void
mill_tab_save (MillTab *tab, gboolean ask, GAsyncReadyCallback callback, gpointer data)
{
  g_return_if_fail (MILL_IS_TAB (tab));
  g_autoptr (GTask) task = g_task_new (tab, NULL, callback, data);
  mill_tab_finish_edits (tab);
  if (tab->document == NULL)
    g_task_return_boolean (task, FALSE);
  else if (ask || tab->lossy || mill_document_get_path (tab->document) == NULL)
    ask_where (tab, task);
  else
    queue_save (tab, mill_save_new (task, tab->document, NULL));
}

gboolean
mill_tab_save_finish (MillTab *tab, GAsyncResult *result)
{
  g_return_val_if_fail (g_task_is_valid (result, tab), FALSE);
  return g_task_propagate_boolean (G_TASK (result), NULL);
}

void
mill_tab_save_to (MillTab *tab, const char *path, GAsyncReadyCallback callback, gpointer data)
{
  g_return_if_fail (MILL_IS_TAB (tab) && tab->document != NULL && path != NULL);
  mill_tab_finish_edits (tab);
  g_autoptr (GTask) task = g_task_new (tab, NULL, callback, data);
  queue_save (tab, mill_save_new (task, tab->document, path));
}

void
mill_tab_discard (MillTab *tab)
{
  g_return_if_fail (MILL_IS_TAB (tab));
  drop_journal (tab);
  tab->no_journal = TRUE;
  if (tab->untitled != NULL)
    mill_pin_store_drop (tab->pins);
}

/* ---- actions ---- */

static void
trust_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MillTab *tab = MILL_TAB (widget);
  if (tab->workspace == NULL)
    return;
  g_autofree char *hash = mill_trust_hash (tab->document);
  mill_trust_add (mill_application_get_trust (tab->application), hash);
  mill_workspace_set_trusted (tab->workspace, TRUE);
  mill_workspace_announce (tab->workspace, _ ("This pipeline is trusted now"));
  gtk_widget_activate_action (GTK_WIDGET (tab->page), "page.canvas", NULL); /* the button goes */
}

static void
load_again (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MillTab *tab = MILL_TAB (widget);
  g_autoptr (MillDeskTab) from = mill_desk_tab_new ();
  from->path = g_strdup (mill_tab_get_path (tab));
  if (tab->page != NULL)
    mill_page_get_view (tab->page, from->view);
  if (from->path != NULL)
    mill_tab_load (tab, from);
}

static void
keep_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MillTab *tab = MILL_TAB (widget);
  gtk_info_bar_set_revealed (tab->changed_bar, FALSE);
  g_clear_pointer (&tab->hash, g_free); /* what is there now may be replaced */
  check_file (tab);
}

static void
anyway_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MillTab *tab = MILL_TAB (widget);
  g_autoptr (MillLoaded) loaded = g_steal_pointer (&tab->held);
  if (loaded != NULL)
    show_loaded (tab, loaded);
}

static void
save_as_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  mill_tab_save (MILL_TAB (widget), TRUE, NULL, NULL);
}

/* ---- the object ---- */

static void
mill_tab_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  MillTab *tab = MILL_TAB (object);
  const char *path = mill_tab_get_path (tab);
  switch (id)
    {
    case PROP_TITLE:
      g_value_set_string (value, tab->title);
      break;
    case PROP_TOOLTIP:
      /* AdwTabPage reads markup */
      g_value_take_string (value, g_markup_escape_text (path != NULL ? path : tab->title, -1));
      break;
    case PROP_LOADING:
      g_value_set_boolean (value, tab->loading != NULL);
      break;
    case PROP_PAGE:
      g_value_set_object (value, tab->page);
      break;
    case PROP_DIRTY:
      g_value_set_boolean (value, mill_tab_is_dirty (tab));
      break;
    case PROP_SAVING:
      g_value_set_boolean (value, !g_queue_is_empty (&tab->saves));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
    }
}

static void
mill_tab_dispose (GObject *object)
{
  MillTab *tab = MILL_TAB (object);
  if (tab->loading != NULL)
    g_cancellable_cancel (tab->loading);
  g_clear_object (&tab->loading);
  stop_checking (tab);
  g_clear_pointer (&tab->watch, mill_watch_free);
  tab->page = NULL;
  g_clear_pointer (&tab->pins, mill_pin_store_free);
  if (tab->faults != NULL)
    clear_faults (tab);
  gtk_widget_dispose_template (GTK_WIDGET (object), MILL_TYPE_TAB);
  g_clear_object (&tab->workspace);
  g_clear_object (&tab->document);
  g_clear_object (&tab->application);
  G_OBJECT_CLASS (mill_tab_parent_class)->dispose (object);
}

static void
mill_tab_finalize (GObject *object)
{
  MillTab *tab = MILL_TAB (object);
  mill_desk_tab_free (tab->from);
  mill_loaded_free (tab->held);
  g_free (tab->title);
  g_free (tab->journal);
  g_free (tab->untitled);
  g_free (tab->hash);
  G_OBJECT_CLASS (mill_tab_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, MILL_RESOURCES "ui/app/mill-tab.ui");
  gtk_widget_class_bind_template_child (widget_class, MillTab, trust_bar);
  gtk_widget_class_bind_template_child (widget_class, MillTab, changed_bar);
  gtk_widget_class_bind_template_child (widget_class, MillTab, lossy_bar);
  gtk_widget_class_bind_template_child (widget_class, MillTab, changed_label);
  gtk_widget_class_bind_template_child (widget_class, MillTab, reload_button);
  gtk_widget_class_bind_template_child (widget_class, MillTab, anyway_button);
  gtk_widget_class_bind_template_child (widget_class, MillTab, stack);
  gtk_widget_class_bind_template_child (widget_class, MillTab, loading_page);
  gtk_widget_class_bind_template_child (widget_class, MillTab, failed_page);
  gtk_widget_class_bind_template_child (widget_class, MillTab, spinner);
  gtk_widget_class_bind_template_child (widget_class, MillTab, faults);
  gtk_widget_class_bind_template_child (widget_class, MillTab, place);
}

static void
mill_tab_class_init (MillTabClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  object_class->dispose = mill_tab_dispose;
  object_class->finalize = mill_tab_finalize;
  object_class->get_property = mill_tab_get_property;
  props[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  props[PROP_TOOLTIP] = g_param_spec_string ("tooltip", NULL, NULL, NULL, flags);
  props[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE, flags);
  props[PROP_PAGE] = g_param_spec_object ("page", NULL, NULL, MILL_TYPE_PAGE, flags);
  props[PROP_DIRTY] = g_param_spec_boolean ("dirty", NULL, NULL, FALSE, flags);
  props[PROP_SAVING] = g_param_spec_boolean ("saving", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
  bind_children (widget_class);
  gtk_widget_class_install_action (widget_class, "tab.trust", NULL, trust_action);
  gtk_widget_class_install_action (widget_class, "tab.reload", NULL, load_again);
  gtk_widget_class_install_action (widget_class, "tab.retry", NULL, load_again);
  gtk_widget_class_install_action (widget_class, "tab.keep", NULL, keep_action);
  gtk_widget_class_install_action (widget_class, "tab.open-anyway", NULL, anyway_action);
  gtk_widget_class_install_action (widget_class, "tab.save-as", NULL, save_as_action);
}

static void
mill_tab_init (MillTab *tab)
{
  gtk_widget_init_template (GTK_WIDGET (tab));
  tab->title = g_strdup ("");
}

MillTab *
mill_tab_new (MillApplication *application)
{
  g_return_val_if_fail (MILL_IS_APPLICATION (application), NULL);
  MillTab *tab = g_object_new (MILL_TYPE_TAB, NULL);
  tab->application = g_object_ref (application);
  return tab;
}

/* ---- reading ---- */

MillDeskTab *
mill_tab_describe (MillTab *tab)
{
  g_return_val_if_fail (MILL_IS_TAB (tab), NULL);
  if (tab->document == NULL)
    return tab->from != NULL ? copy_from (tab->from) : mill_desk_tab_new ();
  MillDeskTab *desk_tab = mill_desk_tab_new ();
  desk_tab->path = g_strdup (mill_tab_get_path (tab));
  desk_tab->journal = g_strdup (tab->journal);
  desk_tab->pins = g_strdup (tab->untitled);
  desk_tab->trusted = mill_workspace_get_trusted (tab->workspace);
  desk_tab->lossy = tab->lossy;
  mill_page_get_view (tab->page, desk_tab->view);
  desk_tab->adopted = tab->from != NULL && tab->from->adopted;
  return desk_tab;
}

gboolean
mill_tab_is_safe (MillTab *tab)
{
  g_return_val_if_fail (MILL_IS_TAB (tab), FALSE);
  return !tab->no_journal;
}

MillPage *
mill_tab_get_page (MillTab *tab)
{
  g_return_val_if_fail (MILL_IS_TAB (tab), NULL);
  return tab->page;
}

MillDocument *
mill_tab_get_document (MillTab *tab)
{
  g_return_val_if_fail (MILL_IS_TAB (tab), NULL);
  return tab->document;
}

const char *
mill_tab_get_path (MillTab *tab)
{
  g_return_val_if_fail (MILL_IS_TAB (tab), NULL);
  if (tab->document != NULL)
    return mill_document_get_path (tab->document);
  return tab->from != NULL ? tab->from->path : NULL;
}

const char *
mill_tab_get_title (MillTab *tab)
{
  g_return_val_if_fail (MILL_IS_TAB (tab), NULL);
  return tab->title;
}

gboolean
mill_tab_is_dirty (MillTab *tab)
{
  g_return_val_if_fail (MILL_IS_TAB (tab), FALSE);
  return tab->document != NULL && mill_undo_get_dirty (mill_document_get_undo (tab->document));
}

gboolean
mill_tab_is_untouched (MillTab *tab)
{
  g_return_val_if_fail (MILL_IS_TAB (tab), FALSE);
  return tab->document != NULL && mill_tab_get_path (tab) == NULL
         && mill_undo_n_steps (mill_document_get_undo (tab->document)) == 0;
}
