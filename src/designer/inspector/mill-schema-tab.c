/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-schema-tab.h"

#include "mill-schema-change.h"
#include "mill-type-mark.h"

#include <glib/gi18n-lib.h>

struct _MillSchemaTab
{
  AdwBin parent_instance;

  MillWorkspace *workspace;
  MillDocBlock *block;
  GtkCheckButton *only;
  GtkFilterListModel *shown;
  GtkFilter *filter;
};

G_DEFINE_FINAL_TYPE (MillSchemaTab, mill_schema_tab, ADW_TYPE_BIN)

/* ---- the list ---- */

static gboolean
is_wanted (gpointer item, gpointer data)
{
  MillSchemaTab *tab = data;
  MillChange kind = mill_schema_change_get_kind (item);
  return kind != MILL_CHANGE_NONE || !gtk_check_button_get_active (tab->only);
}

static void
only_toggled (MillSchemaTab *tab)
{
  gtk_filter_changed (tab->filter, GTK_FILTER_CHANGE_DIFFERENT);
}

static void
update (MillSchemaTab *tab)
{
  MillAnalysis *analysis
      = tab->workspace != NULL ? mill_workspace_get_analysis (tab->workspace) : NULL;
  int block = analysis != NULL && tab->block != NULL
                  ? mill_analysis_find_block (analysis, mill_doc_block_get_id (tab->block))
                  : -1;
  g_autoptr (GListModel) list
      = block >= 0 ? mill_schema_changes_list (analysis, (guint)block) : NULL;
  gtk_filter_list_model_set_model (tab->shown, list);
}

/* The rows of that port, and where the column comes from. */
static void
activated (MillSchemaTab *tab, guint position)
{
  g_autoptr (MillSchemaChange) change = g_list_model_get_item (G_LIST_MODEL (tab->shown), position);
  MillSelection *selection = mill_workspace_get_selection (tab->workspace);
  const char *block = mill_doc_block_get_id (tab->block), *port;
  gboolean heading = mill_schema_change_get_kind (change) == MILL_CHANGE_HEADING;
  gboolean output = mill_schema_change_is_output (change)
                    && mill_schema_change_get_kind (change) != MILL_CHANGE_REMOVED;
  if (output)
    mill_selection_set_target (selection, block, mill_schema_change_get_port (change));
  else if (mill_sample_source_of_input (mill_workspace_get_analysis (tab->workspace),
                                        block,
                                        mill_schema_change_get_port (change),
                                        &block,
                                        &port))
    mill_selection_set_target (selection, block, port);
  if (!heading)
    mill_selection_set_column (selection, mill_schema_change_get_name (change));
}

/* ---- rows: mark, name and what it was, change ---- */

static const struct
{
  const char *word;
  const char *css_class;
} changes[] = {
  [MILL_CHANGE_HEADING] = { NULL, NULL },
  [MILL_CHANGE_NONE] = { NULL, NULL },
  [MILL_CHANGE_ADDED] = { N_ ("+ new"), "mill-added" },
  [MILL_CHANGE_COMPUTED] = { N_ ("≈ changed"), "mill-changed" },
  [MILL_CHANGE_RENAMED] = { N_ ("↺ renamed"), "mill-changed" },
  [MILL_CHANGE_RETYPED] = { N_ ("⇄ retyped"), "mill-changed" },
  [MILL_CHANGE_REMOVED] = { N_ ("− dropped"), "mill-removed" },
};

static void
setup_row (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *label = gtk_label_new (NULL), *change = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (box), mill_type_mark_new (MILL_TYPE (TEXT)));
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), change);
  gtk_list_item_set_child (item, box);
}

static char *
heading_text (MillSchemaChange *change)
{
  int n = mill_schema_change_get_count (change);
  const char *port = mill_schema_change_get_name (change);
  const char *arrow = mill_schema_change_is_output (change) ? "→" : "←";
  if (n < 0)
    return g_strdup_printf (mill_schema_change_is_output (change) ? _ ("%s %s: not known yet")
                                                                  : _ ("%s %s: nothing known"),
                            arrow,
                            port);
  return g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%s %s: %d column", "%s %s: %d columns", (gulong)n),
      arrow,
      port,
      n);
}

static void
bind_row (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  MillSchemaChange *change = gtk_list_item_get_item (item);
  GtkWidget *mark = gtk_widget_get_first_child (gtk_list_item_get_child (item));
  GtkWidget *label = gtk_widget_get_next_sibling (mark);
  GtkWidget *word = gtk_widget_get_next_sibling (label);
  MillChange kind = mill_schema_change_get_kind (change);
  const char *before = mill_schema_change_get_before (change);
  const char *classes[] = { "caption", changes[kind].css_class, NULL };
  g_autofree char *text = NULL;
  if (kind == MILL_CHANGE_HEADING)
    text = heading_text (change);
  else if (before != NULL)
    text = g_strdup_printf ("%s  ←  %s", mill_schema_change_get_name (change), before);
  gtk_label_set_text (GTK_LABEL (label),
                      text != NULL ? text : mill_schema_change_get_name (change));
  gtk_widget_set_visible (mark, kind != MILL_CHANGE_HEADING);
  mill_type_mark_set (mark, mill_schema_change_get_type_of (change));
  gtk_label_set_text (GTK_LABEL (word), changes[kind].word != NULL ? _ (changes[kind].word) : "");
  gtk_widget_set_css_classes (word, classes);
  gtk_widget_set_css_classes (label,
                              kind == MILL_CHANGE_HEADING ? (const char *[]){ "heading", NULL }
                              : kind == MILL_CHANGE_REMOVED
                                  ? (const char *[]){ "mill-struck", NULL }
                                  : (const char *[]){ NULL });
}

/* ---- the object ---- */

static void
let_go (MillSchemaTab *tab)
{
  if (tab->workspace != NULL)
    g_signal_handlers_disconnect_by_data (tab->workspace, tab);
  g_clear_object (&tab->workspace);
  g_clear_object (&tab->block);
}

void
mill_schema_tab_set_block (MillSchemaTab *tab, MillWorkspace *workspace, MillDocBlock *block)
{
  g_return_if_fail (MILL_IS_SCHEMA_TAB (tab) && (workspace != NULL || block == NULL));
  let_go (tab);
  if (block != NULL)
    {
      tab->workspace = g_object_ref (workspace);
      tab->block = g_object_ref (block);
      g_signal_connect_swapped (workspace, "analysis-changed", G_CALLBACK (update), tab);
    }
  update (tab);
}

static void
mill_schema_tab_dispose (GObject *object)
{
  MillSchemaTab *tab = MILL_SCHEMA_TAB (object);
  let_go (tab);
  g_clear_object (&tab->shown);
  G_OBJECT_CLASS (mill_schema_tab_parent_class)->dispose (object);
}

static void
mill_schema_tab_class_init (MillSchemaTabClass *class)
{
  G_OBJECT_CLASS (class)->dispose = mill_schema_tab_dispose;
}

static void
mill_schema_tab_init (MillSchemaTab *tab)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6), *scroll = gtk_scrolled_window_new ();
  GtkWidget *only = gtk_check_button_new_with_label (_ ("Only what changes"));
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  tab->only = GTK_CHECK_BUTTON (only);
  tab->filter = GTK_FILTER (gtk_custom_filter_new (is_wanted, tab, NULL));
  tab->shown = gtk_filter_list_model_new (NULL, tab->filter);
  g_signal_connect (factory, "setup", G_CALLBACK (setup_row), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_row), NULL);
  GtkWidget *list = gtk_list_view_new (
      GTK_SELECTION_MODEL (gtk_single_selection_new (G_LIST_MODEL (g_object_ref (tab->shown)))),
      factory);
  gtk_list_view_set_single_click_activate (GTK_LIST_VIEW (list), TRUE);
  gtk_widget_add_css_class (list, "mill-schema");
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Columns"), -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroll), list);
  gtk_widget_set_vexpand (scroll, TRUE);
  gtk_widget_set_margin_start (only, 12);
  gtk_widget_set_margin_top (only, 8);
  gtk_box_append (GTK_BOX (box), only);
  gtk_box_append (GTK_BOX (box), scroll);
  g_signal_connect_swapped (only, "toggled", G_CALLBACK (only_toggled), tab);
  g_signal_connect_swapped (list, "activate", G_CALLBACK (activated), tab);
  adw_bin_set_child (ADW_BIN (tab), box);
}
