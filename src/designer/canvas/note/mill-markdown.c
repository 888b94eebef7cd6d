/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-markdown.h"

#include <string.h>

enum
{
  DEPTH_MAX = 8 /* of marks in marks */
};

static void append_inline (GString *out, const char *text, gsize length, guint depth);

static void
append_escaped (GString *out, const char *text, gsize length)
{
  g_autofree char *escaped = g_markup_escape_text (text, (gssize)length);
  g_string_append (out, escaped);
}

/* ---- inside a line ---- */

/* How a pair of marks is shown. */
typedef struct
{
  const char *mark;
  const char *before, *after;
  gboolean literal; /* no marks in it */
} Pair;

static const Pair pairs[] = {
  { "**", "<b>", "</b>" },
  { "__", "<b>", "</b>" },
  { "*", "<i>", "</i>" },
  { "_", "<i>", "</i>" },
  { "`", "<tt>", "</tt>", .literal = TRUE },
  { "~~", "<s>", "</s>" },
};

static gboolean
is_word (char c)
{
  return g_ascii_isalnum (c) || (guchar)c >= 0x80;
}

/* Marks stand close to what they mark; '_' within a word is a letter. */
static const Pair *
find_pair (const char *text, gsize length, gsize at, gsize *close)
{
  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      const Pair *pair = &pairs[i];
      gsize n = strlen (pair->mark);
      if (at + 2 * n >= length || strncmp (text + at, pair->mark, n) != 0
          || g_ascii_isspace (text[at + n]))
        continue;
      if (pair->mark[0] == '_' && at > 0 && is_word (text[at - 1]))
        continue;
      for (gsize end = at + n + 1; end + n <= length; end++)
        if (strncmp (text + end, pair->mark, n) == 0 && !g_ascii_isspace (text[end - 1])
            && (pair->mark[0] != '_' || end + n == length || !is_word (text[end + n])))
          {
            *close = end;
            return pair;
          }
    }
  return NULL;
}

static gboolean
is_safe_url (const char *url, gsize length)
{
  static const char *const schemes[] = { "http://", "https://", "mailto:" };
  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (length > strlen (schemes[i])
        && g_ascii_strncasecmp (url, schemes[i], strlen (schemes[i])) == 0)
      return TRUE;
  return FALSE;
}

/* "[text](url)" at @at. Returns: the bytes it takes, or 0. */
static gsize
append_link (GString *out, const char *text, gsize length, gsize at)
{
  const char *end = memchr (text + at, ']', length - at);
  if (end == NULL || (gsize)(end - text) + 1 >= length || end[1] != '(')
    return 0;
  gsize open = (gsize)(end - text) + 2;
  const char *close = memchr (text + open, ')', length - open);
  if (close == NULL || !is_safe_url (text + open, (gsize)(close - text) - open))
    return 0;
  g_string_append (out, "<a href=\"");
  append_escaped (out, text + open, (gsize)(close - text) - open);
  g_string_append (out, "\">");
  /* a link in a link would be no markup */
  append_escaped (out, text + at + 1, (gsize)(end - text) - at - 1);
  g_string_append (out, "</a>");
  return (gsize)(close - text) + 1 - at;
}

static void
append_inline (GString *out, const char *text, gsize length, guint depth)
{
  gsize plain = 0, at = 0;
  while (at < length)
    {
      gsize taken = 0, close = 0;
      g_autoptr (GString) marked = g_string_new (NULL);
      const Pair *pair = NULL;
      if (text[at] == '[')
        taken = append_link (marked, text, length, at);
      else if (strchr ("*_`~", text[at]) != NULL && depth < DEPTH_MAX)
        pair = find_pair (text, length, at, &close);
      if (pair != NULL)
        {
          gsize n = strlen (pair->mark);
          g_string_append (marked, pair->before);
          if (pair->literal)
            append_escaped (marked, text + at + n, close - at - n);
          else
            append_inline (marked, text + at + n, close - at - n, depth + 1);
          g_string_append (marked, pair->after);
          taken = close + n - at;
        }
      if (taken == 0)
        {
          at++;
          continue;
        }
      append_escaped (out, text + plain, at - plain);
      g_string_append_len (out, marked->str, (gssize)marked->len);
      at += taken;
      plain = at;
    }
  append_escaped (out, text + plain, length - plain);
}

/* ---- lines ---- */

static gboolean
append_heading (GString *out, const char *line)
{
  static const char *const sizes[] = { "x-large", "large", "medium" };
  gsize level = strspn (line, "#");
  if (level == 0 || level > 6 || line[level] != ' ')
    return FALSE;
  const char *text = line + level + strspn (line + level, " ");
  g_string_append_printf (
      out, "<span size=\"%s\" weight=\"bold\">", sizes[MIN (level, G_N_ELEMENTS (sizes)) - 1]);
  append_inline (out, text, strlen (text), 0);
  g_string_append (out, "</span>");
  return TRUE;
}

static void
append_line (GString *out, const char *line)
{
  gsize indent = strspn (line, " ");
  const char *text = line + indent;
  if (indent == 0 && append_heading (out, line))
    return;
  for (gsize i = 0; i < indent; i++)
    g_string_append (out, "\u2002");
  if ((text[0] == '-' || text[0] == '*' || text[0] == '+') && text[1] == ' ')
    {
      g_string_append (out, "\u2002•\u2002");
      text += 2;
    }
  append_inline (out, text, strlen (text), 0);
}

char *
mill_markdown_to_pango (const char *text)
{
  g_return_val_if_fail (text != NULL, NULL);
  GString *out = g_string_new (NULL);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  gboolean code = FALSE, any = FALSE;
  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (g_str_has_prefix (lines[i], "```"))
        {
          code = !code;
          continue;
        }
      if (any)
        g_string_append_c (out, '\n');
      any = TRUE;
      if (!code)
        {
          append_line (out, lines[i]);
          continue;
        }
      g_string_append (out, "<tt>");
      append_escaped (out, lines[i], strlen (lines[i]));
      g_string_append (out, "</tt>");
    }
  return g_string_free (out, FALSE);
}
