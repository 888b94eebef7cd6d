/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-expression-editor.h"

#include "mill-application.h"
#include "mill-expr.h"
#include "mill-expression-completion.h"
#include "mill-expression-result.h"
#include "mill-problem-words.h"
#include "mill-type-mark.h"
#include "mill-wrap.h"

#include <glib/gi18n-lib.h>
#include <string.h>

enum
{
  RESULT_DELAY_MS = 150 /* after the last key */
};

struct _MillExpressionEditor
{
  AdwBin parent_instance;

  MillParamContext *context;
  char *port;
  gboolean template;
  gboolean has_expects;
  MillType expects;
  const MillSchema *schema; /* (nullable) in place of the context's */

  GtkTextView *view;
  GtkTextBuffer *buffer;
  GtkTextTag *wrong;
  GtkLabel *hint;
  GtkWidget *foot, *mark;
  GtkLabel *result;
  GtkWidget *error_box;
  GtkLabel *error;
  MillExpressionCompletion *completion;

  gboolean loading;
  gboolean told;  /* what is wrong was not seen here */
  MillExpr *expr; /* (nullable) as parsed */
  gboolean typed;
  MillType type;
  guint result_id;
  guint colour_id;
  GCancellable *computing;
};

G_DEFINE_FINAL_TYPE (MillExpressionEditor, mill_expression_editor, ADW_TYPE_BIN)

enum
{
  CHANGED,
  DONE,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static const MillSchema *
get_schema (MillExpressionEditor *editor)
{
  return editor->schema != NULL ? editor->schema
                                : mill_param_context_get_schema (editor->context, editor->port);
}

/* ---- the result ---- */

static void
show_result (MillExpressionEditor *editor, const char *text)
{
  gtk_label_set_text (editor->result, text != NULL ? text : "");
  g_autofree char *tip = text != NULL ? g_strdup_printf (_ ("For the first rows: %s"), text) : NULL;
  gtk_widget_set_tooltip_text (GTK_WIDGET (editor->result), tip);
}

static void
computed (GObject *source, GAsyncResult *result, gpointer data)
{
  MillExpressionEditor *editor = MILL_EXPRESSION_EDITOR (source);
  g_autofree char *text = mill_expression_result_finish (result);
  if (editor->computing != g_task_get_cancellable (G_TASK (result)))
    return; /* a newer one is on its way */
  g_clear_object (&editor->computing);
  show_result (editor, text);
}

static gboolean
start_result (gpointer data)
{
  MillExpressionEditor *editor = data;
  MillSample *sample = mill_param_context_get_sample (editor->context, editor->port);
  editor->result_id = 0;
  if (editor->expr == NULL || !editor->typed || sample == NULL)
    {
      show_result (editor, NULL);
      return G_SOURCE_REMOVE;
    }
  editor->computing = g_cancellable_new ();
  mill_expression_result_start (
      editor->expr, sample, G_OBJECT (editor), editor->computing, computed, NULL);
  return G_SOURCE_REMOVE;
}

static void
stop_result (MillExpressionEditor *editor)
{
  g_clear_handle_id (&editor->result_id, g_source_remove);
  if (editor->computing != NULL)
    g_cancellable_cancel (editor->computing);
  g_clear_object (&editor->computing);
}

static void
want_result (MillExpressionEditor *editor)
{
  stop_result (editor);
  editor->result_id = g_timeout_add (RESULT_DELAY_MS, start_result, editor);
}

/* ---- checking ---- */

static void
underline (MillExpressionEditor *editor, const char *text, gsize offset, gsize end)
{
  GtkTextIter from, to;
  glong first = g_utf8_pointer_to_offset (text, text + offset);
  glong last = g_utf8_pointer_to_offset (text, text + end);
  gtk_text_buffer_get_iter_at_offset (editor->buffer, &from, (int)first);
  gtk_text_buffer_get_iter_at_offset (editor->buffer, &to, (int)last);
  if (gtk_text_iter_equal (&from, &to) && !gtk_text_iter_forward_char (&to))
    gtk_text_iter_backward_char (&from); /* at the end: the last character */
  gtk_text_buffer_apply_tag (editor->buffer, editor->wrong, &from, &to);
}

static void
show_error (MillExpressionEditor *editor,
            const char *text,
            const char *expanded,
            const GArray *map,
            const GError *error)
{
  gsize offset, length;
  gtk_widget_set_visible (editor->error_box, error != NULL);
  gtk_widget_set_visible (editor->foot, error == NULL);
  gtk_label_set_text (editor->error,
                      error != NULL ? mill_problem_without_place (error->message) : "");
  gtk_accessible_update_state (GTK_ACCESSIBLE (editor->view),
                               GTK_ACCESSIBLE_STATE_INVALID,
                               error != NULL ? GTK_ACCESSIBLE_INVALID_TRUE
                                             : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
  if (error == NULL)
    {
      gtk_widget_remove_css_class (GTK_WIDGET (editor), "mill-wrong");
      return;
    }
  gtk_widget_add_css_class (GTK_WIDGET (editor), "mill-wrong");
  if (expanded != NULL && mill_expr_error_place (error, expanded, &offset, &length))
    underline (
        editor,
        text,
        mill_expanded_source (map, offset),
        MAX (mill_expanded_source (map, offset), mill_expanded_source (map, offset + length)));
}

static MillExpr *
check (MillExpressionEditor *editor, const char *expanded, GError **error)
{
  const MillSchema *schema = get_schema (editor);
  editor->expr = editor->template ? mill_template_parse (expanded, error)
                                  : mill_expr_parse (expanded, error);
  if (editor->expr == NULL || schema == NULL)
    return NULL;
  return editor->has_expects ? mill_expr_check_type (editor->expr, schema, editor->expects, error)
                             : mill_expr_check (editor->expr, schema, error);
}

static void
look (MillExpressionEditor *editor)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) map = NULL;
  g_autofree char *text = mill_expression_editor_get_text (editor), *expanded = NULL;
  GtkTextIter start, end;
  gboolean empty = text[strspn (text, " \t\n")] == '\0';
  editor->told = FALSE;
  gtk_text_buffer_get_bounds (editor->buffer, &start, &end);
  gtk_text_buffer_remove_tag (editor->buffer, editor->wrong, &start, &end);
  g_clear_pointer (&editor->expr, mill_expr_unref);
  mill_expression_completion_set_schema (editor->completion, get_schema (editor));
  if (!empty)
    expanded = mill_param_context_expand (editor->context, text, &map, &error);
  g_autoptr (MillExpr) checked = expanded != NULL ? check (editor, expanded, &error) : NULL;
  editor->typed = checked != NULL;
  if (checked != NULL)
    editor->type = mill_expr_type (checked);
  gtk_widget_set_visible (GTK_WIDGET (editor->hint), *text == '\0');
  gtk_widget_set_visible (editor->mark, checked != NULL && !editor->template);
  if (checked != NULL)
    mill_type_mark_set (editor->mark, editor->type);
  show_error (editor, text, expanded, map, error);
  want_result (editor);
}

static void
buffer_changed (MillExpressionEditor *editor)
{
  if (editor->loading)
    return;
  look (editor);
  g_signal_emit (editor, signals[CHANGED], 0);
}

static void
focus_left (MillExpressionEditor *editor)
{
  g_signal_emit (editor, signals[DONE], 0);
}

/* ---- the object ---- */

static void
mill_expression_editor_dispose (GObject *object)
{
  MillExpressionEditor *editor = MILL_EXPRESSION_EDITOR (object);
  stop_result (editor);
  g_clear_handle_id (&editor->colour_id, g_source_remove);
  if (editor->context != NULL)
    g_signal_handlers_disconnect_by_data (editor->context, editor);
  g_clear_object (&editor->context);
  g_clear_object (&editor->completion);
  g_clear_pointer (&editor->schema, mill_schema_unref);
  g_clear_pointer (&editor->expr, mill_expr_unref);
  g_clear_pointer (&editor->port, g_free);
  G_OBJECT_CLASS (mill_expression_editor_parent_class)->dispose (object);
}

static gboolean
mill_expression_editor_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (MILL_EXPRESSION_EDITOR (widget)->view));
}

static void
mill_expression_editor_class_init (MillExpressionEditorClass *class)
{
  static const char *const names[N_SIGNALS] = { "changed", "done" };
  G_OBJECT_CLASS (class)->dispose = mill_expression_editor_dispose;
  GTK_WIDGET_CLASS (class)->grab_focus = mill_expression_editor_grab_focus;
  gtk_source_init (); /* the looks of its popups */
  for (guint i = 0; i < N_SIGNALS; i++)
    signals[i] = g_signal_new (names[i],
                               G_TYPE_FROM_CLASS (class),
                               G_SIGNAL_RUN_LAST,
                               0,
                               NULL,
                               NULL,
                               NULL,
                               G_TYPE_NONE,
                               0);
}

/* ---- building ---- */

/* The default manager, told once where our languages are. */
static GtkSourceLanguageManager *
get_languages (void)
{
  GtkSourceLanguageManager *manager = gtk_source_language_manager_get_default ();
  const char *const *path = gtk_source_language_manager_get_search_path (manager);
  if (!g_strv_contains (path, "resource://" MILL_RESOURCES))
    gtk_source_language_manager_append_search_path (manager, "resource://" MILL_RESOURCES);
  return manager;
}

static void
follow_dark (MillExpressionEditor *editor)
{
  gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  GtkSourceStyleScheme *scheme = gtk_source_style_scheme_manager_get_scheme (
      gtk_source_style_scheme_manager_get_default (), dark ? "Adwaita-dark" : "Adwaita");
  gtk_source_buffer_set_style_scheme (GTK_SOURCE_BUFFER (editor->buffer), scheme);
}

/* A language is read when it is first used, and the form need not wait for its colours. */
static gboolean
colour (gpointer data)
{
  MillExpressionEditor *editor = data;
  GtkSourceLanguage *language = gtk_source_language_manager_get_language (
      get_languages (), editor->template ? "millrace-template" : "millrace-expression");
  editor->colour_id = 0;
  gtk_source_buffer_set_language (GTK_SOURCE_BUFFER (editor->buffer), language);
  return G_SOURCE_REMOVE;
}

static gboolean
is_proposing (MillExpressionEditor *editor)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (editor->view));
  while (child != NULL && !(GTK_IS_POPOVER (child) && gtk_widget_get_mapped (child)))
    child = gtk_widget_get_next_sibling (child);
  return child != NULL;
}

/* GtkSourceView hides the proposals and lets the key go on, which takes the focus away. */
static gboolean
key_pressed (MillExpressionEditor *editor, guint keyval, guint code, GdkModifierType state)
{
  if (keyval != GDK_KEY_Escape || !is_proposing (editor))
    return GDK_EVENT_PROPAGATE;
  gtk_source_completion_hide (gtk_source_view_get_completion (GTK_SOURCE_VIEW (editor->view)));
  return GDK_EVENT_STOP;
}

static void
add_completion (MillExpressionEditor *editor, GtkSourceView *view)
{
  GtkSourceCompletion *completion = gtk_source_view_get_completion (view);
  GtkEventController *keys = gtk_event_controller_key_new ();
  gtk_source_completion_add_provider (completion,
                                      GTK_SOURCE_COMPLETION_PROVIDER (editor->completion));
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed), editor);
  gtk_widget_add_controller (GTK_WIDGET (editor), keys); /* before the view has the key */
}

static GtkWidget *
make_view (MillExpressionEditor *editor, const char *label)
{
  GtkSourceBuffer *buffer = gtk_source_buffer_new (NULL);
  GtkWidget *view = gtk_source_view_new_with_buffer (buffer);
  GtkEventController *focus = gtk_event_controller_focus_new ();
  editor->view = GTK_TEXT_VIEW (view);
  editor->buffer = GTK_TEXT_BUFFER (buffer);
  g_object_unref (buffer); /* the view keeps it */
  editor->colour_id = g_idle_add (colour, editor);
  gtk_source_buffer_set_implicit_trailing_newline (buffer, FALSE);
  gtk_text_buffer_set_enable_undo (editor->buffer, FALSE); /* the document's undo is the one */
  editor->wrong
      = gtk_text_buffer_create_tag (editor->buffer, NULL, "underline", PANGO_UNDERLINE_ERROR, NULL);
  gtk_text_view_set_accepts_tab (editor->view, FALSE);
  gtk_text_view_set_monospace (editor->view, TRUE);
  gtk_widget_set_direction (view, GTK_TEXT_DIR_LTR); /* as all such languages */
  gtk_text_view_set_wrap_mode (editor->view, GTK_WRAP_WORD_CHAR);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  add_completion (editor, GTK_SOURCE_VIEW (view));
  follow_dark (editor);
  g_signal_connect_object (adw_style_manager_get_default (),
                           "notify::dark",
                           G_CALLBACK (follow_dark),
                           editor,
                           G_CONNECT_SWAPPED);
  g_signal_connect_swapped (buffer, "changed", G_CALLBACK (buffer_changed), editor);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (focus_left), editor);
  gtk_widget_add_controller (view, focus);
  return view;
}

static GtkWidget *
make_field (MillExpressionEditor *editor, const char *label)
{
  GtkWidget *overlay = gtk_overlay_new ();
  editor->hint = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (editor->hint, 0);
  gtk_label_set_yalign (editor->hint, 0);
  gtk_label_set_ellipsize (editor->hint, PANGO_ELLIPSIZE_END);
  gtk_widget_set_can_target (GTK_WIDGET (editor->hint), FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (editor->hint), "dim-label");
  gtk_widget_add_css_class (GTK_WIDGET (editor->hint), "mill-hint");
  gtk_overlay_set_child (GTK_OVERLAY (overlay), make_view (editor, label));
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), GTK_WIDGET (editor->hint));
  gtk_widget_add_css_class (overlay, "mill-text-field");
  gtk_widget_set_overflow (overlay, GTK_OVERFLOW_HIDDEN);
  return overlay;
}

static GtkWidget *
make_foot (MillExpressionEditor *editor)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  editor->foot = box;
  editor->mark = mill_type_mark_new (MILL_TYPE (TEXT));
  editor->result = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (editor->result, 0);
  gtk_label_set_ellipsize (editor->result, PANGO_ELLIPSIZE_END);
  gtk_label_set_single_line_mode (editor->result, TRUE);
  gtk_widget_set_hexpand (GTK_WIDGET (editor->result), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (editor->result), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (editor->result), "dim-label");
  gtk_box_append (GTK_BOX (box), editor->mark);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (editor->result));
  return box;
}

static GtkWidget *
make_error (MillExpressionEditor *editor)
{
  GtkWidget *icon = gtk_image_new_from_icon_name ("dialog-error-symbolic");
  editor->error_box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  editor->error = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (editor->error, 0);
  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_widget_add_css_class (editor->error_box, "error");
  gtk_widget_add_css_class (editor->error_box, "caption");
  gtk_box_append (GTK_BOX (editor->error_box), icon);
  gtk_box_append (GTK_BOX (editor->error_box), mill_wrap (editor->error));
  return editor->error_box;
}

static void
mill_expression_editor_init (MillExpressionEditor *editor)
{
}

GtkWidget *
mill_expression_editor_new (MillParamContext *context,
                            const char *port,
                            const char *label,
                            gboolean template)
{
  g_return_val_if_fail (MILL_IS_PARAM_CONTEXT (context) && label != NULL, NULL);
  MillExpressionEditor *editor = g_object_new (MILL_TYPE_EXPRESSION_EDITOR, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  editor->context = g_object_ref (context);
  editor->port = g_strdup (port);
  editor->template = template;
  editor->completion = mill_expression_completion_new (template);
  gtk_box_append (GTK_BOX (box), make_field (editor, label));
  gtk_box_append (GTK_BOX (box), make_foot (editor));
  gtk_box_append (GTK_BOX (box), make_error (editor));
  adw_bin_set_child (ADW_BIN (editor), box);
  gtk_widget_add_css_class (GTK_WIDGET (editor), "mill-expression");
  g_signal_connect_swapped (context, "changed", G_CALLBACK (look), editor);
  g_signal_connect_swapped (context, "sample-changed", G_CALLBACK (want_result), editor);
  look (editor);
  return GTK_WIDGET (editor);
}

/* ---- what it is told and says ---- */

void
mill_expression_editor_set_expects (MillExpressionEditor *editor, MillType type)
{
  g_return_if_fail (MILL_IS_EXPRESSION_EDITOR (editor));
  editor->has_expects = TRUE;
  editor->expects = type;
  look (editor);
}

void
mill_expression_editor_set_schema (MillExpressionEditor *editor, const MillSchema *schema)
{
  g_return_if_fail (MILL_IS_EXPRESSION_EDITOR (editor));
  const MillSchema *old = editor->schema;
  if (old == schema || (old != NULL && schema != NULL && mill_schema_equal (old, schema)))
    return;
  editor->schema = schema != NULL ? mill_schema_ref (schema) : NULL;
  mill_schema_unref (old);
  look (editor);
}

void
mill_expression_editor_set_hint (MillExpressionEditor *editor, const char *hint)
{
  g_return_if_fail (MILL_IS_EXPRESSION_EDITOR (editor));
  gtk_label_set_text (editor->hint, hint);
}

char *
mill_expression_editor_get_text (MillExpressionEditor *editor)
{
  g_return_val_if_fail (MILL_IS_EXPRESSION_EDITOR (editor), NULL);
  GtkTextIter start, end;
  gtk_text_buffer_get_bounds (editor->buffer, &start, &end);
  return gtk_text_buffer_get_text (editor->buffer, &start, &end, TRUE);
}

void
mill_expression_editor_set_text (MillExpressionEditor *editor, const char *text)
{
  g_return_if_fail (MILL_IS_EXPRESSION_EDITOR (editor) && text != NULL);
  g_autofree char *old = mill_expression_editor_get_text (editor);
  if (g_str_equal (old, text))
    return;
  editor->loading = TRUE;
  gtk_text_buffer_set_text (editor->buffer, text, -1);
  editor->loading = FALSE;
  look (editor);
}

gboolean
mill_expression_editor_get_type_of (MillExpressionEditor *editor, MillType *type)
{
  g_return_val_if_fail (MILL_IS_EXPRESSION_EDITOR (editor) && type != NULL, FALSE);
  if (editor->typed)
    *type = editor->type;
  return editor->typed;
}

const char *
mill_expression_editor_get_error (MillExpressionEditor *editor)
{
  g_return_val_if_fail (MILL_IS_EXPRESSION_EDITOR (editor), NULL);
  return gtk_widget_get_visible (editor->error_box) ? gtk_label_get_text (editor->error) : NULL;
}

gboolean
mill_expression_editor_set_problem (MillExpressionEditor *editor, const char *message)
{
  g_return_val_if_fail (MILL_IS_EXPRESSION_EDITOR (editor), FALSE);
  g_autoptr (GArray) map = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = mill_expression_editor_get_text (editor);
  if (editor->told)
    look (editor);
  if (message == NULL || mill_expression_editor_get_error (editor) != NULL)
    return mill_expression_editor_get_error (editor) != NULL;
  g_autofree char *expanded = mill_param_context_expand (editor->context, text, &map, NULL);
  g_set_error_literal (&error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_RANGE, message);
  show_error (editor, text, expanded, map, error);
  editor->told = TRUE;
  return TRUE;
}

const char *
mill_expression_editor_get_result (MillExpressionEditor *editor)
{
  g_return_val_if_fail (MILL_IS_EXPRESSION_EDITOR (editor), NULL);
  return gtk_label_get_text (editor->result);
}

GtkTextView *
mill_expression_editor_get_view (MillExpressionEditor *editor)
{
  g_return_val_if_fail (MILL_IS_EXPRESSION_EDITOR (editor), NULL);
  return editor->view;
}
