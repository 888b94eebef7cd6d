/* mill-builder.c: see mill-writer.h.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-writer.h"

#include <string.h>

#include "mill-bytes.h"
#include "mill-column-private.h"
#include "mill-kernel-private.h"
#include "mill-time.h"
#include "mill-utf8.h"

struct _MillColumnBuilder
{
  MillType type;
  guint n_rows;
  gboolean any_null;
  MillBytes values;  /* elements of the column; of booleans one byte each; the bytes of text */
  MillBytes offsets; /* text: gint32, the end of each value */
  MillBytes nulls;   /* one byte a row */
};

MillColumnBuilder *
mill_column_builder_new (MillType type)
{
  g_return_val_if_fail (type.id < MILL_TYPE_LAST, NULL);

  MillColumnBuilder *builder = g_new0 (MillColumnBuilder, 1);
  builder->type = type;
  return builder;
}

void
mill_column_builder_free (MillColumnBuilder *builder)
{
  if (builder == NULL)
    return;
  mill_bytes_clear (&builder->values);
  mill_bytes_clear (&builder->offsets);
  mill_bytes_clear (&builder->nulls);
  g_free (builder);
}

/* --- values --- */

static void
end_row (MillColumnBuilder *builder, gboolean null)
{
  if (mill_type_is_textual (builder->type))
    {
      gint32 end = (gint32)builder->values.length;
      mill_bytes_append (&builder->offsets, &end, sizeof end);
    }
  mill_bytes_append_byte (&builder->nulls, null ? 1 : 0);
  builder->any_null |= null;
  builder->n_rows++;
}

void
mill_column_builder_add_null (MillColumnBuilder *builder)
{
  static const guint8 zeros[16] = { 0 };
  g_return_if_fail (builder != NULL);

  gsize bytes
      = builder->type.id == MILL_TYPE_BOOLEAN ? 1 : mill_column_element_bytes (builder->type);
  mill_bytes_append (&builder->values, zeros, bytes);
  end_row (builder, TRUE);
}

void
mill_column_builder_add_integer (MillColumnBuilder *builder, gint64 value)
{
  g_return_if_fail (builder != NULL);
  g_return_if_fail (builder->type.id != MILL_TYPE_NUMBER && !mill_type_is_textual (builder->type));

  if (mill_type_is_wide (builder->type))
    {
      mill_column_builder_add_wide (builder, value);
      return;
    }
  if (builder->type.id == MILL_TYPE_BOOLEAN)
    mill_bytes_append_byte (&builder->values, value != 0);
  else if (builder->type.id == MILL_TYPE_DATE)
    {
      g_return_if_fail (value >= G_MININT32 && value <= G_MAXINT32);
      gint32 date = (gint32)value;
      mill_bytes_append (&builder->values, &date, sizeof date);
    }
  else
    mill_bytes_append (&builder->values, &value, sizeof value);
  end_row (builder, FALSE);
}

void
mill_column_builder_add_wide (MillColumnBuilder *builder, MillInt128 value)
{
  g_return_if_fail (builder != NULL);
  g_return_if_fail (builder->type.id == MILL_TYPE_DECIMAL);
  g_return_if_fail (mill_decimal_fits (value, builder->type.precision));

  if (!mill_type_is_wide (builder->type))
    {
      mill_column_builder_add_integer (builder, (gint64)value);
      return;
    }
  mill_bytes_append (&builder->values, &value, sizeof value);
  end_row (builder, FALSE);
}

void
mill_column_builder_add_number (MillColumnBuilder *builder, double value)
{
  g_return_if_fail (builder != NULL);
  g_return_if_fail (builder->type.id == MILL_TYPE_NUMBER);

  mill_bytes_append (&builder->values, &value, sizeof value);
  end_row (builder, FALSE);
}

void
mill_column_builder_add_text (MillColumnBuilder *builder, const char *text, gssize length)
{
  g_return_if_fail (builder != NULL);
  g_return_if_fail (text != NULL || length == 0);
  g_return_if_fail (mill_type_is_textual (builder->type));

  gsize bytes = length < 0 ? strlen (text) : (gsize)length;
  if (bytes > (gsize)G_MAXINT32 - builder->values.length)
    g_error ("a text column is larger than 2 GiB");
  mill_bytes_append (&builder->values, text, bytes);
  end_row (builder, FALSE);
}

/* --- values from text --- */

static gboolean
parse_boolean (const char *text, gsize length, gint64 *value)
{
  *value = length == 4;
  return (length == 4 && g_ascii_strncasecmp (text, "true", 4) == 0)
         || (length == 5 && g_ascii_strncasecmp (text, "false", 5) == 0);
}

static gboolean
add_parsed_decimal (MillColumnBuilder *builder, const char *text, gsize length)
{
  MillInt128 mantissa;
  if (mill_parse_decimal (text, length, builder->type.scale, &mantissa) != MILL_PARSE_OK
      || !mill_decimal_fits (mantissa, builder->type.precision))
    return FALSE;
  mill_column_builder_add_wide (builder, mantissa);
  return TRUE;
}

static gboolean
add_parsed_number (MillColumnBuilder *builder, const char *text, gsize length)
{
  double number;
  if (mill_parse_double (text, length, &number) != MILL_PARSE_OK)
    return FALSE;
  mill_column_builder_add_number (builder, number);
  return TRUE;
}

/* of the types whose values are 64-bit integers in a vec */
static gboolean
parse_integer (MillType type, const char *text, gsize length, gint64 *value)
{
  gint32 date;
  switch (type.id)
    {
    case MILL_TYPE_BOOLEAN:
      return parse_boolean (text, length, value);
    case MILL_TYPE_TIMESTAMP:
      return mill_parse_timestamp (text, length, value) == MILL_PARSE_OK;
    case MILL_TYPE_DATE:
      if (mill_parse_date (text, length, &date) != MILL_PARSE_OK)
        return FALSE;
      *value = date;
      return TRUE;
    default:
      return mill_parse_int64 (text, length, value) == MILL_PARSE_OK;
    }
}

gboolean
mill_column_builder_add_parsed (MillColumnBuilder *builder, const char *text, gssize length)
{
  g_return_val_if_fail (builder != NULL, FALSE);
  g_return_val_if_fail (text != NULL || length == 0, FALSE);

  gsize bytes = length < 0 ? strlen (text) : (gsize)length;
  gint64 value;
  if (mill_type_is_textual (builder->type))
    {
      if (!mill_utf8_valid ((const guint8 *)text, bytes)
          || (builder->type.id == MILL_TYPE_JSON
              && !mill_json_is_valid ((MillSpan){ (const guint8 *)text, bytes })))
        return FALSE;
      mill_column_builder_add_text (builder, text, (gssize)bytes);
      return TRUE;
    }
  if (builder->type.id == MILL_TYPE_DECIMAL)
    return add_parsed_decimal (builder, text, bytes);
  if (builder->type.id == MILL_TYPE_NUMBER)
    return add_parsed_number (builder, text, bytes);
  if (!parse_integer (builder->type, text, bytes, &value))
    return FALSE;
  mill_column_builder_add_integer (builder, value);
  return TRUE;
}

/* --- whole vecs --- */

static void
add_element (MillColumnBuilder *builder, const MillVec *vec, guint row)
{
  guint i = vec->constant ? 0 : row;
  if (mill_vec_is_null (vec, row))
    mill_column_builder_add_null (builder);
  else if (mill_type_is_textual (vec->type))
    mill_column_builder_add_text (
        builder, (const char *)vec->spans[i].data, (gssize)vec->spans[i].length);
  else if (vec->type.id == MILL_TYPE_NUMBER)
    mill_column_builder_add_number (builder, vec->numbers[i]);
  else if (mill_type_is_wide (vec->type))
    mill_column_builder_add_wide (builder, vec->wides[i]);
  else
    mill_column_builder_add_integer (
        builder, vec->type.id == MILL_TYPE_BOOLEAN ? vec->booleans[i] : vec->integers[i]);
}

void
mill_column_builder_add_vec (MillColumnBuilder *builder, const MillVec *vec)
{
  g_return_if_fail (builder != NULL && vec != NULL);
  g_return_if_fail (mill_type_equal (builder->type, vec->type));

  for (guint i = 0; i < vec->n; i++)
    add_element (builder, vec, i);
}

/* --- results --- */

guint
mill_column_builder_n_rows (const MillColumnBuilder *builder)
{
  g_return_val_if_fail (builder != NULL, 0);

  return builder->n_rows;
}

gsize
mill_column_builder_bytes (const MillColumnBuilder *builder)
{
  g_return_val_if_fail (builder != NULL, 0);

  return sizeof *builder + builder->values.capacity + builder->offsets.capacity
         + builder->nulls.capacity;
}

/* the contents of @bytes, with the padding that every buffer has */
static void
move_buffer (MillColumnOwner *owner, guint index, MillBytes *bytes)
{
  mill_bytes_reserve (bytes, 0);
  owner->bytes += bytes->capacity + MILL_PADDING;
  owner->buffers[index] = g_steal_pointer (&bytes->data);
  mill_bytes_clear (bytes);
}

static const gint32 *
end_offsets (MillColumnBuilder *builder, MillColumnOwner *owner)
{
  gint32 *offsets
      = mill_column_owner_alloc (owner, 1, ((gsize)builder->n_rows + 1) * sizeof *offsets);
  offsets[0] = 0;
  if (builder->n_rows > 0)
    memcpy (offsets + 1, builder->offsets.data, builder->n_rows * sizeof *offsets);
  return offsets;
}

/* @bytes, of which the last up to 64 may be read, as a bitmap */
static const guint64 *
end_bits (MillColumnOwner *owner, guint index, MillBytes *bytes, gboolean of_zeros)
{
  gsize n = bytes->length;
  guint64 *bits = mill_column_owner_alloc (owner, index, mill_bits_words (n) * sizeof *bits);
  mill_bytes_reserve (bytes, 64);
  memset (bytes->data + n, 0, 64);
  if (of_zeros)
    mill_bits_pack_zeros (bytes->data, n, bits);
  else
    mill_bits_pack (bytes->data, n, bits);
  return bits;
}

MillColumn
mill_column_builder_end (MillColumnBuilder *builder)
{
  g_return_val_if_fail (builder != NULL, mill_column_absent (MILL_TYPE (TEXT), 0));

  MillColumnOwner *owner = mill_column_owner_new ();
  MillColumn column = { .type = builder->type,
                        .layout = MILL_LAYOUT_PLAIN,
                        .n_rows = builder->n_rows,
                        .keep = &owner->keep };
  if (mill_type_is_textual (builder->type))
    column.offsets = end_offsets (builder, owner);
  if (builder->any_null)
    column.validity = end_bits (owner, 2, &builder->nulls, TRUE);
  if (builder->type.id == MILL_TYPE_BOOLEAN)
    column.data = end_bits (owner, 0, &builder->values, FALSE);
  else
    {
      move_buffer (owner, 0, &builder->values);
      column.data = owner->buffers[0];
    }
  mill_bytes_clear (&builder->values);
  mill_bytes_clear (&builder->offsets);
  mill_bytes_clear (&builder->nulls);
  builder->n_rows = 0;
  builder->any_null = FALSE;
  return column;
}
