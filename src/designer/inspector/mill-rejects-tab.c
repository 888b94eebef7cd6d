/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-rejects-tab.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#define KEEPER_TYPE "csv-file-out" /* the block that a click adds for refused rows */
#define KEEPER_DX 220.0
#define KEEPER_DY 140.0

struct _MillRejectsTab
{
  AdwBin parent_instance;

  MillWorkspace *workspace;
  MillDocBlock *block;
  GtkStack *stack; /* "none", "some" */
  GtkLabel *policy, *count;
  GtkBox *links;
  GtkButton *keep;
};

G_DEFINE_FINAL_TYPE (MillRejectsTab, mill_rejects_tab, ADW_TYPE_BIN)

static MillDocument *
get_document (MillRejectsTab *tab)
{
  return mill_workspace_get_document (tab->workspace);
}

/* (nullable): the name of the port for refused rows */
static const char *
find_port (MillDocBlock *block)
{
  const MillBlockSpec *spec = mill_doc_block_get_spec (block);
  for (guint i = 0; spec != NULL && i < mill_spec_n_outputs (spec); i++)
    if (mill_spec_output (spec, i)->rejects)
      return mill_spec_output (spec, i)->name;
  return NULL;
}

/* ---- edits ---- */

gboolean
mill_rejects_are_kept (MillDocument *document, MillDocBlock *block)
{
  g_return_val_if_fail (MILL_IS_DOCUMENT (document) && MILL_IS_DOC_BLOCK (block), FALSE);
  const char *port = find_port (block), *id = mill_doc_block_get_id (block);
  g_autoptr (GPtrArray) links = mill_document_links_of (document, id);
  for (guint i = 0; port != NULL && i < links->len; i++)
    if (g_str_equal (mill_doc_link_get_from_block (links->pdata[i]), id)
        && g_str_equal (mill_doc_link_get_from_port (links->pdata[i]), port))
      return TRUE;
  return port == NULL;
}

gboolean
mill_rejects_keep (MillDocument *document, MillDocBlock *block, GError **error)
{
  g_return_val_if_fail (MILL_IS_DOCUMENT (document) && MILL_IS_DOC_BLOCK (block), FALSE);
  const char *id = mill_doc_block_get_id (block);
  double x, y;
  g_autofree char *name = g_strdup_printf ("%s-rejects", id);
  g_autofree char *free_id = mill_document_make_id (document, name);
  g_autofree char *path = g_strdup_printf ("%s.csv", free_id);
  g_autoptr (JsonObject) params = json_object_new ();
  json_object_set_string_member (params, "path", path);
  mill_doc_block_get_position (block, &x, &y);
  return mill_document_add_block (
             document, free_id, KEEPER_TYPE, params, x + KEEPER_DX, y + KEEPER_DY, error)
             != NULL
         && mill_document_link (document, id, find_port (block), free_id, "in", error) != NULL;
}

static void
keep_clicked (MillRejectsTab *tab)
{
  MillDocument *document = get_document (tab);
  MillUndo *undo = mill_document_get_undo (document);
  g_autoptr (GError) error = NULL;
  g_autofree char *label
      = g_strdup_printf (_ ("Keep the rejects of %s"), mill_doc_block_get_id (tab->block));
  mill_undo_begin (undo, label);
  if (mill_rejects_keep (document, tab->block, &error))
    mill_undo_end (undo);
  else
    {
      mill_undo_cancel (undo);
      mill_workspace_announce (tab->workspace, error->message);
    }
}

static void
show_clicked (MillRejectsTab *tab)
{
  mill_selection_set_target (mill_workspace_get_selection (tab->workspace),
                             mill_doc_block_get_id (tab->block),
                             find_port (tab->block));
}

static void
unlink_clicked (GtkButton *button, MillRejectsTab *tab)
{
  mill_document_unlink (get_document (tab), g_object_get_data (G_OBJECT (button), "mill-link"));
}

static void
go_clicked (GtkButton *button, MillRejectsTab *tab)
{
  MillDocLink *link = g_object_get_data (G_OBJECT (button), "mill-link");
  mill_workspace_reveal (tab->workspace, mill_doc_link_get_to_block (link), NULL);
}

/* ---- showing ---- */

static GtkWidget *
add_link_button (
    GtkWidget *row, MillRejectsTab *tab, MillDocLink *link, GtkWidget *button, GCallback f)
{
  g_object_set_data_full (G_OBJECT (button), "mill-link", g_object_ref (link), g_object_unref);
  g_signal_connect_object (button, "clicked", f, tab, 0);
  gtk_widget_add_css_class (button, "flat");
  gtk_box_append (GTK_BOX (row), button);
  return button;
}

static void
add_link (MillRejectsTab *tab, MillDocLink *link)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  g_autofree char *label = g_strdup_printf (
      "→ %s.%s", mill_doc_link_get_to_block (link), mill_doc_link_get_to_port (link));
  GtkWidget *go = gtk_button_new_with_label (label);
  GtkWidget *cut = gtk_button_new_from_icon_name ("edit-delete-symbolic");
  gtk_widget_set_tooltip_text (go, _ ("Show this block"));
  gtk_widget_set_tooltip_text (cut, _ ("Remove this link"));
  gtk_widget_set_hexpand (go, TRUE);
  gtk_label_set_xalign (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (go))), 0);
  gtk_label_set_ellipsize (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (go))), PANGO_ELLIPSIZE_END);
  add_link_button (row, tab, link, go, G_CALLBACK (go_clicked));
  add_link_button (row, tab, link, cut, G_CALLBACK (unlink_clicked));
  gtk_box_append (tab->links, row);
}

static guint
show_links (MillRejectsTab *tab, const char *port)
{
  const char *id = mill_doc_block_get_id (tab->block);
  g_autoptr (GPtrArray) links = mill_document_links_of (get_document (tab), id);
  GtkWidget *old;
  guint n = 0;
  while ((old = gtk_widget_get_first_child (GTK_WIDGET (tab->links))) != NULL)
    gtk_box_remove (tab->links, old);
  for (guint i = 0; i < links->len; i++)
    {
      MillDocLink *link = links->pdata[i];
      if (!g_str_equal (mill_doc_link_get_from_block (link), id)
          || !g_str_equal (mill_doc_link_get_from_port (link), port))
        continue;
      add_link (tab, link);
      n++;
    }
  return n;
}

static void
show_count (MillRejectsTab *tab)
{
  MillJob *job = tab->workspace != NULL ? mill_workspace_get_job (tab->workspace) : NULL;
  MillJobBlock counters;
  g_autofree char *text = NULL;
  for (guint i = 0; job != NULL && i < mill_job_n_blocks (job); i++)
    {
      mill_job_get_block (job, i, &counters);
      if (!g_str_equal (counters.id, mill_doc_block_get_id (tab->block)))
        continue;
      text = g_strdup_printf (_ ("In the last run: %" PRIu64 " of %" PRIu64 " rows refused."),
                              counters.rejected,
                              counters.in + counters.created);
    }
  gtk_label_set_text (tab->count, text != NULL ? text : _ ("Not run yet."));
}

static void
update (MillRejectsTab *tab)
{
  const char *port = tab->block != NULL ? find_port (tab->block) : NULL;
  gtk_stack_set_visible_child_name (tab->stack, port != NULL ? "some" : "none");
  if (port == NULL)
    return;
  guint n = show_links (tab, port);
  gtk_label_set_text (
      tab->policy,
      n > 0 ? _ ("Refused rows leave by the port “rejects”, with code, message, origin and raw "
                 "bytes:")
            : _ ("Refused rows are kept in the history of the run, where they can be looked at. "
                 "They are counted, and a run that refused rows says so in its exit status. To do "
                 "something with them, link the port “rejects”."));
  gtk_widget_set_visible (GTK_WIDGET (tab->keep), n == 0);
  show_count (tab);
}

/* ---- the object ---- */

static void
let_go (MillRejectsTab *tab)
{
  if (tab->workspace != NULL)
    {
      g_signal_handlers_disconnect_by_data (tab->workspace, tab);
      g_signal_handlers_disconnect_by_data (mill_document_get_links (get_document (tab)), tab);
    }
  g_clear_object (&tab->workspace);
  g_clear_object (&tab->block);
}

void
mill_rejects_tab_set_block (MillRejectsTab *tab, MillWorkspace *workspace, MillDocBlock *block)
{
  g_return_if_fail (MILL_IS_REJECTS_TAB (tab) && (workspace != NULL || block == NULL));
  let_go (tab);
  if (block != NULL)
    {
      tab->workspace = g_object_ref (workspace);
      tab->block = g_object_ref (block);
      g_signal_connect_swapped (workspace, "run-changed", G_CALLBACK (show_count), tab);
      g_signal_connect_swapped (
          mill_document_get_links (get_document (tab)), "items-changed", G_CALLBACK (update), tab);
    }
  update (tab);
}

static void
mill_rejects_tab_dispose (GObject *object)
{
  let_go (MILL_REJECTS_TAB (object));
  G_OBJECT_CLASS (mill_rejects_tab_parent_class)->dispose (object);
}

static void
mill_rejects_tab_class_init (MillRejectsTabClass *class)
{
  G_OBJECT_CLASS (class)->dispose = mill_rejects_tab_dispose;
}

static GtkLabel *
add_text (GtkWidget *box, const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (box), label);
  return GTK_LABEL (label);
}

static void
mill_rejects_tab_init (MillRejectsTab *tab)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 10), *stack = gtk_stack_new ();
  GtkWidget *none = adw_status_page_new (), *links = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *scroll = gtk_scrolled_window_new ();
  GtkWidget *show = gtk_button_new_with_label (_ ("Show the refused rows"));
  GtkWidget *keep = gtk_button_new_with_label (_ ("Write them to a CSV file"));
  tab->stack = GTK_STACK (stack);
  tab->policy = add_text (box, NULL);
  tab->links = GTK_BOX (links);
  gtk_box_append (GTK_BOX (box), links);
  tab->count = add_text (box, "heading");
  tab->keep = GTK_BUTTON (keep);
  gtk_widget_set_halign (show, GTK_ALIGN_START);
  gtk_widget_set_halign (keep, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (box), show);
  gtk_box_append (GTK_BOX (box), keep);
  gtk_widget_add_css_class (box, "mill-form");
  gtk_widget_add_css_class (none, "compact");
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (none), "emblem-ok-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (none), _ ("Refuses no rows"));
  gtk_stack_add_named (tab->stack, none, "none");
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroll), box);
  gtk_stack_add_named (tab->stack, scroll, "some");
  g_signal_connect_swapped (show, "clicked", G_CALLBACK (show_clicked), tab);
  g_signal_connect_swapped (keep, "clicked", G_CALLBACK (keep_clicked), tab);
  adw_bin_set_child (ADW_BIN (tab), stack);
}
