/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-problem-words.h"

#include <string.h>

/* "/blocks/ID/params/by/0/column" is called "ID.by[0].column" in messages. NULL: another subject.
 */
static char *
name_subject (const char *pointer)
{
  g_auto (GStrv) steps = g_strsplit (pointer, "/", -1);
  guint n = g_strv_length (steps);
  if (n < 3 || !g_str_equal (steps[1], "blocks"))
    return NULL;
  GString *name = g_string_new (steps[2]);
  for (guint i = 4; i < n; i++)
    {
      gboolean index
          = i > 4 && *steps[i] != '\0' && strspn (steps[i], "0123456789") == strlen (steps[i]);
      g_auto (GStrv) slashes = g_strsplit (steps[i], "~1", -1);
      g_autofree char *step = g_strjoinv ("/", slashes);
      g_auto (GStrv) tildes = g_strsplit (step, "~0", -1);
      g_autofree char *plain = g_strjoinv ("~", tildes);
      g_string_append_printf (name, index ? "[%s]" : ".%s", plain);
    }
  g_string_append (name, ": ");
  return g_string_free (name, FALSE);
}

const char *
mill_problem_words (MillDiagnostic *diagnostic)
{
  g_return_val_if_fail (MILL_IS_DIAGNOSTIC (diagnostic), "");
  const char *message = mill_diagnostic_get_message (diagnostic);
  g_autofree char *subject = name_subject (mill_diagnostic_get_pointer (diagnostic));
  return subject != NULL && g_str_has_prefix (message, subject) ? message + strlen (subject)
                                                                : message;
}

const char *
mill_problem_without_place (const char *message)
{
  g_return_val_if_fail (message != NULL, "");
  const char *at = message;
  for (int i = 0; i < 2; i++)
    {
      const char *number = at;
      while (g_ascii_isdigit (*at))
        at++;
      if (at == number || *at++ != ':')
        return message;
    }
  return *at == ' ' ? at + 1 : message;
}

char *
mill_problem_beside_block (MillDiagnostic *diagnostic)
{
  g_return_val_if_fail (MILL_IS_DIAGNOSTIC (diagnostic), NULL);
  const char *message = mill_diagnostic_get_message (diagnostic);
  const char *words = mill_problem_words (diagnostic);
  const char *block = mill_diagnostic_get_block (diagnostic);
  gsize length = block != NULL ? strlen (block) : 0;
  const char *plain = mill_problem_without_place (words);
  if (words == message || message[length] != '.')
    return g_strdup (plain);
  return g_strdup_printf (
      "%.*s%s", (int)(words - message - length - 1), message + length + 1, plain);
}
