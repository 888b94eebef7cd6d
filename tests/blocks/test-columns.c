/* test-columns.c: what select, union, clean and rows promise beyond the rules for all blocks.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <string.h>

#include "mill-error.h"
#include "mill-expr.h"
#include "mill-harness.h"

extern const MillBlockSpec mill_block_select;
extern const MillBlockSpec mill_block_union;
extern const MillBlockSpec mill_block_clean;
extern const MillBlockSpec mill_block_rows;

/* What @spec makes of @rows (nullable: a source). */
static void
check_rows (const MillBlockSpec *spec,
            const char *params,
            const char *rows,
            const char *expected,
            const char *rejects)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MillHarness) harness = mill_harness_new (spec, params, &error);
  g_assert_no_error (error);
  if (rows != NULL)
    mill_harness_push_csv (harness, 0, rows, &error);
  g_assert_no_error (error);
  mill_harness_finish (harness, &error);
  g_assert_no_error (error);
  g_assert_true (mill_harness_conserves (harness, &error));
  g_autofree char *text = mill_harness_text (harness, 0);
  g_autofree char *refused = mill_harness_rejects (harness);
  g_assert_cmpstr (text, ==, expected);
  g_assert_cmpstr (refused, ==, rejects);
}

/* The message with which @spec refuses @params over rows of @schemas (ended by %NULL). */
static void
check_fault (const MillBlockSpec *spec,
             const char *params,
             const char *const *schemas,
             const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MillHarness) harness = mill_harness_new (spec, params, &error);
  for (guint i = 0; harness != NULL && schemas[i] != NULL; i++)
    {
      g_autoptr (MillSchema) schema = mill_typed_csv_schema (schemas[i], &error);
      g_assert_no_error (error);
      mill_harness_set_schema (harness, i, schema);
    }
  if (harness != NULL)
    g_assert_false (mill_harness_open (harness, &error));
  g_assert_nonnull (error);
  g_assert_cmpint (error->domain, ==, MILL_ERROR_DOCUMENT);
  g_assert_cmpstr (error->message, ==, expected);
}

static void
check_sql (const MillBlockSpec *spec,
           const char *params,
           const char *const *schemas,
           MillSqlDialect dialect,
           const char *expected)
{
  static const char *const inputs[] = { "r", "s", "t", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (MillHarness) harness = mill_harness_new (spec, params, &error);
  g_assert_no_error (error);
  const MillSchema *parsed[4] = { NULL };
  for (guint i = 0; schemas[i] != NULL; i++)
    parsed[i] = mill_typed_csv_schema (schemas[i], NULL);
  g_autofree char *sql
      = spec->sql (mill_harness_params (harness), parsed, inputs, (int)dialect, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (sql, ==, expected);
  for (guint i = 0; parsed[i] != NULL; i++)
    mill_schema_unref (parsed[i]);
}

/* ---- select ---- */

static const char *const abc[] = { "a:integer,b:text,c:timestamp", NULL };

/* Names and places change; the values stay where they are. */
static void
test_select_copies_nothing (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MillHarness) harness
      = mill_harness_new (&mill_block_select,
                          "{'columns':[{'column':'b','name':'x'},{'column':'a'},{'column':'b'}]}",
                          &error);
  g_autoptr (GPtrArray) batches = mill_typed_csv_read ("a:integer,b:integer\n1,2\n3,4\n", 2, NULL);
  const MillBatch *in = g_ptr_array_index (batches, 0);
  g_assert_true (mill_harness_push (harness, 0, in, &error));
  const MillBatch *out = g_ptr_array_index (mill_harness_batches (harness, 0), 0);
  g_autofree char *names = mill_schema_to_string (out->schema);
  g_assert_cmpstr (names, ==, "x integer, a integer, b integer");
  g_assert_true (out->columns[0].data == in->columns[1].data);
  g_assert_true (out->columns[1].data == in->columns[0].data);
  g_assert_true (out->columns[2].data == in->columns[1].data);
}

static void
test_select_places (void)
{
  static const char rows[] = "a:integer,b:integer,c:integer\n1,2,3\n";
  check_rows (&mill_block_select,
              "{'others':'keep','columns':[{'column':'c'},{'column':'a','drop':true}]}",
              rows,
              "c:integer,b:integer\n3,2\n",
              "");
  check_rows (&mill_block_select,
              "{'others':'in-place','columns':[{'column':'c','type':'text'},"
              "{'column':'a'},{'column':'a','name':'d','type':'number'}]}",
              rows,
              "a:integer,d:number,b:integer,c:text\n1,1,2,3\n",
              "");
}

static void
test_select_faults (void)
{
  check_fault (&mill_block_select,
               "{'columns':[{'column':'a'},{'column':'b','type':'integr'}]}",
               abc,
               "columns[1].type: 'integr' is not a type: use boolean, integer, decimal(p,s), "
               "number, text, timestamp, date or json");
  check_fault (
      &mill_block_select,
      "{'columns':[{'column':'c','type':'boolean'}]}",
      abc,
      "columns[0].type: 'c' is of type timestamp, which cannot be cast to boolean; compute "
      "it instead");
  check_fault (&mill_block_select,
               "{'columns':[{'column':'a'},{'column':'b','name':'a'}]}",
               abc,
               "column 'a' of input 'in' and column 'b' of input 'in' would both be 'a' on output "
               "'out'; rename or drop one of them");
  check_fault (&mill_block_select,
               "{'columns':[{'column':'a','drop':true}]}",
               abc,
               "columns: no column is left; list one, or keep the others");
}

static void
test_select_sql (void)
{
  check_sql (&mill_block_select,
             "{\"columns\":[{\"column\":\"b\"},"
             "{\"column\":\"a\",\"name\":\"n \\\"\",\"type\":\"number\"}]}",
             abc,
             MILL_SQL_DUCKDB,
             "SELECT \"b\", CAST(\"a\" AS DOUBLE) AS \"n \"\"\" FROM r");
  check_sql (&mill_block_select,
             "{'others':'keep','columns':[{'column':'b','name':'x'}]}",
             abc,
             MILL_SQL_SPARK,
             "SELECT `b` AS `x`, `a`, `c` FROM r");
}

/* ---- union ---- */

static void
test_union_faults (void)
{
  static const char *const mixed[] = { "x:integer", "x:number", "x:text,y:date", NULL };
  static const char *const apart[] = { "a:integer", "b:integer", NULL };
  check_fault (
      &mill_block_union,
      "{}",
      mixed,
      "in: column 'x' is of type number on input 2 and text on input 3, which have no type "
      "in common; cast one of them with a select before");
  check_fault (
      &mill_block_union,
      "{'columns':'common'}",
      apart,
      "columns: no column stands in every input; rename them with a select before, or take "
      "all columns");
}

static void
test_union_sql (void)
{
  static const char *const inputs[] = { "a:integer,b:text", "a:number", NULL };
  check_sql (&mill_block_union,
             "{'source':'from'}",
             inputs,
             MILL_SQL_DUCKDB,
             "SELECT CAST(\"a\" AS DOUBLE) AS \"a\", \"b\", 1 AS \"from\" FROM r UNION ALL "
             "SELECT \"a\", CAST(NULL AS VARCHAR) AS \"b\", 2 AS \"from\" FROM s");
}

/* A column that passes as it is is not read; one that is cast is. */
static void
test_union_uses (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MillSchema) a = mill_typed_csv_schema ("x:integer,y:text", NULL);
  g_autoptr (MillSchema) b = mill_typed_csv_schema ("x:number,y:text", NULL);
  const MillSchema *inputs[] = { a, b };
  g_autoptr (MillHarness) harness = mill_harness_new (&mill_block_union, "{}", &error);
  g_autoptr (MillInferResult) result = NULL;
  mill_infer_run (&mill_block_union, mill_harness_params (harness), inputs, 2, &result, &error);
  g_assert_no_error (error);
  g_assert_true (mill_infer_result_uses (result, 0, 0));
  g_assert_false (mill_infer_result_uses (result, 0, 1));
  g_assert_false (mill_infer_result_uses (result, 1, 0));
  guint n;
  const MillLineage *from = mill_infer_result_lineage (result, 0, 1, &n);
  g_assert_cmpuint (n, ==, 2);
  g_assert_true (from[0].port == 0 && from[1].port == 1 && from[0].column == 1);
}

/* ---- clean ---- */

static void
check_text (const char *params, const char *in, const char *out)
{
  g_autofree char *rows = g_strdup_printf ("t:text\n\"%s\"\n", in);
  g_autoptr (GError) error = NULL;
  g_autoptr (MillHarness) harness = mill_harness_new (&mill_block_clean, params, &error);
  g_assert_no_error (error);
  mill_harness_push_csv (harness, 0, rows, &error);
  g_assert_no_error (error);
  mill_harness_finish (harness, &error);
  g_assert_no_error (error);
  const MillBatch *batch = g_ptr_array_index (mill_harness_batches (harness, 0), 0);
  g_autoptr (GString) text = g_string_new (NULL);
  mill_column_print (&batch->columns[0], 0, text);
  g_assert_cmpstr (text->str, ==, out);
}

static void
test_clean_text (void)
{
  static const char *const cases[][3] = {
    /* blanks, of ASCII and beyond */
    { "{}", " \t a  b\n", "a  b" },
    { "{}", "\xc2\xa0\xe3\x80\x80\xc3\xa9 \xc2\xa0", "\xc3\xa9" },
    { "{'trim':false}", "  a ", "  a " },
    { "{'collapse':true}", " a \t\n b  c ", "a b c" },
    { "{'collapse':true}", "a b c", "a b c" },
    { "{'collapse':true,'trim':false}", "  a   b  ", " a b " },
    { "{'collapse':true}",
      "a\xc2\xa0\xc2\xa0"
      "b",
      "a b" },
    /* control characters */
    { "{'control':true}",
      "a\tb\x01"
      "c\xef\xbb\xbf",
      "a bc" },
    { "{'control':true}", "\x1b[1m", "[1m" },
    /* letters: by Unicode, not by a language */
    { "{'letters':'lower'}", "I \xc4\xb0 \xc3\x89", "i i \xc3\xa9" },
    { "{'letters':'upper'}",
      "stra\xc3\x9f"
      "e i",
      "STRA\xc3\x9f"
      "E I" },
    { "{'letters':'title'}",
      "o'NEIL van dER \xc3\xa9"
      "COLE 2nd",
      "O'Neil Van Der \xc3\x89"
      "cole 2nd" },
    /* e and an accent are one letter, the angstrom sign is a letter */
    { "{'normalize':true}", "e\xcc\x81 \xe2\x84\xab", "\xc3\xa9 \xc3\x85" },
    { "{}", "e\xcc\x81", "e\xcc\x81" },
    /* words, after all of that */
    { "{'letters':'lower','replace':{'ny':'New York'}}", " NY", "New York" },
    { "{'replace':{'a':'-','b':''},'null-words':'-'}", "a", "" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    check_text (cases[i][0], cases[i][1], cases[i][2]);
}

static void
test_clean_nulls (void)
{
  check_rows (&mill_block_clean,
              "{'null-words':'N/A, -'}",
              "a:text,b:text\nN/A,-\n\"\",x\n n/a ,--\n",
              "a:text,b:text\n,\n,x\nn/a,--\n",
              "");
  check_rows (&mill_block_clean,
              "{'empty-null':false}",
              "a:text,n:integer\n\"  \",1\n,\n",
              "a:text,n:integer\n\"\",1\n,\n",
              "");
  check_rows (&mill_block_clean,
              "{'on-null':'fill','fill':'?'}",
              "a:text,n:integer\n\"  \",1\n,\nx,2\n",
              "a:text,n:integer\n?,1\n?,\nx,2\n",
              "");
  check_rows (&mill_block_clean,
              "{'on-null':'drop-row'}",
              "a:text,n:integer\n\"  \",1\n,\nx,\n",
              "a:text,n:integer\nx,\n",
              "");
}

static void
test_clean_faults (void)
{
  static const char *const schema[] = { "a:text,n:integer", NULL };
  check_fault (&mill_block_clean,
               "{'on-null':'fill'}",
               schema,
               "fill: is not given; say what to put in place of null");
  check_fault (
      &mill_block_clean,
      "{'columns':['a','n'],'on-null':'fill','fill':'?'}",
      schema,
      "fill: '?' cannot be read as integer, the type of column 'n'; give another value, or "
      "clean that column in a block of its own");
}

/* More values than a vec has rows, of all kinds, against a plain loop. */
static void
test_clean_many (void)
{
  g_autoptr (GString) in = g_string_new ("i:integer,t:text\n");
  g_autoptr (GString) out = g_string_new ("i:integer,t:text\n");
  for (guint i = 0; i < 20000; i++)
    {
      g_string_append_printf (in, "%u,%s v%u%s\n", i, i % 3 == 0 ? "  " : "", i, i % 2 ? " " : "");
      if (i % 5 != 0)
        g_string_append_printf (out, "%u,V%u\n", i, i);
    }
  for (guint i = 0; i < 20000; i += 5)
    {
      g_autofree char *old = g_strdup_printf ("\n%u,", i);
      char *line = strstr (in->str, old);
      g_assert_nonnull (line);
      memset (line + strlen (old), ' ', strcspn (line + strlen (old), "\n"));
    }
  check_rows (&mill_block_clean, "{'letters':'upper','on-null':'drop-row'}", in->str, out->str, "");
}

/* ---- rows ---- */

static void
test_rows_text (void)
{
  static const char two[] = "{\"columns\":[{\"name\":\"a\"},{\"name\":\"b\",\"type\":\"integer\"}],"
                            "\"data\":\"%s\"}";
  static const char *const cases[][3] = {
    { "", "", "" },
    { "x,1", "x,1\n", "" },
    { "x,1\\r\\n\\r\\n  y\\t, 2\\r\\n", "x,1\ny,2\n", "" },
    { "\\\"a\\nb\\\" ,\\n,\\\"\\\"\\n\\\"\\\",7", "\"a\nb\",\n,\n\"\",7\n", "" },
    { "x,1\\n\\\"y,2\\nz,3", "x,1\nz,3\n", "quote,\"\"\"y,2\"\n" },
    { "\\\"x\\\"y,1\\nz,3\\n", "z,3\n", "quote,\"\"\"x\"\"y,1\"\n" },
    { "x\\n,,\\nx,9223372036854775808\\nz,3\\n",
      "z,3\n",
      "ragged,x\nragged,\",,\"\nbad-cast,\"x,9223372036854775808\"\n" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (GStrv) around = g_strsplit (two, "%s", 2);
      g_autofree char *params = g_strconcat (around[0], cases[i][0], around[1], NULL);
      g_autofree char *expected = g_strconcat ("a:text,b:integer\n", cases[i][1], NULL);
      check_rows (&mill_block_rows, params, NULL, expected, cases[i][2]);
    }
}

/* Only where there is one column may an empty line be a row. */
static void
test_rows_single (void)
{
  check_rows (&mill_block_rows,
              "{\"columns\":[{\"name\":\"n\",\"type\":\"integer\"}],\"data\":\"1\\n\\n3\\n\"}",
              NULL,
              "n:integer\n1\n\n3\n",
              "");
}

/* More rows than a piece holds. */
static void
test_rows_many (void)
{
  g_autoptr (GString) params
      = g_string_new ("{\"columns\":[{\"name\":\"n\",\"type\":\"integer\"}],\"data\":\"");
  g_autoptr (GString) expected = g_string_new ("n:integer\n");
  for (guint i = 0; i < 9000; i++)
    {
      g_string_append_printf (params, "%u\\n", i);
      g_string_append_printf (expected, "%u\n", i);
    }
  g_string_append (params, "\"}");
  check_rows (&mill_block_rows, params->str, NULL, expected->str, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/columns/select/copies-nothing", test_select_copies_nothing);
  g_test_add_func ("/columns/select/places", test_select_places);
  g_test_add_func ("/columns/select/faults", test_select_faults);
  g_test_add_func ("/columns/select/sql", test_select_sql);
  g_test_add_func ("/columns/union/faults", test_union_faults);
  g_test_add_func ("/columns/union/sql", test_union_sql);
  g_test_add_func ("/columns/union/uses", test_union_uses);
  g_test_add_func ("/columns/clean/text", test_clean_text);
  g_test_add_func ("/columns/clean/nulls", test_clean_nulls);
  g_test_add_func ("/columns/clean/faults", test_clean_faults);
  g_test_add_func ("/columns/clean/many", test_clean_many);
  g_test_add_func ("/columns/rows/text", test_rows_text);
  g_test_add_func ("/columns/rows/single", test_rows_single);
  g_test_add_func ("/columns/rows/many", test_rows_many);
  return g_test_run ();
}
