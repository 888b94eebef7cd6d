/* mill-kernel-logic.c: contexts, null masks and three-valued logic.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-kernel-private.h"

const guint8 mill_kernel_no_nulls[MILL_VEC_ROWS] = { 0 };

void
mill_kernel_rows (const MillKernelContext *context, const guint16 *positions, guint n, guint16 *out)
{
  g_return_if_fail (context != NULL && positions != NULL && out != NULL);

  for (guint i = 0; i < n; i++)
    out[i] = (guint16)mill_kernel_row (context, positions[i]);
}

void
mill_kernel_fail (const MillKernelContext *context,
                  const MillVec *vec,
                  guint i,
                  MillRejectCode code,
                  MillType wanted,
                  MillSpan text)
{
  if (context->errors == NULL)
    return;
  guint from = vec->constant ? 0 : i, to = vec->constant ? vec->n : i + 1;
  for (guint row = from; row < to; row++)
    mill_row_errors_add (
        context->errors, mill_kernel_row (context, row), code, wanted, context->where, text);
}

gpointer
mill_kernel_new (MillArena *arena, MillType type, guint n, gboolean constant, MillVec *out)
{
  /* a constant of no rows still has its element */
  gpointer data = mill_arena_alloc_n (arena, constant ? 1 : n, mill_vec_element_bytes (type));
  *out = (MillVec){ .type = type, .n = n, .constant = constant, .data = data };
  return data;
}

guint8 *
mill_kernel_new_nulls (MillArena *arena, MillVec *vec)
{
  guint8 *nulls = mill_arena_alloc0 (arena, mill_vec_elements (vec));
  vec->nulls = nulls;
  return nulls;
}

void
mill_kernel_result_null (MillKernelResult *result, guint i)
{
  MillVec *out = result->out;
  if (result->nulls == NULL)
    {
      const guint8 *shared = out->nulls;
      result->nulls = mill_kernel_new_nulls (result->context->arena, out);
      if (shared != NULL)
        memcpy (result->nulls, shared, mill_vec_elements (out));
    }
  result->nulls[i] = 1;
}

void
mill_kernel_result_fail (MillKernelResult *result, guint i, MillRejectCode code, MillSpan text)
{
  mill_kernel_result_null (result, i);
  mill_kernel_fail (result->context, result->out, i, code, result->out->type, text);
}

static const guint8 *
all_null (MillArena *arena, guint n)
{
  guint8 *nulls = mill_arena_alloc (arena, n);
  memset (nulls, 1, n);
  return nulls;
}

void
mill_kernel_all_null (MillArena *arena, MillType type, guint n, gboolean constant, MillVec *out)
{
  gpointer data = mill_kernel_new (arena, type, n, constant, out);
  guint elements = mill_vec_elements (out);
  memset (data, 0, elements * mill_vec_element_bytes (type));
  out->nulls = all_null (arena, elements);
}

void
mill_kernel_merge_nulls (MillArena *arena, const MillVec *a, const MillVec *b, MillVec *out)
{
  const guint8 *masks[2];
  guint n_masks = 0, n = mill_vec_elements (out);
  const MillVec *operands[] = { a, b };
  for (guint k = 0; k < G_N_ELEMENTS (operands); k++)
    {
      const MillVec *vec = operands[k];
      if (vec == NULL || vec->nulls == NULL)
        continue;
      if (vec->constant == out->constant)
        masks[n_masks++] = vec->nulls;
      else if (vec->nulls[0] != 0)
        {
          out->nulls = all_null (arena, n);
          return;
        }
    }
  if (n_masks < 2)
    {
      out->nulls = n_masks == 0 ? NULL : masks[0];
      return;
    }
  guint8 *merged = mill_arena_alloc (arena, n);
  mill_vector_ops ()->merge (masks[0], masks[1], n, merged);
  out->nulls = merged;
}

/* the bytes of a boolean @vec, one for each of @n elements */
static const guint8 *
spread (const guint8 *bytes, gboolean constant, guint n, MillArena *arena)
{
  if (!constant || bytes == mill_kernel_no_nulls || n == 1)
    return bytes;
  guint8 *all = mill_arena_alloc (arena, n);
  memset (all, bytes[0], n);
  return all;
}

static void
kleene (const MillVec *a, const MillVec *b, guint8 is_or, MillArena *arena, MillVec *out)
{
  g_assert (a->type.id == MILL_TYPE_BOOLEAN && b->type.id == MILL_TYPE_BOOLEAN && a->n == b->n);

  guint8 *bytes
      = mill_kernel_new (arena, MILL_TYPE (BOOLEAN), a->n, a->constant && b->constant, out);
  guint n = mill_vec_elements (out);
  guint8 *nulls = mill_arena_alloc (arena, n);
  mill_vector_ops ()->kleene (spread (a->booleans, a->constant, n, arena),
                              spread (mill_vec_mask (a), a->constant, n, arena),
                              spread (b->booleans, b->constant, n, arena),
                              spread (mill_vec_mask (b), b->constant, n, arena),
                              n,
                              is_or,
                              bytes,
                              nulls);
  if (a->nulls != NULL || b->nulls != NULL)
    out->nulls = nulls;
}

void
mill_kernel_and (const MillVec *a, const MillVec *b, MillArena *arena, MillVec *out)
{
  g_return_if_fail (a != NULL && b != NULL && arena != NULL && out != NULL);

  kleene (a, b, 0, arena, out);
}

void
mill_kernel_or (const MillVec *a, const MillVec *b, MillArena *arena, MillVec *out)
{
  g_return_if_fail (a != NULL && b != NULL && arena != NULL && out != NULL);

  kleene (a, b, 1, arena, out);
}

void
mill_kernel_not (const MillVec *a, MillArena *arena, MillVec *out)
{
  g_return_if_fail (a != NULL && arena != NULL && out != NULL);
  g_return_if_fail (a->type.id == MILL_TYPE_BOOLEAN);

  MillVec in = *a;
  guint8 *bytes = mill_kernel_new (arena, in.type, in.n, in.constant, out);
  guint n = mill_vec_elements (out);
  out->nulls = in.nulls;
  for (guint i = 0; i < n; i++)
    bytes[i] = in.booleans[i] ^ 1;
  if (out->nulls != NULL)
    mill_vector_ops ()->clear (out->nulls, n, bytes);
}

void
mill_kernel_is_null (const MillVec *a, gboolean negate, MillArena *arena, MillVec *out)
{
  g_return_if_fail (a != NULL && arena != NULL && out != NULL);

  const guint8 *nulls = a->nulls;
  guint8 *bytes = mill_kernel_new (arena, MILL_TYPE (BOOLEAN), a->n, a->constant, out);
  guint n = mill_vec_elements (out);
  if (nulls == NULL)
    memset (bytes, negate ? 1 : 0, n);
  else
    for (guint i = 0; i < n; i++)
      bytes[i] = nulls[i] ^ (negate ? 1 : 0);
}
