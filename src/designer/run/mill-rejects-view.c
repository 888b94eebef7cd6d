/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-rejects-view.h"

#include "mill-application.h"
#include "mill-choice.h"
#include "mill-figures.h"
#include "mill-history-read.h"
#include "mill-notice.h"
#include "mill-reject-list.h"
#include "mill-text-column.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

enum
{
  RUNS_SHOWN = 50 /* that one can choose from */
};

struct _MillRejectsView
{
  MillPanel parent_instance;

  GtkStack *pages; /* none, some */
  MillNotice *none;
  GtkDropDown *run_choice, *block_choice, *code_choice;
  GtkLabel *summary;
  GtkColumnView *table;
  GtkLabel *message, *place;
  GtkTextBuffer *text, *hex;
  GtkWidget *detail, *open_file;

  GtkSingleSelection *selection;
  GPtrArray *runs;          /* MillHistoryRun: those that have refused rows */
  GtkStringList *run_names; /* of runs */
  GtkStringList *blocks;    /* "All blocks", then ids */
  GtkStringList *codes;     /* "All reasons", then nicks */
  GCancellable *reading;
  gboolean filling; /* the choices change by themselves */
};

G_DEFINE_FINAL_TYPE (MillRejectsView, mill_rejects_view, MILL_TYPE_PANEL)

/* ---- cells ---- */

static char *
show_block (gpointer item, const char **style)
{
  return g_strdup (MILL_REJECT (item)->block);
}

static char *
show_code (gpointer item, const char **style)
{
  return g_strdup (MILL_REJECT (item)->code);
}

static char *
show_message (gpointer item, const char **style)
{
  return g_strdup (MILL_REJECT (item)->message);
}

static char *
show_place (gpointer item, const char **style)
{
  *style = "dim-label";
  return mill_reject_place (item);
}

static char *
show_raw (gpointer item, const char **style)
{
  char *text = mill_reject_text (item);
  *style = "monospace";
  return g_strdelimit (text, "\r\n\t", ' ');
}

static const MillTextColumn columns[]
    = { { .title = N_ ("Block"), .text = show_block, .width = 100 },
        { .title = N_ ("Reason"), .text = show_code, .width = 90 },
        { .title = N_ ("Message"), .text = show_message, .width = 170, .expand = TRUE },
        { .title = N_ ("Place"), .text = show_place, .width = 130 },
        { .title = N_ ("Row"), .text = show_raw, .width = 120, .expand = TRUE },
        { NULL } };

/* ---- one row in full ---- */

static char *
describe_place (const MillReject *reject)
{
  if (reject->file == NULL)
    return g_strdup (_ ("This row stands in no file."));
  GString *text = g_string_new (reject->file);
  if (reject->line > 0)
    g_string_append_printf (text, _ (" · line %" PRIu64), reject->line);
  if (reject->record > 0)
    g_string_append_printf (text, _ (" · record %" PRIu64), reject->record);
  if (reject->byte > 0 || reject->line > 0)
    g_string_append_printf (text, _ (" · byte %" PRIu64), reject->byte);
  return g_string_free (text, FALSE);
}

static void
show_detail (MillRejectsView *view)
{
  MillReject *reject = gtk_single_selection_get_selected_item (view->selection);
  gtk_widget_set_visible (view->detail, reject != NULL);
  if (reject == NULL)
    return;
  g_autofree char *place = describe_place (reject);
  g_autofree char *text = mill_reject_text (reject);
  g_autofree char *hex = mill_reject_hex (reject);
  gtk_label_set_text (view->message, reject->message != NULL ? reject->message : "");
  gtk_label_set_text (view->place, place);
  gtk_text_buffer_set_text (view->text, text, -1);
  gtk_text_buffer_set_text (view->hex, hex, -1);
  gtk_widget_set_visible (view->open_file, reject->file != NULL);
}

static void
copy (GtkWidget *widget, const char *action, GVariant *parameter)
{
  MillReject *reject
      = gtk_single_selection_get_selected_item (MILL_REJECTS_VIEW (widget)->selection);
  if (reject == NULL)
    return;
  g_autofree char *text = mill_reject_text (reject);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
}

/* Editors that can be told a line. */
static GAppInfo *
find_editor (guint64 line)
{
  static const struct
  {
    const char *program;
    const char *option; /* with the line */
  } editors[] = { { "gnome-text-editor", "+%u" },
                  { "gedit", "+%u" },
                  { "xed", "+%u" },
                  { "pluma", "+%u" },
                  { "kate", "-l %u" },
                  { "kwrite", "-l %u" },
                  { "mousepad", "-l %u" },
                  { "geany", "-l %u" } };
  g_autoptr (GAppInfo) usual = g_app_info_get_default_for_type ("text/plain", FALSE);
  const char *program = usual != NULL ? g_app_info_get_executable (usual) : NULL;
  g_autofree char *base = program != NULL ? g_path_get_basename (program) : NULL;
  for (guint i = 0; base != NULL && line > 0 && i < G_N_ELEMENTS (editors); i++)
    {
      if (!g_str_equal (base, editors[i].program))
        continue;
      GString *command = g_string_new (program);
      g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, line);
      g_string_append_c (command, ' ');
      g_string_append (command, editors[i].option);
      g_string_replace (command, "%u", number, 1);
      GAppInfo *editor = g_app_info_create_from_commandline (
          command->str, NULL, G_APP_INFO_CREATE_SUPPORTS_URIS, NULL);
      g_string_free (command, TRUE);
      return editor;
    }
  return g_steal_pointer (&usual);
}

static void
open_file (GtkWidget *widget, const char *action, GVariant *parameter)
{
  MillRejectsView *view = MILL_REJECTS_VIEW (widget);
  MillReject *reject = gtk_single_selection_get_selected_item (view->selection);
  MillWorkspace *workspace = mill_panel_get_workspace (MILL_PANEL (view));
  g_autoptr (GError) error = NULL;
  if (reject == NULL || reject->file == NULL || workspace == NULL)
    return;
  g_autoptr (GFile) file = g_file_new_for_path (reject->file);
  g_autoptr (GAppInfo) editor = find_editor (reject->line);
  GList files = { file, NULL, NULL };
  if (editor == NULL)
    mill_workspace_announce (workspace, _ ("No program for text files is installed"));
  else if (!g_app_info_launch (editor, &files, NULL, &error))
    mill_workspace_announce (workspace, error->message);
}

static void
reveal_block (GtkWidget *widget, const char *action, GVariant *parameter)
{
  MillRejectsView *view = MILL_REJECTS_VIEW (widget);
  MillReject *reject = gtk_single_selection_get_selected_item (view->selection);
  MillWorkspace *workspace = mill_panel_get_workspace (MILL_PANEL (view));
  if (reject != NULL && workspace != NULL)
    mill_workspace_reveal (workspace, reject->block, NULL);
}

static void
activated (GtkColumnView *table, guint position, MillRejectsView *view)
{
  reveal_block (GTK_WIDGET (view), NULL, NULL);
}

/* ---- filters ---- */

static const char *
chosen (GtkDropDown *choice, GtkStringList *list)
{
  guint at = gtk_drop_down_get_selected (choice);
  return at == 0 || at == GTK_INVALID_LIST_POSITION ? NULL : gtk_string_list_get_string (list, at);
}

/* Puts the words that are in @words (sorted) behind the first one of @list; keeps what is chosen.
 */
static void
fill_choice (GtkDropDown *choice, GtkStringList *list, GPtrArray *words)
{
  g_autofree char *kept = g_strdup (chosen (choice, list));
  guint at = 0;
  g_ptr_array_add (words, NULL);
  gtk_string_list_splice (list,
                          1,
                          g_list_model_get_n_items (G_LIST_MODEL (list)) - 1,
                          (const char *const *)words->pdata);
  for (guint i = 0; kept != NULL && i + 1 < words->len; i++)
    if (g_str_equal (kept, g_ptr_array_index (words, i)))
      at = i + 1;
  gtk_drop_down_set_selected (choice, at);
}

static void
add_once (GPtrArray *words, char *word)
{
  if (!g_ptr_array_find_with_equal_func (words, word, g_str_equal, NULL))
    g_ptr_array_add (words, word);
}

static guint64
show_sums (MillRejectsView *view, GPtrArray *sums)
{
  guint64 total = 0;
  g_autoptr (GPtrArray) blocks = g_ptr_array_new ();
  g_autoptr (GPtrArray) codes = g_ptr_array_new ();
  for (guint i = 0; i < sums->len; i++)
    {
      const MillRejectSum *sum = g_ptr_array_index (sums, i);
      add_once (blocks, sum->block);
      add_once (codes, sum->code);
      total += sum->count;
    }
  view->filling = TRUE;
  fill_choice (view->block_choice, view->blocks, blocks);
  fill_choice (view->code_choice, view->codes, codes);
  view->filling = FALSE;
  return total;
}

/* ---- reading ---- */

/* (nullable) */
static const MillHistoryRun *
get_run (MillRejectsView *view)
{
  guint at = gtk_drop_down_get_selected (view->run_choice);
  return at < view->runs->len ? g_ptr_array_index (view->runs, at) : NULL;
}

static void
show_count (MillRejectsView *view, guint64 shown, guint64 stored)
{
  const MillHistoryRun *run = get_run (view);
  guint64 all = run != NULL ? MAX (run->kept, stored) : stored;
  g_autofree char *some = mill_figures_count (shown), *total = mill_figures_count (all);
  g_autofree char *text
      = shown == all ? g_strdup_printf (ngettext ("%s refused row", "%s refused rows", all), total)
                     : g_strdup_printf (_ ("%s of %s refused rows"), some, total);
  gtk_label_set_text (view->summary, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (view->summary), text);
}

static void
found (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MillRejectsView) view = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (MillRejectQuery) query = mill_reject_query_finish (result, &error);
  const MillHistoryRun *run = view->runs != NULL ? get_run (view) : NULL;
  if (view->reading != g_task_get_cancellable (G_TASK (result)) || run == NULL)
    return;
  g_clear_object (&view->reading);
  if (query == NULL)
    {
      mill_notice_say (view->none, _ ("The History Cannot Be Read"), error->message);
      gtk_stack_set_visible_child_name (view->pages, "none");
      return;
    }
  g_autofree char *store = mill_store_default_path ();
  g_autoptr (MillRejectList) list = mill_reject_list_new (store, run->id, query->numbers);
  guint64 stored = show_sums (view, query->sums);
  gtk_single_selection_set_model (view->selection, G_LIST_MODEL (list));
  show_count (view, query->numbers->len, stored);
  show_detail (view);
}

static void
give_up (MillRejectsView *view)
{
  if (view->reading != NULL)
    g_cancellable_cancel (view->reading);
  g_clear_object (&view->reading);
}

static void
filter_changed (MillRejectsView *view)
{
  const MillHistoryRun *run = view->filling ? NULL : get_run (view);
  if (run == NULL)
    return;
  give_up (view);
  g_autofree char *store = mill_store_default_path ();
  view->reading = g_cancellable_new ();
  mill_reject_query_async (store,
                           run->id,
                           chosen (view->block_choice, view->blocks),
                           chosen (view->code_choice, view->codes),
                           view->reading,
                           found,
                           g_object_ref (view));
}

/* Of those that have refused rows the newest is shown. */
static void
take_runs (MillRejectsView *view, GPtrArray *runs)
{
  view->filling = TRUE;
  g_ptr_array_set_size (view->runs, 0);
  gtk_string_list_splice (
      view->run_names, 0, g_list_model_get_n_items (G_LIST_MODEL (view->run_names)), NULL);
  while (runs->len > 0)
    {
      g_autoptr (MillHistoryRun) run = g_ptr_array_steal_index (runs, 0);
      if (run->kept == 0)
        continue;
      g_autofree char *moment = mill_figures_moment (run->started_us);
      g_autofree char *count = mill_figures_count (run->kept);
      /* Translators: when a run was, and how many rows it refused */
      g_autofree char *name = g_strdup_printf (_ ("Run %s (%s)"), moment, count);
      g_ptr_array_add (view->runs, g_steal_pointer (&run));
      gtk_string_list_append (view->run_names, name);
    }
  view->filling = FALSE;
}

/* Why there is nothing to see; refused rows that a link takes are not kept here. */
static void
explain_none (MillRejectsView *view)
{
  MillWorkspace *workspace = mill_panel_get_workspace (MILL_PANEL (view));
  MillJob *job = workspace != NULL ? mill_workspace_get_job (workspace) : NULL;
  guint64 rejected = job != NULL ? mill_job_rejected (job) : 0;
  if (rejected == 0 || mill_job_stored_rejects (job) > 0)
    {
      mill_notice_say (view->none,
                       _ ("No Refused Rows"),
                       _ ("Rows that a block cannot take are kept here, with the reason and the "
                          "place where they stand."));
      return;
    }
  g_autofree char *count = mill_figures_count (rejected);
  g_autofree char *title = g_strdup_printf (
      ngettext ("%s Refused Row Went On", "%s Refused Rows Went On", rejected), count);
  mill_notice_say (view->none,
                   title,
                   _ ("A link takes them from the rejects port; select it to see them. Without "
                      "such a link they are kept here."));
}

static void
runs_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MillRejectsView) view = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) runs = mill_history_list_finish (result, &error);
  if (view->reading != g_task_get_cancellable (G_TASK (result)))
    return;
  g_clear_object (&view->reading);
  const MillHistoryRun *last = runs != NULL && runs->len > 0 ? g_ptr_array_index (runs, 0) : NULL;
  mill_panel_set_count (MILL_PANEL (view), last != NULL ? last->kept : 0);
  if (runs != NULL)
    take_runs (view, runs);
  gtk_stack_set_visible_child_name (view->pages, view->runs->len > 0 ? "some" : "none");
  explain_none (view);
  if (error != NULL)
    mill_notice_say (view->none, _ ("The History Cannot Be Read"), error->message);
  filter_changed (view);
}

/* Also while it is not seen: the tab tells how many there are. */
static void
reload (MillRejectsView *view)
{
  MillWorkspace *workspace = mill_panel_get_workspace (MILL_PANEL (view));
  const char *path
      = workspace != NULL ? mill_document_get_path (mill_workspace_get_document (workspace)) : NULL;
  if (path == NULL || mill_workspace_is_running (workspace))
    return;
  give_up (view);
  g_autofree char *store = mill_store_default_path ();
  view->reading = g_cancellable_new ();
  mill_history_list_async (store, path, RUNS_SHOWN, view->reading, runs_read, g_object_ref (view));
}

static void
mill_rejects_view_attach (MillPanel *panel, MillWorkspace *workspace)
{
  g_signal_connect_object (
      workspace, "notify::running", G_CALLBACK (reload), panel, G_CONNECT_SWAPPED);
  reload (MILL_REJECTS_VIEW (panel));
}

static void
mill_rejects_view_detach (MillPanel *panel, MillWorkspace *workspace)
{
  give_up (MILL_REJECTS_VIEW (panel));
}

/* ---- the object ---- */

static void
mill_rejects_view_dispose (GObject *object)
{
  MillRejectsView *view = MILL_REJECTS_VIEW (object);
  view->filling = TRUE;
  give_up (view);
  if (view->selection != NULL)
    g_signal_handlers_disconnect_by_data (view->selection, view);
  G_OBJECT_CLASS (mill_rejects_view_parent_class)->dispose (object);
  gtk_widget_dispose_template (GTK_WIDGET (object), MILL_TYPE_REJECTS_VIEW);
  g_clear_object (&view->selection);
  g_clear_pointer (&view->runs, g_ptr_array_unref);
  g_clear_object (&view->run_names);
  g_clear_object (&view->blocks);
  g_clear_object (&view->codes);
}

static void
bind_children (GtkWidgetClass *class)
{
  gtk_widget_class_bind_template_child (class, MillRejectsView, pages);
  gtk_widget_class_bind_template_child (class, MillRejectsView, none);
  gtk_widget_class_bind_template_child (class, MillRejectsView, run_choice);
  gtk_widget_class_bind_template_child (class, MillRejectsView, block_choice);
  gtk_widget_class_bind_template_child (class, MillRejectsView, code_choice);
  gtk_widget_class_bind_template_child (class, MillRejectsView, summary);
  gtk_widget_class_bind_template_child (class, MillRejectsView, table);
  gtk_widget_class_bind_template_child (class, MillRejectsView, message);
  gtk_widget_class_bind_template_child (class, MillRejectsView, place);
  gtk_widget_class_bind_template_child (class, MillRejectsView, text);
  gtk_widget_class_bind_template_child (class, MillRejectsView, hex);
  gtk_widget_class_bind_template_child (class, MillRejectsView, detail);
  gtk_widget_class_bind_template_child (class, MillRejectsView, open_file);
  gtk_widget_class_bind_template_callback (class, filter_changed);
  gtk_widget_class_bind_template_callback (class, activated);
}

static void
mill_rejects_view_class_init (MillRejectsViewClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = mill_rejects_view_dispose;
  MILL_PANEL_CLASS (class)->attach = mill_rejects_view_attach;
  MILL_PANEL_CLASS (class)->detach = mill_rejects_view_detach;
  gtk_widget_class_install_action (widget_class, "rejects.copy", NULL, copy);
  gtk_widget_class_install_action (widget_class, "rejects.open-file", NULL, open_file);
  gtk_widget_class_install_action (widget_class, "rejects.show-block", NULL, reveal_block);
  g_type_ensure (MILL_TYPE_NOTICE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               MILL_RESOURCES "ui/run/mill-rejects-view.ui");
  bind_children (widget_class);
}

static void
mill_rejects_view_init (MillRejectsView *view)
{
  view->filling = TRUE;
  view->runs = g_ptr_array_new_with_free_func ((GDestroyNotify)mill_history_run_free);
  view->run_names = gtk_string_list_new (NULL);
  view->blocks = gtk_string_list_new ((const char *[]){ _ ("All blocks"), NULL });
  view->codes = gtk_string_list_new ((const char *[]){ _ ("All reasons"), NULL });
  view->selection = gtk_single_selection_new (NULL);
  gtk_widget_init_template (GTK_WIDGET (view));
  gtk_drop_down_set_model (view->run_choice, G_LIST_MODEL (view->run_names));
  mill_choice_shorten (view->run_choice);
  gtk_drop_down_set_model (view->block_choice, G_LIST_MODEL (view->blocks));
  mill_choice_shorten (view->block_choice);
  gtk_drop_down_set_model (view->code_choice, G_LIST_MODEL (view->codes));
  mill_choice_shorten (view->code_choice);
  mill_text_columns_append (view->table, columns);
  gtk_column_view_set_model (view->table, GTK_SELECTION_MODEL (view->selection));
  g_signal_connect_swapped (
      view->selection, "notify::selected-item", G_CALLBACK (show_detail), view);
  view->filling = FALSE;
}

GtkWidget *
mill_rejects_view_new (void)
{
  return g_object_new (MILL_TYPE_REJECTS_VIEW, NULL);
}
