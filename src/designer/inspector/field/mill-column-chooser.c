/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-column-chooser.h"

#include "mill-type-mark.h"

#include <glib/gi18n-lib.h>

enum
{
  WIDTH = 260, /* px */
  HEIGHT_MAX = 320
};

struct _MillColumnChooser
{
  GtkPopover parent_instance;

  const MillSchema *schema;
  gboolean many;
  GtkStringList *names;
  GtkStringFilter *filter;
  GtkSingleSelection *selection;
  GtkWidget *search;
  GtkWidget *list;
  GtkWidget *empty;
};

G_DEFINE_FINAL_TYPE (MillColumnChooser, mill_column_chooser, GTK_TYPE_POPOVER)

static guint chosen;

static void
choose (MillColumnChooser *chooser, const char *name)
{
  g_autofree char *held = g_strdup (name);
  if (!chooser->many)
    gtk_popover_popdown (GTK_POPOVER (chooser));
  g_signal_emit (chooser, chosen, 0, held);
}

static void
activated (MillColumnChooser *chooser, guint position)
{
  g_autoptr (GtkStringObject) item
      = g_list_model_get_item (G_LIST_MODEL (chooser->selection), position);
  if (item != NULL)
    choose (chooser, gtk_string_object_get_string (item));
}

/* Return takes the first one found, or the name as it was typed. */
static void
search_activated (MillColumnChooser *chooser)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (chooser->search));
  if (g_list_model_get_n_items (G_LIST_MODEL (chooser->selection)) > 0)
    activated (chooser, gtk_single_selection_get_selected (chooser->selection));
  else if (*text != '\0')
    choose (chooser, text);
  gtk_editable_set_text (GTK_EDITABLE (chooser->search), "");
}

static void
show_empty (MillColumnChooser *chooser)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (chooser->selection));
  const char *text = gtk_editable_get_text (GTK_EDITABLE (chooser->search));
  g_autofree char *words = NULL;
  if (*text != '\0')
    words = g_strdup_printf (_ ("No column like “%s”. Return takes the name as it is."), text);
  else if (chooser->schema == NULL)
    words = g_strdup (_ ("The columns are not known yet. Type a name, then Return."));
  else
    words = g_strdup (_ ("No more columns."));
  gtk_label_set_text (GTK_LABEL (chooser->empty), words);
  gtk_widget_set_visible (chooser->empty, n == 0);
}

static void
search_changed (MillColumnChooser *chooser)
{
  gtk_string_filter_set_search (chooser->filter,
                                gtk_editable_get_text (GTK_EDITABLE (chooser->search)));
  gtk_single_selection_set_selected (chooser->selection, 0);
  show_empty (chooser);
}

static gboolean
key_pressed (GtkEventControllerKey *keys,
             guint key,
             guint code,
             GdkModifierType state,
             MillColumnChooser *chooser)
{
  if (key != GDK_KEY_Down)
    return GDK_EVENT_PROPAGATE;
  gtk_widget_grab_focus (chooser->list);
  return GDK_EVENT_STOP;
}

/* ---- rows ---- */

static void
setup_row (GtkSignalListItemFactory *factory, GtkListItem *item, MillColumnChooser *chooser)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *label = gtk_inscription_new (NULL);
  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (label), 20);
  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (label),
                                     GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_MIDDLE);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (box), mill_type_mark_new (MILL_TYPE (TEXT)));
  gtk_box_append (GTK_BOX (box), label);
  gtk_list_item_set_child (item, box);
}

static void
bind_row (GtkSignalListItemFactory *factory, GtkListItem *item, MillColumnChooser *chooser)
{
  GtkWidget *mark = gtk_widget_get_first_child (gtk_list_item_get_child (item));
  GtkWidget *label = gtk_widget_get_next_sibling (mark);
  const char *name = gtk_string_object_get_string (gtk_list_item_get_item (item));
  int at = chooser->schema != NULL ? mill_schema_find (chooser->schema, name) : -1;
  gtk_inscription_set_text (GTK_INSCRIPTION (label), name);
  if (at >= 0)
    mill_type_mark_set (mark, mill_schema_field (chooser->schema, (guint)at)->type);
}

/* ---- the widget ---- */

static void
mill_column_chooser_show (GtkWidget *widget)
{
  MillColumnChooser *chooser = MILL_COLUMN_CHOOSER (widget);
  gtk_editable_set_text (GTK_EDITABLE (chooser->search), "");
  show_empty (chooser);
  GTK_WIDGET_CLASS (mill_column_chooser_parent_class)->show (widget);
  gtk_widget_grab_focus (chooser->search);
}

static void
mill_column_chooser_dispose (GObject *object)
{
  MillColumnChooser *chooser = MILL_COLUMN_CHOOSER (object);
  g_clear_pointer (&chooser->schema, mill_schema_unref);
  g_clear_object (&chooser->selection);
  G_OBJECT_CLASS (mill_column_chooser_parent_class)->dispose (object);
}

static void
mill_column_chooser_class_init (MillColumnChooserClass *class)
{
  G_OBJECT_CLASS (class)->dispose = mill_column_chooser_dispose;
  GTK_WIDGET_CLASS (class)->show = mill_column_chooser_show;
  chosen = g_signal_new ("chosen",
                         G_TYPE_FROM_CLASS (class),
                         G_SIGNAL_RUN_LAST,
                         0,
                         NULL,
                         NULL,
                         NULL,
                         G_TYPE_NONE,
                         1,
                         G_TYPE_STRING);
}

static void
make_models (MillColumnChooser *chooser)
{
  GtkExpression *expression = gtk_property_expression_new (GTK_TYPE_STRING_OBJECT, NULL, "string");
  chooser->names = gtk_string_list_new (NULL);
  chooser->filter = gtk_string_filter_new (expression);
  GtkFilterListModel *found = gtk_filter_list_model_new (
      G_LIST_MODEL (chooser->names), GTK_FILTER (g_object_ref (chooser->filter)));
  g_object_unref (chooser->filter); /* the model keeps it */
  chooser->selection = gtk_single_selection_new (G_LIST_MODEL (found));
}

static GtkWidget *
make_list (MillColumnChooser *chooser)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkWidget *scroll = gtk_scrolled_window_new ();
  g_signal_connect (factory, "setup", G_CALLBACK (setup_row), chooser);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_row), chooser);
  chooser->list
      = gtk_list_view_new (GTK_SELECTION_MODEL (g_object_ref (chooser->selection)), factory);
  gtk_list_view_set_single_click_activate (GTK_LIST_VIEW (chooser->list), TRUE);
  g_signal_connect_swapped (chooser->list, "activate", G_CALLBACK (activated), chooser);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroll), chooser->list);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroll), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroll), HEIGHT_MAX);
  gtk_scrolled_window_set_policy (
      GTK_SCROLLED_WINDOW (scroll), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (chooser->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Columns"), -1);
  return scroll;
}

static void
mill_column_chooser_init (MillColumnChooser *chooser)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkEventController *keys = gtk_event_controller_key_new ();
  make_models (chooser);
  chooser->search = gtk_search_entry_new ();
  chooser->empty = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (chooser->empty), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (chooser->empty), 28);
  gtk_widget_add_css_class (chooser->empty, "dim-label");
  gtk_widget_set_margin_top (chooser->empty, 6);
  gtk_widget_set_margin_bottom (chooser->empty, 6);
  gtk_widget_set_size_request (box, WIDTH, -1);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (chooser->search), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Search columns"), -1);
  gtk_box_append (GTK_BOX (box), chooser->search);
  gtk_box_append (GTK_BOX (box), chooser->empty);
  gtk_box_append (GTK_BOX (box), make_list (chooser));
  gtk_popover_set_child (GTK_POPOVER (chooser), box);
  g_signal_connect_swapped (chooser->search, "changed", G_CALLBACK (search_changed), chooser);
  g_signal_connect_swapped (chooser->search, "activate", G_CALLBACK (search_activated), chooser);
  g_signal_connect_swapped (
      chooser->search, "stop-search", G_CALLBACK (gtk_popover_popdown), chooser);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_pressed), chooser);
  gtk_widget_add_controller (chooser->search, keys);
}

GtkWidget *
mill_column_chooser_new (gboolean many)
{
  MillColumnChooser *chooser = g_object_new (MILL_TYPE_COLUMN_CHOOSER, NULL);
  chooser->many = many;
  return GTK_WIDGET (chooser);
}

void
mill_column_chooser_set_schema (MillColumnChooser *chooser,
                                const MillSchema *schema,
                                const char *const *hidden)
{
  g_return_if_fail (MILL_IS_COLUMN_CHOOSER (chooser));
  guint n = schema != NULL ? mill_schema_n_fields (schema) : 0, n_names = 0;
  g_autofree const char **names = g_new0 (const char *, n + 1);
  for (guint i = 0; i < n; i++)
    {
      const char *name = mill_schema_field (schema, i)->name;
      if (hidden == NULL || !g_strv_contains (hidden, name))
        names[n_names++] = name;
    }
  const MillSchema *old = chooser->schema;
  chooser->schema = schema != NULL ? mill_schema_ref (schema) : NULL;
  gtk_string_list_splice (
      chooser->names, 0, g_list_model_get_n_items (G_LIST_MODEL (chooser->names)), names);
  mill_schema_unref (old);
  show_empty (chooser);
}
