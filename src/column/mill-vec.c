/* mill-vec.c: see mill-vec.h.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-vec.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mill-time.h"

#define BITMAP_WORDS (MILL_BATCH_ROWS_MAX / 64)
G_STATIC_ASSERT (MILL_BATCH_ROWS_MAX % 64 == 0);
G_STATIC_ASSERT (MILL_BATCH_ROWS_MAX <= G_MAXUINT16 + 1);

/* Every block has such a list for every worker; most stay empty. */
#define FIRST_ERRORS 8

/* How much of an offending value a message shows. */
#define QUOTED_BYTES_MAX 64

MillRowErrors *
mill_row_errors_new (void)
{
  MillRowErrors *errors = g_new0 (MillRowErrors, 1);
  errors->capacity = FIRST_ERRORS;
  errors->errors = g_new (MillRowError, FIRST_ERRORS);
  errors->bad = g_new0 (guint64, BITMAP_WORDS);
  return errors;
}

void
mill_row_errors_grow (MillRowErrors *errors)
{
  errors->capacity = MIN (errors->capacity * 4, MILL_BATCH_ROWS_MAX);
  g_assert (errors->n < errors->capacity);
  errors->errors = g_renew (MillRowError, errors->errors, errors->capacity);
}

void
mill_row_errors_free (MillRowErrors *errors)
{
  if (errors == NULL)
    return;
  g_free (errors->errors);
  g_free (errors->bad);
  g_free (errors);
}

void
mill_row_errors_clear (MillRowErrors *errors)
{
  g_return_if_fail (errors != NULL);

  for (guint i = 0; i < errors->n; i++)
    errors->bad[errors->errors[i].row >> 6] = 0;
  errors->n = 0;
}

/* the value in quotes, without control characters, not too long */
static char *
quote_value (MillSpan text)
{
  gsize length = MIN (text.length, (gsize)QUOTED_BYTES_MAX);
  /* Not in the middle of a character. */
  while (length > 0 && length < text.length && (text.data[length] & 0xc0) == 0x80)
    length--;
  g_autofree char *valid = g_utf8_make_valid ((const char *)text.data, (gssize)length);
  for (char *at = valid; *at != '\0'; at++)
    if (g_ascii_iscntrl (*at))
      *at = ' ';
  return g_strdup_printf ("'%s%s'", valid, length < text.length ? "…" : "");
}

/* why a value is none of the type asked for, as the end of a sentence */
static const char *
not_a (MillType wanted)
{
  switch ((MillTypeId)wanted.id)
    {
    case MILL_TYPE_BOOLEAN:
      return _ ("is not true or false");
    case MILL_TYPE_INTEGER:
      return _ ("is not a whole number");
    case MILL_TYPE_DECIMAL:
      return _ ("is not a decimal number of that many digits");
    case MILL_TYPE_NUMBER:
      return _ ("is not a number");
    case MILL_TYPE_TIMESTAMP:
      return _ ("is not a date and time");
    case MILL_TYPE_DATE:
      return _ ("is not a date");
    case MILL_TYPE_JSON:
      return _ ("is not a JSON value");
    case MILL_TYPE_TEXT:
    case MILL_TYPE_LAST:
      break;
    }
  return _ ("is not valid text");
}

static const char *
reason (const MillRowError *error)
{
  switch ((MillRejectCode)error->code)
    {
    case MILL_REJECT_BAD_CAST:
      return not_a (error->wanted);
    case MILL_REJECT_OVERFLOW:
      return _ ("does not fit its type");
    case MILL_REJECT_RAGGED:
      return _ ("stands in a record with too few or too many fields");
    case MILL_REJECT_QUOTE:
      return _ ("has a quote that is not closed or stands inside a field");
    case MILL_REJECT_ENCODING:
      return _ ("has bytes that are not of the character set");
    case MILL_REJECT_TOO_LONG:
      return _ ("is longer than its limit");
    case MILL_REJECT_NULL:
      return _ ("is null where a value is required");
    case MILL_REJECT_DUPLICATE:
      return _ ("is a key that stands once already");
    case MILL_REJECT_CONSTRAINT:
      return _ ("was refused by a constraint");
    case MILL_REJECT_PATTERN:
      return _ ("made a regular expression run into its match limit");
    case MILL_REJECT_RULE:
      return _ ("does not meet the rule");
    case MILL_REJECT_NONE:
    case MILL_REJECT_LAST:
      break;
    }
  return _ ("was refused");
}

char *
mill_row_error_message (const MillRowError *error)
{
  g_return_val_if_fail (error != NULL, NULL);

  gboolean sized = error->wanted.id == MILL_TYPE_DECIMAL && error->wanted.precision > 0
                   && (error->code == MILL_REJECT_BAD_CAST || error->code == MILL_REJECT_OVERFLOW);
  char type[MILL_TYPE_CHARS] = "";
  if (sized)
    mill_type_print (error->wanted, type);

  g_autofree char *value
      = error->text.data != NULL ? quote_value (error->text) : g_strdup (_ ("a value"));
  g_autofree char *in
      = error->where != NULL ? g_strdup_printf (_ (" in '%s'"), error->where) : g_strdup ("");
  return g_strdup_printf (
      "%s%s %s%s%s%s", value, in, reason (error), sized ? " (" : "", type, sized ? ")" : "");
}

static void
print_decimal (const MillVec *vec, guint i, GString *out)
{
  char digits[MILL_DECIMAL_CHARS];
  MillInt128 mantissa
      = mill_type_is_wide (vec->type) ? vec->wides[i] : (MillInt128)vec->integers[i];
  g_string_append_len (out, digits, (gssize)mill_print_decimal (mantissa, vec->type.scale, digits));
}

void
mill_vec_print (const MillVec *vec, guint row, GString *out)
{
  g_return_if_fail (vec != NULL);
  g_return_if_fail (row < vec->n);
  g_return_if_fail (out != NULL);

  char digits[MAX (MAX (MILL_INT64_CHARS, MILL_DOUBLE_CHARS), MILL_TIMESTAMP_CHARS)];
  gsize n = 0;
  guint i = vec->constant ? 0 : row;
  if (mill_vec_is_null (vec, row))
    return;
  switch ((MillTypeId)vec->type.id)
    {
    case MILL_TYPE_BOOLEAN:
      g_string_append (out, vec->booleans[i] ? "true" : "false");
      return;
    case MILL_TYPE_DECIMAL:
      print_decimal (vec, i, out);
      return;
    case MILL_TYPE_TEXT:
    case MILL_TYPE_JSON:
      g_string_append_len (out, (const char *)vec->spans[i].data, (gssize)vec->spans[i].length);
      return;
    case MILL_TYPE_INTEGER:
      n = mill_print_int64 (vec->integers[i], digits);
      break;
    case MILL_TYPE_NUMBER:
      n = mill_print_double (vec->numbers[i], digits);
      break;
    case MILL_TYPE_TIMESTAMP:
      n = mill_print_timestamp (vec->integers[i], digits);
      break;
    case MILL_TYPE_DATE:
      n = mill_print_date ((gint32)CLAMP (vec->integers[i], G_MININT32, G_MAXINT32), digits);
      break;
    case MILL_TYPE_LAST:
      g_assert_not_reached ();
    }
  g_string_append_len (out, digits, (gssize)n);
}
