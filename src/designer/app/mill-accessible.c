/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-accessible.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#define PAGES "mill-pages" /* of a stack */

/* GTK 4.8 can be asked for what is set by its functions for tests only; they work on all
 * widgets. */
static gboolean
has_label (GtkWidget *widget)
{
  return gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL);
}

static gboolean
is_labelled (GtkWidget *widget)
{
  return gtk_test_accessible_has_relation (GTK_ACCESSIBLE (widget),
                                           GTK_ACCESSIBLE_RELATION_LABELLED_BY);
}

static void
set_label (GtkWidget *widget, const char *text)
{
  if (text != NULL && *text != '\0')
    gtk_accessible_update_property (
        GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

static gboolean
is_called (GtkWidget *widget, const char *type)
{
  return widget != NULL && g_str_equal (G_OBJECT_TYPE_NAME (widget), type);
}

static gboolean
is_list_item (GtkWidget *widget)
{
  return is_called (widget, "GtkListItemWidget")
         && !is_called (gtk_widget_get_parent (widget), "GtkColumnView");
}

/* ---- names ---- */

/* A name that was made of the tooltip is made again when that changes. */
static void
tooltip_changed (GtkWidget *widget)
{
  set_label (widget, gtk_widget_get_tooltip_text (widget));
}

static void
name_by_tooltip (GtkWidget *widget)
{
  if (has_label (widget) || gtk_widget_get_tooltip_text (widget) == NULL)
    return;
  tooltip_changed (widget);
  g_signal_connect (widget, "notify::tooltip-text", G_CALLBACK (tooltip_changed), NULL);
}

static void
add_words (GtkWidget *widget, GString *words)
{
  const char *text = GTK_IS_LABEL (widget) ? gtk_label_get_text (GTK_LABEL (widget))
                     : GTK_IS_INSCRIPTION (widget)
                         ? gtk_inscription_get_text (GTK_INSCRIPTION (widget))
                         : NULL;
  if (text != NULL && *text != '\0')
    g_string_append_printf (words, "%s%s", words->len > 0 ? ", " : "", text);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_get_visible (child))
      add_words (child, words);
}

/* By all that stands in it. */
static void
name_by_words (GtkWidget *widget)
{
  g_autoptr (GString) words = g_string_new (NULL);
  add_words (widget, words);
  set_label (widget, words->str);
}

static void
name_by (GtkWidget *widget, GtkWidget *other)
{
  gtk_accessible_update_relation (
      GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY, other, NULL, -1);
}

/* Buttons of GTK itself that have no tooltip. */
static void
name_by_icon (GtkWidget *button, const char *icon)
{
  if (g_strcmp0 (icon, "window-close-symbolic") == 0)
    set_label (button, C_ ("accessible", "Close"));
  else if (g_strcmp0 (icon, "edit-find-symbolic") == 0)
    set_label (button, C_ ("accessible", "Search"));
}

static void
name_button (GtkWidget *widget)
{
  GtkWidget *parent = gtk_widget_get_parent (widget);
  GtkButton *button = GTK_BUTTON (widget);
  if (GTK_IS_MENU_BUTTON (parent) || GTK_IS_DROP_DOWN (parent))
    {
      name_by (widget, parent);
      return;
    }
  name_by_tooltip (widget);
  if (!has_label (widget))
    name_by_icon (widget, gtk_button_get_icon_name (button));
  if (gtk_button_get_icon_name (button) != NULL && has_label (widget))
    gtk_accessible_reset_relation (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  else if (gtk_button_get_label (button) != NULL && gtk_button_get_use_underline (button)
           && is_labelled (widget))
    gtk_accessible_reset_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL);
  else if (!has_label (widget) && !is_labelled (widget))
    name_by_words (widget);
}

static void
name_menu_button (GtkWidget *widget)
{
  name_by_tooltip (widget);
  if (!has_label (widget))
    set_label (widget, gtk_menu_button_get_label (GTK_MENU_BUTTON (widget)));
}

static void
name_entry (GtkWidget *widget)
{
  name_by_tooltip (widget);
  if (has_label (widget) || is_labelled (widget))
    return;
  g_autofree char *placeholder = NULL;
  g_object_get (widget, "placeholder-text", &placeholder, NULL);
  set_label (widget, placeholder);
}

static void
name_expander (GtkWidget *widget)
{
  if (!has_label (widget))
    set_label (widget, gtk_expander_get_label (GTK_EXPANDER (widget)));
}

static void
name_paned (GtkWidget *widget)
{
  if (!has_label (widget))
    set_label (widget, C_ ("accessible", "Divider"));
}

/* A row says what stands in it; of rows that say something themselves it is that. */
static void
name_row (GtkWidget *row)
{
  GtkWidget *child = gtk_widget_get_first_child (row);
  if (child != NULL && has_label (child) && gtk_widget_get_next_sibling (child) == NULL)
    {
      name_by (row, child);
      return;
    }
  name_by_words (row);
}

static void
name_list_box_row (GtkWidget *row)
{
  if (!has_label (row) && !is_labelled (row))
    name_row (row);
}

/* (nullable): the drop-down that a list, or a row of one, belongs to. */
static GtkWidget *
find_choice (GtkWidget *widget)
{
  GtkWidget *choice = gtk_widget_get_ancestor (widget, GTK_TYPE_DROP_DOWN);
  return choice != NULL ? choice : gtk_widget_get_ancestor (widget, ADW_TYPE_COMBO_ROW);
}

static void
name_list_view (GtkWidget *list)
{
  GtkWidget *choice = find_choice (list);
  if (has_label (list) || is_labelled (list) || choice == NULL)
    return;
  if (ADW_IS_PREFERENCES_ROW (choice))
    set_label (list, adw_preferences_row_get_title (ADW_PREFERENCES_ROW (choice)));
  else
    name_by (list, choice);
}

static void
follow_words (GtkWidget *row, GtkWidget *part)
{
  const char *signal = GTK_IS_LABEL (part)         ? "notify::label"
                       : GTK_IS_INSCRIPTION (part) ? "notify::text"
                                                   : NULL;
  if (signal != NULL)
    g_signal_connect_object (part, signal, G_CALLBACK (name_by_words), row, G_CONNECT_SWAPPED);
  for (GtkWidget *child = gtk_widget_get_first_child (part); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    follow_words (row, child);
}

/* Rows are used again for other items, and so is, while it is shown, what a drop-down says. */
static void
name_list_item (GtkWidget *item, GQuark mended)
{
  name_row (item);
  if (find_choice (item) == NULL || g_object_get_qdata (G_OBJECT (item), mended) != NULL)
    return;
  g_object_set_qdata (G_OBJECT (item), mended, GINT_TO_POINTER (TRUE));
  follow_words (item, item);
}

static void
name_column_view (GtkWidget *view)
{
  for (GtkWidget *child = gtk_widget_get_first_child (view); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (is_called (child, "GtkColumnListView"))
        name_by (child, view);
      else if (is_called (child, "GtkListItemWidget"))
        set_label (child, C_ ("accessible", "Titles of the columns"));
    }
}

/* ---- what is not shown ---- */

/* GTK 4.8 tells of all parts of a widget, those that are behind others included. */
static void
set_hidden (GtkWidget *part, gboolean hidden)
{
  gtk_accessible_update_state (GTK_ACCESSIBLE (part), GTK_ACCESSIBLE_STATE_HIDDEN, hidden, -1);
}

/* Of a GtkStack or an AdwViewStack. */
static void
hide_pages (GtkWidget *stack)
{
  g_autoptr (GtkWidget) shown = NULL;
  g_object_get (stack, "visible-child", &shown, NULL);
  for (GtkWidget *page = gtk_widget_get_first_child (stack); page != NULL;
       page = gtk_widget_get_next_sibling (page))
    set_hidden (page, page != shown);
}

static void
follow_stack (GtkWidget *stack)
{
  GListModel *pages;
  g_object_get (stack, "pages", &pages, NULL);
  g_object_set_data_full (G_OBJECT (stack), PAGES, pages, g_object_unref);
  g_signal_connect_object (
      pages, "items-changed", G_CALLBACK (hide_pages), stack, G_CONNECT_SWAPPED);
  g_signal_connect (stack, "notify::visible-child", G_CALLBACK (hide_pages), NULL);
  hide_pages (stack);
}

static void
hide_folded (GtkRevealer *revealer)
{
  if (gtk_revealer_get_child (revealer) != NULL)
    set_hidden (gtk_revealer_get_child (revealer), !gtk_revealer_get_reveal_child (revealer));
}

static void
follow_revealer (GtkRevealer *revealer)
{
  g_signal_connect (revealer, "notify::child", G_CALLBACK (hide_folded), NULL);
  g_signal_connect (revealer, "notify::reveal-child", G_CALLBACK (hide_folded), NULL);
  hide_folded (revealer);
}

/* Rows that a search leaves out. */
static gboolean
left_out (GSignalInvocationHint *hint, guint n_values, const GValue *values, gpointer data)
{
  GtkWidget *widget = g_value_get_object (values);
  if (GTK_IS_LIST_BOX_ROW (widget) && !gtk_widget_get_child_visible (widget))
    set_hidden (widget, TRUE);
  return TRUE;
}

/* ---- what can be done ---- */

static void
activate (GtkWidget *widget, const char *action, GVariant *parameter)
{
  gtk_widget_activate (widget);
}

/* Of drop-downs it is the selected row that counts. */
static void
activate_item (GtkWidget *widget, const char *action, GVariant *parameter)
{
  gtk_widget_activate_action (widget, "listitem.select", "(bb)", FALSE, FALSE);
  gtk_widget_activate (widget);
}

static void
add_action (GType type, const char *name, GtkWidgetActionActivateFunc run)
{
  GtkWidgetClass *class = g_type_class_ref (type);
  gtk_widget_class_install_action (class, name, NULL, run);
  g_type_class_unref (class);
}

/* What assistive technologies do to an entry when they "activate" it; GTK 4.8 has not said what
 * that is. */
static void
mend_entry (GType type)
{
  GtkWidgetClass *class = g_type_class_ref (type);
  gtk_widget_class_set_activate_signal_from_name (class, "activate");
  g_type_class_unref (class);
}

/* The class of the rows of list views is private, and made with the first of them. */
static void
add_list_item_action (void)
{
  g_autoptr (GtkStringList) one = gtk_string_list_new ((const char *const[]){ "", NULL });
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkWidget *view = gtk_list_view_new (
      GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (g_steal_pointer (&one)))), factory);
  g_object_ref_sink (view);
  GType type = g_type_from_name ("GtkListItemWidget");
  if (type != G_TYPE_INVALID)
    add_action (type, "listitem.activate", activate_item);
  g_object_unref (view);
}

/* A click takes the focus, and with it into view what is clicked; so does what stands for one. The
 * default of a window is activated from elsewhere: a file chooser asks then where the focus is. */
static gboolean
activated (GSignalInvocationHint *hint, guint n_values, const GValue *values, gpointer data)
{
  GtkWidget *widget = g_value_get_object (values);
  GtkRoot *root = gtk_widget_get_root (widget);
  if (GTK_IS_WINDOW (root) && gtk_window_get_default_widget (GTK_WINDOW (root)) == widget)
    return TRUE;
  if (gtk_widget_get_focus_on_click (widget) && !gtk_widget_has_focus (widget))
    gtk_widget_grab_focus (widget);
  return TRUE;
}

/* ---- the focus is in sight ---- */

/* A viewport scrolls to what has the focus when it gets it; what is new has no place then, but has
 * one two frames later. */
static gboolean
show_focus (GtkWidget *widget, GdkFrameClock *clock, gpointer first_frame)
{
  GtkWidget *viewport = gtk_widget_get_ancestor (widget, GTK_TYPE_VIEWPORT);
  graphene_rect_t box;
  if (gdk_frame_clock_get_frame_counter (clock) < *(gint64 *)first_frame + 2)
    return G_SOURCE_CONTINUE;
  if (viewport == NULL || !gtk_viewport_get_scroll_to_focus (GTK_VIEWPORT (viewport))
      || !gtk_widget_compute_bounds (
          widget, gtk_viewport_get_child (GTK_VIEWPORT (viewport)), &box))
    return G_SOURCE_REMOVE;
  gtk_adjustment_clamp_page (gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (viewport)),
                             box.origin.y,
                             box.origin.y + box.size.height);
  return G_SOURCE_REMOVE;
}

static void
focus_moved (GtkWindow *window)
{
  GtkWidget *focus = gtk_window_get_focus (window);
  GdkFrameClock *clock = focus != NULL ? gtk_widget_get_frame_clock (focus) : NULL;
  if (clock == NULL)
    return;
  if (is_list_item (focus)) /* it may have changed since it was shown */
    name_row (focus);
  gint64 *frame = g_new (gint64, 1);
  *frame = gdk_frame_clock_get_frame_counter (clock);
  gtk_widget_add_tick_callback (focus, show_focus, frame, g_free);
}

/* ---- all widgets ---- */

static void
mend (GtkWidget *widget)
{
  if (GTK_IS_BUTTON (widget))
    name_button (widget);
  else if (GTK_IS_MENU_BUTTON (widget))
    name_menu_button (widget);
  else if (GTK_IS_ENTRY (widget) || GTK_IS_SEARCH_ENTRY (widget))
    name_entry (widget);
  else if (GTK_IS_EXPANDER (widget))
    name_expander (widget);
  else if (GTK_IS_PANED (widget))
    name_paned (widget);
  else if (GTK_IS_LIST_BOX_ROW (widget))
    name_list_box_row (widget);
  else if (GTK_IS_WINDOW (widget))
    g_signal_connect (widget, "notify::focus-widget", G_CALLBACK (focus_moved), NULL);
  else if (GTK_IS_COLUMN_VIEW (widget))
    name_column_view (widget);
  else if (GTK_IS_LIST_VIEW (widget))
    name_list_view (widget);
  else if (GTK_IS_STACK (widget) || ADW_IS_VIEW_STACK (widget))
    follow_stack (widget);
  else if (GTK_IS_REVEALER (widget))
    follow_revealer (GTK_REVEALER (widget));
}

/* Rows of list views are named each time, the others are mended once. */
static gboolean
shown (GSignalInvocationHint *hint, guint n_values, const GValue *values, gpointer data)
{
  GQuark mended = GPOINTER_TO_UINT (data);
  GtkWidget *widget = g_value_get_object (values);
  if (GTK_IS_LIST_BOX_ROW (widget))
    set_hidden (widget, FALSE);
  if (is_list_item (widget))
    name_list_item (widget, mended);
  else if (g_object_get_qdata (G_OBJECT (widget), mended) == NULL)
    {
      g_object_set_qdata (G_OBJECT (widget), mended, GINT_TO_POINTER (TRUE));
      mend (widget);
    }
  return TRUE;
}

void
mill_accessible_init (void)
{
  GQuark mended = g_quark_from_static_string ("mill-accessible");
  add_action (GTK_TYPE_LIST_BOX_ROW, "row.activate", activate);
  add_action (GTK_TYPE_CHECK_BUTTON, "check.toggle", activate);
  mend_entry (GTK_TYPE_ENTRY);
  mend_entry (GTK_TYPE_SEARCH_ENTRY);
  add_list_item_action ();
  g_type_class_unref (g_type_class_ref (GTK_TYPE_BUTTON)); /* makes its signals */
  g_signal_add_emission_hook (
      g_signal_lookup ("activate", GTK_TYPE_BUTTON), 0, activated, NULL, NULL);
  g_signal_add_emission_hook (
      g_signal_lookup ("map", GTK_TYPE_WIDGET), 0, shown, GUINT_TO_POINTER (mended), NULL);
  g_signal_add_emission_hook (g_signal_lookup ("unmap", GTK_TYPE_WIDGET), 0, left_out, NULL, NULL);
}
