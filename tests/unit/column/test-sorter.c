/* test-sorter.c: the external sorter against qsort(), over everything that must not matter.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-sorter-private.h"

#include <math.h>
#include <unistd.h>

#include "lazy-rows.h"
#include "mill-writer.h"
#include "sorter-budget.h"

#define COLUMNS_MAX 4 /* beside the id */
#define ROUNDS 300

/* --- rows --- */

typedef struct
{
  gboolean is_null;
  MillInt128 integer; /* all types but number and text */
  double number;
  char *text;
  gsize length;
} Cell;

typedef struct
{
  gint64 id;
  Cell cells[COLUMNS_MAX];
} Row;

typedef struct
{
  GRand *rand;
  guint n_columns;
  MillSchema *schema; /* "id", then the others */
  guint8 needed[COLUMNS_MAX + 1];
  gboolean lazy; /* all columns come as raw cells */
  guint n_keys, n_group;
  MillSorterKey keys[COLUMNS_MAX + 1];
  guint64 limit;
  GPtrArray *rows;     /* of Row, in the order of the input */
  GPtrArray *expected; /* the same, sorted and cut */
} Table;

static const MillType types[] = {
  { .id = MILL_TYPE_INTEGER },
  { .id = MILL_TYPE_NUMBER },
  { .id = MILL_TYPE_TEXT },
  { .id = MILL_TYPE_BOOLEAN },
  { .id = MILL_TYPE_DECIMAL, .precision = 12, .scale = 2 },
  { .id = MILL_TYPE_DECIMAL, .precision = 30, .scale = 2 },
  { .id = MILL_TYPE_TIMESTAMP },
  { .id = MILL_TYPE_DATE },
};
#define LAZY_TYPES 3 /* the first ones can be raw cells */

static char *
random_text (const Table *table, gsize *length)
{
  static const guint repeats[] = { 0, 0, 0, 5, 8, 21, 254, 400 };
  GString *text = g_string_new (NULL);
  for (guint n = repeats[g_rand_int_range (table->rand, 0, G_N_ELEMENTS (repeats))]; n > 0; n--)
    g_string_append_c (text, 'a');
  for (gint32 n = g_rand_int_range (table->rand, 0, 5); n > 0; n--)
    g_string_append_c (text,
                       table->lazy ? (char)g_rand_int_range (table->rand, 'a', 'd')
                                   : (char)g_rand_int_range (table->rand, 0, 3));
  if (table->lazy && text->len == 0)
    g_string_append_c (text, 'b');
  *length = text->len;
  return g_string_free (text, FALSE);
}

static double
random_number (const Table *table)
{
  static const double odd[] = { 0.0, -0.0, NAN, INFINITY, -INFINITY, 1e300, -5e-324 };
  guint i = (guint)g_rand_int_range (table->rand, 0, 3 * (gint32)G_N_ELEMENTS (odd));
  return i < G_N_ELEMENTS (odd) && !table->lazy ? odd[i]
                                                : g_rand_int_range (table->rand, -500, 500) / 4.0;
}

/* Few values or many; with the ends of the range */
static gint64
random_integer (const Table *table, MillType type)
{
  if (type.id == MILL_TYPE_BOOLEAN)
    return g_rand_boolean (table->rand);
  if (type.id == MILL_TYPE_INTEGER && g_rand_int_range (table->rand, 0, 10) == 0)
    return g_rand_boolean (table->rand) ? G_MAXINT64 : G_MININT64;
  if (g_rand_boolean (table->rand))
    return g_rand_int_range (table->rand, -3, 4);
  return g_rand_int_range (table->rand, -700000, 2900000);
}

static void
fill_cell (const Table *table, MillType type, gint32 nulls_in, Cell *cell)
{
  cell->is_null = g_rand_int_range (table->rand, 0, nulls_in) == 0;
  if (mill_type_is_textual (type))
    cell->text = random_text (table, &cell->length);
  else if (type.id == MILL_TYPE_NUMBER)
    cell->number = random_number (table);
  else
    cell->integer = random_integer (table, type);
  if (mill_type_is_wide (type) && g_rand_boolean (table->rand))
    cell->integer = cell->integer * G_MAXINT64 + g_rand_int_range (table->rand, 0, 3);
}

static void
row_free (gpointer data)
{
  Row *row = data;
  for (guint i = 0; i < COLUMNS_MAX; i++)
    g_free (row->cells[i].text);
  g_free (row);
}

static MillType
column_type (const Table *table, guint column)
{
  return mill_schema_field (table->schema, column)->type;
}

static int
compare_doubles (double a, double b)
{
  if (isnan (a) || isnan (b))
    return (isnan (a) != 0) - (isnan (b) != 0);
  return (a > b) - (a < b);
}

static int
compare_cells (MillType type, const Cell *a, const Cell *b)
{
  if (type.id == MILL_TYPE_NUMBER)
    return compare_doubles (a->number, b->number);
  if (!mill_type_is_textual (type))
    return (a->integer > b->integer) - (a->integer < b->integer);
  int order = memcmp (a->text, b->text, MIN (a->length, b->length));
  return order != 0 ? order : (a->length > b->length) - (a->length < b->length);
}

static int
compare_rows (const Table *table, const Row *a, const Row *b, guint n_keys)
{
  for (guint i = 0; i < n_keys; i++)
    {
      const MillSorterKey *key = &table->keys[i];
      if (key->column == 0)
        {
          if (a->id != b->id)
            return (a->id < b->id ? -1 : 1) * (key->key.descending ? -1 : 1);
          continue;
        }
      const Cell *x = &a->cells[key->column - 1], *y = &b->cells[key->column - 1];
      if (x->is_null != y->is_null)
        return x->is_null == !key->key.nulls_last ? -1 : 1;
      int order = x->is_null ? 0 : compare_cells (key->key.type, x, y);
      if (order != 0)
        return key->key.descending ? -order : order;
    }
  return 0;
}

static int
compare_for_table (gconstpointer a, gconstpointer b, gpointer data)
{
  const Row *x = *(Row *const *)a, *y = *(Row *const *)b;
  int order = compare_rows (data, x, y, ((const Table *)data)->n_keys);
  return order != 0 ? order : (x->id > y->id) - (x->id < y->id);
}

/* What the sorter must give, by the oracle. */
static void
sort_expected (Table *table)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  guint64 in_group = 0;
  for (guint i = 0; i < table->rows->len; i++)
    g_ptr_array_add (all, table->rows->pdata[i]);
  g_ptr_array_sort_with_data (all, compare_for_table, table);
  table->expected = g_ptr_array_new ();
  for (guint i = 0; i < all->len; i++)
    {
      gboolean first
          = i == 0 || compare_rows (table, all->pdata[i - 1], all->pdata[i], table->n_group) != 0;
      in_group = first ? 0 : in_group + 1;
      if (table->limit == 0 || in_group < table->limit)
        g_ptr_array_add (table->expected, all->pdata[i]);
    }
}

static void
choose_keys (Table *table)
{
  table->n_keys = (guint)g_rand_int_range (table->rand, 0, 8) == 0
                      ? 0
                      : (guint)g_rand_int_range (table->rand, 1, 4);
  if (g_rand_boolean (table->rand))
    table->n_keys = MIN (table->n_keys, 1);
  for (guint i = 0; i < table->n_keys; i++)
    {
      gint32 first = g_rand_int_range (table->rand, 0, 20) == 0 ? 0 : 1;
      guint column = (guint)g_rand_int_range (table->rand, first, (gint32)table->n_columns + 1);
      table->keys[i].column = column;
      table->keys[i].key = (MillSortKey){ .type = column_type (table, column),
                                          .descending = g_rand_boolean (table->rand),
                                          .nulls_last = g_rand_boolean (table->rand) };
    }
}

/* The id and the keys, and of the others some. */
static void
choose_needed (Table *table)
{
  for (guint c = 0; c <= table->n_columns; c++)
    table->needed[c] = c == 0 || g_rand_int_range (table->rand, 0, 3) > 0;
  for (guint i = 0; i < table->n_keys; i++)
    table->needed[table->keys[i].column] = 1;
}

static void
table_init (Table *table, GRand *rand, guint n_rows)
{
  static const char *const names[] = { "id", "a", "b", "c", "d" };
  MillField fields[COLUMNS_MAX + 1] = { { .name = "id", .type = { .id = MILL_TYPE_INTEGER } } };
  gint32 nulls_in = g_rand_int_range (rand, 1, 20);
  *table = (Table){ .rand = rand, .lazy = g_rand_boolean (rand) };
  table->n_columns = (guint)g_rand_int_range (rand, 1, COLUMNS_MAX + 1);
  for (guint i = 1; i <= table->n_columns; i++)
    {
      gint32 n = table->lazy ? LAZY_TYPES : (gint32)G_N_ELEMENTS (types);
      fields[i].name = names[i];
      fields[i].type = types[g_rand_int_range (rand, 0, n)];
    }
  table->schema = mill_schema_new (fields, table->n_columns + 1, NULL);
  choose_keys (table);
  choose_needed (table);
  table->rows = g_ptr_array_new_with_free_func (row_free);
  for (guint i = 0; i < n_rows; i++)
    {
      Row *row = g_new0 (Row, 1);
      row->id = i;
      for (guint c = 0; c < table->n_columns; c++)
        fill_cell (table, column_type (table, c + 1), nulls_in, &row->cells[c]);
      g_ptr_array_add (table->rows, row);
    }
}

static void
table_clear (Table *table)
{
  mill_schema_unref (table->schema);
  g_ptr_array_unref (table->rows);
  g_clear_pointer (&table->expected, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Table, table_clear)

/* --- batches --- */

static void
add_cell (MillColumnBuilder *builder, MillType type, const Cell *cell)
{
  if (cell->is_null)
    mill_column_builder_add_null (builder);
  else if (mill_type_is_textual (type))
    mill_column_builder_add_text (builder, cell->text, (gssize)cell->length);
  else if (type.id == MILL_TYPE_NUMBER)
    mill_column_builder_add_number (builder, cell->number);
  else if (type.id == MILL_TYPE_DECIMAL)
    mill_column_builder_add_wide (builder, cell->integer);
  else
    mill_column_builder_add_integer (builder, (gint64)cell->integer);
}

static MillBatch *
plain_batch (const Table *table, guint first, guint n)
{
  MillColumn columns[COLUMNS_MAX + 1];
  for (guint c = 0; c <= table->n_columns; c++)
    {
      MillType type = column_type (table, c);
      g_autoptr (MillColumnBuilder) builder = mill_column_builder_new (type);
      for (guint i = 0; i < n; i++)
        {
          const Row *row = table->rows->pdata[first + i];
          if (c == 0)
            mill_column_builder_add_integer (builder, row->id);
          else
            add_cell (builder, type, &row->cells[c - 1]);
        }
      columns[c] = mill_column_builder_end (builder);
    }
  return mill_batch_new_take (table->schema, columns, n);
}

static void
append_cell (const Table *table, const Row *row, guint c, MillBytes *out)
{
  MillType type = column_type (table, c);
  const Cell *cell = &row->cells[MAX (c, 1) - 1];
  if (c == 0)
    mill_bytes_append_int64 (out, row->id);
  else if (cell->is_null)
    return;
  else if (mill_type_is_textual (type))
    mill_bytes_append (out, cell->text, cell->length);
  else if (type.id == MILL_TYPE_NUMBER)
    mill_bytes_append_double (out, cell->number);
  else
    mill_bytes_append_int64 (out, (gint64)cell->integer);
}

static MillBatch *
lazy_batch (const Table *table, guint first, guint n)
{
  g_auto (MillBytes) records = { 0 };
  MillColumn columns[COLUMNS_MAX + 1];
  mill_bytes_reserve (&records, 1);
  for (guint i = 0; i < n; i++)
    for (guint c = 0; c <= table->n_columns; c++)
      {
        append_cell (table, table->rows->pdata[first + i], c, &records);
        mill_bytes_append_byte (&records, c < table->n_columns ? '|' : '\n');
      }
  MillLazy *lazy = lazy_rows_new (table->n_columns + 1, &records, n);
  for (guint c = 0; c <= table->n_columns; c++)
    columns[c] = mill_lazy_column (lazy, c, column_type (table, c));
  const MillBatch view
      = { .schema = table->schema, .columns = columns, .n_rows = n, .n_selected = n };
  MillBatch *batch = mill_batch_hold (&view);
  mill_keep_unref (&lazy->keep);
  return batch;
}

static MillBatch *
make_batch (const Table *table, guint first, guint n)
{
  return table->lazy ? lazy_batch (table, first, n) : plain_batch (table, first, n);
}

/* --- feeding --- */

typedef struct
{
  const Table *table;
  MillSorter *sorter;
  MillSpill spill;
  guint n_lanes;
} Feeding;

static MillSorter *
make_sorter (const Table *table, guint n_lanes, gboolean small)
{
  MillSorter *sorter = mill_sorter_new (
      table->schema, table->needed, table->keys, table->n_keys, table->limit, n_lanes);
  GRand *rand = table->rand;
  if (table->n_group > 0)
    mill_sorter_group_by (sorter, table->n_group);
  if (!small)
    return sorter;
  sorter->sizes.run_bytes = (gsize)g_rand_int_range (rand, 200, 8000);
  if (g_rand_boolean (rand)) /* enough for one row */
    sorter->sizes.run_bytes_max = (gsize)g_rand_int_range (rand, 5000, 50000);
  sorter->sizes.spill_bytes = (gsize)g_rand_int_range (rand, 1, 8000);
  sorter->sizes.part_bytes = (gsize)g_rand_int_range (rand, 1, 20000);
  sorter->sizes.block_bytes = (gsize)g_rand_int_range (rand, 1, 3000);
  sorter->sizes.stream_bytes = (gsize)g_rand_int_range (rand, 1, 5000);
  sorter->sizes.load_bytes = (gsize)g_rand_int_range (rand, 1, 50000);
  sorter->sizes.fan_in = (guint)g_rand_int_range (rand, 2, 9);
  sorter->sizes.prune_rows = (guint)g_rand_int_range (rand, 1, 300);
  return sorter;
}

/* Rows first .. first + n as one batch of @ticket: with a selection now and then. */
static void
add_rows (const Feeding *feeding, guint lane, guint64 ticket, guint first, guint n)
{
  g_autoptr (GError) error = NULL;
  g_auto (MillArena) arena = { 0 };
  g_autoptr (MillRowErrors) errors = mill_row_errors_new ();
  g_autoptr (MillBatch) batch = make_batch (feeding->table, first, n);
  guint16 rows[MILL_BATCH_ROWS_MAX];
  guint half = n / 2;
  MillBatch view = *batch;
  for (guint i = 0; i < n; i++)
    rows[i] = (guint16)i;
  view.selection = rows;
  view.n_selected = half;
  mill_sorter_add (feeding->sorter, lane, ticket, &view, &arena, errors, &feeding->spill, &error);
  g_assert_no_error (error);
  view.selection = rows + half;
  view.n_selected = n - half;
  mill_sorter_add (feeding->sorter, lane, ticket, &view, &arena, errors, &feeding->spill, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (errors->n, ==, 0);
}

typedef struct
{
  guint first, n;
  guint64 ticket;
} Piece;

/* The rows @first .. @last in tickets, which are worked on in any order. */
static void
feed (const Feeding *feeding, guint first, guint last)
{
  GRand *rand = feeding->table->rand;
  g_autoptr (GArray) pieces = g_array_new (FALSE, FALSE, sizeof (Piece));
  guint64 ticket = 2 * (guint64)first;
  for (guint at = first; at < last;)
    {
      guint wanted = (guint)g_rand_int_range (rand, 1, 900);
      guint n = MIN (last - at, wanted);
      Piece piece = { at, n, ticket };
      g_array_append_val (pieces, piece);
      at += n;
      ticket += (guint64)g_rand_int_range (rand, 1, 3);
    }
  gint32 disorder = g_rand_int_range (rand, 1, 5);
  for (guint i = 0; i + 1 < pieces->len && disorder > 1; i++)
    {
      guint other = i + (guint)g_rand_int_range (rand, 0, disorder);
      guint k = MIN (other, pieces->len - 1);
      Piece swap = g_array_index (pieces, Piece, i);
      g_array_index (pieces, Piece, i) = g_array_index (pieces, Piece, k);
      g_array_index (pieces, Piece, k) = swap;
    }
  for (guint i = 0; i < pieces->len; i++)
    {
      Piece piece = g_array_index (pieces, Piece, i);
      guint lane = (guint)g_rand_int_range (rand, 0, (gint32)feeding->n_lanes);
      guint cut = (guint)g_rand_int_range (rand, 0, (gint32)piece.n + 1);
      add_rows (feeding, lane, piece.ticket, piece.first, cut);
      add_rows (feeding, lane, piece.ticket, piece.first + cut, piece.n - cut);
    }
}

/* --- what comes out --- */

typedef struct
{
  const Table *table;
  guint64 at, end; /* in the expected rows */
  GArray *ids;
  guint stop_after; /* 0: never */
} Check;

static void
check_cell (const Table *table, const MillVec *vec, guint i, const Row *row, guint c)
{
  const Cell *cell = &row->cells[c - 1];
  MillType type = column_type (table, c);
  gboolean is_null = cell->is_null || !table->needed[c];
  g_assert_cmpint (mill_vec_is_null (vec, i), ==, is_null);
  if (is_null)
    return;
  if (mill_type_is_textual (type))
    g_assert_cmpmem (vec->spans[i].data, vec->spans[i].length, cell->text, cell->length);
  else if (type.id == MILL_TYPE_NUMBER)
    g_assert_cmpint (compare_doubles (vec->numbers[i], cell->number), ==, 0);
  else if (mill_type_is_wide (type))
    g_assert_true (vec->wides[i] == cell->integer);
  else if (type.id == MILL_TYPE_BOOLEAN)
    g_assert_cmpint (vec->booleans[i], ==, (gint64)cell->integer);
  else
    g_assert_cmpint (vec->integers[i], ==, (gint64)cell->integer);
}

/* Every value of a row comes back as it was; which row it is says its id. */
static gboolean
check_batch (const MillBatch *batch, void *data)
{
  Check *check = data;
  const Table *table = check->table;
  g_assert_null (batch->selection);
  g_assert_true (mill_schema_equal (batch->schema, table->schema));
  for (guint first = 0; first < batch->n_rows; first += MILL_VEC_ROWS)
    {
      g_auto (MillArena) arena = { 0 };
      MillVec vecs[COLUMNS_MAX + 1];
      guint n = MIN (batch->n_rows - first, MILL_VEC_ROWS);
      for (guint c = 0; c <= table->n_columns; c++)
        mill_column_load (&batch->columns[c], NULL, first, n, NULL, &arena, NULL, &vecs[c]);
      for (guint i = 0; i < n; i++)
        {
          gint64 id = vecs[0].integers[i];
          g_assert_cmpint (id, <, table->rows->len);
          g_array_append_val (check->ids, id);
          for (guint c = 1; c <= table->n_columns; c++)
            check_cell (table, &vecs[c], i, table->rows->pdata[id], c);
        }
    }
  return check->stop_after == 0 || check->ids->len < check->stop_after;
}

/* Reads the parts in a random order, and holds them against the expected rows. */
static void
check_sorted (const Feeding *feeding)
{
  const Table *table = feeding->table;
  guint n_parts = mill_sorter_n_parts (feeding->sorter);
  g_autofree guint *order = g_new (guint, n_parts + 1);
  g_autofree Check *checks = g_new0 (Check, n_parts + 1);
  g_autoptr (GError) error = NULL;
  guint64 n = 0;
  g_assert_cmpuint (mill_sorter_n_rows (feeding->sorter), ==, table->expected->len);
  for (guint i = 0; i < n_parts; i++)
    {
      guint k = (guint)g_rand_int_range (table->rand, 0, (gint32)i + 1);
      order[i] = order[k];
      order[k] = i;
      checks[i] = (Check){ .table = table, .ids = g_array_new (FALSE, FALSE, sizeof (gint64)) };
    }
  for (guint i = 0; i < n_parts; i++)
    {
      mill_sorter_read (feeding->sorter,
                        i % feeding->n_lanes,
                        order[i],
                        &feeding->spill,
                        check_batch,
                        &checks[order[i]],
                        &error);
      g_assert_no_error (error);
    }
  for (guint i = 0; i < n_parts; i++)
    {
      for (guint k = 0; k < checks[i].ids->len; k++, n++)
        g_assert_cmpint (g_array_index (checks[i].ids, gint64, k),
                         ==,
                         ((const Row *)table->expected->pdata[n])->id);
      g_array_unref (checks[i].ids);
    }
  g_assert_cmpuint (n, ==, table->expected->len);
}

static void
finish (const Feeding *feeding)
{
  g_autoptr (GError) error = NULL;
  mill_sorter_finish (feeding->sorter, &feeding->spill, &error);
  g_assert_no_error (error);
  check_sorted (feeding);
}

/* --- the tests --- */

static void
sort_once (
    GRand *rand, guint n_rows, guint64 limit, gboolean grouped, gint64 memory, guint n_threads)
{
  g_auto (Table) table;
  Budget budget = { .limit = memory, .n_threads = n_threads };
  table_init (&table, rand, n_rows);
  table.limit = limit;
  table.n_group = grouped && table.n_keys > 0
                      ? (guint)g_rand_int_range (rand, 1, (gint32)table.n_keys + 1)
                      : 0;
  sort_expected (&table);
  guint n_lanes = (guint)g_rand_int_range (rand, 1, LANES_MAX + 1);
  budget.n_threads = MIN (budget.n_threads, n_lanes);
  g_autoptr (MillSorter) sorter = make_sorter (&table, n_lanes, TRUE);
  Feeding feeding = { &table, sorter, budget_spill (&budget), n_lanes };
  feed (&feeding, 0, n_rows);
  finish (&feeding);
  if (mill_sorter_n_parts (sorter) > 0)
    g_assert_cmpint (budget.used, ==, 0);
}

static guint
random_rows (GRand *rand)
{
  return (guint)g_rand_int_range (rand, 0, g_rand_int_range (rand, 0, 4) == 0 ? 6000 : 400);
}

static void
test_memory (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  for (guint i = 0; i < ROUNDS; i++)
    sort_once (rand, random_rows (rand), 0, FALSE, G_MAXINT64, 0);
}

static void
test_spill (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (2);
  for (guint i = 0; i < ROUNDS; i++)
    sort_once (rand, random_rows (rand), 0, FALSE, g_rand_int_range (rand, 0, 60000), 0);
}

static void
test_limit (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  for (guint i = 0; i < ROUNDS; i++)
    sort_once (rand,
               random_rows (rand),
               (guint64)g_rand_int_range (rand, 1, g_rand_boolean (rand) ? 20 : 3000),
               FALSE,
               g_rand_boolean (rand) ? G_MAXINT64 : g_rand_int_range (rand, 0, 60000),
               0);
}

static void
test_groups (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (4);
  for (guint i = 0; i < ROUNDS; i++)
    sort_once (rand,
               random_rows (rand),
               (guint64)g_rand_int_range (rand, 1, 20),
               TRUE,
               g_rand_boolean (rand) ? G_MAXINT64 : g_rand_int_range (rand, 0, 60000),
               0);
}

/* Lanes and parts on threads of their own. */
typedef struct
{
  Feeding feeding;
  guint next; /* atomic: ticket */
} Threads;

static gboolean
feed_lane (guint lane, guint worker, void *data, GError **error)
{
  enum
  {
    EACH = 500
  };
  Threads *threads = data;
  guint ticket;
  while ((ticket = __atomic_fetch_add (&threads->next, 1, __ATOMIC_RELAXED)) * EACH
         < threads->feeding.table->rows->len)
    add_rows (&threads->feeding,
              lane,
              ticket,
              ticket * EACH,
              MIN (EACH, threads->feeding.table->rows->len - ticket * EACH));
  return TRUE;
}

static void
test_threads (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);
  for (guint i = 0; i < 10; i++)
    {
      g_auto (Table) table;
      Budget budget = { .limit = i % 2 ? 100000 : G_MAXINT64, .n_threads = LANES_MAX };
      table_init (&table, rand, 20000);
      sort_expected (&table);
      g_autoptr (MillSorter) sorter = make_sorter (&table, LANES_MAX, TRUE);
      Threads threads = { { &table, sorter, budget_spill (&budget), LANES_MAX }, 0 };
      budget_parallel (&budget, LANES_MAX, feed_lane, &threads, NULL);
      finish (&threads.feeding);
    }
}

/* With the sizes it has in earnest: several runs, real parts. */
static void
test_sizes (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (6);
  for (guint i = 0; i < 4; i++)
    {
      g_auto (Table) table;
      Budget budget = { .limit = i % 2 ? 1024 * 1024 : G_MAXINT64 };
      table_init (&table, rand, 60000);
      sort_expected (&table);
      g_autoptr (MillSorter) sorter = make_sorter (&table, 2, FALSE);
      Feeding feeding = { &table, sorter, budget_spill (&budget), 2 };
      feed (&feeding, 0, table.rows->len);
      finish (&feeding);
      g_assert_cmpint (budget.used, ==, 0);
    }
}

/* Saved at any place and loaded elsewhere: the rows are the same, and so is their order. */
static void
test_snapshots (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  for (guint i = 0; i < ROUNDS / 2; i++)
    {
      g_auto (Table) table;
      g_auto (MillBytes) saved = { 0 };
      g_autoptr (GError) error = NULL;
      Budget budget = { .limit = g_rand_boolean (rand) ? 20000 : G_MAXINT64 };
      guint n_rows = random_rows (rand), n_lanes = (guint)g_rand_int_range (rand, 1, 4);
      guint cut = (guint)g_rand_int_range (rand, 0, (gint32)n_rows + 1);
      table_init (&table, rand, n_rows);
      table.limit = g_rand_boolean (rand) ? (guint64)g_rand_int_range (rand, 1, 100) : 0;
      sort_expected (&table);
      g_autoptr (MillSorter) first = make_sorter (&table, n_lanes, TRUE);
      g_autoptr (MillSorter) second = make_sorter (&table, n_lanes, TRUE);
      Feeding feeding = { &table, first, budget_spill (&budget), n_lanes };
      feed (&feeding, 0, cut);
      g_assert_true (mill_sorter_save (first, &saved, &error));
      feeding.sorter = second;
      if (g_rand_boolean (rand))
        {
          feed (&feeding, cut, n_rows);
          mill_sorter_load (second, saved.data, saved.length, &feeding.spill, &error);
        }
      else
        {
          mill_sorter_load (second, saved.data, saved.length, &feeding.spill, &error);
          feed (&feeding, cut, n_rows);
        }
      g_assert_no_error (error);
      finish (&feeding);
      /* saving has changed nothing */
      feeding.sorter = first;
      feed (&feeding, cut, n_rows);
      finish (&feeding);
    }
}

static void
test_hostile (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (8);
  guint n_refused = 0;
  for (guint i = 0; i < ROUNDS; i++)
    {
      g_auto (Table) table;
      g_auto (MillBytes) saved = { 0 };
      g_autoptr (GError) error = NULL;
      Budget budget = { .limit = G_MAXINT64 };
      table_init (&table, rand, 50);
      g_autoptr (MillSorter) first = make_sorter (&table, 1, TRUE);
      g_autoptr (MillSorter) second = make_sorter (&table, 1, TRUE);
      Feeding feeding = { &table, first, budget_spill (&budget), 1 };
      feed (&feeding, 0, 50);
      g_assert_true (mill_sorter_save (first, &saved, &error));
      for (gint32 n = g_rand_int_range (rand, 0, 4); n > 0; n--)
        saved.data[g_rand_int_range (rand, 0, (gint32)saved.length)] ^= (guint8)g_rand_int (rand);
      gsize length = (gsize)g_rand_int_range (rand, 0, (gint32)saved.length + 1);
      g_autofree guint8 *copy = g_memdup2 (saved.data, length);
      if (mill_sorter_load (second, copy, length, &feeding.spill, &error))
        continue;
      n_refused++;
      g_assert_nonnull (error);
      g_assert_true (error->domain == MILL_ERROR_DATA);
    }
  g_assert_cmpuint (n_refused, >, ROUNDS / 4);
}

/* Rows whose key cannot be read are noted and left out. */
static void
test_bad_keys (void)
{
  static const char text[] = "0|5\n1|x\n2|\n3|-7\n4|1.5\n5|6\n";
  g_autoptr (GError) error = NULL;
  g_auto (MillArena) arena = { 0 };
  g_auto (MillBytes) records = { 0 };
  g_autoptr (MillRowErrors) errors = mill_row_errors_new ();
  Budget budget = { .limit = G_MAXINT64 };
  MillSpill spill = budget_spill (&budget);
  MillField fields[] = { { .name = "id", .type = { .id = MILL_TYPE_INTEGER } },
                         { .name = "a", .type = { .id = MILL_TYPE_INTEGER } } };
  g_autoptr (MillSchema) schema = mill_schema_new (fields, 2, NULL);
  MillSorterKey key = { .column = 1, .key = { .type = { .id = MILL_TYPE_INTEGER } } };
  g_autoptr (MillSorter) sorter = mill_sorter_new (schema, NULL, &key, 1, 0, 1);
  mill_bytes_append_text (&records, text);
  MillLazy *lazy = lazy_rows_new (2, &records, 6);
  MillColumn columns[]
      = { mill_lazy_column (lazy, 0, key.key.type), mill_lazy_column (lazy, 1, key.key.type) };
  const MillBatch batch = { .schema = schema, .columns = columns, .n_rows = 6, .n_selected = 6 };
  g_assert_true (mill_sorter_add (sorter, 0, 0, &batch, &arena, errors, &spill, &error));
  mill_keep_unref (&lazy->keep);
  g_assert_cmpuint (errors->n, ==, 2);
  g_assert_cmpuint (errors->errors[0].row, ==, 1);
  g_assert_cmpuint (errors->errors[1].row, ==, 4);
  g_assert_cmpuint (errors->errors[1].code, ==, MILL_REJECT_BAD_CAST);
  g_assert_cmpstr (errors->errors[1].where, ==, "a");
  g_assert_cmpuint (mill_sorter_n_rows (sorter), ==, 4);
  g_assert_true (mill_sorter_finish (sorter, &spill, &error));
  g_assert_cmpuint (mill_sorter_n_rows (sorter), ==, 4);
}

/* --- what can fail --- */

static Feeding
prepare (Table *table, Budget *budget, MillSorter **sorter, GRand *rand, guint n_rows)
{
  table_init (table, rand, n_rows);
  *sorter = make_sorter (table, 1, FALSE);
  (*sorter)->sizes.spill_bytes = 1;
  (*sorter)->sizes.run_bytes = 4096;
  return (Feeding){ table, *sorter, budget_spill (budget), 1 };
}

static gboolean
try_add (const Feeding *feeding, GError **error)
{
  g_auto (MillArena) arena = { 0 };
  g_autoptr (MillRowErrors) errors = mill_row_errors_new ();
  g_autoptr (MillBatch) batch = make_batch (feeding->table, 0, 1000);
  return mill_sorter_add (feeding->sorter, 0, 0, batch, &arena, errors, &feeding->spill, error);
}

static void
test_no_file (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (9);
  g_autoptr (GError) error = NULL;
  g_auto (Table) table;
  g_autoptr (MillSorter) sorter = NULL;
  Budget budget = { .limit = 0, .no_files = TRUE };
  Feeding feeding = prepare (&table, &budget, &sorter, rand, 4000);
  g_assert_false (try_add (&feeding, &error));
  g_assert_error (error, MILL_ERROR_RESOURCE, MILL_RESOURCE_FULL);
}

static void
test_disk_full (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (10);
  g_autoptr (GError) error = NULL;
  g_auto (Table) table;
  g_autoptr (MillSorter) sorter = NULL;
  Budget budget = { .limit = 0, .path = "/dev/full" };
  Feeding feeding = prepare (&table, &budget, &sorter, rand, 4000);
  g_assert_false (try_add (&feeding, &error));
  g_assert_error (error, MILL_ERROR_RESOURCE, MILL_RESOURCE_FULL);
}

static void
test_cut_file (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);
  g_autoptr (GError) error = NULL;
  g_auto (Table) table;
  g_autoptr (MillSorter) sorter = NULL;
  Budget budget = { .limit = 0 };
  Feeding feeding = prepare (&table, &budget, &sorter, rand, 4000);
  Check check = { .table = &table, .ids = g_array_new (FALSE, FALSE, sizeof (gint64)) };
  gboolean ok = TRUE;
  feed (&feeding, 0, 4000);
  g_assert_true (mill_sorter_finish (sorter, &feeding.spill, &error));
  g_assert_cmpuint (budget.n_files, >, 0);
  g_assert_cmpint (ftruncate (budget.fd, 100), ==, 0);
  for (guint i = 0; i < mill_sorter_n_parts (sorter) && ok; i++)
    ok = mill_sorter_read (sorter, 0, i, &feeding.spill, check_batch, &check, &error);
  g_assert_false (ok);
  g_assert_error (error, MILL_ERROR_RESOURCE, MILL_RESOURCE_READ);
  g_array_unref (check.ids);
}

static void
test_cancel (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (12);
  g_autoptr (GError) error = NULL;
  g_auto (Table) table;
  g_autoptr (MillSorter) sorter = NULL;
  Budget budget = { .limit = 0, .cancelled = TRUE };
  Feeding feeding = prepare (&table, &budget, &sorter, rand, 4000);
  g_assert_false (try_add (&feeding, &error));
  g_assert_error (error, MILL_ERROR_RESOURCE, MILL_RESOURCE_CANCELLED);
}

/* A stop by the reader is no error, and the part counts as read. */
static void
test_stop (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (13);
  g_autoptr (GError) error = NULL;
  g_auto (Table) table;
  g_autoptr (MillSorter) sorter = NULL;
  Budget budget = { .limit = G_MAXINT64 };
  Feeding feeding = prepare (&table, &budget, &sorter, rand, 20000);
  Check check
      = { .table = &table, .ids = g_array_new (FALSE, FALSE, sizeof (gint64)), .stop_after = 1 };
  feed (&feeding, 0, 20000);
  g_assert_true (mill_sorter_finish (sorter, &feeding.spill, &error));
  for (guint i = 0; i < mill_sorter_n_parts (sorter); i++)
    g_assert_true (mill_sorter_read (sorter, 0, i, &feeding.spill, check_batch, &check, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (check.ids->len, <, 20000);
  g_assert_cmpint (budget.used, ==, 0);
  g_array_unref (check.ids);
}

/* With a limit memory does not grow with the rows. */
static void
test_bounded (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (14);
  g_auto (Table) table;
  Budget budget = { .limit = G_MAXINT64 };
  gint64 peak = 0;
  table_init (&table, rand, 8000);
  table.limit = 10;
  sort_expected (&table);
  g_autoptr (MillSorter) sorter = make_sorter (&table, 1, FALSE);
  Feeding feeding = { &table, sorter, budget_spill (&budget), 1 };
  sorter->sizes.prune_rows = 500;
  for (guint i = 0; i < 8000; i += 100)
    {
      add_rows (&feeding, 0, i, i, 100);
      if (i == 1000)
        peak = budget.used;
      else if (i > 1000)
        g_assert_cmpint (budget.used, <=, 2 * peak);
    }
  finish (&feeding);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sorter/memory", test_memory);
  g_test_add_func ("/sorter/spill", test_spill);
  g_test_add_func ("/sorter/limit", test_limit);
  g_test_add_func ("/sorter/groups", test_groups);
  g_test_add_func ("/sorter/threads", test_threads);
  g_test_add_func ("/sorter/sizes", test_sizes);
  g_test_add_func ("/sorter/snapshots", test_snapshots);
  g_test_add_func ("/sorter/hostile", test_hostile);
  g_test_add_func ("/sorter/bad-keys", test_bad_keys);
  g_test_add_func ("/sorter/no-file", test_no_file);
  g_test_add_func ("/sorter/disk-full", test_disk_full);
  g_test_add_func ("/sorter/cut-file", test_cut_file);
  g_test_add_func ("/sorter/cancel", test_cancel);
  g_test_add_func ("/sorter/stop", test_stop);
  g_test_add_func ("/sorter/bounded", test_bounded);
  return g_test_run ();
}
