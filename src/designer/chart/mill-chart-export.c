/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-chart-export.h"

#include <glib/gi18n-lib.h>

/* Export: a picture on its way. */
typedef struct
{
  MillChart *chart;
  MillSample *sample;
  MillChartPicture picture;
} Export;

static void
export_free (gpointer data)
{
  Export *export = data;
  mill_chart_free (export->chart);
  mill_sample_unref (export->sample);
  g_free (export);
}

static void
export_run (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Export *export = data;
  GError *error = NULL;
  GBytes *bytes = NULL;
  if (mill_chart_feed (export->chart, export->sample, &error))
    bytes = mill_chart_to_bytes (
        export->chart, export->picture.format, export->picture.scale, &error);
  if (bytes != NULL)
    g_task_return_pointer (task, bytes, (GDestroyNotify)g_bytes_unref);
  else
    g_task_return_error (task, error);
}

void
mill_chart_export_async (MillChart *chart,
                         MillSample *sample,
                         const MillChartPicture *picture,
                         GAsyncReadyCallback callback,
                         gpointer data)
{
  g_return_if_fail (chart != NULL && sample != NULL && picture != NULL);
  Export *export = g_new0 (Export, 1);
  export->chart = chart;
  export->sample = mill_sample_ref (sample);
  export->picture = *picture;
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, data);
  g_task_set_task_data (task, export, export_free);
  g_task_run_in_thread (task, export_run);
}

GBytes *
mill_chart_export_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (G_IS_TASK (result), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* ---- to a file ---- */

/* Save: a picture and where it goes. */
typedef struct
{
  GtkWidget *owner;
  MillChartSaved saved;
  MillChart *chart;
  MillSample *sample;
  MillChartPicture picture;
  GFile *file; /* (nullable) the clipboard */
} Save;

static Save *
save_new (GtkWidget *owner, MillChart *chart, MillSample *sample, MillChartSaved saved)
{
  Save *save = g_new0 (Save, 1);
  save->owner = g_object_ref (owner);
  save->saved = saved;
  save->chart = chart;
  save->sample = mill_sample_ref (sample);
  return save;
}

static void
save_free (Save *save)
{
  g_object_unref (save->owner);
  mill_chart_free (save->chart);
  mill_sample_unref (save->sample);
  g_clear_object (&save->file);
  g_free (save);
}

static void
written (GObject *source, GAsyncResult *result, gpointer data)
{
  Save *save = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_file_get_parse_name (save->file);
  g_file_replace_contents_finish (save->file, result, NULL, &error);
  save->saved (path, error, save->owner);
  save_free (save);
}

static void
exported (GObject *source, GAsyncResult *result, gpointer data)
{
  Save *save = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = mill_chart_export_finish (result, &error);
  if (bytes != NULL && save->file != NULL)
    {
      g_file_replace_contents_bytes_async (
          save->file, bytes, NULL, FALSE, G_FILE_CREATE_NONE, NULL, written, save);
      return;
    }
  g_autoptr (GdkTexture) texture
      = bytes != NULL ? gdk_texture_new_from_bytes (bytes, &error) : NULL;
  if (texture != NULL)
    gdk_clipboard_set_texture (gtk_widget_get_clipboard (save->owner), texture);
  save->saved (NULL, error, save->owner);
  save_free (save);
}

static void
chosen (GtkNativeDialog *dialog, int response, Save *save)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      save->file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
      mill_chart_export_async (
          g_steal_pointer (&save->chart), save->sample, &save->picture, exported, save);
    }
  else
    save_free (save);
  g_object_unref (dialog);
}

void
mill_chart_save (GtkWidget *owner,
                 MillChart *chart,
                 MillSample *sample,
                 const MillChartPicture *picture,
                 const char *name,
                 MillChartSaved saved)
{
  g_return_if_fail (GTK_IS_WIDGET (owner) && chart != NULL && sample != NULL);
  Save *save = save_new (owner, chart, sample, saved);
  GtkFileFilter *filter = gtk_file_filter_new ();
  const char *ending = mill_chart_format_nick (picture->format);
  g_autofree char *file = g_strdup_printf ("%s.%s", name, ending);
  g_autofree char *label = g_ascii_strup (ending, -1);
  save->picture = *picture;
  GtkFileChooserNative *dialog
      = gtk_file_chooser_native_new (_ ("Save the Chart"),
                                     GTK_WINDOW (gtk_widget_get_root (owner)),
                                     GTK_FILE_CHOOSER_ACTION_SAVE,
                                     NULL,
                                     NULL);
  gtk_file_filter_set_name (filter, label);
  gtk_file_filter_add_suffix (filter, ending);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), filter);
  g_object_unref (filter);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), file);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect (dialog, "response", G_CALLBACK (chosen), save);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

void
mill_chart_copy (GtkWidget *owner, MillChart *chart, MillSample *sample, MillChartSaved saved)
{
  g_return_if_fail (GTK_IS_WIDGET (owner) && chart != NULL && sample != NULL);
  Save *save = save_new (owner, NULL, sample, saved);
  mill_chart_export_async (
      chart, sample, &(MillChartPicture){ .format = MILL_CHART_PNG }, exported, save);
}
