/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-import-column.h"

#include "mill-application.h"
#include "mill-time-pattern.h"
#include "mill-type-mark.h"

#include <glib/gi18n-lib.h>

enum
{
  USUAL_PRECISION = 18,
  USUAL_SCALE = 2
};

struct _MillImportColumn
{
  AdwBin parent_instance;

  MillImport *import;
  guint column;
  gboolean updating; /* widgets are being set: nobody chooses */
  GtkLabel *name, *reason;
  GtkEditable *rename, *pattern;
  GtkDropDown *type;
  GtkWidget *digits, *undo;
  GtkSpinButton *precision, *scale;
  GtkToggleButton *left_out;
};

G_DEFINE_FINAL_TYPE (MillImportColumn, mill_import_column, ADW_TYPE_BIN)

/* (nullable): the preview, when it has the column. */
static const MillCsvPreview *
get_preview (MillImportColumn *bar)
{
  const MillCsvPreview *preview
      = bar->import != NULL ? mill_import_get_preview (bar->import) : NULL;
  return preview != NULL && preview->found && bar->column < preview->sniff.dialect.n_columns
             ? preview
             : NULL;
}

/* ---- choosing ---- */

/* (nullable): what is decided about the column. */
static MillCsvColumnChoice *
get_choice (MillImportColumn *bar)
{
  const MillCsvPreview *preview = get_preview (bar);
  return preview != NULL && !bar->updating ? mill_csv_choices_column (
             mill_import_get_choices (bar->import), preview->names[bar->column])
                                           : NULL;
}

void
mill_import_column_read_as (MillImportColumn *bar, MillType type)
{
  g_return_if_fail (MILL_IS_IMPORT_COLUMN (bar));
  MillCsvColumnChoice *choice = get_choice (bar);
  if (choice == NULL)
    return;
  const MillCsvColumn *now
      = &mill_import_get_preview (bar->import)->sniff.dialect.columns[bar->column];
  if (!choice->typed || type.id != now->type.id)
    {
      /* the pattern of a date is of use for the same type only */
      g_free (choice->pattern);
      choice->pattern = type.id == now->type.id ? g_strdup (now->pattern) : NULL;
    }
  g_clear_pointer (&choice->why, g_free);
  choice->typed = TRUE;
  choice->type = type;
  mill_import_changed (bar->import);
}

void
mill_import_column_set_left_out (MillImportColumn *bar, gboolean left_out)
{
  g_return_if_fail (MILL_IS_IMPORT_COLUMN (bar));
  MillCsvColumnChoice *choice = get_choice (bar);
  if (choice == NULL || choice->left_out == left_out)
    return;
  choice->left_out = left_out;
  mill_import_changed (bar->import);
}

static MillType
get_type (MillImportColumn *bar)
{
  guint id = gtk_drop_down_get_selected (bar->type);
  if (id >= MILL_TYPE_LAST)
    return MILL_TYPE (TEXT);
  if (id != MILL_TYPE_DECIMAL)
    return (MillType){ .id = (guint8)id };
  guint8 precision = (guint8)gtk_spin_button_get_value_as_int (bar->precision);
  guint8 scale = (guint8)gtk_spin_button_get_value_as_int (bar->scale);
  return MILL_DECIMAL (precision, MIN (scale, precision));
}

static void
type_chosen (MillImportColumn *bar)
{
  if (!bar->updating)
    mill_import_column_read_as (bar, get_type (bar));
}

static void
pattern_typed (MillImportColumn *bar)
{
  const char *text = gtk_editable_get_text (bar->pattern);
  MillCsvColumnChoice *choice = get_choice (bar);
  g_autoptr (MillTimePattern) pattern = mill_time_pattern_new (text, NULL);
  gboolean usable
      = *text == '\0' || (pattern != NULL && mill_time_pattern_can_parse (pattern, NULL));
  if (usable)
    gtk_widget_remove_css_class (GTK_WIDGET (bar->pattern), "error");
  else
    gtk_widget_add_css_class (GTK_WIDGET (bar->pattern), "error");
  if (choice == NULL || !usable)
    return;
  choice->typed = TRUE;
  choice->type = get_type (bar);
  g_clear_pointer (&choice->why, g_free);
  g_free (choice->pattern);
  choice->pattern = *text != '\0' ? g_strdup (text) : NULL;
  mill_import_changed (bar->import);
}

static void
name_typed (MillImportColumn *bar)
{
  const char *text = gtk_editable_get_text (bar->rename);
  MillCsvColumnChoice *choice = get_choice (bar);
  if (choice == NULL || *text == '\0')
    return;
  g_free (choice->name);
  choice->name = g_strdup (text);
  mill_import_changed (bar->import);
}

static void
left_out_toggled (MillImportColumn *bar)
{
  if (!bar->updating)
    mill_import_column_set_left_out (bar, gtk_toggle_button_get_active (bar->left_out));
}

static void
undo_clicked (MillImportColumn *bar)
{
  const MillCsvPreview *preview = get_preview (bar);
  if (preview == NULL)
    return;
  g_hash_table_remove (mill_import_get_choices (bar->import)->columns, preview->names[bar->column]);
  mill_import_changed (bar->import);
}

/* ---- showing ---- */

static void
show_text (GtkEditable *entry, const char *text)
{
  if (!g_str_equal (gtk_editable_get_text (entry), text != NULL ? text : ""))
    gtk_editable_set_text (entry, text != NULL ? text : "");
}

static void
show_reason (MillImportColumn *bar, const MillCsvPreview *preview)
{
  const MillCsvColumnChoice *choice = g_hash_table_lookup (
      mill_import_get_choices (bar->import)->columns, preview->names[bar->column]);
  const char *reason
      = mill_csv_sniff_reason (&preview->sniff, MILL_CSV_TOPIC_COLUMN, (int)bar->column);
  if (choice != NULL && choice->typed)
    reason = choice->why != NULL ? choice->why : _ ("Your choice");
  if (preview->left_out[bar->column])
    reason = _ ("This column is not imported");
  gtk_label_set_text (bar->reason, reason != NULL ? reason : "");
  gtk_widget_set_tooltip_text (GTK_WIDGET (bar->reason), reason);
  gtk_widget_set_visible (bar->undo, choice != NULL);
}

static void
show_type (MillImportColumn *bar, const MillCsvColumn *column)
{
  gboolean decimal = column->type.id == MILL_TYPE_DECIMAL;
  gboolean time = column->type.id == MILL_TYPE_DATE || column->type.id == MILL_TYPE_TIMESTAMP;
  gtk_drop_down_set_selected (bar->type, column->type.id);
  gtk_widget_set_visible (bar->digits, decimal);
  gtk_spin_button_set_value (bar->precision, decimal ? column->type.precision : USUAL_PRECISION);
  gtk_spin_button_set_value (bar->scale, decimal ? column->type.scale : USUAL_SCALE);
  gtk_widget_set_visible (GTK_WIDGET (bar->pattern), time);
  show_text (bar->pattern, column->pattern);
}

static void
update (MillImportColumn *bar)
{
  const MillCsvPreview *preview = get_preview (bar);
  gtk_widget_set_sensitive (GTK_WIDGET (bar), preview != NULL);
  if (preview == NULL)
    return;
  const MillCsvDialect *dialect = &preview->sniff.dialect;
  const MillCsvColumn *column = &dialect->columns[bar->column];
  gboolean left_out = preview->left_out[bar->column];
  bar->updating = TRUE;
  gtk_label_set_text (bar->name, column->name);
  gtk_widget_set_tooltip_text (GTK_WIDGET (bar->name), column->name);
  show_text (bar->rename, column->name);
  gtk_widget_set_visible (GTK_WIDGET (bar->name), dialect->header);
  gtk_widget_set_visible (GTK_WIDGET (bar->rename), !dialect->header);
  show_type (bar, column);
  gtk_widget_set_sensitive (GTK_WIDGET (bar->type), !left_out);
  gtk_toggle_button_set_active (bar->left_out, left_out);
  gtk_widget_set_visible (GTK_WIDGET (bar->left_out), dialect->header);
  show_reason (bar, preview);
  bar->updating = FALSE;
}

void
mill_import_column_set_column (MillImportColumn *bar, guint column)
{
  g_return_if_fail (MILL_IS_IMPORT_COLUMN (bar));
  bar->column = column;
  update (bar);
}

guint
mill_import_column_get_column (MillImportColumn *bar)
{
  g_return_val_if_fail (MILL_IS_IMPORT_COLUMN (bar), 0);
  return bar->column;
}

void
mill_import_column_set_import (MillImportColumn *bar, MillImport *import)
{
  g_return_if_fail (MILL_IS_IMPORT_COLUMN (bar));
  g_return_if_fail (import == NULL || MILL_IS_IMPORT (import));
  if (bar->import != NULL)
    g_signal_handlers_disconnect_by_data (bar->import, bar);
  if (!g_set_object (&bar->import, import) || import == NULL)
    return;
  g_signal_connect_object (import, "preview-changed", G_CALLBACK (update), bar, G_CONNECT_SWAPPED);
  update (bar);
}

/* ---- the object ---- */

static void
mill_import_column_dispose (GObject *object)
{
  mill_import_column_set_import (MILL_IMPORT_COLUMN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), MILL_TYPE_IMPORT_COLUMN);
  G_OBJECT_CLASS (mill_import_column_parent_class)->dispose (object);
}

static void
mill_import_column_class_init (MillImportColumnClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = mill_import_column_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               MILL_RESOURCES "ui/import/mill-import-column.ui");
  gtk_widget_class_bind_template_child (widget_class, MillImportColumn, name);
  gtk_widget_class_bind_template_child (widget_class, MillImportColumn, rename);
  gtk_widget_class_bind_template_child (widget_class, MillImportColumn, type);
  gtk_widget_class_bind_template_child (widget_class, MillImportColumn, digits);
  gtk_widget_class_bind_template_child (widget_class, MillImportColumn, precision);
  gtk_widget_class_bind_template_child (widget_class, MillImportColumn, scale);
  gtk_widget_class_bind_template_child (widget_class, MillImportColumn, pattern);
  gtk_widget_class_bind_template_child (widget_class, MillImportColumn, left_out);
  gtk_widget_class_bind_template_child (widget_class, MillImportColumn, undo);
  gtk_widget_class_bind_template_child (widget_class, MillImportColumn, reason);
  gtk_widget_class_bind_template_callback (widget_class, type_chosen);
  gtk_widget_class_bind_template_callback (widget_class, pattern_typed);
  gtk_widget_class_bind_template_callback (widget_class, name_typed);
  gtk_widget_class_bind_template_callback (widget_class, left_out_toggled);
  gtk_widget_class_bind_template_callback (widget_class, undo_clicked);
}

static void
mill_import_column_init (MillImportColumn *bar)
{
  bar->updating = TRUE;
  gtk_widget_init_template (GTK_WIDGET (bar));
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);
  for (guint i = 0; i < MILL_TYPE_LAST; i++)
    gtk_string_list_append (labels, mill_type_label ((MillTypeId)i));
  gtk_drop_down_set_model (bar->type, G_LIST_MODEL (labels));
  bar->updating = FALSE;
}
