/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-export-picture.h"

#include "mill-error.h"
#include "mill-limits.h"

#include <cairo-svg.h>
#include <glib/gi18n-lib.h>
#include <math.h>

static void
draw (MillCanvas *canvas, cairo_t *cr, double scale)
{
  GdkRGBA ground = { 1, 1, 1, 1 };
  gtk_style_context_lookup_color (
      gtk_widget_get_style_context (GTK_WIDGET (canvas)), "view_bg_color", &ground);
  gdk_cairo_set_source_rgba (cr, &ground);
  cairo_paint (cr);
  cairo_scale (cr, scale, scale);
  mill_canvas_draw_picture (canvas, cr, NULL, NULL);
}

/* At the largest scale up to @scale at which both sides fit. */
static cairo_surface_t *
make_image (MillCanvas *canvas, double scale, double side_max)
{
  double width, height;
  mill_canvas_draw_picture (canvas, NULL, &width, &height);
  scale = MIN (scale, side_max / MAX (MAX (width, height), 1));
  cairo_surface_t *surface = cairo_image_surface_create (
      CAIRO_FORMAT_ARGB32, (int)MAX (ceil (width * scale), 1), (int)MAX (ceil (height * scale), 1));
  cairo_t *cr = cairo_create (surface);
  draw (canvas, cr, scale);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

GdkTexture *
mill_export_picture_new (MillCanvas *canvas, double scale, guint side_max)
{
  g_return_val_if_fail (MILL_IS_CANVAS (canvas) && scale > 0 && side_max > 0, NULL);
  cairo_surface_t *surface = make_image (canvas, scale, side_max);
  if (cairo_surface_status (surface) != CAIRO_STATUS_SUCCESS)
    {
      cairo_surface_destroy (surface);
      return NULL;
    }
  gsize stride = (gsize)cairo_image_surface_get_stride (surface);
  int width = cairo_image_surface_get_width (surface);
  int height = cairo_image_surface_get_height (surface);
  g_autoptr (GBytes) bytes
      = g_bytes_new (cairo_image_surface_get_data (surface), stride * (gsize)height);
  cairo_surface_destroy (surface);
  return gdk_memory_texture_new (width, height, GDK_MEMORY_DEFAULT, bytes, stride);
}

/* ---- files ---- */

static cairo_status_t
append (gpointer bytes, const guchar *data, guint n)
{
  g_byte_array_append (bytes, data, n);
  return CAIRO_STATUS_SUCCESS;
}

struct _MillPicture
{
  cairo_surface_t *surface;
  GByteArray *bytes;
  gboolean vector;
};

MillPicture *
mill_picture_draw (MillCanvas *canvas, double scale, gboolean vector)
{
  g_return_val_if_fail (MILL_IS_CANVAS (canvas) && scale > 0, NULL);
  MillPicture *picture = g_new0 (MillPicture, 1);
  picture->bytes = g_byte_array_new ();
  picture->vector = vector;
  if (!vector)
    {
      picture->surface = make_image (canvas, scale, MILL_CHART_SIDE_MAX);
      return picture;
    }
  double width, height;
  mill_canvas_draw_picture (canvas, NULL, &width, &height);
  picture->surface = cairo_svg_surface_create_for_stream (append, picture->bytes, width, height);
  cairo_t *cr = cairo_create (picture->surface);
  draw (canvas, cr, 1);
  cairo_destroy (cr);
  return picture;
}

void
mill_picture_free (MillPicture *picture)
{
  if (picture == NULL)
    return;
  cairo_surface_destroy (picture->surface);
  g_byte_array_unref (picture->bytes);
  g_free (picture);
}

gboolean
mill_picture_write (MillPicture *picture, const char *path, GError **error)
{
  g_return_val_if_fail (picture != NULL && path != NULL, FALSE);
  g_autoptr (GError) failure = NULL;
  cairo_status_t status = CAIRO_STATUS_SUCCESS;
  if (!picture->vector)
    status = cairo_surface_write_to_png_stream (picture->surface, append, picture->bytes);
  cairo_surface_finish (picture->surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (picture->surface);
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
