/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-item-list.h"

#include <glib/gi18n-lib.h>

struct _MillItemList
{
  AdwBin parent_instance;

  GtkBox *box; /* of MillItemRow */
};

G_DEFINE_FINAL_TYPE (MillItemList, mill_item_list, ADW_TYPE_BIN)

static guint changed;

/* ---- a row: handle, item, button ---- */

#define MILL_TYPE_ITEM_ROW (mill_item_row_get_type ())
G_DECLARE_FINAL_TYPE (MillItemRow, mill_item_row, MILL, ITEM_ROW, GtkBox)

struct _MillItemRow
{
  GtkBox parent_instance;

  GtkWidget *child;
};

G_DEFINE_FINAL_TYPE (MillItemRow, mill_item_row, GTK_TYPE_BOX)

static MillItemList *
get_list (MillItemRow *row)
{
  GtkWidget *list = gtk_widget_get_ancestor (GTK_WIDGET (row), MILL_TYPE_ITEM_LIST);
  return list != NULL ? MILL_ITEM_LIST (list) : NULL;
}

static void
place_after (MillItemRow *row, GtkWidget *sibling)
{
  MillItemList *list = get_list (row);
  if (list == NULL || sibling == GTK_WIDGET (row)
      || sibling == gtk_widget_get_prev_sibling (GTK_WIDGET (row)))
    return;
  gtk_box_reorder_child_after (list->box, GTK_WIDGET (row), sibling);
  g_signal_emit (list, changed, 0);
}

static void
move_up (GtkWidget *widget, const char *action, GVariant *parameter)
{
  GtkWidget *before = gtk_widget_get_prev_sibling (widget);
  if (before != NULL)
    place_after (MILL_ITEM_ROW (widget), gtk_widget_get_prev_sibling (before));
}

static void
move_down (GtkWidget *widget, const char *action, GVariant *parameter)
{
  GtkWidget *after = gtk_widget_get_next_sibling (widget);
  if (after != NULL)
    place_after (MILL_ITEM_ROW (widget), after);
}

static void
remove_row (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_autoptr (MillItemList) list = g_object_ref (get_list (MILL_ITEM_ROW (widget)));
  GtkWidget *next = gtk_widget_get_next_sibling (widget);
  if (next == NULL)
    next = gtk_widget_get_prev_sibling (widget);
  gtk_box_remove (list->box, widget);
  if (next != NULL)
    gtk_widget_child_focus (next, GTK_DIR_TAB_FORWARD);
  g_signal_emit (list, changed, 0);
}

static void
mill_item_row_class_init (MillItemRowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  gtk_widget_class_install_action (widget_class, "item.up", NULL, move_up);
  gtk_widget_class_install_action (widget_class, "item.down", NULL, move_down);
  gtk_widget_class_install_action (widget_class, "item.remove", NULL, remove_row);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Up, GDK_ALT_MASK, "item.up", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Down, GDK_ALT_MASK, "item.down", NULL);
  gtk_widget_class_add_binding_action (
      widget_class, GDK_KEY_Delete, GDK_ALT_MASK, "item.remove", NULL);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
mill_item_row_init (MillItemRow *row)
{
}

/* ---- dragging ---- */

static GdkContentProvider *
prepare_drag (GtkDragSource *source, double x, double y, MillItemRow *row)
{
  g_autoptr (GdkPaintable) picture = gtk_widget_paintable_new (GTK_WIDGET (row));
  gtk_drag_source_set_icon (source, picture, 0, gtk_widget_get_height (GTK_WIDGET (row)) / 2);
  return gdk_content_provider_new_typed (MILL_TYPE_ITEM_ROW, row);
}

static gboolean
dropped (GtkDropTarget *target, const GValue *value, double x, double y, MillItemRow *row)
{
  MillItemRow *moved = g_value_get_object (value);
  GtkWidget *widget = GTK_WIDGET (row);
  if (moved == NULL || moved == row
      || gtk_widget_get_parent (GTK_WIDGET (moved)) != gtk_widget_get_parent (widget))
    return FALSE;
  gboolean below = y > gtk_widget_get_height (widget) / 2.0;
  place_after (moved, below ? widget : gtk_widget_get_prev_sibling (widget));
  return TRUE;
}

static GtkWidget *
make_handle (MillItemRow *row)
{
  GtkWidget *handle = gtk_image_new_from_icon_name ("list-drag-handle-symbolic");
  GtkDragSource *source = gtk_drag_source_new ();
  GtkDropTarget *target = gtk_drop_target_new (MILL_TYPE_ITEM_ROW, GDK_ACTION_MOVE);
  gtk_drag_source_set_actions (source, GDK_ACTION_MOVE);
  g_signal_connect (source, "prepare", G_CALLBACK (prepare_drag), row);
  g_signal_connect (target, "drop", G_CALLBACK (dropped), row);
  gtk_widget_add_controller (handle, GTK_EVENT_CONTROLLER (source));
  gtk_widget_add_controller (GTK_WIDGET (row), GTK_EVENT_CONTROLLER (target));
  gtk_widget_add_css_class (handle, "dim-label");
  gtk_widget_set_valign (handle, GTK_ALIGN_START);
  gtk_widget_set_cursor_from_name (handle, "grab");
  gtk_widget_set_tooltip_text (handle, _ ("Drag to move; Alt+Up and Alt+Down do, too"));
  return handle;
}

static GtkWidget *
make_row (GtkWidget *child, const char *name)
{
  MillItemRow *row = g_object_new (MILL_TYPE_ITEM_ROW, "spacing", 6, NULL);
  GtkWidget *button = gtk_button_new_from_icon_name ("window-close-symbolic");
  g_autofree char *tip = g_strdup_printf (_ ("Remove %s"), name);
  row->child = child;
  gtk_widget_add_css_class (GTK_WIDGET (row), "mill-item");
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  gtk_widget_set_valign (button, GTK_ALIGN_START);
  gtk_widget_set_tooltip_text (button, tip);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "item.remove");
  gtk_widget_set_hexpand (child, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_box_append (GTK_BOX (row), make_handle (row));
  gtk_box_append (GTK_BOX (row), child);
  gtk_box_append (GTK_BOX (row), button);
  return GTK_WIDGET (row);
}

/* ---- the list ---- */

static void
mill_item_list_class_init (MillItemListClass *class)
{
  changed = g_signal_new (
      "changed", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
mill_item_list_init (MillItemList *list)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  list->box = GTK_BOX (box);
  adw_bin_set_child (ADW_BIN (list), box);
}

GtkWidget *
mill_item_list_new (void)
{
  return g_object_new (MILL_TYPE_ITEM_LIST, NULL);
}

void
mill_item_list_append (MillItemList *list, GtkWidget *child, const char *name)
{
  g_return_if_fail (MILL_IS_ITEM_LIST (list) && GTK_IS_WIDGET (child) && name != NULL);
  gtk_box_append (list->box, make_row (child, name));
}

guint
mill_item_list_n (MillItemList *list)
{
  g_return_val_if_fail (MILL_IS_ITEM_LIST (list), 0);
  guint n = 0;
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (list->box)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    n++;
  return n;
}

GtkWidget *
mill_item_list_get (MillItemList *list, guint index)
{
  g_return_val_if_fail (MILL_IS_ITEM_LIST (list), NULL);
  GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (list->box));
  for (; row != NULL && index > 0; index--)
    row = gtk_widget_get_next_sibling (row);
  return row != NULL ? MILL_ITEM_ROW (row)->child : NULL;
}

void
mill_item_list_clear (MillItemList *list)
{
  g_return_if_fail (MILL_IS_ITEM_LIST (list));
  GtkWidget *row;
  while ((row = gtk_widget_get_first_child (GTK_WIDGET (list->box))) != NULL)
    gtk_box_remove (list->box, row);
}
