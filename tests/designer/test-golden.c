/* test-golden.c: the canvas looks as it did: scenes are drawn and compared with pictures in
 * golden/.
 *
 * With MILLRACE_GOLDEN=update the pictures are written instead. What differs is found, beside what
 * it should be, in golden/ of the folder of the build. All is pinned that a picture depends on:
 * cairo, X11, the font, no hinting, no animations. GDK_SCALE=2 and ADW_DEBUG_HIGH_CONTRAST=1 are
 * for the whole process, so that a scene of each has a run of its own.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "robot.h"
#include "workspace-fixture.h"

#include "mill-board.h"
#include "mill-session.h"
#include "mill-world.h"

#include <glib/gstdio.h>
#include <string.h>

#define FONT "DejaVu Sans"

enum
{
  WIDTH = 820,
  HEIGHT = 420,
  WIDTH_TWICE = 500, /* at the double scale */
  HEIGHT_TWICE = 200,
  /* Pictures made by the same libraries are equal. Another cairo or freetype may round otherwise:
   */
  CHANNEL_TOLERANCE = 12, /* of 255, that a pixel may be beside its colour */
  PIXELS_TOLERANCE = 200  /* pixels that may be further away */
};

typedef struct
{
  MillRegistry *registry;
  MillDocument *document;
  MillWorkspace *workspace;
  GtkWindow *window;
  MillCanvas *canvas;
  MillWorld *world;
} Scene;

/* ---- pictures ---- */

typedef struct
{
  int width, height;
  guint32 *pixels;
} Picture;

static void
picture_clear (Picture *picture)
{
  g_clear_pointer (&picture->pixels, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Picture, picture_clear)

static void
take_texture (Picture *picture, GdkTexture *texture)
{
  picture->width = gdk_texture_get_width (texture);
  picture->height = gdk_texture_get_height (texture);
  picture->pixels = g_new (guint32, (gsize)picture->width * (gsize)picture->height);
  gdk_texture_download (texture, (guchar *)picture->pixels, (gsize)picture->width * 4);
}

static GdkTexture *
to_texture (const Picture *picture)
{
  gsize stride = (gsize)picture->width * 4;
  g_autoptr (GBytes) bytes = g_bytes_new (picture->pixels, stride * (gsize)picture->height);
  return gdk_memory_texture_new (
      picture->width, picture->height, GDK_MEMORY_DEFAULT, bytes, stride);
}

static void
write_picture (const Picture *picture, const char *path)
{
  g_autoptr (GdkTexture) texture = to_texture (picture);
  g_autofree char *folder = g_path_get_dirname (path);
  g_assert_cmpint (g_mkdir_with_parents (folder, 0777), ==, 0);
  g_assert_true (gdk_texture_save_to_png (texture, path));
}

/* What @widget shows, in pixels of the screen. */
static void
take_widget (Picture *picture, GtkWidget *widget)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  int scale = gtk_widget_get_scale_factor (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  gtk_snapshot_scale (snapshot, (float)scale, (float)scale);
  gdk_paintable_snapshot (paintable, snapshot, width, height);
  g_autoptr (GskRenderNode) node = gtk_snapshot_free_to_node (snapshot);
  g_autoptr (GdkTexture) texture = gsk_renderer_render_texture (
      gtk_native_get_renderer (gtk_widget_get_native (widget)),
      node,
      &GRAPHENE_RECT_INIT (0, 0, (float)(width * scale), (float)(height * scale)));
  take_texture (picture, texture);
}

static int
distance (guint32 a, guint32 b)
{
  int largest = 0;
  for (guint shift = 0; shift < 32; shift += 8)
    largest = MAX (largest, abs ((int)(a >> shift & 255) - (int)(b >> shift & 255)));
  return largest;
}

/* Fills @difference: black where both are equal, red where they differ. Returns: how many pixels
 * are further away than @tolerance. */
static guint
compare (const Picture *a, const Picture *b, int tolerance, Picture *difference)
{
  guint n = 0;
  gsize all = (gsize)a->width * (gsize)a->height;
  *difference = (Picture){ a->width, a->height, g_new (guint32, all) };
  for (gsize i = 0; i < all; i++)
    {
      int away = distance (a->pixels[i], b->pixels[i]);
      n += away > tolerance;
      difference->pixels[i]
          = away == 0 ? 0xff000000 : 0xff600000 | (guint32)MIN (255, 96 + away) << 16;
    }
  return n;
}

static void
read_golden (Picture *picture, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkTexture) texture = gdk_texture_new_from_filename (path, &error);
  g_assert_no_error (error);
  take_texture (picture, texture);
}

static void
check (const Picture *seen, const char *name)
{
  g_autofree char *file = g_strconcat (name, ".png", NULL);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "golden", file, NULL);
  g_autofree char *seen_file = g_strconcat (name, ".seen.png", NULL);
  g_autofree char *seen_path = g_test_build_filename (G_TEST_BUILT, "golden", seen_file, NULL);
  g_autofree char *other_file = g_strconcat (name, ".difference.png", NULL);
  g_autofree char *other_path = g_test_build_filename (G_TEST_BUILT, "golden", other_file, NULL);
  g_auto (Picture) golden = { 0 }, difference = { 0 };
  if (g_strcmp0 (g_getenv ("MILLRACE_GOLDEN"), "update") == 0)
    write_picture (seen, path);
  read_golden (&golden, path);
  if (golden.width != seen->width || golden.height != seen->height)
    {
      write_picture (seen, seen_path);
      g_error ("%s is %d x %d, %s is not", seen_path, seen->width, seen->height, path);
    }
  guint n = compare (seen, &golden, CHANNEL_TOLERANCE, &difference);
  if (n > 0)
    {
      write_picture (seen, seen_path);
      write_picture (&difference, other_path);
      g_test_message ("%s: %u pixels differ; see %s and %s", name, n, seen_path, other_path);
    }
  g_assert_cmpuint (n, <=, PIXELS_TOLERANCE);
}

/* ---- scenes ---- */

/* Nothing of it runs, and nothing is sampled. */
static void
open_scene (Scene *scene)
{
  GtkWidget *board = mill_board_new ();
  gboolean twice = gtk_widget_get_scale_factor (board) == 2;
  int width = twice ? WIDTH_TWICE : WIDTH, height = twice ? HEIGHT_TWICE : HEIGHT;
  g_assert_nonnull (scene->document);
  scene->workspace = mill_workspace_new (scene->document, FALSE);
  mill_board_set_workspace (MILL_BOARD (board), scene->workspace);
  scene->canvas = mill_board_get_canvas (MILL_BOARD (board));
  scene->window = robot_window (board, width, height);
  scene->world = MILL_WORLD (robot_find (board, MILL_TYPE_WORLD, NULL));
  robot_move (GTK_WIDGET (scene->canvas), 1, height - 1);
  ROBOT_WAIT (mill_workspace_is_current (scene->workspace)
              && mill_workspace_get_analysis (scene->workspace) != NULL);
  mill_canvas_fit (scene->canvas);
  robot_settle ();
}

/* @text with ' for ". */
static void
open_text (Scene *scene, const char *text)
{
  g_autofree char *json = g_strdelimit (g_strdup (text), "'", '"');
  g_autoptr (GBytes) bytes = g_bytes_new (json, strlen (json));
  scene->registry = mill_session_registry_new ();
  scene->document = mill_document_load_bytes (scene->registry, bytes, NULL);
  open_scene (scene);
}

static void
close_scene (Scene *scene)
{
  robot_close (scene->window);
  g_object_unref (scene->workspace);
  g_object_unref (scene->document);
  mill_registry_free (scene->registry);
}

static void
take_scene (Scene *scene, const char *name)
{
  g_auto (Picture) seen = { 0 };
  robot_settle ();
  take_widget (&seen, GTK_WIDGET (scene->canvas));
  check (&seen, name);
}

static void
open_example (Scene *scene)
{
  g_autofree char *path = g_test_build_filename (
      G_TEST_DIST, "..", "..", "data", "examples", "weather", "weather.millrace", NULL);
  scene->registry = mill_session_registry_new ();
  scene->document = mill_document_load (scene->registry, path, NULL);
  open_scene (scene);
}

/* Each state a block can be in; links under way. */
static const char states[]
    = "{ 'millrace': 1, 'blocks': {"
      "  'done': { 'type': 'rows', 'label': 'Finished', 'params': { 'columns': [{ 'name': 'x',"
      "            'type': 'integer' }], 'data': '1\\n2\\n' } },"
      "  'error': { 'type': 'filter', 'params': { 'condition': 'x >' } },"
      "  'failed': { 'type': 'sort', 'params': { 'by': [{ 'column': 'x' }] } },"
      "  'idle': { 'type': 'table', 'label': 'With a name that is much too long for it',"
      "            'params': {} },"
      "  'off': { 'type': 'filter', 'disabled': true, 'params': { 'condition': 'x > 1' } },"
      "  'pinned': { 'type': 'filter', 'params': { 'condition': 'x > 1' } },"
      "  'running': { 'type': 'filter', 'params': { 'condition': 'x > 2' } },"
      "  'stopped': { 'type': 'join', 'params': {} },"
      "  'unknown': { 'type': 'no-such', 'params': {} },"
      "  'waiting': { 'type': 'table', 'params': {} } },"
      "  'links': [{ 'from': 'done.out', 'to': 'running.in' },"
      "    { 'from': 'running.out', 'to': 'failed.in' }, { 'from': 'failed.out', 'to': 'idle.in' },"
      "    { 'from': 'done.out', 'to': 'error.in' }, { 'from': 'error.out', 'to': 'pinned.in' },"
      "    { 'from': 'pinned.out', 'to': 'waiting.in' }, { 'from': 'error.rejects',"
      "      'to': 'stopped.left' }, { 'from': 'off.out', 'to': 'stopped.right' }],"
      "  'layout': { 'done': [0, 0], 'running': [264, 0], 'failed': [528, 0], 'idle': [792, 0],"
      "    'error': [264, 136], 'pinned': [528, 136], 'waiting': [792, 136],"
      "    'unknown': [0, 136], 'off': [0, 272], 'stopped': [528, 272] } }";

static void
set_run (Scene *scene, const char *id, MillBlockState state, double part, guint64 refused)
{
  const MillBlockRun run = { state, part, 123456, refused };
  mill_block_widget_set_run (fixture_find_block (GTK_WIDGET (scene->world), id), &run);
}

static void
set_flow (Scene *scene, const char *from, const char *to, double rate, MillPressure pressure)
{
  MillLinkLayer *links = mill_world_get_links (scene->world);
  const MillLinkRun run = { TRUE, 45678, rate, pressure };
  MillDocLink *link = mill_document_find_link (scene->document, from, "out", to, "in");
  g_assert_nonnull (link);
  mill_link_layer_set_run (links, mill_link_layer_find (links, link), &run);
}

static void
open_states (Scene *scene)
{
  open_text (scene, states);
  set_run (scene, "done", MILL_BLOCK_DONE, -1, 0);
  set_run (scene, "running", MILL_BLOCK_RUNNING, 0.6, 12);
  set_run (scene, "failed", MILL_BLOCK_FAILED, -1, 0);
  set_run (scene, "stopped", MILL_BLOCK_STOPPED, -1, 3456789);
  set_run (scene, "waiting", MILL_BLOCK_WAITING, -1, 0);
  mill_block_widget_mark (fixture_find_block (GTK_WIDGET (scene->world), "pinned"),
                          MILL_BLOCK_PINNED,
                          MILL_BLOCK_PINNED);
  set_flow (scene, "done", "running", 81000, MILL_PRESSURE_LOW);
  set_flow (scene, "running", "failed", 950, MILL_PRESSURE_SOME);
  set_flow (scene, "failed", "idle", 0, MILL_PRESSURE_HIGH);
  gtk_widget_queue_draw (GTK_WIDGET (scene->world));
}

/* ---- the pictures ---- */

static void
test_example (void)
{
  Scene scene;
  open_example (&scene);
  take_scene (&scene, "example");
  close_scene (&scene);
}

static void
test_states (void)
{
  Scene scene;
  open_states (&scene);
  take_scene (&scene, "states");
  close_scene (&scene);
}

static void
test_dark (void)
{
  Scene scene;
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      ADW_COLOR_SCHEME_FORCE_DARK);
  open_states (&scene);
  take_scene (&scene, "dark");
  close_scene (&scene);
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      ADW_COLOR_SCHEME_FORCE_LIGHT);
}

static void
test_right_to_left (void)
{
  Scene scene;
  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  open_states (&scene);
  mill_canvas_set_view (scene.canvas, 420, 180, 1);
  take_scene (&scene, "right-to-left");
  close_scene (&scene);
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
}

/* Chosen, pointed at, found, on a path and beside it, with the keyboard. */
static void
test_marks (void)
{
  Scene scene;
  open_text (&scene, states);
  MillLinkLayer *links = mill_world_get_links (scene.world);
  const struct
  {
    const char *id;
    guint marks;
  } marked[] = { { "done", MILL_BLOCK_SELECTED },
                 { "running", MILL_BLOCK_HOVER },
                 { "failed", MILL_BLOCK_HIT | MILL_BLOCK_CURRENT },
                 { "idle", MILL_BLOCK_HIT },
                 { "unknown", MILL_BLOCK_FADED },
                 { "pinned", MILL_BLOCK_LIT },
                 { "waiting", MILL_BLOCK_WARNING } };
  gtk_window_set_focus_visible (scene.window, TRUE);
  mill_canvas_focus_block (scene.canvas, "stopped");
  for (guint i = 0; i < G_N_ELEMENTS (marked); i++)
    mill_block_widget_mark (fixture_find_block (GTK_WIDGET (scene.world), marked[i].id),
                            marked[i].marks,
                            marked[i].marks);
  for (guint i = 0; i < mill_link_layer_n (links); i++)
    {
      const guint marks[] = { MILL_LINK_SELECTED, MILL_LINK_HOVER, MILL_LINK_LIT, MILL_LINK_FADED };
      if (i < G_N_ELEMENTS (marks))
        mill_link_layer_mark (links, mill_link_layer_get (links, i), marks[i], marks[i]);
    }
  for (guint mark = MILL_PORT_HOVER; mark <= MILL_PORT_REFUSED; mark++)
    {
      static const char *const ids[] = { "done", "running", "failed", "error", "pinned" };
      mill_block_widget_mark_port (
          fixture_find_block (GTK_WIDGET (scene.world), ids[mark - MILL_PORT_HOVER]),
          TRUE,
          0,
          (MillPortMark)mark);
    }
  take_scene (&scene, "marks");
  close_scene (&scene);
}

/* Each way that data passes; links that run backwards, down and over each other. */
static void
open_links (Scene *scene)
{
  static const char *const kinds[] = { "", "request", "event", "storage", "queue", "function" };
  GString *text = g_string_new ("{ 'millrace': 1, 'blocks': {");
  GString *links = g_string_new (NULL), *places = g_string_new (NULL);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      const char *comma = i > 0 ? "," : "";
      g_string_append_printf (text,
                              "%s'a%u': { 'type': 'filter', 'params': {} },"
                              "'b%u': { 'type': 'filter', 'params': {} }",
                              comma,
                              i,
                              i);
      g_string_append_printf (links, "%s{ 'from': 'a%u.out', 'to': 'b%u.in'", comma, i, i);
      if (i > 0)
        g_string_append_printf (links, ", 'transition': { 'kind': '%s' }", kinds[i]);
      g_string_append (links, " }");
      g_string_append_printf (places,
                              "%s'a%u': [0, %u], 'b%u': [%d, %u]",
                              comma,
                              i,
                              i * 112,
                              i,
                              i == 3 ? -120 : 360,
                              i == 3 ? 690 : i * 112 + (i == 2 ? 40 : 0));
    }
  g_string_append_printf (text,
                          "}, 'links': [%s, { 'from': 'b4.out', 'to': 'a3.in' },"
                          "{ 'from': 'b0.rejects', 'to': 'b2.in' }], 'layout': { %s } }",
                          links->str,
                          places->str);
  open_text (scene, text->str);
  g_string_free (text, TRUE);
  g_string_free (links, TRUE);
  g_string_free (places, TRUE);
  g_assert_cmpuint (mill_link_layer_n (mill_world_get_links (scene->world)), ==, 8);
  mill_canvas_set_view (scene->canvas, 260, 380, 0.5);
}

static void
test_links (void)
{
  Scene scene;
  open_links (&scene);
  take_scene (&scene, "links-curved");
  g_object_set (scene.canvas, "square-links", TRUE, NULL);
  take_scene (&scene, "links-square");
  close_scene (&scene);
}

static void
test_far (void)
{
  Scene scene;
  open_states (&scene);
  mill_canvas_set_view (scene.canvas, 480, 170, 0.45);
  take_scene (&scene, "far");
  mill_canvas_set_view (scene.canvas, 480, 170, 0.25);
  take_scene (&scene, "farther");
  close_scene (&scene);
}

static void
test_notes (void)
{
  Scene scene;
  open_text (
      &scene,
      "{ 'millrace': 1, 'blocks': {"
      "  'a': { 'type': 'rows', 'params': { 'columns': [{ 'name': 'x' }], 'data': '1' } },"
      "  'b': { 'type': 'table', 'params': {} } },"
      "  'links': [{ 'from': 'a.out', 'to': 'b.in' }],"
      "  'layout': { 'a': [40, 60], 'b': [320, 60] },"
      "  'annotations': {"
      "    'all': { 'kind': 'frame', 'x': 0, 'y': 0, 'width': 544, 'height': 160,"
      "             'color': 'blue', 'text': 'What counts' },"
      "    'why': { 'kind': 'note', 'x': 40, 'y': 190, 'width': 320, 'height': 140,"
      "             'text': '# Why\\nAsk **before** *changing* it:\\n- one\\n- `two`' } } }");
  mill_canvas_set_view (scene.canvas, 280, 170, 1);
  take_scene (&scene, "notes");
  close_scene (&scene);
}

/* While the view is panned blocks are drawn as pictures of themselves: nobody must see that. */
static void
test_panned (void)
{
  Scene scene;
  g_auto (Picture) before = { 0 }, after = { 0 }, difference = { 0 };
  open_states (&scene);
  mill_canvas_set_view (scene.canvas, 480, 170, 0.87);
  robot_settle ();
  take_widget (&before, GTK_WIDGET (scene.canvas));
  /* a slow machine makes few pictures in a frame, and libadwaita's style, which comes 250 ms after
   * the first, forgets them */
  MillBlockWidget *running = fixture_find_block (GTK_WIDGET (scene.world), "running");
  for (guint i = 0; i < 40 && mill_block_widget_get_picture (running, 0.87, FALSE) == NULL; i++)
    for (guint there = 0; there < 2; there++)
      {
        mill_canvas_set_view (scene.canvas, there == 0 ? 490 : 480, 170, 0.87);
        robot_settle ();
      }
  g_assert_nonnull (mill_block_widget_get_picture (running, 0.87, FALSE));
  take_widget (&after, GTK_WIDGET (scene.canvas));
  g_assert_cmpuint (compare (&before, &after, 2, &difference), ==, 0);
  /* what changes is drawn again, although GTK still waits to draw the block itself */
  set_run (&scene, "running", MILL_BLOCK_FAILED, -1, 12);
  robot_settle ();
  picture_clear (&after);
  picture_clear (&difference);
  take_widget (&after, GTK_WIDGET (scene.canvas));
  g_assert_cmpuint (compare (&before, &after, 2, &difference), >, 100);
  close_scene (&scene);
}

static void
set_hinting (int hinting, const char *style)
{
  g_object_set (
      gtk_settings_get_default (), "gtk-xft-hinting", hinting, "gtk-xft-hintstyle", style, NULL);
}

/* At a zoom hinted texts would lose their tops. */
static void
test_hinting (void)
{
  g_auto (Picture) plain = { 0 }, hinted = { 0 }, difference = { 0 };
  Scene scene;
  open_states (&scene);
  mill_canvas_set_view (scene.canvas, 420, 60, 0.74);
  robot_settle ();
  take_widget (&plain, GTK_WIDGET (scene.world));
  close_scene (&scene);
  set_hinting (1, "hintfull");
  open_states (&scene);
  mill_canvas_set_view (scene.canvas, 420, 60, 0.74);
  robot_settle ();
  take_widget (&hinted, GTK_WIDGET (scene.world));
  close_scene (&scene);
  set_hinting (0, "hintnone");
  g_assert_cmpuint (compare (&plain, &hinted, 2, &difference), ==, 0);
}

static void
test_contrast (void)
{
  Scene scene;
  open_states (&scene);
  take_scene (&scene, "contrast");
  close_scene (&scene);
}

static void
test_double (void)
{
  Scene scene;
  open_states (&scene);
  mill_canvas_set_view (scene.canvas, 440, 76, 1);
  g_object_set (scene.canvas, "show-minimap", FALSE, NULL);
  g_assert_cmpint (gtk_widget_get_scale_factor (GTK_WIDGET (scene.canvas)), ==, 2);
  take_scene (&scene, "double");
  close_scene (&scene);
}

/* ---- what pictures depend on ---- */

static gboolean
has_font (void)
{
  PangoFontMap *map = pango_cairo_font_map_get_default ();
  PangoContext *context = pango_font_map_create_context (map);
  PangoFontDescription *wanted = pango_font_description_from_string (FONT " 11");
  PangoFont *font = pango_font_map_load_font (map, context, wanted);
  PangoFontDescription *found = pango_font_describe (font);
  gboolean has = g_str_equal (pango_font_description_get_family (found), FONT);
  pango_font_description_free (found);
  g_object_unref (font);
  pango_font_description_free (wanted);
  g_object_unref (context);
  return has;
}

static void
pin_look (void)
{
  g_object_set (gtk_settings_get_default (),
                "gtk-font-name",
                FONT " 11",
                "gtk-icon-theme-name",
                "Adwaita",
                "gtk-xft-antialias",
                1,
                "gtk-xft-hinting",
                0,
                "gtk-xft-hintstyle",
                "hintnone",
                "gtk-xft-rgba",
                "none",
                "gtk-xft-dpi",
                96 * 1024,
                "gtk-cursor-blink",
                FALSE,
                NULL);
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      ADW_COLOR_SCHEME_FORCE_LIGHT);
}

int
main (int argc, char **argv)
{
  robot_init (&argc, &argv);
  if (!has_font ())
    {
      g_print ("1..0 # SKIP the pictures are drawn with " FONT ", which is not there\n");
      return 0;
    }
  pin_look ();
  g_test_add_func ("/golden/panned", test_panned);
  if (g_strcmp0 (g_getenv ("GDK_SCALE"), "2") == 0)
    g_test_add_func ("/golden/double", test_double);
  else if (g_strcmp0 (g_getenv ("ADW_DEBUG_HIGH_CONTRAST"), "1") == 0)
    g_test_add_func ("/golden/contrast", test_contrast);
  else
    {
      g_test_add_func ("/golden/example", test_example);
      g_test_add_func ("/golden/states", test_states);
      g_test_add_func ("/golden/dark", test_dark);
      g_test_add_func ("/golden/right-to-left", test_right_to_left);
      g_test_add_func ("/golden/marks", test_marks);
      g_test_add_func ("/golden/links", test_links);
      g_test_add_func ("/golden/far", test_far);
      g_test_add_func ("/golden/notes", test_notes);
      g_test_add_func ("/golden/hinting", test_hinting);
    }
  return g_test_run ();
}
