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
/** MillPicture: a drawing on its way into a file. */
typedef struct _MillPicture MillPicture;
/** mill_picture_draw: (transfer full): the drawing, as SVG (@vector), or as PNG with @scale pixels
 * for each of the document. */
MillPicture *mill_picture_draw (MillCanvas *canvas, double scale, gboolean vector);
/** mill_picture_write: writes it to @path, once, in any thread. Errors: #MILL_ERROR_RESOURCE. */
gboolean mill_picture_write (MillPicture *picture, const char *path, GError **error);
/** mill_picture_free: frees; accepts %NULL. */
void mill_picture_free (MillPicture *picture);

G_END_DECLS
