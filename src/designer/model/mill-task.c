/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-task.h"

typedef struct
{
  GObject *source;
  GAsyncReadyCallback callback;
  gpointer data;
} Call;

static void
done (GObject *none, GAsyncResult *result, gpointer data)
{
  Call *call = data;
  call->callback (call->source, result, call->data);
  g_object_unref (call->source);
  g_free (call);
}

GTask *
mill_task_new (gpointer source,
               GCancellable *cancellable,
               GAsyncReadyCallback callback,
               gpointer data)
{
  g_return_val_if_fail (G_IS_OBJECT (source) && callback != NULL, NULL);
  Call *call = g_new (Call, 1);
  *call = (Call){ g_object_ref (source), callback, data };
  return g_task_new (NULL, cancellable, done, call);
}
