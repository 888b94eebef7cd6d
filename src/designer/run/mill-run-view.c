/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-run-view.h"

#include "mill-application.h"
#include "mill-notice.h"
#include "mill-figures.h"
#include "mill-run-messages.h"
#include "mill-run-row.h"
#include "mill-wrap.h"

#include <glib/gi18n-lib.h>

struct _MillRunView
{
  MillPanel parent_instance;

  GtkStack *pages; /* empty, run */
  GtkColumnView *blocks;
  GtkColumnView *links;
  GtkBox *bar;
  GtkLabel *summary; /* in it */
  MillRunMessages *messages;
  GListStore *block_rows, *link_rows;
  const MillJob *shown; /* only compared */
};

G_DEFINE_FINAL_TYPE (MillRunView, mill_run_view, MILL_TYPE_PANEL)

/* ---- rows ---- */

static const char *
label_of (MillWorkspace *workspace, const char *id)
{
  MillDocBlock *block = mill_document_find_block (mill_workspace_get_document (workspace), id);
  const char *label = block != NULL ? mill_doc_block_get_label (block) : NULL;
  return label != NULL && *label != '\0' ? label : id;
}

/* (transfer full): the number of each block of @job, plus one, by its id. */
static GHashTable *
list_blocks (MillJob *job)
{
  GHashTable *numbers = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < mill_job_n_blocks (job); i++)
    {
      MillJobBlock block;
      mill_job_get_block (job, i, &block);
      g_hash_table_insert (numbers, (gpointer)block.id, GUINT_TO_POINTER (i + 1));
    }
  return numbers;
}

static void
add_block (MillRunView *view, MillJob *job, guint index, GHashTable *places)
{
  MillJobBlock block;
  mill_job_get_block (job, index, &block);
  MillWorkspace *workspace = mill_panel_get_workspace (MILL_PANEL (view));
  g_autoptr (MillRunRow) row = mill_run_row_new_block (index, label_of (workspace, block.id));
  g_hash_table_insert (places, (gpointer)block.id, GUINT_TO_POINTER (g_hash_table_size (places)));
  g_list_store_append (view->block_rows, row);
}

/* Blocks stand in the order in which rows pass them, as far as that is still known. Returns:
 * (transfer full): the place of each by its id. */
static GHashTable *
add_blocks (MillRunView *view, MillJob *job)
{
  guint n_order = 0, n = mill_job_n_blocks (job);
  MillAnalysis *analysis
      = mill_workspace_get_analysis (mill_panel_get_workspace (MILL_PANEL (view)));
  const guint *order = analysis != NULL ? mill_analysis_order (analysis, &n_order) : NULL;
  g_autoptr (GHashTable) numbers = list_blocks (job);
  GHashTable *places = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < n_order; i++)
    {
      const char *id = mill_analysis_block_id (analysis, order[i]);
      guint number = GPOINTER_TO_UINT (g_hash_table_lookup (numbers, id));
      if (number != 0)
        add_block (view, job, number - 1, places);
    }
  for (guint i = 0; i < n; i++)
    {
      MillJobBlock block;
      mill_job_get_block (job, i, &block);
      if (!g_hash_table_contains (places, block.id))
        add_block (view, job, i, places);
    }
  return places;
}

typedef struct
{
  guint place; /* of the block where it starts */
  guint link;
} LinkPlace;

static int
compare_places (gconstpointer a, gconstpointer b)
{
  const LinkPlace *one = a, *other = b;
  if (one->place != other->place)
    return one->place < other->place ? -1 : 1;
  return one->link < other->link ? -1 : 1;
}

/* Links follow the blocks where they start. */
static void
add_links (MillRunView *view, MillJob *job, GHashTable *places)
{
  g_autoptr (GArray) links = g_array_new (FALSE, FALSE, sizeof (LinkPlace));
  for (guint i = 0; i < mill_job_n_links (job); i++)
    {
      MillJobLink link;
      mill_job_get_link (job, i, &link);
      LinkPlace place = { GPOINTER_TO_UINT (g_hash_table_lookup (places, link.from)), i };
      g_array_append_val (links, place);
    }
  g_array_sort (links, compare_places);
  for (guint i = 0; i < links->len; i++)
    {
      g_autoptr (MillRunRow) row = mill_run_row_new_link (g_array_index (links, LinkPlace, i).link);
      g_list_store_append (view->link_rows, row);
    }
}

static void
show_job (MillRunView *view, MillJob *job)
{
  view->shown = job;
  g_list_store_remove_all (view->block_rows);
  g_list_store_remove_all (view->link_rows);
  mill_run_messages_clear (view->messages);
  gtk_stack_set_visible_child_name (view->pages, job != NULL ? "run" : "empty");
  if (job == NULL)
    return;
  g_autoptr (GHashTable) places = add_blocks (view, job);
  add_links (view, job, places);
}

static void
read_rows (GListStore *rows, MillJob *job)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (rows)); i++)
    {
      g_autoptr (MillRunRow) row = g_list_model_get_item (G_LIST_MODEL (rows), i);
      mill_run_row_read (row, job);
    }
}

/* ---- following ---- */

static void
show_summary (MillRunView *view, MillJob *job)
{
  MillRunProgress progress;
  mill_run_progress_read (job, &progress);
  g_autofree char *figures = mill_run_progress_describe (&progress);
  const GError *error = mill_job_get_error (job);
  MillJobState state = mill_job_get_state (job);
  const char *label = state == MILL_JOB_RUNNING && mill_job_get_paused (job)
                          ? C_ ("run", "Paused")
                          : mill_job_state_label (state);
  g_autofree char *text = state == MILL_JOB_FAILED && error != NULL
                              ? g_strdup_printf ("%s: %s", label, error->message)
                              : g_strdup_printf ("%s · %s", label, figures);
  /* why it has failed is shown wholly, to be copied; figures that change all the time are not laid
   * out in lines, which takes more time than all else here */
  gboolean failed = state == MILL_JOB_FAILED;
  gtk_label_set_wrap (view->summary, failed);
  gtk_label_set_selectable (view->summary, failed);
  gtk_label_set_ellipsize (view->summary, failed ? PANGO_ELLIPSIZE_NONE : PANGO_ELLIPSIZE_END);
  gtk_label_set_text (view->summary, text);
  if (failed)
    gtk_widget_add_css_class (GTK_WIDGET (view->summary), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (view->summary), "error");
}

static void
update (MillRunView *view)
{
  MillWorkspace *workspace = mill_panel_get_workspace (MILL_PANEL (view));
  MillJob *job = mill_workspace_get_job (workspace);
  if (job != view->shown)
    show_job (view, job);
  if (job == NULL)
    return;
  mill_run_messages_take (view->messages, job);
  if (!gtk_widget_get_mapped (GTK_WIDGET (view)))
    return;
  read_rows (view->block_rows, job);
  read_rows (view->link_rows, job);
  show_summary (view, job);
}

static void
activate_row (GtkColumnView *columns, guint position, MillRunView *view)
{
  MillWorkspace *workspace = mill_panel_get_workspace (MILL_PANEL (view));
  g_autoptr (MillRunRow) row
      = g_list_model_get_item (G_LIST_MODEL (gtk_column_view_get_model (columns)), position);
  if (workspace == NULL || row == NULL)
    return;
  mill_workspace_reveal (workspace, mill_run_row_get_block (row), NULL);
  if (mill_run_row_get_port (row) != NULL)
    mill_selection_set_target (mill_workspace_get_selection (workspace),
                               mill_run_row_get_block (row),
                               mill_run_row_get_port (row));
}

static void
mill_run_view_attach (MillPanel *panel, MillWorkspace *workspace)
{
  g_signal_connect_object (workspace, "run-changed", G_CALLBACK (update), panel, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      workspace, "notify::paused", G_CALLBACK (update), panel, G_CONNECT_SWAPPED);
  update (MILL_RUN_VIEW (panel));
}

static void
mill_run_view_detach (MillPanel *panel, MillWorkspace *workspace)
{
  show_job (MILL_RUN_VIEW (panel), NULL);
}

static void
mill_run_view_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (mill_run_view_parent_class)->map (widget);
  if (mill_panel_get_workspace (MILL_PANEL (widget)) != NULL)
    update (MILL_RUN_VIEW (widget));
}

/* ---- the object ---- */

static void
mill_run_view_dispose (GObject *object)
{
  MillRunView *view = MILL_RUN_VIEW (object);
  G_OBJECT_CLASS (mill_run_view_parent_class)->dispose (object);
  /* what is bound and a direct child goes with the template; AdwBin would unparent it once more */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), MILL_TYPE_RUN_VIEW);
  g_clear_object (&view->block_rows);
  g_clear_object (&view->link_rows);
}

static void
mill_run_view_class_init (MillRunViewClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = mill_run_view_dispose;
  widget_class->map = mill_run_view_map;
  MILL_PANEL_CLASS (class)->attach = mill_run_view_attach;
  MILL_PANEL_CLASS (class)->detach = mill_run_view_detach;
  g_type_ensure (MILL_TYPE_NOTICE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               MILL_RESOURCES "ui/run/mill-run-view.ui");
  gtk_widget_class_bind_template_child (widget_class, MillRunView, pages);
  gtk_widget_class_bind_template_child (widget_class, MillRunView, blocks);
  gtk_widget_class_bind_template_child (widget_class, MillRunView, links);
  gtk_widget_class_bind_template_child (widget_class, MillRunView, bar);
  gtk_widget_class_bind_template_child (widget_class, MillRunView, messages);
  gtk_widget_class_bind_template_callback (widget_class, activate_row);
}

static void
fill (GtkColumnView *columns, GListStore *rows, const MillTextColumn *table)
{
  g_autoptr (GtkSelectionModel) selection
      = GTK_SELECTION_MODEL (gtk_single_selection_new (g_object_ref (G_LIST_MODEL (rows))));
  gtk_single_selection_set_autoselect (GTK_SINGLE_SELECTION (selection), FALSE);
  mill_text_columns_append (columns, table);
  gtk_column_view_set_model (columns, selection);
}

static void
mill_run_view_init (MillRunView *view)
{
  view->block_rows = g_list_store_new (MILL_TYPE_RUN_ROW);
  view->link_rows = g_list_store_new (MILL_TYPE_RUN_ROW);
  g_type_ensure (MILL_TYPE_RUN_MESSAGES);
  gtk_widget_init_template (GTK_WIDGET (view));
  view->summary = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (view->summary, 0);
  gtk_widget_add_css_class (GTK_WIDGET (view->summary), "numeric");
  gtk_widget_set_name (GTK_WIDGET (view->summary), "summary");
  gtk_box_append (view->bar, mill_wrap (view->summary));
  fill (view->blocks, view->block_rows, mill_run_row_block_columns ());
  fill (view->links, view->link_rows, mill_run_row_link_columns ());
}

GtkWidget *
mill_run_view_new (void)
{
  return g_object_new (MILL_TYPE_RUN_VIEW, NULL);
}
