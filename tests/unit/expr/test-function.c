/* test-function.c: every function does what its documentation says, on constants and on columns.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "fixture.h"
#include "mill-function.h"

static MillBatch *
one_row (void)
{
  return fixture_batch ((const char *[]){ "unused integer", "1", NULL });
}

static void
test_examples (void)
{
  g_autoptr (MillBatch) batch = one_row ();
  guint n = 0;
  for (const MillFunctionInfo *info; (info = mill_function_nth (n)) != NULL; n++)
    {
      fixture_assert (info->example, batch, info->result);
      g_assert_true (g_str_has_prefix (info->signature, info->name));
      g_assert_true (strstr (info->example, info->name) != NULL);
      g_assert_true (g_str_has_suffix (info->help, "."));
      g_assert_nonnull (mill_function_category_label (info->category));
      g_assert_true (mill_function_find (info->name) == info);
    }
  g_assert_cmpuint (n, >=, 50);
}

static void
test_order (void)
{
  const MillFunctionInfo *before = mill_function_nth (0), *info;
  for (guint i = 1; (info = mill_function_nth (i)) != NULL; i++)
    {
      if (info->category == before->category)
        g_assert_cmpstr (before->name, <, info->name);
      else
        g_assert_cmpuint (before->category, <, info->category);
      before = info;
    }
}

/* The example with its literals moved into columns of a batch: row 0 has the values, in row k
 * column k - 1 is null. */
typedef struct
{
  GString *text;
  GString *head;
  GString *row;
  guint n;
} Moved;

static void
move_literals (const char *example, Moved *moved)
{
  for (MillToken token = { 0 }; mill_token_next (example, &token);)
    {
      const char *start = example + token.offset;
      gboolean number = token.kind == MILL_TOKEN_NUMBER, text = token.kind == MILL_TOKEN_TEXT;
      gboolean typed = text && token.offset > 1 && start[-1] == ' ' && g_ascii_isalpha (start[-2]);
      if (!(number || text) || typed)
        {
          g_string_append_len (moved->text, start, (gssize)token.length);
          continue;
        }
      const char *type = "text";
      if (number)
        type = memchr (start, '.', token.length) != NULL ? "number" : "integer";
      g_string_append_printf (moved->text, "c%u", moved->n);
      g_string_append_printf (moved->head, "%sc%u %s", moved->n > 0 ? ", " : "", moved->n, type);
      g_string_append (moved->row, moved->n > 0 ? "|" : "");
      g_string_append_len (moved->row, start + text, (gssize)token.length - 2 * text);
      moved->n++;
    }
}

static MillBatch *
moved_batch (const Moved *moved)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (lines, g_strdup (moved->head->str));
  g_ptr_array_add (lines, g_strdup (moved->row->str));
  for (guint k = 0; k < moved->n; k++)
    {
      g_auto (GStrv) cells = g_strsplit (moved->row->str, "|", -1);
      g_free (cells[k]);
      cells[k] = g_strdup ("null");
      g_ptr_array_add (lines, g_strjoinv ("|", cells));
    }
  g_ptr_array_add (lines, NULL);
  return fixture_batch ((const char *const *)lines->pdata);
}

/* Functions for which a null argument is not the end. */
static gboolean
survives_null (const char *name)
{
  static const char *const names[]
      = { "coalesce", "concat", "concat_ws", "greatest", "if", "least", "nullif", NULL };
  return g_strv_contains (names, name);
}

static void
check_moved (const MillFunctionInfo *info, Moved *moved)
{
  g_autoptr (MillBatch) batch = moved_batch (moved);
  g_autofree char *message = fixture_message (moved->text->str, batch->schema);
  if (strstr (message, "constant") != NULL)
    return;
  g_assert_cmpstr (message, ==, "");
  g_autofree char *value = fixture_value (moved->text->str, batch);
  g_auto (GStrv) cells = g_strsplit (value, "|", -1);
  /* decimals became numbers, and the type of a rounded decimal is another: compare as numbers */
  if (!g_str_equal (cells[0], info->result))
    g_assert_cmpfloat (g_ascii_strtod (cells[0], NULL), ==, g_ascii_strtod (info->result, NULL));
  for (guint k = 1; k <= moved->n && !survives_null (info->name); k++)
    g_assert_cmpstr (cells[k], ==, "null");
}

static void
test_columns (void)
{
  guint n_moved = 0;
  const MillFunctionInfo *info;
  for (guint i = 0; (info = mill_function_nth (i)) != NULL; i++)
    {
      Moved moved = { g_string_new (NULL), g_string_new (NULL), g_string_new (NULL), 0 };
      move_literals (info->example, &moved);
      if (moved.n > 0)
        {
          check_moved (info, &moved);
          n_moved++;
        }
      g_string_free (moved.text, TRUE);
      g_string_free (moved.head, TRUE);
      g_string_free (moved.row, TRUE);
    }
  g_assert_cmpuint (n_moved, >, 40);
}

typedef struct
{
  const char *text;
  const char *value;
} Case;

static void
check_cases (const Case *cases, guint n)
{
  g_autoptr (MillBatch) batch = one_row ();
  for (guint i = 0; i < n; i++)
    fixture_assert (cases[i].text, batch, cases[i].value);
}

static void
test_math (void)
{
  static const Case cases[] = {
    { "abs(-9223372036854775808)", "!overflow" },
    { "abs(-1.5e0)", "1.5" },
    { "abs(-1.50)", "1.50" },
    { "sign(-3)", "-1" },
    { "sign(0.00)", "0" },
    { "sign(cast('NaN' as number))", "NaN" },
    { "round(2.5e0)", "3" },
    { "round(-2.5e0)", "-3" },
    { "round(2.345, 2)", "2.35" },
    { "round(1250, -2)", "1300" },
    { "trunc(-2.7e0)", "-2" },
    { "floor(-2.5)", "-3" },
    { "ceil(2.01)", "3" },
    { "floor(5)", "5" },
    { "sqrt(-1)", "null" },
    { "sqrt(2)", "1.4142135623730951" },
    { "ln(0)", "null" },
    { "log10(-1)", "null" },
    { "power(-8, 0.5)", "null" },
    { "power(2, -1)", "0.5" },
    { "power(2, 0.5)", "1.4142135623730951" },
    { "exp(1000)", "Infinity" },
    { "mod(7, -3)", "1" },
    { "mod(7, 0)", "null" },
    { "div(7, 0)", "null" },
    { "div(-9223372036854775808, -1)", "!overflow" },
    { "mod(-9223372036854775808, -1)", "0" },
    { "mod(7.5, 2)", "1.5" },
    { "div(7.5, 2)", "3" },
    { "acos(2)", "null" },
    { "is_finite(exp(1000))", "false" },
    { "is_nan(1)", "false" },
    { "greatest(1, 2.5, 2e0)", "2.5" },
    { "greatest(null, 1)", "1" },
    { "least('b', 'a', null)", "a" },
    { "least(null, null)", "null" },
    { "greatest(date '2024-01-01', timestamp '2024-01-01T01:00:00Z')", "2024-01-01T01:00:00Z" },
  };
  check_cases (cases, G_N_ELEMENTS (cases));
}

static void
test_text (void)
{
  static const Case cases[] = {
    { "length('Grüße')", "5" },
    { "octet_length('Grüße')", "7" },
    { "lower('ÄÖÜ ẞ É')", "äöü ß é" },
    { "upper('straße é')", "STRAßE É" },
    { "initcap('élan vital 2nd-rate')", "Élan Vital 2nd-Rate" },
    { "reverse('aüb')", "büa" },
    { "substr('Grüße', 3)", "üße" },
    { "substr('Grüße', 3, 1)", "ü" },
    { "substr('hello', 0, 3)", "he" },
    { "substr('hello', -3)", "llo" },
    { "substr('hello', -3, 2)", "ll" },
    { "substr('abc', -9, 2)", "ab" },
    { "substr('abc', 9)", "" },
    { "substr('abc', 2, -1)", "" },
    { "substr('abc', 2, 9223372036854775807)", "bc" },
    { "substr('abc', -9223372036854775808)", "abc" },
    { "left('Grüße', 3)", "Grü" },
    { "left('hello', -2)", "hel" },
    { "left('hello', -9)", "" },
    { "right('Grüße', 3)", "üße" },
    { "right('hello', -2)", "llo" },
    { "right('hello', -9)", "" },
    { "right('hello', 0)", "" },
    { "right('hello', -9223372036854775808)", "" },
    { "trim('  a b ')", "a b" },
    { "trim('xxaxx', 'x')", "a" },
    { "trim('ßüaüß', 'üß')", "a" },
    { "trim('xxx', 'x')", "" },
    { "ltrim('xyxa', 'xy')", "a" },
    { "rtrim('axyx', 'xy')", "a" },
    { "trim('a', '')", "a" },
    { "replace('aaa', 'a', 'bb')", "bbbbbb" },
    { "replace('aaa', '', 'x')", "aaa" },
    { "replace('abc', 'abc', '')", "" },
    { "replace('', 'a', 'b')", "" },
    { "concat(null, null)", "" },
    { "concat('a', 1, true, 1.50, date '2024-01-01')", "a1true1.502024-01-01" },
    { "concat_ws('-', '', 'a', null, '')", "-a-" },
    { "concat_ws(null, 'a')", "null" },
    { "'a' || null", "null" },
    { "'a' || 1 || true", "a1true" },
    { "starts_with('abc', '')", "true" },
    { "starts_with('a', 'abc')", "false" },
    { "ends_with('abc', 'bc')", "true" },
    { "contains('', '')", "true" },
    { "contains('', 'a')", "false" },
    { "position('Grüße', 'ß')", "4" },
    { "position('abc', 'x')", "0" },
    { "position('abc', '')", "1" },
    { "lpad('abc', 2)", "ab" },
    { "lpad('ü', 4, 'xy')", "xyxü" },
    { "rpad('a', 3)", "a  " },
    { "rpad('a', 3, '')", "a" },
    { "lpad('a', 2000000000)", "!too-long" },
    { "repeat('ab', 0)", "" },
    { "repeat('ab', -1)", "" },
    { "repeat('', 9223372036854775807)", "" },
    { "repeat('ab', 9223372036854775807)", "!too-long" },
    { "split_part('a,b,c', ',', -1)", "c" },
    { "split_part('a,b,c', ',', 4)", "" },
    { "split_part('a,b,c', ',', 0)", "" },
    { "split_part('a,b,c', ',', 3)", "c" },
    { "split_part('a,b,c', ',', 1)", "a" },
    { "split_part('a,b,c', ',', -3)", "a" },
    { "split_part('a,b,c', ',', -4)", "" },
    { "split_part('a||b', '||', 2)", "b" },
    { "split_part('abc', '', 1)", "abc" },
    { "split_part('', ',', 1)", "" },
    { "ascii('€')", "8364" },
    { "ascii('')", "null" },
    { "chr(8364)", "€" },
    { "chr(0)", "null" },
    { "chr(55296)", "null" },
    { "md5('')", "d41d8cd98f00b204e9800998ecf8427e" },
    { "sha256('abc')", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
    { "format_number(1.005, 2)", "1.01" },
    { "format_number(1.005e0, 2)", "1.01" },
    { "format_number(-0.5, 0)", "-1" },
    { "format_number(1, 99)", "!overflow" },
    { "format_number(cast('inf' as number), 2)", "!overflow" },
    { "to_text(1e21)", "1e+21" },
    { "to_text(timestamp '2024-01-01')", "2024-01-01T00:00:00Z" },
  };
  check_cases (cases, G_N_ELEMENTS (cases));
}

static void
test_pattern (void)
{
  static const Case cases[] = {
    { "'abc' like 'a%'", "true" },
    { "'abc' like '%c'", "true" },
    { "'abc' like 'a_c'", "true" },
    { "'aüc' like 'a_c'", "true" },
    { "'abc' like '%b%'", "true" },
    { "'abc' like 'abc_'", "false" },
    { "'abc' like ''", "false" },
    { "'' like ''", "true" },
    { "'' like '%'", "true" },
    { "'' like '_'", "false" },
    { "'aab' like '%ab'", "true" },
    { "'aba' like 'ab%ba'", "false" },
    { "'abba' like 'ab%ba'", "true" },
    { "'abcabcabd' like '%abd'", "true" },
    { "'xaybzaycb' like 'x%a_c%'", "true" },
    { "'a%c' like 'a!%c' escape '!'", "true" },
    { "'abc' like 'a!%c' escape '!'", "false" },
    { "'a\\c' like 'a\\c'", "true" },
    { "'ABC' like 'abc'", "false" },
    { "'ÄBC' ilike 'äb%'", "true" },
    { "'abc' not like 'x%'", "true" },
    { "null like 'x'", "null" },
    { "'a' like null", "null" },
    { "'Grüße' like '%ü%e'", "true" },
    { "'ünü' like '_n_'", "true" },
    { "'abc' ~ '^a.c$'", "true" },
    { "'ABC' ~ 'abc'", "false" },
    { "regexp_matches('ABC', 'abc', 'i')", "true" },
    { "regexp_matches('a' || chr(10) || 'b', 'a.b')", "false" },
    { "regexp_matches('a' || chr(10) || 'b', 'a.b', 's')", "true" },
    { "regexp_extract('key=value', '(\\w+)=(\\w+)', 2)", "value" },
    { "regexp_extract('abc', 'x')", "null" },
    { "regexp_extract('abc', 'b', 7)", "null" },
    { "regexp_extract('abc', '(x)?b', 1)", "null" },
    { "regexp_replace('john smith', '(\\w+) (\\w+)', '\\2 \\1')", "smith john" },
    { "regexp_replace('baac', 'a*', '#')", "#b##c#" },
    { "regexp_replace('üü', '', '-')", "-ü-ü-" },
    { "regexp_replace('abc', 'b', 'a\\\\b')", "aa\\bc" },
    { "regexp_replace('', 'x', 'y')", "" },
    { "regexp_replace('', '^', 'y')", "y" },
    { "regexp_matches(repeat('a', 60) || 'b', '^(a|aa|aaa)*$')", "!pattern" },
    { "repeat('ab', 10000) ~ '^(a|b)*$'", "true" },
    { "null ~ 'a'", "null" },
  };
  check_cases (cases, G_N_ELEMENTS (cases));
}

static void
test_pattern_columns (void)
{
  g_autoptr (MillBatch) batch = fixture_batch ((const char *[]){
      "t text, p text", "abc|a%", "abc|b%", "a+c|a+c", "null|a", "abc|null", NULL });
  fixture_assert ("t like p", batch, "true|false|true|null|null");
  fixture_assert ("t ~ replace(p, '%', '')", batch, "true|true|false|null|null");
  fixture_assert ("t ~ '('||p", batch, "!pattern|!pattern|!pattern|null|null");
  fixture_assert ("t like 'a' || '%'", batch, "true|true|true|null|true");
}

static void
test_time (void)
{
  static const Case cases[] = {
    { "year(timestamp '1969-12-31T23:59:59Z')", "1969" },
    { "second(timestamp '1969-12-31T23:59:59.5Z')", "59" },
    { "quarter(date '2024-12-31')", "4" },
    { "week(date '2021-01-03')", "53" },
    { "day_of_year(date '2024-12-31')", "366" },
    { "day_of_week(timestamp '1969-12-28T23:00:00Z')", "7" },
    { "date_trunc('week', date '2024-02-28')", "2024-02-26" },
    { "date_trunc('quarter', timestamp '2024-06-28T01:02:03Z')", "2024-04-01T00:00:00Z" },
    { "date_trunc('year', timestamp '2024-06-28T01:02:03Z')", "2024-01-01T00:00:00Z" },
    { "date_trunc('hour', timestamp '1969-12-31T23:59:59Z')", "1969-12-31T23:00:00Z" },
    { "date_trunc('week', timestamp '2024-02-28T10:00:00Z')", "2024-02-26T00:00:00Z" },
    { "date_trunc('day', date '2024-02-28')", "2024-02-28" },
    { "date_trunc('hour', date '2024-02-28')", "2024-02-28" },
    { "date_add(date '2023-12-31', 'months', 2)", "2024-02-29" },
    { "date_add(timestamp '2024-01-31T10:00:00Z', 'month', 1)", "2024-02-29T10:00:00Z" },
    { "date_add(timestamp '2024-01-31T10:00:00Z', 'hour', -11)", "2024-01-30T23:00:00Z" },
    { "date_add(date '9999-12-31', 'day', 1)", "!overflow" },
    { "date_add(date '2024-01-01', 'year', 9223372036854775807)", "!overflow" },
    { "date_diff('month', date '2024-01-31', date '2024-02-29')", "0" },
    { "date_diff('month', date '2024-02-29', date '2024-01-29')", "-1" },
    { "date_diff('year', date '2020-02-29', date '2024-02-28')", "3" },
    { "date_diff('hour', timestamp '2024-01-01T00:59:00Z', timestamp '2024-01-01T02:00:00Z')",
      "1" },
    { "date '2024-02-28' + 2", "2024-03-01" },
    { "date '2024-03-01' - 1", "2024-02-29" },
    { "date '2024-03-01' - date '2024-02-01'", "29" },
    { "timestamp '2024-03-01' + interval '90m'", "2024-03-01T01:30:00Z" },
    { "date '2024-03-01' - interval '1d'", "2024-02-29T00:00:00Z" },
    { "to_date('2024-02-30', '%Y-%m-%d')", "!bad-cast" },
    { "to_timestamp('31.12.1999 23:59:59', '%d.%m.%Y %H:%M:%S')", "1999-12-31T23:59:59Z" },
    { "format_time(timestamp '2024-02-28T13:45:10Z', '%H:%M %d/%m/%y')", "13:45 28/02/24" },
    { "epoch(timestamp '1969-12-31T23:59:59.5Z')", "-0.5" },
    { "from_epoch(1.5)", "1970-01-01T00:00:01.500Z" },
    { "from_epoch(1e300)", "!overflow" },
    { "from_epoch(9223372036854775807)", "!overflow" },
    { "make_date(2023, 2, 29)", "!overflow" },
    { "make_date(2023, 0, 1)", "!overflow" },
    { "make_timestamp(2024, 1, 1, 24, 0, 0)", "!overflow" },
    { "at_zone(timestamp '2024-01-01T00:00:00Z', '-03:30')", "2023-12-31T20:30:00Z" },
  };
  check_cases (cases, G_N_ELEMENTS (cases));
}

/* Any function with any arguments, the extreme ones too: a value, null or an error of the row. */
static void
test_any_arguments (void)
{
  static const char *const operands[]
      = { "i",   "n",    "t",     "d",         "s",      "b",       "j",           "w",    "null",
          "0",   "-1",   "2",     "''",        "'ü'",    "'day'",   "'%Y'",        "'a'",  "1.5",
          "1e0", "'%_'", "i + 1", "n * 1e300", "t || t", "'month'", "'(a)|\\\\b'", "'UTC'" };
  g_autoptr (MillBatch) batch = fixture_batch ((const char *[]){
      "i integer, n number, t text, d date, s timestamp, b boolean, j json, w decimal(38,4)",
      "-9223372036854775808|NaN||0001-01-01|0001-01-01T00:00:00Z|true|{}|"
      "9999999999999999999999999999999999.9999",
      "9223372036854775807|Infinity|Grüße, Welt|9999-12-31|9999-12-31T23:59:59.999999Z|false|"
      "\"a\"|-9999999999999999999999999999999999.9999",
      "0|-Infinity|%a_b%|1970-01-01|1969-12-31T23:59:59.999999Z|null|[1]|0.0001",
      "-1|-0|a(b|2024-02-29|2024-02-29T12:00:00Z|true|null|-1.5",
      "null|null|null|null|null|null|null|null",
      "65536|1e-320|\t\n|1900-01-01|1900-01-01|false|7|null",
      NULL });
  guint n_functions = 0, n_checked = 0;
  while (mill_function_nth (n_functions) != NULL)
    n_functions++;
  for (guint round = 0; round < 40000; round++)
    {
      guint index = (guint)g_test_rand_int_range (0, (gint32)n_functions);
      guint n_args = (guint)g_test_rand_int_range (0, 5);
      g_autoptr (GString) text = g_string_new (mill_function_nth (index)->name);
      for (guint i = 0; i < n_args; i++)
        g_string_append_printf (text,
                                "%s%s",
                                i > 0 ? ", " : "(",
                                operands[g_test_rand_int_range (0, G_N_ELEMENTS (operands))]);
      g_string_append (text, n_args > 0 ? ")" : "()");
      g_autofree char *message = fixture_message (text->str, batch->schema);
      if (*message != '\0')
        continue;
      g_autofree char *value = fixture_value (text->str, batch);
      g_assert_cmpuint (strlen (value), >=, batch->n_rows - 1);
      n_checked++;
    }
  g_assert_cmpuint (n_checked, >, 2000);
}

static void
test_suggest (void)
{
  g_assert_cmpstr (mill_function_suggest ("substring"), ==, "substr");
  g_assert_cmpstr (mill_function_suggest ("lowr"), ==, "lower");
  g_assert_null (mill_function_suggest ("qwertyuiop"));
  g_assert_null (mill_function_find ("like"));
  g_assert_nonnull (mill_function_find ("UPPER"));
  g_assert_true (mill_function_in_dialect ("lower", MILL_SQL_DUCKDB));
  g_assert_false (mill_function_in_dialect ("upper", MILL_SQL_SQLITE));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/function/examples", test_examples);
  g_test_add_func ("/function/order", test_order);
  g_test_add_func ("/function/columns", test_columns);
  g_test_add_func ("/function/math", test_math);
  g_test_add_func ("/function/text", test_text);
  g_test_add_func ("/function/pattern", test_pattern);
  g_test_add_func ("/function/pattern-columns", test_pattern_columns);
  g_test_add_func ("/function/time", test_time);
  g_test_add_func ("/function/any-arguments", test_any_arguments);
  g_test_add_func ("/function/suggest", test_suggest);
  return g_test_run ();
}
