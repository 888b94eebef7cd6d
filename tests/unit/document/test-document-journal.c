/* test-document-journal.c: edits written down, torn, hostile, recovered.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "fixture.h"

#include <glib/gstdio.h>

/* Killed in the middle of a line, or with rubbish in it: what stands before counts. */
static void
test_torn_journal (void)
{
  g_autofree char *folder = g_dir_make_tmp ("millrace-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "journal", NULL);
  g_autofree char *torn = g_build_filename (folder, "torn", NULL);
  g_autofree char *text = NULL;
  gsize length;
  g_autoptr (GError) error = NULL;
  g_autoptr (MillDocument) document = fixture_everything ();
  MillUndo *undo = mill_document_get_undo (document);
  mill_document_set_name (document, "before");
  g_assert_true (mill_undo_set_journal (undo, path, &error));
  mill_document_add_block (document, "x", "keep", NULL, 0, 0, NULL);
  mill_document_move_block (document, "x", 5, 5, NULL);
  mill_document_move_block (document, "x", 6, 6, NULL);
  mill_undo_undo (undo);
  g_assert_true (g_file_get_contents (path, &text, &length, NULL));
  guint last = 0;
  for (gsize cut = 0; cut <= length; cut += cut < 400 || cut + 400 > length ? 1 : 37)
    {
      g_file_set_contents_full (torn, text, (gssize)cut, G_FILE_SET_CONTENTS_NONE, 0600, NULL);
      g_clear_error (&error);
      g_autoptr (MillDocument) recovered
          = mill_document_recover (fixture_registry (), torn, &error);
      if (recovered == NULL)
        {
          g_assert_error (error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_SYNTAX);
          g_assert_cmpuint (last, ==, 0);
          continue;
        }
      guint steps = mill_undo_n_steps (mill_document_get_undo (recovered));
      g_assert_cmpuint (steps, >=, last);
      last = steps;
    }
  g_assert_cmpuint (last, ==, 3);
  g_autoptr (MillDocument) whole = mill_document_recover (fixture_registry (), torn, NULL);
  g_autofree char *one = mill_document_to_text (document, NULL);
  g_autofree char *two = mill_document_to_text (whole, NULL);
  g_assert_cmpstr (one, ==, two);
  g_assert_true (mill_undo_redo (mill_document_get_undo (whole)));

  g_assert_null (mill_document_recover (fixture_registry (), "/nowhere/at/all", &error));
  g_assert_error (error, MILL_ERROR_RESOURCE, MILL_RESOURCE_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (mill_undo_set_journal (undo, "/nowhere/at/all", &error));
  g_assert_error (error, MILL_ERROR_RESOURCE, MILL_RESOURCE_WRITE);
  g_unlink (path);
  g_unlink (torn);
  g_rmdir (folder);
}

/* A drag of many blocks is one step, and its journal does not grow with every pixel. */
static void
test_drag_journal (void)
{
  g_autofree char *folder = g_dir_make_tmp ("millrace-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "journal", NULL);
  g_autoptr (MillDocument) document = mill_document_new (fixture_registry ());
  MillUndo *undo = mill_document_get_undo (document);
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  GStatBuf first, dragged, sealed;
  g_autoptr (GError) error = NULL;
  for (guint i = 0; i < 100; i++)
    {
      MillDocBlock *block = mill_document_add_block (document, NULL, "keep", NULL, i, 0, NULL);
      g_ptr_array_add (ids, g_strdup (mill_doc_block_get_id (block)));
    }
  g_assert_true (mill_undo_set_journal (undo, path, &error));
  const char *const *names = (const char *const *)ids->pdata;
  g_assert_true (mill_document_move_blocks (document, names, ids->len, 1, 1, NULL));
  g_stat (path, &first);
  for (guint i = 0; i < 200; i++)
    g_assert_true (mill_document_move_blocks (document, names, ids->len, 1, 1, NULL));
  g_stat (path, &dragged);
  g_assert_cmpint (dragged.st_size, ==, first.st_size);
  g_assert_cmpuint (mill_undo_n_steps (undo), ==, 101);
  mill_undo_seal (undo);
  g_stat (path, &sealed);
  g_assert_cmpint (sealed.st_size, >, dragged.st_size);
  g_autoptr (MillDocument) recovered = mill_document_recover (fixture_registry (), path, &error);
  g_assert_no_error (error);
  g_autofree char *one = mill_document_to_text (document, NULL);
  g_autofree char *two = mill_document_to_text (recovered, NULL);
  g_assert_cmpstr (one, ==, two);
  g_assert_true (mill_undo_undo (mill_document_get_undo (recovered)));
  double x, y;
  mill_doc_block_get_position (mill_document_find_block (recovered, "keep"), &x, &y);
  g_assert_cmpfloat (y, ==, 0);
  g_unlink (path);
  g_rmdir (folder);
}

/* Lines that are JSON and sense-free change nothing and break nothing. */
static void
test_hostile_journal (void)
{
  static const char *const lines[] = {
    "{'step': {'name': 'x', 'edits': [{'edit': 'rename', 'before': 'a', 'after': '../b'}]}}",
    "{'step': {'name': 'x', 'edits': [{'edit': 'block', 'subject': 'n', 'after': 3}]}}",
    "{'step': {'name': 'x', 'edits': [{'edit': 'field', 'subject': 'a', 'field': 'q'}]}}",
    "{'step': {'name': 'x', 'edits': [{'edit': 'field'}]}}",
    "{'step': {'name': 'x', 'edits': [{'edit': 'link', 'subject': 'a', 'field': 'b', "
    "'after': {}}]}}",
    "{'step': {'name': 'x', 'edits': [{'edit': 'param', 'subject': 'a'}]}}",
    "{'step': {'name': 'x', 'edits': [{'edit': 'entry', 'section': 'zz', 'subject': 'a', "
    "'after': {}}]}}",
    "{'step': {'name': 'x', 'edits': [{'edit': 'entry', 'section': 'tests', 'subject': 'a/b', "
    "'after': {}}]}}",
    "{'step': {'name': 'x', 'edits': [{'edit': 'zz'}]}}",
    "{'step': {'name': 'x', 'edits': [3]}}",
    "{'step': {'edits': []}}",
    "{'amend': {'name': 'x', 'edits': []}}",
    "{'undo': true}",
    "{'redo': true}",
    "{'what': true}",
    "[]"
  };
  g_autofree char *folder = g_dir_make_tmp ("millrace-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "journal", NULL);
  g_autoptr (MillDocument) document = fixture_everything ();
  g_autofree char *text = mill_document_to_text (document, NULL);
  g_assert_true (mill_undo_set_journal (mill_document_get_undo (document), path, NULL));
  g_autofree char *beginning = NULL;
  g_file_get_contents (path, &beginning, NULL, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autofree char *line = fixture_text (lines[i]);
      g_autofree char *journal = g_strconcat (beginning, line, "\n", NULL);
      g_autoptr (GError) error = NULL;
      g_file_set_contents (path, journal, -1, NULL);
      g_autoptr (MillDocument) recovered
          = mill_document_recover (fixture_registry (), path, &error);
      g_assert_no_error (error);
      g_autofree char *same = mill_document_to_text (recovered, NULL);
      g_assert_cmpstr (same, ==, text);
      g_assert_cmpuint (mill_undo_n_steps (mill_document_get_undo (recovered)), ==, 0);
    }
  g_unlink (path);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/document/journal/torn", test_torn_journal);
  g_test_add_func ("/document/journal/drag", test_drag_journal);
  g_test_add_func ("/document/journal/hostile", test_hostile_journal);
  return g_test_run ();
}
