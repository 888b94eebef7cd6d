/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-notes-tab.h"

#include "mill-markup.h"

#include <glib/gi18n-lib.h>

struct _MillNotesTab
{
  AdwBin parent_instance;

  MillDocument *document;
  MillDocBlock *block;
  GtkStack *stack; /* "write", "read" */
  GtkToggleButton *read;
  GtkTextBuffer *buffer;
  GtkLabel *hint;
  GtkLabel *page;
  gboolean loading;
};

G_DEFINE_FINAL_TYPE (MillNotesTab, mill_notes_tab, ADW_TYPE_BIN)

static char *
get_text (MillNotesTab *tab)
{
  GtkTextIter start, end;
  gtk_text_buffer_get_bounds (tab->buffer, &start, &end);
  return gtk_text_buffer_get_text (tab->buffer, &start, &end, TRUE);
}

static void
show_page (MillNotesTab *tab)
{
  g_autofree char *text = get_text (tab);
  g_autofree char *markup = mill_markup_from_markdown (text);
  gtk_label_set_markup (tab->page, markup);
  gtk_widget_set_visible (GTK_WIDGET (tab->hint), *text == '\0');
}

static void
text_changed (MillNotesTab *tab)
{
  show_page (tab);
  if (tab->loading || tab->block == NULL)
    return;
  g_autofree char *text = get_text (tab);
  mill_document_set_notes (tab->document, mill_doc_block_get_id (tab->block), text, NULL);
}

static void
focus_left (MillNotesTab *tab)
{
  if (tab->document != NULL)
    mill_undo_seal (mill_document_get_undo (tab->document));
}

static void
notes_changed (MillNotesTab *tab)
{
  const char *notes = mill_doc_block_get_notes (tab->block);
  g_autofree char *text = get_text (tab);
  if (g_str_equal (text, notes != NULL ? notes : ""))
    return;
  tab->loading = TRUE;
  gtk_text_buffer_set_text (tab->buffer, notes != NULL ? notes : "", -1);
  tab->loading = FALSE;
}

static void
read_toggled (MillNotesTab *tab)
{
  gtk_stack_set_visible_child_name (tab->stack,
                                    gtk_toggle_button_get_active (tab->read) ? "read" : "write");
}

static void
let_go (MillNotesTab *tab)
{
  if (tab->block != NULL)
    g_signal_handlers_disconnect_by_data (tab->block, tab);
  g_clear_object (&tab->block);
  g_clear_object (&tab->document);
}

void
mill_notes_tab_set_block (MillNotesTab *tab, MillWorkspace *workspace, MillDocBlock *block)
{
  g_return_if_fail (MILL_IS_NOTES_TAB (tab) && (workspace != NULL || block == NULL));
  let_go (tab);
  if (block == NULL)
    return;
  tab->document = g_object_ref (mill_workspace_get_document (workspace));
  tab->block = g_object_ref (block);
  g_signal_connect_swapped (block, "notify::notes", G_CALLBACK (notes_changed), tab);
  notes_changed (tab);
  show_page (tab);
  gtk_toggle_button_set_active (tab->read, mill_doc_block_get_notes (block) != NULL);
}

/* ---- the object ---- */

static void
mill_notes_tab_dispose (GObject *object)
{
  let_go (MILL_NOTES_TAB (object));
  G_OBJECT_CLASS (mill_notes_tab_parent_class)->dispose (object);
}

static void
mill_notes_tab_class_init (MillNotesTabClass *class)
{
  G_OBJECT_CLASS (class)->dispose = mill_notes_tab_dispose;
}

static GtkWidget *
make_writing (MillNotesTab *tab)
{
  GtkWidget *overlay = gtk_overlay_new (), *scroll = gtk_scrolled_window_new ();
  GtkWidget *view = gtk_text_view_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();
  tab->buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  tab->hint
      = GTK_LABEL (gtk_label_new (_ ("Why it is as it is, in Markdown. Stands in the file.")));
  gtk_label_set_wrap (tab->hint, TRUE);
  gtk_label_set_xalign (tab->hint, 0);
  gtk_widget_set_valign (GTK_WIDGET (tab->hint), GTK_ALIGN_START);
  gtk_widget_set_can_target (GTK_WIDGET (tab->hint), FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (tab->hint), "dim-label");
  gtk_widget_add_css_class (GTK_WIDGET (tab->hint), "mill-hint");
  gtk_text_buffer_set_enable_undo (tab->buffer, FALSE); /* the document's undo is the one */
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (view), FALSE);
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (view), GTK_WRAP_WORD_CHAR);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Notes"), -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroll), view);
  gtk_widget_add_css_class (scroll, "mill-text-field");
  gtk_widget_set_vexpand (scroll, TRUE);
  gtk_overlay_set_child (GTK_OVERLAY (overlay), scroll);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), GTK_WIDGET (tab->hint));
  g_signal_connect_swapped (tab->buffer, "changed", G_CALLBACK (text_changed), tab);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (focus_left), tab);
  gtk_widget_add_controller (view, focus);
  return overlay;
}

static GtkWidget *
make_page (MillNotesTab *tab)
{
  GtkWidget *scroll = gtk_scrolled_window_new ();
  tab->page = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (tab->page, TRUE);
  gtk_label_set_wrap_mode (tab->page, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (tab->page, 0);
  gtk_label_set_yalign (tab->page, 0);
  gtk_label_set_selectable (tab->page, TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroll), GTK_WIDGET (tab->page));
  return scroll;
}

static void
mill_notes_tab_init (MillNotesTab *tab)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  GtkWidget *switcher = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *write = gtk_toggle_button_new_with_label (_ ("Write"));
  GtkWidget *read = gtk_toggle_button_new_with_label (_ ("Read"));
  GtkWidget *stack = gtk_stack_new ();
  tab->stack = GTK_STACK (stack);
  tab->read = GTK_TOGGLE_BUTTON (read);
  gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (write), tab->read);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (write), TRUE);
  gtk_widget_add_css_class (switcher, "linked");
  gtk_widget_set_halign (switcher, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (switcher), write);
  gtk_box_append (GTK_BOX (switcher), read);
  gtk_stack_add_named (tab->stack, make_writing (tab), "write");
  gtk_stack_add_named (tab->stack, make_page (tab), "read");
  gtk_box_append (GTK_BOX (box), switcher);
  gtk_box_append (GTK_BOX (box), stack);
  gtk_widget_add_css_class (box, "mill-form");
  g_signal_connect_swapped (read, "toggled", G_CALLBACK (read_toggled), tab);
  adw_bin_set_child (ADW_BIN (tab), box);
}
