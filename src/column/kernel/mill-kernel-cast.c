/* mill-kernel-cast.c: values as another type.
 *
 * One function a target type; each knows all its sources. Text goes through the parsers and
 * printers of the base floor.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-kernel-private.h"
#include "mill-number-inline.h"
#include "mill-time-inline.h"

/* A cast under way. */
typedef struct
{
  const MillVec *a;
  MillKernelResult result;
  guint n; /* elements */
  gpointer data;
} Cast;

static gboolean
is_time (MillType type)
{
  return type.id == MILL_TYPE_DATE || type.id == MILL_TYPE_TIMESTAMP;
}

gboolean
mill_kernel_can_cast (MillType from, MillType to)
{
  if (from.id == MILL_TYPE_TEXT || to.id == MILL_TYPE_TEXT || to.id == MILL_TYPE_JSON)
    return TRUE;
  return is_time (from) == is_time (to);
}

/* --- errors --- */

/* what the user sees of row @i */
static MillSpan
row_text (const Cast *cast, guint i)
{
  const MillVec *a = cast->a;
  if (mill_type_is_textual (a->type))
    return a->spans[i];
  guint8 *text = mill_arena_alloc (cast->result.context->arena, MILL_DECIMAL_CHARS + MILL_PADDING);
  return (MillSpan){ text, mill_kernel_print (a, i, (char *)text) };
}

static void
fail (Cast *cast, guint i, MillRejectCode code)
{
  const MillSpan no_text = { NULL, 0 };
  gboolean wanted = cast->result.context->errors != NULL;
  mill_kernel_result_fail (&cast->result, i, code, wanted ? row_text (cast, i) : no_text);
}

static MillRejectCode
parse_code (MillParseResult result)
{
  return result == MILL_PARSE_OK      ? MILL_REJECT_NONE
         : result == MILL_PARSE_RANGE ? MILL_REJECT_OVERFLOW
                                      : MILL_REJECT_BAD_CAST;
}

/* Runs over the rows that are not null; EXPRESSION gives a MillRejectCode and sets `value`. */
#define CONVERT(CAST, TYPE, EXPRESSION)                                                            \
  {                                                                                                \
    const MillVec *a = (CAST)->a;                                                                  \
    const guint8 *nulls = mill_vec_mask (a);                                                       \
    TYPE *out = (CAST)->data;                                                                      \
    for (guint i = 0; i < (CAST)->n; i++)                                                          \
      {                                                                                            \
        TYPE value = 0;                                                                            \
        if (!nulls[i])                                                                             \
          {                                                                                        \
            MillRejectCode code = (EXPRESSION);                                                    \
            if (G_UNLIKELY (code != MILL_REJECT_NONE))                                             \
              fail ((CAST), i, code);                                                              \
          }                                                                                        \
        out[i] = value;                                                                            \
      }                                                                                            \
  }

/* --- to boolean --- */

static MillRejectCode
boolean_from_text (MillSpan text, guint8 *value)
{
  static const char *const words[] = { "false", "true", "f", "t", "no", "yes", "n", "y", "0", "1" };
  for (guint k = 0; k < G_N_ELEMENTS (words); k++)
    if (strlen (words[k]) == text.length
        && g_ascii_strncasecmp ((const char *)text.data, words[k], text.length) == 0)
      {
        *value = k & 1;
        return MILL_REJECT_NONE;
      }
  return MILL_REJECT_BAD_CAST;
}

static MillRejectCode
boolean_from_number (double number, guint8 *value)
{
  *value = number != 0;
  return isnan (number) ? MILL_REJECT_BAD_CAST : MILL_REJECT_NONE;
}

static void
to_boolean (Cast *cast)
{
  switch (cast->a->type.id)
    {
    case MILL_TYPE_NUMBER:
      CONVERT (cast, guint8, boolean_from_number (a->numbers[i], &value))
      break;
    case MILL_TYPE_TEXT:
      CONVERT (cast, guint8, boolean_from_text (a->spans[i], &value))
      break;
    default:
      CONVERT (cast, guint8, (value = mill_vec_wide (a, i) != 0, MILL_REJECT_NONE))
      break;
    }
}

/* --- to integer --- */

static MillRejectCode
integer_from_number (double number, gint64 *value)
{
  const double limit = 9223372036854775808.0; /* 2^63 */
  if (isnan (number))
    return MILL_REJECT_BAD_CAST;
  double whole = round (number);
  if (!(whole >= -limit && whole < limit))
    return MILL_REJECT_OVERFLOW;
  *value = (gint64)whole;
  return MILL_REJECT_NONE;
}

static MillRejectCode
integer_from_decimal (MillInt128 mantissa, int scale, gint64 *value)
{
  if (!mill_decimal_rescale (mantissa, scale, 0, &mantissa) || mantissa < G_MININT64
      || mantissa > G_MAXINT64)
    return MILL_REJECT_OVERFLOW;
  *value = (gint64)mantissa;
  return MILL_REJECT_NONE;
}

static void
to_integer (Cast *cast)
{
  switch (cast->a->type.id)
    {
    case MILL_TYPE_BOOLEAN:
      CONVERT (cast, gint64, (value = a->booleans[i], MILL_REJECT_NONE))
      break;
    case MILL_TYPE_NUMBER:
      CONVERT (cast, gint64, integer_from_number (a->numbers[i], &value))
      break;
    case MILL_TYPE_TEXT:
      CONVERT (
          cast, gint64, parse_code (mill_fast_int64 (a->spans[i].data, a->spans[i].length, &value)))
      break;
    default:
      CONVERT (cast, gint64, integer_from_decimal (mill_vec_wide (a, i), a->type.scale, &value))
      break;
    }
}

/* --- to decimal --- */

/* @mantissa of scale @scale as @type */
static MillRejectCode
fit_decimal (MillInt128 mantissa, int scale, MillType type, MillInt128 *value)
{
  MillInt128 fitted = mantissa;
  if ((scale != type.scale && !mill_decimal_rescale (mantissa, scale, type.scale, &fitted))
      || !mill_decimal_fits (fitted, type.precision))
    return MILL_REJECT_OVERFLOW;
  *value = fitted;
  return MILL_REJECT_NONE;
}

static MillRejectCode
decimal_from_text (MillSpan text, MillType type, MillInt128 *value)
{
  gint64 narrow;
  int scale;
  if (G_LIKELY (mill_parse_fast_decimal (text.data, text.length, &narrow, &scale)))
    return fit_decimal (narrow, scale, type, value);
  MillInt128 mantissa;
  MillParseResult result
      = mill_parse_decimal_any ((const char *)text.data, text.length, &mantissa, &scale);
  if (result != MILL_PARSE_OK)
    return parse_code (result);
  return fit_decimal (mantissa, scale, type, value);
}

static MillRejectCode
decimal_from_number (double number, MillType type, MillInt128 *value)
{
  MillInt128 mantissa;
  if (isnan (number))
    return MILL_REJECT_BAD_CAST;
  MillParseResult result = mill_decimal_from_double (number, type.scale, &mantissa);
  return result == MILL_PARSE_OK ? fit_decimal (mantissa, type.scale, type, value)
                                 : parse_code (result);
}

static inline MillRejectCode
decimal_from (const MillVec *a, guint i, MillType type, MillInt128 *value)
{
  switch (a->type.id)
    {
    case MILL_TYPE_BOOLEAN:
      return fit_decimal (a->booleans[i], 0, type, value);
    case MILL_TYPE_NUMBER:
      return decimal_from_number (a->numbers[i], type, value);
    case MILL_TYPE_TEXT:
      return decimal_from_text (a->spans[i], type, value);
    default:
      return fit_decimal (mill_vec_wide (a, i), a->type.scale, type, value);
    }
}

static void
to_decimal (Cast *cast)
{
  MillType type = cast->result.out->type;
  if (mill_type_is_wide (type))
    CONVERT (cast, MillInt128, decimal_from (a, i, type, &value))
  else
    {
      MillInt128 wide;
      CONVERT (cast,
               gint64,
               (wide = 0, code = decimal_from (a, i, type, &wide), value = (gint64)wide, code))
    }
}

/* --- to number --- */

static void
to_number (Cast *cast)
{
  switch (cast->a->type.id)
    {
    case MILL_TYPE_BOOLEAN:
      CONVERT (cast, double, (value = a->booleans[i], MILL_REJECT_NONE))
      break;
    case MILL_TYPE_INTEGER:
      mill_vector_ops ()->to_numbers (cast->a->integers, cast->n, cast->data);
      break;
    case MILL_TYPE_DECIMAL:
      mill_kernel_decimal_to_numbers (cast->a, cast->data);
      break;
    default:
      CONVERT (cast,
               double,
               parse_code (mill_fast_double (a->spans[i].data, a->spans[i].length, &value)))
      break;
    }
}

/* --- to date and timestamp --- */

static MillRejectCode
date_from_text (MillDateCache *cache, MillSpan text, gint64 *value)
{
  gint32 date = 0;
  MillParseResult result = mill_fast_date (cache, text.data, text.length, &date);
  *value = date;
  /* a day that does not exist is a misread, not a number too large */
  return result == MILL_PARSE_OK ? MILL_REJECT_NONE : MILL_REJECT_BAD_CAST;
}

static MillRejectCode
date_from_timestamp (gint64 timestamp, gint64 *value)
{
  *value = timestamp / MILL_DAY - (timestamp % MILL_DAY < 0);
  return MILL_REJECT_NONE;
}

static void
to_date (Cast *cast)
{
  MillDateCache cache = { 0 };
  if (cast->a->type.id == MILL_TYPE_TEXT)
    CONVERT (cast, gint64, date_from_text (&cache, a->spans[i], &value))
  else
    CONVERT (cast, gint64, date_from_timestamp (a->integers[i], &value))
}

static MillRejectCode
timestamp_from_text (MillDateCache *cache, MillSpan text, gint64 *value)
{
  MillParseResult result = mill_fast_timestamp (cache, text.data, text.length, value);
  return result == MILL_PARSE_OK ? MILL_REJECT_NONE : MILL_REJECT_BAD_CAST;
}

static MillRejectCode
timestamp_from_date (gint64 date, gint64 *value)
{
  if (!mill_date_is_valid (date))
    return MILL_REJECT_OVERFLOW;
  *value = date * MILL_DAY;
  return MILL_REJECT_NONE;
}

static void
to_timestamp (Cast *cast)
{
  MillDateCache cache = { 0 };
  if (cast->a->type.id == MILL_TYPE_TEXT)
    CONVERT (cast, gint64, timestamp_from_text (&cache, a->spans[i], &value))
  else
    CONVERT (cast, gint64, timestamp_from_date (a->integers[i], &value))
}

/* --- to text and json --- */

G_STATIC_ASSERT (MILL_DECIMAL_CHARS >= MILL_TIMESTAMP_CHARS);
G_STATIC_ASSERT (MILL_DECIMAL_CHARS >= MILL_DOUBLE_CHARS);

gsize
mill_kernel_print (const MillVec *vec, guint i, char *out)
{
  switch (vec->type.id)
    {
    case MILL_TYPE_BOOLEAN:
      memcpy (out, vec->booleans[i] ? "true " : "false", 5);
      return vec->booleans[i] ? 4 : 5;
    case MILL_TYPE_INTEGER:
      return mill_print_int64 (vec->integers[i], out);
    case MILL_TYPE_NUMBER:
      return mill_print_double (vec->numbers[i], out);
    case MILL_TYPE_DATE:
      return mill_print_date ((gint32)CLAMP (vec->integers[i], G_MININT32, G_MAXINT32), out);
    case MILL_TYPE_TIMESTAMP:
      return mill_print_timestamp (vec->integers[i], out);
    default:
      return mill_print_decimal (mill_vec_wide (vec, i), vec->type.scale, out);
    }
}

/* Prints all rows, between quotes if so, one after the other into one piece of the arena. */
static void
print_rows (Cast *cast, gboolean quoted)
{
  const MillVec *a = cast->a;
  const guint8 *nulls = mill_vec_mask (a);
  MillSpan *spans = cast->data;
  gsize room = (gsize)cast->n * (MILL_DECIMAL_CHARS + 2) + MILL_PADDING;
  char *at = mill_arena_alloc (cast->result.context->arena, room);
  for (guint i = 0; i < cast->n; i++)
    {
      spans[i] = (MillSpan){ (guint8 *)at, 0 };
      if (nulls[i])
        continue;
      gsize length = mill_kernel_print (a, i, at + quoted);
      if (quoted)
        {
          at[0] = at[length + 1] = '"';
          length += 2;
        }
      spans[i].length = length;
      at += length;
    }
}

static void
share_spans (Cast *cast)
{
  cast->result.out->spans = cast->a->spans;
}

static void
to_text (Cast *cast)
{
  if (cast->a->type.id == MILL_TYPE_JSON)
    share_spans (cast);
  else
    print_rows (cast, FALSE);
}

static void
to_json (Cast *cast)
{
  const MillVec *a = cast->a;
  const guint8 *nulls = mill_vec_mask (a);
  if (a->type.id == MILL_TYPE_TEXT)
    {
      share_spans (cast);
      for (guint i = 0; i < cast->n; i++)
        if (!nulls[i] && !mill_json_is_valid (a->spans[i]))
          fail (cast, i, MILL_REJECT_BAD_CAST);
      return;
    }
  print_rows (cast, is_time (a->type));
  for (guint i = 0; a->type.id == MILL_TYPE_NUMBER && i < cast->n; i++)
    if (!nulls[i] && !isfinite (a->numbers[i]))
      fail (cast, i, MILL_REJECT_BAD_CAST);
}

/* --- all --- */

static void (*const targets[MILL_TYPE_LAST]) (Cast *cast) = {
  [MILL_TYPE_BOOLEAN] = to_boolean, [MILL_TYPE_INTEGER] = to_integer,
  [MILL_TYPE_DECIMAL] = to_decimal, [MILL_TYPE_NUMBER] = to_number,
  [MILL_TYPE_TEXT] = to_text,       [MILL_TYPE_TIMESTAMP] = to_timestamp,
  [MILL_TYPE_DATE] = to_date,       [MILL_TYPE_JSON] = to_json,
};

/* the text of JSON values, where the literal null is null */
static MillVec
json_as_text (const MillVec *a, MillArena *arena)
{
  const MillSpan literal = { (const guint8 *)"null\0\0\0", 4 };
  MillVec text = *a;
  text.type = MILL_TYPE (TEXT);
  text.codes = NULL;
  guint8 *nulls = mill_kernel_new_nulls (arena, &text);
  for (guint i = 0; i < mill_vec_elements (a); i++)
    nulls[i] = mill_vec_is_null (a, i) || mill_span_equal (a->spans[i], literal);
  return text;
}

/* whether the elements stay as they are */
static gboolean
is_relabel (MillType from, MillType to)
{
  return from.id == to.id && from.scale == to.scale && from.precision <= to.precision
         && mill_type_is_wide (from) == mill_type_is_wide (to);
}

void
mill_kernel_cast (const MillVec *a, MillType type, const MillKernelContext *context, MillVec *out)
{
  g_return_if_fail (a != NULL && context != NULL && out != NULL);
  g_return_if_fail (mill_kernel_can_cast (a->type, type) && a->n <= MILL_VEC_ROWS);

  if (is_relabel (a->type, type))
    {
      *out = *a;
      out->type = type;
      return;
    }
  MillVec text, made;
  if (a->type.id == MILL_TYPE_JSON && type.id != MILL_TYPE_TEXT)
    {
      text = json_as_text (a, context->arena);
      a = &text;
    }
  gpointer data = mill_kernel_new (context->arena, type, a->n, a->constant, &made);
  made.nulls = a->nulls;
  Cast cast = {
    .a = a, .result = { .context = context, .out = &made }, .n = mill_vec_elements (a), .data = data
  };
  targets[type.id](&cast);
  *out = made;
}
