/* test-registry.c: finding blocks, checking tables, describing them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "mill-describe.h"
#include "mill-error.h"
#include "mill-registry.h"
#include "toy-block.h"

static const MillBlockSpec *const specs[] = { &toy_sink, &toy_pair, &toy_count, &toy_pair, NULL };

static void
test_find (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MillRegistry) registry = mill_registry_new (specs);
  g_assert_cmpuint (mill_registry_n (registry), ==, 3);
  g_assert_true (mill_registry_get (registry, 0) == &toy_count);
  g_assert_true (mill_registry_get (registry, 2) == &toy_sink);
  g_assert_true (mill_registry_find (registry, "toy-pair", &error) == &toy_pair);
  g_assert_null (mill_registry_lookup (registry, "toy"));
  g_assert_null (mill_registry_find (registry, "toy-conut", &error));
  g_assert_cmpstr (error->message, ==, "there is no block 'toy-conut'; did you mean 'toy-count'?");
  g_clear_error (&error);
  g_assert_null (mill_registry_find (registry, "zebra", &error));
  g_assert_cmpstr (
      error->message, ==, "there is no block 'zebra'; known are toy-count, toy-pair, toy-sink");
}

static void
test_ports (void)
{
  g_assert_cmpuint (mill_spec_n_inputs (&toy_pair), ==, 2);
  g_assert_cmpuint (mill_spec_n_outputs (&toy_pair), ==, 2);
  g_assert_cmpint (mill_spec_find_port (&toy_pair, FALSE, "right"), ==, 1);
  g_assert_cmpint (mill_spec_find_port (&toy_pair, TRUE, "rejects"), ==, 1);
  g_assert_cmpint (mill_spec_find_port (&toy_pair, TRUE, "right"), ==, -1);
  g_assert_true (mill_spec_output (&toy_pair, 1)->rejects);
  g_assert_null (mill_spec_input (&toy_sink, 1));
}

static void
test_good_tables (void)
{
  for (guint i = 0; specs[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;
      g_assert_true (mill_spec_validate_table (specs[i], &error));
      g_assert_no_error (error);
    }
}

static void
assert_broken (const MillBlockSpec *spec, const char *rule)
{
  g_autoptr (GError) error = NULL;
  g_assert_false (mill_spec_validate_table (spec, &error));
  g_assert_error (error, MILL_ERROR_BLOCK, MILL_BLOCK_BUG);
  g_assert_nonnull (strstr (error->message, rule));
}

static void
test_broken_tables (void)
{
  static const MillPort rejects_first[]
      = { MILL_PORT_IN, MILL_PORT_REJECTS, MILL_PORT_OUT, MILL_PORTS_END };
  static const MillExample no_example[] = { { .title = NULL } };
  MillBlockSpec spec = toy_pair;
  spec.id = "Toy_pair";
  assert_broken (&spec, "kebab-case");
  spec = toy_pair;
  spec.summary = "No full stop";
  assert_broken (&spec, "full stop");
  spec = toy_pair;
  spec.ports = rejects_first;
  assert_broken (&spec, "rejects is the last port");
  spec = toy_pair;
  spec.examples = no_example;
  assert_broken (&spec, "example");
  spec = toy_pair;
  spec.infer = NULL;
  assert_broken (&spec, "infer");
  spec = toy_count;
  spec.restore = NULL;
  assert_broken (&spec, "come together");
  spec = toy_sink;
  spec.plan = NULL;
  assert_broken (&spec, "plan");
}

static void
assert_broken_param (MillParam param, const char *rule)
{
  MillParam table[] = { param, MILL_PARAMS_END };
  MillBlockSpec spec = toy_count;
  spec.params = table;
  spec.params_size = 64;
  assert_broken (&spec, rule);
}

static void
test_broken_params (void)
{
  static const MillChoice choices[] = { { "a", "A", 1 }, { NULL, NULL, 0 } };
  const MillParam good = { .type = MILL_PARAM_INTEGER_, .field = "n", .label = "N", .help = "h." };
  MillParam param = good;
  param.help = NULL;
  assert_broken_param (param, "help");
  param = good;
  param.field = "Camel";
  assert_broken_param (param, "snake_case");
  param = good;
  param.range.min = 1;
  param.range.max = 9;
  assert_broken_param (param, "default lies in the range");
  param = good;
  param.visible_when = "other";
  assert_broken_param (param, "visible_when");
  param = good;
  param.type = MILL_PARAM_ENUM_;
  param.choices = choices;
  assert_broken_param (param, "the default is a choice");
  param = good;
  param.example = "no json";
  assert_broken_param (param, "JSON");
  param = good;
  param.offset = 64;
  assert_broken_param (param, "lies in the struct");
  param = good;
  param.port = "nowhere";
  assert_broken_param (param, "port exists");
}

static void
test_describe (void)
{
  g_autofree char *text = mill_describe_text (&toy_pair);
  static const char *const parts[] = { "toy-pair (process)\n",
                                       "Infers, and drops all rows.",
                                       "right            input; optional: Rows.",
                                       "  by\n      column of type number of left; required\n",
                                       "Example: Nothing comes out" };
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (strstr (text, parts[i]) == NULL)
      g_error ("'%s' is not in\n%s", parts[i], text);
  g_autoptr (JsonNode) json = mill_describe_json (&toy_pair);
  JsonObject *object = json_node_get_object (json);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (object, "ports")), ==, 4);
  g_assert_cmpuint (
      json_array_get_length (json_object_get_array_member (object, "parameters")), ==, 3);
}

static void
test_schema (void)
{
  g_autoptr (MillRegistry) registry = mill_registry_new (specs);
  const MillNamedTable kinds[] = { { "call", "Direct.", toy_count.params },
                                   { "queue", "Later.", toy_sink.params },
                                   { NULL, NULL, NULL } };
  g_autoptr (JsonNode) schema = mill_json_schema_new (registry, kinds);
  g_autofree char *text = mill_json_print (schema);
  g_assert_nonnull (strstr (text, "\"#/$defs/block-toy-sink\""));
  g_assert_nonnull (strstr (text, "\"transition-queue\""));
  g_autoptr (JsonNode) again = json_from_string (text, NULL);
  g_assert_true (json_node_equal (schema, again));
}

static void
test_reference (void)
{
  g_autoptr (MillRegistry) registry = mill_registry_new (specs);
  g_autofree char *page = mill_reference_page (&toy_sink);
  g_autofree char *index = mill_reference_index (registry);
  g_assert_nonnull (strstr (page, "# Sink\n\n`toy-sink`, a consume block."));
  g_assert_nonnull (strstr (page, "### `path`\n\nPath: file; required.\n\nWhere to.\n"));
  g_assert_true (g_str_has_suffix (page, "```\n"));
  g_assert_nonnull (strstr (index, "- [`toy-sink`](toy-sink.md): Writes the first column.\n"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/block/registry/find", test_find);
  g_test_add_func ("/block/registry/ports", test_ports);
  g_test_add_func ("/block/registry/good-tables", test_good_tables);
  g_test_add_func ("/block/registry/broken-tables", test_broken_tables);
  g_test_add_func ("/block/registry/broken-params", test_broken_params);
  g_test_add_func ("/block/registry/describe", test_describe);
  g_test_add_func ("/block/registry/schema", test_schema);
  g_test_add_func ("/block/registry/reference", test_reference);
  return g_test_run ();
}
