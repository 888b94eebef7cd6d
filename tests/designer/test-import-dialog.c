/* test-import-dialog.c: CSV files from the drop to the block, with real mouse and keys.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "robot.h"
#include "workspace-fixture.h"

#include "mill-board.h"
#include "mill-grid.h"
#include "mill-import-actions.h"
#include "mill-import-column.h"
#include "mill-import-dialog.h"
#include "mill-import-format.h"
#include "mill-import-view.h"
#include "mill-raw-view.h"

#include <glib/gstdio.h>
#include <time.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define TURN_MS_MAX 400.0
#else
#define TURN_MS_MAX 50.0 /* of work of the main thread */
#endif

static const char pipeline[] = "{ 'millrace': 1, 'blocks': {} }";

static const char readings[] = "Exported;;\ntime;sensor;value\n"
                               "01.02.2024 10:00;s1;1,5\n01.02.2024 10:01;s2;2,5\n"
                               "01.02.2024 10:02;s1\n01.02.2024 10:03;s2;N/A\n"
                               "01.02.2024 10:04;s1;4,25\n";

typedef struct
{
  Fixture *fixture;
  GtkWindow *window;
  MillBoard *board;
  MillCanvas *canvas;
  MillImportDialog *dialog;
} Test;

static void
set_up (Test *test, gconstpointer text)
{
  test->fixture = fixture_new (text != NULL ? text : pipeline);
  test->board = MILL_BOARD (mill_board_new ());
  test->canvas = mill_board_get_canvas (test->board);
  mill_board_set_workspace (test->board, test->fixture->workspace);
  mill_import_actions_install (GTK_WIDGET (test->board), test->fixture->workspace, test->canvas);
  test->window = robot_window (GTK_WIDGET (test->board), 1200, 800);
  robot_settle ();
}

static void
tear_down (Test *test, gconstpointer text)
{
  if (robot_find_window (MILL_TYPE_IMPORT_DIALOG) != NULL)
    robot_close (robot_find_window (MILL_TYPE_IMPORT_DIALOG));
  robot_close (test->window);
  fixture_free (test->fixture);
}

static MillImport *
get_import (Test *test)
{
  return mill_import_dialog_get_import (test->dialog);
}

static const MillCsvPreview *
get_preview (Test *test)
{
  return mill_import_get_preview (get_import (test));
}

/* Whether something is really seen, not just a page that could be turned to. */
static gboolean
is_seen (Test *test, GType type, const char *name)
{
  GtkWidget *widget = robot_find (GTK_WIDGET (test->dialog), type, name);
  return widget != NULL && gtk_widget_get_mapped (widget);
}

/* Parts of the dialog come one after the other. */
static gboolean
is_built (Test *test)
{
  return is_seen (test, GTK_TYPE_STACK, "pages") || is_seen (test, ADW_TYPE_STATUS_PAGE, "nothing");
}

static void
settle (Test *test)
{
  ROBOT_WAIT (get_preview (test) != NULL && !mill_import_is_busy (get_import (test), NULL)
              && is_built (test));
  robot_settle ();
}

typedef struct
{
  MillCanvas *canvas;
  GdkFileList *list;
} Dropped;

/* Within a turn of the main loop, as everything is that people do. */
static gboolean
emit_dropped (gpointer data)
{
  Dropped *dropped = data;
  g_signal_emit_by_name (dropped->canvas, "files-dropped", dropped->list, 400.0, 240.0);
  return G_SOURCE_REMOVE;
}

/* As the canvas does when another program drops @names of the folder on it. */
static void
drop (Test *test, const char *const *names)
{
  GSList *files = NULL;
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *path = fixture_path (test->fixture, names[i]);
      files = g_slist_append (files, g_file_new_for_path (path));
    }
  Dropped dropped = { test->canvas, gdk_file_list_new_from_list (files) };
  g_idle_add (emit_dropped, &dropped);
  ROBOT_WAIT ((test->dialog = robot_find_window (MILL_TYPE_IMPORT_DIALOG)) != NULL);
  g_boxed_free (GDK_TYPE_FILE_LIST, dropped.list);
  g_slist_free_full (files, g_object_unref);
  robot_focus (GTK_WINDOW (test->dialog));
  settle (test);
}

static void
drop_one (Test *test, const char *name, const char *text)
{
  const char *const names[] = { name, NULL };
  fixture_put (test->fixture, name, text);
  drop (test, names);
}

static GtkWidget *
find (Test *test, GType type, const char *name)
{
  GtkWidget *widget = robot_find (GTK_WIDGET (test->dialog), type, name);
  g_assert_nonnull (widget);
  return widget;
}

static guint
n_blocks (Test *test)
{
  return g_list_model_get_n_items (mill_document_get_blocks (test->fixture->document));
}

static void
accept (Test *test)
{
  robot_key (GDK_KEY_Return, GDK_CONTROL_MASK);
  ROBOT_WAIT (robot_find_window (MILL_TYPE_IMPORT_DIALOG) == NULL);
}

static const char *
param_text (Test *test, const char *id, const char *param)
{
  MillDocBlock *block = mill_document_find_block (test->fixture->document, id);
  g_assert_nonnull (block);
  JsonNode *node = mill_doc_block_get_param (block, param);
  return node != NULL ? json_node_get_string (node) : NULL;
}

/* ---- one file ---- */

static void
test_accept (Test *test, gconstpointer text)
{
  MillUndo *undo = mill_document_get_undo (test->fixture->document);
  drop_one (test, "a.csv", "day,n\n2024-01-01,1\n2024-01-02,2\n");
  accept (test);
  g_assert_cmpuint (n_blocks (test), ==, 1);
  g_assert_cmpstr (param_text (test, "a", "path"), ==, "a.csv");
  g_assert_cmpstr (param_text (test, "a", "delimiter"), ==, ",");
  MillDocBlock *block
      = mill_selection_get_block (mill_workspace_get_selection (test->fixture->workspace));
  g_assert_cmpstr (mill_doc_block_get_id (block), ==, "a");
  double x, y;
  g_assert_true (mill_doc_block_get_position (block, &x, &y));
  g_assert_cmpfloat (ABS (x - 400), <, 120);
  g_assert_cmpfloat (ABS (y - 240), <, 60);
  /* the columns are known without a look at the file, and it is one step */
  fixture_settle (test->fixture);
  g_assert_cmpuint (
      mill_diagnostics_count (
          mill_analysis_get_diagnostics (mill_workspace_get_analysis (test->fixture->workspace)),
          MILL_SEVERITY_ERROR),
      ==,
      0);
  g_assert_cmpuint (mill_undo_n_steps (undo), ==, 1);
  g_assert_cmpstr (mill_undo_get_undo_name (undo), ==, "Import “a.csv”");
  mill_undo_undo (undo);
  g_assert_cmpuint (n_blocks (test), ==, 0);
}

static void
test_cancel (Test *test, gconstpointer text)
{
  drop_one (test, "a.csv", "day,n\n2024-01-01,1\n");
  robot_key (GDK_KEY_Escape, 0);
  ROBOT_WAIT (robot_find_window (MILL_TYPE_IMPORT_DIALOG) == NULL);
  g_assert_cmpuint (n_blocks (test), ==, 0);
}

static void
test_choices (Test *test, gconstpointer text)
{
  drop_one (test, "readings.csv", readings);
  GtkWidget *skip = find (test, GTK_TYPE_SPIN_BUTTON, "skip");
  GtkWidget *header = find (test, GTK_TYPE_SWITCH, "header");
  /* the title is found out; whoever takes it in sees it, and can leave it out again */
  g_assert_cmpuint (get_preview (test)->sniff.dialect.skip_lines, ==, 1);
  gtk_widget_grab_focus (skip);
  robot_key (GDK_KEY_Down, 0);
  settle (test);
  g_assert_cmpuint (get_preview (test)->sniff.dialect.skip_lines, ==, 0);
  g_assert_true (mill_import_is_fixed (get_import (test), MILL_CSV_TOPIC_SKIP_LINES));
  robot_key (GDK_KEY_Up, 0);
  settle (test);
  g_assert_cmpuint (get_preview (test)->sniff.dialect.skip_lines, ==, 1);
  if (!get_preview (test)->sniff.dialect.header)
    robot_click_widget (header);
  settle (test);
  const MillCsvPreview *preview = get_preview (test);
  g_assert_no_error (preview->error);
  g_assert_cmpstr (preview->names[0], ==, "time");
  g_assert_cmpint (preview->sniff.dialect.decimal_point, ==, ',');
  g_assert_cmpuint (preview->n_problems, ==, 1);
  g_assert_cmpint (preview->sniff.dialect.columns[2].type.id, ==, MILL_TYPE_NUMBER);
  accept (test);
  g_assert_cmpstr (param_text (test, "readings", "null-words"), ==, "N/A");
  g_assert_cmpstr (param_text (test, "readings", "decimal-point"), ==, ",");
  g_assert_cmpstr (param_text (test, "readings", "header"), ==, "yes");
}

static void
test_delimiter (Test *test, gconstpointer text)
{
  drop_one (test, "a.csv", "a;b,c\n1;2,3\n4;5,6\n");
  GtkWidget *list = find (test, GTK_TYPE_DROP_DOWN, "delimiter");
  MillCsvDialect *dialect = &((MillCsvPreview *)get_preview (test))->sniff.dialect;
  gboolean comma = dialect->delimiter == ',';
  gtk_widget_grab_focus (list);
  robot_key (GDK_KEY_space, 0);
  robot_settle ();
  robot_key (comma ? GDK_KEY_Down : GDK_KEY_Up, 0);
  robot_key (GDK_KEY_Return, 0);
  robot_settle ();
  settle (test);
  g_assert_cmpint (get_preview (test)->sniff.dialect.delimiter, ==, comma ? ';' : ',');
  g_assert_true (mill_import_is_fixed (get_import (test), MILL_CSV_TOPIC_DELIMITER));
  /* and back to what was found out */
  gtk_widget_activate_action (GTK_WIDGET (test->dialog), "import.reset", NULL);
  settle (test);
  g_assert_cmpint (get_preview (test)->sniff.dialect.delimiter, ==, comma ? ',' : ';');
}

/* (nullable): what can be decided about columns, when it is open. */
static GtkWidget *
find_popover (Test *test)
{
  return robot_find (GTK_WIDGET (test->dialog), MILL_TYPE_IMPORT_COLUMN, NULL);
}

static const MillCsvColumn *
get_column (Test *test, guint column)
{
  return &get_preview (test)->sniff.dialect.columns[column];
}

static void
assert_n_columns (Test *test, guint expected)
{
  MillDocBlock *block = mill_document_find_block (test->fixture->document, "a");
  JsonArray *columns = json_node_get_array (mill_doc_block_get_param (block, "columns"));
  g_assert_cmpuint (json_array_get_length (columns), ==, expected);
}

/* A click on a header opens what is known of the column, and why. */
static void
test_column (Test *test, gconstpointer text)
{
  drop_one (test, "a.csv", "id,zip,n\n1,8000,x\n2,9000,y\n");
  MillGrid *rows = MILL_GRID (find (test, MILL_TYPE_GRID, "rows"));
  graphene_rect_t box;
  mill_grid_get_header_box (rows, 1, &box);
  robot_click (
      GTK_WIDGET (rows), box.origin.x + box.size.width / 2, box.origin.y + box.size.height / 2);
  ROBOT_WAIT (find_popover (test) != NULL);
  GtkWidget *popover = find_popover (test);
  GtkWidget *reason = robot_find (popover, GTK_TYPE_INSCRIPTION, "reason");
  g_assert_nonnull (strstr (gtk_inscription_get_text (GTK_INSCRIPTION (reason)), "all 2 values"));
  GtkWidget *type = robot_find (popover, GTK_TYPE_DROP_DOWN, "type");
  g_assert_cmpuint (gtk_drop_down_get_selected (GTK_DROP_DOWN (type)), ==, MILL_TYPE_INTEGER);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (type), MILL_TYPE_TEXT);
  settle (test);
  g_assert_cmpint (get_column (test, 1)->type.id, ==, MILL_TYPE_TEXT);
  g_assert_cmpstr (gtk_inscription_get_text (GTK_INSCRIPTION (reason)), ==, "Your choice");
  robot_click_widget (robot_find (popover, GTK_TYPE_CHECK_BUTTON, "left_out"));
  settle (test);
  g_assert_true (get_preview (test)->left_out[1]);
  robot_key (GDK_KEY_Escape, 0);
  ROBOT_WAIT (find_popover (test) == NULL);
  accept (test);
  assert_n_columns (test, 2);
}

/* By keys alone: Return opens it for all columns that are selected, Escape leads back. */
static void
test_columns_by_keys (Test *test, gconstpointer text)
{
  drop_one (test, "a.csv", "id,zip,n\n1,8000,x\n2,9000,y\n");
  MillGrid *rows = MILL_GRID (find (test, MILL_TYPE_GRID, "rows"));
  g_assert_true (
      gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (test->dialog)), GTK_WIDGET (rows)));
  robot_key (GDK_KEY_Right, GDK_SHIFT_MASK);
  robot_key (GDK_KEY_Return, 0);
  ROBOT_WAIT (find_popover (test) != NULL);
  g_assert_nonnull (gtk_window_get_focus (GTK_WINDOW (test->dialog)));
  GtkWidget *type = robot_find (find_popover (test), GTK_TYPE_DROP_DOWN, "type");
  g_assert_true (gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (test->dialog)), type));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (type), MILL_TYPE_NUMBER);
  settle (test);
  g_assert_cmpint (get_column (test, 0)->type.id, ==, MILL_TYPE_NUMBER);
  g_assert_cmpint (get_column (test, 1)->type.id, ==, MILL_TYPE_NUMBER);
  g_assert_cmpint (get_column (test, 2)->type.id, ==, MILL_TYPE_TEXT);
  robot_key (GDK_KEY_Escape, 0);
  ROBOT_WAIT (find_popover (test) == NULL);
  ROBOT_WAIT (
      gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (test->dialog)), GTK_WIDGET (rows)));
  /* and from the menu, without it */
  gtk_widget_activate_action (GTK_WIDGET (rows), "import.read-as", "s", "text");
  settle (test);
  g_assert_cmpint (get_column (test, 0)->type.id, ==, MILL_TYPE_TEXT);
  g_assert_cmpint (get_column (test, 1)->type.id, ==, MILL_TYPE_TEXT);
  accept (test);
  assert_n_columns (test, 3);
}

/* What counts for the whole file can be set where it is seen: the decimal comma, words for null. */
static void
test_column_values (Test *test, gconstpointer text)
{
  drop_one (test, "a.csv", "d;n\n01.02.2024;1,5\n02.02.2024;none, yet\n");
  MillGrid *rows = MILL_GRID (find (test, MILL_TYPE_GRID, "rows"));
  mill_grid_set_cursor (rows, 0, 1);
  gtk_widget_activate_action (GTK_WIDGET (rows), "import.read-as", "s", "number");
  settle (test);
  g_assert_cmpuint (get_preview (test)->n_problems, >, 0);
  gtk_widget_activate_action (GTK_WIDGET (rows), "import.column", NULL);
  ROBOT_WAIT (find_popover (test) != NULL);
  GtkWidget *numbers = robot_find (find_popover (test), GTK_TYPE_DROP_DOWN, "numbers");
  gtk_drop_down_set_selected (GTK_DROP_DOWN (numbers), 1);
  settle (test);
  g_assert_cmpint (get_preview (test)->sniff.dialect.decimal_point, ==, ',');
  GtkWidget *words = robot_find (find_popover (test), GTK_TYPE_ENTRY, "null_words");
  gtk_widget_grab_focus (words);
  gtk_editable_set_text (GTK_EDITABLE (words), "\"none, yet\"");
  robot_key (GDK_KEY_Return, 0);
  settle (test);
  g_assert_cmpuint (get_preview (test)->n_problems, ==, 0);
  g_assert_null (mill_csv_preview_cell (get_preview (test), 1, 1));
  robot_key (GDK_KEY_Escape, 0);
  ROBOT_WAIT (find_popover (test) == NULL);
  accept (test);
  g_assert_cmpstr (param_text (test, "a", "null-words"), ==, "\"none, yet\"");
  g_assert_cmpstr (param_text (test, "a", "decimal-point"), ==, ",");
}

/* The entry for words for null, in the menu of column @column of what stands in "a.csv". */
static GtkWidget *
open_words (Test *test, guint column)
{
  MillGrid *rows = MILL_GRID (find (test, MILL_TYPE_GRID, "rows"));
  mill_grid_set_cursor (rows, 0, column);
  gtk_widget_activate_action (GTK_WIDGET (rows), "import.column", NULL);
  ROBOT_WAIT (find_popover (test) != NULL);
  GtkWidget *words = robot_find (find_popover (test), GTK_TYPE_ENTRY, "null_words");
  gtk_widget_grab_focus (words);
  robot_settle ();
  return words;
}

/* Half a word stays when a look ends meanwhile, and what is decided elsewhere is shown then. */
static void
test_words_half_typed (Test *test, gconstpointer text)
{
  drop_one (test, "a.csv", "d;n\n01.02.2024;1,5\n02.02.2024;zzz\n");
  GtkWidget *words = open_words (test, 1);
  robot_type ("zz");
  ROBOT_WAIT (g_str_equal (gtk_editable_get_text (GTK_EDITABLE (words)), "zz"));
  mill_import_changed (get_import (test)); /* a look, as any other choice starts one */
  settle (test);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (words)), ==, "zz");
  robot_type ("z");
  robot_key (GDK_KEY_Return, 0);
  ROBOT_WAIT (mill_import_is_fixed (get_import (test), MILL_CSV_TOPIC_NULLS));
  settle (test);
  g_assert_null (mill_csv_preview_cell (get_preview (test), 1, 1));
  mill_import_reset (get_import (test));
  settle (test);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (words)), ==, "");
}

static void
count (guint *n)
{
  (*n)++;
}

/* What is taken back before it has been looked at is not in the block; nor is what is there already
 * looked at again, when the entry is left or says the same in other letters. */
static void
test_words_taken_back (Test *test, gconstpointer text)
{
  guint n = 0;
  drop_one (test, "a.csv", "d;n\n01.02.2024;1,5\n02.02.2024;zzz\n");
  GtkWidget *words = open_words (test, 1);
  g_signal_connect_swapped (get_import (test), "busy-changed", G_CALLBACK (count), &n);
  gtk_editable_set_text (GTK_EDITABLE (words), "zzz,-");
  g_signal_emit_by_name (words, "activate");
  gtk_widget_grab_focus (robot_find (find_popover (test), GTK_TYPE_DROP_DOWN, "type"));
  settle (test);
  g_assert_cmpuint (n, ==, 2); /* one look: its begin and its end */
  g_assert_null (mill_csv_preview_cell (get_preview (test), 1, 1));
  gtk_editable_set_text (GTK_EDITABLE (words), "");
  g_signal_emit_by_name (words, "activate");
  settle (test);
  g_assert_nonnull (mill_csv_preview_cell (get_preview (test), 1, 1));
  gtk_editable_set_text (GTK_EDITABLE (words), "zzz");
  g_signal_emit_by_name (words, "activate");
  gtk_editable_set_text (GTK_EDITABLE (words), "");
  g_signal_emit_by_name (words, "activate");
  settle (test);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (words)), ==, "");
  g_assert_nonnull (mill_csv_preview_cell (get_preview (test), 1, 1));
}

static void
test_problem (Test *test, gconstpointer text)
{
  drop_one (test, "a.csv", "id,n\n1,1\n2,2\n3\n4,4\n5,5\n");
  GtkWidget *pages = find (test, GTK_TYPE_STACK, "pages");
  g_assert_cmpuint (get_preview (test)->n_problems, ==, 1);
  gtk_stack_set_visible_child_name (GTK_STACK (pages), "problems");
  robot_settle ();
  MillGrid *problems = MILL_GRID (find (test, MILL_TYPE_GRID, "problems"));
  g_autoptr (GString) line = g_string_new (NULL);
  g_assert_cmpuint (mill_grid_model_get_n_rows (mill_grid_get_model (problems)), ==, 1);
  g_assert_true (mill_grid_model_get_cell (mill_grid_get_model (problems), 0, 0, line));
  g_assert_cmpstr (line->str, ==, "4");
}

/* What cannot be imported leaves a dialog that says so, and nothing to accept. */
static void
test_hopeless (Test *test, gconstpointer text)
{
  static const struct
  {
    const char *name, *text;
  } files[] = { { "empty.csv", "" }, { "book.xlsx", "PK\003\004" } };
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      drop_one (test, files[i].name, files[i].text);
      g_assert_false (mill_import_is_ready (get_import (test)));
      g_assert_true (is_seen (test, ADW_TYPE_STATUS_PAGE, "error"));
      robot_key (GDK_KEY_Return, GDK_CONTROL_MASK);
      robot_settle ();
      g_assert_true (robot_find_window (MILL_TYPE_IMPORT_DIALOG) == test->dialog);
      robot_close (GTK_WINDOW (test->dialog));
    }
  g_assert_cmpuint (n_blocks (test), ==, 0);
}

static void
test_missing (Test *test, gconstpointer text)
{
  static const char *const names[] = { "nowhere.csv", NULL };
  drop (test, names);
  g_assert_true (is_seen (test, ADW_TYPE_STATUS_PAGE, "nothing"));
}

/* A file that goes, and comes back longer, while it is looked at. */
static void
test_vanishes (Test *test, gconstpointer text)
{
  drop_one (test, "a.csv", "day,n\n2024-01-01,1\n");
  g_autofree char *path = fixture_path (test->fixture, "a.csv");
  g_assert_cmpint (g_remove (path), ==, 0);
  mill_import_changed (get_import (test));
  settle (test);
  ROBOT_WAIT (is_seen (test, ADW_TYPE_STATUS_PAGE, "nothing"));
  robot_key (GDK_KEY_Return, GDK_CONTROL_MASK);
  robot_settle ();
  g_assert_true (robot_find_window (MILL_TYPE_IMPORT_DIALOG) == test->dialog);
  fixture_put (test->fixture, "a.csv", "day,n\n2024-01-01,1\n2024-01-02,2\n2024-01-03,3\n");
  mill_import_changed (get_import (test));
  settle (test);
  ROBOT_WAIT (is_seen (test, MILL_TYPE_IMPORT_VIEW, NULL));
  g_assert_cmpuint (get_preview (test)->n_rows, ==, 3);
  accept (test);
  g_assert_cmpuint (n_blocks (test), ==, 1);
}

/* ---- the main loop ---- */

/* The longest turn of the main context between two polls, by what the main thread has worked. */
typedef struct
{
  GSource source;
  gint64 begun; /* 0: the turn does not count */
  gint64 longest;
} Turns;

static gint64
cpu_us (void)
{
  struct timespec spec;
  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &spec);
  return (gint64)spec.tv_sec * G_USEC_PER_SEC + spec.tv_nsec / 1000;
}

static gboolean
turn_over (GSource *source, int *timeout)
{
  Turns *turns = (Turns *)source;
  *timeout = -1;
  if (turns->begun != 0)
    turns->longest = MAX (turns->longest, cpu_us () - turns->begun);
  turns->begun = 0;
  return FALSE;
}

static gboolean
turn_begun (GSource *source)
{
  ((Turns *)source)->begun = cpu_us ();
  return FALSE;
}

static gboolean
turn_dispatch (GSource *source, GSourceFunc callback, gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static Turns *
watch_turns (void)
{
  static GSourceFuncs functions
      = { .prepare = turn_over, .check = turn_begun, .dispatch = turn_dispatch };
  GSource *source = g_source_new (&functions, sizeof (Turns));
  g_source_set_priority (source, G_MININT);
  g_source_attach (source, NULL);
  return (Turns *)source;
}

static void
end_turns (Turns *turns, const char *what)
{
  double longest = (double)turns->longest / 1000;
  g_source_destroy (&turns->source);
  g_source_unref (&turns->source);
  g_test_minimized_result (longest, "%s: longest turn of the main loop %.1f ms", what, longest);
  g_assert_cmpfloat (longest, <, TURN_MS_MAX);
}

static void
test_first_show (Test *test, gconstpointer data)
{
  Turns *turns = watch_turns ();
  drop_one (test, "readings.csv", readings);
  end_turns (turns, "first show");
}

/* A file of 2,000 columns holds up nobody. */
static void
test_stall (Test *test, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new (NULL);
  for (guint i = 0; i < 500 * 1000; i++)
    g_string_append_printf (text, "%u%c", i % 7, i % 2000 == 1999 ? '\n' : ',');
  fixture_put (test->fixture, "wide.csv", text->str);
  Turns *turns = watch_turns ();
  drop_one (test, "wide.csv", text->str);
  end_turns (turns, "2,000 columns");
  turns = watch_turns ();
  mill_import_changed (get_import (test));
  settle (test);
  robot_settle ();
  end_turns (turns, "another look at them");
}

/* ---- several files ---- */

static void
put_parts (Test *test)
{
  fixture_put (test->fixture, "part-1.csv", "a,b\n1,x\n");
  fixture_put (test->fixture, "part-2.csv", "a,b\n2,y\n");
}

static void
test_together (Test *test, gconstpointer text)
{
  static const char *const names[] = { "part-2.csv", "part-1.csv", NULL };
  put_parts (test);
  drop (test, names);
  g_assert_cmpuint (get_preview (test)->n_rows, ==, 2);
  accept (test);
  g_assert_cmpuint (n_blocks (test), ==, 1);
  g_assert_cmpstr (param_text (test, "part", "path"), ==, "part-*.csv");
}

static void
test_each (Test *test, gconstpointer text)
{
  static const char *const names[] = { "part-2.csv", "part-1.csv", NULL };
  put_parts (test);
  drop (test, names);
  mill_import_set_together (get_import (test), FALSE);
  settle (test);
  g_assert_cmpuint (get_preview (test)->n_rows, ==, 1);
  accept (test);
  g_assert_cmpuint (n_blocks (test), ==, 2);
  g_assert_cmpstr (param_text (test, "part-1", "path"), ==, "part-1.csv");
  g_assert_cmpstr (param_text (test, "part-2", "path"), ==, "part-2.csv");
  MillUndo *undo = mill_document_get_undo (test->fixture->document);
  g_assert_cmpuint (mill_undo_n_steps (undo), ==, 1);
}

/* ---- a block that is there ---- */

static const char with_block[]
    = "{ 'millrace': 1, 'parameters': { 'input': { 'type': 'file', 'default': 'in.csv' } },"
      "  'blocks': { 'src': { 'type': 'csv-file', 'params': { 'path': '${input}',"
      "  'delimiter': ';', 'columns': [{ 'name': 'a', 'type': 'text' }], 'check': 'all' } } } }";

static void
test_again (Test *test, gconstpointer text)
{
  fixture_put (test->fixture, "in.csv", "a;b\n1;2\n3;4\n");
  mill_selection_set_block (mill_workspace_get_selection (test->fixture->workspace), "src");
  gtk_widget_activate_action (GTK_WIDGET (test->canvas), "import.block", NULL);
  ROBOT_WAIT ((test->dialog = robot_find_window (MILL_TYPE_IMPORT_DIALOG)) != NULL);
  robot_focus (GTK_WINDOW (test->dialog));
  settle (test);
  g_assert_true (get_preview (test)->left_out[1]);
  mill_csv_choices_column (mill_import_get_choices (get_import (test)), "b")->left_out = FALSE;
  mill_import_changed (get_import (test));
  settle (test);
  accept (test);
  g_assert_cmpuint (n_blocks (test), ==, 1);
  g_assert_cmpstr (param_text (test, "src", "path"), ==, "${input}");
  g_assert_cmpstr (param_text (test, "src", "check"), ==, "all");
  MillDocBlock *block = mill_document_find_block (test->fixture->document, "src");
  JsonArray *columns = json_node_get_array (mill_doc_block_get_param (block, "columns"));
  g_assert_cmpuint (json_array_get_length (columns), ==, 2);
}

/* Nothing that a pipeline names is looked at before it is trusted. */
static void
test_restricted (Test *test, gconstpointer text)
{
  mill_workspace_set_trusted (test->fixture->workspace, FALSE);
  mill_selection_set_block (mill_workspace_get_selection (test->fixture->workspace), "src");
  gtk_widget_activate_action (GTK_WIDGET (test->canvas), "import.block", NULL);
  robot_settle ();
  g_assert_null (robot_find_window (MILL_TYPE_IMPORT_DIALOG));
}

#define ADD(path, text, function) g_test_add (path, Test, text, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  robot_init (&argc, &argv);
  /* first: what is shown for the first time takes longest */
  ADD ("/import-dialog/first-show", NULL, test_first_show);
  ADD ("/import-dialog/accept", NULL, test_accept);
  ADD ("/import-dialog/cancel", NULL, test_cancel);
  ADD ("/import-dialog/choices", NULL, test_choices);
  ADD ("/import-dialog/delimiter", NULL, test_delimiter);
  ADD ("/import-dialog/column", NULL, test_column);
  ADD ("/import-dialog/columns-by-keys", NULL, test_columns_by_keys);
  ADD ("/import-dialog/column-values", NULL, test_column_values);
  ADD ("/import-dialog/words-half-typed", NULL, test_words_half_typed);
  ADD ("/import-dialog/words-taken-back", NULL, test_words_taken_back);
  ADD ("/import-dialog/problem", NULL, test_problem);
  ADD ("/import-dialog/hopeless", NULL, test_hopeless);
  ADD ("/import-dialog/missing", NULL, test_missing);
  ADD ("/import-dialog/vanishes", NULL, test_vanishes);
  ADD ("/import-dialog/stall", NULL, test_stall);
  ADD ("/import-dialog/together", NULL, test_together);
  ADD ("/import-dialog/each", NULL, test_each);
  ADD ("/import-dialog/again", with_block, test_again);
  ADD ("/import-dialog/restricted", with_block, test_restricted);
  return g_test_run ();
}
