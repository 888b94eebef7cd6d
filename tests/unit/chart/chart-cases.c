/* chart-cases.c: charts of every kind.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "chart-cases.h"

static char *
sensor_hours (void)
{
  return csv_sensor (600);
}

static char *
cloud_few (void)
{
  return csv_cloud (120);
}

static char *
no_rows (void)
{
  return g_strdup ("k:text,v:number\n");
}

static char *
one_row (void)
{
  return g_strdup ("t:timestamp,k:text,v:number\n2024-03-01T12:00:00Z,only,5\n");
}

static char *
all_null (void)
{
  return g_strdup ("t:timestamp,v:number\n,\n,\n,\n");
}

static char *
odd_values (void)
{
  return g_strdup ("x:number,y:number\n1e300,1e300\n-1e300,-1e300\n1,nan\n2,inf\n,4\n0,5\n");
}

static char *
zeros (void)
{
  return g_strdup ("k:text,v:number\na,0\nb,1\nc,12\nd,340\ne,-7\nf,9000\n");
}

/* Long words, marks that combine, other scripts, and characters that XML must not see. */
static char *
long_labels (void)
{
  return g_strdup (
      "k:text,v:number\n"
      "The quick brown fox jumps over the lazy dog and then some more words follow here,12\n"
      "Lopadotemachoselachogaleokranioleipsanodrimhypotrimmatosilphiokarabomelitokatakechymenokichl"
      ",-5\n"
      "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d \xd7\xa2\xd7\x95\xd7\x9c\xd7\x9d,9\n"
      "\xd9\x85\xd8\xb1\xd8\xad\xd8\xa8\xd8\xa7,4\n"
      "e\xcc\x81te\xcc\x81 & <b>bold</b> \"quoted\" 'so',6\n"
      "tab\there \x01 and \xff\xfe bytes,3\n");
}

static char *
thousand (void)
{
  GString *out = g_string_new ("k:text,v:number\n");
  for (guint i = 0; i < 1000; i++)
    g_string_append_printf (out, "category number %u,%u\n", i, (i * 7919) % 1000 + 1);
  return g_string_free (out, FALSE);
}

static char *
signs (void)
{
  GString *out = g_string_new ("k:text,s:text,v:number\n");
  for (guint i = 0; i < 21; i++)
    g_string_append_printf (out,
                            "%c,%s,%d\n",
                            'A' + (int)(i / 3),
                            i % 3 == 0   ? "alpha"
                            : i % 3 == 1 ? "beta"
                                         : "gamma",
                            (int)((i * 37) % 150) - 50);
  return g_string_free (out, FALSE);
}

static char *
many_series (void)
{
  GString *out = g_string_new ("t:date,s:text,v:number\n");
  for (guint s = 0; s < 25; s++)
    for (guint i = 1; i <= 20; i++)
      g_string_append_printf (
          out, "2024-01-%02u,series %u,%u.5\n", i, s, 10 + s + (i * (s + 3) * 7) % 5);
  return g_string_free (out, FALSE);
}

static char *
gaps (void)
{
  return g_strdup ("x:integer,y:number\n1,2\n2,8\n3,5\n4,\n5,9\n6,9.5\n7,1\n8,4\n9,\n10,3\n");
}

#define ENC(x, y, rest) "\"encoding\":{\"x\":{" x "},\"y\":{" y "}" rest "}}"

const ChartCase chart_cases[] = {
  { "line-series",
    csv_weather,
    "{\"title\":{\"text\":\"Temperature by month\",\"subtitle\":\"Mean of three "
    "years\"},\"mark\":\"line\"," ENC (
        "\"field\":\"date\",\"timeUnit\":\"month\"",
        "\"field\":\"temp\",\"aggregate\":\"mean\",\"title\":\"Temperature (\xc2\xb0"
        "C)\"",
        ",\"color\":{\"field\":\"date\",\"timeUnit\":\"year\",\"title\":\"Year\"}") },
  { "line-raw-dark",
    sensor_hours,
    "{\"title\":\"A sensor\",\"config\":{\"theme\":\"dark\"},\"mark\":\"line\"," ENC (
        "\"field\":\"time\"", "\"field\":\"value\"", "") },
  { "line-gaps",
    gaps,
    "{\"mark\":{\"type\":\"line\",\"interpolate\":\"monotone\",\"point\":true},\"width\":500,"
    "\"height\":220," ENC ("\"field\":\"x\"", "\"field\":\"y\"", "") },
  { "line-many-series",
    many_series,
    "{\"mark\":\"line\"," ENC (
        "\"field\":\"t\"", "\"field\":\"v\"", ",\"color\":{\"field\":\"s\"}") },
  { "line-step",
    gaps,
    "{\"mark\":{\"type\":\"line\",\"interpolate\":\"step-after\"}," ENC (
        "\"field\":\"x\"", "\"field\":\"y\"", "") },
  { "bar-stacked",
    csv_weather,
    "{\"title\":\"Weather by month\",\"mark\":\"bar\"," ENC (
        "\"field\":\"date\",\"timeUnit\":\"month\"",
        "\"aggregate\":\"count\"",
        ",\"color\":{\"field\":\"weather\"}") },
  { "bar-stacked-dark",
    csv_sales,
    "{\"title\":\"Sales\",\"config\":{\"theme\":\"dark\"},\"mark\":\"bar\"," ENC (
        "\"field\":\"region\",\"sort\":\"-y\"",
        "\"field\":\"amount\",\"aggregate\":\"sum\"",
        ",\"color\":{\"field\":\"product\"}") },
  { "bar-grouped",
    csv_sales,
    "{\"title\":\"Sales\",\"mark\":\"bar\"," ENC (
        "\"field\":\"region\"",
        "\"field\":\"amount\",\"aggregate\":\"mean\"",
        ",\"xOffset\":{\"field\":\"product\"},\"color\":{\"field\":\"product\"}") },
  { "bar-horizontal",
    csv_sales,
    "{\"title\":\"Sales\",\"mark\":\"bar\"," ENC (
        "\"field\":\"amount\",\"aggregate\":\"sum\"",
        "\"field\":\"region\"",
        ",\"yOffset\":{\"field\":\"product\"},\"color\":{\"field\":\"product\"}") },
  { "bar-months",
    csv_weather,
    "{\"mark\":\"bar\"," ENC ("\"field\":\"date\",\"timeUnit\":\"yearmonth\"",
                              "\"field\":\"rain\",\"aggregate\":\"sum\"",
                              "") },
  { "bar-normalized",
    csv_weather,
    "{\"mark\":\"bar\"," ENC ("\"field\":\"date\",\"timeUnit\":\"yearquarter\"",
                              "\"aggregate\":\"count\",\"stack\":\"normalize\"",
                              ",\"color\":{\"field\":\"weather\"}") },
  { "bar-signs",
    signs,
    "{\"mark\":\"bar\"," ENC ("\"field\":\"k\"",
                              "\"field\":\"v\",\"aggregate\":\"sum\"",
                              ",\"color\":{\"field\":\"s\"}") },
  { "bar-log",
    zeros,
    "{\"mark\":\"bar\"," ENC (
        "\"field\":\"k\"", "\"field\":\"v\",\"scale\":{\"type\":\"log\"}", "") },
  { "bar-long-labels",
    long_labels,
    "{\"title\":\"Labels & <markup>\",\"mark\":\"bar\"," ENC (
        "\"field\":\"k\"", "\"field\":\"v\"", "") },
  { "bar-long-labels-dark",
    long_labels,
    "{\"config\":{\"theme\":\"dark\"},\"mark\":\"bar\"," ENC (
        "\"field\":\"v\"", "\"field\":\"k\"", "") },
  { "bar-thousand",
    thousand,
    "{\"mark\":\"bar\"," ENC ("\"field\":\"k\"",
                              "\"field\":\"v\"",
                              ",\"color\":{\"field\":\"v\",\"type\":\"nominal\"}") },
  { "bar-thousand-rows",
    thousand,
    "{\"mark\":\"bar\"," ENC ("\"field\":\"v\"", "\"field\":\"k\"", "") },
  { "histogram",
    csv_weather,
    "{\"title\":\"Distribution\",\"mark\":\"bar\"," ENC (
        "\"field\":\"temp\",\"bin\":true", "\"aggregate\":\"count\"", "") },
  { "histogram-dark",
    csv_weather,
    "{\"config\":{\"theme\":\"dark\"},\"mark\":\"bar\"," ENC (
        "\"field\":\"temp\",\"bin\":{\"maxbins\":40}",
        "\"aggregate\":\"count\"",
        ",\"color\":{\"field\":\"weather\"}") },
  { "area-stacked",
    csv_weather,
    "{\"mark\":\"area\"," ENC ("\"field\":\"date\",\"timeUnit\":\"yearmonth\"",
                               "\"aggregate\":\"count\"",
                               ",\"color\":{\"field\":\"weather\"}") },
  { "area-dark",
    csv_weather,
    "{\"config\":{\"theme\":\"dark\"},\"mark\":\"area\"," ENC (
        "\"field\":\"date\",\"timeUnit\":\"yearmonth\"",
        "\"field\":\"rain\",\"aggregate\":\"sum\"",
        "") },
  { "point-series",
    cloud_few,
    "{\"title\":\"Two measures\",\"mark\":\"point\"," ENC (
        "\"field\":\"x\"", "\"field\":\"y\"", ",\"color\":{\"field\":\"kind\"}") },
  { "point-size-dark",
    cloud_few,
    "{\"config\":{\"theme\":\"dark\"},\"mark\":\"circle\"," ENC (
        "\"field\":\"x\"",
        "\"field\":\"y\"",
        ",\"color\":{\"field\":\"weight\"},\"size\":{\"field\":\"weight\"}") },
  { "point-odd",
    odd_values,
    "{\"mark\":\"point\"," ENC ("\"field\":\"x\"", "\"field\":\"y\"", "") },
  { "tick", cloud_few, "{\"mark\":\"tick\"," ENC ("\"field\":\"x\"", "\"field\":\"kind\"", "") },
  { "rule",
    zeros,
    "{\"mark\":\"rule\",\"encoding\":{\"y\":{\"field\":\"v\"},\"color\":{\"field\":\"k\"}}}" },
  { "empty",
    no_rows,
    "{\"title\":\"Nothing\",\"mark\":\"bar\"," ENC ("\"field\":\"k\"", "\"field\":\"v\"", "") },
  { "one-row", one_row, "{\"mark\":\"line\"," ENC ("\"field\":\"t\"", "\"field\":\"v\"", "") },
  { "one-bar", one_row, "{\"mark\":\"bar\"," ENC ("\"field\":\"k\"", "\"field\":\"v\"", "") },
  { "all-null", all_null, "{\"mark\":\"area\"," ENC ("\"field\":\"t\"", "\"field\":\"v\"", "") },
};

const guint n_chart_cases = G_N_ELEMENTS (chart_cases);

MillChart *
chart_case_draw (const ChartCase *c)
{
  g_autofree char *csv = c->csv ();
  g_autoptr (Rows) rows = rows_from_csv (csv, 500);
  return chart_draw (c->json, rows);
}
