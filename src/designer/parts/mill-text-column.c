/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-text-column.h"

#include <glib/gi18n-lib.h>

/* ---- rows ---- */

struct _MillTextItem
{
  GObject parent_instance;

  gpointer data;
  GDestroyNotify free;
};

G_DEFINE_FINAL_TYPE (MillTextItem, mill_text_item, G_TYPE_OBJECT)

static void
mill_text_item_finalize (GObject *object)
{
  MillTextItem *item = MILL_TEXT_ITEM (object);
  item->free (item->data);
  G_OBJECT_CLASS (mill_text_item_parent_class)->finalize (object);
}

static void
mill_text_item_class_init (MillTextItemClass *class)
{
  G_OBJECT_CLASS (class)->finalize = mill_text_item_finalize;
}

static void
mill_text_item_init (MillTextItem *item)
{
}

MillTextItem *
mill_text_item_new (gpointer data, GDestroyNotify free)
{
  g_return_val_if_fail (data != NULL && free != NULL, NULL);
  MillTextItem *item = g_object_new (MILL_TYPE_TEXT_ITEM, NULL);
  item->data = data;
  item->free = free;
  return item;
}

gpointer
mill_text_item_get (MillTextItem *item)
{
  g_return_val_if_fail (MILL_IS_TEXT_ITEM (item), NULL);
  return item->data;
}

/* ---- columns ---- */

#define HANDLER "mill-updated"
#define STYLE "mill-style"

static void
show_text (GtkListItem *item, gpointer row)
{
  const MillTextColumn *column = g_object_get_data (G_OBJECT (item), "column");
  GtkWidget *cell = gtk_list_item_get_child (item);
  const char *style = NULL, *before = g_object_get_data (G_OBJECT (cell), STYLE);
  g_autofree char *text = column->text (gtk_list_item_get_item (item), &style);
  if (g_strcmp0 (gtk_inscription_get_text (GTK_INSCRIPTION (cell)), text) != 0)
    {
      gtk_inscription_set_text (GTK_INSCRIPTION (cell), text);
      gtk_widget_set_tooltip_text (cell, column->expand ? text : NULL);
    }
  if (style == before)
    return;
  if (before != NULL)
    gtk_widget_remove_css_class (cell, before);
  if (style != NULL)
    gtk_widget_add_css_class (cell, style);
  g_object_set_data (G_OBJECT (cell), STYLE, (gpointer)style);
}

static void
setup (GtkListItemFactory *factory, GtkListItem *item, gpointer data)
{
  const MillTextColumn *column = data;
  GtkWidget *cell = gtk_inscription_new (NULL);
  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (cell),
                                     GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_inscription_set_xalign (GTK_INSCRIPTION (cell), column->number ? 1 : 0);
  gtk_inscription_set_min_chars (GTK_INSCRIPTION (cell), 4);
  gtk_inscription_set_min_lines (GTK_INSCRIPTION (cell), 1);
  if (column->number)
    gtk_widget_add_css_class (cell, "numeric");
  g_object_set_data (G_OBJECT (item), "column", data);
  gtk_list_item_set_child (item, cell);
}

static void
updated (gpointer row, GtkListItem *item)
{
  show_text (item, row);
}

static void
bind (GtkListItemFactory *factory, GtkListItem *item, gpointer data)
{
  gpointer row = gtk_list_item_get_item (item);
  gulong handler = 0;
  if (g_signal_lookup ("updated", G_OBJECT_TYPE (row)) != 0)
    handler = g_signal_connect (row, "updated", G_CALLBACK (updated), item);
  g_object_set_data (G_OBJECT (item), HANDLER, GSIZE_TO_POINTER (handler));
  show_text (item, row);
}

static void
unbind (GtkListItemFactory *factory, GtkListItem *item, gpointer data)
{
  gulong handler = GPOINTER_TO_SIZE (g_object_get_data (G_OBJECT (item), HANDLER));
  if (handler != 0)
    g_signal_handler_disconnect (gtk_list_item_get_item (item), handler);
  g_object_set_data (G_OBJECT (item), HANDLER, NULL);
}

/* GTK 4.8 has no say in where the title of a column stands. */
static void
align_title (GtkColumnView *view)
{
  GtkWidget *header = gtk_widget_get_first_child (GTK_WIDGET (view));
  GtkWidget *title = header != NULL ? gtk_widget_get_last_child (header) : NULL;
  GtkWidget *box = title != NULL ? gtk_widget_get_first_child (title) : NULL;
  GtkWidget *label = box != NULL ? gtk_widget_get_first_child (box) : NULL;
  if (!GTK_IS_LABEL (label))
    return;
  gtk_widget_set_hexpand (label, TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 1);
}

void
mill_text_columns_append (GtkColumnView *view, const MillTextColumn *columns)
{
  g_return_if_fail (GTK_IS_COLUMN_VIEW (view) && columns != NULL);
  for (; columns->title != NULL; columns++)
    {
      GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
      g_signal_connect (factory, "setup", G_CALLBACK (setup), (gpointer)columns);
      g_signal_connect (factory, "bind", G_CALLBACK (bind), NULL);
      g_signal_connect (factory, "unbind", G_CALLBACK (unbind), NULL);
      g_autoptr (GtkColumnViewColumn) column
          = gtk_column_view_column_new (_ (columns->title), factory);
      gtk_column_view_column_set_expand (column, columns->expand);
      gtk_column_view_column_set_resizable (column, TRUE);
      if (columns->width > 0)
        gtk_column_view_column_set_fixed_width (column, columns->width);
      gtk_column_view_append_column (view, column);
      if (columns->number)
        align_title (view);
    }
}
