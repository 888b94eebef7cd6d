/* test-sql.c: what the four SQL printers print, and what they refuse.
 *
 * The texts were compared with SQLite (test-sqlite.c does so every time), DuckDB 2.0 and PostgreSQL
 * 15, which gave the same values for thousands of generated expressions.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "fixture.h"
#include "mill-function.h"

static MillSchema *
make_schema (void)
{
  static const MillField fields[] = {
    { "a", MILL_TYPE (INTEGER) },          { "b", MILL_TYPE (INTEGER) },
    { "x", MILL_TYPE (NUMBER) },           { "t", MILL_TYPE (TEXT) },
    { "status", MILL_TYPE (TEXT) },        { "ok", MILL_TYPE (BOOLEAN) },
    { "amount", MILL_DECIMAL (12, 2) },    { "day", MILL_TYPE (DATE) },
    { "at", MILL_TYPE (TIMESTAMP) },       { "doc", MILL_TYPE (JSON) },
    { "odd \"name", MILL_TYPE (INTEGER) },
  };
  MillSchema *schema = mill_schema_new (fields, G_N_ELEMENTS (fields), NULL);
  g_assert_nonnull (schema);
  return schema;
}

/* An expression and its SQL, or the error, in the order of MillSqlDialect. */
static const struct
{
  const char *text;
  const char *sql[MILL_SQL_LAST];
} golden[] = {
  { "status = 'ok' and x >= 40",
    { "((\"status\" = 'ok') AND (\"x\" >= 40.0))",
      "((\"status\" = 'ok') AND (\"x\" >= CAST('40' AS DOUBLE)))",
      "((\"status\" = 'ok') AND (\"x\" >= CAST('40' AS double precision)))",
      "((`status` = 'ok') AND (`x` >= CAST('40' AS double)))" } },
  { "a / b",
    { "(CAST(\"a\" AS REAL) / nullif(CAST(\"b\" AS REAL), 0))",
      "(CAST(\"a\" AS DOUBLE) / nullif(CAST(\"b\" AS DOUBLE), 0))",
      "(CAST(\"a\" AS double precision) / nullif(CAST(\"b\" AS double precision), 0))",
      "(CAST(`a` AS double) / nullif(CAST(`b` AS double), 0))" } },
  { "a div b + a mod 2",
    { "((\"a\" / nullif(\"b\", 0)) + (\"a\" % nullif(2, 0)))",
      "((\"a\" // nullif(\"b\", 0)) + (\"a\" % nullif(2, 0)))",
      "((\"a\" / nullif(\"b\", 0)) + (\"a\" % nullif(2, 0)))",
      "((`a` div nullif(`b`, 0)) + (`a` % nullif(2, 0)))" } },
  { "a::number",
    { "CAST(\"a\" AS REAL)",
      "CAST(\"a\" AS DOUBLE)",
      "CAST(\"a\" AS double precision)",
      "CAST(`a` AS double)" } },
  { "x::integer",
    { "CAST((trunc(\"x\") + CASE WHEN abs(\"x\" - trunc(\"x\")) >= 0.5 THEN sign(\"x\") ELSE 0 "
      "END) AS INTEGER)",
      "CAST(round(\"x\") AS BIGINT)",
      "CAST((trunc(\"x\") + CASE WHEN abs(\"x\" - trunc(\"x\")) >= 0.5 THEN sign(\"x\") ELSE 0 "
      "END) AS bigint)",
      "CAST(round(`x`) AS bigint)" } },
  { "amount * 1.5 > 10",
    { "1:1: SQLite cannot express exact decimals with the same meaning",
      "((\"amount\" * CAST('1.5' AS decimal(2,1))) > CAST('10' AS decimal(2,0)))",
      "((\"amount\" * CAST('1.5' AS decimal(2,1))) > CAST('10' AS decimal(2,0)))",
      "((`amount` * CAST('1.5' AS decimal(2,1))) > CAST('10' AS decimal(2,0)))" } },
  { "t || a || ok",
    { "(\"t\" || CAST(\"a\" AS TEXT) || CASE \"ok\" WHEN 1 THEN 'true' WHEN 0 THEN 'false' END)",
      "(\"t\" || CAST(\"a\" AS VARCHAR) || CAST(\"ok\" AS VARCHAR))",
      "(\"t\" || CAST(\"a\" AS text) || CAST(\"ok\" AS text))",
      "(`t` || CAST(`a` AS string) || CAST(`ok` AS string))" } },
  { "t like 'a%_[x]'",
    { "(\"t\" GLOB 'a*?[[]x]')",
      "(\"t\" LIKE 'a%_[x]')",
      "(\"t\" LIKE 'a%_[x]' ESCAPE '')",
      "(`t` LIKE 'a%_[x]')" } },
  { "t like '50!%' escape '!'",
    { "(\"t\" GLOB '50%')",
      "(\"t\" LIKE '50!%' ESCAPE '!')",
      "(\"t\" LIKE '50!%' ESCAPE '!')",
      "(`t` LIKE '50!%' ESCAPE '!')" } },
  { "t not ilike 'ab%'",
    { "1:3: SQLite cannot express lower with the same meaning",
      "(NOT (lower(\"t\") LIKE 'ab%'))",
      "1:3: PostgreSQL cannot express lower with the same meaning",
      "1:3: Spark cannot express lower with the same meaning" } },
  { "t ~ '[a-c]+x'",
    { "1:3: SQLite cannot express regexp_matches with the same meaning",
      "regexp_matches(\"t\", '[a-c]+x')",
      "(\"t\" ~ '[a-c]+x')",
      "(`t` RLIKE '[a-c]+x')" } },
  { "ok is true",
    { "(\"ok\" IS 1)",
      "(\"ok\" IS NOT DISTINCT FROM TRUE)",
      "(\"ok\" IS NOT DISTINCT FROM TRUE)",
      "(`ok` <=> TRUE)" } },
  { "ok is distinct from (a = 1)",
    { "(\"ok\" IS NOT (\"a\" = 1))",
      "(\"ok\" IS DISTINCT FROM (\"a\" = 1))",
      "(\"ok\" IS DISTINCT FROM (\"a\" = 1))",
      "(NOT (`ok` <=> (`a` = 1)))" } },
  { "a not in (1, 2, null)",
    { "(NOT (\"a\" IN (1, 2, NULL)))",
      "(NOT (\"a\" IN (1, 2, CAST(NULL AS BIGINT))))",
      "(NOT (\"a\" IN (1, 2, CAST(NULL AS bigint))))",
      "(NOT (`a` IN (1, 2, CAST(NULL AS bigint))))" } },
  { "day between '2024-01-01' and '2024-12-31'",
    { "(\"day\" BETWEEN '2024-01-01' AND '2024-12-31')",
      "(\"day\" BETWEEN DATE '2024-01-01' AND DATE '2024-12-31')",
      "(\"day\" BETWEEN DATE '2024-01-01' AND DATE '2024-12-31')",
      "(`day` BETWEEN DATE '2024-01-01' AND DATE '2024-12-31')" } },
  { "at >= '2024-01-01T10:00:00Z'",
    { "1:1: SQLite cannot express the order of timestamps with the same meaning",
      "(\"at\" >= TIMESTAMP '2024-01-01T10:00:00')",
      "(\"at\" >= TIMESTAMP '2024-01-01T10:00:00')",
      "(`at` >= TIMESTAMP '2024-01-01T10:00:00Z')" } },
  { "day + 7",
    { "date(\"day\", (7) || ' days')",
      "(\"day\" + (7)::int)",
      "(\"day\" + (7)::int)",
      "date_add(`day`, int(7))" } },
  { "at + interval '90m'",
    { "1:4: SQLite cannot express + with the same meaning",
      "(\"at\" + to_microseconds(5400000000))",
      "(\"at\" + 5400000000 * interval '1 microsecond')",
      "timestamp_micros(unix_micros(`at`) + 5400000000)" } },
  { "year(day)",
    { "CAST(strftime('%Y', \"day\") AS INTEGER)",
      "CAST(year(\"day\") AS bigint)",
      "CAST(extract(year from \"day\") AS bigint)",
      "CAST(year(`day`) AS bigint)" } },
  { "date_trunc('month', at)",
    { "1:1: SQLite cannot express date_trunc with the same meaning",
      "date_trunc('month', \"at\")",
      "date_trunc('month', \"at\")",
      "date_trunc('month', `at`)" } },
  { "case a when 1 then 'one' else t end",
    { "(CASE \"a\" WHEN 1 THEN 'one' ELSE \"t\" END)",
      "(CASE \"a\" WHEN 1 THEN 'one' ELSE \"t\" END)",
      "(CASE \"a\" WHEN 1 THEN 'one' ELSE \"t\" END)",
      "(CASE `a` WHEN 1 THEN 'one' ELSE `t` END)" } },
  { "if(ok, x, 0)",
    { "(CASE WHEN \"ok\" THEN \"x\" ELSE 0.0 END)",
      "(CASE WHEN \"ok\" THEN \"x\" ELSE CAST('0' AS DOUBLE) END)",
      "(CASE WHEN \"ok\" THEN \"x\" ELSE CAST('0' AS double precision) END)",
      "(CASE WHEN `ok` THEN `x` ELSE CAST('0' AS double) END)" } },
  { "coalesce(x, 0)",
    { "coalesce(\"x\", 0.0)",
      "coalesce(\"x\", CAST('0' AS DOUBLE))",
      "coalesce(\"x\", CAST('0' AS double precision))",
      "coalesce(`x`, CAST('0' AS double))" } },
  { "nullif(a, 0)",
    { "nullif(\"a\", 0)",
      "CAST(nullif(\"a\", 0) AS bigint)",
      "CAST(nullif(\"a\", 0) AS bigint)",
      "CAST(nullif(`a`, 0) AS bigint)" } },
  { "greatest(t, 'b')",
    { "1:1: SQLite cannot express greatest with the same meaning",
      "greatest(\"t\", 'b')",
      "greatest((\"t\" COLLATE \"C\"), ('b' COLLATE \"C\"))",
      "greatest(`t`, 'b')" } },
  { "substr(t, 2, 3)",
    { "substr(\"t\", min(max(2, -length(\"t\")), length(\"t\") + 1), max(min(3, length(\"t\") + "
      "1), 0))",
      "substr(\"t\", CASE WHEN 2 > length(\"t\") THEN length(\"t\") + 1 WHEN 2 < -length(\"t\") "
      "THEN -length(\"t\") ELSE 2 END, CASE WHEN 3 < 0 THEN 0 WHEN 3 > length(\"t\") THEN "
      "length(\"t\") + 1 ELSE 3 END)",
      "substr(\"t\", (CASE WHEN 2 > length(\"t\") THEN length(\"t\") + 1 WHEN 2 < -length(\"t\") "
      "THEN 1 WHEN 2 < 0 THEN length(\"t\") + 2 + 1 ELSE 2 END)::int, (CASE WHEN 3 < 0 THEN 0 WHEN "
      "3 > length(\"t\") THEN length(\"t\") + 1 ELSE 3 END)::int)",
      "substr(`t`, int(CASE WHEN 2 > length(`t`) THEN length(`t`) + 1 WHEN 2 < -length(`t`) THEN "
      "-length(`t`) ELSE 2 END), int(CASE WHEN 2 = 0 AND 3 > 0 THEN 3 - 1 WHEN 3 < 0 THEN 0 ELSE 3 "
      "END))" } },
  { "upper(t)",
    { "1:1: SQLite cannot express upper with the same meaning",
      "1:1: DuckDB cannot express upper with the same meaning",
      "1:1: PostgreSQL cannot express upper with the same meaning",
      "1:1: Spark cannot express upper with the same meaning" } },
  { "round(x)",
    { "(trunc(\"x\") + CASE WHEN abs(\"x\" - trunc(\"x\")) >= 0.5 THEN sign(\"x\") ELSE 0 END)",
      "round(\"x\")",
      "(trunc(\"x\") + CASE WHEN abs(\"x\" - trunc(\"x\")) >= 0.5 THEN sign(\"x\") ELSE 0 END)",
      "round(`x`)" } },
  { "sqrt(x)",
    { "(CASE WHEN \"x\" >= 0 THEN sqrt(\"x\") END)",
      "(CASE WHEN \"x\" >= 0 THEN sqrt(\"x\") END)",
      "(CASE WHEN \"x\" >= 0 THEN sqrt(\"x\") END)",
      "(CASE WHEN `x` >= 0 THEN sqrt(`x`) END)" } },
  { "try_cast(t as integer)",
    { "1:1: SQLite cannot express try_cast with the same meaning",
      "1:1: DuckDB cannot express try_cast with the same meaning",
      "1:1: PostgreSQL cannot express try_cast with the same meaning",
      "1:1: Spark cannot express try_cast with the same meaning" } },
  { "t::boolean",
    { "CASE WHEN lower(\"t\") IN ('true', 't', 'yes', 'y', '1') THEN 1 WHEN lower(\"t\") IN "
      "('false', 'f', 'no', 'n', '0') THEN 0 END",
      "CASE WHEN lower(\"t\") IN ('true', 't', 'yes', 'y', '1') THEN TRUE WHEN lower(\"t\") IN "
      "('false', 'f', 'no', 'n', '0') THEN FALSE END",
      "CASE WHEN lower(\"t\") IN ('true', 't', 'yes', 'y', '1') THEN TRUE WHEN lower(\"t\") IN "
      "('false', 'f', 'no', 'n', '0') THEN FALSE END",
      "CASE WHEN lower(`t`) IN ('true', 't', 'yes', 'y', '1') THEN TRUE WHEN lower(`t`) IN "
      "('false', 'f', 'no', 'n', '0') THEN FALSE END" } },
  { "x::text",
    { "1:2: SQLite cannot express a number as its shortest text with the same meaning",
      "1:2: DuckDB cannot express a number as its shortest text with the same meaning",
      "1:2: PostgreSQL cannot express a number as its shortest text with the same meaning",
      "1:2: Spark cannot express a number as its shortest text with the same meaning" } },
  { "'it''s \\'", { "'it''s \\'", "'it''s \\'", "'it''s \\'", "'it\\'s \\\\'" } },
  { "-a", { "(- \"a\")", "(- \"a\")", "(- \"a\")", "(- `a`)" } },
  { "not ok", { "(NOT \"ok\")", "(NOT \"ok\")", "(NOT \"ok\")", "(NOT `ok`)" } },
  { "null::date = day",
    { "(NULL = \"day\")",
      "(CAST(NULL AS DATE) = \"day\")",
      "(CAST(NULL AS date) = \"day\")",
      "(CAST(NULL AS date) = `day`)" } },
  { "\"odd \"\"name\" = 1",
    { "(\"odd \"\"name\" = 1)",
      "(\"odd \"\"name\" = 1)",
      "(\"odd \"\"name\" = 1)",
      "(`odd \"name` = 1)" } },
  { "cast('NaN' as number) = x",
    { "1:1: SQLite cannot express NaN with the same meaning",
      "(CAST('NaN' AS DOUBLE) = \"x\")",
      "(CAST('NaN' AS double precision) = \"x\")",
      "(CAST('NaN' AS double) = `x`)" } },
  { "doc::text",
    { "CAST(\"doc\" AS TEXT)",
      "CAST(\"doc\" AS VARCHAR)",
      "CAST(\"doc\" AS text)",
      "CAST(`doc` AS string)" } },
  { "t < 'b'",
    { "(\"t\" < 'b')",
      "(\"t\" < 'b')",
      "((\"t\" COLLATE \"C\") < ('b' COLLATE \"C\"))",
      "(`t` < 'b')" } },
  { "length(t) > a",
    { "(length(\"t\") > \"a\")",
      "(CAST(length(\"t\") AS bigint) > \"a\")",
      "(CAST(length(\"t\") AS bigint) > \"a\")",
      "(CAST(char_length(`t`) AS bigint) > `a`)" } },
  { "epoch(at)",
    { "1:1: SQLite cannot express epoch with the same meaning",
      "(epoch_us(\"at\") / 1e6)",
      "extract(epoch from \"at\")::float8",
      "(unix_micros(`at`) / 1e6)" } },
  { "t::json = doc",
    { "(CAST(\"t\" AS TEXT) = \"doc\")",
      "(CAST(CAST(\"t\" AS JSON) AS text) = CAST(\"doc\" AS text))",
      "(CAST(CAST(\"t\" AS json) AS text) = CAST(\"doc\" AS text))",
      "(CAST(`t` AS string) = `doc`)" } },
};

static void
test_golden (void)
{
  g_autoptr (MillSchema) schema = make_schema ();
  for (guint i = 0; i < G_N_ELEMENTS (golden); i++)
    for (guint dialect = 0; dialect < MILL_SQL_LAST; dialect++)
      {
        g_autoptr (GError) error = NULL;
        g_autoptr (MillExpr) expr = fixture_check (golden[i].text, schema);
        g_autofree char *sql = mill_expr_to_sql (expr, (MillSqlDialect)dialect, &error);
        if (sql == NULL)
          g_assert_error (error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_TYPE);
        g_assert_cmpstr (sql != NULL ? sql : error->message, ==, golden[i].sql[dialect]);
      }
}

static void
test_names (void)
{
  g_autofree char *plain = mill_sql_quote_name ("a\"b`c", MILL_SQL_POSTGRESQL);
  g_autofree char *spark = mill_sql_quote_name ("a\"b`c", MILL_SQL_SPARK);
  g_assert_cmpstr (plain, ==, "\"a\"\"b`c\"");
  g_assert_cmpstr (spark, ==, "`a\"b``c`");
  g_assert_cmpstr (mill_sql_dialect_name (MILL_SQL_DUCKDB), ==, "DuckDB");
}

/* SQL that names an argument several times must not grow without end. */
static void
test_size (void)
{
  g_autoptr (MillSchema) schema = make_schema ();
  g_autoptr (GString) text = g_string_new ("t");
  for (guint i = 0; i < 40; i++)
    {
      g_string_prepend (text, "substr(");
      g_string_append (text, ", a, b)");
    }
  g_autoptr (MillExpr) expr = fixture_check (text->str, schema);
  for (guint dialect = 0; dialect < MILL_SQL_LAST; dialect++)
    {
      g_autoptr (GError) error = NULL;
      g_assert_null (mill_expr_to_sql (expr, (MillSqlDialect)dialect, &error));
      g_assert_error (error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_LIMIT);
    }
}

/* What a dialect has not is refused by name. */
static void
test_refused (void)
{
  g_autoptr (MillSchema) schema = make_schema ();
  static const struct
  {
    const char *text;
    const char *name;
  } calls[] = {
    { "chr(a)", "chr" },
    { "initcap(t)", "initcap" },
    { "split_part(t, ',', a)", "split_part" },
    { "format_number(x, 2)", "format_number" },
    { "regexp_replace(t, 'a', 'b')", "regexp_replace" },
    { "regexp_extract(t, 'a')", "regexp_extract" },
    { "to_date(t, '%Y-%m-%d')", "to_date" },
    { "format_time(day, '%Y')", "format_time" },
    { "date_add(day, 'day', a)", "date_add" },
    { "t ~ '(?i)x'", "regexp_matches" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    for (guint dialect = 0; dialect < MILL_SQL_LAST; dialect++)
      {
        g_autoptr (GError) error = NULL;
        g_autoptr (MillExpr) expr = fixture_check (calls[i].text, schema);
        g_autofree char *sql = mill_expr_to_sql (expr, (MillSqlDialect)dialect, &error);
        g_assert_null (sql);
        g_assert_nonnull (strstr (error->message, calls[i].name));
        g_assert_nonnull (strstr (error->message, mill_sql_dialect_name ((MillSqlDialect)dialect)));
      }
  g_assert_true (mill_function_in_dialect ("lower", MILL_SQL_DUCKDB));
  g_assert_false (mill_function_in_dialect ("lower", MILL_SQL_SQLITE));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sql/golden", test_golden);
  g_test_add_func ("/sql/names", test_names);
  g_test_add_func ("/sql/size", test_size);
  g_test_add_func ("/sql/refused", test_refused);
  return g_test_run ();
}
