/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-run-end.h"

#include "mill-figures.h"

#include <glib/gi18n-lib.h>

char *
mill_run_end_describe (MillJob *job)
{
  g_return_val_if_fail (job != NULL, NULL);
  MillRunProgress progress;
  const GError *error = mill_job_get_error (job);
  mill_run_progress_read (job, &progress);
  gulong n = (gulong)MIN (progress.rows, G_MAXULONG);
  g_autofree char *rows = mill_figures_count (progress.rows);
  g_autofree char *elapsed = mill_figures_duration (progress.elapsed_us);
  g_autofree char *rejected = mill_figures_count (progress.rejected);
  switch (mill_job_get_state (job))
    {
    case MILL_JOB_FAILED:
      return g_strdup_printf (_ ("Failed: %s"), error != NULL ? error->message : "");
    case MILL_JOB_CANCELLED:
      return g_strdup_printf (_ ("Stopped after %s"), elapsed);
    default:
      if (progress.rejected > 0)
        return g_strdup_printf (
            ngettext ("%s row in %s · %s refused", "%s rows in %s · %s refused", n),
            rows,
            elapsed,
            rejected);
      return g_strdup_printf (ngettext ("%s row in %s", "%s rows in %s", n), rows, elapsed);
    }
}

/* A tab behind another one, or behind other windows, is not looked at. */
static gboolean
is_looked_at (GtkWidget *page)
{
  GtkRoot *root = gtk_widget_get_root (page);
  return gtk_widget_get_mapped (page) && GTK_IS_WINDOW (root)
         && gtk_window_is_active (GTK_WINDOW (root));
}

static void
send_notification (MillWorkspace *workspace, const char *text)
{
  GApplication *application = g_application_get_default ();
  MillDocument *document = mill_workspace_get_document (workspace);
  MillJobState state = mill_job_get_state (mill_workspace_get_job (workspace));
  const char *name = mill_document_get_name (document), *path = mill_document_get_path (document);
  if (application == NULL)
    return;
  g_autofree char *title = g_strdup_printf ("%s: %s",
                                            name != NULL && *name != '\0' ? name : _ ("Pipeline"),
                                            mill_job_state_label (state));
  g_autofree char *id = g_strdup_printf ("run-%s", path != NULL ? path : "");
  g_autoptr (GNotification) notification = g_notification_new (title);
  g_notification_set_body (notification, text);
  if (state == MILL_JOB_FAILED)
    g_notification_set_priority (notification, G_NOTIFICATION_PRIORITY_HIGH);
  g_application_send_notification (application, id, notification);
}

void
mill_run_end_tell (MillWorkspace *workspace, GtkWidget *page, gint64 long_us)
{
  g_return_if_fail (MILL_IS_WORKSPACE (workspace) && GTK_IS_WIDGET (page));
  MillJob *job = mill_workspace_get_job (workspace);
  g_return_if_fail (job != NULL);
  g_autofree char *text = mill_run_end_describe (job);
  mill_workspace_announce (workspace, text);
  if (mill_job_elapsed_us (job) >= long_us && !is_looked_at (page))
    send_notification (workspace, text);
}
