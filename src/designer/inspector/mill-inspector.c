/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-inspector.h"

#include "mill-application.h"
#include "mill-block-panel.h"
#include "mill-link-panel.h"
#include "mill-many-panel.h"
#include "mill-pipeline-panel.h"

struct _MillInspector
{
  AdwBin parent_instance;

  MillWorkspace *workspace;
  GtkStack *stack;
  MillBlockPanel *block;
  MillLinkPanel *link;
  MillManyPanel *many;
  MillPipelinePanel *pipeline;
};

enum
{
  PROP_WORKSPACE = 1,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (MillInspector, mill_inspector, ADW_TYPE_BIN)

static void
update (MillInspector *inspector)
{
  MillWorkspace *workspace = inspector->workspace;
  MillSelection *selection = workspace != NULL ? mill_workspace_get_selection (workspace) : NULL;
  guint n = selection != NULL ? mill_selection_n_blocks (selection) : 0;
  MillDocBlock *block = n == 1 ? mill_selection_get_block (selection) : NULL;
  MillDocLink *link = selection != NULL ? mill_selection_get_link (selection) : NULL;
  gboolean many = n > 1 || (selection != NULL && mill_selection_n_items (selection) > n);
  const char *page = many ? "many" : block != NULL ? "block" : link != NULL ? "link" : "pipeline";
  mill_block_panel_set_block (inspector->block, workspace, many ? NULL : block);
  mill_link_panel_set_link (inspector->link, workspace, link);
  mill_many_panel_show (inspector->many, many ? workspace : NULL);
  mill_pipeline_panel_set_workspace (inspector->pipeline, workspace);
  gtk_stack_set_visible_child_name (inspector->stack, page);
}

static void
reveal (MillInspector *inspector, const char *block, const char *param)
{
  if (block != NULL && param != NULL)
    mill_block_panel_reveal (inspector->block, param);
}

/* ---- the object ---- */

static void
mill_inspector_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  g_assert (id == PROP_WORKSPACE);
  g_value_set_object (value, MILL_INSPECTOR (object)->workspace);
}

static void
mill_inspector_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  g_assert (id == PROP_WORKSPACE);
  mill_inspector_set_workspace (MILL_INSPECTOR (object), g_value_get_object (value));
}

static void
mill_inspector_dispose (GObject *object)
{
  MillInspector *inspector = MILL_INSPECTOR (object);
  if (inspector->workspace != NULL)
    mill_inspector_set_workspace (inspector, NULL);
  /* what is bound and a direct child goes with the template; AdwBin would unparent it once more */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), MILL_TYPE_INSPECTOR);
  G_OBJECT_CLASS (mill_inspector_parent_class)->dispose (object);
}

static void
mill_inspector_class_init (MillInspectorClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  object_class->dispose = mill_inspector_dispose;
  object_class->get_property = mill_inspector_get_property;
  object_class->set_property = mill_inspector_set_property;
  props[PROP_WORKSPACE]
      = g_param_spec_object ("workspace",
                             NULL,
                             NULL,
                             MILL_TYPE_WORKSPACE,
                             G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);
  g_type_ensure (MILL_TYPE_BLOCK_PANEL);
  g_type_ensure (MILL_TYPE_LINK_PANEL);
  g_type_ensure (MILL_TYPE_MANY_PANEL);
  g_type_ensure (MILL_TYPE_PIPELINE_PANEL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               MILL_RESOURCES "ui/inspector/mill-inspector.ui");
  gtk_widget_class_bind_template_child (widget_class, MillInspector, stack);
  gtk_widget_class_bind_template_child (widget_class, MillInspector, block);
  gtk_widget_class_bind_template_child (widget_class, MillInspector, link);
  gtk_widget_class_bind_template_child (widget_class, MillInspector, many);
  gtk_widget_class_bind_template_child (widget_class, MillInspector, pipeline);
}

static void
mill_inspector_init (MillInspector *inspector)
{
  gtk_widget_init_template (GTK_WIDGET (inspector));
}

GtkWidget *
mill_inspector_new (void)
{
  return g_object_new (MILL_TYPE_INSPECTOR, NULL);
}

void
mill_inspector_set_workspace (MillInspector *inspector, MillWorkspace *workspace)
{
  g_return_if_fail (MILL_IS_INSPECTOR (inspector));
  MillWorkspace *old = inspector->workspace;
  if (workspace == old)
    return;
  if (old != NULL)
    {
      g_signal_handlers_disconnect_by_data (old, inspector);
      g_signal_handlers_disconnect_by_data (mill_workspace_get_selection (old), inspector);
    }
  inspector->workspace = workspace != NULL ? g_object_ref (workspace) : NULL;
  if (workspace != NULL)
    {
      g_signal_connect_swapped (
          mill_workspace_get_selection (workspace), "changed", G_CALLBACK (update), inspector);
      g_signal_connect_swapped (workspace, "reveal", G_CALLBACK (reveal), inspector);
    }
  update (inspector);
  g_clear_object (&old);
  g_object_notify_by_pspec (G_OBJECT (inspector), props[PROP_WORKSPACE]);
}

void
mill_inspector_focus_fields (MillInspector *inspector)
{
  g_return_if_fail (MILL_IS_INSPECTOR (inspector));
  GtkWidget *page = gtk_stack_get_visible_child (inspector->stack);
  if (page == GTK_WIDGET (inspector->block))
    mill_block_panel_focus_fields (inspector->block);
  else
    gtk_widget_child_focus (page, GTK_DIR_TAB_FORWARD);
}
