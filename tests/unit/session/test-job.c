/* test-job.c: runs on a thread of their own, and what the history knows of them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-job.h"
#include "mill-store.h"
#include "session-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#define ROWS                                                                                       \
  "'few': { 'type': 'rows', 'params': { 'columns': [{ 'name': 'a', 'type': 'text' }], 'data': "    \
  "'1\\nx\\n3\\ny\\n5' } }"
#define CAST "'some': { 'type': 'compute', 'params': { 'columns': { 'n': 'cast(a as integer)' } } }"
#define OUT "'out': { 'type': 'csv-file-out', 'params': { 'path': 'out.csv' } }"
#define ENDLESS "'in': { 'type': 'generator', 'params': { 'rows': 1000000000000 } }"

#define WRITTEN "a,n\n1,1\n3,3\n5,5\n"

static char *
store_path (void)
{
  return fixture_path ("state/runs.db");
}

static void
forget (const char *name)
{
  g_autofree char *path = fixture_path (name);
  g_unlink (path);
}

static MillJob *
new_job (MillSession *session, guint workers)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *store = store_path ();
  const MillJobOptions options = { .workers = workers, .store = store };
  MillJob *job = mill_job_new (session, &options, &error);
  g_assert_no_error (error);
  return job;
}

static MillJob *
finish (MillSession *session, guint workers)
{
  MillJob *job = new_job (session, workers);
  mill_job_start (job);
  g_assert_true (mill_job_wait (job, -1));
  return job;
}

static void
assert_text (const char *name, const char *expected)
{
  g_autofree char *text = fixture_text (name);
  g_assert_cmpstr (text, ==, expected);
}

/* ---- what the history has ---- */

static gboolean
print_run (const MillStoredRun *run, gpointer data)
{
  g_autofree char *name = g_path_get_basename (run->path);
  g_assert_cmpint (run->started_us, >, 0);
  g_assert_cmpint (run->ended_us, >=, run->started_us);
  g_string_append_printf (data,
                          "%s|%s|%s|%s|%d\n",
                          name,
                          run->name,
                          run->state,
                          run->message != NULL ? run->message : "-",
                          (int)run->rejects);
  return TRUE;
}

static gboolean
print_reject (guint64 number, const MillStoredReject *reject, gpointer data)
{
  g_string_append_printf (data,
                          "%d|%s|%s|%d|%.*s\n",
                          (int)number,
                          reject->block,
                          reject->code,
                          (int)reject->record,
                          (int)reject->raw_length,
                          (const char *)reject->raw);
  return TRUE;
}

static gboolean
print_block (const MillStoredBlock *block, gpointer data)
{
  g_string_append_printf (data,
                          "%s|%s|%d|%d|%d|%d\n",
                          block->block,
                          block->type,
                          (int)block->in,
                          (int)block->out,
                          (int)block->created,
                          (int)block->rejected);
  return TRUE;
}

static gboolean
print_link (const MillStoredLink *link, gpointer data)
{
  g_string_append_printf (data, "%s>%s|%d\n", link->from, link->to, (int)link->rows);
  return TRUE;
}

/* All of the last run: the run, refused rows, blocks, links. */
static void
assert_history (const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = store_path ();
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (MillStore) store = mill_store_open (path, FALSE, &error);
  g_assert_no_error (error);
  g_autofree char *id = mill_store_find_run (store, "last", NULL, &error);
  g_assert_no_error (error);
  g_assert_true (mill_store_each_run (store, NULL, 1, print_run, text, &error));
  g_assert_true (mill_store_each_reject (store, id, NULL, NULL, print_reject, text, &error));
  g_assert_true (mill_store_each_block (store, id, print_block, text, &error));
  g_assert_true (mill_store_each_link (store, id, print_link, text, &error));
  g_assert_cmpstr (text->str, ==, expected);
}

static gboolean
count_run (const MillStoredRun *run, gpointer data)
{
  g_assert_cmpstr (run->state, ==, "done");
  ++*(guint *)data;
  return TRUE;
}

static guint
n_recorded (void)
{
  guint n = 0;
  g_autofree char *path = store_path ();
  g_autoptr (MillStore) store = mill_store_open (path, FALSE, NULL);
  g_assert_true (store == NULL || mill_store_each_run (store, NULL, 0, count_run, &n, NULL));
  return n;
}

static void
forget_history (void)
{
  static const char *const names[] = { "state/runs.db", "state/runs.db-wal", "state/runs.db-shm" };
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    forget (names[i]);
}

/* ---- done ---- */

static void
assert_counts (MillJob *job)
{
  g_autoptr (GString) text = g_string_new (NULL);
  for (guint i = 0; i < mill_job_n_blocks (job); i++)
    {
      MillJobBlock block;
      mill_job_get_block (job, i, &block);
      g_assert_true (block.finished);
      g_string_append_printf (
          text, "%s %d %d %d ", block.id, (int)block.in, (int)block.out, (int)block.rejected);
    }
  for (guint i = 0; i < mill_job_n_links (job); i++)
    {
      MillJobLink link;
      mill_job_get_link (job, i, &link);
      g_string_append_printf (text,
                              "%s.%s>%s.%s %d ",
                              link.from,
                              link.from_port,
                              link.to,
                              link.to_port,
                              (int)link.rows);
    }
  g_assert_cmpstr (
      text->str, ==, "few 0 5 0 some 5 3 2 out 3 0 0 few.out>some.in 5 some.out>out.in 3 ");
}

static void
test_done (void)
{
  g_autoptr (MillSession) session
      = fixture_pipeline (ROWS ", " CAST ", " OUT, "few.out some.in, some.out out.in");
  guint64 done, total;
  forget ("out.csv");
  g_autoptr (MillJob) job = new_job (session, 2);
  g_assert_cmpint (mill_job_get_state (job), ==, MILL_JOB_READY);
  g_assert_false (mill_job_wait (job, 0));
  g_assert_cmpint (mill_job_elapsed_us (job), ==, 0);
  g_assert_cmpuint (mill_job_n_blocks (job), ==, 3);
  g_assert_cmpuint (mill_job_rejected (job), ==, 0);
  assert_text ("out.csv", NULL);
  mill_job_start (job);
  g_assert_true (mill_job_wait (job, -1));
  g_assert_true (mill_job_wait (job, 0));
  g_assert_cmpint (mill_job_get_state (job), ==, MILL_JOB_DONE);
  g_assert_null (mill_job_get_error (job));
  g_assert_nonnull (mill_job_get_id (job));
  assert_text ("out.csv", WRITTEN);
  assert_counts (job);
  g_assert_cmpuint (mill_job_rejected (job), ==, 2);
  g_assert_cmpuint (mill_job_stored_rejects (job), ==, 2);
  mill_job_progress (job, &done, &total);
  g_assert_cmpuint (done, >, 0);
  g_assert_cmpuint (done, ==, total);
  gint64 elapsed = mill_job_elapsed_us (job);
  g_assert_cmpint (elapsed, >, 0);
  g_assert_cmpint (mill_job_elapsed_us (job), ==, elapsed);
  assert_history ("a.millrace|a test|done|-|2\n"
                  "1|some|bad-cast|2|x\n2|some|bad-cast|4|y\n"
                  "few|rows|0|5|5|0\nsome|compute|5|3|0|2\nout|csv-file-out|3|0|0|0\n"
                  "few.out>some.in|5\nsome.out>out.in|3\n");
}

static void
test_messages (void)
{
  g_autoptr (MillSession) session = fixture_pipeline (
      ROWS ", " OUT ", 'shown': { 'type': 'table' }", "few.out out.in, few.out shown.in");
  g_autoptr (MillJob) job = finish (session, 1);
  MillMessageLevel level;
  gboolean wrote = FALSE, printed = FALSE;
  char *block, *text;
  while (mill_job_pop_message (job, &level, &block, &text))
    {
      if (g_str_equal (block, "out"))
        wrote |= level == MILL_MESSAGE_WROTE && g_str_has_suffix (text, "/out.csv");
      else
        printed |= g_str_equal (block, "shown") && level == MILL_MESSAGE_OUTPUT
                   && strstr (text, "5 rows") != NULL;
      g_free (block);
      g_free (text);
    }
  g_assert_true (wrote && printed);
  g_assert_false (mill_job_pop_message (job, &level, &block, &text));
}

/* What a linked `rejects` port takes is counted, but not stored. */
static void
test_linked_rejects (void)
{
  g_autoptr (MillSession) session
      = fixture_pipeline (ROWS ", " CAST ", " OUT, "few.out some.in, some.rejects out.in");
  g_autoptr (MillJob) job = finish (session, 1);
  g_assert_cmpint (mill_job_get_state (job), ==, MILL_JOB_DONE);
  g_assert_cmpuint (mill_job_rejected (job), ==, 2);
  g_assert_cmpuint (mill_job_stored_rejects (job), ==, 0);
  assert_history ("a.millrace|a test|done|-|0\n"
                  "few|rows|0|5|5|0\nsome|compute|5|3|0|2\nout|csv-file-out|2|0|0|0\n"
                  "few.out>some.in|5\nsome.rejects>out.in|2\n");
}

/* The same session runs as often as it is asked to, with any number of workers. */
static void
test_again (void)
{
  g_autoptr (MillSession) session
      = fixture_pipeline (ROWS ", " CAST ", " OUT, "few.out some.in, some.out out.in");
  g_autofree char *first_id = NULL;
  forget_history ();
  for (guint workers = 1; workers <= 4; workers++)
    {
      forget ("out.csv");
      g_autoptr (MillJob) job = finish (session, workers);
      g_assert_cmpint (mill_job_get_state (job), ==, MILL_JOB_DONE);
      g_assert_cmpstr (mill_job_get_id (job), !=, first_id);
      assert_text ("out.csv", WRITTEN);
      g_free (first_id);
      first_id = g_strdup (mill_job_get_id (job));
    }
  g_assert_cmpuint (n_recorded (), ==, 4);
}

/* Jobs of one session, and of two, at once. */
static void
test_at_once (void)
{
  g_autoptr (MillSession) one
      = fixture_pipeline (ROWS ", " CAST ", " OUT, "few.out some.in, some.out out.in");
  g_autoptr (MillSession) two = fixture_pipeline (
      ROWS ", 'out': { 'type': 'csv-file-out', 'params': { 'path': 'other.csv' } }",
      "few.out out.in");
  MillJob *jobs[6];
  forget_history ();
  forget ("out.csv");
  forget ("other.csv");
  for (guint i = 0; i < G_N_ELEMENTS (jobs); i++)
    jobs[i] = new_job (i % 2 ? one : two, 2);
  for (guint i = 0; i < G_N_ELEMENTS (jobs); i++)
    mill_job_start (jobs[i]);
  for (guint i = 0; i < G_N_ELEMENTS (jobs); i++)
    {
      g_assert_true (mill_job_wait (jobs[i], -1));
      g_assert_no_error (mill_job_get_error (jobs[i]));
      g_assert_cmpint (mill_job_get_state (jobs[i]), ==, MILL_JOB_DONE);
      mill_job_free (jobs[i]);
    }
  assert_text ("out.csv", WRITTEN);
  assert_text ("other.csv", "a\n1\nx\n3\ny\n5\n");
  g_assert_cmpuint (n_recorded (), ==, G_N_ELEMENTS (jobs));
}

/* ---- cancelled ---- */

/* Waits until rows flow. */
static void
wait_for_rows (MillJob *job)
{
  MillJobBlock block;
  do
    {
      g_assert_false (mill_job_wait (job, 100));
      mill_job_get_block (job, 0, &block);
    }
  while (block.out == 0);
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *)a, y = *(const gint64 *)b;
  return (x > y) - (x < y);
}

static void
assert_cancelled (MillJob *job)
{
  g_assert_cmpint (mill_job_get_state (job), ==, MILL_JOB_CANCELLED);
  g_assert_error (mill_job_get_error (job), MILL_ERROR_RESOURCE, MILL_RESOURCE_CANCELLED);
  assert_text ("out.csv", "old");
}

/* The median counts: on a busy machine the thread that measures may rest for longer. */
static void
test_cancel (void)
{
  gint64 times[9];
  guint64 done, total;
  g_autoptr (MillSession) session = fixture_pipeline (ENDLESS ", " OUT, "in.out out.in");
  fixture_put ("out.csv", "old");
  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      g_autoptr (MillJob) job = new_job (session, 1 + i % 3);
      mill_job_start (job);
      wait_for_rows (job);
      g_assert_cmpint (mill_job_get_state (job), ==, MILL_JOB_RUNNING);
      gint64 start = g_get_monotonic_time ();
      mill_job_cancel (job);
      g_assert_true (mill_job_wait (job, -1));
      times[i] = g_get_monotonic_time () - start;
      assert_cancelled (job);
      mill_job_progress (job, &done, &total);
      g_assert_cmpuint (done, <, total);
    }
  qsort (times, G_N_ELEMENTS (times), sizeof times[0], compare_times);
  g_test_message ("end after a cancel: median %d us", (int)times[G_N_ELEMENTS (times) / 2]);
  g_assert_cmpint (times[G_N_ELEMENTS (times) / 2], <, 100000);
  g_autoptr (MillStore) store = NULL;
  g_autofree char *path = store_path ();
  g_autoptr (GString) text = g_string_new (NULL);
  store = mill_store_open (path, FALSE, NULL);
  g_assert_true (mill_store_each_run (store, NULL, 1, print_run, text, NULL));
  g_assert_true (g_str_has_prefix (text->str, "a.millrace|a test|cancelled|"));
}

static void
test_cancel_before (void)
{
  g_autoptr (MillSession) session = fixture_pipeline (ROWS ", " OUT, "few.out out.in");
  fixture_put ("out.csv", "old");
  g_autoptr (MillJob) job = new_job (session, 2);
  mill_job_cancel (job);
  g_assert_cmpint (mill_job_get_state (job), ==, MILL_JOB_READY);
  mill_job_start (job);
  g_assert_true (mill_job_wait (job, -1));
  assert_cancelled (job);
}

/* Freeing ends a run, and one that never began. */
static void
test_free (void)
{
  g_autoptr (MillSession) session = fixture_pipeline (ENDLESS ", " OUT, "in.out out.in");
  fixture_put ("out.csv", "old");
  MillJob *job = new_job (session, 2);
  mill_job_start (job);
  wait_for_rows (job);
  mill_job_free (job);
  assert_text ("out.csv", "old");
  g_autoptr (MillSession) other = fixture_pipeline (ROWS ", " OUT, "few.out out.in");
  mill_job_free (new_job (other, 1));
  assert_text ("out.csv", "old");
  assert_history ("a.millrace|a test|cancelled|-|0\n"
                  "few|rows|0|0|0|0\nout|csv-file-out|0|0|0|0\nfew.out>out.in|0\n");
}

/* ---- failed ---- */

static void
test_refused (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MillSession) session = fixture_pipeline (
      ROWS ", 'wrong': { 'type': 'filter', 'params': { 'condition': 'zz' } }", "few.out wrong.in");
  g_assert_null (mill_job_new (session, NULL, &error));
  g_assert_true (error->domain == MILL_ERROR_DOCUMENT);
  g_clear_error (&error);
  forget ("in.csv");
  g_autoptr (MillSession) missing = fixture_pipeline (
      "'in': { 'type': 'csv-file', 'params': { 'path': 'in.csv' } }, " OUT, "in.out out.in");
  g_assert_null (mill_job_new (missing, NULL, &error));
  g_assert_error (error, MILL_ERROR_RESOURCE, MILL_RESOURCE_NOT_FOUND);
}

/* The input goes when all is ready. */
static void
test_failed (void)
{
  fixture_put ("in.csv", "a\n1\n");
  fixture_put ("out.csv", "old");
  g_autoptr (MillSession) session = fixture_pipeline (
      "'in': { 'type': 'csv-file', 'params': { 'path': 'in.csv' } }, " OUT, "in.out out.in");
  g_autoptr (MillJob) job = new_job (session, 2);
  forget ("in.csv");
  mill_job_start (job);
  g_assert_true (mill_job_wait (job, -1));
  g_assert_cmpint (mill_job_get_state (job), ==, MILL_JOB_FAILED);
  const GError *error = mill_job_get_error (job);
  g_assert_error (error, MILL_ERROR_RESOURCE, MILL_RESOURCE_NOT_FOUND);
  g_assert_true (g_str_has_prefix (error->message, "in: "));
  assert_text ("out.csv", "old");
  g_autofree char *expected = g_strdup_printf ("a.millrace|a test|failed|%s|0\n"
                                               "in|csv-file|0|0|0|0\nout|csv-file-out|0|0|0|0\n"
                                               "in.out>out.in|0\n",
                                               error->message);
  assert_history (expected);
}

/* ---- the history is no condition ---- */

static void
test_unrecorded (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MillSession) session
      = fixture_pipeline (ROWS ", " CAST ", " OUT, "few.out some.in, some.out out.in");
  g_autofree char *store = fixture_path ("none.db");
  const MillJobOptions options = { .unrecorded = TRUE, .store = store };
  forget ("out.csv");
  g_autoptr (MillJob) job = mill_job_new (session, &options, &error);
  mill_job_start (job);
  mill_job_wait (job, -1);
  g_assert_cmpint (mill_job_get_state (job), ==, MILL_JOB_DONE);
  g_assert_null (mill_job_get_id (job));
  g_assert_cmpuint (mill_job_rejected (job), ==, 2);
  g_assert_cmpuint (mill_job_stored_rejects (job), ==, 0);
  g_assert_false (g_file_test (store, G_FILE_TEST_EXISTS));
  assert_text ("out.csv", WRITTEN);
}

static void
test_no_history (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MillSession) session
      = fixture_pipeline (ROWS ", " CAST ", " OUT, "few.out some.in, some.out out.in");
  g_autofree char *store = fixture_path ("no-history");
  const MillJobOptions options = { .store = store };
  MillMessageLevel level;
  char *block, *text;
  fixture_put ("no-history", "this is no database, however long one looks at it");
  forget ("out.csv");
  g_autoptr (MillJob) job = mill_job_new (session, &options, &error);
  g_assert_no_error (error);
  g_assert_null (mill_job_get_id (job));
  g_assert_true (mill_job_pop_message (job, &level, &block, &text));
  g_assert_cmpint (level, ==, MILL_MESSAGE_WARNING);
  g_assert_null (block);
  g_assert_nonnull (strstr (text, "not recorded"));
  g_assert_nonnull (strstr (text, store));
  g_free (text);
  mill_job_start (job);
  mill_job_wait (job, -1);
  g_assert_cmpint (mill_job_get_state (job), ==, MILL_JOB_DONE);
  assert_text ("out.csv", WRITTEN);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session/job/done", test_done);
  g_test_add_func ("/session/job/messages", test_messages);
  g_test_add_func ("/session/job/linked-rejects", test_linked_rejects);
  g_test_add_func ("/session/job/again", test_again);
  g_test_add_func ("/session/job/at-once", test_at_once);
  g_test_add_func ("/session/job/cancel", test_cancel);
  g_test_add_func ("/session/job/cancel-before", test_cancel_before);
  g_test_add_func ("/session/job/free", test_free);
  g_test_add_func ("/session/job/refused", test_refused);
  g_test_add_func ("/session/job/failed", test_failed);
  g_test_add_func ("/session/job/unrecorded", test_unrecorded);
  g_test_add_func ("/session/job/no-history", test_no_history);
  return fixture_run ();
}
