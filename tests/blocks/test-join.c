/* test-join.c: what join promises beyond the rules for all blocks: its messages, names and SQL.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <sqlite3.h>
#include <string.h>

#include "blocks-run.h"
#include "mill-error.h"
#include "mill-expr.h"
#include "mill-number.h"

extern const MillBlockSpec mill_block_join;

/* A join of inputs with these columns, as the header of a typed CSV has them. */
static MillHarness *
new_join (const char *params, const char *left, const char *right, GError **error)
{
  const char *headers[] = { left, right };
  MillHarness *harness = mill_harness_new (&mill_block_join, params, error);
  for (guint i = 0; i < G_N_ELEMENTS (headers) && harness != NULL; i++)
    {
      g_autoptr (MillSchema) schema = mill_typed_csv_schema (headers[i], NULL);
      mill_harness_set_schema (harness, i, schema);
    }
  return harness;
}

/* --- messages --- */

static void
check_message (
    const char *params, const char *left, const char *right, int code, const char *message)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MillHarness) harness = new_join (params, left, right, &error);
  if (harness != NULL)
    g_assert_false (mill_harness_open (harness, &error));
  g_assert_error (error, MILL_ERROR_DOCUMENT, code);
  g_assert_cmpstr (error->message, ==, message);
}

static void
test_messages (void)
{
  check_message ("{'on': [{'left': 'id'}]}",
                 "id:integer\n",
                 "id:text\n",
                 MILL_DOCUMENT_TYPE,
                 "on[0].right: 'id' is text, 'id' on the left is integer; cast one with a select");
  check_message ("{'on': [{'left': 'a', 'right': 'b'}], 'type': 'full'}",
                 "a:integer\n",
                 "b:number\n",
                 MILL_DOCUMENT_TYPE,
                 "on[0].right: 'b' is number, 'a' on the left is integer; to keep all right rows "
                 "they must be of one type: cast one with a select");
  check_message ("{'on': [{'left': 'customer'}]}",
                 "customer:integer\n",
                 "customers:integer\n",
                 MILL_DOCUMENT_UNKNOWN,
                 "on[0].right: input 'right' has no column 'customer'; did you mean 'customers'?");
  check_message ("{'on': [{'left': 'id'}, {'left': 'x'}], 'suffix': ''}",
                 "id:integer,x:text,y:text\n",
                 "id:integer,x:text,y:text\n",
                 MILL_DOCUMENT_RANGE,
                 "column 'y' of input 'left' and column 'y' of input 'right' would both be 'y' on "
                 "output 'out'; rename or drop one of them");
}

static void
test_no_keys (void)
{
  g_autoptr (GString) many = g_string_new ("{'on': [{'left': 'a'}");
  g_autoptr (GError) error = NULL;
  g_assert_null (mill_harness_new (&mill_block_join, "{'on': []}", &error));
  g_assert_error (error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_MISSING);
  g_clear_error (&error);
  for (guint i = 0; i < MILL_JOIN_KEYS_MAX; i++)
    g_string_append (many, ", {'left': 'a'}");
  g_string_append (many, "]}");
  g_assert_null (mill_harness_new (&mill_block_join, many->str, &error));
  g_assert_error (error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_LIMIT);
}

/* --- names --- */

static void
check_schema (const char *params, const char *left, const char *right, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MillHarness) harness = new_join (params, left, right, &error);
  g_assert_no_error (error);
  g_assert_true (mill_harness_open (harness, &error));
  g_autofree char *text = mill_schema_to_string (mill_harness_schema (harness, 0));
  g_assert_cmpstr (text, ==, expected);
}

static void
test_names (void)
{
  check_schema ("{'on': [{'left': 'id'}]}",
                "id:integer,x:text\n",
                "id:decimal(9,2),x:date,z:json\n",
                "id integer, x text, x_right date, z json");
  check_schema ("{'on': [{'left': 'a', 'right': 'b'}], 'suffix': ' (2)', 'type': 'right'}",
                "a:date,b:text\n",
                "b:date,a:text,c:text\n",
                "a date, b text, a (2) text, c text");
  check_schema ("{'on': [{'left': 'a', 'right': 'b'}], 'type': 'anti'}",
                "a:date,b:text\n",
                "b:timestamp,c:text\n",
                "a date, b text");
}

/* --- SQL --- */

static void
run_sql (sqlite3 *db, const char *sql)
{
  int status = sqlite3_exec (db, sql, NULL, NULL, NULL);
  if (status != SQLITE_OK)
    g_error ("%s: %s", sql, sqlite3_errmsg (db));
}

static void
bind_value (sqlite3_stmt *insert, int at, const MillVec *vec, guint row)
{
  g_autoptr (GString) text = g_string_new (NULL);
  mill_vec_print (vec, row, text);
  if (mill_vec_is_null (vec, row))
    sqlite3_bind_null (insert, at);
  else if (vec->type.id == MILL_TYPE_INTEGER)
    sqlite3_bind_int64 (insert, at, vec->integers[row]);
  else if (vec->type.id == MILL_TYPE_NUMBER)
    sqlite3_bind_double (insert, at, vec->numbers[row]);
  else
    sqlite3_bind_text (insert, at, text->str, -1, SQLITE_TRANSIENT);
}

/* @rows as table @name. */
static void
make_table (sqlite3 *db, const char *name, const MillSchema *schema, const char *rows)
{
  guint n_columns = mill_schema_n_fields (schema);
  g_autoptr (GString) create = g_string_new (NULL), insert = g_string_new (NULL);
  g_string_printf (create, "CREATE TABLE %s (", name);
  g_string_printf (insert, "INSERT INTO %s VALUES (", name);
  for (guint i = 0; i < n_columns; i++)
    {
      g_autofree char *quoted
          = mill_sql_quote_name (mill_schema_field (schema, i)->name, MILL_SQL_SQLITE);
      g_string_append_printf (create, "%s%s", i > 0 ? ", " : "", quoted);
      g_string_append (insert, i > 0 ? ", ?" : "?");
    }
  g_string_append_c (create, ')');
  g_string_append_c (insert, ')');
  run_sql (db, create->str);
  g_autoptr (GPtrArray) batches = mill_typed_csv_read (rows, MILL_VEC_ROWS, NULL);
  const MillBatch *batch = g_ptr_array_index (batches, 0);
  for (guint row = 0; row < batch->n_rows; row++)
    {
      g_auto (MillArena) arena = { 0 };
      sqlite3_stmt *statement = NULL;
      g_assert_cmpint (sqlite3_prepare_v2 (db, insert->str, -1, &statement, NULL), ==, SQLITE_OK);
      for (guint i = 0; i < n_columns; i++)
        {
          MillVec vec;
          mill_column_load (&batch->columns[i], NULL, row, 1, NULL, &arena, NULL, &vec);
          bind_value (statement, (int)i + 1, &vec, 0);
        }
      g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_DONE);
      sqlite3_finalize (statement);
    }
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

/* The lines in ascending order. */
static char *
sort_lines (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  qsort (lines, g_strv_length (lines), sizeof *lines, compare_lines);
  return g_strjoinv ("\n", lines);
}

static char *
query (sqlite3 *db, const char *sql)
{
  GString *text = g_string_new (NULL);
  sqlite3_stmt *statement = NULL;
  if (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL) != SQLITE_OK)
    g_error ("%s: %s", sql, sqlite3_errmsg (db));
  while (sqlite3_step (statement) == SQLITE_ROW)
    for (int i = 0; i < sqlite3_column_count (statement); i++)
      {
        char number[MILL_DOUBLE_CHARS];
        const char *value = (const char *)sqlite3_column_text (statement, i);
        g_string_append (text, i > 0 ? "," : "");
        if (sqlite3_column_type (statement, i) == SQLITE_FLOAT)
          g_string_append_len (
              text,
              number,
              (gssize)mill_print_double (sqlite3_column_double (statement, i), number));
        else if (value != NULL)
          g_string_append (text, value);
        if (i + 1 == sqlite3_column_count (statement))
          g_string_append_c (text, '\n');
      }
  sqlite3_finalize (statement);
  return g_string_free (text, FALSE);
}

/* SQLite says the same of every example, but for the order. */
static void
test_sql (void)
{
  static const char *const inputs[] = { "\"the left\"", "\"the right\"" };
  for (const MillExample *example = mill_block_join.examples; example->title != NULL; example++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MillHarness) harness
          = new_join (example->params, example->inputs[0], example->inputs[1], &error);
      g_assert_no_error (error);
      g_autoptr (MillSchema) left = mill_typed_csv_schema (example->inputs[0], &error);
      g_autoptr (MillSchema) right = mill_typed_csv_schema (example->inputs[1], &error);
      const MillSchema *schemas[] = { left, right };
      g_autofree char *sql = mill_block_join.sql (
          mill_harness_params (harness), schemas, inputs, MILL_SQL_SQLITE, &error);
      g_assert_no_error (error);
      if (example->rejects != NULL)
        continue;
      sqlite3 *db = NULL;
      g_assert_cmpint (sqlite3_open (":memory:", &db), ==, SQLITE_OK);
      make_table (db, inputs[0], left, example->inputs[0]);
      make_table (db, inputs[1], right, example->inputs[1]);
      g_autofree char *there = query (db, sql);
      g_autofree char *got = sort_lines (there);
      g_autofree char *wanted = sort_lines (strchr (example->outputs[0], '\n') + 1);
      g_assert_cmpstr (got, ==, wanted);
      sqlite3_close (db);
    }
}

static void
check_sql (const char *params, const char *left, const char *right, const char *expected)
{
  static const char *const inputs[] = { "a", "b" };
  g_autoptr (GError) error = NULL;
  g_autoptr (MillHarness) harness = new_join (params, left, right, &error);
  g_autoptr (MillSchema) left_schema = mill_typed_csv_schema (left, NULL);
  g_autoptr (MillSchema) right_schema = mill_typed_csv_schema (right, NULL);
  const MillSchema *schemas[] = { left_schema, right_schema };
  g_assert_no_error (error);
  g_autofree char *sql = mill_block_join.sql (
      mill_harness_params (harness), schemas, inputs, MILL_SQL_DUCKDB, &error);
  if (sql == NULL)
    g_assert_error (error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_TYPE);
  g_assert_cmpstr (sql != NULL ? sql : error->message, ==, expected);
}

static void
test_sql_text (void)
{
  check_sql ("{'on': [{'left': 'x', 'right': 'y'}], 'type': 'full'}",
             "x:integer,z:text\n",
             "y:integer,z:text\n",
             "SELECT COALESCE(l.\"x\", r.\"y\") AS \"x\", l.\"z\", r.\"z\" AS \"z_right\" "
             "FROM a AS l FULL JOIN b AS r ON l.\"x\" = r.\"y\"");
  check_sql ("{'on': [{'left': 'x'}]}",
             "x:date\n",
             "x:timestamp\n",
             "on[0]: DuckDB does not compare 'x', which is date, with 'x', which is timestamp, as "
             "the join does; cast them with a select");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/join/messages", test_messages);
  g_test_add_func ("/join/no-keys", test_no_keys);
  g_test_add_func ("/join/names", test_names);
  g_test_add_func ("/join/sql", test_sql);
  g_test_add_func ("/join/sql-text", test_sql_text);
  return g_test_run ();
}
