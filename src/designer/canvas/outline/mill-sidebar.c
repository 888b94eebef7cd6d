/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-sidebar.h"

#include "mill-application.h"
#include "mill-outline.h"
#include "mill-palette.h"

struct _MillSidebar
{
  AdwBin parent_instance;

  MillWorkspace *workspace; /* (nullable) */
};

enum
{
  PROP_WORKSPACE = 1,
  N_PROPS
};
static GParamSpec *props[N_PROPS];
static guint chosen_signal, command_signal;

G_DEFINE_FINAL_TYPE (MillSidebar, mill_sidebar, ADW_TYPE_BIN)

static void
chosen (MillSidebar *sidebar, const char *type)
{
  g_signal_emit (sidebar, chosen_signal, 0, type);
}

static void
command (MillSidebar *sidebar, const char *action)
{
  g_signal_emit (sidebar, command_signal, 0, action);
}

static void
mill_sidebar_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  g_assert (id == PROP_WORKSPACE);
  g_value_set_object (value, MILL_SIDEBAR (object)->workspace);
}

static void
mill_sidebar_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  g_assert (id == PROP_WORKSPACE);
  if (g_set_object (&MILL_SIDEBAR (object)->workspace, g_value_get_object (value)))
    g_object_notify_by_pspec (object, spec);
}

static void
mill_sidebar_dispose (GObject *object)
{
  g_clear_object (&MILL_SIDEBAR (object)->workspace);
  gtk_widget_dispose_template (GTK_WIDGET (object), MILL_TYPE_SIDEBAR);
  G_OBJECT_CLASS (mill_sidebar_parent_class)->dispose (object);
}

static guint
add_text_signal (MillSidebarClass *class, const char *name)
{
  return g_signal_new (name,
                       G_TYPE_FROM_CLASS (class),
                       G_SIGNAL_RUN_LAST,
                       0,
                       NULL,
                       NULL,
                       NULL,
                       G_TYPE_NONE,
                       1,
                       G_TYPE_STRING);
}

static void
mill_sidebar_class_init (MillSidebarClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  object_class->get_property = mill_sidebar_get_property;
  object_class->set_property = mill_sidebar_set_property;
  object_class->dispose = mill_sidebar_dispose;
  props[PROP_WORKSPACE]
      = g_param_spec_object ("workspace",
                             NULL,
                             NULL,
                             MILL_TYPE_WORKSPACE,
                             G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  chosen_signal = add_text_signal (class, "chosen");
  command_signal = add_text_signal (class, "command");
  g_type_ensure (MILL_TYPE_OUTLINE);
  g_type_ensure (MILL_TYPE_PALETTE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               MILL_RESOURCES "ui/canvas/mill-sidebar.ui");
  gtk_widget_class_bind_template_callback (widget_class, chosen);
  gtk_widget_class_bind_template_callback (widget_class, command);
}

static void
mill_sidebar_init (MillSidebar *sidebar)
{
  gtk_widget_init_template (GTK_WIDGET (sidebar));
}

GtkWidget *
mill_sidebar_new (void)
{
  return g_object_new (MILL_TYPE_SIDEBAR, NULL);
}
