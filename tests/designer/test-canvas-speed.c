/* test-canvas-speed.c: the canvas keeps up with the hand. Figures are told; limits are generous,
 * because machines that test are slow and shared.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "robot.h"

#include "mill-canvas.h"
#include "mill-session.h"

#include <string.h>

enum
{
  ROWS = 50, /* blocks in a column */
  SLACK = 3, /* how much slower than wanted is still no fault */
  FRAMES = 20
};

typedef struct
{
  MillRegistry *registry;
  MillDocument *document;
  MillWorkspace *workspace;
  GtkWindow *window;
  MillCanvas *canvas;
} Test;

/* @n blocks in columns, each linked to the one at its right. */
static char *
make_text (guint n)
{
  GString *text = g_string_new ("{ \"millrace\": 1, \"blocks\": {");
  for (guint i = 0; i < n; i++)
    g_string_append_printf (text,
                            "%s \"b%05u\": { \"type\": \"%s\", \"params\": {} }",
                            i > 0 ? "," : "",
                            i,
                            i < ROWS ? "rows" : "clean");
  g_string_append (text, "}, \"links\": [");
  for (guint i = ROWS; i < n; i++)
    g_string_append_printf (text,
                            "%s { \"from\": \"b%05u.out\", \"to\": \"b%05u.in\" }",
                            i > ROWS ? "," : "",
                            i - ROWS,
                            i);
  g_string_append (text, "], \"layout\": {");
  for (guint i = 0; i < n; i++)
    g_string_append_printf (
        text, "%s \"b%05u\": [%u, %u]", i > 0 ? "," : "", i, i / ROWS * 240, i % ROWS * 120);
  g_string_append (text, "} }");
  return g_string_free (text, FALSE);
}

static double
ms_since (gint64 start)
{
  return (double)(g_get_monotonic_time () - start) / 1000;
}

static void
set_up (Test *test, guint n)
{
  g_autofree char *text = make_text (n);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  test->registry = mill_session_registry_new ();
  test->canvas = MILL_CANVAS (mill_canvas_new ());
  test->window = robot_window (GTK_WIDGET (test->canvas), 1400, 900);
  gint64 start = g_get_monotonic_time ();
  test->document = mill_document_load_bytes (test->registry, bytes, NULL);
  double loaded = ms_since (start);
  test->workspace = mill_workspace_new (test->document, FALSE);
  mill_canvas_set_workspace (test->canvas, test->workspace);
  double made = ms_since (start);
  robot_settle ();
  double drawn = ms_since (start);
  g_test_message ("%u blocks: loaded %.0f ms, widgets %.0f ms, drawn %.0f ms",
                  n,
                  loaded,
                  made - loaded,
                  drawn - made);
  g_assert_cmpfloat (drawn, <, 1000 * SLACK);
  ROBOT_WAIT (mill_workspace_get_analysis (test->workspace) != NULL);
  robot_settle ();
}

static void
tear_down (Test *test)
{
  robot_close (test->window);
  g_object_unref (test->workspace);
  g_object_unref (test->document);
  mill_registry_free (test->registry);
}

/* ---- frames ---- */

typedef struct
{
  gint64 start;
  GArray *times; /* double, ms */
} Frames;

static void
frame_began (GdkFrameClock *clock, Frames *frames)
{
  frames->start = g_get_monotonic_time ();
}

static void
frame_ended (GdkFrameClock *clock, Frames *frames)
{
  double time = ms_since (frames->start);
  g_array_append_val (frames->times, time);
}

static void
watch (Test *test, Frames *frames)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (test->window));
  frames->times = g_array_new (FALSE, FALSE, sizeof (double));
  g_signal_connect (clock, "before-paint", G_CALLBACK (frame_began), frames);
  g_signal_connect (clock, "after-paint", G_CALLBACK (frame_ended), frames);
}

static int
compare (const double *a, const double *b)
{
  return *a < *b ? -1 : *a > *b;
}

static void
report (Test *test, Frames *frames, const char *what, double wanted)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (test->window));
  g_signal_handlers_disconnect_by_data (clock, frames);
  g_array_sort (frames->times, (GCompareFunc)compare);
  guint n = frames->times->len;
  g_assert_cmpuint (n, >, 2);
  double median = g_array_index (frames->times, double, n / 2);
  double worst = g_array_index (frames->times, double, n - 1);
  g_test_message (
      "%s: %.1f ms a frame (worst %.1f, %u frames), wanted %.0f", what, median, worst, n, wanted);
  /* other tests run beside this one: the better half tells what the canvas can do */
  g_assert_cmpfloat (g_array_index (frames->times, double, n / 4), <, wanted * SLACK);
  g_array_unref (frames->times);
}

/* ---- what is measured ---- */

static void
drag (Test *test, const char *id, const char *what, double wanted)
{
  Frames frames;
  graphene_rect_t rect;
  double x, y;
  g_assert_true (mill_canvas_get_block_rect (test->canvas, id, &rect));
  mill_canvas_from_document (test->canvas,
                             rect.origin.x + rect.size.width / 2,
                             rect.origin.y + rect.size.height / 2,
                             &x,
                             &y);
  robot_move (GTK_WIDGET (test->canvas), x, y);
  robot_press (1);
  robot_move (GTK_WIDGET (test->canvas), x + 20, y + 10);
  watch (test, &frames);
  for (int i = 0; i < FRAMES; i++)
    robot_move (GTK_WIDGET (test->canvas), x + 20 + i * 6, y + 10 + i * 4);
  report (test, &frames, what, wanted);
  robot_release (1);
}

static void
test_drag (void)
{
  Test test;
  set_up (&test, 5000);
  mill_canvas_set_view (test.canvas, 6000, 3000, 1);
  robot_settle ();
  drag (&test, "b01275", "drag at 5,000, 100 %", 5);
  mill_canvas_fit (test.canvas);
  robot_settle ();
  drag (&test, "b01275", "drag at 5,000, all in sight", 5);
  tear_down (&test);
}

static void
pan (Test *test, const char *what, double wanted)
{
  Frames frames;
  double x, y, zoom;
  mill_canvas_get_view (test->canvas, &x, &y, &zoom);
  watch (test, &frames);
  for (int i = 0; i < FRAMES; i++)
    {
      mill_canvas_set_view (test->canvas, x + i * 17 / zoom, y + i * 9 / zoom, zoom);
      robot_settle ();
    }
  report (test, &frames, what, wanted);
}

static void
zoom_in (Test *test, const char *what, double wanted)
{
  Frames frames;
  double x, y, zoom;
  mill_canvas_get_view (test->canvas, &x, &y, &zoom);
  watch (test, &frames);
  for (int i = 0; i < FRAMES; i++)
    {
      mill_canvas_set_view (test->canvas, x, y, zoom * (1 + i * 0.05));
      robot_settle ();
    }
  report (test, &frames, what, wanted);
}

static void
test_pan_and_zoom (void)
{
  Test test;
  set_up (&test, 1000);
  mill_canvas_set_view (test.canvas, 2400, 3000, 1);
  robot_settle ();
  pan (&test, "pan at 1,000, 100 %", 25);
  zoom_in (&test, "zoom at 1,000, from 100 %", 25);
  mill_canvas_set_view (test.canvas, 2400, 3000, 0.4);
  robot_settle ();
  pan (&test, "pan at 1,000, 40 %", 25);
  mill_canvas_fit (test.canvas);
  robot_settle ();
  pan (&test, "pan at 1,000, all in sight", 25);
  zoom_in (&test, "zoom at 1,000, from all in sight", 25);
  tear_down (&test);
}

int
main (int argc, char **argv)
{
  robot_init (&argc, &argv);
  g_test_add_func ("/canvas/speed/drag", test_drag);
  g_test_add_func ("/canvas/speed/pan-and-zoom", test_pan_and_zoom);
  return g_test_run ();
}
