/* test-narrow.c: whatever is shown, the window fits on a small screen.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "app-fixture.h"
#include "mill-block-panel.h"
#include "mill-inspector.h"
#include "mill-list-card.h"
#include "mill-locale.h"
#include "mill-showcase.h"

enum
{
  WIDTH_MAX = 900,    /* px: a window beside a dock on a screen of 1024 */
  INSPECTOR_MAX = 360 /* px: its usual width */
};

static int
min_width (GtkWidget *widget)
{
  int width;
  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL, NULL);
  return width;
}

/* (transfer full): the way down to what makes @widget wide. */
static char *
blame (GtkWidget *widget)
{
  GString *path = g_string_new (NULL);
  while (widget != NULL)
    {
      GtkWidget *widest = NULL;
      g_string_append_printf (path, " %s %d", G_OBJECT_TYPE_NAME (widget), min_width (widget));
      for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
           child = gtk_widget_get_next_sibling (child))
        if (gtk_widget_get_child_visible (child)
            && (widest == NULL || min_width (child) > min_width (widest)))
          widest = child;
      widget = widest;
    }
  return g_string_free (path, FALSE);
}

static void
check_width (GtkWidget *widget, int max, const char *what)
{
  g_autofree char *path = min_width (widget) > max ? blame (widget) : NULL;
  if (path == NULL)
    return;
  g_test_message ("%s:%s", what, path);
  g_test_fail ();
}

/* What scrolls need not do so sideways. */
static void
check_scrolled (GtkWidget *widget, const char *what)
{
  if (GTK_IS_VIEWPORT (widget))
    check_width (gtk_viewport_get_child (GTK_VIEWPORT (widget)), INSPECTOR_MAX, what);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_get_child_visible (child))
      check_scrolled (child, what);
}

static void
check (AppFixture *fixture, const char *what)
{
  robot_settle ();
  GtkWidget *window = GTK_WIDGET (fixture->window);
  GtkWidget *inspector = robot_find (window, MILL_TYPE_INSPECTOR, NULL);
  check_width (window, WIDTH_MAX, what);
  if (inspector != NULL)
    check_scrolled (inspector, what);
}

static void
unfold (GtkWidget *widget)
{
  if (MILL_IS_LIST_CARD (widget))
    mill_list_card_set_open (MILL_LIST_CARD (widget), TRUE);
  if (GTK_IS_EXPANDER (widget))
    gtk_expander_set_expanded (GTK_EXPANDER (widget), TRUE);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    unfold (child);
}

static void
check_blocks (AppFixture *fixture, MillWorkspace *workspace)
{
  static const char *const tabs[] = { "params", "schema", "rejects", "notes" };
  GtkWidget *window = GTK_WIDGET (fixture->window);
  GListModel *blocks = mill_document_get_blocks (mill_workspace_get_document (workspace));
  for (guint i = 0; i < g_list_model_get_n_items (blocks); i++)
    {
      g_autoptr (MillDocBlock) block = g_list_model_get_item (blocks, i);
      mill_selection_set_block (mill_workspace_get_selection (workspace),
                                mill_doc_block_get_id (block));
      ROBOT_WAIT (robot_find (window, MILL_TYPE_BLOCK_PANEL, NULL) != NULL);
      GtkWidget *panel = robot_find (window, MILL_TYPE_BLOCK_PANEL, NULL);
      GtkStack *stack = GTK_STACK (robot_find (panel, GTK_TYPE_STACK, "stack"));
      for (guint j = 0; j < G_N_ELEMENTS (tabs); j++)
        {
          g_autofree char *what
              = g_strconcat (mill_doc_block_get_type_id (block), " ", tabs[j], NULL);
          gtk_stack_set_visible_child_name (stack, tabs[j]);
          robot_settle ();
          unfold (panel);
          check (fixture, what);
        }
      gtk_stack_set_visible_child_name (stack, tabs[0]);
    }
}

static void
check_many (AppFixture *fixture, MillWorkspace *workspace)
{
  static const char *const ids[] = { "filter", "group" };
  mill_selection_set_blocks (mill_workspace_get_selection (workspace), ids, G_N_ELEMENTS (ids));
  check (fixture, "many");
}

static void
run (AppFixture *fixture, MillWorkspace *workspace)
{
  mill_workspace_set_trusted (workspace, TRUE);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "run.all", NULL);
  ROBOT_WAIT (mill_workspace_get_job (workspace) != NULL && !mill_workspace_is_running (workspace));
}

static void
check_panels (AppFixture *fixture)
{
  static const char *const names[] = { "data", "problems", "run", "rejects", "chart", "history" };
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      mill_page_show_panel (mill_window_get_page (fixture->window), names[i]);
      check (fixture, names[i]);
    }
}

static void
test_examples (void)
{
  AppFixture fixture = { 0 };
  app_start (&fixture);
  g_autoptr (GPtrArray) examples = mill_showcase_list ();
  for (guint i = 0; i < examples->len; i++)
    {
      const MillShowcase *example = examples->pdata[i];
      g_action_group_activate_action (
          G_ACTION_GROUP (fixture.application), "open-example", g_variant_new_string (example->id));
      app_wait_loaded (mill_window_get_tab (fixture.window));
      MillWorkspace *workspace = mill_page_get_workspace (mill_window_get_page (fixture.window));
      check (&fixture, example->id);
      run (&fixture, workspace);
      check_panels (&fixture);
      check_blocks (&fixture, workspace);
      check_panels (&fixture);
    }
  app_quit (&fixture);
  app_clear (&fixture);
}

static void
set_columns (MillDocument *document)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) columns
      = json_from_string ("[{\"name\": \"day\", \"type\": \"date\"},"
                          " {\"name\": \"amount\", \"type\": \"decimal(18,2)\"}]",
                          &error);
  g_assert_no_error (error);
  mill_document_set_param (document, "csv-file", "columns", columns, &error);
  g_assert_no_error (error);
}

/* One of each. */
static void
test_blocks (void)
{
  AppFixture fixture = { 0 };
  app_start (&fixture);
  const MillRegistry *registry = mill_application_get_registry (fixture.application);
  g_action_group_activate_action (G_ACTION_GROUP (fixture.window), "new", NULL);
  MillWorkspace *workspace = mill_page_get_workspace (mill_window_get_page (fixture.window));
  for (guint i = 0; i < mill_registry_n (registry); i++)
    {
      g_autoptr (GError) error = NULL;
      const char *type = mill_registry_get (registry, i)->id;
      mill_document_add_block (
          mill_workspace_get_document (workspace), type, type, NULL, 0, 0, &error);
      g_assert_no_error (error);
    }
  set_columns (mill_workspace_get_document (workspace));
  check_blocks (&fixture, workspace);
  check_many (&fixture, workspace);
  check_panels (&fixture);
  app_end (&fixture);
  app_clear (&fixture);
}

int
main (int argc, char **argv)
{
  mill_locale_init ();
  robot_init (&argc, &argv);
  g_test_add_func ("/narrow/examples", test_examples);
  g_test_add_func ("/narrow/blocks", test_blocks);
  return g_test_run ();
}
