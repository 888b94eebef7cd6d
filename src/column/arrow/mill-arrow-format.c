/* mill-arrow-format.c: the format strings and metadata of the Arrow C Data Interface.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-arrow-private.h"

#include <string.h>

#define INSTANTS { .id = MILL_TYPE_TIMESTAMP }, MILL_ARROW_SIGNED, 8

static const struct
{
  const char *text;
  MillArrowFormat format;
} formats[] = {
  { "n", { { .id = MILL_TYPE_TEXT }, MILL_ARROW_NULL } },
  { "b", { { .id = MILL_TYPE_BOOLEAN }, MILL_ARROW_BITS } },
  { "c", { { .id = MILL_TYPE_INTEGER }, MILL_ARROW_SIGNED, 1 } },
  { "C", { { .id = MILL_TYPE_INTEGER }, MILL_ARROW_UNSIGNED, 1 } },
  { "s", { { .id = MILL_TYPE_INTEGER }, MILL_ARROW_SIGNED, 2 } },
  { "S", { { .id = MILL_TYPE_INTEGER }, MILL_ARROW_UNSIGNED, 2 } },
  { "i", { { .id = MILL_TYPE_INTEGER }, MILL_ARROW_SIGNED, 4 } },
  { "I", { { .id = MILL_TYPE_INTEGER }, MILL_ARROW_UNSIGNED, 4 } },
  { "l", { { .id = MILL_TYPE_INTEGER }, MILL_ARROW_SIGNED, 8 } },
  /* The largest needs 20 digits. */
  { "L", { { .id = MILL_TYPE_DECIMAL, .precision = 20 }, MILL_ARROW_UNSIGNED, 8 } },
  { "e", { { .id = MILL_TYPE_NUMBER }, MILL_ARROW_FLOAT, 2 } },
  { "f", { { .id = MILL_TYPE_NUMBER }, MILL_ARROW_FLOAT, 4 } },
  { "g", { { .id = MILL_TYPE_NUMBER }, MILL_ARROW_FLOAT, 8 } },
  { "u", { { .id = MILL_TYPE_TEXT }, MILL_ARROW_TEXT, 4 } },
  { "U", { { .id = MILL_TYPE_TEXT }, MILL_ARROW_TEXT, 8 } },
  { "tdD", { { .id = MILL_TYPE_DATE }, MILL_ARROW_SIGNED, 4 } },
  { "tdm", { { .id = MILL_TYPE_DATE }, MILL_ARROW_SIGNED, 8, .divide = 86400000 } },
};

/* The unit of "ts?:"; what follows is a zone for display, the instants are UTC. */
static const struct
{
  const char *prefix;
  MillArrowFormat format;
} timestamps[] = {
  { "tss:", { INSTANTS, .multiply = 1000000 } },
  { "tsm:", { INSTANTS, .multiply = 1000 } },
  { "tsu:", { INSTANTS } },
  { "tsn:", { INSTANTS, .divide = 1000 } },
};

/* reads "P,S" or "P,S,BITS" */
static gboolean
parse_decimal (const char *text, MillArrowFormat *format)
{
  g_auto (GStrv) parts = g_strsplit (text, ",", 4);
  guint n = g_strv_length (parts);
  gint64 precision, scale, bits = 128;
  if (n < 2 || n > 3 || mill_parse_int64 (parts[0], strlen (parts[0]), &precision) != MILL_PARSE_OK
      || mill_parse_int64 (parts[1], strlen (parts[1]), &scale) != MILL_PARSE_OK
      || (n == 3 && mill_parse_int64 (parts[2], strlen (parts[2]), &bits) != MILL_PARSE_OK))
    return FALSE;
  if (precision < 1 || precision > MILL_DECIMAL_PRECISION_MAX || scale < 0 || scale > precision
      || (bits != 32 && bits != 64 && bits != 128 && bits != 256))
    return FALSE;
  *format = (MillArrowFormat){ .type = MILL_DECIMAL ((guint8)precision, (guint8)scale),
                               .kind = MILL_ARROW_DECIMAL,
                               .width = (guint)bits / 8 };
  return TRUE;
}

gboolean
mill_arrow_parse_format (const char *text, MillArrowFormat *format)
{
  if (text == NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (g_str_equal (text, formats[i].text))
      {
        *format = formats[i].format;
        return TRUE;
      }
  for (guint i = 0; i < G_N_ELEMENTS (timestamps); i++)
    if (g_str_has_prefix (text, timestamps[i].prefix))
      {
        *format = timestamps[i].format;
        return TRUE;
      }
  return g_str_has_prefix (text, "d:") && parse_decimal (text + 2, format);
}

/* the next piece of @metadata, a length and so many bytes; moves @metadata behind it */
static MillSpan
next_piece (const char **metadata)
{
  gint32 length;
  memcpy (&length, *metadata, sizeof length);
  length = MAX (length, 0);
  MillSpan piece = { (const guint8 *)*metadata + sizeof length, (gsize)length };
  *metadata += sizeof length + (gsize)length;
  return piece;
}

static gboolean
span_is (MillSpan span, const char *text)
{
  return span.length == strlen (text) && memcmp (span.data, text, span.length) == 0;
}

gboolean
mill_arrow_is_json (const char *metadata)
{
  if (metadata == NULL)
    return FALSE;
  gint32 n_pairs;
  memcpy (&n_pairs, metadata, sizeof n_pairs);
  metadata += sizeof n_pairs;
  for (gint32 i = 0; i < n_pairs; i++)
    {
      MillSpan key = next_piece (&metadata);
      MillSpan value = next_piece (&metadata);
      if (span_is (key, "ARROW:extension:name") && span_is (value, "arrow.json"))
        return TRUE;
    }
  return FALSE;
}
