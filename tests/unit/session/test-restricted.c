/* test-restricted.c: of a pipeline that nobody trusts yet nothing is opened, run or written.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-error.h"
#include "mill-fingerprint.h"
#include "mill-job.h"
#include "pipeline-text.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define SOURCE(params)                                                                             \
  "{ 'millrace': 1, 'blocks': { 'in': { 'type': 'csv-file', 'params': { 'path': 'in.csv'" params   \
  " } }, 'some': { 'type': 'filter', 'params': { 'condition': 'b > 1' } }, 'made': { 'type': "     \
  "'generator' } }, 'links': [ { 'from': 'in.out', 'to': 'some.in' } ] }"

#define STATED SOURCE (", 'columns': [ { 'name': 'a' }, { 'name': 'b', 'type': 'integer' } ]")

static char *
schema_of (PipelineText *pipeline, const char *id)
{
  int block = mill_analysis_find_block (pipeline->analysis, id);
  const MillSchema *schema = mill_analysis_output_schema (pipeline->analysis, (guint)block, 0);
  return schema != NULL ? mill_schema_to_string (schema) : NULL;
}

static guint
count (PipelineText *pipeline, MillSeverity severity)
{
  return mill_diagnostics_count (mill_analysis_get_diagnostics (pipeline->analysis), severity);
}

/* Whether anybody holds a FIFO open for reading: then, and only then, a writer can open it without
 * waiting. */
static gboolean
has_reader (const char *fifo)
{
  int fd = open (fifo, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
  if (fd >= 0)
    close (fd);
  return fd >= 0;
}

static void
set_old (const char *path, struct timespec *before)
{
  struct stat info;
  /* long ago: with relatime, too, any read would move it to now */
  const struct timespec times[2] = { { .tv_sec = 1000000 }, { .tv_sec = 2000000 } };
  g_assert_cmpint (utimensat (AT_FDCWD, path, times, 0), ==, 0);
  g_assert_cmpint (stat (path, &info), ==, 0);
  *before = info.st_atim;
}

static void
test_not_looked_at (void)
{
  g_auto (PipelineText) pipeline = { 0 };
  struct timespec before;
  struct stat after;
  g_autofree char *path = pipeline_text_file (&pipeline, "in.csv", "a,b\nx,1\ny,2\n");
  set_old (path, &before);
  pipeline_text_init (&pipeline, SOURCE (""), MILL_ANALYSIS_RESTRICTED);
  g_assert_true (mill_analysis_is_restricted (pipeline.analysis));
  g_assert_null (schema_of (&pipeline, "in"));
  g_assert_null (schema_of (&pipeline, "some"));
  g_autofree char *made = schema_of (&pipeline, "made");
  g_assert_nonnull (made); /* it looks at nothing */
  g_assert_cmpuint (count (&pipeline, MILL_SEVERITY_ERROR), ==, 0);
  GListModel *all = mill_analysis_get_diagnostics (pipeline.analysis);
  gboolean found = FALSE;
  for (guint i = 0; i < g_list_model_get_n_items (all); i++)
    {
      g_autoptr (MillDiagnostic) item = g_list_model_get_item (all, i);
      if (!g_str_equal (mill_diagnostic_get_code (item), "not-looked-at"))
        continue;
      g_assert_cmpint (mill_diagnostic_get_severity (item), ==, MILL_SEVERITY_INFO);
      g_assert_cmpstr (mill_diagnostic_get_block (item), ==, "in");
      found = TRUE;
    }
  g_assert_true (found);
  g_assert_cmpint (stat (path, &after), ==, 0);
  g_assert_cmpint (after.st_atim.tv_sec, ==, before.tv_sec);
}

/* Not even whether there is a file is looked at. */
static void
test_no_file (void)
{
  g_auto (PipelineText) pipeline = { 0 };
  pipeline_text_init (&pipeline, SOURCE (""), MILL_ANALYSIS_RESTRICTED);
  g_assert_cmpuint (count (&pipeline, MILL_SEVERITY_ERROR), ==, 0);
  pipeline_text_change (&pipeline, SOURCE (""));
  g_assert_cmpuint (count (&pipeline, MILL_SEVERITY_ERROR), ==, 1);
}

static void
test_stated (void)
{
  g_auto (PipelineText) pipeline = { 0 };
  pipeline_text_init (&pipeline, STATED, MILL_ANALYSIS_RESTRICTED);
  g_autofree char *in = schema_of (&pipeline, "in"), *some = schema_of (&pipeline, "some");
  g_assert_cmpstr (in, ==, "a text, b integer");
  g_assert_cmpstr (some, ==, "a text, b integer");
  g_assert_cmpuint (count (&pipeline, MILL_SEVERITY_ERROR), ==, 0);
}

/* A FIFO without a writer blocks whoever opens it for reading. */
static void
test_fifo (void)
{
  g_auto (PipelineText) pipeline = { 0 };
  g_free (pipeline_text_file (&pipeline, "other", ""));
  g_autofree char *fifo = g_build_filename (pipeline.folder, "in.csv", NULL);
  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  pipeline_text_init (&pipeline, SOURCE (""), MILL_ANALYSIS_RESTRICTED);
  g_assert_false (has_reader (fifo));
  g_autofree MillFingerprint *prints = mill_fingerprints_new (pipeline.analysis);
  g_assert_nonnull (prints);
}

static void
test_nothing_runs (void)
{
  g_auto (PipelineText) pipeline = { 0 };
  g_autoptr (GError) sample_error = NULL, job_error = NULL;
  MillJobOptions options = { .unrecorded = TRUE };
  g_free (pipeline_text_file (&pipeline, "in.csv", "a,b\nx,1\ny,2\n"));
  pipeline_text_init (&pipeline, STATED, MILL_ANALYSIS_RESTRICTED);
  g_assert_null (
      mill_sample_take (pipeline.analysis, NULL, NULL, "some", "out", NULL, NULL, &sample_error));
  g_assert_error (sample_error, MILL_ERROR_RESOURCE, MILL_RESOURCE_ACCESS);
  g_assert_null (mill_job_new_for (pipeline.analysis, NULL, &options, &job_error));
  g_assert_error (job_error, MILL_ERROR_RESOURCE, MILL_RESOURCE_ACCESS);
}

/* What is trusted at last is looked at, whatever the analysis before has kept. */
static void
test_trusted_later (void)
{
  g_auto (PipelineText) pipeline = { 0 };
  g_autoptr (GError) error = NULL;
  g_free (pipeline_text_file (&pipeline, "in.csv", "a,b\nx,1\ny,2\n"));
  pipeline_text_init (&pipeline, SOURCE (""), MILL_ANALYSIS_RESTRICTED);
  MillSnapshot *snapshot = mill_analysis_get_snapshot (pipeline.analysis);
  g_autoptr (MillAnalysis) trusted
      = mill_analysis_run (snapshot, pipeline.analysis, MILL_ANALYSIS_DEFAULT, NULL, &error);
  guint block = (guint)mill_analysis_find_block (trusted, "some");
  g_autofree char *some = mill_schema_to_string (mill_analysis_output_schema (trusted, block, 0));
  g_assert_cmpstr (some, ==, "a text, b integer");
  g_assert_false (mill_analysis_is_restricted (trusted));
  g_autoptr (MillSample) sample
      = mill_sample_take (trusted, NULL, NULL, "some", "out", NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (mill_sample_n_rows (sample), ==, 1);
  /* and the other way round nothing that was learnt stays */
  g_autoptr (MillAnalysis) again
      = mill_analysis_run (snapshot, trusted, MILL_ANALYSIS_RESTRICTED, NULL, &error);
  g_assert_null (mill_analysis_output_schema (again, block, 0));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/restricted/not-looked-at", test_not_looked_at);
  g_test_add_func ("/restricted/no-file", test_no_file);
  g_test_add_func ("/restricted/stated", test_stated);
  g_test_add_func ("/restricted/fifo", test_fifo);
  g_test_add_func ("/restricted/nothing-runs", test_nothing_runs);
  g_test_add_func ("/restricted/trusted-later", test_trusted_later);
  return g_test_run ();
}
