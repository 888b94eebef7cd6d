/* mill-func-text.c: functions on text. Positions and lengths count characters.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <glib/gi18n-lib.h>

#include "mill-func-text.h"
#include "mill-text.h"

#define DOC(NAME, SIGNATURE, HELP, EXAMPLE, RESULT)                                                \
  .info = { NAME, MILL_FUNCTION_TEXT, SIGNATURE, N_ (HELP), EXAMPLE, RESULT }
#define MORE(NAME) .info = { .name = NAME, .category = MILL_FUNCTION_TEXT }

/* repeat, lpad and rpad make much out of little, so they have a limit of their own. */
#define GROWN_BYTES_MAX (1024 * 1024)

static const guint8 *
end_of (MillSpan text)
{
  return text.data + text.length;
}

static MillSpan
span_between (const guint8 *from, const guint8 *to)
{
  return (MillSpan){ .data = from, .length = (gsize)(to - from) };
}

/* --- measuring and finding --- */

static void
length_row (MillCall *call, guint i)
{
  mill_call_set_integer (call, i, mill_text_count (mill_call_span (call, 0, i)));
}

static void
octet_length_row (MillCall *call, guint i)
{
  mill_call_set_integer (call, i, (gint64)mill_call_span (call, 0, i).length);
}

static void
starts_with_row (MillCall *call, guint i)
{
  MillSpan text = mill_call_span (call, 0, i), part = mill_call_span (call, 1, i);
  mill_call_set_boolean (call, i, text.length >= part.length && mill_text_equal (text.data, part));
}

static void
ends_with_row (MillCall *call, guint i)
{
  MillSpan text = mill_call_span (call, 0, i), part = mill_call_span (call, 1, i);
  mill_call_set_boolean (
      call, i, text.length >= part.length && mill_text_equal (end_of (text) - part.length, part));
}

static void
contains_row (MillCall *call, guint i)
{
  MillSpan text = mill_call_span (call, 0, i), part = mill_call_span (call, 1, i);
  mill_call_set_boolean (
      call, i, part.length == 0 || mill_text_find (text, text.data, part) != NULL);
}

static void
position_row (MillCall *call, guint i)
{
  MillSpan text = mill_call_span (call, 0, i), part = mill_call_span (call, 1, i);
  const guint8 *found = mill_text_find (text, text.data, part);
  gint64 at = 0;
  if (part.length == 0)
    at = 1;
  else if (found != NULL)
    at = mill_text_count (span_between (text.data, found)) + 1;
  mill_call_set_integer (call, i, at);
}

static void
ascii_row (MillCall *call, guint i)
{
  MillSpan text = mill_call_span (call, 0, i);
  if (text.length == 0)
    mill_call_null (call, i);
  else
    mill_call_set_integer (
        call, i, g_utf8_get_char_validated ((const char *)text.data, (gssize)text.length));
}

/* --- cutting --- */

static void
substr_row (MillCall *call, guint i)
{
  MillSpan text = mill_call_span (call, 0, i);
  const guint8 *end = end_of (text);
  gint64 start = mill_call_integer (call, 1, i);
  gint64 count = call->n_args > 2 ? mill_call_integer (call, 2, i) : G_MAXINT64;
  if (start < 0)
    {
      gint64 length = mill_text_count (text);
      start = start < -length ? 1 : length + start + 1;
    }
  else if (start == 0)
    {
      start = 1;
      count -= count > 0 && count < G_MAXINT64;
    }
  const guint8 *from = mill_text_skip (text.data, end, (guint64)start - 1);
  const guint8 *to = mill_text_skip (from, end, (guint64)MAX (count, 0));
  mill_call_set_span (call, i, span_between (from, to));
}

static void
left_row (MillCall *call, guint i)
{
  MillSpan text = mill_call_span (call, 0, i);
  gint64 n = mill_call_integer (call, 1, i), length = mill_text_count (text);
  if (n < 0)
    n = n < -length ? 0 : length + n;
  const guint8 *to = mill_text_skip (text.data, end_of (text), (guint64)n);
  mill_call_set_span (call, i, span_between (text.data, to));
}

static void
right_row (MillCall *call, guint i)
{
  MillSpan text = mill_call_span (call, 0, i);
  gint64 n = mill_call_integer (call, 1, i), length = mill_text_count (text);
  gint64 skip = n >= 0 ? MAX (length - n, 0) : (n < -length ? length : -n);
  const guint8 *from = mill_text_skip (text.data, end_of (text), (guint64)skip);
  mill_call_set_span (call, i, span_between (from, end_of (text)));
}

/* The bytes at @p as one of the characters of @set: their number, or 0. */
static gsize
in_set (const guint8 *p, const guint8 *end, MillSpan set)
{
  gsize n = mill_text_step (p, end);
  for (const guint8 *s = set.data; s < end_of (set); s += mill_text_step (s, end_of (set)))
    if (mill_text_step (s, end_of (set)) == n && memcmp (s, p, n) == 0)
      return n;
  return 0;
}

static void
trim (MillCall *call, guint i, gboolean left, gboolean right)
{
  static const guint8 blank[] = " ";
  MillSpan text = mill_call_span (call, 0, i);
  MillSpan set
      = call->n_args > 1 ? mill_call_span (call, 1, i) : (MillSpan){ .data = blank, .length = 1 };
  const guint8 *from = text.data, *to = end_of (text);
  for (gsize n = 1; left && from < to && n > 0; from += n)
    n = in_set (from, to, set);
  while (right && to > from)
    {
      const guint8 *last = mill_text_back (to, from);
      if (in_set (last, to, set) == 0)
        break;
      to = last;
    }
  mill_call_set_span (call, i, span_between (from, to));
}

static void
trim_row (MillCall *call, guint i)
{
  trim (call, i, TRUE, TRUE);
}

static void
ltrim_row (MillCall *call, guint i)
{
  trim (call, i, TRUE, FALSE);
}

static void
rtrim_row (MillCall *call, guint i)
{
  trim (call, i, FALSE, TRUE);
}

static gint64
count_parts (MillSpan text, MillSpan separator)
{
  gint64 n = 1;
  const guint8 *p = text.data;
  while ((p = mill_text_find (text, p, separator)) != NULL)
    {
      p += separator.length;
      n++;
    }
  return n;
}

static void
split_part_row (MillCall *call, guint i)
{
  MillSpan text = mill_call_span (call, 0, i), separator = mill_call_span (call, 1, i);
  gint64 n = mill_call_integer (call, 2, i);
  const guint8 *from = text.data, *to = end_of (text);
  gboolean whole = separator.length == 0 || text.length < separator.length;
  if (n < 0)
    n += (whole ? 1 : count_parts (text, separator)) + 1;
  if (n <= 0 || (whole && n > 1))
    from = to;
  else if (!whole)
    {
      for (; n > 1 && from != NULL; n--)
        {
          from = mill_text_find (text, from, separator);
          from = from != NULL ? from + separator.length : NULL;
        }
      const guint8 *next = from != NULL ? mill_text_find (text, from, separator) : NULL;
      from = from != NULL ? from : to;
      to = next != NULL ? next : to;
    }
  mill_call_set_span (call, i, span_between (from, to));
}

/* --- making --- */

static void
concat_row (MillCall *call, guint i)
{
  gsize length = 0;
  for (guint k = 0; k < call->n_args; k++)
    if (!mill_call_is_null (call, k, i))
      length += mill_call_span (call, k, i).length;
  guint8 *room = mill_call_room (call, i, length), *p = room;
  if (room == NULL)
    return;
  for (guint k = 0; k < call->n_args; k++)
    {
      MillSpan part = mill_call_span (call, k, i);
      if (mill_call_is_null (call, k, i) || part.length == 0)
        continue;
      memcpy (p, part.data, part.length);
      p += part.length;
    }
  mill_call_text (call, i, room, length);
}

static void
concat_ws_row (MillCall *call, guint i)
{
  if (mill_call_is_null (call, 0, i))
    {
      mill_call_null (call, i);
      return;
    }
  MillSpan separator = mill_call_span (call, 0, i);
  gsize length = 0;
  for (guint k = 1; k < call->n_args; k++)
    if (!mill_call_is_null (call, k, i))
      length += mill_call_span (call, k, i).length + separator.length;
  guint8 *room = mill_call_room (call, i, length), *p = room;
  if (room == NULL)
    return;
  gboolean first = TRUE;
  for (guint k = 1; k < call->n_args; k++)
    {
      if (mill_call_is_null (call, k, i))
        continue;
      MillSpan part = mill_call_span (call, k, i);
      if (!first && separator.length > 0)
        p = mempcpy (p, separator.data, separator.length);
      if (part.length > 0)
        p = mempcpy (p, part.data, part.length);
      first = FALSE;
    }
  mill_call_text (call, i, room, (gsize)(p - room));
}

static void
replace_row (MillCall *call, guint i)
{
  MillSpan text = mill_call_span (call, 0, i), from = mill_call_span (call, 1, i);
  MillSpan to = mill_call_span (call, 2, i);
  const guint8 *next = from.length > 0 ? mill_text_find (text, text.data, from) : NULL;
  if (next == NULL || text.length == 0)
    {
      mill_call_set_span (call, i, text);
      return;
    }
  gsize found = (gsize)count_parts (text, from) - 1, length;
  if (__builtin_mul_overflow (found, to.length, &length)
      || __builtin_add_overflow (length, text.length - found * from.length, &length))
    length = G_MAXSIZE;
  guint8 *room = mill_call_room (call, i, length), *out = room;
  if (room == NULL)
    return;
  const guint8 *p = text.data;
  for (; next != NULL; next = mill_text_find (text, p, from))
    {
      out = mempcpy (out, p, (gsize)(next - p));
      if (to.length > 0)
        out = mempcpy (out, to.data, to.length);
      p = next + from.length;
    }
  memcpy (out, p, (gsize)(end_of (text) - p));
  mill_call_text (call, i, room, length);
}

static void
repeat_row (MillCall *call, guint i)
{
  MillSpan text = mill_call_span (call, 0, i);
  guint64 n = (guint64)MAX (mill_call_integer (call, 1, i), 0), length;
  if (__builtin_mul_overflow (n, text.length, &length) || length > GROWN_BYTES_MAX)
    {
      mill_call_fail (call, i, MILL_REJECT_TOO_LONG, text);
      return;
    }
  guint8 *room = mill_call_room (call, i, length);
  for (gsize at = 0; at < length; at += text.length)
    memcpy (room + at, text.data, text.length);
  mill_call_text (call, i, room, length);
}

/* Writes @n characters of @fill, again and again. Returns: where it ended. */
static guint8 *
write_fill (guint8 *out, MillSpan fill, guint64 n)
{
  const guint8 *p = fill.data;
  for (; n > 0; n--)
    {
      gsize step = mill_text_step (p, end_of (fill));
      out = mempcpy (out, p, step);
      p += step;
      if (p == end_of (fill))
        p = fill.data;
    }
  return out;
}

static void
pad (MillCall *call, guint i, gboolean left)
{
  static const guint8 blank[] = " ";
  MillSpan text = mill_call_span (call, 0, i);
  MillSpan fill
      = call->n_args > 2 ? mill_call_span (call, 2, i) : (MillSpan){ .data = blank, .length = 1 };
  gint64 wanted = MAX (mill_call_integer (call, 1, i), 0), length = mill_text_count (text);
  if (wanted <= length || fill.length == 0)
    {
      const guint8 *to = mill_text_skip (text.data, end_of (text), (guint64)wanted);
      mill_call_set_span (call, i, span_between (text.data, to));
      return;
    }
  if (wanted > GROWN_BYTES_MAX)
    {
      mill_call_fail (call, i, MILL_REJECT_TOO_LONG, text);
      return;
    }
  guint64 n = (guint64)(wanted - length);
  guint8 *room = mill_call_room (call, i, text.length + n * 4), *out = room;
  if (room == NULL)
    return;
  if (left)
    out = write_fill (out, fill, n);
  if (text.length > 0)
    out = mempcpy (out, text.data, text.length);
  if (!left)
    out = write_fill (out, fill, n);
  mill_call_text (call, i, room, (gsize)(out - room));
}

static void
lpad_row (MillCall *call, guint i)
{
  pad (call, i, TRUE);
}

static void
rpad_row (MillCall *call, guint i)
{
  pad (call, i, FALSE);
}

static void
reverse_row (MillCall *call, guint i)
{
  MillSpan text = mill_call_span (call, 0, i);
  guint8 *room = mill_call_room (call, i, text.length);
  if (room == NULL)
    return;
  guint8 *out = room + text.length;
  for (const guint8 *p = text.data; p < end_of (text);)
    {
      gsize n = mill_text_step (p, end_of (text));
      out -= n;
      memcpy (out, p, n);
      p += n;
    }
  mill_call_text (call, i, room, text.length);
}

static void
chr_row (MillCall *call, guint i)
{
  gint64 code = mill_call_integer (call, 0, i);
  if (code <= 0 || code > 0x10ffff || !g_unichar_validate ((gunichar)code))
    {
      mill_call_null (call, i);
      return;
    }
  guint8 *room = mill_call_room (call, i, 6);
  mill_call_text (call, i, room, (gsize)g_unichar_to_utf8 ((gunichar)code, (char *)room));
}

/* SQLite takes these numbers as 32 bits; its min() and max() are null where an argument is, while
 * greatest() elsewhere is not, so that the others need a CASE. */
#define START_SQLITE "min(max($2, -length($1)), length($1) + 1)"
#define CLIPPED                                                                                    \
  "CASE WHEN $2 > length($1) THEN length($1) WHEN $2 < -length($1) THEN -length($1) ELSE $2 END"
#define START_SQL                                                                                  \
  "CASE WHEN $2 > length($1) THEN length($1) + 1 WHEN $2 < -length($1) THEN -length($1) "          \
  "ELSE $2 END"
#define START_POSTGRESQL                                                                           \
  "CASE WHEN $2 > length($1) THEN length($1) + 1 WHEN $2 < -length($1) THEN 1 "                    \
  "WHEN $2 < 0 THEN length($1) + $2 + 1 ELSE $2 END"
#define COUNT_SQL "CASE WHEN $3 < 0 THEN 0 WHEN $3 > length($1) THEN length($1) + 1 ELSE $3 END"

const MillFunction mill_functions_text[] = {
  { DOC ("ascii",
         "ascii(text)",
         "The code point of the first character; null when there is none.",
         "ascii('A')",
         "65"),
    .args = "t",
    .result = 'i',
    .row = ascii_row,
    .sql = { "unicode($1)",
             "unicode(nullif($1, ''))",
             "ascii(nullif($1, ''))",
             "ascii(nullif($1, ''))" } },
  { DOC ("chr",
         "chr(code)",
         "The character of a code point; null when there is none.",
         "chr(65)",
         "A"),
    .args = "i",
    .result = 't',
    .row = chr_row },
  { DOC ("concat",
         "concat(a, b, ...)",
         "All arguments as one text; nulls count as empty.",
         "concat('a', null, 1)",
         "a1"),
    .args = "T*",
    .result = 't',
    .flags = MILL_FUNCTION_NULLS,
    .row = concat_row,
    .sql = { NULL, "concat($*)", "concat($*)", "concat_ws('', $*)" } },
  { DOC ("concat_ws",
         "concat_ws(separator, a, b, ...)",
         "All arguments that are not null as one text, with a separator between them.",
         "concat_ws('-', 'a', null, 'b')",
         "a-b"),
    .args = "tT*",
    .result = 't',
    .flags = MILL_FUNCTION_NULLS,
    .row = concat_ws_row,
    .sql = { NULL, "concat_ws($*)", "concat_ws($*)", "concat_ws($*)" } },
  { DOC ("contains",
         "contains(text, part)",
         "Whether the part stands in the text.",
         "contains('millrace', 'race')",
         "true"),
    .args = "tt",
    .result = 'b',
    .row = contains_row,
    .sql
    = { "(instr($1, $2) > 0)", "contains($1, $2)", "(strpos($1, $2) > 0)", "contains($1, $2)" } },
  { DOC ("ends_with",
         "ends_with(text, part)",
         "Whether the text ends with the part.",
         "ends_with('millrace', 'race')",
         "true"),
    .args = "tt",
    .result = 'b',
    .row = ends_with_row,
    .sql = { "(substr($1, length($1) - length($2) + 1) = $2 AND length($1) >= length($2))",
             "suffix($1, $2)",
             "(right($1, length($2)) = $2)",
             "endswith($1, $2)" } },
  { DOC ("initcap",
         "initcap(text)",
         "The first letter of every word in upper case, all others in lower case.",
         "initcap('new york')",
         "New York"),
    .args = "t",
    .result = 't',
    .row = mill_text_initcap_row },
  { DOC ("left",
         "left(text, n)",
         "The first n characters; all but the last -n when n is negative.",
         "left('millrace', 4)",
         "mill"),
    .args = "ti",
    .result = 't',
    .row = left_row,
    .sql = { "substr($1, 1, CASE WHEN $2 < 0 THEN max(length($1) + $2, 0) "
             "ELSE min($2, length($1)) END)",
             "left($1, " CLIPPED ")",
             "left($1, (" CLIPPED ")::int)",
             "left($1, int(CASE WHEN $2 > length($1) THEN length($1) WHEN $2 < -length($1) THEN 0 "
             "WHEN $2 < 0 THEN length($1) + $2 ELSE $2 END))" } },
  { DOC ("length", "length(text)", "The number of characters.", "length('naïve')", "5"),
    .args = "t",
    .result = 'i',
    .row = length_row,
    .sql = { "length($1)", "length($1)", "length($1)", "char_length($1)" } },
  { DOC ("lower", "lower(text)", "The text in lower case.", "lower('ABC')", "abc"),
    .args = "t",
    .result = 't',
    .row = mill_text_lower_row,
    /* the others have full or locale-bound case mappings, not the simple ones */
    .sql = { NULL, "lower($1)", NULL, NULL } },
  { DOC ("lpad",
         "lpad(text, length[, fill])",
         "The text filled up on the left, or cut off on the right, to a length.",
         "lpad('7', 3, '0')",
         "007"),
    .args = "ti",
    .result = 't',
    .row = lpad_row,
    .sql = { NULL, NULL, "lpad($1, ($2)::int)", NULL } },
  { MORE ("lpad"),
    .args = "tit",
    .result = 't',
    .row = lpad_row,
    .sql = { NULL, NULL, "lpad($1, ($2)::int, $3)", NULL } },
  { DOC ("ltrim",
         "ltrim(text[, characters])",
         "The text without the blanks, or characters, at its start.",
         "ltrim('  a')",
         "a"),
    .args = "t?t",
    .result = 't',
    .row = ltrim_row,
    .sql = { "ltrim($*)", "ltrim($*)", "ltrim($*)", NULL } },
  { DOC ("md5",
         "md5(text)",
         "The MD5 sum in hexadecimal digits.",
         "md5('a')",
         "0cc175b9c0f1b6a831c399e269772661"),
    .args = "t",
    .result = 't',
    .row = mill_text_md5_row,
    .sql = { NULL, "md5($1)", "md5($1)", "md5($1)" } },
  { DOC ("octet_length",
         "octet_length(text)",
         "The number of bytes in UTF-8.",
         "octet_length('ä')",
         "2"),
    .args = "t",
    .result = 'i',
    .row = octet_length_row,
    .sql = { "length(CAST($1 AS BLOB))", "strlen($1)", "octet_length($1)", "octet_length($1)" } },
  { DOC ("position",
         "position(text, part)",
         "Where the part first stands in the text, from 1; 0 when nowhere.",
         "position('millrace', 'race')",
         "5"),
    .args = "tt",
    .result = 'i',
    .row = position_row,
    .sql = { "instr($1, $2)", "instr($1, $2)", "strpos($1, $2)", "instr($1, $2)" } },
  { DOC ("repeat", "repeat(text, n)", "The text n times.", "repeat('ab', 2)", "abab"),
    .args = "ti",
    .result = 't',
    .row = repeat_row,
    .sql = { NULL, "repeat($1, $2)", "repeat($1, ($2)::int)", "repeat($1, int($2))" } },
  { DOC ("replace",
         "replace(text, from, to)",
         "The text with another text in place of every occurrence of one.",
         "replace('a.b.c', '.', ',')",
         "a,b,c"),
    .args = "ttt",
    .result = 't',
    .row = replace_row,
    .sql = { "CASE WHEN $3 IS NOT NULL THEN replace($*) END",
             "replace($*)",
             "replace($*)",
             "replace($*)" } },
  { DOC ("reverse", "reverse(text)", "The characters in reverse order.", "reverse('abc')", "cba"),
    .args = "t",
    .result = 't',
    .row = reverse_row,
    .sql = { NULL, NULL, "reverse($1)", "reverse($1)" } },
  { DOC ("right",
         "right(text, n)",
         "The last n characters; all but the first -n when n is negative.",
         "right('millrace', 4)",
         "race"),
    .args = "ti",
    .result = 't',
    .row = right_row,
    .sql = { "CASE WHEN $2 < 0 THEN substr($1, 1 + min(-$2, length($1))) WHEN $2 = 0 THEN "
             "substr($1, 1, 0) "
             "ELSE substr($1, -min($2, length($1))) END",
             "right($1, " CLIPPED ")",
             "right($1, (" CLIPPED ")::int)",
             NULL } },
  { DOC ("rpad",
         "rpad(text, length[, fill])",
         "The text filled up, or cut off, on the right to a length.",
         "rpad('7', 3, '.')",
         "7.."),
    .args = "ti",
    .result = 't',
    .row = rpad_row,
    .sql = { NULL, NULL, "rpad($1, ($2)::int)", NULL } },
  { MORE ("rpad"),
    .args = "tit",
    .result = 't',
    .row = rpad_row,
    .sql = { NULL, NULL, "rpad($1, ($2)::int, $3)", NULL } },
  { DOC ("rtrim",
         "rtrim(text[, characters])",
         "The text without the blanks, or characters, at its end.",
         "rtrim('a  ')",
         "a"),
    .args = "t?t",
    .result = 't',
    .row = rtrim_row,
    .sql = { "rtrim($*)", "rtrim($*)", "rtrim($*)", NULL } },
  { DOC ("sha256",
         "sha256(text)",
         "The SHA-256 sum in hexadecimal digits.",
         "left(sha256(''), 8)",
         "e3b0c442"),
    .args = "t",
    .result = 't',
    .row = mill_text_sha256_row,
    .sql
    = { NULL, "sha256($1)", "encode(sha256(convert_to($1, 'UTF8')), 'hex')", "sha2($1, 256)" } },
  { DOC ("split_part",
         "split_part(text, separator, n)",
         "Part n, from 1, of the text between separators; from the end when n is negative; empty "
         "when there is none.",
         "split_part('a,b,c', ',', 2)",
         "b"),
    .args = "tti",
    .result = 't',
    .row = split_part_row },
  { DOC ("starts_with",
         "starts_with(text, part)",
         "Whether the text begins with the part.",
         "starts_with('millrace', 'mill')",
         "true"),
    .args = "tt",
    .result = 'b',
    .row = starts_with_row,
    .sql = { "(substr($1, 1, length($2)) = $2)",
             "starts_with($1, $2)",
             "starts_with($1, $2)",
             "startswith($1, $2)" } },
  { DOC ("substr",
         "substr(text, start[, count])",
         "The characters from a position on, from 1; a negative one counts from the end.",
         "substr('millrace', 5, 3)",
         "rac"),
    .args = "ti",
    .result = 't',
    .row = substr_row,
    .sql = { "substr($1, " START_SQLITE ")",
             "substr($1, " START_SQL ")",
             "substr($1, (" START_POSTGRESQL ")::int)",
             "substr($1, int(" START_SQL "))" } },
  { MORE ("substr"),
    .args = "tii",
    .result = 't',
    .row = substr_row,
    .sql = { "substr($1, " START_SQLITE ", max(min($3, length($1) + 1), 0))",
             "substr($1, " START_SQL ", " COUNT_SQL ")",
             "substr($1, (" START_POSTGRESQL ")::int, (" COUNT_SQL ")::int)",
             /* Spark takes 0 for the first character, not for the one before it */
             "substr($1, int(" START_SQL "), int(CASE WHEN $2 = 0 AND $3 > 0 THEN $3 - 1 "
             "WHEN $3 < 0 THEN 0 ELSE $3 END))" } },
  { DOC ("trim",
         "trim(text[, characters])",
         "The text without the blanks, or characters, at both ends.",
         "trim('  a ')",
         "a"),
    .args = "t?t",
    .result = 't',
    .row = trim_row,
    .sql = { "trim($*)", "trim($*)", "btrim($*)", NULL } },
  { DOC ("upper", "upper(text)", "The text in upper case.", "upper('abc')", "ABC"),
    .args = "t",
    .result = 't',
    .row = mill_text_upper_row },
  { MORE ("||"), .args = "t*", .result = 't', .flags = MILL_FUNCTION_HIDDEN, .row = concat_row },
  { .info = { NULL } },
};
