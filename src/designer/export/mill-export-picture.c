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

static cairo_status_t
make_svg (MillCanvas *canvas, GByteArray *bytes)
{
  double width, height;
  mill_canvas_draw_picture (canvas, NULL, &width, &height);
  cairo_surface_t *surface = cairo_svg_surface_create_for_stream (append, bytes, width, height);
  cairo_t *cr = cairo_create (surface);
  draw (canvas, cr, 1);
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  cairo_status_t status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  return status;
}

static cairo_status_t
make_png (MillCanvas *canvas, double scale, GByteArray *bytes)
{
  cairo_surface_t *surface = make_image (canvas, scale, MILL_CHART_SIDE_MAX);
  cairo_status_t status = cairo_surface_write_to_png_stream (surface, append, bytes);
  cairo_surface_destroy (surface);
  return status;
}

gboolean
mill_export_picture_save (MillCanvas *canvas, double scale, const char *path, GError **error)
{
  g_return_val_if_fail (MILL_IS_CANVAS (canvas) && path != NULL, FALSE);
  g_autofree char *lower = g_ascii_strdown (path, -1);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GError) failure = NULL;
  cairo_status_t status = g_str_has_suffix (lower, ".svg") ? make_svg (canvas, bytes)
                                                           : make_png (canvas, scale, bytes);
  if (status == CAIRO_STATUS_SUCCESS
      && g_file_set_contents_full (path,
                                   (const char *)bytes->data,
                                   (gssize)bytes->len,
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
