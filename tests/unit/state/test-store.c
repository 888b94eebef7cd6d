/* test-store.c: what is kept of runs, with other processes about, and when the file is no good.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-store.h"

#include "mill-limits.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

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
  g_assert_nonnull (store);
  return store;
}

static gboolean
add_rejects (MillStoreRun *run, guint n, gsize raw_length, GError **error)
{
  g_autofree char *raw = g_strnfill (raw_length, 'r');
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *message = g_strdup_printf ("row %u", i);
      MillStoredReject reject = { .block = i % 2 == 0 ? "even" : "odd",
                                  .code = "bad-cast",
                                  .message = message,
                                  .file = "in.csv",
                                  .line = i + 2,
                                  .record = i + 1,
                                  .byte = i * 10,
                                  .raw = raw,
                                  .raw_length = raw_length };
      if (!mill_store_run_add_reject (run, &reject, error))
        return FALSE;
    }
  return TRUE;
}

/* One whole run; (transfer full): its id */
static char *
record (MillStore *store, const char *pipeline, gint64 started_us, guint n_rejects)
{
  g_autoptr (GError) error = NULL;
  MillStoreRun *run = mill_store_begin_run (store, pipeline, "a name", started_us);
  char *id = g_strdup (mill_store_run_id (run));
  g_assert_true (add_rejects (run, n_rejects, 5, &error));
  mill_store_run_add_block (run, &(MillStoredBlock){ "b", "filter", 1, 2, 3, 4, 5, 6 });
  mill_store_run_add_block (run, &(MillStoredBlock){ "a", "sort", 10, 10, 0, 0, 0, 0 });
  mill_store_run_add_link (run, &(MillStoredLink){ "b.out", "a.in", 10 });
  g_assert_true (mill_store_run_end (run, "done", NULL, started_us + 7, &error));
  g_assert_no_error (error);
  return id;
}

/* ---- lists ---- */

static gboolean
print_run (const MillStoredRun *run, gpointer data)
{
  g_string_append_printf (data,
                          "%s %s %s %s %d..%d %d\n",
                          run->path,
                          run->name,
                          run->state,
                          run->message != NULL ? run->message : "-",
                          (int)run->started_us,
                          (int)run->ended_us,
                          (int)run->rejects);
  return TRUE;
}

static gboolean
print_reject (guint64 number, const MillStoredReject *reject, gpointer data)
{
  g_string_append_printf (data,
                          "%d %s %s %s %s:%d:%d:%d %.*s\n",
                          (int)number,
                          reject->block,
                          reject->code,
                          reject->message,
                          reject->file != NULL ? reject->file : "-",
                          (int)reject->line,
                          (int)reject->record,
                          (int)reject->byte,
                          (int)reject->raw_length,
                          (const char *)reject->raw);
  return TRUE;
}

static gboolean
print_block (const MillStoredBlock *block, gpointer data)
{
  g_string_append_printf (data,
                          "%s %s %d %d %d %d %d %d\n",
                          block->block,
                          block->type,
                          (int)block->in,
                          (int)block->out,
                          (int)block->filtered,
                          (int)block->absorbed,
                          (int)block->created,
                          (int)block->rejected);
  return TRUE;
}

static gboolean
print_link (const MillStoredLink *link, gpointer data)
{
  g_string_append_printf (data, "%s %s %d\n", link->from, link->to, (int)link->rows);
  return TRUE;
}

static gboolean
print_one_run (const MillStoredRun *run, gpointer data)
{
  print_run (run, data);
  return FALSE;
}

static void
check_runs (MillStore *store, const char *pipeline, guint limit, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  g_assert_true (mill_store_each_run (store, pipeline, limit, print_run, text, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (text->str, ==, expected);
}

static void
test_history (void)
{
  remove_store ();
  g_autoptr (MillStore) store = open_store (TRUE);
  check_runs (store, NULL, 0, "");
  g_autofree char *first = record (store, "/p/a", 1000, 0),
                  *second = record (store, "/p/b", 2000, 3);
  g_autofree char *third = record (store, "/p/a", 3000, 0);
  check_runs (store,
              NULL,
              0,
              "/p/a a name done - 3000..3007 0\n/p/b a name done - 2000..2007 3\n"
              "/p/a a name done - 1000..1007 0\n");
  check_runs (store, "/p/a", 1, "/p/a a name done - 3000..3007 0\n");
  g_autoptr (GString) text = g_string_new (NULL);
  g_assert_true (mill_store_each_run (store, NULL, 0, print_one_run, text, NULL));
  g_assert_cmpstr (text->str, ==, "/p/a a name done - 3000..3007 0\n");
  g_string_set_size (text, 0);
  g_assert_true (mill_store_each_reject (store, second, NULL, NULL, print_reject, text, NULL));
  g_assert_cmpstr (text->str,
                   ==,
                   "1 even bad-cast row 0 in.csv:2:1:0 rrrrr\n"
                   "2 odd bad-cast row 1 in.csv:3:2:10 rrrrr\n"
                   "3 even bad-cast row 2 in.csv:4:3:20 rrrrr\n");
  g_string_set_size (text, 0);
  g_assert_true (
      mill_store_each_reject (store, second, "odd", "bad-cast", print_reject, text, NULL));
  g_assert_cmpstr (text->str, ==, "2 odd bad-cast row 1 in.csv:3:2:10 rrrrr\n");
  g_string_set_size (text, 0);
  g_assert_true (mill_store_each_reject (store, second, NULL, "ragged", print_reject, text, NULL));
  g_assert_true (mill_store_each_reject (store, third, NULL, NULL, print_reject, text, NULL));
  g_assert_cmpstr (text->str, ==, "");
  g_assert_true (mill_store_each_block (store, first, print_block, text, NULL));
  g_assert_true (mill_store_each_link (store, first, print_link, text, NULL));
  g_assert_cmpstr (text->str, ==, "b filter 1 2 3 4 5 6\na sort 10 10 0 0 0 0\nb.out a.in 10\n");
}

static void
test_find (void)
{
  remove_store ();
  g_autoptr (GError) error = NULL;
  g_autoptr (MillStore) store = open_store (TRUE);
  g_assert_null (mill_store_find_run (store, "last", NULL, &error));
  g_assert_error (error, MILL_ERROR_RESOURCE, MILL_RESOURCE_NOT_FOUND);
  g_clear_error (&error);
  g_autofree char *first = record (store, "/p/a", 1000, 0),
                  *second = record (store, "/p/b", 2000, 0);
  g_autofree char *last = mill_store_find_run (store, "last", NULL, &error);
  g_assert_cmpstr (last, ==, second);
  g_autofree char *last_of = mill_store_find_run (store, "last", "/p/a", &error);
  g_assert_cmpstr (last_of, ==, first);
  g_autofree char *whole = mill_store_find_run (store, first, NULL, &error);
  g_assert_cmpstr (whole, ==, first);
  g_assert_no_error (error);
  /* both are of the same second */
  g_assert_null (mill_store_find_run (store, "19700101", NULL, &error));
  g_assert_error (error, MILL_ERROR_RESOURCE, MILL_RESOURCE_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (mill_store_find_run (store, "%", NULL, &error));
  g_assert_error (error, MILL_ERROR_RESOURCE, MILL_RESOURCE_NOT_FOUND);
}

/* Texts and bytes of any kind; what is not known stays so. */
static void
test_texts (void)
{
  remove_store ();
  g_autoptr (MillStore) store = open_store (TRUE);
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  MillStoreRun *run = mill_store_begin_run (store, "/p/'; DROP TABLE runs; --", NULL, 1000);
  g_autofree char *id = g_strdup (mill_store_run_id (run));
  MillStoredReject bare = { .block = "b", .code = "quote", .message = "it's \"so\"" };
  g_assert_true (mill_store_run_add_reject (run, &bare, &error));
  bare.raw = "\x00\xff\n";
  bare.raw_length = 3;
  g_assert_true (mill_store_run_add_reject (run, &bare, &error));
  g_assert_true (mill_store_run_end (run, "failed", "why: 'x'", 2000, &error));
  check_runs (store,
              "/p/'; DROP TABLE runs; --",
              0,
              "/p/'; DROP TABLE runs; -- (null) failed why: 'x' 1000..2000 2\n");
  g_assert_true (mill_store_each_reject (store, id, NULL, NULL, print_reject, text, &error));
  g_assert_cmpstr (
      text->str, ==, "1 b quote it's \"so\" -:0:0:0 \n2 b quote it's \"so\" -:0:0:0 \n");
}

/* The oldest runs go, with all they had. */
static void
test_oldest (void)
{
  remove_store ();
  g_autoptr (MillStore) store = open_store (TRUE);
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  sqlite3 *db = NULL;
  g_autofree char *first = record (store, "/p/old", 1000, 3);
  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_autofree char *sql = g_strdup_printf (
      "WITH n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) "
      "INSERT INTO runs SELECT 'x' || i, '/p/many', NULL, 'done', NULL, 2000 + i, 3000, 0 FROM n",
      MILL_STORE_RUNS_MAX - 1);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  check_runs (store, "/p/old", 0, "/p/old a name done - 1000..1007 3\n");
  g_autofree char *next = record (store, "/p/new", 9000, 0);
  check_runs (store, "/p/old", 0, "");
  g_assert_true (mill_store_each_reject (store, first, NULL, NULL, print_reject, text, &error));
  g_assert_true (mill_store_each_block (store, first, print_block, text, &error));
  g_assert_true (mill_store_each_link (store, first, print_link, text, &error));
  g_assert_cmpstr (text->str, ==, "");
  sqlite3_close (db);
}

/* ---- at the same time ---- */

/* A run that is still going and has refused rows keeps nobody from recording another. */
static void
test_beside (void)
{
  remove_store ();
  g_autoptr (GError) error = NULL;
  g_autoptr (MillStore) store = open_store (TRUE), other = open_store (TRUE);
  MillStoreRun *running = mill_store_begin_run (store, "/p/long", NULL, 1000);
  g_assert_true (add_rejects (running, 12000, 3, &error));
  gint64 start = g_get_monotonic_time ();
  g_autofree char *id = record (other, "/p/short", 2000, 5);
  g_assert_cmpint (g_get_monotonic_time () - start, <, MILL_STORE_BUSY_MS * 1000 / 2);
  check_runs (other,
              NULL,
              0,
              "/p/short a name done - 2000..2007 5\n/p/long (null) running - 1000..0 10000\n");
  g_assert_true (mill_store_run_end (running, "cancelled", "stopped", 3000, &error));
  check_runs (other, "/p/long", 0, "/p/long (null) cancelled stopped 1000..3000 12000\n");
}

/* What is killed after this is known. */
static void
test_start (void)
{
  remove_store ();
  g_autoptr (GError) error = NULL;
  g_autoptr (MillStore) store = open_store (TRUE), other = open_store (TRUE);
  MillStoreRun *run = mill_store_begin_run (store, "/p", "a name", 1000);
  check_runs (other, NULL, 0, "");
  g_assert_true (mill_store_run_start (run, &error));
  check_runs (other, NULL, 0, "/p a name running - 1000..0 0\n");
  /* one that cannot be noted at once is noted at its end */
  sqlite3 *db = NULL;
  MillStoreRun *late = mill_store_begin_run (other, "/q", NULL, 2000);
  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "BEGIN IMMEDIATE", NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_false (mill_store_run_start (late, &error));
  g_assert_error (error, MILL_ERROR_RESOURCE, MILL_RESOURCE_BUSY);
  g_clear_error (&error);
  sqlite3_close (db);
  g_assert_true (mill_store_run_end (late, "done", NULL, 2001, &error));
  check_runs (other, "/q", 0, "/q (null) done - 2000..2001 0\n");
  g_assert_true (add_rejects (run, 2, 3, &error));
  g_assert_true (mill_store_run_end (run, "done", NULL, 3000, &error));
  check_runs (other, "/p", 0, "/p a name done - 1000..3000 2\n");
}

static void
check_ok (void)
{
  sqlite3 *db = NULL;
  sqlite3_stmt *statement = NULL;
  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (
      sqlite3_prepare_v2 (db, "PRAGMA integrity_check", -1, &statement, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  g_assert_cmpstr ((const char *)sqlite3_column_text (statement, 0), ==, "ok");
  sqlite3_finalize (statement);
  sqlite3_close (db);
}

static gboolean
count_run (const MillStoredRun *run, gpointer data)
{
  g_assert_cmpstr (run->state, ==, "done");
  ++*(guint *)data;
  return TRUE;
}

/* Some processes that all make the file, and write into it at once. */
static void
test_processes (void)
{
  enum
  {
    PROCESSES = 3,
    RUNS = 8
  };
  remove_store ();
  for (guint i = 0; i < PROCESSES; i++)
    {
      pid_t pid = fork ();
      g_assert_cmpint (pid, >=, 0);
      if (pid != 0)
        continue;
      GError *error = NULL;
      g_random_set_seed (
          (guint32)getpid ()); /* fork() copied the generator, so ids would be equal */
      MillStore *store = mill_store_open (path, TRUE, &error);
      for (guint k = 0; k < RUNS && error == NULL; k++)
        {
          MillStoreRun *run = mill_store_begin_run (store, "/p", NULL, 1000 * i + k);
          add_rejects (run, 20, 9, &error);
          mill_store_run_end (run, "done", NULL, 9000, error == NULL ? &error : NULL);
        }
      if (error != NULL)
        g_printerr ("# process %u: %s\n", i, error->message);
      mill_store_free (store);
      _exit (error == NULL ? 0 : 1);
    }
  for (guint i = 0; i < PROCESSES; i++)
    {
      int status = 0;
      g_assert_cmpint (wait (&status), >, 0);
      g_assert_cmpint (status, ==, 0);
    }
  guint n = 0;
  g_autoptr (MillStore) store = open_store (FALSE);
  g_assert_true (mill_store_each_run (store, NULL, 0, count_run, &n, NULL));
  g_assert_cmpuint (n, ==, PROCESSES * RUNS);
  check_ok ();
}

/* Killed in the middle: the file is whole, and what was acknowledged is there. */
static void
test_killed (void)
{
  remove_store ();
  for (guint i = 0; i < 12; i++)
    {
      int pipes[2];
      char byte;
      guint64 acknowledged = 0;
      g_assert_cmpint (pipe (pipes), ==, 0);
      pid_t pid = fork ();
      if (pid == 0)
        {
          g_random_set_seed ((guint32)getpid ());
          MillStore *store = mill_store_open (path, TRUE, NULL);
          for (guint k = 0;; k++)
            {
              MillStoreRun *run = mill_store_begin_run (store, "/p", NULL, k);
              add_rejects (run, 10, 100, NULL);
              if (!mill_store_run_end (run, "done", NULL, 9000, NULL)
                  || write (pipes[1], "x", 1) != 1)
                _exit (1);
            }
        }
      close (pipes[1]);
      while (acknowledged <= i % 4 && read (pipes[0], &byte, 1) == 1)
        acknowledged++;
      kill (pid, SIGKILL);
      waitpid (pid, NULL, 0);
      while (read (pipes[0], &byte, 1) == 1)
        acknowledged++;
      close (pipes[0]);
      guint n = 0;
      g_autoptr (MillStore) store = open_store (TRUE);
      g_assert_true (mill_store_each_run (store, NULL, 0, count_run, &n, NULL));
      g_assert_cmpuint (n, >=, acknowledged);
      check_ok ();
      remove_store ();
    }
}

/* ---- files that are no good ---- */

static void
check_open_fails (gboolean writable, int code, const char *part)
{
  g_autoptr (GError) error = NULL;
  g_assert_null (mill_store_open (path, writable, &error));
  g_assert_error (error, MILL_ERROR_RESOURCE, code);
  g_assert_nonnull (strstr (error->message, path));
  if (part != NULL)
    g_assert_nonnull (strstr (error->message, part));
}

static void
test_read_only (void)
{
  remove_store ();
  check_open_fails (FALSE, MILL_RESOURCE_NOT_FOUND, NULL);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  check_open_fails (FALSE, MILL_RESOURCE_NOT_FOUND, "no runs yet");
  MillStore *store = open_store (TRUE);
  g_free (record (store, "/p", 1, 1));
  mill_store_free (store);
  g_autoptr (MillStore) reader = open_store (FALSE);
  g_autoptr (GError) error = NULL;
  check_runs (reader, NULL, 0, "/p a name done - 1..8 1\n");
  MillStoreRun *run = mill_store_begin_run (reader, "/p", NULL, 2);
  g_assert_false (mill_store_run_end (run, "done", NULL, 3, &error));
  g_assert_error (error, MILL_ERROR_RESOURCE, MILL_RESOURCE_ACCESS);
}

static void
test_newer (void)
{
  remove_store ();
  sqlite3 *db = NULL;
  mill_store_free (open_store (TRUE));
  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "PRAGMA user_version = 3", NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
  check_open_fails (TRUE, MILL_RESOURCE_READ, "newer");
  check_open_fails (FALSE, MILL_RESOURCE_READ, "newer");
}

static void
test_corrupt (void)
{
  g_autofree char *text = g_strnfill (10000, 'x');
  g_autofree char *whole = NULL;
  gsize length = 0;
  remove_store ();
  g_assert_true (g_file_set_contents (path, text, 10000, NULL));
  check_open_fails (TRUE, MILL_RESOURCE_READ, NULL);
  check_open_fails (FALSE, MILL_RESOURCE_READ, NULL);
  remove_store ();
  MillStore *store = open_store (TRUE);
  for (guint i = 0; i < 20; i++)
    g_free (record (store, "/p", i, 50));
  mill_store_free (store);
  g_assert_true (g_file_get_contents (path, &whole, &length, NULL));
  /* whatever is broken: an error or an answer, never a crash */
  for (guint i = 0; i < 60; i++)
    {
      g_autofree char *broken = g_memdup2 (whole, length);
      g_autoptr (GError) error = NULL;
      guint first = (guint)g_test_rand_int_range (0, (gint32)length - 512);
      gsize cut = i % 3 == 0 ? first : length;
      memset (broken + first, g_test_rand_int_range (0, 256), 512);
      remove_store ();
      g_assert_true (g_file_set_contents (path, broken, (gssize)cut, NULL));
      g_autoptr (MillStore) bad = mill_store_open (path, i % 2 == 0, &error);
      g_autoptr (GString) out = g_string_new (NULL);
      if (bad != NULL && mill_store_each_run (bad, NULL, 0, print_run, out, &error) && i % 2 == 0)
        mill_store_run_end (mill_store_begin_run (bad, "/p", NULL, 1), "done", NULL, 2, &error);
      if (error != NULL)
        g_assert_true (error->domain == MILL_ERROR_RESOURCE);
    }
}

static void
test_places (void)
{
  g_autofree char *kept = g_steal_pointer (&path);
  g_autofree char *deep = g_build_filename (folder, "a", "b", "runs.db", NULL);
  g_autofree char *a = g_build_filename (folder, "a", NULL);
  g_autofree char *b = g_build_filename (folder, "a", "b", NULL);
  /* folders are made, for the owner only */
  path = g_strdup (deep);
  mill_store_free (open_store (TRUE));
  GStatBuf info;
  g_assert_cmpint (g_stat (b, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 077, ==, 0);
  remove_store ();
  /* a folder in place of the file, a file in place of the folder */
  g_free (path);
  path = g_strdup (b);
  check_open_fails (TRUE, MILL_RESOURCE_ACCESS, NULL);
  g_rmdir (b);
  g_assert_true (g_file_set_contents (b, "x", 1, NULL));
  g_free (path);
  path = g_strdup (deep);
  g_autoptr (GError) error = NULL;
  g_assert_null (mill_store_open (path, TRUE, &error));
  g_assert_true (error->domain == MILL_ERROR_RESOURCE);
  g_unlink (b);
  g_rmdir (a);
  g_free (path);
  path = g_steal_pointer (&kept);
}

/* ---- a full disk ---- */

static void
limit_files (rlim_t bytes)
{
  static struct rlimit old;
  if (bytes > 0)
    g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &old), ==, 0);
  struct rlimit now = old;
  if (bytes > 0)
    now.rlim_cur = bytes;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &now), ==, 0);
}

static void
test_full (void)
{
  remove_store ();
  g_autoptr (GError) error = NULL;
  MillStore *store = open_store (TRUE);
  g_free (record (store, "/p/before", 1, 5));
  MillStoreRun *run = mill_store_begin_run (store, "/p/large", NULL, 2);
  limit_files (500000);
  gboolean ok = add_rejects (run, 20000, 1000, &error);
  g_assert_false (ok);
  g_assert_true (error->domain == MILL_ERROR_RESOURCE);
  g_assert_true (error->code == MILL_RESOURCE_FULL || error->code == MILL_RESOURCE_WRITE);
  g_clear_error (&error);
  g_assert_false (mill_store_run_end (run, "done", NULL, 3, &error));
  limit_files (0);
  mill_store_free (store);
  check_ok ();
  store = open_store (TRUE);
  check_runs (store, NULL, 0, "/p/before a name done - 1..8 5\n");
  mill_store_free (store);
}

/* ---- looking through refused rows ---- */

static gboolean
add_count (const char *block, const char *code, guint64 count, gpointer data)
{
  g_string_append_printf (data, "%s %s %" G_GUINT64_FORMAT "\n", block, code, count);
  return TRUE;
}

static gboolean
note_reject (guint64 number, const MillStoredReject *reject, gpointer data)
{
  g_string_append_printf (data,
                          "%" G_GUINT64_FORMAT " %s %s %s:%" G_GUINT64_FORMAT,
                          number,
                          reject->block,
                          reject->message,
                          reject->file,
                          reject->line);
  g_assert_cmpuint (reject->raw_length, ==, 3);
  return TRUE;
}

static void
test_look_through (void)
{
  remove_store ();
  g_autoptr (MillStore) store = open_store (TRUE);
  g_autoptr (GError) error = NULL;
  MillStoreRun *run = mill_store_begin_run (store, "/p.millrace", NULL, 1);
  g_autofree char *id = g_strdup (mill_store_run_id (run));
  g_assert_true (add_rejects (run, 5, 3, &error));
  g_assert_true (mill_store_run_end (run, "done", NULL, 2, &error));
  g_assert_no_error (error);

  g_autoptr (GString) text = g_string_new (NULL);
  g_assert_true (mill_store_count_rejects (store, id, add_count, text, &error));
  g_assert_cmpstr (text->str, ==, "even bad-cast 3\nodd bad-cast 2\n");

  g_autoptr (GArray) all = mill_store_list_rejects (store, id, NULL, NULL, &error);
  g_autoptr (GArray) odd = mill_store_list_rejects (store, id, "odd", "bad-cast", &error);
  g_autoptr (GArray) none = mill_store_list_rejects (store, id, "odd", "encoding", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (all->len, ==, 5);
  g_assert_cmpuint (odd->len, ==, 2);
  g_assert_cmpuint (none->len, ==, 0);

  g_string_truncate (text, 0);
  guint64 number = g_array_index (odd, guint64, 1);
  g_assert_true (mill_store_get_reject (store, id, number, note_reject, text, &error));
  g_autofree char *expected = g_strdup_printf ("%" G_GUINT64_FORMAT " odd row 3 in.csv:5", number);
  g_assert_cmpstr (text->str, ==, expected);
  g_assert_false (mill_store_get_reject (store, id, 1000, note_reject, text, &error));
  g_assert_error (error, MILL_ERROR_RESOURCE, MILL_RESOURCE_NOT_FOUND);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  signal (SIGXFSZ, SIG_IGN);
  folder = g_dir_make_tmp ("mill-store-XXXXXX", NULL);
  path = g_build_filename (folder, "runs.db", NULL);
  g_test_add_func ("/state/store/history", test_history);
  g_test_add_func ("/state/store/find", test_find);
  g_test_add_func ("/state/store/texts", test_texts);
  g_test_add_func ("/state/store/oldest", test_oldest);
  g_test_add_func ("/state/store/beside", test_beside);
  g_test_add_func ("/state/store/start", test_start);
  g_test_add_func ("/state/store/processes", test_processes);
  g_test_add_func ("/state/store/killed", test_killed);
  g_test_add_func ("/state/store/read-only", test_read_only);
  g_test_add_func ("/state/store/newer", test_newer);
  g_test_add_func ("/state/store/corrupt", test_corrupt);
  g_test_add_func ("/state/store/places", test_places);
  g_test_add_func ("/state/store/look-through", test_look_through);
  g_test_add_func ("/state/store/full", test_full);
  int result = g_test_run ();
  remove_store ();
  g_rmdir (folder);
  g_free (path);
  g_free (folder);
  return result;
}
