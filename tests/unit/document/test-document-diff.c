/* test-document-diff.c: what differs in meaning.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "fixture.h"
#include "mill-document-diff.h"

static const char base[]
    = "{ 'millrace': 1, 'name': 'N', 'parameters': { 'in': { 'type': 'file', 'default': 'a.csv' }, "
      "'old': { 'type': 'text' } }, 'environments': { 'prod': { 'in': 'p.csv' } }, 'blocks': { "
      "'r': { "
      "'type': 'rows', 'params': { 'path': '${in}' } }, 'k': { 'type': 'keep', 'params': { "
      "'condition': 'a > 1', 'count': 2 } }, 's': { 'type': 'sink', 'label': 'L' } }, 'links': [ { "
      "'from': 'r.out', 'to': 'k.in' }, { 'from': 'k.out', 'to': 's.in' } ], 'layout': { 'r': [0, "
      "0] } "
      "}";

static void
assert_diff (const char *old_json, const char *new_json, MillDiffFlags flags, const char *expected)
{
  g_autoptr (MillDocument) old = fixture_load (old_json);
  g_autoptr (MillDocument) new = fixture_load (new_json);
  g_autofree char *wanted = fixture_text (expected);
  g_autofree char *found = mill_document_diff (old, new, flags);
  g_assert_cmpstr (found, ==, wanted);
}

static void
test_same (void)
{
  /* order, defaults written out, and places aside */
  assert_diff (base, base, MILL_DIFF_LAYOUT, "");
  assert_diff (
      base,
      "{ 'layout': { 'r': [5, 0] }, 'links': [ { 'from': 'k.out', 'to': 's.in', 'transition': { "
      "'kind': 'call' } }, { 'from': 'r.out', 'to': 'k.in' } ], 'blocks': { 's': { 'type': 'sink', "
      "'label': 'L', 'disabled': false, 'params': {} }, 'k': { 'type': 'keep', 'params': { 'mode': "
      "'some', 'count': 2, 'condition': 'a > 1' } }, 'r': { 'type': 'rows', 'params': { 'path': "
      "'${in}' } } }, 'environments': { 'prod': { 'in': 'p.csv' } }, 'parameters': { 'old': { "
      "'type': "
      "'text' }, 'in': { 'default': 'a.csv', 'type': 'file' } }, 'name': 'N', 'millrace': 1 }",
      MILL_DIFF_DEFAULT,
      "");
}

/* The columns that a map computes come in its order: another order is another meaning. */
static void
test_order_in_map (void)
{
  const char *old = "{ 'millrace': 1, 'blocks': { 'a': { 'type': 'add', 'params': { 'columns': { "
                    "'x': '1', 'y': '2' } } } } }";
  const char *new = "{ 'millrace': 1, 'blocks': { 'a': { 'type': 'add', 'params': { 'columns': { "
                    "'y': '2', 'x': '1' } } } } }";
  assert_diff (
      old,
      new,
      MILL_DIFF_DEFAULT,
      "~ block a: columns { \"x\": \"1\", \"y\": \"2\" } -> { \"y\": \"2\", \"x\": \"1\" }\n");
}

static void
test_changes (void)
{
  assert_diff (
      base,
      "{ 'millrace': 1, 'name': 'M', 'description': 'd', 'parameters': { 'in': { 'type': 'file', "
      "'default': 'b.csv', 'help': 'h' }, 'new': { 'type': 'integer' } }, 'connections': { 'w': { "
      "'type': 'pg' } }, 'blocks': { 'r': { 'type': 'rows', 'params': { 'path': '${in}' } }, 'k': "
      "{ "
      "'type': 'keep', 'disabled': true, 'params': { 'condition': 'a > 2', 'mode': 'all' } }, 'u': "
      "{ "
      "'type': 'union' }, 's': { 'type': 'sort', 'notes': 'n' } }, 'links': [ { 'from': 'r.out', "
      "'to': "
      "'k.in', 'transition': { 'kind': 'queue', 'workers': 2 } }, { 'from': 'r.out', 'to': 'u.in', "
      "'transition': { 'kind': 'event', 'topic': 't' } } ], 'tests': { 't': { 'expect': {} } } }",
      MILL_DIFF_DEFAULT,
      "~ name 'N' -> 'M'\n"
      "~ description '' -> 'd'\n"
      "~ parameter in: default 'a.csv' -> 'b.csv'\n"
      "~ parameter in: help (not given) -> 'h'\n"
      "- parameter old\n"
      "+ parameter new: { 'type': 'integer' }\n"
      "- environment prod\n"
      "+ connection w: { 'type': 'pg' }\n"
      "~ block k: disabled\n"
      "~ block k: condition 'a > 1' -> 'a > 2'\n"
      "~ block k: count 2 -> (not given)\n"
      "~ block k: mode (not given) -> 'all'\n"
      "~ block s: type 'sink' -> 'sort'\n"
      "~ block s: label 'L' -> (not given)\n"
      "~ block s: notes (not given) -> 'n'\n"
      "+ block u (union)\n"
      "- link k.out -> s.in\n"
      "~ link r.out -> k.in: call {} -> queue { 'workers': 2 }\n"
      "+ link r.out -> u.in: event { 'topic': 't' }\n"
      "+ test t: { 'expect': {} }\n");
}

static void
test_renames (void)
{
  assert_diff (
      base,
      "{ 'millrace': 1, 'name': 'N', 'parameters': { 'in': { 'type': 'file', 'default': "
      "'a.csv' }, 'old': { 'type': 'text' } }, 'environments': { 'prod': { 'in': 'p.csv' } }, "
      "'blocks': { 'rows': { 'type': 'rows', 'params': { 'path': '${in}' } }, 'hot': { 'type': "
      "'keep', 'params': { 'condition': 'a > 1', 'count': 2 } }, 's': { 'type': 'sink', "
      "'label': 'L' } }, 'links': [ { 'from': 'rows.out', 'to': 'hot.in' }, { 'from': "
      "'hot.out', 'to': 's.in' } ], 'layout': { 'rows': [0, 9] } }",
      MILL_DIFF_LAYOUT,
      "> block k -> hot\n"
      "> block r -> rows\n"
      "~ layout rows: [0, 0] -> [0, 9]\n");
  /* another one with other parameters is another block */
  assert_diff ("{ 'millrace': 1, 'blocks': { 'a': { 'type': 'keep', 'params': { 'count': 2 } } } }",
               "{ 'millrace': 1, 'blocks': { 'b': { 'type': 'keep', 'params': { 'count': 3 } } } }",
               MILL_DIFF_DEFAULT,
               "- block a (keep)\n"
               "+ block b (keep): count 3\n");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/document/diff/same", test_same);
  g_test_add_func ("/document/diff/changes", test_changes);
  g_test_add_func ("/document/diff/order-in-map", test_order_in_map);
  g_test_add_func ("/document/diff/renames", test_renames);
  return g_test_run ();
}
