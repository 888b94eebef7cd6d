/* mill-size.c: see mill-size.h.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-size.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mill-error.h"
#include "mill-limits.h"
#include "mill-time.h"

typedef struct
{
  const char *word;
  gint64 value;
} Unit;

#define KI G_GINT64_CONSTANT (1024)
#define K G_GINT64_CONSTANT (1000)

/* The largest first; of one value the word that is printed first. */
static const Unit size_units[] = {
  { "PiB", KI *KI *KI *KI *KI },
  { "Pi", KI *KI *KI *KI *KI },
  { "PB", K *K *K *K *K },
  { "P", K *K *K *K *K },
  { "TiB", KI *KI *KI *KI },
  { "Ti", KI *KI *KI *KI },
  { "TB", K *K *K *K },
  { "T", K *K *K *K },
  { "GiB", KI *KI *KI },
  { "Gi", KI *KI *KI },
  { "GB", K *K *K },
  { "G", K *K *K },
  { "MiB", KI *KI },
  { "Mi", KI *KI },
  { "MB", K *K },
  { "M", K *K },
  { "KiB", KI },
  { "Ki", KI },
  { "kB", K },
  { "k", K },
  { "B", 1 },
  { "", 1 },
};

static const Unit duration_units[] = {
  { "w", 7 * MILL_DAY },  { "d", MILL_DAY },    { "h", MILL_HOUR }, { "m", MILL_MINUTE },
  { "min", MILL_MINUTE }, { "s", MILL_SECOND }, { "ms", 1000 },     { "us", 1 },
};

/* How a duration is printed: weeks as days, which people count more easily. */
static const Unit printed_units[] = {
  { "d", MILL_DAY },    { "h", MILL_HOUR }, { "m", MILL_MINUTE },
  { "s", MILL_SECOND }, { "ms", 1000 },     { "us", 1 },
};

static gsize
skip_blanks (const char *text)
{
  return strspn (text, " ");
}

/* `digits[.digits]` at @text; returns its length, 0 when there is none or it is far too long */
static gsize
scan_number (const char *text, MillInt128 *mantissa, int *scale)
{
  gsize n = strspn (text, "0123456789.");
  return mill_parse_decimal_any (text, n, mantissa, scale) == MILL_PARSE_OK ? n : 0;
}

/* mantissa / 10^scale * unit as a whole number */
static gboolean
multiply (MillInt128 mantissa, int scale, gint64 unit, gint64 *result)
{
  MillInt128 product, power = mill_power_of_ten (scale);
  if (__builtin_mul_overflow (mantissa, (MillInt128)unit, &product) || product % power != 0
      || product / power > G_MAXINT64)
    return FALSE;
  *result = (gint64)(product / power);
  return TRUE;
}

static const Unit *
find_size_unit (const char *word)
{
  for (gsize i = 0; i < G_N_ELEMENTS (size_units); i++)
    if (g_ascii_strcasecmp (word, size_units[i].word) == 0)
      return &size_units[i];
  return NULL;
}

gboolean
mill_size_parse (const char *text, guint64 *bytes, GError **error)
{
  MillInt128 mantissa;
  int scale;
  gint64 value;

  g_return_val_if_fail (text != NULL && bytes != NULL, FALSE);

  gsize n = scan_number (text, &mantissa, &scale);
  const Unit *unit = n > 0 ? find_size_unit (text + n + skip_blanks (text + n)) : NULL;
  if (unit == NULL)
    {
      g_set_error (error,
                   MILL_ERROR_DOCUMENT,
                   MILL_DOCUMENT_SYNTAX,
                   _ ("“%.64s” is not a size; write a number and a unit, such as 512MiB or 10 MB"),
                   text);
      return FALSE;
    }
  if (!multiply (mantissa, scale, unit->value, &value))
    {
      g_set_error (error,
                   MILL_ERROR_DOCUMENT,
                   MILL_DOCUMENT_RANGE,
                   _ ("“%.64s” is not a whole number of bytes below 8 EiB; choose another size"),
                   text);
      return FALSE;
    }
  *bytes = (guint64)value;
  return TRUE;
}

static gsize
put (char *out, gsize at, guint64 value, const char *word)
{
  at += mill_print_uint64 (value, out + at);
  gsize n = strlen (word);
  memcpy (out + at, word, n + 1);
  return at + n;
}

gsize
mill_size_print (guint64 bytes, char out[MILL_SIZE_CHARS])
{
  const Unit *unit = size_units;
  while (unit->value > 1 && (bytes == 0 || bytes % (guint64)unit->value != 0))
    unit++;
  return put (out, 0, bytes / (guint64)unit->value, unit->word);
}

gsize
mill_size_print_rounded (guint64 bytes, char out[MILL_SIZE_CHARS])
{
  static const char words[][4] = { " B", " kB", " MB", " GB", " TB", " PB", " EB" };
  guint i = 0;
  guint64 unit = 1;
  for (; bytes / unit >= 1000 && i + 1 < G_N_ELEMENTS (words); i++)
    unit *= 1000;
  guint64 tenths = bytes / unit * 10 + (bytes % unit * 10 + unit / 2) / unit;
  gboolean whole = tenths >= 1000 || tenths % 10 == 0;
  gsize n = mill_print_uint64 (whole ? (tenths + 5) / 10 : tenths / 10, out);
  if (!whole)
    {
      out[n++] = '.';
      out[n++] = (char)('0' + tenths % 10);
    }
  memcpy (out + n, words[i], strlen (words[i]) + 1);
  return n + strlen (words[i]);
}

/* The index of the unit that the letters at @text spell, -1 for none. */
static int
find_duration_unit (const char *text, gsize length)
{
  for (gsize i = 0; i < G_N_ELEMENTS (duration_units); i++)
    if (strlen (duration_units[i].word) == length
        && strncmp (duration_units[i].word, text, length) == 0)
      return (int)i;
  return -1;
}

/* One number and unit at @at; moves @at behind it and the blanks that follow. */
static MillParseResult
scan_part (const char **at, gint64 *smaller_than, gint64 *total)
{
  MillInt128 mantissa;
  int scale;
  gint64 part;

  gsize n = scan_number (*at, &mantissa, &scale);
  if (n == 0)
    return MILL_PARSE_SYNTAX;
  *at += n + skip_blanks (*at + n);
  gsize letters = strspn (*at, "abcdefghijklmnopqrstuvwxyz");
  int unit = find_duration_unit (*at, letters);
  if (unit < 0 || duration_units[unit].value >= *smaller_than)
    return MILL_PARSE_SYNTAX;
  *smaller_than = duration_units[unit].value;
  *at += letters + skip_blanks (*at + letters);
  if (!multiply (mantissa, scale, duration_units[unit].value, &part)
      || __builtin_add_overflow (*total, part, total))
    return MILL_PARSE_RANGE;
  return MILL_PARSE_OK;
}

static MillParseResult
scan_duration (const char *text, gint64 *total)
{
  gint64 smaller_than = G_MAXINT64;
  MillParseResult result = MILL_PARSE_OK;
  *total = 0;
  if (strcmp (text, "0") == 0)
    return MILL_PARSE_OK;
  do
    result = scan_part (&text, &smaller_than, total);
  while (result == MILL_PARSE_OK && *text != '\0');
  return result;
}

gboolean
mill_duration_parse (const char *text, gint64 *us, GError **error)
{
  gint64 total;

  g_return_val_if_fail (text != NULL && us != NULL, FALSE);

  switch (scan_duration (text, &total))
    {
    case MILL_PARSE_SYNTAX:
      g_set_error (error,
                   MILL_ERROR_DOCUMENT,
                   MILL_DOCUMENT_SYNTAX,
                   _ ("“%.64s” is not a duration; write numbers with units, such as 10s, 1h30m, "
                      "250ms or 7d"),
                   text);
      return FALSE;
    case MILL_PARSE_RANGE:
      g_set_error (error,
                   MILL_ERROR_DOCUMENT,
                   MILL_DOCUMENT_RANGE,
                   _ ("“%.64s” is not a whole number of microseconds below 292,000 years; choose "
                      "another duration"),
                   text);
      return FALSE;
    default:
      *us = total;
      return TRUE;
    }
}

gsize
mill_duration_print (gint64 us, char out[MILL_DURATION_CHARS])
{
  g_return_val_if_fail (us >= 0, 0);

  gsize at = 0;
  if (us == 0)
    return put (out, 0, 0, "s");
  for (gsize i = 0; i < G_N_ELEMENTS (printed_units); i++)
    {
      gint64 count = us / printed_units[i].value;
      if (count > 0)
        at = put (out, at, (guint64)count, printed_units[i].word);
      us -= count * printed_units[i].value;
    }
  return at;
}
