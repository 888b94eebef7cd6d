/* mill-kernel-hash.c: hashes of tuples.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-kernel-private.h"

#define NULL_HASH G_GUINT64_CONSTANT (0x9e3779b97f4a7c15)
#define EMPTY_HASH G_GUINT64_CONSTANT (0xc2b2ae3d27d4eb4f)

static inline guint64
wide_hash (MillInt128 value)
{
  gint64 low = (gint64)value;
  if (G_LIKELY (low == value))
    return mill_hash_u64 ((guint64)low, 0);
  return mill_hash_combine (mill_hash_u64 ((guint64)low, 0), (guint64)(value >> 64));
}

/* Elements without their nulls would hash what is undefined, and text might not even be there. */
#define HASHES(EXPRESSION)                                                                         \
  for (guint i = 0; i < n; i++)                                                                    \
    {                                                                                              \
      guint64 hash = nulls != NULL && nulls[i] ? NULL_HASH : (EXPRESSION);                         \
      hashes[i] = first ? hash : mill_hash_combine (hashes[i], hash);                              \
    }

static inline void
hash_elements (
    const MillVec *key, const guint8 *nulls, guint n, const gboolean first, guint64 *hashes)
{
  switch (key->type.id)
    {
    case MILL_TYPE_BOOLEAN:
      HASHES (mill_hash_u64 (key->booleans[i], 0))
      break;
    case MILL_TYPE_NUMBER:
      HASHES (mill_hash_u64 (mill_number_bits (key->numbers[i]), 0))
      break;
    case MILL_TYPE_TEXT:
    case MILL_TYPE_JSON:
      HASHES (mill_span_hash (key->spans[i]))
      break;
    default:
      if (mill_type_is_wide (key->type))
        HASHES (wide_hash (key->wides[i]))
      else
        HASHES (mill_hash_u64 ((guint64)key->integers[i], 0))
      break;
    }
}

static void
hash_key (const MillVec *key, guint n, gboolean first, guint64 *hashes)
{
  if (key->constant)
    {
      guint64 hash;
      hash_elements (key, key->nulls, 1, TRUE, &hash);
      for (guint i = 0; i < n; i++)
        hashes[i] = first ? hash : mill_hash_combine (hashes[i], hash);
    }
  else if (first && key->nulls == NULL)
    hash_elements (key, NULL, n, TRUE, hashes);
  else
    hash_elements (key, key->nulls, n, first, hashes);
}

void
mill_kernel_hash (const MillVec *keys, guint n_keys, guint n, guint64 *hashes)
{
  g_return_if_fail (keys != NULL || n_keys == 0);
  g_return_if_fail (hashes != NULL);

  for (guint i = 0; n_keys == 0 && i < n; i++)
    hashes[i] = EMPTY_HASH;
  for (guint k = 0; k < n_keys; k++)
    hash_key (&keys[k], n, k == 0, hashes);
}
