/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-data-view.h"

#include "mill-application.h"
#include "mill-cell-view.h"
#include "mill-clock.h"
#include "mill-grid.h"
#include "mill-lineage.h"
#include "mill-profile.h"
#include "mill-sample-model.h"
#include "mill-sample-words.h"

#include <glib/gi18n-lib.h>

#define AGE_SECONDS 10 /* between looks at the clock */

struct _MillDataView
{
  MillPanel parent_instance;

  GtkLabel *title, *summary, *fault, *filter_error, *lineage, *no_rows, *words_title, *words_text;
  GtkImage *state_icon, *words_icon;
  GtkSpinner *spinner;
  GtkDropDown *ports;
  GtkEditable *filter;
  GtkToggleButton *by_expression, *pin, *details;
  GtkWidget *lineage_line, *show_block, *try_again;
  GtkStack *pages, *side_pages;
  MillGrid *grid;
  MillProfile *profile;
  MillCellView *cell;

  MillSampleModel *model;
  char *block, *port; /* (nullable) the output that is wanted of the sampler */
  gboolean mapped;
  gboolean choosing; /* the outputs to choose from are being changed */
  gboolean tracing;  /* we are the ones who change the traced column */
  guint tick;
};

G_DEFINE_FINAL_TYPE (MillDataView, mill_data_view, MILL_TYPE_PANEL)

static MillWorkspace *
get_workspace (MillDataView *view)
{
  return mill_panel_get_workspace (MILL_PANEL (view));
}

static MillAnalysis *
get_analysis (MillDataView *view)
{
  MillWorkspace *workspace = get_workspace (view);
  return workspace != NULL ? mill_workspace_get_analysis (workspace) : NULL;
}

/* (nullable): the sample to show. */
static MillSample *
get_sample (MillDataView *view, MillSampleState *state, const GError **error)
{
  MillWorkspace *workspace = get_workspace (view);
  *state = MILL_SAMPLE_NONE;
  *error = NULL;
  if (workspace == NULL || view->block == NULL)
    return NULL;
  return mill_sampler_get (
      mill_workspace_get_sampler (workspace), view->block, view->port, state, error);
}

static gboolean
is_pinned (MillDataView *view)
{
  MillWorkspace *workspace = get_workspace (view);
  return workspace != NULL && view->block != NULL
         && mill_sampler_get_pinned (
             mill_workspace_get_sampler (workspace), view->block, view->port);
}

/* ---- what is said ---- */

static void
show_words (MillDataView *view, MillSampleState state, const GError *error)
{
  g_auto (MillSampleWords) words = { 0 };
  mill_sample_words_missing (get_analysis (view), view->block, view->port, state, error, &words);
  gtk_image_set_from_icon_name (view->words_icon, words.icon);
  gtk_label_set_text (view->words_title, words.title);
  gtk_label_set_text (view->words_text, words.text);
  gtk_widget_set_visible (view->show_block, words.show_block);
  gtk_widget_set_visible (view->try_again, words.try_again);
  gtk_stack_set_visible_child_name (view->pages, "words");
  gtk_label_set_text (view->summary, "");
}

/* What is to be said of rows that are there, but old. */
static void
show_state (MillDataView *view, MillSampleState state, const GError *error)
{
  gboolean failed = state == MILL_SAMPLE_FAILED && error != NULL;
  gboolean stale = state == MILL_SAMPLE_STALE;
  gtk_image_set_from_icon_name (view->state_icon,
                                failed ? "dialog-error-symbolic" : "document-open-recent-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (view->state_icon),
                               failed ? error->message
                                      : _ ("These rows are older than the last edit"));
  gtk_widget_set_visible (GTK_WIDGET (view->state_icon), failed || stale);
  gtk_label_set_text (view->fault, failed ? error->message : "");
  gtk_widget_set_tooltip_text (GTK_WIDGET (view->fault), failed ? error->message : NULL);
  gtk_widget_set_visible (GTK_WIDGET (view->fault), failed);
}

static void
show_summary (MillDataView *view)
{
  MillSampleState state;
  const GError *error;
  MillSample *sample = get_sample (view, &state, &error);
  guint64 n = mill_grid_model_get_n_rows (MILL_GRID_MODEL (view->model));
  gboolean filtered = mill_sample_model_is_filtered (view->model);
  if (sample == NULL)
    return;
  g_autofree char *text = mill_sample_words_summary (sample,
                                                     state,
                                                     is_pinned (view),
                                                     filtered ? n : G_MAXUINT64,
                                                     mill_clock_now_us (mill_clock_system ()));
  gtk_label_set_text (view->summary, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (view->summary), text);
  gtk_label_set_text (view->no_rows, filtered ? _ ("No rows match the filter") : _ ("No rows"));
  gtk_widget_set_visible (GTK_WIDGET (view->no_rows), n == 0);
}

static gboolean
offers_outputs (MillDataView *view, const MillBlockSpec *spec, guint n)
{
  GtkStringList *names = GTK_STRING_LIST (gtk_drop_down_get_model (view->ports));
  if (names == NULL || g_list_model_get_n_items (G_LIST_MODEL (names)) != n)
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (!g_str_equal (gtk_string_list_get_string (names, i), mill_spec_output (spec, i)->name))
      return FALSE;
  return TRUE;
}

static void
offer_outputs (MillDataView *view, const MillBlockSpec *spec, guint n)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  for (guint i = 0; i < n; i++)
    gtk_string_list_append (names, mill_spec_output (spec, i)->name);
  gtk_drop_down_set_model (view->ports, G_LIST_MODEL (names));
}

/* Blocks with several outputs offer them. The list stays when it can: this is called while somebody
 * chooses from it. */
static void
show_ports (MillDataView *view, MillDocBlock *block)
{
  const MillBlockSpec *spec = block != NULL ? mill_doc_block_get_spec (block) : NULL;
  guint n = spec != NULL ? mill_spec_n_outputs (spec) : 0;
  view->choosing = TRUE;
  if (!offers_outputs (view, spec, n))
    offer_outputs (view, spec, n);
  for (guint i = 0; i < n; i++)
    if (g_str_equal (mill_spec_output (spec, i)->name, view->port))
      gtk_drop_down_set_selected (view->ports, i);
  gtk_widget_set_visible (GTK_WIDGET (view->ports), n > 1);
  view->choosing = FALSE;
}

static void
show_title (MillDataView *view)
{
  MillWorkspace *workspace = get_workspace (view);
  MillDocBlock *block = NULL;
  if (workspace != NULL && view->block != NULL)
    block = mill_document_find_block (mill_workspace_get_document (workspace), view->block);
  const char *label = block != NULL ? mill_doc_block_get_label (block) : NULL;
  if (label == NULL || *label == '\0')
    label = view->block != NULL ? view->block : "";
  gtk_label_set_text (view->title, label);
  show_ports (view, block);
}

static void
port_chosen (MillDataView *view)
{
  MillWorkspace *workspace = get_workspace (view);
  if (view->choosing || workspace == NULL || view->block == NULL)
    return;
  GtkStringObject *name = gtk_drop_down_get_selected_item (view->ports);
  if (name == NULL)
    return;
  g_autofree char *block = g_strdup (view->block);
  mill_selection_set_target (
      mill_workspace_get_selection (workspace), block, gtk_string_object_get_string (name));
}

static void
show_lineage (MillDataView *view)
{
  MillWorkspace *workspace = get_workspace (view);
  MillAnalysis *analysis = get_analysis (view);
  const char *column = workspace != NULL
                           ? mill_selection_get_column (mill_workspace_get_selection (workspace))
                           : NULL;
  g_autofree char *markup = NULL;
  if (column != NULL && analysis != NULL && view->block != NULL)
    markup = mill_lineage_describe (analysis, view->block, view->port, column);
  gtk_label_set_markup (view->lineage, markup != NULL ? markup : "");
  gtk_widget_set_visible (view->lineage_line, markup != NULL);
}

static void
update_actions (MillDataView *view)
{
  GtkWidget *widget = GTK_WIDGET (view);
  MillAnalysis *analysis = get_analysis (view);
  gboolean target = view->block != NULL;
  gboolean allowed = target && analysis != NULL && !mill_analysis_is_restricted (analysis);
  gtk_widget_action_set_enabled (widget, "data.refresh", allowed);
  gtk_widget_action_set_enabled (widget, "data.pin", allowed);
  gtk_widget_action_set_enabled (widget, "data.show-block", target);
  gtk_widget_set_sensitive (GTK_WIDGET (view->pin), allowed);
  g_signal_handlers_block_matched (view->pin, G_SIGNAL_MATCH_DATA, 0, 0, NULL, NULL, view);
  gtk_toggle_button_set_active (view->pin, is_pinned (view));
  g_signal_handlers_unblock_matched (view->pin, G_SIGNAL_MATCH_DATA, 0, 0, NULL, NULL, view);
}

static void
show_sample (MillDataView *view)
{
  MillSampleState state;
  const GError *error;
  MillSample *sample = get_sample (view, &state, &error);
  gboolean waiting = state == MILL_SAMPLE_WAITING;
  gtk_spinner_set_spinning (view->spinner, waiting);
  gtk_widget_set_visible (GTK_WIDGET (view->spinner), waiting);
  mill_sample_model_set_sample (view->model, sample);
  show_state (view, sample != NULL ? state : MILL_SAMPLE_NONE, error);
  if (sample == NULL)
    show_words (view, state, error);
  else
    {
      gtk_stack_set_visible_child_name (view->pages, "rows");
      show_summary (view);
    }
  update_actions (view);
}

/* ---- which output ---- */

static void
want (MillDataView *view, const char *block, const char *port)
{
  MillWorkspace *workspace = get_workspace (view);
  MillSampler *sampler = workspace != NULL ? mill_workspace_get_sampler (workspace) : NULL;
  if (g_strcmp0 (block, view->block) == 0 && g_strcmp0 (port, view->port) == 0)
    return;
  if (sampler != NULL && view->block != NULL)
    mill_sampler_unwant (sampler, view->block, view->port);
  g_free (view->block);
  g_free (view->port);
  view->block = g_strdup (block);
  view->port = g_strdup (port);
  if (sampler != NULL && view->block != NULL)
    mill_sampler_want (sampler, view->block, view->port);
}

/* Nothing is sampled for a panel that nobody sees. */
static void
follow_target (MillDataView *view)
{
  MillWorkspace *workspace = get_workspace (view);
  const char *block = NULL, *port = NULL;
  if (workspace != NULL && view->mapped)
    block = mill_selection_get_target (mill_workspace_get_selection (workspace), &port);
  want (view, block, block != NULL ? port : NULL);
  show_title (view);
  show_sample (view);
  show_lineage (view);
}

static void
target_changed (MillSelection *selection, MillDataView *view)
{
  follow_target (view);
}

static void
sample_changed (MillSampler *sampler, const char *block, const char *port, MillDataView *view)
{
  if (g_strcmp0 (block, view->block) == 0 && g_strcmp0 (port, view->port) == 0)
    show_sample (view);
}

static void
analysis_changed (MillWorkspace *workspace, MillDataView *view)
{
  show_title (view);
  show_sample (view);
  show_lineage (view);
}

static void
trusted_changed (MillWorkspace *workspace, GParamSpec *spec, MillDataView *view)
{
  show_sample (view);
}

/* ---- columns and cells ---- */

static int
find_column (MillDataView *view, const char *name)
{
  MillSample *sample = mill_sample_model_get_sample (view->model);
  return sample != NULL && name != NULL ? mill_schema_find (mill_sample_schema (sample), name) : -1;
}

static void
trace (MillDataView *view, const char *column)
{
  MillWorkspace *workspace = get_workspace (view);
  if (workspace == NULL)
    return;
  view->tracing = TRUE;
  mill_selection_set_column (mill_workspace_get_selection (workspace), column);
  view->tracing = FALSE;
}

static void
column_selected (MillDataView *view, guint column)
{
  trace (view, mill_grid_model_get_column_name (MILL_GRID_MODEL (view->model), column));
}

/* Somebody else traces a column: shows which. */
static void
column_changed (MillSelection *selection, MillDataView *view)
{
  int column = find_column (view, mill_selection_get_column (selection));
  show_lineage (view);
  if (!view->tracing && column >= 0)
    {
      mill_grid_select_column (view->grid, (guint)column);
      mill_grid_scroll_to (view->grid, 0, (guint)column);
    }
}

static void
show_details (MillDataView *view)
{
  MillSample *sample = mill_sample_model_get_sample (view->model);
  guint64 row = 0;
  guint column = 0;
  gboolean any = gtk_toggle_button_get_active (view->details) && sample != NULL
                 && mill_grid_get_cursor (view->grid, &row, &column);
  if (!any || column >= mill_schema_n_fields (mill_sample_schema (sample)))
    {
      mill_profile_set_column (view->profile, NULL, 0);
      mill_cell_view_set_cell (view->cell, NULL, 0, 0);
      return;
    }
  guint64 at = mill_sample_model_get_row (view->model, row);
  mill_profile_set_column (view->profile, sample, column);
  if (at < mill_sample_n_rows (sample))
    mill_cell_view_set_cell (view->cell, sample, at, column);
}

/* A column is traced as long as all of it is selected. */
static void
cursor_changed (MillDataView *view)
{
  MillGridRange range;
  if (mill_grid_get_range (view->grid, &range)
      && range.n_rows < mill_grid_model_get_n_rows (MILL_GRID_MODEL (view->model)))
    trace (view, NULL);
  show_details (view);
}

static void
cell_activated (MillDataView *view, guint64 row, guint column)
{
  gtk_toggle_button_set_active (view->details, TRUE);
  gtk_stack_set_visible_child_name (view->side_pages, "cell");
}

static void
rows_changed (MillGridModel *model, MillDataView *view)
{
  const GError *error = mill_sample_model_get_filter_error (view->model);
  gtk_label_set_text (view->filter_error, error != NULL ? error->message : "");
  gtk_widget_set_visible (GTK_WIDGET (view->filter_error), error != NULL);
  if (error != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (view->filter), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (view->filter), "error");
  show_summary (view);
  show_details (view);
}

static gboolean
link_activated (MillDataView *view, const char *address)
{
  MillWorkspace *workspace = get_workspace (view);
  if (workspace != NULL)
    mill_workspace_reveal (workspace, address, NULL);
  return TRUE;
}

/* ---- the bar ---- */

static void
filter_changed (MillDataView *view)
{
  gboolean expression = gtk_toggle_button_get_active (view->by_expression);
  g_object_set (view->filter,
                "placeholder-text",
                expression ? _ ("Rows for which…") : _ ("Rows with…"),
                NULL);
  mill_sample_model_set_filter (view->model,
                                gtk_editable_get_text (view->filter),
                                expression ? MILL_FILTER_EXPRESSION : MILL_FILTER_WORDS);
}

static void
filter_stopped (MillDataView *view)
{
  gtk_editable_set_text (view->filter, "");
  gtk_widget_grab_focus (GTK_WIDGET (view->grid));
}

static void
set_pinned (MillDataView *view, gboolean pinned)
{
  MillWorkspace *workspace = get_workspace (view);
  if (workspace != NULL && view->block != NULL)
    mill_sampler_set_pinned (
        mill_workspace_get_sampler (workspace), view->block, view->port, pinned);
}

static void
pin_toggled (MillDataView *view)
{
  set_pinned (view, gtk_toggle_button_get_active (view->pin));
}

static void
pin (GtkWidget *widget, const char *name, GVariant *args)
{
  MillDataView *view = MILL_DATA_VIEW (widget);
  set_pinned (view, !is_pinned (view));
}

static void
refresh (GtkWidget *widget, const char *name, GVariant *args)
{
  MillDataView *view = MILL_DATA_VIEW (widget);
  MillWorkspace *workspace = get_workspace (view);
  if (workspace != NULL && view->block != NULL)
    mill_sampler_refresh (mill_workspace_get_sampler (workspace), view->block, view->port);
}

static void
focus_filter (GtkWidget *widget, const char *name, GVariant *args)
{
  gtk_widget_grab_focus (GTK_WIDGET (MILL_DATA_VIEW (widget)->filter));
}

static void
clear_filter (GtkWidget *widget, const char *name, GVariant *args)
{
  filter_stopped (MILL_DATA_VIEW (widget));
}

static void
clear_trace (GtkWidget *widget, const char *name, GVariant *args)
{
  MillDataView *view = MILL_DATA_VIEW (widget);
  trace (view, NULL);
  mill_grid_select_column (view->grid, MILL_GRID_NO_COLUMN);
}

static void
toggle_details (GtkWidget *widget, const char *name, GVariant *args)
{
  GtkToggleButton *details = MILL_DATA_VIEW (widget)->details;
  gtk_toggle_button_set_active (details, !gtk_toggle_button_get_active (details));
}

static void
show_block (GtkWidget *widget, const char *name, GVariant *args)
{
  MillDataView *view = MILL_DATA_VIEW (widget);
  MillWorkspace *workspace = get_workspace (view);
  if (workspace != NULL && view->block != NULL)
    mill_workspace_reveal (workspace, view->block, NULL);
}

static void
details_toggled (MillDataView *view)
{
  show_details (view);
}

/* ---- the panel ---- */

static gboolean
tell_age (gpointer data)
{
  show_summary (data);
  return G_SOURCE_CONTINUE;
}

static void
mill_data_view_map (GtkWidget *widget)
{
  MillDataView *view = MILL_DATA_VIEW (widget);
  GTK_WIDGET_CLASS (mill_data_view_parent_class)->map (widget);
  view->mapped = TRUE;
  view->tick = g_timeout_add_seconds (AGE_SECONDS, tell_age, view);
  follow_target (view);
}

static void
mill_data_view_unmap (GtkWidget *widget)
{
  MillDataView *view = MILL_DATA_VIEW (widget);
  view->mapped = FALSE;
  g_clear_handle_id (&view->tick, g_source_remove);
  want (view, NULL, NULL);
  GTK_WIDGET_CLASS (mill_data_view_parent_class)->unmap (widget);
}

static void
mill_data_view_attach (MillPanel *panel, MillWorkspace *workspace)
{
  MillDataView *view = MILL_DATA_VIEW (panel);
  MillSelection *selection = mill_workspace_get_selection (workspace);
  g_signal_connect_object (selection, "target-changed", G_CALLBACK (target_changed), view, 0);
  g_signal_connect_object (selection, "column-changed", G_CALLBACK (column_changed), view, 0);
  g_signal_connect_object (
      mill_workspace_get_sampler (workspace), "changed", G_CALLBACK (sample_changed), view, 0);
  g_signal_connect_object (workspace, "analysis-changed", G_CALLBACK (analysis_changed), view, 0);
  g_signal_connect_object (workspace, "notify::trusted", G_CALLBACK (trusted_changed), view, 0);
  follow_target (view);
}

static void
mill_data_view_detach (MillPanel *panel, MillWorkspace *workspace)
{
  MillDataView *view = MILL_DATA_VIEW (panel);
  if (view->block != NULL)
    mill_sampler_unwant (mill_workspace_get_sampler (workspace), view->block, view->port);
  g_clear_pointer (&view->block, g_free);
  g_clear_pointer (&view->port, g_free);
  if (view->model != NULL)
    mill_sample_model_set_sample (view->model, NULL);
}

static void
mill_data_view_dispose (GObject *object)
{
  MillDataView *view = MILL_DATA_VIEW (object);
  g_clear_handle_id (&view->tick, g_source_remove);
  mill_panel_set_workspace (MILL_PANEL (object), NULL);
  if (view->model != NULL)
    g_signal_handlers_disconnect_by_data (view->model, view);
  g_clear_object (&view->model);
  adw_bin_set_child (ADW_BIN (object), NULL);
  G_OBJECT_CLASS (mill_data_view_parent_class)->dispose (object);
}

static void
add_actions (GtkWidgetClass *class)
{
  gtk_widget_class_install_action (class, "data.refresh", NULL, refresh);
  gtk_widget_class_install_action (class, "data.pin", NULL, pin);
  gtk_widget_class_install_action (class, "data.filter", NULL, focus_filter);
  gtk_widget_class_install_action (class, "data.clear-filter", NULL, clear_filter);
  gtk_widget_class_install_action (class, "data.clear-trace", NULL, clear_trace);
  gtk_widget_class_install_action (class, "data.details", NULL, toggle_details);
  gtk_widget_class_install_action (class, "data.show-block", NULL, show_block);
  gtk_widget_class_add_binding_action (class, GDK_KEY_r, GDK_CONTROL_MASK, "data.refresh", NULL);
  gtk_widget_class_add_binding_action (class, GDK_KEY_F4, 0, "data.details", NULL);
  gtk_widget_class_add_binding_action (class, GDK_KEY_f, GDK_CONTROL_MASK, "data.filter", NULL);
  gtk_widget_class_add_binding_action (class, GDK_KEY_Escape, 0, "data.clear-trace", NULL);
}

static void
bind_template (GtkWidgetClass *class)
{
  gtk_widget_class_set_template_from_resource (class,
                                               MILL_RESOURCES "ui/preview/mill-data-view.ui");
  gtk_widget_class_bind_template_child (class, MillDataView, title);
  gtk_widget_class_bind_template_child (class, MillDataView, summary);
  gtk_widget_class_bind_template_child (class, MillDataView, fault);
  gtk_widget_class_bind_template_child (class, MillDataView, filter_error);
  gtk_widget_class_bind_template_child (class, MillDataView, lineage);
  gtk_widget_class_bind_template_child (class, MillDataView, no_rows);
  gtk_widget_class_bind_template_child (class, MillDataView, state_icon);
  gtk_widget_class_bind_template_child (class, MillDataView, spinner);
  gtk_widget_class_bind_template_child (class, MillDataView, ports);
  gtk_widget_class_bind_template_child (class, MillDataView, filter);
  gtk_widget_class_bind_template_child (class, MillDataView, by_expression);
  gtk_widget_class_bind_template_child (class, MillDataView, pin);
  gtk_widget_class_bind_template_child (class, MillDataView, details);
  gtk_widget_class_bind_template_child (class, MillDataView, lineage_line);
  gtk_widget_class_bind_template_child (class, MillDataView, show_block);
  gtk_widget_class_bind_template_child (class, MillDataView, try_again);
  gtk_widget_class_bind_template_child (class, MillDataView, pages);
  gtk_widget_class_bind_template_child (class, MillDataView, side_pages);
  gtk_widget_class_bind_template_child (class, MillDataView, words_icon);
  gtk_widget_class_bind_template_child (class, MillDataView, words_title);
  gtk_widget_class_bind_template_child (class, MillDataView, words_text);
  gtk_widget_class_bind_template_child (class, MillDataView, grid);
  gtk_widget_class_bind_template_child (class, MillDataView, profile);
  gtk_widget_class_bind_template_child (class, MillDataView, cell);
  gtk_widget_class_bind_template_callback (class, filter_changed);
  gtk_widget_class_bind_template_callback (class, filter_stopped);
  gtk_widget_class_bind_template_callback (class, pin_toggled);
  gtk_widget_class_bind_template_callback (class, port_chosen);
  gtk_widget_class_bind_template_callback (class, link_activated);
  gtk_widget_class_bind_template_callback (class, cursor_changed);
  gtk_widget_class_bind_template_callback (class, column_selected);
  gtk_widget_class_bind_template_callback (class, cell_activated);
}

static void
mill_data_view_class_init (MillDataViewClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = mill_data_view_dispose;
  widget_class->map = mill_data_view_map;
  widget_class->unmap = mill_data_view_unmap;
  MILL_PANEL_CLASS (class)->attach = mill_data_view_attach;
  MILL_PANEL_CLASS (class)->detach = mill_data_view_detach;
  g_type_ensure (MILL_TYPE_GRID);
  g_type_ensure (MILL_TYPE_PROFILE);
  g_type_ensure (MILL_TYPE_CELL_VIEW);
  add_actions (widget_class);
  bind_template (widget_class);
}

static void
mill_data_view_init (MillDataView *view)
{
  gtk_widget_init_template (GTK_WIDGET (view));
  view->model = mill_sample_model_new ();
  g_signal_connect (view->model, "rows-changed", G_CALLBACK (rows_changed), view);
  g_signal_connect (view->model, "columns-changed", G_CALLBACK (rows_changed), view);
  g_signal_connect_swapped (view->details, "notify::active", G_CALLBACK (details_toggled), view);
  mill_grid_set_model (view->grid, MILL_GRID_MODEL (view->model));
  update_actions (view);
}

GtkWidget *
mill_data_view_new (void)
{
  return g_object_new (MILL_TYPE_DATA_VIEW, NULL);
}
