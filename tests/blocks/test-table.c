/* test-table.c: what the console table looks like.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <string.h>

#include "mill-harness.h"

extern const MillBlockSpec mill_block_table;

static void
check_table (const char *params, const char *rows, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MillHarness) harness = mill_harness_new (&mill_block_table, params, &error);
  g_assert_no_error (error);
  mill_harness_push_csv (harness, 0, rows, &error);
  g_assert_no_error (error);
  mill_harness_finish (harness, &error);
  g_assert_no_error (error);
  g_assert_true (mill_harness_conserves (harness, &error));
  g_autofree char *text = mill_harness_messages (harness);
  g_autofree char *all = g_strdup_printf ("output: %s\n", expected);
  g_assert_cmpstr (text, ==, all);
}

static void
test_unicode (void)
{
  check_table ("{'rows': 2, 'types': true, 'title': 'Cities'}",
               "city:text,warmest:number,day:date\nOslo,34.6,1901-07-21\n東京,,\nRoma,1,\n",
               "Cities\n"
               "┌──────┬─────────┬────────────┐\n"
               "│ city │ warmest │ day        │\n"
               "│ text │  number │ date       │\n"
               "├──────┼─────────┼────────────┤\n"
               "│ Oslo │    34.6 │ 1901-07-21 │\n"
               "│ 東京 │    null │ null       │\n"
               "└──────┴─────────┴────────────┘\n"
               "2 of 3 rows");
}

/* A text that just fits is whole; a number is never cut; marks take no place. */
static void
test_ascii (void)
{
  check_table ("{'style': 'ascii', 'cell-width': 6}",
               "n:integer,t:text\n123456789,abcdef\n-1,abcdefg\n2,e\xcc\x81\n",
               "+-----------+--------+\n"
               "|         n | t      |\n"
               "+-----------+--------+\n"
               "| 123456789 | abcdef |\n"
               "|        -1 | abc... |\n"
               "|         2 | e\xcc\x81      |\n"
               "+-----------+--------+\n"
               "3 rows");
}

static void
test_markdown (void)
{
  check_table ("{'style': 'markdown', 'types': true}",
               "id:integer,note:text\n1,a | b\n",
               "| id: integer | note: text |\n"
               "| ----------: | ---------- |\n"
               "|           1 | a \\| b     |\n"
               "\n"
               "1 row");
}

/* What a console would obey is written out. */
static void
test_control (void)
{
  check_table ("{'style': 'ascii'}",
               "t:text\n\"a\nb\"\n\x1b[2J\n\xe2\x80\xaexyz\n",
               "+-------------+\n"
               "| t           |\n"
               "+-------------+\n"
               "| a\\nb        |\n"
               "| \\u{1b}[2J   |\n"
               "| \\u{202e}xyz |\n"
               "+-------------+\n"
               "3 rows");
}

static void
test_width (void)
{
  static const char rows[] = "a:integer,b:text,c:text\n1,bbbb,cccc\n";
  check_table ("{'style': 'ascii', 'width': 19}",
               rows,
               "+---+------+------+\n"
               "| a | b    | c    |\n"
               "+---+------+------+\n"
               "| 1 | bbbb | cccc |\n"
               "+---+------+------+\n"
               "1 row");
  check_table ("{'style': 'ascii', 'width': 18}",
               rows,
               "+---+------+-----+\n"
               "| a | b    | ... |\n"
               "+---+------+-----+\n"
               "| 1 | bbbb | ... |\n"
               "+---+------+-----+\n"
               "1 row, 2 of 3 columns");
  check_table ("{'width': 1}",
               rows,
               "┌───┬───┐\n"
               "│ a │ … │\n"
               "├───┼───┤\n"
               "│ 1 │ … │\n"
               "└───┴───┘\n"
               "1 row, 1 of 3 columns");
}

/* All rows are counted, few are shown; large numbers are easy to read. */
static void
test_many (void)
{
  g_autoptr (GString) rows = g_string_new ("n:integer\n");
  for (guint i = 1; i <= 12345; i++)
    g_string_append_printf (rows, "%u\n", i);
  check_table ("{'style': 'ascii', 'rows': 1}",
               rows->str,
               "+---+\n"
               "| n |\n"
               "+---+\n"
               "| 1 |\n"
               "+---+\n"
               "1 of 12,345 rows");
}

static void
test_empty (void)
{
  check_table ("{'style': 'ascii'}",
               "n:integer\n",
               "+---+\n"
               "| n |\n"
               "+---+\n"
               "+---+\n"
               "0 rows");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/table/unicode", test_unicode);
  g_test_add_func ("/table/ascii", test_ascii);
  g_test_add_func ("/table/markdown", test_markdown);
  g_test_add_func ("/table/control", test_control);
  g_test_add_func ("/table/width", test_width);
  g_test_add_func ("/table/many", test_many);
  g_test_add_func ("/table/empty", test_empty);
  return g_test_run ();
}
