/* test-tables.c: what the const tables of all blocks promise, without running a block.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <string.h>

#include "blocks-run.h"
#include "mill-describe.h"
#include "mill-error.h"
#include "mill-expr.h"
#include "mill-params.h"

#define FUZZ_ROUNDS 400
#define SENTINEL "s3cr3t-s3nt1n3l"

static void
test_table (gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  gboolean good = mill_spec_validate_table (data, &error);
  g_assert_no_error (error);
  g_assert_true (good);
}

static void
test_describe (gconstpointer data)
{
  const MillBlockSpec *spec = data;
  g_autofree char *text = mill_describe_text (spec);
  g_autofree char *page = mill_reference_page (spec);
  g_autoptr (JsonNode) node = mill_describe_json (spec);
  g_assert_true (g_str_has_prefix (text, spec->id));
  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_assert_true (g_utf8_validate (page, -1, NULL));
  g_assert_cmpstr (json_object_get_string_member (json_node_get_object (node), "id"), ==, spec->id);
  for (const MillParam *param = spec->params; param->type != MILL_PARAM_END_; param++)
    if (param->replaced_by == NULL)
      {
        g_assert_nonnull (strstr (text, mill_param_name (param)));
        g_assert_nonnull (strstr (page, param->help));
      }
}

/* ---- parameters ---- */

static JsonObject *
example_object (const Case *test)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) parts = g_strsplit (test->example->params, "${", -1);
  g_autofree char *text = g_strjoinv ("/nowhere/", parts);
  g_autoptr (JsonNode) node = json_from_string (text, &error);
  g_assert_no_error (error);
  return json_object_ref (json_node_get_object (node));
}

static char *
print_object (JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), object);
  return json_to_string (node, FALSE);
}

static void
test_round_trip (gconstpointer data)
{
  const Case *test = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) object = example_object (test);
  void *params = mill_spec_params_new (test->spec, object, NULL, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (JsonObject) printed = mill_params_to_json (test->spec->params, params, NULL);
  void *again = mill_spec_params_new (test->spec, printed, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (mill_params_equal (test->spec->params, params, again));
  g_autoptr (JsonObject) same = mill_params_canonical (test->spec->params, printed);
  g_autofree char *a = print_object (printed), *b = print_object (same);
  g_assert_cmpstr (a, ==, b);
  mill_params_free (test->spec->params, params);
  mill_params_free (test->spec->params, again);
}

static char *
sentinel (const char *name, void *data, GError **error)
{
  return g_strdup (SENTINEL);
}

static void
set_secret (
    const MillParam *table, const MillParam *param, void *params, const char *where, void *data)
{
  if (param->type != MILL_PARAM_SECRET_ || strchr (where, '[') != NULL)
    return;
  JsonObject *secret = json_object_new ();
  json_object_set_string_member (secret, "secret", "a-name");
  json_object_set_object_member (data, mill_param_name (param), secret);
}

static void
assert_no_secret (const char *text)
{
  g_assert_true (text == NULL || strstr (text, SENTINEL) == NULL);
}

/* Every secret gets a value that must not turn up in anything that is printed. */
static void
test_secrets (gconstpointer data)
{
  const Case *test = data;
  const MillParam *table = test->spec->params;
  const MillParamsContext context = { .resolve_secret = sentinel };
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) object = example_object (test);
  void *plain = mill_spec_params_new (test->spec, object, NULL, NULL, &error);
  g_assert_no_error (error);
  mill_params_foreach (table, plain, set_secret, object);
  mill_params_free (table, plain);

  void *params
      = mill_params_new_from_json (table, test->spec->params_size, object, &context, NULL, &error);
  g_assert_no_error (error);
  g_autofree char *line = mill_params_describe_redacted (table, params);
  g_autoptr (JsonObject) printed = mill_params_to_json (table, params, NULL);
  g_autofree char *json = print_object (printed);
  g_autofree char *plan = test->spec->plan != NULL ? test->spec->plan (params) : NULL;
  if (test->spec->check != NULL)
    test->spec->check (params, &error);
  assert_no_secret (line);
  assert_no_secret (json);
  assert_no_secret (plan);
  assert_no_secret (error != NULL ? error->message : NULL);
  mill_params_free (table, params);
}

/* A sink says in one line what it would do, and does not do it. */
static void
test_plan (gconstpointer data)
{
  const Case *test = data;
  g_autoptr (GError) error = NULL;
  if (test->spec->plan == NULL)
    {
      g_test_skip ("it writes nothing");
      return;
    }
  g_autoptr (MillHarness) harness
      = mill_harness_new_example (test->spec, test->example, test_folder (), &error);
  g_assert_no_error (error);
  g_autofree char *plan = test->spec->plan (mill_harness_params (harness));
  g_assert_nonnull (plan);
  g_assert_cmpstr (plan, !=, "");
  g_assert_null (strchr (plan, '\n'));
  g_assert_false (g_file_test (mill_harness_file (harness, TRUE), G_FILE_TEST_EXISTS));
}

/* ---- with schemas ---- */

typedef struct
{
  guint n;
  MillSchema *schemas[PORTS_MAX];
} Inputs;

static Inputs
example_inputs (const Case *test)
{
  Inputs inputs = { .n = mill_spec_n_inputs (test->spec) };
  for (guint i = 0; i < PORTS_MAX; i++)
    if (test->example->inputs[i] != NULL)
      {
        inputs.schemas[i] = mill_typed_csv_schema (test->example->inputs[i], NULL);
        g_assert_nonnull (inputs.schemas[i]);
        inputs.n = MAX (inputs.n, i + 1);
      }
  return inputs;
}

static void
clear_inputs (Inputs *inputs)
{
  for (guint i = 0; i < PORTS_MAX; i++)
    mill_schema_unref (inputs->schemas[i]);
}

static void
assert_good_error (const GError *error)
{
  g_assert_nonnull (error);
  g_assert_true (error->domain == MILL_ERROR_DOCUMENT || error->domain == MILL_ERROR_RESOURCE
                 || error->domain == MILL_ERROR_DATA);
  g_assert_cmpstr (error->message, !=, "");
  g_assert_null (strchr (error->message, '\n'));
}

/* For each dialect a SELECT, or an error that names what cannot be said. */
static void
test_sql (gconstpointer data)
{
  static const char *const relations[PORTS_MAX] = { "a", "b", "c", "d" };
  const Case *test = data;
  g_autoptr (GError) error = NULL;
  if (test->spec->sql == NULL)
    {
      g_test_skip ("it has no SQL");
      return;
    }
  g_autoptr (JsonObject) object = example_object (test);
  Inputs inputs = example_inputs (test);
  void *params = mill_spec_params_new (test->spec, object, NULL, NULL, &error);
  g_assert_no_error (error);
  for (int dialect = 0; dialect < MILL_SQL_LAST; dialect++)
    {
      g_autoptr (GError) why = NULL;
      g_autofree char *sql = test->spec->sql (
          params, (const MillSchema *const *)inputs.schemas, relations, dialect, &why);
      if (sql == NULL)
        assert_good_error (why);
      else
        g_assert_true (g_str_has_prefix (sql, "SELECT ") || g_str_has_prefix (sql, "WITH "));
    }
  mill_params_free (test->spec->params, params);
  clear_inputs (&inputs);
}

/* ---- what nobody would write ---- */

static JsonNode *
random_text (GRand *random)
{
  static const char *const texts[] = {
    "",
    "a",
    "\xc3\xa9\xf0\x9f\x98\x80",
    "a + ",
    "1:2",
    "${x}",
    "../../etc",
    "{",
    "true",
    "1e999",
    "case when a then b end",
    "'",
    "\"",
    "99999999999999999999",
    "decimal(99,99)",
    "-1s",
    ";",
    "\t",
  };
  const char *text = texts[g_rand_int_range (random, 0, G_N_ELEMENTS (texts))];
  return json_node_init_string (json_node_alloc (), text);
}

static JsonNode *
random_node (GRand *random, guint depth)
{
  JsonNode *node;
  switch (g_rand_int_range (random, 0, depth > 2 ? 5 : 7))
    {
    case 0:
      return json_node_new (JSON_NODE_NULL);
    case 1:
      return json_node_init_boolean (json_node_alloc (), g_rand_boolean (random));
    case 2:
      return json_node_init_int (
          json_node_alloc (), (gint64)((guint64)g_rand_int (random) << 32 | g_rand_int (random)));
    case 3:
      return json_node_init_double (json_node_alloc (),
                                    g_rand_double_range (random, -1e300, 1e300));
    case 4:
      return random_text (random);
    case 5:
      node = json_node_new (JSON_NODE_ARRAY);
      json_node_take_array (node, json_array_new ());
      for (int i = g_rand_int_range (random, 0, 4); i > 0; i--)
        json_array_add_element (json_node_get_array (node), random_node (random, depth + 1));
      return node;
    default:
      node = json_node_new (JSON_NODE_OBJECT);
      json_node_take_object (node, json_object_new ());
      for (int i = g_rand_int_range (random, 0, 4); i > 0; i--)
        {
          g_autofree char *key = g_strdup_printf ("%c", (char)g_rand_int_range (random, 'a', 'e'));
          json_object_set_member (
              json_node_get_object (node), key, random_node (random, depth + 1));
        }
      return node;
    }
}

/* One parameter of @object (or of its first list item) becomes something else, or goes, or comes.
 */
static void
mutate (const MillParam *table, JsonObject *object, GRand *random)
{
  guint n = 0;
  while (table[n].type != MILL_PARAM_END_)
    n++;
  if (n == 0 || g_rand_int_range (random, 0, 20) == 0)
    {
      json_object_set_member (object, "surprise", random_node (random, 0));
      return;
    }
  const MillParam *param = &table[g_rand_int_range (random, 0, (int)n)];
  const char *name = mill_param_name (param);
  JsonNode *value = json_object_get_member (object, name);
  JsonArray *list
      = value != NULL && param->type == MILL_PARAM_LIST_ && JSON_NODE_HOLDS_ARRAY (value)
            ? json_node_get_array (value)
            : NULL;
  if (list != NULL && json_array_get_length (list) > 0
      && JSON_NODE_HOLDS_OBJECT (json_array_get_element (list, 0)) && g_rand_boolean (random))
    mutate (param->items, json_array_get_object_element (list, 0), random);
  else if (value != NULL && g_rand_int_range (random, 0, 5) == 0)
    json_object_remove_member (object, name);
  else
    json_object_set_member (object, name, random_node (random, 0));
}

/* Whatever stands in a document, there is a struct or a clean error, and then columns or one. */
static void
try_object (const Case *test, const Inputs *inputs, JsonObject *object)
{
  static const char *const connections[] = { "a", NULL };
  const MillParamsContext context = { .folder = test_folder (), .connections = connections };
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  void *params = mill_spec_params_new (test->spec, object, &context, &path, &error);
  if (params == NULL)
    {
      assert_good_error (error);
      g_assert_nonnull (path);
      return;
    }
  g_autofree char *line = mill_params_describe_redacted (test->spec->params, params);
  g_autoptr (MillInferResult) result = NULL;
  if (!mill_infer_run (test->spec,
                       params,
                       (const MillSchema *const *)inputs->schemas,
                       inputs->n,
                       &result,
                       &error))
    assert_good_error (error);
  mill_params_free (test->spec->params, params);
}

static void
test_fuzz (gconstpointer data)
{
  const Case *test = data;
  Inputs inputs = example_inputs (test);
  GRand *random = g_rand_new_with_seed (g_str_hash (test->spec->id));
  for (guint round = 0; round < FUZZ_ROUNDS; round++)
    {
      g_autoptr (JsonObject) object = example_object (test);
      for (int i = g_rand_int_range (random, 1, 4); i > 0; i--)
        mutate (test->spec->params, object, random);
      try_object (test, &inputs, object);
    }
  g_rand_free (random);
  clear_inputs (&inputs);
}

/* ---- all together ---- */

static void
test_registry (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MillRegistry) registry = mill_registry_new (mill_builtin_blocks);
  g_autofree char *list = mill_describe_list (registry);
  for (guint i = 0; i < mill_registry_n (registry); i++)
    {
      const MillBlockSpec *spec = mill_registry_get (registry, i);
      g_assert_true (mill_registry_find (registry, spec->id, &error) == spec);
      g_assert_nonnull (strstr (list, spec->summary));
    }
  g_assert_null (mill_registry_find (registry, "fliter", &error));
  g_assert_error (error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_UNKNOWN);
  g_assert_cmpstr (error->message, ==, "there is no block 'fliter'; did you mean 'filter'?");
}

/* Every reference inside the schema leads somewhere. */
static void
check_references (JsonNode *node, JsonObject *definitions)
{
  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);
      for (guint i = 0; i < json_array_get_length (array); i++)
        check_references (json_array_get_element (array, i), definitions);
      return;
    }
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return;
  JsonObjectIter iter;
  const char *key;
  JsonNode *member;
  json_object_iter_init (&iter, json_node_get_object (node));
  while (json_object_iter_next (&iter, &key, &member))
    if (g_str_equal (key, "$ref") && JSON_NODE_HOLDS_VALUE (member))
      {
        const char *path = json_node_get_string (member);
        g_assert_true (g_str_has_prefix (path, "#/$defs/"));
        g_assert_true (json_object_has_member (definitions, path + strlen ("#/$defs/")));
      }
    else
      check_references (member, definitions);
}

static void
test_schema (void)
{
  g_autoptr (MillRegistry) registry = mill_registry_new (mill_builtin_blocks);
  g_autoptr (JsonNode) schema = mill_json_schema_new (registry, NULL);
  JsonObject *definitions = json_object_get_object_member (json_node_get_object (schema), "$defs");
  check_references (schema, definitions);
  for (guint i = 0; i < mill_registry_n (registry); i++)
    {
      const MillBlockSpec *spec = mill_registry_get (registry, i);
      g_autofree char *name = g_strconcat ("block-", spec->id, NULL);
      JsonObject *properties = json_object_get_object_member (
          json_object_get_object_member (definitions, name), "properties");
      for (const MillParam *param = spec->params; param->type != MILL_PARAM_END_; param++)
        g_assert_true (json_object_has_member (properties, mill_param_name (param)));
    }
}

static void
add_for_specs (const char *name, void (*func) (gconstpointer data))
{
  for (const MillBlockSpec *const *spec = mill_builtin_blocks; *spec != NULL; spec++)
    {
      g_autofree char *path = g_strdup_printf ("/blocks/%s/%s", (*spec)->id, name);
      g_test_add_data_func (path, *spec, func);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_autoptr (GPtrArray) cases = all_cases ();
  g_test_add_func ("/blocks/registry", test_registry);
  g_test_add_func ("/blocks/schema", test_schema);
  add_for_specs ("table", test_table);
  add_for_specs ("describe", test_describe);
  add_for_cases (cases, "round-trip", test_round_trip);
  add_for_cases (cases, "secrets", test_secrets);
  add_for_cases (cases, "plan", test_plan);
  add_for_cases (cases, "sql", test_sql);
  add_for_cases (cases, "fuzz", test_fuzz);
  int status = g_test_run ();
  remove_folder ();
  return status;
}
