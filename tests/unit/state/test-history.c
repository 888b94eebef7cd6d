/* test-history.c: runs as values, two side by side, files of the first version.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-history.h"

#include <glib/gstdio.h>
#include <sqlite3.h>

static char *folder;
static char *path;

static void
remove_store (void)
{
  static const char *const ends[] = { "", "-wal", "-shm", "-journal" };
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *file = g_strconcat (path, ends[i], NULL);
      g_unlink (file);
    }
}

static MillStore *
open_store (gboolean writable)
{
  g_autoptr (GError) error = NULL;
  MillStore *store = mill_store_open (path, writable, &error);
  g_assert_no_error (error);
  return store;
}

static char *
end (MillStoreRun *run, gint64 ended_us)
{
  g_autoptr (GError) error = NULL;
  char *id = g_strdup (mill_store_run_id (run));
  g_assert_true (mill_store_run_end (run, "done", NULL, ended_us, &error));
  g_assert_no_error (error);
  return id;
}

/* source -> keep -> old; keep filters one row */
static char *
record_first (MillStore *store)
{
  MillStoreRun *run = mill_store_begin_run (store, "/p", "a name", 1000);
  mill_store_run_add_block (run,
                            &(MillStoredBlock){ .block = "source",
                                                .type = "rows",
                                                .out = 3,
                                                .created = 3,
                                                .busy_us = 12,
                                                .fingerprint = "aa" });
  mill_store_run_add_block (run,
                            &(MillStoredBlock){ .block = "keep",
                                                .type = "filter",
                                                .in = 3,
                                                .out = 2,
                                                .filtered = 1,
                                                .fingerprint = "bb" });
  mill_store_run_add_link (run, &(MillStoredLink){ "source.out", "keep.in", 3, TRUE, 77 });
  mill_store_run_add_link (run, &(MillStoredLink){ "keep.out", "old.in", 2, TRUE, 99 });
  mill_store_run_add_link (run, &(MillStoredLink){ "keep.out", "both.in", 2, TRUE, 99 });
  return end (run, 6000);
}

/* the same rows come in, other ones go on, to somebody else */
static char *
record_second (MillStore *store)
{
  MillStoreRun *run = mill_store_begin_run (store, "/p", "a name", 9000);
  mill_store_run_add_block (
      run,
      &(MillStoredBlock){
          .block = "source", .type = "rows", .out = 3, .created = 3, .fingerprint = "aa" });
  mill_store_run_add_block (run,
                            &(MillStoredBlock){ .block = "keep",
                                                .type = "filter",
                                                .in = 3,
                                                .out = 2,
                                                .filtered = 1,
                                                .fingerprint = "cc" });
  mill_store_run_add_block (run, &(MillStoredBlock){ .block = "new", .type = "table", .in = 2 });
  mill_store_run_add_link (run, &(MillStoredLink){ "source.out", "keep.in", 3, TRUE, 77 });
  mill_store_run_add_link (run,
                           &(MillStoredLink){ "keep.out", "both.in", 2, TRUE, G_MAXUINT64 - 1 });
  mill_store_run_add_link (run, &(MillStoredLink){ .from = "keep.out", .to = "new.in", .rows = 2 });
  return end (run, 9001);
}

static void
test_list (void)
{
  remove_store ();
  g_autoptr (GError) error = NULL;
  g_autoptr (MillStore) store = open_store (TRUE);
  g_autofree char *first = record_first (store), *second = record_second (store);
  g_autoptr (GPtrArray) runs = mill_history_list (store, "/p", 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (runs->len, ==, 2);
  const MillHistoryRun *run = g_ptr_array_index (runs, 1);
  g_assert_cmpstr (run->id, ==, first);
  g_assert_cmpstr (run->name, ==, "a name");
  g_assert_cmpstr (run->state, ==, "done");
  g_assert_cmpint (run->duration_us, ==, 5000);
  g_assert_cmpuint (run->rows, ==, 3);
  g_autoptr (GPtrArray) none = mill_history_list (store, "/q", 0, &error);
  g_assert_cmpuint (none->len, ==, 0);
}

static const MillHistoryLink *
find_link (const MillHistoryComparison *comparison, const char *to)
{
  for (guint i = 0; i < comparison->links->len; i++)
    {
      const MillHistoryLink *link = g_ptr_array_index (comparison->links, i);
      if (g_str_equal (link->to, to))
        return link;
    }
  g_assert_not_reached ();
}

static const char *
verdict_of (const MillHistoryComparison *comparison, const char *to)
{
  return mill_history_verdict_nick (find_link (comparison, to)->verdict);
}

static void
test_compare (void)
{
  remove_store ();
  g_autoptr (GError) error = NULL;
  g_autoptr (MillStore) store = open_store (TRUE);
  g_autofree char *first = record_first (store), *second = record_second (store);
  g_autoptr (MillHistoryComparison) both = mill_history_compare (store, first, second, &error);
  g_assert_no_error (error);
  g_assert_false (both->same);
  g_assert_cmpstr (both->runs[1]->id, ==, second);
  g_assert_cmpuint (both->blocks->len, ==, 3);
  const MillHistoryBlock *source = g_ptr_array_index (both->blocks, 0);
  const MillHistoryBlock *keep = g_ptr_array_index (both->blocks, 1);
  const MillHistoryBlock *added = g_ptr_array_index (both->blocks, 2);
  g_assert_true (source->same_input && source->same_sums);
  g_assert_cmpint (source->runs[0].busy_us, ==, 12);
  g_assert_cmpuint (source->runs[1].created, ==, 3);
  g_assert_true (!keep->same_input && keep->same_sums);
  g_assert_cmpstr (added->block, ==, "new");
  g_assert_true (!added->runs[0].there && added->runs[1].there && !added->same_sums);
  g_assert_cmpstr (verdict_of (both, "keep.in"), ==, "same");
  g_assert_cmpstr (verdict_of (both, "both.in"), ==, "changed");
  g_assert_cmpstr (verdict_of (both, "old.in"), ==, "removed");
  g_assert_cmpstr (verdict_of (both, "new.in"), ==, "added");
  g_assert_cmpuint (find_link (both, "both.in")->runs[1].digest, ==, G_MAXUINT64 - 1);
  g_autoptr (MillHistoryComparison) itself = mill_history_compare (store, second, second, &error);
  g_assert_true (itself->same);
  g_assert_cmpstr (verdict_of (itself, "new.in"), ==, "same-count");
  g_assert_null (mill_history_compare (store, first, "nobody", &error));
  g_assert_error (error, MILL_ERROR_RESOURCE, MILL_RESOURCE_NOT_FOUND);
}

static gboolean
print_block (const MillStoredBlock *block, gpointer data)
{
  g_string_append_printf (
      data, "%s:%s ", block->block, block->fingerprint != NULL ? block->fingerprint : "-");
  return TRUE;
}

/* What each block last did, even when the last run left it out or failed. */
static void
test_last_blocks (void)
{
  remove_store ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (MillStore) store = open_store (TRUE);
  g_autofree char *second = record_second (store), *first = record_first (store);
  MillStoreRun *failed = mill_store_begin_run (store, "/p", NULL, 20000);
  mill_store_run_add_block (failed, &(MillStoredBlock){ .block = "keep", .fingerprint = "dd" });
  g_assert_true (mill_store_run_end (failed, "failed", "why", 20001, &error));
  g_assert_true (mill_store_each_last_block (store, "/p", print_block, text, &error));
  g_assert_cmpstr (text->str, ==, "keep:cc new:- source:aa ");
}

/* A file as the first version made it. */
static void
make_old (void)
{
  static const char sql[]
      = "CREATE TABLE runs (id TEXT PRIMARY KEY, path TEXT NOT NULL, name TEXT, state TEXT NOT "
        "NULL, message TEXT, started INTEGER NOT NULL, ended INTEGER, rejects INTEGER NOT NULL);"
        "CREATE INDEX runs_by_path ON runs (path, started);"
        "CREATE TABLE blocks (run TEXT NOT NULL REFERENCES runs ON DELETE CASCADE, number INTEGER,"
        " block TEXT, type TEXT, rows_in INTEGER, rows_out INTEGER, filtered INTEGER, absorbed "
        "INTEGER, created INTEGER, rejected INTEGER, PRIMARY KEY (run, number)) WITHOUT ROWID;"
        "CREATE TABLE links (run TEXT NOT NULL REFERENCES runs ON DELETE CASCADE, number INTEGER,"
        " source TEXT, target TEXT, rows INTEGER, PRIMARY KEY (run, number)) WITHOUT ROWID;"
        "CREATE TABLE rejects (run TEXT NOT NULL REFERENCES runs ON DELETE CASCADE, number "
        "INTEGER, block TEXT, code TEXT, message TEXT, file TEXT, line INTEGER, record INTEGER, "
        "byte INTEGER, raw BLOB, PRIMARY KEY (run, number)) WITHOUT ROWID;"
        "PRAGMA user_version = 1;"
        "INSERT INTO runs VALUES ('old', '/p', 'a name', 'done', NULL, 1, 2, 0);"
        "INSERT INTO blocks VALUES ('old', 0, 'source', 'rows', 0, 3, 0, 0, 3, 0);"
        "INSERT INTO links VALUES ('old', 0, 'source.out', 'keep.in', 3);";
  sqlite3 *db = NULL;
  remove_store ();
  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
}

static void
check_old (MillStore *store, const char *second, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MillHistoryComparison) both = mill_history_compare (store, "old", second, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (both->runs[0]->rows, ==, 3);
  g_assert_cmpstr (verdict_of (both, "keep.in"), ==, expected);
}

static void
test_old_file (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  make_old ();
  MillStore *reader = open_store (FALSE);
  check_old (reader, "old", "same-count");
  g_assert_true (mill_store_each_last_block (reader, "/p", print_block, text, &error));
  g_assert_cmpstr (text->str, ==, "source:- ");
  mill_store_free (reader);
  MillStore *writer = open_store (TRUE);
  g_autofree char *added = record_second (writer);
  check_old (writer, added, "same-count");
  mill_store_free (writer);
  reader = open_store (FALSE);
  check_old (reader, added, "same-count");
  mill_store_free (reader);
}

/* Nothing is known of what went through it. */
static void
test_not_ended (void)
{
  remove_store ();
  g_autoptr (GError) error = NULL;
  g_autoptr (MillStore) store = open_store (TRUE);
  g_autofree char *first = record_first (store);
  MillStoreRun *run = mill_store_begin_run (store, "/p", NULL, 9000);
  g_assert_true (mill_store_run_start (run, NULL));
  g_assert_null (mill_history_compare (store, first, mill_store_run_id (run), &error));
  g_assert_error (error, MILL_ERROR_RESOURCE, MILL_RESOURCE_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, mill_store_run_id (run)));
  g_assert_true (mill_store_run_end (run, "done", NULL, 9001, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("millrace-history-XXXXXX", NULL);
  path = g_build_filename (folder, "runs.db", NULL);
  g_test_add_func ("/state/history/list", test_list);
  g_test_add_func ("/state/history/compare", test_compare);
  g_test_add_func ("/state/history/not-ended", test_not_ended);
  g_test_add_func ("/state/history/last-blocks", test_last_blocks);
  g_test_add_func ("/state/history/old-file", test_old_file);
  int status = g_test_run ();
  remove_store ();
  g_rmdir (folder);
  g_free (folder);
  g_free (path);
  return status;
}
