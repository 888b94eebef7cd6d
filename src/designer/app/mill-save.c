/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-save.h"

#include "mill-error.h"
#include "mill-task.h"
#include "mill-trust.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  MillSave *save;
  const MillRegistry *registry;
} Write;

MillSave *
mill_save_new (GTask *task, MillDocument *document, const char *path)
{
  g_return_val_if_fail (G_IS_TASK (task) && MILL_IS_DOCUMENT (document), NULL);
  MillSave *save = g_new0 (MillSave, 1);
  save->task = g_object_ref (task);
  save->document = g_object_ref (document);
  save->elsewhere = path != NULL;
  save->path = g_strdup (path != NULL ? path : mill_document_get_path (document));
  return save;
}

void
mill_save_free (MillSave *save)
{
  if (save == NULL)
    return;
  g_object_unref (save->task);
  g_object_unref (save->document);
  g_free (save->path);
  mill_saving_free (save->saving);
  g_free (save->hash);
  g_free (save->expected);
  g_free (save);
}

/* What is not there any more is no loss. */
static gboolean
is_foreign (const Write *write)
{
  const char *expected = write->save->expected;
  g_autoptr (MillDocument) there
      = expected != NULL ? mill_document_load (write->registry, write->save->path, NULL) : NULL;
  g_autofree char *hash = there != NULL ? mill_trust_hash (there) : NULL;
  return hash != NULL && !g_str_equal (hash, expected);
}

static void
run (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Write *write = data;
  MillSave *save = write->save;
  GError *error = NULL;
  g_free (save->hash);
  save->hash = mill_trust_hash_text (mill_saving_get_text (save->saving));
  if (is_foreign (write))
    g_set_error (&error, MILL_ERROR_RESOURCE, MILL_RESOURCE_CHANGED, "%s", save->path);
  else
    mill_saving_write (save->saving, &error);
  if (error == NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

gboolean
mill_save_start (MillSave *save,
                 const MillRegistry *registry,
                 GObject *source,
                 GAsyncReadyCallback callback,
                 GError **error)
{
  g_return_val_if_fail (save != NULL && G_IS_OBJECT (source), FALSE);
  mill_saving_free (save->saving);
  save->saving
      = mill_document_save_begin (save->document, save->elsewhere ? save->path : NULL, error);
  if (save->saving == NULL)
    return FALSE;
  Write *write = g_new0 (Write, 1);
  *write = (Write){ save, registry };
  g_autoptr (GTask) task = mill_task_new (source, NULL, callback, NULL);
  g_task_set_task_data (task, write, g_free);
  g_task_run_in_thread (task, run);
  return TRUE;
}

gboolean
mill_save_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (G_IS_TASK (result), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

AdwMessageDialog *
mill_save_ask (const MillSave *save, GtkWindow *window)
{
  g_return_val_if_fail (save != NULL, NULL);
  g_autofree char *name = g_path_get_basename (save->path);
  g_autofree char *body = g_strdup_printf (
      _ ("Another program has changed “%s” since it was read. What it wrote would be lost."), name);
  AdwMessageDialog *dialog
      = ADW_MESSAGE_DIALOG (adw_message_dialog_new (window, _ ("Replace the File?"), body));
  adw_message_dialog_add_responses (
      dialog, "cancel", _ ("_Cancel"), "save-as", _ ("Save _As…"), "replace", _ ("_Replace"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "replace", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (dialog, "cancel");
  adw_message_dialog_set_close_response (dialog, "cancel");
  gtk_window_present (GTK_WINDOW (dialog));
  return dialog;
}
