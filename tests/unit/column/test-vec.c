/* test-vec.c: errors of rows, and values as text.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <string.h>

#include "mill-vec.h"

static MillSpan
span (const char *text)
{
  return (MillSpan){ (const guint8 *)text, strlen (text) };
}

static void
test_errors (void)
{
  g_autoptr (MillRowErrors) errors = mill_row_errors_new ();
  for (guint round = 0; round < 3; round++)
    {
      g_assert_false (mill_row_errors_has (errors, 5));
      mill_row_errors_add (errors, 5, MILL_REJECT_BAD_CAST, MILL_TYPE (DATE), "a", span ("x"));
      mill_row_errors_add (errors, 5, MILL_REJECT_OVERFLOW, MILL_TYPE (DATE), "b", span ("y"));
      g_assert_cmpuint (errors->n, ==, 1);
      g_assert_cmpuint (errors->errors[0].code, ==, MILL_REJECT_BAD_CAST);
      g_assert_true (mill_row_errors_has (errors, 5));
      g_assert_false (mill_row_errors_has (errors, 4));
      mill_row_errors_clear (errors);
      g_assert_cmpuint (errors->n, ==, 0);
    }
}

/* there is room for every row of a batch */
static void
test_errors_full (void)
{
  g_autoptr (MillRowErrors) errors = mill_row_errors_new ();
  for (guint round = 0; round < 2; round++)
    {
      for (guint row = MILL_BATCH_ROWS_MAX; row-- > 0;)
        mill_row_errors_add (
            errors, row, MILL_REJECT_RULE, MILL_TYPE (TEXT), NULL, (MillSpan){ 0 });
      g_assert_cmpuint (errors->n, ==, MILL_BATCH_ROWS_MAX);
      mill_row_errors_clear (errors);
      for (guint row = 0; row < MILL_BATCH_ROWS_MAX; row++)
        g_assert_false (mill_row_errors_has (errors, row));
    }
}

static void
assert_message (MillRowError error, const char *wanted)
{
  g_autofree char *message = mill_row_error_message (&error);
  g_assert_cmpstr (message, ==, wanted);
}

static void
test_messages (void)
{
  MillRowError error = { .code = MILL_REJECT_BAD_CAST,
                         .wanted = MILL_TYPE (NUMBER),
                         .where = "humidity",
                         .text = span ("N/A") };
  assert_message (error, "'N/A' in 'humidity' is not a number");
  error.wanted = MILL_DECIMAL (9, 2);
  assert_message (error,
                  "'N/A' in 'humidity' is not a decimal number of that many digits (decimal(9,2))");
  error.code = MILL_REJECT_NULL;
  error.text = (MillSpan){ 0 };
  assert_message (error, "a value in 'humidity' is null where a value is required");
  error.where = NULL;
  error.code = MILL_REJECT_OVERFLOW;
  error.wanted = MILL_TYPE (INTEGER);
  assert_message (error, "a value does not fit its type");
}

/* whatever a value is, the message is one line of UTF-8 and not long */
static void
test_messages_safe (void)
{
  char text[300];
  for (guint code = 0; code < MILL_REJECT_LAST; code++)
    for (guint fill = 0; fill < 256; fill += 5)
      {
        memset (text, (int)fill, sizeof text - 1);
        text[sizeof text - 1] = '\0';
        MillRowError error = { .code = (guint8)code,
                               .wanted = { .id = (guint8)(fill % MILL_TYPE_LAST) },
                               .where = "x",
                               .text = { (const guint8 *)text, fill } };
        g_autofree char *message = mill_row_error_message (&error);
        g_assert_true (g_utf8_validate (message, -1, NULL));
        g_assert_cmpuint (g_utf8_strlen (message, -1), <, 200);
        for (const char *at = message; *at != '\0'; at++)
          g_assert_false (g_ascii_iscntrl (*at));
      }
}

/* a value is not cut within a character */
static void
test_messages_cut (void)
{
  GString *text = g_string_new ("x");
  for (guint i = 0; i < 100; i++)
    g_string_append (text, "\xc3\xa4");
  MillRowError error = { .code = MILL_REJECT_RULE, .text = span (text->str) };
  g_autofree char *message = mill_row_error_message (&error);
  g_assert_null (strstr (message, "\xef\xbf\xbd"));
  g_assert_nonnull (strstr (message, "\xc3\xa4\xe2\x80\xa6'"));
  g_string_free (text, TRUE);
}

static void
test_print (void)
{
  static const gint64 integers[] = { -5, 7 };
  static const guint8 nulls[] = { 0, 1 };
  MillVec vec = { .type = MILL_DECIMAL (5, 2), .n = 2, .integers = integers, .nulls = nulls };
  g_autoptr (GString) out = g_string_new (NULL);
  mill_vec_print (&vec, 0, out);
  mill_vec_print (&vec, 1, out);
  g_assert_cmpstr (out->str, ==, "-0.05");
  vec.constant = TRUE;
  mill_vec_print (&vec, 1, out);
  g_assert_cmpstr (out->str, ==, "-0.05-0.05");
  vec = (MillVec){ .type = MILL_TYPE (DATE), .n = 2, .integers = integers };
  g_string_truncate (out, 0);
  mill_vec_print (&vec, 0, out);
  g_assert_cmpstr (out->str, ==, "1969-12-27");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/vec/errors/first", test_errors);
  g_test_add_func ("/vec/errors/full", test_errors_full);
  g_test_add_func ("/vec/messages/text", test_messages);
  g_test_add_func ("/vec/messages/safe", test_messages_safe);
  g_test_add_func ("/vec/messages/cut", test_messages_cut);
  g_test_add_func ("/vec/print", test_print);
  return g_test_run ();
}
