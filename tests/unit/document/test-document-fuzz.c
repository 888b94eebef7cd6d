/* test-document-fuzz.c: seeded damage to valid pipelines never crashes, and what loads prints to a
 * fixed point.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "fixture.h"
#include "mill-document-diff.h"

#include <string.h>

static const char *const seeds[] = {
  "{\n  'millrace': 1,\n  'name': 'N',\n  'parameters': { 'n': { 'type': 'integer', 'default': 3 "
  "}, 'm': "
  "{ 'type': 'enum', 'choices': ['a', 'b'], 'default': 'a' } },\n  'environments': { 'p': { 'n': 4 "
  "} },\n  "
  "'connections': { 'w': { 'type': 'pg', 'settings': { 'host': '${m}', 'password': { 'secret': 's' "
  "} } } "
  "},\n  'blocks': {\n    'a': { 'type': 'rows', 'params': { 'columns': { 'x': 'integer', 'y': "
  "'decimal(9,2)' } } },\n    'k': { 'type': 'keep', 'label': '\\u00e4', 'params': { 'condition': "
  "'x > "
  "${n} and y < 1.5', 'count': '${n}' } },\n    'b': { 'type': 'add', 'params': { 'columns': { "
  "'z': 'x + "
  "1' } } },\n    'j': { 'type': 'join' },\n    'u': { 'type': 'union', 'disabled': true },\n    "
  "'o': { "
  "'type': 'sort', 'params': { 'by': ['x'], 'rules': [ { 'column': 'x', 'descending': true } ] } "
  "},\n    "
  "'s': { 'type': 'sink', 'params': { 'path': 'o', 'token': { 'secret': 's' }, 'connection': 'w' } "
  "}\n  "
  "},\n  'links': [\n    { 'from': 'a.out', 'to': 'k.in' },\n    { 'from': 'k.out', 'to': 'b.in', "
  "'transition': { 'kind': 'queue', 'workers': 2, 'key': 'x' } },\n    { 'from': 'b.out', 'to': "
  "'j.left' },\n    { 'from': 'a.out', 'to': 'u.in' },\n    { 'from': 'u.out', 'to': 'o.in' },\n   "
  " { "
  "'from': 'o.out', 'to': 's.in', 'transition': { 'kind': 'function', 'routes': [ { 'when': 'x > "
  "1', "
  "'to': 'j.right' } ] } }\n  ],\n  'tests': { 't': { 'env': 'p', 'set': { 'n': 1 }, 'given': { "
  "'a.out': "
  "['x:integer', '1'] }, 'expect': { 'k.out': ['x:integer'] } } },\n  'layout': { 'a': [0, 0], "
  "'k': "
  "[1e3, -2.5] }\n}\n",
  "{'millrace':1,'blocks':{'a':{'type':'stream'},'b':{'type':'keep','params':{'condition':'value = "
  "1'}}},'links':[{'from':'a.out','to':'b.in'},{'from':'b.out','to':'b.in'}]}",
};

static void
damage (GString *text, GRand *rand)
{
  static const char *const pieces[]
      = { "{",  "}",    "[",       "]",  ",",      ":",         "\"",
          "\\", "null", "true",    "-",  "1e999",  "0",         "\\u",
          "${", "}",    "$$",      ".",  "\xff",   "\xc3",      "\n",
          "\t", " ",    "\"a\": ", "{}", "[[[[[[", "\"a.out\"", "9999999999999999999" };
  gsize at = text->len > 0 ? (gsize)g_rand_int_range (rand, 0, (int)text->len) : 0;
  gsize n = (gsize)g_rand_int_range (rand, 1, 12);
  switch (g_rand_int_range (rand, 0, 6))
    {
    case 0:
      g_string_erase (text, (gssize)at, (gssize)MIN (n, text->len - at));
      break;
    case 1:
      g_string_truncate (text, at);
      break;
    case 2:
      if (text->len > 0)
        text->str[at] = (char)g_rand_int_range (rand, 0, 256);
      break;
    case 3:
      {
        g_autofree char *copy = g_strndup (text->str + at, MIN (n * 8, text->len - at));
        g_string_insert (text, g_rand_int_range (rand, 0, (int)text->len + 1), copy);
        break;
      }
    default:
      g_string_insert (text, (gssize)at, pieces[g_rand_int_range (rand, 0, G_N_ELEMENTS (pieces))]);
    }
}

static void
check_places (GListModel *model)
{
  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (MillDiagnostic) item = g_list_model_get_item (model, i);
      const char *message = mill_diagnostic_get_message (item);
      g_assert_true (g_utf8_validate (message, -1, NULL));
      g_assert_null (strpbrk (message, "\n\r"));
      g_assert_cmpuint (strlen (message), <, 4096);
    }
}

static void
check_text (const char *text, gsize length)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, length);
  g_autoptr (MillDocument) document
      = mill_document_load_bytes (fixture_registry (), bytes, "/work");
  g_autoptr (MillAnalysis) analysis = fixture_analyse (document, NULL);
  check_places (mill_analysis_get_diagnostics (analysis));
  g_autofree char *once = mill_document_to_text (document, NULL);
  g_autoptr (GBytes) once_bytes = g_bytes_new (once, strlen (once));
  g_autoptr (MillDocument) again
      = mill_document_load_bytes (fixture_registry (), once_bytes, "/work");
  g_autofree char *twice = mill_document_to_text (again, NULL);
  g_autofree char *diff = mill_document_diff (document, again, MILL_DIFF_LAYOUT);
  g_assert_cmpstr (once, ==, twice);
  g_assert_cmpstr (diff, ==, "");
  g_autoptr (MillAnalysis) second = fixture_analyse (again, analysis);
  g_assert_nonnull (second);
}

static void
test_damage (void)
{
  guint rounds = g_test_slow () ? 100000 : 1500;
  for (guint round = 0; round < rounds; round++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (round);
      g_autofree char *seed = fixture_text (seeds[round % G_N_ELEMENTS (seeds)]);
      GString *text = g_string_new (seed);
      for (guint n = (guint)g_rand_int_range (rand, 1, 5); n > 0; n--)
        damage (text, rand);
      check_text (text->str, text->len);
      g_string_free (text, TRUE);
    }
}

/* Damage that stays JSON reaches further: whole values change places. */
static void
test_swaps (void)
{
  guint rounds = g_test_slow () ? 100000 : 1500;
  for (guint round = 0; round < rounds; round++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (round);
      g_autofree char *seed = fixture_text (seeds[0]);
      g_auto (GStrv) parts = g_regex_split_simple ("(\"[^\"]*\"|\\b[0-9.]+\\b)", seed, 0, 0);
      guint n = g_strv_length (parts);
      for (guint i = 0; i < 3; i++)
        {
          /* odd places hold what was split at */
          guint from = (guint)g_rand_int_range (rand, 0, (int)n / 2) * 2 + 1;
          guint to = (guint)g_rand_int_range (rand, 0, (int)n / 2) * 2 + 1;
          if (from >= n || to >= n)
            continue;
          char *copy = g_strdup (parts[from]);
          g_free (parts[to]);
          parts[to] = copy;
        }
      g_autofree char *text = g_strjoinv ("", parts);
      check_text (text, strlen (text));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/document/fuzz/damage", test_damage);
  g_test_add_func ("/document/fuzz/swaps", test_swaps);
  return g_test_run ();
}
