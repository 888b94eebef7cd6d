/* mill-minimap.h: the whole pipeline in a corner, and what of it is seen.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-canvas.h"

G_BEGIN_DECLS

#define MILL_TYPE_MINIMAP (mill_minimap_get_type ())
/** MillMinimap: a click or drag in it pans the canvas. */
G_DECLARE_FINAL_TYPE (MillMinimap, mill_minimap, MILL, MINIMAP, GtkWidget)

/** mill_minimap_forget: blocks have moved, come, gone, or other colours. */
void mill_minimap_forget (MillMinimap *minimap);
/** mill_minimap_update: the view of @canvas (not owned, which must outlive it) is another one. */
void mill_minimap_update (MillMinimap *minimap, MillCanvas *canvas);

G_END_DECLS
