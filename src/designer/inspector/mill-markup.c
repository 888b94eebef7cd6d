/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-markup.h"

#include <string.h>

static void
append_escaped (GString *out, const char *text, gsize length)
{
  g_autofree char *escaped = g_markup_escape_text (text, (gssize)length);
  g_string_append (out, escaped);
}

static void append_inline (GString *out, const char *text, gsize length);

/* TEXT between two of @mark, as <tag>; NULL when the second one is not there. */
static const char *
append_span (GString *out, const char *at, const char *end, const char *mark, const char *tag)
{
  gsize width = strlen (mark);
  if ((gsize)(end - at) < 2 * width + 1 || strncmp (at, mark, width) != 0
      || g_ascii_isspace (at[width]))
    return NULL;
  const char *inner = at + width;
  const char *close = g_strstr_len (inner, end - inner, mark);
  if (close == NULL || close == inner)
    return NULL;
  g_string_append_printf (out, "<%s>", tag);
  if (g_str_equal (tag, "tt"))
    append_escaped (out, inner, (gsize)(close - inner));
  else
    append_inline (out, inner, (gsize)(close - inner));
  g_string_append_printf (out, "</%s>", tag);
  return close + width;
}

/* [TEXT](https://...) */
static const char *
append_link (GString *out, const char *at, const char *end)
{
  const char *middle = *at == '[' ? g_strstr_len (at, end - at, "](") : NULL;
  const char *close = middle != NULL ? memchr (middle, ')', (gsize)(end - middle)) : NULL;
  if (close == NULL || !g_str_has_prefix (middle + 2, "https://"))
    return NULL;
  g_string_append (out, "<a href=\"");
  append_escaped (out, middle + 2, (gsize)(close - middle - 2));
  g_string_append (out, "\">");
  append_escaped (out, at + 1, (gsize)(middle - at - 1));
  g_string_append (out, "</a>");
  return close + 1;
}

static void
append_inline (GString *out, const char *text, gsize length)
{
  static const struct
  {
    const char *mark, *tag;
  } spans[] = { { "`", "tt" }, { "**", "b" }, { "__", "b" }, { "*", "i" }, { "_", "i" } };
  const char *end = text + length, *at = text;
  while (at < end)
    {
      gboolean inside = at > text && (g_ascii_isalnum (at[-1]) || at[-1] == '_') && *at == '_';
      const char *next = append_link (out, at, end);
      for (guint i = 0; i < G_N_ELEMENTS (spans) && next == NULL && !inside; i++)
        next = append_span (out, at, end, spans[i].mark, spans[i].tag);
      if (next == NULL)
        {
          next = g_utf8_next_char (at);
          append_escaped (out, at, (gsize)(next - at));
        }
      at = next;
    }
}

static void
append_line (GString *out, const char *line)
{
  guint level = (guint)strspn (line, "#"), blanks = (guint)strspn (line, " ");
  const char *rest = line + blanks;
  if (level > 0 && level <= 6 && line[level] == ' ')
    {
      g_string_append_printf (
          out, "<span weight=\"bold\" size=\"%s\">", level <= 2 ? "larger" : "medium");
      append_inline (out, line + level + 1, strlen (line + level + 1));
      g_string_append (out, "</span>");
      return;
    }
  if ((rest[0] == '-' || rest[0] == '*' || rest[0] == '+') && rest[1] == ' ')
    {
      g_string_append_printf (out, "%*s• ", (int)blanks, "");
      rest += 2;
    }
  append_inline (out, rest, strlen (rest));
}

/* Whether the line goes on in the one after it: only paragraphs do. */
static gboolean
is_special (const char *line)
{
  const char *rest = line + strspn (line, " ");
  return *rest == '\0' || *line == '#' || g_str_has_prefix (rest, "```")
         || ((*rest == '-' || *rest == '*' || *rest == '+') && rest[1] == ' ')
         || (g_ascii_isdigit (*rest) && strstr (rest, ". ") != NULL);
}

char *
mill_markup_from_markdown (const char *text)
{
  g_return_val_if_fail (text != NULL, NULL);
  GString *out = g_string_new (NULL);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  gboolean code = FALSE;
  for (char **line = lines; *line != NULL; line++)
    {
      gboolean fence = g_str_has_prefix (*line, "```");
      if (fence)
        g_string_append (out, code ? "</tt>" : "<tt>");
      else if (code)
        append_escaped (out, *line, strlen (*line));
      else
        append_line (out, *line);
      code = fence ? !code : code;
      if (line[1] == NULL || (fence && code))
        continue;
      gboolean joined = !code && !is_special (*line) && !is_special (line[1]);
      g_string_append_c (out, joined ? ' ' : '\n');
    }
  if (code)
    g_string_append (out, "</tt>");
  return g_string_free (out, FALSE);
}
