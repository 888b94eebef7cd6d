/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-page.h"

#include "mill-application.h"
#include "mill-problems-view.h"
#include "mill-run-view.h"

struct _MillPage
{
  AdwBin parent_instance;

  MillWorkspace *workspace;
  GtkPaned *rows;
  GtkStack *panels;
};

enum
{
  PROP_WORKSPACE = 1,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (MillPage, mill_page, ADW_TYPE_BIN)

static void
mill_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  g_assert (id == PROP_WORKSPACE);
  g_value_set_object (value, MILL_PAGE (object)->workspace);
}

static void
mill_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  g_assert (id == PROP_WORKSPACE);
  MILL_PAGE (object)->workspace = g_value_dup_object (value);
}

static void
mill_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), MILL_TYPE_PAGE);
  g_clear_object (&MILL_PAGE (object)->workspace);
  G_OBJECT_CLASS (mill_page_parent_class)->dispose (object);
}

static void
mill_page_class_init (MillPageClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  object_class->dispose = mill_page_dispose;
  object_class->get_property = mill_page_get_property;
  object_class->set_property = mill_page_set_property;
  props[PROP_WORKSPACE]
      = g_param_spec_object ("workspace",
                             NULL,
                             NULL,
                             MILL_TYPE_WORKSPACE,
                             G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  g_type_ensure (MILL_TYPE_PROBLEMS_VIEW);
  g_type_ensure (MILL_TYPE_RUN_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, MILL_RESOURCES "ui/app/mill-page.ui");
  gtk_widget_class_bind_template_child (widget_class, MillPage, rows);
  gtk_widget_class_bind_template_child (widget_class, MillPage, panels);
}

static void
mill_page_init (MillPage *page)
{
  gtk_widget_init_template (GTK_WIDGET (page));
}

MillPage *
mill_page_new (MillWorkspace *workspace)
{
  g_return_val_if_fail (MILL_IS_WORKSPACE (workspace), NULL);
  return g_object_new (MILL_TYPE_PAGE, "workspace", workspace, NULL);
}

MillWorkspace *
mill_page_get_workspace (MillPage *page)
{
  g_return_val_if_fail (MILL_IS_PAGE (page), NULL);
  return page->workspace;
}

void
mill_page_show_panel (MillPage *page, const char *name)
{
  g_return_if_fail (MILL_IS_PAGE (page) && name != NULL);
  if (gtk_stack_get_child_by_name (page->panels, name) != NULL)
    gtk_stack_set_visible_child_name (page->panels, name);
}
