/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-profile.h"

#include "mill-application.h"
#include "mill-column-profile.h"
#include "mill-figures.h"
#include "mill-histogram.h"
#include "mill-task.h"
#include "mill-type-mark.h"

#include <glib/gi18n-lib.h>

struct _MillProfile
{
  AdwBin parent_instance;

  GtkStack *pages; /* none, column */
  GtkLabel *name, *type_name, *basis, *low, *high;
  AdwBin *mark;
  GtkGrid *facts;
  GtkBox *top;
  GtkWidget *line, *top_title;
  MillHistogram *histogram;

  MillSample *sample; /* (nullable) */
  guint column;
  MillColumnProfile *profile; /* (nullable) of it, when computed */
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (MillProfile, mill_profile, ADW_TYPE_BIN)

/* ---- what is shown ---- */

static void
clear_children (GtkWidget *widget, void (*remove) (GtkWidget *, GtkWidget *))
{
  GtkWidget *child;
  while ((child = gtk_widget_get_first_child (widget)) != NULL)
    remove (widget, child);
}

static void
remove_fact (GtkWidget *grid, GtkWidget *child)
{
  gtk_grid_remove (GTK_GRID (grid), child);
}

static void
remove_value (GtkWidget *box, GtkWidget *child)
{
  gtk_box_remove (GTK_BOX (box), child);
}

static GtkWidget *
new_label (const char *text, float xalign, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);
  gtk_label_set_xalign (GTK_LABEL (label), xalign);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
add_fact (MillProfile *self, const char *name, const char *value)
{
  int row = 0;
  GtkWidget *key = new_label (name, 0, "dim-label"), *text = new_label (value, 1, "numeric");
  while (gtk_grid_get_child_at (self->facts, 0, row) != NULL)
    row++;
  gtk_label_set_selectable (GTK_LABEL (text), TRUE);
  gtk_widget_set_can_focus (text, FALSE);
  gtk_widget_set_hexpand (text, TRUE);
  gtk_widget_set_tooltip_text (text, value);
  gtk_grid_attach (self->facts, key, 0, row, 1, 1);
  gtk_grid_attach (self->facts, text, 1, row, 1, 1);
}

static void
add_count (MillProfile *self, const char *name, guint64 n, guint64 of)
{
  g_autofree char *count = mill_figures_count (n);
  g_autofree char *text
      = of > 0 && n > 0 ? g_strdup_printf (
            "%s (%.*f %%)", count, n * 100 < of ? 2 : 0, 100.0 * (double)n / (double)of)
                        : g_strdup (count);
  add_fact (self, name, text);
}

static void
add_number (MillProfile *self, const char *name, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  add_fact (self, name, g_ascii_formatd (text, sizeof text, "%.6g", value));
}

static void
add_facts (MillProfile *self, const MillColumnProfile *profile)
{
  guint64 n_values = profile->n_rows - profile->n_nulls;
  add_count (self, _ ("Nulls"), profile->n_nulls, profile->n_rows);
  add_count (self, _ ("Distinct"), profile->n_distinct, n_values);
  if (profile->n_empty > 0)
    add_count (self, _ ("Empty"), profile->n_empty, profile->n_rows);
  if (profile->lowest != NULL)
    {
      add_fact (self, C_ ("value", "Lowest"), profile->lowest);
      add_fact (self, C_ ("value", "Highest"), profile->highest);
    }
  if (profile->has_mean)
    {
      add_number (self, _ ("Mean"), profile->mean);
      add_number (self, _ ("Median"), profile->median);
      add_number (self, _ ("Deviation"), profile->deviation);
    }
  if (mill_type_is_textual (profile->type) && n_values > 0)
    {
      g_autofree char *text = g_strdup_printf (
          "%" G_GUINT64_FORMAT " – %" G_GUINT64_FORMAT, profile->shortest, profile->longest);
      add_fact (self, _ ("Characters"), text);
    }
}

/* A value, a bar, and how many rows have it. */
static GtkWidget *
new_value (const MillProfileValue *value, guint64 of)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *bar = gtk_progress_bar_new ();
  g_autofree char *count = mill_figures_count (value->n);
  GtkWidget *text = value->text[0] != '\0' ? new_label (value->text, 0, NULL)
                                           : new_label (C_ ("cell", "empty"), 0, "dim-label");
  gtk_widget_set_hexpand (text, TRUE);
  gtk_widget_set_tooltip_text (text, value->text);
  gtk_label_set_single_line_mode (GTK_LABEL (text), TRUE);
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (bar), (double)value->n / (double)MAX (of, 1));
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (bar), GTK_ACCESSIBLE_PROPERTY_LABEL, value->text, -1);
  gtk_box_append (GTK_BOX (line), text);
  gtk_box_append (GTK_BOX (line), new_label (count, 1, "dim-label"));
  gtk_box_append (GTK_BOX (box), line);
  gtk_box_append (GTK_BOX (box), bar);
  return box;
}

static void
show_line (MillProfile *self, const MillColumnProfile *profile)
{
  gboolean any = profile->n_bins > 0;
  mill_histogram_set_profile (self->histogram, any ? profile : NULL);
  gtk_widget_set_visible (self->line, any);
  if (!any)
    return;
  gtk_label_set_text (self->low, profile->lowest);
  gtk_label_set_text (self->high, profile->highest);
}

static void
show_profile (MillProfile *self, MillColumnProfile *profile)
{
  mill_histogram_set_profile (self->histogram, NULL);
  mill_column_profile_free (self->profile);
  self->profile = profile;
  clear_children (GTK_WIDGET (self->facts), remove_fact);
  clear_children (GTK_WIDGET (self->top), remove_value);
  show_line (self, profile);
  add_facts (self, profile);
  /* values that stand once say nothing */
  gboolean repeats = profile->n_top > 0 && profile->top[0].n > 1;
  gtk_widget_set_visible (self->top_title, repeats);
  for (guint i = 0; repeats && i < profile->n_top; i++)
    gtk_box_append (self->top, new_value (&profile->top[i], profile->n_rows - profile->n_nulls));
}

static void
show_head (MillProfile *self)
{
  char type_name[MILL_TYPE_CHARS];
  const MillField *field = mill_schema_field (mill_sample_schema (self->sample), self->column);
  g_autofree char *n = mill_figures_count (mill_sample_n_rows (self->sample));
  g_autofree char *basis = NULL;
  if (!mill_sample_has_column (self->sample, self->column))
    basis = g_strdup (_ ("The run did not read this column, as nothing needed it. Take the sample "
                         "again to see its values."));
  else if (mill_sample_is_complete (self->sample))
    basis = g_strdup_printf (_ ("Of all %s rows"), n);
  else
    basis = g_strdup_printf (_ ("Of the sample of %s rows, not of all"), n);
  gtk_label_set_text (self->name, field->name);
  gtk_label_set_text (self->type_name, mill_type_print (field->type, type_name));
  gtk_label_set_text (self->basis, basis);
  adw_bin_set_child (self->mark, mill_type_mark_new (field->type));
}

/* ---- computing ---- */

typedef struct
{
  MillSample *sample;
  guint column;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;
  mill_sample_unref (job->sample);
  g_free (job);
}

static void
job_run (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Job *job = data;
  MillColumnProfile *profile = mill_column_profile_new (job->sample, job->column, cancellable);
  g_task_return_pointer (task, profile, (GDestroyNotify)mill_column_profile_free);
}

static void
job_done (GObject *source, GAsyncResult *result, gpointer data)
{
  MillProfile *self = MILL_PROFILE (source);
  MillColumnProfile *profile = g_task_propagate_pointer (G_TASK (result), NULL);
  if (self->cancellable != g_task_get_cancellable (G_TASK (result)) || profile == NULL)
    {
      mill_column_profile_free (profile);
      return;
    }
  g_clear_object (&self->cancellable);
  show_profile (self, profile);
}

static void
give_up (MillProfile *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
compute (MillProfile *self)
{
  Job *job = g_new0 (Job, 1);
  job->sample = mill_sample_ref (self->sample);
  job->column = self->column;
  self->cancellable = g_cancellable_new ();
  g_autoptr (GTask) task = mill_task_new (self, self->cancellable, job_done, NULL);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, job_run);
}

void
mill_profile_set_column (MillProfile *self, MillSample *sample, guint column)
{
  g_return_if_fail (MILL_IS_PROFILE (self));
  if (self->sample == sample && self->column == column)
    return;
  give_up (self);
  mill_sample_unref (self->sample);
  self->sample = sample != NULL ? mill_sample_ref (sample) : NULL;
  self->column = column;
  gtk_stack_set_visible_child_name (self->pages, sample != NULL ? "column" : "none");
  if (sample == NULL)
    return;
  show_head (self);
  compute (self);
}

/* ---- the widget ---- */

static void
mill_profile_dispose (GObject *object)
{
  MillProfile *self = MILL_PROFILE (object);
  give_up (self);
  if (self->histogram != NULL)
    mill_histogram_set_profile (self->histogram, NULL);
  self->histogram = NULL;
  adw_bin_set_child (ADW_BIN (object), NULL);
  g_clear_pointer (&self->sample, mill_sample_unref);
  g_clear_pointer (&self->profile, mill_column_profile_free);
  G_OBJECT_CLASS (mill_profile_parent_class)->dispose (object);
}

static void
mill_profile_class_init (MillProfileClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = mill_profile_dispose;
  g_type_ensure (MILL_TYPE_HISTOGRAM);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               MILL_RESOURCES "ui/preview/mill-profile.ui");
  gtk_widget_class_bind_template_child (widget_class, MillProfile, pages);
  gtk_widget_class_bind_template_child (widget_class, MillProfile, name);
  gtk_widget_class_bind_template_child (widget_class, MillProfile, type_name);
  gtk_widget_class_bind_template_child (widget_class, MillProfile, basis);
  gtk_widget_class_bind_template_child (widget_class, MillProfile, low);
  gtk_widget_class_bind_template_child (widget_class, MillProfile, high);
  gtk_widget_class_bind_template_child (widget_class, MillProfile, mark);
  gtk_widget_class_bind_template_child (widget_class, MillProfile, facts);
  gtk_widget_class_bind_template_child (widget_class, MillProfile, top);
  gtk_widget_class_bind_template_child (widget_class, MillProfile, line);
  gtk_widget_class_bind_template_child (widget_class, MillProfile, top_title);
  gtk_widget_class_bind_template_child (widget_class, MillProfile, histogram);
}

static void
mill_profile_init (MillProfile *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
mill_profile_new (void)
{
  return g_object_new (MILL_TYPE_PROFILE, NULL);
}
