/* mill-kernel-compare.c: comparisons, as boolean vecs and as selections.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-kernel-private.h"

/* How an operator is computed: one of three tests, the result flipped or not. */
typedef struct
{
  guint8 test;
  guint8 flip;
} Plan;

static const Plan plans[] = {
  [MILL_COMPARE_EQ] = { MILL_VECTOR_EQ, 0 },
  [MILL_COMPARE_NE] = { MILL_VECTOR_EQ, 1 },
  [MILL_COMPARE_LT] = { MILL_VECTOR_LT, 0 },
  [MILL_COMPARE_LE] = { MILL_VECTOR_GT, 1 },
  [MILL_COMPARE_GT] = { MILL_VECTOR_GT, 0 },
  [MILL_COMPARE_GE] = { MILL_VECTOR_LT, 1 },
  [MILL_COMPARE_DISTINCT] = { MILL_VECTOR_EQ, 1 },
  [MILL_COMPARE_NOT_DISTINCT] = { MILL_VECTOR_EQ, 0 },
};

MillCompareOp
mill_compare_swap (MillCompareOp op)
{
  switch (op)
    {
    case MILL_COMPARE_LT:
      return MILL_COMPARE_GT;
    case MILL_COMPARE_LE:
      return MILL_COMPARE_GE;
    case MILL_COMPARE_GT:
      return MILL_COMPARE_LT;
    case MILL_COMPARE_GE:
      return MILL_COMPARE_LE;
    default:
      return op;
    }
}

static gboolean
comparable (MillType a, MillType b)
{
  return a.id == b.id || (mill_type_is_textual (a) && mill_type_is_textual (b));
}

static inline gboolean
order_passes (Plan plan, int order)
{
  int wanted = plan.test == MILL_VECTOR_EQ ? 0 : plan.test == MILL_VECTOR_LT ? -1 : 1;
  return (order == wanted) ^ plan.flip;
}

/* --- text --- */

/* Equality with a constant of at most 8 bytes: the word behind every span of the right length is
 * loaded and compared under a mask. A span that does not matter is replaced by the constant, whose
 * memory is there: rows that are null may hold anything. */
static void
text_equals_word (const MillVec *a, MillSpan key, guint8 flip, guint8 *out)
{
  const guint8 *nulls = mill_vec_mask (a);
  guint64 word = mill_hash_head (key.data, key.length);
  guint64 mask = G_MAXUINT64 >> (64 - 8 * key.length);
  for (guint i = 0; i < a->n; i++)
    {
      MillSpan span = a->spans[i];
      gboolean same = (span.length == key.length) & (nulls[i] ^ 1);
      const guint8 *at = same ? span.data : key.data;
      out[i] = (guint8)((same & (((mill_hash_word_ (at) ^ word) & mask) == 0)) ^ flip);
    }
}

/* the same for 9 to 16 bytes: the words at both ends, which may overlap */
static void
text_equals_two_words (const MillVec *a, MillSpan key, guint8 flip, guint8 *out)
{
  const guint8 *nulls = mill_vec_mask (a);
  gsize tail = key.length - 8;
  guint64 head_word = mill_hash_word_ (key.data), tail_word = mill_hash_word_ (key.data + tail);
  for (guint i = 0; i < a->n; i++)
    {
      MillSpan span = a->spans[i];
      gboolean same = (span.length == key.length) & (nulls[i] ^ 1);
      const guint8 *at = same ? span.data : key.data;
      guint64 differs
          = (mill_hash_word_ (at) ^ head_word) | (mill_hash_word_ (at + tail) ^ tail_word);
      out[i] = (guint8)((same & (differs == 0)) ^ flip);
    }
}

static void
text_equals_constant (const MillVec *a, MillSpan key, guint8 flip, guint8 *out)
{
  const guint8 *nulls = mill_vec_mask (a);
  if (key.length == 0)
    for (guint i = 0; i < a->n; i++)
      out[i] = (guint8)((a->spans[i].length == 0) ^ flip);
  else if (key.length <= 8)
    text_equals_word (a, key, flip, out);
  else if (key.length <= 16)
    text_equals_two_words (a, key, flip, out);
  else
    for (guint i = 0; i < a->n; i++)
      out[i] = (guint8)((nulls[i] == 0 && mill_span_equal (a->spans[i], key)) ^ flip);
}

/* order against a constant: nearly all rows are decided by their first word */
static void
text_order_constant (const MillVec *a, MillSpan key, Plan plan, guint8 *out)
{
  const guint8 *nulls = mill_vec_mask (a);
  guint64 prefix = mill_span_prefix (key);
  for (guint i = 0; i < a->n; i++)
    {
      if (nulls[i])
        continue;
      guint64 word = mill_span_prefix (a->spans[i]);
      int order = word != prefix ? (word < prefix ? -1 : 1) : mill_span_compare (a->spans[i], key);
      out[i] = (guint8)order_passes (plan, order);
    }
}

static void
text_compare (const MillVec *a, const MillVec *b, guint n, Plan plan, guint8 *out)
{
  if (b->constant && !a->constant)
    {
      if (plan.test == MILL_VECTOR_EQ)
        text_equals_constant (a, b->spans[0], plan.flip, out);
      else
        text_order_constant (a, b->spans[0], plan, out);
      return;
    }
  const guint8 *a_nulls = mill_vec_mask (a), *b_nulls = mill_vec_mask (b);
  for (guint i = 0; i < n; i++)
    {
      if (a_nulls[i] | b_nulls[i])
        continue;
      MillSpan x = a->spans[i], y = b->spans[i];
      if (plan.test == MILL_VECTOR_EQ)
        out[i] = (guint8)(mill_span_equal (x, y) ^ plan.flip);
      else
        out[i] = (guint8)order_passes (plan, mill_span_compare (x, y));
    }
}

/* --- decimals --- */

static int
decimal_order (const MillVec *a, guint i, const MillVec *b, guint j)
{
  MillInt128 x = mill_vec_wide (a, i), y = mill_vec_wide (b, j);
  if (a->type.scale != b->type.scale)
    return mill_decimal_compare (x, a->type.scale, y, b->type.scale);
  return (x > y) - (x < y);
}

static void
decimal_compare (const MillVec *a, const MillVec *b, guint n, Plan plan, guint8 *out)
{
  const guint8 *a_nulls = mill_vec_mask (a);
  const guint8 *b_nulls = b->constant ? mill_kernel_no_nulls : mill_vec_mask (b);
  for (guint i = 0; i < n; i++)
    if ((a_nulls[i] | b_nulls[i]) == 0)
      out[i] = (guint8)order_passes (plan, decimal_order (a, i, b, i));
}

/* --- all types --- */

/* Fills one byte an element; @a is constant only when @b is. What stands in null rows is undefined.
 */
static void
compare_bytes (const MillVec *a, const MillVec *b, guint n, Plan plan, guint8 *out)
{
  guint kind = MILL_VECTOR_INTEGER;
  switch (a->type.id)
    {
    case MILL_TYPE_TEXT:
    case MILL_TYPE_JSON:
      text_compare (a, b, n, plan, out);
      return;
    case MILL_TYPE_DECIMAL:
      if (a->type.scale != b->type.scale || mill_type_is_wide (a->type)
          || mill_type_is_wide (b->type))
        {
          decimal_compare (a, b, n, plan, out);
          return;
        }
      break;
    case MILL_TYPE_NUMBER:
      kind = MILL_VECTOR_NUMBER;
      break;
    case MILL_TYPE_BOOLEAN:
      kind = MILL_VECTOR_BYTE;
      break;
    default:
      break;
    }
  mill_vector_ops ()->test[kind][plan.test][b->constant](a->data, b->data, n, plan.flip, out);
}

/* DISTINCT and NOT_DISTINCT where nulls are: out holds the result of rows without null */
static void
settle_nulls (MillCompareOp op, const MillVec *a, const MillVec *b, guint n, guint8 *out)
{
  guint8 equal = op == MILL_COMPARE_NOT_DISTINCT;
  for (guint i = 0; i < n; i++)
    {
      gboolean x = mill_vec_is_null (a, i), y = mill_vec_is_null (b, i);
      if (x | y)
        out[i] = (x & y) == equal;
    }
}

static gboolean
is_distinct_op (MillCompareOp op)
{
  return op == MILL_COMPARE_DISTINCT || op == MILL_COMPARE_NOT_DISTINCT;
}

/* One byte an element, 0 where null; out->nulls is set, but for the DISTINCT operators. */
static guint8 *
compare_into (MillCompareOp op, const MillVec *a, const MillVec *b, MillArena *arena, MillVec *out)
{
  g_assert (a->n == b->n && a->n <= MILL_VEC_ROWS && comparable (a->type, b->type));

  if (a->constant && !b->constant)
    {
      const MillVec *swapped = a;
      a = b;
      b = swapped;
      op = mill_compare_swap (op);
    }
  guint8 *bytes = mill_kernel_new (arena, MILL_TYPE (BOOLEAN), a->n, a->constant, out);
  guint n = mill_vec_elements (out);
  gboolean b_is_null = mill_vec_is_constant_null (b);
  if (b_is_null || mill_vec_is_constant_null (a))
    memset (bytes, 0, n);
  else
    compare_bytes (a, b, n, plans[op], bytes);

  if (is_distinct_op (op))
    {
      if (a->nulls != NULL || b->nulls != NULL)
        settle_nulls (op, a, b, n, bytes);
      return bytes;
    }
  mill_kernel_merge_nulls (arena, a, b, out);
  if (out->nulls != NULL)
    mill_vector_ops ()->clear (out->nulls, n, bytes);
  return bytes;
}

void
mill_kernel_compare (
    MillCompareOp op, const MillVec *a, const MillVec *b, MillArena *arena, MillVec *out)
{
  g_return_if_fail (a != NULL && b != NULL && arena != NULL && out != NULL);

  compare_into (op, a, b, arena, out);
}

guint
mill_kernel_select (MillCompareOp op,
                    const MillVec *a,
                    const MillVec *b,
                    const guint16 *in,
                    guint n,
                    MillArena *arena,
                    guint16 *out)
{
  g_return_val_if_fail (a != NULL && b != NULL && arena != NULL && out != NULL, 0);

  MillVec result;
  compare_into (op, a, b, arena, &result);
  result.nulls = NULL; /* null rows are 0 already */
  return mill_kernel_select_true (&result, in, n, out);
}

static guint
select_constant (gboolean passes, const guint16 *in, guint n, guint16 *out)
{
  if (!passes)
    return 0;
  for (guint i = 0; i < n; i++)
    out[i] = in != NULL ? in[i] : (guint16)i;
  return n;
}

guint
mill_kernel_select_true (const MillVec *vec, const guint16 *in, guint n, guint16 *out)
{
  g_return_val_if_fail (vec != NULL && out != NULL && vec->type.id == MILL_TYPE_BOOLEAN, 0);
  g_return_val_if_fail (n <= MILL_VEC_ROWS, 0);

  if (vec->constant)
    return select_constant (vec->booleans[0] && !mill_vec_is_null (vec, 0), in, n, out);

  const guint8 *nulls = mill_vec_mask (vec);
  if (in == NULL && vec->nulls == NULL)
    return mill_vector_ops ()->compress (vec->booleans, n, out);
  guint found = 0;
  for (guint i = 0; i < n; i++)
    {
      guint16 at = in != NULL ? in[i] : (guint16)i;
      out[found] = at;
      found += vec->booleans[at] & (nulls[at] ^ 1);
    }
  return found;
}

int
mill_kernel_compare_values (const MillVec *a, guint i, const MillVec *b, guint j)
{
  g_assert (comparable (a->type, b->type));

  i = mill_vec_at (a, i);
  j = mill_vec_at (b, j);
  switch (a->type.id)
    {
    case MILL_TYPE_BOOLEAN:
      return (a->booleans[i] > b->booleans[j]) - (a->booleans[i] < b->booleans[j]);
    case MILL_TYPE_TEXT:
    case MILL_TYPE_JSON:
      return mill_span_compare (a->spans[i], b->spans[j]);
    case MILL_TYPE_NUMBER:
      return mill_number_less (b->numbers[j], a->numbers[i])
             - mill_number_less (a->numbers[i], b->numbers[j]);
    case MILL_TYPE_DECIMAL:
      return decimal_order (a, i, b, j);
    default:
      return (a->integers[i] > b->integers[j]) - (a->integers[i] < b->integers[j]);
    }
}
