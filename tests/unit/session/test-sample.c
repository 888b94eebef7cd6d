/* test-sample.c: samples of ports: the right rows, in time, and nothing written.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-error.h"
#include "mill-fingerprint.h"
#include "mill-limits.h"
#include "mill-pin-file.h"
#include "pipeline-text.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define SOURCE(rows) "'source': { 'type': 'generator', 'params': { 'rows': " rows " } }"

static MillSample *
take (PipelineText *pipeline, const char *block, const char *port, const MillSampleLimits *limits)
{
  g_autoptr (GError) error = NULL;
  MillSample *sample
      = mill_sample_take (pipeline->analysis, NULL, NULL, block, port, limits, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (sample);
  return sample;
}

/* All rows as lines of cells; "~" is null. */
static char *
print_sample (const MillSample *sample)
{
  GString *text = g_string_new (NULL);
  for (guint64 row = 0; row < mill_sample_n_rows (sample); row++)
    for (guint i = 0; i < mill_schema_n_fields (mill_sample_schema (sample)); i++)
      {
        g_string_append (text, i > 0 ? "," : row > 0 ? ";" : "");
        if (!mill_sample_cell (sample, row, i, text))
          g_string_append_c (text, '~');
      }
  return g_string_free (text, FALSE);
}

static const char people[] = "name,born,weight\nAda,1815-12-10,61.5\nBob,,\nCid,2001-02-03,80\n";

#define PEOPLE                                                                                     \
  "{ 'millrace': 1, 'blocks': { 'people': { 'type': 'csv-file', 'params': { 'path': "              \
  "'people.csv' } }, 'some': { 'type': 'filter', 'params': { 'condition': 'weight > 1' } }, "      \
  "'out': { 'type': 'csv-file-out', 'params': { 'path': 'written.csv' } } }, 'links': [ { "        \
  "'from': 'people.out', 'to': 'some.in' }, { 'from': 'some.out', 'to': 'out.in' } ] }"

static void
test_rows (void)
{
  g_auto (PipelineText) pipeline = { 0 };
  g_autofree char *path = pipeline_text_file (&pipeline, "people.csv", people);
  pipeline_text_init (&pipeline, PEOPLE, MILL_ANALYSIS_DEFAULT);
  g_autoptr (MillSample) all = take (&pipeline, "people", "out", NULL);
  g_autoptr (MillSample) some = take (&pipeline, "some", "out", NULL);
  g_autofree char *all_text = print_sample (all), *some_text = print_sample (some);
  g_assert_cmpstr (all_text, ==, "Ada,1815-12-10,61.5;Bob,~,~;Cid,2001-02-03,80");
  g_assert_cmpstr (some_text, ==, "Ada,1815-12-10,61.5;Cid,2001-02-03,80");
  g_assert_true (mill_sample_is_complete (all));
  g_assert_false (mill_sample_is_partial (all));
  g_assert_false (mill_sample_from_run (all));
  g_assert_cmpuint (mill_sample_rows_known (all), ==, 3);
  g_assert_cmpuint (mill_sample_rejected (all), ==, 0);
  g_assert_cmpint (mill_sample_taken_us (all), >, G_GINT64_CONSTANT (1600000000000000));
  MillCell cell;
  g_assert_true (mill_sample_value (some, 1, 2, &cell));
  g_assert_cmpfloat (cell.number, ==, 80);
  g_assert_true (mill_sample_value (some, 0, 1, &cell));
  g_assert_cmpint (cell.type.id, ==, MILL_TYPE_DATE);
  g_assert_cmpint (cell.integer, ==, -56270);
  g_assert_true (mill_sample_value (some, 1, 0, &cell));
  g_assert_cmpmem (cell.text.data, cell.text.length, "Cid", 3);
  g_assert_false (mill_sample_value (all, 1, 2, &cell));
  g_assert_true (cell.null);
  g_autofree char *written = g_build_filename (pipeline.folder, "written.csv", NULL);
  g_assert_false (g_file_test (written, G_FILE_TEST_EXISTS));
}

#define BIG                                                                                        \
  "{ 'millrace': 1, 'blocks': { " SOURCE (                                                         \
      "1000000000000") ", 'hot': { 'type': 'filter', 'params': { 'condition': 'temperature > 20' " \
                       "} "                                                                        \
                       "}, 'count': { 'type': 'group', 'params': { 'aggregates': [ { 'name': "     \
                       "'n', 'function': 'rows' } ] } } }, 'links': [ { 'from': 'source.out', "    \
                       "'to': 'hot.in' }, { 'from': 'source.out', 'to': 'count.in' } ] }"

static void
test_enough (void)
{
  g_auto (PipelineText) pipeline = { 0 };
  pipeline_text_init (&pipeline, BIG, MILL_ANALYSIS_DEFAULT);
  MillSampleLimits limits = { .rows = 10000, .time_us = MILL_SAMPLE_FOREVER };
  g_autoptr (MillSample) usual = take (&pipeline, "hot", "out", NULL);
  g_assert_cmpuint (mill_sample_n_rows (usual), ==, MILL_SAMPLE_ROWS);
  g_assert_false (mill_sample_is_complete (usual));
  g_assert_false (mill_sample_is_partial (usual));
  g_assert_cmpuint (mill_sample_rows_known (usual), ==, 0);
  g_autoptr (MillSample) one = take (&pipeline, "hot", "out", &limits);
  limits.workers = 4;
  g_autoptr (MillSample) four = take (&pipeline, "hot", "out", &limits);
  g_autofree char *one_text = print_sample (one), *four_text = print_sample (four);
  g_assert_cmpuint (mill_sample_n_rows (one), ==, 10000);
  g_assert_cmpstr (one_text, ==, four_text);
  limits = (MillSampleLimits){ .bytes = 1, .time_us = MILL_SAMPLE_FOREVER };
  g_autoptr (MillSample) small = take (&pipeline, "source", "out", &limits);
  g_assert_cmpuint (mill_sample_n_rows (small), >, 0);
  g_assert_cmpuint (mill_sample_n_rows (small), <=, MILL_BATCH_ROWS_MAX);
  g_assert_false (mill_sample_is_complete (small));
}

/* A total over more rows than there is time for is one over the first rows. */
static void
test_partial (void)
{
  g_auto (PipelineText) pipeline = { 0 };
  pipeline_text_init (&pipeline, BIG, MILL_ANALYSIS_DEFAULT);
  MillSampleLimits limits = { .time_us = 50000 };
  g_autoptr (MillSample) sample = take (&pipeline, "count", "out", &limits);
  MillCell cell;
  g_assert_true (mill_sample_is_partial (sample));
  g_assert_false (mill_sample_is_complete (sample));
  g_assert_cmpuint (mill_sample_rows_known (sample), ==, 0);
  if (mill_sample_n_rows (sample) == 0)
    return; /* a machine that cannot count 1,000 rows in the time */
  g_assert_cmpuint (mill_sample_n_rows (sample), ==, 1);
  g_assert_true (mill_sample_value (sample, 0, 0, &cell));
  g_assert_cmpuint ((guint64)cell.integer, ==, mill_sample_source_rows (sample));
  g_assert_cmpuint (mill_sample_source_rows (sample), >, 0);
}

/* A source that waits for its first row is not asked again and again. */
static void
test_waiting (void)
{
  g_auto (PipelineText) pipeline = { 0 };
  g_free (pipeline_text_file (&pipeline, "other", ""));
  g_autofree char *fifo = g_build_filename (pipeline.folder, "people.csv", NULL);
  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  int writer = open (fifo, O_RDWR | O_CLOEXEC);
  g_assert_cmpint (writer, >=, 0);
  pipeline_text_init (
      &pipeline,
      "{ 'millrace': 1, 'blocks': { 'people': { 'type': 'csv-file', 'params': { 'path': "
      "'people.csv', 'delimiter': ',', 'header': 'no', 'columns': [ { 'name': 'a' } ] } } }, "
      "'links': [] }",
      MILL_ANALYSIS_DEFAULT);
  MillSampleLimits limits = { .time_us = 50000 };
  gint64 start = g_get_monotonic_time ();
  g_autoptr (MillSample) sample = take (&pipeline, "people", "out", &limits);
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 50000);
  g_assert_cmpuint (mill_sample_n_rows (sample), ==, 0);
  g_assert_false (mill_sample_is_complete (sample));
  close (writer);
}

static gpointer
cancel (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
  return NULL;
}

static void
test_cancel (void)
{
  g_auto (PipelineText) pipeline = { 0 };
  pipeline_text_init (&pipeline, BIG, MILL_ANALYSIS_DEFAULT);
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  MillSampleLimits limits = { .time_us = MILL_SAMPLE_FOREVER };
  GThread *thread = g_thread_new ("cancel", cancel, cancellable);
  g_autoptr (MillSample) sample = mill_sample_take (
      pipeline.analysis, NULL, NULL, "count", "out", &limits, cancellable, &error);
  g_thread_join (thread);
  g_assert_null (sample);
  g_assert_error (error, MILL_ERROR_RESOURCE, MILL_RESOURCE_CANCELLED);
}

static void
test_rejects (void)
{
  g_auto (PipelineText) pipeline = { 0 };
  g_autofree char *path
      = pipeline_text_file (&pipeline, "people.csv", "name,weight\nAda,61\nBob,heavy\nCid,70\n");
  pipeline_text_init (
      &pipeline,
      "{ 'millrace': 1, 'blocks': { 'people': { 'type': 'csv-file', 'params': { 'path': "
      "'people.csv', 'columns': [ { 'name': 'name', 'type': 'text' }, { 'name': 'weight', 'type': "
      "'integer' } ] } }, 'some': { 'type': 'filter', 'params': { 'condition': 'weight > 1' } }, "
      "'out': { 'type': 'table' } }, 'links': [ { 'from': 'people.out', 'to': 'some.in' }, { "
      "'from': 'some.out', 'to': 'out.in' } ] }",
      MILL_ANALYSIS_DEFAULT);
  g_autoptr (MillSample) rejects = take (&pipeline, "some", "rejects", NULL);
  g_autoptr (MillSample) source = take (&pipeline, "people", "out", NULL);
  g_assert_cmpuint (mill_sample_n_rows (rejects), ==, 1);
  g_assert_true (mill_schema_equal (mill_sample_schema (rejects), mill_rejects_schema ()));
  g_autoptr (GString) text = g_string_new (NULL);
  g_assert_true (mill_sample_cell (rejects, 0, 0, text));
  g_assert_cmpstr (text->str, ==, "some");
  g_assert_cmpuint (mill_sample_rejected (rejects), ==, 1);
  g_assert_cmpuint (mill_sample_n_rows (source), ==, 2);
  g_assert_cmpuint (mill_sample_rejected (source), ==, 1);
}

static void
assert_refused (PipelineText *pipeline, const char *block, const char *port, int code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MillSample) sample
      = mill_sample_take (pipeline->analysis, NULL, NULL, block, port, NULL, NULL, &error);
  g_assert_null (sample);
  g_assert_error (error, MILL_ERROR_DOCUMENT, code);
}

static void
test_refused (void)
{
  g_auto (PipelineText) pipeline = { 0 };
  g_autofree char *path = pipeline_text_file (&pipeline, "people.csv", people);
  pipeline_text_init (&pipeline, PEOPLE, MILL_ANALYSIS_DEFAULT);
  assert_refused (&pipeline, "nobody", "out", MILL_DOCUMENT_UNKNOWN);
  assert_refused (&pipeline, "some", "side", MILL_DOCUMENT_UNKNOWN);
  assert_refused (&pipeline, "out", "rejects", MILL_DOCUMENT_RANGE);
  pipeline_text_change (
      &pipeline,
      "{ 'millrace': 1, 'blocks': { " SOURCE ("5") ", 'bad': { 'type': 'filter', 'params': { "
                                                   "'condition': 'nothing > 1' } }, 'other': { "
                                                   "'type': 'filter', 'params': { 'condition': "
                                                   "'temperature > 1' } } }, 'links': [ { 'from': "
                                                   "'source.out', 'to': 'bad.in' }, { 'from': "
                                                   "'source.out', 'to': 'other.in' } ] }");
  assert_refused (&pipeline, "bad", "out", MILL_DOCUMENT_UNKNOWN);
  g_autoptr (MillSample) sample = take (&pipeline, "other", "out", NULL);
  g_assert_true (mill_sample_is_complete (sample));
}

/* What cannot be read is said as it is met. */
static void
test_unreadable (void)
{
  g_auto (PipelineText) pipeline = { 0 };
  g_autoptr (GError) error = NULL;
  pipeline_text_init (&pipeline, PEOPLE, MILL_ANALYSIS_DEFAULT);
  g_autoptr (MillSample) sample
      = mill_sample_take (pipeline.analysis, NULL, NULL, "some", "out", NULL, NULL, &error);
  g_assert_null (sample);
  g_assert_error (error, MILL_ERROR_RESOURCE, MILL_RESOURCE_NOT_FOUND);
}

static void
test_source_of_input (void)
{
  g_auto (PipelineText) pipeline = { 0 };
  const char *block = NULL, *port = NULL;
  g_autofree char *path = pipeline_text_file (&pipeline, "people.csv", people);
  pipeline_text_init (&pipeline, PEOPLE, MILL_ANALYSIS_DEFAULT);
  g_assert_true (mill_sample_source_of_input (pipeline.analysis, "out", "in", &block, &port));
  g_assert_cmpstr (block, ==, "some");
  g_assert_cmpstr (port, ==, "out");
  g_assert_false (mill_sample_source_of_input (pipeline.analysis, "out", "on", &block, &port));
  g_assert_false (mill_sample_source_of_input (pipeline.analysis, "people", "in", &block, &port));
}

/* ---- pins ---- */

static GHashTable *
pin (MillSample *sample, const char *block, const char *port)
{
  GHashTable *pins = mill_sample_pins_new ();
  g_hash_table_insert (pins, mill_sample_pin_key (block, port), mill_sample_ref (sample));
  return pins;
}

static MillSample *
take_pinned (PipelineText *pipeline, GHashTable *pins, const char *block, const char *port)
{
  g_autoptr (GError) error = NULL;
  MillSample *sample
      = mill_sample_take (pipeline->analysis, NULL, pins, block, port, NULL, NULL, &error);
  g_assert_no_error (error);
  return sample;
}

#define MANY                                                                                       \
  "{ 'millrace': 1, 'blocks': { 'people': { 'type': 'csv-file', 'params': { 'path': "              \
  "'people.csv' } }, 'some': { 'type': 'filter', 'params': { 'condition': 'weight > 1' } }, "      \
  "'names': { 'type': 'select', 'params': { 'columns': [ { 'column': 'name' } ] } }, "             \
  "'both': { 'type': 'union' }, "                                                                  \
  "'count': { 'type': 'group', 'params': { 'aggregates': [ { 'name': 'n', 'function': 'rows' } ] " \
  "} } }, 'links': [ { 'from': 'people.out', 'to': 'some.in' }, { 'from': 'people.out', 'to': "    \
  "'names.in' }, { 'from': 'some.out', 'to': 'both.in' }, { 'from': 'people.out', 'to': "          \
  "'both.in' }, { 'from': 'both.out', 'to': 'count.in' } ] }"

/* The file is another, then gone, and what is drawn still works on the pinned rows. */
static void
test_pinned (void)
{
  g_auto (PipelineText) pipeline = { 0 };
  g_autofree char *path = pipeline_text_file (&pipeline, "people.csv", people);
  pipeline_text_init (&pipeline, MANY, MILL_ANALYSIS_DEFAULT);
  g_autoptr (MillSample) rows = take (&pipeline, "people", "out", NULL);
  g_autoptr (GHashTable) pins = pin (rows, "people", "out");
  g_assert_cmpint (unlink (path), ==, 0);
  g_autoptr (MillSample) some = take_pinned (&pipeline, pins, "some", "out");
  g_autoptr (MillSample) names = take_pinned (&pipeline, pins, "names", "out");
  g_autoptr (MillSample) count = take_pinned (&pipeline, pins, "count", "out");
  g_autoptr (MillSample) refused = take_pinned (&pipeline, pins, "some", "rejects");
  g_autofree char *some_text = print_sample (some), *names_text = print_sample (names);
  g_autofree char *count_text = print_sample (count);
  g_assert_cmpstr (some_text, ==, "Ada,1815-12-10,61.5;Cid,2001-02-03,80");
  g_assert_cmpstr (names_text, ==, "Ada;Bob;Cid");
  g_assert_cmpstr (count_text, ==, "5");
  g_assert_cmpstr (mill_sample_from_pin (some), ==, "people.out");
  g_assert_null (mill_sample_unfit_pin (some));
  g_assert_true (mill_sample_is_complete (some));
  g_assert_cmpuint (mill_sample_n_rows (refused), ==, 0);
  g_assert_null (mill_sample_from_pin (rows));

  /* nothing is known of a file that is gone but what is pinned */
  pipeline_text_change (&pipeline, MANY);
  g_assert_true (mill_analysis_has_errors (pipeline.analysis));
  g_autoptr (MillSample) later = take_pinned (&pipeline, pins, "some", "out");
  g_autofree char *later_text = print_sample (later);
  g_assert_cmpstr (later_text, ==, some_text);
  g_autoptr (GError) error = NULL;
  g_assert_null (
      mill_sample_take (pipeline.analysis, NULL, pins, "people", "out", NULL, NULL, &error));
  g_assert_error (error, MILL_ERROR_RESOURCE, MILL_RESOURCE_NOT_FOUND);
}

/* Totals of a part of the rows are not all there is to say. */
static void
test_pinned_part (void)
{
  g_auto (PipelineText) pipeline = { 0 };
  pipeline_text_init (&pipeline, BIG, MILL_ANALYSIS_DEFAULT);
  MillSampleLimits limits = { .rows = 10 };
  g_autoptr (MillSample) rows = take (&pipeline, "source", "out", &limits);
  g_autoptr (GHashTable) pins = pin (rows, "source", "out");
  g_autoptr (MillSample) count = take_pinned (&pipeline, pins, "count", "out");
  g_autofree char *text = print_sample (count);
  g_assert_cmpstr (text, ==, "10");
  g_assert_false (mill_sample_is_complete (count));
  g_assert_cmpuint (mill_sample_rows_known (count), ==, 0);
}

/* Columns have changed since: the pin is not used, and that is said. */
static void
test_unfit_pin (void)
{
  g_auto (PipelineText) pipeline = { 0 };
  g_autofree char *path = pipeline_text_file (&pipeline, "people.csv", people);
  pipeline_text_init (&pipeline, MANY, MILL_ANALYSIS_DEFAULT);
  g_autoptr (MillSample) rows = take (&pipeline, "people", "out", NULL);
  g_autoptr (GHashTable) pins = pin (rows, "people", "out");
  g_free (pipeline_text_file (&pipeline, "people.csv", "name,weight\nDan,70\n"));
  pipeline_text_change (&pipeline, MANY);
  g_autoptr (MillSample) some = take_pinned (&pipeline, pins, "some", "out");
  g_autofree char *text = print_sample (some);
  g_assert_cmpstr (text, ==, "Dan,70");
  g_assert_null (mill_sample_from_pin (some));
  g_assert_cmpstr (mill_sample_unfit_pin (some), ==, "people.out");
}

/* A run reads the source whatever is pinned, and knows nothing of pins. */
static void
test_pins_in_prints (void)
{
  g_auto (PipelineText) pipeline = { 0 };
  g_autofree char *path = pipeline_text_file (&pipeline, "people.csv", people);
  pipeline_text_init (&pipeline, MANY, MILL_ANALYSIS_DEFAULT);
  g_autoptr (MillSample) rows = take (&pipeline, "people", "out", NULL);
  g_autoptr (GHashTable) pins = pin (rows, "people", "out");
  guint source = (guint)mill_analysis_find_block (pipeline.analysis, "people");
  guint some = (guint)mill_analysis_find_block (pipeline.analysis, "some");
  g_autofree MillFingerprint *plain = mill_fingerprints_new (pipeline.analysis);
  g_autofree MillFingerprint *pinned = mill_fingerprints_new_pinned (pipeline.analysis, pins);
  g_assert_true (mill_fingerprint_equal (&plain[source], &pinned[source]));
  g_assert_false (mill_fingerprint_equal (&plain[some], &pinned[some]));
  g_free (pipeline_text_file (&pipeline, "people.csv", "name,born,weight\nDan,2000-01-01,70.5\n"));
  g_autofree MillFingerprint *changed = mill_fingerprints_new (pipeline.analysis);
  g_autofree MillFingerprint *same = mill_fingerprints_new_pinned (pipeline.analysis, pins);
  g_assert_false (mill_fingerprint_equal (&plain[some], &changed[some]));
  g_assert_true (mill_fingerprint_equal (&pinned[some], &same[some]));
}

/* Every type comes back as it was, nulls and 128-bit decimals included. */
static void
test_pin_file (void)
{
  g_auto (PipelineText) pipeline = { 0 };
  g_autoptr (GError) error = NULL;
  const MillFingerprint print = { { 1, G_MAXUINT64 } };
  pipeline_text_init (
      &pipeline,
      "{ 'millrace': 1, 'blocks': { 'all': { 'type': 'rows', 'params': { 'columns': [ "
      "{ 'name': 't \\u00e4.\\n' }, { 'name': 'b', 'type': 'boolean' }, { 'name': 'i', 'type': "
      "'integer' }, { 'name': 'd', 'type': 'decimal(8,2)' }, { 'name': 'w', 'type': "
      "'decimal(38,9)' "
      "}, { 'name': 'n', 'type': 'number' }, { 'name': 's', 'type': 'timestamp' }, { 'name': 'y', "
      "'type': 'date' }, { 'name': 'j', 'type': 'json' } ], 'data': "
      "'x,true,-9223372036854775808,-1.25,12345678901234567890123456789.123456789,0.1,"
      "2024-01-01T12:34:56.123456Z,1815-12-10,[1]\\n,,,,,,,,\\n' } } }, 'links': [] }",
      MILL_ANALYSIS_DEFAULT);
  g_autoptr (MillSample) sample = take (&pipeline, "all", "out", NULL);
  g_assert_cmpuint (mill_sample_n_rows (sample), ==, 2);
  g_autoptr (MillPin) pin = mill_pin_new ("all", "out", sample, &print);
  g_autoptr (GBytes) bytes = mill_pin_to_bytes (pin);
  g_autoptr (MillPin) again = mill_pin_from_bytes (bytes, &error);
  g_assert_no_error (error);
  g_autofree char *before = print_sample (sample), *after = print_sample (again->sample);
  g_assert_cmpstr (before, ==, after);
  g_assert_true (
      mill_schema_equal (mill_sample_schema (sample), mill_sample_schema (again->sample)));
  g_assert_true (mill_fingerprint_equal (&print, &again->fingerprint));
  g_assert_cmpstr (again->block, ==, "all");
  g_assert_cmpstr (again->port, ==, "out");
  g_assert_true (mill_sample_is_complete (again->sample));
  g_assert_cmpint (mill_sample_taken_us (again->sample), ==, mill_sample_taken_us (sample));

  /* cut anywhere, or with any byte changed: an error, or other rows, and no crash */
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  for (gsize at = 0; at < size; at++)
    {
      g_autofree guint8 *copy = g_memdup2 (data, size);
      g_autoptr (GBytes) cut = g_bytes_new (data, at);
      g_assert_null (mill_pin_from_bytes (cut, NULL));
      copy[at] ^= 0x81;
      g_autoptr (GBytes) changed = g_bytes_new (copy, size);
      g_autoptr (MillPin) other = mill_pin_from_bytes (changed, NULL);
      if (other != NULL)
        g_free (print_sample (other->sample));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sample/rows", test_rows);
  g_test_add_func ("/sample/enough", test_enough);
  g_test_add_func ("/sample/partial", test_partial);
  g_test_add_func ("/sample/waiting", test_waiting);
  g_test_add_func ("/sample/cancel", test_cancel);
  g_test_add_func ("/sample/rejects", test_rejects);
  g_test_add_func ("/sample/refused", test_refused);
  g_test_add_func ("/sample/unreadable", test_unreadable);
  g_test_add_func ("/sample/pinned", test_pinned);
  g_test_add_func ("/sample/pinned-part", test_pinned_part);
  g_test_add_func ("/sample/unfit-pin", test_unfit_pin);
  g_test_add_func ("/sample/pins-in-prints", test_pins_in_prints);
  g_test_add_func ("/sample/pin-file", test_pin_file);
  g_test_add_func ("/sample/source-of-input", test_source_of_input);
  return g_test_run ();
}
