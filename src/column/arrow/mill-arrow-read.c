/* mill-arrow-read.c: the buffers of an Arrow array as one of our columns.
 *
 * Buffers come from elsewhere: they need not be aligned, they end where their last value does, and
 * what stands at a null may be anything.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-arrow-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "mill-kernel-private.h"
#include "mill-utf8.h"

static const char bad_buffer[] = N_ ("a buffer is missing");
static const char bad_offsets[] = N_ ("the offsets of its text do not ascend");
static const char bad_utf8[] = N_ ("its text is not UTF-8");
static const char bad_json[] = N_ ("it holds what is not JSON");
static const char bad_value[] = N_ ("a value does not fit the type of the column");
static const char bad_rest[] = N_ ("a time is finer than the type of the column");
static const char bad_code[] = N_ ("an index points past the end of the dictionary");
static const char too_long[] = N_ ("more than 2 GiB of text stand in one batch");

typedef struct
{
  const MillArrowFormat *format;
  const guint8 *data; /* the value of the first row */
  guint n;
  MillColumnOwner *owner;
  MillColumn *column;
} Reader;

/* @n bits from @at on, of memory that ends with the last of them */
static void
copy_bitmap (const guint8 *bits, gint64 at, guint n, guint64 *out)
{
  if (n == 0)
    return;
  gsize first = (gsize)at / 8, bytes = (gsize)(at + n - 1) / 8 - first + 1;
  g_autofree guint64 *aligned = g_new0 (guint64, mill_bits_words (bytes * 8) + 1);
  memcpy (aligned, bits + first, bytes);
  mill_bits_copy (aligned, (gsize)at % 8, n, out);
}

static gboolean
is_valid (const MillColumn *column, guint row)
{
  return column->validity == NULL || mill_bits_get (column->validity, row);
}

/* sets the validity of the column, where there are nulls */
static void
read_validity (
    const struct ArrowArray *array, gint64 at, guint n, MillColumnOwner *owner, MillColumn *column)
{
  if (array->null_count == 0 || array->buffers[0] == NULL || n == 0)
    return;
  guint64 *validity = mill_column_owner_alloc (owner, 2, mill_bits_words (n) * sizeof *validity);
  copy_bitmap (array->buffers[0], at, n, validity);
  if (!mill_bits_all (validity, 0, n))
    column->validity = validity;
}

/* --- integers, dates, timestamps, decimals --- */

static inline gint64
load_signed (const guint8 *at, guint width)
{
  gint8 a;
  gint16 b;
  gint32 c;
  gint64 d;
  switch (width)
    {
    case 1:
      memcpy (&a, at, 1);
      return a;
    case 2:
      memcpy (&b, at, 2);
      return b;
    case 4:
      memcpy (&c, at, 4);
      return c;
    default:
      memcpy (&d, at, 8);
      return d;
    }
}

static inline guint64
load_unsigned (const guint8 *at, guint width)
{
  guint64 value = (guint64)load_signed (at, width);
  return width == 8 ? value : value & ((G_GUINT64_CONSTANT (1) << (8 * width)) - 1);
}

/* one integer as 128 bits; FALSE when it does not fit those */
static gboolean
load_wide (const Reader *reader, guint row, MillInt128 *value)
{
  guint width = reader->format->width;
  const guint8 *at = reader->data + (gsize)row * width;
  gint64 high[2];
  if (reader->format->kind == MILL_ARROW_UNSIGNED)
    *value = load_unsigned (at, width);
  else if (width <= 8)
    *value = load_signed (at, width);
  else
    memcpy (value, at, sizeof *value);
  if (width < 32)
    return TRUE;
  memcpy (high, at + sizeof *value, sizeof high);
  gint64 sign = *value < 0 ? -1 : 0;
  return high[0] == sign && high[1] == sign;
}

/* by the unit of the format; NULL, or why not */
static const char *
scale (const MillArrowFormat *format, MillInt128 *value)
{
  if (format->divide > 0)
    {
      if (*value % format->divide != 0)
        return bad_rest;
      *value /= format->divide;
    }
  if (format->multiply > 0)
    *value *= format->multiply; /* a 64-bit number by a small one */
  return NULL;
}

static gboolean
fits (MillType type, MillInt128 value)
{
  if (type.id == MILL_TYPE_DATE)
    return value >= G_MININT32 && value <= G_MAXINT32;
  if (type.id == MILL_TYPE_DECIMAL)
    return mill_decimal_fits (value, type.precision);
  return value >= G_MININT64 && value <= G_MAXINT64;
}

static void
store (const MillColumn *column, void *out, guint row, MillInt128 value)
{
  if (column->type.id == MILL_TYPE_DATE)
    ((gint32 *)out)[row] = (gint32)value;
  else if (mill_type_is_wide (column->type))
    ((MillInt128 *)out)[row] = value;
  else
    ((gint64 *)out)[row] = (gint64)value;
}

static const char *
read_integers (const Reader *reader)
{
  MillColumn *column = reader->column;
  gsize element = mill_column_element_bytes (column->type);
  void *out = mill_column_owner_alloc0 (reader->owner, 0, reader->n * element);
  column->data = out;
  for (guint row = 0; row < reader->n; row++)
    {
      MillInt128 value;
      if (!is_valid (column, row))
        continue;
      const char *why
          = load_wide (reader, row, &value) ? scale (reader->format, &value) : bad_value;
      if (why == NULL && !fits (column->type, value))
        why = bad_value;
      if (why != NULL)
        return why;
      store (column, out, row, value);
    }
  return NULL;
}

/* --- numbers --- */

/* IEEE 754 binary16 */
static double
load_half (const guint8 *at)
{
  guint16 bits;
  memcpy (&bits, at, 2);
  int exponent = bits >> 10 & 31, fraction = bits & 1023;
  double value = exponent == 31  ? (fraction != 0 ? NAN : INFINITY)
                 : exponent == 0 ? ldexp (fraction, -24)
                                 : ldexp (1024 + fraction, exponent - 25);
  return bits >> 15 ? -value : value;
}

static const char *
read_numbers (const Reader *reader)
{
  guint width = reader->format->width;
  double *out = mill_column_owner_alloc (reader->owner, 0, reader->n * sizeof *out);
  reader->column->data = out;
  for (guint row = 0; row < reader->n; row++)
    {
      const guint8 *at = reader->data + (gsize)row * width;
      float single;
      if (width == 8)
        memcpy (&out[row], at, 8);
      else if (width == 2)
        out[row] = load_half (at);
      else
        {
          memcpy (&single, at, 4);
          out[row] = single;
        }
    }
  return NULL;
}

/* --- text --- */

static gint64
load_offset (const Reader *reader, const guint8 *offsets, guint row)
{
  return load_signed (offsets + (gsize)row * reader->format->width, reader->format->width);
}

/* the offsets of the column, without the text of nulls; NULL, or why not */
static const char *
read_offsets (const Reader *reader, const guint8 *offsets, gint32 *out)
{
  gint64 bytes = 0, start = load_offset (reader, offsets, 0);
  if (start < 0)
    return bad_offsets;
  for (guint row = 0; row < reader->n; row++)
    {
      gint64 end = load_offset (reader, offsets, row + 1);
      if (end < start)
        return bad_offsets;
      if (is_valid (reader->column, row))
        bytes += end - start;
      if (bytes > G_MAXINT32)
        return too_long;
      out[row + 1] = (gint32)bytes;
      start = end;
    }
  return NULL;
}

/* whether the texts are UTF-8 each for itself, and JSON where they have to be; NULL, or why not */
static const char *
check_text (const MillColumn *column)
{
  gsize bytes = (gsize)column->offsets[column->n_rows];
  const guint8 *text = column->data;
  if (!mill_utf8_valid (text, bytes))
    return bad_utf8;
  for (guint row = 0; row < column->n_rows; row++)
    {
      MillSpan span = mill_column_text (column, row);
      if (span.length > 0 && (span.data[0] & 0xc0) == 0x80)
        return bad_utf8;
      if (column->type.id == MILL_TYPE_JSON && is_valid (column, row) && !mill_json_is_valid (span))
        return bad_json;
    }
  return NULL;
}

static const char *
read_text (const Reader *reader, const guint8 *bytes)
{
  MillColumn *column = reader->column;
  gint32 *out = mill_column_owner_alloc (reader->owner, 1, ((gsize)reader->n + 1) * sizeof *out);
  out[0] = 0;
  const char *why = reader->n > 0 ? read_offsets (reader, reader->data, out) : NULL;
  if (why != NULL)
    return why;
  if (out[reader->n] > 0 && bytes == NULL)
    return bad_buffer;
  guint8 *text = mill_column_owner_alloc (reader->owner, 0, (gsize)out[reader->n]);
  for (guint row = 0; row < reader->n; row++)
    if (out[row + 1] > out[row])
      memcpy (text + out[row],
              bytes + load_offset (reader, reader->data, row),
              (gsize)(out[row + 1] - out[row]));
  column->data = text;
  column->offsets = out;
  return check_text (column);
}

/* --- the door --- */

/* whether the buffer is what a column of ours has */
static gboolean
is_native (const Reader *reader)
{
  const MillArrowFormat *format = reader->format;
  gsize element = mill_column_element_bytes (format->type);
  return (format->kind == MILL_ARROW_SIGNED || format->kind == MILL_ARROW_FLOAT
          || format->kind == MILL_ARROW_DECIMAL)
         && format->multiply == 0 && format->divide == 0 && format->width == element
         && (guintptr)reader->data % element == 0;
}

static const char *
share (const Reader *reader, MillKeep *keep)
{
  MillColumn *column = reader->column;
  MillInt128 value;
  column->data = reader->data;
  if (column->type.id == MILL_TYPE_DECIMAL)
    for (guint row = 0; row < reader->n; row++)
      if (is_valid (column, row)
          && (!load_wide (reader, row, &value) || !fits (column->type, value)))
        return bad_value;
  /* The owner of the validity keeps the array alive too. */
  reader->owner->child.keep = mill_keep_ref (keep);
  return NULL;
}

static const char *
read_values (const Reader *reader, const struct ArrowArray *array, gint64 at, MillKeep *keep)
{
  guint64 *bits;
  switch (reader->format->kind)
    {
    case MILL_ARROW_BITS:
      bits = mill_column_owner_alloc (reader->owner, 0, mill_bits_words (reader->n) * sizeof *bits);
      copy_bitmap (array->buffers[1], at, reader->n, bits);
      reader->column->data = bits;
      return NULL;
    case MILL_ARROW_TEXT:
      return read_text (reader, array->buffers[2]);
    case MILL_ARROW_SIGNED:
    case MILL_ARROW_UNSIGNED:
    case MILL_ARROW_FLOAT:
    case MILL_ARROW_DECIMAL:
      if (reader->n > 0 && is_native (reader))
        return share (reader, keep);
      return reader->format->kind == MILL_ARROW_FLOAT ? read_numbers (reader)
                                                      : read_integers (reader);
    case MILL_ARROW_NULL:
      break;
    }
  g_assert_not_reached ();
}

const char *
mill_arrow_read (const MillArrowFormat *format,
                 const struct ArrowArray *array,
                 gint64 first,
                 guint n,
                 MillKeep *keep,
                 MillColumn *column)
{
  *column = mill_column_absent (format->type, n);
  if (format->kind == MILL_ARROW_NULL)
    return NULL;
  if (array->n_buffers != (format->kind == MILL_ARROW_TEXT ? 3 : 2) || array->buffers == NULL
      || (n > 0 && array->buffers[1] == NULL))
    return bad_buffer;

  gint64 at = array->offset + first;
  MillColumnOwner *owner = mill_column_owner_new ();
  column->layout = MILL_LAYOUT_PLAIN;
  column->keep = &owner->keep;
  Reader reader = { .format = format, .n = n, .owner = owner, .column = column };
  if (n > 0 && format->kind != MILL_ARROW_BITS)
    reader.data = (const guint8 *)array->buffers[1] + (gsize)at * format->width;
  read_validity (array, at, n, owner, column);
  const char *why = read_values (&reader, array, at, keep);
  if (why != NULL)
    mill_keep_unref (&owner->keep);
  return why;
}

const char *
mill_arrow_read_codes (const MillArrowFormat *format,
                       const struct ArrowArray *array,
                       gint64 first,
                       guint n,
                       guint n_words,
                       MillColumn *column)
{
  if (array->n_buffers != 2 || array->buffers == NULL || (n > 0 && array->buffers[1] == NULL))
    return bad_buffer;

  gint64 at = array->offset + first;
  MillColumnOwner *owner = mill_column_owner_new ();
  guint32 *codes = mill_column_owner_alloc0 (owner, 0, n * sizeof *codes);
  *column = mill_column_absent (MILL_TYPE (TEXT), n);
  column->layout = MILL_LAYOUT_DICT;
  column->data = codes;
  column->keep = &owner->keep;
  Reader reader = { .format = format, .n = n, .owner = owner, .column = column };
  if (n > 0)
    reader.data = (const guint8 *)array->buffers[1] + (gsize)at * format->width;
  read_validity (array, at, n, owner, column);
  for (guint row = 0; row < n; row++)
    {
      MillInt128 code = 0;
      if (!is_valid (column, row))
        continue;
      load_wide (&reader, row, &code);
      if (code < 0 || code >= n_words)
        {
          mill_keep_unref (&owner->keep);
          return bad_code;
        }
      codes[row] = (guint32)code;
    }
  return NULL;
}
