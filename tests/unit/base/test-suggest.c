/* test-suggest.c: "did you mean".
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-edit-distance.h"
#include "random.h"

static void
test_distance (void)
{
  static const struct
  {
    const char *a, *b;
    guint distance;
  } cases[] = {
    { "", "", 0 },
    { "a", "", 1 },
    { "kitten", "sitting", 3 },
    { "filter", "filtr", 1 },
    { "filter", "fitler", 1 },
    { "ab", "ba", 1 },
    { "Group", "gROUP", 0 },
    { "csv_file", "csv-file", 0 },
    { "ca", "abc", 3 },
    { "größe", "grösse", 2 },
    { "Ärger", "ärger", 0 },
    { "abcdef", "ghijkl", 6 },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_cmpuint (mill_edit_distance (cases[i].a, cases[i].b, 10), ==, cases[i].distance);
      g_assert_cmpuint (mill_edit_distance (cases[i].b, cases[i].a, 10), ==, cases[i].distance);
    }
  g_assert_cmpuint (mill_edit_distance ("abcdef", "ghijkl", 2), ==, 3);
  g_assert_cmpuint (mill_edit_distance ("a", "abcdefgh", 2), ==, 3);
}

/* The definition itself, without a table. */
static guint
slow_distance (const char *a, gsize n, const char *b, gsize m)
{
  if (n == 0 || m == 0)
    return (guint)(n + m);
  guint best = slow_distance (a, n - 1, b, m - 1) + (a[n - 1] != b[m - 1]);
  best = MIN (best, slow_distance (a, n - 1, b, m) + 1);
  best = MIN (best, slow_distance (a, n, b, m - 1) + 1);
  if (n > 1 && m > 1 && a[n - 1] == b[m - 2] && a[n - 2] == b[m - 1])
    best = MIN (best, slow_distance (a, n - 2, b, m - 2) + 1);
  return best;
}

static void
test_against_definition (void)
{
  guint64 state = 1;
  for (int i = 0; i < 3000; i++)
    {
      char a[8] = "", b[8] = "";
      gsize n = random_below (&state, 6), m = random_below (&state, 6);
      for (gsize j = 0; j < n; j++)
        a[j] = (char)('a' + random_below (&state, 3));
      for (gsize j = 0; j < m; j++)
        b[j] = (char)('a' + random_below (&state, 3));
      g_assert_cmpuint (mill_edit_distance (a, b, 99), ==, slow_distance (a, n, b, m));
    }
}

static void
test_long_words (void)
{
  g_autofree char *sixty_four = g_strnfill (64, 'x'), *longer = g_strnfill (65, 'x');
  g_assert_cmpuint (mill_edit_distance (sixty_four, sixty_four, 3), ==, 0);
  g_assert_cmpuint (mill_edit_distance (longer, longer, 3), ==, 4);
  g_assert_null (mill_suggest (longer, (const char *const[]){ "x" }, 1));
}

static void
test_suggest (void)
{
  static const char *const words[]
      = { "filter", "compute", NULL, "group", "csv-file", "csv-file-out", "sort", "x", "top-n" };
  const gsize n = G_N_ELEMENTS (words);
  g_assert_cmpstr (mill_suggest ("fitler", words, n), ==, "filter");
  g_assert_cmpstr (mill_suggest ("FILTER", words, n), ==, "filter");
  g_assert_cmpstr (mill_suggest ("csvfile", words, n), ==, "csv-file");
  g_assert_cmpstr (mill_suggest ("csv_file_out", words, n), ==, "csv-file-out");
  g_assert_cmpstr (mill_suggest ("srot", words, n), ==, "sort");
  g_assert_cmpstr (mill_suggest ("topn", words, n), ==, "top-n");
  g_assert_null (mill_suggest ("database", words, n));
  g_assert_null (mill_suggest ("y", words, n));
  g_assert_null (mill_suggest ("", words, n));
  g_assert_null (mill_suggest ("filter", NULL, 0));
  static const char *const near[] = { "cold", "bold" };
  g_assert_cmpstr (mill_suggest ("gold", near, 2), ==, "cold");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/suggest/distance", test_distance);
  g_test_add_func ("/base/suggest/against-definition", test_against_definition);
  g_test_add_func ("/base/suggest/long-words", test_long_words);
  g_test_add_func ("/base/suggest/suggest", test_suggest);
  return g_test_run ();
}
