/* test-batch-io.c: batches as bytes and back, and what is no batch.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <string.h>

#include "mill-error.h"

#include "fixture.h"

/* (transfer full): a schema with one column of each type */
static MillSchema *
wide_schema (void)
{
  static const char *const names[] = { "a", "b", "c", "d", "e", "f", "g", "h", "i" };
  MillField fields[G_N_ELEMENTS (fixture_types)];
  for (guint t = 0; t < G_N_ELEMENTS (fixture_types); t++)
    fields[t] = (MillField){ names[t], fixture_types[t] };
  return mill_schema_new (fields, G_N_ELEMENTS (fields), NULL);
}

/* (transfer full): a batch with columns of random layouts, in half of the cases with a selection */
static MillBatch *
random_batch (GRand *rand, const MillSchema *schema, guint n)
{
  MillColumn columns[G_N_ELEMENTS (fixture_types)];
  guint16 selection[MILL_BATCH_ROWS_MAX];
  guint n_selected = 0;
  for (guint t = 0; t < G_N_ELEMENTS (fixture_types); t++)
    columns[t] = fixture_column (
        rand, fixture_types[t], n, (guint)g_rand_int_range (rand, 0, FIXTURE_LAYOUTS));
  for (guint i = 0; i < n; i++)
    if (g_rand_int_range (rand, 0, 3) > 0)
      selection[n_selected++] = (guint16)i;
  MillBatch view = { .schema = schema, .columns = columns, .n_rows = n, .n_selected = n };
  view.origin = (MillOrigin){ .source = 3, .first_row = g_rand_int (rand), .part = 1000 + n };
  if (n_selected % 2 == 0)
    {
      view.selection = selection;
      view.n_selected = n_selected;
    }
  MillBatch *batch = mill_batch_hold (&view);
  for (guint t = 0; t < G_N_ELEMENTS (fixture_types); t++)
    mill_keep_unref (columns[t].keep);
  return batch;
}

static void
test_round_trip (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (31);
  g_autoptr (MillSchema) schema = wide_schema ();
  g_autoptr (GPtrArray) batches = g_ptr_array_new_with_free_func ((GDestroyNotify)mill_batch_unref);
  g_auto (MillBytes) bytes = { 0 };
  for (guint round = 0; round < 100; round++)
    {
      guint n = round == 0   ? 0
                : round == 1 ? MILL_BATCH_ROWS_MAX
                             : (guint)g_rand_int_range (rand, 1, 300);
      MillBatch *batch = random_batch (rand, schema, n);
      g_ptr_array_add (batches, batch);
      mill_batch_write (batch, &bytes);
    }
  gsize at = 0;
  for (guint i = 0; i < batches->len; i++)
    {
      g_autoptr (GError) error = NULL;
      gsize used = 0;
      const MillBatch *wanted = g_ptr_array_index (batches, i);
      g_autoptr (MillBatch) got
          = mill_batch_read (schema, bytes.data + at, bytes.length - at, &used, &error);
      g_assert_no_error (error);
      g_assert_true (mill_batch_equal (got, wanted));
      g_assert_null (got->selection);
      g_assert_cmpuint (got->origin.source, ==, 3);
      g_assert_cmpuint (got->origin.first_row, ==, wanted->origin.first_row);
      g_assert_cmpuint (got->origin.part, ==, wanted->origin.part);
      at += used;
    }
  g_assert_cmpuint (at, ==, bytes.length);
}

static void
test_lazy (void)
{
  static const char *const cells[] = { "1", "2", "x", "4" };
  guint n_alive = 0, n_loads = 0;
  MillField fields[] = { { "n", MILL_TYPE (INTEGER) } };
  g_autoptr (MillSchema) schema = mill_schema_new (fields, 1, NULL);
  g_auto (MillBytes) bytes = { 0 };
  FixtureLazy *lazy = fixture_lazy_new (cells, 4, 1, &n_alive, &n_loads);
  MillColumn column = mill_lazy_column (&lazy->lazy, 0, MILL_TYPE (INTEGER));
  MillBatch view = { .schema = schema, .columns = &column, .n_rows = 4, .n_selected = 4 };
  mill_batch_write (&view, &bytes);
  mill_keep_unref (&lazy->lazy.keep);
  gsize used;
  g_autoptr (MillBatch) got = mill_batch_read (schema, bytes.data, bytes.length, &used, NULL);
  g_autofree char *text = mill_batch_to_string (got);
  g_assert_cmpstr (text, ==, "n\n1\n2\n\n4\n");
}

/* a small dictionary stays one; one that is larger than its column does not */
static void
test_dictionary (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (32);
  MillField fields[] = { { "few", MILL_TYPE (TEXT) }, { "many", MILL_TYPE (TEXT) } };
  g_autoptr (MillSchema) schema = mill_schema_new (fields, 2, NULL);
  MillColumn columns[] = { fixture_dict (rand, fields[0].type, 50, 5, 4),
                           fixture_dict (rand, fields[1].type, 50, 51, 4) };
  g_autoptr (MillBatch) batch = mill_batch_new_take (schema, columns, 50);
  g_auto (MillBytes) bytes = { 0 };
  gsize used;
  mill_batch_write (batch, &bytes);
  g_autoptr (MillBatch) got = mill_batch_read (schema, bytes.data, bytes.length, &used, NULL);
  g_assert_true (mill_batch_equal (got, batch));
  g_assert_cmpuint (got->columns[0].layout, ==, MILL_LAYOUT_DICT);
  g_assert_cmpuint (got->columns[1].layout, ==, MILL_LAYOUT_PLAIN);
}

static void
assert_refused (const MillSchema *schema, const guint8 *data, gsize length)
{
  g_autoptr (GError) error = NULL;
  gsize used;
  g_assert_null (mill_batch_read (schema, data, length, &used, &error));
  g_assert_error (error, MILL_ERROR_DATA, MILL_DATA_SYNTAX);
}

static void
test_cut (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (33);
  g_autoptr (MillSchema) schema = wide_schema ();
  g_autoptr (MillBatch) batch = random_batch (rand, schema, 40);
  g_auto (MillBytes) bytes = { 0 };
  mill_batch_write (batch, &bytes);
  for (gsize length = 0; length < bytes.length; length++)
    {
      /* In memory of its own, so that a byte too many is seen. */
      g_autofree guint8 *cut = g_memdup2 (bytes.data, length);
      assert_refused (schema, cut, length);
    }
}

static void
test_other_schema (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (34);
  MillField number[] = { { "x", MILL_TYPE (NUMBER) } };
  MillField integer[] = { { "x", MILL_TYPE (INTEGER) } };
  MillField two[] = { { "x", MILL_TYPE (NUMBER) }, { "y", MILL_TYPE (NUMBER) } };
  g_autoptr (MillSchema) schema = mill_schema_new (number, 1, NULL);
  g_autoptr (MillSchema) other = mill_schema_new (integer, 1, NULL);
  g_autoptr (MillSchema) more = mill_schema_new (two, 2, NULL);
  MillColumn column = fixture_plain (rand, number[0].type, 10, 2);
  g_autoptr (MillBatch) batch = mill_batch_new_take (schema, &column, 10);
  g_auto (MillBytes) bytes = { 0 };
  mill_batch_write (batch, &bytes);
  assert_refused (other, bytes.data, bytes.length);
  assert_refused (more, bytes.data, bytes.length);
  bytes.data[3]++;
  assert_refused (schema, bytes.data, bytes.length);
}

/* text that is not UTF-8, or is cut within a character, does not get in */
static void
test_text (void)
{
  MillField fields[] = { { "x", MILL_TYPE (TEXT) } };
  g_autoptr (MillSchema) schema = mill_schema_new (fields, 1, NULL);
  g_autoptr (MillColumnBuilder) builder = mill_column_builder_new (fields[0].type);
  mill_column_builder_add_text (builder, "a\xc3\xa4", -1);
  mill_column_builder_add_text (builder, "bc", -1);
  MillColumn column = mill_column_builder_end (builder);
  g_autoptr (MillBatch) batch = mill_batch_new_take (schema, &column, 2);
  g_auto (MillBytes) bytes = { 0 };
  gsize used;
  mill_batch_write (batch, &bytes);
  guint8 *text = bytes.data + bytes.length - 5;
  guint8 *offsets = text - 12;
  g_assert_cmpmem (text,
                   5,
                   "a\xc3\xa4"
                   "bc",
                   5);
  offsets[4] = 2;
  assert_refused (schema, bytes.data, bytes.length);
  offsets[4] = 6;
  assert_refused (schema, bytes.data, bytes.length);
  offsets[4] = 4;
  g_autoptr (MillBatch) moved = mill_batch_read (schema, bytes.data, bytes.length, &used, NULL);
  g_assert_nonnull (moved);
  text[2] = 'x';
  assert_refused (schema, bytes.data, bytes.length);
}

static void
test_decimal_range (void)
{
  MillField fields[] = { { "x", MILL_DECIMAL (4, 2) } };
  g_autoptr (MillSchema) schema = mill_schema_new (fields, 1, NULL);
  g_autoptr (MillColumnBuilder) builder = mill_column_builder_new (fields[0].type);
  mill_column_builder_add_integer (builder, 9999);
  MillColumn column = mill_column_builder_end (builder);
  g_autoptr (MillBatch) batch = mill_batch_new_take (schema, &column, 1);
  g_auto (MillBytes) bytes = { 0 };
  mill_batch_write (batch, &bytes);
  gint64 large = 10000;
  memcpy (bytes.data + bytes.length - 8, &large, 8);
  assert_refused (schema, bytes.data, bytes.length);
}

/* random damage is refused, or gives a batch that can be read without harm */
static void
test_damage (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (35);
  g_autoptr (MillSchema) schema = wide_schema ();
  guint n_refused = 0;
  for (guint round = 0; round < 3000; round++)
    {
      g_autoptr (MillBatch) batch
          = random_batch (rand, schema, (guint)g_rand_int_range (rand, 0, 30));
      g_auto (MillBytes) bytes = { 0 };
      mill_batch_write (batch, &bytes);
      g_autofree guint8 *damaged = g_memdup2 (bytes.data, bytes.length);
      for (gint32 k = g_rand_int_range (rand, 1, 4); k > 0; k--)
        damaged[g_rand_int_range (rand, 0, (gint32)bytes.length)]
            ^= (guint8)(1 << g_rand_int_range (rand, 0, 8));
      gsize used;
      g_autoptr (GError) error = NULL;
      g_autoptr (MillBatch) got = mill_batch_read (schema, damaged, bytes.length, &used, &error);
      if (got == NULL)
        {
          g_assert_error (error, MILL_ERROR_DATA, MILL_DATA_SYNTAX);
          n_refused++;
          continue;
        }
      g_autofree char *text = mill_batch_to_string (got);
      g_assert_true (g_utf8_validate (text, -1, NULL));
    }
  g_assert_cmpuint (n_refused, >, 300);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/batch-io/round-trip", test_round_trip);
  g_test_add_func ("/batch-io/lazy", test_lazy);
  g_test_add_func ("/batch-io/dictionary", test_dictionary);
  g_test_add_func ("/batch-io/cut", test_cut);
  g_test_add_func ("/batch-io/other-schema", test_other_schema);
  g_test_add_func ("/batch-io/text", test_text);
  g_test_add_func ("/batch-io/decimal-range", test_decimal_range);
  g_test_add_func ("/batch-io/damage", test_damage);
  return g_test_run ();
}
