/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-pipeline-panel.h"

#include "mill-entry-list.h"
#include "mill-values.h"

#include <glib/gi18n-lib.h>

struct _MillPipelinePanel
{
  AdwBin parent_instance;

  MillWorkspace *workspace;
  GtkEditable *name;
  GtkTextBuffer *description;
  GtkLabel *facts;
  GtkBox *sections;
  gboolean loading;
};

G_DEFINE_FINAL_TYPE (MillPipelinePanel, mill_pipeline_panel, ADW_TYPE_BIN)

static MillDocument *
get_document (MillPipelinePanel *panel)
{
  return mill_workspace_get_document (panel->workspace);
}

static char *
get_description (MillPipelinePanel *panel)
{
  GtkTextIter start, end;
  gtk_text_buffer_get_bounds (panel->description, &start, &end);
  return gtk_text_buffer_get_text (panel->description, &start, &end, TRUE);
}

/* ---- edits ---- */

static void
name_edited (MillPipelinePanel *panel)
{
  if (!panel->loading && panel->workspace != NULL)
    mill_document_set_name (get_document (panel), gtk_editable_get_text (panel->name));
}

static void
description_edited (MillPipelinePanel *panel)
{
  g_autofree char *text = get_description (panel);
  if (!panel->loading && panel->workspace != NULL)
    mill_document_set_description (get_document (panel), text);
}

static void
focus_left (MillPipelinePanel *panel)
{
  if (panel->workspace != NULL)
    mill_undo_seal (mill_document_get_undo (get_document (panel)));
}

/* ---- following the document ---- */

static void
show_texts (MillPipelinePanel *panel)
{
  MillDocument *document = get_document (panel);
  g_autofree char *text = get_description (panel);
  panel->loading = TRUE;
  if (!g_str_equal (gtk_editable_get_text (panel->name), mill_document_get_name (document)))
    gtk_editable_set_text (panel->name, mill_document_get_name (document));
  if (!g_str_equal (text, mill_document_get_description (document)))
    gtk_text_buffer_set_text (panel->description, mill_document_get_description (document), -1);
  panel->loading = FALSE;
}

static void
show_facts (MillPipelinePanel *panel)
{
  MillDocument *document = get_document (panel);
  guint blocks = g_list_model_get_n_items (mill_document_get_blocks (document));
  guint links = g_list_model_get_n_items (mill_document_get_links (document));
  g_autofree char *one
      = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u block", "%u blocks", blocks), blocks);
  g_autofree char *other
      = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u link", "%u links", links), links);
  g_autofree char *text = g_strdup_printf ("%s · %s", one, other);
  gtk_label_set_text (panel->facts, text);
}

static void
let_go (MillPipelinePanel *panel)
{
  GtkWidget *old;
  if (panel->workspace != NULL)
    g_signal_handlers_disconnect_by_data (get_document (panel), panel);
  while ((old = gtk_widget_get_first_child (GTK_WIDGET (panel->sections))) != NULL)
    gtk_box_remove (panel->sections, old);
  g_clear_object (&panel->workspace);
}

void
mill_pipeline_panel_set_workspace (MillPipelinePanel *panel, MillWorkspace *workspace)
{
  g_return_if_fail (MILL_IS_PIPELINE_PANEL (panel));
  if (workspace == panel->workspace)
    return;
  let_go (panel);
  if (workspace == NULL)
    return;
  panel->workspace = g_object_ref (workspace);
  MillDocument *document = get_document (panel);
  g_signal_connect_swapped (document, "notify::name", G_CALLBACK (show_texts), panel);
  g_signal_connect_swapped (document, "notify::description", G_CALLBACK (show_texts), panel);
  g_signal_connect_swapped (document, "changed", G_CALLBACK (show_facts), panel);
  gtk_box_append (panel->sections, mill_values_new (workspace));
  for (guint i = 0; i <= MILL_SECTION_CONNECTIONS; i++)
    gtk_box_append (panel->sections, mill_entry_list_new (workspace, (MillSection)i));
  show_texts (panel);
  show_facts (panel);
}

/* ---- the object ---- */

static void
mill_pipeline_panel_dispose (GObject *object)
{
  MillPipelinePanel *panel = MILL_PIPELINE_PANEL (object);
  if (panel->workspace != NULL)
    let_go (panel);
  G_OBJECT_CLASS (mill_pipeline_panel_parent_class)->dispose (object);
}

static void
mill_pipeline_panel_class_init (MillPipelinePanelClass *class)
{
  G_OBJECT_CLASS (class)->dispose = mill_pipeline_panel_dispose;
}

static void
seal_on_leave (MillPipelinePanel *panel, GtkWidget *widget)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (focus_left), panel);
  gtk_widget_add_controller (widget, focus);
}

static GtkWidget *
make_name (MillPipelinePanel *panel)
{
  GtkWidget *name = gtk_entry_new ();
  panel->name = GTK_EDITABLE (name);
  gtk_entry_set_has_frame (GTK_ENTRY (name), FALSE);
  gtk_entry_set_placeholder_text (GTK_ENTRY (name), _ ("Name of the pipeline"));
  gtk_widget_add_css_class (name, "mill-label-edit");
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (name), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Name of the pipeline"), -1);
  g_signal_connect_swapped (name, "changed", G_CALLBACK (name_edited), panel);
  g_signal_connect_swapped (name, "activate", G_CALLBACK (focus_left), panel);
  seal_on_leave (panel, name);
  return name;
}

static GtkWidget *
make_description (MillPipelinePanel *panel)
{
  GtkWidget *view = gtk_text_view_new (), *scroll = gtk_scrolled_window_new ();
  panel->description = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  gtk_text_buffer_set_enable_undo (panel->description, FALSE);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (view), FALSE);
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (view), GTK_WRAP_WORD_CHAR);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroll), view);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scroll), 84);
  gtk_widget_add_css_class (scroll, "mill-text-field");
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("What the pipeline is for"), -1);
  g_signal_connect_swapped (panel->description, "changed", G_CALLBACK (description_edited), panel);
  seal_on_leave (panel, view);
  return scroll;
}

static void
mill_pipeline_panel_init (MillPipelinePanel *panel)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8), *scroll = gtk_scrolled_window_new ();
  GtkWidget *sections = gtk_box_new (GTK_ORIENTATION_VERTICAL, 20);
  panel->sections = GTK_BOX (sections);
  panel->facts = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (panel->facts, 0);
  gtk_widget_add_css_class (GTK_WIDGET (panel->facts), "dim-label");
  gtk_widget_add_css_class (GTK_WIDGET (panel->facts), "caption");
  gtk_widget_set_margin_top (sections, 12);
  gtk_box_append (GTK_BOX (box), make_name (panel));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (panel->facts));
  gtk_box_append (GTK_BOX (box), make_description (panel));
  gtk_box_append (GTK_BOX (box), sections);
  gtk_widget_add_css_class (box, "mill-form");
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroll), box);
  adw_bin_set_child (ADW_BIN (panel), scroll);
}
