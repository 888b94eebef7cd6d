/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-param-row.h"

#include "mill-param-help.h"
#include "mill-problem-words.h"
#include "mill-wrap.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _MillParamRow
{
  AdwBin parent_instance;

  MillParamEditor *editor;
  GtkWidget *reset;
  GtkWidget *problem_box;
  GtkImage *problem_icon;
  GtkLabel *problem;
};

G_DEFINE_FINAL_TYPE (MillParamRow, mill_param_row, ADW_TYPE_BIN)

enum
{
  CHANGED,
  DONE,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void
show_reset (MillParamRow *row)
{
  gboolean set = mill_param_editor_get_value (row->editor) != NULL
                 || mill_param_editor_get_mixed (row->editor);
  gtk_widget_set_visible (row->reset, set && !mill_param_editor_get_param (row->editor)->required);
}

static void
editor_changed (MillParamRow *row)
{
  show_reset (row);
  g_signal_emit (row, signals[CHANGED], 0);
}

static void
editor_done (MillParamRow *row)
{
  g_signal_emit (row, signals[DONE], 0);
}

static void
reset_value (GtkWidget *widget, const char *action, GVariant *parameter)
{
  mill_param_editor_change (MILL_PARAM_ROW (widget)->editor, NULL);
}

static gboolean
mill_param_row_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (MILL_PARAM_ROW (widget)->editor));
}

static void
mill_param_row_class_init (MillParamRowClass *class)
{
  static const char *const names[N_SIGNALS] = { "changed", "done" };
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  widget_class->grab_focus = mill_param_row_grab_focus;
  gtk_widget_class_install_action (widget_class, "param.reset", NULL, reset_value);
  gtk_widget_class_add_binding_action (
      widget_class, GDK_KEY_BackSpace, GDK_ALT_MASK, "param.reset", NULL);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
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

static void
mill_param_row_init (MillParamRow *row)
{
}

/* ---- building ---- */

static void
open_help (GtkMenuButton *button, gpointer data)
{
  MillParamRow *row = data;
  gtk_menu_button_set_popover (button, mill_param_help_new (row->editor));
}

static GtkWidget *
make_label (const MillParam *param)
{
  GtkWidget *label = gtk_label_new (mill_param_words (param, param->label));
  g_autofree char *required
      = param->required ? g_strdup_printf (_ ("%s *"), mill_param_words (param, param->label))
                        : NULL;
  if (required != NULL)
    {
      gtk_label_set_text (GTK_LABEL (label), required);
      gtk_widget_set_tooltip_text (label, _ ("Must be given"));
    }
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "mill-field-label");
  return mill_wrap (GTK_LABEL (label));
}

static GtkWidget *
make_reset (MillParamRow *row)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("edit-undo-symbolic");
  row->reset = button;
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "mill-small");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _ ("Reset to default"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "param.reset");
  return button;
}

static GtkWidget *
make_help (MillParamRow *row, const MillParam *param)
{
  GtkWidget *button = gtk_menu_button_new ();
  g_autofree char *name = g_strdup_printf (_ ("About %s"), mill_param_words (param, param->label));
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "help-about-symbolic");
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (button), open_help, row, NULL);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "mill-small");
  gtk_widget_add_css_class (button, "dim-label");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button,
                               param->help != NULL ? mill_param_words (param, param->help) : name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return button;
}

static GtkWidget *
make_problem (MillParamRow *row)
{
  row->problem_box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  row->problem_icon = GTK_IMAGE (gtk_image_new ());
  row->problem = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_set_valign (GTK_WIDGET (row->problem_icon), GTK_ALIGN_START);
  gtk_label_set_xalign (row->problem, 0);
  gtk_widget_add_css_class (row->problem_box, "caption");
  gtk_widget_set_visible (row->problem_box, FALSE);
  gtk_box_append (GTK_BOX (row->problem_box), GTK_WIDGET (row->problem_icon));
  gtk_box_append (GTK_BOX (row->problem_box), mill_wrap (row->problem));
  return row->problem_box;
}

GtkWidget *
mill_param_row_new (const MillParam *param, MillParamContext *context)
{
  g_return_val_if_fail (param != NULL && MILL_IS_PARAM_CONTEXT (context), NULL);
  MillParamRow *row = g_object_new (MILL_TYPE_PARAM_ROW, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 2);
  GtkWidget *editor = mill_param_editor_new (param, context);
  row->editor = MILL_PARAM_EDITOR (editor);
  gtk_box_append (GTK_BOX (head), make_label (param));
  gtk_box_append (GTK_BOX (head), make_reset (row));
  gtk_box_append (GTK_BOX (head), make_help (row, param));
  gtk_box_append (GTK_BOX (box), head);
  gtk_box_append (GTK_BOX (param->type == MILL_PARAM_BOOLEAN_ ? head : box), editor);
  gtk_box_append (GTK_BOX (box), make_problem (row));
  adw_bin_set_child (ADW_BIN (row), box);
  g_signal_connect_swapped (editor, "changed", G_CALLBACK (editor_changed), row);
  g_signal_connect_swapped (editor, "done", G_CALLBACK (editor_done), row);
  show_reset (row);
  return GTK_WIDGET (row);
}

/* ---- values ---- */

const MillParam *
mill_param_row_get_param (MillParamRow *row)
{
  g_return_val_if_fail (MILL_IS_PARAM_ROW (row), NULL);
  return mill_param_editor_get_param (row->editor);
}

MillParamEditor *
mill_param_row_get_editor (MillParamRow *row)
{
  g_return_val_if_fail (MILL_IS_PARAM_ROW (row), NULL);
  return row->editor;
}

JsonNode *
mill_param_row_get_value (MillParamRow *row)
{
  g_return_val_if_fail (MILL_IS_PARAM_ROW (row), NULL);
  return mill_param_editor_get_value (row->editor);
}

void
mill_param_row_set_value (MillParamRow *row, JsonNode *value)
{
  g_return_if_fail (MILL_IS_PARAM_ROW (row));
  mill_param_editor_set_value (row->editor, value);
  show_reset (row);
}

void
mill_param_row_set_mixed (MillParamRow *row, JsonNode *one)
{
  g_return_if_fail (MILL_IS_PARAM_ROW (row));
  mill_param_editor_set_mixed (row->editor, one);
  show_reset (row);
}

void
mill_param_row_set_problems (MillParamRow *row, GPtrArray *problems)
{
  g_return_if_fail (MILL_IS_PARAM_ROW (row));
  const MillProblem *worst = NULL;
  gboolean shown = mill_param_editor_set_problems (row->editor, problems);
  for (guint i = 0; problems != NULL && i < problems->len && !shown; i++)
    {
      const MillProblem *problem = problems->pdata[i];
      if (worst == NULL || problem->severity < worst->severity)
        worst = problem;
    }
  gboolean error = worst != NULL && worst->severity == MILL_SEVERITY_ERROR;
  gtk_widget_set_visible (row->problem_box, worst != NULL);
  gtk_accessible_update_state (GTK_ACCESSIBLE (row->editor),
                               GTK_ACCESSIBLE_STATE_INVALID,
                               error ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
  if (worst == NULL)
    {
      gtk_widget_remove_css_class (GTK_WIDGET (row), "mill-wrong");
      return;
    }
  gtk_label_set_text (row->problem, mill_problem_without_place (worst->message));
  gtk_image_set_from_icon_name (row->problem_icon,
                                error ? "dialog-error-symbolic" : "dialog-warning-symbolic");
  gtk_widget_remove_css_class (row->problem_box, error ? "warning" : "error");
  gtk_widget_add_css_class (row->problem_box, error ? "error" : "warning");
  if (error)
    gtk_widget_add_css_class (GTK_WIDGET (row), "mill-wrong");
}
