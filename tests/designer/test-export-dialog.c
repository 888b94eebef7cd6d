/* test-export-dialog.c: what leaves the designer is what the dialog shows.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "robot.h"
#include "workspace-fixture.h"

#include "mill-board.h"
#include "mill-export-dialog.h"

#include <string.h>

static const char good[]
    = "{ 'millrace': 1, 'blocks': {"
      "  'a': { 'type': 'rows', 'params': { 'columns': [{ 'name': 'x', 'type': 'integer' }],"
      "         'data': '1\\n2\\n3\\n' } },"
      "  'show': { 'type': 'table' } },"
      "  'links': [{ 'from': 'a.out', 'to': 'show.in' }],"
      "  'environments': { 'prod': {} },"
      "  'layout': { 'a': [0, 0], 'show': [280, 0] } }";
static const char bad[] = "{ 'millrace': 1, 'blocks': {"
                          "  'f': { 'type': 'filter', 'params': { 'condition': 'x >' } } },"
                          "  'layout': { 'f': [0, 0] } }";

typedef struct
{
  Fixture *fixture;
  GtkWindow *window;
  MillCanvas *canvas;
  MillExportDialog *dialog;
} Test;

static void
set_up (Test *test, gconstpointer text)
{
  GtkWidget *board = mill_board_new ();
  test->fixture = fixture_new (text);
  test->canvas = mill_board_get_canvas (MILL_BOARD (board));
  mill_board_set_workspace (MILL_BOARD (board), test->fixture->workspace);
  mill_export_actions_install (board, test->fixture->workspace, test->canvas);
  test->window = robot_window (board, 1000, 700);
  gtk_widget_activate_action (GTK_WIDGET (test->canvas), "export.show", NULL);
  ROBOT_WAIT ((test->dialog = robot_find_window (MILL_TYPE_EXPORT_DIALOG)) != NULL);
  robot_focus (GTK_WINDOW (test->dialog));
  robot_settle ();
}

static void
tear_down (Test *test, gconstpointer text)
{
  if (robot_find_window (MILL_TYPE_EXPORT_DIALOG) != NULL)
    robot_close (robot_find_window (MILL_TYPE_EXPORT_DIALOG));
  robot_close (test->window);
  fixture_free (test->fixture);
}

static const char *
page (Test *test)
{
  GtkWidget *pages = robot_find (GTK_WIDGET (test->dialog), GTK_TYPE_STACK, "pages");
  return gtk_stack_get_visible_child_name (GTK_STACK (pages));
}

static char *
shown (Test *test)
{
  GtkWidget *view = robot_find (GTK_WIDGET (test->dialog), GTK_TYPE_TEXT_VIEW, "preview");
  g_assert_nonnull (view);
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  GtkTextIter start, end;
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, TRUE);
}

static const char *
status (Test *test)
{
  GtkWidget *label = robot_find (GTK_WIDGET (test->dialog), GTK_TYPE_LABEL, "status");
  return gtk_label_get_text (GTK_LABEL (label));
}

static gboolean
save_to (Test *test, const char *path)
{
  mill_export_dialog_save (test->dialog, path);
  ROBOT_WAIT (!mill_export_dialog_is_saving (test->dialog));
  return g_str_has_prefix (status (test), "Saved as ");
}

/* Saves what is shown as @name of the folder. */
static char *
saved (Test *test, const char *name)
{
  g_autofree char *path = fixture_path (test->fixture, name);
  char *text = NULL;
  g_assert_true (save_to (test, path));
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return text;
}

static void
test_texts (Test *test, gconstpointer text)
{
  static const struct
  {
    const char *name, *part;
  } texts[] = { { "config", "\"requires\"" },
                { "command", "millrace run" },
                { "mermaid", "flowchart" },
                { "dot", "digraph" } };
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      mill_export_dialog_select (test->dialog, texts[i].name);
      robot_settle ();
      g_assert_cmpstr (page (test), ==, "text");
      g_autofree char *seen = shown (test);
      g_autofree char *written = saved (test, texts[i].name);
      g_assert_nonnull (strstr (seen, texts[i].part));
      g_assert_cmpstr (seen, ==, written);
    }
}

/* The list is walked by keys, and options change the text at once. */
static void
test_systemd (Test *test, gconstpointer text)
{
  robot_key (GDK_KEY_Down, 0);
  robot_key (GDK_KEY_Down, 0);
  robot_settle ();
  GtkWidget *when = robot_find (GTK_WIDGET (test->dialog), GTK_TYPE_ENTRY, "calendar");
  g_assert_nonnull (when);
  gtk_editable_set_text (GTK_EDITABLE (when), "hourly");
  GtkWidget *environment
      = robot_find (GTK_WIDGET (test->dialog), GTK_TYPE_DROP_DOWN, "environment");
  gtk_drop_down_set_selected (GTK_DROP_DOWN (environment), 1);
  robot_settle ();
  g_autofree char *seen = shown (test);
  g_assert_nonnull (strstr (seen, "OnCalendar=hourly"));
  g_assert_nonnull (strstr (seen, "--env prod"));
  gtk_editable_set_text (GTK_EDITABLE (when), "a\nb");
  robot_settle ();
}

static void
test_copy (Test *test, gconstpointer text)
{
  mill_export_dialog_select (test->dialog, "command");
  robot_settle ();
  robot_key (GDK_KEY_c, GDK_CONTROL_MASK | GDK_SHIFT_MASK);
  robot_settle ();
  g_autofree char *seen = shown (test);
  GdkContentProvider *content
      = gdk_clipboard_get_content (gtk_widget_get_clipboard (GTK_WIDGET (test->dialog)));
  g_auto (GValue) value = G_VALUE_INIT;
  g_value_init (&value, G_TYPE_STRING);
  g_assert_nonnull (content);
  g_assert_true (gdk_content_provider_get_value (content, &value, NULL));
  g_assert_cmpstr (g_value_get_string (&value), ==, seen);
}

static void
test_picture (Test *test, gconstpointer text)
{
  mill_export_dialog_select (test->dialog, "picture");
  robot_settle ();
  g_assert_cmpstr (page (test), ==, "picture");
  g_autofree char *svg = saved (test, "p.svg");
  g_assert_nonnull (strstr (svg, "<svg"));
  g_autofree char *path = fixture_path (test->fixture, "p.png");
  g_autoptr (GError) error = NULL;
  g_assert_true (save_to (test, path));
  g_autoptr (GdkTexture) texture = gdk_texture_new_from_filename (path, &error);
  g_assert_no_error (error);
  g_assert_cmpint (gdk_texture_get_width (texture), >, 2 * 280);
}

static void
test_picture_copy (Test *test, gconstpointer text)
{
  mill_export_dialog_select (test->dialog, "picture");
  GtkWidget *picture = robot_find (GTK_WIDGET (test->dialog), GTK_TYPE_PICTURE, "picture");
  ROBOT_WAIT (gtk_picture_get_paintable (GTK_PICTURE (picture)) != NULL);
  GdkPaintable *preview = gtk_picture_get_paintable (GTK_PICTURE (picture));
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (test->dialog));
  g_auto (GValue) value = G_VALUE_INIT;
  g_value_init (&value, GDK_TYPE_TEXTURE);
  robot_key (GDK_KEY_c, GDK_CONTROL_MASK | GDK_SHIFT_MASK);
  ROBOT_WAIT (g_str_equal (status (test), "Copied"));
  g_assert_true (
      gdk_content_provider_get_value (gdk_clipboard_get_content (clipboard), &value, NULL));
  GdkTexture *copied = g_value_get_object (&value);
  g_assert_cmpint (
      gdk_texture_get_width (copied), ==, 2 * gdk_paintable_get_intrinsic_width (preview));
}

/* What is saved is saved, whatever becomes of the rest. */
static void
test_picture_closed (Test *test, gconstpointer text)
{
  g_autofree char *png = fixture_path (test->fixture, "p.png");
  g_autofree char *svg = fixture_path (test->fixture, "p.svg");
  mill_export_dialog_select (test->dialog, "picture");
  mill_export_dialog_save (test->dialog, png);
  mill_export_dialog_save (test->dialog, svg);
  mill_document_remove_block (test->fixture->document, "show", NULL);
  robot_close (GTK_WINDOW (test->dialog));
  ROBOT_WAIT (g_file_test (png, G_FILE_TEST_EXISTS) && g_file_test (svg, G_FILE_TEST_EXISTS));
}

static void
note_status (char **last, const char *text)
{
  g_free (*last);
  *last = g_strdup (text);
}

/* What could not be written is said, also to who has closed the dialog. */
static void
test_closed_failing (Test *test, gconstpointer text)
{
  g_autofree char *path = fixture_path (test->fixture, "no/such/folder/c.json"), *said = NULL;
  MillWorkspace *workspace = test->fixture->workspace;
  mill_export_dialog_select (test->dialog, "config");
  g_signal_connect_swapped (workspace, "status", G_CALLBACK (note_status), &said);
  mill_export_dialog_save (test->dialog, path);
  robot_close (GTK_WINDOW (test->dialog));
  ROBOT_WAIT (said != NULL);
  g_assert_nonnull (strstr (said, "no/such/folder"));
  g_signal_handlers_disconnect_by_data (workspace, &said);
}

static void
test_bundle (Test *test, gconstpointer text)
{
  mill_export_dialog_select (test->dialog, "bundle");
  robot_settle ();
  g_assert_cmpstr (page (test), ==, "bundle");
  g_autofree char *path = fixture_path (test->fixture, "b.tar");
  g_assert_true (save_to (test, path));
  g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));
}

/* A bundle reads the inputs. */
static void
test_restricted (Test *test, gconstpointer text)
{
  mill_workspace_set_trusted (test->fixture->workspace, FALSE);
  fixture_settle (test->fixture);
  mill_export_dialog_select (test->dialog, "bundle");
  robot_settle ();
  g_assert_cmpstr (page (test), ==, "refused");
}

static void
test_cannot_write (Test *test, gconstpointer text)
{
  g_assert_false (save_to (test, "/nowhere/at/all.millrace"));
  g_assert_nonnull (strstr (status (test), "/nowhere/at/all"));
  mill_export_dialog_select (test->dialog, "picture");
  robot_settle ();
  g_assert_false (save_to (test, "/nowhere/at/all.svg"));
  g_assert_false (save_to (test, "/nowhere/at/all.png"));
}

/* Errors are listed instead; drawings are there all the same. */
static void
test_errors (Test *test, gconstpointer text)
{
  GtkWidget *problems = robot_find (GTK_WIDGET (test->dialog), GTK_TYPE_LIST_BOX, "problems");
  g_assert_cmpstr (page (test), ==, "problems");
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (problems), 0);
  g_assert_nonnull (row);
  mill_export_dialog_select (test->dialog, "mermaid");
  robot_settle ();
  g_assert_cmpstr (page (test), ==, "text");
  mill_export_dialog_select (test->dialog, "config");
  robot_settle ();
  row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (problems), 0);
  robot_click_widget (GTK_WIDGET (row));
  ROBOT_WAIT (robot_find_window (MILL_TYPE_EXPORT_DIALOG) == NULL);
  MillDocBlock *block
      = mill_selection_get_block (mill_workspace_get_selection (test->fixture->workspace));
  g_assert_cmpstr (mill_doc_block_get_id (block), ==, "f");
}

#define ADD(path, text, function) g_test_add (path, Test, text, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  robot_init (&argc, &argv);
  ADD ("/export-dialog/texts", good, test_texts);
  ADD ("/export-dialog/systemd", good, test_systemd);
  ADD ("/export-dialog/copy", good, test_copy);
  ADD ("/export-dialog/picture", good, test_picture);
  ADD ("/export-dialog/picture-copy", good, test_picture_copy);
  ADD ("/export-dialog/picture-closed", good, test_picture_closed);
  ADD ("/export-dialog/closed-failing", good, test_closed_failing);
  ADD ("/export-dialog/bundle", good, test_bundle);
  ADD ("/export-dialog/restricted", good, test_restricted);
  ADD ("/export-dialog/cannot-write", good, test_cannot_write);
  ADD ("/export-dialog/errors", bad, test_errors);
  return g_test_run ();
}
