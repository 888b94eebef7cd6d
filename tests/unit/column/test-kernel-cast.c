/* test-kernel-cast.c: casts by example, in both directions, and round trips.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-time.h"
#include "vecs.h"

static MillVec
text_vec (const char *text, MillArena *arena)
{
  MillVec vec;
  gsize length = strlen (text);
  MillSpan *span = mill_kernel_new (arena, MILL_TYPE (TEXT), 1, FALSE, &vec);
  guint8 *copy = mill_arena_alloc (arena, length + MILL_PADDING);
  memset (copy, '7', length + MILL_PADDING);
  memcpy (copy, text, length);
  *span = (MillSpan){ copy, length };
  return vec;
}

/* the text of the one row of @vec; NULL for null */
static char *
text_of (const MillVec *vec, MillArena *arena)
{
  MillKernelContext context = { .arena = arena };
  MillVec text;
  mill_kernel_cast (vec, MILL_TYPE (TEXT), &context, &text);
  if (mill_vec_is_null (&text, 0))
    return NULL;
  return g_strndup ((const char *)text.spans[0].data, text.spans[0].length);
}

/* Casts @text to @from, then to @to; expects the text @wanted, or an error of @code. */
static void
check (const char *text, MillType from, MillType to, const char *wanted, MillRejectCode code)
{
  g_auto (MillArena) arena = VECS_ARENA;
  g_autoptr (MillRowErrors) errors = mill_row_errors_new ();
  MillKernelContext context = { .arena = &arena, .where = "c" }, silent = { .arena = &arena };
  MillVec in = text_vec (text, &arena), middle, out, tried;
  g_assert_true (mill_kernel_can_cast (MILL_TYPE (TEXT), from) && mill_kernel_can_cast (from, to));
  mill_kernel_cast (&in, from, &context, &middle);
  g_assert_false (mill_vec_is_null (&middle, 0));
  context.errors = errors;
  mill_kernel_cast (&middle, to, &context, &out);
  mill_kernel_cast (&middle, to, &silent, &tried);
  g_assert_true (mill_type_equal (out.type, to));
  g_autofree char *got = text_of (&out, &arena), *got_silent = text_of (&tried, &arena);
  if (g_strcmp0 (got, wanted) != 0)
    g_error ("'%s' gives %s, wanted %s", text, got, wanted);
  g_assert_cmpstr (got_silent, ==, wanted);
  g_assert_cmpuint (errors->n, ==, code == MILL_REJECT_NONE ? 0 : 1);
  if (code == MILL_REJECT_NONE)
    return;
  g_assert_cmpuint (errors->errors[0].code, ==, code);
  g_assert_true (mill_type_equal (errors->errors[0].wanted, to));
  g_autofree char *shown
      = g_strndup ((const char *)errors->errors[0].text.data, errors->errors[0].text.length);
  g_autofree char *source = text_of (&middle, &arena);
  g_assert_cmpstr (shown, ==, source);
}

static const MillType text = { .id = MILL_TYPE_TEXT };
static const MillType boolean = { .id = MILL_TYPE_BOOLEAN };
static const MillType integer = { .id = MILL_TYPE_INTEGER };
static const MillType number = { .id = MILL_TYPE_NUMBER };
static const MillType timestamp = { .id = MILL_TYPE_TIMESTAMP };
static const MillType date = { .id = MILL_TYPE_DATE };
static const MillType json = { .id = MILL_TYPE_JSON };
static const MillType money = MILL_DECIMAL (9, 2);
static const MillType wide = MILL_DECIMAL (38, 4);

static void
ok (const char *in, MillType from, MillType to, const char *wanted)
{
  check (in, from, to, wanted, MILL_REJECT_NONE);
}

static void
bad (const char *in, MillType from, MillType to)
{
  check (in, from, to, NULL, MILL_REJECT_BAD_CAST);
}

static void
over (const char *in, MillType from, MillType to)
{
  check (in, from, to, NULL, MILL_REJECT_OVERFLOW);
}

static void
test_from_text (void)
{
  ok ("TRUE", text, boolean, "true");
  ok ("No", text, boolean, "false");
  ok ("y", text, boolean, "true");
  ok ("0", text, boolean, "false");
  bad ("", text, boolean);
  bad ("2", text, boolean);
  bad ("tru", text, boolean);
  ok ("-42", text, integer, "-42");
  ok ("+0042", text, integer, "42");
  ok ("-9223372036854775808", text, integer, "-9223372036854775808");
  over ("9223372036854775808", text, integer);
  bad ("", text, integer);
  bad (" 1", text, integer);
  bad ("1 ", text, integer);
  bad ("1.0", text, integer);
  bad ("1.", text, integer);
  bad ("N/A", text, integer);
  ok ("1.5e3", text, number, "1500");
  ok (".5", text, number, "0.5");
  over ("1e999", text, number);
  bad ("1,5", text, number);
  bad ("", text, number);
  ok ("1.005", text, money, "1.01");
  ok ("-1.005", text, money, "-1.01");
  ok ("1e2", text, money, "100.00");
  ok ("9999999.99", text, money, "9999999.99");
  over ("9999999.995", text, money);
  over ("10000000", text, money);
  bad ("1,00", text, money);
  bad ("", text, money);
  ok ("1234567890123456789012345678901234.5678",
      text,
      wide,
      "1234567890123456789012345678901234.5678");
  over ("12345678901234567890123456789012345", text, wide);
  ok ("2024-02-29", text, date, "2024-02-29");
  bad ("2023-02-29", text, date);
  bad ("2023-2-9", text, date);
  bad ("", text, date);
  ok ("2024-02-29 12:00", text, timestamp, "2024-02-29T12:00:00Z");
  ok ("2024-02-29T12:00:00.5+01:00", text, timestamp, "2024-02-29T11:00:00.500Z");
  bad ("2024-02-29T25:00:00Z", text, timestamp);
  bad ("yesterday", text, timestamp);
}

static void
test_between_numbers (void)
{
  ok ("2.5", number, integer, "3");
  ok ("-2.5", number, integer, "-3");
  ok ("2.4999", number, integer, "2");
  ok ("-9223372036854775808", number, integer, "-9223372036854775808");
  over ("9223372036854775808", number, integer);
  over ("inf", number, integer);
  bad ("nan", number, integer);
  bad ("nan", number, money);
  over ("inf", number, money);
  bad ("nan", number, boolean);
  ok ("1.005", number, money, "1.01");
  ok ("0.1", number, wide, "0.1000");
  over ("1e8", number, money);
  ok ("-0.5", number, boolean, "true");
  ok ("-0", number, boolean, "false");
  ok ("2.50", money, integer, "3");
  ok ("-2.50", money, integer, "-3");
  ok ("2.50", money, number, "2.5");
  ok ("0.00", money, boolean, "false");
  ok ("1.23", money, MILL_DECIMAL (18, 5), "1.23000");
  ok ("1.25", money, MILL_DECIMAL (9, 1), "1.3");
  ok ("1.25", money, MILL_DECIMAL (12, 2), "1.25");
  ok ("1.25", money, wide, "1.2500");
  ok ("1.25", wide, money, "1.25");
  over ("100.00", money, MILL_DECIMAL (3, 1));
  over ("100.00", money, MILL_DECIMAL (4, 2));
  over ("9223372036854775808", MILL_DECIMAL (19, 0), integer);
  ok ("9223372036854775807", MILL_DECIMAL (19, 0), integer, "9223372036854775807");
  ok ("12345678901234567890.12", MILL_DECIMAL (22, 2), number, "12345678901234567000");
  ok ("5", integer, money, "5.00");
  over ("10000000", integer, money);
  ok ("9007199254740993", integer, number, "9007199254740992");
  ok ("true", boolean, integer, "1");
  ok ("true", boolean, number, "1");
  ok ("true", boolean, money, "1.00");
  ok ("-1", integer, boolean, "true");
}

static void
test_time (void)
{
  ok ("2024-02-29", date, timestamp, "2024-02-29T00:00:00Z");
  ok ("1969-12-31T23:59:59.999999Z", timestamp, date, "1969-12-31");
  ok ("1970-01-01T00:00:00Z", timestamp, date, "1970-01-01");
  g_assert_false (mill_kernel_can_cast (date, integer));
  g_assert_false (mill_kernel_can_cast (number, timestamp));
  g_assert_false (mill_kernel_can_cast (json, date));
  g_assert_true (mill_kernel_can_cast (date, json));

  g_auto (MillArena) arena = VECS_ARENA;
  MillKernelContext context = { .arena = &arena };
  gint64 beyond[] = { MILL_DATE_MAX + 1, G_MININT64 };
  MillVec in = { .type = date, .n = 2, .integers = beyond }, out;
  mill_kernel_cast (&in, timestamp, &context, &out);
  g_assert_true (mill_vec_is_null (&out, 0) && mill_vec_is_null (&out, 1));
}

static void
test_json (void)
{
  static const char *const good[] = {
    "null",
    "true",
    " [ ] ",
    "{}",
    "[1, -0.5e+3, \"a\\u00e9\\n\"]",
    "{\"a\":{\"b\":[[],{}]},\"c\":1}",
    "0",
    "\"\"",
    "[[[[[[[[1]]]]]]]]",
  };
  static const char *const wrong[] = {
    "",
    " ",
    "nul",
    "[1,]",
    "{\"a\"}",
    "{\"a\":1,}",
    "{a:1}",
    "01",
    "1.",
    "-",
    "\"a",
    "\"\\x\"",
    "\"\\u12g4\"",
    "\"\t\"",
    "[1}",
    "[1]]",
    "1 2",
    "{\"a\":1 \"b\":2}",
    "[",
    "{\"a\":",
    "+1",
    ".5",
    "1e",
    "\"\\",
  };
  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    ok (good[i], text, json, good[i]);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    bad (wrong[i], text, json);
  for (guint depth = MILL_DOCUMENT_DEPTH_MAX - 1; depth <= MILL_DOCUMENT_DEPTH_MAX + 1; depth++)
    {
      g_autofree char *open = g_strnfill (depth, '['), *close = g_strnfill (depth, ']');
      g_autofree char *nested = g_strconcat (open, "1", close, NULL);
      if (depth <= MILL_DOCUMENT_DEPTH_MAX)
        ok (nested, text, json, nested);
      else
        bad (nested, text, json);
    }
  ok ("1.50", money, json, "1.50");
  ok ("false", boolean, json, "false");
  ok ("2024-02-29", date, json, "\"2024-02-29\"");
  ok ("1970-01-01", timestamp, json, "\"1970-01-01T00:00:00Z\"");
  bad ("nan", number, json);
  ok ("17", json, integer, "17");
  ok ("1.5", json, money, "1.50");
  ok ("true", json, boolean, "true");
  bad ("\"17\"", json, integer);
  bad ("[1]", json, number);
  check ("null", json, integer, NULL, MILL_REJECT_NONE);
  ok ("null", json, text, "null");
}

/* what a cast prints, another reads back; nulls and constants pass through */
static void
test_round_trip (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  for (guint round = 0; round < 30; round++)
    for (guint t = 0; t < G_N_ELEMENTS (vecs_types); t++)
      {
        g_auto (MillArena) arena = VECS_ARENA;
        g_autoptr (MillRowErrors) errors = mill_row_errors_new ();
        MillKernelContext context = { .arena = &arena, .errors = errors };
        MillType type = vecs_types[t];
        if (mill_type_is_textual (type) || type.id == MILL_TYPE_DATE
            || type.id == MILL_TYPE_TIMESTAMP)
          continue;
        MillVec a = vecs_random (rand, type, vecs_n (rand), round % VECS_SHAPES, &arena), b, c;
        mill_kernel_cast (&a, MILL_TYPE (TEXT), &context, &b);
        mill_kernel_cast (&b, type, &context, &c);
        g_assert_cmpuint (errors->n, ==, 0);
        g_assert_true (c.constant == a.constant && c.n == a.n);
        for (guint i = 0; i < a.n; i++)
          {
            g_assert_true (mill_vec_is_null (&a, i) == mill_vec_is_null (&c, i));
            if (!mill_vec_is_null (&a, i))
              g_assert_cmpint (vecs_compare (&a, i, &c, i), ==, 0);
          }
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kernel/cast/from-text", test_from_text);
  g_test_add_func ("/kernel/cast/between-numbers", test_between_numbers);
  g_test_add_func ("/kernel/cast/time", test_time);
  g_test_add_func ("/kernel/cast/json", test_json);
  g_test_add_func ("/kernel/cast/round-trip", test_round_trip);
  return g_test_run ();
}
