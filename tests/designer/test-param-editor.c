/* test-param-editor.c: an editor for every type of parameter: what is shown, typed and kept.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-expression-completion.h"
#include "mill-expression-editor.h"
#include "mill-item-list.h"
#include "mill-list-card.h"
#include "mill-markup.h"
#include "mill-param-form.h"
#include "robot.h"

#include "mill-function.h"

#include <string.h>

static const MillChoice colors[]
    = { { "red", "Red", 0 }, { "green", "Green", 1 }, { NULL, NULL, 0 } };

static const MillParam item_table[] = {
  { .type = MILL_PARAM_TEXT_, .field = "name", .label = "Name", .required = TRUE },
  { .type = MILL_PARAM_ENUM_, .field = "color", .label = "Color", .choices = colors },
  { .type = MILL_PARAM_END_ },
};

static const MillParam table[] = {
  { .type = MILL_PARAM_TEXT_, .field = "text", .label = "Text", .help = "Help" },
  { .type = MILL_PARAM_BOOLEAN_, .field = "flag", .label = "Flag" },
  { .type = MILL_PARAM_INTEGER_,
    .field = "count",
    .label = "Count",
    .def.integer = 10,
    .range = { 1, 12 } },
  { .type = MILL_PARAM_NUMBER_, .field = "share", .label = "Share" },
  { .type = MILL_PARAM_SIZE_, .field = "memory", .label = "Memory" },
  { .type = MILL_PARAM_DURATION_, .field = "pause", .label = "Pause" },
  { .type = MILL_PARAM_ENUM_, .field = "color", .label = "Color", .choices = colors },
  { .type = MILL_PARAM_TEXT_, .field = "shade", .label = "Shade", .visible_when = "color=green" },
  { .type = MILL_PARAM_EXPRESSION_,
    .field = "condition",
    .label = "Condition",
    .has_expects = TRUE,
    .expects = { .id = MILL_TYPE_BOOLEAN } },
  { .type = MILL_PARAM_COLUMN_, .field = "column", .label = "Column" },
  { .type = MILL_PARAM_COLUMNS_, .field = "columns", .label = "Columns" },
  { .type = MILL_PARAM_SECRET_, .field = "token", .label = "Token" },
  { .type = MILL_PARAM_TYPE_, .field = "type", .label = "Type", .def.text = "text" },
  { .type = MILL_PARAM_MAP_, .field = "map", .label = "Map", .expressions = TRUE },
  { .type = MILL_PARAM_LIST_, .field = "list", .label = "List", .items = item_table },
  { .type = MILL_PARAM_FILE_, .field = "path", .label = "File", .advanced = TRUE },
  { .type = MILL_PARAM_END_ },
};

typedef struct
{
  MillParamContext *context;
  MillParamForm *form;
  GtkWindow *window;
  guint n_changed, n_done;
} Form;

static void
changed (Form *form)
{
  form->n_changed++;
}

static void
done (Form *form)
{
  form->n_done++;
}

static MillSchema *
make_schema (void)
{
  const MillField fields[] = { { "temperature", MILL_TYPE (NUMBER) },
                               { "at", MILL_TYPE (TIMESTAMP) },
                               { "odd name", MILL_TYPE (TEXT) } };
  return mill_schema_new (fields, G_N_ELEMENTS (fields), NULL);
}

/* @json: values, with ' for " */
static Form *
form_new (const char *json)
{
  Form *form = g_new0 (Form, 1);
  g_autoptr (MillSchema) schema = make_schema ();
  g_autofree char *text = g_strdelimit (g_strdup (json), "'", '"');
  g_autoptr (JsonNode) node = json_from_string (text, NULL);
  GtkWidget *scroll = gtk_scrolled_window_new ();
  form->context = mill_param_context_new (NULL);
  mill_param_context_set_schema (form->context, schema, NULL);
  form->form = MILL_PARAM_FORM (mill_param_form_new (table, form->context));
  mill_param_form_set_value (form->form, json_node_get_object (node));
  g_signal_connect_swapped (form->form, "changed", G_CALLBACK (changed), form);
  g_signal_connect_swapped (form->form, "done", G_CALLBACK (done), form);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroll), GTK_WIDGET (form->form));
  form->window = robot_window (scroll, 360, 940);
  return form;
}

static void
form_free (Form *form)
{
  robot_close (form->window);
  g_object_unref (form->context);
  g_free (form);
}

static GtkWidget *
field (Form *form, const char *name)
{
  MillParamRow *row = mill_param_form_find_row (form->form, name);
  g_assert_nonnull (row);
  return GTK_WIDGET (row);
}

static GtkWidget *
control (Form *form, const char *name, GType type)
{
  GtkWidget *found = robot_find (
      GTK_WIDGET (mill_param_row_get_editor (MILL_PARAM_ROW (field (form, name)))), type, NULL);
  g_assert_nonnull (found);
  return found;
}

static char *
value_text (Form *form, const char *name)
{
  JsonNode *node = json_object_get_member (mill_param_form_get_value (form->form), name);
  char *text = node != NULL ? json_to_string (node, FALSE) : g_strdup ("");
  return g_strdelimit (text, "\"", '\'');
}

/* Keys come from the X server, when they come. */
static void
assert_value (Form *form, const char *name, const char *expected)
{
  g_autofree char *text = value_text (form, name);
  gint64 end = g_get_monotonic_time () + ROBOT_PATIENCE_S * G_USEC_PER_SEC;
  while (!g_str_equal (text, expected) && g_get_monotonic_time () < end)
    {
      robot_spin ();
      g_free (text);
      text = value_text (form, name);
    }
  g_assert_cmpstr (text, ==, expected);
}

/* Focus goes to the field, what is typed replaces what is there. */
static void
type_into (Form *form, const char *name, const char *text)
{
  gtk_widget_grab_focus (field (form, name));
  robot_key (GDK_KEY_a, GDK_CONTROL_MASK);
  robot_key (GDK_KEY_BackSpace, 0);
  robot_type (text);
  robot_settle ();
}

/* ---- tests ---- */

static void
test_typed (void)
{
  Form *form = form_new ("{}");
  type_into (form, "text", "hello");
  assert_value (form, "text", "'hello'");
  g_assert_cmpuint (form->n_changed, ==, 5);
  g_assert_cmpuint (form->n_done, ==, 0);
  type_into (form, "count", "7");
  g_assert_cmpuint (form->n_done, >, 0);
  assert_value (form, "count", "7");
  type_into (form, "count", "7x");
  assert_value (form, "count", "'7x'");
  type_into (form, "count", "${n}");
  assert_value (form, "count", "'${n}'");
  type_into (form, "share", "0.25");
  assert_value (form, "share", "0.25");
  type_into (form, "share", "3");
  assert_value (form, "share", "3");
  type_into (form, "memory", "64MiB");
  assert_value (form, "memory", "'64MiB'");
  g_assert_nonnull (robot_find (field (form, "memory"), GTK_TYPE_LABEL, NULL));
  type_into (form, "token", "slack");
  robot_key (GDK_KEY_Return, 0);
  robot_settle ();
  assert_value (form, "token", "{'secret':'slack'}");
  type_into (form, "text", "");
  assert_value (form, "text", "");
  form_free (form);
}

/* The label below @widget that is on the screen and has @part in it. */
static GtkWidget *
find_text (GtkWidget *widget, const char *part)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget)
      && strstr (gtk_label_get_text (GTK_LABEL (widget)), part) != NULL)
    return widget;
  GtkWidget *found = NULL;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_text (child, part);
  return found;
}

static void
commit_secret (Form *form, const char *text)
{
  type_into (form, "token", text);
  robot_key (GDK_KEY_Return, 0);
  robot_settle ();
}

static void
test_secret (void)
{
  g_setenv ("MILLRACE_SECRET_TEST_HOOK", "zq-the-text-itself", TRUE);
  Form *form = form_new ("{}");
  GtkWidget *token = field (form, "token");

  /* not for each letter: it may be the secret by mistake */
  type_into (form, "token", "test");
  assert_value (form, "token", "");
  robot_key (GDK_KEY_Return, 0);
  robot_settle ();
  assert_value (form, "token", "{'secret':'test'}");
  g_assert_nonnull (find_text (token, "MILLRACE_SECRET_TEST"));
  guint n_changed = form->n_changed;
  static const char *const literals[]
      = { "my password!", "ghp16C7e42F292c69", "0123456789abcdef0123456789abcdef", "xoxb/secret" };
  for (guint i = 0; i < G_N_ELEMENTS (literals); i++)
    {
      commit_secret (form, literals[i]);
      assert_value (form, "token", "{'secret':'test'}");
      g_assert_nonnull (find_text (token, "A secret never stands in the file"));
    }
  g_assert_cmpuint (form->n_changed, ==, n_changed);
  gtk_widget_grab_focus (field (form, "text")); /* nor is it left standing */
  robot_settle ();
  g_assert_null (find_text (token, "A secret never stands"));
  GtkWidget *entry = robot_find (token, GTK_TYPE_ENTRY, NULL);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "test");

  /* what is known here is offered, by name only */
  robot_click_widget (robot_find (token, GTK_TYPE_MENU_BUTTON, "Secrets that are known"));
  ROBOT_WAIT (find_text (token, "test-hook") != NULL);
  g_assert_nonnull (find_text (token, "found"));
  robot_settle ();
  robot_click_widget (find_text (token, "test-hook"));
  robot_settle ();
  assert_value (form, "token", "{'secret':'test-hook'}");
  g_assert_nonnull (find_text (token, "Found."));
  g_assert_null (find_text (GTK_WIDGET (form->window), "zq-the"));
  form_free (form);
  g_unsetenv ("MILLRACE_SECRET_TEST_HOOK");
}

static void
test_steps (void)
{
  Form *form = form_new ("{}");
  gtk_widget_grab_focus (field (form, "count"));
  robot_key (GDK_KEY_Up, 0);
  robot_settle ();
  assert_value (form, "count", "11");
  robot_key (GDK_KEY_Page_Up, 0);
  robot_settle ();
  assert_value (form, "count", "12");
  robot_key (GDK_KEY_Page_Down, 0);
  robot_key (GDK_KEY_Page_Down, 0);
  robot_settle ();
  assert_value (form, "count", "1");
  form_free (form);
}

static void
test_reset (void)
{
  Form *form = form_new ("{ 'count': 3 }");
  GtkWidget *button = robot_find (field (form, "count"), GTK_TYPE_BUTTON, "Reset to default");
  g_assert_nonnull (button);
  robot_click_widget (button);
  robot_settle ();
  assert_value (form, "count", "");
  g_assert_false (gtk_widget_get_visible (button));
  type_into (form, "count", "4");
  robot_key (GDK_KEY_BackSpace, GDK_ALT_MASK);
  robot_settle ();
  assert_value (form, "count", "");
  form_free (form);
}

static void
test_choices (void)
{
  Form *form = form_new ("{ 'type': 'decimal(12,3)' }");
  robot_click_widget (control (form, "flag", GTK_TYPE_SWITCH));
  robot_settle ();
  assert_value (form, "flag", "true");
  g_assert_false (gtk_widget_get_visible (field (form, "shade")));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (control (form, "color", GTK_TYPE_DROP_DOWN)), 1);
  assert_value (form, "color", "'green'");
  g_assert_true (gtk_widget_get_visible (field (form, "shade")));
  GtkDropDown *type = GTK_DROP_DOWN (control (form, "type", GTK_TYPE_DROP_DOWN));
  g_assert_cmpuint (gtk_drop_down_get_selected (type), ==, MILL_TYPE_DECIMAL);
  g_assert_cmpint (gtk_spin_button_get_value_as_int (
                       GTK_SPIN_BUTTON (control (form, "type", GTK_TYPE_SPIN_BUTTON))),
                   ==,
                   12);
  gtk_drop_down_set_selected (type, MILL_TYPE_DATE);
  assert_value (form, "type", "'date'");
  form_free (form);
}

/* What stands in a document comes back as it was, and showing it is no edit. */
static void
test_no_echo (void)
{
  const char *json = "{'text':'a','flag':true,'count':'${n}','share':0.1,'memory':'1GiB',"
                     "'color':'blue','condition':'temperature >','column':'none',"
                     "'columns':['at','gone'],'token':{'secret':'t'},'type':'text',"
                     "'map':{'b':'1','a':'b + 1'},'list':[{'name':'x'},{'color':'green'}]}";
  Form *form = form_new (json);
  robot_settle ();
  g_autofree char *wanted = g_strdelimit (g_strdup (json), "'", '"');
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  json_node_set_object (node, mill_param_form_get_value (form->form));
  g_autofree char *text = json_to_string (node, FALSE);
  g_autoptr (JsonNode) before = json_from_string (wanted, NULL);
  g_autoptr (JsonNode) after = json_from_string (text, NULL);
  g_assert_true (json_node_equal (before, after));
  g_assert_cmpuint (form->n_changed, ==, 0);
  g_assert_cmpuint (form->n_done, ==, 0);
  form_free (form);
}

/* A ${reference} stands in place of a control that cannot show one, until somebody drops it. */
static void
test_reference (void)
{
  Form *form = form_new ("{ 'flag': '${debug}' }");
  GtkWidget *label = robot_find (field (form, "flag"), GTK_TYPE_LABEL, NULL);
  g_assert_nonnull (label);
  GtkWidget *drop = robot_find (field (form, "flag"), GTK_TYPE_BUTTON, "Set a fixed value instead");
  g_assert_nonnull (drop);
  g_assert_null (robot_find (field (form, "flag"), GTK_TYPE_SWITCH, NULL));
  robot_click_widget (drop);
  robot_settle ();
  assert_value (form, "flag", "");
  g_assert_nonnull (robot_find (field (form, "flag"), GTK_TYPE_SWITCH, NULL));
  form_free (form);
}

static void
test_column (void)
{
  Form *form = form_new ("{ 'columns': ['temperature'] }");
  robot_click_widget (control (form, "column", GTK_TYPE_MENU_BUTTON));
  robot_settle ();
  robot_type ("odd");
  robot_key (GDK_KEY_Return, 0);
  robot_settle ();
  assert_value (form, "column", "'odd name'");
  gtk_menu_button_popup (GTK_MENU_BUTTON (control (form, "columns", GTK_TYPE_MENU_BUTTON)));
  robot_settle ();
  robot_key (GDK_KEY_Return, 0);
  robot_settle ();
  assert_value (form, "columns", "['temperature','at']");
  robot_key (GDK_KEY_Escape, 0);
  robot_settle ();
  form_free (form);
}

static gboolean
escaped (gboolean *seen, guint keyval)
{
  *seen |= keyval == GDK_KEY_Escape;
  return GDK_EVENT_PROPAGATE;
}

static gboolean
proposes (GtkWidget *view)
{
  GtkWidget *child = gtk_widget_get_first_child (view);
  while (child != NULL && !(GTK_IS_POPOVER (child) && gtk_widget_get_mapped (child)))
    child = gtk_widget_get_next_sibling (child);
  return child != NULL;
}

/* Escape takes the proposals away, and nothing else: on the canvas letters are commands. */
static void
test_proposals (void)
{
  Form *form = form_new ("{ }");
  gboolean seen = FALSE;
  GtkWidget *view = control (form, "condition", GTK_SOURCE_TYPE_VIEW);
  GtkEventController *keys = gtk_event_controller_key_new ();
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (escaped), &seen);
  gtk_widget_add_controller (GTK_WIDGET (form->window), keys);
  robot_click_widget (view);
  robot_type ("temp");
  ROBOT_WAIT (proposes (view));
  robot_key (GDK_KEY_Escape, 0);
  ROBOT_WAIT (!proposes (view));
  g_assert_false (seen);
  robot_key (GDK_KEY_Escape, 0);
  ROBOT_WAIT (seen);
  form_free (form);
}

static void
test_order (void)
{
  Form *form = form_new ("{ 'columns': ['temperature', 'at', 'odd name'] }");
  MillItemList *list = MILL_ITEM_LIST (control (form, "columns", MILL_TYPE_ITEM_LIST));
  GtkWidget *last = mill_item_list_get (list, 2);
  gtk_widget_activate_action (last, "item.up", NULL);
  assert_value (form, "columns", "['temperature','odd name','at']");
  gtk_widget_activate_action (mill_item_list_get (list, 0), "item.down", NULL);
  assert_value (form, "columns", "['odd name','temperature','at']");
  gtk_widget_activate_action (mill_item_list_get (list, 1), "item.remove", NULL);
  assert_value (form, "columns", "['odd name','at']");
  g_assert_cmpuint (form->n_changed, ==, 3);
  g_assert_cmpuint (form->n_done, >=, 3);
  form_free (form);
}

static void
test_expression (void)
{
  Form *form = form_new ("{}");
  MillExpressionEditor *expression
      = MILL_EXPRESSION_EDITOR (control (form, "condition", MILL_TYPE_EXPRESSION_EDITOR));
  MillType type;
  mill_param_form_reveal (form->form, "condition");
  robot_type ("temperature > 3");
  robot_settle ();
  assert_value (form, "condition", "'temperature > 3'");
  g_assert_null (mill_expression_editor_get_error (expression));
  g_assert_true (mill_expression_editor_get_type_of (expression, &type));
  g_assert_cmpuint (type.id, ==, MILL_TYPE_BOOLEAN);
  robot_type ("+ temprature");
  robot_settle ();
  const char *error = mill_expression_editor_get_error (expression);
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error, "temperature"));
  g_assert_false (g_ascii_isdigit (*error));
  /* the squiggle is under the word that is wrong */
  GtkTextIter at;
  gtk_text_buffer_get_iter_at_offset (
      gtk_text_view_get_buffer (mill_expression_editor_get_view (expression)), &at, 18);
  g_autoptr (GSList) tags = gtk_text_iter_get_tags (&at);
  g_assert_nonnull (tags);
  form_free (form);
}

static void
test_map (void)
{
  Form *form = form_new ("{ 'map': { 'double': 'temperature * 2', 'more': 'double + 1' } }");
  MillItemList *list = MILL_ITEM_LIST (control (form, "map", MILL_TYPE_ITEM_LIST));
  GtkWidget *second = mill_item_list_get (list, 1);
  MillExpressionEditor *expression
      = MILL_EXPRESSION_EDITOR (robot_find (second, MILL_TYPE_EXPRESSION_EDITOR, NULL));
  MillType type;
  /* it reads what the first one makes */
  g_assert_null (mill_expression_editor_get_error (expression));
  g_assert_true (mill_expression_editor_get_type_of (expression, &type));
  gtk_widget_activate_action (second, "item.up", NULL);
  assert_value (form, "map", "{'more':'double + 1','double':'temperature * 2'}");
  g_assert_nonnull (mill_expression_editor_get_error (expression));
  gtk_widget_activate_action (second, "item.down", NULL);
  g_assert_null (mill_expression_editor_get_error (expression));
  /* a name that stands twice is not taken */
  GtkEditable *name = GTK_EDITABLE (robot_find (second, GTK_TYPE_ENTRY, NULL));
  gtk_editable_set_text (name, "double");
  assert_value (form, "map", "{'double':'temperature * 2','more':'double + 1'}");
  gtk_editable_set_text (name, "doubled");
  assert_value (form, "map", "{'double':'temperature * 2','doubled':'double + 1'}");
  form_free (form);
}

static void
test_list (void)
{
  Form *form = form_new ("{ 'list': [{ 'name': 'a', 'color': 'green' }, { 'name': 'b' }] }");
  MillItemList *list = MILL_ITEM_LIST (control (form, "list", MILL_TYPE_ITEM_LIST));
  GtkWidget *card = mill_item_list_get (list, 1);
  GtkEditable *name = GTK_EDITABLE (robot_find (card, GTK_TYPE_ENTRY, NULL));
  gtk_editable_set_text (name, "c");
  assert_value (form, "list", "[{'name':'a','color':'green'},{'name':'c'}]");
  gtk_widget_activate_action (card, "item.up", NULL);
  assert_value (form, "list", "[{'name':'c'},{'name':'a','color':'green'}]");
  GtkWidget *add = robot_find_button (field (form, "list"), "Add");
  g_assert_nonnull (add);
  g_signal_emit_by_name (add, "clicked");
  assert_value (form, "list", "[{'name':'c'},{'name':'a','color':'green'},{}]");
  form_free (form);
}

/* The characters from @start to @end of the text, and no others. */
static void
assert_underlined (MillExpressionEditor *editor, int start, int end)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (mill_expression_editor_get_view (editor));
  GtkTextIter iter;
  gtk_text_buffer_get_start_iter (buffer, &iter);
  for (int i = 0; !gtk_text_iter_is_end (&iter); i++, gtk_text_iter_forward_char (&iter))
    {
      gboolean marked = FALSE;
      GSList *tags = gtk_text_iter_get_tags (&iter);
      for (GSList *at = tags; at != NULL; at = at->next)
        {
          PangoUnderline underline;
          g_object_get (at->data, "underline", &underline, NULL);
          marked = marked || underline == PANGO_UNDERLINE_ERROR;
        }
      g_slist_free (tags);
      g_assert_cmpint (marked, ==, i >= start && i < end);
    }
}

static void
test_problems (void)
{
  Form *form = form_new ("{ 'count': 99, 'list': [{ 'name': 'a' }], 'path': 'x', 'condition': 'not "
                         "temperature > 5' }");
  g_autoptr (GPtrArray) problems
      = g_ptr_array_new_with_free_func ((GDestroyNotify)mill_problem_free);
  g_ptr_array_add (problems, mill_problem_new (MILL_SEVERITY_ERROR, "/count", "must be 1 to 12"));
  g_ptr_array_add (problems, mill_problem_new (MILL_SEVERITY_ERROR, "/list/0/name", "is bad"));
  g_ptr_array_add (problems, mill_problem_new (MILL_SEVERITY_ERROR, "/condition", "1:5: too much"));
  mill_param_form_set_problems (form->form, problems);
  robot_settle ();
  g_assert_true (gtk_widget_has_css_class (field (form, "count"), "mill-wrong"));
  g_assert_nonnull (robot_find (field (form, "count"), GTK_TYPE_IMAGE, NULL));
  g_assert_false (gtk_widget_has_css_class (field (form, "text"), "mill-wrong"));
  /* what the analysis alone sees is underlined in the expression */
  GtkWidget *condition = robot_find (field (form, "condition"), MILL_TYPE_EXPRESSION_EDITOR, NULL);
  MillExpressionEditor *expression = MILL_EXPRESSION_EDITOR (condition);
  g_assert_cmpstr (mill_expression_editor_get_error (expression), ==, "too much");
  assert_underlined (expression, 4, 15);
  mill_param_form_set_problems (form->form, NULL);
  g_assert_false (gtk_widget_has_css_class (field (form, "count"), "mill-wrong"));
  g_assert_null (mill_expression_editor_get_error (expression));
  form_free (form);
}

static void
test_completion (void)
{
  g_autoptr (MillExpressionCompletion) completion = mill_expression_completion_new (FALSE);
  g_autoptr (MillSchema) schema = make_schema ();
  mill_expression_completion_set_schema (completion, schema);
  g_autoptr (GListModel) temp = mill_expression_completion_list (completion, "temp");
  g_autoptr (MillProposal) first = g_list_model_get_item (temp, 0);
  g_assert_cmpstr (mill_proposal_get_name (first), ==, "temperature");
  g_autoptr (GListModel) odd = mill_expression_completion_list (completion, "odd");
  g_autoptr (MillProposal) quoted = g_list_model_get_item (odd, 0);
  g_autofree char *text = mill_proposal_make_text (quoted);
  g_assert_cmpstr (text, ==, "\"odd name\"");
  g_autoptr (GListModel) round = mill_expression_completion_list (completion, "round");
  g_autoptr (MillProposal) function = g_list_model_get_item (round, 0);
  g_autofree char *call = mill_proposal_make_text (function);
  g_assert_cmpstr (call, ==, "round()");
  g_autoptr (GListModel) none = mill_expression_completion_list (completion, "zzzz");
  g_assert_cmpuint (g_list_model_get_n_items (none), ==, 0);
}

/* The colours of the language are those of the parser. */
static void
test_language (void)
{
  g_autoptr (GBytes) bytes = g_resources_lookup_data (
      "/org/millrace/Millrace/millrace-expression.lang", G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_assert_nonnull (bytes);
  const char *text = g_bytes_get_data (bytes, NULL);
  for (const char *const *keyword = mill_expr_keywords (); *keyword != NULL; keyword++)
    {
      g_autofree char *plain = g_strdup_printf ("<keyword>%s</keyword>", *keyword);
      g_autofree char *before_text = g_strdup_printf ("<keyword>%s(?=", *keyword);
      g_assert_true (strstr (text, plain) != NULL || strstr (text, before_text) != NULL);
    }
}

/* As Pango and the label that finds the links read it. */
static void
assert_well_formed (const char *markup)
{
  static const GMarkupParser parser = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_strconcat ("<markup>", markup, "</markup>", NULL);
  g_autoptr (GMarkupParseContext) context
      = g_markup_parse_context_new (&parser, G_MARKUP_DEFAULT_FLAGS, NULL, NULL);
  g_markup_parse_context_parse (context, text, -1, &error);
  g_assert_no_error (error);
  g_markup_parse_context_end_parse (context, &error);
  g_assert_no_error (error);
}

static void
test_markup (void)
{
  static const struct
  {
    const char *text, *markup;
  } cases[] = {
    { "a **b** `c<d` _e_", "a <b>b</b> <tt>c&lt;d</tt> <i>e</i>" },
    { "one\ntwo\n\nthree", "one two\n\nthree" },
    { "- a\n- b", "• a\n• b" },
    { "snake_case_name 2 * 3 * 4", "snake_case_name 2 * 3 * 4" },
    { "[x](javascript:y) [a](https://b.c)", "[x](javascript:y) <a href=\"https://b.c\">a</a>" },
    { "**open", "**open" },
    { "", "" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *markup = mill_markup_from_markdown (cases[i].text);
      g_assert_cmpstr (markup, ==, cases[i].markup);
      assert_well_formed (markup);
    }
}

/* Whatever stands in it, it is well-formed. */
static void
test_markup_random (void)
{
  static const char *const parts[]
      = { "**", "*",  "_",    "`", "```\n", "[a](https://", ")", "<", "&", "# ",
          "- ", "\n", "wörd", " ", "__" };
  for (guint i = 0; i < 2000; i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      for (int n = g_test_rand_int_range (0, 14); n > 0; n--)
        g_string_append (text, parts[g_test_rand_int_range (0, G_N_ELEMENTS (parts))]);
      g_autofree char *markup = mill_markup_from_markdown (text->str);
      assert_well_formed (markup);
    }
}

int
main (int argc, char **argv)
{
  robot_init (&argc, &argv);
  g_test_add_func ("/param-editor/typed", test_typed);
  g_test_add_func ("/param-editor/secret", test_secret);
  g_test_add_func ("/param-editor/steps", test_steps);
  g_test_add_func ("/param-editor/reset", test_reset);
  g_test_add_func ("/param-editor/choices", test_choices);
  g_test_add_func ("/param-editor/no-echo", test_no_echo);
  g_test_add_func ("/param-editor/reference", test_reference);
  g_test_add_func ("/param-editor/column", test_column);
  g_test_add_func ("/param-editor/order", test_order);
  g_test_add_func ("/param-editor/expression", test_expression);
  g_test_add_func ("/param-editor/map", test_map);
  g_test_add_func ("/param-editor/list", test_list);
  g_test_add_func ("/param-editor/problems", test_problems);
  g_test_add_func ("/param-editor/completion", test_completion);
  g_test_add_func ("/param-editor/proposals", test_proposals);
  g_test_add_func ("/param-editor/language", test_language);
  g_test_add_func ("/param-editor/markup", test_markup);
  g_test_add_func ("/param-editor/markup-random", test_markup_random);
  return g_test_run ();
}
