/* test-params.c: parameters from JSON to the struct and back.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <string.h>

#include "mill-error.h"
#include "mill-params.h"

typedef struct
{
  char *column;
  int function;
  gint64 digits;
} Item;

typedef struct
{
  gboolean header;
  gint64 count;
  double ratio;
  char *title;
  int mode;
  char **columns;
  char *path;
  char *url;
  gint64 memory;
  gint64 wait;
  char *at;
  char *connection;
  char *token;
  MillType type;
  MillMap names;
  MillList items;
  char *key;
  char *old_key; /* of an older version */
} Params;

enum
{
  MODE_PLAIN,
  MODE_FAST,
  MODE_KEYED
};

static const MillChoice modes[] = { { "plain", "Plain", MODE_PLAIN },
                                    { "fast", "Fast", MODE_FAST },
                                    { "keyed", "Keyed", MODE_KEYED },
                                    { NULL, NULL, 0 } };
static const MillChoice functions[]
    = { { "sum", "Sum", 0 }, { "mean", "Mean", 1 }, { NULL, NULL, 0 } };

static const MillParam item_params[] = {
  MILL_PARAM_COLUMN (Item, column, .label = "Column", .help = "Which.", .required = TRUE),
  MILL_PARAM_ENUM (Item, function, functions, .label = "Function", .help = "How."),
  MILL_PARAM_INTEGER (
      Item, digits, .label = "Digits", .help = "n.", .range = { 0, 9 }, .def = { 2 }),
  MILL_PARAMS_END,
};

static const MillParam table[] = {
  MILL_PARAM_BOOLEAN (Params, header, .label = "Header", .help = "h.", .def.integer = TRUE),
  MILL_PARAM_INTEGER (
      Params, count, .label = "Count", .help = "h.", .range = { 1, G_MAXINT64 }, .def.integer = 10),
  MILL_PARAM_NUMBER (
      Params, ratio, .label = "Ratio", .help = "h.", .number_range = { 0, 1 }, .def.number = 0.5),
  MILL_PARAM_TEXT (Params, title, .label = "Title", .help = "h."),
  MILL_PARAM_ENUM (Params, mode, modes, .label = "Mode", .help = "h."),
  MILL_PARAM_COLUMNS (Params, columns, .label = "Columns", .help = "h."),
  MILL_PARAM_FILE (Params, path, .label = "Path", .help = "h.", .def.text = "in.csv"),
  MILL_PARAM_URL (Params, url, .label = "URL", .help = "h."),
  MILL_PARAM_SIZE (Params,
                   memory,
                   .label = "Memory",
                   .help = "h.",
                   .range = { 1024, 1 << 30 },
                   .def.integer = 65536),
  MILL_PARAM_DURATION (Params, wait, .label = "Wait", .help = "h.", .def.integer = 1500000),
  MILL_PARAM_SCHEDULE (Params, at, .label = "At", .help = "h."),
  MILL_PARAM_CONNECTION (Params, connection, .label = "Connection", .help = "h."),
  MILL_PARAM_SECRET (Params, token, .label = "Token", .help = "h."),
  MILL_PARAM_TYPE (Params, type, .label = "Type", .help = "h.", .def.text = "text"),
  MILL_PARAM_MAP (Params, names, .label = "Names", .help = "h."),
  MILL_PARAM_LIST (Params, items, Item, item_params, .label = "Items", .help = "h."),
  MILL_PARAM_COLUMN (Params,
                     key,
                     .label = "Key",
                     .help = "h.",
                     .required = TRUE,
                     .visible_when = "mode=keyed|fast",
                     .example = "\"id\""),
  MILL_PARAM_COLUMN (Params, old_key, .label = "Key", .help = "h.", .replaced_by = "key"),
  MILL_PARAMS_END,
};

static const char *const connections[] = { "warehouse", "mail", NULL };

static char *
resolve (const char *name, void *data, GError **error)
{
  if (g_str_equal (name, "slack"))
    return g_strdup ("hunter2");
  g_set_error (error, MILL_ERROR_RESOURCE, MILL_RESOURCE_NOT_FOUND, "no secret '%s'", name);
  return NULL;
}

static const MillParamsContext context
    = { .folder = "/data/case", .connections = connections, .resolve_secret = resolve };

static JsonObject *
parse (const char *text)
{
  g_autofree char *json = g_strdelimit (g_strdup (text), "'", '"');
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = json_from_string (json, &error);
  g_assert_no_error (error);
  return json_object_ref (json_node_get_object (node));
}

static Params *
read_params (const char *text, const MillParamsContext *with, char **path, GError **error)
{
  g_autoptr (JsonObject) object = parse (text);
  return mill_params_new_from_json (table, sizeof (Params), object, with, path, error);
}

static char *
print (const Params *params)
{
  g_autoptr (JsonObject) object = mill_params_to_json (table, params, context.folder);
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), object);
  char *text = json_to_string (node, FALSE);
  return g_strdelimit (text, "\"", '\'');
}

/* Reads @text, expects the canonical @expected, and that reading it again gives the same. */
static void
check_round_trip (const char *text, const char *expected)
{
  g_autoptr (GError) error = NULL;
  Params *params = read_params (text, &context, NULL, &error);
  g_assert_no_error (error);
  g_autofree char *printed = print (params);
  g_assert_cmpstr (printed, ==, expected);
  Params *again = read_params (printed, &context, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (mill_params_equal (table, params, again));
  mill_params_free (table, params);
  mill_params_free (table, again);
}

static void
test_defaults (void)
{
  g_autoptr (GError) error = NULL;
  Params *params = mill_params_new_from_json (table, sizeof (Params), NULL, &context, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (params->header);
  g_assert_cmpint (params->count, ==, 10);
  g_assert_cmpfloat (params->ratio, ==, 0.5);
  g_assert_null (params->title);
  g_assert_nonnull (params->columns);
  g_assert_null (params->columns[0]);
  g_assert_cmpstr (params->path, ==, "/data/case/in.csv");
  g_assert_cmpint (params->type.id, ==, MILL_TYPE_TEXT);
  g_autofree char *printed = print (params);
  g_assert_cmpstr (printed, ==, "{}");
  mill_params_free (table, params);
}

static void
test_round_trip (void)
{
  check_round_trip ("{}", "{}");
  check_round_trip ("{'count':10,'header':true,'memory':65536,'wait':'1.5s'}", "{}");
  check_round_trip ("{'count':9223372036854775807}", "{'count':9223372036854775807}");
  check_round_trip ("{'count':9007199254740993,'header':false}",
                    "{'header':false,'count':9007199254740993}");
  check_round_trip ("{'memory':'2 kB','wait':'90s'}", "{'memory':'2kB','wait':'1m30s'}");
  check_round_trip ("{'columns':['b','a'],'type':'decimal(18,2)'}",
                    "{'columns':['b','a'],'type':'decimal(18,2)'}");
  check_round_trip ("{'path':'sub/../x.csv'}", "{'path':'x.csv'}");
  check_round_trip ("{'path':'/etc/x.csv'}", "{'path':'/etc/x.csv'}");
  check_round_trip ("{'path':'-'}", "{'path':'-'}");
  check_round_trip ("{'names':{'z':'1','a':'2'}}", "{'names':{'z':'1','a':'2'}}");
  check_round_trip ("{'token':{'secret':'slack'}}", "{'token':{'secret':'slack'}}");
  check_round_trip ("{'items':[{'function':'mean','column':'x','digits':2},{'column':'y'}]}",
                    "{'items':[{'column':'x','function':'mean'},{'column':'y'}]}");
  check_round_trip ("{'mode':'keyed','key':'id'}", "{'mode':'keyed','key':'id'}");
  check_round_trip ("{'mode':'fast','old-key':'id'}", "{'mode':'fast','key':'id'}");
  check_round_trip ("{'at':'*/5 8-17 * * 1-5','connection':'mail'}",
                    "{'at':'*/5 8-17 * * 1-5','connection':'mail'}");
  check_round_trip ("{'ratio':1,'url':'https://example.org/a?b=c'}",
                    "{'ratio':1.0,'url':'https://example.org/a?b=c'}");
}

typedef struct
{
  const char *text, *path, *message;
} Fault;

/* Messages are the interface: what, why, what to do. */
static const Fault faults[] = {
  { "{'cuont':1}", "/cuont", "cuont: unknown parameter; did you mean 'count'?" },
  { "{'count':'1'}", "/count", "count: expects a whole number, not the text \"1\"" },
  { "{'count':1.5}", "/count", "count: expects a whole number, not 1.5" },
  { "{'count':null}", "/count", "count: expects a whole number, not null" },
  { "{'count':0}",
    "/count",
    "count: 0 is out of range; take a value from 1 to 9223372036854775807" },
  { "{'ratio':1.5}", "/ratio", "ratio: 1.5 is out of range; take a value from 0 to 1" },
  { "{'header':1}", "/header", "header: expects true or false, not 1" },
  { "{'title':[]}", "/title", "title: expects a text, not a list" },
  { "{'mode':'fsat'}", "/mode", "mode: the text \"fsat\" is no choice; did you mean 'fast'?" },
  { "{'mode':'zebra'}",
    "/mode",
    "mode: the text \"zebra\" is no choice; known are plain, fast, keyed" },
  { "{'mode':2}", "/mode", "mode: expects one of plain, fast, keyed, not 2" },
  { "{'mode':'keyed'}", "/key", "key: is missing; add it, for example \"key\": \"id\"" },
  { "{'mode':'keyed','key':''}", "/key", "key: is empty; it must be the name of a column" },
  { "{'key':'a','old-key':'b'}",
    "/old-key",
    "old-key: is the older name of 'key', which is given too; remove this one" },
  { "{'columns':'a'}",
    "/columns",
    "columns: expects a list of column names such as [\"a\", \"b\"], not the text \"a\"" },
  { "{'columns':['a',1]}", "/columns/1", "columns[1]: expects the name of a column, not 1" },
  { "{'columns':['a','a']}", "/columns/1", "columns[1]: column 'a' stands twice; remove one" },
  { "{'memory':'10 lightyears'}",
    "/memory",
    "memory: expects a size such as \"64MiB\" or a number of bytes, not the text \"10 "
    "lightyears\"" },
  { "{'memory':1}", "/memory", "memory: 1B is out of range; take a value from 1KiB to 1GiB" },
  { "{'wait':10}",
    "/wait",
    "wait: expects a duration with its unit, such as \"10s\" or \"1h30m\", not 10" },
  { "{'at':'61 * * * *'}",
    "/at",
    "at: is no schedule: the minute is not within 0 to 59; write \"every 10m\" or the five cron "
    "fields" },
  { "{'at':'every now'}",
    "/at",
    "at: is no schedule: no duration above 0 after 'every'; write \"every 10m\" or the five cron "
    "fields" },
  { "{'connection':'mial'}",
    "/connection",
    "connection: there is no connection 'mial' in the document; did you mean 'mail'?" },
  { "{'url':'nowhere'}", "/url", "url: is no URL; write one such as \"https://example.org/path\"" },
  { "{'url':'https://me:pw@example.org/'}",
    "/url",
    "url: holds a password, which must not stand in a file; take it out and use a secret" },
  { "{'token':'hunter2'}",
    "/token",
    "token: expects { \"secret\": \"NAME\" }; the secret itself must not stand in a file" },
  { "{'token':{'secret':'other'}}", "/token", "token: no secret 'other'" },
  { "{'names':{'a/b':1}}", "/names/a~1b", "names.a/b: expects a text, not 1" },
  { "{'items':[{'column':'x'},{'function':'sum'}]}",
    "/items/1/column",
    "items[1].column: is missing; add \"column\" (column)" },
  { "{'items':[{'column':'x','digits':10}]}",
    "/items/0/digits",
    "items[0].digits: 10 is out of range; take a value from 0 to 9" },
  { "{'items':[{'colum':'x'}]}",
    "/items/0/colum",
    "items[0].colum: unknown parameter; did you mean 'column'?" },
  { "{'items':{}}", "/items", "items: expects a list of objects such as [{ ... }], not an object" },
};

static void
test_faults (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *path = NULL;
      g_assert_null (read_params (faults[i].text, &context, &path, &error));
      g_assert_nonnull (error);
      g_assert_cmpstr (error->message, ==, faults[i].message);
      g_assert_cmpstr (path, ==, faults[i].path);
      g_assert_null (strchr (error->message, '\n'));
      g_assert_null (strstr (error->message, "hunter2"));
    }
}

static void
test_type_fault (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  g_assert_null (read_params ("{'type':'intger'}", &context, &path, &error));
  g_assert_cmpint (error->domain, ==, MILL_ERROR_DOCUMENT);
  g_assert_true (g_str_has_prefix (error->message, "type: "));
  g_assert_cmpstr (path, ==, "/type");
}

static void
test_secret (void)
{
  g_autoptr (GError) error = NULL;
  const char *text = "{'title':'a b','token':{'secret':'slack'},'items':[{'column':'x'}]}";
  Params *running = read_params (text, &context, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (running->token, ==, "hunter2");
  g_autofree char *line = mill_params_describe_redacted (table, running);
  g_assert_null (strstr (line, "hunter2"));
  g_assert_nonnull (strstr (line, "title=\"a b\""));
  g_assert_nonnull (strstr (line, "token=(secret)"));
  g_autofree char *printed = print (running);
  g_assert_null (strstr (printed, "hunter2"));
  mill_params_free (table, running);

  Params *design = read_params (text, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_null (design->token);
  g_autofree char *same = print (design);
  g_assert_cmpstr (same, ==, printed);
  mill_params_free (table, design);
}

static void
check_canonical (const char *text, const char *expected)
{
  g_autoptr (JsonObject) object = parse (text);
  g_autoptr (JsonObject) canonical = mill_params_canonical (table, object);
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), canonical);
  g_autofree char *printed = json_to_string (node, FALSE);
  g_strdelimit (printed, "\"", '\'');
  g_assert_cmpstr (printed, ==, expected);
}

static void
test_canonical (void)
{
  check_canonical ("{'mode':'plain','count':'${n}','header':false}",
                   "{'header':false,'count':'${n}'}");
  check_canonical ("{'zebra':1,'title':'x'}", "{'title':'x','zebra':1}");
  check_canonical ("{'items':[{'digits':2,'function':'mean','column':'x'}, 5]}",
                   "{'items':[{'column':'x','function':'mean'},5]}");
  check_canonical ("{'old-key':'id'}", "{'key':'id'}");
  check_canonical ("{'old-key':'id','key':'b'}", "{'key':'b','old-key':'id'}");
}

static void
test_visible (void)
{
  g_autoptr (GError) error = NULL;
  const MillParam *key = mill_param_find (table, "key");
  Params *plain = read_params ("{}", &context, NULL, &error);
  Params *fast = read_params ("{'mode':'fast','key':'a'}", &context, NULL, &error);
  g_assert_no_error (error);
  g_assert_false (mill_param_visible (table, plain, key));
  g_assert_true (mill_param_visible (table, fast, key));
  g_assert_true (mill_param_visible (table, plain, mill_param_find (table, "mode")));
  g_assert_false (mill_params_equal (table, plain, fast));
  mill_params_free (table, plain);
  mill_params_free (table, fast);
}

static void
collect (const MillParam *of, const MillParam *param, void *params, const char *where, void *data)
{
  g_string_append_printf (data, "%s ", where);
}

static void
test_foreach (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) walked = g_string_new (NULL);
  Params *params = read_params ("{'items':[{'column':'x'},{'column':'y'}]}", NULL, NULL, &error);
  g_assert_no_error (error);
  mill_params_foreach (table, params, collect, walked);
  g_assert_nonnull (strstr (walked->str,
                            " items items[0].column items[0].function items[0].digits "
                            "items[1].column "));
  g_assert_null (strstr (walked->str, "old-key"));
  mill_params_free (table, params);
}

static void
test_error_path (void)
{
  static const char *const pairs[][2] = {
    { "condition: 1:3: unknown column", "/condition" },
    { "aggregates[2].function: why", "/aggregates/2/function" },
    { "columns.a/b: why", "/columns/a~1b" },
    { "no prefix", "" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autofree char *path = mill_params_error_path (pairs[i][0]);
      g_assert_cmpstr (path, ==, pairs[i][1]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/block/params/defaults", test_defaults);
  g_test_add_func ("/block/params/round-trip", test_round_trip);
  g_test_add_func ("/block/params/faults", test_faults);
  g_test_add_func ("/block/params/type-fault", test_type_fault);
  g_test_add_func ("/block/params/secret", test_secret);
  g_test_add_func ("/block/params/canonical", test_canonical);
  g_test_add_func ("/block/params/visible", test_visible);
  g_test_add_func ("/block/params/foreach", test_foreach);
  g_test_add_func ("/block/params/error-path", test_error_path);
  return g_test_run ();
}
