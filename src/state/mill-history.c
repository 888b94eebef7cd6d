/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-history.h"

#include <glib/gi18n-lib.h>

/* ---- runs ---- */

void
mill_history_run_free (MillHistoryRun *run)
{
  if (run == NULL)
    return;
  g_free (run->id);
  g_free (run->path);
  g_free (run->name);
  g_free (run->state);
  g_free (run->message);
  g_free (run);
}

static MillHistoryRun *
run_new (const MillStoredRun *stored)
{
  MillHistoryRun *run = g_new0 (MillHistoryRun, 1);
  run->id = g_strdup (stored->id);
  run->path = g_strdup (stored->path);
  run->name = g_strdup (stored->name);
  run->state = g_strdup (stored->state);
  run->message = g_strdup (stored->message);
  run->started_us = stored->started_us;
  run->ended_us = stored->ended_us;
  run->duration_us = stored->ended_us > 0 ? MAX (stored->ended_us - stored->started_us, 0) : 0;
  run->refused = stored->refused;
  run->kept = stored->rejects;
  return run;
}

static gboolean
add_run (const MillStoredRun *stored, gpointer data)
{
  g_ptr_array_add (data, run_new (stored));
  return TRUE;
}

/* What comes out of nothing are the rows of sources. */
static gboolean
add_rows (const MillStoredBlock *block, gpointer data)
{
  MillHistoryRun *run = data;
  run->rows += block->in == 0 ? block->created : 0;
  return TRUE;
}

GPtrArray *
mill_history_list (MillStore *store, const char *path, guint limit, GError **error)
{
  g_return_val_if_fail (store != NULL, NULL);
  g_autoptr (GPtrArray) runs
      = g_ptr_array_new_with_free_func ((GDestroyNotify)mill_history_run_free);
  if (!mill_store_each_run (store, path, limit, add_run, runs, error))
    return NULL;
  for (guint i = 0; i < runs->len; i++)
    {
      MillHistoryRun *run = g_ptr_array_index (runs, i);
      if (!mill_store_each_block (store, run->id, add_rows, run, error))
        return NULL;
    }
  return g_steal_pointer (&runs);
}

/* ---- two of them ---- */

static void
free_block (gpointer data)
{
  MillHistoryBlock *block = data;
  g_free (block->block);
  g_free (block->type);
  g_free (block);
}

static void
free_link (gpointer data)
{
  MillHistoryLink *link = data;
  g_free (link->from);
  g_free (link->to);
  g_free (link);
}

void
mill_history_comparison_free (MillHistoryComparison *comparison)
{
  if (comparison == NULL)
    return;
  mill_history_run_free (comparison->runs[0]);
  mill_history_run_free (comparison->runs[1]);
  g_ptr_array_unref (comparison->blocks);
  g_ptr_array_unref (comparison->links);
  g_free (comparison);
}

/* Reading one of the two. */
typedef struct
{
  MillHistoryComparison *comparison;
  guint which;
  GHashTable *blocks;       /* id to MillHistoryBlock */
  GHashTable *links;        /* "from to" to MillHistoryLink */
  GHashTable *fingerprints; /* id to that of the first run */
} Reading;

static MillHistoryBlock *
find_block (Reading *reading, const MillStoredBlock *stored)
{
  MillHistoryBlock *block = g_hash_table_lookup (reading->blocks, stored->block);
  if (block != NULL)
    return block;
  block = g_new0 (MillHistoryBlock, 1);
  block->block = g_strdup (stored->block);
  block->type = g_strdup (stored->type);
  g_ptr_array_add (reading->comparison->blocks, block);
  g_hash_table_insert (reading->blocks, block->block, block);
  return block;
}

static gboolean
add_block (const MillStoredBlock *stored, gpointer data)
{
  Reading *reading = data;
  MillHistoryBlock *block = find_block (reading, stored);
  block->runs[reading->which] = (MillHistorySums){ TRUE,
                                                   stored->in,
                                                   stored->out,
                                                   stored->filtered,
                                                   stored->absorbed,
                                                   stored->created,
                                                   stored->rejected,
                                                   stored->busy_us };
  if (reading->which == 0)
    {
      g_hash_table_insert (
          reading->fingerprints, g_strdup (stored->block), g_strdup (stored->fingerprint));
      return TRUE;
    }
  const char *before = g_hash_table_lookup (reading->fingerprints, stored->block);
  block->same_input = before != NULL && g_strcmp0 (before, stored->fingerprint) == 0;
  return TRUE;
}

static gboolean
add_link (const MillStoredLink *stored, gpointer data)
{
  Reading *reading = data;
  g_autofree char *key = g_strconcat (stored->from, " ", stored->to, NULL);
  MillHistoryLink *link = g_hash_table_lookup (reading->links, key);
  if (link == NULL)
    {
      link = g_new0 (MillHistoryLink, 1);
      link->from = g_strdup (stored->from);
      link->to = g_strdup (stored->to);
      g_ptr_array_add (reading->comparison->links, link);
      g_hash_table_insert (reading->links, g_steal_pointer (&key), link);
    }
  link->runs[reading->which]
      = (MillHistoryRows){ TRUE, stored->rows, stored->has_digest, stored->digest };
  return TRUE;
}

static MillHistoryVerdict
judge (const MillHistoryLink *link)
{
  const MillHistoryRows *a = &link->runs[0], *b = &link->runs[1];
  if (!a->there || !b->there)
    return a->there ? MILL_HISTORY_REMOVED : MILL_HISTORY_ADDED;
  if (a->rows != b->rows)
    return MILL_HISTORY_CHANGED;
  if (!a->has_digest || !b->has_digest)
    return MILL_HISTORY_SAME_COUNT;
  return a->digest == b->digest ? MILL_HISTORY_SAME : MILL_HISTORY_CHANGED;
}

static gboolean
equal_sums (const MillHistorySums *a, const MillHistorySums *b)
{
  return a->there && b->there && a->in == b->in && a->out == b->out && a->filtered == b->filtered
         && a->absorbed == b->absorbed && a->created == b->created && a->rejected == b->rejected;
}

static void
conclude (MillHistoryComparison *comparison)
{
  comparison->same = TRUE;
  for (guint i = 0; i < comparison->blocks->len; i++)
    {
      MillHistoryBlock *block = g_ptr_array_index (comparison->blocks, i);
      block->same_sums = equal_sums (&block->runs[0], &block->runs[1]);
      comparison->same &= block->same_sums;
    }
  for (guint i = 0; i < comparison->links->len; i++)
    {
      MillHistoryLink *link = g_ptr_array_index (comparison->links, i);
      link->verdict = judge (link);
      comparison->same
          &= link->verdict == MILL_HISTORY_SAME || link->verdict == MILL_HISTORY_SAME_COUNT;
    }
}

typedef struct
{
  const char *id;
  MillHistoryRun *run;
} Wanted;

static gboolean
find_run (const MillStoredRun *stored, gpointer data)
{
  Wanted *wanted = data;
  if (g_str_equal (stored->id, wanted->id))
    wanted->run = run_new (stored);
  return wanted->run == NULL;
}

static gboolean
read_run (MillStore *store, const char *id, Reading *reading, GError **error)
{
  Wanted wanted = { .id = id };
  if (!mill_store_each_run (store, NULL, 0, find_run, &wanted, error))
    return FALSE;
  reading->comparison->runs[reading->which] = wanted.run;
  if (wanted.run == NULL)
    {
      g_set_error (error,
                   MILL_ERROR_RESOURCE,
                   MILL_RESOURCE_NOT_FOUND,
                   _ ("no run '%s' in the history; see 'millrace history'"),
                   id);
      return FALSE;
    }
  if (wanted.run->ended_us == 0)
    {
      g_set_error (error,
                   MILL_ERROR_RESOURCE,
                   MILL_RESOURCE_NOT_FOUND,
                   _ ("run %s goes on, or was killed: there is nothing to compare; take one that "
                      "has ended"),
                   id);
      return FALSE;
    }
  return mill_store_each_block (store, id, add_rows, wanted.run, error)
         && mill_store_each_block (store, id, add_block, reading, error)
         && mill_store_each_link (store, id, add_link, reading, error);
}

MillHistoryComparison *
mill_history_compare (MillStore *store, const char *first, const char *second, GError **error)
{
  g_return_val_if_fail (store != NULL && first != NULL && second != NULL, NULL);
  g_autoptr (MillHistoryComparison) comparison = g_new0 (MillHistoryComparison, 1);
  comparison->blocks = g_ptr_array_new_with_free_func (free_block);
  comparison->links = g_ptr_array_new_with_free_func (free_link);
  g_autoptr (GHashTable) blocks = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) links = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) fingerprints
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  Reading reading = { comparison, 0, blocks, links, fingerprints };
  if (!read_run (store, first, &reading, error))
    return NULL;
  reading.which = 1;
  if (!read_run (store, second, &reading, error))
    return NULL;
  conclude (comparison);
  return g_steal_pointer (&comparison);
}

const char *
mill_history_verdict_nick (MillHistoryVerdict verdict)
{
  static const char *const nicks[] = { "same", "same-count", "changed", "added", "removed" };
  g_return_val_if_fail ((guint)verdict < G_N_ELEMENTS (nicks), NULL);
  return nicks[verdict];
}
