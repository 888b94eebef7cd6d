/* mill-text-column.h: columns of text for small GtkColumnViews, and the rows that change in them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define MILL_TYPE_TEXT_ITEM (mill_text_item_get_type ())
/** MillTextItem: a row that is a plain structure. */
G_DECLARE_FINAL_TYPE (MillTextItem, mill_text_item, MILL, TEXT_ITEM, GObject)

/** mill_text_item_new: (transfer full): a row for @data (transfer full), freed by @free. */
MillTextItem *mill_text_item_new (gpointer data, GDestroyNotify free);
/** mill_text_item_get: (transfer none): its data. */
gpointer mill_text_item_get (MillTextItem *item);

/**
 * MillTextFunc: (transfer full) (nullable): the text of a cell of @item. @style: (out): a style
 * class for it, which must be a literal; left alone for none.
 */
typedef char *(*MillTextFunc) (gpointer item, const char **style);

/** MillTextColumn: how a column looks. A table of them ends with a %NULL title. */
typedef struct
{
  const char *title; /* N_() */
  MillTextFunc text;
  int width;       /* px, at least; 0: as wide as the title wants */
  gboolean number; /* stands at the end, with digits of one width */
  gboolean expand;
} MillTextColumn;

/**
 * mill_text_columns_append: adds @columns to @view. An item that has the signal "updated" (without
 * parameters) is shown anew when it emits it.
 */
void mill_text_columns_append (GtkColumnView *view, const MillTextColumn *columns);

G_END_DECLS
