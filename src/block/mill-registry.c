/* mill-registry.c: see mill-registry.h.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "mill-registry.h"

#include <glib/gi18n-lib.h>

#include "mill-edit-distance.h"
#include "mill-error.h"
#include "mill-suggest-private.h"

struct _MillRegistry
{
  GPtrArray *specs;  /* MillBlockSpec, by stage and id; borrowed */
  GHashTable *by_id; /* id -> MillBlockSpec */
  char **ids;        /* for suggestions; elements borrowed */
};

static int
compare_specs (gconstpointer a, gconstpointer b)
{
  const MillBlockSpec *x = *(const MillBlockSpec *const *)a;
  const MillBlockSpec *y = *(const MillBlockSpec *const *)b;
  return x->stage != y->stage ? (int)x->stage - (int)y->stage : g_strcmp0 (x->id, y->id);
}

MillRegistry *
mill_registry_new (const MillBlockSpec *const *specs)
{
  g_return_val_if_fail (specs != NULL, NULL);

  MillRegistry *registry = g_new0 (MillRegistry, 1);
  registry->specs = g_ptr_array_new ();
  registry->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  for (; *specs != NULL; specs++)
    if (!g_hash_table_contains (registry->by_id, (*specs)->id))
      {
        g_hash_table_insert (registry->by_id, (gpointer)(*specs)->id, (gpointer)*specs);
        g_ptr_array_add (registry->specs, (gpointer)*specs);
      }
  g_ptr_array_sort (registry->specs, compare_specs);
  registry->ids = g_new0 (char *, registry->specs->len + 1);
  for (guint i = 0; i < registry->specs->len; i++)
    registry->ids[i] = (char *)mill_registry_get (registry, i)->id;
  return registry;
}

void
mill_registry_free (MillRegistry *registry)
{
  if (registry == NULL)
    return;
  g_ptr_array_unref (registry->specs);
  g_hash_table_unref (registry->by_id);
  g_free (registry->ids);
  g_free (registry);
}

guint
mill_registry_n (const MillRegistry *registry)
{
  g_return_val_if_fail (registry != NULL, 0);
  return registry->specs->len;
}

const MillBlockSpec *
mill_registry_get (const MillRegistry *registry, guint index)
{
  g_return_val_if_fail (registry != NULL && index < registry->specs->len, NULL);
  return g_ptr_array_index (registry->specs, index);
}

const MillBlockSpec *
mill_registry_lookup (const MillRegistry *registry, const char *id)
{
  g_return_val_if_fail (registry != NULL && id != NULL, NULL);
  return g_hash_table_lookup (registry->by_id, id);
}

const char *
mill_registry_suggest (const MillRegistry *registry, const char *id)
{
  g_return_val_if_fail (registry != NULL && id != NULL, NULL);
  return mill_suggest (id, (const char *const *)registry->ids, registry->specs->len);
}

const MillBlockSpec *
mill_registry_find (const MillRegistry *registry, const char *id, GError **error)
{
  const MillBlockSpec *spec = mill_registry_lookup (registry, id);
  if (spec != NULL)
    return spec;
  g_autofree char *clause = mill_suggest_clause (id, (const char *const *)registry->ids);
  g_set_error (error,
               MILL_ERROR_DOCUMENT,
               MILL_DOCUMENT_UNKNOWN,
               _ ("there is no block '%s'; %s"),
               id,
               clause);
  return NULL;
}
