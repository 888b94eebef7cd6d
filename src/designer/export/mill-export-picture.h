/* mill-export-picture.h: the drawing of a pipeline as a picture.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-canvas.h"

G_BEGIN_DECLS

/** mill_export_picture_new: (transfer full) (nullable): the drawing, @scale pixels for each of the
 * document, but at most @side_max pixels wide and high; %NULL: there is no memory for it. */
GdkTexture *mill_export_picture_new (MillCanvas *canvas, double scale, guint side_max);
/** mill_export_picture_save: writes it to @path: as SVG when the name ends in ".svg", else as PNG
 * with @scale pixels for each of the document. Errors: #MILL_ERROR_RESOURCE. */
gboolean mill_export_picture_save (MillCanvas *canvas,
                                   double scale,
                                   const char *path,
                                   GError **error);

G_END_DECLS
