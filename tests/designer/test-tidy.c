/* test-tidy.c: the automatic layout: nothing overlaps, rows flow to the right, few links cross.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-tidy.h"

#include <math.h>

enum
{
  WIDTH = 184,
  HEIGHT = 72
};

typedef struct
{
  GArray *blocks, *links;
} Drawing;

static Drawing
drawing (guint n)
{
  Drawing made = { g_array_new (FALSE, TRUE, sizeof (MillTidyBlock)),
                   g_array_new (FALSE, TRUE, sizeof (MillTidyLink)) };
  for (guint i = 0; i < n; i++)
    {
      MillTidyBlock block = { .width = WIDTH, .height = HEIGHT };
      g_array_append_val (made.blocks, block);
    }
  return made;
}

static MillTidyBlock *
block_at (Drawing *made, guint i)
{
  return &g_array_index (made->blocks, MillTidyBlock, i);
}

static void
join_at (Drawing *made, guint from, guint to, double out, double in)
{
  MillTidyLink link = { from, to, out, in };
  g_array_append_val (made->links, link);
}

static void
join (Drawing *made, guint from, guint to)
{
  join_at (made, from, to, HEIGHT / 2.0, HEIGHT / 2.0);
}

static void
tidy (Drawing *made)
{
  mill_tidy ((MillTidyBlock *)(gpointer)made->blocks->data,
             made->blocks->len,
             (MillTidyLink *)(gpointer)made->links->data,
             made->links->len);
}

static void
drop (Drawing *made)
{
  g_array_unref (made->blocks);
  g_array_unref (made->links);
}

static int
by_x (gconstpointer a, gconstpointer b)
{
  const MillTidyBlock *one = a, *two = b;
  return one->x < two->x ? -1 : one->x > two->x ? 1 : one->y < two->y ? -1 : one->y > two->y;
}

/* On the grid, from 0, 0 on, and none on another. */
static void
check (Drawing *made)
{
  g_autoptr (GArray) sorted = g_array_copy (made->blocks);
  double left = G_MAXDOUBLE, top = G_MAXDOUBLE;
  for (guint i = 0; i < sorted->len; i++)
    {
      const MillTidyBlock *block = block_at (made, i);
      g_assert_cmpfloat (fmod (block->x, 8), ==, 0);
      g_assert_cmpfloat (fmod (block->y, 8), ==, 0);
      left = MIN (left, block->x);
      top = MIN (top, block->y);
    }
  g_assert_true (sorted->len == 0 || (left == 0 && top == 0));
  g_array_sort (sorted, by_x);
  for (guint i = 0; i < sorted->len; i++)
    for (guint k = i + 1; k < sorted->len; k++)
      {
        const MillTidyBlock *a = &g_array_index (sorted, MillTidyBlock, i);
        const MillTidyBlock *b = &g_array_index (sorted, MillTidyBlock, k);
        if (b->x >= a->x + a->width)
          break;
        g_assert_true (b->y >= a->y + a->height || a->y >= b->y + b->height);
      }
}

static void
test_chain (void)
{
  Drawing made = drawing (5);
  for (guint i = 0; i < 4; i++)
    join (&made, 4 - i, 3 - i);
  tidy (&made);
  check (&made);
  for (guint i = 0; i < 5; i++)
    {
      g_assert_cmpfloat (block_at (&made, i)->y, ==, 0); /* one straight line */
      g_assert_cmpfloat (block_at (&made, i)->x, ==, (4 - i) * (WIDTH + 80));
    }
  drop (&made);
}

/* One reads, three work, one joins: the middle one on the line, the others around it. */
static void
test_fan (void)
{
  Drawing made = drawing (5);
  for (guint i = 1; i <= 3; i++)
    {
      join (&made, 0, i);
      join (&made, i, 4);
    }
  tidy (&made);
  check (&made);
  g_assert_cmpfloat (block_at (&made, 0)->y, ==, block_at (&made, 2)->y);
  g_assert_cmpfloat (block_at (&made, 4)->y, ==, block_at (&made, 2)->y);
  g_assert_cmpfloat (block_at (&made, 1)->y, <, block_at (&made, 2)->y);
  g_assert_cmpfloat (block_at (&made, 2)->y, <, block_at (&made, 3)->y);
  drop (&made);
}

/* The block at the upper port stands above, whatever the numbers and places were. */
static void
test_ports (void)
{
  Drawing made = drawing (3);
  block_at (&made, 0)->y = 500;
  join_at (&made, 1, 2, 36, 54);
  join_at (&made, 0, 2, 36, 18);
  tidy (&made);
  check (&made);
  g_assert_cmpfloat (block_at (&made, 0)->y, <, block_at (&made, 1)->y);
  drop (&made);
}

static void
test_cycles (void)
{
  Drawing made = drawing (4);
  join (&made, 0, 1);
  join (&made, 1, 2);
  join (&made, 2, 1);
  join (&made, 2, 3);
  join (&made, 3, 3);
  tidy (&made);
  check (&made);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpfloat (block_at (&made, i)->x, <, block_at (&made, i + 1)->x);
  drop (&made);
}

/* A link over several layers goes past what stands there. */
static void
test_long (void)
{
  Drawing made = drawing (4);
  join (&made, 0, 1);
  join (&made, 1, 2);
  join (&made, 2, 3);
  join_at (&made, 0, 3, 18, 18);
  tidy (&made);
  check (&made);
  double y = block_at (&made, 0)->y + 18;
  for (guint i = 1; i <= 2; i++)
    g_assert_true (y < block_at (&made, i)->y || y > block_at (&made, i)->y + HEIGHT);
  drop (&made);
}

static void
test_parts (void)
{
  Drawing made = drawing (9);
  block_at (&made, 0)->y = 900;
  block_at (&made, 1)->y = 900;
  join (&made, 0, 1);
  join (&made, 2, 3);
  tidy (&made);
  check (&made);
  g_assert_cmpfloat (block_at (&made, 2)->y, <, block_at (&made, 0)->y);
  for (guint i = 4; i < 9; i++)
    g_assert_cmpfloat (block_at (&made, i)->y, >, block_at (&made, 0)->y);
  drop (&made);
  made = drawing (0);
  tidy (&made);
  drop (&made);
}

static guint
count_crossings (Drawing *made)
{
  guint count = 0;
  for (guint i = 0; i < made->links->len; i++)
    for (guint k = i + 1; k < made->links->len; k++)
      {
        const MillTidyLink *a = &g_array_index (made->links, MillTidyLink, i);
        const MillTidyLink *b = &g_array_index (made->links, MillTidyLink, k);
        if (block_at (made, a->from)->x != block_at (made, b->from)->x)
          continue;
        double start = block_at (made, a->from)->y - block_at (made, b->from)->y;
        double end = block_at (made, a->to)->y - block_at (made, b->to)->y;
        count += start * end < 0;
      }
  return count;
}

/* A drawing that can be had without crossings, shuffled. */
static void
test_crossings (void)
{
  static const guint shuffled[] = { 3, 0, 5, 1, 4, 2 };
  Drawing made = drawing (18);
  for (guint i = 0; i < 6; i++)
    {
      join (&made, i, 6 + shuffled[i]);
      join (&made, 6 + shuffled[i], 12 + shuffled[5 - i]);
    }
  tidy (&made);
  check (&made);
  g_assert_cmpuint (count_crossings (&made), ==, 0);
  drop (&made);
}

static void
test_again (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  for (guint round = 0; round < 30; round++)
    {
      guint n = (guint)g_rand_int_range (rand, 2, 40);
      Drawing made = drawing (n), again = drawing (n);
      for (guint i = 0; i < n * 3 / 2; i++)
        join (&made,
              (guint)g_rand_int_range (rand, 0, (int)n),
              (guint)g_rand_int_range (rand, 0, (int)n));
      g_array_append_vals (again.links, made.links->data, made.links->len);
      tidy (&made);
      check (&made);
      tidy (&again);
      for (guint i = 0; i < n; i++)
        {
          g_assert_cmpfloat (block_at (&made, i)->x, ==, block_at (&again, i)->x);
          g_assert_cmpfloat (block_at (&made, i)->y, ==, block_at (&again, i)->y);
        }
      drop (&made);
      drop (&again);
    }
}

static void
measure (const char *what, Drawing *made)
{
  gint64 start = g_get_monotonic_time ();
  tidy (made);
  double seconds = (double)(g_get_monotonic_time () - start) / G_USEC_PER_SEC;
  g_test_message ("%s: %.0f ms", what, seconds * 1000);
  g_assert_cmpfloat (seconds, <, 3);
  check (made);
  drop (made);
}

static void
test_speed (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  Drawing near = drawing (5000), far = drawing (5000), chain = drawing (5000);
  for (guint i = 1; i < 5000; i++)
    {
      join (&near, (guint)g_rand_int_range (rand, (int)MAX (i, 30) - 30, (int)i), i);
      join (&far, (guint)g_rand_int_range (rand, 0, (int)i), i);
      join (&chain, i - 1, i);
    }
  for (guint i = 0; i < 2500; i++)
    join (&chain, i, 4999 - i);
  measure ("5,000 blocks in strands", &near);
  measure ("5,000 blocks in a tree", &far);
  measure ("5,000 blocks in a chain with links across", &chain);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tidy/chain", test_chain);
  g_test_add_func ("/tidy/fan", test_fan);
  g_test_add_func ("/tidy/ports", test_ports);
  g_test_add_func ("/tidy/cycles", test_cycles);
  g_test_add_func ("/tidy/long", test_long);
  g_test_add_func ("/tidy/parts", test_parts);
  g_test_add_func ("/tidy/crossings", test_crossings);
  g_test_add_func ("/tidy/again", test_again);
  g_test_add_func ("/tidy/speed", test_speed);
  return g_test_run ();
}
