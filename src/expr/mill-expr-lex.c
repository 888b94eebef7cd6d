/* mill-expr-lex.c: text to tokens. See mill-expr.h.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <string.h>

#include "mill-expr-private.h"

/* Sorted, for completion and bsearch. */
static const char *const keywords[] = {
  "and",    "between", "case", "cast",  "date",      "distinct", "div",      "else", "end",
  "escape", "false",   "from", "ilike", "in",        "interval", "is",       "like", "mod",
  "not",    "null",    "or",   "then",  "timestamp", "true",     "try_cast", "when", NULL,
};

/* Two-byte operators; any other operator is one byte. */
static const char pairs[][3] = { "<=", ">=", "<>", "!=", "==", "||", "::" };
static const char singles[] = "=<>+-*/%~(),";

static gboolean
is_space (guchar c)
{
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* How many bytes of a name stand at @p: 0 when none. */
static gsize
name_char (const char *p, gboolean first)
{
  guchar c = (guchar)*p;
  if (c < 0x80)
    return g_ascii_isalpha (c) || c == '_' || (!first && g_ascii_isdigit (c)) ? 1 : 0;

  gunichar u = g_utf8_get_char_validated (p, -1);
  if (u == (gunichar)-1 || u == (gunichar)-2)
    return 0;
  gboolean good
      = g_unichar_isalpha (u) || (!first && (g_unichar_isdigit (u) || g_unichar_ismark (u)));
  return good ? (gsize)g_utf8_skip[c] : 0;
}

static gsize
name_length (const char *p)
{
  gsize n = name_char (p, TRUE);
  for (gsize step = n; step > 0; n += step)
    step = name_char (p + n, FALSE);
  return n;
}

static gsize
digits_length (const char *p)
{
  gsize n = 0;
  while (g_ascii_isdigit (p[n]))
    n++;
  return n;
}

static gsize
number_length (const char *p)
{
  gsize n = digits_length (p);
  if (p[n] == '.')
    n += 1 + digits_length (p + n + 1);
  if (p[n] != 'e' && p[n] != 'E')
    return n;
  gsize sign = p[n + 1] == '+' || p[n + 1] == '-';
  gsize exponent = digits_length (p + n + 1 + sign);
  return exponent > 0 ? n + 1 + sign + exponent : n;
}

/* A quoted text or name from its first to its last quote; 0 when the last is missing. */
static gsize
quoted_length (const char *p)
{
  char quote = *p;
  gsize n = 1;
  for (;;)
    {
      if (p[n] == '\0')
        return 0;
      if (p[n++] != quote)
        continue;
      if (p[n] != quote)
        return n;
      n++;
    }
}

static gsize
space_length (const char *p)
{
  gsize n = 0;
  for (;;)
    {
      while (is_space ((guchar)p[n]))
        n++;
      if (p[n] != '-' || p[n + 1] != '-')
        return n;
      while (p[n] != '\0' && p[n] != '\n')
        n++;
    }
}

static gsize
operator_length (const char *p)
{
  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    if (p[0] == pairs[i][0] && p[1] == pairs[i][1])
      return 2;
  return *p != '\0' && strchr (singles, *p) != NULL ? 1 : 0;
}

gboolean
mill_keyword_is (const char *name, gsize length)
{
  for (guint i = 0; keywords[i] != NULL; i++)
    if (strlen (keywords[i]) == length && g_ascii_strncasecmp (keywords[i], name, length) == 0)
      return TRUE;
  return FALSE;
}

static MillTokenKind
name_kind (const char *p, gsize length)
{
  const char *next = p + length + space_length (p + length);
  gboolean keyword = mill_keyword_is (p, length);
  /* div, mod, date and the like are operators or functions, by what follows */
  if (*next == '('
      && (!keyword || g_ascii_strncasecmp (p, "mod", length) == 0
          || g_ascii_strncasecmp (p, "div", length) == 0))
    return MILL_TOKEN_FUNCTION;
  return keyword ? MILL_TOKEN_KEYWORD : MILL_TOKEN_COLUMN;
}

/* The kind of the token at @p, which is not the end, and its @length. */
static MillTokenKind
token_at (const char *p, gsize *length)
{
  if ((*length = space_length (p)) > 0)
    return MILL_TOKEN_SPACE;
  if ((*length = name_length (p)) > 0)
    return name_kind (p, *length);
  if (g_ascii_isdigit (*p) || (*p == '.' && g_ascii_isdigit (p[1])))
    {
      *length = number_length (p);
      return MILL_TOKEN_NUMBER;
    }
  if (*p == '\'' || *p == '"' || *p == '`')
    {
      *length = quoted_length (p);
      if (*length == 0)
        {
          *length = strlen (p);
          return MILL_TOKEN_ERROR;
        }
      return *p == '\'' ? MILL_TOKEN_TEXT : MILL_TOKEN_COLUMN;
    }
  if ((*length = operator_length (p)) > 0)
    return MILL_TOKEN_OPERATOR;

  gunichar u = g_utf8_get_char_validated (p, -1);
  *length = u == (gunichar)-1 || u == (gunichar)-2 ? 1 : (gsize)g_utf8_skip[(guchar)*p];
  return MILL_TOKEN_ERROR;
}

gboolean
mill_token_next (const char *text, MillToken *token)
{
  g_return_val_if_fail (text != NULL && token != NULL, FALSE);

  if (token->line == 0)
    token->line = token->column = 1;
  for (const char *p = text + token->offset; p < text + token->offset + token->length; p++)
    {
      if (*p == '\n')
        {
          token->line++;
          token->column = 1;
        }
      else if (((guchar)*p & 0xc0) != 0x80)
        token->column++;
    }
  token->offset += token->length;
  token->length = 0;
  token->kind = MILL_TOKEN_END;
  if (text[token->offset] == '\0')
    return FALSE;
  token->kind = token_at (text + token->offset, &token->length);
  return TRUE;
}

gboolean
mill_token_spells (const char *text, const MillToken *token, const char *word)
{
  return token->length == strlen (word)
         && g_ascii_strncasecmp (text + token->offset, word, token->length) == 0;
}

const char *const *
mill_expr_keywords (void)
{
  return keywords;
}

gboolean
mill_expr_error_place (const GError *error, const char *text, gsize *offset, gsize *length)
{
  g_return_val_if_fail (error != NULL && text != NULL, FALSE);
  g_return_val_if_fail (offset != NULL && length != NULL, FALSE);

  char *end;
  guint64 line = g_ascii_strtoull (error->message, &end, 10);
  if (end == error->message || *end != ':' || !g_ascii_isdigit (end[1]))
    return FALSE;
  guint64 column = g_ascii_strtoull (end + 1, &end, 10);
  if (*end != ':' || end[1] != ' ' || line == 0 || column == 0)
    return FALSE;

  const char *p = text;
  for (; line > 1; line--)
    {
      p = strchr (p, '\n');
      if (p == NULL)
        return FALSE;
      p++;
    }
  for (; column > 1 && *p != '\0'; column--)
    for (p++; ((guchar)*p & 0xc0) == 0x80; p++)
      ;
  MillToken token = { .offset = (gsize)(p - text) };
  mill_token_next (text, &token);
  *offset = token.offset;
  *length = token.length;
  return TRUE;
}
