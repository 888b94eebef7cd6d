/* test-program.c: evaluation: null logic, laziness, errors of rows, sharing, filters, memos.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "fixture.h"
#include "mill-kernel.h"
#include "mill-lazy.h"

static MillBatch *
numbers (void)
{
  return fixture_batch ((const char *[]){ "a integer, b integer, x number, t text, ok boolean",
                                          "1|2|0.5|ok|true",
                                          "0|2|1.5|bad|false",
                                          "null|2|2.5|12|null",
                                          "5|0|null|null|true",
                                          NULL });
}

static void
test_operators (void)
{
  static const struct
  {
    const char *text;
    const char *value;
  } cases[] = {
    { "a + b", "3|2|null|5" },
    { "a / b", "0.5|0|null|null" },
    { "b / a", "2|null|null|0" },
    { "a div b", "0|0|null|null" },
    { "-a mod 2", "-1|0|null|-1" },
    { "a = 1", "true|false|null|false" },
    { "a is distinct from 1", "false|true|true|true" },
    { "a is not distinct from null", "false|false|true|false" },
    { "a is null", "false|false|true|false" },
    { "a is not null", "true|true|false|true" },
    { "ok is true", "true|false|false|true" },
    { "ok is not false", "true|false|true|true" },
    { "not ok", "false|true|null|false" },
    { "ok and null", "null|false|null|null" },
    { "ok or null", "true|null|null|true" },
    { "null and ok", "null|false|null|null" },
    { "null or ok", "true|null|null|true" },
    { "a in (0, 5)", "false|true|null|true" },
    { "a in (0, null)", "null|true|null|null" },
    { "a not in (0, null)", "null|false|null|null" },
    { "a in (0, 1, 2, 3, 4)", "true|true|null|false" },
    { "a in (0, 7, 8, 9, null)", "null|true|null|null" },
    { "t in ('ok', 'x', 'y', 'bad')", "true|true|false|null" },
    { "t in (t, 'x', 'y', 'bad')", "true|true|true|null" },
    { "x in (0.5, 1, 2, 3, 4)", "true|false|false|null" },
    { "a between 0 and 1", "true|true|null|false" },
    { "a not between 0 and 1", "false|false|null|true" },
    { "x between null and 1", "null|false|false|null" },
    { "t || '!' || a", "ok!1|bad!0|null|null" },
    { "case when a = 1 then 'one' when b = 0 then 'zero' else t end", "one|bad|12|zero" },
    { "case when a = 1 then t end", "ok|null|null|null" },
    { "case a when 1 then 'one' when 5 then 'five' else 'other' end", "one|other|other|five" },
    { "case a when b then 1 when 1 then 2 end", "2|null|null|null" },
    { "case when ok then a else b end", "1|2|2|5" },
    { "case when ok then 1 else 2 end", "1|2|2|1" },
    { "case when ok then 'x' end", "x|null|null|x" },
    { "if(a > 0, x, -x)", "0.5|-1.5|-2.5|null" },
    { "coalesce(a, b)", "1|0|2|5" },
    { "coalesce(a, null, 9)", "1|0|9|5" },
    { "coalesce(t, x::text, 'none')", "ok|bad|12|none" },
    { "coalesce(a, a)", "1|0|null|5" },
    { "nullif(a, 1)", "null|0|null|5" },
    { "greatest(a, b, 1)", "2|2|2|5" },
    { "least(x, 1)", "0.5|1|1|1" },
    { "t < 'b'", "false|false|true|null" },
    { "1", "1|1|1|1" },
    { "null", "null|null|null|null" },
    { "a", "1|0|null|5" },
    { "x * 2 > a + b", "false|true|null|null" },
    { "+x", "0.5|1.5|2.5|null" },
    { "a + 0.25", "1.25|0.25|null|5.25" },
    { "a * 1e0", "1|0|null|5" },
    { "a = 0.0", "false|true|null|false" },
  };
  g_autoptr (MillBatch) batch = numbers ();
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    fixture_assert (cases[i].text, batch, cases[i].value);
}

static void
test_row_errors (void)
{
  static const struct
  {
    const char *text;
    const char *value;
  } cases[] = {
    { "t::integer", "!bad-cast|!bad-cast|12|null" },
    { "try_cast(t as integer)", "null|null|12|null" },
    { "9223372036854775807 + a", "!overflow|9223372036854775807|null|!overflow" },
    { "cast('x' as integer)", "!bad-cast|!bad-cast|!bad-cast|!bad-cast" },
    { "t::integer is null", "!bad-cast|!bad-cast|false|true" },
    { "t::integer > 0 and false", "!bad-cast|!bad-cast|false|false" },
    /* what a row does not need cannot err in it */
    { "a = 0 and t::integer > 0", "false|!bad-cast|null|false" },
    { "a > 0 or t::integer > 0", "true|!bad-cast|true|true" },
    { "ok or t::integer = 12", "true|!bad-cast|true|true" },
    { "ok and t::integer = 12", "!bad-cast|false|null|null" },
    { "case when ok is null then t::integer end", "null|null|12|null" },
    { "case when ok is null then 0 else t::integer end", "!bad-cast|!bad-cast|0|null" },
    { "case t when 'ok' then 1 when t::integer::text then 2 end", "1|!bad-cast|2|null" },
    { "coalesce(a, t::integer)", "1|0|12|5" },
    { "if(t = '12', t::integer, -1)", "-1|-1|12|-1" },
    { "if(t = '12', case when a is null then t::integer else 0 end, -1)", "-1|-1|12|-1" },
    { "coalesce(null, if(a = 9, t::integer, null), a)", "1|0|null|5" },
    { "false and t::integer = 1", "false|false|false|false" },
    { "(ok and t::integer = 1) or a = 1", "!bad-cast|false|null|null" },
    { "a = 0 and b = 2 and ok is false and t::integer = 1", "false|!bad-cast|false|false" },
  };
  g_autoptr (MillBatch) batch = numbers ();
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    fixture_assert (cases[i].text, batch, cases[i].value);
}

static void
test_error_details (void)
{
  g_autoptr (MillBatch) batch = numbers ();
  g_autoptr (MillExpr) cast = fixture_check ("t::integer", batch->schema);
  g_autoptr (MillExpr) sum = fixture_check ("9223372036854775807 + a", batch->schema);
  MillExpr *exprs[] = { cast, sum };
  const char *where[] = { "first", "second" };
  g_autoptr (MillProgram) program = mill_program_new (exprs, where, 2);
  g_autoptr (MillProgramLane) lane = mill_program_lane_new (program);
  MillRowErrors *errors = mill_row_errors_new ();
  MillVec out[2];
  mill_program_begin (lane, batch, errors);
  mill_program_eval (lane, 0, 4, out);
  g_assert_cmpuint (errors->n, ==, 3);
  g_assert_cmpuint (errors->errors[0].row, ==, 0);
  g_assert_cmpstr (errors->errors[0].where, ==, "t");
  g_assert_cmpuint (errors->errors[0].text.length, ==, 2);
  g_assert_cmpmem (errors->errors[0].text.data, 2, "ok", 2);
  g_assert_cmpuint (errors->errors[2].row, ==, 3);
  g_assert_cmpstr (errors->errors[2].where, ==, "second");
  g_assert_cmpint (errors->errors[2].code, ==, MILL_REJECT_OVERFLOW);
  g_assert_true (mill_vec_is_null (&out[0], 0));
  mill_row_errors_free (errors);

  /* without a place for errors bad rows are null */
  mill_program_begin (lane, batch, NULL);
  mill_program_eval (lane, 0, 4, out);
  g_assert_true (mill_vec_is_null (&out[0], 0));
  g_assert_false (mill_vec_is_null (&out[0], 2));
}

static guint
count_lines (const char *text, const char *word)
{
  guint n = 0;
  for (const char *p = text; (p = strstr (p, word)) != NULL; p++)
    n++;
  return n;
}

static char *
listing (const char *const *texts, const MillSchema *schema, guint *n_steps)
{
  MillExpr *exprs[8];
  guint n = g_strv_length ((char **)texts);
  for (guint i = 0; i < n; i++)
    exprs[i] = fixture_check (texts[i], schema);
  g_autoptr (MillProgram) program = mill_program_new (exprs, NULL, n);
  for (guint i = 0; i < n; i++)
    mill_expr_unref (exprs[i]);
  *n_steps = mill_program_n_steps (program);
  g_assert_cmpuint (mill_program_n_outputs (program), ==, n);
  return mill_program_to_string (program);
}

static void
test_sharing (void)
{
  g_autoptr (MillBatch) batch = numbers ();
  guint n;
  const char *twice[]
      = { "(a + b) * (a + b)", "a + b", "b + 1", "(a + b) * (a + b) > b + 1", NULL };
  g_autofree char *shared = listing (twice, batch->schema, &n);
  /* load a, load b, +, *, + 1, > */
  g_assert_cmpuint (n, ==, 6);
  g_assert_cmpuint (count_lines (shared, "load"), ==, 2);

  /* what all rows need is computed before the branch that needs it too */
  const char *branches[]
      = { "case when a > 0 then upper(t) else lower(t) end", "upper(t) || 'x'", NULL };
  g_autofree char *hoisted = listing (branches, batch->schema, &n);
  g_assert_cmpuint (count_lines (hoisted, "upper"), ==, 1);
  g_assert_cmpuint (count_lines (hoisted, "load s0 t"), ==, 1);
  g_assert_cmpuint (count_lines (hoisted, "lower s0"), ==, 0);

  /* a wider scope's value serves the narrower */
  const char *chain[] = { "upper(t) = 'A' and upper(t) || a = 'B' and upper(t) || b = 'C'", NULL };
  g_autofree char *taken = listing (chain, batch->schema, &n);
  g_assert_cmpuint (count_lines (taken, "upper"), ==, 1);
}

static void
test_folding (void)
{
  static const struct
  {
    const char *text;
    guint n_steps;
  } cases[] = {
    { "1 + 2 * 3", 0 },
    { "upper('a') || repeat('b', 3)", 0 },
    { "a + (1 + 2)", 2 },
    { "x >= 40", 2 },
    { "a", 1 },
    { "true and ok", 1 },
    { "ok and true", 1 },
    { "ok and false and a = 1", 2 },
    { "false or ok", 1 },
    { "true or t::integer = 1", 0 },
    { "case when false then a else b end", 1 },
    { "case when true then a else b end", 1 },
    { "coalesce(null, 1, a)", 0 },
    { "t like 'a' || '%'", 2 },
    { "date '2024-01-31' + 1", 0 },
    { "cast('x' as integer)", 1 },
  };
  g_autoptr (MillBatch) batch = numbers ();
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *texts[] = { cases[i].text, NULL };
      guint n;
      g_autofree char *steps = listing (texts, batch->schema, &n);
      if (n != cases[i].n_steps)
        g_error ("%s: %u steps, not %u\n%s", cases[i].text, n, cases[i].n_steps, steps);
    }
}

/* --- many rows, selections --- */

#define MANY MILL_BATCH_ROWS_MAX

static MillBatch *
many_rows (void)
{
  MillColumnBuilder *ids = mill_column_builder_new (MILL_TYPE (INTEGER));
  MillColumnBuilder *texts = mill_column_builder_new (MILL_TYPE (TEXT));
  for (guint i = 0; i < MANY; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u", i);
      mill_column_builder_add_integer (ids, i);
      if (i % 7 == 0)
        mill_column_builder_add_null (texts);
      else
        mill_column_builder_add_text (texts, i % 1000 == 999 ? "bad" : text, -1);
    }
  MillField fields[] = { { "id", MILL_TYPE (INTEGER) }, { "t", MILL_TYPE (TEXT) } };
  g_autoptr (MillSchema) schema = mill_schema_new (fields, 2, NULL);
  MillColumn columns[] = { mill_column_builder_end (ids), mill_column_builder_end (texts) };
  mill_column_builder_free (ids);
  mill_column_builder_free (texts);
  return mill_batch_new_take (schema, columns, MANY);
}

static gboolean
row_passes (guint i, gboolean *bad)
{
  *bad = FALSE;
  if (i % 3 == 0 || i % 7 == 0)
    return FALSE;
  *bad = i % 1000 == 999;
  return !*bad && i % 5 != 0;
}

static void
check_filter (const MillBatch *batch)
{
  g_autoptr (MillExpr) expr
      = fixture_check ("id mod 3 <> 0 and t::integer mod 5 <> 0", batch->schema);
  g_autoptr (MillProgram) program = mill_program_new_filter (expr, "where");
  g_autoptr (MillProgramLane) lane = mill_program_lane_new (program);
  MillRowErrors *errors = mill_row_errors_new ();
  g_autofree guint16 *selection = g_new (guint16, MANY);
  for (guint round = 0; round < 3; round++)
    {
      mill_row_errors_clear (errors);
      guint n = mill_program_filter (lane, batch, selection, errors), at = 0, n_bad = 0;
      for (guint k = 0; k < batch->n_selected; k++)
        {
          gboolean bad;
          guint row = mill_batch_row (batch, k);
          if (row_passes (row, &bad))
            g_assert_cmpuint (selection[at++], ==, row);
          n_bad += bad;
          g_assert_cmpint (mill_row_errors_has (errors, row) != 0, ==, bad);
        }
      g_assert_cmpuint (at, ==, n);
      g_assert_cmpuint (errors->n, ==, n_bad);
      g_assert_cmpuint (mill_program_filter (lane, batch, selection, NULL), ==, n);
    }
  mill_row_errors_free (errors);
}

static void
test_filter (void)
{
  g_autoptr (MillBatch) batch = many_rows ();
  check_filter (batch);
  g_autofree guint16 *rows = g_new (guint16, MANY);
  MillBatch view = *batch;
  view.selection = rows;
  view.n_selected = 0;
  for (guint i = 0; i < MANY; i++)
    if (i % 11 != 3)
      rows[view.n_selected++] = (guint16)i;
  check_filter (&view);
  view.n_selected = 0;
  check_filter (&view);
}

static void
test_filter_constants (void)
{
  static const struct
  {
    const char *text;
    guint n;
  } cases[] = {
    { "true", MANY },
    { "false", 0 },
    { "null", 0 },
    { "id >= 0", MANY },
    { "id >= 0 and true", MANY },
    { "id < 10 and null", 0 },
    { "id < 10 and (id < 5 or false)", 5 },
    { "(id < 10 and id > 2) and id <> 4", 6 },
    { "id < 10 is true", 10 },
    { "(id < 10) is not true and id < 2000", 1990 },
    { "id < 100 and case when id = 1 then t = '1' else id > 97 end", 3 },
    { "cast('x' as integer) = 1", 0 },
    { "cast('x' as integer) is null", 0 },
  };
  g_autoptr (MillBatch) batch = many_rows ();
  g_autofree guint16 *selection = g_new (guint16, MANY);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MillExpr) parsed = mill_expr_parse (cases[i].text, &error);
      g_autoptr (MillExpr) expr
          = mill_expr_check_type (parsed, batch->schema, MILL_TYPE (BOOLEAN), &error);
      g_assert_no_error (error);
      g_autoptr (MillProgram) program = mill_program_new_filter (expr, NULL);
      g_autoptr (MillProgramLane) lane = mill_program_lane_new (program);
      guint n = mill_program_filter (lane, batch, selection, NULL);
      if (n != cases[i].n)
        g_error ("%s: %u rows, not %u", cases[i].text, n, cases[i].n);
    }
}

/* Steps over the rows in pieces of any size give the same. */
static void
test_pieces (void)
{
  g_autoptr (MillBatch) batch = many_rows ();
  g_autoptr (MillExpr) expr = fixture_check (
      "case when id mod 2 = 0 then upper(t) || id else coalesce(t, 'none') end", batch->schema);
  MillExpr *exprs[] = { expr };
  g_autoptr (MillProgram) program = mill_program_new (exprs, NULL, 1);
  g_autoptr (MillProgramLane) lane = mill_program_lane_new (program);
  mill_program_begin (lane, batch, NULL);
  for (guint first = 0, n; first < MANY; first += n)
    {
      MillVec vec;
      guint piece = (guint)g_test_rand_int_range (1, MILL_VEC_ROWS + 1);
      n = MIN (MANY - first, piece);
      mill_program_eval (lane, first, n, &vec);
      for (guint i = 0; i < n; i++)
        {
          guint row = first + i;
          gboolean null = row % 7 == 0 && row % 2 == 0;
          g_assert_cmpint (mill_vec_is_null (&vec, i), ==, null);
          if (null)
            continue;
          g_autofree char *t = g_strdup_printf ("%u", row);
          const char *part = row % 1000 == 999 ? "bad" : t;
          g_autofree char *wanted = row % 2 == 0 ? g_strconcat (part, t, NULL)
                                                 : g_strdup (row % 7 == 0 ? "none" : part);
          g_assert_cmpmem (vec.spans[i].data, vec.spans[i].length, wanted, strlen (wanted));
        }
    }
}

/* --- lazy columns --- */

typedef struct
{
  MillLazy lazy;
  guint n_loaded;
} FakeLazy;

/* Cell 0 is the row number, cell 1 the text "row N" and null in every 5th row; row 4000 is bad. */
static void
fake_load (const MillLazy *lazy,
           guint cell,
           MillType type,
           const guint16 *rows,
           guint first,
           guint n,
           const char *where,
           MillArena *arena,
           MillRowErrors *errors,
           MillVec *vec)
{
  FakeLazy *fake = (FakeLazy *)lazy;
  fake->n_loaded += n;
  gpointer data = mill_kernel_new (arena, type, n, FALSE, vec);
  guint8 *nulls = mill_kernel_new_nulls (arena, vec);
  for (guint i = 0; i < n; i++)
    {
      guint row = rows != NULL ? rows[first + i] : first + i;
      if (cell == 0)
        {
          ((gint64 *)data)[i] = row;
          nulls[i] = row == 4000;
          if (row == 4000)
            mill_row_errors_add (errors, row, MILL_REJECT_BAD_CAST, type, where, (MillSpan){ 0 });
          continue;
        }
      guint8 *text = mill_arena_alloc0 (arena, 16 + MILL_PADDING);
      int length = g_snprintf ((char *)text, 16, "row %u", row);
      ((MillSpan *)data)[i] = (MillSpan){ .data = text, .length = (gsize)length };
      nulls[i] = row % 5 == 0;
    }
}

static const MillLazyOps fake_ops = { .load = fake_load };

static void
fake_destroy (MillKeep *keep)
{
}

static void
check_memo (const MillColumn *view, const guint16 *selection, guint n)
{
  g_assert_nonnull (view->memo);
  for (guint i = 0; i < n; i++)
    {
      guint row = selection[i];
      gboolean null = view->memo_nulls != NULL && view->memo_nulls[row];
      if (view->cell == 0)
        {
          g_assert_false (null);
          g_assert_cmpint (((const gint64 *)view->memo)[row], ==, row);
          continue;
        }
      g_assert_cmpint (null, ==, row % 5 == 0);
      g_autofree char *wanted = g_strdup_printf ("row %u", row);
      const MillSpan *spans = view->memo;
      if (!null)
        g_assert_cmpmem (spans[row].data, spans[row].length, wanted, strlen (wanted));
    }
}

static void
test_lazy (void)
{
  FakeLazy fake
      = { .lazy = { .keep = { .destroy = fake_destroy }, .ops = &fake_ops, .n_rows = MANY } };
  g_atomic_ref_count_init (&fake.lazy.keep.refs);
  MillField fields[]
      = { { "id", MILL_TYPE (INTEGER) }, { "t", MILL_TYPE (TEXT) }, { "other", MILL_TYPE (TEXT) } };
  g_autoptr (MillSchema) schema = mill_schema_new (fields, 3, NULL);
  MillColumn columns[] = { mill_lazy_column (&fake.lazy, 0, fields[0].type),
                           mill_lazy_column (&fake.lazy, 1, fields[1].type),
                           mill_lazy_column (&fake.lazy, 1, fields[2].type) };
  MillBatch batch = { .schema = schema, .columns = columns, .n_rows = MANY, .n_selected = MANY };
  g_autoptr (MillExpr) expr
      = fixture_check ("id mod 10 < 3 and t <> 'row 11' and (id < 0 or other is not null)", schema);
  g_autoptr (MillProgram) program = mill_program_new_filter (expr, NULL);
  g_autoptr (MillProgramLane) lane = mill_program_lane_new (program);
  MillRowErrors *errors = mill_row_errors_new ();
  g_autofree guint16 *selection = g_new (guint16, MANY);
  MillColumn view;

  mill_program_lane_remember (lane, 0, TRUE);
  mill_program_lane_remember (lane, 1, TRUE);
  mill_program_lane_remember (lane, 2, TRUE);
  for (guint round = 0; round < 3; round++)
    {
      mill_row_errors_clear (errors);
      fake.n_loaded = 0;
      guint n = mill_program_filter (lane, &batch, selection, errors);
      g_assert_cmpuint (errors->n, ==, 1);
      g_assert_cmpuint (errors->errors[0].row, ==, 4000);
      g_assert_cmpstr (errors->errors[0].where, ==, "id");
      /* all ids, then the texts of what passed, then `other` of the same without nulls in t */
      guint passed = 0;
      for (guint i = 0; i < MANY; i++)
        passed += i % 10 < 3 && i != 4000;
      g_assert_cmpuint (fake.n_loaded, <, MANY + 2 * passed);
      g_assert_cmpuint (fake.n_loaded, >, MANY + passed);
      g_assert_cmpuint (n, >, 1000);
      g_assert_true (mill_program_loaded (lane, 0, &view));
      check_memo (&view, selection, n);
      g_assert_true (mill_program_loaded (lane, 1, &view));
      check_memo (&view, selection, n);
      /* loaded in a branch alone: not for all rows */
      g_assert_false (mill_program_loaded (lane, 2, &view));
    }
  mill_program_lane_remember (lane, 1, FALSE);
  mill_program_filter (lane, &batch, selection, errors);
  g_assert_false (mill_program_loaded (lane, 1, &view));
  mill_row_errors_free (errors);
}

static void
test_lazy_selected (void)
{
  FakeLazy fake
      = { .lazy = { .keep = { .destroy = fake_destroy }, .ops = &fake_ops, .n_rows = MANY } };
  g_atomic_ref_count_init (&fake.lazy.keep.refs);
  MillField fields[] = { { "t", MILL_TYPE (TEXT) } };
  g_autoptr (MillSchema) schema = mill_schema_new (fields, 1, NULL);
  MillColumn column = mill_lazy_column (&fake.lazy, 1, fields[0].type);
  guint16 selection[100];
  for (guint i = 0; i < 100; i++)
    selection[i] = (guint16)(i * 80 + 3);
  MillBatch batch = {
    .schema = schema, .columns = &column, .n_rows = MANY, .n_selected = 100, .selection = selection
  };
  g_autoptr (MillExpr) expr = fixture_check ("length(t)", schema);
  MillExpr *exprs[] = { expr };
  g_autoptr (MillProgram) program = mill_program_new (exprs, NULL, 1);
  g_autoptr (MillProgramLane) lane = mill_program_lane_new (program);
  MillColumn view;
  MillVec out;
  mill_program_lane_remember (lane, 0, TRUE);
  mill_program_begin (lane, &batch, NULL);
  g_assert_false (mill_program_loaded (lane, 0, &view));
  mill_program_eval (lane, 0, 60, &out);
  mill_program_eval (lane, 60, 40, &out);
  g_assert_cmpuint (fake.n_loaded, ==, 100);
  g_assert_true (mill_program_loaded (lane, 0, &view));
  check_memo (&view, selection, 100);
}

/* In the steady state a lane takes no memory. */
static void
test_steady (void)
{
  g_autoptr (MillBatch) batch = many_rows ();
  g_autoptr (MillExpr) expr = fixture_check (
      "id mod 3 <> 0 and (t like '%1%' or t ~ '^[0-4]+$') and lower(t) || md5(t) <> 'x'",
      batch->schema);
  g_autoptr (MillProgram) program = mill_program_new_filter (expr, NULL);
  g_autoptr (MillProgramLane) lane = mill_program_lane_new (program);
  g_autofree guint16 *selection = g_new (guint16, MANY);
  guint first = mill_program_filter (lane, batch, selection, NULL);
  gsize bytes = mill_program_lane_bytes (lane);
  for (guint round = 0; round < 20; round++)
    {
      g_assert_cmpuint (mill_program_filter (lane, batch, selection, NULL), ==, first);
      g_assert_cmpuint (mill_program_lane_bytes (lane), ==, bytes);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/program/operators", test_operators);
  g_test_add_func ("/program/row-errors", test_row_errors);
  g_test_add_func ("/program/error-details", test_error_details);
  g_test_add_func ("/program/sharing", test_sharing);
  g_test_add_func ("/program/folding", test_folding);
  g_test_add_func ("/program/filter", test_filter);
  g_test_add_func ("/program/filter-constants", test_filter_constants);
  g_test_add_func ("/program/pieces", test_pieces);
  g_test_add_func ("/program/lazy", test_lazy);
  g_test_add_func ("/program/lazy-selected", test_lazy_selected);
  g_test_add_func ("/program/steady", test_steady);
  return g_test_run ();
}
