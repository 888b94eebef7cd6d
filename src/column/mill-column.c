/* mill-column.c: see mill-column.h.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-column.h"

#include <math.h>
#include <string.h>

#include "mill-column-private.h"
#include "mill-take.h"

const guint8 mill_column_nothing[MILL_PADDING] __attribute__ ((aligned (16)));

/* --- owned memory --- */

static void
owner_destroy (MillKeep *keep)
{
  MillColumnOwner *owner = (MillColumnOwner *)keep;
  for (guint i = 0; i < G_N_ELEMENTS (owner->buffers); i++)
    g_free (owner->buffers[i]);
  mill_keep_unref (owner->child.keep);
  g_free (owner);
}

MillColumnOwner *
mill_column_owner_new (void)
{
  MillColumnOwner *owner = g_new0 (MillColumnOwner, 1);
  g_atomic_ref_count_init (&owner->keep.refs);
  owner->keep.destroy = owner_destroy;
  return owner;
}

static void *
own_buffer (MillColumnOwner *owner, guint index, gsize bytes, void *buffer)
{
  g_assert (index < G_N_ELEMENTS (owner->buffers) && owner->buffers[index] == NULL);

  owner->buffers[index] = buffer;
  owner->bytes += bytes + MILL_PADDING;
  return buffer;
}

void *
mill_column_owner_alloc (MillColumnOwner *owner, guint index, gsize bytes)
{
  guint8 *buffer = g_malloc (bytes + MILL_PADDING);
  memset (buffer + bytes, 0, MILL_PADDING);
  return own_buffer (owner, index, bytes, buffer);
}

void *
mill_column_owner_alloc0 (MillColumnOwner *owner, guint index, gsize bytes)
{
  return own_buffer (owner, index, bytes, g_malloc0 (bytes + MILL_PADDING));
}

/* --- copies --- */

static void
copy_text (const MillColumn *column, MillColumnOwner *owner, MillColumn *copy)
{
  guint n = column->n_rows;
  gint32 *offsets = mill_column_owner_alloc (owner, 1, ((gsize)n + 1) * sizeof *offsets);
  gint32 start = 0, end = 0;
  offsets[0] = 0;
  if (n > 0)
    {
      const gint32 *from = column->offsets + column->offset;
      start = from[0];
      end = from[n];
      for (guint i = 0; i <= n; i++)
        offsets[i] = from[i] - start;
    }
  guint8 *bytes = mill_column_owner_alloc (owner, 0, (gsize)(end - start));
  if (end > start)
    memcpy (bytes, (const guint8 *)column->data + start, (gsize)(end - start));
  copy->data = bytes;
  copy->offsets = offsets;
}

static void
copy_elements (const MillColumn *column, gsize element, MillColumnOwner *owner, MillColumn *copy)
{
  gsize bytes = column->n_rows * element;
  void *data = mill_column_owner_alloc (owner, 0, bytes);
  if (bytes > 0)
    memcpy (data, (const guint8 *)column->data + column->offset * element, bytes);
  copy->data = data;
}

static guint64 *
copy_bits (const guint64 *bits, const MillColumn *column, guint index, MillColumnOwner *owner)
{
  gsize bytes = mill_bits_words (column->n_rows) * sizeof (guint64);
  guint64 *out = mill_column_owner_alloc (owner, index, bytes);
  mill_bits_copy (bits, column->offset, column->n_rows, out);
  return out;
}

/* puts a copy of @column without rows around it into @owner */
static MillColumn
copy_into (const MillColumn *column, MillColumnOwner *owner)
{
  MillColumn copy = {
    .type = column->type, .layout = column->layout, .n_rows = column->n_rows, .keep = &owner->keep
  };
  if (column->layout != MILL_LAYOUT_PLAIN)
    copy_elements (column, sizeof (guint32), owner, &copy);
  else if (mill_type_is_textual (column->type))
    copy_text (column, owner, &copy);
  else if (column->type.id == MILL_TYPE_BOOLEAN)
    copy.data = copy_bits (column->data, column, 0, owner);
  else
    copy_elements (column, mill_column_element_bytes (column->type), owner, &copy);
  if (column->validity != NULL && !mill_column_no_nulls (column))
    copy.validity = copy_bits (column->validity, column, 2, owner);
  if (column->child != NULL)
    {
      owner->child = mill_column_hold (column->child);
      copy.child = &owner->child;
    }
  return copy;
}

MillColumn
mill_column_copy (const MillColumn *column)
{
  g_assert (column->layout == MILL_LAYOUT_PLAIN || column->layout == MILL_LAYOUT_DICT);

  return copy_into (column, mill_column_owner_new ());
}

MillColumn
mill_column_hold (const MillColumn *column)
{
  MillColumn held = *column;
  switch ((MillLayout)column->layout)
    {
    case MILL_LAYOUT_ABSENT:
      held.keep = NULL;
      return held;
    case MILL_LAYOUT_LAZY:
      held.memo = NULL;
      held.memo_nulls = NULL;
      held.keep = mill_keep_ref ((MillKeep *)&column->lazy->keep);
      return held;
    case MILL_LAYOUT_PLAIN:
    case MILL_LAYOUT_DICT:
    case MILL_LAYOUT_TAKE:
      break;
    }
  if (column->keep != NULL)
    {
      mill_keep_ref (held.keep);
      return held;
    }
  /* The rows that a TAKE column picks from borrowed memory may be few of many: it becomes plain. */
  if (column->layout == MILL_LAYOUT_TAKE && column->child->keep == NULL)
    return mill_column_filter (column, NULL, column->n_rows, NULL, NULL);
  return copy_into (column, mill_column_owner_new ());
}

/* --- sizes --- */

gsize
mill_column_bytes (const MillColumn *column)
{
  gsize n = column->n_rows;
  gsize bytes = column->validity != NULL ? n / 8 : 0;
  switch ((MillLayout)column->layout)
    {
    case MILL_LAYOUT_ABSENT:
    case MILL_LAYOUT_LAZY:
      return 0;
    case MILL_LAYOUT_TAKE:
      /* What they pick from is somebody's table, and counted there. */
      return n * sizeof (guint32);
    case MILL_LAYOUT_DICT:
      return bytes + n * sizeof (guint32) + mill_column_bytes (column->child);
    case MILL_LAYOUT_PLAIN:
      break;
    }
  if (column->type.id == MILL_TYPE_BOOLEAN)
    return bytes + n / 8;
  if (!mill_type_is_textual (column->type))
    return bytes + n * mill_column_element_bytes (column->type);
  const gint32 *offsets = column->offsets + column->offset;
  return bytes + n * sizeof (gint32) + (n > 0 ? (gsize)(offsets[n] - offsets[0]) : 0);
}

gsize
mill_lazy_bytes (const MillLazy *lazy)
{
  if (lazy->n_rows == 0)
    return sizeof *lazy;
  /* Records stand one behind the other in their reader's buffer. */
  MillSpan head = lazy->ops->raw_record (lazy, 0);
  MillSpan tail = lazy->ops->raw_record (lazy, lazy->n_rows - 1);
  guintptr start = (guintptr)head.data, end = (guintptr)tail.data + tail.length;
  return sizeof *lazy + (end > start ? end - start : head.length * lazy->n_rows);
}

/* --- views --- */

MillColumn
mill_column_slice (const MillColumn *column, guint first, guint n)
{
  g_return_val_if_fail (column != NULL, mill_column_absent (MILL_TYPE (TEXT), 0));
  g_return_val_if_fail (column->layout != MILL_LAYOUT_LAZY, mill_column_absent (column->type, n));
  g_return_val_if_fail (first <= column->n_rows && n <= column->n_rows - first,
                        mill_column_absent (column->type, n));

  MillColumn slice = *column;
  slice.offset += first;
  slice.n_rows = n;
  return slice;
}

/* --- tests and messages --- */

static gboolean
wides_equal (const MillVec *a, guint i, const MillVec *b, guint j)
{
  return mill_type_is_wide (a->type) ? a->wides[i] == b->wides[j]
                                     : a->integers[i] == b->integers[j];
}

static gboolean
numbers_equal (double a, double b)
{
  return isnan (a) ? isnan (b) : !isnan (b) && !(a < b) && !(a > b);
}

static gboolean
spans_equal (MillSpan a, MillSpan b)
{
  return a.length == b.length && (a.length == 0 || memcmp (a.data, b.data, a.length) == 0);
}

gboolean
mill_vec_element_equal (const MillVec *a, guint row_a, const MillVec *b, guint row_b)
{
  gboolean null = mill_vec_is_null (a, row_a);
  if (null != mill_vec_is_null (b, row_b))
    return FALSE;
  if (null)
    return TRUE;
  guint i = a->constant ? 0 : row_a, j = b->constant ? 0 : row_b;
  switch ((MillTypeId)a->type.id)
    {
    case MILL_TYPE_BOOLEAN:
      return a->booleans[i] == b->booleans[j];
    case MILL_TYPE_NUMBER:
      return numbers_equal (a->numbers[i], b->numbers[j]);
    case MILL_TYPE_TEXT:
    case MILL_TYPE_JSON:
      return spans_equal (a->spans[i], b->spans[j]);
    case MILL_TYPE_INTEGER:
    case MILL_TYPE_DECIMAL:
    case MILL_TYPE_TIMESTAMP:
    case MILL_TYPE_DATE:
    case MILL_TYPE_LAST:
      break;
    }
  return wides_equal (a, i, b, j);
}

gboolean
mill_column_equal (const MillColumn *a, const MillColumn *b)
{
  g_return_val_if_fail (a != NULL && b != NULL, FALSE);

  if (!mill_type_equal (a->type, b->type) || a->n_rows != b->n_rows)
    return FALSE;
  g_auto (MillArena) arena = { 0 };
  g_autoptr (MillRowErrors) errors = mill_row_errors_new ();
  for (guint first = 0; first < a->n_rows; first += MILL_VEC_ROWS)
    {
      guint n = MIN (a->n_rows - first, MILL_VEC_ROWS);
      MillVec x, y;
      mill_arena_reset (&arena);
      mill_column_load (a, NULL, first, n, NULL, &arena, errors, &x);
      mill_column_load (b, NULL, first, n, NULL, &arena, errors, &y);
      for (guint i = 0; i < n; i++)
        if (!mill_vec_element_equal (&x, i, &y, i))
          return FALSE;
    }
  return TRUE;
}

void
mill_column_print (const MillColumn *column, guint row, GString *out)
{
  g_return_if_fail (column != NULL && out != NULL);
  g_return_if_fail (row < column->n_rows);

  MillColumn raw = *column;
  if (raw.layout == MILL_LAYOUT_LAZY && !mill_type_is_textual (raw.type))
    raw = mill_lazy_column (column->lazy, column->cell, MILL_TYPE (TEXT));
  g_auto (MillArena) arena = { 0 };
  g_autoptr (MillRowErrors) errors = mill_row_errors_new ();
  MillVec vec;
  mill_column_load (&raw, NULL, row, 1, NULL, &arena, errors, &vec);
  mill_vec_print (&vec, 0, out);
}
