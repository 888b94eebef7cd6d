/* test-chart-block.c: what the chart block adds to the chart floor.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <glib/gstdio.h>
#include <string.h>

#include "mill-chart.h"
#include "mill-error.h"
#include "mill-harness.h"
#include "mill-params.h"

extern const MillBlockSpec mill_block_chart;

static const char *
nick_of (const char *param, int value)
{
  if (g_str_equal (param, "mark"))
    return mill_chart_mark_nick ((MillChartMark)value);
  if (g_str_equal (param, "aggregate"))
    return mill_chart_aggregate_nick ((MillChartAggregate)value);
  if (g_str_equal (param, "time-unit"))
    return mill_chart_time_unit_nick ((MillChartTimeUnit)value);
  if (g_str_equal (param, "stack"))
    return mill_chart_stack_nick ((MillChartStack)value);
  if (g_str_equal (param, "theme"))
    return mill_chart_theme_nick ((MillChartTheme)value);
  return value >= 0 ? mill_chart_format_nick ((MillChartFormat)value) : "auto";
}

/* The words of the parameters are those of Vega-Lite, and none is missing. */
static void
test_words (void)
{
  static const struct
  {
    const char *param;
    guint n;
  } enums[] = { { "mark", MILL_CHART_MARK_LAST - 2 }, /* tick and rule: in Vega-Lite only */
                { "aggregate", MILL_CHART_AGGREGATE_LAST }, { "time-unit", MILL_CHART_TIME_LAST },
                { "stack", MILL_CHART_STACK_LAST },         { "theme", MILL_CHART_THEME_LAST },
                { "format", MILL_CHART_FORMAT_LAST + 1 } };
  for (guint i = 0; i < G_N_ELEMENTS (enums); i++)
    {
      const MillChoice *choice = mill_param_find (mill_block_chart.params, enums[i].param)->choices;
      guint n = 0;
      for (; choice[n].nick != NULL; n++)
        g_assert_cmpstr (choice[n].nick, ==, nick_of (enums[i].param, choice[n].value));
      g_assert_cmpuint (n, ==, enums[i].n);
    }
}

static void
check_fault (const char *params, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MillSchema) schema = mill_typed_csv_schema ("a:integer,t:text,d:date", NULL);
  g_autoptr (MillHarness) harness = mill_harness_new (&mill_block_chart, params, &error);
  if (harness != NULL)
    {
      mill_harness_set_schema (harness, 0, schema);
      g_assert_false (mill_harness_open (harness, &error));
    }
  g_assert_nonnull (error);
  g_assert_cmpint (error->domain, ==, MILL_ERROR_DOCUMENT);
  if (!g_str_has_prefix (error->message, expected))
    g_error ("expected %s..., got %s", expected, error->message);
}

/* Faults name the parameter, not the channel of the chart floor. */
static void
test_faults (void)
{
  check_fault ("{'path':'c.jpg','x':'a','y':'a'}", "path: 'c.jpg' does not say the format");
  check_fault ("{'path':'c.png','y':'a'}", "x: ");
  check_fault ("{'path':'c.png','x':'a'}", "y: ");
  check_fault ("{'path':'c.png','x':'a','y':'b'}", "y: input 'in' has no column 'b'");
  check_fault ("{'path':'c.png','x':'d','y':'t','aggregate':'sum'}", "y: ");
  check_fault ("{'path':'c.png','x':'d','y':'t','aggregate':'sum','horizontal':true}", "y: ");
  check_fault ("{'path':'c.png','mark':'point','x':'t','y':'d','log':true}", "log: ");
  check_fault ("{'path':'c.png','x':'a','y':'a','width':5}", "width: ");
  check_fault ("{\"path\":\"c.png\",\"spec\":\"{\"}", "spec: ");
  check_fault ("{\"path\":\"c.png\",\"spec\":\"{\\\"mark\\\":\\\"bat\\\"}\"}", "spec: ");
}

/* The columns that are read, whether a parameter names them or Vega-Lite. */
static void
check_used (const char *params, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MillSchema) schema = mill_typed_csv_schema ("a:integer,t:text,d:date", NULL);
  g_autoptr (MillHarness) harness = mill_harness_new (&mill_block_chart, params, &error);
  g_assert_no_error (error);
  const MillSchema *inputs[] = { schema };
  g_autoptr (MillInferResult) result = NULL;
  mill_infer_run (&mill_block_chart, mill_harness_params (harness), inputs, 1, &result, &error);
  g_assert_no_error (error);
  char used[4] = { 0 };
  for (guint i = 0; i < 3; i++)
    used[i] = mill_infer_result_uses (result, 0, i) ? '1' : '0';
  g_assert_cmpstr (used, ==, expected);
}

static void
test_columns (void)
{
  check_used ("{'path':'c.png','x':'d','y':'a'}", "101");
  check_used ("{'path':'c.png','x':'d','y':'a','color':'t'}", "111");
  check_used ("{'path':'c.png','mark':'bar','x':'t'}", "010");
  check_used ("{\"path\":\"c.png\",\"spec\":\"{\\\"mark\\\":\\\"bar\\\",\\\"encoding\\\":{"
              "\\\"x\\\":{\\\"field\\\":\\\"t\\\",\\\"type\\\":\\\"nominal\\\"},"
              "\\\"y\\\":{\\\"aggregate\\\":\\\"count\\\",\\\"type\\\":\\\"quantitative\\\"}}}\"}",
              "010");
}

/* The ending says the format, and the first bytes of the file agree. */
static void
test_formats (void)
{
  static const char *const formats[][2]
      = { { "c.png", "\x89PNG" }, { "c.SVG", "<svg" }, { "c.pdf", "%PDF" } };
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("mill-chart-XXXXXX", &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autofree char *path = g_build_filename (folder, formats[i][0], NULL);
      g_autofree char *params = g_strdup_printf ("{'path':'%s','x':'a','y':'b'}", path);
      g_autofree char *bytes = NULL;
      g_autoptr (MillHarness) harness = mill_harness_new (&mill_block_chart, params, &error);
      g_assert_no_error (error);
      mill_harness_push_csv (harness, 0, "a:integer,b:number\n1,2\n2,4.5\n", &error);
      g_assert_no_error (error);
      g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
      mill_harness_finish (harness, &error);
      g_assert_no_error (error);
      g_file_get_contents (path, &bytes, NULL, &error);
      g_assert_no_error (error);
      g_assert_true (g_str_has_prefix (bytes, formats[i][1]));
      g_remove (path);
    }
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/chart-block/words", test_words);
  g_test_add_func ("/chart-block/faults", test_faults);
  g_test_add_func ("/chart-block/columns", test_columns);
  g_test_add_func ("/chart-block/formats", test_formats);
  return g_test_run ();
}
