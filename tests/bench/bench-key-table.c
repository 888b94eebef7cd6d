/* bench-key-table.c: nanoseconds a row of key tables, sorts and selections, for whoever tunes them.
 *
 * Not part of the suite. Each line is the best of several rounds.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-kernel.h"
#include "mill-key-table.h"

#define ROUNDS 5
#define BATCH 8000

typedef struct
{
  MillSpan *spans;
  gint64 *integers;
  guint8 *bytes;
  guint n;
} Rows;

static guint64
random_word (guint64 *state)
{
  *state = *state * G_GUINT64_CONSTANT (6364136223846793005)
           + G_GUINT64_CONSTANT (1442695040888963407);
  return *state >> 33;
}

/* @n rows with @distinct values, the text @width bytes wide; @spread is the gap between integers */
static Rows
rows_new (guint n, guint distinct, guint width, gint64 spread)
{
  guint64 state = 42;
  Rows rows = { .spans = g_new (MillSpan, n),
                .integers = g_new (gint64, n),
                .bytes = g_malloc0 ((gsize)n * width + MILL_PADDING),
                .n = n };
  for (guint i = 0; i < n; i++)
    {
      char text[64];
      guint value = (guint)(random_word (&state) % distinct);
      g_snprintf (text, sizeof text, "%0*u", (int)width, value);
      memcpy (rows.bytes + (gsize)i * width, text, width);
      rows.spans[i] = (MillSpan){ rows.bytes + (gsize)i * width, width };
      rows.integers[i] = value * spread;
    }
  return rows;
}

static void
rows_clear (Rows *rows)
{
  g_free (rows->spans);
  g_free (rows->integers);
  g_free (rows->bytes);
}

static guint
load (const Rows *rows, const MillType *types, guint n_keys, guint first, MillVec *keys)
{
  guint n = MIN (MILL_VEC_ROWS, rows->n - first);
  for (guint k = 0; k < n_keys; k++)
    {
      keys[k] = (MillVec){ .type = types[k], .n = n };
      if (types[k].id == MILL_TYPE_TEXT)
        keys[k].spans = rows->spans + first;
      else
        keys[k].integers = rows->integers + first;
    }
  return n;
}

static void
report (const char *name, const char *what, gint64 best_ns, gsize n)
{
  g_print ("%-34s %-8s %7.2f ns a row\n", name, what, (double)best_ns / (double)n);
}

static gint64
now (void)
{
  return g_get_monotonic_time () * 1000;
}

/* @repeat: how often the rows go through the table in one round, when they are few */
/* the part of a name that the user asked for, or NULL for all */
static const char *only;

static void
bench_table (const char *name, const MillType *types, guint n_keys, const Rows *rows, guint repeat)
{
  g_auto (MillArena) arena = { 0 };
  guint32 ids[MILL_VEC_ROWS];
  MillVec keys[2];
  if (only != NULL && strstr (name, only) == NULL)
    return;
  gint64 insert = G_MAXINT64, find = G_MAXINT64, sort = G_MAXINT64;
  for (guint round = 0; round < ROUNDS; round++)
    {
      g_autoptr (MillKeyTable) table = mill_key_table_new (types, n_keys);
      gint64 start = now ();
      for (guint again = 0; again < repeat; again++)
        for (guint i = 0; i < rows->n; i += MILL_VEC_ROWS)
          mill_key_table_insert (table, keys, load (rows, types, n_keys, i, keys), ids);
      insert = MIN (insert, now () - start);
      start = now ();
      for (guint again = 0; again < repeat; again++)
        for (guint i = 0; i < rows->n; i += MILL_VEC_ROWS)
          {
            mill_arena_reset (&arena);
            mill_key_table_find (table, keys, load (rows, types, n_keys, i, keys), ids, &arena);
          }
      find = MIN (find, now () - start);
      start = now ();
      g_autofree guint32 *order = mill_key_table_sort (table);
      sort = MIN (sort, now () - start);
      if (round == 0)
        g_print ("%-34s %u keys, %.1f MB\n",
                 name,
                 mill_key_table_size (table),
                 (double)mill_key_table_bytes (table) / 1e6);
      if (round == ROUNDS - 1)
        report (name, "sort", sort, mill_key_table_size (table));
    }
  report (name, "insert", insert, (gsize)rows->n * repeat);
  report (name, "find", find, (gsize)rows->n * repeat);
}

static void
bench_select (const char *name, MillType type, const Rows *rows, MillCompareOp op, guint row)
{
  g_auto (MillArena) arena = { 0 };
  guint16 out[MILL_VEC_ROWS + MILL_SELECT_SLACK];
  if (only != NULL && strstr (name, only) == NULL)
    return;
  gint64 best = G_MAXINT64;
  MillVec key, pivot;
  guint repeat = 2000, found = 0;
  for (guint round = 0; round < ROUNDS; round++)
    {
      gint64 start = now ();
      for (guint again = 0; again < repeat; again++)
        for (guint i = 0; i < rows->n; i += MILL_VEC_ROWS)
          {
            mill_arena_reset (&arena);
            guint n = load (rows, &type, 1, i, &key);
            pivot = (MillVec){ .type = type, .n = n, .constant = TRUE };
            if (type.id == MILL_TYPE_TEXT)
              pivot.spans = rows->spans + row;
            else
              pivot.integers = rows->integers + row;
            found += mill_kernel_select (op, &key, &pivot, NULL, n, &arena, out);
          }
      best = MIN (best, now () - start);
    }
  report (name, found > 0 ? "select" : "nothing", best, (gsize)rows->n * repeat);
}

int
main (int argc, char **argv)
{
  only = argc > 1 ? argv[1] : NULL;
  const MillType text = MILL_TYPE (TEXT), integer = MILL_TYPE (INTEGER);
  const MillType both[] = { text, integer };
  Rows few = rows_new (BATCH, 1000, 8, 1), many = rows_new (4000000, 1000000, 8, 1);
  Rows wide = rows_new (BATCH, 1000, 24, 1000003),
       sparse = rows_new (4000000, 1000000, 24, 1000003);
  bench_table ("text of 8, 1000", &text, 1, &few, 500);
  bench_table ("text of 24, 1000", &text, 1, &wide, 500);
  bench_table ("integer dense, 1000", &integer, 1, &few, 500);
  bench_table ("integer sparse, 1000", &integer, 1, &wide, 500);
  bench_table ("text and integer, 1000", both, 2, &few, 500);
  bench_table ("text of 8, 1 M", &text, 1, &many, 1);
  bench_table ("text of 24, 1 M", &text, 1, &sparse, 1);
  bench_table ("integer dense, 1 M", &integer, 1, &many, 1);
  bench_table ("integer sparse, 1 M", &integer, 1, &sparse, 1);
  bench_table ("text and integer, 1 M", both, 2, &many, 1);
  bench_select ("text of 8 = constant", text, &few, MILL_COMPARE_EQ, 0);
  bench_select ("text of 24 = constant", text, &wide, MILL_COMPARE_EQ, 0);
  bench_select ("text of 8 < constant", text, &few, MILL_COMPARE_LT, 0);
  bench_select ("integer < constant", integer, &few, MILL_COMPARE_LT, 0);
  rows_clear (&few);
  rows_clear (&many);
  rows_clear (&wide);
  rows_clear (&sparse);
  return 0;
}
