/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-name-menu.h"

enum
{
  HEIGHT_MAX = 320, /* px */
  TEXT_CHARS = 36
};

struct _MillNameMenu
{
  GtkPopover parent_instance;

  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (MillNameMenu, mill_name_menu, GTK_TYPE_POPOVER)

static guint chosen;

static void
activated (MillNameMenu *menu, GtkListBoxRow *row)
{
  g_autofree char *name = g_strdup (g_object_get_data (G_OBJECT (row), "mill-name"));
  gtk_popover_popdown (GTK_POPOVER (menu));
  g_signal_emit (menu, chosen, 0, name);
}

static void
mill_name_menu_class_init (MillNameMenuClass *class)
{
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
mill_name_menu_init (MillNameMenu *menu)
{
  GtkWidget *list = gtk_list_box_new (), *scroll = gtk_scrolled_window_new ();
  menu->list = GTK_LIST_BOX (list);
  gtk_list_box_set_selection_mode (menu->list, GTK_SELECTION_NONE);
  g_signal_connect_swapped (list, "row-activated", G_CALLBACK (activated), menu);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroll), list);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroll), TRUE);
  gtk_scrolled_window_set_propagate_natural_width (GTK_SCROLLED_WINDOW (scroll), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroll), HEIGHT_MAX);
  gtk_scrolled_window_set_policy (
      GTK_SCROLLED_WINDOW (scroll), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_widget_add_css_class (GTK_WIDGET (menu), "mill-name-menu");
  gtk_popover_set_child (GTK_POPOVER (menu), scroll);
}

GtkWidget *
mill_name_menu_new (const char *label)
{
  MillNameMenu *menu = g_object_new (MILL_TYPE_NAME_MENU, NULL);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (menu->list), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  return GTK_WIDGET (menu);
}

void
mill_name_menu_clear (MillNameMenu *menu)
{
  GtkWidget *row;
  g_return_if_fail (MILL_IS_NAME_MENU (menu));
  while ((row = gtk_widget_get_first_child (GTK_WIDGET (menu->list))) != NULL)
    gtk_list_box_remove (menu->list, row);
}

void
mill_name_menu_add (
    MillNameMenu *menu, const char *name, const char *text, const char *icon, const char *note)
{
  g_return_if_fail (MILL_IS_NAME_MENU (menu) && name != NULL && text != NULL);
  GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *label = gtk_label_new (text);
  g_autofree char *spoken = note != NULL ? g_strdup_printf ("%s, %s", text, note) : g_strdup (text);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), TEXT_CHARS);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_set_tooltip_text (label, text);
  if (icon != NULL)
    gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (icon));
  gtk_box_append (GTK_BOX (box), label);
  if (note != NULL)
    {
      GtkWidget *behind = gtk_label_new (note);
      gtk_widget_add_css_class (behind, "dim-label");
      gtk_widget_add_css_class (behind, "caption");
      gtk_box_append (GTK_BOX (box), behind);
    }
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  g_object_set_data_full (G_OBJECT (row), "mill-name", g_strdup (name), g_free);
  gtk_list_box_append (menu->list, row);
}
