/* chart-fixture.c: rows and charts for the tests of the chart floor.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "chart-fixture.h"

#include <math.h>
#include <string.h>

#include "mill-draw.h"
#include "mill-render.h"
#include "mill-writer.h"

/* takes_all: whether all cells of column @at can be read as @type. */
static gboolean
takes_all (GPtrArray *lines, guint at, MillType type)
{
  g_autoptr (MillColumnBuilder) builder = mill_column_builder_new (type);
  for (guint i = 1; i < lines->len; i++)
    {
      char **cells = g_ptr_array_index (lines, i);
      if (*cells[at] != 0 && !mill_column_builder_add_parsed (builder, cells[at], -1))
        return FALSE;
    }
  MillColumn column = mill_column_builder_end (builder);
  mill_keep_unref (column.keep);
  return TRUE;
}

static MillType
guess_type (GPtrArray *lines, guint at)
{
  const MillType types[]
      = { MILL_TYPE (INTEGER), MILL_TYPE (NUMBER), MILL_TYPE (DATE), MILL_TYPE (TIMESTAMP) };
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (takes_all (lines, at, types[i]))
      return types[i];
  return MILL_TYPE (TEXT);
}

static MillSchema *
read_header (GPtrArray *lines, guint n)
{
  g_autofree MillField *fields = g_new0 (MillField, n);
  char **header = g_ptr_array_index (lines, 0);
  for (guint i = 0; i < n; i++)
    {
      char *colon = strrchr (header[i], ':');
      if (colon != NULL)
        {
          *colon = 0;
          g_strdelimit (colon + 1, ";", ','); /* decimal(18;2) */
          g_assert_true (mill_type_parse (colon + 1, &fields[i].type, NULL));
        }
      else
        fields[i].type = guess_type (lines, i);
      fields[i].name = header[i];
    }
  g_autoptr (GError) error = NULL;
  MillSchema *schema = mill_schema_new (fields, n, &error);
  g_assert_no_error (error);
  return schema;
}

static MillBatch *
make_batch (const MillSchema *schema, GPtrArray *lines, guint first, guint n)
{
  guint n_fields = mill_schema_n_fields (schema);
  g_autofree MillColumn *columns = g_new0 (MillColumn, n_fields);
  for (guint c = 0; c < n_fields; c++)
    {
      MillType type = mill_schema_field (schema, c)->type;
      g_autoptr (MillColumnBuilder) builder = mill_column_builder_new (type);
      for (guint i = first; i < first + n; i++)
        {
          const char *cell = ((char **)g_ptr_array_index (lines, i))[c];
          if (*cell == 0)
            mill_column_builder_add_null (builder);
          else if (type.id == MILL_TYPE_TEXT)
            mill_column_builder_add_text (builder, cell, -1);
          else
            g_assert_true (mill_column_builder_add_parsed (builder, cell, -1));
        }
      columns[c] = mill_column_builder_end (builder);
    }
  return mill_batch_new_take (schema, columns, n);
}

Rows *
rows_from_csv (const char *csv, guint batch_rows)
{
  g_auto (GStrv) texts = g_strsplit (csv, "\n", -1);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func ((GDestroyNotify)g_strfreev);
  guint n = 0;
  for (guint i = 0; texts[i] != NULL; i++)
    {
      if (*texts[i] == 0 && n != 1)
        continue;
      char **cells = g_strsplit (texts[i], ",", -1);
      n = lines->len == 0 ? g_strv_length (cells) : n;
      if (g_strv_length (cells) == 0 && n == 1 && texts[i + 1] != NULL)
        {
          g_strfreev (cells);
          cells = g_new0 (char *, 2);
          cells[0] = g_strdup ("");
        }
      if (g_strv_length (cells) != n)
        {
          g_strfreev (cells);
          continue;
        }
      g_ptr_array_add (lines, cells);
    }
  Rows *rows = g_new0 (Rows, 1);
  rows->schema = read_header (lines, n);
  rows->batches = g_ptr_array_new_with_free_func ((GDestroyNotify)mill_batch_unref);
  for (guint first = 1; first < lines->len; first += batch_rows)
    g_ptr_array_add (rows->batches,
                     make_batch (rows->schema, lines, first, MIN (batch_rows, lines->len - first)));
  return rows;
}

void
rows_free (Rows *rows)
{
  mill_schema_unref (rows->schema);
  g_ptr_array_unref (rows->batches);
  g_free (rows);
}

void
chart_feed (MillChart *chart, const Rows *rows)
{
  g_autoptr (GError) error = NULL;
  mill_chart_bind (chart, rows->schema, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < rows->batches->len; i++)
    mill_chart_add_batch (chart, g_ptr_array_index (rows->batches, i), NULL);
}

MillChart *
chart_draw (const char *json, const Rows *rows)
{
  g_autoptr (GError) error = NULL;
  MillChart *chart = mill_chart_new_from_text (json, -1, &error);
  g_assert_no_error (error);
  chart_feed (chart, rows);
  return chart;
}

MillScene *
chart_scene_fixed (MillChart *chart, const MillSceneOptions *options)
{
  g_autoptr (MillMeasurer) measurer = mill_measurer_new_fixed ();
  return mill_scene_build (chart, options, measurer);
}

char *
chart_svg (MillChart *chart, const MillSceneOptions *options)
{
  g_autoptr (MillScene) scene = chart_scene_fixed (chart, options);
  return mill_scene_to_svg (scene);
}

/* --- data --- */

/* noise: a number in 0..1 that depends on @i and @salt only. */
static double
noise (guint i, guint salt)
{
  guint32 x = i * 2654435761u + salt * 40503u;
  x ^= x >> 15;
  x *= 2246822519u;
  x ^= x >> 13;
  x *= 3266489917u;
  x ^= x >> 16;
  return x / 4294967296.0;
}

char *
csv_weather (void)
{
  static const char *const kinds[] = { "sun", "rain", "fog", "drizzle", "snow" };
  GString *out = g_string_new ("date:date,temp:number,rain:number,weather:text\n");
  g_autoptr (GDate) date = g_date_new_dmy (1, 1, 2012);
  for (guint i = 0; i < 1096; i++, g_date_add_days (date, 1))
    {
      double season = -cos (i * 2 * G_PI / 365.25);
      double temp = 12 + 9 * season + 6 * (noise (i, 1) - 0.5);
      guint kind
          = noise (i, 2) < 0.55 + 0.25 * season ? 0 : 1 + (guint)(4 * noise (i, 3) * noise (i, 4));
      double rain = kind == 1 ? 12 * noise (i, 5) * noise (i, 6) : 0;
      g_string_append_printf (out,
                              "%04d-%02d-%02d,%d.%d,%d.%d,%s\n",
                              g_date_get_year (date),
                              (int)g_date_get_month (date),
                              g_date_get_day (date),
                              (int)temp,
                              (int)(fabs (temp) * 10) % 10,
                              (int)rain,
                              (int)(rain * 10) % 10,
                              kinds[kind]);
    }
  return g_string_free (out, FALSE);
}

char *
csv_sensor (guint n)
{
  GString *out = g_string_new ("time:timestamp,value:number\n");
  double level = 80;
  for (guint i = 0; i < n; i++)
    {
      level += (noise (i, 7) - 0.5) * 2 + (80 - level) * 0.002;
      double value = level + (i % 997 == 500 ? 40 * noise (i, 8) : 0);
      g_autoptr (GDateTime) start = g_date_time_new_utc (2014, 1, 1, 0, 0, 0);
      g_autoptr (GDateTime) at = g_date_time_add_minutes (start, (int)i);
      g_autofree char *text = g_date_time_format (at, "%Y-%m-%dT%H:%M:%SZ");
      g_string_append_printf (
          out, "%s,%d.%02d\n", text, (int)value, (int)(fabs (value) * 100) % 100);
    }
  return g_string_free (out, FALSE);
}

char *
csv_cloud (guint n)
{
  static const char *const kinds[] = { "setosa", "versicolor", "virginica" };
  GString *out = g_string_new ("x:number,y:number,kind:text,weight:number\n");
  for (guint i = 0; i < n; i++)
    {
      guint kind = i % 3;
      double r = sqrt (-2 * log (noise (i, 11) + 1e-12)), a = 2 * G_PI * noise (i, 12);
      double x = 4.5 + kind * 1.1 + 0.45 * r * cos (a), y = 2.4 + kind * 0.35 + 0.3 * r * sin (a);
      g_string_append_printf (out,
                              "%d.%03d,%d.%03d,%s,%d\n",
                              (int)x,
                              (int)(fabs (x) * 1000) % 1000,
                              (int)y,
                              (int)(fabs (y) * 1000) % 1000,
                              kinds[kind],
                              (int)(noise (i, 13) * noise (i, 14) * 1000));
    }
  return g_string_free (out, FALSE);
}

char *
csv_sales (void)
{
  static const char *const regions[] = { "North", "East", "South", "West" };
  static const char *const products[] = { "Pumps", "Valves", "Filters" };
  GString *out = g_string_new ("region:text,product:text,amount:decimal(18;2)\n");
  for (guint r = 0; r < 4; r++)
    for (guint p = 0; p < 3; p++)
      for (guint i = 0; i < 6; i++)
        g_string_append_printf (out,
                                "%s,%s,%u.%02u\n",
                                regions[r],
                                products[p],
                                900 + (guint)(4000 * noise (r * 31 + p * 7 + i, 15)),
                                i * 13 % 100);
  return g_string_free (out, FALSE);
}
