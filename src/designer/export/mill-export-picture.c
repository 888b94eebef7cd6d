/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-export-picture.h"

#include "mill-drawing.h"
#include "mill-error.h"
#include "mill-task.h"

#include <cairo-svg.h>
#include <glib/gi18n-lib.h>
#include <math.h>

enum
{
  TURN_US = 8000 /* microseconds of a turn of the main loop for drawing */
};

struct _MillPicture
{
  MillDrawing *drawing; /* until it is drawn */
  cairo_t *cr;          /* until then */
  GTask *task;          /* that waits for that */
  GTaskThreadFunc work;

  int width, height;        /* px */
  cairo_surface_t *surface; /* records, with the fonts; SVG writes itself when it is finished */
  gboolean vector;
  GByteArray *bytes; /* of the file */
};

static cairo_status_t
append (gpointer bytes, const guchar *data, guint n)
{
  g_byte_array_append (bytes, data, n);
  return CAIRO_STATUS_SUCCESS;
}

/* ---- drawing ---- */

MillPicture *
mill_picture_new (MillCanvas *canvas, double scale, double side_max, gboolean vector)
{
  g_return_val_if_fail (MILL_IS_CANVAS (canvas) && scale > 0 && side_max > 0, NULL);
  MillPicture *picture = g_new0 (MillPicture, 1);
  GdkRGBA ground = { 1, 1, 1, 1 };
  double width, height;
  picture->drawing = mill_drawing_new (canvas);
  mill_drawing_get_size (picture->drawing, &width, &height);
  scale = vector ? 1 : MIN (scale, side_max / MAX (MAX (width, height), 1));
  picture->width = (int)MAX (ceil (width * scale), 1);
  picture->height = (int)MAX (ceil (height * scale), 1);
  picture->vector = vector;
  picture->bytes = g_byte_array_new ();
  picture->surface
      = vector ? cairo_svg_surface_create_for_stream (append, picture->bytes, width, height)
               : cairo_recording_surface_create (
                   CAIRO_CONTENT_COLOR_ALPHA,
                   &(cairo_rectangle_t){ 0, 0, picture->width, picture->height });
  picture->cr = cairo_create (picture->surface);
  gtk_style_context_lookup_color (
      gtk_widget_get_style_context (GTK_WIDGET (canvas)), "view_bg_color", &ground);
  gdk_cairo_set_source_rgba (picture->cr, &ground);
  cairo_paint (picture->cr);
  cairo_scale (picture->cr, scale, scale);
  return picture;
}

/* What belongs to the main thread. */
static void
end_drawing (MillPicture *picture)
{
  g_clear_pointer (&picture->cr, cairo_destroy);
  g_clear_pointer (&picture->drawing, mill_drawing_free);
}

void
mill_picture_free (MillPicture *picture)
{
  if (picture == NULL)
    return;
  end_drawing (picture);
  cairo_surface_destroy (picture->surface);
  g_byte_array_unref (picture->bytes);
  g_free (picture);
}

static gboolean
draw_some (gpointer data)
{
  MillPicture *picture = data;
  gint64 end = g_get_monotonic_time () + TURN_US;
  gboolean more = TRUE,
           cancelled = g_cancellable_is_cancelled (g_task_get_cancellable (picture->task));
  while (more && !cancelled && g_get_monotonic_time () < end)
    more = mill_drawing_draw_part (picture->drawing, picture->cr);
  if (more && !cancelled)
    return G_SOURCE_CONTINUE;
  g_autoptr (GTask) task = g_steal_pointer (&picture->task); /* may free the picture */
  end_drawing (picture);
  if (!g_task_return_error_if_cancelled (task))
    g_task_run_in_thread (task, picture->work);
  return G_SOURCE_REMOVE;
}

void
mill_picture_draw (MillPicture *picture, GTask *task, GTaskThreadFunc work)
{
  g_return_if_fail (picture != NULL && picture->drawing != NULL && picture->task == NULL);
  g_return_if_fail (G_IS_TASK (task) && work != NULL);
  picture->task = g_object_ref (task);
  picture->work = work;
  g_idle_add (draw_some, picture);
}

/* ---- pixels ---- */

static cairo_surface_t *
make_image (const MillPicture *picture, cairo_status_t *status)
{
  cairo_surface_t *image
      = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, picture->width, picture->height);
  cairo_t *cr = cairo_create (image);
  cairo_set_source_surface (cr, picture->surface, 0, 0);
  cairo_set_operator (cr, CAIRO_OPERATOR_SOURCE); /* what is recorded goes right into the image */
  cairo_paint (cr);
  *status = cairo_status (cr);
  cairo_destroy (cr);
  cairo_surface_flush (image);
  return image;
}

static void
make_texture (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const MillPicture *picture = data;
  cairo_status_t status;
  cairo_surface_t *image = make_image (picture, &status);
  if (status != CAIRO_STATUS_SUCCESS)
    {
      cairo_surface_destroy (image);
      g_task_return_pointer (task, NULL, NULL);
      return;
    }
  gsize stride = (gsize)cairo_image_surface_get_stride (image);
  g_autoptr (GBytes) bytes = g_bytes_new_with_free_func (cairo_image_surface_get_data (image),
                                                         stride * (gsize)picture->height,
                                                         (GDestroyNotify)cairo_surface_destroy,
                                                         image);
  GdkTexture *texture
      = gdk_memory_texture_new (picture->width, picture->height, GDK_MEMORY_DEFAULT, bytes, stride);
  g_task_return_pointer (task, texture, g_object_unref);
}

void
mill_picture_make_texture (MillPicture *picture,
                           GCancellable *cancellable,
                           gpointer source,
                           GAsyncReadyCallback callback,
                           gpointer data)
{
  g_return_if_fail (picture != NULL && !picture->vector);
  g_autoptr (GTask) task = mill_task_new (source, cancellable, callback, data);
  g_task_set_task_data (task, picture, (GDestroyNotify)mill_picture_free);
  mill_picture_draw (picture, task, make_texture);
}

GdkTexture *
mill_picture_make_texture_finish (GAsyncResult *result)
{
  g_return_val_if_fail (G_IS_TASK (result), NULL);
  return g_task_propagate_pointer (G_TASK (result), NULL);
}

/* ---- files ---- */

static cairo_status_t
make_png (MillPicture *picture)
{
  cairo_status_t status;
  cairo_surface_t *image = make_image (picture, &status);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_write_to_png_stream (image, append, picture->bytes);
  cairo_surface_destroy (image);
  return status;
}

static cairo_status_t
make_svg (MillPicture *picture)
{
  cairo_surface_finish (picture->surface);
  return cairo_surface_status (picture->surface);
}

gboolean
mill_picture_write (MillPicture *picture, const char *path, GError **error)
{
  g_return_val_if_fail (picture != NULL && path != NULL, FALSE);
  g_autoptr (GError) failure = NULL;
  cairo_status_t status = picture->vector ? make_svg (picture) : make_png (picture);
  if (status == CAIRO_STATUS_SUCCESS
      && g_file_set_contents_full (path,
                                   (const char *)picture->bytes->data,
                                   (gssize)picture->bytes->len,
                                   G_FILE_SET_CONTENTS_CONSISTENT,
                                   0666,
                                   &failure))
    return TRUE;
  g_set_error (error,
               MILL_ERROR_RESOURCE,
               MILL_RESOURCE_WRITE,
               _ ("%s: writing the picture: %s"),
               path,
               failure != NULL ? failure->message : cairo_status_to_string (status));
  return FALSE;
}
