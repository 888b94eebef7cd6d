/* Aggregates that need every value: quantiles and distinct counts.
 *
 * Values are only collected while rows come; _seal() puts them together by group.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-aggregate-private.h"

enum
{
  SAVE_ARENA_BYTES = 1024 /* one value, mostly */
};

/* ---- quantiles ---- */

static void
add_pair (MillAggregator *self, guint32 id, double number)
{
  double value = mill_aggregate_plain (number);
  mill_bytes_append (&self->pair_ids, &id, sizeof id);
  mill_bytes_append (&self->pair_values, &value, sizeof value);
}

static void
quantile_add (MillAggregator *self,
              const guint32 *ids,
              guint n,
              const MillVec *values,
              const guint64 *sequence G_GNUC_UNUSED)
{
  for (guint i = 0; i < n; i++)
    {
      guint at = values->constant ? 0 : i;
      if (values->nulls == NULL || !values->nulls[at])
        add_pair (self, ids[i], mill_aggregate_double (values, at));
    }
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double x = *(const double *)a, y = *(const double *)b;
  if (isnan (x) || isnan (y))
    return !!isnan (x) - !!isnan (y);
  return (x > y) - (x < y);
}

/* A counting sort by group, then each group's values in order. */
static void
quantile_seal (MillAggregator *self)
{
  gsize n = self->pair_ids.length / sizeof (guint32);
  const guint32 *ids = (const guint32 *)(gconstpointer)self->pair_ids.data;
  const double *values = (const double *)(gconstpointer)self->pair_values.data;
  g_free (self->starts);
  g_free (self->sorted);
  self->starts = g_new0 (guint64, self->n_groups + 2);
  self->sorted = g_new (double, n + 1);
  self->sealed_bytes = (self->n_groups + 2) * sizeof (guint64) + (n + 1) * sizeof (double);
  for (gsize i = 0; i < n; i++)
    self->starts[ids[i] + 2]++;
  for (guint g = 2; g < self->n_groups + 2; g++)
    self->starts[g] += self->starts[g - 1];
  for (gsize i = 0; i < n; i++)
    self->sorted[self->starts[ids[i] + 1]++] = values[i];
  for (guint g = 0; g < self->n_groups; g++)
    qsort (self->sorted + self->starts[g],
           self->starts[g + 1] - self->starts[g],
           sizeof (double),
           compare_doubles);
}

static void
quantile_merge (MillAggregator *self, guint32 to, const MillAggregator *other, guint32 from)
{
  for (guint64 i = other->starts[from]; i < other->starts[from + 1]; i++)
    add_pair (self, to, other->sorted[i]);
}

/* Between equal ones there is nothing but them, also if they are infinite; and the way from one to
 * the other may be longer than any double. */
static double
between (double low, double high, double share)
{
  double way = high - low;
  if (share == 0 || low == high)
    return low;
  return isfinite (way) ? low + share * way
                        : mill_aggregate_plain (low * (1 - share) + high * share);
}

static gboolean
quantile_result (const MillAggregator *self,
                 guint32 id,
                 gpointer values,
                 guint i,
                 gboolean *overflow G_GNUC_UNUSED)
{
  const double *sorted = self->sorted + self->starts[id];
  guint64 n = self->starts[id + 1] - self->starts[id];
  if (n == 0)
    return FALSE;
  double at = self->aggregate.quantile * (double)(n - 1), below = floor (at);
  guint64 low = (guint64)below, high = MIN (low + 1, n - 1);
  ((double *)values)[i] = between (sorted[low], sorted[high], at - below);
  return TRUE;
}

static void
quantile_save (const MillAggregator *self, guint32 id, MillBytes *out)
{
  guint64 n = self->starts[id + 1] - self->starts[id];
  mill_bytes_append (out, self->sorted + self->starts[id], n * sizeof (double));
}

static gboolean
quantile_load (MillAggregator *self, guint32 id, const guint8 *data, gsize length)
{
  if (length % sizeof (double) != 0)
    return FALSE;
  for (gsize at = 0; at < length; at += sizeof (double))
    {
      double value;
      memcpy (&value, data + at, sizeof value);
      add_pair (self, id, value);
    }
  return TRUE;
}

/* the state itself is empty; one byte a group keeps the common code simple */
const MillAggregateKind mill_aggregate_quantile = { .state_bytes = 1,
                                                    .add = quantile_add,
                                                    .seal = quantile_seal,
                                                    .merge = quantile_merge,
                                                    .result = quantile_result,
                                                    .save = quantile_save,
                                                    .load = quantile_load };

/* ---- distinct ---- */

/* Adds up to MILL_VEC_ROWS pairs; nulls are left out. */
static void
insert_pairs (MillAggregator *self, const guint32 *ids, guint n, const MillVec *values)
{
  gint64 groups[MILL_VEC_ROWS];
  guint32 found[MILL_VEC_ROWS];
  for (guint i = 0; i < n; i++)
    groups[i] = ids[i];
  MillVec keys[2] = { { .type = MILL_TYPE (INTEGER), .n = n, .integers = groups }, *values };
  mill_key_table_insert (self->table, keys, n, found);
}

static void
distinct_add (MillAggregator *self,
              const guint32 *ids,
              guint n,
              const MillVec *values,
              const guint64 *sequence G_GNUC_UNUSED)
{
  insert_pairs (self, ids, n, values);
}

/* Entries of the table by group; null values count for nothing. */
static void
distinct_seal (MillAggregator *self)
{
  guint n = mill_key_table_size (self->table);
  g_autofree guint32 *group = g_new (guint32, n + 1);
  g_auto (MillArena) arena = { 0 };
  g_free (self->starts);
  g_free (self->members);
  self->starts = g_new0 (guint64, self->n_groups + 2);
  self->members = g_new (guint32, n + 1);
  self->sealed_bytes = (self->n_groups + 2) * sizeof (guint64) + (n + 1) * sizeof (guint32);
  for (guint first = 0; first < n; first += MILL_VEC_ROWS)
    {
      guint part = MIN (n - first, MILL_VEC_ROWS);
      MillVec ids, values;
      mill_arena_reset (&arena);
      mill_key_table_load (self->table, 0, NULL, first, part, &arena, &ids);
      mill_key_table_load (self->table, 1, NULL, first, part, &arena, &values);
      for (guint i = 0; i < part; i++)
        {
          gboolean null = mill_vec_is_null (&values, i);
          group[first + i] = null ? G_MAXUINT32 : (guint32)ids.integers[ids.constant ? 0 : i];
          if (!null)
            self->starts[group[first + i] + 2]++;
        }
    }
  for (guint g = 2; g < self->n_groups + 2; g++)
    self->starts[g] += self->starts[g - 1];
  for (guint i = 0; i < n; i++)
    if (group[i] != G_MAXUINT32)
      self->members[self->starts[group[i] + 1]++] = i;
}

static void
distinct_merge (MillAggregator *self, guint32 to, const MillAggregator *other, guint32 from)
{
  guint32 ids[MILL_VEC_ROWS];
  for (guint64 at = other->starts[from]; at < other->starts[from + 1]; at += MILL_VEC_ROWS)
    {
      guint n = (guint)MIN (other->starts[from + 1] - at, MILL_VEC_ROWS);
      MillVec values;
      mill_arena_reset (&self->texts); /* scratch: the values lie in the tables */
      mill_key_table_load (other->table, 1, other->members + at, 0, n, &self->texts, &values);
      for (guint i = 0; i < n; i++)
        ids[i] = to;
      insert_pairs (self, ids, n, &values);
    }
}

static gboolean
distinct_result (const MillAggregator *self,
                 guint32 id,
                 gpointer values,
                 guint i,
                 gboolean *overflow G_GNUC_UNUSED)
{
  ((gint64 *)values)[i] = (gint64)(self->starts[id + 1] - self->starts[id]);
  return TRUE;
}

static void
distinct_save (const MillAggregator *self, guint32 id, MillBytes *out)
{
  g_auto (MillArena) arena = { .block_size = SAVE_ARENA_BYTES };
  gsize size = mill_vec_element_bytes (self->aggregate.input);
  for (guint64 at = self->starts[id]; at < self->starts[id + 1]; at++)
    {
      MillVec value;
      mill_arena_reset (&arena);
      mill_key_table_load (self->table, 1, self->members + at, 0, 1, &arena, &value);
      if (mill_type_is_textual (self->aggregate.input))
        {
          guint32 length = (guint32)value.spans[0].length;
          mill_bytes_append (out, &length, sizeof length);
          mill_bytes_append (out, value.spans[0].data, length);
        }
      else
        mill_bytes_append (out, value.data, size);
    }
}

static gboolean
distinct_load (MillAggregator *self, guint32 id, const guint8 *data, gsize length)
{
  MillType type = self->aggregate.input;
  gboolean textual = mill_type_is_textual (type);
  g_auto (MillBytes) value = { 0 };
  for (gsize at = 0; at < length;)
    {
      guint32 n = (guint32)mill_vec_element_bytes (type);
      if (textual && length - at < sizeof n)
        return FALSE;
      if (textual)
        memcpy (&n, data + at, sizeof n);
      at += textual ? sizeof n : 0;
      if (n > length - at || !mill_aggregate_fits (type, data + at, n))
        return FALSE;
      mill_bytes_reset (&value); /* a padded, aligned copy */
      mill_bytes_append (&value, data + at, n);
      MillSpan span = { value.data, n };
      MillVec vec = { .type = type, .n = 1 };
      vec.data = textual ? (gconstpointer)&span : value.data;
      insert_pairs (self, &id, 1, &vec);
      at += n;
    }
  return TRUE;
}

const MillAggregateKind mill_aggregate_distinct = { .state_bytes = 1,
                                                    .add = distinct_add,
                                                    .seal = distinct_seal,
                                                    .merge = distinct_merge,
                                                    .result = distinct_result,
                                                    .save = distinct_save,
                                                    .load = distinct_load };
