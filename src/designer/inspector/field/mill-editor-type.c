/* mill-editor-type.c: a column type: one of eight, and for decimals how many digits.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-param-editor-private.h"

#include "mill-choice.h"
#include "mill-type-mark.h"

#include <glib/gi18n-lib.h>

enum
{
  USUAL_PRECISION = 18,
  USUAL_SCALE = 2,
  DIGITS_MAX = 38
};

typedef struct
{
  GtkDropDown *type;
  GtkWidget *digits; /* shown for decimals */
  GtkSpinButton *precision;
  GtkSpinButton *scale;
} Data;

static void
edited (MillParamEditor *editor)
{
  const Data *data = editor->data;
  guint id = gtk_drop_down_get_selected (data->type);
  char text[MILL_TYPE_CHARS];
  if (id >= MILL_TYPE_LAST)
    return;
  gboolean decimal = id == MILL_TYPE_DECIMAL;
  MillType type = { .id = (guint8)id };
  gtk_widget_set_visible (data->digits, decimal);
  if (decimal)
    {
      type.precision = (guint8)gtk_spin_button_get_value_as_int (data->precision);
      type.scale = (guint8)MIN (gtk_spin_button_get_value_as_int (data->scale), type.precision);
    }
  mill_param_editor_take (editor, mill_node_text (mill_type_print (type, text)), TRUE);
}

static GtkSpinButton *
add_digits (MillParamEditor *editor, GtkWidget *box, const char *label, int min, int value)
{
  GtkWidget *spin = gtk_spin_button_new_with_range (min, DIGITS_MAX, 1);
  GtkWidget *text = gtk_label_new (label), *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_label_set_xalign (GTK_LABEL (text), 0);
  gtk_label_set_ellipsize (GTK_LABEL (text), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (text, TRUE);
  gtk_widget_add_css_class (text, "caption");
  gtk_widget_add_css_class (text, "dim-label");
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin), value);
  gtk_editable_set_width_chars (GTK_EDITABLE (spin), 2);
  gtk_accessible_update_property (GTK_ACCESSIBLE (spin), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_box_append (GTK_BOX (line), text);
  gtk_box_append (GTK_BOX (line), spin);
  gtk_box_append (GTK_BOX (box), line);
  g_signal_connect_swapped (spin, "value-changed", G_CALLBACK (edited), editor);
  return GTK_SPIN_BUTTON (spin);
}

static void
build (MillParamEditor *editor)
{
  Data *data = editor->data;
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);
  for (guint i = 0; i < MILL_TYPE_LAST; i++)
    gtk_string_list_append (labels, mill_type_label ((MillTypeId)i));
  GtkWidget *type = gtk_drop_down_new (G_LIST_MODEL (g_object_ref (labels)), NULL);
  data->type = GTK_DROP_DOWN (type);
  mill_choice_shorten (data->type);
  data->digits = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_box_append (GTK_BOX (box), type);
  gtk_box_append (GTK_BOX (box), data->digits);
  data->precision = add_digits (editor, data->digits, _ ("Digits"), 1, USUAL_PRECISION);
  data->scale = add_digits (editor, data->digits, _ ("After the point"), 0, USUAL_SCALE);
  g_signal_connect_swapped (type, "notify::selected", G_CALLBACK (edited), editor);
  mill_param_editor_name (editor, type);
  adw_bin_set_child (ADW_BIN (editor), box);
}

static void
show (MillParamEditor *editor)
{
  const Data *data = editor->data;
  const char *text = mill_param_editor_text (editor);
  MillType type;
  if (*text == '\0' && editor->param->def.text != NULL)
    text = editor->param->def.text;
  gboolean known = mill_type_parse (text, &type, NULL);
  gboolean decimal = known && type.id == MILL_TYPE_DECIMAL;
  gtk_drop_down_set_selected (data->type, known ? type.id : GTK_INVALID_LIST_POSITION);
  gtk_widget_set_visible (data->digits, decimal);
  if (!decimal)
    return;
  gtk_spin_button_set_value (data->precision, type.precision);
  gtk_spin_button_set_value (data->scale, type.scale);
}

const MillEditorKind mill_editor_type
    = { .data_size = sizeof (Data), .build = build, .show = show };
