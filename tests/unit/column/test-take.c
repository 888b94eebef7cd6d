/* test-take.c: columns and batches out of others.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <string.h>

#include "fixture.h"

/* value @row of @column as text with its kind of nothing */
static char *
cell (const MillColumn *column, guint row)
{
  g_auto (MillArena) arena = { 0 };
  MillVec vec;
  mill_column_load (column, NULL, row, 1, NULL, &arena, NULL, &vec);
  GString *text = g_string_new (mill_vec_is_null (&vec, 0) ? "null" : "=");
  mill_vec_print (&vec, 0, text);
  return g_string_free (text, FALSE);
}

static void
assert_cell (const MillColumn *got, guint row, const MillColumn *wanted, guint wanted_row)
{
  g_autofree char *a = cell (got, row);
  g_autofree char *b = cell (wanted, wanted_row);
  g_assert_cmpstr (a, ==, b);
}

static void
assert_owned (const MillColumn *column)
{
  g_assert_true (column->layout == MILL_LAYOUT_PLAIN || column->layout == MILL_LAYOUT_DICT);
  g_assert_nonnull (column->keep);
}

static void
test_filter (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (61);
  guint16 rows[3000];
  for (guint t = 0; t < G_N_ELEMENTS (fixture_types); t++)
    for (guint layout = 0; layout < FIXTURE_LAYOUTS; layout++)
      for (guint borrow = 0; borrow < 2; borrow++)
        {
          guint n = (guint)g_rand_int_range (rand, 0, layout == 0 ? 3000 : 100), n_rows = 0;
          MillColumn owned = fixture_column (rand, fixture_types[t], n, layout);
          MillColumn column = owned;
          if (borrow)
            column.keep = NULL;
          for (guint i = 0; i < n; i++)
            if (g_rand_boolean (rand))
              rows[n_rows++] = (guint16)i;
          MillColumn some = mill_column_filter (&column, rows, n_rows, NULL, NULL);
          MillColumn head = mill_column_filter (&column, NULL, n / 2, NULL, NULL);
          assert_owned (&some);
          assert_owned (&head);
          g_assert_cmpuint (some.n_rows, ==, n_rows);
          g_assert_cmpuint (head.n_rows, ==, n / 2);
          for (guint i = 0; i < n_rows; i += 3)
            assert_cell (&some, i, &owned, rows[i]);
          for (guint i = 0; i < n / 2; i += 3)
            assert_cell (&head, i, &owned, i);
          mill_keep_unref (owned.keep);
          /* still there */
          for (guint i = 0; i < n_rows; i++)
            g_free (cell (&some, i));
          mill_keep_unref (some.keep);
          mill_keep_unref (head.keep);
        }
}

static void
test_take (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (62);
  guint32 rows[1500];
  for (guint t = 0; t < G_N_ELEMENTS (fixture_types); t++)
    for (guint layout = 0; layout < FIXTURE_LAYOUTS; layout++)
      {
        guint n = (guint)g_rand_int_range (rand, 1, 100), n_rows = layout == 0 ? 1500 : 60;
        MillColumn column = fixture_column (rand, fixture_types[t], n, layout);
        MillColumn absent = mill_column_absent (fixture_types[t], 1);
        for (guint i = 0; i < n_rows; i++)
          rows[i] = g_rand_int_range (rand, 0, 9) == 0
                        ? MILL_TAKE_NULL
                        : (guint32)g_rand_int_range (rand, 0, (gint32)n);
        MillColumn taken = mill_column_take (&column, rows, n_rows);
        assert_owned (&taken);
        for (guint i = 0; i < n_rows; i++)
          if (rows[i] == MILL_TAKE_NULL)
            assert_cell (&taken, i, &absent, 0);
          else
            assert_cell (&taken, i, &column, rows[i]);
        mill_keep_unref (column.keep);
        mill_keep_unref (taken.keep);
      }
}

static void
test_concat (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (63);
  for (guint t = 0; t < G_N_ELEMENTS (fixture_types); t++)
    {
      MillColumn columns[FIXTURE_LAYOUTS];
      guint n = 0;
      for (guint layout = 0; layout < FIXTURE_LAYOUTS; layout++)
        {
          columns[layout] = fixture_column (
              rand, fixture_types[t], (guint)g_rand_int_range (rand, 0, 50), layout);
          n += columns[layout].n_rows;
        }
      MillColumn all = mill_column_concat (fixture_types[t], columns, FIXTURE_LAYOUTS);
      MillColumn none = mill_column_concat (fixture_types[t], NULL, 0);
      assert_owned (&all);
      g_assert_cmpuint (all.n_rows, ==, n);
      g_assert_cmpuint (none.n_rows, ==, 0);
      for (guint layout = 0, at = 0; layout < FIXTURE_LAYOUTS; layout++)
        {
          for (guint i = 0; i < columns[layout].n_rows; i++)
            assert_cell (&all, at++, &columns[layout], i);
          mill_keep_unref (columns[layout].keep);
        }
      mill_keep_unref (all.keep);
      mill_keep_unref (none.keep);
    }
}

/* text over one dictionary stays so, and the dictionary is shared */
static void
test_dictionary (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (64);
  static const guint16 rows[] = { 1, 5, 6 };
  static const guint32 index[] = { 7, MILL_TAKE_NULL, 2 };
  MillColumn column = fixture_dict (rand, MILL_TYPE (TEXT), 50, 5, 4);
  MillColumn some = mill_column_filter (&column, rows, 3, NULL, NULL);
  MillColumn taken = mill_column_take (&column, index, 3);
  MillColumn pair[] = { some, taken };
  MillColumn both = mill_column_concat (column.type, pair, 2);
  MillColumn other = fixture_dict (rand, MILL_TYPE (TEXT), 50, 5, 4);
  MillColumn strangers[] = { column, other };
  MillColumn mixed = mill_column_concat (column.type, strangers, 2);
  g_assert_cmpuint (some.layout, ==, MILL_LAYOUT_DICT);
  g_assert_cmpuint (taken.layout, ==, MILL_LAYOUT_DICT);
  g_assert_cmpuint (both.layout, ==, MILL_LAYOUT_DICT);
  g_assert_cmpuint (mixed.layout, ==, MILL_LAYOUT_PLAIN);
  g_assert_true (some.child->data == column.child->data);
  g_assert_true (both.child->data == column.child->data);
  mill_keep_unref (column.keep);
  mill_keep_unref (some.keep);
  mill_keep_unref (taken.keep);
  g_autofree char *alive = cell (&both, 0);
  g_assert_nonnull (alive);
  mill_keep_unref (both.keep);
  mill_keep_unref (other.keep);
  mill_keep_unref (mixed.keep);
}

static const char *const lazy_cells[] = { "1", "one", "2", "", "", "three", "x", "y", "5", "five" };

static void
test_batch_take (void)
{
  guint n_alive = 0, n_loads = 0;
  g_autoptr (GRand) rand = g_rand_new_with_seed (65);
  MillField fields[]
      = { { "n", MILL_TYPE (INTEGER) }, { "t", MILL_TYPE (TEXT) }, { "d", MILL_TYPE (NUMBER) } };
  g_autoptr (MillSchema) schema = mill_schema_new (fields, 3, NULL);
  FixtureLazy *lazy = fixture_lazy_new (lazy_cells, 5, 2, &n_alive, &n_loads);
  MillColumn columns[] = { mill_lazy_column (&lazy->lazy, 0, fields[0].type),
                           mill_lazy_column (&lazy->lazy, 1, fields[1].type),
                           mill_column_absent (fields[2].type, 5) };
  MillBatch view = { .schema = schema, .columns = columns, .n_rows = 5, .n_selected = 5 };
  static const guint32 rows[] = { 4, 0, MILL_TAKE_NULL, 4, 3, 1 };
  g_autoptr (MillBatch) taken = mill_batch_take (&view, rows, G_N_ELEMENTS (rows));
  g_autoptr (MillBatch) none = mill_batch_take (&view, rows, 0);
  mill_keep_unref (&lazy->lazy.keep);
  g_assert_cmpuint (n_alive, ==, 0);
  g_autofree char *text = mill_batch_to_string (taken);
  g_assert_cmpstr (text, ==, "n,t,d\n5,five,\n1,one,\n,,\n5,five,\n,y,\n2,,\n");
  g_assert_cmpuint (none->n_rows, ==, 0);
}

static void
test_batch_concat (void)
{
  guint n_alive = 0, n_loads = 0;
  static const guint16 selection[] = { 0, 4 };
  MillField fields[] = { { "n", MILL_TYPE (INTEGER) }, { "t", MILL_TYPE (TEXT) } };
  g_autoptr (MillSchema) schema = mill_schema_new (fields, 2, NULL);
  FixtureLazy *lazy = fixture_lazy_new (lazy_cells, 5, 2, &n_alive, &n_loads);
  MillColumn columns[] = { mill_lazy_column (&lazy->lazy, 0, fields[0].type),
                           mill_lazy_column (&lazy->lazy, 1, fields[1].type) };
  MillBatch all = { .schema = schema, .columns = columns, .n_rows = 5, .n_selected = 5 };
  MillBatch some = all;
  some.selection = selection;
  some.n_selected = 2;
  some.origin.part = 9;
  g_autoptr (MillBatch) compact = mill_batch_compact (&some, NULL);
  const MillBatch *batches[] = { &some, &all, compact };
  g_autoptr (MillBatch) joined = mill_batch_concat (batches, 3);
  mill_keep_unref (&lazy->lazy.keep);
  g_autofree char *text = mill_batch_to_string (joined);
  g_assert_cmpstr (text, ==, "n,t\n1,one\n5,five\n1,one\n2,\n,three\n,y\n5,five\n1,one\n5,five\n");
  g_assert_cmpuint (joined->origin.part, ==, 9);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/take/filter", test_filter);
  g_test_add_func ("/take/take", test_take);
  g_test_add_func ("/take/concat", test_concat);
  g_test_add_func ("/take/dictionary", test_dictionary);
  g_test_add_func ("/take/batch-take", test_batch_take);
  g_test_add_func ("/take/batch-concat", test_batch_concat);
  return g_test_run ();
}
