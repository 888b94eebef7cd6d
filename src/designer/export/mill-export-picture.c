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

/* The largest scale up to @scale at which both sides fit. */
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
  gsize stride = (gsize)cairo_image_surface_get_stride (surface);
  int width = cairo_image_surface_get_width (surface);
  int height = cairo_image_surface_get_height (surface);
  g_autoptr (GBytes) bytes
      = g_bytes_new (cairo_image_surface_get_data (surface), stride * (gsize)height);
  cairo_surface_destroy (surface);
  return gdk_memory_texture_new (width, height, GDK_MEMORY_DEFAULT, bytes, stride);
}

static cairo_status_t
save_svg (MillCanvas *canvas, const char *path)
{
  double width, height;
  mill_canvas_draw_picture (canvas, NULL, &width, &height);
  cairo_surface_t *surface = cairo_svg_surface_create (path, width, height);
  cairo_t *cr = cairo_create (surface);
  draw (canvas, cr, 1);
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  cairo_status_t status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  return status;
}

static cairo_status_t
save_png (MillCanvas *canvas, double scale, const char *path)
{
  cairo_surface_t *surface = make_image (canvas, scale, MILL_CHART_SIDE_MAX);
  cairo_status_t status = cairo_surface_write_to_png (surface, path);
  cairo_surface_destroy (surface);
  return status;
}

gboolean
mill_export_picture_save (MillCanvas *canvas, double scale, const char *path, GError **error)
{
  g_return_val_if_fail (MILL_IS_CANVAS (canvas) && path != NULL, FALSE);
  g_autofree char *lower = g_ascii_strdown (path, -1);
  cairo_status_t status
      = g_str_has_suffix (lower, ".svg") ? save_svg (canvas, path) : save_png (canvas, scale, path);
  if (status == CAIRO_STATUS_SUCCESS)
    return TRUE;
  g_set_error (error,
               MILL_ERROR_RESOURCE,
               MILL_RESOURCE_WRITE,
               _ ("%s: writing the picture: %s"),
               path,
               cairo_status_to_string (status));
  return FALSE;
}
