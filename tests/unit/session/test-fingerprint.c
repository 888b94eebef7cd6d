/* test-fingerprint.c: what changes the fingerprint of a block, and what is stale after a run.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-fingerprint.h"
#include "mill-job.h"
#include "pipeline-text.h"

#include <utime.h>

/* people -> some -> few, other -> both; people -> both */
#define TEXT(condition, extra)                                                                     \
  "{ 'millrace': 1, 'parameters': { 'least': { 'type': 'integer', 'default': 1 } }, 'blocks': { "  \
  "'people': { 'type': 'csv-file', 'params': { 'path': 'people.csv' } }, 'some': { 'type': "       \
  "'filter', 'params': { 'condition': '" condition "' } }, 'few': { 'type': 'top-n', 'params': { " \
  "'column': 'weight', 'count': 2 } }, 'other': { 'type': 'generator', 'params': { 'rows': 5 } } " \
  "}, 'links': [ { 'from': 'people.out', 'to': 'some.in' }, { 'from': 'some.out', 'to': 'few.in' " \
  "} ]" extra " }"

#define USUAL TEXT ("weight > ${least}", "")

static const char people[] = "name,weight\nAda,61\nBob,72\nCid,70\n";

/* The ids whose fingerprint is another one than in @before. */
static char *
changed (const PipelineText *pipeline, MillFingerprint **before)
{
  guint n = mill_analysis_n_blocks (pipeline->analysis);
  MillFingerprint *now = mill_fingerprints_new (pipeline->analysis);
  GString *out = g_string_new (NULL);
  for (guint i = 0; i < n; i++)
    if (*before == NULL || !mill_fingerprint_equal (&now[i], &(*before)[i]))
      g_string_append_printf (out, "%s ", mill_analysis_block_id (pipeline->analysis, i));
  g_free (*before);
  *before = now;
  return g_string_free (out, FALSE);
}

#define assert_changed(pipeline, before, expected)                                                 \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autofree char *list = changed (pipeline, before);                                            \
    g_assert_cmpstr (list, ==, expected);                                                          \
  }                                                                                                \
  G_STMT_END

static void
test_changes (void)
{
  g_auto (PipelineText) pipeline = { 0 };
  g_autofree char *path = pipeline_text_file (&pipeline, "people.csv", people);
  g_autofree MillFingerprint *prints = NULL;
  pipeline_text_init (&pipeline, USUAL, MILL_ANALYSIS_DEFAULT);
  assert_changed (&pipeline, &prints, "few other people some ");
  assert_changed (&pipeline, &prints, "");
  /* where things stand on the canvas does not matter */
  pipeline_text_change (&pipeline,
                        TEXT ("weight > ${least}", ", 'layout': { 'some': [ 100, 200 ] }"));
  assert_changed (&pipeline, &prints, "");
  pipeline_text_change (&pipeline, TEXT ("weight > 1", ""));
  assert_changed (&pipeline, &prints, "");
  pipeline_text_change (&pipeline, TEXT ("weight > 2", ""));
  assert_changed (&pipeline, &prints, "few some ");
  /* other contents of the same length, a moment later */
  struct utimbuf later = { 1, 2 };
  g_assert_cmpint (utime (path, &later), ==, 0);
  assert_changed (&pipeline, &prints, "few people some ");
  g_free (pipeline_text_file (&pipeline, "people.csv", "name,weight\nAda,61\n"));
  g_assert_cmpint (utime (path, &later), ==, 0);
  assert_changed (&pipeline, &prints, "few people some ");
}

/* The files of a pattern are all looked at. */
static void
test_pattern (void)
{
  g_auto (PipelineText) pipeline = { 0 };
  g_autofree MillFingerprint *prints = NULL;
  g_free (pipeline_text_file (&pipeline, "a.csv", people));
  pipeline_text_init (
      &pipeline,
      "{ 'millrace': 1, 'blocks': { 'all': { 'type': 'csv-file', 'params': { 'path': '*.csv' } } "
      "}, 'links': [] }",
      MILL_ANALYSIS_DEFAULT);
  assert_changed (&pipeline, &prints, "all ");
  assert_changed (&pipeline, &prints, "");
  g_free (pipeline_text_file (&pipeline, "b.csv", people));
  assert_changed (&pipeline, &prints, "all ");
}

static void
test_print (void)
{
  MillFingerprint print = { { 0x0123456789abcdef, 0xf } };
  char text[MILL_FINGERPRINT_CHARS];
  g_assert_cmpstr (mill_fingerprint_print (&print, text), ==, "0123456789abcdef000000000000000f");
}

static void
run (PipelineText *pipeline, const char *store, const char *const *blocks)
{
  g_autoptr (GError) error = NULL;
  MillJobOptions options = { .store = store, .path = "/p.millrace", .blocks = blocks };
  g_autoptr (MillJob) job = mill_job_new_for (pipeline->analysis, NULL, &options, &error);
  g_assert_no_error (error);
  mill_job_start (job);
  g_assert_true (mill_job_wait (job, -1));
  g_assert_cmpint (mill_job_get_state (job), ==, MILL_JOB_DONE);
}

static void
assert_stale (PipelineText *pipeline, const char *path, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (MillStore) store = mill_store_open (path, TRUE, &error);
  g_assert_no_error (error);
  g_autofree MillFingerprint *prints = mill_fingerprints_new (pipeline->analysis);
  g_autofree guint8 *stale
      = mill_fingerprints_stale (pipeline->analysis, prints, store, "/p.millrace", &error);
  g_assert_no_error (error);
  for (guint i = 0; i < mill_analysis_n_blocks (pipeline->analysis); i++)
    if (stale[i])
      g_string_append_printf (text, "%s ", mill_analysis_block_id (pipeline->analysis, i));
  g_assert_cmpstr (text->str, ==, expected);
}

static void
test_stale (void)
{
  g_auto (PipelineText) pipeline = { 0 };
  const char *const only_some[] = { "some", NULL };
  g_free (pipeline_text_file (&pipeline, "people.csv", people));
  pipeline_text_init (&pipeline, USUAL, MILL_ANALYSIS_DEFAULT);
  g_autofree char *store = g_build_filename (pipeline.folder, "runs.db", NULL);
  assert_stale (&pipeline, store, "few other people some ");
  run (&pipeline, store, NULL);
  assert_stale (&pipeline, store, "");
  pipeline_text_change (&pipeline, TEXT ("weight > 65", ""));
  assert_stale (&pipeline, store, "few some ");
  /* "run up to here" leaves what comes after it stale */
  run (&pipeline, store, only_some);
  assert_stale (&pipeline, store, "few ");
  run (&pipeline, store, NULL);
  assert_stale (&pipeline, store, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fingerprint/changes", test_changes);
  g_test_add_func ("/fingerprint/pattern", test_pattern);
  g_test_add_func ("/fingerprint/print", test_print);
  g_test_add_func ("/fingerprint/stale", test_stale);
  return g_test_run ();
}
