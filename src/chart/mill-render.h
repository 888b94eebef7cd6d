/* mill-render.h: paints a scene with cairo, or writes it as SVG.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <cairo.h>

#include "mill-scene.h"

G_BEGIN_DECLS

/**
 * mill_scene_draw: paints @scene with its top left corner at the origin of @cr's user space; the
 * state of @cr is as before afterwards. Any thread, one at a time for a @cr.
 */
void mill_scene_draw (const MillScene *scene, cairo_t *cr);

/** mill_scene_to_svg: (transfer full): the scene as an SVG 1.1 document in UTF-8. Any thread. */
char *mill_scene_to_svg (const MillScene *scene);

G_END_DECLS
