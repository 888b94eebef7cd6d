/* test-rows.c: rows as bytes come back as they were, from columns of any layout.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "fixture.h"
#include "lazy-rows.h"
#include "mill-rows.h"

#define COLUMNS_MAX 12
#define ROUNDS 200

/* --- batches as lists of printed rows --- */

static void
print_row (const MillVec *vecs, guint n_columns, const guint8 *needed, guint row, GString *out)
{
  for (guint c = 0; c < n_columns; c++)
    {
      gboolean is_null = (needed != NULL && !needed[c]) || mill_vec_is_null (&vecs[c], row);
      g_string_append (out, is_null ? "null" : "=");
      if (!is_null)
        mill_vec_print (&vecs[c], row, out);
      g_string_append_c (out, '\t');
    }
}

/* (transfer full) (element-type utf8): the selected rows; columns that are not needed are null. */
static GPtrArray *
print_rows (const MillBatch *batch, const guint8 *needed)
{
  guint n_columns = mill_schema_n_fields (batch->schema);
  GPtrArray *rows = g_ptr_array_new_with_free_func (g_free);
  for (guint first = 0; first < batch->n_selected; first += MILL_VEC_ROWS)
    {
      g_auto (MillArena) arena = { 0 };
      MillVec vecs[COLUMNS_MAX];
      guint n = MIN (batch->n_selected - first, MILL_VEC_ROWS);
      for (guint c = 0; c < n_columns; c++)
        mill_column_load (
            &batch->columns[c], batch->selection, first, n, NULL, &arena, NULL, &vecs[c]);
      for (guint i = 0; i < n; i++)
        {
          g_autoptr (GString) text = g_string_new (NULL);
          print_row (vecs, n_columns, needed, i, text);
          g_ptr_array_add (rows, g_strdup (text->str));
        }
    }
  return rows;
}

/* --- encoded rows --- */

typedef struct
{
  MillRowCodec *codec;
  MillBytes bytes;
  GArray *starts;      /* of each row */
  GPtrArray *expected; /* printed */
  GRand *rand;
} Store;

static void
store_init (Store *store, GRand *rand, const MillSchema *schema, const guint8 *needed)
{
  *store = (Store){ .codec = mill_row_codec_new (schema, needed),
                    .starts = g_array_new (FALSE, FALSE, sizeof (gsize)),
                    .expected = g_ptr_array_new_with_free_func (g_free),
                    .rand = rand };
}

static void
store_clear (Store *store)
{
  mill_row_codec_free (store->codec);
  mill_bytes_clear (&store->bytes);
  g_array_unref (store->starts);
  g_ptr_array_unref (store->expected);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Store, store_clear)

/* In pieces of random sizes. */
static void
store_add (Store *store, const MillBatch *batch, const guint8 *needed)
{
  g_autoptr (GPtrArray) rows = print_rows (batch, needed);
  g_auto (MillArena) arena = { 0 };
  gsize ends[MILL_VEC_ROWS], start = store->bytes.length;
  for (guint first = 0, n; first < batch->n_selected; first += n)
    {
      n = (guint)g_rand_int_range (store->rand, 1, MILL_VEC_ROWS + 1);
      n = MIN (n, batch->n_selected - first);
      mill_row_codec_encode (store->codec, batch, first, n, &arena, &store->bytes, ends);
      for (guint i = 0; i < n; i++)
        {
          g_array_append_val (store->starts, start);
          g_assert_cmpuint (mill_row_length (store->bytes.data + start), ==, ends[i] - start);
          start = ends[i];
        }
      g_assert_cmpuint (store->bytes.length, ==, start);
    }
  for (guint i = 0; i < rows->len; i++)
    g_ptr_array_add (store->expected, g_strdup (rows->pdata[i]));
}

/* All rows in a random order, in batches of at most @most. Returns: into how many batches they
 * fell. */
static guint
store_check (const Store *store, guint most)
{
  guint n = store->starts->len, n_batches = 0;
  g_autofree guint *order = g_new (guint, n + 1);
  g_autofree const guint8 **rows = g_new (const guint8 *, n + 1);
  g_autoptr (MillRowDecoder) decoder = mill_row_decoder_new (store->codec);
  for (guint i = 0; i < n; i++)
    {
      guint k = (guint)g_rand_int_range (store->rand, 0, (gint32)i + 1);
      order[i] = order[k];
      order[k] = i;
    }
  for (guint i = 0; i < n; i++)
    rows[i] = store->bytes.data + g_array_index (store->starts, gsize, order[i]);
  for (guint first = 0; first < n; n_batches++)
    {
      MillBatch batch;
      guint asked = MIN (n - first, most);
      guint got = mill_row_decoder_decode (decoder, rows + first, asked, &batch);
      g_assert_cmpuint (got, >=, 1);
      g_assert_cmpuint (got, <=, asked);
      g_assert_cmpuint (batch.n_rows, ==, got);
      g_assert_cmpuint (batch.n_selected, ==, got);
      g_autoptr (GPtrArray) printed = print_rows (&batch, NULL);
      for (guint i = 0; i < got; i++)
        g_assert_cmpstr (printed->pdata[i], ==, store->expected->pdata[order[first + i]]);
      first += got;
    }
  return n_batches;
}

/* --- columns of values --- */

static MillSchema *
random_schema (GRand *rand, guint n_columns)
{
  static const char *const names[COLUMNS_MAX]
      = { "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l" };
  MillField fields[COLUMNS_MAX];
  for (guint c = 0; c < n_columns; c++)
    fields[c] = (MillField){
      names[c], fixture_types[g_rand_int_range (rand, 0, (gint32)G_N_ELEMENTS (fixture_types))]
    };
  return mill_schema_new (fields, n_columns, NULL);
}

static guint
select_some (GRand *rand, guint n, guint16 *rows)
{
  guint n_selected = 0;
  for (guint i = 0; i < n; i++)
    if (g_rand_int_range (rand, 0, 3) > 0)
      rows[n_selected++] = (guint16)i;
  return n_selected;
}

static void
test_values (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  for (guint round = 0; round < ROUNDS; round++)
    {
      g_auto (Store) store;
      guint n_columns = (guint)g_rand_int_range (rand, 1, COLUMNS_MAX + 1);
      g_autoptr (MillSchema) schema = random_schema (rand, n_columns);
      guint8 mask[COLUMNS_MAX];
      const guint8 *needed = g_rand_boolean (rand) ? mask : NULL;
      for (guint c = 0; c < n_columns; c++)
        mask[c] = g_rand_boolean (rand);
      store_init (&store, rand, schema, needed);
      for (guint i = 0; i < 3; i++)
        {
          guint n = (guint)g_rand_int_range (rand, 0, 1500);
          MillColumn columns[COLUMNS_MAX];
          guint16 rows[MILL_BATCH_ROWS_MAX];
          for (guint c = 0; c < n_columns; c++)
            columns[c] = fixture_column (rand,
                                         mill_schema_field (schema, c)->type,
                                         n,
                                         (guint)g_rand_int_range (rand, 0, FIXTURE_LAYOUTS));
          MillBatch batch = { .schema = schema, .columns = columns, .n_rows = n, .n_selected = n };
          if (g_rand_boolean (rand))
            {
              batch.selection = rows;
              batch.n_selected = select_some (rand, n, rows);
            }
          store_add (&store, &batch, needed);
          for (guint c = 0; c < n_columns; c++)
            mill_keep_unref (columns[c].keep);
        }
      store_check (&store, (guint)g_rand_int_range (rand, 1, MILL_BATCH_ROWS_MAX));
    }
}

/* --- raw cells --- */

static const MillType lazy_types[]
    = { { .id = MILL_TYPE_INTEGER }, { .id = MILL_TYPE_NUMBER }, { .id = MILL_TYPE_TEXT } };

static void
append_random_cell (GRand *rand, MillType type, MillBytes *out)
{
  if (g_rand_int_range (rand, 0, 5) == 0)
    return;
  if (type.id != MILL_TYPE_TEXT)
    mill_bytes_append_int64 (out, g_rand_int_range (rand, -1000, 1000000));
  else
    for (gint32 i = g_rand_int_range (rand, 0, 8) == 0 ? 700 : g_rand_int_range (rand, 1, 12);
         i > 0;
         i--)
      mill_bytes_append_byte (out, (guint8)g_rand_int_range (rand, 'a', 'z'));
}

/* (transfer full): @n records whose cell c can be read as types[c] */
static MillLazy *
random_lazy (GRand *rand, const MillType *types, guint n_cells, guint n)
{
  g_auto (MillBytes) records = { 0 };
  mill_bytes_reserve (&records, 1);
  for (guint i = 0; i < n; i++)
    for (guint c = 0; c < n_cells; c++)
      {
        append_random_cell (rand, types[c], &records);
        mill_bytes_append_byte (&records, c + 1 < n_cells ? '|' : '\n');
      }
  return lazy_rows_new (n_cells, &records, n);
}

/* Columns are any cells, more than once and in any order, and some are no cells at all. */
typedef struct
{
  guint n_cells, n_columns;
  MillType cells[LAZY_ROWS_CELLS_MAX];
  int cell_of[COLUMNS_MAX]; /* -1: a plain column */
  guint8 needed[COLUMNS_MAX];
  MillSchema *schema;
} Shape;

static void
random_shape (GRand *rand, gboolean whole, Shape *shape)
{
  static const char *const names[COLUMNS_MAX]
      = { "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l" };
  MillField fields[COLUMNS_MAX];
  shape->n_cells = (guint)g_rand_int_range (rand, 1, 9);
  shape->n_columns = whole ? shape->n_cells : (guint)g_rand_int_range (rand, 1, COLUMNS_MAX + 1);
  for (guint c = 0; c < shape->n_cells; c++)
    shape->cells[c] = lazy_types[g_rand_int_range (rand, 0, G_N_ELEMENTS (lazy_types))];
  for (guint c = 0; c < shape->n_columns; c++)
    {
      gint32 cell = whole ? (gint32)c : g_rand_int_range (rand, -1, (gint32)shape->n_cells);
      shape->cell_of[c] = cell;
      shape->needed[c] = whole || g_rand_int_range (rand, 0, 4) > 0;
      fields[c] = (MillField){ names[c], cell >= 0 ? shape->cells[cell] : fixture_types[c % 9] };
    }
  shape->schema = mill_schema_new (fields, shape->n_columns, NULL);
}

static void
fill_columns (GRand *rand, const Shape *shape, const MillLazy *lazy, MillColumn *columns)
{
  for (guint c = 0; c < shape->n_columns; c++)
    {
      MillType type = mill_schema_field (shape->schema, c)->type;
      columns[c] = shape->cell_of[c] >= 0
                       ? mill_lazy_column (lazy, (guint32)shape->cell_of[c], type)
                       : fixture_plain (rand, type, lazy->n_rows, 4);
    }
}

static void
drop_columns (const Shape *shape, const MillColumn *columns)
{
  for (guint c = 0; c < shape->n_columns; c++)
    if (shape->cell_of[c] < 0)
      mill_keep_unref (columns[c].keep);
}

static void
add_lazy_rows (Store *store, const Shape *shape, guint n)
{
  MillColumn columns[COLUMNS_MAX];
  guint16 rows[MILL_BATCH_ROWS_MAX];
  MillLazy *lazy = random_lazy (store->rand, shape->cells, shape->n_cells, n);
  fill_columns (store->rand, shape, lazy, columns);
  MillBatch batch = { .schema = shape->schema, .columns = columns, .n_rows = n, .n_selected = n };
  if (g_rand_boolean (store->rand))
    {
      batch.selection = rows;
      batch.n_selected = select_some (store->rand, n, rows);
    }
  store_add (store, &batch, shape->needed);
  drop_columns (shape, columns);
  mill_keep_unref (&lazy->keep);
}

static void
test_lazy (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (2);
  for (guint round = 0; round < ROUNDS; round++)
    {
      g_auto (Store) store;
      Shape shape;
      random_shape (rand, g_rand_boolean (rand), &shape);
      store_init (&store, rand, shape.schema, shape.needed);
      for (guint i = 0; i < 3; i++)
        add_lazy_rows (&store, &shape, (guint)g_rand_int_range (rand, 0, 900));
      store_check (&store, (guint)g_rand_int_range (rand, 1, MILL_BATCH_ROWS_MAX));
      mill_schema_unref (shape.schema);
    }
}

/* Raw cells stay raw, and those of whole records come back as the same bytes. */
static void
test_stays_raw (void)
{
  static const char text[] = "1|no number|x\n-2||\n30|4.5|zzz\n";
  g_auto (MillBytes) records = { 0 };
  g_auto (MillArena) arena = { 0 };
  MillBytes out = { 0 };
  MillField fields[] = { { "a", lazy_types[0] }, { "b", lazy_types[1] }, { "c", lazy_types[2] } };
  g_autoptr (MillSchema) schema = mill_schema_new (fields, 3, NULL);
  MillRowCodec *codec = mill_row_codec_new (schema, NULL);
  MillRowDecoder *decoder = mill_row_decoder_new (codec);
  gsize ends[3];
  MillBatch batch;
  mill_bytes_append_text (&records, text);
  MillLazy *lazy = lazy_rows_new (3, &records, 3);
  MillColumn columns[] = { mill_lazy_column (lazy, 0, fields[0].type),
                           mill_lazy_column (lazy, 1, fields[1].type),
                           mill_lazy_column (lazy, 2, fields[2].type) };
  const MillBatch view = { .schema = schema, .columns = columns, .n_rows = 3, .n_selected = 3 };
  mill_row_codec_encode (codec, &view, 0, 3, &arena, &out, ends);
  mill_keep_unref (&lazy->keep);
  const guint8 *rows[] = { out.data + ends[1], out.data, out.data + ends[0] };
  g_assert_cmpuint (mill_row_decoder_decode (decoder, rows, 3, &batch), ==, 3);
  for (guint c = 0; c < 3; c++)
    g_assert_cmpint (batch.columns[c].layout, ==, MILL_LAYOUT_LAZY);
  MillSpan raw = batch.columns[0].lazy->ops->raw_record (batch.columns[0].lazy, 1);
  g_assert_cmpmem (raw.data, raw.length, text, strcspn (text, "\n"));
  mill_row_decoder_free (decoder);
  mill_row_codec_free (codec);
  mill_bytes_clear (&out);
}

/* Rows of two readers in one batch, and rows of several kinds in one store. */
static void
test_kinds (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  for (guint round = 0; round < ROUNDS; round++)
    {
      g_auto (Store) store;
      Shape shape;
      random_shape (rand, TRUE, &shape);
      store_init (&store, rand, shape.schema, NULL);
      for (guint i = 0; i < 4; i++)
        {
          MillColumn columns[COLUMNS_MAX], others[COLUMNS_MAX];
          MillLazy *one = random_lazy (rand, shape.cells, shape.n_cells, 50);
          MillLazy *two = random_lazy (rand, shape.cells, shape.n_cells, 50);
          fill_columns (rand, &shape, one, columns);
          fill_columns (rand, &shape, two, others);
          for (guint c = 0; c < shape.n_columns; c++)
            if (g_rand_int_range (rand, 0, 4) == 0)
              columns[c] = others[c];
          const MillBatch batch
              = { .schema = shape.schema, .columns = columns, .n_rows = 50, .n_selected = 50 };
          store_add (&store, &batch, NULL);
          mill_keep_unref (&one->keep);
          mill_keep_unref (&two->keep);
        }
      store_check (&store, 200);
      mill_schema_unref (shape.schema);
    }
}

/* More arrangements than a row's head can tell apart are stored as values. */
static void
test_many_kinds (void)
{
  enum
  {
    CELLS = 7
  };
  g_autoptr (GRand) rand = g_rand_new_with_seed (4);
  g_auto (Store) store;
  Shape shape = { .n_cells = CELLS, .n_columns = CELLS };
  MillField fields[CELLS];
  static const char *const names[CELLS] = { "a", "b", "c", "d", "e", "f", "g" };
  for (guint c = 0; c < CELLS; c++)
    {
      shape.cells[c] = lazy_types[2];
      shape.needed[c] = 1;
      fields[c] = (MillField){ names[c], lazy_types[2] };
    }
  shape.schema = mill_schema_new (fields, CELLS, NULL);
  store_init (&store, rand, shape.schema, NULL);
  for (guint i = 0; i < 200; i++)
    {
      for (guint c = 0; c < CELLS; c++)
        shape.cell_of[c] = (int)g_rand_int_range (rand, 0, CELLS);
      add_lazy_rows (&store, &shape, 5);
    }
  store_check (&store, MILL_BATCH_ROWS_MAX);
  mill_schema_unref (shape.schema);
}

/* Large rows do not gather in one batch without bound. */
static void
test_large_rows (void)
{
  enum
  {
    N = 20,
    BYTES = 8 * 1024 * 1024
  };
  MillField field = { "a", lazy_types[2] };
  g_autoptr (MillSchema) schema = mill_schema_new (&field, 1, NULL);
  g_autoptr (MillRowCodec) codec = mill_row_codec_new (schema, NULL);
  g_auto (MillArena) arena = { 0 };
  g_auto (MillBytes) out = { 0 };
  g_autofree char *text = g_strnfill (BYTES, 'x');
  gsize ends[N];
  const guint8 *rows[N];
  for (guint i = 0; i < N; i++)
    {
      g_autoptr (MillColumnBuilder) builder = mill_column_builder_new (field.type);
      mill_column_builder_add_text (builder, text, BYTES);
      MillColumn column = mill_column_builder_end (builder);
      const MillBatch batch
          = { .schema = schema, .columns = &column, .n_rows = 1, .n_selected = 1 };
      mill_row_codec_encode (codec, &batch, 0, 1, &arena, &out, &ends[i]);
      mill_keep_unref (column.keep);
    }
  for (guint i = 0; i < N; i++)
    rows[i] = out.data + (i > 0 ? ends[i - 1] : 0);
  g_autoptr (MillRowDecoder) decoder = mill_row_decoder_new (codec);
  for (guint first = 0; first < N;)
    {
      MillBatch batch;
      guint n = mill_row_decoder_decode (decoder, rows + first, N - first, &batch);
      g_assert_cmpuint (n, <, N);
      for (guint i = 0; i < n; i++)
        {
          MillSpan value = mill_column_text (&batch.columns[0], i);
          g_assert_cmpmem (value.data, value.length, text, BYTES);
        }
      first += n;
    }
}

/* --- threads --- */

typedef struct
{
  MillRowCodec *codec;
  const Shape *shape;
  guint seed;
} Encoding;

/* New kinds come up while others encode. */
static gpointer
encode_main (gpointer data)
{
  const Encoding *encoding = data;
  g_autoptr (GRand) rand = g_rand_new_with_seed (encoding->seed);
  g_auto (Store) store;
  Shape shape = *encoding->shape;
  store_init (&store, rand, shape.schema, NULL);
  MillRowCodec *own = store.codec;
  store.codec = encoding->codec;
  for (guint i = 0; i < 40; i++)
    {
      for (guint c = 0; c < shape.n_columns; c++)
        shape.cell_of[c] = (int)((c + (guint)g_rand_int_range (rand, 0, 4)) % shape.n_cells);
      add_lazy_rows (&store, &shape, 20);
    }
  store_check (&store, 100);
  store.codec = own;
  return NULL;
}

static void
test_threads (void)
{
  enum
  {
    N = 4
  };
  Shape shape = { .n_cells = 4, .n_columns = 4 };
  MillField fields[4];
  static const char *const names[] = { "a", "b", "c", "d" };
  GThread *threads[N];
  Encoding encodings[N];
  for (guint c = 0; c < 4; c++)
    {
      shape.cells[c] = lazy_types[2];
      shape.needed[c] = 1;
      fields[c] = (MillField){ names[c], lazy_types[2] };
    }
  shape.schema = mill_schema_new (fields, 4, NULL);
  g_autoptr (MillRowCodec) codec = mill_row_codec_new (shape.schema, NULL);
  for (guint i = 0; i < N; i++)
    {
      encodings[i] = (Encoding){ codec, &shape, i };
      threads[i] = g_thread_new ("encode", encode_main, &encodings[i]);
    }
  for (guint i = 0; i < N; i++)
    g_thread_join (threads[i]);
  mill_schema_unref (shape.schema);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rows/values", test_values);
  g_test_add_func ("/rows/lazy", test_lazy);
  g_test_add_func ("/rows/stays-raw", test_stays_raw);
  g_test_add_func ("/rows/kinds", test_kinds);
  g_test_add_func ("/rows/many-kinds", test_many_kinds);
  g_test_add_func ("/rows/large-rows", test_large_rows);
  g_test_add_func ("/rows/threads", test_threads);
  return g_test_run ();
}
