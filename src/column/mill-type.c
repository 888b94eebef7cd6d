/* mill-type.c: see mill-type.h.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-type.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mill-error.h"
#include "mill-limits.h"
#include "mill-number.h"

/* The digits of the largest 64-bit integer. */
#define INTEGER_DIGITS 19

#define DEFAULT_PRECISION 18
#define DEFAULT_SCALE 2

static const char *const type_names[] = {
  [MILL_TYPE_BOOLEAN] = "boolean", [MILL_TYPE_INTEGER] = "integer",
  [MILL_TYPE_DECIMAL] = "decimal", [MILL_TYPE_NUMBER] = "number",
  [MILL_TYPE_TEXT] = "text",       [MILL_TYPE_TIMESTAMP] = "timestamp",
  [MILL_TYPE_DATE] = "date",       [MILL_TYPE_JSON] = "json",
};
G_STATIC_ASSERT (G_N_ELEMENTS (type_names) == MILL_TYPE_LAST);

const char *
mill_type_print (MillType type, char *out)
{
  g_return_val_if_fail (out != NULL, NULL);
  g_return_val_if_fail (type.id < MILL_TYPE_LAST, NULL);

  if (type.id == MILL_TYPE_DECIMAL)
    g_snprintf (out, MILL_TYPE_CHARS, "decimal(%u,%u)", type.precision, type.scale);
  else
    g_strlcpy (out, type_names[type.id], MILL_TYPE_CHARS);
  return out;
}

/* reads "p" or "s" of decimal(p,s) up to @end, blanks around it allowed */
static gboolean
parse_digits (const char *text, const char *end, gint64 *value)
{
  while (text < end && *text == ' ')
    text++;
  while (end > text && end[-1] == ' ')
    end--;
  return mill_parse_int64 (text, (gsize)(end - text), value) == MILL_PARSE_OK;
}

/* reads "(p,s)" or "(p)" */
static gboolean
parse_parameters (const char *text, gint64 *precision, gint64 *scale)
{
  const char *close = strchr (text, ')');
  if (text[0] != '(' || close == NULL || close[1] != '\0')
    return FALSE;

  const char *comma = memchr (text, ',', (gsize)(close - text));
  *scale = 0;
  return parse_digits (text + 1, comma != NULL ? comma : close, precision)
         && (comma == NULL || parse_digits (comma + 1, close, scale));
}

static gboolean
parse_decimal (const char *text, const char *parameters, MillType *type, GError **error)
{
  gint64 precision = DEFAULT_PRECISION, scale = DEFAULT_SCALE;
  if (*parameters != '\0' && !parse_parameters (parameters, &precision, &scale))
    {
      g_set_error (error,
                   MILL_ERROR_DOCUMENT,
                   MILL_DOCUMENT_UNKNOWN,
                   _ ("'%s' is not a type: write decimal(digits,digits after the point), such as "
                      "decimal(18,2)"),
                   text);
      return FALSE;
    }
  if (precision < 1 || precision > MILL_DECIMAL_PRECISION_MAX || scale < 0 || scale > precision)
    {
      g_set_error (error,
                   MILL_ERROR_DOCUMENT,
                   MILL_DOCUMENT_RANGE,
                   _ ("'%s': a decimal has 1 to %d digits, and no more than those after the point"),
                   text,
                   MILL_DECIMAL_PRECISION_MAX);
      return FALSE;
    }
  *type = MILL_DECIMAL ((guint8)precision, (guint8)scale);
  return TRUE;
}

gboolean
mill_type_parse (const char *text, MillType *type, GError **error)
{
  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (type != NULL, FALSE);

  for (guint id = 0; id < MILL_TYPE_LAST; id++)
    if (g_str_equal (text, type_names[id]) && id != MILL_TYPE_DECIMAL)
      {
        *type = (MillType){ .id = (guint8)id };
        return TRUE;
      }
  if (g_str_has_prefix (text, "decimal") && (text[7] == '\0' || text[7] == '('))
    return parse_decimal (text, text + strlen ("decimal"), type, error);

  g_set_error (
      error,
      MILL_ERROR_DOCUMENT,
      MILL_DOCUMENT_UNKNOWN,
      _ ("'%s' is not a type: use boolean, integer, decimal(p,s), number, text, timestamp, "
         "date or json"),
      text);
  return FALSE;
}

static MillType
common_decimal (guint whole, guint scale)
{
  return MILL_DECIMAL ((guint8)MIN (whole + scale, MILL_DECIMAL_PRECISION_MAX), (guint8)scale);
}

static gboolean
common_numeric (MillType a, MillType b, MillType *common)
{
  if (a.id == MILL_TYPE_NUMBER || b.id == MILL_TYPE_NUMBER)
    {
      *common = MILL_TYPE (NUMBER);
      return TRUE;
    }
  if (a.id == MILL_TYPE_DECIMAL && b.id == MILL_TYPE_DECIMAL)
    {
      guint scale = MAX (a.scale, b.scale);
      guint whole = (guint)MAX (a.precision - a.scale, b.precision - b.scale);
      if (whole + scale > MILL_DECIMAL_PRECISION_MAX)
        return FALSE;
      *common = common_decimal (whole, scale);
      return TRUE;
    }
  MillType decimal = a.id == MILL_TYPE_DECIMAL ? a : b;
  guint whole = (guint)MAX (decimal.precision - decimal.scale, INTEGER_DIGITS);
  *common = common_decimal (whole, decimal.scale);
  return TRUE;
}

gboolean
mill_type_common (MillType a, MillType b, MillType *common)
{
  g_return_val_if_fail (common != NULL, FALSE);

  if (mill_type_equal (a, b))
    {
      *common = a;
      return TRUE;
    }
  if (mill_type_is_numeric (a) && mill_type_is_numeric (b))
    return common_numeric (a, b, common);
  if (mill_type_is_textual (a) && mill_type_is_textual (b))
    {
      *common = MILL_TYPE (TEXT);
      return TRUE;
    }
  if ((a.id == MILL_TYPE_DATE && b.id == MILL_TYPE_TIMESTAMP)
      || (a.id == MILL_TYPE_TIMESTAMP && b.id == MILL_TYPE_DATE))
    {
      *common = MILL_TYPE (TIMESTAMP);
      return TRUE;
    }
  return FALSE;
}
