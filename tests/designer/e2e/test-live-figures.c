/* test-live-figures.c: that somebody watches a run costs next to nothing of it.
 *
 * The same pipeline runs with nobody watching, and in the designer with the table of the run and
 * figures on every link. What is judged is the work of the main thread, which does all of that:
 * when no core is idle the run loses as much, spread over the cores. Unlike the clock it does not
 * depend on what else the machine does.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "app-fixture.h"

#include <time.h>

/* What the designer promises: the share of the time of a run. */
#define LIVE_SHARE_MAX 0.03
/* How much longer a run may take by the clock, the best of some, on a machine with other things to
 * do. */
#define LIVE_SLOWER_MAX 0.25

enum
{
  ROUNDS = 3,
  FILTERS = 12,
  SAMPLE_ROWS = 1000
};

static double
cpu_seconds (clockid_t clock)
{
  struct timespec spec;
  clock_gettime (clock, &spec);
  return (double)spec.tv_sec + (double)spec.tv_nsec / 1e9;
}

/* A chain of blocks over many rows. */
static char *
write_pipeline (AppFixture *fixture)
{
  g_autoptr (GString) text = g_string_new (
      "{ \"millrace\": 1, \"blocks\": { \"in\": { \"type\": \"generator\", \"params\": { "
      "\"rows\": 200000000 } }, \"out\": { \"type\": \"table\" }");
  g_autoptr (GString) links = g_string_new (NULL);
  for (guint i = 0; i < FILTERS; i++)
    {
      g_string_append_printf (text,
                              ", \"f%u\": { \"type\": \"filter\", \"params\": { \"condition\": "
                              "\"temperature > -%u\" } }",
                              i,
                              1000 + i);
      if (i > 0)
        g_string_append_printf (links, ", { \"from\": \"f%u.out\", \"to\": \"f%u.in\" }", i - 1, i);
    }
  g_string_append_printf (
      text,
      ", \"one\": { \"type\": \"top-n\", \"params\": { \"count\": 5, \"column\": "
      "\"temperature\" } } }, \"links\": [ { \"from\": \"in.out\", \"to\": "
      "\"f0.in\" }, { \"from\": \"f%u.out\", \"to\": \"one.in\" }, { \"from\": "
      "\"one.out\", \"to\": \"out.in\" }%s ] }",
      (guint)FILTERS - 1,
      links->str);
  return app_write (fixture, "long.millrace", text->str);
}

static double
run_alone (MillWorkspace *workspace)
{
  g_autoptr (GError) error = NULL;
  MillJobOptions options = { .sample_rows = SAMPLE_ROWS };
  MillJob *job = mill_job_new_for (mill_workspace_get_analysis (workspace), NULL, &options, &error);
  g_assert_no_error (error);
  mill_job_start (job);
  g_assert_true (mill_job_wait (job, -1));
  g_assert_cmpint (mill_job_get_state (job), ==, MILL_JOB_DONE);
  double seconds = (double)mill_job_elapsed_us (job) / 1e6;
  mill_job_free (job);
  return seconds;
}

static void
count_tick (MillWorkspace *workspace, guint *ticks)
{
  (*ticks)++;
}

/* @work: (out): of the main thread meanwhile. */
static double
run_watched (MillWorkspace *workspace, double *work)
{
  g_autoptr (GError) error = NULL;
  guint ticks = 0;
  gulong handler = g_signal_connect (workspace, "run-changed", G_CALLBACK (count_tick), &ticks);
  mill_workspace_run (workspace, MILL_RUN_SCOPE_ALL, NULL, NULL, &error);
  g_assert_no_error (error);
  while (ticks == 0)
    g_main_context_iteration (NULL, TRUE);
  double before = cpu_seconds (CLOCK_THREAD_CPUTIME_ID);
  while (mill_workspace_is_running (workspace))
    g_main_context_iteration (NULL, TRUE);
  *work = cpu_seconds (CLOCK_THREAD_CPUTIME_ID) - before;
  g_signal_handler_disconnect (workspace, handler);
  MillJob *job = mill_workspace_get_job (workspace);
  g_assert_cmpint (mill_job_get_state (job), ==, MILL_JOB_DONE);
  double seconds = (double)mill_job_elapsed_us (job) / 1e6;
  g_test_message ("%u signals in %.2f s", ticks, seconds);
  g_assert_cmpuint (ticks, >=, 3); /* there was something to watch */
  g_assert_cmpuint (ticks, <=, (guint)(seconds * 10) + 3);
  robot_settle ();
  return seconds;
}

static void
test_live_figures (AppFixture *fixture, gconstpointer data)
{
  double alone = G_MAXDOUBLE, watched = G_MAXDOUBLE, share = G_MAXDOUBLE;
  g_autofree char *path = write_pipeline (fixture);
  MillPage *page = mill_tab_get_page (app_open (fixture, path));
  MillWorkspace *workspace = mill_page_get_workspace (page);
  mill_workspace_set_trusted (workspace, TRUE);
  mill_page_show_panel (page, "run");
  ROBOT_WAIT (mill_workspace_is_current (workspace));
  robot_settle ();
  for (guint i = 0; i < ROUNDS; i++)
    {
      double work;
      alone = MIN (alone, run_alone (workspace));
      double seconds = run_watched (workspace, &work);
      watched = MIN (watched, seconds);
      share = MIN (share, work / seconds / g_get_num_processors ());
    }
  g_test_minimized_result (share * 100,
                           "watching takes %.2f %% of the time of a run; %.3f s alone, %.3f s "
                           "watched",
                           share * 100,
                           alone,
                           watched);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  g_assert_cmpfloat (share, <, LIVE_SHARE_MAX);
  g_assert_cmpfloat (watched / alone - 1, <, LIVE_SLOWER_MAX);
#endif
}

int
main (int argc, char **argv)
{
  robot_init (&argc, &argv);
  APP_TEST ("/live-figures/cost", NULL, test_live_figures);
  return g_test_run ();
}
