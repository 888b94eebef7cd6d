/* test-chart-render.c: files: their form, the same bytes every time, and what cannot be written.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <cairo.h>
#include <locale.h>
#include <string.h>

#include "chart-cases.h"
#include "mill-error.h"
#include "mill-measure.h"
#include "mill-render.h"

static MillChart *
some_chart (guint width, guint height)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Rows) rows = rows_from_csv ("k:text,v:number\na,1.5\nb,2.5\n", 10);
  MillChart *chart = mill_chart_new (&(MillChartOptions){ .mark = MILL_CHART_BAR,
                                                          .x = "k",
                                                          .y = "v",
                                                          .title = "A & B",
                                                          .width = width,
                                                          .height = height },
                                     &error);
  g_assert_no_error (error);
  chart_feed (chart, rows);
  return chart;
}

/* big_endian: the number in 4 bytes. */
static guint32
big_endian (const guint8 *data)
{
  return (guint32)data[0] << 24 | (guint32)data[1] << 16 | (guint32)data[2] << 8 | data[3];
}

static void
test_png (void)
{
  const struct
  {
    guint width, height;
    double scale;
    guint32 w, h;
  } cases[] = { { 0, 0, 0, 1600, 1000 },
                { 400, 300, 1, 400, 300 },
                { 400, 300, 1.5, 600, 450 },
                { 33, 32, 0.5, 17, 16 } };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MillChart) chart = some_chart (cases[i].width, cases[i].height);
      g_autoptr (GBytes) bytes
          = mill_chart_to_bytes (chart, MILL_CHART_PNG, cases[i].scale, &error);
      g_assert_no_error (error);
      gsize n;
      const guint8 *data = g_bytes_get_data (bytes, &n);
      g_assert_cmpuint (n, >, 24);
      g_assert_cmpmem (data, 8, "\x89PNG\r\n\x1a\n", 8);
      g_assert_cmpuint (big_endian (data + 16), ==, cases[i].w);
      g_assert_cmpuint (big_endian (data + 20), ==, cases[i].h);
    }
}

static void
test_png_too_large (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MillChart) chart = some_chart (10000, 10000);
  g_assert_null (mill_chart_to_bytes (chart, MILL_CHART_PNG, 3, &error));
  g_assert_error (error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_LIMIT);
  g_assert_cmpstr (error->message,
                   ==,
                   "a PNG of 30000 by 30000 pixels is too large; lower the scale, width or height, "
                   "or write SVG");
}

static void
test_pdf (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MillChart) chart = some_chart (800, 400);
  g_autoptr (GBytes) bytes = mill_chart_to_bytes (chart, MILL_CHART_PDF, 0, &error);
  g_assert_no_error (error);
  gsize n;
  const char *data = g_bytes_get_data (bytes, &n);
  g_assert_cmpmem (data, 7, "%PDF-1.", 7);
  g_assert_nonnull (memmem (data, n, "%%EOF", 5));
  g_assert_nonnull (memmem (data, n, "/CreationDate (20000101", 23));
  /* 800 px of 1/96 inch are 600 points */
  g_assert_nonnull (memmem (data, n, "0 0 600 300", 11));
}

/* Every kind of file comes out the same twice, also under another locale and time zone. */
static void
test_deterministic (void)
{
  const char *const locales[] = { "de_DE.UTF-8", "tr_TR.UTF-8", "C.UTF-8", "C" };
  for (guint i = 0; i < n_chart_cases; i += 5)
    for (guint f = 0; f < MILL_CHART_FORMAT_LAST; f++)
      {
        setlocale (LC_ALL, "C");
        g_setenv ("TZ", "UTC", TRUE);
        g_autoptr (MillChart) a = chart_case_draw (&chart_cases[i]);
        g_autoptr (GBytes) first = mill_chart_to_bytes (a, f, 1, NULL);
        for (guint l = 0; l < G_N_ELEMENTS (locales); l++)
          {
            setlocale (LC_ALL, locales[l]);
            g_setenv ("TZ", "Asia/Kathmandu", TRUE);
            g_autoptr (MillChart) b = chart_case_draw (&chart_cases[i]);
            g_autoptr (GBytes) second = mill_chart_to_bytes (b, f, 1, NULL);
            g_assert_true (g_bytes_equal (first, second));
          }
      }
  setlocale (LC_ALL, "C");
  g_unsetenv ("TZ");
}

static gpointer
draw_case (gpointer data)
{
  g_autoptr (MillChart) chart = chart_case_draw (data);
  return mill_chart_to_bytes (chart, MILL_CHART_PNG, 1, NULL);
}

/* Charts of their own in threads of their own do not disturb each other. */
static void
test_threads (void)
{
  GThread *threads[4];
  g_autoptr (GBytes) alone = draw_case ((gpointer)&chart_cases[0]);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("draw", draw_case, (gpointer)&chart_cases[0]);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      g_autoptr (GBytes) bytes = g_thread_join (threads[i]);
      g_assert_true (g_bytes_equal (bytes, alone));
    }
}

/* --- SVG --- */

typedef struct
{
  guint texts, rects, titles, depth;
  GString *text;
} Seen;

static void
start (GMarkupParseContext *context,
       const char *name,
       const char **names,
       const char **values,
       gpointer data,
       GError **error)
{
  Seen *seen = data;
  seen->texts += g_str_equal (name, "text");
  seen->rects += g_str_equal (name, "rect");
  seen->titles += g_str_equal (name, "title");
  for (guint i = 0; names[i] != NULL; i++)
    if (strstr (values[i], "nan") != NULL || strstr (values[i], "inf") != NULL)
      g_assert_true (g_str_equal (names[i], "aria-label"));
}

static void
text (GMarkupParseContext *context, const char *chars, gsize n, gpointer data, GError **error)
{
  g_string_append_len (((Seen *)data)->text, chars, (gssize)n);
}

static void
test_svg (gconstpointer data)
{
  const GMarkupParser parser = { .start_element = start, .text = text };
  g_autoptr (MillChart) chart = chart_case_draw (data);
  g_autoptr (GBytes) bytes = mill_chart_to_bytes (chart, MILL_CHART_SVG, 0, NULL);
  Seen seen = { .text = g_string_new (NULL) };
  g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, &seen, NULL);
  g_autoptr (GError) error = NULL;
  gsize n;
  const char *svg = g_bytes_get_data (bytes, &n);
  g_assert_true (g_utf8_validate (svg, (gssize)n, NULL));
  g_markup_parse_context_parse (context, svg, (gssize)n, &error);
  g_assert_no_error (error);
  g_markup_parse_context_end_parse (context, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (seen.titles, >=, 1);
  g_assert_cmpuint (seen.rects, >=, 1);
  g_assert_cmpuint (seen.texts, >=, 1);
  g_string_free (seen.text, TRUE);
}

static void
test_svg_escapes (void)
{
  g_autoptr (Rows) rows = rows_from_csv ("k:text,v:number\n<script>&amp;\"',1\n\x01\xff,2\n", 10);
  g_autoptr (MillChart) chart = chart_draw ("{\"title\":\"<&>\",\"mark\":\"bar\",\"encoding\":{"
                                            "\"x\":{\"field\":\"k\"},\"y\":{\"field\":\"v\"}}}",
                                            rows);
  g_autofree char *svg = chart_svg (chart, NULL);
  g_assert_nonnull (strstr (svg, "<title id=\"title-"));
  g_assert_nonnull (strstr (svg, ">&lt;&amp;&gt;</title>"));
  g_assert_nonnull (strstr (svg, ">&lt;script&gt;&amp;amp;&quot;'</text>"));
  g_assert_null (strchr (svg, 1));
  g_assert_null (strstr (svg, "<script>"));
}

/* --- streams and surfaces --- */

static void
test_write (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MillChart) chart = some_chart (300, 200);
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_assert_true (mill_chart_write (chart, MILL_CHART_SVG, 0, memory, NULL, &error));
  g_assert_no_error (error);
  g_autoptr (GBytes) bytes = mill_chart_to_bytes (chart, MILL_CHART_SVG, 0, NULL);
  g_assert_cmpmem (g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (memory)),
                   g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (memory)),
                   g_bytes_get_data (bytes, NULL),
                   g_bytes_get_size (bytes));
  /* a stream that is full */
  char room[100];
  g_autoptr (GOutputStream) full = g_memory_output_stream_new (room, sizeof room, NULL, NULL);
  g_assert_false (mill_chart_write (chart, MILL_CHART_PNG, 0, full, NULL, &error));
  g_assert_error (error, MILL_ERROR_RESOURCE, MILL_RESOURCE_FULL);
  g_clear_error (&error);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_cancellable_cancel (cancellable);
  g_assert_false (mill_chart_write (chart, MILL_CHART_PNG, 0, memory, cancellable, &error));
  g_assert_error (error, MILL_ERROR_RESOURCE, MILL_RESOURCE_CANCELLED);
}

/* pixel: of an ARGB32 surface. */
static guint32
pixel (cairo_surface_t *surface, int x, int y)
{
  guint32 value;
  cairo_surface_flush (surface);
  memcpy (&value,
          cairo_image_surface_get_data (surface) + y * cairo_image_surface_get_stride (surface)
              + x * 4,
          sizeof value);
  return value;
}

static void
test_draw (void)
{
  g_autoptr (MillChart) chart = some_chart (300, 200);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 300, 200);
  cairo_t *cr = cairo_create (surface);
  cairo_set_line_width (cr, 7);
  cairo_matrix_t before, after;
  cairo_translate (cr, 1, 2);
  cairo_get_matrix (cr, &before);
  g_autoptr (MillScene) clear
      = mill_chart_scene (chart, &(MillSceneOptions){ .transparent = TRUE });
  mill_scene_draw (clear, cr);
  cairo_get_matrix (cr, &after);
  g_assert_cmpmem (&before, sizeof before, &after, sizeof after);
  g_assert_cmpfloat (cairo_get_line_width (cr), ==, 7);
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  g_assert_cmphex (pixel (surface, 299, 199), ==, 0);
  cairo_identity_matrix (cr);
  g_autoptr (MillScene) dark = mill_chart_scene (
      chart, &(MillSceneOptions){ .has_theme = TRUE, .theme = MILL_CHART_DARK });
  mill_scene_draw (dark, cr);
  g_assert_cmphex (pixel (surface, 299, 199), ==, 0xff1b1e23);
  /* a bar has the colour of its datum */
  const MillDatum *datum = mill_scene_datum (dark, 1);
  g_assert_cmphex (
      pixel (surface, (int)datum->x, (int)datum->y + 10), ==, 0xff000000 | datum->color >> 8);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

/* The measurer: what fits is not cut, what is cut ends in an ellipsis and fits, wrapped lines too.
 */
static void
test_measure (void)
{
  MillMeasurer *measurers[] = { mill_measurer_new (), mill_measurer_new_fixed () };
  for (guint m = 0; m < G_N_ELEMENTS (measurers); m++)
    {
      const char *words = "The quick brown fox jumps over the lazy dog";
      double width = mill_measure (measurers[m], words, 12, FALSE);
      g_assert_cmpfloat (width, >, 150);
      g_assert_cmpfloat (mill_measure (measurers[m], words, 24, FALSE), >, width * 1.9);
      g_assert_cmpfloat (mill_measure (measurers[m], words, 12, TRUE), >, width);
      for (double w = 0; w < width + 20; w += 13)
        {
          g_autofree char *cut = mill_measure_fit (measurers[m], words, 12, FALSE, w);
          g_assert_true (w >= width ? g_str_equal (cut, words)
                                    : g_str_has_suffix (cut, "\xe2\x80\xa6"));
          g_assert_true (mill_measure (measurers[m], cut, 12, FALSE) <= MAX (w, 13));
          g_auto (GStrv) lines = mill_measure_wrap (measurers[m], words, 12, FALSE, MAX (w, 50), 3);
          g_assert_cmpuint (g_strv_length (lines), <=, 3);
          for (guint i = 0; lines[i] != NULL; i++)
            g_assert_cmpfloat (mill_measure (measurers[m], lines[i], 12, FALSE), <=, MAX (w, 50));
        }
      g_autofree char *marks = mill_measure_fit (measurers[m],
                                                 "e\xcc\x81\xcc\x81\xcc\x81"
                                                 "e\xcc\x81",
                                                 12,
                                                 FALSE,
                                                 20);
      g_assert_true (g_utf8_validate (marks, -1, NULL));
      mill_measurer_free (measurers[m]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/chart/render/png", test_png);
  g_test_add_func ("/chart/render/png-too-large", test_png_too_large);
  g_test_add_func ("/chart/render/pdf", test_pdf);
  g_test_add_func ("/chart/render/deterministic", test_deterministic);
  g_test_add_func ("/chart/render/threads", test_threads);
  for (guint i = 0; i < n_chart_cases; i++)
    {
      g_autofree char *path = g_strconcat ("/chart/render/svg/", chart_cases[i].name, NULL);
      g_test_add_data_func (path, &chart_cases[i], test_svg);
    }
  g_test_add_func ("/chart/render/svg-escapes", test_svg_escapes);
  g_test_add_func ("/chart/render/write", test_write);
  g_test_add_func ("/chart/render/draw", test_draw);
  g_test_add_func ("/chart/render/measure", test_measure);
  return g_test_run ();
}
