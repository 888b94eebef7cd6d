/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-preparation.h"

#include "mill-fingerprint.h"
#include "mill-store.h"
#include "mill-task.h"

MillPreparation *
mill_preparation_new (MillRunScope scope, const char *block, const MillJobOptions *options)
{
  MillPreparation *preparation = g_new0 (MillPreparation, 1);
  if (options != NULL)
    preparation->options = *options;
  preparation->options.blocks = NULL;
  preparation->scope = scope;
  preparation->block = g_strdup (block);
  preparation->path = g_strdup (preparation->options.path);
  preparation->store = g_strdup (preparation->options.store);
  return preparation;
}

void
mill_preparation_free (MillPreparation *preparation)
{
  if (preparation == NULL)
    return;
  g_free (preparation->block);
  g_free (preparation->path);
  g_free (preparation->store);
  mill_analysis_unref (preparation->analysis);
  mill_secrets_unref (preparation->secrets);
  g_free (preparation);
}

/* The blocks at the ends of the pipeline that have changed since they last ran to their end,
 * directly or upstream. NULL: the history cannot be read. */
static char **
list_stale (const MillPreparation *preparation, GError **error)
{
  MillAnalysis *analysis = preparation->analysis;
  guint n_order, n_links;
  const guint *order = mill_analysis_order (analysis, &n_order);
  const MillAnalysisLink *links = mill_analysis_active_links (analysis, &n_links);
  g_autofree char *history
      = preparation->store != NULL ? g_strdup (preparation->store) : mill_store_default_path ();
  g_autoptr (MillStore) store = mill_store_open (history, TRUE, error);
  if (store == NULL)
    return NULL;
  g_autofree MillFingerprint *prints = mill_fingerprints_new (analysis);
  g_autofree guint8 *stale
      = mill_fingerprints_stale (analysis, prints, store, preparation->path, error);
  if (stale == NULL)
    return NULL;
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();
  for (guint i = 0; i < n_links; i++)
    stale[links[i].from] = 0;
  for (guint i = 0; i < n_order; i++)
    if (stale[order[i]])
      g_strv_builder_add (ids, mill_analysis_block_id (analysis, order[i]));
  return g_strv_builder_end (ids);
}

static void
prepare (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const MillPreparation *preparation = data;
  MillJobOptions options = preparation->options;
  const char *blocks[2] = { preparation->block, NULL };
  g_auto (GStrv) stale = NULL;
  GError *error = NULL;
  MillJob *job = NULL;
  options.path = preparation->path;
  options.store = preparation->store;
  if (preparation->scope == MILL_RUN_SCOPE_UP_TO)
    options.blocks = blocks;
  /* what has no file has no history: all of it is stale */
  if (preparation->scope == MILL_RUN_SCOPE_STALE && preparation->path != NULL)
    {
      stale = list_stale (preparation, &error);
      options.blocks = (const char *const *)stale;
    }
  if (error == NULL && (stale == NULL || stale[0] != NULL))
    job = mill_job_new_for (preparation->analysis, preparation->secrets, &options, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, job, (GDestroyNotify)mill_job_free);
}

void
mill_preparation_start (MillPreparation *preparation,
                        gpointer source,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback)
{
  g_return_if_fail (preparation != NULL && preparation->analysis != NULL);
  g_autoptr (GTask) task = mill_task_new (source, cancellable, callback, NULL);
  g_task_set_task_data (task, preparation, (GDestroyNotify)mill_preparation_free);
  g_task_run_in_thread (task, prepare);
}

gboolean
mill_preparation_finish (GAsyncResult *result,
                         MillJob **job,
                         MillAnalysis **analysis,
                         GError **error)
{
  g_return_val_if_fail (G_IS_TASK (result) && job != NULL && analysis != NULL, FALSE);
  const MillPreparation *preparation = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) cause = NULL;
  *job = g_task_propagate_pointer (G_TASK (result), &cause);
  *analysis = mill_analysis_ref (preparation->analysis);
  if (cause == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&cause));
  return FALSE;
}
