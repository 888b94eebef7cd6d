/* test-inspector.c: what is selected is shown, and what is edited is one step of the document.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-block-panel.h"
#include "mill-environment-picker.h"
#include "mill-entry-card.h"
#include "mill-expression-editor.h"
#include "mill-inspector.h"
#include "mill-item-list.h"
#include "mill-link-panel.h"
#include "mill-many-panel.h"
#include "mill-param-form.h"
#include "mill-param-row.h"
#include "mill-params.h"
#include "mill-pipeline-panel.h"
#include "mill-schema-change.h"
#include "mill-secret-field.h"
#include "mill-values.h"
#include "robot.h"
#include "workspace-fixture.h"

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

typedef struct
{
  Fixture *fixture;
  GtkWidget *inspector;
  GtkWindow *window;
} Seen;

static Seen *
seen_of (Fixture *fixture)
{
  Seen *seen = g_new0 (Seen, 1);
  seen->fixture = fixture;
  seen->inspector = mill_inspector_new ();
  mill_inspector_set_workspace (MILL_INSPECTOR (seen->inspector), fixture->workspace);
  seen->window = robot_window (seen->inspector, 360, 900);
  return seen;
}

static Seen *
seen_new (void)
{
  return seen_of (fixture_new (pipeline));
}

static void
seen_free (Seen *seen)
{
  robot_close (seen->window);
  fixture_free (seen->fixture);
  g_free (seen);
}

static void
select_block (Seen *seen, const char *id)
{
  mill_selection_set_block (mill_workspace_get_selection (seen->fixture->workspace), id);
  robot_settle ();
}

static MillUndo *
get_undo (Seen *seen)
{
  return mill_document_get_undo (seen->fixture->document);
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
  guint before = mill_undo_n_steps (get_undo (seen));
  mill_workspace_reveal (seen->fixture->workspace, "big", "condition");
  robot_key (GDK_KEY_End, GDK_CONTROL_MASK);
  robot_type (" and b > 'w'");
  robot_settle ();
  assert_param (seen, "big", "condition", "'a >= ${limit} and b > 'w''");
  g_assert_cmpuint (mill_undo_n_steps (get_undo (seen)), ==, before + 1);
  g_assert_true (mill_undo_undo (get_undo (seen)));
  robot_settle ();
  g_autofree char *text = mill_expression_editor_get_text (expression);
  g_assert_cmpstr (text, ==, "a >= ${limit}");
  g_assert_cmpuint (mill_undo_get_position (get_undo (seen)), ==, before);
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

static MillParamRow *
find_row (GtkWidget *widget, const char *name)
{
  if (MILL_IS_PARAM_ROW (widget)
      && g_str_equal (mill_param_name (mill_param_row_get_param (MILL_PARAM_ROW (widget))), name))
    return MILL_PARAM_ROW (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      MillParamRow *found = find_row (child, name);
      if (found != NULL)
        return found;
    }
  return NULL;
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
  g_assert_false (is_wrong (find_row (seen->inspector, "columns")));
  mill_document_set_param (seen->fixture->document, "rows", "columns", NULL, NULL);
  g_assert_true (robot_wait (is_wrong, find_row (seen->inspector, "columns")));
  seen_free (seen);
}

/* The label below @widget that is on the screen and says @text. */
static GtkWidget *
find_label (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget)
      && g_str_equal (gtk_label_get_text (GTK_LABEL (widget)), text))
    return widget;
  GtkWidget *found = NULL;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_label (child, text);
  return found;
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
  ROBOT_WAIT (find_label (seen->inspector, in_header) != NULL);
  g_assert_nonnull (find_label (GTK_WIDGET (find_row (seen->inspector, "condition")), unknown));
  select_block (seen, "by-what");
  ROBOT_WAIT (find_label (seen->inspector,
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
  g_assert_cmpuint (mill_undo_n_steps (get_undo (seen)), ==, 1);
  mill_undo_undo (get_undo (seen));
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
  gtk_widget_grab_focus (GTK_WIDGET (find_row (panel, "url")));
  robot_type ("https://example.org/score");
  robot_key (GDK_KEY_Return, 0);
  robot_settle ();
  g_assert_cmpint (mill_doc_link_get_kind (link), ==, MILL_TRANSITION_REQUEST);
  g_assert_cmpuint (mill_undo_n_steps (get_undo (seen)), ==, 2);
  mill_undo_undo (get_undo (seen));
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
  g_assert_cmpuint (mill_undo_n_steps (get_undo (seen)), ==, 1);
  gtk_widget_activate_action (panel, "many.remove", NULL);
  g_assert_null (mill_document_find_block (seen->fixture->document, "big"));
  g_assert_cmpuint (mill_undo_n_steps (get_undo (seen)), ==, 2);
  mill_undo_undo (get_undo (seen));
  g_assert_nonnull (mill_document_find_block (seen->fixture->document, "big"));
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

static GtkEntry *
entry_of (Seen *seen, const char *name)
{
  return GTK_ENTRY (
      robot_find (GTK_WIDGET (find_row (seen->inspector, name)), GTK_TYPE_ENTRY, NULL));
}

/* What several blocks have in common is edited for all of them, as one step. */
static void
test_many_params (void)
{
  static const char *const both[] = { "one", "two" };
  Seen *seen = seen_of (fixture_new (alike));
  select_blocks (seen, both, 2);
  ROBOT_WAIT (find_row (seen->inspector, "table") != NULL);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry_of (seen, "table"))), ==, "t");
  gtk_widget_grab_focus (GTK_WIDGET (entry_of (seen, "table")));
  robot_key (GDK_KEY_a, GDK_CONTROL_MASK);
  robot_type ("both");
  assert_param (seen, "one", "table", "'both'");
  assert_param (seen, "two", "table", "'both'");
  g_assert_cmpuint (mill_undo_n_steps (get_undo (seen)), ==, 1);
  robot_key (GDK_KEY_Return, 0);
  robot_settle ();

  /* where they differ, one value for all can be had */
  GtkWidget *mode = GTK_WIDGET (find_row (seen->inspector, "mode"));
  g_assert_nonnull (find_label (mode, "(different values)"));
  g_signal_emit_by_name (robot_find_button (mode, "Make the same"), "clicked");
  robot_settle ();
  assert_param (seen, "one", "mode", "");
  g_assert_null (find_label (mode, "(different values)"));
  g_assert_cmpuint (mill_undo_n_steps (get_undo (seen)), ==, 2);
  mill_undo_undo (get_undo (seen));
  assert_param (seen, "one", "mode", "'append'");
  ROBOT_WAIT (find_label (mode, "(different values)") != NULL);
  mill_undo_undo (get_undo (seen));
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
  mill_undo_seal (get_undo (seen));
  select_blocks (seen, both, 2);
  ROBOT_WAIT (find_row (seen->inspector, "table") != NULL);
  GtkEntry *entry = entry_of (seen, "table");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "");
  g_assert_cmpstr (gtk_entry_get_placeholder_text (entry), ==, "(different values)");
  /* one step, although the first letters are what one of them has */
  gtk_widget_grab_focus (GTK_WIDGET (entry));
  robot_type ("tb");
  assert_param (seen, "one", "table", "'tb'");
  assert_param (seen, "two", "table", "'tb'");
  g_assert_cmpuint (mill_undo_n_steps (get_undo (seen)), ==, 2);
  mill_undo_undo (get_undo (seen));
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
  ROBOT_WAIT (find_row (seen->inspector, "path") != NULL);
  g_assert_null (find_row (seen->inspector, "table"));
  GtkWidget *keep = robot_find_button (robot_find (seen->inspector, MILL_TYPE_MANY_PANEL, NULL),
                                       "Write them to a CSV file");
  g_assert_nonnull (keep);
  guint n = g_list_model_get_n_items (mill_document_get_blocks (document));
  g_signal_emit_by_name (keep, "clicked");
  g_assert_cmpuint (g_list_model_get_n_items (mill_document_get_blocks (document)), >, n);
  g_assert_cmpuint (mill_undo_n_steps (get_undo (seen)), ==, 1);
  ROBOT_WAIT (!gtk_widget_get_mapped (keep));
  select_blocks (seen, strangers, 2);
  ROBOT_WAIT (find_row (seen->inspector, "path") == NULL);
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
  GtkWidget *trim = GTK_WIDGET (find_row (seen->inspector, "trim"));
  GtkWidget *same = robot_find_button (trim, "Make the same");
  g_assert_nonnull (same);
  g_signal_emit_by_name (same, "clicked");
  assert_param (seen, "in", "trim", "true");
  ROBOT_WAIT (find_label (trim, "(different values)") == NULL);
  g_assert_cmpuint (mill_undo_n_steps (get_undo (seen)), ==, 1);
  /* as it is read again from a file, where no default stands */
  mill_document_set_param (seen->fixture->document, "tidy", "trim", NULL, NULL);
  select_blocks (seen, ends, 2);
  ROBOT_WAIT (find_row (seen->inspector, "trim") == NULL);
  g_assert_nonnull (find_row (seen->inspector, "delimiter"));
  g_assert_null (find_row (seen->inspector, "path"));
  select_blocks (seen, both, 2);
  ROBOT_WAIT (find_row (seen->inspector, "trim") != NULL);
  trim = GTK_WIDGET (find_row (seen->inspector, "trim"));
  g_assert_null (robot_find_button (trim, "Make the same"));
  GtkWidget *control = robot_find (trim, GTK_TYPE_SWITCH, NULL);
  g_assert_true (gtk_switch_get_active (GTK_SWITCH (control)));
  g_signal_emit_by_name (robot_find (trim, GTK_TYPE_BUTTON, "Reset to default"), "clicked");
  assert_param (seen, "in", "trim", "");
  ROBOT_WAIT (find_label (trim, "(different values)") != NULL);
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
  mill_undo_undo (get_undo (seen));
  g_signal_emit_by_name (id, "activate");
  g_assert_nonnull (mill_document_find_block (seen->fixture->document, "large"));
  g_assert_cmpuint (mill_undo_n_steps (get_undo (seen)), ==, 2);
  /* the form goes on with the new id */
  mill_workspace_reveal (seen->fixture->workspace, "large", "condition");
  robot_key (GDK_KEY_End, GDK_CONTROL_MASK);
  robot_type (" or true");
  robot_settle ();
  assert_param (seen, "large", "condition", "'a >= ${limit} or true'");
  seen_free (seen);
}

static void
test_parameters (void)
{
  Seen *seen = seen_new ();
  robot_settle ();
  GtkWidget *add = robot_find_button (seen->inspector, "Add a parameter");
  g_assert_nonnull (add);
  g_signal_emit_by_name (add, "clicked");
  robot_settle ();
  MillDocParameter parameter;
  g_assert_true (mill_document_get_parameter (seen->fixture->document, "parameter", &parameter));
  robot_key (GDK_KEY_a, GDK_CONTROL_MASK);
  robot_type ("depth");
  robot_key (GDK_KEY_Return, 0);
  robot_settle ();
  g_assert_true (mill_document_get_parameter (seen->fixture->document, "depth", &parameter));
  g_assert_cmpint (parameter.type, ==, MILL_PARAM_TEXT_);
  GtkWidget *type = GTK_WIDGET (find_row (seen->inspector, "type"));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (robot_find (type, GTK_TYPE_DROP_DOWN, NULL)), 3);
  robot_settle ();
  g_assert_true (mill_document_get_parameter (seen->fixture->document, "depth", &parameter));
  g_assert_cmpint (parameter.type, ==, MILL_PARAM_INTEGER_);
  gtk_widget_grab_focus (GTK_WIDGET (find_row (seen->inspector, "default")));
  robot_type ("12");
  robot_key (GDK_KEY_Return, 0);
  robot_settle ();
  g_assert_true (mill_document_get_parameter (seen->fixture->document, "depth", &parameter));
  g_assert_cmpint (json_node_get_int (parameter.def), ==, 12);
  seen_free (seen);
}

static const char with_environments[]
    = "{ 'millrace': 1, 'parameters': { 'limit': { 'type': 'number', 'default': 2 },"
      "    'kind': { 'type': 'enum', 'choices': [ 'warm', 'cold' ], 'default': 'cold' } },"
      "  'environments': { 'plant': { 'limit': 7 }, 'try': { } },"
      "  'blocks': { 'rows': { 'type': 'rows', 'params': { 'columns': [{ 'name': 'a', 'type': "
      "'integer' }], 'data': '1\\n5\\n9\\n' } },"
      "    'big': { 'type': 'filter', 'params': { 'condition': 'a >= ${limit}' } } },"
      "  'links': [ { 'from': 'rows.out', 'to': 'big.in' } ] }";

static guint64
sampled_rows (Seen *seen)
{
  MillSampleState state;
  MillSampler *sampler = mill_workspace_get_sampler (seen->fixture->workspace);
  MillSample *sample = mill_sampler_get (sampler, "big", "out", &state, NULL);
  return state == MILL_SAMPLE_READY ? mill_sample_n_rows (sample) : 0;
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

static double
number_at (Seen *seen, MillSection section, const char *entry, const char *name)
{
  JsonObject *object = mill_document_get_entry (seen->fixture->document, section, entry);
  return json_object_get_double_member_with_default (object, name, -1);
}

static void
type_value (Seen *seen, const char *name, const char *text)
{
  gtk_widget_grab_focus (
      GTK_WIDGET (find_row (robot_find (seen->inspector, MILL_TYPE_VALUES, NULL), name)));
  robot_key (GDK_KEY_a, GDK_CONTROL_MASK);
  robot_type (text);
  robot_key (GDK_KEY_Return, 0);
  robot_settle ();
}

static void
test_environment (void)
{
  Seen *seen = seen_of (fixture_new (with_environments));
  MillWorkspace *workspace = seen->fixture->workspace;
  MillDocument *document = seen->fixture->document;
  mill_sampler_want (mill_workspace_get_sampler (workspace), "big", "out");
  ROBOT_WAIT (sampled_rows (seen) == 2);
  robot_settle ();
  GtkWidget *values = robot_find (seen->inspector, MILL_TYPE_VALUES, NULL);
  GtkWidget *picker = robot_find (values, MILL_TYPE_ENVIRONMENT_PICKER, NULL);
  GtkDropDown *choice = GTK_DROP_DOWN (robot_find (picker, GTK_TYPE_DROP_DOWN, NULL));

  /* without an environment the values are the defaults */
  type_value (seen, "limit", "4");
  g_assert_cmpfloat (number_at (seen, MILL_SECTION_PARAMETERS, "limit", "default"), ==, 4);
  g_assert_cmpuint (mill_undo_n_steps (get_undo (seen)), ==, 1);

  gtk_drop_down_set_selected (choice, 1);
  g_assert_cmpstr (mill_workspace_get_environment (workspace), ==, "plant");
  ROBOT_WAIT (sampled_rows (seen) == 1);
  robot_settle ();
  type_value (seen, "limit", "5");
  g_assert_cmpfloat (number_at (seen, MILL_SECTION_ENVIRONMENTS, "plant", "limit"), ==, 5);
  g_assert_cmpfloat (number_at (seen, MILL_SECTION_PARAMETERS, "limit", "default"), ==, 4);
  ROBOT_WAIT (sampled_rows (seen) == 2);
  g_assert_cmpuint (mill_undo_n_steps (get_undo (seen)), ==, 2);
  mill_undo_undo (get_undo (seen));
  g_assert_cmpfloat (number_at (seen, MILL_SECTION_ENVIRONMENTS, "plant", "limit"), ==, 7);
  ROBOT_WAIT (sampled_rows (seen) == 1);

  /* a choice that is not given shows what counts instead */
  GtkWidget *kind = GTK_WIDGET (find_row (values, "kind"));
  GtkDropDown *kinds = GTK_DROP_DOWN (robot_find (kind, GTK_TYPE_DROP_DOWN, NULL));
  g_assert_cmpuint (gtk_drop_down_get_selected (kinds), ==, 1);

  /* what is renamed or removed is not used any more */
  mill_document_set_entry (document, MILL_SECTION_ENVIRONMENTS, "plant", NULL, NULL);
  g_assert_null (mill_workspace_get_environment (workspace));
  g_assert_cmpuint (gtk_drop_down_get_selected (choice), ==, 0);
  seen_free (seen);
}

/* What counts instead of a number that is left out is shown as it is, and as it becomes. */
static void
test_environment_number (void)
{
  Seen *seen = seen_of (fixture_new ("{ 'millrace': 1, 'environments': { 'try': { } },"
                                     "  'parameters': { 'share': { 'type': 'number',"
                                     "    'default': 0.5 } } }"));
  robot_settle ();
  mill_workspace_set_environment (seen->fixture->workspace, "try");
  robot_settle ();
  g_assert_cmpstr (gtk_entry_get_placeholder_text (entry_of (seen, "share")), ==, "0.5");
  JsonObject *entry = json_object_new ();
  json_object_set_string_member (entry, "type", "number");
  json_object_set_double_member (entry, "default", 0.7);
  g_assert_true (mill_document_set_entry (
      seen->fixture->document, MILL_SECTION_PARAMETERS, "share", entry, NULL));
  robot_settle ();
  g_assert_cmpstr (gtk_entry_get_placeholder_text (entry_of (seen, "share")), ==, "0.7");
  json_object_unref (entry);
  seen_free (seen);
}

/* Files that are wrong open, too: there is nothing to choose then but what is given. */
static void
test_no_choices (void)
{
  static const char *const wrong[] = { "'type': 'enum'",
                                       "'type': 'enum', 'default': 'warm'",
                                       "'type': 'enum', 'default': 'warm', 'choices': [ ]",
                                       "'type': 'enum', 'choices': 'warm'",
                                       "'type': 'enum', 'choices': [ 1, [ 'warm' ], null ]" };
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autofree char *text
          = g_strdup_printf ("{ 'millrace': 1, 'parameters': { 'kind': { %s } },"
                             "  'environments': { 'try': { }, 'warm': { 'kind': 'warm' } } }",
                             wrong[i]);
      Seen *seen = seen_of (fixture_new (text));
      robot_settle ();
      g_assert_nonnull (find_row (seen->inspector, "kind"));
      mill_workspace_set_environment (seen->fixture->workspace, "try");
      robot_settle ();
      mill_workspace_set_environment (seen->fixture->workspace, "warm");
      robot_settle ();
      g_assert_nonnull (find_label (seen->inspector, "warm"));
      seen_free (seen);
    }
}

static const char with_connection[]
    = "{ 'millrace': 1, 'connections': { 'store': { 'type': 'postgresql',"
      "    'settings': { 'user': 'me', 'api-token': { 'secret': 'old-token' } } } },"
      "  'blocks': { 'one': { 'type': 'sqlite-out', 'params': { 'path': 'first.db', 'table': 't' } "
      "},"
      "    'two': { 'type': 'sqlite-out', 'params': { 'path': 'second.db', 'table': 't' } },"
      "    'text': { 'type': 'csv-file-out', 'params': { 'path': 'all.csv' } } } }";

/* A setting that is called so takes no text, but the name of a secret. */
static void
test_connection (void)
{
  Seen *seen = seen_of (fixture_new (with_connection));
  robot_settle ();
  GtkWidget *card = robot_find (seen->inspector, MILL_TYPE_ENTRY_CARD, NULL);
  mill_entry_card_open (MILL_ENTRY_CARD (card));
  robot_settle ();
  GtkWidget *secret = robot_find (card, MILL_TYPE_SECRET_FIELD, NULL);
  g_assert_nonnull (secret);
  g_assert_cmpstr (mill_secret_field_get_name (MILL_SECRET_FIELD (secret)), ==, "old-token");
  GtkWidget *row = GTK_WIDGET (find_row (card, "settings"));
  MillItemList *list = MILL_ITEM_LIST (robot_find (row, MILL_TYPE_ITEM_LIST, NULL));
  GtkWidget *name = gtk_widget_get_first_child (mill_item_list_get (list, 0));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (name)), ==, "user");
  gtk_widget_grab_focus (name);
  robot_key (GDK_KEY_a, GDK_CONTROL_MASK);
  robot_type ("password");
  robot_key (GDK_KEY_Return, 0);
  robot_settle ();
  GtkWidget *value = gtk_widget_get_last_child (mill_item_list_get (list, 0));
  g_assert_true (MILL_IS_SECRET_FIELD (value));
  gtk_widget_grab_focus (value);
  robot_type ("store-key");
  robot_key (GDK_KEY_Return, 0);
  robot_settle ();
  JsonObject *entry
      = mill_document_get_entry (seen->fixture->document, MILL_SECTION_CONNECTIONS, "store");
  JsonObject *settings = json_object_get_object_member (entry, "settings");
  g_assert_cmpstr (
      mill_node_get_secret (json_object_get_member (settings, "password")), ==, "store-key");
  g_assert_cmpstr (
      mill_node_get_secret (json_object_get_member (settings, "api-token")), ==, "old-token");
  seen_free (seen);
}

/* The list of the settings of the connection "store", that has @settings. */
static MillItemList *
open_settings (Seen **seen, const char *settings)
{
  g_autofree char *text = g_strdup_printf ("{ 'millrace': 1, 'connections': { 'store': {"
                                           " 'type': 'postgresql', 'settings': %s } } }",
                                           settings);
  *seen = seen_of (fixture_new (text));
  robot_settle ();
  GtkWidget *card = robot_find ((*seen)->inspector, MILL_TYPE_ENTRY_CARD, NULL);
  mill_entry_card_open (MILL_ENTRY_CARD (card));
  robot_settle ();
  GtkWidget *row = GTK_WIDGET (find_row (card, "settings"));
  return MILL_ITEM_LIST (robot_find (row, MILL_TYPE_ITEM_LIST, NULL));
}

static void
assert_settings (Seen *seen, const char *expected)
{
  JsonObject *entry
      = mill_document_get_entry (seen->fixture->document, MILL_SECTION_CONNECTIONS, "store");
  g_autofree char *text = json_to_string (json_object_get_member (entry, "settings"), FALSE);
  g_assert_cmpstr (g_strdelimit (text, "\"", '\''), ==, expected);
}

static void
type_name (MillItemList *list, const char *name)
{
  gtk_widget_grab_focus (gtk_widget_get_first_child (mill_item_list_get (list, 0)));
  robot_key (GDK_KEY_a, GDK_CONTROL_MASK);
  robot_type (name);
}

/* Who names it and goes on to its value is at the field for a secret. */
static void
test_connection_name (gconstpointer by_click)
{
  Seen *seen;
  MillItemList *list = open_settings (&seen, "{ 'user': 'me', 'host': 'here' }");
  type_name (list, "password");
  robot_settle ();
  if (by_click)
    robot_click_widget (gtk_widget_get_last_child (mill_item_list_get (list, 0)));
  else
    robot_key (GDK_KEY_Tab, 0);
  robot_settle ();
  GtkWidget *secret = robot_find (mill_item_list_get (list, 0), MILL_TYPE_SECRET_FIELD, NULL);
  g_assert_nonnull (secret);
  robot_type ("store-key");
  robot_key (GDK_KEY_Return, 0);
  ROBOT_WAIT (g_str_equal (mill_secret_field_get_name (MILL_SECRET_FIELD (secret)), "store-key"));
  assert_settings (seen, "{'password':{'secret':'store-key'},'host':'here'}");
  seen_free (seen);
}

/* A name that begins as one of these do, and is none: the text stands as it did. */
static void
test_connection_other_name (void)
{
  Seen *seen;
  MillItemList *list = open_settings (&seen, "{ 'user': 'me', 'host': 'here' }");
  type_name (list, "token");
  robot_settle ();
  g_assert_nonnull (robot_find (mill_item_list_get (list, 0), MILL_TYPE_SECRET_FIELD, NULL));
  robot_type ("-name");
  robot_key (GDK_KEY_Return, 0);
  robot_settle ();
  g_assert_null (robot_find (mill_item_list_get (list, 0), MILL_TYPE_SECRET_FIELD, NULL));
  assert_settings (seen, "{'token-name':'me','host':'here'}");
  seen_free (seen);
}

/* A password that stands in the file is not lost unseen when another setting is edited: it is said
 * that it needs a name. Nor does a number become a text. */
static void
test_connection_kept (void)
{
  Seen *seen;
  MillItemList *list
      = open_settings (&seen, "{ 'host': 'a', 'password': 'no name', 'port': 5432 }");
  gtk_widget_grab_focus (
      gtk_widget_get_next_sibling (gtk_widget_get_first_child (mill_item_list_get (list, 0))));
  robot_key (GDK_KEY_End, 0);
  robot_type ("b");
  robot_key (GDK_KEY_Return, 0);
  robot_settle ();
  assert_settings (seen, "{'host':'a','password':'no name','port':5432}");
  g_assert_nonnull (find_label (seen->inspector,
                                "connections.store: a secret must not stand in the file; name it: "
                                "{ \"secret\": \"store-password\" }"));
  GtkWidget *secret = robot_find (mill_item_list_get (list, 1), MILL_TYPE_SECRET_FIELD, NULL);
  gtk_widget_grab_focus (secret);
  robot_type ("key");
  robot_key (GDK_KEY_Return, 0);
  robot_settle ();
  assert_settings (seen, "{'host':'ab','password':{'secret':'key'},'port':5432}");
  robot_key (GDK_KEY_a, GDK_CONTROL_MASK);
  robot_key (GDK_KEY_Delete, 0);
  robot_key (GDK_KEY_Return, 0);
  robot_settle ();
  assert_settings (seen, "{'host':'ab','password':null,'port':5432}");
  seen_free (seen);
}

/* What another block says of the same thing is offered: a database, but no table of text. */
static void
test_used (void)
{
  Seen *seen = seen_of (fixture_new (with_connection));
  select_block (seen, "one");
  GtkWidget *row = GTK_WIDGET (find_row (seen->inspector, "path"));
  GtkWidget *used = robot_find (row, GTK_TYPE_MENU_BUTTON, "Used in this pipeline");
  g_assert_nonnull (used);
  robot_click_widget (used);
  ROBOT_WAIT (robot_find (used, GTK_TYPE_LIST_BOX_ROW, NULL) != NULL);
  GtkWidget *first = robot_find (used, GTK_TYPE_LIST_BOX_ROW, NULL);
  g_assert_null (gtk_widget_get_next_sibling (first));
  robot_settle ();
  robot_click_widget (first);
  assert_param (seen, "one", "path", "'second.db'");
  g_assert_cmpuint (mill_undo_n_steps (get_undo (seen)), ==, 1);
  /* nothing else is left to choose, here and where there was nothing at all */
  g_assert_null (robot_find (row, GTK_TYPE_MENU_BUTTON, "Used in this pipeline"));
  select_block (seen, "text");
  row = GTK_WIDGET (find_row (seen->inspector, "path"));
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
      g_assert_cmpuint (mill_undo_n_steps (get_undo (seen)), ==, 0);
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
      g_assert_cmpuint (mill_undo_n_steps (get_undo (seen)), ==, 1);
      robot_click_widget (control);
      robot_settle ();
      g_assert_cmpint (gtk_switch_get_active (GTK_SWITCH (control)), ==, before);
      g_assert_cmpuint (mill_undo_n_steps (get_undo (seen)), ==, 2);
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
  g_test_add_func ("/inspector/many-params", test_many_params);
  g_test_add_func ("/inspector/many-mixed-text", test_many_mixed_text);
  g_test_add_func ("/inspector/many-kinds", test_many_kinds);
  g_test_add_func ("/inspector/many-defaults", test_many_defaults);
  g_test_add_func ("/inspector/label-and-id", test_label_and_id);
  g_test_add_func ("/inspector/parameters", test_parameters);
  g_test_add_func ("/inspector/environment", test_environment);
  g_test_add_func ("/inspector/environment-number", test_environment_number);
  g_test_add_func ("/inspector/no-choices", test_no_choices);
  g_test_add_func ("/inspector/words-of-users", test_words_of_users);
  g_test_add_func ("/inspector/connection", test_connection);
  g_test_add_data_func (
      "/inspector/connection-name/tab", GINT_TO_POINTER (FALSE), test_connection_name);
  g_test_add_data_func (
      "/inspector/connection-name/click", GINT_TO_POINTER (TRUE), test_connection_name);
  g_test_add_func ("/inspector/connection-name/other", test_connection_other_name);
  g_test_add_func ("/inspector/connection-kept", test_connection_kept);
  g_test_add_func ("/inspector/used", test_used);
  g_test_add_func ("/inspector/switch-at-once", test_switch_at_once);
  g_test_add_func ("/inspector/switch-by-key", test_switch_by_key);
  g_test_add_func ("/inspector/opens-fast", test_opens_fast);
  return g_test_run ();
}
