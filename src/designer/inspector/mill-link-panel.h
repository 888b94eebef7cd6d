/* mill-link-panel.h: how a link passes data, and what that promises.
 *
 * A choice that is not complete (a request without an address) is kept here until it is.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <adwaita.h>

#include "mill-workspace.h"

G_BEGIN_DECLS

#define MILL_TYPE_LINK_PANEL (mill_link_panel_get_type ())
G_DECLARE_FINAL_TYPE (MillLinkPanel, mill_link_panel, MILL, LINK_PANEL, AdwBin)

/** mill_link_panel_set_link: shows @link (nullable: none) of the document of @workspace. */
void mill_link_panel_set_link (MillLinkPanel *panel, MillWorkspace *workspace, MillDocLink *link);
/** mill_link_panel_choose: as if the user had chosen @kind. */
void mill_link_panel_choose (MillLinkPanel *panel, MillTransitionKind kind);

G_END_DECLS
