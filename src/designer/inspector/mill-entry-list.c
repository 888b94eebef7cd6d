/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-entry-list.h"

#include "mill-entry-card.h"

#include <glib/gi18n-lib.h>

struct _MillEntryList
{
  AdwBin parent_instance;

  MillWorkspace *workspace;
  MillParamContext *context;
  MillSection section;
  GtkBox *cards; /* MillEntryCard, in the order of the document */
};

G_DEFINE_FINAL_TYPE (MillEntryList, mill_entry_list, ADW_TYPE_BIN)

static const struct
{
  const char *title;
  const char *help;
  const char *add;
  const char *name; /* of a new one */
  const char *json;
} sections[MILL_SECTION_LAST] = {
  [MILL_SECTION_PARAMETERS] = { N_ ("Parameters"),
                                N_ ("What a run can be given. ${name} stands for the value."),
                                N_ ("Add a parameter"),
                                "parameter",
                                "{ \"type\": \"text\" }" },
  [MILL_SECTION_ENVIRONMENTS] = { N_ ("Environments"),
                                  N_ ("Sets of values: run with --env NAME."),
                                  N_ ("Add an environment"),
                                  "environment",
                                  "{ }" },
  [MILL_SECTION_CONNECTIONS] = { N_ ("Connections"),
                                 N_ ("Databases and services that blocks refer to by name."),
                                 N_ ("Add a connection"),
                                 "connection",
                                 "{ \"type\": \"postgresql\", \"settings\": { } }" },
};

/* ---- cards ---- */

static MillEntryCard *
find_card (MillEntryList *list, const char *name)
{
  for (GtkWidget *card = gtk_widget_get_first_child (GTK_WIDGET (list->cards)); card != NULL;
       card = gtk_widget_get_next_sibling (card))
    if (g_str_equal (mill_entry_card_get_name (MILL_ENTRY_CARD (card)), name))
      return MILL_ENTRY_CARD (card);
  return NULL;
}

static void
remove_cards (MillEntryList *list, const char *const *names)
{
  GtkWidget *next, *card = gtk_widget_get_first_child (GTK_WIDGET (list->cards));
  for (; card != NULL; card = next)
    {
      next = gtk_widget_get_next_sibling (card);
      if (!g_strv_contains (names, mill_entry_card_get_name (MILL_ENTRY_CARD (card))))
        gtk_box_remove (list->cards, card);
    }
}

static void
update (MillEntryList *list)
{
  MillDocument *document = mill_workspace_get_document (list->workspace);
  g_autofree const char **names = mill_document_list_entries (document, list->section);
  GtkWidget *before = NULL;
  remove_cards (list, names);
  for (guint i = 0; names[i] != NULL; i++)
    {
      MillEntryCard *card = find_card (list, names[i]);
      GtkWidget *widget = card != NULL
                              ? GTK_WIDGET (card)
                              : mill_entry_card_new (list->context, list->section, names[i]);
      if (card != NULL)
        {
          mill_entry_card_update (card);
          gtk_box_reorder_child_after (list->cards, widget, before);
        }
      else
        gtk_box_insert_child_after (list->cards, widget, before);
      before = widget;
    }
}

static void
add_clicked (MillEntryList *list)
{
  MillDocument *document = mill_workspace_get_document (list->workspace);
  g_autoptr (JsonNode) node = json_from_string (sections[list->section].json, NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_strdup (sections[list->section].name);
  for (guint i = 2; mill_document_get_entry (document, list->section, name) != NULL; i++)
    {
      g_free (name);
      name = g_strdup_printf ("%s-%u", sections[list->section].name, i);
    }
  if (!mill_document_set_entry (document, list->section, name, json_node_get_object (node), &error))
    mill_workspace_announce (list->workspace, error->message);
  MillEntryCard *card = find_card (list, name);
  if (card != NULL)
    mill_entry_card_open (card);
}

/* ---- the object ---- */

static void
mill_entry_list_dispose (GObject *object)
{
  MillEntryList *list = MILL_ENTRY_LIST (object);
  if (list->workspace != NULL)
    g_signal_handlers_disconnect_by_data (mill_workspace_get_document (list->workspace), list);
  adw_bin_set_child (ADW_BIN (list), NULL);
  g_clear_object (&list->context);
  g_clear_object (&list->workspace);
  G_OBJECT_CLASS (mill_entry_list_parent_class)->dispose (object);
}

static void
mill_entry_list_class_init (MillEntryListClass *class)
{
  G_OBJECT_CLASS (class)->dispose = mill_entry_list_dispose;
}

static void
mill_entry_list_init (MillEntryList *list)
{
}

static GtkWidget *
make_text (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, css_class);
  return label;
}

static GtkWidget *
make_add (MillEntryList *list)
{
  GtkWidget *button = gtk_button_new_with_label (_ (sections[list->section].add));
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (add_clicked), list);
  return button;
}

GtkWidget *
mill_entry_list_new (MillWorkspace *workspace, MillSection section)
{
  g_return_val_if_fail (MILL_IS_WORKSPACE (workspace), NULL);
  g_return_val_if_fail (section <= MILL_SECTION_CONNECTIONS, NULL);
  MillEntryList *list = g_object_new (MILL_TYPE_ENTRY_LIST, NULL);
  MillDocument *document = mill_workspace_get_document (workspace);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *cards = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *help = make_text (_ (sections[section].help), "dim-label");
  gtk_widget_add_css_class (help, "caption");
  list->workspace = g_object_ref (workspace);
  list->context = mill_param_context_new (workspace);
  list->section = section;
  mill_param_context_set_connection (list->context, section == MILL_SECTION_CONNECTIONS);
  list->cards = GTK_BOX (cards);
  gtk_box_append (GTK_BOX (box), make_text (_ (sections[section].title), "heading"));
  gtk_box_append (GTK_BOX (box), help);
  gtk_box_append (GTK_BOX (box), cards);
  gtk_box_append (GTK_BOX (box), make_add (list));
  adw_bin_set_child (ADW_BIN (list), box);
  g_autofree char *signal = g_strconcat ("section-changed::", mill_section_key (section), NULL);
  g_signal_connect_swapped (document, signal, G_CALLBACK (update), list);
  if (section == MILL_SECTION_ENVIRONMENTS)
    g_signal_connect_swapped (document, "section-changed::parameters", G_CALLBACK (update), list);
  update (list);
  return GTK_WIDGET (list);
}
