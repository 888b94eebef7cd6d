/* robot.h: a hand on mouse and keyboard, for tests of widgets on a real X display.
 *
 * Events go through the X server (XTEST), so that what is tested is what people do. Nothing sleeps:
 * the main context is spun until a condition holds, for ROBOT_PATIENCE_S at most. Without a display
 * the test is skipped.
 *
 *     int
 *     main (int argc, char **argv)
 *     {
 *       robot_init (&argc, &argv);
 *       g_test_add_func ("/canvas/click", test_click);
 *       return g_test_run ();
 *     }
 *
 * Points are in pixels of the widget named. Main thread only.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/** ROBOT_PATIENCE_S: how long a condition may take, in seconds. */
#define ROBOT_PATIENCE_S 20

/** robot_init: instead of g_test_init(): GTK, libadwaita, our style and icons; animations off.
 * Exits with 77 (skipped) when there is no X display. */
void robot_init (int *argc, char ***argv);

/** robot_window: (transfer full): a mapped window with the focus and @child (floating) in it; free
 * with robot_close(). */
GtkWindow *robot_window (GtkWidget *child, int width, int height);
/** robot_focus: gives the keyboard to @window, of any kind, and waits until it is there. */
void robot_focus (GtkWindow *window);
/** robot_close: destroys @window and waits until it is gone. */
void robot_close (GtkWindow *window);

/** robot_settle: waits until all events have been handled and a frame has been drawn. */
void robot_settle (void);
/** robot_wait: spins until @condition (@data) holds. Returns: whether it does. */
gboolean robot_wait (gboolean (*condition) (gpointer data), gpointer data);
/** ROBOT_WAIT: spins until @expression holds; the test fails when it does not in time. */
#define ROBOT_WAIT(expression)                                                                     \
  G_STMT_START                                                                                     \
  {                                                                                                \
    gint64 robot_end = g_get_monotonic_time () + ROBOT_PATIENCE_S * G_USEC_PER_SEC;                \
    while (!(expression) && g_get_monotonic_time () < robot_end)                                   \
      robot_spin ();                                                                               \
    g_assert_true (expression);                                                                    \
  }                                                                                                \
  G_STMT_END
/** robot_spin: handles what there is to handle, waiting 10 ms at most. */
void robot_spin (void);

/** robot_move: puts the pointer on a point of @widget. */
void robot_move (GtkWidget *widget, double x, double y);
/** robot_press: presses button @button (1: left) where the pointer is. */
void robot_press (guint button);
/** robot_release: lets button @button go. */
void robot_release (guint button);
/** robot_click: a click of the left button. */
void robot_click (GtkWidget *widget, double x, double y);
/** robot_click_button: a click of button @button while @modifiers are held. */
void robot_click_button (
    GtkWidget *widget, double x, double y, guint button, GdkModifierType modifiers);
/** robot_double_click: two clicks of the left button. */
void robot_double_click (GtkWidget *widget, double x, double y);
/** robot_click_widget: a click in the middle of @widget. */
void robot_click_widget (GtkWidget *widget);
/** robot_drag: drags with the left button in some steps. */
void robot_drag (GtkWidget *widget, double from_x, double from_y, double to_x, double to_y);
/** robot_drag_with: drags with button @button while @modifiers are held. */
void robot_drag_with (GtkWidget *widget,
                      double from_x,
                      double from_y,
                      double to_x,
                      double to_y,
                      guint button,
                      GdkModifierType modifiers);
/** robot_drag_to: drags from a point of @from to a point of @to. */
void robot_drag_to (
    GtkWidget *from, double from_x, double from_y, GtkWidget *to, double to_x, double to_y);
/** robot_scroll: @steps of the wheel at a point; positive: down. */
void robot_scroll (GtkWidget *widget, double x, double y, int steps, GdkModifierType modifiers);

/** robot_key: presses and releases a key (GDK_KEY_...) while @modifiers are held. */
void robot_key (guint keyval, GdkModifierType modifiers);
/** robot_hold: presses (@down) or releases a key. */
void robot_hold (guint keyval, gboolean down);
/** robot_type: types @text of ASCII letters, digits and marks. */
void robot_type (const char *text);

/** robot_screenshot: writes what @widget shows to the PNG file @path. */
void robot_screenshot (GtkWidget *widget, const char *path);

/** robot_find: (transfer none) (nullable): the first visible widget of @type at or below @widget
 * whose buildable id, name or tooltip is @name (nullable: any). */
GtkWidget *robot_find (GtkWidget *widget, GType type, const char *name);
/** robot_find_button: (transfer none) (nullable): the first visible button at or below @widget that
 * says @label. */
GtkWidget *robot_find_button (GtkWidget *widget, const char *label);
/** robot_find_window: (transfer none) (nullable): a window of @type that is shown. */
gpointer robot_find_window (GType type);

G_END_DECLS
