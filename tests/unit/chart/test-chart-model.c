/* test-chart-model.c: models from JSON and options, their errors, and back to JSON.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <string.h>

#include "chart-fixture.h"
#include "mill-error.h"
#include "mill-limits.h"

#define XY "\"encoding\":{\"x\":{\"field\":\"a\"},\"y\":{\"field\":\"b\"}}"

/* Models in the form that they are written in: reading and writing must give the same text. */
static const char *const canonical[] = {
  "{\n"
  "  \"$schema\": \"https://vega.github.io/schema/vega-lite/v5.json\",\n"
  "  \"data\": { \"name\": \"rows\" },\n"
  "  \"mark\": {\n    \"type\": \"line\"\n  },\n"
  "  \"encoding\": {\n"
  "    \"x\": { \"field\": \"a\", \"type\": \"temporal\" },\n"
  "    \"y\": { \"field\": \"b\", \"type\": \"quantitative\", \"aggregate\": \"mean\", \"scale\": "
  "{ \"zero\": false } }\n"
  "  }\n"
  "}\n",
  "{\n"
  "  \"$schema\": \"https://vega.github.io/schema/vega-lite/v5.json\",\n"
  "  \"title\": {\n    \"text\": \"A \\\"quoted\\\" title\",\n    \"subtitle\": \"below\"\n  },\n"
  "  \"description\": \"d\",\n"
  "  \"data\": { \"name\": \"rows\" },\n"
  "  \"mark\": {\n    \"type\": \"bar\",\n    \"opacity\": 0.3,\n    \"color\": \"#123456\"\n  },\n"
  "  \"encoding\": {\n"
  "    \"x\": { \"field\": \"when\", \"timeUnit\": \"utcyearmonth\", \"sort\": null, \"title\": "
  "null, \"axis\": { \"format\": \"%b\", \"grid\": true } },\n"
  "    \"y\": { \"aggregate\": \"count\", \"stack\": \"normalize\", \"title\": \"Share\" },\n"
  "    \"xOffset\": { \"field\": \"kind\" },\n"
  "    \"color\": { \"field\": \"my\\\\.kind\", \"type\": \"nominal\", \"sort\": [\"b\", \"a\"], "
  "\"legend\": null, \"scale\": { \"scheme\": \"tableau10\" } },\n"
  "    \"size\": { \"value\": 30 }\n"
  "  },\n"
  "  \"width\": 640,\n"
  "  \"height\": 300,\n"
  "  \"autosize\": { \"type\": \"fit\", \"contains\": \"padding\" },\n"
  "  \"background\": \"#ffffff00\",\n"
  "  \"usermeta\": { \"embedOptions\": { \"theme\": \"dark\" } }\n"
  "}\n",
  "{\n"
  "  \"$schema\": \"https://vega.github.io/schema/vega-lite/v5.json\",\n"
  "  \"data\": { \"name\": \"rows\" },\n"
  "  \"mark\": {\n    \"type\": \"bar\"\n  },\n"
  "  \"encoding\": {\n"
  "    \"x\": { \"field\": \"v\", \"bin\": { \"maxbins\": 12 }, \"scale\": { \"type\": \"linear\", "
  "\"domain\": [-1.5, 20] } },\n"
  "    \"y\": { \"aggregate\": \"count\", \"sort\": { \"encoding\": \"x\", \"order\": "
  "\"descending\" }, \"scale\": { \"type\": \"log\" } },\n"
  "    \"color\": { \"field\": \"k\", \"scale\": { \"domain\": [\"x\", \"y\", \"z\"], \"range\": "
  "[\"#ff0000\", \"#00ff00\"] } }\n"
  "  },\n"
  "  \"width\": { \"step\": 20 },\n"
  "  \"height\": 200\n"
  "}\n",
};

static void
test_round_trip (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (canonical); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MillChart) chart = mill_chart_new_from_text (canonical[i], -1, &error);
      g_assert_no_error (error);
      g_autofree char *text = mill_chart_to_text (chart);
      /* an object within another stands on lines of its own only near the top */
      g_autoptr (MillChart) again = mill_chart_new_from_text (text, -1, &error);
      g_assert_no_error (error);
      g_autofree char *twice = mill_chart_to_text (again);
      g_assert_cmpstr (text, ==, twice);
      g_autoptr (JsonNode) expected = json_from_string (canonical[i], NULL);
      g_autoptr (JsonNode) actual = mill_chart_to_json (chart);
      json_object_set_object_member (json_node_get_object (expected), "x", json_object_new ());
      json_object_set_object_member (json_node_get_object (actual), "x", json_object_new ());
      g_autofree char *e = json_to_string (expected, TRUE);
      g_autofree char *a = json_to_string (actual, TRUE);
      g_assert_cmpstr (a, ==, e);
    }
}

static void
assert_error (const char *json, int code, const char *message)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MillChart) chart = mill_chart_new_from_text (json, -1, &error);
  g_assert_null (chart);
  g_assert_error (error, MILL_ERROR_DOCUMENT, code);
  g_assert_cmpstr (error->message, ==, message);
}

static void
test_errors (void)
{
  assert_error ("[1]", MILL_DOCUMENT_TYPE, "a chart must be a JSON object");
  assert_error (
      "", MILL_DOCUMENT_SYNTAX, "the chart is empty; write a JSON object with mark and encoding");
  assert_error ("{\"mark\":\"bar\"}", MILL_DOCUMENT_MISSING, "`encoding` is missing");
  assert_error ("{\"mark\":\"bra\"," XY "}",
                MILL_DOCUMENT_RANGE,
                "mark: \xe2\x80\x9c"
                "bra\xe2\x80\x9d is not known; did you mean \xe2\x80\x9c"
                "bar\xe2\x80\x9d?");
  assert_error ("{\"mark\":\"histogram\"," XY "}",
                MILL_DOCUMENT_RANGE,
                "mark: a histogram is the mark \xe2\x80\x9c"
                "bar\xe2\x80\x9d with `bin` on x and `aggregate` count on y");
  assert_error ("{\"mark\":{}," XY "}",
                MILL_DOCUMENT_MISSING,
                "mark: `type` is missing; set it to bar, line, area or point");
  assert_error ("{\"mrak\":\"bar\"," XY "}",
                MILL_DOCUMENT_UNKNOWN,
                "mrak: unknown key; did you mean \xe2\x80\x9cmark\xe2\x80\x9d?");
  assert_error (
      "{\"mark\":\"bar\",\"transform\":[]," XY "}",
      MILL_DOCUMENT_UNKNOWN,
      "transform: is Vega-Lite, but not in the part that is read here; see docs/chart.md");
  assert_error ("{\"mark\":\"bar\",\"encoding\":{\"x\":{\"field\":\"a\",\"axis\":{\"grd\":true}},"
                "\"y\":{\"field\":\"b\"}}}",
                MILL_DOCUMENT_UNKNOWN,
                "encoding.x.axis.grd: unknown key; did you mean \xe2\x80\x9cgrid\xe2\x80\x9d?");
  assert_error ("{\"mark\":\"bar\",\"encoding\":{\"x\":{\"field\":\"a\",\"aggregate\":\"mena\"},"
                "\"y\":{\"field\":\"b\"}}}",
                MILL_DOCUMENT_RANGE,
                "encoding.x.aggregate: \xe2\x80\x9cmena\xe2\x80\x9d is not known; did you mean "
                "\xe2\x80\x9cmean\xe2\x80\x9d?");
  assert_error ("{\"mark\":\"bar\",\"encoding\":{\"x\":{\"field\":\"a\"}}}",
                MILL_DOCUMENT_MISSING,
                "encoding.y: a bar chart needs it; name the column");
  assert_error (
      "{\"mark\":\"bar\",\"encoding\":{\"x\":{\"type\":\"nominal\"},\"y\":{\"field\":\"b\"}}}",
      MILL_DOCUMENT_RANGE,
      "encoding.x: names no field; set `field`, or `aggregate` to count");
  assert_error ("{\"mark\":\"bar\",\"encoding\":{\"x\":{\"field\":\"a\",\"bin\":true},\"y\":{"
                "\"field\":\"b\"}}}",
                MILL_DOCUMENT_MISSING,
                "encoding.x.bin: bins need an aggregate; set `aggregate` to count on y");
  assert_error ("{\"mark\":\"bar\",\"width\":5," XY "}",
                MILL_DOCUMENT_RANGE,
                "width: must be between 32 and 10000");
  assert_error ("{\"mark\":\"bar\",\"width\":\"container\"," XY "}",
                MILL_DOCUMENT_TYPE,
                "width: must be a number");
  assert_error ("{\"mark\":\"bar\",\"background\":\"blu\"," XY "}",
                MILL_DOCUMENT_RANGE,
                "background: \xe2\x80\x9c"
                "blu\xe2\x80\x9d is not a colour; write it as #rrggbb");
  assert_error ("{\"mark\":\"bar\",\"data\":{\"url\":\"x\"}," XY "}",
                MILL_DOCUMENT_UNKNOWN,
                "data: the rows come from the pipeline; leave `data` out");
  assert_error ("{\"mark\":\"bar\",\"$schema\":\"https://vega.github.io/schema/vega/v5.json\"," XY
                "}",
                MILL_DOCUMENT_VERSION,
                "$schema: \xe2\x80\x9chttps://vega.github.io/schema/vega/v5.json\xe2\x80\x9d is "
                "not Vega-Lite, which is what is read here");
  assert_error ("{\"mark\":\"bar\",\"encoding\":{\"x\":{\"field\":\"a\",\"scale\":{\"domain\":[5,1]"
                "}},\"y\":{\"field\":\"b\"}}}",
                MILL_DOCUMENT_RANGE,
                "encoding.x: scale.domain must go from a smaller to a larger value; use `reverse` "
                "to turn the axis");
  assert_error ("{\"mark\":\"bar\",\"encoding\":{\"x\":{\"field\":\"a\",\"axis\":{\"format\":\"%Q%"
                "k\"}},\"y\":{\"field\":\"b\"}}}",
                MILL_DOCUMENT_RANGE,
                "encoding.x.axis.format: \xe2\x80\x9c%Q%k\xe2\x80\x9d is not a format that is "
                "known here, such as \xe2\x80\x9c,.2f\xe2\x80\x9d, \xe2\x80\x9c.0%\xe2\x80\x9d or "
                "\xe2\x80\x9c%Y-%m\xe2\x80\x9d");
}

static void
test_bad_text (void)
{
  g_autoptr (GError) error = NULL;
  g_assert_null (mill_chart_new_from_text ("{\"mark\": \"bar\",\n  oops}", -1, &error));
  g_assert_error (error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_SYNTAX);
  g_assert_true (g_regex_match_simple ("^not valid JSON: \\d+:\\d+: ", error->message, 0, 0));
  g_clear_error (&error);
  g_assert_null (mill_chart_new_from_text ("{\"a\":\"\xff\"}", -1, &error));
  g_assert_error (error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_SYNTAX);
  g_clear_error (&error);
  g_autofree char *deep = g_strnfill (100000, '[');
  g_assert_null (mill_chart_new_from_text (deep, -1, &error));
  g_assert_error (error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_LIMIT);
  g_clear_error (&error);
  g_autofree char *large = g_strnfill (MILL_CHART_JSON_BYTES_MAX + 1, ' ');
  g_assert_null (mill_chart_new_from_text (large, -1, &error));
  g_assert_error (error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_LIMIT);
}

/* as_text: the model of @options, without line breaks. */
static char *
as_text (const MillChartOptions *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MillChart) chart = mill_chart_new (options, &error);
  g_assert_no_error (error);
  g_autoptr (JsonNode) node = mill_chart_to_json (chart);
  json_object_remove_member (json_node_get_object (node), "$schema");
  json_object_remove_member (json_node_get_object (node), "data");
  return json_to_string (node, FALSE);
}

static void
test_options (void)
{
  g_autofree char *histogram = as_text (
      &(MillChartOptions){ .mark = MILL_CHART_HISTOGRAM, .x = "v", .bins = 20, .log = TRUE });
  g_assert_cmpstr (
      histogram,
      ==,
      "{\"mark\":{\"type\":\"bar\"},\"encoding\":{\"x\":{\"field\":\"v\",\"bin\":{\"maxbins\":20}},"
      "\"y\":{\"aggregate\":\"count\",\"scale\":{\"type\":\"log\"}}}}");
  g_autofree char *weighted
      = as_text (&(MillChartOptions){ .mark = MILL_CHART_HISTOGRAM, .x = "v", .y = "w" });
  g_assert_nonnull (strstr (weighted, "\"y\":{\"field\":\"w\",\"aggregate\":\"sum\"}"));
  g_autofree char *mean = as_text (&(MillChartOptions){ .mark = MILL_CHART_BAR,
                                                        .x = "d",
                                                        .y = "t",
                                                        .color = "k",
                                                        .aggregate = MILL_CHART_MEAN,
                                                        .time_unit = MILL_CHART_TIME_OF_YEAR_MONTH,
                                                        .title = "T",
                                                        .y_title = "",
                                                        .width = 300,
                                                        .theme = MILL_CHART_DARK });
  g_assert_cmpstr (mean,
                   ==,
                   "{\"title\":\"T\",\"mark\":{\"type\":\"bar\"},\"encoding\":{\"x\":{\"field\":"
                   "\"d\",\"timeUnit\":\"utcmonth\"},"
                   "\"y\":{\"field\":\"t\",\"aggregate\":\"mean\",\"stack\":null,\"title\":\"\"},"
                   "\"xOffset\":{\"field\":\"k\"},\"color\":{\"field\":\"k\"}},"
                   "\"width\":300,\"autosize\":{\"type\":\"fit\",\"contains\":\"padding\"},"
                   "\"usermeta\":{\"embedOptions\":{\"theme\":\"dark\"}}}");
  g_autofree char *turned = as_text (
      &(MillChartOptions){ .mark = MILL_CHART_BAR, .x = "k", .horizontal = TRUE, .color = "c" });
  g_assert_cmpstr (turned,
                   ==,
                   "{\"mark\":{\"type\":\"bar\"},\"encoding\":{\"x\":{\"aggregate\":\"count\","
                   "\"stack\":\"zero\"},\"y\":{\"field\":\"k\"},\"color\":{\"field\":\"c\"}}}");
}

static void
assert_option_error (const MillChartOptions *options, const char *message)
{
  g_autoptr (GError) error = NULL;
  g_assert_null (mill_chart_new (options, &error));
  g_assert_nonnull (error);
  g_assert_cmpstr (error->message, ==, message);
}

static void
test_option_errors (void)
{
  assert_option_error (&(MillChartOptions){ .mark = MILL_CHART_LINE, .x = "a" },
                       "y: a line chart needs a column here");
  assert_option_error (&(MillChartOptions){ .mark = MILL_CHART_BAR },
                       "x: a bar chart needs a column here");
  assert_option_error (&(MillChartOptions){ .mark = MILL_CHART_HISTOGRAM },
                       "x: a histogram chart needs a column here");
  assert_option_error (&(MillChartOptions){ .mark = 99, .x = "a" }, "mark: no such choice");
  assert_option_error (&(MillChartOptions){ .mark = MILL_CHART_BAR, .x = "a", .width = 20000 },
                       "width: must be between 32 and 10000 px");
  assert_option_error (&(MillChartOptions){ .mark = MILL_CHART_HISTOGRAM, .x = "a", .bins = 5000 },
                       "bins: must be at most 1000");
}

static void
assert_bind_error (const char *json, int code, const char *message)
{
  g_autoptr (Rows) rows
      = rows_from_csv ("name:text,value:number,when:timestamp,flag:boolean\n", 10);
  g_autoptr (GError) error = NULL;
  g_autoptr (MillChart) chart = mill_chart_new_from_text (json, -1, &error);
  g_assert_no_error (error);
  g_assert_false (mill_chart_bind (chart, rows->schema, &error));
  g_assert_error (error, MILL_ERROR_DOCUMENT, code);
  g_assert_cmpstr (error->message, ==, message);
}

#define BAR(x, y) "{\"mark\":\"bar\",\"encoding\":{\"x\":{" x "},\"y\":{" y "}}}"

static void
test_bind_errors (void)
{
  assert_bind_error (BAR ("\"field\":\"nmae\"", "\"field\":\"value\""),
                     MILL_DOCUMENT_UNKNOWN,
                     "encoding.x.field: there is no column \xe2\x80\x9cnmae\xe2\x80\x9d; did you "
                     "mean \xe2\x80\x9cname\xe2\x80\x9d?");
  assert_bind_error (BAR ("\"field\":\"name\"", "\"field\":\"name\",\"aggregate\":\"sum\""),
                     MILL_DOCUMENT_TYPE,
                     "encoding.y: the column \xe2\x80\x9cname\xe2\x80\x9d is text, but a number is "
                     "needed; cast it before the chart");
  assert_bind_error (BAR ("\"field\":\"name\",\"timeUnit\":\"month\"", "\"field\":\"value\""),
                     MILL_DOCUMENT_TYPE,
                     "encoding.x: the column \xe2\x80\x9cname\xe2\x80\x9d is text, but a timestamp "
                     "or date is needed; cast it before the chart");
  assert_bind_error (BAR ("\"field\":\"when\",\"bin\":true", "\"aggregate\":\"count\""),
                     MILL_DOCUMENT_TYPE,
                     "encoding.x: the column \xe2\x80\x9cwhen\xe2\x80\x9d is timestamp, but a "
                     "number is needed; cast it before the chart");
  assert_bind_error (BAR ("\"field\":\"name\",\"scale\":{\"type\":\"log\"}", "\"field\":\"value\""),
                     MILL_DOCUMENT_TYPE,
                     "encoding.x.scale.type: log does not fit the channel's values; leave it out "
                     "or change the type");
  assert_bind_error (BAR ("\"field\":\"name\"", "\"field\":\"name\""),
                     MILL_DOCUMENT_TYPE,
                     "encoding.y: a bar ends at a number, but \xe2\x80\x9cname\xe2\x80\x9d has "
                     "categories; aggregate it or choose another column");
}

static void
test_columns (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MillChart) chart = mill_chart_new_from_text (
      "{\"mark\":\"bar\",\"encoding\":{\"color\":{\"field\":\"k\"},\"x\":{\"field\":\"d\"},\"y\":{"
      "\"field\":\"v\",\"aggregate\":\"sum\"},\"xOffset\":{\"field\":\"k\"},\"tooltip\":{\"field\":"
      "\"t\"}}}",
      -1,
      &error);
  g_assert_no_error (error);
  const char *const *columns = mill_chart_columns (chart);
  const char *const expected[] = { "d", "v", "k", NULL };
  g_assert_true (g_strv_equal (columns, expected));
}

/* Texts that are nearly charts give a chart that can be drawn, or an error, and nothing else. */
static void
test_mutations (void)
{
  static const char *const words[]
      = { "null",    "true",    "-1",    "1e309", "\"\"",  "[]",        "{}",
          "\"log\"", "\"bin\"", "\"x\"", "0",     "[1,2]", "\"count\"", "\"year\"" };
  g_autoptr (Rows) rows = rows_from_csv (
      "a:timestamp,b:number,when:date,kind:text,v:number,k:text,my.kind:text\n2024-01-01,1,2024-01-"
      "01,p,0.5,q,r\n,,,,,,\n2025-01-01,-3,2024-05-01,p,7,s,t\n",
      2);
  GRand *random = g_rand_new_with_seed (20240229);
  guint drawn = 0;
  for (guint i = 0; i < 4000; i++)
    {
      g_autoptr (GString) text = g_string_new (canonical[i % G_N_ELEMENTS (canonical)]);
      for (int k = g_rand_int_range (random, 1, 3); k > 0; k--)
        {
          /* a value, from a colon to the next comma or bracket, becomes another one; or a byte
           * changes */
          gsize at = (gsize)g_rand_int_range (random, 0, (gint32)text->len);
          const char *colon = strchr (text->str + at, ':');
          if (colon == NULL || i % 4 == 0)
            {
              text->str[at] = (char)g_rand_int_range (random, 32, 127);
              continue;
            }
          gsize from = (gsize)(colon - text->str) + 1, n = strcspn (text->str + from, ",}\n");
          g_string_erase (text, (gssize)from, (gssize)n);
          g_string_insert (
              text, (gssize)from, words[g_rand_int_range (random, 0, G_N_ELEMENTS (words))]);
        }
      g_autoptr (GError) error = NULL;
      g_autoptr (MillChart) chart = mill_chart_new_from_text (text->str, (gssize)text->len, &error);
      g_assert_true ((chart != NULL) == (error == NULL));
      if (chart == NULL || !mill_chart_bind (chart, rows->schema, NULL))
        continue;
      chart_feed (chart, rows);
      g_autofree char *svg = chart_svg (chart, NULL);
      g_assert_true (g_str_has_suffix (svg, "</svg>\n"));
      drawn++;
    }
  g_assert_cmpuint (drawn, >, 100);
  g_rand_free (random);
}

static void
test_nicks (void)
{
  guint n = 0;
  while (mill_chart_time_unit_nick (n) != NULL)
    n++;
  g_assert_cmpuint (n, ==, MILL_CHART_TIME_LAST);
  for (n = 0; mill_chart_mark_nick (n) != NULL;)
    n++;
  g_assert_cmpuint (n, ==, MILL_CHART_MARK_LAST);
  for (n = 0; mill_chart_stack_nick (n) != NULL;)
    n++;
  g_assert_cmpuint (n, ==, MILL_CHART_STACK_LAST);
  for (n = 0; mill_chart_aggregate_nick (n) != NULL;)
    n++;
  g_assert_cmpuint (n, ==, MILL_CHART_AGGREGATE_LAST);
  MillChartFormat format;
  g_assert_true (mill_chart_format_from_name ("a/b.c/out.SVG", &format));
  g_assert_cmpint (format, ==, MILL_CHART_SVG);
  g_assert_false (mill_chart_format_from_name ("out.jpeg", &format));
  g_assert_false (mill_chart_format_from_name ("png", &format));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/chart/model/round-trip", test_round_trip);
  g_test_add_func ("/chart/model/errors", test_errors);
  g_test_add_func ("/chart/model/bad-text", test_bad_text);
  g_test_add_func ("/chart/model/options", test_options);
  g_test_add_func ("/chart/model/option-errors", test_option_errors);
  g_test_add_func ("/chart/model/bind-errors", test_bind_errors);
  g_test_add_func ("/chart/model/columns", test_columns);
  g_test_add_func ("/chart/model/mutations", test_mutations);
  g_test_add_func ("/chart/model/nicks", test_nicks);
  return g_test_run ();
}
