/* test-sqlite.c: thousands of random expressions mean the same here and, printed as SQL, in SQLite.
 *
 * Rows that are an error here have no counterpart there and are passed over. The seed is GTest's,
 * so that a failure can be repeated with --seed.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <math.h>
#include <sqlite3.h>

#include "fixture.h"
#include "mill-time.h"

#define WANTED 6000 /* expressions compared */
#define ROWS 48

typedef enum
{
  BOOLEAN,
  INTEGER,
  NUMBER,
  TEXT,
  DATE,
  N_KINDS
} Kind;

/* What stands for a part of each kind: %b %i %n %t %d are replaced by expressions of that kind. The
 * first few of a kind have no parts. */
typedef struct
{
  guint n_leaves;
  const char *const *forms;
} Grammar;

static const char *const booleans[] = {
  "b1",
  "b2",
  "true",
  "false",
  "null::boolean",
  "%i = %i",
  "%i <> %i",
  "%i < %i",
  "%i <= %i",
  "%i > %i",
  "%i >= %i",
  "%n = %n",
  "%n <> %n",
  "%n < %n",
  "%n <= %i",
  "%i > %n",
  "%n >= %n",
  "%t = %t",
  "%t <> %t",
  "%t < %t",
  "%t <= %t",
  "%t > %t",
  "%t >= %t",
  "%d = %d",
  "%d < %d",
  "%d >= '2024-02-29'",
  "%b = %b",
  "%b <> %b",
  "%i is distinct from %i",
  "%t is not distinct from %t",
  "%n is distinct from %i",
  "%i is null",
  "%t is not null",
  "%b is null",
  "%b is true",
  "%b is not false",
  "%b and %b",
  "%b and %b and %b",
  "%b or %b",
  "%b or %b or %b",
  "not %b",
  "not (%b and %b)",
  "%i in (%i, %i)",
  "%i in (1, 2, 3, 4, null)",
  "%i not in (0, 1, 2, 3, 4)",
  "%t in ('a', 'abc', 'ü', '', 'B')",
  "%t not in (%t, %t)",
  "%n in (0.5, 1, %n)",
  "%i between %i and %i",
  "%n not between %n and %n",
  "%t between %t and %t",
  "%d between %d and %d",
  "%t like 'a%'",
  "%t like '%b%'",
  "%t like '_b_'",
  "%t like '%ü'",
  "%t not like 'a%c'",
  "%t like '%[*?]%'",
  "%t like 'a!%%' escape '!'",
  "%t like ''",
  "starts_with(%t, %t)",
  "ends_with(%t, %t)",
  "contains(%t, %t)",
  "case when %b then %b else %b end",
  "coalesce(%b, %b)",
  "if(%b, %b, %b)",
  NULL,
};

static const char *const integers[] = {
  "i1",
  "i2",
  "0",
  "1",
  "(-3)",
  "7",
  "1000",
  "null::integer",
  "%i + %i",
  "%i - %i",
  "%i * %i",
  "%i div %i",
  "%i mod %i",
  "%i % %i",
  "-%i",
  "+%i",
  "abs(%i)",
  "sign(%i)",
  "mod(%i, %i)",
  "div(%i, %i)",
  "round(%i)",
  "length(%t)",
  "octet_length(%t)",
  "position(%t, %t)",
  "ascii(%t)",
  "year(%d)",
  "month(%d)",
  "day(%d)",
  "quarter(%d)",
  "day_of_week(%d)",
  "day_of_year(%d)",
  "%d - %d",
  "%n::integer",
  "%b::integer",
  "case when %b then %i else %i end",
  "case when %b then %i when %b then %i end",
  "case %i when %i then %i when %i then %i else %i end",
  "case %t when %t then %i end",
  "coalesce(%i, %i)",
  "coalesce(%i, %i, %i)",
  "nullif(%i, %i)",
  "if(%b, %i, %i)",
  NULL,
};

static const char *const numbers[] = {
  "x1",
  "x2",
  "5e-1",
  "1e0",
  "2.25e0",
  "(-0.75e0)",
  "null::number",
  "%n + %n",
  "%n - %n",
  "%n * %n",
  "%n / %n",
  "%i / %i",
  "%n + %i",
  "%i * %n",
  "-%n",
  "%i::number",
  "%b::number",
  "abs(%n)",
  "sign(%n)",
  "round(%n)",
  "floor(%n)",
  "ceil(%n)",
  "trunc(%n)",
  "sqrt(%n)",
  "case when %b then %n else %n end",
  "coalesce(%n, %n)",
  "nullif(%n, %n)",
  "if(%b, %n, %i)",
  NULL,
};

static const char *const texts[] = {
  "t1",
  "t2",
  "'a'",
  "'abc'",
  "''",
  "'Grüße'",
  "'a*b'",
  "' x '",
  "'%'",
  "null::text",
  "%t || %t",
  "%t || %i",
  "%t || %b || %t",
  "replace(%t, %t, %t)",
  "substr(%t, %i)",
  "substr(%t, %i, %i)",
  "left(%t, %i)",
  "right(%t, %i)",
  "trim(%t)",
  "ltrim(%t)",
  "rtrim(%t)",
  "trim(%t, %t)",
  "ltrim(%t, %t)",
  "rtrim(%t, %t)",
  "%i::text",
  "%d::text",
  "to_text(%b)",
  "case when %b then %t else %t end",
  "case %i when %i then %t else %t end",
  "coalesce(%t, %t)",
  "nullif(%t, %t)",
  "if(%b, %t, %t)",
  NULL,
};

static const char *const dates[] = {
  "d1",
  "d2",
  "date '2024-02-29'",
  "date '1969-12-31'",
  "null::date",
  "%d + %i",
  "%d - %i",
  "%d + 1",
  "%d - 31",
  "make_date(2024, 2, 29)",
  "make_date(%i, %i, 1)",
  "%t::date",
  "coalesce(%d, %d)",
  "case when %b then %d else %d end",
  NULL,
};

static const Grammar grammars[N_KINDS] = {
  [BOOLEAN] = { 5, booleans }, [INTEGER] = { 8, integers }, [NUMBER] = { 7, numbers },
  [TEXT] = { 10, texts },      [DATE] = { 5, dates },
};

static void
generate (Kind kind, guint depth, GString *out)
{
  const Grammar *grammar = &grammars[kind];
  guint n = depth > 0 ? g_strv_length ((char **)grammar->forms) : grammar->n_leaves;
  const char *form = grammar->forms[g_test_rand_int_range (0, (gint32)n)];
  gboolean leaf = strchr (form, '%') == NULL;
  if (!leaf)
    g_string_append_c (out, '(');
  for (const char *p = form; *p != '\0'; p++)
    {
      static const char letters[] = "bintd";
      const char *letter = *p == '%' && p[1] != '\0' ? strchr (letters, p[1]) : NULL;
      gboolean in_text = FALSE;
      for (const char *q = form; q < p; q++)
        in_text ^= *q == '\'';
      if (letter == NULL || in_text)
        g_string_append_c (out, *p);
      else
        {
          generate ((Kind)(letter - letters), depth - 1, out);
          p++;
        }
    }
  if (!leaf)
    g_string_append_c (out, ')');
}

/* --- the rows, on both sides --- */

static const char *const cells[N_KINDS][12] = {
  [BOOLEAN] = { "true", "false", "null", "true", "false", NULL },
  [INTEGER] = { "0", "1", "-1", "2", "3", "-7", "12", "100", "-1000", "123456", "null", NULL },
  [NUMBER] = { "0", "0.5", "-0.5", "1.5", "2.5", "-3.75", "1000.125", "0.1", "-1e6", "null", NULL },
  [TEXT] = { "", "a", "abc", "Abc", "Grüße", "ü", "a*b", " a ", "2024-03-01", "12", "null", NULL },
  [DATE] = { "2024-02-29", "1970-01-01", "1900-12-31", "2023-12-31", "2025-01-01", "null", NULL },
};

static const struct
{
  const char *name;
  Kind kind;
} columns[] = {
  { "b1", BOOLEAN }, { "b2", BOOLEAN }, { "i1", INTEGER }, { "i2", INTEGER }, { "x1", NUMBER },
  { "x2", NUMBER },  { "t1", TEXT },    { "t2", TEXT },    { "d1", DATE },    { "d2", DATE },
};

static void
insert (sqlite3 *db, const MillBatch *batch)
{
  sqlite3_stmt *statement;
  g_assert_cmpint (
      sqlite3_exec (
          db, "CREATE TABLE t (b1, b2, i1, i2, x1, x2, t1, t2, d1, d2)", NULL, NULL, NULL),
      ==,
      SQLITE_OK);
  g_assert_cmpint (
      sqlite3_prepare_v2 (
          db, "INSERT INTO t VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", -1, &statement, NULL),
      ==,
      SQLITE_OK);
  for (guint row = 0; row < batch->n_rows; row++)
    {
      for (guint k = 0; k < G_N_ELEMENTS (columns); k++)
        {
          g_autoptr (GString) text = g_string_new (NULL);
          g_auto (MillArena) arena = { 0 };
          MillVec vec;
          mill_column_load (&batch->columns[k], NULL, row, 1, NULL, &arena, NULL, &vec);
          mill_column_print (&batch->columns[k], row, text);
          int at = (int)k + 1;
          if (mill_vec_is_null (&vec, 0))
            sqlite3_bind_null (statement, at);
          else if (columns[k].kind == BOOLEAN)
            sqlite3_bind_int (statement, at, vec.booleans[0]);
          else if (columns[k].kind == INTEGER)
            sqlite3_bind_int64 (statement, at, vec.integers[0]);
          else if (columns[k].kind == NUMBER)
            sqlite3_bind_double (statement, at, vec.numbers[0]);
          else
            sqlite3_bind_text (statement, at, text->str, -1, SQLITE_TRANSIENT);
        }
      g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_DONE);
      sqlite3_reset (statement);
    }
  sqlite3_finalize (statement);
}

static MillBatch *
random_batch (void)
{
  static const char *const names[N_KINDS] = { "boolean", "integer", "number", "text", "date" };
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  GString *head = g_string_new (NULL);
  for (guint k = 0; k < G_N_ELEMENTS (columns); k++)
    g_string_append_printf (
        head, "%s%s %s", k > 0 ? ", " : "", columns[k].name, names[columns[k].kind]);
  g_ptr_array_add (lines, g_string_free (head, FALSE));
  for (guint row = 0; row < ROWS; row++)
    {
      GString *line = g_string_new (NULL);
      for (guint k = 0; k < G_N_ELEMENTS (columns); k++)
        {
          const char *const *choices = cells[columns[k].kind];
          guint n = g_strv_length ((char **)choices);
          g_string_append (line, k > 0 ? "|" : "");
          g_string_append (line, choices[g_test_rand_int_range (0, (gint32)n)]);
        }
      g_ptr_array_add (lines, g_string_free (line, FALSE));
    }
  g_ptr_array_add (lines, NULL);
  return fixture_batch ((const char *const *)lines->pdata);
}

/* --- comparing --- */

static gboolean
same_value (const MillVec *vec, guint i, sqlite3_stmt *statement)
{
  gboolean null = mill_vec_is_null (vec, i);
  guint at = vec->constant ? 0 : i;
  if (null || sqlite3_column_type (statement, 0) == SQLITE_NULL)
    return null && sqlite3_column_type (statement, 0) == SQLITE_NULL;
  switch (vec->type.id)
    {
    case MILL_TYPE_BOOLEAN:
      return sqlite3_column_type (statement, 0) == SQLITE_INTEGER
             && sqlite3_column_int64 (statement, 0) == vec->booleans[at];
    case MILL_TYPE_INTEGER:
      return sqlite3_column_double (statement, 0) == (double)vec->integers[at]
             && sqlite3_column_int64 (statement, 0) == vec->integers[at];
    case MILL_TYPE_NUMBER:
      return sqlite3_column_double (statement, 0) == vec->numbers[at];
    default:
      {
        g_autofree char *cell = fixture_cell (vec, i);
        return g_strcmp0 ((const char *)sqlite3_column_text (statement, 0), cell) == 0;
      }
    }
}

/* Returns: rows compared. */
static guint
compare_rows (const char *text,
              const char *sql,
              MillExpr *expr,
              const MillBatch *batch,
              sqlite3_stmt *statement)
{
  g_autoptr (MillProgram) program = mill_program_new (&expr, NULL, 1);
  g_autoptr (MillProgramLane) lane = mill_program_lane_new (program);
  MillRowErrors *errors = mill_row_errors_new ();
  MillVec vec;
  guint compared = 0;
  mill_program_begin (lane, batch, errors);
  mill_program_eval (lane, 0, batch->n_rows, &vec);
  for (guint i = 0; i < batch->n_rows; i++)
    {
      g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
      if (mill_row_errors_has (errors, i))
        continue;
      compared++;
      if (same_value (&vec, i, statement))
        continue;
      g_autofree char *cell = fixture_cell (&vec, i);
      g_error ("row %u: %s here, %s in SQLite\n%s\n%s",
               i,
               cell,
               (const char *)sqlite3_column_text (statement, 0),
               text,
               sql);
    }
  mill_row_errors_free (errors);
  return compared;
}

/* Returns: whether the expression could be compared. */
static gboolean
try_expression (const char *text, const MillBatch *batch, sqlite3 *db, guint *rows)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MillExpr) parsed = mill_expr_parse (text, &error);
  if (parsed == NULL)
    g_error ("%s: %s", text, error->message);
  g_autoptr (MillExpr) expr = mill_expr_check (parsed, batch->schema, &error);
  if (expr == NULL)
    g_error ("%s: %s", text, error->message);
  g_autofree char *sql = mill_expr_to_sql (expr, MILL_SQL_SQLITE, &error);
  if (sql == NULL)
    return FALSE;
  g_autofree char *query = g_strdup_printf ("SELECT %s FROM t ORDER BY rowid", sql);
  sqlite3_stmt *statement;
  if (sqlite3_prepare_v2 (db, query, -1, &statement, NULL) != SQLITE_OK)
    {
      /* its parser has a small stack */
      if (strstr (sqlite3_errmsg (db), "overflow") == NULL)
        g_error ("%s\n%s\n%s", sqlite3_errmsg (db), text, sql);
      return FALSE;
    }
  *rows += compare_rows (text, sql, expr, batch, statement);
  sqlite3_finalize (statement);
  return TRUE;
}

static void
test_random (void)
{
  sqlite3 *db;
  g_autoptr (MillBatch) batch = random_batch ();
  g_assert_cmpint (sqlite3_open (":memory:", &db), ==, SQLITE_OK);
  insert (db, batch);
  guint compared = 0, tried = 0, rows = 0;
  while (compared < WANTED)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      generate (
          (Kind)g_test_rand_int_range (0, N_KINDS), (guint)g_test_rand_int_range (1, 5), text);
      compared += try_expression (text->str, batch, db, &rows);
      g_assert_cmpuint (++tried, <, 4 * WANTED);
    }
  sqlite3_close (db);
  g_test_message ("%u of %u expressions compared over %u rows", compared, tried, rows);
  /* most rows are no errors */
  g_assert_cmpuint (rows, >, compared * ROWS / 2);
}

/* Every form alone, so that no one is left out by chance. */
static void
test_each_form (void)
{
  sqlite3 *db;
  g_autoptr (MillBatch) batch = random_batch ();
  g_assert_cmpint (sqlite3_open (":memory:", &db), ==, SQLITE_OK);
  insert (db, batch);
  for (guint kind = 0; kind < N_KINDS; kind++)
    for (guint form = 0; grammars[kind].forms[form] != NULL; form++)
      {
        static const char *const leaves[] = { "b1", "i1", "x1", "t1", "d1" };
        static const char letters[] = "bintd";
        g_autoptr (GString) text = g_string_new (grammars[kind].forms[form]);
        gboolean in_text = FALSE;
        for (gsize i = 0; i + 1 < text->len; i++)
          {
            in_text ^= text->str[i] == '\'';
            const char *letter = strchr (letters, text->str[i + 1]);
            if (in_text || text->str[i] != '%' || letter == NULL)
              continue;
            const char *leaf = leaves[letter - letters];
            g_string_erase (text, (gssize)i, 2);
            g_string_insert (text, (gssize)i, leaf);
          }
        guint rows = 0;
        if (!try_expression (text->str, batch, db, &rows))
          g_error ("not compared: %s", text->str);
      }
  sqlite3_close (db);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sqlite/each-form", test_each_form);
  g_test_add_func ("/sqlite/random", test_random);
  return g_test_run ();
}
