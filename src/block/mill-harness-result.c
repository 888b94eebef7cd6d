/* mill-harness-result.c: what came out of a block. See mill-harness.h.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-error.h"
#include "mill-harness-private.h"

/* Puts the work of the lanes back into the order of rows. */
static int
compare_items (gconstpointer a, gconstpointer b)
{
  const MillHarnessItem *x = a, *y = b;
  if (x->phase != y->phase)
    return x->phase < y->phase ? -1 : 1;
  if (x->ticket != y->ticket)
    return x->ticket < y->ticket ? -1 : 1;
  return x->serial < y->serial ? -1 : x->serial > y->serial;
}

GPtrArray *
mill_harness_batches (const MillHarness *harness, guint port)
{
  g_return_val_if_fail (harness != NULL && port < harness->n_outputs, NULL);

  g_array_sort (harness->items, compare_items);
  g_clear_pointer (&harness->batches[port], g_ptr_array_unref);
  GPtrArray *batches = harness->batches[port]
      = g_ptr_array_new_with_free_func ((GDestroyNotify)mill_batch_unref);
  for (guint i = 0; i < harness->items->len; i++)
    {
      const MillHarnessItem *item = &g_array_index (harness->items, MillHarnessItem, i);
      if (item->batch != NULL && item->port == port)
        g_ptr_array_add (batches, mill_batch_hold (item->batch));
    }
  return batches;
}

char *
mill_harness_text (const MillHarness *harness, guint port)
{
  g_return_val_if_fail (harness != NULL && harness->inferred != NULL, NULL);
  return mill_typed_csv_print (mill_infer_result_schema (harness->inferred, port),
                               mill_harness_batches (harness, port));
}

const MillSchema *
mill_harness_schema (const MillHarness *harness, guint port)
{
  g_return_val_if_fail (harness != NULL && port < harness->n_outputs, NULL);
  return harness->inferred != NULL ? mill_infer_result_schema (harness->inferred, port) : NULL;
}

char *
mill_harness_rejects (const MillHarness *harness)
{
  g_return_val_if_fail (harness != NULL, NULL);

  GString *lines = g_string_new (NULL);
  g_array_sort (harness->items, compare_items);
  for (guint i = 0; i < harness->items->len; i++)
    {
      const MillHarnessItem *item = &g_array_index (harness->items, MillHarnessItem, i);
      if (item->reject != NULL)
        g_string_append_printf (lines, "%s\n", item->reject);
    }
  return g_string_free (lines, FALSE);
}

char *
mill_harness_messages (const MillHarness *harness)
{
  g_return_val_if_fail (harness != NULL, NULL);
  return g_strdup (harness->messages->str);
}

MillHarnessCounts
mill_harness_counts (const MillHarness *harness)
{
  g_return_val_if_fail (harness != NULL, (MillHarnessCounts){ 0 });
  return harness->counts;
}

guint
mill_harness_calls (const MillHarness *harness)
{
  g_return_val_if_fail (harness != NULL, 0);
  return harness->calls;
}

gssize
mill_harness_reserved (const MillHarness *harness)
{
  g_return_val_if_fail (harness != NULL, 0);
  return harness->reserved;
}

gboolean
mill_harness_conserves (const MillHarness *harness, GError **error)
{
  g_return_val_if_fail (harness != NULL, FALSE);

  const MillHarnessCounts *n = &harness->counts;
  if (n->in + n->created == n->out + n->filtered + n->absorbed + n->rejected)
    return TRUE;
  g_set_error (error,
               MILL_ERROR_BLOCK,
               MILL_BLOCK_CONSERVATION,
               "%s: rows do not add up: in %" G_GUINT64_FORMAT " + created %" G_GUINT64_FORMAT
               " is not out %" G_GUINT64_FORMAT " + filtered %" G_GUINT64_FORMAT
               " + absorbed %" G_GUINT64_FORMAT " + rejected %" G_GUINT64_FORMAT,
               harness->spec->id,
               n->in,
               n->created,
               n->out,
               n->filtered,
               n->absorbed,
               n->rejected);
  return FALSE;
}

const void *
mill_harness_params (const MillHarness *harness)
{
  g_return_val_if_fail (harness != NULL, NULL);
  return harness->params;
}

const char *
mill_harness_file (const MillHarness *harness, gboolean out)
{
  g_return_val_if_fail (harness != NULL, NULL);
  return out ? harness->out : harness->file;
}
