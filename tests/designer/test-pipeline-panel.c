/* test-pipeline-panel.c: what a pipeline is given: parameters, environments and connections.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "inspector-fixture.h"
#include "mill-entry-card.h"
#include "mill-environment-picker.h"
#include "mill-item-list.h"
#include "mill-secret-field.h"
#include "mill-values.h"
#include "robot.h"

static void
test_parameters (void)
{
  Seen *seen = seen_of (fixture_new ("{ 'millrace': 1, 'blocks': {} }"));
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
  GtkWidget *type = GTK_WIDGET (seen_find_row (seen->inspector, "type"));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (robot_find (type, GTK_TYPE_DROP_DOWN, NULL)), 3);
  robot_settle ();
  g_assert_true (mill_document_get_parameter (seen->fixture->document, "depth", &parameter));
  g_assert_cmpint (parameter.type, ==, MILL_PARAM_INTEGER_);
  gtk_widget_grab_focus (GTK_WIDGET (seen_find_row (seen->inspector, "default")));
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
      GTK_WIDGET (seen_find_row (robot_find (seen->inspector, MILL_TYPE_VALUES, NULL), name)));
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
  g_assert_cmpuint (mill_undo_n_steps (seen_get_undo (seen)), ==, 1);

  gtk_drop_down_set_selected (choice, 1);
  g_assert_cmpstr (mill_workspace_get_environment (workspace), ==, "plant");
  ROBOT_WAIT (sampled_rows (seen) == 1);
  robot_settle ();
  type_value (seen, "limit", "5");
  g_assert_cmpfloat (number_at (seen, MILL_SECTION_ENVIRONMENTS, "plant", "limit"), ==, 5);
  g_assert_cmpfloat (number_at (seen, MILL_SECTION_PARAMETERS, "limit", "default"), ==, 4);
  ROBOT_WAIT (sampled_rows (seen) == 2);
  g_assert_cmpuint (mill_undo_n_steps (seen_get_undo (seen)), ==, 2);
  mill_undo_undo (seen_get_undo (seen));
  g_assert_cmpfloat (number_at (seen, MILL_SECTION_ENVIRONMENTS, "plant", "limit"), ==, 7);
  ROBOT_WAIT (sampled_rows (seen) == 1);

  /* a choice that is not given shows what counts instead */
  GtkWidget *kind = GTK_WIDGET (seen_find_row (values, "kind"));
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
  g_assert_cmpstr (gtk_entry_get_placeholder_text (seen_find_entry (seen, "share")), ==, "0.5");
  JsonObject *entry = json_object_new ();
  json_object_set_string_member (entry, "type", "number");
  json_object_set_double_member (entry, "default", 0.7);
  g_assert_true (mill_document_set_entry (
      seen->fixture->document, MILL_SECTION_PARAMETERS, "share", entry, NULL));
  robot_settle ();
  g_assert_cmpstr (gtk_entry_get_placeholder_text (seen_find_entry (seen, "share")), ==, "0.7");
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
      g_assert_nonnull (seen_find_row (seen->inspector, "kind"));
      mill_workspace_set_environment (seen->fixture->workspace, "try");
      robot_settle ();
      mill_workspace_set_environment (seen->fixture->workspace, "warm");
      robot_settle ();
      GtkWidget *row = GTK_WIDGET (seen_find_row (seen->inspector, "kind"));
      g_assert_nonnull (seen_find_label (row, "warm"));
      seen_free (seen);
    }
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
  GtkWidget *row = GTK_WIDGET (seen_find_row (card, "settings"));
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

/* A setting that is called so takes no text, but the name of a secret. */
static void
test_connection (void)
{
  Seen *seen;
  MillItemList *list
      = open_settings (&seen, "{ 'user': 'me', 'api-token': { 'secret': 'old-token' } }");
  GtkWidget *secret = robot_find (GTK_WIDGET (list), MILL_TYPE_SECRET_FIELD, NULL);
  g_assert_nonnull (secret);
  g_assert_cmpstr (mill_secret_field_get_name (MILL_SECRET_FIELD (secret)), ==, "old-token");
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
  assert_settings (seen, "{'password':{'secret':'store-key'},'api-token':{'secret':'old-token'}}");
  seen_free (seen);
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
  g_assert_nonnull (
      seen_find_label (seen->inspector,
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

int
main (int argc, char **argv)
{
  robot_init (&argc, &argv);
  g_test_add_func ("/pipeline-panel/parameters", test_parameters);
  g_test_add_func ("/pipeline-panel/environment", test_environment);
  g_test_add_func ("/pipeline-panel/environment-number", test_environment_number);
  g_test_add_func ("/pipeline-panel/no-choices", test_no_choices);
  g_test_add_func ("/pipeline-panel/connection", test_connection);
  g_test_add_data_func (
      "/pipeline-panel/connection-name/tab", GINT_TO_POINTER (FALSE), test_connection_name);
  g_test_add_data_func (
      "/pipeline-panel/connection-name/click", GINT_TO_POINTER (TRUE), test_connection_name);
  g_test_add_func ("/pipeline-panel/connection-name/other", test_connection_other_name);
  g_test_add_func ("/pipeline-panel/connection-kept", test_connection_kept);
  return g_test_run ();
}
