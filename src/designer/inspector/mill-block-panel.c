/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-block-panel.h"

#include "mill-application.h"
#include "mill-block-header.h"
#include "mill-notes-tab.h"
#include "mill-params-tab.h"
#include "mill-rejects-tab.h"
#include "mill-schema-tab.h"

struct _MillBlockPanel
{
  AdwBin parent_instance;

  MillWorkspace *workspace;
  MillDocBlock *block;
  MillBlockHeader *header;
  GtkStack *stack;
  MillParamsTab *params;
  MillSchemaTab *schema;
  MillRejectsTab *rejects;
  MillNotesTab *notes;
};

G_DEFINE_FINAL_TYPE (MillBlockPanel, mill_block_panel, ADW_TYPE_BIN)

/* A tab follows the block only while it is seen. */
static void
update_tabs (MillBlockPanel *panel)
{
  const char *name = gtk_stack_get_visible_child_name (panel->stack);
  MillWorkspace *workspace = panel->workspace;
  MillDocBlock *block = panel->block;
  mill_params_tab_set_block (
      panel->params, workspace, g_strcmp0 (name, "params") == 0 ? block : NULL);
  mill_schema_tab_set_block (
      panel->schema, workspace, g_strcmp0 (name, "schema") == 0 ? block : NULL);
  mill_rejects_tab_set_block (
      panel->rejects, workspace, g_strcmp0 (name, "rejects") == 0 ? block : NULL);
  mill_notes_tab_set_block (panel->notes, workspace, g_strcmp0 (name, "notes") == 0 ? block : NULL);
}

void
mill_block_panel_set_block (MillBlockPanel *panel, MillWorkspace *workspace, MillDocBlock *block)
{
  g_return_if_fail (MILL_IS_BLOCK_PANEL (panel) && (workspace != NULL || block == NULL));
  if (workspace == panel->workspace && block == panel->block)
    return;
  g_set_object (&panel->workspace, workspace);
  g_set_object (&panel->block, block);
  mill_block_header_set_block (panel->header, workspace, block);
  update_tabs (panel);
}

void
mill_block_panel_reveal (MillBlockPanel *panel, const char *name)
{
  g_return_if_fail (MILL_IS_BLOCK_PANEL (panel) && name != NULL);
  gtk_stack_set_visible_child_name (panel->stack, "params");
  mill_params_tab_reveal (panel->params, name);
}

void
mill_block_panel_focus_fields (MillBlockPanel *panel)
{
  g_return_if_fail (MILL_IS_BLOCK_PANEL (panel));
  gtk_stack_set_visible_child_name (panel->stack, "params");
  if (!mill_params_tab_focus_fields (panel->params))
    gtk_widget_child_focus (GTK_WIDGET (panel), GTK_DIR_TAB_FORWARD);
}

static void
mill_block_panel_dispose (GObject *object)
{
  MillBlockPanel *panel = MILL_BLOCK_PANEL (object);
  gtk_widget_dispose_template (GTK_WIDGET (object), MILL_TYPE_BLOCK_PANEL);
  g_clear_object (&panel->workspace);
  g_clear_object (&panel->block);
  G_OBJECT_CLASS (mill_block_panel_parent_class)->dispose (object);
}

static void
mill_block_panel_class_init (MillBlockPanelClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = mill_block_panel_dispose;
  g_type_ensure (MILL_TYPE_BLOCK_HEADER);
  g_type_ensure (MILL_TYPE_PARAMS_TAB);
  g_type_ensure (MILL_TYPE_SCHEMA_TAB);
  g_type_ensure (MILL_TYPE_REJECTS_TAB);
  g_type_ensure (MILL_TYPE_NOTES_TAB);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               MILL_RESOURCES "ui/inspector/mill-block-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, MillBlockPanel, header);
  gtk_widget_class_bind_template_child (widget_class, MillBlockPanel, stack);
  gtk_widget_class_bind_template_child (widget_class, MillBlockPanel, params);
  gtk_widget_class_bind_template_child (widget_class, MillBlockPanel, schema);
  gtk_widget_class_bind_template_child (widget_class, MillBlockPanel, rejects);
  gtk_widget_class_bind_template_child (widget_class, MillBlockPanel, notes);
}

static void
mill_block_panel_init (MillBlockPanel *panel)
{
  gtk_widget_init_template (GTK_WIDGET (panel));
  g_signal_connect_swapped (panel->stack, "notify::visible-child", G_CALLBACK (update_tabs), panel);
}
