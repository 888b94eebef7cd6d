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

/* The kinds a link can have; the one it has is marked. */
static void
fill_kinds (GMenu *menu, MillDocLink *link)
{
  for (guint i = 0; i < MILL_TRANSITION_LAST; i++)
    {
      MillTransitionKind kind = (MillTransitionKind)i;
      const char *mark = link != NULL && mill_doc_link_get_kind (link) == kind ? "✓" : "\u2003";
      g_autofree char *label = g_strdup_printf ("%s %s", mark, _ (mill_transition_label (kind)));
      g_autofree char *action
          = g_strdup_printf ("canvas.link-kind::%s", mill_transition_get (kind)->nick);
      g_menu_append (menu, label, action);
    }
}

static void
append_pin (GMenu *menu, MillWorkspace *workspace)
{
  const char *port,
      *block = mill_selection_get_target (mill_workspace_get_selection (workspace), &port);
  gboolean pinned
      = block != NULL
        && mill_sampler_get_pinned (mill_workspace_get_sampler (workspace), block, port);
  g_menu_append (menu, pinned ? _ ("Un_pin its rows") : _ ("_Pin its rows"), "canvas.pin");
}

GtkWidget *
mill_canvas_menu_new (const char *kind, MillWorkspace *workspace)
{
  g_return_val_if_fail (kind != NULL && MILL_IS_WORKSPACE (workspace), NULL);
  MillSelection *selection = mill_workspace_get_selection (workspace);
  g_autoptr (GtkBuilder) builder
      = gtk_builder_new_from_resource (MILL_RESOURCES "ui/canvas/mill-canvas-menu.ui");
  GMenuModel *model = G_MENU_MODEL (gtk_builder_get_object (builder, kind));
  g_return_val_if_fail (G_IS_MENU (model), NULL);
  if (g_str_equal (kind, "block"))
    {
      GMenu *state = G_MENU (gtk_builder_get_object (builder, "block_state"));
      g_menu_append (state, disable_label (selection), "canvas.toggle-disabled");
      append_pin (state, workspace);
    }
  else if (g_str_equal (kind, "link"))
    {
      append_pin (G_MENU (gtk_builder_get_object (builder, "link_rows")), workspace);
      fill_kinds (G_MENU (gtk_builder_get_object (builder, "link_kinds")),
                  mill_selection_get_link (selection));
    }
  GtkWidget *menu = gtk_popover_menu_new_from_model_full (model, GTK_POPOVER_MENU_NESTED);
  gtk_popover_set_has_arrow (GTK_POPOVER (menu), FALSE);
  gtk_widget_set_halign (menu, GTK_ALIGN_START);
  return menu;
}
