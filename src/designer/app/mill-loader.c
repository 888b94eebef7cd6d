/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-loader.h"

#include "mill-task.h"
#include "mill-trust.h"

typedef struct
{
  const MillRegistry *registry;
  char *path, *journal;
} Request;

static void
request_free (gpointer data)
{
  Request *request = data;
  g_free (request->path);
  g_free (request->journal);
  g_free (request);
}

void
mill_loaded_free (MillLoaded *loaded)
{
  if (loaded == NULL)
    return;
  g_clear_object (&loaded->document);
  g_free (loaded->hash);
  g_free (loaded);
}

/* A document belongs to one thread at a time; nobody has seen this one yet. */
static void
load (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Request *request = data;
  GError *error = NULL;
  MillDocument *document = request->journal != NULL
                               ? mill_document_recover (request->registry, request->journal, &error)
                               : mill_document_load (request->registry, request->path, &error);
  if (document == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  MillLoaded *loaded = g_new0 (MillLoaded, 1);
  loaded->document = document;
  loaded->hash = mill_trust_hash (document);
  g_task_return_pointer (task, loaded, (GDestroyNotify)mill_loaded_free);
}

void
mill_loader_start (const MillRegistry *registry,
                   const char *path,
                   const char *journal,
                   gpointer source,
                   GCancellable *cancellable,
                   GAsyncReadyCallback callback)
{
  g_return_if_fail (path != NULL || journal != NULL);
  g_autoptr (GTask) task = mill_task_new (source, cancellable, callback, NULL);
  Request *request = g_new0 (Request, 1);
  request->registry = registry;
  request->path = g_strdup (path);
  request->journal = g_strdup (journal);
  g_task_set_task_data (task, request, request_free);
  g_task_run_in_thread (task, load);
}

MillLoaded *
mill_loader_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (G_IS_TASK (result), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
