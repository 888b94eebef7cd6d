/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-problems-view.h"

#include "mill-application.h"
#include "mill-notice.h"
#include "mill-problem-words.h"
#include "mill-quick-fix.h"
#include "mill-wrap.h"

#include <glib/gi18n-lib.h>

enum
{
  ROWS_STEP = 50 /* so many more when the last ones are near: rows are dear */
};

struct _MillProblemsView
{
  MillPanel parent_instance;

  GtkStack *pages; /* none, some */
  GtkListView *list;
  GtkLabel *summary;
  GtkScrolledWindow *scroll;
  GListModel *problems; /* (nullable): of the newest analysis */
  GtkSliceListModel *shown;
  GtkSingleSelection *selection;
  guint more_id; /* rows are to come */
};

G_DEFINE_FINAL_TYPE (MillProblemsView, mill_problems_view, MILL_TYPE_PANEL)

/* ---- one problem ---- */

/* Row: the widgets of one line. */
typedef struct
{
  GtkWidget *icon;
  GtkWidget *block;
  GtkWidget *message;
  GtkWidget *place;
  GtkWidget *fix;
} Row;

/* Setting the text at once asks the X server where the pointer is, three times. */
static gboolean
tell (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip, gpointer data)
{
  gtk_tooltip_set_text (tooltip, g_object_get_data (G_OBJECT (widget), "tip"));
  return TRUE;
}

static void
let_tell (GtkWidget *widget)
{
  gtk_widget_set_has_tooltip (widget, TRUE);
  g_signal_connect (widget, "query-tooltip", G_CALLBACK (tell), NULL);
}

static void
show_severity (GtkWidget *icon, MillSeverity severity)
{
  static const char *const icons[]
      = { "dialog-error-symbolic", "dialog-warning-symbolic", "dialog-information-symbolic" };
  static const char *const styles[] = { "error", "warning", "dim-label" };
  const char *const names[]
      = { C_ ("severity", "Error"), C_ ("severity", "Warning"), C_ ("severity", "Note") };
  gtk_image_set_from_icon_name (GTK_IMAGE (icon), icons[severity]);
  gtk_widget_set_css_classes (icon, (const char *[]){ styles[severity], NULL });
  g_object_set_data (G_OBJECT (icon), "tip", (gpointer)names[severity]);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_PROPERTY_LABEL, names[severity], -1);
}

static void
fix_clicked (GtkButton *button, MillProblemsView *view)
{
  MillWorkspace *workspace = mill_panel_get_workspace (MILL_PANEL (view));
  MillDiagnostic *diagnostic = g_object_get_data (G_OBJECT (button), "diagnostic");
  if (workspace != NULL && diagnostic != NULL)
    mill_quick_fix_apply (mill_workspace_get_document (workspace), diagnostic);
}

static void
setup (GtkListItemFactory *factory, GtkListItem *item, MillProblemsView *view)
{
  Row *row = g_new0 (Row, 1);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  row->icon = gtk_image_new ();
  row->block = gtk_label_new (NULL);
  row->message = gtk_label_new (NULL);
  row->place = gtk_label_new (NULL);
  row->fix = gtk_button_new ();
  gtk_widget_add_css_class (row->block, "mill-chip");
  gtk_widget_set_valign (row->block, GTK_ALIGN_CENTER);
  gtk_label_set_ellipsize (GTK_LABEL (row->block), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_max_width_chars (GTK_LABEL (row->block), 24);
  gtk_label_set_xalign (GTK_LABEL (row->message), 0);
  gtk_widget_set_css_classes (row->place, (const char *[]){ "dim-label", "numeric", NULL });
  g_object_set_data (G_OBJECT (row->place), "tip", (gpointer)_ ("Line and column in the file"));
  let_tell (row->icon);
  let_tell (row->place);
  gtk_widget_set_valign (row->fix, GTK_ALIGN_CENTER);
  gtk_widget_set_css_classes (row->fix, (const char *[]){ "flat", "mill-fix", NULL });
  g_signal_connect (row->fix, "clicked", G_CALLBACK (fix_clicked), view);
  gtk_box_append (GTK_BOX (box), row->icon);
  gtk_box_append (GTK_BOX (box), row->block);
  gtk_box_append (GTK_BOX (box), mill_wrap (GTK_LABEL (row->message)));
  gtk_box_append (GTK_BOX (box), row->fix);
  gtk_box_append (GTK_BOX (box), row->place);
  g_object_set_data_full (G_OBJECT (box), "row", row, g_free);
  gtk_list_item_set_child (item, box);
}

static void
show_fix (GtkWidget *button, MillDocument *document, MillDiagnostic *diagnostic)
{
  g_autofree char *word = document != NULL ? mill_quick_fix_word (document, diagnostic) : NULL;
  gtk_widget_set_visible (button, word != NULL);
  if (word == NULL)
    return;
  /* Translators: a button that puts in the word that was probably meant */
  g_autofree char *label = g_strdup_printf (_ ("Use “%s”"), word);
  gtk_button_set_label (GTK_BUTTON (button), label);
  g_object_set_data_full (
      G_OBJECT (button), "diagnostic", g_object_ref (diagnostic), g_object_unref);
}

static void
bind (GtkListItemFactory *factory, GtkListItem *item, MillProblemsView *view)
{
  MillDiagnostic *diagnostic = gtk_list_item_get_item (item);
  MillWorkspace *workspace = mill_panel_get_workspace (MILL_PANEL (view));
  const Row *row = g_object_get_data (G_OBJECT (gtk_list_item_get_child (item)), "row");
  const char *block = mill_diagnostic_get_block (diagnostic);
  guint line = mill_diagnostic_get_line (diagnostic);
  g_autofree char *place
      = line > 0 ? g_strdup_printf ("%u:%u", line, mill_diagnostic_get_column (diagnostic)) : NULL;
  g_autofree char *words = mill_problem_beside_block (diagnostic);
  show_severity (row->icon, mill_diagnostic_get_severity (diagnostic));
  gtk_label_set_text (GTK_LABEL (row->block), block != NULL ? block : "");
  gtk_widget_set_visible (row->block, block != NULL);
  gtk_label_set_text (GTK_LABEL (row->message), words);
  gtk_label_set_text (GTK_LABEL (row->place), place != NULL ? place : "");
  show_fix (
      row->fix, workspace != NULL ? mill_workspace_get_document (workspace) : NULL, diagnostic);
}

/* The block that a problem is about, or the one where its link starts. */
static char *
block_of (MillDiagnostic *diagnostic)
{
  const char *block = mill_diagnostic_get_block (diagnostic);
  const char *from = mill_diagnostic_get_link_from (diagnostic);
  const char *dot = from != NULL ? strrchr (from, '.') : NULL;
  if (block != NULL)
    return g_strdup (block);
  return dot != NULL ? g_strndup (from, (gsize)(dot - from)) : NULL;
}

static void
activate (GtkListView *list, guint position, MillProblemsView *view)
{
  MillWorkspace *workspace = mill_panel_get_workspace (MILL_PANEL (view));
  g_autoptr (MillDiagnostic) diagnostic
      = g_list_model_get_item (G_LIST_MODEL (view->selection), position);
  if (workspace == NULL || diagnostic == NULL)
    return;
  g_autofree char *block = block_of (diagnostic);
  mill_workspace_reveal (workspace, block, mill_diagnostic_get_param (diagnostic));
}

/* ---- all of them ---- */

static char *
summarize (GListModel *diagnostics)
{
  guint errors = mill_diagnostics_count (diagnostics, MILL_SEVERITY_ERROR);
  guint warnings = mill_diagnostics_count (diagnostics, MILL_SEVERITY_WARNING);
  guint notes = mill_diagnostics_count (diagnostics, MILL_SEVERITY_INFO);
  GString *text = g_string_new (NULL);
  if (errors > 0)
    g_string_append_printf (text, ngettext ("%u error", "%u errors", errors), errors);
  if (warnings > 0)
    {
      g_string_append (text, text->len > 0 ? " · " : "");
      g_string_append_printf (text, ngettext ("%u warning", "%u warnings", warnings), warnings);
    }
  if (notes > 0)
    {
      g_string_append (text, text->len > 0 ? " · " : "");
      g_string_append_printf (text, ngettext ("%u note", "%u notes", notes), notes);
    }
  return g_string_free (text, FALSE);
}

static gboolean
is_same (MillDiagnostic *one, MillDiagnostic *other)
{
  return mill_diagnostic_get_severity (one) == mill_diagnostic_get_severity (other)
         && mill_diagnostic_get_line (one) == mill_diagnostic_get_line (other)
         && mill_diagnostic_get_column (one) == mill_diagnostic_get_column (other)
         && g_str_equal (mill_diagnostic_get_pointer (one), mill_diagnostic_get_pointer (other))
         && g_str_equal (mill_diagnostic_get_message (one), mill_diagnostic_get_message (other));
}

static gboolean
are_same (GListModel *old, GListModel *new)
{
  guint n = new != NULL ? g_list_model_get_n_items (new) : 0;
  if (old == NULL || new == NULL || g_list_model_get_n_items (old) != n)
    return old == new;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (MillDiagnostic) one = g_list_model_get_item (old, i);
      g_autoptr (MillDiagnostic) other = g_list_model_get_item (new, i);
      if (!is_same (one, other))
        return FALSE;
    }
  return TRUE;
}

/* Nobody pays for rows that nobody sees. */
static void
show_rows (MillProblemsView *view)
{
  GListModel *model = gtk_widget_get_mapped (GTK_WIDGET (view)) ? view->problems : NULL;
  GListModel *old = gtk_slice_list_model_get_model (view->shown);
  if (are_same (old, model))
    return;
  gtk_slice_list_model_set_size (view->shown, ROWS_STEP);
  gtk_slice_list_model_set_model (view->shown, model);
}

/* Each frame some, until they reach beyond what is seen: the list has its place by then. */
static gboolean
show_more (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  MillProblemsView *view = MILL_PROBLEMS_VIEW (widget);
  GtkAdjustment *at = gtk_scrolled_window_get_vadjustment (view->scroll);
  double page = gtk_adjustment_get_page_size (at);
  guint n = gtk_slice_list_model_get_size (view->shown);
  gboolean more = gtk_widget_get_mapped (widget) && view->problems != NULL
                  && n < g_list_model_get_n_items (view->problems)
                  && gtk_adjustment_get_value (at) + 2 * page > gtk_adjustment_get_upper (at);
  if (more)
    gtk_slice_list_model_set_size (view->shown, n + ROWS_STEP);
  else
    view->more_id = 0;
  return more;
}

static void
scrolled (MillProblemsView *view)
{
  if (view->more_id == 0)
    view->more_id = gtk_widget_add_tick_callback (GTK_WIDGET (view), show_more, NULL, NULL);
}

static void
update (MillProblemsView *view)
{
  MillWorkspace *workspace = mill_panel_get_workspace (MILL_PANEL (view));
  MillAnalysis *analysis = workspace != NULL ? mill_workspace_get_analysis (workspace) : NULL;
  GListModel *diagnostics = analysis != NULL ? mill_analysis_get_diagnostics (analysis) : NULL;
  guint n = diagnostics != NULL ? g_list_model_get_n_items (diagnostics) : 0;
  g_set_object (&view->problems, diagnostics);
  show_rows (view);
  gtk_stack_set_visible_child_name (view->pages, n > 0 ? "some" : "none");
  mill_panel_set_count (MILL_PANEL (view), n);
  if (n == 0)
    return;
  g_autofree char *text = summarize (diagnostics);
  gtk_label_set_text (view->summary, text);
}

static void
mill_problems_view_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (mill_problems_view_parent_class)->map (widget);
  show_rows (MILL_PROBLEMS_VIEW (widget));
}

static void
mill_problems_view_attach (MillPanel *panel, MillWorkspace *workspace)
{
  g_signal_connect_object (
      workspace, "analysis-changed", G_CALLBACK (update), panel, G_CONNECT_SWAPPED);
  update (MILL_PROBLEMS_VIEW (panel));
}

static void
mill_problems_view_detach (MillPanel *panel, MillWorkspace *workspace)
{
  g_clear_object (&MILL_PROBLEMS_VIEW (panel)->problems);
  show_rows (MILL_PROBLEMS_VIEW (panel));
}

/* ---- the object ---- */

static void
mill_problems_view_dispose (GObject *object)
{
  G_OBJECT_CLASS (mill_problems_view_parent_class)->dispose (object);
  /* what is bound and a direct child goes with the template; AdwBin would unparent it once more */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), MILL_TYPE_PROBLEMS_VIEW);
  g_clear_object (&MILL_PROBLEMS_VIEW (object)->selection);
  g_clear_object (&MILL_PROBLEMS_VIEW (object)->problems);
  if (MILL_PROBLEMS_VIEW (object)->more_id != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (object), MILL_PROBLEMS_VIEW (object)->more_id);
  MILL_PROBLEMS_VIEW (object)->more_id = 0;
}

static void
mill_problems_view_class_init (MillProblemsViewClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = mill_problems_view_dispose;
  widget_class->map = mill_problems_view_map;
  MILL_PANEL_CLASS (class)->attach = mill_problems_view_attach;
  MILL_PANEL_CLASS (class)->detach = mill_problems_view_detach;
  g_type_ensure (MILL_TYPE_NOTICE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               MILL_RESOURCES "ui/run/mill-problems-view.ui");
  gtk_widget_class_bind_template_child (widget_class, MillProblemsView, pages);
  gtk_widget_class_bind_template_child (widget_class, MillProblemsView, list);
  gtk_widget_class_bind_template_child (widget_class, MillProblemsView, summary);
  gtk_widget_class_bind_template_child (widget_class, MillProblemsView, scroll);
  gtk_widget_class_bind_template_callback (widget_class, setup);
  gtk_widget_class_bind_template_callback (widget_class, bind);
  gtk_widget_class_bind_template_callback (widget_class, activate);
}

static void
mill_problems_view_init (MillProblemsView *view)
{
  view->shown = gtk_slice_list_model_new (NULL, 0, ROWS_STEP);
  view->selection = gtk_single_selection_new (G_LIST_MODEL (view->shown));
  gtk_single_selection_set_autoselect (view->selection, FALSE);
  gtk_single_selection_set_can_unselect (view->selection, TRUE);
  gtk_widget_init_template (GTK_WIDGET (view));
  gtk_list_view_set_model (view->list, GTK_SELECTION_MODEL (view->selection));
  GtkAdjustment *at = gtk_scrolled_window_get_vadjustment (view->scroll);
  g_signal_connect_object (at, "value-changed", G_CALLBACK (scrolled), view, G_CONNECT_SWAPPED);
  g_signal_connect_object (at, "changed", G_CALLBACK (scrolled), view, G_CONNECT_SWAPPED);
}

GtkWidget *
mill_problems_view_new (void)
{
  return g_object_new (MILL_TYPE_PROBLEMS_VIEW, NULL);
}
