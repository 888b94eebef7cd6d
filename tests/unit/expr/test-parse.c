/* test-parse.c: texts to trees and back; errors with their places; tokens; hostile input.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "fixture.h"

/* What is written, and its canonical text; NULL when they are the same. */
static const struct
{
  const char *text;
  const char *canonical;
} golden[] = {
  { "1", NULL },
  { "-1", NULL },
  { "- 1", "-1" },
  { "-(1)", NULL },
  { "-9223372036854775808", NULL },
  { "9223372036854775808", "9223372036854775808." },
  { "1.50", NULL },
  { ".5", "0.5" },
  { "5.", NULL },
  { "1e3", "1000e0" },
  { "1E-7", "1e-7" },
  { "-0e0", NULL },
  { "'it''s'", NULL },
  { "TRUE", "true" },
  { "Null", "null" },
  { "date '2024-02-29'", NULL },
  { "TIMESTAMP '2024-02-29 08:00+02:00'", "timestamp '2024-02-29T06:00:00Z'" },
  { "at + interval '1h30m'", NULL },
  { "humidity", NULL },
  { "größe_2", NULL },
  { "\"two words\"", NULL },
  { "`two words`", "\"two words\"" },
  { "\"say \"\"hi\"\"\"", NULL },
  { "\"plain\"", "plain" },
  { "\"and\"", NULL },
  { "date", "\"date\"" },
  { "a or b and not c", NULL },
  { "(a or b) and not c", NULL },
  { "(a and b) and c", NULL },
  { "a and (b and c)", NULL },
  { "a and b and c", NULL },
  { "not (a and b)", NULL },
  { "not not a", NULL },
  { "not a = b", NULL },
  { "(not a) = b", NULL },
  { "a=b", "a = b" },
  { "a <> b", NULL },
  { "a != b", "a <> b" },
  { "a <= b", NULL },
  { "a IS NOT NULL", "a is not null" },
  { "a is not true", NULL },
  { "(a = b) is false", NULL },
  { "a = b is false", "(a = b) is false" },
  { "a is distinct from b", NULL },
  { "a is not distinct from b + 1", NULL },
  { "a in (1, 2, 3)", NULL },
  { "a not in (1)", NULL },
  { "a between 1 and 2 and c", NULL },
  { "a not between 1 and 2", NULL },
  { "a like 'x%' escape '!'", NULL },
  { "a not ilike b || '%'", NULL },
  { "a ~ '^x'", NULL },
  { "a || b || 'c'", NULL },
  { "a || (b || 'c')", NULL },
  { "a + b * c - d", NULL },
  { "(a + b) * c", NULL },
  { "a - (b - c)", NULL },
  { "a / b / c", NULL },
  { "a / (b / c)", NULL },
  { "a div b mod c % d", "a div b mod c mod d" },
  { "-a * b", NULL },
  { "-(a * b)", NULL },
  { "-(-a)", NULL },
  { "a - -1", NULL },
  { "a - -b", NULL },
  { "+a", NULL },
  { "a::integer", "cast(a as integer)" },
  { "-a::integer", "-cast(a as integer)" },
  { "a::decimal(10,2)::text", "cast(cast(a as decimal(10,2)) as text)" },
  { "cast(a as double precision)", "cast(a as number)" },
  { "try_cast(a as bigint)", "try_cast(a as integer)" },
  { "cast(a as decimal)", "cast(a as decimal(18,2))" },
  { "case when a then 1 when b then 2 end", NULL },
  { "case a when 1 then 'x' else 'y' end", NULL },
  { "CASE WHEN a THEN 1 ELSE NULL END", "case when a then 1 end" },
  { "Coalesce( a ,1 )", "coalesce(a, 1)" },
  { "mod(a, b)", NULL },
  { "a mod (b)", "a mod b" },
  { "left(a, 2)", NULL },
  { "f()", NULL },
  { "a -- the rest is a comment\n + 1", "a + 1" },
  { "a -\n-- nothing\n b", "a - b" },
};

static void
test_golden (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (golden); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MillExpr) expr = mill_expr_parse (golden[i].text, &error);
      if (expr == NULL)
        g_error ("%s: %s", golden[i].text, error->message);
      g_autofree char *text = mill_expr_to_text (expr);
      g_assert_cmpstr (
          text, ==, golden[i].canonical != NULL ? golden[i].canonical : golden[i].text);
      g_autoptr (MillExpr) again = mill_expr_parse (text, &error);
      g_assert_no_error (error);
      g_autofree char *text_again = mill_expr_to_text (again);
      g_assert_cmpstr (text, ==, text_again);
    }
}

/* What is wrong, the beginning of its message, and the part that an editor underlines. */
static const struct
{
  const char *text;
  const char *message;
  const char *underlined;
} errors[] = {
  { "", "1:1: the expression ends where a value", "" },
  { "a +", "1:4: the expression ends where a value", "" },
  { "a b", "1:3: unexpected 'b'", "b" },
  { "(a", "1:3: the expression ends where an operator or ')'", "" },
  { "a)", "1:2: unexpected ')'", ")" },
  { "a = = b", "1:5: unexpected '='", "=" },
  { "a = b = c", "1:7: comparisons do not chain", "=" },
  { "a == b", "1:3: '==' is written '='", "==" },
  { "a & b", "1:3: '&' means nothing here; write and", "&" },
  { "'open", "1:1: the text has no closing quote", "'open" },
  { "\"open", "1:1: the column name has no closing quote", "\"open" },
  { "\"\"", "1:1: a column name must not be empty", "\"\"" },
  { "12abc", "1:3: a number runs into 'abc'", "abc" },
  { "1.2.3", "1:4: a number runs into '.3'", ".3" },
  { "f(a,", "1:5: the expression ends where a value", "" },
  { "f(a b)", "1:5: unexpected 'b' where ',' or ')'", "b" },
  { "a in ()", "1:3: 'in' needs at least one value", "in" },
  { "a not b", "1:7: unexpected 'b' where in, between, like or ilike", "b" },
  { "a is b", "1:6: unexpected 'b' where null, true", "b" },
  { "a between 1", "1:12: the expression ends where 'and'", "" },
  { "case when a then 1", "1:19: the expression ends where 'when', 'else' or 'end'", "" },
  { "case end", "1:6: unexpected 'end' where a value", "end" },
  { "cast(a as colour)", "1:11: unexpected 'colour' where a type", "colour" },
  { "cast(a as decimal(39))", "1:19: unexpected '39' where a whole number from 1 to 38", "39" },
  { "cast(a as decimal(4,5))", "1:21: unexpected '5' where a whole number from 0 to 4", "5" },
  { "a::", "1:4: the expression ends where a type", "" },
  { "date '2024-02-30'", "1:6: '2024-02-30' is not a date", "'2024-02-30'" },
  { "interval 'soon'", "1:10: 'soon' is not a duration", "'soon'" },
  { "1e999", "1:1: the number is too large", "1e999" },
  { "1234567890123456789012345678901234567890", "1:1: the number has more than 38 digits", NULL },
  { "größe +\n  größe größe", "2:9: unexpected 'größe'", "größe" },
  { "a;", "1:2: an expression is one value", ";" },
  { "a + \x01", "1:5: unexpected", "\x01" },
};

static void
test_errors (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (errors); i++)
    {
      g_autoptr (GError) error = NULL;
      gsize offset, length;
      g_assert_null (mill_expr_parse (errors[i].text, &error));
      g_assert_cmpuint (error->domain, ==, MILL_ERROR_DOCUMENT);
      if (!g_str_has_prefix (error->message, errors[i].message))
        g_error ("%s: %s", errors[i].text, error->message);
      g_assert_true (mill_expr_error_place (error, errors[i].text, &offset, &length));
      g_autofree char *part = g_strndup (errors[i].text + offset, length);
      if (errors[i].underlined != NULL)
        g_assert_cmpstr (part, ==, errors[i].underlined);
    }
}

static void
test_no_place (void)
{
  g_autoptr (GError) error = g_error_new_literal (MILL_ERROR_DOCUMENT, 0, "where: 1:2: a");
  gsize offset, length;
  g_assert_false (mill_expr_error_place (error, "a", &offset, &length));
}

static void
test_limits (void)
{
  static const char *const openers[] = { "(", "not ", "- ", "case when ", "f(", "a in (", "a + (" };
  for (guint k = 0; k < G_N_ELEMENTS (openers); k++)
    {
      g_autoptr (GString) deep = g_string_new (NULL);
      g_autoptr (GError) error = NULL;
      while (deep->len < MILL_EXPR_BYTES_MAX - 20)
        g_string_append (deep, openers[k]);
      g_assert_null (mill_expr_parse (deep->str, &error));
      g_assert_error (error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_LIMIT);
      g_assert_nonnull (strstr (error->message, "128"));
    }

  g_autofree char *sum = g_strnfill (200 * 2, '+');
  for (guint i = 0; i < 400; i += 2)
    sum[i] = 'a';
  sum[399] = '\0';
  g_autoptr (GError) sum_error = NULL;
  g_assert_null (mill_expr_parse (sum, &sum_error));
  g_assert_error (sum_error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_LIMIT);

  g_autoptr (GString) many = g_string_new ("a in (0");
  while (many->len < MILL_EXPR_BYTES_MAX - 10)
    g_string_append (many, ",1");
  g_string_append_c (many, ')');
  g_autoptr (GError) many_error = NULL;
  g_assert_null (mill_expr_parse (many->str, &many_error));
  g_assert_error (many_error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_LIMIT);

  g_autofree char *large = g_strnfill (MILL_EXPR_BYTES_MAX + 1, ' ');
  g_autoptr (GError) large_error = NULL;
  g_assert_null (mill_expr_parse (large, &large_error));
  g_assert_error (large_error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_LIMIT);

  g_autoptr (GError) utf8_error = NULL;
  g_assert_null (mill_expr_parse ("'\xff'", &utf8_error));
  g_assert_error (utf8_error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_SYNTAX);
}

/* Long chains of and, or, || are flat. */
static void
test_long_chain (void)
{
  g_autoptr (GString) chain = g_string_new ("a = 0");
  for (guint i = 1; i < 4000; i++)
    g_string_append_printf (chain, " or a = %u", i);
  g_autoptr (GError) error = NULL;
  g_autoptr (MillExpr) expr = mill_expr_parse (chain->str, &error);
  g_assert_no_error (error);
  g_autofree char *text = mill_expr_to_text (expr);
  g_assert_cmpstr (text, ==, chain->str);
}

static void
test_tokens (void)
{
  static const struct
  {
    MillTokenKind kind;
    const char *text;
    guint line, column;
  } wanted[] = {
    { MILL_TOKEN_FUNCTION, "upper", 1, 1 }, { MILL_TOKEN_SPACE, " ", 1, 6 },
    { MILL_TOKEN_OPERATOR, "(", 1, 7 },     { MILL_TOKEN_COLUMN, "größe", 1, 8 },
    { MILL_TOKEN_OPERATOR, ")", 1, 13 },    { MILL_TOKEN_SPACE, " -- x\n ", 1, 14 },
    { MILL_TOKEN_OPERATOR, "<>", 2, 2 },    { MILL_TOKEN_TEXT, "'a''b'", 2, 4 },
    { MILL_TOKEN_KEYWORD, "AND", 2, 10 },   { MILL_TOKEN_SPACE, " ", 2, 13 },
    { MILL_TOKEN_NUMBER, "1.5e-3", 2, 14 }, { MILL_TOKEN_OPERATOR, "::", 2, 20 },
    { MILL_TOKEN_COLUMN, "\"x\"", 2, 22 },  { MILL_TOKEN_ERROR, "?", 2, 25 },
    { MILL_TOKEN_ERROR, "'open", 2, 26 },
  };
  const char *text = "upper (größe) -- x\n <>'a''b'AND 1.5e-3::\"x\"?'open";
  MillToken token = { 0 };
  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    {
      g_assert_true (mill_token_next (text, &token));
      g_autofree char *part = g_strndup (text + token.offset, token.length);
      g_assert_cmpstr (part, ==, wanted[i].text);
      g_assert_cmpint (token.kind, ==, wanted[i].kind);
      g_assert_cmpuint (token.line, ==, wanted[i].line);
      g_assert_cmpuint (token.column, ==, wanted[i].column);
    }
  g_assert_false (mill_token_next (text, &token));
  g_assert_cmpint (token.kind, ==, MILL_TOKEN_END);
}

static void
test_keywords (void)
{
  const char *const *words = mill_expr_keywords ();
  for (guint i = 1; words[i] != NULL; i++)
    g_assert_cmpstr (words[i - 1], <, words[i]);
}

static void
test_names (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MillExpr) expr = mill_expr_parse ("b + a * b + \"c d\" + f(a)", &error);
  g_assert_no_error (error);
  const char *const *names = mill_expr_column_names (expr);
  g_assert_cmpstr (names[0], ==, "b");
  g_assert_cmpstr (names[1], ==, "a");
  g_assert_cmpstr (names[2], ==, "c d");
  g_assert_null (names[3]);
}

static void
test_rename (void)
{
  g_autoptr (GError) error = NULL;
  const char *text = "a  +\"a\" * f( a ) -- a\n || 'a' || ab";
  g_autofree char *plain = mill_expr_rename (text, "a", "z", &error);
  g_assert_cmpstr (plain, ==, "z  +z * f( z ) -- a\n || 'a' || ab");
  g_autofree char *quoted = mill_expr_rename (text, "ab", "x y", &error);
  g_assert_cmpstr (quoted, ==, "a  +\"a\" * f( a ) -- a\n || 'a' || \"x y\"");
  g_assert_null (mill_expr_rename ("a +", "a", "b", &error));
  g_assert_error (error, MILL_ERROR_DOCUMENT, MILL_DOCUMENT_SYNTAX);
}

/* Any bytes: no crash, tokens cover everything, what parses prints to something that parses. */
static void
try_garbage (const char *text)
{
  g_autoptr (GError) error = NULL;
  gsize covered = 0;
  for (MillToken token = { 0 }; mill_token_next (text, &token); covered += token.length)
    g_assert_cmpuint (token.offset, ==, covered);
  g_assert_cmpuint (covered, ==, strlen (text));
  g_autoptr (MillExpr) expr = mill_expr_parse (text, &error);
  if (expr == NULL)
    {
      gsize offset, length;
      g_assert_true (mill_expr_error_place (error, text, &offset, &length));
      g_assert_cmpuint (offset + length, <=, strlen (text));
      return;
    }
  g_autofree char *printed = mill_expr_to_text (expr);
  g_autoptr (MillExpr) again = mill_expr_parse (printed, &error);
  if (again == NULL && error->code != MILL_DOCUMENT_LIMIT)
    g_error ("'%s' printed as '%s': %s", text, printed, error->message);
  if (again == NULL)
    return;
  g_autofree char *printed_again = mill_expr_to_text (again);
  g_assert_cmpstr (printed, ==, printed_again);
}

static void
test_garbage (void)
{
  static const char *const words[] = {
    "a",
    "\"b c\"",
    "1",
    "2.5",
    "1e3",
    "'x'",
    "(",
    ")",
    ",",
    "+",
    "-",
    "*",
    "/",
    "=",
    "<>",
    "||",
    "::",
    "text",
    "not",
    "and",
    "or",
    "is",
    "null",
    "in",
    "like",
    "~",
    "case",
    "when",
    "then",
    "else",
    "end",
    "between",
    "div",
    "mod",
    "f(",
    "date",
    "'",
    "\"",
    "--",
    "\n",
    "\xc3",
    "ü",
    "interval",
    "true",
    "cast(",
    "as",
    "escape",
    "distinct",
    "from",
    "date '2024-01-01'",
    "interval '1h'",
    ".",
  };
  for (guint round = 0; round < 20000; round++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      guint n = (guint)g_test_rand_int_range (1, 14);
      for (guint i = 0; i < n; i++)
        {
          if (g_test_rand_int_range (0, 40) == 0)
            g_string_append_c (text, (char)g_test_rand_int_range (1, 256));
          else
            g_string_append (text, words[g_test_rand_int_range (0, G_N_ELEMENTS (words))]);
          if (g_test_rand_bit ())
            g_string_append_c (text, ' ');
        }
      try_garbage (text->str);
    }
}

static void
test_template (void)
{
  g_autoptr (MillBatch) batch
      = fixture_batch ((const char *[]){ "station text, t number", "A|21.5", "null|null", NULL });
  static const struct
  {
    const char *text;
    const char *value;
  } cases[] = {
    { "plain", "plain|plain" },
    { "", "|" },
    { "{station}: {t} °C", "A: 21.5 °C|:  °C" },
    { "{{{station}}}", "{A}|{}" },
    { "it's {t * 2}", "it's 43|it's " },
    { "{case when t > 20 then '}hot{' end}!", "}hot{!|!" },
    { "a\n{ station -- comment\n }", "a\nA|a\n" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MillExpr) parsed = mill_template_parse (cases[i].text, &error);
      g_assert_no_error (error);
      g_autoptr (MillExpr) expr = mill_expr_check (parsed, batch->schema, &error);
      g_assert_no_error (error);
      g_autofree char *value = fixture_eval (expr, batch);
      g_assert_cmpstr (value, ==, cases[i].value);
    }
}

static void
test_template_errors (void)
{
  static const struct
  {
    const char *text;
    const char *message;
  } cases[] = {
    { "a {b", "1:3: '{' has no '}'" },
    { "a } b", "1:3: '}' has no '{'" },
    { "it's\n{a +}", "2:5: the expression ends where a value" },
    { "it's {}", "1:7: the expression ends where a value" },
    { "{a} {b c}", "1:8: unexpected 'c'" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_assert_null (mill_template_parse (cases[i].text, &error));
      if (!g_str_has_prefix (error->message, cases[i].message))
        g_error ("%s: %s", cases[i].text, error->message);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/parse/golden", test_golden);
  g_test_add_func ("/parse/errors", test_errors);
  g_test_add_func ("/parse/no-place", test_no_place);
  g_test_add_func ("/parse/limits", test_limits);
  g_test_add_func ("/parse/long-chain", test_long_chain);
  g_test_add_func ("/parse/tokens", test_tokens);
  g_test_add_func ("/parse/keywords", test_keywords);
  g_test_add_func ("/parse/names", test_names);
  g_test_add_func ("/parse/rename", test_rename);
  g_test_add_func ("/parse/garbage", test_garbage);
  g_test_add_func ("/parse/template", test_template);
  g_test_add_func ("/parse/template-errors", test_template_errors);
  return g_test_run ();
}
