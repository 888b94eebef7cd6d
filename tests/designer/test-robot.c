/* test-robot.c: the hand that tests the designer does what it says.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "robot.h"

static void
count (GtkWidget *widget, guint *clicks)
{
  (*clicks)++;
}

static void
test_click_and_type (void)
{
  guint clicks = 0;
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *button = gtk_button_new_with_label ("press"), *entry = gtk_entry_new ();
  g_signal_connect (button, "clicked", G_CALLBACK (count), &clicks);
  gtk_box_append (GTK_BOX (box), button);
  gtk_box_append (GTK_BOX (box), entry);
  GtkWindow *window = robot_window (box, 300, 200);
  robot_click_widget (button);
  g_assert_cmpuint (clicks, ==, 1);
  robot_click_widget (entry);
  robot_type ("Rain > 10, \"wet\"");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "Rain > 10, \"wet\"");
  robot_key (GDK_KEY_a, GDK_CONTROL_MASK);
  robot_key (GDK_KEY_BackSpace, 0);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "");
  g_assert_true (robot_find (box, GTK_TYPE_BUTTON, NULL) == button);
  robot_close (window);
}

static void
add_delta (GtkGestureDrag *gesture, double x, double y, graphene_point_t *sum)
{
  *sum = GRAPHENE_POINT_INIT ((float)x, (float)y);
}

static void
test_drag (void)
{
  graphene_point_t sum = { 0, 0 };
  GtkWidget *area = gtk_drawing_area_new ();
  GtkGesture *drag = gtk_gesture_drag_new ();
  g_signal_connect (drag, "drag-end", G_CALLBACK (add_delta), &sum);
  gtk_widget_add_controller (area, GTK_EVENT_CONTROLLER (drag));
  GtkWindow *window = robot_window (area, 300, 200);
  robot_drag (area, 50, 50, 150, 90);
  g_assert_cmpfloat (sum.x, ==, 100);
  g_assert_cmpfloat (sum.y, ==, 40);
  robot_close (window);
}

/* ---- the watchdog ---- */

#define STALL_VARIABLE "ROBOT_STALL" /* what the test does that is run for "/robot/stall" */

static gboolean
stall (gpointer over)
{
  g_autoptr (GTimer) timer = g_timer_new ();
  while (g_timer_elapsed (timer, NULL) < 3)
    continue;
  *(gboolean *)over = TRUE;
  return G_SOURCE_REMOVE;
}

/* As one that is run: stalls "always", or "once", that is not when it is run again. */
static void
be_stalled (const char *when)
{
  gboolean over = g_str_equal (when, "once") && g_getenv ("WATCHDOG_AGAIN") != NULL;
  GtkWindow *window = robot_window (gtk_drawing_area_new (), 300, 200);
  if (!over)
    g_idle_add (stall, &over);
  ROBOT_WAIT (over);
  robot_close (window);
}

static gboolean
passes (const char *when)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_auto (GStrv) environment = g_environ_setenv (g_get_environ (), STALL_VARIABLE, when, TRUE);
  const char *const argv[] = { g_getenv ("RUN_X"), self, "-p", g_test_get_path (), NULL };
  g_autofree char *out = NULL, *err = NULL;
  int status;
  g_autoptr (GError) error = NULL;
  g_spawn_sync (NULL, (char **)argv, environment, 0, NULL, NULL, &out, &err, &status, &error);
  g_assert_no_error (error);
  gboolean passed = g_spawn_check_wait_status (status, NULL);
  g_assert_nonnull (strstr (out, passed ? "did not come again" : "the main loop stalled for"));
  return passed;
}

/* A test that stalls fails, but not because the machine stood still for once. */
static void
test_stall (void)
{
  const char *when = g_getenv (STALL_VARIABLE);
  if (when != NULL)
    {
      be_stalled (when);
      return;
    }
  g_assert_false (passes ("always"));
  g_assert_true (passes ("once"));
}

int
main (int argc, char **argv)
{
  robot_init (&argc, &argv);
  g_test_add_func ("/robot/click-and-type", test_click_and_type);
  g_test_add_func ("/robot/drag", test_drag);
  g_test_add_func ("/robot/stall", test_stall);
  return g_test_run ();
}
