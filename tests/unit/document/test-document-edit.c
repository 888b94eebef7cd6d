/* test-document-edit.c: edits, undo, transactions.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "fixture.h"
#include "mill-json-write.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

static JsonObject *
parse_object (const char *json)
{
  g_autofree char *text = fixture_text (json);
  g_autoptr (JsonNode) node = json_from_string (text, NULL);
  g_assert_nonnull (node);
  return json_node_dup_object (node);
}

/* ---- single edits ---- */

static void
test_blocks (void)
{
  g_autoptr (MillDocument) document = mill_document_new (fixture_registry ());
  MillUndo *undo = mill_document_get_undo (document);
  g_autoptr (GError) error = NULL;
  MillDocBlock *block = mill_document_add_block (document, NULL, "keep", NULL, 10, 20, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (mill_doc_block_get_id (block), ==, "keep");
  g_assert_nonnull (mill_doc_block_get_spec (block));
  block = mill_document_add_block (document, NULL, "keep", NULL, 10, 20, &error);
  g_assert_cmpstr (mill_doc_block_get_id (block), ==, "keep-2");
  g_assert_true (mill_undo_get_dirty (undo));
  g_assert_cmpstr (mill_undo_get_undo_name (undo), ==, "Add keep-2");

  g_assert_null (mill_document_add_block (document, "keep", "keep", NULL, 0, 0, &error));
  g_assert_error (error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_RANGE);
  g_clear_error (&error);
  g_assert_null (mill_document_add_block (document, "a b", "keep", NULL, 0, 0, &error));
  g_clear_error (&error);
  g_assert_null (mill_document_add_block (document, NULL, "kep", NULL, 0, 0, &error));
  g_assert_error (error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_UNKNOWN);
  g_assert_nonnull (strstr (error->message, "keep"));
  g_clear_error (&error);
  g_assert_null (mill_document_add_block (document, NULL, "keep", NULL, NAN, 0, &error));
  g_clear_error (&error);
  g_assert_null (mill_document_add_block (document, NULL, "keep", NULL, 0, INFINITY, &error));
  g_clear_error (&error);
  g_assert_cmpuint (mill_undo_n_steps (undo), ==, 2);

  g_assert_true (mill_document_set_label (document, "keep", "L", &error));
  g_assert_true (mill_document_set_notes (document, "keep", "N", &error));
  g_assert_true (mill_document_set_disabled (document, "keep", TRUE, &error));
  g_assert_true (mill_document_set_type (document, "keep", "sort", &error));
  block = mill_document_find_block (document, "keep");
  g_assert_cmpstr (mill_doc_block_get_label (block), ==, "L");
  g_assert_cmpstr (mill_doc_block_get_notes (block), ==, "N");
  g_assert_true (mill_doc_block_get_disabled (block));
  g_assert_cmpstr (mill_doc_block_get_spec (block)->id, ==, "sort");
  g_assert_true (mill_document_set_label (document, "keep", "", &error));
  g_assert_null (mill_doc_block_get_label (block));
  g_assert_false (mill_document_set_label (document, "none", "x", &error));
  g_assert_error (error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_UNKNOWN);
  g_clear_error (&error);
  g_assert_false (mill_document_set_label (document, "keep", "\xff", &error));
  g_assert_error (error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_TYPE);

  guint steps = mill_undo_n_steps (undo);
  g_assert_true (mill_document_set_notes (document, "keep", "N", NULL));
  g_assert_true (mill_document_set_disabled (document, "keep", TRUE, NULL));
  g_assert_cmpuint (mill_undo_n_steps (undo), ==, steps);
  while (mill_undo_undo (undo))
    continue;
  g_assert_cmpuint (g_list_model_get_n_items (mill_document_get_blocks (document)), ==, 0);
  g_assert_false (mill_undo_get_dirty (undo));
}

static void
test_params (void)
{
  g_autoptr (MillDocument) document = fixture_everything ();
  MillUndo *undo = mill_document_get_undo (document);
  g_autofree char *before = mill_document_to_text (document, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) three = json_node_init_int (json_node_alloc (), 3);
  g_autoptr (JsonNode) nan = json_node_init_double (json_node_alloc (), NAN);
  g_autoptr (JsonNode) bytes = json_node_init_string (json_node_alloc (), "\xff");
  JsonObject *held
      = json_object_ref (mill_doc_block_get_params (mill_document_find_block (document, "k")));
  g_assert_true (mill_document_set_param (document, "k", "count", three, &error));
  g_assert_true (mill_document_set_param (document, "k", "condition", NULL, &error));
  /* what somebody holds does not change under their hands */
  g_assert_cmpuint (json_object_get_size (held), ==, 2);
  json_object_unref (held);
  MillDocBlock *block = mill_document_find_block (document, "k");
  g_assert_null (mill_doc_block_get_param (block, "condition"));
  g_assert_cmpint (json_node_get_int (mill_doc_block_get_param (block, "count")), ==, 3);
  g_assert_false (mill_document_set_param (document, "k", "count", nan, &error));
  g_assert_error (error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_RANGE);
  g_clear_error (&error);
  g_assert_false (mill_document_set_param (document, "k", "count", bytes, &error));
  g_assert_error (error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_TYPE);
  g_assert_cmpuint (mill_undo_n_steps (undo), ==, 2);
  g_assert_true (mill_undo_undo (undo));
  g_assert_true (mill_undo_undo (undo));
  g_autofree char *after = mill_document_to_text (document, NULL);
  g_assert_cmpstr (after, ==, before);
}

static void
assert_cannot_link (MillDocument *document,
                    const char *from,
                    const char *out,
                    const char *to,
                    const char *in,
                    int code,
                    const char *says)
{
  g_autoptr (GError) error = NULL;
  guint steps = mill_undo_n_steps (mill_document_get_undo (document));
  g_assert_false (mill_document_can_link (document, from, out, to, in, NULL, NULL));
  g_assert_null (mill_document_link (document, from, out, to, in, &error));
  g_assert_error (error, MILL_ERROR_DOCUMENT, code);
  g_assert_nonnull (strstr (error->message, says));
  g_assert_cmpuint (mill_undo_n_steps (mill_document_get_undo (document)), ==, steps);
}

static void
test_links (void)
{
  g_autoptr (MillDocument) document = fixture_everything ();
  g_autoptr (GError) error = NULL;
  mill_document_add_block (document, "u", "union", NULL, 0, 0, NULL);
  mill_document_add_block (document, "k2", "keep", NULL, 0, 0, NULL);
  assert_cannot_link (document, "a", "out", "k", "in", MILL_DOCUMENT_RANGE, "linked already");
  assert_cannot_link (document, "k2", "out", "k", "in", MILL_DOCUMENT_RANGE, "has one from a.out");
  assert_cannot_link (document, "k2", "out", "k2", "in", MILL_DOCUMENT_CYCLE, "cycle");
  MillDocLink *taker = mill_document_find_link (document, "a", "out", "k", "in");
  g_assert_true (mill_document_can_link (document, "k2", "out", "k", "in", taker, NULL));
  g_assert_true (mill_document_can_link (document, "a", "out", "k", "in", taker, NULL));
  g_assert_true (mill_document_can_link (document, "k", "out", "k2", "in", taker, NULL));
  assert_cannot_link (document, "a", "none", "u", "in", MILL_DOCUMENT_UNKNOWN, "no output 'none'");
  assert_cannot_link (document, "u", "in", "k2", "in", MILL_DOCUMENT_UNKNOWN, "is an input");
  assert_cannot_link (document, "a", "out", "u", "out", MILL_DOCUMENT_UNKNOWN, "is an output");
  assert_cannot_link (document, "zz", "out", "u", "in", MILL_DOCUMENT_UNKNOWN, "no block 'zz'");
  MillDocLink *first = mill_document_link (document, "a", "out", "u", "in", &error);
  MillDocLink *second = mill_document_link (document, "k", "out", "u", "in", &error);
  MillDocLink *third = mill_document_link (document, "u", "out", "k2", "in", &error);
  g_assert_no_error (error);
  g_assert_true (first != NULL && second != NULL && third != NULL);
  assert_cannot_link (document, "k2", "out", "u", "in", MILL_DOCUMENT_CYCLE, "reach k2 already");
  g_assert_true (mill_document_find_link (document, "a", "out", "u", "in") == first);

  g_autoptr (JsonObject) settings = parse_object ("{ 'workers': '${n}' }");
  g_autoptr (JsonObject) wrong = parse_object ("{ 'workers': 0 }");
  g_assert_true (
      mill_document_set_transition (document, first, MILL_TRANSITION_QUEUE, settings, &error));
  g_assert_cmpint (mill_doc_link_get_kind (first), ==, MILL_TRANSITION_QUEUE);
  g_assert_false (
      mill_document_set_transition (document, first, MILL_TRANSITION_QUEUE, wrong, &error));
  g_assert_error (error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_RANGE);
  g_clear_error (&error);
  g_assert_false (
      mill_document_set_transition (document, first, MILL_TRANSITION_EVENT, NULL, &error));
  g_assert_error (error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_MISSING);
  g_clear_error (&error);
  mill_undo_undo (mill_document_get_undo (document));
  g_assert_cmpint (mill_doc_link_get_kind (first), ==, MILL_TRANSITION_CALL);

  g_autoptr (GPtrArray) links = mill_document_links_of (document, "u");
  g_assert_cmpuint (links->len, ==, 3);
  mill_document_unlink (document, second);
  g_assert_null (mill_document_find_link (document, "k", "out", "u", "in"));
  g_assert_true (mill_document_remove_block (document, "u", &error));
  g_assert_cmpuint (g_list_model_get_n_items (mill_document_get_links (document)), ==, 2);
  mill_undo_undo (mill_document_get_undo (document));
  g_assert_cmpuint (g_list_model_get_n_items (mill_document_get_links (document)), ==, 4);
}

/* Names in links, layout, routes, tests, environments and variables follow. */
static void
test_renames (void)
{
  g_autoptr (MillDocument) document = fixture_everything ();
  g_autofree char *before = mill_document_to_text (document, NULL);
  g_autoptr (GError) error = NULL;
  MillDocBlock *block = mill_document_find_block (document, "k");
  g_assert_true (mill_document_rename_block (document, "k", "hot", &error));
  g_assert_true (mill_document_rename_block (document, "s", "out", &error));
  g_assert_true (
      mill_document_rename_entry (document, MILL_SECTION_PARAMETERS, "n", "limit", &error));
  g_assert_true (
      mill_document_rename_entry (document, MILL_SECTION_CONNECTIONS, "wh", "store", &error));
  g_assert_true (
      mill_document_rename_entry (document, MILL_SECTION_ENVIRONMENTS, "prod", "live", &error));
  g_assert_no_error (error);
  g_assert_true (mill_document_find_block (document, "hot") == block);
  g_autofree char *text = mill_document_to_text (document, NULL);
  g_autofree char *expected = fixture_text (
      "{\n  'millrace': 1,\n  'parameters': {\n    'limit': { 'type': 'integer', 'default': 2 }\n  "
      "},\n"
      "  'environments': {\n    'live': {\n      'limit': 3\n    }\n  },\n  'connections': {\n    "
      "'store': "
      "{\n      'type': 'pg',\n      'settings': {\n        'port': '${limit}'\n      }\n    }\n  "
      "},\n  "
      "'blocks': {\n    'a': {\n      'type': 'rows',\n      'params': {\n        'columns': { "
      "'x': "
      "'integer' }\n      }\n    },\n    'hot': {\n      'type': 'keep',\n      'params': {\n      "
      "  "
      "'condition': 'x > ${limit} and $${n} is null',\n        'count': '${limit}'\n      }\n    "
      "},\n    "
      "'out': {\n      'type': 'sink',\n      'params': {\n        'connection': 'store'\n      "
      "}\n    "
      "}\n  },\n  'links': [\n    { 'from': 'a.out', 'to': 'hot.in', 'transition': { 'kind': "
      "'function', "
      "'routes': [{ 'when': 'x > ${limit}', 'to': 'out.in' }] } },\n    { 'from': 'hot.out', 'to': "
      "'out.in' }\n  ],\n  'tests': {\n    't': {\n      'env': 'live',\n      'set': { 'limit': 1 "
      "},\n  "
      "    'given': {\n        'a.out': ['x:integer', '1']\n      },\n      'expect': {\n        "
      "'hot.out': ['x:integer']\n      }\n    }\n  },\n  'layout': {\n    'a': [0, 0],\n    'hot': "
      "[100, "
      "0]\n  }\n}\n");
  g_assert_cmpstr (text, ==, expected);
  g_assert_false (mill_document_rename_block (document, "hot", "a", &error));
  g_assert_error (error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_RANGE);
  g_clear_error (&error);
  g_assert_false (mill_document_rename_entry (document, MILL_SECTION_PARAMETERS, "x", "y", &error));
  g_assert_error (error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_UNKNOWN);
  g_assert_cmpuint (mill_undo_n_steps (mill_document_get_undo (document)), ==, 5);
  while (mill_undo_undo (mill_document_get_undo (document)))
    continue;
  g_autofree char *after = mill_document_to_text (document, NULL);
  g_assert_cmpstr (after, ==, before);
}

static void
test_entries (void)
{
  g_autoptr (MillDocument) document = fixture_everything ();
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) good = parse_object ("{ 'type': 'file', 'default': 'a.csv' }");
  g_autoptr (JsonObject) bad = parse_object ("{ 'type': 'flie' }");
  g_autoptr (JsonObject) secret
      = parse_object ("{ 'type': 'pg', 'settings': { 'password': 'hunter2' } }");
  MillDocParameter parameter;
  g_assert_true (mill_document_set_entry (document, MILL_SECTION_PARAMETERS, "b", good, &error));
  g_assert_no_error (error);
  g_assert_true (mill_document_get_parameter (document, "b", &parameter));
  g_assert_cmpint (parameter.type, ==, MILL_PARAM_FILE_);
  g_assert_cmpstr (json_node_get_string (parameter.def), ==, "a.csv");
  g_autofree const char **names = mill_document_list_entries (document, MILL_SECTION_PARAMETERS);
  g_assert_cmpstr (names[0], ==, "n");
  g_assert_cmpstr (names[1], ==, "b");
  g_assert_false (mill_document_set_entry (document, MILL_SECTION_PARAMETERS, "c", bad, &error));
  g_assert_error (error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_UNKNOWN);
  g_clear_error (&error);
  g_assert_false (
      mill_document_set_entry (document, MILL_SECTION_CONNECTIONS, "c", secret, &error));
  g_assert_error (error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_TYPE);
  g_assert_null (strstr (error->message, "hunter2"));
  g_clear_error (&error);
  g_assert_true (mill_document_set_entry (document, MILL_SECTION_PARAMETERS, "n", NULL, &error));
  g_assert_false (mill_document_set_entry (document, MILL_SECTION_PARAMETERS, "n", NULL, &error));
  g_assert_error (error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_UNKNOWN);
  /* back in its place, which is the first */
  mill_undo_undo (mill_document_get_undo (document));
  g_autofree const char **again = mill_document_list_entries (document, MILL_SECTION_PARAMETERS);
  g_assert_cmpstr (again[0], ==, "n");
}

static void
test_ids (void)
{
  static const char *const cases[][2] = { { "Hot rows!", "hot-rows" },
                                          { "  ", "block" },
                                          { NULL, "block" },
                                          { "\xc3\x9c"
                                            "ber-Gr\xc3\xb6\xc3\x9f"
                                            "e",
                                            "uber-grosse" },
                                          { "--a__b..c--", "a-b-c" },
                                          { "\xe6\xb8\xa9\xe5\xba\xa6", "block" },
                                          { "keep", "keep-2" },
                                          { "keep-2", "keep-2" } };
  g_autoptr (MillDocument) document = mill_document_new (fixture_registry ());
  mill_document_add_block (document, "keep", "keep", NULL, 0, 0, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *id = mill_document_make_id (document, cases[i][0]);
      g_assert_true (mill_id_is_valid (id));
      g_assert_cmpstr (id, ==, cases[i][1]);
    }
  mill_document_add_block (document, "keep-2", "keep", NULL, 0, 0, NULL);
  /* as many as are pasted: each is the next */
  for (guint i = 3; i < 300; i++)
    {
      g_autofree char *id = mill_document_make_id (document, "many"), *expected = NULL;
      expected = i == 3 ? g_strdup ("many") : g_strdup_printf ("many-%u", i - 2);
      g_assert_cmpstr (id, ==, expected);
      g_assert_nonnull (mill_document_add_block (document, id, "keep", NULL, 0, 0, NULL));
    }
  g_autofree char *third = mill_document_make_id (document, "keep-2");
  g_assert_cmpstr (third, ==, "keep-3");
  g_assert_false (mill_id_is_valid (""));
  g_assert_false (mill_id_is_valid ("-a"));
  g_assert_false (mill_id_is_valid ("a.b"));
  g_assert_false (mill_id_is_valid ("../a"));
  g_assert_false (mill_id_is_valid ("\xc3\xa4"));
}

/* ---- steps ---- */

static void
test_merge (void)
{
  g_autoptr (MillDocument) document = fixture_everything ();
  MillUndo *undo = mill_document_get_undo (document);
  const char *const two[] = { "a", "k" };
  double x, y;
  for (guint i = 1; i <= 50; i++)
    g_assert_true (mill_document_move_block (document, "a", i, 2 * i, NULL));
  g_assert_cmpuint (mill_undo_n_steps (undo), ==, 1);
  g_assert_cmpstr (mill_undo_get_undo_name (undo), ==, "Move a");
  mill_undo_seal (undo);
  mill_document_move_block (document, "a", 0, 1, NULL);
  g_assert_cmpuint (mill_undo_n_steps (undo), ==, 2);
  for (guint i = 0; i < 10; i++)
    g_assert_true (mill_document_move_blocks (document, two, 2, 5, 5, NULL));
  g_assert_cmpuint (mill_undo_n_steps (undo), ==, 3);
  g_assert_cmpstr (mill_undo_get_undo_name (undo), ==, "Move 2 blocks");
  mill_doc_block_get_position (mill_document_find_block (document, "k"), &x, &y);
  g_assert_cmpfloat (x, ==, 150);
  mill_undo_undo (undo);
  mill_doc_block_get_position (mill_document_find_block (document, "k"), &x, &y);
  g_assert_cmpfloat (x, ==, 100);
  mill_undo_undo (undo);
  mill_undo_undo (undo);
  mill_doc_block_get_position (mill_document_find_block (document, "a"), &x, &y);
  g_assert_cmpfloat (x, ==, 0);
  g_assert_cmpfloat (y, ==, 0);
  mill_undo_redo (undo);
  mill_doc_block_get_position (mill_document_find_block (document, "a"), &x, &y);
  g_assert_cmpfloat (x, ==, 50);
  g_assert_cmpfloat (y, ==, 100);
  /* after an undo or redo, a move is a new step */
  mill_document_move_block (document, "a", 7, 7, NULL);
  g_assert_cmpuint (mill_undo_get_position (undo), ==, 2);
  g_assert_false (mill_undo_can_redo (undo));
}

static void
count (gpointer object, gpointer data)
{
  (*(guint *)data)++;
}

static void
test_transactions (void)
{
  g_autoptr (MillDocument) document = fixture_everything ();
  MillUndo *undo = mill_document_get_undo (document);
  g_autofree char *before = mill_document_to_text (document, NULL);
  guint changed = 0;
  g_signal_connect (document, "changed", G_CALLBACK (count), &changed);
  mill_undo_begin (undo, "Insert a filter");
  mill_document_unlink (document, mill_document_find_link (document, "k", "out", "s", "in"));
  mill_undo_begin (undo, "inner");
  mill_document_add_block (document, "f", "keep", NULL, 1, 1, NULL);
  mill_document_link (document, "k", "out", "f", "in", NULL);
  mill_undo_end (undo);
  mill_document_link (document, "f", "out", "s", "in", NULL);
  g_assert_false (mill_undo_can_undo (undo));
  g_assert_true (mill_undo_get_dirty (undo));
  g_assert_cmpuint (changed, ==, 0);
  mill_undo_end (undo);
  g_assert_cmpuint (changed, ==, 1);
  g_assert_cmpuint (mill_undo_n_steps (undo), ==, 1);
  g_assert_cmpstr (mill_undo_get_undo_name (undo), ==, "Insert a filter");
  g_autofree char *done = mill_document_to_text (document, NULL);
  mill_undo_undo (undo);
  g_autofree char *undone = mill_document_to_text (document, NULL);
  g_assert_cmpstr (undone, ==, before);
  mill_undo_redo (undo);
  g_autofree char *redone = mill_document_to_text (document, NULL);
  g_assert_cmpstr (redone, ==, done);

  mill_undo_begin (undo, "nothing");
  mill_undo_end (undo);
  g_assert_cmpuint (mill_undo_n_steps (undo), ==, 1);
  mill_undo_begin (undo, "cancelled");
  mill_undo_begin (undo, "inner");
  mill_document_remove_block (document, "k", NULL);
  mill_document_set_name (document, "other");
  mill_undo_cancel (undo);
  g_autofree char *cancelled = mill_document_to_text (document, NULL);
  g_assert_cmpstr (cancelled, ==, done);
  g_assert_cmpuint (mill_undo_n_steps (undo), ==, 1);
}

/* A file is written while the document is edited on. */
static void
test_save_meanwhile (void)
{
  g_autofree char *folder = g_dir_make_tmp ("millrace-XXXXXX", NULL), *written = NULL;
  g_autofree char *path = g_build_filename (folder, "a.millrace", NULL);
  g_autofree char *journal = g_build_filename (folder, "a.journal", NULL);
  g_autoptr (MillDocument) document = fixture_everything ();
  MillUndo *undo = mill_document_get_undo (document);
  g_autoptr (GError) error = NULL;
  mill_document_set_name (document, "first");
  g_assert_true (mill_undo_set_journal (undo, journal, &error));
  g_autofree char *then = mill_document_to_text (document, NULL);
  g_autoptr (MillSaving) saving = mill_document_save_begin (document, path, &error);
  g_assert_nonnull (saving);
  mill_document_set_name (document, "second"); /* which does not join the first */
  g_assert_true (mill_saving_write (saving, &error));
  g_assert_true (mill_undo_get_dirty (undo));
  mill_document_set_name (document, "third");
  mill_document_save_end (document, saving);
  g_assert_true (g_file_get_contents (path, &written, NULL, NULL));
  g_assert_cmpstr (written, ==, then);
  g_assert_cmpstr (mill_document_get_path (document), ==, path);
  g_assert_true (mill_undo_get_dirty (undo));
  mill_undo_undo (undo);
  g_assert_false (mill_undo_get_dirty (undo));

  /* the journal knows it, too */
  g_autoptr (MillDocument) again = mill_document_recover (fixture_registry (), journal, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (mill_document_get_path (again), ==, path);
  g_assert_false (mill_undo_get_dirty (mill_document_get_undo (again)));
  mill_undo_redo (mill_document_get_undo (again));
  g_assert_true (mill_undo_get_dirty (mill_document_get_undo (again)));
  g_assert_cmpstr (mill_document_get_name (again), ==, "third");

  /* a step that was saved, and is gone before that is known */
  g_autoptr (MillSaving) other = mill_document_save_begin (document, NULL, &error);
  g_assert_true (mill_saving_write (other, &error));
  mill_undo_undo (undo);
  mill_document_set_name (document, "elsewhere");
  mill_document_save_end (document, other);
  mill_undo_undo (undo);
  g_assert_true (mill_undo_get_dirty (undo));
  mill_undo_set_journal (undo, NULL, NULL);
  g_unlink (path);
  g_unlink (journal);
  g_rmdir (folder);
}

static void
test_dirty (void)
{
  g_autofree char *folder = g_dir_make_tmp ("millrace-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "a.millrace", NULL);
  g_autoptr (MillDocument) document = fixture_everything ();
  MillUndo *undo = mill_document_get_undo (document);
  g_autoptr (GError) error = NULL;
  g_assert_false (mill_undo_get_dirty (undo));
  mill_document_set_name (document, "a");
  g_assert_true (mill_undo_get_dirty (undo));
  mill_undo_undo (undo);
  g_assert_false (mill_undo_get_dirty (undo));
  mill_undo_redo (undo);
  g_assert_true (mill_document_save (document, path, &error));
  g_assert_false (mill_undo_get_dirty (undo));
  /* no joining over the saved state */
  mill_document_set_name (document, "ab");
  g_assert_true (mill_undo_get_dirty (undo));
  mill_undo_undo (undo);
  g_assert_false (mill_undo_get_dirty (undo));
  mill_undo_undo (undo);
  g_assert_true (mill_undo_get_dirty (undo));
  /* the saved state is gone for good */
  mill_document_set_name (document, "other");
  g_assert_true (mill_undo_get_dirty (undo));
  mill_undo_undo (undo);
  g_assert_true (mill_undo_get_dirty (undo));
  g_unlink (path);
  g_rmdir (folder);
}

static void
test_models (void)
{
  g_autoptr (MillDocument) document = fixture_everything ();
  guint blocks = 0, links = 0, sections = 0, notified = 0, layout = 0;
  g_signal_connect_swapped (
      mill_document_get_links (document), "items-changed", G_CALLBACK (g_atomic_int_inc), &links);
  g_signal_connect_swapped (
      mill_document_get_blocks (document), "items-changed", G_CALLBACK (g_atomic_int_inc), &blocks);
  g_signal_connect_swapped (
      document, "section-changed::tests", G_CALLBACK (g_atomic_int_inc), &sections);
  g_signal_connect_swapped (document, "layout-changed", G_CALLBACK (g_atomic_int_inc), &layout);
  g_signal_connect_swapped (mill_document_find_block (document, "a"),
                            "notify::x",
                            G_CALLBACK (g_atomic_int_inc),
                            &notified);
  mill_document_move_block (document, "a", 5, 0, NULL);
  g_assert_cmpuint (notified, ==, 1);
  g_assert_cmpuint (layout, ==, 1);
  g_assert_cmpuint (blocks, ==, 0);
  mill_document_add_block (document, "b", "keep", NULL, 0, 0, NULL);
  g_assert_cmpuint (blocks, ==, 1);
  mill_document_link (document, "a", "out", "b", "in", NULL);
  g_assert_cmpuint (links, ==, 1);
  g_autoptr (JsonObject) test = parse_object ("{ 'expect': {} }");
  mill_document_set_entry (document, MILL_SECTION_TESTS, "u", test, NULL);
  g_assert_cmpuint (sections, ==, 1);
  /* sorted by id */
  GListModel *model = mill_document_get_blocks (document);
  for (guint i = 1; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (MillDocBlock) one = g_list_model_get_item (model, i - 1);
      g_autoptr (MillDocBlock) two = g_list_model_get_item (model, i);
      g_assert_cmpstr (mill_doc_block_get_id (one), <, mill_doc_block_get_id (two));
    }
}

static void
test_paste (void)
{
  g_autoptr (MillDocument) document = fixture_everything ();
  const char *const ids[] = { "a", "k" };
  g_autoptr (GError) error = NULL;
  g_autofree char *text = mill_document_copy (document, ids, 2, NULL, 0);
  g_auto (GStrv) added = mill_document_paste (document, text, 40, 40, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (added), ==, 2);
  g_assert_cmpstr (added[0], ==, "a-2");
  g_assert_cmpstr (added[1], ==, "k-2");
  MillDocLink *link = mill_document_find_link (document, "a-2", "out", "k-2", "in");
  g_assert_nonnull (link);
  g_assert_cmpint (mill_doc_link_get_kind (link), ==, MILL_TRANSITION_FUNCTION);
  const char *const all[] = { "a", "k", "s" };
  g_autofree char *all_text = mill_document_copy (document, all, 3, NULL, 0);
  g_auto (GStrv) more = mill_document_paste (document, all_text, 0, 0, NULL, &error);
  g_assert_cmpstr (more[2], ==, "s-2");
  g_autofree char *routed = mill_document_to_text (document, NULL);
  g_assert_nonnull (strstr (routed, "\"to\": \"s-2.in\" }] } }"));
  mill_undo_undo (mill_document_get_undo (document));
  double x, y;
  mill_doc_block_get_position (mill_document_find_block (document, "k-2"), &x, &y);
  g_assert_cmpfloat (x, ==, 140);
  g_assert_cmpuint (mill_undo_get_position (mill_document_get_undo (document)), ==, 1);
  g_assert_cmpstr (
      mill_undo_get_undo_name (mill_document_get_undo (document)), ==, "Paste 2 blocks");
  mill_undo_undo (mill_document_get_undo (document));
  g_assert_null (mill_document_find_block (document, "a-2"));
  g_assert_null (mill_document_paste (document, "hello", 0, 0, NULL, &error));
  g_assert_error (error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_SYNTAX);
}

/* Annotations are copied by name, blocks that are not asked for stay out. */
static void
test_paste_notes (void)
{
  g_autoptr (MillDocument) document = fixture_everything ();
  MillUndo *undo = mill_document_get_undo (document);
  const char *const ids[] = { "a" }, *const names[] = { "note-1", "why" };
  MillAnnotation note = { .x = 8, .y = 16, .width = 300, .height = 200, .text = "# Why" };
  g_autoptr (GError) error = NULL;
  mill_document_set_annotation (document, "note-1", &note, NULL);
  mill_document_set_annotation (document, "other", &note, NULL);
  note.kind = MILL_ANNOTATION_FRAME;
  mill_document_set_annotation (document, "why", &note, NULL);
  mill_undo_seal (undo);
  guint steps = mill_undo_n_steps (undo);
  g_autofree char *text = mill_document_copy (document, ids, 1, names, 2);
  g_auto (GStrv) notes = NULL;
  g_auto (GStrv) added = mill_document_paste (document, text, 40, 80, &notes, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (added), ==, 1);
  g_assert_cmpuint (g_strv_length (notes), ==, 2);
  g_assert_cmpstr (notes[0], ==, "note-2");
  g_assert_cmpstr (notes[1], ==, "why-1");
  g_assert_true (mill_document_get_annotation (document, "why-1", &note));
  g_assert_cmpint (note.kind, ==, MILL_ANNOTATION_FRAME);
  g_assert_cmpfloat (note.x, ==, 48);
  g_assert_cmpfloat (note.y, ==, 96);
  g_assert_cmpstr (note.text, ==, "# Why");
  g_assert_cmpuint (mill_undo_n_steps (undo), ==, steps + 1);
  g_assert_cmpstr (mill_undo_get_undo_name (undo), ==, "Paste 3 items");
  mill_undo_undo (undo);
  g_assert_false (mill_document_get_annotation (document, "note-2", &note));
  g_autofree char *alone = mill_document_copy (document, NULL, 0, names, 1);
  g_assert_null (strstr (alone, "\"a\""));
  g_auto (GStrv) none = mill_document_paste (document, alone, 0, 0, NULL, &error);
  g_assert_cmpuint (g_strv_length (none), ==, 0);
  g_assert_true (mill_document_get_annotation (document, "note-2", &note));
}

/* ---- random edits ---- */

static const char *
pick_block (MillDocument *document, GRand *rand)
{
  GListModel *model = mill_document_get_blocks (document);
  guint n = g_list_model_get_n_items (model);
  if (n == 0)
    return "none";
  g_autoptr (MillDocBlock) block
      = g_list_model_get_item (model, (guint)g_rand_int_range (rand, 0, (int)n));
  return mill_doc_block_get_id (block);
}

static void
edit_link (MillDocument *document, GRand *rand)
{
  GListModel *model = mill_document_get_links (document);
  guint n = g_list_model_get_n_items (model);
  if (n == 0)
    return;
  g_autoptr (MillDocLink) link
      = g_list_model_get_item (model, (guint)g_rand_int_range (rand, 0, (int)n));
  g_autoptr (JsonObject) settings = parse_object ("{ 'topic': 't' }");
  if (g_rand_boolean (rand))
    mill_document_unlink (document, link);
  else if (g_rand_boolean (rand))
    mill_document_set_transition (document, link, MILL_TRANSITION_EVENT, settings, NULL);
  else
    mill_document_set_transition (document, link, MILL_TRANSITION_CALL, NULL, NULL);
}

static void
edit_block (MillDocument *document, GRand *rand, const char *id)
{
  static const char *const types[] = { "rows", "keep", "union", "join", "sink", "sort" };
  static const char *const names[] = { "condition", "count", "zeta", "mode" };
  g_autoptr (JsonNode) value
      = json_node_init_int (json_node_alloc (), g_rand_int_range (rand, 0, 5));
  g_autofree char *label = g_strdup_printf ("%d", g_rand_int_range (rand, 0, 3));
  g_autoptr (JsonObject) params = parse_object ("{ 'q': 1, 'condition': '${n}' }");
  switch (g_rand_int_range (rand, 0, 10))
    {
    case 0:
      mill_document_set_label (document, id, label, NULL);
      break;
    case 1:
      mill_document_set_notes (document, id, g_rand_boolean (rand) ? label : NULL, NULL);
      break;
    case 2:
      mill_document_set_disabled (document, id, g_rand_boolean (rand), NULL);
      break;
    case 3:
      mill_document_set_type (document, id, types[g_rand_int_range (rand, 0, 6)], NULL);
      break;
    case 4:
      mill_document_rename_block (document, id, label, NULL);
      break;
    case 5:
      mill_document_set_params (document, id, params, NULL);
      break;
    case 6:
      mill_document_move_block (document, id, g_rand_int_range (rand, 0, 9), 1, NULL);
      break;
    case 7:
      mill_document_remove_block (document, id, NULL);
      break;
    default:
      mill_document_set_param (document,
                               id,
                               names[g_rand_int_range (rand, 0, 4)],
                               g_rand_boolean (rand) ? value : NULL,
                               NULL);
    }
}

static void
edit_something (MillDocument *document, GRand *rand)
{
  static const char *const types[] = { "rows", "keep", "union", "join", "sink", "sort" };
  static const char *const ports[] = { "out", "in", "left", "right", "rejects" };
  g_autoptr (JsonObject) parameter = parse_object ("{ 'type': 'text' }");
  g_autofree char *id = g_strdup (pick_block (document, rand));
  g_autofree char *other = g_strdup (pick_block (document, rand));
  g_autofree char *name = g_strdup_printf ("p%d", g_rand_int_range (rand, 0, 3));
  switch (g_rand_int_range (rand, 0, 10))
    {
    case 0:
    case 1:
      mill_document_add_block (document,
                               NULL,
                               types[g_rand_int_range (rand, 0, 6)],
                               NULL,
                               g_rand_int_range (rand, -9, 9),
                               0,
                               NULL);
      break;
    case 2:
    case 3:
      mill_document_link (document, id, "out", other, ports[g_rand_int_range (rand, 0, 5)], NULL);
      break;
    case 4:
      edit_link (document, rand);
      break;
    case 5:
      mill_document_set_name (document, name);
      break;
    case 6:
      mill_document_set_entry (
          document, MILL_SECTION_PARAMETERS, name, g_rand_boolean (rand) ? parameter : NULL, NULL);
      break;
    case 7:
      mill_document_rename_entry (document, MILL_SECTION_PARAMETERS, "n", name, NULL);
      break;
    default:
      edit_block (document, rand, id);
    }
}

/* Undo leads back through every state, redo forth again, and a journal leads to the same. */
static void
test_random (void)
{
  g_autofree char *folder = g_dir_make_tmp ("millrace-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "journal", NULL);
  for (guint round = 0; round < 30; round++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (round);
      g_autoptr (MillDocument) document = fixture_everything ();
      MillUndo *undo = mill_document_get_undo (document);
      g_autoptr (GPtrArray) states = g_ptr_array_new_with_free_func (g_free);
      g_autoptr (GError) error = NULL;
      for (guint i = 0; i < 10; i++)
        edit_something (document, rand);
      while (mill_undo_undo (undo))
        continue;
      g_assert_true (mill_undo_set_journal (undo, path, &error));
      g_ptr_array_add (states, mill_document_to_text (document, NULL));
      for (guint i = 0; i < 60; i++)
        {
          if (g_rand_int_range (rand, 0, 4) == 0)
            mill_undo_seal (undo);
          edit_something (document, rand);
          /* an edit that was refused, or joined, has not moved on */
          if (states->len > mill_undo_get_position (undo))
            g_ptr_array_set_size (states, (int)mill_undo_get_position (undo));
          g_ptr_array_add (states, mill_document_to_text (document, NULL));
          if (g_rand_int_range (rand, 0, 10) == 0 && mill_undo_get_position (undo) >= 2)
            {
              mill_undo_undo (undo);
              mill_undo_undo (undo);
              mill_undo_redo (undo);
              g_ptr_array_set_size (states, (int)mill_undo_get_position (undo) + 1);
            }
        }
      g_assert_cmpuint (states->len, ==, mill_undo_get_position (undo) + 1);

      g_autoptr (MillDocument) recovered
          = mill_document_recover (fixture_registry (), path, &error);
      g_assert_no_error (error);
      MillUndo *history = mill_document_get_undo (recovered);
      g_assert_cmpuint (mill_undo_n_steps (history), ==, mill_undo_n_steps (undo));
      g_assert_cmpuint (mill_undo_get_position (history), ==, mill_undo_get_position (undo));
      g_assert_cmpint (mill_undo_get_dirty (history), ==, mill_undo_get_dirty (undo));
      for (guint at = states->len; at > 0; at--)
        {
          g_autofree char *text = mill_document_to_text (document, NULL);
          g_autofree char *same = mill_document_to_text (recovered, NULL);
          g_assert_cmpstr (text, ==, states->pdata[at - 1]);
          g_assert_cmpstr (same, ==, text);
          g_assert_cmpstr (mill_undo_get_undo_name (history), ==, mill_undo_get_undo_name (undo));
          g_assert_cmpint (mill_undo_undo (undo), ==, at > 1);
          g_assert_cmpint (mill_undo_undo (history), ==, at > 1);
        }
      for (guint at = 1; at < states->len; at++)
        {
          mill_undo_redo (undo);
          g_autofree char *text = mill_document_to_text (document, NULL);
          g_assert_cmpstr (text, ==, states->pdata[at]);
        }
      g_autoptr (MillAnalysis) analysis = fixture_analyse (document, NULL);
      g_assert_nonnull (analysis);
    }
  g_unlink (path);
  g_rmdir (folder);
}

/* ---- notes and frames ---- */

static void
test_annotations (void)
{
  g_autoptr (MillDocument) document = fixture_everything ();
  MillUndo *undo = mill_document_get_undo (document);
  g_autofree char *before = mill_document_to_text (document, NULL);
  g_autoptr (GError) error = NULL;
  guint changed = 0, layout = 0, sections = 0;
  const char *blocks[] = { "a", "k" }, *notes[] = { "why" };
  MillAnnotation note = { .kind = MILL_ANNOTATION_FRAME,
                          .x = -8,
                          .y = 16,
                          .width = 300,
                          .height = 200.5,
                          .text = "Why\n# not",
                          .color = "blue" };
  g_signal_connect_swapped (document, "changed", G_CALLBACK (g_atomic_int_inc), &changed);
  g_signal_connect_swapped (document, "layout-changed", G_CALLBACK (g_atomic_int_inc), &layout);
  g_signal_connect_swapped (
      document, "section-changed::annotations", G_CALLBACK (g_atomic_int_inc), &sections);
  g_assert_true (mill_document_set_annotation (document, "why", &note, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (layout, ==, 1);
  g_assert_cmpuint (sections, ==, 1);
  g_assert_cmpstr (mill_undo_get_undo_name (undo), ==, "Add annotation why");
  g_autofree char *added = mill_document_to_text (document, NULL);

  mill_undo_seal (undo);
  guint steps = mill_undo_n_steps (undo);
  g_assert_true (mill_document_move_items (document, blocks, 2, notes, 1, 8, 0, &error));
  g_assert_true (mill_document_move_items (document, blocks, 2, notes, 1, 0, 24, &error));
  g_assert_cmpuint (mill_undo_n_steps (undo), ==, steps + 1);
  g_assert_true (mill_document_get_annotation (document, "why", &note));
  g_assert_cmpfloat (note.x, ==, 0);
  g_assert_cmpfloat (note.y, ==, 40);
  g_assert_cmpfloat (note.height, ==, 200.5);
  g_assert_cmpstr (note.text, ==, "Why\n# not");
  g_assert_cmpuint (changed, ==, 0); /* nothing that a run depends on */
  double x, y;
  mill_doc_block_get_position (mill_document_find_block (document, "k"), &x, &y);
  g_assert_cmpfloat (x, ==, 108);
  g_assert_cmpfloat (y, ==, 24);

  g_assert_false (mill_document_move_items (document, NULL, 0, notes, 1, 2e9, 0, &error));
  g_assert_error (error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_RANGE);
  g_clear_error (&error);
  note.width = 5;
  g_assert_false (mill_document_set_annotation (document, "why", &note, &error));
  g_assert_error (error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_RANGE);
  g_clear_error (&error);
  g_assert_false (mill_document_set_annotation (document, "none", NULL, &error));
  g_assert_error (error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_UNKNOWN);

  g_assert_true (mill_undo_undo (undo));
  g_autofree char *back = mill_document_to_text (document, NULL);
  g_assert_cmpstr (back, ==, added);
  g_autoptr (MillDocument) again = fixture_load (added);
  g_autofree char *reread = mill_document_to_text (again, NULL);
  g_assert_cmpstr (reread, ==, added);
  g_assert_true (mill_document_get_annotation (again, "why", &note));
  g_assert_cmpint (note.kind, ==, MILL_ANNOTATION_FRAME);
  g_assert_cmpstr (note.color, ==, "blue");
  g_assert_true (mill_undo_undo (undo));
  g_autofree char *first = mill_document_to_text (document, NULL);
  g_assert_cmpstr (first, ==, before);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/document/edit/blocks", test_blocks);
  g_test_add_func ("/document/edit/params", test_params);
  g_test_add_func ("/document/edit/links", test_links);
  g_test_add_func ("/document/edit/renames", test_renames);
  g_test_add_func ("/document/edit/entries", test_entries);
  g_test_add_func ("/document/edit/ids", test_ids);
  g_test_add_func ("/document/edit/merge", test_merge);
  g_test_add_func ("/document/edit/transactions", test_transactions);
  g_test_add_func ("/document/edit/dirty", test_dirty);
  g_test_add_func ("/document/edit/save-meanwhile", test_save_meanwhile);
  g_test_add_func ("/document/edit/models", test_models);
  g_test_add_func ("/document/edit/paste", test_paste);
  g_test_add_func ("/document/edit/paste-notes", test_paste_notes);
  g_test_add_func ("/document/edit/random", test_random);
  g_test_add_func ("/document/edit/annotations", test_annotations);
  return g_test_run ();
}
