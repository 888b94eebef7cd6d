/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mill-wrap.h"

static GtkSizeRequestMode
get_mode (GtkWidget *frame)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
measure (GtkWidget *frame,
         GtkOrientation orientation,
         int for_size,
         int *minimum,
         int *natural,
         int *minimum_baseline,
         int *natural_baseline)
{
  gtk_widget_measure (adw_bin_get_child (ADW_BIN (frame)),
                      orientation,
                      orientation == GTK_ORIENTATION_HORIZONTAL ? -1 : for_size,
                      minimum,
                      natural,
                      minimum_baseline,
                      natural_baseline);
}

static void
allocate (GtkWidget *frame, int width, int height, int baseline)
{
  gtk_widget_allocate (adw_bin_get_child (ADW_BIN (frame)), width, height, baseline, NULL);
}

GtkWidget *
mill_wrap (GtkLabel *label)
{
  g_return_val_if_fail (GTK_IS_LABEL (label), NULL);
  GtkWidget *frame = adw_bin_new ();
  gtk_label_set_wrap (label, TRUE);
  gtk_label_set_wrap_mode (label, PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_hexpand (GTK_WIDGET (label), TRUE);
  gtk_widget_set_layout_manager (frame, gtk_custom_layout_new (get_mode, measure, allocate));
  adw_bin_set_child (ADW_BIN (frame), GTK_WIDGET (label));
  return frame;
}
