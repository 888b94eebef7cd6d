/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-export-save.h"

#include "mill-task.h"

typedef struct
{
  char *path;
  MillPicture *picture; /* (nullable): else a text */
  const MillRegistry *registry;
  GBytes *text;
  char *folder;
  MillAnalysis *analysis;
  MillExportFormat format;
  MillExportOptions options; /* whose texts are ours */
} Save;

static void
save_free (gpointer data)
{
  Save *save = data;
  g_free (save->path);
  mill_picture_free (save->picture);
  g_clear_pointer (&save->text, g_bytes_unref);
  g_free (save->folder);
  mill_analysis_unref (save->analysis);
  g_free ((char *)save->options.file);
  g_free ((char *)save->options.environment);
  g_free ((char *)save->options.credentials);
  g_free ((char *)save->options.calendar);
  g_free ((char *)save->options.user);
  g_free (save);
}

/* A document belongs to one thread: this one has its own. */
static gboolean
write_text (const Save *save, GCancellable *cancellable, GError **error)
{
  g_autoptr (MillDocument) document
      = mill_document_load_bytes (save->registry, save->text, save->folder);
  return mill_export_write (
      document, save->analysis, save->format, &save->options, save->path, cancellable, error);
}

static void
write_file (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Save *save = data;
  GError *error = NULL;
  if (save->picture != NULL ? mill_picture_write (save->picture, save->path, &error)
                            : write_text (save, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
mill_export_save_text (MillWorkspace *workspace,
                       MillExportFormat format,
                       const MillExportOptions *options,
                       const char *path,
                       gpointer source,
                       GAsyncReadyCallback callback,
                       gpointer data)
{
  g_return_if_fail (MILL_IS_WORKSPACE (workspace) && options != NULL && path != NULL);
  MillDocument *document = mill_workspace_get_document (workspace);
  g_autoptr (GTask) task = mill_task_new (source, NULL, callback, data);
  GError *error = NULL;
  /* what its text says no more; a graph is drawn all the same */
  if (format != MILL_EXPORT_MERMAID && format != MILL_EXPORT_DOT
      && !mill_document_check (document, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  gsize length;
  char *text = mill_document_to_text (document, &length);
  Save *save = g_new0 (Save, 1);
  save->path = g_strdup (path);
  save->registry = mill_workspace_get_registry (workspace);
  save->text = g_bytes_new_take (text, length);
  save->folder = g_strdup (mill_document_get_folder (document));
  save->analysis = mill_analysis_ref (mill_workspace_get_analysis (workspace));
  save->format = format;
  save->options = (MillExportOptions){ .file = g_strdup (mill_document_get_path (document)),
                                       .environment = g_strdup (options->environment),
                                       .credentials = g_strdup (options->credentials),
                                       .calendar = g_strdup (options->calendar),
                                       .user = g_strdup (options->user),
                                       .rows = options->rows };
  g_task_set_task_data (task, save, save_free);
  g_task_run_in_thread (task, write_file);
}

void
mill_export_save_picture (MillPicture *picture,
                          const char *path,
                          gpointer source,
                          GAsyncReadyCallback callback,
                          gpointer data)
{
  g_return_if_fail (picture != NULL && path != NULL);
  g_autoptr (GTask) task = mill_task_new (source, NULL, callback, data);
  Save *save = g_new0 (Save, 1);
  save->path = g_strdup (path);
  save->picture = picture;
  g_task_set_task_data (task, save, save_free);
  mill_picture_draw (picture, task, write_file);
}

gboolean
mill_export_save_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (G_IS_TASK (result), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
