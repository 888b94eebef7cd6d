/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-param-form.h"

#include "mill-param-editor-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _MillParamForm
{
  AdwBin parent_instance;

  const MillParam *table;
  MillParamContext *context;
  JsonObject *value;
  GPtrArray *rows;      /* MillParamRow, in the order of the table */
  GHashTable *headings; /* group (as in the table) -> its heading */
  GtkExpander *more;    /* (nullable) with the advanced ones */
};

G_DEFINE_FINAL_TYPE (MillParamForm, mill_param_form, ADW_TYPE_BIN)

enum
{
  CHANGED,
  DONE,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

/* ---- what matters, given the other values; as mill_param_visible() for what may not be valid ----
 */

static char *
value_word (const MillParam *param, JsonObject *object)
{
  JsonNode *given = json_object_get_member (object, mill_param_name (param));
  g_autoptr (JsonNode) node
      = given != NULL ? json_node_ref (given) : mill_param_default_to_json (param);
  if (node == NULL)
    return NULL;
  if (JSON_NODE_HOLDS_ARRAY (node))
    return g_strdup (json_array_get_length (json_node_get_array (node)) > 0 ? "true" : "");
  if (JSON_NODE_HOLDS_OBJECT (node))
    return g_strdup (json_object_get_size (json_node_get_object (node)) > 0 ? "true" : "");
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return g_strdup (json_node_get_string (node));
  return json_to_string (node, FALSE);
}

static gboolean
is_on (const char *word)
{
  return word != NULL && *word != '\0' && !g_str_equal (word, "false") && !g_str_equal (word, "0");
}

static gboolean
matters (const MillParam *table, JsonObject *object, const MillParam *param)
{
  if (param->visible_when == NULL)
    return TRUE;
  g_auto (GStrv) parts = g_strsplit (param->visible_when, "=", 2);
  const MillParam *other = mill_param_find (table, parts[0]);
  if (other == NULL || !matters (table, object, other))
    return other == NULL;
  g_autofree char *word = value_word (other, object);
  if (parts[1] == NULL)
    return is_on (word);
  if (mill_text_has_reference (word))
    return TRUE; /* it depends on the run */
  g_auto (GStrv) wanted = g_strsplit (parts[1], "|", -1);
  return word != NULL && g_strv_contains ((const char *const *)wanted, word);
}

static void
show_what_matters (MillParamForm *form)
{
  g_autoptr (GHashTable) shown = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < form->rows->len; i++)
    {
      MillParamRow *row = form->rows->pdata[i];
      const MillParam *param = mill_param_row_get_param (row);
      /* what is given is shown even when it does not matter: somebody wrote it */
      gboolean visible = matters (form->table, form->value, param)
                         || mill_param_row_get_value (row) != NULL
                         || mill_param_editor_get_mixed (mill_param_row_get_editor (row));
      gtk_widget_set_visible (GTK_WIDGET (row), visible);
      if (visible && param->group != NULL && !param->advanced)
        g_hash_table_add (shown, (gpointer)param->group);
    }
  GHashTableIter iter;
  gpointer group, heading;
  g_hash_table_iter_init (&iter, form->headings);
  while (g_hash_table_iter_next (&iter, &group, &heading))
    gtk_widget_set_visible (heading, g_hash_table_contains (shown, group));
}

/* ---- edits ---- */

static void
row_changed (MillParamForm *form, MillParamRow *row)
{
  const char *name = mill_param_name (mill_param_row_get_param (row));
  JsonObject *old = form->value;
  form->value = mill_object_with (old, name, mill_param_row_get_value (row));
  json_object_unref (old);
  show_what_matters (form);
  g_signal_emit (form, signals[CHANGED], 0, name);
}

static void
row_done (MillParamForm *form)
{
  g_signal_emit (form, signals[DONE], 0);
}

/* ---- the object ---- */

static void
mill_param_form_dispose (GObject *object)
{
  MillParamForm *form = MILL_PARAM_FORM (object);
  g_clear_object (&form->context);
  g_clear_pointer (&form->rows, g_ptr_array_unref);
  g_clear_pointer (&form->headings, g_hash_table_unref);
  g_clear_pointer (&form->value, json_object_unref);
  G_OBJECT_CLASS (mill_param_form_parent_class)->dispose (object);
}

static void
mill_param_form_class_init (MillParamFormClass *class)
{
  GType type = G_TYPE_FROM_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = mill_param_form_dispose;
  GTK_WIDGET_CLASS (class)->grab_focus = mill_grab_focus_inside;
  signals[CHANGED] = g_signal_new (
      "changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[DONE]
      = g_signal_new ("done", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
mill_param_form_init (MillParamForm *form)
{
  form->rows = g_ptr_array_new ();
  form->headings = g_hash_table_new (g_str_hash, g_str_equal);
  form->value = json_object_new ();
}

static GtkWidget *
make_heading (const char *text)
{
  GtkWidget *heading = gtk_label_new (text);
  gtk_label_set_xalign (GTK_LABEL (heading), 0);
  gtk_widget_add_css_class (heading, "heading");
  gtk_widget_add_css_class (heading, "mill-group");
  return heading;
}

static GtkWidget *
make_row (MillParamForm *form, const MillParam *param)
{
  GtkWidget *row = mill_param_row_new (param, form->context);
  g_ptr_array_add (form->rows, row);
  g_signal_connect_swapped (row, "changed", G_CALLBACK (row_changed), form);
  g_signal_connect_swapped (row, "done", G_CALLBACK (row_done), form);
  return row;
}

static void
add_rows (MillParamForm *form, GtkBox *box, gboolean advanced)
{
  for (const MillParam *param = form->table; param->type != MILL_PARAM_END_; param++)
    {
      if (!param->advanced != !advanced || param->replaced_by != NULL)
        continue;
      if (param->group != NULL && !advanced
          && !g_hash_table_contains (form->headings, param->group))
        {
          GtkWidget *heading = make_heading (_ (param->group));
          g_hash_table_insert (form->headings, (gpointer)param->group, heading);
          gtk_box_append (box, heading);
        }
      gtk_box_append (box, make_row (form, param));
    }
}

static gboolean
has_advanced (const MillParam *table)
{
  for (const MillParam *param = table; param->type != MILL_PARAM_END_; param++)
    if (param->advanced && param->replaced_by == NULL)
      return TRUE;
  return FALSE;
}

GtkWidget *
mill_param_form_new (const MillParam *table, MillParamContext *context)
{
  g_return_val_if_fail (table != NULL && MILL_IS_PARAM_CONTEXT (context), NULL);
  MillParamForm *form = g_object_new (MILL_TYPE_PARAM_FORM, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  form->table = table;
  form->context = g_object_ref (context);
  add_rows (form, GTK_BOX (box), FALSE);
  if (has_advanced (table))
    {
      GtkWidget *more = gtk_expander_new (_ ("More options"));
      GtkWidget *inner = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
      form->more = GTK_EXPANDER (more);
      gtk_widget_set_margin_top (inner, 12);
      add_rows (form, GTK_BOX (inner), TRUE);
      gtk_expander_set_child (form->more, inner);
      gtk_box_append (GTK_BOX (box), more);
    }
  adw_bin_set_child (ADW_BIN (form), box);
  show_what_matters (form);
  return GTK_WIDGET (form);
}

/* ---- values ---- */

JsonObject *
mill_param_form_get_value (MillParamForm *form)
{
  g_return_val_if_fail (MILL_IS_PARAM_FORM (form), NULL);
  return form->value;
}

void
mill_param_form_set_value (MillParamForm *form, JsonObject *object)
{
  g_return_if_fail (MILL_IS_PARAM_FORM (form) && object != NULL);
  JsonObject *old = form->value;
  gboolean folded = FALSE;
  form->value = json_object_ref (object);
  json_object_unref (old);
  for (guint i = 0; i < form->rows->len; i++)
    {
      MillParamRow *row = form->rows->pdata[i];
      const MillParam *param = mill_param_row_get_param (row);
      JsonNode *value = json_object_get_member (object, mill_param_name (param));
      mill_param_row_set_value (row, value);
      folded = folded || (param->advanced && value != NULL);
    }
  if (folded)
    gtk_expander_set_expanded (form->more, TRUE);
  show_what_matters (form);
}

void
mill_param_form_set_mixed (MillParamForm *form, const char *name, JsonNode *one)
{
  g_return_if_fail (MILL_IS_PARAM_FORM (form) && name != NULL);
  MillParamRow *row = mill_param_form_find_row (form, name);
  if (row == NULL)
    return;
  mill_param_row_set_mixed (row, one);
  show_what_matters (form);
}

void
mill_param_form_set_problems (MillParamForm *form, GPtrArray *problems)
{
  g_return_if_fail (MILL_IS_PARAM_FORM (form));
  for (guint i = 0; i < form->rows->len; i++)
    {
      MillParamRow *row = form->rows->pdata[i];
      const MillParam *param = mill_param_row_get_param (row);
      g_autoptr (GPtrArray) own = mill_problems_of (problems, mill_param_name (param));
      mill_param_row_set_problems (row, own);
      if (own->len > 0 && param->advanced)
        gtk_expander_set_expanded (form->more, TRUE);
    }
}

MillParamRow *
mill_param_form_find_row (MillParamForm *form, const char *name)
{
  g_return_val_if_fail (MILL_IS_PARAM_FORM (form) && name != NULL, NULL);
  for (guint i = 0; i < form->rows->len; i++)
    if (g_str_equal (mill_param_name (mill_param_row_get_param (form->rows->pdata[i])), name))
      return form->rows->pdata[i];
  return NULL;
}

void
mill_param_form_reveal (MillParamForm *form, const char *name)
{
  MillParamRow *row = mill_param_form_find_row (form, name);
  if (row == NULL)
    return;
  if (mill_param_row_get_param (row)->advanced)
    gtk_expander_set_expanded (form->more, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (row));
}
