/* mill-many-params.h: the parameters that several blocks have in common, and what becomes of the
 * rows that they refuse; an edit is one of all of them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <adwaita.h>

#include "mill-workspace.h"

G_BEGIN_DECLS

#define MILL_TYPE_MANY_PARAMS (mill_many_params_get_type ())
G_DECLARE_FINAL_TYPE (MillManyParams, mill_many_params, MILL, MANY_PARAMS, AdwBin)

/** mill_many_params_set_workspace: shows what is selected in @workspace (nullable: nothing), as
 * soon as that rests for a moment: while blocks are being selected there is no time for a form. */
void mill_many_params_set_workspace (MillManyParams *params, MillWorkspace *workspace);

G_END_DECLS
