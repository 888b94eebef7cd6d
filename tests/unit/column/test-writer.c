/* test-writer.c: writing columns row by row and register by register.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <string.h>

#include "fixture.h"

/* ascending row numbers below @n, one in @one_in; returns how many */
static guint
random_rows (GRand *rand, guint n, guint one_in, guint16 *rows)
{
  guint n_rows = 0;
  for (guint i = 0; i < n; i++)
    if (g_rand_int_range (rand, 0, (gint32)one_in) == 0)
      rows[n_rows++] = (guint16)i;
  return n_rows;
}

/* the column that must come out: @values at @rows, all others null */
static MillColumn
spread (const MillColumn *values, const guint16 *rows, guint n_rows, guint n)
{
  g_autofree guint32 *index = g_new (guint32, n);
  for (guint i = 0; i < n; i++)
    index[i] = MILL_TAKE_NULL;
  for (guint i = 0; i < n_rows; i++)
    index[rows[i]] = i;
  return mill_column_take (values, index, n);
}

/* writes @values in pieces of random size */
static void
put_pieces (GRand *rand,
            MillColumnWriter *writer,
            const MillColumn *values,
            const guint16 *rows,
            MillArena *arena)
{
  for (guint done = 0; done < values->n_rows;)
    {
      guint n = (guint)g_rand_int_range (rand, 0, 400);
      n = MIN (n, values->n_rows - done);
      MillVec vec;
      mill_arena_reset (arena);
      mill_column_load (values, NULL, done, n, NULL, arena, NULL, &vec);
      g_assert_true (mill_column_writer_put (writer, &vec, rows, done));
      done += n;
    }
}

static void
check_sane (const MillColumn *column)
{
  g_assert_cmpuint (column->layout, ==, MILL_LAYOUT_PLAIN);
  g_assert_cmpuint (column->offset, ==, 0);
  g_assert_nonnull (column->data);
  if (mill_type_is_textual (column->type))
    for (guint i = 0; i < column->n_rows; i++)
      g_assert_cmpint (column->offsets[i], <=, column->offsets[i + 1]);
  if (column->validity != NULL)
    g_assert_false (mill_bits_all (column->validity, 0, column->n_rows));
}

static void
test_put (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);
  g_auto (MillArena) arena = { 0 };
  guint16 rows[3000];
  for (guint t = 0; t < G_N_ELEMENTS (fixture_types); t++)
    {
      g_autoptr (MillColumnWriter) writer = mill_column_writer_new (fixture_types[t]);
      for (guint round = 0; round < 40; round++)
        {
          guint n = (guint)g_rand_int_range (rand, 0, 3000);
          guint n_rows = random_rows (rand, n, (guint)g_rand_int_range (rand, 1, 4), rows);
          guint nulls_in = (guint)g_rand_int_range (rand, 0, 4);
          MillColumn values = fixture_plain (rand, fixture_types[t], n_rows, nulls_in);
          MillColumn wanted = spread (&values, rows, n_rows, n);
          mill_column_writer_begin (writer, n);
          put_pieces (rand, writer, &values, n_rows == n ? NULL : rows, &arena);
          MillColumn made = round % 4 == 3 ? mill_column_writer_steal (writer)
                                           : mill_column_writer_end (writer);
          check_sane (&made);
          g_assert_true (mill_column_equal (&made, &wanted));
          g_assert_true ((made.keep != NULL) == (round % 4 == 3));
          if (n_rows == n && nulls_in == 0)
            g_assert_null (made.validity);
          mill_keep_unref (made.keep);
          mill_keep_unref (values.keep);
          mill_keep_unref (wanted.keep);
        }
    }
}

/* constant registers fill rows */
static void
test_put_constant (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (12);
  g_auto (MillArena) arena = { 0 };
  static const guint16 rows[] = { 1, 2, 4, 70, 80 };
  for (guint t = 0; t < G_N_ELEMENTS (fixture_types); t++)
    for (guint round = 0; round < 4; round++)
      {
        MillColumn one = fixture_plain (rand, fixture_types[t], 1, round < 2 ? 0 : 1);
        g_autoptr (MillColumnWriter) writer = mill_column_writer_new (fixture_types[t]);
        guint32 index[100];
        MillVec vec;
        mill_column_load (&one, NULL, 0, 1, NULL, &arena, NULL, &vec);
        vec.constant = TRUE;
        vec.n = round % 2 == 0 ? 100 : G_N_ELEMENTS (rows);
        for (guint i = 0; i < 100; i++)
          index[i] = round % 2 == 0 ? 0 : MILL_TAKE_NULL;
        for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
          index[rows[i]] = 0;
        MillColumn wanted = mill_column_take (&one, index, 100);
        mill_column_writer_begin (writer, 100);
        mill_column_writer_put (writer, &vec, round % 2 == 0 ? NULL : rows, 0);
        MillColumn made = mill_column_writer_end (writer);
        check_sane (&made);
        g_assert_true (mill_column_equal (&made, &wanted));
        mill_keep_unref (one.keep);
        mill_keep_unref (wanted.keep);
      }
}

/* rows that nobody puts are null, and a column without nulls has no bitmap, batch after batch */
static void
test_put_nothing (void)
{
  for (guint t = 0; t < G_N_ELEMENTS (fixture_types); t++)
    {
      g_autoptr (MillColumnWriter) writer = mill_column_writer_new (fixture_types[t]);
      MillColumn absent = mill_column_absent (fixture_types[t], 100);
      mill_column_writer_begin (writer, 100);
      MillColumn made = mill_column_writer_end (writer);
      g_assert_true (mill_column_equal (&made, &absent));
      mill_column_writer_begin (writer, 0);
      made = mill_column_writer_end (writer);
      g_assert_cmpuint (made.n_rows, ==, 0);
      g_assert_null (made.validity);
      check_sane (&made);
    }
}

/* the buffers stay where they are */
static void
test_put_memory (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (13);
  g_auto (MillArena) arena = { 0 };
  MillColumn values = fixture_plain (rand, MILL_TYPE (TEXT), 1000, 3);
  g_autoptr (MillColumnWriter) writer = mill_column_writer_new (MILL_TYPE (TEXT));
  MillColumn first = { 0 };
  for (guint round = 0; round < 5; round++)
    {
      mill_column_writer_begin (writer, 1000);
      put_pieces (rand, writer, &values, NULL, &arena);
      MillColumn made = mill_column_writer_end (writer);
      if (round == 0)
        first = made;
      g_assert_true (made.data == first.data && made.offsets == first.offsets);
      g_assert_true (made.validity == first.validity);
    }
  mill_keep_unref (values.keep);
}

/* text above 2 GiB is refused, not wrapped */
static void
test_put_too_much (void)
{
  g_autofree guint8 *big = g_malloc0 (1000 + MILL_PADDING);
  MillSpan spans[] = { { big, 1000 }, { big, G_MAXINT32 }, { big, 10 } };
  MillVec fine = { .type = MILL_TYPE (TEXT), .n = 1, .spans = &spans[0] };
  MillVec huge = { .type = MILL_TYPE (TEXT), .n = 1, .spans = &spans[1] };
  MillVec again = { .type = MILL_TYPE (TEXT), .n = 1, .spans = &spans[2] };
  g_autoptr (MillColumnWriter) writer = mill_column_writer_new (MILL_TYPE (TEXT));
  mill_column_writer_begin (writer, 3);
  g_assert_true (mill_column_writer_put (writer, &fine, NULL, 0));
  g_assert_false (mill_column_writer_put (writer, &huge, NULL, 1));
  g_assert_true (mill_column_writer_put (writer, &again, NULL, 2));
  MillColumn made = mill_column_writer_end (writer);
  check_sane (&made);
  g_assert_cmpuint (made.validity[0], ==, 5);
  g_assert_cmpuint (mill_column_text (&made, 0).length, ==, 1000);
  g_assert_cmpuint (mill_column_text (&made, 2).length, ==, 10);
}

static void
test_builder_values (void)
{
  g_autoptr (MillColumnBuilder) builder = mill_column_builder_new (MILL_TYPE (TEXT));
  mill_column_builder_add_text (builder, "one", -1);
  mill_column_builder_add_null (builder);
  mill_column_builder_add_text (builder, "twofold", 3);
  mill_column_builder_add_text (builder, NULL, 0);
  g_assert_cmpuint (mill_column_builder_n_rows (builder), ==, 4);
  g_assert_cmpuint (mill_column_builder_bytes (builder), >, 6);
  MillColumn column = mill_column_builder_end (builder);
  check_sane (&column);
  g_assert_cmpuint (column.validity[0], ==, 13);
  g_assert_cmpmem (
      mill_column_text (&column, 2).data, mill_column_text (&column, 2).length, "two", 3);
  g_assert_cmpuint (mill_column_text (&column, 3).length, ==, 0);
  mill_keep_unref (column.keep);

  g_assert_cmpuint (mill_column_builder_n_rows (builder), ==, 0);
  mill_column_builder_add_text (builder, "x", -1);
  column = mill_column_builder_end (builder);
  g_assert_cmpuint (column.n_rows, ==, 1);
  g_assert_null (column.validity);
  mill_keep_unref (column.keep);
}

static void
test_builder_vec (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (14);
  g_auto (MillArena) arena = { 0 };
  for (guint t = 0; t < G_N_ELEMENTS (fixture_types); t++)
    {
      MillColumn values = fixture_plain (rand, fixture_types[t], 500, 3);
      g_autoptr (MillColumnBuilder) builder = mill_column_builder_new (fixture_types[t]);
      MillVec vec;
      mill_column_load (&values, NULL, 0, 500, NULL, &arena, NULL, &vec);
      mill_column_builder_add_vec (builder, &vec);
      MillColumn made = mill_column_builder_end (builder);
      check_sane (&made);
      g_assert_true (mill_column_equal (&made, &values));
      mill_keep_unref (made.keep);
      mill_keep_unref (values.keep);
    }
}

static void
test_builder_refuses (void)
{
  static const struct
  {
    MillType type;
    const char *text;
  } bad[] = {
    { { .id = MILL_TYPE_BOOLEAN }, "yep" },
    { { .id = MILL_TYPE_BOOLEAN }, "trux" },
    { { .id = MILL_TYPE_INTEGER }, "9223372036854775808" },
    { { .id = MILL_TYPE_INTEGER }, "1.5" },
    { { .id = MILL_TYPE_INTEGER }, "" },
    { { .id = MILL_TYPE_DECIMAL, .precision = 4, .scale = 2 }, "100.00" },
    { { .id = MILL_TYPE_DECIMAL, .precision = 4, .scale = 2 }, "1.005" },
    { { .id = MILL_TYPE_NUMBER }, "1,5" },
    { { .id = MILL_TYPE_TEXT }, "\xff" },
    { { .id = MILL_TYPE_TIMESTAMP }, "2024-02-30T00:00:00Z" },
    { { .id = MILL_TYPE_DATE }, "2023-02-29" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (MillColumnBuilder) builder = mill_column_builder_new (bad[i].type);
      g_assert_false (mill_column_builder_add_parsed (builder, bad[i].text, -1));
      g_assert_cmpuint (mill_column_builder_n_rows (builder), ==, 0);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/writer/put/all", test_put);
  g_test_add_func ("/writer/put/constant", test_put_constant);
  g_test_add_func ("/writer/put/nothing", test_put_nothing);
  g_test_add_func ("/writer/put/memory", test_put_memory);
  g_test_add_func ("/writer/put/too-much", test_put_too_much);
  g_test_add_func ("/builder/values", test_builder_values);
  g_test_add_func ("/builder/vec", test_builder_vec);
  g_test_add_func ("/builder/refuses", test_builder_refuses);
  return g_test_run ();
}
