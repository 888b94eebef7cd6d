/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-import-column.h"

#include "mill-application.h"
#include "mill-time-pattern.h"
#include "mill-type-mark.h"
#include "mill-words.h"

#include <glib/gi18n-lib.h>

enum
{
  USUAL_PRECISION = 18,
  USUAL_SCALE = 2,
  LINE_CHARS = 34 /* of a reason, at least */
};

struct _MillImportColumn
{
  GtkPopover parent_instance;

  MillImport *import;
  GArray *columns;   /* of guint */
  gboolean updating; /* widgets are being set: nobody chooses */
  GtkLabel *name;
  GtkInscription *reason;
  GtkEditable *rename, *pattern, *null_words;
  GtkDropDown *type, *numbers;
  GtkWidget *digits_label, *digits, *pattern_label, *numbers_label, *undo;
  GtkSpinButton *precision, *scale;
  GtkCheckButton *left_out;
  char *words; /* for null, as they were last shown or taken */
};

G_DEFINE_FINAL_TYPE (MillImportColumn, mill_import_column, GTK_TYPE_POPOVER)

/* (nullable): the preview, when it has the column; @column: (out): which. */
static const MillCsvPreview *
get_preview (MillImportColumn *self, guint *column)
{
  const MillCsvPreview *preview
      = self->import != NULL ? mill_import_get_preview (self->import) : NULL;
  if (preview == NULL || !preview->found || self->columns->len == 0)
    return NULL;
  *column = g_array_index (self->columns, guint, 0);
  return *column < preview->sniff.dialect.n_columns ? preview : NULL;
}

/* ---- choosing ---- */

static MillType
get_type (MillImportColumn *self)
{
  guint id = gtk_drop_down_get_selected (self->type);
  if (id >= MILL_TYPE_LAST)
    return MILL_TYPE (TEXT);
  if (id != MILL_TYPE_DECIMAL)
    return (MillType){ .id = (guint8)id };
  guint8 precision = (guint8)gtk_spin_button_get_value_as_int (self->precision);
  guint8 scale = (guint8)gtk_spin_button_get_value_as_int (self->scale);
  return MILL_DECIMAL (precision, MIN (scale, precision));
}

static void
type_chosen (MillImportColumn *self)
{
  if (!self->updating)
    mill_import_read_as (self->import, self->columns, get_type (self));
}

static void
pattern_typed (MillImportColumn *self)
{
  const char *text = gtk_editable_get_text (self->pattern);
  g_autoptr (MillTimePattern) pattern = mill_time_pattern_new (text, NULL);
  gboolean usable
      = *text == '\0' || (pattern != NULL && mill_time_pattern_can_parse (pattern, NULL));
  if (usable)
    gtk_widget_remove_css_class (GTK_WIDGET (self->pattern), "error");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->pattern), "error");
  if (usable && !self->updating)
    mill_import_set_pattern (self->import, self->columns, *text != '\0' ? text : NULL);
}

static void
name_typed (MillImportColumn *self)
{
  const char *text = gtk_editable_get_text (self->rename);
  guint column;
  const MillCsvPreview *preview = get_preview (self, &column);
  if (preview == NULL || self->updating || *text == '\0')
    return;
  MillCsvColumnChoice *choice
      = mill_csv_choices_column (mill_import_get_choices (self->import), preview->names[column]);
  g_free (choice->name);
  choice->name = g_strdup (text);
  mill_import_changed (self->import);
}

/* When they are all there: half a word is another one. */
static void
words_typed (MillImportColumn *self)
{
  const char *text = gtk_editable_get_text (self->null_words);
  if (self->updating || self->import == NULL)
    return;
  g_auto (GStrv) words = mill_words_split (text);
  g_autofree char *typed = mill_words_join ((const char *const *)words);
  g_autofree char *now = mill_import_dup_null_words (self->import);
  if (g_str_equal (now, typed))
    return;
  g_free (self->words);
  self->words = g_strdup (text);
  mill_import_set_null_words (self->import, text);
}

static void
left_out_toggled (MillImportColumn *self)
{
  if (!self->updating)
    mill_import_leave_out (
        self->import, self->columns, gtk_check_button_get_active (self->left_out));
}

static void
undo_clicked (MillImportColumn *self)
{
  mill_import_free_columns (self->import, self->columns);
}

/* ---- showing ---- */

static void
show_text (GtkEditable *entry, const char *text)
{
  if (!g_str_equal (gtk_editable_get_text (entry), text != NULL ? text : ""))
    gtk_editable_set_text (entry, text != NULL ? text : "");
}

static void
show_reason (MillImportColumn *self, const MillCsvPreview *preview, guint column)
{
  const MillCsvColumnChoice *choice = g_hash_table_lookup (
      mill_import_get_choices (self->import)->columns, preview->names[column]);
  const char *reason = mill_csv_sniff_reason (&preview->sniff, MILL_CSV_TOPIC_COLUMN, (int)column);
  if (choice != NULL && choice->typed)
    reason = choice->why != NULL ? choice->why : _ ("Your choice");
  if (preview->left_out[column])
    reason = _ ("This column is not imported");
  g_autofree char *text = g_strdelimit (g_strdup (reason != NULL ? reason : ""), "\r\n\t", ' ');
  guint n_lines = (guint)CLAMP ((g_utf8_strlen (text, -1) + LINE_CHARS - 1) / LINE_CHARS, 1, 5);
  /* a label in a popover that is to grow is not given the room for it */
  gtk_inscription_set_text (self->reason, text);
  gtk_inscription_set_min_lines (self->reason, n_lines);
  gtk_inscription_set_nat_lines (self->reason, n_lines);
  gtk_widget_set_visible (self->undo, choice != NULL);
}

/* Not over what is being typed. */
static void
show_words (MillImportColumn *self)
{
  gboolean typing
      = (gtk_widget_get_state_flags (GTK_WIDGET (self->null_words)) & GTK_STATE_FLAG_FOCUS_WITHIN)
        != 0;
  if (typing && g_strcmp0 (gtk_editable_get_text (self->null_words), self->words) != 0)
    return;
  g_free (self->words);
  self->words = mill_import_dup_null_words (self->import);
  show_text (self->null_words, self->words);
}

static void
show_type (MillImportColumn *self, MillType type, const char *pattern)
{
  gboolean decimal = type.id == MILL_TYPE_DECIMAL;
  gboolean time = type.id == MILL_TYPE_DATE || type.id == MILL_TYPE_TIMESTAMP;
  gboolean number = decimal || type.id == MILL_TYPE_NUMBER || type.id == MILL_TYPE_INTEGER;
  gtk_drop_down_set_selected (self->type, type.id);
  gtk_widget_set_visible (self->digits_label, decimal);
  gtk_widget_set_visible (self->digits, decimal);
  gtk_spin_button_set_value (self->precision, decimal ? type.precision : USUAL_PRECISION);
  gtk_spin_button_set_value (self->scale, decimal ? type.scale : USUAL_SCALE);
  gtk_widget_set_visible (self->pattern_label, time);
  gtk_widget_set_visible (GTK_WIDGET (self->pattern), time);
  show_text (self->pattern, pattern);
  gtk_widget_set_visible (self->numbers_label, number);
  gtk_widget_set_visible (GTK_WIDGET (self->numbers), number);
}

static void
show_name (MillImportColumn *self, const MillCsvDialect *dialect, const char *name)
{
  guint n = self->columns->len;
  gboolean rename = !dialect->header && n == 1;
  g_autofree char *many = g_strdup_printf (ngettext ("%u column", "%u columns", n), n);
  gtk_label_set_text (self->name, n == 1 ? name : many);
  gtk_widget_set_visible (GTK_WIDGET (self->name), !rename);
  gtk_widget_set_visible (GTK_WIDGET (self->rename), rename);
  show_text (self->rename, name);
}

static void
update (MillImportColumn *self)
{
  guint at;
  const MillCsvPreview *preview = get_preview (self, &at);
  gtk_widget_set_sensitive (GTK_WIDGET (self), preview != NULL);
  if (preview == NULL)
    return;
  const MillCsvDialect *dialect = &preview->sniff.dialect;
  const MillCsvColumn *column = &dialect->columns[at];
  gboolean left_out = preview->left_out[at];
  self->updating = TRUE;
  show_name (self, dialect, column->name);
  show_type (self, column->type, column->pattern);
  show_words (self);
  gtk_widget_set_sensitive (GTK_WIDGET (self->type), !left_out);
  gtk_check_button_set_active (self->left_out, left_out);
  gtk_widget_set_visible (GTK_WIDGET (self->left_out), dialect->header);
  show_reason (self, preview, at);
  self->updating = FALSE;
}

void
mill_import_column_set_columns (MillImportColumn *self, const GArray *columns)
{
  g_return_if_fail (MILL_IS_IMPORT_COLUMN (self) && columns != NULL && columns->len > 0);
  g_array_set_size (self->columns, 0);
  g_array_append_vals (self->columns, columns->data, columns->len);
  update (self);
}

/* ---- the object ---- */

static void
mill_import_column_dispose (GObject *object)
{
  MillImportColumn *self = MILL_IMPORT_COLUMN (object);
  g_clear_object (&self->import);
  gtk_widget_dispose_template (GTK_WIDGET (object), MILL_TYPE_IMPORT_COLUMN);
  G_OBJECT_CLASS (mill_import_column_parent_class)->dispose (object);
}

static void
mill_import_column_finalize (GObject *object)
{
  g_array_unref (MILL_IMPORT_COLUMN (object)->columns);
  g_free (MILL_IMPORT_COLUMN (object)->words);
  G_OBJECT_CLASS (mill_import_column_parent_class)->finalize (object);
}

static void
mill_import_column_class_init (MillImportColumnClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = mill_import_column_dispose;
  G_OBJECT_CLASS (class)->finalize = mill_import_column_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               MILL_RESOURCES "ui/import/mill-import-column.ui");
  gtk_widget_class_bind_template_child (widget_class, MillImportColumn, name);
  gtk_widget_class_bind_template_child (widget_class, MillImportColumn, rename);
  gtk_widget_class_bind_template_child (widget_class, MillImportColumn, reason);
  gtk_widget_class_bind_template_child (widget_class, MillImportColumn, type);
  gtk_widget_class_bind_template_child (widget_class, MillImportColumn, digits_label);
  gtk_widget_class_bind_template_child (widget_class, MillImportColumn, digits);
  gtk_widget_class_bind_template_child (widget_class, MillImportColumn, precision);
  gtk_widget_class_bind_template_child (widget_class, MillImportColumn, scale);
  gtk_widget_class_bind_template_child (widget_class, MillImportColumn, pattern_label);
  gtk_widget_class_bind_template_child (widget_class, MillImportColumn, pattern);
  gtk_widget_class_bind_template_child (widget_class, MillImportColumn, numbers_label);
  gtk_widget_class_bind_template_child (widget_class, MillImportColumn, numbers);
  gtk_widget_class_bind_template_child (widget_class, MillImportColumn, null_words);
  gtk_widget_class_bind_template_child (widget_class, MillImportColumn, left_out);
  gtk_widget_class_bind_template_child (widget_class, MillImportColumn, undo);
  gtk_widget_class_bind_template_callback (widget_class, type_chosen);
  gtk_widget_class_bind_template_callback (widget_class, pattern_typed);
  gtk_widget_class_bind_template_callback (widget_class, name_typed);
  gtk_widget_class_bind_template_callback (widget_class, words_typed);
  gtk_widget_class_bind_template_callback (widget_class, left_out_toggled);
  gtk_widget_class_bind_template_callback (widget_class, undo_clicked);
}

static void
mill_import_column_init (MillImportColumn *self)
{
  self->columns = g_array_new (FALSE, FALSE, sizeof (guint));
  self->updating = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);
  for (guint i = 0; i < MILL_TYPE_LAST; i++)
    gtk_string_list_append (labels, mill_type_label ((MillTypeId)i));
  gtk_drop_down_set_model (self->type, G_LIST_MODEL (labels));
  self->updating = FALSE;
}

GtkWidget *
mill_import_column_new (MillImport *import, GtkDropDown *numbers)
{
  g_return_val_if_fail (MILL_IS_IMPORT (import) && GTK_IS_DROP_DOWN (numbers), NULL);
  MillImportColumn *self = g_object_new (MILL_TYPE_IMPORT_COLUMN, NULL);
  self->import = g_object_ref (import);
  gtk_drop_down_set_model (self->numbers, gtk_drop_down_get_model (numbers));
  g_object_bind_property (numbers,
                          "selected",
                          self->numbers,
                          "selected",
                          G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE);
  g_signal_connect_object (import, "preview-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
