/* mill-suggest.c: the end of an error message about an unknown word.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <glib/gi18n-lib.h>

#include "mill-edit-distance.h"
#include "mill-suggest-private.h"

#define LISTED_MAX 12

char *
mill_suggest_clause (const char *word, const char *const *names)
{
  guint n = g_strv_length ((char **)names);
  const char *nearest = mill_suggest (word, names, n);
  if (nearest != NULL)
    return g_strdup_printf (_ ("did you mean '%s'?"), nearest);
  if (n == 0)
    return g_strdup ("");
  GString *list = g_string_new (NULL);
  for (guint i = 0; i < MIN (n, LISTED_MAX); i++)
    g_string_append_printf (list, "%s%s", i > 0 ? ", " : "", names[i]);
  if (n > LISTED_MAX)
    g_string_append (list, ", ...");
  g_autofree char *listed = g_string_free (list, FALSE);
  return g_strdup_printf (_ ("known are %s"), listed);
}
