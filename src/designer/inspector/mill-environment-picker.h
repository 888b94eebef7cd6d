/* mill-environment-picker.h: which environment previews and runs use; hidden where there is none to
 * choose.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <adwaita.h>

#include "mill-workspace.h"

G_BEGIN_DECLS

#define MILL_TYPE_ENVIRONMENT_PICKER (mill_environment_picker_get_type ())
/** MillEnvironmentPicker: property "workspace" (nullable). */
G_DECLARE_FINAL_TYPE (
    MillEnvironmentPicker, mill_environment_picker, MILL, ENVIRONMENT_PICKER, AdwBin)

/** mill_environment_picker_new: chooses for @workspace (nullable: for none yet). */
GtkWidget *mill_environment_picker_new (MillWorkspace *workspace);

G_END_DECLS
