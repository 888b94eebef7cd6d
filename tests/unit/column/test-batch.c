/* test-batch.c: holding, compacting, comparing and printing batches.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <string.h>

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

/* columns of random layouts; @borrow: without an owner, as a block on the way hands them on */
typedef struct
{
  MillColumn owned[G_N_ELEMENTS (fixture_types)];
  MillColumn columns[G_N_ELEMENTS (fixture_types)];
  MillColumn children[G_N_ELEMENTS (fixture_types)];
  guint16 selection[MILL_BATCH_ROWS_MAX];
  MillBatch view;
} Mixed;

static void
mixed_fill (Mixed *mixed, const MillSchema *schema, GRand *rand, guint n, guint borrow)
{
  memset (mixed, 0, sizeof *mixed);
  for (guint t = 0; t < G_N_ELEMENTS (fixture_types); t++)
    {
      guint layout = (guint)g_rand_int_range (rand, 0, FIXTURE_LAYOUTS);
      mixed->owned[t] = fixture_column (rand, fixture_types[t], n, layout);
      mixed->columns[t] = mixed->owned[t];
      if (borrow > 0)
        mixed->columns[t].keep = NULL;
      if (borrow > 1 && mixed->columns[t].child != NULL)
        {
          mixed->children[t] = *mixed->columns[t].child;
          mixed->children[t].keep = NULL;
          mixed->columns[t].child = &mixed->children[t];
        }
    }
  mixed->view
      = (MillBatch){ .schema = schema, .columns = mixed->columns, .n_rows = n, .n_selected = n };
  mixed->view.origin = (MillOrigin){ .source = 3, .first_row = 100, .part = 7 };
  if (g_rand_int_range (rand, 0, 3) == 0)
    return;
  mixed->view.selection = mixed->selection;
  mixed->view.n_selected = 0;
  for (guint i = 0; i < n; i++)
    if (g_rand_int_range (rand, 0, 3) > 0)
      mixed->selection[mixed->view.n_selected++] = (guint16)i;
}

static void
mixed_clear (Mixed *mixed)
{
  for (guint t = 0; t < G_N_ELEMENTS (fixture_types); t++)
    mill_keep_unref (mixed->owned[t].keep);
  memset (mixed, 0xee, sizeof *mixed);
}

/* a held batch lives on when all that it was made of is gone, and says the same */
static void
test_hold (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (21);
  g_autoptr (MillSchema) schema = wide_schema ();
  g_autofree Mixed *mixed = g_new (Mixed, 1);
  for (guint round = 0; round < 200; round++)
    {
      guint n = round % 10 == 0 ? 0 : (guint)g_rand_int_range (rand, 1, 200);
      mixed_fill (mixed, schema, rand, n, round % 3);
      g_autofree char *wanted = mill_batch_to_string (&mixed->view);
      MillBatch *held = mill_batch_hold (&mixed->view);
      g_assert_true (mill_batch_equal (held, &mixed->view));
      guint n_rows = mixed->view.n_rows, n_selected = mixed->view.n_selected;
      mixed_clear (mixed);

      g_autofree char *got = mill_batch_to_string (held);
      g_assert_cmpstr (got, ==, wanted);
      g_assert_cmpuint (held->n_rows, ==, n_rows);
      g_assert_cmpuint (held->n_selected, ==, n_selected);
      g_assert_cmpuint (held->origin.part, ==, 7);
      g_assert_cmpuint (held->origin.first_row, ==, 100);
      g_assert_cmpuint (mill_batch_bytes (held), >, 0);
      g_assert_true (mill_batch_hold (held) == held);
      mill_batch_unref (held);
      mill_batch_unref (held);
    }
}

/* counted memory is shared, borrowed memory is not */
static void
test_hold_shares (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (22);
  MillField fields[] = { { "x", MILL_TYPE (NUMBER) }, { "y", MILL_TYPE (NUMBER) } };
  g_autoptr (MillSchema) schema = mill_schema_new (fields, 2, NULL);
  MillColumn x = fixture_plain (rand, fields[0].type, 10, 0);
  MillColumn columns[] = { x, x };
  columns[1].keep = NULL;
  MillBatch view = { .schema = schema, .columns = columns, .n_rows = 10, .n_selected = 10 };
  g_autoptr (MillBatch) held = mill_batch_hold (&view);
  g_assert_true (held->columns[0].data == x.data);
  g_assert_true (held->columns[1].data != x.data);
  g_assert_nonnull (held->columns[1].keep);
  mill_keep_unref (x.keep);
}

static const char *const lazy_cells[] = { "1", "one", "2", "", "", "three", "x", "y", "5", "five" };

static MillSchema *
lazy_schema (void)
{
  MillField fields[] = { { "n", MILL_TYPE (INTEGER) }, { "t", MILL_TYPE (TEXT) } };
  return mill_schema_new (fields, 2, NULL);
}

static void
test_hold_lazy (void)
{
  guint n_alive = 0, n_loads = 0;
  g_autoptr (MillSchema) schema = lazy_schema ();
  FixtureLazy *lazy = fixture_lazy_new (lazy_cells, 5, 2, &n_alive, &n_loads);
  gint64 memo[5] = { 0 };
  MillColumn columns[] = { mill_lazy_column (&lazy->lazy, 0, MILL_TYPE (INTEGER)),
                           mill_lazy_column (&lazy->lazy, 1, MILL_TYPE (TEXT)) };
  columns[0].memo = memo;
  MillBatch view = { .schema = schema, .columns = columns, .n_rows = 5, .n_selected = 5 };
  MillBatch *held = mill_batch_hold (&view);
  mill_keep_unref (&lazy->lazy.keep);
  g_assert_cmpuint (n_alive, ==, 1);
  g_assert_null (held->columns[0].memo);
  g_assert_cmpuint (held->columns[1].layout, ==, MILL_LAYOUT_LAZY);
  g_autofree char *text = mill_batch_to_string (held);
  g_assert_cmpstr (text, ==, "n,t\n1,one\n2,\n,three\nx,y\n5,five\n");
  mill_batch_unref (held);
  g_assert_cmpuint (n_alive, ==, 0);
}

static void
test_compact (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (23);
  g_autoptr (MillSchema) schema = wide_schema ();
  g_autofree Mixed *mixed = g_new (Mixed, 1);
  for (guint round = 0; round < 100; round++)
    {
      mixed_fill (mixed, schema, rand, (guint)g_rand_int_range (rand, 0, 3000), round % 3);
      g_autofree char *wanted = mill_batch_to_string (&mixed->view);
      guint first = mixed->view.n_selected > 0 ? mill_batch_row (&mixed->view, 0) : 0;
      g_autoptr (MillBatch) compact = mill_batch_compact (&mixed->view, NULL);
      g_assert_true (mill_batch_equal (compact, &mixed->view));
      mixed_clear (mixed);

      g_autofree char *got = mill_batch_to_string (compact);
      g_assert_cmpstr (got, ==, wanted);
      g_assert_null (compact->selection);
      g_assert_cmpuint (compact->n_rows, ==, compact->n_selected);
      g_assert_cmpuint (compact->origin.first_row, ==, 100 + first);
      for (guint t = 0; t < G_N_ELEMENTS (fixture_types); t++)
        g_assert_true (compact->columns[t].layout == MILL_LAYOUT_PLAIN
                       || compact->columns[t].layout == MILL_LAYOUT_DICT);
    }
}

/* rows with bad cells go, where somebody asks for the errors; else their cells are null */
static void
test_compact_lazy (void)
{
  guint n_alive = 0, n_loads = 0;
  static const guint16 selection[] = { 0, 2, 3, 4 };
  g_autoptr (MillRowErrors) errors = mill_row_errors_new ();
  g_autoptr (MillSchema) schema = lazy_schema ();
  FixtureLazy *lazy = fixture_lazy_new (lazy_cells, 5, 2, &n_alive, &n_loads);
  MillColumn columns[] = { mill_lazy_column (&lazy->lazy, 0, MILL_TYPE (INTEGER)),
                           mill_lazy_column (&lazy->lazy, 1, MILL_TYPE (TEXT)) };
  MillBatch view = { .schema = schema, .columns = columns, .n_rows = 5, .n_selected = 4 };
  view.selection = selection;

  g_autoptr (MillBatch) good = mill_batch_compact (&view, errors);
  g_autoptr (MillBatch) all = mill_batch_compact (&view, NULL);
  g_assert_cmpuint (errors->n, ==, 1);
  g_assert_cmpuint (errors->errors[0].row, ==, 3);
  g_assert_cmpstr (errors->errors[0].where, ==, "n");
  mill_keep_unref (&lazy->lazy.keep);
  g_assert_cmpuint (n_alive, ==, 0);
  g_autofree char *good_text = mill_batch_to_string (good);
  g_autofree char *all_text = mill_batch_to_string (all);
  g_assert_cmpstr (good_text, ==, "n,t\n1,one\n,three\n5,five\n");
  g_assert_cmpstr (all_text, ==, "n,t\n1,one\n,three\n,y\n5,five\n");
}

static void
test_equal (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (24);
  g_autoptr (MillSchema) schema = wide_schema ();
  MillField other[] = { { "z", MILL_TYPE (NUMBER) } };
  g_autoptr (MillSchema) other_schema = mill_schema_new (other, 1, NULL);
  g_autofree Mixed *mixed = g_new (Mixed, 1);
  mixed_fill (mixed, schema, rand, 100, 0);
  g_autoptr (MillBatch) a = mill_batch_hold (&mixed->view);
  mixed->view.n_selected -= 1;
  g_assert_false (mill_batch_equal (a, &mixed->view));
  mixed->view.n_selected += 1;
  g_assert_true (mill_batch_equal (a, &mixed->view));
  MillColumn number = fixture_plain (rand, MILL_TYPE (NUMBER), 100, 0);
  mixed->columns[4] = number;
  g_assert_false (mill_batch_equal (a, &mixed->view));
  MillBatch b = { .schema = other_schema, .columns = &number, .n_rows = 100, .n_selected = 100 };
  g_assert_false (mill_batch_equal (a, &b));
  mill_keep_unref (number.keep);
  mixed_clear (mixed);
}

static void
test_to_string (void)
{
  MillField fields[] = { { "a b", MILL_TYPE (TEXT) }, { "c,d", MILL_DECIMAL (5, 2) } };
  g_autoptr (MillSchema) schema = mill_schema_new (fields, 2, NULL);
  g_autoptr (MillColumnBuilder) a = mill_column_builder_new (fields[0].type);
  g_autoptr (MillColumnBuilder) b = mill_column_builder_new (fields[1].type);
  mill_column_builder_add_text (a, "say \"hi\"", -1);
  mill_column_builder_add_integer (b, 150);
  mill_column_builder_add_text (a, "", -1);
  mill_column_builder_add_null (b);
  mill_column_builder_add_null (a);
  mill_column_builder_add_integer (b, -5);
  mill_column_builder_add_text (a, "two\nlines", -1);
  mill_column_builder_add_integer (b, 0);
  MillColumn columns[] = { mill_column_builder_end (a), mill_column_builder_end (b) };
  g_autoptr (MillBatch) batch = mill_batch_new_take (schema, columns, 4);
  g_autofree char *text = mill_batch_to_string (batch);
  g_assert_cmpstr (
      text, ==, "a b,\"c,d\"\n\"say \"\"hi\"\"\",1.50\n\"\",\n,-0.05\n\"two\nlines\",0.00\n");
}

static gpointer
hold_and_drop (gpointer data)
{
  MillBatch *batch = data;
  for (guint i = 0; i < 10000; i++)
    {
      MillBatch *mine = mill_batch_hold (batch);
      MillBatch view = *mine;
      view.refs = 0;
      MillBatch *again = mill_batch_hold (&view);
      mill_batch_unref (mine);
      mill_batch_unref (again);
    }
  mill_batch_unref (batch);
  return NULL;
}

static void
test_threads (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (25);
  MillField fields[] = { { "x", MILL_TYPE (TEXT) } };
  g_autoptr (MillSchema) schema = mill_schema_new (fields, 1, NULL);
  MillColumn x = fixture_dict (rand, fields[0].type, 100, 5, 3);
  g_autoptr (MillBatch) batch = mill_batch_new_take (schema, &x, 100);
  GThread *threads[4];
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("holder", hold_and_drop, mill_batch_hold (batch));
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  g_assert_cmpint (g_atomic_int_get (&batch->refs), ==, 1);
  g_assert_cmpint (g_atomic_int_get (&x.keep->refs), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/batch/hold/all", test_hold);
  g_test_add_func ("/batch/hold/shares", test_hold_shares);
  g_test_add_func ("/batch/hold/lazy", test_hold_lazy);
  g_test_add_func ("/batch/compact/all", test_compact);
  g_test_add_func ("/batch/compact/lazy", test_compact_lazy);
  g_test_add_func ("/batch/equal", test_equal);
  g_test_add_func ("/batch/to-string", test_to_string);
  g_test_add_func ("/batch/threads", test_threads);
  return g_test_run ();
}
