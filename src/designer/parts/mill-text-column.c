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
#define START "mill-start" /* where a view has last been scrolled to for its start */

static void
show_text (GtkListItem *item, gpointer row)
{
  const MillTextColumn *column = g_object_get_data (G_OBJECT (item), "column");
  GtkWidget *cell = gtk_list_item_get_child (item);
  const char *style = NULL, *before = g_object_get_data (G_OBJECT (cell), STYLE);
  g_autofree char *text = column->text (gtk_list_item_get_item (item), &style);
  if (g_strcmp0 (gtk_inscription_get_text (GTK_INSCRIPTION (cell)), text) != 0)
    gtk_inscription_set_text (GTK_INSCRIPTION (cell), text);
  if (style == before)
    return;
  if (before != NULL)
    gtk_widget_remove_css_class (cell, before);
  if (style != NULL)
    gtk_widget_add_css_class (cell, style);
  g_object_set_data (G_OBJECT (cell), STYLE, (gpointer)style);
}

/* All of what may be cut off. To set it as the text of a tooltip, cell by cell, would be to ask the
 * X server where the pointer is, cell by cell. */
static gboolean
tell (GtkWidget *cell, int x, int y, gboolean keyboard, GtkTooltip *tooltip, gpointer data)
{
  const char *text = gtk_inscription_get_text (GTK_INSCRIPTION (cell));
  gtk_tooltip_set_text (tooltip, text);
  return text != NULL && *text != '\0';
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
  gtk_inscription_set_yalign (GTK_INSCRIPTION (cell), 0); /* where GTK puts those it shortens */
  if (column->number)
    gtk_widget_add_css_class (cell, "numeric");
  else
    {
      gtk_widget_set_has_tooltip (cell, TRUE);
      g_signal_connect (cell, "query-tooltip", G_CALLBACK (tell), NULL);
    }
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

/* GTK 4.8 has no say in where the title of a column stands, nor makes fixed ones wide enough. */
static void
fit_title (GtkColumnView *view, GtkColumnViewColumn *column, const MillTextColumn *text)
{
  GtkWidget *header = gtk_widget_get_first_child (GTK_WIDGET (view));
  GtkWidget *title = gtk_widget_get_last_child (header);
  GtkWidget *label = gtk_widget_get_first_child (gtk_widget_get_first_child (title));
  int width;
  gtk_widget_measure (title, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &width, NULL, NULL);
  if (text->width > 0)
    gtk_column_view_column_set_fixed_width (column, MAX (text->width, width));
  if (text->number)
    gtk_widget_set_hexpand (label, TRUE);
  if (text->number && GTK_IS_LABEL (label))
    gtk_label_set_xalign (GTK_LABEL (label), 1);
}

static gboolean
lay_out_again (gpointer view)
{
  gtk_widget_queue_allocate (view);
  return G_SOURCE_REMOVE;
}

/* GTK 4.8 shows the end of what is read from right to left; who has not scrolled sees the start. */
static void
show_start (GtkAdjustment *adjustment, GtkWidget *view)
{
  double *start = g_object_get_data (G_OBJECT (view), START);
  double end = gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment);
  double value = gtk_adjustment_get_value (adjustment);
  if (gtk_widget_get_direction (view) != GTK_TEXT_DIR_RTL || (value < end && value != *start))
    return;
  *start = end;
  gtk_adjustment_set_value (adjustment, end);
  g_idle_add_full (G_PRIORITY_HIGH_IDLE, lay_out_again, g_object_ref (view), g_object_unref);
}

static void
adjustment_changed (GtkWidget *view)
{
  GtkAdjustment *adjustment = gtk_scrollable_get_hadjustment (GTK_SCROLLABLE (view));
  if (adjustment != NULL)
    g_signal_connect_object (adjustment, "changed", G_CALLBACK (show_start), view, 0);
}

void
mill_text_columns_append (GtkColumnView *view, const MillTextColumn *columns)
{
  g_return_if_fail (GTK_IS_COLUMN_VIEW (view) && columns != NULL);
  g_object_set_data_full (G_OBJECT (view), START, g_new0 (double, 1), g_free);
  g_signal_connect (view, "notify::hadjustment", G_CALLBACK (adjustment_changed), NULL);
  adjustment_changed (GTK_WIDGET (view));
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
      gtk_column_view_append_column (view, column);
      fit_title (view, column, columns);
    }
}
