/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-many-panel.h"

#include "mill-block-header.h"
#include "mill-many-params.h"

#include <glib/gi18n-lib.h>
#include <string.h>

enum
{
  LISTED_MAX = 30
};

struct _MillManyPanel
{
  AdwBin parent_instance;

  MillWorkspace *workspace;
  GtkLabel *title;
  GtkListBox *list;
  MillManyParams *params;
};

G_DEFINE_FINAL_TYPE (MillManyPanel, mill_many_panel, ADW_TYPE_BIN)

/* ---- actions: each is one step ---- */

typedef gboolean (*EachFunc) (MillDocument *document, const char *id);

static gboolean
disable (MillDocument *document, const char *id)
{
  return mill_document_set_disabled (document, id, TRUE, NULL);
}

static gboolean
enable (MillDocument *document, const char *id)
{
  return mill_document_set_disabled (document, id, FALSE, NULL);
}

/* @name: what the step is called; @said: what has been done. Both are freed. */
static void
each (MillManyPanel *panel, EachFunc func, char *name, char *said)
{
  /* when the blocks are gone the panel is not shown any more */
  g_autoptr (MillWorkspace) workspace = g_object_ref (panel->workspace);
  MillDocument *document = mill_workspace_get_document (workspace);
  MillUndo *undo = mill_document_get_undo (document);
  g_autofree char *held = name, *text = said;
  g_autofree const char **ids
      = mill_selection_list_blocks (mill_workspace_get_selection (workspace));
  g_auto (GStrv) copies = g_strdupv ((char **)ids); /* they leave the selection as they go */
  guint before = mill_undo_get_position (undo);
  mill_undo_begin (undo, held);
  for (guint i = 0; copies[i] != NULL; i++)
    func (document, copies[i]);
  mill_undo_end (undo);
  if (mill_undo_get_position (undo) != before)
    mill_workspace_announce_edit (workspace, text);
}

static guint
count (GtkWidget *widget)
{
  MillManyPanel *panel = MILL_MANY_PANEL (widget);
  return panel->workspace != NULL
             ? mill_selection_n_blocks (mill_workspace_get_selection (panel->workspace))
             : 0;
}

static void
disable_all (GtkWidget *widget, const char *action, GVariant *parameter)
{
  guint n = count (widget);
  if (n > 0)
    each (MILL_MANY_PANEL (widget),
          disable,
          g_strdup_printf (
              g_dngettext (GETTEXT_PACKAGE, "Disable %u block", "Disable %u blocks", n), n),
          g_strdup_printf (
              g_dngettext (GETTEXT_PACKAGE, "%u block disabled", "%u blocks disabled", n), n));
}

static void
enable_all (GtkWidget *widget, const char *action, GVariant *parameter)
{
  guint n = count (widget);
  if (n > 0)
    each (MILL_MANY_PANEL (widget),
          enable,
          g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Enable %u block", "Enable %u blocks", n),
                           n),
          g_strdup_printf (
              g_dngettext (GETTEXT_PACKAGE, "%u block enabled", "%u blocks enabled", n), n));
}

static void
remove_all (GtkWidget *widget, const char *action, GVariant *parameter)
{
  MillManyPanel *panel = MILL_MANY_PANEL (widget);
  if (panel->workspace == NULL)
    return;
  /* when what is selected is gone the panel is not shown any more */
  g_autoptr (MillWorkspace) workspace = g_object_ref (panel->workspace);
  MillDocument *document = mill_workspace_get_document (workspace);
  MillSelection *selection = mill_workspace_get_selection (workspace);
  MillUndo *undo = mill_document_get_undo (document);
  g_autofree const char **borrowed = mill_selection_list_blocks (selection);
  g_autofree const char **borrowed_notes = mill_selection_list_notes (selection);
  g_auto (GStrv) ids = g_strdupv ((char **)borrowed);
  g_auto (GStrv) notes = g_strdupv ((char **)borrowed_notes);
  guint n = mill_selection_n_items (selection);
  gboolean blocks = notes[0] == NULL;
  g_autofree char *name = g_strdup_printf (
      blocks ? g_dngettext (GETTEXT_PACKAGE, "Delete %u block", "Delete %u blocks", n)
             : g_dngettext (GETTEXT_PACKAGE, "Delete %u item", "Delete %u items", n),
      n);
  g_autofree char *said = g_strdup_printf (
      blocks ? g_dngettext (GETTEXT_PACKAGE, "%u block deleted", "%u blocks deleted", n)
             : g_dngettext (GETTEXT_PACKAGE, "%u item deleted", "%u items deleted", n),
      n);
  mill_undo_begin (undo, name);
  for (guint i = 0; ids[i] != NULL; i++)
    mill_document_remove_block (document, ids[i], NULL);
  for (guint i = 0; notes[i] != NULL; i++)
    mill_document_set_annotation (document, notes[i], NULL, NULL);
  mill_undo_end (undo);
  mill_workspace_announce_edit (workspace, said);
}

static void
row_activated (MillManyPanel *panel, GtkListBoxRow *row)
{
  const char *block = g_object_get_data (G_OBJECT (row), "mill-block");
  if (block != NULL)
    mill_workspace_reveal (panel->workspace, block, NULL);
}

/* ---- showing ---- */

static GtkWidget *
make_row (MillDocBlock *block)
{
  GtkWidget *row = adw_action_row_new ();
  const MillBlockSpec *spec = mill_doc_block_get_spec (block);
  const char *id = mill_doc_block_get_id (block), *label = mill_doc_block_get_label (block);
  g_autofree char *icon = mill_block_icon_name (spec);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), label != NULL ? label : id);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), spec != NULL ? _ (spec->label) : "");
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name (icon));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "mill-block", g_strdup (id), g_free);
  return row;
}

/* By its first line, without the marks of a heading. */
static GtkWidget *
make_note_row (const MillAnnotation *note)
{
  GtkWidget *row = adw_action_row_new ();
  gboolean frame = note->kind == MILL_ANNOTATION_FRAME;
  const char *kind = frame ? C_ ("on the canvas", "frame") : C_ ("on the canvas", "note");
  const char *icon = frame ? "mill-frame-symbolic" : "mill-note-symbolic";
  const char *text = note->text + strspn (note->text, "# \n");
  g_autofree char *line = g_strndup (text, strcspn (text, "\n"));
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), *line != '\0' ? line : kind);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), *line != '\0' ? kind : "");
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name (icon));
  return row;
}

void
mill_many_panel_show (MillManyPanel *panel, MillWorkspace *workspace)
{
  g_return_if_fail (MILL_IS_MANY_PANEL (panel));
  GtkWidget *old;
  g_set_object (&panel->workspace, workspace);
  mill_many_params_set_workspace (panel->params, workspace);
  while ((old = gtk_widget_get_first_child (GTK_WIDGET (panel->list))) != NULL)
    gtk_list_box_remove (panel->list, old);
  if (workspace == NULL)
    return;
  MillDocument *document = mill_workspace_get_document (workspace);
  MillSelection *selection = mill_workspace_get_selection (workspace);
  guint n = mill_selection_n_items (selection), n_blocks = mill_selection_n_blocks (selection);
  g_autofree const char **ids = mill_selection_list_blocks (selection);
  g_autofree const char **notes = mill_selection_list_notes (selection);
  for (guint i = 0; ids[i] != NULL && i < LISTED_MAX; i++)
    gtk_list_box_append (panel->list, make_row (mill_document_find_block (document, ids[i])));
  for (guint i = 0; notes[i] != NULL && n_blocks + i < LISTED_MAX; i++)
    {
      MillAnnotation note;
      if (mill_document_get_annotation (document, notes[i], &note))
        gtk_list_box_append (panel->list, make_note_row (&note));
    }
  g_autofree char *title = g_strdup_printf (
      n == n_blocks ? g_dngettext (GETTEXT_PACKAGE, "%u block selected", "%u blocks selected", n)
                    : g_dngettext (GETTEXT_PACKAGE, "%u item selected", "%u items selected", n),
      n);
  gtk_label_set_text (panel->title, title);
  gtk_widget_action_set_enabled (GTK_WIDGET (panel), "many.enable", n_blocks > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (panel), "many.disable", n_blocks > 0);
}

/* ---- the object ---- */

static void
mill_many_panel_dispose (GObject *object)
{
  g_clear_object (&MILL_MANY_PANEL (object)->workspace);
  G_OBJECT_CLASS (mill_many_panel_parent_class)->dispose (object);
}

static void
mill_many_panel_class_init (MillManyPanelClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = mill_many_panel_dispose;
  gtk_widget_class_install_action (widget_class, "many.disable", NULL, disable_all);
  gtk_widget_class_install_action (widget_class, "many.enable", NULL, enable_all);
  gtk_widget_class_install_action (widget_class, "many.remove", NULL, remove_all);
}

static void
add_action (GtkWidget *box, const char *label, const char *action, const char *css_class)
{
  GtkWidget *button = gtk_button_new_with_label (label);
  gtk_label_set_ellipsize (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))),
                           PANGO_ELLIPSIZE_END);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  if (css_class != NULL)
    gtk_widget_add_css_class (button, css_class);
  gtk_box_append (GTK_BOX (box), button);
}

static void
mill_many_panel_init (MillManyPanel *panel)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12), *scroll = gtk_scrolled_window_new ();
  GtkWidget *actions = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *list = gtk_list_box_new ();
  panel->title = GTK_LABEL (gtk_label_new (NULL));
  panel->list = GTK_LIST_BOX (list);
  panel->params = g_object_new (MILL_TYPE_MANY_PARAMS, NULL);
  gtk_label_set_xalign (panel->title, 0);
  gtk_widget_add_css_class (GTK_WIDGET (panel->title), "title-4");
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_list_box_set_selection_mode (panel->list, GTK_SELECTION_NONE);
  gtk_accessible_update_relation (
      GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_RELATION_LABELLED_BY, panel->title, NULL, -1);
  add_action (actions, _ ("Enable"), "many.enable", NULL);
  add_action (actions, _ ("Disable"), "many.disable", NULL);
  add_action (actions, _ ("Remove"), "many.remove", "destructive-action");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (panel->title));
  gtk_box_append (GTK_BOX (box), actions);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (panel->params));
  gtk_box_append (GTK_BOX (box), list);
  gtk_widget_add_css_class (box, "mill-form");
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroll), box);
  g_signal_connect_swapped (list, "row-activated", G_CALLBACK (row_activated), panel);
  adw_bin_set_child (ADW_BIN (panel), scroll);
}
