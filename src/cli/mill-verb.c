/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-verb.h"

#include "mill-edit-distance.h"

#include <string.h>

extern const MillVerb mill_verb_design, mill_verb_export, mill_verb_run, mill_verb_validate,
    mill_verb_preview, mill_verb_plan, mill_verb_describe, mill_verb_fmt, mill_verb_diff,
    mill_verb_rejects_list, mill_verb_rejects_show, mill_verb_history, mill_verb_history_compare,
    mill_verb_help;

const MillVerb *const mill_verbs[] = {
  &mill_verb_run,
  &mill_verb_design,
  &mill_verb_validate,
  &mill_verb_preview,
  &mill_verb_plan,
  &mill_verb_describe,
  &mill_verb_fmt,
  &mill_verb_diff,
  &mill_verb_export,
  &mill_verb_history,
  &mill_verb_history_compare,
  &mill_verb_rejects_list,
  &mill_verb_rejects_show,
  &mill_verb_help,
  NULL,
};

const MillOption *
mill_verb_options (const MillVerb *verb)
{
  static const MillOption none[] = { MILL_OPTIONS_END };
  return verb->options != NULL ? verb->options : none;
}

/* How many of @words spell @name, 0: they do not. */
static guint
match (const char *name, char **words, guint n_words)
{
  const char *blank = strchr (name, ' ');
  if (n_words == 0)
    return 0;
  if (blank == NULL)
    return g_str_equal (name, words[0]) ? 1 : 0;
  gsize length = (gsize)(blank - name);
  return n_words > 1 && strncmp (name, words[0], length) == 0 && words[0][length] == '\0'
                 && g_str_equal (blank + 1, words[1])
             ? 2
             : 0;
}

const MillVerb *
mill_verb_find (char **words, guint n_words, guint *n_used)
{
  const MillVerb *found = NULL;
  *n_used = 0;
  /* "history compare" is more than "history" */
  for (const MillVerb *const *verb = mill_verbs; *verb != NULL; verb++)
    if (match ((*verb)->name, words, n_words) > *n_used)
      {
        found = *verb;
        *n_used = match (found->name, words, n_words);
      }
  return found;
}

char *
mill_verb_group (const char *word)
{
  GString *out = NULL;
  gsize length = strlen (word);
  for (const MillVerb *const *verb = mill_verbs; *verb != NULL; verb++)
    if (strncmp ((*verb)->name, word, length) == 0 && (*verb)->name[length] == ' ')
      {
        out = out != NULL ? g_string_append (out, ", ") : g_string_new (NULL);
        g_string_append (out, (*verb)->name);
      }
  return out != NULL ? g_string_free (out, FALSE) : NULL;
}

const char *
mill_verb_suggest (char **words, guint n_words)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  for (const MillVerb *const *verb = mill_verbs; *verb != NULL; verb++)
    g_ptr_array_add (names, (gpointer)(*verb)->name);
  g_autofree char *two = n_words > 1 ? g_strdup_printf ("%s %s", words[0], words[1]) : NULL;
  const char *const *candidates = (const char *const *)names->pdata;
  const char *near = two != NULL ? mill_suggest (two, candidates, names->len) : NULL;
  if (near == NULL || strchr (near, ' ') == NULL)
    near = n_words > 0 ? mill_suggest (words[0], candidates, names->len) : NULL;
  return near;
}
