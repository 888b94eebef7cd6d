/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-chart-panel.h"

#include "mill-application.h"
#include "mill-chart-editor.h"
#include "mill-chart-export.h"
#include "mill-chart-rows.h"
#include "mill-chart-source.h"
#include "mill-chart-view.h"
#include "mill-figures.h"
#include "mill-grid.h"
#include "mill-notice.h"

#include <glib/gi18n-lib.h>

enum
{
  SERIES_LISTED_MAX = 200 /* in the menu */
};

struct _MillChartPanel
{
  MillPanel parent_instance;

  GtkStack *pages; /* empty, chart */
  MillNotice *empty;
  GtkStack *picture; /* chart, error */
  MillNotice *error;
  MillChartView *view;
  MillChartEditor *editor;
  GtkLabel *status;
  GtkSpinner *spinner;
  GtkWidget *all, *keep;
  GtkMenuButton *series;
  GtkBox *series_list;
  GtkWidget *rows_pane;
  GtkLabel *rows_title;
  MillGrid *grid;

  MillChartSource *source;
  char *block;       /* (nullable) the chart block that is shown */
  char *from, *port; /* (nullable) the output whose rows are drawn */
  JsonObject *own;   /* (nullable) parameters of a chart that is no block */
  char *built;       /* (nullable) text of what is drawn */
  const MillSample *built_sample;
};

G_DEFINE_FINAL_TYPE (MillChartPanel, mill_chart_panel, MILL_TYPE_PANEL)

static const MillBlockSpec *
chart_spec (MillChartPanel *panel)
{
  MillWorkspace *workspace = mill_panel_get_workspace (MILL_PANEL (panel));
  return mill_registry_lookup (mill_workspace_get_registry (workspace), MILL_CHART_BLOCK);
}

/* ---- what is to be drawn ---- */

static void
show_empty (MillChartPanel *panel, const char *title, const char *description)
{
  mill_notice_say (panel->empty, title, description);
  gtk_stack_set_visible_child_name (panel->pages, "empty");
}

/* The parameters as in a document. */
static JsonObject *
get_params (MillChartPanel *panel)
{
  MillWorkspace *workspace = mill_panel_get_workspace (MILL_PANEL (panel));
  MillDocBlock *block
      = panel->block != NULL
            ? mill_document_find_block (mill_workspace_get_document (workspace), panel->block)
            : NULL;
  return block != NULL ? mill_doc_block_get_params (block) : panel->own;
}

/* (transfer full) (nullable): a chart without rows, and which file it would be. */
static MillChart *
make_chart (MillChartPanel *panel, MillChartPicture *picture, GError **error)
{
  MillAnalysis *analysis
      = mill_workspace_get_analysis (mill_panel_get_workspace (MILL_PANEL (panel)));
  int index = panel->block != NULL && analysis != NULL
                  ? mill_analysis_find_block (analysis, panel->block)
                  : -1;
  const void *params = index >= 0 ? mill_analysis_block_params (analysis, (guint)index) : NULL;
  JsonObject *object = get_params (panel);
  if (params != NULL)
    return mill_chart_from_params (chart_spec (panel), params, picture, error);
  return object != NULL ? mill_chart_from_json (chart_spec (panel), object, error) : NULL;
}

/* (transfer full): a text that differs when the chart does. */
static char *
describe_params (MillChartPanel *panel)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *params = get_params (panel);
  if (params != NULL)
    json_node_set_object (node, params);
  g_autofree char *text = json_to_string (node, FALSE);
  return g_strdup_printf ("%s %s.%s %s", panel->block, panel->from, panel->port, text);
}

static const MillSchema *
get_schema (MillChartPanel *panel)
{
  MillSample *sample = mill_chart_source_get_sample (panel->source);
  MillAnalysis *analysis
      = mill_workspace_get_analysis (mill_panel_get_workspace (MILL_PANEL (panel)));
  int index = analysis != NULL && panel->from != NULL
                  ? mill_analysis_find_block (analysis, panel->from)
                  : -1;
  const MillBlockSpec *spec = index >= 0 ? mill_analysis_block_spec (analysis, (guint)index) : NULL;
  int port = spec != NULL ? mill_spec_find_port (spec, TRUE, panel->port) : -1;
  if (sample != NULL)
    return mill_sample_schema (sample);
  return port >= 0 ? mill_analysis_output_schema (analysis, (guint)index, (guint)port) : NULL;
}

/* ---- showing it ---- */

static void
show_error (MillChartPanel *panel, const char *title, const char *message)
{
  mill_notice_say (panel->error, title, message);
  gtk_stack_set_visible_child_name (panel->picture, "error");
}

static void
show_status (MillChartPanel *panel)
{
  MillSample *sample = mill_chart_source_get_sample (panel->source);
  gboolean busy = mill_chart_source_is_busy (panel->source);
  g_autofree char *text = mill_chart_source_describe (panel->source);
  gtk_label_set_text (panel->status, sample != NULL ? text : busy ? _ ("Reading rows…") : "");
  gtk_spinner_set_spinning (panel->spinner, busy);
  gtk_widget_set_visible (panel->all, sample != NULL && !busy && !mill_sample_is_complete (sample));
  gtk_widget_set_visible (panel->keep, panel->block == NULL);
}

/* The first chart of rows that nobody has drawn yet. */
static void
suggest (MillChartPanel *panel)
{
  const MillSchema *schema = get_schema (panel);
  if (panel->block == NULL && panel->own == NULL && schema != NULL)
    panel->own = mill_chart_suggest (schema);
}

static void
draw (MillChartPanel *panel, MillSample *sample)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = describe_params (panel);
  gboolean same = panel->built != NULL;
  if (g_strcmp0 (text, panel->built) == 0 && sample == panel->built_sample)
    return;
  MillChart *chart = make_chart (panel, NULL, &error);
  g_free (panel->built);
  panel->built = g_steal_pointer (&text);
  panel->built_sample = sample;
  if (error != NULL)
    show_error (panel, _ ("This Chart Cannot Be Drawn"), error->message);
  mill_chart_view_set_chart (panel->view, chart, sample, same);
}

static void
build (MillChartPanel *panel)
{
  MillSample *sample = mill_chart_source_get_sample (panel->source);
  const GError *error = mill_chart_source_get_error (panel->source);
  suggest (panel);
  gtk_stack_set_visible_child_name (panel->pages, "chart");
  mill_chart_editor_set (panel->editor, chart_spec (panel), get_params (panel), get_schema (panel));
  show_status (panel);
  if (sample != NULL)
    draw (panel, sample);
  else if (error != NULL)
    show_error (panel, _ ("No Rows to Draw"), error->message);
}

static void
series_toggled (GtkCheckButton *check, MillChartPanel *panel)
{
  const char *name = g_object_get_data (G_OBJECT (check), "series");
  if (gtk_check_button_get_active (check) == mill_chart_view_is_hidden (panel->view, name))
    mill_chart_view_toggle_series (panel->view, name, FALSE);
}

/* The legend, for those who do not point at it. */
static void
list_series (GtkMenuButton *button, gpointer data)
{
  MillChartPanel *panel = data;
  MillScene *scene = mill_chart_view_get_scene (panel->view);
  guint n = 0;
  const char *const *names = scene != NULL ? mill_scene_series_names (scene, &n) : NULL;
  GtkWidget *child;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (panel->series_list))) != NULL)
    gtk_box_remove (panel->series_list, child);
  for (guint i = 0; i < MIN (n, SERIES_LISTED_MAX); i++)
    {
      GtkWidget *check = gtk_check_button_new_with_label (names[i]);
      gtk_check_button_set_active (GTK_CHECK_BUTTON (check),
                                   !mill_chart_view_is_hidden (panel->view, names[i]));
      g_object_set_data_full (G_OBJECT (check), "series", g_strdup (names[i]), g_free);
      g_signal_connect (check, "toggled", G_CALLBACK (series_toggled), panel);
      gtk_box_append (panel->series_list, check);
    }
}

static void
drawn (MillChartPanel *panel)
{
  const GError *error = mill_chart_view_get_error (panel->view);
  MillScene *scene = mill_chart_view_get_scene (panel->view);
  guint n = 0;
  if (scene != NULL)
    mill_scene_series_names (scene, &n);
  gtk_widget_set_visible (GTK_WIDGET (panel->series), n > 1);
  if (error != NULL)
    show_error (panel, _ ("This Chart Cannot Be Drawn"), error->message);
  else if (scene != NULL)
    gtk_stack_set_visible_child_name (panel->picture, "chart");
}

/* ---- the rows behind marks ---- */

static void
rows_selected (MillChartView *view, GArray *rows, MillChartPanel *panel)
{
  MillSample *sample = mill_chart_source_get_sample (panel->source);
  gtk_widget_set_visible (panel->rows_pane, rows->len > 0 && sample != NULL);
  if (rows->len == 0 || sample == NULL || sample != panel->built_sample)
    {
      mill_grid_set_model (panel->grid, NULL);
      return;
    }
  g_autoptr (MillGridModel) model = mill_chart_rows_new (sample, rows);
  g_autofree char *count = mill_figures_count (rows->len);
  g_autofree char *title
      = g_strdup_printf (ngettext ("%s row selected", "%s rows selected", rows->len), count);
  gtk_label_set_text (panel->rows_title, title);
  mill_grid_set_model (panel->grid, model);
}

static void
close_rows (MillChartPanel *panel)
{
  mill_chart_view_clear_selection (panel->view);
}

/* ---- following ---- */

/* Which block or output is selected. Returns: %FALSE, having said why, when there is nothing. */
static gboolean
find_subject (MillChartPanel *panel, MillWorkspace *workspace)
{
  MillSelection *selection = mill_workspace_get_selection (workspace);
  MillDocBlock *block = mill_selection_get_block (selection);
  MillAnalysis *analysis = mill_workspace_get_analysis (workspace);
  const char *id = block != NULL ? mill_doc_block_get_id (block) : NULL, *port = NULL, *from;
  gboolean is_chart
      = block != NULL && g_str_equal (mill_doc_block_get_type_id (block), MILL_CHART_BLOCK);
  if (is_chart
      && (analysis == NULL || !mill_sample_source_of_input (analysis, id, "in", &from, &port)))
    from = NULL;
  else if (!is_chart)
    from = mill_selection_get_target (selection, &port);
  gboolean same = g_strcmp0 (is_chart ? id : NULL, panel->block) == 0
                  && g_strcmp0 (from, panel->from) == 0 && g_strcmp0 (port, panel->port) == 0;
  if (!same)
    {
      g_free (panel->block);
      g_free (panel->from);
      g_free (panel->port);
      panel->block = is_chart ? g_strdup (id) : NULL;
      panel->from = g_strdup (from);
      panel->port = g_strdup (from != NULL ? port : NULL);
      g_clear_pointer (&panel->own, json_object_unref);
      g_clear_pointer (&panel->built, g_free);
      panel->built_sample = NULL;
      mill_chart_view_set_chart (panel->view, NULL, NULL, FALSE);
    }
  return from != NULL;
}

static void
follow (MillChartPanel *panel)
{
  MillWorkspace *workspace = mill_panel_get_workspace (MILL_PANEL (panel));
  if (workspace == NULL || !gtk_widget_get_mapped (GTK_WIDGET (panel))
      || chart_spec (panel) == NULL)
    return;
  gboolean found = find_subject (panel, workspace);
  if (!mill_workspace_get_trusted (workspace))
    show_empty (
        panel, _ ("Not Trusted Yet"), _ ("Nothing of this pipeline is read until you trust it."));
  else if (!found && panel->block != NULL)
    show_empty (panel, _ ("No Rows Reach This Chart"), _ ("Link a block to its input."));
  else if (!found)
    show_empty (panel,
                _ ("Nothing Selected"),
                _ ("Select a chart block to see its chart, or any other block to draw its rows."));
  else
    {
      mill_chart_source_set (panel->source, workspace, panel->from, panel->port);
      build (panel);
    }
}

/* After a run the files that are read may have changed. */
static void
run_ended (MillChartPanel *panel)
{
  MillWorkspace *workspace = mill_panel_get_workspace (MILL_PANEL (panel));
  if (!mill_workspace_is_running (workspace) && gtk_widget_get_mapped (GTK_WIDGET (panel)))
    mill_chart_source_refresh (panel->source);
}

static void
source_changed (MillChartPanel *panel)
{
  if (mill_panel_get_workspace (MILL_PANEL (panel)) != NULL && panel->from != NULL
      && gtk_widget_get_mapped (GTK_WIDGET (panel)))
    build (panel);
}

static void
mill_chart_panel_attach (MillPanel *base, MillWorkspace *workspace)
{
  MillSelection *selection = mill_workspace_get_selection (workspace);
  const struct
  {
    gpointer object;
    const char *signal;
    void (*handler) (MillChartPanel *panel);
  } handlers[] = { { workspace, "analysis-changed", follow },
                   { workspace, "notify::trusted", follow },
                   { workspace, "notify::running", run_ended },
                   { mill_workspace_get_sampler (workspace), "pins-changed", follow },
                   { selection, "changed", follow },
                   { selection, "target-changed", follow } };
  for (guint i = 0; i < G_N_ELEMENTS (handlers); i++)
    g_signal_connect_object (handlers[i].object,
                             handlers[i].signal,
                             G_CALLBACK (handlers[i].handler),
                             base,
                             G_CONNECT_SWAPPED);
  follow (MILL_CHART_PANEL (base));
}

static void
mill_chart_panel_detach (MillPanel *base, MillWorkspace *workspace)
{
  MillChartPanel *panel = MILL_CHART_PANEL (base);
  g_clear_pointer (&panel->block, g_free);
  g_clear_pointer (&panel->from, g_free);
  g_clear_pointer (&panel->port, g_free);
  mill_chart_source_set (panel->source, NULL, NULL, NULL);
}

static void
mill_chart_panel_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (mill_chart_panel_parent_class)->map (widget);
  follow (MILL_CHART_PANEL (widget));
}

/* ---- editing ---- */

static void
edit_own (MillChartPanel *panel, const char *name, JsonNode *value)
{
  if (panel->own == NULL)
    return;
  if (value != NULL)
    json_object_set_member (panel->own, name, json_node_copy (value));
  else
    json_object_remove_member (panel->own, name);
  build (panel);
}

static void
edited (MillChartEditor *editor, const char *name, JsonNode *value, MillChartPanel *panel)
{
  g_autoptr (GError) error = NULL;
  MillWorkspace *workspace = mill_panel_get_workspace (MILL_PANEL (panel));
  if (workspace == NULL)
    return;
  if (panel->block == NULL)
    {
      edit_own (panel, name, value);
      return;
    }
  MillDocument *document = mill_workspace_get_document (workspace);
  if (!mill_document_set_param (document, panel->block, name, value, &error))
    mill_workspace_announce (workspace, error->message);
  mill_undo_seal (mill_document_get_undo (document));
}

/* Makes a block of a chart that is none, right of the block that it draws. */
static gboolean
keep_as_block (MillChartPanel *panel, MillDocument *document, GError **error)
{
  double x = 0, y = 0;
  MillDocBlock *from = mill_document_find_block (document, panel->from);
  if (from != NULL)
    mill_doc_block_get_position (from, &x, &y);
  g_autofree char *path = g_strdup_printf ("%s.svg", panel->from);
  json_object_set_string_member (panel->own, "path", path);
  MillDocBlock *block = mill_document_add_block (
      document, NULL, MILL_CHART_BLOCK, panel->own, x + 240, y + 120, error);
  if (block == NULL)
    return FALSE;
  g_autofree char *id = g_strdup (mill_doc_block_get_id (block));
  return mill_document_link (document, panel->from, panel->port, id, "in", error) != NULL;
}

static void
keep (GtkWidget *widget, const char *action, GVariant *parameter)
{
  MillChartPanel *panel = MILL_CHART_PANEL (widget);
  MillWorkspace *workspace = mill_panel_get_workspace (MILL_PANEL (panel));
  g_autoptr (GError) error = NULL;
  if (workspace == NULL || panel->own == NULL || panel->block != NULL)
    return;
  MillUndo *undo = mill_document_get_undo (mill_workspace_get_document (workspace));
  mill_undo_begin (undo, _ ("Add a chart"));
  if (keep_as_block (panel, mill_workspace_get_document (workspace), &error))
    mill_undo_end (undo);
  else
    {
      mill_undo_cancel (undo);
      mill_workspace_announce (workspace, error->message);
    }
}

/* ---- pictures ---- */

static void
saved (const char *path, const GError *error, gpointer data)
{
  MillWorkspace *workspace = mill_panel_get_workspace (data);
  if (workspace == NULL)
    return;
  g_autofree char *text = error != NULL
                              ? g_strdup_printf (_ ("The chart was not saved: %s"), error->message)
                          : path != NULL ? g_strdup_printf (_ ("Chart saved to %s"), path)
                                         : g_strdup (_ ("Chart copied"));
  mill_workspace_announce (workspace, text);
}

static void
save (GtkWidget *widget, const char *action, GVariant *parameter)
{
  MillChartPanel *panel = MILL_CHART_PANEL (widget);
  MillSample *sample = mill_chart_source_get_sample (panel->source);
  MillChartPicture picture = { 0 };
  MillChartFormat format;
  g_autofree char *name = g_strconcat ("x.", g_variant_get_string (parameter, NULL), NULL);
  MillChart *chart = sample != NULL ? make_chart (panel, &picture, NULL) : NULL;
  if (chart == NULL || !mill_chart_format_from_name (name, &format))
    {
      mill_chart_free (chart);
      return;
    }
  picture.format = format;
  mill_chart_save (
      widget, chart, sample, &picture, panel->block != NULL ? panel->block : panel->from, saved);
}

static void
copy (GtkWidget *widget, const char *action, GVariant *parameter)
{
  MillChartPanel *panel = MILL_CHART_PANEL (widget);
  MillSample *sample = mill_chart_source_get_sample (panel->source);
  MillChart *chart = sample != NULL ? make_chart (panel, NULL, NULL) : NULL;
  if (chart != NULL)
    mill_chart_copy (widget, chart, sample, saved);
}

static void
take_all (GtkWidget *widget, const char *action, GVariant *parameter)
{
  mill_chart_source_take_all (MILL_CHART_PANEL (widget)->source);
}

static void
refresh (GtkWidget *widget, const char *action, GVariant *parameter)
{
  MillChartPanel *panel = MILL_CHART_PANEL (widget);
  mill_chart_source_refresh (panel->source);
  show_status (panel);
}

/* ---- the object ---- */

static void
mill_chart_panel_dispose (GObject *object)
{
  MillChartPanel *panel = MILL_CHART_PANEL (object);
  if (panel->source != NULL)
    g_signal_handlers_disconnect_by_data (panel->source, panel);
  G_OBJECT_CLASS (mill_chart_panel_parent_class)->dispose (object);
  /* what is bound and a direct child goes with the template; AdwBin would unparent it once more */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), MILL_TYPE_CHART_PANEL);
  g_clear_object (&panel->source);
  g_clear_pointer (&panel->own, json_object_unref);
  g_clear_pointer (&panel->built, g_free);
}

static void
bind_children (GtkWidgetClass *class)
{
  gtk_widget_class_bind_template_child (class, MillChartPanel, pages);
  gtk_widget_class_bind_template_child (class, MillChartPanel, empty);
  gtk_widget_class_bind_template_child (class, MillChartPanel, picture);
  gtk_widget_class_bind_template_child (class, MillChartPanel, error);
  gtk_widget_class_bind_template_child (class, MillChartPanel, view);
  gtk_widget_class_bind_template_child (class, MillChartPanel, editor);
  gtk_widget_class_bind_template_child (class, MillChartPanel, status);
  gtk_widget_class_bind_template_child (class, MillChartPanel, spinner);
  gtk_widget_class_bind_template_child (class, MillChartPanel, all);
  gtk_widget_class_bind_template_child (class, MillChartPanel, keep);
  gtk_widget_class_bind_template_child (class, MillChartPanel, series);
  gtk_widget_class_bind_template_child (class, MillChartPanel, series_list);
  gtk_widget_class_bind_template_child (class, MillChartPanel, rows_pane);
  gtk_widget_class_bind_template_child (class, MillChartPanel, rows_title);
  gtk_widget_class_bind_template_child (class, MillChartPanel, grid);
  gtk_widget_class_bind_template_callback (class, drawn);
  gtk_widget_class_bind_template_callback (class, rows_selected);
  gtk_widget_class_bind_template_callback (class, edited);
  gtk_widget_class_bind_template_callback (class, close_rows);
  gtk_widget_class_bind_template_callback (class, mill_chart_view_reset);
}

static void
mill_chart_panel_class_init (MillChartPanelClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = mill_chart_panel_dispose;
  widget_class->map = mill_chart_panel_map;
  MILL_PANEL_CLASS (class)->attach = mill_chart_panel_attach;
  MILL_PANEL_CLASS (class)->detach = mill_chart_panel_detach;
  g_type_ensure (MILL_TYPE_CHART_VIEW);
  g_type_ensure (MILL_TYPE_CHART_EDITOR);
  g_type_ensure (MILL_TYPE_GRID);
  g_type_ensure (MILL_TYPE_NOTICE);
  gtk_widget_class_install_action (widget_class, "chart.save", "s", save);
  gtk_widget_class_install_action (widget_class, "chart.copy", NULL, copy);
  gtk_widget_class_install_action (widget_class, "chart.keep", NULL, keep);
  gtk_widget_class_install_action (widget_class, "chart.take-all", NULL, take_all);
  gtk_widget_class_install_action (widget_class, "chart.refresh", NULL, refresh);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               MILL_RESOURCES "ui/chart/mill-chart-panel.ui");
  bind_children (widget_class);
}

static void
mill_chart_panel_init (MillChartPanel *panel)
{
  panel->source = mill_chart_source_new ();
  gtk_widget_init_template (GTK_WIDGET (panel));
  gtk_menu_button_set_create_popup_func (panel->series, list_series, panel, NULL);
  g_signal_connect_swapped (panel->source, "changed", G_CALLBACK (source_changed), panel);
}

GtkWidget *
mill_chart_panel_new (void)
{
  return g_object_new (MILL_TYPE_CHART_PANEL, NULL);
}
