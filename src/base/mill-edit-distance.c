/* mill-edit-distance.c: see mill-edit-distance.h.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-edit-distance.h"

#include <string.h>

#define LETTERS_MAX 64

/* Returns the number of letters, or LETTERS_MAX + 1 when there are more. */
static guint
fold_letters (const char *text, gunichar letters[LETTERS_MAX])
{
  guint n = 0;
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      if (n == LETTERS_MAX)
        return LETTERS_MAX + 1;
      gunichar letter = g_unichar_tolower (g_utf8_get_char (p));
      letters[n++] = letter == '_' ? '-' : letter;
    }
  return n;
}

static guint
cheapest (const guint *above, const guint *row, guint j, gboolean same)
{
  guint change = above[j - 1] + !same;
  return MIN (change, MIN (above[j], row[j - 1]) + 1);
}

/* The last row of the table of distances between all beginnings of @a and of @b. */
static guint
align (const gunichar *a, guint n_a, const gunichar *b, guint n_b)
{
  guint rows[3][LETTERS_MAX + 1];
  guint *before = rows[0], *above = rows[1], *row = rows[2];

  for (guint j = 0; j <= n_b; j++)
    row[j] = j;
  for (guint i = 1; i <= n_a; i++)
    {
      guint *spare = before;
      before = above, above = row, row = spare;
      row[0] = i;
      for (guint j = 1; j <= n_b; j++)
        {
          row[j] = cheapest (above, row, j, a[i - 1] == b[j - 1]);
          if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
            row[j] = MIN (row[j], before[j - 2] + 1);
        }
    }
  return row[n_b];
}

guint
mill_edit_distance (const char *a, const char *b, guint bound)
{
  gunichar letters_a[LETTERS_MAX], letters_b[LETTERS_MAX];

  g_return_val_if_fail (a != NULL && b != NULL, bound + 1);

  guint n_a = fold_letters (a, letters_a), n_b = fold_letters (b, letters_b);
  if (n_a > LETTERS_MAX || n_b > LETTERS_MAX || (guint)ABS ((int)n_a - (int)n_b) > bound)
    return bound + 1;
  guint distance = align (letters_a, n_a, letters_b, n_b);
  return MIN (distance, bound + 1);
}

const char *
mill_suggest (const char *word, const char *const *candidates, gsize n)
{
  g_return_val_if_fail (word != NULL, NULL);
  g_return_val_if_fail (candidates != NULL || n == 0, NULL);

  const char *best = NULL;
  glong letters = g_utf8_strlen (word, -1);
  guint bound = (guint)MIN (MAX (letters / 3, 1), LETTERS_MAX);
  for (gsize i = 0; i < n; i++)
    {
      if (candidates[i] == NULL)
        continue;
      guint distance = mill_edit_distance (word, candidates[i], bound);
      /* a word of one letter is "near" every other one */
      if (distance > bound || (distance > 0 && distance >= (guint)letters))
        continue;
      best = candidates[i];
      if (distance == 0)
        break;
      bound = distance - 1;
    }
  return best;
}
