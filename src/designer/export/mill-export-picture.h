/* mill-export-picture.h: the drawing of a pipeline as a picture.
 *
 * Blocks are drawn in the main thread, a few of them in each turn of the main loop; what they are
 * drawn with is only recorded then. Pixels and files are made of that in a thread.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "mill-canvas.h"

G_BEGIN_DECLS

/** MillPicture: a picture to be. */
typedef struct _MillPicture MillPicture;

/** mill_picture_new: (transfer full): a picture of what is on @canvas now: SVG (@vector), or
 * pixels,
 * @scale for each of the document, but at most @side_max wide and high. */
MillPicture *mill_picture_new (MillCanvas *canvas, double scale, double side_max, gboolean vector);
/** mill_picture_free: frees; accepts %NULL. */
void mill_picture_free (MillPicture *picture);

/** mill_picture_draw: draws it, turn by turn, then does @work in a thread, unless @task, whose data
 * @picture belongs to, is cancelled before. */
void mill_picture_draw (MillPicture *picture, GTask *task, GTaskThreadFunc work);
/** mill_picture_write: writes what is drawn to @path, once, in any thread. Errors:
 * #MILL_ERROR_RESOURCE. */
gboolean mill_picture_write (MillPicture *picture, const char *path, GError **error);

/** mill_picture_make_texture: the pixels of @picture (transfer full). @source is that of @callback.
 */
void mill_picture_make_texture (MillPicture *picture,
                                GCancellable *cancellable,
                                gpointer source,
                                GAsyncReadyCallback callback,
                                gpointer data);
/** mill_picture_make_texture_finish: (transfer full) (nullable): %NULL: it was cancelled, or there
 * is no memory for it. */
GdkTexture *mill_picture_make_texture_finish (GAsyncResult *result);

G_END_DECLS
