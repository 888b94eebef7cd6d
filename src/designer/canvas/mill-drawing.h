/* mill-drawing.h: the picture of a whole pipeline, drawn part by part.
 *
 * Thousands of blocks take longer to draw than the main loop can wait. Nothing of the hand is in
 * it, such as what is selected. Main thread only.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-canvas.h"

G_BEGIN_DECLS

/** MillDrawing: what is drawn, and how far it is. */
typedef struct _MillDrawing MillDrawing;

/** mill_drawing_new: (transfer full): a drawing of the blocks that are on @canvas now, each as it
 * is when its part is drawn. */
MillDrawing *mill_drawing_new (MillCanvas *canvas);
/** mill_drawing_free: frees; accepts %NULL. */
void mill_drawing_free (MillDrawing *drawing);
/** mill_drawing_get_size: its size, 24 px of margin included. */
void mill_drawing_get_size (const MillDrawing *drawing, double *width, double *height);
/** mill_drawing_draw_part: draws the next part, some milliseconds of work; the top left of the
 * margin is at 0, 0 of @cr. Returns: whether there is more. */
gboolean mill_drawing_draw_part (MillDrawing *drawing, cairo_t *cr);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MillDrawing, mill_drawing_free)

G_END_DECLS
