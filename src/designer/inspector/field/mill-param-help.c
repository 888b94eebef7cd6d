/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-param-help.h"

#include "mill-param-editor-private.h"
#include "mill-size.h"

#include <glib/gi18n-lib.h>

enum
{
  WIDTH_CHARS = 38
};

/* ---- facts ---- */

static void
add_fact (GtkGrid *grid, const char *name, const char *value)
{
  int row = 0;
  while (gtk_grid_get_child_at (grid, 0, row) != NULL)
    row++;
  GtkWidget *key = gtk_label_new (name), *text = gtk_label_new (value);
  gtk_label_set_xalign (GTK_LABEL (key), 0);
  gtk_label_set_xalign (GTK_LABEL (text), 0);
  gtk_label_set_yalign (GTK_LABEL (key), 0);
  gtk_label_set_wrap (GTK_LABEL (text), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (text), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (text), WIDTH_CHARS - 10);
  gtk_label_set_selectable (GTK_LABEL (text), TRUE);
  gtk_widget_set_can_focus (text, FALSE);
  gtk_widget_add_css_class (key, "dim-label");
  gtk_grid_attach (grid, key, 0, row, 1, 1);
  gtk_grid_attach (grid, text, 1, row, 1, 1);
}

static char *
print_amount (const MillParam *param, gint64 value)
{
  char text[MILL_DURATION_CHARS];
  if (param->type == MILL_PARAM_SIZE_ && value >= 0)
    mill_size_print ((guint64)value, text);
  else if (param->type == MILL_PARAM_DURATION_ && value >= 0)
    mill_duration_print (value, text);
  else
    g_snprintf (text, sizeof text, "%" G_GINT64_FORMAT, value);
  return g_strdup (text);
}

static void
add_range (GtkGrid *grid, const MillParam *param)
{
  if (param->range.min != 0 || param->range.max != 0)
    {
      g_autofree char *min = print_amount (param, param->range.min);
      g_autofree char *max = print_amount (param, param->range.max);
      g_autofree char *text = g_strdup_printf (_ ("%s to %s"), min, max);
      add_fact (grid, _ ("Range"), text);
    }
  if (param->number_range.min != 0 || param->number_range.max != 0)
    {
      g_autofree char *text
          = g_strdup_printf (_ ("%g to %g"), param->number_range.min, param->number_range.max);
      add_fact (grid, _ ("Range"), text);
    }
}

static GtkWidget *
make_facts (const MillParam *param)
{
  GtkWidget *grid = gtk_grid_new ();
  char expects[MILL_TYPE_CHARS];
  g_autoptr (JsonNode) def = mill_param_default_to_json (param);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 12);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 2);
  add_fact (GTK_GRID (grid), _ ("Name"), mill_param_name (param));
  add_fact (GTK_GRID (grid), _ ("Type"), mill_param_type_name (param->type));
  if (param->has_expects)
    add_fact (GTK_GRID (grid), _ ("Result"), mill_type_print (param->expects, expects));
  if (def != NULL && JSON_NODE_HOLDS_VALUE (def))
    {
      g_autofree char *text = json_to_string (def, FALSE);
      add_fact (GTK_GRID (grid), _ ("Default"), text);
    }
  add_range (GTK_GRID (grid), param);
  if (param->example != NULL)
    add_fact (GTK_GRID (grid), _ ("Example"), param->example);
  return grid;
}

/* ---- parameters of the pipeline ---- */

static gboolean
can_refer (const MillParam *param)
{
  switch (param->type)
    {
    case MILL_PARAM_COLUMNS_:
    case MILL_PARAM_MAP_:
    case MILL_PARAM_LIST_:
    case MILL_PARAM_SECRET_:
      return FALSE;
    default:
      return TRUE;
    }
}

static void
refer (MillParamEditor *editor, const char *name)
{
  g_autofree char *text = g_strdup_printf ("${%s}", name);
  g_autoptr (JsonNode) value = mill_node_text (text);
  mill_param_editor_change (editor, value);
}

static void
close_help (GtkWidget *button)
{
  GtkWidget *popover = gtk_widget_get_ancestor (button, GTK_TYPE_POPOVER);
  if (popover != NULL)
    gtk_popover_popdown (GTK_POPOVER (popover));
}

static void
use_clicked (GtkButton *button, MillParamEditor *editor)
{
  close_help (GTK_WIDGET (button));
  refer (editor, g_object_get_data (G_OBJECT (button), "mill-name"));
}

static char *
free_name (MillDocument *document, const char *base)
{
  g_autofree const char **names = mill_document_list_entries (document, MILL_SECTION_PARAMETERS);
  char *name = g_strdup (base);
  for (guint i = 2; g_strv_contains (names, name); i++)
    {
      g_free (name);
      name = g_strdup_printf ("%s-%u", base, i);
    }
  return name;
}

static JsonObject *
make_entry (MillParamEditor *editor)
{
  const MillParam *param = editor->param;
  JsonObject *entry = json_object_new ();
  const char *type
      = param->type == MILL_PARAM_TEMPLATE_ ? "text" : mill_param_type_name (param->type);
  g_autoptr (JsonNode) def
      = editor->value != NULL ? json_node_ref (editor->value) : mill_param_default_to_json (param);
  json_object_set_string_member (entry, "type", type);
  if (def != NULL)
    json_object_set_member (entry, "default", json_node_ref (def));
  if (param->type == MILL_PARAM_ENUM_)
    {
      JsonArray *choices = json_array_new ();
      for (const MillChoice *choice = param->choices; choice->nick != NULL; choice++)
        json_array_add_string_element (choices, choice->nick);
      json_object_set_array_member (entry, "choices", choices);
    }
  json_object_set_string_member (
      entry, "help", param->help != NULL ? mill_param_words (param, param->help) : "");
  return entry;
}

/* The value becomes the default of a new parameter of the pipeline: one step. */
static void
new_clicked (GtkButton *button, MillParamEditor *editor)
{
  MillDocument *document = mill_param_context_get_document (editor->context);
  g_autofree char *name = free_name (document, mill_param_name (editor->param));
  g_autofree char *label = g_strdup_printf (_ ("Make %s a parameter"), name);
  g_autoptr (JsonObject) entry = make_entry (editor);
  MillUndo *undo = mill_document_get_undo (document);
  close_help (GTK_WIDGET (button));
  mill_undo_begin (undo, label);
  if (mill_document_set_entry (document, MILL_SECTION_PARAMETERS, name, entry, NULL))
    refer (editor, name);
  mill_undo_end (undo);
}

static void
empty_clicked (GtkButton *button, MillParamEditor *editor)
{
  g_autoptr (JsonNode) value = mill_node_text ("");
  close_help (GTK_WIDGET (button));
  mill_param_editor_change (editor, value);
}

static GtkWidget *
add_button (GtkWidget *box, const char *label, GCallback clicked, MillParamEditor *editor)
{
  GtkWidget *button = gtk_button_new_with_label (label);
  GtkWidget *text = gtk_button_get_child (GTK_BUTTON (button));
  gtk_label_set_xalign (GTK_LABEL (text), 0);
  gtk_label_set_ellipsize (GTK_LABEL (text), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (button, "flat");
  g_signal_connect_object (button, "clicked", clicked, editor, 0);
  gtk_box_append (GTK_BOX (box), button);
  return button;
}

static GtkWidget *
make_uses (MillParamEditor *editor, MillDocument *document)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  g_autofree const char **names = mill_document_list_entries (document, MILL_SECTION_PARAMETERS);
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *label = g_strdup_printf (_ ("Use ${%s}"), names[i]);
      GtkWidget *button = add_button (box, label, G_CALLBACK (use_clicked), editor);
      g_object_set_data_full (G_OBJECT (button), "mill-name", g_strdup (names[i]), g_free);
    }
  add_button (box, _ ("Make it a parameter of the pipeline"), G_CALLBACK (new_clicked), editor);
  return box;
}

GtkWidget *
mill_param_help_new (MillParamEditor *editor)
{
  g_return_val_if_fail (MILL_IS_PARAM_EDITOR (editor), NULL);
  const MillParam *param = editor->param;
  GtkWidget *popover = gtk_popover_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 10);
  GtkWidget *help
      = gtk_label_new (param->help != NULL ? mill_param_words (param, param->help) : "");
  MillDocument *document = mill_param_context_get_document (editor->context);
  gtk_label_set_wrap (GTK_LABEL (help), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (help), WIDTH_CHARS);
  gtk_label_set_xalign (GTK_LABEL (help), 0);
  gtk_box_append (GTK_BOX (box), help);
  gtk_box_append (GTK_BOX (box), make_facts (param));
  if (param->type == MILL_PARAM_TEXT_)
    add_button (box, _ ("Set to an empty text"), G_CALLBACK (empty_clicked), editor);
  if (document != NULL && can_refer (param))
    gtk_box_append (GTK_BOX (box), make_uses (editor, document));
  gtk_widget_add_css_class (box, "mill-help");
  gtk_popover_set_child (GTK_POPOVER (popover), box);
  return popover;
}
