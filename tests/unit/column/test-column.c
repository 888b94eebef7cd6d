/* test-column.c: loading columns of every type and layout, with and without a selection.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <math.h>
#include <string.h>

#include "fixture.h"

/* value @row of @column, found the slow way, as text; NULL for a null */
static char *
cell_text (const MillColumn *column, guint row)
{
  if (column->layout == MILL_LAYOUT_ABSENT)
    return NULL;
  if (column->layout == MILL_LAYOUT_TAKE)
    {
      guint32 at = ((const guint32 *)column->data)[column->offset + row];
      return at == MILL_TAKE_NULL ? NULL : cell_text (column->child, at);
    }
  gsize at = (gsize)column->offset + row;
  if (column->validity != NULL && !mill_bits_get (column->validity, at))
    return NULL;
  if (column->layout == MILL_LAYOUT_DICT)
    return cell_text (column->child, ((const guint32 *)column->data)[at]);
  GString *text = g_string_new (NULL);
  MillSpan span;
  switch (column->type.id)
    {
    case MILL_TYPE_BOOLEAN:
      g_string_assign (text, mill_bits_get (column->data, at) ? "true" : "false");
      break;
    case MILL_TYPE_NUMBER:
      g_string_printf (text, "%.17g", ((const double *)column->data)[at]);
      break;
    case MILL_TYPE_TEXT:
    case MILL_TYPE_JSON:
      span = mill_column_text (column, row);
      g_string_append_len (text, (const char *)span.data, (gssize)span.length);
      break;
    case MILL_TYPE_DATE:
      g_string_printf (text, "%d", ((const gint32 *)column->data)[at]);
      break;
    default:
      if (mill_type_is_wide (column->type))
        {
          MillInt128 wide = ((const MillInt128 *)column->data)[at];
          g_string_printf (text,
                           "%" G_GINT64_MODIFIER "x:%" G_GINT64_MODIFIER "x",
                           (guint64)(wide >> 64),
                           (guint64)wide);
        }
      else
        g_string_printf (text, "%" G_GINT64_FORMAT, ((const gint64 *)column->data)[at]);
      break;
    }
  return g_string_free (text, FALSE);
}

/* the same of a register */
static char *
element_text (const MillVec *vec, guint row)
{
  guint i = vec->constant ? 0 : row;
  if (mill_vec_is_null (vec, row))
    return NULL;
  switch (vec->type.id)
    {
    case MILL_TYPE_BOOLEAN:
      g_assert_cmpuint (vec->booleans[i], <=, 1);
      return g_strdup (vec->booleans[i] ? "true" : "false");
    case MILL_TYPE_NUMBER:
      return g_strdup_printf ("%.17g", vec->numbers[i]);
    case MILL_TYPE_TEXT:
    case MILL_TYPE_JSON:
      return g_strndup ((const char *)vec->spans[i].data, vec->spans[i].length);
    default:
      return mill_type_is_wide (vec->type)
                 ? g_strdup_printf ("%" G_GINT64_MODIFIER "x:%" G_GINT64_MODIFIER "x",
                                    (guint64)(vec->wides[i] >> 64),
                                    (guint64)vec->wides[i])
                 : g_strdup_printf ("%" G_GINT64_FORMAT, vec->integers[i]);
    }
}

/* bytes of spans and the padding behind them can be read */
static guint
touch_padding (const MillVec *vec)
{
  guint sum = 0;
  for (guint i = 0; i < vec->n && mill_type_is_textual (vec->type); i++)
    if (!mill_vec_is_null (vec, i))
      for (guint k = 0; k < MILL_PADDING; k++)
        sum += vec->spans[i].data[vec->spans[i].length + k];
  return sum;
}

static void
check_load (const MillColumn *column, const guint16 *rows, guint first, guint n, MillArena *arena)
{
  MillVec vec;
  mill_column_load (column, rows, first, n, "here", arena, NULL, &vec);
  g_assert_cmpuint (vec.n, ==, n);
  g_assert_true (mill_type_equal (vec.type, column->type));
  g_assert_nonnull (vec.data);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *wanted = cell_text (column, rows != NULL ? rows[first + i] : first + i);
      g_autofree char *got = element_text (&vec, i);
      g_assert_cmpstr (got, ==, wanted);
      if (vec.codes == NULL)
        continue;
      g_assert_cmpuint (vec.codes[i], <, vec.dictionary->n_rows);
      MillSpan word = mill_column_text (vec.dictionary, vec.codes[i]);
      g_assert_true (mill_vec_is_null (&vec, i)
                     || (word.data == vec.spans[i].data && word.length == vec.spans[i].length));
    }
  touch_padding (&vec);
}

/* ascending row numbers below @n; returns how many */
static guint
random_rows (GRand *rand, guint n, guint16 *rows)
{
  guint n_rows = 0;
  guint one_in = (guint)g_rand_int_range (rand, 1, 6);
  for (guint i = 0; i < n; i++)
    if (g_rand_int_range (rand, 0, (gint32)one_in) == 0)
      rows[n_rows++] = (guint16)i;
  return n_rows;
}

static void
test_load (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  g_auto (MillArena) arena = { 0 };
  guint16 rows[2000];
  for (guint t = 0; t < G_N_ELEMENTS (fixture_types); t++)
    for (guint layout = 0; layout < FIXTURE_LAYOUTS; layout++)
      for (guint round = 0; round < 8; round++)
        {
          guint n = (guint)g_rand_int_range (rand, 0, round < 4 ? 70 : 2000);
          MillColumn column = fixture_column (rand, fixture_types[t], n, layout);
          guint from = (guint)g_rand_int_range (rand, 0, (gint32)n + 1);
          MillColumn slice = mill_column_slice (&column, from, n - from);
          guint n_rows = random_rows (rand, slice.n_rows, rows);
          guint first = slice.n_rows / 3;
          mill_arena_reset (&arena);
          check_load (&column, NULL, 0, MIN (n, MILL_VEC_ROWS), &arena);
          check_load (&slice, NULL, first, MIN (slice.n_rows - first, MILL_VEC_ROWS), &arena);
          check_load (&slice, rows, 0, MIN (n_rows, MILL_VEC_ROWS), &arena);
          check_load (&slice, rows, n_rows / 2, MIN (n_rows - n_rows / 2, MILL_VEC_ROWS), &arena);
          mill_keep_unref (column.keep);
        }
}

/* what needs no change is not copied, and a register without nulls says so */
static void
test_load_alias (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (2);
  g_auto (MillArena) arena = { 0 };
  guint16 rows[] = { 7, 8, 9, 10 };
  MillColumn numbers = fixture_plain (rand, MILL_TYPE (NUMBER), 100, 0);
  MillColumn holes = fixture_plain (rand, MILL_TYPE (INTEGER), 100, 2);
  guint64 *validity = (guint64 *)holes.validity;
  validity[0] |= G_GUINT64_CONSTANT (0x7f0);
  MillVec vec;
  mill_column_load (&numbers, NULL, 10, 50, NULL, &arena, NULL, &vec);
  g_assert_true (vec.data == (const double *)numbers.data + 10);
  mill_column_load (&numbers, rows, 0, 4, NULL, &arena, NULL, &vec);
  g_assert_true (vec.data == (const double *)numbers.data + 7);
  mill_column_load (&holes, rows, 0, 4, NULL, &arena, NULL, &vec);
  g_assert_null (vec.nulls);
  g_assert_true (vec.data == (const gint64 *)holes.data + 7);
  rows[0] = 4;
  mill_column_load (&holes, rows, 0, 4, NULL, &arena, NULL, &vec);
  g_assert_null (vec.nulls);
  mill_keep_unref (numbers.keep);
  mill_keep_unref (holes.keep);
}

/* a steady stream of loads takes no memory from the system */
static void
test_load_memory (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  g_auto (MillArena) arena = { 0 };
  guint16 rows[2000];
  guint n_rows = random_rows (rand, 2000, rows);
  MillColumn column
      = fixture_take (rand, fixture_dict (rand, MILL_TYPE (TEXT), 500, 9, 3), 2000, 4);
  gsize reserved = 0;
  for (guint round = 0; round < 10; round++)
    {
      MillVec vec;
      mill_arena_reset (&arena);
      mill_column_load (&column, rows, 0, MIN (n_rows, MILL_VEC_ROWS), NULL, &arena, NULL, &vec);
      mill_column_load (&column, NULL, 3, MILL_VEC_ROWS, NULL, &arena, NULL, &vec);
      if (round == 0)
        reserved = mill_arena_reserved (&arena);
      g_assert_cmpuint (mill_arena_reserved (&arena), ==, reserved);
    }
  mill_keep_unref (column.keep);
}

static void
test_load_lazy (void)
{
  static const char *const cells[] = { "1", "x", "2", "", "", "y", "N/A", "z" };
  guint n_alive = 0, n_loads = 0;
  g_auto (MillArena) arena = { 0 };
  g_autoptr (MillRowErrors) errors = mill_row_errors_new ();
  FixtureLazy *lazy = fixture_lazy_new (cells, 4, 2, &n_alive, &n_loads);
  MillColumn column = mill_lazy_column (&lazy->lazy, 0, MILL_TYPE (INTEGER));
  static const guint16 rows[] = { 1, 3 };
  MillVec vec;
  mill_column_load (&column, rows, 0, 2, "amount", &arena, errors, &vec);
  g_assert_cmpint (vec.integers[0], ==, 2);
  g_assert_true (mill_vec_is_null (&vec, 1));
  g_assert_cmpuint (errors->n, ==, 1);
  g_assert_cmpuint (errors->errors[0].row, ==, 3);
  g_assert_cmpstr (errors->errors[0].where, ==, "amount");
  g_assert_cmpuint (n_loads, ==, 1);
  mill_keep_unref (&lazy->lazy.keep);
  g_assert_cmpuint (n_alive, ==, 0);
}

/* values converted before are not converted again */
static void
test_load_memo (void)
{
  static const char *const cells[] = { "a", "b", "c", "d" };
  guint n_alive = 0, n_loads = 0;
  g_auto (MillArena) arena = { 0 };
  FixtureLazy *lazy = fixture_lazy_new (cells, 4, 1, &n_alive, &n_loads);
  static const double memo[] = { 1, 2, 3, 4 };
  static const guint8 memo_nulls[] = { 0, 0, 1, 0 };
  static const guint8 flags[] = { 1, 0, 0, 1 };
  static const guint16 rows[] = { 0, 2, 3 };
  MillColumn column = mill_lazy_column (&lazy->lazy, 0, MILL_TYPE (NUMBER));
  MillVec vec;
  column.memo = memo;
  column.memo_nulls = memo_nulls;
  mill_column_load (&column, rows, 0, 3, NULL, &arena, NULL, &vec);
  g_assert_cmpfloat (vec.numbers[0], ==, 1);
  g_assert_true (mill_vec_is_null (&vec, 1));
  g_assert_cmpfloat (vec.numbers[2], ==, 4);
  mill_column_load (&column, NULL, 1, 3, NULL, &arena, NULL, &vec);
  g_assert_true (vec.numbers == memo + 1 && vec.nulls == memo_nulls + 1);

  column = mill_lazy_column (&lazy->lazy, 0, MILL_TYPE (BOOLEAN));
  column.memo = flags;
  mill_column_load (&column, rows, 0, 3, NULL, &arena, NULL, &vec);
  g_assert_null (vec.nulls);
  g_assert_true (vec.booleans[0] && !vec.booleans[1] && vec.booleans[2]);

  MillSpan spans[4];
  for (guint i = 0; i < 4; i++)
    spans[i] = (MillSpan){ (const guint8 *)cells[i], 1 };
  column = mill_lazy_column (&lazy->lazy, 0, MILL_TYPE (TEXT));
  column.memo = spans;
  mill_column_load (&column, rows, 1, 2, NULL, &arena, NULL, &vec);
  g_assert_true (vec.spans[0].data == (const guint8 *)cells[2]);
  g_assert_true (vec.spans[1].data == (const guint8 *)cells[3]);
  g_assert_cmpuint (n_loads, ==, 0);
  mill_keep_unref (&lazy->lazy.keep);
}

static void
test_equal (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (4);
  for (guint t = 0; t < G_N_ELEMENTS (fixture_types); t++)
    {
      MillColumn a = fixture_plain (rand, fixture_types[t], 1500, 5);
      g_autofree guint32 *same = g_new (guint32, 1500);
      for (guint i = 0; i < 1500; i++)
        same[i] = i;
      MillColumn b = {
        .type = a.type, .layout = MILL_LAYOUT_TAKE, .n_rows = 1500, .data = same, .child = &a
      };
      g_assert_true (mill_column_equal (&a, &b));
      MillColumn shorter = mill_column_slice (&a, 0, 1499);
      g_assert_false (mill_column_equal (&a, &shorter));
      same[1400] = MILL_TAKE_NULL;
      same[1401] = MILL_TAKE_NULL;
      same[1402] = MILL_TAKE_NULL;
      same[1403] = MILL_TAKE_NULL;
      same[1404] = MILL_TAKE_NULL;
      same[1405] = MILL_TAKE_NULL;
      g_assert_false (mill_column_equal (&a, &b));
      b.type = MILL_DECIMAL (7, 7);
      g_assert_false (mill_column_equal (&a, &b));
      mill_keep_unref (a.keep);
    }
}

static void
test_equal_numbers (void)
{
  static const double x[] = { NAN, 0.0, 1.0 }, y[] = { -NAN, -0.0, 1.0 }, z[] = { NAN, 0.0, 1.5 };
  MillColumn a
      = { .type = MILL_TYPE (NUMBER), .layout = MILL_LAYOUT_PLAIN, .n_rows = 3, .data = x };
  MillColumn b = a, c = a;
  b.data = y;
  c.data = z;
  g_assert_true (mill_column_equal (&a, &b));
  g_assert_false (mill_column_equal (&a, &c));
}

static void
assert_prints (MillType type, const char *text, const char *printed)
{
  g_autoptr (MillColumnBuilder) builder = mill_column_builder_new (type);
  g_autoptr (GString) out = g_string_new ("[");
  if (text == NULL)
    mill_column_builder_add_null (builder);
  else
    g_assert_true (mill_column_builder_add_parsed (builder, text, -1));
  MillColumn column = mill_column_builder_end (builder);
  mill_column_print (&column, 0, out);
  g_string_append_c (out, ']');
  g_autofree char *wanted = g_strdup_printf ("[%s]", printed);
  g_assert_cmpstr (out->str, ==, wanted);
  mill_keep_unref (column.keep);
}

static void
test_print (void)
{
  assert_prints (MILL_TYPE (BOOLEAN), "TRUE", "true");
  assert_prints (MILL_TYPE (BOOLEAN), "false", "false");
  assert_prints (MILL_TYPE (INTEGER), "-9223372036854775808", "-9223372036854775808");
  assert_prints (MILL_DECIMAL (5, 2), "1.5", "1.50");
  assert_prints (MILL_DECIMAL (5, 2), "-.05", "-0.05");
  assert_prints (MILL_DECIMAL (38, 0),
                 "-99999999999999999999999999999999999999",
                 "-99999999999999999999999999999999999999");
  assert_prints (MILL_TYPE (NUMBER), "0.10", "0.1");
  assert_prints (MILL_TYPE (TEXT), "a \xc3\xa4", "a \xc3\xa4");
  assert_prints (MILL_TYPE (TIMESTAMP), "2024-02-29 12:30:00", "2024-02-29T12:30:00Z");
  assert_prints (MILL_TYPE (DATE), "2024-02-29", "2024-02-29");
  assert_prints (MILL_TYPE (JSON), "{\"a\": 1}", "{\"a\": 1}");
  for (guint t = 0; t < G_N_ELEMENTS (fixture_types); t++)
    assert_prints (fixture_types[t], NULL, "");
}

static void
test_print_raw (void)
{
  static const char *const cells[] = { "007", "N/A" };
  guint n_alive = 0, n_loads = 0;
  FixtureLazy *lazy = fixture_lazy_new (cells, 2, 1, &n_alive, &n_loads);
  MillColumn column = mill_lazy_column (&lazy->lazy, 0, MILL_TYPE (INTEGER));
  g_autoptr (GString) out = g_string_new (NULL);
  mill_column_print (&column, 0, out);
  mill_column_print (&column, 1, out);
  g_assert_cmpstr (out->str, ==, "007N/A");
  mill_keep_unref (&lazy->lazy.keep);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/column/load/all", test_load);
  g_test_add_func ("/column/load/alias", test_load_alias);
  g_test_add_func ("/column/load/memory", test_load_memory);
  g_test_add_func ("/column/load/lazy", test_load_lazy);
  g_test_add_func ("/column/load/memo", test_load_memo);
  g_test_add_func ("/column/equal/all", test_equal);
  g_test_add_func ("/column/equal/numbers", test_equal_numbers);
  g_test_add_func ("/column/print/all", test_print);
  g_test_add_func ("/column/print/raw", test_print_raw);
  return g_test_run ();
}
