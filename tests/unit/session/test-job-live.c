/* test-job-live.c: jobs from an analysis: parts of a pipeline, samples, digests, pause, time spent.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-error.h"
#include "mill-job.h"
#include "mill-limits.h"
#include "pipeline-text.h"

/* source -> hot -> sorted -> written, source -> counted */
#define SENSORS(rows)                                                                              \
  "{ 'millrace': 1, 'name': 'Sensors', 'blocks': { 'source': { 'type': 'generator', 'params': { "  \
  "'rows': " rows " } }, 'hot': { 'type': 'filter', 'params': { 'condition': 'temperature > 20' "  \
  "} }, 'sorted': { 'type': 'sort', 'params': { 'by': [ { 'column': 'temperature' } ] } }, "       \
  "'slim': { 'type': 'select', 'params': { 'columns': [ { 'column': 'device' }, { 'column': "      \
  "'temperature' } ] } }, "                                                                        \
  "'written': { 'type': 'csv-file-out', 'params': { 'path': 'written.csv' } }, 'counted': { "      \
  "'type': 'group', 'params': { 'by': [ 'status' ], 'aggregates': [ { 'name': 'n', 'function': "   \
  "'rows' } ] } } }, 'links': [ { 'from': 'source.out', 'to': 'hot.in' }, { 'from': 'hot.out', "   \
  "'to': 'sorted.in' }, { 'from': 'sorted.out', 'to': 'slim.in' }, { 'from': 'slim.out', 'to': "   \
  "'written.in' }, { 'from': 'source.out', 'to': 'counted.in' } ] }"

static MillJob *
make (PipelineText *pipeline, MillJobOptions options)
{
  g_autoptr (GError) error = NULL;
  options.unrecorded = TRUE;
  MillJob *job = mill_job_new_for (pipeline->analysis, NULL, &options, &error);
  g_assert_no_error (error);
  return job;
}

static MillJob *
run (PipelineText *pipeline, MillJobOptions options)
{
  MillJob *job = make (pipeline, options);
  mill_job_start (job);
  g_assert_true (mill_job_wait (job, -1));
  g_assert_no_error (mill_job_get_error (job));
  g_assert_cmpint (mill_job_get_state (job), ==, MILL_JOB_DONE);
  return job;
}

static void
find_block (MillJob *job, const char *id, MillJobBlock *block)
{
  for (guint i = 0; i < mill_job_n_blocks (job); i++)
    {
      mill_job_get_block (job, i, block);
      if (g_str_equal (block->id, id))
        return;
    }
  g_assert_not_reached ();
}

static void
find_link (MillJob *job, const char *from, const char *to, MillJobLink *link)
{
  for (guint i = 0; i < mill_job_n_links (job); i++)
    {
      mill_job_get_link (job, i, link);
      if (g_str_equal (link->from, from) && g_str_equal (link->to, to))
        return;
    }
  g_assert_not_reached ();
}

static char *
print (const MillSample *sample)
{
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < mill_sample_batches (sample)->len; i++)
    {
      g_autofree char *rows
          = mill_batch_to_string (g_ptr_array_index (mill_sample_batches (sample), i));
      g_string_append (text, strchr (rows, '\n') + 1);
    }
  return g_string_free (text, FALSE);
}

static gboolean
is_written (PipelineText *pipeline)
{
  g_autofree char *path = g_build_filename (pipeline->folder, "written.csv", NULL);
  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static void
test_part (void)
{
  g_auto (PipelineText) pipeline = { 0 };
  const char *const blocks[] = { "hot", "counted", NULL };
  pipeline_text_init (&pipeline, SENSORS ("1000"), MILL_ANALYSIS_DEFAULT);
  g_autoptr (MillJob) job = run (&pipeline, (MillJobOptions){ .blocks = blocks });
  g_assert_cmpuint (mill_job_n_blocks (job), ==, 3);
  g_assert_cmpuint (mill_job_n_links (job), ==, 2);
  MillJobLink link;
  find_link (job, "source", "hot", &link);
  g_assert_cmpuint (link.rows, ==, 1000);
  g_assert_false (link.has_digest);
  g_assert_false (is_written (&pipeline));
  g_assert_null (mill_job_get_sample (job, "hot", "out"));
  g_autoptr (MillJob) all = run (&pipeline, (MillJobOptions){ .workers = 2 });
  g_assert_cmpuint (mill_job_n_blocks (all), ==, 6);
  g_assert_true (is_written (&pipeline));
}

static void
test_unknown_part (void)
{
  g_auto (PipelineText) pipeline = { 0 };
  const char *const blocks[] = { "hot", "cold", NULL };
  MillJobOptions options = { .unrecorded = TRUE, .blocks = blocks };
  g_autoptr (GError) error = NULL;
  pipeline_text_init (&pipeline, SENSORS ("10"), MILL_ANALYSIS_DEFAULT);
  g_assert_null (mill_job_new_for (pipeline.analysis, NULL, &options, &error));
  g_assert_error (error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_UNKNOWN);
}

/* The first rows of each port, whoever worked at them. */
static void
test_samples (void)
{
  static const char *const ports[] = { "source", "hot", "sorted", "slim", "counted" };
  static const guint workers[] = { 1, 2, 8 };
  g_auto (PipelineText) pipeline = { 0 };
  char *texts[G_N_ELEMENTS (ports)] = { 0 };
  pipeline_text_init (&pipeline, SENSORS ("100000"), MILL_ANALYSIS_DEFAULT);
  for (guint k = 0; k < G_N_ELEMENTS (workers); k++)
    {
      g_autoptr (MillJob) job
          = run (&pipeline, (MillJobOptions){ .workers = workers[k], .sample_rows = 700 });
      for (guint i = 0; i < G_N_ELEMENTS (ports); i++)
        {
          g_autoptr (MillSample) sample = mill_job_get_sample (job, ports[i], "out");
          MillJobBlock block;
          find_block (job, ports[i], &block);
          g_assert_true (mill_sample_from_run (sample));
          g_assert_cmpuint (mill_sample_rows_known (sample), ==, block.out);
          g_assert_cmpuint (mill_sample_n_rows (sample), ==, MIN (block.out, 700));
          g_assert_cmpint (mill_sample_is_complete (sample), ==, block.out <= 700);
          g_autofree char *text = print (sample);
          if (texts[i] == NULL)
            texts[i] = g_steal_pointer (&text);
          else
            g_assert_cmpstr (text, ==, texts[i]);
        }
    }
  for (guint i = 0; i < G_N_ELEMENTS (ports); i++)
    g_free (texts[i]);
}

/* What a sample by itself shows is what a run keeps. */
static void
test_same_as_taken (void)
{
  g_auto (PipelineText) pipeline = { 0 };
  g_autoptr (GError) error = NULL;
  pipeline_text_init (&pipeline, SENSORS ("5000"), MILL_ANALYSIS_DEFAULT);
  g_autoptr (MillJob) job = run (&pipeline, (MillJobOptions){ .workers = 2, .sample_rows = 100 });
  MillSampleLimits limits = { .rows = 100 };
  g_autoptr (MillSample) kept = mill_job_get_sample (job, "slim", "out");
  g_autoptr (MillSample) taken
      = mill_sample_take (pipeline.analysis, NULL, NULL, "slim", "out", &limits, NULL, &error);
  g_assert_no_error (error);
  g_autofree char *kept_text = print (kept), *taken_text = print (taken);
  g_assert_cmpstr (kept_text, ==, taken_text);
}

/* Columns that nobody reads are not there and say so; where the run ends all are. */
static void
test_missing (void)
{
  g_auto (PipelineText) pipeline = { 0 };
  const char *const blocks[] = { "sorted", NULL };
  pipeline_text_init (&pipeline, SENSORS ("1000"), MILL_ANALYSIS_DEFAULT);
  g_autoptr (MillJob) all = run (&pipeline, (MillJobOptions){ .sample_rows = 10 });
  g_autoptr (MillSample) sorted = mill_job_get_sample (all, "sorted", "out");
  const MillSchema *schema = mill_sample_schema (sorted);
  guint pressure = (guint)mill_schema_find (schema, "pressure");
  guint device = (guint)mill_schema_find (schema, "device");
  MillCell cell;
  g_assert_false (mill_sample_has_column (sorted, pressure));
  g_assert_false (mill_sample_value (sorted, 0, pressure, &cell));
  g_assert_true (mill_sample_has_column (sorted, device));
  g_assert_true (mill_sample_value (sorted, 0, device, &cell));
  g_autoptr (MillJob) part
      = run (&pipeline, (MillJobOptions){ .sample_rows = 10, .blocks = blocks });
  g_autoptr (MillSample) end = mill_job_get_sample (part, "sorted", "out");
  g_assert_true (mill_sample_has_column (end, pressure));
  g_assert_true (mill_sample_value (end, 0, pressure, &cell));
}

static const char weights[] = "name,weight\nAda,61\nBob,heavy\nCid,70\nDan,light\n";

#define WEIGHTS                                                                                    \
  "{ 'millrace': 1, 'blocks': { 'people': { 'type': 'csv-file', 'params': { 'path': "              \
  "'people.csv', 'columns': [ { 'name': 'name', 'type': 'text' }, { 'name': 'weight', 'type': "    \
  "'integer' } ] } }, 'some': { 'type': 'filter', 'params': { 'condition': 'weight > 1' } }, "     \
  "'out': { 'type': 'table' } }, 'links': [ { 'from': 'people.out', 'to': 'some.in' }, { 'from': " \
  "'some.out', 'to': 'out.in' } ] }"

static void
test_rejects (void)
{
  g_auto (PipelineText) pipeline = { 0 };
  g_autofree char *path = pipeline_text_file (&pipeline, "people.csv", weights);
  pipeline_text_init (&pipeline, WEIGHTS, MILL_ANALYSIS_DEFAULT);
  g_autoptr (MillJob) job = run (&pipeline, (MillJobOptions){ .sample_rows = 10 });
  g_autoptr (MillSample) rejects = mill_job_get_sample (job, "some", "rejects");
  g_autoptr (MillSample) people = mill_job_get_sample (job, "people", "out");
  g_autoptr (GString) line = g_string_new (NULL);
  g_assert_cmpuint (mill_sample_n_rows (rejects), ==, 2);
  g_assert_cmpuint (mill_sample_rows_known (rejects), ==, 2);
  g_assert_true (mill_sample_is_complete (rejects));
  g_assert_true (mill_sample_cell (rejects, 1, 4, line));
  g_assert_cmpstr (line->str, ==, "5");
  /* the rows have passed, though a cell of them is none; it is shown, not taken for null */
  guint weight = (guint)mill_schema_find (mill_sample_schema (people), "weight");
  g_string_truncate (line, 0);
  g_assert_false (mill_sample_is_bad (people, 0, weight));
  g_assert_true (mill_sample_is_bad (people, 1, weight));
  g_assert_cmpuint (mill_sample_n_bad (people), ==, 2);
  g_assert_false (mill_sample_is_whole (people));
  g_assert_true (mill_sample_is_whole (rejects));
  g_assert_true (mill_sample_cell (people, 1, weight, line));
  g_assert_cmpstr (line->str, ==, "heavy");
  g_assert_cmpuint (mill_sample_n_rows (people), ==, 4);
  g_assert_cmpuint (mill_sample_rejected (people), ==, 2);
}

static guint64
digest_of (MillJob *job, const char *from, const char *to)
{
  MillJobLink link;
  find_link (job, from, to, &link);
  g_assert_true (link.has_digest);
  return link.digest;
}

static void
test_digests (void)
{
  g_auto (PipelineText) pipeline = { 0 };
  pipeline_text_init (&pipeline, SENSORS ("20000"), MILL_ANALYSIS_DEFAULT);
  g_autoptr (MillJob) one = run (&pipeline, (MillJobOptions){ .workers = 1, .digests = TRUE });
  g_autoptr (MillJob) two = run (&pipeline, (MillJobOptions){ .workers = 2, .digests = TRUE });
  g_autoptr (MillJob) eight = run (&pipeline, (MillJobOptions){ .workers = 8, .digests = TRUE });
  for (guint i = 0; i < mill_job_n_links (one); i++)
    {
      MillJobLink a, b, c;
      mill_job_get_link (one, i, &a);
      mill_job_get_link (two, i, &b);
      mill_job_get_link (eight, i, &c);
      g_assert_cmpuint (a.digest, !=, 0);
      g_assert_cmpuint (a.digest, ==, b.digest);
      g_assert_cmpuint (a.digest, ==, c.digest);
    }
  /* a sort changes nothing but the order; a filter and fewer columns do */
  g_assert_cmpuint (digest_of (one, "hot", "sorted"), ==, digest_of (one, "sorted", "slim"));
  g_assert_cmpuint (digest_of (one, "source", "hot"), !=, digest_of (one, "hot", "sorted"));
  g_assert_cmpuint (digest_of (one, "sorted", "slim"), !=, digest_of (one, "slim", "written"));
  g_assert_cmpuint (digest_of (one, "source", "hot"), ==, digest_of (one, "source", "counted"));
}

/* A cell that cannot be read counts with its text. */
static void
test_digest_of_bad_cells (void)
{
  g_auto (PipelineText) pipeline = { 0 };
  g_autofree char *path = pipeline_text_file (&pipeline, "people.csv", weights);
  pipeline_text_init (&pipeline, WEIGHTS, MILL_ANALYSIS_DEFAULT);
  g_autoptr (MillJob) before = run (&pipeline, (MillJobOptions){ .digests = TRUE });
  g_free (pipeline_text_file (
      &pipeline, "people.csv", "name,weight\nAda,61\nBob,heavier\nCid,70\nDan,light\n"));
  g_autoptr (MillJob) after = run (&pipeline, (MillJobOptions){ .digests = TRUE });
  g_assert_cmpuint (digest_of (before, "people", "some"), !=, digest_of (after, "people", "some"));
  g_assert_cmpuint (digest_of (before, "some", "out"), ==, digest_of (after, "some", "out"));
}

static void
test_pause (void)
{
  g_auto (PipelineText) pipeline = { 0 };
  pipeline_text_init (&pipeline, SENSORS ("10000"), MILL_ANALYSIS_DEFAULT);
  g_autoptr (MillJob) job = make (&pipeline, (MillJobOptions){ .workers = 2 });
  g_assert_false (mill_job_get_paused (job));
  mill_job_set_paused (job, TRUE);
  g_assert_true (mill_job_get_paused (job));
  mill_job_start (job);
  g_assert_false (mill_job_wait (job, 100000));
  MillJobBlock block;
  find_block (job, "source", &block);
  g_assert_cmpuint (block.out, ==, 0);
  mill_job_set_paused (job, FALSE);
  g_assert_true (mill_job_wait (job, -1));
  g_assert_cmpint (mill_job_get_state (job), ==, MILL_JOB_DONE);
  find_block (job, "source", &block);
  g_assert_cmpuint (block.out, ==, 10000);
  /* what was not at work was not busy */
  g_assert_cmpint (block.busy_us, <, 2 * 100000);
}

static void
test_cancel_paused (void)
{
  g_auto (PipelineText) pipeline = { 0 };
  pipeline_text_init (&pipeline, SENSORS ("1000000000"), MILL_ANALYSIS_DEFAULT);
  g_autoptr (MillJob) job = make (&pipeline, (MillJobOptions){ .workers = 2 });
  mill_job_start (job);
  MillJobBlock block = { 0 };
  while (block.out == 0)
    find_block (job, "source", &block);
  mill_job_set_paused (job, TRUE);
  mill_job_cancel (job);
  g_assert_true (mill_job_wait (job, -1));
  g_assert_cmpint (mill_job_get_state (job), ==, MILL_JOB_CANCELLED);
  find_block (job, "source", &block);
  g_assert_cmpint (block.state, ==, MILL_JOB_BLOCK_STOPPED);
  find_block (job, "slim", &block);
  g_assert_cmpint (block.state, ==, MILL_JOB_BLOCK_WAITING);
  g_assert_false (is_written (&pipeline));
}

static void
test_failed (void)
{
  g_auto (PipelineText) pipeline = { 0 };
  g_autofree char *path = pipeline_text_file (&pipeline, "people.csv", "a,b\n1,2\n3\n");
  pipeline_text_init (
      &pipeline,
      "{ 'millrace': 1, 'blocks': { 'people': { 'type': 'csv-file', 'params': { 'path': "
      "'people.csv', 'ragged': 'fail' } }, 'out': { 'type': 'table' } }, 'links': [ { 'from': "
      "'people.out', 'to': 'out.in' } ] }",
      MILL_ANALYSIS_DEFAULT);
  g_autoptr (MillJob) job = make (&pipeline, (MillJobOptions){ .workers = 1 });
  mill_job_start (job);
  g_assert_true (mill_job_wait (job, -1));
  g_assert_cmpint (mill_job_get_state (job), ==, MILL_JOB_FAILED);
  MillJobBlock block;
  find_block (job, "people", &block);
  g_assert_cmpint (block.state, ==, MILL_JOB_BLOCK_FAILED);
}

/* The parts of a worker's time are no more than the whole, and no counter goes back. */
static void
test_time (void)
{
  g_auto (PipelineText) pipeline = { 0 };
  pipeline_text_init (&pipeline, SENSORS ("300000"), MILL_ANALYSIS_DEFAULT);
  g_autoptr (MillJob) job = make (&pipeline, (MillJobOptions){ .workers = 1, .sample_rows = 5 });
  MillJobBlock before[6] = { 0 };
  mill_job_start (job);
  do
    for (guint i = 0; i < mill_job_n_blocks (job); i++)
      {
        MillJobBlock now;
        mill_job_get_block (job, i, &now);
        g_assert_cmpuint (now.in, >=, before[i].in);
        g_assert_cmpuint (now.out, >=, before[i].out);
        g_assert_cmpint (now.busy_us, >=, before[i].busy_us);
        g_assert_cmpint (now.state, >=, before[i].state);
        before[i] = now;
        g_autoptr (MillSample) sample = mill_job_get_sample (job, now.id, "out");
        g_assert_true (sample == NULL || mill_sample_n_rows (sample) <= 5);
      }
  while (!mill_job_wait (job, 0));
  gint64 sum = 0;
  for (guint i = 0; i < mill_job_n_blocks (job); i++)
    {
      MillJobBlock now;
      mill_job_get_block (job, i, &now);
      g_assert_cmpint (now.state, ==, MILL_JOB_BLOCK_FINISHED);
      sum += now.busy_us;
    }
  g_assert_cmpint (sum, >, 0);
  g_assert_cmpint (sum, <=, mill_job_elapsed_us (job));
  double pressure = 0;
  for (guint i = 0; i < mill_job_n_links (job); i++)
    {
      MillJobLink link;
      mill_job_get_link (job, i, &link);
      g_assert_cmpfloat (link.pressure, >=, 0);
      g_assert_cmpfloat (link.pressure, <=, 1);
      pressure += g_str_equal (link.from, "source") ? link.pressure : 0;
    }
  g_assert_cmpfloat (pressure, >, 0);
  g_assert_cmpfloat (pressure, <=, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/job-live/part", test_part);
  g_test_add_func ("/job-live/unknown-part", test_unknown_part);
  g_test_add_func ("/job-live/samples", test_samples);
  g_test_add_func ("/job-live/same-as-taken", test_same_as_taken);
  g_test_add_func ("/job-live/missing", test_missing);
  g_test_add_func ("/job-live/rejects", test_rejects);
  g_test_add_func ("/job-live/digests", test_digests);
  g_test_add_func ("/job-live/digest-of-bad-cells", test_digest_of_bad_cells);
  g_test_add_func ("/job-live/pause", test_pause);
  g_test_add_func ("/job-live/cancel-paused", test_cancel_paused);
  g_test_add_func ("/job-live/failed", test_failed);
  g_test_add_func ("/job-live/time", test_time);
  return g_test_run ();
}
