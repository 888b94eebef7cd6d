/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-run-list.h"

#include "mill-figures.h"

G_DEFINE_FINAL_TYPE (MillPastRun, mill_past_run, G_TYPE_OBJECT)

static void
count_free (gpointer data)
{
  MillPastCount *count = data;
  g_free (count->name);
  g_free (count);
}

static void
mill_past_run_finalize (GObject *object)
{
  MillPastRun *run = MILL_PAST_RUN (object);
  g_free (run->id);
  g_free (run->state);
  g_free (run->message);
  g_ptr_array_unref (run->counts);
  G_OBJECT_CLASS (mill_past_run_parent_class)->finalize (object);
}

static void
mill_past_run_class_init (MillPastRunClass *class)
{
  G_OBJECT_CLASS (class)->finalize = mill_past_run_finalize;
}

static void
mill_past_run_init (MillPastRun *run)
{
  run->counts = g_ptr_array_new_with_free_func (count_free);
}

const char *
mill_past_run_state_label (const MillPastRun *run)
{
  static const struct
  {
    const char *nick;
    MillJobState state;
  } states[] = { { "done", MILL_JOB_DONE }, { "cancelled", MILL_JOB_CANCELLED } };
  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    if (g_strcmp0 (run->state, states[i].nick) == 0)
      return mill_job_state_label (states[i].state);
  return mill_job_state_label (MILL_JOB_FAILED);
}

/* ---- reading ---- */

static gboolean
add_run (const MillStoredRun *stored, gpointer data)
{
  MillPastRun *run = g_object_new (MILL_TYPE_PAST_RUN, NULL);
  run->id = g_strdup (stored->id);
  run->state = g_strdup (stored->state);
  run->message = g_strdup (stored->message);
  run->started_us = stored->started_us;
  run->ended_us = stored->ended_us;
  run->rejects = stored->rejects;
  run->refused = stored->refused;
  g_ptr_array_add (data, run);
  return TRUE;
}

static gboolean
add_block (const MillStoredBlock *block, gpointer data)
{
  MillPastRun *run = data;
  MillPastCount *count = g_new0 (MillPastCount, 1);
  count->name = g_strdup (block->block);
  count->rows = block->out > 0 ? block->out : block->in;
  count->rejected = block->rejected;
  g_ptr_array_add (run->counts, count);
  if (block->in == 0)
    run->rows += block->created;
  return TRUE;
}

static gboolean
add_link (const MillStoredLink *link, gpointer data)
{
  MillPastRun *run = data;
  MillPastCount *count = g_new0 (MillPastCount, 1);
  count->name = g_strdup_printf ("%s \xe2\x86\x92 %s", link->from, link->to);
  count->rows = link->rows;
  count->is_link = TRUE;
  count->has_digest = link->has_digest;
  count->digest = link->digest;
  g_ptr_array_add (run->counts, count);
  return TRUE;
}

GPtrArray *
mill_run_list_read (const char *store, const char *path, guint limit, GError **error)
{
  g_return_val_if_fail (store != NULL, NULL);
  g_autoptr (GPtrArray) runs = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GError) own = NULL;
  g_autoptr (MillStore) history = mill_store_open (store, FALSE, &own);
  if (history == NULL && g_error_matches (own, MILL_ERROR_RESOURCE, MILL_RESOURCE_NOT_FOUND))
    return g_steal_pointer (&runs);
  if (history == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&own));
      return NULL;
    }
  if (!mill_store_each_run (history, path, limit, add_run, runs, error))
    return NULL;
  for (guint i = 0; i < runs->len; i++)
    {
      MillPastRun *run = g_ptr_array_index (runs, i);
      if (!mill_store_each_block (history, run->id, add_block, run, error)
          || !mill_store_each_link (history, run->id, add_link, run, error))
        return NULL;
    }
  return g_steal_pointer (&runs);
}

/* Question: what a thread is to read. */
typedef struct
{
  char *store, *path;
  guint limit;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;
  g_free (question->store);
  g_free (question->path);
  g_free (question);
}

static void
read_run (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Question *question = data;
  GError *error = NULL;
  GPtrArray *runs = mill_run_list_read (question->store, question->path, question->limit, &error);
  if (runs != NULL)
    g_task_return_pointer (task, runs, (GDestroyNotify)g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

void
mill_run_list_read_async (const char *store,
                          const char *path,
                          guint limit,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer data)
{
  g_return_if_fail (store != NULL);
  Question *question = g_new0 (Question, 1);
  question->store = g_strdup (store);
  question->path = g_strdup (path);
  question->limit = limit;
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  g_task_set_task_data (task, question, question_free);
  g_task_run_in_thread (task, read_run);
}

GPtrArray *
mill_run_list_read_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (G_IS_TASK (result), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
