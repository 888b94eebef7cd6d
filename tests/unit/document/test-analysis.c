/* test-analysis.c: order, schemas, lineage, promises, reuse, size.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "fixture.h"
#include "mill-limits.h"

#include <string.h>

static guint
number_of (MillAnalysis *analysis, const char *id)
{
  int block = mill_analysis_find_block (analysis, id);
  g_assert_cmpint (block, >=, 0);
  return (guint)block;
}

static void
assert_schema (MillAnalysis *analysis, const char *id, guint port, const char *expected)
{
  const MillSchema *schema = mill_analysis_output_schema (analysis, number_of (analysis, id), port);
  g_autofree char *text = schema != NULL ? mill_schema_to_string (schema) : NULL;
  g_assert_cmpstr (text, ==, expected);
}

/* The active links as "from:port>to:port@slot" in order. */
static char *
print_links (MillAnalysis *analysis)
{
  guint n;
  const MillAnalysisLink *links = mill_analysis_active_links (analysis, &n);
  GString *out = g_string_new (NULL);
  for (guint i = 0; i < n; i++)
    g_string_append_printf (out,
                            "%s%s:%u>%s:%u@%u",
                            i > 0 ? " " : "",
                            mill_analysis_block_id (analysis, links[i].from),
                            links[i].out_port,
                            mill_analysis_block_id (analysis, links[i].to),
                            links[i].in_port,
                            links[i].slot);
  return g_string_free (out, FALSE);
}

static char *
print_order (MillAnalysis *analysis)
{
  guint n;
  const guint *order = mill_analysis_order (analysis, &n);
  GString *out = g_string_new (NULL);
  for (guint i = 0; i < n; i++)
    g_string_append_printf (
        out, "%s%s", i > 0 ? " " : "", mill_analysis_block_id (analysis, order[i]));
  return g_string_free (out, FALSE);
}

static const char shop[]
    = "{ 'millrace': 1, 'parameters': { 'limit': { 'type': 'integer', 'default': 3 } }, 'blocks': "
      "{ "
      "'orders': { 'type': 'rows', 'params': { 'columns': { 'id': 'integer', 'amount': "
      "'decimal(9,2)' } } }, 'people': { 'type': 'rows', 'params': { 'columns': { 'name': 'text' } "
      "} "
      "}, 'more': { 'type': 'rows', 'params': { 'columns': { 'amount': 'decimal(9,2)', 'id': "
      "'integer' } } }, 'all': { 'type': 'union' }, 'big': { 'type': 'keep', 'params': { "
      "'condition': "
      "'amount > ${limit}' } }, 'with-tax': { 'type': 'add', 'params': { 'columns': { 'gross': "
      "'amount "
      "* 2' } } }, 'named': { 'type': 'join' }, 'out': { 'type': 'sink' } }, 'links': [ { 'from': "
      "'orders.out', 'to': 'all.in' }, { 'from': 'more.out', 'to': 'all.in' }, { 'from': "
      "'all.out', "
      "'to': 'big.in' }, { 'from': 'big.out', 'to': 'with-tax.in' }, { 'from': 'with-tax.out', "
      "'to': "
      "'named.left' }, { 'from': 'people.out', 'to': 'named.right' }, { 'from': 'named.out', 'to': "
      "'out.in' } ] }";

static void
test_schemas (void)
{
  g_autoptr (MillDocument) document = fixture_load (shop);
  g_autoptr (MillAnalysis) analysis = fixture_analyse (document, NULL);
  g_autofree char *found = fixture_diagnostics (mill_analysis_get_diagnostics (analysis));
  g_assert_cmpstr (found, ==, "");
  g_assert_false (mill_analysis_has_errors (analysis));
  assert_schema (analysis, "all", 0, "amount decimal(9,2), id integer");
  assert_schema (analysis, "with-tax", 0, "amount decimal(9,2), id integer, gross decimal(10,2)");
  assert_schema (
      analysis, "named", 0, "amount decimal(9,2), id integer, gross decimal(10,2), name text");
  const MillSchema *input = mill_analysis_input_schema (analysis, number_of (analysis, "named"), 1);
  g_autofree char *text = mill_schema_to_string (input);
  g_assert_cmpstr (text, ==, "name text");
  g_autofree char *order = print_order (analysis), *links = print_links (analysis);
  g_assert_cmpstr (order, ==, "more orders people all big with-tax named out");
  g_assert_cmpstr (
      links,
      ==,
      "all:0>big:0@0 big:0>with-tax:0@0 more:0>all:0@0 named:0>out:0@0 orders:0>all:0@1 "
      "people:0>named:1@1 with-tax:0>named:0@0");
  g_assert_nonnull (mill_analysis_block_params (analysis, number_of (analysis, "big")));
  const MillInferResult *result
      = mill_analysis_infer_result (analysis, number_of (analysis, "big"));
  g_assert_true (mill_infer_result_uses (result, 0, 0));
  g_assert_false (mill_infer_result_uses (result, 0, 1));
}

static char *
print_trace (MillAnalysis *analysis, const char *id, guint column, MillDirection direction)
{
  guint block = number_of (analysis, id);
  g_autoptr (GArray) places = mill_analysis_trace (analysis, block, 0, column, direction);
  GString *out = g_string_new (NULL);
  for (guint i = 0; i < places->len; i++)
    {
      const MillColumnPlace *place = &g_array_index (places, MillColumnPlace, i);
      const MillSchema *schema = mill_analysis_output_schema (analysis, place->block, place->port);
      g_assert_cmpuint (place->via, <=, i);
      g_string_append_printf (out,
                              "%s%s.%s%s",
                              i > 0 ? " " : "",
                              mill_analysis_block_id (analysis, place->block),
                              mill_schema_field (schema, place->column)->name,
                              place->same ? "" : "*");
    }
  return g_string_free (out, FALSE);
}

static void
test_lineage (void)
{
  g_autoptr (MillDocument) document = fixture_load (shop);
  g_autoptr (MillAnalysis) analysis = fixture_analyse (document, NULL);
  g_autofree char *back = print_trace (analysis, "named", 2, MILL_DIRECTION_BACKWARD);
  g_autofree char *forth = print_trace (analysis, "orders", 1, MILL_DIRECTION_FORWARD);
  g_autofree char *name = print_trace (analysis, "people", 0, MILL_DIRECTION_FORWARD);
  g_autofree char *none = print_trace (analysis, "people", 9, MILL_DIRECTION_FORWARD);
  g_assert_cmpstr (
      back, ==, "named.gross with-tax.gross big.amount* all.amount more.amount orders.amount*");
  g_assert_cmpstr (
      forth,
      ==,
      "orders.amount all.amount* big.amount with-tax.amount with-tax.gross* named.amount "
      "named.gross");
  g_assert_cmpstr (name, ==, "people.name named.name");
  g_assert_cmpstr (none, ==, "");
  g_assert_true (mill_analysis_column_used (analysis, number_of (analysis, "people"), 0, 0));

  mill_document_unlink (document, mill_document_find_link (document, "named", "out", "out", "in"));
  g_autoptr (MillAnalysis) unread = fixture_analyse (document, analysis);
  g_assert_false (mill_analysis_column_used (unread, number_of (unread, "people"), 0, 0));
  g_assert_true (mill_analysis_column_used (unread, number_of (unread, "orders"), 0, 1));
}

/* A map in another order makes its columns in another order. */
static void
test_reordered_map (void)
{
  g_autoptr (MillDocument) document = fixture_load (shop);
  g_autoptr (MillAnalysis) before = fixture_analyse (document, NULL);
  JsonNode *columns
      = mill_doc_block_get_param (mill_document_find_block (document, "more"), "columns");
  JsonObject *old = json_node_get_object (columns);
  g_autoptr (GList) names = json_object_get_members (old);
  JsonObject *turned = json_object_new ();
  for (GList *name = g_list_last (names); name != NULL; name = name->prev)
    json_object_set_member (
        turned, name->data, json_node_ref (json_object_get_member (old, name->data)));
  g_assert_cmpuint (json_object_get_size (turned), >, 1);
  g_autoptr (JsonNode) value = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (value, turned);
  MillUndo *undo = mill_document_get_undo (document);
  g_assert_true (mill_document_set_param (document, "more", "columns", value, NULL));
  g_assert_cmpuint (mill_undo_n_steps (undo), ==, 1);
  g_autoptr (MillAnalysis) after = fixture_analyse (document, before);
  assert_schema (after, "more", 0, "id integer, amount decimal(9,2)");
}

/* Only what an edit reaches is inferred again. */
static void
test_reuse (void)
{
  g_autoptr (MillDocument) document = fixture_load (shop);
  g_autoptr (MillAnalysis) first = fixture_analyse (document, NULL);
  g_assert_cmpuint (mill_analysis_n_inferred (first), ==, 8);
  g_autoptr (MillAnalysis) same = fixture_analyse (document, first);
  g_assert_cmpuint (mill_analysis_n_inferred (same), ==, 0);
  g_autofree char *one = print_links (first), *two = print_links (same);
  g_assert_cmpstr (one, ==, two);

  /* another condition: the columns behind are the same */
  g_autoptr (JsonNode) condition = json_node_init_string (json_node_alloc (), "id > 1");
  g_assert_true (mill_document_set_param (document, "big", "condition", condition, NULL));
  g_autoptr (MillAnalysis) filtered = fixture_analyse (document, same);
  g_assert_cmpuint (mill_analysis_n_inferred (filtered), ==, 1);

  /* another column: everything behind */
  g_autoptr (JsonObject) columns = json_object_new ();
  g_autoptr (JsonObject) params = json_object_new ();
  json_object_set_string_member (columns, "alias", "text");
  json_object_set_object_member (params, "columns", json_object_ref (columns));
  g_assert_true (mill_document_set_params (document, "people", params, NULL));
  g_autoptr (MillAnalysis) aliased = fixture_analyse (document, filtered);
  g_assert_cmpuint (mill_analysis_n_inferred (aliased), ==, 3);
  assert_schema (
      aliased, "named", 0, "amount decimal(9,2), id integer, gross decimal(10,2), alias text");

  /* a rename, a move and a label are no news; blocks in between neither */
  mill_document_move_block (document, "big", 1, 2, NULL);
  mill_document_set_label (document, "big", "x", NULL);
  mill_document_add_block (document, "aaa", "stream", NULL, 0, 0, NULL);
  g_autoptr (MillAnalysis) shifted = fixture_analyse (document, aliased);
  g_assert_cmpuint (mill_analysis_n_inferred (shifted), ==, 1);

  /* another value of a parameter that one block uses */
  mill_undo_undo (mill_document_get_undo (document));
  mill_undo_undo (mill_document_get_undo (document));
  mill_undo_undo (mill_document_get_undo (document));
  mill_undo_undo (mill_document_get_undo (document));
  mill_undo_undo (mill_document_get_undo (document));
  g_autoptr (MillAnalysis) before = fixture_analyse (document, shifted);
  g_autoptr (GHashTable) overrides = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GError) error = NULL;
  g_hash_table_insert (overrides, (gpointer) "limit", (gpointer) "7");
  g_autoptr (MillVariables) variables
      = mill_document_resolve (document, overrides, NULL, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (MillSnapshot) snapshot = mill_document_snapshot (document, variables);
  g_autoptr (MillAnalysis) limited
      = mill_analysis_run (snapshot, before, MILL_ANALYSIS_DEFAULT, NULL, &error);
  g_assert_cmpuint (mill_analysis_n_inferred (limited), ==, 1);
  g_autoptr (MillAnalysis) refreshed
      = mill_analysis_run (snapshot, limited, MILL_ANALYSIS_REFRESH, NULL, &error);
  g_assert_cmpuint (mill_analysis_n_inferred (refreshed), ==, 3);
}

static void
test_disabled (void)
{
  g_autoptr (MillDocument) document = fixture_load (shop);
  mill_document_set_disabled (document, "big", TRUE, NULL);
  g_autoptr (MillAnalysis) round = fixture_analyse (document, NULL);
  g_autofree char *links = print_links (round), *order = print_order (round);
  g_assert_cmpstr (links,
                   ==,
                   "all:0>with-tax:0@0 more:0>all:0@0 named:0>out:0@0 orders:0>all:0@1 "
                   "people:0>named:1@1 with-tax:0>named:0@0");
  g_assert_cmpstr (order, ==, "more orders people all with-tax named out");
  g_assert_false (mill_analysis_is_active (round, number_of (round, "big")));
  assert_schema (round, "with-tax", 0, "amount decimal(9,2), id integer, gross decimal(10,2)");
  g_assert_false (mill_analysis_has_errors (round));

  /* two in a row */
  mill_document_set_disabled (document, "all", TRUE, NULL);
  g_autoptr (MillAnalysis) twice = fixture_analyse (document, round);
  g_autofree char *short_links = print_links (twice);
  g_assert_cmpstr (short_links,
                   ==,
                   "more:0>with-tax:0@0 named:0>out:0@0 people:0>named:1@1 with-tax:0>named:0@0");

  /* one of the links of a union goes, the union stays */
  mill_document_set_disabled (document, "all", FALSE, NULL);
  mill_document_set_disabled (document, "more", TRUE, NULL);
  g_autoptr (MillAnalysis) half = fixture_analyse (document, twice);
  g_autofree char *half_order = print_order (half);
  g_assert_cmpstr (half_order, ==, "orders people all with-tax named out");

  /* a source goes, and all that cannot do without it */
  mill_document_set_disabled (document, "people", TRUE, NULL);
  g_autoptr (MillAnalysis) left = fixture_analyse (document, half);
  g_autofree char *left_order = print_order (left);
  g_assert_cmpstr (left_order, ==, "orders all with-tax");
  g_autofree char *found = fixture_diagnostics (mill_analysis_get_diagnostics (left));
  g_assert_nonnull (strstr (found, "left-out: block named is left out"));
  g_assert_nonnull (strstr (found, "left-out: block out is left out"));
  g_assert_false (mill_analysis_has_errors (left));
}

static void
test_upstream (void)
{
  g_autoptr (MillDocument) document = fixture_load (shop);
  g_autoptr (MillAnalysis) analysis = fixture_analyse (document, NULL);
  guint8 marks[8];
  GString *out = g_string_new (NULL);
  g_assert_cmpuint (mill_analysis_n_blocks (analysis), ==, 8);
  mill_analysis_upstream (analysis, number_of (analysis, "with-tax"), marks);
  for (guint i = 0; i < 8; i++)
    if (marks[i])
      g_string_append_printf (out, "%s ", mill_analysis_block_id (analysis, i));
  g_assert_cmpstr (out->str, ==, "all big more orders with-tax ");
  g_string_free (out, TRUE);

  /* each link leads into one block, by slot */
  guint n_links, n_in, n_found = 0;
  const MillAnalysisLink *links = mill_analysis_active_links (analysis, &n_links);
  for (guint block = 0; block < 8; block++)
    {
      const guint *in = mill_analysis_links_into (analysis, block, &n_in);
      for (guint i = 0; i < n_in; i++, n_found++)
        {
          g_assert_cmpuint (links[in[i]].to, ==, block);
          g_assert_true (i == 0 || links[in[i - 1]].slot < links[in[i]].slot);
        }
    }
  g_assert_cmpuint (n_found, ==, n_links);
}

static char *
resolve_test_secret (const char *name, void *data, GError **error)
{
  return g_strdup_printf ("<%s>", name);
}

static void
test_make_params (void)
{
  g_autoptr (MillDocument) document = fixture_load (
      "{ 'millrace': 1, 'parameters': { 'file': { 'type': 'file', 'default': 'o.csv' } "
      "}, 'connections': { 'wh': { 'type': 'pg', 'settings': { 'host': 'h-${file}', "
      "'password': { 'secret': 'p' } } } }, 'blocks': { 's': { 'type': 'sink', "
      "'params': { 'path': '${file}', 'token': { 'secret': 'key' }, 'connection': 'wh' "
      "} } } }");
  g_autoptr (MillAnalysis) analysis = fixture_analyse (document, NULL);
  g_autoptr (GError) error = NULL;
  struct
  {
    char *path, *token, *connection;
  } * params;
  MillParamsContext context = { .resolve_secret = resolve_test_secret };
  const MillBlockSpec *spec = mill_analysis_block_spec (analysis, 0);
  params = mill_analysis_make_params (analysis, 0, &context, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (params->path, ==, "/work/o.csv");
  g_assert_cmpstr (params->token, ==, "<key>");
  g_assert_cmpstr (params->connection, ==, "wh");
  mill_params_free (spec->params, params);
  /* the analysis itself knows no secret */
  params = (void *)mill_analysis_block_params (analysis, 0);
  g_assert_null (params->token);

  g_autoptr (JsonObject) settings = mill_analysis_connection (analysis, "wh", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (json_object_get_string_member (settings, "host"), ==, "h-o.csv");
  g_assert_null (mill_analysis_connection (analysis, "none", &error));
  g_assert_error (error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_UNKNOWN);
  g_clear_error (&error);

  g_autoptr (JsonNode) zero = json_node_init_int (json_node_alloc (), 0);
  mill_document_set_param (document, "s", "path", zero, NULL);
  g_autoptr (MillAnalysis) faulty = fixture_analyse (document, analysis);
  g_assert_null (mill_analysis_block_params (faulty, 0));
  g_assert_null (mill_analysis_make_params (faulty, 0, &context, &error));
  g_assert_error (error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_TYPE);
  g_assert_true (g_str_has_prefix (error->message, "s.path: "));
}

/* ---- promises ---- */

typedef struct
{
  const char *source, *transition;
  MillDelivery delivery;
  MillOrder order;
  gboolean durable;
  const char *says;
} Promise;

static const Promise promises[] = {
  { "rows",
    "{ 'kind': 'call' }",
    MILL_DELIVERY_EXACTLY_ONCE,
    MILL_ORDER_TOTAL,
    FALSE,
    "every row takes effect exactly once, in order" },
  { "stream",
    "{ 'kind': 'call' }",
    MILL_DELIVERY_AT_MOST_ONCE,
    MILL_ORDER_TOTAL,
    FALSE,
    "every row takes effect at most once (because of a), in order" },
  { "rows",
    "{ 'kind': 'request', 'url': 'http://h' }",
    MILL_DELIVERY_AT_MOST_ONCE,
    MILL_ORDER_TOTAL,
    FALSE,
    "every row takes effect at most once (because of a.out -> k.in), in order" },
  { "rows",
    "{ 'kind': 'request', 'url': 'http://h', 'retries': 2 }",
    MILL_DELIVERY_AT_LEAST_ONCE,
    MILL_ORDER_TOTAL,
    FALSE,
    "every row takes effect at least once (because of a.out -> k.in), in order" },
  { "stream",
    "{ 'kind': 'request', 'url': 'http://h', 'retries': 2 }",
    MILL_DELIVERY_BEST_EFFORT,
    MILL_ORDER_TOTAL,
    FALSE,
    "rows may be lost or take effect twice (because of a), in order" },
  { "rows",
    "{ 'kind': 'event', 'topic': 't' }",
    MILL_DELIVERY_AT_MOST_ONCE,
    MILL_ORDER_TOTAL,
    FALSE,
    "every row takes effect at most once (because of a.out -> k.in), in order" },
  { "rows",
    "{ 'kind': 'event', 'topic': 't', 'replay-from': 'start' }",
    MILL_DELIVERY_AT_LEAST_ONCE,
    MILL_ORDER_TOTAL,
    FALSE,
    "every row takes effect at least once (because of a.out -> k.in), in order" },
  { "rows",
    "{ 'kind': 'storage', 'dataset': 'd' }",
    MILL_DELIVERY_EXACTLY_ONCE,
    MILL_ORDER_TOTAL,
    TRUE,
    "every row takes effect exactly once, in order, kept through a crash" },
  { "rows",
    "{ 'kind': 'queue' }",
    MILL_DELIVERY_AT_LEAST_ONCE,
    MILL_ORDER_TOTAL,
    TRUE,
    "every row takes effect at least once (because of a.out -> k.in), in order, kept through a "
    "crash" },
  { "rows",
    "{ 'kind': 'queue', 'workers': 4 }",
    MILL_DELIVERY_AT_LEAST_ONCE,
    MILL_ORDER_NONE,
    TRUE,
    "every row takes effect at least once (because of a.out -> k.in), in no order (because of "
    "a.out -> "
    "k.in), kept through a crash" },
  { "rows",
    "{ 'kind': 'queue', 'workers': 4, 'key': 'value' }",
    MILL_DELIVERY_AT_LEAST_ONCE,
    MILL_ORDER_PER_KEY,
    TRUE,
    "every row takes effect at least once (because of a.out -> k.in), in order for each key "
    "(because "
    "of a.out -> k.in), kept through a crash" },
  { "rows",
    "{ 'kind': 'function', 'schedule': 'every 5m' }",
    MILL_DELIVERY_EXACTLY_ONCE,
    MILL_ORDER_TOTAL,
    FALSE,
    "every row takes effect exactly once, in order" },
};

static void
test_promises (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (promises); i++)
    {
      gboolean rows = g_str_equal (promises[i].source, "rows");
      g_autofree char *json
          = g_strdup_printf ("{ 'millrace': 1, 'blocks': { 'a': { 'type': '%s'%s }, 'k': { 'type': "
                             "'keep', 'params': { "
                             "'condition': 'value > 0' } }, 'o': { 'type': 'sort' }, 's': { "
                             "'type': 'sink' } }, 'links': "
                             "[ { 'from': 'a.out', 'to': 'k.in', 'transition': %s }, { 'from': "
                             "'k.out', 'to': 'o.in' }, "
                             "{ 'from': 'o.out', 'to': 's.in' } ] }",
                             promises[i].source,
                             rows ? ", 'params': { 'columns': { 'value': 'integer' } }" : "",
                             promises[i].transition);
      g_autoptr (MillDocument) document = fixture_load (json);
      g_autoptr (MillAnalysis) analysis = fixture_analyse (document, NULL);
      g_autofree char *found = fixture_diagnostics (mill_analysis_get_diagnostics (analysis));
      MillPromise promise;
      g_test_message ("promise %u", i);
      g_assert_cmpstr (found, ==, "");
      g_assert_true (mill_analysis_link_promise (analysis, 0, &promise));
      g_assert_cmpint (promise.delivery, ==, promises[i].delivery);
      g_assert_cmpint (promise.order, ==, promises[i].order);
      g_assert_cmpint (promise.durable, ==, promises[i].durable);
      g_autofree char *says = mill_analysis_describe_promise (analysis, &promise);
      g_assert_cmpstr (says, ==, promises[i].says);
      /* behind it delivery is no better; a new order starts at the sort */
      g_assert_true (mill_analysis_link_promise (analysis, 2, &promise));
      g_assert_cmpint (promise.delivery, ==, promises[i].delivery);
      g_assert_cmpint (promise.order, ==, MILL_ORDER_TOTAL);
      g_assert_false (promise.durable);
    }
}

/* ---- places inside expressions ---- */

static void
test_expression_place (void)
{
  fixture_check (
      "{ 'millrace': 1, 'blocks': {\n  'a': { 'type': 'stream' },\n  'k': { 'type': 'keep', "
      "'params': {\n    'condition': 'value > 1\\n  and vlue < 3' } },\n  's': { 'type': "
      "'sink' } },\n'links': [ { 'from': 'a.out', 'to': 'k.in' }, { 'from': 'k.out', 'to': "
      "'s.in' } ] }",
      "4:36: unknown-name: k.condition: 2:7: there is no column 'vlue'; did you mean "
      "'value'?\n");
}

/* ---- size ---- */

static void
test_long_chain (void)
{
  guint n = MILL_DOCUMENT_BLOCKS_MAX;
  g_autofree char *text = fixture_chain (n);
  gint64 start = g_get_monotonic_time ();
  g_autoptr (MillDocument) document = fixture_load (text);
  gint64 loaded = g_get_monotonic_time ();
  g_autoptr (MillSnapshot) snapshot = mill_document_snapshot (document, NULL);
  g_autoptr (MillAnalysis) analysis
      = mill_analysis_run (snapshot, NULL, MILL_ANALYSIS_DEFAULT, NULL, NULL);
  gint64 analysed = g_get_monotonic_time ();
  g_autofree char *found = fixture_diagnostics (mill_analysis_get_diagnostics (analysis));
  g_assert_cmpuint (mill_analysis_n_inferred (analysis), ==, n);
  g_autofree char *last = g_strdup_printf ("b%u", n - 1);
  assert_schema (analysis, last, 0, "a integer, b text");
  g_assert_nonnull (strstr (found, "unused-block"));

  g_autoptr (JsonNode) condition = json_node_init_string (json_node_alloc (), "a > 7");
  g_assert_true (mill_document_set_param (document, "b50000", "condition", condition, NULL));
  gint64 edited = g_get_monotonic_time ();
  g_autoptr (MillAnalysis) again = fixture_analyse (document, analysis);
  gint64 done = g_get_monotonic_time ();
  g_assert_cmpuint (mill_analysis_n_inferred (again), ==, 1);
  g_autofree char *saved = mill_document_to_text (document, NULL);
  gint64 written = g_get_monotonic_time ();
  g_test_message ("load %.3f s, analyse %.3f s, again %.3f s, print %.3f s",
                  (loaded - start) / 1e6,
                  (analysed - loaded) / 1e6,
                  (done - edited) / 1e6,
                  (written - done) / 1e6);
  g_assert_cmpuint (strlen (saved), >, n * 50);
}

/* A cycle through everything, and a block with very many inputs. */
static void
test_large_shapes (void)
{
  GString *text = g_string_new ("{\"millrace\": 1, \"blocks\": {\"u\": {\"type\": \"union\"}");
  guint n = 20000;
  for (guint i = 0; i < n; i++)
    g_string_append_printf (
        text,
        ", \"k%u\": {\"type\": \"keep\", \"params\": {\"condition\": \"true\"}}, "
        "\"r%u\": {\"type\": \"stream\"}",
        i,
        i);
  g_string_append (text, "}, \"links\": [");
  for (guint i = 0; i < n; i++)
    g_string_append_printf (text,
                            "%s{\"from\": \"k%u.out\", \"to\": \"k%u.in\"}, {\"from\": "
                            "\"r%u.out\", \"to\": \"u.in\"}",
                            i > 0 ? ", " : "",
                            i,
                            (i + 1) % n,
                            i);
  g_string_append (text, "]}");
  g_autoptr (MillDocument) document = fixture_load (text->str);
  g_autoptr (MillAnalysis) analysis = fixture_analyse (document, NULL);
  g_autofree char *found = fixture_diagnostics (mill_analysis_get_diagnostics (analysis));
  g_assert_nonnull (strstr (found, "cycle: the links form a cycle: k0 -> k1 -> k2"));
  g_assert_nonnull (strstr (found, "... -> "));
  guint n_order, n_links;
  mill_analysis_order (analysis, &n_order);
  mill_analysis_active_links (analysis, &n_links);
  g_assert_cmpuint (n_order, ==, n + 1);
  g_assert_cmpuint (n_links, ==, n);
  g_string_free (text, TRUE);
}

/* Faults by the thousand, each of which could ask for a look at everything. */
static void
test_many_faults (void)
{
  guint n = 20000;
  GString *text = g_string_new ("{\"millrace\": 1, \"parameters\": {\"p\": {\"type\": \"text\"}}, "
                                "\"environments\": {\"e\": {");
  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "%s\"q%u\": 1", i > 0 ? "," : "", i);
  g_string_append (text, "}}, \"blocks\": {\"r\": {\"type\": \"stream\"}");
  for (guint i = 0; i < n; i++)
    g_string_append_printf (
        text,
        ",\"d%u\":{\"type\":\"keep\",\"disabled\":true,\"params\":{\"condition\":"
        "\"true\"}},\"s%u\":{\"type\":\"sink\"}",
        i,
        i);
  g_string_append (text, "}, \"links\": [{\"from\": \"r.out\", \"to\": \"d0.in\"}");
  for (guint i = 0; i < n; i++)
    g_string_append_printf (
        text,
        ",{\"from\":\"d%u.out\",\"to\":\"s%u.in\"},{\"from\":\"x%u.out\",\"to\":"
        "\"s%u.in\"}",
        i,
        i,
        i,
        i);
  for (guint i = 1; i < n; i++)
    g_string_append_printf (text, ",{\"from\":\"d%u.out\",\"to\":\"d%u.in\"}", i - 1, i);
  g_string_append (text, "]}");
  gint64 start = g_get_monotonic_time ();
  g_autoptr (MillDocument) document = fixture_load (text->str);
  g_autoptr (MillAnalysis) analysis = fixture_analyse (document, NULL);
  g_test_message ("%.3f s", (g_get_monotonic_time () - start) / 1e6);
  guint n_links;
  const MillAnalysisLink *links = mill_analysis_active_links (analysis, &n_links);
  g_assert_cmpuint (n_links, ==, n);
  g_assert_cmpstr (mill_analysis_block_id (analysis, links[n / 2].from), ==, "r");
  g_assert_cmpuint (g_list_model_get_n_items (mill_analysis_get_diagnostics (analysis)),
                    ==,
                    MILL_DIAGNOSTICS_MAX + 1);
  g_string_free (text, TRUE);
}

/* Links from everywhere back to everywhere: cycles without number. */
static void
test_many_cycles (void)
{
  guint n = 20000;
  GString *text = g_string_new ("{\"millrace\": 1, \"blocks\": {");
  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "%s\"u%05u\":{\"type\":\"union\"}", i > 0 ? "," : "", i);
  g_string_append (text, "}, \"links\": [");
  for (guint i = 1; i < n; i++)
    g_string_append_printf (
        text,
        "%s{\"from\":\"u%05u.out\",\"to\":\"u%05u.in\"},{\"from\":\"u%05u.out\","
        "\"to\":\"u%05u.in\"}",
        i > 1 ? "," : "",
        i - 1,
        i,
        i,
        i / 2);
  g_string_append (text, "]}");
  g_autoptr (MillDocument) document = fixture_load (text->str);
  g_autoptr (MillAnalysis) analysis = fixture_analyse (document, NULL);
  guint n_order, n_cycles = 0;
  mill_analysis_order (analysis, &n_order);
  g_assert_cmpuint (n_order, ==, 0);
  GListModel *model = mill_analysis_get_diagnostics (analysis);
  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (MillDiagnostic) item = g_list_model_get_item (model, i);
      n_cycles += g_str_equal (mill_diagnostic_get_code (item), "cycle");
    }
  g_assert_cmpuint (n_cycles, ==, 100);
  g_string_free (text, TRUE);
}

/* ---- threads ---- */

static gpointer
analyse_thread (gpointer data)
{
  return mill_analysis_run (data, NULL, MILL_ANALYSIS_DEFAULT, NULL, NULL);
}

/* The document changes while others look at a snapshot of it. */
static void
test_threads (void)
{
  g_autofree char *text = fixture_chain (2000);
  g_autoptr (MillDocument) document = fixture_load (text);
  g_autoptr (MillSnapshot) snapshot = mill_document_snapshot (document, NULL);
  GThread *threads[3];
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("analyse", analyse_thread, snapshot);
  for (guint i = 1; i < 500; i++)
    {
      g_autofree char *id = g_strdup_printf ("b%u", i);
      g_autofree char *new_id = g_strdup_printf ("c%u", i);
      g_autoptr (JsonNode) condition = json_node_init_string (json_node_alloc (), "b = 'x'");
      mill_document_set_param (document, id, "condition", condition, NULL);
      mill_document_rename_block (document, id, new_id, NULL);
      mill_document_remove_block (document, new_id, NULL);
    }
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      g_autoptr (MillAnalysis) analysis = g_thread_join (threads[i]);
      g_assert_cmpuint (mill_analysis_n_inferred (analysis), ==, 2000);
      assert_schema (analysis, "b1999", 0, "a integer, b text");
      g_assert_false (mill_analysis_has_errors (analysis));
    }
}

static void
test_cancel (void)
{
  g_autoptr (MillDocument) document = fixture_load (shop);
  g_autoptr (MillSnapshot) snapshot = mill_document_snapshot (document, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_cancellable_cancel (cancellable);
  g_assert_null (mill_analysis_run (snapshot, NULL, MILL_ANALYSIS_DEFAULT, cancellable, &error));
  g_assert_error (error, MILL_ERROR_RESOURCE, MILL_RESOURCE_CANCELLED);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/analysis/schemas", test_schemas);
  g_test_add_func ("/analysis/lineage", test_lineage);
  g_test_add_func ("/analysis/reuse", test_reuse);
  g_test_add_func ("/analysis/reordered-map", test_reordered_map);
  g_test_add_func ("/analysis/disabled", test_disabled);
  g_test_add_func ("/analysis/upstream", test_upstream);
  g_test_add_func ("/analysis/make-params", test_make_params);
  g_test_add_func ("/analysis/promises", test_promises);
  g_test_add_func ("/analysis/expression-place", test_expression_place);
  g_test_add_func ("/analysis/long-chain", test_long_chain);
  g_test_add_func ("/analysis/large-shapes", test_large_shapes);
  g_test_add_func ("/analysis/many-faults", test_many_faults);
  g_test_add_func ("/analysis/many-cycles", test_many_cycles);
  g_test_add_func ("/analysis/threads", test_threads);
  g_test_add_func ("/analysis/cancel", test_cancel);
  return g_test_run ();
}
