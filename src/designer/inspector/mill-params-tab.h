/* mill-params-tab.h: the parameters of a block, as a form that edits the document.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <adwaita.h>

#include "mill-workspace.h"

G_BEGIN_DECLS

#define MILL_TYPE_PARAMS_TAB (mill_params_tab_get_type ())
G_DECLARE_FINAL_TYPE (MillParamsTab, mill_params_tab, MILL, PARAMS_TAB, AdwBin)

/** mill_params_tab_set_block: shows @block (nullable: none) of the document of @workspace. */
void mill_params_tab_set_block (MillParamsTab *tab, MillWorkspace *workspace, MillDocBlock *block);
/** mill_params_tab_reveal: focuses the field of parameter @name. */
void mill_params_tab_reveal (MillParamsTab *tab, const char *name);
/** mill_params_tab_focus_fields: gives the focus to the first parameter. Returns: whether there is
 * one. */
gboolean mill_params_tab_focus_fields (MillParamsTab *tab);

G_END_DECLS
