/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-palette.h"

#include "mill-block-picker.h"

#include <glib/gi18n-lib.h>

struct _MillPalette
{
  AdwBin parent_instance;

  MillBlockPicker *picker;
  MillWorkspace *workspace; /* (nullable) */
};

enum
{
  PROP_WORKSPACE = 1,
  N_PROPS
};
static GParamSpec *props[N_PROPS];
static guint chosen_signal;

G_DEFINE_FINAL_TYPE (MillPalette, mill_palette, ADW_TYPE_BIN)

static void
chosen (MillPalette *palette, const char *type)
{
  g_signal_emit (palette, chosen_signal, 0, type);
}

static void
search (GtkWidget *widget, const char *action, GVariant *parameter)
{
  mill_block_picker_restart (MILL_PALETTE (widget)->picker);
}

static void
mill_palette_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  g_assert (id == PROP_WORKSPACE);
  g_value_set_object (value, MILL_PALETTE (object)->workspace);
}

static void
mill_palette_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  g_assert (id == PROP_WORKSPACE);
  mill_palette_set_workspace (MILL_PALETTE (object), g_value_get_object (value));
}

static void
mill_palette_dispose (GObject *object)
{
  g_clear_object (&MILL_PALETTE (object)->workspace);
  G_OBJECT_CLASS (mill_palette_parent_class)->dispose (object);
}

static void
mill_palette_class_init (MillPaletteClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  object_class->get_property = mill_palette_get_property;
  object_class->set_property = mill_palette_set_property;
  object_class->dispose = mill_palette_dispose;
  props[PROP_WORKSPACE]
      = g_param_spec_object ("workspace",
                             NULL,
                             NULL,
                             MILL_TYPE_WORKSPACE,
                             G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  chosen_signal = g_signal_new ("chosen",
                                G_TYPE_FROM_CLASS (class),
                                G_SIGNAL_RUN_LAST,
                                0,
                                NULL,
                                NULL,
                                NULL,
                                G_TYPE_NONE,
                                1,
                                G_TYPE_STRING);
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (class), "palette.search", NULL, search);
}

static void
mill_palette_init (MillPalette *palette)
{
  palette->picker = g_object_new (MILL_TYPE_BLOCK_PICKER, "compact", TRUE, NULL);
  g_signal_connect_swapped (palette->picker, "chosen", G_CALLBACK (chosen), palette);
  gtk_widget_add_css_class (GTK_WIDGET (palette), "mill-palette");
  adw_bin_set_child (ADW_BIN (palette), GTK_WIDGET (palette->picker));
}

GtkWidget *
mill_palette_new (void)
{
  return g_object_new (MILL_TYPE_PALETTE, NULL);
}

void
mill_palette_set_workspace (MillPalette *palette, MillWorkspace *workspace)
{
  g_return_if_fail (MILL_IS_PALETTE (palette));
  if (!g_set_object (&palette->workspace, workspace))
    return;
  mill_block_picker_set_registry (
      palette->picker, workspace != NULL ? mill_workspace_get_registry (workspace) : NULL);
  g_object_notify_by_pspec (G_OBJECT (palette), props[PROP_WORKSPACE]);
}
