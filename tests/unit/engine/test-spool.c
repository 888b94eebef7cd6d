/* test-spool.c: a spool gives back what it got, from memory and from disk.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-error.h"
#include "mill-harness.h"
#include "mill-spool.h"

enum
{
  ROWS = 1000
};

/* Rows of all types, with nulls, empty and long texts. */
static char *
make_rows (void)
{
  GString *csv = g_string_new ("id:integer,amount:decimal(12,2),wide:decimal(30,4),x:number,"
                               "name:text,at:timestamp,day:date,ok:boolean\n");
  for (guint i = 0; i < ROWS; i++)
    {
      guint kind = (guint)g_test_rand_int_range (0, 6);
      g_autofree char *name = g_strnfill (kind == 5 ? 5000 : kind * 7, (char)('a' + i % 26));
      g_string_append_printf (csv, "%u,", i);
      if (kind == 0)
        g_string_append (csv, ",,,,,,\n");
      else
        g_string_append_printf (csv,
                                "%d.%02u,%u%09u.0001,%u.5,%s,2024-01-01T00:00:%02uZ,2024-02-%02u,"
                                "%s\n",
                                g_test_rand_int_range (-99999, 99999),
                                i % 100,
                                i + 1,
                                i,
                                i,
                                kind == 1 ? "\"\"" : name,
                                i % 60,
                                1 + i % 28,
                                i % 2 == 0 ? "true" : "false");
    }
  return g_string_free (csv, FALSE);
}

static void
push_rows (MillHarness *harness, const char *csv, guint batch_rows)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) batches = mill_typed_csv_read (csv, batch_rows, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < batches->len; i++)
    g_assert_true (mill_harness_push (harness, 0, g_ptr_array_index (batches, i), &error));
  g_assert_no_error (error);
}

static void
check (const char *csv, guint lanes, gsize memory, guint batch_rows)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MillHarness) harness = mill_harness_new (mill_spool_spec (), NULL, &error);
  g_assert_no_error (error);
  mill_harness_set_lanes (harness, lanes);
  mill_harness_set_ticket_batches (harness, 1 + lanes % 3);
  mill_harness_set_memory (harness, memory);
  push_rows (harness, csv, batch_rows);
  gssize held = mill_harness_reserved (harness);
  if (memory > 0)
    g_assert_cmpint (held, <=, (gssize)memory);
  else if (batch_rows < 100)
    g_assert_cmpint (held, >, 50000);
  g_assert_true (mill_harness_finish (harness, &error));
  g_assert_no_error (error);
  g_assert_true (mill_harness_conserves (harness, &error));
  g_autofree char *text = mill_harness_text (harness, 0);
  g_assert_cmpstr (text, ==, csv);
  g_assert_cmpint (mill_harness_reserved (harness), ==, 0);
}

static void
test_same (void)
{
  g_autofree char *csv = make_rows ();
  static const gsize budgets[] = { 0, 1, 60000 };
  for (guint lanes = 1; lanes <= 4; lanes++)
    for (guint i = 0; i < G_N_ELEMENTS (budgets); i++)
      for (guint rows = 7; rows < 900; rows = rows * 10 + 5)
        check (csv, lanes, budgets[i], rows);
}

static void
test_empty (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MillHarness) harness = mill_harness_new (mill_spool_spec (), NULL, &error);
  g_assert_true (mill_harness_push_csv (harness, 0, "a:text\n", &error));
  g_assert_true (mill_harness_finish (harness, &error));
  g_autofree char *text = mill_harness_text (harness, 0);
  g_assert_cmpstr (text, ==, "a:text\n");
}

static void
test_abort (void)
{
  g_autofree char *csv = make_rows ();
  for (gsize memory = 0; memory <= 50000; memory += 50000)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MillHarness) harness = mill_harness_new (mill_spool_spec (), NULL, &error);
      mill_harness_set_memory (harness, memory);
      push_rows (harness, csv, 100);
      mill_harness_abort (harness);
      g_assert_cmpint (mill_harness_reserved (harness), ==, 0);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/spool/same", test_same);
  g_test_add_func ("/engine/spool/empty", test_empty);
  g_test_add_func ("/engine/spool/abort", test_abort);
  return g_test_run ();
}
