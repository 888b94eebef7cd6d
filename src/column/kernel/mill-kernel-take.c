/* mill-kernel-take.c: moves rows between vecs.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-kernel-private.h"

/* Elements are moved by their size alone, whatever their type. */
typedef guint8 G_GNUC_MAY_ALIAS Byte;
typedef guint32 G_GNUC_MAY_ALIAS Half;
typedef guint64 G_GNUC_MAY_ALIAS Word;
typedef struct
{
  guint64 words[2];
} G_GNUC_MAY_ALIAS Pair;

G_STATIC_ASSERT (sizeof (Pair) == sizeof (MillInt128) && sizeof (Pair) == sizeof (MillSpan));

#define GATHER(TYPE)                                                                               \
  {                                                                                                \
    const TYPE *values = from;                                                                     \
    TYPE *out = to;                                                                                \
    for (guint i = 0; i < n; i++)                                                                  \
      out[i] = values[positions[i]];                                                               \
  }

static void
gather (gconstpointer from, gsize size, const guint16 *positions, guint n, gpointer to)
{
  switch (size)
    {
    case 1:
      GATHER (Byte)
      break;
    case 4:
      GATHER (Half)
      break;
    case 8:
      GATHER (Word)
      break;
    default:
      GATHER (Pair)
      break;
    }
}

void
mill_kernel_take (
    const MillVec *a, const guint16 *positions, guint n, MillArena *arena, MillVec *out)
{
  g_return_if_fail (a != NULL && arena != NULL && out != NULL);
  g_return_if_fail (positions != NULL || n == 0 || a->constant);

  MillVec in = *a;
  if (in.constant)
    {
      *out = in;
      out->n = n;
      return;
    }
  gpointer data = mill_kernel_new (arena, in.type, n, FALSE, out);
  gather (in.data, mill_vec_element_bytes (in.type), positions, n, data);
  if (in.nulls != NULL)
    gather (in.nulls, 1, positions, n, mill_kernel_new_nulls (arena, out));
  if (in.codes == NULL)
    return;
  guint32 *codes = mill_arena_new (arena, guint32, n);
  gather (in.codes, 4, positions, n, codes);
  out->codes = codes;
  out->dictionary = in.dictionary;
}

#define SCATTER(TYPE)                                                                              \
  {                                                                                                \
    const TYPE *values = from->data;                                                               \
    TYPE *to = data;                                                                               \
    for (guint i = 0; i < from->n; i++)                                                            \
      to[positions != NULL ? positions[i] : i] = values[mill_vec_at (from, i)];                    \
  }

void
mill_kernel_scatter (const MillVec *from, const guint16 *positions, gpointer data, guint8 *nulls)
{
  g_return_if_fail (from != NULL && data != NULL && nulls != NULL);

  switch (mill_vec_element_bytes (from->type))
    {
    case 1:
      SCATTER (Byte)
      break;
    case 8:
      SCATTER (Word)
      break;
    default:
      SCATTER (Pair)
      break;
    }
  if (from->nulls != NULL)
    for (guint i = 0; i < from->n; i++)
      nulls[positions != NULL ? positions[i] : i] = from->nulls[mill_vec_at (from, i)];
}

void
mill_kernel_choose (
    const MillVec *condition, const MillVec *a, const MillVec *b, MillArena *arena, MillVec *out)
{
  g_return_if_fail (condition != NULL && a != NULL && b != NULL && arena != NULL && out != NULL);
  g_return_if_fail (condition->type.id == MILL_TYPE_BOOLEAN && mill_type_equal (a->type, b->type));
  g_return_if_fail (condition->n == a->n && condition->n == b->n);

  if (condition->constant)
    {
      *out = condition->booleans[0] && !mill_vec_is_null (condition, 0) ? *a : *b;
      return;
    }
  guint16 *chosen = mill_arena_new (arena, guint16, condition->n + MILL_SELECT_SLACK);
  guint n = mill_kernel_select_true (condition, NULL, condition->n, chosen);
  MillVec taken, result;
  gpointer data = mill_kernel_new (arena, a->type, a->n, FALSE, &result);
  guint8 *nulls = mill_kernel_new_nulls (arena, &result);
  mill_kernel_take (a, chosen, n, arena, &taken);
  mill_kernel_scatter (b, NULL, data, nulls);
  if (taken.nulls == NULL)
    for (guint i = 0; i < n; i++)
      nulls[chosen[i]] = 0;
  mill_kernel_scatter (&taken, chosen, data, nulls);
  if (a->nulls == NULL && b->nulls == NULL)
    result.nulls = NULL;
  *out = result;
}
