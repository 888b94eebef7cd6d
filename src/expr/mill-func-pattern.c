/* mill-func-pattern.c: like, and regular expressions.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <glib/gi18n-lib.h>

#include "mill-regex.h"
#include "mill-text.h"

#define DOC(NAME, SIGNATURE, HELP, EXAMPLE, RESULT)                                                \
  .info = { NAME, MILL_FUNCTION_PATTERN, SIGNATURE, N_ (HELP), EXAMPLE, RESULT }
#define MORE(NAME) .info = { .name = NAME, .category = MILL_FUNCTION_PATTERN }

/* --- like --- */

/* A pattern cut at its "%": pieces of which "_" still matches any character. */
typedef struct
{
  guint8 *bytes;   /* of all pieces, escapes resolved */
  guint8 *any;     /* beside bytes: 1 where "_" stands for a character */
  gsize *ends;     /* of pieces */
  guint8 *blurred; /* of pieces: whether it has such a "_" */
  guint n_pieces;  /* one more than there are "%" */
} Like;

static void
like_free (gpointer state)
{
  Like *like = state;
  g_free (like->bytes);
  g_free (like->any);
  g_free (like->ends);
  g_free (like->blurred);
  g_free (like);
}

static MillSpan
piece_bytes (const Like *like, guint k)
{
  gsize from = k > 0 ? like->ends[k - 1] : 0;
  return (MillSpan){ .data = like->bytes + from, .length = like->ends[k] - from };
}

static Like *
like_new (MillSpan pattern, MillSpan escape, char **problem)
{
  Like *like = g_new0 (Like, 1);
  like->bytes = g_malloc (pattern.length + 1);
  like->any = g_malloc0 (pattern.length + 1);
  like->ends = g_new (gsize, pattern.length + 1);
  like->blurred = g_malloc0 (pattern.length + 1);
  gsize n = 0;
  const guint8 *p = pattern.data, *end = p + pattern.length;
  while (p < end)
    {
      gsize step = mill_text_step (p, end);
      gboolean literal = escape.length > 0 && step == escape.length && mill_text_equal (p, escape);
      if (literal)
        {
          p += step;
          if (p == end)
            {
              if (problem != NULL)
                *problem = g_strdup (_ ("the pattern ends with its escape character"));
              like_free (like);
              return NULL;
            }
          step = mill_text_step (p, end);
        }
      if (!literal && *p == '%')
        like->ends[like->n_pieces++] = n;
      else
        {
          like->any[n] = !literal && *p == '_';
          like->blurred[like->n_pieces] |= like->any[n];
          memcpy (like->bytes + n, p, step);
          n += step;
        }
      p += step;
    }
  like->ends[like->n_pieces++] = n;
  return like;
}

/* Whether piece @k of @like is at @p. Returns: where it ends there, or NULL. */
static const guint8 *
piece_at (const Like *like, guint k, const guint8 *p, const guint8 *end)
{
  MillSpan bytes = piece_bytes (like, k);
  if (!like->blurred[k])
    {
      gboolean here = bytes.length <= (gsize)(end - p) && mill_text_equal (p, bytes);
      return here ? p + bytes.length : NULL;
    }
  const guint8 *any = like->any + (bytes.data - like->bytes);
  for (gsize i = 0; i < bytes.length; i++)
    {
      if (p == end)
        return NULL;
      if (any[i])
        p += mill_text_step (p, end);
      else if (*p++ != bytes.data[i])
        return NULL;
    }
  return p;
}

/* As piece_at(), at the first place from @p on. */
static const guint8 *
find_piece (const Like *like, guint k, const guint8 *p, const guint8 *end)
{
  if (!like->blurred[k])
    {
      MillSpan bytes = piece_bytes (like, k), rest = { .data = p, .length = (gsize)(end - p) };
      p = mill_text_find (rest, p, bytes);
      return p != NULL ? p + bytes.length : NULL;
    }
  const guint8 *found = piece_at (like, k, p, end);
  while (found == NULL && p < end)
    {
      p += mill_text_step (p, end);
      found = piece_at (like, k, p, end);
    }
  return found;
}

/* The last piece must end where the text ends: it is tried where its characters would begin. */
static gboolean
ends_with_piece (const Like *like, guint k, const guint8 *p, const guint8 *end)
{
  MillSpan bytes = piece_bytes (like, k);
  const guint8 *start = end;
  for (gsize i = 0; i < bytes.length; i++)
    {
      if ((bytes.data[i] & 0xc0) == 0x80)
        continue;
      if (start == p)
        return FALSE;
      start = mill_text_back (start, p);
    }
  return piece_at (like, k, start, end) == end;
}

static gboolean
like_matches (const Like *like, MillSpan text)
{
  const guint8 *end = text.data + text.length;
  const guint8 *p = piece_at (like, 0, text.data, end);
  guint last = like->n_pieces - 1;
  if (p == NULL || last == 0)
    return p != NULL && p == end;
  for (guint k = 1; k < last; k++)
    {
      p = find_piece (like, k, p, end);
      if (p == NULL)
        return FALSE;
    }
  return ends_with_piece (like, last, p, end);
}

/* Whether @escape is one character or none. */
static gboolean
escape_is_good (MillSpan escape, char **problem)
{
  if (mill_text_count (escape) <= 1)
    return TRUE;
  if (problem != NULL)
    *problem = g_strdup (_ ("the escape must be one character"));
  return FALSE;
}

static gpointer
like_prepare (const MillNode *node, char **problem)
{
  const MillNode *escape = node->n_args > 2 ? node->args[2] : NULL;
  MillSpan none = { 0 };
  if (node->args[1]->kind != MILL_NODE_LITERAL || node->args[1]->value.null)
    return NULL;
  if (escape != NULL && (escape->kind != MILL_NODE_LITERAL || escape->value.null))
    return NULL;
  MillSpan character = escape != NULL ? escape->value.span : none;
  if (!escape_is_good (character, problem))
    return NULL;
  return like_new (node->args[1]->value.span, character, problem);
}

static void
like_row (MillCall *call, guint i)
{
  MillSpan text = mill_call_span (call, 0, i), escape = { 0 };
  if (call->state != NULL)
    {
      mill_call_set_boolean (call, i, like_matches (call->state, text));
      return;
    }
  if (call->n_args > 2)
    escape = mill_call_span (call, 2, i);
  MillSpan pattern = mill_call_span (call, 1, i);
  Like *like = escape_is_good (escape, NULL) ? like_new (pattern, escape, NULL) : NULL;
  if (like == NULL)
    {
      mill_call_fail (call, i, MILL_REJECT_PATTERN, pattern);
      return;
    }
  mill_call_set_boolean (call, i, like_matches (like, text));
  like_free (like);
}

/* --- regular expressions --- */

static void
regex_release (gpointer state)
{
  pcre2_code_free (state);
}

static gpointer
prepare_at_2 (const MillNode *node, char **problem)
{
  return mill_regex_prepare (node, 2, problem);
}

static gpointer
prepare_at_3 (const MillNode *node, char **problem)
{
  return mill_regex_prepare (node, 3, problem);
}

static void
matches_row (MillCall *call, guint i)
{
  const pcre2_code *code = mill_regex_code (call, 2, i);
  if (code == NULL)
    return;
  int groups = mill_regex_match (call, i, code, mill_call_span (call, 0, i), 0);
  if (groups >= 0)
    mill_call_set_boolean (call, i, groups > 0);
}

/* Group @k of the last match; FALSE when it took no part. */
static gboolean
group (const MillCall *call, MillSpan text, int groups, gint64 k, MillSpan *out)
{
  const PCRE2_SIZE *at = pcre2_get_ovector_pointer (call->scratch->match);
  if (k < 0 || k >= groups || at[2 * k] == PCRE2_UNSET || at[2 * k] > at[2 * k + 1])
    return FALSE;
  *out = (MillSpan){ .data = text.data + at[2 * k], .length = at[2 * k + 1] - at[2 * k] };
  return TRUE;
}

static void
extract_row (MillCall *call, guint i)
{
  MillSpan text = mill_call_span (call, 0, i), found;
  const pcre2_code *code = mill_regex_code (call, 3, i);
  if (code == NULL)
    return;
  int groups = mill_regex_match (call, i, code, text, 0);
  if (groups < 0)
    return;
  gint64 wanted = call->n_args > 2 ? mill_call_integer (call, 2, i) : 0;
  if (groups > 0 && group (call, text, groups, wanted, &found))
    mill_call_set_span (call, i, found);
  else
    mill_call_null (call, i);
}

/* The replacement with \0 .. \9 as groups and \\ as a backslash. */
static void
append_replacement (MillCall *call, MillSpan text, int groups, MillSpan to)
{
  MillBytes *built = &call->scratch->built;
  for (gsize k = 0; k < to.length; k++)
    {
      MillSpan part = { .data = to.data + k, .length = 1 };
      if (to.data[k] == '\\' && k + 1 < to.length)
        {
          k++;
          part.data++;
          if (g_ascii_isdigit (to.data[k]) && !group (call, text, groups, to.data[k] - '0', &part))
            continue;
        }
      mill_bytes_append (built, part.data, part.length);
    }
}

/* Appends text[from .. end of the match) with the match replaced. Returns: where to search on. */
static gsize
replace_match (MillCall *call, MillSpan text, int groups, gsize from, MillSpan to, gboolean *empty)
{
  const PCRE2_SIZE *at = pcre2_get_ovector_pointer (call->scratch->match);
  gsize start = MAX (at[0], from), end = MAX (at[1], start);
  mill_bytes_append (&call->scratch->built, text.data + from, start - from);
  append_replacement (call, text, groups, to);
  *empty = end == start;
  return end;
}

static void
replace_all (MillCall *call, guint i, const pcre2_code *code, MillSpan text, MillSpan to)
{
  MillBytes *built = &call->scratch->built;
  gsize from = 0, search = 0;
  while (search <= text.length)
    {
      gboolean empty;
      int groups = mill_regex_match (call, i, code, text, search);
      if (groups < 0)
        return;
      if (groups == 0)
        break;
      from = search = replace_match (call, text, groups, from, to, &empty);
      if (built->length > MILL_TEXT_BYTES_MAX)
        {
          mill_call_fail (call, i, MILL_REJECT_TOO_LONG, text);
          return;
        }
      /* after an empty match the search goes on one character further */
      if (empty)
        search += search < text.length
                      ? mill_text_step (text.data + search, text.data + text.length)
                      : 1;
    }
  if (from < text.length)
    mill_bytes_append (built, text.data + from, text.length - from);
  mill_call_copy (call, i, built->data, built->length);
}

static void
replace_row (MillCall *call, guint i)
{
  MillSpan text = mill_call_span (call, 0, i);
  const pcre2_code *code = mill_regex_code (call, 3, i);
  if (code == NULL)
    return;
  mill_call_bytes (call);
  replace_all (call, i, code, text, mill_call_span (call, 2, i));
}

/* Patterns of which PCRE2, RE2, POSIX AREs and Java say the same: literals, classes of characters,
 * groups, alternatives, greedy repetition, ^ and $ around the whole. */
static gboolean
regex_is_portable (const MillNode *node)
{
  const MillNode *pattern = node->args[1];
  if (node->n_args > 2 || pattern->kind != MILL_NODE_LITERAL || pattern->value.null)
    return FALSE;
  MillSpan span = pattern->value.span;
  for (gsize i = 0; i < span.length; i++)
    {
      guint8 c = span.data[i];
      gboolean plain = g_ascii_isalnum (c) || c == ' ' || strchr ("_-,;:/@#%&=<>!~\"'", c) != NULL;
      gboolean repeat = c == '*' || c == '+' || c == '?';
      gboolean doubled = repeat && i > 0 && strchr ("*+?", span.data[i - 1]) != NULL;
      gboolean edge = (c == '^' && i == 0) || (c == '$' && i + 1 == span.length);
      gboolean group
          = (c == '(' && i + 1 < span.length && span.data[i + 1] != '?') || c == ')' || c == '|';
      gboolean set
          = (c == '[' || c == ']')
            && !(c == '[' && i + 1 < span.length && strchr ("]:", span.data[i + 1]) != NULL);
      if (c == '\0' || c >= 0x80 || doubled || !(plain || repeat || edge || group || set))
        return FALSE;
    }
  /* $ also matches before a last newline here and in Java, elsewhere it does not */
  return span.length == 0 || span.data[span.length - 1] != '$';
}

const MillFunction mill_functions_pattern[] = {
  { DOC ("regexp_extract",
         "regexp_extract(text, pattern[, group[, flags]])",
         "The first match of a regular expression, or one of its groups; null when there is none.",
         "regexp_extract('ab12', '[0-9]+')",
         "12"),
    .args = "tt?it",
    .result = 't',
    .row = extract_row,
    .prepare = prepare_at_3,
    .release = regex_release },
  { DOC ("regexp_matches",
         "regexp_matches(text, pattern[, flags])",
         "Whether a regular expression matches somewhere in the text; also written text ~ pattern.",
         "regexp_matches('ab12', '[0-9]+$')",
         "true"),
    .args = "tt?t",
    .result = 'b',
    .row = matches_row,
    .prepare = prepare_at_2,
    .release = regex_release,
    .sql = { NULL, "regexp_matches($*)", "($1 ~ $2)", "($1 RLIKE $2)" },
    .portable = regex_is_portable },
  { DOC ("regexp_replace",
         "regexp_replace(text, pattern, replacement[, flags])",
         "The text with every match replaced; \\1 in the replacement stands for the first group.",
         "regexp_replace('a1b22', '[0-9]+', '#')",
         "a#b#"),
    .args = "ttt?t",
    .result = 't',
    .row = replace_row,
    .prepare = prepare_at_3,
    .release = regex_release },
  { MORE ("like"),
    .args = "tt?t",
    .result = 'b',
    .flags = MILL_FUNCTION_HIDDEN,
    .row = like_row,
    .prepare = like_prepare,
    .release = like_free },
  { .info = { NULL } },
};
