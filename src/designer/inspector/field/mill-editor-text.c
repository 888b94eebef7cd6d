/* mill-editor-text.c: what is typed: texts, numbers, sizes, durations, schedules.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-param-editor-private.h"

#include "mill-number.h"
#include "mill-settings.h"
#include "mill-size.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

enum
{
  MULTILINE_HEIGHT = 96 /* px */
};

typedef struct
{
  GtkEditable *entry;    /* (nullable) one line */
  GtkTextBuffer *buffer; /* (nullable) many lines */
  GtkWidget *view;       /* (nullable) of the buffer */
  GtkLabel *hint;        /* (nullable) what the text means */
  GtkWidget *used;       /* (nullable) what such texts are elsewhere */
} Data;

/* ---- values and texts ---- */

static JsonNode *
read_number (const MillParam *param, const char *text)
{
  gint64 integer;
  double number;
  gsize length = strlen (text);
  if (mill_parse_int64 (text, length, &integer) == MILL_PARSE_OK)
    return json_node_init_int (json_node_alloc (), integer);
  if (param->type == MILL_PARAM_NUMBER_
      && mill_parse_double (text, length, &number) == MILL_PARSE_OK && isfinite (number))
    return json_node_init_double (json_node_alloc (), number);
  return mill_node_text (text); /* for the analysis to judge */
}

static JsonNode *
read_text (const MillParam *param, const char *text)
{
  if (*text == '\0')
    return param->empty ? mill_node_text ("") : NULL;
  if (param->type == MILL_PARAM_INTEGER_ || param->type == MILL_PARAM_NUMBER_)
    return read_number (param, text);
  return mill_node_text (text);
}

static char *
print_value (JsonNode *value)
{
  char number[MILL_DOUBLE_CHARS];
  if (value == NULL)
    return g_strdup ("");
  if (!JSON_NODE_HOLDS_VALUE (value))
    return json_to_string (value, FALSE);
  if (json_node_get_value_type (value) == G_TYPE_STRING)
    return g_strdup (json_node_get_string (value));
  if (json_node_get_value_type (value) != G_TYPE_DOUBLE)
    return json_to_string (value, FALSE);
  gsize length = mill_print_double (json_node_get_double (value), number);
  return g_strndup (number, length);
}

/* ---- what the text means ---- */

static char *
describe_size (const char *text)
{
  guint64 bytes;
  if (*text == '\0' || !mill_size_parse (text, &bytes, NULL))
    return NULL;
  g_autofree char *rounded = mill_format_size (bytes);
  return g_strdup_printf (_ ("%s (%" PRIu64 " bytes)"), rounded, bytes);
}

static char *
describe_duration (const char *text)
{
  gint64 us;
  char exact[MILL_DURATION_CHARS];
  if (*text == '\0' || !mill_duration_parse (text, &us, NULL))
    return NULL;
  mill_duration_print (us, exact);
  return g_str_equal (exact, text) ? NULL : g_strdup_printf (_ ("That is %s"), exact);
}

static void
show_hint (MillParamEditor *editor)
{
  const Data *data = editor->data;
  if (data->hint == NULL)
    return;
  const char *text = gtk_editable_get_text (data->entry);
  g_autofree char *hint = NULL;
  if (editor->param->type == MILL_PARAM_SIZE_)
    hint = describe_size (text);
  else if (editor->param->type == MILL_PARAM_DURATION_)
    hint = describe_duration (text);
  else if (mill_text_has_reference (text))
    {
      g_autofree char *value = mill_param_context_expand (editor->context, text, NULL, NULL);
      hint = value != NULL ? g_strdup_printf (_ ("Now: %s"), value) : NULL;
    }
  gtk_label_set_text (data->hint, hint != NULL ? hint : "");
  gtk_widget_set_visible (GTK_WIDGET (data->hint), hint != NULL);
}

/* ---- edits ---- */

static void
entry_changed (MillParamEditor *editor)
{
  const Data *data = editor->data;
  mill_param_editor_take (
      editor, read_text (editor->param, gtk_editable_get_text (data->entry)), FALSE);
  show_hint (editor);
}

static void
buffer_changed (MillParamEditor *editor)
{
  const Data *data = editor->data;
  GtkTextIter start, end;
  gtk_text_buffer_get_bounds (data->buffer, &start, &end);
  g_autofree char *text = gtk_text_buffer_get_text (data->buffer, &start, &end, TRUE);
  /* who types will leave the view; assistive technologies change it without ever being there */
  gboolean done = !gtk_widget_has_focus (data->view);
  mill_param_editor_take (editor, read_text (editor->param, text), done);
}

static void
step (MillParamEditor *editor, gint64 by)
{
  const Data *data = editor->data;
  const MillParam *param = editor->param;
  const char *text = gtk_editable_get_text (data->entry);
  gint64 value = param->def.integer;
  if (*text != '\0' && mill_parse_int64 (text, strlen (text), &value) != MILL_PARSE_OK)
    return;
  if (__builtin_add_overflow (value, by, &value))
    return;
  if (param->range.min != 0 || param->range.max != 0)
    value = CLAMP (value, param->range.min, param->range.max);
  g_autoptr (JsonNode) node = json_node_init_int (json_node_alloc (), value);
  mill_param_editor_change (editor, node);
}

static void
step_up (MillParamEditor *editor)
{
  step (editor, 1);
}

static void
step_down (MillParamEditor *editor)
{
  step (editor, -1);
}

static gboolean
key_pressed (GtkEventControllerKey *keys,
             guint key,
             guint code,
             GdkModifierType state,
             MillParamEditor *editor)
{
  if (key == GDK_KEY_Up || key == GDK_KEY_Down)
    step (editor, key == GDK_KEY_Up ? 1 : -1);
  else if (key == GDK_KEY_Page_Up || key == GDK_KEY_Page_Down)
    step (editor, key == GDK_KEY_Page_Up ? 10 : -10);
  else
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

/* ---- building ---- */

static void
watch_focus (MillParamEditor *editor, GtkWidget *widget)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (mill_param_editor_done), editor);
  gtk_widget_add_controller (widget, focus);
}

static GtkWidget *
add_stepper (
    MillParamEditor *editor, GtkWidget *box, const char *icon, const char *tip, GCallback f)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);
  gtk_widget_set_focusable (button, FALSE); /* the arrow keys do it */
  gtk_widget_set_tooltip_text (button, tip);
  g_signal_connect_swapped (button, "clicked", f, editor);
  gtk_box_append (GTK_BOX (box), button);
  return button;
}

static const char *
unit_text (MillUnit unit)
{
  switch (unit)
    {
    case MILL_UNIT_ROWS:
      return _ ("rows");
    case MILL_UNIT_PIXELS:
      return _ ("px");
    case MILL_UNIT_PERCENT:
      return _ ("%");
    default:
      return NULL; /* sizes and durations are typed with theirs */
    }
}

/* What counts when nothing is typed, or else how a value looks. */
static char *
make_placeholder (const MillParam *param)
{
  g_autoptr (JsonNode) def = mill_param_default_to_json (param);
  if (def != NULL)
    return print_value (def);
  g_autoptr (JsonNode) example
      = param->example != NULL ? json_from_string (param->example, NULL) : NULL;
  g_autofree char *text = print_value (example);
  return *text != '\0' ? g_strdup_printf (_ ("such as %s"), text) : g_strdup ("");
}

static GtkWidget *
make_entry (MillParamEditor *editor)
{
  Data *data = editor->data;
  const MillParam *param = editor->param;
  GtkWidget *entry = gtk_entry_new ();
  g_autofree char *placeholder = make_placeholder (param);
  data->entry = GTK_EDITABLE (entry);
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), placeholder);
  gtk_widget_set_hexpand (entry, TRUE);
  gtk_editable_set_width_chars (data->entry, 4);
  if (param->type == MILL_PARAM_URL_)
    gtk_entry_set_input_purpose (GTK_ENTRY (entry), GTK_INPUT_PURPOSE_URL);
  g_signal_connect_swapped (entry, "changed", G_CALLBACK (entry_changed), editor);
  g_signal_connect_swapped (entry, "activate", G_CALLBACK (mill_param_editor_done), editor);
  watch_focus (editor, entry);
  mill_param_editor_name (editor, entry);
  return entry;
}

/* Whether such texts can be places: addresses, topics, tables. */
static gboolean
is_place (const MillParam *param)
{
  return param->type == MILL_PARAM_TEXT_ || param->type == MILL_PARAM_URL_;
}

static GtkWidget *
make_line (MillParamEditor *editor)
{
  const MillParam *param = editor->param;
  GtkWidget *entry = make_entry (editor);
  const char *unit = unit_text (param->unit);
  gboolean place = is_place (param);
  if (param->type != MILL_PARAM_INTEGER_ && unit == NULL && !place)
    return entry;
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_box_append (GTK_BOX (box), entry);
  if (place)
    gtk_widget_add_css_class (box, "linked");
  if (unit != NULL)
    {
      GtkWidget *label = gtk_label_new (unit);
      gtk_widget_add_css_class (label, "dim-label");
      gtk_widget_add_css_class (label, "mill-unit");
      gtk_box_append (GTK_BOX (box), label);
    }
  if (param->type == MILL_PARAM_INTEGER_)
    {
      GtkEventController *keys = gtk_event_controller_key_new ();
      gtk_widget_add_css_class (box, "linked");
      add_stepper (editor, box, "list-remove-symbolic", _ ("Less"), G_CALLBACK (step_down));
      add_stepper (editor, box, "list-add-symbolic", _ ("More"), G_CALLBACK (step_up));
      g_signal_connect (keys, "key-pressed", G_CALLBACK (key_pressed), editor);
      gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
      gtk_widget_add_controller (entry, keys);
    }
  return box;
}

static GtkWidget *
make_view (MillParamEditor *editor)
{
  Data *data = editor->data;
  GtkWidget *view = gtk_text_view_new (), *scroll = gtk_scrolled_window_new ();
  data->view = view;
  data->buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (view), FALSE);
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (view), GTK_WRAP_WORD_CHAR);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroll), view);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scroll), MULTILINE_HEIGHT);
  gtk_widget_add_css_class (scroll, "mill-text-field");
  g_signal_connect_swapped (data->buffer, "changed", G_CALLBACK (buffer_changed), editor);
  watch_focus (editor, view);
  mill_param_editor_name (editor, view);
  return scroll;
}

static void
build (MillParamEditor *editor)
{
  Data *data = editor->data;
  if (editor->param->multiline)
    {
      adw_bin_set_child (ADW_BIN (editor), make_view (editor));
      return;
    }
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  data->hint = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (data->hint, 0);
  gtk_label_set_wrap (data->hint, TRUE);
  gtk_label_set_wrap_mode (data->hint, PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (GTK_WIDGET (data->hint), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (data->hint), "dim-label");
  gtk_box_append (GTK_BOX (box), make_line (editor));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (data->hint));
  adw_bin_set_child (ADW_BIN (editor), box);
}

static void
context_changed (MillParamEditor *editor)
{
  Data *data = editor->data;
  if (data->entry != NULL && is_place (editor->param))
    mill_used_button_update (&data->used, GTK_WIDGET (data->entry), editor);
  show_hint (editor);
}

static void
show (MillParamEditor *editor)
{
  const Data *data = editor->data;
  g_autofree char *text = print_value (editor->value);
  if (data->buffer != NULL)
    {
      gtk_text_buffer_set_text (data->buffer, text, -1);
      return;
    }
  if (!g_str_equal (gtk_editable_get_text (data->entry), text))
    {
      gtk_editable_set_text (data->entry, text);
      gtk_editable_set_position (data->entry, -1);
    }
  context_changed (editor);
}

static gboolean
show_mixed (MillParamEditor *editor, gboolean mixed)
{
  const Data *data = editor->data;
  g_autofree char *usual = make_placeholder (editor->param);
  if (data->entry == NULL)
    return FALSE;
  gtk_entry_set_placeholder_text (GTK_ENTRY (data->entry),
                                  mixed ? _ ("(different values)") : usual);
  return TRUE;
}

const MillEditorKind mill_editor_text = { .data_size = sizeof (Data),
                                          .build = build,
                                          .show = show,
                                          .context_changed = context_changed,
                                          .show_mixed = show_mixed,
                                          .text = TRUE };
