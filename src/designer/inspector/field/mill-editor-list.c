/* mill-editor-list.c: a list of structs: a card for each.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-param-editor-private.h"

#include "mill-item-list.h"
#include "mill-list-card.h"

#include <glib/gi18n-lib.h>

enum
{
  SHOWN_MAX = 100, /* items that are shown until somebody wants more */
  OPEN_MAX = 3     /* a list of so many is unfolded */
};

typedef struct
{
  MillItemList *list;
  GtkWidget *more;
  guint shown_max;
} Data;

static JsonArray *
get_array (MillParamEditor *editor)
{
  JsonNode *value = editor->value;
  return value != NULL && JSON_NODE_HOLDS_ARRAY (value) ? json_node_get_array (value) : NULL;
}

/* ---- edits ---- */

static void
take (MillParamEditor *editor, gboolean done)
{
  const Data *data = editor->data;
  JsonArray *array = json_array_new (), *old = get_array (editor);
  for (guint i = 0; i < mill_item_list_n (data->list); i++)
    {
      MillListCard *card = MILL_LIST_CARD (mill_item_list_get (data->list, i));
      json_array_add_object_element (array, json_object_ref (mill_list_card_get_value (card)));
    }
  for (guint i = data->shown_max; old != NULL && i < json_array_get_length (old); i++)
    json_array_add_element (array, json_node_ref (json_array_get_element (old, i)));
  mill_param_editor_take (editor, mill_node_array (array), done);
}

static void
card_changed (MillParamEditor *editor)
{
  take (editor, FALSE);
}

static void
moved (MillParamEditor *editor)
{
  take (editor, TRUE);
}

static MillListCard *
add_card (MillParamEditor *editor, JsonObject *object, gboolean open)
{
  const Data *data = editor->data;
  GtkWidget *card = mill_list_card_new (editor->param->items, editor->context);
  gtk_widget_add_css_class (card, "mill-card");
  mill_list_card_set_value (MILL_LIST_CARD (card), object);
  mill_list_card_set_open (MILL_LIST_CARD (card), open);
  mill_item_list_append (data->list, card, mill_param_words (editor->param, editor->param->label));
  g_signal_connect_swapped (card, "changed", G_CALLBACK (card_changed), editor);
  g_signal_connect_swapped (card, "done", G_CALLBACK (mill_param_editor_done), editor);
  return MILL_LIST_CARD (card);
}

static void show (MillParamEditor *editor);

static void
show_more (MillParamEditor *editor)
{
  Data *data = editor->data;
  data->shown_max = G_MAXUINT;
  editor->loading = TRUE;
  show (editor);
  editor->loading = FALSE;
}

static void
add_clicked (MillParamEditor *editor)
{
  const Data *data = editor->data;
  g_autoptr (JsonObject) object = json_object_new ();
  if (gtk_widget_get_visible (data->more))
    show_more (editor);
  MillListCard *card = add_card (editor, object, TRUE);
  gtk_widget_set_visible (GTK_WIDGET (data->list), TRUE);
  take (editor, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (card));
}

/* ---- the editor ---- */

static void
build (MillParamEditor *editor)
{
  Data *data = editor->data;
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6), *list = mill_item_list_new ();
  GtkWidget *add = gtk_button_new_with_label (_ ("Add"));
  g_autofree char *name
      = g_strdup_printf (_ ("Add to %s"), mill_param_words (editor->param, editor->param->label));
  data->list = MILL_ITEM_LIST (list);
  data->more = gtk_button_new ();
  data->shown_max = SHOWN_MAX;
  gtk_widget_set_halign (add, GTK_ALIGN_START);
  gtk_widget_set_halign (data->more, GTK_ALIGN_START);
  gtk_accessible_update_property (GTK_ACCESSIBLE (add), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_swapped (list, "changed", G_CALLBACK (moved), editor);
  g_signal_connect_swapped (add, "clicked", G_CALLBACK (add_clicked), editor);
  g_signal_connect_swapped (data->more, "clicked", G_CALLBACK (show_more), editor);
  gtk_box_append (GTK_BOX (box), list);
  gtk_box_append (GTK_BOX (box), data->more);
  gtk_box_append (GTK_BOX (box), add);
  mill_param_editor_name (editor, list);
  adw_bin_set_child (ADW_BIN (editor), box);
}

static void
show (MillParamEditor *editor)
{
  const Data *data = editor->data;
  JsonArray *array = get_array (editor);
  guint all = array != NULL ? json_array_get_length (array) : 0, n = MIN (all, data->shown_max);
  g_autofree char *more = g_strdup_printf (_ ("Show all %u"), all);
  if (mill_item_list_n (data->list) != n)
    mill_item_list_clear (data->list);
  gboolean anew = mill_item_list_n (data->list) == 0;
  for (guint i = 0; i < n; i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      g_autoptr (JsonObject) object = JSON_NODE_HOLDS_OBJECT (node)
                                          ? json_object_ref (json_node_get_object (node))
                                          : json_object_new ();
      if (anew)
        add_card (editor, object, n <= OPEN_MAX);
      else
        mill_list_card_set_value (MILL_LIST_CARD (mill_item_list_get (data->list, i)), object);
    }
  gtk_button_set_label (GTK_BUTTON (data->more), more);
  gtk_widget_set_visible (data->more, all > n);
  gtk_widget_set_visible (GTK_WIDGET (data->list), n > 0);
}

static gboolean
set_problems (MillParamEditor *editor, GPtrArray *problems)
{
  const Data *data = editor->data;
  gboolean all = problems != NULL && problems->len > 0;
  for (guint i = 0; i < mill_item_list_n (data->list); i++)
    {
      g_autoptr (GPtrArray) own = mill_problems_of_index (problems, i);
      mill_list_card_set_problems (MILL_LIST_CARD (mill_item_list_get (data->list, i)), own);
    }
  for (guint i = 0; all && i < problems->len; i++)
    all = *((const MillProblem *)problems->pdata[i])->path != '\0';
  return all; /* every one of them stands in a card */
}

const MillEditorKind mill_editor_list
    = { .data_size = sizeof (Data), .build = build, .show = show, .set_problems = set_problems };
