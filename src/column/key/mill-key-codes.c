/* mill-key-codes.c: keys that come as codes of dictionaries.
 *
 * While the dictionaries stay the same, and are small enough together, the id of a tuple of codes
 * is looked up in an array; a tuple of codes goes through the index once. A dictionary is known
 * again by the memory it points to, which cannot be used for anything else while its owner is
 * referenced: one without an owner is not cached.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-key-private.h"

#define CODES_MAX (64 * 1024) /* tuples of codes */

static gboolean
same_dictionary (const MillColumn *a, const MillColumn *b)
{
  return a->keep == b->keep && a->data == b->data && a->offsets == b->offsets
         && a->validity == b->validity && a->offset == b->offset && a->n_rows == b->n_rows;
}

void
mill_key_codes_clear (MillKeyTable *table)
{
  MillKeyCodes *codes = &table->codes;
  for (guint k = 0; codes->n_used > 0 && k < table->n_keys; k++)
    mill_keep_unref (codes->dictionaries[k].keep);
  codes->n_used = 0;
}

/* the codes and null of one key */
static gsize
digits_of (const MillColumn *dictionary)
{
  return (gsize)dictionary->n_rows + 1;
}

static gboolean
start (MillKeyTable *table, const MillVec *keys)
{
  MillKeyCodes *codes = &table->codes;
  gsize product = 1;
  mill_key_codes_clear (table);
  for (guint k = 0; k < table->n_keys; k++)
    {
      product *= digits_of (keys[k].dictionary);
      if (product > CODES_MAX)
        return FALSE;
    }
  if (product > codes->room)
    {
      codes->used = g_renew (guint32, codes->used, product);
      codes->room = product;
    }
  if (codes->dictionaries == NULL)
    codes->dictionaries = g_new (MillColumn, table->n_keys);
  for (guint k = 0; k < table->n_keys; k++)
    {
      codes->dictionaries[k] = *keys[k].dictionary;
      mill_keep_ref (keys[k].dictionary->keep);
    }
  memset (codes->used, 0, product * sizeof *codes->used);
  codes->n_used = product;
  return TRUE;
}

/* whether the array is that of the dictionaries of @keys, after making it so where that is possible
 */
static gboolean
prepare (MillKeyTable *table, const MillVec *keys)
{
  gboolean same = table->codes.n_used > 0;
  for (guint k = 0; k < table->n_keys; k++)
    {
      const MillColumn *dictionary = keys[k].dictionary;
      if (keys[k].codes == NULL || dictionary == NULL || dictionary->keep == NULL
          || keys[k].constant)
        return FALSE;
      same = same && same_dictionary (dictionary, &table->codes.dictionaries[k]);
    }
  return same || start (table, keys);
}

/* adds a key's codes to the places of all rows; 0 is null */
static void
add_digits (const MillVec *key, guint n, gsize stride, guint32 *places)
{
  const guint8 *nulls = mill_vec_mask (key);
  for (guint i = 0; i < n; i++)
    places[i] += nulls[i] ? 0 : (guint32)stride * (key->codes[i] + 1);
}

gboolean
mill_key_codes_insert (MillKeyTable *table, const MillVec *keys, guint n, guint32 *ids)
{
  guint32 places[MILL_VEC_ROWS];
  gsize stride = 1;
  if (!prepare (table, keys))
    return FALSE;
  memset (places, 0, n * sizeof *places);
  for (guint k = 0; k < table->n_keys; k++)
    {
      add_digits (&keys[k], n, stride, places);
      stride *= digits_of (keys[k].dictionary);
    }
  guint32 *used = table->codes.used;
  for (guint i = 0; i < n; i++)
    {
      if (G_UNLIKELY (used[places[i]] == 0))
        used[places[i]] = table->index->insert_row (table, keys, i);
      ids[i] = used[places[i]] - 1;
    }
  return TRUE;
}
