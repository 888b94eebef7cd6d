/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-environment-picker.h"

#include "mill-choice.h"

#include <glib/gi18n-lib.h>

struct _MillEnvironmentPicker
{
  AdwBin parent_instance;

  MillWorkspace *workspace;
  GtkDropDown *choice;
  GtkStringList *names; /* the first one is none */
  gboolean loading;
};

enum
{
  PROP_WORKSPACE = 1,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (MillEnvironmentPicker, mill_environment_picker, ADW_TYPE_BIN)

static void
chosen (MillEnvironmentPicker *picker)
{
  guint row = gtk_drop_down_get_selected (picker->choice);
  if (picker->loading || picker->workspace == NULL || row == GTK_INVALID_LIST_POSITION)
    return;
  const char *name = row > 0 ? gtk_string_list_get_string (picker->names, row) : NULL;
  mill_workspace_set_environment (picker->workspace, name);
}

static void
show_chosen (MillEnvironmentPicker *picker)
{
  const char *name = mill_workspace_get_environment (picker->workspace);
  guint row = 0;
  for (guint i = 1; name != NULL && i < g_list_model_get_n_items (G_LIST_MODEL (picker->names));
       i++)
    if (g_str_equal (gtk_string_list_get_string (picker->names, i), name))
      row = i;
  picker->loading = TRUE;
  gtk_drop_down_set_selected (picker->choice, row);
  picker->loading = FALSE;
}

static void
show_names (MillEnvironmentPicker *picker)
{
  MillDocument *document = mill_workspace_get_document (picker->workspace);
  g_autofree const char **names = mill_document_list_entries (document, MILL_SECTION_ENVIRONMENTS);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (picker->names));
  picker->loading = TRUE;
  gtk_string_list_splice (picker->names, 1, n - 1, names);
  picker->loading = FALSE;
  gtk_widget_set_visible (GTK_WIDGET (picker), names[0] != NULL);
  show_chosen (picker);
}

static void
set_workspace (MillEnvironmentPicker *picker, MillWorkspace *workspace)
{
  if (picker->workspace != NULL)
    {
      g_signal_handlers_disconnect_by_data (picker->workspace, picker);
      g_signal_handlers_disconnect_by_data (mill_workspace_get_document (picker->workspace),
                                            picker);
    }
  g_set_object (&picker->workspace, workspace);
  if (workspace == NULL)
    return;
  g_signal_connect_swapped (workspace, "notify::environment", G_CALLBACK (show_chosen), picker);
  g_signal_connect_swapped (mill_workspace_get_document (workspace),
                            "section-changed::environments",
                            G_CALLBACK (show_names),
                            picker);
  show_names (picker);
}

/* ---- the object ---- */

static void
mill_environment_picker_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  g_assert (id == PROP_WORKSPACE);
  g_value_set_object (value, MILL_ENVIRONMENT_PICKER (object)->workspace);
}

static void
mill_environment_picker_set_property (GObject *object,
                                      guint id,
                                      const GValue *value,
                                      GParamSpec *spec)
{
  g_assert (id == PROP_WORKSPACE);
  set_workspace (MILL_ENVIRONMENT_PICKER (object), g_value_get_object (value));
}

static void
mill_environment_picker_dispose (GObject *object)
{
  set_workspace (MILL_ENVIRONMENT_PICKER (object), NULL);
  G_OBJECT_CLASS (mill_environment_picker_parent_class)->dispose (object);
}

static void
mill_environment_picker_class_init (MillEnvironmentPickerClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  object_class->dispose = mill_environment_picker_dispose;
  object_class->get_property = mill_environment_picker_get_property;
  object_class->set_property = mill_environment_picker_set_property;
  props[PROP_WORKSPACE] = g_param_spec_object (
      "workspace", NULL, NULL, MILL_TYPE_WORKSPACE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
mill_environment_picker_init (MillEnvironmentPicker *picker)
{
  const char *none[] = { _ ("No environment"), NULL };
  picker->names = gtk_string_list_new (none);
  GtkWidget *choice = gtk_drop_down_new (G_LIST_MODEL (picker->names), NULL);
  picker->choice = GTK_DROP_DOWN (choice);
  mill_choice_shorten (picker->choice);
  gtk_widget_set_visible (GTK_WIDGET (picker), FALSE);
  gtk_widget_set_tooltip_text (choice, _ ("Environment that previews and runs here use"));
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (choice), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Environment"), -1);
  g_signal_connect_swapped (choice, "notify::selected", G_CALLBACK (chosen), picker);
  adw_bin_set_child (ADW_BIN (picker), choice);
}

GtkWidget *
mill_environment_picker_new (MillWorkspace *workspace)
{
  return g_object_new (MILL_TYPE_ENVIRONMENT_PICKER, "workspace", workspace, NULL);
}
