/* test-chart-view.c: charts on the screen: drawn, read, zoomed, selected, edited, exported.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-chart-export.h"
#include "mill-chart-panel.h"
#include "mill-chart-view.h"
#include "mill-grid.h"
#include "robot.h"
#include "workspace-fixture.h"

/* Panel: the panel of charts in a window, with a block selected. */
typedef struct
{
  Fixture *fixture;
  GtkWindow *window;
  GtkWidget *panel;
  MillChartView *view;
} Panel;

static void
panel_open (Panel *panel, Fixture *fixture, const char *block)
{
  panel->fixture = fixture;
  panel->panel = mill_chart_panel_new ();
  mill_panel_set_workspace (MILL_PANEL (panel->panel), fixture->workspace);
  mill_selection_set_block (mill_workspace_get_selection (fixture->workspace), block);
  panel->window = robot_window (panel->panel, 1200, 480);
  panel->view = MILL_CHART_VIEW (robot_find (panel->panel, MILL_TYPE_CHART_VIEW, NULL));
  ROBOT_WAIT (
      panel->view != NULL
      || (panel->view = MILL_CHART_VIEW (robot_find (panel->panel, MILL_TYPE_CHART_VIEW, NULL))));
  ROBOT_WAIT (mill_chart_view_get_scene (panel->view) != NULL);
  robot_settle ();
  /* the first one was made for another size */
  MillScene *scene;
  ROBOT_WAIT ((scene = mill_chart_view_get_scene (panel->view)) != NULL
              && (int)mill_scene_width (scene) == gtk_widget_get_width (GTK_WIDGET (panel->view)));
}

static void
panel_close (Panel *panel)
{
  robot_close (panel->window);
  fixture_free (panel->fixture);
}

static gboolean
is_zoomed (Panel *panel)
{
  gboolean zoomed;
  g_object_get (panel->view, "zoomed", &zoomed, NULL);
  return zoomed;
}

static guint
n_selected (Panel *panel)
{
  guint n;
  g_object_get (panel->view, "n-selected", &n, NULL);
  return n;
}

static guint64
n_grid_rows (Panel *panel)
{
  GtkWidget *grid = robot_find (panel->panel, MILL_TYPE_GRID, NULL);
  MillGridModel *model = grid != NULL ? mill_grid_get_model (MILL_GRID (grid)) : NULL;
  return model != NULL ? mill_grid_model_get_n_rows (model) : 0;
}

static void
take_picture (Panel *panel, const char *name)
{
  const char *folder = g_getenv ("MILLRACE_PICTURES");
  if (folder == NULL)
    return;
  g_autofree char *path = g_build_filename (folder, name, NULL);
  robot_screenshot (GTK_WIDGET (panel->window), path);
}

/* The scene has the size of the widget. */
static void
test_draws (void)
{
  Panel panel;
  panel_open (&panel, fixture_new_example ("weather"), "temperatures");
  MillScene *scene = mill_chart_view_get_scene (panel.view);
  g_assert_cmpuint (mill_scene_n_data (scene), ==, 48);
  g_assert_cmpstr (mill_scene_title (scene), ==, "Daily highs in Seattle");
  gtk_test_accessible_assert_role (panel.view, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_test_accessible_assert_property (
      panel.view, GTK_ACCESSIBLE_PROPERTY_LABEL, "Daily highs in Seattle");
  take_picture (&panel, "chart.png");
  panel_close (&panel);
}

/* A click on a stacked bar selects just the rows that it counts. */
static void
test_rows_behind_mark (void)
{
  Panel panel;
  panel_open (&panel, fixture_new_example ("weather"), "chart");
  MillScene *scene = mill_chart_view_get_scene (panel.view);
  guint bar = 0;
  for (guint i = 0; i < mill_scene_n_data (scene); i++)
    if (mill_scene_datum (scene, i)->rows > mill_scene_datum (scene, bar)->rows)
      bar = i;
  guint64 rows = mill_scene_datum (scene, bar)->rows;
  double x = mill_scene_datum (scene, bar)->x, y = mill_scene_datum (scene, bar)->y + 3;
  g_assert_cmpuint (mill_scene_hit (scene, x, y), ==, bar);
  robot_click (GTK_WIDGET (panel.view), x, y);
  ROBOT_WAIT (n_grid_rows (&panel) == rows);
  g_assert_cmpuint (n_selected (&panel), ==, 1);
  robot_move (GTK_WIDGET (panel.view), x, y);
  robot_settle ();
  take_picture (&panel, "chart-rows.png");
  mill_chart_view_clear_selection (panel.view);
  ROBOT_WAIT (n_grid_rows (&panel) == 0);
  panel_close (&panel);
}

static void
test_zoom (void)
{
  Panel panel;
  double x, y, w, h, before, after;
  panel_open (&panel, fixture_new_example ("weather"), "temperatures");
  mill_scene_plot (mill_chart_view_get_scene (panel.view), &x, &y, &w, &h);
  mill_scene_value_at (mill_chart_view_get_scene (panel.view), FALSE, x + w / 2, &before);
  robot_scroll (GTK_WIDGET (panel.view), x + w / 2, y + h / 2, -3, 0);
  ROBOT_WAIT (is_zoomed (&panel));
  robot_settle ();
  mill_scene_plot (mill_chart_view_get_scene (panel.view), &x, &y, &w, &h);
  mill_scene_value_at (mill_chart_view_get_scene (panel.view), FALSE, x + w / 2, &after);
  g_assert_cmpfloat (ABS (after - before), <, 40.0 * 24 * 3600 * G_USEC_PER_SEC);
  robot_double_click (GTK_WIDGET (panel.view), x + 20, 12);
  ROBOT_WAIT (!is_zoomed (&panel));
  robot_settle ();
  robot_drag (GTK_WIDGET (panel.view), x + w * 0.3, y + h * 0.3, x + w * 0.6, y + h * 0.7);
  ROBOT_WAIT (is_zoomed (&panel));
  robot_key (GDK_KEY_0, 0);
  ROBOT_WAIT (!is_zoomed (&panel));
  panel_close (&panel);
}

static void
test_select_box (void)
{
  Panel panel;
  double x, y, w, h;
  panel_open (&panel, fixture_new_example ("weather"), "temperatures");
  mill_scene_plot (mill_chart_view_get_scene (panel.view), &x, &y, &w, &h);
  robot_drag_with (
      GTK_WIDGET (panel.view), x + 2, y + 2, x + w / 2, y + h - 2, 1, GDK_CONTROL_MASK);
  ROBOT_WAIT (n_selected (&panel) > 10);
  ROBOT_WAIT (n_grid_rows (&panel) == n_selected (&panel));
  g_assert_false (is_zoomed (&panel));
  panel_close (&panel);
}

static void
test_legend (void)
{
  Panel panel;
  panel_open (&panel, fixture_new_example ("weather"), "chart");
  MillScene *scene = mill_chart_view_get_scene (panel.view);
  guint before = mill_scene_n_data (scene);
  double x = mill_scene_width (scene) - 40, y = 0;
  while (mill_scene_legend_hit (scene, x, y) == NULL && y < mill_scene_height (scene))
    y++;
  robot_click (GTK_WIDGET (panel.view), x, y + 4);
  ROBOT_WAIT (mill_scene_n_data (mill_chart_view_get_scene (panel.view)) < before);
  take_picture (&panel, "chart-legend.png");
  robot_click (GTK_WIDGET (panel.view), x, y + 4);
  ROBOT_WAIT (mill_scene_n_data (mill_chart_view_get_scene (panel.view)) == before);
  panel_close (&panel);
}

/* Keys read marks from left to right. */
static void
test_keys (void)
{
  Panel panel;
  panel_open (&panel, fixture_new_example ("weather"), "temperatures");
  gtk_widget_grab_focus (GTK_WIDGET (panel.view));
  robot_key (GDK_KEY_Right, 0);
  robot_settle ();
  g_autofree char *text = mill_scene_datum_text (mill_chart_view_get_scene (panel.view), 0);
  gtk_test_accessible_assert_property (panel.view, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text);
  robot_key (GDK_KEY_Return, 0);
  ROBOT_WAIT (n_grid_rows (&panel) == 1);
  panel_close (&panel);
}

/* A choice in the editor is one step of the document, and the chart follows. */
static void
test_editor (void)
{
  Panel panel;
  panel_open (&panel, fixture_new_example ("weather"), "temperatures");
  MillDocBlock *block = mill_document_find_block (panel.fixture->document, "temperatures");
  MillUndo *undo = mill_document_get_undo (panel.fixture->document);
  guint steps = mill_undo_n_steps (undo);
  GtkWidget *mark = robot_find (panel.panel, GTK_TYPE_DROP_DOWN, NULL);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (mark), 1);
  g_assert_cmpstr (json_node_get_string (mill_doc_block_get_param (block, "mark")), ==, "bar");
  g_assert_cmpuint (mill_undo_n_steps (undo), ==, steps + 1);
  fixture_settle (panel.fixture);
  robot_settle ();
  take_picture (&panel, "chart-bars.png");
  mill_undo_undo (undo);
  fixture_settle (panel.fixture);
  ROBOT_WAIT (gtk_drop_down_get_selected (GTK_DROP_DOWN (mark)) == 0);
  panel_close (&panel);
}

/* A column dragged to a field becomes that field. */
static void
test_drag_column (void)
{
  Panel panel;
  panel_open (&panel, fixture_new_example ("weather"), "temperatures");
  MillDocBlock *block = mill_document_find_block (panel.fixture->document, "temperatures");
  GtkWidget *list = robot_find (panel.panel, GTK_TYPE_LIST_VIEW, NULL);
  GtkWidget *mark = robot_find (panel.panel, ADW_TYPE_ACTION_ROW, NULL);
  GtkWidget *x = gtk_widget_get_next_sibling (mark), *y = gtk_widget_get_next_sibling (x);
  GtkWidget *first = gtk_widget_get_first_child (list);
  robot_drag_to (first, 40, 12, y, 30, 12);
  ROBOT_WAIT (g_strcmp0 (json_node_get_string (mill_doc_block_get_param (block, "y")), "warmest")
              != 0);
  fixture_settle (panel.fixture);
  robot_settle ();
  g_assert_null (mill_chart_view_get_error (panel.view));
  panel_close (&panel);
}

/* A chart of any block's rows can be kept as a block, as one step. */
static void
test_keep (void)
{
  Panel panel;
  panel_open (&panel, fixture_new_example ("weather"), "observations");
  MillUndo *undo = mill_document_get_undo (panel.fixture->document);
  GListModel *blocks = mill_document_get_blocks (panel.fixture->document);
  guint n = g_list_model_get_n_items (blocks), steps = mill_undo_n_steps (undo);
  take_picture (&panel, "chart-own.png");
  g_assert_true (gtk_widget_activate_action (panel.panel, "chart.keep", NULL));
  g_assert_cmpuint (g_list_model_get_n_items (blocks), ==, n + 1);
  g_assert_cmpuint (mill_undo_n_steps (undo), ==, steps + 1);
  fixture_settle (panel.fixture);
  g_assert_false (
      mill_analysis_has_errors (mill_workspace_get_analysis (panel.fixture->workspace)));
  panel_close (&panel);
}

/* ---- the same picture as a run writes ---- */

static void
exported (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  *(GBytes **)data = mill_chart_export_finish (result, &error);
  g_assert_no_error (error);
}

static void
check_export (Fixture *fixture, const char *block, const char *file)
{
  MillAnalysis *analysis = mill_workspace_get_analysis (fixture->workspace);
  int index = mill_analysis_find_block (analysis, block);
  const char *from, *port;
  g_autoptr (GError) error = NULL;
  g_assert_true (mill_sample_source_of_input (analysis, block, "in", &from, &port));
  g_autoptr (MillSample) sample = mill_sample_take (analysis,
                                                    NULL,
                                                    NULL,
                                                    from,
                                                    port,
                                                    &(MillSampleLimits){ .rows = MILL_SAMPLE_ALL },
                                                    NULL,
                                                    &error);
  g_assert_no_error (error);
  MillChartPicture picture;
  MillChart *chart = mill_chart_from_params (mill_analysis_block_spec (analysis, (guint)index),
                                             mill_analysis_block_params (analysis, (guint)index),
                                             &picture,
                                             &error);
  g_assert_no_error (error);
  GBytes *bytes = NULL;
  mill_chart_export_async (chart, sample, &picture, exported, &bytes);
  ROBOT_WAIT (bytes != NULL);
  g_autofree char *path = fixture_path (fixture, file), *text = NULL;
  gsize length;
  g_assert_true (g_file_get_contents (path, &text, &length, NULL));
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), text, length);
  g_bytes_unref (bytes);
}

static void
test_same_bytes (void)
{
  g_autoptr (Fixture) fixture = fixture_new_example ("weather");
  fixture_run (fixture);
  check_export (fixture, "chart", "weather.svg");
  check_export (fixture, "temperatures", "temperatures.svg");
}

/* Every parameter that shapes the picture is heeded, in every format. */
static void
test_same_bytes_params (void)
{
  static const char *const formats[] = { "png", "svg", "pdf" };
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autofree char *file = g_strconcat ("x.", formats[i], NULL);
      g_autofree char *text = g_strdup_printf (
          "{'millrace': 1, 'blocks': {'a': {'type': 'rows', 'params': {'columns': [{'name': 't'}, "
          "{'name': 'n', 'type': 'number'}, {'name': 'k'}], 'data': "
          "'x,1,p\\nx,2,q\\ny,3.5,p\\n'}}, "
          "'c': {'type': 'chart', 'params': {'path': '%s', 'mark': 'bar', 'x': 't', 'y': 'n', "
          "'color': 'k', 'aggregate': 'sum', 'stack': 'group', 'horizontal': true, 'title': 'T', "
          "'subtitle': 'S', 'x-title': 'X', 'y-title': 'Y', 'width': 420, 'height': 300, 'theme': "
          "'dark', 'scale': 1.5}}}, 'links': [{'from': 'a.out', 'to': 'c.in'}]}",
          file);
      g_autoptr (Fixture) fixture = fixture_new (text);
      fixture_run (fixture);
      check_export (fixture, "c", file);
    }
}

int
main (int argc, char **argv)
{
  robot_init (&argc, &argv);
  g_test_add_func ("/chart-view/draws", test_draws);
  g_test_add_func ("/chart-view/rows-behind-mark", test_rows_behind_mark);
  g_test_add_func ("/chart-view/zoom", test_zoom);
  g_test_add_func ("/chart-view/select-box", test_select_box);
  g_test_add_func ("/chart-view/legend", test_legend);
  g_test_add_func ("/chart-view/keys", test_keys);
  g_test_add_func ("/chart-view/editor", test_editor);
  g_test_add_func ("/chart-view/drag-column", test_drag_column);
  g_test_add_func ("/chart-view/keep", test_keep);
  g_test_add_func ("/chart-view/same-bytes", test_same_bytes);
  g_test_add_func ("/chart-view/same-bytes-params", test_same_bytes_params);
  return g_test_run ();
}
