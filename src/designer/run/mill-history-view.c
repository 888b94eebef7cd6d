/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-history-view.h"

#include "mill-application.h"
#include "mill-figures.h"
#include "mill-history-pairs.h"
#include "mill-history-read.h"
#include "mill-notice.h"

#include <glib/gi18n-lib.h>

enum
{
  RUNS_SHOWN = 200,
  SAME_TIME_US = 10000 /* less is noise */
};

struct _MillHistoryView
{
  MillPanel parent_instance;

  GtkStack *pages; /* none, some */
  MillNotice *none;
  GtkColumnView *runs;
  GtkColumnView *comparison;
  GtkStack *detail; /* hint, compare */
  GtkLabel *summary;
  GListStore *store; /* MillTextItem of MillHistoryRun */
  GtkMultiSelection *selection;
  GtkNoSelection *pairs;
  GCancellable *reading, *comparing;
  MillHistoryComparison *compared; /* (nullable) what pairs shows */
};

G_DEFINE_FINAL_TYPE (MillHistoryView, mill_history_view, MILL_TYPE_PANEL)

/* ---- cells ---- */

static char *
show_started (gpointer item, const char **style)
{
  return mill_figures_moment (((const MillHistoryRun *)mill_text_item_get (item))->started_us);
}

static char *
show_state (gpointer item, const char **style)
{
  const MillHistoryRun *run = mill_text_item_get (item);
  return g_strdup (mill_figures_run_state (run->state, style));
}

static char *
show_duration (gpointer item, const char **style)
{
  const MillHistoryRun *run = mill_text_item_get (item);
  return run->ended_us > 0 ? mill_figures_duration (run->duration_us) : NULL;
}

static char *
show_rows (gpointer item, const char **style)
{
  const MillHistoryRun *run = mill_text_item_get (item);
  return run->ended_us > 0 ? mill_figures_count (run->rows) : NULL;
}

static char *
show_refused (gpointer item, const char **style)
{
  const MillHistoryRun *run = mill_text_item_get (item);
  *style = run->refused > 0 ? "warning" : "dim-label";
  return mill_figures_count (run->refused);
}

static char *
show_message (gpointer item, const char **style)
{
  const MillHistoryRun *run = mill_text_item_get (item);
  return g_strdup (run->ended_us > 0 ? run->message : _ ("It goes on elsewhere, or was killed"));
}

static const MillTextColumn run_columns[]
    = { { .title = N_ ("Started"), .text = show_started, .width = 130 },
        { .title = N_ ("State"), .text = show_state, .width = 120 },
        { .title = N_ ("Duration"), .text = show_duration, .width = 85, .number = TRUE },
        { .title = N_ ("Rows read"), .text = show_rows, .width = 95, .number = TRUE },
        { .title = N_ ("Refused"), .text = show_refused, .width = 75, .number = TRUE },
        { .title = N_ ("Message"), .text = show_message, .width = 160, .expand = TRUE },
        { NULL } };

/* ---- comparing ---- */

static void
forget_comparison (MillHistoryView *view)
{
  if (view->comparing != NULL)
    g_cancellable_cancel (view->comparing);
  g_clear_object (&view->comparing);
  gtk_no_selection_set_model (view->pairs, NULL);
  g_clear_pointer (&view->compared, mill_history_comparison_free);
}

/* (transfer full): what the newer of two runs took more than the older one, in words. */
static char *
describe_time (const MillHistoryRun *older, const MillHistoryRun *newer)
{
  gint64 more = newer->duration_us - older->duration_us;
  g_autofree char *time = mill_figures_duration (ABS (more));
  if (ABS (more) < SAME_TIME_US)
    return g_strdup (_ ("as fast"));
  return g_strdup_printf (more > 0 ? _ ("%s slower") : _ ("%s faster"), time);
}

static void
show_comparison (MillHistoryView *view)
{
  MillHistoryRun *const *runs = view->compared->runs;
  g_autoptr (GListModel) pairs = mill_history_pairs_new (view->compared);
  guint n = mill_history_pairs_n_differences (pairs);
  g_autofree char *before = mill_figures_moment (runs[0]->started_us);
  g_autofree char *after = mill_figures_moment (runs[1]->started_us);
  g_autofree char *time = describe_time (runs[0], runs[1]);
  g_autofree char *differences
      = n > 0 ? g_strdup_printf (ngettext ("%u difference", "%u differences", n), n)
              : g_strdup (_ ("no difference"));
  /* Translators: when two runs were, how they differ, and how much faster the newer one was */
  g_autofree char *text
      = g_strdup_printf (_ ("%s and %s: %s, %s"), before, after, differences, time);
  gtk_label_set_text (view->summary, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (view->summary), text);
  gtk_no_selection_set_model (view->pairs, pairs);
  gtk_stack_set_visible_child_name (view->detail, "compare");
}

static void
was_compared (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MillHistoryView) view = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (MillHistoryComparison) comparison = mill_history_compare_finish (result, &error);
  if (view->comparing != g_task_get_cancellable (G_TASK (result)))
    return;
  g_clear_object (&view->comparing);
  if (comparison == NULL)
    {
      mill_workspace_announce (mill_panel_get_workspace (MILL_PANEL (view)), error->message);
      return;
    }
  view->compared = g_steal_pointer (&comparison);
  show_comparison (view);
}

static const MillHistoryRun *
get_run (MillHistoryView *view, guint position)
{
  g_autoptr (MillTextItem) item = g_list_model_get_item (G_LIST_MODEL (view->store), position);
  return mill_text_item_get (item); /* the store keeps it */
}

/* One is compared with the one before it, of those that have ended. */
static void
selection_changed (MillHistoryView *view)
{
  g_autoptr (GtkBitset) selected
      = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (view->selection));
  forget_comparison (view);
  guint64 n = gtk_bitset_get_size (selected);
  guint newer = n > 0 ? gtk_bitset_get_minimum (selected) : 0;
  guint older = n == 1 ? newer + 1 : n == 2 ? gtk_bitset_get_maximum (selected) : G_MAXUINT;
  guint n_runs = g_list_model_get_n_items (G_LIST_MODEL (view->store));
  while (n == 1 && older < n_runs && get_run (view, older)->ended_us == 0)
    older++;
  if (older >= n_runs || get_run (view, newer)->ended_us == 0
      || get_run (view, older)->ended_us == 0)
    {
      gtk_stack_set_visible_child_name (view->detail, "hint");
      return;
    }
  g_autofree char *store = mill_store_default_path ();
  view->comparing = g_cancellable_new ();
  mill_history_compare_async (store,
                              get_run (view, older)->id,
                              get_run (view, newer)->id,
                              view->comparing,
                              was_compared,
                              g_object_ref (view));
}

/* ---- reading ---- */

static void
show_runs (MillHistoryView *view, GPtrArray *runs)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  while (runs->len > 0)
    g_ptr_array_add (items,
                     mill_text_item_new (g_ptr_array_steal_index (runs, 0),
                                         (GDestroyNotify)mill_history_run_free));
  g_list_store_splice (view->store,
                       0,
                       g_list_model_get_n_items (G_LIST_MODEL (view->store)),
                       items->pdata,
                       items->len);
  gtk_stack_set_visible_child_name (view->pages, items->len > 0 ? "some" : "none");
}

static void
was_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MillHistoryView) view = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) runs = mill_history_list_finish (result, &error);
  if (view->reading != g_task_get_cancellable (G_TASK (result)))
    return;
  g_clear_object (&view->reading);
  if (runs == NULL)
    {
      mill_notice_say (view->none, _ ("The History Cannot Be Read"), error->message);
      gtk_stack_set_visible_child_name (view->pages, "none");
      return;
    }
  show_runs (view, runs);
  selection_changed (view);
}

static void
give_up (MillHistoryView *view)
{
  if (view->reading != NULL)
    g_cancellable_cancel (view->reading);
  g_clear_object (&view->reading);
}

static void
reload (MillHistoryView *view)
{
  MillWorkspace *workspace = mill_panel_get_workspace (MILL_PANEL (view));
  const char *path
      = workspace != NULL ? mill_document_get_path (mill_workspace_get_document (workspace)) : NULL;
  if (path == NULL || !gtk_widget_get_mapped (GTK_WIDGET (view))
      || mill_workspace_is_running (workspace))
    return;
  give_up (view);
  g_autofree char *store = mill_store_default_path ();
  view->reading = g_cancellable_new ();
  mill_history_list_async (store, path, RUNS_SHOWN, view->reading, was_read, g_object_ref (view));
}

static void
mill_history_view_attach (MillPanel *panel, MillWorkspace *workspace)
{
  g_signal_connect_object (
      workspace, "notify::running", G_CALLBACK (reload), panel, G_CONNECT_SWAPPED);
  reload (MILL_HISTORY_VIEW (panel));
}

static void
mill_history_view_detach (MillPanel *panel, MillWorkspace *workspace)
{
  give_up (MILL_HISTORY_VIEW (panel));
  forget_comparison (MILL_HISTORY_VIEW (panel));
}

static void
mill_history_view_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (mill_history_view_parent_class)->map (widget);
  reload (MILL_HISTORY_VIEW (widget));
}

/* ---- the object ---- */

static void
mill_history_view_dispose (GObject *object)
{
  MillHistoryView *view = MILL_HISTORY_VIEW (object);
  give_up (view);
  if (view->selection != NULL)
    forget_comparison (view);
  if (view->selection != NULL)
    g_signal_handlers_disconnect_by_data (view->selection, view);
  G_OBJECT_CLASS (mill_history_view_parent_class)->dispose (object);
  gtk_widget_dispose_template (GTK_WIDGET (object), MILL_TYPE_HISTORY_VIEW);
  g_clear_object (&view->store);
  g_clear_object (&view->selection);
  g_clear_object (&view->pairs);
}

static void
mill_history_view_class_init (MillHistoryViewClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = mill_history_view_dispose;
  widget_class->map = mill_history_view_map;
  MILL_PANEL_CLASS (class)->attach = mill_history_view_attach;
  MILL_PANEL_CLASS (class)->detach = mill_history_view_detach;
  g_type_ensure (MILL_TYPE_NOTICE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               MILL_RESOURCES "ui/run/mill-history-view.ui");
  gtk_widget_class_bind_template_child (widget_class, MillHistoryView, pages);
  gtk_widget_class_bind_template_child (widget_class, MillHistoryView, none);
  gtk_widget_class_bind_template_child (widget_class, MillHistoryView, runs);
  gtk_widget_class_bind_template_child (widget_class, MillHistoryView, comparison);
  gtk_widget_class_bind_template_child (widget_class, MillHistoryView, detail);
  gtk_widget_class_bind_template_child (widget_class, MillHistoryView, summary);
}

static void
mill_history_view_init (MillHistoryView *view)
{
  view->store = g_list_store_new (MILL_TYPE_TEXT_ITEM);
  view->selection = gtk_multi_selection_new (g_object_ref (G_LIST_MODEL (view->store)));
  view->pairs = gtk_no_selection_new (NULL);
  gtk_widget_init_template (GTK_WIDGET (view));
  mill_text_columns_append (view->runs, run_columns);
  mill_text_columns_append (view->comparison, mill_history_pairs_columns ());
  gtk_column_view_set_model (view->runs, GTK_SELECTION_MODEL (view->selection));
  gtk_column_view_set_model (view->comparison, GTK_SELECTION_MODEL (view->pairs));
  g_signal_connect_swapped (
      view->selection, "selection-changed", G_CALLBACK (selection_changed), view);
}

GtkWidget *
mill_history_view_new (void)
{
  return g_object_new (MILL_TYPE_HISTORY_VIEW, NULL);
}
