/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-panel.h"

#include "mill-figures.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  MillWorkspace *workspace;
  char *title; /* of the tab, without the count */
} MillPanelPrivate;

enum
{
  PROP_WORKSPACE = 1,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (MillPanel, mill_panel, ADW_TYPE_BIN)

static MillPanelPrivate *
get_private (MillPanel *panel)
{
  return mill_panel_get_instance_private (panel);
}

static void
mill_panel_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  g_assert (id == PROP_WORKSPACE);
  g_value_set_object (value, mill_panel_get_workspace (MILL_PANEL (object)));
}

static void
mill_panel_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  g_assert (id == PROP_WORKSPACE);
  mill_panel_set_workspace (MILL_PANEL (object), g_value_get_object (value));
}

static void
mill_panel_dispose (GObject *object)
{
  mill_panel_set_workspace (MILL_PANEL (object), NULL);
  G_OBJECT_CLASS (mill_panel_parent_class)->dispose (object);
}

static void
mill_panel_finalize (GObject *object)
{
  g_free (get_private (MILL_PANEL (object))->title);
  G_OBJECT_CLASS (mill_panel_parent_class)->finalize (object);
}

static void
mill_panel_class_init (MillPanelClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  object_class->dispose = mill_panel_dispose;
  object_class->finalize = mill_panel_finalize;
  object_class->get_property = mill_panel_get_property;
  object_class->set_property = mill_panel_set_property;
  props[PROP_WORKSPACE]
      = g_param_spec_object ("workspace",
                             NULL,
                             NULL,
                             MILL_TYPE_WORKSPACE,
                             G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
mill_panel_init (MillPanel *panel)
{
}

MillWorkspace *
mill_panel_get_workspace (MillPanel *panel)
{
  g_return_val_if_fail (MILL_IS_PANEL (panel), NULL);
  return get_private (panel)->workspace;
}

static void
forget (MillPanel *panel, MillWorkspace *workspace)
{
  const gpointer sources[] = { workspace,
                               mill_workspace_get_document (workspace),
                               mill_workspace_get_selection (workspace),
                               mill_workspace_get_sampler (workspace) };
  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    if (sources[i] != NULL)
      g_signal_handlers_disconnect_by_data (sources[i], panel);
  if (MILL_PANEL_GET_CLASS (panel)->detach != NULL)
    MILL_PANEL_GET_CLASS (panel)->detach (panel, workspace);
}

void
mill_panel_set_workspace (MillPanel *panel, MillWorkspace *workspace)
{
  g_return_if_fail (MILL_IS_PANEL (panel));
  MillPanelPrivate *private = get_private (panel);
  if (workspace == private->workspace)
    return;
  if (private->workspace != NULL)
    forget (panel, private->workspace);
  g_set_object (&private->workspace, workspace);
  if (workspace != NULL && MILL_PANEL_GET_CLASS (panel)->attach != NULL)
    MILL_PANEL_GET_CLASS (panel)->attach (panel, workspace);
  g_object_notify_by_pspec (G_OBJECT (panel), props[PROP_WORKSPACE]);
}

/* (nullable): its own, or that of the place it stands in. */
static GtkStackPage *
find_page (MillPanel *panel)
{
  GtkWidget *child = GTK_WIDGET (panel), *parent = gtk_widget_get_parent (child);
  if (parent != NULL && ADW_IS_BIN (parent))
    {
      child = parent;
      parent = gtk_widget_get_parent (child);
    }
  return parent != NULL && GTK_IS_STACK (parent) ? gtk_stack_get_page (GTK_STACK (parent), child)
                                                 : NULL;
}

void
mill_panel_set_count (MillPanel *panel, guint64 count)
{
  g_return_if_fail (MILL_IS_PANEL (panel));
  MillPanelPrivate *private = get_private (panel);
  GtkStackPage *page = find_page (panel);
  if (page == NULL)
    return;
  if (private->title == NULL)
  private->title = g_strdup (gtk_stack_page_get_title (page));
  if (private->title == NULL)
    return;
  g_autofree char *number = mill_figures_count (count);
  /* Translators: title of a tab and how many things are in it */
  g_autofree char *title = count > 0 ? g_strdup_printf (_ ("%s (%s)"), private->title, number)
                                     : g_strdup (private->title);
  gtk_stack_page_set_title (page, title);
}
