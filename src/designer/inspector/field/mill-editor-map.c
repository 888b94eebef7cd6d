/* mill-editor-map.c: an ordered map of names to texts or expressions.
 *
 * An expression may read the columns that those before it make.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-param-editor-private.h"

#include "mill-expression-editor.h"
#include "mill-item-list.h"
#include "mill-secret-field.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  MillItemList *list; /* of boxes: name, then value */
} Data;

/* ---- an item ---- */

static GtkEditable *
item_name (GtkWidget *item)
{
  return GTK_EDITABLE (gtk_widget_get_first_child (item));
}

/* (nullable): the second control of a setting, behind that for a text: one of them is seen. */
static MillSecretField *
item_secret (GtkWidget *item)
{
  GtkWidget *last = gtk_widget_get_last_child (item);
  return MILL_IS_SECRET_FIELD (last) ? MILL_SECRET_FIELD (last) : NULL;
}

static gboolean
item_is_secret (GtkWidget *item)
{
  MillSecretField *secret = item_secret (item);
  return secret != NULL && gtk_widget_get_visible (GTK_WIDGET (secret));
}

/* The control for an expression or a text. */
static GtkWidget *
item_control (GtkWidget *item)
{
  return gtk_widget_get_next_sibling (gtk_widget_get_first_child (item));
}

static MillExpressionEditor *
item_expression (GtkWidget *item)
{
  GtkWidget *control = item_control (item);
  return MILL_IS_EXPRESSION_EDITOR (control) ? MILL_EXPRESSION_EDITOR (control) : NULL;
}

/* What was loaded counts until its control is edited: that may show less than there is, such as
 * nothing of a password that stands where only its name should. */
#define LOADED "loaded"

static JsonNode *
item_value (GtkWidget *item)
{
  JsonNode *loaded = g_object_get_data (G_OBJECT (item), LOADED);
  MillExpressionEditor *expression = item_expression (item);
  if (loaded != NULL)
    return json_node_ref (loaded);
  if (expression != NULL)
    {
      g_autofree char *text = mill_expression_editor_get_text (expression);
      return mill_node_text (text);
    }
  if (!item_is_secret (item))
    return mill_node_text (gtk_editable_get_text (GTK_EDITABLE (item_control (item))));
  const char *name = mill_secret_field_get_name (item_secret (item));
  return *name != '\0' ? mill_node_secret (name) : json_node_new (JSON_NODE_NULL);
}

static void
set_item_text (GtkWidget *item, const char *text)
{
  MillExpressionEditor *expression = item_expression (item);
  GtkWidget *control = item_control (item);
  if (expression != NULL)
    mill_expression_editor_set_text (expression, text);
  else if (!g_str_equal (gtk_editable_get_text (GTK_EDITABLE (control)), text))
    gtk_editable_set_text (GTK_EDITABLE (control), text);
}

static void
set_item_value (GtkWidget *item, JsonNode *value)
{
  MillSecretField *secret = item_secret (item);
  const char *name = mill_node_get_secret (value);
  gboolean text = JSON_NODE_HOLDS_VALUE (value) && json_node_get_string (value) != NULL;
  g_autofree char *words = text ? json_node_dup_string (value) : json_to_string (value, FALSE);
  if (secret != NULL)
    mill_secret_field_set_name (secret, name != NULL ? name : "");
  if (secret == NULL || name == NULL)
    set_item_text (item, JSON_NODE_HOLDS_NULL (value) ? "" : words);
}

/* A setting that is called "password" takes no text. Both controls stay: the focus may be on its
 * way to one of them. */
static void
choose_control (GtkWidget *item)
{
  MillSecretField *field = item_secret (item);
  if (field == NULL)
    return;
  gboolean secret = *mill_secret_field_get_name (field) != '\0'
                    || mill_setting_is_secret (gtk_editable_get_text (item_name (item)));
  if (secret != item_is_secret (item))
    g_object_set_data (G_OBJECT (item), LOADED, NULL);
  gtk_widget_set_visible (GTK_WIDGET (field), secret);
  gtk_widget_set_visible (item_control (item), !secret);
}

/* ---- the schema grows from item to item ---- */

static MillSchema *
schema_with (const MillSchema *schema, const char *name, MillType type)
{
  guint n = mill_schema_n_fields (schema);
  g_autofree MillField *fields = g_new (MillField, n + 1);
  int at = mill_schema_find (schema, name);
  for (guint i = 0; i < n; i++)
    fields[i] = *mill_schema_field (schema, i);
  fields[at >= 0 ? (guint)at : n] = (MillField){ name, type };
  return mill_schema_new (fields, at >= 0 ? n : n + 1, NULL);
}

static void
chain (MillParamEditor *editor)
{
  const Data *data = editor->data;
  const MillSchema *schema = mill_param_context_get_schema (editor->context, editor->param->port);
  g_autoptr (MillSchema) grown = NULL;
  guint n = editor->param->expressions ? mill_item_list_n (data->list) : 0;
  for (guint i = 0; i < n; i++)
    {
      GtkWidget *item = mill_item_list_get (data->list, i);
      MillType type;
      mill_expression_editor_set_schema (item_expression (item), grown);
      if (schema == NULL || !mill_expression_editor_get_type_of (item_expression (item), &type))
        continue;
      MillSchema *more = schema_with (
          grown != NULL ? grown : schema, gtk_editable_get_text (item_name (item)), type);
      if (more == NULL)
        continue;
      mill_schema_unref (grown);
      grown = more;
    }
}

/* ---- edits ---- */

/* NULL when a name is missing or stands twice: then the document stays as it is until that is
 * mended. */
static JsonNode *
collect (MillParamEditor *editor)
{
  const Data *data = editor->data;
  g_autoptr (JsonObject) object = json_object_new ();
  gboolean twice = FALSE;
  for (guint i = 0; i < mill_item_list_n (data->list); i++)
    {
      GtkWidget *item = mill_item_list_get (data->list, i);
      const char *name = gtk_editable_get_text (item_name (item));
      gboolean taken = *name == '\0' || json_object_has_member (object, name);
      if (taken)
        gtk_widget_add_css_class (GTK_WIDGET (item_name (item)), "error");
      else
        gtk_widget_remove_css_class (GTK_WIDGET (item_name (item)), "error");
      gtk_widget_set_tooltip_text (GTK_WIDGET (item_name (item)),
                                   taken ? _ ("Each needs a name of its own") : NULL);
      json_object_set_member (object, name, item_value (item));
      twice = twice || taken;
    }
  return twice ? NULL : mill_node_object (g_steal_pointer (&object));
}

static void
take (MillParamEditor *editor, gboolean done)
{
  if (editor->loading)
    return;
  JsonNode *value = collect (editor);
  chain (editor);
  if (value != NULL)
    mill_param_editor_take (editor, value, done);
}

static void
moved (MillParamEditor *editor)
{
  take (editor, TRUE);
}

/* ---- an item is edited ---- */

/* (nullable): the editor, when that is not being filled. */
static MillParamEditor *
get_editor (GtkWidget *item)
{
  GtkWidget *found = gtk_widget_get_ancestor (item, MILL_TYPE_PARAM_EDITOR);
  return found != NULL && !MILL_PARAM_EDITOR (found)->loading ? MILL_PARAM_EDITOR (found) : NULL;
}

static void
name_changed (GtkWidget *item)
{
  MillParamEditor *editor = get_editor (item);
  if (editor == NULL)
    return;
  choose_control (item);
  take (editor, FALSE);
}

static void
value_changed (GtkWidget *item)
{
  MillParamEditor *editor = get_editor (item);
  if (editor == NULL)
    return;
  g_object_set_data (G_OBJECT (item), LOADED, NULL);
  take (editor, item_is_secret (item));
}

static GtkWidget *
make_entry (MillParamEditor *editor, const char *hint)
{
  GtkWidget *entry = gtk_entry_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), hint);
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), 4);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, hint, -1);
  g_signal_connect_swapped (entry, "activate", G_CALLBACK (mill_param_editor_done), editor);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (mill_param_editor_done), editor);
  gtk_widget_add_controller (entry, focus);
  return entry;
}

static GtkWidget *
make_expression (MillParamEditor *editor)
{
  GtkWidget *expression
      = mill_expression_editor_new (editor->context, editor->param->port, _ ("Expression"), FALSE);
  mill_expression_editor_set_hint (MILL_EXPRESSION_EDITOR (expression), _ ("expression"));
  g_signal_connect_swapped (expression, "done", G_CALLBACK (mill_param_editor_done), editor);
  return expression;
}

static void
add_control (GtkWidget *item, GtkWidget *control, GCallback changed)
{
  g_signal_connect_swapped (control, "changed", changed, item);
  gtk_widget_set_hexpand (control, TRUE);
  gtk_box_append (GTK_BOX (item), control);
}

static void
set_item (GtkWidget *item, const char *name, JsonNode *value)
{
  if (!g_str_equal (gtk_editable_get_text (item_name (item)), name))
    gtk_editable_set_text (item_name (item), name);
  set_item_value (item, value);
  choose_control (item);
  g_object_set_data_full (
      G_OBJECT (item), LOADED, json_node_ref (value), (GDestroyNotify)json_node_unref);
}

static GtkWidget *
add_item (MillParamEditor *editor, const char *name, JsonNode *value)
{
  const Data *data = editor->data;
  gboolean expressions = editor->param->expressions;
  gboolean connection = !expressions && mill_param_context_get_connection (editor->context);
  gboolean stacked = expressions || connection;
  GtkWidget *item = gtk_box_new (stacked ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL,
                                 stacked ? 4 : 6);
  add_control (item, make_entry (editor, _ ("Name")), G_CALLBACK (name_changed));
  add_control (item,
               expressions ? make_expression (editor) : make_entry (editor, _ ("Value")),
               G_CALLBACK (value_changed));
  if (connection)
    add_control (
        item, mill_secret_field_new (editor->context, _ ("Value")), G_CALLBACK (value_changed));
  if (stacked)
    gtk_widget_add_css_class (item, "mill-map-item");
  set_item (item, name, value);
  mill_item_list_append (data->list, item, name);
  return item;
}

static void
add_clicked (MillParamEditor *editor)
{
  const Data *data = editor->data;
  JsonNode *value = editor->value;
  JsonObject *object
      = value != NULL && JSON_NODE_HOLDS_OBJECT (value) ? json_node_get_object (value) : NULL;
  g_autofree char *name = NULL;
  for (guint i = 1; name == NULL || (object != NULL && json_object_has_member (object, name)); i++)
    {
      g_free (name);
      name = g_strdup_printf (editor->param->expressions ? "column_%u" : "name-%u", i);
    }
  editor->loading = TRUE;
  g_autoptr (JsonNode) empty = mill_node_text ("");
  GtkWidget *item = add_item (editor, name, empty);
  editor->loading = FALSE;
  gtk_widget_set_visible (GTK_WIDGET (data->list), TRUE);
  take (editor, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (item_name (item)));
}

/* ---- the editor ---- */

static void
build (MillParamEditor *editor)
{
  Data *data = editor->data;
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6), *list = mill_item_list_new ();
  GtkWidget *button = gtk_button_new_with_label (editor->param->expressions ? _ ("Add a column")
                                                                            : _ ("Add an entry"));
  data->list = MILL_ITEM_LIST (list);
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  g_signal_connect_swapped (list, "changed", G_CALLBACK (moved), editor);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (add_clicked), editor);
  gtk_box_append (GTK_BOX (box), list);
  gtk_box_append (GTK_BOX (box), button);
  mill_param_editor_name (editor, list);
  adw_bin_set_child (ADW_BIN (editor), box);
}

static void
fill (MillParamEditor *editor, JsonObject *object)
{
  const Data *data = editor->data;
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;
  guint i = 0;
  gboolean fits = mill_item_list_n (data->list) == json_object_get_size (object);
  if (!fits)
    mill_item_list_clear (data->list);
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    if (fits)
      set_item (mill_item_list_get (data->list, i++), name, node);
    else
      add_item (editor, name, node);
}

static void
show (MillParamEditor *editor)
{
  const Data *data = editor->data;
  JsonNode *value = editor->value;
  JsonObject *object
      = value != NULL && JSON_NODE_HOLDS_OBJECT (value) ? json_node_get_object (value) : NULL;
  if (object != NULL)
    fill (editor, object);
  else
    mill_item_list_clear (data->list);
  gtk_widget_set_visible (GTK_WIDGET (data->list), mill_item_list_n (data->list) > 0);
  chain (editor);
}

/* Returns: whether all of them stand at the expressions that they are about. */
static gboolean
set_problems (MillParamEditor *editor, GPtrArray *problems)
{
  const Data *data = editor->data;
  guint n_shown = 0, n_wrong = 0;
  for (guint i = 0; editor->param->expressions && i < mill_item_list_n (data->list); i++)
    {
      GtkWidget *item = mill_item_list_get (data->list, i);
      g_autoptr (GPtrArray) own
          = mill_problems_of (problems, gtk_editable_get_text (item_name (item)));
      const char *message = mill_problems_error (own);
      n_wrong += mill_expression_editor_set_problem (item_expression (item), message);
      n_shown += message != NULL ? own->len : 0;
    }
  return n_wrong > 0 && (problems == NULL || n_shown == problems->len);
}

const MillEditorKind mill_editor_map = { .data_size = sizeof (Data),
                                         .build = build,
                                         .show = show,
                                         .context_changed = chain,
                                         .set_problems = set_problems };
