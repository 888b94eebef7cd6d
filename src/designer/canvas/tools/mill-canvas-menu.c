/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-canvas-menu.h"

#include "mill-application.h"
#include "mill-transition.h"

#include <glib/gi18n-lib.h>

/* Runs go round a process block; others are left out with what needs them. */
static const char *
disable_label (MillSelection *selection)
{
  MillDocBlock *block = mill_selection_get_block (selection);
  const MillBlockSpec *spec = block != NULL ? mill_doc_block_get_spec (block) : NULL;
  if (block != NULL && mill_doc_block_get_disabled (block))
    return _ ("_Enable");
  return spec != NULL && spec->stage == MILL_STAGE_PROCESS ? _ ("_Bypass") : _ ("_Disable");
}

static void
fill_kinds (GMenu *menu)
{
  for (guint i = 0; i < MILL_TRANSITION_LAST; i++)
    {
      const char *nick = mill_transition_get ((MillTransitionKind)i)->nick;
      g_autofree char *icon = g_strdup_printf ("mill-transition-%s-symbolic", nick);
      g_autofree char *action = g_strdup_printf ("canvas.link-kind::%s", nick);
      g_autoptr (GMenuItem) item
          = g_menu_item_new (_ (mill_transition_label ((MillTransitionKind)i)), action);
      g_autoptr (GIcon) picture = g_themed_icon_new (icon);
      g_menu_item_set_icon (item, picture);
      g_menu_append_item (menu, item);
    }
}

GtkWidget *
mill_canvas_menu_new (const char *kind, MillSelection *selection)
{
  g_return_val_if_fail (kind != NULL && MILL_IS_SELECTION (selection), NULL);
  g_autoptr (GtkBuilder) builder
      = gtk_builder_new_from_resource (MILL_RESOURCES "ui/canvas/mill-canvas-menu.ui");
  GMenuModel *model = G_MENU_MODEL (gtk_builder_get_object (builder, kind));
  g_return_val_if_fail (G_IS_MENU (model), NULL);
  if (g_str_equal (kind, "block"))
    {
      GMenu *state = G_MENU (gtk_builder_get_object (builder, "block_state"));
      g_menu_append (state, disable_label (selection), "canvas.toggle-disabled");
    }
  else if (g_str_equal (kind, "link"))
    fill_kinds (G_MENU (gtk_builder_get_object (builder, "link_kinds")));
  GtkWidget *menu = gtk_popover_menu_new_from_model_full (model, GTK_POPOVER_MENU_NESTED);
  gtk_popover_set_has_arrow (GTK_POPOVER (menu), FALSE);
  gtk_widget_set_halign (menu, GTK_ALIGN_START);
  return menu;
}
