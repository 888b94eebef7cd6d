/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "robot.h"

#include "watchdog.h"

#include <X11/XKBlib.h>
#include <X11/extensions/XTest.h>
#include <gdk/x11/gdkx.h>
#include <sys/socket.h>

enum
{
  DRAG_STEPS = 8,
  EXIT_SKIPPED = 77
};

/* A connection of our own: what we do must not look like GTK's own requests. */
static Display *
robot_display (void)
{
  return g_object_get_data (G_OBJECT (gdk_display_get_default ()), "robot");
}

static void
add_style (void)
{
  GdkDisplay *display = gdk_display_get_default ();
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();
  gtk_css_provider_load_from_resource (provider, "/org/millrace/Millrace/style.css");
  gtk_style_context_add_provider_for_display (
      display, GTK_STYLE_PROVIDER (provider), GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  gtk_icon_theme_add_resource_path (gtk_icon_theme_get_for_display (display),
                                    "/org/millrace/Millrace/icons");
}

/* The process that is the X server; 0: it is not on this machine. */
static int
find_server (Display *display)
{
  struct ucred peer = { 0 };
  socklen_t length = sizeof peer;
  getsockopt (ConnectionNumber (display), SOL_SOCKET, SO_PEERCRED, &peer, &length);
  return peer.pid;
}

/* Each test has a home of its own, so fontconfig reads all fonts anew, in a thread that the first
 * text waits for. */
static void
find_fonts (void)
{
  static const char *const families[] = { "Sans 11", "Sans Bold 11", "Monospace 11" };
  PangoContext *context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  for (guint i = 0; i < G_N_ELEMENTS (families); i++)
    {
      PangoLayout *layout = pango_layout_new (context);
      PangoFontDescription *font = pango_font_description_from_string (families[i]);
      pango_layout_set_font_description (layout, font);
      pango_layout_set_text (layout, "Millrace 0.1", -1);
      pango_layout_get_pixel_size (layout, NULL, NULL);
      pango_font_description_free (font);
      g_object_unref (layout);
    }
  g_object_unref (context);
}

void
robot_init (int *argc, char ***argv)
{
  g_test_init (argc, argv, NULL);
  Display *display = XOpenDisplay (NULL);
  if (display == NULL || !gtk_init_check () || !GDK_IS_X11_DISPLAY (gdk_display_get_default ()))
    exit (EXIT_SKIPPED);
  g_object_set_data (G_OBJECT (gdk_display_get_default ()), "robot", display);
  adw_init ();
  add_style ();
  g_object_set (gtk_settings_get_default (),
                "gtk-enable-animations",
                FALSE,
                "gtk-font-name",
                "Sans 11",
                "gtk-double-click-time",
                400,
                NULL);
  find_fonts ();
  watchdog_start (find_server (display));
}

/* ---- waiting ---- */

static gboolean
wake (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static gboolean
iterate (gboolean block)
{
  gboolean dispatched = g_main_context_iteration (NULL, block);
  watchdog_end_turn ();
  return dispatched;
}

void
robot_spin (void)
{
  guint id = g_timeout_add (10, wake, NULL);
  iterate (TRUE);
  g_source_remove (id);
}

gboolean
robot_wait (gboolean (*condition) (gpointer data), gpointer data)
{
  gint64 end = g_get_monotonic_time () + ROBOT_PATIENCE_S * G_USEC_PER_SEC;
  while (!condition (data) && g_get_monotonic_time () < end)
    robot_spin ();
  return condition (data);
}

static void
count_frame (GdkFrameClock *clock, guint *frames)
{
  (*frames)++;
}

/* Motion events are handed out once a frame, so a frame must pass. */
static void
pass_frame (GtkWindow *window)
{
  GdkFrameClock *running = gtk_widget_get_frame_clock (GTK_WIDGET (window));
  guint frames = 0;
  if (running == NULL || !gtk_widget_get_mapped (GTK_WIDGET (window)))
    return;
  /* the window may close meanwhile, and its clock go with it */
  g_autoptr (GdkFrameClock) clock = g_object_ref (running);
  g_signal_connect (clock, "after-paint", G_CALLBACK (count_frame), &frames);
  gint64 end = g_get_monotonic_time () + G_USEC_PER_SEC;
  while (frames == 0 && gtk_widget_get_mapped (GTK_WIDGET (window))
         && g_get_monotonic_time () < end)
    {
      gdk_frame_clock_request_phase (
          clock, GDK_FRAME_CLOCK_PHASE_FLUSH_EVENTS | GDK_FRAME_CLOCK_PHASE_PAINT);
      robot_spin ();
    }
  g_signal_handlers_disconnect_by_func (clock, count_frame, &frames);
}

void
robot_settle (void)
{
  XSync (robot_display (), False);
  gdk_display_sync (gdk_display_get_default ());
  while (iterate (FALSE))
    continue;
  GList *windows = gtk_window_list_toplevels ();
  g_list_foreach (windows, (GFunc)(void (*) (void))g_object_ref, NULL);
  for (GList *item = windows; item != NULL; item = item->next)
    pass_frame (item->data);
  g_list_free_full (windows, g_object_unref);
  while (iterate (FALSE))
    continue;
}

/* ---- windows ---- */

static Window
window_xid (GtkWindow *window)
{
  return gdk_x11_surface_get_xid (gtk_native_get_surface (GTK_NATIVE (window)));
}

void
robot_focus (GtkWindow *window)
{
  ROBOT_WAIT (gtk_widget_get_mapped (GTK_WIDGET (window)));
  robot_settle ();
  /* nobody manages windows here */
  XSetInputFocus (robot_display (), window_xid (window), RevertToParent, CurrentTime);
  XSync (robot_display (), False);
  ROBOT_WAIT (gtk_window_is_active (window));
}

GtkWindow *
robot_window (GtkWidget *child, int width, int height)
{
  GtkWindow *window = GTK_WINDOW (gtk_window_new ());
  watchdog_set_watching (FALSE); /* what it shows for the first time is not what is tested */
  gtk_window_set_child (window, child);
  gtk_window_set_default_size (window, width, height);
  gtk_window_set_decorated (window, FALSE);
  gtk_window_present (window);
  robot_focus (window);
  robot_settle ();
  watchdog_set_watching (TRUE);
  return window;
}

void
robot_close (GtkWindow *window)
{
  watchdog_check (g_test_get_path ());
  gtk_window_destroy (window);
  robot_settle ();
}

/* ---- the mouse ---- */

static void
to_screen (GtkWidget *widget, double x, double y, int *screen_x, int *screen_y)
{
  GtkNative *native = gtk_widget_get_native (widget);
  GdkSurface *surface = gtk_native_get_surface (native);
  int scale = gtk_widget_get_scale_factor (widget);
  Window child;
  graphene_point_t point;
  double shift_x, shift_y;
  g_assert_true (gtk_widget_compute_point (
      widget, GTK_WIDGET (native), &GRAPHENE_POINT_INIT ((float)x, (float)y), &point));
  gtk_native_get_surface_transform (native, &shift_x, &shift_y);
  XTranslateCoordinates (robot_display (),
                         gdk_x11_surface_get_xid (surface),
                         DefaultRootWindow (robot_display ()),
                         (int)((point.x + shift_x) * scale),
                         (int)((point.y + shift_y) * scale),
                         screen_x,
                         screen_y,
                         &child);
}

static void
move_to (int x, int y)
{
  XTestFakeMotionEvent (robot_display (), -1, x, y, CurrentTime);
  robot_settle ();
}

void
robot_move (GtkWidget *widget, double x, double y)
{
  int screen_x, screen_y;
  to_screen (widget, x, y, &screen_x, &screen_y);
  move_to (screen_x, screen_y);
}

void
robot_press (guint button)
{
  XTestFakeButtonEvent (robot_display (), button, True, CurrentTime);
  robot_settle ();
}

void
robot_release (guint button)
{
  XTestFakeButtonEvent (robot_display (), button, False, CurrentTime);
  robot_settle ();
}

static void
hold_modifiers (GdkModifierType modifiers, gboolean down)
{
  if (modifiers & GDK_SHIFT_MASK)
    robot_hold (GDK_KEY_Shift_L, down);
  if (modifiers & GDK_CONTROL_MASK)
    robot_hold (GDK_KEY_Control_L, down);
  if (modifiers & GDK_ALT_MASK)
    robot_hold (GDK_KEY_Alt_L, down);
}

void
robot_click_button (GtkWidget *widget, double x, double y, guint button, GdkModifierType modifiers)
{
  robot_move (widget, x, y);
  hold_modifiers (modifiers, TRUE);
  robot_press (button);
  robot_release (button);
  hold_modifiers (modifiers, FALSE);
}

void
robot_click (GtkWidget *widget, double x, double y)
{
  robot_click_button (widget, x, y, 1, 0);
}

void
robot_double_click (GtkWidget *widget, double x, double y)
{
  robot_move (widget, x, y);
  for (guint i = 0; i < 2; i++)
    {
      XTestFakeButtonEvent (robot_display (), 1, True, CurrentTime);
      XTestFakeButtonEvent (robot_display (), 1, False, CurrentTime);
    }
  robot_settle ();
}

void
robot_click_widget (GtkWidget *widget)
{
  robot_click (widget, gtk_widget_get_width (widget) / 2.0, gtk_widget_get_height (widget) / 2.0);
}

static void
drag_between (int from_x, int from_y, int to_x, int to_y, guint button, GdkModifierType modifiers)
{
  move_to (from_x, from_y);
  hold_modifiers (modifiers, TRUE);
  robot_press (button);
  for (int i = 1; i <= DRAG_STEPS; i++)
    move_to (from_x + (to_x - from_x) * i / DRAG_STEPS, from_y + (to_y - from_y) * i / DRAG_STEPS);
  robot_release (button);
  hold_modifiers (modifiers, FALSE);
}

void
robot_drag_with (GtkWidget *widget,
                 double from_x,
                 double from_y,
                 double to_x,
                 double to_y,
                 guint button,
                 GdkModifierType modifiers)
{
  int x0, y0, x1, y1;
  to_screen (widget, from_x, from_y, &x0, &y0);
  to_screen (widget, to_x, to_y, &x1, &y1);
  drag_between (x0, y0, x1, y1, button, modifiers);
}

void
robot_drag (GtkWidget *widget, double from_x, double from_y, double to_x, double to_y)
{
  robot_drag_with (widget, from_x, from_y, to_x, to_y, 1, 0);
}

void
robot_drag_to (
    GtkWidget *from, double from_x, double from_y, GtkWidget *to, double to_x, double to_y)
{
  int x0, y0, x1, y1;
  to_screen (from, from_x, from_y, &x0, &y0);
  to_screen (to, to_x, to_y, &x1, &y1);
  drag_between (x0, y0, x1, y1, 1, 0);
}

void
robot_scroll (GtkWidget *widget, double x, double y, int steps, GdkModifierType modifiers)
{
  robot_move (widget, x, y);
  hold_modifiers (modifiers, TRUE);
  for (int i = 0; i < ABS (steps); i++)
    {
      robot_press (steps > 0 ? 5 : 4);
      robot_release (steps > 0 ? 5 : 4);
    }
  hold_modifiers (modifiers, FALSE);
}

/* ---- the keyboard ---- */

void
robot_hold (guint keyval, gboolean down)
{
  /* X11 keysyms and GDK's are the same numbers. */
  KeyCode code = XKeysymToKeycode (robot_display (), keyval);
  g_assert_cmpuint (code, !=, 0);
  XTestFakeKeyEvent (robot_display (), code, down, CurrentTime);
  robot_settle ();
}

void
robot_key (guint keyval, GdkModifierType modifiers)
{
  hold_modifiers (modifiers, TRUE);
  robot_hold (keyval, TRUE);
  robot_hold (keyval, FALSE);
  hold_modifiers (modifiers, FALSE);
}

void
robot_type (const char *text)
{
  for (const char *c = text; *c != '\0'; c++)
    {
      guint keyval = gdk_unicode_to_keyval ((guchar)*c);
      KeyCode code = XKeysymToKeycode (robot_display (), keyval);
      /* on the second level of its key: with Shift */
      gboolean shift = XkbKeycodeToKeysym (robot_display (), code, 0, 0) != keyval;
      robot_key (keyval, shift ? GDK_SHIFT_MASK : 0);
    }
}

/* ---- looking ---- */

void
robot_screenshot (GtkWidget *widget, const char *path)
{
  robot_settle ();
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  gdk_paintable_snapshot (paintable, snapshot, width, height);
  g_autoptr (GskRenderNode) node = gtk_snapshot_free_to_node (snapshot);
  g_assert_nonnull (node);
  GskRenderer *renderer = gtk_native_get_renderer (gtk_widget_get_native (widget));
  g_autoptr (GdkTexture) texture = gsk_renderer_render_texture (
      renderer, node, &GRAPHENE_RECT_INIT (0, 0, (float)width, (float)height));
  g_assert_true (gdk_texture_save_to_png (texture, path));
}

static gboolean
is_called (GtkWidget *widget, const char *name)
{
  return name == NULL || g_strcmp0 (gtk_widget_get_name (widget), name) == 0
         || g_strcmp0 (gtk_widget_get_tooltip_text (widget), name) == 0
         || g_strcmp0 (gtk_buildable_get_buildable_id (GTK_BUILDABLE (widget)), name) == 0;
}

GtkWidget *
robot_find (GtkWidget *widget, GType type, const char *name)
{
  if (!gtk_widget_get_visible (widget))
    return NULL;
  if (g_type_is_a (G_OBJECT_TYPE (widget), type) && is_called (widget, name))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = robot_find (child, type, name);
      if (found != NULL)
        return found;
    }
  return NULL;
}

GtkWidget *
robot_find_button (GtkWidget *widget, const char *label)
{
  if (!gtk_widget_get_visible (widget))
    return NULL;
  if (GTK_IS_BUTTON (widget) && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), label) == 0)
    return widget;
  GtkWidget *found = NULL;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = robot_find_button (child, label);
  return found;
}

gpointer
robot_find_window (GType type)
{
  GListModel *windows = gtk_window_get_toplevels ();
  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);
      if (g_type_is_a (G_OBJECT_TYPE (window), type) && gtk_widget_get_visible (window))
        return window;
    }
  return NULL;
}
