/* mill-chart-match.c: from marks back to the rows that they stand for.
 *
 * A group is known by its first row: what that row has in the channels that make groups, every row
 * of the group has.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <math.h>
#include <string.h>

#include "mill-chart-data.h"
#include "mill-scene-private.h"

/* Match: what is looked for, and what was found. */
typedef struct
{
  const MillChart *chart;
  const MillScene *scene;
  GHashTable *firsts; /* guint64: the first row of each group that is looked for */
  GHashTable *keys;   /* double[MILL_CHANNELS] of each of these */
  GArray *rows;       /* guint64 */
} Match;

static guint
hash_key (gconstpointer key)
{
  guint hash = 5381;
  const guint8 *bytes = key;
  for (gsize i = 0; i < sizeof (double[MILL_CHANNELS]); i++)
    hash = hash * 33 + bytes[i];
  return hash;
}

static gboolean
equal_keys (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, sizeof (double[MILL_CHANNELS])) == 0;
}

/* make_key: what tells the groups apart, of a row; bins are counted. */
static void
make_key (const Match *match, const double values[MILL_CHANNELS], double key[MILL_CHANNELS])
{
  for (guint id = 0; id < MILL_CHANNELS; id++)
    {
      const MillBinding *binding = &match->chart->bindings[id];
      double span = id <= MILL_CHANNEL_Y ? match->scene->info.channels[id].span : 0;
      key[id] = 0;
      if (binding->kind == MILL_VALUE_NONE || binding->aggregated || isnan (values[id]))
        continue;
      double bins = span > 0 ? values[id] / span : 0;
      /* a value a hair below the begin of a bin is in it, as in mill-chart-group.c */
      key[id] = span > 0 ? floor (bins + 1e-12 * MAX (1, fabs (bins))) : values[id];
      key[id] = key[id] == 0 ? 0 : key[id]; /* -0 is 0 */
    }
}

static void
learn (const double values[MILL_CHANNELS], guint64 row, gpointer data)
{
  const Match *match = data;
  if (!g_hash_table_contains (match->firsts, &row))
    return;
  double key[MILL_CHANNELS];
  make_key (match, values, key);
  g_hash_table_add (match->keys, g_memdup2 (key, sizeof key));
}

static void
compare (const double values[MILL_CHANNELS], guint64 row, gpointer data)
{
  const Match *match = data;
  double key[MILL_CHANNELS];
  make_key (match, values, key);
  if (g_hash_table_contains (match->keys, key))
    g_array_append_val (match->rows, row);
}

static void
visit_all (const MillChart *chart, GPtrArray *batches, MillChartVisit visit, Match *match)
{
  guint64 number = 0;
  for (guint i = 0; i < batches->len; i++)
    {
      const MillBatch *batch = g_ptr_array_index (batches, i);
      mill_chart_data_visit (chart->data, batch, number, visit, match);
      number += batch->n_selected;
    }
}

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  guint64 x = *(const guint64 *)a, y = *(const guint64 *)b;
  return x < y ? -1 : x > y;
}

GArray *
mill_chart_match (
    MillChart *chart, const MillScene *scene, const guint *data, guint n, GPtrArray *batches)
{
  g_return_val_if_fail (chart != NULL && scene != NULL && batches != NULL, NULL);
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autoptr (GHashTable) firsts = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr (GHashTable) keys = g_hash_table_new_full (hash_key, equal_keys, g_free, NULL);
  Match match = { chart, scene, firsts, keys, rows };
  for (guint i = 0; i < n; i++)
    {
      const MillDatum *datum = mill_scene_datum (scene, data[i]);
      if (datum == NULL || datum->rows == 0 || chart->data == NULL)
        continue;
      if (g_hash_table_add (firsts, g_memdup2 (&datum->row, sizeof datum->row))
          && !chart->aggregated)
        g_array_append_val (rows, datum->row);
    }
  if (chart->aggregated && g_hash_table_size (firsts) > 0)
    {
      visit_all (chart, batches, learn, &match);
      visit_all (chart, batches, compare, &match);
    }
  g_array_sort (rows, compare_numbers);
  return rows;
}
