/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-link-panel.h"

#include "mill-param-form.h"
#include "mill-wrap.h"

#include <glib/gi18n-lib.h>

struct _MillLinkPanel
{
  AdwBin parent_instance;

  MillWorkspace *workspace;
  MillDocLink *link;
  MillParamContext *context;
  MillTransitionKind kind; /* as chosen; of the link when that took it */
  gboolean pending;        /* what is chosen and typed is not in the document yet */
  gboolean loading;

  GtkLabel *title, *promise;
  GtkCheckButton *kinds[MILL_TRANSITION_LAST];
  AdwBin *place;       /* of the form */
  MillParamForm *form; /* (nullable) */
  GtkWidget *problem_box;
  GtkLabel *problem;
};

G_DEFINE_FINAL_TYPE (MillLinkPanel, mill_link_panel, ADW_TYPE_BIN)

/* ---- the promise ---- */

static int
find_link (MillLinkPanel *panel)
{
  GListModel *links = mill_document_get_links (mill_workspace_get_document (panel->workspace));
  for (guint i = 0; i < g_list_model_get_n_items (links); i++)
    {
      g_autoptr (MillDocLink) link = g_list_model_get_item (links, i);
      if (link == panel->link)
        return (int)i;
    }
  return -1;
}

/* What stands alone begins as a sentence. */
static char *
capitalize (const char *text)
{
  char first[7] = { 0 };
  g_unichar_to_utf8 (g_unichar_totitle (g_utf8_get_char (text)), first);
  return g_strconcat (first, g_utf8_next_char (text), NULL);
}

static void
show_promise (MillLinkPanel *panel)
{
  if (panel->link == NULL)
    return;
  MillAnalysis *analysis = mill_workspace_get_analysis (panel->workspace);
  int index = mill_workspace_is_current (panel->workspace) ? find_link (panel) : -1;
  MillPromise promise;
  g_autofree char *line = NULL, *text = NULL;
  if (index >= 0 && mill_analysis_link_promise (analysis, (guint)index, &promise))
    line = mill_analysis_describe_promise (analysis, &promise);
  if (line != NULL && *line != '\0')
    text = capitalize (line);
  gtk_label_set_text (panel->promise,
                      text != NULL ? text : _ ("Nothing passes here as the pipeline is."));
}

/* ---- edits ---- */

static void
show_problem (MillLinkPanel *panel, const char *message)
{
  gtk_label_set_text (panel->problem, message != NULL ? message : "");
  gtk_widget_set_visible (panel->problem_box, message != NULL);
}

static void
apply (MillLinkPanel *panel)
{
  g_autoptr (GError) error = NULL;
  if (!panel->pending || panel->link == NULL)
    return;
  JsonObject *settings = panel->form != NULL ? mill_param_form_get_value (panel->form) : NULL;
  MillDocument *document = mill_workspace_get_document (panel->workspace);
  gboolean taken
      = mill_document_set_transition (document, panel->link, panel->kind, settings, &error);
  panel->pending = !taken;
  show_problem (panel, taken ? NULL : error->message);
}

static void
form_changed (MillLinkPanel *panel)
{
  panel->pending = TRUE;
}

static void
show_form (MillLinkPanel *panel, JsonObject *settings)
{
  const MillParam *table = mill_transition_get (panel->kind)->params;
  panel->form = NULL;
  adw_bin_set_child (panel->place, NULL);
  if (table->type == MILL_PARAM_END_)
    return;
  GtkWidget *form = mill_param_form_new (table, panel->context);
  panel->form = MILL_PARAM_FORM (form);
  if (settings != NULL)
    mill_param_form_set_value (panel->form, settings);
  g_signal_connect_swapped (form, "changed", G_CALLBACK (form_changed), panel);
  g_signal_connect_swapped (form, "done", G_CALLBACK (apply), panel);
  adw_bin_set_child (panel->place, form);
}

static void
kind_toggled (GtkCheckButton *button, MillLinkPanel *panel)
{
  if (panel->loading || !gtk_check_button_get_active (button) || panel->link == NULL)
    return;
  for (guint i = 0; i < MILL_TRANSITION_LAST; i++)
    if (panel->kinds[i] == button)
      panel->kind = (MillTransitionKind)i;
  show_form (panel, NULL);
  panel->pending = TRUE;
  apply (panel);
}

void
mill_link_panel_choose (MillLinkPanel *panel, MillTransitionKind kind)
{
  g_return_if_fail (MILL_IS_LINK_PANEL (panel) && (guint)kind < MILL_TRANSITION_LAST);
  gtk_check_button_set_active (panel->kinds[kind], TRUE);
}

/* ---- following the link ---- */

static void
link_changed (MillLinkPanel *panel)
{
  MillTransitionKind kind = mill_doc_link_get_kind (panel->link);
  panel->loading = TRUE;
  panel->pending = FALSE;
  show_problem (panel, NULL);
  gtk_check_button_set_active (panel->kinds[kind], TRUE);
  if (panel->form == NULL || kind != panel->kind)
    {
      panel->kind = kind;
      show_form (panel, mill_doc_link_get_settings (panel->link));
    }
  else
    mill_param_form_set_value (panel->form, mill_doc_link_get_settings (panel->link));
  panel->loading = FALSE;
  show_promise (panel);
}

static void
ends_changed (MillLinkPanel *panel)
{
  g_autofree char *title = g_strdup_printf ("%s.%s → %s.%s",
                                            mill_doc_link_get_from_block (panel->link),
                                            mill_doc_link_get_from_port (panel->link),
                                            mill_doc_link_get_to_block (panel->link),
                                            mill_doc_link_get_to_port (panel->link));
  gtk_label_set_text (panel->title, title);
  gtk_widget_set_tooltip_text (GTK_WIDGET (panel->title), title);
  mill_param_context_set_output (panel->context,
                                 mill_doc_link_get_from_block (panel->link),
                                 mill_doc_link_get_from_port (panel->link));
}

static void
let_go (MillLinkPanel *panel)
{
  apply (panel); /* what was typed last */
  if (panel->workspace != NULL)
    g_signal_handlers_disconnect_by_data (panel->workspace, panel);
  if (panel->link != NULL)
    g_signal_handlers_disconnect_by_data (panel->link, panel);
  adw_bin_set_child (panel->place, NULL);
  panel->form = NULL;
  panel->pending = FALSE;
  g_clear_object (&panel->link);
  g_clear_object (&panel->workspace);
  g_clear_object (&panel->context);
}

void
mill_link_panel_set_link (MillLinkPanel *panel, MillWorkspace *workspace, MillDocLink *link)
{
  g_return_if_fail (MILL_IS_LINK_PANEL (panel) && (workspace != NULL || link == NULL));
  if (link == panel->link && workspace == panel->workspace)
    return;
  let_go (panel);
  if (link == NULL)
    return;
  panel->workspace = g_object_ref (workspace);
  panel->link = g_object_ref (link);
  panel->context = mill_param_context_new (workspace);
  g_signal_connect_swapped (workspace, "analysis-changed", G_CALLBACK (show_promise), panel);
  g_signal_connect_swapped (link, "notify::transition", G_CALLBACK (link_changed), panel);
  g_signal_connect_swapped (link, "notify::settings", G_CALLBACK (link_changed), panel);
  g_signal_connect_swapped (link, "notify::from-block", G_CALLBACK (ends_changed), panel);
  g_signal_connect_swapped (link, "notify::to-block", G_CALLBACK (ends_changed), panel);
  ends_changed (panel);
  link_changed (panel);
}

/* ---- the object ---- */

static void
mill_link_panel_dispose (GObject *object)
{
  MillLinkPanel *panel = MILL_LINK_PANEL (object);
  if (panel->workspace != NULL)
    {
      panel->pending = FALSE;
      let_go (panel);
    }
  G_OBJECT_CLASS (mill_link_panel_parent_class)->dispose (object);
}

static void
mill_link_panel_class_init (MillLinkPanelClass *class)
{
  G_OBJECT_CLASS (class)->dispose = mill_link_panel_dispose;
}

static GtkWidget *
make_kind (MillLinkPanel *panel, MillTransitionKind kind)
{
  const MillNamedTable *table = mill_transition_get (kind);
  GtkWidget *row = adw_action_row_new (), *check = gtk_check_button_new ();
  g_autofree char *icon = g_strdup_printf ("mill-transition-%s-symbolic", table->nick);
  panel->kinds[kind] = GTK_CHECK_BUTTON (check);
  if (kind != MILL_TRANSITION_CALL)
    gtk_check_button_set_group (panel->kinds[kind], panel->kinds[MILL_TRANSITION_CALL]);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ (mill_transition_label (kind)));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _ (table->summary));
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name (icon));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  g_signal_connect (check, "toggled", G_CALLBACK (kind_toggled), panel);
  return row;
}

static GtkWidget *
make_kinds (MillLinkPanel *panel)
{
  GtkWidget *list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("How rows pass"), -1);
  for (guint i = 0; i < MILL_TRANSITION_LAST; i++)
    gtk_list_box_append (GTK_LIST_BOX (list), make_kind (panel, (MillTransitionKind)i));
  return list;
}

static GtkWidget *
make_problem (MillLinkPanel *panel)
{
  panel->problem_box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  panel->problem = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (panel->problem, 0);
  gtk_box_append (GTK_BOX (panel->problem_box),
                  gtk_image_new_from_icon_name ("dialog-error-symbolic"));
  gtk_box_append (GTK_BOX (panel->problem_box), mill_wrap (panel->problem));
  gtk_widget_add_css_class (panel->problem_box, "error");
  gtk_widget_add_css_class (panel->problem_box, "caption");
  gtk_widget_set_visible (panel->problem_box, FALSE);
  return panel->problem_box;
}

static void
mill_link_panel_init (MillLinkPanel *panel)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12), *scroll = gtk_scrolled_window_new ();
  GtkWidget *place = adw_bin_new ();
  panel->place = ADW_BIN (place);
  panel->title = GTK_LABEL (gtk_label_new (NULL));
  panel->promise = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (panel->title, 0);
  gtk_label_set_ellipsize (panel->title, PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_xalign (panel->promise, 0);
  gtk_label_set_wrap (panel->promise, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (panel->title), "title-4");
  gtk_widget_add_css_class (GTK_WIDGET (panel->promise), "mill-promise");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (panel->title));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (panel->promise));
  gtk_box_append (GTK_BOX (box), make_kinds (panel));
  gtk_box_append (GTK_BOX (box), place);
  gtk_box_append (GTK_BOX (box), make_problem (panel));
  gtk_widget_add_css_class (box, "mill-form");
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroll), box);
  adw_bin_set_child (ADW_BIN (panel), scroll);
}
