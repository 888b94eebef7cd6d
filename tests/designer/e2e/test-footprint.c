/* test-footprint.c: how soon the designer is there, and what memory it takes.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "app-fixture.h"
#include "watchdog.h"

#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <gdk/x11/gdkx.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>

enum
{
  START_MS = 400,
  STARTS = 5,
  MEMORY_MB = 150,
  WINDOW_MIN = 200 /* px: no tooltip, no menu */
};

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED WATCHDOG_SANITIZER_FACTOR
#else
#define SANITIZED 1
#endif

/* ---- from nothing to a window ---- */

/* The window of a program that is mapped on @display. */
static Window
wait_for_window (Display *display, XWindowAttributes *window)
{
  struct pollfd poller = { .fd = ConnectionNumber (display), .events = POLLIN };
  gint64 end = g_get_monotonic_time () + ROBOT_PATIENCE_S * G_USEC_PER_SEC;
  while (g_get_monotonic_time () < end)
    {
      XEvent event;
      if (XPending (display) == 0)
        {
          poll (&poller, 1, 1000);
          continue;
        }
      XNextEvent (display, &event);
      if (event.type == MapNotify && !event.xmap.override_redirect
          && XGetWindowAttributes (display, event.xmap.window, window) != 0
          && window->width >= WINDOW_MIN)
        return event.xmap.window;
    }
  g_error ("no window within %d s", ROBOT_PATIENCE_S);
}

/* Until it has drawn a frame: what is behind it is black. */
static void
wait_for_frame (Display *display)
{
  XWindowAttributes size;
  Window window = wait_for_window (display, &size);
  gint64 end = g_get_monotonic_time () + ROBOT_PATIENCE_S * G_USEC_PER_SEC;
  while (g_get_monotonic_time () < end)
    {
      XImage *image
          = XGetImage (display, window, size.width / 2, size.height / 2, 1, 1, AllPlanes, ZPixmap);
      unsigned long pixel = XGetPixel (image, 0, 0) & 0xffffff;
      XDestroyImage (image);
      if (pixel != 0)
        return;
      poll (NULL, 0, 1);
    }
  g_error ("no frame within %d s", ROBOT_PATIENCE_S);
}

/* Microseconds. Nobody has been here before: settings, session and history are empty. */
static gint64
time_start (Display *display, const char *program)
{
  g_autoptr (GError) error = NULL;
  AppFixture fixture = { .folder = g_dir_make_tmp ("millrace-app-XXXXXX", NULL) };
  g_auto (GStrv) environment
      = g_environ_setenv (g_get_environ (), "XDG_STATE_HOME", fixture.folder, TRUE);
  const char *argv[] = { program, NULL };
  GPid pid;
  gint64 start = g_get_monotonic_time ();
  g_spawn_async (
      NULL, (char **)argv, environment, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &pid, &error);
  g_assert_no_error (error);
  wait_for_frame (display);
  gint64 time = g_get_monotonic_time () - start;
  kill (pid, SIGKILL);
  waitpid (pid, NULL, 0);
  app_clear (&fixture);
  return time;
}

static void
test_start (void)
{
  const char *program = g_getenv ("MILLRACE_DESIGNER");
  g_assert_nonnull (program);
  Display *display = XOpenDisplay (NULL);
  XSelectInput (display, DefaultRootWindow (display), SubstructureNotifyMask);
  XSync (display, False);
  gint64 best = G_MAXINT64;
  for (guint i = 0; i < STARTS; i++)
    {
      gint64 time = time_start (display, program);
      g_test_message ("from nothing to the first frame: %.3f s", (double)time / 1e6);
      best = MIN (best, time);
    }
  XCloseDisplay (display);
  g_test_minimized_result ((double)best / 1e6, "best of %d: %.3f s", STARTS, (double)best / 1e6);
  g_assert_cmpfloat ((double)best / 1000, <, START_MS * SANITIZED * watchdog_slowness ());
}

/* ---- memory ---- */

/* Megabytes that the process has in RAM, with the libraries that it shares. */
static double
resident_mb (void)
{
  g_autofree char *text = NULL;
  g_assert_true (g_file_get_contents ("/proc/self/status", &text, NULL, NULL));
  const char *line = strstr (text, "VmRSS:");
  g_assert_nonnull (line);
  return (double)g_ascii_strtoll (line + strlen ("VmRSS:"), NULL, 10) * 1024 / 1e6;
}

static void
test_memory (void)
{
  AppFixture fixture = { 0 };
  app_start (&fixture);
  g_action_group_activate_action (G_ACTION_GROUP (fixture.application),
                                  "open-example",
                                  g_variant_new_string ("machine-temperature"));
  ROBOT_WAIT (mill_window_get_tab (fixture.window) != NULL);
  MillTab *tab = mill_window_get_tab (fixture.window);
  app_wait_loaded (tab);
  MillWorkspace *workspace = mill_page_get_workspace (mill_tab_get_page (tab));
  ROBOT_WAIT (mill_workspace_is_current (workspace));
  mill_selection_set_block (mill_workspace_get_selection (workspace), "readings");
  ROBOT_WAIT (mill_workspace_is_current (workspace));
  robot_settle ();
  double open = resident_mb ();
  g_test_minimized_result (open, "with an example open: %.0f MB", open);
#if SANITIZED == 1
  g_assert_cmpfloat (open, <, MEMORY_MB);
#endif
  app_end (&fixture);
  app_clear (&fixture);
}

int
main (int argc, char **argv)
{
  robot_init (&argc, &argv);
  g_test_add_func ("/footprint/start", test_start);
  g_test_add_func ("/footprint/memory", test_memory);
  return g_test_run ();
}
