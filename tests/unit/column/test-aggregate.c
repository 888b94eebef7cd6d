/* test-aggregate.c: every function over every type against plain lists of values.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "aggregate-oracle.h"
#include "fixture.h"
#include "mill-utf8.h"
#include "vecs.h"

#define ROUNDS 12

/* --- what the aggregator says --- */

static gboolean
is_expected (const Expected *expected, const MillVec *vec, guint i)
{
  if (mill_vec_is_null (vec, i) || expected->null)
    return mill_vec_is_null (vec, i) && expected->null;
  Cell found = cell_of (vec, i);
  gboolean same = compare_cells (vec->type, &found, &expected->value) == 0;
  if (vec->type.id == MILL_TYPE_NUMBER && isfinite (expected->value.number))
    same = fabs (found.number - expected->value.number) <= expected->tolerance;
  cell_clear (&found);
  return same;
}

static void
assert_value (const Oracle *oracle, const Expected *expected, const MillVec *vec, guint i)
{
  g_autoptr (GString) text = g_string_new (NULL);
  if (is_expected (expected, vec, i))
    return;
  mill_vec_print (vec, i, text);
  g_error ("function %u of type %u is '%s', not %.17g, %" G_GINT64_FORMAT " tolerance %g",
           (guint)oracle->aggregate.function,
           (guint)oracle->aggregate.input.id,
           text->str,
           expected->value.number,
           (gint64)expected->value.integer,
           expected->tolerance);
}

static void
assert_results (const Oracle *oracle, MillAggregator *aggregator, guint n_groups)
{
  g_auto (MillArena) arena = { 0 };
  g_autoptr (MillRowErrors) errors = mill_row_errors_new ();
  MillVec vec;
  guint n_overflows = 0;
  mill_aggregator_seal (aggregator);
  mill_aggregator_result (aggregator, NULL, 0, n_groups, 7, &arena, errors, &vec);
  g_assert_true (mill_type_equal (vec.type, oracle->type));
  for (guint i = 0; i < n_groups; i++)
    {
      Expected expected = expect (oracle, i);
      assert_value (oracle, &expected, &vec, i);
      g_assert_cmpint (mill_row_errors_has (errors, 7 + i), ==, expected.overflow);
      n_overflows += expected.overflow;
    }
  g_assert_cmpuint (errors->n, ==, n_overflows);
}

/* --- rows --- */

typedef struct
{
  guint32 ids[MILL_VEC_ROWS];
  guint64 sequence[MILL_VEC_ROWS];
  MillVec values;
  guint n;
} Chunk;

/* Text as it comes out of any reader is UTF-8, and a date fits 32 bits. */
static void
make_valid (const MillVec *vec)
{
  for (guint i = 0; mill_type_is_textual (vec->type) && i < mill_vec_elements (vec); i++)
    for (gsize k = 0; !mill_vec_is_null (vec, i) && k < vec->spans[i].length; k++)
      if (vec->spans[i].data[k] >= 0x80)
        ((guint8 *)(gpointer)vec->spans[i].data)[k] = 'z';
  for (guint i = 0; vec->type.id == MILL_TYPE_DATE && i < mill_vec_elements (vec); i++)
    ((gint64 *)(gpointer)vec->integers)[i] %= G_MAXINT32;
}

static Chunk *
chunk_new (GRand *rand, MillType type, guint n_groups, guint64 *row, MillArena *arena)
{
  Chunk *chunk = g_new (Chunk, 1);
  chunk->n = MAX (vecs_n (rand), 1);
  chunk->values
      = vecs_random (rand, type, chunk->n, (guint)g_rand_int_range (rand, 0, VECS_SHAPES), arena);
  make_valid (&chunk->values);
  for (guint i = 0; i < chunk->n; i++)
    {
      /* some groups stay empty */
      chunk->ids[i] = (guint32)g_rand_int_range (rand, 0, (gint32)n_groups) & ~2u;
      /* every number once, in no order */
      chunk->sequence[i] = (++*row * G_GUINT64_CONSTANT (2654435761)) & 0xffffffff;
    }
  return chunk;
}

static void
oracle_add (Oracle *oracle, const Chunk *chunk)
{
  for (guint i = 0; i < chunk->n; i++)
    {
      Cell cell = cell_of (&chunk->values, i);
      cell.sequence = chunk->sequence[i];
      g_array_append_val (oracle->groups[chunk->ids[i]], cell);
    }
}

static void
add_chunk (MillAggregator *aggregator, const Chunk *chunk)
{
  mill_aggregator_resize (aggregator, GROUPS_MAX);
  mill_aggregator_add (aggregator, chunk->ids, chunk->n, &chunk->values, chunk->sequence);
}

static const double quantiles[] = { 0, 0.25, 0.5, 0.95, 1 };

typedef void (*EachFunc) (GRand *rand, const MillAggregate *aggregate);

static void
for_each_aggregate (EachFunc func)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (17);
  guint n = 0;
  for (guint f = MILL_AGGREGATE_ROWS; f <= MILL_AGGREGATE_LAST; f++)
    for (guint t = 0; t < G_N_ELEMENTS (vecs_types); t++)
      for (guint round = 0; round < ROUNDS; round++)
        {
          MillType type;
          MillAggregate aggregate = { .function = f, .input = vecs_types[t], .name = "column" };
          aggregate.quantile = quantiles[round % G_N_ELEMENTS (quantiles)];
          if (!mill_aggregate_type (&aggregate, &type))
            continue;
          func (rand, &aggregate);
          n++;
        }
  /* three and two functions take all nine types, two all but json, five the four numeric ones */
  g_assert_cmpuint (n, ==, ROUNDS * (3 * 9 + 2 * 9 + 2 * 8 + 5 * 4));
}

static void
check_plain (GRand *rand, const MillAggregate *aggregate)
{
  g_auto (Oracle) oracle = { 0 };
  g_auto (MillArena) arena = VECS_ARENA;
  g_autoptr (MillAggregator) aggregator = mill_aggregator_new (aggregate);
  guint64 row = 0;
  oracle_init (&oracle, aggregate);
  for (guint i = 0; i < 4; i++)
    {
      g_autofree Chunk *chunk = chunk_new (rand, aggregate->input, GROUPS_MAX, &row, &arena);
      oracle_add (&oracle, chunk);
      add_chunk (aggregator, chunk);
      if (i == 1) /* asked in between */
        assert_results (&oracle, aggregator, GROUPS_MAX);
    }
  assert_results (&oracle, aggregator, GROUPS_MAX);
}

static void
test_plain (void)
{
  for_each_aggregate (check_plain);
}

/* After _clear() nothing of before is left. */
static void
check_clear (GRand *rand, const MillAggregate *aggregate)
{
  g_auto (Oracle) oracle = { 0 };
  g_auto (MillArena) arena = VECS_ARENA;
  g_autoptr (MillAggregator) aggregator = mill_aggregator_new (aggregate);
  guint64 row = 0;
  g_autofree Chunk *before = chunk_new (rand, aggregate->input, GROUPS_MAX, &row, &arena);
  g_autofree Chunk *after = chunk_new (rand, aggregate->input, GROUPS_MAX, &row, &arena);
  oracle_init (&oracle, aggregate);
  add_chunk (aggregator, before);
  mill_aggregator_seal (aggregator);
  mill_aggregator_clear (aggregator);
  mill_aggregator_resize (aggregator, 3);
  assert_results (&oracle, aggregator, 3);
  oracle_add (&oracle, after);
  add_chunk (aggregator, after);
  assert_results (&oracle, aggregator, GROUPS_MAX);
}

static void
test_clear (void)
{
  for_each_aggregate (check_clear);
}

/* --- lanes --- */

static void
assert_same_bits (const MillVec *a, const MillVec *b)
{
  gsize size = mill_vec_element_bytes (a->type);
  g_assert_cmpuint (a->n, ==, b->n);
  for (guint i = 0; i < a->n; i++)
    {
      g_assert_cmpint (mill_vec_is_null (a, i), ==, mill_vec_is_null (b, i));
      if (mill_vec_is_null (a, i))
        continue;
      if (mill_type_is_textual (a->type))
        g_assert_cmpmem (
            a->spans[i].data, a->spans[i].length, b->spans[i].data, b->spans[i].length);
      else
        g_assert_cmpmem (
            (const guint8 *)a->data + i * size, size, (const guint8 *)b->data + i * size, size);
    }
}

static void
assert_same (MillAggregator *a, MillAggregator *b, const guint32 *ids_of_b)
{
  g_auto (MillArena) arena = { 0 };
  MillVec x, y;
  mill_aggregator_seal (a);
  mill_aggregator_seal (b);
  mill_aggregator_result (a, NULL, 0, GROUPS_MAX, 0, &arena, NULL, &x);
  mill_aggregator_result (b, ids_of_b, 0, GROUPS_MAX, 0, &arena, NULL, &y);
  assert_same_bits (&x, &y);
}

/* Numbers as they are in files: 53 bits over a dozen orders of magnitude, no 1e300. */
static void
make_ordinary (GRand *rand, const MillVec *vec)
{
  static const double odd[] = { NAN, INFINITY, -INFINITY, -0.0, 0.0 };
  double *numbers = (double *)(gpointer)vec->numbers;
  if (vec->type.id != MILL_TYPE_NUMBER)
    return;
  gboolean any_odd = g_rand_int_range (rand, 0, 4) == 0;
  for (guint i = 0; i < mill_vec_elements (vec); i++)
    {
      guint k = (guint)g_rand_int_range (rand, 0, 30);
      numbers[i] = any_odd && k < G_N_ELEMENTS (odd)
                       ? odd[k]
                       : g_rand_double_range (rand, -1, 1) * pow (10, k % 12);
    }
}

static void
permute (GRand *rand, guint32 *ids, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      guint k = (guint)g_rand_int_range (rand, 0, (gint32)i + 1);
      ids[i] = ids[k];
      ids[k] = i;
    }
}

/* Rows shared out to lanes, each with its own numbers for the groups, merged in any tree. */
static void
check_merge (GRand *rand, const MillAggregate *aggregate)
{
  enum
  {
    LANES = 5
  };
  g_auto (MillArena) arena = VECS_ARENA;
  g_autoptr (MillAggregator) whole = mill_aggregator_new (aggregate);
  MillAggregator *lanes[LANES];
  guint32 ids[LANES][GROUPS_MAX];
  guint64 row = 0;
  for (guint i = 0; i < LANES; i++)
    {
      lanes[i] = mill_aggregator_new (aggregate);
      mill_aggregator_resize (lanes[i], GROUPS_MAX);
      permute (rand, ids[i], GROUPS_MAX);
    }
  for (guint i = 0; i < 12; i++)
    {
      g_autofree Chunk *chunk = chunk_new (rand, aggregate->input, GROUPS_MAX, &row, &arena);
      guint lane = (guint)g_rand_int_range (rand, 0, LANES);
      make_ordinary (rand, &chunk->values);
      add_chunk (whole, chunk);
      for (guint k = 0; k < chunk->n; k++)
        chunk->ids[k] = ids[lane][chunk->ids[k]];
      add_chunk (lanes[lane], chunk);
    }
  for (guint left = LANES; left > 1; left--)
    {
      guint from = (guint)g_rand_int_range (rand, 0, (gint32)left);
      MillAggregator *other = lanes[from];
      guint32 other_ids[GROUPS_MAX];
      memcpy (other_ids, ids[from], sizeof other_ids);
      lanes[from] = lanes[left - 1];
      memcpy (ids[from], ids[left - 1], sizeof other_ids);
      guint to = (guint)g_rand_int_range (rand, 0, (gint32)left - 1);
      mill_aggregator_seal (other);
      mill_aggregator_merge (lanes[to], ids[to], other, other_ids, GROUPS_MAX);
      mill_aggregator_free (other);
    }
  assert_same (whole, lanes[0], ids[0]);
  mill_aggregator_free (lanes[0]);
}

static void
test_merge (void)
{
  for_each_aggregate (check_merge);
}

/* --- saved states --- */

static MillAggregator *
filled (GRand *rand, const MillAggregate *aggregate, MillArena *arena)
{
  MillAggregator *aggregator = mill_aggregator_new (aggregate);
  guint64 row = 0;
  for (guint i = 0; i < 3; i++)
    {
      g_autofree Chunk *chunk = chunk_new (rand, aggregate->input, GROUPS_MAX, &row, arena);
      make_ordinary (rand, &chunk->values);
      add_chunk (aggregator, chunk);
    }
  mill_aggregator_seal (aggregator);
  return aggregator;
}

static void
check_saved (GRand *rand, const MillAggregate *aggregate)
{
  g_auto (MillArena) arena = VECS_ARENA;
  g_autoptr (MillAggregator) first = filled (rand, aggregate, &arena);
  g_autoptr (MillAggregator) second = mill_aggregator_new (aggregate);
  g_auto (MillBytes) saved = { 0 };
  guint32 ids[GROUPS_MAX];
  permute (rand, ids, GROUPS_MAX);
  for (guint i = 0; i < GROUPS_MAX; i++)
    mill_aggregator_save (first, i, &saved);
  mill_aggregator_resize (second, GROUPS_MAX);
  g_autofree guint8 *copy = g_memdup2 (saved.data, saved.length); /* whose end is guarded */
  gsize at = 0;
  for (guint i = 0; i < GROUPS_MAX; i++)
    {
      gsize used = mill_aggregator_load (second, ids[i], copy + at, saved.length - at);
      g_assert_cmpuint (used, >, 0);
      at += used;
    }
  g_assert_cmpuint (at, ==, saved.length);
  assert_same (first, second, ids);
}

static void
test_saved (void)
{
  for_each_aggregate (check_saved);
}

/* What has been loaded can be shown, whatever the bytes were. */
static void
assert_sane (MillAggregator *aggregator, MillType type)
{
  g_auto (MillArena) arena = { 0 };
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (MillColumnBuilder) builder = mill_column_builder_new (type);
  MillVec vec;
  mill_aggregator_seal (aggregator);
  mill_aggregator_result (aggregator, NULL, 0, 1, 0, &arena, NULL, &vec);
  mill_vec_print (&vec, 0, text);
  mill_column_builder_add_vec (builder, &vec);
  MillColumn column = mill_column_builder_end (builder);
  mill_keep_unref (column.keep);
  if (mill_vec_is_null (&vec, 0))
    return;
  if (type.id == MILL_TYPE_BOOLEAN)
    g_assert_cmpuint (vec.booleans[0], <=, 1);
  if (mill_type_is_textual (type))
    g_assert_true (mill_utf8_valid (vec.spans[0].data, vec.spans[0].length));
  if (type.id == MILL_TYPE_DECIMAL)
    g_assert_true (mill_decimal_fits (
        mill_type_is_wide (type) ? vec.wides[0] : (MillInt128)vec.integers[0], type.precision));
}

static guint n_refused, n_taken;

static void
check_hostile (GRand *rand, const MillAggregate *aggregate)
{
  g_auto (MillArena) arena = VECS_ARENA;
  g_autoptr (MillAggregator) first = filled (rand, aggregate, &arena);
  g_autoptr (MillAggregator) second = mill_aggregator_new (aggregate);
  MillType type;
  g_assert_true (mill_aggregate_type (aggregate, &type));
  mill_aggregator_resize (second, 1);
  for (guint i = 0; i < GROUPS_MAX; i++)
    {
      g_auto (MillBytes) saved = { 0 };
      mill_aggregator_save (first, i, &saved);
      for (gint32 n = g_rand_int_range (rand, 0, 4); n > 0; n--)
        saved.data[g_rand_int_range (rand, 0, (gint32)saved.length)] = (guint8)g_rand_int (rand);
      gsize length = g_rand_boolean (rand)
                         ? saved.length
                         : (gsize)g_rand_int_range (rand, 0, (gint32)saved.length);
      g_autofree guint8 *copy = g_memdup2 (saved.data, length);
      gsize used = mill_aggregator_load (second, 0, copy, length);
      g_assert_cmpuint (used, <=, length);
      n_refused += used == 0;
      n_taken += used > 0;
      assert_sane (second, type);
    }
}

static void
test_hostile (void)
{
  for_each_aggregate (check_hostile);
  g_assert_cmpuint (n_refused, >, 1000);
  g_assert_cmpuint (n_taken, >, 1000);
}

/* --- single cases --- */

static const guint32 zeros[MILL_VEC_ROWS];

static MillAggregator *
aggregator_over (MillAggregateFunction function, MillType input, double quantile)
{
  MillAggregate aggregate
      = { .function = function, .input = input, .quantile = quantile, .name = "x" };
  MillAggregator *aggregator = mill_aggregator_new (&aggregate);
  mill_aggregator_resize (aggregator, 1);
  return aggregator;
}

/* The result over all @n values in one group; NaN for null. */
static double
number_over (MillAggregateFunction function, double quantile, const double *values, guint n)
{
  g_autoptr (MillAggregator) aggregator = aggregator_over (function, MILL_TYPE (NUMBER), quantile);
  g_auto (MillArena) arena = { 0 };
  MillVec result;
  for (guint first = 0; first < n; first += MILL_VEC_ROWS)
    {
      MillVec vec = { .type = MILL_TYPE (NUMBER), .n = MIN (n - first, MILL_VEC_ROWS) };
      vec.numbers = values + first;
      mill_aggregator_add (aggregator, zeros, vec.n, &vec, NULL);
    }
  mill_aggregator_seal (aggregator);
  mill_aggregator_result (aggregator, NULL, 0, 1, 0, &arena, NULL, &result);
  return mill_vec_is_null (&result, 0) ? NAN : result.numbers[0];
}

/* The sum of @mantissas; NULL for one that does not fit. */
static char *
exact_sum (MillType type, const MillInt128 *mantissas, guint n)
{
  g_autoptr (MillAggregator) aggregator = aggregator_over (MILL_AGGREGATE_SUM, type, 0);
  g_auto (MillArena) arena = { 0 };
  g_autoptr (MillRowErrors) errors = mill_row_errors_new ();
  g_autoptr (MillColumnBuilder) builder = mill_column_builder_new (type);
  MillVec vec;
  for (guint i = 0; i < n; i++)
    if (type.id == MILL_TYPE_INTEGER)
      mill_column_builder_add_integer (builder, (gint64)mantissas[i]);
    else
      mill_column_builder_add_wide (builder, mantissas[i]);
  MillColumn column = mill_column_builder_end (builder);
  mill_column_load (&column, NULL, 0, n, NULL, &arena, NULL, &vec);
  mill_aggregator_add (aggregator, zeros, n, &vec, NULL);
  mill_aggregator_seal (aggregator);
  mill_aggregator_result (aggregator, NULL, 0, 1, 3, &arena, errors, &vec);
  mill_keep_unref (column.keep);
  g_assert_cmpuint (errors->n, ==, mill_vec_is_null (&vec, 0));
  if (errors->n > 0)
    {
      g_assert_cmpuint (errors->errors[0].row, ==, 3);
      g_assert_cmpuint (errors->errors[0].code, ==, MILL_REJECT_OVERFLOW);
      g_assert_cmpstr (errors->errors[0].where, ==, "x");
      return NULL;
    }
  GString *text = g_string_new (NULL);
  mill_vec_print (&vec, 0, text);
  return g_string_free (text, FALSE);
}

static void
assert_sum (MillType type, const char *expected, MillInt128 a, MillInt128 b, MillInt128 c)
{
  const MillInt128 orders[][3]
      = { { a, b, c }, { a, c, b }, { b, a, c }, { b, c, a }, { c, a, b }, { c, b, a } };
  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    {
      g_autofree char *sum = exact_sum (type, orders[i], 3);
      g_assert_cmpstr (sum, ==, expected);
    }
}

static void
test_sum_edges (void)
{
  const MillType integer = MILL_TYPE (INTEGER);
  const MillType wide = { .id = MILL_TYPE_DECIMAL, .precision = 38, .scale = 2 };
  const MillType narrow = { .id = MILL_TYPE_DECIMAL, .precision = 18, .scale = 0 };
  const MillInt128 nines = mill_power_of_ten (38) - 1, most = mill_power_of_ten (18) - 1;
  assert_sum (integer, "9223372036854775807", G_MAXINT64, 1, -1);
  assert_sum (integer, NULL, G_MAXINT64, 1, 0);
  assert_sum (integer, "-9223372036854775808", G_MININT64, -1, 1);
  assert_sum (integer, NULL, G_MININT64, -1, 0);
  assert_sum (integer, "9223372036854775806", G_MAXINT64, G_MAXINT64, G_MININT64);
  assert_sum (wide, "999999999999999999999999999999999999.99", nines, 1, -1);
  assert_sum (wide, NULL, nines, 1, 0);
  assert_sum (wide, NULL, -nines, -1, 0);
  /* twice the largest leaves 128 bits, in some orders only */
  assert_sum (wide, "999999999999999999999999999999999999.99", nines, nines, -nines);
  assert_sum (wide, NULL, nines, nines, -5);
  assert_sum (wide, NULL, -nines, -nines, -nines);
  assert_sum (narrow, "2999999999999999997", most, most, most);
}

/* 4 * 10^38 does not fit 128 bits, but its mean fits a double. */
static void
test_mean_of_large (void)
{
  const MillType type = { .id = MILL_TYPE_DECIMAL, .precision = 38, .scale = 1 };
  g_autoptr (MillAggregator) aggregator = aggregator_over (MILL_AGGREGATE_MEAN, type, 0);
  g_auto (MillArena) arena = { 0 };
  const MillInt128 values[] = { mill_power_of_ten (38) - 1 };
  MillVec vec = { .type = type, .n = 4, .constant = TRUE, .wides = values };
  mill_aggregator_add (aggregator, zeros, 4, &vec, NULL);
  mill_aggregator_seal (aggregator);
  mill_aggregator_result (aggregator, NULL, 0, 1, 0, &arena, NULL, &vec);
  g_assert_false (mill_vec_is_null (&vec, 0));
  g_assert_cmpfloat (vec.numbers[0], ==, 1e37);
}

static void
test_numbers (void)
{
  const double tenths[] = { 0.1, 0.1, 0.1 }, zeros_of_both[] = { 0.0, -0.0 };
  const double cancel[] = { 1e16, 1, -1e16 }, endless[] = { INFINITY, 1, -INFINITY };
  const double largest[] = { G_MAXDOUBLE, -G_MAXDOUBLE };
  const double far[] = { -INFINITY, -INFINITY, 5, INFINITY };
  g_assert_cmpfloat (number_over (MILL_AGGREGATE_MEAN, 0, tenths, 3), ==, 0.1);
  g_assert_cmpfloat (number_over (MILL_AGGREGATE_SUM, 0, cancel, 3), ==, 1);
  g_assert_true (isnan (number_over (MILL_AGGREGATE_SUM, 0, endless, 3)));
  g_assert_cmpfloat (number_over (MILL_AGGREGATE_SUM, 0, endless, 2), ==, INFINITY);
  g_assert_cmpfloat (number_over (MILL_AGGREGATE_MEAN, 0, endless, 2), ==, INFINITY);
  g_assert_true (isnan (number_over (MILL_AGGREGATE_STDDEV, 0, endless, 2)));
  for (guint i = 0; i < 2; i++)
    {
      MillAggregateFunction function = i == 0 ? MILL_AGGREGATE_MIN : MILL_AGGREGATE_QUANTILE;
      g_assert_false (signbit (number_over (function, 1, zeros_of_both + 1, 1)));
      g_assert_false (signbit (number_over (function, 1, zeros_of_both, 2)));
      g_assert_false (signbit (number_over (function, 0, zeros_of_both, 2)));
    }
  g_assert_cmpfloat (number_over (MILL_AGGREGATE_QUANTILE, 0.5, largest, 2), ==, 0);
  g_assert_cmpfloat (number_over (MILL_AGGREGATE_QUANTILE, 0.1, far, 4), ==, -INFINITY);
  g_assert_cmpfloat (number_over (MILL_AGGREGATE_QUANTILE, 0.5, far, 4), ==, -INFINITY);
  g_assert_cmpfloat (number_over (MILL_AGGREGATE_QUANTILE, 0.9, far, 4), ==, INFINITY);
}

static void
test_decimal_mean (void)
{
  const MillType type = { .id = MILL_TYPE_DECIMAL, .precision = 5, .scale = 2 };
  g_autoptr (MillAggregator) aggregator = aggregator_over (MILL_AGGREGATE_MEAN, type, 0);
  g_auto (MillArena) arena = { 0 };
  const gint64 values[] = { 10, 10, 10 };
  MillVec vec = { .type = type, .n = 3, .integers = values };
  mill_aggregator_add (aggregator, zeros, 3, &vec, NULL);
  mill_aggregator_seal (aggregator);
  mill_aggregator_result (aggregator, NULL, 0, 1, 0, &arena, NULL, &vec);
  g_assert_cmpfloat (vec.numbers[0], ==, 0.1);
}

/* A mean of 1e9 and a spread of 1e-3: plain sums of squares lose all digits. */
static void
test_spread_small (void)
{
  enum
  {
    N = 200000
  };
  g_autofree double *values = g_new (double, N);
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  long double mean = 0, squares = 0;
  for (guint i = 0; i < N; i++)
    {
      values[i] = 1e9 + 1e-3 * g_rand_double_range (rand, -2, 2);
      mean += (long double)(values[i] - 1e9) / N;
    }
  for (guint i = 0; i < N; i++)
    squares += (values[i] - 1e9 - mean) * (values[i] - 1e9 - mean);
  double expected = (double)(squares / (N - 1)),
         variance = number_over (MILL_AGGREGATE_VARIANCE, 0, values, N),
         deviation = number_over (MILL_AGGREGATE_STDDEV, 0, values, N);
  g_assert_cmpfloat_with_epsilon (variance, expected, 1e-14 * expected);
  g_assert_cmpfloat_with_epsilon (deviation, sqrt (expected), 1e-14 * sqrt (expected));
  for (guint i = 0; i < N; i++) /* the same bits in another order */
    {
      guint k = (guint)g_rand_int_range (rand, 0, N);
      double value = values[i];
      values[i] = values[k];
      values[k] = value;
    }
  g_assert_cmpfloat (number_over (MILL_AGGREGATE_VARIANCE, 0, values, N), ==, variance);
  for (guint i = 0; i < N; i++)
    values[i] = 1e9 + 0.1;
  g_assert_cmpfloat (number_over (MILL_AGGREGATE_STDDEV, 0, values, N), ==, 0);
}

/* Identity numbers: 19 digits, a spread of one. */
static void
test_spread_of_integers (void)
{
  g_autoptr (MillAggregator) aggregator
      = aggregator_over (MILL_AGGREGATE_VARIANCE, MILL_TYPE (INTEGER), 0);
  g_auto (MillArena) arena = { 0 };
  const gint64 values[] = { G_MAXINT64 - 2, G_MAXINT64 - 1, G_MAXINT64 };
  MillVec vec = { .type = MILL_TYPE (INTEGER), .n = 3, .integers = values };
  mill_aggregator_add (aggregator, zeros, 3, &vec, NULL);
  mill_aggregator_seal (aggregator);
  mill_aggregator_result (aggregator, NULL, 0, 1, 0, &arena, NULL, &vec);
  g_assert_cmpfloat (vec.numbers[0], ==, 1);
}

/* Codes of a dictionary stand for their words. */
static void
test_dictionary (void)
{
  static const MillAggregateFunction functions[]
      = { MILL_AGGREGATE_COUNT, MILL_AGGREGATE_DISTINCT, MILL_AGGREGATE_MIN,
          MILL_AGGREGATE_MAX,   MILL_AGGREGATE_FIRST,    MILL_AGGREGATE_LAST };
  guint n_coded = 0;
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  for (guint round = 0; round < 30 * G_N_ELEMENTS (functions); round++)
    {
      g_auto (Oracle) oracle = { 0 };
      MillAggregate aggregate
          = { .function = functions[round % G_N_ELEMENTS (functions)], .input = MILL_TYPE (TEXT) };
      g_autoptr (MillAggregator) aggregator = mill_aggregator_new (&aggregate);
      guint64 row = 0;
      oracle_init (&oracle, &aggregate);
      for (guint i = 0; i < 3; i++)
        {
          g_auto (MillArena) arena = VECS_ARENA;
          g_autofree Chunk *chunk = chunk_new (rand, MILL_TYPE (TEXT), GROUPS_MAX, &row, &arena);
          MillColumn column = fixture_dict (rand, MILL_TYPE (TEXT), chunk->n, 9, round % 4);
          mill_column_load (&column, NULL, 0, chunk->n, NULL, &arena, NULL, &chunk->values);
          n_coded += chunk->values.codes != NULL;
          oracle_add (&oracle, chunk);
          add_chunk (aggregator, chunk);
          mill_keep_unref (column.keep);
        }
      assert_results (&oracle, aggregator, GROUPS_MAX);
    }
  g_assert_cmpuint (n_coded, >, 100);
}

static void
test_refused (void)
{
  static const MillAggregateFunction numeric[] = { MILL_AGGREGATE_SUM,
                                                   MILL_AGGREGATE_MEAN,
                                                   MILL_AGGREGATE_QUANTILE,
                                                   MILL_AGGREGATE_STDDEV,
                                                   MILL_AGGREGATE_VARIANCE };
  MillType type;
  for (guint t = 0; t < G_N_ELEMENTS (vecs_types); t++)
    for (guint i = 0; i < G_N_ELEMENTS (numeric); i++)
      {
        MillAggregate aggregate = { .function = numeric[i], .input = vecs_types[t] };
        g_assert_cmpint (
            mill_aggregate_type (&aggregate, &type), ==, mill_type_is_numeric (vecs_types[t]));
      }
  MillAggregate json = { .function = MILL_AGGREGATE_MIN, .input = MILL_TYPE (JSON) };
  g_assert_false (mill_aggregate_type (&json, &type));
}

/* Many groups: resizing keeps what is there. */
static void
test_many (void)
{
  enum
  {
    N = 100000
  };
  g_autoptr (MillAggregator) sum = aggregator_over (MILL_AGGREGATE_SUM, MILL_TYPE (INTEGER), 0);
  g_auto (MillArena) arena = { 0 };
  for (guint round = 0; round < 2; round++)
    for (guint first = 0; first < N; first += MILL_VEC_ROWS)
      {
        guint32 ids[MILL_VEC_ROWS];
        gint64 values[MILL_VEC_ROWS];
        guint n = MIN (N - first, MILL_VEC_ROWS);
        MillVec vec = { .type = MILL_TYPE (INTEGER), .n = n, .integers = values };
        for (guint i = 0; i < n; i++)
          values[i] = ids[i] = first + i;
        mill_aggregator_resize (sum, first + n);
        mill_aggregator_add (sum, ids, n, &vec, NULL);
      }
  mill_aggregator_seal (sum);
  for (guint first = 0; first < N; first += MILL_VEC_ROWS)
    {
      MillVec vec;
      guint n = MIN (N - first, MILL_VEC_ROWS);
      mill_arena_reset (&arena);
      mill_aggregator_result (sum, NULL, first, n, 0, &arena, NULL, &vec);
      for (guint i = 0; i < n; i++)
        g_assert_cmpint (vec.integers[i], ==, 2 * (first + i));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/aggregate/plain", test_plain);
  g_test_add_func ("/aggregate/clear", test_clear);
  g_test_add_func ("/aggregate/merge", test_merge);
  g_test_add_func ("/aggregate/saved", test_saved);
  g_test_add_func ("/aggregate/hostile", test_hostile);
  g_test_add_func ("/aggregate/sum-edges", test_sum_edges);
  g_test_add_func ("/aggregate/mean-of-large", test_mean_of_large);
  g_test_add_func ("/aggregate/numbers", test_numbers);
  g_test_add_func ("/aggregate/decimal-mean", test_decimal_mean);
  g_test_add_func ("/aggregate/spread-small", test_spread_small);
  g_test_add_func ("/aggregate/spread-of-integers", test_spread_of_integers);
  g_test_add_func ("/aggregate/dictionary", test_dictionary);
  g_test_add_func ("/aggregate/refused", test_refused);
  g_test_add_func ("/aggregate/many", test_many);
  return g_test_run ();
}
