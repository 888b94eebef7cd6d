/* test-inspector.c: what is selected is shown, and what is edited is one step of the document.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "inspector-fixture.h"
#include "mill-block-panel.h"
#include "mill-expression-editor.h"
#include "mill-inspector.h"
#include "mill-item-list.h"
#include "mill-link-panel.h"
#include "mill-many-panel.h"
#include "mill-param-form.h"
#include "mill-params.h"
#include "mill-pipeline-panel.h"
#include "mill-schema-change.h"
#include "robot.h"

#include <string.h>

enum
{
  OPEN_MS = 50 /* a form may take */
};

static const char pipeline[]
    = "{ 'millrace': 1, 'parameters': { 'limit': { 'type': 'number', 'default': 2 } },"
      "  'blocks': {"
      "    'rows': { 'type': 'rows', 'params': { 'columns': [{ 'name': 'a', 'type': 'integer' },"
      "              { 'name': 'b' }], 'data': '1,x\\n2,y\\n3,z\\n' } },"
      "    'big': { 'type': 'filter', 'params': { 'condition': 'a >= ${limit}' } },"
      "    'more': { 'type': 'compute', 'params': { 'columns': { 'twice': 'a * 2', 'b': "
      "'upper(b)' } } },"
      "    'shown': { 'type': 'table' } },"
      "  'links': [ { 'from': 'rows.out', 'to': 'big.in' }, { 'from': 'big.out', 'to': 'more.in' },"
      "             { 'from': 'more.out', 'to': 'shown.in' } ] }";

static Seen *
seen_new (void)
{
  return seen_of (fixture_new (pipeline));
}

static void
select_block (Seen *seen, const char *id)
{
  mill_selection_set_block (mill_workspace_get_selection (seen->fixture->workspace), id);
  robot_settle ();
}

static char *
param_text (Seen *seen, const char *block, const char *name)
{
  JsonNode *node
      = mill_doc_block_get_param (mill_document_find_block (seen->fixture->document, block), name);
  char *text = node != NULL ? json_to_string (node, FALSE) : g_strdup ("");
  return g_strdelimit (text, "\"", '\'');
}

/* Keys come from the X server, when they come. */
static void
assert_param (Seen *seen, const char *block, const char *name, const char *expected)
{
  g_autofree char *text = param_text (seen, block, name);
  gint64 end = g_get_monotonic_time () + ROBOT_PATIENCE_S * G_USEC_PER_SEC;
  while (!g_str_equal (text, expected) && g_get_monotonic_time () < end)
    {
      robot_spin ();
      g_free (text);
      text = param_text (seen, block, name);
    }
  g_assert_cmpstr (text, ==, expected);
}

static MillExpressionEditor *
find_expression (Seen *seen)
{
  GtkWidget *found = robot_find (seen->inspector, MILL_TYPE_EXPRESSION_EDITOR, NULL);
  g_assert_nonnull (found);
  return MILL_EXPRESSION_EDITOR (found);
}

/* ---- tests ---- */

static void
test_pages (void)
{
  Seen *seen = seen_new ();
  const char *both[] = { "big", "more" };
  MillSelection *selection = mill_workspace_get_selection (seen->fixture->workspace);
  g_assert_nonnull (robot_find (seen->inspector, MILL_TYPE_PIPELINE_PANEL, NULL));
  select_block (seen, "big");
  GtkWidget *panel = robot_find (seen->inspector, MILL_TYPE_BLOCK_PANEL, NULL);
  g_assert_true (panel != NULL && gtk_widget_get_mapped (panel));
  mill_selection_set_blocks (selection, both, 2);
  robot_settle ();
  panel = robot_find (seen->inspector, MILL_TYPE_MANY_PANEL, NULL);
  g_assert_true (panel != NULL && gtk_widget_get_mapped (panel));
  mill_selection_set_link (
      selection, mill_document_find_link (seen->fixture->document, "rows", "out", "big", "in"));
  robot_settle ();
  panel = robot_find (seen->inspector, MILL_TYPE_LINK_PANEL, NULL);
  g_assert_true (panel != NULL && gtk_widget_get_mapped (panel));
  seen_free (seen);
}

/* Typing is one step, however many keys; taking it back is seen in the field. */
static void
test_typing_is_one_step (void)
{
  Seen *seen = seen_new ();
  select_block (seen, "big");
  MillExpressionEditor *expression = find_expression (seen);
  guint before = mill_undo_n_steps (seen_get_undo (seen));
  mill_workspace_reveal (seen->fixture->workspace, "big", "condition");
  robot_key (GDK_KEY_End, GDK_CONTROL_MASK);
  robot_type (" and b > 'w'");
  robot_settle ();
  assert_param (seen, "big", "condition", "'a >= ${limit} and b > 'w''");
  g_assert_cmpuint (mill_undo_n_steps (seen_get_undo (seen)), ==, before + 1);
  g_assert_true (mill_undo_undo (seen_get_undo (seen)));
  robot_settle ();
  g_autofree char *text = mill_expression_editor_get_text (expression);
  g_assert_cmpstr (text, ==, "a >= ${limit}");
  g_assert_cmpuint (mill_undo_get_position (seen_get_undo (seen)), ==, before);
  seen_free (seen);
}

static gboolean
has_result (gpointer data)
{
  return *mill_expression_editor_get_result (data) != '\0';
}

/* The reference to the parameter has its value, and the first rows their results. */
static void
test_result (void)
{
  Seen *seen = seen_new ();
  select_block (seen, "big");
  MillExpressionEditor *expression = find_expression (seen);
  g_assert_null (mill_expression_editor_get_error (expression));
  g_assert_true (robot_wait (has_result, expression));
  g_assert_cmpstr (mill_expression_editor_get_result (expression), ==, "false  ·  true  ·  true");
  seen_free (seen);
}

static gboolean
is_wrong (gpointer data)
{
  return gtk_widget_has_css_class (data, "mill-wrong");
}

static void
test_problem (void)
{
  Seen *seen = seen_new ();
  select_block (seen, "rows");
  g_assert_false (is_wrong (seen_find_row (seen->inspector, "columns")));
  mill_document_set_param (seen->fixture->document, "rows", "columns", NULL, NULL);
  g_assert_true (robot_wait (is_wrong, seen_find_row (seen->inspector, "columns")));
  seen_free (seen);
}

/* People see which block and which field it is, and where in it. */
static void
test_problem_words (void)
{
  static const char unknown[] = "there is no column 'zz'; a text stands in single quotes";
  static const char in_header[]
      = "Condition: there is no column 'zz'; a text stands in single quotes";
  Seen *seen = seen_new ();
  g_autoptr (JsonNode) condition = json_from_string ("\"a > 1 and zz > 2\"", NULL);
  g_autoptr (JsonNode) order = json_from_string ("[{ \"column\": \"gone\" }]", NULL);
  mill_document_set_param (seen->fixture->document, "big", "condition", condition, NULL);
  mill_document_add_block (seen->fixture->document, "by-what", "sort", NULL, 0, 0, NULL);
  mill_document_set_param (seen->fixture->document, "by-what", "by", order, NULL);
  mill_document_link (seen->fixture->document, "rows", "out", "by-what", "in", NULL);
  select_block (seen, "big");
  ROBOT_WAIT (seen_find_label (seen->inspector, in_header) != NULL);
  g_assert_nonnull (
      seen_find_label (GTK_WIDGET (seen_find_row (seen->inspector, "condition")), unknown));
  select_block (seen, "by-what");
  ROBOT_WAIT (seen_find_label (seen->inspector,
                               "Sort by: input 'in' has no column 'gone'; it has a integer, b text")
              != NULL);
  seen_free (seen);
}

/* The order of columns counts although JSON objects have none. */
static void
test_reorder (void)
{
  Seen *seen = seen_new ();
  select_block (seen, "more");
  GtkWidget *list = robot_find (seen->inspector, MILL_TYPE_ITEM_LIST, NULL);
  gtk_widget_activate_action (mill_item_list_get (MILL_ITEM_LIST (list), 1), "item.up", NULL);
  assert_param (seen, "more", "columns", "{'b':'upper(b)','twice':'a * 2'}");
  g_assert_cmpuint (mill_undo_n_steps (seen_get_undo (seen)), ==, 1);
  mill_undo_undo (seen_get_undo (seen));
  robot_settle ();
  assert_param (seen, "more", "columns", "{'twice':'a * 2','b':'upper(b)'}");
  seen_free (seen);
}

static void
test_schema (void)
{
  static const struct
  {
    MillChange kind;
    const char *name;
  } wanted[] = {
    { MILL_CHANGE_HEADING, "in" },  { MILL_CHANGE_NONE, "a" }, { MILL_CHANGE_NONE, "b" },
    { MILL_CHANGE_HEADING, "out" }, { MILL_CHANGE_NONE, "a" }, { MILL_CHANGE_COMPUTED, "b" },
    { MILL_CHANGE_ADDED, "twice" },
  };
  g_autoptr (Fixture) fixture = fixture_new (pipeline);
  MillAnalysis *analysis = mill_workspace_get_analysis (fixture->workspace);
  g_autoptr (GListModel) list
      = mill_schema_changes_list (analysis, (guint)mill_analysis_find_block (analysis, "more"));
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, G_N_ELEMENTS (wanted));
  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    {
      g_autoptr (MillSchemaChange) change = g_list_model_get_item (list, i);
      g_assert_cmpstr (mill_schema_change_get_name (change), ==, wanted[i].name);
      g_assert_cmpint (mill_schema_change_get_kind (change), ==, wanted[i].kind);
    }
}

static void
test_link (void)
{
  Seen *seen = seen_new ();
  MillDocLink *link = mill_document_find_link (seen->fixture->document, "rows", "out", "big", "in");
  mill_selection_set_link (mill_workspace_get_selection (seen->fixture->workspace), link);
  robot_settle ();
  GtkWidget *panel = robot_find (seen->inspector, MILL_TYPE_LINK_PANEL, NULL);
  mill_link_panel_choose (MILL_LINK_PANEL (panel), MILL_TRANSITION_QUEUE);
  g_assert_cmpint (mill_doc_link_get_kind (link), ==, MILL_TRANSITION_QUEUE);
  /* not complete without an address: the link stays what it is until there is one */
  mill_link_panel_choose (MILL_LINK_PANEL (panel), MILL_TRANSITION_REQUEST);
  g_assert_cmpint (mill_doc_link_get_kind (link), ==, MILL_TRANSITION_QUEUE);
  robot_settle ();
  gtk_widget_grab_focus (GTK_WIDGET (seen_find_row (panel, "url")));
  robot_type ("https://example.org/score");
  robot_key (GDK_KEY_Return, 0);
  robot_settle ();
  g_assert_cmpint (mill_doc_link_get_kind (link), ==, MILL_TRANSITION_REQUEST);
  g_assert_cmpuint (mill_undo_n_steps (seen_get_undo (seen)), ==, 2);
  mill_undo_undo (seen_get_undo (seen));
  g_assert_cmpint (mill_doc_link_get_kind (link), ==, MILL_TRANSITION_QUEUE);
  seen_free (seen);
}

static void
test_many (void)
{
  Seen *seen = seen_new ();
  const char *both[] = { "big", "more" };
  mill_selection_set_blocks (mill_workspace_get_selection (seen->fixture->workspace), both, 2);
  robot_settle ();
  GtkWidget *panel = robot_find (seen->inspector, MILL_TYPE_MANY_PANEL, NULL);
  gtk_widget_activate_action (panel, "many.disable", NULL);
  g_assert_true (
      mill_doc_block_get_disabled (mill_document_find_block (seen->fixture->document, "more")));
  g_assert_cmpuint (mill_undo_n_steps (seen_get_undo (seen)), ==, 1);
  gtk_widget_activate_action (panel, "many.remove", NULL);
  g_assert_null (mill_document_find_block (seen->fixture->document, "big"));
  g_assert_cmpuint (mill_undo_n_steps (seen_get_undo (seen)), ==, 2);
  mill_undo_undo (seen_get_undo (seen));
  g_assert_nonnull (mill_document_find_block (seen->fixture->document, "big"));
  seen_free (seen);
}

static void
keep_text (char **kept, const char *text)
{
  g_free (*kept);
  *kept = g_strdup (text);
}

/* One block beside a note is one block; and it is said what has been done to both. */
static void
test_many_words (void)
{
  static const char *const blocks[] = { "big" }, *const notes[] = { "remark" };
  static const MillAnnotation note = {
    .kind = MILL_ANNOTATION_NOTE, .text = "Why", .width = 100, .height = 100, .color = "yellow"
  };
  Seen *seen = seen_new ();
  MillSelection *selection = mill_workspace_get_selection (seen->fixture->workspace);
  g_autofree char *said = NULL;
  g_signal_connect_swapped (seen->fixture->workspace, "edited", G_CALLBACK (keep_text), &said);
  g_assert_true (mill_document_set_annotation (seen->fixture->document, "remark", &note, NULL));
  mill_selection_set_items (selection, blocks, 1, notes, 1);
  robot_settle ();
  GtkWidget *panel = robot_find (seen->inspector, MILL_TYPE_MANY_PANEL, NULL);
  gtk_widget_activate_action (panel, "many.disable", NULL);
  g_assert_cmpstr (mill_undo_get_undo_name (seen_get_undo (seen)), ==, "Disable 1 block");
  gtk_widget_activate_action (panel, "many.enable", NULL);
  g_assert_cmpstr (mill_undo_get_undo_name (seen_get_undo (seen)), ==, "Enable 1 block");
  gtk_widget_activate_action (panel, "many.remove", NULL);
  g_assert_cmpstr (mill_undo_get_undo_name (seen_get_undo (seen)), ==, "Delete 2 items");
  g_assert_cmpstr (said, ==, "2 items deleted");
  seen_free (seen);
}

static const char alike[]
    = "{ 'millrace': 1, 'blocks': {"
      "    'one': { 'type': 'sqlite-out', 'params': { 'path': 'a.db', 'table': 't',"
      "             'mode': 'append' } },"
      "    'two': { 'type': 'sqlite-out', 'params': { 'path': 'b.db', 'table': 't' } },"
      "    'out': { 'type': 'csv-file-out', 'params': { 'path': 'c.csv' } },"
      "    'shown': { 'type': 'table', 'params': { 'rows': 5 } } } }";

static void
select_blocks (Seen *seen, const char *const *ids, guint n)
{
  mill_selection_set_blocks (mill_workspace_get_selection (seen->fixture->workspace), ids, n);
  GtkWidget *many = robot_find (seen->inspector, MILL_TYPE_MANY_PANEL, NULL);
  ROBOT_WAIT (robot_find (many, MILL_TYPE_PARAM_FORM, NULL) != NULL);
  robot_settle ();
}

/* What several blocks have in common is edited for all of them, as one step. */
static void
test_many_params (void)
{
  static const char *const both[] = { "one", "two" };
  Seen *seen = seen_of (fixture_new (alike));
  select_blocks (seen, both, 2);
  ROBOT_WAIT (seen_find_row (seen->inspector, "table") != NULL);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (seen_find_entry (seen, "table"))), ==, "t");
  gtk_widget_grab_focus (GTK_WIDGET (seen_find_entry (seen, "table")));
  robot_key (GDK_KEY_a, GDK_CONTROL_MASK);
  robot_type ("both");
  assert_param (seen, "one", "table", "'both'");
  assert_param (seen, "two", "table", "'both'");
  g_assert_cmpuint (mill_undo_n_steps (seen_get_undo (seen)), ==, 1);
  robot_key (GDK_KEY_Return, 0);
  robot_settle ();

  /* where they differ, one value for all can be had */
  GtkWidget *mode = GTK_WIDGET (seen_find_row (seen->inspector, "mode"));
  g_assert_nonnull (seen_find_label (mode, "(different values)"));
  g_signal_emit_by_name (robot_find_button (mode, "Make the same"), "clicked");
  robot_settle ();
  assert_param (seen, "one", "mode", "");
  g_assert_null (seen_find_label (mode, "(different values)"));
  g_assert_cmpuint (mill_undo_n_steps (seen_get_undo (seen)), ==, 2);
  mill_undo_undo (seen_get_undo (seen));
  assert_param (seen, "one", "mode", "'append'");
  ROBOT_WAIT (seen_find_label (mode, "(different values)") != NULL);
  mill_undo_undo (seen_get_undo (seen));
  assert_param (seen, "one", "table", "'t'");
  seen_free (seen);
}

static void
test_many_mixed_text (void)
{
  static const char *const both[] = { "one", "two" };
  Seen *seen = seen_of (fixture_new (alike));
  g_autoptr (JsonNode) other = json_from_string ("\"boat\"", NULL);
  mill_document_set_param (seen->fixture->document, "two", "table", other, NULL);
  mill_undo_seal (seen_get_undo (seen));
  select_blocks (seen, both, 2);
  ROBOT_WAIT (seen_find_row (seen->inspector, "table") != NULL);
  GtkEntry *entry = seen_find_entry (seen, "table");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "");
  g_assert_cmpstr (gtk_entry_get_placeholder_text (entry), ==, "(different values)");
  /* one step, although the first letters are what one of them has */
  gtk_widget_grab_focus (GTK_WIDGET (entry));
  robot_type ("tb");
  assert_param (seen, "one", "table", "'tb'");
  assert_param (seen, "two", "table", "'tb'");
  g_assert_cmpuint (mill_undo_n_steps (seen_get_undo (seen)), ==, 2);
  mill_undo_undo (seen_get_undo (seen));
  assert_param (seen, "two", "table", "'boat'");
  assert_param (seen, "one", "table", "'t'");
  seen_free (seen);
}

/* Of different kinds: what is called the same, of the same type; and refused rows. */
static void
test_many_kinds (void)
{
  static const char *const kinds[] = { "one", "out" };
  static const char *const strangers[] = { "one", "shown" };
  Seen *seen = seen_of (fixture_new (alike));
  MillDocument *document = seen->fixture->document;
  select_blocks (seen, kinds, 2);
  ROBOT_WAIT (seen_find_row (seen->inspector, "path") != NULL);
  g_assert_null (seen_find_row (seen->inspector, "table"));
  GtkWidget *keep = robot_find_button (robot_find (seen->inspector, MILL_TYPE_MANY_PANEL, NULL),
                                       "Write them to a CSV file");
  g_assert_nonnull (keep);
  guint n = g_list_model_get_n_items (mill_document_get_blocks (document));
  g_signal_emit_by_name (keep, "clicked");
  g_assert_cmpuint (g_list_model_get_n_items (mill_document_get_blocks (document)), >, n);
  g_assert_cmpuint (mill_undo_n_steps (seen_get_undo (seen)), ==, 1);
  ROBOT_WAIT (!gtk_widget_get_mapped (keep));
  select_blocks (seen, strangers, 2);
  ROBOT_WAIT (seen_find_row (seen->inspector, "path") == NULL);
  seen_free (seen);
}

static const char unlike[]
    = "{ 'millrace': 1, 'blocks': {"
      "    'in': { 'type': 'csv-file', 'params': { 'path': 'a.csv' } },"
      "    'tidy': { 'type': 'clean' },"
      "    'out': { 'type': 'csv-file-out', 'params': { 'path': 'b.csv' } } } }";

/* A value that is not given is that of each kind; and what one reads the other may not write. */
static void
test_many_defaults (void)
{
  static const char *const both[] = { "in", "tidy" };
  static const char *const ends[] = { "in", "out" };
  Seen *seen = seen_of (fixture_new (unlike));
  select_blocks (seen, both, 2);
  GtkWidget *trim = GTK_WIDGET (seen_find_row (seen->inspector, "trim"));
  GtkWidget *same = robot_find_button (trim, "Make the same");
  g_assert_nonnull (same);
  g_signal_emit_by_name (same, "clicked");
  assert_param (seen, "in", "trim", "true");
  ROBOT_WAIT (seen_find_label (trim, "(different values)") == NULL);
  g_assert_cmpuint (mill_undo_n_steps (seen_get_undo (seen)), ==, 1);
  /* as it is read again from a file, where no default stands */
  mill_document_set_param (seen->fixture->document, "tidy", "trim", NULL, NULL);
  select_blocks (seen, ends, 2);
  ROBOT_WAIT (seen_find_row (seen->inspector, "trim") == NULL);
  g_assert_nonnull (seen_find_row (seen->inspector, "delimiter"));
  g_assert_null (seen_find_row (seen->inspector, "path"));
  select_blocks (seen, both, 2);
  ROBOT_WAIT (seen_find_row (seen->inspector, "trim") != NULL);
  trim = GTK_WIDGET (seen_find_row (seen->inspector, "trim"));
  g_assert_null (robot_find_button (trim, "Make the same"));
  GtkWidget *control = robot_find (trim, GTK_TYPE_SWITCH, NULL);
  g_assert_true (gtk_switch_get_active (GTK_SWITCH (control)));
  g_signal_emit_by_name (robot_find (trim, GTK_TYPE_BUTTON, "Reset to default"), "clicked");
  assert_param (seen, "in", "trim", "");
  ROBOT_WAIT (seen_find_label (trim, "(different values)") != NULL);
  seen_free (seen);
}

static void
test_label_and_id (void)
{
  Seen *seen = seen_new ();
  select_block (seen, "big");
  GtkWidget *label = robot_find (seen->inspector, GTK_TYPE_ENTRY, "What people call this block");
  gtk_widget_grab_focus (label);
  robot_type ("Big ones");
  robot_settle ();
  g_assert_cmpstr (
      mill_doc_block_get_label (mill_document_find_block (seen->fixture->document, "big")),
      ==,
      "Big ones");
  GtkWidget *id = robot_find (seen->inspector, GTK_TYPE_ENTRY, "id");
  gtk_editable_set_text (GTK_EDITABLE (id), "not an id!");
  g_signal_emit_by_name (id, "activate");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (id)), ==, "big");
  gtk_editable_set_text (GTK_EDITABLE (id), "large");
  /* a block that moves meanwhile does not take it away */
  mill_document_move_block (seen->fixture->document, "big", 8, 8, NULL);
  mill_undo_undo (seen_get_undo (seen));
  g_signal_emit_by_name (id, "activate");
  g_assert_nonnull (mill_document_find_block (seen->fixture->document, "large"));
  g_assert_cmpuint (mill_undo_n_steps (seen_get_undo (seen)), ==, 2);
  /* the form goes on with the new id */
  mill_workspace_reveal (seen->fixture->workspace, "large", "condition");
  robot_key (GDK_KEY_End, GDK_CONTROL_MASK);
  robot_type (" or true");
  robot_settle ();
  assert_param (seen, "large", "condition", "'a >= ${limit} or true'");
  seen_free (seen);
}

static void
test_words_of_users (void)
{
  MillParam param = { .field = "input", .label = "input" };
  MillParam ours = { .field = "input_", .label = "Input" };
  param.field = param.label;
  g_assert_true (mill_param_words (&param, param.label) == param.label);
  g_assert_cmpstr (mill_param_words (&ours, "Input"), ==, g_dgettext (GETTEXT_PACKAGE, "Input"));
}

static const char outputs[]
    = "{ 'millrace': 1, 'blocks': {"
      "    'one': { 'type': 'sqlite-out', 'params': { 'path': 'first.db', 'table': 't' } },"
      "    'two': { 'type': 'sqlite-out', 'params': { 'path': 'second.db', 'table': 't' } },"
      "    'text': { 'type': 'csv-file-out', 'params': { 'path': 'all.csv' } } } }";

/* What another block says of the same thing is offered: a database, but no table of text. */
static void
test_used (void)
{
  Seen *seen = seen_of (fixture_new (outputs));
  select_block (seen, "one");
  GtkWidget *row = GTK_WIDGET (seen_find_row (seen->inspector, "path"));
  GtkWidget *used = robot_find (row, GTK_TYPE_MENU_BUTTON, "Used in this pipeline");
  g_assert_nonnull (used);
  robot_click_widget (used);
  ROBOT_WAIT (robot_find (used, GTK_TYPE_LIST_BOX_ROW, NULL) != NULL);
  GtkWidget *first = robot_find (used, GTK_TYPE_LIST_BOX_ROW, NULL);
  g_assert_null (gtk_widget_get_next_sibling (first));
  robot_settle ();
  robot_click_widget (first);
  assert_param (seen, "one", "path", "'second.db'");
  g_assert_cmpuint (mill_undo_n_steps (seen_get_undo (seen)), ==, 1);
  /* nothing else is left to choose, here and where there was nothing at all */
  g_assert_null (robot_find (row, GTK_TYPE_MENU_BUTTON, "Used in this pipeline"));
  select_block (seen, "text");
  row = GTK_WIDGET (seen_find_row (seen->inspector, "path"));
  g_assert_null (robot_find (row, GTK_TYPE_MENU_BUTTON, "Used in this pipeline"));
  seen_free (seen);
}

/* Every block of every example opens in time, the first of its kind included. */
static void
test_opens_fast (void)
{
  static const char *const names[] = { "machine-temperature", "messy-bank-file", "weather" };
  gint64 worst = 0;
  g_autofree char *slow = NULL;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      Seen *seen = seen_of (fixture_new_example (names[i]));
      GListModel *blocks = mill_document_get_blocks (seen->fixture->document);
      for (guint k = 0; k < g_list_model_get_n_items (blocks); k++)
        {
          g_autoptr (MillDocBlock) block = g_list_model_get_item (blocks, k);
          gint64 start = g_get_monotonic_time ();
          mill_selection_set_block (mill_workspace_get_selection (seen->fixture->workspace),
                                    mill_doc_block_get_id (block));
          gint64 took = g_get_monotonic_time () - start;
          if (took > worst)
            {
              g_free (slow);
              slow = g_strdup (mill_doc_block_get_id (block));
            }
          worst = MAX (worst, took);
          robot_settle ();
        }
      g_assert_cmpuint (mill_undo_n_steps (seen_get_undo (seen)), ==, 0);
      seen_free (seen);
    }
  g_test_message ("slowest: %s, %.1f ms", slow, (double)worst / 1000);
  if (g_test_perf ())
    g_assert_cmpint (worst, <, OPEN_MS * 1000);
}

/* Who clicks a switch may be at another block of the same type before it has moved. */
static void
test_switch_at_once (void)
{
  Seen *seen = seen_of (
      fixture_new ("{ 'millrace': 1, 'blocks': {"
                   "  'one': { 'type': 'clean' }, 'other': { 'type': 'clean' } }, 'links': [] }"));
  GtkSettings *settings = gtk_settings_get_default ();
  g_object_set (settings, "gtk-enable-animations", TRUE, NULL);
  select_block (seen, "one");
  GtkWidget *control = robot_find (seen->inspector, GTK_TYPE_SWITCH, NULL);
  g_assert_nonnull (control);
  robot_click_widget (control);
  select_block (seen, "other");
  gint64 end = g_get_monotonic_time () + G_USEC_PER_SEC / 2; /* all that could still move has */
  while (g_get_monotonic_time () < end)
    robot_spin ();
  g_object_set (settings, "gtk-enable-animations", FALSE, NULL);
  MillDocument *document = seen->fixture->document;
  JsonObject *one = mill_doc_block_get_params (mill_document_find_block (document, "one"));
  JsonObject *other = mill_doc_block_get_params (mill_document_find_block (document, "other"));
  g_assert_cmpuint (json_object_get_size (one), ==, 1);
  g_assert_cmpuint (json_object_get_size (other), ==, 0);
  seen_free (seen);
}

/* Without animations, too, a key turns it once. */
static void
test_switch_by_key (void)
{
  static const guint keys[] = { GDK_KEY_space, GDK_KEY_Return };
  for (guint i = 0; i < 2 * G_N_ELEMENTS (keys); i++)
    {
      Seen *seen
          = seen_of (fixture_new ("{ 'millrace': 1, 'blocks': { 'one': { 'type': 'clean' } } }"));
      GtkSettings *settings = gtk_settings_get_default ();
      g_object_set (settings, "gtk-enable-animations", i >= G_N_ELEMENTS (keys), NULL);
      select_block (seen, "one");
      GtkWidget *control = robot_find (seen->inspector, GTK_TYPE_SWITCH, NULL);
      gboolean before = gtk_switch_get_active (GTK_SWITCH (control));
      gtk_widget_grab_focus (control);
      robot_key (keys[i % G_N_ELEMENTS (keys)], 0);
      robot_settle ();
      g_assert_cmpint (gtk_switch_get_active (GTK_SWITCH (control)), ==, !before);
      g_assert_cmpuint (mill_undo_n_steps (seen_get_undo (seen)), ==, 1);
      robot_click_widget (control);
      robot_settle ();
      g_assert_cmpint (gtk_switch_get_active (GTK_SWITCH (control)), ==, before);
      g_assert_cmpuint (mill_undo_n_steps (seen_get_undo (seen)), ==, 2);
      g_object_set (settings, "gtk-enable-animations", FALSE, NULL);
      seen_free (seen);
    }
}

int
main (int argc, char **argv)
{
  robot_init (&argc, &argv);
  g_test_add_func ("/inspector/pages", test_pages);
  g_test_add_func ("/inspector/typing-is-one-step", test_typing_is_one_step);
  g_test_add_func ("/inspector/result", test_result);
  g_test_add_func ("/inspector/problem", test_problem);
  g_test_add_func ("/inspector/problem-words", test_problem_words);
  g_test_add_func ("/inspector/reorder", test_reorder);
  g_test_add_func ("/inspector/schema", test_schema);
  g_test_add_func ("/inspector/link", test_link);
  g_test_add_func ("/inspector/many", test_many);
  g_test_add_func ("/inspector/many-words", test_many_words);
  g_test_add_func ("/inspector/many-params", test_many_params);
  g_test_add_func ("/inspector/many-mixed-text", test_many_mixed_text);
  g_test_add_func ("/inspector/many-kinds", test_many_kinds);
  g_test_add_func ("/inspector/many-defaults", test_many_defaults);
  g_test_add_func ("/inspector/label-and-id", test_label_and_id);
  g_test_add_func ("/inspector/words-of-users", test_words_of_users);
  g_test_add_func ("/inspector/used", test_used);
  g_test_add_func ("/inspector/switch-at-once", test_switch_at_once);
  g_test_add_func ("/inspector/switch-by-key", test_switch_by_key);
  g_test_add_func ("/inspector/opens-fast", test_opens_fast);
  return g_test_run ();
}
