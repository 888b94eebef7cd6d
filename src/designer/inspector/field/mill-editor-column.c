/* mill-editor-column.c: one column of an input, or several in order.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-param-editor-private.h"

#include "mill-column-chooser.h"
#include "mill-item-list.h"
#include "mill-type-mark.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static void
show_mark (MillParamEditor *editor, GtkWidget *mark, const char *name)
{
  const MillSchema *schema = mill_param_context_get_schema (editor->context, editor->param->port);
  int at = schema != NULL ? mill_schema_find (schema, name) : -1;
  gtk_widget_set_visible (mark, schema != NULL && *name != '\0');
  if (at >= 0)
    mill_type_mark_set (mark, mill_schema_field (schema, (guint)at)->type);
  else
    mill_type_mark_set_unknown (mark);
}

/* A menu button with a chooser that is made when it is first wanted. */
static void
set_popover (GtkMenuButton *button, MillParamEditor *editor, GCallback chosen, gboolean many)
{
  if (gtk_menu_button_get_popover (button) != NULL)
    return;
  GtkWidget *chooser = mill_column_chooser_new (many);
  g_signal_connect_swapped (chooser, "chosen", chosen, editor);
  gtk_menu_button_set_popover (button, chooser);
}

/* ---- one ---- */

typedef struct
{
  GtkMenuButton *button;
  GtkWidget *mark;
  GtkLabel *label;
} One;

static void
one_chosen (MillParamEditor *editor, const char *name)
{
  g_autoptr (JsonNode) value = mill_node_text (name);
  mill_param_editor_change (editor, value);
}

static void
one_open (GtkMenuButton *button, gpointer data)
{
  MillParamEditor *editor = data;
  set_popover (button, editor, G_CALLBACK (one_chosen), FALSE);
  mill_column_chooser_set_schema (
      MILL_COLUMN_CHOOSER (gtk_menu_button_get_popover (button)),
      mill_param_context_get_schema (editor->context, editor->param->port),
      NULL);
}

static void
one_build (MillParamEditor *editor)
{
  One *data = editor->data;
  GtkWidget *button = gtk_menu_button_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *arrow = gtk_image_new_from_icon_name ("pan-down-symbolic");
  data->button = GTK_MENU_BUTTON (button);
  data->mark = mill_type_mark_new (MILL_TYPE (TEXT));
  data->label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_ellipsize (data->label, PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_xalign (data->label, 0);
  gtk_widget_set_hexpand (GTK_WIDGET (data->label), TRUE);
  gtk_box_append (GTK_BOX (box), data->mark);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (data->label));
  gtk_box_append (GTK_BOX (box), arrow);
  gtk_menu_button_set_child (data->button, box);
  gtk_widget_set_halign (gtk_widget_get_parent (box), GTK_ALIGN_FILL); /* the button centres it */
  gtk_menu_button_set_create_popup_func (data->button, one_open, editor, NULL);
  gtk_widget_add_css_class (button, "mill-picker");
  mill_param_editor_name (editor, button);
  adw_bin_set_child (ADW_BIN (editor), button);
}

static void
one_show (MillParamEditor *editor)
{
  const One *data = editor->data;
  const char *name = mill_param_editor_text (editor);
  gtk_label_set_text (data->label, *name != '\0' ? name : _ ("Choose a column"));
  if (*name != '\0')
    gtk_widget_remove_css_class (GTK_WIDGET (data->label), "dim-label");
  else
    gtk_widget_add_css_class (GTK_WIDGET (data->label), "dim-label");
  show_mark (editor, data->mark, name);
}

const MillEditorKind mill_editor_column = {
  .data_size = sizeof (One), .build = one_build, .show = one_show, .context_changed = one_show
};

/* ---- several ---- */

typedef struct
{
  MillItemList *list;
  GtkMenuButton *button;
} Many;

enum
{
  SHOWN_MAX = 200 /* items that are shown; the others stay as they are */
};

static JsonArray *
get_array (MillParamEditor *editor)
{
  JsonNode *value = editor->value;
  return value != NULL && JSON_NODE_HOLDS_ARRAY (value) ? json_node_get_array (value) : NULL;
}

static const char *
item_name (GtkWidget *item)
{
  return gtk_label_get_text (GTK_LABEL (gtk_widget_get_last_child (item)));
}

/* The names as they stand in the list, then those that are not shown. */
static JsonArray *
collect (MillParamEditor *editor)
{
  const Many *data = editor->data;
  JsonArray *array = json_array_new (), *old = get_array (editor);
  for (guint i = 0; i < mill_item_list_n (data->list); i++)
    json_array_add_string_element (array, item_name (mill_item_list_get (data->list, i)));
  for (guint i = SHOWN_MAX; old != NULL && i < json_array_get_length (old); i++)
    json_array_add_element (array, json_node_ref (json_array_get_element (old, i)));
  return array;
}

static void many_open (GtkMenuButton *button, gpointer data);

static void
many_chosen (MillParamEditor *editor, const char *name)
{
  const Many *data = editor->data;
  JsonArray *array = collect (editor);
  json_array_add_string_element (array, name);
  g_autoptr (JsonNode) value = mill_node_array (array);
  mill_param_editor_change (editor, value);
  many_open (data->button, editor);
}

static void
many_moved (MillParamEditor *editor)
{
  mill_param_editor_take (editor, mill_node_array (collect (editor)), TRUE);
}

static void
many_open (GtkMenuButton *button, gpointer user_data)
{
  MillParamEditor *editor = user_data;
  const Many *data = editor->data;
  guint n = mill_item_list_n (data->list);
  g_autofree const char **names = g_new0 (const char *, n + 1);
  for (guint i = 0; i < n; i++)
    names[i] = item_name (mill_item_list_get (data->list, i));
  set_popover (button, editor, G_CALLBACK (many_chosen), TRUE);
  mill_column_chooser_set_schema (
      MILL_COLUMN_CHOOSER (gtk_menu_button_get_popover (button)),
      mill_param_context_get_schema (editor->context, editor->param->port),
      names);
}

static void
many_build (MillParamEditor *editor)
{
  Many *data = editor->data;
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *button = gtk_menu_button_new (), *list = mill_item_list_new ();
  data->list = MILL_ITEM_LIST (list);
  data->button = GTK_MENU_BUTTON (button);
  gtk_menu_button_set_label (data->button, _ ("Add…"));
  gtk_menu_button_set_create_popup_func (data->button, many_open, editor, NULL);
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  g_signal_connect_swapped (list, "changed", G_CALLBACK (many_moved), editor);
  mill_param_editor_name (editor, button);
  gtk_box_append (GTK_BOX (box), list);
  gtk_box_append (GTK_BOX (box), button);
  adw_bin_set_child (ADW_BIN (editor), box);
}

static GtkWidget *
make_item (MillParamEditor *editor, const char *name)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8), *label = gtk_label_new (name);
  GtkWidget *mark = mill_type_mark_new (MILL_TYPE (TEXT));
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_box_append (GTK_BOX (box), mark);
  gtk_box_append (GTK_BOX (box), label);
  show_mark (editor, mark, name);
  return box;
}

static void
many_show (MillParamEditor *editor)
{
  const Many *data = editor->data;
  JsonArray *array = get_array (editor);
  guint n = array != NULL ? MIN (json_array_get_length (array), SHOWN_MAX) : 0;
  mill_item_list_clear (data->list);
  for (guint i = 0; i < n; i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      const char *name = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;
      if (name != NULL)
        mill_item_list_append (data->list, make_item (editor, name), name);
    }
  gtk_widget_set_visible (GTK_WIDGET (data->list), n > 0);
}

static void
many_context_changed (MillParamEditor *editor)
{
  const Many *data = editor->data;
  for (guint i = 0; i < mill_item_list_n (data->list); i++)
    {
      GtkWidget *item = mill_item_list_get (data->list, i);
      show_mark (editor, gtk_widget_get_first_child (item), item_name (item));
    }
}

const MillEditorKind mill_editor_columns = { .data_size = sizeof (Many),
                                             .build = many_build,
                                             .show = many_show,
                                             .context_changed = many_context_changed };
