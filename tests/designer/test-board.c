/* test-board.c: palette, quick add, clipboard, menus, notes, search and outline, with real mouse
 * and keys.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "robot.h"
#include "workspace-fixture.h"

#include "mill-block-row.h"
#include "mill-board.h"
#include "mill-export-picture.h"
#include "mill-inspector.h"
#include "mill-limits.h"
#include "mill-note.h"
#include "mill-outline.h"
#include "mill-palette.h"
#include "mill-quick-add.h"
#include "mill-replacer.h"
#include "mill-search-bar.h"

static const char pipeline[]
    = "{ 'millrace': 1, 'blocks': {"
      "  'a': { 'type': 'rows', 'params': { 'columns': [{ 'name': 'x', 'type': 'integer' }],"
      "         'data': '1\\n2\\n3\\n' } },"
      "  'filter': { 'type': 'filter', 'params': { 'condition': 'x > 1' } },"
      "  'order': { 'type': 'sort', 'params': { 'by': [{ 'column': 'x' }] } } },"
      "  'links': [{ 'from': 'a.out', 'to': 'filter.in' }],"
      "  'layout': { 'a': [0, 0], 'filter': [280, 0], 'order': [560, 0] } }";

typedef struct
{
  Fixture *fixture;
  MillDocument *document;
  MillSelection *selection;
  MillUndo *undo;
  GtkWindow *window;
  MillBoard *board;
  MillCanvas *canvas;
  GtkWidget *palette, *outline;
} Test;

static void
add_chosen (Test *test, const char *type)
{
  gtk_widget_activate_action (GTK_WIDGET (test->canvas), "canvas.add-block", "s", type);
}

static void
do_command (Test *test, const char *action)
{
  gtk_widget_activate_action (GTK_WIDGET (test->canvas), action, NULL);
}

static void
set_up (Test *test, gconstpointer data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  test->fixture = fixture_new (pipeline);
  test->document = test->fixture->document;
  test->selection = mill_workspace_get_selection (test->fixture->workspace);
  test->undo = mill_document_get_undo (test->document);
  test->palette = mill_palette_new ();
  test->outline = mill_outline_new ();
  test->board = MILL_BOARD (mill_board_new ());
  test->canvas = mill_board_get_canvas (test->board);
  g_object_set (test->palette, "workspace", test->fixture->workspace, NULL);
  g_object_set (test->outline, "workspace", test->fixture->workspace, NULL);
  g_object_set (test->board, "workspace", test->fixture->workspace, NULL);
  g_signal_connect_swapped (test->palette, "chosen", G_CALLBACK (add_chosen), test);
  g_signal_connect_swapped (test->outline, "chosen", G_CALLBACK (add_chosen), test);
  g_signal_connect_swapped (test->outline, "command", G_CALLBACK (do_command), test);
  gtk_widget_set_size_request (test->palette, 200, -1);
  gtk_widget_set_size_request (test->outline, 240, -1);
  gtk_box_append (GTK_BOX (box), test->palette);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (test->board));
  gtk_box_append (GTK_BOX (box), test->outline);
  test->window = robot_window (box, 1400, 800);
  mill_canvas_set_view (test->canvas, 360, 120, 1);
  robot_settle ();
}

static void
tear_down (Test *test, gconstpointer data)
{
  robot_close (test->window);
  fixture_free (test->fixture);
}

static guint
n_blocks (Test *test)
{
  return g_list_model_get_n_items (mill_document_get_blocks (test->document));
}

/* Widget coordinates of a document point. */
static void
point (Test *test, double dx, double dy, double *x, double *y)
{
  mill_canvas_from_document (test->canvas, dx, dy, x, y);
}

static void
click_block (Test *test, const char *id, guint button)
{
  graphene_rect_t rect;
  double x, y;
  g_assert_true (mill_canvas_get_block_rect (test->canvas, id, &rect));
  point (test, rect.origin.x + 60, rect.origin.y + 12, &x, &y);
  robot_click_button (GTK_WIDGET (test->canvas), x, y, button, 0);
  robot_settle ();
}

static gboolean
is_open (Test *test, GType type)
{
  GtkWidget *popover = robot_find (GTK_WIDGET (test->canvas), type, NULL);
  return popover != NULL && gtk_widget_get_mapped (popover);
}

static MillNote *
find_note (Test *test)
{
  return MILL_NOTE (robot_find (GTK_WIDGET (test->canvas), MILL_TYPE_NOTE, NULL));
}

/* ---- adding ---- */

static void
test_palette (Test *test, gconstpointer data)
{
  GtkWidget *row = robot_find (test->palette, MILL_TYPE_BLOCK_ROW, "sort");
  double x, y;
  g_assert_nonnull (row);
  gtk_test_accessible_assert_property (row, GTK_ACCESSIBLE_PROPERTY_LABEL, "Sort");
  robot_double_click (row, 60, 12);
  ROBOT_WAIT (n_blocks (test) == 4);
  g_assert_cmpstr (mill_undo_get_undo_name (test->undo), !=, NULL);

  point (test, 300, 250, &x, &y);
  robot_drag_to (row, 60, 12, GTK_WIDGET (test->canvas), x, y);
  ROBOT_WAIT (n_blocks (test) == 5);
  graphene_rect_t rect;
  g_assert_true (mill_canvas_get_block_rect (test->canvas, "sort-2", &rect));
  g_assert_cmpfloat_with_epsilon (rect.origin.x + rect.size.width / 2, 300, 12);
  g_assert_cmpfloat_with_epsilon (rect.origin.y + rect.size.height / 2, 250, 12);
}

/* A word finds, Return adds, without a mouse. */
static void
test_search_palette (Test *test, gconstpointer data)
{
  gtk_widget_activate_action (test->palette, "palette.search", NULL);
  robot_type ("aggreg");
  GtkWidget *group = robot_find (test->palette, MILL_TYPE_BLOCK_ROW, "group");
  GtkWidget *sort = robot_find (test->palette, MILL_TYPE_BLOCK_ROW, "sort");
  ROBOT_WAIT (!gtk_widget_get_child_visible (sort));
  g_assert_true (gtk_widget_get_child_visible (group));
  robot_key (GDK_KEY_Return, 0);
  ROBOT_WAIT (mill_document_find_block (test->document, "group") != NULL);
}

static void
test_quick_add (Test *test, gconstpointer data)
{
  double x, y;
  point (test, 200, 240, &x, &y);
  robot_double_click (GTK_WIDGET (test->canvas), x, y);
  ROBOT_WAIT (is_open (test, MILL_TYPE_QUICK_ADD));
  robot_type ("chart");
  robot_settle ();
  robot_key (GDK_KEY_Return, 0);
  ROBOT_WAIT (mill_document_find_block (test->document, "chart") != NULL);
  ROBOT_WAIT (!is_open (test, MILL_TYPE_QUICK_ADD));
  g_assert_true (mill_selection_has_block (test->selection, "chart"));
}

/* The list of a wire holds only what the wire can end at; what is chosen is linked. */
static void
test_wire (Test *test, gconstpointer data)
{
  graphene_point_t port;
  double from_x, from_y, to_x, to_y;
  g_assert_true (mill_canvas_get_port_point (test->canvas, "filter", "out", TRUE, &port));
  point (test, port.x, port.y, &from_x, &from_y);
  point (test, 400, 280, &to_x, &to_y);
  robot_drag (GTK_WIDGET (test->canvas), from_x, from_y, to_x, to_y);
  ROBOT_WAIT (is_open (test, MILL_TYPE_QUICK_ADD));
  GtkWidget *popover = robot_find (GTK_WIDGET (test->canvas), MILL_TYPE_QUICK_ADD, NULL);
  GtkWidget *source = robot_find (popover, MILL_TYPE_BLOCK_ROW, "rows");
  g_assert_true (source == NULL || !gtk_widget_get_child_visible (source));
  guint steps = mill_undo_n_steps (test->undo);
  robot_type ("union");
  robot_settle ();
  robot_key (GDK_KEY_Return, 0);
  ROBOT_WAIT (mill_document_find_link (test->document, "filter", "out", "union", "in") != NULL);
  g_assert_cmpuint (mill_undo_n_steps (test->undo), ==, steps + 1);
}

/* ---- clipboard ---- */

static void
test_clipboard (Test *test, gconstpointer data)
{
  double x, y;
  click_block (test, "filter", GDK_BUTTON_PRIMARY);
  robot_key (GDK_KEY_a, GDK_CONTROL_MASK);
  ROBOT_WAIT (mill_selection_n_blocks (test->selection) == 3);
  robot_key (GDK_KEY_c, GDK_CONTROL_MASK);
  point (test, 40, 240, &x, &y);
  robot_move (GTK_WIDGET (test->canvas), x, y);
  robot_settle ();
  robot_key (GDK_KEY_v, GDK_CONTROL_MASK);
  ROBOT_WAIT (n_blocks (test) == 6);
  g_assert_cmpuint (mill_selection_n_blocks (test->selection), ==, 3);
  g_assert_nonnull (mill_document_find_link (test->document, "a-2", "out", "filter-2", "in"));
  double left, top;
  mill_doc_block_get_position (mill_document_find_block (test->document, "a-2"), &left, &top);
  g_assert_cmpfloat (left, ==, 40);
  g_assert_cmpfloat (top, ==, 240);
  robot_key (GDK_KEY_x, GDK_CONTROL_MASK);
  ROBOT_WAIT (n_blocks (test) == 3);
  robot_key (GDK_KEY_v, GDK_CONTROL_MASK);
  ROBOT_WAIT (n_blocks (test) == 6);
  robot_key (GDK_KEY_d, GDK_CONTROL_MASK);
  ROBOT_WAIT (n_blocks (test) == 9);
  for (guint i = 0; i < 4; i++)
    g_assert_true (mill_undo_undo (test->undo));
  g_assert_cmpuint (n_blocks (test), ==, 3);
}

static void
paste_text (Test *test, const char *text)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (test->canvas)), text);
  gtk_widget_activate_action (GTK_WIDGET (test->canvas), "canvas.paste", NULL);
}

static void
take_text (MillWorkspace *workspace, const char *text, char **said)
{
  g_free (*said);
  *said = g_strdup (text);
}

static void
test_foreign_text (Test *test, gconstpointer data)
{
  g_autofree char *said = NULL;
  g_signal_connect (test->fixture->workspace, "status", G_CALLBACK (take_text), &said);
  paste_text (test, "no pipeline");
  ROBOT_WAIT (said != NULL);
  g_assert_cmpuint (n_blocks (test), ==, 3);
  paste_text (test, "{ \"millrace\": 1, \"blocks\": { \"t\": { \"type\": \"table\" } } }");
  ROBOT_WAIT (n_blocks (test) == 4);
}

/* ---- one block ---- */

static void
type_name (Test *test)
{
  click_block (test, "filter", GDK_BUTTON_PRIMARY);
  robot_key (GDK_KEY_F2, 0);
  ROBOT_WAIT (robot_find (GTK_WIDGET (test->canvas), GTK_TYPE_ENTRY, NULL) != NULL);
  robot_settle ();
  robot_type ("Hot rows");
}

static void
test_rename (Test *test, gconstpointer data)
{
  type_name (test);
  robot_key (GDK_KEY_Return, 0);
  ROBOT_WAIT (mill_document_find_block (test->document, "hot-rows") != NULL);
  ROBOT_WAIT (robot_find (GTK_WIDGET (test->canvas), GTK_TYPE_ENTRY, NULL) == NULL);
  g_assert_true (mill_selection_has_block (test->selection, "hot-rows"));
  robot_key (GDK_KEY_F2, 0);
  ROBOT_WAIT (robot_find (GTK_WIDGET (test->canvas), GTK_TYPE_ENTRY, NULL) != NULL);
  robot_type ("no");
  robot_key (GDK_KEY_Escape, 0);
  ROBOT_WAIT (robot_find (GTK_WIDGET (test->canvas), GTK_TYPE_ENTRY, NULL) == NULL);
  g_assert_cmpstr (mill_doc_block_get_label (mill_document_find_block (test->document, "hot-rows")),
                   ==,
                   "Hot rows");
}

/* The focus leaves the window's fields, as before Save and Close, and comes back if @back. */
static void
leave_field (Test *test, gboolean back)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (test->canvas));
  GtkWidget *field = gtk_root_get_focus (root);
  gtk_root_set_focus (root, NULL);
  if (back)
    gtk_root_set_focus (root, field);
}

/* What is typed is taken at once; the field goes when the focus stays away. */
static void
test_rename_left (Test *test, gconstpointer data)
{
  type_name (test);
  leave_field (test, TRUE);
  g_assert_nonnull (mill_document_find_block (test->document, "hot-rows"));
  robot_settle ();
  g_assert_nonnull (robot_find (GTK_WIDGET (test->canvas), GTK_TYPE_ENTRY, NULL));
  leave_field (test, FALSE);
  ROBOT_WAIT (robot_find (GTK_WIDGET (test->canvas), GTK_TYPE_ENTRY, NULL) == NULL);
  g_assert_cmpuint (mill_undo_n_steps (test->undo), ==, 1);
}

static void
test_note_left (Test *test, gconstpointer data)
{
  MillAnnotation note;
  click_block (test, "a", GDK_BUTTON_PRIMARY);
  robot_key (GDK_KEY_n, 0);
  ROBOT_WAIT (find_note (test) != NULL);
  robot_settle ();
  robot_type ("why");
  leave_field (test, TRUE);
  g_assert_true (mill_document_get_annotation (test->document, "note-1", &note));
  g_assert_cmpstr (note.text, ==, "why");
  robot_settle ();
  g_assert_nonnull (robot_find (GTK_WIDGET (find_note (test)), GTK_TYPE_TEXT_VIEW, NULL));
  leave_field (test, FALSE);
  ROBOT_WAIT (robot_find (GTK_WIDGET (find_note (test)), GTK_TYPE_TEXT_VIEW, NULL) == NULL);
}

static void
test_replace (Test *test, gconstpointer data)
{
  click_block (test, "filter", GDK_BUTTON_PRIMARY);
  robot_key (GDK_KEY_r, 0);
  ROBOT_WAIT (is_open (test, MILL_TYPE_REPLACER));
  robot_type ("zzz"); /* what is searched in vain is forgotten */
  gtk_popover_popdown (
      GTK_POPOVER (robot_find (GTK_WIDGET (test->canvas), MILL_TYPE_REPLACER, NULL)));
  ROBOT_WAIT (!is_open (test, MILL_TYPE_REPLACER));
  click_block (test, "filter", GDK_BUTTON_PRIMARY);
  robot_key (GDK_KEY_r, 0);
  ROBOT_WAIT (is_open (test, MILL_TYPE_REPLACER));
  robot_type ("top");
  robot_settle ();
  robot_key (GDK_KEY_Return, 0);
  MillDocBlock *block = mill_document_find_block (test->document, "filter");
  ROBOT_WAIT (g_str_equal (mill_doc_block_get_type_id (block), "top-n"));
  g_assert_nonnull (mill_document_find_link (test->document, "a", "out", "filter", "in"));
}

static void
test_menus (Test *test, gconstpointer data)
{
  double x, y;
  click_block (test, "filter", GDK_BUTTON_SECONDARY);
  ROBOT_WAIT (is_open (test, GTK_TYPE_POPOVER_MENU));
  robot_key (GDK_KEY_Escape, 0);
  ROBOT_WAIT (!is_open (test, GTK_TYPE_POPOVER_MENU));
  point (test, 300, 300, &x, &y);
  robot_click_button (GTK_WIDGET (test->canvas), x, y, GDK_BUTTON_SECONDARY, 0);
  ROBOT_WAIT (is_open (test, GTK_TYPE_POPOVER_MENU));
  robot_key (GDK_KEY_Down, 0);
  robot_key (GDK_KEY_Return, 0); /* add a block */
  ROBOT_WAIT (is_open (test, MILL_TYPE_QUICK_ADD));
  robot_key (GDK_KEY_Escape, 0);
  ROBOT_WAIT (!is_open (test, MILL_TYPE_QUICK_ADD));
}

static GtkWidget *
find_popup (Test *test)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (test->canvas));
  while (child != NULL && !(GTK_IS_POPOVER (child) && gtk_widget_get_mapped (child)))
    child = gtk_widget_get_next_sibling (child);
  return child;
}

/* The block that something is about may be far out of sight, where GTK shows nothing. */
static void
test_popups_far (Test *test, gconstpointer data)
{
  const guint keys[] = { GDK_KEY_c, GDK_KEY_r, GDK_KEY_a, GDK_KEY_Menu };
  click_block (test, "filter", GDK_BUTTON_PRIMARY);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      mill_canvas_set_view (test->canvas, -90000, 70000, 1);
      robot_settle ();
      robot_key (keys[i], 0);
      ROBOT_WAIT (find_popup (test) != NULL);
      GdkPopup *popup = GDK_POPUP (gtk_native_get_surface (GTK_NATIVE (find_popup (test))));
      GdkSurface *window = gdk_popup_get_parent (popup);
      g_assert_cmpint (gdk_popup_get_position_x (popup), >, -50);
      g_assert_cmpint (gdk_popup_get_position_x (popup), <, gdk_surface_get_width (window));
      g_assert_cmpint (gdk_popup_get_position_y (popup), >, -50);
      g_assert_cmpint (gdk_popup_get_position_y (popup), <, gdk_surface_get_height (window));
      robot_key (GDK_KEY_Escape, 0);
      ROBOT_WAIT (find_popup (test) == NULL);
    }
}

/* ---- notes and frames ---- */

static void
test_note (Test *test, gconstpointer data)
{
  MillAnnotation note;
  double x, y;
  click_block (test, "a", GDK_BUTTON_PRIMARY);
  point (test, 300, 260, &x, &y);
  robot_move (GTK_WIDGET (test->canvas), x, y);
  robot_settle ();
  robot_key (GDK_KEY_n, 0);
  ROBOT_WAIT (find_note (test) != NULL);
  robot_settle ();
  robot_type ("ask *why*");
  robot_key (GDK_KEY_Escape, 0);
  ROBOT_WAIT (mill_document_get_annotation (test->document, "note-1", &note)
              && g_str_equal (note.text, "ask *why*"));
  double was_x = note.x, was_y = note.y;
  GtkWidget *widget = GTK_WIDGET (find_note (test));
  gtk_test_accessible_assert_property (widget, GTK_ACCESSIBLE_PROPERTY_LABEL, "ask *why*");
  guint steps = mill_undo_n_steps (test->undo);
  robot_drag (widget, 100, 20, 180, 60);
  ROBOT_WAIT (mill_document_get_annotation (test->document, "note-1", &note) && note.x != was_x);
  g_assert_cmpfloat (note.x, ==, was_x + 80);
  g_assert_cmpfloat (note.y, ==, was_y + 40);
  g_assert_cmpuint (mill_undo_n_steps (test->undo), ==, steps + 1);
  robot_drag (widget, note.width - 4, note.height - 4, note.width + 36, note.height + 20);
  ROBOT_WAIT (mill_document_get_annotation (test->document, "note-1", &note) && note.width > 216);
  gtk_widget_grab_focus (widget);
  robot_key (GDK_KEY_Delete, 0);
  ROBOT_WAIT (find_note (test) == NULL);
  g_assert_cmpuint (n_blocks (test), ==, 3);
  g_assert_true (mill_undo_undo (test->undo));
  ROBOT_WAIT (find_note (test) != NULL);
}

/* A blank that hangs over the end of a line does not hide where the lines begin. */
static void
test_note_wraps (Test *test, gconstpointer data)
{
  click_block (test, "a", GDK_BUTTON_PRIMARY);
  robot_key (GDK_KEY_n, 0);
  ROBOT_WAIT (find_note (test) != NULL);
  robot_settle ();
  robot_type ("note **bold** text delete me d r t and more words of ");
  robot_settle ();
  GtkWidget *scroll = robot_find (GTK_WIDGET (find_note (test)), GTK_TYPE_SCROLLED_WINDOW, NULL);
  GtkAdjustment *sideways = gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (scroll));
  g_assert_cmpfloat (gtk_adjustment_get_value (sideways), ==, 0);
  /* there is no room for it: GTK would still scroll there when the note is left */
  g_assert_cmpfloat (
      gtk_adjustment_get_upper (sideways), ==, gtk_adjustment_get_page_size (sideways));
  robot_key (GDK_KEY_Escape, 0);
  robot_settle ();
}

/* A frame takes along what stands in it, and nothing else; between them the canvas is free. */
static void
test_frame (Test *test, gconstpointer data)
{
  MillAnnotation frame;
  double x, y;
  click_block (test, "filter", GDK_BUTTON_PRIMARY);
  robot_key (GDK_KEY_f, 0);
  ROBOT_WAIT (mill_document_get_annotation (test->document, "frame-1", &frame));
  robot_settle ();
  robot_key (GDK_KEY_Escape, 0);
  robot_settle ();
  GtkWidget *widget = GTK_WIDGET (find_note (test));
  guint steps = mill_undo_n_steps (test->undo);
  robot_drag (widget, 60, 10, 60, 90);
  ROBOT_WAIT (mill_document_get_annotation (test->document, "frame-1", &frame) && frame.y > 0);
  mill_doc_block_get_position (mill_document_find_block (test->document, "filter"), &x, &y);
  g_assert_cmpfloat (x, ==, 280);
  g_assert_cmpfloat (y, ==, 80);
  mill_doc_block_get_position (mill_document_find_block (test->document, "a"), &x, &y);
  g_assert_cmpfloat (y, ==, 0);
  g_assert_cmpuint (mill_undo_n_steps (test->undo), ==, steps + 1);
  click_block (test, "filter", GDK_BUTTON_PRIMARY);
  g_assert_true (mill_selection_has_block (test->selection, "filter"));
  g_assert_true (gtk_widget_contains (widget, 20, 10));
  g_assert_false (gtk_widget_contains (widget, frame.width / 2, frame.height / 2));
}

/* ---- notes and frames among the blocks ---- */

static void
put (Test *test,
     const char *name,
     MillAnnotationKind kind,
     double x,
     double y,
     double width,
     double height)
{
  MillAnnotation note = {
    .kind = kind, .x = x, .y = y, .width = width, .height = height, .color = "yellow", .text = name
  };
  g_assert_true (mill_document_set_annotation (test->document, name, &note, NULL));
  mill_undo_seal (test->undo);
}

/* A frame round "filter" with a note in it, and a note below "a". */
static void
put_notes (Test *test)
{
  put (test, "around", MILL_ANNOTATION_FRAME, 256, -40, 240, 232);
  put (test, "inside", MILL_ANNOTATION_NOTE, 272, 104, 200, 64);
  put (test, "below", MILL_ANNOTATION_NOTE, 0, 160, 160, 64);
  mill_selection_set_block (test->selection, NULL);
  robot_settle ();
}

static void
click_at (Test *test, double dx, double dy, GdkModifierType held)
{
  double x, y;
  point (test, dx, dy, &x, &y);
  robot_click_button (GTK_WIDGET (test->canvas), x, y, GDK_BUTTON_PRIMARY, held);
  robot_settle ();
}

static void
drag_by (Test *test, double dx, double dy, double by_x, double by_y, GdkModifierType held)
{
  double x, y;
  point (test, dx, dy, &x, &y);
  robot_drag_with (GTK_WIDGET (test->canvas), x, y, x + by_x, y + by_y, GDK_BUTTON_PRIMARY, held);
  robot_settle ();
}

static void
assert_selected (Test *test, const char *blocks, const char *notes)
{
  g_autofree const char **ids = mill_selection_list_blocks (test->selection);
  g_autofree const char **names = mill_selection_list_notes (test->selection);
  g_autofree char *all = g_strjoinv (" ", (char **)ids);
  g_autofree char *all_notes = g_strjoinv (" ", (char **)names);
  g_assert_cmpstr (all, ==, blocks);
  g_assert_cmpstr (all_notes, ==, notes);
}

static void
assert_block_at (Test *test, const char *id, double x, double y)
{
  double at_x, at_y;
  MillDocBlock *block = mill_document_find_block (test->document, id);
  g_assert_true (mill_doc_block_get_position (block, &at_x, &at_y));
  g_assert_cmpfloat (at_x, ==, x);
  g_assert_cmpfloat (at_y, ==, y);
}

static void
assert_note_at (Test *test, const char *name, double x, double y)
{
  MillAnnotation note;
  g_assert_true (mill_document_get_annotation (test->document, name, &note));
  g_assert_cmpfloat (note.x, ==, x);
  g_assert_cmpfloat (note.y, ==, y);
}

static void
test_select_notes (Test *test, gconstpointer data)
{
  put_notes (test);
  click_at (test, 40, 200, 0);
  assert_selected (test, "", "below");
  GtkWidget *below = robot_find (GTK_WIDGET (test->canvas), MILL_TYPE_NOTE, "below");
  gtk_test_accessible_assert_state (below, GTK_ACCESSIBLE_STATE_SELECTED, TRUE);
  click_at (test, 60, 20, GDK_SHIFT_MASK);
  assert_selected (test, "a", "below");
  click_at (test, 300, -30, GDK_CONTROL_MASK); /* the title of the frame */
  assert_selected (test, "a", "below around");
  click_at (test, 40, 200, GDK_CONTROL_MASK);
  assert_selected (test, "a", "around");
  gtk_test_accessible_assert_state (below, GTK_ACCESSIBLE_STATE_SELECTED, FALSE);
  click_at (test, 260, 80, 0); /* its rim; it was selected with others */
  assert_selected (test, "", "around");
  robot_key (GDK_KEY_a, GDK_CONTROL_MASK);
  ROBOT_WAIT (mill_selection_n_items (test->selection) == 6);
  robot_key (GDK_KEY_Escape, 0);
  ROBOT_WAIT (mill_selection_n_items (test->selection) == 0);
}

/* The rubber band begins in a frame; one that is wholly in it is selected, notes it touches are. */
static void
test_band_notes (Test *test, gconstpointer data)
{
  put_notes (test);
  drag_by (test, 268, 90, 100, 40, 0);
  assert_selected (test, "", "inside");
  drag_by (test, 268, 90, 100, -40, 0);
  assert_selected (test, "filter", "");
  drag_by (test, 80, 120, -60, 60, GDK_SHIFT_MASK);
  assert_selected (test, "filter", "below");
  drag_by (test, -40, -60, 560, 320, 0);
  assert_selected (test, "a filter", "around inside below");
}

static void
test_move_mixed (Test *test, gconstpointer data)
{
  put_notes (test);
  guint steps = mill_undo_n_steps (test->undo);
  click_at (test, 40, 200, 0);
  click_at (test, 60, 20, GDK_SHIFT_MASK);
  drag_by (test, 60, 20, 16, 24, 0); /* by the block */
  assert_block_at (test, "a", 16, 24);
  assert_note_at (test, "below", 16, 184);
  drag_by (test, 60, 220, 0, 40, 0); /* by the note */
  assert_block_at (test, "a", 16, 64);
  assert_note_at (test, "below", 16, 224);
  assert_block_at (test, "filter", 280, 0);
  g_assert_cmpuint (mill_undo_n_steps (test->undo), ==, steps + 2);
  g_assert_cmpstr (mill_undo_get_undo_name (test->undo), ==, "Move 2 items");
  robot_key (GDK_KEY_Right, GDK_CONTROL_MASK);
  ROBOT_WAIT (mill_undo_n_steps (test->undo) == steps + 3);
  assert_block_at (test, "a", 24, 64);
  assert_note_at (test, "below", 24, 224);
  for (guint i = 0; i < 3; i++)
    g_assert_true (mill_undo_undo (test->undo));
  assert_block_at (test, "a", 0, 0);
  assert_note_at (test, "below", 0, 160);
}

/* What a frame holds goes along, also when it is moved with others; Escape puts all of it back. */
static void
test_move_frame (Test *test, gconstpointer data)
{
  double x, y;
  put_notes (test);
  guint steps = mill_undo_n_steps (test->undo);
  click_at (test, 60, 20, 0);
  click_at (test, 300, -30, GDK_SHIFT_MASK);
  drag_by (test, 300, -30, 0, 80, 0);
  assert_note_at (test, "around", 256, 40);
  assert_note_at (test, "inside", 272, 184);
  assert_block_at (test, "filter", 280, 80);
  assert_block_at (test, "a", 0, 80);
  assert_block_at (test, "order", 560, 0);
  assert_note_at (test, "below", 0, 160);
  g_assert_cmpuint (mill_undo_n_steps (test->undo), ==, steps + 1);
  point (test, 300, 50, &x, &y);
  robot_move (GTK_WIDGET (test->canvas), x, y);
  robot_press (GDK_BUTTON_PRIMARY);
  robot_move (GTK_WIDGET (test->canvas), x + 30, y + 60);
  robot_move (GTK_WIDGET (test->canvas), x + 60, y + 90);
  graphene_rect_t rect;
  ROBOT_WAIT (mill_canvas_get_block_rect (test->canvas, "filter", &rect) && rect.origin.x > 300);
  robot_key (GDK_KEY_Escape, 0);
  ROBOT_WAIT (mill_canvas_get_block_rect (test->canvas, "filter", &rect) && rect.origin.x == 280);
  robot_release (GDK_BUTTON_PRIMARY);
  robot_settle ();
  assert_note_at (test, "around", 256, 40);
  g_assert_cmpuint (mill_undo_n_steps (test->undo), ==, steps + 1);
}

/* A frame lies under the notes that were there before it. */
static void
test_frame_below (Test *test, gconstpointer data)
{
  put_notes (test);
  put (test, "late", MILL_ANNOTATION_FRAME, 260, 90, 220, 90);
  robot_settle ();
  GtkWidget *canvas = GTK_WIDGET (test->canvas);
  GtkWidget *note = robot_find (canvas, MILL_TYPE_NOTE, "inside");
  GtkWidget *next = robot_find (canvas, MILL_TYPE_NOTE, "late");
  while (next != NULL && next != note)
    next = gtk_widget_get_next_sibling (next);
  g_assert_true (next == note);
}

/* Where the document has no room a note goes back. */
static void
test_move_refused (Test *test, gconstpointer data)
{
  graphene_point_t at;
  double x, y, edge = MILL_DOCUMENT_COORDINATE_MAX;
  put (test, "last", MILL_ANNOTATION_NOTE, edge - 16, 0, 160, 64);
  mill_canvas_set_view (test->canvas, edge, 0, 1);
  robot_settle ();
  drag_by (test, edge + 50, 30, 80, 40, 0);
  assert_note_at (test, "last", edge - 16, 0);
  GtkWidget *note = robot_find (GTK_WIDGET (test->canvas), MILL_TYPE_NOTE, "last");
  point (test, edge - 16, 0, &x, &y);
  g_assert_true (
      gtk_widget_compute_point (note, GTK_WIDGET (test->canvas), &GRAPHENE_POINT_INIT (0, 0), &at));
  g_assert_cmpfloat_with_epsilon (at.y, y, 1);
}

static void
test_delete_mixed (Test *test, gconstpointer data)
{
  MillAnnotation note;
  put_notes (test);
  guint steps = mill_undo_n_steps (test->undo);
  click_at (test, 60, 20, 0);
  click_at (test, 40, 200, GDK_SHIFT_MASK);
  robot_key (GDK_KEY_Delete, 0);
  ROBOT_WAIT (n_blocks (test) == 2);
  g_assert_false (mill_document_get_annotation (test->document, "below", &note));
  g_assert_cmpuint (mill_undo_n_steps (test->undo), ==, steps + 1);
  g_assert_cmpstr (mill_undo_get_undo_name (test->undo), ==, "Delete 2 items");
  g_assert_cmpuint (mill_selection_n_items (test->selection), ==, 0);
  g_assert_true (mill_undo_undo (test->undo));
  g_assert_cmpuint (n_blocks (test), ==, 3);
  g_assert_true (mill_document_get_annotation (test->document, "below", &note));
  /* a frame leaves what it holds */
  click_at (test, 300, -30, 0);
  robot_key (GDK_KEY_BackSpace, 0);
  ROBOT_WAIT (!mill_document_get_annotation (test->document, "around", &note));
  g_assert_cmpuint (n_blocks (test), ==, 3);
  g_assert_true (mill_document_get_annotation (test->document, "inside", &note));
}

static void
test_clipboard_mixed (Test *test, gconstpointer data)
{
  MillAnnotation note;
  double x, y;
  put_notes (test);
  guint steps = mill_undo_n_steps (test->undo);
  click_at (test, 60, 20, 0);
  click_at (test, 300, -30, GDK_SHIFT_MASK);
  robot_key (GDK_KEY_c, GDK_CONTROL_MASK);
  point (test, 104, 304, &x, &y);
  robot_move (GTK_WIDGET (test->canvas), x, y);
  robot_settle ();
  robot_key (GDK_KEY_v, GDK_CONTROL_MASK);
  ROBOT_WAIT (n_blocks (test) == 4);
  assert_selected (test, "a-2", "around-1");
  assert_note_at (test, "around-1", 104 + 256, 304);
  assert_block_at (test, "a-2", 104, 304 + 40);
  g_assert_cmpuint (mill_undo_n_steps (test->undo), ==, steps + 1);
  robot_key (GDK_KEY_x, GDK_CONTROL_MASK);
  ROBOT_WAIT (n_blocks (test) == 3);
  g_assert_false (mill_document_get_annotation (test->document, "around-1", &note));
  g_assert_cmpuint (mill_undo_n_steps (test->undo), ==, steps + 2);
  g_assert_cmpstr (mill_undo_get_undo_name (test->undo), ==, "Cut 2 items");
  click_at (test, 40, 200, 0);
  robot_key (GDK_KEY_d, GDK_CONTROL_MASK);
  ROBOT_WAIT (mill_document_get_annotation (test->document, "below-1", &note));
  assert_selected (test, "", "below-1");
  assert_note_at (test, "below-1", 32, 192);
}

static void
test_arrange_mixed (Test *test, gconstpointer data)
{
  put_notes (test);
  guint steps = mill_undo_n_steps (test->undo);
  click_at (test, 40, 200, 0);
  click_at (test, 300, -30, GDK_SHIFT_MASK);
  gtk_widget_activate_action (GTK_WIDGET (test->canvas), "canvas.arrange", "s", "left");
  assert_note_at (test, "below", 0, 160);
  assert_note_at (test, "around", 0, -40);
  assert_note_at (test, "inside", 16, 104);
  assert_block_at (test, "filter", 24, 0);
  g_assert_cmpuint (mill_undo_n_steps (test->undo), ==, steps + 1);
}

/* With the keyboard alone: the notes come after the blocks. */
static void
test_walk_notes (Test *test, gconstpointer data)
{
  put_notes (test);
  mill_canvas_focus_block (test->canvas, "order");
  robot_settle ();
  robot_key (GDK_KEY_Tab, GDK_CONTROL_MASK);
  GtkWidget *around = robot_find (GTK_WIDGET (test->canvas), MILL_TYPE_NOTE, "around");
  ROBOT_WAIT (gtk_window_get_focus (test->window) == around);
  robot_key (GDK_KEY_space, GDK_CONTROL_MASK);
  ROBOT_WAIT (mill_selection_has_note (test->selection, "around"));
  robot_key (GDK_KEY_Tab, GDK_CONTROL_MASK | GDK_SHIFT_MASK);
  ROBOT_WAIT (gtk_window_get_focus (test->window) != around);
  g_assert_cmpstr (gtk_widget_get_name (gtk_window_get_focus (test->window)), !=, "inside");
  g_assert_true (
      gtk_widget_is_ancestor (gtk_window_get_focus (test->window), GTK_WIDGET (test->canvas)));
}

static void
test_color_notes (Test *test, gconstpointer data)
{
  MillAnnotation note;
  put_notes (test);
  guint steps = mill_undo_n_steps (test->undo);
  click_at (test, 40, 200, 0);
  click_at (test, 300, -30, GDK_SHIFT_MASK);
  GtkWidget *below = robot_find (GTK_WIDGET (test->canvas), MILL_TYPE_NOTE, "below");
  gtk_widget_activate_action (below, "note.color", "s", "green");
  g_assert_true (mill_document_get_annotation (test->document, "around", &note));
  g_assert_cmpstr (note.color, ==, "green");
  g_assert_true (mill_document_get_annotation (test->document, "below", &note));
  g_assert_cmpstr (note.color, ==, "green");
  g_assert_true (mill_document_get_annotation (test->document, "inside", &note));
  g_assert_cmpstr (note.color, ==, "yellow");
  g_assert_cmpuint (mill_undo_n_steps (test->undo), ==, steps + 1);
}

/* The picture is as large as all that stands there, and shows it. */
static void
drawn (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GdkTexture **)data = mill_picture_make_texture_finish (result);
}

static GdkTexture *
draw (Test *test)
{
  GdkTexture *texture = NULL;
  mill_picture_make_texture (
      mill_picture_new (test->canvas, 1, 4000, FALSE), NULL, test->canvas, drawn, &texture);
  ROBOT_WAIT (texture != NULL);
  return texture;
}

static void
test_picture_notes (Test *test, gconstpointer data)
{
  g_autoptr (GdkTexture) bare = draw (test);
  put (test, "far", MILL_ANNOTATION_NOTE, -300, 400, 200, 80);
  robot_settle ();
  g_autoptr (GdkTexture) texture = draw (test);
  int width = gdk_texture_get_width (texture), height = gdk_texture_get_height (texture);
  g_assert_cmpint (width, ==, gdk_texture_get_width (bare) + 300);
  g_assert_cmpint (height, ==, 480 + 2 * 24);
  g_autofree guint32 *pixels = g_new (guint32, (gsize)width * (gsize)height);
  gdk_texture_download (texture, (guchar *)pixels, (gsize)width * 4);
  g_assert_cmphex (pixels[(height - 24 - 10) * width + 24 + 190] & 0xffffff, ==, 0xf9f06b);
  guint dark = 0; /* its text */
  for (int y = height - 24 - 80; y < height - 24; y++)
    for (int x = 24; x < 24 + 200; x++)
      dark += (pixels[y * width + x] & 0xff00) < 0x6000;
  g_assert_cmpuint (dark, >, 20);
}

static guint
hash_picture (Test *test)
{
  g_autoptr (GdkTexture) texture = draw (test);
  g_autoptr (GBytes) png = gdk_texture_save_to_png_bytes (texture);
  return g_bytes_hash (png);
}

/* What is selected is nothing that a reader of the picture wants to know. */
static void
test_picture_selected (Test *test, gconstpointer data)
{
  put_notes (test);
  mill_selection_set_block (test->selection, NULL);
  robot_settle ();
  guint plain = hash_picture (test);
  gtk_widget_activate_action (GTK_WIDGET (test->canvas), "canvas.select-all", NULL);
  robot_settle ();
  g_assert_cmpuint (mill_selection_n_items (test->selection), >, 2);
  g_assert_cmphex (hash_picture (test), ==, plain);
}

static void
test_inspect_notes (Test *test, gconstpointer data)
{
  GtkWidget *inspector = g_object_ref_sink (mill_inspector_new ());
  GtkWidget *stack = robot_find (inspector, GTK_TYPE_STACK, NULL);
  mill_inspector_set_workspace (MILL_INSPECTOR (inspector), test->fixture->workspace);
  put_notes (test);
  click_at (test, 40, 200, 0);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (GTK_STACK (stack)), ==, "many");
  click_at (test, 60, 20, 0);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (GTK_STACK (stack)), ==, "block");
  click_at (test, 40, 200, GDK_SHIFT_MASK);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (GTK_STACK (stack)), ==, "many");
  GtkWidget *many = gtk_stack_get_visible_child (GTK_STACK (stack));
  guint steps = mill_undo_n_steps (test->undo);
  gtk_widget_activate_action (many, "many.remove", NULL);
  g_assert_cmpuint (n_blocks (test), ==, 2);
  g_assert_cmpuint (mill_undo_n_steps (test->undo), ==, steps + 1);
  g_assert_cmpuint (mill_selection_n_items (test->selection), ==, 0);
  mill_inspector_set_workspace (MILL_INSPECTOR (inspector), NULL);
  g_object_unref (inspector);
}

/* ---- search and outline ---- */

static void
test_find (Test *test, gconstpointer data)
{
  click_block (test, "a", GDK_BUTTON_PRIMARY);
  robot_key (GDK_KEY_f, GDK_CONTROL_MASK);
  GtkWidget *bar = robot_find (GTK_WIDGET (test->board), MILL_TYPE_SEARCH_BAR, NULL);
  ROBOT_WAIT (robot_find (bar, GTK_TYPE_SEARCH_ENTRY, NULL) != NULL);
  robot_settle ();
  robot_type ("x > 1");
  ROBOT_WAIT (robot_find (bar, GTK_TYPE_LABEL, NULL) != NULL);
  robot_settle ();
  robot_key (GDK_KEY_Return, 0);
  ROBOT_WAIT (mill_selection_has_block (test->selection, "filter"));
  robot_key (GDK_KEY_Escape, 0);
  ROBOT_WAIT (
      gtk_widget_is_ancestor (gtk_window_get_focus (test->window), GTK_WIDGET (test->canvas)));
}

static void
test_outline (Test *test, gconstpointer data)
{
  GtkWidget *list = robot_find (test->outline, GTK_TYPE_LIST_VIEW, NULL);
  gtk_widget_grab_focus (list);
  robot_settle ();
  robot_key (GDK_KEY_Home, 0);
  robot_key (GDK_KEY_Down, 0);
  ROBOT_WAIT (mill_selection_n_blocks (test->selection) == 1);
  mill_selection_set_block (test->selection, "a");
  robot_settle ();
  robot_key (GDK_KEY_Right, 0); /* its output, and what reads from it */
  robot_settle ();
  GListModel *rows = G_LIST_MODEL (gtk_list_view_get_model (GTK_LIST_VIEW (list)));
  g_assert_cmpuint (g_list_model_get_n_items (rows), >, 3);
  robot_key (GDK_KEY_Left, 0);
  robot_settle ();
  g_assert_cmpuint (g_list_model_get_n_items (rows), ==, 3);
  mill_selection_set_block (test->selection, "filter");
  robot_settle ();
  robot_key (GDK_KEY_d, 0);
  ROBOT_WAIT (mill_doc_block_get_disabled (mill_document_find_block (test->document, "filter")));
  gtk_widget_grab_focus (list);
  robot_key (GDK_KEY_Delete, 0);
  ROBOT_WAIT (n_blocks (test) == 2);
  robot_settle ();
  g_assert_true (mill_undo_undo (test->undo));
  robot_settle ();
  gtk_widget_activate_action (test->outline, "outline.add", NULL);
  robot_settle ();
  robot_type ("clean");
  robot_settle ();
  robot_key (GDK_KEY_Return, 0);
  ROBOT_WAIT (mill_document_find_block (test->document, "clean") != NULL);
}

static void
test_tidy (Test *test, gconstpointer data)
{
  double x, y;
  mill_document_move_block (test->document, "filter", 40, 500, NULL);
  mill_undo_seal (test->undo);
  click_block (test, "a", GDK_BUTTON_PRIMARY);
  robot_key (GDK_KEY_t, 0);
  ROBOT_WAIT (
      mill_doc_block_get_position (mill_document_find_block (test->document, "filter"), &x, &y)
      && x > 100);
  g_assert_cmpfloat (y, ==, 0);
  g_assert_true (mill_undo_undo (test->undo));
  mill_doc_block_get_position (mill_document_find_block (test->document, "filter"), &x, &y);
  g_assert_cmpfloat (y, ==, 500);
}

int
main (int argc, char **argv)
{
  robot_init (&argc, &argv);
#define ADD(path, function) g_test_add (path, Test, NULL, set_up, function, tear_down)
  ADD ("/board/palette", test_palette);
  ADD ("/board/search-palette", test_search_palette);
  ADD ("/board/quick-add", test_quick_add);
  ADD ("/board/wire", test_wire);
  ADD ("/board/clipboard", test_clipboard);
  ADD ("/board/foreign-text", test_foreign_text);
  ADD ("/board/rename", test_rename);
  ADD ("/board/rename-left", test_rename_left);
  ADD ("/board/note-left", test_note_left);
  ADD ("/board/replace", test_replace);
  ADD ("/board/menus", test_menus);
  ADD ("/board/popups-far", test_popups_far);
  ADD ("/board/note", test_note);
  ADD ("/board/note-wraps", test_note_wraps);
  ADD ("/board/frame", test_frame);
  ADD ("/board/select-notes", test_select_notes);
  ADD ("/board/band-notes", test_band_notes);
  ADD ("/board/move-mixed", test_move_mixed);
  ADD ("/board/move-frame", test_move_frame);
  ADD ("/board/frame-below", test_frame_below);
  ADD ("/board/move-refused", test_move_refused);
  ADD ("/board/delete-mixed", test_delete_mixed);
  ADD ("/board/clipboard-mixed", test_clipboard_mixed);
  ADD ("/board/arrange-mixed", test_arrange_mixed);
  ADD ("/board/walk-notes", test_walk_notes);
  ADD ("/board/color-notes", test_color_notes);
  ADD ("/board/picture-notes", test_picture_notes);
  ADD ("/board/picture-selected", test_picture_selected);
  ADD ("/board/inspect-notes", test_inspect_notes);
  ADD ("/board/find", test_find);
  ADD ("/board/outline", test_outline);
  ADD ("/board/tidy", test_tidy);
  return g_test_run ();
}
