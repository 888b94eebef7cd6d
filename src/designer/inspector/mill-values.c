/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-values.h"

#include "mill-environment-picker.h"
#include "mill-param-editor-private.h"
#include "mill-param-form.h"
#include "mill-size.h"

#include <glib/gi18n-lib.h>

struct _MillValues
{
  AdwBin parent_instance;

  MillWorkspace *workspace;
  MillParamContext *context;
  MillParam *table; /* what the form is of */
  GPtrArray *held;  /* what the table points to */
  AdwBin *place;
  MillParamForm *form; /* (nullable) in the place */
  GtkLabel *problem;
  GHashTable *pending; /* names of what has been typed but is not in the document yet */
  gboolean applying;   /* the document changes because the form did */
  guint update_id;
};

G_DEFINE_FINAL_TYPE (MillValues, mill_values, ADW_TYPE_BIN)

/* ---- tables ---- */

/* @texts: (nullable): none. What is no text in it is no choice. */
static const MillChoice *
make_choices (JsonArray *texts, GPtrArray *held)
{
  guint n = texts != NULL ? json_array_get_length (texts) : 0, n_choices = 0;
  MillChoice *choices = g_new0 (MillChoice, n + 1);
  g_ptr_array_add (held, choices);
  for (guint i = 0; i < n; i++)
    {
      JsonNode *node = json_array_get_element (texts, i);
      if (json_node_get_value_type (node) != G_TYPE_STRING)
        continue;
      char *text = json_node_dup_string (node);
      g_ptr_array_add (held, text);
      choices[n_choices] = (MillChoice){ text, text, (int)n_choices };
      n_choices++;
    }
  return choices;
}

/* So that a field that is left out says what counts instead. */
static void
set_default (MillParam *param, JsonNode *def, GPtrArray *held)
{
  guint64 bytes;
  if (def == NULL || !JSON_NODE_HOLDS_VALUE (def))
    return;
  if (json_node_get_value_type (def) != G_TYPE_STRING)
    {
      param->def.number = json_node_get_double (def);
      param->def.integer = json_node_get_value_type (def) == G_TYPE_BOOLEAN
                               ? json_node_get_boolean (def)
                               : json_node_get_int (def);
      return;
    }
  char *text = json_node_dup_string (def);
  g_ptr_array_add (held, text);
  if (param->type == MILL_PARAM_SIZE_ && mill_size_parse (text, &bytes, NULL))
    param->def.integer = (gint64)bytes;
  else if (param->type == MILL_PARAM_DURATION_)
    mill_duration_parse (text, &param->def.integer, NULL);
  else if (param->type == MILL_PARAM_ENUM_)
    for (guint i = 0; param->choices[i].nick != NULL; i++)
      param->def.integer = g_str_equal (param->choices[i].nick, text) ? i : param->def.integer;
  else
    param->def.text = text;
}

MillParam *
mill_values_make_table (MillDocument *document, gboolean defaults, GPtrArray *held)
{
  g_return_val_if_fail (MILL_IS_DOCUMENT (document) && held != NULL, NULL);
  g_autofree const char **names = mill_document_list_entries (document, MILL_SECTION_PARAMETERS);
  guint n = g_strv_length ((char **)names);
  MillParam *table = g_new0 (MillParam, n + 1);
  for (guint i = 0; i < n; i++)
    {
      MillDocParameter parameter;
      mill_document_get_parameter (document, names[i], &parameter);
      char *name = g_strdup (names[i]), *help = g_strdup (parameter.help);
      g_ptr_array_add (held, name);
      g_ptr_array_add (held, help);
      table[i].type = parameter.type;
      table[i].field = table[i].label = name; /* as mill_param_words() wants it */
      table[i].help = help != NULL && *help != '\0' ? help : NULL;
      if (parameter.type == MILL_PARAM_ENUM_)
        {
          table[i].choices = make_choices (parameter.choices, held);
          table[i].required = parameter.def == NULL; /* none is chosen by itself */
        }
      if (defaults)
        set_default (&table[i], parameter.def, held);
    }
  return table;
}

static gboolean
same_choices (const MillChoice *one, const MillChoice *other)
{
  if (one == NULL || other == NULL)
    return one == other;
  for (; one->nick != NULL && g_strcmp0 (one->nick, other->nick) == 0; one++, other++)
    ;
  return one->nick == other->nick;
}

gboolean
mill_values_same_table (const MillParam *one, const MillParam *other)
{
  for (; one->type == other->type && one->type != MILL_PARAM_END_; one++, other++)
    if (!g_str_equal (one->field, other->field) || g_strcmp0 (one->help, other->help) != 0
        || one->def.integer != other->def.integer || one->def.number != other->def.number
        || one->required != other->required || g_strcmp0 (one->def.text, other->def.text) != 0
        || !same_choices (one->choices, other->choices))
      return FALSE;
  return one->type == other->type;
}

/* ---- edits ---- */

static gboolean
set_value (MillValues *values, const char *name, JsonNode *value, GError **error)
{
  MillDocument *document = mill_workspace_get_document (values->workspace);
  const char *environment = mill_workspace_get_environment (values->workspace);
  MillSection section = environment != NULL ? MILL_SECTION_ENVIRONMENTS : MILL_SECTION_PARAMETERS;
  const char *entry = environment != NULL ? environment : name;
  JsonObject *old = mill_document_get_entry (document, section, entry);
  if (old == NULL)
    return TRUE; /* it has gone meanwhile */
  g_autoptr (JsonObject) fresh
      = mill_object_with (old, environment != NULL ? name : "default", value);
  return mill_document_set_entry (document, section, entry, fresh, error);
}

static void
apply (MillValues *values)
{
  g_autoptr (GError) error = NULL;
  GHashTableIter iter;
  const char *name;
  if (values->form == NULL)
    return;
  JsonObject *given = mill_param_form_get_value (values->form);
  values->applying = TRUE;
  g_hash_table_iter_init (&iter, values->pending);
  while (g_hash_table_iter_next (&iter, (gpointer *)&name, NULL))
    if (set_value (values, name, json_object_get_member (given, name), &error))
      g_hash_table_iter_remove (&iter);
    else
      break;
  values->applying = FALSE;
  gtk_label_set_text (values->problem, error != NULL ? error->message : "");
  gtk_widget_set_visible (GTK_WIDGET (values->problem), error != NULL);
}

static void
form_changed (MillValues *values, const char *name)
{
  g_hash_table_add (values->pending, g_strdup (name));
}

/* ---- following the document ---- */

static JsonObject *
list_values (MillValues *values)
{
  MillDocument *document = mill_workspace_get_document (values->workspace);
  const char *environment = mill_workspace_get_environment (values->workspace);
  if (environment != NULL)
    return json_object_ref (
        mill_document_get_entry (document, MILL_SECTION_ENVIRONMENTS, environment));
  JsonObject *defaults = json_object_new ();
  for (const MillParam *param = values->table; param->type != MILL_PARAM_END_; param++)
    {
      JsonObject *entry = mill_document_get_entry (document, MILL_SECTION_PARAMETERS, param->field);
      JsonNode *def = json_object_get_member (entry, "default");
      if (def != NULL)
        json_object_set_member (defaults, param->field, json_node_ref (def));
    }
  return defaults;
}

static void
make_form (MillValues *values, MillParam *table, GPtrArray *held)
{
  GtkWidget *form = mill_param_form_new (table, values->context);
  adw_bin_set_child (values->place, form); /* the old form goes before its table */
  g_free (values->table);
  g_ptr_array_unref (values->held);
  values->table = table;
  values->held = held;
  values->form = MILL_PARAM_FORM (form);
  g_signal_connect_swapped (form, "changed", G_CALLBACK (form_changed), values);
  g_signal_connect_swapped (form, "done", G_CALLBACK (apply), values);
}

static gboolean
update_now (gpointer data)
{
  MillValues *values = data;
  MillDocument *document = mill_workspace_get_document (values->workspace);
  GPtrArray *held = g_ptr_array_new_with_free_func (g_free);
  gboolean defaults = mill_workspace_get_environment (values->workspace) != NULL;
  MillParam *table = mill_values_make_table (document, defaults, held);
  values->update_id = 0;
  gtk_widget_set_visible (GTK_WIDGET (values), table->type != MILL_PARAM_END_);
  if (values->form == NULL || !mill_values_same_table (values->table, table))
    make_form (values, table, held);
  else
    {
      g_free (table);
      g_ptr_array_unref (held);
    }
  g_autoptr (JsonObject) given = list_values (values);
  g_hash_table_remove_all (values->pending);
  mill_param_form_set_value (values->form, given);
  gtk_widget_set_visible (GTK_WIDGET (values->problem), FALSE);
  return G_SOURCE_REMOVE;
}

static void
update (MillValues *values)
{
  /* the widget that an edit comes from may not go while it says so */
  if (!values->applying)
    {
      g_clear_handle_id (&values->update_id, g_source_remove);
      update_now (values);
    }
  else if (values->update_id == 0)
    values->update_id = g_idle_add (update_now, values);
}

/* ---- the object ---- */

static void
mill_values_dispose (GObject *object)
{
  MillValues *values = MILL_VALUES (object);
  g_clear_handle_id (&values->update_id, g_source_remove);
  if (values->workspace != NULL)
    {
      g_signal_handlers_disconnect_by_data (values->workspace, values);
      g_signal_handlers_disconnect_by_data (mill_workspace_get_document (values->workspace),
                                            values);
    }
  values->form = NULL;
  adw_bin_set_child (ADW_BIN (values), NULL);
  g_clear_object (&values->context);
  g_clear_object (&values->workspace);
  G_OBJECT_CLASS (mill_values_parent_class)->dispose (object);
}

static void
mill_values_finalize (GObject *object)
{
  MillValues *values = MILL_VALUES (object);
  g_free (values->table);
  g_ptr_array_unref (values->held);
  g_hash_table_unref (values->pending);
  G_OBJECT_CLASS (mill_values_parent_class)->finalize (object);
}

static void
mill_values_class_init (MillValuesClass *class)
{
  G_OBJECT_CLASS (class)->dispose = mill_values_dispose;
  G_OBJECT_CLASS (class)->finalize = mill_values_finalize;
}

static GtkWidget *
add_label (GtkWidget *box, const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

static void
mill_values_init (MillValues *values)
{
  values->held = g_ptr_array_new_with_free_func (g_free);
  values->pending = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

GtkWidget *
mill_values_new (MillWorkspace *workspace)
{
  g_return_val_if_fail (MILL_IS_WORKSPACE (workspace), NULL);
  MillValues *values = g_object_new (MILL_TYPE_VALUES, NULL);
  MillDocument *document = mill_workspace_get_document (workspace);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *place = adw_bin_new ();
  values->workspace = g_object_ref (workspace);
  values->context = mill_param_context_new (workspace);
  values->place = ADW_BIN (place);
  add_label (box, _ ("Values"), "heading");
  GtkWidget *help = add_label (box, _ ("What previews and runs here use."), "dim-label");
  gtk_widget_add_css_class (help, "caption");
  gtk_box_append (GTK_BOX (box), mill_environment_picker_new (workspace));
  gtk_box_append (GTK_BOX (box), place);
  values->problem = GTK_LABEL (add_label (box, NULL, "error"));
  gtk_widget_add_css_class (GTK_WIDGET (values->problem), "caption");
  adw_bin_set_child (ADW_BIN (values), box);
  g_signal_connect_swapped (document, "section-changed::parameters", G_CALLBACK (update), values);
  g_signal_connect_swapped (document, "section-changed::environments", G_CALLBACK (update), values);
  g_signal_connect_swapped (workspace, "notify::environment", G_CALLBACK (update), values);
  update (values);
  return GTK_WIDGET (values);
}
