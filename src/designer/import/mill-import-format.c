/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-import-format.h"

#include "mill-application.h"
#include "mill-words.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* ---- what there is to choose ---- */

/* A choice of one character, or of two; a table ends with a NULL label. */
typedef struct
{
  const char *label;
  char mark;
  char second;
} Choice;

static const Choice delimiters[] = {
  { N_ ("Comma  ,"), ',', 0 },
  { N_ ("Semicolon  ;"), ';', 0 },
  { N_ ("Tab"), '\t', 0 },
  { N_ ("Vertical bar  |"), '|', 0 },
  { N_ ("Colon  :"), ':', 0 },
  { N_ ("Blank"), ' ', 0 },
  { NULL, 0, 0 },
};
static const Choice quotes[] = {
  { N_ ("Double  \""), '"', 0 },
  { N_ ("Single  '"), '\'', 0 },
  { N_ ("None"), 0, 0 },
  { NULL, 0, 0 },
};
static const Choice escapes[] = {
  { N_ ("Doubled quote"), 0, 0 },
  { N_ ("Backslash  \\"), '\\', 0 },
  { NULL, 0, 0 },
};
static const Choice comments[] = {
  { N_ ("None"), 0, 0 },
  { N_ ("Number sign  #"), '#', 0 },
  { N_ ("Semicolon  ;"), ';', 0 },
  { N_ ("Per cent  %"), '%', 0 },
  { N_ ("Exclamation  !"), '!', 0 },
  { NULL, 0, 0 },
};
static const Choice numbers[] = {
  { "1234.5", '.', 0 },     { "1234,5", ',', 0 },    { "1,234.5", '.', ',' },
  { "1.234,5", ',', '.' },  { "1 234.5", '.', ' ' }, { "1 234,5", ',', ' ' },
  { "1'234.5", '.', '\'' }, { NULL, 0, 0 },
};

/* Names that iconv knows. */
static const char *const encodings[] = {
  "UTF-8",        "WINDOWS-1252", "ISO-8859-1",   "ISO-8859-15",  "UTF-16LE",     "UTF-16BE",
  "WINDOWS-1250", "WINDOWS-1251", "WINDOWS-1253", "WINDOWS-1254", "WINDOWS-1255", "WINDOWS-1256",
  "ISO-8859-2",   "KOI8-R",       "CP437",        "CP850",        "MACINTOSH",    "SHIFT_JIS",
  "EUC-JP",       "GB18030",      "BIG5",         "EUC-KR",       NULL,
};

static const struct
{
  MillCsvTopic topic;
  const Choice *choices;
  gsize offset;   /* of the character in a dialect */
  gsize second;   /* of the second one; 0: none */
  gboolean other; /* any other character will do, too */
} marks[] = {
  { MILL_CSV_TOPIC_DELIMITER, delimiters, offsetof (MillCsvDialect, delimiter), 0, TRUE },
  { MILL_CSV_TOPIC_QUOTE, quotes, offsetof (MillCsvDialect, quote), 0, TRUE },
  { MILL_CSV_TOPIC_ESCAPE, escapes, offsetof (MillCsvDialect, escape), 0, FALSE },
  { MILL_CSV_TOPIC_COMMENT, comments, offsetof (MillCsvDialect, comment), 0, TRUE },
  { MILL_CSV_TOPIC_NUMBERS,
    numbers,
    offsetof (MillCsvDialect, decimal_point),
    offsetof (MillCsvDialect, thousands),
    FALSE },
};

#define N_MARKS G_N_ELEMENTS (marks)
#define N_TOPICS (MILL_CSV_TOPIC_COLUMN + 1)

struct _MillImportFormat
{
  AdwBin parent_instance;

  MillImport *import;
  gboolean updating; /* widgets are being set: nobody chooses */
  GtkDropDown *delimiter, *quote, *escape, *comment, *numbers, *encoding, *ragged;
  AdwActionRow *delimiter_row, *quote_row, *escape_row, *comment_row, *numbers_row;
  AdwActionRow *encoding_row, *line_end, *header_row, *skip_row;
  AdwEntryRow *null_words;
  GtkSwitch *header, *trim;
  GtkSpinButton *skip;
  GtkEditable *others[N_MARKS];
  AdwPreferencesGroup *values, *bad_rows;
  guint n_shown;             /* parts */
  GtkWidget *undo[N_TOPICS]; /* buttons: find out again */
};

G_DEFINE_FINAL_TYPE (MillImportFormat, mill_import_format, ADW_TYPE_BIN)

/* ---- choosing ---- */

static AdwActionRow *
mark_row (MillImportFormat *format, guint i)
{
  AdwActionRow *const rows[N_MARKS] = { format->delimiter_row,
                                        format->quote_row,
                                        format->escape_row,
                                        format->comment_row,
                                        format->numbers_row };
  return rows[i];
}

static GtkDropDown *
mark_list (MillImportFormat *format, guint i)
{
  GtkDropDown *const rows[N_MARKS]
      = { format->delimiter, format->quote, format->escape, format->comment, format->numbers };
  return rows[i];
}

static guint
count_choices (const Choice *choices)
{
  guint n = 0;
  while (choices[n].label != NULL)
    n++;
  return n;
}

static void
set_mark (MillImportFormat *format, guint i, char mark, char second)
{
  MillCsvDialect *given = mill_import_fix (format->import, marks[i].topic);
  ((char *)given)[marks[i].offset] = mark;
  if (marks[i].second != 0)
    ((char *)given)[marks[i].second] = second;
  mill_import_changed (format->import);
}

static void
mark_chosen (GtkDropDown *row, GParamSpec *spec, MillImportFormat *format)
{
  guint i = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (row), "mark"));
  guint chosen = gtk_drop_down_get_selected (row);
  guint n = count_choices (marks[i].choices);
  if (format->updating || format->import == NULL || chosen == GTK_INVALID_LIST_POSITION)
    return;
  if (chosen < n)
    set_mark (format, i, marks[i].choices[chosen].mark, marks[i].choices[chosen].second);
  else
    {
      gtk_widget_set_visible (GTK_WIDGET (format->others[i]), TRUE);
      gtk_widget_grab_focus (GTK_WIDGET (format->others[i]));
    }
}

static void
other_typed (GtkEditable *entry, MillImportFormat *format)
{
  guint i = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (entry), "mark"));
  const char *text = gtk_editable_get_text (entry);
  if (!format->updating && format->import != NULL && g_ascii_isprint (*text))
    set_mark (format, i, *text, 0);
}

static void
encoding_chosen (GtkDropDown *row, GParamSpec *spec, MillImportFormat *format)
{
  GtkStringObject *item = gtk_drop_down_get_selected_item (row);
  if (format->updating || format->import == NULL || item == NULL)
    return;
  const char *name = gtk_string_object_get_string (item);
  MillCsvDialect *given = mill_import_fix (format->import, MILL_CSV_TOPIC_ENCODING);
  g_free (given->encoding);
  given->encoding = g_str_equal (name, "UTF-8") ? NULL : g_strdup (name);
  mill_import_changed (format->import);
}

static void
header_chosen (GtkSwitch *header, GParamSpec *spec, MillImportFormat *format)
{
  if (format->updating || format->import == NULL)
    return;
  mill_import_fix (format->import, MILL_CSV_TOPIC_HEADER)->header = gtk_switch_get_active (header);
  mill_import_changed (format->import);
}

static void
skip_chosen (GtkSpinButton *spin, MillImportFormat *format)
{
  if (format->updating || format->import == NULL)
    return;
  mill_import_fix (format->import, MILL_CSV_TOPIC_SKIP_LINES)->skip_lines
      = (guint)gtk_spin_button_get_value_as_int (spin);
  mill_import_changed (format->import);
}

static void
words_typed (AdwEntryRow *row, MillImportFormat *format)
{
  if (format->updating || format->import == NULL)
    return;
  mill_import_set_null_words (format->import, gtk_editable_get_text (GTK_EDITABLE (row)));
}

static void
trim_chosen (GtkSwitch *trim, GParamSpec *spec, MillImportFormat *format)
{
  if (format->updating || format->import == NULL)
    return;
  mill_import_get_choices (format->import)->given.trim = gtk_switch_get_active (trim);
  mill_import_changed (format->import);
}

static void
ragged_chosen (GtkDropDown *row, GParamSpec *spec, MillImportFormat *format)
{
  guint chosen = gtk_drop_down_get_selected (row);
  if (format->updating || format->import == NULL || chosen == GTK_INVALID_LIST_POSITION)
    return;
  mill_import_get_choices (format->import)->given.ragged = (MillCsvRagged)chosen;
  mill_import_changed (format->import);
}

static void
undo_clicked (GtkButton *button, MillImportFormat *format)
{
  guint topic = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "topic"));
  if (format->import != NULL)
    mill_import_free_topic (format->import, topic);
}

/* ---- showing ---- */

static char *
capitalize (const char *text)
{
  g_autoptr (GString) result = g_string_new (NULL);
  g_string_append_unichar (result, g_unichar_toupper (g_utf8_get_char (text)));
  g_string_append (result, *text != '\0' ? g_utf8_next_char (text) : "");
  return g_strdup (*text != '\0' ? result->str : "");
}

/* Why @topic is what it is. */
static void
show_reason (MillImportFormat *format, AdwActionRow *row, MillCsvTopic topic)
{
  const MillCsvPreview *preview = mill_import_get_preview (format->import);
  gboolean fixed = mill_import_is_fixed (format->import, topic);
  const char *reason = preview != NULL && preview->found
                           ? mill_csv_sniff_reason (&preview->sniff, topic, -1)
                           : NULL;
  g_autofree char *text = fixed            ? g_strdup (_ ("Your choice"))
                          : reason != NULL ? capitalize (reason)
                                           : NULL;
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_action_row_set_subtitle (row, text != NULL ? text : "");
  if (format->undo[topic] != NULL)
    gtk_widget_set_visible (format->undo[topic], fixed);
}

static void
show_mark (MillImportFormat *format, guint i, const MillCsvDialect *dialect)
{
  GtkDropDown *row = mark_list (format, i);
  char mark = ((const char *)dialect)[marks[i].offset];
  char second = marks[i].second != 0 ? ((const char *)dialect)[marks[i].second] : 0;
  guint at = 0;
  if (marks[i].topic == MILL_CSV_TOPIC_ESCAPE && mark == dialect->quote)
    mark = 0;
  while (marks[i].choices[at].label != NULL
         && (marks[i].choices[at].mark != mark || marks[i].choices[at].second != second))
    at++;
  gboolean known = marks[i].choices[at].label != NULL;
  gtk_drop_down_set_selected (row, known || marks[i].other ? at : GTK_INVALID_LIST_POSITION);
  show_reason (format, mark_row (format, i), marks[i].topic);
  if (format->others[i] == NULL)
    return;
  const char text[] = { known ? '\0' : mark, '\0' };
  gtk_widget_set_visible (GTK_WIDGET (format->others[i]), !known);
  if (!g_str_equal (gtk_editable_get_text (format->others[i]), text))
    gtk_editable_set_text (format->others[i], text);
}

/* The list grows by an encoding that is not in it. */
static void
show_encoding (MillImportFormat *format, const MillCsvDialect *dialect)
{
  const char *name = dialect->encoding != NULL ? dialect->encoding : "UTF-8";
  GtkStringList *list = GTK_STRING_LIST (gtk_drop_down_get_model (format->encoding));
  guint n = g_list_model_get_n_items (G_LIST_MODEL (list)), at = 0;
  while (at < n && g_ascii_strcasecmp (gtk_string_list_get_string (list, at), name) != 0)
    at++;
  if (at == n)
    gtk_string_list_append (list, name);
  gtk_drop_down_set_selected (format->encoding, at);
  show_reason (format, format->encoding_row, MILL_CSV_TOPIC_ENCODING);
}

/* What is there already is left as it was typed when it means the same. */
static void
show_words (MillImportFormat *format)
{
  GtkEditable *entry = GTK_EDITABLE (format->null_words);
  const MillCsvPreview *preview = mill_import_get_preview (format->import);
  const char *reason = preview != NULL && preview->found
                           ? mill_csv_sniff_reason (&preview->sniff, MILL_CSV_TOPIC_NULLS, -1)
                           : NULL;
  const char *rule = _ ("A word that holds a comma stands in double quotes");
  g_autofree char *words = mill_import_dup_null_words (format->import);
  g_auto (GStrv) typed = mill_words_split (gtk_editable_get_text (entry));
  g_autofree char *now = mill_words_join ((const char *const *)typed);
  g_autofree char *help
      = reason != NULL ? g_strdup_printf ("%s\n%s", reason, rule) : g_strdup (rule);
  if (!g_str_equal (now, words))
    gtk_editable_set_text (entry, words);
  gtk_widget_set_tooltip_text (GTK_WIDGET (entry), help);
  gtk_widget_set_visible (format->undo[MILL_CSV_TOPIC_NULLS],
                          mill_import_is_fixed (format->import, MILL_CSV_TOPIC_NULLS));
}

/* There is nothing to choose: whatever is there is read. */
static void
show_line_end (MillImportFormat *format)
{
  show_reason (format, format->line_end, MILL_CSV_TOPIC_LINE_END);
  const char *reason = adw_action_row_get_subtitle (format->line_end);
  if (reason == NULL || *reason == '\0')
    return;
  g_autofree char *text = g_strdup_printf (
      "%s\n%s", reason, _ ("Each of them ends a line, also mixed, so there is nothing to choose"));
  adw_action_row_set_subtitle (format->line_end, text);
}

static void
update (MillImportFormat *format)
{
  const MillCsvPreview *preview = mill_import_get_preview (format->import);
  const MillCsvDialect *dialect = preview != NULL && preview->found
                                      ? &preview->sniff.dialect
                                      : &mill_import_get_choices (format->import)->given;
  format->updating = TRUE;
  for (guint i = 0; i < N_MARKS; i++)
    show_mark (format, i, dialect);
  show_encoding (format, dialect);
  show_words (format);
  gtk_switch_set_active (format->header, dialect->header);
  show_reason (format, format->header_row, MILL_CSV_TOPIC_HEADER);
  gtk_spin_button_set_value (format->skip, dialect->skip_lines);
  show_reason (format, format->skip_row, MILL_CSV_TOPIC_SKIP_LINES);
  show_line_end (format);
  gtk_switch_set_active (format->trim, dialect->trim);
  gtk_drop_down_set_selected (format->ragged, dialect->ragged);
  format->updating = FALSE;
}

gboolean
mill_import_format_show_more (MillImportFormat *format)
{
  g_return_val_if_fail (MILL_IS_IMPORT_FORMAT (format), FALSE);
  gpointer const parts[]
      = { format->delimiter_row, format->encoding_row, format->header_row,  format->skip_row,
          format->quote_row,     format->escape_row,   format->comment_row, format->line_end,
          format->values,        format->bad_rows };
  for (guint i = 0; i < 3 && format->n_shown < G_N_ELEMENTS (parts); i++)
    gtk_widget_set_visible (GTK_WIDGET (parts[format->n_shown++]), TRUE);
  return format->n_shown < G_N_ELEMENTS (parts);
}

GtkDropDown *
mill_import_format_get_numbers (MillImportFormat *format)
{
  g_return_val_if_fail (MILL_IS_IMPORT_FORMAT (format), NULL);
  return format->numbers;
}

void
mill_import_format_set_import (MillImportFormat *format, MillImport *import)
{
  g_return_if_fail (MILL_IS_IMPORT_FORMAT (format));
  g_return_if_fail (import == NULL || MILL_IS_IMPORT (import));
  if (format->import != NULL)
    g_signal_handlers_disconnect_by_data (format->import, format);
  if (!g_set_object (&format->import, import) || import == NULL)
    return;
  g_signal_connect_object (
      import, "preview-changed", G_CALLBACK (update), format, G_CONNECT_SWAPPED);
  update (format);
}

/* ---- the object ---- */

/* Before what is at the end of @row, so that this stays where it is when @widget comes and goes. */
static void
add_first (GtkWidget *row, GtkWidget *widget)
{
  if (ADW_IS_ENTRY_ROW (row))
    adw_entry_row_add_suffix (ADW_ENTRY_ROW (row), widget);
  else
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), widget);
  GtkWidget *box = gtk_widget_get_parent (widget);
  gtk_box_reorder_child_after (GTK_BOX (box), widget, NULL);
}

static void
add_undo (MillImportFormat *format, MillCsvTopic topic, GtkWidget *row)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("edit-undo-symbolic");
  gtk_widget_set_tooltip_text (button, _ ("Find out again"));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  gtk_widget_set_visible (button, FALSE);
  g_object_set_data (G_OBJECT (button), "topic", GUINT_TO_POINTER (topic));
  g_signal_connect (button, "clicked", G_CALLBACK (undo_clicked), format);
  format->undo[topic] = button;
  add_first (row, button);
}

static void
add_other (MillImportFormat *format, guint i)
{
  AdwActionRow *row = mark_row (format, i);
  GtkWidget *entry = gtk_entry_new ();
  gtk_entry_set_max_length (GTK_ENTRY (entry), 1);
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), 2);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (entry), 2);
  gtk_widget_set_valign (entry, GTK_ALIGN_CENTER);
  gtk_widget_set_visible (entry, FALSE);
  gtk_widget_set_tooltip_text (entry, _ ("Another character"));
  g_object_set_data (G_OBJECT (entry), "mark", GUINT_TO_POINTER (i));
  g_signal_connect (entry, "changed", G_CALLBACK (other_typed), format);
  add_first (GTK_WIDGET (row), entry);
  format->others[i] = GTK_EDITABLE (entry);
}

static void
set_up_mark (MillImportFormat *format, guint i)
{
  GtkDropDown *row = mark_list (format, i);
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);
  for (guint c = 0; marks[i].choices[c].label != NULL; c++)
    gtk_string_list_append (labels, _ (marks[i].choices[c].label));
  if (marks[i].other)
    gtk_string_list_append (labels, _ ("Other…"));
  g_object_set_data (G_OBJECT (row), "mark", GUINT_TO_POINTER (i));
  gtk_drop_down_set_model (row, G_LIST_MODEL (labels));
  if (marks[i].other)
    add_other (format, i);
  add_undo (format, marks[i].topic, GTK_WIDGET (mark_row (format, i)));
  g_signal_connect (row, "notify::selected", G_CALLBACK (mark_chosen), format);
}

static void
mill_import_format_dispose (GObject *object)
{
  MillImportFormat *format = MILL_IMPORT_FORMAT (object);
  mill_import_format_set_import (format, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), MILL_TYPE_IMPORT_FORMAT);
  G_OBJECT_CLASS (mill_import_format_parent_class)->dispose (object);
}

static void
mill_import_format_class_init (MillImportFormatClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = mill_import_format_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               MILL_RESOURCES "ui/import/mill-import-format.ui");
  gtk_widget_class_bind_template_child (widget_class, MillImportFormat, delimiter);
  gtk_widget_class_bind_template_child (widget_class, MillImportFormat, quote);
  gtk_widget_class_bind_template_child (widget_class, MillImportFormat, escape);
  gtk_widget_class_bind_template_child (widget_class, MillImportFormat, comment);
  gtk_widget_class_bind_template_child (widget_class, MillImportFormat, numbers);
  gtk_widget_class_bind_template_child (widget_class, MillImportFormat, encoding);
  gtk_widget_class_bind_template_child (widget_class, MillImportFormat, ragged);
  gtk_widget_class_bind_template_child (widget_class, MillImportFormat, delimiter_row);
  gtk_widget_class_bind_template_child (widget_class, MillImportFormat, quote_row);
  gtk_widget_class_bind_template_child (widget_class, MillImportFormat, escape_row);
  gtk_widget_class_bind_template_child (widget_class, MillImportFormat, comment_row);
  gtk_widget_class_bind_template_child (widget_class, MillImportFormat, numbers_row);
  gtk_widget_class_bind_template_child (widget_class, MillImportFormat, encoding_row);
  gtk_widget_class_bind_template_child (widget_class, MillImportFormat, line_end);
  gtk_widget_class_bind_template_child (widget_class, MillImportFormat, header_row);
  gtk_widget_class_bind_template_child (widget_class, MillImportFormat, header);
  gtk_widget_class_bind_template_child (widget_class, MillImportFormat, skip_row);
  gtk_widget_class_bind_template_child (widget_class, MillImportFormat, skip);
  gtk_widget_class_bind_template_child (widget_class, MillImportFormat, null_words);
  gtk_widget_class_bind_template_child (widget_class, MillImportFormat, values);
  gtk_widget_class_bind_template_child (widget_class, MillImportFormat, bad_rows);
  gtk_widget_class_bind_template_child (widget_class, MillImportFormat, trim);
  gtk_widget_class_bind_template_callback (widget_class, encoding_chosen);
  gtk_widget_class_bind_template_callback (widget_class, header_chosen);
  gtk_widget_class_bind_template_callback (widget_class, skip_chosen);
  gtk_widget_class_bind_template_callback (widget_class, words_typed);
  gtk_widget_class_bind_template_callback (widget_class, trim_chosen);
  gtk_widget_class_bind_template_callback (widget_class, ragged_chosen);
}

static void
mill_import_format_init (MillImportFormat *format)
{
  format->updating = TRUE;
  gtk_widget_init_template (GTK_WIDGET (format));
  g_autoptr (GtkStringList) names = gtk_string_list_new ((const char *const *)encodings);
  gtk_drop_down_set_model (format->encoding, G_LIST_MODEL (names));
  for (guint i = 0; i < N_MARKS; i++)
    set_up_mark (format, i);
  add_undo (format, MILL_CSV_TOPIC_ENCODING, GTK_WIDGET (format->encoding_row));
  add_undo (format, MILL_CSV_TOPIC_HEADER, GTK_WIDGET (format->header_row));
  add_undo (format, MILL_CSV_TOPIC_SKIP_LINES, GTK_WIDGET (format->skip_row));
  add_undo (format, MILL_CSV_TOPIC_NULLS, GTK_WIDGET (format->null_words));
  format->updating = FALSE;
}
