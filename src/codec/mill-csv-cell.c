/* mill-csv-cell.c: what the bytes of one cell mean, in full: null words, decimal commas, patterns.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "mill-csv-private.h"
#include "mill-error.h"
#include "mill-time.h"

/* Numbers with thousands marks or a decimal comma are rewritten; longer ones are none. */
#define NUMBER_BYTES_MAX 512

/* --- null words --- */

static guint64
length_bit (gsize length)
{
  return G_GUINT64_CONSTANT (1) << MIN (length, 63);
}

gboolean
mill_csv_cell_is_null_word (const MillCsvRules *rules, MillSpan text)
{
  if ((rules->null_lengths & length_bit (text.length)) == 0)
    return FALSE;
  for (GStrv word = rules->dialect.null_words; *word != NULL; word++)
    if (strlen (*word) == text.length && memcmp (*word, text.data, text.length) == 0)
      return TRUE;
  return FALSE;
}

/* whether a word could be the text of a value that is no text */
static gboolean
could_be_value (const char *word)
{
  double number;
  return mill_parse_double (word, strlen (word), &number) == MILL_PARSE_OK
         || strpbrk (word, "0123456789") != NULL;
}

/* --- rules --- */

static MillTimePattern *
compile (const MillCsvColumn *column, GError **error)
{
  g_autoptr (MillTimePattern) pattern = mill_time_pattern_new (column->pattern, error);
  if (pattern == NULL || !mill_time_pattern_can_parse (pattern, error))
    return NULL;
  return g_steal_pointer (&pattern);
}

gboolean
mill_csv_patterns_check (const MillCsvDialect *dialect, GError **error)
{
  for (guint i = 0; i < dialect->n_columns; i++)
    {
      const MillCsvColumn *column = &dialect->columns[i];
      if (column->pattern == NULL)
        continue;
      if (column->type.id != MILL_TYPE_DATE && column->type.id != MILL_TYPE_TIMESTAMP)
        {
          g_set_error (error,
                       MILL_ERROR_DOCUMENT,
                       MILL_DOCUMENT_TYPE,
                       _ ("column '%s' has a pattern, but is neither a date nor a timestamp"),
                       column->name);
          return FALSE;
        }
      g_autoptr (MillTimePattern) pattern = compile (column, error);
      if (pattern == NULL)
        {
          g_prefix_error (error, _ ("column '%s': "), column->name);
          return FALSE;
        }
    }
  return TRUE;
}

void
mill_csv_rules_add_cells (MillCsvRules *rules)
{
  const MillCsvDialect *dialect = &rules->dialect;
  rules->cells = g_new0 (MillCsvCell, rules->n_cells);
  for (guint i = 0; i < rules->n_cells; i++)
    if (dialect->columns[i].pattern != NULL)
      rules->cells[i].pattern = compile (&dialect->columns[i], NULL);
  for (GStrv word = dialect->null_words; word != NULL && *word != NULL; word++)
    {
      rules->null_lengths |= length_bit (strlen (*word));
      rules->nulls_parse |= could_be_value (*word);
    }
}

void
mill_csv_rules_clear_cells (MillCsvRules *rules)
{
  for (guint i = 0; i < rules->n_cells; i++)
    mill_time_pattern_free (rules->cells[i].pattern);
  g_free (rules->cells);
}

/* --- text --- */

MillSpan
mill_csv_cell_unescape (const MillCsvRules *rules, MillSpan inner, MillArena *arena)
{
  const guint8 mark = rules->dialect.escape == '\\' ? '\\' : rules->marks.quote;
  const guint8 *at = inner.length > 0 ? memchr (inner.data, mark, inner.length) : NULL;
  if (at == NULL)
    return inner;
  guint8 *text = mill_arena_alloc (arena, inner.length + MILL_PADDING);
  const guint8 *from = inner.data, *end = inner.data + inner.length;
  guint8 *to = text;
  while (at != NULL)
    {
      /* what follows the mark is itself */
      memcpy (to, from, (gsize)(at - from));
      to += at - from;
      from = at + 1;
      if (from < end)
        *to++ = *from++;
      at = from < end ? memchr (from, mark, (gsize)(end - from)) : NULL;
    }
  memcpy (to, from, (gsize)(end - from));
  to += end - from;
  return (MillSpan){ text, (gsize)(to - text) };
}

/* --- numbers --- */

/* Rewrites @text with '.' and without thousands marks; %FALSE when it cannot be a number so
 * written. */
static gboolean
normalise_number (const MillCsvDialect *dialect, MillSpan text, char *out, gsize *length)
{
  gsize n = 0, group = 0;
  gboolean marks = FALSE, fraction = FALSE;
  if (text.length > NUMBER_BYTES_MAX)
    return FALSE;
  for (gsize i = 0; i < text.length; i++)
    {
      char c = (char)text.data[i];
      if (c == dialect->thousands && c != 0 && !fraction)
        {
          /* one to three digits, then groups of three */
          if (group == 0 || group > 3 || (marks && group != 3))
            return FALSE;
          marks = TRUE;
          group = 0;
          continue;
        }
      if (c == dialect->decimal_point || g_ascii_isalpha (c))
        {
          if (marks && !fraction && group != 3)
            return FALSE;
          fraction = TRUE;
          c = c == dialect->decimal_point ? '.' : c;
        }
      else if (c == '.')
        return FALSE;
      group += !fraction && g_ascii_isdigit (c);
      out[n++] = c;
    }
  *length = n;
  return !marks || fraction || group == 3;
}

static MillRejectCode
code_of (MillParseResult result)
{
  return result == MILL_PARSE_OK      ? MILL_REJECT_NONE
         : result == MILL_PARSE_RANGE ? MILL_REJECT_OVERFLOW
                                      : MILL_REJECT_BAD_CAST;
}

static MillRejectCode
parse_decimal (MillType type, const char *text, gsize length, gpointer value)
{
  MillInt128 mantissa;
  MillRejectCode code = code_of (mill_parse_decimal (text, length, type.scale, &mantissa));
  if (code == MILL_REJECT_NONE && !mill_decimal_fits (mantissa, type.precision))
    code = MILL_REJECT_OVERFLOW;
  if (code != MILL_REJECT_NONE)
    return code;
  if (mill_type_is_wide (type))
    memcpy (value, &mantissa, sizeof mantissa);
  else
    *(gint64 *)value = (gint64)mantissa;
  return MILL_REJECT_NONE;
}

static MillRejectCode
parse_number (const MillCsvRules *rules, MillType type, MillSpan span, gpointer value)
{
  char buffer[NUMBER_BYTES_MAX];
  const char *text = (const char *)span.data;
  gsize length = span.length;
  if (rules->odd_numbers)
    {
      if (!normalise_number (&rules->dialect, span, buffer, &length))
        return MILL_REJECT_BAD_CAST;
      text = buffer;
    }
  switch (type.id)
    {
    case MILL_TYPE_INTEGER:
      return code_of (mill_parse_int64 (text, length, value));
    case MILL_TYPE_NUMBER:
      return code_of (mill_parse_double (text, length, value));
    default:
      return parse_decimal (type, text, length, value);
    }
}

/* --- booleans, dates, instants --- */

static gboolean
has_word (GStrv words, MillSpan text)
{
  for (; words != NULL && *words != NULL; words++)
    if (strlen (*words) == text.length && memcmp (*words, text.data, text.length) == 0)
      return TRUE;
  return FALSE;
}

static MillRejectCode
parse_boolean (const MillCsvDialect *dialect, MillSpan text, guint8 *value)
{
  static const char *const words[]
      = { "false", "true", "f", "t", "no", "yes", "n", "y", "off", "on", "0", "1" };
  if (dialect->true_words != NULL || dialect->false_words != NULL)
    {
      *value = (guint8)has_word (dialect->true_words, text);
      return *value || has_word (dialect->false_words, text) ? MILL_REJECT_NONE
                                                             : MILL_REJECT_BAD_CAST;
    }
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (strlen (words[i]) == text.length
        && g_ascii_strncasecmp (words[i], (const char *)text.data, text.length) == 0)
      {
        *value = i & 1;
        return MILL_REJECT_NONE;
      }
  return MILL_REJECT_BAD_CAST;
}

static MillRejectCode
parse_time (const MillTimePattern *pattern, MillType type, MillSpan span, gint64 *value)
{
  const char *text = (const char *)span.data;
  MillParseResult result;
  gint32 date;
  if (pattern != NULL)
    {
      result = mill_time_pattern_parse (pattern, text, span.length, value);
      if (result == MILL_PARSE_OK && type.id == MILL_TYPE_DATE)
        *value = mill_timestamp_date (*value);
    }
  else if (type.id == MILL_TYPE_DATE)
    {
      result = mill_parse_date (text, span.length, &date);
      if (result == MILL_PARSE_OK)
        *value = date;
    }
  else
    result = mill_parse_timestamp (text, span.length, value);
  return result == MILL_PARSE_OK ? MILL_REJECT_NONE : MILL_REJECT_BAD_CAST;
}

/* --- all of them --- */

static MillSpan
strip (MillSpan text)
{
  while (text.length > 0 && (*text.data == ' ' || *text.data == '\t'))
    {
      text.data++;
      text.length--;
    }
  while (text.length > 0
         && (text.data[text.length - 1] == ' ' || text.data[text.length - 1] == '\t'))
    text.length--;
  return text;
}

static void
clear (MillType type, gpointer value)
{
  memset (value, 0, mill_vec_element_bytes (type));
}

MillRejectCode
mill_csv_cell_parse (const MillCsvRules *rules,
                     guint cell,
                     MillType type,
                     MillSpan text,
                     gpointer value,
                     gboolean *is_null)
{
  MillRejectCode code;
  /* blanks around a value that is no text say nothing */
  text = strip (text);
  *is_null = text.length == 0 || mill_csv_cell_is_null_word (rules, text);
  clear (type, value);
  if (*is_null)
    return MILL_REJECT_NONE;
  switch (type.id)
    {
    case MILL_TYPE_BOOLEAN:
      code = parse_boolean (&rules->dialect, text, value);
      break;
    case MILL_TYPE_DATE:
    case MILL_TYPE_TIMESTAMP:
      code = parse_time (rules->cells[cell].pattern, type, text, value);
      break;
    default:
      code = parse_number (rules, type, text, value);
      break;
    }
  if (code != MILL_REJECT_NONE)
    clear (type, value);
  return code;
}
