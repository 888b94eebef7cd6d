/* test-grouper.c: groups in memory, on disk and on any number of lanes are the same bytes.
 *
 * What one group must be is known from one table without lanes: keys as bytes in a GHashTable,
 * values in aggregators that test-aggregate.c holds to plain lists.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-grouper-private.h"

#include <sys/mman.h>
#include <unistd.h>

#include "fixture.h"
#include "vecs.h"

#define KEYS_MAX 3
#define AGGREGATES_MAX 5
#define LANES_MAX 4
#define ROUNDS 80

/* --- memory, files, threads --- */

typedef struct
{
  gint64 used, limit;
  guint n_files;
  gboolean no_files;
  int fd; /* the last one opened */
  guint n_threads;
} Budget;

static gboolean
budget_reserve (void *data, gssize bytes)
{
  Budget *budget = data;
  return __atomic_add_fetch (&budget->used, bytes, __ATOMIC_RELAXED) <= budget->limit;
}

static int
budget_file (void *data, GError **error)
{
  Budget *budget = data;
  if (budget->no_files)
    {
      g_set_error_literal (error, MILL_ERROR_RESOURCE, MILL_RESOURCE_FULL, "no space");
      return -1;
    }
  __atomic_add_fetch (&budget->n_files, 1, __ATOMIC_RELAXED);
  budget->fd = memfd_create ("grouper", MFD_CLOEXEC);
  return budget->fd;
}

typedef struct
{
  guint n, next, n_workers;
  gboolean (*func) (guint i, guint worker, void *data, GError **error);
  void *data;
} Work;

static gpointer
work_main (gpointer data)
{
  Work *work = data;
  guint worker = __atomic_fetch_add (&work->n_workers, 1, __ATOMIC_RELAXED), i;
  while ((i = __atomic_fetch_add (&work->next, 1, __ATOMIC_RELAXED)) < work->n)
    g_assert_true (work->func (i, worker, work->data, NULL));
  return NULL;
}

static gboolean
budget_parallel (void *data,
                 guint n,
                 gboolean (*func) (guint i, guint worker, void *func_data, GError **error),
                 void *func_data,
                 GError **error)
{
  const Budget *budget = data;
  GThread *threads[LANES_MAX];
  Work work = { .n = n, .func = func, .data = func_data };
  for (guint i = 0; i < n && budget->n_threads == 0; i++)
    if (!func (n - 1 - i, 0, func_data, error))
      return FALSE;
  for (guint i = 0; i < budget->n_threads; i++)
    threads[i] = g_thread_new ("worker", work_main, &work);
  for (guint i = 0; i < budget->n_threads; i++)
    g_thread_join (threads[i]);
  return TRUE;
}

static gboolean
budget_cancelled (void *data G_GNUC_UNUSED)
{
  return FALSE;
}

static MillSpill
budget_spill (Budget *budget)
{
  return (MillSpill){ budget_reserve, budget_file, budget_parallel, budget_cancelled, budget };
}

/* --- rows --- */

typedef struct
{
  guint n;
  MillVec keys[KEYS_MAX + 1];
  MillVec values[AGGREGATES_MAX + 1];
  guint64 sequence[MILL_VEC_ROWS];
} Chunk;

typedef struct
{
  GRand *rand;
  guint n_keys, n_aggregates;
  MillAggregate aggregates[AGGREGATES_MAX + 1];
  MillSchema *schema;
  MillArena arena;    /* of the chunks */
  GPtrArray *columns; /* dictionaries that chunks point to */
  GArray *chunks;     /* of Chunk */
  guint64 n_rows;
} Table;

static void
free_column (gpointer data)
{
  mill_keep_unref (((MillColumn *)data)->keep);
  g_free (data);
}

static void
choose_aggregate (Table *table, guint i, gboolean failing)
{
  static const double quantiles[] = { 0, 0.5, 0.9 };
  MillAggregate *aggregate = &table->aggregates[i];
  MillType type;
  do
    {
      aggregate->function = (guint)g_rand_int_range (table->rand, 0, MILL_AGGREGATE_LAST + 1);
      aggregate->input
          = vecs_types[g_rand_int_range (table->rand, 0, (gint32)G_N_ELEMENTS (vecs_types))];
      aggregate->quantile = quantiles[g_rand_int_range (table->rand, 0, 3)];
      aggregate->name = "value";
    }
  while (!mill_aggregate_type (aggregate, &type));
  if (failing)
    *aggregate = (MillAggregate){ .function = MILL_AGGREGATE_SUM,
                                  .input = vecs_types[1 + i % 3],
                                  .name = i % 2 == 0 ? "even" : "odd" };
}

static void
choose_columns (Table *table, guint n_keys, gboolean failing)
{
  static const char *const names[] = { "a", "b", "c", "d", "e", "f", "g", "h" };
  MillField fields[KEYS_MAX + AGGREGATES_MAX];
  table->n_keys = n_keys;
  table->n_aggregates = (guint)g_rand_int_range (table->rand, n_keys == 0, AGGREGATES_MAX + 1);
  for (guint i = 0; i < n_keys; i++)
    fields[i].type
        = vecs_types[g_rand_int_range (table->rand, 0, (gint32)G_N_ELEMENTS (vecs_types))];
  for (guint i = 0; i < table->n_aggregates; i++)
    {
      choose_aggregate (table, i, failing);
      g_assert_true (mill_aggregate_type (&table->aggregates[i], &fields[n_keys + i].type));
    }
  for (guint i = 0; i < n_keys + table->n_aggregates; i++)
    fields[i].name = names[i];
  table->schema = mill_schema_new (fields, n_keys + table->n_aggregates, NULL);
}

static void
make_plain (GRand *rand, MillVec *vec)
{
  for (guint i = 0; i < mill_vec_elements (vec); i++)
    {
      if (vec->type.id == MILL_TYPE_DATE)
        ((gint64 *)(gpointer)vec->integers)[i] %= G_MAXINT32;
      if (vec->type.id == MILL_TYPE_NUMBER && fabs (vec->numbers[i]) > 1e15
          && isfinite (vec->numbers[i]))
        ((double *)(gpointer)vec->numbers)[i] = g_rand_int_range (rand, -1000, 1000) / 100.0;
      for (gsize k = 0; mill_type_is_textual (vec->type) && !mill_vec_is_null (vec, i)
                        && k < vec->spans[i].length;
           k++)
        if (vec->spans[i].data[k] >= 0x80)
          ((guint8 *)(gpointer)vec->spans[i].data)[k] = 'z';
    }
}

/* A column as blocks see it: random, with few or many values, or through a dictionary. */
static void
make_column (Table *table, MillType type, guint n, gboolean many, MillVec *vec)
{
  guint shape = (guint)g_rand_int_range (table->rand, 0, VECS_SHAPES);
  if (type.id == MILL_TYPE_TEXT && g_rand_int_range (table->rand, 0, 3) == 0)
    {
      MillColumn *column = g_new (MillColumn, 1);
      *column = fixture_dict (table->rand, type, n, 7, 4);
      g_ptr_array_add (table->columns, column);
      mill_column_load (column, NULL, 0, n, NULL, &table->arena, NULL, vec);
      return;
    }
  *vec = vecs_random (
      table->rand, type, n, many ? shape & VECS_NULLS : shape | VECS_FEW, &table->arena);
  make_plain (table->rand, vec);
}

static void
table_init (Table *table, GRand *rand, guint n_keys, guint n_chunks, gboolean failing)
{
  *table = (Table){ .rand = rand };
  gboolean many = g_rand_boolean (rand);
  table->columns = g_ptr_array_new_with_free_func (free_column);
  table->chunks = g_array_new (FALSE, FALSE, sizeof (Chunk));
  choose_columns (table, n_keys, failing);
  for (guint i = 0; i < n_chunks; i++)
    {
      Chunk chunk = { .n = (guint)g_rand_int_range (rand, 1, n_chunks > 20 ? 1025 : 150) };
      for (guint k = 0; k < n_keys; k++)
        make_column (table,
                     mill_schema_field (table->schema, k)->type,
                     chunk.n,
                     many && k == 0,
                     &chunk.keys[k]);
      for (guint k = 0; k < table->n_aggregates; k++)
        make_column (table, table->aggregates[k].input, chunk.n, failing, &chunk.values[k]);
      for (guint k = 0; k < chunk.n; k++)
        chunk.sequence[k] = table->n_rows++;
      g_array_append_val (table->chunks, chunk);
    }
}

static void
table_clear (Table *table)
{
  mill_schema_unref (table->schema);
  mill_arena_clear (&table->arena);
  g_ptr_array_unref (table->columns);
  g_array_unref (table->chunks);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Table, table_clear)

/* --- a result as bytes, row by row --- */

static void
append_value (const MillVec *vec, guint row, MillBytes *out)
{
  guint i = vec->constant ? 0 : row;
  gsize size = mill_vec_element_bytes (vec->type);
  gboolean null = mill_vec_is_null (vec, row);
  mill_bytes_append_byte (out, (guint8)null);
  if (null)
    return;
  if (!mill_type_is_textual (vec->type))
    {
      mill_bytes_append (out, (const guint8 *)vec->data + i * size, size);
      return;
    }
  mill_bytes_append (out, &vec->spans[i].length, sizeof (gsize));
  mill_bytes_append (out, vec->spans[i].data, vec->spans[i].length);
}

static GBytes *
row_bytes (const MillVec *vecs, guint n_columns, guint row, const char *message)
{
  MillBytes bytes = { 0 };
  for (guint c = 0; c < n_columns; c++)
    append_value (&vecs[c], row, &bytes);
  if (message != NULL)
    mill_bytes_append_text (&bytes, message);
  return mill_bytes_steal (&bytes);
}

static GBytes *
key_bytes (const Table *table, const MillVec *vecs, guint row)
{
  MillBytes bytes = { 0 };
  MillSortKey keys[KEYS_MAX + 1] = { 0 };
  for (guint k = 0; k < table->n_keys; k++)
    keys[k].type = mill_schema_field (table->schema, k)->type;
  mill_bytes_reserve (&bytes, 1);
  mill_sort_key_append (keys, table->n_keys, vecs, row, &bytes);
  return mill_bytes_steal (&bytes);
}

/* @whole are the groups bit by bit; @keys and @values the same for the oracle, whose keys have one
 * form for all that is equal. */
typedef struct
{
  const Table *table;
  GPtrArray *whole, *keys, *values;
  GPtrArray *failed, *failed_keys; /* groups whose sum does not fit */
  const MillRowErrors *errors;
} Result;

static void
result_init (Result *result, const Table *table)
{
  GPtrArray **arrays[]
      = { &result->whole, &result->keys, &result->values, &result->failed, &result->failed_keys };
  result->table = table;
  for (guint i = 0; i < G_N_ELEMENTS (arrays); i++)
    *arrays[i] = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
}

static void
result_clear (Result *result)
{
  g_ptr_array_unref (result->whole);
  g_ptr_array_unref (result->keys);
  g_ptr_array_unref (result->values);
  g_ptr_array_unref (result->failed);
  g_ptr_array_unref (result->failed_keys);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Result, result_clear)

static void
take_row (Result *result, const MillVec *vecs, guint row, const char *message)
{
  const Table *table = result->table;
  guint n_columns = table->n_keys + table->n_aggregates;
  GBytes *whole = row_bytes (vecs, n_columns, row, message), *key = key_bytes (table, vecs, row);
  g_ptr_array_add (message != NULL ? result->failed : result->whole, whole);
  g_ptr_array_add (message != NULL ? result->failed_keys : result->keys, key);
  if (message == NULL)
    g_ptr_array_add (result->values,
                     row_bytes (vecs + table->n_keys, table->n_aggregates, row, NULL));
}

static gboolean
take_batch (const MillBatch *batch, void *data)
{
  Result *result = data;
  g_auto (MillArena) arena = { 0 };
  guint n_columns = mill_schema_n_fields (batch->schema), next = 0;
  g_autofree MillVec *vecs = g_new0 (MillVec, n_columns + 1);
  g_assert_true (mill_schema_equal (batch->schema, result->table->schema));
  for (guint first = 0; first < batch->n_selected; first += MILL_VEC_ROWS)
    {
      guint n = MIN (batch->n_selected - first, MILL_VEC_ROWS);
      for (guint c = 0; c < n_columns; c++)
        mill_column_load (
            &batch->columns[c], batch->selection, first, n, NULL, &arena, NULL, &vecs[c]);
      for (guint i = 0; i < n; i++)
        {
          guint row = mill_batch_row (batch, first + i);
          const MillRowError *at = &result->errors->errors[next];
          gboolean bad = mill_row_errors_has (result->errors, row);
          g_autofree char *message = bad ? mill_row_error_message (at) : NULL;
          if (bad) /* errors come in the order of rows */
            g_assert_cmpuint (at->row, ==, row);
          next += bad;
          take_row (result, vecs, i, message);
        }
    }
  g_assert_cmpuint (next, ==, result->errors->n);
  return TRUE;
}

static void
take_failures (const MillGrouper *grouper, Result *result)
{
  guint n;
  const MillGrouperFailure *failures = mill_grouper_failures (grouper, &n);
  for (guint i = 0; i < n; i++)
    {
      g_auto (MillArena) arena = { 0 };
      MillVec vecs[KEYS_MAX + AGGREGATES_MAX];
      g_assert_cmpuint (failures[i].row->n_rows, ==, 1);
      for (guint c = 0; c < mill_schema_n_fields (failures[i].row->schema); c++)
        mill_column_load (&failures[i].row->columns[c], NULL, 0, 1, NULL, &arena, NULL, &vecs[c]);
      take_row (result, vecs, 0, failures[i].message);
    }
}

static void
assert_same_bytes (const GPtrArray *a, const GPtrArray *b)
{
  g_assert_cmpuint (a->len, ==, b->len);
  for (guint i = 0; i < a->len; i++)
    g_assert_true (g_bytes_equal (a->pdata[i], b->pdata[i]));
}

static void
assert_same_result (const Result *a, const Result *b)
{
  assert_same_bytes (a->whole, b->whole);
  assert_same_bytes (a->failed, b->failed);
}

/* --- the oracle --- */

typedef struct
{
  const Table *table;
  GHashTable *ids;  /* GBytes -> id + 1 */
  GPtrArray *order; /* the keys: GBytes of @ids */
  MillAggregator *aggregators[AGGREGATES_MAX];
} Oracle;

static guint
oracle_id (Oracle *oracle, GBytes *key)
{
  guint id = GPOINTER_TO_UINT (g_hash_table_lookup (oracle->ids, key));
  if (id > 0)
    {
      g_bytes_unref (key);
      return id - 1;
    }
  g_ptr_array_add (oracle->order, key);
  g_hash_table_insert (oracle->ids, key, GUINT_TO_POINTER (oracle->order->len));
  return oracle->order->len - 1;
}

static void
oracle_add (Oracle *oracle, const Chunk *chunk)
{
  guint32 ids[MILL_VEC_ROWS];
  for (guint i = 0; i < chunk->n; i++)
    ids[i] = oracle_id (oracle, key_bytes (oracle->table, chunk->keys, i));
  for (guint k = 0; k < oracle->table->n_aggregates; k++)
    {
      mill_aggregator_resize (oracle->aggregators[k], oracle->order->len);
      mill_aggregator_add (
          oracle->aggregators[k], ids, chunk->n, &chunk->values[k], chunk->sequence);
    }
}

static int
compare_keys (gconstpointer a, gconstpointer b)
{
  return g_bytes_compare (*(GBytes *const *)a, *(GBytes *const *)b);
}

static void
oracle_results (Oracle *oracle, Result *result)
{
  guint n = oracle->table->n_aggregates;
  g_autoptr (MillRowErrors) errors = mill_row_errors_new ();
  g_ptr_array_sort (oracle->order, compare_keys);
  for (guint i = 0; i < oracle->order->len; i++)
    {
      g_auto (MillArena) arena = { 0 };
      MillVec vecs[AGGREGATES_MAX + 1];
      GBytes *key = oracle->order->pdata[i];
      guint32 id = GPOINTER_TO_UINT (g_hash_table_lookup (oracle->ids, key)) - 1;
      mill_row_errors_clear (errors);
      for (guint k = 0; k < n; k++)
        mill_aggregator_result (oracle->aggregators[k], &id, 0, 1, 0, &arena, errors, &vecs[k]);
      g_ptr_array_add (errors->n > 0 ? result->failed_keys : result->keys, g_bytes_ref (key));
      if (errors->n == 0)
        g_ptr_array_add (result->values, row_bytes (vecs, n, 0, NULL));
    }
}

/* Without keys there is one group, also over no rows. */
static void
expect (const Table *table, Result *result)
{
  Oracle oracle = { .table = table,
                    .ids = g_hash_table_new (g_bytes_hash, g_bytes_equal),
                    .order = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref) };
  const Chunk none = { .n = 0 };
  for (guint k = 0; k < table->n_aggregates; k++)
    oracle.aggregators[k] = mill_aggregator_new (&table->aggregates[k]);
  for (guint i = 0; i < table->chunks->len; i++)
    oracle_add (&oracle, &g_array_index (table->chunks, Chunk, i));
  if (table->n_keys == 0)
    {
      oracle_id (&oracle, key_bytes (table, none.keys, 0));
      for (guint k = 0; k < table->n_aggregates; k++)
        mill_aggregator_resize (oracle.aggregators[k], 1);
    }
  for (guint k = 0; k < table->n_aggregates; k++)
    mill_aggregator_seal (oracle.aggregators[k]);
  oracle_results (&oracle, result);
  for (guint k = 0; k < table->n_aggregates; k++)
    mill_aggregator_free (oracle.aggregators[k]);
  g_ptr_array_unref (oracle.order);
  g_hash_table_unref (oracle.ids);
}

static void
assert_expected (const Table *table, const Result *result)
{
  g_auto (Result) expected = { 0 };
  result_init (&expected, table);
  expect (table, &expected);
  assert_same_bytes (result->keys, expected.keys);
  assert_same_bytes (result->values, expected.values);
  assert_same_bytes (result->failed_keys, expected.failed_keys);
}

/* --- grouping --- */

typedef struct
{
  const Table *table;
  MillGrouper *grouper;
  guint n_lanes;
  MillSpill spill;
} Grouping;

static Grouping
start (const Table *table, Budget *budget, guint n_lanes, gboolean tiny)
{
  Grouping grouping = { .table = table, .n_lanes = n_lanes, .spill = budget_spill (budget) };
  grouping.grouper = mill_grouper_new (
      table->schema, table->n_keys, table->aggregates, table->n_aggregates, n_lanes);
  if (tiny)
    {
      grouping.grouper->small = (guint)g_rand_int_range (table->rand, 1, 200);
      grouping.grouper->small_bytes = g_rand_int_range (table->rand, 0, 200000);
    }
  return grouping;
}

static void
add_chunk (const Grouping *grouping, guint lane, guint i)
{
  g_autoptr (GError) error = NULL;
  const Chunk *chunk = &g_array_index (grouping->table->chunks, Chunk, i);
  mill_grouper_add (grouping->grouper,
                    lane,
                    chunk->keys,
                    chunk->values,
                    chunk->sequence,
                    chunk->n,
                    &grouping->spill,
                    &error);
  g_assert_no_error (error);
}

/* Chunks @from .. @to in any order, each on any lane. */
static void
feed (const Grouping *grouping, guint from, guint to)
{
  GRand *rand = grouping->table->rand;
  g_autofree guint *order = g_new (guint, to - from + 1);
  for (guint i = 0; i < to - from; i++)
    {
      guint k = (guint)g_rand_int_range (rand, 0, (gint32)i + 1);
      order[i] = order[k];
      order[k] = from + i;
    }
  for (guint i = 0; i < to - from; i++)
    add_chunk (grouping, (guint)g_rand_int_range (rand, 0, (gint32)grouping->n_lanes), order[i]);
}

static void
read_all (const Grouping *grouping, Result *result)
{
  g_autoptr (GError) error = NULL;
  g_auto (MillArena) arena = { 0 };
  g_autoptr (MillRowErrors) errors = mill_row_errors_new ();
  MillGrouper *grouper = grouping->grouper;
  g_assert_cmpuint (mill_grouper_n_rows (grouper), ==, grouping->table->n_rows);
  mill_grouper_finish (grouper, &grouping->spill, &error);
  g_assert_no_error (error);
  result->errors = errors;
  for (guint i = 0; i < mill_grouper_n_parts (grouper); i++)
    {
      mill_arena_reset (&arena);
      mill_grouper_read (grouper,
                         i % grouping->n_lanes,
                         i,
                         &arena,
                         errors,
                         &grouping->spill,
                         take_batch,
                         result,
                         &error);
      g_assert_no_error (error);
    }
  take_failures (grouper, result);
}

/* All rows through a grouper: what was reserved is given back. */
static void
group (const Table *table, Budget *budget, guint n_lanes, gboolean tiny, Result *result)
{
  Grouping grouping = start (table, budget, n_lanes, tiny);
  result_init (result, table);
  feed (&grouping, 0, table->chunks->len);
  read_all (&grouping, result);
  if (mill_grouper_n_parts (grouping.grouper) > 0)
    g_assert_cmpint (budget->used, ==, 0);
  mill_grouper_release (grouping.grouper, &grouping.spill);
  g_assert_cmpint (budget->used, ==, 0);
  mill_grouper_free (grouping.grouper);
}

static gint64
random_limit (GRand *rand)
{
  return g_rand_int_range (rand, 0, g_rand_boolean (rand) ? 10000 : 3000000);
}

/* One lane in memory is held against the oracle, all others against it. */
static guint
group_in_all_ways (GRand *rand, guint n_keys, guint n_chunks, gboolean failing)
{
  g_auto (Table) table;
  g_auto (Result) first = { 0 };
  Budget plenty = { .limit = G_MAXINT64 };
  guint n_files = 0;
  table_init (&table, rand, n_keys, n_chunks, failing);
  group (&table, &plenty, 1, FALSE, &first);
  assert_expected (&table, &first);
  for (guint i = 0; i < 4; i++)
    {
      g_auto (Result) other = { 0 };
      Budget budget = { .limit = i < 1 ? G_MAXINT64 : random_limit (rand) };
      guint n_lanes = (guint)g_rand_int_range (rand, 1, LANES_MAX + 1);
      budget.n_threads = i < 2 ? 0 : n_lanes;
      group (&table, &budget, n_lanes, g_rand_int_range (rand, 0, 5) > 0, &other);
      assert_same_result (&first, &other);
      n_files += budget.n_files;
    }
  return n_files;
}

static void
test_few (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  guint n_files = 0;
  for (guint i = 0; i < ROUNDS; i++)
    n_files += group_in_all_ways (rand,
                                  (guint)g_rand_int_range (rand, 0, KEYS_MAX + 1),
                                  (guint)g_rand_int_range (rand, 0, 12),
                                  FALSE);
  g_assert_cmpuint (n_files, >, ROUNDS / 4);
}

static void
test_many (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (2);
  guint n_files = 0;
  for (guint i = 0; i < 6; i++)
    n_files += group_in_all_ways (rand, 1 + i % KEYS_MAX, 40, FALSE);
  g_assert_cmpuint (n_files, >, 6);
}

static void
test_failures (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  for (guint i = 0; i < ROUNDS / 2; i++)
    group_in_all_ways (rand, i % (KEYS_MAX + 1), (guint)g_rand_int_range (rand, 1, 12), TRUE);
}

/* --- snapshots --- */

/* Saved at any place, loaded where other lanes are: the same groups. Saving changes nothing. */
static void
test_snapshots (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (4);
  for (guint i = 0; i < ROUNDS / 2; i++)
    {
      g_auto (Table) table;
      g_auto (Result) whole = { 0 }, saver = { 0 }, loader = { 0 };
      g_auto (MillBytes) saved = { 0 };
      g_autoptr (GError) error = NULL;
      Budget plenty = { .limit = G_MAXINT64 }, small = { .limit = random_limit (rand) },
             other = { .limit = random_limit (rand) };
      table_init (&table, rand, i % (KEYS_MAX + 1), 8, i % 5 == 0);
      group (&table, &plenty, 1, FALSE, &whole);
      Grouping first = start (&table, &small, (guint)g_rand_int_range (rand, 1, 4), TRUE);
      Grouping second = start (&table, &other, (guint)g_rand_int_range (rand, 1, 4), TRUE);
      guint cut = (guint)g_rand_int_range (rand, 0, 9);
      feed (&first, 0, cut);
      g_assert_true (mill_grouper_save (first.grouper, &saved, &error));
      g_autofree guint8 *copy = g_memdup2 (saved.data, saved.length);
      g_assert_true (mill_grouper_load (second.grouper, copy, saved.length, &error));
      feed (&first, cut, 8);
      feed (&second, cut, 8);
      result_init (&saver, &table);
      result_init (&loader, &table);
      read_all (&first, &saver);
      read_all (&second, &loader);
      assert_same_result (&whole, &saver);
      assert_same_result (&whole, &loader);
      mill_grouper_release (first.grouper, &first.spill);
      mill_grouper_release (second.grouper, &second.spill);
      g_assert_cmpint (small.used, ==, 0);
      g_assert_cmpint (other.used, ==, 0);
      mill_grouper_free (first.grouper);
      mill_grouper_free (second.grouper);
    }
}

static void
test_hostile (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);
  guint n_refused = 0;
  for (guint i = 0; i < 2 * ROUNDS; i++)
    {
      g_auto (Table) table;
      g_auto (MillBytes) saved = { 0 };
      g_auto (MillArena) arena = { 0 };
      g_autoptr (MillRowErrors) errors = mill_row_errors_new ();
      g_autoptr (GError) error = NULL;
      Budget plenty = { .limit = G_MAXINT64 };
      table_init (&table, rand, i % (KEYS_MAX + 1), 1, FALSE);
      Grouping first = start (&table, &plenty, 1, FALSE);
      Grouping second = start (&table, &plenty, 1, FALSE);
      feed (&first, 0, 1);
      g_assert_true (mill_grouper_save (first.grouper, &saved, &error));
      for (gint32 n = g_rand_int_range (rand, 0, 4); n > 0; n--)
        saved.data[g_rand_int_range (rand, 0, (gint32)saved.length)] = (guint8)g_rand_int (rand);
      gsize length = g_rand_boolean (rand)
                         ? saved.length
                         : (gsize)g_rand_int_range (rand, 0, (gint32)saved.length + 1);
      g_autofree guint8 *copy = g_memdup2 (saved.data, length);
      if (!mill_grouper_load (second.grouper, copy, length, &error))
        {
          g_assert_error (error, MILL_ERROR_DATA, MILL_DATA_SYNTAX);
          g_clear_error (&error);
          n_refused++;
        }
      /* what was taken can be read */
      g_auto (Result) result = { 0 };
      result_init (&result, &table);
      result.errors = errors;
      g_assert_true (mill_grouper_finish (second.grouper, &second.spill, &error));
      for (guint k = 0; k < mill_grouper_n_parts (second.grouper); k++)
        g_assert_true (mill_grouper_read (
            second.grouper, 0, k, &arena, errors, &second.spill, take_batch, &result, &error));
      mill_grouper_free (first.grouper);
      mill_grouper_free (second.grouper);
    }
  g_assert_cmpuint (n_refused, >, ROUNDS / 2);
}

/* --- what can fail --- */

/* Left at any point, everything that was reserved is given back. */
static void
test_release (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (6);
  for (guint i = 0; i < ROUNDS; i++)
    {
      g_auto (Table) table;
      g_auto (Result) result = { 0 };
      g_auto (MillArena) arena = { 0 };
      g_autoptr (GError) error = NULL;
      g_autoptr (MillRowErrors) errors = mill_row_errors_new ();
      Budget budget = { .limit = random_limit (rand) };
      table_init (&table, rand, i % (KEYS_MAX + 1), 6, FALSE);
      Grouping grouping = start (&table, &budget, LANES_MAX, TRUE);
      result_init (&result, &table);
      result.errors = errors;
      feed (&grouping, 0, 6);
      if (i % 3 > 0)
        g_assert_true (mill_grouper_finish (grouping.grouper, &grouping.spill, &error));
      if (i % 3 > 1 && mill_grouper_n_parts (grouping.grouper) > 0)
        g_assert_true (mill_grouper_read (
            grouping.grouper, 0, 0, &arena, errors, &grouping.spill, take_batch, &result, &error));
      mill_grouper_release (grouping.grouper, &grouping.spill);
      g_assert_cmpint (budget.used, ==, 0);
      mill_grouper_free (grouping.grouper);
    }
}

/* One integer key with a million values, and what each lane adds for them. */
static void
million_init (Table *table, GRand *rand, guint n)
{
  MillField fields[] = { { .name = "key", .type = MILL_TYPE (INTEGER) },
                         { .name = "rows", .type = MILL_TYPE (INTEGER) },
                         { .name = "sum", .type = MILL_TYPE (INTEGER) } };
  *table = (Table){ .rand = rand, .n_keys = 1, .n_aggregates = 2 };
  table->schema = mill_schema_new (fields, 3, NULL);
  table->aggregates[0] = (MillAggregate){ .function = MILL_AGGREGATE_ROWS };
  table->aggregates[1]
      = (MillAggregate){ .function = MILL_AGGREGATE_SUM, .input = MILL_TYPE (INTEGER) };
  table->columns = g_ptr_array_new_with_free_func (free_column);
  table->chunks = g_array_new (FALSE, FALSE, sizeof (Chunk));
  for (guint first = 0; first < n; first += MILL_VEC_ROWS)
    {
      Chunk chunk = { .n = MIN (n - first, MILL_VEC_ROWS) };
      gint64 *keys = mill_arena_new (&table->arena, gint64, MILL_VEC_ROWS);
      for (guint i = 0; i < chunk.n; i++) /* spread over all 64 bits */
        keys[i] = (gint64)((first + i) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15));
      chunk.keys[0] = (MillVec){ .type = MILL_TYPE (INTEGER), .n = chunk.n, .integers = keys };
      chunk.values[1] = chunk.keys[0];
      table->n_rows += chunk.n;
      g_array_append_val (table->chunks, chunk);
    }
}

typedef struct
{
  const MillRowErrors *errors;
  guint64 n;
  gint64 last;
} Million;

static gboolean
check_million (const MillBatch *batch, void *data)
{
  Million *million = data;
  const gint64 *keys = batch->columns[0].data, *rows = batch->columns[1].data,
               *sums = batch->columns[2].data;
  g_assert_cmpuint (batch->n_selected, ==, batch->n_rows);
  g_assert_cmpuint (million->errors->n, ==, 0);
  for (guint i = 0; i < batch->n_rows; i++)
    {
      g_assert_true (million->n == 0 || keys[i] > million->last);
      g_assert_true (rows[i] == 1 && sums[i] == keys[i]);
      million->last = keys[i];
      million->n++;
    }
  return TRUE;
}

/* With the sizes it has in earnest: merged by partitions in memory, and by way of the disk. */
static void
test_million (void)
{
  enum
  {
    N = 1000000
  };
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  g_auto (Table) table;
  million_init (&table, rand, N);
  for (guint round = 0; round < 2; round++)
    {
      g_auto (MillArena) arena = { 0 };
      g_autoptr (GError) error = NULL;
      g_autoptr (MillRowErrors) errors = mill_row_errors_new ();
      Budget budget = { .limit = round == 0 ? G_MAXINT64 : 16 * 1024 * 1024, .n_threads = 2 };
      Grouping grouping = start (&table, &budget, 2, FALSE);
      Million million = { .errors = errors };
      for (guint i = 0; i < table.chunks->len; i++)
        add_chunk (&grouping, i % 2, i);
      g_assert_true (mill_grouper_finish (grouping.grouper, &grouping.spill, &error));
      for (guint i = 0; i < mill_grouper_n_parts (grouping.grouper); i++)
        g_assert_true (mill_grouper_read (grouping.grouper,
                                          0,
                                          i,
                                          &arena,
                                          errors,
                                          &grouping.spill,
                                          check_million,
                                          &million,
                                          &error));
      g_assert_cmpuint (million.n, ==, N);
      g_assert_cmpint (budget.n_files > 0, ==, round > 0);
      g_assert_cmpint (budget.used, ==, 0);
      mill_grouper_free (grouping.grouper);
    }
}

static gboolean
try_million (Grouping *grouping, GError **error)
{
  const Table *table = grouping->table;
  for (guint i = 0; i < table->chunks->len; i++)
    {
      const Chunk *chunk = &g_array_index (table->chunks, Chunk, i);
      if (!mill_grouper_add (grouping->grouper,
                             0,
                             chunk->keys,
                             chunk->values,
                             NULL,
                             chunk->n,
                             &grouping->spill,
                             error))
        return FALSE;
    }
  return TRUE;
}

static void
test_no_file (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (8);
  g_autoptr (GError) error = NULL;
  g_auto (Table) table;
  Budget budget = { .limit = 1000, .no_files = TRUE };
  million_init (&table, rand, 10000);
  Grouping grouping = start (&table, &budget, 1, FALSE);
  g_assert_false (try_million (&grouping, &error));
  g_assert_error (error, MILL_ERROR_RESOURCE, MILL_RESOURCE_FULL);
  mill_grouper_release (grouping.grouper, &grouping.spill);
  g_assert_cmpint (budget.used, ==, 0);
  mill_grouper_free (grouping.grouper);
}

/* The spill file is cut, or overwritten. */
static void
test_bad_file (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (9);
  for (guint round = 0; round < 2; round++)
    {
      g_autoptr (GError) error = NULL;
      g_auto (Table) table;
      Budget budget = { .limit = 1000 };
      million_init (&table, rand, 20000);
      Grouping grouping = start (&table, &budget, 1, FALSE);
      g_assert_true (try_million (&grouping, &error));
      g_assert_cmpuint (budget.n_files, ==, 1);
      if (round == 0)
        g_assert_cmpint (ftruncate (budget.fd, 100), ==, 0);
      else
        g_assert_cmpint (pwrite (budget.fd, "nothing of the kind", 19, 0), ==, 19);
      g_assert_false (mill_grouper_finish (grouping.grouper, &grouping.spill, &error));
      if (round == 0)
        g_assert_error (error, MILL_ERROR_RESOURCE, MILL_RESOURCE_READ);
      else
        g_assert_error (error, MILL_ERROR_DATA, MILL_DATA_SYNTAX);
      mill_grouper_release (grouping.grouper, &grouping.spill);
      g_assert_cmpint (budget.used, ==, 0);
      mill_grouper_free (grouping.grouper);
    }
}

/* All values of few groups, which a median needs, go to disk too. */
static void
test_lists (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (10);
  for (guint n_keys = 0; n_keys < 2; n_keys++)
    {
      g_auto (Table) table;
      g_auto (Result) first = { 0 }, second = { 0 };
      Budget plenty = { .limit = G_MAXINT64 }, small = { .limit = 1000 * 1000 };
      million_init (&table, rand, 300000);
      mill_schema_unref (table.schema);
      MillField fields[] = { { .name = "key", .type = MILL_TYPE (INTEGER) },
                             { .name = "median", .type = MILL_TYPE (NUMBER) },
                             { .name = "different", .type = MILL_TYPE (INTEGER) } };
      table.n_keys = n_keys;
      table.schema = mill_schema_new (fields + 1 - n_keys, n_keys + 2, NULL);
      table.aggregates[0] = (MillAggregate){ .function = MILL_AGGREGATE_QUANTILE,
                                             .input = MILL_TYPE (INTEGER),
                                             .quantile = 0.5 };
      table.aggregates[1]
          = (MillAggregate){ .function = MILL_AGGREGATE_DISTINCT, .input = MILL_TYPE (INTEGER) };
      static const gint64 same[] = { 7 };
      for (guint i = 0; i < table.chunks->len; i++)
        {
          Chunk *chunk = &g_array_index (table.chunks, Chunk, i);
          chunk->values[0] = chunk->values[1];
          chunk->keys[0].constant = TRUE;
          chunk->keys[0].integers = same;
        }
      group (&table, &plenty, 2, FALSE, &first);
      assert_expected (&table, &first);
      group (&table, &small, 2, FALSE, &second);
      assert_same_result (&first, &second);
      g_assert_cmpuint (plenty.n_files, ==, 0);
      g_assert_cmpuint (small.n_files, ==, 2);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/grouper/few", test_few);
  g_test_add_func ("/grouper/many", test_many);
  g_test_add_func ("/grouper/failures", test_failures);
  g_test_add_func ("/grouper/snapshots", test_snapshots);
  g_test_add_func ("/grouper/hostile", test_hostile);
  g_test_add_func ("/grouper/release", test_release);
  g_test_add_func ("/grouper/million", test_million);
  g_test_add_func ("/grouper/no-file", test_no_file);
  g_test_add_func ("/grouper/bad-file", test_bad_file);
  g_test_add_func ("/grouper/lists", test_lists);
  return g_test_run ();
}
