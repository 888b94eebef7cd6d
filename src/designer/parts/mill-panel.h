/* mill-panel.h: what the panels below the canvas have in common: a workspace, and a count on the
 * tab.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <adwaita.h>

#include "mill-workspace.h"

G_BEGIN_DECLS

#define MILL_TYPE_PANEL (mill_panel_get_type ())
/** MillPanel: abstract; property "workspace" (nullable). */
G_DECLARE_DERIVABLE_TYPE (MillPanel, mill_panel, MILL, PANEL, AdwBin)

struct _MillPanelClass
{
  AdwBinClass parent_class;

  /* A workspace came; connect to it with g_signal_connect_object(). */
  void (*attach) (MillPanel *panel, MillWorkspace *workspace);
  /* It goes; every handler with @panel as its data is disconnected from it, its document, selection
   * and sampler already. */
  void (*detach) (MillPanel *panel, MillWorkspace *workspace);
};

/** mill_panel_get_workspace: (transfer none) (nullable): the workspace. */
MillWorkspace *mill_panel_get_workspace (MillPanel *panel);
/** mill_panel_set_workspace: shows another workspace (nullable: none). */
void mill_panel_set_workspace (MillPanel *panel, MillWorkspace *workspace);
/** mill_panel_set_count: the tab of the panel reads "TITLE (@count)", or without a count for 0. */
void mill_panel_set_count (MillPanel *panel, guint64 count);

G_END_DECLS
