/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-histogram.h"

#include "mill-figures.h"

#include <glib/gi18n-lib.h>

#define HEIGHT 64

struct _MillHistogram
{
  GtkWidget parent_instance;

  const MillColumnProfile *profile; /* (nullable) */
  guint64 highest;
  guint hot; /* bin under the pointer; G_MAXUINT */
};

G_DEFINE_FINAL_TYPE (MillHistogram, mill_histogram, GTK_TYPE_WIDGET)

static guint
bin_at (MillHistogram *self, double x)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  if (self->profile == NULL || self->profile->n_bins == 0 || x < 0 || x >= width)
    return G_MAXUINT;
  return (guint)(x / width * self->profile->n_bins);
}

static void
mill_histogram_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  MillHistogram *self = MILL_HISTOGRAM (widget);
  GtkStyleContext *context = gtk_widget_get_style_context (widget);
  double width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  GdkRGBA color, accent;
  if (self->profile == NULL || self->profile->n_bins == 0)
    return;
  gtk_style_context_get_color (context, &color);
  if (!gtk_style_context_lookup_color (context, "accent_bg_color", &accent))
    accent = color;
  color.alpha *= 0.2f;
  gtk_snapshot_append_color (
      snapshot, &color, &GRAPHENE_RECT_INIT (0, (float)height - 1, (float)width, 1));
  for (guint i = 0; i < self->profile->n_bins; i++)
    {
      double x = round (width * i / self->profile->n_bins);
      double end = round (width * (i + 1) / self->profile->n_bins);
      double share = (double)self->profile->bins[i] / (double)self->highest;
      /* a bin with a single row is seen, too */
      double tall = self->profile->bins[i] > 0 ? MAX (2, round (share * (height - 2))) : 0;
      GdkRGBA fill = accent;
      fill.alpha = i == self->hot ? 1.0f : 0.75f;
      gtk_snapshot_append_color (
          snapshot,
          &fill,
          &GRAPHENE_RECT_INIT (
              (float)x, (float)(height - 1 - tall), (float)MAX (1, end - x - 1), (float)tall));
    }
}

static void
mill_histogram_measure (GtkWidget *widget,
                        GtkOrientation orientation,
                        int for_size,
                        int *minimum,
                        int *natural,
                        int *minimum_baseline,
                        int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_VERTICAL ? HEIGHT : 2 * MILL_PROFILE_BINS;
}

static gboolean
mill_histogram_query_tooltip (
    GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  MillHistogram *self = MILL_HISTOGRAM (widget);
  guint bin = keyboard ? G_MAXUINT : bin_at (self, x);
  if (bin == G_MAXUINT)
    return FALSE;
  g_autofree char *n = mill_figures_count (self->profile->bins[bin]);
  /* Translators: a range of values, and how many rows have one of them */
  g_autofree char *text = g_strdup_printf (
      _ ("%s to %s: %s rows"), self->profile->edges[bin], self->profile->edges[bin + 1], n);
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

static void
set_hot (MillHistogram *self, guint bin)
{
  if (self->hot == bin)
    return;
  self->hot = bin;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
pointer_moved (GtkEventControllerMotion *motion, double x, double y, MillHistogram *self)
{
  set_hot (self, bin_at (self, x));
}

static void
pointer_left (GtkEventControllerMotion *motion, MillHistogram *self)
{
  set_hot (self, G_MAXUINT);
}

static void
mill_histogram_class_init (MillHistogramClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  widget_class->snapshot = mill_histogram_snapshot;
  widget_class->measure = mill_histogram_measure;
  widget_class->query_tooltip = mill_histogram_query_tooltip;
  gtk_widget_class_set_css_name (widget_class, "histogram");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
mill_histogram_init (MillHistogram *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  self->hot = G_MAXUINT;
  g_signal_connect (motion, "motion", G_CALLBACK (pointer_moved), self);
  g_signal_connect (motion, "leave", G_CALLBACK (pointer_left), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
}

void
mill_histogram_set_profile (MillHistogram *self, const MillColumnProfile *profile)
{
  g_return_if_fail (MILL_IS_HISTOGRAM (self));
  guint fullest = 0;
  self->profile = profile;
  self->highest = 1;
  self->hot = G_MAXUINT;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (profile == NULL || profile->n_bins == 0)
    return;
  for (guint i = 0; i < profile->n_bins; i++)
    if (profile->bins[i] > self->highest)
      {
        self->highest = profile->bins[i];
        fullest = i;
      }
  g_autofree char *label = g_strdup_printf (_ ("Distribution from %s to %s, most from %s to %s"),
                                            profile->edges[0],
                                            profile->edges[profile->n_bins],
                                            profile->edges[fullest],
                                            profile->edges[fullest + 1]);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}
