/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-words.h"

/* @words: between bars. */
static void
assert_words (const char *text, const char *words)
{
  g_auto (GStrv) got = mill_words_split (text);
  g_autofree char *joined = g_strjoinv ("|", got);
  g_assert_cmpstr (joined, ==, words);
  /* and what is made of them means the same */
  g_autofree char *again = mill_words_join ((const char *const *)got);
  g_auto (GStrv) same = mill_words_split (again);
  g_assert_cmpstrv (same, got);
}

static void
test_split (void)
{
  assert_words ("", "");
  assert_words (" , ,", "");
  assert_words ("N/A, -", "N/A|-");
  assert_words ("  n a  ,b", "n a|b");
  assert_words ("\"a, b\",c", "a, b|c");
  assert_words ("\" \", x", " |x");
  assert_words ("\"say \"\"no\"\"\"", "say \"no\"");
  assert_words ("12\", b", "12\"|b");
  assert_words ("\"open, x", "open, x");
  assert_words ("\"a\" b , c", "a b|c");
  assert_words ("\"\"", "");
  assert_words ("äö, \"–, \"", "äö|–, ");
}

static void
test_join (void)
{
  static const char *const words[] = { "N/A", "a,b", " ", "\"", "x y", NULL };
  g_autofree char *text = mill_words_join (words);
  g_assert_cmpstr (text, ==, "N/A, \"a,b\", \" \", \"\"\"\", x y");
  g_autofree char *none = mill_words_join (NULL);
  g_assert_cmpstr (none, ==, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/words/split", test_split);
  g_test_add_func ("/words/join", test_join);
  return g_test_run ();
}
