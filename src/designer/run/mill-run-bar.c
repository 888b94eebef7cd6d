/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-run-bar.h"

#include "mill-application.h"
#include "mill-figures.h"
#include "mill-run-actions.h"
#include "mill-run-end.h"

#include <glib/gi18n-lib.h>

struct _MillRunBar
{
  MillPanel parent_instance;

  AdwSplitButton *start;
  GtkWidget *live; /* what is there during a run */
  GtkToggleButton *pause;
  GtkWidget *status_box;
  GtkProgressBar *progress;
  GtkLabel *status;
  GActionGroup *actions; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (MillRunBar, mill_run_bar, MILL_TYPE_PANEL)

/* ---- following ---- */

static void
show_status (MillRunBar *bar, const char *text, gboolean bad)
{
  gtk_label_set_text (bar->status, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (bar->status), text);
  if (bad)
    gtk_widget_add_css_class (GTK_WIDGET (bar->status), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (bar->status), "error");
}

static void
show_progress (MillRunBar *bar, MillJob *job, gboolean paused)
{
  MillRunProgress progress;
  mill_run_progress_read (job, &progress);
  g_autofree char *text = mill_run_progress_describe (&progress);
  g_autofree char *line = paused ? g_strdup_printf (_ ("Paused · %s"), text)
                          : progress.fraction >= 0
                              ? g_strdup_printf ("%d %% · %s", (int)(progress.fraction * 100), text)
                              : g_strdup (text);
  show_status (bar, line, FALSE);
  if (progress.fraction >= 0)
    gtk_progress_bar_set_fraction (bar->progress, progress.fraction);
  else if (!paused)
    gtk_progress_bar_pulse (bar->progress);
}

static void
update (MillRunBar *bar)
{
  MillWorkspace *workspace = mill_panel_get_workspace (MILL_PANEL (bar));
  MillJob *job = workspace != NULL ? mill_workspace_get_job (workspace) : NULL;
  gboolean running = workspace != NULL && mill_workspace_is_running (workspace), paused = FALSE;
  gtk_widget_set_visible (GTK_WIDGET (bar->start), !running);
  gtk_widget_set_visible (bar->live, running);
  gtk_widget_set_visible (GTK_WIDGET (bar->progress), running);
  gtk_widget_set_visible (bar->status_box, running || job != NULL);
  if (running && mill_workspace_is_preparing (workspace))
    {
      show_status (bar, _ ("Getting ready"), FALSE);
      gtk_progress_bar_pulse (bar->progress);
      return;
    }
  if (job == NULL)
    {
      show_status (bar, "", FALSE);
      return;
    }
  g_object_get (workspace, "paused", &paused, NULL);
  if (running)
    show_progress (bar, job, paused);
  else
    {
      g_autofree char *text = mill_run_end_describe (job);
      show_status (bar, text, mill_job_get_state (job) == MILL_JOB_FAILED);
    }
}

static void
insert_actions (MillRunBar *bar)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (bar));
  if (root != NULL)
    gtk_widget_insert_action_group (GTK_WIDGET (root), "run", bar->actions);
}

static void
mill_run_bar_attach (MillPanel *panel, MillWorkspace *workspace)
{
  MillRunBar *bar = MILL_RUN_BAR (panel);
  bar->actions = mill_run_actions_new (workspace);
  insert_actions (bar);
  g_signal_connect_object (workspace, "run-changed", G_CALLBACK (update), bar, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      workspace, "notify::paused", G_CALLBACK (update), bar, G_CONNECT_SWAPPED);
  update (bar);
}

static void
mill_run_bar_detach (MillPanel *panel, MillWorkspace *workspace)
{
  MillRunBar *bar = MILL_RUN_BAR (panel);
  g_clear_object (&bar->actions);
  insert_actions (bar);
  if (bar->status != NULL)
    update (bar);
}

/* ---- the object ---- */

static void
mill_run_bar_root (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (mill_run_bar_parent_class)->root (widget);
  insert_actions (MILL_RUN_BAR (widget));
}

static void
mill_run_bar_unroot (GtkWidget *widget)
{
  gtk_widget_insert_action_group (GTK_WIDGET (gtk_widget_get_root (widget)), "run", NULL);
  GTK_WIDGET_CLASS (mill_run_bar_parent_class)->unroot (widget);
}

static void
mill_run_bar_dispose (GObject *object)
{
  G_OBJECT_CLASS (mill_run_bar_parent_class)->dispose (object);
  gtk_widget_dispose_template (GTK_WIDGET (object), MILL_TYPE_RUN_BAR);
}

static void
mill_run_bar_class_init (MillRunBarClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = mill_run_bar_dispose;
  widget_class->root = mill_run_bar_root;
  widget_class->unroot = mill_run_bar_unroot;
  MILL_PANEL_CLASS (class)->attach = mill_run_bar_attach;
  MILL_PANEL_CLASS (class)->detach = mill_run_bar_detach;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               MILL_RESOURCES "ui/run/mill-run-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, MillRunBar, start);
  gtk_widget_class_bind_template_child (widget_class, MillRunBar, live);
  gtk_widget_class_bind_template_child (widget_class, MillRunBar, pause);
  gtk_widget_class_bind_template_child (widget_class, MillRunBar, status_box);
  gtk_widget_class_bind_template_child (widget_class, MillRunBar, progress);
  gtk_widget_class_bind_template_child (widget_class, MillRunBar, status);
}

static void
mill_run_bar_init (MillRunBar *bar)
{
  gtk_widget_init_template (GTK_WIDGET (bar));
  mill_run_actions_add_keys (GTK_WIDGET (bar));
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (bar->progress), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Progress of the run"), -1);
  update (bar);
}

GtkWidget *
mill_run_bar_new (void)
{
  return g_object_new (MILL_TYPE_RUN_BAR, NULL);
}
