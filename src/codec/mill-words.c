/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-words.h"

#include <string.h>

/* Appends what stands between the quotes, of which the first is at @text; returns what follows. */
static const char *
take_quoted (const char *text, GString *word)
{
  for (text++; *text != '\0'; text++)
    {
      if (*text == '"' && text[1] != '"')
        return text + 1;
      if (*text == '"')
        text++;
      g_string_append_c (word, *text);
    }
  return text;
}

/* Appends the word at @text; returns the comma or the end behind it. */
static const char *
take_word (const char *text, GString *word)
{
  while (g_ascii_isspace (*text))
    text++;
  if (*text == '"')
    text = take_quoted (text, word);
  const char *end = text + strcspn (text, ",");
  gsize length = (gsize)(end - text);
  while (length > 0 && g_ascii_isspace (text[length - 1]))
    length--;
  g_string_append_len (word, text, (gssize)length);
  return end;
}

GStrv
mill_words_split (const char *text)
{
  g_return_val_if_fail (text != NULL, NULL);
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();
  g_autoptr (GString) word = g_string_new (NULL);
  while (*text != '\0')
    {
      g_string_truncate (word, 0);
      text = take_word (text, word);
      if (word->len > 0)
        g_strv_builder_add (words, word->str);
      text += *text == ',';
    }
  return g_strv_builder_end (words);
}

static gboolean
needs_quotes (const char *word)
{
  return *word == '"' || strchr (word, ',') != NULL || g_ascii_isspace (*word)
         || (*word != '\0' && g_ascii_isspace (word[strlen (word) - 1]));
}

char *
mill_words_join (const char *const *words)
{
  g_autoptr (GString) text = g_string_new (NULL);
  for (; words != NULL && *words != NULL; words++)
    {
      g_string_append (text, text->len > 0 ? ", " : "");
      if (!needs_quotes (*words))
        {
          g_string_append (text, *words);
          continue;
        }
      g_string_append_c (text, '"');
      for (const char *at = *words; *at != '\0'; at++)
        g_string_append (text, *at == '"' ? "\"\"" : (const char[]){ *at, '\0' });
      g_string_append_c (text, '"');
    }
  return g_strdup (text->str);
}
