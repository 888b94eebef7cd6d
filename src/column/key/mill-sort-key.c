/* mill-sort-key.c: see mill-sort-key.h.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-sort-key.h"

#include "mill-sort-key-private.h"

/* The byte in front of a value; nulls go to the side the key asks for, whatever its direction. */
enum
{
  MARK_NULL_FIRST = 0,
  MARK_VALUE = 1,
  MARK_NULL_LAST = 2,
};

gboolean
mill_sort_key_is_fixed (const MillSortKey *key)
{
  g_return_val_if_fail (key != NULL, FALSE);

  return !mill_type_is_textual (key->type) && !mill_type_is_wide (key->type);
}

/* the prefix of element @at, ascending */
static inline guint64
element_prefix (const MillVec *vec, guint at)
{
  switch (vec->type.id)
    {
    case MILL_TYPE_BOOLEAN:
      return vec->booleans[at];
    case MILL_TYPE_NUMBER:
      return mill_sort_number (vec->numbers[at]);
    case MILL_TYPE_TEXT:
    case MILL_TYPE_JSON:
      return mill_span_prefix (vec->spans[at]);
    default:
      return mill_type_is_wide (vec->type) ? mill_sort_wide_high (vec->wides[at])
                                           : mill_sort_integer (vec->integers[at]);
    }
}

void
mill_sort_key_prefix (const MillSortKey *key, const MillVec *vec, guint64 *out)
{
  g_return_if_fail (key != NULL && vec != NULL && out != NULL);
  g_return_if_fail (mill_type_equal (key->type, vec->type));

  guint64 flip = key->descending ? G_MAXUINT64 : 0;
  for (guint i = 0; i < vec->n; i++)
    out[i] = mill_vec_is_null (vec, i) ? 0 : element_prefix (vec, mill_vec_at (vec, i)) ^ flip;
}

static void
append_word (guint64 word, guint8 flip, MillBytes *out)
{
  word = GUINT64_TO_BE (flip != 0 ? ~word : word);
  mill_bytes_append (out, &word, sizeof word);
}

/* Text is copied up to each NUL in it: there are mostly none. */
static void
append_text (MillSpan text, guint8 flip, MillBytes *out)
{
  static const guint8 zero[] = { 0x00, 0xff }, end[] = { 0x00, 0x00 };
  gsize start = out->length;
  const guint8 *at = text.data;
  gsize left = text.length;
  while (left > 0)
    {
      const guint8 *stop = memchr (at, 0, left);
      gsize plain = stop != NULL ? (gsize)(stop - at) : left;
      mill_bytes_append (out, at, plain);
      if (stop == NULL)
        break;
      mill_bytes_append (out, zero, sizeof zero);
      at = stop + 1;
      left -= plain + 1;
    }
  mill_bytes_append (out, end, sizeof end);
  for (gsize i = start; flip != 0 && i < out->length; i++)
    out->data[i] ^= flip;
}

static void
append_value (const MillVec *vec, guint at, guint8 flip, MillBytes *out)
{
  if (vec->type.id == MILL_TYPE_BOOLEAN)
    mill_bytes_append_byte (out, vec->booleans[at] ^ flip);
  else if (mill_type_is_textual (vec->type))
    append_text (vec->spans[at], flip, out);
  else
    append_word (element_prefix (vec, at), flip, out);
  if (mill_type_is_wide (vec->type))
    append_word ((guint64)vec->wides[at], flip, out);
}

void
mill_sort_key_append (
    const MillSortKey *keys, guint n_keys, const MillVec *vecs, guint i, MillBytes *out)
{
  g_return_if_fail (n_keys == 0 || (keys != NULL && vecs != NULL));
  g_return_if_fail (out != NULL);

  for (guint k = 0; k < n_keys; k++)
    {
      gboolean is_null = mill_vec_is_null (&vecs[k], i);
      guint8 null_mark = keys[k].nulls_last ? MARK_NULL_LAST : MARK_NULL_FIRST;
      mill_bytes_append_byte (out, is_null ? null_mark : MARK_VALUE);
      if (!is_null)
        append_value (&vecs[k], mill_vec_at (&vecs[k], i), keys[k].descending ? 0xff : 0, out);
    }
}
