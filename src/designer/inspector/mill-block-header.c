/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-block-header.h"

#include "mill-application.h"
#include "mill-markup.h"
#include "mill-params.h"
#include "mill-problem-words.h"
#include "mill-wrap.h"

#include <glib/gi18n-lib.h>

enum
{
  PROBLEMS_MAX = 3, /* listed here; the panel of problems has all */
  HELP_WIDTH = 420, /* px */
  HELP_HEIGHT = 440
};

struct _MillBlockHeader
{
  AdwBin parent_instance;

  MillWorkspace *workspace;
  MillDocBlock *block;
  GtkImage *icon;
  GtkEditable *label, *id;
  GtkLabel *type, *summary;
  GtkToggleButton *disabled;
  GtkMenuButton *help;
  GtkBox *problems;
  gboolean loading;
};

G_DEFINE_FINAL_TYPE (MillBlockHeader, mill_block_header, ADW_TYPE_BIN)

static MillDocument *
get_document (MillBlockHeader *header)
{
  return mill_workspace_get_document (header->workspace);
}

char *
mill_block_icon_name (const MillBlockSpec *spec)
{
  return g_strdup_printf ("mill-block-%s-symbolic", spec != NULL ? spec->id : "unknown");
}

/* ---- edits ---- */

static void
label_changed (MillBlockHeader *header)
{
  if (header->loading || header->block == NULL)
    return;
  mill_document_set_label (get_document (header),
                           mill_doc_block_get_id (header->block),
                           gtk_editable_get_text (header->label),
                           NULL);
}

static void
label_left (MillBlockHeader *header)
{
  if (header->workspace != NULL)
    mill_undo_seal (mill_document_get_undo (get_document (header)));
}

static void
rename_block (MillBlockHeader *header)
{
  g_autoptr (GError) error = NULL;
  if (header->loading || header->block == NULL)
    return;
  g_autofree char *old = g_strdup (mill_doc_block_get_id (header->block));
  if (mill_document_rename_block (
          get_document (header), old, gtk_editable_get_text (header->id), &error))
    return;
  mill_workspace_announce (header->workspace, error->message);
  gtk_editable_set_text (header->id, old);
}

static void
disabled_toggled (MillBlockHeader *header)
{
  if (!header->loading && header->block != NULL)
    mill_document_set_disabled (get_document (header),
                                mill_doc_block_get_id (header->block),
                                gtk_toggle_button_get_active (header->disabled),
                                NULL);
}

/* ---- the reference ---- */

static char *
make_reference (const MillBlockSpec *spec)
{
  g_autofree char *help = mill_markup_from_markdown (_ (spec->help));
  g_autofree char *summary = g_markup_escape_text (_ (spec->summary), -1);
  GString *out = g_string_new (NULL);
  g_string_append_printf (out, "<b>%s</b>\n\n%s\n\n<b>%s</b>", summary, help, _ ("Ports"));
  for (const MillPort *port = spec->ports; port->name != NULL; port++)
    {
      g_autofree char *text = port->help != NULL ? g_markup_escape_text (_ (port->help), -1) : NULL;
      g_string_append_printf (out,
                              "\n%s <tt>%s</tt>  %s",
                              port->output ? "→" : "←",
                              port->name,
                              text != NULL ? text : "");
    }
  g_string_append_printf (out, "\n\n<b>%s</b>", _ ("Examples"));
  for (const MillExample *example = spec->examples; example->title != NULL; example++)
    {
      g_autofree char *title = g_markup_escape_text (_ (example->title), -1);
      g_autofree char *params = g_markup_escape_text (example->params, -1);
      g_string_append_printf (out, "\n%s\n<tt>%s</tt>", title, params);
    }
  return g_string_free (out, FALSE);
}

static void
open_help (GtkMenuButton *button, gpointer data)
{
  MillBlockHeader *header = data;
  const MillBlockSpec *spec
      = header->block != NULL ? mill_doc_block_get_spec (header->block) : NULL;
  if (spec == NULL)
    return;
  g_autofree char *markup = make_reference (spec);
  GtkWidget *popover = gtk_popover_new (), *scroll = gtk_scrolled_window_new ();
  GtkWidget *label = gtk_label_new (NULL);
  gtk_label_set_markup (GTK_LABEL (label), markup);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_yalign (GTK_LABEL (label), 0);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_set_can_focus (label, FALSE); /* else all of it is selected at first */
  gtk_widget_add_css_class (label, "mill-help");
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroll), label);
  gtk_scrolled_window_set_policy (
      GTK_SCROLLED_WINDOW (scroll), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroll), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroll), HELP_HEIGHT);
  gtk_widget_set_size_request (scroll, HELP_WIDTH, -1);
  gtk_popover_set_child (GTK_POPOVER (popover), scroll);
  gtk_menu_button_set_popover (button, popover);
}

/* ---- problems ---- */

static void
problem_clicked (GtkButton *button, MillBlockHeader *header)
{
  MillDiagnostic *diagnostic = g_object_get_data (G_OBJECT (button), "mill-diagnostic");
  mill_workspace_reveal (header->workspace,
                         mill_diagnostic_get_block (diagnostic),
                         mill_diagnostic_get_param (diagnostic));
}

/* The block is shown above; the parameter may be far below. */
static char *
describe_problem (MillBlockHeader *header, MillDiagnostic *diagnostic)
{
  const MillBlockSpec *spec = mill_doc_block_get_spec (header->block);
  const char *name = mill_diagnostic_get_param (diagnostic);
  const char *words = mill_problem_without_place (mill_problem_words (diagnostic));
  const MillParam *param
      = spec != NULL && name != NULL ? mill_param_find (spec->params, name) : NULL;
  if (param != NULL)
    return g_strdup_printf ("%s: %s", _ (param->label), words);
  return name != NULL ? g_strdup_printf ("%s: %s", name, words) : g_strdup (words);
}

static void
add_problem (MillBlockHeader *header, MillDiagnostic *diagnostic)
{
  gboolean error = mill_diagnostic_get_severity (diagnostic) == MILL_SEVERITY_ERROR;
  GtkWidget *button = gtk_button_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *icon
      = gtk_image_new_from_icon_name (error ? "dialog-error-symbolic" : "dialog-warning-symbolic");
  g_autofree char *words = describe_problem (header, diagnostic);
  GtkWidget *text = gtk_label_new (words);
  gtk_label_set_xalign (GTK_LABEL (text), 0);
  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "mill-problem");
  gtk_widget_add_css_class (box, error ? "error" : "warning");
  gtk_widget_add_css_class (text, "caption");
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), mill_wrap (GTK_LABEL (text)));
  gtk_button_set_child (GTK_BUTTON (button), box);
  g_object_set_data_full (
      G_OBJECT (button), "mill-diagnostic", g_object_ref (diagnostic), g_object_unref);
  g_signal_connect_object (button, "clicked", G_CALLBACK (problem_clicked), header, 0);
  gtk_box_append (header->problems, button);
}

static guint
add_problems (MillBlockHeader *header, GListModel *model, MillSeverity severity, guint max)
{
  const char *id = mill_doc_block_get_id (header->block);
  guint n = 0;
  for (guint i = 0; i < g_list_model_get_n_items (model) && n < max; i++)
    {
      g_autoptr (MillDiagnostic) diagnostic = g_list_model_get_item (model, i);
      if (mill_diagnostic_get_severity (diagnostic) != severity
          || g_strcmp0 (mill_diagnostic_get_block (diagnostic), id) != 0)
        continue;
      add_problem (header, diagnostic);
      n++;
    }
  return n;
}

static void
show_problems (MillBlockHeader *header)
{
  GtkWidget *old;
  while ((old = gtk_widget_get_first_child (GTK_WIDGET (header->problems))) != NULL)
    gtk_box_remove (header->problems, old);
  MillAnalysis *analysis
      = header->block != NULL ? mill_workspace_get_analysis (header->workspace) : NULL;
  GListModel *model = analysis != NULL ? mill_analysis_get_diagnostics (analysis) : NULL;
  guint n = model != NULL ? add_problems (header, model, MILL_SEVERITY_ERROR, PROBLEMS_MAX) : 0;
  if (model != NULL)
    n += add_problems (header, model, MILL_SEVERITY_WARNING, PROBLEMS_MAX - n);
  gtk_widget_set_visible (GTK_WIDGET (header->problems), n > 0);
}

/* ---- following the block ---- */

static void
set_stage_class (MillBlockHeader *header, const MillBlockSpec *spec)
{
  static const char *const stages[] = { "mill-store", "mill-process", "mill-consume" };
  for (guint i = 0; i < G_N_ELEMENTS (stages); i++)
    if (spec != NULL && spec->stage == (MillStage)i)
      gtk_widget_add_css_class (GTK_WIDGET (header->icon), stages[i]);
    else
      gtk_widget_remove_css_class (GTK_WIDGET (header->icon), stages[i]);
}

static void
show_text (GtkEditable *editable, const char *text)
{
  if (!g_str_equal (gtk_editable_get_text (editable), text))
    gtk_editable_set_text (editable, text);
}

/* Only when it is another: what is being typed waits for Return. */
static void
show_id (MillBlockHeader *header)
{
  const char *id = mill_doc_block_get_id (header->block);
  header->loading = TRUE;
  gtk_entry_set_placeholder_text (GTK_ENTRY (header->label), id);
  show_text (header->id, id);
  header->loading = FALSE;
}

static void
show_block (MillBlockHeader *header)
{
  MillDocBlock *block = header->block;
  if (block == NULL)
    return;
  const MillBlockSpec *spec = mill_doc_block_get_spec (block);
  const char *label = mill_doc_block_get_label (block);
  g_autofree char *icon = mill_block_icon_name (spec);
  g_autofree char *type = g_strdup_printf (
      "%s ·", spec != NULL ? _ (spec->label) : mill_doc_block_get_type_id (block));
  header->loading = TRUE;
  gtk_image_set_from_icon_name (header->icon, icon);
  set_stage_class (header, spec);
  show_text (header->label, label != NULL ? label : "");
  gtk_label_set_text (header->type, type);
  gtk_label_set_text (header->summary, spec != NULL ? _ (spec->summary) : "");
  gtk_widget_set_visible (GTK_WIDGET (header->help), spec != NULL);
  gtk_toggle_button_set_active (header->disabled, mill_doc_block_get_disabled (block));
  header->loading = FALSE;
}

static void
let_go (MillBlockHeader *header)
{
  if (header->block != NULL)
    g_signal_handlers_disconnect_by_data (header->block, header);
  if (header->workspace != NULL)
    g_signal_handlers_disconnect_by_data (header->workspace, header);
  g_clear_object (&header->block);
  g_clear_object (&header->workspace);
}

void
mill_block_header_set_block (MillBlockHeader *header, MillWorkspace *workspace, MillDocBlock *block)
{
  g_return_if_fail (MILL_IS_BLOCK_HEADER (header) && (workspace != NULL || block == NULL));
  let_go (header);
  if (block == NULL)
    return;
  header->workspace = g_object_ref (workspace);
  header->block = g_object_ref (block);
  g_signal_connect_swapped (workspace, "analysis-changed", G_CALLBACK (show_problems), header);
  g_signal_connect_swapped (block, "notify", G_CALLBACK (show_block), header);
  g_signal_connect_swapped (block, "notify::id", G_CALLBACK (show_id), header);
  show_id (header);
  show_block (header);
  show_problems (header);
}

/* ---- the object ---- */

static void
mill_block_header_dispose (GObject *object)
{
  let_go (MILL_BLOCK_HEADER (object));
  gtk_widget_dispose_template (GTK_WIDGET (object), MILL_TYPE_BLOCK_HEADER);
  G_OBJECT_CLASS (mill_block_header_parent_class)->dispose (object);
}

static void
mill_block_header_class_init (MillBlockHeaderClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = mill_block_header_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               MILL_RESOURCES "ui/inspector/mill-block-header.ui");
  gtk_widget_class_bind_template_child (widget_class, MillBlockHeader, icon);
  gtk_widget_class_bind_template_child (widget_class, MillBlockHeader, label);
  gtk_widget_class_bind_template_child (widget_class, MillBlockHeader, id);
  gtk_widget_class_bind_template_child (widget_class, MillBlockHeader, type);
  gtk_widget_class_bind_template_child (widget_class, MillBlockHeader, summary);
  gtk_widget_class_bind_template_child (widget_class, MillBlockHeader, disabled);
  gtk_widget_class_bind_template_child (widget_class, MillBlockHeader, help);
  gtk_widget_class_bind_template_child (widget_class, MillBlockHeader, problems);
}

static void
watch_leave (MillBlockHeader *header, GtkEditable *editable, GCallback left)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();
  g_signal_connect_swapped (focus, "leave", left, header);
  g_signal_connect_swapped (editable, "activate", left, header);
  gtk_widget_add_controller (GTK_WIDGET (editable), focus);
}

static void
mill_block_header_init (MillBlockHeader *header)
{
  gtk_widget_init_template (GTK_WIDGET (header));
  gtk_menu_button_set_create_popup_func (header->help, open_help, header, NULL);
  g_signal_connect_swapped (header->label, "changed", G_CALLBACK (label_changed), header);
  g_signal_connect_swapped (header->disabled, "toggled", G_CALLBACK (disabled_toggled), header);
  watch_leave (header, header->label, G_CALLBACK (label_left));
  watch_leave (header, header->id, G_CALLBACK (rename_block));
}
