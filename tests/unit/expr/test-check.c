/* test-check.c: types, widening, and what the checker says when they do not fit.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "fixture.h"

static MillSchema *
make_schema (void)
{
  static const MillField fields[] = {
    { "ok", MILL_TYPE (BOOLEAN) },      { "n", MILL_TYPE (INTEGER) },
    { "m", MILL_TYPE (INTEGER) },       { "amount", MILL_DECIMAL (12, 2) },
    { "price", MILL_DECIMAL (6, 3) },   { "x", MILL_TYPE (NUMBER) },
    { "name", MILL_TYPE (TEXT) },       { "at", MILL_TYPE (TIMESTAMP) },
    { "day", MILL_TYPE (DATE) },        { "doc", MILL_TYPE (JSON) },
    { "humidity", MILL_TYPE (NUMBER) },
  };
  g_autoptr (GError) error = NULL;
  MillSchema *schema = mill_schema_new (fields, G_N_ELEMENTS (fields), &error);
  g_assert_no_error (error);
  return schema;
}

static const struct
{
  const char *text;
  const char *type;
} types[] = {
  { "1", "integer" },
  { "1.50", "decimal(3,2)" },
  { "0.05", "decimal(2,2)" },
  { "1e3", "number" },
  { "null", "text" },
  { "n + 1", "integer" },
  { "n + 1.5", "decimal(21,1)" },
  { "n + x", "number" },
  { "n / m", "number" },
  { "n div m", "integer" },
  { "n % m", "integer" },
  { "amount + price", "decimal(14,3)" },
  { "amount * price", "decimal(18,5)" },
  { "amount + 1", "decimal(13,2)" },
  { "amount * 2", "decimal(13,2)" },
  { "amount / price", "number" },
  { "amount + x", "number" },
  { "-amount", "decimal(12,2)" },
  { "-x", "number" },
  { "null + 1", "integer" },
  { "null + null", "integer" },
  { "n = 1.5", "boolean" },
  { "day + 1", "date" },
  { "day - day", "integer" },
  { "at + interval '1h'", "timestamp" },
  { "day + interval '1h'", "timestamp" },
  { "name || 1", "text" },
  { "doc || 'x'", "text" },
  { "case when ok then 1 else 2.5 end", "decimal(2,1)" },
  { "case when ok then n else 2.5 end", "decimal(20,1)" },
  { "case when ok then n else x end", "number" },
  { "case when ok then day else at end", "timestamp" },
  { "case when ok then day else '2024-01-01' end", "date" },
  { "case when ok then null end", "text" },
  { "case n when 1 then 'a' end", "text" },
  { "coalesce(null, day, '2024-01-01')", "date" },
  { "coalesce(day, '2024-01-01 10:00')", "timestamp" },
  { "if(ok, 1, null)", "integer" },
  { "nullif(n, 1.5)", "decimal(20,1)" },
  { "greatest(n, x)", "number" },
  { "round(amount)", "decimal(12,0)" },
  { "round(amount, 1)", "decimal(12,1)" },
  { "round(x, 1)", "number" },
  { "round(n)", "integer" },
  { "abs(price)", "decimal(6,3)" },
  { "sqrt(n)", "number" },
  { "cast(name as decimal(5,2))", "decimal(5,2)" },
  { "name::json", "json" },
  { "case when ok then doc else name end", "text" },
  { "name is null", "boolean" },
  { "day between '2024-01-01' and '2024-12-31'", "boolean" },
  { "year(at)", "integer" },
  { "year('2024-01-01')", "integer" },
  { "date_add(day, 'month', 1)", "date" },
  { "date_add(at, 'hour', 1)", "timestamp" },
};

static void
test_types (void)
{
  g_autoptr (MillSchema) schema = make_schema ();
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      char name[MILL_TYPE_CHARS];
      g_autoptr (MillExpr) expr = fixture_check (types[i].text, schema);
      mill_type_print (mill_expr_type (expr), name);
      if (!g_str_equal (name, types[i].type))
        g_error ("%s: %s, not %s", types[i].text, name, types[i].type);
    }
}

static const struct
{
  const char *text;
  const char *message;
} errors[] = {
  { "humidty > 1", "1:1: there is no column 'humidty'; did you mean 'humidity'?" },
  { "name = ok2", "1:8: there is no column 'ok2'" },
  { "zzzzzzzz", "1:1: there is no column 'zzzzzzzz'; a text stands in single quotes" },
  { "lowr(name)", "1:1: there is no function 'lowr'; did you mean 'lower'?" },
  { "n + qwertyuiop(1)", "1:5: there is no function 'qwertyuiop'; the reference" },
  { "lower(n)", "1:1: lower does not take (integer); it is lower(text)" },
  { "lower()", "1:1: lower does not take (); it is lower(text)" },
  { "round(x, 1, 2)", "1:1: round does not take (number, integer, integer)" },
  { "name + 1", "1:6: '+' adds numbers; write || to join texts" },
  { "ok + 1", "1:4: '+' does not take boolean and integer" },
  { "-name", "1:1: '-' wants a number, not text" },
  { "n || m", "1:3: '||' joins texts, and neither side is one" },
  { "n and ok", "1:1: 'and' wants a boolean, not integer" },
  { "not name", "1:5: 'not' wants a boolean, not text" },
  { "name = 5", "1:8: '=' cannot bring text and integer together; cast one of them" },
  { "n = '5'", "1:5: '=' cannot bring integer and the text '5' together; drop the quotes" },
  { "ok = 1", "1:6: '=' cannot bring boolean and integer together" },
  { "day = '2024-13-01'", "1:7: '2024-13-01' is not a date" },
  { "at > 'yesterday'", "1:6: 'yesterday' is not a timestamp" },
  { "n in (1, 'a')", "1:10: 'in' cannot bring integer and the text 'a' together" },
  { "case when n then 1 end", "1:11: 'when' wants a boolean, not integer" },
  { "case when ok then 1 else name end", "1:26: 'case' cannot bring integer and text together" },
  { "n like 'a'", "1:1: 'like' wants text, not integer; write to_text" },
  { "name ~ '('", "1:6: regexp_matches: the pattern is wrong at its character" },
  { "regexp_matches(name, 'a', 'q')", "1:1: regexp_matches: the flags are letters" },
  { "name like 'a!' escape '!'", "1:6: like: the pattern ends with its escape" },
  { "name like 'a' escape '!!'", "1:6: like: the escape must be one character" },
  { "x mod 2", "1:3: 'mod' wants integers or decimals, not number" },
  { "at - at", "1:4: '-' does not take two timestamps; write date_diff" },
  { "at + 1", "1:4: '+' does not take timestamp and integer; write + interval" },
  { "interval '1h'", "1:1: an interval is no value by itself" },
  { "interval '1h' + at", "1:1: an interval stands only right of + or -" },
  { "n + interval '1h'", "1:3: '+' does not take" },
  { "greatest(interval '1h', 1)", "1:10: an interval stands only right" },
  { "at::integer", "1:3: timestamp cannot become integer" },
  { "date_trunc('fortnight', at)", "1:1: date_trunc: 'fortnight' is no unit" },
  { "date_add(day, 'hour', 1)", "1:1: date_add: a date has no time of day" },
  { "to_date(name, '%Q')", "1:1: to_date: " },
  { "to_date(name, '%Y')", "1:1: to_date: " },
  { "to_date(name, name)", "1:1: to_date: the second argument must be a constant text" },
  { "at_zone(at, 'Middle/Earth')", "1:1: at_zone: " },
  { "0.12345678901234567890 * 0.12345678901234567890", "1:24: the result of '*' would have more" },
  { "n +\n  lower(m)", "2:3: lower does not take (integer)" },
};

static void
test_errors (void)
{
  g_autoptr (MillSchema) schema = make_schema ();
  for (guint i = 0; i < G_N_ELEMENTS (errors); i++)
    {
      g_autofree char *message = fixture_message (errors[i].text, schema);
      if (!g_str_has_prefix (message, errors[i].message))
        g_error ("%s: %s", errors[i].text, message);
    }
}

static void
test_error_codes (void)
{
  static const struct
  {
    const char *text;
    int code;
  } cases[] = {
    { "a +", MILL_DOCUMENT_SYNTAX },       { "nowhere", MILL_DOCUMENT_UNKNOWN },
    { "f(1)", MILL_DOCUMENT_UNKNOWN },     { "name + 1", MILL_DOCUMENT_TYPE },
    { "name ~ '('", MILL_DOCUMENT_RANGE },
  };
  g_autoptr (MillSchema) schema = make_schema ();
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MillExpr) parsed = mill_expr_parse (cases[i].text, &error);
      g_autoptr (MillExpr) checked
          = parsed != NULL ? mill_expr_check (parsed, schema, &error) : NULL;
      g_assert_null (checked);
      g_assert_error (error, MILL_ERROR_DOCUMENT, cases[i].code);
    }
}

static void
test_wanted_type (void)
{
  static const struct
  {
    const char *text;
    MillType type;
    const char *message; /* NULL: fits */
  } cases[] = {
    { "n > 1", { MILL_TYPE_BOOLEAN, 0, 0 }, NULL },
    { "null", { MILL_TYPE_BOOLEAN, 0, 0 }, NULL },
    { "n", { MILL_TYPE_NUMBER, 0, 0 }, NULL },
    { "'2024-01-01'", { MILL_TYPE_DATE, 0, 0 }, NULL },
    { "amount", { MILL_TYPE_DECIMAL, 14, 3 }, NULL },
    { "amount", { MILL_TYPE_DECIMAL, 12, 3 }, "1:1: the expression must be of type decimal(12,3)" },
    { "name",
      { MILL_TYPE_BOOLEAN, 0, 0 },
      "1:1: the expression must be of type boolean, not text" },
    { "x", { MILL_TYPE_INTEGER, 0, 0 }, "1:1: the expression must be of type integer, not number" },
  };
  g_autoptr (MillSchema) schema = make_schema ();
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MillExpr) parsed = mill_expr_parse (cases[i].text, &error);
      g_autoptr (MillExpr) checked = mill_expr_check_type (parsed, schema, cases[i].type, &error);
      if (cases[i].message == NULL)
        {
          g_assert_no_error (error);
          g_assert_true (mill_type_equal (mill_expr_type (checked), cases[i].type));
        }
      else
        g_assert_true (g_str_has_prefix (error->message, cases[i].message));
    }
}

static void
test_columns (void)
{
  g_autoptr (MillSchema) schema = make_schema ();
  g_autoptr (MillExpr) expr = fixture_check ("x > n and (amount = 1 or n = 2)", schema);
  guint n;
  const guint *columns = mill_expr_columns (expr, &n);
  g_assert_cmpuint (n, ==, 3);
  g_assert_cmpuint (columns[0], ==, 1);
  g_assert_cmpuint (columns[1], ==, 3);
  g_assert_cmpuint (columns[2], ==, 5);
  g_assert_cmpint (mill_expr_column_of (expr), ==, -1);
  g_assert_true (mill_schema_equal (mill_expr_schema (expr), schema));

  g_autoptr (MillExpr) plain = fixture_check ("(name)", schema);
  g_assert_cmpint (mill_expr_column_of (plain), ==, 6);
  /* what folding takes away is not read */
  g_autoptr (MillExpr) folded = fixture_check ("false and n = 1", schema);
  g_assert_true (mill_expr_is_constant (folded));
  g_autoptr (MillExpr) again = mill_expr_check (folded, schema, NULL);
  g_assert_true (mill_expr_is_checked (again));
}

/* Every operator with every pair of types: checked or refused, never a crash, and what is checked
 * evaluates to its type. */
static void
test_all_pairs (void)
{
  static const char *const operands[]
      = { "ok", "n", "amount", "wide", "x", "name", "at", "day", "doc", "null", "'a'", "1.5", "7" };
  static const char *const operators[] = {
    "=",
    "<>",
    "<",
    ">=",
    "is distinct from",
    "and",
    "or",
    "+",
    "-",
    "*",
    "/",
    "%",
    "div",
    "||",
    "like",
    "ilike",
    "~",
    "is not distinct from",
  };
  g_autoptr (MillBatch) batch = fixture_batch (
      (const char *[]){ "ok boolean, n integer, amount decimal(12,2), wide decimal(38,4), "
                        "x number, name text, at timestamp, day date, doc json",
                        "true|5|1.25|12345678901234567890.1234|2.5|abc|2024-01-02T03:04:05Z|"
                        "2024-01-02|{\"a\":1}",
                        "null|null|null|null|null|null|null|null|null",
                        NULL });
  guint n_good = 0;
  for (guint a = 0; a < G_N_ELEMENTS (operands); a++)
    for (guint b = 0; b < G_N_ELEMENTS (operands); b++)
      for (guint o = 0; o < G_N_ELEMENTS (operators); o++)
        {
          g_autofree char *text
              = g_strdup_printf ("%s %s %s", operands[a], operators[o], operands[b]);
          g_autofree char *message = fixture_message (text, batch->schema);
          if (*message != '\0')
            continue;
          g_autofree char *value = fixture_value (text, batch);
          g_assert_true (strchr (value, '|') != NULL);
          n_good++;
        }
  g_assert_cmpuint (n_good, >, 400);
}

static void
test_casts (void)
{
  static const char *const types_[]
      = { "boolean",   "integer", "decimal(10,2)", "decimal(38,10)", "number", "text",
          "timestamp", "date",    "json" };
  g_autoptr (MillBatch) batch = fixture_batch (
      (const char *[]){ "c0 boolean, c1 integer, c2 decimal(10,2), c3 decimal(38,10), "
                        "c4 number, c5 text, c6 timestamp, c7 date, c8 json",
                        "true|5|1.25|7.5|2.5|abc|2024-01-02T03:04:05Z|2024-01-02|{\"a\":1}",
                        "null|null|null|null|null|null|null|null|null",
                        NULL });
  for (guint from = 0; from < G_N_ELEMENTS (types_); from++)
    for (guint to = 0; to < G_N_ELEMENTS (types_); to++)
      {
        g_autofree char *cast = g_strdup_printf ("c%u::%s", from, types_[to]);
        g_autofree char *soft = g_strdup_printf ("try_cast(c%u as %s)", from, types_[to]);
        g_autofree char *message = fixture_message (cast, batch->schema);
        if (*message != '\0')
          {
            g_assert_nonnull (strstr (message, "cannot become"));
            continue;
          }
        g_autofree char *hard_value = fixture_value (cast, batch);
        g_autofree char *soft_value = fixture_value (soft, batch);
        g_assert_true (g_str_has_suffix (hard_value, "|null"));
        if (*hard_value == '!')
          g_assert_cmpstr (soft_value, ==, "null|null");
        else
          g_assert_cmpstr (soft_value, ==, hard_value);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/check/types", test_types);
  g_test_add_func ("/check/errors", test_errors);
  g_test_add_func ("/check/error-codes", test_error_codes);
  g_test_add_func ("/check/wanted-type", test_wanted_type);
  g_test_add_func ("/check/columns", test_columns);
  g_test_add_func ("/check/all-pairs", test_all_pairs);
  g_test_add_func ("/check/casts", test_casts);
  return g_test_run ();
}
