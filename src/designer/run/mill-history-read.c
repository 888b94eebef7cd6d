/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-history-read.h"

/* Question: what a thread is to read. */
typedef struct
{
  char *store;
  char *texts[2]; /* path, or the ids of two runs */
  guint limit;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;
  g_free (question->store);
  g_free (question->texts[0]);
  g_free (question->texts[1]);
  g_free (question);
}

static void
ask (GTaskThreadFunc read,
     const Question *question,
     GCancellable *cancellable,
     GAsyncReadyCallback callback,
     gpointer data)
{
  Question *own = g_new0 (Question, 1);
  own->store = g_strdup (question->store);
  own->texts[0] = g_strdup (question->texts[0]);
  own->texts[1] = g_strdup (question->texts[1]);
  own->limit = question->limit;
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  g_task_set_task_data (task, own, question_free);
  g_task_run_in_thread (task, read);
}

static void
answer (GTask *task, gpointer found, GDestroyNotify free, GError *error)
{
  if (found != NULL)
    g_task_return_pointer (task, found, free);
  else
    g_task_return_error (task, error);
}

/* ---- runs ---- */

static void
list (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Question *question = data;
  GError *error = NULL;
  g_autoptr (MillStore) store = mill_store_open (question->store, FALSE, &error);
  GPtrArray *runs = NULL;
  if (store != NULL)
    runs = mill_history_list (store, question->texts[0], question->limit, &error);
  else if (g_error_matches (error, MILL_ERROR_RESOURCE, MILL_RESOURCE_NOT_FOUND))
    {
      g_clear_error (&error);
      runs = g_ptr_array_new ();
    }
  answer (task, runs, (GDestroyNotify)g_ptr_array_unref, error);
}

void
mill_history_list_async (const char *store,
                         const char *path,
                         guint limit,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer data)
{
  g_return_if_fail (store != NULL);
  const Question question = { (char *)store, { (char *)path }, limit };
  ask (list, &question, cancellable, callback, data);
}

GPtrArray *
mill_history_list_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (G_IS_TASK (result), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* ---- two of them ---- */

static void
compare (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Question *question = data;
  GError *error = NULL;
  g_autoptr (MillStore) store = mill_store_open (question->store, FALSE, &error);
  MillHistoryComparison *comparison = NULL;
  if (store != NULL)
    comparison = mill_history_compare (store, question->texts[0], question->texts[1], &error);
  answer (task, comparison, (GDestroyNotify)mill_history_comparison_free, error);
}

void
mill_history_compare_async (const char *store,
                            const char *first,
                            const char *second,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer data)
{
  g_return_if_fail (store != NULL && first != NULL && second != NULL);
  const Question question = { (char *)store, { (char *)first, (char *)second }, 0 };
  ask (compare, &question, cancellable, callback, data);
}

MillHistoryComparison *
mill_history_compare_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (G_IS_TASK (result), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
