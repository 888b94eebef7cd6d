/* mill-chart-write.c: pictures as files.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <cairo-pdf.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "mill-draw.h"
#include "mill-error.h"
#include "mill-limits.h"
#include "mill-render.h"

#define SCALE_DEFAULT 2.0
#define PDF_POINTS_A_PX 0.75 /* 72 points and 96 px are an inch */

MillScene *
mill_chart_scene (MillChart *chart, const MillSceneOptions *options)
{
  g_return_val_if_fail (chart != NULL, NULL);
  g_autoptr (MillMeasurer) measurer = mill_measurer_new ();
  return mill_scene_build (chart, options, measurer);
}

char **
mill_chart_notes (MillChart *chart)
{
  g_return_val_if_fail (chart != NULL, NULL);
  g_autoptr (MillTable) table = mill_table_new (chart);
  return mill_table_notes (table);
}

static cairo_status_t
append_bytes (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

/* check_status: cairo fails for want of memory, or for sizes it cannot do. */
static gboolean
check_status (cairo_status_t status, GError **error)
{
  if (status == CAIRO_STATUS_SUCCESS)
    return TRUE;
  g_set_error (error,
               MILL_ERROR_RESOURCE,
               MILL_RESOURCE_MEMORY,
               _ ("drawing the chart failed: %s; make it smaller"),
               cairo_status_to_string (status));
  return FALSE;
}

static GBytes *
take_bytes (GByteArray *bytes, cairo_status_t status, GError **error)
{
  if (check_status (status, error))
    return g_byte_array_free_to_bytes (bytes);
  g_byte_array_unref (bytes);
  return NULL;
}

static GBytes *
to_png (const MillScene *scene, double scale, GError **error)
{
  double w = ceil (mill_scene_width (scene) * scale - 1e-6),
         h = ceil (mill_scene_height (scene) * scale - 1e-6);
  if (!(w >= 1 && h >= 1 && w <= 32767 && h <= 32767 && w * h <= MILL_CHART_PIXELS_MAX))
    {
      g_set_error (error,
                   MILL_ERROR_DOCUMENT,
                   MILL_DOCUMENT_LIMIT,
                   _ ("a PNG of %.0f by %.0f pixels is too large; lower the scale, width or "
                      "height, or write SVG"),
                   w,
                   h);
      return NULL;
    }
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int)w, (int)h);
  cairo_t *cr = cairo_create (surface);
  cairo_scale (cr, scale, scale);
  mill_scene_draw (scene, cr);
  cairo_status_t status = cairo_status (cr);
  cairo_destroy (cr);
  GByteArray *bytes = g_byte_array_new ();
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_write_to_png_stream (surface, append_bytes, bytes);
  cairo_surface_destroy (surface);
  return take_bytes (bytes, status, error);
}

static GBytes *
to_pdf (const MillScene *scene, GError **error)
{
  GByteArray *bytes = g_byte_array_new ();
  double w = mill_scene_width (scene) * PDF_POINTS_A_PX,
         h = mill_scene_height (scene) * PDF_POINTS_A_PX;
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (append_bytes, bytes, w, h);
  cairo_pdf_surface_restrict_to_version (surface, CAIRO_PDF_VERSION_1_5);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, mill_scene_title (scene));
  cairo_pdf_surface_set_metadata (
      surface, CAIRO_PDF_METADATA_SUBJECT, mill_scene_description (scene));
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATOR, "Millrace");
  /* cairo would write the present time, and no two files would be equal */
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATE_DATE, "2000-01-01T00:00:00Z");
  cairo_t *cr = cairo_create (surface);
  cairo_scale (cr, PDF_POINTS_A_PX, PDF_POINTS_A_PX);
  mill_scene_draw (scene, cr);
  cairo_show_page (cr);
  cairo_status_t status = cairo_status (cr);
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  return take_bytes (bytes, status, error);
}

GBytes *
mill_chart_to_bytes (MillChart *chart, MillChartFormat format, double scale, GError **error)
{
  g_return_val_if_fail (chart != NULL && format < MILL_CHART_FORMAT_LAST, NULL);
  g_autoptr (MillScene) scene = mill_chart_scene (chart, NULL);
  switch (format)
    {
    case MILL_CHART_PNG:
      return to_png (scene, scale > 0 ? scale : SCALE_DEFAULT, error);
    case MILL_CHART_PDF:
      return to_pdf (scene, error);
    default:
      {
        char *svg = mill_scene_to_svg (scene);
        return g_bytes_new_take (svg, strlen (svg));
      }
    }
}

gboolean
mill_chart_write (MillChart *chart,
                  MillChartFormat format,
                  double scale,
                  GOutputStream *stream,
                  GCancellable *cancellable,
                  GError **error)
{
  g_return_val_if_fail (chart != NULL && G_IS_OUTPUT_STREAM (stream), FALSE);
  g_autoptr (GError) failure = NULL;
  g_autoptr (GBytes) bytes = NULL;
  if (!g_cancellable_set_error_if_cancelled (cancellable, &failure))
    {
      bytes = mill_chart_to_bytes (chart, format, scale, error);
      if (bytes == NULL)
        return FALSE;
      gsize length;
      const void *data = g_bytes_get_data (bytes, &length);
      if (g_output_stream_write_all (stream, data, length, NULL, cancellable, &failure))
        return TRUE;
    }
  int code = g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_NO_SPACE)    ? MILL_RESOURCE_FULL
             : g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CANCELLED) ? MILL_RESOURCE_CANCELLED
                                                                           : MILL_RESOURCE_WRITE;
  g_set_error (
      error, MILL_ERROR_RESOURCE, code, _ ("writing the chart failed: %s"), failure->message);
  return FALSE;
}
